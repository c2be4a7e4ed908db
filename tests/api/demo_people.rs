//! `waypost demo --people`: made-up people whose forms come from phones, so that every queue, state and clock has something in it.

use std::path::Path;

use crate::support::program::run;
use crate::support::search::Search;
use crate::support::{Database, Server, free_port, on_both};

/// More than there are stories, so that each is told.
const PEOPLE: usize = 40;

/// What must be found in the database, each at least once.
const FOUND: &[&str] = &[
    "referrals where urgency = 'U0'",
    "referrals where urgency = 'U1'",
    "referrals where urgency = 'U2'",
    "referrals where urgency = 'U3'",
    "referrals where state = 'held'",
    "referrals where state = 'sent'",
    "referrals where state = 'seen'",
    "referrals where state = 'info_requested'",
    "referrals where state = 'accepted'",
    "referrals where state = 'in_progress'",
    "referrals where state = 'delivered'",
    "referrals where state = 'closed'",
    "referrals where state = 'declined'",
    "referrals where state = 'recalled' and attested_at is null",
    "referrals where state = 'recalled' and attested_at is not null",
    "referrals where state = 'expired'",
    "referrals where state = 'unplaced'",
    "referrals where state = 'person_declined'",
    // Passed on, and taken by the next.
    "referrals where follows is not null and state = 'in_progress'",
    "referrals where feedback = 'confirmed'",
    "referrals where escalation > 0 and state = 'sent'",
    "gaps where counted > 0",
    "submissions where state = 'sealed'",
    "submissions where state = 'waiting_media'",
    "submissions where state = 'waiting_key'",
    "submissions where state = 'damaged'",
    "consents where state = 'proposed' and approval = 'one'",
    "consents where state = 'proposed' and basis = 'child_best_interest'",
    "consents where state = 'proposed' and basis = 'vital_interest'",
    "consents where state = 'in_force' and case_id is not null",
    "consents where state = 'withdrawn'",
    "consents where state = 'expired'",
    "consents where confirmed_by is not null and basis = 'child_best_interest'",
    "cases where submissions > 2",
    "cases where state = 'open' and caseworker is null",
    "cases where state = 'planned' and caseworker is not null",
    "cases where state = 'active'",
    "cases where state = 'follow_up'",
    "cases where state = 'closed'",
    "approvals where decided_at is null",
    "approvals where approved",
    "break_glass where reviewed_at is null",
    "provider_entries where capacity = 'limited'",
    "alerts where ended_at is null",
    "records where kind = 'words'",
    "jobs where kind = 'clock'",
];

on_both!(every_queue_state_and_clock_has_somebody_in_it);
fn every_queue_state_and_clock_has_somebody_in_it(on: Database) {
    let mut server = Server::first_demo_of(on, PEOPLE);
    let said = server.log();
    assert!(
        said.contains(&format!("{PEOPLE} of {PEOPLE} people")),
        "{said}"
    );
    assert!(!said.contains("found nothing to do"), "{said}");

    let lacking: Vec<_> = FOUND
        .iter()
        .filter(|what| server.count(what) == 0)
        .collect();
    assert!(lacking.is_empty(), "there are none of these: {lacking:#?}");
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    let now = i64::try_from(now.as_millis()).unwrap();
    for (what, waits) in [
        ("late", format!("decide_by < {now}")),
        ("not late", format!("decide_by > {now}")),
        (
            "standing still",
            format!("pause_ends_at > {now} and state = 'info_requested'"),
        ),
    ] {
        let what = (what, server.count(&format!("referrals where {waits}")));
        assert!(what.1 > 0, "{what:?}");
    }
    // Over the last fortnight, and never in the future.
    let days = 86_400_000;
    let long_ago = format!("submissions where created_at < {}", now - 10 * days);
    assert!(server.count(&long_ago) > 0);
    for table in ["submissions", "audit", "referral_events"] {
        let at = if table == "submissions" {
            "created_at"
        } else {
            "at"
        };
        assert_eq!(
            server.count(&format!("{table} where {at} > {}", now + 60_000)),
            0
        );
    }

    a_name_is_read_by_those_who_may(&server);
    nothing_of_it_is_in_clear(&server);

    // Once is enough.
    let counts = |server: &Server| {
        [
            "submissions",
            "cases",
            "users",
            "devices",
            "provider_entries",
        ]
        .map(|what| server.count(what))
    };
    let before = counts(&server);
    server.restart();
    assert_eq!(counts(&server), before);
}

#[test]
fn people_come_into_a_new_folder_only() {
    let mut server = Server::demo(Database::Sqlite);
    server.stop();
    let (data, listen) = (server.data(), format!("127.0.0.1:{}", free_port()));
    let data = data.to_str().unwrap();
    let said = run(&["demo", "--people", "3", "--data", data, "--listen", &listen]).refused();
    assert!(said.err.contains("a new folder"), "{}", said.all());
    let none = run(&["demo", "--people", "0", "--data", data]).refused();
    assert!(none.err.contains("--people"), "{}", none.all());
    assert_eq!(server.count("submissions"), 0);
}

/// The identity form of somebody, opened for a purpose by the caseworker whose case it is: the phone's encryption was a phone's.
fn a_name_is_read_by_those_who_may(server: &Server) {
    let home = server.credentials.collecting();
    let caseworker = server.person("caseworker", home);
    let mine = caseworker.get("/v1/cases?mine=true").expect(200).list();
    let identity = mine.iter().find_map(|case| {
        let case = format!("/v1/cases/{}", case["id"].as_str().unwrap());
        let known = caseworker.get(&case).expect(200).json();
        let all = known["submissions"].as_array().unwrap().clone();
        let of = all.iter().find(|one| one["xmlFormId"] == "wellbeing_a4a")?;
        Some(format!(
            "{case}/submissions/{}/open",
            of["id"].as_str().unwrap()
        ))
    });
    let identity = identity.expect("an identity form");
    let purpose = serde_json::json!({ "purpose": "contact" });
    let xml = caseworker.post(&identity, &purpose).expect(200).text();
    assert!(xml.contains("Example Person "), "{xml}");
    assert!(xml.contains("+10000000"), "{xml}");
    server.admin().post(&identity, &purpose).expect(403);
}

fn nothing_of_it_is_in_clear(server: &Server) {
    // The rest of the answers are choices, which stand in the forms too.
    let numbers = (1..=PEOPLE).map(|number| format!("+10000000{number:03}"));
    let words: Vec<String> = numbers.chain(["Example Person ".to_owned()]).collect();
    let words = Search::words(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let mut places = Vec::new();
    collect(&server.data(), &mut places);
    if let Some(url) = server.database_url() {
        let dump = std::process::Command::new("pg_dump").arg(url).output();
        let dump = dump.expect("tests/run installs PostgreSQL");
        assert!(dump.status.success());
        places.push(("pg_dump".to_owned(), dump.stdout));
    }
    places.push(("the log".to_owned(), server.log().into_bytes()));
    for (place, bytes) in &places {
        let found = words.found_in(bytes);
        assert!(found.is_empty(), "{found:?} stands in {place}");
    }
}

fn collect(folder: &Path, places: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, places);
        } else if path.metadata().is_ok_and(|meta| meta.is_file()) {
            places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}
