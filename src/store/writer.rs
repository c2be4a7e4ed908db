//! A thread that writes: closures that wait together share a commit.
//!
//! On SQLite there is exactly one such thread. Each closure of a group has a savepoint, so a failing one undoes only
//! itself, and everybody is answered after the commit: a commit to disk costs the same for one as for a hundred. On
//! PostgreSQL there are several threads and the server groups commits by itself; one closure per transaction keeps
//! locks short (groups of 16 were measured: the same rate, twice the wait).

use std::sync::Arc;

use super::connection::{Slot, commit, depth, savepoint, unwind};
use super::counters::{Counters, Outcome};
use super::queue::Queue;
use super::task::{Ran, Work, outcome};
use super::{Conn, JobSignal, StoreError, marks};

/// How many closures share one commit on SQLite.
const GROUP: usize = 128;
/// How often a closure runs at most.
const TRIES: u32 = 5;

/// One writing thread.
pub struct Writer {
    slot: Slot,
    queue: Arc<Queue<Box<dyn Work>>>,
    counters: Arc<Counters>,
    signal: JobSignal,
}

/// A closure in a group.
struct Member {
    work: Box<dyn Work>,
    ran: Ran,
    enqueued: bool,
    fate: Fate,
}

/// What becomes of a closure when its group ends.
enum Fate {
    /// Answered with its own result, if the commit works.
    Stands,
    /// Answered with this error.
    Fails(StoreError),
    /// Runs again.
    Again,
}

impl Member {
    /// Whether what it wrote is committed with its group.
    fn stands(&self) -> bool {
        self.ran == Ran::Done && matches!(self.fate, Fate::Stands)
    }
}

/// The connection went away in the middle: nothing of the group is kept.
struct Lost;

impl Writer {
    /// A writer that is not running yet.
    pub fn new(
        slot: Slot,
        queue: Arc<Queue<Box<dyn Work>>>,
        counters: Arc<Counters>,
        signal: JobSignal,
    ) -> Writer {
        Writer {
            slot,
            queue,
            counters,
            signal,
        }
    }

    /// Works until the queue is closed and empty.
    pub fn run(mut self) {
        let limit = if self.slot.is_postgres() { 1 } else { GROUP };
        while let Some(works) = self.queue.take(limit) {
            let mut works = self.still_wanted(works);
            for attempt in 1..=TRIES {
                if works.is_empty() {
                    break;
                }
                if attempt > 1 {
                    // Two that deadlocked would meet again at once.
                    std::thread::sleep(std::time::Duration::from_millis(u64::from(attempt) * 3));
                }
                works = self.group(works, attempt == TRIES);
            }
        }
    }

    fn still_wanted(&self, works: Vec<Box<dyn Work>>) -> Vec<Box<dyn Work>> {
        let (gone, wanted): (Vec<_>, Vec<_>) =
            works.into_iter().partition(|work| work.is_abandoned());
        for work in gone {
            self.counters
                .add(work.name(), Outcome::Abandoned, work.since().elapsed());
        }
        wanted
    }

    /// Runs a group in one transaction and answers it; returns those that must run again.
    fn group(&mut self, works: Vec<Box<dyn Work>>, last_try: bool) -> Vec<Box<dyn Work>> {
        let mut members: Vec<Member> = works
            .into_iter()
            .map(|work| Member {
                work,
                ran: Ran::Refused,
                enqueued: false,
                fate: Fate::Stands,
            })
            .collect();
        let conn = match self.slot.begin() {
            Ok(conn) => conn,
            Err(error) => {
                members
                    .iter_mut()
                    .for_each(|member| member.fate = Fate::Fails(error.clone()));
                return self.answer(members);
            }
        };
        let ended = match run_all(conn, &mut members, last_try) {
            Ok(()) => end(conn, &mut members, last_try),
            Err(Lost) => {
                // Nothing was committed yet, so running all of it again is safe.
                for member in &mut members {
                    member.fate = if last_try {
                        Fate::Fails(StoreError::Busy)
                    } else {
                        Fate::Again
                    };
                }
                Err(Lost)
            }
        };
        if ended.is_err() {
            self.slot.lose();
        } else if members
            .iter()
            .any(|member| member.enqueued && member.stands())
        {
            self.signal.wake();
        }
        self.answer(members)
    }

    fn answer(&self, members: Vec<Member>) -> Vec<Box<dyn Work>> {
        let mut again = Vec::new();
        for Member {
            work, ran, fate, ..
        } in members
        {
            let (name, time) = (work.name(), work.since().elapsed());
            let fate = match fate {
                Fate::Stands => Ok(()),
                Fate::Fails(error) => Err(error),
                Fate::Again => {
                    self.counters.add(name, Outcome::Retried, time);
                    again.push(work);
                    continue;
                }
            };
            self.counters.add(name, outcome(ran, &fate), time);
            work.answer(fate);
        }
        again
    }
}

/// Runs every closure of the group, each undone by itself if it fails.
fn run_all(conn: &mut Conn, members: &mut [Member], last_try: bool) -> Result<(), Lost> {
    // Alone, the transaction itself is the savepoint.
    let alone = members.len() == 1;
    for member in members {
        marks::clear();
        if !alone {
            savepoint(conn).map_err(|_| Lost)?;
        }
        let outside = if alone { 0 } else { 1 };
        let inside = outside + 1;
        member.ran = member.work.run(conn);
        member.enqueued = marks::has_enqueued();
        let again = marks::asks_for_retry() && !last_try;
        member.fate = match member.ran {
            Ran::Done if depth(conn).map_err(|_| Lost)? != inside => {
                Fate::Fails(StoreError::Internal)
            }
            Ran::Done if !alone => match commit(conn) {
                Ok(()) => Fate::Stands,
                Err(_) if again => Fate::Again,
                Err(_) => Fate::Fails(StoreError::Aborted),
            },
            // PostgreSQL answers COMMIT of a failed transaction with success and undoes it: ask before.
            Ran::Done if marks::has_failed_statement() && is_aborted(conn) => {
                if again {
                    Fate::Again
                } else {
                    Fate::Fails(StoreError::Aborted)
                }
            }
            Ran::Done => Fate::Stands,
            Ran::Refused if again => Fate::Again,
            Ran::Refused => Fate::Stands,
            Ran::Panicked => Fate::Fails(StoreError::Internal),
        };
        if !member.stands() {
            unwind(conn, outside).map_err(|_| Lost)?;
        }
    }
    Ok(())
}

/// Commits what stands. If that fails, it is everybody's answer: also a refusal may rest on a neighbour's rows.
fn end(conn: &mut Conn, members: &mut [Member], last_try: bool) -> Result<(), Lost> {
    if depth(conn).map_err(|_| Lost)? == 0 {
        return Ok(());
    }
    if !members
        .iter()
        .any(|member| member.ran == Ran::Done && matches!(member.fate, Fate::Stands))
    {
        return unwind(conn, 0).map_err(|_| Lost);
    }
    marks::clear();
    let Err(error) = commit(conn) else {
        return Ok(());
    };
    let error = StoreError::from(error);
    let again = marks::asks_for_retry() && !last_try;
    for member in members {
        if matches!(member.fate, Fate::Stands) {
            member.fate = if again {
                Fate::Again
            } else {
                Fate::Fails(error.clone())
            };
        }
    }
    // Whether the server got it is unknown; a new connection at least knows its own state.
    Err(Lost)
}

fn is_aborted(conn: &mut Conn) -> bool {
    use diesel::connection::SimpleConnection;
    conn.batch_execute("select 1").is_err()
}
