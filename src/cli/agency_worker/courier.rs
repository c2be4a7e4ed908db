//! Carries between the hub and this machine: what takes part, submissions inward, results outward. Each step can be broken off
//! anywhere and done again: what is here is not fetched twice, what the hub has is not taken twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::hub::Hub;
use crate::blobs::{BlobFolder, BlobId};
use crate::crypto::digest;
use crate::domain::words::SubmissionState;
use crate::store::errands::{self, Blank};
use crate::store::forms::{self, FormRow, FormVersionRow, RenditionRow};
use crate::store::submissions::{self, PartRow, SubmissionRow};
use crate::store::{Conn, Store, StoreError, jobs};
use crate::vault::Vault;
use crate::vault::errand::{FormFacts, Work};
use crate::vault::intake::OPEN;

/// Submissions in one go.
const LIMIT: i64 = 32;
/// Between two looks when nothing waits.
const IDLE: Duration = Duration::from_millis(1_000);
/// Between two looks at who takes part.
const NEWS: Duration = Duration::from_secs(15);
/// After a failure, at most this long until the next try.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the courier carries between.
pub struct Post {
    /// There.
    pub hub: Hub,
    /// Here.
    pub vault: Arc<Vault>,
    /// This machine's database.
    pub store: Store,
    /// Its large ciphertexts.
    pub blobs: BlobFolder,
    /// The agency.
    pub agency: String,
}

/// A thread that carries until dropped.
pub struct Courier {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Courier {
    /// Starts it.
    pub fn start(post: Post) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::Builder::new()
            .name("courier".into())
            .spawn(move || post.carry(&stopped))?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("the courier's thread had failed");
            }
        }
    }
}

impl Post {
    fn carry(&self, stop: &AtomicBool) {
        // What an earlier run was given and may not have received is asked for again.
        let mut again = true;
        let mut news_at: Option<Instant> = None;
        let mut wait = IDLE;
        while !stop.load(Ordering::Relaxed) {
            match self.turn(&mut again, &mut news_at) {
                Ok(true) => wait = Duration::ZERO,
                Ok(false) => wait = IDLE,
                Err(error) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "the hub was not reached or did not do it; it is tried again"
                    );
                    again = true;
                    wait = (wait * 2).clamp(IDLE, PATIENCE);
                }
            }
            std::thread::park_timeout(wait);
        }
    }

    /// One round; whether there may be more at once.
    fn turn(&self, again: &mut bool, news_at: &mut Option<Instant>) -> anyhow::Result<bool> {
        if news_at.is_none_or(|at| at.elapsed() >= NEWS) {
            let installation = self.hub.installation()?;
            self.vault.take_installation(&self.agency, installation)?;
            *news_at = Some(Instant::now());
        }
        let told = self.tell()?;
        self.tell_steps()?;
        self.take_moves()?;
        let work = self.hub.work(LIMIT, *again)?;
        *again = false;
        let full = work.len() as i64 >= LIMIT;
        self.fetch(work)?;
        Ok(told || full)
    }

    /// Tells the hub what became of submissions; whether there was something.
    fn tell(&self) -> anyhow::Result<bool> {
        let outcomes = self.vault.outcomes()?;
        if outcomes.is_empty() {
            return Ok(false);
        }
        let verdicts = self.hub.results(&outcomes)?;
        for verdict in verdicts.iter().filter(|one| one.refused.is_some()) {
            tracing::error!(submission = %verdict.submission, why = verdict.refused, "the hub refuses a result");
        }
        // What was refused is told again with the next round; the rest is done.
        let taken: Vec<String> = verdicts
            .into_iter()
            .filter(|one| one.refused.is_none())
            .map(|one| one.submission)
            .collect();
        let any = !taken.is_empty();
        let now = self.vault.now();
        self.store.write_now("told", move |conn: &mut Conn| {
            let ids: Vec<&str> = taken.iter().map(String::as_str).collect();
            errands::delivered(conn, &ids, now)
        })?;
        Ok(any)
    }

    fn fetch(&self, work: Vec<Work>) -> anyhow::Result<()> {
        let ids: Vec<String> = work.iter().map(|one| one.id.clone()).collect();
        let known = self.store.read_now("known_errands", move |conn| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            errands::known(conn, &ids)
        })?;
        for one in work.into_iter().filter(|one| !known.contains(&one.id)) {
            self.take(one)?;
        }
        Ok(())
    }

    /// Brings one submission here, files first, and lets the vault open it.
    fn take(&self, work: Work) -> anyhow::Result<()> {
        self.know_form(&work.rendition)?;
        let mut parts = Vec::with_capacity(work.parts.len());
        for part in work.parts {
            let large = part.bytes.is_none() && part.size.is_some() && !part.name.is_empty();
            let blob_id = match large {
                true => {
                    let blob = BlobId::random();
                    let bytes = self.hub.file(&work.id, part.ordinal)?;
                    self.blobs.put(&blob, &bytes)?;
                    Some(blob.to_string())
                }
                false => None,
            };
            parts.push(PartRow {
                submission_id: work.id.clone(),
                ordinal: part.ordinal,
                name: part.name,
                bytes: part.bytes,
                blob_id,
                size: part.size,
                record_id: None,
            });
        }
        let count = i32::try_from(parts.len()).context("so many files")?;
        let now = self.vault.now();
        let row = SubmissionRow {
            id: work.id,
            project_id: work.project,
            agency_id: Some(self.agency.clone()),
            form_id: work.form,
            rendition_id: work.rendition,
            instance_id: work.instance,
            state: SubmissionState::Received.as_str().to_owned(),
            envelope: Some(work.envelope),
            envelope_sha256: work.sha256,
            parts_expected: count,
            parts_present: count,
            device_actor_id: None,
            device_id: None,
            user_agent: None,
            record_id: None,
            created_at: work.received_at,
            updated_at: None,
            opened_at: None,
            case_id: None,
            first_id: None,
            replaced_by: None,
            named: None,
            review_state: None,
        };
        self.store.write_now("take_work", move |conn: &mut Conn| {
            submissions::insert_new(conn, &[&row])?;
            if errands::begin(conn, &row.id, now)? {
                submissions::insert_parts(conn, &parts.iter().collect::<Vec<_>>())?;
                jobs::enqueue(conn, OPEN, &row.id, now, now)?;
            }
            Ok::<_, StoreError>(())
        })?;
        self.store.job_signal().wake();
        Ok(())
    }

    fn know_form(&self, rendition: &str) -> anyhow::Result<()> {
        let wanted = rendition.to_owned();
        let known = self.store.read_now("known_form", move |conn| {
            forms::rendition_source(conn, &wanted)
        })?;
        if known.is_some() {
            return Ok(());
        }
        let facts = self.hub.form(rendition)?;
        let (agency, now) = (self.agency.clone(), self.vault.now());
        Ok(self.store.write_now("take_form", move |conn: &mut Conn| {
            keep_form(conn, &agency, &facts, now)
        })?)
    }
}

fn keep_form(conn: &mut Conn, agency: &str, facts: &FormFacts, now: i64) -> Result<(), StoreError> {
    let form = FormRow {
        id: facts.form.clone(),
        project_id: facts.project,
        xml_form_id: facts.xml_form_id.clone(),
        state: "open".into(),
        created_at: now,
        updated_at: None,
        deleted_at: None,
    };
    let version = FormVersionRow {
        id: facts.version_id.clone(),
        form_id: form.id.clone(),
        version: facts.version.clone(),
        state: "published".into(),
        stage: facts.stage.clone(),
        title: facts.title.clone(),
        md5: digest::md5_hex(&facts.xml),
        xml: facts.xml.clone(),
        draft_token: None,
        warnings_reason: None,
        created_by: None,
        created_at: now,
        published_at: Some(now),
        published_by: None,
    };
    // Phones get their forms from the hub: of the rendition only its key matters here.
    let rendition = RenditionRow {
        id: facts.rendition.clone(),
        form_version_id: version.id.clone(),
        key_id: facts.key.clone(),
        version: facts.version.clone(),
        xml: Vec::new(),
        md5: String::new(),
        created_at: now,
    };
    let blank = Blank {
        project: (facts.project, &facts.project_name, agency),
        form: &form,
        version: &version,
        rendition: &rendition,
    };
    errands::take_form(conn, &blank, now)
}
