//! A case goes to another agency, all of it or nothing: by the person's own word, two people of the owner's and the other
//! agency; and whoever had it opens nothing of it any more.

use serde_json::{Value, json};
use waypost::crypto::{Aad, seal};
use waypost::store::transfers::handing::{OwnWrap, own_wraps};

use super::consents::{agreement, screening};
use crate::support::credentials::Agency;
use crate::support::form::instance_id;
use crate::support::story::{lock, routed, unlock};
use crate::support::{
    Answer, Answers, Client, Database, Envelope, Phone, Server, eventually, on_both,
};

const CODE: &str = "KHR5B62ZKf";
/// Everything that a case may hold, with who the person is.
const EVERYTHING: &str = "CEDAR/protection_cm/90_days/summary+needs+health_part+incident_part+location+identity+documents";
const PHOTO: &str = "a photo of a harbour";
const NOTE: &str = "she knows of it; call after six";

/// The owner of a case and the agency that is to have it.
struct Two<'s> {
    server: &'s Server,
    own: Agency,
    phone: Phone,
    caseworker: Client,
    supervisor: Client,
    theirs: Phone,
    receiver: Client,
    case: String,
    with_photo: Envelope,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no {key} in {value}"))
}

fn nothing() -> Value {
    json!({})
}

/// The phone of an agency that fills every form.
fn caseworkers_phone(server: &Server, agency: &Agency) -> Phone {
    let mut devices = server.credentials.devices.iter();
    server.phone_of(devices.rfind(|d| d.agency == agency.id).unwrap())
}

fn danger(level: &str) -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", CODE),
        ("r/risk_level", level),
    ])
}

fn follow_up() -> Answers {
    Answers::file("wellbeing_a9", "steady").with("ref/case_code", CODE)
}

impl<'s> Two<'s> {
    /// A case with a screening, an agreement, an identity, and a safety assessment with a photo.
    fn with(server: &'s Server, agreed: &Answers) -> Self {
        Self::of(server, server.credentials.collecting(), agreed)
    }

    /// The same of any agency.
    fn of(server: &'s Server, own: &Agency, agreed: &Answers) -> Self {
        let own = own.clone();
        let other = server.credentials.agency("CEDAR").clone();
        let phone = caseworkers_phone(server, &own);
        phone.send_many("wellbeing_a1", &screening(), 1);
        routed(server);
        phone.send_many("wellbeing_a2", agreed, 1);
        let identity = Answers::of(&[("gate/safe_now", "yes"), ("gate/case_code", CODE)]);
        phone.send_many("wellbeing_a4a", &identity, 1);
        let (form, id) = (phone.form("wellbeing_a5"), instance_id());
        let instance = form.fill(&id, &danger("low"));
        let photo = [("photo.jpg", PHOTO.as_bytes())];
        let with_photo = Envelope::seal(&form, &id, &instance, &photo);
        phone.send(&with_photo).expect(201);
        routed(server);
        let supervisor = server.person("supervisor", &own);
        let caseworker = server.person("caseworker", &own);
        let all = supervisor.get("/v1/cases").expect(200).list();
        assert_eq!(all.len(), 1, "{all:?}");
        let case = format!("/v1/cases/{}", text(&all[0], "id"));
        let me = caseworker.get("/v1/users/current").expect(200).json();
        let to = json!({ "caseworker": me["id"] });
        supervisor.post(&format!("{case}/assign"), &to).expect(200);
        let two = Self {
            server,
            phone,
            caseworker,
            supervisor,
            theirs: caseworkers_phone(server, &other),
            receiver: server.person("supervisor", &other),
            case,
            with_photo,
            own,
        };
        two.agree_on_everything(&other);
        two
    }

    /// A protocol between the two by which a whole case may cross.
    fn agree_on_everything(&self, other: &Agency) {
        let body = json!({
            "parties": [self.own.id, other.id],
            "services": ["protection_cm"],
            "classes": ["D0", "D1", "D2", "D3", "D4", "D5"],
            "startsAt": "2026-01-01T00:00:00Z",
            "endsAt": "2030-01-01T00:00:00Z",
        });
        let signers = [&self.own, other].map(|agency| self.server.focal_point(agency));
        let made = signers[0].post("/v1/protocols", &body).expect(200).json();
        let sign = format!("/v1/protocols/{}/sign", text(&made, "id"));
        for signer in &signers {
            signer.post(&sign, &nothing()).expect(200);
        }
    }

    /// Confirms what the person agreed to.
    fn confirm(&self) {
        let path = format!("{}/consents", self.case);
        for one in self.caseworker.get(&path).expect(200).list() {
            if one["state"] == "proposed" {
                let confirm = format!("{path}/{}/confirm", text(&one, "id"));
                self.caseworker.post(&confirm, &nothing()).expect(200);
            }
        }
        eventually("it was weighed again", 60.0, || {
            (self.server.count("jobs where kind = 'reweigh'") == 0).then_some(())
        });
    }

    /// Takes back what others were sent.
    fn recall(&self) {
        let of_case = self.supervisor.get(&self.case).expect(200).json();
        for one in of_case["referrals"].as_array().unwrap() {
            if one["state"] == "sent" {
                let recall = format!("/v1/referrals/{}/recall", text(one, "id"));
                let why = json!({ "reason": "not_needed" });
                self.supervisor.post(&recall, &why).expect(200);
            }
        }
    }

    fn ask(&self, to: &str) -> Answer {
        let body = json!({ "to": to, "note": NOTE });
        self.caseworker
            .post(&format!("{}/transfer", self.case), &body)
    }

    fn approve(&self, asked: &Value) -> Answer {
        let id = text(asked, "approvalId");
        let path = format!("/v1/approvals/{id}/approve");
        self.supervisor.post(&path, &nothing())
    }

    /// Asked, approved, offered: the id of the transfer.
    fn offer(&self) -> String {
        let asked = self.ask("CEDAR").expect(200).json();
        self.approve(&asked).expect(200);
        text(&asked, "transferId").to_owned()
    }

    fn answer(&self, transfer: &str, word: &str, body: &Value) -> Answer {
        self.receiver
            .post(&format!("/v1/transfers/{transfer}/{word}"), body)
    }

    /// Submissions of the case by form, as somebody finds them.
    fn opening(&self, by: &Client, form: &str) -> String {
        let known = by.get(&self.case).expect(200).json();
        let all = known["submissions"].as_array().unwrap();
        let one = all.iter().find(|one| one["xmlFormId"] == form).unwrap();
        format!("{}/submissions/{}", self.case, text(one, "id"))
    }

    /// How many of the case's records open with the old owner's keys and a copy of the database.
    fn opens_with_the_key_in_hand(&self) -> usize {
        let keys = self.server.sealing_keys(&self.own.id);
        assert!(!keys.is_empty());
        let case = self.case.rsplit('/').next().unwrap().to_owned();
        let agencies = [
            self.own.id.clone(),
            self.server.credentials.agency("CEDAR").id.clone(),
        ];
        let wraps = self.server.store().read_now("thief", move |conn| {
            let all = agencies.iter().map(|agency| own_wraps(conn, &case, agency));
            all.collect::<Result<Vec<_>, waypost::store::StoreError>>()
        });
        let opens = |wrap: &OwnWrap| {
            let aad = Aad::record("records", &wrap.record, &wrap.kind);
            let mut keys = keys.iter();
            keys.any(|key| seal::unwrap(&wrap.wrapped, key, &aad).is_ok())
        };
        wraps
            .unwrap()
            .iter()
            .flatten()
            .filter(|wrap| opens(wrap))
            .count()
    }
}

on_both!(a_case_goes_whole_and_its_old_owner_opens_nothing_of_it);
fn a_case_goes_whole_and_its_old_owner_opens_nothing_of_it(on: Database) {
    let server = Server::demo(on);
    let two = Two::with(&server, &agreement(EVERYTHING));
    // Nobody said yes yet, others work on it, two people have not agreed.
    two.ask("CEDAR").expect_problem(409.96);
    two.recall();
    two.ask("CEDAR").expect_problem(409.96);
    two.confirm();
    two.recall();
    let asked = two.ask("CEDAR").expect(200).json();
    let transfer = text(&asked, "transferId").to_owned();
    two.ask("CEDAR").expect_problem(409.96);
    assert_eq!(
        two.receiver.get("/v1/transfers").expect(200).list().len(),
        0
    );
    let at = |word: &str| format!("/v1/transfers/{transfer}/{word}");
    two.answer(&transfer, "accept", &nothing())
        .expect_problem(404.1);
    two.caseworker
        .post(
            &format!("/v1/approvals/{}/approve", text(&asked, "approvalId")),
            &nothing(),
        )
        .expect_problem(409.93);
    let note = two.supervisor.get(&at("note")).expect(200).text();
    assert_eq!(note, NOTE);
    two.approve(&asked).expect(200);

    // The other agency hears that there is one, and nothing more.
    let offers = two.receiver.get("/v1/transfers").expect(200).list();
    assert_eq!(offers.len(), 1);
    assert_eq!(
        (text(&offers[0], "from"), text(&offers[0], "service")),
        (two.own.code.as_str(), "protection_cm")
    );
    assert!(offers[0]["caseId"].is_null());
    two.receiver.get(&at("note")).expect_problem(404.1);
    two.receiver.get(&two.case).expect_problem(404.1);
    assert_eq!(server.count("notices where kind = 'case_offered'"), 1);
    assert!(two.opens_with_the_key_in_hand() > 5);
    two.supervisor
        .post(&at("accept"), &nothing())
        .expect_problem(404.1);

    let taken = two
        .answer(&transfer, "accept", &nothing())
        .expect(200)
        .json();
    assert!(two.case.ends_with(text(&taken, "caseId")));
    two.answer(&transfer, "accept", &nothing())
        .expect_problem(409.92);

    // The new owner reads everything.
    let me = two.receiver.get("/v1/users/current").expect(200).json();
    let known = two.receiver.get(&two.case).expect(200).json();
    assert_eq!(
        (&known["state"], &known["caseworker"], &known["supervisor"]),
        (&json!("open"), &Value::Null, &me["id"])
    );
    for form in [
        "wellbeing_a1",
        "wellbeing_a2",
        "wellbeing_a4a",
        "wellbeing_a5",
    ] {
        let open = format!("{}/open", two.opening(&two.receiver, form));
        let purpose = json!({ "purpose": "contact" });
        two.receiver.post(&open, &purpose).expect(200);
    }
    let files = format!("{}/attachments", two.opening(&two.receiver, "wellbeing_a5"));
    assert_eq!(two.receiver.get(&files).expect(200).list().len(), 2);
    let photo = format!("{files}/photo.jpg");
    assert_eq!(two.receiver.get(&photo).expect(200).text(), PHOTO);
    assert_eq!(two.receiver.get(&at("note")).expect(200).text(), NOTE);
    let consents = format!("{}/consents", two.case);
    let consents = two.receiver.get(&consents).expect(200).list();
    assert!(
        consents
            .iter()
            .any(|one| one["state"] == "in_force" && !one["scope"].is_null())
    );
    let owners = format!("{}/owners", two.case);
    let owners = two.receiver.get(&owners).expect(200).list();
    assert_eq!(
        (
            owners.len(),
            text(&owners[0], "agency"),
            text(&owners[1], "agency")
        ),
        (2, two.own.code.as_str(), "CEDAR")
    );
    assert_eq!(owners[0]["until"], owners[1]["since"]);
    assert!(owners[1]["until"].is_null());

    // To the old owner it is a case that does not exist.
    let mine = two.supervisor.get("/v1/transfers").expect(200).list();
    assert_eq!(
        (
            text(&mine[0], "state"),
            text(&mine[0], "to"),
            &mine[0]["service"]
        ),
        ("accepted", "CEDAR", &Value::Null)
    );
    two.is_gone(&at("note"));
    // Not even by a phone that still has it and sends it again.
    two.phone.send(&two.with_photo).expect(201);
    assert_eq!(two.opens_with_the_key_in_hand(), 0);
    assert_eq!(server.count("submissions where envelope is not null"), 0);
    assert_eq!(
        server.count("submission_parts where bytes is not null or blob_id is not null"),
        0
    );
    assert_eq!(
        server.count("certificates where cause = 'transferred' and things = 4"),
        1
    );
    assert_eq!(server.count("audit where action = 'transfer.accept'"), 2);
    assert_eq!(server.count("audit where note like '%after six%'"), 0);

    // What its phones still send waits, what the new owner's send joins.
    two.phone.send_many("wellbeing_a9", &follow_up(), 1);
    two.theirs.send_many("wellbeing_a9", &follow_up(), 1);
    routed(&server);
    assert_eq!(server.count("cases"), 1);
    assert_eq!(server.count("cases where submissions = 5"), 1);
    assert_eq!(server.count("unmatched where state = 'waiting'"), 1);
}

impl Two<'_> {
    /// Nothing of the case is there for its old owner.
    fn is_gone(&self, note: &str) {
        for by in [&self.supervisor, &self.caseworker] {
            by.get(&self.case).expect_problem(404.1);
            by.get(note).expect_problem(404.1);
            by.get(&format!("{}/consents", self.case))
                .expect_problem(404.1);
            by.get(&format!("{}/owners", self.case))
                .expect_problem(404.1);
            assert_eq!(by.get("/v1/cases").expect(200).list().len(), 0);
            assert_eq!(by.get("/v1/approvals").expect(200).list().len(), 0);
            let sent = by.get("/v1/referrals?direction=sent").expect(200).list();
            assert_eq!(sent.len(), 0);
            let found = by.post("/v1/cases/find", &json!({ "code": CODE }));
            found.expect_problem(404.1);
        }
        let projects = self.supervisor.get("/v1/projects").expect(200).list();
        let mut seen = 0;
        for (project, form) in projects.iter().flat_map(|project| {
            ["wellbeing_a1", "wellbeing_a2", "wellbeing_a5"].map(|form| (project, form))
        }) {
            let path = format!("/v1/projects/{}/forms/{form}/submissions", project["id"]);
            let all = self.supervisor.get(&path);
            let all = if all.status == 200 {
                all.list()
            } else {
                Vec::new()
            };
            for one in all {
                let at = format!("{path}/{}", text(&one, "instanceId"));
                self.supervisor
                    .get(&format!("{at}.xml"))
                    .expect_problem(404.1);
                let photo = format!("{at}/attachments/photo.jpg");
                self.supervisor.get(&photo).expect_problem(404.1);
                let erase = format!("{at}/retention/erase");
                let why = json!({ "reason": "ours" });
                self.supervisor.post(&erase, &why).expect_problem(404.1);
                seen += 1;
            }
        }
        assert_eq!(seen, 3);
    }
}

on_both!(less_than_the_whole_case_hands_over_nothing_and_a_filtered_agency_is_like_none);
fn less_than_the_whole_case_hands_over_nothing_and_a_filtered_agency_is_like_none(on: Database) {
    let server = Server::demo(on);
    let narrow = "CEDAR/protection_cm/90_days/summary+needs";
    let two = Two::with(&server, &agreement(narrow));
    two.confirm();
    two.recall();
    let refused = two.ask("CEDAR").expect_problem(409.96).text();
    assert!(refused.contains("ask the person"), "{refused}");
    // Everything but who the person is.
    let nameless = EVERYTHING.replace("+identity", "");
    two.phone
        .send_many("wellbeing_a2", &agreement(&nameless), 1);
    routed(&server);
    two.confirm();
    two.recall();
    two.ask("CEDAR").expect_problem(409.96);

    // Out: as an agency that takes none, and as one that nobody knows.
    let out = agreement(EVERYTHING).with("ad/withhold_from", "CEDAR");
    two.phone.send_many("wellbeing_a2", &out, 1);
    routed(&server);
    two.confirm();
    let filtered = two.ask("CEDAR").expect_problem(409.96).text();
    assert_eq!(filtered, two.ask("NOBODY").expect_problem(409.96).text());
    assert!(filtered.contains("takes no transfers"), "{filtered}");
    assert_eq!(server.count("transfers"), 0);
    assert_eq!(server.count("records where kind = 'handover'"), 0);
}

on_both!(an_offer_ends_with_what_it_rests_on_and_is_taken_back_or_declined);
fn an_offer_ends_with_what_it_rests_on_and_is_taken_back_or_declined(on: Database) {
    let server = Server::demo(on);
    let two = Two::with(&server, &agreement(EVERYTHING));
    two.recall();
    two.confirm();
    two.recall();
    let back = two.offer();
    two.receiver
        .post(&format!("/v1/transfers/{back}/take-back"), &nothing())
        .expect_problem(404.1);
    two.supervisor
        .post(&format!("/v1/transfers/{back}/take-back"), &nothing())
        .expect(200);
    two.answer(&back, "accept", &nothing())
        .expect_problem(409.92);

    let declined = two.offer();
    two.answer(&declined, "decline", &json!({ "reason": "tired" }))
        .expect_problem(400.8);
    let why = json!({ "reason": "no_capacity" });
    two.answer(&declined, "decline", &why).expect(200);
    let mine = two.supervisor.get("/v1/transfers").expect(200).list();
    assert_eq!(
        (text(&mine[0], "state"), text(&mine[0], "declined")),
        ("declined", "no_capacity")
    );
    assert_eq!(server.count("notices where kind = 'offer_ended'"), 1);

    let late = two.offer();
    server.execute(&format!(
        "update transfers set ends_at = 1 where id = '{late}'"
    ));
    let lapsed = |id: &str| {
        let state = format!("transfers where id = '{id}' and state = 'lapsed'");
        eventually("it lapsed", 60.0, || {
            (server.count(&state) == 1).then_some(())
        });
    };
    lapsed(&late);

    // What it rests on is taken back.
    let last = two.offer();
    let withdraw = format!("{}/consents/withdraw", two.case);
    let why = json!({ "recipient": "CEDAR", "reason": "person_asked" });
    two.caseworker.post(&withdraw, &why).expect(200);
    lapsed(&last);
    two.answer(&last, "accept", &nothing())
        .expect_problem(409.92);
    assert_eq!(server.count("audit where action = 'transfer.lapse'"), 4);
    assert_eq!(server.count("case_owners"), 0);
    two.supervisor.get(&two.case).expect(200);
    let owners = format!("{}/owners", two.case);
    assert_eq!(two.supervisor.get(&owners).expect(200).list().len(), 1);
}

on_both!(what_is_said_after_an_offer_counts_when_it_is_taken);
fn what_is_said_after_an_offer_counts_when_it_is_taken(on: Database) {
    let server = Server::demo(on);
    let two = Two::with(&server, &agreement(EVERYTHING));
    two.recall();
    two.confirm();
    two.recall();
    let transfer = two.offer();
    let files = two.opening(&two.supervisor, "wellbeing_a5");
    // The person names the agency, in a form that nobody has looked at yet.
    let feared = Answers::of(&[
        ("gate/safe_now", "yes"),
        ("ref/case_code", CODE),
        ("ad/withhold_from", "CEDAR"),
    ]);
    two.phone.send_many("wellbeing_a2", &feared, 1);
    routed(&server);
    let fell = two.answer(&transfer, "accept", &nothing());
    let fell = fell.expect_problem(409.96).text();
    assert!(fell.contains("this offer has ended"), "{fell}");
    assert_eq!(server.count("transfers where state = 'lapsed'"), 1);
    assert_eq!(server.count("case_owners"), 0);
    assert!(two.opens_with_the_key_in_hand() > 5);
    two.supervisor
        .post(&format!("{files}/open"), &nothing())
        .expect(200);
}

on_both!(a_legal_hold_or_a_locked_key_keeps_a_case_where_it_is);
fn a_legal_hold_or_a_locked_key_keeps_a_case_where_it_is(on: Database) {
    let server = Server::demo(on);
    let own = server.credentials.under_passphrase().clone();
    let key_holder = server.focal_point(&own);
    unlock(&key_holder, &own);
    let two = Two::of(&server, &own, &agreement(EVERYTHING));
    two.recall();
    two.confirm();
    two.recall();
    let manager = server.person("data_manager", &own);
    let path = two.supervisor.get(&two.case).expect(200).json();
    let one = &path["submissions"][0];
    let at = format!(
        "/v1/projects/{}/forms/{}/submissions/{}/retention",
        one["projectId"],
        text(one, "xmlFormId"),
        text(one, "instanceId")
    );
    let hold = json!({ "reason": "a court asked", "until": "2099-01-01T00:00:00Z" });
    for by in [&two.supervisor, &manager] {
        by.post(&format!("{at}/hold"), &hold).expect(200);
    }
    let held = two.ask("CEDAR").expect_problem(409.96).text();
    assert!(held.contains("legal hold"), "{held}");
    let orders = two.supervisor.get(&at).expect(200).list();
    let lift = format!("{at}/{}/lift", text(&orders[0], "id"));
    manager.post(&lift, &nothing()).expect(200);

    let transfer = two.offer();
    lock(&key_holder, &own);
    two.answer(&transfer, "accept", &nothing())
        .expect_problem(409.91);
    assert_eq!(server.count("transfers where state = 'offered'"), 1);
    assert_eq!(server.count("case_owners"), 0);
    two.ask("CEDAR").expect_problem(409.91);
    unlock(&key_holder, &own);
    two.answer(&transfer, "accept", &nothing()).expect(200);
    let photo = format!(
        "{}/attachments/photo.jpg",
        two.opening(&two.receiver, "wellbeing_a5")
    );
    assert_eq!(two.receiver.get(&photo).expect(200).text(), PHOTO);
}
