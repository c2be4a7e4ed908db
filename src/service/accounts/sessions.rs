//! The own sessions: seen, and ended. Whoever finds one that is not theirs ends it here.

use super::Session;
use crate::crypto::token;
use crate::domain::policy::Actor;
use crate::domain::session::{Browser, Face, is_idle};
use crate::service::{House, ServiceError, audit};
use crate::store::actors;

/// One of the own sessions, without anything by which it could be used.
pub struct SessionView {
    /// What to end it by.
    pub id: String,
    /// Whether it is the one that asks.
    pub this: bool,
    /// Begin.
    pub created_at: i64,
    /// Last use, to a minute.
    pub used_at: i64,
    /// Through which door.
    pub face: Face,
    /// With what.
    pub browser: Browser,
}

/// The own sessions that are live, the last used first.
///
/// # Errors
/// [`ServiceError::SecondFactor`] for whoever came by password only.
pub async fn sessions(house: &House, session: &Session) -> Result<Vec<SessionView>, ServiceError> {
    session.actor.fully()?;
    let (id, now) = (session.actor.id, house.now());
    let rows = house.store.read("own_sessions", move |conn| {
        Ok::<_, ServiceError>(actors::sessions_of(conn, id, now)?)
    });
    let idle_ms = house.settings.sign_in.idle_ms();
    let word = |_| ServiceError::Internal("how a session was begun");
    let mut all = Vec::new();
    for row in rows.await? {
        let face = row.face.parse().map_err(word)?;
        if !is_idle(face, row.used_at, now, idle_ms) {
            all.push(SessionView {
                this: row.id == session.id,
                id: row.id,
                created_at: row.created_at,
                used_at: row.used_at,
                face,
                browser: row.browser.parse().map_err(word)?,
            });
        }
    }
    Ok(all)
}

/// Ends one of the own sessions, if it has not ended already.
///
/// # Errors
/// [`ServiceError::SecondFactor`] for whoever came by password only.
pub async fn end_session(house: &House, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    actor.fully()?;
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    let ended = house.store.write("end_session", move |conn| {
        if !actors::delete_named_session(conn, actor.id, &id)? {
            return Ok(());
        }
        note(conn, &actor, now)
    });
    ended.await
}

/// Ends all of the own sessions but the one that asks. Answers how many.
///
/// # Errors
/// [`ServiceError::SecondFactor`] for whoever came by password only.
pub async fn end_other_sessions(
    house: &House,
    actor: &Actor,
    token: &str,
) -> Result<usize, ServiceError> {
    actor.fully()?;
    let (actor, hash, now) = (actor.clone(), token::token_hash(token), house.now());
    let ended = house.store.write("end_other_sessions", move |conn| {
        let ended = actors::delete_sessions_of(conn, actor.id, Some(&hash))?;
        note(conn, &actor, now)?;
        Ok::<_, ServiceError>(ended)
    });
    ended.await
}

/// Ends a session that was left alone, if it was. Its browser asks by itself, without anybody before it.
///
/// # Errors
/// When the database refuses.
pub async fn end_if_left(house: &House, token: &str) -> Result<bool, ServiceError> {
    if !token::is_well_formed(token) {
        return Ok(false);
    }
    let (hash, now) = (token::token_hash(token), house.now());
    let limit = house.settings.sign_in.idle_ms();
    let found = house.store.read("session_left", move |conn| {
        Ok::<_, ServiceError>(actors::session_by_hash(conn, &hash, now)?)
    });
    if (found.await?).is_none_or(|(row, _)| now - row.used_at < limit) {
        return Ok(false);
    }
    let ended = house.store.write("end_left_session", move |conn| {
        Ok::<_, ServiceError>(actors::delete_session(conn, &hash)?)
    });
    ended.await
}

fn note(conn: &mut crate::store::Conn, actor: &Actor, now: i64) -> Result<(), ServiceError> {
    let (agency, id) = (actor.agency.as_deref(), actor.id.to_string());
    Ok(audit::note(
        conn,
        actor,
        agency,
        "session.end",
        "user",
        &id,
        now,
    )?)
}
