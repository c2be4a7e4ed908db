//! Single values of the whole server, and counters that tell other processes of a change.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::schema::settings;
use super::{Conn, StoreError};

/// The counter that tells processes that what phones are offered may have changed.
pub const CATALOG: &str = "catalog";

/// The value under a key.
///
/// # Errors
/// When the database fails.
pub fn value(conn: &mut Conn, key: &str) -> Result<Option<String>, StoreError> {
    Ok(settings::table
        .find(key)
        .select(settings::value)
        .first(conn)
        .optional()?)
}

/// Writes a value, whatever stood there.
///
/// # Errors
/// When the database fails.
pub fn set(conn: &mut Conn, key: &str, value: &str) -> Result<(), StoreError> {
    let values = (settings::key.eq(key), settings::value.eq(value));
    on_each!(conn, |c| diesel::insert_into(settings::table)
        .values(values)
        .on_conflict(settings::key)
        .do_update()
        .set(settings::value.eq(value))
        .execute(c))?;
    Ok(())
}

/// Writes a value unless one stands there. False: one stood there, and stays.
///
/// # Errors
/// When the database fails.
pub fn set_if_absent(conn: &mut Conn, key: &str, value: &str) -> Result<bool, StoreError> {
    let values = (settings::key.eq(key), settings::value.eq(value));
    let inserted = on_each!(conn, |c| diesel::insert_into(settings::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}

/// Raises a counter by one, from nothing to `1`.
///
/// # Errors
/// When the database fails.
pub fn bump(conn: &mut Conn, key: &str) -> Result<(), StoreError> {
    diesel::sql_query(
        "insert into settings (key, value) values ($1, '1') on conflict (key) \
         do update set value = cast(cast(settings.value as bigint) + 1 as text)",
    )
    .bind::<Text, _>(key)
    .execute(conn)?;
    Ok(())
}
