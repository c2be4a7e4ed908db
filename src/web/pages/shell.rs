//! What every page has around its content: who is signed in, where one can go, what just happened.

use super::assets;
use super::flash::Flash;
use super::rich::Rich;
use super::subnav::Sub;
use crate::domain::Worded;
use crate::domain::words::{Lang, Role, Theme};
use crate::i18n::{Locale, Number, Text};
use crate::web::next_step::next_step;
use zeroize::Zeroizing;

/// Where "Quick exit" leads unless the settings name another place.
pub const QUICK_EXIT: &str = "https://www.wikipedia.org";

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug)]
pub struct Who {
    /// Display name.
    pub name: String,
    /// Role, which decides the menu.
    pub role: Role,
    /// Name of the agency; none for admin and auditor.
    pub agency: Option<String>,
}

/// The way back from what was just done: the inverse act, as a form of its own. It goes past the same rules as the act did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Where it is posted to.
    pub action: String,
    /// What it says: names and values, besides `csrf`.
    pub fields: Vec<(&'static str, String)>,
}

/// The entry of the menu that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// A page outside the menu.
    Elsewhere,
    /// `/`
    Home,
    /// `/queue`, `/referrals/…`
    Queue,
    /// `/cases…`, `/approvals`, `/unmatched`, `/looks`
    Cases,
    /// `/projects…`, `/submissions/…`
    Projects,
    /// `/keys`
    Keys,
    /// `/people`
    People,
    /// `/agencies`
    Agencies,
    /// `/audit`
    Audit,
    /// `/stops`
    Stops,
    /// `/insight…`, `/quality`, `/second-looks`
    Insight,
    /// `/pathway…`, `/directory`, `/protocols`, `/sites`
    Pathway,
    /// `/retention`, `/certificates`
    Records,
    /// `/machines`
    Machines,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// Its word.
    pub label: String,
    /// Whether the page belongs to it.
    pub current: bool,
}

/// The frame of a page.
#[derive(Clone)]
pub struct Shell {
    /// Who is signed in; none on the pages before that.
    pub who: Option<Who>,
    /// Where the page belongs.
    pub here: Here,
    /// Value of the hidden `csrf` field of every form on the page.
    pub csrf: String,
    /// Where "Quick exit" leads.
    pub quick_exit: String,
    /// What just happened, from the query's `said`.
    pub said: Option<Flash>,
    /// How it is taken back, where that is safe.
    pub undo: Option<Undo>,
    /// Look of the page.
    pub theme: Theme,
    /// How the viewer reads.
    pub locale: Locale,
    /// Where to come back to after the language was changed: a path of this server.
    pub next: String,
    /// After so many seconds without a use the session ends; none on pages before signing in.
    pub idle: Option<u32>,
    /// Which of the pages under one entry of the menu it is.
    pub sub: Option<Sub>,
    /// The code that a case was looked for by and not found; empty otherwise.
    pub sought: Zeroizing<String>,
}

/// A browser without scripts leaves the page so many seconds after the session has been idle: by then it is certain.
const LEAVES_AFTER: u32 = 5;

impl Shell {
    /// The frame for somebody who is not signed in.
    pub fn outside(csrf: impl Into<String>) -> Self {
        Self {
            who: None,
            here: Here::Elsewhere,
            csrf: csrf.into(),
            quick_exit: QUICK_EXIT.into(),
            said: None,
            undo: None,
            theme: Theme::Auto,
            locale: Locale::default(),
            next: "/".into(),
            idle: None,
            sub: None,
            sought: Zeroizing::default(),
        }
    }

    /// The frame for somebody who is signed in.
    pub fn inside(who: Who, csrf: impl Into<String>) -> Self {
        Self {
            who: Some(who),
            ..Self::outside(csrf)
        }
    }

    /// Says how the viewer reads.
    pub fn speaking(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// Says where to come back to after the language was changed.
    pub fn coming_back_to(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// Says how the page looks.
    pub fn looking(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// Offers to take back what just happened, if it was this.
    pub fn undoing(mut self, did: Flash, undo: Option<Undo>) -> Self {
        if self.said == Some(did) {
            self.undo = undo;
        }
        self
    }

    /// A message without variables.
    pub fn t(&self, id: &str) -> String {
        self.locale.t(id)
    }

    /// A message whose variables follow.
    pub fn of(&self, id: &str) -> Text {
        self.locale.of(id.to_owned())
    }

    /// A message with `<strong>`, `<em>` or `<code>` in it, whose variables follow.
    pub fn rich(&self, id: &str) -> Rich {
        Rich::new(self.locale, id)
    }

    /// The word that people read for a word of a closed set.
    pub fn word(&self, word: impl Worded) -> String {
        self.locale.word(word)
    }

    /// What a person can do about a state, or what it means.
    pub fn next_step(&self, word: impl Worded) -> String {
        next_step(self.locale, word)
    }

    /// A bare number.
    pub fn count(&self, n: impl Number) -> String {
        self.locale.count(n)
    }

    /// For `<html lang>`.
    pub fn lang(&self) -> &'static str {
        self.locale.lang.as_str()
    }

    /// For `<html dir>`.
    pub fn dir(&self) -> &'static str {
        self.locale.lang.dir()
    }

    /// The languages to choose from.
    pub fn languages(&self) -> &'static [Lang] {
        Lang::ALL
    }

    /// When a browser without scripts leaves the page by itself, in seconds.
    pub fn leaves_after(&self) -> Option<u32> {
        self.idle.map(|idle| idle.saturating_add(LEAVES_AFTER))
    }

    /// Marks the entry of the menu.
    pub fn at(mut self, here: Here) -> Self {
        self.here = here;
        self
    }

    /// Says what just happened; words that are not in the list are ignored.
    pub fn said(mut self, word: Option<&str>) -> Self {
        self.said = word.and_then(|w| w.parse().ok());
        self
    }

    /// Address of a file that is compiled in: `style`, `icon`, `desk`.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The message for a limit that clocks fill in themselves as they tick: its span is `%`.
    pub fn ticking(&self, id: &str) -> String {
        let text = self.of(id).s("span", "%").to_string();
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    /// For whoever reads a number to the browser: which digits.
    pub fn digits(&self) -> &'static str {
        self.locale.digits.as_str()
    }

    /// The token for scripts; none on the pages before signing in.
    pub fn csrf_for_scripts(&self) -> Option<&str> {
        self.who.as_ref().map(|_| self.csrf.as_str())
    }

    /// The menu of the person's role. What may be done is decided by the policy; this only spares dead ends.
    pub fn nav(&self) -> Vec<NavItem> {
        let Some(who) = &self.who else {
            return Vec::new();
        };
        let places: &[Here] = match who.role {
            Role::Admin => &[
                Here::Home,
                Here::Projects,
                Here::Agencies,
                Here::People,
                Here::Pathway,
                Here::Machines,
                Here::Stops,
            ],
            Role::Supervisor => &[
                Here::Home,
                Here::Queue,
                Here::Cases,
                Here::Projects,
                Here::Insight,
                Here::Pathway,
                Here::Records,
                Here::Stops,
            ],
            Role::Caseworker => &[
                Here::Home,
                Here::Queue,
                Here::Cases,
                Here::Projects,
                Here::Insight,
            ],
            Role::FocalPoint => &[
                Here::Home,
                Here::Queue,
                Here::Cases,
                Here::Projects,
                Here::Keys,
                Here::People,
                Here::Pathway,
                Here::Audit,
                Here::Insight,
                Here::Stops,
            ],
            Role::DataManager => &[
                Here::Home,
                Here::Projects,
                Here::Keys,
                Here::Insight,
                Here::Pathway,
                Here::Records,
                Here::Machines,
                Here::Stops,
            ],
            Role::Auditor => &[Here::Home, Here::Audit, Here::Records],
            Role::Coordination => &[Here::Home, Here::Insight, Here::Pathway],
        };
        places
            .iter()
            .map(|&place| {
                let (href, label) = match place {
                    Here::Elsewhere | Here::Home => ("/", "frame-nav-home"),
                    Here::Queue => ("/queue", "frame-nav-queue"),
                    Here::Cases => ("/cases", "frame-nav-cases"),
                    Here::Projects => ("/projects", "frame-nav-projects"),
                    Here::Keys => ("/keys", "frame-nav-keys"),
                    Here::People => ("/people", "frame-nav-people"),
                    Here::Agencies => ("/agencies", "frame-nav-agencies"),
                    Here::Audit => ("/audit", "frame-nav-audit"),
                    Here::Stops => ("/stops", "frame-nav-stops"),
                    Here::Insight if who.role == Role::Coordination => {
                        ("/insight/shared", "frame-nav-insight")
                    }
                    Here::Insight => ("/insight", "frame-nav-insight"),
                    Here::Pathway => ("/pathway", "frame-nav-pathway"),
                    Here::Records => match who.role {
                        Role::Auditor => ("/certificates", "frame-nav-records"),
                        _ => ("/retention", "frame-nav-records"),
                    },
                    Here::Machines => ("/machines", "frame-nav-machines"),
                };
                NavItem {
                    href,
                    label: self.t(label),
                    current: place == self.here,
                }
            })
            .collect()
    }

    /// Whether the person finds cases by their codes.
    pub fn finds_cases(&self) -> bool {
        let role = self.who.as_ref().map(|who| who.role);
        let finds = [Role::Supervisor, Role::Caseworker, Role::FocalPoint];
        role.is_some_and(|role| finds.contains(&role))
    }

    /// Role and agency in one line, for the header.
    pub fn who_line(&self) -> String {
        match &self.who {
            None => String::new(),
            Some(Who {
                role,
                agency: Some(agency),
                ..
            }) => self
                .of("frame-who")
                .s("role", self.word(role))
                .s("agency", agency)
                .into(),
            Some(Who {
                role, agency: None, ..
            }) => self.word(role),
        }
    }
}
