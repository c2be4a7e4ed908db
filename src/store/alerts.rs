//! What people must hear, without content: one open row for each cause.

use diesel::prelude::*;

use super::schema::alerts;
use super::{Conn, StoreError, notices};

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = alerts)]
pub struct AlertRow {
    /// Id.
    pub id: String,
    /// For whom; none: the auditors of the installation.
    pub agency_id: Option<String>,
    /// [`AlertKind`](crate::domain::alert::AlertKind) as text.
    pub kind: String,
    /// What it is about: a key, a person's number.
    pub subject: String,
    /// How many wait.
    pub waiting: i64,
    /// Since when.
    pub since: i64,
    /// How far it has been escalated, from 0.
    pub level: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// When its cause was gone.
    pub ended_at: Option<i64>,
}

/// Alerts whose cause stands, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn open(conn: &mut Conn) -> Result<Vec<AlertRow>, StoreError> {
    Ok(alerts::table
        .filter(alerts::ended_at.is_null())
        .order(alerts::since.asc())
        .load(conn)?)
}

/// Alerts of an agency (none: of the installation), those whose cause stands first, newest first.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, agency: Option<&str>, limit: i64) -> Result<Vec<AlertRow>, StoreError> {
    let all = alerts::table.order(alerts::updated_at.desc()).limit(limit);
    let mut rows: Vec<AlertRow> = match agency {
        Some(agency) => all.filter(alerts::agency_id.eq(agency)).load(conn)?,
        None => all.filter(alerts::agency_id.is_null()).load(conn)?,
    };
    rows.sort_by_key(|row| row.ended_at.is_some());
    Ok(rows)
}

/// Stores a new alert, and says so.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &AlertRow) -> Result<(), StoreError> {
    diesel::insert_into(alerts::table)
        .values(row)
        .execute(conn)?;
    notices::say_of_alert(conn, row)
}

/// Brings an open alert up to date that escalated, and says so.
///
/// # Errors
/// When the database refuses.
pub fn escalate(conn: &mut Conn, row: &AlertRow) -> Result<(), StoreError> {
    update(conn, row)?;
    notices::say_of_alert(conn, row)
}

/// Brings an open alert up to date of which more waits, and says so although it did not escalate.
///
/// # Errors
/// When the database refuses.
pub fn tell_again(conn: &mut Conn, row: &AlertRow) -> Result<(), StoreError> {
    update(conn, row)?;
    notices::say_again_of_alert(conn, row)
}

/// Brings an open alert up to date.
///
/// # Errors
/// When the database refuses.
pub fn update(conn: &mut Conn, row: &AlertRow) -> Result<(), StoreError> {
    diesel::update(alerts::table.find(&row.id))
        .set((
            alerts::waiting.eq(row.waiting),
            alerts::level.eq(row.level),
            alerts::updated_at.eq(row.updated_at),
            alerts::ended_at.eq(row.ended_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the open alerts of a kind about something.
///
/// # Errors
/// When the database refuses.
pub fn end(conn: &mut Conn, kind: &str, subject: &str, now: i64) -> Result<(), StoreError> {
    let open = alerts::table
        .filter(alerts::kind.eq(kind))
        .filter(alerts::subject.eq(subject))
        .filter(alerts::ended_at.is_null());
    diesel::update(open)
        .set((alerts::ended_at.eq(now), alerts::updated_at.eq(now)))
        .execute(conn)?;
    Ok(())
}
