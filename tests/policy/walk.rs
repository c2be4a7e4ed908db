//! Every route of every table is really called: by every role of the agency that owns the thing and of another one, by
//! admin, auditor and coordination, by a phone of each, and by nobody. What each gets must be what the table says, and what
//! another agency owns must look exactly like what does not exist.

use std::collections::HashMap;
use std::fmt::Write as _;

use waypost::domain::policy::Place;
use waypost::domain::words::Role;
use waypost::web::routes::{Face, Known, known};
use waypost::web::who::{Asker, Door, Says};

use super::ask::Voice;
use super::things::{OTHER, OWN, Things};
use crate::support::{Answer, Client, Database, Server, on_both};

/// Who asks, and whether the first agency is their own.
pub struct Actor {
    pub name: String,
    pub asker: Asker,
    pub own: bool,
    pub voice: Voice,
}

impl Actor {
    /// Where a thing of the agency, or of none, stands for them.
    fn place(&self, side: Side) -> Place {
        match side {
            Side::Agency if self.own => Place::Own,
            Side::Agency => Place::Other,
            Side::General => Place::General,
            Side::Platform => Place::Platform,
        }
    }
}

/// Whose the things are that a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Agency,
    General,
    Platform,
}

/// Everybody who asks, about things of the first agency.
pub fn actors(server: &Server, things: &Things) -> Vec<Actor> {
    let mut all = Vec::new();
    for (code, own) in [(OWN, true), (OTHER, false)] {
        let agency = server.credentials.agency(code);
        for role in Role::ALL.iter().filter(|role| role.is_of_an_agency()) {
            let user = server.credentials.user(role.as_str(), Some(&agency.id));
            all.push(Actor {
                name: format!("{role} of {code}"),
                asker: Asker::Person(*role),
                own,
                voice: Voice::of(server, user),
            });
        }
    }
    for role in Role::ALL.iter().filter(|role| !role.is_of_an_agency()) {
        all.push(Actor {
            name: role.to_string(),
            asker: Asker::Person(*role),
            own: false,
            voice: Voice::of(server, server.credentials.user(role.as_str(), None)),
        });
    }
    let other = server.credentials.device(server.credentials.agency(OTHER));
    let key = other.server_url.split("/key/").nth(1).unwrap();
    for (own, key, user, password) in [
        (
            true,
            things.get("key"),
            things.get("username"),
            things.get("password"),
        ),
        (
            false,
            key.split('/').next().unwrap(),
            other.user.as_str(),
            other.password.as_str(),
        ),
    ] {
        all.push(Actor {
            name: format!("phone of {}", if own { OWN } else { OTHER }),
            asker: Asker::Phone,
            own,
            voice: Voice::Phone {
                key: key.to_owned(),
                user: user.to_owned(),
                password: password.to_owned(),
            },
        });
    }
    all.push(Actor {
        name: "nobody".to_owned(),
        asker: Asker::Nobody,
        own: false,
        voice: Voice::Nobody,
    });
    all
}

/// Whether somebody has a way to ask there: phones speak to programs' and their own addresses only.
fn speaks(known: &Known, asker: Asker) -> bool {
    asker != Asker::Phone || matches!(known.face, Face::Api | Face::OpenRosa)
}

/// Whether somebody can name such a thing at all: whoever has an agency invites to that one.
fn names(known: &Known, actor: &Actor, side: Side) -> bool {
    let has_agency = matches!(actor.asker, Asker::Person(role) if role.is_of_an_agency());
    !(has_agency
        && side == Side::Platform
        && (&*known.method, &*known.path) == ("POST", "/v1/users"))
}

/// Whether a route is about a thing that stands somewhere. At the plain address, and under its own name, a phone asks for
/// its own project.
fn is_about_a_thing(known: &Known) -> bool {
    let by_name = known.who.door() == Door::Phone && !known.path.contains("{project}");
    known.who.is_about_a_thing() && !by_name
}

/// Whose things a route can name.
pub fn sides(known: &Known) -> Vec<Side> {
    let path = known.path.as_str();
    if !is_about_a_thing(known) {
        return vec![Side::Agency];
    }
    if path.contains("/projects/{") || path.starts_with("/submissions/{") {
        return vec![Side::Agency, Side::General];
    }
    let of_nobody = ["/v1/users", "/people", "/v1/stops/{", "/stops/{"];
    match of_nobody.iter().any(|start| path.starts_with(start)) {
        true => vec![Side::Agency, Side::Platform],
        false => vec![Side::Agency],
    }
}

/// Refusals that only somebody who is let in gets: another one of the same kind must come.
const SECOND: &[&str] = &["another key holder", "a second person has to agree"];

/// What is not there for a phone that was let into its own project.
const ABSENT: &[&str] = &["the project has no form"];

/// What an answer says.
fn said(face: Face, answer: &Answer) -> Says {
    let leads_to = |what: &str| {
        answer
            .header("location")
            .is_some_and(|to| to.starts_with(what))
    };
    let left = leads_to("/sign-in?said=signed-out") || leads_to("/sign-in?said=password-set");
    match answer.status {
        303 if face == Face::Pages && leads_to("/sign-in") && !left => Says::SignIn,
        401 => Says::SignIn,
        403 if SECOND.iter().any(|why| answer.text().contains(why)) => Says::Yes,
        403 | 501 => Says::No,
        404 if ABSENT.iter().any(|why| answer.text().contains(why)) => Says::Yes,
        404 => Says::Hidden,
        _ => Says::Yes,
    }
}

/// What a route says by its table; a sentence that stands there for everybody has its own status.
pub fn expected(known: &Known, actor: &Actor, side: Side) -> Vec<Says> {
    let place = match is_about_a_thing(known) {
        true => actor.place(side),
        false => Place::Own,
    };
    let says = known.who.says(actor.asker, place);
    match known.who.door() {
        Door::Shut(None) => vec![Says::No, Says::Hidden],
        // Keys that open by themselves have no passphrase: there is nothing to unlock.
        _ if says == Says::Yes && known.path.ends_with("/keys/unlock") => vec![says, Says::Hidden],
        // A code of another agency's case finds nothing, like one that nobody has.
        _ if says == Says::Yes && known.path == "/v1/cases/find" => vec![says, Says::Hidden],
        _ => vec![says],
    }
}

/// Routes whose success takes the thing away, or the asker's session: they come last, in this order.
fn turn(known: &Known) -> usize {
    let path = known.path.as_str();
    let late = [
        "/retention/erase",
        "/draft/publish",
        "/publish",
        "/disable",
        "/revoke",
    ];
    match (known.method.as_str(), path) {
        ("DELETE", path) if path.starts_with("/v1/sessions") => 50,
        (_, "/sign-out" | "/session/lock") => 50,
        (_, "/account/sessions/end-others") => 49,
        ("DELETE", "/v1/users/{user}") => 40,
        ("DELETE", path) if path.ends_with("/app-users/{user}") => 45,
        ("POST", path) if path.ends_with("/revoke") => 44,
        ("DELETE", path) if path.ends_with("/draft") => 3,
        ("DELETE", _) => 2,
        _ => late
            .iter()
            .position(|end| path.ends_with(end))
            .map_or(0, |at| at + 5),
    }
}

/// Puts back what the last success took.
fn renew(server: &Server, admin: &Client, known: &Known, things: &mut Things) {
    let path = known.path.as_str();
    let form = || {
        format!(
            "/v1/projects/{}/forms/{}",
            things.get("project"),
            things.get("form")
        )
    };
    // A new draft has a new token: those who test one are asked first, and need none.
    let ends = ["/publish", "/forms/{form}/ask", "/forms/{form}/withdraw"];
    let of_draft = path.contains("/draft") || ends.iter().any(|end| path.ends_with(end));
    if of_draft && known.face != Face::OpenRosa {
        admin.post_empty(&format!("{}/draft", form()));
    }
    if of_draft && path.ends_with("/withdraw") {
        server.execute(
            "insert into publish_requests (form_version_id, asked_by, asked_at) select id, 1, 1 from form_versions \
             where state = 'draft' and id not in (select form_version_id from publish_requests)",
        );
    }
    if path.contains("/draft/attachments") && known.face != Face::OpenRosa {
        let file = format!("{}/draft/attachments/{}", form(), things.get("name"));
        let rows = b"name,label\nwell,Well\n";
        let kind = Some("text/csv");
        admin.send("POST", &file, kind, &rows[..]);
    }
    if path.ends_with("/entities/{entity}") {
        server.execute("update entities set deleted_at = null");
    }
    if path.contains("/assignments/") && known.method == "DELETE" {
        let of_form = path.contains("/forms/");
        let at = if of_form {
            form()
        } else {
            format!("/v1/projects/{}", things.get("project"))
        };
        let phone = things.get("actor");
        admin.post_empty(&format!("{at}/assignments/app-user/{phone}"));
    }
}

on_both!(every_route_lets_in_whom_its_table_names_and_nobody_else);
fn every_route_lets_in_whom_its_table_names_and_nobody_else(on: Database) {
    let server = Server::demo(on);
    let mut things = HashMap::from([(Side::Agency, Things::of_agency(&server))]);
    let general = Things::of_nobody(&server);
    things.insert(Side::General, general.clone());
    things.insert(Side::Platform, general);
    let admin = server.admin();
    let mut actors = actors(&server, &things[&Side::Agency]);
    let mut routes = known();
    routes.sort_by_key(turn);
    let (mut wrong, mut count, mut twins) = (String::new(), 0, 0);
    for known in &routes {
        for side in sides(known) {
            // Those who are refused come first: what is let in may take the thing away.
            let mut order: Vec<usize> = (0..actors.len()).collect();
            order.retain(|at| speaks(known, actors[*at].asker) && names(known, &actors[*at], side));
            order.sort_by_key(|at| expected(known, &actors[*at], side).contains(&Says::Yes));
            for at in order {
                let actor = &actors[at];
                let mine = things.get_mut(&side).unwrap();
                let expected = expected(known, actor, side);
                if expected.contains(&Says::Yes) {
                    renew(&server, &admin, known, mine);
                }
                let answer = actor.voice.ask(&server, known, mine);
                let got = said(known.face, &answer);
                count += 1;
                let line = format!(
                    "{} {} by {} about {side:?}",
                    known.method, known.path, actor.name
                );
                if !expected.contains(&got) || answer.status == 500 {
                    let start: String = answer.text().chars().take(160).collect();
                    let _ = writeln!(
                        wrong,
                        "{line}: {} ({got:?}), not {expected:?}: {start}",
                        answer.status
                    );
                }
                if expected == [Says::Hidden] && got == Says::Hidden {
                    let twin = actor.voice.ask(&server, known, &mine.unknown());
                    twins += 1;
                    if (twin.status, &twin.body) != (answer.status, &answer.body) {
                        let _ = writeln!(
                            wrong,
                            "{line}: looks unlike what does not exist: {}",
                            twin.text()
                        );
                    }
                }
                if got == Says::Yes && known.path.ends_with("datasets-waiting/{id}/approve") {
                    let left = mine
                        .get("waiting")
                        .split_once(' ')
                        .map_or("", |(_, left)| left)
                        .to_owned();
                    mine.put("waiting", left);
                }
                if turn(known) == 50
                    && let Voice::Person { user, .. } = &actors[at].voice
                {
                    actors[at].voice = Voice::of(&server, &user.clone());
                }
            }
        }
    }
    println!(
        "{count} times a route, somebody and a place: {} routes, {} who ask; {twins} compared with what does not exist",
        routes.len(),
        actors.len()
    );
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{wrong}",
        wrong.lines().count()
    );
}

/// Routes by whom they let in, as people have read it. `WAYPOST_TEST_BLESS=1` writes it anew, for a review of the difference.
#[test]
fn the_routes_are_the_matrix_that_was_reviewed() {
    let file = crate::support::root().join("tests/routes.matrix");
    let now = matrix();
    if std::env::var_os("WAYPOST_TEST_BLESS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        now == reviewed,
        "a route was added or lets in others; if that was meant, bless and review tests/routes.matrix:\n{now}"
    );
}

fn matrix() -> String {
    let mut text = String::from(
        "# Routes by whom they let in: y yes, n 403, h hidden (404, as if there were nothing), s sign in first, - does not apply.\n\
         # One letter where the route is about the asker or the installation. Else one for a thing in the own agency (phones:\n\
         # own project), one for another agency's, then g: one of a project without agency, or p: one of no agency.\n",
    );
    let askers: Vec<Asker> = Role::ALL
        .iter()
        .map(|role| Asker::Person(*role))
        .chain([Asker::Phone, Asker::Nobody])
        .collect();
    let mut line = |route: &str, cells: Vec<String>| {
        let _ = write!(text, "{route:<96}");
        for cell in cells {
            let _ = write!(text, " {cell:<12}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    };
    let name = |asker: &Asker| match asker {
        Asker::Person(role) => role.to_string(),
        Asker::Phone => "phone".to_owned(),
        Asker::Nobody => "nobody".to_owned(),
    };
    line("route", askers.iter().map(name).collect());
    for known in known() {
        let route = format!("{:<6} {}", known.method, known.path);
        let cells = askers.iter().map(|asker| cell(&known, *asker));
        line(&route, cells.collect());
    }
    text
}

fn cell(known: &Known, asker: Asker) -> String {
    let letter = |place| match known.who.says(asker, place) {
        Says::Yes => 'y',
        Says::No => 'n',
        Says::Hidden => 'h',
        Says::SignIn => 's',
    };
    if !speaks(known, asker) {
        return "-".to_owned();
    }
    if !is_about_a_thing(known) || asker == Asker::Nobody {
        return letter(Place::Own).to_string();
    }
    let has_own = !matches!(asker, Asker::Person(role) if !role.is_of_an_agency());
    let mut cell = String::new();
    cell.push(if has_own { letter(Place::Own) } else { '-' });
    cell.push(letter(Place::Other));
    for side in sides(known) {
        match side {
            Side::Agency => {}
            Side::General => {
                let _ = write!(cell, " g{}", letter(Place::General));
            }
            Side::Platform => {
                let _ = write!(cell, " p{}", letter(Place::Platform));
            }
        }
    }
    cell
}
