//! Counts: exact for an agency's own people, for the coordination body only what tells of no agency and of no few, for nobody else.

use serde_json::{Value, json};

use crate::support::form::urgent_adult;
use crate::support::story::{lock, routed, unlock};
use crate::support::{Answer, Answers, Client, Database, Server, eventually, on_both};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Somebody who has no case: each is a person of their own.
fn somebody(sex: &str) -> Answers {
    urgent_adult().without("end/case_code").with("who/sex", sex)
}

/// What the own agency's numbers say, once they are counted.
fn counted(person: &Client, path: &str) -> Value {
    eventually("it is counted", 30.0, || {
        let told = person.get(path).expect(200).json();
        (told["people"]["state"] != "counting").then_some(told)
    })
}

/// A page, as a browser gets it.
fn page(server: &Server, role: &str, agency: Option<&str>, path: &str) -> Answer {
    let user = server.credentials.user(role, agency);
    let login = json!({"email": user.email, "password": user.password});
    let session = server.nobody().post("/v1/sessions", &login).expect(200);
    let token = session.json()["token"].as_str().unwrap().to_owned();
    server
        .nobody()
        .with("Cookie", &format!("session={token}"))
        .get(path)
}

on_both!(an_agency_counts_its_own_exactly_and_nobody_else_counts_them);
fn an_agency_counts_its_own_exactly_and_nobody_else_counts_them(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    server
        .phone()
        .send_many("wellbeing_a1", &somebody("male"), 4);
    let child = somebody("male")
        .with("who/age_group", "12_14")
        .with("who/is_child_now", "yes");
    server.phone().send_many("wellbeing_a1", &child, 1);
    routed(&server);

    let supervisor = server.person("supervisor", &agency);
    let own = counted(&supervisor, "/v1/insight");
    assert_eq!(own["persons"], 6, "{own}");
    assert_eq!(own["wentOn"], 0);
    let weeks = own["screenedByWeek"].as_array().unwrap();
    assert_eq!(weeks.len(), 13);
    assert_eq!(weeks.iter().filter_map(Value::as_i64).sum::<i64>(), 6);
    let people = &own["people"];
    assert_eq!(people["persons"], 6, "{people}");
    assert_eq!(people["unread"], 0);
    assert_eq!(
        people["groups"],
        json!({"women": 1, "men": 4, "girls": 0, "boys": 1, "unknown": 0})
    );
    assert_eq!(people["told"]["displacement"]["idp"], 6);
    let medical = own["referrals"].as_array().unwrap();
    let medical: i64 = medical
        .iter()
        .filter(|one| one["service"] == "medical" && one["state"] == "sent")
        .filter_map(|one| one["persons"].as_i64())
        .sum();
    assert_eq!(medical, 5, "the child's stays at home: {own}");
    // Nobody's words, ids or codes.
    for word in ["KABCDE2346", "uuid:", "XX0101"] {
        assert!(!own.to_string().contains(word), "{word}: {own}");
    }

    // Its receiver has them in its own clocks; another agency has nothing of them.
    for other in server.credentials.others() {
        let theirs = counted(&server.person("supervisor", other), "/v1/insight");
        assert_eq!(theirs["persons"], 0, "{}: {theirs}", other.code);
        assert_eq!(theirs["referrals"], json!([]));
    }
    for role in ["admin", "auditor", "coordination"] {
        let outsider = server.sign_in(server.credentials.user(role, None));
        outsider.get("/v1/insight").expect_problem(403.1);
        outsider.get("/v1/insight/quality").expect_problem(403.1);
    }
    for role in ["supervisor", "caseworker", "focal_point", "data_manager"] {
        let person = server.person(role, &agency);
        person.get("/v1/insight").expect(200);
        person.get("/v1/insight/shared").expect_problem(403.1);
        let quality = person.get("/v1/insight/quality");
        quality.expect(if role == "supervisor" { 200 } else { 403 });
    }
    supervisor
        .get("/v1/insight?period=2y")
        .expect_problem(400.8);
    assert!(server.count("audit where action = 'insight.read'") >= 4);
    assert!(server.count("audit where action = 'insight.count' and result = 'done'") >= 1);
}

on_both!(what_is_missing_is_counted_for_supervisors);
fn what_is_missing_is_counted_for_supervisors(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    server
        .phone()
        .send_many("wellbeing_a1", &somebody("female"), 11);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 2);
    routed(&server);
    let supervisor = server.person("supervisor", &agency);
    let found = counted(&supervisor, "/v1/insight/quality?period=4w");
    // A second screening with a taken code stands alone until somebody takes it into the case.
    assert_eq!(found["persons"], 13, "{found}");
    assert_eq!(found["screenedTwice"], 0, "{found}");
    assert_eq!(found["missing"], json!(["men", "disability", "host"]));
    assert_eq!(found["states"], json!([{"count": 13, "state": "sealed"}]));
    assert_eq!(found["withoutConsent"], json!([]));
    let html = page(&server, "supervisor", Some(&agency.id), "/quality")
        .expect(200)
        .text();
    assert!(html.contains("Few of the persons are men"), "{html}");
}

on_both!(a_locked_agency_is_not_counted_and_says_since_when);
fn a_locked_agency_is_not_counted_and_says_since_when(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let (focal_point, supervisor) = (
        server.focal_point(&agency),
        server.person("supervisor", &agency),
    );
    let phone = server.phone_of(server.credentials.device(&agency));
    phone.send_many("wellbeing_a1", &somebody("female"), 2);
    let locked = |what: &str| {
        let told = supervisor.get("/v1/insight").expect(200).json();
        assert_eq!(told["people"]["state"], "locked", "{what}: {told}");
        assert!(told["people"]["since"].is_string(), "{what}: {told}");
        assert!(told["people"]["persons"].is_null(), "{what}: {told}");
        // What stands in clear is counted all the same.
        assert_eq!(told["persons"], 2, "{what}");
        let html = page(&server, "supervisor", Some(&agency.id), "/insight")
            .expect(200)
            .text();
        assert!(html.contains("Not counted: the key is locked."), "{html}");
        assert!(html.contains("Ask a key holder"), "{html}");
    };
    locked("from the start");
    unlock(&focal_point, &agency);
    eventually("all is opened", 30.0, || {
        (server.count("submissions where state = 'sealed'") == 2).then_some(())
    });
    let open = counted(&supervisor, "/v1/insight");
    assert_eq!(open["people"]["groups"]["women"], 2, "{open}");
    let html = page(&server, "supervisor", Some(&agency.id), "/insight")
        .expect(200)
        .text();
    assert!(
        html.contains("role=\"img\"") && html.contains("Women"),
        "{html}"
    );
    lock(&focal_point, &agency);
    locked("after it was locked, though it was counted before");
}

/// A table by its name.
fn table<'a>(tables: &'a [Value], name: &str) -> &'a Value {
    tables.iter().find(|one| one["name"] == name).unwrap()
}

/// What a table prints in a row and column.
fn cell(table: &Value, row: &str, column: &str) -> Value {
    let at = |of: &str, code: &str| {
        let codes = table[of].as_array().unwrap_or_else(|| panic!("{table}"));
        codes
            .iter()
            .position(|one| one == code)
            .unwrap_or_else(|| panic!("{code}: {table}"))
    };
    table["cells"][at("rows", row)][at("columns", column)].clone()
}

/// Every number that tables print.
fn numbers(tables: &[Value]) -> Vec<u64> {
    fn all(of: &Value, found: &mut Vec<u64>) {
        match of {
            Value::Array(list) => list.iter().for_each(|one| all(one, found)),
            Value::Number(n) => found.extend(n.as_u64()),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for table in tables {
        for part in ["cells", "rowTotals", "columnTotals", "total"] {
            all(&table[part], &mut found);
        }
    }
    found
}

/// Moves what came so far, and is not moved yet, so many days back; answers the month in which it then is.
fn moved_back(server: &Server, days: i64) -> String {
    let (by, recent) = (days * DAY, chrono::Utc::now().timestamp_millis() - 20 * DAY);
    server.execute(&format!(
        "update submissions set created_at = created_at - {by} where created_at > {recent}"
    ));
    server.execute(&format!(
        "update referrals set sent_at = sent_at - {by}, see_by = see_by - {by}, decide_by = decide_by - {by} \
         where sent_at > {recent}"
    ));
    let then = chrono::Utc::now() - chrono::TimeDelta::days(days);
    then.format("%Y-%m").to_string()
}

on_both!(no_table_for_coordination_tells_of_one_agency_or_of_few);
fn no_table_for_coordination_tells_of_one_agency_or_of_few(on: Database) {
    let mut server = Server::demo(on);
    let (one, two) = (
        server.credentials.agency("HARBOR").clone(),
        server.credentials.agency("CEDAR").clone(),
    );
    let phone = |server: &Server, agency| server.phone_of(server.credentials.device(agency));
    let send = |server: &Server, agency, sex: &str, count| {
        phone(server, agency).send_many("wellbeing_a1", &somebody(sex), count);
    };
    let shared = |server: &Server, month: &str| {
        let coordination = server.sign_in(server.credentials.user("coordination", None));
        let path = format!("/v1/insight/shared?month={month}");
        coordination.get(&path).expect(200).list()
    };

    // A month in which one agency was alone: nothing at all is a number.
    send(&server, &one, "female", 14);
    routed(&server);
    let alone = moved_back(&server, 80);
    let tables = shared(&server, &alone);
    assert_eq!(tables.len(), 5);
    assert!(
        tables.iter().all(|one| one["state"] == "released"),
        "{tables:?}"
    );
    assert_eq!(numbers(&tables), [0_u64; 0], "{tables:?}");
    assert_eq!(
        cell(table(&tables, "reached"), "XX01", "female"),
        Value::Null
    );
    assert_eq!(
        cell(table(&tables, "reached"), "XX01", "male"),
        "<5",
        "of nobody"
    );
    assert_eq!(cell(table(&tables, "reached"), "XX02", "female"), "<5");

    // Two agencies: women of both; men of one, and too few others.
    send(&server, &one, "female", 12);
    send(&server, &two, "female", 10);
    send(&server, &one, "male", 7);
    send(&server, &two, "other", 2);
    routed(&server);
    let month = moved_back(&server, 45);
    let tables = shared(&server, &month);
    let reached = table(&tables, "reached");
    assert_eq!(
        cell(reached, "XX01", "male"),
        Value::Null,
        "of one: {reached}"
    );
    assert_eq!(cell(reached, "XX01", "other"), "<5", "{reached}");
    assert_eq!(cell(reached, "XX01", "female"), 20, "22 of two: {reached}");
    assert_eq!(reached["total"], Value::Null, "{reached}");
    // All that was sent went from one agency to one agency.
    let referred = table(&tables, "referred");
    assert_eq!(
        cell(referred, "medical", "persons"),
        Value::Null,
        "{referred}"
    );
    assert_eq!(numbers(std::slice::from_ref(reached)), [20], "{reached}");
    for name in ["referred", "in_time", "declined"] {
        let clear = table(&tables, name);
        assert_eq!(numbers(std::slice::from_ref(clear)), [0_u64; 0], "{clear}");
    }
    let others = (one.name.as_str(), two.name.as_str());
    let text = Value::from(tables.clone()).to_string();
    assert!(
        !text.contains(others.0) && !text.contains(&one.id),
        "{text}"
    );
    assert!(
        !text.contains(others.1) && !text.contains(&two.id),
        "{text}"
    );

    // What was released stays as it is, whatever comes later, and after a restart.
    let released = server.count("releases");
    assert_eq!(released, 10);
    assert_eq!(server.count("audit where action = 'insight.release'"), 10);
    assert_eq!(
        server.count("releases where name in ('reached', 'unplaced') and counted is not null"),
        0,
        "nothing of opened answers is kept"
    );
    send(&server, &two, "female", 1);
    routed(&server);
    assert_eq!(moved_back(&server, 45), month);
    assert_eq!(shared(&server, &month), tables);
    server.restart();
    assert_eq!(shared(&server, &month), tables);
    assert_eq!(server.count("releases"), released);

    // The page says the same, to the coordination body alone.
    let html = page(
        &server,
        "coordination",
        None,
        &format!("/insight/shared?month={month}"),
    );
    let html = html.expect(200).text();
    assert!(
        html.contains("fewer than 5") && html.contains("not shown"),
        "{html}"
    );
    let supervisor = page(&server, "supervisor", Some(&one.id), "/insight/shared");
    assert_eq!(supervisor.status, 403);
}

on_both!(a_month_waits_until_every_key_is_open);
fn a_month_waits_until_every_key_is_open(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let focal_point = server.focal_point(&agency);
    unlock(&focal_point, &agency);
    let phone = server.phone_of(server.credentials.device(&agency));
    phone.send_many("wellbeing_a1", &somebody("female"), 5);
    server
        .phone()
        .send_many("wellbeing_a1", &somebody("female"), 5);
    routed(&server);
    let month = moved_back(&server, 45);
    let coordination = server.sign_in(server.credentials.user("coordination", None));
    let path = format!("/v1/insight/shared?month={month}");
    lock(&focal_point, &agency);
    let tables = coordination.get(&path).expect(200).list();
    let reached = table(&tables, "reached");
    assert_eq!(reached["state"], "locked", "{reached}");
    assert_eq!(reached["agencies"], 1);
    assert!(reached["cells"].is_null());
    assert_eq!(table(&tables, "referred")["state"], "released");

    unlock(&focal_point, &agency);
    let tables = coordination.get(&path).expect(200).list();
    assert_eq!(
        cell(table(&tables, "reached"), "XX01", "female"),
        10,
        "{tables:?}"
    );
    // It is printed as it was, though the key is locked again.
    lock(&focal_point, &agency);
    assert_eq!(coordination.get(&path).expect(200).list(), tables);

    // A month that phones still send in, and what is no month.
    let now = chrono::Utc::now();
    let last = coordination.get("/v1/insight/shared").expect(200).list();
    assert!(
        last.iter()
            .all(|one| one["month"] != now.format("%Y-%m").to_string().as_str())
    );
    for bad in [now.format("%Y-%m").to_string().as_str(), "2001-01", "x"] {
        let path = format!("/v1/insight/shared?month={bad}");
        assert_eq!(coordination.get(&path).status, 400, "{bad}");
    }
}

on_both!(where_officer_and_answers_differ_a_supervisor_finds_it);
fn where_officer_and_answers_differ_a_supervisor_finds_it(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let supervisor = |server: &Server| {
        page(server, "supervisor", Some(&agency.id), "/second-looks")
            .expect(200)
            .text()
    };
    assert!(supervisor(&server).contains("Nothing waits for a second look"));
    let calm = |sex| {
        let told = somebody(sex).with("urg/medical", "no");
        told.with("urg/danger", "no").with("res/urgent", "no")
    };
    server.phone().send_many("wellbeing_a1", &calm("female"), 1);
    let less = calm("female").with("res/officer_view", "no_indication");
    server.phone().send_many("wellbeing_a1", &less, 1);
    routed(&server);
    let html = supervisor(&server);
    assert_eq!(html.matches("href=\"/referrals/").count(), 1, "{html}");
    for word in [
        "No sign of concern",
        "Strong",
        "sees less than the answers say",
    ] {
        assert!(html.contains(word), "{word}: {html}");
    }
    let other = server.credentials.others().next().unwrap().clone();
    let html = page(&server, "supervisor", Some(&other.id), "/second-looks")
        .expect(200)
        .text();
    assert!(!html.contains("href=\"/referrals/"), "{html}");
    assert_eq!(
        page(&server, "data_manager", Some(&agency.id), "/second-looks").status,
        403
    );
}
