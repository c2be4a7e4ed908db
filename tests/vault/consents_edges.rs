//! What was agreed to, where it is easily forgotten: cards whose keys are gone, a second screening, a code that nobody has, a
//! receiver that reads on its own machine.

use serde_json::json;

use super::agency_held::{Home, bring};
use super::consents::{Cast, agreement, meeting, screening, withdrawal};
use super::rotation::Holders;
use crate::support::story::received;
use crate::support::{Database, Server, eventually, on_both};

/// An agreement to this, confirmed; then a meeting that asks for help.
fn agreed<'s>(server: &'s Server, rows: &str) -> (Cast<'s>, String) {
    let cast = Cast::of(server);
    cast.send("wellbeing_a1", &screening());
    let case = widened(&cast, rows);
    cast.send("wellbeing_a9", &meeting());
    (cast, case)
}

/// An agreement to this, confirmed.
fn widened(cast: &Cast<'_>, rows: &str) -> String {
    cast.send("wellbeing_a2", &agreement(rows));
    let case = cast.case("wellbeing_a2");
    let proposed = cast.in_state(&case, "proposed");
    cast.confirm(&cast.caseworker, &case, &proposed[0]);
    case
}

fn weighed(server: &Server) {
    eventually("the case is weighed again", 20.0, || {
        (server.count("jobs where kind = 'reweigh'") == 0).then_some(())
    });
}

on_both!(a_card_whose_keys_were_destroyed_is_not_sealed_again);
fn a_card_whose_keys_were_destroyed_is_not_sealed_again(on: Database) {
    let server = Server::demo(on);
    let (cast, _) = agreed(&server, "by_service/mhpss/90_days/needs+health_part");
    let card = cast.crosses("mhpss");
    let path = format!("/v1/referrals/{}", card["id"].as_str().unwrap());
    cast.clinic.get(&path).expect(200);
    let decline = format!("{path}/decline");
    cast.clinic
        .post(&decline, &json!({ "reason": "no_capacity" }))
        .expect(200);
    let theirs = "record_keys where record_id in (select record_id from referrals where state = 'declined') \
                  and key_id in (select keys.id from keys join referrals on keys.agency_id = to_agency \
                  where referrals.state = 'declined')";
    assert_eq!(server.count(theirs), 1);
    // As retention does after its hours.
    server.execute(&format!("delete from {theirs}"));

    // Less, and then as much again from a wider consent: neither opens it once more.
    cast.send(
        "wellbeing_a2",
        &agreement("CEDAR/mhpss/30_days/contact_only"),
    );
    assert_eq!(server.count(theirs), 0);
    widened(&cast, "CEDAR/mhpss/90_days/needs+health_part");
    weighed(&server);
    assert_eq!(server.count(theirs), 0);
    let answered = cast.clinic.get(&path).expect(200).json();
    assert_eq!(answered["state"], "declined");
}

on_both!(what_is_weighed_again_leaves_no_card_that_nothing_sends);
fn what_is_weighed_again_leaves_no_card_that_nothing_sends(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a1", &screening());
    cast.send("wellbeing_a9", &meeting());
    assert_eq!(cast.held(), ["mhpss U1"]);
    widened(&cast, "by_service/mhpss/90_days/needs");
    cast.crosses("mhpss");
    // As if it were held still, although it was sent.
    server.execute("update referrals set state = 'held' where state = 'closed'");
    assert_eq!(cast.held(), ["mhpss U1"]);
    server.execute("update referrals set state = 'recalled' where state = 'sent'");
    widened(&cast, "by_service/legal/90_days/needs");
    weighed(&server);
    assert_eq!(cast.at_the_clinic("mhpss").unwrap()["state"], "recalled");
    assert_eq!(
        server.count("records where kind = 'card' and id not in (select record_id from referrals)"),
        0
    );
}

on_both!(a_second_screening_does_not_undo_a_refusal);
fn a_second_screening_does_not_undo_a_refusal(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a1", &screening());
    assert_eq!(received(&cast.clinic).len(), 1);
    cast.send("wellbeing_a13", &withdrawal());
    cast.send("wellbeing_a1", &screening());
    assert_eq!(received(&cast.clinic).len(), 1);
    assert_eq!(cast.held(), ["protection_cm U2", "review U1"]);
    assert_eq!(server.count("cases where submissions = 2"), 1);
}

on_both!(a_no_to_somebody_whom_nobody_knows_is_a_no_to_all);
fn a_no_to_somebody_whom_nobody_knows_is_a_no_to_all(on: Database) {
    let server = Server::demo(on);
    let (cast, case) = agreed(&server, "by_service/mhpss/90_days/needs");
    let card = cast.crosses("mhpss");
    cast.send(
        "wellbeing_a2",
        &agreement("").with("ad/refused", "NOWHERE/mhpss"),
    );
    assert!(cast.in_state(&case, "in_force").is_empty());
    let path = format!("/v1/referrals/{}", card["id"].as_str().unwrap());
    let taken = cast.clinic.get(&path).expect(200).json();
    assert_eq!(taken["state"], "recalled");
    assert_eq!(cast.keys_left(), 0);
    // The other help was not spoken of.
    assert_ne!(
        cast.at_the_clinic("protection_cm").unwrap()["state"],
        "recalled"
    );
}

on_both!(who_reads_on_a_machine_of_its_own_keeps_no_card_that_says_more);
fn who_reads_on_a_machine_of_its_own_keeps_no_card_that_says_more(on: Database) {
    let server = Server::demo(on);
    let clinic = server
        .credentials
        .agencies
        .iter()
        .find(|agency| agency.name.starts_with("Cedar"))
        .unwrap();
    let home = Home::enrolled(&server, clinic);
    bring(&Holders::of_agency(&server, clinic), &home.public);
    let (cast, case) = agreed(&server, "by_service/mhpss/90_days/needs+health_part");
    // What rests on the agreement; the hub cannot show it.
    let stands = |state: &str| {
        server.count(&format!(
            "referrals join consents on consents.id = consent_id \
             join records on records.id = consents.record_id \
             where records.kind = 'consent' and referrals.state = '{state}'"
        ))
    };
    assert_eq!(stands("sent"), 1);
    // The same for longer: nothing there is too much.
    widened(&cast, "by_service/mhpss/180_days/needs+health_part");
    weighed(&server);
    assert_eq!(stands("sent"), 1);
    // Less. The card is there already, and a smaller one cannot be brought.
    cast.send(
        "wellbeing_a2",
        &agreement("CEDAR/mhpss/30_days/contact_only"),
    );
    assert_eq!(cast.in_state(&case, "in_force").len(), 1);
    assert_eq!(stands("recalled"), 1);
    assert_eq!(cast.keys_left(), 0);
}
