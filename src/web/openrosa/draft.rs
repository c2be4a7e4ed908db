//! A draft under test, by the token in its address (`/v1/test/TOKEN/projects/ID/forms/FORM/draft/…`).

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};

use super::body::Body;
use super::list::download;
use super::multipart::{Arriving, Part};
use super::submit::advertise;
use super::{Refusal, dress};
use crate::openrosa::response;
use crate::service::drafts_on_phones::{self, Draft, Named};
use crate::service::{House, ServiceError};
use crate::web::wire::Wire;

/// What the enumerator reads when a test has arrived.
const ARRIVED: &str = "This was a test of a draft. It arrived well, and nothing of it was kept.";

/// The draft that the address names.
pub struct UnderTest(Draft);

#[derive(serde::Deserialize)]
struct Address {
    project: i64,
    form: String,
}

impl FromRequest for UnderTest {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let gone = || Refusal::from(ServiceError::NoSuchDraft);
            let house = request.app_data::<Data<House>>().ok_or_else(gone)?;
            let address = Path::<Address>::extract(&request)
                .await
                .map_err(|_| gone())?;
            let Address { project, form } = address.into_inner();
            let named = Named {
                token: Wire::of(&request).draft.ok_or_else(gone)?,
                project,
                form,
            };
            Ok(Self(drafts_on_phones::find(house, named).await?))
        })
    }
}

/// `GET …/draft/formList`
///
/// # Errors
/// 404 with a sentence for a token that is none.
pub async fn form_list(
    request: HttpRequest,
    house: Data<House>,
    UnderTest(draft): UnderTest,
) -> Result<HttpResponse, Refusal> {
    Ok(download(&request, draft.list(&house.settings.public_url())))
}

/// `GET …/draft.xml`
///
/// # Errors
/// As [`form_list`].
pub async fn form_xml(
    request: HttpRequest,
    UnderTest(draft): UnderTest,
) -> Result<HttpResponse, Refusal> {
    Ok(download(&request, draft.xml()))
}

/// `GET …/draft/manifest`
///
/// # Errors
/// As [`form_list`].
pub async fn manifest(
    request: HttpRequest,
    house: Data<House>,
    UnderTest(draft): UnderTest,
) -> Result<HttpResponse, Refusal> {
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
    UnderTest(draft): UnderTest,
    file: Path<Wanted>,
) -> Result<HttpResponse, Refusal> {
    Ok(download(&request, draft.file(&house, &file.name).await?))
}

/// The file that an address names.
#[derive(serde::Deserialize)]
pub struct Wanted {
    name: String,
}

/// `HEAD …/draft/submission`
///
/// # Errors
/// As [`form_list`].
pub async fn preflight(house: Data<House>, _draft: UnderTest) -> Result<HttpResponse, Refusal> {
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
    draft: Result<UnderTest, Refusal>,
) -> Result<HttpResponse, Refusal> {
    let body = Body::of(payload.into_inner());
    let judged = async {
        let UnderTest(draft) = draft?;
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
