//! Versions of the referral pathway's tables, and who signed them.

use diesel::prelude::*;

use super::schema::{pathway_signatures, pathways};
use super::{Conn, StoreError};

/// A version of the tables.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = pathways)]
pub struct PathwayRow {
    /// Its name.
    pub label: String,
    /// The tables, as JSON: file name to CSV text.
    pub tables: String,
    /// SHA-256 of `tables`: what was signed.
    pub sha256: Vec<u8>,
    /// Who proposed it.
    pub proposed_by: i64,
    /// When.
    pub proposed_at: i64,
    /// From when on it is to be in force.
    pub starts_at: i64,
    /// When the second signature came.
    pub activated_at: Option<i64>,
}

/// A signature under a version.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = pathway_signatures)]
pub struct SignatureRow {
    /// Version.
    pub label: String,
    /// Who.
    pub actor_id: i64,
    /// When.
    pub signed_at: i64,
}

/// Stores a proposal; false if a version of that name is here.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &PathwayRow) -> Result<bool, StoreError> {
    let inserted = on_each!(conn, |c| diesel::insert_into(pathways::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// One version.
///
/// # Errors
/// When the database refuses.
pub fn by_label(conn: &mut Conn, label: &str) -> Result<Option<PathwayRow>, StoreError> {
    Ok(pathways::table.find(label).first(conn).optional()?)
}

/// One version, held by this transaction until it ends: two people may sign at once.
///
/// # Errors
/// When the database refuses.
pub fn hold(conn: &mut Conn, label: &str) -> Result<Option<PathwayRow>, StoreError> {
    match conn {
        // SQLite has one writer.
        Conn::Sqlite(c) => Ok(pathways::table.find(label).first(c).optional()?),
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => Ok(pathways::table
            .find(label)
            .for_update()
            .first(c)
            .optional()?),
    }
}

/// Every version, newest proposal first.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<PathwayRow>, StoreError> {
    Ok(pathways::table
        .order((pathways::proposed_at.desc(), pathways::label.desc()))
        .load(conn)?)
}

/// Versions that were activated, in the order of their starts.
///
/// # Errors
/// When the database refuses.
pub fn activated(conn: &mut Conn) -> Result<Vec<PathwayRow>, StoreError> {
    Ok(pathways::table
        .filter(pathways::activated_at.is_not_null())
        .order((pathways::starts_at.asc(), pathways::activated_at.asc()))
        .load(conn)?)
}

/// Signs a version; false if that person has.
///
/// # Errors
/// When the database refuses.
pub fn sign(conn: &mut Conn, row: &SignatureRow) -> Result<bool, StoreError> {
    let inserted = on_each!(conn, |c| diesel::insert_into(pathway_signatures::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Who signed which version, in the order of the signatures.
///
/// # Errors
/// When the database refuses.
pub fn signatures(conn: &mut Conn, labels: &[&str]) -> Result<Vec<SignatureRow>, StoreError> {
    Ok(pathway_signatures::table
        .filter(pathway_signatures::label.eq_any(labels))
        .order((
            pathway_signatures::signed_at.asc(),
            pathway_signatures::actor_id.asc(),
        ))
        .load(conn)?)
}

/// The second signature is here: in force from `starts_at`.
///
/// # Errors
/// When the database refuses.
pub fn activate(conn: &mut Conn, label: &str, starts_at: i64, now: i64) -> Result<(), StoreError> {
    diesel::update(pathways::table.find(label))
        .set((
            pathways::activated_at.eq(now),
            pathways::starts_at.eq(starts_at),
        ))
        .execute(conn)?;
    Ok(())
}
