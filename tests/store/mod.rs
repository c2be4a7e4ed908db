//! The store by its own interface, on both databases.

mod audit;
mod consents;
mod directory;
mod jobs;
mod opening;
mod people;
mod reading;
mod referrals;
mod schema;
mod servers;
mod writing;

use std::sync::mpsc;
use std::thread::JoinHandle;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tempfile::TempDir;
use waypost::store::agencies::{self, AgencyRow};
use waypost::store::{Conn, Store, StoreError, StoreSettings};

use crate::support::Database;

/// A migrated store on a database of its own, gone at the end of the story.
struct Place {
    store: Store,
    url: String,
    // Dropped last: the file outlives those who write to it.
    _folder: TempDir,
}

impl Place {
    fn on(database: Database) -> Place {
        Place::with_writers(database, 8)
    }

    fn with_writers(database: Database, writers: usize) -> Place {
        let place = Place::unmigrated(database, writers);
        place.store.migrate().unwrap();
        place
    }

    fn unmigrated(database: Database, writers: usize) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let url = database.fresh().unwrap_or_else(|| {
            format!("sqlite:{}", folder.path().join("waypost.sqlite").display())
        });
        let store = Store::open(&StoreSettings {
            url: url.clone(),
            readers: 2,
            writers,
        })
        .unwrap();
        Place {
            store,
            url,
            _folder: folder,
        }
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.store.write_now("test", work)
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.store.read_now("test", work)
    }

    /// A write on a thread of its own.
    fn write_aside<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> JoinHandle<Result<T, StoreError>> {
        let store = self.store.clone();
        std::thread::spawn(move || store.write_now("test", work))
    }

    /// Holds up one writer until the answer is dropped; returns once it stands still.
    fn hold_writer(&self) -> mpsc::Sender<()> {
        let (release, wait) = mpsc::channel::<()>();
        let (inside, arrived) = mpsc::channel();
        drop(self.write_aside(move |_| {
            inside.send(()).unwrap();
            let _ = wait.recv();
            Ok(())
        }));
        arrived.recv().unwrap();
        release
    }

    /// Waits until so many writes wait for their turn.
    fn wait_for_queue(&self, length: usize) {
        crate::support::eventually("the queue fills", 10.0, || {
            (self.store.waiting_writes() >= length).then_some(())
        });
    }

    fn codes(&self) -> Vec<String> {
        let all = self.read(agencies::all).unwrap();
        all.into_iter().map(|agency| agency.code).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        #[cfg(feature = "postgres")]
        if self.store.is_postgres() {
            crate::support::postgres::drop_database(&self.url);
        }
    }
}

fn agency(code: &str) -> AgencyRow {
    AgencyRow {
        id: format!("id-{code}"),
        code: code.to_owned(),
        name: format!("Agency {code}"),
        created_at: 1,
        disabled_at: None,
        kind: "ngo".into(),
    }
}

/// A closure that stores an agency.
fn adds(code: &str) -> impl FnMut(&mut Conn) -> Result<(), StoreError> + Send + 'static + use<> {
    let row = agency(code);
    move |conn| agencies::insert(conn, &row)
}

fn execute(conn: &mut Conn, sql: &str) -> Result<usize, StoreError> {
    Ok(diesel::sql_query(sql).execute(conn)?)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The one number that a query answers under the name `n`.
fn number(conn: &mut Conn, sql: &str) -> Result<i64, StoreError> {
    Ok(diesel::sql_query(sql).get_result::<Number>(conn)?.n)
}
