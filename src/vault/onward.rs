//! Asks the next provider when a receiver declined, did not answer in time, or is not enough for an immediate danger: opens the
//! card with the sender's key, lets the domain choose among those whom routing found, and seals card and contact to them. Nobody
//! whom routing left out is asked here: the candidates stand in the sealed decision. A need without a place becomes an item of
//! its own where the sender's people look.

use zeroize::Zeroizing;

use std::sync::Arc;

use super::Vault;
use super::client::{Card, VaultError};
use super::home::AGENCY;
use super::placing::{self, CARD, CONTACT, Met, PlannedReferral, Remembered};
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::token;
use crate::domain::referral::onward::{Asked, Onward, onward};
use crate::domain::referral::{By, Event, ReferralState};
use crate::domain::routing::Provider;
use crate::domain::words::{Custody, KeyPurpose};
use crate::store::audit::Entry;
use crate::store::jobs::{Claim, Job};
use crate::store::referrals::steps::{self, ONWARD, Step};
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{Conn, audit, errands, jobs, keys, records, settings};

const BATCH: i64 = 20;
const LEASE_MS: i64 = 60_000;
/// Cards that are locked are looked at again after so long.
const LATER_MS: i64 = 60_000;

/// What is known of a referral that was not taken.
struct Left {
    row: ReferralRow,
    asked: Vec<Asked>,
    decision: Option<String>,
    offers: Vec<Provider>,
    covered: bool,
    /// Whether the sender's keys are on a machine of its own: nothing is opened here.
    elsewhere: bool,
}

/// What becomes of it.
enum Way {
    /// It is asked for there.
    To(Box<PlannedReferral>, Sealed),
    /// Nothing is to be done.
    Nothing,
    /// Nobody is left: an item for the sender's own people.
    Unplaced(Box<PlannedReferral>),
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
            Some(left) => self.way(left)?,
            None => Way::Nothing,
        };
        self.go(job, way, left)
    }

    fn left(self: &Arc<Self>, id: &str) -> Result<Option<Left>, VaultError> {
        let (id, now, vault) = (id.to_owned(), self.now(), self.clone());
        self.store.read_now("left_without_answer", move |conn| {
            let Some(row) = rows::by_id(conn, &id)? else {
                return Ok(None);
            };
            let asked = asked(conn, &row)?;
            let ends = match &row.consent_id {
                Some(consent) => records::consent_ends(conn, &[consent])?.pop(),
                None => None,
            };
            let decision = errands::records_of(conn, &row.submission_id, "decision")?.pop();
            let mine = keys::all(conn)?;
            let elsewhere = mine.iter().any(|key| {
                key.agency_id.as_ref() == Some(&row.from_agency)
                    && key.custody == Custody::AgencyHeld.as_str()
                    && key.purpose == KeyPurpose::Cases.as_str()
                    && key.state == "active"
            });
            Ok::<_, VaultError>(Some(Left {
                covered: ends.is_some_and(|(_, ends)| now < ends),
                offers: placing::providers(conn, &vault)?,
                row,
                asked,
                decision,
                elsewhere,
            }))
        })
    }

    fn way(&self, left: &Left) -> Result<Way, VaultError> {
        let row = &left.row;
        let mut wanted = vec![row.record_id.clone()];
        wanted.extend(row.contact_record_id.clone());
        wanted.extend(left.decision.clone());
        let mut opened = match left.elsewhere {
            true => Default::default(),
            false => self.open_records(Some(&row.from_agency), &wanted)?,
        };
        let mut plain = |id: &Option<String>| -> Option<Option<Zeroizing<Vec<u8>>>> {
            id.as_ref().map(|id| opened.remove(id).flatten())
        };
        let card = plain(&Some(row.record_id.clone())).flatten();
        let contact = plain(&row.contact_record_id);
        let decision = plain(&left.decision).flatten();
        let locked = card.is_none()
            && !left.elsewhere
            && self
                .keyring
                .sealing_private(Some(&row.from_agency))
                .is_empty();
        if locked {
            return Ok(Way::Later);
        }
        let card =
            card.and_then(|plain| Some((serde_json::from_slice::<Card>(&plain).ok()?, plain)));
        let decision = decision.and_then(|plain| serde_json::from_slice::<Remembered>(&plain).ok());
        let (candidates, offering) = match (&card, decision) {
            (Some((card, _)), Some(mut decision)) => {
                let offers = left.offers.iter().filter(|one| one.service == card.service);
                (
                    decision.others.remove(&card.service).unwrap_or_default(),
                    offers.map(|one| one.agency.as_str()).collect(),
                )
            }
            _ => (Vec::new(), Vec::new()),
        };
        let to = match onward(&left.asked, &candidates, &offering, left.covered) {
            Onward::To(agency) => agency,
            Onward::Nobody => return Ok(Way::Nothing),
            Onward::Unplaced => {
                return Ok(match card {
                    Some((card, _)) => Way::Unplaced(Box::new(unplaced(left, &card, self.now())?)),
                    None => Way::Left,
                });
            }
        };
        let Some((card, plain)) = card else {
            return Ok(Way::Left);
        };
        self.sealed_to(to, left, card, &plain, contact.flatten())
    }

    fn sealed_to(
        &self,
        to: &str,
        left: &Left,
        card: Card,
        plain: &[u8],
        contact: Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Way, VaultError> {
        let (row, now) = (&left.row, self.now());
        let readers: Vec<_> = [to, &row.from_agency]
            .into_iter()
            .filter_map(|agency| self.keyring.sealing_public(Some(agency), KeyPurpose::Cases))
            .collect();
        let (mut sealer, mut sealed) = (Sealer::new(&self.blobs), Sealed::default());
        let mut seal = |kind: &str, plaintext: &[u8]| {
            let thing = Thing {
                agency: Some(&row.from_agency),
                submission: &row.submission_id,
                kind,
                plaintext,
            };
            sealed
                .add(&mut sealer, &thing, &readers, now)
                .map_err(|_| placing::failed())
        };
        let record = seal(CARD, plain)?;
        let contact = match contact {
            Some(plain) => Some(seal(CONTACT, &plain)?),
            None => None,
        };
        let planned = PlannedReferral {
            to: to.to_owned(),
            service: card.service,
            state: ReferralState::Sent,
            record,
            contact,
            ..after(left, now)?
        };
        Ok(Way::To(Box::new(planned), sealed))
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
                && asked(conn, &left.row)? != left.asked
            {
                jobs::release(conn, &job, now)?;
                return Ok(met);
            }
            if jobs::finish_many(conn, std::slice::from_ref(&job))?.is_empty() {
                return Ok(met);
            }
            match &way {
                Way::To(planned, sealed) => {
                    records::insert(conn, &sealed.records, &sealed.wraps)?;
                    let row = placing::stored(conn, &vault, planned, &mut met, now)?;
                    rows::insert(conn, std::slice::from_ref(&row))?;
                    audit::append(conn, &entry(&row, "referral.send", now))?;
                }
                Way::Unplaced(planned) => {
                    let row = placing::stored(conn, &vault, planned, &mut met, now)?;
                    rows::insert(conn, std::slice::from_ref(&row))?;
                    audit::append(conn, &entry(&row, "referral.unplace", now))?;
                }
                Way::Left => {
                    let step = Step {
                        referral: &job.subject_id,
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
                    steps::take(conn, &step)?;
                }
                Way::Nothing | Way::Later => {}
            }
            Ok::<_, VaultError>(met)
        })?;
        self.queues.remember(met.queues);
        Ok(())
    }
}

/// Who was asked for the same need, and where each stands.
fn asked(conn: &mut Conn, row: &ReferralRow) -> Result<Vec<Asked>, VaultError> {
    let all = rows::of_submission(conn, &row.submission_id)?;
    let asked = rows::family(&all, &row.id).into_iter().filter_map(|one| {
        Some(Asked {
            agency: one.to_agency.clone(),
            state: one.state.parse().ok()?,
        })
    });
    Ok(asked.collect())
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

/// What asks for the same need after another: as that was, but for where it goes. The new clock begins now.
fn after(left: &Left, now: i64) -> Result<PlannedReferral, VaultError> {
    let row = &left.row;
    let tries = i32::try_from(left.asked.len()).unwrap_or(i32::MAX - 1) + 1;
    Ok(PlannedReferral {
        submission: row.submission_id.clone(),
        from: row.from_agency.clone(),
        to: row.from_agency.clone(),
        service: String::new(),
        urgency: row
            .urgency
            .parse()
            .map_err(|_| VaultError::Internal("an urgency"))?,
        state: ReferralState::Unplaced,
        consent: row.consent_id.clone(),
        record: row.record_id.clone(),
        contact: None,
        case: row.case_id.clone(),
        follows: Some((row.id.clone(), tries)),
        received_at: now,
    })
}

/// The item that stays with the sender, under the same card. It has a queue of its own, as held items do.
fn unplaced(left: &Left, card: &Card, now: i64) -> Result<PlannedReferral, VaultError> {
    Ok(PlannedReferral {
        service: format!("unplaced {}", card.service),
        ..after(left, now)?
    })
}
