//! Setting up the own second factor, and taking it away.

use actix_web::HttpRequest;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, page, redirect, shown};
use super::entry::{WRONG_CODE, signed_in, too_many};
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::second_factor::SignedIn;
use crate::i18n::typed;
use crate::service::{ServiceError, accounts, guesses};
use crate::web::pages::{FactorState, Flash, Here, SecondFactor, Trouble};
use crate::web::settings_code;
use crate::web::wire::Wire;

const WRONG_PASSWORD: &str = "entry-factor-wrong-password";

/// `GET /account/second-factor`
///
/// # Errors
/// None of its own.
pub async fn one(visit: Visit) -> Answer {
    shown(&view(&visit, standing(&visit), Trouble::none()))
}

/// The password alone.
#[derive(Deserialize)]
pub struct Again {
    password: Zeroizing<String>,
}

/// `POST /account/second-factor/begin`
///
/// # Errors
/// 409 when there is one; 429 after too many wrong passwords.
pub async fn begin(request: HttpRequest, posted: Posted<Again>) -> Answer {
    let Posted { visit, form } = posted;
    let attempt = attempt(&visit, &Wire::of(&request))?;
    match accounts::begin_factor(&visit.house, visit.token(), form.password).await {
        Err(ServiceError::Unauthenticated) => {
            let trouble = Trouble::with("password", visit.locale.t(WRONG_PASSWORD));
            Ok(page(422, &view(&visit, standing(&visit), trouble)))
        }
        other => {
            attempt.succeeded();
            let new = visit.ok(other)?;
            let state = FactorState::New {
                qr_svg: settings_code::svg(&new.uri).unwrap_or_default().into(),
                secret: in_groups(&new.secret).into(),
            };
            shown(&view(&visit, state, Trouble::none()))
        }
    }
}

/// The code alone.
#[derive(Deserialize)]
pub struct First {
    code: Zeroizing<String>,
}

/// `POST /account/second-factor/confirm`
///
/// # Errors
/// 404 when none was begun; 429 after too many wrong codes.
pub async fn confirm(request: HttpRequest, posted: Posted<First>) -> Answer {
    let Posted { visit, form } = posted;
    let wire = Wire::of(&request);
    let attempt = attempt(&visit, &wire)?;
    match accounts::confirm_factor(&visit.house, visit.token(), typed(&form.code)).await {
        Err(ServiceError::WrongCode) => {
            let trouble = Trouble::with("code", visit.locale.t(WRONG_CODE));
            Ok(page(422, &view(&visit, FactorState::Begun, trouble)))
        }
        other => {
            attempt.succeeded();
            let session = visit.ok(other)?;
            let home = format!("/?said={}", Flash::SecondFactorSet);
            Ok(signed_in(&wire, &session, &home))
        }
    }
}

/// What removing takes.
#[derive(Deserialize)]
pub struct Both {
    password: Zeroizing<String>,
    code: Zeroizing<String>,
}

/// `POST /account/second-factor/remove`
///
/// # Errors
/// 404 when there is none; 429 after too many wrong codes.
pub async fn remove(request: HttpRequest, posted: Posted<Both>) -> Answer {
    let Posted { visit, form } = posted;
    let attempt = attempt(&visit, &Wire::of(&request))?;
    let removed = accounts::remove_factor(
        &visit.house,
        visit.token(),
        form.password,
        typed(&form.code),
    )
    .await;
    let trouble = match removed {
        Err(ServiceError::WrongCode) => Trouble::with("code", visit.locale.t(WRONG_CODE)),
        Err(ServiceError::Unauthenticated) => {
            Trouble::with("password", visit.locale.t(WRONG_PASSWORD))
        }
        other => {
            attempt.succeeded();
            visit.ok(other)?;
            let out = format!("/sign-in?said={}", Flash::SecondFactorRemoved);
            return Ok(redirect(&out));
        }
    };
    Ok(page(422, &view(&visit, standing(&visit), trouble)))
}

fn view(visit: &Visit, state: FactorState, trouble: Trouble) -> SecondFactor {
    SecondFactor {
        shell: visit.shell(Here::Elsewhere),
        state,
        required: visit.actor().signed_in == SignedIn::ByPassword,
        trouble,
    }
}

fn standing(visit: &Visit) -> FactorState {
    match visit.person.session.user.second_factor {
        true => FactorState::There,
        false => FactorState::None,
    }
}

/// The secret as people type it, in groups of four.
fn in_groups(secret: &str) -> Zeroizing<String> {
    // Large enough from the start: what grows leaves copies behind.
    let mut groups = Zeroizing::new(String::with_capacity(secret.len() + secret.len() / 4));
    for (place, letter) in secret.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            groups.push(' ');
        }
        groups.push(letter);
    }
    groups
}

/// A password or code may be guessed as seldom here as at signing in.
pub fn attempt(visit: &Visit, wire: &Wire) -> Result<guesses::Attempt, Stop> {
    let email = &visit.person.session.user.email;
    guesses::begin(email, wire.client, visit.house.now())
        .map_err(|seconds| too_many(visit.shell(Here::Elsewhere), seconds))
}
