//! Second factors: sealed secrets of which the database knows only when they were confirmed and used.

use diesel::prelude::*;

use crate::store::schema::{second_factors, users};
use crate::store::{Conn, StoreError};

/// One person's second factor.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors)]
pub struct FactorRow {
    /// Whose.
    pub actor_id: i64,
    /// The secret, sealed by the vault.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub begun_at: i64,
    /// When its owner first gave a right code; none: it counts for nothing yet.
    pub confirmed_at: Option<i64>,
    /// The newest step of time whose code was taken.
    pub last_step: i64,
}

/// A person's second factor, confirmed or not.
///
/// # Errors
/// When the database fails.
pub fn factor_of(conn: &mut Conn, actor: i64) -> Result<Option<FactorRow>, StoreError> {
    Ok(second_factors::table
        .find(actor)
        .select(FactorRow::as_select())
        .first(conn)
        .optional()?)
}

/// Stores a factor that its owner has still to confirm, in the place of one that was never confirmed. False: there is a
/// confirmed one.
///
/// # Errors
/// When the database fails.
pub fn begin_factor(conn: &mut Conn, row: &FactorRow) -> Result<bool, StoreError> {
    let theirs = second_factors::table.find(row.actor_id);
    diesel::delete(theirs.filter(second_factors::confirmed_at.is_null())).execute(conn)?;
    if factor_of(conn, row.actor_id)?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(second_factors::table)
        .values(row)
        .execute(conn)?;
    Ok(true)
}

/// Notes that the code of a step was taken. False: that one, or a later one, was taken before.
///
/// # Errors
/// When the database fails.
pub fn use_step(conn: &mut Conn, actor: i64, step: i64) -> Result<bool, StoreError> {
    let unused = second_factors::table
        .find(actor)
        .filter(second_factors::last_step.lt(step));
    let changed = diesel::update(unused)
        .set(second_factors::last_step.eq(step))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ties an account to its factor, which is confirmed by that, or unties it (`factor` none: the row goes too). False: there
/// is no such person.
///
/// # Errors
/// When the database fails.
pub fn set_factor(
    conn: &mut Conn,
    actor: i64,
    factor: Option<&[u8]>,
    seal: &[u8],
    now: i64,
) -> Result<bool, StoreError> {
    let changed = diesel::update(users::table.find(actor))
        .set((users::factor.eq(factor), users::seal.eq(seal)))
        .execute(conn)?;
    match factor {
        Some(_) => {
            diesel::update(second_factors::table.find(actor))
                .set(second_factors::confirmed_at.eq(now))
                .execute(conn)?;
        }
        None => {
            delete_factor(conn, actor)?;
        }
    }
    Ok(changed == 1)
}

/// Removes a person's factor. False: there was none.
///
/// # Errors
/// When the database fails.
pub fn delete_factor(conn: &mut Conn, actor: i64) -> Result<bool, StoreError> {
    Ok(diesel::delete(second_factors::table.find(actor)).execute(conn)? == 1)
}
