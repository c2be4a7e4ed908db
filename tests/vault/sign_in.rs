//! Sessions that end when nobody uses them, that are seen and ended by whose they are; who is told of a sign-in; and how
//! somebody who lost the second factor is let in again, by two people and never by an admin alone.

use serde_json::json;
use waypost::vault::client::{Port as _, Request, VaultError};
use waypost::vault::socket::Remote;
use zeroize::Zeroizing;

use super::second_factor::{Pages, leads_to};
use crate::support::authenticator::enrolled;
use crate::support::program::run;
use crate::support::story::chosen;
use crate::support::{Client, Database, Server, User, on_both};

/// As in real use: two people let somebody in.
const BY_TWO: &[(&str, &str)] = &[
    ("WAYPOST_SIGN_IN_RECOVERY_BY", "two"),
    ("WAYPOST_SIGN_IN_IDLE_MINUTES", "15"),
];
/// More than fifteen minutes and one, in milliseconds.
const LONG: &str = "update sessions set used_at = used_at - 961000";

fn user(server: &Server, role: &str) -> User {
    let agency = &server.credentials.collecting().id;
    server.credentials.user(role, Some(agency)).clone()
}

fn number(client: &Client) -> i64 {
    let me = client.get("/v1/users/current").expect(200).json();
    me["id"].as_i64().unwrap()
}

on_both!(a_session_that_nobody_uses_ends_and_programs_go_on);
fn a_session_that_nobody_uses_ends_and_programs_go_on(on: Database) {
    let server = Server::demo_with(on, BY_TWO);
    let user = user(&server, "supervisor");
    let program = server.sign_in(&user);
    let mut pages = Pages::signed_in(server.nobody(), &user);
    let home = pages.say("GET", "/", None).expect(200).text();
    assert!(home.contains("data-idle=\"900\""), "{home}");
    assert!(home.contains("<noscript><meta http-equiv=\"refresh\""));

    // A minute short of it, it is used, and lives on.
    server.execute("update sessions set used_at = used_at - 890000");
    pages.say("GET", "/account", None).expect(200);
    let fresh = "sessions where face = 'page' and used_at >= created_at";
    assert_eq!(server.count(fresh), 1, "a use was noted");
    // What an open page asks for by itself is no use.
    server.execute("update sessions set used_at = used_at - 890000");
    assert_eq!(leads_to(&pages.say("GET", "/sign-in", None)), "/");
    assert_eq!(server.count(fresh), 0);

    server.execute(LONG);
    let alive = pages.say("POST", "/session/alive", Some("csrf=x"));
    assert_eq!(alive.status, 401);
    let away = leads_to(&pages.say("GET", "/queue", None));
    assert!(away.starts_with("/sign-in?"), "{away}");
    assert_eq!(server.count("sessions where face = 'page'"), 0);
    program.get("/v1/users/current").expect(200);
    server.execute(LONG);
    program.get("/v1/users/current").expect(200);
}

on_both!(whoever_was_away_is_told_why_and_a_used_page_stays);
fn whoever_was_away_is_told_why_and_a_used_page_stays(on: Database) {
    let server = Server::demo_with(on, BY_TWO);
    let user = user(&server, "supervisor");
    let mut pages = Pages::signed_in(server.nobody(), &user);
    // Another window is in use: the browser leaves one page by itself, and comes back.
    let back = pages.say("GET", "/sign-in?said=idle", None);
    assert_eq!(leads_to(&back), "/");
    let home = pages.say("GET", "/", None).expect(200);
    let alive = pages.fill(&home, "/sign-out", &[]);
    assert!(leads_to(&alive).starts_with("/sign-in"));

    let mut pages = Pages::signed_in(server.nobody(), &user);
    server.execute("update sessions set used_at = used_at - 905000");
    let out = pages.say("GET", "/sign-in?said=idle", None).expect(200);
    assert!(out.text().contains("nothing was done for a while"));
    let mut pages = Pages::signed_in(server.nobody(), &user);
    server.execute(LONG);
    let away = leads_to(&pages.say("GET", "/queue", None));
    assert!(away.ends_with("&said=idle"), "{away}");
}

on_both!(the_vault_itself_ends_a_session_that_nobody_uses);
fn the_vault_itself_ends_a_session_that_nobody_uses(on: Database) {
    let mut server = Server::demo_with(on, BY_TWO);
    server.stop();
    let _vault = server.vault_beside();
    server.run(&["serve"]);
    let user = user(&server, "supervisor");
    let pages = Pages::signed_in(server.nobody(), &user);
    let session = || Zeroizing::new(pages.cookie("session").unwrap().to_owned());
    let vault = Remote::at(server.data().join("vault.sock"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ask = || runtime.block_on(vault.ask(Request::Passkeys { session: session() }));
    assert!(ask().is_ok());
    server.execute(LONG);
    assert!(matches!(ask(), Err(VaultError::Unauthenticated)));
    // Nor does it help to call it a program's.
    server.execute("update sessions set face = 'program'");
    assert!(matches!(ask(), Err(VaultError::Unauthenticated)));
    server.stop();
}

on_both!(people_see_where_they_are_signed_in_and_end_it);
fn people_see_where_they_are_signed_in_and_end_it(on: Database) {
    let server = Server::demo_with(on, BY_TWO);
    let (me, other) = (user(&server, "supervisor"), user(&server, "caseworker"));
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    let client = || server.nobody().with("User-Agent", firefox);
    // Those with which the demo made itself.
    server.execute("delete from sessions");
    let (mut here, mut there) = (
        Pages::signed_in(client(), &me),
        Pages::signed_in(client(), &me),
    );
    let mut stranger = Pages::signed_in(client(), &other);
    let page = here.say("GET", "/account", None).expect(200).text();
    assert_eq!(
        page.matches("/end\"").count(),
        1,
        "one that is not this: {page}"
    );
    assert!(page.contains("Firefox") && !page.contains("Gecko"));
    let stored = "sessions where browser like '%Gecko%' or browser like '%127%'";
    assert_eq!(server.count(stored), 0);

    // Nobody ends another's.
    let action = page
        .split("action=\"")
        .find(|at| at.starts_with("/account/sessions/"));
    let action = action.unwrap().split('"').next().unwrap().to_owned();
    let csrf = {
        let html = stranger.say("GET", "/account", None).expect(200).text();
        let at = html.find("name=\"csrf\" value=\"").unwrap() + "name=\"csrf\" value=\"".len();
        html[at..].split('"').next().unwrap().to_owned()
    };
    stranger.say("POST", &action, Some(&format!("csrf={csrf}")));
    there.say("GET", "/account", None).expect(200);

    let page = here.say("GET", "/account", None);
    assert_eq!(
        leads_to(&here.fill(&page, &action, &[])),
        "/account?said=session-gone"
    );
    assert!(leads_to(&there.say("GET", "/", None)).starts_with("/sign-in"));
    let mut there = Pages::signed_in(client(), &me);
    let program = server.sign_in(&me);
    let page = here.say("GET", "/account", None);
    let ended = here.fill(&page, "/account/sessions/end-others", &[]);
    assert_eq!(leads_to(&ended), "/account?said=others-gone");
    assert!(leads_to(&there.say("GET", "/", None)).starts_with("/sign-in"));
    program.get("/v1/users/current").expect(401);
    here.say("GET", "/account", None).expect(200);
    stranger.say("GET", "/account", None).expect(200);
    assert_eq!(server.count("audit where action = 'session.end'"), 2);
    // At once, and the browser forgets what it showed.
    let page = here.say("GET", "/", None).expect(200).text();
    let at = page.find("name=\"csrf\" value=\"").unwrap() + "name=\"csrf\" value=\"".len();
    let csrf = page[at..].split('"').next().unwrap();
    let locked = here.say("POST", "/session/lock", Some(&format!("csrf={csrf}")));
    assert_eq!(
        (locked.status, locked.header("clear-site-data")),
        (204, Some("\"cache\""))
    );
    assert!(leads_to(&here.say("GET", "/", None)).starts_with("/sign-in"));
}

on_both!(whoever_signs_in_with_another_browser_is_told_once_a_day);
fn whoever_signs_in_with_another_browser_is_told_once_a_day(on: Database) {
    let server = Server::demo_with(on, BY_TWO);
    let me = user(&server, "supervisor");
    let with = |said: &str| {
        let client = server.nobody().with("User-Agent", said);
        Pages::signed_in(client, &me)
    };
    let told = |browser: &str| {
        server.count(&format!(
            "sign_ins where browser = '{browser}' and told_at is not null"
        ))
    };
    with("Firefox/127.0");
    // The demo's own people have signed in before, by a program.
    let first = told("firefox");
    with("Firefox/128.0");
    assert_eq!(told("firefox"), first, "the same word");
    let mut pages = with("Chrome/126.0.0.0 Safari/537.36");
    assert_eq!(told("chrome"), 1);
    let home = pages.say("GET", "/", None).expect(200).text();
    assert!(home.contains("with Firefox"), "{home}");
    // After a month it is new again; on the same day it is told once.
    server.execute("update sign_ins set last_at = 1, told_at = 1 where browser = 'chrome'");
    with("Chrome/126.0.0.0 Safari/537.36");
    assert_eq!(
        server.count("sign_ins where browser = 'chrome' and told_at > 1"),
        1
    );

    // Wrong tries are told whatever the browser.
    let wrong = json!({"email": me.email, "password": "not this one"});
    for _ in 0..3 {
        server.nobody().post("/v1/sessions", &wrong).expect(401);
    }
    server.execute("update sign_ins set told_at = 1 where browser = 'firefox'");
    let mut pages = with("Firefox/128.0");
    assert_eq!(
        server.count("sign_ins where browser = 'firefox' and told_at > 1"),
        1
    );
    let home = pages.say("GET", "/", None).expect(200).text();
    assert!(home.contains("3 wrong passwords or codes"), "{home}");
}

on_both!(two_colleagues_let_somebody_in_again);
fn two_colleagues_let_somebody_in_again(on: Database) {
    let server = Server::demo_with(on, BY_TWO);
    let agency = server.credentials.collecting().clone();
    let lost = user(&server, "supervisor");
    let (person, _) = enrolled(&server.nobody(), &server.sign_in(&lost), &lost.password);
    let id = number(&person);
    let ask = format!("/v1/users/{id}/recover");
    let why = json!({"reason": "phone_lost"});
    let [focal, data] = ["focal_point", "data_manager"].map(|role| server.person(role, &agency));
    // Not oneself, not a caseworker, not an admin, not another agency's.
    assert_eq!(person.post(&ask, &why).status, 409);
    server
        .person("caseworker", &agency)
        .post(&ask, &why)
        .expect(403);
    server.admin().post(&ask, &why).expect(403);
    let mut agencies = server.credentials.agencies.iter();
    let elsewhere = agencies.find(|other| other.id != agency.id).unwrap();
    let elsewhere = server.focal_point(elsewhere);
    elsewhere.post(&ask, &why).expect(404);
    let recovery = focal.post(&ask, &why).expect(200).json();
    let at = format!("/v1/recoveries/{}", recovery["id"].as_str().unwrap());
    focal.post(&ask, &why).expect(409);
    assert_eq!(server.count("second_factors"), 1);
    // Who asked does not agree, nor does the person, nor an admin, nor another agency's.
    for (who, status) in [
        (&focal, 409),
        (&person, 409),
        (&server.admin(), 403),
        (&elsewhere, 404),
    ] {
        assert_eq!(who.post(&format!("{at}/agree"), &json!({})).status, status);
    }
    // What somebody wrote into the database was asked for by nobody.
    server.execute(&format!(
        "update recoveries set asked_by = {}",
        number(&data)
    ));
    focal.post(&format!("{at}/agree"), &json!({})).expect(409);
    server.execute(&format!(
        "update recoveries set asked_by = {}",
        number(&focal)
    ));

    let linked = data
        .post(&format!("{at}/agree"), &json!({}))
        .expect(200)
        .json();
    person.get("/v1/users/current").expect(401);
    assert_eq!(server.count("second_factors"), 0);
    let link = linked["link"].as_str().unwrap();
    let path = &link[link.find("/welcome/").unwrap()..];
    let password = chosen(|| server.nobody(), path, &lost.email);
    let login = json!({"email": lost.email, "password": password});
    server.nobody().post("/v1/sessions", &login).expect(200);
    data.post(&format!("{at}/agree"), &json!({})).expect(409);
    let noted = "audit where action = 'user.recover_approve' and note = 'second factor removed'";
    assert_eq!(server.count(noted), 1);

    // Refused, it takes nothing away.
    let recovery = focal.post(&ask, &why).expect(200).json();
    let at = format!("/v1/recoveries/{}", recovery["id"].as_str().unwrap());
    data.post(&format!("{at}/refuse"), &json!({})).expect(200);
    data.post(&format!("{at}/agree"), &json!({})).expect(409);
    server.nobody().post("/v1/sessions", &login).expect(200);
    // Another new link ends what was asked for the account as it was.
    let recovery = focal.post(&ask, &why).expect(200).json();
    let at = format!("/v1/recoveries/{}", recovery["id"].as_str().unwrap());
    focal
        .post(&format!("/v1/users/{id}/reset"), &json!({}))
        .expect(200);
    data.post(&format!("{at}/agree"), &json!({})).expect(409);
}

on_both!(whoever_is_left_alone_is_helped_from_the_machine_which_gets_no_link);
fn whoever_is_left_alone_is_helped_from_the_machine_which_gets_no_link(on: Database) {
    let mut server = Server::demo_with(on, BY_TWO);
    let agency = server.credentials.collecting().clone();
    let [focal, admin] = [
        user(&server, "focal_point"),
        server.credentials.user("admin", None).clone(),
    ];
    let at_the_machine = |server: &Server, email: &str| {
        let data = server.data();
        let data = data.to_str().unwrap();
        run(&["user", "recover", "--data", data, "--email", email])
    };
    // Two are left besides: they do it.
    server.stop();
    at_the_machine(&server, &focal.email).refused();
    server.start();
    let supervisor = number(&server.person("supervisor", &agency));
    server
        .focal_point(&agency)
        .delete(&format!("/v1/users/{supervisor}"))
        .expect(200);
    server.stop();
    let text = at_the_machine(&server, &focal.email).ok().all();
    assert!(!text.contains("/welcome/"), "{text}");
    server.start();
    let data = server.person("data_manager", &agency);
    let waiting = data.get("/v1/recoveries").expect(200).list();
    assert_eq!(waiting.len(), 1);
    let agree = format!(
        "/v1/recoveries/{}/agree",
        waiting[0]["id"].as_str().unwrap()
    );
    let linked = data.post(&agree, &json!({})).expect(200).json();
    assert!(linked["link"].as_str().unwrap().contains("/welcome/"));
    server.stop();
    // The only admin needs nobody else.
    let text = at_the_machine(&server, &admin.email).ok().all();
    assert!(text.contains("/welcome/"), "{text}");
}
