//! Machines of agencies' that are told of notices. Address and secret are sealed; the store keeps bytes.

use diesel::prelude::*;

use super::schema::webhooks;
use super::{Conn, StoreError};

/// A machine that is told.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = webhooks)]
pub struct WebhookRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub agency_id: String,
    /// The host in its address, for people.
    pub host: String,
    /// The address, sealed.
    pub address: Vec<u8>,
    /// The secret that signs, sealed.
    pub secret: Vec<u8>,
    /// Who made it.
    pub made_by: i64,
    /// When.
    pub made_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
    /// By whom.
    pub ended_by: Option<i64>,
}

/// Stores one.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &WebhookRow) -> Result<(), StoreError> {
    diesel::insert_into(webhooks::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One that has not ended.
///
/// # Errors
/// When the database refuses.
pub fn live(conn: &mut Conn, id: &str) -> Result<Option<WebhookRow>, StoreError> {
    Ok(webhooks::table
        .find(id)
        .filter(webhooks::ended_at.is_null())
        .first(conn)
        .optional()?)
}

/// Those of an agency that have not ended, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn of_agency(conn: &mut Conn, agency: &str) -> Result<Vec<WebhookRow>, StoreError> {
    Ok(webhooks::table
        .filter(webhooks::agency_id.eq(agency))
        .filter(webhooks::ended_at.is_null())
        .order((webhooks::made_at.asc(), webhooks::id.asc()))
        .load(conn)?)
}

/// Ends one of an agency, once. False: there is none.
///
/// # Errors
/// When the database refuses.
pub fn end(conn: &mut Conn, agency: &str, id: &str, by: i64, now: i64) -> Result<bool, StoreError> {
    let theirs = webhooks::table
        .find(id)
        .filter(webhooks::agency_id.eq(agency));
    if !diesel::select(diesel::dsl::exists(theirs)).get_result::<bool>(conn)? {
        return Ok(false);
    }
    diesel::update(theirs.filter(webhooks::ended_at.is_null()))
        .set((
            webhooks::ended_at.eq(Some(now)),
            webhooks::ended_by.eq(Some(by)),
        ))
        .execute(conn)?;
    Ok(true)
}
