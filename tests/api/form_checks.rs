//! What the linter finds in a form that is to be published: refusals with their codes, warnings with a written reason.

use serde_json::{Value, json};

use crate::support::{Answer, Client, Database, Server, general_form, on_both, root};

/// A form of `tests/forms/tripping`.
fn tripping(name: &str) -> String {
    let file = root().join(format!("tests/forms/tripping/{name}.xml"));
    std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// The path of the first agency's project.
fn project_of(server: &Server) -> String {
    format!("/v1/projects/{}", server.credentials.projects[0].id)
}

fn publish(client: &Client, project: &str, xml: &str) -> Answer {
    client.post_xml(
        &format!("{project}/forms?publish=true&ignoreWarnings=true"),
        xml,
    )
}

/// Fails unless the form was refused for this alone.
#[track_caller]
fn refused_for(answer: Answer, code: &str) {
    let body = answer.expect_problem(400.91).json();
    let findings = body["details"]["findings"].as_array().unwrap();
    let codes: Vec<&Value> = findings.iter().map(|f| &f["code"]).collect();
    assert_eq!(codes, [code], "{body}");
    assert!(!findings[0]["message"].as_str().unwrap().is_empty());
}

on_both!(what_a_step_must_not_hold_is_refused_each_with_its_own_code);
fn what_a_step_must_not_hold_is_refused_each_with_its_own_code(on: Database) {
    let server = Server::demo(on);
    let (admin, project) = (server.admin(), project_of(&server));
    let forms = server.count("forms");
    for code in ["asks_for_name", "asks_for_place", "name_from_answers"] {
        refused_for(publish(&admin, &project, &tripping(code)), code);
    }
    let open = admin.post("/v1/projects", &json!({"name": "Wells"}));
    let open = format!("/v1/projects/{}", open.expect(200).json()["id"]);
    refused_for(publish(&admin, &open, &tripping("no_key")), "no_key");
    assert_eq!(server.count("forms"), forms, "nothing of them was kept");
}

on_both!(a_warning_needs_a_written_reason_that_ends_in_the_audit);
fn a_warning_needs_a_written_reason_that_ends_in_the_audit(on: Database) {
    let server = Server::demo(on);
    let (admin, project) = (server.admin(), project_of(&server));
    let warned = publish(&admin, &project, &tripping("unlimited_text"));
    let body = warned.expect_problem(400.16).json();
    let findings = &body["details"]["warnings"]["workflowWarnings"];
    assert_eq!(findings[0]["code"], "unlimited_text");
    assert!(server.phone().listed("example_b1").is_none());

    let path = format!("{project}/forms?publish=true&reason=reviewed+by+two+of+us");
    admin
        .post_xml(&path, &tripping("unlimited_text"))
        .expect(200);
    assert!(server.phone().listed("example_b1").is_some());
    let auditor = server.sign_in(server.credentials.user("auditor", None));
    let entries = auditor.get("/v1/audits?action=form.publish&limit=1");
    let newest = &entries.expect(200).list()[0];
    assert_eq!(newest["notes"], "reviewed by two of us", "{newest}");
}

on_both!(a_project_can_require_a_stage_of_its_forms);
fn a_project_can_require_a_stage_of_its_forms(on: Database) {
    let server = Server::demo(on);
    let (admin, project) = (server.admin(), project_of(&server));
    let strict = json!({"requiresStage": true});
    let made = admin.get(&project).expect(200).json();
    assert_eq!(made["requiresStage"], false);
    let agency = server.credentials.collecting();
    server
        .person("data_manager", agency)
        .patch(&project, &strict)
        .expect_problem(403.1);

    publish(&admin, &project, &general_form("wells", "1", &[])).expect(200);
    let changed = admin.patch(&project, &strict).expect(200).json();
    assert_eq!(changed["requiresStage"], true);
    let renamed = admin.patch(&project, &json!({"name": "Named anew"}));
    assert_eq!(renamed.expect(200).json()["requiresStage"], true);

    refused_for(publish(&admin, &project, &tripping("no_stage")), "no_stage");
    publish(&admin, &project, &tripping("right")).expect(200);
    let phone = server.phone();
    assert!(phone.listed("example_b1").is_some());
    assert!(
        phone.listed("wells").is_some(),
        "what was published before stays"
    );

    let open = admin.post("/v1/projects", &json!({"name": "Wells"}));
    let open = format!("/v1/projects/{}", open.expect(200).json()["id"]);
    admin.patch(&open, &strict).expect_problem(400.8);
}
