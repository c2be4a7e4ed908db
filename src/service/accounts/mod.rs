//! Signing in and out, as the rest of the house asks for it. The vault checks passwords and begins sessions
//! (`vault/people.rs`); sessions are random tokens of which only the hash is kept. Who there is to sign in stands in
//! `people.rs`.

mod passkeys;
mod people;
mod preferences;
mod recoveries;
mod second_factor;
mod sessions;

use zeroize::Zeroizing;

pub use passkeys::*;
pub use people::*;
pub use preferences::*;
pub use recoveries::*;
pub use second_factor::*;
pub use sessions::*;

use super::{House, ServiceError};
use crate::crypto::{Secret, token};
use crate::domain::policy::{Actor, ActorKind};
use crate::domain::second_factor as rules;
use crate::domain::session as rules_of_sessions;
pub use crate::domain::session::{Browser, Face, Via};
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
    /// What its person names it by.
    pub id: String,
    /// When the person had signed in before, if ever.
    pub before_at: Option<i64>,
    /// With what.
    pub before_browser: Option<Browser>,
    /// How many wrong passwords and codes came between.
    pub wrong_tries: i64,
}

/// Who asks whether a session is live.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// Somebody who looks at a page.
    Page,
    /// An open page by itself: nobody need sit before it, so it counts for no use.
    Glance,
    /// A program.
    Program,
}

impl Session {
    /// The person's role.
    pub fn role(&self) -> Role {
        self.user.role
    }
}

/// Half in: the password was right.
pub struct Halfway {
    /// The vault's word for it, to be given back with the second factor.
    pub word: Zeroizing<String>,
    /// Whether there is an app that shows codes.
    pub app: bool,
    /// Whether there are passkeys.
    pub passkeys: bool,
}

/// What signing in came to.
pub enum Entered {
    /// A session.
    In(NewSession),
    /// The password is right; the second factor is needed too.
    CodeNeeded(Halfway),
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
    via: Via,
) -> Result<Entered, ServiceError> {
    let request = Request::SignIn {
        email: email.to_owned(),
        password,
        code,
        via,
    };
    match house.vault.ask(request).await? {
        Reply::CodeNeeded {
            halfway: word,
            app,
            passkeys,
        } => Ok(Entered::CodeNeeded(Halfway {
            word,
            app,
            passkeys,
        })),
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
    via: Via,
) -> Result<NewSession, ServiceError> {
    let asked = house.vault.ask(Request::GiveCode { halfway, code, via });
    begun(asked.await?)
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

/// Who a bearer token or cookie belongs to; none if it is no live session, or one that was left alone too long. Notes that it
/// was used, once a minute.
///
/// # Errors
/// When the database refuses.
pub async fn session(
    house: &House,
    token: &str,
    knock: Knock,
) -> Result<Option<Session>, ServiceError> {
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
    let word = |_| ServiceError::Internal("how a session was begun");
    // Whatever is used as a page's is judged as one.
    let face = match knock {
        Knock::Program => row.face.parse().map_err(word)?,
        Knock::Page | Knock::Glance => Face::Page,
    };
    if rules_of_sessions::is_idle(face, row.used_at, now, house.settings.sign_in.idle_ms()) {
        return Ok(None);
    }
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
    if knock != Knock::Glance && now - row.used_at >= rules_of_sessions::NOTED_MS {
        note_use(house, row.token_hash, now).await;
    }
    let before_browser = row.before_browser.and_then(|word| word.parse().ok());
    Ok(Some(Session {
        actor,
        user,
        id: row.id,
        before_at: row.before_at,
        before_browser,
        wrong_tries: row.wrong_tries,
        csrf: row.csrf,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }))
}

/// A use that could not be written down is none: the session ends the sooner for it, and the page is shown all the same.
async fn note_use(house: &House, hash: Vec<u8>, now: i64) {
    let noted = house.store.write("touch_session", move |conn| {
        Ok::<_, ServiceError>(actors::touch_session(conn, &hash, now)?)
    });
    if let Err(error) = noted.await {
        tracing::warn!(%error, "that a session was used could not be written down");
    }
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
