//! Entity lists: what a form keeps so that another form can pick it on the phone, a case by its code for example.
//!
//! What submissions say of entities is put down with them (encrypted ones: by the vault once it has opened them), sealed to
//! the *key of lists*, and looked at a moment later, in order ([`apply`]). That key serves phones day and night, so its
//! private half stands sealed under the service key. In agencies' projects lists hold nothing but classes D0 and D1.

mod applying;
mod key;
mod reading;

pub use applying::apply;
pub use key::{ListsKey, PUBLIC};
pub use reading::{Listed, Served, csv, csv_for, integrity, lists_of, served};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroize;

use super::projects::permitted;
use super::{House, ServiceError};
use crate::crypto::{Aad, token};
use crate::domain::entity::is_name;
use crate::domain::policy::{Action, Actor};
use crate::openrosa::FormDefinition;
use crate::store::Conn;
use crate::store::entities::{self as rows, ListRow};

/// What a version of an entity says.
///
/// Wiped on drop; does not print.
#[derive(Serialize, Deserialize)]
pub struct Values {
    /// What people call it.
    pub label: String,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
    /// Which of them this version changed.
    pub changed: BTreeSet<String>,
}

impl Drop for Values {
    fn drop(&mut self) {
        self.label.zeroize();
        self.properties.values_mut().for_each(Zeroize::zeroize);
    }
}

/// An action that waits, or was refused.
pub struct Waiting {
    /// Its id.
    pub id: String,
    /// `waiting`, `held`, `approval` or `refused`.
    pub state: String,
    /// Why it was refused.
    pub error: Option<String>,
    /// The submission that says it.
    pub submission: String,
    /// Its id here.
    pub submission_id: String,
    /// When it came.
    pub created_at: i64,
}

fn values_aad(list: &str, entity: &str, version: i64) -> Aad {
    Aad::of("waypost entity 1", &[list, entity, &version.to_string()])
}

/// Refuses a form whose lists or properties have names that cannot be.
pub(super) fn check(form: &FormDefinition) -> Result<(), ServiceError> {
    for list in &form.lists {
        let bad = std::iter::once(list.name.as_str())
            .chain(form.properties_of(&list.name))
            .find(|name| !is_name(name));
        if let Some(name) = bad {
            return Err(ServiceError::Form(format!(
                "{name:?} cannot be the name of an entity list or of a property: letters, digits, - and _, not name or \
                 label, not beginning with __"
            )));
        }
    }
    Ok(())
}

/// Makes the lists that a form keeps, when it is published.
pub(super) fn declare(
    conn: &mut Conn,
    project: i64,
    form: &FormDefinition,
    now: i64,
) -> Result<(), ServiceError> {
    for declared in &form.lists {
        let here = rows::lists(conn, project)?;
        // Phones tell lists apart by the names of files.
        let clash = here.iter().find(|list| {
            list.name != declared.name && list.name.to_lowercase() == declared.name.to_lowercase()
        });
        if let Some(clash) = clash {
            return Err(ServiceError::Form(format!(
                "the project has a list {:?}; {:?} differs from it in upper and lower case only",
                clash.name, declared.name
            )));
        }
        let id = match here.iter().find(|list| list.name == declared.name) {
            Some(list) => list.id.clone(),
            None => {
                let row = ListRow {
                    id: token::new_id(),
                    project_id: project,
                    name: declared.name.clone(),
                    approval: false,
                    revision: 1,
                    created_at: now,
                };
                rows::ensure_list(conn, &row)?;
                row.id
            }
        };
        for property in form.properties_of(&declared.name) {
            if rows::ensure_property(conn, &id, property, now)? {
                rows::changed(conn, &id)?;
            }
        }
    }
    Ok(())
}

/// A list of a project, for whom `action` lets in.
fn list_for(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    project: i64,
    name: &str,
) -> Result<(ListRow, Option<String>), ServiceError> {
    let owner = permitted(conn, actor, action, project)?;
    let lists = rows::lists(conn, project)?;
    let list = lists.into_iter().find(|list| list.name == name);
    Ok((list.ok_or(ServiceError::NotFound)?, owner.agency_id))
}

/// Says whether a person lets new entries into a list.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn set_approval(
    house: &House,
    actor: &Actor,
    project: i64,
    name: &str,
    approval: bool,
) -> Result<(), ServiceError> {
    let (actor, name, now) = (actor.clone(), name.to_owned(), house.now());
    house
        .store
        .write("set_list_approval", move |conn| {
            let (list, agency) = list_for(conn, &actor, Action::SubmissionRead, project, &name)?;
            rows::set_approval(conn, &list.id, approval)?;
            let act = "entity_list.update";
            super::audit::note(
                conn,
                &actor,
                agency.as_deref(),
                act,
                "entity_list",
                &list.id,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Deletes an entity. Its id is never used again.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn delete(
    house: &House,
    actor: &Actor,
    project: i64,
    name: &str,
    entity: &str,
) -> Result<(), ServiceError> {
    let (actor, name, now) = (actor.clone(), name.to_owned(), house.now());
    let entity = entity.to_owned();
    house
        .store
        .write("delete_entity", move |conn| {
            let (list, agency) = list_for(conn, &actor, Action::SubmissionRead, project, &name)?;
            if !rows::delete(conn, &list.id, &entity, now)? {
                return Err(ServiceError::NotFound);
            }
            let act = "entity.delete";
            super::audit::note(conn, &actor, agency.as_deref(), act, "entity", &entity, now)?;
            Ok(())
        })
        .await
}

/// What waits in a project's lists, or was refused, oldest first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn waiting(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<Waiting>, ServiceError> {
    const MOST: i64 = 1_000;
    let actor = actor.clone();
    house
        .store
        .read("waiting_entities", move |conn| {
            permitted(conn, &actor, Action::SubmissionList, project)?;
            let states = ["waiting", "held", "approval", "refused"];
            let waiting = rows::of_project(conn, project, &states, MOST)?;
            let ids: Vec<&str> = waiting
                .iter()
                .map(|row| row.submission_id.as_str())
                .collect();
            let submissions = crate::store::submissions::by_ids(conn, &ids)?;
            let instance = |id: &str| {
                let found = submissions.iter().find(|s| s.id == id);
                found.map(|s| s.instance_id.clone()).unwrap_or_default()
            };
            let shown = waiting.iter().map(|row| Waiting {
                id: row.id.clone(),
                state: row.state.clone(),
                error: row.error.clone(),
                submission: instance(&row.submission_id),
                submission_id: row.submission_id.clone(),
                created_at: row.created_at,
            });
            Ok(shown.collect())
        })
        .await
}

/// Lets a new entry into a list that asks for it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn approve(
    house: &House,
    actor: &Actor,
    project: i64,
    id: &str,
) -> Result<(), ServiceError> {
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    let key = house.lists.clone();
    house
        .store
        .write("approve_entity", move |conn| {
            let owner = permitted(conn, &actor, Action::SubmissionRead, project)?;
            let row = rows::action(conn, &id)?
                .filter(|row| row.project_id == project && row.state == "approval")
                .ok_or(ServiceError::NotFound)?;
            applying::one(conn, &key, &row, applying::Pass::Approved, now)?;
            let agency = owner.agency_id.as_deref();
            super::audit::note(
                conn,
                &actor,
                agency,
                "entity.approve",
                "entity_action",
                &id,
                now,
            )?;
            Ok(())
        })
        .await
}
