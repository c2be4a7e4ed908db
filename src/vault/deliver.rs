//! Results of an agency's own machine, taken in at the hub. The vault itself checks the signature and that nothing goes to
//! anybody but those whom a referral names: whoever took `serve` can put nothing into a queue this way.

use std::collections::HashSet;
use std::sync::Arc;

use super::Vault;
use super::client::{Reply, VaultError};
use super::directory;
use super::errand::{CLOCK_MS, Consent, MOST_RESULTS, Outcome, Referral, SignedHead, Verdict};
use super::placing::{CARD, CONTACT, PlannedReferral};
use super::queueing::{self, Met};
use crate::crypto::{seal, signing};
use crate::domain::protocol::{Protocol, classes_between};
use crate::domain::referral::ReferralState;
use crate::domain::site;
use crate::domain::words::{Custody, KeyPurpose, KeyState, SubmissionState};
use crate::store::audit::Entry;
use crate::store::entities::ActionRow;
use crate::store::keys::KeyRow;
use crate::store::records::{ConsentRow, RecordKeyRow, RecordRow};
use crate::store::sites::SiteRow;
use crate::store::submissions::SubmissionRow;
use crate::store::{
    Conn, agencies, audit, entities, keys, records, referrals, settings, sites, submissions,
    workers,
};

/// Where results are posted; part of what is signed.
pub const RESULTS: &str = "/agency/v1/results";

/// Whoever delivers.
struct Worker {
    key: String,
    agency: String,
}

/// An outcome whose parts were found sound.
struct Sound {
    submission: String,
    state: SubmissionState,
    records: Vec<RecordRow>,
    wraps: Vec<RecordKeyRow>,
    consent: Option<ConsentRow>,
    referrals: Vec<(String, PlannedReferral)>,
    site: Option<SiteRow>,
    entities: Vec<ActionRow>,
}

impl Vault {
    /// Takes signed results, each in a transaction of its own: one that is refused keeps none of the others.
    pub(super) fn deliver(
        self: &Arc<Self>,
        head: &SignedHead,
        body: &str,
    ) -> Result<Reply, VaultError> {
        let worker = self.worker(head, body)?;
        let outcomes: Vec<Outcome> = serde_json::from_str(body)
            .map_err(|_| VaultError::Unusable("the results are no such JSON".into()))?;
        if outcomes.len() > MOST_RESULTS {
            return Err(VaultError::Unusable(format!(
                "at most {MOST_RESULTS} results at once"
            )));
        }
        self.reload_keys()?;
        let verdicts = outcomes
            .into_iter()
            .map(|outcome| {
                let submission = outcome.submission.clone();
                let refused = match self.take(&worker, outcome) {
                    Ok(()) => None,
                    Err(VaultError::Unusable(why)) => Some(why),
                    Err(other) => return Err(other),
                };
                Ok(Verdict {
                    submission,
                    refused,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Reply::Delivered(verdicts))
    }

    fn worker(&self, head: &SignedHead, body: &str) -> Result<Worker, VaultError> {
        let id = head.key.clone();
        let row = self
            .store
            .read_now("worker", move |conn| {
                Ok::<_, VaultError>(keys::by_id(conn, &id)?)
            })?
            .filter(|row| self.words.made(row) && is_worker(row))
            .ok_or(VaultError::Unauthenticated)?;
        let message = signing::request(&row.id, "POST", RESULTS, head.at, body.as_bytes());
        let signature = hex::decode(&head.signature).unwrap_or_default();
        let fresh = (self.now() - head.at).abs() <= CLOCK_MS;
        if !fresh || !signing::verify(&row.public_key, message.as_bytes(), &signature) {
            return Err(VaultError::Unauthenticated);
        }
        let agency = row.agency_id.ok_or(VaultError::Unauthenticated)?;
        if self.keyring.stops().agency(&agency) {
            return Err(VaultError::Denied);
        }
        Ok(Worker {
            key: row.id,
            agency,
        })
    }

    fn take(self: &Arc<Self>, worker: &Worker, outcome: Outcome) -> Result<(), VaultError> {
        let now = self.now();
        let id = outcome.submission.clone();
        let (row, allowed) = self.store.read_now("result_of", move |conn| {
            let row = submissions::by_id(conn, &id)?;
            Ok::<_, VaultError>((row, Allowed::load(conn, now)?))
        })?;
        let row = row
            .filter(|row| row.agency_id.as_deref() == Some(&worker.agency))
            .ok_or_else(|| refused("there is no such submission of this agency"))?;
        let sound = self.sound(worker, outcome, &row, &allowed)?;
        let (agency, key) = (worker.agency.clone(), worker.key.clone());
        let vault = self.clone();
        let met = self
            .store
            .write_now("take_result", move |conn: &mut Conn| {
                let first = workers::finish(conn, &agency, &sound.submission, sound.state, now)?;
                let mut met = Met::default();
                // Told twice: it is all here.
                if !first {
                    return Ok(met);
                }
                records::insert(conn, sound.records.iter(), sound.wraps.iter())?;
                records::insert_consents(conn, sound.consent.iter())?;
                entities::say(conn, sound.entities.iter())?;
                if let Some(site) = &sound.site {
                    sites::keep(conn, site)?;
                    settings::bump(conn, settings::CATALOG)?;
                }
                let mut rows = Vec::with_capacity(sound.referrals.len());
                for (id, planned) in &sound.referrals {
                    let mut row = queueing::stored(conn, &vault, planned, &mut met, now)?;
                    row.id.clone_from(id);
                    rows.push(row);
                }
                referrals::insert(conn, &rows)?;
                let act = |kind: &str, object: &str, action: &str| Entry {
                    at: now,
                    actor_kind: "worker".into(),
                    agency_id: Some(agency.clone()),
                    action: action.into(),
                    object_kind: kind.into(),
                    object_id: object.into(),
                    result: "done".into(),
                    note: Some(key.clone()),
                    ..Entry::default()
                };
                let mut entries = vec![act("submission", &sound.submission, "submission.open")];
                entries.extend(rows.iter().map(|r| act("referral", &r.id, "referral.send")));
                audit::append_many(conn, &entries)?;
                Ok::<_, VaultError>(met)
            })?;
        self.queues.remember(met.queues);
        Ok(())
    }

    /// Checks all of an outcome: what it names is the agency's own, what leaves rests on a consent that stands, and each
    /// record can be read by its receiver and the sender and by nobody else.
    fn sound(
        &self,
        worker: &Worker,
        outcome: Outcome,
        row: &SubmissionRow,
        allowed: &Allowed,
    ) -> Result<Sound, VaultError> {
        let now = self.now();
        let state = match outcome.state.parse() {
            Ok(state @ (SubmissionState::Sealed | SubmissionState::Damaged)) => state,
            _ => return Err(refused("the state is neither sealed nor damaged")),
        };
        let (records, wraps) = self.records(worker, &outcome)?;
        let there = |id: &str| records.iter().any(|record| record.id == id);
        if outcome
            .consent
            .as_ref()
            .is_some_and(|consent| !there(&consent.record))
        {
            return Err(refused("the consent names no record of the results"));
        }
        let consent = outcome.consent.as_ref().filter(|c| c.expires_at > now);
        let referrals = outcome
            .referrals
            .iter()
            .map(|one| {
                if !there(&one.record) || one.contact.as_ref().is_some_and(|id| !there(id)) {
                    return Err(refused("a referral without its card"));
                }
                let planned = planned(worker, row, one, consent, allowed)?;
                Ok((one.id.clone(), planned))
            })
            .collect::<Result<_, _>>()?;
        let site = outcome.site.filter(|site| site::is_area(&site.area));
        Ok(Sound {
            state,
            records,
            wraps,
            referrals,
            consent: outcome.consent.map(|consent| ConsentRow {
                expires_at: consent.expires_at,
                created_at: now,
                ..ConsentRow::in_force(consent.id, &worker.agency, &row.id, &consent.record)
            }),
            site: site.map(|one| SiteRow {
                area: one.area,
                agency_id: Some(worker.agency.clone()),
                submission_id: Some(row.id.clone()),
                clear_step1: one.clear_step1,
                clear_step2: one.clear_step2,
                analysed_at: row.created_at,
                review_by: one.review_by,
            }),
            entities: outcome
                .entities
                .into_iter()
                .map(|one| ActionRow {
                    id: one.id,
                    project_id: row.project_id,
                    submission_id: row.id.clone(),
                    state: "waiting".into(),
                    error: None,
                    sealed: one.sealed,
                    created_at: now,
                    tried_at: None,
                })
                .collect(),
            submission: row.id.clone(),
        })
    }

    /// The records of an outcome: a decision for the agency itself, and cards for it and the receiver of each.
    fn records(
        &self,
        worker: &Worker,
        outcome: &Outcome,
    ) -> Result<(Vec<RecordRow>, Vec<RecordKeyRow>), VaultError> {
        let now = self.now();
        let mut rows = Vec::with_capacity(outcome.records.len());
        let mut wraps = Vec::new();
        for record in &outcome.records {
            if uuid::Uuid::parse_str(&record.id).is_err()
                || record.format != i32::from(seal::FORMAT)
            {
                return Err(refused("a record has no id, or a format that is not known"));
            }
            let mut of = outcome.referrals.iter();
            let receiver = match record.kind.as_str() {
                CARD => of.find(|one| one.record == record.id),
                CONTACT => of.find(|one| one.contact.as_ref() == Some(&record.id)),
                _ => None,
            }
            .map(|referral| &referral.to);
            if receiver.is_none() && record.kind != "decision" {
                return Err(refused(
                    "a record is neither a decision nor a referral's card",
                ));
            }
            for wrap in &record.wraps {
                let reader = self.keyring.owner(&wrap.key);
                let entitled = [Some(&worker.agency), receiver];
                if !entitled
                    .into_iter()
                    .flatten()
                    .any(|one| reader.as_ref() == Some(one))
                {
                    return Err(refused(
                        "a record is sealed to somebody who may not read it",
                    ));
                }
                wraps.push(RecordKeyRow {
                    record_id: record.id.clone(),
                    key_id: wrap.key.clone(),
                    wrapped: wrap.wrapped.clone(),
                    created_at: now,
                });
            }
            rows.push(RecordRow {
                id: record.id.clone(),
                agency_id: Some(worker.agency.clone()),
                submission_id: Some(outcome.submission.clone()),
                kind: record.kind.clone(),
                format: record.format,
                sealed: Some(record.sealed.clone()),
                blob_id: None,
                created_at: now,
            });
        }
        Ok((rows, wraps))
    }
}

/// To whom what may go.
struct Allowed {
    offers: HashSet<(String, String)>,
    protocols: Vec<Protocol>,
    now: i64,
}

impl Allowed {
    fn load(conn: &mut Conn, now: i64) -> Result<Self, VaultError> {
        Ok(Self {
            offers: agencies::enabled_providers(conn)?.into_iter().collect(),
            protocols: directory::all_protocols(conn)?,
            now,
        })
    }
}

/// A referral as it is stored, if it may leave: under a consent that stands, to somebody else who offers the service,
/// and under a protocol between the two.
fn planned(
    worker: &Worker,
    row: &SubmissionRow,
    one: &Referral,
    consent: Option<&Consent>,
    allowed: &Allowed,
) -> Result<PlannedReferral, VaultError> {
    let consent = consent.ok_or_else(|| refused("a referral without a consent that stands"))?;
    let offered = allowed
        .offers
        .contains(&(one.to.clone(), one.service.clone()));
    if one.to == worker.agency || !offered {
        return Err(refused(
            "a referral to somebody who does not offer the service",
        ));
    }
    let (from, to) = (&worker.agency, &one.to);
    if classes_between(&allowed.protocols, from, to, &one.service, allowed.now).is_empty() {
        return Err(refused(
            "a referral that no protocol between the two agencies lets cross",
        ));
    }
    if !is_id(&one.id) {
        return Err(refused("a referral without an id"));
    }
    Ok(PlannedReferral {
        submission: row.id.clone(),
        from: worker.agency.clone(),
        to: one.to.clone(),
        service: one.service.clone(),
        urgency: one
            .urgency
            .parse()
            .map_err(|_| refused("a referral of no known urgency"))?,
        state: ReferralState::Sent,
        consent: Some(consent.id.clone()),
        record: one.record.clone(),
        contact: one.contact.clone(),
        case: None,
        follows: None,
        received_at: row.created_at,
    })
}

/// Whether a key is one that an agency's machine may sign with now.
pub fn is_worker(row: &KeyRow) -> bool {
    let works = |state: KeyState| matches!(state, KeyState::Active | KeyState::Retiring);
    row.purpose == KeyPurpose::Worker.as_str()
        && row.custody == Custody::AgencyHeld.as_str()
        && row.state.parse().is_ok_and(works)
}

fn is_id(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn refused(why: &str) -> VaultError {
    VaultError::Unusable(why.to_owned())
}
