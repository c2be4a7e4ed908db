//! The audit, for auditors: who did what to which thing, never the content.

use super::parts::{Choice, Pager};
use super::shell::Shell;
use super::time::When;
use askama::Template;

/// A row of the audit.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub when: When,
    /// Who: name and role, `Phone …` or `The server`.
    pub who: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub kind: String,
    /// Its identifier.
    pub object: String,
    /// Why, where a purpose was asked.
    pub purpose: Option<String>,
    /// How it ended.
    pub result: String,
    /// It was refused or failed.
    pub refused: bool,
}

/// Whether the rows are still as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every row checks.
    Whole {
        /// Number of rows that were checked.
        rows: u64,
        /// Hash of the newest, to compare with a copy kept elsewhere.
        head: String,
    },
    /// A row does not check.
    Broken {
        /// The first one.
        at: i64,
    },
    /// Nothing was written yet.
    Empty,
    /// The viewer sees one agency's rows; the chain is over all rows.
    NotShown,
}

/// The newest link that the vault signed, to be compared with a copy that is kept elsewhere.
#[derive(Clone, Debug)]
pub struct HeadLine {
    /// The link.
    pub link: i64,
    /// Its hash.
    pub hash: String,
    /// When it was signed.
    pub signed: When,
    /// The key that signed.
    pub public: String,
    /// The name of the file that holds it.
    pub file: String,
}

/// `GET /audit`.
#[derive(Template)]
#[template(path = "audit.html")]
pub struct Audit {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// The chain.
    pub chain: Chain,
    /// Actions to filter by.
    pub actions: Vec<Choice>,
    /// Identifier of a thing to filter by.
    pub object: String,
    /// Only what was refused.
    pub refused_only: bool,
    /// The newest signed head; none where the viewer does not see the chain, or nothing was signed yet.
    pub signed: Option<HeadLine>,
    /// People to filter by.
    pub people: Vec<Choice>,
    /// The first day to show, as it was typed.
    pub from: String,
    /// The last day to show, as it was typed.
    pub until: String,
    /// Neighbouring pages.
    pub pager: Pager,
}

impl Audit {
    /// Whether rows show their numbers. They count the acts of everybody, so whoever sees one agency's rows sees none.
    pub fn is_numbered(&self) -> bool {
        self.chain != Chain::NotShown
    }
}
