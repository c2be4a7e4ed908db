//! Pages in a real browser, with pictures to look at under `target/screenshots`.

mod casework;
mod flows;
mod forms;
mod gallery;
mod languages;
mod live;
mod passkeys;
mod password;
mod places;
mod reviews;
mod side_by_side;
mod tables;

use crate::support::browser::Browser;
use crate::support::converter::Fake;
use crate::support::form::urgent_adult;
use crate::support::real_phone::text;
use crate::support::story::{focal_points, received, routed};
use crate::support::{Answers, Database, Server, eventually, general_form, on_both, root};

/// Somebody in another agency who received the urgent adult's referrals: their agency and browser, signed in.
fn receiver(server: &Server) -> (crate::support::credentials::Agency, Browser) {
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(server);
    let passphrase = server.credentials.under_passphrase().id.clone();
    let (agency, _) = focal_points(server)
        .into_iter()
        .find(|(a, f)| a.id != passphrase && !received(f).is_empty())
        .expect("somebody received");
    let browser = Browser::open();
    browser.sign_in(
        &server.url(),
        server.credentials.user("focal_point", Some(&agency.id)),
    );
    (agency, browser)
}

on_both!(a_focal_point_reads_the_card_and_accepts, needs "Chromium: tests/run");
fn a_focal_point_reads_the_card_and_accepts(on: Database) {
    let server = Server::demo(on);
    let (agency, browser) = receiver(&server);
    browser.go(&format!("{}/queue", server.url()));
    let cards = browser.all("article.referral").len();
    assert_eq!(
        cards,
        received(&server.focal_point(&agency)).len(),
        "by page as by API"
    );
    browser.screenshot("queue");

    let card = browser.find("article.referral").text();
    assert!(
        !card.contains("threatened") && !card.contains("Locked"),
        "{card}"
    );
    browser.find("article.referral h3 a").click();
    assert_eq!(browser.all("h1").len(), 1);
    browser.screenshot("referral");
    browser.press("Accept");
    eventually("the page says so", 5.0, || {
        browser.text().contains("Accepted").then_some(())
    });
    browser.screenshot("accepted");
    let states: Vec<_> = received(&server.focal_point(&agency))
        .iter()
        .map(|r| r["state"].as_str().unwrap().to_owned())
        .collect();
    assert!(states.contains(&"accepted".to_owned()), "{states:?}");
}

on_both!(declining_asks_for_a_reason, needs "Chromium: tests/run");
fn declining_asks_for_a_reason(on: Database) {
    let server = Server::demo(on);
    let (agency, browser) = receiver(&server);
    browser.go(&format!("{}/queue", server.url()));
    browser.find("article.referral h3 a").click();
    browser.press("Decline…");
    browser
        .find("main input[name=reason][value=no_capacity]")
        .click();
    browser.press("Decline this referral");
    browser.find("main .notice-ok");
    browser.go(&format!("{}/queue/answered", server.url()));
    eventually("the page says so", 5.0, || {
        browser.text().contains("Declined").then_some(())
    });
    let list = received(&server.focal_point(&agency));
    assert!(list.iter().any(|r| r["state"] == "declined"), "{list:?}");
}

on_both!(a_supervisor_reads_answers_by_label_and_an_admin_does_not, needs "Chromium: tests/run");
fn a_supervisor_reads_answers_by_label_and_an_admin_does_not(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    server.phone().send_many(
        "wells",
        &Answers::of(&[("name", "North <b>well</b> & co")]),
        1,
    );
    routed(&server);
    let path = format!("{}/projects/{project}/submissions", server.url());

    let browser = Browser::open();
    let supervisor = server
        .credentials
        .user("supervisor", Some(&server.credentials.collecting().id));
    browser.sign_in(&server.url(), supervisor);
    browser.go(&path);
    browser.screenshot("submissions");
    browser.find("main table a, main article a").click();
    let text = browser.text();
    assert!(text.contains("Name of the well"), "{text}");
    assert!(
        text.contains("North <b>well</b> & co"),
        "what a person wrote is text, not markup: {text}"
    );
    browser.screenshot("submission");

    let admin = Browser::open();
    admin.sign_in(&server.url(), server.credentials.user("admin", None));
    admin.go(&path);
    assert!(!admin.source().contains("North"));
    let links: Vec<_> = admin
        .all("main table a, main article a")
        .iter()
        .filter_map(|a| a.attribute("href"))
        .collect();
    for link in links {
        admin.go(&format!("{}{link}", server.url()));
        assert!(!admin.source().contains("North"));
    }
    admin.screenshot("submissions-admin");
}

on_both!(an_admin_uploads_drafts_and_publishes_a_form, needs "Chromium: tests/run");
fn an_admin_uploads_drafts_and_publishes_a_form(on: Database) {
    let fake = Fake::new();
    let variable = ("WAYPOST_FORMS_CONVERTER", text(fake.program()));
    let server = Server::demo_with(on, &[variable]);
    let project = server.credentials.projects[0].id;
    let browser = Browser::open();
    browser.sign_in(&server.url(), server.credentials.user("admin", None));
    browser.go(&format!("{}/projects/{project}", server.url()));
    browser.screenshot("project");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wells.xml");
    std::fs::write(&file, general_form("wells", "1", &[])).unwrap();
    browser.find("input[name=file]").choose_file(&file);
    browser.press("Upload");
    eventually("the draft is there", 5.0, || {
        browser.text().contains("wells").then_some(())
    });
    browser.screenshot("form-draft");
    assert!(server.phone().listed("wells").is_none());
    browser.press("Publish");
    eventually("phones get it", 5.0, || {
        server.phone().listed("wells").map(|_| ())
    });
    browser.screenshot("form-published");

    // A file that is no form, and tables to mend: the page says why, and keeps standing.
    browser.go(&format!("{}/projects/{project}", server.url()));
    for (wrong, says) in [
        (root().join("Cargo.toml"), "not a form"),
        (fake.table("BREAK"), "a row to mend"),
        (fake.table("WARN"), "a row to look at"),
    ] {
        browser.find("input[name=file]").choose_file(&wrong);
        browser.press("Upload");
        eventually(says, 5.0, || browser.text().contains(says).then_some(()));
        assert!(!browser.find("[role=alert]").text().is_empty());
        browser.screenshot(&format!("form-refused-{}", says.replace(' ', "-")));
    }
    browser
        .find("input[name=file]")
        .choose_file(&fake.table("WARN"));
    browser.find("input[name=accept]").click();
    browser.press("Upload");
    eventually("the draft is there", 5.0, || {
        browser.text().contains("example_b1").then_some(())
    });
}

on_both!(a_new_phone_s_code_is_shown_once_and_revoking_ends_it, needs "Chromium: tests/run");
fn a_new_phone_s_code_is_shown_once_and_revoking_ends_it(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let browser = Browser::open();
    browser.sign_in(&server.url(), server.credentials.user("admin", None));
    let phones = format!("{}/projects/{project}/phones", server.url());
    browser.go(&phones);
    browser.find("input[name=name]").write("Team 2, phone A");
    browser.press("Add and show its code");
    browser.find("figure.qr svg");
    browser.screenshot("phone-created");
    let address = browser
        .all("code")
        .iter()
        .map(|code| code.text())
        .find(|text| text.contains("/v1/key/"))
        .expect("the address to type");
    let phone = crate::support::Phone::at(&address);
    assert_eq!(phone.http.get("/formList").status, 200);

    browser.go(&phones);
    assert!(!browser.source().contains(&address), "shown only once");
    browser.screenshot("phones");
    let row = browser
        .all("main tr")
        .iter()
        .position(|row| row.text().contains("Team 2, phone A"))
        .expect("the phone is listed");
    browser
        .find(&format!(
            "main tbody tr:nth-child({row}) a[href$='/revoke']"
        ))
        .click();
    browser.find("main form button").click();
    eventually("it gets nothing any more", 5.0, || {
        (phone.http.get("/formList").status == 403).then_some(())
    });
}

on_both!(a_locked_agency_s_pages_show_no_content_until_a_key_holder_unlocks, needs "Chromium: tests/run");
fn a_locked_agency_s_pages_show_no_content_until_a_key_holder_unlocks(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    server
        .phone_of(server.credentials.device(&agency))
        .send_many("wellbeing_a1", &urgent_adult(), 2);
    let browser = Browser::open();
    browser.sign_in(
        &server.url(),
        server.credentials.user("focal_point", Some(&agency.id)),
    );
    browser.go(&format!("{}/queue", server.url()));
    assert!(browser.text().contains("locked"), "{}", browser.text());
    browser.screenshot("queue-locked");

    browser.go(&format!("{}/keys", server.url()));
    browser.screenshot("keys-locked");
    browser.find("input#unlock").write("this is not it at all");
    browser.press("Unlock");
    assert!(!browser.find("[role=alert]").text().is_empty());
    browser
        .find("input#unlock")
        .write(agency.passphrase.as_deref().unwrap());
    browser.press("Unlock");
    browser.find("form[action='/keys/lock']");
    eventually("both are opened", 10.0, || {
        (server.count("submissions where state = 'sealed'") == 2).then_some(())
    });
    browser.screenshot("keys-unlocked");
    browser.press("Lock now");
    browser.find("input#unlock");
}

on_both!(a_focal_point_stops_everything_of_the_agency_and_lifts_it, needs "Chromium: tests/run");
fn a_focal_point_stops_everything_of_the_agency_and_lifts_it(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let phone = server.phone();
    let browser = Browser::open();
    let user = server.credentials.user("focal_point", Some(&agency.id));
    browser.sign_in(&server.url(), user);
    browser.go(&format!("{}/stops", server.url()));
    assert!(
        browser.text().contains("Nothing is stopped."),
        "{}",
        browser.text()
    );
    browser
        .find("input#reason")
        .write("The office is left tonight");
    browser.screenshot("stops");
    browser.press("Stop it now");
    assert!(browser.text().contains(&agency.name), "{}", browser.text());
    browser.screenshot("stops-set");
    assert_eq!(phone.http.get("/formList").status, 403);
    browser.find("main form[action$='/lift'] button").click();
    eventually("phones get forms again", 5.0, || {
        (phone.http.get("/formList").status == 200).then_some(())
    });
}

#[test]
#[ignore = "needs Chromium: tests/run"]
fn pages_are_readable_on_a_phone_s_screen_and_say_how_to_leave() {
    let server = Server::demo(Database::Sqlite);
    let (_, browser) = receiver(&server);
    browser.resize(390, 844);
    for page in ["queue", "queue/sent", "projects", "people", "keys", "stops"] {
        browser.go(&format!("{}/{page}", server.url()));
        assert_eq!(browser.all("h1").len(), 1, "{page}: {}", browser.text());
        assert!(!browser.all("a.exit").is_empty(), "{page}");
        for script in browser.all("script") {
            let src = script.attribute("src").unwrap_or_default();
            assert!(src.contains("/assets/desk-"), "{page}: {src}");
        }
        browser.screenshot(&format!("narrow-{}", page.replace('/', "-")));
    }
}

#[test]
fn pages_send_strangers_to_sign_in_and_forbid_what_they_do_not_need() {
    let server = Server::demo(Database::Sqlite);
    for page in ["/", "/queue", "/projects", "/keys", "/people"] {
        let answer = server.nobody().get(page);
        assert!(
            [302, 303, 200, 401].contains(&answer.status),
            "{page}: {}",
            answer.status
        );
        assert!(
            answer.status != 200 || answer.text().contains("name=\"password\""),
            "{page}"
        );
    }
    let page = server.nobody().get("/sign-in").expect(200);
    let policy = page
        .header("content-security-policy")
        .expect("a content security policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(
        page.header("cache-control")
            .unwrap_or_default()
            .contains("no-store")
    );
    assert!(page.header("server").is_none());
}

on_both!(a_form_sent_from_elsewhere_changes_nothing);
fn a_form_sent_from_elsewhere_changes_nothing(on: Database) {
    let server = Server::demo(on);
    let user = server.credentials.user("admin", None);
    let login = server.nobody().post(
        "/v1/sessions",
        &serde_json::json!({"email": user.email, "password": user.password}),
    );
    let cookies: Vec<_> = login
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|c| c.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    let forged = server.nobody().with("Cookie", &cookies.join("; "));
    let project = server.credentials.projects[0].id;
    let devices = server.count("devices");
    let answer = forged.send(
        "POST",
        &format!("/projects/{project}/phones"),
        Some("application/x-www-form-urlencoded"),
        &b"name=forged&csrf=guess"[..],
    );
    assert!((300..500).contains(&answer.status), "{}", answer.status);
    assert_eq!(server.count("devices"), devices);
}
