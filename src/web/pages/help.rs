//! Help: for each entry of one's menu what it is for, the words of these pages, the way out, and the shortcuts.

use askama::Template;

use super::shell::Shell;
use crate::domain::words::Role;

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
    /// Whom to ask.
    pub fn more(&self) -> String {
        self.shell
            .t(match self.shell.who.as_ref().map(|who| who.role) {
                Some(Role::FocalPoint) => "help-more-focal",
                Some(role) if role.is_of_an_agency() => "help-more",
                _ => "help-more-server",
            })
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
        "/insight" => "help-insight",
        "/insight/shared" => "help-insight-shared",
        "/pathway" => "help-pathway",
        "/retention" | "/certificates" => "help-records",
        "/machines" => "help-machines",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::Who;

    fn of(role: Role) -> Help {
        let who = Who {
            name: "Amina Diallo".into(),
            role,
            agency: None,
        };
        Help::new(Shell::inside(who, "csrf"))
    }

    #[test]
    fn every_entry_of_a_menu_is_explained() {
        for role in Role::ALL {
            let help = of(*role);
            let menu: Vec<_> = help.shell.nav().iter().map(|item| item.href).collect();
            let told: Vec<_> = help.places.iter().filter_map(|one| one.href).collect();
            assert_eq!(told, menu, "{role}");
            assert!(help.places.iter().all(|one| !one.about.is_empty()));
        }
    }

    #[test]
    fn a_focal_point_is_not_sent_to_their_focal_point() {
        let [focal, other] = [Role::FocalPoint, Role::Caseworker].map(|role| of(role).more());
        assert!(other.contains("focal point"), "{other}");
        assert!(!focal.contains("focal point"), "{focal}");
    }
}
