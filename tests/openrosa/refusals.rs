//! What is not taken: each time a status and a sentence for the person with the phone, and nothing half-stored.

use crate::support::form::{instance_id, urgent_adult};
use crate::support::{Answers, Database, Multipart, Server, general_form, on_both};

/// A word that stands nowhere but in one story's answers.
const WORD: &str = "xylographer";

fn nothing_is_stored(server: &Server) {
    for table in [
        "submissions",
        "submission_parts",
        "records",
        "referrals",
        "jobs",
    ] {
        assert_eq!(server.count(table), 0, "{table}");
    }
}

on_both!(plain_text_to_a_form_with_a_key_is_refused_and_not_kept);
fn plain_text_to_a_form_with_a_key_is_refused_and_not_kept(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let phone = server.phone();
    let plain = phone
        .form("wellbeing_a1")
        .fill(&instance_id(), &urgent_adult().with("who/area", WORD));
    let body = Multipart::new()
        .xml(&plain)
        .file("photo.jpg", WORD.as_bytes());
    let refused = phone.post(&body);
    assert!(
        (400..500).contains(&refused.status),
        "{}: {}",
        refused.status,
        refused.text()
    );
    assert!(
        refused.message().to_lowercase().contains("encrypt"),
        "{}",
        refused.message()
    );
    nothing_is_stored(&server);
    crate::vault::canary::stands_nowhere(&server, &[WORD]);
}

on_both!(plain_files_beside_an_envelope_never_reach_the_disk);
fn plain_files_beside_an_envelope_never_reach_the_disk(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let phone = server.phone();
    let form = phone.form("wellbeing_a1");
    let envelope = phone.seal(&form, &urgent_adult());
    // As a phone does whose app was killed while it encrypted: plain files go first.
    let plain = WORD.repeat(30_000);
    let mut body = Multipart::new()
        .file("photo.jpg", plain.as_bytes())
        .file("instance.xml", plain.as_bytes());
    body = envelope
        .files
        .iter()
        .fold(body, |m, (name, bytes)| m.file(name, bytes));
    let answer = phone.post(&body.xml(&envelope.manifest));
    assert!(
        answer.status == 201 || (400..500).contains(&answer.status),
        "{}",
        answer.text()
    );
    crate::vault::canary::stands_nowhere(&server, &[WORD]);
}

#[test]
fn bodies_that_are_no_submission_are_refused_with_a_message() {
    let server = Server::demo(Database::Sqlite);
    let phone = server.phone();
    let deep = format!(
        "<data id=\"site_a0\">{}{}</data>",
        "<a>".repeat(10_000),
        "</a>".repeat(10_000)
    );
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><data id=\"site_a0\">&b;</data>";
    let outside =
        "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><data id=\"site_a0\">&a;</data>";
    for (what, xml) in [
        ("empty", ""),
        ("no XML", "hello"),
        ("cut off", "<data id=\"site_a0\"><meta>"),
        (
            "no id",
            "<data><meta><instanceID>uuid:1</instanceID></meta></data>",
        ),
        ("too deep", &deep),
        ("an entity bomb", bomb),
        ("a file of ours", outside),
    ] {
        let refused = phone.post(&Multipart::new().xml(xml));
        assert_eq!(refused.status, 400, "{what}: {}", refused.text());
        assert!(!refused.message().is_empty(), "{what}");
        assert!(!refused.text().contains("root:"), "{what}");
    }
    phone
        .post(&Multipart::new().file("photo.jpg", b"x"))
        .expect(400);
    let unbounded = phone.http.send(
        "POST",
        "/submission",
        Some("multipart/form-data"),
        &b"x"[..],
    );
    unbounded.expect(400);
    phone
        .http
        .send(
            "POST",
            "/submission",
            Some("text/xml"),
            &b"<data id=\"site_a0\"/>"[..],
        )
        .expect(400);
    let whole = phone
        .seal(&phone.form("site_a0"), &Answers::default())
        .multipart();
    let half = &whole.bytes()[..whole.bytes().len() / 2];
    phone
        .http
        .send("POST", "/submission", Some(&whole.kind()), half)
        .expect(400);
    nothing_is_stored(&server);
}

#[test]
fn an_unknown_form_or_version_is_404() {
    let server = Server::demo(Database::Sqlite);
    let phone = server.phone();
    let mut form = phone.form("site_a0");
    form.version = Some("1 of another world".into());
    let refused = phone
        .send(&phone.seal(&form, &Answers::default()))
        .expect(404);
    assert!(
        refused.message().contains("1 of another world"),
        "the message names the version: {}",
        refused.message()
    );
    form.id = "nothing_of_the_kind".into();
    assert!(
        !phone
            .send(&phone.seal(&form, &Answers::default()))
            .expect(404)
            .message()
            .is_empty()
    );
    nothing_is_stored(&server);
}

#[test]
fn an_envelope_must_say_whose_it_is_and_what_belongs_to_it() {
    let server = Server::demo(Database::Sqlite);
    let phone = server.phone();
    let good = phone.seal(&phone.form("site_a0"), &Answers::default());
    let without_id = good.manifest.replace(&good.instance_id, "");
    let without_key = {
        let from = good.manifest.find("<base64EncryptedKey>").unwrap();
        let to =
            good.manifest.find("</base64EncryptedKey>").unwrap() + "</base64EncryptedKey>".len();
        format!("{}{}", &good.manifest[..from], &good.manifest[to..])
    };
    let without_file = good.manifest.replace(
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>",
        "",
    );
    for manifest in [without_id, without_key, without_file] {
        let body = good
            .files
            .iter()
            .fold(Multipart::new().xml(&manifest), |m, (name, b)| {
                m.file(name, b)
            });
        let refused = phone.post(&body);
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(!refused.message().is_empty());
    }
    nothing_is_stored(&server);
}

#[test]
fn too_much_is_413_and_too_much_at_once_is_503() {
    let server = Server::demo_with(
        Database::Sqlite,
        &[
            ("WAYPOST_LIMITS_REQUEST_BYTES", "2000000"),
            ("WAYPOST_LIMITS_PART_BYTES", "1000000"),
        ],
    );
    let phone = server.phone();
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let mut envelope = phone.seal(&phone.form("wells"), &Answers::default());
    envelope.files[0].1 = vec![0; 1_200_000];
    let refused = phone.send(&envelope).expect(413);
    assert!(!refused.message().is_empty());
    nothing_is_stored(&server);
}

on_both!(a_message_escapes_what_it_repeats);
fn a_message_escapes_what_it_repeats(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let xml =
        "<data id=\"a&lt;b&gt;&amp;&quot;\"><meta><instanceID>uuid:1</instanceID></meta></data>";
    let refused = phone.post(&Multipart::new().xml(xml)).expect(404);
    assert!(!refused.text().contains("a<b>"), "{}", refused.text());
}
