//! Somebody chooses another password of their own: what is wrong changes nothing, and what is right ends every session.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::{Database, Server, User, eventually, on_both};

const NEW: &str = "four quiet brown mules";

fn says(browser: &Browser, what: &str) {
    eventually(what, 20.0, || browser.text().contains(what).then_some(()));
}

fn choose(browser: &Browser, current: &str, new: &str, again: &str) {
    browser.find("main input[name=current]").write(current);
    browser.find("main input[name=password]").write(new);
    browser.find("main input[name=password_again]").write(again);
    browser.press("Save password");
}

on_both!(a_person_changes_their_password_and_the_old_one_opens_nothing, needs "Chromium: tests/run");
fn a_person_changes_their_password_and_the_old_one_opens_nothing(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let me = server
        .credentials
        .user("caseworker", Some(&agency.id))
        .clone();
    let enters = |password: &str| {
        let login = json!({"email": me.email, "password": password});
        server.nobody().post("/v1/sessions", &login)
    };
    let program = server.person("caseworker", &agency);
    let (browser, elsewhere) = (Browser::open(), Browser::open());
    for one in [&browser, &elsewhere] {
        one.sign_in(&server.url(), &me);
    }
    browser.go(&format!("{}/account", server.url()));
    browser.press("Choose another password");
    says(&browser, "you are signed out everywhere, here too");
    browser.screenshot("password");

    // What is wrong is said at its field, and nothing changes.
    choose(&browser, "not this one", NEW, NEW);
    says(&browser, "The password is wrong. Nothing was changed.");
    browser.find("input[name=current][aria-invalid=true]");
    choose(&browser, &me.password, NEW, "four quiet brown mice");
    says(&browser, "The two passwords are not the same.");
    browser.find("input[name=password_again][aria-invalid=true]");
    choose(&browser, &me.password, "aaaaaaaaaaaa", "aaaaaaaaaaaa");
    says(&browser, "This password is too easy");
    browser.find("input[name=password][aria-invalid=true]");
    let changed = "audit where action = 'user.password'";
    assert_eq!(server.count(changed), 0);
    enters(&me.password).expect(200);
    program.get("/v1/users/current").expect(200);

    choose(&browser, &me.password, NEW, NEW);
    says(&browser, "Your password is set. Sign in with it now.");
    assert_eq!(server.count(changed), 1);
    program.get("/v1/users/current").expect_problem(401.2);
    for one in [&browser, &elsewhere] {
        one.go(&format!("{}/account", server.url()));
        one.find("main input[name=password]");
        assert!(one.url().contains("/sign-in"), "{}", one.url());
    }
    enters(&me.password).expect_problem(401.2);
    let password = NEW.to_owned();
    browser.sign_in(
        &server.url(),
        &User {
            password,
            ..me.clone()
        },
    );
    browser.go(&format!("{}/account", server.url()));
    says(&browser, "Where you are signed in");
}
