//! What only the vault can say: that a session was begun with the right password, that an account is who it says and what it
//! may, that a key was made here. Each is a MAC beside its row: whoever can write the database, and even whoever has taken
//! `serve`, can repeat such a word and make none.

use zeroize::Zeroizing;

use crate::crypto::signing::{Signer, SigningError};
use crate::crypto::{Aad, SymmetricKey, digest};
use crate::store::actors::{RecoveryRow, SessionRow, UserRow};
use crate::store::keys::KeyRow;

/// The MACs of one installation.
pub struct Words(SymmetricKey);

/// What an account proves itself with.
pub enum Proof<'a> {
    /// A password's hash.
    Password(&'a str),
    /// A one-time link's hash, and when it ends.
    Link(&'a [u8], i64),
}

/// An account, as far as it is vouched for.
pub struct Account<'a> {
    /// The person's number.
    pub id: i64,
    /// Role.
    pub role: &'a str,
    /// Agency.
    pub agency: Option<&'a str>,
    /// The name to sign in with.
    pub email: &'a str,
    /// What it proves itself with.
    pub proof: Proof<'a>,
    /// Hash of the sealed second factor that must be given too.
    pub factor: Option<&'a [u8]>,
}

impl Words {
    /// On the key of the installation.
    pub fn new(key: SymmetricKey) -> Self {
        Self(key)
    }

    fn of(&self, format: &str, parts: &[&str]) -> Vec<u8> {
        self.0.mac(Aad::of(format, parts).as_bytes()).to_vec()
    }

    fn holds(said: Option<&[u8]>, right: &[u8]) -> bool {
        said.is_some_and(|said| digest::equal(said, right))
    }

    /// For an account.
    pub fn account(&self, account: &Account<'_>) -> Vec<u8> {
        let (kind, proof, until) = match account.proof {
            Proof::Password(hash) => ("password", hash.to_owned(), String::new()),
            Proof::Link(hash, until) => ("link", hex::encode(hash), until.to_string()),
        };
        let agency = account.agency.unwrap_or_default();
        let id = account.id.to_string();
        let factor = account.factor.map(hex::encode);
        let mut parts = vec![
            id.as_str(),
            account.role,
            agency,
            account.email,
            kind,
            &proof,
            &until,
        ];
        // An account without a second factor is spoken of as before there were any.
        let format = match &factor {
            Some(factor) => {
                parts.push(factor);
                "waypost account 2"
            }
            None => "waypost account 1",
        };
        self.of(format, &parts)
    }

    /// Whether an account is as the vault left it.
    pub fn knows(&self, user: &UserRow) -> bool {
        let proof = match (&user.password_hash, &user.link_hash) {
            (Some(hash), None) => Proof::Password(hash),
            (None, Some(hash)) => Proof::Link(hash, user.link_expires_at.unwrap_or_default()),
            _ => return false,
        };
        let account = Account {
            id: user.actor_id,
            role: &user.role,
            agency: user.agency_id.as_deref(),
            email: &user.email,
            proof,
            factor: user.factor.as_deref(),
        };
        Self::holds(user.seal.as_deref(), &self.account(&account))
    }

    /// For a session of a person.
    pub fn session(&self, session: &SessionRow, user: &UserRow) -> Vec<u8> {
        let (id, hash) = (
            session.actor_id.to_string(),
            hex::encode(&session.token_hash),
        );
        let (from, until) = (
            session.created_at.to_string(),
            session.expires_at.to_string(),
        );
        let agency = user.agency_id.as_deref().unwrap_or_default();
        let (with, face) = (&session.begun_with, &session.face);
        let parts = [&id, &hash, &from, &until, &user.role, agency, with, face];
        self.of("waypost session 3", &parts.map(|part| part as &str))
    }

    /// Whether the vault began this session, for this person with this role and agency.
    pub fn began(&self, session: &SessionRow, user: &UserRow) -> bool {
        Self::holds(session.seal.as_deref(), &self.session(session, user))
    }

    /// For somebody whose password was right and whose code is still to come: no session, and good for nothing but giving
    /// the code. Ends with every change of the account.
    pub fn halfway(&self, user: &UserRow, until: i64) -> Vec<u8> {
        let (id, until) = (user.actor_id.to_string(), until.to_string());
        let account = user.seal.as_deref().map(hex::encode).unwrap_or_default();
        self.of("waypost halfway 1", &[&id, &until, &account])
    }

    /// Whether the vault let this person half in, until then.
    pub fn let_half_in(&self, said: &[u8], user: &UserRow, until: i64) -> bool {
        Self::holds(Some(said), &self.halfway(user, until))
    }

    /// For a recovery that somebody asked for, of the account as it is.
    pub fn recovery(&self, row: &RecoveryRow, person: &UserRow) -> Vec<u8> {
        let (who, until) = (row.actor_id.to_string(), row.expires_at.to_string());
        let by = row.asked_by.unwrap_or_default().to_string();
        let account = person.seal.as_deref().map(hex::encode).unwrap_or_default();
        let parts = [&row.id, &who, &by, &row.reason, &until, &account];
        self.of("waypost recovery 1", &parts.map(|part| part as &str))
    }

    /// Whether somebody asked for it, and the account is still the same.
    pub fn asked_for(&self, row: &RecoveryRow, person: &UserRow) -> bool {
        row.actor_id == person.actor_id
            && row.agency_id == person.agency_id
            && Self::holds(Some(&row.seal), &self.recovery(row, person))
    }

    /// What authenticators know a person by: says nothing, and is the same each time.
    pub fn handle(&self, actor: i64) -> Vec<u8> {
        self.of("waypost passkey user 1", &[&actor.to_string()])
    }

    /// For a key.
    pub fn key(&self, key: &KeyRow) -> Vec<u8> {
        let agency = key.agency_id.as_deref().unwrap_or_default();
        let public = hex::encode(&key.public_key);
        self.of("waypost key 1", &[&key.id, agency, &key.purpose, &public])
    }

    /// Signs heads of the audit: a key of its own, of the same secret.
    ///
    /// # Errors
    /// Never for a key of 32 bytes.
    pub fn signer(&self) -> Result<Signer, SigningError> {
        Signer::from_seed(&Zeroizing::new(self.0.mac(b"waypost audit heads 1")))
    }

    /// Signs an agency's requests to the hub.
    ///
    /// # Errors
    /// Never for a key of 32 bytes.
    pub fn courier(&self) -> Result<Signer, SigningError> {
        Signer::from_seed(&Zeroizing::new(self.0.mac(b"waypost agency worker 1")))
    }

    /// Whether the vault made this key or took it in.
    pub fn made(&self, key: &KeyRow) -> bool {
        Self::holds(key.seal.as_deref(), &self.key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> UserRow {
        UserRow {
            actor_id: 7,
            agency_id: Some("a".into()),
            role: "caseworker".into(),
            email: "c@example.org".into(),
            password_hash: Some("$argon2id$1".into()),
            link_expires_at: None,
            invited_by: None,
            last_login_at: None,
            disabled_at: None,
            display_name: "C".into(),
            created_at: 0,
            updated_at: None,
            link_hash: None,
            seal: None,
            factor: None,
            likes: crate::store::actors::LikesRow::default(),
        }
    }

    fn vouched(words: &Words, mut user: UserRow) -> UserRow {
        user.seal = Some(words.account(&Account {
            id: user.actor_id,
            role: &user.role,
            agency: user.agency_id.as_deref(),
            email: &user.email,
            proof: Proof::Password(user.password_hash.as_deref().unwrap()),
            factor: user.factor.as_deref(),
        }));
        user
    }

    #[test]
    fn an_account_that_somebody_changed_is_not_known() {
        let words = Words::new(SymmetricKey::generate());
        let good = vouched(&words, user());
        assert!(words.knows(&good));
        let changes: [fn(&mut UserRow); 8] = [
            |u| u.role = "supervisor".into(),
            |u| u.agency_id = Some("b".into()),
            |u| u.agency_id = None,
            |u| u.email = "d@example.org".into(),
            |u| u.password_hash = Some("$argon2id$2".into()),
            |u| u.actor_id = 8,
            |u| u.seal = None,
            |u| u.factor = Some(vec![1; 32]),
        ];
        for (n, change) in changes.iter().enumerate() {
            let mut bad = good.clone();
            change(&mut bad);
            assert!(!words.knows(&bad), "change {n}");
        }
        assert!(
            !Words::new(SymmetricKey::generate()).knows(&good),
            "another installation"
        );
    }

    #[test]
    fn a_second_factor_is_neither_taken_away_nor_exchanged() {
        let words = Words::new(SymmetricKey::generate());
        let mut enrolled = user();
        enrolled.factor = Some(vec![1; 32]);
        let good = vouched(&words, enrolled);
        assert!(words.knows(&good));
        for factor in [None, Some(vec![]), Some(vec![2; 32])] {
            let mut bad = good.clone();
            bad.factor = factor;
            assert!(!words.knows(&bad));
        }
        let half = words.halfway(&good, 5);
        assert!(words.let_half_in(&half, &good, 5));
        assert!(!words.let_half_in(&half, &good, 6));
        assert!(!words.let_half_in(&half, &vouched(&words, user()), 5));
    }

    #[test]
    fn a_session_is_of_one_person_with_one_role_and_one_time() {
        let words = Words::new(SymmetricKey::generate());
        let mut session = SessionRow {
            token_hash: vec![1; 32],
            actor_id: 7,
            csrf: String::new(),
            created_at: 1,
            expires_at: 2,
            seal: None,
            begun_with: "no_factor".into(),
            id: String::new(),
            face: "page".into(),
            browser: "other".into(),
            used_at: 1,
            before_at: None,
            before_browser: None,
            wrong_tries: 0,
        };
        session.seal = Some(words.session(&session, &user()));
        assert!(words.began(&session, &user()));
        let mut promoted = user();
        promoted.role = "supervisor".into();
        assert!(!words.began(&session, &promoted));
        for change in [
            (|s: &mut SessionRow| s.expires_at = 3) as fn(&mut SessionRow),
            |s| s.actor_id = 8,
            |s| s.begun_with = "code".into(),
            |s| s.face = "program".into(),
            |s| s.token_hash = vec![2; 32],
        ] {
            let mut bad = session.clone();
            change(&mut bad);
            assert!(!words.began(&bad, &user()));
        }
    }
}
