//! What is not taken: each time a status and a sentence for the person with the phone, and nothing half-stored.

use crate::support::form::{instance_id, urgent_adult};
use crate::support::{Answers, Database, Multipart, Server, on_both};

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
