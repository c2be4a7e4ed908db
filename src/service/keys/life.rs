//! What key holders do with their agency's keys, and what follows by itself. Which state follows which is the domain's
//! (`domain/key_life.rs`); here stand who, the audit, and the forms that change with a key.

use super::super::catalog::Catalog;
use super::super::{House, ServiceError, audit, forms};
use crate::domain::key_life::{self, Hangs, KeyAct};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{KeyPurpose, KeyState};
use crate::store::audit::Entry;
use crate::store::keys::{self as rows, KeyRow, Stamp};
use crate::store::{Conn, carried};

const DAY: i64 = 86_400_000;

/// The second key holder confirms: the keys made together become active, those before are replaced, and every form of
/// the agency gets a rendition with the new collection key.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for the one who made them; [`ServiceError::Moved`] when they are not pending.
pub async fn confirm(house: &House, actor: &Actor, key: &str) -> Result<(), ServiceError> {
    let (actor, key, now) = (actor.clone(), key.to_owned(), house.now());
    let expires = now + i64::from(house.settings.vault.key_days) * DAY;
    house
        .store
        .write("confirm_key", move |conn| {
            let (row, agency) = of_holder(conn, &actor, &key)?;
            let first = row.requested_by.unwrap_or_default();
            second_person(
                &actor,
                Action::KeyConfirm,
                &agency,
                first,
                "another key holder must confirm: two people stand for a key",
            )?;
            if row.state != KeyState::Pending.as_str() {
                return Err(ServiceError::Moved(row.state));
            }
            let all = rows::of_agency(conn, &agency)?;
            let together: Vec<&KeyRow> = all
                .iter()
                .filter(|k| {
                    k.state == KeyState::Pending.as_str()
                        && k.created_at == row.created_at
                        && k.requested_by == row.requested_by
                })
                .collect();
            for one in &together {
                for old in all
                    .iter()
                    .filter(|k| k.purpose == one.purpose && k.state == KeyState::Active.as_str())
                {
                    step(conn, old, KeyAct::Replace, Stamp::Replaced(now))?;
                }
                let stamp = Stamp::Confirmed {
                    by: Some(actor.id),
                    at: now,
                    expires: Some(expires),
                };
                step(conn, one, KeyAct::Confirm, stamp)?;
                note(conn, &actor, &agency, "key.confirm", &one.id, None, now)?;
            }
            if let Some(collection) = together
                .iter()
                .find(|k| k.purpose == KeyPurpose::Collection.as_str())
            {
                forms::renew_renditions(conn, &agency, collection, now)?;
            }
            Ok(Catalog::changed(conn)?)
        })
        .await?;
    house.look_again().await
}

/// Disables a key at once, with the reason: what phones still send under it is kept and waits.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Missing`] without a reason.
pub async fn disable(
    house: &House,
    actor: &Actor,
    key: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    let reason = audit::reason(reason)?;
    act(
        house,
        actor,
        key,
        Action::KeyDisable,
        "key.disable",
        Some(reason),
        |_, _, why, at| {
            let reason = why.unwrap_or_default();
            Ok((KeyAct::Disable, Stamp::Disabled { at, reason }))
        },
    )
    .await
}

/// Takes a disabled key back to where it was. What waited under it opens.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Moved`].
pub async fn enable(house: &House, actor: &Actor, key: &str) -> Result<(), ServiceError> {
    act(
        house,
        actor,
        key,
        Action::KeyDisable,
        "key.enable",
        None,
        |_, _, _, _| Ok((KeyAct::Enable, Stamp::Enabled)),
    )
    .await
}

/// Retires a replaced key before that happens by itself. While phones still carry it, or anything needs it, only with a
/// reason.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Moved`], [`ServiceError::Missing`].
pub async fn retire(
    house: &House,
    actor: &Actor,
    key: &str,
    reason: Option<&str>,
) -> Result<(), ServiceError> {
    let reason = reason.map(audit::reason).transpose()?;
    act(
        house,
        actor,
        key,
        Action::KeyRotate,
        "key.retire",
        reason,
        |conn, row, why, at| {
            let agency = row.agency_id.as_deref().unwrap_or_default();
            let unopened = carried::unopened(conn, agency)?;
            if !hangs(conn, row, &unopened)?.is_free() && why.is_none() {
                return Err(ServiceError::Missing("reason"));
            }
            Ok((KeyAct::Retire, Stamp::Retired(at)))
        },
    )
    .await
}

/// A retired key opens once more: a phone came late.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Moved`].
pub async fn reopen(house: &House, actor: &Actor, key: &str) -> Result<(), ServiceError> {
    act(
        house,
        actor,
        key,
        Action::KeyRotate,
        "key.reopen",
        None,
        |_, row, _, _| {
            let stamp = Stamp::Replaced(row.retiring_at.unwrap_or(row.created_at));
            Ok((KeyAct::Reopen, stamp))
        },
    )
    .await
}

/// The first key holder asks for a key's destruction, the second one carries it out. True once it is destroyed.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for the one who asked; [`ServiceError::Unusable`] while something would be lost.
pub async fn destroy(house: &House, actor: &Actor, key: &str) -> Result<bool, ServiceError> {
    let (actor, key, now) = (actor.clone(), key.to_owned(), house.now());
    let destroyed = house
        .store
        .write("destroy_key", move |conn| {
            let (row, agency) = of_holder(conn, &actor, &key)?;
            policy::may(&actor, Action::KeyDestroy, Resource::Agency(&agency))?;
            if key_life::after(state(&row)?, KeyAct::Destroy, None).is_none() {
                return Err(ServiceError::Moved(row.state));
            }
            let unopened = carried::unopened(conn, &agency)?;
            let hangs = hangs(conn, &row, &unopened)?;
            if !hangs.loses_nothing() {
                return Err(ServiceError::Unusable {
                    field: "key",
                    reason: format!(
                        "{} submissions and {} records can be opened with this key only; reopen or enable it first",
                        hangs.unopened, hangs.sealed
                    ),
                });
            }
            match row.destroy_asked_by {
                None => {
                    rows::ask_to_destroy(conn, &key, Some(actor.id))?;
                    note(conn, &actor, &agency, "key.destroy.ask", &key, None, now)?;
                    Ok(false)
                }
                Some(first) if first == actor.id => Err(ServiceError::SecondPerson(
                    "you asked for this; another key holder must destroy the key",
                )),
                Some(_) => {
                    step(conn, &row, KeyAct::Destroy, Stamp::Destroyed(now))?;
                    note(conn, &actor, &agency, "key.destroy", &key, None, now)?;
                    Ok(true)
                }
            }
        })
        .await?;
    if destroyed {
        house.look_again().await?;
    }
    Ok(destroyed)
}

/// Retires what was replaced long enough ago and hangs on nothing any more. Answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn settle(house: &House) -> Result<usize, ServiceError> {
    let now = house.now();
    let before = now - i64::from(house.settings.vault.retiring_days) * DAY;
    let waiting = house
        .store
        .read("keys_retiring", move |conn| {
            let mut free = Vec::new();
            for row in rows::in_state(conn, KeyState::Retiring.as_str())? {
                if row.retiring_at.is_some_and(|at| at <= before) && is_free(conn, &row)? {
                    free.push(row.id);
                }
            }
            Ok::<_, ServiceError>(free)
        })
        .await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let retired = house
        .store
        .write("retire_keys", move |conn| {
            let mut retired = 0;
            for id in &waiting {
                let Some(row) = rows::by_id(conn, id)? else {
                    continue;
                };
                if row.state != KeyState::Retiring.as_str() || !is_free(conn, &row)? {
                    continue;
                }
                step(conn, &row, KeyAct::Retire, Stamp::Retired(now))?;
                crate::store::audit::append(
                    conn,
                    &Entry {
                        at: now,
                        actor_kind: "system".into(),
                        agency_id: row.agency_id.clone(),
                        action: "key.retire".into(),
                        object_kind: "key".into(),
                        object_id: id.clone(),
                        result: "done".into(),
                        ..Entry::default()
                    },
                )?;
                retired += 1;
            }
            Ok::<_, ServiceError>(retired)
        })
        .await?;
    house.look_again().await?;
    Ok(retired)
}

/// What still needs a key. `unopened`: its agency's, by key.
pub(super) fn hangs(
    conn: &mut Conn,
    row: &KeyRow,
    unopened: &[(Option<String>, i64)],
) -> Result<Hangs, ServiceError> {
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    if row.purpose != KeyPurpose::Collection.as_str() {
        return Ok(Hangs {
            sealed: count(carried::sealed_to(conn, &row.id)?),
            ..Hangs::default()
        });
    }
    let of_key = unopened
        .iter()
        .find(|(id, _)| id.as_deref() == Some(&row.id));
    Ok(Hangs {
        carried: count(carried::apps_with_key(conn, &row.id)?),
        unopened: count(of_key.map_or(0, |(_, n)| *n)),
        sealed: 0,
    })
}

fn is_free(conn: &mut Conn, row: &KeyRow) -> Result<bool, ServiceError> {
    let agency = row.agency_id.clone().unwrap_or_default();
    let unopened = carried::unopened(conn, &agency)?;
    Ok(hangs(conn, row, &unopened)?.is_free())
}

/// One key holder's act on one key: what is done, what is written beside it, from which state.
async fn act<F>(
    house: &House,
    actor: &Actor,
    key: &str,
    action: Action,
    word: &'static str,
    reason: Option<String>,
    decide: F,
) -> Result<(), ServiceError>
where
    F: for<'a> Fn(
            &mut Conn,
            &'a KeyRow,
            Option<&'a str>,
            i64,
        ) -> Result<(KeyAct, Stamp<'a>), ServiceError>
        + Send
        + 'static,
{
    let (actor, key, now) = (actor.clone(), key.to_owned(), house.now());
    house
        .store
        .write(word, move |conn| {
            let (row, agency) = of_holder(conn, &actor, &key)?;
            policy::may(&actor, action, Resource::Agency(&agency))?;
            let (act, stamp) = decide(conn, &row, reason.as_deref(), now)?;
            step(conn, &row, act, stamp)?;
            // A key that is needed again is not to be destroyed after all.
            rows::ask_to_destroy(conn, &key, None)?;
            note(conn, &actor, &agency, word, &key, reason.as_deref(), now)?;
            Catalog::changed(conn)?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    house.look_again().await
}

/// The key and its agency, if the actor may know of it.
fn of_holder(conn: &mut Conn, actor: &Actor, key: &str) -> Result<(KeyRow, String), ServiceError> {
    let row = rows::by_id(conn, key)?.ok_or(ServiceError::NotFound)?;
    let agency = row.agency_id.clone().ok_or(ServiceError::NotFound)?;
    policy::may(actor, Action::KeyList, Resource::Agency(&agency))?;
    Ok((row, agency))
}

fn second_person(
    actor: &Actor,
    action: Action,
    agency: &str,
    requested_by: i64,
    why: &'static str,
) -> Result<(), ServiceError> {
    let resource = Resource::PendingKey {
        agency,
        requested_by,
    };
    if policy::may(actor, action, resource).is_ok() {
        return Ok(());
    }
    match policy::may(actor, Action::KeyMake, Resource::Agency(agency)) {
        Ok(_) => Err(ServiceError::SecondPerson(why)),
        Err(_) => Err(ServiceError::Denied),
    }
}

fn state(row: &KeyRow) -> Result<KeyState, ServiceError> {
    row.state
        .parse()
        .map_err(|_| ServiceError::Internal("a key's state"))
}

fn step(conn: &mut Conn, row: &KeyRow, act: KeyAct, stamp: Stamp<'_>) -> Result<(), ServiceError> {
    let before = row.state_before.as_deref().and_then(|b| b.parse().ok());
    let moved = || ServiceError::Moved(row.state.clone());
    let next = key_life::after(state(row)?, act, before).ok_or_else(moved)?;
    if !rows::step(conn, &row.id, &row.state, next.as_str(), stamp)? {
        return Err(moved());
    }
    // Another may have taken a disabled key's place meanwhile: one key is active for each purpose.
    let agency = row.agency_id.as_deref();
    if act == KeyAct::Enable
        && next == KeyState::Active
        && rows::active(conn, agency, &row.purpose)?.is_some_and(|newest| newest.id != row.id)
    {
        let replaced = Stamp::Replaced(row.disabled_at.unwrap_or_default());
        rows::step(
            conn,
            &row.id,
            next.as_str(),
            KeyState::Retiring.as_str(),
            replaced,
        )?;
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    agency: &str,
    action: &str,
    key: &str,
    reason: Option<&str>,
    now: i64,
) -> Result<(), ServiceError> {
    Ok(audit::note_with(
        conn,
        actor,
        Some(agency),
        action,
        "key",
        key,
        reason,
        now,
    )?)
}
