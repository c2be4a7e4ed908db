//! `…/submissions/{instance}/retention`: orders of two people; `/v1/agencies/{agency}/certificates`: what was destroyed.

use serde_json::{Value, json};

use super::agencies::known;
use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, success};
use super::submissions::found;
use crate::service::ServiceError;
use crate::service::retention::{self, CertificateRow, Kind, Order};
use crate::web::problem::Problem;

/// `GET …/retention`: orders for a submission, newest first.
pub async fn orders(call: Call) -> Answer {
    let id = found(&call).await?.0.head.id;
    let all = retention::orders(&call.house, call.actor(), &id).await?;
    ok(all.iter().map(order).collect::<Vec<_>>())
}

/// `POST …/retention/erase`: the first person asks, the second one agrees; then the vault destroys it.
pub async fn erase(call: Call) -> Answer {
    ask(call, |_| Ok(Kind::Erase)).await
}

/// `POST …/retention/hold`: the same for keeping it until `until`, whatever the rules say.
pub async fn hold(call: Call) -> Answer {
    ask(call, |until| {
        let until = until.ok_or_else(|| Problem::missing("until"))?;
        let end = chrono::DateTime::parse_from_rfc3339(&until).map_err(|_| {
            Problem::from(ServiceError::Unusable {
                field: "until",
                reason: "it is a time such as 2030-01-31T00:00:00Z".into(),
            })
        })?;
        Ok(Kind::Hold {
            until: end.timestamp_millis(),
        })
    })
    .await
}

/// `POST …/retention/{order}/lift`
pub async fn lift(call: Call) -> Answer {
    let id = found(&call).await?.0.head.id;
    retention::lift(&call.house, call.actor(), &id, &call.word("order")).await?;
    success()
}

/// `GET /v1/agencies/{agency}/certificates`: newest first.
pub async fn certificates(call: Call) -> Answer {
    let agency = known(&call).await?.agency.id;
    let all = retention::certificates(&call.house, call.actor(), &agency).await?;
    ok(all.iter().map(certificate).collect::<Vec<_>>())
}

async fn ask(mut call: Call, kind: impl FnOnce(Option<String>) -> Result<Kind, Problem>) -> Answer {
    let id = found(&call).await?.0.head.id;
    let mut given = call.json().await?;
    let (reason, kind) = (given.needed("reason")?, kind(given.text("until")?)?);
    match retention::order(&call.house, call.actor(), &id, kind, &reason).await {
        Err(ServiceError::SecondPerson(why)) => Err(Problem::new(403.1, why)),
        stands => ok(json!({ "success": true, "stands": stands? })),
    }
}

fn order(one: &Order) -> Value {
    json!({
        "id": one.id,
        "kind": one.kind,
        "reason": one.reason,
        "askedBy": one.asked_by,
        "askedAt": instant(one.asked_at),
        "until": instant_if(one.until_at),
        "approvedBy": one.approved_by,
        "approvedAt": instant_if(one.approved_at),
        "liftedAt": instant_if(one.lifted_at),
    })
}

fn certificate(one: &CertificateRow) -> Value {
    json!({
        "id": one.id,
        "cause": one.cause,
        "submissionId": one.submission_id,
        "orderId": one.order_id,
        "things": one.things,
        "wraps": one.wraps,
        "files": one.files,
        "at": instant(one.at),
        "signature": hex::encode(&one.signature),
    })
}
