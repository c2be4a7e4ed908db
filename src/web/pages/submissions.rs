//! Submissions of a project, and one of them.

use super::labels::Tone;
use super::parts::{Choice, Content, Lock, Pager, ProjectRef};
use super::reviews::{ActivityLine, Comments, words};
use super::shell::Shell;
use super::time::When;
use crate::domain::review::ReviewState;
use crate::domain::words::SubmissionState;
use askama::Template;

/// A submission in the list.
#[derive(Clone, Debug)]
pub struct SubmissionRow {
    /// Identifier in addresses (ours, not the instance's).
    pub id: String,
    /// Title of the form.
    pub form: String,
    /// Where it stands.
    pub state: SubmissionState,
    /// When it arrived.
    pub received: When,
    /// Name of the phone, where known.
    pub phone: Option<String>,
    /// Files that are here.
    pub parts_present: u32,
    /// Files that it consists of.
    pub parts_expected: u32,
    /// Whether the viewer may try again now.
    pub may_retry: bool,
    /// Where its review stands.
    pub review: ReviewState,
    /// Whether the viewer may review it now.
    pub may_review: bool,
}

/// `GET /projects/{id}/submissions`.
#[derive(Template)]
#[template(path = "submissions.html")]
pub struct Submissions {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// Forms to filter by.
    pub forms: Vec<Choice>,
    /// State that the list is filtered by.
    pub state: Option<SubmissionState>,
    /// Review that the list is filtered by.
    pub review: Option<ReviewState>,
    /// Newest first.
    pub rows: Vec<SubmissionRow>,
    /// Whether content can be read.
    pub lock: Lock,
    /// Neighbouring pages.
    pub pager: Pager,
    /// This page with its filter, to come back to.
    pub back: String,
}

impl Submissions {
    /// States to filter by.
    pub fn states(&self) -> Vec<Choice> {
        let now = self.state.map_or("", SubmissionState::as_str);
        SubmissionState::ALL
            .iter()
            .map(|s| Choice::new(s.as_str(), self.shell.word(s)).chosen_if(now))
            .collect()
    }

    /// Reviews to filter by.
    pub fn reviews(&self) -> Vec<Choice> {
        let now = self.review.map_or("", ReviewState::as_str);
        ReviewState::ALL
            .iter()
            .map(|s| Choice::new(s.as_str(), self.shell.word(s)).chosen_if(now))
            .collect()
    }

    /// What the viewer can say of those that they tick; empty if there is none to tick.
    pub fn words(&self) -> Vec<Choice> {
        match self.rows.iter().any(|row| row.may_review) {
            true => words(&self.shell),
            false => Vec::new(),
        }
    }

    /// Whether the list is only a part.
    pub fn is_filtered(&self) -> bool {
        self.state.is_some() || self.review.is_some() || self.forms.iter().any(|f| f.selected)
    }
}

/// One question and what was answered.
pub struct Answer {
    /// The question as the form asks it.
    pub label: String,
    /// The answers by label; several for a choice of many, none if not answered.
    pub values: Vec<Content>,
}

/// The answers of one group of questions.
pub struct AnswerGroup {
    /// The group's label.
    pub label: String,
    /// In the form's order.
    pub answers: Vec<Answer>,
}

/// What the viewer may see of the content.
pub enum Body {
    /// The answers.
    Answers(Vec<AnswerGroup>),
    /// The viewer's role does not read content.
    NotEntitled,
    /// The agency's keys are locked.
    Locked {
        /// The viewer is a key holder.
        may_unlock: bool,
    },
    /// The vault does not answer.
    Away,
    /// It is not opened yet, or did not open; the state says what to do.
    NotOpened,
}

/// A file that came with a submission.
#[derive(Clone, Debug)]
pub struct AttachmentRow {
    /// Its name.
    pub name: String,
    /// Size, in words.
    pub size: Option<String>,
    /// Whether it has arrived.
    pub present: bool,
    /// Where to get it, for those who read answers.
    pub href: Option<String>,
}

/// `GET /submissions/{id}`.
#[derive(Template)]
#[template(path = "submission.html")]
pub struct Submission {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// Header data, the same as in the list.
    pub row: SubmissionRow,
    /// Version of the form.
    pub version: String,
    /// When it was opened.
    pub opened: Option<When>,
    /// The content.
    pub body: Body,
    /// Its files.
    pub attachments: Vec<AttachmentRow>,
    /// The project belongs to no agency: its content is protected on disk only.
    pub not_confidential: bool,
    /// What people wrote about it.
    pub comments: Comments,
    /// What happened to it, newest first.
    pub activity: Vec<ActivityLine>,
    /// The version that counts now, if this one does not.
    pub replaced: Option<String>,
    /// Whether there is more than one version.
    pub has_versions: bool,
    /// Whether the viewer may correct it by hand now.
    pub may_correct: bool,
}

impl Submission {
    /// What the viewer can say of it.
    pub fn words(&self) -> Vec<Choice> {
        words(&self.shell)
    }
}
