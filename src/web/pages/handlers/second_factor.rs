//! Setting up the own second factor, and taking it away.

use actix_web::HttpRequest;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::answer::{Answer, Stop, page, redirect, shown};
use super::entry::{WRONG_CODE, signed_in};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::second_factor::SignedIn;
use crate::service::{ServiceError, accounts, guesses};
use crate::web::pages::{FactorState, Flash, Here, Problem, SecondFactor, Trouble, time};
use crate::web::settings_code;
use crate::web::wire::Wire;

/// `GET /account/second-factor`
///
/// # Errors
/// None of its own.
pub async fn one(visit: Visit) -> Answer {
    shown(&view(&visit, standing(&visit), Trouble::none()))
}

/// `POST /account/second-factor/begin`
///
/// # Errors
/// 409 when there is one.
pub async fn begin(posted: Posted<Nothing>) -> Answer {
    let visit = posted.visit;
    let new = visit.ok(accounts::begin_factor(&visit.house, visit.token()).await)?;
    let qr_svg = settings_code::svg(&new.uri).map(|svg| svg.to_string());
    let letters: Vec<char> = new.secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    let state = FactorState::New {
        qr_svg: qr_svg.unwrap_or_default(),
        secret: groups.join(" "),
    };
    shown(&view(&visit, state, Trouble::none()))
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
    match accounts::confirm_factor(&visit.house, visit.token(), form.code).await {
        Err(ServiceError::WrongCode) => {
            let trouble = Trouble::with("code", WRONG_CODE);
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
    let removed =
        accounts::remove_factor(&visit.house, visit.token(), form.password, form.code).await;
    let trouble = match removed {
        Err(ServiceError::WrongCode) => Trouble::with("code", WRONG_CODE),
        Err(ServiceError::Unauthenticated) => {
            Trouble::with("password", "The password is wrong. Nothing was changed.")
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

/// A code may be guessed as seldom as a password.
fn attempt(visit: &Visit, wire: &Wire) -> Result<guesses::Attempt, Stop> {
    let email = &visit.person.session.user.email;
    guesses::begin(email, wire.client, visit.house.now()).map_err(|seconds| {
        let wait = time::span(seconds.saturating_mul(1_000).max(60_000));
        Problem::too_many(visit.shell(Here::Elsewhere), &wait).into()
    })
}
