//! What a person agreed to, from the form to the queue: proposed, confirmed, narrowed, taken back.

use serde_json::{Value, json};

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::{held, lock, received, referrals, routed, services, unlock};
use crate::support::{Answers, Client, Database, Phone, Server, eventually, on_both};

/// Like the shipped screening's: `K`, eight characters, and a check character.
pub(super) const CODE: &str = "KHR5B62ZKf";

/// The collecting agency, its people, its phone, and the agency that offers health care.
pub(super) struct Cast<'s> {
    server: &'s Server,
    pub(super) own: Agency,
    pub(super) caseworker: Client,
    pub(super) supervisor: Client,
    phone: Phone,
    pub(super) clinic: Client,
}

impl<'s> Cast<'s> {
    pub(super) fn of(server: &'s Server) -> Self {
        let own = server.credentials.collecting().clone();
        let mut devices = server.credentials.devices.iter();
        let device = devices.rfind(|device| device.agency == own.id).unwrap();
        let clinic = server
            .credentials
            .agencies
            .iter()
            .find(|agency| agency.name.starts_with("Cedar"))
            .unwrap();
        Self {
            server,
            caseworker: server.person("caseworker", &own),
            supervisor: server.person("supervisor", &own),
            phone: server.phone_of(device),
            clinic: server.focal_point(clinic),
            own,
        }
    }

    pub(super) fn send(&self, form: &str, answers: &Answers) {
        self.phone.send_many(form, answers, 1);
        routed(self.server);
    }

    /// The case of the newest submission of a form, given to the caseworker.
    pub(super) fn case(&self, form: &str) -> String {
        let case = self.found(form);
        let me = self.caseworker.get("/v1/users/current").expect(200).json();
        self.supervisor
            .post(
                &format!("/v1/cases/{case}/assign"),
                &json!({ "caseworker": me["id"] }),
            )
            .expect(200);
        case
    }

    /// The same, as a supervisor finds it.
    fn found(&self, form: &str) -> String {
        let projects = self.supervisor.get("/v1/projects").expect(200).list();
        let newest = projects.iter().find_map(|project| {
            let path = format!("/v1/projects/{}/forms/{form}/submissions", project["id"]);
            let answer = self.supervisor.get(&path);
            let all = if answer.status == 200 {
                answer.list()
            } else {
                Vec::new()
            };
            all.first().map(|one| one["case"].clone())
        });
        newest
            .expect("a submission")
            .as_str()
            .expect("a case")
            .to_owned()
    }

    fn consents(&self, case: &str) -> Vec<Value> {
        let path = format!("/v1/cases/{case}/consents");
        self.caseworker.get(&path).expect(200).list()
    }

    pub(super) fn in_state(&self, case: &str, state: &str) -> Vec<Value> {
        let mut all = self.consents(case);
        all.retain(|one| one["state"] == state && one["screening"] == false);
        all
    }

    pub(super) fn confirm(&self, by: &Client, case: &str, consent: &Value) -> Value {
        by.post(&confirm(case, consent), &json!({}))
            .expect(200)
            .json()
    }

    pub(super) fn held(&self) -> Vec<String> {
        services(&held(&self.server.focal_point(&self.own)))
    }

    /// What the clinic has of a service.
    pub(super) fn at_the_clinic(&self, service: &str) -> Option<Value> {
        received(&self.clinic)
            .into_iter()
            .find(|one| one["service"] == service)
    }

    pub(super) fn crosses(&self, service: &str) -> Value {
        eventually("what is agreed to crosses", 20.0, || {
            self.at_the_clinic(service)
        })
    }

    /// Keys that receivers still have to cards that were taken back.
    pub(super) fn keys_left(&self) -> i64 {
        self.server.count(
            "record_keys join keys on keys.id = record_keys.key_id \
             join referrals on referrals.record_id = record_keys.record_id \
             where referrals.state = 'recalled' and keys.agency_id = referrals.to_agency",
        )
    }
}

pub(super) fn confirm(case: &str, consent: &Value) -> String {
    let id = consent["id"].as_str().unwrap();
    format!("/v1/cases/{case}/consents/{id}/confirm")
}

/// A screening that found something, and that nothing in it cannot wait.
pub(super) fn screening() -> Answers {
    urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", CODE)
}

/// An adult's agreement with these rows.
pub(super) fn agreement(rows: &str) -> Answers {
    Answers::of(&[
        ("ref/safe_now", "yes"),
        ("ref/case_code", CODE),
        ("ref/age_group", "25_59"),
        ("ref/is_child_now", "no"),
        ("inf/told_limits", "yes"),
        ("inf/agree_interview", "yes"),
        ("cap/capacity", "able"),
        ("ad/given", rows),
        ("res/valid", "yes"),
        ("res/basis", "consent"),
    ])
}

/// A meeting at which somebody says that they may hurt themselves.
pub(super) fn meeting() -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("ref/case_code", CODE),
        ("safe/selfharm", "yes"),
    ])
}

pub(super) fn withdrawal() -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/have_code", "yes"),
        ("ref/case_code", CODE),
        ("ref/ask", "withdraw_all"),
    ])
}

/// The names of a card's lines, sorted.
pub(super) fn lines(referral: &Value) -> Vec<String> {
    let card = referral["triage"].as_object().expect("a card");
    card.keys().cloned().collect()
}

on_both!(what_was_agreed_to_crosses_once_it_is_confirmed_and_no_more_than_that);
fn what_was_agreed_to_crosses_once_it_is_confirmed_and_no_more_than_that(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a1", &screening());
    cast.send(
        "wellbeing_a2",
        &agreement("by_service/mhpss/30_days/needs CEDAR/medical/for_ever/needs"),
    );
    cast.send("wellbeing_a9", &meeting());
    assert_eq!(cast.held(), ["mhpss U1"]);
    assert!(cast.at_the_clinic("mhpss").is_none());

    let case = cast.case("wellbeing_a2");
    let proposed = cast.in_state(&case, "proposed");
    assert_eq!(proposed.len(), 1);
    assert_eq!(proposed[0]["scope"]["service"], "mhpss");
    assert_eq!(proposed[0]["scope"]["data"], json!(["needs"]));
    let unread = cast.in_state(&case, "refused");
    assert_eq!(unread[0]["scope"]["unread"], "CEDAR/medical/for_ever/needs");

    // Neither a focal point, nor another agency, nor a stranger to the case confirms it.
    let waits = cast.caseworker.get("/v1/consents").expect(200).list();
    assert_eq!((waits.len(), &waits[0]["case"]), (1, &json!(case)));
    let path = confirm(&case, &proposed[0]);
    let assign = format!("/v1/cases/{case}/assign");
    cast.supervisor.post(&assign, &json!({})).expect(200);
    cast.caseworker
        .post(&path, &json!({}))
        .expect_problem(403.1);
    let all = format!("/v1/cases/{case}/consents");
    cast.caseworker.get(&all).expect_problem(403.1);
    let back = format!("{all}/withdraw");
    cast.caseworker
        .post(&back, &json!({ "reason": "person_asked" }))
        .expect_problem(403.1);
    cast.case("wellbeing_a2");
    server
        .focal_point(&cast.own)
        .post(&path, &json!({}))
        .expect_problem(403.1);
    let other = server.credentials.others().next().unwrap();
    server
        .person("supervisor", other)
        .post(&path, &json!({}))
        .expect_problem(404.1);
    server.admin().post(&path, &json!({})).expect_problem(403.1);

    let answer = cast.confirm(&cast.caseworker, &case, &proposed[0]);
    assert_eq!(answer["stands"], true);
    let card = cast.crosses("mhpss");
    assert_eq!(card["urgency"], "U1");
    let shown = lines(&card);
    assert!(shown.contains(&"age_group".to_owned()), "{shown:?}");
    assert!(
        !shown.contains(&"selfharm".to_owned()),
        "health was not agreed to: {shown:?}"
    );
    assert_eq!(cast.held(), Vec::<String>::new());
    cast.caseworker
        .post(&path, &json!({}))
        .expect_problem(409.92);
}

on_both!(less_counts_at_once_and_a_no_takes_back_what_was_sent);
fn less_counts_at_once_and_a_no_takes_back_what_was_sent(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a1", &screening());
    cast.send(
        "wellbeing_a2",
        &agreement("by_service/mhpss/90_days/needs+health_part"),
    );
    let case = cast.case("wellbeing_a2");
    cast.confirm(
        &cast.caseworker,
        &case,
        &cast.in_state(&case, "proposed")[0],
    );
    cast.send("wellbeing_a9", &meeting());
    let first = cast.crosses("mhpss");
    assert!(lines(&first).contains(&"selfharm".to_owned()), "{first}");

    // Less: at once, and the card that is there becomes smaller.
    cast.send(
        "wellbeing_a2",
        &agreement("CEDAR/mhpss/30_days/contact_only"),
    );
    let smaller = cast.at_the_clinic("mhpss").expect("it goes on");
    assert_eq!(smaller["id"], first["id"]);
    assert_eq!(lines(&smaller), ["language", "need", "urgency"]);
    assert_eq!(cast.in_state(&case, "in_force").len(), 1);
    assert!(cast.in_state(&case, "proposed").is_empty());

    // More: waits.
    cast.send("wellbeing_a2", &agreement("CEDAR/mhpss/90_days/needs"));
    assert_eq!(cast.in_state(&case, "proposed").len(), 1);
    assert_eq!(
        lines(&cast.at_the_clinic("mhpss").unwrap()),
        ["language", "need", "urgency"]
    );

    // No: taken back, the receiver's keys destroyed.
    cast.send(
        "wellbeing_a2",
        &agreement("").with("ad/refused", "CEDAR/mhpss"),
    );
    assert!(cast.in_state(&case, "in_force").is_empty());
    let id = first["id"].as_str().unwrap();
    let gone = cast
        .clinic
        .get(&format!("/v1/referrals/{id}"))
        .expect(200)
        .json();
    assert_eq!(
        (&gone["state"], &gone["triage"]),
        (&json!("recalled"), &Value::Null)
    );
    assert_eq!(cast.keys_left(), 0);
    // What the screening sent for another help stands.
    assert!(cast.at_the_clinic("protection_cm").is_some());
}

on_both!(a_withdrawal_takes_everything_back_and_the_help_at_home_goes_on);
fn a_withdrawal_takes_everything_back_and_the_help_at_home_goes_on(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a1", &screening());
    cast.send("wellbeing_a2", &agreement("by_service/mhpss/90_days/needs"));
    let case = cast.case("wellbeing_a2");
    cast.confirm(
        &cast.caseworker,
        &case,
        &cast.in_state(&case, "proposed")[0],
    );
    cast.send("wellbeing_a9", &meeting());
    let mhpss = cast.crosses("mhpss");
    let opened = format!("/v1/referrals/{}", mhpss["id"].as_str().unwrap());
    cast.clinic.get(&opened).expect(200);
    cast.clinic
        .post(&format!("{opened}/accept"), &json!({}))
        .expect(200);

    cast.send("wellbeing_a13", &withdrawal());
    for one in received(&cast.clinic) {
        assert_eq!(one["state"], "recalled", "{one}");
        assert_eq!(
            (&one["triage"], &one["reason"]),
            (&Value::Null, &json!("consent_ended"))
        );
    }
    assert_eq!(received(&cast.clinic).len(), 2);
    assert_eq!(cast.keys_left(), 0);
    assert_eq!(
        server.count("consents where state in ('in_force', 'proposed')"),
        0
    );
    assert_eq!(cast.held(), ["review U1"]);
    // What is said later in the case stays at home.
    cast.send("wellbeing_a9", &meeting());
    assert!(cast.held().contains(&"mhpss U1".to_owned()));
    assert_eq!(received(&cast.clinic).len(), 2);
}

on_both!(a_worker_takes_back_at_once_also_while_the_key_is_locked);
fn a_worker_takes_back_at_once_also_while_the_key_is_locked(on: Database) {
    let server = Server::demo(on);
    let own = server.credentials.under_passphrase().clone();
    let holder = server.focal_point(&own);
    unlock(&holder, &own);
    let mut devices = server.credentials.devices.iter();
    let phone = server.phone_of(devices.rfind(|device| device.agency == own.id).unwrap());
    phone.send_many("wellbeing_a1", &screening(), 1);
    routed(&server);
    let mut cast = Cast::of(&server);
    assert_eq!(received(&cast.clinic).len(), 1);
    cast.supervisor = server.person("supervisor", &own);
    cast.own = own.clone();
    let case = cast.found("wellbeing_a1");
    lock(&holder, &own);
    let path = format!("/v1/cases/{case}/consents/withdraw");
    let body = json!({ "recipient": "CEDAR", "reason": "person_asked" });
    cast.supervisor
        .post(&path, &json!({ "reason": "because" }))
        .expect_problem(400.8);
    cast.supervisor
        .post(&path, &json!({ "recipient": "NOBODY", "reason": "safety" }))
        .expect(400);
    cast.caseworker.post(&path, &body).expect(404);
    let done = cast.supervisor.post(&path, &body).expect(200).json();
    assert_eq!(done["referrals"], 1);
    assert_eq!(received(&cast.clinic)[0]["state"], "recalled");
    assert_eq!(cast.keys_left(), 0);
    // Why is for the case's own people: it stands sealed, and in no audit.
    assert_eq!(server.count("audit where note = 'person_asked'"), 0);
    unlock(&holder, &own);
    let path = format!("/v1/cases/{case}/consents");
    let all = cast.supervisor.get(&path).expect(200).list();
    let refused = all.iter().find(|one| one["state"] == "refused").unwrap();
    assert_eq!(refused["scope"]["reason"], "person_asked");
}

/// A boy of eight says no; the adult with him may not be safe: `forms/wellbeing_a2/small-child.properties` and what the form
/// computes from it.
pub(super) fn small_child() -> Answers {
    Answers::file("wellbeing_a2", "small-child")
        .with("ref/is_child_now", "yes")
        .with("ch/supervisor", "approve")
        .with(
            "ad/given",
            "by_service/child_protection/72_hours/contact_only",
        )
        .with("res/valid", "pending")
        .with("res/basis", "child_best_interest")
}

on_both!(against_a_child_s_word_only_two_people_and_the_least);
fn against_a_child_s_word_only_two_people_and_the_least(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a2", &without_repeat(small_child()));
    let case = cast.case("wellbeing_a2");
    let proposed = cast.in_state(&case, "proposed");
    assert_eq!(proposed.len(), 1);
    assert_eq!(proposed[0]["basis"], "child_best_interest");
    assert_eq!(proposed[0]["approval"], "two");
    assert!(cast.at_the_clinic("child_protection").is_none());

    let path = confirm(&case, &proposed[0]);
    assert_eq!(
        cast.confirm(&cast.caseworker, &case, &proposed[0])["stands"],
        false
    );
    cast.caseworker
        .post(&path, &json!({}))
        .expect_problem(403.1);
    assert_eq!(
        cast.confirm(&cast.supervisor, &case, &proposed[0])["stands"],
        true
    );
    let card = cast.crosses("child_protection");
    assert_eq!(lines(&card), ["need", "urgency"]);
}

on_both!(a_young_person_agrees_alone_and_to_one_clinic_only);
fn a_young_person_agrees_alone_and_to_one_clinic_only(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    let code = "K7WQ3MZ8T5";
    let answers = Answers::file("wellbeing_a2", "young-person")
        .with("ref/is_child_now", "yes")
        .with("ad/given", "CEDAR/mhpss/30_days/needs+health_part")
        .with("res/valid", "yes")
        .with("res/basis", "consent");
    cast.send("wellbeing_a2", &without_repeat(answers));
    let case = cast.case("wellbeing_a2");
    let proposed = cast.in_state(&case, "proposed");
    assert_eq!(
        (&proposed[0]["approval"], &proposed[0]["scope"]["age"]),
        (&json!("one"), &json!("child"))
    );
    cast.confirm(&cast.caseworker, &case, &proposed[0]);
    cast.send("wellbeing_a9", &meeting().with("ref/case_code", code));
    let card = cast.crosses("mhpss");
    assert!(lines(&card).contains(&"selfharm".to_owned()));

    // Grown up: what was agreed to as a child covers nothing any more, and is asked anew.
    let grown = Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", code),
        ("who/age_band", "18_24"),
        ("who/is_child_now", "no"),
    ]);
    cast.send("wellbeing_a4b", &grown);
    assert_eq!(cast.in_state(&case, "expired").len(), 1);
    let shown = referrals(&cast.clinic);
    assert_eq!(shown[0]["reason"], "consent_ended", "{}", shown[0]);
}

on_both!(what_nobody_could_agree_to_needs_a_second_person_and_ends_by_itself);
fn what_nobody_could_agree_to_needs_a_second_person_and_ends_by_itself(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    cast.send("wellbeing_a9", &meeting());
    assert_eq!(cast.held(), ["mhpss U1"]);
    let case = cast.case("wellbeing_a9");
    let path = format!("/v1/cases/{case}/consents");
    let ask = |basis: &str, service: &str, data: &[&str]| json!({ "basis": basis, "service": service, "data": data, "reason": "life_in_danger" });
    for wrong in [
        ask("consent", "mhpss", &["health_part"]),
        ask("vital_interest", "mhpss", &["summary"]),
        ask("vital_interest", "mhpss", &[]),
        ask("vital_interest", "law_enforcement", &["health_part"]),
        ask("vital_interest", "review", &["health_part"]),
    ] {
        cast.caseworker.post(&path, &wrong).expect(400);
    }
    cast.caseworker
        .post(&path, &ask("vital_interest", "mhpss", &["health_part"]))
        .expect(200);
    let proposed = cast.in_state(&case, "proposed");
    let own = confirm(&case, &proposed[0]);
    cast.caseworker.post(&own, &json!({})).expect_problem(403.1);
    assert!(cast.at_the_clinic("mhpss").is_none());
    assert_eq!(
        cast.confirm(&cast.supervisor, &case, &proposed[0])["stands"],
        true
    );
    let card = cast.crosses("mhpss");
    assert_eq!(lines(&card), ["need", "selfharm", "urgency"]);
}

/// The answers without the rows of the repeat, which these stories give as the form's calculation.
pub(super) fn without_repeat(answers: Answers) -> Answers {
    answers.without("ad/consent_scope")
}
