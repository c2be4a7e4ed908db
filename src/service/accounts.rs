//! People: invite, sign in and out, one-time links, disable. Passwords are Argon2id; sessions are random tokens of
//! which only the hash is kept.

use std::sync::{LazyLock, mpsc};

use zeroize::Zeroizing;

use super::{House, ServiceError};
use crate::crypto::{Secret, password, token};
use crate::domain::policy::{self, Action, Actor, ActorKind, Resource};
use crate::domain::words::Role;
use crate::store::{Conn, actors, agencies};

/// How long a session lives, in milliseconds (Central's 24 hours).
pub const SESSION_MS: i64 = 24 * 3_600_000;
/// How long a one-time link is good for.
pub const LINK_MS: i64 = 72 * 3_600_000;
/// Central's limits on passwords: characters at least, bytes at most.
pub const PASSWORD_CHARS: usize = 10;
const PASSWORD_BYTES: usize = 72;

/// A person, as lists show them.
#[derive(Clone)]
pub struct UserView {
    /// Actor id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// E-mail, lower case.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Agency; none for admins and auditors.
    pub agency: Option<String>,
    /// When invited.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When last signed in.
    pub last_login_at: Option<i64>,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// Whether a password has been set.
    pub active: bool,
}

/// A session that has just begun: the token is shown this once.
pub struct NewSession {
    /// Bearer token.
    pub token: Secret<String>,
    /// Guards forms of pages.
    pub csrf: String,
    /// Begin.
    pub created_at: i64,
    /// End.
    pub expires_at: i64,
}

/// Who a live session belongs to.
#[derive(Clone)]
pub struct Session {
    /// For the policy.
    pub actor: Actor,
    /// The person.
    pub user: UserView,
    /// Guards forms of pages.
    pub csrf: String,
    /// Begin.
    pub created_at: i64,
    /// End.
    pub expires_at: i64,
}

impl Session {
    /// The person's role.
    pub fn role(&self) -> Role {
        self.user.role
    }
}

/// A one-time link, shown once.
pub struct Link {
    /// The person it is for.
    pub user: UserView,
    /// Secret part of the address.
    pub token: Secret<String>,
    /// When it ends.
    pub expires_at: i64,
}

impl Link {
    /// The address to open in a browser.
    pub fn url(&self, public_url: &str) -> String {
        format!("{public_url}/welcome/{}", self.token.expose())
    }
}

/// Signs in. An unknown address takes as long as a wrong password.
///
/// # Errors
/// [`ServiceError::Unauthenticated`].
pub async fn sign_in(
    house: &House,
    email: &str,
    given: Zeroizing<String>,
) -> Result<NewSession, ServiceError> {
    let email = normal(email);
    let now = house.now();
    let found = house
        .store
        .read("user_by_email", move |conn| {
            Ok::<_, ServiceError>(actors::user_by_email(conn, &email)?)
        })
        .await?;
    let hash = found
        .as_ref()
        .filter(|u| u.disabled_at.is_none())
        .and_then(|u| u.password_hash.clone());
    let right = blocking(move || match &hash {
        Some(hash) => password::verify(&given, hash),
        None => password::verify_unknown(&given),
    })
    .await?;
    let user = found
        .filter(|_| right)
        .ok_or(ServiceError::Unauthenticated)?;
    let new = token::Token::generate();
    let csrf = token::random_id();
    let session = NewSession {
        token: Secret::new(new.expose().to_owned()),
        csrf: csrf.clone(),
        created_at: now,
        expires_at: now + SESSION_MS,
    };
    let hash = new.hash();
    house
        .store
        .write("sign_in", move |conn| {
            actors::delete_expired_sessions(conn, now)?;
            actors::insert_session(
                conn,
                &actors::SessionRow {
                    token_hash: hash.to_vec(),
                    actor_id: user.actor_id,
                    csrf: csrf.clone(),
                    created_at: now,
                    expires_at: now + SESSION_MS,
                },
            )?;
            actors::touch_login(conn, user.actor_id, now)?;
            let view = UserView::try_from(user.clone())?;
            let actor = Actor {
                id: view.id,
                kind: ActorKind::Person(view.role),
                agency: view.agency,
            };
            super::audit::note(
                conn,
                &actor,
                actor.agency.as_deref(),
                "session.begin",
                "user",
                &actor.id.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    Ok(session)
}

/// Who a bearer token or cookie belongs to; none if it is no live session.
///
/// # Errors
/// When the database refuses.
pub async fn session(house: &House, token: &str) -> Result<Option<Session>, ServiceError> {
    if !token::is_well_formed(token) {
        return Ok(None);
    }
    let (hash, now) = (token::token_hash(token), house.now());
    let found = house
        .store
        .read("session", move |conn| {
            Ok::<_, ServiceError>(actors::session_by_hash(conn, &hash, now)?)
        })
        .await?;
    let Some((row, user)) = found else {
        return Ok(None);
    };
    let user = UserView::try_from(user)?;
    let actor = Actor {
        id: user.id,
        kind: ActorKind::Person(user.role),
        agency: user.agency.clone(),
    };
    Ok(Some(Session {
        actor,
        user,
        csrf: row.csrf,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(house: &House, token: &str) -> Result<(), ServiceError> {
    let hash = token::token_hash(token);
    house
        .store
        .write("sign_out", move |conn| {
            Ok::<_, ServiceError>(actors::delete_session(conn, &hash)?)
        })
        .await?;
    Ok(())
}

/// What an invitation says.
#[derive(Clone)]
pub struct Invitation {
    /// E-mail: the name to sign in with.
    pub email: String,
    /// Display name; the e-mail if empty.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Agency id; none for admins and auditors.
    pub agency: Option<String>,
}

/// Invites a person: content roles by their own agency's focal point, admins and auditors by an admin. The first
/// focal point of an agency that never had anybody comes through [`bootstrap`].
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Exists`], [`ServiceError::Unusable`].
pub async fn invite(
    house: &House,
    actor: &Actor,
    invitation: Invitation,
) -> Result<Link, ServiceError> {
    let resource = Resource::Person {
        role: invitation.role,
        agency: invitation.agency.as_deref(),
    };
    policy::may(actor, Action::UserInvite, resource)?;
    add_person(house, actor, invitation, false).await
}

/// The first focal point of an agency, by an admin or on the machine itself, while the agency has no people.
///
/// # Errors
/// [`ServiceError::Denied`] once anybody belongs to the agency.
pub async fn bootstrap(
    house: &House,
    actor: &Actor,
    agency: &str,
    email: String,
    name: String,
) -> Result<Link, ServiceError> {
    policy::may(
        actor,
        Action::AgencyBootstrap,
        Resource::AgencyWithoutPeople(agency),
    )?;
    let invitation = Invitation {
        email,
        name,
        role: Role::FocalPoint,
        agency: Some(agency.to_owned()),
    };
    add_person(house, actor, invitation, true).await
}

async fn add_person(
    house: &House,
    actor: &Actor,
    invitation: Invitation,
    only_as_first: bool,
) -> Result<Link, ServiceError> {
    let email = normal(&invitation.email);
    if !email.contains('@') || email.len() > 254 || email.chars().any(char::is_whitespace) {
        return Err(ServiceError::Unusable {
            field: "email",
            reason: "it is no e-mail address".into(),
        });
    }
    if invitation.agency.is_some() != invitation.role.is_of_an_agency() {
        return Err(ServiceError::Unusable {
            field: "role",
            reason: "admins and auditors belong to no agency, everybody else to one".into(),
        });
    }
    let (actor, now, new) = (actor.clone(), house.now(), token::Token::generate());
    let hash = new.hash();
    let user = house
        .store
        .write("invite_user", move |conn| {
            if let Some(agency) = &invitation.agency {
                agencies::by_id(conn, agency)?.ok_or(ServiceError::NotFound)?;
                if only_as_first && actors::agency_had_people(conn, agency)? {
                    return Err(ServiceError::SecondPerson(
                        "the agency has people already: its focal point invites the others",
                    ));
                }
            }
            if actors::user_by_email(conn, &email)?.is_some() {
                return Err(ServiceError::Exists("email"));
            }
            let name = if invitation.name.trim().is_empty() {
                &email
            } else {
                invitation.name.trim()
            };
            let id = actors::insert(conn, "user", name, now)?;
            actors::insert_user(
                conn,
                &actors::NewUser {
                    actor_id: id,
                    agency_id: invitation.agency.clone(),
                    role: invitation.role.as_str().to_owned(),
                    email: email.clone(),
                    password_hash: None,
                    link_hash: Some(hash.to_vec()),
                    link_expires_at: Some(now + LINK_MS),
                    invited_by: Some(actor.id),
                },
            )?;
            super::audit::note(
                conn,
                &actor,
                invitation.agency.as_deref(),
                "user.invite",
                "user",
                &id.to_string(),
                now,
            )?;
            let row =
                actors::user_by_actor(conn, id)?.ok_or(ServiceError::Internal("a new user"))?;
            UserView::try_from(row)
        })
        .await?;
    Ok(Link {
        user,
        token: Secret::new(new.expose().to_owned()),
        expires_at: now + LINK_MS,
    })
}

/// A fresh one-time link for a person who lost the password; ends their sessions.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn reset(house: &House, actor: &Actor, user: i64) -> Result<Link, ServiceError> {
    let (actor, now, new) = (actor.clone(), house.now(), token::Token::generate());
    let hash = new.hash();
    let user = house
        .store
        .write("reset_user", move |conn| {
            let row = manageable(conn, &actor, Action::UserReset, user)?;
            actors::reset_user(conn, user, &hash, now + LINK_MS)?;
            actors::delete_sessions_of(conn, user, None)?;
            super::audit::note(
                conn,
                &actor,
                row.agency.as_deref(),
                "user.reset",
                "user",
                &user.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(row)
        })
        .await?;
    Ok(Link {
        user,
        token: Secret::new(new.expose().to_owned()),
        expires_at: now + LINK_MS,
    })
}

/// Who a one-time link is for.
///
/// # Errors
/// [`ServiceError::NotFound`] for a link that was used or has ended.
pub async fn linked(house: &House, link: &str) -> Result<UserView, ServiceError> {
    let (hash, now) = (token::token_hash(link), house.now());
    house
        .store
        .read("user_by_link", move |conn| by_live_link(conn, &hash, now))
        .await
}

/// Sets a password with a one-time link, which is used up by it.
///
/// # Errors
/// [`ServiceError::NotFound`] for a link that was used or has ended; [`ServiceError::Unusable`] for a weak password.
pub async fn welcome(
    house: &House,
    link: &str,
    given: Zeroizing<String>,
) -> Result<(), ServiceError> {
    strong(&given)?;
    let (hash, now) = (token::token_hash(link), house.now());
    let phc = blocking(move || password::hash(&given))
        .await?
        .map_err(|_| ServiceError::Internal("hashing"))?;
    house
        .store
        .write("welcome_user", move |conn| {
            let user = by_live_link(conn, &hash, now)?;
            actors::set_password(conn, user.id, &phc)?;
            let actor = Actor {
                id: user.id,
                kind: ActorKind::Person(user.role),
                agency: user.agency.clone(),
            };
            super::audit::note(
                conn,
                &actor,
                user.agency.as_deref(),
                "user.welcome",
                "user",
                &user.id.to_string(),
                now,
            )?;
            Ok(())
        })
        .await
}

/// Changes the own password; ends the person's sessions.
///
/// # Errors
/// [`ServiceError::Unauthenticated`] when the old one is wrong; [`ServiceError::Unusable`] for a weak new one.
pub async fn change_password(
    house: &House,
    actor: &Actor,
    user: i64,
    old: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<(), ServiceError> {
    if actor.id != user {
        return Err(ServiceError::Denied);
    }
    strong(&new)?;
    let row = house
        .store
        .read("user_by_actor", move |conn| {
            Ok::<_, ServiceError>(actors::user_by_actor(conn, user)?)
        })
        .await?
        .ok_or(ServiceError::NotFound)?;
    let hash = row.password_hash.unwrap_or_default();
    let phc = blocking(move || password::verify(&old, &hash).then(|| password::hash(&new)))
        .await?
        .ok_or(ServiceError::Unauthenticated)?
        .map_err(|_| ServiceError::Internal("hashing"))?;
    house
        .store
        .write("change_password", move |conn| {
            actors::set_password(conn, user, &phc)?;
            actors::delete_sessions_of(conn, user, None)?;
            Ok(())
        })
        .await
}

/// Disables a person at once, and ends their sessions.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn disable(house: &House, actor: &Actor, user: i64) -> Result<(), ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("disable_user", move |conn| {
            let row = manageable(conn, &actor, Action::UserDisable, user)?;
            actors::set_user_disabled(conn, user, Some(now))?;
            actors::delete_sessions_of(conn, user, None)?;
            super::audit::note(
                conn,
                &actor,
                row.agency.as_deref(),
                "user.disable",
                "user",
                &user.to_string(),
                now,
            )?;
            Ok(())
        })
        .await
}

/// The people whom the actor may see: an admin all, a focal point the own agency's.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<UserView>, ServiceError> {
    let grant = policy::may(actor, Action::UserList, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let rows = house
        .store
        .read("list_users", move |conn| {
            Ok::<_, ServiceError>(actors::users(conn, agency.as_deref())?)
        })
        .await?;
    rows.into_iter().map(UserView::try_from).collect()
}

fn manageable(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    user: i64,
) -> Result<UserView, ServiceError> {
    let row = actors::user_by_actor(conn, user)?.ok_or(ServiceError::NotFound)?;
    let view = UserView::try_from(row)?;
    policy::may(
        actor,
        action,
        Resource::Person {
            role: view.role,
            agency: view.agency.as_deref(),
        },
    )?;
    Ok(view)
}

fn by_live_link(conn: &mut Conn, hash: &[u8; 32], now: i64) -> Result<UserView, ServiceError> {
    UserView::try_from(actors::user_by_link_hash(conn, hash, now)?.ok_or(ServiceError::NotFound)?)
}

fn strong(given: &str) -> Result<(), ServiceError> {
    let unusable = |reason: &str| {
        Err(ServiceError::Unusable {
            field: "password",
            reason: reason.into(),
        })
    };
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

fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Passwords are hashed on one thread of their own: each hash needs 19 MiB, and threads keep what they once needed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServiceError> {
    type Hashing = Box<dyn FnOnce() + Send>;
    static HASHER: LazyLock<mpsc::Sender<Hashing>> = LazyLock::new(|| {
        let (sender, waiting) = mpsc::channel::<Hashing>();
        std::thread::spawn(move || waiting.into_iter().for_each(|hashing| hashing()));
        sender
    });
    let failed = || ServiceError::Internal("a thread failed");
    let (answer, done) = tokio::sync::oneshot::channel();
    let hashing: Hashing = Box::new(move || {
        // Whoever asked may have gone.
        let _gone = answer.send(work());
    });
    HASHER.send(hashing).map_err(|_| failed())?;
    done.await.map_err(|_| failed())
}

impl TryFrom<actors::UserRow> for UserView {
    type Error = ServiceError;

    fn try_from(row: actors::UserRow) -> Result<Self, ServiceError> {
        Ok(Self {
            id: row.actor_id,
            name: row.display_name,
            email: row.email,
            role: row
                .role
                .parse()
                .map_err(|_| ServiceError::Internal("a role"))?,
            agency: row.agency_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_login_at: row.last_login_at,
            disabled_at: row.disabled_at,
            active: row.password_hash.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        assert!(strong("short").is_err());
        assert!(strong("aaaaaaaaaaaa").is_err());
        assert!(strong(&"é".repeat(40)).is_err());
        assert!(strong("four tired little horses").is_ok());
    }
}
