//! Files that forms need beside them.

use super::{Which, by_id, draft_of, view};
use crate::crypto::digest;
use crate::domain::policy::{Action, Actor};
use crate::openrosa::FormDefinition;
use crate::service::projects::permitted;
use crate::service::{House, ServiceError, audit, entity_lists};
use crate::store::forms::{self as rows, FileHead, FormFileRow};
use crate::store::publishing as hands;
use crate::store::{Conn, StoreError};

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

/// A file that a draft expects, for people.
pub struct Expected {
    /// Name, kind, type, and when it was uploaded.
    pub head: FileHead,
    /// Its bytes; none: it was not uploaded.
    pub bytes: Option<i64>,
    /// Nobody needs to upload it: the project keeps an entity list of this name.
    pub list: bool,
}

/// The files that the draft expects, and the entity lists that it keeps.
///
/// # Errors
/// [`ServiceError::NotFound`] without a draft, [`ServiceError::Denied`].
pub async fn expected(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<(Vec<Expected>, Vec<String>), ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    let (heads, sizes, keeps) = house
        .store
        .read("form_expects", move |conn| {
            permitted(conn, &actor, Action::FormRead, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            let definition = FormDefinition::parse(&draft.xml);
            let definition = definition.map_err(|e| ServiceError::Form(e.to_string()))?;
            let mut keeps: Vec<String> = definition.lists.into_iter().map(|l| l.name).collect();
            keeps.dedup();
            let heads = rows::files_of(conn, &draft.id)?;
            Ok::<_, ServiceError>((heads, rows::file_sizes(conn, &draft.id)?, keeps))
        })
        .await?;
    let lists = entity_lists::served(house, project).await?;
    let expected = heads.into_iter().map(|head| {
        let table = head.name.strip_suffix(".csv");
        Expected {
            bytes: sizes
                .iter()
                .find(|(name, _)| *name == head.name)
                .map(|(_, bytes)| *bytes),
            list: lists.iter().any(|list| Some(list.name.as_str()) == table),
            head,
        }
    });
    Ok((expected.collect(), keeps))
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

/// Fills (or with none, empties) a file that the draft expects. False: there was nothing to empty.
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
) -> Result<bool, ServiceError> {
    let (actor, now, id) = (actor.clone(), house.now(), xml_form_id.to_owned());
    house
        .store
        .write("set_form_file", move |conn| {
            let owner = permitted(conn, &actor, Action::FormDraft, project)?;
            let form = by_id(conn, project, &id)?;
            let draft = draft_of(conn, &form.id)?;
            // An empty slot is not there to be emptied.
            let sizes = rows::file_sizes(conn, &draft.id)?;
            if content.is_none() && sizes.iter().all(|(there, _)| *there != name) {
                return Ok(false);
            }
            let md5 = content
                .as_ref()
                .map(|(_, bytes)| digest::md5_hex(bytes))
                .unwrap_or_default();
            let filled = content
                .as_ref()
                .map(|(kind, bytes)| (kind.as_str(), md5.as_str(), bytes.as_slice()));
            if !rows::fill_file(conn, &draft.id, &name, filled, now)? {
                return Err(ServiceError::NotFound);
            }
            // With another file it is another draft: whoever changed it is not its second person.
            hands::changed(conn, &draft.id, actor.id, now)?;
            audit::note(
                conn,
                &actor,
                owner.agency_id.as_deref(),
                "form.file",
                "form",
                &form.id,
                now,
            )?;
            Ok(true)
        })
        .await
}

/// Takes filled files along from one version to another that expects them.
pub(super) fn carry_files(
    conn: &mut Conn,
    from: &str,
    to: &str,
    now: i64,
) -> Result<(), StoreError> {
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
