//! One form: its draft, what the check found, publishing, versions, and its state.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, done_from, encoded, sentence, shown};
use super::posted::Posted;
use super::projects::{self, Known};
use super::upload::{self, Upload};
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::domain::words::FormState;
use crate::openrosa::lint;
use crate::service::conversion::{ConversionError, Message};
use crate::service::forms::{self, Published, Reason};
use crate::service::{ServiceError, overview};
use crate::web::pages::{Draft, Finding, Flash, FormPage, Here, Trouble, Undo, VersionRow, Weight};

/// `GET /projects/{id}/forms/{form}`
///
/// # Errors
/// 404 for what is not there or not theirs.
pub async fn one(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    shown(&view(&visit, known, &path.1, Trouble::none(), Vec::new()).await?)
}

/// `POST /projects/{id}/forms`: a form that is new in the project, as a draft.
///
/// # Errors
/// 403 for whoever may not.
pub async fn create(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
    id: Path<String>,
) -> Answer {
    let known = Known::at(&visit, &id).await?;
    let project = known.project.id;
    let (trouble, findings) = match upload::form(&visit, &request, body).await? {
        Err(trouble) => (trouble, Vec::new()),
        Ok(upload) => match made(&visit, project, upload).await {
            Ok(made) => {
                return done(
                    &path_of(project, &made.view().xml_form_id),
                    Flash::DraftSaved,
                );
            }
            Err(ServiceError::Exists(_)) => {
                let text = visit.locale.t("forms-wrong-exists");
                (Trouble::with("file", text), Vec::new())
            }
            Err(error) => refused(&visit, error)?,
        },
    };
    again(&projects::view(&visit, known, trouble, findings).await?)
}

async fn made(visit: &Visit, project: i64, upload: Upload) -> Result<Published, ServiceError> {
    let xml = upload.xml(visit, project).await?;
    forms::create(&visit.house, visit.actor(), project, xml, None).await
}

async fn replaced(
    visit: &Visit,
    project: i64,
    form: &str,
    upload: Upload,
) -> Result<(), ServiceError> {
    let xml = upload.xml(visit, project).await?;
    forms::set_draft(&visit.house, visit.actor(), project, form, Some(xml)).await
}

/// `POST …/forms/{form}/draft`: replaces the draft.
///
/// # Errors
/// 403 for whoever may not; 404 for a form that is not there.
pub async fn draft(
    visit: Visit,
    request: HttpRequest,
    body: Multipart,
    path: Path<(String, String)>,
) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let (project, form) = (known.project.id, &path.1);
    let (trouble, findings) = match upload::form(&visit, &request, body).await? {
        Err(trouble) => (trouble, Vec::new()),
        Ok(upload) => match replaced(&visit, project, form, upload).await {
            Ok(()) => return done(&path_of(project, form), Flash::DraftSaved),
            Err(error) => refused(&visit, error)?,
        },
    };
    again(&view(&visit, known, form, trouble, findings).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct Publishing {
    #[serde(default)]
    reason: String,
}

/// `POST …/forms/{form}/publish`
///
/// # Errors
/// 403 for whoever may not; 404 without a draft.
pub async fn publish(posted: Posted<Publishing>, path: Path<(String, String)>) -> Answer {
    let Posted {
        visit,
        form: fields,
    } = posted;
    let known = Known::at(&visit, &path.0).await?;
    let (project, form) = (known.project.id, &path.1);
    let reason = match fields.reason.trim() {
        // The findings stood on the page; whether that is enough for this form, the use-case knows.
        "" => Reason::Ignore,
        text => Reason::Written(text.to_owned()),
    };
    let trouble =
        match forms::publish(&visit.house, visit.actor(), project, form, None, reason).await {
            Ok(_) => return done(&path_of(project, form), Flash::Published),
            Err(ServiceError::Findings(list)) if list.iter().all(|f| !f.blocks) => {
                Trouble::with("reason", visit.locale.t("forms-wrong-reason"))
            }
            Err(ServiceError::VersionExists { version, .. }) => {
                let text = visit.locale.of("forms-wrong-version").s("version", version);
                Trouble::with("file", text)
            }
            Err(error) => refused(&visit, error)?.0,
        };
    again(&view(&visit, known, form, trouble, Vec::new()).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct NewState {
    #[serde(default)]
    state: String,
}

/// `POST …/forms/{form}/state`
///
/// # Errors
/// 403 for whoever may not; 400 for a word that is no state.
pub async fn set_state(posted: Posted<NewState>, path: Path<(String, String)>) -> Answer {
    let Posted {
        visit,
        form: fields,
    } = posted;
    let project = visit.number(&path.0)?;
    let state: FormState = visit.ok(fields
        .state
        .parse()
        .map_err(|_| ServiceError::Missing("a state")))?;
    let (house, actor) = (&visit.house, visit.actor());
    let before = forms::one(house, actor, project, &path.1, forms::Which::Shown).await;
    let before = visit.ok(before)?.state;
    visit.ok(forms::set_state(house, actor, project, &path.1, state).await)?;
    let was = before.as_str();
    done_from(&path_of(project, &path.1), Flash::FormStateSet, was)
}

fn path_of(project: i64, form: &str) -> String {
    format!("/projects/{project}/forms/{}", encoded(form))
}

/// What was wrong with an upload, for the page that is shown again; everything else is another page.
fn refused(visit: &Visit, error: ServiceError) -> Result<(Trouble, Vec<Finding>), Stop> {
    Ok(match error {
        ServiceError::Findings(list) => {
            let found = list.iter().map(|f| finding(visit, f)).collect();
            (
                Trouble::with("file", visit.locale.t("forms-wrong-found")),
                found,
            )
        }
        ServiceError::Form(reason) => {
            let text = visit
                .locale
                .of("forms-wrong-form")
                .s("why", sentence(&reason));
            (Trouble::with("file", text), Vec::new())
        }
        ServiceError::Unusable { reason, .. } => {
            (Trouble::with("file", sentence(&reason)), Vec::new())
        }
        ServiceError::Conversion(ConversionError::Table(list)) => {
            let text = visit.locale.t("forms-wrong-table");
            (
                Trouble::with("file", text),
                list.iter().map(conversion).collect(),
            )
        }
        ServiceError::Conversion(ConversionError::Warnings(list)) => {
            let text = visit.locale.t("forms-wrong-warnings");
            (
                Trouble::with("accept", text),
                list.iter().map(conversion).collect(),
            )
        }
        ServiceError::Conversion(error) => {
            let why = sentence(&error.to_string());
            let text = visit.locale.of("forms-wrong-other").s("why", why);
            (Trouble::with("file", text), Vec::new())
        }
        error => return Err(visit.stop(&error)),
    })
}

fn finding(visit: &Visit, found: &lint::Finding) -> Finding {
    Finding {
        weight: if found.blocks {
            Weight::Error
        } else {
            Weight::Warning
        },
        place: found
            .path
            .clone()
            .unwrap_or_else(|| visit.locale.t("forms-found-form")),
        text: sentence(&found.to_string()),
        row: None,
    }
}

fn conversion(message: &Message) -> Finding {
    Finding {
        weight: if message.blocks {
            Weight::Error
        } else {
            Weight::Warning
        },
        place: message.place(),
        text: message.message.clone(),
        row: message.source.clone(),
    }
}

async fn view(
    visit: &Visit,
    known: Known,
    form_id: &str,
    trouble: Trouble,
    refused: Vec<Finding>,
) -> Result<FormPage, Stop> {
    let (house, actor, id) = (&visit.house, visit.actor(), known.project.id);
    let form = visit.ok(forms::one(house, actor, id, form_id, forms::Which::Shown).await)?;
    let versions = visit.ok(forms::versions(house, actor, id, form_id).await)?;
    let authors: Vec<i64> = versions.iter().filter_map(|(v, _)| v.created_by).collect();
    let names = visit.ok(overview::names(house, actor, &authors).await)?;
    let draft = match versions.iter().find(|(v, _)| v.state == "draft") {
        None => None,
        Some((row, _)) => {
            // A check that came later may find in an older draft what blocks it now.
            let found = match forms::findings(house, actor, id, form_id).await {
                Ok(found) | Err(ServiceError::Findings(found)) => found,
                Err(error) => return Err(visit.stop(&error)),
            };
            let mut findings: Vec<Finding> = found.iter().map(|f| finding(visit, f)).collect();
            findings.sort_by_key(|f| f.weight != Weight::Error);
            Some(Draft {
                version: row.version.clone(),
                saved: visit.when(row.created_at),
                findings,
            })
        }
    };
    let newest = versions
        .first()
        .map(|(v, _)| (v.title.clone(), v.stage.clone()));
    let (title, stage) = newest.unwrap_or((form.title, form.stage));
    // How its state was, where that was just changed.
    let undo = visit.was::<FormState>().map(|state| Undo {
        action: format!("{}/state", path_of(id, form_id)),
        fields: vec![("state", state.as_str().to_owned())],
    });
    Ok(FormPage {
        shell: visit
            .shell(Here::Projects)
            .undoing(Flash::FormStateSet, undo),
        form_id: form.xml_form_id,
        form_path: encoded(form_id),
        title,
        stage: stage.and_then(|s| s.parse().ok()),
        state: form.published_at.is_some().then_some(form.state),
        draft,
        versions: versions
            .into_iter()
            .filter_map(|(row, seen)| {
                Some(VersionRow {
                    published: visit.when(row.published_at?),
                    version: seen.unwrap_or(row.version),
                    by: row.created_by.and_then(|by| names.get(&by).cloned()),
                    reason: row.warnings_reason,
                    current: row.state == "published",
                })
            })
            .collect(),
        may_edit: visit.may(Action::FormDraft, known.resource()),
        may_publish: visit.may(Action::FormPublish, known.resource()),
        project: known.project,
        trouble,
        refused,
    })
}
