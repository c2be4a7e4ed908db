//! Projects: an agency's own (confidential), or general ones (marked "not confidential").

use super::{House, ServiceError};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::projects as rows;
use crate::store::{Conn, agencies};

pub use crate::store::projects::ProjectRow;

/// Makes a project; without an agency it is a general one.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Missing`], [`ServiceError::NotFound`] for an unknown agency.
pub async fn create(
    house: &House,
    actor: &Actor,
    agency: Option<String>,
    name: &str,
    description: Option<String>,
) -> Result<ProjectRow, ServiceError> {
    let resource = agency
        .as_deref()
        .map_or(Resource::Platform, Resource::Agency);
    policy::may(actor, Action::ProjectCreate, resource)?;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(ServiceError::Missing("name"));
    }
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("create_project", move |conn| {
            if let Some(agency) = &agency {
                agencies::by_id(conn, agency)?.ok_or(ServiceError::NotFound)?;
            }
            let id = rows::insert(conn, agency.as_deref(), &name, description.as_deref(), now)?;
            super::audit::note(
                conn,
                &actor,
                agency.as_deref(),
                "project.create",
                "project",
                &id.to_string(),
                now,
            )?;
            rows::by_id(conn, id)?.ok_or(ServiceError::Internal("a new project"))
        })
        .await
}

/// The projects that the actor may see.
///
/// # Errors
/// When the database refuses.
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<ProjectRow>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("list_projects", move |conn| {
            let all = rows::all(conn)?;
            Ok(all
                .into_iter()
                .filter(|p| allowed(&actor, Action::ProjectRead, p).is_ok())
                .collect())
        })
        .await
}

/// One project.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn one(house: &House, actor: &Actor, id: i64) -> Result<ProjectRow, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("read_project", move |conn| {
            permitted(conn, &actor, Action::ProjectRead, id)
        })
        .await
}

/// Renames, describes or archives.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn update(
    house: &House,
    actor: &Actor,
    id: i64,
    name: Option<String>,
    description: Option<Option<String>>,
    archived: Option<bool>,
) -> Result<ProjectRow, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let updated = house
        .store
        .write("update_project", move |conn| {
            let row = permitted(conn, &actor, Action::ProjectUpdate, id)?;
            let name = name.clone().unwrap_or(row.name);
            let description = description.clone().unwrap_or(row.description);
            rows::update(
                conn,
                id,
                &name,
                description.as_deref(),
                archived.unwrap_or(row.archived),
                now,
            )?;
            super::audit::note(
                conn,
                &actor,
                row.agency_id.as_deref(),
                "project.update",
                "project",
                &id.to_string(),
                now,
            )?;
            rows::by_id(conn, id)?.ok_or(ServiceError::NotFound)
        })
        .await?;
    house.catalog.forget();
    Ok(updated)
}

/// The project, if the actor may do that in it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub(super) fn permitted(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    id: i64,
) -> Result<ProjectRow, ServiceError> {
    let row = rows::by_id(conn, id)?.ok_or(ServiceError::NotFound)?;
    allowed(actor, action, &row)?;
    Ok(row)
}

fn allowed(
    actor: &Actor,
    action: Action,
    row: &ProjectRow,
) -> Result<policy::Grant, policy::Denied> {
    policy::may(
        actor,
        action,
        Resource::Project {
            id: row.id,
            agency: row.agency_id.as_deref(),
        },
    )
}
