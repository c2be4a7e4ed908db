//! What waits for a key or for the end of an emergency stop, and goes on by itself once its cause is gone.

use std::sync::atomic::Ordering;

use super::client::VaultError;
use super::{Vault, intake};
use crate::domain::stop::Origin;
use crate::domain::words::SubmissionState;
use crate::store::submissions::SubmissionRow;
use crate::store::{Conn, actors, carried, jobs, submissions, unmatched};

/// Moved in one transaction.
const BATCH: i64 = 500;

/// States that end when a key is there.
const FOR_A_KEY: [SubmissionState; 3] = [
    SubmissionState::WaitingKey,
    SubmissionState::KeyDisabled,
    SubmissionState::KeyUnknown,
];

impl Vault {
    /// What waited and need wait no longer gets its job back, oldest first. True if there was something.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn requeue(&self) -> Result<bool, VaultError> {
        let lifted = self.stops_changed.swap(false, Ordering::Relaxed);
        let mut states: Vec<&str> = FOR_A_KEY.iter().map(|state| state.as_str()).collect();
        if lifted {
            states.push(SubmissionState::Stopped.as_str());
        }
        let waiting = self.store.read_now("waiting_for_key", move |conn| {
            Ok::<_, VaultError>(carried::waiting(conn, &states)?)
        })?;
        if lifted {
            self.open_again()?;
        }
        let mut any = false;
        for row in waiting {
            let (Some(agency), Some(key)) = (row.agency_id, row.key_id) else {
                continue;
            };
            // What is stopped is looked at once after each change of the stops, whatever its key.
            if row.state == SubmissionState::Stopped.as_str()
                || self.keyring.can_open(&agency, &key)
            {
                any |= self.requeue_of(&agency, &key, row.state)?;
            }
        }
        Ok(any)
    }

    /// What was taken into a case and did not open again yet is tried at once: its cause may be gone.
    pub(super) fn open_again(&self) -> Result<(), VaultError> {
        let ids = self.store.read_now("taken_in", |conn| {
            Ok::<_, VaultError>(unmatched::accepted(conn, None)?)
        })?;
        if ids.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.store.write_now("open_again", move |conn: &mut Conn| {
            Ok::<_, VaultError>(jobs::enqueue_many(conn, intake::OPEN, &ids, now, now)?)
        })
    }

    fn requeue_of(&self, agency: &str, key: &str, state: String) -> Result<bool, VaultError> {
        let mut any = false;
        // At most what is there now: what is stopped again meanwhile must not go round.
        let (owner, id, from) = (agency.to_owned(), key.to_owned(), state.clone());
        let mut left = self.store.read_now("ids_waiting", move |conn| {
            Ok::<_, VaultError>(carried::ids_waiting(conn, &owner, &id, &from, i64::MAX)?)
        })?;
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(BATCH as usize));
            let (ids, from, now) = (
                std::mem::replace(&mut left, rest),
                state.clone(),
                self.now(),
            );
            any = true;
            self.store
                .write_now("requeue_waiting", move |conn: &mut Conn| {
                    let received = SubmissionState::Received.as_str();
                    submissions::move_state(conn, &ids, &from, received, now)?;
                    for id in &ids {
                        jobs::enqueue(conn, intake::OPEN, id, now, now)?;
                    }
                    Ok::<_, VaultError>(())
                })?;
        }
        Ok(any)
    }

    /// Whether an emergency stop covers what a submission came from.
    pub(super) fn is_stopped(&self, row: &SubmissionRow) -> Result<bool, VaultError> {
        let stops = self.keyring.stops();
        if stops.is_empty() {
            return Ok(false);
        }
        let site = match row.device_actor_id {
            Some(device) => self.store.read_now("site_of_phone", move |conn| {
                let device = actors::device_by_actor(conn, device)?;
                Ok::<_, VaultError>(device.and_then(|d| d.area))
            })?,
            None => None,
        };
        Ok(stops.covers(&Origin {
            device: row.device_actor_id,
            form: Some(&row.form_id),
            agency: row.agency_id.as_deref(),
            site: site.as_deref(),
        }))
    }
}
