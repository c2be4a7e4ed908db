//! A supervisor reviews: one list with its filters, one submission with what is said about it, two versions side by side, many
//! at once.

use super::{Way, enter, in_every_way};
use crate::api::reviews::correct;
use crate::support::story::routed;
use crate::support::{Answers, Database, Server, general_form, on_both};

const FLOW: &str = "reviewing";

on_both!(a_supervisor_reviews_one_compares_two_and_approves_many, needs "Chromium and axe-core: tests/run");
fn a_supervisor_reviews_one_compares_two_and_approves_many(on: Database) {
    let server = Server::demo(on);
    in_every_way(on, |number, way| {
        review(&server, way, &format!("wells{number}"))
    });
}

fn review(server: &Server, way: Way, form: &str) {
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form(form, "1", &["depth"]));
    let phone = server.phone();
    let answers = Answers::of(&[("name", "North <i>well</i>"), ("depth", "12")]);
    let ids = phone.send_many(form, &answers, 4);
    routed(server);
    correct(&phone, form, &ids[0], "South well");
    routed(server);
    let in_state = |state: &str| {
        server.count(&format!(
            "submissions join forms on forms.id = submissions.form_id \
             where forms.xml_form_id = '{form}' and review_state = '{state}'"
        ))
    };

    let supervisor = enter(server, way, FLOW, "supervisor", Some("HARBOR"));
    supervisor.press("nav a[href='/projects']");
    supervisor.press(&format!("main a[href='/projects/{project}']"));
    supervisor.press("main a[href$='/submissions']");
    supervisor.judged("all");
    let only = |what: &str, value: &str| {
        supervisor.choose("#form", form);
        supervisor.choose(what, value);
        supervisor.filter("form.filter[method=get] button");
    };

    // The corrected one: what changed, word by word.
    only("#review", "edited");
    supervisor.counts("tbody tr", 1);
    supervisor.press("tbody th a");
    supervisor.judged("corrected");
    supervisor.press("main a[href$='/versions']");
    supervisor.reads("main table", "North <i>well</i>");
    supervisor.reads("main table", "South well");
    supervisor.judged("versions");
    supervisor.press("nav.crumbs a:last-child");

    // Wrong still: corrected here, as if its phone had sent it anew.
    supervisor.press("main a[href$='/edit']");
    supervisor.judged("correcting");
    supervisor.write("main form input[name^=a]", "East well");
    supervisor.press("main form button[name=go][value=review]");
    supervisor.reads("main table", "East well");
    supervisor.choose("#reason", "checked");
    supervisor.judged("changes");
    supervisor.press("form[action$='/correct'] button");
    supervisor.hears("corrected");
    routed(server);
    supervisor.press("main a[href$='/versions']");
    supervisor.reads("main table", "East well");
    supervisor.judged("third-version");
    supervisor.press("nav.crumbs a:last-child");

    // What is said about it.
    supervisor.write("#body", "Ask the <b>team</b> which one");
    supervisor.press("form[action$='/comments'] button");
    supervisor.hears("commented");
    supervisor.reads(".events", "Ask the <b>team</b> which one");
    supervisor.choose("#word", "hasIssues");
    supervisor.press("form[action$='/review'] button");
    supervisor.hears("reviewed");
    supervisor.judged("reviewed");
    assert_eq!(in_state("hasIssues"), 1);

    // Many at once; with none ticked it says so.
    supervisor.go(&format!("/projects/{project}/submissions"));
    only("#review", "received");
    supervisor.counts("input[name=seen]", 3);
    supervisor.choose("#word", "approved");
    supervisor.press("#bulk button");
    supervisor.hears("nothing-ticked");
    supervisor.judged("nothing-ticked");
    only("#review", "received");
    supervisor.counts("input[name=seen]", 3);
    for one in &supervisor.all("input[name=seen]")[..2] {
        supervisor.tick_it(one);
    }
    supervisor.choose("#word", "approved");
    supervisor.judged("ticked");
    supervisor.press("#bulk button");
    supervisor.hears("reviewed");
    assert_eq!(in_state("approved"), 2);
    only("#review", "approved");
    supervisor.counts("tbody tr", 2);
    supervisor.judged("approved");
}
