//! Whole rounds by a phone's own form engine and cryptography.

use crate::support::real_phone::{answers, phone_py, round, text};
use crate::support::story::routed;
use crate::support::{Database, Server, on_both, thorough};

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
