//! Where the database is, and connections to it.

use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
#[cfg(feature = "postgres")]
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::StoreError;

/// A connection to either database. Queries of the common subset take it as it is; for the rest there is `on_each!`.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
}

/// Where the database is and how many threads work on it.
#[derive(Clone)]
pub struct StoreSettings {
    /// `sqlite:PATH` or `postgres://user@host/name`. May hold a password: never shown.
    pub url: String,
    /// Threads that read, each with a connection.
    pub readers: usize,
    /// Threads that write, each with a connection. SQLite always has exactly one.
    pub writers: usize,
}

impl StoreSettings {
    /// The defaults for an address: 2 readers, 8 writers.
    pub fn at(url: impl Into<String>) -> StoreSettings {
        StoreSettings {
            url: url.into(),
            readers: 2,
            writers: 8,
        }
    }
}

/// A parsed address.
#[derive(Clone)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    #[cfg(feature = "postgres")]
    Postgres(String),
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Changes rows.
    Write,
    /// Only reads: the database itself refuses anything else.
    Read,
}

impl Location {
    /// Reads an address. The scheme decides: guessing would let SQLite take any mistyped URL for a file name.
    pub fn parse(url: &str) -> Result<Location, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with("file:") || path.contains(":memory:") {
                return Err(StoreError::Settings(
                    "the database's address must name a file: sqlite:PATH".into(),
                ));
            }
            return Ok(Location::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            #[cfg(feature = "postgres")]
            return Ok(Location::Postgres(url.to_owned()));
            #[cfg(not(feature = "postgres"))]
            return Err(StoreError::Settings(
                "this program was built without PostgreSQL: build it with --features postgres"
                    .into(),
            ));
        }
        // The address itself is not repeated: it may hold a password.
        Err(StoreError::Settings(
            "the database's address must start with sqlite: or postgres://".into(),
        ))
    }

    /// Whether it is a server.
    pub fn is_postgres(&self) -> bool {
        !matches!(self, Location::Sqlite(_))
    }

    /// Makes the SQLite file, readable by its owner only. Its journal and index files inherit the mode.
    pub fn prepare(&self) -> Result<(), StoreError> {
        match self {
            Location::Sqlite(path) => prepare_file(path),
            #[cfg(feature = "postgres")]
            Location::Postgres(_) => Ok(()),
        }
    }

    /// A new connection.
    pub fn connect(&self, purpose: Purpose) -> Result<Conn, StoreError> {
        match self {
            Location::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| {
                    StoreError::Settings("the database's path must be valid UTF-8".into())
                })?;
                // "./" keeps SQLite from reading a relative name as anything but a name.
                let path = if path.starts_with('/') {
                    path.to_owned()
                } else {
                    format!("./{path}")
                };
                let mut conn =
                    SqliteConnection::establish(&path).map_err(StoreError::unreachable)?;
                conn.batch_execute(SQLITE_PRAGMAS)?;
                conn.batch_execute(match purpose {
                    Purpose::Write => {
                        "pragma cache_size = -8192; pragma wal_autocheckpoint = 4000;"
                    }
                    Purpose::Read => "pragma cache_size = -1024; pragma query_only = on;",
                })?;
                Ok(Conn::Sqlite(conn))
            }
            #[cfg(feature = "postgres")]
            Location::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(StoreError::unreachable)?;
                conn.batch_execute(POSTGRES_SETTINGS)?;
                Ok(Conn::Postgres(conn))
            }
        }
    }
}

/// Makes the file, readable by its owner only.
fn prepare_file(path: &Path) -> Result<(), StoreError> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(StoreError::Settings(format!(
            "the database's folder {} does not exist: make it first",
            folder.display()
        )));
    }
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .and_then(|file| file.set_permissions(Permissions::from_mode(0o600)))
        .map_err(StoreError::unreachable)
}

/// FULL, because a 201 lets the phone delete its copy; secure_delete, because deleted means gone.
const SQLITE_PRAGMAS: &str = "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; \
    pragma foreign_keys = on; pragma secure_delete = on; pragma temp_store = memory; \
    pragma journal_size_limit = 67108864;";

/// The server's own defaults may be laxer than a 201 allows; and nobody waits for ever.
#[cfg(feature = "postgres")]
const POSTGRES_SETTINGS: &str = "set application_name = 'waypost'; set synchronous_commit = on; \
    set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '60s'; set timezone = 'UTC'; \
    set client_min_messages = warning;";

/// One thread's connection, made when it is needed and again after it was lost.
pub struct Slot {
    location: Location,
    purpose: Purpose,
    conn: Option<Conn>,
}

impl Slot {
    /// With a connection.
    pub fn opened(location: &Location, purpose: Purpose) -> Result<Slot, StoreError> {
        let conn = location.connect(purpose)?;
        Ok(Slot {
            location: location.clone(),
            purpose,
            conn: Some(conn),
        })
    }

    /// Without one yet.
    pub fn closed(location: &Location, purpose: Purpose) -> Slot {
        Slot {
            location: location.clone(),
            purpose,
            conn: None,
        }
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.location.is_postgres()
    }

    /// Throws the connection away; the server undoes what was not committed.
    pub fn lose(&mut self) {
        self.conn = None;
    }

    /// A connection inside a new transaction. One that went stale while idle is replaced once.
    pub fn begin(&mut self) -> Result<&mut Conn, StoreError> {
        let stale = match self.conn.as_mut().map(|conn| begin(conn, self.purpose)) {
            Some(Ok(())) => false,
            Some(Err(error)) => match StoreError::from(error) {
                StoreError::Busy => return Err(StoreError::Busy),
                _ => true,
            },
            None => true,
        };
        if stale {
            self.conn = None;
            let mut conn = self.location.connect(self.purpose)?;
            begin(&mut conn, self.purpose)?;
            self.conn = Some(conn);
        }
        self.conn.as_mut().ok_or(StoreError::Internal)
    }
}

/// Begins a transaction the way that diesel counts it. SQLite's plain BEGIN is deferred and fails at once, busy timeout
/// or not, when it turns into a write under load; and a raw BEGIN IMMEDIATE would hide the depth from diesel.
fn begin(conn: &mut Conn, purpose: Purpose) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            match purpose {
                Purpose::Write => "BEGIN IMMEDIATE",
                Purpose::Read => "BEGIN DEFERRED",
            },
        ),
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            match purpose {
                Purpose::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
                Purpose::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            },
        ),
    }
}

/// A savepoint inside the transaction.
pub fn savepoint(conn: &mut Conn) -> QueryResult<()> {
    on_each!(conn, |c| AnsiTransactionManager::begin_transaction(c))
}

/// Commits the transaction, or keeps the innermost savepoint's work.
pub fn commit(conn: &mut Conn) -> QueryResult<()> {
    on_each!(conn, |c| AnsiTransactionManager::commit_transaction(c))
}

/// How many transactions and savepoints are open. An error: the connection is not to be trusted any more.
pub fn depth(conn: &mut Conn) -> QueryResult<u32> {
    on_each!(conn, |c| {
        AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth()
    })
    .map(|depth| depth.map_or(0, u32::from))
}

/// Undoes everything opened above `wanted`: a closure that panicked may have left savepoints of its own.
pub fn unwind(conn: &mut Conn, wanted: u32) -> QueryResult<()> {
    while depth(conn)? > wanted {
        on_each!(conn, |c| AnsiTransactionManager::rollback_transaction(c))?;
    }
    Ok(())
}
