//! The pages before signing in: sign in, and choosing a password from a one-time link.

use super::parts::Trouble;
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
