//! Every form of the pages, as another site's page would post it from the browser of somebody who may: refused, and nothing
//! is changed. The forms are those of the pages' own table, so that none can be forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use waypost::web::routes::{Face, Known, known};
use waypost::web::who::Says;

use super::ask::{Forgery, Voice};
use super::things::Things;
use super::walk::{Actor, actors, expected, sides};
use crate::support::{Database, Server, database, eventually, on_both};

/// What the page says that refuses a form which it did not send.
const STALE: &str = "This page was open for too long";

/// Tables that the house writes by its own clock.
const OF_CLOCKS: &[&str] = &[];

/// Somebody with a session whom the route lets in.
fn who_may<'a>(known: &Known, actors: &'a [Actor]) -> &'a Actor {
    let side = sides(known)[0];
    let mut people = actors.iter().filter(|a| a.voice.csrf().is_some());
    people
        .find(|actor| expected(known, actor, side).contains(&Says::Yes))
        .unwrap_or_else(|| panic!("nobody may POST {}", known.path))
}

fn rows(server: &Server) -> BTreeMap<String, i64> {
    let mut rows = database::rows(server);
    rows.retain(|table, _| !OF_CLOCKS.contains(&table.as_str()));
    rows
}

on_both!(every_form_that_a_page_of_ours_did_not_send_is_refused_and_changes_nothing);
fn every_form_that_a_page_of_ours_did_not_send_is_refused_and_changes_nothing(on: Database) {
    let server = Server::demo(on);
    let things = Things::of_agency(&server);
    let actors = actors(&server, &things);
    let auditor = Voice::of(&server, server.credentials.user("auditor", None));
    let another = auditor.csrf().unwrap();
    let forgeries = [
        Forgery::NoToken,
        Forgery::Token(another),
        Forgery::Elsewhere,
    ];
    let mut quiet = rows(&server);
    eventually("what was begun is done", 60.0, || {
        std::thread::sleep(std::time::Duration::from_secs(2));
        let before = std::mem::replace(&mut quiet, rows(&server));
        (before == quiet).then_some(())
    });

    let (mut wrong, mut count) = (String::new(), 0);
    let forms = known()
        .into_iter()
        .filter(|known| known.face == Face::Pages && known.method == "POST");
    for known in forms {
        let actor = who_may(&known, &actors);
        for forgery in forgeries {
            let line = format!("POST {} by {}, {forgery:?}", known.path, actor.name);
            count += 1;
            // What the house does by itself meanwhile is not of the same kind three times in a row.
            let mut changed: Option<BTreeSet<String>> = None;
            for _ in 0..3 {
                let answer = actor.voice.forge(&server, &known, &things, forgery);
                if answer.status != 403 || !answer.text().contains(STALE) {
                    let _ = writeln!(wrong, "{line}: {}", answer.status);
                }
                let before = std::mem::replace(&mut quiet, rows(&server));
                let moved = quiet
                    .iter()
                    .filter(|(table, n)| before.get(*table) != Some(n));
                let moved: BTreeSet<String> = moved.map(|(table, _)| table.clone()).collect();
                let both = match &changed {
                    Some(earlier) => earlier & &moved,
                    None => moved,
                };
                changed = Some(both);
                if changed.as_ref().is_some_and(BTreeSet::is_empty) {
                    break;
                }
            }
            for table in changed.unwrap_or_default() {
                let _ = writeln!(wrong, "{line}: other rows in {table}");
            }
        }
    }
    assert!(count > 120, "only {count} forms were posted");
    assert!(
        wrong.is_empty(),
        "{} of {count} are wrong:\n{wrong}",
        wrong.lines().count()
    );
}
