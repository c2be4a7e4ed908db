//! A case from its code to its closing: found by its code, given to somebody, told about without agreement once two people say
//! so, what was agreed to taken back, and closed when a second person agrees.

use super::{Way, calm_screening, code, enter, in_every_way};
use crate::support::story::routed;
use crate::support::{Database, Server, on_both};

const FLOW: &str = "casework";
const AGENCY: &str = "HARBOR";

on_both!(two_people_go_with_a_case_from_its_code_to_its_closing, needs "Chromium and axe-core: tests/run");
fn two_people_go_with_a_case_from_its_code_to_its_closing(on: Database) {
    let server = Server::demo(on);
    in_every_way(on, |number, way| {
        let code = code(number);
        server
            .phone()
            .send_many("wellbeing_a1", &calm_screening(&code), 1);
        routed(&server);
        accompany(&server, way, &code);
    });
}

fn accompany(server: &Server, way: Way, code: &str) {
    let agency = server.credentials.agency(AGENCY);
    let me = server.person("caseworker", agency).get("/v1/users/current");
    let me = me.expect(200).json()["id"].to_string();

    // By its code, from anywhere; nobody's code says so.
    let supervisor = enter(server, way, FLOW, "supervisor", Some(AGENCY));
    supervisor.write("#find-code", "KCCCCCCCC9");
    supervisor.press("form.find button");
    supervisor.sees("[role=alert]");
    supervisor.judged("nobody");
    supervisor.write("#find-code", &code.to_lowercase());
    supervisor.press("form.find button");
    supervisor.reads("h1", code);
    supervisor.judged("found");
    let case = supervisor.at();
    let case = case.split('?').next().unwrap().to_owned();
    assert!(
        !supervisor.at().contains(code),
        "a code stands in no address"
    );
    supervisor.press("main a[href$='/assign']");
    supervisor.judged("assigning");
    supervisor.choose("#caseworker", &me);
    supervisor.press("form[action$='/assign'] button");
    supervisor.hears("case-assigned");

    // Whoever works on it reads, and asks for what nobody could agree to.
    let worker = enter(server, way, FLOW, "caseworker", Some(AGENCY));
    worker.press("nav a[href='/cases']");
    worker.judged("own-cases");
    worker.press(&format!("main table a[href='{case}']"));
    worker.judged("case");
    worker.press(".events a[href*='/submissions/']");
    worker.sees("section.answers dt");
    worker.judged("answers");
    worker.press("nav.crumbs a:last-child");
    worker.press("main a[href$='/consents/new']");
    // More than may be told without agreement is refused, and the page says so.
    worker.choose("#basis", "vital_interest");
    worker.choose("#why", "life_in_danger");
    worker.choose("#service", "mhpss");
    worker.choose("#recipient", "CEDAR");
    worker.tick("input[name=data][value=needs]");
    worker.press("form[action$='/consents/new'] button");
    worker.sees("[role=alert]");
    worker.judged("too-much");
    // What was chosen still is: one box is another, and that is all.
    worker.untick("input[name=data][value=needs]");
    worker.tick("input[name=data][value=health_part]");
    worker.judged("asking");
    worker.press("form[action$='/consents/new'] button");
    worker.hears("consent-asked");
    worker.judged("asked");
    // Two people other than a form: the first of them alone is not enough, and cannot be both.
    let consent = "main a[href*='/consents/'][href$='/confirm']";
    if worker.count(consent) > 0 {
        worker.press(consent);
        worker.judged("confirming-first");
        worker.press("form[action$='/confirm'] button");
        worker.hears("one-more-person");
    }
    worker.misses(consent);
    supervisor.go(&case);
    supervisor.press(consent);
    supervisor.judged("confirming");
    supervisor.press("form[action$='/confirm'] button");
    supervisor.hears("consent-confirmed");
    supervisor.judged("confirmed");

    // A plan, agreed to.
    worker.go(&case);
    worker.press("main a[href$='/plan']");
    worker.judged("planning");
    worker.write("#note", "We made it together.");
    worker.press("form[action$='/plan'] button");
    worker.hears("case-asked");
    supervisor.go("/approvals");
    supervisor.judged("approvals");
    supervisor.press("form[action$='/approve'] button");
    supervisor.hears("approved");
    worker.go(&case);
    worker.press("main a[href$='/step']");
    worker.judged("stepping");
    worker.press("form[action$='/step'] button");
    worker.hears("case-stepped");

    // Taken back: what that does is said before it is done.
    worker.press("main a[href$='/consents/withdraw']");
    worker.judged("taking-back");
    worker.choose("#recipient", "everybody");
    worker.choose("#why", "person_asked");
    worker.press("form[action$='/withdraw'] button");
    worker.hears("consent-withdrawn");
    worker.judged("taken-back");

    // Closed by two.
    worker.press("main a[href$='/close']");
    worker.choose("#why", "person_asks");
    worker.write("#note", "All is well.");
    worker.judged("closing");
    worker.press("form[action$='/close'] button");
    worker.hears("case-asked");
    supervisor.go("/approvals");
    supervisor.press("form[action$='/approve'] button");
    supervisor.hears("approved");
    worker.go(&case);
    worker.judged("closed");
    let last = worker.all("ol.path li").pop().unwrap();
    assert_eq!(last.attribute("aria-current").as_deref(), Some("step"));
}
