//! Forms as people see them: lists, versions, findings, XML; opening and closing. Uploading and publishing stand in
//! `publishing`, the second person whom that may take in `second_person`, their files in `files`, what they ask in `reading`, what
//! an agency's phones get in `renditions` and carry in `carriers`.

mod carriers;
mod files;
mod publishing;
mod reading;
mod renditions;
mod second_person;

use super::catalog::Catalog;
use super::projects::permitted;
use super::{House, ServiceError};
use crate::domain::policy::{Action, Actor};
use crate::domain::words::FormState;
use crate::openrosa::lint::Finding;
use crate::store::Conn;
use crate::store::forms::{self as rows, FormRow, FormVersionRow};

pub use carriers::{Carrier, carried_by, carried_in};
pub use files::{Expected, expected, file, files, set_draft_file};
pub use publishing::{Published, Reason, create, discard_draft, publish, set_draft};
pub use reading::{Changes, Outline, VersionName, changes, outline};
pub(super) use renditions::{rendered, renew_renditions};
pub use second_person::{Waiting, ask, for_second, waiting, withdraw};

use publishing::read;

/// A form with what Central's clients and the pages show of it.
#[derive(Clone)]
pub struct FormView {
    /// Project.
    pub project: i64,
    /// Row id.
    pub id: String,
    /// The id that phones know.
    pub xml_form_id: String,
    /// Whether it takes submissions.
    pub state: FormState,
    /// Title of the version shown.
    pub title: String,
    /// Version as phones see it (published), or as the author wrote it (draft).
    pub version: String,
    /// MD5 of the XML that phones get.
    pub md5: String,
    /// The guide's step.
    pub stage: Option<String>,
    /// Collection key written in.
    pub key: Option<String>,
    /// When made.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When published; none for a draft.
    pub published_at: Option<i64>,
    /// Secret part of a draft's test address.
    pub draft_token: Option<String>,
    /// The version row shown.
    pub version_id: String,
    /// The rendition that phones get; none for a draft.
    pub rendition_id: Option<String>,
}

/// Which version of a form is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The published one; the draft if nothing is published.
    Shown,
    /// The draft.
    Draft,
}

/// The forms of a project, by title.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<FormView>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("list_forms", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let mut views = Vec::new();
            for form in rows::of_project(conn, project)? {
                views.push(view(conn, &form, Which::Shown)?);
            }
            views.sort_by(|a, b| (&a.title, &a.xml_form_id).cmp(&(&b.title, &b.xml_form_id)));
            Ok(views)
        })
        .await
}

/// One form.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn one(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    which: Which,
) -> Result<FormView, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("read_form", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            view(conn, &form, which)
        })
        .await
}

/// Every version of a form, newest first, as its author wrote it, with the text that phones see.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn versions(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<Vec<(FormVersionRow, Option<String>)>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_versions", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let renditions = rows::renditions_of_project(conn, project)?;
            let all = rows::versions_of(conn, &form.id)?;
            Ok(all
                .into_iter()
                .map(|v| {
                    let seen = renditions.iter().rev().find(|r| r.form_version_id == v.id);
                    let text = seen.map(|r| r.version.clone());
                    (v, text)
                })
                .collect())
        })
        .await
}

/// What the linter says of a form's draft, or of what is published.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn findings(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<Vec<Finding>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_findings", move |conn| {
            let owner = permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let versions = rows::versions_of(conn, &form.id)?;
            let newest = versions.into_iter().next().ok_or(ServiceError::NotFound)?;
            Ok(read(&owner, newest.xml)?.findings)
        })
        .await
}

/// The XML that phones get (published), or that the author wrote (draft).
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn xml(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    which: Which,
) -> Result<Vec<u8>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_xml", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let shown = view(conn, &form, which)?;
            match shown.rendition_id {
                Some(rendition) => {
                    rows::rendition_xml(conn, &rendition)?.ok_or(ServiceError::NotFound)
                }
                None => Ok(rows::version(conn, &shown.version_id)?
                    .ok_or(ServiceError::NotFound)?
                    .xml),
            }
        })
        .await
}

/// Open, closing or closed.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn set_state(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    state: FormState,
) -> Result<FormView, ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    let view = house
        .store
        .write("set_form_state", move |conn| {
            let owner = permitted(conn, &actor, Action::FormPublish, project)?;
            let form = by_id(conn, project, &id)?;
            rows::set_state(conn, &form.id, state.as_str(), now)?;
            let act = format!("form.{state}");
            super::audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                &act,
                "form",
                &form.id,
                now,
            )?;
            Catalog::changed(conn)?;
            let form = by_id(conn, project, &id)?;
            view(conn, &form, Which::Shown)
        })
        .await?;
    house.catalog.forget();
    Ok(view)
}

fn by_id(conn: &mut Conn, project: i64, xml_form_id: &str) -> Result<FormRow, ServiceError> {
    rows::by_xml_id(conn, project, xml_form_id)?.ok_or(ServiceError::NotFound)
}

fn draft_of(conn: &mut Conn, form: &str) -> Result<FormVersionRow, ServiceError> {
    let versions = rows::versions_of(conn, form)?;
    versions
        .into_iter()
        .find(|v| v.state == "draft")
        .ok_or(ServiceError::NotFound)
}

fn view(conn: &mut Conn, form: &FormRow, which: Which) -> Result<FormView, ServiceError> {
    let versions = rows::versions_of(conn, &form.id)?;
    let of = |state: &str| versions.iter().find(|v| v.state == state);
    let version = match which {
        Which::Shown => of("published").or(of("draft")),
        Which::Draft => of("draft"),
    }
    .ok_or(ServiceError::NotFound)?;
    let rendition = match version.state.as_str() {
        "published" => rows::renditions_of_project(conn, form.project_id)?
            .into_iter()
            .rev()
            .find(|r| r.form_version_id == version.id),
        _ => None,
    };
    Ok(FormView {
        project: form.project_id,
        id: form.id.clone(),
        xml_form_id: form.xml_form_id.clone(),
        state: form
            .state
            .parse()
            .map_err(|_| ServiceError::Internal("a form's state"))?,
        title: version.title.clone(),
        version: rendition
            .as_ref()
            .map_or_else(|| version.version.clone(), |r| r.version.clone()),
        md5: rendition
            .as_ref()
            .map_or_else(|| version.md5.clone(), |r| r.md5.clone()),
        stage: version.stage.clone(),
        key: rendition.as_ref().and_then(|r| r.key_id.clone()),
        created_at: form.created_at,
        updated_at: form.updated_at,
        published_at: version.published_at,
        draft_token: version
            .draft_token
            .clone()
            .filter(|_| version.state == "draft"),
        version_id: version.id.clone(),
        rendition_id: rendition.map(|r| r.id),
    })
}
