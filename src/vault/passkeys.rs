//! Passkeys as second factors: asked for, added, shown, removed. The vault makes each challenge, looks at each signature, and
//! ties every passkey to its account by its word, as it does the app's secret.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Vault;
use super::client::{PasskeyAsked, PasskeyView, Reply, VaultError};
use super::people::{Used, is_as_read, refused, tell_alone};
use crate::crypto::passkey::{self, Refusal, Site};
use crate::crypto::{Aad, digest, token};
use crate::domain::notice::Personal;
use crate::domain::second_factor::{BegunWith, Ceremony, Rule};
use crate::domain::session::Via;
use crate::store::actors::{self, ChallengeRow, PasskeyRow, UserRow};
use crate::store::audit::Entry;
use crate::store::{Conn, StoreError, audit};

/// How long a challenge is good for.
const CHALLENGE_MS: i64 = 5 * 60_000;
/// Passkeys of one person, at most.
pub const MOST: usize = 10;
/// Characters of what somebody calls a passkey, at most.
const NAME_CHARS: usize = 40;

/// What is sealed of a passkey.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(with = "hex")]
    key: Vec<u8>,
    name: String,
}

/// What an authenticator and a browser said, shown.
pub(super) struct Shown<'a> {
    pub credential: &'a [u8],
    pub client_data: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

impl Vault {
    /// What a passkey is to be made for, for somebody who gives the password once more. Whoever has a factor has given it in
    /// this session.
    pub(super) fn ask_new_passkey(
        &self,
        session: &str,
        password: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let user = self.account_of(&actor)?;
        if !self.is_password_of(&user, password) {
            return Err(VaultError::Unauthenticated);
        }
        if user.factor.is_some() {
            actor.fully().map_err(refused)?;
        }
        let known = self.factors(&user)?.passkeys;
        if known.len() >= MOST {
            return Err(VaultError::Exists);
        }
        self.challenged(&user, Ceremony::Add, known)
    }

    /// What a passkey is to sign, for somebody whose password was right.
    pub(super) fn ask_passkey(&self, halfway: &str) -> Result<Reply, VaultError> {
        let user = self.half_in(halfway)?;
        let known = self.factors(&user)?.passkeys;
        if known.is_empty() {
            return Err(VaultError::NotFound);
        }
        self.challenged(&user, Ceremony::SignIn, known)
    }

    fn challenged(
        &self,
        user: &UserRow,
        what: Ceremony,
        known: Vec<PasskeyRow>,
    ) -> Result<Reply, VaultError> {
        let site = self.site()?;
        let (challenge, now) = (passkey::challenge(), self.now());
        let row = ChallengeRow {
            hash: digest::sha256(&challenge).to_vec(),
            actor_id: user.actor_id,
            what: what.as_str().to_owned(),
            expires_at: now + CHALLENGE_MS,
        };
        self.store
            .write_now("passkey_challenge", move |conn: &mut Conn| {
                Ok::<_, VaultError>(actors::set_challenge(conn, &row, now)?)
            })?;
        Ok(Reply::PasskeyAsked(PasskeyAsked {
            challenge: challenge.to_vec(),
            host: site.host.clone(),
            user: self.words.handle(user.actor_id),
            name: user.email.clone(),
            credentials: known.into_iter().map(|row| row.credential).collect(),
        }))
    }

    /// Adds a passkey that was just made. All sessions of the person end; a new one begins.
    pub(super) fn add_passkey(
        &self,
        session: &str,
        name: &str,
        client_data: &[u8],
        attestation: &[u8],
    ) -> Result<Reply, VaultError> {
        let (actor, via) = self.live(session)?;
        let mut user = self.account_of(&actor)?;
        if !self.words.knows(&user) {
            return Err(VaultError::Unauthenticated);
        }
        if user.factor.is_some() {
            actor.fully().map_err(refused)?;
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(VaultError::Unusable("a name of 1 to 40 characters".into()));
        }
        let site = self.site()?;
        let challenge = passkey::challenge_of(client_data).map_err(not_taken)?;
        let new = passkey::made(site, &challenge, client_data, attestation).map_err(not_taken)?;
        let mut factors = self.factors(&user)?;
        if factors.passkeys.len() >= MOST {
            return Err(VaultError::Exists);
        }
        let now = self.now();
        let id = token::new_id();
        let sealed = Sealed {
            key: new.key,
            name: name.to_owned(),
        };
        let plain = serde_json::to_vec(&sealed).map_err(|_| VaultError::Internal("a passkey"))?;
        let row = PasskeyRow {
            sealed: self.factor_key.seal(&aad(&id, user.actor_id), &plain),
            id,
            actor_id: user.actor_id,
            credential: new.credential,
            counter: i64::from(new.counter),
            created_at: now,
            used_at: None,
        };
        factors.passkeys.push(row.clone());
        let read = user.clone();
        let factor = factors.word();
        let seal = self.sealed_with(&user, factor.as_deref())?;
        (user.factor, user.seal) = (factor.clone(), Some(seal.clone()));
        let (new, reply) = self.new_session(&user, via, BegunWith::Passkey);
        let entry = self.entry_of(&user, "passkey.add")?;
        let hash = digest::sha256(&challenge);
        self.store
            .write_now("add_passkey", move |conn: &mut Conn| {
                let id = read.actor_id;
                if !is_as_read(conn, &read)? {
                    return Err(VaultError::Unauthenticated);
                }
                if !actors::use_challenge(conn, &hash, id, Ceremony::Add.as_str(), now)? {
                    return Err(VaultError::WrongCode);
                }
                match actors::insert_passkey(conn, &row) {
                    Err(StoreError::Conflict(_)) => return Err(VaultError::WrongCode),
                    other => other?,
                }
                actors::tie_factors(conn, id, factor.as_deref(), &seal)?;
                actors::delete_sessions_of(conn, id, None)?;
                actors::insert_session(conn, &new)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(reply)
    }

    /// A passkey, from somebody whose password was right.
    pub(super) fn give_passkey(
        &self,
        halfway: &str,
        shown: &Shown<'_>,
        via: Via,
    ) -> Result<Reply, VaultError> {
        let user = self.half_in(halfway)?;
        let used = match self.looked_at(&user, shown) {
            Err(VaultError::WrongCode) => {
                self.wrong.note(user.actor_id);
                self.note_wrong_passkey(&user, None)?;
                return Err(VaultError::WrongCode);
            }
            other => other?,
        };
        self.begin_session(&user, via, BegunWith::Passkey, used)
    }

    fn looked_at(&self, user: &UserRow, shown: &Shown<'_>) -> Result<Used, VaultError> {
        let site = self.site()?;
        let known = self.factors(user)?.passkeys;
        let mut theirs = known.into_iter();
        // Another person's passkey is unknown here, whoever has it.
        let row = theirs
            .find(|row| row.credential == shown.credential)
            .ok_or(VaultError::WrongCode)?;
        let challenge = passkey::challenge_of(shown.client_data).map_err(not_taken)?;
        let key = self.unsealed(&row)?.key;
        let counter = passkey::shown(
            site,
            &challenge,
            &key,
            shown.client_data,
            shown.authenticator_data,
            shown.signature,
        )
        .map_err(not_taken)?;
        let counter = i64::from(counter);
        let never_counts = counter == 0 && row.counter == 0;
        if counter <= row.counter && !never_counts {
            let now = self.now();
            let id = user.actor_id;
            self.store.write_now("copied_passkey", move |conn| {
                tell_alone(conn, id, Personal::PasskeyCopied, now)
            })?;
            self.note_wrong_passkey(
                user,
                Some("it counts less than before: there may be a copy"),
            )?;
            return Err(VaultError::WrongCode);
        }
        Ok(Used::Passkey {
            challenge: digest::sha256(&challenge),
            id: row.id,
            before: row.counter,
            counter,
        })
    }

    /// Whoever gave it has got past the password: the audit must show it.
    fn note_wrong_passkey(&self, user: &UserRow, note: Option<&str>) -> Result<(), VaultError> {
        let entry = Entry {
            result: "refused".into(),
            note: note.map(str::to_owned),
            ..self.entry_of(user, "session.passkey")?
        };
        self.store
            .write_now("wrong_passkey", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })
    }

    /// What passkeys somebody has.
    pub(super) fn passkeys(&self, session: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let user = self.account_of(&actor)?;
        if user.factor.is_some() {
            actor.fully().map_err(refused)?;
        }
        let rows = self.factors(&user)?.passkeys;
        let views = rows.iter().map(|row| {
            Ok(PasskeyView {
                id: row.id.clone(),
                name: Zeroizing::new(self.unsealed(row)?.name),
                created_at: row.created_at,
                used_at: row.used_at,
            })
        });
        Ok(Reply::Passkeys(views.collect::<Result<_, VaultError>>()?))
    }

    /// Removes one, with the password. The last factor stays where one is needed. All sessions of the person end.
    pub(super) fn remove_passkey(
        &self,
        session: &str,
        password: &str,
        id: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        actor.fully().map_err(refused)?;
        let user = self.account_of(&actor)?;
        if !self.is_password_of(&user, password) {
            return Err(VaultError::Unauthenticated);
        }
        let mut factors = self.factors(&user)?;
        let before = factors.passkeys.len();
        factors.passkeys.retain(|row| row.id != id);
        if factors.passkeys.len() == before {
            return Err(VaultError::NotFound);
        }
        let factor = factors.word();
        if factor.is_none() && self.rule == Rule::Required {
            return Err(VaultError::Moved("your only second factor".into()));
        }
        let seal = self.sealed_with(&user, factor.as_deref())?;
        let entry = self.entry_of(&user, "passkey.remove")?;
        let id = id.to_owned();
        self.store
            .write_now("remove_passkey", move |conn: &mut Conn| {
                let actor = user.actor_id;
                if !is_as_read(conn, &user)? {
                    return Err(VaultError::Unauthenticated);
                }
                if !actors::delete_passkey(conn, actor, &id)? {
                    return Err(VaultError::NotFound);
                }
                actors::tie_factors(conn, actor, factor.as_deref(), &seal)?;
                actors::delete_sessions_of(conn, actor, None)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Done)
    }

    fn site(&self) -> Result<&Site, VaultError> {
        let none = || VaultError::Moved("not offered at this address".into());
        self.site.as_ref().ok_or_else(none)
    }

    fn unsealed(&self, row: &PasskeyRow) -> Result<Sealed, VaultError> {
        let broken = || VaultError::Internal("a passkey does not open");
        let plain = self
            .factor_key
            .open(&aad(&row.id, row.actor_id), &row.sealed)
            .map_err(|_| broken())?;
        serde_json::from_slice(&plain).map_err(|_| broken())
    }
}

/// What stands for one passkey in the word of its account. What it counts does not: that changes with each use.
pub(super) fn hash_of(row: &PasskeyRow) -> [u8; 32] {
    let (actor, credential) = (row.actor_id.to_string(), hex::encode(&row.credential));
    let sealed = hex::encode(&row.sealed);
    let parts = [row.id.as_str(), &actor, &credential, &sealed];
    digest::sha256(Aad::of("waypost passkey 1", &parts).as_bytes())
}

fn aad(id: &str, actor: i64) -> Aad {
    Aad::record("passkeys", id, &actor.to_string())
}

/// Whoever shows it learns only that it was not taken; the log, which of the rules it broke.
fn not_taken(why: Refusal) -> VaultError {
    tracing::info!(%why, "a passkey was not taken");
    VaultError::WrongCode
}
