//! Recoveries: what one person asked for, and what another said to it.

use diesel::prelude::*;

use crate::store::schema::recoveries;
use crate::store::{Conn, StoreError};

/// One recovery.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = recoveries)]
pub struct RecoveryRow {
    /// Id.
    pub id: String,
    /// Who is to be let in.
    pub actor_id: i64,
    /// Their agency.
    pub agency_id: Option<String>,
    /// [`RecoveryReason`](crate::domain::recovery::RecoveryReason) as text.
    pub reason: String,
    /// Who asked; none: whoever sits at the machine.
    pub asked_by: Option<i64>,
    /// When.
    pub asked_at: i64,
    /// Until when it waits.
    pub expires_at: i64,
    /// The vault's word.
    pub seal: Vec<u8>,
    /// Who decided; none: whoever sits at the machine, if anybody.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<i64>,
    /// What was decided.
    pub agreed: Option<bool>,
}

/// Stores a recovery.
///
/// # Errors
/// When the database fails.
pub fn insert_recovery(conn: &mut Conn, row: &RecoveryRow) -> Result<(), StoreError> {
    diesel::insert_into(recoveries::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One recovery.
///
/// # Errors
/// When the database fails.
pub fn recovery(conn: &mut Conn, id: &str) -> Result<Option<RecoveryRow>, StoreError> {
    Ok(recoveries::table
        .find(id)
        .select(RecoveryRow::as_select())
        .first(conn)
        .optional()?)
}

/// The recovery of a person that waits, if one does.
///
/// # Errors
/// When the database fails.
pub fn waiting_recovery(
    conn: &mut Conn,
    actor: i64,
    now: i64,
) -> Result<Option<RecoveryRow>, StoreError> {
    Ok(recoveries::table
        .filter(recoveries::actor_id.eq(actor))
        .filter(recoveries::decided_at.is_null())
        .filter(recoveries::expires_at.gt(now))
        .select(RecoveryRow::as_select())
        .first(conn)
        .optional()?)
}

/// The newest recoveries of an agency's people, or of those without an agency.
///
/// # Errors
/// When the database fails.
pub fn recoveries_of(
    conn: &mut Conn,
    agency: Option<&str>,
    limit: i64,
) -> Result<Vec<RecoveryRow>, StoreError> {
    let mut query = recoveries::table
        .select(RecoveryRow::as_select())
        .into_boxed();
    query = match agency {
        Some(agency) => query.filter(recoveries::agency_id.eq(agency.to_owned())),
        None => query.filter(recoveries::agency_id.is_null()),
    };
    Ok(query
        .order((recoveries::asked_at.desc(), recoveries::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// Writes what was decided. False: somebody decided first, or its time is over.
///
/// # Errors
/// When the database fails.
pub fn decide_recovery(
    conn: &mut Conn,
    id: &str,
    by: Option<i64>,
    agreed: bool,
    now: i64,
) -> Result<bool, StoreError> {
    let waiting = recoveries::table
        .filter(recoveries::id.eq(id))
        .filter(recoveries::decided_at.is_null())
        .filter(recoveries::expires_at.gt(now));
    let changed = diesel::update(waiting)
        .set((
            recoveries::decided_by.eq(by),
            recoveries::decided_at.eq(now),
            recoveries::agreed.eq(agreed),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
