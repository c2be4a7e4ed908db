//! Who a phone is: a token in its address, or user name and password.

use crate::support::{Client, Database, Phone, Server, on_both};

const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn an_unknown_token_is_403_so_that_the_phone_does_not_ask_for_a_password() {
    let server = Server::demo(Database::Sqlite);
    let project = server.credentials.projects[0].id;
    let unknown = Phone::at(&format!(
        "{}/v1/key/{UNKNOWN}/projects/{project}",
        server.url()
    ));
    unknown.http.get("/formList").expect(403);
    let malformed = Phone::at(&format!("{}/v1/key/short/projects/{project}", server.url()));
    assert!([401, 403, 404].contains(&malformed.http.get("/formList").status));
}

#[test]
fn a_token_of_one_project_opens_no_other() {
    let server = Server::demo(Database::Sqlite);
    let mine = &server.credentials.devices[0];
    let own = server.credentials.projects[0].id;
    for project in server
        .credentials
        .projects
        .iter()
        .filter(|p| p.agency != mine.agency)
    {
        let crossed = mine.server_url.replace(
            &format!("/projects/{own}"),
            &format!("/projects/{}", project.id),
        );
        assert_ne!(crossed, mine.server_url);
        let answer = Phone::at(&crossed).http.get("/formList");
        assert!(
            [401, 403, 404].contains(&answer.status),
            "{}: {}",
            answer.status,
            answer.text()
        );
    }
}

on_both!(a_revoked_phone_gets_nothing_and_sends_nothing);
fn a_revoked_phone_gets_nothing_and_sends_nothing(on: Database) {
    let server = Server::demo(on);
    let (admin, project) = (server.admin(), server.credentials.projects[0].id);
    let users = format!("/v1/projects/{project}/app-users");
    let made = admin
        .post(&users, &serde_json::json!({"displayName": "Field phone"}))
        .expect(200)
        .json();
    let token = made["token"].as_str().unwrap().to_owned();
    let phone = Phone::at(&format!(
        "{}/v1/key/{token}/projects/{project}",
        server.url()
    ));

    assert!(
        phone.forms().is_empty(),
        "a new phone has no form until it is assigned one"
    );
    let assigned = format!(
        "/v1/projects/{project}/forms/wellbeing_a1/assignments/app-user/{}",
        made["id"]
    );
    admin.post_empty(&assigned).expect(200);
    let form = phone.form("wellbeing_a1");
    phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(201);

    admin.delete(&format!("/v1/sessions/{token}")).expect(200);
    phone.http.get("/formList").expect(403);
    phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(403);
    let listed = admin.get(&users).expect(200).list();
    let entry = listed.iter().find(|u| u["id"] == made["id"]).unwrap();
    assert!(entry["token"].is_null(), "{entry}");
}

#[test]
fn without_credentials_the_plain_address_asks_for_digest() {
    let server = Server::demo(Database::Sqlite);
    let nobody = Client::at(&server.url()).openrosa();
    for answer in [nobody.get("/formList"), nobody.head("/submission")] {
        let challenge = answer
            .header("www-authenticate")
            .unwrap_or_default()
            .to_owned();
        answer.expect(401);
        assert!(challenge.starts_with("Digest "), "{challenge}");
        for part in ["realm=", "nonce=", "qop=\"auth\""] {
            assert!(challenge.contains(part), "{challenge}");
        }
    }
}

#[test]
fn basic_is_not_taken_over_plain_http() {
    let server = Server::demo(Database::Sqlite);
    let device = &server.credentials.devices[0];
    use base64::Engine;
    let pair = format!("{}:{}", device.user, device.password);
    let value = format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    );
    Client::at(&server.url())
        .openrosa()
        .with("Authorization", &value)
        .get("/formList")
        .expect(401);
}

#[test]
fn a_person_s_token_is_no_phone_and_a_phone_s_no_person() {
    let server = Server::demo(Database::Sqlite);
    let url = &server.credentials.devices[0].server_url;
    let token = url
        .split("/key/")
        .nth(1)
        .unwrap()
        .split('/')
        .next()
        .unwrap();
    let phone = server.nobody().bearer(token);
    for path in ["/v1/users", "/v1/referrals", "/v1/agencies"] {
        let answer = phone.get(path);
        assert!(
            [401, 403, 404].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
    }
}
