//! Whose language a page speaks, as a browser without scripts asks.

use serde_json::json;

use crate::support::{Answer, Client, Database, Server, on_both};

const ENTRY: &str = "0123456789abcdef0123456789abcdef";
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

fn speaks(page: &Answer, lang: &str, dir: &str) {
    let head = format!("<html lang=\"{lang}\" dir=\"{dir}\"");
    let text = page.text();
    assert!(text.contains(&head), "{}", &text[..200.min(text.len())]);
}

fn choose(client: &Client, csrf: &str, lang: &str, next: &str) -> Answer {
    let body = format!("csrf={csrf}&lang={lang}&next={next}");
    client.send("POST", "/language", FORM, body.as_bytes())
}

on_both!(a_page_speaks_the_language_of_whoever_reads);
fn a_page_speaks_the_language_of_whoever_reads(on: Database) {
    let server = Server::demo(on);
    let asks = |languages: &str| server.nobody().with("Accept-Language", languages);
    speaks(&asks("en").get("/sign-in").expect(200), "en", "ltr");
    speaks(
        &asks("sw, fr-CD;q=0.8, en;q=0.5")
            .get("/sign-in")
            .expect(200),
        "fr",
        "ltr",
    );
    speaks(&server.nobody().get("/sign-in").expect(200), "en", "ltr");

    // Before signing in the browser keeps it.
    let entry = format!("entry={ENTRY}");
    let chosen = choose(
        &server.nobody().with("Cookie", &entry),
        ENTRY,
        "ar",
        "/sign-in",
    )
    .expect(303);
    assert_eq!(chosen.header("location"), Some("/sign-in"));
    let cookie = chosen.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("lang=ar") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let arabic = asks("en").with("Cookie", &format!("{entry}; lang=ar"));
    speaks(&arabic.get("/sign-in").expect(200), "ar", "rtl");
    let refused = choose(
        &server.nobody().with("Cookie", &entry),
        "not it",
        "fr",
        "/sign-in",
    );
    assert_eq!(refused.status, 403);

    // Whoever is signed in keeps it with the account, for this browser and the next.
    let user = server.credentials.user("auditor", None);
    let words = json!({"email": user.email, "password": user.password});
    let session = server
        .nobody()
        .post("/v1/sessions", &words)
        .expect(200)
        .json();
    let (token, csrf) = (
        session["token"].as_str().unwrap(),
        session["csrf"].as_str().unwrap(),
    );
    let browser = || {
        server
            .nobody()
            .with("Cookie", &format!("session={token}; lang=fr"))
    };
    speaks(&browser().get("/").expect(200), "fr", "ltr");
    let chosen = choose(&browser(), csrf, "es", "/audit?refused=yes").expect(303);
    assert_eq!(chosen.header("location"), Some("/audit?refused=yes"));
    assert!(
        chosen.header("set-cookie").is_none(),
        "a shared machine keeps nothing of it"
    );
    speaks(&browser().get("/audit").expect(200), "es", "ltr");
    assert_eq!(server.count("users where lang = 'es'"), 1);
    // What goes elsewhere leads home.
    let away = choose(&browser(), csrf, "en", "//evil.example");
    assert_eq!(away.expect(303).header("location"), Some("/"));
    assert_eq!(choose(&browser(), csrf, "xx", "/").status, 400);
}
