//! Large ciphertexts that nothing names: left by uploads that broke off, or by a crash between file and row.

use std::collections::HashSet;
use std::time::Duration;

use super::{House, ServiceError};
use crate::store::records;

/// Younger ones may belong to a request that is still under way.
const AGE: Duration = Duration::from_secs(86_400);

/// Deletes what is a day old and named by no row. Answers how many.
///
/// # Errors
/// When the database or the folder refuses.
pub async fn sweep(house: &House) -> Result<usize, ServiceError> {
    let failed = |_| ServiceError::Internal("the folder of large files failed");
    let blobs = house.blobs.clone();
    let old = blocking(move || {
        blobs.sweep_unfinished(AGE)?;
        blobs.older_than(AGE)
    })
    .await?
    .map_err(failed)?;
    let mut swept = 0;
    for candidates in old.chunks(500) {
        let ids: Vec<String> = candidates.iter().map(ToString::to_string).collect();
        let named: HashSet<String> = house
            .store
            .read("named_blobs", move |conn| {
                Ok::<_, ServiceError>(records::named_blobs(conn, &ids)?)
            })
            .await?
            .into_iter()
            .collect();
        for orphan in candidates.iter().filter(|id| !named.contains(id.as_str())) {
            let (blobs, id) = (house.blobs.clone(), orphan.clone());
            blocking(move || blobs.delete(&id)).await?.map_err(failed)?;
            swept += 1;
        }
    }
    Ok(swept)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServiceError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ServiceError::Internal("a thread failed"))
}
