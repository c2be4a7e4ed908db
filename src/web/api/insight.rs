//! `/v1/insight`: how the work goes, in counts: an agency's own, and the tables of the coordination body.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, ok};
use crate::service::insight::{self, Of, People, Period, Shared, SharedState, Timely};
use crate::web::problem::Problem;

/// `GET /v1/insight`
pub async fn own(call: Call) -> Answer {
    let period = period(&call)?;
    let own = insight::own(&call.house, call.actor(), call.token(), period).await?;
    let sent = own
        .sent
        .iter()
        .map(|one| json!({ "service": one.service, "state": one.state, "persons": one.persons }));
    let sites = own
        .sites
        .iter()
        .map(|one| json!({ "area": one.area, "stage": one.stage, "forms": one.forms }));
    let providers = own.providers.iter().map(|one| {
        let mut row = timely(&one.timely, "agency");
        row["name"] = json!(one.name);
        row["medianMs"] = json!(one.median);
        row
    });
    ok(json!({
        "period": period,
        "since": instant(own.since),
        "until": instant(own.until),
        "persons": own.persons,
        "wentOn": own.went_on,
        "screenedByWeek": own.screened,
        "interviewedByWeek": own.interviewed,
        "referrals": sent.collect::<Vec<_>>(),
        "timely": own.timely.iter().map(|one| timely(one, "urgency")).collect::<Vec<_>>(),
        "medianToAcceptMs": words(&own.accepted, "urgency"),
        "providers": providers.collect::<Vec<_>>(),
        "declinedByOthers": words(&own.declined_by_others, "reason"),
        "declined": words(&own.declined, "reason"),
        "sites": sites.collect::<Vec<_>>(),
        "people": people(own.people.as_ref()),
    }))
}

/// `GET /v1/insight/quality`
pub async fn quality(call: Call) -> Answer {
    let period = period(&call)?;
    let found = insight::quality(&call.house, call.actor(), call.token(), period).await?;
    let missing = match &found.people {
        Some(People::Counted(tally)) => insight::missing(tally),
        _ => Vec::new(),
    };
    let phones = found.phones.iter().map(|one| {
        json!({ "displayName": one.phone, "sent": one.sent, "corrections": one.edits, "damaged": one.damaged })
    });
    ok(json!({
        "period": period,
        "since": instant(found.since),
        "until": instant(found.until),
        "persons": found.persons,
        "people": people(found.people.as_ref()),
        "missing": missing,
        "states": words(&found.states, "state"),
        "withoutConsent": words(&found.without_consent, "stage"),
        "screenedTwice": found.twice,
        "phones": phones.collect::<Vec<_>>(),
    }))
}

/// `GET /v1/insight/shared`
pub async fn shared(call: Call) -> Answer {
    let month = call.asked_for("month");
    let asked = insight::shared(&call.house, call.actor(), call.token(), month).await;
    let (month, tables) = asked?;
    ok(tables
        .iter()
        .map(|one| table(&month, one))
        .collect::<Vec<_>>())
}

fn period(call: &Call) -> Result<Period, Problem> {
    let given = call.asked_for("period").unwrap_or("13w");
    let known = given.parse();
    known.map_err(|_| unexpected("period", given, "4w, 13w or 52w"))
}

fn timely(row: &Timely, of: &str) -> Value {
    let mut told = json!({
        "referrals": row.sent,
        "toSee": row.to_see,
        "seenInTime": row.seen,
        "toAnswer": row.to_answer,
        "answeredInTime": row.answered,
        "toDeliver": row.to_deliver,
        "deliveredInTime": row.delivered,
    });
    told[of] = json!(row.of);
    told
}

fn words(all: &[Of], name: &str) -> Vec<Value> {
    let word = |one: &Of| {
        let mut told = json!({ "count": one.count });
        told[name] = json!(one.word);
        told
    };
    all.iter().map(word).collect()
}

/// Who the persons are, or why that was not counted.
fn people(people: Option<&People>) -> Value {
    match people {
        None => json!({ "state": "away" }),
        Some(People::Counting) => json!({ "state": "counting" }),
        Some(People::Locked { since }) => json!({ "state": "locked", "since": instant(*since) }),
        Some(People::AtHome) => json!({ "state": "at_home" }),
        Some(People::TooMany) => json!({ "state": "too_many" }),
        Some(People::Counted(tally)) => json!({
            "state": "counted",
            "countedAt": instant(tally.at),
            "persons": tally.persons,
            "unread": tally.unread,
            "told": tally.told,
            "groups": tally.groups,
            "unplaced": tally.unplaced,
        }),
    }
}

/// A number, the text `<5`, or nothing.
fn table(month: &str, one: &Shared) -> Value {
    let mut told = json!({ "month": month, "name": one.table });
    match &one.state {
        SharedState::Released {
            at,
            printed,
            left_out,
        } => {
            let mut body = json!({
                "state": "released",
                "releasedAt": instant(*at),
                "agenciesLeftOut": left_out,
                "rows": printed.rows,
                "columns": printed.columns,
                "cells": printed.cells,
                "rowTotals": printed.row_totals,
                "columnTotals": printed.column_totals,
                "total": printed.total,
            });
            if let (Some(told), Some(body)) = (told.as_object_mut(), body.as_object_mut()) {
                told.append(body);
            }
        }
        SharedState::NotOver { from } => {
            told["state"] = json!("not_over");
            told["from"] = instant(*from);
        }
        SharedState::Locked { agencies } => {
            told["state"] = json!("locked");
            told["agencies"] = json!(agencies);
        }
    }
    told
}
