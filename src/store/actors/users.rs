//! People: their agency, role and how they prove who they are.

use diesel::prelude::*;

use crate::store::schema::{actors, users};
use crate::store::{Conn, StoreError};

/// A person to be stored; the actor exists already.
#[derive(Clone, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    /// Actor number.
    pub actor_id: i64,
    /// Agency; none for admins and auditors.
    pub agency_id: Option<String>,
    /// [`Role`](crate::domain::words::Role) as text.
    pub role: String,
    /// Address, unique, in lower case (the caller's duty).
    pub email: String,
    /// Argon2id in PHC form; none until the invitation is taken up.
    pub password_hash: Option<String>,
    /// Hash of the invitation's secret.
    pub link_hash: Option<Vec<u8>>,
    /// When the invitation ends.
    pub link_expires_at: Option<i64>,
    /// Who invited.
    pub invited_by: Option<i64>,
    /// The vault's word that this account is what it says.
    pub seal: Option<Vec<u8>>,
}

/// A person with their name.
#[derive(Clone, Queryable)]
pub struct UserRow {
    /// Actor number.
    pub actor_id: i64,
    /// Agency; none for admins and auditors.
    pub agency_id: Option<String>,
    /// [`Role`](crate::domain::words::Role) as text.
    pub role: String,
    /// Address.
    pub email: String,
    /// Argon2id in PHC form; none until the invitation is taken up.
    pub password_hash: Option<String>,
    /// When the invitation ends, if one is open.
    pub link_expires_at: Option<i64>,
    /// Who invited.
    pub invited_by: Option<i64>,
    /// When last signed in.
    pub last_login_at: Option<i64>,
    /// When disabled.
    pub disabled_at: Option<i64>,
    /// Name.
    pub display_name: String,
    /// When made.
    pub created_at: i64,
    /// When renamed.
    pub updated_at: Option<i64>,
    /// Hash of the invitation's secret, if one is open.
    pub link_hash: Option<Vec<u8>>,
    /// The vault's word that this account is what it says.
    pub seal: Option<Vec<u8>>,
    /// Hash of the sealed second factor that belongs to it.
    pub factor: Option<Vec<u8>>,
    /// How they like the pages.
    pub likes: LikesRow,
}

/// How somebody likes the pages. The vault's word does not cover it: it opens nothing.
#[derive(Clone, Default, Debug, PartialEq, Eq, Queryable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub struct LikesRow {
    /// [`Lang`](crate::domain::words::Lang) as text.
    pub lang: Option<String>,
    /// [`Digits`](crate::domain::words::Digits) as text.
    pub digits: Option<String>,
    /// [`Theme`](crate::domain::words::Theme) as text.
    pub theme: Option<String>,
    /// Minutes east of UTC.
    pub utc_offset: Option<i32>,
}

type Columns = (
    users::actor_id,
    users::agency_id,
    users::role,
    users::email,
    users::password_hash,
    users::link_expires_at,
    users::invited_by,
    users::last_login_at,
    users::disabled_at,
    actors::display_name,
    actors::created_at,
    actors::updated_at,
    users::link_hash,
    users::seal,
    users::factor,
    (users::lang, users::digits, users::theme, users::utc_offset),
);

/// The columns of a [`UserRow`].
pub(super) const COLUMNS: Columns = (
    users::actor_id,
    users::agency_id,
    users::role,
    users::email,
    users::password_hash,
    users::link_expires_at,
    users::invited_by,
    users::last_login_at,
    users::disabled_at,
    actors::display_name,
    actors::created_at,
    actors::updated_at,
    users::link_hash,
    users::seal,
    users::factor,
    (users::lang, users::digits, users::theme, users::utc_offset),
);

/// Stores a person.
///
/// # Errors
/// [`StoreError::Conflict`] when the address is taken.
pub fn insert_user(conn: &mut Conn, row: &NewUser) -> Result<(), StoreError> {
    diesel::insert_into(users::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The person with that address, disabled or not; deleted ones are not found.
///
/// # Errors
/// When the database fails.
pub fn user_by_email(conn: &mut Conn, email: &str) -> Result<Option<UserRow>, StoreError> {
    Ok(users::table
        .inner_join(actors::table)
        .filter(users::email.eq(email))
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// One person, disabled or not; deleted ones are not found.
///
/// # Errors
/// When the database fails.
pub fn user_by_actor(conn: &mut Conn, actor: i64) -> Result<Option<UserRow>, StoreError> {
    Ok(users::table
        .inner_join(actors::table)
        .filter(users::actor_id.eq(actor))
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// The same person, held by this transaction until it ends: an account may change while somebody signs in with it.
///
/// # Errors
/// When the database fails.
pub fn hold_user(conn: &mut Conn, actor: i64) -> Result<Option<UserRow>, StoreError> {
    // SQLite has one writer.
    #[cfg(feature = "postgres")]
    if let Conn::Postgres(c) = conn {
        let theirs = users::table.find(actor).select(users::actor_id);
        theirs.for_update().first::<i64>(c).optional()?;
    }
    user_by_actor(conn, actor)
}

/// The person whose invitation has that hash, while it lasts and they are not disabled.
///
/// # Errors
/// When the database fails.
pub fn user_by_link_hash(
    conn: &mut Conn,
    hash: &[u8],
    now: i64,
) -> Result<Option<UserRow>, StoreError> {
    Ok(users::table
        .inner_join(actors::table)
        .filter(users::link_hash.eq(hash))
        .filter(users::link_expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// People by name: of one agency, or everybody.
///
/// # Errors
/// When the database fails.
pub fn users(conn: &mut Conn, agency: Option<&str>) -> Result<Vec<UserRow>, StoreError> {
    let mut query = users::table
        .inner_join(actors::table)
        .filter(actors::deleted_at.is_null())
        .select(COLUMNS)
        .into_boxed();
    if let Some(agency) = agency {
        query = query.filter(users::agency_id.eq(agency));
    }
    Ok(query
        .order((actors::display_name.asc(), users::actor_id.asc()))
        .load(conn)?)
}

/// Whether anybody ever belonged to the agency, disabled and deleted people included: an agency is without people
/// only before its first.
///
/// # Errors
/// When the database fails.
pub fn agency_had_people(conn: &mut Conn, agency: &str) -> Result<bool, StoreError> {
    let theirs = users::table.filter(users::agency_id.eq(agency)).count();
    Ok(theirs.get_result::<i64>(conn)? > 0)
}

/// Sets a password and closes the invitation, which is good for one use. Sessions stay: end them with
/// [`delete_sessions_of`](super::delete_sessions_of). False: there is no such person.
///
/// # Errors
/// When the database fails.
pub fn set_password(
    conn: &mut Conn,
    actor: i64,
    hash: &str,
    seal: &[u8],
) -> Result<bool, StoreError> {
    let changed = diesel::update(users::table.find(actor))
        .set((
            users::password_hash.eq(hash),
            users::link_hash.eq(None::<Vec<u8>>),
            users::link_expires_at.eq(None::<i64>),
            users::seal.eq(seal),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Takes the password away and gives a one-time link instead. The second factor stays.
///
/// # Errors
/// When the database fails.
pub fn reset_user(
    conn: &mut Conn,
    actor: i64,
    link: &[u8],
    expires_at: i64,
    seal: &[u8],
) -> Result<bool, StoreError> {
    let changed = diesel::update(users::table.find(actor))
        .set((
            users::password_hash.eq(None::<String>),
            users::link_hash.eq(link),
            users::link_expires_at.eq(expires_at),
            users::seal.eq(seal),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes a sign-in.
///
/// # Errors
/// When the database fails.
pub fn touch_login(conn: &mut Conn, actor: i64, now: i64) -> Result<(), StoreError> {
    diesel::update(users::table.find(actor))
        .set(users::last_login_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Disables a person and closes their invitation, or enables them with `None`. False: there is no such person.
///
/// # Errors
/// When the database fails.
pub fn set_user_disabled(conn: &mut Conn, actor: i64, at: Option<i64>) -> Result<bool, StoreError> {
    let person = users::table.find(actor);
    let changed = diesel::update(person)
        .set(users::disabled_at.eq(at))
        .execute(conn)?;
    if at.is_some() {
        let nothing = (
            users::link_hash.eq(None::<Vec<u8>>),
            users::link_expires_at.eq(None::<i64>),
            users::seal.eq(None::<Vec<u8>>),
        );
        diesel::update(person).set(nothing).execute(conn)?;
    }
    Ok(changed == 1)
}

/// Keeps how somebody likes the pages.
///
/// # Errors
/// When the database fails.
pub fn set_likes(conn: &mut Conn, actor: i64, likes: &LikesRow) -> Result<(), StoreError> {
    diesel::update(users::table.find(actor))
        .set(likes)
        .execute(conn)?;
    Ok(())
}
