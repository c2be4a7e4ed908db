//! Every state in which a submission can wait, and every repair: which ends which.

use serde_json::json;

use super::rotation::Holders;
use crate::support::form::urgent_adult;
use crate::support::{Answer, Client, Database, Multipart, Phone, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";

/// What brings a submission into a state, and the one repair that gets it out.
struct Row {
    state: &'static str,
    repair: Option<Repair>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Repair {
    SendTheRest,
    Unlock,
    Enable,
    Reopen,
    Lift,
    Retry,
}

const REPAIRS: [Repair; 6] = [
    Repair::SendTheRest,
    Repair::Unlock,
    Repair::Enable,
    Repair::Reopen,
    Repair::Lift,
    Repair::Retry,
];

struct Case {
    server: Server,
    holders: Holders,
    phone: Phone,
    /// What the phone still has.
    rest: Option<Multipart>,
    key: String,
    stop: Option<String>,
    instance: String,
}

impl Case {
    fn new(on: Database) -> Self {
        let server = Server::demo(on);
        let holders = Holders::of(&server);
        let key = holders.key("collection", "active").unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            phone: server.phone(),
            server,
            holders,
            rest: None,
            key,
            stop: None,
            instance: String::new(),
        }
    }

    fn send(&mut self) {
        let envelope = self.phone.seal(&self.phone.form(FORM), &urgent_adult());
        self.phone.send(&envelope).expect(201);
        self.instance = envelope.instance_id;
    }

    fn holder(&self, act: &str, body: serde_json::Value) -> Answer {
        self.holders.act(&self.holders.first, &self.key, act, &body)
    }

    fn state(&self) -> String {
        let project = self.server.credentials.projects[0].id;
        let path = format!(
            "/v1/projects/{project}/forms/{FORM}/submissions/{}",
            self.instance
        );
        let found = self.server.admin().get(&path).expect(200).json();
        assert!(
            found["nextStep"].as_str().is_some_and(|s| s.len() > 10),
            "each state says what to do: {found}"
        );
        found["state"].as_str().unwrap().to_owned()
    }

    fn becomes(&self, state: &str) {
        eventually(&format!("it becomes {state}"), 25.0, || {
            (self.state() == state).then_some(())
        });
    }

    /// Answers whether it could be done at all; a repair that does not fit may be refused.
    fn repair(&mut self, repair: Repair) {
        match repair {
            Repair::SendTheRest => {
                if let Some(rest) = self.rest.take() {
                    self.phone.post(&rest).expect(201);
                }
            }
            Repair::Unlock => {
                let path = format!("{}/unlock", self.holders.keys);
                let body = json!({"passphrase": "not under a passphrase"});
                self.holders.first.post(&path, &body);
            }
            Repair::Enable => {
                self.holder("enable", json!({}));
            }
            Repair::Reopen => {
                self.holder("reopen", json!({}));
            }
            Repair::Lift => {
                if let Some(stop) = self.stop.take() {
                    let path = format!("/v1/stops/{stop}/lift");
                    self.holders.first.post(&path, &json!({})).expect(200);
                }
            }
            Repair::Retry => {
                retry(&self.server, &self.instance, &self.holders.first);
            }
        }
    }
}

fn retry(server: &Server, instance: &str, who: &Client) {
    let project = server.credentials.projects[0].id;
    who.post(
        &format!("/v1/projects/{project}/forms/{FORM}/submissions/{instance}/retry"),
        &json!({}),
    );
}

fn disabled(case: &mut Case) {
    case.holder("disable", json!({"reason": "lost laptop"}))
        .expect(200);
    case.send();
}

fn retired(case: &mut Case) {
    let phone = case.phone.clone();
    let form = phone.form(FORM);
    case.holders.rotate();
    case.holder("retire", json!({"reason": "all were called"}))
        .expect(200);
    let envelope = phone.seal(&form, &urgent_adult());
    phone.send(&envelope).expect(201);
    case.instance = envelope.instance_id;
}

fn destroyed(case: &mut Case) {
    let phone = case.phone.clone();
    let form = phone.form(FORM);
    case.holders.rotate();
    case.holder("retire", json!({"reason": "all were called"}))
        .expect(200);
    case.holder("destroy", json!({})).expect(200);
    case.holders
        .act(&case.holders.second, &case.key, "destroy", &json!({}))
        .expect(200);
    let envelope = phone.seal(&form, &urgent_adult());
    phone.send(&envelope).expect(201);
    case.instance = envelope.instance_id;
}

fn stopped(case: &mut Case) {
    let agency = case.server.credentials.collecting().id.clone();
    let form = case.phone.form(FORM);
    let stop = case
        .holders
        .first
        .post(
            "/v1/stops",
            &json!({"scope": "agency", "subject": agency, "reason": "raid"}),
        )
        .expect(200)
        .json();
    case.stop = Some(stop["id"].as_str().unwrap().to_owned());
    let envelope = case.phone.seal(&form, &urgent_adult());
    case.phone.send(&envelope).expect(201);
    case.instance = envelope.instance_id;
}

fn without_its_file(case: &mut Case) {
    let envelope = case.phone.seal(&case.phone.form(FORM), &urgent_adult());
    let only = Multipart::new().xml(&envelope.manifest);
    case.phone.post(&only).expect(201);
    case.rest = Some(envelope.multipart());
    case.instance = envelope.instance_id;
}

fn damaged(case: &mut Case) {
    let mut envelope = case.phone.seal(&case.phone.form(FORM), &urgent_adult());
    envelope.files[0].1[40] ^= 1;
    case.phone.send(&envelope).expect(201);
    case.instance = envelope.instance_id;
}

on_both!(each_state_ends_by_its_own_repair_and_by_no_other);
fn each_state_ends_by_its_own_repair_and_by_no_other(on: Database) {
    type Cause = fn(&mut Case);
    let table: [(Cause, Row); 6] = [
        (
            without_its_file,
            Row {
                state: "waiting_media",
                repair: Some(Repair::SendTheRest),
            },
        ),
        (
            disabled,
            Row {
                state: "key_disabled",
                repair: Some(Repair::Enable),
            },
        ),
        (
            retired,
            Row {
                state: "waiting_key",
                repair: Some(Repair::Reopen),
            },
        ),
        (
            stopped,
            Row {
                state: "stopped",
                repair: Some(Repair::Lift),
            },
        ),
        (
            destroyed,
            Row {
                state: "key_unknown",
                repair: None,
            },
        ),
        (
            damaged,
            Row {
                state: "damaged",
                repair: None,
            },
        ),
    ];
    for (cause, row) in table {
        let mut case = Case::new(on);
        cause(&mut case);
        case.becomes(row.state);
        for repair in REPAIRS.into_iter().filter(|r| Some(*r) != row.repair) {
            case.repair(repair);
            std::thread::sleep(std::time::Duration::from_millis(300));
            // A retry opens it again and ends where it was.
            case.becomes(row.state);
            assert_eq!(
                case.server.count("records"),
                0,
                "{} after {repair:?}",
                row.state
            );
        }
        if let Some(repair) = row.repair {
            case.repair(repair);
            case.becomes("sealed");
        }
    }
}

on_both!(a_plaintext_submission_is_refused_named_and_kept_nowhere);
fn a_plaintext_submission_is_refused_named_and_kept_nowhere(on: Database) {
    let case = Case::new(on);
    let form = case.phone.form(FORM);
    let id = crate::support::form::instance_id();
    let plain = Multipart::new().xml(&form.fill(&id, &urgent_adult()));
    let refused = case.phone.post(&plain).expect(400);
    assert!(
        refused.text().contains("must be sent encrypted"),
        "{}",
        refused.text()
    );
    assert_eq!(case.server.count("submissions"), 0);
    // The same instance, encrypted by a phone that can, is taken.
    let sealed = crate::support::Envelope::seal(&form, &id, &form.fill(&id, &urgent_adult()), &[]);
    case.phone.send(&sealed).expect(201);
}
