//! Signing in, and everything that makes an account what it is: invitations, one-time links, passwords. The vault does it
//! itself, because whoever may sign in, and as what, decides what is opened.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::Vault;
use super::client::{By, Code, NewPerson, Reply, VaultError};
use super::words::{Account, Proof};
use crate::crypto::{password, token};
use crate::domain::notice::Personal;
use crate::domain::policy::{self, Action, Actor, ActorKind, Resource};
use crate::domain::second_factor::{BegunWith, Ceremony, SignedIn};
use crate::domain::session::{MANY_WRONG, Via, is_told};
use crate::domain::words::Role;
use crate::store::actors::{self, PersonalNoticeRow, SessionRow, SignInRow, UserRow};
use crate::store::audit::Entry;
use crate::store::{Conn, agencies, audit};

/// How long a session lives, in milliseconds (Central's 24 hours).
pub const SESSION_MS: i64 = 24 * 3_600_000;
/// How long a one-time link is good for.
pub const LINK_MS: i64 = 72 * 3_600_000;
/// Central's limits on passwords: characters at least, bytes at most.
pub const PASSWORD_CHARS: usize = 10;
const PASSWORD_BYTES: usize = 72;

const ONE_DAY_MS: i64 = 24 * 3_600_000;

/// What is used up by beginning a session with it.
pub(super) enum Used {
    /// Nothing.
    Nothing,
    /// The step of time whose code was given.
    Step(i64),
    /// What a passkey signed.
    Passkey {
        /// Hash of its challenge.
        challenge: [u8; 32],
        /// Which.
        id: String,
        /// What it had counted before.
        before: i64,
        /// What it counts now.
        counter: i64,
    },
}

/// One hash at a time: each needs 19 MiB, and threads keep what they once needed.
static HASHING: parking_lot::Mutex<()> = parking_lot::Mutex::new(());

/// Wrong passwords and codes of each account since somebody last got in. In memory: it is told to the person, and decides
/// nothing.
#[derive(Default)]
pub(super) struct WrongTries(parking_lot::Mutex<HashMap<i64, i64>>);

impl WrongTries {
    /// One more.
    pub(super) fn note(&self, account: i64) {
        *self.0.lock().entry(account).or_default() += 1;
    }

    fn take(&self, account: i64) -> i64 {
        self.0.lock().remove(&account).unwrap_or_default()
    }
}

impl Vault {
    /// Signs in. An unknown address takes as long as a wrong password, and an account that the vault does not know, or that
    /// was not used for 30 days, as long as either. Whether there is a second factor, only who knows the password is told.
    pub(super) fn sign_in(
        &self,
        email: &str,
        given: &str,
        code: &Code,
        via: Via,
    ) -> Result<Reply, VaultError> {
        let (email, now) = (normal(email), self.now());
        let found = self.store.read_now("user_by_email", move |conn| {
            Ok::<_, VaultError>(actors::user_by_email(conn, &email)?)
        })?;
        let known = found.filter(|user| {
            user.disabled_at.is_none()
                && self.words.knows(user)
                && !policy::is_dormant(user.last_login_at, now)
        });
        let hash = known.as_ref().and_then(|user| user.password_hash.clone());
        let right = {
            let _one = HASHING.lock();
            match &hash {
                Some(hash) => password::verify(given, hash),
                None => password::verify_unknown(given),
            }
        };
        if let (Some(user), false) = (&known, right) {
            self.wrong.note(user.actor_id);
        }
        let user = known.filter(|_| right).ok_or(VaultError::Unauthenticated)?;
        if self.keyring.stops().user(user.actor_id) {
            return Err(VaultError::Unauthenticated);
        }
        self.after_password(&user, code, via)
    }

    /// Begins a session; what was given for it is used up by that.
    pub(super) fn begin_session(
        &self,
        user: &UserRow,
        via: Via,
        begun_with: BegunWith,
        used: Used,
    ) -> Result<Reply, VaultError> {
        let (mut session, reply) = self.new_session(user, via, begun_with);
        session.wrong_tries = self.wrong.take(user.actor_id);
        let entry = self.entry_of(user, "session.begin")?;
        let (user, now) = (user.clone(), session.created_at);
        self.store.write_now("sign_in", move |conn: &mut Conn| {
            let id = user.actor_id;
            if !is_as_read(conn, &user)? {
                return Err(VaultError::Unauthenticated);
            }
            match &used {
                Used::Nothing => {}
                Used::Step(step) => {
                    if !actors::use_step(conn, id, *step)? {
                        return Err(VaultError::WrongCode);
                    }
                }
                Used::Passkey {
                    challenge,
                    id: passkey,
                    before,
                    counter,
                } => {
                    let what = Ceremony::SignIn.as_str();
                    if !actors::use_challenge(conn, challenge, id, what, now)?
                        || !actors::use_passkey(conn, passkey, *before, *counter, now)?
                    {
                        return Err(VaultError::WrongCode);
                    }
                }
            }
            actors::delete_expired_sessions(conn, now)?;
            let mut session = session.clone();
            note_sign_in(conn, &mut session, user.last_login_at)?;
            actors::insert_session(conn, &session)?;
            actors::touch_login(conn, id, now)?;
            Ok::<_, VaultError>(audit::append(conn, &entry)?)
        })?;
        Ok(reply)
    }

    /// A session to be stored, and what its person is told.
    pub(super) fn new_session(
        &self,
        user: &UserRow,
        via: Via,
        begun_with: BegunWith,
    ) -> (SessionRow, Reply) {
        let (now, new) = (self.now(), token::Token::generate());
        let mut session = SessionRow {
            token_hash: new.hash().to_vec(),
            actor_id: user.actor_id,
            csrf: token::random_id(),
            created_at: now,
            expires_at: now + SESSION_MS,
            seal: None,
            begun_with: begun_with.as_str().to_owned(),
            id: token::random_id(),
            face: via.face.as_str().to_owned(),
            browser: via.browser.as_str().to_owned(),
            used_at: now,
            before_at: user.last_login_at,
            before_browser: None,
            wrong_tries: 0,
        };
        session.seal = Some(self.words.session(&session, user));
        let reply = Reply::SignedIn {
            token: Zeroizing::new(new.expose().to_owned()),
            csrf: session.csrf.clone(),
            created_at: session.created_at,
            expires_at: session.expires_at,
        };
        (session, reply)
    }

    /// Whether this is the password of an account that the vault knows.
    pub(super) fn is_password_of(&self, user: &UserRow, given: &str) -> bool {
        let _one = HASHING.lock();
        self.words.knows(user)
            && user
                .password_hash
                .as_deref()
                .is_some_and(|hash| password::verify(given, hash))
    }

    /// Sets a password with a one-time link, which is used up by it.
    pub(super) fn welcome(&self, link: &str, given: &str) -> Result<Reply, VaultError> {
        strong(given)?;
        let (hash, now) = (token::token_hash(link), self.now());
        let user = self.store.read_now("user_by_link", move |conn| {
            Ok::<_, VaultError>(actors::user_by_link_hash(conn, &hash, now)?)
        })?;
        let user = user
            .filter(|user| self.words.knows(user))
            .ok_or(VaultError::NotFound)?;
        let (phc, seal) = self.hashed(&user, given)?;
        let entry = self.entry_of(&user, "user.welcome")?;
        self.store
            .write_now("welcome_user", move |conn: &mut Conn| {
                // Once: two that come with the same link at the same time.
                if !is_as_read(conn, &user)? {
                    return Err(VaultError::NotFound);
                }
                actors::set_password(conn, user.actor_id, &phc, &seal)?;
                actors::delete_sessions_of(conn, user.actor_id, None)?;
                // An account that slept is awake again.
                if user.last_login_at.is_some() {
                    actors::touch_login(conn, user.actor_id, now)?;
                }
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Done)
    }

    /// Changes the own password; ends the person's sessions.
    pub(super) fn change_password(
        &self,
        session: &str,
        old: &str,
        new: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        actor.fully().map_err(refused)?;
        strong(new)?;
        let user = self.account_of(&actor)?;
        if !self.is_password_of(&user, old) {
            return Err(VaultError::Unauthenticated);
        }
        let (phc, seal) = self.hashed(&user, new)?;
        let entry = self.entry_of(&user, "user.password")?;
        self.store
            .write_now("change_password", move |conn: &mut Conn| {
                if !is_as_read(conn, &user)? {
                    return Err(VaultError::Unauthenticated);
                }
                actors::set_password(conn, user.actor_id, &phc, &seal)?;
                actors::delete_sessions_of(conn, user.actor_id, None)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Done)
    }

    /// Invites a person: content roles by their own agency's focal point, admins and auditors by an admin. `first`: the first
    /// focal point of an agency that never had anybody.
    pub(super) fn invite(
        &self,
        by: &By,
        person: NewPerson,
        first: bool,
    ) -> Result<Reply, VaultError> {
        let actor = self.asker(by)?;
        let agency = person.agency.as_deref();
        let (action, resource) = match (first, agency) {
            (true, Some(agency)) => (
                Action::AgencyBootstrap,
                Resource::AgencyWithoutPeople(agency),
            ),
            _ => (
                Action::UserInvite,
                Resource::Person {
                    role: person.role,
                    agency,
                },
            ),
        };
        policy::may(&actor, action, resource).map_err(refused)?;
        let role = if first { Role::FocalPoint } else { person.role };
        let email = normal(&person.email);
        if !email.contains('@') || email.len() > 254 || email.chars().any(char::is_whitespace) {
            return Err(VaultError::Unusable("it is no e-mail address".into()));
        }
        let name = match person.name.trim() {
            "" => email.clone(),
            name => name.to_owned(),
        };
        let (now, new) = (self.now(), token::Token::generate());
        let (hash, until) = (new.hash(), now + LINK_MS);
        let entry = self.entry(&actor, agency, "user.invite", "user", "", "done");
        let words = self.words.clone();
        let user = self
            .store
            .write_now("invite_user", move |conn: &mut Conn| {
                if let Some(agency) = &person.agency {
                    agencies::by_id(conn, agency)?.ok_or(VaultError::NotFound)?;
                    if first && actors::agency_had_people(conn, agency)? {
                        return Err(VaultError::NotFirst);
                    }
                }
                if actors::user_by_email(conn, &email)?.is_some() {
                    return Err(VaultError::Exists);
                }
                let id = actors::insert(conn, "user", &name, now)?;
                let account = Account {
                    id,
                    role: role.as_str(),
                    agency: person.agency.as_deref(),
                    email: &email,
                    proof: Proof::Link(&hash, until),
                    factor: None,
                };
                let seal = words.account(&account);
                actors::insert_user(
                    conn,
                    &actors::NewUser {
                        actor_id: id,
                        agency_id: person.agency.clone(),
                        role: role.as_str().to_owned(),
                        email: email.clone(),
                        password_hash: None,
                        link_hash: Some(hash.to_vec()),
                        link_expires_at: Some(until),
                        invited_by: Some(actor.id),
                        seal: Some(seal),
                    },
                )?;
                let object_id = id.to_string();
                audit::append(
                    conn,
                    &Entry {
                        object_id,
                        ..entry.clone()
                    },
                )?;
                Ok(id)
            })?;
        Ok(linked(user, &new, until))
    }

    /// A fresh one-time link for a person who lost the password; ends their sessions. The second factor stays: taking it away
    /// needs two people.
    pub(super) fn reset(&self, by: &By, user: i64) -> Result<Reply, VaultError> {
        let actor = self.asker(by)?;
        let (now, new) = (self.now(), token::Token::generate());
        let (hash, until) = (new.hash(), now + LINK_MS);
        let row = self.store.read_now("user_to_reset", move |conn| {
            actors::user_by_actor(conn, user)?.ok_or(VaultError::NotFound)
        })?;
        let person = Resource::Person {
            role: role_of(&row)?,
            agency: row.agency_id.as_deref(),
        };
        policy::may(&actor, Action::UserReset, person).map_err(refused)?;
        let seal = self.words.account(&Account {
            id: user,
            role: &row.role,
            agency: row.agency_id.as_deref(),
            email: &row.email,
            proof: Proof::Link(&hash, until),
            factor: row.factor.as_deref(),
        });
        // What the vault never made, or somebody changed, is not made good by a new link; nor is a disabled account.
        if !self.words.knows(&row) || row.disabled_at.is_some() {
            return Err(VaultError::NotFound);
        }
        let agency = row.agency_id.as_deref();
        let id = user.to_string();
        let entry = self.entry(&actor, agency, "user.reset", "user", &id, "done");
        self.store.write_now("reset_user", move |conn: &mut Conn| {
            if !is_as_read(conn, &row)? {
                return Err(VaultError::Moved("changed".into()));
            }
            actors::reset_user(conn, user, &hash, until, &seal)?;
            actors::delete_sessions_of(conn, user, None)?;
            Ok::<_, VaultError>(audit::append(conn, &entry)?)
        })?;
        Ok(linked(user, &new, until))
    }

    pub(super) fn asker(&self, by: &By) -> Result<Actor, VaultError> {
        match by {
            By::Session(token) => self.person(token),
            // Whoever sits at this machine's terminal, with the root key: an admin, no more.
            By::Operator => Ok(Actor {
                id: 0,
                kind: ActorKind::Person(Role::Admin),
                agency: None,
                signed_in: SignedIn::Fully,
            }),
        }
    }

    /// A password's hash, and the word for the account with it.
    fn hashed(&self, user: &UserRow, given: &str) -> Result<(String, Vec<u8>), VaultError> {
        let _one = HASHING.lock();
        let phc = password::hash(given).map_err(|_| VaultError::Internal("hashing"))?;
        let seal = self.words.account(&Account {
            id: user.actor_id,
            role: &user.role,
            agency: user.agency_id.as_deref(),
            email: &user.email,
            proof: Proof::Password(&phc),
            factor: user.factor.as_deref(),
        });
        Ok((phc, seal))
    }

    /// The account of somebody with a live session.
    pub(super) fn account_of(&self, actor: &Actor) -> Result<UserRow, VaultError> {
        let id = actor.id;
        self.store.read_now("user_by_actor", move |conn| {
            actors::user_by_actor(conn, id)?.ok_or(VaultError::NotFound)
        })
    }

    pub(super) fn entry_of(&self, user: &UserRow, action: &str) -> Result<Entry, VaultError> {
        let actor = Actor {
            id: user.actor_id,
            kind: ActorKind::Person(role_of(user)?),
            agency: user.agency_id.clone(),
            signed_in: SignedIn::Fully,
        };
        let (agency, id) = (user.agency_id.as_deref(), user.actor_id.to_string());
        Ok(self.entry(&actor, agency, action, "user", &id, "done"))
    }
}

/// Whether an account is still what was read of it, and not disabled. It stays so until the writing ends: what its password
/// or its factor allowed, a new link or another password takes back.
pub(super) fn is_as_read(conn: &mut Conn, read: &UserRow) -> Result<bool, VaultError> {
    let now = actors::hold_user(conn, read.actor_id)?;
    Ok(now.is_some_and(|now| now.seal == read.seal && now.disabled_at.is_none()))
}

/// Writes with what somebody signed in, and tells them of it where that is new or was tried for.
fn note_sign_in(
    conn: &mut Conn,
    session: &mut SessionRow,
    before: Option<i64>,
) -> Result<(), VaultError> {
    let (actor, now) = (session.actor_id, session.created_at);
    let known = actors::sign_ins_of(conn, actor)?;
    let this = known.iter().find(|row| row.browser == session.browser);
    session.before_at = before;
    session.before_browser = known.first().map(|row| row.browser.clone());
    let (last, mut told_at) = (
        this.map(|row| row.last_at),
        this.and_then(|row| row.told_at),
    );
    let lately = told_at.is_some_and(|at| now - at < ONE_DAY_MS);
    if is_told(!known.is_empty(), last, session.wrong_tries, now) && !lately {
        told_at = Some(now);
        let kind = match session.wrong_tries >= MANY_WRONG {
            true => Personal::WrongTries,
            false => Personal::NewBrowser,
        };
        tell_alone(conn, actor, kind, now)?;
    }
    let row = SignInRow {
        actor_id: actor,
        browser: session.browser.clone(),
        last_at: now,
        told_at,
    };
    Ok(actors::keep_sign_in(conn, &row)?)
}

/// What somebody alone is to hear about the own account.
pub(super) fn tell_alone(
    conn: &mut Conn,
    actor: i64,
    kind: Personal,
    now: i64,
) -> Result<(), VaultError> {
    let row = PersonalNoticeRow {
        id: token::new_id(),
        actor_id: actor,
        kind: kind.as_str().to_owned(),
        created_at: now,
    };
    Ok(actors::tell_alone(conn, &row)?)
}

pub(super) fn linked(user: i64, link: &token::Token, expires_at: i64) -> Reply {
    Reply::Linked {
        user,
        token: Zeroizing::new(link.expose().to_owned()),
        expires_at,
    }
}

pub(super) fn refused(denied: policy::Denied) -> VaultError {
    match denied {
        policy::Denied::Hidden => VaultError::NotFound,
        policy::Denied::Forbidden => VaultError::Denied,
        policy::Denied::SecondFactor => VaultError::SecondFactor,
    }
}

pub(super) fn role_of(user: &UserRow) -> Result<Role, VaultError> {
    user.role
        .parse()
        .map_err(|_| VaultError::Internal("a role"))
}

fn strong(given: &str) -> Result<(), VaultError> {
    let unusable = |reason: &str| Err(VaultError::Unusable(reason.into()));
    if given.chars().count() < PASSWORD_CHARS {
        return unusable("it needs 10 characters or more");
    }
    if given.len() > PASSWORD_BYTES {
        return unusable("it may have 72 bytes at most");
    }
    let mut seen: Vec<char> = given.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < 5 {
        return unusable("it repeats itself; take three or four words that do not belong together");
    }
    Ok(())
}

/// An e-mail address as it is stored and looked for.
pub fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        assert!(strong("short").is_err());
        assert!(strong("aaaaaaaaaaaa").is_err());
        assert!(strong(&"é".repeat(40)).is_err());
        assert!(strong("three brown mules").is_ok());
    }
}
