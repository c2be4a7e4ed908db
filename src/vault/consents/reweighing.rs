//! A case is weighed again once a consent of it was confirmed: what is held and is covered now is sent, and the held item
//! becomes smaller, or is closed. A job, so that it waits while the agency's keys are locked and is never forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Vault;
use super::super::client::{Card, VaultError};
use super::super::directory;
use super::super::placing::{self, CARD, CONTACT, OTHERS, PlannedReferral, Remembered};
use super::super::queueing::Met;
use super::super::seal::{Sealed, Sealer, Thing};
use super::reducing::Reduction;
use super::settling::Settling;
use super::{CaseConsents, Codes, codes};
use crate::domain::case_file::CaseFile;
use crate::domain::consent::Age;
use crate::domain::referral::ReferralState;
use crate::domain::referral::clocks::mark_deadline;
use crate::domain::routing::{Directory, Held, Outcome, Routing, route};
use crate::domain::words::Urgency;
use crate::store::cases::{CaseRow, SaidRow};
use crate::store::consents::AsRead;
use crate::store::jobs::{self, Job};
use crate::store::records::ConsentRow;
use crate::store::referrals::ReferralRow;
use crate::store::{Conn, audit, cases, consents};

/// The kind of job that weighs a case again; its subject is the case's id.
pub const REWEIGH: &str = "reweigh";

const LEASE_MS: i64 = 60_000;
const BATCH: i64 = 20;
/// A case whose keys are locked, or that failed, is tried again after so long, doubled each time up to a few minutes.
const RETRY_MS: i64 = 2_000;

/// A case as it was read.
struct Case {
    row: CaseRow,
    said: Vec<SaidRow>,
    given: Vec<(ConsentRow, String)>,
    held: Vec<(ReferralRow, i64)>,
    directory: Directory,
    codes: Codes,
}

impl Vault {
    /// Weighs cases again that wait for it. `lease`: a text that no other claim uses.
    ///
    /// # Errors
    /// When the database refuses.
    pub(in crate::vault) fn reweigh(self: &Arc<Self>, lease: &str) -> Result<(), VaultError> {
        let now = self.now();
        let due = self.store.read_now("reweigh_due", move |conn| {
            Ok::<_, VaultError>(jobs::due(conn, &[REWEIGH], now)?)
        })?;
        if !due {
            return Ok(());
        }
        let lease = lease.to_owned();
        let claimed = self
            .store
            .write_now("claim_reweigh", move |conn: &mut Conn| {
                let claim = jobs::Claim {
                    kinds: &[REWEIGH],
                    now,
                    lease_ms: LEASE_MS,
                    limit: BATCH,
                    lease: &lease,
                };
                Ok::<_, VaultError>(jobs::claim(conn, claim)?)
            })?;
        for job in claimed {
            if let Err(error) = self.reweigh_case(&job) {
                match error {
                    VaultError::Locked => tracing::debug!("a case waits for its agency's key"),
                    error => {
                        tracing::warn!(%error, "a case was not weighed again; it is tried again")
                    }
                }
                let at = self.now() + (RETRY_MS << job.attempts.clamp(0, 7));
                self.store
                    .write_now("release_reweigh", move |conn: &mut Conn| {
                        Ok::<_, VaultError>(jobs::release(conn, &job, at)?)
                    })?;
            }
        }
        Ok(())
    }

    fn reweigh_case(self: &Arc<Self>, job: &Job) -> Result<(), VaultError> {
        let Some(case) = self.case_to_weigh(&job.subject_id)? else {
            let job = job.clone();
            return self.store.write_now("end_reweigh", move |conn: &mut Conn| {
                jobs::finish_many(conn, std::slice::from_ref(&job))?;
                Ok(())
            });
        };
        let agency = case.row.agency_id.clone();
        if self.keyring.sealing_private(Some(&agency)).is_empty() {
            return Err(VaultError::Locked);
        }
        let said = case.said.iter().map(|one| one.record.clone());
        let given = case.given.iter().map(|(row, _)| row.record_id.clone());
        let held = case.held.iter().map(|(row, _)| row.record_id.clone());
        let ids: Vec<String> = said.chain(given).chain(held).collect();
        let opened = self.open_records(Some(&agency), &ids)?;
        let mut file = CaseFile::default();
        for one in &case.said {
            // Without all of what was said something could go where it must not.
            let plain = opened.get(&one.record).and_then(Option::as_ref);
            let plain = plain.ok_or(VaultError::Locked)?;
            let remembered: Remembered = serde_json::from_slice(plain)
                .map_err(|_| VaultError::Internal("a sealed decision does not parse"))?;
            file.add(remembered.said(&one.submission, one.at));
        }
        let consents = CaseConsents::read(case.given.iter(), &opened);
        let read = AsRead {
            case: case.row.id.clone(),
            agency: agency.clone(),
            submissions: case.row.submissions,
            states: consents.seen.clone(),
        };
        let mut sealer = Sealer::new(&self.blobs);
        let mut reductions = Vec::new();
        for (row, received_at) in &case.held {
            let plain = opened.get(&row.record_id).and_then(Option::as_ref);
            let plain = plain.ok_or(VaultError::Locked)?;
            let card: Card = serde_json::from_slice(plain)
                .map_err(|_| VaultError::Internal("a sealed card does not parse"))?;
            let weighed = Weighed {
                vault: self,
                case: &case,
                file: &file,
                consents: &consents,
                row,
                received_at: *received_at,
            };
            reductions.extend(weighed.reduction(card, &mut sealer)?);
        }
        reductions.sort_by_key(Reduction::urgency);
        let age = Age::of(&file.facts());
        let settling = Settling {
            case: case.row.id.clone(),
            agency: agency.clone(),
            book: consents.book(age, &case.codes),
            noes: Vec::new(),
            spoken: Vec::new(),
            ended: case.given.iter().map(|(row, _)| row.id.clone()).collect(),
            all: false,
            recalls: false,
        };
        self.write_reweighed(job.clone(), read, settling, reductions)
    }

    fn case_to_weigh(self: &Arc<Self>, id: &str) -> Result<Option<Case>, VaultError> {
        let id = id.to_owned();
        let vault = self.clone();
        let (row, said, given, held, directory, codes) =
            self.store.read_now("case_to_weigh", move |conn| {
                let row = cases::by_ids(conn, &[&id])?.pop();
                let said = cases::said_in(conn, &[&id])?;
                let given = consents::standing(conn, &[&id])?;
                let held = consents::held_of(conn, &id)?;
                let directory = directory::load(conn, &vault)?;
                Ok::<_, VaultError>((row, said, given, held, directory, codes(conn)?))
            })?;
        Ok(row.map(|row| Case {
            row,
            said,
            given,
            held,
            directory,
            codes,
        }))
    }

    fn write_reweighed(
        self: &Arc<Self>,
        job: Job,
        read: AsRead,
        settling: Settling,
        reductions: Vec<Reduction>,
    ) -> Result<(), VaultError> {
        let now = self.now();
        let pathway = self.pathways.at(now);
        let vault = self.clone();
        let met = self
            .store
            .write_now("reweigh_case", move |conn: &mut Conn| {
                let mut met = Met::default();
                if jobs::finish_many(conn, std::slice::from_ref(&job))?.is_empty() {
                    return Ok(met);
                }
                consents::lock(conn, &[&read.case])?;
                // What was said or taken back meanwhile is weighed too.
                if !consents::is_as_read(conn, &read)? {
                    jobs::enqueue(conn, REWEIGH, &settling.case, now, now)?;
                    return Ok(met);
                }
                let (mut entries, mut gone) = (Vec::new(), BTreeMap::new());
                for one in &reductions {
                    entries.extend(one.write(conn, &vault, &mut met, &mut gone, now)?);
                }
                let settled = vault.settle(conn, &settling, &pathway.pathway, None, now)?;
                entries.extend(settled.entries);
                audit::append_many(conn, &entries)?;
                Ok::<_, VaultError>(met)
            })?;
        self.queues.remember(met.queues);
        Ok(())
    }
}

/// One held item, with what is needed to weigh it.
struct Weighed<'a> {
    vault: &'a Vault,
    case: &'a Case,
    file: &'a CaseFile,
    consents: &'a CaseConsents,
    row: &'a ReferralRow,
    received_at: i64,
}

impl Weighed<'_> {
    /// What can be sent of it now; none if nothing can.
    fn reduction(
        &self,
        card: Card,
        sealer: &mut Sealer<'_>,
    ) -> Result<Option<Reduction>, VaultError> {
        let version = self.vault.pathways.at(self.received_at);
        let lasting = |fact: &str| version.pathway.is_standing(fact);
        let weighing = self.file.weigh(&self.row.submission_id, lasting);
        let mut fired = version.pathway.evaluate_news(&weighing);
        fired.retain(|one| card.services.contains(&one.service.code));
        let facts = weighing.known;
        let now = self.vault.now();
        let outcome = route(&Routing {
            fired: &fired,
            facts: &facts,
            own_agency: &self.case.row.agency_id,
            directory: &self.case.directory,
            consents: &self.consents.book(Age::of(&facts), &self.case.codes),
            legal_duty: None,
            now,
        });
        if outcome.referrals.is_empty() {
            return Ok(None);
        }
        let mut sealed = Sealed::default();
        let stays = self.stays(card, &outcome, sealer, &mut sealed)?;
        self.remember_others(&outcome, sealer, &mut sealed)?;
        let mut sent = Vec::with_capacity(outcome.referrals.len());
        for mut one in outcome.referrals {
            mark_deadline(&mut one.card, &facts, self.received_at);
            let card = Card {
                services: vec![one.service.clone()],
                service: one.service,
                triage: one.card,
            };
            let readers = self.vault.readers(&self.case.row.agency_id, &one.to_agency);
            self.vault.loads.sent(&one.to_agency, &card.service);
            let contact = match one.contact.is_empty() {
                true => None,
                false => {
                    let plain = placing::json(&one.contact)?;
                    Some(self.seal(CONTACT, &plain, &readers, sealer, &mut sealed)?)
                }
            };
            sent.push(PlannedReferral {
                record: self.seal(CARD, &placing::json(&card)?, &readers, sealer, &mut sealed)?,
                contact,
                case: Some(self.case.row.id.clone()),
                follows: None,
                submission: self.row.submission_id.clone(),
                from: self.case.row.agency_id.clone(),
                to: one.to_agency,
                service: card.service,
                urgency: one.urgency,
                state: ReferralState::Sent,
                consent: one.consent,
                // Nobody could act before: the receiver's time begins now.
                received_at: now,
            });
        }
        Ok(Some(Reduction {
            held: self.row.clone(),
            sent,
            stays,
            sealed,
        }))
    }

    /// What stays of a held item. As the rules would hold it now, as far as they still ask for all of it; what later answers
    /// made of the rest is for people to see, so it stays as it was.
    fn stays(
        &self,
        card: Card,
        outcome: &Outcome,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<Option<(String, Urgency, String)>, VaultError> {
        let sent = |code: &String| outcome.referrals.iter().any(|one| one.service == *code);
        let rest: Vec<String> = card
            .services
            .iter()
            .filter(|code| !sent(code))
            .cloned()
            .collect();
        let Some(first) = rest.first().cloned() else {
            return Ok(None);
        };
        let whole = |held: &&Held| held.services == rest;
        let (smaller, urgency) = match outcome.held.as_ref().filter(whole) {
            Some(held) => (
                Card {
                    service: held.service.clone(),
                    services: held.services.clone(),
                    triage: held.card.clone(),
                },
                held.urgency,
            ),
            None => (
                Card {
                    triage: card.triage.with("proposed", &rest.join(" ")),
                    service: first,
                    services: rest,
                },
                self.row
                    .urgency
                    .parse()
                    .map_err(|_| VaultError::Internal("an urgency"))?,
            ),
        };
        let own = self
            .vault
            .readers(&self.case.row.agency_id, &self.case.row.agency_id);
        let record = self.seal(CARD, &placing::json(&smaller)?, &own, sealer, sealed)?;
        Ok(Some((format!("held {}", smaller.service), urgency, record)))
    }

    /// Seals who is asked next for what is sent now: what the submission's decision says of others is older.
    fn remember_others(
        &self,
        outcome: &Outcome,
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<(), VaultError> {
        let others: BTreeMap<&str, &[String]> = outcome
            .referrals
            .iter()
            .map(|one| (one.service.as_str(), one.others.as_slice()))
            .collect();
        let own = self
            .vault
            .readers(&self.case.row.agency_id, &self.case.row.agency_id);
        self.seal(OTHERS, &placing::json(&others)?, &own, sealer, sealed)?;
        Ok(())
    }

    fn seal(
        &self,
        kind: &str,
        plaintext: &[u8],
        readers: &[(String, crate::crypto::SealingPublic)],
        sealer: &mut Sealer<'_>,
        sealed: &mut Sealed,
    ) -> Result<String, VaultError> {
        let thing = Thing {
            agency: Some(&self.case.row.agency_id),
            submission: &self.row.submission_id,
            kind,
            plaintext,
        };
        sealed
            .add(sealer, &thing, readers, self.vault.now())
            .map_err(|_| placing::failed())
    }
}
