//! The agency's keys, for its key holders.

use super::labels::{Label, NextStep, Tone};
use super::parts::{Trouble, grouped};
use super::shell::Shell;
use super::time::When;
use crate::domain::key_life::{self, Hangs, KeyAct};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
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
    pub label: &'static str,
    /// What it does.
    pub what: String,
    /// Whether a reason must be written.
    pub reason: bool,
    /// It takes something away.
    pub danger: bool,
}

/// What may be done with a key in this state by a key holder.
pub fn steps(state: KeyState, hangs: &Hangs, asked: Option<&str>) -> Vec<Step> {
    let step = |act, label, what: &str, reason, danger| Step {
        act,
        label,
        what: what.to_owned(),
        reason,
        danger,
    };
    let mut steps = Vec::new();
    if state == KeyState::Disabled {
        let what = "It then opens again, also what came meanwhile.";
        steps.push(step("enable", "Enable this key", what, false, false));
    }
    if state == KeyState::Retiring {
        let what = "It retires by itself once nothing needs it. Before that, what phones still send with it waits.";
        steps.push(step(
            "retire",
            "Retire it now",
            what,
            !hangs.is_free(),
            true,
        ));
    }
    if state == KeyState::Retired {
        let what = "It then opens what phones still sent with it.";
        steps.push(step("reopen", "Open with it once more", what, false, false));
    }
    let ends = key_life::after(state, KeyAct::Destroy, None).is_some();
    if ends && hangs.loses_nothing() {
        let what = match asked {
            Some(name) => format!(
                "{name} asked for this. If another key holder agrees, its private part is deleted for ever."
            ),
            None => {
                "Its private part is deleted for ever, once the other key holder agrees.".into()
            }
        };
        steps.push(step("destroy", "Destroy this key", &what, false, true));
    }
    steps
}

/// What still needs a key, in words.
pub fn needed_by(hangs: &Hangs) -> Option<String> {
    let count = |n: u64, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> = [
        count(
            hangs.carried,
            "phone that carries a form with it",
            "phones that carry a form with it",
        ),
        count(
            hangs.unopened,
            "submission that is not opened",
            "submissions that are not opened",
        ),
        count(hangs.sealed, "sealed record", "sealed records"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
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
