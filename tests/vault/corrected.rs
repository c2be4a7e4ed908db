//! What becomes of a screening that is corrected: its case and its referrals.

use super::cases::{CODE, asked, calm_screening};
use super::referral_life::{self, at, medical, offers_too, the_other};
use crate::support::form::{instance_id, urgent_adult};
use crate::support::story::{referrals, routed, unlock};
use crate::support::{Answers, Database, Envelope, Phone, Server, eventually, on_both};

/// A correction as a phone makes it: all answers again, and what they correct.
fn correction(phone: &Phone, of: &str, answers: &Answers) -> Envelope {
    let form = phone.form("wellbeing_a1");
    let id = instance_id();
    let corrects = format!("<orx:meta><orx:deprecatedID>{of}</orx:deprecatedID>");
    let instance = form.fill(&id, answers).replace("<orx:meta>", &corrects);
    assert!(instance.contains(of));
    Envelope::seal(&form, &id, &instance, &[])
}

fn correct(server: &Server, of: &str, answers: &Answers) -> String {
    let envelope = correction(&server.phone(), of, answers);
    server.phone().send(&envelope).expect(201);
    routed(server);
    envelope.instance_id
}

fn screened(server: &Server, answers: &Answers) -> String {
    let id = server
        .phone()
        .send_many("wellbeing_a1", answers, 1)
        .remove(0);
    routed(server);
    id
}

fn in_a_case(server: &Server) -> i64 {
    server.count("submissions where case_id is not null")
}

on_both!(a_corrected_screening_asks_for_what_it_changes_and_for_nothing_twice);
fn a_corrected_screening_asks_for_what_it_changes_and_for_nothing_twice(on: Database) {
    let server = Server::demo(on);
    let first = screened(&server, &calm_screening());
    assert_eq!(asked(&server), ["protection_cm U2"]);

    let other_sex = calm_screening().with("who/sex", "male");
    let second = correct(&server, &first, &other_sex);
    assert_eq!(asked(&server), ["protection_cm U2"]);
    assert_eq!((in_a_case(&server), server.count("cases")), (2, 1));

    // A correction of the correction.
    let ill = other_sex
        .with("urg/medical", "yes")
        .with("res/urgent", "yes");
    correct(&server, &second, &ill);
    assert_eq!(asked(&server), ["medical U0", "protection_cm U2"]);
    assert_eq!((in_a_case(&server), server.count("cases")), (3, 1));

    // Without its being a correction, a second screening under the code is another person's, or made up: all is asked.
    screened(&server, &ill);
    assert_eq!(asked(&server).len(), 4);
    assert_eq!(in_a_case(&server), 3);
}

on_both!(a_correction_that_has_no_case_asks_nothing_twice_either);
fn a_correction_that_has_no_case_asks_nothing_twice_either(on: Database) {
    let server = Server::demo(on);
    let nameless = calm_screening().without("end/case_code");
    let first = screened(&server, &nameless);
    let second = correct(&server, &first, &nameless.clone().with("who/sex", "male"));
    correct(
        &server,
        &second,
        &nameless.clone().with("who/alone", "with_family"),
    );
    assert_eq!(asked(&server), ["protection_cm U2"]);
    assert_eq!(server.count("cases"), 0);

    // The code was forgotten: whoever was asked has to learn it.
    let first = screened(&server, &nameless);
    correct(&server, &first, &nameless.with("end/case_code", CODE));
    assert_eq!(asked(&server).len(), 3);
    assert_eq!(in_a_case(&server), 1);
}

on_both!(what_was_corrected_while_keys_were_locked_is_asked_for_once);
fn what_was_corrected_while_keys_were_locked_is_asked_for_once(on: Database) {
    let server = Server::demo(on);
    let agency = &server.credentials.under_passphrase().clone();
    let focal_point = server.focal_point(agency);
    let devices = server.credentials.devices.iter();
    let mut phones = devices.filter(|device| device.agency == agency.id);
    let phone = server.phone_of(phones.next().unwrap());
    let another = server.phone_of(phones.next().unwrap());
    let answers = calm_screening();
    for answers in [answers.clone(), answers.without("end/case_code")] {
        let first = phone.send_many("wellbeing_a1", &answers, 1).remove(0);
        let corrected = answers.with("who/sex", "male");
        let envelope = correction(&phone, &first, &corrected);
        phone.send(&envelope).expect(201);
        let again = correction(&phone, &envelope.instance_id, &corrected);
        phone.send(&again).expect(201);
    }
    // The phone that sends its correction first.
    let form = phone.form("wellbeing_a1");
    let late = phone.seal(&form, &calm_screening().with("end/case_code", "KABCDE2346"));
    let early = calm_screening().with("end/case_code", "KABCDE2346");
    phone
        .send(&correction(&phone, &late.instance_id, &early))
        .expect(201);
    phone.send(&late).expect(201);
    // What another phone says that it corrects is heard all the same: nobody is silenced by an envelope.
    let silenced = calm_screening().with("end/case_code", "KABCDE2347");
    let silenced = phone.seal(&form, &silenced);
    another
        .send(&correction(
            &another,
            &silenced.instance_id,
            &calm_screening().without("end/case_code"),
        ))
        .expect(201);
    phone.send(&silenced).expect(201);
    unlock(&focal_point, agency);
    eventually("all are opened", 40.0, || {
        (server.count("submissions where state = 'sealed'") == 10).then_some(())
    });
    assert_eq!(asked(&server), ["protection_cm U2"; 5]);
}

on_both!(a_correction_that_opens_the_gate_lets_through_what_waited_behind_it);
fn a_correction_that_opens_the_gate_lets_through_what_waited_behind_it(on: Database) {
    let server = Server::demo(on);
    let told = calm_screening();
    let first = screened(&server, &told.clone().with("gate/told_limits", "no"));
    assert!(asked(&server).is_empty());
    correct(&server, &first, &told);
    assert_eq!(asked(&server), ["protection_cm U2"]);
}

on_both!(whoever_is_asked_next_is_found_by_what_the_record_says_now);
fn whoever_is_asked_next_is_found_by_what_the_record_says_now(on: Database) {
    let server = Server::demo(on);
    offers_too(&server, "medical");
    let nameless = urgent_adult().without("end/case_code");
    let first = screened(&server, &nameless);
    let (receiver, person, id) = medical(&server);
    let next = the_other(&server, &receiver);
    correct(&server, &first, &nameless.with("urg/medical", "no"));
    let why = serde_json::json!({"reason": "no_capacity"});
    person.post(&at(&id, "decline"), &why).expect(200);
    // No rule asks for a doctor any more: people at home look.
    let sender = server.focal_point(server.credentials.collecting());
    eventually("people look", 30.0, || {
        let all = referrals(&sender);
        all.into_iter().find(|one| one["follows"] == id.as_str())
    });
    let told = format!(
        "referrals where to_agency = '{}' and follows = '{id}'",
        next.id
    );
    assert_eq!(server.count(&told), 0);
    assert_eq!(referral_life::asked(&sender).len(), 1);
}
