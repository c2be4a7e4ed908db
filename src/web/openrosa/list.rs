//! Form list, form, manifest and media over HTTP: validators, caching, headers.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};

use super::sender::{is_person, person};
use super::{Asked, Refusal, authenticate, dress};
use crate::service::blank_forms::{self, Download, Reader};
use crate::service::{House, pulls};
use crate::web::wire::Wire;

const XML: &str = "text/xml; charset=utf-8";

/// `?formID=`
#[derive(serde::Deserialize)]
pub struct Wanted {
    #[serde(rename = "formID")]
    form_id: Option<String>,
}

/// The forms that a phone may fill.
///
/// # Errors
/// Never an empty list instead of an error: an app that mirrors the list would delete its forms.
pub async fn form_list(
    request: HttpRequest,
    house: Data<House>,
    asked: Asked,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Refusal> {
    if let Asked::Project(project) = asked
        && is_person(&request)
    {
        let person = person(&request, &house).await?;
        let wanted = wanted.form_id.as_deref();
        let list = blank_forms::list_for_person(&house, person.actor(), project, wanted).await?;
        return Ok(cached(&request, XML, &list.etag, Some(list.body)));
    }
    let phone = authenticate(&request, &house, &asked).await?;
    let prefix = Wire::of(&request).prefix;
    let list = blank_forms::list(&house, &phone, &prefix, wanted.form_id.as_deref()).await?;
    Ok(cached(&request, XML, &list.etag, Some(list.body.clone())))
}

/// `?deviceID=`: what an app calls itself.
#[derive(serde::Deserialize)]
struct App {
    #[serde(rename = "deviceID")]
    device_id: Option<String>,
}

/// The exact bytes whose MD5 the form list names.
///
/// # Errors
/// 404 for a form that the phone may not have, 403 for a closed one.
pub async fn form_xml(
    request: &HttpRequest,
    house: &House,
    project: i64,
    form_id: &str,
) -> Result<HttpResponse, Refusal> {
    let phone = authenticate(request, house, &Asked::Project(project)).await?;
    let app = Query::<App>::from_query(request.query_string())
        .ok()
        .and_then(|asked| asked.into_inner().device_id);
    let has = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    Ok(download(
        request,
        blank_forms::form(house, &phone, form_id, has, app.as_deref()).await?,
    ))
}

/// The files that a form needs and that are here.
///
/// # Errors
/// As [`form_xml`].
pub async fn manifest(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
) -> Result<HttpResponse, Refusal> {
    let (project, form_id) = path.into_inner();
    let phone;
    let reader = if is_person(&request) {
        let person = person(&request, &house).await?;
        pulls::may_pull(&house, person.actor(), project).await?;
        Reader::Person(project)
    } else {
        phone = authenticate(&request, &house, &Asked::Project(project)).await?;
        Reader::Phone(&phone)
    };
    let prefix = Wire::of(&request).prefix;
    let manifest = blank_forms::manifest(&house, &reader, &prefix, &form_id).await?;
    Ok(download(&request, manifest))
}

/// `?id=ID,ID,…`
#[derive(serde::Deserialize)]
pub struct Ids {
    #[serde(default)]
    id: String,
}

/// Which entities a phone must forget.
///
/// # Errors
/// As [`form_list`]; 404 for a list that is not there.
pub async fn integrity(
    request: HttpRequest,
    house: Data<House>,
    path: Path<(i64, String)>,
    ids: Query<Ids>,
) -> Result<HttpResponse, Refusal> {
    let (project, list) = path.into_inner();
    let phone = authenticate(&request, &house, &Asked::Project(project)).await?;
    let ids = ids.id.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids = ids.map(str::to_lowercase).collect();
    let mut answer = HttpResponse::Ok();
    dress(&mut answer);
    Ok(answer.body(blank_forms::integrity(&house, &phone, &list, ids).await?))
}

/// One file of a form.
///
/// # Errors
/// As [`form_xml`]; 404 for a file that was not uploaded.
pub async fn media(
    request: &HttpRequest,
    house: &House,
    project: i64,
    form_id: &str,
    name: &str,
) -> Result<HttpResponse, Refusal> {
    let phone = authenticate(request, house, &Asked::Project(project)).await?;
    Ok(download(
        request,
        blank_forms::media(house, &phone, form_id, name).await?,
    ))
}

pub(super) fn download(request: &HttpRequest, download: Download) -> HttpResponse {
    cached(
        request,
        &download.content_type,
        &download.etag,
        download.bytes,
    )
}

fn cached(
    request: &HttpRequest,
    content_type: &str,
    etag: &str,
    body: Option<Bytes>,
) -> HttpResponse {
    let given = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let same = given.is_some_and(|list| {
        list.split(',')
            .any(|e| e.trim().trim_start_matches("W/") == etag)
    });
    let mut answer = match (same, &body) {
        (true, _) | (_, None) => HttpResponse::NotModified(),
        _ => HttpResponse::Ok(),
    };
    dress(&mut answer);
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        answer.insert_header((header::CONTENT_TYPE, content_type));
    }
    answer
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Accept-Encoding, Origin"));
    match body {
        Some(body) if !same => answer.body(body),
        _ => answer.finish(),
    }
}
