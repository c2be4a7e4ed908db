//! Migrations, embedded. Each backend has its own text under the same number.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, Location, Purpose};
use super::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Only one process migrates a server at a time ("waypost" in hexadecimal, cut).
#[cfg(feature = "postgres")]
const LOCK: &str = "select pg_advisory_lock(2003923311)";

/// Runs what is pending on a connection of its own.
pub fn run(location: &Location) -> Result<(), StoreError> {
    match location.connect(Purpose::Write)? {
        Conn::Sqlite(mut conn) => {
            // Another's migration may take long: wait for it, and look at what is missing only then.
            conn.batch_execute("pragma busy_timeout = 60000")?;
            conn.immediate_transaction(|conn| apply(conn, SQLITE))
        }
        #[cfg(feature = "postgres")]
        Conn::Postgres(mut conn) => {
            // The lock goes with this connection.
            conn.batch_execute("set lock_timeout = 0")?;
            conn.batch_execute(LOCK)?;
            apply(&mut conn, POSTGRES)
        }
    }
}

/// Compares without changing anything but diesel's own empty list of migrations.
pub fn check(location: &Location) -> Result<(), StoreError> {
    match location.connect(Purpose::Write)? {
        Conn::Sqlite(mut conn) => missing(&mut conn, &SQLITE),
        #[cfg(feature = "postgres")]
        Conn::Postgres(mut conn) => missing(&mut conn, &POSTGRES),
    }
    .and_then(|missing| missing.map_or(Ok(()), |version| Err(StoreError::OlderSchema(version))))
}

fn apply<DB: Backend, C: MigrationHarness<DB>>(
    conn: &mut C,
    known: EmbeddedMigrations,
) -> Result<(), StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    missing(conn, &known)?;
    conn.run_pending_migrations(known)
        .map_err(|cause| StoreError::Database(cause.into()))?;
    Ok(())
}

/// The first migration that the database lacks. An error if it has one that we do not know.
fn missing<DB: Backend, C: MigrationHarness<DB>>(
    conn: &mut C,
    known: &EmbeddedMigrations,
) -> Result<Option<String>, StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let failed =
        |cause: Box<dyn std::error::Error + Send + Sync>| StoreError::Database(cause.into());
    let ours: BTreeSet<MigrationVersion<'static>> = known
        .migrations()
        .map_err(failed)?
        .iter()
        .map(|m| m.name().version().as_owned())
        .collect();
    let theirs: BTreeSet<_> = conn
        .applied_migrations()
        .map_err(failed)?
        .into_iter()
        .collect();
    if let Some(newer) = theirs.difference(&ours).next() {
        return Err(StoreError::NewerSchema(newer.to_string()));
    }
    Ok(ours.difference(&theirs).next().map(ToString::to_string))
}
