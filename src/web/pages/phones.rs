//! Phones of a project: the list, a new one shown once, and revoking one.

use super::parts::{Content, Pager, ProjectRef, Trouble};
use super::shell::Shell;
use super::time::When;
use askama::Template;

/// A phone in the list.
#[derive(Clone, Debug)]
pub struct PhoneRow {
    /// Number in addresses.
    pub actor: i64,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: When,
    /// When it last asked for something.
    pub last_seen: Option<When>,
    /// When it was revoked.
    pub revoked: Option<When>,
    /// Code of the area where it works; empty: nobody said.
    pub area: String,
    /// How many forms it carries.
    pub carries: usize,
    /// Of how many of them an older version.
    pub old: usize,
}

/// `GET /projects/{id}/phones`.
#[derive(Template)]
#[template(path = "phones.html")]
pub struct Phones {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// By name, revoked ones last.
    pub rows: Vec<PhoneRow>,
    /// The pages before and after.
    pub pager: Pager,
    /// The viewer may add and revoke.
    pub may_edit: bool,
    /// What was typed as name.
    pub name: String,
    /// What was wrong.
    pub trouble: Trouble,
}

/// The answer to `POST /projects/{id}/phones`: shown once, so without a redirect and never stored by the browser.
#[derive(Template)]
#[template(path = "phone_created.html")]
pub struct PhoneCreated {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// Its name.
    pub name: String,
    /// The app-user address, which is a secret.
    pub server_url: Content,
    /// The plain address for user name and password.
    pub plain_url: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: Content,
    /// The same as a PNG in base64, for those who keep or send pictures.
    pub qr_png: Content,
    /// The QR code as a whole `<svg>` made by us; it goes into the page as it is.
    pub qr_svg: Content,
}

/// `GET /projects/{id}/phones/{actor}/revoke`: are you sure?
#[derive(Template)]
#[template(path = "phone_revoke.html")]
pub struct PhoneRevoke {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The phone.
    pub phone: PhoneRow,
}
