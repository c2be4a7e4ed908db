//! The transfer of a case from one agency to another (domain brief 3.7): what it rests on, and where an offer stands. How it
//! is asked, kept and carried out is said above.
//!
//! The gate is asked each time: when somebody asks for a transfer, when another person approves it, and when the new owner
//! accepts. What it answers says what the new owner may be given; all else stays.

use super::approval::{ApprovalKind, Approved};
use super::case::CaseState;
use super::closed_set;
use super::conflict::Conflicts;
use super::consent::data::opens;
use super::consent::{Agreed, ConsentBook, Data};
use super::protocol::{self, Protocol};
use super::words::DataClass;

/// The services whose help is to have a case: a consent for one of them lets its agency be the owner.
pub const SERVICES: [&str; 3] = ["protection_cm", "child_protection", "gbv"];
/// Where a case stands with its new owner: it makes a plan of its own.
pub const BEGINS: CaseState = CaseState::Open;

/// What somebody must have agreed to before whole forms are handed over: a form is sealed as one.
const WHOLE: [Data; 5] = [
    Data::Summary,
    Data::Needs,
    Data::HealthPart,
    Data::IncidentPart,
    Data::Location,
];
/// The classes that whole forms hold, but for who the person is.
const OF_FORMS: [DataClass; 5] = [
    DataClass::D0,
    DataClass::D1,
    DataClass::D2,
    DataClass::D4,
    DataClass::D5,
];

/// What a transfer is decided by.
#[derive(Debug)]
pub struct Planned<'a> {
    /// The owner.
    pub from: &'a str,
    /// Who is to be the owner.
    pub to: &'a str,
    /// Where the case stands.
    pub state: CaseState,
    /// Whether its code is a name on the whole platform: by that the new owner's phones find it.
    pub has_name: bool,
    /// How many of its referrals others work on.
    pub with_others: i64,
    /// Whether the other agency takes cases at all.
    pub takes: bool,
    /// Who is out.
    pub conflicts: &'a Conflicts,
    /// What the person agreed to.
    pub book: &'a ConsentBook,
    /// The protocols that there are.
    pub protocols: &'a [Protocol],
    /// Now, in milliseconds since 1970 UTC.
    pub now: i64,
}

/// That a case may go to its new owner now, and what goes with it. Only [`Planned::check`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    agreed: Agreed,
    consent: String,
    expires_at: i64,
    forms: bool,
    identity: bool,
}

/// Why a case does not go to another agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTransfer {
    /// Nothing is done in it.
    #[error("the case is closed; open it again first")]
    Closed,
    /// From before codes were names.
    #[error("no form of this case came since codes are names; send one first")]
    Nameless,
    /// Somebody else still works on something for the person.
    #[error(
        "referrals of this case are with others; each must be done, declined or recalled first"
    )]
    WithOthers,
    /// It takes none, or must not hear of this one: nobody is told which.
    #[error("this agency takes no transfers")]
    NotTaken,
    /// Nothing crosses between the two.
    #[error(
        "no information-sharing protocol for case management is in force between the two agencies"
    )]
    NoProtocol,
    /// The person was not asked, said no, or the two let nothing cross that both cover.
    #[error("no consent in force names this agency for case management; ask the person first")]
    NoConsent,
}

impl Planned<'_> {
    /// Whether the case may go to the other agency now, and what goes with it. What is the owner's own affair is said
    /// first, and nothing of the case before the other agency was looked at.
    ///
    /// # Errors
    /// [`NoTransfer`].
    pub fn check(&self) -> Result<Handover, NoTransfer> {
        if self.state == CaseState::Closed {
            return Err(NoTransfer::Closed);
        }
        if !self.has_name {
            return Err(NoTransfer::Nameless);
        }
        if self.with_others > 0 {
            return Err(NoTransfer::WithOthers);
        }
        let out = self.conflicts.agency_is_out(self.to);
        if self.from == self.to || !self.takes || out {
            return Err(NoTransfer::NotTaken);
        }
        if SERVICES
            .iter()
            .all(|service| self.crosses(service).is_empty())
        {
            return Err(NoTransfer::NoProtocol);
        }
        SERVICES
            .iter()
            .filter_map(|service| self.handover(service))
            .max_by_key(|one| (one.forms, one.identity, one.agreed.size(), one.expires_at))
            .ok_or(NoTransfer::NoConsent)
    }

    fn crosses(&self, service: &str) -> Vec<DataClass> {
        protocol::classes_between(self.protocols, self.from, self.to, service, self.now)
    }

    fn handover(&self, service: &str) -> Option<Handover> {
        let leave = self.book.hands_over(self.to, service, self.now)?;
        let classes = self.crosses(service);
        let all_of = |words: &[Data], needed: &[DataClass]| {
            opens(words).within(&leave.agreed) && needed.iter().all(|one| classes.contains(one))
        };
        let forms = all_of(&WHOLE, &OF_FORMS);
        // Sex and age by name are in no other word: what opens them names the identity.
        let identity = all_of(&[Data::Identity], &[DataClass::D3]);
        let agreed = leave.agreed.cut_to(&classes);
        (!agreed.is_empty()).then_some(Handover {
            agreed,
            consent: leave.consent,
            expires_at: leave.expires_at,
            forms,
            identity,
        })
    }
}

impl Handover {
    /// What the new owner may know of the case.
    pub fn agreed(&self) -> &Agreed {
        &self.agreed
    }

    /// The consent that it rests on.
    pub fn consent(&self) -> &str {
        &self.consent
    }

    /// From when on that covers nothing, in milliseconds since 1970 UTC.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// Whether whole forms go with it.
    pub fn forms(&self) -> bool {
        self.forms
    }

    /// Whether who the person is goes with it.
    pub fn identity(&self) -> bool {
        self.identity
    }
}

closed_set! {
    /// Where the offer of a case stands.
    pub enum TransferState {
        /// The other agency was asked.
        Offered = "offered",
        /// The other agency has the case.
        Accepted = "accepted",
        /// The other agency does not take it.
        Declined = "declined",
        /// The owner took the offer back.
        TakenBack = "taken_back",
        /// What it rested on ended, or nobody answered in time.
        Lapsed = "lapsed",
    }
}

/// A step of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferStep {
    /// The new owner takes it; the gate lets it.
    Accept(Handover),
    /// The new owner does not.
    Decline,
    /// The owner keeps it.
    TakeBack,
    /// What it rested on ended, or nobody answered in time.
    Lapse,
}

/// A step that an offer cannot take from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a transfer that is {from} cannot take this step")]
pub struct NoSuchTransferStep {
    /// Where it stands.
    pub from: TransferState,
}

impl TransferState {
    /// An offer begins with the proof that another person of the owning agency approved it, and the gate's word; none if
    /// that proof is about something else.
    pub fn offer(approved: Approved, _gate: &Handover) -> Option<Self> {
        (approved.kind() == ApprovalKind::Transfer).then_some(Self::Offered)
    }

    /// Where the offer stands after a step.
    ///
    /// # Errors
    /// [`NoSuchTransferStep`].
    pub fn after(self, step: &TransferStep) -> Result<Self, NoSuchTransferStep> {
        match (self, step) {
            (Self::Offered, TransferStep::Accept(_)) => Ok(Self::Accepted),
            (Self::Offered, TransferStep::Decline) => Ok(Self::Declined),
            (Self::Offered, TransferStep::TakeBack) => Ok(Self::TakenBack),
            (Self::Offered, TransferStep::Lapse) => Ok(Self::Lapsed),
            _ => Err(NoSuchTransferStep { from: self }),
        }
    }
}

#[cfg(test)]
mod tests;
