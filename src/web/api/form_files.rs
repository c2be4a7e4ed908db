//! A form's XML and files. Phones download them at the same addresses as programs: who asks is told by what they send.

use actix_web::http::header;
use actix_web::{Error, HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::call::{Asked, Call};
use super::shape::{self, Answer, content_type, instant_if, ok, success};
use crate::service::ServiceError;
use crate::service::forms::{self, Which};
use crate::web::openrosa;
use crate::web::problem::Problem;
use crate::web::wire::Wire;

/// Bytes of one file of a form: it is kept in a row.
const FILE_BYTES: usize = 25_000_000;

/// `GET …/forms/{form}.xml`: what phones get, byte for byte.
///
/// # Errors
/// A phone's in OpenRosa's XML, a person's as a problem.
pub async fn xml(asked: Asked) -> Result<HttpResponse, Error> {
    let (project, form) = (asked.id("project")?, asked.word("form"));
    if downloads(&asked.request) {
        return Ok(openrosa::form_xml(&asked.request, &asked.house, project, &form).await?);
    }
    let call = asked.signed_in().await?;
    let bytes = forms::xml(&call.house, call.actor(), project, &form, Which::Shown)
        .await
        .map_err(Problem::from)?;
    Ok(shape::xml(bytes)?)
}

/// `GET …/forms/{form}/attachments/{name}`
///
/// # Errors
/// As [`xml`].
pub async fn file(asked: Asked) -> Result<HttpResponse, Error> {
    let (project, form) = (asked.id("project")?, asked.word("form"));
    if downloads(&asked.request) {
        let name = asked.word("name");
        return Ok(openrosa::media(&asked.request, &asked.house, project, &form, &name).await?);
    }
    Ok(download(&asked.signed_in().await?, Which::Shown).await?)
}

/// `GET …/forms/{form}/attachments`
pub async fn list(call: Call) -> Answer {
    ok(files(&call, Which::Shown).await?)
}

/// `GET …/draft/attachments`
pub async fn list_of_draft(call: Call) -> Answer {
    ok(files(&call, Which::Draft).await?)
}

/// `GET …/draft/attachments/{name}`
pub async fn file_of_draft(call: Call) -> Answer {
    download(&call, Which::Draft).await
}

/// `POST …/draft/attachments/{name}`: the raw bytes.
pub async fn fill(mut call: Call) -> Answer {
    let (project, form, name) = (
        call.project().await?.id,
        call.word("form"),
        call.word("name"),
    );
    let mut bytes = call.body(FILE_BYTES).await?;
    let kind = call
        .header(header::CONTENT_TYPE)
        .filter(|k| !k.is_empty())
        .unwrap_or(content_type(&name))
        .to_owned();
    let content = Some((kind, std::mem::take(&mut *bytes)));
    forms::set_draft_file(
        &call.house,
        call.actor(),
        project,
        &form,
        name.clone(),
        content,
    )
    .await?;
    let all = files(&call, Which::Draft).await?;
    ok(all
        .into_iter()
        .find(|f| f["name"] == name.as_str())
        .ok_or_else(Problem::not_found)?)
}

/// `DELETE …/draft/attachments/{name}`
pub async fn empty(call: Call) -> Answer {
    let (project, form, name) = (call.id("project")?, call.word("form"), call.word("name"));
    let (house, actor) = (&call.house, call.actor());
    match forms::set_draft_file(house, actor, project, &form, name, None).await? {
        true => success(),
        false => Err(ServiceError::NotFound.into()),
    }
}

/// Whether a phone's credential came: a key in the address, Digest, or Basic over https with a phone's user name.
pub fn by_phone(request: &HttpRequest) -> bool {
    let wire = Wire::of(request);
    if wire.key.is_some() {
        return true;
    }
    let Some(given) = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
    else {
        return false;
    };
    match given.split_once(' ') {
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("digest") => true,
        Some(("Basic", pair)) => wire.https && !openrosa::names_a_person(pair),
        _ => false,
    }
}

/// The same where phones come without any credential first: without the challenge that answers nobody, an app that
/// was given user name and password would never send them.
fn downloads(request: &HttpRequest) -> bool {
    by_phone(request) || !request.headers().contains_key(header::AUTHORIZATION)
}

async fn download(call: &Call, which: Which) -> Answer {
    let (project, form, name) = (call.id("project")?, call.word("form"), call.word("name"));
    let file = forms::file(
        &call.house,
        call.actor(),
        project,
        &form,
        which,
        name.clone(),
    )
    .await?;
    let kind = file
        .content_type
        .unwrap_or_else(|| content_type(&name).to_owned());
    shape::file(
        &kind,
        &name,
        file.md5.as_deref(),
        file.bytes.unwrap_or_default(),
    )
}

async fn files(call: &Call, which: Which) -> Result<Vec<Value>, Problem> {
    let (project, form) = (call.id("project")?, call.word("form"));
    let all = forms::files(&call.house, call.actor(), project, &form, which).await?;
    Ok(all
        .iter()
        .map(|f| {
            json!({
                "name": f.name,
                "type": f.kind,
                "hash": f.md5,
                "exists": f.md5.is_some(),
                "blobExists": f.md5.is_some(),
                "datasetExists": false,
                "updatedAt": instant_if(f.updated_at),
            })
        })
        .collect())
}
