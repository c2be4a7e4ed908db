//! What the store did, by name and outcome: a slow query has an address.

use std::collections::BTreeMap;
use std::time::Duration;

use parking_lot::Mutex;

/// How one call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Answered (and committed, if it wrote).
    Done,
    /// The closure returned an error; undone.
    Refused,
    /// The queue was full.
    Busy,
    /// The database failed.
    Failed,
    /// Run again after a serialisation failure, a deadlock or a lost connection.
    Retried,
    /// The caller had gone before its turn came.
    Abandoned,
}

impl Outcome {
    /// The label of metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Busy => "busy",
            Outcome::Failed => "failed",
            Outcome::Retried => "retried",
            Outcome::Abandoned => "abandoned",
        }
    }
}

/// One line of the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// What the caller named its work.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// How often.
    pub count: u64,
    /// Microseconds from the call to the answer, summed.
    pub micros: u64,
}

#[derive(Default)]
struct Sum {
    count: u64,
    micros: u64,
}

/// All counters of one store.
#[derive(Default)]
pub struct Counters {
    counts: Mutex<BTreeMap<(&'static str, Outcome), Sum>>,
}

impl Counters {
    /// Adds one call.
    pub fn add(&self, name: &'static str, outcome: Outcome, time: Duration) {
        let mut counts = self.counts.lock();
        let sum = counts.entry((name, outcome)).or_default();
        sum.count += 1;
        sum.micros += u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    }

    /// A copy of all of them, ordered by name.
    pub fn snapshot(&self) -> Vec<Count> {
        let counts = self.counts.lock();
        let lines = counts.iter();
        lines
            .map(|(&(name, outcome), sum)| Count {
                name,
                outcome,
                count: sum.count,
                micros: sum.micros,
            })
            .collect()
    }
}
