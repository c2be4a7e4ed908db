//! The job that opens what phones sent: claim a batch, load it, open each in memory, seal what was inside,
//! place it, and write all of it in one transaction that also ends the jobs and claims the next batch.
//!
//! Runs on threads of its own at a lower priority than receiving. Killed at any point, it loses nothing and does nothing
//! twice: a job is a row, its end and its results are one commit, and a lease that ran out is another's.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::client::VaultError;
use super::keyring::Found;
use super::open::open_envelope;
use super::placing::{self, Placed, Screening};
use super::seal::{Sealed, Sealer, Thing};
use super::{Holder, Vault};
use crate::crypto::CollectionPrivate;
use crate::domain::facts::Facts;
use crate::domain::routing::Provider;
use crate::domain::words::{KeyPurpose, Stage, SubmissionState};
use crate::openrosa::{FormDefinition, Instance, Submitted};
use crate::store::audit::Entry;
use crate::store::jobs::Job;
use crate::store::submissions::{PartRow, SubmissionRow};
use crate::store::{Conn, StoreError, audit, forms, jobs, records, referrals, submissions};

/// The kind of job that opens a submission; its subject is the submission's id.
pub const OPEN: &str = "open";

const BATCH: i64 = 48;
const LEASE_MS: i64 = 60_000;
const POLL: Duration = Duration::from_millis(200);
/// A job that failed for a reason of ours is tried again after so long, doubled each time.
const RETRY_MS: i64 = 2_000;
/// Definitions kept before all are dropped.
const MOST_DEFINITIONS: usize = 1_000;

/// Threads that open submissions, until dropped or stopped.
pub struct Intake {
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

/// A form version as the opener needs it.
struct Source {
    key_id: Option<String>,
    definition: FormDefinition,
}

/// What becomes of one submission.
enum Ready {
    State(SubmissionState),
    Sealed(Box<Opened>),
}

/// Everything that one opened submission writes.
struct Opened {
    sealed: Sealed,
    answers: String,
    attachments: Vec<(i32, String)>,
    placed: Placed,
}

struct Worker {
    vault: Arc<Vault>,
    holder: Arc<Holder>,
    sources: Arc<Mutex<HashMap<String, Arc<Source>>>>,
    stop: Arc<AtomicBool>,
}

impl Intake {
    /// Starts `threads` (0: one a core).
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(vault: &Arc<Vault>, threads: usize, holder: Holder) -> std::io::Result<Self> {
        let count = match threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            n => n,
        };
        let holder = Arc::new(holder);
        let stop = Arc::new(AtomicBool::new(false));
        let sources = Arc::new(Mutex::new(HashMap::new()));
        let mut running = Vec::with_capacity(count + 1);
        for n in 0..count {
            let worker = Worker {
                vault: vault.clone(),
                holder: holder.clone(),
                sources: sources.clone(),
                stop: stop.clone(),
            };
            running.push(
                std::thread::Builder::new()
                    .name(format!("vault-open-{n}"))
                    .spawn(move || worker.run())?,
            );
        }
        let (tidied, stopped) = (vault.clone(), stop.clone());
        let left_behind = holder.left_behind();
        running.push(
            std::thread::Builder::new()
                .name("vault-tidy".into())
                .spawn(move || {
                    if let Some(lease) = left_behind
                        && let Err(error) = free(&tidied, lease)
                    {
                        tracing::warn!(%error, "what was under way before waits for the end of its leases");
                    }
                    while !stopped.load(Ordering::Relaxed) {
                        if let Err(error) = tidied.tidy() {
                            tracing::warn!(%error, "tidying the vault failed; it is tried again");
                        }
                        std::thread::park_timeout(Duration::from_secs(2));
                    }
                })?,
        );
        Ok(Self {
            stop,
            threads: running,
        })
    }

    /// Ends after the batches that are under way.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("a thread of the vault had failed");
            }
        }
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Worker {
    fn run(self) {
        // Receiving comes first: a phone waits for it, nobody waits for this.
        if rustix::process::setpriority_process(None, 10).is_err() {
            tracing::debug!("the opener runs at normal priority");
        }
        let mut signal = self.vault.store.job_signal();
        let mut claimed = Vec::new();
        while !self.stop.load(Ordering::Relaxed) || !claimed.is_empty() {
            match self.turn(claimed) {
                Ok(next) => {
                    claimed = next;
                    if claimed.is_empty() {
                        signal.wait(POLL);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a batch was not opened; it is tried again");
                    claimed = Vec::new();
                    std::thread::sleep(POLL);
                }
            }
        }
    }

    /// Opens a batch, or claims one if there is none; answers the next.
    fn turn(&self, batch: Vec<Job>) -> Result<Vec<Job>, VaultError> {
        if batch.is_empty() {
            return self.claim();
        }
        let now = self.vault.now();
        let (loaded, providers) = self.load(&batch)?;
        let mut sealer = Sealer::new(&self.vault.blobs);
        let mut results = HashMap::with_capacity(batch.len());
        let mut done = Vec::with_capacity(batch.len());
        for job in batch {
            // A job whose submission is gone just ends.
            let found = loaded.iter().find(|(row, _)| row.id == job.subject_id);
            match found
                .map(|(row, parts)| self.open(row, parts, &providers, &mut sealer, now))
                .transpose()
            {
                Ok(ready) => {
                    results.extend(ready.map(|ready| (job.id, ready)));
                    done.push(job);
                }
                Err(error) => self.later(job, &error),
            }
        }
        self.write(done, results, now)
    }

    fn claim(&self) -> Result<Vec<Job>, VaultError> {
        let now = self.vault.now();
        let lease = self.holder.lease();
        // A look without a write first: an idle server must not write five times a second.
        let due = self.vault.store.read_now("jobs_due", move |conn| {
            Ok::<_, VaultError>(jobs::due(conn, &[OPEN], now)?)
        })?;
        if !due {
            return Ok(Vec::new());
        }
        self.vault
            .store
            .write_now("claim_jobs", move |conn: &mut Conn| {
                Ok::<_, VaultError>(claim(conn, &lease, now)?)
            })
    }

    /// What a batch needs of the database, in one snapshot.
    fn load(&self, batch: &[Job]) -> Result<(Vec<Arrived>, Vec<Provider>), VaultError> {
        let ids: Vec<String> = batch.iter().map(|j| j.subject_id.clone()).collect();
        let vault = self.vault.clone();
        self.vault.store.read_now("load_for_opening", move |conn| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let rows = submissions::by_ids(conn, &ids)?;
            let mut parts: HashMap<String, Vec<PartRow>> = HashMap::new();
            for part in submissions::parts_of(conn, &ids)? {
                parts
                    .entry(part.submission_id.clone())
                    .or_default()
                    .push(part);
            }
            let arrived = rows
                .into_iter()
                .map(|row| {
                    let parts = parts.remove(&row.id).unwrap_or_default();
                    (row, parts)
                })
                .collect();
            Ok((arrived, placing::providers(conn, &vault)?))
        })
    }

    fn source(&self, rendition: &str) -> Result<Arc<Source>, VaultError> {
        if let Some(source) = self.sources.lock().get(rendition) {
            return Ok(source.clone());
        }
        let wanted = rendition.to_owned();
        let (key_id, xml) = self.vault.store.read_now("form_for_opening", move |conn| {
            let (version, key_id) =
                forms::rendition_source(conn, &wanted)?.ok_or(VaultError::NotFound)?;
            let version = forms::version(conn, &version)?.ok_or(VaultError::NotFound)?;
            Ok::<_, VaultError>((key_id, version.xml))
        })?;
        let definition = FormDefinition::parse(&xml)
            .map_err(|_| VaultError::Internal("a published form does not parse"))?;
        let source = Arc::new(Source { key_id, definition });
        let mut sources = self.sources.lock();
        if sources.len() >= MOST_DEFINITIONS {
            sources.clear();
        }
        sources.insert(rendition.to_owned(), source.clone());
        Ok(source)
    }

    /// Opens one submission in memory. An error is ours (database, disk) and worth another try; whatever is
    /// wrong with the submission itself is a state.
    fn open(
        &self,
        row: &SubmissionRow,
        parts: &[PartRow],
        providers: &[Provider],
        sealer: &mut Sealer<'_>,
        now: i64,
    ) -> Result<Ready, VaultError> {
        let done = row.state == SubmissionState::Sealed.as_str();
        let (Some(agency), Some(envelope), false) = (&row.agency_id, &row.envelope, done) else {
            return Ok(Ready::State(SubmissionState::Sealed));
        };
        let source = self.source(&row.rendition_id)?;
        let key = match source
            .key_id
            .as_deref()
            .map(|id| self.vault.keyring.collection(id, now))
        {
            Some(Found::Ready(key)) => key,
            Some(Found::Disabled) => return Ok(Ready::State(SubmissionState::KeyDisabled)),
            _ => return Ok(Ready::State(SubmissionState::WaitingKey)),
        };
        let purpose = match source.definition.stage {
            Some(Stage::Id) => KeyPurpose::Identity,
            _ => KeyPurpose::Cases,
        };
        let Some(reader) = self.vault.keyring.sealing_public(Some(agency), purpose) else {
            return Ok(Ready::State(SubmissionState::WaitingKey));
        };
        if parts
            .iter()
            .any(|p| !p.name.is_empty() && p.bytes.is_none() && p.blob_id.is_none())
        {
            return Ok(Ready::State(SubmissionState::WaitingMedia));
        }
        let Some(plain) = self.decrypt(envelope, parts, &key)? else {
            return Ok(Ready::State(SubmissionState::Damaged));
        };
        let Ok(instance) = Instance::parse(&plain.xml, &source.definition) else {
            return Ok(Ready::State(SubmissionState::Damaged));
        };
        let readers = [reader];
        let mut sealed = Sealed::default();
        let add = |sealer: &mut Sealer<'_>, sealed: &mut Sealed, kind, plaintext: &[u8]| {
            let thing = Thing {
                agency: Some(agency),
                submission: &row.id,
                kind,
                plaintext,
            };
            sealed
                .add(sealer, &thing, &readers, now)
                .map_err(|_| VaultError::Internal("sealing failed"))
        };
        let answers = add(sealer, &mut sealed, "answers", &plain.xml)?;
        let mut attachments = Vec::with_capacity(plain.media.len());
        for (ordinal, bytes) in &plain.media {
            attachments.push((*ordinal, add(sealer, &mut sealed, "attachment", bytes)?));
        }
        let placed = match source.definition.stage {
            Some(Stage::Screen) => {
                let mut facts = Facts::new();
                for (name, answer) in instance.facts(&source.definition) {
                    facts.insert(name, answer);
                }
                let screening = Screening {
                    vault: &self.vault,
                    agency,
                    submission: &row.id,
                    facts: &facts,
                    providers,
                    own: &readers,
                    now,
                };
                screening.place(sealer, &mut sealed)?
            }
            _ => Placed::default(),
        };
        Ok(Ready::Sealed(Box::new(Opened {
            sealed,
            answers,
            attachments,
            placed,
        })))
    }

    /// None for whatever is wrong with the envelope: one answer for all causes.
    fn decrypt(
        &self,
        envelope: &[u8],
        parts: &[PartRow],
        key: &CollectionPrivate,
    ) -> Result<Option<Plain>, VaultError> {
        let Ok(Submitted::Envelope(envelope)) = Submitted::parse(envelope) else {
            return Ok(None);
        };
        let mut large = Vec::new();
        for part in parts {
            if let Some(id) = &part.blob_id {
                let bytes = self
                    .vault
                    .blobs
                    .read(&super::reading::blob_id(id)?)
                    .map_err(|_| VaultError::Internal("a stored file could not be read"))?;
                large.push((part.ordinal, bytes));
            }
        }
        let files: Vec<(&str, &[u8])> = parts
            .iter()
            .filter_map(|part| {
                let inline = part.bytes.as_deref();
                let bytes = inline.or_else(|| {
                    large
                        .iter()
                        .find(|(ordinal, _)| *ordinal == part.ordinal)
                        .map(|(_, b)| b.as_slice())
                })?;
                Some((part.name.as_str(), bytes))
            })
            .collect();
        let part = |name: &str| {
            files
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, bytes)| *bytes)
        };
        let Ok(opened) = open_envelope(&envelope, &part, key) else {
            return Ok(None);
        };
        let names: Vec<i32> = parts
            .iter()
            .filter(|p| !p.name.is_empty())
            .map(|p| p.ordinal)
            .collect();
        let media = opened
            .media
            .into_iter()
            .zip(names)
            .map(|((_, bytes), ordinal)| (ordinal, bytes))
            .collect();
        Ok(Some(Plain {
            xml: opened.xml,
            media,
        }))
    }

    /// Results and the ends of their jobs, in one transaction; what another worker finished meanwhile is left out. The
    /// same transaction claims the next batch: a commit saved for each.
    fn write(
        &self,
        jobs: Vec<Job>,
        results: HashMap<i64, Ready>,
        now: i64,
    ) -> Result<Vec<Job>, VaultError> {
        let vault = self.vault.clone();
        let (stop, lease) = (self.stop.clone(), self.holder.lease());
        let (written, next) =
            self.vault
                .store
                .write_now("open_submissions", move |conn: &mut Conn| {
                    let ended = jobs::finish_many(conn, &jobs)?;
                    let ours = jobs
                        .iter()
                        .filter(|job| ended.contains(&job.id))
                        .filter_map(|job| Some((job.subject_id.as_str(), results.get(&job.id)?)));
                    let written = store(conn, &vault, &ours.collect::<Vec<_>>(), now)?;
                    let next = if stop.load(Ordering::Relaxed) {
                        Vec::new()
                    } else {
                        claim(conn, &lease, vault.now())?
                    };
                    Ok::<_, VaultError>((written, next))
                })?;
        self.vault.queues.remember(written.queues);
        self.unpark(written.parked)?;
        Ok(next)
    }

    /// A key may have been unlocked between the look and the write; then what was parked goes on at once.
    fn unpark(&self, parked: Vec<String>) -> Result<(), VaultError> {
        if parked.is_empty() {
            return Ok(());
        }
        for agency in self.vault.keyring.open_agencies() {
            self.vault.requeue_waiting(&agency)?;
        }
        Ok(())
    }

    fn later(&self, job: Job, error: &VaultError) {
        tracing::warn!(submission = %job.subject_id, %error, attempts = job.attempts, "not opened; tried again later");
        let wait = RETRY_MS << job.attempts.clamp(0, 10);
        let at = self.vault.now() + wait;
        let released = self
            .vault
            .store
            .write_now("release_job", move |conn: &mut Conn| {
                Ok::<_, VaultError>(jobs::release(conn, &job, at)?)
            });
        if let Err(error) = released {
            tracing::warn!(%error, "the job waits for the end of its lease");
        }
    }
}

/// What came, with its parts.
type Arrived = (SubmissionRow, Vec<PartRow>);

/// What [`store`] leaves to be done after the commit.
struct Written {
    /// Submissions that wait for a key.
    parked: Vec<String>,
    /// Queues that were met.
    queues: HashMap<[u8; 32], String>,
}

/// Writes results: states, sealed records, consents, referrals, audit.
fn store(
    conn: &mut Conn,
    vault: &Vault,
    results: &[(&str, &Ready)],
    now: i64,
) -> Result<Written, VaultError> {
    let mut parked = Vec::new();
    let mut opened = Vec::with_capacity(results.len());
    for (id, ready) in results {
        match ready {
            Ready::State(SubmissionState::Sealed) => {}
            Ready::State(state) => {
                submissions::set_state(conn, id, state.as_str(), now)?;
                if *state == SubmissionState::WaitingKey {
                    parked.push((*id).to_owned());
                }
            }
            Ready::Sealed(one) => opened.push((*id, one)),
        }
    }
    let sealed: Vec<_> = opened
        .iter()
        .map(|(id, one)| (*id, one.answers.as_str()))
        .collect();
    submissions::set_sealed(conn, &sealed, now)?;
    let rows = opened.iter().flat_map(|(_, one)| &one.sealed.records);
    let wraps = opened.iter().flat_map(|(_, one)| &one.sealed.wraps);
    records::insert(conn, rows, wraps)?;
    for (id, one) in &opened {
        for (ordinal, record) in &one.attachments {
            submissions::set_part_record(conn, id, *ordinal, record)?;
        }
    }
    let consents = opened
        .iter()
        .filter_map(|(_, one)| one.placed.consent.as_ref());
    records::insert_consents(conn, consents)?;
    let mut queues = HashMap::new();
    let mut sent = Vec::new();
    for planned in opened.iter().flat_map(|(_, one)| &one.placed.referrals) {
        sent.push(placing::stored(conn, vault, planned, &mut queues, now)?);
    }
    referrals::insert(conn, &sent)?;
    let entries: Vec<_> = opened
        .iter()
        .map(|(id, _)| act("submission", id, "submission.open", now))
        .chain(sent.iter().map(|row| {
            let done = match row.state.as_str() {
                "held" => "referral.hold",
                _ => "referral.send",
            };
            act("referral", &row.id, done, now)
        }))
        .collect();
    audit::append_many(conn, &entries)?;
    Ok(Written { parked, queues })
}

fn claim(conn: &mut Conn, lease: &str, now: i64) -> Result<Vec<Job>, StoreError> {
    jobs::claim(
        conn,
        jobs::Claim {
            kinds: &[OPEN],
            now,
            lease_ms: LEASE_MS,
            limit: BATCH,
            lease,
        },
    )
}

/// Gives back what an earlier process of this folder had under way.
fn free(vault: &Vault, lease: String) -> Result<(), VaultError> {
    let now = vault.now();
    vault
        .store
        .write_now("free_leases", move |conn: &mut Conn| {
            Ok::<_, VaultError>(jobs::free(conn, &lease, now)?)
        })?;
    Ok(())
}

/// An opened envelope: files by their place in the manifest.
struct Plain {
    xml: Zeroizing<Vec<u8>>,
    media: Vec<(i32, Zeroizing<Vec<u8>>)>,
}

fn act(kind: &str, object: &str, action: &str, now: i64) -> Entry {
    Entry {
        at: now,
        actor_kind: "vault".into(),
        action: action.into(),
        object_kind: kind.into(),
        object_id: object.into(),
        result: "done".into(),
        ..Entry::default()
    }
}
