//! Which phones carry which forms, and which they may have.

use super::form_parts::FormTabs;
use super::parts::{Choice, Pager, ProjectRef, Trouble};
use super::phones::PhoneRow;
use super::shell::Shell;
use super::time::When;
use askama::Template;

/// A form on a phone.
#[derive(Clone, Debug)]
pub struct CarriedLine {
    /// The phone; its number stands in addresses.
    pub phone: i64,
    /// Its name.
    pub name: String,
    /// The form's title.
    pub title: String,
    /// The version that it carries.
    pub version: String,
    /// It is the newest.
    pub current: bool,
    /// Since when.
    pub since: When,
    /// When the phone was last seen.
    pub seen: Option<When>,
}

/// `GET …/forms/{form}/phones`.
#[derive(Template)]
#[template(path = "form_phones.html")]
pub struct FormPhones {
    /// The frame.
    pub shell: Shell,
    /// Which form.
    pub tabs: FormTabs,
    /// How many carry it.
    pub all: usize,
    /// How many carry an older version.
    pub old: usize,
    /// Those of this page, with an older version first.
    pub rows: Vec<CarriedLine>,
    /// The pages before and after.
    pub pager: Pager,
}

/// `GET /projects/{id}/phones/{actor}`.
#[derive(Template)]
#[template(path = "phone.html")]
pub struct PhonePage {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The phone.
    pub phone: PhoneRow,
    /// What it carries.
    pub carries: Vec<CarriedLine>,
    /// It may have every form, now and later.
    pub every: bool,
    /// The forms, ticked where it may have them.
    pub forms: Vec<Choice>,
    /// What was wrong.
    pub trouble: Trouble,
}

/// A phone in the grid.
#[derive(Clone, Debug)]
pub struct AccessRow {
    /// Its number.
    pub phone: i64,
    /// Its name.
    pub name: String,
    /// It may have every form.
    pub every: bool,
    /// For each form of the grid, whether it may have it.
    pub may: Vec<bool>,
}

/// `GET /projects/{id}/access`.
#[derive(Template)]
#[template(path = "access.html")]
pub struct Access {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// Ids and titles of its forms, a column each.
    pub forms: Vec<(String, String)>,
    /// The phones of this page.
    pub rows: Vec<AccessRow>,
    /// Which page, from 1.
    pub page: usize,
    /// The pages before and after.
    pub pager: Pager,
}
