//! Who acts: people with their sessions and second factors, and phones. Both share Central's numeric actor ids.

mod devices;
mod factors;
mod passkeys;
mod recoveries;
mod sessions;
mod sign_ins;
mod users;

use diesel::prelude::*;

use super::schema::actors;
use super::{Conn, StoreError};

pub use devices::{
    DeviceRow, NewDevice, device_by_actor, device_by_token_hash, device_by_username,
    devices_of_project, insert_device, revoke_device, set_area, touch_device,
};
pub use factors::{FactorRow, begin_factor, delete_factor, factor_of, set_factor, use_step};
pub use passkeys::{
    ChallengeRow, PasskeyRow, delete_passkey, delete_passkeys_of, insert_passkey, passkeys_of,
    set_challenge, tie_factors, use_challenge, use_passkey,
};
pub use recoveries::{
    RecoveryRow, decide_recovery, insert_recovery, recoveries_of, recovery, waiting_recovery,
};
pub use sessions::{
    SessionRow, delete_expired_sessions, delete_named_session, delete_session, delete_sessions_of,
    insert_session, session_by_hash, sessions_of, touch_session,
};
pub use sign_ins::{
    PersonalNoticeRow, SignInRow, is_somebody_to_hear, keep_sign_in, sign_ins_of, take_personal,
    tell_alone,
};
pub use users::{
    LikesRow, NewUser, UserRow, agency_had_people, hold_user, insert_user, reset_user, set_likes,
    set_password, set_user_disabled, touch_login, user_by_actor, user_by_email, user_by_link_hash,
    users,
};

/// What an actor shares with every other: a number and a name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = actors)]
pub struct ActorRow {
    /// Number.
    pub id: i64,
    /// `user` or `device`.
    pub kind: String,
    /// Name.
    pub display_name: String,
    /// When made.
    pub created_at: i64,
    /// When renamed.
    pub updated_at: Option<i64>,
    /// When deleted.
    pub deleted_at: Option<i64>,
}

/// Stores a new actor and answers its number.
///
/// # Errors
/// When the database fails.
pub fn insert(
    conn: &mut Conn,
    kind: &str,
    display_name: &str,
    now: i64,
) -> Result<i64, StoreError> {
    let values = (
        actors::kind.eq(kind),
        actors::display_name.eq(display_name),
        actors::created_at.eq(now),
    );
    Ok(on_each!(conn, |c| diesel::insert_into(actors::table)
        .values(values)
        .returning(actors::id)
        .get_result::<i64>(c))?)
}

/// One actor, deleted or not: names in the audit outlive those who bore them.
///
/// # Errors
/// When the database fails.
pub fn by_id(conn: &mut Conn, id: i64) -> Result<Option<ActorRow>, StoreError> {
    Ok(actors::table
        .find(id)
        .select(ActorRow::as_select())
        .first(conn)
        .optional()?)
}

/// Names of several actors, deleted or not.
///
/// # Errors
/// When the database fails.
pub fn names(conn: &mut Conn, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    let wanted = actors::table.filter(actors::id.eq_any(ids));
    Ok(wanted
        .select((actors::id, actors::display_name))
        .load(conn)?)
}

/// Renames an actor. False: there is no such actor.
///
/// # Errors
/// When the database fails.
pub fn rename(conn: &mut Conn, id: i64, display_name: &str, now: i64) -> Result<bool, StoreError> {
    let changed = diesel::update(actors::table.find(id))
        .set((
            actors::display_name.eq(display_name),
            actors::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Marks an actor as deleted; what it did stays. False: no such actor, or deleted already.
///
/// # Errors
/// When the database fails.
pub fn delete(conn: &mut Conn, id: i64, now: i64) -> Result<bool, StoreError> {
    let changed = diesel::update(actors::table.find(id).filter(actors::deleted_at.is_null()))
        .set(actors::deleted_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}
