//! The audit: who did what to which thing, never its content. Each act writes its entry in its own transaction;
//! within a second the entries are chained, each to the hash of the one before.

use super::{House, ServiceError};
use crate::crypto::digest;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::audit::{self as rows, Entry, Filter};
use crate::store::{Conn, Store, StoreError};

pub use crate::store::audit::AuditRow;

/// Entries chained in one go.
pub const BATCH: i64 = 500;

/// Batches that one search looks through.
const BATCHES: usize = 20;

/// Writes an entry for something that a person did, inside the transaction that did it.
///
/// # Errors
/// When the database refuses.
pub fn note(
    conn: &mut Conn,
    actor: &Actor,
    agency: Option<&str>,
    action: &str,
    object_kind: &str,
    object_id: &str,
    now: i64,
) -> Result<(), StoreError> {
    note_with(
        conn,
        actor,
        agency,
        action,
        object_kind,
        object_id,
        None,
        now,
    )
}

/// The same with a note: a reason that a person wrote, never case content.
///
/// # Errors
/// When the database refuses.
#[allow(clippy::too_many_arguments, reason = "an entry is these eight words")]
pub fn note_with(
    conn: &mut Conn,
    actor: &Actor,
    agency: Option<&str>,
    action: &str,
    object_kind: &str,
    object_id: &str,
    note: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    rows::append(
        conn,
        &Entry {
            at: now,
            actor_id: Some(actor.id),
            actor_kind: "user".into(),
            agency_id: agency.map(str::to_owned),
            action: action.into(),
            object_kind: object_kind.into(),
            object_id: object_id.into(),
            class: None,
            purpose: None,
            result: "done".into(),
            note: note.map(|n| n.chars().take(500).collect()),
        },
    )
}

/// A page of the audit, newest first, as far as the actor may see: an auditor all, a focal point the own agency's.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn page(
    house: &House,
    actor: &Actor,
    action: Option<String>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditRow>, ServiceError> {
    let grant = policy::may(actor, Action::AuditRead, actor.home())?;
    let agency_id = grant.scope().agency().map(str::to_owned);
    let filter = Filter {
        agency_id,
        action,
        ..Filter::default()
    };
    house
        .store
        .read("audit_page", move |conn| {
            Ok::<_, ServiceError>(rows::page(conn, &filter, before, limit)?)
        })
        .await
}

/// Which entries are wanted.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Only this action.
    pub action: Option<String>,
    /// Only about the thing with this id.
    pub object: Option<String>,
    /// Only what was not done: refused or failed.
    pub refused: bool,
}

/// A page of the audit like [`page`], with more to choose from. What was refused is looked for in ten thousand
/// entries at a time.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn search(
    house: &House,
    actor: &Actor,
    wanted: Wanted,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditRow>, ServiceError> {
    let grant = policy::may(actor, Action::AuditRead, actor.home())?;
    let agency_id = grant.scope().agency().map(str::to_owned);
    let filter = Filter {
        agency_id,
        action: wanted.action,
        object_id: wanted.object,
        ..Filter::default()
    };
    house
        .store
        .read("audit_search", move |conn| {
            let (mut found, mut before) = (Vec::new(), before);
            for _ in 0..BATCHES {
                let batch = rows::page(conn, &filter, before, BATCH)?;
                let Some(last) = batch.last() else { break };
                before = Some(last.seq);
                found.extend(
                    batch
                        .into_iter()
                        .filter(|r| !wanted.refused || r.result != "done"),
                );
                if found.len() >= limit {
                    break;
                }
            }
            found.truncate(limit);
            Ok::<_, ServiceError>(found)
        })
        .await
}

/// What the chain says of itself.
pub struct ChainState {
    /// Entries in the chain.
    pub length: i64,
    /// The newest hash, hexadecimal.
    pub head: Option<String>,
    /// The first entry whose link does not hold; none if all do.
    pub broken_at: Option<i64>,
}

/// Recomputes the whole chain.
///
/// # Errors
/// [`ServiceError::Denied`] for whoever is no auditor.
pub async fn verify(house: &House, actor: &Actor) -> Result<ChainState, ServiceError> {
    policy::may(actor, Action::AuditRead, Resource::Platform)?;
    house
        .store
        .read("verify_audit", |conn| {
            Ok::<_, ServiceError>(verified(conn)?)
        })
        .await
}

fn verified(conn: &mut Conn) -> Result<ChainState, StoreError> {
    let mut state = ChainState {
        length: 0,
        head: None,
        broken_at: None,
    };
    let mut before: Vec<u8> = Vec::new();
    loop {
        let links = rows::chain(conn, state.length, BATCH)?;
        if links.is_empty() {
            return Ok(state);
        }
        for row in links {
            let right = row.link == Some(state.length + 1)
                && row.prev_hash.as_deref() == Some(before.as_slice())
                && row.hash.as_deref() == Some(hash(&before, &row).as_slice());
            if !right {
                state.broken_at = Some(row.seq);
                return Ok(state);
            }
            before = row.hash.unwrap_or_default();
            state.length += 1;
        }
        state.head = Some(before.iter().map(|b| format!("{b:02x}")).collect());
    }
}

/// Links what is not linked yet. Answers how many entries; two that link at once cannot both succeed, because
/// a link number is unique.
///
/// # Errors
/// When the database refuses; the next turn tries again.
pub async fn link(store: &Store) -> Result<usize, StoreError> {
    let waiting = store
        .read("audit_waiting", |conn| {
            Ok::<_, StoreError>(!rows::unlinked(conn, 1)?.is_empty())
        })
        .await?;
    if !waiting {
        return Ok(0);
    }
    store
        .write("link_audit", |conn| {
            let last = rows::last_link(conn)?;
            let mut number = last.as_ref().and_then(|row| row.link).unwrap_or(0);
            let mut before = last.and_then(|row| row.hash).unwrap_or_default();
            let waiting = rows::unlinked(conn, BATCH)?;
            for row in &waiting {
                number += 1;
                let next = hash(&before, row);
                rows::set_link(conn, row.seq, number, &before, &next)?;
                before = next.to_vec();
            }
            Ok(waiting.len())
        })
        .await
}

/// SHA-256 over the hash before and every field, each with its length, so that no two entries share the bytes.
fn hash(before: &[u8], row: &AuditRow) -> [u8; 32] {
    let mut bytes = Vec::with_capacity(256);
    let mut field = |value: Option<&[u8]>| match value {
        Some(value) => {
            bytes.extend_from_slice(&(value.len() as u64 + 1).to_be_bytes());
            bytes.extend_from_slice(value);
        }
        None => bytes.extend_from_slice(&0u64.to_be_bytes()),
    };
    field(Some(before));
    field(Some(&row.seq.to_be_bytes()));
    field(Some(&row.at.to_be_bytes()));
    field(
        row.actor_id
            .map(i64::to_be_bytes)
            .as_ref()
            .map(<[u8; 8]>::as_slice),
    );
    field(Some(row.actor_kind.as_bytes()));
    field(row.agency_id.as_deref().map(str::as_bytes));
    field(Some(row.action.as_bytes()));
    field(Some(row.object_kind.as_bytes()));
    field(Some(row.object_id.as_bytes()));
    field(row.class.as_deref().map(str::as_bytes));
    field(row.purpose.as_deref().map(str::as_bytes));
    field(Some(row.result.as_bytes()));
    field(row.note.as_deref().map(str::as_bytes));
    digest::sha256(&bytes)
}
