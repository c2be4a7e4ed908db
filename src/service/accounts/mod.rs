//! Signing in and out, as the rest of the house asks for it. The vault checks passwords and begins sessions
//! (`vault/people.rs`); sessions are random tokens of which only the hash is kept. Who there is to sign in stands in
//! `people.rs`.

mod people;
mod preferences;
mod second_factor;

use zeroize::Zeroizing;

pub use people::*;
pub use preferences::*;
pub use second_factor::*;

use super::{House, ServiceError};
use crate::crypto::{Secret, token};
use crate::domain::policy::{Actor, ActorKind};
use crate::domain::second_factor as rules;
use crate::domain::words::Role;
use crate::store::actors;
pub use crate::vault::client::{By, Code};
use crate::vault::client::{Reply, Request, VaultError};
pub use crate::vault::people::{LINK_MS, PASSWORD_CHARS, SESSION_MS};

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

/// What signing in came to.
pub enum Entered {
    /// A session.
    In(NewSession),
    /// The password is right; the code of the second factor is needed too.
    CodeNeeded(Zeroizing<String>),
}

/// Signs in: the vault checks the password and begins the session. An unknown address takes as long as a wrong password.
///
/// # Errors
/// [`ServiceError::Unauthenticated`]; [`ServiceError::WrongCode`]; [`ServiceError::VaultAway`].
pub async fn sign_in(
    house: &House,
    email: &str,
    password: Zeroizing<String>,
    code: Code,
) -> Result<Entered, ServiceError> {
    let request = Request::SignIn {
        email: email.to_owned(),
        password,
        code,
    };
    match house.vault.ask(request).await? {
        Reply::CodeNeeded { halfway } => Ok(Entered::CodeNeeded(halfway)),
        reply => Ok(Entered::In(begun(reply)?)),
    }
}

/// Gives the code after [`Entered::CodeNeeded`].
///
/// # Errors
/// [`ServiceError::WrongCode`]; [`ServiceError::Unauthenticated`] when it took too long.
pub async fn give_code(
    house: &House,
    halfway: Zeroizing<String>,
    code: Zeroizing<String>,
) -> Result<NewSession, ServiceError> {
    begun(house.vault.ask(Request::GiveCode { halfway, code }).await?)
}

fn begun(reply: Reply) -> Result<NewSession, ServiceError> {
    match reply {
        Reply::SignedIn {
            token,
            csrf,
            created_at,
            expires_at,
        } => Ok(NewSession {
            token: Secret::new(token.to_string()),
            csrf,
            created_at,
            expires_at,
        }),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
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
    let begun_with = row
        .begun_with
        .parse()
        .map_err(|_| ServiceError::Internal("what a session was begun with"))?;
    let actor = Actor {
        id: user.id,
        kind: ActorKind::Person(user.role),
        agency: user.agency.clone(),
        signed_in: rules::reach(house.settings.sign_in.rule(), begun_with),
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
    session: &str,
    user: i64,
    old: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<(), ServiceError> {
    if actor.id != user {
        return Err(ServiceError::Denied);
    }
    actor.fully()?;
    let session = Zeroizing::new(session.to_owned());
    let request = Request::ChangePassword { session, old, new };
    house.vault.ask(request).await.map_err(weak)?;
    Ok(())
}

/// What the vault cannot use of a password.
fn weak(error: VaultError) -> ServiceError {
    unusable("password", error)
}

/// What the vault cannot use of a field.
fn unusable(field: &'static str, error: VaultError) -> ServiceError {
    match error {
        VaultError::Unusable(reason) => ServiceError::Unusable { field, reason },
        other => other.into(),
    }
}
