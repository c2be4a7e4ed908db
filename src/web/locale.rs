//! Whose language a page speaks: what the person chose, else what this browser chose before signing in, else what the browser
//! asks for, else what the settings say.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::wire::Wire;
use crate::domain::words::{Digits, Lang};
use crate::i18n::Locale;
use crate::service::House;
use crate::service::accounts::Preferences;

/// Cookie with the language that was chosen before signing in. It says nothing about a person.
const COOKIE: &str = "lang";
/// How long a browser keeps it.
const LASTS: Duration = Duration::days(365);

/// How whoever is signed in reads.
pub fn of_person(request: &HttpRequest, house: &House, likes: &Preferences) -> Locale {
    Locale {
        lang: likes
            .lang
            .unwrap_or_else(|| before_signing_in(request, house)),
        digits: likes.digits.unwrap_or(Digits::Latn),
        minutes_east: likes.utc_offset.unwrap_or(0),
    }
}

/// How whoever is not signed in reads.
pub fn of_browser(request: &HttpRequest, house: &House) -> Locale {
    Locale::of_lang(before_signing_in(request, house))
}

fn before_signing_in(request: &HttpRequest, house: &House) -> Lang {
    let chosen = request
        .cookie(COOKIE)
        .and_then(|cookie| cookie.value().parse().ok());
    chosen
        .or_else(|| spoken(&languages(request)))
        .unwrap_or(house.settings.server.language)
}

/// The first of these languages that there is.
fn spoken(liked: &[String]) -> Option<Lang> {
    liked
        .iter()
        .find_map(|tag| tag.split('-').next().unwrap_or_default().parse().ok())
}

/// Lets the browser keep a language that was chosen before signing in.
pub fn keep(request: &HttpRequest, answer: &mut HttpResponse, lang: Lang) {
    let cookie = Cookie::build(COOKIE, lang.as_str())
        .path("/")
        .http_only(true)
        .secure(Wire::of(request).https)
        .same_site(SameSite::Strict)
        .max_age(LASTS)
        .finish();
    // Two letters are always a header; without the cookie, the browser's own language shows.
    let _ = answer.add_cookie(&cookie);
}

/// The languages of `Accept-Language`, by weight; what weighs nothing is not wanted.
pub fn languages(request: &HttpRequest) -> Vec<String> {
    let header = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok());
    let mut liked: Vec<(f32, String)> = header
        .unwrap_or_default()
        .split(',')
        .take(10)
        .filter_map(|entry| {
            let (tag, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
            let (tag, weight) = (tag.trim().to_ascii_lowercase(), weight.trim().parse());
            let weight = weight.unwrap_or(0.0);
            (!tag.is_empty() && tag != "*" && weight > 0.0).then_some((weight, tag))
        })
        .collect();
    liked.sort_by(|a, b| b.0.total_cmp(&a.0));
    liked.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn languages_stand_by_weight() {
        let header = (
            "Accept-Language",
            "fr;q=0.5, ar-SS, en;q=0.8, de;q=0, *;q=0.1",
        );
        let request = TestRequest::get().insert_header(header).to_http_request();
        let liked = languages(&request);
        assert_eq!(liked, ["ar-ss", "en", "fr"]);
        assert_eq!(spoken(&liked), Some(Lang::Ar));
        assert_eq!(spoken(&["sw".into(), "fr-cd".into()]), Some(Lang::Fr));
        assert_eq!(spoken(&["sw".into()]), None);
    }
}
