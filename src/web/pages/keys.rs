//! The agency's keys, for its key holders.

use super::labels::{Label, NextStep, Tone};
use super::parts::{Trouble, grouped};
use super::shell::Shell;
use super::time::When;
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
