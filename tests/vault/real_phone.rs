//! The first promise, with a phone's own engine: within a second, in the right queues, nowhere else.

use std::time::Instant;

use crate::support::real_phone::{answers, round, text};
use crate::support::story::{focal_points, held, received, referrals, services, unlock};
use crate::support::{Database, Server, eventually, on_both, thorough};

on_both!(what_phones_send_stands_in_the_queues_of_those_who_can_help, needs "../shared and Java: tests/run");
fn what_phones_send_stands_in_the_queues_of_those_who_can_help(on: Database) {
    let server = Server::demo(on);
    let count = thorough(25, 3);
    let people = focal_points(&server);
    let file = answers("wellbeing_a1", "urgent-adult");
    let device = &server.credentials.devices[0];
    round(
        &device.server_url,
        "wellbeing_a1",
        count,
        &["--answers", text(&file)],
    );

    let last = Instant::now();
    let all = eventually("every referral is there", 20.0, || {
        let all: Vec<_> = people.iter().flat_map(|(_, f)| referrals(f)).collect();
        let medical = all.iter().filter(|r| r["service"] == "medical").count();
        let protection = all
            .iter()
            .filter(|r| r["service"] == "protection_cm")
            .count();
        (medical == count && protection == count).then_some(all)
    });
    println!(
        "all {} referrals stood {:?} after the last 201",
        all.len(),
        last.elapsed()
    );
    assert!(
        services(&all).iter().all(|s| s.ends_with(" U0")),
        "{:?}",
        services(&all)
    );
    assert!(people.iter().all(|(_, f)| held(f).is_empty()));
}

on_both!(the_same_person_without_agreement_stays_at_home, needs "../shared and Java: tests/run");
fn the_same_person_without_agreement_stays_at_home(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let names = ["declined", "observed", "child"];
    for name in names {
        let file = answers("wellbeing_a1", name);
        round(
            &device.server_url,
            "wellbeing_a1",
            1,
            &["--answers", text(&file)],
        );
    }
    crate::support::story::routed(&server);
    for (agency, focal_point) in focal_points(&server) {
        let expected = if agency.id == device.agency {
            names.len()
        } else {
            0
        };
        assert_eq!(
            held(&focal_point).len(),
            expected,
            "held at {}",
            agency.name
        );
        assert!(
            received(&focal_point).is_empty(),
            "received by {}",
            agency.name
        );
    }
}

on_both!(a_locked_agency_s_phone_is_served_and_routed_later, needs "../shared and Java: tests/run");
fn a_locked_agency_s_phone_is_served_and_routed_later(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let device = server.credentials.device(&agency).clone();
    let file = answers("wellbeing_a1", "urgent-adult");
    round(
        &device.server_url,
        "wellbeing_a1",
        2,
        &["--answers", text(&file)],
    );
    assert_eq!(server.count("referrals"), 0);
    unlock(&server.focal_point(&agency), &agency);
    eventually("both are routed", 5.0, || {
        (server.count("submissions where state = 'sealed'") == 2).then_some(())
    });
    assert!(server.count("referrals") >= 4);
}
