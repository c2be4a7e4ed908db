//! Whom a route lets in, as data. Each line of each route table carries one, so no route can be written without it; the
//! words of the OpenAPI document are made from it, and `tests/policy` calls every route and compares.
//!
//! It decides nothing: it names what the use-case asks of [`policy`], and reads the same table.

use std::fmt;

use crate::domain::policy::{self, Action, Denied, Place};
use crate::domain::words::Role;

/// Whom a route lets in.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    door: Door,
    also: &'static [Action],
    phones: Option<Action>,
    hidden: bool,
    shown: Option<Action>,
}

/// What a route asks first of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nothing.
    Open,
    /// A live session; then it is about whoever asks.
    SignedIn,
    /// That the policy allows an action.
    Policy(Action, About),
    /// A phone's key or password.
    Phone,
    /// A secret in the address itself: a draft's token.
    Token,
    /// The signature of an agency's own machine.
    Machine,
    /// Nothing, and it lets nobody in: it only says why not. Those who may do this learn that it exists.
    Shut(Option<Action>),
}

/// What a route's action is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The thing that address or body name, wherever it stands.
    Thing,
    /// A thing of a list that stands at home: the own agency's, or for those without an agency the platform's.
    Listed,
    /// The own agency, or for those without an agency the platform.
    Home,
    /// The installation as a whole.
    Platform,
}

/// What somebody who asks gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Says {
    /// The route is theirs.
    Yes,
    /// 403.
    No,
    /// 404, as if there were nothing.
    Hidden,
    /// 401, or the page to sign in.
    SignIn,
}

/// Who asks, as far as a route table tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asker {
    /// Somebody signed in.
    Person(Role),
    /// A phone with its key.
    Phone,
    /// Nobody.
    Nobody,
}

/// Anybody.
pub const ANYBODY: Who = Who::at(Door::Open);
/// Anybody who is signed in.
pub const PERSON: Who = Who::at(Door::SignedIn);
/// Whoever holds the token in the address.
pub const TOKEN: Who = Who::at(Door::Token);
/// Agencies' own machines.
pub const MACHINE: Who = Who::at(Door::Machine);
/// Nobody: a sentence stands there.
pub const NOBODY: Who = Who::at(Door::Shut(None));

/// Whom the policy lets do this to the thing that address or body name.
pub const fn of(action: Action) -> Who {
    Who::at(Door::Policy(action, About::Thing))
}

/// Whom the policy lets see this list at home: one thing of it.
pub const fn listed(action: Action) -> Who {
    Who::at(Door::Policy(action, About::Listed))
}

/// Whom the policy lets do this in the own agency, or without one on the platform.
pub const fn home(action: Action) -> Who {
    Who::at(Door::Policy(action, About::Home))
}

/// Whom the policy lets do this on the installation as a whole.
pub const fn platform(action: Action) -> Who {
    Who::at(Door::Policy(action, About::Platform))
}

/// Phones of the project that may do this, and nobody else.
pub const fn phones(action: Action) -> Who {
    Who::at(Door::Phone).or_phones(action)
}

/// Nobody; who may do this learns why.
pub const fn shut(action: Action) -> Who {
    Who::at(Door::Shut(Some(action)))
}

impl Who {
    const fn at(door: Door) -> Self {
        Self {
            door,
            also: &[],
            phones: None,
            hidden: false,
            shown: None,
        }
    }

    /// The same where what is sent or shown may ask for more.
    pub const fn also(mut self, actions: &'static [Action]) -> Self {
        self.also = actions;
        self
    }

    /// The same, and phones of the project that may do this.
    pub const fn or_phones(mut self, action: Action) -> Self {
        self.phones = Some(action);
        self
    }

    /// The same; to everybody else, of whatever agency or none, it does not exist.
    pub const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// The same; but who may do this other thing knows that it exists.
    pub const fn shown_to(mut self, action: Action) -> Self {
        self.shown = Some(action);
        self
    }

    /// What it asks first of all.
    pub fn door(&self) -> Door {
        self.door
    }

    /// Every action that it names.
    pub fn actions(&self) -> impl Iterator<Item = Action> + '_ {
        let first = match self.door {
            Door::Policy(action, _) | Door::Shut(Some(action)) => Some(action),
            _ => None,
        };
        first
            .into_iter()
            .chain(self.phones)
            .chain(self.also.iter().copied())
    }

    /// Whether nobody is asked who they are.
    pub fn is_open(&self) -> bool {
        matches!(self.door, Door::Open | Door::Token | Door::Shut(None))
    }

    /// Whether a phone's credentials are good for it.
    pub fn takes_phones(&self) -> bool {
        self.phones.is_some()
    }

    /// Whether it is about a thing that belongs to somebody.
    pub fn is_about_a_thing(&self) -> bool {
        matches!(
            self.door,
            Door::Policy(_, About::Thing | About::Listed) | Door::Shut(Some(_))
        ) || self.takes_phones()
    }

    /// What the table says to somebody about a thing that stands there.
    pub fn says(&self, asker: Asker, place: Place) -> Says {
        match (self.door, asker) {
            (Door::Open | Door::Token, _) => Says::Yes,
            (Door::Shut(None), _) => Says::No,
            (_, Asker::Phone) => self.says_to_phones(place),
            (Door::Phone | Door::Machine, _) | (_, Asker::Nobody) => Says::SignIn,
            (Door::SignedIn, _) => Says::Yes,
            (Door::Shut(Some(action)), Asker::Person(role)) => {
                match policy::said(role, action, place) {
                    Err(Denied::Hidden) => Says::Hidden,
                    _ => Says::No,
                }
            }
            (Door::Policy(action, about), Asker::Person(role)) => {
                match said(role, action, about, place) {
                    Ok(()) => Says::Yes,
                    Err(_) if self.is_shown(role, about, place) => Says::No,
                    Err(_) if self.hidden => Says::Hidden,
                    Err(Denied::Hidden) => Says::Hidden,
                    Err(Denied::Forbidden | Denied::SecondFactor) => Says::No,
                }
            }
        }
    }

    fn is_shown(&self, role: Role, about: About, place: Place) -> bool {
        let shown = self.shown;
        shown.is_some_and(|action| said(role, action, about, place).is_ok())
    }

    /// A phone is told of its own project; anywhere else its key is as good as an unknown one, which is never a 401: an
    /// app would ask for a password.
    fn says_to_phones(&self, place: Place) -> Says {
        let may = self.phones.is_some_and(policy::said_to_phones);
        match (self.door, may && place == Place::Own) {
            (_, true) => Says::Yes,
            (Door::Machine, false) => Says::SignIn,
            (_, false) => Says::No,
        }
    }
}

fn said(role: Role, action: Action, about: About, place: Place) -> Result<(), Denied> {
    let home = if role.is_of_an_agency() {
        Place::Own
    } else {
        Place::Platform
    };
    match (about, place) {
        (About::Thing, place) => policy::said(role, action, place),
        (About::Platform, _) => policy::said(role, action, Place::Platform),
        (About::Listed, Place::Other) if home == Place::Own => Err(Denied::Hidden),
        (About::Home | About::Listed, _) => policy::said(role, action, home),
    }
}

/// The words of the OpenAPI document, made from the policy's table.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = match self.door {
            Door::Open => vec!["anybody".to_owned()],
            Door::SignedIn => vec!["anybody who is signed in".to_owned()],
            Door::Phone => Vec::new(),
            Door::Token => vec!["whoever holds the token in the address".to_owned()],
            Door::Machine => vec!["agencies' own machines".to_owned()],
            Door::Shut(_) => vec!["nobody".to_owned()],
            Door::Policy(action, about) => people(action, about),
        };
        if self.phones.is_some() {
            words.push("phones of the project".to_owned());
        }
        f.write_str(&words.join("; "))
    }
}

fn people(action: Action, about: About) -> Vec<String> {
    let at = |place| -> Vec<Role> {
        let all = Role::ALL.iter().copied();
        all.filter(|role| policy::said(*role, action, place).is_ok())
            .collect()
    };
    let [own, other, general, platform] = [
        at(Place::Own),
        at(Place::Other),
        at(Place::General),
        at(Place::Platform),
    ];
    let mut words = Vec::new();
    let mut say = |roles: &[Role], of: &str| {
        if let Some(named) = named(roles) {
            words.push(format!("{named}{of}"));
        }
    };
    match about {
        About::Thing => {
            say(&own, " of the agency");
            say(&other, "");
            if general != other {
                say(&general, " in a project without agency");
            }
            let more: Vec<Role> = platform
                .into_iter()
                .filter(|role| !other.contains(role) && !general.contains(role))
                .collect();
            say(&more, " for what belongs to no agency");
        }
        About::Listed | About::Home => {
            say(&own, " of the agency");
            let outside: Vec<Role> = platform
                .into_iter()
                .filter(|role| !role.is_of_an_agency())
                .collect();
            say(&outside, "");
        }
        About::Platform => say(&platform, ""),
    }
    words
}

fn named(roles: &[Role]) -> Option<String> {
    let agency = Role::ALL.iter().filter(|role| role.is_of_an_agency());
    if agency.clone().all(|role| roles.contains(role)) {
        let others = roles.iter().filter(|role| !role.is_of_an_agency());
        let others: Vec<Role> = others.copied().collect();
        return Some(match named(&others) {
            Some(others) => format!("{others}, people"),
            None => "people".to_owned(),
        });
    }
    let words: Vec<String> = roles
        .iter()
        .map(|role| role.as_str().replace('_', " "))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_words_come_from_the_policy_s_table() {
        let said = |who: Who| who.to_string();
        assert_eq!(said(ANYBODY), "anybody");
        assert_eq!(said(of(Action::FormRead)), "people of the agency; admin");
        assert_eq!(
            said(of(Action::SubmissionRead)),
            "supervisor, caseworker of the agency; admin in a project without agency"
        );
        assert_eq!(
            said(of(Action::FormRead).or_phones(Action::FormDownload)),
            "people of the agency; admin; phones of the project"
        );
        assert_eq!(
            said(home(Action::AuditRead)),
            "focal point of the agency; auditor"
        );
        assert_eq!(said(platform(Action::AgencyCreate)), "admin");
        assert_eq!(
            said(of(Action::UserInvite)),
            "focal point of the agency; admin for what belongs to no agency"
        );
        assert_eq!(said(phones(Action::FormDownload)), "phones of the project");
    }

    #[test]
    fn another_agency_s_thing_is_hidden_and_the_own_one_only_refused() {
        let read = of(Action::SubmissionRead);
        let supervisor = Asker::Person(Role::Supervisor);
        let manager = Asker::Person(Role::DataManager);
        let admin = Asker::Person(Role::Admin);
        assert_eq!(read.says(supervisor, Place::Own), Says::Yes);
        assert_eq!(read.says(supervisor, Place::Other), Says::Hidden);
        assert_eq!(read.says(manager, Place::Own), Says::No);
        assert_eq!(read.says(admin, Place::Other), Says::No);
        assert_eq!(read.hidden().says(admin, Place::Other), Says::Hidden);
        assert_eq!(read.says(Asker::Nobody, Place::Own), Says::SignIn);
        assert_eq!(read.says(Asker::Phone, Place::Own), Says::No);
        let list = phones(Action::FormDownload);
        assert_eq!(list.says(Asker::Phone, Place::Own), Says::Yes);
        assert_eq!(list.says(Asker::Phone, Place::Other), Says::No);
    }
}
