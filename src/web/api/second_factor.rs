//! `/v1/users/current/second-factor`: setting up the own second factor, and taking it away.

use serde_json::json;

use super::call::Call;
use super::sessions;
use super::shape::{Answer, ok, success};
use crate::service::{ServiceError, accounts, guesses};
use crate::web::problem::Problem;
use crate::web::wire::Wire;

/// `POST /v1/users/current/second-factor`: makes one, with the password; its secret is shown this once.
pub async fn begin(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let password = given.secret("password")?;
    let password = password.ok_or_else(|| Problem::missing("password"))?;
    let attempt = attempt(&call)?;
    let new = match accounts::begin_factor(&call.house, call.token(), password).await {
        Err(ServiceError::Unauthenticated) => return Err(ServiceError::Unauthenticated.into()),
        other => {
            attempt.succeeded();
            other?
        }
    };
    ok(json!({ "secret": new.secret.as_str(), "uri": new.uri.as_str() }))
}

/// `POST /v1/users/current/second-factor/confirm`: with its first code; a new session begins and all others end.
pub async fn confirm(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let code = given.secret("otp")?;
    let code = code.ok_or_else(|| Problem::missing("otp"))?;
    let attempt = attempt(&call)?;
    let session = match accounts::confirm_factor(&call.house, call.token(), code).await {
        Err(ServiceError::WrongCode) => return Err(ServiceError::WrongCode.into()),
        other => {
            attempt.succeeded();
            other?
        }
    };
    sessions::begun(&Wire::of(&call.request), &session)
}

/// `DELETE /v1/users/current/second-factor`: with the password and a code; all sessions end.
pub async fn remove(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let (password, code) = (given.secret("password")?, given.secret("otp")?);
    let password = password.ok_or_else(|| Problem::missing("password"))?;
    let code = code.ok_or_else(|| Problem::missing("otp"))?;
    let attempt = attempt(&call)?;
    match accounts::remove_factor(&call.house, call.token(), password, code).await {
        Err(error @ (ServiceError::Unauthenticated | ServiceError::WrongCode)) => {
            return Err(error.into());
        }
        other => {
            attempt.succeeded();
            other?;
        }
    }
    success()
}

/// A password or code may be guessed as seldom here as at signing in.
fn attempt(call: &Call) -> Result<guesses::Attempt, Problem> {
    let email = &call.person.session.user.email;
    let client = Wire::of(&call.request).client;
    guesses::begin(email, client, call.house.now()).map_err(Problem::slow_down)
}
