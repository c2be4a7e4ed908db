//! An agency that keeps its private keys on its own machine: the hub takes in and routes what it cannot read.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use waypost::crypto::signing::{self, Signer};
use waypost::crypto::{CollectionPrivate, RsaBits, SealingPrivate};

use super::rotation::Holders;
use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::network::{HERE, Network};
use crate::support::program::{Running, run, waypost};
use crate::support::proxy::Proxy;
use crate::support::story::{held, link, received, referrals, routed, welcomed};
use crate::support::{Answer, Client, Database, Server, eventually, free_port, on_both, thorough};

const FORM: &str = "wellbeing_a1";

/// The agency's own machine.
pub(super) struct Home {
    folder: TempDir,
    listen: String,
    hub: String,
    running: Option<Running>,
    /// A network of its own, and the certificate that the hub shows there.
    apart: Option<(Option<Network>, PathBuf)>,
    /// What it printed for the hub.
    pub(super) public: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

impl Home {
    pub(super) fn enrolled(hub: &Server, agency: &Agency) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let said = run(&[
            "agency-worker",
            "enroll",
            "--agency",
            &agency.id,
            "--data",
            data.to_str().unwrap(),
        ])
        .ok();
        Self {
            folder,
            listen: format!("127.0.0.1:{}", free_port()),
            hub: hub.url(),
            running: None,
            apart: None,
            public: said.out,
        }
    }

    fn start(&mut self) {
        let mut command = waypost(&["agency-worker", "run", "--hub", &self.hub]);
        command.args(["--listen", &self.listen]);
        command.arg("--data").arg(self.folder.path().join("data"));
        if let Some((network, certificate)) = &self.apart {
            command.arg("--hub-certificate").arg(certificate);
            command = match network {
                Some(network) => network.within(&command),
                None => command,
            };
        }
        self.running = Some(Running::start(command, &self.folder.path().join("log")));
    }

    /// The first person of the agency at home: invited beside the machine, signed in there.
    fn focal_point(&self, agency: &Agency) -> Client {
        eventually("the hub said who takes part", 30.0, || {
            (self.count("agencies") > 1).then_some(())
        });
        let email = "home@example.org";
        let invited = run(&[
            "user",
            "invite",
            "--email",
            email,
            "--role",
            "focal_point",
            "--agency",
            &agency.code,
            "--data",
            self.folder.path().join("data").to_str().unwrap(),
        ])
        .ok();
        let link = link(&invited.all());
        let path = &link[link.find("/welcome/").unwrap()..];
        let here = format!("http://{}", self.listen);
        welcomed(|| Client::at(&here), path, email)
    }

    /// Asks it to stop, once it serves: before, nothing hears the signal.
    fn stop(&mut self) {
        if self.apart.is_none() {
            let pages = Client::at(&format!("http://{}", self.listen));
            eventually("its pages are served", 30.0, || {
                let answer = pages.try_send("GET", "/readyz", None, ureq::SendBody::none());
                answer.ok().map(drop)
            });
        }
        self.running.take().unwrap().stop();
    }

    fn kill(&mut self) {
        self.running.take().unwrap().kill();
    }

    fn count(&self, what: &str) -> i64 {
        let file = self.folder.path().join("data/waypost.sqlite");
        let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        diesel::sql_query("pragma busy_timeout = 10000")
            .execute(&mut conn)
            .unwrap();
        let query = diesel::sql_query(format!("select count(*) as n from {what}"));
        query.get_result::<Count>(&mut conn).unwrap().n
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// One key holder brings the public halves, the other confirms them.
pub(super) fn bring(holders: &Holders, public: &str) {
    let order = json!({"custody": "agency", "publicFile": public});
    let made: Value = holders.first.post(&holders.keys, &order).expect(200).json();
    let id = made["id"].as_str().unwrap();
    holders
        .act(&holders.second, id, "confirm", &json!({}))
        .expect(200);
}

on_both!(each_is_opened_once_and_each_referral_delivered_once_whoever_is_killed);
fn each_is_opened_once_and_each_referral_delivered_once_whoever_is_killed(on: Database) {
    let hub = Server::demo(on);
    let home = Home::enrolled(&hub, hub.credentials.collecting());
    whoever_is_killed(hub, home, thorough(300, 60));
}

#[test]
#[ignore = "needs nginx, and ip to make a network: tests/run"]
fn the_same_over_https_from_another_network() {
    let hub = Server::demo(Database::Sqlite);
    let mut home = Home::enrolled(&hub, hub.credentials.collecting());
    let network = Network::apart();
    if network.is_none() {
        println!("no network namespaces are permitted here: both on loopback");
    }
    let host = match &network {
        Some(_) => HERE,
        None => "127.0.0.1",
    };
    let port = Proxy::port();
    let behind = hub.url().trim_start_matches("http://").to_owned();
    let proxy = Proxy::start_on(host, port, &behind);
    home.hub = format!("https://{host}:{port}");
    home.apart = Some((network, proxy.certificate()));
    whoever_is_killed(hub, home, 60);
    assert!(proxy.passed("POST") > 0);
}

fn whoever_is_killed(mut hub: Server, mut home: Home, count: usize) {
    let holders = Holders::of(&hub);
    bring(&holders, &home.public);
    let before = hub.count("referrals");
    hub.phone().send_many(FORM, &urgent_adult(), count);
    let waiting = || hub.count("submissions where state = 'waiting_key'");
    eventually("all wait for the agency's own machine", 60.0, || {
        (waiting() == count as i64).then_some(())
    });

    home.start();
    for part in 1..=3 {
        eventually("some are done", 60.0, || {
            let left = hub.count("submissions where state = 'waiting_key'");
            (left <= (count - part * count / 6) as i64).then_some(())
        });
        hub.kill();
        if part == 2 {
            home.kill();
            home.start();
        }
        hub.start();
    }
    eventually("all are done", 120.0, || {
        (hub.count("submissions where state = 'waiting_key'") == 0).then_some(())
    });

    let opened = "audit where action = 'submission.open' and object_kind = 'submission'";
    assert_eq!(home.count(opened), count as i64, "{}", home.log());
    assert_eq!(
        home.count("submissions where state = 'sealed'"),
        count as i64
    );
    assert_eq!(hub.count(opened), count as i64);
    let sent = hub.count("referrals") - before;
    assert!(sent > 0 && sent % count as i64 == 0, "{sent} of {count}");
    assert_eq!(
        sent,
        home.count("referrals where to_agency <> from_agency"),
        "what left is what arrived"
    );

    // The hub holds neither answers nor private halves, and its own agency's queue is at home.
    assert_eq!(
        hub.count("records where kind in ('answers', 'attachment')"),
        0
    );
    let private = "keys where custody = 'agency' and length(wrapped_private) > 0";
    assert_eq!(hub.count(private), 0);
    assert!(held(&holders.first).is_empty());

    // Who receives reads the card at the hub, once for each submission.
    let mut read = 0;
    for agency in hub.credentials.others() {
        let focal_point = hub.focal_point(agency);
        for referral in received(&focal_point) {
            assert!(!referral["triage"].is_null(), "{referral}");
            read += 1;
        }
    }
    assert!(read > 0);
    home.stop();
}

on_both!(nobody_else_s_signature_fetches_or_delivers);
fn nobody_else_s_signature_fetches_or_delivers(on: Database) {
    let hub = Server::demo(on);
    let home = Home::enrolled(&hub, hub.credentials.collecting());
    let stranger = Home::enrolled(&hub, hub.credentials.collecting());
    let holders = Holders::of(&hub);
    bring(&holders, &home.public);
    // A file for another agency, or one that lacks a key, is told apart.
    let other = hub.credentials.others().next().unwrap();
    let of_other = home
        .public
        .replace(&hub.credentials.collecting().id, &other.id);
    let without = home.public.lines().take(4).collect::<Vec<_>>().join("\n");
    for (file, why) in [(of_other, "another agency"), (without, "one key for")] {
        let order = json!({"custody": "agency", "publicFile": file});
        let refused = holders.first.post(&holders.keys, &order);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains(why), "{}", refused.text());
    }
    hub.phone().send_many(FORM, &urgent_adult(), 1);
    let mut stranger = stranger;
    stranger.start();
    eventually("the stranger is refused", 30.0, || {
        stranger
            .log()
            .contains("does not take this machine's signature")
            .then_some(())
    });
    assert_eq!(stranger.count("submissions"), 0);
    stranger.stop();
    for path in ["/agency/v1/installation", "/agency/v1/renditions/x"] {
        Client::at(&hub.url()).get(path).expect(401);
        holders.first.get(path).expect(401);
    }
}

on_both!(what_others_send_is_read_and_answered_at_home);
fn what_others_send_is_read_and_answered_at_home(on: Database) {
    let hub = Server::demo(on);
    let agency = hub.credentials.others().next().unwrap().clone();
    let mut home = Home::enrolled(&hub, &agency);
    bring(&Holders::of_agency(&hub, &agency), &home.public);
    home.start();
    let people = home.focal_point(&agency);
    hub.phone().send_many(FORM, &urgent_adult(), 2);
    routed(&hub);
    // The hub cannot show what people at home read.
    let at_hub = received(&hub.focal_point(&agency));
    assert!(at_hub.len() >= 2, "{at_hub:?}");
    let cards = eventually("the cards are at home", 30.0, || {
        let there = received(&people);
        (there.len() == at_hub.len()).then_some(there)
    });
    for referral in &at_hub {
        assert!(referral["triage"].is_null(), "{referral}");
    }
    let path = |n: usize| format!("/v1/referrals/{}", cards[n]["id"].as_str().unwrap());
    let read = people.get(&path(0)).expect(200).json();
    assert!(!read["triage"].is_null(), "{read}");
    people
        .post(&format!("{}/accept", path(0)), &json!({}))
        .expect(200);
    people.get(&path(1)).expect(200);
    let reason = json!({"reason": "no_capacity"});
    people
        .post(&format!("{}/decline", path(1)), &reason)
        .expect(200);
    // Who sent them hears of it from the hub.
    let sender = hub.focal_point(hub.credentials.collecting());
    for (n, state) in [(0, "accepted"), (1, "declined")] {
        eventually("the sender hears of it", 30.0, || {
            let row = sender.get(&path(n)).expect(200).json();
            (row["state"] == state).then_some(())
        });
    }
    // A restart brings nothing back.
    home.stop();
    home.start();
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(referrals(&people).len(), cards.len(), "{}", home.log());
    home.stop();
}

on_both!(a_machine_that_does_not_answer_is_told_of);
fn a_machine_that_does_not_answer_is_told_of(on: Database) {
    let hub = Server::demo(on);
    let home = Home::enrolled(&hub, hub.credentials.collecting());
    let holders = Holders::of(&hub);
    bring(&holders, &home.public);
    hub.phone().send_many(FORM, &urgent_adult(), 3);
    let alerts = format!("/v1/agencies/{}/alerts", hub.credentials.collecting().id);
    let alert = eventually("its key holders are told", 30.0, || {
        let all = holders.first.get(&alerts).expect(200).list();
        all.into_iter().find(|a| a["kind"] == "worker_silent")
    });
    assert_eq!(alert["waiting"], 3, "{alert}");
}

/// A machine that signs rightly and delivers what it should not: keys made by the test itself.
struct Rogue {
    signer: Signer,
    key: String,
    hub: String,
    own: (String, Vec<u8>),
}

impl Rogue {
    fn brought(hub: &Server, holders: &Holders) -> Self {
        let agency = hub.credentials.collecting();
        let signer = Signer::from_seed(&[7; 32]).unwrap();
        let id = || uuid::Uuid::now_v7().to_string();
        let collection = CollectionPrivate::generate(RsaBits::B2048).unwrap();
        let cases = SealingPrivate::generate().public().to_bytes().to_vec();
        let (key, cases_id) = (id(), id());
        let line = |purpose: &str, id: &str, public: &[u8]| {
            format!("{purpose} {id} {}\n", STANDARD.encode(public))
        };
        let file = [
            format!("waypost public keys 1\nagency {}\n", agency.id),
            line("collection", &id(), collection.public().spki_der()),
            line("cases", &cases_id, &cases),
            line(
                "identity",
                &id(),
                &SealingPrivate::generate().public().to_bytes(),
            ),
            line("worker", &key, signer.public()),
        ];
        bring(holders, &file.concat());
        Self {
            signer,
            key,
            hub: hub.url(),
            own: (cases_id, cases),
        }
    }

    fn ask(&self, method: &str, path: &str, body: &str, at: i64) -> Answer {
        let message = signing::request(&self.key, method, path, at, body.as_bytes());
        let signature = hex::encode(self.signer.sign(message.as_bytes()));
        Client::at(&self.hub)
            .with("X-Waypost-Key", &self.key)
            .with("X-Waypost-Time", &at.to_string())
            .with("X-Waypost-Signature", &signature)
            .send(method, path, Some("application/json"), body.as_bytes())
    }

    fn deliver(&self, outcome: &Value) -> Value {
        let body = json!([outcome]).to_string();
        let now = chrono::Utc::now().timestamp_millis();
        let verdicts = self.ask("POST", "/agency/v1/results", &body, now);
        verdicts.expect(200).list().remove(0)
    }
}

on_both!(a_machine_puts_into_no_queue_what_may_not_stand_there);
fn a_machine_puts_into_no_queue_what_may_not_stand_there(on: Database) {
    let hub = Server::demo(on);
    let holders = Holders::of(&hub);
    let rogue = Rogue::brought(&hub, &holders);
    hub.phone().send_many(FORM, &urgent_adult(), 1);
    eventually("it waits", 30.0, || {
        (hub.count("submissions where state = 'waiting_key'") == 1).then_some(())
    });
    let now = chrono::Utc::now().timestamp_millis();
    let claim = r#"{"limit":5,"again":true}"#;
    let work = rogue.ask("POST", "/agency/v1/work", claim, now).expect(200);
    let submission = work.list()[0]["id"].clone();
    let installation = rogue.ask("GET", "/agency/v1/installation", "", now);
    let installation = installation.expect(200).json();
    let agencies = installation["agencies"].as_array().unwrap();
    let offering = |service: &str| {
        agencies
            .iter()
            .filter(|agency| agency["id"] != hub.credentials.collecting().id)
            .find(|agency| {
                let offered = agency["services"].as_array().unwrap();
                offered.iter().any(|one| one == service)
            })
            .unwrap()
    };
    let receiver = offering("medical");
    let other = agencies
        .iter()
        .find(|agency| {
            agency["id"] != receiver["id"] && agency["id"] != hub.credentials.collecting().id
        })
        .unwrap();
    let id = || uuid::Uuid::now_v7().to_string();
    let (decision, card) = (id(), id());
    let wrap = |key: &Value| json!({"key": key, "wrapped": STANDARD.encode([1; 80])});
    let own = json!(rogue.own.0);
    let record = |id: &str, kind: &str, keys: &[&Value]| {
        let wraps: Vec<Value> = keys.iter().map(|key| wrap(key)).collect();
        json!({"id": id, "kind": kind, "format": 1, "sealed": STANDARD.encode(&rogue.own.1), "wraps": wraps})
    };
    let right = json!({
        "submission": submission,
        "state": "sealed",
        "records": [
            record(&decision, "decision", &[&own]),
            record(&card, "card", &[&own, &receiver["keys"][0]["id"]]),
        ],
        "consent": {"id": id(), "record": decision, "expiresAt": now + 3_600_000},
        "referrals": [{"id": id(), "to": receiver["id"], "service": "medical", "urgency": "U1", "record": card}],
        "site": null,
        "entities": [],
    });
    let wrong: [(&str, Value); 10] = [
        ("/submission", json!(id())),
        ("/state", json!("received")),
        ("/records/0/kind", json!("answers")),
        ("/records/0/wraps/0/key", receiver["keys"][0]["id"].clone()),
        ("/records/1/wraps/1/key", other["keys"][0]["id"].clone()),
        ("/consent", json!(null)),
        ("/consent/expiresAt", json!(now - 1)),
        ("/consent/record", json!(id())),
        ("/referrals/0/service", json!("no such service")),
        ("/referrals/0/to", json!(hub.credentials.collecting().id)),
    ];
    let before = hub.count("referrals");
    for (at, value) in wrong {
        let mut outcome = right.clone();
        *outcome.pointer_mut(at).unwrap() = value;
        let verdict = rogue.deliver(&outcome);
        assert!(!verdict["refused"].is_null(), "{at}: {verdict}");
    }
    // Nor what no protocol lets cross, whatever the machine believes.
    hub.execute("update protocols set ended_at = 1");
    let verdict = rogue.deliver(&right);
    let why = verdict["refused"].as_str().unwrap();
    assert!(why.contains("protocol"), "{verdict}");
    hub.execute("update protocols set ended_at = null");
    assert_eq!(hub.count("referrals"), before);
    assert_eq!(hub.count("submissions where state = 'waiting_key'"), 1);

    // An old signature, and one for something else, are none.
    let old = now - 6 * 60_000;
    rogue
        .ask("GET", "/agency/v1/installation", "", old)
        .expect(401);
    for n in 0..2 {
        let verdict = rogue.deliver(&right);
        assert!(verdict["refused"].is_null(), "{n}: {verdict}");
    }
    assert_eq!(hub.count("referrals"), before + 1, "told twice, taken once");

    // It takes back what it sent: what was answered before stays answered, and only what happens is written down.
    let referral = right["referrals"][0]["id"].as_str().unwrap();
    let take_back = || {
        let step =
            json!([{"id": id(), "referral": referral, "to": "recalled", "reason": "withdrawn"}]);
        let now = chrono::Utc::now().timestamp_millis();
        let verdicts = rogue.ask("POST", "/agency/v1/referrals/steps", &step.to_string(), now);
        verdicts.expect(200).list()[0]["refused"].clone()
    };
    let acts = |act: &str| hub.count(&format!("audit where action = 'referral.{act}'"));
    let is = |state: &str| {
        let what = format!("referrals where id = '{referral}' and state = '{state}'");
        assert_eq!(hub.count(&what), 1, "{state}");
    };
    hub.execute(&format!(
        "update referrals set state = 'declined' where id = '{referral}'"
    ));
    for _ in 0..2 {
        let why = take_back();
        assert!(
            why.as_str().is_some_and(|why| why.contains("declined")),
            "{why}"
        );
        is("declined");
        assert_eq!(acts("revoke"), 1, "its receiver's key was destroyed, once");
    }
    hub.execute(&format!(
        "update referrals set state = 'accepted' where id = '{referral}'"
    ));
    for _ in 0..2 {
        assert_eq!(take_back(), Value::Null);
        is("recalled");
        assert_eq!((acts("revoke"), acts("recall")), (1, 1));
    }
    let lost = json!({"reason": "the machine was lost"});
    holders
        .act(&holders.first, &rogue.key, "disable", &lost)
        .expect(200);
    rogue
        .ask("GET", "/agency/v1/installation", "", now)
        .expect(401);
}
