//! Form list, forms and manifests, as `reference` rows of the wire: 200, `text/xml`, right hashes, our own address.

use md5::{Digest, Md5};

use crate::support::phone::inner_all;
use crate::support::{Client, Database, FormOnPhone, Phone, Server, general_form, on_both};

on_both!(a_phone_finds_both_first_forms);
fn a_phone_finds_both_first_forms(on: Database) {
    let server = Server::demo(on);
    let mut ids: Vec<_> = server.phone().forms().into_iter().map(|f| f.id).collect();
    ids.sort();
    assert_eq!(ids, ["site_a0", "wellbeing_a1"]);
}

#[test]
fn the_list_is_what_collect_accepts() {
    let server = Server::demo(Database::Sqlite);
    let phone = server.phone();
    let answer = phone
        .http
        .get("/formList?deviceID=collect%3Aabc&verbose=true")
        .expect(200);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/xml"),
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.header("x-openrosa-version"), Some("1.0"));
    assert!(
        answer
            .text()
            .contains("xmlns=\"http://openrosa.org/xforms/xformsList\"")
    );

    for form in phone.forms() {
        let got = phone
            .http
            .get(&format!("{}?deviceID=collect%3Aabc", form.download_url))
            .expect(200);
        assert_eq!(
            form.hash,
            format!("md5:{}", hex::encode(Md5::digest(&got.body))),
            "{}",
            form.id
        );
        let on_phone = FormOnPhone::read(&got.text());
        assert_eq!(on_phone.id, form.id);
        assert_eq!(on_phone.version.as_deref(), Some(form.version.as_str()));
        if let Some(manifest) = form.manifest_url {
            let manifest = phone.http.get(&manifest).expect(200);
            assert_eq!(manifest.header("x-openrosa-version"), Some("1.0"));
            assert!(
                manifest
                    .text()
                    .contains("http://openrosa.org/xforms/xformsManifest")
            );
        }
    }
}

#[test]
fn the_list_is_the_same_twice_and_says_so() {
    let server = Server::demo(Database::Sqlite);
    let phone = server.phone();
    let first = phone.http.get("/formList").expect(200);
    let second = phone.http.get("/formList").expect(200);
    assert_eq!(first.text(), second.text());
    assert!(
        !first
            .header("cache-control")
            .unwrap_or_default()
            .contains("max-age"),
        "phones would show stale lists"
    );
    if let Some(tag) = first.header("etag") {
        phone
            .http
            .clone()
            .with("If-None-Match", tag)
            .get("/formList")
            .expect(304);
    }
}

#[test]
fn the_list_can_be_asked_for_one_form() {
    let server = Server::demo(Database::Sqlite);
    let http = server.phone().http;
    let list = http.get("/formList?formID=site_a0").expect(200).text();
    assert_eq!(inner_all(&list, "formID"), ["site_a0"]);
    let list = http
        .get("/formList?formID=nothing-of-the-kind")
        .expect(200)
        .text();
    assert!(inner_all(&list, "formID").is_empty());
}

#[test]
fn addresses_are_our_own_whatever_host_the_request_names() {
    let server = Server::demo(Database::Sqlite);
    let http = server
        .phone()
        .http
        .with("Host", "evil.example")
        .with("X-Forwarded-Host", "evil.example");
    let list = http.get("/formList").expect(200).text();
    assert!(
        list.contains(&server.url()) && !list.contains("evil.example"),
        "{list}"
    );
}

#[test]
fn each_agency_s_phones_get_the_same_form_with_their_own_key() {
    let server = Server::demo(Database::Sqlite);
    let mut keys = Vec::new();
    for device in &server.credentials.devices {
        let form = server.phone_of(device).form("wellbeing_a1");
        keys.push((
            device.agency.clone(),
            form.key.expect("an agency's form carries its key"),
        ));
    }
    keys.sort();
    keys.dedup();
    assert_eq!(
        keys.len(),
        server.credentials.agencies.len(),
        "one key for each agency, and for each its own"
    );
}

#[test]
fn what_is_ours_in_a_form_stays_with_us() {
    let server = Server::demo(Database::Sqlite);
    for id in ["site_a0", "wellbeing_a1"] {
        let xml = server.phone().form(id).xml;
        assert!(
            !xml.contains("waypost.invalid"),
            "the namespace of stages and classes went to a phone"
        );
        assert!(!xml.contains(" wb:"), "stages and classes went to a phone");
        let submission = &xml[xml.find("<submission").unwrap()..];
        assert!(!submission[..submission.find('>').unwrap()].contains("action="));
    }
}

on_both!(a_published_form_reaches_phones_and_a_closed_one_leaves_them);
fn a_published_form_reaches_phones_and_a_closed_one_leaves_them(on: Database) {
    let server = Server::demo(on);
    let (phone, project) = (server.phone(), server.credentials.projects[0].id);
    assert!(phone.listed("wells").is_none());
    server.publish(project, &general_form("wells", "1", &[]));
    assert_eq!(phone.listed("wells").unwrap().name, "Form wells");

    let form = phone.form("wells");
    let path = format!("/v1/projects/{project}/forms/wells");
    server
        .admin()
        .patch(&path, &serde_json::json!({"state": "closing"}))
        .expect(200);
    assert!(phone.listed("wells").is_none());
    phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(201);

    server
        .admin()
        .patch(&path, &serde_json::json!({"state": "closed"}))
        .expect(200);
    let refused = phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(409);
    assert!(!refused.message().is_empty());
}

#[test]
fn media_of_a_form_is_listed_with_its_hash_once_it_is_there() {
    let server = Server::demo(Database::Sqlite);
    let (phone, project) = (server.phone(), server.credentials.projects[0].id);
    let xml = general_form("with_media", "1", &[])
        .replace("<h:body>", "<h:body><group><label>Look</label></group>");
    let xml = xml.replace(
        "<bind nodeset=\"/data/name\"",
        "<instance id=\"wells\" src=\"jr://file-csv/wells.csv\"/><bind nodeset=\"/data/name\"",
    );
    let admin = server.admin();
    admin
        .post_xml(
            &format!("/v1/projects/{project}/forms?ignoreWarnings=true"),
            &xml,
        )
        .expect(200);
    let path = format!("/v1/projects/{project}/forms/with_media/draft");
    let csv = "name,label\nw1,Old well\n";
    admin
        .send(
            "POST",
            &format!("{path}/attachments/wells.csv"),
            Some("text/csv"),
            csv.as_bytes(),
        )
        .expect(200);
    admin.post_empty(&format!("{path}/publish")).expect(200);

    let listed = phone.listed("with_media").unwrap();
    let manifest = phone
        .http
        .get(
            &listed
                .manifest_url
                .expect("a form with media has a manifest"),
        )
        .expect(200)
        .text();
    assert_eq!(inner_all(&manifest, "filename"), ["wells.csv"]);
    assert_eq!(
        inner_all(&manifest, "hash"),
        [format!("md5:{}", hex::encode(Md5::digest(csv)))]
    );
    let file = phone
        .http
        .get(&inner_all(&manifest, "downloadUrl")[0])
        .expect(200);
    assert_eq!(file.text(), csv);
}

#[test]
fn a_slash_at_the_end_of_the_typed_address_does_no_harm() {
    let server = Server::demo(Database::Sqlite);
    let typed = format!("{}/", server.phone().server_url);
    // Collect strips slashes for the list.
    assert_eq!(Phone::at(typed.trim_end_matches('/')).forms().len(), 2);
    // It strips only one for the submission.
    Client::at(&typed).openrosa().head("submission").expect(204);
}
