//! `/v1/transfers`: cases that go from one agency to another. Before it takes one, an agency hears from whom, for which
//! service, how urgent and since when.

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, plaintext};
use crate::service::transfers::{self, TransferView};

/// A page unless told, and at most.
const PAGE: i64 = 100;
const MOST: i64 = 1_000;

const REASONS: &str =
    "it is one of no_capacity, not_our_mandate, not_safe, another_is_better, conflict";

/// `POST /v1/cases/{case}/transfer`: asks for it; another supervisor approves.
pub async fn ask(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let (to, note) = (given.needed("to")?, given.needed("note")?);
    let case = call.word("case");
    let asked = transfers::ask(&call.house, call.actor(), call.token(), &case, &to, &note).await?;
    ok(json!({ "success": true, "transferId": asked.transfer, "approvalId": asked.approval }))
}

/// `GET /v1/cases/{case}/owners`: who had it, oldest first, and who has it.
pub async fn owners(call: Call) -> Answer {
    let all = transfers::owners(&call.house, call.actor(), &call.word("case")).await?;
    let rows = all.iter().map(|one| {
        json!({
            "agency": one.agency,
            "since": instant(one.since_at),
            "until": instant_if(one.until_at),
            "transfer": one.transfer,
        })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `GET /v1/transfers?limit=&offset=`: what the own agency offers and is offered, newest first.
pub async fn list(call: Call) -> Answer {
    let (limit, offset) = call.page(PAGE, MOST)?;
    let all = transfers::list(&call.house, call.actor(), limit, offset).await?;
    ok(all.iter().map(transfer).collect::<Vec<_>>())
}

/// `POST /v1/transfers/{transfer}/accept`
pub async fn accept(call: Call) -> Answer {
    let id = call.word("transfer");
    let taken = transfers::accept(&call.house, call.actor(), call.token(), &id).await?;
    ok(transfer(&taken))
}

/// `POST /v1/transfers/{transfer}/decline`
pub async fn decline(mut call: Call) -> Answer {
    let reason = call.json().await?.one_of("reason", REASONS)?;
    let id = call.word("transfer");
    let declined = transfers::decline(&call.house, call.actor(), &id, reason).await?;
    ok(transfer(&declined))
}

/// `POST /v1/transfers/{transfer}/take-back`
pub async fn take_back(call: Call) -> Answer {
    let id = call.word("transfer");
    let back = transfers::take_back(&call.house, call.actor(), &id).await?;
    ok(transfer(&back))
}

/// `GET /v1/transfers/{transfer}/note`: the hand-over note, for whoever works on the case.
pub async fn note(call: Call) -> Answer {
    let id = call.word("transfer");
    let bytes = transfers::read_note(&call.house, call.actor(), call.token(), &id).await?;
    plaintext("text/plain; charset=utf-8", None, bytes)
}

fn transfer(one: &TransferView) -> Value {
    let about = one.about.as_ref();
    json!({
        "id": one.row.id,
        "caseId": one.case,
        "from": one.from,
        "to": one.to,
        "state": one.row.state,
        "service": about.map(|about| &about.service),
        "urgency": one.row.urgency,
        "askedAt": instant(one.row.asked_at),
        "offeredAt": instant_if(one.row.offered_at),
        "endsAt": instant(one.row.ends_at),
        "decidedAt": instant_if(one.row.decided_at),
        "declined": about.and_then(|about| about.declined),
    })
}
