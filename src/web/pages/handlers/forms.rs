//! One form: its draft, what the check found, publishing, versions, and its state.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, done_from, sentence, shown};
use super::form_tabs::{path_of, tabs};
use super::posted::{Nothing, Posted};
use super::projects::{self, Known};
use super::upload::{self, Upload};
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::domain::publishing::{Next, Rule};
use crate::domain::words::FormState;
use crate::openrosa::lint;
use crate::service::conversion::{ConversionError, Message};
use crate::service::forms::{self, Published, Reason};
use crate::service::{ServiceError, overview};
use crate::web::pages::form_parts::FormTab;
use crate::web::pages::{
    Asked, Draft, Finding, Flash, FormPage, Here, May, Trouble, Undo, VersionRow, Weight, found,
};

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
    let published = forms::publish(&visit.house, visit.actor(), project, form, None, reason).await;
    let trouble = match published {
        Ok(Published::Done(_)) => return done(&path_of(project, form), Flash::Published),
        Ok(Published::Waits(_)) => return done(&path_of(project, form), Flash::PublishAsked),
        Err(error) => not_published(&visit, error)?,
    };
    again(&view(&visit, known, form, trouble, Vec::new()).await?)
}

/// `POST …/forms/{form}/ask`: a second person is to publish it.
///
/// # Errors
/// 403 for whoever may not; 404 without a draft.
pub async fn ask(posted: Posted<Publishing>, path: Path<(String, String)>) -> Answer {
    let Posted {
        visit,
        form: fields,
    } = posted;
    let known = Known::at(&visit, &path.0).await?;
    let (project, form) = (known.project.id, &path.1);
    let reason = match fields.reason.trim() {
        "" => Reason::Ignore,
        text => Reason::Written(text.to_owned()),
    };
    let trouble = match forms::ask(&visit.house, visit.actor(), project, form, reason).await {
        Ok(()) => return done(&path_of(project, form), Flash::PublishAsked),
        Err(error) => not_published(&visit, error)?,
    };
    again(&view(&visit, known, form, trouble, Vec::new()).await?)
}

/// `POST …/forms/{form}/withdraw`
///
/// # Errors
/// 403 for whoever may not; 404 where nobody asked.
pub async fn withdraw(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let project = visit.number(&path.0)?;
    visit.ok(forms::withdraw(&visit.house, visit.actor(), project, &path.1).await)?;
    done(&path_of(project, &path.1), Flash::PublishWithdrawn)
}

/// Why a draft was not published, for the page that is shown again.
fn not_published(visit: &Visit, error: ServiceError) -> Result<Trouble, Stop> {
    Ok(match error {
        ServiceError::Findings(list) if list.iter().all(|f| !f.blocks) => {
            Trouble::with("reason", visit.locale.t("forms-wrong-reason"))
        }
        ServiceError::VersionExists { version, .. } => {
            let text = visit.locale.of("forms-wrong-version").s("version", version);
            Trouble::with("file", text)
        }
        ServiceError::SecondPerson(_) => {
            Trouble::with("second", visit.locale.t("publish-second-other"))
        }
        error => refused(visit, error)?.0,
    })
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
        text: found::text(visit.locale, found),
        row: None,
        english: false,
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
        english: true,
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
    let waiting = forms::waiting(house, actor, id, form_id).await.ok();
    let mut people: Vec<i64> = versions
        .iter()
        .flat_map(|(v, _)| [v.created_by, v.published_by])
        .flatten()
        .collect();
    people.extend(waiting.iter().flat_map(|w| w.asked.as_ref().map(|a| a.0)));
    let names = visit.ok(overview::names(house, actor, &people).await)?;
    let named = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
    let may_edit = visit.may(Action::FormDraft, known.resource());
    let may_publish = visit.may(Action::FormPublish, known.resource());
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
            let files = visit
                .ok(forms::expected(house, actor, id, form_id).await)?
                .0;
            let by_two = waiting.as_ref().is_none_or(|w| w.rule == Rule::Two);
            let asked = waiting.as_ref().and_then(|w| w.asked.clone());
            let next = waiting.as_ref().and_then(|w| w.next);
            Some(Draft {
                version: row.version.clone(),
                saved: visit.when(row.created_at),
                saved_by: named(row.created_by),
                findings,
                files_here: files.iter().filter(|f| f.bytes.is_some() || f.list).count(),
                files: files.len(),
                by_two,
                may: match (next, may_publish) {
                    (Some(Next::Publish), true) => May::Publish,
                    (Some(Next::Ask), true) => May::Ask,
                    // Whoever may draft only asks for it, once.
                    (_, false) if may_edit && by_two && asked.is_none() => May::Ask,
                    _ => May::Wait,
                },
                asked: asked.map(|(by, at, reason)| Asked {
                    by: named(Some(by)),
                    at: visit.when(at),
                    reason,
                }),
            })
        }
    };
    let stage = versions
        .first()
        .map_or(form.stage, |(v, _)| v.stage.clone());
    let tabs = tabs(visit, &known, form_id, FormTab::Versions).await?;
    // How its state was, where that was just changed.
    let undo = visit.was::<FormState>().map(|state| Undo {
        action: format!("{}/state", path_of(id, form_id)),
        fields: vec![("state", state.as_str().to_owned())],
    });
    Ok(FormPage {
        shell: visit
            .shell(Here::Projects)
            .undoing(Flash::FormStateSet, undo),
        tabs,
        stage: stage.and_then(|s| s.parse().ok()),
        state: form.published_at.is_some().then_some(form.state),
        draft,
        versions: versions
            .into_iter()
            .filter_map(|(row, _)| {
                Some(VersionRow {
                    published: visit.when(row.published_at?),
                    version: row.version,
                    by: named(row.created_by),
                    published_by: named(row.published_by.filter(|by| row.created_by != Some(*by))),
                    reason: row.warnings_reason,
                    current: row.state == "published",
                })
            })
            .collect(),
        may_edit,
        may_publish,
        trouble,
        refused,
    })
}
