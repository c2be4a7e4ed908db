//! Rows 1 to 23: the form list.

use md5::{Digest as _, Md5};
use scraper::{Html, Selector};

use super::Open;
use crate::support::phone::inner_all;
use crate::support::{
    Client, Database, FormOnPhone, Phone, Server, eventually, general_form, on_both,
};

on_both!(row_001_002_012_015_the_list_is_what_collect_reads);
fn row_001_002_012_015_the_list_is_what_collect_reads(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let plain = phone.http.get("/formList").expect(200);
    assert!(plain.header("content-type").unwrap().contains("text/xml"));
    assert_eq!(plain.header("x-openrosa-version"), Some("1.0"));
    assert!(
        plain
            .text()
            .contains("<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">")
    );
    let forms = phone.forms();
    assert_eq!(forms.len(), 2);
    for form in &forms {
        assert!(!form.id.is_empty() && !form.name.is_empty() && !form.download_url.is_empty());
    }

    let with_device = phone
        .http
        .get("/formList?deviceID=collect%3Aabc")
        .expect(200);
    assert_eq!(with_device.text(), plain.text());
    for date in [
        "Tue, 24 Nov 2026 01:00:00 GMT",
        "mar., 24 nov. 2026 01:00:00 GMT",
        "الثلاثاء, ٢٤ نوفمبر ٢٠٢٦ ٠١:٠٠:٠٠ GMT",
        "no date",
    ] {
        let dated = phone.http.clone().with("Date", date).get("/formList");
        assert_eq!(dated.expect(200).text(), plain.text(), "{date}");
    }
}

on_both!(row_003_004_007_odd_titles_versions_and_ids_leave_the_list_whole);
fn row_003_004_007_odd_titles_versions_and_ids_leave_the_list_whole(on: Database) {
    let open = Open::new(on);
    let untitled = general_form("untitled", "1", &[])
        .replace("<h:title>Form untitled</h:title>", "<h:title></h:title>");
    open.server.publish(open.project, &untitled);
    let odd = "a b/ü&amp;";
    open.server
        .publish(open.project, &general_form(odd, "1", &[]));
    // A form without a version can be published once; phones then send none.
    let unversioned = general_form("unversioned", "1", &[]).replace(" version=\"1\"", "");
    open.server.publish(open.project, &unversioned);

    let all = open.server.admin().post(
        &format!("/v1/projects/{}/app-users", open.project),
        &serde_json::json!({"displayName": "Every form"}),
    );
    let made = all.expect(200).json();
    let every = format!(
        "/v1/projects/{}/assignments/app-user/{}",
        open.project, made["id"]
    );
    open.server.admin().post_empty(&every).expect(200);
    let phone = Phone::at(&format!(
        "{}/v1/key/{}/projects/{}",
        open.server.url(),
        made["token"].as_str().unwrap(),
        open.project
    ));
    let forms = phone.forms();
    assert_eq!(forms.len(), 4, "{forms:?}");
    let named = |id: &str| forms.iter().find(|f| f.id == id).unwrap();
    assert_eq!(named("untitled").name, "untitled");
    assert_eq!(named("unversioned").version, "");
    let odd = named("a b/ü&");
    assert!(
        odd.download_url.contains("a%20b%2F%C3%BC%26") && !odd.download_url.contains(' '),
        "{}",
        odd.download_url
    );
    let xml = phone.http.get(&odd.download_url).expect(200);
    assert_eq!(
        odd.hash,
        format!("md5:{}", hex::encode(Md5::digest(&xml.body)))
    );
    // What is filled on it arrives.
    let form = FormOnPhone::read(&xml.text());
    let sent = form.fill("uuid:odd", &Default::default());
    phone
        .post(&crate::support::Multipart::new().xml(&sent))
        .expect(201);
    let form = phone.form("unversioned");
    assert_eq!(form.version, None);
    let sent = form.fill("uuid:unversioned", &Default::default());
    phone
        .post(&crate::support::Multipart::new().xml(&sent))
        .expect(201);
}

on_both!(row_005_006_the_hash_is_of_the_very_bytes);
fn row_005_006_the_hash_is_of_the_very_bytes(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let list = phone.http.get("/formList").expect(200).text();
    assert!(!list.contains("<hash/>"));
    assert_eq!(
        inner_all(&list, "hash").len(),
        inner_all(&list, "formID").len()
    );
    for form in phone.forms() {
        for target in [
            form.download_url.clone(),
            format!("{}?deviceID=collect%3Aabc", form.download_url),
        ] {
            let body = phone.http.get(&target).expect(200).body;
            assert_eq!(
                form.hash,
                format!("md5:{}", hex::encode(Md5::digest(&body)))
            );
        }
    }
}

on_both!(row_008_no_forms_is_an_empty_list);
fn row_008_no_forms_is_an_empty_list(on: Database) {
    let open = Open::new(on);
    let made = open.server.admin().post(
        &format!("/v1/projects/{}/app-users", open.project),
        &serde_json::json!({"displayName": "No form yet"}),
    );
    let made = made.expect(200).json();
    let phone = Phone::at(&format!(
        "{}/v1/key/{}/projects/{}",
        open.server.url(),
        made["token"].as_str().unwrap(),
        open.project
    ));
    let list = phone.http.get("/formList").expect(200);
    assert_eq!(list.header("x-openrosa-version"), Some("1.0"));
    assert!(
        list.text()
            .contains("http://openrosa.org/xforms/xformsList")
    );
    assert!(inner_all(&list.text(), "xform").is_empty());
}

on_both!(row_009_a_broken_database_is_never_an_empty_list);
fn row_009_a_broken_database_is_never_an_empty_list(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    assert_eq!(phone.forms().len(), 2);
    server.execute("alter table forms rename to forms_away");
    server.execute("update settings set value = 'changed elsewhere' where key = 'catalog'");
    let refused = eventually("what was kept is looked at again", 5.0, || {
        let answer = phone.http.get("/formList");
        (answer.status != 200).then_some(answer)
    });
    assert!(refused.status >= 500, "{}", refused.text());
    assert!(!refused.message().is_empty());
    server.execute("alter table forms_away rename to forms");
    eventually("it is back", 5.0, || {
        (phone.http.get("/formList").status == 200).then_some(())
    });
    assert_eq!(phone.forms().len(), 2);
}

on_both!(row_010_011_013_a_list_can_be_asked_for_one_form_and_for_more_words);
fn row_010_011_013_a_list_can_be_asked_for_one_form_and_for_more_words(on: Database) {
    let server = Server::demo(on);
    let http = server.phone().http;
    let ids = |query: &str| {
        let list = http.get(&format!("/formList{query}")).expect(200).text();
        inner_all(&list, "formID")
    };
    assert_eq!(ids("?formID=site_a0"), ["site_a0"]);
    assert_eq!(ids("?formID=site_a0&deviceID=collect%3Aabc"), ["site_a0"]);
    assert!(ids("?formID=unknown").is_empty());
    assert_eq!(ids("?verbose=true&listAllVersions=true").len(), 2);
}

on_both!(row_014_a_request_without_the_openrosa_header_is_answered);
fn row_014_a_request_without_the_openrosa_header_is_answered(on: Database) {
    let server = Server::demo(on);
    let list = Client::at(&server.phone().server_url)
        .get("/formList")
        .expect(200);
    assert_eq!(list.header("x-openrosa-version"), Some("1.0"));
}

on_both!(row_016_an_answer_is_packed_for_whoever_unpacks);
fn row_016_an_answer_is_packed_for_whoever_unpacks(on: Database) {
    use std::io::Read as _;
    let server = Server::demo(on);
    let phone = server.phone();
    let form = phone.listed("wellbeing_a1").unwrap();
    for target in ["/formList", &form.download_url] {
        let plain = phone.http.get(target).expect(200);
        assert_eq!(plain.header("content-encoding"), None);
        let packed = phone
            .http
            .clone()
            .with("Accept-Encoding", "gzip")
            .get(target)
            .expect(200);
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{target}");
        assert!(packed.body.len() < plain.body.len());
        assert!(packed.header("vary").unwrap().contains("Accept-Encoding"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed.body[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, plain.body);
    }
}

on_both!(row_017_019_what_has_not_changed_is_304_and_the_same);
fn row_017_019_what_has_not_changed_is_304_and_the_same(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let first = phone.http.get("/formList").expect(200);
    assert_eq!(phone.http.get("/formList").expect(200).text(), first.text());
    let caching = first.header("cache-control").unwrap();
    assert!(caching.contains("no-cache") && !caching.contains("max-age"));
    let again = |tag: &str| {
        phone
            .http
            .clone()
            .with("If-None-Match", tag)
            .get("/formList")
    };
    let tag = first.header("etag").unwrap();
    assert!(again(tag).expect(304).body.is_empty());

    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let fresh = again(tag).expect(200);
    assert!(inner_all(&fresh.text(), "formID").contains(&"wells".to_owned()));
}

on_both!(row_018_a_right_that_was_taken_back_is_not_served_from_a_cache);
fn row_018_a_right_that_was_taken_back_is_not_served_from_a_cache(on: Database) {
    let open = Open::new(on);
    let (admin, path) = (
        open.server.admin(),
        format!("/v1/projects/{}", open.project),
    );
    let list = open.phone.http.get("/formList").expect(200);
    let form = open.phone.listed("wells").unwrap();
    let xml = open.phone.http.get(&form.download_url).expect(200);
    let asked = |answer: &crate::support::Answer, target: &str| {
        open.phone
            .http
            .clone()
            .with("If-None-Match", answer.header("etag").unwrap())
            .get(target)
    };
    asked(&list, "/formList").expect(304);
    asked(&xml, &form.download_url).expect(304);

    let phone = admin.get(&format!("{path}/app-users")).expect(200).list()[0]["id"].clone();
    admin
        .delete(&format!("{path}/forms/wells/assignments/app-user/{phone}"))
        .expect(200);
    let now = asked(&list, "/formList").expect(200);
    assert!(inner_all(&now.text(), "formID").is_empty());
    asked(&xml, &form.download_url).expect(404);
    admin
        .delete(&format!("{path}/app-users/{phone}"))
        .expect(200);
    asked(&list, "/formList").expect(403);
}

on_both!(row_020_head_has_the_same_rules);
fn row_020_head_has_the_same_rules(on: Database) {
    let server = Server::demo(on);
    let head = server
        .phone()
        .http
        .head("/formList?formID=site_a0")
        .expect(200);
    assert!(head.body.is_empty());
    assert_eq!(head.header("x-openrosa-version"), Some("1.0"));
    let nobody = Client::at(&server.url()).openrosa().head("/formList");
    assert!(nobody.expect(401).header("www-authenticate").is_some());
}

on_both!(row_021_022_what_is_closed_or_a_draft_is_not_listed);
fn row_021_022_what_is_closed_or_a_draft_is_not_listed(on: Database) {
    let open = Open::new(on);
    let (admin, path) = (
        open.server.admin(),
        format!("/v1/projects/{}/forms/wells", open.project),
    );
    admin
        .post_xml(
            &format!("{path}/draft?ignoreWarnings=true"),
            &general_form("wells", "2", &["depth"]),
        )
        .expect(200);
    assert_eq!(open.phone.listed("wells").unwrap().version, "1");
    for state in ["closing", "closed"] {
        admin
            .patch(&path, &serde_json::json!({"state": state}))
            .expect(200);
        assert!(open.phone.listed("wells").is_none(), "{state}");
    }
    admin
        .patch(&path, &serde_json::json!({"state": "open"}))
        .expect(200);
    assert!(open.phone.listed("wells").is_some());
}

on_both!(row_023_a_slash_at_the_end_of_what_was_typed);
fn row_023_a_slash_at_the_end_of_what_was_typed(on: Database) {
    let server = Server::demo(on);
    // Collect strips every slash for the list, and one for the submission.
    let typed = server.phone().server_url;
    assert_eq!(Phone::at(&typed).forms().len(), 2);
    Client::at(&typed)
        .openrosa()
        .head("/submission")
        .expect(204);
}

on_both!(addresses_are_our_own_whatever_host_the_request_names);
fn addresses_are_our_own_whatever_host_the_request_names(on: Database) {
    let server = Server::demo(on);
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

/// A strict reader of HTML is none of XML, but finds what a client would: no prefix anywhere (Enketo keeps prefixes).
#[test]
fn the_list_uses_its_default_namespace_only() {
    let server = Server::demo(Database::Sqlite);
    let list = server.phone().http.get("/formList").expect(200).text();
    let parsed = Html::parse_fragment(&list);
    assert_eq!(parsed.select(&Selector::parse("xform").unwrap()).count(), 2);
    assert!(!list.contains("xmlns:"), "{list}");
}

on_both!(what_has_not_changed_is_answered_from_memory);
fn what_has_not_changed_is_answered_from_memory(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let list = phone.http.get("/formList").expect(200);
    // Whatever would be read for a list is away; only whether something changed can still be asked.
    for table in ["forms", "form_versions", "renditions", "devices", "grants"] {
        server.execute(&format!("alter table {table} rename to {table}_away"));
    }
    for _ in 0..3 {
        std::thread::sleep(std::time::Duration::from_millis(600));
        phone
            .http
            .clone()
            .with("If-None-Match", list.header("etag").unwrap())
            .get("/formList")
            .expect(304);
    }
}
