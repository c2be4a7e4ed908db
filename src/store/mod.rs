//! The only SQL of the house: connections, the writer, migrations, and one file per table family.
//!
//! What lives here: rows as plain structs and the functions that read and write them. Each takes `&mut Conn` and
//! returns [`StoreError`]; who may call it is decided above, and what a blob holds is none of its business: the store
//! keeps opaque bytes and never imports `crypto`.
//!
//! Work goes in through [`Store::read`] and [`Store::write`], named, counted and timed. A closure may run more than
//! once on PostgreSQL (serialisation failures, lost connections) and shares its commit with others on SQLite, so it
//! does no I/O, no crypto and nothing that cannot be repeated.
//!
//! A new family: a file with row structs (`Queryable, Selectable, Insertable`) and functions; `on_each!` around
//! anything with `returning`, `on_conflict`, batch inserts or row locks. Those must never be written on `&mut Conn`
//! itself: rustc does not come to an end with them.

/// The same body compiled once per backend, for what diesel's `MultiConnection` lacks.
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite($c) => $body,
            #[cfg(feature = "postgres")]
            $crate::store::Conn::Postgres($c) => $body,
        }
    };
}

/// Inserts rows, owned ones: only their statements stay prepared. SQLite takes them in portions of one size, whose statement stays prepared;
/// one for all would be parsed anew for each number of rows, one for each costs more steps. PostgreSQL takes many in one
/// round trip.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        match $conn {
            $crate::store::Conn::Sqlite(c) => {
                const PORTION: usize = 16;
                let mut rows = Vec::from_iter($rows);
                while rows.len() >= PORTION {
                    let later = rows.split_off(PORTION);
                    if let Ok(portion) = <[_; PORTION]>::try_from(rows) {
                        ::diesel::insert_into($table).values(portion).execute(c)?;
                    }
                    rows = later;
                }
                for row in rows {
                    ::diesel::insert_into($table).values(row).execute(c)?;
                }
            }
            #[cfg(feature = "postgres")]
            $crate::store::Conn::Postgres(c) => {
                // A statement binds at most 65,535 values.
                let mut rows = $rows.into_iter();
                loop {
                    let some: Vec<_> = rows.by_ref().take(1000).collect();
                    if some.is_empty() {
                        break;
                    }
                    ::diesel::insert_into($table).values(some).execute(c)?;
                }
            }
        }
    }};
}

pub mod actors;
pub mod agencies;
pub mod alerts;
pub mod audit;
mod by_ids;
pub mod carried;
pub mod cases;
pub mod casework;
mod connection;
pub mod consents;
mod counters;
pub mod directory;
pub mod entities;
pub mod errands;
mod error;
pub mod forms;
pub mod insight;
pub mod jobs;
pub mod keys;
mod marks;
mod migrate;
pub mod notices;
pub mod pathways;
pub mod projects;
pub mod protocols;
pub mod publishing;
pub mod pulls;
mod queue;
mod reader;
pub mod records;
pub mod referrals;
pub mod releases;
pub mod retention;
pub mod reviews;
pub mod schema;
pub mod settings;
mod signal;
pub mod sites;
pub mod stops;
pub mod submissions;
mod task;
pub mod transfers;
pub mod unmatched;
pub mod webhooks;
pub mod workers;
mod writer;

use std::sync::Arc;
use std::thread::JoinHandle;

pub use connection::{Conn, StoreSettings};
pub use counters::{Count, Outcome};
pub use error::StoreError;
pub use signal::JobSignal;

use by_ids::unindexed;

use connection::{Location, Purpose, Slot};
use counters::Counters;
use queue::Queue;
use task::{Answer, Task, Work};

/// How many closures may wait for a turn; one more is told [`StoreError::Busy`].
pub const QUEUE_LIMIT: usize = 512;

/// The database, shared by everything that runs in this process. Cloning is cheap; the last clone that goes waits
/// until all that was accepted is committed.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    location: Location,
    reads: Arc<Queue<Box<dyn Work>>>,
    writes: Arc<Queue<Box<dyn Work>>>,
    counters: Arc<Counters>,
    signal: JobSignal,
    threads: Vec<JoinHandle<()>>,
}

impl Store {
    /// Opens the database and starts the threads that read and write. The schema is not touched: see
    /// [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Settings`] for an address that is neither `sqlite:PATH` nor `postgres://…`,
    /// [`StoreError::Unreachable`] when the database cannot be opened.
    pub fn open(settings: &StoreSettings) -> Result<Store, StoreError> {
        let location = Location::parse(&settings.url)?;
        location.prepare()?;
        let mut first = Some(Slot::opened(&location, Purpose::Write)?);
        let reads = Arc::new(Queue::new(QUEUE_LIMIT));
        let writes = Arc::new(Queue::new(QUEUE_LIMIT));
        let counters = Arc::new(Counters::default());
        let signal = JobSignal::default();
        let mut threads = Vec::new();
        let writers = if location.is_postgres() {
            settings.writers.max(1)
        } else {
            1
        };
        for n in 0..writers {
            let slot = first
                .take()
                .unwrap_or_else(|| Slot::closed(&location, Purpose::Write));
            let writer =
                writer::Writer::new(slot, writes.clone(), counters.clone(), signal.clone());
            threads.push(spawn(format!("store-write-{n}"), move || writer.run())?);
        }
        for n in 0..settings.readers.max(1) {
            let reader = reader::Reader::new(
                Slot::closed(&location, Purpose::Read),
                reads.clone(),
                counters.clone(),
            );
            threads.push(spawn(format!("store-read-{n}"), move || reader.run())?);
        }
        Ok(Store {
            inner: Arc::new(Inner {
                location,
                reads,
                writes,
                counters,
                signal,
                threads,
            }),
        })
    }

    /// Brings the schema up to what this program knows. Safe to call at every start and from several processes.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] when a newer program has been here; nothing is changed then.
    pub fn migrate(&self) -> Result<(), StoreError> {
        migrate::run(&self.inner.location)
    }

    /// Refuses a database whose schema is not exactly the one that this program knows: `serve` on PostgreSQL asks
    /// before it starts.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] or [`StoreError::OlderSchema`].
    pub fn check_schema(&self) -> Result<(), StoreError> {
        migrate::check(&self.inner.location)
    }

    /// Runs `work` on one consistent snapshot that cannot be written to.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Busy`] when too many wait already.
    pub async fn read<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, waiting) = tokio::sync::oneshot::channel();
        self.submit(&self.inner.reads, name, once(work), Answer::Later(answer))?;
        waiting
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs `work` in a transaction and answers after its commit. `work` may run more than once; an error of its own
    /// undoes what it wrote and nothing else.
    ///
    /// A statement that may fail while `work` goes on stands in a `conn.transaction(…)` of its own: PostgreSQL gives up
    /// the whole transaction otherwise, and the answer is [`StoreError::Aborted`].
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Busy`] when too many wait already; the commit's own error.
    pub async fn write<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, waiting) = tokio::sync::oneshot::channel();
        self.submit(&self.inner.writes, name, work, Answer::Later(answer))?;
        waiting
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// [`Store::read`] for a thread that may wait.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_now<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, waiting) = std::sync::mpsc::sync_channel(1);
        self.submit(&self.inner.reads, name, once(work), Answer::Now(answer))?;
        waiting
            .recv()
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// [`Store::write`] for a thread that may wait.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_now<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (answer, waiting) = std::sync::mpsc::sync_channel(1);
        self.submit(&self.inner.writes, name, work, Answer::Now(answer))?;
        waiting
            .recv()
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Woken after each commit of this process that enqueued jobs.
    pub fn job_signal(&self) -> JobSignal {
        self.inner.signal.fresh()
    }

    /// What was done so far, by name and outcome, for metrics.
    pub fn counters(&self) -> Vec<Count> {
        self.inner.counters.snapshot()
    }

    /// How many closures wait for a writer: for metrics.
    pub fn waiting_writes(&self) -> usize {
        self.inner.writes.len()
    }

    /// Whether this is PostgreSQL (else SQLite).
    pub fn is_postgres(&self) -> bool {
        self.inner.location.is_postgres()
    }

    fn submit<T, E, F>(
        &self,
        queue: &Queue<Box<dyn Work>>,
        name: &'static str,
        work: F,
        answer: Answer<Result<T, E>>,
    ) -> Result<(), StoreError>
    where
        F: FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
        E: From<StoreError> + Send + 'static,
        T: Send + 'static,
    {
        queue
            .put(Box::new(Task::new(name, work, answer)))
            .map_err(|_| {
                self.inner
                    .counters
                    .add(name, Outcome::Busy, std::time::Duration::ZERO);
                StoreError::Busy
            })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.reads.close();
        self.writes.close();
        let here = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // A closure may have held the last clone: that thread cannot wait for itself.
            if thread.thread().id() != here {
                let _ = thread.join();
            }
        }
    }
}

/// A closure that runs once in the shape of those that may run again. Readers never run one twice.
fn once<T, E, F>(work: F) -> impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static
where
    F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    E: From<StoreError>,
{
    let mut work = Some(work);
    move |conn| match work.take() {
        Some(work) => work(conn),
        None => Err(StoreError::Internal.into()),
    }
}

fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name)
        .spawn(work)
        .map_err(StoreError::unreachable)
}
