//! Sessions and people.

use serde_json::json;

use crate::support::{Database, Server, on_both};

on_both!(a_person_signs_in_looks_at_themselves_and_signs_out);
fn a_person_signs_in_looks_at_themselves_and_signs_out(on: Database) {
    let server = Server::demo(on);
    let user = server
        .credentials
        .user("supervisor", Some(&server.credentials.collecting().id));
    let nobody = server.nobody();
    let session = nobody
        .post(
            "/v1/sessions",
            &json!({"email": user.email, "password": user.password}),
        )
        .expect(200);
    let cookies: Vec<_> = session
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|v| v.to_str().unwrap().to_owned())
        .collect();
    assert!(
        cookies
            .iter()
            .any(|c| c.contains("HttpOnly") && c.contains("SameSite=Strict")),
        "{cookies:?}"
    );
    let session = session.json();
    for key in ["token", "csrf", "expiresAt", "createdAt"] {
        assert!(session[key].is_string(), "{key}: {session}");
    }

    let me = nobody.clone().bearer(session["token"].as_str().unwrap());
    let current = me.get("/v1/users/current").expect(200).json();
    assert_eq!(current["email"], user.email.as_str());
    assert_eq!(current["type"], "user");
    for key in ["id", "displayName", "createdAt", "lastLoginAt"] {
        assert!(current.get(key).is_some(), "{key}: {current}");
    }
    me.get("/v1/sessions/restore").expect(200);
    me.delete("/v1/sessions/current").expect(200);
    me.get("/v1/users/current").expect_problem(401.2);
}

#[test]
fn signing_in_badly_is_refused_the_same_way_whatever_is_wrong() {
    let server = Server::demo(Database::Sqlite);
    let nobody = server.nobody();
    let user = server.credentials.user("admin", None);
    let wrong = nobody.post(
        "/v1/sessions",
        &json!({"email": user.email, "password": "not this one"}),
    );
    let unknown = nobody.post(
        "/v1/sessions",
        &json!({"email": "nobody@example.org", "password": "not this one"}),
    );
    assert_eq!(
        wrong.expect_problem(401.2).text(),
        unknown.expect_problem(401.2).text()
    );
    nobody
        .post("/v1/sessions", &json!({}))
        .expect_problem(400.3);
    nobody
        .post("/v1/sessions", &json!({"email": 1, "password": 2}))
        .expect_problem(400.11);
    nobody
        .send(
            "POST",
            "/v1/sessions",
            Some("application/json"),
            &b"{not json"[..],
        )
        .expect_problem(400.1);
    nobody
        .clone()
        .bearer(&"A".repeat(64))
        .get("/v1/users/current")
        .expect_problem(401.2);
    nobody.get("/v1/users/current").expect_problem(401.2);
    nobody.get("/v1/nothing").expect(404);
    nobody.get("/v2/projects").expect(404);
}

#[test]
fn a_cookie_alone_changes_nothing() {
    let server = Server::demo(Database::Sqlite);
    let user = server.credentials.user("admin", None);
    let session = server.nobody().post(
        "/v1/sessions",
        &json!({"email": user.email, "password": user.password}),
    );
    let cookies: Vec<_> = session
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|v| v.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    let forged = server
        .nobody()
        .with("Cookie", &cookies.join("; "))
        .with("Origin", "https://evil.example");
    let made = forged.post("/v1/projects", &json!({"name": "Forged"}));
    assert!([401, 403].contains(&made.status), "{}", made.status);
}

on_both!(guessing_a_password_is_slowed_down);
fn guessing_a_password_is_slowed_down(on: Database) {
    let server = Server::demo(on);
    let user = server.credentials.user("admin", None);
    let tries: Vec<u16> = (0..40)
        .map(|n| {
            let guess = json!({"email": user.email, "password": format!("guess number {n}")});
            server.nobody().post("/v1/sessions", &guess).status
        })
        .collect();
    assert!(tries.contains(&429), "{tries:?}");
}

on_both!(a_focal_point_invites_its_people_and_an_admin_cannot);
fn a_focal_point_invites_its_people_and_an_admin_cannot(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let invitation = json!({"email": "new@example.org", "role": "caseworker", "agency": agency.id});
    let made = server
        .focal_point(&agency)
        .post("/v1/users", &invitation)
        .expect(200)
        .json();
    assert_eq!(made["email"], "new@example.org");

    for role in ["supervisor", "caseworker", "focal_point", "data_manager"] {
        let invitation =
            json!({"email": format!("{role}@evil.example"), "role": role, "agency": agency.id});
        let refused = server.admin().post("/v1/users", &invitation);
        assert!(
            (400..500).contains(&refused.status),
            "an admin invited a {role}: {}",
            refused.text()
        );
    }
    let other = server.credentials.others().next().unwrap();
    let foreign = json!({"email": "spy@example.org", "role": "caseworker", "agency": other.id});
    let refused = server.focal_point(&agency).post("/v1/users", &foreign);
    assert!((400..500).contains(&refused.status), "{}", refused.text());
    let twice = server.focal_point(&agency).post("/v1/users", &invitation);
    twice.expect_problem(409.3);
}
