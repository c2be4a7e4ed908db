//! Passkeys, as pages ask for them. The vault makes challenges and looks at signatures; nothing of a key passes here but
//! what browsers send.

use zeroize::Zeroizing;

use super::{NewSession, Via, begun, unusable};
use crate::crypto::passkey::{self, Site};
use crate::domain::policy::Actor;
use crate::service::{House, ServiceError};
use crate::store::actors;
pub use crate::vault::client::PasskeyView;
use crate::vault::client::{PasskeyAsked, Reply, Request, VaultError};

/// What there is beside the password.
pub struct Factors {
    /// An app that shows codes.
    pub app: bool,
    /// Passkeys.
    pub passkeys: usize,
}

/// What a browser's script hands to the authenticator, as texts.
pub struct Asked {
    /// What to sign.
    pub challenge: String,
    /// The site.
    pub host: String,
    /// What the authenticator knows the person by.
    pub user: String,
    /// What it shows of them.
    pub name: String,
    /// The passkeys that there are.
    pub credentials: Vec<String>,
    /// The kinds of keys that are taken, best first.
    pub algorithms: [i32; 3],
}

impl From<PasskeyAsked> for Asked {
    fn from(asked: PasskeyAsked) -> Self {
        let text = |bytes: &Vec<u8>| passkey::text(bytes);
        Self {
            challenge: text(&asked.challenge),
            host: asked.host,
            user: text(&asked.user),
            name: asked.name,
            credentials: asked.credentials.iter().map(text).collect(),
            algorithms: passkey::ALGORITHMS,
        }
    }
}

/// What a browser's script brings back of a passkey that was shown, as texts.
pub struct Shown {
    /// The passkey's name.
    pub credential: String,
    /// What the browser says.
    pub client_data: String,
    /// What the authenticator says.
    pub authenticator_data: String,
    /// Its signature.
    pub signature: String,
}

/// Whether passkeys can be used at this installation's address.
pub fn offers_passkeys(house: &House) -> bool {
    Site::of(&house.settings.public_url()).is_some()
}

/// What the actor has beside the password.
///
/// # Errors
/// When the database refuses.
pub async fn factors(house: &House, actor: &Actor) -> Result<Factors, ServiceError> {
    let id = actor.id;
    let found = house.store.read("own_factors", move |conn| {
        let app = actors::factor_of(conn, id)?;
        Ok::<_, ServiceError>(Factors {
            app: app.is_some_and(|row| row.confirmed_at.is_some()),
            passkeys: actors::passkeys_of(conn, id)?.len(),
        })
    });
    found.await
}

/// The own passkeys.
///
/// # Errors
/// [`ServiceError::SecondFactor`] for whoever has a factor and did not give it.
pub async fn passkeys(house: &House, session: &str) -> Result<Vec<PasskeyView>, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    match house.vault.ask(Request::Passkeys { session }).await? {
        Reply::Passkeys(views) => Ok(views),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// What a new passkey is made for, with the password.
///
/// # Errors
/// [`ServiceError::Unauthenticated`]; [`ServiceError::Exists`] when there are as many as there may be;
/// [`ServiceError::NotFound`] where passkeys cannot be used.
pub async fn ask_new_passkey(
    house: &House,
    session: &str,
    password: Zeroizing<String>,
) -> Result<Asked, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let request = Request::AskNewPasskey { session, password };
    asked(house.vault.ask(request).await.map_err(full)?)
}

/// Adds a passkey that was made for it. All sessions of the person end; a new one begins.
///
/// # Errors
/// [`ServiceError::WrongCode`] for what was not made here, now, by a key that can be used; [`ServiceError::Unusable`] for
/// its name.
pub async fn add_passkey(
    house: &House,
    session: &str,
    name: &str,
    client_data: &str,
    attestation: &str,
) -> Result<NewSession, ServiceError> {
    let request = Request::AddPasskey {
        session: Zeroizing::new(session.to_owned()),
        name: name.to_owned(),
        client_data: bytes(client_data)?,
        attestation: bytes(attestation)?,
    };
    let named = |error| match error {
        error @ VaultError::Unusable(_) => unusable("name", error),
        other => full(other),
    };
    begun(house.vault.ask(request).await.map_err(named)?)
}

/// What a passkey is to sign, for somebody whose password was right.
///
/// # Errors
/// [`ServiceError::Unauthenticated`] when it took too long; [`ServiceError::NotFound`] when there is none.
pub async fn ask_passkey(house: &House, halfway: Zeroizing<String>) -> Result<Asked, ServiceError> {
    asked(house.vault.ask(Request::AskPasskey { halfway }).await?)
}

/// Shows a passkey in the place of a code.
///
/// # Errors
/// [`ServiceError::WrongCode`]; [`ServiceError::Unauthenticated`] when it took too long.
pub async fn give_passkey(
    house: &House,
    halfway: Zeroizing<String>,
    shown: &Shown,
    via: Via,
) -> Result<NewSession, ServiceError> {
    let request = Request::GivePasskey {
        halfway,
        credential: bytes(&shown.credential)?,
        client_data: bytes(&shown.client_data)?,
        authenticator_data: bytes(&shown.authenticator_data)?,
        signature: bytes(&shown.signature)?,
        via,
    };
    begun(house.vault.ask(request).await?)
}

/// Removes one, with the password. All sessions of the person end.
///
/// # Errors
/// [`ServiceError::Unauthenticated`]; [`ServiceError::NotFound`]; [`ServiceError::Moved`] for the last factor where one is
/// needed.
pub async fn remove_passkey(
    house: &House,
    session: &str,
    password: Zeroizing<String>,
    passkey: &str,
) -> Result<(), ServiceError> {
    let request = Request::RemovePasskey {
        session: Zeroizing::new(session.to_owned()),
        password,
        passkey: passkey.to_owned(),
    };
    house.vault.ask(request).await?;
    Ok(())
}

fn asked(reply: Reply) -> Result<Asked, ServiceError> {
    match reply {
        Reply::PasskeyAsked(asked) => Ok(asked.into()),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, ServiceError> {
    passkey::bytes(text).map_err(|_| ServiceError::WrongCode)
}

fn full(error: VaultError) -> ServiceError {
    match error {
        VaultError::Exists => ServiceError::Exists("passkeys"),
        other => other.into(),
    }
}
