//! `/v1/cases/{case}/consents`: what was agreed to in a case, for its agency's people. What a consent says is opened by the
//! vault; what a person wrote beside it stays in the answers.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use crate::domain::consent::{Basis, BypassReason, Data, Recipient, WithdrawReason};
use crate::service::ServiceError;
use crate::service::consents::{self, ConsentView, NewBypass};
use crate::web::problem::Problem;

const BASES: &str = "it is child_best_interest or vital_interest";
const REASONS: &str = "it is one of life_in_danger, no_safe_adult, refusal_endangers, too_young, unconscious_or_confused";
const WITHDRAWALS: &str =
    "it is one of person_asked, representative_asked, pressure, safety, mistake";

/// `GET /v1/consents`: what waits in the own agency until somebody confirms it, oldest first, without content.
pub async fn waiting(call: Call) -> Answer {
    let all = consents::waiting(&call.house, call.actor()).await?;
    let rows = all.iter().map(|one| {
        json!({
            "id": one.id,
            "case": one.case_id,
            "basis": one.basis,
            "approval": one.approval,
            "askedBy": one.asked_by,
            "createdAt": instant(one.created_at),
            "expiresAt": instant(one.expires_at),
        })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `GET /v1/cases/{case}/consents`, newest first.
pub async fn list(call: Call) -> Answer {
    let all = consents::list(&call.house, call.token(), &call.word("case")).await?;
    ok(all.iter().map(consent).collect::<Vec<_>>())
}

/// `POST /v1/cases/{case}/consents`: the first of two people asks for what the person did not agree to.
pub async fn ask(mut call: Call) -> Answer {
    let case = call.word("case");
    let mut given = call.json().await?;
    let mut data = Vec::new();
    for word in given.texts("data")?.unwrap_or_default() {
        let known: Result<Data, _> = word.parse();
        data.push(known.map_err(|_| unexpected("data", &word, "it is no kind of data"))?);
    }
    let ask = NewBypass {
        basis: given.one_of::<Basis>("basis", BASES)?,
        recipient: given.text("recipient")?,
        service: given.needed("service")?,
        data,
        reason: given.one_of::<BypassReason>("reason", REASONS)?,
    };
    consents::ask(&call.house, call.token(), &case, ask)
        .await
        .map_err(problem)?;
    ok(json!({ "success": true, "stands": false }))
}

/// `POST /v1/cases/{case}/consents/{consent}/confirm`
pub async fn confirm(call: Call) -> Answer {
    let (case, id) = (call.word("case"), call.word("consent"));
    let stands = consents::confirm(&call.house, call.token(), &case, &id).await;
    ok(json!({ "success": true, "stands": stands.map_err(problem)? }))
}

/// `POST /v1/cases/{case}/consents/withdraw`: at once, whatever is locked.
pub async fn withdraw(mut call: Call) -> Answer {
    let case = call.word("case");
    let mut given = call.json().await?;
    let recipient = given.text("recipient")?;
    let reason = given.one_of::<WithdrawReason>("reason", WITHDRAWALS)?;
    let done = consents::withdraw(&call.house, call.token(), &case, recipient, reason)
        .await
        .map_err(problem)?;
    ok(json!({ "success": true, "consents": done.consents, "referrals": done.referrals }))
}

fn problem(error: ServiceError) -> Problem {
    match error {
        ServiceError::SecondPerson(why) => Problem::new(403.1, why),
        // The vault speaks of keys by habit.
        ServiceError::Unusable { reason, .. } => ServiceError::Unusable {
            field: "consent",
            reason,
        }
        .into(),
        error => error.into(),
    }
}

fn consent(one: &ConsentView) -> Value {
    let scope = one.scope.as_ref().map(|scope| {
        let withdrawn = scope.withdrawn.map(WithdrawReason::as_str);
        let reason = scope.reason.map(BypassReason::as_str).or(withdrawn);
        json!({
            "recipient": match &scope.recipient {
                Recipient::Any => None,
                Recipient::Agency(code) => Some(code),
            },
            "service": scope.service,
            "data": scope.data,
            "givenAt": instant(scope.given_at),
            "age": scope.age,
            "reason": reason,
            "unread": scope.unread,
        })
    });
    let ends = (one.state != "refused").then_some(one.expires_at);
    json!({
        "id": one.id,
        "state": one.state,
        "basis": one.basis,
        "approval": one.approval,
        "screening": one.screening,
        "scope": scope,
        "createdAt": instant(one.created_at),
        "expiresAt": instant_if(ends),
        "askedBy": one.asked_by,
        "confirmedBy": one.confirmed_by,
        "confirmedAt": instant_if(one.confirmed_at),
        "withdrawnBy": one.withdrawn_by,
        "withdrawnAt": instant_if(one.withdrawn_at),
    })
}
