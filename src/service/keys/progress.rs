//! How far a replaced key's work has gone over to its successor: phones that have the new form, records that are wrapped to
//! the new key.

use std::collections::HashMap;

use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{KeyPurpose, KeyState};
use crate::service::{House, ServiceError};
use crate::store::{carried, keys as rows};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What the keys are for. Of collection keys phones are counted, of the others records.
    pub purpose: KeyPurpose,
    /// How many have gone over.
    pub done: u64,
    /// Of how many.
    pub all: u64,
}

/// For each purpose of which a key is being replaced, how far that is.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn progress(
    house: &House,
    actor: &Actor,
    agency: &str,
) -> Result<Vec<Progress>, ServiceError> {
    policy::may(actor, Action::KeyList, Resource::Agency(agency))?;
    let agency = agency.to_owned();
    house
        .store
        .read("keys_progress", move |conn| {
            let mut replaced: HashMap<KeyPurpose, Vec<String>> = HashMap::new();
            let mut active: HashMap<KeyPurpose, String> = HashMap::new();
            for row in rows::of_agency(conn, &agency)? {
                let unreadable = |_| ServiceError::Internal("a key's row");
                let purpose = row.purpose.parse().map_err(unreadable)?;
                match row.state.parse().map_err(unreadable)? {
                    KeyState::Retiring => replaced.entry(purpose).or_default().push(row.id),
                    KeyState::Active => {
                        active.insert(purpose, row.id);
                    }
                    _ => {}
                }
            }
            let count = |n: i64| u64::try_from(n).unwrap_or_default();
            let mut all = Vec::new();
            for &purpose in KeyPurpose::ALL {
                let (Some(old), Some(new)) = (replaced.get(&purpose), active.get(&purpose)) else {
                    continue;
                };
                let (left, whole) = if purpose == KeyPurpose::Collection {
                    let left = carried::apps_with_keys(conn, old)?;
                    let mut every = old.clone();
                    every.push(new.clone());
                    (left, carried::apps_with_keys(conn, &every)?)
                } else {
                    let left = carried::records_of(conn, old)?;
                    (
                        left,
                        left + carried::records_of(conn, std::slice::from_ref(new))?,
                    )
                };
                all.push(Progress {
                    purpose,
                    done: count(whole - left),
                    all: count(whole),
                });
            }
            Ok(all)
        })
        .await
}
