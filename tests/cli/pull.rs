//! Moving in from another server, by both of the ways that servers offer.

use std::path::Path;

use serde_json::json;

use crate::support::form::instance_id;
use crate::support::program::run;
use crate::support::{Answers, Database, Multipart, Phone, Server, general_form, on_both};

/// A server with an open project whose form `wells` was filled; gives the project and instanceIDs.
fn filled(on: Database, count: usize) -> (Server, i64, Vec<String>) {
    let server = Server::demo(on);
    let (project, phone) = crate::api::open_project(&server, &general_form("wells", "1", &[]));
    let form = phone.form("wells");
    let sent = (0..count)
        .map(|n| {
            let id = instance_id();
            let (name, photo) = (format!("Well {n} & co"), format!("photo {n}.jpg"));
            let xml = form.fill(&id, &Answers::of(&[("name", &name), ("photo", &photo)]));
            let body = Multipart::new().xml(&xml).file(&photo, photo.as_bytes());
            phone.post(&body).expect(201);
            id
        })
        .collect();
    (server, project, sent)
}

/// A file with a token of the server's admin.
fn token(server: &Server, folder: &Path) -> String {
    let admin = server.credentials.user("admin", None);
    let login = json!({"email": admin.email, "password": admin.password});
    let session = server
        .nobody()
        .post("/v1/sessions", &login)
        .expect(200)
        .json();
    let file = folder.join("token");
    std::fs::write(&file, session["token"].as_str().unwrap()).unwrap();
    file.to_str().unwrap().to_owned()
}

fn moves(on: Database, more: &[&str]) {
    let (source, from_project, sent) = filled(on, 12);
    let (target, to_project, _) = filled(on, 0);
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("moved");
    let token = token(&source, folder.path());
    let from = format!("{}/v1/projects/{from_project}", source.url());
    let into = into.to_str().unwrap();
    let base = [
        "pull",
        "--from",
        &from,
        "--token-file",
        &token,
        "--into",
        into,
    ];
    let base = [&base[..], more].concat();

    let said = run(&base).ok();
    assert!(said.out.contains("wells"), "{}", said.out);
    let xml = std::fs::read_to_string(format!("{into}/wells/form.xml")).unwrap();
    assert!(xml.contains("id=\"wells\""));

    let phone = crate::api::new_phone(&target, to_project, "wells");
    let to = [&base[..], &["--to", &phone.server_url]].concat();
    let said = run(&to).ok();
    assert_eq!(said.out, "wells: 12 moved, 0 were moved before, 0 left\n");
    assert_eq!(target.count("submissions"), 12);
    assert_eq!(target.count("submission_parts where size is not null"), 12);
    for id in &sent {
        let path = format!("/v1/projects/{to_project}/forms/wells/submissions/{id}");
        target.admin().get(&path).expect(200);
    }
    // Again: nothing is asked for twice; something new is.
    let old = Phone::at(&crate::api::new_phone(&source, from_project, "wells").server_url);
    let xml = old
        .form("wells")
        .fill("uuid:later", &Answers::of(&[("name", "Later")]));
    old.post(&Multipart::new().xml(&xml)).expect(201);
    let said = run(&to).ok();
    assert_eq!(said.out, "wells: 1 moved, 12 were moved before, 0 left\n");
    assert_eq!(target.count("submissions"), 13);
}

on_both!(a_waypost_moves_in_by_the_briefcase_api);
fn a_waypost_moves_in_by_the_briefcase_api(on: Database) {
    moves(on, &[]);
}

on_both!(a_central_moves_in_by_its_own);
fn a_central_moves_in_by_its_own(on: Database) {
    moves(on, &["--central"]);
}

#[test]
fn what_the_server_does_not_take_is_told_and_tried_again() {
    let (source, from_project, _) = filled(Database::Sqlite, 2);
    let target = Server::demo(Database::Sqlite);
    // Another form: the old one has not been published yet.
    let (to_project, phone) = crate::api::open_project(&target, &general_form("pumps", "1", &[]));
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("moved").to_str().unwrap().to_owned();
    let token = token(&source, folder.path());
    let from = format!("{}/v1/projects/{from_project}", source.url());
    let arguments = [
        "pull",
        "--from",
        &from,
        "--token-file",
        &token,
        "--into",
        &into,
        "--to",
        &phone.server_url,
    ];
    let said = run(&arguments).refused();
    assert!(
        said.out.contains("0 moved, 0 were moved before, 2 left"),
        "{}",
        said.out
    );
    let left = std::fs::read_to_string(format!("{into}/wells/left.txt")).unwrap();
    assert!(left.lines().all(|line| line.contains("404")), "{left}");

    let xml = std::fs::read_to_string(format!("{into}/wells/form.xml")).unwrap();
    target.publish(to_project, &xml);
    let admin = target.admin();
    let path = format!("/v1/projects/{to_project}");
    let phones = admin.get(&format!("{path}/app-users")).expect(200).list();
    admin
        .post_empty(&format!("{path}/assignments/app-user/{}", phones[0]["id"]))
        .expect(200);
    let said = run(&arguments).ok();
    assert!(said.out.contains("2 moved"), "{}", said.out);
    assert!(!Path::new(&format!("{into}/wells/left.txt")).exists());
}
