//! Projects and forms.

use serde_json::{Value, json};

use crate::support::{Client, Database, Server, general_form, on_both, root};

/// A demo, its admin, and the path of the first project.
fn admin_of_first_project(on: Database) -> (Server, Client, String) {
    let server = Server::demo(on);
    let (admin, project) = (
        server.admin(),
        format!("/v1/projects/{}", server.credentials.projects[0].id),
    );
    (server, admin, project)
}

on_both!(a_form_is_created_published_listed_and_read);
fn a_form_is_created_published_listed_and_read(on: Database) {
    let (_server, admin, project) = admin_of_first_project(on);
    let xml = general_form("wells", "1", &[]);
    let path = format!("{project}/forms?publish=true&ignoreWarnings=true");
    let form = admin.post_xml(&path, &xml).expect(200).json();
    for key in [
        "projectId",
        "xmlFormId",
        "state",
        "createdAt",
        "updatedAt",
        "keyId",
        "version",
        "hash",
        "sha",
        "sha256",
        "draftToken",
        "publishedAt",
        "name",
    ] {
        assert!(form.get(key).is_some(), "{key} is missing: {form}");
    }
    assert_eq!(form["xmlFormId"], "wells");
    assert_eq!(form["state"], "open");
    assert_eq!(form["version"], "1");
    assert_eq!(form["name"], "Form wells");
    assert!(form["publishedAt"].is_string() && form["draftToken"].is_null());

    let ids: Vec<_> = admin
        .get(&format!("{project}/forms"))
        .expect(200)
        .list()
        .iter()
        .map(|f| f["xmlFormId"].clone())
        .collect();
    assert!(
        ids.contains(&json!("wells")) && ids.contains(&json!("wellbeing_a1")),
        "{ids:?}"
    );
    assert_eq!(
        admin
            .get(&format!("{project}/forms/wells"))
            .expect(200)
            .json(),
        form
    );
    let read = admin.get(&format!("{project}/forms/wells.xml")).expect(200);
    assert!(
        read.header("content-type")
            .unwrap()
            .starts_with("application/xml")
    );
    assert!(read.text().contains("Name of the well"));
    admin
        .get(&format!("{project}/forms/nothing"))
        .expect_problem(404.1);
    admin.get("/v1/projects/999999/forms").expect_problem(404.1);
}

on_both!(a_draft_stays_off_phones_until_it_is_published);
fn a_draft_stays_off_phones_until_it_is_published(on: Database) {
    let (server, admin, project) = admin_of_first_project(on);
    let phone = server.phone();
    let made = admin.post_xml(
        &format!("{project}/forms?ignoreWarnings=true"),
        &general_form("wells", "1", &[]),
    );
    let made = made.expect(200).json();
    assert!(
        made["publishedAt"].is_null() && made["draftToken"].is_string(),
        "{made}"
    );
    assert!(phone.listed("wells").is_none());
    admin
        .post_empty(&format!("{project}/forms/wells/draft/publish"))
        .expect(200);
    assert!(phone.listed("wells").is_some());
    admin
        .get(&format!("{project}/forms/wells/draft"))
        .expect_problem(404.1);

    admin
        .post_xml(
            &format!("{project}/forms/wells/draft"),
            &general_form("wells", "1", &[]),
        )
        .expect(200);
    admin
        .post_empty(&format!("{project}/forms/wells/draft/publish"))
        .expect_problem(409.6);
    admin
        .post_empty(&format!("{project}/forms/wells/draft/publish?version=2"))
        .expect(200);
    assert!(phone.listed("wells").unwrap().version.starts_with('2'));
    let other = general_form("something_else", "3", &[]);
    admin
        .post_xml(&format!("{project}/forms/wells/draft"), &other)
        .expect_problem(400.8);
}

on_both!(what_is_no_form_is_refused_with_the_reason);
fn what_is_no_form_is_refused_with_the_reason(on: Database) {
    let (server, admin, project) = admin_of_first_project(on);
    let forms = server.count("forms");
    let create = |xml: &str| {
        admin.post_xml(
            &format!("{project}/forms?publish=true&ignoreWarnings=true"),
            xml,
        )
    };
    let good = general_form("wells", "1", &[]);

    for (what, xml) in [
        ("empty", String::new()),
        ("no XML", "hello".into()),
        ("cut off", good[..good.len() / 2].to_owned()),
        ("no id", good.replace("<data id=\"wells\"", "<data")),
        (
            "a bomb",
            good.replace("?>\n", "?>\n<!DOCTYPE h:html [<!ENTITY a \"a\">]>"),
        ),
    ] {
        let refused = create(&xml);
        assert_eq!(refused.status, 400, "{what}: {}", refused.text());
        assert!(
            !refused.json()["message"].as_str().unwrap().is_empty(),
            "{what}"
        );
    }
    create(&good.replace("<orx:meta><orx:instanceID/></orx:meta>", "")).expect_problem(400.27);
    create(&good.replace("\"wells\"", &format!("\"{}\"", "w".repeat(65)))).expect_problem(400.13);
    assert_eq!(server.count("forms"), forms, "nothing half-stored");

    create(&good).expect(200);
    create(&good).expect_problem(409.3);
    assert_eq!(server.count("forms"), forms + 1);
}

on_both!(an_agency_s_form_may_not_name_another_key_or_another_place_to_send_to);
fn an_agency_s_form_may_not_name_another_key_or_another_place_to_send_to(on: Database) {
    let (server, admin, project) = admin_of_first_project(on);
    let forms = server.count("forms");
    for own in [
        r#"<submission action="https://evil.example/submission"/>"#,
        r#"<submission action="https://evil.example/submission" method="form-data-post"/>"#,
        r#"<submission base64RsaPublicKey="MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"/>"#,
    ] {
        let xml = general_form("wells", "1", &[]).replace(
            "<bind nodeset=\"/data/name\"",
            &format!("{own}<bind nodeset=\"/data/name\""),
        );
        let refused = admin.post_xml(
            &format!("{project}/forms?publish=true&ignoreWarnings=true"),
            &xml,
        );
        assert!(
            (400..500).contains(&refused.status),
            "{own}: {}",
            refused.status
        );
        assert!(!refused.json()["message"].as_str().unwrap().is_empty());
    }
    assert_eq!(server.count("forms"), forms);
}

on_both!(a_form_with_a_stage_needs_a_written_reason_for_its_warnings);
fn a_form_with_a_stage_needs_a_written_reason_for_its_warnings(on: Database) {
    let (server, admin, project) = admin_of_first_project(on);
    let screening =
        std::fs::read_to_string(root().join("forms/wellbeing_a1/wellbeing_a1.xml")).unwrap();
    // A screening may not ask for a name, and this one does.
    let asking = screening
        .replace("id=\"wellbeing_a1\"", "id=\"wellbeing_b1\"")
        .replace("<gate>", "<person_name/><gate>")
        .replacen(
            "<bind nodeset",
            "<bind nodeset=\"/data/person_name\" type=\"string\"/><bind nodeset",
            1,
        )
        .replacen(
            "<h:body>",
            "<h:body><input ref=\"/data/person_name\"><label>Full name</label></input>",
            1,
        );
    let path = format!("{project}/forms?publish=true&ignoreWarnings=true");
    let refused = admin.post_xml(&path, &asking);
    assert!(
        (400..500).contains(&refused.status),
        "{}: {}",
        refused.status,
        refused.text()
    );
    assert!(server.phone().listed("wellbeing_b1").is_none());
}

on_both!(people_see_their_own_agency_s_projects_only);
fn people_see_their_own_agency_s_projects_only(on: Database) {
    let server = Server::demo(on);
    let count = server.credentials.projects.len();
    assert!(server.admin().get("/v1/projects").expect(200).list().len() >= count);
    for agency in &server.credentials.agencies {
        let supervisor = server.person("supervisor", agency);
        let mine = supervisor.get("/v1/projects").expect(200).list();
        let owned = |p: &Value| p["agency"] == agency.id.as_str();
        assert!(!mine.is_empty() && mine.iter().all(owned), "{mine:?}");
        for other in server
            .credentials
            .projects
            .iter()
            .filter(|p| p.agency != agency.id)
        {
            for path in [
                "",
                "/forms",
                "/app-users",
                "/forms/wellbeing_a1/submissions",
            ] {
                let answer = supervisor.get(&format!("/v1/projects/{}{path}", other.id));
                assert!(
                    [403, 404].contains(&answer.status),
                    "{path}: {}",
                    answer.status
                );
            }
        }
    }
}
