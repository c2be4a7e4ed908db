//! The agency's keys, for its key holders.

use super::labels::Tone;
use super::parts::{Trouble, grouped};
use super::shell::Shell;
use super::time::When;
use crate::domain::key_life::{self, Hangs, KeyAct};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::i18n::Locale;
use askama::Template;

/// A key of the agency.
#[derive(Clone, Debug)]
pub struct KeyCard {
    /// Identifier in addresses.
    pub id: String,
    /// What for.
    pub purpose: KeyPurpose,
    /// Where it stands.
    pub state: KeyState,
    /// How the private half is kept.
    pub custody: Custody,
    /// Fingerprint of the public half.
    pub fingerprint: String,
    /// When it was made.
    pub created: When,
    /// Who made it.
    pub requested_by: Option<String>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// Why it was disabled.
    pub disabled_reason: Option<String>,
    /// It waits, and the viewer is the second person.
    pub may_confirm: bool,
    /// The viewer may disable it.
    pub may_disable: bool,
    /// What still needs it, in words; none if nothing does, or nobody asks.
    pub needed_by: Option<String>,
    /// What else the viewer may do with it now.
    pub steps: Vec<Step>,
}

/// A step in a key's life that a key holder may take.
#[derive(Clone, Debug)]
pub struct Step {
    /// The last part of its address.
    pub act: &'static str,
    /// On the button.
    pub label: String,
    /// What it does.
    pub what: String,
    /// Whether a reason must be written.
    pub reason: bool,
    /// It takes something away.
    pub danger: bool,
}

/// What may be done with a key in this state by a key holder.
pub fn steps(say: Locale, state: KeyState, hangs: &Hangs, asked: Option<&str>) -> Vec<Step> {
    let step = |act, label, what, reason, danger| Step {
        act,
        label: say.t(label),
        what,
        reason,
        danger,
    };
    let mut steps = Vec::new();
    if state == KeyState::Disabled {
        let what = say.t("keys-step-enable-what");
        steps.push(step("enable", "keys-step-enable", what, false, false));
    }
    if state == KeyState::Retiring {
        let (what, reason) = (say.t("keys-step-retire-what"), !hangs.is_free());
        steps.push(step("retire", "keys-step-retire", what, reason, true));
    }
    if state == KeyState::Retired {
        let what = say.t("keys-step-reopen-what");
        steps.push(step("reopen", "keys-step-reopen", what, false, false));
    }
    let ends = key_life::after(state, KeyAct::Destroy, None).is_some();
    if ends && hangs.loses_nothing() {
        let what = match asked {
            Some(name) => say.of("keys-step-destroy-asked").s("name", name).into(),
            None => say.t("keys-step-destroy-what"),
        };
        steps.push(step("destroy", "keys-step-destroy", what, false, true));
    }
    steps
}

/// What still needs a key, in words.
pub fn needed_by(say: Locale, hangs: &Hangs) -> Option<String> {
    let parts: Vec<String> = [
        (hangs.carried, "keys-needed-carried"),
        (hangs.unopened, "keys-needed-unopened"),
        (hangs.sealed, "keys-needed-sealed"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, id)| say.of(id).n("n", n).into())
    .collect();
    (!parts.is_empty()).then(|| say.list(&parts))
}

impl KeyCard {
    /// The fingerprint in groups of four.
    pub fn grouped(&self) -> String {
        grouped(&self.fingerprint)
    }

    /// Whether it waits for the second person.
    pub fn is_pending(&self) -> bool {
        self.state == KeyState::Pending
    }
}

/// Whether keys under a passphrase are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassphraseLock {
    /// No key is under a passphrase.
    None,
    /// The vault does not answer, so nobody knows.
    Away,
    /// Locked.
    Locked {
        /// Submissions that wait.
        waiting: u32,
    },
    /// Open.
    Unlocked {
        /// When it locks by itself, in words: `after 30 min without use`.
        until: String,
    },
}

/// How far a key's work has gone over to its successor: of collection keys the phones, of others the records.
#[derive(Clone, Copy, Debug)]
pub struct ProgressLine {
    /// What the keys are for.
    pub purpose: KeyPurpose,
    /// How many have gone over.
    pub done: u64,
    /// Of how many.
    pub all: u64,
}

/// `GET /keys`.
#[derive(Template)]
#[template(path = "keys.html")]
pub struct Keys {
    /// The frame.
    pub shell: Shell,
    /// The agency.
    pub agency: String,
    /// Keys: pending first, then in use, then the rest.
    pub keys: Vec<KeyCard>,
    /// How far the replaced ones' work has gone over to their successors.
    pub progress: Vec<ProgressLine>,
    /// Whether they are open.
    pub lock: PassphraseLock,
    /// The viewer is a key holder; others only see states and fingerprints.
    pub is_holder: bool,
    /// The least number of characters of a passphrase.
    pub min_length: usize,
    /// What was wrong.
    pub trouble: Trouble,
}

/// A phone that carries an old key.
#[derive(Clone, Debug)]
pub struct KeyPhone {
    /// Its name.
    pub name: String,
    /// The form.
    pub form: String,
    /// When it fetched it.
    pub fetched: When,
    /// When it was last seen.
    pub seen: Option<When>,
}

/// `GET /keys/{id}/phones`.
#[derive(Template)]
#[template(path = "key_phones.html")]
pub struct KeyPhones {
    /// The frame.
    pub shell: Shell,
    /// Phones, longest unseen first.
    pub phones: Vec<KeyPhone>,
}
