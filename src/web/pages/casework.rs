//! Pages on which something is done with a case, one each, and what waits for a second person.

use super::cases::{short, state_key};
use super::parts::{Choice, Content, Trouble};
use super::risk_chart::level_key;
use super::shell::Shell;
use super::time::When;
use crate::domain::case::{CaseState, ClosingReason, NotYet, RiskLevel, StepWord};
use askama::Template;

/// The key of why a case is closed.
pub fn closing_key(reason: ClosingReason) -> &'static str {
    match reason {
        ClosingReason::GoalsMet => "case-close-goals",
        ClosingReason::PersonAsks => "case-close-person",
        ClosingReason::MovedTransferred => "case-close-moved",
        ClosingReason::LostContact => "case-close-lost",
        ClosingReason::FormalProcedureTookOver => "case-close-formal",
        ClosingReason::NoFurtherServicePossible => "case-close-nothing-more",
        ClosingReason::Death => "case-close-death",
        ClosingReason::OpenedInError => "case-close-error",
    }
}

/// The key of why a case is not closed yet.
pub fn not_yet_key(why: NotYet) -> &'static str {
    match why {
        NotYet::OpenReferrals => "case-not-yet-referrals",
        NotYet::Risk => "case-not-yet-risk",
        NotYet::Attempts => "case-not-yet-attempts",
        NotYet::News => "case-not-yet-news",
    }
}

/// Keys of what a step means and of its button.
pub fn step_keys(step: Option<StepWord>) -> (&'static str, &'static str) {
    match step {
        Some(StepWord::Plan) | None => ("case-step-none", "case-step-none"),
        Some(StepWord::Start) => ("case-step-start-means", "case-step-start"),
        Some(StepWord::FollowUp) => ("case-step-follow-up-means", "case-step-follow-up"),
        Some(StepWord::Resume) => ("case-step-resume-means", "case-step-resume"),
        Some(StepWord::Reopen) => ("case-step-reopen-means", "case-step-reopen"),
    }
}

/// `GET /cases/{id}/assign`.
#[derive(Template)]
#[template(path = "case_assign.html")]
pub struct CaseAssign {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// Who could work on it.
    pub caseworkers: Vec<Choice>,
    /// Who could supervise it.
    pub supervisors: Vec<Choice>,
}

impl CaseAssign {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// `GET /cases/{id}/step`: the step that a case can take from where it stands.
#[derive(Template)]
#[template(path = "case_step.html")]
pub struct CaseStep {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// Where it stands.
    pub state: CaseState,
    /// The step; none if there is none by itself.
    pub step: Option<StepWord>,
    /// A supervisor has not approved the plan yet, which the step needs.
    pub unapproved: bool,
}

impl CaseStep {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }

    /// The key of where it stands.
    pub fn state_key(&self) -> &'static str {
        state_key(self.state)
    }

    /// Keys of what the step means and of its button.
    pub fn keys(&self) -> (&'static str, &'static str) {
        step_keys(self.step)
    }
}

/// `GET /cases/{id}/plan`: asks a supervisor to agree to the plan.
#[derive(Template)]
#[template(path = "case_plan.html")]
pub struct CasePlan {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl CasePlan {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// `GET /cases/{id}/close`: asks a supervisor to agree that it is closed.
#[derive(Template)]
#[template(path = "case_close.html")]
pub struct CaseClose {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// The reason chosen before, if the form is shown again.
    pub reason: Option<ClosingReason>,
    /// The risk chosen before.
    pub risk: Option<RiskLevel>,
    /// The tries, as they were typed.
    pub attempts: String,
    /// The note, as it was typed.
    pub note: Content,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl CaseClose {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }

    /// Why: the word, its text's key, whether it is chosen.
    pub fn reasons(&self) -> Vec<(&'static str, &'static str, bool)> {
        let all = ClosingReason::ALL.iter();
        all.map(|one| (one.as_str(), closing_key(*one), self.reason == Some(*one)))
            .collect()
    }

    /// The risk as it was last assessed: the word, its text's key, whether it is chosen.
    pub fn risks(&self) -> Vec<(&'static str, &'static str, bool)> {
        let all = RiskLevel::ALL.iter();
        all.map(|one| (one.as_str(), level_key(*one), self.risk == Some(*one)))
            .collect()
    }
}

/// `GET /cases/{id}/break-glass`.
#[derive(Template)]
#[template(path = "case_look.html")]
pub struct CaseLook {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// What was wrong with the form.
    pub trouble: Trouble,
}

impl CaseLook {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// Something asked for.
pub struct ApprovalRow {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// The key of what is asked.
    pub kind: &'static str,
    /// How the case would be closed: the key of why, and of the risk.
    pub closing: Option<(&'static str, &'static str)>,
    /// Why, as it was written.
    pub reason: String,
    /// Who asked.
    pub by: String,
    /// When.
    pub asked: When,
    /// Until when it can be decided.
    pub until: When,
    /// The key of where it stands.
    pub standing: &'static str,
    /// Look of its tag.
    pub tone: &'static str,
    /// Whether it waits.
    pub waits: bool,
    /// Whether the viewer decides it.
    pub may_decide: bool,
}

impl ApprovalRow {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// `GET /approvals`.
#[derive(Template)]
#[template(path = "approvals.html")]
pub struct Approvals {
    /// The frame.
    pub shell: Shell,
    /// What waits, newest first, then the rest.
    pub rows: Vec<ApprovalRow>,
    /// Whether the viewer decides for others.
    pub decides: bool,
    /// Neighbouring pages.
    pub pager: super::parts::Pager,
}

/// Something from elsewhere that named a case.
pub struct NamingRow {
    /// The submission.
    pub id: String,
    /// The case that it named.
    pub case: String,
    /// The agency whose phone sent it.
    pub from: String,
    /// The form's id.
    pub form: String,
    /// When it came.
    pub received: When,
}

impl NamingRow {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// `GET /unmatched`.
#[derive(Template)]
#[template(path = "unmatched.html")]
pub struct Unmatched {
    /// The frame.
    pub shell: Shell,
    /// Oldest first.
    pub rows: Vec<NamingRow>,
}

/// A look into a case that somebody did not work on.
pub struct LookRow {
    /// Its id.
    pub id: String,
    /// The case.
    pub case: String,
    /// Who looked.
    pub by: String,
    /// Why, as it was written.
    pub reason: String,
    /// When.
    pub at: When,
    /// Until when.
    pub until: When,
    /// What was said of it.
    pub justified: Option<bool>,
    /// Whether the viewer may say it.
    pub may_review: bool,
}

impl LookRow {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// `GET /looks`.
#[derive(Template)]
#[template(path = "looks.html")]
pub struct Looks {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub rows: Vec<LookRow>,
}
