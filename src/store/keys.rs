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
    /// When nothing needed it any more.
    pub retired_at: Option<i64>,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// Why disabled, in the key holder's words.
    pub disabled_reason: Option<String>,
    /// When replaced.
    pub retiring_at: Option<i64>,
    /// When its private half was destroyed.
    pub destroyed_at: Option<i64>,
    /// Until when it should be replaced.
    pub expires_at: Option<i64>,
    /// What a disabled key was before.
    pub state_before: Option<String>,
    /// The key holder who asked for its destruction.
    pub destroy_asked_by: Option<i64>,
    /// The vault's word that it made this key, or took it in.
    pub seal: Option<Vec<u8>>,
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

/// Moves a key on. False: it is no longer in state `from`.
///
/// # Errors
/// When the database refuses.
pub fn step(
    conn: &mut Conn,
    id: &str,
    from: &str,
    to: &str,
    set: Stamp<'_>,
) -> Result<bool, StoreError> {
    let wanted = keys::table.find(id).filter(keys::state.eq(from));
    let state = keys::state.eq(to);
    let changed = match set {
        Stamp::Confirmed { by, at, expires } => diesel::update(wanted)
            .set((
                state,
                keys::confirmed_by.eq(by),
                keys::activated_at.eq(at),
                keys::expires_at.eq(expires),
            ))
            .execute(conn)?,
        Stamp::Replaced(at) => diesel::update(wanted)
            .set((
                state,
                keys::retiring_at.eq(at),
                keys::retired_at.eq(None::<i64>),
            ))
            .execute(conn)?,
        Stamp::Retired(at) => diesel::update(wanted)
            .set((state, keys::retired_at.eq(at)))
            .execute(conn)?,
        Stamp::Disabled { at, reason } => diesel::update(wanted)
            .set((
                state,
                keys::disabled_at.eq(at),
                keys::disabled_reason.eq(reason),
                keys::state_before.eq(from),
            ))
            .execute(conn)?,
        Stamp::Enabled => diesel::update(wanted)
            .set((
                state,
                keys::disabled_at.eq(None::<i64>),
                keys::disabled_reason.eq(None::<String>),
                keys::state_before.eq(None::<String>),
            ))
            .execute(conn)?,
        Stamp::Destroyed(at) => diesel::update(wanted)
            .set((
                state,
                keys::destroyed_at.eq(at),
                keys::wrapped_private.eq(Vec::new()),
                keys::kdf.eq(None::<String>),
            ))
            .execute(conn)?,
    };
    Ok(changed == 1)
}

/// What is written beside a key's new state.
pub enum Stamp<'a> {
    /// The second key holder confirmed.
    Confirmed {
        /// Who; none for the platform's own.
        by: Option<i64>,
        /// When.
        at: i64,
        /// Until when it should be replaced.
        expires: Option<i64>,
    },
    /// Another took its place.
    Replaced(i64),
    /// Nothing needs it.
    Retired(i64),
    /// A key holder disabled it.
    Disabled {
        /// When.
        at: i64,
        /// Why, in the key holder's words.
        reason: &'a str,
    },
    /// A key holder enabled it again.
    Enabled,
    /// Its private half is deleted.
    Destroyed(i64),
}

/// Remembers who asked for a key's destruction, or that it was taken back.
///
/// # Errors
/// When the database refuses.
pub fn ask_to_destroy(conn: &mut Conn, id: &str, by: Option<i64>) -> Result<(), StoreError> {
    diesel::update(keys::table.find(id))
        .set(keys::destroy_asked_by.eq(by))
        .execute(conn)?;
    Ok(())
}

/// Keys in a state.
///
/// # Errors
/// When the database refuses.
pub fn in_state(conn: &mut Conn, state: &str) -> Result<Vec<KeyRow>, StoreError> {
    Ok(keys::table.filter(keys::state.eq(state)).load(conn)?)
}
