//! `/agency/v1`: what agencies' own machines ask the hub. Each request is signed with the machine's Ed25519 key, which its key
//! holders brought and confirmed by fingerprint; no session, no password. Problems are Central's JSON.

use actix_web::{HttpResponse, HttpResponseBuilder, http::StatusCode};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::service::workers::{self, Signed, Worker};
use crate::vault::deliver::RESULTS;
use crate::vault::errand::{Ask, SignedHead, Step};
use crate::web::api::call::Asked;
use crate::web::lines::{Line, get, post};
use crate::web::problem::Problem;
use crate::web::who::MACHINE;

/// The largest body of results, in bytes.
const MOST: usize = 16 << 20;

/// What a machine asks: one line each.
#[rustfmt::skip]
pub fn table() -> Vec<Line> {
    vec![
        get("/agency/v1/installation", installation, MACHINE),
        get("/agency/v1/renditions/{rendition}", form, MACHINE),
        post("/agency/v1/work", claim, MACHINE),
        get("/agency/v1/work/{submission}/{ordinal}", file, MACHINE),
        get("/agency/v1/referrals", moves, MACHINE),
        post("/agency/v1/referrals/steps", steps, MACHINE),
        post(RESULTS, results, MACHINE),
    ]
}

async fn installation(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, ..) = signed(&mut asked).await?;
    json(&workers::installation(&asked.house, &worker).await?)
}

async fn form(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, ..) = signed(&mut asked).await?;
    json(&workers::form(&asked.house, &worker, &asked.word("rendition")).await?)
}

async fn claim(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, _, body) = signed(&mut asked).await?;
    let ask: Ask = serde_json::from_slice(&body)
        .map_err(|_| Problem::new(400.1, "The body must be {\"limit\": 32, \"again\": false}."))?;
    json(&workers::claim(&asked.house, &worker, &ask).await?)
}

async fn file(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, ..) = signed(&mut asked).await?;
    let ordinal = asked
        .word("ordinal")
        .parse()
        .map_err(|_| Problem::not_found())?;
    let blob = workers::file(&asked.house, &worker, &asked.word("submission"), ordinal).await?;
    let blobs = asked.house.blobs.clone();
    let bytes = actix_web::web::block(move || blobs.read(&blob)).await;
    match bytes {
        Ok(Ok(bytes)) => Ok(HttpResponse::Ok()
            .content_type("application/octet-stream")
            .body(bytes)),
        _ => Err(Problem::not_found()),
    }
}

async fn moves(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, ..) = signed(&mut asked).await?;
    let time = |name: &str| {
        let given = asked.asked_for(name).and_then(|text| text.parse().ok());
        given.unwrap_or(0)
    };
    let (sent, moved) = (time("sent"), time("moved"));
    json(&workers::referrals::moves(&asked.house, &worker, sent, moved).await?)
}

async fn steps(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (worker, _, body) = signed(&mut asked).await?;
    let steps: Vec<Step> = serde_json::from_slice(&body)
        .map_err(|_| Problem::new(400.1, "The body must be a list of steps."))?;
    json(&workers::referrals::steps(&asked.house, &worker, steps).await?)
}

async fn results(mut asked: Asked) -> Result<HttpResponse, Problem> {
    let (_, head, body) = signed(&mut asked).await?;
    let body = String::from_utf8(body.to_vec())
        .map_err(|_| Problem::new(400.1, "The body must be JSON in UTF-8."))?;
    json(&workers::deliver(&asked.house, head, body).await?)
}

/// Who signed the request, and its body.
async fn signed(asked: &mut Asked) -> Result<(Worker, SignedHead, Zeroizing<Vec<u8>>), Problem> {
    let body = asked.body(MOST).await?;
    let header = |name: &str| {
        let value = asked.request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let head = || {
        Some(SignedHead {
            key: header("x-waypost-key")?,
            at: header("x-waypost-time")?.parse().ok()?,
            signature: header("x-waypost-signature")?,
        })
    };
    let head = head().ok_or_else(|| {
        Problem::new(
            401.2,
            "The request must be signed: X-Waypost-Key, X-Waypost-Time, X-Waypost-Signature.",
        )
    })?;
    let path = asked
        .request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let signed = Signed {
        head: head.clone(),
        method: asked.request.method().as_str(),
        path: &path,
        body: &body,
    };
    let worker = workers::authenticate(&asked.house, &signed).await?;
    Ok((worker, head, body))
}

fn json(value: &impl Serialize) -> Result<HttpResponse, Problem> {
    Ok(HttpResponseBuilder::new(StatusCode::OK)
        .insert_header(("Cache-Control", "no-store"))
        .json(value))
}
