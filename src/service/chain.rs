//! The audit's chain: each entry's hash holds the one before. Writers do not wait for it: entries are linked within a second
//! by one job, and the vault signs the newest link on a schedule (`vault/heads.rs`), so that also an end that was cut off
//! shows. Checking needs no key and no server, only the entries and the signed heads.

use std::collections::BTreeMap;
use std::path::Path;

use super::{House, ServiceError};
use crate::crypto::digest;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::audit::{self as rows, AuditRow, HeadRow};
use crate::store::{Conn, Store, StoreError, settings};
use crate::vault::heads::{PUBLIC, SignedHead};

/// Entries linked in one go.
pub const BATCH: i64 = 500;

/// Entries read at a time to check them.
const READ: i64 = 5_000;

/// What the chain says of itself.
#[derive(Debug, Default)]
pub struct ChainState {
    /// Entries that hold, from the first.
    pub length: i64,
    /// The newest hash, hexadecimal.
    pub head: Option<String>,
    /// Signed heads that agree with the chain.
    pub heads: usize,
    /// Entries that are not linked yet.
    pub unlinked: i64,
    /// The first thing that does not hold; none if all does.
    pub broken: Option<Broken>,
    /// The newest head that the database has, signed, while everything holds.
    pub newest: Option<SignedHead>,
    /// The key that signs heads, as hex; none before the first.
    pub public: Option<String>,
}

/// Where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The link, from 1.
    pub link: i64,
    /// The entry's number, if there is one.
    pub seq: Option<i64>,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The entry is not as it was written.
    Changed,
    /// The link is not there.
    Gone,
    /// The entry does not follow the one before it: moved, or put in.
    Reordered,
    /// A signed head says otherwise: the chain was written anew.
    Rewritten,
    /// A signed head is of a link after the last one: the end was cut off.
    CutOff,
    /// A head's signature is not of the vault's key.
    Forged,
}

impl Fault {
    /// For people.
    pub fn text(self) -> &'static str {
        match self {
            Self::Changed => "the entry was changed after it was written",
            Self::Gone => "an entry is missing",
            Self::Reordered => "the entry does not follow the one before it: moved or put in",
            Self::Rewritten => "a signed head says otherwise: the chain was written anew",
            Self::CutOff => "a signed head is of a later entry: the end was cut off",
            Self::Forged => "a head is not signed by the vault's key",
        }
    }
}

/// Checks the whole chain against the heads that the database has.
///
/// # Errors
/// [`ServiceError::Denied`] for whoever is no auditor.
pub async fn verify(house: &House, actor: &Actor) -> Result<ChainState, ServiceError> {
    policy::may(actor, Action::AuditRead, Resource::Platform)?;
    house
        .store
        .read("verify_audit", |conn| {
            Ok::<_, ServiceError>(check(conn, None, &[])?)
        })
        .await
}

/// Checks the whole chain, with heads that were kept elsewhere. `public`: the vault's key as it was noted elsewhere; none
/// takes what the database says.
///
/// # Errors
/// When the database fails.
pub fn check(
    conn: &mut Conn,
    public: Option<&[u8]>,
    kept: &[SignedHead],
) -> Result<ChainState, StoreError> {
    let stored = settings::value(conn, PUBLIC)?.and_then(|text| hex::decode(text).ok());
    let public = public.map(<[u8]>::to_vec).or(stored);
    let mut heads: Vec<SignedHead> = rows::heads(conn)?
        .into_iter()
        .map(SignedHead::from)
        .collect();
    let newest = heads.last().cloned();
    heads.extend_from_slice(kept);
    let mut state = ChainState::default();
    let signed_right = |head: &SignedHead| public.as_ref().is_none_or(|public| head.is_of(public));
    if let Some(forged) = heads.iter().find(|head| !signed_right(head)) {
        state.broken = Some(broken(forged.link, None, Fault::Forged));
        return Ok(state);
    }
    let mut expected: BTreeMap<i64, Vec<Vec<u8>>> = BTreeMap::new();
    for head in heads {
        expected.entry(head.link).or_default().push(head.hash);
    }
    let mut walk = Walk {
        state,
        expected,
        before: Vec::new(),
    };
    // Reading and hashing take about as long as each other: one thread each.
    std::thread::scope(|threads| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<AuditRow>>(2);
        let walk = &mut walk;
        threads.spawn(move || receive.iter().all(|links| walk.follow(links)));
        let mut after = 0;
        loop {
            let links = rows::chain(conn, after, READ)?;
            let last = links.len() < READ as usize;
            after = links.last().and_then(|row| row.link).unwrap_or(after);
            // Nobody listens any more: something does not hold.
            if send.send(links).is_err() || last {
                return Ok::<_, StoreError>(());
            }
        }
    })?;
    let mut state = walk.state;
    if state.broken.is_some() {
        return Ok(state);
    }
    if !walk.before.is_empty() {
        state.head = Some(hex::encode(&walk.before));
    }
    if let Some(link) = walk.expected.keys().next() {
        state.broken = Some(broken(*link, None, Fault::CutOff));
    }
    if state.broken.is_none() {
        state.newest = newest;
        state.public = public.map(hex::encode);
    }
    state.unlinked = rows::count_unlinked(conn)?;
    Ok(state)
}

/// How far a check has come.
struct Walk {
    state: ChainState,
    /// Hashes that heads have, by their links.
    expected: BTreeMap<i64, Vec<Vec<u8>>>,
    /// The hash of the last link that holds.
    before: Vec<u8>,
}

impl Walk {
    /// Checks the links that come next. False: one of them does not hold.
    fn follow(&mut self, links: Vec<AuditRow>) -> bool {
        for row in links {
            let link = self.state.length + 1;
            if let Some(fault) = fault(&self.before, &row, link) {
                self.state.broken = Some(broken(link, Some(row.seq), fault));
                return false;
            }
            self.state.length = link;
            self.before = row.hash.unwrap_or_default();
            for signed in self.expected.remove(&link).unwrap_or_default() {
                if signed != self.before {
                    self.state.broken = Some(broken(link, Some(row.seq), Fault::Rewritten));
                    return false;
                }
                self.state.heads += 1;
            }
        }
        true
    }
}

/// Heads that were kept as files.
///
/// # Errors
/// When the folder cannot be read, or a file in it is no head.
pub fn kept_heads(folder: &Path) -> std::io::Result<Vec<SignedHead>> {
    let mut heads = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let head = serde_json::from_slice(&std::fs::read(&path)?);
            heads.push(head.map_err(|_| {
                std::io::Error::other(format!("{} is no head of an audit", path.display()))
            })?);
        }
    }
    Ok(heads)
}

fn broken(link: i64, seq: Option<i64>, fault: Fault) -> Broken {
    Broken { link, seq, fault }
}

fn fault(before: &[u8], row: &AuditRow, expected: i64) -> Option<Fault> {
    if row.link != Some(expected) {
        Some(Fault::Gone)
    } else if row.prev_hash.as_deref() != Some(before) {
        Some(Fault::Reordered)
    } else if row.hash.as_deref() != Some(hash(before, row).as_slice()) {
        Some(Fault::Changed)
    } else {
        None
    }
}

impl From<HeadRow> for SignedHead {
    fn from(row: HeadRow) -> Self {
        Self {
            link: row.link,
            hash: row.hash,
            signed_at: row.signed_at,
            signature: row.signature,
        }
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
    fn field(sum: &mut digest::Sha256Stream, value: Option<&[u8]>) {
        match value {
            Some(value) => {
                sum.update(&(value.len() as u64 + 1).to_be_bytes());
                sum.update(value);
            }
            None => sum.update(&0u64.to_be_bytes()),
        }
    }
    let mut sum = digest::Sha256Stream::default();
    let actor = row.actor_id.map(i64::to_be_bytes);
    for value in [
        Some(before),
        Some(&row.seq.to_be_bytes()),
        Some(&row.at.to_be_bytes()),
        actor.as_ref().map(<[u8; 8]>::as_slice),
        Some(row.actor_kind.as_bytes()),
        row.agency_id.as_deref().map(str::as_bytes),
        Some(row.action.as_bytes()),
        Some(row.object_kind.as_bytes()),
        Some(row.object_id.as_bytes()),
        row.class.as_deref().map(str::as_bytes),
        row.purpose.as_deref().map(str::as_bytes),
        Some(row.result.as_bytes()),
        row.note.as_deref().map(str::as_bytes),
    ] {
        field(&mut sum, value);
    }
    sum.finish()
}
