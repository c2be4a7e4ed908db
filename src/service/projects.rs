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

/// What somebody changes of a project; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Name.
    pub name: Option<String>,
    /// Description; none inside empties it.
    pub description: Option<Option<String>>,
    /// Put away.
    pub archived: Option<bool>,
    /// It takes forms of a stage only. What is published already stays.
    pub requires_stage: Option<bool>,
}

/// Renames, describes, archives, or sets which forms it takes.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; [`ServiceError::Unusable`] for a project without an agency that
/// would take forms of a stage only.
pub async fn update(
    house: &House,
    actor: &Actor,
    id: i64,
    change: Change,
) -> Result<ProjectRow, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let updated = house
        .store
        .write("update_project", move |conn| {
            let row = permitted(conn, &actor, Action::ProjectUpdate, id)?;
            if row.agency_id.is_none() && change.requires_stage == Some(true) {
                let reason = "a project without an agency has no key, so it takes no form with a stage at all";
                return Err(ServiceError::Unusable {
                    field: "requiresStage",
                    reason: reason.into(),
                });
            }
            let description = change.description.as_ref().unwrap_or(&row.description);
            let changed = rows::ProjectChange {
                name: change.name.as_deref().unwrap_or(&row.name),
                description: description.as_deref(),
                archived: change.archived.unwrap_or(row.archived),
                requires_stage: change.requires_stage.unwrap_or(row.requires_stage),
            };
            rows::update(conn, id, &changed, now)?;
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
