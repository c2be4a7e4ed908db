//! Steps that several stories share.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::authenticator::enrolled;
use super::credentials::Agency;
use super::{Client, Server};

/// What an agency's queues received, as its focal point sees it.
pub fn referrals(focal_point: &Client) -> Vec<Value> {
    focal_point.get("/v1/referrals").expect(200).list()
}

/// The referrals of an agency that another agency sent: without its own held items.
pub fn received(focal_point: &Client) -> Vec<Value> {
    referrals(focal_point)
        .into_iter()
        .filter(|r| r["state"] != "held")
        .collect()
}

/// The agency's own held items.
pub fn held(focal_point: &Client) -> Vec<Value> {
    referrals(focal_point)
        .into_iter()
        .filter(|r| r["state"] == "held")
        .collect()
}

/// Sorted pairs of service and urgency.
pub fn services(referrals: &[Value]) -> Vec<String> {
    let word = |r: &Value, key: &str| r[key].as_str().unwrap_or("?").to_owned();
    let mut all: Vec<_> = referrals
        .iter()
        .map(|r| format!("{} {}", word(r, "service"), word(r, "urgency")))
        .collect();
    all.sort();
    all
}

/// Every agency's focal point, signed in, beside its agency.
pub fn focal_points(server: &Server) -> Vec<(Agency, Client)> {
    server
        .credentials
        .agencies
        .iter()
        .map(|a| (a.clone(), server.focal_point(a)))
        .collect()
}

/// Waits until no submission waits for the vault (those that wait for a key or for files may). Slow is not wrong:
/// it fails when nothing was opened for a while.
pub fn routed(server: &Server) {
    const STILL: Duration = Duration::from_secs(40);
    let (mut least, mut since) = (i64::MAX, Instant::now());
    loop {
        let waiting = server.count("submissions where state = 'received'");
        if waiting == 0 {
            return;
        }
        if waiting < least {
            (least, since) = (waiting, Instant::now());
        }
        assert!(
            since.elapsed() < STILL,
            "{waiting} submissions stay unopened"
        );
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Unlocks the keys of an agency with its passphrase, as its focal point.
pub fn unlock(focal_point: &Client, agency: &Agency) {
    let passphrase = agency
        .passphrase
        .as_deref()
        .expect("the agency has a passphrase");
    focal_point
        .post(
            &format!("/v1/agencies/{}/keys/unlock", agency.id),
            &serde_json::json!({"passphrase": passphrase}),
        )
        .expect(200);
}

/// Locks them again.
pub fn lock(focal_point: &Client, agency: &Agency) {
    focal_point
        .post(
            &format!("/v1/agencies/{}/keys/lock", agency.id),
            &serde_json::json!({}),
        )
        .expect(200);
}

/// Follows a one-time link as a person does: opens the page, chooses a password, signs in, sets up
/// a second factor.
pub fn welcomed(nobody: impl Fn() -> Client, link: &str, email: &str) -> Client {
    let password = chosen(&nobody, link, email);
    let login = serde_json::json!({"email": email, "password": password});
    let session = nobody().post("/v1/sessions", &login).expect(200).json();
    let by_password = nobody().bearer(session["token"].as_str().unwrap());
    enrolled(&nobody(), &by_password, &password).0
}

/// Follows a one-time link as far as the password, which it answers.
pub fn chosen(nobody: impl Fn() -> Client, link: &str, email: &str) -> String {
    let password = format!("quiet rivers of {email}");
    let page = nobody().get(link).expect(200);
    let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().collect();
    let cookies: Vec<_> = cookies
        .iter()
        .map(|c| c.to_str().unwrap().split(';').next().unwrap())
        .collect();
    let html = scraper::Html::parse_document(&page.text());
    let field = |name: &str| {
        let css = scraper::Selector::parse(&format!("input[name={name}]")).unwrap();
        let found = html.select(&css).next();
        found
            .and_then(|f| f.value().attr("value"))
            .unwrap_or_default()
            .to_owned()
    };
    let form = [
        ("csrf", field("csrf")),
        ("email", email.to_owned()),
        ("password", password.clone()),
        ("password_again", password.clone()),
    ];
    let encoded: Vec<_> = form
        .iter()
        .map(|(k, v)| format!("{k}={}", percent(v)))
        .collect();
    let client = nobody().with("Cookie", &cookies.join("; "));
    let kind = Some("application/x-www-form-urlencoded");
    let answer = client.send("POST", link, kind, encoded.join("&").as_bytes());
    assert!(
        [200, 302, 303].contains(&answer.status),
        "{}: {}",
        answer.status,
        answer.text()
    );
    let again = nobody().get(link);
    assert!((400..500).contains(&again.status), "a link works once");
    password
}

/// As forms and addresses write it.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The one-time link in what a command or the API said.
pub fn link(text: &str) -> String {
    let at = text
        .find("/welcome/")
        .unwrap_or_else(|| panic!("no link in {text}"));
    let from = text[..at].rfind("http").unwrap();
    text[from..]
        .chars()
        .take_while(|c| !c.is_whitespace() && *c != '"')
        .collect()
}
