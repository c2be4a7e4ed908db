//! Whose hands a draft went through, and who asked for its publishing.

use diesel::prelude::*;

use super::schema::{draft_hands, publish_requests};
use super::{Conn, StoreError};

/// That somebody asked a second person to publish a draft.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = publish_requests)]
pub struct RequestRow {
    /// The draft.
    pub form_version_id: String,
    /// Who.
    pub asked_by: i64,
    /// When.
    pub asked_at: i64,
    /// Why in spite of its warnings.
    pub reason: Option<String>,
}

/// Somebody changed a draft's files: what was asked for is not asked any more.
///
/// # Errors
/// When the database refuses.
pub fn changed(conn: &mut Conn, draft: &str, actor: i64, now: i64) -> Result<(), StoreError> {
    let row = (
        draft_hands::form_version_id.eq(draft),
        draft_hands::actor_id.eq(actor),
        draft_hands::at.eq(now),
    );
    on_each!(conn, |c| diesel::insert_into(draft_hands::table)
        .values(row)
        .on_conflict((draft_hands::form_version_id, draft_hands::actor_id))
        .do_nothing()
        .execute(c))?;
    withdraw(conn, draft)?;
    Ok(())
}

/// Who changed a draft's files.
///
/// # Errors
/// When the database refuses.
pub fn hands(conn: &mut Conn, draft: &str) -> Result<Vec<i64>, StoreError> {
    Ok(draft_hands::table
        .filter(draft_hands::form_version_id.eq(draft))
        .select(draft_hands::actor_id)
        .load(conn)?)
}

/// Somebody asks.
///
/// # Errors
/// When the database refuses.
pub fn ask(conn: &mut Conn, row: &RequestRow) -> Result<(), StoreError> {
    withdraw(conn, &row.form_version_id)?;
    diesel::insert_into(publish_requests::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// What was asked for.
///
/// # Errors
/// When the database refuses.
pub fn request(conn: &mut Conn, draft: &str) -> Result<Option<RequestRow>, StoreError> {
    Ok(publish_requests::table.find(draft).first(conn).optional()?)
}

/// Nobody asks any more; false if nobody did.
///
/// # Errors
/// When the database refuses.
pub fn withdraw(conn: &mut Conn, draft: &str) -> Result<bool, StoreError> {
    let gone = diesel::delete(publish_requests::table.find(draft)).execute(conn)?;
    Ok(gone == 1)
}

/// The drafts that somebody asked for, in the order in which that came.
///
/// # Errors
/// When the database refuses.
pub fn all_asked(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    Ok(publish_requests::table
        .order(publish_requests::asked_at.asc())
        .select(publish_requests::form_version_id)
        .load(conn)?)
}

/// Forgets a draft that is thrown away.
///
/// # Errors
/// When the database refuses.
pub(super) fn forget(conn: &mut Conn, draft: &str) -> Result<(), StoreError> {
    withdraw(conn, draft)?;
    diesel::delete(draft_hands::table.filter(draft_hands::form_version_id.eq(draft)))
        .execute(conn)?;
    Ok(())
}
