//! Choosing another password of one's own.

use actix_web::HttpRequest;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, page, redirect, shown};
use super::entry::forget;
use super::posted::Posted;
use super::second_factor::attempt;
use super::visit::Visit;
use crate::service::ServiceError;
use crate::service::accounts::{self, PASSWORD_CHARS};
use crate::web::pages::account::OwnPassword;
use crate::web::pages::{Flash, Here, Trouble, refusals};
use crate::web::wire::Wire;

/// `GET /account/password`
///
/// # Errors
/// None of its own.
pub async fn one(visit: Visit) -> Answer {
    shown(&view(&visit, Trouble::none()))
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Changed {
    #[serde(default)]
    current: Zeroizing<String>,
    #[serde(default)]
    password: Zeroizing<String>,
    #[serde(default)]
    password_again: Zeroizing<String>,
}

/// `POST /account/password`: ends every session of the person, this one too.
///
/// # Errors
/// 429 after too many wrong passwords.
pub async fn change(request: HttpRequest, posted: Posted<Changed>) -> Answer {
    let Posted { visit, form } = posted;
    let again = |field, text: String| Ok(page(422, &view(&visit, Trouble::with(field, text))));
    if *form.password != *form.password_again {
        return again("password_again", visit.locale.t("entry-password-differs"));
    }
    let wire = Wire::of(&request);
    let attempt = attempt(&visit, &wire)?;
    let (house, actor) = (&visit.house, visit.actor());
    let (old, new) = (form.current, form.password);
    let changed = accounts::change_password(house, actor, visit.token(), actor.id, old, new);
    match changed.await {
        Err(ServiceError::Unauthenticated) => {
            again("current", visit.locale.t("entry-factor-wrong-password"))
        }
        // Looked at before the old one is.
        Err(ServiceError::Unusable {
            field: "password",
            reason,
        }) => {
            attempt.succeeded();
            again("password", refusals::reason(visit.locale, &reason))
        }
        other => {
            attempt.succeeded();
            visit.ok(other)?;
            let mut answer = redirect(&format!("/sign-in?said={}", Flash::PasswordSet));
            forget(&mut answer, &wire);
            Ok(answer)
        }
    }
}

fn view(visit: &Visit, trouble: Trouble) -> OwnPassword {
    OwnPassword {
        shell: visit.shell(Here::Elsewhere),
        email: visit.person.session.user.email.clone(),
        min_length: PASSWORD_CHARS,
        trouble,
    }
}
