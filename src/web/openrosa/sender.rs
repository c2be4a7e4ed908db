//! Which phone sends: by the key in its address, by Digest, or by Basic over https.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Refusal;
use crate::service::catalog::Phone;
use crate::service::digest_auth::{Answer, Proof, REALM};
use crate::service::{House, phones};
use crate::web::wire::Wire;

/// The phone that sends this request, whatever its project.
///
/// # Errors
/// [`Refusal::Challenge`] without right credentials, [`Refusal::UnknownKey`] for a key that is not known.
pub async fn authenticated(request: &HttpRequest, house: &House) -> Result<Arc<Phone>, Refusal> {
    house.catalog.recheck(&house.store, house.now()).await?;
    let wire = Wire::of(request);
    if let Some(key) = &wire.key {
        if !phones::is_well_formed(key) {
            return Err(Refusal::Challenge(Vec::new()));
        }
        return phones::by_token(house, key)
            .await?
            .ok_or(Refusal::UnknownKey);
    }
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    let Some(given) = given else {
        return Err(challenge(house, &wire, false));
    };
    if let Some(answer) = Answer::parse(given) {
        return by_digest(request, house, &wire, &answer).await;
    }
    if let Some(encoded) = given.strip_prefix("Basic ").filter(|_| wire.https) {
        return by_basic(house, &wire, encoded).await;
    }
    Err(challenge(house, &wire, false))
}

/// The same, for an address that names a project: a phone of another one is refused.
///
/// # Errors
/// As [`authenticated`].
pub async fn authenticate(
    request: &HttpRequest,
    house: &House,
    project: Option<i64>,
) -> Result<Arc<Phone>, Refusal> {
    let phone = authenticated(request, house).await?;
    match project {
        Some(project) if project != phone.project => Err(Refusal::UnknownKey),
        _ => Ok(phone),
    }
}

async fn by_digest(
    request: &HttpRequest,
    house: &House,
    wire: &Wire,
    answer: &Answer,
) -> Result<Arc<Phone>, Refusal> {
    let Some(phone) = phones::by_username(house, answer.username()).await? else {
        return Err(challenge(house, wire, false));
    };
    match phones::check_digest(
        house,
        &phone,
        answer,
        request.method().as_str(),
        &wire.target,
    )? {
        Proof::Good => Ok(phone),
        Proof::Stale => Err(challenge(house, wire, true)),
        Proof::Wrong => Err(challenge(house, wire, false)),
    }
}

async fn by_basic(house: &House, wire: &Wire, encoded: &str) -> Result<Arc<Phone>, Refusal> {
    let refused = || challenge(house, wire, false);
    let decoded = zeroize::Zeroizing::new(STANDARD.decode(encoded.trim()).map_err(|_| refused())?);
    let text = std::str::from_utf8(&decoded).map_err(|_| refused())?;
    let (username, password) = text.split_once(':').ok_or_else(refused)?;
    let phone = phones::by_username(house, username)
        .await?
        .ok_or_else(refused)?;
    if phones::check_password(house, &phone, password)? {
        Ok(phone)
    } else {
        Err(refused())
    }
}

/// Digest first: apps take the first scheme that they know, and Basic only over https.
fn challenge(house: &House, wire: &Wire, stale: bool) -> Refusal {
    let mut challenges = Vec::new();
    challenges.extend(HeaderValue::from_str(&phones::challenge(house, stale)));
    if wire.https {
        challenges.extend(HeaderValue::from_str(&format!("Basic realm=\"{}\"", REALM)));
    }
    Refusal::Challenge(challenges)
}
