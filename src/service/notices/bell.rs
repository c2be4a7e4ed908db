//! One look at the database for all who listen: whether anything came at all. Who it is for, each listener finds out.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::LATE_MS;
use crate::service::{House, ServiceError};
use crate::store::notices as rows;

/// So often it looks, however many listen.
pub const LOOK: Duration = Duration::from_millis(100);

/// Counts that something may have come.
#[derive(Default)]
pub struct Bell(Mutex<Heard>);

#[derive(Default)]
struct Heard {
    looked: Option<Instant>,
    stamp: (i64, Option<i64>),
    rung: u64,
}

impl Bell {
    /// How often it has rung; the first who asks after [`LOOK`] looks for all.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn rung(&self, house: &House) -> Result<u64, ServiceError> {
        let mut heard = self.0.lock().await;
        if heard.looked.is_none_or(|looked| looked.elapsed() >= LOOK) {
            let since = house.now() - LATE_MS;
            let look = move |conn: &mut _| Ok::<_, ServiceError>(rows::stamp(conn, since)?);
            let stamp = house.store.read("bell", look).await?;
            heard.rung += u64::from(stamp != heard.stamp);
            heard.stamp = stamp;
            heard.looked = Some(Instant::now());
        }
        Ok(heard.rung)
    }
}
