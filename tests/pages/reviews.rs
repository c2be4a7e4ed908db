//! Reviewing in a real browser: many at once, one with a comment, and two versions side by side. No script of ours runs.

use crate::api::reviews::correct;
use crate::support::browser::Browser;
use crate::support::story::routed;
use crate::support::{Answers, Database, Server, eventually, general_form, on_both};

on_both!(a_supervisor_reviews_comments_and_compares, needs "Chromium: tests/run");
fn a_supervisor_reviews_comments_and_compares(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &["depth"]));
    let phone = server.phone();
    let answers = Answers::of(&[("name", "North <i>well</i>"), ("depth", "12")]);
    let ids = phone.send_many("wells", &answers, 3);
    routed(&server);

    let browser = Browser::open();
    let supervisor = server
        .credentials
        .user("supervisor", Some(&server.credentials.collecting().id));
    browser.sign_in(&server.url(), supervisor);
    let list = format!("{}/projects/{project}/submissions", server.url());
    let says = |what: &str| {
        eventually(what, 20.0, || browser.text().contains(what).then_some(()));
    };

    // Nothing ticked, then two.
    browser.go(&list);
    let choose = |word: &str| browser.find(&format!("#word option[value={word}]")).click();
    choose("approved");
    browser.press("Review the marked ones");
    says("Nothing was marked");
    choose("approved");
    for tick in browser.all("input[name=seen]").iter().take(2) {
        tick.click();
    }
    browser.screenshot("submissions-ticked");
    browser.press("Review the marked ones");
    says("Reviewed.");
    assert_eq!(
        server.count("submissions where review_state = 'approved'"),
        2
    );
    browser.go(&format!("{list}?review=received"));
    assert_eq!(browser.all("tbody tr").len(), 1);
    browser.go(&format!("{list}?review=approved"));
    assert_eq!(browser.all("tbody tr").len(), 2);
    browser.screenshot("submissions-approved");

    // A correction of one, compared in words.
    correct(&phone, "wells", &ids[0], "South well");
    routed(&server);
    browser.go(&format!("{list}?review=edited"));
    browser.find("tbody th a").click();
    browser.press("Compare its versions");
    says("What differs between version 1 and version 2");
    let text = browser.find("main table").text();
    for word in [
        "Name of the well",
        "Changed",
        "North <i>well</i>",
        "South well",
        "Removed",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(browser.source().len() < 60_000);
    browser.screenshot("versions");

    // Comment and word on its page, and what happened.
    browser.find("nav.crumbs a:last-child").click();
    browser.find("#body").write("Ask the <b>team</b> which one");
    browser.press("Write");
    says("Your comment is kept");
    choose("hasIssues");
    browser.press("Save the review");
    says("Reviewed: has issues");
    let text = browser.text();
    for word in [
        "Ask the <b>team</b> which one",
        "Has issues",
        "Corrected, by",
        "Received, by",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    browser.screenshot("submission-reviewed");
    browser.resize(400, 900);
    browser.screenshot("submission-reviewed-narrow");

    // Whoever reads no answers reads no comments and says nothing.
    let manager = Browser::open();
    let user = server
        .credentials
        .user("data_manager", Some(&server.credentials.collecting().id));
    manager.sign_in(&server.url(), user);
    manager.go(&list);
    assert!(manager.all("input[name=seen]").is_empty());
    manager.find("tbody th a").click();
    let text = manager.text();
    assert!(text.contains("Your role does not read comments"), "{text}");
    assert!(!manager.source().contains("Ask the"), "{text}");
}
