//! Every command says how it is used, and refuses bad input in words.

use crate::support::program::{run, waypost};
use crate::support::root;

#[test]
fn every_command_explains_itself() {
    let said = run(&["--help"]).ok();
    for command in [
        "demo", "serve", "vault", "open", "key", "init", "agency", "user", "form",
    ] {
        assert!(
            said.out.contains(command),
            "{command} is not in\n{}",
            said.out
        );
        run(&[command, "--help"]).ok();
    }
    run(&["nothing-of-the-kind"]).refused();
    run(&["serve", "--nothing-of-the-kind"]).refused();
}

#[test]
fn settings_that_cannot_be_right_stop_it_with_the_name_of_the_setting() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for (name, value) in [
        ("WAYPOST_NOTHING", "1"),
        ("WAYPOST_SERVER_LISTEN", "not an address"),
        ("WAYPOST_LIMITS_PARTS", "many"),
    ] {
        let output = waypost(&["serve", "--data", data.to_str().unwrap()])
            .env(name, value)
            .output()
            .unwrap();
        let said = crate::support::program::Said::from(output).refused();
        let setting = name.rsplit('_').next().unwrap().to_lowercase();
        assert!(
            said.err.to_lowercase().contains(&setting),
            "{name}: {}",
            said.err
        );
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let said = run(&[
        "demo",
        "--listen",
        &address,
        "--data",
        data.to_str().unwrap(),
    ])
    .refused();
    assert!(said.err.contains(&address), "{}", said.err);
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let url = "postgres://somebody:verysecret@127.0.0.1:1/nothing";
    let listen = format!("127.0.0.1:{}", crate::support::free_port());
    let said = run(&[
        "demo",
        "--listen",
        &listen,
        "--data",
        data.to_str().unwrap(),
        "--database",
        url,
    ])
    .refused();
    assert!(!said.all().contains("verysecret"), "{}", said.all());
}

#[test]
fn the_commented_settings_file_shows_the_defaults() {
    use waypost::config::Settings;
    let text = std::fs::read_to_string(root().join("deploy/waypost.example.toml")).unwrap();
    let as_it_is = Settings::from_text(&text, std::iter::empty()).unwrap();
    // Settings stand behind "#: "; other lines that start with "#" are prose and examples.
    let shown: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#: "))
        .collect();
    assert!(shown.len() > 15, "{shown:?}");
    let shown = Settings::from_text(&shown.join("\n"), std::iter::empty()).unwrap();
    assert_eq!(format!("{shown:#?}"), format!("{:#?}", Settings::default()));
    assert_eq!(
        format!("{as_it_is:#?}"),
        format!("{:#?}", Settings::default())
    );
}
