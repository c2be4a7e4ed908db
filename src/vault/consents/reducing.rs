//! What becomes of a held item when something of it is sent: it stays smaller, or it is closed.

use super::super::Vault;
use super::super::client::VaultError;
use super::super::placing::PlannedReferral;
use super::super::queueing::{self, Met};
use crate::crypto::token;
use crate::domain::referral::{By, Event};
use crate::domain::words::Urgency;
use crate::store::audit::Entry;
use crate::store::referrals::ReferralRow;
use crate::store::referrals::steps::{self, Step, Taken};
use crate::store::{Conn, consents, records, referrals};

/// What becomes of one held item.
pub(super) struct Reduction {
    /// It.
    pub held: ReferralRow,
    /// What is sent of it.
    pub sent: Vec<PlannedReferral>,
    /// The queue's service, the urgency and the record of what stays.
    pub stays: Option<(String, Urgency, String)>,
}

impl Reduction {
    /// Writes it; answers the audit of it, as far as the step has not written its own. Nothing is sent if the item is not held
    /// any more.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn write(
        &self,
        conn: &mut Conn,
        vault: &Vault,
        met: &mut Met,
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
        let mut rows = Vec::with_capacity(self.sent.len());
        for planned in &self.sent {
            let row = queueing::stored(conn, vault, planned, met, now)?;
            // It stood there before and was taken back: a new need is a new form.
            if !consents::stands_in(conn, &row.submission_id, &row.queue_id)? {
                rows.push(row);
            }
        }
        let queue = match &self.stays {
            Some((service, _, _)) => {
                let label = vault.queue_label(&self.held.to_agency, service);
                Some(referrals::queue(
                    conn,
                    &self.held.to_agency,
                    &label,
                    &token::random_id(),
                    now,
                )?)
            }
            None => None,
        };
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut entries = Vec::with_capacity(rows.len() + 1);
        match self.stays.as_ref().zip(queue.as_deref()) {
            Some(((_, urgency, record), queue)) => {
                if !consents::reduce(conn, &self.held, (record, urgency.as_str(), queue))? {
                    return Ok(Vec::new());
                }
                records::delete(conn, &self.held.record_id)?;
                entries.push(act("referral.reduce", &self.held.id));
            }
            None => {
                let step = Step {
                    referral: &self.held.id,
                    id: token::new_id(),
                    event: Event::SendAll,
                    by: By::System,
                    actor: None,
                    actor_kind: "vault",
                    conflict: false,
                    record: None,
                    now,
                };
                if !matches!(steps::take(conn, &step)?, Taken::Done(_)) {
                    return Ok(Vec::new());
                }
            }
        }
        referrals::insert(conn, &rows)?;
        entries.extend(rows.iter().map(|row| act("referral.send", &row.id)));
        Ok(entries)
    }
}
