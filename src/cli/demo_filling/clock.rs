//! A clock that is set back and goes on from there, so that what was so long ago can be told in its order.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::service::Clock;
use crate::vault;

/// Shows the machine's time, or a time so long before it.
#[derive(Clone, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    /// How far it is set back, in milliseconds.
    pub fn ago(&self) -> i64 {
        self.0.load(Ordering::Acquire)
    }

    /// Sets it back so far. Only less than before, once it was read: time does not run backwards.
    pub fn set_back(&self, ago: i64) {
        self.0.store(ago.max(0), Ordering::Release);
    }

    /// For the vault.
    pub fn tell(&self) -> vault::Clock {
        let (machine, clock) = (Clock::system(), self.clone());
        Arc::new(move || machine.now() - clock.ago())
    }
}
