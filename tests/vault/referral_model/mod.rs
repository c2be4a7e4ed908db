//! Referrals against the domain brief written out once more ([`crate::support::referral_model`]), over HTTP against the real
//! program: several people of two agencies act, alone or two at the same moment, clocks come due, and the server is stopped or
//! killed between acts and in the middle of them. After each step its state, its history, its receiver's keys and what each was
//! told are what one order of the acts explains.
//!
//! What is tried is the same each time, and printed with what everybody heard when something is not so. The same with many
//! more sequences, at the store and without the doors, is `store::referrals::model`.

mod races;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::consents::screening;
use crate::support::database::word;
use crate::support::referral_model::{Deed, Heard, Model, Pick, Sent, Told, explained, runner};
use crate::support::story::routed;
use crate::support::{Client, Database, Server, eventually, on_both, thorough};

const FORM: &str = "wellbeing_a1";
const MINUTE: i64 = 60_000;
/// Clocks are rounded up to the minute, and the story itself takes a while.
const MARGIN: i64 = 2 * MINUTE;

/// What happens next to a referral.
#[derive(Clone, Copy, Debug)]
enum Step {
    Alone(Pick),
    AtOnce(Pick, Pick),
    /// At about the moment at which its clock is due.
    WithTheClock(Pick, u64),
    Due,
    Restart,
    /// Two acts, and so many milliseconds later the power goes.
    Killed(Pick, Pick, u64),
}

fn steps() -> impl Strategy<Value = (bool, Vec<Step>)> {
    let two = || (Pick::most(), Pick::most());
    let step = prop_oneof![
        16 => Pick::most().prop_map(Step::Alone),
        10 => two().prop_map(|(one, other)| Step::AtOnce(one, other)),
        2 => (Pick::most(), 0..1_100_u64).prop_map(|(pick, later)| Step::WithTheClock(pick, later)),
        1 => Just(Step::Due),
        1 => Just(Step::Restart),
        2 => (two(), 0..60_u64).prop_map(|((one, other), ms)| Step::Killed(one, other, ms)),
    ];
    (any::<bool>(), prop::collection::vec(step, 4..14))
}

/// Who acts, by their sessions: those outlive the server.
struct People(BTreeMap<(&'static str, &'static str), String>);

impl People {
    fn of(server: &Server) -> Self {
        let receiver = server.credentials.agency("CEDAR");
        let sender = server.credentials.collecting();
        let stranger = server.credentials.under_passphrase();
        let mut tokens = BTreeMap::new();
        for (side, agency) in [
            ("receiver", receiver),
            ("sender", sender),
            ("stranger", stranger),
        ] {
            for role in ["focal_point", "caseworker", "supervisor"] {
                let user = server.credentials.user(role, Some(&agency.id));
                let who = json!({"email": user.email, "password": user.password});
                let session = server.nobody().post("/v1/sessions", &who).expect(200);
                let token = session.json()["token"].as_str().unwrap().to_owned();
                tokens.insert((side, role), token);
            }
        }
        Self(tokens)
    }

    /// A client of their own: a connection of before a restart is no good.
    fn client(&self, server: &Server, side: &'static str, role: &'static str) -> Client {
        server.nobody().bearer(&self.0[&(side, role)])
    }

    /// Somebody who may do this on that behalf; `nth` says who of several.
    fn who(&self, server: &Server, deed: Deed, by: &str, nth: usize) -> Client {
        let roles: &[&'static str] = match (by, deed) {
            ("receiver", _) => &["focal_point", "caseworker", "supervisor"],
            ("owner", Deed::Recall) => &["caseworker"],
            ("owner", _) => &["focal_point", "caseworker"],
            ("withdrawal", _) => &["caseworker", "supervisor"],
            _ => &["supervisor"],
        };
        let side = if by == "receiver" {
            "receiver"
        } else {
            "sender"
        };
        self.client(server, side, roles[nth % roles.len()])
    }
}

/// One referral of one person, and what the brief says of it.
struct Life {
    id: String,
    case: String,
    model: Model,
    now: i64,
    heard: Vec<Vec<Sent>>,
}

impl Life {
    /// One that has just come into its receiver's queue.
    fn begins(server: &Server, code: &str, urgent: bool) -> Self {
        let danger = if urgent { "now" } else { "no" };
        let answers = screening()
            .with("urg/danger", danger)
            .with("end/case_code", code);
        let instance = server.phone().send_many(FORM, &answers, 1).remove(0);
        routed(server);
        let of = format!(
            "from referrals where to_agency <> from_agency and submission_id = \
             (select id from submissions where instance_id = '{instance}')"
        );
        let urgency = if urgent { "U0" } else { "U2" };
        assert_eq!(
            word(server, &format!("select urgency as word {of}")),
            urgency
        );
        let case = word(server, &format!("select case_id as word {of}"));
        // Who takes a consent back works on the case.
        server.execute(&format!(
            "update cases set caseworker = (select min(actor_id) from users where role = 'caseworker' \
             and users.agency_id = cases.agency_id) where id = '{case}'"
        ));
        Self {
            id: word(server, &format!("select id as word {of}")),
            case,
            model: Model::sent(urgency, 0),
            now: 0,
            heard: Vec::new(),
        }
    }

    /// Makes what is due next on its clock due now.
    fn let_time_pass(&mut self, server: &Server) -> bool {
        let Some(due) = self.model.due_at() else {
            return false;
        };
        let gone = due - self.now + MARGIN;
        self.now += gone;
        let id = &self.id;
        server.execute(&format!(
            "update referrals set see_by = see_by - {gone}, decide_by = decide_by - {gone}, \
             paused_at = paused_at - {gone}, pause_ends_at = pause_ends_at - {gone}, \
             delivered_at = delivered_at - {gone} where id = '{id}'"
        ));
        server.execute(&format!(
            "update jobs set run_at = run_at - {gone} where kind = 'clock' and subject_id = '{id}'"
        ));
        true
    }

    fn does(&self, people: &Client, deed: Deed, by: &'static str) -> Sent {
        let nothing = json!({});
        let (step, body) = match deed {
            Deed::See => ("", Value::Null),
            Deed::Ask => ("ask", json!({"question": "can_travel"})),
            Deed::Answer => ("answer", json!({"answer": "yes"})),
            Deed::Accept => ("accept", nothing),
            Deed::AcceptInConflict => ("accept", json!({"conflict": true})),
            Deed::Decline => ("decline", json!({"reason": "no_capacity"})),
            Deed::Contact => ("contact", nothing),
            Deed::Deliver => ("deliver", json!({"outcome": "whole"})),
            Deed::Confirm => ("confirm", nothing),
            Deed::Dispute => ("dispute", nothing),
            Deed::PersonDecline => ("person-declined", nothing),
            Deed::Close => ("close", nothing),
            Deed::Reopen => ("reopen", nothing),
            Deed::Recall => ("recall", json!({"reason": "safety"})),
            Deed::Attest => ("attest", json!({"statement": "destroyed"})),
            Deed::Withdraw => ("withdraw", json!({"reason": "person_asked"})),
            Deed::Clock => unreachable!("nobody's act"),
        };
        let (method, path) = match deed {
            Deed::See => ("GET", format!("/v1/referrals/{}", self.id)),
            Deed::Withdraw => ("POST", format!("/v1/cases/{}/consents/withdraw", self.case)),
            _ => ("POST", format!("/v1/referrals/{}/{step}", self.id)),
        };
        let body = match method {
            "GET" => String::new(),
            _ => body.to_string(),
        };
        let answer = people.try_send(method, &path, Some("application/json"), body.as_bytes());
        let heard = match answer {
            Err(_) => Heard::Nothing,
            Ok(answer) if answer.status == 503 => Heard::Nothing,
            Ok(answer) if matches!(deed, Deed::See | Deed::Withdraw) => {
                answer.expect(200);
                Heard::Something
            }
            Ok(answer) if answer.status == 200 => Heard::Answer(Told::Done),
            Ok(answer) => {
                let problem = answer.expect(409).json();
                let details = &problem["details"];
                let state = details["state"].as_str().unwrap_or_default().to_owned();
                match problem["code"].as_f64().map(|code| (code * 100.0).round()) {
                    Some(40_992.0) => Heard::Answer(Told::Stands(state)),
                    Some(40_994.0) if details["reason"] == "the consent has ended" => Heard::Ended,
                    Some(40_994.0) => Heard::Answer(Told::NotNow(state)),
                    _ => panic!("{path}: {problem}"),
                }
            }
        };
        Sent {
            // Whoever decides has opened the card before.
            deeds: match deed {
                Deed::Accept | Deed::AcceptInConflict | Deed::Decline => vec![Deed::See, deed],
                deed => vec![deed],
            },
            by,
            heard,
        }
    }

    /// Does all of it at the same moment, each over a connection of its own, and `meanwhile` in the middle of it.
    fn at_once(
        &self,
        server: &Server,
        people: &People,
        deeds: &[(Deed, &'static str)],
        meanwhile: impl FnOnce(),
    ) -> Vec<Sent> {
        let start = Barrier::new(deeds.len() + 1);
        std::thread::scope(|scope| {
            let running: Vec<_> = deeds
                .iter()
                .enumerate()
                .map(|(n, (deed, by))| {
                    let (start, nth) = (&start, self.heard.len() + n);
                    let client = people.who(server, *deed, by, nth);
                    scope.spawn(move || {
                        start.wait();
                        self.does(&client, *deed, by)
                    })
                })
                .collect();
            start.wait();
            meanwhile();
            let ended = running.into_iter().map(|one| one.join().unwrap());
            ended.collect()
        })
    }

    fn takes(&mut self, server: &RefCell<Server>, people: &People, step: Step) {
        let mut sent = Vec::new();
        match step {
            Step::Alone(pick) => {
                let deed = pick.of(&self.model);
                sent = self.at_once(&server.borrow(), people, &[deed], || {});
            }
            Step::AtOnce(one, other) => {
                let deeds = [one.of(&self.model), other.of(&self.model)];
                sent = self.at_once(&server.borrow(), people, &deeds, || {});
            }
            Step::WithTheClock(pick, later) => {
                let deed = pick.of(&self.model);
                if self.let_time_pass(&server.borrow()) {
                    sent.push(the_clock());
                }
                std::thread::sleep(Duration::from_millis(later));
                sent.extend(self.at_once(&server.borrow(), people, &[deed], || {}));
            }
            Step::Due => {
                if self.let_time_pass(&server.borrow()) {
                    sent.push(the_clock());
                }
            }
            Step::Restart => server.borrow_mut().restart(),
            Step::Killed(one, other, later) => {
                let deeds = [one.of(&self.model), other.of(&self.model)];
                let pid = server.borrow().pid().to_string();
                sent = self.at_once(&server.borrow(), people, &deeds, || {
                    std::thread::sleep(Duration::from_millis(later));
                    let kill = std::process::Command::new("kill")
                        .args(["-9", &pid])
                        .status();
                    assert!(kill.unwrap().success());
                });
                server.borrow_mut().kill();
                server.borrow_mut().start();
            }
        }
        self.heard.push(sent);
    }

    /// Whether an order explains what was heard and what there is to see; waits for clocks.
    fn holds(&mut self, server: &Server, people: &People) -> Result<(), String> {
        let sent = self.heard.last().unwrap().clone();
        let sender = people.client(server, "sender", "supervisor");
        let end = Instant::now() + Duration::from_secs(40);
        loop {
            let here = self.observed(server, &sender);
            let fits = |model: &Model| is(&here, model);
            if let Some(found) = explained(&self.model, &sent, self.now, &fits) {
                self.model = found;
                return Ok(());
            }
            if Instant::now() > end {
                let heard = &self.heard;
                let model = &self.model;
                return Err(format!(
                    "after {heard:#?}\nno order explains {here:#}\nfrom {model:#?}"
                ));
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    fn observed(&self, server: &Server, sender: &Client) -> Value {
        let mut here = sender
            .get(&format!("/v1/referrals/{}", self.id))
            .expect(200)
            .json();
        here["keys"] = json!(server.count(&format!(
            "record_keys join keys on keys.id = record_keys.key_id \
             join referrals on referrals.to_agency = keys.agency_id where referrals.id = '{0}' \
             and (record_keys.record_id in (referrals.record_id, referrals.contact_record_id) or record_keys.record_id in \
             (select record_id from referral_events where referral_id = '{0}'))",
            self.id
        )));
        here["audited"] = json!(server.count(&format!(
            "audit where object_kind = 'referral' and object_id = '{}' and action not in \
             ('referral.open', 'referral.reveal', 'referral.send', 'referral.revoke')",
            self.id
        )));
        here
    }

    /// What each side can still open when all is over, and that a third agency never learns of it.
    fn ends(&self, server: &Server, people: &People) {
        let path = format!("/v1/referrals/{}", self.id);
        let receiver = people.client(server, "receiver", "caseworker");
        let what = json!({"field": "how", "purpose": "first_contact"});
        let opened = receiver.post(&format!("{path}/reveal"), &what).status;
        let open = ["accepted", "in_progress", "delivered"].contains(&self.model.state);
        assert_eq!(
            opened == 200,
            open && self.model.opens,
            "{opened}: {:#?}",
            self.model
        );
        let shown = receiver.get(&path).expect(200).json();
        assert_eq!(shown["triage"].is_null(), !self.model.opens, "{shown:#}");
        for role in ["focal_point", "supervisor"] {
            let stranger = people.client(server, "stranger", role);
            stranger.get(&path).expect(404);
            stranger
                .post(&format!("{path}/accept"), &json!({}))
                .expect(404);
            stranger
                .post(&format!("{path}/person-declined"), &json!({}))
                .expect(404);
        }
    }
}

/// The clock comes some time within the next second; nobody hears of it.
fn the_clock() -> Sent {
    Sent {
        deeds: vec![Deed::Clock],
        by: "system",
        heard: Heard::Something,
    }
}

fn is(here: &Value, model: &Model) -> bool {
    let events = here["events"].as_array().unwrap();
    let steps = model.history.iter();
    let steps = steps.map(|(from, to, by)| json!([from, to, by]));
    let taken = events.iter();
    let taken = taken.map(|one| json!([one["from"], one["to"], one["by"]]));
    here["state"] == model.state
        && here["escalation"] == model.escalation
        && here["feedback"] == json!(model.feedback)
        && here["reopening"] == json!(model.reopening)
        && here["attestedAt"].is_null() != model.attested
        && taken.eq(steps)
        && here["audited"] == model.history.len()
        && (here["keys"] != 0) == model.opens
}

/// After a decline and after a clock that ran out somebody else is asked once, or people are told once; never otherwise.
fn went_on_once(server: &Server, lives: &[(String, &'static str)]) {
    for (id, state) in lives {
        let wanted = i64::from(["declined", "expired"].contains(state));
        let next = format!("referrals where follows = '{id}'");
        // What a killed process had claimed is free again after a minute.
        eventually("it goes on once", 150.0, || {
            let count = server.count(&next);
            assert!(count <= wanted, "{count} after a referral that is {state}");
            (count == wanted).then_some(())
        });
    }
}

/// The nth code, as phones compute it: one that does not check names no case.
fn code(n: usize) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let random: String = (0..8)
        .map(|place| char::from(LETTERS[n >> (5 * place) & 31]))
        .collect();
    let base = format!("K{random}");
    let check = waypost::crypto::digest::sha1(base.as_bytes())[0] >> 4;
    format!("{base}{check:x}")
}

on_both!(a_referral_is_what_the_brief_says_over_restarts_and_whoever_acts_at_once);
fn a_referral_is_what_the_brief_says_over_restarts_and_whoever_acts_at_once(on: Database) {
    let server = Server::demo(on);
    let people = People::of(&server);
    let server = RefCell::new(server);
    let (lived, count) = (RefCell::new(Vec::new()), Cell::new(0));
    let tried = runner(thorough(150, 12), 12).run(&steps(), |(urgent, steps)| {
        count.set(count.get() + 1);
        let code = code(count.get());
        let mut life = Life::begins(&server.borrow(), &code, urgent);
        for step in steps {
            life.takes(&server, &people, step);
            life.holds(&server.borrow(), &people)
                .map_err(TestCaseError::fail)?;
        }
        life.ends(&server.borrow(), &people);
        lived.borrow_mut().push((life.id, life.model.state));
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
    went_on_once(&server.borrow(), &lived.borrow());
}
