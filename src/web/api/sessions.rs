//! `/v1/sessions`: sign in, look, sign out; and ending a phone's access by its token.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use serde_json::json;

use super::call::{Asked, Call};
use super::shape::{Answer, instant, ok, success};
use crate::service::accounts::{Code, Entered, Face, NewSession, SESSION_MS};
use crate::service::{ServiceError, accounts, guesses, phones};
use crate::web::caller::{PLAIN_COOKIE, SECURE_COOKIE, via};
use crate::web::problem::Problem;
use crate::web::wire::Wire;

const CSRF_COOKIE: &str = "__csrf";

/// `POST /v1/sessions`
pub async fn create(mut asked: Asked) -> Answer {
    let mut given = asked.json().await?;
    let email = given.text("email")?.filter(|e| !e.trim().is_empty());
    let password = given.secret("password")?;
    let (Some(email), Some(password)) = (email, password) else {
        return Err(Problem::with(
            400.3,
            "Required parameters missing. Expected (email, password).",
            json!({ "expected": ["email", "password"] }),
        ));
    };
    let wire = Wire::of(&asked.request);
    let code = given.secret("otp")?.filter(|code| !code.trim().is_empty());
    let attempt =
        guesses::begin(&email, wire.client, asked.house.now()).map_err(Problem::slow_down)?;
    let code = code.map_or(Code::Missing, Code::Given);
    let via = via(&asked.request, Face::Program);
    let session = match accounts::sign_in(&asked.house, &email, password, code, via).await {
        // A wrong code counts as a wrong password does.
        Err(error @ (ServiceError::Unauthenticated | ServiceError::WrongCode)) => {
            return Err(error.into());
        }
        other => {
            attempt.succeeded();
            match other? {
                Entered::In(session) => session,
                Entered::CodeNeeded(_) => return Err(Problem::code_needed()),
            }
        }
    };
    begun(&wire, &session)
}

/// A session that has just begun, with the cookies that browsers keep it in.
pub(super) fn begun(wire: &Wire, session: &NewSession) -> Answer {
    let mut answer = ok(json!({
        "token": session.token.expose(),
        "csrf": session.csrf,
        "createdAt": instant(session.created_at),
        "expiresAt": instant(session.expires_at),
    }))?;
    let lasts = Duration::milliseconds(SESSION_MS);
    for cookie in [
        cookie(
            session_cookie(wire),
            session.token.expose(),
            wire.https,
            true,
            lasts,
        ),
        cookie(CSRF_COOKIE, &session.csrf, wire.https, false, lasts),
    ] {
        answer
            .add_cookie(&cookie)
            .map_err(|_| Problem::new(500.1, "Internal Server Error"))?;
    }
    Ok(answer)
}

/// `GET /v1/sessions/restore`
pub async fn restore(call: Call) -> Answer {
    if by_password(&call) {
        return Err(Problem::not_found());
    }
    let session = &call.person.session;
    ok(
        json!({ "createdAt": instant(session.created_at), "expiresAt": instant(session.expires_at) }),
    )
}

/// `DELETE /v1/sessions/current`
pub async fn end_current(call: Call) -> Answer {
    if by_password(&call) {
        return Err(Problem::not_found());
    }
    accounts::sign_out(&call.house, call.token()).await?;
    let wire = Wire::of(&call.request);
    let mut answer = success()?;
    for (name, http_only) in [(session_cookie(&wire), true), (CSRF_COOKIE, false)] {
        let gone = cookie(name, "", wire.https, http_only, Duration::ZERO);
        answer
            .add_cookie(&gone)
            .map_err(|_| Problem::new(500.1, "Internal Server Error"))?;
    }
    Ok(answer)
}

/// `DELETE /v1/sessions/{token}`: the own session, or a phone's access.
pub async fn end(call: Call) -> Answer {
    let token = call.word("token");
    if token == call.token() {
        accounts::sign_out(&call.house, &token).await?;
    } else {
        phones::revoke_by_token(&call.house, call.actor(), &token).await?;
    }
    success()
}

/// Whoever sends name and password with each request has no session to speak of.
fn by_password(call: &Call) -> bool {
    call.header(header::AUTHORIZATION)
        .is_some_and(|v| v.starts_with("Basic "))
}

fn session_cookie(wire: &Wire) -> &'static str {
    if wire.https {
        SECURE_COOKIE
    } else {
        PLAIN_COOKIE
    }
}

fn cookie<'a>(
    name: &'a str,
    value: &'a str,
    https: bool,
    http_only: bool,
    lasts: Duration,
) -> Cookie<'a> {
    Cookie::build(name, value)
        .path("/")
        .same_site(SameSite::Strict)
        .http_only(http_only)
        .secure(https)
        .max_age(lasts)
        .finish()
}
