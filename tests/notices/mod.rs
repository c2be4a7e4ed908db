//! People and machines hear that something waits, once, whatever happens on the way, and never what it is.

use std::io::{BufRead as _, BufReader};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use waypost::crypto::digest::hmac_sha256;

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::receivers::Receiver;
use crate::support::story::{focal_points, referrals, routed};
use crate::support::{Client, Database, Server, eventually, on_both};

/// Long enough for a receiver that hangs to be given up, and for what was refused some times to be tried again.
const PATIENCE: f64 = 180.0;

struct Told {
    server: Server,
    mail: Receiver,
    agency: Agency,
    focal_point: Client,
}

impl Told {
    fn on(on: Database, give_up_seconds: &str) -> Self {
        let mail = Receiver::of_mail();
        let smtp = format!("smtp://127.0.0.1:{}", mail.port);
        let server = Server::demo_with(
            on,
            &[
                ("WAYPOST_NOTICES_SMTP", &smtp),
                ("WAYPOST_NOTICES_FROM", "Waypost <waypost@example.org>"),
                ("WAYPOST_NOTICES_GATHER_SECONDS", "1"),
                ("WAYPOST_NOTICES_RETRY_SECONDS", "1"),
                ("WAYPOST_NOTICES_GIVE_UP_SECONDS", give_up_seconds),
                ("WAYPOST_NOTICES_PRIVATE_ADDRESSES", "true"),
            ],
        );
        // Whoever gets the medical referral of an urgent adult.
        server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
        routed(&server);
        eventually("its notices are on their way", 20.0, || {
            (server.count("notices where posted_at is null") == 0).then_some(())
        });
        let people = focal_points(&server).into_iter();
        let (agency, focal_point) = people
            .map(|(agency, person)| (agency.clone(), person))
            .find(|(_, person)| referrals(person).iter().any(|r| r["service"] == "medical"))
            .expect("somebody gets it");
        Self {
            server,
            mail,
            agency,
            focal_point,
        }
    }

    fn webhook(&self, port: u16) -> Value {
        let url = format!("http://127.0.0.1:{port}/told");
        let path = format!("/v1/agencies/{}/webhooks", self.agency.id);
        self.focal_point
            .post(&path, &json!({"url": url}))
            .expect(200)
            .json()
    }

    fn messages(&self, state: &str) -> Vec<Value> {
        let path = format!("/v1/agencies/{}/notices?state={state}", self.agency.id);
        self.focal_point.get(&path).expect(200).list()
    }

    fn send(&self, count: usize) {
        self.server
            .phone()
            .send_many("wellbeing_a1", &urgent_adult(), count);
        routed(&self.server);
    }

    /// Ids of what was said to the agency since its first message to a machine.
    fn said(&self) -> i64 {
        self.server
            .count(&format!("notices where agency_id = '{}'", self.agency.id))
    }
}

/// Ids of the notices in messages, each message's in their order.
fn notices(messages: impl IntoIterator<Item = Value>) -> Vec<String> {
    messages
        .into_iter()
        .flat_map(|body| body["notices"].as_array().unwrap().clone())
        .map(|notice| notice["id"].as_str().unwrap().to_owned())
        .collect()
}

on_both!(each_notice_arrives_once_however_receivers_fail, needs "Python and aiosmtpd: tests/run");
fn each_notice_arrives_once_however_receivers_fail(on: Database) {
    let mut told = Told::on(on, "3600");
    let before = told.said();
    let mut machine = Receiver::of_posts();
    let secret = told.webhook(machine.port)["secret"]
        .as_str()
        .unwrap()
        .to_owned();

    for mood in ["fail", "lose", "hang", "ok"] {
        told.mail.feel(mood);
        machine.feel(mood);
        told.send(2);
        eventually(&format!("tried while it would {mood}"), PATIENCE, || {
            let tried = told.messages("waiting");
            (mood == "ok" || tried.iter().any(|m| m["attempts"].as_i64() > Some(0))).then_some(())
        });
        if mood == "lose" {
            // Gone for a while, with what it had not confirmed.
            told.mail.kill();
            machine.kill();
            told.send(1);
            told.mail.start();
            machine.start();
        }
    }
    eventually("nothing waits", PATIENCE, || {
        told.messages("waiting").is_empty().then_some(())
    });
    assert!(told.messages("dead").is_empty());

    // The machine knows each notice once, and can tell by the signature from whom.
    let kept = machine.kept();
    let mut ids = notices(
        kept.values()
            .map(|message| serde_json::from_str(message["body"].as_str().unwrap()).unwrap()),
    );
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "no notice came in two messages");
    assert_eq!(count as i64, told.said() - before);
    for message in machine.received() {
        assert!(is_signed(&message, &secret), "{message}");
    }
    let sent = told.messages("sent");
    let posted = sent.iter().filter(|m| m["channel"] == "webhook");
    let mut shown: Vec<&str> = posted.map(|m| m["id"].as_str().unwrap()).collect();
    shown.sort_unstable();
    assert_eq!(shown, kept.keys().collect::<Vec<_>>());

    // People were mailed; several at once in one mail, and nothing of what it is about.
    let mails = told.mail.kept();
    let me = told.focal_point.get("/v1/users/current").expect(200).json();
    let theirs: Vec<&Value> = mails
        .values()
        .filter(|mail| mail["to"][0] == me["email"])
        .collect();
    assert!(!theirs.is_empty());
    for mail in theirs {
        let subject = mail["subject"].as_str().unwrap();
        assert!(
            subject.starts_with("Waypost: ") && subject.contains("U0"),
            "{subject}"
        );
        let text = mail.to_string();
        for word in ["medical", "protection", "screening", "danger"] {
            assert!(!text.contains(word), "{text}");
        }
    }
}

fn is_signed(message: &Value, secret: &str) -> bool {
    let header = |name: &str| message["headers"][name].as_str().unwrap().to_owned();
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let (id, body) = (
        message["id"].as_str().unwrap(),
        message["body"].as_str().unwrap(),
    );
    let signed = format!("{id}.{}.{body}", header("webhook-timestamp"));
    let right = STANDARD.encode(hmac_sha256(&key, signed.as_bytes()));
    header("webhook-signature") == format!("v1,{right}")
}

on_both!(what_could_not_be_delivered_is_listed_and_can_be_tried_again, needs "Python and aiosmtpd: tests/run");
fn what_could_not_be_delivered_is_listed_and_can_be_tried_again(on: Database) {
    let told = Told::on(on, "15");
    let mut machine = Receiver::of_posts();
    machine.kill();
    let webhook = told.webhook(machine.port);
    told.send(1);
    let dead = eventually("given up", PATIENCE, || {
        let dead = told.messages("dead");
        (!dead.is_empty()).then_some(dead)
    });
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0]["problem"], "unreachable");
    assert_eq!(dead[0]["recipient"], webhook["id"]);
    let alerts = format!("/v1/agencies/{}/alerts", told.agency.id);
    eventually("an alert", 20.0, || {
        let all = told.focal_point.get(&alerts).expect(200).list();
        all.iter()
            .any(|a| a["kind"] == "undelivered" && a["endedAt"].is_null())
            .then_some(())
    });

    machine.start();
    let retry = format!(
        "/v1/agencies/{}/notices/{}/retry",
        told.agency.id,
        dead[0]["id"].as_str().unwrap()
    );
    told.focal_point.post(&retry, &json!({})).expect(200);
    eventually("delivered", PATIENCE, || {
        let id = dead[0]["id"].as_str().unwrap();
        machine.kept().contains_key(id).then_some(())
    });
    told.focal_point.post(&retry, &json!({})).expect(409);
    eventually("the alert ended", 20.0, || {
        let all = told.focal_point.get(&alerts).expect(200).list();
        all.iter()
            .all(|a| a["kind"] != "undelivered" || !a["endedAt"].is_null())
            .then_some(())
    });

    // What ended hears nothing more.
    let path = format!(
        "/v1/agencies/{}/webhooks/{}",
        told.agency.id,
        webhook["id"].as_str().unwrap()
    );
    told.focal_point.delete(&path).expect(200);
    let heard = machine.received().len();
    told.send(1);
    eventually("mailed", PATIENCE, || {
        told.messages("waiting").is_empty().then_some(())
    });
    assert_eq!(machine.received().len(), heard);
}

on_both!(who_wants_no_mail_gets_none, needs "Python and aiosmtpd: tests/run");
fn who_wants_no_mail_gets_none(on: Database) {
    let told = Told::on(on, "15");
    let own = "/v1/users/current/notices";
    assert_eq!(told.focal_point.get(own).expect(200).json()["mail"], true);
    let me = told.focal_point.get("/v1/users/current").expect(200).json();
    let address = me["email"].as_str().unwrap().to_owned();
    let mails = || {
        let all = told.mail.received();
        let mine = all.iter().filter(|mail| mail["to"][0] == address.as_str());
        mine.count()
    };
    eventually("mailed", 20.0, || (mails() > 0).then_some(()));
    let no = json!({"mail": false});
    told.focal_point.put(own, &no).expect(200);
    eventually("nothing waits", 20.0, || {
        told.messages("waiting").is_empty().then_some(())
    });
    let before = mails();
    told.send(1);
    let unmailed = format!(
        "notices where agency_id = '{}' and mailed_at is null",
        told.agency.id
    );
    eventually("all was mailed", 20.0, || {
        (told.server.count(&unmailed) == 0 && told.messages("waiting").is_empty()).then_some(())
    });
    assert_eq!(mails(), before);
}

on_both!(an_open_page_hears_of_new_items_of_its_own_agency_alone);
fn an_open_page_hears_of_new_items_of_its_own_agency_alone(on: Database) {
    let server = Server::demo(on);
    let people = focal_points(&server);
    let listening: Vec<_> = people
        .iter()
        .map(|(agency, person)| {
            let (id, stream) = (agency.id.clone(), person.stream("/v1/events?seconds=20"));
            std::thread::spawn(move || (id, heard(stream)))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    let heard: Vec<_> = listening.into_iter().map(|t| t.join().unwrap()).collect();
    for (agency, person) in &people {
        let (_, heard) = heard.iter().find(|(id, _)| *id == agency.id).unwrap();
        let new = heard.iter().filter(|n| n["kind"] == "new_item");
        let count: i64 = new.map(|n| n["waiting"].as_i64().unwrap()).sum();
        assert_eq!(count as usize, referrals(person).len(), "{}", agency.name);
        assert!(
            heard.iter().all(|n| n.as_object().unwrap().len() == 5),
            "{heard:?}"
        );
    }
    let all: usize = heard.iter().map(|(_, heard)| heard.len()).sum();
    assert!(all >= 2, "two agencies got something");
    // Whoever is nobody hears nothing.
    server.nobody().get("/v1/events?seconds=1").expect(401);
}

/// The notices of a stream until it ends.
fn heard(stream: impl std::io::Read) -> Vec<Value> {
    let begun = Instant::now();
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let heard: Vec<Value> = lines
        .filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap()))
        .collect();
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "it ends when it said it would"
    );
    heard
}
