//! The job that opens what phones sent: claim a batch, load it, open each in memory and seal what was inside
//! (`opening`), place it after what its case already said (`history`), and write all of it in one transaction
//! (`writing`) that also ends the jobs and claims the next batch.
//!
//! Runs on threads of its own at a lower priority than receiving. Killed at any point, it loses nothing and does nothing
//! twice: a job is a row, its end and its results are one commit, and a lease that ran out is another's.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::client::VaultError;
use super::directory;
use super::history::History;
use super::opening::{self, Ready, Sources};
use super::seal::Sealer;
use super::writing::{self, Outcome};
use super::{Holder, Vault};
use crate::domain::routing::Directory;
use crate::domain::words::SubmissionState;
use crate::store::jobs::Job;
use crate::store::submissions::{PartRow, SubmissionRow};
use crate::store::{Conn, StoreError, jobs, submissions, unmatched};

/// The kind of job that opens a submission; its subject is the submission's id.
pub const OPEN: &str = "open";

/// Jobs claimed at once, if so many wait: they share a commit, and what is sealed to one reader one encapsulation.
const BATCH: i64 = 256;
/// And this many if fewer wait than workers would share.
const LEAST: i64 = 8;
/// Longer than the largest submission takes on a slow disk: a worker whose lease ran out has worked for nothing. What a
/// process that died had leased is given back when it starts again, or after this time.
const LEASE_MS: i64 = 3 * 60_000;
/// After so long a worker begins nothing more of its batch, and gives back what it has not begun.
const TURN_MS: i64 = 20_000;
const POLL: Duration = Duration::from_millis(200);
/// A job that failed for a reason of ours is tried again after so long, doubled each time.
const RETRY_MS: i64 = 2_000;
/// How far those of a batch that failed as a whole are set apart.
const PART_MS: i64 = 300;

/// Threads that open submissions, until dropped or stopped.
pub struct Intake {
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

struct Worker {
    vault: Arc<Vault>,
    holder: Arc<Holder>,
    sources: Arc<Sources>,
    stop: Arc<AtomicBool>,
    /// How many there are of them.
    workers: i64,
}

impl Intake {
    /// Starts `threads` (0: one a core, and one).
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(vault: &Arc<Vault>, threads: usize, holder: Holder) -> std::io::Result<Self> {
        let count = match threads {
            // One more than cores: while one waits for its commit, another opens.
            0 => std::thread::available_parallelism().map_or(2, |cores| cores.get() + 1),
            n => n,
        };
        let holder = Arc::new(holder);
        let stop = Arc::new(AtomicBool::new(false));
        let sources = Arc::new(Sources::default());
        let mut running = Vec::with_capacity(count + 1);
        for n in 0..count {
            let worker = Worker {
                vault: vault.clone(),
                holder: holder.clone(),
                sources: sources.clone(),
                stop: stop.clone(),
                workers: count as i64,
            };
            running.push(
                std::thread::Builder::new()
                    .name(format!("vault-open-{n}"))
                    .spawn(move || worker.run())?,
            );
        }
        let (tidied, stopped) = (vault.clone(), stop.clone());
        let left_behind = holder.left_behind();
        let weighing = holder.clone();
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
                        if let Err(error) = tidied.reweigh(&weighing.lease()) {
                            tracing::warn!(%error, "cases were not weighed again; it is tried again");
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
            let begun = claimed.clone();
            match self.turn(claimed) {
                Ok(next) => {
                    claimed = next;
                    if claimed.is_empty() {
                        signal.wait(POLL);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a batch was not opened; it is tried again");
                    self.part(begun);
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
        let (loaded, directory) = self.load(&batch)?;
        let mut sealer = Sealer::new(&self.vault.blobs);
        let mut ready = Vec::with_capacity(batch.len());
        let mut gone = Vec::new();
        for job in batch {
            if self.vault.now() - now > TURN_MS {
                self.put_off(job, 0);
                continue;
            }
            let Some(arrived) = loaded.get(&job.subject_id) else {
                // A job whose submission is gone just ends.
                gone.push(job);
                continue;
            };
            match self.open(arrived, &mut sealer) {
                // Opened before, and readable: while it does not open again it stays as it is.
                Ok(Ready::State(_)) if arrived.again => self.later(job, &VaultError::Locked),
                Ok(one) => ready.push((job, one)),
                Err(error) => self.later(job, &error),
            }
        }
        let placed = self.place(ready, &directory, &mut sealer, now)?;
        self.write(gone, placed, now)
    }

    /// Opens one. A failure of ours that is no error takes no worker with it, and no other submission.
    fn open(&self, arrived: &Arrived, sealer: &mut Sealer<'_>) -> Result<Ready, VaultError> {
        let Arrived { row, parts, again } = arrived;
        let opening = || opening::open(&self.vault, &self.sources, row, parts, *again, sealer);
        catch_unwind(AssertUnwindSafe(opening))
            .unwrap_or(Err(VaultError::Internal("opening it panicked")))
    }

    fn claim(&self) -> Result<Vec<Job>, VaultError> {
        let now = self.vault.now();
        let (lease, workers) = (self.holder.lease(), self.workers);
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
                Ok::<_, VaultError>(claim(conn, &lease, workers, now)?)
            })
    }

    /// What a batch needs of the database, in one snapshot; submissions by their ids.
    fn load(&self, batch: &[Job]) -> Result<(HashMap<String, Arrived>, Directory), VaultError> {
        let ids: Vec<String> = batch.iter().map(|j| j.subject_id.clone()).collect();
        let vault = self.vault.clone();
        self.vault.store.read_now("load_for_opening", move |conn| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let rows = submissions::by_ids(conn, &ids)?;
            let sealed: Vec<&str> = rows
                .iter()
                .filter(|row| row.state == SubmissionState::Sealed.as_str())
                .map(|row| row.id.as_str())
                .collect();
            let again: HashSet<String> = match sealed.is_empty() {
                true => HashSet::new(),
                false => unmatched::accepted(conn, Some(&sealed))?
                    .into_iter()
                    .collect(),
            };
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
                    let arrived = Arrived {
                        parts: parts.remove(&row.id).unwrap_or_default(),
                        again: again.contains(&row.id),
                        row,
                    };
                    (arrived.row.id.clone(), arrived)
                })
                .collect();
            Ok((arrived, directory::load(conn, &vault)?))
        })
    }

    /// Places what was opened, each after what its case already said.
    fn place(
        &self,
        ready: Vec<(Job, Ready)>,
        directory: &Directory,
        sealer: &mut Sealer<'_>,
        now: i64,
    ) -> Result<Vec<(Job, Outcome)>, VaultError> {
        let opened = ready.iter().filter_map(|(_, ready)| match ready {
            Ready::Opened(one) => Some(&**one),
            Ready::State(_) => None,
        });
        let mut history = History::of(&self.vault, opened)?;
        let mut outcomes = Vec::with_capacity(ready.len());
        for (job, ready) in ready {
            let outcome = match ready {
                Ready::State(state) => Ok(Outcome::State(state)),
                // Tried later and later: it may not spin.
                Ready::Opened(one) if history.is_locked(&one) => Err(VaultError::Locked),
                // Nobody takes it in any more: it stays as it is.
                Ready::Opened(one) if one.again && !history.is_let_in(&one) => {
                    Ok(Outcome::State(SubmissionState::Sealed))
                }
                Ready::Opened(one) if one.again && history.is_unread(&one) => Err(
                    VaultError::Internal("the case that it would join cannot be read"),
                ),
                Ready::Opened(one) => {
                    Outcome::of(&self.vault, *one, &mut history, directory, sealer, now)
                }
            };
            match outcome {
                Ok(outcome) => outcomes.push((job, outcome)),
                Err(error) => self.later(job, &error),
            }
        }
        Ok(outcomes)
    }

    /// Results and the ends of their jobs, in one transaction; what another worker finished meanwhile is left out. The
    /// same transaction claims the next batch: a commit saved for each.
    fn write(
        &self,
        gone: Vec<Job>,
        placed: Vec<(Job, Outcome)>,
        now: i64,
    ) -> Result<Vec<Job>, VaultError> {
        let vault = self.vault.clone();
        let (stop, lease, workers) = (self.stop.clone(), self.holder.lease(), self.workers);
        let (mut jobs, outcomes): (Vec<Job>, Vec<Outcome>) = placed.into_iter().unzip();
        jobs.extend(gone);
        let (written, next) =
            self.vault
                .store
                .write_now("open_submissions", move |conn: &mut Conn| {
                    let ended = jobs::finish_many(conn, &jobs)?;
                    let ours = jobs
                        .iter()
                        .zip(&outcomes)
                        .filter(|(job, _)| ended.contains(&job.id))
                        .map(|(job, outcome)| (job.subject_id.as_str(), outcome));
                    let written = writing::store(conn, &vault, &ours.collect::<Vec<_>>(), now)?;
                    let next = if stop.load(Ordering::Relaxed) {
                        Vec::new()
                    } else {
                        claim(conn, &lease, workers, vault.now())?
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
        self.vault.requeue()?;
        Ok(())
    }

    fn later(&self, job: Job, error: &VaultError) {
        tracing::warn!(submission = %job.subject_id, %error, attempts = job.attempts, "not opened; tried again later");
        let wait = RETRY_MS << job.attempts.clamp(0, 10);
        self.put_off(job, wait);
    }

    /// Gives back a batch that failed as a whole, each at another time: where one of them is the cause, the others soon go
    /// without it.
    fn part(&self, batch: Vec<Job>) {
        for (place, job) in (0i64..).zip(batch) {
            let wait = RETRY_MS << job.attempts.clamp(0, 10);
            self.put_off(job, wait + place * PART_MS);
        }
    }

    /// Gives a job back, due again after `wait` milliseconds. One whose lease is another's by now stays that one's.
    fn put_off(&self, job: Job, wait: i64) {
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

/// What came.
struct Arrived {
    row: SubmissionRow,
    parts: Vec<PartRow>,
    /// Whether it was opened before, and somebody takes it into the case that it names.
    again: bool,
}

/// A worker's share of what waits: few with large files are not all one worker's.
fn claim(conn: &mut Conn, lease: &str, workers: i64, now: i64) -> Result<Vec<Job>, StoreError> {
    let waiting = jobs::count_due(conn, &[OPEN], now, BATCH * workers)?;
    jobs::claim(
        conn,
        jobs::Claim {
            kinds: &[OPEN],
            now,
            lease_ms: LEASE_MS,
            limit: (waiting / workers).clamp(LEAST, BATCH),
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
