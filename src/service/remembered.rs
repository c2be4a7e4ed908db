//! People whose programs send user name and password with each request (Basic over https): the slow check of a password
//! is done once, and its session used again, for some minutes. Such a session never has a second factor.
//! Kept in memory only, under a keyed hash.

use std::collections::HashMap;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::accounts::{self, Code, Entered, Knock, Via};
use super::{House, ServiceError};

/// For how long, in milliseconds.
const KEPT_MS: i64 = 10 * 60 * 1000;
/// Entries before all are dropped.
const MOST: usize = 1_000;

/// See the module.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<[u8; 32], Kept>>);

/// A session's token, and until when it is used without looking at the password again.
type Kept = (Zeroizing<String>, i64);

/// The token of a session of the person with this e-mail and password. `guessing` is called before a password is
/// checked and may refuse; what it gives is called when the password was right.
///
/// # Errors
/// [`ServiceError::Unauthenticated`]; what `guessing` refuses with.
pub async fn session<E: From<ServiceError>, A>(
    house: &House,
    email: &str,
    password: Zeroizing<String>,
    guessing: impl FnOnce() -> Result<A, E>,
    right: impl FnOnce(A),
) -> Result<Zeroizing<String>, E> {
    let now = house.now();
    let said = Zeroizing::new(format!("basic\n{email}\n{}", password.as_str()));
    let key = house.service_key.first().mac(said.as_bytes());
    let known = house.remembered.0.lock().get(&key).cloned();
    if let Some((token, until)) = known
        && now < until
        && accounts::session(house, &token, Knock::Program)
            .await?
            .is_some()
    {
        return Ok(token);
    }
    let attempt = guessing()?;
    let new = match accounts::sign_in(house, email, password, Code::Never, Via::PROGRAM).await {
        Err(ServiceError::Unauthenticated) => return Err(ServiceError::Unauthenticated.into()),
        other => {
            right(attempt);
            match other? {
                Entered::In(session) => session,
                Entered::CodeNeeded(_) => return Err(ServiceError::Unauthenticated.into()),
            }
        }
    };
    let token = Zeroizing::new(new.token.expose().to_owned());
    let mut kept = house.remembered.0.lock();
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, (token.clone(), now + KEPT_MS));
    Ok(token)
}
