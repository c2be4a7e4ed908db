//! Forms that a page posts. What they hold can only be had after it is certain that a page of ours, shown to this
//! person, sent them: [`Posted`] for those who are signed in, [`Entered`] before that.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Data, Query};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

use super::answer::Stop;
use super::visit::{Visit, here, house_of, outside};
use crate::i18n::Locale;
use crate::service::House;
use crate::web::caller::Person;
use crate::web::locale;
use crate::web::pages::{Here, Problem, Shell};
use crate::web::wire::Wire;

/// Bytes of a form without files.
const LARGEST: usize = 64 << 10;
const FORM: &str = "application/x-www-form-urlencoded";

/// Cookie that a page before signing in is tied to, over https and over plain http.
const ENTRY_COOKIES: (&str, &str) = ("__Host-entry", "entry");
/// How long such a page may stay open.
const ENTRY_LASTS: Duration = Duration::hours(2);

/// A form posted by somebody who is signed in.
pub struct Posted<T> {
    /// Who.
    pub visit: Visit,
    /// What.
    pub form: T,
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub struct Nothing {}

/// A form posted before signing in.
pub struct Entered<T> {
    /// Everything.
    pub house: Data<House>,
    /// The tie between page and cookie, for showing the page again.
    pub entry: Entry,
    /// How it came.
    pub wire: Wire,
    /// What.
    pub form: T,
}

/// The double-submitted token of pages before signing in.
pub struct Entry {
    /// Value of the hidden field.
    pub csrf: String,
    /// How this browser's people read.
    pub locale: Locale,
    next: String,
    https: bool,
}

impl Entry {
    /// The one of this browser, or a new one.
    pub fn of(request: &HttpRequest, house: &House) -> Self {
        let csrf = Self::sent(request).unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
        Self::with(request, house, csrf)
    }

    fn with(request: &HttpRequest, house: &House, csrf: String) -> Self {
        Self {
            csrf,
            locale: locale::of_browser(request, house),
            next: here(request).unwrap_or_else(|| "/sign-in".to_owned()),
            https: Wire::of(request).https,
        }
    }

    /// The frame of a page with this token in its forms.
    pub fn shell(&self, house: &House) -> Shell {
        outside(house, self.locale, &self.csrf).coming_back_to(self.next.as_str())
    }

    /// The frame of a page without forms.
    pub fn plain_shell(&self, house: &House) -> Shell {
        outside(house, self.locale, "")
    }

    fn sent(request: &HttpRequest) -> Option<String> {
        let cookie = request.cookie(Self::name(Wire::of(request).https))?;
        let value = cookie.value();
        (value.len() == 32 && value.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| value.to_owned())
    }

    fn name(https: bool) -> &'static str {
        if https {
            ENTRY_COOKIES.0
        } else {
            ENTRY_COOKIES.1
        }
    }

    /// Gives the browser the cookie.
    pub fn keep(&self, mut answer: HttpResponse) -> HttpResponse {
        let cookie = Cookie::build(Self::name(self.https), &self.csrf)
            .path("/")
            .http_only(true)
            .secure(self.https)
            .same_site(SameSite::Strict)
            .max_age(ENTRY_LASTS)
            .finish();
        // A value of hexadecimal digits is always a header; without the cookie, posting says that the page is too old.
        let _ = answer.add_cookie(&cookie);
        answer
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Posted<T> {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Stop>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (visit, arrived) = (
            Visit::from_request(request, payload),
            Arrived::new(request, payload),
        );
        Box::pin(async move {
            let visit = visit.await?;
            let shell = || visit.shell(Here::Elsewhere);
            let form = arrived
                .read(&visit.house, &visit.person.session.csrf, shell)
                .await?;
            Ok(Self { form, visit })
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Entered<T> {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Stop>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let arrived = Arrived::new(request, payload);
        Box::pin(async move {
            let request = &arrived.request;
            let (house, wire) = (house_of(request)?, Wire::of(request));
            let csrf = Entry::sent(request).unwrap_or_default();
            let entry = Entry::with(request, &house, csrf);
            let form = arrived
                .read(&house, &entry.csrf, || entry.plain_shell(&house))
                .await?;
            Ok(Self {
                house,
                entry,
                wire,
                form,
            })
        })
    }
}

/// A form posted by anybody: by whoever is signed in with their session's token, else with the browser's.
pub struct Anybody<T> {
    /// Everything.
    pub house: Data<House>,
    /// Who, if anybody is signed in.
    pub person: Option<Person>,
    /// What.
    pub form: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Anybody<T> {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Stop>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let arrived = Arrived::new(request, payload);
        Box::pin(async move {
            let request = &arrived.request;
            let house = house_of(request)?;
            let entry = Entry::with(request, &house, Entry::sent(request).unwrap_or_default());
            let person = Person::of_browser(request, &house)
                .await
                .map_err(|_| Problem::busy(entry.plain_shell(&house), None))?;
            let csrf = person
                .as_ref()
                .map_or_else(|| entry.csrf.clone(), |p| p.session.csrf.clone());
            let form = arrived
                .read(&house, &csrf, || entry.plain_shell(&house))
                .await?;
            Ok(Self {
                house,
                person,
                form,
            })
        })
    }
}

/// A body that is still to be read.
struct Arrived {
    request: HttpRequest,
    body: Pin<Box<dyn Future<Output = Result<Bytes, actix_web::Error>>>>,
}

impl Arrived {
    fn new(request: &HttpRequest, payload: &mut Payload) -> Self {
        Self {
            request: request.clone(),
            body: Box::pin(Bytes::from_request(request, payload)),
        }
    }

    async fn read<T: DeserializeOwned>(
        self,
        house: &House,
        csrf: &str,
        shell: impl Fn() -> Shell,
    ) -> Result<T, Stop> {
        let headers = self.request.headers();
        if !from_ours(headers, &house.settings.public_url()) {
            return Err(Problem::stale_form(shell()).into());
        }
        let broken = || Stop::from(unreadable(shell()));
        let header = |name| {
            headers
                .get(name)
                .and_then(|v: &header::HeaderValue| v.to_str().ok())
        };
        let length: usize = header(header::CONTENT_LENGTH)
            .and_then(|l| l.parse().ok())
            .unwrap_or(0);
        if length > LARGEST {
            return Err(Problem::too_large(shell()).into());
        }
        if !header(header::CONTENT_TYPE).is_some_and(|t| t.starts_with(FORM)) {
            return Err(broken());
        }
        let body = self.body.await.map_err(|_| broken())?;
        let read = parsed(&body, csrf);
        // A password may stand in it.
        if let Ok(mut bytes) = body.try_into_mut() {
            bytes[..].zeroize();
        }
        match read {
            Read::Form(form) => Ok(form),
            Read::Stale => Err(Problem::stale_form(shell()).into()),
            Read::Broken => Err(broken()),
        }
    }
}

enum Read<T> {
    Form(T),
    Stale,
    Broken,
}

fn parsed<T: DeserializeOwned>(body: &[u8], csrf: &str) -> Read<T> {
    #[derive(Deserialize)]
    struct Guard {
        #[serde(default)]
        csrf: String,
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return Read::Broken;
    };
    match Query::<Guard>::from_query(text) {
        Ok(guard) if same(&guard.csrf, csrf) => {}
        Ok(_) => return Read::Stale,
        Err(_) => return Read::Broken,
    }
    match Query::<T>::from_query(text) {
        Ok(form) => Read::Form(form.into_inner()),
        Err(_) => Read::Broken,
    }
}

fn unreadable(shell: Shell) -> Problem {
    let (what, next) = ("problem-nothing-changed", "problem-reload");
    Problem::of(shell, 400, "problem-broken", what, next)
}

/// Compares in constant time; nothing is not the same as nothing.
pub fn same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

/// Whether the browser, as far as it tells, sent this from a page of ours.
///
/// Our pages say `Referrer-Policy: no-referrer`, so their own forms come with `Origin: null`: that says nothing.
pub fn from_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match header("origin") {
        None | Some("null") => true,
        Some(origin) => {
            let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
            origin == public_url || header("host").is_some_and(|host| host == authority)
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[derive(Deserialize)]
    struct Named {
        name: String,
    }

    #[test]
    fn a_form_counts_only_with_its_session_s_token() {
        let body = b"csrf=0123456789&name=Team+2%2C+phone+A";
        assert!(
            matches!(parsed::<Named>(body, "0123456789"), Read::Form(f) if f.name == "Team 2, phone A")
        );
        assert!(matches!(parsed::<Named>(body, "0123456780"), Read::Stale));
        assert!(matches!(parsed::<Named>(body, ""), Read::Stale));
        assert!(matches!(
            parsed::<Named>(b"name=x", "0123456789"),
            Read::Stale
        ));
        assert!(
            matches!(parsed::<Named>(b"csrf=&name=x", ""), Read::Stale),
            "nothing equals nothing"
        );
        assert!(matches!(
            parsed::<Named>(b"csrf=0123456789", "0123456789"),
            Read::Broken
        ));
        assert!(matches!(
            parsed::<Named>(b"\xff", "0123456789"),
            Read::Broken
        ));
    }

    #[test]
    fn a_form_from_elsewhere_is_told_by_what_the_browser_says() {
        let ours = |headers: &[(&str, &str)]| {
            let mut request = TestRequest::post();
            for (name, value) in headers {
                request = request.insert_header((*name, *value));
            }
            from_ours(
                request.to_http_request().headers(),
                "https://forms.example.org",
            )
        };
        assert!(ours(&[]));
        assert!(ours(&[
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", "null")
        ]));
        assert!(!ours(&[("Sec-Fetch-Site", "cross-site")]));
        assert!(!ours(&[
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://forms.example.org")
        ]));
        assert!(ours(&[
            ("Origin", "http://127.0.0.1:8080"),
            ("Host", "127.0.0.1:8080")
        ]));
        assert!(ours(&[
            ("Origin", "https://forms.example.org"),
            ("Host", "inner:80")
        ]));
        assert!(!ours(&[
            ("Origin", "https://evil.example"),
            ("Host", "forms.example.org")
        ]));
    }
}
