//! `…/forms/{form}/submissions`: ids and states for those who may list them, content only for those who may read it.

use serde_json::{Value, json};

use super::call::{Call, Fields};
use super::shape::{Answer, content_type, instant, instant_if, ok, plaintext, private, success};
use crate::domain::review::ReviewState;
use crate::domain::words::{OpeningPurpose, SubmissionState};
use crate::i18n::Locale;
use crate::service::ServiceError;
use crate::service::reviews::{self, Comment, Which};
use crate::service::submissions::{self, PartRow, SubmissionView, Wanted};
use crate::web::next_step::next_step;
use crate::web::problem::Problem;

/// Words of [`OpeningPurpose`](crate::domain::words::OpeningPurpose).
pub(super) const PURPOSES: &str =
    "it is one of contact, hand_over, safety, correction, rights_request";

/// Central gives all unless told; we stop here.
const MOST: i64 = 10_000;

/// What people say of submissions.
const WORDS: &str =
    "it is hasIssues, edited, approved or rejected, or null for one that nobody has reviewed";

/// `GET …/submissions?limit=&offset=&state=&reviewState=`, newest first.
pub async fn list(call: Call) -> Answer {
    let project = call.project().await?.id;
    let (limit, offset) = call.page(MOST, MOST)?;
    let state = call.asked_for("state").map(str::parse).transpose();
    let state = state.map_err(|e: crate::domain::words::UnknownWord| {
        super::call::unexpected("state", &e.word, "it is not a state of submissions")
    })?;
    let review = match call.asked_for("reviewState") {
        Some(given) => Some(review_word(given)?),
        None => None,
    };
    let wanted = Wanted {
        form: Some(call.word("form")),
        state,
        review,
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

/// `PATCH …/submissions/{instance}`: what somebody says of it; `null` takes a word back.
pub async fn review(mut call: Call) -> Answer {
    let project = call.project().await?.id;
    let word = said(&mut call.json().await?)?;
    let which = Which::Instances {
        project,
        form: call.word("form"),
        ids: vec![call.word("instance")],
    };
    reviews::review(&call.house, call.actor(), which, word).await?;
    let mut body = submission(&found(&call).await?.0);
    // Central's answer to this has none.
    if let Some(fields) = body.as_object_mut() {
        fields.remove("currentVersion");
    }
    ok(body)
}

/// `POST …/submissions/review`: one word of many, of all of them or of none.
pub async fn review_many(mut call: Call) -> Answer {
    let project = call.project().await?.id;
    let mut given = call.json().await?;
    let word = said(&mut given)?;
    let ids = given.texts("instanceIds")?;
    let which = Which::Instances {
        project,
        form: call.word("form"),
        ids: ids.ok_or_else(|| Problem::missing("instanceIds"))?,
    };
    let count = reviews::review(&call.house, call.actor(), which, word).await?;
    ok(json!({ "success": true, "reviewed": count }))
}

fn said(given: &mut Fields) -> Result<ReviewState, Problem> {
    if !given.has("reviewState") {
        return Err(Problem::missing("reviewState"));
    }
    match given.text("reviewState")? {
        Some(word) => review_word(&word),
        None => Ok(ReviewState::Received),
    }
}

fn review_word(word: &str) -> Result<ReviewState, Problem> {
    match word {
        "null" => Ok(ReviewState::Received),
        word => word
            .parse()
            .map_err(|_| super::call::unexpected("review state", word, WORDS)),
    }
}

/// `GET …/submissions/{instance}/comments?purpose=`, newest first. The purpose is for identities.
pub async fn comments(call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    let purpose = match call.asked_for("purpose") {
        Some(word) => Some(purpose(word)?),
        None => None,
    };
    let all = reviews::comments(&call.house, call.token(), &view.head.id, purpose).await?;
    private(all.iter().map(comment).collect::<Vec<_>>())
}

/// `POST …/submissions/{instance}/comments`: for everybody who may open it, sealed to their agency's keys.
pub async fn add_comment(mut call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    let mut given = call.json().await?;
    let body = given.secret("body")?;
    let body = body.ok_or_else(|| Problem::missing("body"))?;
    let purpose = match given.text("purpose")? {
        Some(word) => Some(purpose(&word)?),
        None => None,
    };
    let written = reviews::comment(&call.house, call.token(), &view.head.id, purpose, body);
    private(comment(&written.await?))
}

fn purpose(word: &str) -> Result<OpeningPurpose, Problem> {
    word.parse()
        .map_err(|_| super::call::unexpected("purpose", word, PURPOSES))
}

/// Central's Comment.
fn comment(one: &Comment) -> Value {
    json!({ "body": &*one.body, "actorId": one.actor, "createdAt": instant(one.at) })
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
pub(super) fn submission(one: &SubmissionView) -> Value {
    let head = &one.head;
    json!({
        "instanceId": one.instance_id,
        "submitterId": head.device_actor_id,
        "deviceId": head.device_id,
        "createdAt": instant(one.created_at),
        "updatedAt": instant_if(head.updated_at),
        "reviewState": (one.review != ReviewState::Received).then_some(one.review),
        "userAgent": head.user_agent,
        "deletedAt": null,
        "state": one.state,
        "nextStep": next_step(Locale::default(), one.state),
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
