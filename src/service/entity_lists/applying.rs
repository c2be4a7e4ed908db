//! What submissions say of entities, applied in order.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{ListsKey, Values, values_aad};
use crate::crypto::seal;
use crate::domain::entity::{self, Action, Fault, HELD_MS, Known, Verdict, Version};
use crate::service::{House, ServiceError};
use crate::store::Conn;
use crate::store::entities::{self as rows, ActionRow, VersionRow};
use crate::vault::seal::action_aad;

/// Actions looked at in one transaction.
const BATCH: i64 = 100;

/// How an action is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// For the first time, or because something may have come.
    Usual,
    /// A person let it in.
    Approved,
    /// It was held for long enough.
    Forced,
}

/// Looks at everything that waits, and at what was held for a piece that has come since. Answers how many were looked at.
///
/// # Errors
/// When the database refuses.
pub async fn apply(house: &House) -> Result<usize, ServiceError> {
    let now = house.now();
    let waits = house
        .store
        .read("entities_waiting", move |conn| {
            let held = rows::in_state(conn, "held", "", 1)?;
            let late = held.iter().any(|row| now - row.created_at >= HELD_MS);
            Ok::<_, ServiceError>(late || !rows::in_state(conn, "waiting", "", 1)?.is_empty())
        })
        .await?;
    if !waits {
        return Ok(0);
    }
    let key = house.lists.clone();
    house
        .store
        .write("apply_entities", move |conn| {
            let mut looked_at = 0;
            let mut moved = false;
            for row in rows::in_state(conn, "waiting", "", BATCH)? {
                moved |= one(conn, &key, &row, Pass::Usual, now)?;
                looked_at += 1;
            }
            // What came may be what others waited for, and those what others still wait for.
            while look_again(conn, &key, moved, now)? {
                moved = true;
            }
            Ok(looked_at)
        })
        .await
}

/// Looks at everything that is held, after something `moved`, or because its time is over; answers whether something
/// changed by it.
fn look_again(
    conn: &mut Conn,
    key: &ListsKey,
    moved: bool,
    now: i64,
) -> Result<bool, ServiceError> {
    let (mut changed, mut after) = (false, String::new());
    loop {
        let held = rows::in_state(conn, "held", &after, BATCH)?;
        let Some(last) = held.last() else {
            return Ok(changed);
        };
        after.clone_from(&last.id);
        for row in &held {
            if now - row.created_at >= HELD_MS {
                changed |= one(conn, key, row, Pass::Forced, now)?;
            } else if moved {
                changed |= one(conn, key, row, Pass::Usual, now)?;
            }
        }
    }
}

/// What an action comes to.
enum Outcome {
    /// It waits or is refused: its state, and why.
    Left(&'static str, Option<String>),
    /// A version, and how it met others.
    Version(VersionRow, Option<&'static str>),
}

impl Outcome {
    fn refused(why: Fault) -> Self {
        Self::Left("refused", Some(why.to_string()))
    }
}

/// Applies one action; answers whether an entity changed.
pub(super) fn one(
    conn: &mut Conn,
    key: &ListsKey,
    row: &ActionRow,
    pass: Pass,
    now: i64,
) -> Result<bool, ServiceError> {
    match outcome(conn, key, row, pass, now)? {
        Outcome::Left(state, why) => {
            rows::set_state(conn, &row.id, state, why.as_deref(), now)?;
            Ok(false)
        }
        Outcome::Version(version, conflict) => {
            rows::add_version(conn, &version, conflict)?;
            rows::set_state(conn, &row.id, "done", None, now)?;
            Ok(true)
        }
    }
}

fn outcome(
    conn: &mut Conn,
    key: &ListsKey,
    row: &ActionRow,
    pass: Pass,
    now: i64,
) -> Result<Outcome, ServiceError> {
    let Some(mut action) = opened(key, row) else {
        return Ok(Outcome::refused(Fault::Unreadable));
    };
    let Some(id) = entity::id_of(&action.id) else {
        return Ok(Outcome::refused(Fault::NoId));
    };
    let lists = rows::lists(conn, row.project_id)?;
    let Some(list) = lists.into_iter().find(|list| list.name == action.list) else {
        return Ok(Outcome::refused(Fault::NotDeclared));
    };
    let found = rows::entity(conn, &list.id, &id)?;
    let versions = rows::versions(conn, &list.id, &id)?;
    let known = found.map(|entity| Known {
        deleted: entity.deleted_at.is_some(),
        versions: versions
            .iter()
            .map(|version| Version {
                number: version.version,
                branch: version.branch_id.clone(),
                branch_base: version.branch_base,
            })
            .collect(),
    });
    let latest = versions.last().map_or(0, |last| last.version);
    let changed: BTreeSet<String> = action.properties.keys().cloned().collect();
    let (values, branch_base, conflict) =
        match entity::judge(&action, known.as_ref(), pass == Pass::Forced) {
            Verdict::Hold => return Ok(Outcome::Left("held", None)),
            Verdict::Refuse(fault) => return Ok(Outcome::refused(fault)),
            Verdict::Create if list.approval && pass != Pass::Approved => {
                return Ok(Outcome::Left("approval", None));
            }
            Verdict::Create => {
                let values = Values {
                    label: action.label.take().unwrap_or_default(),
                    properties: std::mem::take(&mut action.properties),
                    changed,
                };
                (values, None, None)
            }
            Verdict::Update { base, named } => {
                let Some(mut values) = versions.last().and_then(|last| values_of(key, last)) else {
                    return Ok(Outcome::refused(Fault::HereUnreadable));
                };
                let conflict = conflict(key, &versions, &changed, base, latest);
                if let Some(label) = action.label.take().filter(|label| !label.is_empty()) {
                    values.label = label;
                }
                values.properties.append(&mut action.properties);
                values.changed = changed;
                (values, Some(named), conflict)
            }
        };
    let failed = || ServiceError::Internal("sealing failed");
    let plain = Zeroizing::new(serde_json::to_vec(&values).map_err(|_| failed())?);
    let aad = values_aad(&list.id, &id, latest + 1);
    let branch = action.branch_id.trim();
    let version = VersionRow {
        sealed: seal::seal_to(key.public(), &aad, &plain).map_err(|_| failed())?,
        list_id: list.id,
        entity_id: id,
        version: latest + 1,
        branch_id: (!branch.is_empty()).then(|| branch.to_owned()),
        branch_base,
        submission_id: Some(row.submission_id.clone()),
        created_at: now,
    };
    Ok(Outcome::Version(version, conflict))
}

/// How an update that began at `base` meets the versions that came since.
fn conflict(
    key: &ListsKey,
    versions: &[VersionRow],
    changed: &BTreeSet<String>,
    base: i64,
    latest: i64,
) -> Option<&'static str> {
    let since = versions.iter().filter(|version| version.version > base);
    let theirs: Vec<Values> = since.filter_map(|v| values_of(key, v)).collect();
    let theirs = theirs.iter().flat_map(|values| &values.changed);
    let theirs: BTreeSet<&str> = theirs.map(String::as_str).collect();
    let mine = changed.iter().map(String::as_str).collect();
    entity::conflict(&mine, base, latest, &theirs)
}

fn opened(key: &ListsKey, row: &ActionRow) -> Option<Action> {
    let plain = seal::open_from(key.private(), &action_aad(&row.id), &row.sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// What a version says.
pub(super) fn values_of(key: &ListsKey, row: &VersionRow) -> Option<Values> {
    let aad = values_aad(&row.list_id, &row.entity_id, row.version);
    let plain = seal::open_from(key.private(), &aad, &row.sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}
