//! What happened on this thread since the current closure began.
//!
//! A closure answers with an error type of its own, so the writer cannot see in it that the database asked for another
//! try; and a closure that swallows a failed statement would on PostgreSQL be "committed" as nothing at all. Every
//! diesel error of the store passes through one conversion on the writer's own thread: it leaves these marks.

use std::cell::Cell;

thread_local! {
    static FAILED: Cell<bool> = const { Cell::new(false) };
    static RETRY: Cell<bool> = const { Cell::new(false) };
    static ENQUEUED: Cell<bool> = const { Cell::new(false) };
}

/// A closure begins.
pub fn clear() {
    FAILED.set(false);
    RETRY.set(false);
    ENQUEUED.set(false);
}

/// The database refused a statement.
pub fn statement_failed() {
    FAILED.set(true);
}

/// Whether the database refused a statement since [`clear`].
pub fn has_failed_statement() -> bool {
    FAILED.get()
}

/// The statement failed because of what others did at the same time.
pub fn may_succeed_again() {
    RETRY.set(true);
}

/// Whether running the closure again may help.
pub fn asks_for_retry() -> bool {
    RETRY.get()
}

/// A job was enqueued: whoever waits for jobs is woken after the commit.
pub fn enqueued() {
    ENQUEUED.set(true);
}

/// Whether a job was enqueued since [`clear`].
pub fn has_enqueued() -> bool {
    ENQUEUED.get()
}
