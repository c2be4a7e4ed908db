//! Three people, each from the phone to the answer that comes back, over HTTP and through the doors that everybody has: a child
//! found alone, an adult within 72 hours, and somebody whose alleged abuser works for an agency in the pathway. How long each
//! step took is printed with the story (`--nocapture`) and never asserted.

mod accused;

use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::consents::{CODE, Cast, confirm, lines, small_child, without_repeat};
use crate::support::story::{held, received, services};
use crate::support::{Answers, Client, Database, Server, on_both};

/// A person's way, with the time that each step took.
struct Walk {
    person: &'static str,
    last: Instant,
    steps: Vec<(String, Duration)>,
}

impl Walk {
    fn of(person: &'static str) -> Self {
        Self {
            person,
            last: Instant::now(),
            steps: Vec::new(),
        }
    }

    fn step(&mut self, what: &str) {
        self.steps.push((what.to_owned(), self.last.elapsed()));
        self.last = Instant::now();
    }

    fn print(&self) {
        println!("{}", self.person);
        for (what, took) in &self.steps {
            println!("  {:>7} ms  {what}", took.as_millis());
        }
    }
}

/// A referral as one side reads it.
fn read(people: &Client, id: &str) -> Value {
    let path = format!("/v1/referrals/{id}");
    people.get(&path).expect(200).json()
}

fn act(people: &Client, id: &str, step: &str, body: &Value) -> Value {
    let path = format!("/v1/referrals/{id}/{step}");
    people.post(&path, body).expect(200).json()
}

fn id_of(referral: &Value) -> String {
    referral["id"].as_str().unwrap().to_owned()
}

/// From the card to the answer that its sender reads: opened, accepted, contact line by line, met, given, confirmed, closed.
/// Answers the names of the lines that were opened.
fn lived(server: &Server, walk: &mut Walk, to: &Client, from: &Client, id: &str) -> Vec<String> {
    let nothing = json!({});
    let card = read(to, id);
    assert_eq!(card["state"], "seen");
    assert!(
        card["contact"].is_null(),
        "nothing of contact before: {card}"
    );
    walk.step("its card was opened");
    act(to, id, "accept", &nothing);
    walk.step("it was accepted");
    let mut opened = Vec::new();
    let names = read(to, id);
    for line in names["contact"].as_array().unwrap() {
        let field = line["field"].as_str().unwrap().to_owned();
        assert!(!line.to_string().contains("value"), "only its name: {line}");
        let what = json!({"field": field, "purpose": "first_contact"});
        let path = format!("/v1/referrals/{id}/reveal");
        let shown = to.post(&path, &what).expect(200).list();
        assert_eq!(shown.last().unwrap()["field"], field.as_str());
        opened.push(field);
    }
    assert!(!opened.is_empty(), "{names}");
    let audited = format!("audit where action = 'referral.reveal' and object_id = '{id}'");
    assert!(server.count(&audited) >= opened.len() as i64);
    walk.step("its contact was opened line by line");
    act(to, id, "contact", &nothing);
    act(
        to,
        id,
        "deliver",
        &json!({"outcome": "whole", "units": "2"}),
    );
    walk.step("the person was met and the service given");
    let answer = read(from, id);
    assert_eq!(answer["state"], "delivered");
    let last = answer["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        last["words"],
        json!({"outcome": "whole", "units": 2}),
        "{answer}"
    );
    assert!(last["actorId"].is_null(), "on whose behalf, not who");
    act(from, id, "confirm", &nothing);
    act(from, id, "close", &nothing);
    assert_eq!(read(to, id)["state"], "closed");
    walk.step("the answer came back and was confirmed");
    opened
}

/// The screening of a boy of eight with no adult to care for him.
fn child_alone() -> Answers {
    Answers::file("wellbeing_a1", "child")
        .with("who/age_group", "6_11")
        .with("who/is_child_now", "yes")
        .with("res/band", "strong")
        .with("res/urgent", "yes")
        .with("end/case_code", CODE)
}

on_both!(a_child_found_alone);
fn a_child_found_alone(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    let home = server.focal_point(&cast.own);
    let crossed = || server.count("referrals where from_agency <> to_agency");
    let mut walk = Walk::of("A child found alone");

    cast.send("wellbeing_a1", &child_alone());
    walk.step("the screening was sent, opened and weighed");
    let waits = held(&home);
    assert_eq!(services(&waits), ["child_protection U1"]);
    let proposed = json!(["child_protection", "protection_cm"]);
    assert_eq!(
        waits[0]["services"], proposed,
        "one item for its own people"
    );
    assert_eq!(crossed(), 0, "a child's screening carries no agreement");

    // He says no, and the adult who came is not safe.
    let answers = small_child().with("ref/case_code", CODE);
    cast.send("wellbeing_a2", &without_repeat(answers));
    walk.step("the agreement form was sent, opened and weighed");
    let tasks: String = held(&home)
        .iter()
        .filter_map(|one| one["triage"]["task"].as_str())
        .collect::<Vec<_>>()
        .join(" ");
    assert!(tasks.contains("no_caregiver_notice"), "R07: {tasks}");
    assert!(tasks.contains("second_look"), "R07b: {tasks}");
    let case = cast.case("wellbeing_a2");
    let proposed = cast.in_state(&case, "proposed");
    assert_eq!(proposed.len(), 1);
    assert_eq!(
        (&proposed[0]["basis"], &proposed[0]["approval"]),
        (&json!("child_best_interest"), &json!("two"))
    );
    assert_eq!(crossed(), 0);

    // Two people, of whom the second is a supervisor; nobody twice, nobody else.
    let path = confirm(&case, &proposed[0]);
    home.post(&path, &json!({})).expect_problem(403.1);
    let other = server.credentials.others().next().unwrap();
    let stranger = server.person("supervisor", other);
    stranger.post(&path, &json!({})).expect_problem(404.1);
    let first = cast.confirm(&cast.caseworker, &case, &proposed[0]);
    assert_eq!(first["stands"], false);
    cast.caseworker
        .post(&path, &json!({}))
        .expect_problem(403.1);
    assert_eq!(crossed(), 0, "one alone opens nothing");
    walk.step("the first of two said yes");
    let second = cast.confirm(&cast.supervisor, &case, &proposed[0]);
    assert_eq!(second["stands"], true);
    let sent = cast.crosses("child_protection");
    walk.step("the second said yes, and it stood in the queue");
    assert_eq!(sent["urgency"], "U1");
    assert_eq!(lines(&sent), ["need", "urgency"], "the least");
    assert_eq!(crossed(), 1, "and for his safety only");

    let id = id_of(&sent);
    let opened = lived(&server, &mut walk, &cast.clinic, &home, &id);
    assert_eq!(opened, ["language"]);
    // For 72 hours: then the card opens no more.
    server.execute("update consents set expires_at = 1 where state = 'in_force'");
    let later = read(&cast.clinic, &id);
    assert_eq!(
        (&later["triage"], &later["reason"]),
        (&Value::Null, &json!("consent_ended"))
    );
    walk.print();
}

fn instant(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().unwrap();
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

on_both!(an_adult_within_72_hours);
fn an_adult_within_72_hours(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    let home = server.focal_point(&cast.own);
    // The clinic answers on one day of the week, which is not today nor tomorrow.
    let day = (Utc::now() + TimeDelta::days(3)).weekday();
    let day = day.to_string().to_lowercase();
    let hours = format!("+00:00 {0}-{0} 08:00-20:00", &day[..2]);
    let clinic = server.credentials.agency("CEDAR");
    let path = format!("/v1/agencies/{}/hours", clinic.id);
    cast.clinic
        .put(&path, &json!({ "hours": hours }))
        .expect(200);
    let mut walk = Walk::of("An adult within 72 hours");

    let before = Utc::now();
    let answers = Answers::file("wellbeing_a1", "within-72-hours")
        .with("who/is_child_now", "no")
        .with("res/band", "some")
        .with("res/urgent", "yes")
        .with("end/case_code", CODE);
    cast.send("wellbeing_a1", &answers);
    let after = Utc::now();
    walk.step("the screening was sent and stood in the queues");
    let here = received(&cast.clinic);
    assert_eq!(services(&here), ["cmr U1", "protection_cm U2"]);
    let care = cast.at_the_clinic("cmr").unwrap();
    let other = cast.at_the_clinic("protection_cm").unwrap();

    // How long treatment is of most use stands on the card of whoever treats, and on no other.
    let card = &care["triage"];
    assert_eq!(card["sv_time"], "last_72h");
    let deadline = card["deadline"].as_str().expect("a deadline");
    let deadline = NaiveDateTime::parse_from_str(deadline, "%Y-%m-%dT%H:%MZ").unwrap();
    let three = TimeDelta::hours(3);
    assert!(
        deadline.and_utc() >= before + three - TimeDelta::minutes(1),
        "{card}"
    );
    assert!(
        deadline.and_utc() <= after + three + TimeDelta::minutes(1),
        "{card}"
    );
    let else_where = other["triage"].to_string();
    for word in ["sv_time", "deadline", "last_72h"] {
        assert!(!else_where.contains(word), "{else_where}");
    }
    for label in ["band", "officer_view", "possible"] {
        assert!(!card.to_string().contains(label), "no label: {card}");
    }
    // Its clock runs day and night; the other waits until the clinic opens.
    let (sent, minute) = (instant(&care["sentAt"]), TimeDelta::minutes(1));
    for (clock, limit) in [("seeBy", 2), ("decideBy", 6), ("contactBy", 24)] {
        let left = instant(&care[clock]) - sent;
        assert!(left <= TimeDelta::hours(limit) + minute, "{clock}: {left}");
        assert!(left >= TimeDelta::hours(limit) - minute, "{clock}: {left}");
    }
    assert!(instant(&other["seeBy"]) - sent > TimeDelta::days(2));

    let opened = lived(&server, &mut walk, &cast.clinic, &home, &id_of(&care));
    assert_eq!(opened, ["how", "when"]);
    walk.print();
}
