//! A referral's whole life over HTTP: contact line by line, questions, the next provider, recall, clocks that run once.

use serde_json::{Value, json};

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, received, referrals, routed, unlock};
use crate::support::{Answers, Client, Database, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";

/// Like the shipped screening's: `K`, eight characters, and a check character.
const CODE: &str = "KHR5B62ZKf";

/// Somebody else's medical referral, with who received it.
pub(super) fn medical(server: &Server) -> (Agency, Client, String) {
    let mine = server.credentials.collecting().id.clone();
    focal_points(server)
        .into_iter()
        .filter(|(agency, _)| agency.id != mine)
        .find_map(|(agency, people)| {
            let all = received(&people);
            let one = all.iter().find(|r| r["service"] == "medical")?;
            let id = one["id"].as_str()?.to_owned();
            Some((agency, people, id))
        })
        .expect("somebody received it")
}

pub(super) fn at(id: &str, step: &str) -> String {
    format!("/v1/referrals/{id}/{step}")
}

fn state(people: &Client, id: &str) -> String {
    let one = people.get(&format!("/v1/referrals/{id}")).expect(200);
    one.json()["state"].as_str().unwrap().to_owned()
}

fn sent(server: &Server) {
    server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(server);
}

on_both!(a_referral_lives_from_the_card_to_its_second_beginning);
fn a_referral_lives_from_the_card_to_its_second_beginning(on: Database) {
    let server = Server::demo(on);
    sent(&server);
    let (_, receiver, id) = medical(&server);
    let sender = server.focal_point(server.credentials.collecting());
    let nothing = json!({});
    let what = json!({"field": "how", "purpose": "first_contact"});

    // Before it is accepted nothing of contact opens, and the order of steps stands.
    receiver.get(&format!("/v1/referrals/{id}")).expect(200);
    let early = receiver.post(&at(&id, "reveal"), &what).expect(409).json();
    assert_eq!(early["details"]["state"], "seen");
    let early = receiver.post(&at(&id, "contact"), &nothing).expect(409);
    assert_eq!(early.json()["details"]["state"], "seen");
    let urgent = receiver.post(&at(&id, "ask"), &json!({"question": "still_wanted"}));
    assert!(urgent.text().contains("too urgent"), "{}", urgent.text());
    let conflict = json!({"conflict": true});
    receiver.post(&at(&id, "accept"), &conflict).expect(409);
    receiver.post(&at(&id, "accept"), &nothing).expect(200);

    // Then line by line, each with a purpose and an entry in the audit.
    let whole = receiver
        .get(&format!("/v1/referrals/{id}"))
        .expect(200)
        .json();
    let names: Vec<&str> = whole["contact"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["field"].as_str())
        .collect();
    assert!(names.contains(&"how"), "{whole}");
    assert!(!whole.to_string().contains("trusted_service"), "{whole}");
    let opened = receiver.post(&at(&id, "reveal"), &what).expect(200).list();
    assert_eq!(opened.last().unwrap()["value"], "through_trusted_service");
    let without = json!({"field": "how"});
    receiver.post(&at(&id, "reveal"), &without).expect(400);
    let story = json!({"field": "narrative", "purpose": "service"});
    receiver.post(&at(&id, "reveal"), &story).expect(404);
    sender.post(&at(&id, "reveal"), &what).expect(404);
    let entries = format!(
        "audit where action = 'referral.reveal' and object_id = '{id}' and class = 'D2' \
         and purpose = 'first_contact'"
    );
    assert_eq!(server.count(&entries), 1);

    receiver.post(&at(&id, "contact"), &nothing).expect(200);
    let outcome = json!({"outcome": "partly", "units": "3"});
    receiver.post(&at(&id, "deliver"), &outcome).expect(200);
    sender.post(&at(&id, "deliver"), &outcome).expect(403);
    let told = sender
        .get(&format!("/v1/referrals/{id}"))
        .expect(200)
        .json();
    let words = told["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(words["words"]["outcome"], "partly", "{told}");
    assert!(
        words["actorId"].is_null(),
        "when and on whose behalf, not who"
    );
    assert_eq!(server.count("referral_events where reason = 'partly'"), 0);
    sender.post(&at(&id, "confirm"), &nothing).expect(200);
    sender.post(&at(&id, "close"), &nothing).expect(200);
    sender.post(&at(&id, "reopen"), &nothing).expect(200);
    assert_eq!(
        state(&sender, &id),
        "closed",
        "one side alone opens nothing"
    );
    sender.post(&at(&id, "reopen"), &nothing).expect(409);
    receiver.post(&at(&id, "reopen"), &nothing).expect(200);
    assert_eq!(state(&sender, &id), "in_progress");
    receiver
        .post(&at(&id, "person-declined"), &nothing)
        .expect(200);
    assert_eq!(state(&sender, &id), "person_declined");
}

on_both!(what_is_taken_back_opens_no_more_and_what_was_seen_is_said);
fn what_is_taken_back_opens_no_more_and_what_was_seen_is_said(on: Database) {
    let server = Server::demo(on);
    sent(&server);
    let (agency, receiver, id) = medical(&server);
    receiver.get(&format!("/v1/referrals/{id}")).expect(200);
    receiver.post(&at(&id, "accept"), &json!({})).expect(200);
    let mine = server.credentials.collecting();
    let why = json!({"reason": "withdrawn"});
    receiver.post(&at(&id, "recall"), &why).expect(404);
    server
        .focal_point(mine)
        .post(&at(&id, "recall"), &why)
        .expect(403);
    let supervisor = server.person("supervisor", mine);
    let recalled = supervisor.post(&at(&id, "recall"), &why).expect(200).json();
    assert_eq!(recalled["state"], "recalled");
    assert!(!recalled["triage"].is_null(), "the sender keeps its own");
    let opened = recalled["opened"].as_array().unwrap();
    assert!(opened.iter().any(|one| one["what"] == "card"), "{recalled}");
    let left = format!(
        "record_keys join keys on keys.id = record_keys.key_id \
         join referrals on referrals.record_id = record_keys.record_id \
         or referrals.contact_record_id = record_keys.record_id \
         where referrals.id = '{id}' and keys.agency_id = '{}'",
        agency.id
    );
    assert_eq!(server.count(&left), 0);
    let shown = receiver
        .get(&format!("/v1/referrals/{id}"))
        .expect(200)
        .json();
    assert!(shown["triage"].is_null(), "{shown}");
    let late = receiver
        .post(&at(&id, "contact"), &json!({}))
        .expect(409)
        .json();
    assert_eq!(late["details"]["state"], "recalled");
    let statement = json!({"statement": "nothing_kept"});
    supervisor.post(&at(&id, "attest"), &statement).expect(404);
    let attested = receiver
        .post(&at(&id, "attest"), &statement)
        .expect(200)
        .json();
    assert!(!attested["attestedAt"].is_null());
    receiver.post(&at(&id, "attest"), &statement).expect(409);
}

/// Lets another agency offer a service too, its key being open. Who of the two is asked first is chance.
pub(super) fn offers_too(server: &Server, service: &str) -> Agency {
    let other = server.credentials.under_passphrase().clone();
    server.execute(&format!(
        "insert into providers (agency_id, service, created_at) values ('{}', '{service}', 0)",
        other.id
    ));
    unlock(&server.focal_point(&other), &other);
    other
}

/// Whoever of the two was not asked first.
pub(super) fn the_other(server: &Server, first: &Agency) -> Agency {
    let mut both = server.credentials.agencies.iter();
    let offers = |agency: &&Agency| {
        agency.name.starts_with("Cedar") || agency.id == server.credentials.under_passphrase().id
    };
    both.find(|agency| offers(agency) && agency.id != first.id)
        .unwrap()
        .clone()
}

/// What the sender sees of a need: each referral with its state, in the order of asking.
pub(super) fn asked(sender: &Client) -> Vec<Value> {
    let all = sender
        .get("/v1/referrals?direction=sent")
        .expect(200)
        .list();
    let mut medical: Vec<Value> = all
        .into_iter()
        .filter(|one| one["service"] == "medical")
        .collect();
    medical.sort_by_key(|one| one["tries"].as_i64());
    medical
}

on_both!(a_declined_referral_goes_to_the_next_and_then_to_people);
fn a_declined_referral_goes_to_the_next_and_then_to_people(on: Database) {
    let server = Server::demo(on);
    offers_too(&server, "medical");
    sent(&server);
    let (first, receiver, id) = medical(&server);
    let next = the_other(&server, &first);
    let sender = server.focal_point(server.credentials.collecting());
    let why = json!({"reason": "no_capacity"});
    receiver.post(&at(&id, "decline"), &why).expect(200);
    let second = eventually("the next is asked", 20.0, || asked(&sender).get(1).cloned());
    assert_eq!(second["follows"], id.as_str());
    assert_eq!(second["state"], "sent");
    assert_eq!(asked(&sender)[0]["state"], "declined");
    // Sealed to the new receiver, contact too.
    let people = server.focal_point(&next);
    let second = second["id"].as_str().unwrap();
    let card = people
        .get(&format!("/v1/referrals/{second}"))
        .expect(200)
        .json();
    assert_eq!(card["service"], "medical");
    let sealed = format!(
        "referrals where id = '{second}' and contact_record_id is not null and consent_id is not null"
    );
    assert_eq!(server.count(&sealed), 1);
    people.post(&at(second, "decline"), &why).expect(200);
    let unplaced = eventually("nobody is left", 20.0, || {
        let all = referrals(&sender);
        all.into_iter().find(|one| one["state"] == "unplaced")
    });
    assert_eq!(unplaced["follows"], second);
    assert_eq!(unplaced["service"], "medical", "its people see for what");
    let states: Vec<Value> = asked(&sender)
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, ["declined", "declined"]);
    let gaps = "gaps where service = 'medical'";
    assert_eq!(server.count(gaps), 1, "coordination counts it");
    let mine = server.credentials.collecting();
    eventually("its owner is told", 20.0, || {
        let alerts = sender
            .get(&format!("/v1/agencies/{}/alerts", mine.id))
            .expect(200)
            .list();
        alerts
            .into_iter()
            .find(|one| one["kind"] == "referral_unplaced")
    });
}

on_both!(the_next_is_asked_only_while_protocol_filter_and_consent_let_it);
fn the_next_is_asked_only_while_protocol_filter_and_consent_let_it(on: Database) {
    for why in ["protocol", "filter", "consent"] {
        let server = Server::demo(on);
        offers_too(&server, "medical");
        let answers = urgent_adult().with("end/case_code", CODE);
        let home = server.credentials.collecting();
        let mut devices = server.credentials.devices.iter();
        let phone = server.phone_of(devices.rfind(|one| one.agency == home.id).unwrap());
        phone.send_many(FORM, &answers, 1);
        routed(&server);
        let (first, receiver, id) = medical(&server);
        let next = the_other(&server, &first);
        match why {
            "protocol" => server.execute("update protocols set ends_at = 1"),
            "filter" => {
                // A later form of the case names the one who would be asked.
                let named = Answers::of(&[
                    ("gate/safe_now", "yes"),
                    ("gate/case_code", CODE),
                    ("q/links_agency", &next.code),
                    ("r/risk_level", "low"),
                ]);
                phone.send_many("wellbeing_a5", &named, 1);
                routed(&server);
            }
            _ => server.execute("update consents set expires_at = 1"),
        }
        let sender = server.focal_point(home);
        match why {
            // Its card opens to nobody any more, so nobody answers.
            "consent" => time_passes(&server, 120),
            _ => {
                let reason = json!({"reason": "no_capacity"});
                receiver.post(&at(&id, "decline"), &reason).expect(200);
            }
        }
        eventually("people look", 30.0, || {
            let all = referrals(&sender);
            all.into_iter().find(|one| one["follows"] == id.as_str())
        });
        let told = format!("referrals where to_agency = '{}'", next.id);
        assert_eq!(server.count(&told), 0, "{why}: nobody else is told");
        assert_eq!(asked(&sender).len(), 1, "{why}");
    }
}

/// Makes every clock of open referrals so much older, and looks at them.
fn time_passes(server: &Server, minutes: i64) {
    let earlier = minutes * 60_000;
    server.execute(&format!(
        "update referrals set see_by = see_by - {earlier}, decide_by = decide_by - {earlier}"
    ));
    server.execute(&format!(
        "update jobs set run_at = run_at - {earlier} where kind = 'clock'"
    ));
}

on_both!(clocks_run_once_in_order_and_outlive_a_restart);
fn clocks_run_once_in_order_and_outlive_a_restart(on: Database) {
    let mut server = Server::demo(on);
    offers_too(&server, "medical");
    sent(&server);
    let (_, _, id) = medical(&server);
    let escalated = format!("audit where action = 'referral.escalate' and object_id = '{id}'");
    assert_eq!(server.count(&escalated), 0);
    // 16 minutes: a supervisor is told, and a second provider asked at once.
    time_passes(&server, 16);
    eventually("it is escalated", 20.0, || {
        (server.count(&escalated) == 1).then_some(())
    });
    let sender = server.focal_point(server.credentials.collecting());
    eventually("a second is asked", 20.0, || asked(&sender).get(1).cloned());
    assert!(["sent", "seen"].contains(&asked(&sender)[0]["state"].as_str().unwrap()));
    // Nobody looks for a while: what was missed comes in order, once.
    server.stop();
    server.execute(&format!(
        "update referrals set see_by = see_by - 1800000, decide_by = decide_by - 1800000 where id = '{id}'"
    ));
    server.execute(&format!(
        "update jobs set run_at = run_at - 1800000 where kind = 'clock' and subject_id = '{id}'"
    ));
    server.start();
    let sender = server.focal_point(server.credentials.collecting());
    eventually("it expires", 20.0, || {
        (asked(&sender)[0]["state"] == "expired").then_some(())
    });
    assert_eq!(server.count(&escalated), 2);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(server.count(&escalated), 2);
    let expired = format!("audit where action = 'referral.expire' and object_id = '{id}'");
    assert_eq!(server.count(&expired), 1);
    assert_eq!(asked(&sender).len(), 2, "the second is still at it");
}

on_both!(of_two_who_step_at_once_one_wins_and_the_other_hears_of_it);
fn of_two_who_step_at_once_one_wins_and_the_other_hears_of_it(on: Database) {
    let server = Server::demo(on);
    sent(&server);
    let (agency, receiver, id) = medical(&server);
    receiver.get(&format!("/v1/referrals/{id}")).expect(200);
    let others = [
        server.person("caseworker", &agency),
        server.person("supervisor", &agency),
        receiver,
    ];
    let answers: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = others
            .iter()
            .enumerate()
            .map(|(n, people)| {
                let id = &id;
                scope.spawn(move || match n {
                    0 => people.post(&at(id, "decline"), &json!({"reason": "no_capacity"})),
                    _ => people.post(&at(id, "accept"), &json!({})),
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let won = answers.iter().filter(|one| one.status == 200).count();
    assert_eq!(won, 1);
    let stands = state(&others[2], &id);
    for lost in answers.iter().filter(|one| one.status != 200) {
        assert_eq!(lost.status, 409, "{}", lost.text());
        assert_eq!(lost.json()["details"]["state"], stands.as_str());
    }
    assert!(!referrals(&others[2]).is_empty());
}
