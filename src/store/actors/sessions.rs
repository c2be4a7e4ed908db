//! Sessions of people. The token itself is known to the browser only.

use diesel::prelude::*;

use super::users::{COLUMNS, UserRow};
use crate::store::schema::{actors, sessions, users};
use crate::store::{Conn, StoreError};

/// One session.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// Hash of the token.
    pub token_hash: Vec<u8>,
    /// Whose.
    pub actor_id: i64,
    /// What forms of this session must carry.
    pub csrf: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// The vault's word that it began this session.
    pub seal: Option<Vec<u8>>,
    /// [`BegunWith`](crate::domain::second_factor::BegunWith) as text.
    pub begun_with: String,
    /// What its person names it by; random, and good for nothing else.
    pub id: String,
    /// [`Face`](crate::domain::session::Face) as text.
    pub face: String,
    /// [`Browser`](crate::domain::session::Browser) as text.
    pub browser: String,
    /// When it was last used, to a minute.
    pub used_at: i64,
    /// When the person had signed in before.
    pub before_at: Option<i64>,
    /// With what.
    pub before_browser: Option<String>,
    /// How many wrong tries came between.
    pub wrong_tries: i64,
}

/// Stores a session.
///
/// # Errors
/// When the database fails.
pub fn insert_session(conn: &mut Conn, row: &SessionRow) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The session with that hash and its person, while it lasts and the person is neither disabled nor deleted.
///
/// # Errors
/// When the database fails.
pub fn session_by_hash(
    conn: &mut Conn,
    hash: &[u8],
    now: i64,
) -> Result<Option<(SessionRow, UserRow)>, StoreError> {
    Ok(sessions::table
        .inner_join(actors::table.inner_join(users::table))
        .filter(sessions::token_hash.eq(hash))
        .filter(sessions::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .filter(actors::deleted_at.is_null())
        .select((SessionRow::as_select(), COLUMNS))
        .first(conn)
        .optional()?)
}

/// Notes that a session was used. One that ended meanwhile stays ended.
///
/// # Errors
/// When the database fails.
pub fn touch_session(conn: &mut Conn, hash: &[u8], now: i64) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(hash))
        .set(sessions::used_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// A person's sessions that have not come to their end, the last used first.
///
/// # Errors
/// When the database fails.
pub fn sessions_of(conn: &mut Conn, actor: i64, now: i64) -> Result<Vec<SessionRow>, StoreError> {
    Ok(sessions::table
        .filter(sessions::actor_id.eq(actor))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::used_at.desc(), sessions::id.asc()))
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Ends the session that a person names so. False: they have none.
///
/// # Errors
/// When the database fails.
pub fn delete_named_session(conn: &mut Conn, actor: i64, id: &str) -> Result<bool, StoreError> {
    let theirs = sessions::table
        .filter(sessions::actor_id.eq(actor))
        .filter(sessions::id.eq(id));
    Ok(diesel::delete(theirs).execute(conn)? > 0)
}

/// Ends one session. False: there was none.
///
/// # Errors
/// When the database fails.
pub fn delete_session(conn: &mut Conn, hash: &[u8]) -> Result<bool, StoreError> {
    Ok(diesel::delete(sessions::table.find(hash)).execute(conn)? == 1)
}

/// Ends all sessions of a person, but not the one with the hash `except`; answers how many.
///
/// # Errors
/// When the database fails.
pub fn delete_sessions_of(
    conn: &mut Conn,
    actor: i64,
    except: Option<&[u8]>,
) -> Result<usize, StoreError> {
    let theirs = sessions::table.filter(sessions::actor_id.eq(actor));
    Ok(match except {
        Some(hash) => diesel::delete(theirs.filter(sessions::token_hash.ne(hash))).execute(conn)?,
        None => diesel::delete(theirs).execute(conn)?,
    })
}

/// Deletes sessions that have ended; answers how many.
///
/// # Errors
/// When the database fails.
pub fn delete_expired_sessions(conn: &mut Conn, now: i64) -> Result<usize, StoreError> {
    let ended = sessions::table.filter(sessions::expires_at.le(now));
    Ok(diesel::delete(ended).execute(conn)?)
}
