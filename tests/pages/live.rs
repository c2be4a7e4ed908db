//! What scripts of ours add to the pages, in a real browser: new cards come by themselves, shortcuts, looks, leaving at once.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use super::receiver;
use crate::support::browser::Browser;
use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, received, routed};
use crate::support::{Client, Database, Server, eventually, on_both};

/// Notes in the page when each new card came, by the page's own clock.
const WATCH: &str = "
    window.here = 'the same page';
    window.came = [];
    new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => {
        const cards = node.matches ? [node, ...node.querySelectorAll('*')].filter(e => e.matches('article.referral')) : [];
        cards.forEach(card => window.came.push([card.id, Date.now()]));
    }))).observe(document.getElementById('live'), {childList: true, subtree: true});
    document.querySelector('article.referral h3 a').focus();
    return document.activeElement.getAttribute('href');
";

on_both!(a_new_referral_appears_in_an_open_page_by_itself, needs "Chromium: tests/run");
fn a_new_referral_appears_in_an_open_page_by_itself(on: Database) {
    let server = Server::demo(on);
    let (agency, browser) = receiver(&server);
    let focal_point = server.focal_point(&agency);
    browser.go(&format!("{}/queue", server.url()));
    let before = browser.all("article.referral").len();
    let focused = browser.run(WATCH);
    let opened = format!(
        "audit where action = 'referral.open' and agency_id = '{}'",
        agency.id
    );
    // The page listens once its stream is open; until then it would ask anyway, so both ways end well.
    eventually("it listens", 20.0, || {
        let entries = "return performance.getEntriesByName(location.origin + '/events').length \
             || (window.EventSource && document.getElementById('news') ? 1 : 0)";
        (browser.run(entries) != 0).then_some(())
    });
    let opened_before = server.count(&opened);

    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    let sent = std::time::SystemTime::now();
    let came = eventually("a card comes by itself", 30.0, || {
        let came = browser.run("return window.came");
        (!came.as_array().unwrap().is_empty()).then_some(came)
    });
    let sent = sent.duration_since(std::time::UNIX_EPOCH).unwrap();
    let took = came[0][1].as_f64().unwrap() - sent.as_secs_f64() * 1_000.0;
    println!("a new card stood in the open page {took:.0} ms after the phone had its 201");

    // All that came, and nothing was opened but that.
    let now = format!("referrals where to_agency = '{}'", agency.id);
    let all = eventually("all that came is there", 30.0, || {
        let cards = browser.all("article.referral").len();
        (cards as i64 == server.count(&now)).then_some(cards)
    });
    assert!(all > before);
    let opened_now = server.count(&opened);
    assert_eq!(
        opened_now - opened_before,
        (all - before) as i64,
        "each new card was opened once, none of the others again"
    );
    assert_eq!(browser.run("return window.here"), "the same page");
    assert_eq!(
        browser.run("return document.activeElement.getAttribute('href')"),
        focused,
        "focus never moves"
    );
    assert!(browser.find("#news").text().contains("new referral"));
    let news = browser.find("#news").attribute("role");
    assert_eq!(news.as_deref(), Some("status"));
    let urgent = browser.all("#u-u0 article.referral").len();
    let wanted = received(&focal_point);
    let wanted = wanted.iter().filter(|one| one["urgency"] == "U0");
    assert_eq!(urgent, wanted.count(), "in the group of its urgency");
    browser.screenshot("queue-live");
}

/// A key with Alt and Shift held.
fn chord(browser: &Browser, key: &str, code: &str) {
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({"type": kind, "modifiers": 9, "key": key, "code": code});
        browser.cdp("Input.dispatchKeyEvent", event);
    }
}

fn escape(browser: &Browser) {
    for kind in ["rawKeyDown", "keyUp"] {
        let event =
            json!({"type": kind, "key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27});
        browser.cdp("Input.dispatchKeyEvent", event);
    }
}

fn at(browser: &Browser, path: &str) {
    eventually(&format!("it is at {path}"), 20.0, || {
        browser.url().ends_with(path).then_some(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/run"]
fn shortcuts_lead_around_and_never_while_somebody_types() {
    let server = Server::demo(Database::Sqlite);
    let (_, browser) = receiver(&server);
    for (key, code, path) in [
        ("Q", "KeyQ", "/queue"),
        ("C", "KeyC", "/cases"),
        // An Arabic keyboard: the key's place counts.
        ("ح", "KeyP", "/projects"),
        ("?", "Slash", "/help/keys"),
        ("H", "KeyH", "/"),
    ] {
        chord(&browser, key, code);
        at(&browser, path);
    }
    browser.go(&format!("{}/queue", server.url()));
    chord(&browser, "J", "KeyJ");
    let focused = "return document.activeElement.getAttribute('href') || ''";
    let first = browser.run(focused);
    assert!(
        first.as_str().unwrap().starts_with("/referrals/"),
        "{first}"
    );
    chord(&browser, "S", "KeyS");
    assert_eq!(browser.run("return document.activeElement.id"), "find-code");
    chord(&browser, "C", "KeyC");
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert!(browser.url().ends_with("/queue"), "typing goes nowhere");
}

#[test]
#[ignore = "needs Chromium: tests/run"]
fn a_person_s_look_and_digits_are_kept_with_the_account() {
    let server = Server::demo(Database::Sqlite);
    let (_, browser) = receiver(&server);
    browser.go(&format!("{}/account/preferences", server.url()));
    browser.find("input[name=theme][value=dark]").click();
    browser
        .find("select[name=utc_offset] option[value='180']")
        .click();
    browser.press("Save");
    browser.find("html[data-theme=dark] main .notice-ok");
    let dark = "return getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.run(dark), "rgb(19, 25, 26)");
    browser.go(&format!("{}/queue", server.url()));
    assert!(browser.text().contains("UTC+3"), "{}", browser.text());
    browser.go(&format!("{}/account/preferences", server.url()));
    browser.find("select[name=lang] option[value=ar]").click();
    browser.find("input[name=digits][value=arab]").click();
    browser.find("input[name=mail]").click();
    browser.find("main form button").click();
    browser.find("html[lang=ar][dir=rtl] input[name=digits][value=arab]:checked");
    assert!(browser.all("input[name=mail]:checked").is_empty());
    browser.screenshot("preferences-ar");
}

#[test]
#[ignore = "needs Chromium: tests/run"]
fn pressing_escape_twice_leaves_at_once_and_nothing_leads_back() {
    // Where quick exit leads: a page of nobody's.
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/weather", elsewhere.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in elsewhere.incoming().flatten() {
            let _ = stream.read(&mut [0; 4_096]);
            let page = "<!doctype html><title>Weather</title><p>Rain";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let server = Server::demo_with(
        Database::Sqlite,
        &[("WAYPOST_SERVER_QUICK_EXIT", address.as_str())],
    );
    let browser = Browser::watched();
    let agency = server.credentials.collecting();
    let user = server.credentials.user("supervisor", Some(&agency.id));
    browser.sign_in(&server.url(), user);
    browser.go(&format!("{}/queue", server.url()));
    browser.asked();
    escape(&browser);
    escape(&browser);
    at(&browser, "/weather");
    let asked = browser.asked();
    assert!(
        asked.iter().any(|url| url.ends_with("/session/lock")),
        "the session is ended: {asked:?}"
    );
    browser.run("history.back()");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(!browser.url().ends_with("/queue"), "{}", browser.url());
}

on_both!(a_form_s_state_is_taken_back_by_the_inverse_act, needs "Chromium: tests/run");
fn a_form_s_state_is_taken_back_by_the_inverse_act(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let browser = Browser::open();
    browser.sign_in(&server.url(), server.credentials.user("admin", None));
    browser.go(&format!(
        "{}/projects/{project}/forms/wellbeing_a1",
        server.url()
    ));
    let state = || server.count("forms where xml_form_id = 'wellbeing_a1' and state = 'closed'");
    let before = state();
    let action = "form[action$='/state']";
    match browser
        .all(&format!("{action} option[value=closed]"))
        .first()
    {
        Some(option) => option.click(),
        None => browser
            .find(&format!("{action} input[value=closed]"))
            .click(),
    }
    browser.find(&format!("{action} button")).click();
    eventually("it is closed", 20.0, || {
        (state() == before + 1).then_some(())
    });
    browser.press("Take that back");
    eventually("it is open again", 20.0, || {
        (state() == before).then_some(())
    });
    assert!(server.count("audit where action = 'form.closed'") >= 1);
    assert!(server.count("audit where action = 'form.open'") >= 1);
}

on_both!(a_referral_is_printed_without_contact_once_it_is_accepted, needs "Chromium: tests/run");
fn a_referral_is_printed_without_contact_once_it_is_accepted(on: Database) {
    let server = Server::demo(on);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    // Not what an agency sent to its own queue: who sends may print at once.
    let foreign = |one: &Value| {
        let id = one["id"].as_str().unwrap();
        server.count(&format!(
            "referrals where id = '{id}' and from_agency <> to_agency"
        )) == 1
    };
    let locked = server.credentials.under_passphrase().id.clone();
    let (agency, one) = focal_points(&server)
        .into_iter()
        .filter(|(agency, _)| agency.id != locked)
        .find_map(|(agency, person)| Some((agency, received(&person).into_iter().find(foreign)?)))
        .expect("one from another agency");
    let id = one["id"].as_str().unwrap();
    let browser = Browser::open();
    let user = server.credentials.user("focal_point", Some(&agency.id));
    browser.sign_in(&server.url(), user);
    let page = format!("{}/referrals/{id}", server.url());
    browser.go(&format!("{page}/print"));
    assert!(browser.all(".paper").is_empty(), "{}", browser.text());
    browser.go(&page);
    assert!(browser.all("a[href$='/print']").is_empty());
    browser.press("Accept");
    browser.find("a[href$='/print']").click();
    browser.find(".paper .lying");
    let text = browser.text();
    assert!(
        text.contains("Do not leave this paper lying about"),
        "{text}"
    );
    assert!(text.contains("Before you make contact"), "{text}");
    let printed = format!("audit where action = 'referral.print' and object_id = '{id}'");
    assert_eq!(server.count(&printed), 1);
    browser.screenshot("referral-print");
}

/// A role's answers to both streams of notices.
fn heard(server: &Server, user: &crate::support::credentials::User) -> (u16, u16) {
    let said = json!({"email": user.email, "password": user.password});
    let session: Value = server
        .nobody()
        .post("/v1/sessions", &said)
        .expect(200)
        .json();
    let token = session["token"].as_str().unwrap();
    let program = server.nobody().bearer(token);
    let page: Client = server.nobody().with("Cookie", &format!("session={token}"));
    (
        program.get("/v1/events?seconds=1").status,
        page.get("/events?seconds=1").status,
    )
}

#[test]
fn pages_hear_what_programs_of_the_same_person_hear_and_nobody_else_hears_anything() {
    let server = Server::demo(Database::Sqlite);
    let agency = server.credentials.collecting().id.as_str();
    let mut refused = 0;
    for (role, agency) in [
        ("admin", None),
        ("auditor", None),
        ("coordination", None),
        ("supervisor", Some(agency)),
        ("caseworker", Some(agency)),
        ("focal_point", Some(agency)),
        ("data_manager", Some(agency)),
    ] {
        let user = server.credentials.user(role, agency);
        let (program, page) = heard(&server, user);
        assert_eq!(program, page, "{role}");
        refused += i32::from(page == 403);
    }
    assert!(refused >= 1, "there are roles that hear nothing");
    let nobody = server.nobody().get("/events?seconds=1");
    assert_eq!(nobody.status, 303);
}

#[test]
fn a_page_asks_for_what_is_new_and_gets_no_more() {
    let server = Server::demo(Database::Sqlite);
    let agency = server.credentials.collecting().id.clone();
    let user = server.credentials.user("focal_point", Some(&agency));
    let said = json!({"email": user.email, "password": user.password});
    let session: Value = server
        .nobody()
        .post("/v1/sessions", &said)
        .expect(200)
        .json();
    let token = session["token"].as_str().unwrap();
    let page = server.nobody().with("Cookie", &format!("session={token}"));
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 2);
    routed(&server);
    let opened = || server.count("audit where action = 'referral.open'");
    let ids = |text: &str| -> Vec<String> {
        let articles = text.split("<article id=\"r-").skip(1);
        articles
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let before = opened();
    let all = page.get("/queue/new?after=0").expect(200).text();
    let all = ids(&all);
    assert!(!all.is_empty(), "its own held items, at least");
    assert_eq!(opened() - before, all.len() as i64);
    // What the page has is neither sent nor opened again.
    let seen = format!("/queue/new?after=0&seen={}", all.join("."));
    assert!(ids(&page.get(&seen).expect(200).text()).is_empty());
    let some = format!("/queue/new?after=0&seen={}", all[1..].join("."));
    assert_eq!(ids(&page.get(&some).expect(200).text()), all[..1]);
    assert_eq!(opened() - before, all.len() as i64 + 1);
    let late = "/queue/new?after=99999999999999";
    assert!(ids(&page.get(late).expect(200).text()).is_empty());
}
