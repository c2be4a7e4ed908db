//! `…/forms/{form}/submissions`: ids and states for those who may list them, content only for those who may read it.

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, content_type, instant, instant_if, ok, plaintext, success};
use crate::domain::words::SubmissionState;
use crate::service::ServiceError;
use crate::service::submissions::{self, PartRow, SubmissionView, Wanted};
use crate::web::next_step::NextStep as _;
use crate::web::problem::Problem;

/// Words of [`OpeningPurpose`](crate::domain::words::OpeningPurpose).
pub(super) const PURPOSES: &str =
    "it is one of contact, hand_over, safety, correction, rights_request";

/// Central gives all unless told; we stop here.
const MOST: i64 = 10_000;

/// `GET …/submissions?limit=&offset=&state=`, newest first.
pub async fn list(call: Call) -> Answer {
    let project = call.project().await?.id;
    let (limit, offset) = call.page(MOST, MOST)?;
    let state = call.asked_for("state").map(str::parse).transpose();
    let state = state.map_err(|e: crate::domain::words::UnknownWord| {
        super::call::unexpected("state", &e.word, "it is not a state of submissions")
    })?;
    let wanted = Wanted {
        form: Some(call.word("form")),
        state,
        limit,
        offset,
    };
    let page = submissions::list(&call.house, call.actor(), project, wanted).await?;
    ok(page.iter().map(submission).collect::<Vec<_>>())
}

/// `GET …/submissions/{instance}`
pub async fn one(call: Call) -> Answer {
    ok(submission(&found(&call).await?.0))
}

/// `GET …/submissions/{instance}/versions`: what was sent first, and every correction, newest first.
pub async fn versions(call: Call) -> Answer {
    let all = all_versions(&call).await?;
    ok(all.iter().map(version).collect::<Vec<_>>())
}

/// `GET …/submissions/{instance}/versions/{version}`
pub async fn one_version(call: Call) -> Answer {
    ok(version(&found_version(&call).await?))
}

/// `GET …/submissions/{instance}/versions/{version}.xml`: the answers of one version, for those entitled.
pub async fn version_xml(call: Call) -> Answer {
    let view = found_version(&call).await?;
    match submissions::xml(&call.house, call.token(), &view.head.id).await {
        Ok(bytes) => plaintext("application/xml; charset=utf-8", None, bytes),
        Err(error) => Err(unopened(error, view.state)),
    }
}

/// `GET …/submissions/{instance}.xml`: the answers, for those entitled.
pub async fn xml(call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    match submissions::xml(&call.house, call.token(), &view.head.id).await {
        Ok(bytes) => plaintext("application/xml; charset=utf-8", None, bytes),
        Err(error) => Err(unopened(error, view.state)),
    }
}

/// `POST …/submissions/{instance}/open`: the answers for a purpose, which the audit keeps; identities open no other way.
pub async fn open(mut call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    let purpose = call.json().await?.one_of("purpose", PURPOSES)?;
    let asked = submissions::opened(&call.house, call.token(), &view.head.id, Some(purpose));
    match asked.await {
        Ok(bytes) => plaintext("application/xml; charset=utf-8", None, bytes),
        Err(error) => Err(unopened(error, view.state)),
    }
}

/// `GET …/submissions/{instance}/attachments`: the files that belong to it, by the names under which they were sent.
pub async fn attachments(call: Call) -> Answer {
    let (view, parts) = found(&call).await?;
    let all = view.state == SubmissionState::Sealed && view.head.agency_id.is_some();
    let rows = parts.iter().filter(|p| !p.name.is_empty()).map(|p| {
        let here = all || p.bytes.is_some() || p.blob_id.is_some() || p.record_id.is_some();
        json!({ "name": p.name, "exists": here })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `GET …/submissions/{instance}/attachments/{name}`: what was in the file, for those entitled. The name may be given
/// with or without the `.enc` of an encrypted one.
pub async fn attachment(call: Call) -> Answer {
    let (view, parts) = found(&call).await?;
    let name = call.word("name");
    let part = parts
        .iter()
        .find(|p| is_named(&p.name, &name))
        .ok_or_else(Problem::not_found)?;
    let (ordinal, stored) = (part.ordinal, part.name.as_str());
    // The last part of an envelope is the XML itself.
    let last = parts.iter().map(|p| p.ordinal).max() == Some(ordinal);
    let read = if last && view.head.agency_id.is_some() {
        submissions::xml(&call.house, call.token(), &view.head.id).await
    } else {
        submissions::attachment(&call.house, call.token(), &view.head.id, ordinal).await
    };
    let plain_name = if view.head.agency_id.is_some() {
        stored.trim_end_matches(".enc")
    } else {
        stored
    };
    match read {
        Ok(bytes) => plaintext(content_type(plain_name), Some(plain_name), bytes),
        Err(error) => Err(unopened(error, view.state)),
    }
}

/// `POST …/submissions/{instance}/retry`: tries again to open what did not open.
pub async fn retry(call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    submissions::retry(&call.house, call.actor(), &view.head.id).await?;
    success()
}

async fn all_versions(call: &Call) -> Result<Vec<SubmissionView>, Problem> {
    let (project, form, instance) = (
        call.id("project")?,
        call.word("form"),
        call.word("instance"),
    );
    Ok(submissions::versions(&call.house, call.actor(), project, &form, &instance).await?)
}

async fn found_version(call: &Call) -> Result<SubmissionView, Problem> {
    let wanted = call.word("version");
    let mut all = all_versions(call).await?.into_iter();
    all.find(|view| view.head.instance_id == wanted)
        .ok_or_else(Problem::not_found)
}

pub(super) async fn found(call: &Call) -> Result<(SubmissionView, Vec<PartRow>), Problem> {
    let (project, form, instance) = (
        call.id("project")?,
        call.word("form"),
        call.word("instance"),
    );
    Ok(submissions::one(&call.house, call.actor(), project, &form, &instance).await?)
}

pub(super) fn is_named(stored: &str, wanted: &str) -> bool {
    stored == wanted || stored.strip_suffix(".enc") == Some(wanted)
}

/// What is not opened yet is not there; but whoever may read and only lacks the key is told so.
fn unopened(error: ServiceError, state: SubmissionState) -> Problem {
    match (error, state) {
        (
            ServiceError::NotFound,
            SubmissionState::WaitingKey
            | SubmissionState::KeyDisabled
            | SubmissionState::KeyUnknown
            | SubmissionState::Stopped,
        ) => ServiceError::Locked.into(),
        (error, _) => error.into(),
    }
}

/// Central's Submission, and where it stands.
fn submission(one: &SubmissionView) -> Value {
    let head = &one.head;
    json!({
        "instanceId": one.instance_id,
        "submitterId": head.device_actor_id,
        "deviceId": head.device_id,
        "createdAt": instant(one.created_at),
        "updatedAt": instant_if(head.updated_at),
        "reviewState": head.first_id.as_ref().map(|_| "edited"),
        "userAgent": head.user_agent,
        "deletedAt": null,
        "state": one.state,
        "nextStep": one.state.next_step(),
        "submitterName": one.phone,
        "partsExpected": head.parts_expected,
        "partsPresent": head.parts_present,
        "openedAt": instant_if(head.opened_at),
        "case": one.case,
        "currentVersion": version(one),
    })
}

/// Central's Submission Version.
fn version(one: &SubmissionView) -> Value {
    let head = &one.head;
    json!({
        "instanceId": head.instance_id,
        "instanceName": null,
        "submitterId": head.device_actor_id,
        "deviceId": head.device_id,
        "createdAt": instant(head.created_at),
        "userAgent": head.user_agent,
        "current": head.replaced_by.is_none(),
    })
}
