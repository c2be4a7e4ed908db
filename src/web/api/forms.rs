//! `/v1/projects/{project}/forms`: forms as phones get them, and their versions.

use std::collections::HashMap;

use actix_web::http::header::{self, HeaderName};
use actix_web::web::Query;
use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok};
use crate::domain::words::FormState;
use crate::openrosa::FormDefinition;
use crate::openrosa::FormError;
use crate::openrosa::rendition::written;
use crate::service::ServiceError;
use crate::service::conversion::{self, Source, SourceKind};
use crate::service::forms::{self, FormView, Published, Reason, Which};
use crate::web::problem::Problem;

/// Central's header with the form's id, for an XLSForm that names none.
const FALLBACK_ID: &str = "x-xlsform-formid-fallback";

/// `GET …/forms`
pub async fn list(call: Call) -> Answer {
    let all = forms::list(&call.house, call.actor(), call.id("project")?).await?;
    ok(all.iter().map(form).collect::<Vec<_>>())
}

/// `POST …/forms?publish=&ignoreWarnings=&reason=`: an XLSForm if its Content-Type says so, else XForm XML.
pub async fn create(mut call: Call) -> Answer {
    let project = call.project().await?.id;
    let xml = uploaded(&mut call, project)
        .await?
        .ok_or_else(|| Problem::missing("formId"))?;
    let publish = call.switched_on("publish").then(|| reason(&call));
    match forms::create(&call.house, call.actor(), project, xml.clone(), publish).await {
        Ok(Published::Done(view)) => ok(form(&view)),
        Ok(Published::Waits(view)) => Err(waits(&view)),
        Err(error) => Err(refused(error, &xml)),
    }
}

/// That a draft is kept and waits for a second person: no form that phones get, so no success.
pub fn waits(draft: &FormView) -> Problem {
    Problem::with(
        409.97,
        "The draft is kept and now waits: somebody who neither saved it, nor changed its files, nor asked has to publish it.",
        json!({ "xmlFormId": draft.xml_form_id, "version": written(&draft.version) }),
    )
}

/// `GET …/forms/{form}`
pub async fn one(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    ok(form(
        &forms::one(&call.house, call.actor(), project, &id, Which::Shown).await?,
    ))
}

/// `PATCH …/forms/{form}`: its state.
pub async fn update(mut call: Call) -> Answer {
    let project = call.project().await?.id;
    let state: FormState = call
        .json()
        .await?
        .one_of("state", "it is open, closing or closed")?;
    ok(form(
        &forms::set_state(
            &call.house,
            call.actor(),
            project,
            &call.word("form"),
            state,
        )
        .await?,
    ))
}

/// `GET …/forms/{form}/versions`: what was published, newest first.
pub async fn versions(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    let shown = forms::one(&call.house, call.actor(), project, &id, Which::Shown).await?;
    let all = forms::versions(&call.house, call.actor(), project, &id).await?;
    let published = all
        .iter()
        .filter(|(version, _)| version.published_at.is_some())
        .map(|(version, seen)| {
            let mut body = form(&shown);
            body["version"] = json!(version.version);
            body["phoneVersion"] = json!(seen.as_ref().unwrap_or(&version.version));
            body["hash"] = json!(version.md5);
            body["name"] = json!(version.title);
            body["stage"] = json!(version.stage);
            body["createdAt"] = instant(version.created_at);
            body["publishedAt"] = instant_if(version.published_at);
            body["draftToken"] = Value::Null;
            body["publishNotes"] = json!(version.warnings_reason);
            body
        });
    ok(published.collect::<Vec<_>>())
}

/// `GET …/forms/{form}/fields`
pub async fn fields(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("form"));
    let xml = forms::xml(&call.house, call.actor(), project, &id, Which::Shown).await?;
    let broken = |e: FormError| Problem::with(400.1, e.to_string(), json!({ "format": "xml" }));
    let definition = FormDefinition::parse(&xml).map_err(broken)?;
    let fields = definition.fields.iter().map(|f| {
        json!({
            "path": &*f.path,
            "name": f.name,
            "type": f.kind.as_str(),
            "binary": f.binary,
            "selectMultiple": f.select_multiple,
        })
    });
    ok(fields.collect::<Vec<_>>())
}

/// The XML of a form that was sent, an XLSForm converted before anything is written; none for an empty body.
///
/// # Errors
/// 400.36; for an XLSForm 400.15, 400.16, 403.1, 501.3, 502.2.
pub async fn uploaded(call: &mut Call, project: i64) -> Result<Option<Vec<u8>>, Problem> {
    let kind = call.header(header::CONTENT_TYPE).unwrap_or_default();
    let kind = SourceKind::of_media_type(kind);
    let settings = &call.house.settings;
    let most = match kind {
        Some(_) => conversion::largest(settings),
        None => settings.limits.xml_bytes,
    };
    let mut body = call.body(most).await?;
    let bytes = std::mem::take(&mut *body);
    let Some(kind) = kind.filter(|_| !bytes.is_empty()) else {
        return Ok((!bytes.is_empty()).then_some(bytes));
    };
    let source = Source {
        kind,
        fallback_id: fallback_id(call),
        bytes,
    };
    let accept = !matches!(reason(call), Reason::None);
    let xml = conversion::of_upload(&call.house, call.actor(), project, source, accept).await?;
    Ok(Some(xml))
}

/// The form's id for an XLSForm that names none; percent-encoded, as a query is.
fn fallback_id(call: &Call) -> String {
    let given = call.header(HeaderName::from_static(FALLBACK_ID));
    let query = format!("id={}", given.unwrap_or_default());
    let read = Query::<HashMap<String, String>>::from_query(&query).ok();
    read.and_then(|mut read| read.remove("id"))
        .unwrap_or_default()
}

/// What the publisher says to warnings: `reason` is kept; `ignoreWarnings=true` is good for general forms, and for what
/// pyxform says of an XLSForm.
pub fn reason(call: &Call) -> Reason {
    match call.asked_for("reason").filter(|r| !r.trim().is_empty()) {
        Some(text) => Reason::Written(text.to_owned()),
        None if call.switched_on("ignoreWarnings") => Reason::Ignore,
        None => Reason::None,
    }
}

/// Central's code for XML that is no form.
pub fn refused(error: ServiceError, xml: &[u8]) -> Problem {
    let ServiceError::Form(_) = &error else {
        return error.into();
    };
    let Err(why) = FormDefinition::parse(xml) else {
        return error.into();
    };
    let message = why.to_string();
    match why {
        FormError::NoMeta => Problem::new(400.27, message),
        FormError::FormIdTooLong => Problem::with(400.13, message, json!({ "maxLength": 64 })),
        FormError::NoFormId => Problem::with(400.2, message, json!({ "field": "formId" })),
        FormError::FormIdLooksLikeFile => {
            Problem::with(400.8, message, json!({ "field": "formId" }))
        }
        _ => error.into(),
    }
}

/// Central's Form, and ours beside it: `phoneVersion` is the version that phones see and send. Central's SHA hashes and Enketo ids are not kept.
pub fn form(one: &FormView) -> Value {
    json!({
        "projectId": one.project,
        "xmlFormId": one.xml_form_id,
        "state": one.state,
        "enketoId": null,
        "enketoOnceId": null,
        "createdAt": instant(one.created_at),
        "updatedAt": instant_if(one.updated_at),
        "webformsEnabled": false,
        "keyId": one.key,
        "version": written(&one.version),
        "phoneVersion": one.version,
        "hash": one.md5,
        "sha": null,
        "sha256": null,
        "draftToken": one.draft_token,
        "publishedAt": instant_if(one.published_at),
        "name": one.title,
        "stage": one.stage,
    })
}
