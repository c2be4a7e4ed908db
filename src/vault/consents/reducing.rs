//! What is written of a held item that was weighed again: referrals, the smaller item that stays or the end of it, the audit,
//! and no card that none of them needs.

use std::collections::HashMap;

use super::super::Vault;
use super::super::client::VaultError;
use super::super::placing::{self, PlannedReferral};
use super::super::seal::Sealed;
use crate::crypto::token;
use crate::domain::referral::ReferralState;
use crate::domain::words::Urgency;
use crate::store::audit::Entry;
use crate::store::referrals::{ReferralEventRow, ReferralRow};
use crate::store::{Conn, consents, records, referrals};

/// What becomes of one held item.
pub struct Reduction {
    /// Which.
    pub held: ReferralRow,
    /// What is sent of it.
    pub sent: Vec<PlannedReferral>,
    /// The queue's service, the urgency and the record of what stays.
    pub stays: Option<(String, Urgency, String)>,
    /// The cards of all of it.
    pub sealed: Sealed,
}

/// Writes what becomes of a held item; nothing if it is not held any more, or all of it stands somewhere already.
///
/// # Errors
/// When the database refuses.
pub fn write(
    conn: &mut Conn,
    vault: &Vault,
    one: &Reduction,
    met: &mut HashMap<[u8; 32], String>,
    now: i64,
) -> Result<Vec<Entry>, VaultError> {
    let act = |action: &str, referral: &str| Entry {
        at: now,
        actor_kind: "vault".into(),
        action: action.into(),
        object_kind: "referral".into(),
        object_id: referral.into(),
        result: "done".into(),
        ..Entry::default()
    };
    let mut rows = Vec::with_capacity(one.sent.len());
    for planned in &one.sent {
        let row = placing::stored(conn, vault, planned, met, now)?;
        // It stood there before and was taken back: a new need is a new form.
        if !consents::stands_in(conn, &row.submission_id, &row.queue_id)? {
            rows.push(row);
        }
    }
    let held = consents::hold(conn, &one.held.id)?;
    if rows.is_empty() || held.is_none_or(|row| row.state != one.held.state) {
        return Ok(Vec::new());
    }
    let queue = match &one.stays {
        Some((service, _, _)) => {
            let label = vault.queue_label(&one.held.to_agency, service);
            Some(referrals::queue(
                conn,
                &one.held.to_agency,
                &label,
                &token::random_id(),
                now,
            )?)
        }
        None => None,
    };
    let stays = one.stays.as_ref().zip(queue.as_deref());
    let reduced = consents::Reduced {
        referral: &one.held,
        stays: stays
            .map(|((_, urgency, record), queue)| (record.as_str(), urgency.as_str(), queue)),
        event: &ReferralEventRow {
            id: token::new_id(),
            referral_id: one.held.id.clone(),
            from_state: one.held.state.clone(),
            to_state: ReferralState::Closed.as_str().to_owned(),
            actor_id: None,
            reason: Some("sent".to_owned()),
            at: now,
        },
    };
    // Only the cards of what is written: what another referral stands for already needs none.
    let used = |record: &str| {
        let stays = one.stays.iter().any(|(_, _, stays)| stays == record);
        stays || rows.iter().any(|row| row.record_id == record)
    };
    let (cards, wraps) = (&one.sealed.records, &one.sealed.wraps);
    records::insert(
        conn,
        cards.iter().filter(|card| used(&card.id)),
        wraps.iter().filter(|wrap| used(&wrap.record_id)),
    )?;
    if !consents::reduce(conn, &reduced)? {
        return Err(VaultError::Internal("a held item moved while it was held"));
    }
    if one.stays.is_some() {
        records::delete(conn, &one.held.record_id)?;
    }
    referrals::insert(conn, &rows)?;
    let mut entries: Vec<Entry> = rows
        .iter()
        .map(|row| act("referral.send", &row.id))
        .collect();
    let done = match one.stays {
        Some(_) => "referral.reduce",
        None => "referral.close",
    };
    entries.push(act(done, &one.held.id));
    Ok(entries)
}
