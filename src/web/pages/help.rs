//! Help: for each entry of one's menu what it is for, the words of these pages, the way out, and the shortcuts.

use askama::Template;

use super::shell::Shell;

/// A word and what it means, or a page and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where it is; none for a word.
    pub href: Option<&'static str>,
    /// Its name.
    pub name: String,
    /// What there is to say.
    pub about: String,
}

/// `GET /help`
#[derive(Template)]
#[template(path = "help.html")]
pub struct Help {
    /// The frame.
    pub shell: Shell,
    /// The entries of the menu.
    pub places: Vec<Told>,
    /// Words that mean something of their own here.
    pub words: Vec<Told>,
}

impl Help {
    /// What the person of this frame needs to know.
    pub fn new(shell: Shell) -> Self {
        let place = |item: super::shell::NavItem| {
            Some(Told {
                href: Some(item.href),
                about: shell.t(about(item.href)?),
                name: item.label,
            })
        };
        let word = |(name, about): (&str, &str)| Told {
            href: None,
            name: shell.t(name),
            about: shell.t(about),
        };
        Self {
            places: shell.nav().into_iter().filter_map(place).collect(),
            words: WORDS.iter().copied().map(word).collect(),
            shell,
        }
    }
}

impl Help {
    /// Whether there is a focal point to ask.
    pub fn is_of_an_agency(&self) -> bool {
        let who = self.shell.who.as_ref();
        who.is_some_and(|who| who.role.is_of_an_agency())
    }
}

/// What a page is for.
fn about(href: &str) -> Option<&'static str> {
    Some(match href {
        "/" => "help-home",
        "/queue" => "help-queue",
        "/cases" => "help-cases",
        "/projects" => "help-projects",
        "/keys" => "help-keys",
        "/people" => "help-people",
        "/agencies" => "help-agencies",
        "/audit" => "help-audit",
        "/stops" => "help-stops",
        _ => return None,
    })
}

const WORDS: &[(&str, &str)] = &[
    ("help-word-referral", "help-word-referral-is"),
    ("help-word-held", "help-word-held-is"),
    ("help-word-card", "help-word-card-is"),
    ("help-word-consent", "help-word-consent-is"),
    ("help-word-sealed", "help-word-sealed-is"),
    ("help-word-locked", "help-word-locked-is"),
    ("help-word-second", "help-word-second-is"),
    ("help-word-late", "help-word-late-is"),
];

/// One shortcut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The letter after Alt and Shift.
    pub letter: &'static str,
    /// What it does.
    pub does: String,
}

/// `GET /help/keys`
#[derive(Template)]
#[template(path = "help_keys.html")]
pub struct HelpKeys {
    /// The frame.
    pub shell: Shell,
    /// Each with what it does.
    pub keys: Vec<Key>,
}

impl HelpKeys {
    /// The shortcuts that lead somewhere for the person of this frame.
    pub fn new(shell: Shell) -> Self {
        let here: Vec<_> = shell.nav().into_iter().map(|item| item.href).collect();
        let all = [
            ("H", "help-keys-home", here.contains(&"/")),
            ("Q", "help-keys-queue", here.contains(&"/queue")),
            ("C", "help-keys-cases", here.contains(&"/cases")),
            ("P", "help-keys-projects", here.contains(&"/projects")),
            ("S", "help-keys-search", shell.finds_cases()),
            ("J", "help-keys-next", true),
            ("K", "help-keys-previous", true),
            ("?", "help-keys-help", true),
        ];
        let key = |(letter, does, _): (&'static str, &str, bool)| Key {
            letter,
            does: shell.t(does),
        };
        let there = all.into_iter().filter(|(_, _, there)| *there);
        Self {
            keys: there.map(key).collect(),
            shell,
        }
    }
}
