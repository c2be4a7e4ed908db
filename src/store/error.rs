//! What can go wrong in the store, without values: database messages may quote rows, so they stay in the source.

use std::error::Error;
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::marks;

/// The cause below an error, shared because one failed commit is the answer to everybody in it.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// Why the store did not do something.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Too many are waiting, or another process holds the database: try again in a moment.
    #[error("the database is busy, try again in a moment")]
    Busy,
    /// The row does not exist.
    #[error("not found in the database")]
    NotFound,
    /// A row with this key exists already.
    #[error("a row with this key exists already")]
    Conflict(#[source] Cause),
    /// A row refers to something that is not there, or is still referred to.
    #[error("a row refers to something that is not there, or is still referred to")]
    Reference(#[source] Cause),
    /// The database refused a statement or failed.
    #[error("the database failed, see the log")]
    Database(#[source] Cause),
    /// A closure answered that all is well although one of its statements had failed; it was undone.
    #[error("a statement failed inside the transaction, which was undone")]
    Aborted,
    /// The database cannot be reached or opened.
    #[error("the database cannot be opened, check its address and rights")]
    Unreachable(#[source] Cause),
    /// The address or another setting is wrong; the text says how.
    #[error("{0}")]
    Settings(String),
    /// A newer program has changed the schema.
    #[error(
        "the database has migration {0}, which this program does not know: run the newer program"
    )]
    NewerSchema(String),
    /// The schema lacks a migration.
    #[error("the database lacks migration {0}: run `waypost migrate`")]
    OlderSchema(String),
    /// The store is shutting down.
    #[error("the store is shutting down")]
    Closed,
    /// A closure panicked; its transaction was undone.
    #[error("internal error, see the log")]
    Internal,
}

impl StoreError {
    /// The database could not be opened because of `cause`.
    pub(super) fn unreachable(cause: impl Error + Send + Sync + 'static) -> StoreError {
        StoreError::Unreachable(Arc::new(cause))
    }

    /// Whether a unique key stood in the way.
    pub fn is_conflict(&self) -> bool {
        matches!(self, StoreError::Conflict(_))
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> StoreError {
        let DieselError::DatabaseError(kind, information) = &error else {
            return match error {
                DieselError::NotFound => StoreError::NotFound,
                other => StoreError::Database(Arc::new(other)),
            };
        };
        marks::statement_failed();
        let message = information.message();
        match kind {
            DatabaseErrorKind::UniqueViolation => StoreError::Conflict(Arc::new(error)),
            DatabaseErrorKind::ForeignKeyViolation => StoreError::Reference(Arc::new(error)),
            DatabaseErrorKind::SerializationFailure => {
                marks::may_succeed_again();
                StoreError::Busy
            }
            // diesel does not pass on PostgreSQL's 40P01 and 55P03, so the words must do.
            _ if message.contains("deadlock detected") => {
                marks::may_succeed_again();
                StoreError::Busy
            }
            _ if message.contains("due to lock timeout")
                || message.starts_with("database is locked") =>
            {
                StoreError::Busy
            }
            _ => StoreError::Database(Arc::new(error)),
        }
    }
}
