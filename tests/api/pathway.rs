//! Versions of the pathway: tested, tried on what is stored, brought into force by two people from a date.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::form::urgent_adult;
use crate::support::program::run;
use crate::support::story::{focal_points, received, routed, services};
use crate::support::{Client, Database, Server, on_both, root};

fn table(name: &str) -> String {
    std::fs::read_to_string(root().join(format!("forms/pathway/{name}.csv"))).unwrap()
}

/// The shipped tables with another urgency for whoever needs a doctor.
fn slower_doctor() -> (String, String) {
    let rules = table("rules");
    let line = rules.lines().find(|line| line.starts_with("R02,")).unwrap();
    let changed = rules.replace(line, &line.replacen(",medical,U0,", ",medical,U1,", 1));
    assert_ne!(rules, changed);
    (changed, table("cases").replace("medical:U0", "medical:U1"))
}

fn proposal(label: &str, rules: &str, cases: &str) -> Value {
    json!({
        "label": label,
        "startsAt": "2026-01-01T00:00:00Z",
        "facts": table("facts"),
        "services": table("services"),
        "templates": table("templates"),
        "rules": rules,
        "cases": cases,
    })
}

/// The demo's two people of the coordination body.
fn coordination(server: &Server) -> [Client; 2] {
    let people = server.credentials.users.iter();
    let mut people = people.filter(|user| user.role == "coordination");
    [people.next().unwrap(), people.next().unwrap()].map(|user| server.sign_in(user))
}

on_both!(two_people_bring_a_version_into_force_and_what_it_would_change_is_counted);
fn two_people_bring_a_version_into_force_and_what_it_would_change_is_counted(on: Database) {
    let server = Server::demo(on);
    let [first, second] = coordination(&server);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 6);
    routed(&server);

    let (rules, cases) = slower_doctor();
    let proposed = proposal("2026-12", &rules, &cases);
    let made = first
        .post("/v1/pathway/versions", &proposed)
        .expect(200)
        .json();
    assert_eq!(
        (&made["inForce"], &made["activatedAt"]),
        (&json!(false), &Value::Null)
    );
    first
        .post("/v1/pathway/versions", &proposed)
        .expect_problem(409.3);

    let run = first
        .post_empty("/v1/pathway/versions/2026-12/dry-run")
        .expect(200)
        .json();
    assert_eq!((&run["cases"], &run["changed"]), (&json!(6), &json!(6)));
    assert_eq!(run["services"]["medical"]["later"], json!(6));
    assert_eq!(run["locked"], json!(1), "one agency of the demo is locked");

    let sign = "/v1/pathway/versions/2026-12/sign";
    first.post_empty(sign).expect(200);
    first.post_empty(sign).expect_problem(409.93);
    server.admin().post_empty(sign).expect_problem(403.1);
    let signed = second.post_empty(sign).expect(200).json();
    assert!(signed["activatedAt"].is_string());
    assert_eq!(signed["signedBy"].as_array().unwrap().len(), 2);
    // Every process hears of it first: a minute at least.
    assert_eq!(signed["inForce"], json!(false));
    second.post_empty(sign).expect_problem(409.92);
}

on_both!(tables_that_fail_are_refused_with_every_cell_that_is_wrong);
fn tables_that_fail_are_refused_with_every_cell_that_is_wrong(on: Database) {
    let server = Server::demo(on);
    let [coordination, _] = coordination(&server);
    let (rules, _) = slower_doctor();
    let refused = coordination
        .post(
            "/v1/pathway/versions",
            &proposal("wrong", &rules, &table("cases")),
        )
        .expect_problem(400.93)
        .json();
    let errors = refused["details"]["errors"].as_array().unwrap().clone();
    assert!(!errors.is_empty());
    let named = |e: &Value| e.as_str().unwrap().starts_with("cases, row ");
    assert!(errors.iter().all(named), "{errors:?}");
    coordination
        .post(
            "/v1/pathway/versions",
            &proposal("shipped-1", &table("rules"), &table("cases")),
        )
        .expect_problem(400.8);
    let nobody_else = proposal("mine", &table("rules"), &table("cases"));
    let agency = server.credentials.collecting();
    server
        .person("caseworker", agency)
        .post("/v1/pathway/versions", &nobody_else)
        .expect_problem(403.1);
    server
        .focal_point(agency)
        .post("/v1/pathway/versions", &nobody_else)
        .expect(200);
}

/// The slower doctor's version, signed by two and in force since long ago.
fn slower_doctor_in_force(server: &mut Server) {
    let [first, second] = coordination(server);
    let (rules, cases) = slower_doctor();
    first
        .post("/v1/pathway/versions", &proposal("2026-12", &rules, &cases))
        .expect(200);
    let sign = "/v1/pathway/versions/2026-12/sign";
    first.post_empty(sign).expect(200);
    second.post_empty(sign).expect(200);
    server.stop();
    server.execute("update pathways set starts_at = 1");
    server.start();
}

on_both!(tables_that_changed_behind_their_signers_are_not_used);
fn tables_that_changed_behind_their_signers_are_not_used(on: Database) {
    let mut server = Server::demo(on);
    slower_doctor_in_force(&mut server);
    server.stop();
    server.execute("update pathways set tables = replace(tables, 'U3', 'U2')");
    server.start();
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    assert_eq!(server.count("cases where pathway = 'shipped-1'"), 1);
    let [first, _] = coordination(&server);
    let versions = first.get("/v1/pathway/versions").expect(200).list();
    assert_eq!(versions[0]["inForce"], json!(false));

    server.stop();
    server.execute("update pathways set tables = replace(tables, 'U2', 'U3')");
    server.execute("delete from pathway_signatures where actor_id = (select max(actor_id) from pathway_signatures)");
    server.start();
    let again = urgent_adult().with("end/case_code", "KBBBBBBBBd");
    server.phone().send_many("wellbeing_a1", &again, 1);
    routed(&server);
    assert_eq!(server.count("cases where pathway = 'shipped-1'"), 2);
}

on_both!(a_submission_is_routed_by_the_version_in_force_when_it_was_received);
fn a_submission_is_routed_by_the_version_in_force_when_it_was_received(on: Database) {
    let mut server = Server::demo(on);
    slower_doctor_in_force(&mut server);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    let all: Vec<Value> = focal_points(&server)
        .iter()
        .flat_map(|(_, person)| received(person))
        .collect();
    assert!(
        services(&all).contains(&"medical U1".to_owned()),
        "{:?}",
        services(&all)
    );
    assert_eq!(server.count("cases where pathway = '2026-12'"), 1);
}

#[test]
fn a_folder_of_tables_is_tested_on_the_command_line() {
    let shipped = root().join("forms/pathway");
    let said = run(&["pathway", "test", shipped.to_str().unwrap()]).ok();
    assert!(said.out.contains("cases pass"), "{}", said.out);

    let folder = tempfile::tempdir().unwrap();
    for name in ["facts", "services", "templates", "rules", "cases"] {
        std::fs::write(folder.path().join(format!("{name}.csv")), table(name)).unwrap();
    }
    let wrong = table("rules").replacen("${danger} = 'now'", "${danger} = 'yesterday'", 1);
    std::fs::write(folder.path().join("rules.csv"), wrong).unwrap();
    let said = run(&["pathway", "test", text(folder.path())]).refused();
    assert!(
        said.err.contains("rules, row 2, column when, character 13"),
        "{}",
        said.err
    );
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
