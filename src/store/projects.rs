//! Projects, and which phone may use which form (grants).

use diesel::prelude::*;

use super::schema::{grants, projects};
use super::{Conn, StoreError};

/// A project. With an agency: confidential, encrypted with its key. Without: general.
#[derive(Clone, Queryable)]
pub struct ProjectRow {
    /// Central's numeric id.
    pub id: i64,
    /// The owning agency.
    pub agency_id: Option<String>,
    /// Name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Put away.
    pub archived: bool,
    /// When made.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When deleted.
    pub deleted_at: Option<i64>,
    /// It takes forms of a stage only.
    pub requires_stage: bool,
}

/// What may change of a project.
pub struct ProjectChange<'a> {
    /// Name.
    pub name: &'a str,
    /// Description.
    pub description: Option<&'a str>,
    /// Put away.
    pub archived: bool,
    /// It takes forms of a stage only.
    pub requires_stage: bool,
}

/// Makes a project and answers its id.
///
/// # Errors
/// When the database refuses.
pub fn insert(
    conn: &mut Conn,
    agency: Option<&str>,
    name: &str,
    description: Option<&str>,
    now: i64,
) -> Result<i64, StoreError> {
    let values = (
        projects::agency_id.eq(agency),
        projects::name.eq(name),
        projects::description.eq(description),
        projects::archived.eq(false),
        projects::created_at.eq(now),
    );
    Ok(on_each!(conn, |c| diesel::insert_into(projects::table)
        .values(values)
        .returning(projects::id)
        .get_result::<i64>(c))?)
}

/// One project that is not deleted.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<ProjectRow>, StoreError> {
    Ok(projects::table
        .find(id)
        .filter(projects::deleted_at.is_null())
        .first(conn)
        .optional()?)
}

/// All projects that are not deleted: archived last, then by name.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<ProjectRow>, StoreError> {
    Ok(projects::table
        .filter(projects::deleted_at.is_null())
        .order((
            projects::archived.asc(),
            projects::name.asc(),
            projects::id.asc(),
        ))
        .load(conn)?)
}

/// Renames, describes, archives, or sets which forms it takes.
///
/// # Errors
/// When the database refuses.
pub fn update(
    conn: &mut Conn,
    id: i64,
    change: &ProjectChange<'_>,
    now: i64,
) -> Result<(), StoreError> {
    diesel::update(projects::table.find(id))
        .set((
            projects::name.eq(change.name),
            projects::description.eq(change.description),
            projects::archived.eq(change.archived),
            projects::requires_stage.eq(change.requires_stage),
            projects::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// A phone's right to a form, or (`form_id` none) to every form of the project.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = grants)]
pub struct GrantRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// Form; none for all.
    pub form_id: Option<String>,
    /// Phone.
    pub actor_id: i64,
    /// Central's role name, `app-user`.
    pub role: String,
    /// When given.
    pub created_at: i64,
}

/// Gives a right; false if it stood already.
///
/// # Errors
/// When the database refuses.
pub fn grant(conn: &mut Conn, row: &GrantRow) -> Result<bool, StoreError> {
    let same = grants_of(conn, row.project_id)?
        .into_iter()
        .any(|g| g.actor_id == row.actor_id && g.form_id == row.form_id && g.role == row.role);
    if !same {
        diesel::insert_into(grants::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(!same)
}

/// Takes a right away; false if there was none.
///
/// # Errors
/// When the database refuses.
pub fn revoke(
    conn: &mut Conn,
    project: i64,
    form: Option<&str>,
    actor: i64,
    role: &str,
) -> Result<bool, StoreError> {
    let of_actor = grants::table
        .filter(grants::project_id.eq(project))
        .filter(grants::actor_id.eq(actor))
        .filter(grants::role.eq(role));
    let gone = match form {
        Some(form) => diesel::delete(of_actor.filter(grants::form_id.eq(form))).execute(conn)?,
        None => diesel::delete(of_actor.filter(grants::form_id.is_null())).execute(conn)?,
    };
    Ok(gone > 0)
}

/// All rights in a project.
///
/// # Errors
/// When the database refuses.
pub fn grants_of(conn: &mut Conn, project: i64) -> Result<Vec<GrantRow>, StoreError> {
    Ok(grants::table
        .filter(grants::project_id.eq(project))
        .order(grants::created_at.asc())
        .load(conn)?)
}
