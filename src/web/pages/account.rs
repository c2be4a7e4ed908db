//! The pages of the own account: what one proves oneself with, where one is signed in, passkeys.

use super::parts::{Content, Trouble};
use super::shell::Shell;
use super::time::When;
use crate::domain::words::Role;
use crate::service::accounts::Browser;
use askama::Template;

/// `GET /account`.
#[derive(Template)]
#[template(path = "account.html")]
pub struct OwnAccount {
    /// The frame.
    pub shell: Shell,
    /// Name.
    pub name: String,
    /// The name to sign in with.
    pub email: String,
    /// Role.
    pub role: Role,
    /// Agency; none for admin, auditor and coordination.
    pub agency: Option<String>,
    /// Whether there is an app with codes.
    pub app: bool,
    /// How many passkeys there are.
    pub passkeys: usize,
    /// Whether passkeys can be used at this address.
    pub offered: bool,
    /// Whether one can let others in again.
    pub recovers: bool,
    /// Where one is signed in, the last used first.
    pub sessions: Vec<SessionLine>,
}

impl OwnAccount {
    /// Whether there is more than the one session.
    pub fn elsewhere(&self) -> bool {
        self.sessions.iter().any(|session| !session.this)
    }
}

/// One of the own sessions.
pub struct SessionLine {
    /// What to end it by.
    pub id: String,
    /// Whether it is this one.
    pub this: bool,
    /// With what; a message's id.
    pub with: &'static str,
    /// The browser, where it is one.
    pub browser: Browser,
    /// Begin.
    pub begun: When,
    /// Last use.
    pub used: When,
}

/// `GET /account/password`, and the answer of its form where something was wrong.
#[derive(Template)]
#[template(path = "password.html")]
pub struct OwnPassword {
    /// The frame.
    pub shell: Shell,
    /// The name to sign in with, for whatever keeps passwords.
    pub email: String,
    /// The least number of characters.
    pub min_length: usize,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `GET /account/passkeys`, and the answers of its forms.
#[derive(Template)]
#[template(path = "passkeys.html")]
pub struct Passkeys {
    /// The frame.
    pub shell: Shell,
    /// What there is.
    pub rows: Vec<PasskeyLine>,
    /// Whether there is an app with codes.
    pub app: bool,
    /// Whether passkeys can be used at this address.
    pub offered: bool,
    /// Whether nothing else can be done before.
    pub required: bool,
    /// Whether one more can be added.
    pub room: bool,
    /// What was typed as name.
    pub name: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// One passkey.
pub struct PasskeyLine {
    /// What to remove it by.
    pub id: String,
    /// What its owner calls it.
    pub name: Content,
    /// When added.
    pub added: When,
    /// When last used.
    pub used: Option<When>,
}
