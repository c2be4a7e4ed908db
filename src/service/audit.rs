//! The audit: who did what to which thing, never its content. Each act writes its entry in its own transaction;
//! within a second the entries are chained, each to the hash of the one before ([`super::chain`]).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{House, ServiceError};
use crate::crypto::Aad;
use crate::domain::policy::{self, Action, Actor};
use crate::store::audit::{self as rows, Entry, Filter};
use crate::store::{Conn, StoreError, actors};

pub use super::audit_export::{Export, export};
pub use super::chain::{ChainState, verify};
pub use crate::store::audit::AuditRow;

/// Entries looked through at a time.
const BATCH: i64 = 500;

/// Batches that one search looks through.
const BATCHES: usize = 20;

/// The most characters of a reason.
const REASON_CHARS: usize = 500;

/// A reason that a person must write, as it is stored.
///
/// # Errors
/// [`ServiceError::Missing`] when nothing was written.
pub fn reason(given: &str) -> Result<String, ServiceError> {
    let reason: String = given.trim().chars().take(REASON_CHARS).collect();
    match reason.is_empty() {
        true => Err(ServiceError::Missing("reason")),
        false => Ok(reason),
    }
}

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
            note: note.map(|n| n.chars().take(REASON_CHARS).collect()),
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
    /// Only by this person or phone.
    pub actor: Option<i64>,
    /// Only from this time on, in milliseconds since 1970 UTC.
    pub from: Option<i64>,
    /// Only before this time.
    pub until: Option<i64>,
}

impl Wanted {
    pub(super) fn filter(&self, agency_id: Option<String>) -> Filter {
        Filter {
            agency_id,
            actor_id: self.actor,
            action: self.action.clone(),
            object_id: self.object.clone(),
            from: self.from,
            until: self.until,
        }
    }
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
    let filter = wanted.filter(agency_id);
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

/// A place in the audit for a link to the next page. It is sealed: a row's number counts the acts of everybody.
pub fn sealed_place(house: &House, seq: i64) -> String {
    let sealed = house.service_key.seal(&place_aad(), &seq.to_be_bytes());
    URL_SAFE_NO_PAD.encode(sealed)
}

/// The place that a link holds; none of what this house did not seal.
pub fn place(house: &House, text: &str) -> Option<i64> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let plain = house.service_key.open(&place_aad(), &sealed).ok()?;
    Some(i64::from_be_bytes(plain.as_slice().try_into().ok()?))
}

fn place_aad() -> Aad {
    Aad::of("waypost audit place 1", &[])
}

/// People whose acts the actor may look for, by name: an auditor all, a focal point the own agency's.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn people(house: &House, actor: &Actor) -> Result<Vec<(i64, String)>, ServiceError> {
    let grant = policy::may(actor, Action::AuditRead, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    house
        .store
        .read("audit_people", move |conn| {
            let users = actors::users(conn, agency.as_deref())?.into_iter();
            let mut all: Vec<_> = users.map(|u| (u.actor_id, u.display_name)).collect();
            all.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
            Ok::<_, ServiceError>(all)
        })
        .await
}
