//! Rows 39 and 161 to 163: what a phone reads from a code, and drafts under test.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Open;
use crate::support::form::instance_id;
use crate::support::{
    Answer, Client, Database, Digest, Envelope, Multipart, Phone, Server, general_form, on_both,
};

/// What the app makes of a code's text.
fn settings(text: &[u8]) -> Value {
    let zlib = STANDARD.decode(text).expect("base64");
    let mut json = String::new();
    flate2::read::ZlibDecoder::new(&zlib[..])
        .read_to_string(&mut json)
        .expect("zlib");
    serde_json::from_str(&json).expect("JSON")
}

/// Reads the code off a PNG, as a camera does.
fn scanned(picture: &Answer) -> Value {
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert_eq!(picture.header("cache-control"), Some("no-store"));
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&picture.body));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let width = info.width as usize;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, info.height as usize, |x, y| {
            pixels[y * width + x]
        });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "one code");
    settings(grids[0].decode().unwrap().1.as_bytes())
}

/// A phone of the first project, as the API answers whoever makes one.
fn made(server: &Server, project: i64) -> Value {
    let admin = server.admin();
    let path = format!("/v1/projects/{project}");
    let made = admin
        .post(
            &format!("{path}/app-users"),
            &json!({"displayName": "Phone"}),
        )
        .expect(200)
        .json();
    admin
        .post_empty(&format!("{path}/assignments/app-user/{}", made["id"]))
        .expect(200);
    made
}

on_both!(row_161_162_163_a_code_sets_a_phone_up);
fn row_161_162_163_a_code_sets_a_phone_up(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let made = made(&server, project);
    let admin = server.admin();
    let path = format!(
        "/v1/projects/{project}/app-users/{}/settings-code",
        made["id"]
    );

    let by_key = json!({"token": made["token"], "noDrafts": true, "deleteAfterSend": true, "autoSend": false});
    let read = scanned(&admin.post(&path, &by_key).expect(200));
    assert_eq!(read["general"]["server_url"], made["serverUrl"]);
    assert_eq!(read["general"]["form_update_mode"], "match_exactly");
    assert_eq!(read["general"]["delete_send"], true);
    assert_eq!(read["general"].get("autosend"), None);
    assert_eq!(read["admin"]["save_as_draft"], false);
    assert_eq!(read["admin"]["save_mid"], false);
    let url = read["general"]["server_url"].as_str().unwrap();
    assert!(!url.ends_with('/'));
    assert_eq!(Phone::at(url).forms().len(), 2);

    let plain = json!({"password": made["password"]});
    let user = json!({"password": made["password"], "address": "user"});
    for (asked, url) in [
        (plain, server.url()),
        (
            user,
            format!("{}/{}", server.url(), made["username"].as_str().unwrap()),
        ),
    ] {
        let read = scanned(&admin.post(&path, &asked).expect(200));
        assert_eq!(read["general"]["server_url"], url);
        assert_eq!(read["general"]["autosend"], "wifi_and_cellular");
        assert_eq!(read["admin"], json!({}));
        let (name, password) = (&read["general"]["username"], &read["general"]["password"]);
        let client = Client::at(&url).openrosa();
        let challenge = client.get("/formList").expect(401);
        let mut digest = Digest::answering(
            challenge.header("www-authenticate").unwrap(),
            name.as_str().unwrap(),
            password.as_str().unwrap(),
        );
        let target = format!("{}/formList", url.strip_prefix(&server.url()).unwrap());
        let value = digest.authorization("GET", &target);
        client
            .with("Authorization", &value)
            .get("/formList")
            .expect(200);
    }

    let by_key = json!({"token": made["token"]});
    let text = admin
        .post(&format!("{path}?format=text"), &by_key)
        .expect(200);
    assert!(text.body.len() < 4_000);
    assert!(settings(&text.body)["admin"].is_object());
    let svg = admin
        .post(&format!("{path}?format=svg"), &by_key)
        .expect(200);
    assert!(svg.text().starts_with("<svg"));

    // Secrets of others make no code, and nobody else makes one.
    let other = self::made(&server, project);
    admin
        .post(&path, &json!({"token": other["token"]}))
        .expect(400);
    admin.post(&path, &json!({"password": "wrong"})).expect(400);
    admin.post(&path, &json!({})).expect(400);
    let agency = server.credentials.collecting();
    server
        .person("caseworker", agency)
        .post(&path, &by_key)
        .expect(403);
}

on_both!(row_039_a_draft_is_tested_by_its_token_alone);
fn row_039_a_draft_is_tested_by_its_token_alone(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let admin = server.admin();
    let forms = format!("/v1/projects/{project}/forms");
    admin
        .post_xml(
            &format!("{forms}?ignoreWarnings=true"),
            &general_form("wells", "1", &[]),
        )
        .expect(200);
    let code = format!("{forms}/wells/draft/settings-code");
    let read = scanned(&admin.post_empty(&code).expect(200));
    assert!(
        read["project"]["name"]
            .as_str()
            .unwrap()
            .starts_with("[Draft]")
    );
    let url = read["general"]["server_url"].as_str().unwrap();
    let phone = Phone::at(url);

    let listed = phone.forms();
    assert_eq!(listed.len(), 1, "this form alone");
    assert_eq!(listed[0].id, "wells");
    let form = phone.form("wells");
    assert!(form.key.is_some(), "as phones will get it");
    phone.http.head("/submission").expect(204);
    let id = instance_id();
    let xml = form.fill(&id, &Default::default());
    let taken = phone
        .send(&Envelope::seal(&form, &id, &xml, &[]))
        .expect(201);
    assert!(taken.message().contains("test"));
    let refused = phone.post(&Multipart::new().xml(&xml)).expect(400);
    assert!(refused.message().contains("encrypted"));
    let other = xml.replace("id=\"wells\"", "id=\"other\"");
    phone.post(&Multipart::new().xml(&other)).expect(404);
    assert_eq!(server.count("submissions"), 0, "a test is never a case");

    let wrong = url.replace("/v1/test/", "/v1/test/x");
    let gone = Phone::at(&wrong).http.get("/formList").expect(404);
    assert!(!gone.message().is_empty());
    admin
        .post_empty(&format!("{forms}/wells/draft/publish?ignoreWarnings=true"))
        .expect(200);
    for path in ["/formList", "/submission", "/manifest"] {
        assert!(!phone.http.get(path).expect(404).message().is_empty());
    }
    assert!(server.phone().listed("wells").is_some());
    assert!(
        !server.log().contains("/v1/test/"),
        "the token is in no log"
    );
}

on_both!(a_draft_s_files_come_with_it);
fn a_draft_s_files_come_with_it(on: Database) {
    let open = Open::new(on);
    let admin = open.server.admin();
    let draft = format!("/v1/projects/{}/forms/wells/draft", open.project);
    let xml = general_form("wells", "2", &[]).replace(
        "<bind nodeset=\"/data/name\"",
        "<instance id=\"w\" src=\"jr://file-csv/w.csv\"/><bind nodeset=\"/data/name\"",
    );
    admin
        .post_xml(&format!("{draft}?ignoreWarnings=true"), &xml)
        .expect(200);
    let csv = "name,label\n";
    admin
        .send(
            "POST",
            &format!("{draft}/attachments/w.csv"),
            Some("text/csv"),
            csv.as_bytes(),
        )
        .expect(200);
    let text = admin.post_empty(&format!("{draft}/settings-code?format=text"));
    let read = settings(&text.expect(200).body);
    let phone = Phone::at(read["general"]["server_url"].as_str().unwrap());
    let listed = phone.listed("wells").unwrap();
    let manifest = phone
        .http
        .get(&listed.manifest_url.unwrap())
        .expect(200)
        .text();
    let url = crate::support::phone::inner_all(&manifest, "downloadUrl").remove(0);
    assert_eq!(phone.http.get(&url).expect(200).text(), csv);
}
