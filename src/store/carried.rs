//! What hangs on a key: which rendition of each form phones carry, what waits to be opened, what is sealed to it.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::schema::{
    actors, carried, devices, forms, record_keys, records, renditions, submissions,
};
use super::{Conn, StoreError};

/// Records sealed to one key are counted no further.
pub const MOST_SEALED: i64 = 1_000;

/// States of submissions that are not opened yet, or could not be. Said one by one: what is sealed is nearly everything.
const UNOPENED: [&str; 8] = [
    "waiting_media",
    "received",
    "waiting_key",
    "key_disabled",
    "key_unknown",
    "stopped",
    "damaged",
    "erased",
];

/// An app that carries a form with an old key.
#[derive(Clone, Debug, Queryable)]
pub struct CarriedRow {
    /// The phone's credential.
    pub device_id: i64,
    /// Its name.
    pub name: String,
    /// What the app calls itself (Collect's `deviceID`); empty if it does not say.
    pub app: String,
    /// The form's id as phones know it.
    pub xml_form_id: String,
    /// When it fetched it.
    pub fetched_at: i64,
    /// When the credential was last seen.
    pub last_seen_at: Option<i64>,
}

/// An app fetched a rendition: from now on it carries this one of that form.
///
/// # Errors
/// When the database refuses.
pub fn fetched(
    conn: &mut Conn,
    device: i64,
    app: &str,
    form: &str,
    rendition: &str,
    now: i64,
) -> Result<(), StoreError> {
    let row = (
        carried::device_id.eq(device),
        carried::app.eq(app),
        carried::form_id.eq(form),
        carried::rendition_id.eq(rendition),
        carried::fetched_at.eq(now),
    );
    on_each!(conn, |c| diesel::insert_into(carried::table)
        .values(row)
        .on_conflict((carried::device_id, carried::app, carried::form_id))
        .do_update()
        .set((
            carried::rendition_id.eq(rendition),
            carried::fetched_at.eq(now),
        ))
        .execute(c))?;
    Ok(())
}

/// Phones in use that carry a form with this key, longest unseen first.
///
/// # Errors
/// When the database refuses.
pub fn with_key(conn: &mut Conn, key: &str, limit: i64) -> Result<Vec<CarriedRow>, StoreError> {
    Ok(carried::table
        .inner_join(renditions::table)
        .inner_join(devices::table.inner_join(actors::table))
        .inner_join(forms::table.on(forms::id.eq(carried::form_id)))
        .filter(renditions::key_id.eq(key))
        .filter(devices::revoked_at.is_null())
        .filter(forms::deleted_at.is_null())
        .order((devices::last_seen_at.asc(), carried::device_id.asc()))
        .limit(limit)
        .select((
            carried::device_id,
            actors::display_name,
            carried::app,
            forms::xml_form_id,
            carried::fetched_at,
            devices::last_seen_at,
        ))
        .load(conn)?)
}

/// What an app of a project's phone carries of a form.
#[derive(Clone, Debug, Queryable)]
pub struct CarriesRow {
    /// The phone's credential.
    pub device_id: i64,
    /// Its name.
    pub name: String,
    /// The form.
    pub form_id: String,
    /// Its id as phones know it.
    pub xml_form_id: String,
    /// Which rendition of it.
    pub rendition_id: String,
    /// The version's text, as phones see it.
    pub version: String,
    /// When it fetched it.
    pub fetched_at: i64,
    /// When the credential was last seen.
    pub last_seen_at: Option<i64>,
}

/// What the phones in use of a project carry.
///
/// # Errors
/// When the database refuses.
pub fn of_project(conn: &mut Conn, project: i64) -> Result<Vec<CarriesRow>, StoreError> {
    Ok(carried::table
        .inner_join(renditions::table)
        .inner_join(devices::table.inner_join(actors::table))
        .inner_join(forms::table.on(forms::id.eq(carried::form_id)))
        .filter(devices::project_id.eq(project))
        .filter(devices::revoked_at.is_null())
        .filter(forms::deleted_at.is_null())
        .order((carried::device_id.asc(), carried::fetched_at.asc()))
        .select((
            carried::device_id,
            actors::display_name,
            forms::id,
            forms::xml_form_id,
            renditions::id,
            renditions::version,
            carried::fetched_at,
            devices::last_seen_at,
        ))
        .load(conn)?)
}

/// How many apps carry a form with this key.
///
/// # Errors
/// When the database refuses.
pub fn apps_with_key(conn: &mut Conn, key: &str) -> Result<i64, StoreError> {
    apps_with_keys(conn, &[key.to_owned()])
}

/// How many apps carry a form with one of these keys.
///
/// # Errors
/// When the database refuses.
pub fn apps_with_keys(conn: &mut Conn, keys: &[String]) -> Result<i64, StoreError> {
    let apps: Vec<(i64, String)> = carried::table
        .inner_join(renditions::table)
        .inner_join(devices::table)
        .inner_join(forms::table.on(forms::id.eq(carried::form_id)))
        .filter(renditions::key_id.eq_any(keys))
        .filter(devices::revoked_at.is_null())
        .filter(forms::deleted_at.is_null())
        .select((carried::device_id, carried::app))
        .distinct()
        .load(conn)?;
    Ok(apps.len() as i64)
}

/// An agency's submissions that are not sealed yet, by the key that they were encrypted to.
///
/// # Errors
/// When the database refuses.
pub fn unopened(conn: &mut Conn, agency: &str) -> Result<Vec<(Option<String>, i64)>, StoreError> {
    Ok(submissions::table
        .inner_join(renditions::table)
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::state.eq_any(UNOPENED))
        .group_by(renditions::key_id)
        .select((renditions::key_id, count_star()))
        .load(conn)?)
}

/// What waits for a key, by agency, key and state: how many, and since when.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn, states: &[&str]) -> Result<Vec<WaitingRow>, StoreError> {
    Ok(submissions::table
        .inner_join(renditions::table)
        .filter(submissions::agency_id.is_not_null())
        .filter(submissions::state.eq_any(states))
        .group_by((
            submissions::agency_id,
            renditions::key_id,
            submissions::state,
        ))
        .select((
            submissions::agency_id,
            renditions::key_id,
            submissions::state,
            count_star(),
            diesel::dsl::min(submissions::created_at),
        ))
        .load(conn)?)
}

/// One row of [`waiting`].
#[derive(Clone, Debug, Queryable)]
pub struct WaitingRow {
    /// Agency.
    pub agency_id: Option<String>,
    /// Key.
    pub key_id: Option<String>,
    /// State.
    pub state: String,
    /// How many.
    pub count: i64,
    /// When the oldest came.
    pub since: Option<i64>,
}

/// Submissions of a key in a state, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn ids_waiting(
    conn: &mut Conn,
    agency: &str,
    key: &str,
    state: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(submissions::table
        .inner_join(renditions::table)
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::state.eq(state))
        .filter(renditions::key_id.eq(key))
        .order(submissions::id.asc())
        .limit(limit)
        .select(submissions::id)
        .load(conn)?)
}

/// How many records are sealed to a key, counted no further than [`MOST_SEALED`]: after years it is nearly everything.
///
/// # Errors
/// When the database refuses.
pub fn sealed_to(conn: &mut Conn, key: &str) -> Result<i64, StoreError> {
    let some: Vec<i64> = record_keys::table
        .filter(record_keys::key_id.eq(key))
        .limit(MOST_SEALED)
        .select(record_keys::created_at)
        .load(conn)?;
    Ok(i64::try_from(some.len()).unwrap_or(MOST_SEALED))
}

/// How many records are sealed to one of these keys. Counts every row: for a page that is looked at while keys change.
///
/// # Errors
/// When the database refuses.
pub fn records_of(conn: &mut Conn, keys: &[String]) -> Result<i64, StoreError> {
    Ok(record_keys::table
        .filter(record_keys::key_id.eq_any(keys))
        .select(count_star())
        .first(conn)?)
}

/// Some wraps of a key, with the kind of their records.
///
/// # Errors
/// When the database refuses.
pub fn wraps_of(
    conn: &mut Conn,
    key: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, String, Vec<u8>)>, StoreError> {
    Ok(record_keys::table
        .inner_join(records::table)
        .filter(record_keys::key_id.eq(key))
        .filter(record_keys::record_id.gt(after))
        .order(record_keys::record_id.asc())
        .limit(limit)
        .select((record_keys::record_id, records::kind, record_keys::wrapped))
        .load(conn)?)
}
