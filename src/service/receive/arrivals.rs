//! New submissions on their way into the database: those that arrive while others are being written go in together,
//! in one transaction of few statements. On PostgreSQL that is most of what a submission costs.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use crate::domain::words::SubmissionState;
use crate::service::submissions::SealedForPlatform;
use crate::store::entities::{self, ActionRow};
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::store::{Conn, QUEUE_LIMIT, Store, StoreError, actors, jobs};
use crate::vault::intake::OPEN;

/// How many transactions run at a time: one commits while the next one fills.
const AT_ONCE: usize = 2;
/// How many submissions go into one.
const MOST: usize = 64;

/// A submission that may be new.
pub(super) struct Arrival {
    pub(super) row: SubmissionRow,
    pub(super) parts: Vec<PartRow>,
    pub(super) sealed: SealedForPlatform,
    /// What it says of entities, if it came in clear.
    pub(super) entities: Vec<ActionRow>,
    /// The phone whose "last seen" is due.
    pub(super) touched: Option<i64>,
}

struct Pending {
    arrival: Arc<Arrival>,
    answer: oneshot::Sender<Result<bool, StoreError>>,
}

#[derive(Default)]
struct Waiting {
    items: VecDeque<Pending>,
    writing: usize,
}

/// What waits to be written.
#[derive(Clone, Default)]
pub struct Arrivals(Arc<Mutex<Waiting>>);

impl Arrivals {
    /// Stores the submission if it is new, and answers whether it was, after the commit.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait; when the database refuses.
    pub(super) async fn insert(
        &self,
        store: &Store,
        arrival: &Arc<Arrival>,
    ) -> Result<bool, StoreError> {
        let (answer, written) = oneshot::channel();
        let begins = {
            let mut waiting = self.0.lock();
            if waiting.items.len() >= QUEUE_LIMIT {
                return Err(StoreError::Busy);
            }
            waiting.items.push_back(Pending {
                arrival: arrival.clone(),
                answer,
            });
            let begins = waiting.writing < AT_ONCE;
            waiting.writing += usize::from(begins);
            begins
        };
        if begins {
            // Not within this request: its phone may hang up while others wait for the same commit.
            tokio::spawn(self.clone().write_all(store.clone()));
        }
        written.await.unwrap_or(Err(StoreError::Closed))
    }

    async fn write_all(self, store: Store) {
        while let Some(batch) = self.next() {
            write(&store, batch).await;
        }
    }

    fn next(&self) -> Option<Vec<Pending>> {
        let mut waiting = self.0.lock();
        let count = waiting.items.len().min(MOST);
        if count == 0 {
            waiting.writing -= 1;
            return None;
        }
        Some(waiting.items.drain(..count).collect())
    }
}

async fn write(store: &Store, mut batch: Vec<Pending>) {
    // Two transactions that meet the same submissions in another order would wait for each other.
    batch.sort_by(|a, b| {
        let key = |p: &'_ Pending| {
            (
                p.arrival.row.form_id.clone(),
                p.arrival.row.instance_id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let alone = batch.len() == 1;
    match insert(store, batch.iter().map(|p| p.arrival.clone()).collect()).await {
        Ok(new) => {
            for one in batch {
                let is_new = new.contains(&one.arrival.row.id);
                // Whoever asked may have gone; what was committed stays committed.
                let _ = one.answer.send(Ok(is_new));
            }
        }
        Err(error @ StoreError::Busy) => refuse(batch, &error),
        Err(error) if alone => refuse(batch, &error),
        // One of them may be to blame, and the others are not.
        Err(_) => {
            for one in batch {
                let new = insert(store, vec![one.arrival.clone()]).await;
                let _ = one.answer.send(new.map(|new| !new.is_empty()));
            }
        }
    }
}

fn refuse(batch: Vec<Pending>, error: &StoreError) {
    for one in batch {
        let _ = one.answer.send(Err(error.clone()));
    }
}

/// One transaction. Answers the row ids of those that were new.
async fn insert(store: &Store, batch: Vec<Arc<Arrival>>) -> Result<HashSet<String>, StoreError> {
    store
        .write("receive_submissions", move |conn: &mut Conn| {
            let touched: BTreeSet<(i64, i64)> = batch
                .iter()
                .filter_map(|a| Some((a.touched?, a.row.created_at)))
                .collect();
            for (phone, at) in touched {
                actors::touch_device(conn, phone, at)?;
            }
            let new = rows::insert_new(conn, &batch.iter().map(|a| &a.row).collect::<Vec<_>>())?;
            let fresh = || batch.iter().filter(|a| new.contains(&a.row.id));
            for arrival in fresh() {
                arrival.sealed.insert(conn)?;
            }
            rows::insert_parts(conn, &fresh().flat_map(|a| &a.parts).collect::<Vec<_>>())?;
            entities::say(conn, fresh().flat_map(|a| &a.entities))?;
            let complete: Vec<_> = fresh()
                .filter(|a| a.row.state == SubmissionState::Received.as_str())
                .map(|a| (a.row.id.as_str(), a.row.created_at))
                .collect();
            jobs::enqueue_new(conn, OPEN, &complete)?;
            Ok(new)
        })
        .await
}
