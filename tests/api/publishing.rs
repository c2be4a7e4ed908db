//! Publishing by two people, by programs.

use serde_json::{Value, json};

use crate::support::story::{link, welcomed};
use crate::support::{Client, Database, Server, general_form, on_both};

/// Publishing takes two here.
pub const TWO: (&str, &str) = ("WAYPOST_FORMS_PUBLISH_BY", "two");

/// Another admin, invited and signed in.
fn second(server: &Server) -> Client {
    let email = "second@example.org";
    let new = json!({"email": email, "role": "admin"});
    let made = server.admin().post("/v1/users", &new).expect(200).text();
    welcomed(|| server.nobody(), &path(&link(&made)), email)
}

fn path(url: &str) -> String {
    url[url.find("/welcome/").unwrap()..].to_owned()
}

on_both!(two_people_publish_and_neither_alone);
fn two_people_publish_and_neither_alone(on: Database) {
    let server = Server::demo_with(on, &[TWO]);
    let (first, second) = (server.admin(), second(&server));
    let project = server.credentials.projects[0].id;
    let phone = server.phone();
    let forms = format!("/v1/projects/{project}/forms");
    let draft = format!("{forms}/wells/draft");
    let publish = format!("{draft}/publish");

    // Made to be published at once: it is kept and waits.
    let made = format!("{forms}?publish=true&ignoreWarnings=true");
    let waits = first.post_xml(&made, &general_form("wells", "1", &[]));
    let details = waits.expect_problem(409.97).json()["details"].clone();
    assert_eq!(details, json!({"xmlFormId": "wells", "version": "1"}));
    first.post_empty(&publish).expect_problem(409.93);
    assert!(phone.listed("wells").is_none());
    second.post_empty(&publish).expect(200);
    assert_eq!(phone.listed("wells").unwrap().name, "Form wells");

    // A second version: whoever saved it asks by publishing; another version's text is another draft.
    let two = general_form("wells", "2", &["depth"]);
    first.post_xml(&draft, &two).expect(200);
    first.post_empty(&publish).expect_problem(409.97);
    second
        .post_empty(&format!("{publish}?version=2b"))
        .expect_problem(409.97);
    second.post_empty(&publish).expect_problem(409.93);
    first
        .post_empty(&format!("{publish}?version=2b"))
        .expect(200);

    // What is asked for is not asked any more when the draft changes, or somebody takes it back.
    let asked = || {
        server.count("publish_requests r join form_versions v on v.id = r.form_version_id where v.state = 'draft'")
    };
    let three = general_form("wells", "3", &[]);
    first.post_xml(&draft, &three).expect(200);
    first.post_empty(&format!("{draft}/ask")).expect(200);
    assert_eq!(asked(), 1);
    first.post_xml(&draft, &three).expect(200);
    assert_eq!(asked(), 0);
    first.post_empty(&format!("{draft}/ask")).expect(200);
    first.post_empty(&format!("{draft}/withdraw")).expect(200);
    first
        .post_empty(&format!("{draft}/withdraw"))
        .expect_problem(404.1);
    assert_eq!(asked(), 0);
    second.post_empty(&publish).expect(200);
    for (act, times) in [("form.ask", 5), ("form.withdraw", 1), ("form.publish", 3)] {
        let noted = server.count(&format!(
            "audit where action = '{act}' and object_kind = 'form'"
        ));
        assert!(noted >= times, "{act}: {noted}");
    }
}

on_both!(whoever_changes_a_file_is_no_second_person);
fn whoever_changes_a_file_is_no_second_person(on: Database) {
    let server = Server::demo_with(on, &[TWO]);
    let (first, second) = (server.admin(), second(&server));
    let project = server.credentials.projects[0].id;
    let forms = format!("/v1/projects/{project}/forms");
    let table = "</instance><instance id=\"places\" src=\"jr://file-csv/places.csv\"/>";
    let xml = general_form("places", "1", &[]).replacen("</instance>", table, 1);
    first.post_xml(&forms, &xml).expect(200);
    let draft = format!("{forms}/places/draft");
    first.post_empty(&format!("{draft}/ask")).expect(200);
    let file = format!("{draft}/attachments/places.csv");
    let csv = Some("text/csv");
    second
        .send("POST", &file, csv, &b"name,label\n"[..])
        .expect(200);
    assert_eq!(server.count("publish_requests"), 0);
    let publish = format!("{draft}/publish");
    second.post_empty(&publish).expect_problem(409.97);
    first.post_empty(&publish).expect_problem(409.93);
    // One of them saves it again alone; the file stays.
    first.post_xml(&draft, &xml).expect(200);
    let files = first
        .get(&format!("{draft}/attachments"))
        .expect(200)
        .list();
    assert_eq!(files[0]["exists"], true);
    second.post_empty(&publish).expect(200);
}

on_both!(a_data_manager_asks_and_an_admin_agrees);
fn a_data_manager_asks_and_an_admin_agrees(on: Database) {
    let server = Server::demo_with(on, &[TWO]);
    let agency = server.credentials.collecting().clone();
    let manager = server.person("data_manager", &agency);
    let project = server.credentials.projects[0].id;
    let forms = format!("/v1/projects/{project}/forms");
    manager
        .post_xml(&forms, &general_form("wells", "1", &[]))
        .expect(200);
    let draft = format!("{forms}/wells/draft");
    manager
        .post_empty(&format!("{draft}/publish"))
        .expect_problem(403.1);
    manager.post_empty(&format!("{draft}/ask")).expect(200);
    for (role, refused) in [("caseworker", 403.1), ("focal_point", 403.1)] {
        let person = server.person(role, &agency);
        for act in ["ask", "withdraw", "publish"] {
            person
                .post_empty(&format!("{draft}/{act}"))
                .expect_problem(refused);
        }
    }
    server
        .admin()
        .post_empty(&format!("{draft}/publish"))
        .expect(200);
    let shown: Value = manager.get(&format!("{forms}/wells")).expect(200).json();
    assert!(!shown["publishedAt"].is_null());
}
