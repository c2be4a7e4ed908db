//! The referral pathway for people: its versions, one with its tables, and proposing the next.

use super::parts::{Choice, Pager, Trouble};
use super::shell::Shell;
use super::time::When;
use askama::Template;

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody signed it.
    Proposed,
    /// One person signed it.
    SignedOnce,
    /// Two signed it; its day has not come.
    Coming,
    /// Referrals are made by it.
    InForce,
    /// Another one came after it.
    Past,
}

impl Standing {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Proposed => "pathway-state-proposed",
            Self::SignedOnce => "pathway-state-once",
            Self::Coming => "pathway-state-coming",
            Self::InForce => "pathway-state-in-force",
            Self::Past => "pathway-state-past",
        }
    }

    /// Look of its tag.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Proposed | Self::SignedOnce | Self::Coming => "wait",
            Self::InForce => "ok",
            Self::Past => "off",
        }
    }

    /// Whether it waits for signatures.
    pub fn waits(self) -> bool {
        matches!(self, Self::Proposed | Self::SignedOnce)
    }
}

/// A version in the list.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// Its name.
    pub label: String,
    /// Where it stands.
    pub standing: Standing,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub proposed: When,
    /// From when on it is, or is to be, in force.
    pub starts: When,
    /// Who signed, in one text; none yet.
    pub signed_by: Option<String>,
    /// Whether the viewer signed it.
    pub mine: bool,
    /// What was signed: SHA-256 of the tables.
    pub print: String,
}

/// `GET /pathway`.
#[derive(Template)]
#[template(path = "pathway.html")]
pub struct PathwayPage {
    /// The frame.
    pub shell: Shell,
    /// Newest proposal first.
    pub rows: Vec<VersionLine>,
    /// The name of the version that came with the program.
    pub shipped: String,
    /// Whether that one is in force.
    pub shipped_in_force: bool,
    /// The viewer may propose.
    pub may_propose: bool,
    /// The viewer signs.
    pub may_sign: bool,
}

impl PathwayPage {
    /// How many versions wait for the viewer's signature.
    pub fn waiting(&self) -> usize {
        let waits = |row: &&VersionLine| row.standing.waits() && !row.mine;
        self.rows.iter().filter(waits).count()
    }
}

/// What a version would change for a service.
#[derive(Clone, Debug)]
pub struct ServiceLine {
    /// The service's name.
    pub service: String,
    /// Cases that ask for it only under this version.
    pub more: String,
    /// Cases that ask for it only now.
    pub fewer: String,
    /// Cases that ask for it sooner.
    pub sooner: String,
    /// Cases that ask for it later.
    pub later: String,
}

/// What a version would have changed.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Cases looked at.
    pub cases: String,
    /// Cases for which something changes.
    pub changed: String,
    /// By service.
    pub services: Vec<ServiceLine>,
    /// Agencies whose keys are locked.
    pub locked: usize,
}

/// `GET /pathway/{label}`, and the answer to `POST …/trial`.
#[derive(Template)]
#[template(path = "pathway_version.html")]
pub struct PathwayVersion {
    /// The frame.
    pub shell: Shell,
    /// Its name.
    pub label: String,
    /// How it came; none: with the program.
    pub line: Option<VersionLine>,
    /// Names of the tables, with the one that is shown.
    pub tables: Vec<Choice>,
    /// The name of the table that is shown.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its rows on this page.
    pub rows: Vec<Vec<String>>,
    /// How many rows it has.
    pub all: usize,
    /// Neighbouring pages.
    pub pager: Pager,
    /// The viewer may ask what it would change.
    pub may_try: bool,
    /// The viewer may sign it now.
    pub may_sign: bool,
    /// The viewer signed it; another person has to.
    pub signed: bool,
    /// The viewer may propose one that begins with it.
    pub may_propose: bool,
    /// What it would change, once that was asked.
    pub trial: Option<Trial>,
}

impl PathwayVersion {
    /// The name of the file that holds the table.
    pub fn file(&self) -> String {
        format!("{}.csv", self.table)
    }

    /// Whether a row is too wide for a line.
    pub fn is_wide(&self) -> bool {
        self.columns.len() > 6
    }

    /// What a row says, without what it leaves open; its first cell is its name.
    pub fn said<'a>(&'a self, row: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let cells = self.columns.iter().zip(row).skip(1);
        cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| (column.as_str(), cell.as_str()))
            .collect()
    }

    /// A row's cells with their columns, but for the first.
    pub fn cells<'a>(&'a self, row: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let empty = std::iter::repeat("");
        let cells = row.iter().map(String::as_str).chain(empty);
        let columns = self.columns.iter().map(String::as_str);
        columns.zip(cells).skip(1).collect()
    }
}

/// One thing that is wrong with proposed tables.
#[derive(Clone, Debug)]
pub struct FaultLine {
    /// The file.
    pub file: String,
    /// The row, as a spreadsheet counts.
    pub row: Option<usize>,
    /// The column and the character, where one is meant.
    pub column: String,
    /// What is wrong, in English.
    pub text: String,
}

/// A table that is uploaded or pasted.
#[derive(Clone, Debug)]
pub struct TableField {
    /// Its name: `rules`.
    pub name: &'static str,
    /// What was pasted before.
    pub pasted: String,
}

/// `GET /pathway/versions/new`, and again when something was wrong.
#[derive(Template)]
#[template(path = "pathway_new.html")]
pub struct PathwayNew {
    /// The frame.
    pub shell: Shell,
    /// The name that was typed.
    pub label: String,
    /// The day that was typed.
    pub starts: String,
    /// The version that it begins with.
    pub from: String,
    /// Versions to begin with.
    pub versions: Vec<Choice>,
    /// The five tables.
    pub tables: Vec<TableField>,
    /// What is wrong with them.
    pub faults: Vec<FaultLine>,
    /// How many more things are wrong.
    pub more: usize,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl TableField {
    /// The five tables, with nothing pasted.
    pub fn all() -> Vec<Self> {
        let names = ["facts", "services", "templates", "rules", "cases"];
        names
            .into_iter()
            .map(|name| Self {
                name,
                pasted: String::new(),
            })
            .collect()
    }

    /// The key of what it holds.
    pub fn means(&self) -> &'static str {
        match self.name {
            "facts" => "pathway-table-facts",
            "services" => "pathway-table-services",
            "templates" => "pathway-table-templates",
            "rules" => "pathway-table-rules",
            _ => "pathway-table-cases",
        }
    }
}
