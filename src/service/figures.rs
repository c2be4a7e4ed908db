//! What whoever keeps the server running may know: does it answer, how much waits. No content, no names.

use super::{House, ServiceError};
use crate::store::{Count, jobs, submissions};
use crate::vault::client::{Reply, Request};

/// Whether the parts answer.
pub struct Health {
    /// The database answers.
    pub database: bool,
    /// The vault answers.
    pub vault: bool,
    /// A first start has made what it promises.
    pub begun: bool,
}

/// Asks the parts.
pub async fn health(house: &House) -> Health {
    Health {
        database: house
            .store
            .read("readyz", |conn| Ok::<_, ServiceError>(jobs::depth(conn)?))
            .await
            .is_ok(),
        vault: matches!(
            house.vault.ask(Request::OpenAgencies).await,
            Ok(Reply::OpenAgencies(_))
        ),
        begun: house.ready.load(std::sync::atomic::Ordering::Acquire),
    }
}

/// Counts.
pub struct Figures {
    /// Jobs by kind.
    pub jobs: Vec<(String, i64)>,
    /// Submissions by state.
    pub submissions: Vec<(String, i64)>,
    /// Closures that wait for a writer.
    pub waiting_writes: usize,
    /// Transactions by name and outcome.
    pub transactions: Vec<Count>,
}

/// Counts now.
///
/// # Errors
/// When the database refuses.
pub async fn figures(house: &House) -> Result<Figures, ServiceError> {
    let (jobs, submissions) = house
        .store
        .read("figures", |conn| {
            Ok::<_, ServiceError>((jobs::depth(conn)?, submissions::totals(conn)?))
        })
        .await?;
    Ok(Figures {
        jobs,
        submissions,
        waiting_writes: house.store.waiting_writes(),
        transactions: house.store.counters(),
    })
}
