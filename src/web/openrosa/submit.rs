//! `HEAD` and `POST …/submission`.
//!
//! The body is read as a stream. As soon as the XML part is here it is judged, before anything else is kept:
//! plaintext to a form with a key is refused with nothing stored, and of the files only those that the
//! manifest names are taken. Until then file parts wait in memory, under one budget for all requests.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::multipart::{self, Arriving, Part, Room};
use super::{Refusal, authenticate, dress};
use crate::openrosa::response;
use crate::service::House;
use crate::service::catalog::Phone;
use crate::service::receive::{self, ArrivedBody, ArrivedFile, Expected, Sender};

/// `?deviceID=`
#[derive(serde::Deserialize)]
pub struct FromDevice {
    #[serde(rename = "deviceID")]
    device_id: Option<String>,
}

/// `HEAD` (and `GET`) before each submission: exactly 204, with the size at which phones split.
///
/// # Errors
/// 401 with a challenge, 403 for an unknown key.
pub async fn preflight(
    request: HttpRequest,
    house: Data<House>,
    project: Option<Path<i64>>,
) -> Result<HttpResponse, Refusal> {
    authenticate(&request, &house, project.map(|p| *p)).await?;
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    dress(&mut answer);
    advertise(&mut answer, &house);
    Ok(answer.finish())
}

/// `POST`: 201 once everything is durable.
///
/// # Errors
/// Always OpenRosa XML with a sentence for the enumerator.
pub async fn submit(
    request: HttpRequest,
    body: Multipart,
    house: Data<House>,
    project: Option<Path<i64>>,
    device: Query<FromDevice>,
) -> Result<HttpResponse, Refusal> {
    let phone = authenticate(&request, &house, project.map(|p| *p)).await?;
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok());
    let sender = Sender {
        device_id: device.into_inner().device_id.as_deref().and_then(cut),
        user_agent: agent.and_then(cut),
    };
    let within = Duration::from_secs(house.settings.limits.request_seconds);
    match tokio::time::timeout(within, take(&house, &phone, body, sender)).await {
        Ok(done) => done?,
        Err(_elapsed) => return Err(Refusal::TooSlow),
    }
    let mut answer = HttpResponse::build(StatusCode::CREATED);
    dress(&mut answer);
    advertise(&mut answer, &house);
    Ok(answer.body(response::success()))
}

async fn take(
    house: &House,
    phone: &Phone,
    body: Multipart,
    sender: Sender,
) -> Result<(), Refusal> {
    let mut arriving = Arriving::new(body, &house.settings.limits);
    let mut expected: Option<Expected> = None;
    let mut early: Vec<(String, Bytes, Room)> = Vec::new();
    let mut files: Vec<ArrivedFile> = Vec::new();
    // What is still in memory stays in the budget until it is stored.
    let mut held: Vec<Room> = Vec::new();
    while let Some(part) = arriving.next().await? {
        match part {
            Part::Xml(_) if expected.is_some() => arriving.skip().await?,
            Part::Xml(xml) => {
                let judged = receive::expect(house, phone, xml).await?;
                for (name, bytes, room) in early.drain(..) {
                    if judged.names(&name) {
                        let body =
                            multipart::place(&house.blobs, bytes, judged.is_stored_as_it_comes())
                                .await?;
                        if matches!(body, ArrivedBody::Memory(_)) {
                            held.push(room);
                        }
                        files.push(ArrivedFile { name, body });
                    }
                }
                expected = Some(judged);
            }
            Part::File(name) => match &expected {
                None => {
                    let (bytes, room) = arriving.wait_in_memory().await?;
                    early.push((name, bytes, room));
                }
                Some(judged) if !judged.names(&name) => arriving.skip().await?,
                Some(judged) => {
                    let body = arriving
                        .keep(&house.blobs, judged.is_stored_as_it_comes())
                        .await?;
                    files.push(ArrivedFile { name, body });
                }
            },
        }
    }
    let expected = expected.ok_or_else(|| {
        Refusal::Broken(
            "the request has no part named xml_submission_file; update the app and send again"
                .into(),
        )
    })?;
    receive::keep(house, phone, expected, files, sender).await?;
    Ok(())
}

fn advertise(answer: &mut actix_web::HttpResponseBuilder, house: &House) {
    let limit = house.settings.limits.request_bytes.to_string();
    answer.insert_header(("X-OpenRosa-Accept-Content-Length", limit));
}

/// Blank is nothing; anything else is cut to 255 characters, as Central does.
fn cut(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(255).collect())
}
