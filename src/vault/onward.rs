//! Asks the next provider when a receiver declined, did not answer in time, or is not enough for an immediate danger. What is
//! known then, and whom the domain lets be asked, stands in [`left`]; here the job is claimed, and all that follows is written
//! in one transaction: a referral to the next, sealed to them, or an item of its own where the sender's people look, with a gap
//! counted.

mod left;

use std::sync::Arc;

use super::Vault;
use super::client::VaultError;
use super::directory;
use super::home::AGENCY;
use super::placing::PlannedReferral;
use super::queueing::{self, Met};
use super::seal::Sealed;
use crate::crypto::token;
use crate::domain::referral::{By, Event};
use crate::store::audit::Entry;
use crate::store::jobs::{Claim, Job};
use crate::store::referrals::steps::{self, ONWARD, Step, Taken};
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{
    Conn, audit, consents, directory as providers, jobs, records, referrals, settings,
};
use left::Left;

const BATCH: i64 = 20;
const LEASE_MS: i64 = 60_000;
/// Cards that are locked are looked at again after so long.
const LATER_MS: i64 = 60_000;

/// What becomes of it.
enum Way {
    /// It is asked for there.
    To(Box<PlannedReferral>, Sealed),
    /// Nothing is to be done.
    Nothing,
    /// Nobody is left: an item for the sender's own people, and what is counted: service and area.
    Unplaced(Box<PlannedReferral>, Sealed, (String, String)),
    /// Nobody is left, and what it is for cannot be read here.
    Left,
    /// Its card cannot be opened now.
    Later,
}

impl Vault {
    /// Looks at everything that was declined, not answered, or needs a second provider at once.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) fn send_onward(self: &Arc<Self>) -> Result<(), VaultError> {
        let now = self.now();
        let (due, home) = self.store.read_now("onward_due", move |conn| {
            let home = settings::value(conn, AGENCY)?.is_some();
            Ok::<_, VaultError>((jobs::due(conn, &[ONWARD], now)?, home))
        })?;
        if !due {
            return Ok(());
        }
        let lease = format!("onward.{}", token::random_id());
        let claimed = self.store.write_now("claim_onward", move |conn| {
            Ok::<_, VaultError>(jobs::claim(
                conn,
                Claim {
                    kinds: &[ONWARD],
                    now,
                    lease_ms: LEASE_MS,
                    limit: BATCH,
                    lease: &lease,
                },
            )?)
        })?;
        for job in claimed {
            let referral = job.subject_id.clone();
            if let Err(error) = self.look(job, home) {
                tracing::warn!(%referral, %error, "the next provider was not asked; it is tried again when the lease ends");
            }
        }
        Ok(())
    }

    fn look(self: &Arc<Self>, job: Job, home: bool) -> Result<(), VaultError> {
        // At an agency's own machine the hub does this.
        let left = match home {
            true => None,
            false => self.left(&job.subject_id)?,
        };
        let way = match &left {
            Some(left) => left.way(self)?,
            None => Way::Nothing,
        };
        self.go(job, way, left)
    }

    fn go(self: &Arc<Self>, job: Job, way: Way, left: Option<Left>) -> Result<(), VaultError> {
        let (now, vault) = (self.now(), self.clone());
        let met = self.store.write_now("onward", move |conn: &mut Conn| {
            let mut met = Met::default();
            if matches!(way, Way::Later) {
                jobs::release(conn, &job, now + LATER_MS)?;
                return Ok(met);
            }
            // Something was taken back or answered while the card was opened: all of it is looked at anew.
            if let Some(left) = &left
                && has_changed(conn, left, &way, now)?
            {
                jobs::release(conn, &job, now)?;
                return Ok(met);
            }
            // Whoever declines holds the referral first and orders this then: in the same order.
            rows::hold(conn, &job.subject_id)?;
            if jobs::finish_many(conn, std::slice::from_ref(&job))?.is_empty() {
                return Ok(met);
            }
            match &way {
                Way::To(planned, sealed) => {
                    let row = keep(conn, &vault, planned, sealed, &mut met, now)?;
                    audit::append(conn, &entry(&row, "referral.send", now))?;
                    vault.loads.sent(&planned.to, &planned.service);
                }
                Way::Unplaced(planned, sealed, (service, area)) => {
                    let row = keep(conn, &vault, planned, sealed, &mut met, now)?;
                    audit::append(conn, &entry(&row, "referral.unplace", now))?;
                    providers::count_gap(conn, service, area, &directory::month(now))?;
                }
                Way::Left => leave(conn, &vault, &job.subject_id, now)?,
                Way::Nothing | Way::Later => {}
            }
            Ok::<_, VaultError>(met)
        })?;
        self.queues.remember(met.queues);
        Ok(())
    }
}

/// Whether somebody answered, or a consent of the case changed, since it was read. From here on, until the transaction ends,
/// nobody changes the consents.
fn has_changed(conn: &mut Conn, left: &Left, way: &Way, now: i64) -> Result<bool, VaultError> {
    if let Some(case) = &left.case {
        consents::lock(conn, &[case])?;
        if consents::states(conn, case)? != left.consents.seen {
            return Ok(true);
        }
        // Another agency has the case since, and asks on.
        let row = rows::by_id(conn, &left.row.id)?;
        if row.is_some_and(|row| row.from_agency != left.row.from_agency) {
            return Ok(true);
        }
    }
    if let Way::To(planned, _) = way
        && let Some(consent) = &planned.consent
    {
        let ends = records::consent_ends(conn, &[consent])?.pop();
        if ends.is_none_or(|(_, ends)| ends <= now) {
            return Ok(true);
        }
    }
    Ok(left::asked(conn, &left.row)? != left.asked)
}

fn keep(
    conn: &mut Conn,
    vault: &Vault,
    planned: &PlannedReferral,
    sealed: &Sealed,
    met: &mut Met,
    now: i64,
) -> Result<ReferralRow, VaultError> {
    records::insert(conn, &sealed.records, &sealed.wraps)?;
    let row = queueing::stored(conn, vault, planned, met, now)?;
    rows::insert(conn, std::slice::from_ref(&row))?;
    Ok(row)
}

/// The referral itself is without a place: what it is for is read from nothing but its queue.
fn leave(conn: &mut Conn, vault: &Vault, id: &str, now: i64) -> Result<(), VaultError> {
    let step = Step {
        referral: id,
        id: token::new_id(),
        event: Event::Unplace,
        by: By::System,
        actor: None,
        actor_kind: "vault",
        conflict: false,
        record: None,
        now,
    };
    // Somebody was first: then it is not without a place.
    let Taken::Done(row) = steps::take(conn, &step)? else {
        return Ok(());
    };
    let label = referrals::label_of(conn, &row.queue_id)?.unwrap_or_default();
    let version = vault.pathways.at(now);
    let mut services = version.pathway.services().iter();
    let named = services.find(|one| vault.queue_label(&row.to_agency, &one.code)[..] == label[..]);
    if let Some(service) = named {
        providers::count_gap(conn, &service.code, "", &directory::month(now))?;
    }
    Ok(())
}

fn entry(row: &ReferralRow, action: &str, now: i64) -> Entry {
    Entry {
        at: now,
        actor_kind: "vault".into(),
        agency_id: Some(row.from_agency.clone()),
        action: action.into(),
        object_kind: "referral".into(),
        object_id: row.id.clone(),
        result: "done".into(),
        note: row.follows.clone(),
        ..Entry::default()
    }
}
