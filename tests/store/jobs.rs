//! Jobs are leased to one worker at a time.

use std::collections::BTreeSet;

use waypost::store::StoreError;
use waypost::store::jobs::{self, Claim, Job};

use super::Place;
use crate::support::{Database, on_both};

impl Place {
    fn enqueue(&self, subject: &'static str, run_at: i64) {
        self.write(move |conn| jobs::enqueue(conn, "open", subject, run_at, 1))
            .unwrap();
    }

    fn claim(&self, now: i64, limit: i64, lease: &'static str) -> Vec<Job> {
        self.write(move |conn| {
            jobs::claim(
                conn,
                Claim {
                    kinds: &["open", "link"],
                    now,
                    lease_ms: 100,
                    limit,
                    lease,
                },
            )
        })
        .unwrap()
    }

    fn finish(&self, jobs: &[Job]) -> Vec<i64> {
        let jobs = jobs.to_vec();
        self.write(move |conn| jobs::finish_many(conn, &jobs))
            .unwrap()
    }

    fn depth(&self) -> Vec<(String, i64)> {
        self.read(jobs::depth).unwrap()
    }
}

fn subjects(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.subject_id.as_str()).collect()
}

fn due_jobs_of_known_kinds_are_claimed_oldest_first(database: Database) {
    let place = Place::on(database);
    place.enqueue("later", 30);
    place.enqueue("second", 20);
    place.enqueue("first", 10);
    place.enqueue("not yet", 51);
    place
        .write(|conn| jobs::enqueue(conn, "unknown", "x", 1, 1))
        .unwrap();
    for (now, expected) in [(9, false), (10, true)] {
        assert_eq!(
            place
                .read(move |conn| jobs::due(conn, &["open"], now))
                .unwrap(),
            expected
        );
    }
    let mut claimed = place.claim(50, 2, "l1");
    claimed.sort_by_key(|job| job.subject_id.clone());
    assert_eq!(subjects(&claimed), ["first", "second"]);
    assert!(
        claimed
            .iter()
            .all(|job| job.attempts == 1 && job.run_at == 150)
    );
    assert_eq!(subjects(&place.claim(50, 9, "l2")), ["later"]);
    assert!(place.claim(50, 9, "l3").is_empty());
    assert_eq!(
        place.depth(),
        [("open".to_owned(), 4), ("unknown".to_owned(), 1)]
    );
}
on_both!(due_jobs_of_known_kinds_are_claimed_oldest_first);

fn enqueuing_twice_makes_one_job_due_at_the_earlier_time(database: Database) {
    let place = Place::on(database);
    place.enqueue("a", 50);
    place.enqueue("a", 20);
    place.enqueue("a", 90);
    assert!(place.claim(19, 9, "l").is_empty());
    assert_eq!(subjects(&place.claim(20, 9, "l")), ["a"]);
    assert_eq!(place.depth(), [("open".to_owned(), 1)]);
}
on_both!(enqueuing_twice_makes_one_job_due_at_the_earlier_time);

fn only_the_newest_lease_finishes(database: Database) {
    let place = Place::on(database);
    place.enqueue("a", 1);
    place.enqueue("b", 1);
    let slow = place.claim(1, 9, "slow");
    let fast = place.claim(101, 1, "fast");
    assert_eq!(fast[0].attempts, 2);
    let kept: Vec<i64> = slow
        .iter()
        .map(|job| job.id)
        .filter(|id| *id != fast[0].id)
        .collect();
    assert_eq!(place.finish(&slow), kept);
    assert_eq!(place.finish(&fast), [fast[0].id]);
    assert!(place.finish(&fast).is_empty());
    assert!(place.depth().is_empty());
}
on_both!(only_the_newest_lease_finishes);

fn a_job_enqueued_again_while_it_runs_runs_again(database: Database) {
    let place = Place::on(database);
    place.enqueue("a", 1);
    let running = place.claim(1, 1, "old");
    place.enqueue("a", 5);
    assert!(
        place.finish(&running).is_empty(),
        "what it read is older than the last call"
    );
    assert_eq!(subjects(&place.claim(5, 1, "new")), ["a"]);
}
on_both!(a_job_enqueued_again_while_it_runs_runs_again);

fn a_released_job_is_due_again_when_it_says(database: Database) {
    let place = Place::on(database);
    place.enqueue("a", 1);
    let job = place.claim(1, 1, "l").remove(0);
    let given = job.clone();
    assert!(
        place
            .write(move |conn| jobs::release(conn, &given, 40))
            .unwrap()
    );
    assert!(
        !place
            .write(move |conn| jobs::release(conn, &job, 1))
            .unwrap(),
        "its lease is gone"
    );
    assert!(place.claim(39, 1, "l2").is_empty());
    assert_eq!(place.claim(40, 1, "l3")[0].attempts, 2);
}
on_both!(a_released_job_is_due_again_when_it_says);

fn a_refused_transaction_enqueues_nothing(database: Database) {
    let place = Place::on(database);
    let refused = place.write(|conn| {
        jobs::enqueue_many(conn, "open", &["a", "b"], 1, 1)?;
        Err::<(), _>(StoreError::NotFound)
    });
    assert!(refused.is_err());
    assert!(place.depth().is_empty());
}
on_both!(a_refused_transaction_enqueues_nothing);

fn two_claimers_never_share_a_job(database: Database) {
    const JOBS: usize = 400;
    let place = Place::on(database);
    place
        .write(|conn| {
            let subjects: Vec<String> = (0..JOBS).map(|n| n.to_string()).collect();
            jobs::enqueue_many(conn, "open", &subjects, 1, 1)
        })
        .unwrap();
    let claimers: Vec<_> = (0..4)
        .map(|claimer| {
            let store = place.store.clone();
            std::thread::spawn(move || {
                let mut mine = Vec::new();
                for turn in 0.. {
                    let lease = format!("{claimer}-{turn}");
                    let claimed = store
                        .write_now("claim", move |conn| {
                            let kinds = &["open"];
                            jobs::claim(
                                conn,
                                Claim {
                                    kinds,
                                    now: 1,
                                    lease_ms: 1000,
                                    limit: 7,
                                    lease: &lease,
                                },
                            )
                        })
                        .unwrap();
                    if claimed.is_empty() {
                        return mine;
                    }
                    assert!(claimed.len() <= 7, "the limit holds");
                    mine.extend(claimed.into_iter().map(|job| job.id));
                }
                mine
            })
        })
        .collect();
    let all: Vec<i64> = claimers
        .into_iter()
        .flat_map(|claimer| claimer.join().unwrap())
        .collect();
    assert_eq!(all.len(), JOBS);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), JOBS);
}
on_both!(two_claimers_never_share_a_job);
