//! Sending: pre-flight, one request or several, again, and in odd orders.

use crate::support::form::{instance_id, urgent_adult};
use crate::support::{
    Database, Envelope, Multipart, Phone, Server, eventually, general_form, on_both,
};

/// A server with a general form `wells` and the first phone, which has it.
fn with_wells(on: Database) -> (Server, Phone) {
    let server = Server::demo(on);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let phone = server.phone();
    (server, phone)
}

/// An envelope of `wells` with some media.
fn with_media(phone: &Phone, media: &[(&str, &[u8])]) -> Envelope {
    let (form, id) = (phone.form("wells"), instance_id());
    let instance = form.fill(&id, &Default::default());
    Envelope::seal(&form, &id, &instance, media)
}

fn wait_for_state(server: &Server, envelope: &Envelope, state: &str) {
    let row = format!(
        "submissions where instance_id = '{}' and state = '{state}'",
        envelope.instance_id
    );
    eventually(&row, 10.0, || (server.count(&row) == 1).then_some(()));
}

#[test]
fn the_pre_flight_is_204_and_tells_the_limit() {
    let server = Server::demo(Database::Sqlite);
    let answer = server
        .phone()
        .http
        .head("/submission?deviceID=collect%3Aabc")
        .expect(204);
    assert!(answer.body.is_empty());
    let limit: u64 = answer
        .header("x-openrosa-accept-content-length")
        .unwrap()
        .parse()
        .unwrap();
    assert!(limit >= 1_000_000);
    assert_eq!(answer.header("x-openrosa-version"), Some("1.0"));
    let read = server.phone().http.get("/submission");
    assert!([204, 405].contains(&read.status), "{}", read.status);
}

on_both!(a_screening_is_taken_with_201_and_opened);
fn a_screening_is_taken_with_201_and_opened(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let envelope = phone.seal(&phone.form("wellbeing_a1"), &urgent_adult());
    let answer = phone.send(&envelope).expect(201);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/xml")
    );
    assert!(answer.text().contains("http://openrosa.org/http/response"));
    assert!(!answer.message().is_empty());
    wait_for_state(&server, &envelope, "sealed");
}

on_both!(the_same_again_is_success_and_stays_one);
fn the_same_again_is_success_and_stays_one(on: Database) {
    let (server, phone) = with_wells(on);
    let envelope = with_media(&phone, &[]);
    phone.send(&envelope).expect(201);
    for _ in 0..3 {
        let again = phone.send(&envelope);
        assert!([201, 202].contains(&again.status), "{}", again.text());
    }
    assert_eq!(server.count("submissions"), 1);
    wait_for_state(&server, &envelope, "sealed");
    phone.send(&envelope);
    assert_eq!(server.count("records"), 1, "opened once");
}

on_both!(the_same_at_the_same_time_is_one);
fn the_same_at_the_same_time_is_one(on: Database) {
    let (server, phone) = with_wells(on);
    let envelope = with_media(&phone, &[("a.jpg", b"a")]);
    let sending: Vec<_> = (0..8)
        .map(|_| {
            let (phone, envelope) = (phone.clone(), envelope.clone());
            std::thread::spawn(move || phone.send(&envelope).status)
        })
        .collect();
    let answers: Vec<u16> = sending.into_iter().map(|t| t.join().unwrap()).collect();
    assert!(
        answers
            .iter()
            .all(|s| [201, 202, 409, 423, 503].contains(s)),
        "{answers:?}"
    );
    assert!(answers.contains(&201), "{answers:?}");
    assert_eq!(server.count("submissions"), 1);
    assert_eq!(server.count("submission_parts"), 2);
}

on_both!(another_envelope_under_the_same_id_is_409_and_the_first_stays);
fn another_envelope_under_the_same_id_is_409_and_the_first_stays(on: Database) {
    let (server, phone) = with_wells(on);
    let first = with_media(&phone, &[]);
    phone.send(&first).expect(201);
    let form = phone.form("wells");
    let second = Envelope::seal(
        &form,
        &first.instance_id,
        &form.fill(&first.instance_id, &Default::default()),
        &[],
    );
    let refused = phone.send(&second).expect(409);
    assert!(!refused.message().is_empty());
    wait_for_state(&server, &first, "sealed");
    assert_eq!(server.count("submissions"), 1);
}

on_both!(files_may_come_later_and_in_pieces);
fn files_may_come_later_and_in_pieces(on: Database) {
    let (server, phone) = with_wells(on);
    let envelope = with_media(
        &phone,
        &[("a.jpg", &[7; 70_000]), ("b.jpg", b"b"), ("c.jpg", b"")],
    );
    let piece = |n: usize| {
        let (name, bytes) = &envelope.files[n];
        Multipart::new().xml(&envelope.manifest).file(name, bytes)
    };
    phone.post(&piece(1).incomplete()).expect(201);
    wait_for_state(&server, &envelope, "waiting_media");
    phone.post(&piece(3).incomplete()).expect(201);
    // A piece got lost: the phone starts again from the beginning.
    for n in [1, 3, 0] {
        let again = phone.post(&piece(n).incomplete());
        assert!([201, 202].contains(&again.status), "{}", again.text());
    }
    wait_for_state(&server, &envelope, "waiting_media");
    let last = phone.post(&piece(2));
    assert!([201, 202].contains(&last.status), "{}", last.text());
    wait_for_state(&server, &envelope, "sealed");
    assert_eq!(server.count("submission_parts"), 4);
}

#[test]
fn a_body_in_chunks_is_taken() {
    let (server, phone) = with_wells(Database::Sqlite);
    let envelope = with_media(&phone, &[("a.jpg", &[1; 200_000])]);
    phone
        .http
        .post_multipart_chunked("/submission", &envelope.multipart())
        .expect(201);
    wait_for_state(&server, &envelope, "sealed");
}

#[test]
fn the_xml_may_come_after_the_files() {
    let (server, phone) = with_wells(Database::Sqlite);
    let envelope = with_media(&phone, &[("a.jpg", b"a")]);
    let files = envelope
        .files
        .iter()
        .fold(Multipart::new(), |m, (name, bytes)| m.file(name, bytes));
    phone.post(&files.xml(&envelope.manifest)).expect(201);
    wait_for_state(&server, &envelope, "sealed");
}

#[test]
fn a_hundred_and_one_files_fit_in_one_request() {
    let (server, phone) = with_wells(Database::Sqlite);
    let names: Vec<String> = (0..100).map(|n| format!("photo-{n}.jpg")).collect();
    let media: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), n.as_bytes())).collect();
    let envelope = with_media(&phone, &media);
    phone.send(&envelope).expect(201);
    wait_for_state(&server, &envelope, "sealed");
}

#[test]
fn names_of_files_survive_and_never_leave_their_place() {
    let (server, phone) = with_wells(Database::Sqlite);
    let envelope = with_media(&phone, &[("été 写真.jpg", b"a")]);
    phone.send(&envelope).expect(201);
    wait_for_state(&server, &envelope, "sealed");

    let odd = with_media(&phone, &[]);
    let body = odd
        .multipart()
        .file("../../escaped.enc", b"x")
        .file("quote%22.enc", b"x")
        .file("unasked.jpg", b"x");
    phone.post(&body).expect(201);
    wait_for_state(&server, &odd, "sealed");
    assert!(!server.data().join("../../escaped.enc").exists());
    assert_eq!(
        server.count("submission_parts"),
        3,
        "files that the manifest does not name are not kept"
    );
}

#[test]
fn who_sent_is_kept_and_a_long_device_id_does_no_harm() {
    let (server, phone) = with_wells(Database::Sqlite);
    let envelope = with_media(&phone, &[]);
    let long = "x".repeat(300);
    phone
        .http
        .post_multipart(
            &format!("/submission?deviceID={long}"),
            &envelope.multipart(),
        )
        .expect(201);
    assert_eq!(server.count("submissions where length(device_id) = 255"), 1);
}

#[test]
fn an_older_version_that_phones_still_hold_is_taken() {
    let (server, phone) = with_wells(Database::Sqlite);
    let (old, project) = (phone.form("wells"), server.credentials.projects[0].id);
    let admin = server.admin();
    let draft = format!("/v1/projects/{project}/forms/wells/draft");
    admin
        .post_xml(
            &format!("{draft}?ignoreWarnings=true"),
            &general_form("wells", "2", &["depth"]),
        )
        .expect(200);
    admin.post_empty(&format!("{draft}/publish")).expect(200);
    assert_ne!(phone.form("wells").version, old.version);
    phone
        .send(&phone.seal(&old, &Default::default()))
        .expect(201);
}

#[test]
fn both_namespaces_of_meta_and_a_form_without_version_are_read() {
    let (server, phone) = with_wells(Database::Sqlite);
    let mut envelope = with_media(&phone, &[]);
    envelope.manifest = envelope
        .manifest
        .replace(
            "http://opendatakit.org/submissions",
            "http://www.opendatakit.org/xforms/encrypted",
        )
        .replace(
            "<orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>",
            "<meta><instanceID>",
        )
        .replace("</orx:instanceID></orx:meta>", "</instanceID></meta>");
    phone.send(&envelope).expect(201);
    wait_for_state(&server, &envelope, "sealed");
}
