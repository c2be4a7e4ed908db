//! Correcting a submission: a part of its questions at a time, then what changes before it is sent.

use super::parts::{Choice, Content, ProjectRef, Trouble};
use super::shell::Shell;
use crate::domain::correcting::{CorrectionReason, Kept, NoCorrection};
use crate::domain::words::OpeningPurpose;
use askama::Template;

/// A correction on its way from page to page: kept in the pages alone.
pub struct Carried {
    /// The answer's place.
    pub place: usize,
    /// What is to stand there.
    pub value: Content,
}

/// A choice of a question.
pub struct Option_ {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How a question is asked.
pub enum Asking {
    /// In words, on one line.
    Line(Content),
    /// In words, on several.
    Lines(Content),
    /// A whole number.
    Whole(Content),
    /// A number.
    Decimal(Content),
    /// A day.
    Date(Content),
    /// One of these.
    One(Vec<Option_>),
    /// Some of these.
    Many(Vec<Option_>),
}

/// A question that may be answered anew.
pub struct Question {
    /// The answer's place.
    pub place: usize,
    /// The question.
    pub label: String,
    /// How it is asked, with what stands there now.
    pub asking: Asking,
    /// Whether the form wants an answer.
    pub required: bool,
    /// The most characters of one in words, where the form sets a limit.
    pub most: Option<usize>,
    /// Whether other questions are asked only for some answers to it.
    pub gates: bool,
    /// What is wrong with what was typed.
    pub wrong: Option<String>,
}

impl Question {
    /// Whether there is a hint below it.
    pub fn has_hint(&self) -> bool {
        self.gates || self.most.is_some()
    }

    /// Ids of what is told of it, for whoever listens.
    pub fn told_by(&self) -> String {
        let hint = self.has_hint().then(|| format!("h{}", self.place));
        let wrong = self.wrong.is_some().then(|| format!("e{}", self.place));
        let both: Vec<String> = [hint, wrong].into_iter().flatten().collect();
        both.join(" ")
    }
}

/// An answer that is not set by hand.
pub struct KeptLine {
    /// The question.
    pub label: String,
    /// What stands there.
    pub values: Vec<Content>,
    /// Why it is kept.
    pub why: Kept,
}

impl KeptLine {
    /// The message that says why.
    pub fn message(&self) -> &'static str {
        match self.why {
            Kept::Meta => "correct-kept-meta",
            Kept::WorkedOut => "correct-kept-worked-out",
            Kept::Feeds => "correct-kept-feeds",
            Kept::ReadOnly => "correct-kept-read-only",
            Kept::File => "correct-kept-file",
            Kept::Consent => "correct-kept-consent",
            Kept::Case => "correct-kept-case",
            Kept::Check => "correct-kept-check",
            Kept::Asking => "correct-kept-asking",
        }
    }
}

/// `/submissions/{id}/edit`: one part of the questions.
#[derive(Template)]
#[template(path = "correct.html")]
pub struct Correct {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The submission.
    pub id: String,
    /// Why an identity was opened.
    pub purpose: Option<OpeningPurpose>,
    /// Which part this is, from 1.
    pub part: usize,
    /// How many there are; none where nothing is set by hand.
    pub parts: usize,
    /// What the part is about.
    pub heading: String,
    /// Its questions.
    pub questions: Vec<Question>,
    /// What of it is not set by hand.
    pub kept: Vec<KeptLine>,
    /// What was set on other parts.
    pub carried: Vec<Carried>,
    /// How many answers are changed so far.
    pub changed: usize,
    /// What was wrong.
    pub trouble: Trouble,
}

/// `/submissions/{id}/edit`: what an identity is opened for.
#[derive(Template)]
#[template(path = "correct_purpose.html")]
pub struct CorrectPurpose {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The submission.
    pub id: String,
    /// Purposes; labels are keys of texts.
    pub purposes: Vec<Choice>,
}

/// An answer that changes.
pub struct Changing {
    /// The group's label.
    pub group: String,
    /// The question.
    pub label: String,
    /// What stands there.
    pub before: Vec<Content>,
    /// What will.
    pub after: Vec<Content>,
}

/// `/submissions/{id}/edit`: what changes, before it is sent.
#[derive(Template)]
#[template(path = "correct_changes.html")]
pub struct CorrectChanges {
    /// The frame.
    pub shell: Shell,
    /// The project.
    pub project: ProjectRef,
    /// The submission.
    pub id: String,
    /// Why an identity was opened.
    pub purpose: Option<OpeningPurpose>,
    /// The part from which it was asked.
    pub part: usize,
    /// In the form's order.
    pub changes: Vec<Changing>,
    /// The same, to be sent.
    pub carried: Vec<Carried>,
    /// What was wrong.
    pub trouble: Trouble,
}

impl CorrectChanges {
    /// Why it is corrected.
    pub fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        let key = |reason: CorrectionReason| match reason {
            CorrectionReason::Slip => "correct-reason-slip",
            CorrectionReason::Person => "correct-reason-person",
            CorrectionReason::Misunderstood => "correct-reason-misunderstood",
            CorrectionReason::Translation => "correct-reason-translation",
            CorrectionReason::Checked => "correct-reason-checked",
        };
        let all = CorrectionReason::ALL.iter();
        all.map(|one| (one.as_str(), key(*one))).collect()
    }
}

/// The message that says why a submission is not corrected by hand, and what to do.
pub fn refusal(why: NoCorrection) -> &'static str {
    match why {
        NoCorrection::Meanwhile => "correct-no-meanwhile",
        NoCorrection::Unopened => "correct-no-unopened",
        NoCorrection::Consent => "correct-no-consent",
        NoCorrection::Nothing => "correct-no-nothing",
        NoCorrection::Answer => "correct-no-answer",
        NoCorrection::NoKey => "correct-no-key",
        NoCorrection::Closed => "correct-no-closed",
        NoCorrection::Elsewhere => "correct-no-elsewhere",
        NoCorrection::Files => "correct-no-files",
        NoCorrection::Encrypted => "correct-no-encrypted",
    }
}
