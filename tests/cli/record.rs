//! A sealed record, opened without Waypost by the script that auditors are given.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;

use crate::support::form::urgent_adult;
use crate::support::story::{routed, unlock};
use crate::support::{Database, Server, eventually, root};
use crate::vault::rotation::Holders;

/// Runs the script on a record of a stopped server's folder; what it wrote.
fn open(server: &Server, record: &str, key: &[&str]) -> Result<String, String> {
    let python = std::env::var("WAYPOST_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let data: PathBuf = server.data();
    let said = Command::new(python)
        .arg(root().join("docs/open_record.py"))
        .arg(data.join("waypost.sqlite"))
        .arg(record)
        .arg("--blobs")
        .arg(data.join("blobs"))
        .args(key)
        .output()
        .unwrap();
    match said.status.success() {
        true => Ok(String::from_utf8_lossy(&said.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&said.stderr).into_owned()),
    }
}

/// The sealed answers of an agency's only submission.
fn answers_of(server: &Server, agency: &str) -> String {
    let agency = agency.to_owned();
    let ids = server.store().read_now("record", move |conn| {
        let all = waypost::store::submissions::ids_in_state(conn, &agency, "sealed", 10)?;
        let ids: Vec<&str> = all.iter().map(String::as_str).collect();
        let rows = waypost::store::submissions::by_ids(conn, &ids)?;
        Ok::<_, waypost::store::StoreError>(rows.into_iter().filter_map(|r| r.record_id).next())
    });
    ids.unwrap().expect("a sealed submission")
}

#[test]
#[ignore = "needs PyPI's cryptography: tests/run"]
fn the_script_in_the_documentation_opens_a_record_under_either_custody() {
    let mut server = Server::demo(Database::Sqlite);
    let (open_agency, closed) = (
        server.credentials.collecting().clone(),
        server.credentials.under_passphrase().clone(),
    );
    let sent = server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    let phone = server.phone_of(server.credentials.device(&closed));
    let held = phone.send_many("wellbeing_a1", &urgent_adult(), 1);
    unlock(&server.focal_point(&closed), &closed);
    routed(&server);
    eventually("both are sealed", 30.0, || {
        (server.count("submissions where state = 'sealed'") == 2).then_some(())
    });
    server.stop();

    let key = server.data().join("keys/root.key");
    let with_root = ["--root-key", key.to_str().unwrap()];
    let first = answers_of(&server, &open_agency.id);
    let said = open(&server, &first, &with_root).unwrap();
    assert!(said.contains(&sent[0]), "{said}");

    let second = answers_of(&server, &closed.id);
    open(&server, &second, &with_root).unwrap_err();
    let file = server.data().join("passphrase");
    std::fs::write(&file, closed.passphrase.as_deref().unwrap()).unwrap();
    let said = open(
        &server,
        &second,
        &["--passphrase-file", file.to_str().unwrap()],
    )
    .unwrap();
    assert!(said.contains(&held[0]), "{said}");
}

#[test]
#[ignore = "needs PyPI's cryptography: tests/run"]
fn the_script_opens_what_several_hold_with_two_of_their_passphrases() {
    let mut server = Server::demo(Database::Sqlite);
    let holders = Holders::of(&server);
    let people = [
        "seven green lanterns",
        "a quiet river bend",
        "old copper kettles",
    ];
    let order = json!({"custody": "passphrase", "passphrases": people});
    let made = holders.first.post(&holders.keys, &order).expect(200).json();
    let id = made["id"].as_str().unwrap();
    holders
        .act(&holders.second, id, "confirm", &json!({}))
        .expect(200);
    let sent = server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    for (who, passphrase) in [(&holders.first, people[0]), (&holders.second, people[2])] {
        let given = json!({ "passphrase": passphrase });
        who.post(&format!("{}/unlock", holders.keys), &given)
            .expect(200);
    }
    eventually("it is sealed", 30.0, || {
        (server.count("submissions where state = 'sealed'") == 1).then_some(())
    });
    server.stop();

    let record = answers_of(&server, &server.credentials.collecting().id);
    let file = server.data().join("passphrases");
    let with = |text: &str| {
        std::fs::write(&file, text).unwrap();
        open(
            &server,
            &record,
            &["--passphrase-file", file.to_str().unwrap()],
        )
    };
    with(people[1]).unwrap_err();
    let said = with(&format!("{}\n{}\n", people[2], people[1])).unwrap();
    assert!(said.contains(&sent[0]), "{said}");
}
