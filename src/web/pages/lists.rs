//! Entity lists of a project: which there are, what is in one, and what waits to get in. To be read only.

use super::parts::{Pager, ProjectRef};
use super::shell::Shell;
use super::time::When;
use crate::domain::entity::Fault;
use askama::Template;

/// A list.
#[derive(Clone, Debug)]
pub struct ListLine {
    /// Its name.
    pub name: String,
    /// Whether a person lets new entries in.
    pub approval: bool,
    /// Names of its properties, in one text.
    pub properties: String,
    /// How many entries it has.
    pub entities: usize,
    /// When it was made.
    pub made: When,
    /// Whether the viewer may read it.
    pub may_read: bool,
}

/// Something that waits to get into a list, or was refused.
#[derive(Clone, Debug)]
pub struct WaitingLine {
    /// The key of why it waits, and the look of its tag.
    pub state: (&'static str, &'static str),
    /// What was wrong with it.
    pub error: Option<String>,
    /// Whether that is in English: words of an older program.
    pub english: bool,
    /// The submission that says it.
    pub submission: String,
    /// When it came.
    pub came: When,
}

/// The key of why something waits, and the look of its tag.
pub fn state_of(state: &str) -> (&'static str, &'static str) {
    match state {
        "approval" => ("lists-waits-person", "wait"),
        "held" => ("lists-waits-order", "wait"),
        "refused" => ("lists-refused", "bad"),
        _ => ("lists-waits-piece", "wait"),
    }
}

/// The key of why something was refused, by the words that are kept with it.
pub fn reason_of(error: &str) -> Option<&'static str> {
    let all = [
        (Fault::NoAction, "lists-fault-no-action"),
        (Fault::NoId, "lists-fault-no-id"),
        (Fault::NoLabel, "lists-fault-no-label"),
        (Fault::NoBase, "lists-fault-no-base"),
        (Fault::NotANumber, "lists-fault-no-number"),
        (Fault::TrunkWithoutBranch, "lists-fault-no-branch"),
        (Fault::NoSuchVersion, "lists-fault-no-version"),
        (Fault::Exists, "lists-fault-exists"),
        (Fault::Deleted, "lists-fault-deleted"),
        (Fault::Unknown, "lists-fault-unknown"),
        (Fault::NotDeclared, "lists-fault-not-declared"),
        (Fault::Unreadable, "lists-fault-unreadable"),
        (Fault::HereUnreadable, "lists-fault-here-unreadable"),
    ];
    let found = all.iter().find(|(fault, _)| fault.to_string() == error);
    found.map(|(_, key)| *key)
}

/// `GET /projects/{id}/lists`.
#[derive(Template)]
#[template(path = "lists.html")]
pub struct Lists {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// By name.
    pub rows: Vec<ListLine>,
    /// Oldest first.
    pub waiting: Vec<WaitingLine>,
}

/// `GET /projects/{id}/lists/{list}`.
#[derive(Template)]
#[template(path = "list.html")]
pub struct OneList {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The list.
    pub name: String,
    /// Names of its columns: name, label, version, properties.
    pub columns: Vec<String>,
    /// Rows on this page.
    pub rows: Vec<Vec<String>>,
    /// How many there are.
    pub all: usize,
    /// Neighbouring pages.
    pub pager: Pager,
}

impl OneList {
    /// What an entry is called.
    pub fn label<'a>(&self, row: &'a [String]) -> &'a str {
        row.get(1).map_or("", String::as_str)
    }

    /// A row's properties with their names, without what is empty and what machines alone need.
    pub fn said<'a>(&'a self, row: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let cells = self.columns.iter().zip(row).skip(2);
        cells
            .filter(|(column, cell)| !cell.is_empty() && !column.starts_with("__"))
            .map(|(column, cell)| (column.as_str(), cell.as_str()))
            .collect()
    }
}
