//! How many submissions a database keeps in a second, from one caller and from 32, beside the disk alone.
//!
//! `cargo bench --bench store`; on PostgreSQL too with `--features postgres` and `WAYPOST_BENCH_POSTGRES_URL`, a database
//! to throw away. What a core does before and after is in `steps.rs`.

#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use waypost::crypto::{digest, token};
use waypost::domain::words::{FormState, SubmissionState};
use waypost::store::agencies::{self, AgencyRow};
use waypost::store::forms::{self, FormRow, FormVersionRow, RenditionRow};
use waypost::store::submissions::{self, PartRow, SubmissionRow};
use waypost::store::{Conn, Store, StoreError, StoreSettings, jobs, projects};
use waypost::vault::intake::OPEN;

/// Callers at once, and submissions that each sends in one round, one after the other.
const CALLERS: usize = 32;
const EACH: usize = 8;
/// Sizes of a screening's manifest and of its `submission.xml.enc`.
const MANIFEST: usize = 1_200;
const FILE: usize = 2_048;
/// A page of SQLite, and about where its log starts over.
const PAGE: usize = 4_096;
const LOG: usize = 1_000 * PAGE;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    storing(&mut criterion);
    criterion.final_summary();
}

fn storing(criterion: &mut Criterion) {
    // Limit: one flush a commit; callers at once share commits and pass it.
    let mut group = criterion.benchmark_group("storing");
    group
        .sample_size(20)
        .sampling_mode(SamplingMode::Flat)
        .measurement_time(Duration::from_secs(5));
    // Not in /tmp, which may be memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // Over space that the file has, as a write-ahead log goes once it has been round: appending flushes the size too.
    let log = File::create(folder.path().join("log")).unwrap();
    log.write_all_at(&vec![7; LOG], 0).unwrap();
    log.sync_all().unwrap();
    let mut at = 0;
    group.throughput(Throughput::Elements(1));
    group.bench_function("limit: overwrite 4 KiB and fdatasync", |b| {
        b.iter(|| {
            log.write_all_at(&[9; PAGE], at as u64).unwrap();
            log.sync_data().unwrap();
            at = (at + PAGE) % LOG;
        });
    });

    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let file = folder.path().join("waypost.sqlite");
    let sqlite = Some(format!("sqlite:{}", file.display()));
    let postgres = std::env::var("WAYPOST_BENCH_POSTGRES_URL").ok();
    for (name, url) in [("SQLite", sqlite), ("PostgreSQL", postgres)] {
        let Some(url) = url else { continue };
        let place = Arc::new(Place::new(&url));
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("one caller", name), |b| {
            b.iter(|| runtime.block_on(place.receive()));
        });
        group.throughput(Throughput::Elements((CALLERS * EACH) as u64));
        group.bench_function(BenchmarkId::new("32 callers", name), |b| {
            b.iter(|| round(&runtime, &place));
        });
    }
    group.finish();
}

/// All callers at once; ends when the last has its last answer.
fn round(runtime: &Runtime, place: &Arc<Place>) {
    runtime.block_on(async {
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let place = place.clone();
            callers.spawn(async move {
                for _ in 0..EACH {
                    place.receive().await;
                }
            });
        }
        while let Some(done) = callers.join_next().await {
            done.unwrap();
        }
    });
}

/// A migrated database with a form to send submissions for.
struct Place {
    store: Store,
    project: i64,
    form: String,
    rendition: String,
}

impl Place {
    fn new(url: &str) -> Self {
        let store = Store::open(&StoreSettings::at(url)).unwrap();
        store.migrate().unwrap();
        let (form, rendition) = (token::new_id(), token::new_id());
        let ids = (form.clone(), rendition.clone());
        let seed = move |conn: &mut Conn| seed(conn, &form, &rendition);
        Self {
            project: store.write_now("seed", seed).unwrap(),
            store,
            form: ids.0,
            rendition: ids.1,
        }
    }

    /// The transaction of a phone's request: the submission, its one file, the vault's job.
    async fn receive(&self) {
        let row = self.submission();
        let part = PartRow {
            submission_id: row.id.clone(),
            ordinal: 0,
            name: "submission.xml.enc".into(),
            bytes: Some(vec![7; FILE]),
            blob_id: None,
            size: Some(FILE as i64),
            record_id: None,
        };
        let parts = [part];
        let receive = move |conn: &mut Conn| {
            let new = submissions::insert_new(conn, &[&row])?;
            assert_eq!(new.len(), 1, "an instance id is never drawn twice");
            submissions::insert_parts(conn, &[&parts[0]])?;
            jobs::enqueue_new(conn, OPEN, &[(&row.id, 1)])?;
            Ok::<_, StoreError>(())
        };
        self.store
            .write("receive_submission", receive)
            .await
            .unwrap();
    }

    fn submission(&self) -> SubmissionRow {
        let envelope = vec![7; MANIFEST];
        SubmissionRow {
            id: token::new_id(),
            project_id: self.project,
            agency_id: None,
            form_id: self.form.clone(),
            rendition_id: self.rendition.clone(),
            instance_id: format!("uuid:{}", token::random_id()),
            state: SubmissionState::Received.as_str().to_owned(),
            envelope_sha256: digest::sha256(&envelope).to_vec(),
            envelope: Some(envelope),
            parts_expected: 1,
            parts_present: 1,
            device_actor_id: None,
            device_id: Some("collect:0123456789abcdef".into()),
            user_agent: Some("org.odk.collect.android/v2025.1 Dalvik/2.1.0".into()),
            record_id: None,
            created_at: 1,
            updated_at: None,
            opened_at: None,
            case_id: None,
            first_id: None,
            replaced_by: None,
            named: None,
            review_state: None,
        }
    }
}

/// What a submission refers to; answers the project.
fn seed(conn: &mut Conn, form: &str, rendition: &str) -> Result<i64, StoreError> {
    let (agency, version) = (token::new_id(), token::new_id());
    let agency = AgencyRow {
        id: agency.clone(),
        code: agency,
        name: "Agency".into(),
        created_at: 1,
        disabled_at: None,
        kind: "ngo".into(),
    };
    agencies::insert(conn, &agency)?;
    let project = projects::insert(conn, Some(&agency.id), "Project", None, 1)?;
    let form = FormRow {
        id: form.to_owned(),
        project_id: project,
        xml_form_id: "wellbeing_a1".into(),
        state: FormState::Open.as_str().to_owned(),
        created_at: 1,
        updated_at: None,
        deleted_at: None,
    };
    forms::insert(conn, &form)?;
    let version = FormVersionRow {
        id: version,
        form_id: form.id,
        version: "1".into(),
        state: "published".into(),
        stage: None,
        title: "Wellbeing A1".into(),
        xml: Vec::new(),
        md5: String::new(),
        draft_token: None,
        warnings_reason: None,
        created_by: None,
        created_at: 1,
        published_at: Some(1),
        published_by: None,
    };
    forms::insert_version(conn, &version)?;
    let rendition = RenditionRow {
        id: rendition.to_owned(),
        form_version_id: version.id,
        key_id: None,
        version: "1".into(),
        xml: Vec::new(),
        md5: String::new(),
        created_at: 1,
    };
    forms::insert_rendition(conn, &rendition)?;
    Ok(project)
}
