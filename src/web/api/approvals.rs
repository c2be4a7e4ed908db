//! `/v1/approvals`: what one person asks and another decides.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use crate::domain::approval::ApprovalKind;
use crate::service::approvals::{self, ApprovalView, Asked, What};
use crate::service::audit;

/// A page unless told, and at most.
const PAGE: i64 = 100;
const MOST: i64 = 1_000;

const KINDS: &str = "it is plan; a case is closed with POST /v1/cases/{case}/close, transferred with POST \
                     /v1/cases/{case}/transfer, and what nobody agreed to is asked for with POST \
                     /v1/cases/{case}/consents";

/// `GET /v1/approvals?limit=&offset=`, newest first.
pub async fn list(call: Call) -> Answer {
    let (limit, offset) = call.page(PAGE, MOST)?;
    let all = approvals::list(&call.house, call.actor(), limit, offset).await?;
    let now = call.house.now();
    ok(all.iter().map(|one| approval(one, now)).collect::<Vec<_>>())
}

/// `POST /v1/cases/{case}/approvals`: asks.
pub async fn ask(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let kind: ApprovalKind = given.one_of("kind", KINDS)?;
    let what = match kind {
        ApprovalKind::Plan => What::Plan,
        ApprovalKind::CloseCase | ApprovalKind::Transfer => {
            return Err(unexpected("kind", kind.as_str(), KINDS));
        }
    };
    let asked = Asked {
        what,
        reason: audit::reason(&given.needed("reason")?)?,
    };
    let id = approvals::ask(&call.house, call.actor(), &call.word("case"), asked).await?;
    ok(json!({ "success": true, "approvalId": id }))
}

/// `POST /v1/approvals/{approval}/approve`
pub async fn approve(call: Call) -> Answer {
    decide(&call, true).await
}

/// `POST /v1/approvals/{approval}/refuse`
pub async fn refuse(call: Call) -> Answer {
    decide(&call, false).await
}

async fn decide(call: &Call, yes: bool) -> Answer {
    let id = call.word("approval");
    let decided = approvals::decide(&call.house, call.actor(), call.token(), &id, yes).await?;
    ok(approval(&decided, call.house.now()))
}

fn approval(one: &ApprovalView, now: i64) -> Value {
    let decision = one.approval.decision();
    json!({
        "id": one.id,
        "caseId": one.case,
        "kind": one.asked.what.kind(),
        "reason": one.asked.reason,
        "closing": one.asked.what.closing(),
        "transfer": one.asked.what.transfer(),
        "state": one.approval.standing(now),
        "askedBy": one.approval.asked_by(),
        "askedAt": instant(one.approval.asked_at()),
        "expiresAt": instant(one.approval.expires_at()),
        "decidedBy": decision.map(|decision| decision.by),
        "decidedAt": instant_if(decision.map(|decision| decision.at)),
    })
}
