//! An admin can never come to read: not by a key, a form, an invited person, an export, or all of them in turn.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Client, Database, Server, general_form, on_both, thorough};

/// A word of the answers that every reading would show.
const WORD: &str = "brambleshade";
/// A case of each of the demo's agencies: a code means one case.
const CODES: [&str; 3] = ["KABCDE2346", "KBBBBBBBBd", "KCCCCCCCC9"];

on_both!(an_admin_makes_brings_and_changes_no_agency_s_key);
fn an_admin_makes_brings_and_changes_no_agency_s_key(on: Database) {
    let server = Server::demo(on);
    let (admin, agency) = (server.admin(), server.credentials.collecting());
    let project = server.credentials.project(agency).id;
    let keys = || {
        admin
            .get(&format!("/v1/agencies/{}/keys", agency.id))
            .expect(200)
            .list()
    };
    let before = keys();
    assert!(!before.is_empty());
    for key in &before {
        assert!(
            key["fingerprint"].is_string() && key["state"].is_string(),
            "{key}"
        );
        let text = key.to_string();
        assert!(
            !text.contains("PRIVATE") && !text.contains("wrapped"),
            "{text}"
        );
    }

    admin
        .post(
            &format!("/v1/projects/{project}/key"),
            &json!({"passphrase": "long enough passphrase"}),
        )
        .expect_problem(403.1);
    let new = json!({"purpose": "collection", "custody": "unattended"});
    admin
        .post(&format!("/v1/agencies/{}/keys", agency.id), &new)
        .expect_problem(403.1);
    for key in &before {
        for act in ["disable", "enable", "confirm", "rotate"] {
            let path = format!(
                "/v1/agencies/{}/keys/{}/{act}",
                agency.id,
                key["id"].as_str().unwrap()
            );
            let answer = admin.post(&path, &json!({"reason": "because"}));
            assert!(
                [403, 404].contains(&answer.status),
                "{act}: {}",
                answer.status
            );
        }
    }
    assert_eq!(keys(), before);
}

/// What an admin can try, in any order; each says what it did to the server, not whether it may.
fn act(server: &Server, admin: &Client, which: u8, n: usize) {
    let c = &server.credentials;
    let agency = &c.agencies[n % c.agencies.len()];
    let project = c.project(agency).id;
    let xml = general_form(&format!("mine_{n}"), "1", &[]);
    let with_action = xml.replace(
        "<bind nodeset=\"/data/name\"",
        "<submission action=\"http://127.0.0.1:9/\"/><bind nodeset=\"/data/name\"",
    );
    let forms = format!("/v1/projects/{project}/forms?publish=true&ignoreWarnings=true");
    let keys = format!("/v1/agencies/{}/keys", agency.id);
    let roles = [
        "supervisor",
        "caseworker",
        "focal_point",
        "data_manager",
        "auditor",
        "admin",
    ];
    let (role, email) = (
        roles[n % roles.len()],
        format!("me-{which}-{n}@evil.example"),
    );
    match which {
        0 => admin.post_xml(&forms, &xml),
        1 => admin.post_xml(&forms, &with_action),
        2 => admin.post(&format!("/v1/projects/{project}/key"), &json!({"passphrase": "my own passphrase"})),
        3 => admin.post(&keys, &json!({"purpose": "cases", "custody": "passphrase", "passphrase": "my own passphrase"})),
        4 => admin.post(&format!("{keys}/unlock"), &json!({"passphrase": agency.passphrase})),
        5 => admin.post("/v1/users", &json!({"email": email, "role": role, "agency": agency.id, "password": "my own password 1"})),
        6 => admin.post("/v1/users", &json!({"email": email, "password": "my own password 1"})),
        7 => admin.patch(&format!("/v1/projects/{project}"), &json!({"agency": null, "agencyId": null})),
        8 => admin.post("/v1/projects", &json!({"name": "Mine", "agency": agency.id})),
        9 => admin.post("/v1/agencies", &json!({"code": format!("mine{n}"), "name": "Mine"})),
        10 => admin.post(&format!("/v1/projects/{project}/app-users"), &json!({"displayName": "Mine"})),
        11 => {
            let victim = c.user("supervisor", Some(&agency.id));
            let listed = admin.get("/v1/users");
            let found = if listed.status == 200 { listed.list() } else { Vec::new() };
            let found = found.into_iter().find(|u| u["email"] == victim.email.as_str());
            let id = found.map_or(Value::Null, |u| u["id"].clone());
            admin.put(&format!("/v1/users/{id}/password"), &json!({"new": "my own password 1", "old": ""}));
            admin.patch(&format!("/v1/users/{id}"), &json!({"email": email, "role": "admin", "agency": null}));
            admin.post(&format!("/v1/users/{id}/reset"), &json!({}))
        }
        12 => admin.post(&format!("/v1/agencies/{}/people", agency.id), &json!({"email": email, "role": role})),
        _ => admin.post_empty(&format!("/v1/projects/{project}/forms/wellbeing_a1/draft")),
    };
}

/// Everything that could show an answer.
fn reads_nothing(
    server: &Server,
    admin: &Client,
    instance_ids: &[(i64, String)],
) -> Result<(), String> {
    let mut looked = vec![
        "/v1/referrals".to_owned(),
        "/v1/referrals?direction=sent".into(),
        "/v1/queues".into(),
    ];
    for (project, id) in instance_ids {
        let base = format!("/v1/projects/{project}/forms/wellbeing_a1");
        for rest in [
            "",
            ".xml",
            "/attachments",
            "/attachments/submission.xml",
            "/attachments/submission.xml.enc",
        ] {
            looked.push(format!("{base}/submissions/{id}{rest}"));
        }
        for rest in [".csv", ".csv.zip", ".svc/Submissions", ".json", ".geojson"] {
            looked.push(format!("{base}/submissions{rest}"));
            looked.push(format!("{base}{rest}"));
        }
    }
    let read = "audit where actor_kind = 'user' and action in ('submission.read', 'referral.read')";
    let before = server.count(read);
    for path in looked {
        let answer = admin.get(&path);
        let text = answer.text();
        if text.contains(WORD)
            || (answer.status == 200 && (path.ends_with(".xml") || path.ends_with(".enc")))
        {
            return Err(format!("{path}: {text}"));
        }
    }
    if server.count(read) == before {
        Ok(())
    } else {
        Err("an opening by an admin was audited as done".into())
    }
}

on_both!(an_admin_who_tries_everything_in_any_order_opens_nothing);
fn an_admin_who_tries_everything_in_any_order_opens_nothing(on: Database) {
    let server = Server::demo(on);
    let answers = urgent_adult().with("who/language", WORD);
    let instance_ids: Vec<(i64, String)> = server
        .credentials
        .agencies
        .iter()
        .zip(CODES)
        .map(|(agency, code)| {
            let phone = server.phone_of(server.credentials.device(agency));
            let answers = answers.clone().with("end/case_code", code);
            let id = phone.send_many("wellbeing_a1", &answers, 1).remove(0);
            (server.credentials.project(agency).id, id)
        })
        .collect();
    routed(&server);
    let admin = server.admin();
    let config = Config {
        cases: thorough(64, 8) as u32,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    };
    let orders = proptest::collection::vec((0u8..14, 0usize..1000), 1..12);
    let mut runner = TestRunner::new(config);
    let tried = runner.run(&orders, |acts| {
        for (which, n) in &acts {
            act(&server, &admin, *which, *n);
        }
        reads_nothing(&server, &admin, &instance_ids).map_err(TestCaseError::fail)
    });
    tried.unwrap_or_else(|e| panic!("{e}"));

    // And whoever could read before still can, with the same keys.
    let (project, id) = &instance_ids[0];
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let read = supervisor.get(&format!(
        "/v1/projects/{project}/forms/wellbeing_a1/submissions/{id}.xml"
    ));
    assert!(read.expect(200).text().contains(WORD));
}
