//! What people come for, from its beginning to its end, in a real browser: by mouse and by keyboard alone, with scripts and
//! without. What they do is told by fields, addresses and places on the page, never by words, so that the same is done in
//! English and in Arabic. On the way axe-core judges the pages and pictures of them stand under `target/screenshots/flows`.
//!
//! Whatever a page asks for comes from the server itself, and the browser has nothing to refuse: each browser is asked at its
//! end ([`person::Person`]).

mod auditing;
mod casework;
mod harness;
mod holding_keys;
mod person;
mod real_phone;
mod receiving;
mod reviewing;

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::support::browser::Hand;
use crate::support::{Answers, Database, Server};
use person::Person;

/// How somebody goes through a flow.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// With what.
    pub hand: Hand,
    /// Whether their browser runs our scripts.
    pub scripts: bool,
    /// In which language.
    pub lang: &'static str,
    /// Whether the pages are judged and drawn on the way.
    pub judged: bool,
}

impl Way {
    /// The ways to go on this database. Judging takes long, and needs scripts: once in each direction of writing.
    pub fn all(on: Database) -> Vec<Self> {
        let way = |hand, scripts, lang, judged| Self {
            hand,
            scripts,
            lang,
            judged,
        };
        match on {
            Database::Sqlite => vec![
                way(Hand::Mouse, true, "en", true),
                way(Hand::Keyboard, true, "ar", true),
                way(Hand::Mouse, false, "ar", false),
                way(Hand::Keyboard, false, "en", false),
            ],
            Database::Postgres => vec![way(Hand::Keyboard, false, "en", false)],
        }
    }

    /// The one way of a story that is told once.
    pub fn once() -> Self {
        Self {
            hand: Hand::Mouse,
            scripts: true,
            lang: "en",
            judged: false,
        }
    }
}

/// Goes through a flow in every way, one after the other on one server; what went before is still there.
pub fn in_every_way(on: Database, mut flow: impl FnMut(usize, Way)) {
    for (number, way) in Way::all(on).into_iter().enumerate() {
        println!("{way:?}");
        flow(number, way);
    }
}

/// A case's code with its check character, another one for each number.
pub fn code(number: usize) -> String {
    let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let (first, last) = (letters[number / 24], letters[number % 24]);
    let base = format!("KHR5B62{}{}", char::from(first), char::from(last));
    let check = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, base.as_bytes()));
    format!("{base}{}", &check[..1])
}

/// Somebody with this role in this agency comes to the sign-in page and signs in.
pub fn enter(
    server: &Server,
    way: Way,
    flow: &'static str,
    role: &str,
    agency: Option<&str>,
) -> Person {
    let agency = agency.map(|code| server.credentials.agency(code).id.clone());
    let user = server.credentials.user(role, agency.as_deref());
    Person::enter(&server.url(), way, flow, user)
}

/// A screening after which nothing is so urgent that nobody may wait for an answer.
pub fn calm_screening(code: &str) -> Answers {
    crate::support::form::urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", code)
}
