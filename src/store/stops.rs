//! Emergency stops, in force and lifted.

use diesel::prelude::*;

use super::schema::stops;
use super::{Conn, StoreError};
use crate::domain::stop::{Stop, Stops};

/// A stop.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = stops)]
pub struct StopRow {
    /// Id.
    pub id: String,
    /// [`StopScope`](crate::domain::stop::StopScope) as text.
    pub scope: String,
    /// What is stopped: an id, or an area; empty for everything.
    pub subject: String,
    /// The agency whose it is; none for what is of the installation.
    pub agency_id: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// Who stopped.
    pub set_by: i64,
    /// When.
    pub set_at: i64,
    /// Who lifted it.
    pub lifted_by: Option<i64>,
    /// When.
    pub lifted_at: Option<i64>,
}

/// Stores a stop.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &StopRow) -> Result<(), StoreError> {
    diesel::insert_into(stops::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// What the stops in force cover.
///
/// # Errors
/// When the database refuses; [`StoreError::NotFound`] for a scope that this version does not know.
pub fn covering(conn: &mut Conn) -> Result<Stops, StoreError> {
    let rows = in_force(conn)?;
    let stops: Result<Vec<Stop>, StoreError> = rows
        .into_iter()
        .map(|row| {
            Ok(Stop {
                scope: row.scope.parse().map_err(|_| StoreError::NotFound)?,
                subject: row.subject,
                agency: row.agency_id,
            })
        })
        .collect();
    Ok(Stops::new(stops?))
}

/// Stops in force, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn in_force(conn: &mut Conn) -> Result<Vec<StopRow>, StoreError> {
    Ok(stops::table
        .filter(stops::lifted_at.is_null())
        .order(stops::set_at.asc())
        .load(conn)?)
}

/// The newest stops, lifted ones too.
///
/// # Errors
/// When the database refuses.
pub fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<StopRow>, StoreError> {
    Ok(stops::table
        .order(stops::set_at.desc())
        .limit(limit)
        .load(conn)?)
}

/// One stop.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<StopRow>, StoreError> {
    Ok(stops::table.find(id).first(conn).optional()?)
}

/// Lifts a stop. False: it was lifted before.
///
/// # Errors
/// When the database refuses.
pub fn lift(conn: &mut Conn, id: &str, by: i64, now: i64) -> Result<bool, StoreError> {
    let changed = diesel::update(stops::table.find(id).filter(stops::lifted_at.is_null()))
        .set((stops::lifted_by.eq(by), stops::lifted_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}
