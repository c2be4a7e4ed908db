//! Cases that go from one agency to another: asking for it, and what is offered.

use super::cases::short;
use super::labels::Shape;
use super::parts::{Choice, Pager, Trouble};
use super::shell::Shell;
use super::time::{Due, When};
use crate::domain::transfer::{DeclineReason, NoTransfer, TransferState};
use crate::domain::words::Urgency;
use askama::Template;

/// The key of where a transfer stands, and the look of its tag.
pub fn state_of(state: TransferState) -> (&'static str, &'static str) {
    match state {
        TransferState::Asked => ("transfers-state-asked", "wait"),
        TransferState::Refused => ("transfers-state-refused", "off"),
        TransferState::Offered => ("transfers-state-offered", "wait"),
        TransferState::Accepted => ("transfers-state-accepted", "ok"),
        TransferState::Declined => ("transfers-state-declined", "bad"),
        TransferState::TakenBack => ("transfers-state-back", "off"),
        TransferState::Lapsed => ("transfers-state-lapsed", "off"),
    }
}

/// The key of why an agency does not take a case.
pub fn reason_key(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NoCapacity => "transfers-reason-capacity",
        DeclineReason::NotOurMandate => "transfers-reason-mandate",
        DeclineReason::NotSafe => "transfers-reason-safe",
        DeclineReason::AnotherIsBetter => "transfers-reason-better",
        DeclineReason::Conflict => "transfers-reason-conflict",
    }
}

/// The key of why a case does not go, by what the vault said of it.
pub fn not_key(why: &str) -> &'static str {
    let all = [
        (NoTransfer::Closed, "transfers-not-closed"),
        (NoTransfer::Nameless, "transfers-not-nameless"),
        (NoTransfer::Referrals, "transfers-not-referrals"),
        (NoTransfer::Approvals, "transfers-not-approvals"),
        (NoTransfer::Held, "transfers-not-held"),
        (NoTransfer::NotTaken, "transfers-not-taken"),
        (NoTransfer::NoProtocol, "transfers-not-protocol"),
        (NoTransfer::NoConsent, "transfers-not-consent"),
    ];
    let found = all.iter().find(|(one, _)| one.to_string() == why);
    found.map_or("transfers-not-now", |(_, key)| key)
}

/// `GET /cases/{id}/transfer`, and again when something was wrong.
#[derive(Template)]
#[template(path = "case_transfer.html")]
pub struct CaseTransfer {
    /// The frame.
    pub shell: Shell,
    /// The case.
    pub case: String,
    /// Agencies that work with cases: their codes and names.
    pub agencies: Vec<Choice>,
    /// The note that was typed, if the form is shown again.
    pub note: super::parts::Content,
    /// What was wrong.
    pub trouble: Trouble,
}

impl CaseTransfer {
    /// What people tell cases apart by.
    pub fn short(&self) -> String {
        short(&self.case)
    }
}

/// A transfer as the viewer's agency sees it.
#[derive(Clone, Debug)]
pub struct TransferLine {
    /// Its id.
    pub id: String,
    /// The case, for whom it may know of it.
    pub case: Option<String>,
    /// Whether it comes in; else it goes out.
    pub comes: bool,
    /// The other agency's name or code.
    pub other: String,
    /// For which service.
    pub service: Option<String>,
    /// How urgent what the case asks for is.
    pub urgency: Option<Urgency>,
    /// Since when.
    pub since: When,
    /// Until when it can be answered.
    pub ends: Option<Due>,
    /// The key of where it stands, and the look of its tag.
    pub state: (&'static str, &'static str),
    /// The key of why it was declined.
    pub declined: Option<&'static str>,
    /// The viewer may take it.
    pub may_accept: bool,
    /// The viewer may say why it is not taken.
    pub may_decline: bool,
    /// The viewer may take the offer back.
    pub may_take_back: bool,
    /// The viewer may read the hand-over note.
    pub may_read: bool,
}

impl TransferLine {
    /// What people tell cases apart by.
    pub fn short(&self) -> Option<String> {
        self.case.as_deref().map(short)
    }
}

/// `GET /transfers`.
#[derive(Template)]
#[template(path = "transfers.html")]
pub struct Transfers {
    /// The frame.
    pub shell: Shell,
    /// Newest first.
    pub rows: Vec<TransferLine>,
    /// Why a case can be left with its owner.
    pub reasons: Vec<Choice>,
    /// Neighbouring pages.
    pub pager: Pager,
}

/// `GET /transfers/{transfer}/note`.
#[derive(Template)]
#[template(path = "transfer_note.html")]
pub struct TransferNote {
    /// The frame.
    pub shell: Shell,
    /// What the owner before wrote.
    pub note: super::parts::Content,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_gate_has_its_own_words() {
        let said = NoTransfer::NoConsent.to_string();
        assert_eq!(not_key(&said), "transfers-not-consent");
        assert_eq!(not_key("something else"), "transfers-not-now");
    }
}
