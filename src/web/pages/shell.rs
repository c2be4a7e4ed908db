//! What every page has around its content: who is signed in, where one can go, what just happened.

use super::assets;
use super::flash::Flash;
use super::rich::Rich;
use super::subnav::Sub;
use crate::domain::Worded;
use crate::domain::words::{Lang, Role};
use crate::i18n::{Locale, Number, Text};
use crate::web::next_step::next_step;

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
    /// How the viewer reads.
    pub locale: Locale,
    /// Where to come back to after the language was changed: a path of this server.
    pub next: String,
    /// Which of the pages under one entry of the menu it is.
    pub sub: Option<Sub>,
}

impl Shell {
    /// The frame for somebody who is not signed in.
    pub fn outside(csrf: impl Into<String>) -> Self {
        Self {
            who: None,
            here: Here::Elsewhere,
            csrf: csrf.into(),
            quick_exit: QUICK_EXIT.into(),
            said: None,
            locale: Locale::default(),
            next: "/".into(),
            sub: None,
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

    /// Address of the stylesheet.
    pub fn style(&self) -> String {
        format!("/assets/{}", assets::style_name())
    }

    /// Address of the icon.
    pub fn icon(&self) -> String {
        format!("/assets/{}", assets::icon_name())
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
                Here::Pathway,
                Here::Records,
                Here::Stops,
            ],
            Role::Caseworker => &[Here::Home, Here::Queue, Here::Cases, Here::Projects],
            Role::FocalPoint => &[
                Here::Home,
                Here::Queue,
                Here::Cases,
                Here::Projects,
                Here::Keys,
                Here::People,
                Here::Pathway,
                Here::Audit,
                Here::Stops,
            ],
            Role::DataManager => &[
                Here::Home,
                Here::Projects,
                Here::Keys,
                Here::Pathway,
                Here::Records,
                Here::Machines,
                Here::Stops,
            ],
            Role::Auditor => &[Here::Home, Here::Audit, Here::Records],
            Role::Coordination => &[Here::Home, Here::Pathway],
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
