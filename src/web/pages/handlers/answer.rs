//! How an answer looks on the wire: pages with their headers, redirects, and what is shown instead of a page.

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use askama::Template;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::service::ServiceError;
use crate::web::pages::parts::Link;
use crate::web::pages::refusals::{self, Told};
use crate::web::pages::{Flash, HEADERS, Problem, Shell};

pub use crate::web::pages::refusals::sentence;
use crate::web::problem::log;

/// All but what an address holds as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What a handler answers.
pub type Answer = Result<HttpResponse, Stop>;

/// Why the page that was asked for is not shown.
pub enum Stop {
    /// Go there instead.
    Go(String),
    /// See this instead.
    Show(Box<Problem>),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Show(Box::new(problem))
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Go(_) => f.write_str("another page is shown first"),
            Self::Show(problem) => f.write_str(&problem.heading),
        }
    }
}

impl ResponseError for Stop {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Go(_) => StatusCode::SEE_OTHER,
            Self::Show(problem) => status(problem.status),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Go(to) => redirect(to),
            Self::Show(problem) => page(problem.status, problem.as_ref()),
        }
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An answer with the headers of every page.
pub fn dressed(code: u16) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status(code));
    for header in HEADERS {
        answer.insert_header(*header);
    }
    if code == 503 {
        answer.insert_header((header::RETRY_AFTER, "60"));
    }
    answer
}

/// A page.
pub fn page(code: u16, view: &impl Template) -> HttpResponse {
    match view.render() {
        Ok(html) => dressed(code)
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(_) => {
            log(&"a template did not render");
            let sorry = "Something went wrong here. Go back and try again.\n";
            dressed(500)
                .content_type("text/plain; charset=utf-8")
                .body(sorry)
        }
    }
}

/// The page that was asked for.
pub fn shown(view: &impl Template) -> Answer {
    Ok(page(200, view))
}

/// The same page again, with what was wrong.
pub fn again(view: &impl Template) -> Answer {
    Ok(page(422, view))
}

/// After an act, or instead of a page: look there.
pub fn redirect(to: &str) -> HttpResponse {
    dressed(303).insert_header((header::LOCATION, to)).finish()
}

/// After an act: look there, where a sentence says what happened.
pub fn done(path: &str, flash: Flash) -> Answer {
    Ok(redirect(&format!("{path}?said={flash}")))
}

/// The same after an act that can be taken back: how it stood before goes along, as ids and words of closed sets, so that the page can
/// offer the inverse act. Nothing is believed of it: that act is asked for like any other.
pub fn done_from(path: &str, flash: Flash, was: &str) -> Answer {
    Ok(redirect(&format!(
        "{path}?said={flash}&was={}",
        encoded(was)
    )))
}

/// What a use-case's refusal is to a person. `may_unlock`: whether it is for the viewer to unlock keys.
pub fn problem(shell: Shell, error: &ServiceError, may_unlock: bool) -> Problem {
    let locale = shell.locale;
    let Told { what, detail } = refusals::told(locale, error);
    let link = |href: &str, label| Link {
        href: href.to_owned(),
        label: locale.t(label),
    };
    match error {
        ServiceError::NotFound | ServiceError::UnknownForm(_) | ServiceError::NoSuchDraft => {
            Problem::not_found(shell)
        }
        ServiceError::Denied => Problem::not_allowed(shell),
        ServiceError::SecondFactor => {
            let link = link("/account/second-factor", "problem-go-account");
            let (what, next) = ("problem-factor-what", "problem-factor-next");
            let problem = Problem::of(shell, 403, "problem-factor", what, next);
            Problem { link, ..problem }
        }
        ServiceError::Unauthenticated => {
            let (what, next) = ("problem-nothing-changed", "problem-signed-out-next");
            Problem::of(shell, 403, "problem-signed-out", what, next)
        }
        ServiceError::Missing(_)
        | ServiceError::Unusable { .. }
        | ServiceError::Form(_)
        | ServiceError::Conversion(_)
        | ServiceError::Findings(_)
        | ServiceError::Pathway(_)
        | ServiceError::Unreadable(_)
        | ServiceError::WrongCode
        | ServiceError::UnknownVersion(_)
        | ServiceError::NothingToCorrect
        | ServiceError::PlaintextRefused => said(
            shell,
            400,
            "problem-unusable",
            (what, detail),
            "problem-unusable-next",
        ),
        ServiceError::Exists(_)
        | ServiceError::VersionExists { .. }
        | ServiceError::NotAccepting
        | ServiceError::DifferentContent
        | ServiceError::AlreadyCorrected
        | ServiceError::NoCorrection(_)
        | ServiceError::Moved(_)
        | ServiceError::NotNow { .. }
        | ServiceError::Stopped
        | ServiceError::SecondPerson(_) => said(
            shell,
            409,
            "problem-not-now",
            (what, detail),
            "problem-not-now-next",
        ),
        ServiceError::NotYet(_) | ServiceError::NoTransfer(_) => said(
            shell,
            409,
            "problem-not-yet",
            (what, detail),
            "problem-not-yet-next",
        ),
        ServiceError::NeedsPurpose | ServiceError::Uncertified => said(
            shell,
            403,
            "problem-closed",
            (what, detail),
            "problem-closed-next",
        ),
        ServiceError::TooLarge(_) => Problem::too_large(shell),
        ServiceError::Locked => {
            let next = match may_unlock {
                true => "problem-locked-holder",
                false => "problem-locked-ask",
            };
            let link = link("/keys", "problem-go-keys");
            let problem = said(shell, 409, "problem-locked", (what, detail), next);
            match may_unlock {
                true => Problem { link, ..problem },
                false => problem,
            }
        }
        ServiceError::Busy => {
            // Only a page's own address is one to come back to.
            let again = (shell.next != "/").then(|| shell.next.clone());
            Problem::busy(shell, again)
        }
        ServiceError::VaultAway => said(
            shell,
            503,
            "problem-busy",
            (what, detail),
            "problem-away-next",
        ),
        ServiceError::Store(_) | ServiceError::Internal(_) => {
            log(error);
            Problem::failed(shell)
        }
    }
}

/// A problem whose middle text the error itself gives.
fn said(
    shell: Shell,
    status: u16,
    heading: &str,
    (what, detail): (String, Option<String>),
    next: &str,
) -> Problem {
    let (heading, next) = (shell.t(heading), shell.t(next));
    let problem = Problem::new(shell, status, heading, what, next);
    Problem { detail, ..problem }
}

/// Text as one piece of a path or a query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_carries_the_headers_and_errors_their_status() {
        let stop = Stop::from(Problem::stale_form(Shell::outside("")));
        let answer = stop.error_response();
        assert_eq!(answer.status(), 403);
        for (name, value) in HEADERS {
            assert_eq!(
                answer.headers().get(*name).and_then(|v| v.to_str().ok()),
                Some(*value)
            );
        }
        let answer = Stop::Go("/sign-in".into()).error_response();
        assert_eq!(answer.status(), 303);
        let to = answer.headers().get(header::LOCATION);
        assert!(to.is_some_and(|to| to == "/sign-in"));
    }

    #[test]
    fn a_fault_of_ours_tells_nothing_of_its_source() {
        let shown = problem(
            Shell::outside(""),
            &ServiceError::Internal("the vault's answer"),
            false,
        );
        assert_eq!(shown.status, 500);
        assert!(!shown.what.contains("vault"));
    }

    #[test]
    fn text_becomes_one_piece_of_an_address() {
        assert_eq!(encoded("a b/ü?&"), "a%20b%2F%C3%BC%3F%26");
        assert_eq!(sentence("too large: a file"), "Too large: a file.");
    }
}
