//! The audit: who did what with what, written in the same transaction as the act, never changed.
//!
//! Rows are chained afterwards by one linking job (`link`, `prev_hash`, `hash`): chaining while writing would make
//! every writer wait for the one before. What is hashed, and how, is decided above. Triggers of the database refuse
//! any other change.

use diesel::prelude::*;

use super::schema::{audit, audit_heads};
use super::{Conn, StoreError};

/// One act, before it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
pub struct Entry {
    /// When.
    pub at: i64,
    /// Who, if a person or a phone.
    pub actor_id: Option<i64>,
    /// What the actor is: `user`, `device`, `vault`, `system`, …
    pub actor_kind: String,
    /// For which agency.
    pub agency_id: Option<String>,
    /// What was done.
    pub action: String,
    /// With what sort of thing.
    pub object_kind: String,
    /// With which one.
    pub object_id: String,
    /// The class of data that was seen.
    pub class: Option<String>,
    /// Why.
    pub purpose: Option<String>,
    /// `done`, `refused` or `failed`.
    pub result: String,
    /// A word more; never content.
    pub note: Option<String>,
}

/// One act as it stands in the audit.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct AuditRow {
    /// Order of writing; may have gaps.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who, if a person or a phone.
    pub actor_id: Option<i64>,
    /// What the actor is.
    pub actor_kind: String,
    /// For which agency.
    pub agency_id: Option<String>,
    /// What was done.
    pub action: String,
    /// With what sort of thing.
    pub object_kind: String,
    /// With which one.
    pub object_id: String,
    /// The class of data that was seen.
    pub class: Option<String>,
    /// Why.
    pub purpose: Option<String>,
    /// `done`, `refused` or `failed`.
    pub result: String,
    /// A word more.
    pub note: Option<String>,
    /// Place in the chain, from 1, without gaps; none until linked.
    pub link: Option<i64>,
    /// Hash of the link before.
    pub prev_hash: Option<Vec<u8>>,
    /// Hash of this link.
    pub hash: Option<Vec<u8>>,
}

/// Which acts a page shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this agency.
    pub agency_id: Option<String>,
    /// Only by this actor.
    pub actor_id: Option<i64>,
    /// Only this action.
    pub action: Option<String>,
    /// Only with this object.
    pub object_id: Option<String>,
    /// Only from this time on.
    pub from: Option<i64>,
    /// Only before this time.
    pub until: Option<i64>,
}

/// Writes one act.
///
/// # Errors
/// When the database fails.
pub fn append(conn: &mut Conn, entry: &Entry) -> Result<(), StoreError> {
    diesel::insert_into(audit::table)
        .values(entry)
        .execute(conn)?;
    Ok(())
}

/// Writes several acts.
///
/// # Errors
/// When the database fails.
pub fn append_many(conn: &mut Conn, entries: &[Entry]) -> Result<(), StoreError> {
    insert_all!(conn, audit::table, entries.iter().cloned());
    Ok(())
}

/// Acts that are not in the chain yet, in order of writing.
///
/// # Errors
/// When the database fails.
pub fn unlinked(conn: &mut Conn, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit::table
        .filter(audit::link.is_null())
        .order(audit::seq.asc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}

/// How many acts are not in the chain yet.
///
/// # Errors
/// When the database fails.
pub fn count_unlinked(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(audit::table
        .filter(audit::link.is_null())
        .count()
        .get_result(conn)?)
}

/// The chain's newest link.
///
/// # Errors
/// When the database fails.
pub fn last_link(conn: &mut Conn) -> Result<Option<AuditRow>, StoreError> {
    Ok(audit::table
        .filter(audit::link.is_not_null())
        .order(audit::link.desc())
        .select(AuditRow::as_select())
        .first(conn)
        .optional()?)
}

/// Puts an act into the chain. False: it is in already.
///
/// # Errors
/// [`StoreError::Conflict`] when another act has that link.
pub fn set_link(
    conn: &mut Conn,
    seq: i64,
    link: i64,
    prev_hash: &[u8],
    hash: &[u8],
) -> Result<bool, StoreError> {
    let changed = diesel::update(audit::table.find(seq).filter(audit::link.is_null()))
        .set((
            audit::link.eq(link),
            audit::prev_hash.eq(prev_hash),
            audit::hash.eq(hash),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Links after `after`, in the chain's order, to verify it.
///
/// # Errors
/// When the database fails.
pub fn chain(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit::table
        .filter(audit::link.gt(after))
        .order(audit::link.asc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}

/// A page of acts, newest first, written before the one numbered `before`.
///
/// # Errors
/// When the database fails.
pub fn page(
    conn: &mut Conn,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut query = audit::table.into_boxed();
    if let Some(before) = before {
        query = query.filter(audit::seq.lt(before));
    }
    if let Some(agency) = &filter.agency_id {
        query = query.filter(audit::agency_id.eq(agency));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(audit::actor_id.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit::action.eq(action));
    }
    if let Some(object) = &filter.object_id {
        query = query.filter(audit::object_id.eq(object));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit::at.lt(until));
    }
    Ok(query
        .order(audit::seq.desc())
        .limit(limit)
        .select(AuditRow::as_select())
        .load(conn)?)
}

/// A head of the chain, signed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = audit_heads)]
pub struct HeadRow {
    /// The link.
    pub link: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// When signed.
    pub signed_at: i64,
    /// Ed25519 of the three before.
    pub signature: Vec<u8>,
}

/// Stores a signed head. One that is there stays as it is.
///
/// # Errors
/// When the database fails.
pub fn insert_head(conn: &mut Conn, row: &HeadRow) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(audit_heads::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Every signed head, by link.
///
/// # Errors
/// When the database fails.
pub fn heads(conn: &mut Conn) -> Result<Vec<HeadRow>, StoreError> {
    Ok(audit_heads::table
        .order(audit_heads::link.asc())
        .load(conn)?)
}
