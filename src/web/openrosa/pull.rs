//! What aggregators (ODK Briefcase) ask beside what phones ask: lists of submissions, submissions, files. A person asks
//! who may read the project's submissions, by Basic over https or with a session's token.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, SecondsFormat};
use zeroize::Zeroizing;

use super::sender::person;
use super::{Refusal, dress};
use crate::openrosa::briefcase;
use crate::openrosa::response::percent_encode;
use crate::service::pulls::{self, Page, Puller};
use crate::service::{House, ServiceError};

/// Ids on a page, unless fewer are asked for.
const MOST: i64 = 1_000;

/// `?formId=&cursor=&numEntries=&includeIncomplete=`
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    form_id: String,
    #[serde(default)]
    cursor: String,
    num_entries: Option<i64>,
    #[serde(default)]
    include_incomplete: String,
}

/// `GET …/view/submissionList`: numbers as cursors, as at Kobo's; one that is none starts anew.
///
/// # Errors
/// 401, 403; 404 for an unknown form.
pub async fn submission_list(
    request: HttpRequest,
    house: Data<House>,
    project: Path<i64>,
    asked: Query<Listing>,
) -> Result<HttpResponse, Refusal> {
    let person = person(&request, &house).await?;
    let page = Page {
        form: asked.form_id.clone(),
        after: asked.cursor.trim().parse().unwrap_or(0),
        limit: asked.num_entries.unwrap_or(100).clamp(1, MOST),
        incomplete: asked.include_incomplete.eq_ignore_ascii_case("true"),
    };
    let found = pulls::list(&house, person.actor(), *project, page).await?;
    let cursor = match found.last() {
        Some((last, _)) => last.to_string(),
        None => asked.cursor.clone(),
    };
    let ids = found.iter().map(|(_, id)| id.as_str());
    Ok(xml(briefcase::id_chunk(ids, &cursor)))
}

/// `?formId=FORM[@version=…]/ROOT[@key=INSTANCE]`
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    form_id: String,
}

/// `GET …/view/downloadSubmission`
///
/// # Errors
/// As [`submission_list`]; 404 for a name that is none.
pub async fn download_submission(
    request: HttpRequest,
    house: Data<House>,
    project: Path<i64>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Refusal> {
    let person = person(&request, &house).await?;
    let puller = Puller {
        actor: person.actor(),
        session: &person.token,
    };
    let (form, instance) = briefcase::key(&wanted.form_id).ok_or_else(|| {
        Refusal::NotThere("the request names no submission: FORM[@version=…]/data[@key=…]".into())
    })?;
    let mut pulled = pulls::one(&house, &puller, *project, form, instance).await?;
    for file in &mut pulled.files {
        file.download_url = format!(
            "{}/v1/projects/{project}/view/file?formId={}&instance={}&name={}",
            house.settings.public_url(),
            percent_encode(form),
            percent_encode(instance),
            percent_encode(&file.filename)
        );
    }
    let submitted = DateTime::from_timestamp_millis(pulled.received_at).unwrap_or_default();
    let head = briefcase::Head {
        instance_id: instance,
        submitted: &submitted.to_rfc3339_opts(SecondsFormat::Millis, true),
        complete: pulled.complete,
        envelope: pulled.envelope,
    };
    let body = briefcase::submission(&pulled.xml, &head, &pulled.files)
        .map_err(|_| ServiceError::Internal("a stored submission does not parse"))?;
    // Wiped once it is sent.
    Ok(xml(Bytes::from_owner(Zeroizing::new(body))))
}

/// `?formId=&instance=&name=`
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WantedFile {
    form_id: String,
    instance: String,
    name: String,
}

/// `GET …/view/file`: a file as it was sent.
///
/// # Errors
/// As [`submission_list`]; 404 for a file that is not here.
pub async fn file(
    request: HttpRequest,
    house: Data<House>,
    project: Path<i64>,
    wanted: Query<WantedFile>,
) -> Result<HttpResponse, Refusal> {
    let person = person(&request, &house).await?;
    let puller = Puller {
        actor: person.actor(),
        session: &person.token,
    };
    let WantedFile {
        form_id,
        instance,
        name,
    } = wanted.into_inner();
    let bytes: Bytes = pulls::file(&house, &puller, *project, &form_id, &instance, &name).await?;
    let mut answer = HttpResponse::Ok();
    dress(&mut answer);
    answer.insert_header(("Content-Type", "application/octet-stream"));
    answer.insert_header(("Content-Disposition", "attachment"));
    Ok(answer.body(bytes))
}

/// `HEAD …/upload`: Briefcase asks whether it may push here.
///
/// # Errors
/// Never, but handlers of one kind look alike.
pub async fn may_upload() -> Result<HttpResponse, Refusal> {
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    dress(&mut answer);
    Ok(answer.finish())
}

/// `POST …/formUpload`: refused in words. A form is linted, answered for and published by people.
///
/// # Errors
/// Always.
pub async fn form_upload() -> Result<HttpResponse, Refusal> {
    Err(Refusal::Refused(
        "forms are published by an admin, on the page Forms or with POST /v1/projects/ID/forms; then push the \
         submissions alone"
            .into(),
    ))
}

fn xml(body: impl Into<Bytes>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    dress(&mut answer);
    answer.body(body.into())
}
