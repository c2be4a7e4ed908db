//! Which phone sends: by the key in its address, by Digest, or by Basic over https.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Refusal;
use crate::service::catalog::Phone;
use crate::service::digest_auth::{Answer, Proof, REALM};
use crate::service::{House, ServiceError, guesses, phones};
use crate::web::caller::Person;
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
        let known = phones::by_token(house, key).await?;
        return known.ok_or_else(|| refused(house, &wire, "a key", Refusal::UnknownKey));
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

/// What the address itself says of who asks.
#[derive(Debug)]
pub enum Asked {
    /// `https://host`: nothing.
    Plain,
    /// `https://host/v1/…/projects/ID`: which project.
    Project(i64),
    /// `https://host/USER`, as KoboCollect's users type it.
    User(String),
}

impl Asked {
    /// The user that it names.
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::User(user) => Some(user),
            _ => None,
        }
    }
}

impl FromRequest for Asked {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = request.match_info();
        ready(match (path.get("project"), path.get("user")) {
            (Some(project), _) => project.parse().map(Self::Project).map_err(|_| {
                Refusal::NotThere("the address names no project; scan the code again".into())
            }),
            (None, Some(user)) => Ok(Self::User(user.to_owned())),
            (None, None) => Ok(Self::Plain),
        })
    }
}

/// The phone that sends a request, if the address is its own: a phone of another project, or under another's name, is
/// refused.
///
/// # Errors
/// As [`authenticated`].
pub async fn authenticate(
    request: &HttpRequest,
    house: &House,
    asked: &Asked,
) -> Result<Arc<Phone>, Refusal> {
    let phone = authenticated(request, house).await?;
    match asked {
        Asked::Project(project) if *project != phone.project => Err(Refusal::UnknownKey),
        Asked::User(user) if *user != phone.username => Err(ServiceError::Denied.into()),
        _ => Ok(phone),
    }
}

/// The person who asks what only people may: by Basic over https, or with a session's token.
///
/// # Errors
/// [`Refusal::Challenge`] without right credentials; [`ServiceError::Denied`] for a phone.
pub async fn person(request: &HttpRequest, house: &House) -> Result<Person, Refusal> {
    let wire = Wire::of(request);
    if wire.key.is_some() {
        return Err(ServiceError::Denied.into());
    }
    match Person::of_program(request, house).await {
        Ok(person) => Ok(person),
        Err(problem) if problem.code < 402.0 => Err(challenge(house, &wire, false)),
        Err(problem) if problem.code < 500.0 => Err(Refusal::Refused(problem.message)),
        Err(_) => Err(ServiceError::Internal("signing in failed").into()),
    }
}

/// Whether a request brings a person's credentials, not a phone's.
pub fn is_person(request: &HttpRequest) -> bool {
    let given = request.headers().get(header::AUTHORIZATION);
    let Some((scheme, rest)) = given
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split_once(' '))
    else {
        return false;
    };
    scheme == "Bearer" || (scheme == "Basic" && names_a_person(rest))
}

/// People sign in with an e-mail address; phones' user names have no `@`.
pub fn names_a_person(pair: &str) -> bool {
    let decoded = zeroize::Zeroizing::new(STANDARD.decode(pair.trim()).unwrap_or_default());
    let user = decoded.split(|b| *b == b':').next().unwrap_or_default();
    user.contains(&b'@')
}

async fn by_digest(
    request: &HttpRequest,
    house: &House,
    wire: &Wire,
    answer: &Answer,
) -> Result<Arc<Phone>, Refusal> {
    let wrong = || {
        let again = challenge(house, wire, false);
        refused(house, wire, answer.username(), again)
    };
    let Some(phone) = phones::by_username(house, answer.username()).await? else {
        return Err(wrong());
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
        Proof::Wrong => Err(wrong()),
    }
}

/// Counts a wrong key or password. Whoever has guessed too often is told to wait, and costs little; who is right is never
/// asked how often others at the same address were wrong: a camp has one address.
fn refused(house: &House, wire: &Wire, what: &str, refusal: Refusal) -> Refusal {
    match guesses::phone_failed(what, wire.client, house.now()) {
        Ok(()) => refusal,
        Err(seconds) => Refusal::TooOften(seconds),
    }
}

async fn by_basic(house: &House, wire: &Wire, encoded: &str) -> Result<Arc<Phone>, Refusal> {
    let again = || challenge(house, wire, false);
    let decoded = zeroize::Zeroizing::new(STANDARD.decode(encoded.trim()).map_err(|_| again())?);
    let text = std::str::from_utf8(&decoded).map_err(|_| again())?;
    let (username, password) = text.split_once(':').ok_or_else(again)?;
    let wrong = || refused(house, wire, username, again());
    let phone = phones::by_username(house, username)
        .await?
        .ok_or_else(wrong)?;
    if phones::check_password(house, &phone, password)? {
        Ok(phone)
    } else {
        Err(wrong())
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
