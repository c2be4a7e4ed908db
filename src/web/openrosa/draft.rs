//! A draft under test, by the token in its address (`/v1/test/TOKEN/projects/ID/forms/FORM/draft/…`).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use std::time::Duration;

use super::body::Body;
use super::list::download;
use super::multipart::{Arriving, Part};
use super::submit::advertise;
use super::{Refusal, dress};
use crate::openrosa::response;
use crate::service::draft_tests::{self, Draft, Named};
use crate::service::{House, ServiceError};
use crate::web::wire::Wire;

/// What the enumerator reads when a test has arrived.
const ARRIVED: &str = "This was a test of a draft. It arrived well, and nothing of it was kept.";

async fn found(
    request: &HttpRequest,
    house: &House,
    project: i64,
    form: String,
) -> Result<Draft, Refusal> {
    let token = Wire::of(request).draft.ok_or(ServiceError::NoSuchDraft)?;
    let named = Named {
        token,
        project,
        form,
    };
    Ok(draft_tests::find(house, named).await?)
}

/// `GET …/draft/formList`
///
/// # Errors
/// 404 with a sentence for a token that is none.
pub async fn form_list(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form) = path.into_inner();
    let draft = found(&request, &house, project, form).await?;
    Ok(download(&request, draft.list(&house.settings.public_url())))
}

/// `GET …/draft.xml`
///
/// # Errors
/// As [`form_list`].
pub async fn form_xml(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form) = path.into_inner();
    let draft = found(&request, &house, project, form).await?;
    Ok(download(&request, draft.xml()))
}

/// `GET …/draft/manifest`
///
/// # Errors
/// As [`form_list`].
pub async fn manifest(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form) = path.into_inner();
    let draft = found(&request, &house, project, form).await?;
    Ok(download(
        &request,
        draft.manifest(&house.settings.public_url()),
    ))
}

/// `GET …/draft/attachments/{name}`
///
/// # Errors
/// As [`form_list`].
pub async fn media(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form, name) = path.into_inner();
    let draft = found(&request, &house, project, form).await?;
    Ok(download(&request, draft.file(&house, &name).await?))
}

/// `HEAD …/draft/submission`
///
/// # Errors
/// As [`form_list`].
pub async fn preflight(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form) = path.into_inner();
    found(&request, &house, project, form).await?;
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    dress(&mut answer);
    advertise(&mut answer, &house);
    Ok(answer.finish())
}

/// `POST …/draft/submission`: judged like any other, and forgotten.
///
/// # Errors
/// As for any submission.
pub async fn submit(
    request: HttpRequest,
    payload: Payload,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form) = path.into_inner();
    let body = Body::of(payload.into_inner());
    let judged = async {
        let draft = found(&request, &house, project, form).await?;
        let mut arriving = Arriving::new(body.parts(&request), &house.settings.limits);
        while let Some(part) = arriving.next().await? {
            match part {
                Part::Xml(xml) => return Ok(draft.judge(&xml)?),
                Part::File(_) => arriving.skip().await?,
            }
        }
        Err(Refusal::no_xml())
    };
    let within = Duration::from_secs(house.settings.limits.request_seconds);
    let judged: Result<(), Refusal> = match tokio::time::timeout(within, judged).await {
        Ok(judged) => judged,
        Err(_elapsed) => return Err(Refusal::TooSlow),
    };
    body.forget(within).await;
    judged?;
    let mut answer = HttpResponse::build(StatusCode::CREATED);
    dress(&mut answer);
    Ok(answer.body(response::taken(ARRIVED)))
}
