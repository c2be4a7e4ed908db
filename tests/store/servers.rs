//! What only a server does: deadlocks, lost connections, transactions that fail silently.
#![cfg(feature = "postgres")]

use std::sync::{Arc, Barrier};

use waypost::store::{Outcome, StoreError, agencies};

use super::{Place, adds, agency, execute, number};
use crate::support::Database;

const KILL_OTHERS: &str = "select count(pg_terminate_backend(pid)) as n from pg_stat_activity \
     where pid <> pg_backend_pid() and datname = current_database()";

#[test]
fn two_that_deadlock_both_succeed() {
    let place = Place::on(Database::Postgres);
    place.write(adds("a")).unwrap();
    place.write(adds("b")).unwrap();
    let meeting = Arc::new(Barrier::new(2));
    let crossing = |first: &'static str, second: &'static str| {
        let meeting = meeting.clone();
        let mut met = false;
        place.write_aside(move |conn| {
            agencies::set_disabled(conn, first, Some(2))?;
            if !std::mem::replace(&mut met, true) {
                meeting.wait();
            }
            agencies::set_disabled(conn, second, Some(2))
        })
    };
    let (one, other) = (crossing("id-a", "id-b"), crossing("id-b", "id-a"));
    assert!(one.join().unwrap().unwrap());
    assert!(other.join().unwrap().unwrap());
    assert!(
        place
            .store
            .counters()
            .iter()
            .any(|count| count.outcome == Outcome::Retried)
    );
}

#[test]
fn a_connection_lost_in_the_middle_is_replaced_and_the_closure_runs_again() {
    let place = Place::with_writers(Database::Postgres, 1);
    let mut tries = 0;
    let tries = place
        .write(move |conn| {
            tries += 1;
            agencies::insert(conn, &agency("once"))?;
            if tries == 1 {
                execute(conn, "select pg_terminate_backend(pg_backend_pid())")?;
            }
            Ok(tries)
        })
        .unwrap();
    assert_eq!(tries, 2);
    assert_eq!(place.codes(), ["once"]);
}

#[test]
fn connections_lost_while_idle_are_replaced_unnoticed() {
    let place = Place::with_writers(Database::Postgres, 1);
    place.write(adds("a")).unwrap();
    assert_eq!(place.codes(), ["a"]);
    assert!(place.write(|conn| number(conn, KILL_OTHERS)).unwrap() >= 1);
    assert_eq!(place.codes(), ["a"]);
    place.write(adds("b")).unwrap();
}

#[test]
fn a_closure_that_swallows_a_failed_statement_is_not_told_that_it_was_committed() {
    let place = Place::with_writers(Database::Postgres, 1);
    place.write(adds("taken")).unwrap();
    let answer = place.write(|conn| {
        agencies::insert(conn, &agency("lost"))?;
        let _ = agencies::insert(conn, &agency("taken"));
        Ok(())
    });
    assert!(matches!(answer, Err(StoreError::Aborted)), "{answer:?}");
    assert_eq!(place.codes(), ["taken"]);
}
