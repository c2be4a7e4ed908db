//! A thread that reads: one closure after the other, each on its own snapshot.

use std::sync::Arc;

use super::connection::{Slot, commit, unwind};
use super::counters::{Counters, Outcome};
use super::queue::Queue;
use super::task::{Ran, Work, outcome};
use super::{StoreError, marks};

/// One reading thread.
pub struct Reader {
    slot: Slot,
    queue: Arc<Queue<Box<dyn Work>>>,
    counters: Arc<Counters>,
}

impl Reader {
    /// A reader that is not running yet.
    pub fn new(slot: Slot, queue: Arc<Queue<Box<dyn Work>>>, counters: Arc<Counters>) -> Reader {
        Reader {
            slot,
            queue,
            counters,
        }
    }

    /// Works until the queue is closed and empty.
    pub fn run(mut self) {
        while let Some(works) = self.queue.take(1) {
            for work in works {
                self.one(work);
            }
        }
    }

    fn one(&mut self, mut work: Box<dyn Work>) {
        let (name, since) = (work.name(), work.since());
        if work.is_abandoned() {
            return self.counters.add(name, Outcome::Abandoned, since.elapsed());
        }
        marks::clear();
        let (ran, fate) = match self.slot.begin() {
            Err(error) => (Ran::Refused, Err(error)),
            Ok(conn) => {
                let ran = work.run(conn);
                // Nothing was written, so how the transaction ends does not matter; that it ends does.
                let ended = if ran == Ran::Done {
                    commit(conn)
                } else {
                    unwind(conn, 0)
                };
                if ended.is_err() {
                    self.slot.lose();
                }
                (
                    ran,
                    if ran == Ran::Panicked {
                        Err(StoreError::Internal)
                    } else {
                        Ok(())
                    },
                )
            }
        };
        self.counters
            .add(name, outcome(ran, &fate), since.elapsed());
        work.answer(fate);
    }
}
