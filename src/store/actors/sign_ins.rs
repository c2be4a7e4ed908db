//! With which kinds of browser people signed in, and what one person alone is to hear.

use diesel::prelude::*;

use crate::store::schema::{personal_notices, sign_ins};
use crate::store::{Conn, StoreError};

/// A kind of browser that somebody signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_ins)]
pub struct SignInRow {
    /// Who.
    pub actor_id: i64,
    /// [`Browser`](crate::domain::session::Browser) as text.
    pub browser: String,
    /// When last.
    pub last_at: i64,
    /// When they were last told of it.
    pub told_at: Option<i64>,
}

/// What one person alone is to hear.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = personal_notices)]
pub struct PersonalNoticeRow {
    /// Id.
    pub id: String,
    /// Who.
    pub actor_id: i64,
    /// [`Personal`](crate::domain::notice::Personal) as text.
    pub kind: String,
    /// When.
    pub created_at: i64,
}

/// What somebody signed in with, the latest first.
///
/// # Errors
/// When the database fails.
pub fn sign_ins_of(conn: &mut Conn, actor: i64) -> Result<Vec<SignInRow>, StoreError> {
    Ok(sign_ins::table
        .filter(sign_ins::actor_id.eq(actor))
        .order((sign_ins::last_at.desc(), sign_ins::browser.asc()))
        .select(SignInRow::as_select())
        .load(conn)?)
}

/// Writes what somebody signed in with.
///
/// # Errors
/// When the database fails.
pub fn keep_sign_in(conn: &mut Conn, row: &SignInRow) -> Result<(), StoreError> {
    let there = sign_ins::table.find((row.actor_id, &row.browser));
    let changed = diesel::update(there)
        .set((
            sign_ins::last_at.eq(row.last_at),
            sign_ins::told_at.eq(row.told_at),
        ))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(sign_ins::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Writes what one person alone is to hear.
///
/// # Errors
/// When the database fails.
pub fn tell_alone(conn: &mut Conn, row: &PersonalNoticeRow) -> Result<(), StoreError> {
    diesel::insert_into(personal_notices::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Whether anybody is to hear something alone.
///
/// # Errors
/// When the database fails.
pub fn is_somebody_to_hear(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(diesel::select(diesel::dsl::exists(
        personal_notices::table.select(personal_notices::id),
    ))
    .get_result(conn)?)
}

/// Takes what people are to hear alone, oldest first.
///
/// # Errors
/// When the database fails.
pub fn take_personal(conn: &mut Conn, limit: i64) -> Result<Vec<PersonalNoticeRow>, StoreError> {
    let rows: Vec<PersonalNoticeRow> = personal_notices::table
        .order((
            personal_notices::created_at.asc(),
            personal_notices::id.asc(),
        ))
        .limit(limit)
        .select(PersonalNoticeRow::as_select())
        .load(conn)?;
    let mut taken = Vec::new();
    for row in rows {
        // Another server may have taken it at the same moment.
        if diesel::delete(personal_notices::table.find(&row.id)).execute(conn)? == 1 {
            taken.push(row);
        }
    }
    Ok(taken)
}
