//! Cases: the list, and one with what happened in it.

use super::consents::ConsentLine;
use super::labels::{Shape, Tone};
use super::parts::{Choice, Content, Lock, Pager, Trouble};
use super::queue::Standing;
use super::risk_chart::RiskChart;
use super::shell::Shell;
use super::time::When;
use crate::domain::case::CaseState;
use crate::domain::words::{Stage, SubmissionState, Urgency};
use askama::Template;

/// States in the order of a case's life.
const PATH: [CaseState; 5] = [
    CaseState::Open,
    CaseState::Planned,
    CaseState::Active,
    CaseState::FollowUp,
    CaseState::Closed,
];

/// The key of a state's word.
pub fn state_key(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "case-state-open",
        CaseState::Planned => "case-state-planned",
        CaseState::Active => "case-state-active",
        CaseState::FollowUp => "case-state-follow-up",
        CaseState::Closed => "case-state-closed",
    }
}

/// Look of a state's tag.
pub fn state_tone(state: CaseState) -> &'static str {
    match state {
        CaseState::Open | CaseState::Planned => "wait",
        CaseState::Active | CaseState::FollowUp => "ok",
        CaseState::Closed => "off",
    }
}

/// The first letters of a case's id: enough to tell rows of a list apart, and no code.
pub fn short(id: &str) -> String {
    id.chars().take(6).collect()
}

/// A case in the list.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// Identifier in addresses.
    pub id: String,
    /// Where it stands.
    pub state: CaseState,
    /// The most urgent that still asks for something.
    pub urgency: Option<Urgency>,
    /// Who works on it.
    pub caseworker: Option<String>,
    /// When it began.
    pub opened: When,
    /// When something last came to it.
    pub updated: When,
    /// How many submissions it has.
    pub submissions: i64,
    /// Whether something of elsewhere waits for a supervisor.
    pub named: bool,
}

impl CaseRow {
    /// What people tell rows apart by.
    pub fn short(&self) -> String {
        short(&self.id)
    }

    /// The key of its state's word.
    pub fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    /// Whether it is closed: nobody has to work on it then.
    pub fn is_closed(&self) -> bool {
        self.state == CaseState::Closed
    }

    /// Look of its state's tag.
    pub fn tone(&self) -> &'static str {
        state_tone(self.state)
    }
}

/// `GET /cases`, and what `POST /search` shows where it finds nothing.
#[derive(Template)]
#[template(path = "cases.html")]
pub struct Cases {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub rows: Vec<CaseRow>,
    /// State that the list is filtered by.
    pub state: Option<CaseState>,
    /// Urgency that the list is filtered by.
    pub urgency: Option<Urgency>,
    /// Whether the viewer has cases of their own; then those are shown first.
    pub has_own: bool,
    /// Whether all of the agency are shown.
    pub all: bool,
    /// Whether the viewer decides what waits.
    pub supervises: bool,
    /// Neighbouring pages.
    pub pager: Pager,
    /// What was wrong with a search.
    pub trouble: Trouble,
}

impl Cases {
    /// States to filter by: the word, its text's key, and whether it is chosen.
    pub fn states(&self) -> Vec<(&'static str, &'static str, bool)> {
        let choice =
            |state: CaseState| (state.as_str(), state_key(state), self.state == Some(state));
        PATH.into_iter().map(choice).collect()
    }

    /// Urgencies to filter by.
    pub fn urgencies(&self) -> Vec<(Urgency, bool)> {
        let all = Urgency::ALL.iter();
        all.map(|one| (*one, self.urgency == Some(*one))).collect()
    }

    /// Whether the list is only a part.
    pub fn is_filtered(&self) -> bool {
        self.state.is_some() || self.urgency.is_some()
    }

    /// The key of what to do while there is nothing.
    pub fn empty_key(&self) -> &'static str {
        match self.has_own && !self.all {
            true => "case-list-empty-own",
            false => "case-list-empty-all",
        }
    }
}

/// What happened in a case.
pub enum Happened {
    /// A submission joined.
    Came {
        /// Where its answers are; none for those who do not open it.
        href: Option<String>,
        /// The guide's step, where the form says one.
        stage: Option<Stage>,
        /// The agency whose phone sent it, if it is another.
        from: Option<String>,
        /// Where it stands.
        state: SubmissionState,
        /// A later version corrects it.
        corrected: bool,
    },
    /// Something was referred, or is held.
    Referred {
        /// Where it is.
        href: String,
        /// Who sent it, if it was another agency.
        from: Option<String>,
        /// Who got it; none for what stays at home.
        to: Option<String>,
        /// How urgent.
        urgency: Urgency,
        /// Where it stands.
        standing: Standing,
    },
    /// The case took a step.
    Stepped {
        /// Where to.
        to: CaseState,
        /// Who.
        by: String,
    },
}

/// Something that happened, and when.
pub struct Happening {
    /// When.
    pub when: When,
    /// What.
    pub what: Happened,
}

/// Something that waits, and where it is dealt with.
pub struct Waits {
    /// The key of its sentence, with `count`.
    pub key: &'static str,
    /// How many.
    pub count: i64,
    /// Where; none where the viewer only knows of it.
    pub href: Option<String>,
}

/// A page that something is done on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The last part of its address.
    pub to: &'static str,
    /// The key of the button's text.
    pub key: &'static str,
    /// The next thing to do, as far as anybody can tell.
    pub first: bool,
}

/// What was asked about a case, in short.
pub struct AskedLine {
    /// The key of what was asked.
    pub kind: &'static str,
    /// The key of where it stands.
    pub standing: &'static str,
    /// Look of its tag.
    pub tone: &'static str,
    /// When it was asked.
    pub asked: When,
    /// Who asked.
    pub by: String,
}

/// What only those who work on a case see of it.
pub struct Inside {
    /// Its code.
    pub code: Option<Content>,
    /// How contact is safe.
    pub contact: Vec<ContactLine>,
    /// How the risk went; none if it was never assessed.
    pub risk: Option<RiskChart>,
    /// How many submissions could not be read now.
    pub unread: i64,
    /// What was agreed to and refused, newest first.
    pub consents: Vec<ConsentLine>,
    /// More consents than are shown.
    pub more_consents: bool,
    /// What was asked of a second person, newest first.
    pub asked: Vec<AskedLine>,
    /// Files of its submissions, newest first.
    pub files: Vec<CaseFile>,
    /// Whether there are more than are shown.
    pub more_files: bool,
}

/// What was agreed on contact: a rule each, so that none is read over.
pub struct ContactLine {
    /// What it is about.
    pub label: String,
    /// What was agreed.
    pub rules: Vec<Content>,
}

/// A file of a case.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The step of the form that it came with.
    pub stage: Option<Stage>,
    /// When that came.
    pub received: When,
    /// Its name.
    pub name: String,
    /// The message for the kind of file, by its name alone.
    pub kind: &'static str,
    /// Size, in words.
    pub size: Option<String>,
    /// Where to get it; none beside an identity, which is opened for a purpose.
    pub href: Option<String>,
}

/// `GET /cases/{id}`.
#[derive(Template)]
#[template(path = "case.html")]
pub struct Case {
    /// The frame.
    pub shell: Shell,
    /// The same as in the list.
    pub row: CaseRow,
    /// Who supervises it.
    pub supervisor: Option<String>,
    /// Whether content can be read.
    pub lock: Lock,
    /// For those who work on it; none for those who only see where it stands.
    pub inside: Option<Inside>,
    /// Whether the viewer may look into it for an hour, with a reason.
    pub may_look: bool,
    /// What waits.
    pub waits: Vec<Waits>,
    /// What can be done.
    pub ways: Vec<Way>,
    /// Newest first.
    pub events: Vec<Happening>,
    /// Neighbouring pages of that.
    pub pager: Pager,
}

impl Case {
    /// The way of a case: the state's text key, whether it is behind, and whether it is here.
    pub fn path(&self) -> Vec<(&'static str, bool, bool)> {
        let here = PATH.iter().position(|state| *state == self.row.state);
        let here = here.unwrap_or_default();
        let step = |(at, state): (usize, &CaseState)| (state_key(*state), at < here, at == here);
        PATH.iter().enumerate().map(step).collect()
    }
}

/// `GET /cases/{id}/submissions/{sid}`, and the same by `POST` with a purpose.
#[derive(Template)]
#[template(path = "case_submission.html")]
pub struct CaseSubmission {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// The submission.
    pub id: String,
    /// The guide's step.
    pub stage: Option<Stage>,
    /// When it came.
    pub received: When,
    /// A later version corrects it.
    pub corrected: bool,
    /// What can be shown of it.
    pub body: CaseBody,
    /// Whether the viewer may correct it by hand now.
    pub may_correct: bool,
}

impl CaseSubmission {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// What can be shown of a submission's answers.
pub enum CaseBody {
    /// The answers.
    Answers(Vec<super::submissions::AnswerGroup>),
    /// A purpose is needed first; the purposes.
    Purpose(Vec<Choice>),
    /// Not, for the reason whose key this is.
    Not(&'static str),
    /// The agency's keys are locked, or the vault does not answer.
    Shut(Lock),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_told_apart_by_six_letters() {
        assert_eq!(short("abcdefghijk"), "abcdef");
        assert_eq!(short("ab"), "ab");
    }
}
