//! How often somebody may guess a password. Failures are counted in memory of this process, by e-mail and address
//! together, by e-mail from anywhere, and by address; a success gives its attempt back.
//!
//! A camp shares one address: so many failures are allowed to an address that people who mistype are not stopped,
//! and an attacker elsewhere uses up an e-mail's guesses slowly enough that its owner can still sign in.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::LazyLock;

use parking_lot::Mutex;

/// How many failures at once, and after how many milliseconds one more.
#[derive(Clone, Copy)]
struct Allowance {
    most: u32,
    refill_ms: i64,
}

const PAIR: Allowance = Allowance {
    most: 10,
    refill_ms: 30_000,
};
const EMAIL: Allowance = Allowance {
    most: 60,
    refill_ms: 10_000,
};
const ADDRESS: Allowance = Allowance {
    most: 200,
    refill_ms: 1_000,
};

/// Entries before those that have recovered are dropped.
const MOST_ENTRIES: usize = 50_000;

static GUESSES: LazyLock<Guesses> = LazyLock::new(Guesses::default);
static PHONES: LazyLock<Guesses> = LazyLock::new(Guesses::default);

/// The same for phones with a wrong key or password. Counted apart: whoever floods with phones' keys stops nobody from
/// signing in.
///
/// # Errors
/// Seconds to wait.
pub fn phone_failed(what: &str, client: Option<IpAddr>, now: i64) -> Result<(), i64> {
    PHONES.begin(what, client, now).map(|_counted| ())
}

/// An attempt to sign in that was let through; it counts as failed unless [`Attempt::succeeded`].
#[must_use = "an attempt that is not said to have succeeded counts as failed"]
pub struct Attempt {
    keys: [u64; 3],
}

/// Lets an attempt through, or says after how many seconds to try again.
///
/// # Errors
/// Seconds to wait.
pub fn begin(email: &str, client: Option<IpAddr>, now: i64) -> Result<Attempt, i64> {
    GUESSES.begin(email, client, now)
}

impl Attempt {
    /// It was the right password, or nobody's fault: give it back.
    pub fn succeeded(self) {
        GUESSES.give_back(&self);
    }
}

/// When all of a key's failures will be forgotten: a token bucket in one number.
#[derive(Default)]
struct Guesses {
    hasher: RandomState,
    forgotten_at: Mutex<HashMap<u64, i64>>,
}

impl Guesses {
    fn begin(&self, email: &str, client: Option<IpAddr>, now: i64) -> Result<Attempt, i64> {
        let email = email.trim().to_lowercase();
        let keys = [
            self.hasher.hash_one(("pair", &email, client)),
            self.hasher.hash_one(("email", &email)),
            self.hasher.hash_one(("address", client)),
        ];
        let mut kept = self.forgotten_at.lock();
        if kept.len() > MOST_ENTRIES {
            kept.retain(|_, at| *at > now);
        }
        for (key, allowed) in keys.iter().zip([PAIR, EMAIL, ADDRESS]) {
            let after = kept.get(key).copied().unwrap_or(now).max(now) + allowed.refill_ms;
            let over = after - now - i64::from(allowed.most) * allowed.refill_ms;
            if over > 0 {
                return Err((over + 999) / 1000);
            }
        }
        for (key, allowed) in keys.iter().zip([PAIR, EMAIL, ADDRESS]) {
            let at = kept.entry(*key).or_insert(now);
            *at = (*at).max(now) + allowed.refill_ms;
        }
        Ok(Attempt { keys })
    }

    fn give_back(&self, attempt: &Attempt) {
        let mut kept = self.forgotten_at.lock();
        for (key, allowed) in attempt.keys.iter().zip([PAIR, EMAIL, ADDRESS]) {
            if let Some(at) = kept.get_mut(key) {
                *at -= allowed.refill_ms;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camp(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([10, 0, 0, last]))
    }

    #[test]
    fn ten_guesses_at_once_then_one_every_half_minute() {
        let guesses = Guesses::default();
        for _ in 0..10 {
            assert!(guesses.begin("a@example.org", camp(1), 0).is_ok());
        }
        assert_eq!(guesses.begin("A@example.org ", camp(1), 0).err(), Some(30));
        assert!(guesses.begin("a@example.org", camp(1), 30_000).is_ok());
        assert!(guesses.begin("a@example.org", camp(1), 30_001).is_err());
    }

    #[test]
    fn one_who_is_stopped_stops_nobody_else_at_the_same_address() {
        let guesses = Guesses::default();
        for _ in 0..20 {
            let _ = guesses.begin("a@example.org", camp(1), 0);
        }
        assert!(guesses.begin("b@example.org", camp(1), 0).is_ok());
        assert!(guesses.begin("a@example.org", camp(2), 0).is_ok());
    }

    #[test]
    fn signing_in_rightly_a_thousand_times_costs_nothing() {
        let guesses = Guesses::default();
        for _ in 0..1000 {
            let attempt = guesses
                .begin("a@example.org", camp(1), 0)
                .expect("let through");
            guesses.give_back(&attempt);
        }
    }

    #[test]
    fn one_address_cannot_try_a_password_on_everybody() {
        let guesses = Guesses::default();
        let stopped = (0..1000)
            .filter(|n| {
                guesses
                    .begin(&format!("u{n}@example.org"), camp(1), 0)
                    .is_err()
            })
            .count();
        assert_eq!(stopped, 800);
    }
}
