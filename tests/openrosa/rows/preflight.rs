//! Rows 56 to 63: what a phone asks before it sends.

use serde_json::json;

use super::Open;
use crate::support::{Client, Database, Server, on_both};

on_both!(row_056_057_061_the_pre_flight_is_204_and_tells_the_limit);
fn row_056_057_061_the_pre_flight_is_204_and_tells_the_limit(on: Database) {
    let server = Server::demo(on);
    for target in ["/submission", "/submission?deviceID=collect%3Aabc"] {
        let answer = server.phone().http.head(target).expect(204);
        assert!(answer.body.is_empty());
        let limit = answer.header("x-openrosa-accept-content-length").unwrap();
        assert!(limit.parse::<u64>().unwrap() >= 1_000_000);
        assert_eq!(answer.header("x-openrosa-version"), Some("1.0"));
        assert_eq!(
            answer.header("location"),
            None,
            "there is no better address"
        );
    }
}

on_both!(row_058_nobody_is_asked_who_it_is);
fn row_058_nobody_is_asked_who_it_is(on: Database) {
    let server = Server::demo(on);
    let asked = Client::at(&server.url()).openrosa().head("/submission");
    assert!(asked.expect(401).header("www-authenticate").is_some());
}

/// A server whose public address is https, asked over plain http.
fn with_https(on: Database) -> (Server, Client) {
    let server = Server::demo_with(
        on,
        &[
            ("WAYPOST_SERVER_PUBLIC_URL", "https://waypost.example:8443"),
            ("WAYPOST_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
        ],
    );
    let token = server.credentials.devices[0].server_url.clone();
    let path = &token[token.find("/v1/key/").unwrap()..];
    let phone = Client::at(&format!("{}{path}", server.url())).openrosa();
    (server, phone)
}

on_both!(row_059_over_http_the_phone_is_led_to_https);
fn row_059_over_http_the_phone_is_led_to_https(on: Database) {
    let (server, phone) = with_https(on);
    let project = server.credentials.projects[0].id;
    let named = phone.clone().with("Host", "waypost.example:8080");
    let led = named.head("/submission?deviceID=collect%3Aabc").expect(204);
    let to = led.header("location").expect("a better address");
    assert!(
        to.starts_with("https://waypost.example:8443/v1/key/"),
        "{to}"
    );
    assert!(
        to.ends_with(&format!("/projects/{project}/submission")),
        "{to}"
    );
    // A phone refuses to be led to another host, so it is not.
    let elsewhere = phone.with("Host", "10.0.0.5:8080").head("/submission");
    assert_eq!(elsewhere.expect(204).header("location"), None);
}

on_both!(row_060_behind_a_proxy_that_speaks_https_nothing_leads_away);
fn row_060_behind_a_proxy_that_speaks_https_nothing_leads_away(on: Database) {
    let (_server, phone) = with_https(on);
    let https = phone
        .with("Host", "waypost.example:8443")
        .with("X-Forwarded-Proto", "https");
    assert_eq!(
        https.head("/submission").expect(204).header("location"),
        None
    );
    let list = https.get("/formList").expect(200).text();
    assert!(list.contains("https://waypost.example:8443/v1/key/"));
    assert!(!list.contains("http://127"), "{list}");
}

on_both!(row_062_063_the_form_is_not_asked_about_yet);
fn row_062_063_the_form_is_not_asked_about_yet(on: Database) {
    let open = Open::new(on);
    open.server
        .admin()
        .patch(
            &format!("/v1/projects/{}/forms/wells", open.project),
            &json!({"state": "closed"}),
        )
        .expect(200);
    open.phone.http.head("/submission").expect(204);
    open.phone.http.get("/submission").expect(204);
}
