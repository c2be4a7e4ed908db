//! Whose a case is, what joins it from elsewhere, who reads it, and what two people decide about it.

use serde_json::{Value, json};

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::{held, received, routed, services};
use crate::support::{Answers, Client, Database, Phone, Server, eventually, on_both};

/// The brief's example, one of an agency's own, and one that nobody has.
const CODE: &str = "KHR5B62ZKf";
const OTHER_CODE: &str = "KBBBBBBBBd";
const NOBODYS: &str = "KCCCCCCCC9";

/// A screening that found something, and that nothing in it cannot wait.
fn calm_screening() -> Answers {
    urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", CODE)
}

/// A safety assessment.
fn danger(code: &str, level: &str) -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", code),
        ("r/risk_level", level),
    ])
}

/// A follow-up.
fn follow_up(code: &str) -> Answers {
    Answers::file("wellbeing_a9", "steady").with("ref/case_code", code)
}

/// The phone of an agency that fills every form.
fn caseworkers_phone(server: &Server, agency: &Agency) -> Phone {
    let mut devices = server.credentials.devices.iter();
    server.phone_of(devices.rfind(|d| d.agency == agency.id).unwrap())
}

/// The agency that takes protection cases.
fn cedar(server: &Server) -> Agency {
    server.credentials.agency("CEDAR").clone()
}

fn cases(person: &Client) -> Vec<Value> {
    person.get("/v1/cases").expect(200).list()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no {key} in {value}"))
}

/// The only case of an agency.
fn only_case(person: &Client) -> String {
    let all = cases(person);
    assert_eq!(all.len(), 1, "{all:?}");
    format!("/v1/cases/{}", text(&all[0], "id"))
}

fn number(person: &Client) -> Value {
    person.get("/v1/users/current").expect(200).json()["id"].clone()
}

/// Where the submissions of a case of this form are opened.
fn openings(person: &Client, case: &str, form: &str) -> Vec<String> {
    let known = person.get(case).expect(200).json();
    let all = known["submissions"].as_array().unwrap().clone();
    all.iter()
        .filter(|one| one["xmlFormId"] == form)
        .map(|one| format!("{case}/submissions/{}/open", text(one, "id")))
        .collect()
}

/// Waits until what was taken in is in its case.
fn joined(server: &Server) {
    eventually("it joined", 60.0, || {
        (server.count("unmatched where state = 'joined'") == 1).then_some(())
    });
}

fn nothing() -> Value {
    json!({})
}

on_both!(a_code_of_another_agency_s_case_joins_nothing_and_waits_for_its_supervisor);
fn a_code_of_another_agency_s_case_joins_nothing_and_waits_for_its_supervisor(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    let other = cedar(&server);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    let phone = caseworkers_phone(&server, &other);
    phone.send_many("wellbeing_a5", &danger(CODE, "extreme"), 1);
    routed(&server);

    // It said nothing anywhere: no case, no fact, nothing held or sent.
    assert_eq!(server.count("cases"), 1);
    assert_eq!(server.count("submissions where case_id is not null"), 1);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    assert_eq!(server.count("records where kind = 'decision'"), 1);
    let stranger = server.focal_point(&other);
    assert_eq!(services(&received(&stranger)), ["protection_cm U2"]);
    assert_eq!(held(&stranger).len(), 0);

    // To the other agency the case does not exist, as little as one that nobody has.
    let theirs = server.person("supervisor", &other);
    let supervisor = server.person("supervisor", &owner);
    let case = only_case(&supervisor);
    assert_eq!(cases(&theirs).len(), 0);
    let ask = |code: &str| theirs.post("/v1/cases/find", &json!({ "code": code }));
    assert_eq!(
        ask(CODE).expect_problem(404.1).text(),
        ask(NOBODYS).expect_problem(404.1).text()
    );
    ask("KHR5B62ZK0").expect_problem(400.8);
    theirs.get(&case).expect_problem(404.1);
    theirs
        .get(&format!("{case}/unmatched"))
        .expect_problem(404.1);
    let found = supervisor
        .post("/v1/cases/find", &json!({ "code": "khr5b62zkF " }))
        .expect(200)
        .json();
    assert!(case.ends_with(text(&found, "id")));

    // The owner's supervisor sees that something named it, and nothing of it.
    assert_eq!(found["unmatched"], true);
    let named = supervisor
        .get(&format!("{case}/unmatched"))
        .expect(200)
        .list();
    assert_eq!(named.len(), 1);
    assert_eq!(
        (
            text(&named[0], "from"),
            text(&named[0], "xmlFormId"),
            text(&named[0], "state")
        ),
        (other.name.as_str(), "wellbeing_a5", "waiting")
    );
    eventually("the supervisor is told", 60.0, || {
        let path = format!("/v1/agencies/{}/alerts", owner.id);
        let alerts = supervisor.get(&path).expect(200).list();
        alerts
            .iter()
            .any(|a| a["kind"] == "unmatched")
            .then_some(())
    });
    let accept = format!("{case}/unmatched/{}/accept", text(&named[0], "id"));
    server
        .focal_point(&owner)
        .post(&accept, &nothing())
        .expect_problem(403.1);
    theirs.post(&accept, &nothing()).expect_problem(404.1);

    // Taken in, it is weighed with the case, at its owner's.
    supervisor.post(&accept, &nothing()).expect(200);
    supervisor.post(&accept, &nothing()).expect_problem(409.92);
    joined(&server);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    assert_eq!(server.count("records where kind = 'answers'"), 2);
    let owners = server.focal_point(&owner);
    assert_eq!(services(&held(&owners)), ["protection_cm U0"]);
    assert_eq!(held(&stranger).len(), 0);
    let open = openings(&supervisor, &case, "wellbeing_a5").remove(0);
    let read = supervisor.post(&open, &nothing()).expect(200).text();
    assert!(read.contains("extreme"));
    theirs.post(&open, &nothing()).expect_problem(404.1);
}

on_both!(another_agency_s_screening_with_a_case_s_code_waits_as_well);
fn another_agency_s_screening_with_a_case_s_code_waits_as_well(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    let other = cedar(&server);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    let phone = caseworkers_phone(&server, &other);
    let urgent = calm_screening()
        .with("urg/danger", "now")
        .with("res/urgent", "yes");
    phone.send_many("wellbeing_a1", &urgent, 1);
    routed(&server);
    assert_eq!(server.count("cases where submissions = 1"), 1);
    assert_eq!(server.count("unmatched where state = 'waiting'"), 1);
    assert_eq!(server.count("consents"), 1);
    assert_eq!(server.count("records where kind = 'decision'"), 1);
    assert_eq!(server.count("referrals"), 1);

    // Taken in it is the case's, not one beside it.
    let supervisor = server.person("supervisor", &owner);
    let case = only_case(&supervisor);
    let path = format!("{case}/unmatched");
    let id = text(&supervisor.get(&path).expect(200).list()[0], "id").to_owned();
    supervisor
        .post(&format!("{path}/{id}/accept"), &nothing())
        .expect(200);
    joined(&server);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    assert_eq!(
        server.count(&format!("referrals where from_agency <> '{}'", owner.id)),
        0
    );
    assert!(server.count("referrals where urgency = 'U0'") > 0);
    assert_eq!(openings(&supervisor, &case, "wellbeing_a1").len(), 2);
}

on_both!(what_comes_for_a_closed_case_joins_it_and_leaves_it_closed);
fn what_comes_for_a_closed_case_joins_it_and_leaves_it_closed(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let phone = caseworkers_phone(&server, &agency);
    phone.send_many("wellbeing_a5", &danger(CODE, "low"), 1);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let caseworker = server.person("caseworker", &agency);
    let case = only_case(&supervisor);
    let to = json!({ "caseworker": number(&caseworker) });
    supervisor.post(&format!("{case}/assign"), &to).expect(200);
    let closed = || {
        let said = json!({ "reason": "goals_met", "riskLevel": "low", "note": "all done" });
        let asked = caseworker.post(&format!("{case}/close"), &said);
        let id = text(&asked.expect(200).json(), "approvalId").to_owned();
        let approve = format!("/v1/approvals/{id}/approve");
        supervisor.post(&approve, &nothing()).expect(200);
    };
    let told = || {
        let path = format!("/v1/agencies/{}/alerts", agency.id);
        let mut all = supervisor.get(&path).expect(200).list();
        all.retain(|alert| alert["kind"] == "closed_case" && alert["endedAt"].is_null());
        all
    };
    closed();
    phone.send_many("wellbeing_a5", &danger(CODE, "extreme"), 1);
    routed(&server);
    assert_eq!(
        server.count("cases where submissions = 2 and state = 'closed'"),
        1
    );
    assert_eq!(
        services(&held(&server.focal_point(&agency))),
        ["protection_cm U0"]
    );
    let alert = eventually("the supervisor is told", 60.0, || told().pop());
    assert!(case.ends_with(text(&alert, "subject")), "{alert}");
    assert_eq!(alert["waiting"], 1);

    // Opened again, and closed knowing of it.
    let reopen = json!({ "step": "reopen" });
    supervisor
        .post(&format!("{case}/step"), &reopen)
        .expect(200);
    closed();
    eventually("nobody is told any more", 60.0, || {
        told().is_empty().then_some(())
    });
}

on_both!(what_is_dismissed_stays_where_it_was_sent);
fn what_is_dismissed_stays_where_it_was_sent(on: Database) {
    let server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    let phone = caseworkers_phone(&server, &cedar(&server));
    phone.send_many("wellbeing_a5", &danger(CODE, "low"), 1);
    routed(&server);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let case = only_case(&supervisor);
    let path = format!("{case}/unmatched");
    let id = text(&supervisor.get(&path).expect(200).list()[0], "id").to_owned();
    supervisor
        .post(&format!("{path}/{id}/dismiss"), &nothing())
        .expect(200);
    supervisor
        .post(&format!("{path}/{id}/dismiss"), &nothing())
        .expect_problem(409.92);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    assert_eq!(server.count("cases where submissions = 1"), 1);
}

on_both!(a_receiver_that_accepted_sends_the_forms_that_its_service_names_and_no_others);
fn a_receiver_that_accepted_sends_the_forms_that_its_service_names_and_no_others(on: Database) {
    let server = Server::demo(on);
    let other = cedar(&server);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    let phone = caseworkers_phone(&server, &other);
    phone.send_many("wellbeing_a9", &follow_up(CODE), 1);
    routed(&server);
    assert_eq!(server.count("cases where submissions = 1"), 1);
    assert_eq!(server.count("unmatched"), 1, "nothing was accepted yet");

    let focal_point = server.focal_point(&other);
    let id = text(&received(&focal_point)[0], "id").to_owned();
    focal_point
        .post(&format!("/v1/referrals/{id}/accept"), &nothing())
        .expect(200);
    phone.send_many("wellbeing_a9", &follow_up(CODE), 1);
    phone.send_many("wellbeing_a5", &danger(CODE, "extreme"), 1);
    routed(&server);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    assert_eq!(
        server.count("unmatched"),
        2,
        "a safety assessment is not its to send"
    );
    assert_eq!(held(&focal_point).len(), 0);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let case = only_case(&supervisor);
    let open = openings(&supervisor, &case, "wellbeing_a9").remove(0);
    supervisor.post(&open, &nothing()).expect(200);
}

on_both!(a_caseworker_reads_screenings_and_the_cases_they_work_on);
fn a_caseworker_reads_screenings_and_the_cases_they_work_on(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    let phone = caseworkers_phone(&server, &agency);
    phone.send_many("wellbeing_a5", &danger(CODE, "medium"), 1);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let caseworker = server.person("caseworker", &agency);
    let case = only_case(&caseworker);
    let screening = openings(&caseworker, &case, "wellbeing_a1").remove(0);
    let safety = openings(&caseworker, &case, "wellbeing_a5").remove(0);
    caseworker.post(&screening, &nothing()).expect(200);
    caseworker.post(&safety, &nothing()).expect_problem(403.1);
    supervisor.post(&safety, &nothing()).expect(200);

    let assign = format!("{case}/assign");
    let to = json!({ "caseworker": number(&caseworker), "supervisor": number(&supervisor) });
    caseworker.post(&assign, &to).expect_problem(403.1);
    let stranger = server.person("caseworker", &cedar(&server));
    supervisor
        .post(&assign, &json!({ "caseworker": number(&stranger) }))
        .expect_problem(400.8);
    let assigned = supervisor.post(&assign, &to).expect(200).json();
    assert_eq!(assigned["caseworker"], number(&caseworker));
    caseworker.post(&safety, &nothing()).expect(200);
    let mine = caseworker.get("/v1/cases?mine=true").expect(200).list();
    assert_eq!(mine.len(), 1);

    // Access ends with the assignment.
    supervisor.post(&assign, &nothing()).expect(200);
    caseworker.post(&safety, &nothing()).expect_problem(403.1);
}

on_both!(a_case_goes_its_way_and_is_closed_by_two);
fn a_case_goes_its_way_and_is_closed_by_two(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let phone = caseworkers_phone(&server, &agency);
    phone.send_many("wellbeing_a5", &danger(CODE, "low"), 1);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let caseworker = server.person("caseworker", &agency);
    let case = only_case(&supervisor);
    let step = |person: &Client, word: &str| {
        person.post(&format!("{case}/step"), &json!({ "step": word }))
    };
    step(&caseworker, "plan").expect_problem(403.1);
    let to = json!({ "caseworker": number(&caseworker) });
    supervisor.post(&format!("{case}/assign"), &to).expect(200);
    step(&caseworker, "follow_up").expect_problem(409.92);
    step(&caseworker, "plan").expect(200);

    // A plan begins once a supervisor, another person, approved it.
    step(&caseworker, "start").expect_problem(409.93);
    let asked = caseworker
        .post(
            &format!("{case}/approvals"),
            &json!({ "kind": "plan", "reason": "we made it together" }),
        )
        .expect(200)
        .json();
    let approval = format!("/v1/approvals/{}", text(&asked, "approvalId"));
    caseworker
        .post(&format!("{approval}/approve"), &nothing())
        .expect_problem(409.93);
    server
        .person("supervisor", &cedar(&server))
        .post(&format!("{approval}/approve"), &nothing())
        .expect_problem(404.1);
    let decided = supervisor
        .post(&format!("{approval}/approve"), &nothing())
        .expect(200)
        .json();
    assert_eq!(
        (text(&decided, "kind"), text(&decided, "state")),
        ("plan", "approved")
    );
    supervisor
        .post(&format!("{approval}/refuse"), &nothing())
        .expect_problem(409.92);
    step(&caseworker, "start").expect(200);
    step(&caseworker, "follow_up").expect(200);

    // Closing: not in danger, not alone.
    let close = |person: &Client, risk: &str| {
        let said = json!({ "reason": "goals_met", "riskLevel": risk, "note": "all done" });
        person.post(&format!("{case}/close"), &said)
    };
    close(&caseworker, "medium").expect_problem(409.95);
    let own = close(&supervisor, "low").expect(200).json();
    supervisor
        .post(
            &format!("/v1/approvals/{}/approve", text(&own, "approvalId")),
            &nothing(),
        )
        .expect_problem(409.93);
    let asked = close(&caseworker, "low").expect(200).json();
    assert_eq!(server.count("cases where state = 'follow_up'"), 1);
    let approval = format!("/v1/approvals/{}/approve", text(&asked, "approvalId"));
    // What comes meanwhile may say that nothing is well: whoever asked must look first.
    phone.send_many("wellbeing_a5", &danger(CODE, "low"), 1);
    routed(&server);
    supervisor
        .post(&approval, &nothing())
        .expect_problem(409.95);
    let asked = close(&caseworker, "low").expect(200).json();
    let approval = format!("/v1/approvals/{}/approve", text(&asked, "approvalId"));
    supervisor.post(&approval, &nothing()).expect(200);
    let known = supervisor.get(&case).expect(200).json();
    assert_eq!(text(&known, "state"), "closed");
    assert_eq!(known["events"].as_array().unwrap().len(), 4);
    step(&caseworker, "plan").expect_problem(409.92);
    step(&caseworker, "reopen").expect(200);
    assert_eq!(server.count("cases where state = 'open'"), 1);
    // The plan of before was approved; this one was not.
    step(&caseworker, "plan").expect(200);
    step(&caseworker, "start").expect_problem(409.93);

    // A caseworker sees what they asked themselves.
    assert_eq!(caseworker.get("/v1/approvals").expect(200).list().len(), 3);
    assert_eq!(supervisor.get("/v1/approvals").expect(200).list().len(), 4);
    let first = caseworker.get("/v1/approvals?limit=1").expect(200).list();
    assert_eq!(first.len(), 1);
    server.admin().get("/v1/approvals").expect_problem(403.1);
}

on_both!(a_case_that_somebody_else_still_works_on_is_not_closed);
fn a_case_that_somebody_else_still_works_on_is_not_closed(on: Database) {
    let server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let case = only_case(&supervisor);
    let said = json!({ "reason": "person_asks", "note": "they said so" });
    supervisor
        .post(&format!("{case}/close"), &said)
        .expect_problem(409.95);
}

on_both!(glass_is_broken_where_a_life_waits_and_reviewed_by_another);
fn glass_is_broken_where_a_life_waits_and_reviewed_by_another(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let phone = caseworkers_phone(&server, &agency);
    phone.send_many("wellbeing_a5", &danger(CODE, "extreme"), 1);
    phone.send_many("wellbeing_a5", &danger(OTHER_CODE, "low"), 1);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let caseworker = server.person("caseworker", &agency);
    let find = |code: &str| {
        let found = supervisor.post("/v1/cases/find", &json!({ "code": code }));
        format!("/v1/cases/{}", text(&found.expect(200).json(), "id"))
    };
    let (urgent, calm) = (find(CODE), find(OTHER_CODE));
    let why = json!({ "reason": "the caseworker is ill and the phone rings" });
    let look = |case: &str| caseworker.post(&format!("{case}/break-glass"), &why);
    look(&calm).expect_problem(403.1);
    caseworker
        .post(&format!("{urgent}/break-glass"), &nothing())
        .expect_problem(400.2);
    let open = openings(&supervisor, &urgent, "wellbeing_a5").remove(0);
    caseworker.post(&open, &nothing()).expect_problem(403.1);
    let looked = look(&urgent).expect(200).json();
    caseworker.post(&open, &nothing()).expect(200);
    assert_eq!(server.count("alerts where kind = 'broken_glass'"), 2);
    look(&urgent).expect_problem(409.93);

    let review = format!("/v1/break-glass/{}/review", text(&looked, "id"));
    let right = json!({ "justified": true });
    caseworker.post(&review, &right).expect_problem(403.1);
    server
        .person("supervisor", &cedar(&server))
        .post(&review, &right)
        .expect_problem(404.1);
    let reviewed = supervisor.post(&review, &right).expect(200).json();
    assert_eq!(reviewed["justified"], true);
    supervisor.post(&review, &right).expect_problem(409.92);
    assert_eq!(
        supervisor.get("/v1/break-glass").expect(200).list().len(),
        1
    );
    assert_eq!(
        server.count("alerts where kind = 'broken_glass' and ended_at is null"),
        0
    );

    // An hour, and no more; and no longer than somebody finds it right.
    server.execute("update break_glass set until_at = 1");
    caseworker.post(&open, &nothing()).expect_problem(403.1);
    let again = look(&urgent).expect(200).json();
    caseworker.post(&open, &nothing()).expect(200);
    let review = format!("/v1/break-glass/{}/review", text(&again, "id"));
    let wrong = json!({ "justified": false });
    supervisor.post(&review, &wrong).expect(200);
    caseworker.post(&open, &nothing()).expect_problem(403.1);
    let looks = supervisor.get("/v1/break-glass").expect(200).list();
    assert!(looks.iter().all(|look| look["reason"] == why["reason"]));
    assert_eq!(server.count("audit where note like '%phone rings%'"), 0);
}

on_both!(identities_open_for_a_purpose_and_interviews_to_those_who_are_certified);
fn identities_open_for_a_purpose_and_interviews_to_those_who_are_certified(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let phone = caseworkers_phone(&server, &agency);
    let identity = Answers::of(&[("gate/safe_now", "yes"), ("gate/case_code", CODE)]);
    let interview = Answers::of(&[("gate/safe_now", "yes"), ("who/case_code", CODE)]);
    phone.send_many("wellbeing_a4a", &identity, 1);
    phone.send_many("wellbeing_a3", &interview, 1);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let case = only_case(&supervisor);
    let open = openings(&supervisor, &case, "wellbeing_a4a").remove(0);
    supervisor.post(&open, &nothing()).expect_problem(403.94);
    supervisor
        .post(&open, &json!({ "purpose": "curiosity" }))
        .expect_problem(400.8);
    let purpose = json!({ "purpose": "contact" });
    supervisor.post(&open, &purpose).expect(200);
    assert_eq!(
        server.count(
            "audit where action = 'submission.read' and class = 'D3' and purpose = 'contact'"
        ),
        1
    );
    server
        .person("caseworker", &agency)
        .post(&open, &purpose)
        .expect_problem(403.1);

    let open = openings(&supervisor, &case, "wellbeing_a3").remove(0);
    supervisor.post(&open, &nothing()).expect(200);
    server.execute("update certifications set until_at = 1");
    supervisor.post(&open, &nothing()).expect_problem(403.93);
    let certify = format!("/v1/users/{}/certify", number(&supervisor));
    supervisor.post(&certify, &nothing()).expect_problem(403.1);
    server
        .focal_point(&server.credentials.collecting().clone())
        .post(&certify, &nothing())
        .expect(200);
    supervisor.post(&open, &nothing()).expect(200);
}

on_both!(whoever_did_not_sign_in_for_thirty_days_needs_a_new_link);
fn whoever_did_not_sign_in_for_thirty_days_needs_a_new_link(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let user = server
        .credentials
        .user("caseworker", Some(&agency.id))
        .clone();
    let id = number(&server.sign_in(&user));
    server.execute(&format!(
        "update users set last_login_at = 1 where actor_id = {id}"
    ));
    let login = json!({ "email": user.email, "password": user.password });
    server
        .nobody()
        .post("/v1/sessions", &login)
        .expect_problem(401.2);
    let link = server
        .focal_point(&agency)
        .post(&format!("/v1/users/{id}/reset"), &nothing())
        .expect(200)
        .json();
    let link = text(&link, "link").to_owned();
    let path = &link[link.find("/welcome/").unwrap()..];
    crate::support::story::welcomed(|| server.nobody(), path, &user.email);
}
