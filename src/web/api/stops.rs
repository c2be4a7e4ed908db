//! `/v1/stops`: emergency stops; `/v1/agencies/{agency}/alerts`: what waits for somebody to act.

use serde_json::{Value, json};

use super::agencies::known;
use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::domain::stop::StopScope;
use crate::service::alerts::{self, AlertRow};
use crate::service::stops::{self, StopRow};

/// `GET /v1/stops`: newest first, lifted ones too.
pub async fn list(call: Call) -> Answer {
    let found = stops::list(&call.house, call.actor()).await?;
    ok(found.iter().map(stop).collect::<Vec<_>>())
}

/// `POST /v1/stops`: one act for a phone, a person, a form, an agency, a site, or everything.
pub async fn set(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let scope: StopScope =
        given.one_of("scope", "it is device, user, form, agency, site or all")?;
    let subject = given.text("subject")?.unwrap_or_default();
    let reason = given.needed("reason")?;
    let id = stops::set(&call.house, call.actor(), scope, &subject, &reason).await?;
    let found = stops::list(&call.house, call.actor()).await?;
    ok(found.iter().find(|one| one.id == id).map(stop))
}

/// `POST /v1/stops/{stop}/lift`
pub async fn lift(call: Call) -> Answer {
    stops::lift(&call.house, call.actor(), &call.word("stop")).await?;
    success()
}

/// `GET /v1/agencies/{agency}/alerts`: those whose cause stands first.
pub async fn alerts(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let found = alerts::list(&call.house, call.actor(), Some(&agency)).await?;
    ok(found.iter().map(alert).collect::<Vec<_>>())
}

/// `GET /v1/alerts`: those of the installation.
pub async fn alerts_of_all(call: Call) -> Answer {
    let found = alerts::list(&call.house, call.actor(), None).await?;
    ok(found.iter().map(alert).collect::<Vec<_>>())
}

fn stop(one: &StopRow) -> Value {
    json!({
        "id": one.id,
        "scope": one.scope,
        "subject": one.subject,
        "agencyId": one.agency_id,
        "reason": one.reason,
        "setBy": one.set_by,
        "setAt": instant(one.set_at),
        "liftedBy": one.lifted_by,
        "liftedAt": instant_if(one.lifted_at),
    })
}

fn alert(one: &AlertRow) -> Value {
    json!({
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "waiting": one.waiting,
        "since": instant(one.since),
        "level": one.level,
        "updatedAt": instant(one.updated_at),
        "endedAt": instant_if(one.ended_at),
    })
}
