//! The rows of planned referrals: in which queue each stands, and by which clocks.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::Vault;
use super::client::VaultError;
use super::placing::PlannedReferral;
use crate::crypto::token;
use crate::domain::referral::{self, Hours};
use crate::store::Conn;
use crate::store::referrals::{self, ReferralRow};

/// Queues by their labels, as far as they were met: a queue never goes away, so two statements a referral are saved.
#[derive(Default)]
pub struct KnownQueues(Mutex<HashMap<[u8; 32], String>>);

impl KnownQueues {
    /// Remembers queues whose making is committed.
    pub fn remember(&self, found: HashMap<[u8; 32], String>) {
        if !found.is_empty() {
            self.0.lock().extend(found);
        }
    }

    fn get(&self, label: &[u8; 32]) -> Option<String> {
        self.0.lock().get(label).cloned()
    }
}

impl Vault {
    /// The keyed label of an agency's queue for a service: the database names no service.
    pub(super) fn queue_label(&self, agency: &str, service: &str) -> [u8; 32] {
        self.routing_key
            .mac(format!("{agency}\n{service}").as_bytes())
    }
}

/// What rows of referrals need to know of their receivers, met in one transaction.
#[derive(Default)]
pub struct Met {
    /// Queues that may be remembered after the commit.
    pub queues: HashMap<[u8; 32], String>,
    hours: HashMap<String, Hours>,
}

impl Met {
    /// The hours of a receiver; always where none are declared.
    fn hours(&mut self, conn: &mut Conn, agency: &str) -> Result<&Hours, VaultError> {
        if !self.hours.contains_key(agency) {
            let text = referrals::hours(conn, agency)?;
            let hours = text.and_then(|text| text.parse().ok()).unwrap_or_default();
            self.hours.insert(agency.to_owned(), hours);
        }
        Ok(&self.hours[agency])
    }
}

/// The row of a planned referral, in its queue. `met` gathers what is known of receivers.
///
/// # Errors
/// When the database refuses.
pub fn stored(
    conn: &mut Conn,
    vault: &Vault,
    planned: &PlannedReferral,
    met: &mut Met,
    now: i64,
) -> Result<ReferralRow, VaultError> {
    let mac = vault.queue_label(&planned.to, &planned.service);
    let known = met.queues.get(&mac).cloned();
    let queue = match known.or_else(|| vault.queues.get(&mac)) {
        Some(queue) => queue,
        None => {
            let queue = referrals::queue(conn, &planned.to, &mac, &token::random_id(), now)?;
            met.queues.insert(mac, queue.clone());
            queue
        }
    };
    let hours = met.hours(conn, &planned.to)?;
    let clocks = referral::clocks(planned.urgency, planned.received_at, hours);
    let (follows, tries) = planned.follows.clone().unzip();
    Ok(ReferralRow {
        id: token::random_id(),
        submission_id: planned.submission.clone(),
        queue_id: queue,
        from_agency: planned.from.clone(),
        to_agency: planned.to.clone(),
        consent_id: planned.consent.clone(),
        urgency: planned.urgency.as_str().to_owned(),
        state: planned.state.as_str().to_owned(),
        record_id: planned.record.clone(),
        see_by: clocks.see_by,
        decide_by: clocks.decide_by,
        sent_at: now,
        seen_at: None,
        decided_at: None,
        case_id: planned.case.clone(),
        escalation: 0,
        paused_at: None,
        pause_ends_at: None,
        contact_by: clocks.contact_by,
        serve_by: clocks.serve_by,
        contacted_at: None,
        delivered_at: None,
        closed_at: None,
        follows,
        tries: tries.unwrap_or(1),
        moved_at: now,
        feedback: None,
        reopening: None,
        attested_at: None,
        contact_record_id: planned.contact.clone(),
    })
}
