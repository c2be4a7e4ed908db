//! An agency changes its keys while its phones are out: nothing is lost, every state is seen on the way, and the old key
//! goes only after the last phone has the new one.

use serde_json::{Value, json};

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Client, Database, FormOnPhone, Phone, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";
const PHONES: usize = 50;

/// The two key holders of the collecting agency, and the address of its keys.
pub struct Holders {
    pub first: Client,
    pub second: Client,
    pub keys: String,
}

impl Holders {
    pub fn of(server: &Server) -> Self {
        Self::of_agency(server, server.credentials.collecting())
    }

    pub fn of_agency(server: &Server, agency: &Agency) -> Self {
        Self {
            first: server.person("focal_point", agency),
            second: server.person("data_manager", agency),
            keys: format!("/v1/agencies/{}/keys", agency.id),
        }
    }

    /// The newest key for a purpose in a state.
    pub fn key(&self, purpose: &str, state: &str) -> Option<Value> {
        let keys = self.first.get(&self.keys).expect(200).list();
        keys.into_iter()
            .find(|k| k["purpose"] == purpose && k["state"] == state)
    }

    pub fn by_id(&self, id: &str) -> Value {
        let keys = self.first.get(&self.keys).expect(200).list();
        keys.into_iter().find(|k| k["id"] == id).unwrap()
    }

    pub fn act(&self, who: &Client, id: &str, act: &str, body: &Value) -> crate::support::Answer {
        who.post(&format!("{}/{id}/{act}", self.keys), body)
    }

    /// One makes new keys, the other confirms them.
    pub fn rotate(&self) {
        let made = self
            .first
            .post(&self.keys, &json!({"custody": "unattended"}))
            .expect(200)
            .json();
        let id = made["id"].as_str().unwrap();
        self.act(&self.first, id, "confirm", &json!({})).expect(403);
        self.act(&self.second, id, "confirm", &json!({}))
            .expect(200);
    }
}

fn id_of(key: &Value) -> String {
    key["id"].as_str().unwrap().to_owned()
}

on_both!(fifty_phones_change_keys_half_of_them_late);
fn fifty_phones_change_keys_half_of_them_late(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_VAULT_RETIRING_DAYS", "0")]);
    let holders = Holders::of(&server);
    let old = id_of(&holders.key("collection", "active").unwrap());
    let old_cases = id_of(&holders.key("cases", "active").unwrap());
    let project = server.credentials.projects[0].id;
    let phones: Vec<Phone> = (0..PHONES)
        .map(|_| crate::api::new_phone(&server, project, FORM))
        .collect();
    let send = |phone: &Phone, form: &FormOnPhone| {
        let envelope = phone.seal(form, &urgent_adult());
        phone.send(&envelope).expect(201);
        envelope.instance_id
    };
    let forms: Vec<FormOnPhone> = phones.iter().map(|p| p.form(FORM)).collect();
    let mut sent: Vec<String> = phones.iter().zip(&forms).map(|(p, f)| send(p, f)).collect();
    routed(&server);
    assert_eq!(holders.by_id(&old)["carriedBy"], PHONES);

    holders.rotate();
    assert_eq!(holders.by_id(&old)["state"], "retiring");
    let new = id_of(&holders.key("collection", "active").unwrap());
    let offered = phones[0].listed(FORM).unwrap().version;
    assert_ne!(Some(offered), forms[0].version, "phones see a new version");

    // Half of them fetch the new form; the others go on sending under the old key.
    let (early, late) = phones.split_at(PHONES / 2);
    for phone in early {
        sent.push(send(phone, &phone.form(FORM)));
    }
    for (phone, form) in late.iter().zip(&forms[PHONES / 2..]) {
        sent.push(send(phone, form));
    }
    routed(&server);
    assert_eq!(holders.by_id(&old)["carriedBy"], PHONES - PHONES / 2);
    let carrying = holders
        .first
        .get(&format!("{}/{old}/phones", holders.keys))
        .expect(200)
        .list();
    assert_eq!(carrying.len(), PHONES - PHONES / 2, "{carrying:?}");
    assert!(
        carrying.iter().all(|p| p["xmlFormId"] == FORM),
        "{carrying:?}"
    );

    // While phones carry it, it neither retires by itself nor goes for a word.
    std::thread::sleep(std::time::Duration::from_secs(6));
    assert_eq!(holders.by_id(&old)["state"], "retiring");
    holders
        .act(&holders.first, &old, "retire", &json!({}))
        .expect(400);
    holders
        .act(&holders.first, &old, "destroy", &json!({}))
        .expect(409);

    // What was sealed before stands under the new sealing key, and the old one is retired.
    eventually("records are wrapped anew", 30.0, || {
        (holders.by_id(&old_cases)["state"] == "retired").then_some(())
    });
    assert_eq!(holders.by_id(&old_cases)["sealedRecords"], 0);

    for phone in late {
        sent.push(send(phone, &phone.form(FORM)));
    }
    routed(&server);
    eventually("the old key retires", 30.0, || {
        (holders.by_id(&old)["state"] == "retired").then_some(())
    });

    // A phone that was out of sight sends what it filled long ago: it waits in a state of its own, and opens after a
    // holder reopened the key.
    let straggler = send(&phones[PHONES - 1], &forms[PHONES - 1]);
    sent.push(straggler);
    let waiting = || server.count("submissions where state = 'waiting_key'");
    eventually("the straggler waits", 20.0, || {
        (waiting() == 1).then_some(())
    });
    let refused = holders
        .act(&holders.first, &old, "destroy", &json!({}))
        .expect(400);
    assert!(
        refused.text().contains("1 submissions"),
        "{}",
        refused.text()
    );
    holders
        .act(&holders.first, &old, "reopen", &json!({}))
        .expect(200);
    eventually("the straggler opens", 20.0, || {
        (waiting() == 0).then_some(())
    });
    eventually("and the key retires again", 30.0, || {
        (holders.by_id(&old)["state"] == "retired").then_some(())
    });

    // Two holders destroy it.
    let asked = holders
        .act(&holders.first, &old, "destroy", &json!({}))
        .expect(200);
    assert_eq!(asked.json()["destroyed"], false);
    holders
        .act(&holders.first, &old, "destroy", &json!({}))
        .expect(403);
    let done = holders
        .act(&holders.second, &old, "destroy", &json!({}))
        .expect(200);
    assert_eq!(done.json()["destroyed"], true);
    let gone = holders.by_id(&old);
    assert_eq!(gone["state"], "destroyed");
    let empty = "keys where state = 'destroyed' and length(wrapped_private) = 0";
    assert_eq!(server.count(empty), 1);

    // Nothing was lost: every submission is sealed and can be read.
    let all = "submissions where state = 'sealed'";
    assert_eq!(server.count(all), sent.len() as i64);
    let reader = server.person("supervisor", server.credentials.collecting());
    for instance in [&sent[0], &sent[PHONES], sent.last().unwrap()] {
        let path = format!("/v1/projects/{project}/forms/{FORM}/submissions/{instance}.xml");
        assert!(
            reader
                .get(&path)
                .expect(200)
                .text()
                .contains(instance.as_str())
        );
    }
    assert_eq!(holders.by_id(&new)["state"], "active");
    assert_eq!(holders.by_id(&new)["carriedBy"], PHONES);
}

on_both!(nobody_but_key_holders_touches_a_key);
fn nobody_but_key_holders_touches_a_key(on: Database) {
    let server = Server::demo(on);
    let holders = Holders::of(&server);
    let key = id_of(&holders.key("collection", "active").unwrap());
    let admin = server.admin();
    let caseworker = server.person("caseworker", server.credentials.collecting());
    let stranger = server.focal_point(server.credentials.others().next().unwrap());
    let reason = json!({"reason": "because"});
    for act in [
        "disable", "enable", "retire", "reopen", "destroy", "confirm",
    ] {
        holders.act(&admin, &key, act, &reason).expect(403);
        holders.act(&caseworker, &key, act, &reason).expect(403);
        holders.act(&stranger, &key, act, &reason).expect(404);
    }
    assert_eq!(holders.by_id(&key)["state"], "active");
}
