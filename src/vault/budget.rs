//! How much one session may open in an hour. Beyond that it is locked and the auditors are told: whoever has taken `serve`,
//! or somebody's session, reads no faster than a person does.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;

const HOUR: i64 = 3_600_000;

/// What each session opened in the hour that runs.
#[derive(Default)]
pub struct Budget(Mutex<HashMap<[u8; 32], Spent>>);

struct Spent {
    since: i64,
    /// Opening the same thing again costs nothing: pages are reloaded.
    opened: HashSet<String>,
    locked: bool,
}

impl Budget {
    /// Spends for what a session is about to open. False: it is beyond its budget, now and for good; nothing of it may be
    /// opened.
    pub fn spend(&self, session: [u8; 32], things: &[String], most: usize, now: i64) -> bool {
        let mut all = self.0.lock();
        all.retain(|_, spent| spent.locked || now - spent.since < HOUR);
        let spent = all.entry(session).or_insert_with(|| Spent {
            since: now,
            opened: HashSet::new(),
            locked: false,
        });
        let new: HashSet<&String> = things
            .iter()
            .filter(|thing| !spent.opened.contains(*thing))
            .collect();
        if spent.locked || spent.opened.len() + new.len() > most {
            spent.locked = true;
            return false;
        }
        let new: Vec<String> = new.into_iter().cloned().collect();
        spent.opened.extend(new);
        true
    }

    /// Whether a session was locked.
    pub fn is_locked(&self, session: &[u8; 32]) -> bool {
        self.0.lock().get(session).is_some_and(|spent| spent.locked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn things(from: usize, to: usize) -> Vec<String> {
        (from..to).map(|n| n.to_string()).collect()
    }

    #[test]
    fn a_session_that_opens_too_much_is_locked_for_good_and_others_are_not() {
        let budget = Budget::default();
        assert!(budget.spend([1; 32], &things(0, 10), 10, 0));
        assert!(
            budget.spend([1; 32], &things(0, 10), 10, 1),
            "the same again costs nothing"
        );
        assert!(!budget.spend([1; 32], &things(10, 11), 10, 2));
        assert!(!budget.spend([1; 32], &things(0, 1), 10, 3));
        assert!(
            !budget.spend([1; 32], &[], 10, 99 * HOUR),
            "also in another hour"
        );
        assert!(budget.is_locked(&[1; 32]));
        assert!(budget.spend([2; 32], &things(0, 10), 10, 4));
        assert!(
            budget.spend([2; 32], &things(10, 20), 10, 4 + HOUR),
            "an hour later"
        );
    }

    proptest! {
        #[test]
        fn no_hour_sees_more_than_the_budget(
            asks in prop::collection::vec((0usize..40, 1usize..8, 0i64..600_000), 1..60),
            most in 1usize..20,
        ) {
            let budget = Budget::default();
            let (mut now, mut since) = (0, 0);
            let mut opened = HashSet::new();
            for (from, count, wait) in asks {
                now += wait;
                if now - since >= HOUR {
                    since = now;
                    opened.clear();
                }
                let wanted = things(from, from + count);
                if opened.is_empty() {
                    since = now;
                }
                if budget.spend([0; 32], &wanted, most, now) {
                    opened.extend(wanted);
                } else {
                    prop_assert!(budget.is_locked(&[0; 32]));
                }
                prop_assert!(opened.len() <= most);
            }
        }
    }
}
