//! Entity lists: names in clear, values sealed.

use diesel::prelude::*;

use super::schema::{entities, entity_actions, entity_lists, entity_properties, entity_versions};
use super::{Conn, StoreError};

/// A list of a project.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = entity_lists)]
pub struct ListRow {
    /// Id.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// Name.
    pub name: String,
    /// Whether a person lets new entries in.
    pub approval: bool,
    /// Raised by every change.
    pub revision: i64,
    /// When made.
    pub created_at: i64,
}

/// An entity.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = entities)]
pub struct EntityRow {
    /// List.
    pub list_id: String,
    /// UUID.
    pub entity_id: String,
    /// Its newest version.
    pub version: i64,
    /// `soft` or `hard`, if updates met.
    pub conflict: Option<String>,
    /// When made.
    pub created_at: i64,
    /// When changed.
    pub updated_at: Option<i64>,
    /// When deleted.
    pub deleted_at: Option<i64>,
}

/// A version of an entity.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = entity_versions)]
pub struct VersionRow {
    /// List.
    pub list_id: String,
    /// UUID.
    pub entity_id: String,
    /// Its number.
    pub version: i64,
    /// The phone's branch.
    pub branch_id: Option<String>,
    /// The base version that the phone named.
    pub branch_base: Option<i64>,
    /// The submission that said so.
    pub submission_id: Option<String>,
    /// Label and properties, sealed.
    pub sealed: Vec<u8>,
    /// When made.
    pub created_at: i64,
}

/// What a submission says of an entity.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = entity_actions)]
pub struct ActionRow {
    /// Id: in order of time.
    pub id: String,
    /// Project.
    pub project_id: i64,
    /// Submission.
    pub submission_id: String,
    /// `waiting`, `held`, `approval`, `done` or `refused`.
    pub state: String,
    /// Why it was refused.
    pub error: Option<String>,
    /// The action, sealed.
    pub sealed: Vec<u8>,
    /// When it came.
    pub created_at: i64,
    /// When it was last looked at.
    pub tried_at: Option<i64>,
}

/// Makes a list if it is not there.
///
/// # Errors
/// When the database refuses.
pub fn ensure_list(conn: &mut Conn, row: &ListRow) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(entity_lists::table)
        .values(row.clone())
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The lists of a project, by name.
///
/// # Errors
/// When the database refuses.
pub fn lists(conn: &mut Conn, project: i64) -> Result<Vec<ListRow>, StoreError> {
    Ok(entity_lists::table
        .filter(entity_lists::project_id.eq(project))
        .order(entity_lists::name.asc())
        .load(conn)?)
}

/// Adds a property to a list.
///
/// # Errors
/// When the database refuses.
pub fn ensure_property(
    conn: &mut Conn,
    list: &str,
    name: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let values = (
        entity_properties::list_id.eq(list),
        entity_properties::name.eq(name),
        entity_properties::created_at.eq(now),
    );
    let added = on_each!(conn, |c| diesel::insert_into(entity_properties::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Names of a list's properties, in the order in which they came.
///
/// # Errors
/// When the database refuses.
pub fn properties(conn: &mut Conn, list: &str) -> Result<Vec<String>, StoreError> {
    Ok(entity_properties::table
        .filter(entity_properties::list_id.eq(list))
        .order((
            entity_properties::created_at.asc(),
            entity_properties::name.asc(),
        ))
        .select(entity_properties::name)
        .load(conn)?)
}

/// Says that phones must see something new.
///
/// # Errors
/// When the database refuses.
pub fn changed(conn: &mut Conn, list: &str) -> Result<(), StoreError> {
    diesel::update(entity_lists::table.find(list))
        .set(entity_lists::revision.eq(entity_lists::revision + 1))
        .execute(conn)?;
    Ok(())
}

/// Says whether a person lets new entries in.
///
/// # Errors
/// When the database refuses.
pub fn set_approval(conn: &mut Conn, list: &str, approval: bool) -> Result<(), StoreError> {
    diesel::update(entity_lists::table.find(list))
        .set(entity_lists::approval.eq(approval))
        .execute(conn)?;
    Ok(())
}

/// An entity.
///
/// # Errors
/// When the database refuses.
pub fn entity(conn: &mut Conn, list: &str, id: &str) -> Result<Option<EntityRow>, StoreError> {
    Ok(entities::table.find((list, id)).first(conn).optional()?)
}

/// Entities of a list with their newest versions, oldest first; without deleted ones.
///
/// # Errors
/// When the database refuses.
pub fn entities(conn: &mut Conn, list: &str) -> Result<Vec<(EntityRow, VersionRow)>, StoreError> {
    let newest = entities::list_id
        .eq(entity_versions::list_id)
        .and(entities::entity_id.eq(entity_versions::entity_id))
        .and(entities::version.eq(entity_versions::version));
    Ok(entities::table
        .inner_join(entity_versions::table.on(newest))
        .filter(entities::list_id.eq(list))
        .filter(entities::deleted_at.is_null())
        .order((entities::created_at.asc(), entities::entity_id.asc()))
        .select((entities::all_columns, entity_versions::all_columns))
        .load(conn)?)
}

/// Which of these ids are known, and whether each was deleted. No ids: all.
///
/// # Errors
/// When the database refuses.
pub fn states(
    conn: &mut Conn,
    list: &str,
    ids: &[String],
) -> Result<Vec<(String, Option<i64>)>, StoreError> {
    let mut query = entities::table
        .filter(entities::list_id.eq(list))
        .into_boxed();
    if !ids.is_empty() {
        query = query.filter(entities::entity_id.eq_any(ids.to_vec()));
    }
    Ok(query
        .order(entities::entity_id.asc())
        .select((entities::entity_id, entities::deleted_at))
        .load(conn)?)
}

/// Every version of an entity, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn versions(conn: &mut Conn, list: &str, id: &str) -> Result<Vec<VersionRow>, StoreError> {
    Ok(entity_versions::table
        .filter(entity_versions::list_id.eq(list))
        .filter(entity_versions::entity_id.eq(id))
        .order(entity_versions::version.asc())
        .load(conn)?)
}

/// Stores an entity's next version; the first makes it.
///
/// # Errors
/// When the database refuses, which it does for a version that is there.
pub fn add_version(
    conn: &mut Conn,
    row: &VersionRow,
    conflict: Option<&str>,
) -> Result<(), StoreError> {
    if row.version == 1 {
        diesel::insert_into(entities::table)
            .values(EntityRow {
                list_id: row.list_id.clone(),
                entity_id: row.entity_id.clone(),
                version: 1,
                conflict: None,
                created_at: row.created_at,
                updated_at: None,
                deleted_at: None,
            })
            .execute(conn)?;
    } else {
        diesel::update(entities::table.find((&row.list_id, &row.entity_id)))
            .set((
                entities::version.eq(row.version),
                entities::updated_at.eq(row.created_at),
            ))
            .execute(conn)?;
        if let Some(conflict) = conflict {
            diesel::update(entities::table.find((&row.list_id, &row.entity_id)))
                .set(entities::conflict.eq(conflict))
                .execute(conn)?;
        }
    }
    diesel::insert_into(entity_versions::table)
        .values(row)
        .execute(conn)?;
    changed(conn, &row.list_id)
}

/// Deletes an entity: its values go, that it was there stays.
///
/// # Errors
/// When the database refuses.
pub fn delete(conn: &mut Conn, list: &str, id: &str, now: i64) -> Result<bool, StoreError> {
    let deleted = diesel::update(
        entities::table
            .find((list, id))
            .filter(entities::deleted_at.is_null()),
    )
    .set(entities::deleted_at.eq(now))
    .execute(conn)?;
    diesel::update(
        entity_versions::table
            .filter(entity_versions::list_id.eq(list))
            .filter(entity_versions::entity_id.eq(id)),
    )
    .set(entity_versions::sealed.eq(Vec::new()))
    .execute(conn)?;
    changed(conn, list)?;
    Ok(deleted == 1)
}

/// Keeps what submissions say, until it is looked at.
///
/// # Errors
/// When the database refuses.
pub fn say<'a>(
    conn: &mut Conn,
    rows: impl IntoIterator<Item = &'a ActionRow>,
) -> Result<(), StoreError> {
    for row in rows {
        diesel::insert_into(entity_actions::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// One action.
///
/// # Errors
/// When the database refuses.
pub fn action(conn: &mut Conn, id: &str) -> Result<Option<ActionRow>, StoreError> {
    Ok(entity_actions::table.find(id).first(conn).optional()?)
}

/// Actions in a state behind one with this id ("" for the first), oldest first.
///
/// # Errors
/// When the database refuses.
pub fn in_state(
    conn: &mut Conn,
    state: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ActionRow>, StoreError> {
    Ok(entity_actions::table
        .filter(entity_actions::state.eq(state))
        .filter(entity_actions::id.gt(after))
        .order(entity_actions::id.asc())
        .limit(limit)
        .load(conn)?)
}

/// What a submission said of entities.
///
/// # Errors
/// When the database refuses.
pub fn of_submission(conn: &mut Conn, submission: &str) -> Result<Vec<ActionRow>, StoreError> {
    Ok(entity_actions::table
        .filter(entity_actions::submission_id.eq(submission))
        .order(entity_actions::id.asc())
        .load(conn)?)
}

/// Actions of a project that are in a state, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn of_project(
    conn: &mut Conn,
    project: i64,
    states: &[&str],
    limit: i64,
) -> Result<Vec<ActionRow>, StoreError> {
    Ok(entity_actions::table
        .filter(entity_actions::project_id.eq(project))
        .filter(entity_actions::state.eq_any(states.to_vec()))
        .order(entity_actions::id.asc())
        .limit(limit)
        .load(conn)?)
}

/// Says what became of an action. What is done or refused keeps nothing of its content.
///
/// # Errors
/// When the database refuses.
pub fn set_state(
    conn: &mut Conn,
    id: &str,
    state: &str,
    error: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    diesel::update(entity_actions::table.find(id))
        .set((
            entity_actions::state.eq(state),
            entity_actions::error.eq(error),
            entity_actions::tried_at.eq(now),
        ))
        .execute(conn)?;
    if matches!(state, "done" | "refused") {
        diesel::update(entity_actions::table.find(id))
            .set(entity_actions::sealed.eq(Vec::new()))
            .execute(conn)?;
    }
    Ok(())
}
