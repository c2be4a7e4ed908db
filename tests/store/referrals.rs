//! Referrals in the store: whoever steps at once, one wins; clocks are claimed once. What a whole life comes to stands in
//! `model`.

mod model;

use std::sync::{Arc, Barrier};

use diesel::connection::SimpleConnection as _;

use waypost::domain::referral::{By, DeclineReason, Event, RecallReason, ReferralState};
use waypost::store::StoreError;
use waypost::store::jobs::{self, Claim};
use waypost::store::referrals::steps::{self, CLOCK, Step, Taken};
use waypost::store::referrals::{self, ReferralRow};

use super::{Place, agency, execute, number};
use crate::support::{Database, on_both};

const DAY: i64 = 86_400_000;

fn row(id: &str, urgency: &str) -> ReferralRow {
    ReferralRow {
        id: id.into(),
        submission_id: id.into(),
        queue_id: "q".into(),
        from_agency: "id-a".into(),
        to_agency: "id-b".into(),
        consent_id: None,
        urgency: urgency.into(),
        state: "sent".into(),
        record_id: "card".into(),
        see_by: DAY,
        decide_by: 2 * DAY,
        sent_at: 0,
        seen_at: None,
        decided_at: None,
        case_id: None,
        escalation: 0,
        paused_at: None,
        pause_ends_at: None,
        contact_by: 3 * DAY,
        serve_by: 3 * DAY,
        contacted_at: None,
        delivered_at: None,
        closed_at: None,
        follows: None,
        tries: 1,
        moved_at: 0,
        feedback: None,
        reopening: None,
        attested_at: None,
        contact_record_id: None,
    }
}

impl Place {
    fn with_agencies(self) -> Self {
        self.write(|conn| {
            for code in ["a", "b"] {
                waypost::store::agencies::insert(conn, &agency(code))?;
            }
            for sql in [
                "insert into projects (id, name, archived, created_at) values (1, 'p', false, 0)",
                "insert into forms (id, project_id, xml_form_id, state, created_at) values ('f', 1, 'f', 'open', 0)",
                "insert into records (id, kind, format, created_at) values ('card', 'card', 1, 0)",
            ] {
                execute(conn, sql)?;
            }
            let blob = if matches!(conn, waypost::store::Conn::Sqlite(_)) { "x''" } else { "''::bytea" };
            execute(conn, &format!("insert into form_versions (id, form_id, version, state, title, xml, md5, created_at) values ('v', 'f', '', 'open', '', {blob}, '', 0)"))?;
            execute(conn, &format!("insert into renditions (id, form_version_id, version, xml, md5, created_at) values ('r', 'v', '', {blob}, '', 0)"))?;
            execute(conn, &format!("insert into queues (id, agency_id, label_mac, created_at) values ('q', 'id-b', {blob}, 0)"))?;
            Ok(())
        })
        .unwrap();
        self
    }

    fn refer(&self, id: &str, urgency: &str) {
        let row = row(id, urgency);
        self.write(move |conn| {
            let blob = if matches!(conn, waypost::store::Conn::Sqlite(_)) { "x''" } else { "''::bytea" };
            execute(conn, &format!(
                "insert into submissions (id, project_id, form_id, rendition_id, instance_id, state, envelope_sha256, \
                 parts_expected, parts_present, created_at) values ('{0}', 1, 'f', 'r', '{0}', 'sealed', {blob}, 0, 0, 0)",
                row.id
            ))?;
            referrals::insert(conn, std::slice::from_ref(&row))
        })
        .unwrap();
    }

    fn stands(&self, id: &'static str) -> ReferralRow {
        self.read(move |conn| referrals::by_id(conn, id))
            .unwrap()
            .unwrap()
    }

    fn jobs_of(&self, id: &'static str) -> i64 {
        self.read(move |conn| {
            number(
                conn,
                &format!(
                    "select count(*) as n from jobs where kind = 'clock' and subject_id = '{id}'"
                ),
            )
        })
        .unwrap()
    }
}

/// A step; true if it was taken.
fn take(
    place: &Place,
    id: &'static str,
    event: Event,
    by: By,
    now: i64,
) -> Result<Result<ReferralState, ReferralState>, StoreError> {
    place.store.write_now("step", move |conn| {
        let step = Step {
            referral: id,
            id: uuid::Uuid::now_v7().to_string(),
            event,
            by,
            actor: Some(1),
            actor_kind: "user",
            conflict: false,
            record: None,
            now,
        };
        Ok(match steps::take(conn, &step)? {
            Taken::Done(row) => Ok(row.state.parse().unwrap()),
            Taken::Stands(state) | Taken::Refused(state, _) => Err(state),
        })
    })
}

/// The statements of a migration.
fn migration(conn: &waypost::store::Conn, folder: &std::path::Path) -> String {
    let backend = match conn {
        waypost::store::Conn::Sqlite(_) => "sqlite",
        #[cfg(feature = "postgres")]
        waypost::store::Conn::Postgres(_) => "postgres",
    };
    let name = folder.file_name().unwrap();
    let file = crate::support::root()
        .join("migrations")
        .join(backend)
        .join(name)
        .join("up.sql");
    std::fs::read_to_string(file).unwrap()
}

fn run(conn: &mut waypost::store::Conn, sql: &str) -> Result<(), StoreError> {
    match conn {
        waypost::store::Conn::Sqlite(conn) => conn.batch_execute(sql)?,
        #[cfg(feature = "postgres")]
        waypost::store::Conn::Postgres(conn) => conn.batch_execute(sql)?,
    }
    Ok(())
}

on_both!(referrals_of_before_have_clocks_and_a_case_after_the_upgrade);
fn referrals_of_before_have_clocks_and_a_case_after_the_upgrade(database: Database) {
    let place = Place::unmigrated(database, 1);
    assert!(place.store.check_schema().is_err());
    let mut folders: Vec<_> = std::fs::read_dir(crate::support::root().join("migrations/sqlite"))
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    folders.sort();
    // What came later builds on it.
    folders.retain(|one| {
        one.file_name()
            .is_some_and(|name| name < "0017_referral_life")
    });
    place
        .write(move |conn| {
            for folder in &folders {
                let sql = migration(conn, folder);
                run(conn, &sql)?;
                let version = folder.file_name().unwrap().to_str().unwrap();
                let version = version.split('_').next().unwrap();
                execute(
                    conn,
                    &format!(
                        "insert into __diesel_schema_migrations (version) values ('{version}')"
                    ),
                )?;
            }
            Ok(())
        })
        .unwrap();
    let place = place.with_agencies();
    place
        .write(|conn| {
            let blob = if matches!(conn, waypost::store::Conn::Sqlite(_)) { "x''" } else { "''::bytea" };
            execute(conn, "insert into cases (id, agency_id, pathway, submissions, opened_at, updated_at) values ('k', 'id-a', 'p', 1, 0, 0)")?;
            for (id, state, seen) in [("w", "seen", "7"), ("d", "recalled", "8")] {
                execute(conn, &format!(
                    "insert into submissions (id, project_id, form_id, rendition_id, instance_id, state, envelope_sha256, \
                     parts_expected, parts_present, created_at, case_id) values ('{id}', 1, 'f', 'r', '{id}', 'sealed', {blob}, 0, 0, 0, 'k')"
                ))?;
                execute(conn, &format!(
                    "insert into referrals (id, submission_id, queue_id, from_agency, to_agency, urgency, state, record_id, \
                     see_by, decide_by, sent_at, seen_at) values ('{id}', '{id}', 'q', 'id-a', 'id-b', 'U2', '{state}', 'card', 10, 20, 5, {seen})"
                ))?;
                execute(conn, &format!(
                    "insert into referral_events (id, referral_id, from_state, to_state, reason, at) values ('{id}', '{id}', 'sent', '{state}', 'consent_withdrawn', 9)"
                ))?;
            }
            Ok(())
        })
        .unwrap();
    place.store.migrate().unwrap();
    place.store.check_schema().unwrap();
    let waits = place.stands("w");
    assert_eq!(waits.case_id.as_deref(), Some("k"));
    assert_eq!((waits.moved_at, waits.contact_by, waits.tries), (7, 20, 1));
    assert_eq!((place.jobs_of("w"), place.jobs_of("d")), (1, 0));
    let events = place.read(|conn| referrals::events_of(conn, "d")).unwrap();
    assert_eq!(events[0].reason.as_deref(), Some("withdrawn"));
    assert_eq!(
        take(&place, "w", Event::Accept, By::Receiver, 30).unwrap(),
        Ok(ReferralState::Accepted)
    );
}

on_both!(whoever_steps_at_once_exactly_one_wins_and_the_rest_is_told);
fn whoever_steps_at_once_exactly_one_wins_and_the_rest_is_told(database: Database) {
    let place = Arc::new(Place::on(database).with_agencies());
    let races: [(&'static str, [(Event, By); 2]); 3] = [
        (
            "accept twice",
            [(Event::Accept, By::Receiver), (Event::Accept, By::Receiver)],
        ),
        (
            "decline while recalled",
            [
                (Event::Decline(DeclineReason::Other), By::Receiver),
                (Event::Recall(RecallReason::Withdrawn), By::Withdrawal),
            ],
        ),
        (
            "expire while accepted",
            [(Event::Expire, By::System), (Event::Accept, By::Receiver)],
        ),
    ];
    for (id, steps) in races {
        place.refer(id, "U2");
        take(&place, id, Event::See, By::Receiver, 1)
            .unwrap()
            .unwrap();
        for at in [DAY, 2 * DAY] {
            take(&place, id, Event::Escalate, By::System, at)
                .unwrap()
                .unwrap();
        }
        let start = Arc::new(Barrier::new(2));
        let threads: Vec<_> = steps
            .into_iter()
            .map(|(event, by)| {
                let (place, start) = (place.clone(), start.clone());
                std::thread::spawn(move || {
                    start.wait();
                    take(&place, id, event, by, 3 * DAY).unwrap()
                })
            })
            .collect();
        let ended: Vec<_> = threads.into_iter().map(|one| one.join().unwrap()).collect();
        let won: Vec<_> = ended.iter().filter_map(|one| one.ok()).collect();
        let here = place.stands(id);
        assert_eq!(won.len(), 1, "{id}: {ended:?}");
        assert_eq!(here.state, won[0].as_str());
        for lost in ended.iter().filter_map(|one| one.err()) {
            assert_eq!(lost, won[0], "{id}: the other is told where it stands");
        }
    }
}

on_both!(a_clock_is_claimed_by_one_server_and_wound_again);
fn a_clock_is_claimed_by_one_server_and_wound_again(database: Database) {
    let place = Place::on(database).with_agencies();
    place.refer("c", "U2");
    assert_eq!(place.jobs_of("c"), 1);
    let claim = |lease: &'static str, now: i64| {
        place
            .write(move |conn| {
                let claim = Claim {
                    kinds: &[CLOCK],
                    now,
                    lease_ms: 100,
                    limit: 5,
                    lease,
                };
                jobs::claim(conn, claim)
            })
            .unwrap()
    };
    assert!(claim("one", DAY - 1).is_empty(), "never early");
    let mine = claim("one", DAY);
    assert_eq!(mine.len(), 1);
    assert!(claim("two", DAY).is_empty(), "never twice");
    // The first server dies; the second looks when the lease is over.
    let theirs = claim("two", DAY + 100);
    assert_eq!(theirs.len(), 1);
    let ended = |jobs: Vec<jobs::Job>| {
        place
            .write(move |conn| jobs::finish_many(conn, &jobs))
            .unwrap()
    };
    assert!(ended(mine).is_empty());
    assert_eq!(ended(theirs).len(), 1);
    take(&place, "c", Event::Escalate, By::System, DAY + 100)
        .unwrap()
        .unwrap();
    assert_eq!(place.jobs_of("c"), 1, "wound for the second");
    assert!(claim("two", 2 * DAY - 1).is_empty());
    assert_eq!(claim("two", 2 * DAY).len(), 1);
}
