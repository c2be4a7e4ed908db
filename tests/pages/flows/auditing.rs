//! An auditor reads who opened what, looks for one thing, compares the chain's head with what is said elsewhere, and comes
//! across no word of what people said, wherever they go.

use std::collections::BTreeSet;

use super::person::Person;
use super::{Way, enter, in_every_way};
use crate::support::database::word;
use crate::support::form::urgent_adult;
use crate::support::program::run;
use crate::support::story::{lock, received, routed, unlock};
use crate::support::{Answers, Database, Server, eventually, general_form, on_both};

const FLOW: &str = "auditing";
/// What people said and wrote; nothing else in the house says so.
const SAID: [&str; 3] = ["brambleshade", "quillfeather", "KHR5B62ZKf"];

/// What there is to read about, and to come across.
struct Traces {
    submission: String,
    locked: String,
    referral: String,
    project: i64,
    reader: String,
}

fn traces(server: &Server) -> Traces {
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    let answers = Answers::of(&[("name", SAID[0])]);
    let sent = server.phone().send_many("wells", &answers, 1).remove(0);
    let screening = urgent_adult().with("end/case_code", SAID[2]);
    server.phone().send_many("wellbeing_a1", &screening, 1);
    routed(server);

    let home = server.credentials.collecting();
    let reader = server.person("supervisor", home);
    let at = format!("/v1/projects/{project}/forms/wells/submissions/{sent}");
    reader.get(&format!("{at}.xml")).expect(200);
    let comment = serde_json::json!({"body": SAID[1]});
    reader.post(&format!("{at}/comments"), &comment).expect(200);
    let care = server.focal_point(server.credentials.agency("CEDAR"));
    let referral = received(&care).remove(0)["id"].as_str().unwrap().to_owned();
    care.get(&format!("/v1/referrals/{referral}")).expect(200);
    let me = reader.get("/v1/users/current").expect(200).json();
    Traces {
        submission: id_of(server, &sent),
        locked: locked(server),
        referral,
        project,
        reader: me["displayName"].as_str().unwrap().to_owned(),
    }
}

fn id_of(server: &Server, instance: &str) -> String {
    let one = format!("select id as word from submissions where instance_id = '{instance}'");
    word(server, &one)
}

/// What somebody tried to read while the agency's keys were locked.
fn locked(server: &Server) -> String {
    let agency = server.credentials.under_passphrase();
    let holder = server.focal_point(agency);
    unlock(&holder, agency);
    let phone = server.phone_of(server.credentials.device(agency));
    let sent = phone
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);
    routed(server);
    lock(&holder, agency);
    let reader = server.person("supervisor", agency);
    let project = server.credentials.project(agency).id;
    let at = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions/{sent}.xml");
    assert!(reader.get(&at).status >= 400);
    id_of(server, &sent)
}

on_both!(an_auditor_reads_who_opened_what_and_nothing_of_it, needs "Chromium and axe-core: tests/run");
fn an_auditor_reads_who_opened_what_and_nothing_of_it(on: Database) {
    let server = Server::demo(on);
    let traces = traces(&server);
    in_every_way(on, |_, way| read(&server, way, &traces));

    // A row that somebody changed shows, at once and first of all.
    server.execute(match on {
        Database::Sqlite => "drop trigger if exists audit_keeps_content",
        Database::Postgres => "alter table audit disable trigger all",
    });
    server.execute("update audit set object_id = 'another' where action = 'submission.read'");
    let auditor = enter(&server, Way::once(), FLOW, "auditor", None);
    auditor.press("main .tasks .task-bad a[href='/audit']");
    auditor.sees("main .notice-bad[role=alert]");
}

fn read(server: &Server, way: Way, traces: &Traces) {
    let auditor = enter(server, way, FLOW, "auditor", None);
    auditor.judged("home");
    auditor.press("nav a[href='/audit']");
    auditor.judged("audit");
    same_head(server, &auditor);

    // Who read answers, and when.
    auditor.choose("#action", "submission.read");
    auditor.filter("form.filter[action='/audit'] button");
    auditor.reads("tbody tr", &traces.submission);
    auditor.reads("tbody tr", &traces.reader);
    auditor.judged("who-read");

    // One thing, all that was done to it.
    auditor.go("/audit");
    auditor.write("#object", &traces.referral);
    auditor.filter("form.filter[action='/audit'] button");
    eventually("only of this thing", 30.0, || {
        let rows = auditor.all("tbody tr");
        (rows.len() > 1 && rows.iter().all(|row| row.says(&traces.referral))).then_some(())
    });
    auditor.judged("one-thing");

    // What was refused.
    auditor.go("/audit");
    auditor.tick("input[name=refused]");
    auditor.filter("form.filter[action='/audit'] button");
    auditor.reads("tbody tr", &traces.locked);
    auditor.judged("refused");

    everywhere(&auditor, traces);
}

/// The head on the page is the one that the machine's own command computes.
fn same_head(server: &Server, auditor: &Person) {
    let data = server.data();
    let mut words = vec!["audit", "verify", "--data", data.to_str().unwrap()];
    words.extend(
        server
            .database_url()
            .iter()
            .flat_map(|url| ["--database", url]),
    );
    // What is written meanwhile moves it on.
    eventually("both say the same", 60.0, || {
        let said = run(&words).ok().out;
        auditor.go("/audit");
        let head = auditor.sees("main .notice-ok code").text();
        assert!(head.len() >= 64, "{head}");
        let head: String = head.split_whitespace().collect();
        said.contains(&format!("newest hash {head}")).then_some(())
    });
}

/// Follows every link, and tries what there is no link to.
fn everywhere(auditor: &Person, traces: &Traces) {
    let guessed = [
        format!("/submissions/{}", traces.submission),
        format!("/projects/{}", traces.project),
        format!("/projects/{}/submissions", traces.project),
        format!("/referrals/{}", traces.referral),
        "/queue".to_owned(),
        "/cases".to_owned(),
        "/people".to_owned(),
    ];
    let (mut left, mut been) = (vec!["/".to_owned()], BTreeSet::new());
    left.extend(guessed);
    while let Some(path) = left.pop() {
        // Each page once, whatever is asked of it.
        let page = path.split(['?', '#']).next().unwrap().to_owned();
        if !been.insert(page) {
            continue;
        }
        auditor.go(&path);
        let source = auditor.source();
        for word in SAID {
            assert!(!source.contains(word), "{word} stands on {path}");
        }
        let links = auditor.all("a[href^='/']").into_iter();
        left.extend(links.filter_map(|link| link.attribute("href")));
    }
    assert!(been.len() > 8, "{been:?}");
}
