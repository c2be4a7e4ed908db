//! Agencies, and which of them offers which service.

use diesel::prelude::*;

use super::schema::{agencies, providers};
use super::{Conn, StoreError};

/// A partner organisation with its own keys.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agencies)]
pub struct AgencyRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Short code, unique, shown to people.
    pub code: String,
    /// Name.
    pub name: String,
    /// When made.
    pub created_at: i64,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// What kind of organisation it is.
    pub kind: String,
}

/// That an agency offers a service.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = providers)]
pub struct ProviderRow {
    /// Agency.
    pub agency_id: String,
    /// Service, by the pathway's word.
    pub service: String,
    /// Since when.
    pub created_at: i64,
}

/// Stores a new agency.
///
/// # Errors
/// [`StoreError::Conflict`] when its code is taken.
pub fn insert(conn: &mut Conn, row: &AgencyRow) -> Result<(), StoreError> {
    diesel::insert_into(agencies::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One agency.
///
/// # Errors
/// When the database fails.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<AgencyRow>, StoreError> {
    Ok(agencies::table
        .find(id)
        .select(AgencyRow::as_select())
        .first(conn)
        .optional()?)
}

/// The agency with that code.
///
/// # Errors
/// When the database fails.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<AgencyRow>, StoreError> {
    let found = agencies::table
        .filter(agencies::code.eq(code))
        .select(AgencyRow::as_select());
    Ok(found.first(conn).optional()?)
}

/// Every agency, by code.
///
/// # Errors
/// When the database fails.
pub fn all(conn: &mut Conn) -> Result<Vec<AgencyRow>, StoreError> {
    Ok(agencies::table
        .order(agencies::code.asc())
        .select(AgencyRow::as_select())
        .load(conn)?)
}

/// Disables an agency, or enables it with `None`. False: there is no such agency.
///
/// # Errors
/// When the database fails.
pub fn set_disabled(conn: &mut Conn, id: &str, at: Option<i64>) -> Result<bool, StoreError> {
    let changed = diesel::update(agencies::table.find(id))
        .set(agencies::disabled_at.eq(at))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Writes down that an agency offers a service. False: it stood there already.
///
/// # Errors
/// [`StoreError::Reference`] when there is no such agency.
pub fn add_provider(conn: &mut Conn, row: &ProviderRow) -> Result<bool, StoreError> {
    let inserted = on_each!(conn, |c| diesel::insert_into(providers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Strikes a service from an agency, with what the directory says of it. False: it did not stand there.
///
/// # Errors
/// When the database fails.
pub fn remove_provider(conn: &mut Conn, agency: &str, service: &str) -> Result<bool, StoreError> {
    super::directory::forget(conn, agency, Some(service))?;
    Ok(diesel::delete(providers::table.find((agency, service))).execute(conn)? == 1)
}

/// Who offers what, of agencies that are not disabled; by service, then by agency.
///
/// # Errors
/// When the database fails.
pub fn providers(conn: &mut Conn) -> Result<Vec<ProviderRow>, StoreError> {
    Ok(providers::table
        .inner_join(agencies::table)
        .filter(agencies::disabled_at.is_null())
        .order((providers::service.asc(), providers::agency_id.asc()))
        .select(ProviderRow::as_select())
        .load(conn)?)
}

/// Which enabled agency offers which service: (agency, service).
///
/// # Errors
/// When the database fails.
pub fn enabled_providers(conn: &mut Conn) -> Result<Vec<(String, String)>, StoreError> {
    Ok(providers::table
        .inner_join(agencies::table)
        .filter(agencies::disabled_at.is_null())
        .order((providers::agency_id.asc(), providers::service.asc()))
        .select((providers::agency_id, providers::service))
        .load(conn)?)
}
