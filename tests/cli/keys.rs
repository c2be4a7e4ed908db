//! `waypost key`: a collection key from its making to its shares, without a server; and unlocking at the vault itself.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::support::authenticator::enrolled;
use crate::support::form::urgent_adult;
use crate::support::program::{Said, run, waypost};
use crate::support::{Database, Server, eventually, on_both};

/// Runs with lines on the standard input.
fn run_with(words: &[&str], lines: &[&str]) -> Said {
    let mut child = waypost(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all((lines.join("\n") + "\n").as_bytes())
        .unwrap();
    drop(input);
    Said::from(child.wait_with_output().unwrap())
}

fn fingerprint(said: &Said) -> String {
    let line = said
        .out
        .lines()
        .find(|line| line.starts_with("fingerprint "));
    line.unwrap_or_else(|| panic!("{}", said.out)).to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_key_goes_under_a_passphrase_and_comes_out_only_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (plain, locked, again) = (at("a.pem"), at("locked"), at("again"));
    let made = fingerprint(&run(&["key", "new", "--out", text(&plain)]).ok());

    let words = ["key", "passphrase", "--out", text(&locked), text(&plain)];
    run_with(
        &words,
        &["four tired little horses", "four tired little dogs"],
    )
    .refused();
    run_with(&words, &["short", "short"]).refused();
    assert!(!locked.exists(), "nothing is written unless it succeeds");
    run_with(
        &words,
        &["four tired little horses", "four tired little horses"],
    )
    .ok();
    let kept = std::fs::read_to_string(&locked).unwrap();
    assert!(!kept.contains("PRIVATE KEY"), "{kept}");

    let show = ["key", "show", text(&locked)];
    assert_eq!(
        fingerprint(&run_with(&show, &["four tired little horses"]).ok()),
        made
    );
    let said = run_with(&show, &["four tired little cows"]).refused();
    assert!(said.err.contains("does not open the key"), "{}", said.err);

    // Another passphrase.
    let words = ["key", "passphrase", "--out", text(&again), text(&locked)];
    let new = "a green boat on the river";
    run_with(&words, &["four tired little horses", new, new]).ok();
    let show = ["key", "show", text(&again)];
    assert_eq!(fingerprint(&run_with(&show, &[new]).ok()), made);
    run_with(&show, &["four tired little horses"]).refused();
}

#[test]
fn two_of_three_shares_give_the_key_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (plain, shares) = (at("a.pem"), at("shares"));
    let made = fingerprint(&run(&["key", "new", "--out", text(&plain)]).ok());
    run(&["key", "split", "--out", text(&shares), text(&plain)]).ok();
    let share = |n: usize| shares.join(format!("share-{n}.txt"));
    for (n, (a, b)) in [(1, 2), (2, 3), (3, 1)].into_iter().enumerate() {
        let out = at(&format!("joined-{n}.pem"));
        let joined = run(&[
            "key",
            "join",
            "--out",
            text(&out),
            text(&share(a)),
            text(&share(b)),
        ]);
        assert_eq!(fingerprint(&joined.ok()), made);
    }
    let alone = run(&["key", "join", "--out", text(&at("no.pem")), text(&share(1))]).refused();
    assert!(
        alone.err.contains("2 different shares are needed"),
        "{}",
        alone.err
    );
    assert!(!at("no.pem").exists());
    run(&[
        "key",
        "split",
        "--need",
        "1",
        "--out",
        text(&at("one")),
        text(&plain),
    ])
    .refused();
}

on_both!(a_key_holder_unlocks_at_the_vault_and_serve_never_sees_the_passphrase);
fn a_key_holder_unlocks_at_the_vault_and_serve_never_sees_the_passphrase(on: Database) {
    let mut server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let holder = server
        .credentials
        .user("data_manager", Some(&agency.id))
        .clone();
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    let phone = server.phone_of(server.credentials.device(&agency));
    phone.send_many("wellbeing_a1", &urgent_adult(), 1);
    let waiting = || server.count("submissions where state = 'waiting_key'");
    eventually("it waits", 20.0, || (waiting() == 1).then_some(()));

    let data = server.data();
    let mut words = vec![
        "key",
        "unlock",
        "--data",
        text(&data),
        "--agency",
        &agency.code,
    ];
    words.extend(["--email", &holder.email]);
    if let Some(url) = server.database_url() {
        words.extend(["--database", url]);
    }
    let passphrase = agency.passphrase.as_deref().unwrap();
    run_with(&words, &["not the password", passphrase]).refused();
    run_with(&words, &[&holder.password, "not the passphrase at all"]).refused();
    assert_eq!(waiting(), 1);
    run_with(&words, &[&holder.password, passphrase]).ok();
    eventually("it opens", 20.0, || (waiting() == 0).then_some(()));

    // With a second factor, its code is asked for too.
    let by_password = server.sign_in(&holder);
    let (person, app) = enrolled(&server.nobody(), &by_password, &holder.password);
    let lock = format!("/v1/agencies/{}/keys/lock", agency.id);
    person.post(&lock, &serde_json::json!({})).expect(200);
    phone.send_many("wellbeing_a1", &urgent_adult(), 1);
    eventually("it waits", 20.0, || (waiting() == 1).then_some(()));
    let with = |code: &str| run_with(&words, &[&holder.password, passphrase, code]);
    let refused = with(&app.wrong()).refused();
    assert!(
        refused.err.contains("the code is not right"),
        "{}",
        refused.err
    );
    assert_eq!(waiting(), 1);
    with(&app.code()).ok();
    eventually("it opens", 20.0, || (waiting() == 0).then_some(()));
    vault.stop();
}
