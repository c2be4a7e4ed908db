//! What the submissions of one case say together, and which places are cleared.

use serde_json::json;

use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, held, received, routed, services};
use crate::support::{Answers, Database, Phone, Server, on_both};

/// Like the shipped screening's: `K`, eight characters, and a check character.
pub(super) const CODE: &str = "KHR5B62ZKf";

/// A screening that found something, and that nothing in it cannot wait.
pub(super) fn calm_screening() -> Answers {
    urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", CODE)
}

/// A safety assessment that finds extreme danger.
fn extreme_danger(code: &str) -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", code),
        ("r/risk_level", "extreme"),
    ])
}

/// The phone that fills every form for the agency whose first phone screens.
fn caseworkers_phone(server: &Server) -> Phone {
    let agency = &server.credentials.collecting().id;
    let mut devices = server.credentials.devices.iter();
    let last = devices.rfind(|d| d.agency == *agency).unwrap();
    server.phone_of(last)
}

/// Everything that was sent and stands in queues, as service and urgency.
pub(super) fn asked(server: &Server) -> Vec<String> {
    let all = focal_points(server)
        .into_iter()
        .flat_map(|(_, person)| received(&person));
    services(&all.collect::<Vec<_>>())
}

on_both!(a_later_form_of_a_case_asks_for_what_is_new_and_for_nothing_twice);
fn a_later_form_of_a_case_asks_for_what_is_new_and_for_nothing_twice(on: Database) {
    let server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    assert_eq!(asked(&server), ["protection_cm U2"]);

    let phone = caseworkers_phone(&server);
    phone.send_many("wellbeing_a5", &extreme_danger(CODE), 1);
    routed(&server);
    // What was agreed to was the screening's card. The new danger is raised at home, at once.
    assert_eq!(asked(&server), ["protection_cm U2"]);
    let focal_point = server.focal_point(server.credentials.collecting());
    assert_eq!(services(&held(&focal_point)), ["protection_cm U0"]);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    assert_eq!(server.count("submissions where case_id is not null"), 2);

    phone.send_many("wellbeing_a5", &extreme_danger("KAAAAAAAAf"), 1);
    routed(&server);
    assert_eq!(asked(&server).len(), 1);
    assert_eq!(server.count("cases"), 2);
}

on_both!(a_second_screening_with_a_taken_code_stands_alone);
fn a_second_screening_with_a_taken_code_stands_alone(on: Database) {
    let server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 5);
    routed(&server);
    assert_eq!(asked(&server), ["protection_cm U2"; 5]);
    assert_eq!(server.count("cases where submissions = 1"), 1);
    assert_eq!(server.count("submissions where case_id is not null"), 1);
}

on_both!(forms_of_a_case_that_arrive_at_once_are_all_weighed_together);
fn forms_of_a_case_that_arrive_at_once_are_all_weighed_together(on: Database) {
    let server = Server::demo(on);
    let phone = caseworkers_phone(&server);
    let form = phone.form("wellbeing_a5");
    let envelopes: Vec<_> = (0..12)
        .map(|_| phone.seal(&form, &extreme_danger(CODE)))
        .collect();
    std::thread::scope(|scope| {
        for envelope in &envelopes {
            scope.spawn(|| phone.send(envelope).expect(201));
        }
    });
    routed(&server);
    assert_eq!(server.count("cases where submissions = 12"), 1);
}

on_both!(a_new_root_key_keeps_the_cases);
fn a_new_root_key_keeps_the_cases(on: Database) {
    let mut server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    server.stop();
    let file = server.data().join("keys/root.key");
    let older = std::fs::read_to_string(&file).unwrap();
    let new = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";
    std::fs::write(&file, format!("{new}\n{older}")).unwrap();
    server.start();
    let phone = caseworkers_phone(&server);
    phone.send_many("wellbeing_a5", &extreme_danger(CODE), 1);
    routed(&server);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    assert_eq!(server.count("cases"), 1);
}

on_both!(a_case_that_cannot_be_read_holds_what_follows_at_home);
fn a_case_that_cannot_be_read_holds_what_follows_at_home(on: Database) {
    let server = Server::demo(on);
    let phone = caseworkers_phone(&server);
    phone.send_many("wellbeing_a5", &extreme_danger(CODE), 1);
    routed(&server);
    server.execute("update records set sealed = substr(sealed, 1, 40) where kind = 'decision'");
    // The screening joins the case late, urgent and agreed to: without what was said before, nothing of it may leave.
    let urgent = urgent_adult().with("end/case_code", CODE);
    server.phone().send_many("wellbeing_a1", &urgent, 1);
    routed(&server);
    assert_eq!(asked(&server), Vec::<String>::new());
    let focal_point = server.focal_point(server.credentials.collecting());
    assert_eq!(held(&focal_point).len(), 2);
    assert_eq!(server.count("cases where submissions = 1"), 1);
}

on_both!(a_danger_of_before_is_not_raised_again_by_another_answer);
fn a_danger_of_before_is_not_raised_again_by_another_answer(on: Database) {
    let server = Server::demo(on);
    let phone = caseworkers_phone(&server);
    phone.send_many("wellbeing_a5", &extreme_danger(CODE), 1);
    routed(&server);
    let calm = extreme_danger(CODE).with("r/risk_level", "low");
    phone.send_many("wellbeing_a5", &calm, 1);
    routed(&server);
    let focal_point = server.focal_point(server.credentials.collecting());
    assert_eq!(services(&held(&focal_point)), ["protection_cm U0"]);
    assert_eq!(server.count("cases where submissions = 2"), 1);
}

on_both!(a_screening_from_a_place_that_is_not_cleared_is_raised_to_the_supervisor);
fn a_screening_from_a_place_that_is_not_cleared_is_raised_to_the_supervisor(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting();
    let not_clear = calm_screening().with("who/area", "ZZ0909");
    server.phone().send_many("wellbeing_a1", &not_clear, 1);
    routed(&server);
    let focal_point = server.focal_point(agency);
    let raised = held(&focal_point);
    assert_eq!(services(&raised), ["review U2"]);
    assert!(
        raised[0]["triage"].to_string().contains("clear_site"),
        "{}",
        raised[0]
    );

    // A site form that clears the place, and the next screening there raises nothing.
    let site = Answers::of(&[
        ("site/area", "ZZ0909"),
        ("site/period", "2026-11"),
        ("dec/clear_step1", "yes"),
        ("dec/clear_step2", "no"),
    ]);
    server.phone().send_many("site_a0", &site, 1);
    routed(&server);
    let sites = server.admin().get("/v1/sites").expect(200).list();
    let known = sites.iter().find(|s| s["area"] == "ZZ0909").unwrap();
    assert_eq!(
        (&known["clear"], &known["clearStep2"]),
        (&json!(true), &json!(false))
    );
    server.phone().send_many(
        "wellbeing_a1",
        &not_clear.with("end/case_code", "KBBBBBBBBd"),
        1,
    );
    routed(&server);
    assert_eq!(held(&focal_point).len(), 1);
}

on_both!(a_phone_where_no_place_is_cleared_is_not_offered_screening_unless_a_supervisor_says_so);
fn a_phone_where_no_place_is_cleared_is_not_offered_screening_unless_a_supervisor_says_so(
    on: Database,
) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting();
    let project = server.credentials.project(agency).id;
    let admin = server.admin();
    let phones = format!("/v1/projects/{project}/app-users");
    let device = server.credentials.device(agency);
    let phone = server.phone_of(device);
    let offered = || {
        let mut ids: Vec<String> = phone.forms().into_iter().map(|form| form.id).collect();
        ids.sort();
        ids
    };
    let all = offered();
    assert!(all.contains(&"wellbeing_a1".to_owned()));
    let devices = admin.get(&phones).expect(200).list();
    let known = devices
        .iter()
        .find(|d| d["username"] == device.user.as_str());
    let actor = &known.unwrap()["id"];
    let path = format!("{phones}/{actor}");
    admin
        .patch(&path, &json!({ "area": "not an area" }))
        .expect_problem(400.8);
    admin.patch(&path, &json!({ "area": "ZZ0909" })).expect(200);
    let without: Vec<String> = all
        .iter()
        .filter(|id| *id != "wellbeing_a1")
        .cloned()
        .collect();
    assert_eq!(offered(), without);

    let offer = json!({ "reason": "the analysis is done, the form is still on the way" });
    server
        .focal_point(agency)
        .post("/v1/sites/ZZ0909/offer", &offer)
        .expect_problem(403.1);
    let supervisor = server.person("supervisor", agency);
    supervisor
        .post("/v1/sites/ZZ0909/offer", &json!({ "reason": "no" }))
        .expect_problem(400.8);
    supervisor
        .post("/v1/sites/ZZ0909/offer", &offer)
        .expect(200);
    assert_eq!(offered(), all);
    admin.patch(&path, &json!({ "area": "XX0101" })).expect(200);
    assert_eq!(offered(), all, "the demo's areas are clear");
}
