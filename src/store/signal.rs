//! The bell that wakes whoever waits for jobs. Polling stays the fallback: a job of another process rings nothing here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// Rung after a commit that enqueued jobs. Each holder remembers what it has heard, so no ring between two waits is
/// lost.
#[derive(Clone, Default)]
pub struct JobSignal {
    bell: Arc<(Mutex<u64>, Condvar)>,
    heard: u64,
}

impl JobSignal {
    /// Waits until the bell rings or `timeout` is over. True: it rang since the last wait.
    pub fn wait(&mut self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let (count, rung) = &*self.bell;
        let mut count = count.lock();
        while *count == self.heard {
            if rung.wait_until(&mut count, until).timed_out() {
                break;
            }
        }
        let woken = *count != self.heard;
        self.heard = *count;
        woken
    }

    /// Wakes everybody who waits: also at shutdown, and when a key is unlocked.
    pub fn wake(&self) {
        *self.bell.0.lock() += 1;
        self.bell.1.notify_all();
    }

    /// A holder that has heard everything up to now.
    pub(super) fn fresh(&self) -> JobSignal {
        let heard = *self.bell.0.lock();
        JobSignal {
            bell: self.bell.clone(),
            heard,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::JobSignal;

    #[test]
    fn a_ring_before_the_wait_is_heard_once() {
        let mut signal = JobSignal::default();
        signal.wake();
        assert!(signal.wait(Duration::ZERO));
        assert!(!signal.wait(Duration::from_millis(1)));
    }

    #[test]
    fn every_holder_hears_the_same_ring() {
        let bell = JobSignal::default();
        let (mut one, mut other) = (bell.fresh(), bell.fresh());
        bell.wake();
        assert!(one.wait(Duration::ZERO) && other.wait(Duration::ZERO));
    }
}
