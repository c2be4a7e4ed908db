//! Correcting a submission by hand: plain and encrypted, with files; what is refused; races, kills and rotated keys; what
//! nowhere stands in clear.

mod pages;
mod withstands;

use serde_json::{Value, json};

use crate::api::open_project;
use crate::api::reviews::correct as correct_by_phone;
use crate::support::form::{instance_id, urgent_adult};
use crate::support::story::{lock, routed, unlock};
use crate::support::{
    Answer, Answers, Client, Database, Envelope, Multipart, Phone, Server, eventually,
    general_form, on_both,
};
use crate::vault::rotation::Holders;

/// A well with a photo, sent by the collecting agency's phone; its project, and the address of the submission.
pub fn well(server: &Server, photo: &[u8]) -> (i64, String) {
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &["depth"]));
    let id = send(&server.phone(), "North well", photo);
    routed(server);
    let path = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
    (project, path)
}

pub fn send(phone: &Phone, name: &str, photo: &[u8]) -> String {
    let (form, id) = (phone.form("wells"), instance_id());
    let answers = [("name", name), ("depth", "12"), ("photo", "photo.jpg")];
    let instance = form.fill(&id, &Answers::of(&answers));
    let body = match form.key {
        Some(_) => Envelope::seal(&form, &id, &instance, &[("photo.jpg", photo)]).multipart(),
        None => Multipart::new().xml(&instance).file("photo.jpg", photo),
    };
    phone.post(&body).expect(201);
    id
}

pub fn set(path: &str, value: &str) -> Value {
    json!({"reason": "slip", "answers": [{"path": path, "value": value}]})
}

pub fn correct(who: &Client, one: &str, name: &str) -> Answer {
    who.post(&format!("{one}/corrections"), &set("/name", name))
}

/// What is read of it now.
fn read(who: &Client, one: &str) -> String {
    eventually("the correction is opened", 60.0, || {
        let read = who.get(&format!("{one}.xml"));
        (read.status == 200).then(|| read.text())
    })
}

on_both!(a_supervisor_corrects_and_nothing_else_changes_and_the_photo_stays);
fn a_supervisor_corrects_and_nothing_else_changes_and_the_photo_stays(on: Database) {
    let server = Server::demo(on);
    // Larger than a row takes, and no whole number of blocks or segments.
    let photo: Vec<u8> = (0..300_007_usize).map(|i| (i / 251 + i) as u8).collect();
    let (_, one) = well(&server, &photo);
    let agency = server.credentials.collecting();
    let supervisor = server.person("supervisor", agency);
    supervisor
        .patch(&one, &json!({"reviewState": "approved"}))
        .expect(200);
    let before = read(&supervisor, &one);
    let first = one.rsplit('/').next().unwrap().to_owned();

    let answer = correct(&supervisor, &one, "South <well>")
        .expect(200)
        .json();
    assert_eq!(answer["instanceId"], first.as_str());
    assert_eq!(answer["reviewState"], "edited");
    let new = answer["currentVersion"]["instanceId"].as_str().unwrap();
    assert_ne!(new, first);
    let after = read(&supervisor, &one);
    let expected = before.replace("North well", "South &lt;well&gt;").replace(
        &format!("<orx:instanceID>{first}</orx:instanceID>"),
        &format!(
            "<orx:instanceID>{new}</orx:instanceID><orx:deprecatedID>{first}</orx:deprecatedID>"
        ),
    );
    assert_eq!(after, expected, "byte for byte");
    let file = |one: &str| supervisor.get(&format!("{one}/attachments/photo.jpg"));
    assert!(
        file(&one).expect(200).body == photo,
        "the photo is carried over"
    );
    let old = supervisor.get(&format!("{one}/versions/{first}.xml"));
    assert_eq!(old.expect(200).text(), before, "what was corrected stays");
    assert_eq!(
        supervisor
            .get(&format!("{one}/versions"))
            .expect(200)
            .list()
            .len(),
        2
    );

    // Whoever corrected does not approve; the audit has the reason and no content.
    supervisor
        .patch(&one, &json!({"reviewState": "approved"}))
        .expect_problem(409.93);
    let audited = "audit where action = 'submission.correct' and result = 'done' and note = 'slip' and class = 'D4'";
    assert_eq!(server.count(audited), 1);
    assert_eq!(
        server.count("audit where action = 'submission.read' and purpose = 'correction'"),
        1
    );

    // A correction of the correction, which keeps the photo too.
    correct(&supervisor, &one, "West well").expect(200);
    let last = read(&supervisor, &one);
    assert!(
        last.contains("West well") && last.contains(&format!("<orx:deprecatedID>{new}<")),
        "{last}"
    );
    assert!(file(&one).expect(200).body == photo);
}

on_both!(what_is_not_set_by_hand_and_who_does_not_set_it);
fn what_is_not_set_by_hand_and_who_does_not_set_it(on: Database) {
    let server = Server::demo(on);
    let (project, one) = well(&server, b"JPEG");
    let agency = server.credentials.collecting();
    let supervisor = server.person("supervisor", agency);
    let at = format!("{one}/corrections");
    let refused = |body: &Value, code: f64| {
        supervisor.post(&at, body).expect_problem(code);
    };
    refused(&json!({"answers": []}), 400.2);
    refused(&json!({"reason": "because", "answers": []}), 400.8);
    refused(&json!({"reason": "slip"}), 400.2);
    refused(&json!({"reason": "slip", "answers": []}), 400.94);
    refused(&set("/name", "North well"), 400.94);
    refused(&set("/name", &"x".repeat(2_001)), 400.94);
    for path in [
        "/photo",
        "/meta/instanceID",
        "/meta/deprecatedID",
        "/nothing",
    ] {
        refused(&set(path, "other"), 400.94);
    }
    for role in ["focal_point", "data_manager"] {
        let other = server.person(role, agency);
        correct(&other, &one, "South well").expect_problem(403.1);
    }
    correct(&server.admin(), &one, "South well").expect_problem(403.1);
    for other in server.credentials.others() {
        let stranger = server.person("supervisor", other);
        correct(&stranger, &one, "South well").expect_problem(404.1);
    }
    // In clear to a form with a key.
    let xml = "<data id=\"wells\" version=\"1\"><name>x</name></data>";
    let kind = Some("application/xml");
    supervisor
        .send("PUT", &one, kind, xml.as_bytes())
        .expect_problem(400.95);
    // A closed form.
    let form = format!("/v1/projects/{project}/forms/wells");
    let admin = server.admin();
    admin.patch(&form, &json!({"state": "closed"})).expect(200);
    correct(&supervisor, &one, "South well").expect_problem(409.97);
    admin.patch(&form, &json!({"state": "open"})).expect(200);
    assert_eq!(server.count("submissions where first_id is not null"), 0);
    // What is no part of casework, a caseworker corrects too.
    let caseworker = server.person("caseworker", agency);
    correct(&caseworker, &one, "South well").expect(200);
}

on_both!(a_screening_is_corrected_within_what_it_decides_nothing_by);
fn a_screening_is_corrected_within_what_it_decides_nothing_by(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting();
    let id = server
        .phone()
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);
    routed(&server);
    let project = server.credentials.projects[0].id;
    let one = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions/{id}");
    let supervisor = server.person("supervisor", agency);
    let at = format!("{one}/corrections");
    // What somebody agreed by, what the phone worked out or works something out from, the code, what is no choice.
    for (path, value) in [
        ("/gate/told_limits", "no"),
        ("/gate/mode", "observe"),
        ("/who/age_group", "15_17"),
        ("/urg/medical", "no"),
        ("/res/band", "none"),
        ("/end/case_code", "KABCDE2347"),
        ("/who/sex", "something"),
    ] {
        let refused = supervisor.post(&at, &set(path, value));
        refused.expect_problem(400.94);
    }
    assert_eq!(server.count("submissions where first_id is not null"), 0);
    let asked = server.count("referrals");
    supervisor
        .post(&at, &set("/who/area", "XX0102"))
        .expect(200);
    assert!(read(&supervisor, &one).contains("<area>XX0102</area>"));
    // Nobody is asked a second time, and the case stays one.
    routed(&server);
    assert_eq!(server.count("referrals"), asked);
    assert_eq!(server.count("submissions where case_id is not null"), 2);
    // A caseworker who does not work on the case reads the screening, and changes nothing.
    let caseworker = server.person("caseworker", agency);
    caseworker.get(&format!("{one}.xml")).expect(200);
    let other = caseworker.post(&at, &set("/who/area", "XX0103"));
    other.expect_problem(403.1);
}

on_both!(an_identity_is_corrected_for_a_purpose_and_a_consent_is_not);
fn an_identity_is_corrected_for_a_purpose_and_a_consent_is_not(on: Database) {
    let server = Server::demo(on);
    let (_, one) = well(&server, b"JPEG");
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let stage = |stage: &str| {
        let set = format!("update form_versions set stage = '{stage}' where title = 'Form wells'");
        server.execute(&set);
    };
    stage("consent");
    correct(&supervisor, &one, "South well").expect_problem(409.97);
    stage("id");
    correct(&supervisor, &one, "South well").expect_problem(403.94);
    let mut body = set("/name", "South well");
    body["purpose"] = json!("correction");
    supervisor
        .post(&format!("{one}/corrections"), &body)
        .expect(200);
    let read = "audit where action = 'submission.read' and class = 'D3' and purpose = 'correction'";
    assert_eq!(
        server.count(read),
        2,
        "to find its questions, and to set them"
    );
}

on_both!(a_plain_project_corrects_without_the_vault_s_key);
fn a_plain_project_corrects_without_the_vault_s_key(on: Database) {
    let server = Server::demo(on);
    let (project, phone) = open_project(&server, &general_form("wells", "1", &["depth"]));
    let id = send(&phone, "North well", b"JPEG of a well");
    let one = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
    let admin = server.admin();
    correct(&admin, &one, "South well").expect(200);
    let xml = read(&admin, &one);
    assert!(
        xml.contains("<name>South well</name>") && xml.contains("<depth>12</depth>"),
        "{xml}"
    );
    let photo = admin.get(&format!("{one}/attachments/photo.jpg"));
    assert_eq!(photo.expect(200).text(), "JPEG of a well");

    // All of it anew, as Central's programs send it.
    let kind = Some("application/xml");
    let put = |xml: &str| admin.send("PUT", &one, kind, xml.as_bytes());
    put(&xml.replace("orx:deprecatedID", "orx:other")).expect_problem(400.19);
    put(&xml).expect_problem(409.9);
    let current = admin.get(&one).expect(200).json()["currentVersion"]["instanceId"].clone();
    let current = current.as_str().unwrap().to_owned();
    let next = instance_id();
    let xml = xml
        .replace(
            &format!("<orx:deprecatedID>{id}<"),
            &format!("<orx:deprecatedID>{current}<"),
        )
        .replace(
            &format!("<orx:instanceID>{current}<"),
            &format!("<orx:instanceID>{next}<"),
        )
        .replace("South", "West");
    let put = put(&xml).expect(200).json();
    assert_eq!(put["currentVersion"]["instanceId"], next.as_str());
    assert_eq!(put["reviewState"], "edited");
    assert!(read(&admin, &one).contains("West well"));
    let photo = admin.get(&format!("{one}/attachments/photo.jpg"));
    assert_eq!(photo.expect(200).text(), "JPEG of a well");
    assert_eq!(server.count("audit where action = 'submission.correct'"), 2);
}

on_both!(whoever_is_second_is_told_what_to_do);
fn whoever_is_second_is_told_what_to_do(on: Database) {
    let server = Server::demo(on);
    let (_, one) = well(&server, b"JPEG");
    let first = one.rsplit('/').next().unwrap();
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let row = crate::support::database::word(
        &server,
        &format!("select id as word from submissions where instance_id = '{first}'"),
    );
    // A phone's correction comes between the look and the sending: by the old version nothing is corrected any more.
    correct_by_phone(&server.phone(), "wells", first, "From the phone");
    routed(&server);
    let page = pages::Hand::of(&server, "supervisor");
    let late = page.post(
        &format!("/submissions/{row}/correct"),
        &[("reason", "slip"), ("c0", "South well")],
    );
    let text = late.expect(409).text();
    assert!(text.contains("It was corrected meanwhile"), "{text}");
    assert!(read(&supervisor, &one).contains("From the phone"));
    // Two at once: one of them.
    let others: Vec<_> = (0..4)
        .map(|n| {
            let (who, one) = (supervisor.clone(), one.clone());
            std::thread::spawn(move || correct(&who, &one, &format!("Hand {n}")).status)
        })
        .collect();
    let statuses: Vec<u16> = others.into_iter().map(|t| t.join().unwrap()).collect();
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(
        statuses.iter().all(|s| [200, 409].contains(s)),
        "{statuses:?}"
    );
    routed(&server);
    let kept = statuses.iter().filter(|s| **s == 200).count() as i64;
    assert_eq!(
        server.count("submissions where first_id is not null"),
        1 + kept
    );
    assert_eq!(server.count("submissions where replaced_by is null and form_id in (select form_id from submissions where first_id is not null)"), 1);
}

on_both!(locked_keys_correct_nothing_and_a_rotated_key_does);
fn locked_keys_correct_nothing_and_a_rotated_key_does(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let focal_point = server.focal_point(&agency);
    unlock(&focal_point, &agency);
    let project = server.credentials.project(&agency).id;
    server.publish(project, &general_form("wells", "1", &["depth"]));
    let id = send(
        &server.phone_of(server.credentials.device(&agency)),
        "North well",
        b"JPEG",
    );
    routed(&server);
    let one = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
    let supervisor = server.person("supervisor", &agency);
    lock(&focal_point, &agency);
    correct(&supervisor, &one, "South well").expect_problem(409.91);
    let refused = "audit where action = 'submission.read' and result = 'refused'";
    assert!(server.count(refused) >= 1);
    assert_eq!(server.count("submissions where first_id is not null"), 0);

    let (_, one) = well(&server, b"JPEG of a well");
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let old = read(&supervisor, &one);
    Holders::of(&server).rotate();
    // The vault has the new key once it opens what was encrypted to it.
    let later = send(&server.phone(), "East well", b"JPEG");
    eventually("the vault has the new key", 60.0, || {
        let opened = format!("submissions where instance_id = '{later}' and state = 'sealed'");
        (server.count(&opened) == 1).then_some(())
    });
    correct(&supervisor, &one, "South well").expect(200);
    let new = read(&supervisor, &one);
    let version = |xml: &str| {
        xml.split("version=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    assert_ne!(version(&old), version(&new), "it names the new key");
    assert!(new.contains("South well"));
    let photo = supervisor.get(&format!("{one}/attachments/photo.jpg"));
    assert_eq!(photo.expect(200).text(), "JPEG of a well");
}
