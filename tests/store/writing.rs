//! Many write at once: who is undone, who waits, who is told to come again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::prelude::*;
use waypost::store::agencies::{self, ProviderRow};
use waypost::store::{Conn, Outcome, QUEUE_LIMIT, StoreError};

use super::{Place, adds, agency, execute};
use crate::support::{Database, on_both};

fn a_failing_closure_does_not_harm_its_neighbours(database: Database) {
    let place = Place::with_writers(database, 1);
    let held = place.hold_writer();
    let before = place.write_aside(adds("before"));
    place.wait_for_queue(1);
    let fails = place.write_aside(|conn| {
        agencies::insert(conn, &agency("undone"))?;
        Err::<(), _>(StoreError::NotFound)
    });
    let panics = place.write_aside(|conn| -> Result<(), StoreError> {
        agencies::insert(conn, &agency("undone too"))?;
        conn.transaction(|conn| {
            agencies::insert(conn, &agency("and this"))?;
            panic!("a test's own panic")
        })
    });
    let conflicts = place.write_aside(|conn| {
        agencies::insert(conn, &agency("undone as well"))?;
        agencies::insert(conn, &agency("undone as well"))
    });
    place.wait_for_queue(4);
    let after = place.write_aside(adds("after"));
    place.wait_for_queue(5);
    drop(held);
    before.join().unwrap().unwrap();
    assert!(matches!(fails.join().unwrap(), Err(StoreError::NotFound)));
    assert!(matches!(panics.join().unwrap(), Err(StoreError::Internal)));
    assert!(matches!(
        conflicts.join().unwrap(),
        Err(StoreError::Conflict(_))
    ));
    after.join().unwrap().unwrap();
    assert_eq!(place.codes(), ["after", "before"]);
}
on_both!(a_failing_closure_does_not_harm_its_neighbours);

#[test]
fn closures_that_wait_together_share_a_commit_on_sqlite() {
    let place = Place::on(Database::Sqlite);
    let held = place.hold_writer();
    let writes: Vec<_> = (0..50)
        .map(|n| place.write_aside(adds(&format!("{n:02}"))))
        .collect();
    place.wait_for_queue(50);
    // In one transaction, so this one finds all that came before it although nothing is committed yet.
    let outside = place.store.clone();
    let looks = place.write_aside(move |conn| {
        let committed = outside.read_now("test", agencies::all)?.len();
        Ok((agencies::all(conn)?.len(), committed))
    });
    place.wait_for_queue(51);
    drop(held);
    assert_eq!(looks.join().unwrap().unwrap(), (50, 0));
    writes
        .into_iter()
        .for_each(|write| write.join().unwrap().unwrap());
    assert_eq!(place.codes().len(), 50);
}

fn a_commit_that_fails_is_everybodys_answer(database: Database) {
    let place = Place::with_writers(database, 1);
    // A reference that is judged at the commit.
    let dangling = |conn: &mut Conn| {
        match conn {
            Conn::Sqlite(_) => execute(conn, "pragma defer_foreign_keys = on")?,
            #[cfg(feature = "postgres")]
            Conn::Postgres(_) => execute(
                conn,
                "alter table providers alter constraint providers_agency_id_fkey deferrable initially deferred",
            )?,
        };
        agencies::add_provider(
            conn,
            &ProviderRow {
                agency_id: "nobody".into(),
                service: "x".into(),
                created_at: 1,
            },
        )
    };
    let held = place.hold_writer();
    let neighbour = place.write_aside(adds("neighbour"));
    place.wait_for_queue(1);
    let culprit = place.write_aside(dangling);
    place.wait_for_queue(2);
    drop(held);
    assert!(matches!(
        culprit.join().unwrap(),
        Err(StoreError::Reference(_))
    ));
    if place.store.is_postgres() {
        neighbour.join().unwrap().unwrap();
    } else {
        assert!(matches!(
            neighbour.join().unwrap(),
            Err(StoreError::Reference(_))
        ));
        assert!(place.codes().is_empty());
    }
    place.write(adds("later")).unwrap();
}
on_both!(a_commit_that_fails_is_everybodys_answer);

fn a_full_queue_says_busy_and_empties_again(database: Database) {
    let place = Place::with_writers(database, 1);
    let held = place.hold_writer();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = &place.store;
        let waiting: Vec<_> = (0..QUEUE_LIMIT)
            .map(|n| store.write("fill", adds(&format!("{n:03}"))))
            .collect();
        let all = futures_util::future::join_all(waiting);
        let last = async {
            let refused = store.write("too many", adds("too many")).await;
            assert!(matches!(refused, Err(StoreError::Busy)));
            drop(held);
        };
        let (done, ()) = futures_util::future::join(all, last).await;
        assert!(done.into_iter().all(|result| result.is_ok()));
    });
    assert_eq!(place.codes().len(), QUEUE_LIMIT);
    let counts = place.store.counters();
    let count = |name, outcome| {
        counts
            .iter()
            .find(|c| c.name == name && c.outcome == outcome)
            .map_or(0, |c| c.count)
    };
    assert_eq!(count("fill", Outcome::Done), QUEUE_LIMIT as u64);
    assert_eq!(count("too many", Outcome::Busy), 1);
}
on_both!(a_full_queue_says_busy_and_empties_again);

fn what_nobody_waits_for_is_not_begun(database: Database) {
    let place = Place::with_writers(database, 1);
    let held = place.hold_writer();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let write = place.store.write("gone", adds("gone"));
        assert!(
            tokio::time::timeout(Duration::from_millis(20), write)
                .await
                .is_err()
        );
    });
    drop(held);
    place.write(adds("next")).unwrap();
    assert_eq!(place.codes(), ["next"]);
}
on_both!(what_nobody_waits_for_is_not_begun);

fn a_savepoint_of_ones_own_survives_a_refused_statement(database: Database) {
    let place = Place::on(database);
    place.write(adds("taken")).unwrap();
    place
        .write(|conn| {
            agencies::insert(conn, &agency("first"))?;
            let refused = conn.transaction(|conn| agencies::insert(conn, &agency("taken")));
            assert!(matches!(refused, Err(StoreError::Conflict(_))));
            agencies::insert(conn, &agency("second"))
        })
        .unwrap();
    assert_eq!(place.codes(), ["first", "second", "taken"]);
}
on_both!(a_savepoint_of_ones_own_survives_a_refused_statement);

fn everything_accepted_is_committed_before_the_last_clone_goes(database: Database) {
    let place = Place::on(database);
    let writes: Vec<_> = (0..200)
        .map(|n| place.write_aside(adds(&format!("{n:03}"))))
        .collect();
    writes
        .into_iter()
        .for_each(|write| write.join().unwrap().unwrap());
    let again =
        waypost::store::Store::open(&waypost::store::StoreSettings::at(&place.url)).unwrap();
    assert_eq!(again.read_now("test", agencies::all).unwrap().len(), 200);
}
on_both!(everything_accepted_is_committed_before_the_last_clone_goes);

fn a_commit_that_enqueues_rings_the_bell_and_no_other_does(database: Database) {
    use waypost::store::jobs;
    let place = Place::on(database);
    let mut bell = place.store.job_signal();
    place.write(adds("silent")).unwrap();
    let undone = place.write(|conn| {
        jobs::enqueue(conn, "open", "1", 1, 1)?;
        Err::<(), _>(StoreError::NotFound)
    });
    assert!(undone.is_err());
    assert!(!bell.wait(Duration::from_millis(20)));
    place
        .write(|conn| jobs::enqueue(conn, "open", "1", 1, 1))
        .unwrap();
    assert!(bell.wait(Duration::from_secs(5)));
}
on_both!(a_commit_that_enqueues_rings_the_bell_and_no_other_does);

fn a_closure_may_count_its_tries(database: Database) {
    let place = Place::on(database);
    let tries = Arc::new(AtomicU32::new(0));
    let counted = tries.clone();
    place
        .write(move |conn| {
            counted.fetch_add(1, Ordering::SeqCst);
            agencies::insert(conn, &agency("once"))
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 1);
}
on_both!(a_closure_may_count_its_tries);
