//! The second factor: made here, sealed under a key of the vault's own, tied to its account by the vault's word. Whoever
//! writes the database can take it away or exchange it only together with the account's right to sign in.

use std::collections::HashMap;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::client::{Code, Reply, VaultError};
use super::people::{Used, is_as_read, refused};
use super::words::{Account, Proof};
use super::{Vault, passkeys};
use crate::crypto::{Aad, digest, totp};
use crate::domain::second_factor::{self, BegunWith, Came, Next};
use crate::domain::session::Via;
use crate::store::actors::{self, FactorRow, PasskeyRow, UserRow};
use crate::store::audit::Entry;
use crate::store::{Conn, audit};

/// What authenticator apps call it. Nothing that tells a stranger what it is for.
const ISSUER: &str = "Waypost";
/// How long somebody whose password was right has for the code.
const HALFWAY_MS: i64 = 5 * 60_000;
/// Wrong codes of an account before no code of it is looked at for a while: a million codes, three of them right.
const MOST_WRONG: u32 = 10;
const WRONG_MS: i64 = 15 * 60_000;

/// What was tried lately, by account. Beside what the database says, because whoever writes it could take that back.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<i64, Tried>>);

#[derive(Clone, Copy)]
struct Tried {
    /// The newest step whose code was taken.
    last: i64,
    wrong: u32,
    since: i64,
}

impl Codes {
    /// The step that `judge` finds later than the newest that was taken; it is taken by that.
    fn take(
        &self,
        account: i64,
        last: i64,
        now: i64,
        judge: impl FnOnce(i64) -> Option<i64>,
    ) -> Option<i64> {
        let mut all = self.0.lock();
        let tried = all.entry(account).or_insert(Tried {
            last,
            wrong: 0,
            since: now,
        });
        if now - tried.since >= WRONG_MS {
            (tried.wrong, tried.since) = (0, now);
        }
        tried.last = tried.last.max(last);
        if tried.wrong >= MOST_WRONG {
            return None;
        }
        match judge(tried.last) {
            Some(step) => {
                (tried.last, tried.wrong) = (step, 0);
                Some(step)
            }
            None => {
                tried.wrong += 1;
                None
            }
        }
    }

    /// A factor that has just been made knows no steps, and nobody has guessed at it.
    pub(super) fn forget(&self, account: i64) {
        self.0.lock().remove(&account);
    }
}

/// All factors of one account.
pub(super) struct Factors {
    /// The app's, once it was confirmed.
    pub app: Option<FactorRow>,
    /// Passkeys.
    pub passkeys: Vec<PasskeyRow>,
}

impl Factors {
    /// What stands for them in the account's word; none if there are none. An app alone is spoken of as before there were
    /// passkeys.
    pub fn word(&self) -> Option<Vec<u8>> {
        let app = self.app.as_ref().map(|row| digest::sha256(&row.sealed));
        if self.passkeys.is_empty() {
            return app.map(|hash| hash.to_vec());
        }
        let mut passkeys: Vec<String> = self
            .passkeys
            .iter()
            .map(|row| hex::encode(passkeys::hash_of(row)))
            .collect();
        passkeys.sort_unstable();
        let app = app.map(hex::encode).unwrap_or_default();
        let mut parts = vec![app.as_str()];
        parts.extend(passkeys.iter().map(String::as_str));
        Some(digest::sha256(Aad::of("waypost factors 2", &parts).as_bytes()).to_vec())
    }
}

impl Vault {
    /// What follows a right password.
    pub(super) fn after_password(
        &self,
        user: &UserRow,
        code: &Code,
        via: Via,
    ) -> Result<Reply, VaultError> {
        let came = match code {
            Code::Given(_) => Came::Code,
            Code::Missing => Came::Nothing,
            Code::Never => Came::NothingEver,
        };
        match (
            second_factor::after_password(user.factor.is_some(), came),
            code,
        ) {
            (Next::Begin(with), _) => self.begin_session(user, via, with, Used::Nothing),
            (Next::Check, Code::Given(code)) => self.with_code(user, code, via),
            (Next::Check | Next::Ask, _) => {
                let until = self.now() + HALFWAY_MS;
                let word = hex::encode(self.words.halfway(user, until));
                let halfway = Zeroizing::new(format!("{}-{until}-{word}", user.actor_id));
                let there = self.factors(user)?;
                Ok(Reply::CodeNeeded {
                    halfway,
                    app: there.app.is_some(),
                    passkeys: !there.passkeys.is_empty() && self.site.is_some(),
                })
            }
        }
    }

    /// The code, from somebody whose password was right.
    pub(super) fn give_code(
        &self,
        halfway: &str,
        code: &str,
        via: Via,
    ) -> Result<Reply, VaultError> {
        let user = self.half_in(halfway)?;
        self.with_code(&user, code, via)
    }

    /// Whose password was right, minutes ago.
    pub(super) fn half_in(&self, halfway: &str) -> Result<UserRow, VaultError> {
        let mut parts = halfway.splitn(3, '-');
        let mut next = || parts.next().unwrap_or_default();
        let (id, until, word) = (next(), next(), next());
        let (Ok(id), Ok(until), Ok(word)) =
            (id.parse::<i64>(), until.parse::<i64>(), hex::decode(word))
        else {
            return Err(VaultError::Unauthenticated);
        };
        let found = self.store.read_now("user_by_actor", move |conn| {
            Ok::<_, VaultError>(actors::user_by_actor(conn, id)?)
        })?;
        found
            .filter(|user| user.disabled_at.is_none() && until > self.now())
            .filter(|user| self.words.knows(user) && self.words.let_half_in(&word, user, until))
            .filter(|user| !self.keyring.stops().user(user.actor_id))
            .ok_or(VaultError::Unauthenticated)
    }

    fn with_code(&self, user: &UserRow, code: &str, via: Via) -> Result<Reply, VaultError> {
        let step = self.taken(user, code)?;
        self.begin_session(user, via, BegunWith::Code, Used::Step(step))
    }

    /// Makes a second factor for somebody who has none, with the password: a session that was left open is not enough.
    pub(super) fn begin_factor(&self, session: &str, password: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let user = self.account_of(&actor)?;
        if !self.is_password_of(&user, password) {
            return Err(VaultError::Unauthenticated);
        }
        if user.factor.is_some() {
            actor.fully().map_err(refused)?;
        }
        if self.factors(&user)?.app.is_some() {
            return Err(VaultError::Exists);
        }
        let secret = totp::secret();
        let row = FactorRow {
            actor_id: user.actor_id,
            sealed: self.factor_key.seal(&aad(user.actor_id), &*secret),
            begun_at: self.now(),
            confirmed_at: None,
            last_step: 0,
        };
        let entry = self.entry_of(&user, "second_factor.begin")?;
        let id = user.actor_id;
        let uri = totp::uri(ISSUER, &user.email, &*secret);
        self.store
            .write_now("begin_factor", move |conn: &mut Conn| {
                if !is_as_read(conn, &user)? {
                    return Err(VaultError::Unauthenticated);
                }
                if !actors::begin_factor(conn, &row)? {
                    return Err(VaultError::Exists);
                }
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        self.codes.forget(id);
        Ok(Reply::FactorBegun {
            secret: totp::base32(&*secret),
            uri,
        })
    }

    /// Ties the factor to the account. Whoever confirms has given password and code: a new session says so, all others end.
    pub(super) fn confirm_factor(&self, session: &str, code: &str) -> Result<Reply, VaultError> {
        let (actor, via) = self.live(session)?;
        let mut user = self.account_of(&actor)?;
        if !self.words.knows(&user) {
            return Err(VaultError::Unauthenticated);
        }
        if user.factor.is_some() {
            actor.fully().map_err(refused)?;
        }
        let mut factors = self.factors(&user)?;
        if factors.app.is_some() {
            return Err(VaultError::Exists);
        }
        let row = self
            .factor_row(user.actor_id)?
            .filter(|row| row.confirmed_at.is_none())
            .ok_or(VaultError::NotFound)?;
        let step = self.judged(&user, &row, code)?;
        let read = user.clone();
        factors.app = Some(row.clone());
        let factor = factors.word();
        let seal = self.sealed_with(&user, factor.as_deref())?;
        (user.factor, user.seal) = (factor.clone(), Some(seal.clone()));
        let (new, reply) = self.new_session(&user, via, BegunWith::Code);
        let (id, now, sealed) = (user.actor_id, self.now(), row.sealed);
        let entry = self.entry_of(&user, "second_factor.confirm")?;
        self.store
            .write_now("confirm_factor", move |conn: &mut Conn| {
                if !is_as_read(conn, &read)? {
                    return Err(VaultError::Unauthenticated);
                }
                // The one whose code was given, and nothing that came in its place meanwhile.
                let here = actors::factor_of(conn, id)?.is_some_and(|now| now.sealed == sealed);
                if !here || !actors::use_step(conn, id, step)? {
                    return Err(VaultError::WrongCode);
                }
                if !actors::set_factor(conn, id, factor.as_deref(), &seal, now)? {
                    return Err(VaultError::NotFound);
                }
                actors::delete_sessions_of(conn, id, None)?;
                actors::insert_session(conn, &new)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(reply)
    }

    /// Removes the own second factor, with the password and a code of it.
    pub(super) fn remove_factor(
        &self,
        session: &str,
        password: &str,
        code: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let user = self.account_of(&actor)?;
        actor.fully().map_err(refused)?;
        if !self.is_password_of(&user, password) {
            return Err(VaultError::Unauthenticated);
        }
        let mut factors = self.factors(&user)?;
        if factors.app.is_none() {
            return Err(VaultError::NotFound);
        }
        let step = self.taken(&user, code)?;
        factors.app = None;
        let factor = factors.word();
        let seal = self.sealed_with(&user, factor.as_deref())?;
        let entry = self.entry_of(&user, "second_factor.remove")?;
        let id = user.actor_id;
        self.store
            .write_now("remove_factor", move |conn: &mut Conn| {
                if !is_as_read(conn, &user)? {
                    return Err(VaultError::Unauthenticated);
                }
                if !actors::use_step(conn, id, step)? {
                    return Err(VaultError::WrongCode);
                }
                actors::tie_factors(conn, id, factor.as_deref(), &seal)?;
                if !actors::delete_factor(conn, id)? {
                    return Err(VaultError::NotFound);
                }
                actors::delete_sessions_of(conn, id, None)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Done)
    }

    /// The step whose code was given, by the factor that the account is tied to.
    fn taken(&self, user: &UserRow, code: &str) -> Result<i64, VaultError> {
        // Whoever has passkeys only has no code that could be right.
        let row = self.factors(user)?.app.ok_or(VaultError::WrongCode)?;
        self.judged(user, &row, code)
    }

    /// The factors of an account, all that its word covers and nothing else.
    pub(super) fn factors(&self, user: &UserRow) -> Result<Factors, VaultError> {
        let id = user.actor_id;
        let there = self.store.read_now("factors", move |conn| {
            let app = actors::factor_of(conn, id)?;
            Ok::<_, VaultError>(Factors {
                app: app.filter(|row| row.confirmed_at.is_some()),
                passkeys: actors::passkeys_of(conn, id)?,
            })
        })?;
        let same = match (&user.factor, there.word()) {
            (Some(known), Some(word)) => digest::equal(known, &word),
            (known, word) => known.is_none() && word.is_none(),
        };
        if !same {
            let user = user.actor_id;
            tracing::error!(%user, "second factors are not those that the vault knows");
            return Err(VaultError::Unauthenticated);
        }
        Ok(there)
    }

    fn judged(&self, user: &UserRow, row: &FactorRow, code: &str) -> Result<i64, VaultError> {
        let secret = self
            .factor_key
            .open(&aad(user.actor_id), &row.sealed)
            .map_err(|_| VaultError::Internal("a second factor does not open"))?;
        let now = self.now();
        let judge = |last| totp::step_of(&secret, code, now, last);
        let step = self.codes.take(user.actor_id, row.last_step, now, judge);
        if step.is_none() {
            // Whoever gave it has got past the password: the audit must show it.
            self.wrong.note(user.actor_id);
            let entry = Entry {
                result: "refused".into(),
                ..self.entry_of(user, "session.code")?
            };
            self.store.write_now("wrong_code", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        }
        step.ok_or(VaultError::WrongCode)
    }

    fn factor_row(&self, actor: i64) -> Result<Option<FactorRow>, VaultError> {
        self.store.read_now("second_factor", move |conn| {
            Ok::<_, VaultError>(actors::factor_of(conn, actor)?)
        })
    }

    /// The word for an account with another factor, or none.
    pub(super) fn sealed_with(
        &self,
        user: &UserRow,
        factor: Option<&[u8]>,
    ) -> Result<Vec<u8>, VaultError> {
        let hash = user
            .password_hash
            .as_deref()
            .ok_or(VaultError::Internal("a password"))?;
        Ok(self.words.account(&Account {
            id: user.actor_id,
            role: &user.role,
            agency: user.agency_id.as_deref(),
            email: &user.email,
            proof: Proof::Password(hash),
            factor,
        }))
    }
}

fn aad(actor: i64) -> Aad {
    Aad::record("second_factors", &actor.to_string(), "secret")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_taken_once_whatever_the_database_says() {
        let codes = Codes::default();
        let judge = |last| (5 > last).then_some(5);
        assert_eq!(codes.take(1, 0, 0, judge), Some(5));
        assert_eq!(codes.take(1, 0, 0, judge), None, "the row was set back");
        assert_eq!(codes.take(2, 0, 0, judge), Some(5), "somebody else");
        assert_eq!(codes.take(3, 5, 0, judge), None, "another process took it");
        codes.forget(1);
        assert_eq!(codes.take(1, 0, 0, judge), Some(5));
    }

    #[test]
    fn after_ten_wrong_codes_no_code_is_looked_at_for_a_quarter_of_an_hour() {
        let codes = Codes::default();
        for _ in 0..MOST_WRONG {
            assert_eq!(codes.take(1, 0, 0, |_| None), None);
        }
        assert_eq!(codes.take(1, 0, WRONG_MS - 1, |_| Some(7)), None);
        assert_eq!(codes.take(1, 0, WRONG_MS, |_| Some(7)), Some(7));
    }

    #[test]
    fn wrong_codes_of_a_factor_that_is_gone_stop_no_new_one() {
        let codes = Codes::default();
        for account in [1, 2] {
            for _ in 0..MOST_WRONG {
                codes.take(account, 0, 0, |_| None);
            }
        }
        codes.forget(1);
        assert_eq!(codes.take(1, 0, 1, |_| Some(7)), Some(7));
        assert_eq!(codes.take(2, 0, 1, |_| Some(7)), None, "somebody else's");
    }
}
