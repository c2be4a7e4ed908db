//! Signing in and out. Passwords are Argon2id; sessions are random tokens of which only the hash is kept. Who there is to
//! sign in is [`people`]'s.

mod people;

use std::sync::{LazyLock, mpsc};

use zeroize::Zeroizing;

pub use people::*;

use super::{House, ServiceError};
use crate::crypto::{Secret, password, token};
use crate::domain::policy::{Actor, ActorKind};
use crate::domain::words::Role;
use crate::store::actors;

/// How long a session lives, in milliseconds (Central's 24 hours).
pub const SESSION_MS: i64 = 24 * 3_600_000;
/// Central's limits on passwords: characters at least, bytes at most.
pub const PASSWORD_CHARS: usize = 10;
const PASSWORD_BYTES: usize = 72;

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
    if house.catalog.stops(&house.store).await?.user(user.id) {
        return Ok(None);
    }
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
