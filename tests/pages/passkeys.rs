//! Passkeys in a real browser with an authenticator of chromedriver's: made, shown, counted, removed; and what is not taken.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::{Database, Server, User, eventually, on_both};

/// Browsers make no passkeys for bare numbers.
const NAMED: &[(&str, &str)] = &[
    ("WAYPOST_SERVER_PUBLIC_URL", "http://localhost:PORT"),
    ("WAYPOST_SIGN_IN_SECOND_FACTOR", "required"),
];

fn at(server: &Server, path: &str) -> String {
    format!("{}{path}", server.url().replace("127.0.0.1", "localhost"))
}

fn user(server: &Server, role: &str) -> User {
    let agency = &server.credentials.collecting().id;
    server.credentials.user(role, Some(agency)).clone()
}

/// As far as the password comes.
fn enter(browser: &Browser, server: &Server, user: &User) {
    browser.go(&at(server, "/sign-in"));
    browser.find("input[name=email]").write(&user.email);
    browser.find("input[name=password]").write(&user.password);
    browser.find("main form button").click();
    eventually("the password is taken", 20.0, || {
        let further = browser.all("form.out, form[data-passkey=get]");
        (!further.is_empty()).then_some(())
    });
}

/// Makes a passkey on the page for it.
fn add(browser: &Browser, server: &Server, user: &User, name: &str) {
    browser.go(&at(server, "/account/passkeys"));
    browser.find("input[name=name]").write(name);
    browser
        .find("main form[data-passkey] input[name=password]")
        .write(&user.password);
    browser.find("main form[data-passkey] button").click();
    eventually("the passkey is added", 20.0, || {
        browser.url().contains("said=passkey-added").then_some(())
    });
}

fn out(browser: &Browser) {
    browser.find("form.out button").click();
    eventually("signed out", 10.0, || {
        browser.url().contains("said=signed-out").then_some(())
    });
}

fn asked_for(browser: &Browser, server: &Server, user: &User) {
    enter(browser, server, user);
    browser.find("form[data-passkey=get] button");
}

fn shows(browser: &Browser) {
    browser.find("form[data-passkey=get] button").click();
}

fn is_in(browser: &Browser) {
    eventually("signed in", 20.0, || {
        (!browser.all("form.out").is_empty()).then_some(())
    });
}

fn is_refused(browser: &Browser) {
    eventually("a notice", 20.0, || {
        let notices = browser.all(".notice-bad");
        notices
            .iter()
            .any(|one| one.says("not taken"))
            .then_some(())
    });
    assert!(browser.all("form.out").is_empty());
}

on_both!(a_passkey_is_made_shown_counted_and_removed, needs "Chromium: tests/run");
fn a_passkey_is_made_shown_counted_and_removed(on: Database) {
    let server = Server::demo_with(on, NAMED);
    let (me, other) = (user(&server, "supervisor"), user(&server, "caseworker"));
    let browser = Browser::watched();
    let key = browser.plug_in();
    enter(&browser, &server, &me);
    // Nothing else before there is a second factor.
    browser.go(&at(&server, "/queue"));
    assert!(
        browser.url().ends_with("/account/second-factor"),
        "{}",
        browser.url()
    );
    add(&browser, &server, &me, "Desk machine");
    assert!(browser.text().contains("Desk machine"));
    assert_eq!(server.count("passkeys"), 1);
    assert_eq!(server.count("passkey_challenges"), 0, "used up");
    // Under the account's word, and nothing readable beside it.
    assert_eq!(
        server.count("passkeys where cast(sealed as text) like '%Desk%'"),
        0
    );
    browser.go(&at(&server, "/queue"));
    assert!(browser.url().ends_with("/queue"));
    out(&browser);

    asked_for(&browser, &server, &me);
    shows(&browser);
    is_in(&browser);
    assert_eq!(
        server.count("passkeys where counter > 0 and used_at is not null"),
        1
    );
    assert_eq!(
        server.count("sessions where begun_with = 'passkey' and browser = 'chrome'"),
        1
    );
    out(&browser);

    // One that counts less than before is a copy, and its owner hears of it.
    server.execute("update passkeys set counter = 100000");
    asked_for(&browser, &server, &me);
    shows(&browser);
    is_refused(&browser);
    let copied = "audit where action = 'session.passkey' and note like '%copy%'";
    assert_eq!(server.count(copied), 1);
    server.execute("update passkeys set counter = 1");

    // Another person's passkey opens nothing, though the browser offers it under the first one's name.
    let theirs = browser.passkeys(&key).remove(0);
    enter(&browser, &server, &other);
    add(&browser, &server, &other, "Another");
    out(&browser);
    let mut named = theirs.clone();
    let mine = browser.passkeys(&key);
    let another = mine
        .iter()
        .find(|one| one["credentialId"] != theirs["credentialId"])
        .unwrap();
    named["privateKey"] = another["privateKey"].clone();
    browser.empty(&key);
    browser.put_passkey(&key, &named);
    asked_for(&browser, &server, &me);
    shows(&browser);
    is_refused(&browser);
    browser.empty(&key);
    browser.put_passkey(&key, &theirs);

    // What was signed once is signed for nothing else.
    asked_for(&browser, &server, &me);
    browser.run(
        "const form = document.querySelector('form[data-passkey=get]');\
         window.form = form; form.submit = () => { window.sent = new URLSearchParams(new FormData(form)).toString(); };",
    );
    shows(&browser);
    let sent = eventually("it is signed", 20.0, || {
        browser
            .run("return window.sent || null")
            .as_str()
            .map(str::to_owned)
    });
    let post = |times: &str| {
        let script = format!(
            "const done = arguments[0]; fetch('/sign-in/passkey', {{method: 'POST', redirect: 'manual', body: new URLSearchParams({})}})\
             .then((answer) => done(answer.type === 'opaqueredirect' ? 303 : answer.status), () => done({times}));",
            json!(sent)
        );
        browser.run_to_its_end(&script).as_i64().unwrap()
    };
    assert_eq!(post("0"), 303);
    assert_eq!(post("0"), 401, "a challenge is good once");
    browser.go(&at(&server, "/account"));
    assert!(browser.text().contains("1 passkey"));

    // The last one stays while one is needed; an app beside it, and it goes.
    browser.go(&at(&server, "/account/passkeys"));
    browser.press("Remove");
    browser
        .find("details[open] input[name=password]")
        .write(&me.password);
    browser.press("Yes, remove");
    eventually("it stays", 10.0, || {
        browser.text().contains("only second factor").then_some(())
    });
    assert_eq!(server.count("passkeys"), 2);
    let complaints = browser.complaints();
    let by_policy = complaints
        .iter()
        .any(|one| one.contains("Content Security"));
    assert!(!by_policy, "{complaints:?}");
}

on_both!(whoever_writes_the_database_adds_and_takes_no_passkey, needs "Chromium: tests/run");
fn whoever_writes_the_database_adds_and_takes_no_passkey(on: Database) {
    let server = Server::demo_with(on, NAMED);
    let (me, thief) = (user(&server, "supervisor"), user(&server, "caseworker"));
    let browser = Browser::watched();
    browser.plug_in();
    for user in [&me, &thief] {
        enter(&browser, &server, user);
        add(&browser, &server, user, "Key");
        out(&browser);
    }
    let of = |user: &User| {
        format!(
            "(select actor_id from users where email = '{}')",
            user.email
        )
    };
    let comes_in = |user: &User| {
        let given = json!({"email": user.email, "password": user.password});
        server.nobody().post("/v1/sessions", &given).json()["code"].clone()
    };
    assert_eq!(comes_in(&me), json!(401.91));
    // The thief's own in the place of theirs, or beside it, or none.
    let elsewhere = "(select actor_id from users where role = 'admin' limit 1)";
    let give = |to: &str, from: &str| {
        server.execute(&format!(
            "update passkeys set actor_id = {to} where actor_id = {from}"
        ));
    };
    give(elsewhere, &of(&me));
    assert_eq!(comes_in(&me), json!(401.2), "none");
    give(&of(&me), &of(&thief));
    assert_eq!(comes_in(&me), json!(401.2), "the thief's");
    give(&of(&me), elsewhere);
    assert_eq!(comes_in(&me), json!(401.2), "both");
}
