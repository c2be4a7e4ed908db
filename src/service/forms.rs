//! Form versions: upload, draft, publish; and renditions, a version as one agency's phones get it.

use super::catalog::Catalog;
use super::projects::permitted;
use super::{House, ServiceError};
use crate::crypto::{CollectionPublic, digest, token};
use crate::domain::policy::{Action, Actor};
use crate::domain::words::{FormState, KeyPurpose};
use crate::openrosa::lint::{self, Finding};
use crate::openrosa::{FormDefinition, rendition};
use crate::store::forms::{
    self as rows, FileHead, FormFileRow, FormRow, FormVersionRow, RenditionRow,
};
use crate::store::keys::{self, KeyRow};
use crate::store::projects::{self, ProjectRow};
use crate::store::{Conn, StoreError};

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

/// An upload that was read.
struct Read {
    definition: FormDefinition,
    findings: Vec<Finding>,
    xml: Vec<u8>,
}

/// Makes a form from XForm XML, as a draft or published at once.
///
/// # Errors
/// [`ServiceError::Form`], [`ServiceError::Findings`], [`ServiceError::Exists`], [`ServiceError::Denied`].
pub async fn create(
    house: &House,
    actor: &Actor,
    project: i64,
    xml: Vec<u8>,
    publish_with: Option<Reason>,
) -> Result<FormView, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let view = house
        .store
        .write("create_form", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let read = read(&owner, xml.clone())?;
            let xml_form_id = read.definition.form_id.clone();
            if rows::by_xml_id(conn, project, &xml_form_id)?.is_some() {
                return Err(ServiceError::Exists("a form with this id in this project"));
            }
            let form = FormRow {
                id: token::new_id(),
                project_id: project,
                xml_form_id,
                state: FormState::Open.as_str().to_owned(),
                created_at: now,
                updated_at: None,
                deleted_at: None,
            };
            rows::insert(conn, &form)?;
            super::audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.create",
                "form",
                &form.id,
                now,
            )?;
            let version = add_version(conn, &actor, &form, &read, now)?;
            if let Some(reason) = &publish_with {
                permitted(conn, &actor, Action::FormPublish, project)?;
                publish_version(
                    conn,
                    &actor,
                    &owner,
                    &form,
                    &version,
                    &read.findings,
                    reason,
                    now,
                )?;
            }
            Catalog::changed(conn)?;
            view(conn, &form, Which::Shown)
        })
        .await?;
    house.catalog.forget();
    Ok(view)
}

/// What a publisher says to warnings.
#[derive(Clone)]
pub enum Reason {
    /// Nothing: warnings stop.
    None,
    /// Central's `ignoreWarnings=true`, good for general forms only.
    Ignore,
    /// Written down, and kept in the audit.
    Written(String),
}

/// Replaces the draft. Without XML it starts from the published version.
///
/// # Errors
/// [`ServiceError::Unusable`] when the XML is of another form; as [`create`].
pub async fn set_draft(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    xml: Option<Vec<u8>>,
) -> Result<(), ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("set_form_draft", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let versions = rows::versions_of(conn, &form.id)?;
            let xml = match &xml {
                Some(xml) => xml.clone(),
                None => versions
                    .iter()
                    .find(|v| v.state == "published")
                    .map(|v| v.xml.clone())
                    .ok_or(ServiceError::Missing("xml"))?,
            };
            let read = read(&owner, xml)?;
            if read.definition.form_id != form.xml_form_id {
                let reason = format!(
                    "this is the form {:?}, the XML is {:?}",
                    form.xml_form_id, read.definition.form_id
                );
                return Err(ServiceError::Unusable {
                    field: "xmlFormId",
                    reason,
                });
            }
            let before = versions
                .iter()
                .find(|v| v.state == "draft")
                .map(|v| v.id.clone());
            let version = add_version(conn, &actor, &form, &read, now)?;
            let from = before.clone().or(versions
                .iter()
                .find(|v| v.state == "published")
                .map(|v| v.id.clone()));
            if let Some(from) = from {
                carry_files(conn, &from, &version.id, now)?;
            }
            if let Some(before) = before {
                rows::delete_draft(conn, &before)?;
            }
            super::audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.draft",
                "form",
                &form.id,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Publishes the draft: phones get it from now on, submissions of older versions stay welcome.
///
/// # Errors
/// [`ServiceError::NotFound`] without a draft; [`ServiceError::VersionExists`]; [`ServiceError::Findings`].
pub async fn publish(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    new_version: Option<String>,
    reason: Reason,
) -> Result<FormView, ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    let view = house
        .store
        .write("publish_form", move |conn| {
            let owner = permitted(conn, &actor, Action::FormPublish, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            let (draft, read) = match &new_version {
                Some(version) => {
                    let xml = rendition::set_version(&draft.xml, version)
                        .map_err(|e| ServiceError::Form(e.to_string()))?;
                    let read = read(&owner, xml)?;
                    let renamed = add_version(conn, &actor, &form, &read, now)?;
                    carry_files(conn, &draft.id, &renamed.id, now)?;
                    rows::delete_draft(conn, &draft.id)?;
                    (renamed, read)
                }
                None => {
                    let read = read(&owner, draft.xml.clone())?;
                    (draft, read)
                }
            };
            publish_version(
                conn,
                &actor,
                &owner,
                &form,
                &draft,
                &read.findings,
                &reason,
                now,
            )?;
            Catalog::changed(conn)?;
            view(conn, &form, Which::Shown)
        })
        .await?;
    house.catalog.forget();
    Ok(view)
}

/// Throws a draft away.
///
/// # Errors
/// [`ServiceError::NotFound`] without one; [`ServiceError::Unusable`] when nothing was ever published.
pub async fn discard_draft(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<(), ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .write("discard_draft", move |conn| {
            permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            if rows::versions_of(conn, &form.id)?.len() == 1 {
                let reason = "the form has never been published; replace the draft instead".into();
                return Err(ServiceError::Unusable {
                    field: "draft",
                    reason,
                });
            }
            rows::delete_draft(conn, &draft.id)?;
            Ok(())
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

/// The files that a version expects.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn files(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    which: Which,
) -> Result<Vec<FileHead>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_files", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let shown = view(conn, &form, which)?;
            Ok(rows::files_of(conn, &shown.version_id)?)
        })
        .await
}

/// One uploaded file of a version.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn file(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    which: Which,
    name: String,
) -> Result<FormFileRow, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_file", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let shown = view(conn, &form, which)?;
            rows::file(conn, &shown.version_id, &name)?
                .filter(|f| f.bytes.is_some())
                .ok_or(ServiceError::NotFound)
        })
        .await
}

/// Fills (or with none, empties) a file that the draft expects.
///
/// # Errors
/// [`ServiceError::NotFound`] for a name that it does not expect.
pub async fn set_draft_file(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
    name: String,
    content: Option<(String, Vec<u8>)>,
) -> Result<(), ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("set_form_file", move |conn| {
            permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            let md5 = content
                .as_ref()
                .map(|(_, bytes)| digest::md5_hex(bytes))
                .unwrap_or_default();
            let filled = content
                .as_ref()
                .map(|(kind, bytes)| (kind.as_str(), md5.as_str(), bytes.as_slice()));
            match rows::fill_file(conn, &draft.id, &name, filled, now)? {
                true => Ok(()),
                false => Err(ServiceError::NotFound),
            }
        })
        .await
}

/// New renditions of every published form of an agency, for a new collection key. The old ones stay valid for
/// what is still on phones.
///
/// # Errors
/// When the database refuses, or a stored form does not parse.
pub(super) fn renew_renditions(
    conn: &mut Conn,
    agency: &str,
    key: &KeyRow,
    now: i64,
) -> Result<(), ServiceError> {
    let theirs = projects::all(conn)?
        .into_iter()
        .filter(|p| p.agency_id.as_deref() == Some(agency));
    for project in theirs {
        for form in rows::of_project(conn, project.id)? {
            for version in rows::versions_of(conn, &form.id)?
                .iter()
                .filter(|v| v.state == "published")
            {
                add_rendition(conn, version, Some(key), now)?;
            }
        }
    }
    Ok(())
}

fn read(owner: &ProjectRow, xml: Vec<u8>) -> Result<Read, ServiceError> {
    let definition = FormDefinition::parse(&xml).map_err(|e| ServiceError::Form(e.to_string()))?;
    let project = lint::Project {
        agency: owner.agency_id.is_some(),
        requires_stage: owner.requires_stage,
    };
    let findings = lint::lint(&definition, project);
    if findings.iter().any(|f| f.blocks) {
        return Err(ServiceError::Findings(findings));
    }
    Ok(Read {
        definition,
        findings,
        xml,
    })
}

fn add_version(
    conn: &mut Conn,
    actor: &Actor,
    form: &FormRow,
    read: &Read,
    now: i64,
) -> Result<FormVersionRow, ServiceError> {
    let row = FormVersionRow {
        id: token::new_id(),
        form_id: form.id.clone(),
        version: read.definition.version.clone().unwrap_or_default(),
        state: "draft".into(),
        stage: read.definition.stage.map(|s| s.as_str().to_owned()),
        title: read.definition.name().to_owned(),
        xml: read.xml.clone(),
        md5: digest::md5_hex(&read.xml),
        draft_token: Some(token::Token::generate().expose().to_owned()),
        warnings_reason: None,
        created_by: Some(actor.id),
        created_at: now,
        published_at: None,
    };
    rows::insert_version(conn, &row)?;
    let mut names = std::collections::HashSet::new();
    for file in &read.definition.attachments {
        if names.insert(file.name.clone()) {
            let kind = file.kind.as_str().to_owned();
            rows::insert_file(
                conn,
                &FormFileRow {
                    form_version_id: row.id.clone(),
                    name: file.name.clone(),
                    kind,
                    content_type: None,
                    md5: None,
                    bytes: None,
                    updated_at: None,
                },
            )?;
        }
    }
    Ok(row)
}

#[allow(
    clippy::too_many_arguments,
    reason = "one act with everything that it is about"
)]
fn publish_version(
    conn: &mut Conn,
    actor: &Actor,
    owner: &ProjectRow,
    form: &FormRow,
    version: &FormVersionRow,
    findings: &[Finding],
    reason: &Reason,
    now: i64,
) -> Result<(), ServiceError> {
    let staged = version.stage.is_some();
    let written = match reason {
        Reason::Written(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    let ignored = matches!(reason, Reason::Ignore) && !staged;
    if !findings.is_empty() && written.is_none() && !ignored {
        return Err(ServiceError::Findings(findings.to_vec()));
    }
    let same = rows::versions_of(conn, &form.id)?
        .iter()
        .any(|v| v.id != version.id && v.state != "draft" && v.version == version.version);
    if same {
        return Err(ServiceError::VersionExists {
            form: form.xml_form_id.clone(),
            version: version.version.clone(),
        });
    }
    let key = match &owner.agency_id {
        None => None,
        Some(agency) => {
            let key = keys::active(conn, Some(agency), KeyPurpose::Collection.as_str())?;
            let no_key = "the agency has no key yet: its key holders make one first, then this form can be published";
            Some(key.ok_or(ServiceError::Unusable {
                field: "key",
                reason: no_key.into(),
            })?)
        }
    };
    rows::publish(conn, &form.id, &version.id, written.as_deref(), now)?;
    add_rendition(conn, version, key.as_ref(), now)?;
    let (agency, id) = (owner.agency_id.as_deref(), &form.id);
    super::audit::note_with(
        conn,
        actor,
        agency,
        "form.publish",
        "form",
        id,
        written.as_deref(),
        now,
    )?;
    Ok(())
}

fn add_rendition(
    conn: &mut Conn,
    version: &FormVersionRow,
    key: Option<&KeyRow>,
    now: i64,
) -> Result<(), ServiceError> {
    let broken = |e: crate::openrosa::FormError| ServiceError::Form(e.to_string());
    let (public, suffix) = match key {
        Some(key) => {
            let public = CollectionPublic::from_spki_der(&key.public_key)
                .map_err(|_| ServiceError::Internal("a stored public key"))?;
            (Some(public.to_base64()), Some(suffix_of(key)))
        }
        None => (None, None),
    };
    let xml =
        rendition::render(&version.xml, public.as_deref(), suffix.as_deref()).map_err(broken)?;
    let text = FormDefinition::parse(&xml)
        .map_err(broken)?
        .version
        .unwrap_or_default();
    rows::insert_rendition(
        conn,
        &RenditionRow {
            id: token::new_id(),
            form_version_id: version.id.clone(),
            key_id: key.map(|k| k.id.clone()),
            version: text,
            md5: digest::md5_hex(&xml),
            xml,
            created_at: now,
        },
    )?;
    Ok(())
}

/// Eight base64 characters that name the key: Central marks encrypted versions with as many.
fn suffix_of(key: &KeyRow) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&digest::sha256(&key.public_key)[..6])
}

fn carry_files(conn: &mut Conn, from: &str, to: &str, now: i64) -> Result<(), StoreError> {
    for file in rows::files_of(conn, from)? {
        let whole = rows::file(conn, from, &file.name)?;
        if let Some((kind, md5, bytes)) =
            whole.and_then(|f| Some((f.content_type?, f.md5?, f.bytes?)))
        {
            rows::fill_file(conn, to, &file.name, Some((&kind, &md5, &bytes)), now)?;
        }
    }
    Ok(())
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
