//! What `waypost demo` promises to other programs.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Database, Server, eventually, on_both};

on_both!(its_credentials_are_what_other_programs_expect);
fn its_credentials_are_what_other_programs_expect(on: Database) {
    let server = Server::first_demo(on);
    let c = &server.credentials;
    assert_eq!(c.url, server.url());
    assert!(c.agencies.len() >= 3);

    let under: Vec<_> = c
        .agencies
        .iter()
        .filter(|a| a.custody.as_deref() == Some("passphrase"))
        .collect();
    assert_eq!(under.len(), 1);
    assert_eq!(under[0].id, c.agencies.last().unwrap().id, "it is the last");
    assert!(under[0].passphrase.as_deref().is_some_and(|p| p.len() >= 8));

    assert_eq!(c.devices[0].agency, c.projects[0].agency);
    assert_ne!(c.devices[0].agency, under[0].id);
    for agency in &c.agencies {
        for role in ["supervisor", "caseworker", "focal_point", "data_manager"] {
            server.sign_in(c.user(role, Some(&agency.id)));
        }
        assert!(
            c.projects.iter().any(|p| p.agency == agency.id),
            "{}",
            agency.name
        );
        assert!(
            c.devices.iter().any(|d| d.agency == agency.id),
            "{}",
            agency.name
        );
    }
    server.sign_in(c.user("admin", None));
    server.sign_in(c.user("auditor", None));
    let known: BTreeSet<_> = [
        "admin",
        "supervisor",
        "caseworker",
        "focal_point",
        "data_manager",
        "auditor",
        "coordination",
    ]
    .into();
    assert!(c.users.iter().all(|u| known.contains(u.role.as_str())));
    for device in &c.devices {
        assert!(
            device
                .server_url
                .starts_with(&format!("{}/v1/key/", server.url())),
            "{}",
            device.server_url
        );
    }

    let mode = std::fs::metadata(server.credentials_file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

on_both!(started_again_it_goes_on_where_it_was);
fn started_again_it_goes_on_where_it_was(on: Database) {
    let mut server = Server::first_demo(on);
    let before = std::fs::read(server.credentials_file()).unwrap();
    let counts =
        |s: &Server| ["agencies", "users", "keys", "forms", "devices"].map(|table| s.count(table));
    let (counted, form) = (counts(&server), server.phone().form("wellbeing_a1"));

    server.restart();
    assert_eq!(std::fs::read(server.credentials_file()).unwrap(), before);
    assert_eq!(counts(&server), counted);
    assert_eq!(server.phone().form("wellbeing_a1").xml, form.xml);

    // The file was lost, or somebody else asks for it elsewhere.
    std::fs::remove_file(server.credentials_file()).unwrap();
    server.restart();
    assert_eq!(std::fs::read(server.credentials_file()).unwrap(), before);
    assert_eq!(
        std::fs::metadata(server.credentials_file())
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o600
    );
}

on_both!(an_existing_folder_answers_soon_after_start);
fn an_existing_folder_answers_soon_after_start(on: Database) {
    let mut server = Server::first_demo(on);
    server.stop();
    let started = std::time::Instant::now();
    server.start();
    // The release build is held to 100 ms by benches/load.sh; this is a debug build among other tests.
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn it_prints_where_to_look_what_to_type_and_a_code_to_scan() {
    let server = Server::first_demo(Database::Sqlite);
    // It says so once all of it stands.
    let said = eventually("it has said what to type", 5.0, || {
        Some(server.log()).filter(|said| said.contains('█'))
    });
    let admin = server.credentials.user("admin", None);
    for word in [
        server.url().as_str(),
        admin.email.as_str(),
        admin.password.as_str(),
    ] {
        assert!(said.contains(word), "{word:?} is missing in:\n{said}");
    }
    let blocks = said.chars().filter(|c| ['█', '▀', '▄'].contains(c)).count();
    assert!(blocks > 200, "no QR code in:\n{said}");
}

on_both!(it_is_alive_ready_and_describes_itself);
fn it_is_alive_ready_and_describes_itself(on: Database) {
    let server = Server::first_demo(on);
    let nobody = server.nobody();
    nobody.get("/healthz").expect(200);
    nobody.get("/readyz").expect(200);
    let described = nobody.get("/v1/openapi.json").expect(200).json();
    assert!(described["openapi"].as_str().unwrap().starts_with("3."));
    let paths = described["paths"].as_object().unwrap();
    for path in [
        "/v1/sessions",
        "/v1/projects",
        "/v1/referrals",
        "/v1/agencies",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    // Figures are for this machine: whoever comes through a proxy is told that there is nothing.
    nobody
        .clone()
        .with("X-Forwarded-For", "203.0.113.9")
        .get("/metrics")
        .expect(404);
}
