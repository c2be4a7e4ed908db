//! Rows 113 to 129: what phones encrypt. The rows that are arithmetic (117 to 122) stand beside the arithmetic, in
//! `src/crypto/odk`, and are counted with these.

use crate::support::form::{instance_id, urgent_adult};
use crate::support::{
    Answers, Database, Envelope, FormOnPhone, Multipart, Phone, Server, eventually, general_form,
    on_both,
};

/// The collecting agency's project with a form `wells` of no stage, and its first phone.
fn with_wells(on: Database) -> (Server, Phone) {
    let server = Server::demo(on);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let phone = server.phone();
    (server, phone)
}

fn sealed_with(form: &FormOnPhone, media: &[(&str, &[u8])]) -> Envelope {
    let id = instance_id();
    Envelope::seal(form, &id, &form.fill(&id, &Answers::default()), media)
}

fn in_state(server: &Server, envelope: &Envelope, state: &str) {
    let row = format!(
        "submissions where instance_id = '{}' and state = '{state}'",
        envelope.instance_id
    );
    eventually(&row, 20.0, || (server.count(&row) == 1).then_some(()));
}

on_both!(row_113_114_an_envelope_is_read_in_either_dress_and_kept_as_it_came);
fn row_113_114_an_envelope_is_read_in_either_dress_and_kept_as_it_came(on: Database) {
    let (server, phone) = with_wells(on);
    let form = phone.form("wells");
    let collect = {
        let mut envelope = sealed_with(&form, &[("a.jpg", b"a")]);
        envelope.manifest = envelope.manifest.replace(
            "http://opendatakit.org/submissions",
            "http://www.opendatakit.org/xforms/encrypted",
        );
        envelope
    };
    let enketo = {
        let mut envelope = sealed_with(&form, &[("a.jpg", b"a")]);
        // Another order, meta without prefix.
        let (head, rest) = envelope
            .manifest
            .split_once("<base64EncryptedKey>")
            .unwrap();
        let (key, rest) = rest.split_once("</base64EncryptedKey>").unwrap();
        let rest = rest.strip_suffix("</data>").unwrap();
        envelope.manifest =
            format!("{head}{rest}<base64EncryptedKey>{key}</base64EncryptedKey></data>")
                .replace(
                    "<orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>",
                    "<meta><instanceID>",
                )
                .replace("</orx:instanceID></orx:meta>", "</instanceID></meta>");
        envelope
    };
    for envelope in [collect, enketo] {
        phone.send(&envelope).expect(201);
        in_state(&server, &envelope, "sealed");
        let kept = format!(
            "submissions where instance_id = '{}' and length(envelope) = {}",
            envelope.instance_id,
            envelope.manifest.len()
        );
        assert_eq!(server.count(&kept), 1);
    }
}

on_both!(row_115_an_envelope_says_whose_it_is_and_what_belongs_to_it);
fn row_115_an_envelope_says_whose_it_is_and_what_belongs_to_it(on: Database) {
    let (server, phone) = with_wells(on);
    let good = sealed_with(&phone.form("wells"), &[]);
    let (before, rest) = good.manifest.split_once("<base64EncryptedKey>").unwrap();
    let after = rest.split_once("</base64EncryptedKey>").unwrap().1;
    for manifest in [
        good.manifest.replace(&good.instance_id, ""),
        format!("{before}{after}"),
        good.manifest.replace(
            "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>",
            "",
        ),
    ] {
        let body = good
            .files
            .iter()
            .fold(Multipart::new().xml(&manifest), |m, (name, b)| {
                m.file(name, b)
            });
        assert!(!phone.post(&body).expect(400).message().is_empty());
    }
    assert_eq!(server.count("submissions"), 0);
}

on_both!(row_116_125_the_files_of_an_envelope_may_come_later);
fn row_116_125_the_files_of_an_envelope_may_come_later(on: Database) {
    let (server, phone) = with_wells(on);
    let media: [(&str, &[u8]); 3] = [("a.jpg", &[7; 70_000]), ("b.jpg", b"b"), ("c.jpg", b"")];
    let envelope = sealed_with(&phone.form("wells"), &media);
    let piece = |n: usize| {
        let (name, bytes) = &envelope.files[n];
        Multipart::new().xml(&envelope.manifest).file(name, bytes)
    };
    phone
        .post(&Multipart::new().xml(&envelope.manifest))
        .expect(201);
    in_state(&server, &envelope, "waiting_media");
    for n in [1, 3, 1, 0] {
        super::is_taken(&phone.post(&piece(n).incomplete()));
    }
    // Another submission is opened meanwhile: one that waits harms nobody.
    let other = sealed_with(&phone.form("wells"), &[]);
    phone.send(&other).expect(201);
    in_state(&server, &other, "sealed");
    in_state(&server, &envelope, "waiting_media");
    super::is_taken(&phone.post(&piece(2)));
    in_state(&server, &envelope, "sealed");
    assert_eq!(server.count("submission_parts"), 5);

    // Without the answers themselves it waits, too.
    let without = sealed_with(&phone.form("wells"), &[("a.jpg", b"a")]);
    let (name, bytes) = &without.files[0];
    let body = Multipart::new().xml(&without.manifest).file(name, bytes);
    phone.post(&body).expect(201);
    in_state(&server, &without, "waiting_media");
    let listed = server.admin().get(&format!(
        "/v1/projects/{}/forms/wells/submissions",
        server.credentials.projects[0].id
    ));
    let waiting = listed
        .expect(200)
        .list()
        .iter()
        .filter(|s| s["state"] == "waiting_media")
        .count();
    assert_eq!(waiting, 1);
}

on_both!(row_123_124_126_what_does_not_open_is_one_record_s_trouble);
fn row_123_124_126_what_does_not_open_is_one_record_s_trouble(on: Database) {
    let (server, phone) = with_wells(on);
    let form = phone.form("wells");
    let media: [(&str, &[u8]); 2] = [("a.jpg", &[1; 40]), ("b.jpg", &[2; 40])];
    // A file is missing: nothing is lost, and it is told.
    let mut missing = sealed_with(&form, &media);
    missing.files.remove(0);
    phone.send(&missing).expect(201);
    // Files in another order than they were encrypted in: the signature tells, although the padding may look right.
    let mut swapped = sealed_with(&form, &media);
    swapped.manifest = swapped
        .manifest
        .replace("a.jpg.enc", "x.jpg.enc")
        .replace("b.jpg.enc", "a.jpg.enc")
        .replace("x.jpg.enc", "b.jpg.enc");
    phone.send(&swapped).expect(201);
    // Encrypted to somebody else's key.
    let stranger = server.credentials.others().next().unwrap();
    let other = server.phone_of(server.credentials.device(stranger));
    let foreign = FormOnPhone {
        key: other.form("wellbeing_a1").key,
        ..form.clone()
    };
    let foreign = sealed_with(&foreign, &[]);
    phone.send(&foreign).expect(201);
    let good = sealed_with(&form, &media);
    phone.send(&good).expect(201);

    in_state(&server, &good, "sealed");
    in_state(&server, &missing, "waiting_media");
    in_state(&server, &swapped, "damaged");
    in_state(&server, &foreign, "damaged");
}

on_both!(row_127_plain_text_to_a_form_with_a_key_is_refused);
fn row_127_plain_text_to_a_form_with_a_key_is_refused(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let plain = phone
        .form("wellbeing_a1")
        .fill(&instance_id(), &urgent_adult());
    let refused = phone.post(&Multipart::new().xml(&plain)).expect(400);
    assert!(
        refused.message().contains("encrypted"),
        "{}",
        refused.message()
    );
    assert_eq!(server.count("submissions"), 0);
}

on_both!(row_128_the_same_encrypted_again_with_another_key_is_409);
fn row_128_the_same_encrypted_again_with_another_key_is_409(on: Database) {
    let (server, phone) = with_wells(on);
    let form = phone.form("wells");
    let first = sealed_with(&form, &[]);
    for _ in 0..2 {
        super::is_taken(&phone.send(&first));
    }
    let instance = form.fill(&first.instance_id, &Answers::default());
    let second = Envelope::seal(&form, &first.instance_id, &instance, &[]);
    assert!(!phone.send(&second).expect(409).message().is_empty());
    in_state(&server, &first, "sealed");
    super::is_taken(&phone.send(&first));
    assert_eq!(server.count("submissions"), 1);
    assert_eq!(server.count("records"), 1, "opened once");
}

on_both!(row_129_a_form_without_a_version_is_signed_without_one);
fn row_129_a_form_without_a_version_is_signed_without_one(on: Database) {
    // What an agency's phones get always has a version, which names the key: without one, nobody could tell
    // with which key a phone encrypted. The arithmetic without is shown beside it.
    let server = Server::demo(on);
    let unversioned = general_form("unversioned", "1", &[]).replace(" version=\"1\"", "");
    server.publish(server.credentials.projects[0].id, &unversioned);
    let phone = server.phone();
    let form = phone.form("unversioned");
    assert!(form.version.as_deref().unwrap().starts_with("[encrypted:"));
    let envelope = sealed_with(&form, &[]);
    phone.send(&envelope).expect(201);
    in_state(&server, &envelope, "sealed");
}
