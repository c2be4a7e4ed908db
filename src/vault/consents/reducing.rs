//! What becomes of a held item when something of it is sent: it stays smaller, or it is closed.

use std::collections::{BTreeMap, HashSet};

use super::super::Vault;
use super::super::client::VaultError;
use super::super::placing::{CARD, CONTACT, PlannedReferral};
use super::super::queueing::{self, Met};
use super::super::seal::Sealed;
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
    /// The records of all of it.
    pub sealed: Sealed,
}

impl Reduction {
    /// How urgent the most urgent of it is.
    pub fn urgency(&self) -> Option<Urgency> {
        self.sent.iter().map(|one| one.urgency).min()
    }

    /// Writes it; answers the audit of it, as far as the step has not written its own. Nothing is sent if the item is not held
    /// any more. `gone`: what other held items of the case sent just now. A service is asked for once, with the highest urgency
    /// (domain brief 3.3): what is gone as urgently is not sent again, and held no more.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn write(
        &self,
        conn: &mut Conn,
        vault: &Vault,
        met: &mut Met,
        gone: &mut BTreeMap<String, Urgency>,
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
        let (mut rows, mut sent) = (Vec::with_capacity(self.sent.len()), Vec::new());
        let is_gone = |one: &PlannedReferral| {
            let before = gone.get(&one.service);
            before.is_some_and(|urgency| *urgency <= one.urgency)
        };
        let (asked, new): (Vec<_>, Vec<_>) = self.sent.iter().partition(|one| is_gone(one));
        for planned in &new {
            let row = queueing::stored(conn, vault, planned, met, now)?;
            // It stood there before and was taken back: a new need is a new form.
            if !consents::stands_in(conn, &row.submission_id, &row.queue_id)? {
                rows.push(row);
                sent.push((planned.service.clone(), planned.urgency));
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
        let held = referrals::hold(conn, &self.held.id)?;
        if rows.is_empty() && asked.is_empty()
            || held.is_none_or(|row| row.state != self.held.state)
        {
            return Ok(Vec::new());
        }
        self.keep_records(conn, &rows)?;
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
        gone.extend(sent);
        entries.extend(rows.iter().map(|row| act("referral.send", &row.id)));
        Ok(entries)
    }
    /// Of cards and contacts only those of what is written: what another referral stands for already needs none.
    fn keep_records(&self, conn: &mut Conn, rows: &[ReferralRow]) -> Result<(), VaultError> {
        let stays = self.stays.iter().map(|(_, _, record)| record.as_str());
        let sent = rows.iter().flat_map(|row| {
            let contact = row.contact_record_id.as_deref();
            [Some(row.record_id.as_str()), contact]
        });
        let needed: HashSet<&str> = sent.flatten().chain(stays).collect();
        let needs = |id: &str, kind: &str| ![CARD, CONTACT].contains(&kind) || needed.contains(id);
        let records = || {
            let all = self.sealed.records.iter();
            all.filter(|one| needs(&one.id, &one.kind))
        };
        let kept: HashSet<&str> = records().map(|one| one.id.as_str()).collect();
        let wraps = self.sealed.wraps.iter();
        let wraps = wraps.filter(|one| kept.contains(one.record_id.as_str()));
        Ok(records::insert(conn, records(), wraps)?)
    }
}
