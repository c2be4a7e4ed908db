//! Keys of agencies and of the platform: public halves, states, and private halves as the vault wrapped them.

use diesel::prelude::*;

use super::schema::keys;
use super::{Conn, StoreError};

/// A key.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Whose; none for the platform's.
    pub agency_id: Option<String>,
    /// [`KeyPurpose`](crate::domain::words::KeyPurpose) as text.
    pub purpose: String,
    /// [`Custody`](crate::domain::words::Custody) as text.
    pub custody: String,
    /// [`KeyState`](crate::domain::words::KeyState) as text.
    pub state: String,
    /// SubjectPublicKeyInfo (RSA) or 32 bytes (X25519).
    pub public_key: Vec<u8>,
    /// SHA-256 of `public_key`, hexadecimal.
    pub fingerprint: String,
    /// The private half, as only the vault can unwrap it.
    pub wrapped_private: Vec<u8>,
    /// How a passphrase becomes the wrapping key.
    pub kdf: Option<String>,
    /// The key holder who made it.
    pub requested_by: Option<i64>,
    /// The second key holder.
    pub confirmed_by: Option<i64>,
    /// When made.
    pub created_at: i64,
    /// When confirmed.
    pub activated_at: Option<i64>,
    /// When replaced.
    pub retired_at: Option<i64>,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// Why disabled, in the key holder's words.
    pub disabled_reason: Option<String>,
}

/// Stores a key.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &KeyRow) -> Result<(), StoreError> {
    diesel::insert_into(keys::table).values(row).execute(conn)?;
    Ok(())
}

/// Every key, oldest first: what a keyring loads.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<KeyRow>, StoreError> {
    Ok(keys::table.order(keys::created_at.asc()).load(conn)?)
}

/// Keys of one agency, newest first.
///
/// # Errors
/// When the database refuses.
pub fn of_agency(conn: &mut Conn, agency: &str) -> Result<Vec<KeyRow>, StoreError> {
    Ok(keys::table
        .filter(keys::agency_id.eq(agency))
        .order(keys::created_at.desc())
        .load(conn)?)
}

/// One key.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<KeyRow>, StoreError> {
    Ok(keys::table.find(id).first(conn).optional()?)
}

/// The active key of an owner for a purpose (`agency` none: the platform's).
///
/// # Errors
/// When the database refuses.
pub fn active(
    conn: &mut Conn,
    agency: Option<&str>,
    purpose: &str,
) -> Result<Option<KeyRow>, StoreError> {
    let wanted = keys::table
        .filter(keys::purpose.eq(purpose))
        .filter(keys::state.eq("active"))
        .order(keys::created_at.desc());
    Ok(match agency {
        Some(agency) => wanted
            .filter(keys::agency_id.eq(agency))
            .first(conn)
            .optional()?,
        None => wanted
            .filter(keys::agency_id.is_null())
            .first(conn)
            .optional()?,
    })
}

/// Pending becomes active: the second key holder confirmed.
///
/// # Errors
/// When the database refuses.
pub fn activate(
    conn: &mut Conn,
    id: &str,
    confirmed_by: Option<i64>,
    now: i64,
) -> Result<bool, StoreError> {
    let changed = diesel::update(keys::table.find(id).filter(keys::state.eq("pending")))
        .set((
            keys::state.eq("active"),
            keys::confirmed_by.eq(confirmed_by),
            keys::activated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The active keys of an agency become retired, except `but`: they still open, nothing new is made with them.
///
/// # Errors
/// When the database refuses.
pub fn retire_others(
    conn: &mut Conn,
    agency: &str,
    purpose: &str,
    but: &str,
    now: i64,
) -> Result<usize, StoreError> {
    Ok(diesel::update(
        keys::table
            .filter(keys::agency_id.eq(agency))
            .filter(keys::purpose.eq(purpose))
            .filter(keys::state.eq("active"))
            .filter(keys::id.ne(but)),
    )
    .set((keys::state.eq("retired"), keys::retired_at.eq(now)))
    .execute(conn)?)
}

/// Disables a key, with the reason.
///
/// # Errors
/// When the database refuses.
pub fn disable(conn: &mut Conn, id: &str, reason: &str, now: i64) -> Result<bool, StoreError> {
    let changed = diesel::update(keys::table.find(id).filter(keys::state.ne("disabled")))
        .set((
            keys::state.eq("disabled"),
            keys::disabled_at.eq(now),
            keys::disabled_reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
