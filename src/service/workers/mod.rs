//! What an agency's own machine may ask the hub: who takes part, the forms and submissions of its agency as phones sent them,
//! and to take in what became of them. The hub reads none of it.

pub mod referrals;

use super::{House, ServiceError};
use crate::blobs::BlobId;
use crate::crypto::signing;
use crate::domain::words::{KeyPurpose, KeyState};
use crate::store::agencies::{self, AgencyRow};
use crate::store::directory::EntryRow;
use crate::store::keys::{self, KeyRow};
use crate::store::workers::{self as rows, Claim};
use crate::store::{
    Conn, directory, forms, pathways, projects, protocols, settings, sites, stops, submissions,
};
use crate::vault::LISTS_PUBLIC;
use crate::vault::client::{Reply, Request};
use crate::vault::deliver::is_worker;
use crate::vault::errand::{
    AgencyFacts, Ask, CLOCK_MS, EntryFacts, FormFacts, Installation, KeyFacts, Part, PathwayFacts,
    ProtocolFacts, SignedHead, SiteFacts, Verdict, Work,
};

/// How long a claim lasts; a worker that needs longer claims again.
const CLAIM_MS: i64 = 60_000;
/// Submissions in one answer at most.
const MOST: i64 = 32;

/// An agency's own machine that signed its request.
pub struct Worker {
    /// Its key.
    pub key: String,
    /// Its agency.
    pub agency: String,
}

/// A request as it was signed.
pub struct Signed<'a> {
    /// Key, time and signature.
    pub head: SignedHead,
    /// Method.
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Body.
    pub body: &'a [u8],
}

/// Which worker signed a request. Notes that it was heard of.
///
/// # Errors
/// [`ServiceError::Unauthenticated`] for an unknown key, a wrong signature, or a clock that is off by more than
/// [`CLOCK_MS`]; [`ServiceError::Denied`] while the agency is stopped.
pub async fn authenticate(house: &House, signed: &Signed<'_>) -> Result<Worker, ServiceError> {
    let (now, id) = (house.now(), signed.head.key.clone());
    let (row, stops) = house
        .store
        .read("worker", move |conn| {
            Ok::<_, ServiceError>((keys::by_id(conn, &id)?, stops::covering(conn)?))
        })
        .await?;
    let row = row.filter(is_worker).ok_or(ServiceError::Unauthenticated)?;
    let at = signed.head.at;
    let message = signing::request(&row.id, signed.method, signed.path, at, signed.body);
    let signature = hex::decode(&signed.head.signature).unwrap_or_default();
    if (now - at).abs() > CLOCK_MS
        || !signing::verify(&row.public_key, message.as_bytes(), &signature)
    {
        return Err(ServiceError::Unauthenticated);
    }
    let agency = row.agency_id.ok_or(ServiceError::Unauthenticated)?;
    if stops.agency(&agency) {
        return Err(ServiceError::Denied);
    }
    let key = row.id.clone();
    house
        .store
        .write("worker_seen", move |conn| {
            Ok::<_, ServiceError>(rows::seen(conn, &key, now)?)
        })
        .await?;
    Ok(Worker {
        key: row.id,
        agency,
    })
}

/// Who takes part, which rules are in force, which places are cleared.
///
/// # Errors
/// When the database refuses.
pub async fn installation(house: &House, worker: &Worker) -> Result<Installation, ServiceError> {
    let own = worker.agency.clone();
    house
        .store
        .read("installation", move |conn| {
            let offers = agencies::enabled_providers(conn)?;
            let keys = keys::all(conn)?;
            let entries = directory::entries(conn)?;
            let all = agencies::all(conn)?;
            let agencies = all
                .into_iter()
                .filter(|agency| agency.disabled_at.is_none() || agency.id == own)
                .map(|agency| facts_of(agency, &offers, &keys, &entries, &own))
                .collect();
            Ok::<_, ServiceError>(Installation {
                agencies,
                pathways: pathways::activated(conn)?
                    .into_iter()
                    .map(|one| PathwayFacts {
                        label: one.label,
                        tables: one.tables,
                        starts_at: one.starts_at,
                        activated_at: one.activated_at,
                    })
                    .collect(),
                sites: sites::all(conn)?
                    .into_iter()
                    .map(|one| SiteFacts {
                        area: one.area,
                        clear_step1: one.clear_step1,
                        clear_step2: one.clear_step2,
                        analysed_at: one.analysed_at,
                        review_by: one.review_by,
                    })
                    .collect(),
                protocols: protocols::all(conn)?
                    .into_iter()
                    .filter(|one| one.parties.contains(&own))
                    .map(protocol_facts)
                    .collect(),
                lists_public: settings::value(conn, LISTS_PUBLIC)?,
            })
        })
        .await
}

/// Others' keys only as far as something is sealed to them; all states of the worker's own.
fn facts_of(
    agency: AgencyRow,
    offers: &[(String, String)],
    keys: &[KeyRow],
    entries: &[EntryRow],
    own: &str,
) -> AgencyFacts {
    let sealed_to = |key: &&KeyRow| {
        key.state == KeyState::Active.as_str() && key.purpose == KeyPurpose::Cases.as_str()
    };
    AgencyFacts {
        services: offers
            .iter()
            .filter(|(id, _)| *id == agency.id)
            .map(|(_, service)| service.clone())
            .collect(),
        keys: keys
            .iter()
            .filter(|key| key.agency_id.as_ref() == Some(&agency.id))
            .filter(|key| agency.id == own || sealed_to(key))
            .map(|key| KeyFacts {
                id: key.id.clone(),
                purpose: key.purpose.clone(),
                state: key.state.clone(),
                public: key.public_key.clone(),
                activated_at: key.activated_at,
            })
            .collect(),
        entries: entries
            .iter()
            .filter(|entry| entry.agency_id == agency.id)
            .map(EntryFacts::from)
            .collect(),
        id: agency.id,
        code: agency.code,
        name: agency.name,
        kind: agency.kind,
    }
}

/// All of it: a machine cannot ask the hub for each submission what stands.
fn protocol_facts(one: protocols::Whole) -> ProtocolFacts {
    ProtocolFacts {
        id: one.row.id,
        parties: one.parties,
        services: one.row.services,
        classes: one.row.classes,
        starts_at: one.row.starts_at,
        ends_at: one.row.ends_at,
        ended_at: one.row.ended_at,
        signatures: one
            .signatures
            .into_iter()
            .map(|signature| (signature.actor_id, signature.agency_id, signature.signed_at))
            .collect(),
    }
}

/// The form version that a rendition was made of, if it is the agency's.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub async fn form(
    house: &House,
    worker: &Worker,
    rendition: &str,
) -> Result<FormFacts, ServiceError> {
    let (own, rendition) = (worker.agency.clone(), rendition.to_owned());
    house
        .store
        .read("form_for_worker", move |conn| {
            let (version, key) =
                forms::rendition_source(conn, &rendition)?.ok_or(ServiceError::NotFound)?;
            let version = forms::version(conn, &version)?.ok_or(ServiceError::NotFound)?;
            let form = forms::by_id(conn, &version.form_id)?.ok_or(ServiceError::NotFound)?;
            let project = projects::by_id(conn, form.project_id)?
                .filter(|project| project.agency_id.as_ref() == Some(&own))
                .ok_or(ServiceError::NotFound)?;
            Ok(FormFacts {
                project: project.id,
                project_name: project.name,
                form: form.id,
                xml_form_id: form.xml_form_id,
                version_id: version.id,
                version: version.version,
                stage: version.stage,
                title: version.title,
                xml: version.xml,
                rendition,
                key,
            })
        })
        .await
}

/// Submissions that wait for this machine, oldest first; nobody else gets them for a while.
///
/// # Errors
/// When the database refuses.
pub async fn claim(house: &House, worker: &Worker, ask: &Ask) -> Result<Vec<Work>, ServiceError> {
    let now = house.now();
    let (agency, key) = (worker.agency.clone(), worker.key.clone());
    let (limit, again) = (ask.limit.clamp(0, MOST), ask.again);
    house
        .store
        .write("claim_work", move |conn: &mut Conn| {
            let claim = Claim {
                agency: &agency,
                worker: &key,
                now,
                until: now + CLAIM_MS,
                limit,
                again,
            };
            let rows = rows::claim(conn, &claim)?;
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            let mut parts = submissions::parts_of(conn, &ids)?;
            let work = rows.into_iter().filter_map(|row| {
                let (mine, rest) = std::mem::take(&mut parts)
                    .into_iter()
                    .partition(|part| part.submission_id == row.id);
                parts = rest;
                let mine: Vec<submissions::PartRow> = mine;
                Some(Work {
                    envelope: row.envelope?,
                    id: row.id,
                    project: row.project_id,
                    form: row.form_id,
                    rendition: row.rendition_id,
                    instance: row.instance_id,
                    sha256: row.envelope_sha256,
                    received_at: row.created_at,
                    parts: mine
                        .into_iter()
                        .map(|part| Part {
                            ordinal: part.ordinal,
                            name: part.name,
                            bytes: part.bytes,
                            size: part.size,
                        })
                        .collect(),
                })
            });
            Ok::<_, ServiceError>(work.collect())
        })
        .await
}

/// A large encrypted file of a submission: where it lies.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub async fn file(
    house: &House,
    worker: &Worker,
    submission: &str,
    ordinal: i32,
) -> Result<BlobId, ServiceError> {
    let (own, submission) = (worker.agency.clone(), submission.to_owned());
    house
        .store
        .read("file_for_worker", move |conn| {
            submissions::head(conn, &submission)?
                .filter(|head| head.agency_id.as_ref() == Some(&own))
                .ok_or(ServiceError::NotFound)?;
            submissions::parts_of(conn, &[&submission])?
                .into_iter()
                .find(|part| part.ordinal == ordinal)
                .and_then(|part| part.blob_id?.parse().ok())
                .ok_or(ServiceError::NotFound)
        })
        .await
}

/// Hands signed results to the vault, which checks the signature itself.
///
/// # Errors
/// [`ServiceError::Unauthenticated`], [`ServiceError::VaultAway`], [`ServiceError::Unusable`].
pub async fn deliver(
    house: &House,
    head: SignedHead,
    body: String,
) -> Result<Vec<Verdict>, ServiceError> {
    match house.vault.ask(Request::Deliver { head, body }).await? {
        Reply::Delivered(verdicts) => Ok(verdicts),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}
