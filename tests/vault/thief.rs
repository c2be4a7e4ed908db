//! Somebody in the place of `serve`: its socket, its memory, and the right to write the database. Without a live session
//! nothing opens; with one, no more than its budget, as the person it is, and not for long.

use serde_json::json;
use waypost::crypto::Token;

use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Client, Database, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";

/// A value of bytes as both databases write it.
fn bytes(on: Database, value: &[u8]) -> String {
    match on {
        Database::Sqlite => format!("x'{}'", hex::encode(value)),
        Database::Postgres => format!("'\\x{}'", hex::encode(value)),
    }
}

/// The address of the answers of the only submission.
fn answers(server: &Server, instance: &str) -> String {
    let project = server.credentials.projects[0].id;
    format!("/v1/projects/{project}/forms/{FORM}/submissions/{instance}.xml")
}

on_both!(a_session_written_into_the_database_opens_nothing);
fn a_session_written_into_the_database_opens_nothing(on: Database) {
    let server = Server::demo(on);
    let sent = server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    let path = answers(&server, &sent[0]);
    let agency = server.credentials.collecting().clone();
    let supervisor = server.person("supervisor", &agency);
    supervisor.get(&path).expect(200);

    // A row like the living one, under a token that the thief knows.
    let token = Token::generate();
    server.execute(&format!(
        "insert into sessions (token_hash, actor_id, csrf, created_at, expires_at, seal) \
         select {}, actor_id, csrf, created_at, expires_at, seal from sessions \
         where actor_id = (select actor_id from users where role = 'supervisor' and agency_id = '{}') limit 1",
        bytes(on, &token.hash()),
        agency.id
    ));
    let thief = Client::at(&server.url()).bearer(token.expose());
    assert_eq!(
        thief.get("/v1/users/current").status,
        200,
        "serve believes the row"
    );
    thief.get(&path).expect(401);

    // A living session of somebody who may not read, made into one who may.
    let focal_point = server.focal_point(&agency);
    focal_point.get(&path).expect(403);
    server.execute(&format!(
        "update users set role = 'supervisor' where role = 'focal_point' and agency_id = '{}'",
        agency.id
    ));
    focal_point.get(&path).expect(401);
}

on_both!(a_password_or_a_link_written_into_the_database_signs_nobody_in);
fn a_password_or_a_link_written_into_the_database_signs_nobody_in(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let victim = server
        .credentials
        .user("supervisor", Some(&agency.id))
        .clone();
    let phc = waypost::crypto::password::hash("the thief's own words").unwrap();
    server.execute(&format!(
        "update users set password_hash = '{phc}' where email = '{}'",
        victim.email
    ));
    let sign_in = |password: &str| {
        let body = json!({"email": victim.email, "password": password});
        server.nobody().post("/v1/sessions", &body).status
    };
    assert_eq!(sign_in("the thief's own words"), 401);

    let link = Token::generate();
    server.execute(&format!(
        "update users set password_hash = null, link_hash = {}, link_expires_at = 99999999999999 \
         where email = '{}'",
        bytes(on, &link.hash()),
        victim.email
    ));
    let page = server.nobody().get(&format!("/welcome/{}", link.expose()));
    let csrf = page
        .text()
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .map(|rest| rest[..rest.find('"').unwrap()].to_owned());
    if let Some(csrf) = csrf {
        let body =
            format!("csrf={csrf}&password=three+brown+mules&password_again=three+brown+mules");
        server.nobody().send(
            "POST",
            &format!("/welcome/{}", link.expose()),
            Some("application/x-www-form-urlencoded"),
            body,
        );
    }
    assert_eq!(sign_in("three brown mules"), 401);
}

on_both!(a_public_key_written_into_the_database_is_sealed_to_by_nobody);
fn a_public_key_written_into_the_database_is_sealed_to_by_nobody(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let own = waypost::crypto::SealingPrivate::generate();
    server.execute(&format!(
        "update keys set public_key = {} where purpose = 'cases' and agency_id = '{}'",
        bytes(on, &own.public().to_bytes()),
        agency.id
    ));
    // The vault looks at its keys every two seconds.
    std::thread::sleep(std::time::Duration::from_secs(3));
    server.phone().send_many(FORM, &urgent_adult(), 1);
    eventually("it waits for a key that the vault knows", 20.0, || {
        (server.count("submissions where state = 'waiting_key'") == 1).then_some(())
    });
    assert_eq!(server.count("records"), 0);
}

on_both!(a_session_opens_no_more_than_its_budget_and_the_auditor_hears_of_it);
fn a_session_opens_no_more_than_its_budget_and_the_auditor_hears_of_it(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_VAULT_OPENINGS_PER_HOUR", "5")]);
    let sent = server.phone().send_many(FORM, &urgent_adult(), 6);
    routed(&server);
    let agency = server.credentials.collecting().clone();
    let supervisor = server.person("supervisor", &agency);
    for _ in 0..2 {
        for instance in &sent[..5] {
            supervisor.get(&answers(&server, instance)).expect(200);
        }
    }
    supervisor.get(&answers(&server, &sent[5])).expect(401);
    supervisor.get(&answers(&server, &sent[0])).expect(401);
    let auditor = server.sign_in(server.credentials.user("auditor", None));
    let alerts = auditor.get("/v1/alerts").expect(200).list();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(alerts[0]["kind"], "budget");
    assert_eq!(server.count("audit where action = 'session.locked'"), 1);
    // The row back in its place helps nobody: the vault remembers.
    let again = server.person("supervisor", &agency);
    again.get(&answers(&server, &sent[5])).expect(200);

    // A list of cards counts each card: six submissions made too many for one look.
    let focal_point = server.focal_point(&agency);
    let cards = server.count("referrals");
    assert!(cards > 5, "{cards}");
    let all = focal_point.get("/v1/referrals");
    assert_eq!(all.status, 401, "{}", all.text());
}
