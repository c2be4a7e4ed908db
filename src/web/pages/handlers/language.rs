//! Choosing the language of the pages, signed in or not.

use actix_web::HttpRequest;
use serde::Deserialize;

use super::answer::{Answer, redirect};
use super::posted::Anybody;
use super::visit::checked_next;
use crate::domain::words::Lang;
use crate::service::accounts::{self, Preferences};
use crate::web::locale;

/// What the chooser in every page's foot sends.
#[derive(Deserialize)]
pub struct Chosen {
    lang: Lang,
    #[serde(default)]
    next: String,
}

/// `POST /language`: kept with the account of whoever is signed in, else in the browser alone.
///
/// # Errors
/// 400 for a language that there is not.
pub async fn choose(request: HttpRequest, asked: Anybody<Chosen>) -> Answer {
    let Anybody {
        house,
        person,
        form,
    } = asked;
    let entry = if person.is_some() { "/" } else { "/sign-in" };
    let mut answer = redirect(checked_next(&form.next).unwrap_or(entry));
    let Some(person) = person else {
        locale::keep(&request, &mut answer, form.lang);
        return Ok(answer);
    };
    let likes = Preferences {
        lang: Some(form.lang),
        ..person.session.user.likes
    };
    match accounts::set_preferences(&house, person.actor(), likes).await {
        Ok(()) => Ok(answer),
        Err(error) => {
            let reads = locale::of_person(&request, &house, &likes);
            let shell = super::visit::outside(&house, reads, "");
            Err(super::answer::problem(shell, &error, false).into())
        }
    }
}
