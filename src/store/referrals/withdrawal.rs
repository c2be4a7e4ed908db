//! How a referral is taken back when a consent ends: the one way, whoever says so.

use super::steps::{Step, Taken, destroy_wraps, take};
use super::{by_id, hold};
use crate::domain::referral::{By, Event, RecallReason, ReferralState};
use crate::store::{Conn, StoreError};

/// Somebody's word that what a referral rests on has ended.
pub struct Withdrawal<'a> {
    /// The referral.
    pub referral: &'a str,
    /// An id for the event, UUIDv7.
    pub id: String,
    /// Who, if a person.
    pub actor: Option<i64>,
    /// What the actor is, for the audit.
    pub actor_kind: &'a str,
    /// Now.
    pub now: i64,
}

/// What a withdrawal did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawn {
    /// It was taken back.
    Recalled,
    /// It had ended otherwise; so many of its receiver's keys were left and are destroyed.
    Revoked(ReferralState, i64),
}

/// Takes a referral back because its consent ended, as far as it still can be; what its receiver could open is destroyed
/// whether it can or not. Whoever steps at the same moment comes before or after.
///
/// # Errors
/// As [`take`].
pub fn withdraw(conn: &mut Conn, withdrawal: &Withdrawal<'_>) -> Result<Withdrawn, StoreError> {
    // From here on until the transaction ends nobody else steps.
    hold(conn, withdrawal.referral)?;
    let step = Step {
        referral: withdrawal.referral,
        id: withdrawal.id.clone(),
        event: Event::Recall(RecallReason::Withdrawn),
        by: By::Withdrawal,
        actor: withdrawal.actor,
        actor_kind: withdrawal.actor_kind,
        conflict: false,
        record: None,
        now: withdrawal.now,
    };
    Ok(match take(conn, &step)? {
        Taken::Done(_) => Withdrawn::Recalled,
        Taken::Stands(state) | Taken::Refused(state, _) => {
            let row = by_id(conn, withdrawal.referral)?.ok_or(StoreError::NotFound)?;
            Withdrawn::Revoked(state, destroy_wraps(conn, &row)?)
        }
    })
}
