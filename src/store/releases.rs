//! Tables of counts as they were released to the coordination body.

use diesel::prelude::*;

use super::schema::releases;
use super::{Conn, StoreError};

/// A table that was released.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = releases, treat_none_as_default_value = false)]
pub struct ReleaseRow {
    /// Id, UUIDv7.
    pub id: String,
    /// The month that it counts, as `2026-11`.
    pub month: String,
    /// Which table.
    pub name: String,
    /// 0 for the first of its month and name.
    pub number: i64,
    /// What was printed, as JSON.
    pub body: String,
    /// What was counted, sealed; none of what is counted once only.
    pub counted: Option<Vec<u8>>,
    /// Agencies that it could not count, because only their own machines open what they have.
    pub left_out: i64,
    /// When.
    pub released_at: i64,
}

/// Every release of a table for a month, first to last.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, month: &str, name: &str) -> Result<Vec<ReleaseRow>, StoreError> {
    Ok(releases::table
        .filter(releases::month.eq(month))
        .filter(releases::name.eq(name))
        .order(releases::number.asc())
        .load(conn)?)
}

/// Keeps a release, unless one of its number is here. Whether it was kept.
///
/// # Errors
/// When the database refuses.
pub fn keep(conn: &mut Conn, row: &ReleaseRow) -> Result<bool, StoreError> {
    let kept = on_each!(conn, |c| diesel::insert_into(releases::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(kept == 1)
}
