//! Letting somebody in again that lost the second factor: one asks, another agrees or refuses.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, done, page as answer, shown};
use super::people::once;
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::recovery::By;
use crate::service::ServiceError;
use crate::service::accounts::{self, Recovery, RecoveryReason, RecoveryView};
use crate::web::pages::recovery::{Colleague, Recover, Recoveries, RecoveryLine};
use crate::web::pages::{Flash, Here, OneTimeLink};

/// `GET /people/{id}/recover`
///
/// # Errors
/// 403 and 404 for whom the viewer has no part in letting in.
pub async fn page(visit: Visit, id: Path<String>) -> Answer {
    shown(&asking(&visit, visit.number(&id)?, false).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    why: String,
}

/// `POST /people/{id}/recover`
///
/// # Errors
/// 403 and 404 for whom the viewer has no part in letting in.
pub async fn ask(posted: Posted<Typed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let user = visit.number(&id)?;
    let why = form.why.parse().unwrap_or(RecoveryReason::Other);
    match accounts::ask_recovery(&visit.house, visit.by(), user, why).await {
        Err(ServiceError::Exists(_)) => Ok(answer(422, &asking(&visit, user, true).await?)),
        other => match visit.ok(other)? {
            Recovery::Asked(_) => done("/recoveries", Flash::RecoveryAsked),
            Recovery::Done(link) => shown(&view(&visit, Some(once(&visit, &link))).await?),
        },
    }
}

/// `GET /recoveries`
///
/// # Errors
/// 403 for whoever has no part in letting anybody in.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, None).await?)
}

/// `POST /recoveries/{id}/agree`: answers with the link, this once.
///
/// # Errors
/// 403 and 404 for what is not the viewer's to decide; 409 when somebody decided first.
pub async fn agree(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let agreed = accounts::agree_to_recovery(&visit.house, visit.token(), &id).await;
    let link = visit.ok(agreed)?;
    shown(&view(&visit, Some(once(&visit, &link))).await?)
}

/// `POST /recoveries/{id}/refuse`
///
/// # Errors
/// As [`agree`].
pub async fn refuse(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(accounts::refuse_recovery(&visit.house, visit.token(), &id).await)?;
    done("/recoveries", Flash::RecoveryRefused)
}

async fn asking(visit: &Visit, user: i64, asked_already: bool) -> Result<Recover, Stop> {
    let person = visit.ok(accounts::to_recover(&visit.house, visit.actor(), user).await)?;
    Ok(Recover {
        shell: visit.shell(Here::People),
        id: person.id,
        name: person.name,
        role: person.role,
        factor: person.second_factor,
        by_two: visit.house.settings.sign_in.recovery() == By::Two,
        whys: RecoveryReason::ALL,
        asked_already,
    })
}

async fn view(visit: &Visit, link: Option<OneTimeLink>) -> Result<Recoveries, Stop> {
    let all = visit.ok(accounts::recoveries(&visit.house, visit.actor()).await)?;
    let now = visit.house.now();
    let waits = |one: &RecoveryView| one.decided_at.is_none() && one.expires_at > now;
    let (waiting, done): (Vec<_>, Vec<_>) = all.into_iter().partition(waits);
    let lines = |all: Vec<RecoveryView>| all.into_iter().map(|one| line(visit, one)).collect();
    let people = visit.ok(accounts::recoverable(&visit.house, visit.actor()).await)?;
    let people = people.into_iter().map(|one| Colleague {
        id: one.id,
        name: one.name,
        role: one.role,
    });
    Ok(Recoveries {
        people: people.collect(),
        shell: visit.shell(Here::People),
        waiting: lines(waiting),
        done: lines(done),
        link,
    })
}

fn line(visit: &Visit, one: RecoveryView) -> RecoveryLine {
    let (end, tone) = match (one.agreed, one.expires_at > visit.house.now()) {
        (Some(true), _) => ("recovery-agreed", "ok"),
        (Some(false), _) => ("recovery-refused", "bad"),
        (None, true) => ("recovery-waits", "wait"),
        (None, false) => ("recovery-lapsed", "off"),
    };
    RecoveryLine {
        id: one.id,
        name: one.name,
        why: one.why,
        by: one.asked_by.map(|_| one.asked_name.unwrap_or_default()),
        asked: visit.when(one.asked_at),
        until: visit.when(one.expires_at),
        mine: one.waits_for_me,
        end,
        tone,
    }
}
