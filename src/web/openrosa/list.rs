//! Form list, form, manifest and media: what a phone gets.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};

use super::{Refusal, authenticate, dress};
use crate::crypto::digest;
use crate::openrosa::response::{self, FormListItem, ManifestItem, percent_encode};
use crate::service::catalog::{FormEntry, FormList, Phone, ProjectForms};
use crate::service::{House, ServiceError};
use crate::store::StoreError;
use crate::store::forms as rows;
use crate::domain::words::FormState;
use crate::web::wire::Wire;

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
    project: Option<Path<i64>>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Refusal> {
    let phone = authenticate(&request, &house, project.map(|p| *p)).await?;
    let prefix = Wire::of(&request).prefix;
    let key = format!("{}\n{prefix}\n{}", phone.id, wanted.form_id.as_deref().unwrap_or("\n"));
    let list = match house.catalog.list(&key) {
        Some(list) => list,
        None => {
            let forms = house.catalog.project(&house.store, phone.project).await?;
            let body = render(&house, &phone, &forms, &prefix, wanted.form_id.as_deref());
            let list =
                Arc::new(FormList { etag: format!("\"{}\"", digest::md5_hex(&body)), body: Bytes::from(body) });
            house.catalog.keep_list(key, list.clone());
            list
        }
    };
    Ok(cached(&request, "text/xml; charset=utf-8", &list.etag, list.body.clone()))
}

fn render(house: &House, phone: &Phone, forms: &ProjectForms, prefix: &str, wanted: Option<&str>) -> Vec<u8> {
    let base = format!("{}{}/projects/{}/forms", house.settings.public_url(), v1(prefix), phone.project);
    let mut items: Vec<FormListItem> = forms
        .forms
        .values()
        .filter(|f| f.state == FormState::Open && wanted.is_none_or(|w| w == f.xml_form_id))
        .filter(|f| forms.may_use(phone.id, f))
        .filter_map(|form| {
            let current = form.current.as_ref()?;
            let address = format!("{base}/{}", percent_encode(&form.xml_form_id));
            Some(FormListItem {
                form_id: form.xml_form_id.clone(),
                name: current.title.clone(),
                version: current.version.clone(),
                md5: current.md5.clone(),
                manifest_url: (!form.files.is_empty()).then(|| format!("{address}/manifest")),
                download_url: format!("{address}.xml"),
            })
        })
        .collect();
    items.sort_by(|a, b| (&a.name, &a.form_id).cmp(&(&b.name, &b.form_id)));
    response::form_list(&items).into_bytes()
}

/// `/v1/key/T` for an address with a key, `/v1` for others.
fn v1(prefix: &str) -> &str {
    if prefix.is_empty() { "/v1" } else { prefix }
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
    let (_, form) = allowed(request, house, project, form_id).await?;
    let current = form.current.clone().ok_or(ServiceError::NotFound)?;
    let etag = format!("\"{}\"", current.md5);
    if unchanged(request, &etag) {
        return Ok(not_modified(&etag));
    }
    let xml = house
        .store
        .read("rendition_xml", move |conn| rows::rendition_xml(conn, &current.id))
        .await
        .map_err(|e: StoreError| ServiceError::from(e))?
        .ok_or(ServiceError::NotFound)?;
    Ok(cached(request, "text/xml; charset=utf-8", &etag, Bytes::from(xml)))
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
    let (_, form) = allowed(&request, &house, project, &form_id).await?;
    let prefix = Wire::of(&request).prefix;
    let base = format!(
        "{}{}/projects/{project}/forms/{}/attachments",
        house.settings.public_url(),
        v1(&prefix),
        percent_encode(&form.xml_form_id)
    );
    let items: Vec<ManifestItem> = form
        .files
        .iter()
        .filter_map(|file| {
            Some(ManifestItem {
                filename: file.name.clone(),
                md5: file.md5.clone()?,
                download_url: format!("{base}/{}", percent_encode(&file.name)),
            })
        })
        .collect();
    let body = response::manifest(&items);
    let etag = format!("\"{}\"", digest::md5_hex(body.as_bytes()));
    Ok(cached(&request, "text/xml; charset=utf-8", &etag, Bytes::from(body)))
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
    name: String,
) -> Result<HttpResponse, Refusal> {
    let (_, form) = allowed(request, house, project, form_id).await?;
    let version = form.current.as_ref().map(|c| c.form_version_id.clone()).ok_or(ServiceError::NotFound)?;
    let file = house
        .store
        .read("form_file", move |conn| rows::file(conn, &version, &name))
        .await
        .map_err(|e: StoreError| ServiceError::from(e))?;
    let (Some(bytes), Some(md5), content_type) =
        file.map_or((None, None, None), |f| (f.bytes, f.md5, f.content_type))
    else {
        return Err(ServiceError::NotFound.into());
    };
    let content_type = content_type.unwrap_or_else(|| "application/octet-stream".into());
    Ok(cached(request, &content_type, &format!("\"{md5}\""), Bytes::from(bytes)))
}

async fn allowed(
    request: &HttpRequest,
    house: &House,
    project: i64,
    form_id: &str,
) -> Result<(Arc<Phone>, Arc<FormEntry>), Refusal> {
    let phone = authenticate(request, house, Some(project)).await?;
    let forms = house.catalog.project(&house.store, project).await?;
    let form = forms.forms.get(form_id).ok_or(ServiceError::NotFound)?.clone();
    if !forms.may_use(phone.id, &form) {
        return Err(ServiceError::NotFound.into());
    }
    if form.state == FormState::Closed {
        return Err(ServiceError::Denied.into());
    }
    Ok((phone, form))
}

fn unchanged(request: &HttpRequest, etag: &str) -> bool {
    let given = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    given.is_some_and(|list| list.split(',').any(|e| e.trim().trim_start_matches("W/") == etag))
}

fn not_modified(etag: &str) -> HttpResponse {
    let mut answer = HttpResponse::NotModified();
    dress(&mut answer);
    answer.insert_header((header::ETAG, etag)).insert_header((header::CACHE_CONTROL, "private, no-cache")).finish()
}

fn cached(request: &HttpRequest, content_type: &str, etag: &str, body: Bytes) -> HttpResponse {
    if unchanged(request, etag) {
        return not_modified(etag);
    }
    let mut answer = HttpResponse::Ok();
    dress(&mut answer);
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        answer.insert_header((header::CONTENT_TYPE, content_type));
    }
    answer
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Accept-Encoding, Origin"))
        .body(body)
}
