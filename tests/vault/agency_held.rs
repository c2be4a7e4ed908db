//! An agency that keeps its private keys on its own machine: the hub takes in and routes what it cannot read.

use diesel::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::rotation::Holders;
use crate::support::form::urgent_adult;
use crate::support::program::{Running, run, waypost};
use crate::support::story::{held, received};
use crate::support::{Client, Database, Server, eventually, free_port, on_both, thorough};

const FORM: &str = "wellbeing_a1";

/// The agency's own machine.
struct Home {
    folder: TempDir,
    listen: String,
    hub: String,
    running: Option<Running>,
    /// What it printed for the hub.
    public: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

impl Home {
    fn enrolled(hub: &Server) -> Self {
        let folder = TempDir::new().unwrap();
        let agency = hub.credentials.collecting().id.clone();
        let data = folder.path().join("data");
        let said = run(&[
            "agency-worker",
            "enroll",
            "--agency",
            &agency,
            "--data",
            data.to_str().unwrap(),
        ])
        .ok();
        Self {
            folder,
            listen: format!("127.0.0.1:{}", free_port()),
            hub: hub.url(),
            running: None,
            public: said.out,
        }
    }

    fn start(&mut self) {
        let mut command = waypost(&["agency-worker", "run", "--hub", &self.hub]);
        command.args(["--listen", &self.listen]);
        command.arg("--data").arg(self.folder.path().join("data"));
        self.running = Some(Running::start(command, &self.folder.path().join("log")));
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
fn bring(holders: &Holders, public: &str) {
    let order = json!({"custody": "agency", "publicFile": public});
    let made: Value = holders.first.post(&holders.keys, &order).expect(200).json();
    let id = made["id"].as_str().unwrap();
    holders
        .act(&holders.second, id, "confirm", &json!({}))
        .expect(200);
}

on_both!(each_is_opened_once_and_each_referral_delivered_once_whoever_is_killed);
fn each_is_opened_once_and_each_referral_delivered_once_whoever_is_killed(on: Database) {
    let mut hub = Server::demo(on);
    let mut home = Home::enrolled(&hub);
    let holders = Holders::of(&hub);
    bring(&holders, &home.public);
    let count = thorough(300, 60);
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
    home.running.take().unwrap().stop();
}

on_both!(nobody_else_s_signature_fetches_or_delivers);
fn nobody_else_s_signature_fetches_or_delivers(on: Database) {
    let hub = Server::demo(on);
    let home = Home::enrolled(&hub);
    let stranger = Home::enrolled(&hub);
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
    stranger.running.take().unwrap().stop();
    for path in ["/agency/v1/installation", "/agency/v1/renditions/x"] {
        Client::at(&hub.url()).get(path).expect(401);
        holders.first.get(path).expect(401);
    }
}
