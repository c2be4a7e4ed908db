//! What was said is kept for its time and no longer: by rule, or before by the order of two people; held where two people say
//! so; and it does not come back.

use serde_json::json;

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, received, referrals, routed};
use crate::support::{Database, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";
const DAY: i64 = 86_400_000;

fn path(server: &Server, instance: &str) -> String {
    let project = server.credentials.projects[0].id;
    format!("/v1/projects/{project}/forms/{FORM}/submissions/{instance}")
}

/// Makes what was opened older, and lets the rules look at once.
fn days_pass(server: &mut Server, days: i64) {
    server.execute(&format!(
        "update submissions set opened_at = opened_at - {}",
        days * DAY
    ));
    server.execute(&format!(
        "update referrals set moved_at = moved_at - {} where decided_at is not null",
        days * DAY
    ));
    server.restart();
}

fn state_is(server: &Server, state: &str) -> bool {
    server.count(&format!("submissions where state = '{state}'")) == 1
}

fn collecting(server: &Server) -> Agency {
    server.credentials.collecting().clone()
}

on_both!(two_people_erase_a_submission_and_it_does_not_come_back);
fn two_people_erase_a_submission_and_it_does_not_come_back(on: Database) {
    let server = Server::demo(on);
    let agency = collecting(&server);
    let phone = server.phone();
    let envelope = phone.seal(&phone.form(FORM), &urgent_adult());
    phone.send(&envelope).expect(201);
    routed(&server);
    let at = path(&server, &envelope.instance_id);
    let supervisor = server.person("supervisor", &agency);
    let manager = server.person("data_manager", &agency);
    supervisor.get(&format!("{at}.xml")).expect(200);

    let erase = format!("{at}/retention/erase");
    let reason = json!({"reason": "the person asked for it"});
    server.admin().post(&erase, &reason).expect(403);
    supervisor.post(&erase, &json!({})).expect(400);
    assert_eq!(
        supervisor.post(&erase, &reason).expect(200).json()["stands"],
        false
    );
    supervisor.post(&erase, &reason).expect(403);
    assert!(
        state_is(&server, "sealed"),
        "one person alone erases nothing"
    );
    assert_eq!(
        manager.post(&erase, &reason).expect(200).json()["stands"],
        true
    );
    eventually("it is erased", 20.0, || {
        state_is(&server, "erased").then_some(())
    });

    assert_eq!(server.count("record_keys"), 0);
    assert_eq!(
        server.count("records where sealed is not null or blob_id is not null"),
        0
    );
    assert_eq!(server.count("submissions where envelope is not null"), 0);
    assert_eq!(server.count("submission_parts where bytes is not null"), 0);
    supervisor.get(&format!("{at}.xml")).expect(404);
    for (agency, focal_point) in focal_points(&server) {
        let cards = referrals(&focal_point);
        assert!(
            cards.iter().all(|r| r["triage"].is_null()),
            "{}: {cards:?}",
            agency.name
        );
    }

    // The phone that still has it sends it again, and a person tries again: nothing comes back.
    phone.send(&envelope).expect(201);
    manager.post(&format!("{at}/retry"), &json!({})).expect(409);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(state_is(&server, "erased"));
    assert_eq!(server.count("submission_parts where bytes is not null"), 0);

    let certificates = manager
        .get(&format!("/v1/agencies/{}/certificates", agency.id))
        .expect(200)
        .list();
    assert_eq!(certificates.len(), 1, "{certificates:?}");
    assert_eq!(certificates[0]["cause"], "ordered");
    assert!(certificates[0]["wraps"].as_i64().unwrap() > 1);
    assert_eq!(certificates[0]["signature"].as_str().unwrap().len(), 128);
    assert_eq!(server.count("audit where action = 'retention.destroy'"), 1);
}

on_both!(rules_destroy_what_is_too_old_and_nothing_that_two_people_hold);
fn rules_destroy_what_is_too_old_and_nothing_that_two_people_hold(on: Database) {
    let mut server = Server::demo(on);
    let agency = collecting(&server);
    let sent = server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    let at = path(&server, &sent[0]);
    let reads = |server: &Server| {
        let supervisor = server.person("supervisor", &agency);
        supervisor.get(&format!("{at}.xml")).status
    };
    let originals = "submissions where envelope is not null";

    days_pass(&mut server, 29);
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(server.count(originals), 1, "29 days");
    days_pass(&mut server, 2);
    eventually("31 days: the original is gone", 20.0, || {
        (server.count(originals) == 0).then_some(())
    });
    assert_eq!(reads(&server), 200, "what was sealed of it stays");

    // A hold by two people goes before the rule; it ends when they say so.
    let hold = format!("{at}/retention/hold");
    let body = json!({"reason": "a court asked", "until": "2099-01-01T00:00:00Z"});
    let supervisor = server.person("supervisor", &agency);
    let manager = server.person("data_manager", &agency);
    supervisor.post(&hold, &body).expect(200);
    assert_eq!(
        manager.post(&hold, &body).expect(200).json()["stands"],
        true
    );
    let erase = json!({"reason": "too old"});
    supervisor
        .post(&format!("{at}/retention/erase"), &erase)
        .expect(409);
    days_pass(&mut server, 61);
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert!(state_is(&server, "sealed"), "92 days, under a hold");

    let orders = supervisor
        .get(&format!("{at}/retention"))
        .expect(200)
        .list();
    let lift = format!("{at}/retention/{}/lift", orders[0]["id"].as_str().unwrap());
    supervisor.post(&lift, &json!({})).expect(200);
    server.restart();
    eventually("nobody followed it up: it is erased", 20.0, || {
        state_is(&server, "erased").then_some(())
    });
    let manager = server.person("data_manager", &agency);
    let certificates = manager
        .get(&format!("/v1/agencies/{}/certificates", agency.id))
        .expect(200)
        .list();
    let causes: Vec<&str> = certificates
        .iter()
        .filter_map(|c| c["cause"].as_str())
        .collect();
    assert_eq!(causes, ["screening not followed up", "original ciphertext"]);
}

on_both!(a_declining_agency_keeps_no_card_and_the_sender_keeps_its_own);
fn a_declining_agency_keeps_no_card_and_the_sender_keeps_its_own(on: Database) {
    let mut server = Server::demo(on);
    server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    let sees = |server: &Server, agency: &Agency, id: &str| {
        let all = referrals(&server.focal_point(agency));
        all.iter().any(|r| r["id"] == id && !r["triage"].is_null())
    };
    let mine = collecting(&server);
    let (receiver, id) = focal_points(&server)
        .into_iter()
        .filter(|(agency, _)| agency.id != mine.id)
        .find_map(|(agency, focal_point)| {
            let first = received(&focal_point).into_iter().next()?;
            let id = first["id"].as_str()?.to_owned();
            let decline = json!({"reason": "no_capacity"});
            focal_point
                .post(&format!("/v1/referrals/{id}/decline"), &decline)
                .expect(200);
            Some((agency, id))
        })
        .expect("another agency got a card");
    assert!(
        sees(&server, &receiver, &id),
        "for a day it can still see what it declined"
    );
    days_pass(&mut server, 2);
    eventually("the card is gone there", 20.0, || {
        (!sees(&server, &receiver, &id)).then_some(())
    });
    assert!(state_is(&server, "sealed"), "the sender keeps the case");
    assert_eq!(
        server.count("certificates where cause = 'declined card'"),
        1
    );
}
