//! What people do with a referral: accept, decline, every further step, and opening a line of contact.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, done};
use super::posted::{Nothing, Posted};
use super::queue::page;
use super::referral_pages::decline_again;
use super::visit::Visit;
use crate::domain::referral::{DeclineReason, Feedback, Purpose};
use crate::i18n::typed;
use crate::service::ServiceError;
use crate::service::referrals::life::{self, Act};
use crate::service::referrals::words;
use crate::vault::client::Words;
use crate::web::pages::{Flash, Here, Problem};

/// `POST /referrals/{id}/accept`
///
/// # Errors
/// 404 for whoever it is not for; 409 while the keys are locked.
pub async fn accept(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let act = Act::Accept { conflict: false };
    step(&posted.visit, &id, act, Flash::Accepted, None).await
}

/// The form's field.
#[derive(Deserialize)]
pub struct Declined {
    #[serde(default)]
    reason: String,
}

/// `POST /referrals/{id}/decline`
///
/// # Errors
/// As [`accept`]; the page again without a reason.
pub async fn decline(posted: Posted<Declined>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(reason) = form.reason.parse::<DeclineReason>() else {
        return decline_again(&visit, &id).await;
    };
    let act = Act::Decline(reason);
    step(&visit, &id, act, Flash::Declined, Some("/queue")).await
}

/// What a step's form holds.
#[derive(Deserialize)]
pub struct Worded {
    #[serde(default)]
    word: String,
    #[serde(default)]
    units: String,
}

/// `POST /referrals/{id}/steps/{act}`
///
/// # Errors
/// As [`accept`]; 400 without a choice where one is needed; 404 for an act that there is not.
pub async fn act(posted: Posted<Worded>, at: Path<(String, String)>) -> Answer {
    let Posted { visit, form } = posted;
    let (id, act) = at.into_inner();
    let chosen = || unchosen(&visit, "referral-unchosen-word");
    let act = match act.as_str() {
        "contact" => Act::Contact,
        "confirm" => Act::Feedback(Feedback::Confirmed),
        "dispute" => Act::Feedback(Feedback::Disputed),
        "person-declined" => Act::PersonDeclined,
        "close" => Act::Close,
        "reopen" => Act::Reopen,
        "recall" => Act::Recall(form.word.parse().map_err(|_| chosen())?),
        "attest" => Act::Attest(form.word.parse().map_err(|_| chosen())?),
        "ask" | "answer" | "deliver" => {
            let words = match act.as_str() {
                "ask" => form.word.parse().ok().map(Words::Ask),
                "answer" => form.word.parse().ok().map(Words::Answer),
                _ => {
                    let outcome = form.word.parse().ok();
                    outcome.map(|outcome| {
                        Words::Deliver(outcome, typed(form.units.trim()).parse().ok())
                    })
                }
            };
            let words = words.ok_or_else(chosen)?;
            let path = format!("/referrals/{id}");
            let house = &visit.house;
            return match words::say(house, visit.actor(), visit.token(), &id, words).await {
                Ok(_) => done(&path, Flash::Stepped),
                Err(error) => answered_before(&visit, &path, &error),
            };
        }
        _ => return Err(visit.stop(&ServiceError::NotFound)),
    };
    step(&visit, &id, act, Flash::Stepped, None).await
}

/// What opens a line of contact.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    field: String,
    #[serde(default)]
    purpose: String,
}

/// `POST /referrals/{id}/reveal`: the page with one line of contact open.
///
/// # Errors
/// As [`accept`]; 400 without a purpose.
pub async fn reveal(posted: Posted<Wanted>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(purpose) = form.purpose.parse::<Purpose>() else {
        return Err(unchosen(&visit, "referral-unchosen-purpose"));
    };
    let opened = words::reveal(&visit.house, visit.token(), &id, &form.field, purpose).await;
    match opened {
        Ok(lines) => page(&visit, &id, &lines).await,
        Err(error) => answered_before(&visit, &format!("/referrals/{id}"), &error),
    }
}

async fn step(visit: &Visit, id: &str, act: Act, said: Flash, to: Option<&str>) -> Answer {
    let path = format!("/referrals/{id}");
    match life::act(&visit.house, visit.actor(), visit.token(), id, act).await {
        Ok(_) => done(to.unwrap_or(&path), said),
        Err(error) => answered_before(visit, &path, &error),
    }
}

fn unchosen(visit: &Visit, what: &str) -> Stop {
    let (shell, next) = (visit.shell(Here::Queue), "referral-unchosen-next");
    Problem::of(shell, 400, "referral-unchosen", what, next).into()
}

fn answered_before(visit: &Visit, path: &str, error: &ServiceError) -> Answer {
    match error {
        ServiceError::Moved(_) => done(path, Flash::AlreadyAnswered),
        ServiceError::NotNow { .. } => done(path, Flash::NotNow),
        error => Err(visit.stop(error)),
    }
}
