//! `HEAD` and `POST …/submission`.
//!
//! The body is read as a stream. As soon as the XML part is here it is judged, before anything else is kept:
//! plaintext to a form with a key is refused with nothing stored, and of the files only those that the
//! manifest names are taken. Until then file parts wait in memory, under one budget for all requests.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::body::Body;
use super::multipart::{self, Arriving, Part, Room};
use super::{Asked, Refusal, authenticate, dress};
use crate::blobs::BlobId;
use crate::config::Settings;
use crate::openrosa::response;
use crate::service::House;
use crate::service::catalog::Phone;
use crate::service::receive::{self, ArrivedBody, ArrivedFile, Expected, Sender};
use crate::web::wire::Wire;

/// `?deviceID=`
#[derive(serde::Deserialize)]
pub struct FromDevice {
    #[serde(rename = "deviceID")]
    device_id: Option<String>,
}

/// `HEAD` (and `GET`) before each submission: exactly 204, with the size at which phones split, and with a better
/// address for whoever came over plain http although there is https.
///
/// # Errors
/// 401 with a challenge, 403 for an unknown key.
pub async fn preflight(
    request: HttpRequest,
    house: Data<House>,
    asked: Asked,
) -> Result<HttpResponse, Refusal> {
    // At the address of a user nobody is asked yet who it is, as at Kobo's; the submission itself is.
    if asked.user().is_none() {
        authenticate(&request, &house, &asked).await?;
    }
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    dress(&mut answer);
    advertise(&mut answer, &house);
    if let Some(address) = over_https(&request, &house.settings) {
        answer.insert_header((header::LOCATION, address));
    }
    Ok(answer.finish())
}

/// The same address over https, if the request came without. Apps go there for the submission, but
/// never to another host.
fn over_https(request: &HttpRequest, settings: &Settings) -> Option<String> {
    let wire = Wire::of(request);
    let public = settings.public_url();
    let authority = public.strip_prefix("https://")?.split('/').next()?;
    let asked = request.headers().get(header::HOST)?.to_str().ok()?;
    let same = host(authority).eq_ignore_ascii_case(host(asked));
    let path = wire.target.split('?').next()?;
    (same && !wire.https).then(|| format!("{public}{path}"))
}

/// The host of `host:port`, `[::1]:port`.
fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// `POST`: 201 once everything is durable.
///
/// # Errors
/// Always OpenRosa XML with a sentence for the enumerator.
pub async fn submit(
    request: HttpRequest,
    payload: Payload,
    house: Data<House>,
    asked: Asked,
    device: Query<FromDevice>,
) -> Result<HttpResponse, Refusal> {
    let body = Body::of(payload.into_inner());
    let within = Duration::from_secs(house.settings.limits.request_seconds);
    let device = device.into_inner().device_id;
    let taken = received(&request, &body, &house, &asked, device.as_deref());
    match tokio::time::timeout(within, taken).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => {
            body.forget(within).await;
            return Err(refusal);
        }
        Err(_elapsed) => return Err(Refusal::TooSlow),
    }
    let mut answer = HttpResponse::build(StatusCode::CREATED);
    dress(&mut answer);
    advertise(&mut answer, &house);
    Ok(answer.body(response::success()))
}

async fn received(
    request: &HttpRequest,
    body: &Body,
    house: &Data<House>,
    asked: &Asked,
    device_id: Option<&str>,
) -> Result<(), Refusal> {
    let phone = authenticate(request, house, asked).await?;
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok());
    let sender = Sender {
        device_id: device_id.and_then(cut),
        user_agent: agent.and_then(cut),
    };
    take(house, &phone, body.parts(request), sender).await
}

/// Large ciphertexts that went to the disk and that no row names yet. Dropped with the request (whose phone may have hung
/// up), it deletes them.
struct Unnamed {
    house: Data<House>,
    blobs: Vec<BlobId>,
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        let blobs = std::mem::take(&mut self.blobs);
        if !blobs.is_empty() && tokio::runtime::Handle::try_current().is_ok() {
            let house = self.house.clone();
            actix_web::rt::spawn(async move { receive::forget_unnamed(&house, blobs).await });
        }
    }
}

async fn take(
    house: &Data<House>,
    phone: &Phone,
    body: Multipart,
    sender: Sender,
) -> Result<(), Refusal> {
    let mut unnamed = Unnamed {
        house: house.clone(),
        blobs: Vec::new(),
    };
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
                for (sent, bytes, room) in early.drain(..) {
                    if let Some(name) = judged.name_of(&sent) {
                        let body =
                            multipart::place(&house.blobs, bytes, judged.is_stored_as_it_comes())
                                .await?;
                        if matches!(body, ArrivedBody::Memory(_)) {
                            held.push(room);
                        }
                        unnamed.blobs.extend(body.blob());
                        let name = name.to_owned();
                        files.push(ArrivedFile { name, body });
                    }
                }
                expected = Some(judged);
            }
            Part::File(sent) => match &expected {
                None => {
                    let (bytes, room) = arriving.wait_in_memory().await?;
                    early.push((sent, bytes, room));
                }
                Some(judged) => match judged.name_of(&sent) {
                    None => arriving.skip().await?,
                    Some(name) => {
                        let ciphertext = judged.is_stored_as_it_comes();
                        let body = arriving.keep(&house.blobs, ciphertext).await?;
                        unnamed.blobs.extend(body.blob());
                        let name = name.to_owned();
                        files.push(ArrivedFile { name, body });
                    }
                },
            },
        }
    }
    let expected = expected.ok_or_else(Refusal::no_xml)?;
    // From here on a commit may name them even if this request ends first.
    let blobs = std::mem::take(&mut unnamed.blobs);
    let kept = receive::keep(house, phone, expected, files, sender).await;
    if receive::is_settled(&kept) && !matches!(kept, Ok(true)) {
        receive::forget_unnamed(house, blobs).await;
    }
    kept?;
    Ok(())
}

pub(super) fn advertise(answer: &mut actix_web::HttpResponseBuilder, house: &House) {
    let limit = house.settings.limits.request_bytes.to_string();
    answer.insert_header(("X-OpenRosa-Accept-Content-Length", limit));
}

/// Blank is nothing; anything else is cut to 255 characters, as Central does.
fn cut(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(255).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_its_port() {
        assert_eq!(host("waypost.example:8443"), "waypost.example");
        assert_eq!(host("waypost.example"), "waypost.example");
        assert_eq!(host("[::1]:80"), "[::1]");
        assert_eq!(host("10.0.0.1"), "10.0.0.1");
    }
}
