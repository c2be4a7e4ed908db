//! Who may do what: the reviewed matrices, of actions and of routes, every route really called by everybody, and every form
//! of the pages forged.

mod ask;
mod forged;
pub mod things;
mod walk;

use serde_json::Value;

use crate::support::{Client, Database, Server, on_both};

/// The matrix that people have read. `WAYPOST_TEST_BLESS=1` writes it anew, for a review of the difference.
#[test]
fn the_policy_is_the_matrix_that_was_reviewed() {
    let file = crate::support::root().join("tests/policy.matrix");
    let now = waypost::domain::policy::matrix();
    if std::env::var_os("WAYPOST_TEST_BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        now == reviewed,
        "the policy changed; if that was meant, bless and review tests/policy.matrix:\n{now}"
    );
}

/// Every operation that the server describes, with its path's parameters filled in.
fn operations(server: &Server) -> Vec<(String, String, String)> {
    let described = server.nobody().get("/v1/openapi.json").expect(200).json();
    let project = server.credentials.projects[0].id.to_string();
    let agency = &server.credentials.collecting().id;
    let mut all = Vec::new();
    for (template, operations) in described["paths"].as_object().unwrap() {
        let path: Vec<_> = template
            .split('/')
            .map(|step| match step {
                step if !step.contains('{') => step.to_owned(),
                step if step.contains("project") => project.clone(),
                step if step.contains("agency") => agency.clone(),
                step if step.contains("orm") => {
                    step.replace(&step[..=step.find('}').unwrap()], "wellbeing_a1")
                }
                step => step.replace(&step[..=step.find('}').unwrap()], "1"),
            })
            .collect();
        // It would go on speaking for minutes.
        let briefly = if template == "/v1/events" {
            "?seconds=1"
        } else {
            ""
        };
        for method in operations
            .as_object()
            .unwrap()
            .keys()
            .filter(|k| *k != "parameters")
        {
            let path = path.join("/") + briefly;
            all.push((method.clone(), template.clone(), path));
        }
    }
    assert!(
        all.len() > 30,
        "only {} operations are described",
        all.len()
    );
    all
}

fn ask(client: &Client, method: &str, path: &str) -> u16 {
    match method {
        "get" | "head" | "delete" => {
            client
                .send(&method.to_uppercase(), path, None, ureq::SendBody::none())
                .status
        }
        _ => {
            client
                .json(
                    &method.to_uppercase(),
                    path,
                    &Value::Object(Default::default()),
                )
                .status
        }
    }
}

on_both!(no_answer_is_an_internal_error_whatever_is_asked);
fn no_answer_is_an_internal_error_whatever_is_asked(on: Database) {
    let server = Server::demo(on);
    let admin = server.admin();
    for (method, template, path) in operations(&server) {
        if template.contains("sessions/current")
            || (method == "delete" && template.contains("sessions"))
        {
            continue;
        }
        let status = ask(&admin, &method, &path);
        assert!(status < 500, "{method} {template} answers {status}");
    }
}

/// What a password alone may ask for where a second factor is required.
const BY_PASSWORD: &[(&str, &str)] = &[
    ("get", "/v1/openapi.json"),
    ("get", "/v1/sessions/restore"),
    ("get", "/v1/users/current"),
    ("get", "/v1/users/{user}"),
    ("post", "/v1/users/current/second-factor"),
    ("get", "/v1/projects"),
];

on_both!(a_password_alone_gets_nothing_of_an_agency_from_any_endpoint);
fn a_password_alone_gets_nothing_of_an_agency_from_any_endpoint(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_SIGN_IN_SECOND_FACTOR", "required")]);
    let agency = server.credentials.collecting().clone();
    for role in ["supervisor", "caseworker", "focal_point", "data_manager"] {
        let person = server.person(role, &agency);
        for (method, template, path) in operations(&server) {
            if BY_PASSWORD.contains(&(method.as_str(), template.as_str()))
                || template.contains("/sessions")
            {
                continue;
            }
            let status = ask(&person, &method, &path);
            assert!(
                [400, 401, 403, 404].contains(&status),
                "{role}: {method} {template} answers {status} to a password alone"
            );
        }
    }
}
