//! What is kept and what was destroyed: orders of two people, what is due, certificates.

use super::parts::{Choice, Pager, Trouble};
use super::shell::Shell;
use super::time::When;
use askama::Template;

/// An order of two people.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// Its id.
    pub id: String,
    /// The submission.
    pub submission: String,
    /// Whether it is to be kept; else to be erased.
    pub holds: bool,
    /// Why, as it was written.
    pub reason: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub asked: When,
    /// Until when it is kept.
    pub until: Option<When>,
    /// The second person.
    pub agreed: Option<String>,
    /// The key of where it stands, and the look of its tag.
    pub standing: (&'static str, &'static str),
    /// Whether it waits for the second person.
    pub waits: bool,
    /// Whether the viewer asked.
    pub mine: bool,
    /// Whether it can be lifted, or taken back.
    pub may_lift: bool,
}

impl OrderLine {
    /// The submission's id, as short as people tell them apart by.
    pub fn short(&self) -> String {
        short(&self.submission)
    }
}

/// The end of an id, which differs first.
fn short(id: &str) -> String {
    let start = id.len().saturating_sub(8);
    id.get(start..).unwrap_or(id).to_owned()
}

/// A number of things that the rules destroy soon.
#[derive(Clone, Copy, Debug)]
pub struct DueLine {
    /// The key of its sentence.
    pub key: &'static str,
    /// How many.
    pub count: usize,
    /// After how many days that is.
    pub days: u32,
}

/// `GET /retention`.
#[derive(Template)]
#[template(path = "retention.html")]
pub struct Retention {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub orders: Vec<OrderLine>,
    /// What the rules destroy within a week; nothing of which there is none.
    pub due: Vec<DueLine>,
    /// Neighbouring pages.
    pub pager: Pager,
}

impl Retention {
    /// How many wait for somebody who is not the viewer.
    pub fn waiting(&self) -> usize {
        let waits = |one: &&OrderLine| one.waits && !one.mine;
        self.orders.iter().filter(waits).count()
    }
}

/// `GET /submissions/{id}/retention`, and again when something was wrong.
#[derive(Template)]
#[template(path = "submission_retention.html")]
pub struct SubmissionRetention {
    /// The frame.
    pub shell: Shell,
    /// The submission.
    pub id: String,
    /// Its form's title and when it came; none once nothing of it is there.
    pub about: Option<(String, When)>,
    /// Newest first.
    pub orders: Vec<OrderLine>,
    /// The day that was typed.
    pub until: String,
    /// The reason that was typed.
    pub reason: String,
    /// What was wrong.
    pub trouble: Trouble,
}

impl SubmissionRetention {
    /// The submission's id, as short as people tell them apart by.
    pub fn short(&self) -> String {
        short(&self.id)
    }

    /// An order to keep, or to erase, that waits for the second person.
    pub fn open(&self, holds: bool) -> Option<&OrderLine> {
        self.orders
            .iter()
            .find(|one| one.waits && one.holds == holds)
    }
}

/// A certificate in the list.
#[derive(Clone, Debug)]
pub struct CertificateLine {
    /// Its id.
    pub id: String,
    /// When.
    pub at: When,
    /// The key of why; none for a reason that pages do not know.
    pub cause: &'static str,
    /// Submissions, or cards.
    pub things: i64,
}

/// `GET /certificates`, `GET /agencies/{id}/certificates`.
#[derive(Template)]
#[template(path = "certificates.html")]
pub struct Certificates {
    /// The frame.
    pub shell: Shell,
    /// Whose; none: the viewer chooses, or sees none.
    pub agency: Option<String>,
    /// Agencies to choose from: id and name.
    pub agencies: Vec<Choice>,
    /// Newest first.
    pub rows: Vec<CertificateLine>,
}

/// `GET /certificates/{id}`: to be printed.
#[derive(Template)]
#[template(path = "certificate.html")]
pub struct Certificate {
    /// The frame.
    pub shell: Shell,
    /// The list's entry.
    pub line: CertificateLine,
    /// Whose.
    pub agency: String,
    /// The submission, if it was one.
    pub submission: Option<String>,
    /// The order, if there was one.
    pub order: Option<String>,
    /// Wrapped keys destroyed.
    pub wraps: i64,
    /// Large ciphertexts deleted.
    pub files: i64,
    /// The signature, as hex.
    pub signature: String,
    /// The key that signs, as hex.
    pub public: Option<String>,
    /// Whether the signature is of that key; none where there is none.
    pub holds: Option<bool>,
}

/// The key of why something was destroyed.
pub fn cause_key(cause: &str) -> &'static str {
    match cause {
        "ordered" => "records-cause-ordered",
        "screening without result" => "records-cause-without-result",
        "screening not followed up" => "records-cause-not-followed",
        "declined card" => "records-cause-declined",
        "delivered card" => "records-cause-delivered",
        "original ciphertext" => "records-cause-original",
        _ => "records-cause-other",
    }
}
