//! Passkeys: sealed public keys of which the database knows what they count, and what they are asked to sign, once.

use diesel::prelude::*;

use crate::store::schema::{passkey_challenges, passkeys, users};
use crate::store::{Conn, StoreError};

/// One passkey of a person.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = passkeys)]
pub struct PasskeyRow {
    /// What its owner removes it by.
    pub id: String,
    /// Whose.
    pub actor_id: i64,
    /// Its name, given by the authenticator.
    pub credential: Vec<u8>,
    /// Its public key and what its owner calls it, sealed by the vault.
    pub sealed: Vec<u8>,
    /// What its authenticator has counted.
    pub counter: i64,
    /// When it was added.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

/// What somebody's passkey is asked to sign.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = passkey_challenges)]
pub struct ChallengeRow {
    /// Hash of the challenge.
    pub hash: Vec<u8>,
    /// Whose.
    pub actor_id: i64,
    /// What for: [`Ceremony`](crate::domain::second_factor::Ceremony) as text.
    pub what: String,
    /// When it ends.
    pub expires_at: i64,
}

/// A person's passkeys, the first added first.
///
/// # Errors
/// When the database fails.
pub fn passkeys_of(conn: &mut Conn, actor: i64) -> Result<Vec<PasskeyRow>, StoreError> {
    Ok(passkeys::table
        .filter(passkeys::actor_id.eq(actor))
        .order((passkeys::created_at.asc(), passkeys::id.asc()))
        .select(PasskeyRow::as_select())
        .load(conn)?)
}

/// Stores a passkey.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody has one of that name.
pub fn insert_passkey(conn: &mut Conn, row: &PasskeyRow) -> Result<(), StoreError> {
    diesel::insert_into(passkeys::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Removes one. False: there was none.
///
/// # Errors
/// When the database fails.
pub fn delete_passkey(conn: &mut Conn, actor: i64, id: &str) -> Result<bool, StoreError> {
    let one = passkeys::table
        .filter(passkeys::actor_id.eq(actor))
        .filter(passkeys::id.eq(id));
    Ok(diesel::delete(one).execute(conn)? == 1)
}

/// Removes all of a person's.
///
/// # Errors
/// When the database fails.
pub fn delete_passkeys_of(conn: &mut Conn, actor: i64) -> Result<usize, StoreError> {
    let challenges = passkey_challenges::table.filter(passkey_challenges::actor_id.eq(actor));
    diesel::delete(challenges).execute(conn)?;
    let theirs = passkeys::table.filter(passkeys::actor_id.eq(actor));
    Ok(diesel::delete(theirs).execute(conn)?)
}

/// Notes a use, and what was counted. False: another use came between.
///
/// # Errors
/// When the database fails.
pub fn use_passkey(
    conn: &mut Conn,
    id: &str,
    before: i64,
    counter: i64,
    now: i64,
) -> Result<bool, StoreError> {
    let unused = passkeys::table
        .filter(passkeys::id.eq(id))
        .filter(passkeys::counter.eq(before));
    let changed = diesel::update(unused)
        .set((passkeys::counter.eq(counter), passkeys::used_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Stores a challenge in the place of an earlier one for the same, and forgets what has ended.
///
/// # Errors
/// When the database fails.
pub fn set_challenge(conn: &mut Conn, row: &ChallengeRow, now: i64) -> Result<(), StoreError> {
    let ended = passkey_challenges::table.filter(passkey_challenges::expires_at.le(now));
    diesel::delete(ended).execute(conn)?;
    let earlier = passkey_challenges::table
        .filter(passkey_challenges::actor_id.eq(row.actor_id))
        .filter(passkey_challenges::what.eq(&row.what));
    diesel::delete(earlier).execute(conn)?;
    diesel::insert_into(passkey_challenges::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Uses a challenge up. False: it was not this one's, or has ended, or was used.
///
/// # Errors
/// When the database fails.
pub fn use_challenge(
    conn: &mut Conn,
    hash: &[u8],
    actor: i64,
    what: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let one = passkey_challenges::table
        .filter(passkey_challenges::hash.eq(hash))
        .filter(passkey_challenges::actor_id.eq(actor))
        .filter(passkey_challenges::what.eq(what))
        .filter(passkey_challenges::expires_at.gt(now));
    Ok(diesel::delete(one).execute(conn)? == 1)
}

/// Ties an account to the set of its factors, or to none. False: there is no such person.
///
/// # Errors
/// When the database fails.
pub fn tie_factors(
    conn: &mut Conn,
    actor: i64,
    factor: Option<&[u8]>,
    seal: &[u8],
) -> Result<bool, StoreError> {
    let changed = diesel::update(users::table.find(actor))
        .set((users::factor.eq(factor), users::seal.eq(seal)))
        .execute(conn)?;
    Ok(changed == 1)
}
