//! What submissions say of entities, applied in order.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{ListsKey, Values, values_aad};
use crate::crypto::{Aad, seal};
use crate::domain::entity::{self, Action, Fault, HELD_MS, Known, Verdict, Version};
use crate::service::{House, ServiceError};
use crate::store::Conn;
use crate::store::entities::{self as rows, ActionRow, ListRow, VersionRow};

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
            let held = rows::in_state(conn, "held", 1)?;
            let late = held.iter().any(|row| now - row.created_at >= HELD_MS);
            Ok::<_, ServiceError>(late || !rows::in_state(conn, "waiting", 1)?.is_empty())
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
            for row in rows::in_state(conn, "waiting", BATCH)? {
                moved |= one(conn, &key, &row, Pass::Usual, now)?;
                looked_at += 1;
            }
            // What came may be what others waited for, and those what others still wait for.
            loop {
                let mut again = false;
                for row in rows::in_state(conn, "held", BATCH)? {
                    let pass = match now - row.created_at >= HELD_MS {
                        true => Pass::Forced,
                        false => Pass::Usual,
                    };
                    if moved || pass == Pass::Forced {
                        again |= one(conn, &key, &row, pass, now)?;
                    }
                }
                if !again {
                    break Ok(looked_at);
                }
                moved = true;
            }
        })
        .await
}

/// Applies one action; answers whether an entity changed.
pub(super) fn one(
    conn: &mut Conn,
    key: &ListsKey,
    row: &ActionRow,
    pass: Pass,
    now: i64,
) -> Result<bool, ServiceError> {
    let say = |conn: &mut Conn, state: &str, error: Option<&str>| {
        rows::set_state(conn, &row.id, state, error, now)
    };
    let Some(action) = opened(key, row) else {
        say(conn, "refused", Some("it could not be read"))?;
        return Ok(false);
    };
    let lists = rows::lists(conn, row.project_id)?;
    let list = lists.into_iter().find(|list| list.name == action.list);
    let (Some(list), Some(id)) = (list, entity::id_of(&action.id)) else {
        let fault = match entity::id_of(&action.id) {
            None => Fault::NoId,
            Some(_) => Fault::NotDeclared,
        };
        say(conn, "refused", Some(&fault.to_string()))?;
        return Ok(false);
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
    match entity::judge(&action, known.as_ref(), pass == Pass::Forced) {
        Verdict::Hold => say(conn, "held", None)?,
        Verdict::Refuse(fault) => say(conn, "refused", Some(&fault.to_string()))?,
        Verdict::Create if list.approval && pass != Pass::Approved => {
            say(conn, "approval", None)?;
        }
        Verdict::Create => {
            let values = Values {
                label: action.label.clone().unwrap_or_default(),
                changed: action.properties.keys().cloned().collect(),
                properties: action.properties,
            };
            let next = Next {
                id: &id,
                version: 1,
                branch_base: None,
                conflict: None,
            };
            write(
                conn,
                key,
                &list,
                row,
                &action.branch_id,
                &next,
                &values,
                now,
            )?;
            say(conn, "done", None)?;
            return Ok(true);
        }
        Verdict::Update { base, named } => {
            let Some(mut values) = versions.last().and_then(|last| values_of(key, last)) else {
                say(conn, "refused", Some("what is here could not be read"))?;
                return Ok(false);
            };
            let latest = versions.last().map_or(0, |last| last.version);
            let since = versions.iter().filter(|version| version.version > base);
            let theirs: Vec<Values> = since.filter_map(|v| values_of(key, v)).collect();
            let theirs: BTreeSet<&str> = theirs
                .iter()
                .flat_map(|values| values.changed.iter().map(String::as_str))
                .collect();
            let mine: BTreeSet<&str> = action.properties.keys().map(String::as_str).collect();
            let conflict = entity::conflict(&mine, base, latest, &theirs);
            values.changed = action.properties.keys().cloned().collect();
            if let Some(label) = action.label.filter(|label| !label.is_empty()) {
                values.label = label;
            }
            values.properties.extend(action.properties);
            let next = Next {
                id: &id,
                version: latest + 1,
                branch_base: Some(named),
                conflict,
            };
            write(
                conn,
                key,
                &list,
                row,
                &action.branch_id,
                &next,
                &values,
                now,
            )?;
            say(conn, "done", None)?;
            return Ok(true);
        }
    }
    Ok(false)
}

struct Next<'a> {
    id: &'a str,
    version: i64,
    branch_base: Option<i64>,
    conflict: Option<&'static str>,
}

#[expect(
    clippy::too_many_arguments,
    reason = "one row's worth of facts, named at the only two callers"
)]
fn write(
    conn: &mut Conn,
    key: &ListsKey,
    list: &ListRow,
    row: &ActionRow,
    branch: &str,
    next: &Next<'_>,
    values: &Values,
    now: i64,
) -> Result<(), ServiceError> {
    let failed = || ServiceError::Internal("sealing failed");
    let plain = Zeroizing::new(serde_json::to_vec(values).map_err(|_| failed())?);
    let aad = values_aad(&list.id, next.id, next.version);
    let sealed = seal::seal_to(key.public(), &aad, &plain).map_err(|_| failed())?;
    let branch = branch.trim();
    rows::add_version(
        conn,
        &VersionRow {
            list_id: list.id.clone(),
            entity_id: next.id.to_owned(),
            version: next.version,
            branch_id: (!branch.is_empty()).then(|| branch.to_owned()),
            branch_base: next.branch_base,
            submission_id: Some(row.submission_id.clone()),
            sealed,
            created_at: now,
        },
        next.conflict,
    )?;
    Ok(())
}

fn opened(key: &ListsKey, row: &ActionRow) -> Option<Action> {
    let aad = Aad::record("entity_actions", &row.id, "action");
    let plain = seal::open_from(key.private(), &aad, &row.sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// What a version says.
pub(super) fn values_of(key: &ListsKey, row: &VersionRow) -> Option<Values> {
    let aad = values_aad(&row.list_id, &row.entity_id, row.version);
    let plain = seal::open_from(key.private(), &aad, &row.sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}
