//! A case from its code to its closing, by two people of one agency in their browsers; to another agency it does not exist.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::credentials::{Agency, User};
use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Answers, Database, Phone, Server, eventually, on_both};

/// A code that a case has, and one that nobody has.
const CODE: &str = "KHR5B62ZKf";
const NOBODYS: &str = "KCCCCCCCC9";

/// The phone of an agency that fills every form.
fn caseworkers_phone(server: &Server, agency: &Agency) -> Phone {
    let mut devices = server.credentials.devices.iter();
    server.phone_of(devices.rfind(|d| d.agency == agency.id).unwrap())
}

/// A screening that something can wait after, and an assessment of danger.
fn sent(server: &Server, owner: &Agency) {
    let screening = urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", CODE);
    server.phone().send_many("wellbeing_a1", &screening, 1);
    routed(server);
    let danger = Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", CODE),
        ("r/risk_level", "high"),
    ]);
    caseworkers_phone(server, owner).send_many("wellbeing_a5", &danger, 1);
    routed(server);
}

fn enter(server: &Server, user: &User) -> Browser {
    let browser = Browser::open();
    browser.sign_in(&server.url(), user);
    browser
}

fn says(browser: &Browser, what: &str) {
    eventually(what, 10.0, || browser.text().contains(what).then_some(()));
}

fn seek(browser: &Browser, code: &str) {
    browser.find("form.find input[name=code]").write(code);
    browser.find("form.find button").click();
}

on_both!(a_case_goes_from_its_code_to_its_closing_by_two_people, needs "Chromium: tests/run");
fn a_case_goes_from_its_code_to_its_closing_by_two_people(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    sent(&server, &owner);
    let user =
        |role: &str, agency: &Agency| server.credentials.user(role, Some(&agency.id)).clone();

    // A supervisor comes to the case by its code, from anywhere, and gives it to somebody.
    let supervisor = enter(&server, &user("supervisor", &owner));
    seek(&supervisor, &CODE.to_lowercase());
    says(&supervisor, "Nobody works on this case");
    let address = supervisor.url();
    assert!(!address.contains(CODE), "a code stands in no address");
    assert!(supervisor.text().contains(CODE), "who works on it sees it");
    assert!(supervisor.text().contains("Last assessed: High"));
    supervisor.screenshot("case");
    supervisor.press("Assign");
    let caseworker = server.person("caseworker", &owner);
    let me = caseworker.get("/v1/users/current").expect(200).json()["id"].to_string();
    supervisor
        .find(&format!("select[name=caseworker] option[value='{me}']"))
        .click();
    supervisor.press("Save");
    says(&supervisor, "Who works on the case can open it now");

    // The caseworker finds it among their own, reads a form, and asks to agree to a plan.
    let worker = enter(&server, &user("caseworker", &owner));
    worker.go(&format!("{}/cases?urgency=U0", server.url()));
    says(&worker, "Nothing matches.");
    let urgency = caseworker.get("/v1/cases").expect(200).list()[0]["urgency"].clone();
    let urgency = urgency.as_str().unwrap();
    worker.go(&format!(
        "{}/cases?urgency={urgency}&state=open",
        server.url()
    ));
    worker.find("main table a").click();
    says(&worker, "Before any contact");
    worker.press("Screening");
    says(&worker, "Received");
    assert!(!worker.all("section.answers dt").is_empty());
    worker.screenshot("case-submission");
    worker.go(&address);
    worker.press("Ask to agree to the plan");
    worker
        .find("input[name=note]")
        .write("We made it together.");
    worker.press("Ask a supervisor");
    says(&worker, "Asked. A supervisor, another person, decides.");
    worker.press("Begin with the plan");
    says(&worker, "A supervisor has to agree to the plan first");

    supervisor.go(&format!("{}/approvals", server.url()));
    says(&supervisor, "We made it together.");
    supervisor.screenshot("approvals");
    supervisor.press("Approve");
    says(&supervisor, "Approved. Whoever asked can see this.");

    worker.go(&address);
    worker.press("Begin with the plan");
    says(&worker, "The case is now: Planned.");
    worker.press("Begin with the plan");
    says(&worker, "The case went a step further");

    // It is not closed while somebody else works for the person.
    let close = |worker: &Browser| {
        worker.go(&address);
        worker.press("Close the case");
        worker
            .find("select[name=reason] option[value=person_asks]")
            .click();
        worker.find("input[name=note]").write("All is well.");
        worker.press("Ask a supervisor to close it");
    };
    close(&worker);
    says(&worker, "Referrals of this case are still open");
    let by = server.person("supervisor", &owner);
    for one in by.get("/v1/referrals?direction=sent").expect(200).list() {
        let recall = format!("/v1/referrals/{}/recall", one["id"].as_str().unwrap());
        by.post(&recall, &json!({"reason": "not_needed"}));
    }
    close(&worker);
    says(&worker, "Asked. A supervisor, another person, decides.");
    supervisor.go(&format!("{}/approvals", server.url()));
    says(&supervisor, "The person asks for it");
    supervisor.press("Approve");
    says(&supervisor, "Approved. Whoever asked can see this.");
    worker.go(&address);
    says(&worker, "The case went on to: Closed");
    assert_eq!(worker.find("ol.path .here").text(), "Closed");

    // To another agency the code is as one that nobody has, and nothing of the case is there.
    let cedar = server.credentials.agency("CEDAR").clone();
    let stranger = enter(&server, &user("supervisor", &cedar));
    let answer = |code: &str| {
        seek(&stranger, code);
        says(&stranger, "No case of your agency has this code");
        stranger.text()
    };
    assert_eq!(answer(CODE), answer(NOBODYS));
    stranger.go(&address);
    says(&stranger, "Page not found");
    let id = address.rsplit('/').next().unwrap();
    let id = id.split('?').next().unwrap();
    for path in ["cases", "approvals", "unmatched", "looks"] {
        stranger.go(&format!("{}/{path}", server.url()));
        let source = stranger.source();
        assert!(
            !source.contains(id) && !source.contains("All is well"),
            "{path}"
        );
    }

    // Who keeps the agency's keys sees where a case stands, and does not open it.
    let focal_point = enter(&server, &user("focal_point", &owner));
    focal_point.go(&address);
    says(
        &focal_point,
        "You see where this case stands, not what was said",
    );
    assert!(!focal_point.source().contains(CODE));
    focal_point.screenshot("case-read-only");
}

on_both!(what_waits_for_a_second_person_is_decided_on_its_page, needs "Chromium: tests/run");
fn what_waits_for_a_second_person_is_decided_on_its_page(on: Database) {
    let server = Server::demo(on);
    let owner = server.credentials.collecting().clone();
    let cedar = server.credentials.agency("CEDAR").clone();
    sent(&server, &owner);
    let named = Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", CODE),
        ("r/risk_level", "low"),
    ]);
    caseworkers_phone(&server, &cedar).send_many("wellbeing_a5", &named, 1);
    routed(&server);
    server.execute("update referrals set urgency = 'U0' where case_id is not null");
    let user = |role: &str| server.credentials.user(role, Some(&owner.id)).clone();

    // Somebody who does not work on it sees where it stands; with a reason, an hour long, what was said.
    let worker = enter(&server, &user("caseworker"));
    worker.go(&format!("{}/cases", server.url()));
    says(&worker, "No cases here.");
    worker.press("All of the agency");
    worker.find("main table a").click();
    says(&worker, "You see where this case stands, not what was said");
    assert!(!worker.source().contains(CODE));
    worker.press("Look into this case");
    worker
        .find("input[name=reason]")
        .write("The person called.");
    worker.press("Look for one hour");
    says(&worker, "You can read this case for one hour");
    says(&worker, CODE);

    // A supervisor says whether that was right, and what becomes of what named the case from elsewhere.
    let supervisor = enter(&server, &user("supervisor"));
    supervisor.go(&format!("{}/looks", server.url()));
    says(&supervisor, "The person called.");
    supervisor.screenshot("looks");
    supervisor.press("It was right");
    says(&supervisor, "Noted.");
    supervisor.go(&format!("{}/unmatched", server.url()));
    says(&supervisor, "wellbeing_a5");
    supervisor.screenshot("unmatched");
    supervisor.press("Leave it with them");
    says(&supervisor, "Nothing waits.");

    // What taking back does is said before it is done.
    supervisor.go(&format!("{}/cases", server.url()));
    supervisor.find("main table a").click();
    supervisor.press("Take an agreement back");
    says(&supervisor, "Agreements that end at once: 1");
    supervisor
        .find("select[name=recipient] option[value=everybody]")
        .click();
    supervisor
        .find("select[name=reason] option[value=person_asked]")
        .click();
    supervisor.press("Take it back now");
    says(&supervisor, "Taken back. What others had is called back");
    supervisor.screenshot("case-taken-back");
}
