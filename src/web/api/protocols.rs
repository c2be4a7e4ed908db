//! `/v1/protocols`: between which agencies what may cross, signed by two people.

use serde_json::{Value, json};

use super::call::{Call, Fields, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use crate::domain::words::DataClass;
use crate::service::protocols::{self, NewProtocol, ProtocolView};
use crate::web::problem::Problem;

/// `GET /v1/protocols`
pub async fn list(call: Call) -> Answer {
    let all = protocols::list(&call.house, call.actor()).await?;
    ok(all.iter().map(protocol).collect::<Vec<_>>())
}

/// `POST /v1/protocols`
pub async fn propose(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let classes = given
        .texts("classes")?
        .ok_or_else(|| Problem::missing("classes"))?;
    let classes = classes
        .iter()
        .map(|word| {
            let class: Result<DataClass, _> = word.parse();
            class.map_err(|_| unexpected("classes", word, "D0 to D5"))
        })
        .collect::<Result<_, _>>()?;
    let new = NewProtocol {
        parties: given
            .texts("parties")?
            .ok_or_else(|| Problem::missing("parties"))?,
        services: given.texts("services")?,
        classes,
        starts_at: time(&mut given, "startsAt")?,
        ends_at: time(&mut given, "endsAt")?,
    };
    let made = protocols::propose(&call.house, call.actor(), new).await?;
    ok(protocol(&made))
}

/// `POST /v1/protocols/{protocol}/sign`
pub async fn sign(call: Call) -> Answer {
    let id = call.word("protocol");
    ok(protocol(
        &protocols::sign(&call.house, call.actor(), &id).await?,
    ))
}

/// `POST /v1/protocols/{protocol}/end`
pub async fn end(call: Call) -> Answer {
    let id = call.word("protocol");
    ok(protocol(
        &protocols::end(&call.house, call.actor(), &id).await?,
    ))
}

fn time(given: &mut Fields, name: &'static str) -> Result<i64, Problem> {
    let text = given.needed(name)?;
    let at = chrono::DateTime::parse_from_rfc3339(&text)
        .map_err(|_| unexpected(name, &text, "write it like 2026-12-01T00:00:00Z"))?;
    Ok(at.timestamp_millis())
}

fn protocol(one: &ProtocolView) -> Value {
    let row = &one.protocol.row;
    let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let signatures = one.protocol.signatures.iter().map(|signature| {
        json!({
            "actorId": signature.actor_id,
            "agency": signature.agency_id,
            "at": instant(signature.signed_at),
        })
    });
    json!({
        "id": row.id,
        "parties": one.protocol.parties,
        "services": row.services.as_deref().map(words),
        "classes": words(&row.classes),
        "startsAt": instant(row.starts_at),
        "endsAt": instant(row.ends_at),
        "proposedBy": row.proposed_by,
        "proposedAt": instant(row.proposed_at),
        "signatures": signatures.collect::<Vec<_>>(),
        "signed": one.signed,
        "inForce": one.in_force,
        "endedAt": instant_if(row.ended_at),
        "endedBy": row.ended_by,
    })
}
