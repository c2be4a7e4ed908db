//! Rows 64 to 102: sending.

use serde_json::json;

use super::{Open, is_taken};
use crate::support::form::instance_id;
use crate::support::{Answers, Database, Multipart, Phone, Server, general_form, on_both};

on_both!(row_064_065_what_is_taken_is_201_and_says_so);
fn row_064_065_what_is_taken_is_201_and_says_so(on: Database) {
    let open = Open::new(on);
    let xml = open.filled(&instance_id(), &[("name", "North")]);
    let answer = open.phone.post(&Multipart::new().xml(&xml)).expect(201);
    assert!(answer.header("content-type").unwrap().contains("text/xml"));
    assert_eq!(answer.header("x-openrosa-version"), Some("1.0"));
    assert!(
        answer
            .text()
            .contains("<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"")
    );
    assert_eq!(answer.message(), "full submission upload was successful!");
}

on_both!(row_066_067_the_same_again_is_one_and_other_content_is_refused);
fn row_066_067_the_same_again_is_one_and_other_content_is_refused(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let first = open.filled(&id, &[("name", "North")]);
    for _ in 0..3 {
        is_taken(&open.phone.post(&Multipart::new().xml(&first)));
    }
    assert_eq!(open.server.count("submissions"), 1);
    let other = open.filled(&id, &[("name", "South")]);
    let refused = open.phone.post(&Multipart::new().xml(&other)).expect(409);
    assert!(!refused.message().is_empty());
    assert_eq!(open.xml(&id), first);
    assert_eq!(open.server.count("submissions"), 1);
}

on_both!(row_068_069_070_a_file_is_here_missing_or_late);
fn row_068_069_070_a_file_is_here_missing_or_late(on: Database) {
    let open = Open::new(on);
    let with = open.sent(&[("photo", "well.jpg")], &[("well.jpg", b"JPEG")]);
    assert_eq!(open.files(&with), [("well.jpg".to_owned(), true)]);
    assert_eq!(open.file(&with, "well.jpg").body, b"JPEG");

    let id = instance_id();
    let xml = open.filled(&id, &[("photo", "well.jpg")]);
    open.phone.post(&Multipart::new().xml(&xml)).expect(201);
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), false)]);
    let late = Multipart::new().xml(&xml).file("well.jpg", b"late");
    is_taken(&open.phone.post(&late));
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), true)]);
    assert_eq!(open.file(&id, "well.jpg").body, b"late");
}

/// A form with two photos, as a phone of an open project has it.
fn two_photos(on: Database) -> Open {
    let open = Open::new(on);
    let form = general_form("wells", "2", &["depth", "second"]).replace(
        "<bind nodeset=\"/data/second\" type=\"string\"/>",
        "<bind nodeset=\"/data/second\" type=\"binary\"/>",
    );
    let draft = format!("/v1/projects/{}/forms/wells/draft", open.project);
    let admin = open.server.admin();
    admin
        .post_xml(&format!("{draft}?ignoreWarnings=true"), &form)
        .expect(200);
    admin
        .post_empty(&format!("{draft}/publish?ignoreWarnings=true"))
        .expect(200);
    open
}

on_both!(row_071_072_073_pieces_come_in_order_again_or_not_at_all);
fn row_071_072_073_pieces_come_in_order_again_or_not_at_all(on: Database) {
    let open = two_photos(on);
    let id = instance_id();
    let xml = open.filled(&id, &[("photo", "a.jpg"), ("second", "b.jpg")]);
    let first = Multipart::new().xml(&xml).file("a.jpg", b"aa").incomplete();
    let second = Multipart::new().xml(&xml).file("b.jpg", b"bb");
    // The second piece is lost, then all is sent again.
    open.phone.post(&first).expect(201);
    is_taken(&open.phone.post(&first));
    is_taken(&open.phone.post(&second));
    is_taken(&open.phone.post(&second));
    assert_eq!(open.server.count("submissions"), 1);
    let files = open.files(&id);
    assert_eq!(files.len(), 2, "the flag that more follows is no file");
    assert!(files.iter().all(|(_, here)| *here));
    assert_eq!(open.file(&id, "a.jpg").body, b"aa");
    assert_eq!(open.file(&id, "b.jpg").body, b"bb");
}

on_both!(row_074_a_file_that_nothing_names_is_forgotten);
fn row_074_a_file_that_nothing_names_is_forgotten(on: Database) {
    let open = Open::new(on);
    let id = open.sent(
        &[("photo", "well.jpg")],
        &[("replaced.jpg", b"old"), ("well.jpg", b"new")],
    );
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), true)]);
    assert_eq!(open.server.count("submission_parts"), 1);
}

on_both!(row_075_076_077_names_of_files_survive_and_are_never_a_path);
fn row_075_076_077_names_of_files_survive_and_are_never_a_path(on: Database) {
    let open = Open::new(on);
    for (said, sent) in [
        ("été 写真.jpg", "été 写真.jpg"),
        ("a \"quoted\" name.jpg", "a %22quoted%22 name.jpg"),
        ("100%22.jpg", "100%22.jpg"),
        ("x.jpg", "../../x.jpg"),
    ] {
        let id = open.sent(&[("photo", said)], &[(sent, said.as_bytes())]);
        assert_eq!(open.files(&id), [(said.to_owned(), true)], "{said}");
        let name: String = said.bytes().map(|b| format!("%{b:02X}")).collect();
        assert_eq!(open.file(&id, &name).text(), said);
    }
    for odd in ["\u{202e}gpj.exe", "nul\0byte.jpg", "..", ".", "", "con"] {
        let xml = open.filled(&instance_id(), &[("photo", "well.jpg")]);
        let answer = open
            .phone
            .post(&Multipart::new().xml(&xml).file(odd, b"odd"));
        assert!(
            answer.status == 201 || answer.status == 400,
            "{odd:?}: {}",
            answer.text()
        );
    }
    assert!(!open.server.data().join("../../x.jpg").exists());
    assert!(!open.server.data().join("x.jpg").exists());
}

on_both!(row_078_079_the_xml_may_come_last_and_only_the_first_counts);
fn row_078_079_the_xml_may_come_last_and_only_the_first_counts(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let xml = open.filled(&id, &[("photo", "well.jpg")]);
    let last = Multipart::new().file("well.jpg", b"JPEG").xml(&xml);
    open.phone.post(&last).expect(201);
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), true)]);

    let (one, two) = (instance_id(), instance_id());
    let both = Multipart::new()
        .xml(&open.filled(&one, &[("name", "one")]))
        .xml(&open.filled(&two, &[("name", "two")]));
    open.phone.post(&both).expect(201);
    assert!(open.xml(&one).contains("one"));
    open.server.admin().get(&open.path(&two)).expect(404);
}

on_both!(row_080_081_082_083_098_099_what_is_no_submission_is_400_and_says_why);
fn row_080_081_082_083_098_099_what_is_no_submission_is_400_and_says_why(on: Database) {
    let open = Open::new(on);
    let deep = format!(
        "<data id=\"wells\" version=\"1\">{}{}</data>",
        "<a>".repeat(10_000),
        "</a>".repeat(10_000)
    );
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                <data id=\"wells\" version=\"1\"><name>&b;</name></data>";
    let outside = "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\
                   <data id=\"wells\" version=\"1\"><name>&a;</name></data>";
    let utf16: Vec<u8> = "<data id=\"wells\"/>"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let many = format!(
        "<data id=\"wells\" {}/>",
        (0..10_000)
            .map(|n| format!("a{n}=\"\" "))
            .collect::<String>()
    );
    for (what, xml) in [
        ("empty", &b""[..]),
        ("no XML", b"hello"),
        ("cut off", b"<data id=\"wells\"><meta>"),
        (
            "no id",
            b"<data><meta><instanceID>uuid:1</instanceID></meta></data>",
        ),
        (
            "not UTF-8",
            b"<data id=\"wells\" version=\"1\"><name>\xff\xfe</name></data>",
        ),
        ("UTF-16", &utf16),
        (
            "NUL",
            b"<data id=\"wells\" version=\"1\"><name>\0</name></data>",
        ),
        ("too deep", deep.as_bytes()),
        ("too many attributes", many.as_bytes()),
        ("an entity bomb", bomb.as_bytes()),
        ("a file of ours", outside.as_bytes()),
    ] {
        let part = Multipart::new().part(
            "xml_submission_file",
            Some("submission.xml"),
            Some("text/xml"),
            xml,
        );
        let refused = open.phone.post(&part);
        assert_eq!(refused.status, 400, "{what}: {}", refused.text());
        assert!(!refused.message().is_empty(), "{what}");
        assert_eq!(refused.header("x-openrosa-version"), Some("1.0"));
        assert!(!refused.text().contains("root:"), "{what}");
    }
    let refused = |kind: &str, body: &[u8]| {
        let answer = open
            .phone
            .http
            .send("POST", "/submission", Some(kind), body)
            .expect(400);
        assert!(!answer.message().is_empty());
    };
    open.phone
        .post(&Multipart::new().file("well.jpg", b"x"))
        .expect(400)
        .message();
    refused("multipart/form-data", b"x");
    refused("text/xml", b"<data id=\"wells\"/>");
    let whole = Multipart::new().xml(&open.filled(&instance_id(), &[("name", "North")]));
    let bytes = whole.bytes();
    refused(&whole.kind(), &bytes[..bytes.len() / 2]);
    refused(&whole.kind(), &bytes[..bytes.len() - 6]);
    // Text that an error repeats is escaped.
    let marked =
        "<data id=\"a&lt;b&gt;&amp;&quot;\"><meta><instanceID>uuid:1</instanceID></meta></data>";
    let unknown = open.phone.post(&Multipart::new().xml(marked)).expect(404);
    assert!(!unknown.text().contains("a<b>"), "{}", unknown.text());
    assert_eq!(open.server.count("submissions"), 0);
}

on_both!(row_084_the_xml_part_may_be_of_any_xml_type);
fn row_084_the_xml_part_may_be_of_any_xml_type(on: Database) {
    let open = Open::new(on);
    for kind in ["application/xml", "text/xml; charset=utf-8", "text/xml"] {
        let xml = open.filled(&instance_id(), &[("name", "North")]);
        let body = Multipart::new().part(
            "xml_submission_file",
            Some("North_2026-11-24_10-00-00.xml"),
            Some(kind),
            xml.as_bytes(),
        );
        open.phone.post(&body).expect(201);
    }
}

on_both!(row_085_meta_is_found_in_every_dress);
fn row_085_meta_is_found_in_every_dress(on: Database) {
    let open = Open::new(on);
    for meta in [
        "<orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>ID</orx:instanceID></orx:meta>",
        "<orx:meta xmlns:orx=\"http://openrosa.org/xforms/\"><orx:instanceID>ID</orx:instanceID></orx:meta>",
        "<meta><instanceID>ID</instanceID></meta>",
        "<meta xmlns=\"http://openrosa.org/xforms\"><instanceID>\n ID </instanceID></meta>",
    ] {
        let id = instance_id();
        let meta = meta
            .replace("ID<", &format!("{id}<"))
            .replace("ID <", &format!("{id} <"));
        let xml = format!(
            "<?xml version='1.0' ?><data id=\"wells\" version=\"1\"><name>N</name>{meta}</data>"
        );
        open.phone.post(&Multipart::new().xml(&xml)).expect(201);
        open.server.admin().get(&open.path(&id)).expect(200);
    }
}

on_both!(row_086_without_an_id_the_same_content_stays_one);
fn row_086_without_an_id_the_same_content_stays_one(on: Database) {
    let open = Open::new(on);
    let xml = "<data id=\"wells\" version=\"1\"><name>No id</name></data>";
    for _ in 0..3 {
        is_taken(&open.phone.post(&Multipart::new().xml(xml)));
    }
    assert_eq!(open.server.count("submissions"), 1);
}

on_both!(row_087_088_an_unknown_form_or_version_is_404_and_named);
fn row_087_088_an_unknown_form_or_version_is_404_and_named(on: Database) {
    let open = Open::new(on);
    let mut form = open.phone.form("wells");
    form.version = Some("1 of another world".into());
    let xml = form.fill(&instance_id(), &Answers::default());
    let refused = open.phone.post(&Multipart::new().xml(&xml)).expect(404);
    assert!(refused.message().contains("1 of another world"));
    form.id = "nothing_of_the_kind".into();
    let xml = form.fill(&instance_id(), &Answers::default());
    let refused = open.phone.post(&Multipart::new().xml(&xml)).expect(404);
    assert!(refused.message().contains("nothing_of_the_kind"));
    assert_eq!(open.server.count("submissions"), 0);
}

on_both!(row_089_an_older_version_is_kept_as_what_it_was);
fn row_089_an_older_version_is_kept_as_what_it_was(on: Database) {
    let open = two_photos(on);
    assert_eq!(open.phone.form("wells").version.as_deref(), Some("2"));
    let old = "<data id=\"wells\" version=\"1\"><name>N</name><meta><instanceID>uuid:old</instanceID></meta></data>";
    open.phone.post(&Multipart::new().xml(old)).expect(201);
    let stored = "submissions join renditions on renditions.id = submissions.rendition_id \
                  where renditions.version = '1'";
    assert_eq!(open.server.count(stored), 1);
}

on_both!(row_090_091_a_closing_form_takes_and_a_closed_one_refuses);
fn row_090_091_a_closing_form_takes_and_a_closed_one_refuses(on: Database) {
    let open = Open::new(on);
    let path = format!("/v1/projects/{}/forms/wells", open.project);
    let xml = |open: &Open| open.filled_with("1", &instance_id());
    for (state, status) in [("closing", 201), ("closed", 409)] {
        open.server
            .admin()
            .patch(&path, &json!({"state": state}))
            .expect(200);
        let answer = open.phone.post(&Multipart::new().xml(&xml(&open)));
        assert!(!answer.expect(status).message().is_empty());
    }
    assert_eq!(open.server.count("submissions"), 1);
}

on_both!(row_092_nothing_can_be_deleted_and_come_back);
fn row_092_nothing_can_be_deleted_and_come_back(on: Database) {
    let open = Open::new(on);
    let id = open.sent(&[("name", "North")], &[]);
    let refused = open.server.admin().delete(&open.path(&id));
    assert!([404, 405].contains(&refused.status), "{}", refused.status);
    open.server.admin().get(&open.path(&id)).expect(200);
}

on_both!(row_093_the_same_id_on_two_forms_is_two);
fn row_093_the_same_id_on_two_forms_is_two(on: Database) {
    let open = Open::new(on);
    open.server
        .publish(open.project, &general_form("pumps", "1", &[]));
    let admin = open.server.admin();
    let path = format!("/v1/projects/{}", open.project);
    let phones = admin.get(&format!("{path}/app-users")).expect(200).list();
    admin
        .post_empty(&format!("{path}/assignments/app-user/{}", phones[0]["id"]))
        .expect(200);
    for form in ["wells", "pumps"] {
        let xml = open
            .phone
            .form(form)
            .fill("uuid:both", &Answers::of(&[("name", "North")]));
        open.phone.post(&Multipart::new().xml(&xml)).expect(201);
    }
    assert_eq!(
        open.server
            .count("submissions where instance_id = 'uuid:both'"),
        2
    );
}

on_both!(row_094_the_same_at_the_same_time_is_one);
fn row_094_the_same_at_the_same_time_is_one(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let body = Multipart::new()
        .xml(&open.filled(&id, &[("photo", "well.jpg")]))
        .file("well.jpg", &[7; 50_000]);
    let sending: Vec<_> = (0..8)
        .map(|_| {
            let (phone, body): (Phone, Multipart) = (open.phone.clone(), body.clone());
            std::thread::spawn(move || phone.post(&body).status)
        })
        .collect();
    let answers: Vec<u16> = sending.into_iter().map(|t| t.join().unwrap()).collect();
    assert!(
        answers.iter().all(|s| [201, 202, 409, 423].contains(s)),
        "{answers:?}"
    );
    assert!(answers.contains(&201), "{answers:?}");
    assert_eq!(open.server.count("submissions"), 1);
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), true)]);
}

on_both!(row_095_a_film_that_is_too_large_is_refused_in_words);
fn row_095_a_film_that_is_too_large_is_refused_in_words(on: Database) {
    let server = Server::demo(on);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let phone = server.phone();
    let mut envelope = phone.seal(&phone.form("wells"), &Answers::default());
    envelope.files[0].1 = vec![0; 150_000_000];
    // The phone sends all of it before it reads the answer.
    let refused = phone.send(&envelope).expect(413);
    assert!(
        refused.message().contains("100000000"),
        "{}",
        refused.message()
    );
    assert_eq!(server.count("submissions"), 0);
}

on_both!(row_096_a_hundred_and_one_files_fit_in_one_request);
fn row_096_a_hundred_and_one_files_fit_in_one_request(on: Database) {
    let server = Server::demo(on);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let (phone, id) = (server.phone(), instance_id());
    let form = phone.form("wells");
    let names: Vec<String> = (0..100).map(|n| format!("photo-{n}.jpg")).collect();
    let media: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), n.as_bytes())).collect();
    let instance = form.fill(&id, &Answers::default());
    let envelope = crate::support::Envelope::seal(&form, &id, &instance, &media);
    assert_eq!(envelope.files.len(), 101);
    phone.send(&envelope).expect(201);
    crate::support::eventually("it is opened", 20.0, || {
        (server.count("submissions where state = 'sealed'") == 1).then_some(())
    });
}

on_both!(row_097_files_near_the_limit_come_one_by_one);
fn row_097_files_near_the_limit_come_one_by_one(on: Database) {
    let open = Open::with(on, &[("WAYPOST_LIMITS_REQUEST_BYTES", "1000000")]);
    let head = open.phone.http.head("/submission").expect(204);
    assert_eq!(
        head.header("x-openrosa-accept-content-length"),
        Some("1000000")
    );
    let form = open.phone.form("wells");
    let id = instance_id();
    let xml = form.fill(&id, &Answers::of(&[("photo", "a.jpg")]));
    for (n, name) in ["a.jpg", "b.jpg", "c.jpg"].iter().enumerate() {
        let body = Multipart::new()
            .xml(&xml)
            .file(name, &vec![n as u8; 900_000]);
        let body = if n < 2 { body.incomplete() } else { body };
        is_taken(&open.phone.post(&body));
    }
    // One that alone is larger than what phones are told: an app never splits a file.
    let id = open.sent(&[("photo", "big.jpg")], &[("big.jpg", &vec![1; 5_000_000])]);
    assert_eq!(open.files(&id), [("big.jpg".to_owned(), true)]);
}

on_both!(row_100_who_sent_is_kept_and_a_long_name_does_no_harm);
fn row_100_who_sent_is_kept_and_a_long_name_does_no_harm(on: Database) {
    let open = Open::new(on);
    let xml = open.filled(&instance_id(), &[]);
    open.phone
        .http
        .clone()
        .with("User-Agent", &"y".repeat(300))
        .post_multipart(
            &format!("/submission?deviceID={}", "x".repeat(300)),
            &Multipart::new().xml(&xml),
        )
        .expect(201);
    let kept = "submissions where length(device_id) = 255 and length(user_agent) >= 255";
    assert_eq!(open.server.count(kept), 1);
    let blank = open.filled(&instance_id(), &[]);
    open.phone
        .http
        .post_multipart("/submission?deviceID=", &Multipart::new().xml(&blank))
        .expect(201);
    assert_eq!(open.server.count("submissions where device_id is null"), 1);
}

on_both!(row_101_a_body_in_chunks_is_taken);
fn row_101_a_body_in_chunks_is_taken(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let body = Multipart::new()
        .xml(&open.filled(&id, &[("photo", "well.jpg")]))
        .file("well.jpg", &[1; 200_000]);
    open.phone
        .http
        .post_multipart_chunked("/submission", &body)
        .expect(201);
    assert_eq!(open.files(&id), [("well.jpg".to_owned(), true)]);
}

on_both!(row_102_a_slash_too_many_is_never_a_redirect);
fn row_102_a_slash_too_many_is_never_a_redirect(on: Database) {
    let open = Open::new(on);
    let body = Multipart::new().xml(&open.filled(&instance_id(), &[]));
    let refused = open.phone.http.post_multipart("/submission/", &body);
    assert_eq!(refused.status, 404, "{}", refused.text());
    assert!(refused.message().contains("slash"), "{}", refused.message());
    let refused = open.phone.http.get("/formList/").expect(404);
    assert!(refused.message().contains("slash"));
    let plain = open.server.nobody().openrosa();
    plain.post_multipart("/submission/", &body).expect(404);
}
