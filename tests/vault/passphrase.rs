//! An agency whose keys stand under a passphrase: what comes waits, and nobody reads while it is locked.

use serde_json::json;

use super::rotation::Holders;
use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, lock, referrals, unlock};
use crate::support::{Client, Database, Server, eventually, on_both, thorough};

on_both!(submissions_wait_while_locked_and_are_routed_once_unlocked);
fn submissions_wait_while_locked_and_are_routed_once_unlocked(on: Database) {
    let mut server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let count = thorough(200, 20);
    let phone = server.phone_of(server.credentials.device(&agency));
    let focal_point = server.focal_point(&agency);

    phone.send_many("wellbeing_a1", &urgent_adult(), count);
    let waiting = || server.count("submissions where state = 'waiting_key'");
    eventually("all wait for the key", 20.0, || {
        (waiting() == count as i64).then_some(())
    });
    assert_eq!(server.count("records"), 0);
    assert_eq!(server.count("referrals"), 0);

    unlock(&focal_point, &agency);
    eventually("all are routed", 30.0, || {
        (server.count("submissions where state = 'sealed'") == count as i64).then_some(())
    });
    let total = |server: &Server| -> usize {
        focal_points(server)
            .iter()
            .map(|(_, f)| f.get("/v1/referrals?limit=100000").expect(200).list().len())
            .sum()
    };
    let routed = total(&server);
    assert!(
        routed >= count && routed % count == 0,
        "{routed} referrals of {count} equal submissions"
    );

    // Locking again, and a restart: the second must lock by itself.
    lock(&focal_point, &agency);
    for restart in [false, true] {
        if restart {
            server.restart();
        }
        let focal_point = server.focal_point(&agency);
        for referral in referrals(&focal_point) {
            assert!(referral["triage"].is_null(), "{referral}");
            for clear in ["id", "urgency", "state", "sentAt"] {
                assert!(!referral[clear].is_null(), "{clear}: {referral}");
            }
        }
        assert_eq!(total(&server), routed);
    }
}

on_both!(a_locked_agency_that_receives_sees_its_queue_without_content);
fn a_locked_agency_that_receives_sees_its_queue_without_content(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let focal_point = server.focal_point(&agency);
    assert!(referrals(&focal_point).is_empty());

    // Sealing needs no private key: what others send arrives while it is locked.
    let refugee = urgent_adult().with("who/displacement", "refugee");
    server.phone().send_many("wellbeing_a1", &refugee, 2);
    crate::support::story::routed(&server);
    let locked = referrals(&focal_point);
    assert_eq!(locked.len(), 2, "it provides asylum_unhcr in the demo");
    assert!(locked.iter().all(|r| r["triage"].is_null()), "{locked:?}");

    unlock(&focal_point, &agency);
    let open = referrals(&focal_point);
    assert_eq!(open.len(), locked.len());
    assert!(open.iter().all(|r| !r["triage"].is_null()), "{open:?}");
}

on_both!(only_its_key_holders_unlock_and_only_with_the_passphrase);
fn only_its_key_holders_unlock_and_only_with_the_passphrase(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let path = format!("/v1/agencies/{}/keys/unlock", agency.id);
    let right = json!({"passphrase": agency.passphrase});

    let wrong = server
        .focal_point(&agency)
        .post(&path, &json!({"passphrase": "not this one at all"}));
    assert!((400..500).contains(&wrong.status), "{}", wrong.status);
    server
        .focal_point(&agency)
        .post(&path, &json!({}))
        .expect(400);
    server.nobody().post(&path, &right).expect(401);
    server.admin().post(&path, &right).expect_problem(403.1);
    for role in ["supervisor", "caseworker"] {
        server
            .person(role, &agency)
            .post(&path, &right)
            .expect_problem(403.1);
    }
    let other = server
        .credentials
        .others()
        .find(|a| a.id != agency.id)
        .unwrap();
    let foreign = server.focal_point(other).post(&path, &right);
    assert!([403, 404].contains(&foreign.status));

    server
        .person("data_manager", &agency)
        .post(&path, &right)
        .expect(200);
}

#[test]
fn an_agency_without_a_passphrase_has_nothing_to_unlock() {
    let server = Server::demo(Database::Sqlite);
    let agency = server.credentials.collecting();
    let path = format!("/v1/agencies/{}/keys/unlock", agency.id);
    let answer = server
        .focal_point(agency)
        .post(&path, &json!({"passphrase": "anything at all"}));
    assert!(
        (400..500).contains(&answer.status),
        "{}: {}",
        answer.status,
        answer.text()
    );
}

on_both!(keys_that_three_hold_open_for_two_of_them);
fn keys_that_three_hold_open_for_two_of_them(on: Database) {
    let server = Server::demo(on);
    let holders = Holders::of(&server);
    let people = [
        "seven green lanterns",
        "a quiet river bend",
        "old copper kettles",
    ];
    let make = |passphrases: &[&str]| {
        let order = json!({"custody": "passphrase", "passphrases": passphrases});
        holders.first.post(&holders.keys, &order)
    };
    let same = make(&[people[0], people[0]]);
    assert_eq!(same.status, 400, "{}", same.text());
    let made = make(&people).expect(200).json();
    let id = made["id"].as_str().unwrap();
    holders
        .act(&holders.second, id, "confirm", &json!({}))
        .expect(200);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 3);
    let waiting = || server.count("submissions where state = 'waiting_key'");
    eventually("all wait", 20.0, || (waiting() == 3).then_some(()));

    let unlock = |who: &Client, passphrase: &str| {
        let given = json!({ "passphrase": passphrase });
        who.post(&format!("{}/unlock", holders.keys), &given)
    };
    unlock(&holders.first, "no such passphrase").expect(400);
    for _ in 0..2 {
        let said = unlock(&holders.first, people[2]).expect(200).json();
        assert_eq!(said["open"], false, "one alone, however often: {said}");
    }
    assert_eq!(waiting(), 3);
    let said = unlock(&holders.second, people[0]).expect(200).json();
    assert_eq!(said["open"], true, "{said}");
    eventually("all are opened", 30.0, || (waiting() == 0).then_some(()));

    // Open by two: a third is told so, and keeps nothing waiting; who knows no passphrase is told nothing else.
    let said = unlock(&holders.second, people[1]).expect(200).json();
    assert_eq!(said["open"], true, "{said}");
    unlock(&holders.first, "no such passphrase").expect(400);

    // A lock forgets whoever began.
    let path = format!("{}/lock", holders.keys);
    holders.first.post(&path, &json!({})).expect(200);
    assert_eq!(
        unlock(&holders.first, people[1]).expect(200).json()["open"],
        false
    );
    holders.first.post(&path, &json!({})).expect(200);
    assert_eq!(
        unlock(&holders.second, people[0]).expect(200).json()["open"],
        false
    );
}
