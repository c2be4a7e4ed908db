//! What people say of a submission, what happened to it, and two of its versions side by side.

use super::labels::{Label, Tone};
use super::parts::{Choice, Content, ProjectRef};
use super::shell::Shell;
use super::time::When;
use crate::domain::review::ReviewState;
use crate::service::reviews::Happened;
use askama::Template;

impl Label for ReviewState {
    fn label(&self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::HasIssues => "Has issues",
            Self::Edited => "Edited",
            Self::Approved => "Approved",
            Self::Rejected => "Rejected",
        }
    }
}

impl Tone for ReviewState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Received => "off",
            Self::HasIssues | Self::Rejected => "bad",
            Self::Edited => "wait",
            Self::Approved => "ok",
        }
    }
}

/// What somebody who reviews can say.
pub fn words() -> Vec<Choice> {
    [
        (ReviewState::Approved, "Approve"),
        (ReviewState::HasIssues, "Has issues"),
        (ReviewState::Rejected, "Reject"),
        (ReviewState::Received, "Take the word back"),
    ]
    .into_iter()
    .map(|(word, label)| Choice::new(word.as_str(), label))
    .collect()
}

/// What somebody wrote.
pub struct CommentLine {
    /// Who.
    pub who: String,
    /// When.
    pub when: When,
    /// What.
    pub body: Content,
}

/// What the viewer may see of the comments.
pub enum Comments {
    /// Newest first; whoever reads them may write.
    Shown(Vec<CommentLine>),
    /// The viewer's role reads no content.
    NotEntitled,
    /// The agency's keys are locked.
    Locked,
    /// The vault does not answer.
    Away,
}

/// Something that happened.
pub struct ActivityLine {
    /// When.
    pub when: When,
    /// What.
    pub what: Happened,
    /// Whose act it was.
    pub by: Option<String>,
}

impl ActivityLine {
    /// In words.
    pub fn text(&self) -> &'static str {
        match self.what {
            Happened::Received => "Received",
            Happened::Corrected => "Corrected",
            Happened::Reviewed(ReviewState::Received | ReviewState::Edited) => "Review taken back",
            Happened::Reviewed(ReviewState::HasIssues) => "Reviewed: has issues",
            Happened::Reviewed(ReviewState::Approved) => "Reviewed: approved",
            Happened::Reviewed(ReviewState::Rejected) => "Reviewed: rejected",
        }
    }
}

/// How an answer differs from the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another answer.
    Changed,
    /// It was not answered before.
    Added,
    /// It is not answered any more.
    Removed,
}

impl Label for Change {
    fn label(&self) -> &'static str {
        match self {
            Self::Changed => "Changed",
            Self::Added => "Added",
            Self::Removed => "Removed",
        }
    }
}

impl Tone for Change {
    fn tone(&self) -> &'static str {
        match self {
            Self::Changed => "wait",
            Self::Added => "ok",
            Self::Removed => "bad",
        }
    }
}

/// An answer that two versions do not have in common.
pub struct ChangeLine {
    /// The group's label.
    pub group: String,
    /// The question.
    pub label: String,
    /// How it differs.
    pub change: Change,
    /// The older version's answers.
    pub before: Vec<Content>,
    /// The newer version's answers.
    pub after: Vec<Content>,
}

/// What two versions say.
pub enum Compared {
    /// What differs.
    Lines {
        /// In the form's order.
        lines: Vec<ChangeLine>,
        /// Answers that are the same.
        same: usize,
        /// Answers that differ and found no room.
        more: usize,
    },
    /// The viewer's role reads no content.
    NotEntitled,
    /// The agency's keys are locked.
    Locked,
    /// The vault does not answer.
    Away,
    /// One of them is not opened.
    NotOpened,
    /// There is one version only.
    Alone,
}

/// A version to choose.
pub struct VersionChoice {
    /// Identifier in addresses.
    pub id: String,
    /// When it came.
    pub when: When,
    /// From whom, as far as it is known.
    pub by: Option<String>,
    /// Whether it counts now.
    pub current: bool,
}

/// `GET /submissions/{id}/versions`.
#[derive(Template)]
#[template(path = "versions.html")]
pub struct Versions {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The version that counts now.
    pub id: String,
    /// Title of the form.
    pub form: String,
    /// Oldest first.
    pub versions: Vec<VersionChoice>,
    /// Place of the older one of the two that are compared, from 1.
    pub from: usize,
    /// Place of the newer one.
    pub to: usize,
    /// What they say.
    pub compared: Compared,
}
