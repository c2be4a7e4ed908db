//! A draft's files, and the code with which a phone tests it.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::web::Path;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::form_tabs::{path_of, tabs};
use super::posted::{Nothing, Posted};
use super::projects::Known;
use super::upload;
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::service::ServiceError;
use crate::service::drafts_on_phones::{self, Named};
use crate::service::forms::{self, Which};
use crate::web::pages::form_parts::{FormCode, FormFile, FormFiles, FormTab};
use crate::web::pages::{Flash, Here, Trouble};
use crate::web::settings_code::{self, Managed, PhoneSettings};

/// `GET …/forms/{form}/draft/files`
///
/// # Errors
/// 404 without a draft, or for what is not theirs.
pub async fn list(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    shown(&files_view(&visit, known, &path.1, Trouble::none()).await?)
}

/// `POST …/forms/{form}/draft/files`: `name`, then `file`.
///
/// # Errors
/// 403 for whoever may not; 404 for a name that the draft does not expect.
pub async fn fill(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
    path: Path<(String, String)>,
) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let (project, form) = (known.project.id, &path.1);
    match upload::form_file(&visit, &request, body).await? {
        Err(trouble) => again(&files_view(&visit, known, form, trouble).await?),
        Ok((name, kind, bytes)) => {
            let content = Some((kind, bytes));
            let (house, actor) = (&visit.house, visit.actor());
            visit.ok(forms::set_draft_file(house, actor, project, form, name, content).await)?;
            done(&files_of(project, form), Flash::FormFileSaved)
        }
    }
}

/// The form's field.
#[derive(Deserialize)]
pub struct OfFile {
    #[serde(default)]
    name: String,
}

/// `POST …/forms/{form}/draft/files/remove`
///
/// # Errors
/// As [`fill`].
pub async fn remove(posted: Posted<OfFile>, path: Path<(String, String)>) -> Answer {
    let Posted {
        visit,
        form: fields,
    } = posted;
    let (project, form): (i64, _) = (visit.number(&path.0)?, &path.1);
    let (house, actor) = (&visit.house, visit.actor());
    visit.ok(forms::set_draft_file(house, actor, project, form, fields.name, None).await)?;
    done(&files_of(project, form), Flash::FormFileRemoved)
}

fn files_of(project: i64, form: &str) -> String {
    format!("{}/draft/files", path_of(project, form))
}

async fn files_view(
    visit: &Visit,
    known: Known,
    form: &str,
    trouble: Trouble,
) -> Result<FormFiles, Stop> {
    let (house, actor, id) = (&visit.house, visit.actor(), known.project.id);
    let (files, lists) = visit.ok(forms::expected(house, actor, id, form).await)?;
    let here = |file: &forms::Expected| {
        let (bytes, at) = (file.bytes?, file.head.updated_at?);
        let size = visit
            .locale
            .of("publish-size")
            .n("kb", (bytes + 999) / 1_000);
        let kind = file.head.content_type.clone().unwrap_or_default();
        Some((kind, size.into(), visit.when(at)))
    };
    Ok(FormFiles {
        shell: visit.shell(Here::Projects),
        tabs: tabs(visit, &known, form, FormTab::Files).await?,
        files: files
            .iter()
            .map(|file| FormFile {
                name: file.head.name.clone(),
                kind: file.head.kind.clone(),
                here: here(file),
                list: file.list,
            })
            .collect(),
        lists,
        may_edit: visit.may(Action::FormDraft, known.resource()),
        trouble,
    })
}

/// `GET …/forms/{form}/draft/code`: what testing is, before the code.
///
/// # Errors
/// 404 without a draft, or for what is not theirs.
pub async fn code_page(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    shown(&code_view(&visit, known, &path.1, false).await?)
}

/// `POST …/forms/{form}/draft/code`: the code, in this answer alone.
///
/// # Errors
/// As [`code_page`].
pub async fn code(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let known = Known::at(&visit, &path.0).await?;
    shown(&code_view(&visit, known, &path.1, true).await?)
}

async fn code_view(
    visit: &Visit,
    known: Known,
    form: &str,
    with_code: bool,
) -> Result<FormCode, Stop> {
    let (house, actor, project) = (&visit.house, visit.actor(), known.project.id);
    let draft = visit.ok(forms::one(house, actor, project, form, Which::Draft).await)?;
    let code = match with_code {
        false => None,
        true => {
            let none = || visit.stop(&ServiceError::NoSuchDraft);
            let named = Named {
                token: draft.draft_token.ok_or_else(none)?,
                project,
                form: form.to_owned(),
            };
            let url = drafts_on_phones::server_url(&house.settings.public_url(), &named);
            let name = format!("[Draft] {}", draft.title);
            let settings = PhoneSettings {
                server_url: &url,
                login: None,
                project_name: &name,
                icon: Some("📝"),
                managed: Managed::default(),
            };
            let text = settings.text();
            let svg = settings_code::svg(&text);
            let png = settings_code::png(&text).map(|bytes| STANDARD.encode(&*bytes));
            let svg = svg.as_deref().map(String::as_str).unwrap_or_default();
            Some((svg.into(), png.unwrap_or_default().into(), url.into()))
        }
    };
    Ok(FormCode {
        shell: visit.shell(Here::Projects),
        tabs: tabs(visit, &known, form, FormTab::Code).await?,
        version: draft.version,
        code,
    })
}
