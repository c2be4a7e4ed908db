//! How somebody likes these pages.

use serde::Deserialize;

use super::answer::{Answer, again, done, shown};
use super::posted::Posted;
use super::visit::Visit;
use crate::service::accounts::{self, Preferences as Likes};
use crate::service::notices;
use crate::web::pages::preferences::is_zone;
use crate::web::pages::{Flash, Here, Preferences, Trouble};

/// `GET /account/preferences`
///
/// # Errors
/// When the database refuses.
pub async fn one(visit: Visit) -> Answer {
    let mail = visit.ok(notices::wants_mail(&visit.house, visit.actor()).await)?;
    let likes = visit.person.session.user.likes;
    let shell = visit.shell(Here::Elsewhere);
    shown(&Preferences::new(shell, likes, mail, Trouble::none()))
}

/// The form's fields; an empty language follows the browser.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    digits: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    utc_offset: String,
    #[serde(default)]
    mail: String,
}

/// `POST /account/preferences`
///
/// # Errors
/// As [`one`]; the page again for a word that is none of those to choose from.
pub async fn keep(posted: Posted<Chosen>) -> Answer {
    let Posted { visit, form } = posted;
    let wants = form.mail == "yes";
    let zone = form.utc_offset.parse().ok().filter(|east| is_zone(*east));
    let lang = match form.lang.as_str() {
        "" => Some(None),
        word => word.parse().ok().map(Some),
    };
    let (Some(lang), Ok(digits), Ok(theme), Some(zone)) =
        (lang, form.digits.parse(), form.theme.parse(), zone)
    else {
        let (shell, now) = (
            visit.shell(Here::Elsewhere),
            visit.person.session.user.likes,
        );
        let trouble = Trouble::with("lang", visit.locale.t("desk-preferences-wrong"));
        return again(&Preferences::new(shell, now, wants, trouble));
    };
    let likes = Likes {
        lang,
        digits: Some(digits),
        theme: Some(theme),
        utc_offset: Some(zone),
    };
    let (house, actor) = (&visit.house, visit.actor());
    visit.ok(notices::want_mail(house, actor, wants).await)?;
    visit.ok(accounts::set_preferences(house, actor, likes).await)?;
    done("/account/preferences", Flash::PreferencesKept)
}
