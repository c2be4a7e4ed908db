//! One closure on its way through a queue: what it is called, since when it waits, whom to answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use tokio::sync::oneshot;

use super::{Conn, Outcome, StoreError};

/// How running a closure ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ran {
    /// It returned a value.
    Done,
    /// It returned an error.
    Refused,
    /// It panicked.
    Panicked,
}

/// A closure of any type, as the threads see it.
pub trait Work: Send {
    /// Its name, for counters and logs.
    fn name(&self) -> &'static str;
    /// When it was queued.
    fn since(&self) -> Instant;
    /// Whether nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool;
    /// Runs it and keeps what it returned.
    fn run(&mut self, conn: &mut Conn) -> Ran;
    /// Answers with what it returned, or with `fate` if that is an error.
    fn answer(self: Box<Self>, fate: Result<(), StoreError>);
}

/// Where the answer goes.
pub enum Answer<R> {
    /// To a task that awaits it.
    Later(oneshot::Sender<R>),
    /// To a thread that stands still for it.
    Now(std::sync::mpsc::SyncSender<R>),
}

/// A closure with its caller.
pub struct Task<T, E, F> {
    name: &'static str,
    since: Instant,
    work: F,
    result: Option<Result<T, E>>,
    answer: Answer<Result<T, E>>,
}

impl<T, E, F> Task<T, E, F> {
    /// A closure that waits from now on.
    pub fn new(name: &'static str, work: F, answer: Answer<Result<T, E>>) -> Self {
        Task {
            name,
            since: Instant::now(),
            work,
            result: None,
            answer,
        }
    }
}

impl<T, E, F> Work for Task<T, E, F>
where
    F: FnMut(&mut Conn) -> Result<T, E> + Send,
    E: From<StoreError> + Send,
    T: Send,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn since(&self) -> Instant {
        self.since
    }

    fn is_abandoned(&self) -> bool {
        matches!(&self.answer, Answer::Later(sender) if sender.is_closed())
    }

    fn run(&mut self, conn: &mut Conn) -> Ran {
        self.result = None;
        match catch_unwind(AssertUnwindSafe(|| (self.work)(conn))) {
            Ok(result) => {
                let ran = if result.is_ok() {
                    Ran::Done
                } else {
                    Ran::Refused
                };
                self.result = Some(result);
                ran
            }
            Err(_) => Ran::Panicked,
        }
    }

    fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
        let result = match fate {
            Ok(()) => self
                .result
                .unwrap_or_else(|| Err(StoreError::Internal.into())),
            Err(error) => Err(error.into()),
        };
        // Whoever asked may have gone; what was committed stays committed.
        match self.answer {
            Answer::Later(sender) => drop(sender.send(result)),
            Answer::Now(sender) => drop(sender.send(result)),
        }
    }
}

/// What the counters say about a closure that ran and met this fate.
pub fn outcome(ran: Ran, fate: &Result<(), StoreError>) -> Outcome {
    match (fate, ran) {
        (Ok(()), Ran::Done) => Outcome::Done,
        (Ok(()), Ran::Refused) => Outcome::Refused,
        _ => Outcome::Failed,
    }
}
