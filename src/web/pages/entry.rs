//! The pages of getting in: sign in, its code, choosing a password from a one-time link, setting up a second factor.

use super::parts::{Content, Trouble};
use super::shell::Shell;
use askama::Template;

/// `GET /sign-in`, and its answer when signing in failed.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub shell: Shell,
    /// What was typed as e-mail, to spare typing it again.
    pub email: String,
    /// Where to go afterwards: a path of this server, already checked; empty for home.
    pub next: String,
    /// What was wrong; the same for every wrong pair of e-mail and password.
    pub trouble: Trouble,
}

/// The second step of signing in, for those who have a second factor.
#[derive(Template)]
#[template(path = "sign_in_code.html")]
pub struct SignInCode {
    /// The frame.
    pub shell: Shell,
    /// The vault's word that the password was right. No session: it is good for giving the code, for minutes.
    pub halfway: String,
    /// Whether an app shows codes.
    pub app: bool,
    /// Whether a passkey can be shown.
    pub passkeys: bool,
    /// Where to go afterwards, as in [`SignIn`].
    pub next: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `GET /account/second-factor`, and the answers of its forms.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactor {
    /// The frame.
    pub shell: Shell,
    /// How far it is.
    pub state: FactorState,
    /// Whether nothing else can be done before.
    pub required: bool,
    /// What was wrong.
    pub trouble: Trouble,
}

/// How far the setting up of a second factor is.
pub enum FactorState {
    /// There is none.
    None,
    /// It was made just now: shown this once.
    New {
        /// The code for the app, as a whole `<svg>`.
        qr_svg: Content,
        /// The secret as people type it, in groups.
        secret: Content,
    },
    /// It was made and shown; a code was wrong.
    Begun,
    /// There is one.
    There,
}

impl SecondFactor {
    /// Whether the first code can be given.
    pub fn waits(&self) -> bool {
        matches!(self.state, FactorState::New { .. } | FactorState::Begun)
    }

    /// Whether there is one.
    pub fn there(&self) -> bool {
        matches!(self.state, FactorState::There)
    }
}

/// `GET /welcome/{token}`: choose a password.
#[derive(Template)]
#[template(path = "welcome.html")]
pub struct Welcome {
    /// The frame.
    pub shell: Shell,
    /// The token of the address, for the form's action.
    pub token: String,
    /// Whose link it is.
    pub name: String,
    /// The e-mail address to sign in with.
    pub email: String,
    /// The least number of characters.
    pub min_length: usize,
    /// What was wrong.
    pub trouble: Trouble,
}
