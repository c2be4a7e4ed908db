//! Setting up a second factor, and taking it away. The vault makes it and looks at its codes.

use zeroize::Zeroizing;

use super::{NewSession, begun};
use crate::service::{House, ServiceError};
use crate::vault::client::{Reply, Request, VaultError};

/// A second factor that was just made: shown this once, and nothing until it is confirmed.
pub struct NewFactor {
    /// The secret as people type it.
    pub secret: Zeroizing<String>,
    /// The same as an authenticator app reads it from a QR code.
    pub uri: Zeroizing<String>,
}

/// Makes a second factor for whoever asks with their password, in the place of one that was not confirmed.
///
/// # Errors
/// [`ServiceError::Unauthenticated`]; [`ServiceError::Exists`] when there is a confirmed one.
pub async fn begin_factor(
    house: &House,
    session: &str,
    password: Zeroizing<String>,
) -> Result<NewFactor, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let asked = house.vault.ask(Request::BeginFactor { session, password });
    match asked.await.map_err(there)? {
        Reply::FactorBegun { secret, uri } => Ok(NewFactor { secret, uri }),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// Confirms it with its first code. All sessions of the person end; a new one begins.
///
/// # Errors
/// [`ServiceError::WrongCode`]; [`ServiceError::NotFound`] when none was begun; [`ServiceError::Exists`].
pub async fn confirm_factor(
    house: &House,
    session: &str,
    code: Zeroizing<String>,
) -> Result<NewSession, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let asked = house.vault.ask(Request::ConfirmFactor { session, code });
    begun(asked.await.map_err(there)?)
}

/// Removes the own second factor, with the password and a code. All sessions of the person end.
///
/// # Errors
/// [`ServiceError::Unauthenticated`], [`ServiceError::WrongCode`]; [`ServiceError::NotFound`] when there is none.
pub async fn remove_factor(
    house: &House,
    session: &str,
    password: Zeroizing<String>,
    code: Zeroizing<String>,
) -> Result<(), ServiceError> {
    let request = Request::RemoveFactor {
        session: Zeroizing::new(session.to_owned()),
        password,
        code,
    };
    house.vault.ask(request).await?;
    Ok(())
}

fn there(error: VaultError) -> ServiceError {
    match error {
        VaultError::Exists => ServiceError::Exists("second factor"),
        other => other.into(),
    }
}
