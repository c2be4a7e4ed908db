//! Which person asks: a bearer token, Basic over https, or the pages' cookie.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine as _;
use zeroize::Zeroizing;

use super::problem::Problem;
use super::wire::Wire;
use crate::domain::policy::Actor;
use crate::service::House;
use crate::service::accounts::{self, Browser, Face, Knock, Session, Via};
use crate::service::{guesses, remembered};

/// The pages' cookie over https; the prefix makes browsers hold it to this host.
pub const SECURE_COOKIE: &str = "__Host-session";
/// The same over plain http (a laptop).
pub const PLAIN_COOKIE: &str = "session";

/// What an open page asks for by itself, and what is shown to whoever was just signed out: nobody need sit before it.
const BY_ITSELF: [&str; 3] = ["/events", "/queue/new", "/sign-in"];

/// The token that a browser's cookie holds, good or not.
pub fn token_of_browser(request: &HttpRequest) -> Option<Zeroizing<String>> {
    let https = Wire::of(request).https;
    let name = if https { SECURE_COOKIE } else { PLAIN_COOKIE };
    let cookie = request.cookie(name)?;
    Some(Zeroizing::new(cookie.value().to_owned()))
}

/// How somebody comes in, by what the request says of its sender: one word, and nothing else of it.
pub fn via(request: &HttpRequest, face: Face) -> Via {
    let said = request.headers().get(header::USER_AGENT);
    let said = said.and_then(|text| text.to_str().ok()).unwrap_or_default();
    Via {
        face,
        browser: Browser::of(said),
    }
}

/// A person with a live session.
#[derive(Clone)]
pub struct Person {
    /// The session.
    pub session: Session,
    /// Its token: the vault asks for it.
    pub token: Zeroizing<String>,
}

impl Person {
    /// For the policy.
    pub fn actor(&self) -> &Actor {
        &self.session.actor
    }

    /// The person whose bearer token or Basic credentials a program sent.
    ///
    /// # Errors
    /// 401.2, or 401.3 for Basic over plain http.
    pub async fn of_program(request: &HttpRequest, house: &House) -> Result<Self, Problem> {
        let given = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok());
        let given = given.ok_or_else(Problem::unauthenticated)?;
        if let Some(token) = given.strip_prefix("Bearer ") {
            return Self::with_token(house, token.trim(), Knock::Program)
                .await?
                .ok_or_else(Problem::unauthenticated);
        }
        let Some(encoded) = given.strip_prefix("Basic ") else {
            return Err(Problem::unauthenticated());
        };
        if !Wire::of(request).https {
            return Err(Problem::new(
                401.3,
                "This authentication method is only available over HTTPS",
            ));
        }
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded.trim());
        let decoded = Zeroizing::new(decoded.map_err(|_| Problem::unauthenticated())?);
        let text = std::str::from_utf8(&decoded).map_err(|_| Problem::unauthenticated())?;
        let (email, password) = text.split_once(':').ok_or_else(Problem::unauthenticated)?;
        let password = Zeroizing::new(password.to_owned());
        let client = Wire::of(request).client;
        let guessing = || guesses::begin(email, client, house.now()).map_err(Problem::slow_down);
        let token = remembered::session(
            house,
            email,
            password,
            guessing,
            guesses::Attempt::succeeded,
        )
        .await?;
        Self::with_token(house, &token, Knock::Program)
            .await?
            .ok_or_else(Problem::unauthenticated)
    }

    /// The person of a browser's cookie; none when nobody is signed in.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of_browser(request: &HttpRequest, house: &House) -> Result<Option<Self>, Problem> {
        let itself = BY_ITSELF.contains(&request.path());
        let knock = if itself { Knock::Glance } else { Knock::Page };
        match token_of_browser(request) {
            Some(token) => Self::with_token(house, &token, knock).await,
            None => Ok(None),
        }
    }

    async fn with_token(house: &House, token: &str, knock: Knock) -> Result<Option<Self>, Problem> {
        let session = accounts::session(house, token, knock).await?;
        Ok(session.map(|session| Self {
            session,
            token: Zeroizing::new(token.to_owned()),
        }))
    }
}

/// In `/v1` handlers: whoever has no live session gets 401.2 before anything is looked up.
impl FromRequest for Person {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let house = request
                .app_data::<Data<House>>()
                .ok_or_else(|| Problem::new(500.1, "Internal Server Error"))?;
            Self::of_program(&request, house).await
        })
    }
}
