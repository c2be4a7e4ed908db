//! What ODK Collect, KoboCollect and Briefcase speak. Every answer, errors too, is XML that the app can show.

mod body;
pub mod draft;
mod list;
pub mod multipart;
pub mod pull;
mod sender;
mod submit;
pub mod table;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};

use super::problem;
use crate::openrosa::response;
use crate::service::ServiceError;

pub use list::{form_list, form_xml, integrity, manifest, media};
pub use sender::{Asked, authenticate, authenticated, names_a_person};
pub use submit::{preflight, submit};

/// The dialect of a request that failed here.
#[derive(Debug)]
pub enum Refusal {
    /// A use-case said no.
    Service(ServiceError),
    /// No or wrong credentials: these challenges.
    Challenge(Vec<HeaderValue>),
    /// A key in the path that is not (or no longer) known: never 401, or the app would ask for a password.
    UnknownKey,
    /// The request itself is broken.
    Broken(String),
    /// Nobody may do this here.
    Refused(String),
    /// Nothing stands at this address.
    NotThere(String),
    /// More than the limits allow.
    TooLarge(String),
    /// Too many wrong keys or passwords; again after so many seconds.
    TooOften(i64),
    /// No room now.
    Busy,
    /// It took too long to arrive.
    TooSlow,
}

impl Refusal {
    fn no_xml() -> Self {
        Self::Broken(
            "the request has no part named xml_submission_file; update the app and send again"
                .into(),
        )
    }
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(error) => write!(f, "{error}"),
            Self::Challenge(_) => f.write_str("the user name or password is not right"),
            Self::UnknownKey => f.write_str(
                "this phone's access has ended; ask your supervisor for a new code to scan",
            ),
            Self::Broken(why) | Self::NotThere(why) | Self::Refused(why) => f.write_str(why),
            Self::TooLarge(what) => write!(f, "too large: {what}"),
            Self::TooOften(seconds) => write!(
                f,
                "too many wrong keys or passwords came from here; try again in {seconds} seconds"
            ),
            Self::Busy => {
                f.write_str("the server is busy; nothing was lost, try again in a moment")
            }
            Self::TooSlow => f.write_str("the connection is too slow; nothing was lost, try again"),
        }
    }
}

impl actix_web::ResponseError for Refusal {
    fn status_code(&self) -> actix_web::http::StatusCode {
        use actix_web::http::StatusCode;
        match self {
            Self::Service(error) => problem::openrosa_status(error),
            Self::Challenge(_) => StatusCode::UNAUTHORIZED,
            Self::UnknownKey | Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::Broken(_) => StatusCode::BAD_REQUEST,
            Self::NotThere(_) => StatusCode::NOT_FOUND,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        if status.is_server_error() {
            problem::log(self);
        }
        let mut answer = HttpResponse::build(status);
        dress(&mut answer);
        if let Self::Challenge(challenges) = self {
            for challenge in challenges {
                answer.append_header((header::WWW_AUTHENTICATE, challenge.clone()));
            }
        }
        if status == actix_web::http::StatusCode::SERVICE_UNAVAILABLE {
            answer.insert_header((header::RETRY_AFTER, "5"));
        }
        if let Self::TooOften(seconds) = self {
            answer.insert_header((header::RETRY_AFTER, *seconds));
        }
        answer.body(response::error(&self.to_string()))
    }
}

/// An address typed with a slash too many: said plainly, because a redirect would lose a submission's body.
pub async fn slash_too_many() -> Result<HttpResponse, Refusal> {
    Err(Refusal::NotThere(
        "there is a slash too many at the end of the server's address; take it away in the app's settings"
            .into(),
    ))
}

/// The headers that every OpenRosa answer carries.
fn dress(answer: &mut HttpResponseBuilder) {
    answer
        .insert_header((header::CONTENT_TYPE, "text/xml; charset=utf-8"))
        .insert_header((header::CONTENT_LANGUAGE, "en"))
        .insert_header(("X-OpenRosa-Version", "1.0"))
        .insert_header((header::CACHE_CONTROL, "no-store"));
}
