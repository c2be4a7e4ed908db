//! `/v1/audits`: who did what to which thing, for auditors, and for focal points what concerns their agency.

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, ok};
use crate::service::audit::{self, AuditRow};

const PAGE: i64 = 500;
const MOST: i64 = 5_000;

/// `GET /v1/audits?action=&before=&limit=&offset=`, newest first. `before` is the `seq` of the last entry seen.
pub async fn list(call: Call) -> Answer {
    let (limit, offset) = call.page(PAGE, MOST)?;
    let before = call.number("before")?;
    let action = call
        .asked_for("action")
        .filter(|a| !a.is_empty())
        .map(str::to_owned);
    let wanted = limit.saturating_add(offset.min(1_000_000));
    let page = audit::page(&call.house, call.actor(), action, before, wanted).await?;
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    ok(page.iter().skip(skip).map(entry).collect::<Vec<_>>())
}

/// `GET /v1/audits/verify`: recomputes the chain.
pub async fn verify(call: Call) -> Answer {
    let chain = audit::verify(&call.house, call.actor()).await?;
    ok(json!({
        "length": chain.length,
        "head": chain.head,
        "brokenAt": chain.broken.as_ref().and_then(|b| b.seq.or(Some(b.link))),
        "fault": chain.broken.as_ref().map(|b| b.fault.text()),
        "signedHeads": chain.heads,
        "holds": chain.broken.is_none(),
    }))
}

fn entry(row: &AuditRow) -> Value {
    json!({
        "seq": row.seq,
        "actorId": row.actor_id,
        "action": row.action,
        "acteeId": row.object_id,
        "details": {
            "kind": row.object_kind,
            "class": row.class,
            "purpose": row.purpose,
            "result": row.result,
        },
        "agency": row.agency_id,
        "loggedAt": instant(row.at),
        "notes": row.note,
        "link": row.link,
    })
}
