//! People who sign in, and agencies.

use super::labels::Tone;
use super::parts::{Choice, Content, Trouble, grouped};
use super::shell::Shell;
use super::time::When;
use crate::domain::words::{AgencyKind, Custody, KeyPurpose, KeyState, Role};
use crate::i18n::Locale;
use askama::Template;

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Can sign in.
    Active,
    /// Has a link, but no password yet.
    Invited,
    /// Cannot sign in.
    Disabled,
}

impl Account {
    /// The word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "people-account-active",
            Self::Invited => "people-account-invited",
            Self::Disabled => "people-account-disabled",
        }
    }

    /// Look of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Active => "ok",
            Self::Invited => "wait",
            Self::Disabled => "off",
        }
    }
}

/// A person in the list.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Number in addresses.
    pub id: i64,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Until when the person may read interviews, and whether that still holds.
    pub certified: Option<(When, bool)>,
    /// The viewer may certify it.
    pub may_certify: bool,
    /// Agency, for lists that have several.
    pub agency: Option<String>,
    /// Where the account stands.
    pub account: Account,
    /// When the person last signed in.
    pub last_in: Option<When>,
    /// The viewer may disable it.
    pub may_disable: bool,
    /// The viewer may make a new one-time link for it.
    pub may_reset: bool,
    /// The viewer may ask that the person is let in again without the second factor.
    pub may_recover: bool,
}

impl PersonRow {
    /// The key of what the role is for.
    pub fn role_key(&self) -> &'static str {
        match self.role {
            Role::Admin => "people-does-admin",
            Role::Supervisor => "people-does-supervisor",
            Role::Caseworker => "people-does-caseworker",
            Role::FocalPoint => "people-does-focal-point",
            Role::DataManager => "people-does-data-manager",
            Role::Auditor => "people-does-auditor",
            Role::Coordination => "people-does-coordination",
        }
    }
}

/// A link that is shown once.
pub struct OneTimeLink {
    /// For whom.
    pub name: String,
    /// The whole address, which is a secret.
    pub url: Content,
    /// Until when it works.
    pub expires: When,
}

/// `GET /people`, and the answer to `POST /people` (with the link, without a redirect).
#[derive(Template)]
#[template(path = "people.html")]
pub struct People {
    /// The frame.
    pub shell: Shell,
    /// By name.
    pub rows: Vec<PersonRow>,
    /// What was looked for; empty: everybody is shown.
    pub sought: String,
    /// Roles that the viewer may invite; empty: none.
    pub roles: Vec<Role>,
    /// Agencies to choose from; empty: the viewer's own, or none.
    pub agencies: Vec<Choice>,
    /// What was typed as name.
    pub name: String,
    /// What was typed as e-mail address.
    pub email: String,
    /// The link that was just made.
    pub link: Option<OneTimeLink>,
    /// What was wrong.
    pub trouble: Trouble,
}

impl People {
    /// Whether accounts can be looked for.
    pub fn is_long(&self) -> bool {
        !self.sought.is_empty() || self.rows.len() > 5
    }
}

/// A key of an agency, as everybody may know it.
#[derive(Clone, Debug)]
pub struct KeyLine {
    /// What for.
    pub purpose: KeyPurpose,
    /// Where it stands.
    pub state: KeyState,
    /// How its private half is kept.
    pub custody: Custody,
    /// Fingerprint of its public half.
    pub fingerprint: String,
}

impl KeyLine {
    /// The fingerprint in groups of four.
    pub fn grouped(&self) -> String {
        grouped(&self.fingerprint)
    }
}

/// An agency in the list.
#[derive(Clone, Debug)]
pub struct AgencyRow {
    /// Identifier in addresses.
    pub id: String,
    /// Short code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Its services, by name.
    pub services: Vec<String>,
    /// It was disabled.
    pub disabled: bool,
    /// Its keys; none where the viewer may not see them.
    pub keys: Option<Vec<KeyLine>>,
    /// It never had anybody: the viewer may invite its first focal point.
    pub invites_first: bool,
    /// Services to choose from, with its own chosen; empty: the viewer may not.
    pub choices: Vec<Choice>,
}

/// Kinds of organisation to choose from.
pub fn kinds(say: Locale, chosen: AgencyKind) -> Vec<Choice> {
    let kinds = AgencyKind::ALL.iter().map(|kind| Choice {
        selected: *kind == chosen,
        ..Choice::new(kind.as_str(), say.word(kind))
    });
    kinds.collect()
}

/// `GET /agencies`.
#[derive(Template)]
#[template(path = "agencies.html")]
pub struct Agencies {
    /// The frame.
    pub shell: Shell,
    /// By name.
    pub rows: Vec<AgencyRow>,
    /// What was typed as code.
    pub code: String,
    /// What was typed as name.
    pub name: String,
    /// Kinds of organisation, with the one that was chosen.
    pub kinds: Vec<Choice>,
    /// Services that a new agency may offer.
    pub services: Vec<Choice>,
    /// The viewer may add and change.
    pub may_edit: bool,
    /// The link that was just made.
    pub link: Option<OneTimeLink>,
    /// What was wrong.
    pub trouble: Trouble,
}
