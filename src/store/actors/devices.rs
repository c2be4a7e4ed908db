//! Phones (Central: app users) and the secrets that they send with.

use diesel::prelude::*;

use crate::store::schema::{actors, devices};
use crate::store::{Conn, StoreError};

/// A phone to be stored; the actor exists already.
#[derive(Clone, Insertable)]
#[diesel(table_name = devices)]
pub struct NewDevice {
    /// Actor number.
    pub actor_id: i64,
    /// Its project.
    pub project_id: i64,
    /// Hash of the token in its address.
    pub token_hash: Option<Vec<u8>>,
    /// User name for Digest, unique.
    pub username: String,
    /// Digest secret, sealed above the store.
    pub ha1_sealed: Vec<u8>,
    /// Who made it.
    pub created_by: Option<i64>,
    /// The area that it works in, if that was said.
    pub area: Option<String>,
}

/// A phone with its name.
#[derive(Clone, Queryable)]
pub struct DeviceRow {
    /// Actor number.
    pub actor_id: i64,
    /// Its project.
    pub project_id: i64,
    /// User name for Digest.
    pub username: String,
    /// Digest secret, sealed above the store; empty once revoked.
    pub ha1_sealed: Vec<u8>,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When last seen.
    pub last_seen_at: Option<i64>,
    /// When revoked.
    pub revoked_at: Option<i64>,
    /// The area that it works in.
    pub area: Option<String>,
    /// Name.
    pub display_name: String,
    /// When made.
    pub created_at: i64,
    /// When renamed.
    pub updated_at: Option<i64>,
}

type Columns = (
    devices::actor_id,
    devices::project_id,
    devices::username,
    devices::ha1_sealed,
    devices::created_by,
    devices::last_seen_at,
    devices::revoked_at,
    devices::area,
    actors::display_name,
    actors::created_at,
    actors::updated_at,
);

const COLUMNS: Columns = (
    devices::actor_id,
    devices::project_id,
    devices::username,
    devices::ha1_sealed,
    devices::created_by,
    devices::last_seen_at,
    devices::revoked_at,
    devices::area,
    actors::display_name,
    actors::created_at,
    actors::updated_at,
);

/// Stores a phone.
///
/// # Errors
/// [`StoreError::Conflict`] when the user name is taken.
pub fn insert_device(conn: &mut Conn, row: &NewDevice) -> Result<(), StoreError> {
    diesel::insert_into(devices::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The phone with that token's hash, unless revoked or deleted.
///
/// # Errors
/// When the database fails.
pub fn device_by_token_hash(conn: &mut Conn, hash: &[u8]) -> Result<Option<DeviceRow>, StoreError> {
    Ok(devices::table
        .inner_join(actors::table)
        .filter(devices::token_hash.eq(hash))
        .filter(devices::revoked_at.is_null())
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// The phone with that user name, unless revoked or deleted.
///
/// # Errors
/// When the database fails.
pub fn device_by_username(
    conn: &mut Conn,
    username: &str,
) -> Result<Option<DeviceRow>, StoreError> {
    Ok(devices::table
        .inner_join(actors::table)
        .filter(devices::username.eq(username))
        .filter(devices::revoked_at.is_null())
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// One phone, revoked or not; deleted ones are not found.
///
/// # Errors
/// When the database fails.
pub fn device_by_actor(conn: &mut Conn, actor: i64) -> Result<Option<DeviceRow>, StoreError> {
    Ok(devices::table
        .inner_join(actors::table)
        .filter(devices::actor_id.eq(actor))
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// A project's phones, revoked ones too, newest first.
///
/// # Errors
/// When the database fails.
pub fn devices_of_project(conn: &mut Conn, project: i64) -> Result<Vec<DeviceRow>, StoreError> {
    Ok(devices::table
        .inner_join(actors::table)
        .filter(devices::project_id.eq(project))
        .filter(actors::deleted_at.is_null())
        .order(devices::actor_id.desc())
        .select(COLUMNS)
        .load(conn)?)
}

/// Takes a phone's secrets away for good. False: there is no such phone, or it has none any more.
///
/// # Errors
/// When the database fails.
pub fn revoke_device(conn: &mut Conn, actor: i64, now: i64) -> Result<bool, StoreError> {
    let changed = diesel::update(
        devices::table
            .find(actor)
            .filter(devices::revoked_at.is_null()),
    )
    .set((
        devices::revoked_at.eq(now),
        devices::token_hash.eq(None::<Vec<u8>>),
        devices::ha1_sealed.eq(Vec::<u8>::new()),
    ))
    .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that a phone was here.
///
/// # Errors
/// When the database fails.
pub fn touch_device(conn: &mut Conn, actor: i64, now: i64) -> Result<(), StoreError> {
    diesel::update(devices::table.find(actor))
        .set(devices::last_seen_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Says in which area a phone works; none: nobody said.
///
/// # Errors
/// When the database fails.
pub fn set_area(conn: &mut Conn, actor: i64, area: Option<&str>) -> Result<(), StoreError> {
    diesel::update(devices::table.find(actor))
        .set(devices::area.eq(area))
        .execute(conn)?;
    Ok(())
}
