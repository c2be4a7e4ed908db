//! `/v1/cases`: cases of the own agency without content; what named one from elsewhere; looks into one that somebody does
//! not work on. A code stands in no address.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, content_type, instant, instant_if, ok, plaintext, success};
use super::submissions::{PURPOSES, is_named};
use crate::domain::case::Closing;
use crate::service::break_glass::{self, Look};
use crate::service::case_files;
use crate::service::cases::{self, CaseView, Wanted};
use crate::service::submissions as opened;
use crate::service::unmatched;
use crate::web::problem::Problem;

/// A page unless told, and at most.
const PAGE: i64 = 100;
const MOST: i64 = 1_000;

const STATES: &str = "it is one of open, planned, active, follow_up, closed";
const STEPS: &str = "it is one of plan, start, follow_up, resume, reopen";
const REASONS: &str = "it is one of goals_met, person_asks, moved_transferred, lost_contact, formal_procedure_took_over, \
                       no_further_service_possible, death, opened_in_error";
const RISKS: &str = "it is one of low, medium, high, extreme";

/// `GET /v1/cases?state=&mine=&limit=&offset=`, newest first.
pub async fn list(call: Call) -> Answer {
    let (limit, offset) = call.page(PAGE, MOST)?;
    let state = call.asked_for("state").map(str::parse).transpose();
    let state = state
        .map_err(|e: crate::domain::words::UnknownWord| unexpected("state", &e.word, STATES))?;
    let wanted = Wanted {
        state,
        urgency: None,
        mine: call.switched_on("mine"),
        limit,
        offset,
    };
    let page = cases::list(&call.house, call.actor(), wanted).await?;
    ok(page.iter().map(case).collect::<Vec<_>>())
}

/// `POST /v1/cases/find`: the case with a code; 404 for a code that nobody has and for one of another agency alike.
pub async fn find(mut call: Call) -> Answer {
    let code = call.json().await?.needed("code")?;
    let found = cases::find(&call.house, call.actor(), call.token(), &code).await?;
    ok(case(&found))
}

/// `GET /v1/cases/{case}`, with what happened in it.
pub async fn one(call: Call) -> Answer {
    let (view, timeline) = cases::one(&call.house, call.actor(), &call.word("case")).await?;
    let mut body = case(&view);
    let submissions = timeline.submissions.iter().map(|one| {
        json!({
            "id": one.id,
            "projectId": one.project_id,
            "xmlFormId": one.xml_form_id,
            "instanceId": one.instance_id,
            "agency": one.agency_id,
            "stage": one.stage,
            "state": one.state,
            "createdAt": instant(one.created_at),
            "corrected": one.replaced_by.is_some(),
        })
    });
    body["submissions"] = submissions.collect();
    let referrals = timeline.referrals.iter().map(|one| {
        json!({
            "id": one.id,
            "from": one.from_agency,
            "to": one.to_agency,
            "urgency": one.urgency,
            "state": one.state,
            "sentAt": instant(one.sent_at),
        })
    });
    body["referrals"] = referrals.collect();
    let events = timeline.events.iter().map(|one| {
        json!({
            "from": one.from_state,
            "to": one.to_state,
            "actorId": one.actor_id,
            "at": instant(one.at),
        })
    });
    body["events"] = events.collect();
    ok(body)
}

/// `POST /v1/cases/{case}/submissions/{id}/open`: the answers of one of its submissions, whichever agency's phone sent it.
pub async fn open(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let purpose = match given.has("purpose") {
        true => Some(given.one_of("purpose", PURPOSES)?),
        false => None,
    };
    let (case, id) = (call.word("case"), call.word("id"));
    let bytes = cases::open(&call.house, call.actor(), call.token(), &case, &id, purpose).await?;
    plaintext("application/xml; charset=utf-8", None, bytes)
}

/// `GET /v1/cases/{case}/submissions/{id}/attachments`: the names of its files.
pub async fn attachments(call: Call) -> Answer {
    let (case, id) = (call.word("case"), call.word("id"));
    let files = case_files::list(&call.house, call.actor(), &case, &id).await?;
    let rows = files
        .iter()
        .map(|file| json!({ "name": file.name, "exists": true }));
    ok(rows.collect::<Vec<_>>())
}

/// `GET /v1/cases/{case}/submissions/{id}/attachments/{name}`: what was in a file, whichever agency's phone sent it.
pub async fn attachment(call: Call) -> Answer {
    let (case, id, name) = (call.word("case"), call.word("id"), call.word("name"));
    let files = case_files::list(&call.house, call.actor(), &case, &id).await?;
    let file = files
        .iter()
        .find(|file| is_named(&file.name, &name))
        .ok_or_else(Problem::not_found)?;
    // The last part of an envelope is the XML itself.
    let last = files.iter().all(|other| other.ordinal <= file.ordinal);
    let bytes = match last {
        true => opened::xml(&call.house, call.token(), &id).await?,
        false => opened::attachment(&call.house, call.token(), &id, file.ordinal).await?,
    };
    let name = file.name.trim_end_matches(".enc");
    plaintext(content_type(name), Some(name), bytes)
}

/// `POST /v1/cases/{case}/assign`: a field that is left out takes the person away.
pub async fn assign(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let (caseworker, supervisor) = (given.number("caseworker")?, given.number("supervisor")?);
    let id = call.word("case");
    let view = cases::assign(&call.house, call.actor(), &id, caseworker, supervisor).await?;
    ok(case(&view))
}

/// `POST /v1/cases/{case}/step`
pub async fn step(mut call: Call) -> Answer {
    let step = call.json().await?.one_of("step", STEPS)?;
    let view = cases::step(&call.house, call.actor(), &call.word("case"), step).await?;
    ok(case(&view))
}

/// `POST /v1/cases/{case}/close`: asks for it; it is closed once another person approves.
pub async fn close(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let reason = given.one_of("reason", REASONS)?;
    let risk = given.text("riskLevel")?;
    let risk = risk
        .map(|word| {
            word.parse()
                .map_err(|_| unexpected("riskLevel", &word, RISKS))
        })
        .transpose()?;
    let attempts = given.number("attempts")?.unwrap_or(0);
    let closing = Closing {
        reason,
        risk,
        attempts: u32::try_from(attempts).unwrap_or(0),
    };
    let note = given.needed("note")?;
    let id = call.word("case");
    let approval = cases::close(&call.house, call.actor(), &id, closing, &note).await?;
    ok(json!({ "success": true, "approvalId": approval }))
}

/// `GET /v1/cases/{case}/unmatched?limit=&offset=`: what named it from elsewhere, without content; what waits first, then
/// newest first.
pub async fn unmatched(call: Call) -> Answer {
    let (limit, offset) = call.page(PAGE, MOST)?;
    let case = call.word("case");
    let all = unmatched::list(&call.house, call.actor(), &case, limit, offset).await?;
    let rows = all.iter().map(|one| {
        json!({
            "id": one.row.submission_id,
            "from": one.from,
            "xmlFormId": one.row.xml_form_id,
            "createdAt": instant(one.row.created_at),
            "state": one.row.state,
        })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `POST /v1/cases/{case}/unmatched/{id}/accept`
pub async fn accept(call: Call) -> Answer {
    let (case, id) = (call.word("case"), call.word("id"));
    unmatched::accept(&call.house, call.actor(), &case, &id).await?;
    success()
}

/// `POST /v1/cases/{case}/unmatched/{id}/dismiss`
pub async fn dismiss(call: Call) -> Answer {
    let (case, id) = (call.word("case"), call.word("id"));
    unmatched::dismiss(&call.house, call.actor(), &case, &id).await?;
    success()
}

/// `POST /v1/cases/{case}/break-glass`: an hour's look into a case of U0 that one does not work on.
pub async fn look(mut call: Call) -> Answer {
    let reason = call.json().await?.needed("reason")?;
    let row = break_glass::look(&call.house, call.actor(), &call.word("case"), &reason).await?;
    ok(looked(&row))
}

/// `GET /v1/break-glass`: such looks in the own agency, newest first.
pub async fn looks(call: Call) -> Answer {
    let all = break_glass::list(&call.house, call.actor()).await?;
    ok(all.iter().map(looked).collect::<Vec<_>>())
}

/// `POST /v1/break-glass/{id}/review`: another person says whether it was right.
pub async fn review(mut call: Call) -> Answer {
    let justified = call.json().await?.flag("justified")?;
    let justified = justified.ok_or_else(|| Problem::missing("justified"))?;
    let id = call.word("id");
    let row = break_glass::review(&call.house, call.actor(), &id, justified).await?;
    ok(looked(&row))
}

fn looked(Look { row, reason }: &Look) -> Value {
    json!({
        "id": row.id,
        "caseId": row.case_id,
        "actorId": row.actor_id,
        "reason": reason,
        "at": instant(row.at),
        "until": instant(row.until_at),
        "reviewedBy": row.reviewed_by,
        "reviewedAt": instant_if(row.reviewed_at),
        "justified": row.justified,
    })
}

fn case(one: &CaseView) -> Value {
    json!({
        "id": one.row.id,
        "state": one.state,
        "urgency": one.urgency,
        "caseworker": one.row.caseworker,
        "supervisor": one.row.supervisor,
        "submissionCount": one.row.submissions,
        "referralCount": one.referrals,
        "unmatched": one.named,
        "openedAt": instant(one.row.opened_at),
        "updatedAt": instant(one.row.updated_at),
    })
}
