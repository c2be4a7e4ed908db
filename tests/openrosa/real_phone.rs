//! Whole rounds by a phone's own form engine and cryptography.

use crate::support::proxy::{self, Proxy};
use crate::support::real_phone::{answers, phone_py, round, text};
use crate::support::story::routed;
use crate::support::{Database, Envelope, FormOnPhone, Server, general_form, on_both, thorough};

on_both!(a_round_by_key_in_the_address, needs "../shared and Java: tests/run");
fn a_round_by_key_in_the_address(on: Database) {
    let server = Server::demo(on);
    let sample = answers("wellbeing_a1", "sample");
    let count = thorough(25, 4);
    let device = &server.credentials.devices[0];
    let sent = round(
        &device.server_url,
        "wellbeing_a1",
        count,
        &["--answers", text(&sample)],
    );
    routed(&server);
    assert_eq!(
        server.count("submissions where state = 'sealed'"),
        sent.len() as i64
    );
}

on_both!(a_round_by_user_name_and_password, needs "../shared and Java: tests/run");
fn a_round_by_user_name_and_password(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let login = [
        "--user",
        device.user.as_str(),
        "--password",
        device.password.as_str(),
    ];
    round(&server.credentials.url, "site_a0", 2, &login);
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
}

#[test]
#[ignore = "needs ../shared and Java: tests/run"]
fn a_wrong_password_is_refused_as_the_app_shows_it() {
    let server = Server::demo(Database::Sqlite);
    let device = &server.credentials.devices[0];
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "sync",
        "--server",
        &server.url(),
        "--user",
        &device.user,
        "--password",
        "not it",
        "--dir",
        text(folder.path()),
    ];
    let said = phone_py(&arguments).refused();
    assert!(said.err.contains("401"), "{}", said.err);
}

on_both!(random_answers_to_every_question_are_opened, needs "../shared and Java: tests/run");
fn random_answers_to_every_question_are_opened(on: Database) {
    let server = Server::demo(on);
    for form in ["wellbeing_a1", "site_a0"] {
        let device = &server.credentials.devices[0];
        round(&device.server_url, form, thorough(25, 3), &["--seed", "40"]);
    }
    routed(&server);
    assert_eq!(server.count("submissions where state <> 'sealed'"), 0);
}

/// An encrypted submission with twelve files of 3 MB, as a phone's folder has it.
fn with_twelve_photos(server: &Server) -> tempfile::TempDir {
    // Straight from the server: this client of ours speaks no https.
    let url = &server.credentials.devices[0].server_url;
    let key = &url[url.find("/v1/key/").unwrap()..];
    let xml = server.nobody().get(&format!("{key}/forms/photos.xml"));
    let form = FormOnPhone::read(&xml.expect(200).text());
    let id = crate::support::form::instance_id();
    let names: Vec<String> = (0..12).map(|n| format!("photo-{n:02}.jpg")).collect();
    let bytes: Vec<Vec<u8>> = (0..12).map(|n| vec![n; 3_000_000]).collect();
    let media: Vec<(&str, &[u8])> = names
        .iter()
        .zip(&bytes)
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let envelope = Envelope::seal(&form, &id, &form.fill(&id, &Default::default()), &media);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("submission.xml"), &envelope.manifest).unwrap();
    for (name, bytes) in &envelope.files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// Plain, encrypted, and twelve large files, which must be split, by one address. `open`: the same address of a project
/// where nothing is encrypted.
fn all_three(server: &Server, at: &[&str], open: &[&str]) {
    let before = server.count("submissions where state = 'sealed'");
    round(open[0], "wells", 1, &open[1..]);
    round(at[0], "wellbeing_a1", 1, &at[1..]);
    let folder = with_twelve_photos(server);
    let mut arguments = vec!["send", text(folder.path()), "--server", at[0]];
    arguments.extend(&at[1..]);
    let said = phone_py(&arguments).ok();
    assert!(said.out.contains("201"), "{}", said.out);
    routed(server);
    assert_eq!(
        server.count("submissions where state = 'sealed'"),
        before + 3
    );
    assert_eq!(
        server.count("submission_parts where name like 'photo-%' and size is null"),
        0
    );
}

/// A project without an agency, as a phone of its own reaches it: address with key, user name, password.
fn open_phone(server: &Server) -> (String, String, String) {
    let (project, _) = crate::api::open_project(server, &general_form("wells", "1", &[]));
    let admin = server.admin();
    let path = format!("/v1/projects/{project}");
    let body = serde_json::json!({"displayName": "Another"});
    let made = admin
        .post(&format!("{path}/app-users"), &body)
        .expect(200)
        .json();
    admin
        .post_empty(&format!("{path}/assignments/app-user/{}", made["id"]))
        .expect(200);
    let word = |name: &str| made[name].as_str().unwrap().to_owned();
    (word("serverUrl"), word("username"), word("password"))
}

on_both!(every_address_takes_plain_encrypted_and_large, needs "../shared, Java and nginx: tests/run");
fn every_address_takes_plain_encrypted_and_large(on: Database) {
    let port = Proxy::port();
    let public = proxy::url(port);
    let server = Server::demo_with(
        on,
        &[
            ("WAYPOST_SERVER_PUBLIC_URL", public.as_str()),
            ("WAYPOST_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
        ],
    );
    let behind = server.url();
    let nginx = Proxy::start(port, behind.strip_prefix("http://").unwrap());
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("photos", "1", &[]));
    let (open_key, open_user, open_password) = open_phone(&server);
    let device = server.credentials.devices[0].clone();
    let key = &device.server_url[device.server_url.find("/v1/key/").unwrap()..];
    let by_key = format!("{public}{key}");
    assert!(open_key.starts_with(&nginx.url()), "{open_key}");

    let posts = nginx.passed("POST");
    all_three(
        &server,
        &[&by_key, "--insecure"],
        &[&open_key, "--insecure"],
    );
    assert!(
        nginx.passed("POST") - posts >= 2 + 4,
        "twelve files of 3 MB are split"
    );

    let login = [
        "--insecure",
        "--user",
        &device.user,
        "--password",
        &device.password,
    ];
    let open_login = [
        "--insecure",
        "--user",
        &open_user,
        "--password",
        &open_password,
    ];
    let at = [&[public.as_str()], &login[..]].concat();
    let open = [&[public.as_str()], &open_login[..]].concat();
    all_three(&server, &at, &open);
}

on_both!(digest_over_http_takes_plain_encrypted_and_large, needs "../shared and Java: tests/run");
fn digest_over_http_takes_plain_encrypted_and_large(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("photos", "1", &[]));
    let (open_key, open_user, open_password) = open_phone(&server);
    let device = server.credentials.devices[0].clone();
    let url = server.url();
    let at = [
        url.as_str(),
        "--user",
        &device.user,
        "--password",
        &device.password,
    ];
    let open = [
        url.as_str(),
        "--user",
        &open_user,
        "--password",
        &open_password,
    ];
    all_three(&server, &at, &open);
    all_three(&server, &[&device.server_url], &[&open_key]);
    // As KoboCollect's users type it.
    let mine = format!("{url}/{}", device.user);
    let theirs = format!("{url}/{open_user}");
    let at = [&[mine.as_str()], &at[1..]].concat();
    let open = [&[theirs.as_str()], &open[1..]].concat();
    all_three(&server, &at, &open);
}
