//! Two agencies at one server, everybody of both signed in at once: no page that a person of one can come to by links shows
//! a code, an address or a name of the other, but for what passed between the two; and nothing that happens at one agency
//! changes a page of the other, so that no number there counts it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use scraper::{Html, Selector};
use serde_json::json;

use super::flows::{calm_screening, code};
use crate::policy::things::{OTHER, OWN, Things};
use crate::support::credentials::Agency;
use crate::support::database::words;
use crate::support::story::{routed, unlock};
use crate::support::{Client, Database, Server, general_form, on_both};

const ROLES: [&str; 4] = ["focal_point", "data_manager", "supervisor", "caseworker"];

/// Pages of one kind that are looked at; the next ones of a long list would tell nothing new.
const OF_A_KIND: usize = 12;

/// What one agency has and the other may not see, by what it is.
type Marks = BTreeMap<&'static str, BTreeSet<String>>;

/// Pages by their addresses, as one person sees them.
type Seen = BTreeMap<String, String>;

/// Somebody at a browser that runs no scripts.
struct Visitor {
    role: &'static str,
    client: Client,
}

impl Visitor {
    fn of(server: &Server, agency: &Agency, role: &'static str) -> Self {
        let user = server.credentials.user(role, Some(&agency.id));
        let login = json!({"email": user.email, "password": user.password});
        let session = server.nobody().post("/v1/sessions", &login).expect(200);
        let token = session.json()["token"].as_str().unwrap().to_owned();
        Self {
            role,
            client: server.nobody().with("Cookie", &format!("session={token}")),
        }
    }

    /// Every page that links lead to from the first one, each once.
    fn everywhere(&self) -> Seen {
        let (mut left, mut seen, mut kinds) = (vec!["/".to_owned()], Seen::new(), BTreeMap::new());
        while let Some(path) = left.pop() {
            let count: &mut usize = kinds.entry(kind(&path)).or_default();
            if seen.contains_key(&path) || *count == OF_A_KIND {
                continue;
            }
            *count += 1;
            let answer = self.client.get(&path);
            let who = self.role;
            assert_eq!(answer.status, 200, "a link leads {who} to {path}");
            let page = answer.text();
            if answer
                .header("content-type")
                .is_some_and(|kind| kind.starts_with("text/html"))
            {
                left.extend(links(&page).into_iter().rev());
            }
            seen.insert(path, page);
        }
        seen
    }
}

/// Where a page leads on this server.
fn links(page: &str) -> Vec<String> {
    let all = Selector::parse("a[href^='/']").unwrap();
    let html = Html::parse_document(page);
    let hrefs = html.select(&all).filter_map(|a| a.value().attr("href"));
    let bare = hrefs.map(|href| href.split('#').next().unwrap().to_owned());
    bare.filter(|href| !href.starts_with("/assets/")).collect()
}

/// An address without what tells things of one kind apart.
fn kind(path: &str) -> String {
    let (path, asked) = path.split_once('?').unwrap_or((path, ""));
    let steps = path.split('/').map(|step| {
        let is_word = step
            .chars()
            .all(|c| c.is_ascii_lowercase() || "-_.".contains(c));
        if is_word { step } else { "*" }
    });
    let names = asked.split('&').filter_map(|pair| pair.split('=').next());
    format!(
        "{}?{}",
        steps.collect::<Vec<_>>().join("/"),
        names.collect::<Vec<_>>().join("&")
    )
}

/// Everything of an agency that another one may not see: what stands in its rows, and the codes of its cases.
fn marks(server: &Server, agency: &Agency, other: &Agency) -> Marks {
    let (own, other) = (&agency.id, &other.id);
    let of = |select: &str| {
        let select = select.replace("OWN", own).replace("OTHER", other);
        words(server, &select).into_iter().collect::<BTreeSet<_>>()
    };
    let mut marks = Marks::new();
    for (what, select) in [
        (
            "a person's name",
            "select display_name as word from actors join users on actors.id = users.actor_id where agency_id = 'OWN'",
        ),
        (
            "a person's address",
            "select email as word from users where agency_id = 'OWN'",
        ),
        (
            "a phone's name",
            "select display_name as word from actors join devices on actors.id = devices.actor_id join projects on projects.id = devices.project_id where agency_id = 'OWN'",
        ),
        (
            "a phone's user",
            "select username as word from devices join projects on projects.id = devices.project_id where agency_id = 'OWN'",
        ),
        (
            "a project's name",
            "select name as word from projects where agency_id = 'OWN'",
        ),
        (
            "a project's address",
            "select '/projects/' || cast(id as text) as word from projects where agency_id = 'OWN'",
        ),
        (
            "a form",
            "select xml_form_id as word from forms join projects on projects.id = forms.project_id where agency_id = 'OWN' and xml_form_id not in (select xml_form_id from forms join projects on projects.id = forms.project_id where agency_id = 'OTHER')",
        ),
        (
            "a submission",
            "select id as word from submissions where agency_id = 'OWN' and id not in (select submission_id from unmatched join cases on cases.id = unmatched.case_id where cases.agency_id = 'OTHER')",
        ),
        (
            "a case",
            "select id as word from cases where agency_id = 'OWN'",
        ),
        (
            "a case in a list",
            "select '<code>' || substr(id, 1, 6) || '</code>' as word from cases where agency_id = 'OWN'",
        ),
        (
            "a key",
            "select id as word from keys where agency_id = 'OWN'",
        ),
        (
            "a fingerprint",
            "select substr(fingerprint, 1, 12) as word from keys where agency_id = 'OWN'",
        ),
        (
            "a referral",
            "select id as word from referrals where (from_agency = 'OWN' or to_agency = 'OWN') and from_agency <> 'OTHER' and to_agency <> 'OTHER'",
        ),
        (
            "a consent",
            "select id as word from consents where agency_id = 'OWN'",
        ),
        (
            "an approval",
            "select id as word from approvals where agency_id = 'OWN'",
        ),
        (
            "a look",
            "select id as word from break_glass where agency_id = 'OWN'",
        ),
        (
            "a stop",
            "select id as word from stops where agency_id = 'OWN'",
        ),
        (
            "a stop's reason",
            "select reason as word from stops where agency_id = 'OWN'",
        ),
        (
            "a machine",
            "select host as word from webhooks where agency_id = 'OWN'",
        ),
        (
            "a transfer",
            "select id as word from transfers where (from_agency = 'OWN' or to_agency = 'OWN') and from_agency <> 'OTHER' and to_agency <> 'OTHER'",
        ),
    ] {
        marks.insert(what, of(select));
    }
    let prints = marks.remove("a fingerprint").unwrap().into_iter();
    marks.insert(
        "a fingerprint",
        prints.map(|print| grouped(&print)).collect(),
    );
    let supervisor = Visitor::of(server, agency, "supervisor");
    let codes = marks["a case"].iter().filter_map(|case| {
        let page = supervisor.client.get(&format!("/cases/{case}")).text();
        let (_, after) = page.split_once("<h1>")?;
        let (_, code) = after.split_once("<code>")?;
        Some(code.split('<').next()?.to_owned())
    });
    let codes = codes.filter(|code| code.len() == 10).collect();
    marks.insert("a case's code", codes);
    marks
}

/// As pages write fingerprints.
fn grouped(print: &str) -> String {
    let letters: Vec<char> = print.chars().collect();
    let groups = letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// Whether a word stands there by itself, not within a longer one.
fn stands(page: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    page.match_indices(word).any(|(at, _)| {
        !letter(page[..at].chars().next_back()) && !letter(page[at + word.len()..].chars().next())
    })
}

/// What of another agency stands on somebody's pages.
fn leaks(role: &str, seen: &Seen, marks: &Marks) -> String {
    let mut found = String::new();
    for (path, page) in seen {
        for (what, all) in marks {
            for mark in all
                .iter()
                .filter(|mark| stands(page, mark) || stands(path, mark))
            {
                let _ = writeln!(found, "{role} sees {what} on {path}: {mark}");
            }
        }
    }
    found
}

/// A page without what changes by itself: moments, how long is left, a session's own token.
fn still(page: &str) -> String {
    let mut rest = page.to_owned();
    for (from, to) in [
        ("name=\"csrf\" value=\"", "\""),
        ("data-after=\"", "\""),
        ("<time", "</time>"),
        ("<p class=\"due", "</p>"),
        ("class=\"due-line", "</"),
    ] {
        let mut out = String::new();
        while let Some((before, after)) = rest.split_once(from) {
            out += before;
            rest = after
                .split_once(to)
                .map_or(String::new(), |(_, after)| after.to_owned());
        }
        rest = out + &rest;
    }
    rest
}

/// Where two looks at the same pages differ.
fn differences(role: &str, before: &Seen, now: &Seen) -> String {
    let mut found = String::new();
    let paths: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    // The audit tells of every look, these too; the account lists its sessions by when they were used.
    for path in paths
        .into_iter()
        .filter(|path| !path.starts_with("/audit") && *path != "/account")
    {
        let [before, now] =
            [before, now].map(|seen| still(seen.get(path).map_or("no such page", |page| page)));
        if before != now {
            let at = before
                .bytes()
                .zip(now.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let near = |text: &str| {
                String::from_utf8_lossy(
                    &text.as_bytes()[at.saturating_sub(60)..(at + 60).min(text.len())],
                )
                .into_owned()
            };
            let _ = writeln!(
                found,
                "{role}: {path} changed: {:?} was {:?}",
                near(&now),
                near(&before)
            );
        }
    }
    found
}

/// Gives the demo's projects and phones names that tell whose they are: some are called the same everywhere.
fn named(server: &Server, agency: &Agency) {
    let (id, code) = (&agency.id, &agency.code);
    server.execute(&format!(
        "update projects set name = name || ' of {code}' where agency_id = '{id}'"
    ));
    server.execute(&format!(
        "update actors set display_name = display_name || ' of {code}' where id in (select actor_id from devices \
         join projects on projects.id = devices.project_id where agency_id = '{id}')"
    ));
}

/// Things of the second agency: cases, a form, people of its own.
fn filled(server: &Server, agency: &Agency) {
    unlock(&server.focal_point(agency), agency);
    let phone = server.phone_of(server.credentials.device(agency));
    for number in 20..23 {
        phone.send_many("wellbeing_a1", &calm_screening(&code(number)), 1);
    }
    let project = server.credentials.project(agency).id;
    server.publish(project, &general_form("lantern_wells", "1", &[]));
    let reason = json!({"scope": "agency", "subject": agency.id, "reason": "Lanterns are out"});
    let holder = server.focal_point(agency);
    routed(server);
    let stop = holder.post("/v1/stops", &reason).expect(200).json();
    let lift = format!("/v1/stops/{}/lift", stop["id"].as_str().unwrap());
    holder.post(&lift, &json!({})).expect(200);
    unlock(&holder, agency);
    people(server, agency, 2);
}

fn people(server: &Server, agency: &Agency, count: usize) {
    let holder = server.focal_point(agency);
    for number in 0..count {
        let email = format!(
            "new-{}-{number}@{}.example",
            count,
            agency.code.to_lowercase()
        );
        let name = format!("Newcomer {count}.{number} of {}", agency.code);
        let person =
            json!({"email": email, "displayName": name, "role": "caseworker", "agency": agency.id});
        holder.post("/v1/users", &person).expect(200);
    }
}

/// Seven of everything at an agency, none of which concerns another.
fn seven_more(server: &Server, agency: &Agency) {
    let phone = server.phone_of(server.credentials.device(agency));
    for number in 30..37 {
        phone.send_many("wellbeing_a1", &calm_screening(&code(number)), 1);
    }
    routed(server);
    people(server, agency, 7);
    let admin = server.admin();
    for number in 0..7 {
        let project = json!({"name": format!("More {number}"), "agency": agency.id});
        let project = admin.post("/v1/projects", &project).expect(200).json();
        let phone = json!({"displayName": format!("More phones {number}")});
        let phones = format!("/v1/projects/{}/app-users", project["id"]);
        admin.post(&phones, &phone).expect(200);
    }
}

on_both!(what_one_agency_has_and_does_shows_on_no_page_of_another);
fn what_one_agency_has_and_does_shows_on_no_page_of_another(on: Database) {
    let server = Server::demo(on);
    let [first, second] = [OWN, OTHER].map(|code| server.credentials.agency(code).clone());
    Things::of_agency(&server);
    filled(&server, &second);
    named(&server, &first);
    named(&server, &second);
    let visitors = |agency: &Agency| ROLES.map(|role| Visitor::of(&server, agency, role));
    let [ones, others] = [&first, &second].map(visitors);

    // Neither sees what is the other's.
    let looks = |all: &[Visitor; 4]| all.each_ref().map(Visitor::everywhere);
    let [seen, others_seen] = [&ones, &others].map(looks);
    let [theirs, others_marks] =
        [(&first, &second), (&second, &first)].map(|(own, other)| marks(&server, own, other));
    let all_leaks = |who: &str, seen: &[Seen; 4], marks: &Marks| -> String {
        let found = ROLES.iter().zip(seen);
        found
            .map(|(role, seen)| leaks(&format!("{role} of {who}"), seen, marks))
            .collect()
    };
    let found = all_leaks(OWN, &seen, &others_marks) + &all_leaks(OTHER, &others_seen, &theirs);
    assert!(
        found.is_empty(),
        "{} leaks:\n{found}",
        found.lines().count()
    );
    // They are what pages show: their own people see them.
    let shown = all_leaks(OWN, &seen, &theirs);
    let kinds = theirs.keys().filter(|what| shown.contains(*what));
    let kinds: BTreeSet<_> = kinds.collect();
    println!(
        "{} pages of {OWN}, {} of {OTHER}; their own people see {kinds:?}",
        seen.iter().map(Seen::len).sum::<usize>(),
        others_seen.iter().map(Seen::len).sum::<usize>()
    );
    for (what, all) in &theirs {
        assert!(!all.is_empty(), "{OWN} has {what}");
    }
    assert!(kinds.len() >= 14, "{kinds:?}");

    // Nothing that the first does changes a page of the second.
    let before = looks(&others);
    seven_more(&server, &first);
    let now = looks(&others);
    let all_differences = |before: &[Seen; 4], now: &[Seen; 4]| -> String {
        let pairs = ROLES.iter().zip(before.iter().zip(now));
        pairs
            .map(|(role, (before, now))| differences(role, before, now))
            .collect()
    };
    let found = all_differences(&before, &now);
    assert!(
        found.is_empty(),
        "{} pages count another agency:\n{found}",
        found.lines().count()
    );
    let marks = marks(&server, &first, &second);
    let found = all_leaks(OTHER, &now, &marks);
    assert!(
        found.is_empty(),
        "{} leaks:\n{found}",
        found.lines().count()
    );

    // Both checks see what they look for.
    let name = marks["a phone's name"].first().unwrap();
    server.execute(&format!(
        "update projects set name = '{name} (7)' where agency_id = '{}'",
        second.id
    ));
    let planted = looks(&others);
    let found = all_leaks(OTHER, &planted, &marks);
    assert!(found.contains("a phone's name on /projects"), "{found}");
    assert!(all_differences(&now, &planted).contains("/projects changed"));
}
