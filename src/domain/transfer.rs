//! The transfer of a case from one agency to another (domain brief 3.7): what it rests on, and where an offer stands. How it
//! is asked, kept and carried out is said above.
//!
//! The gate is asked each time: when somebody asks for a transfer, when another person approves it, and when the new owner
//! accepts. The whole case goes, or nothing of it: a form is sealed as one, and an owner who lacks half of what was said could
//! tell somebody who must not know.

use super::approval::{ApprovalKind, Approved};
use super::case::CaseState;
use super::closed_set;
use super::conflict::Conflicts;
use super::consent::data::opens;
use super::consent::{ConsentBook, Data};
use super::protocol::{self, Protocol};
use super::words::DataClass;

/// The services whose help is to have a case: a consent for one of them lets its agency be the owner.
pub const SERVICES: [&str; 3] = ["protection_cm", "child_protection", "gbv"];
/// Where a case stands with its new owner: it makes a plan of its own.
pub const BEGINS: CaseState = CaseState::Open;
/// How long an offer waits for its answer, in milliseconds.
pub const OFFERED_MS: i64 = 72 * 60 * 60 * 1_000;

/// What somebody must have agreed to before whole forms are handed over.
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
/// What somebody must have agreed to besides, where the case knows who they are.
const IDENTITY: [Data; 2] = [Data::Identity, Data::Documents];

/// What a transfer is decided by.
#[derive(Debug)]
pub struct Planned<'a> {
    /// The owner.
    pub from: &'a str,
    /// Who is to be the owner.
    pub to: &'a str,
    /// How the case stands.
    pub standing: Standing,
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

/// How a case stands with its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: CaseState,
    /// Whether its code is a name on the whole platform: by that the new owner's phones find it.
    pub has_name: bool,
    /// Whether it knows who the person is.
    pub has_identity: bool,
    /// How many of its referrals somebody works on.
    pub referrals: i64,
    /// How many approvals wait for their second person.
    pub approvals: i64,
    /// Whether something of it is kept by a legal hold.
    pub held: bool,
}

/// That a case may go to its new owner now, all of it. Only [`Planned::check`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    service: &'static str,
    consent: String,
    expires_at: i64,
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
    /// Somebody still works on something for the person.
    #[error("referrals of this case are open; each must be done, declined or recalled first")]
    Referrals,
    /// Two people have begun to decide something.
    #[error("an approval about this case is pending; it must be decided first")]
    Approvals,
    /// What is kept for a court does not go.
    #[error("a submission of this case is under a legal hold; it must be lifted first")]
    Held,
    /// It takes none, or must not hear of this one: nobody is told which.
    #[error("this agency takes no transfers; choose another, or make a referral instead")]
    NotTaken,
    /// Nothing crosses between the two, or not all of it.
    #[error(
        "no information-sharing protocol in force lets a whole case cross between the two agencies; agree on one, or make a \
         referral instead"
    )]
    NoProtocol,
    /// The person was not asked, said no, or agreed to less than the whole case.
    #[error(
        "no consent in force names this agency for case management with everything that the case holds; ask the person \
         first, or make a referral instead"
    )]
    NoConsent,
}

impl Planned<'_> {
    /// Whether the case may go to the other agency now. What is the owner's own affair is said first, and nothing of the case
    /// before the other agency was looked at.
    ///
    /// # Errors
    /// [`NoTransfer`].
    pub fn check(&self) -> Result<Handover, NoTransfer> {
        self.standing.check()?;
        let out = self.conflicts.agency_is_out(self.to);
        if self.from == self.to || !self.takes || out {
            return Err(NoTransfer::NotTaken);
        }
        let crossing: Vec<&'static str> = SERVICES
            .into_iter()
            .filter(|service| self.crosses(service))
            .collect();
        if crossing.is_empty() {
            return Err(NoTransfer::NoProtocol);
        }
        crossing
            .into_iter()
            .filter_map(|service| self.agreed(service))
            .max_by_key(|one| one.expires_at)
            .ok_or(NoTransfer::NoConsent)
    }

    fn crosses(&self, service: &str) -> bool {
        let (all, identity) = (self.protocols, self.standing.has_identity);
        crosses(all, (self.from, self.to), service, identity, self.now)
    }

    fn agreed(&self, service: &'static str) -> Option<Handover> {
        let leave = self.book.hands_over(self.to, service, self.now)?;
        let agreed = |words: &[Data]| opens(words).within(&leave.agreed);
        // Sex and age by name are in no other word: what opens them names the identity.
        let whole = agreed(&WHOLE) && (!self.standing.has_identity || agreed(&IDENTITY));
        whole.then_some(Handover {
            service,
            consent: leave.consent,
            expires_at: leave.expires_at,
        })
    }
}

impl Standing {
    fn check(self) -> Result<(), NoTransfer> {
        match self {
            Self {
                state: CaseState::Closed,
                ..
            } => Err(NoTransfer::Closed),
            Self {
                has_name: false, ..
            } => Err(NoTransfer::Nameless),
            Self { referrals: 1.., .. } => Err(NoTransfer::Referrals),
            Self { approvals: 1.., .. } => Err(NoTransfer::Approvals),
            Self { held: true, .. } => Err(NoTransfer::Held),
            _ => Ok(()),
        }
    }
}

/// Whether protocols let a whole case cross for this service, with who the person is or without.
fn crosses(
    protocols: &[Protocol],
    (from, to): (&str, &str),
    service: &str,
    identity: bool,
    now: i64,
) -> bool {
    let classes = protocol::classes_between(protocols, from, to, service, now);
    let covers = |needed: &[DataClass]| needed.iter().all(|one| classes.contains(one));
    covers(&OF_FORMS) && (!identity || covers(&[DataClass::D3]))
}

/// Whether protocols still let some case cross between the two: what can be told of an offer without opening anything.
pub fn may_still_cross(protocols: &[Protocol], between: (&str, &str), now: i64) -> bool {
    SERVICES
        .iter()
        .any(|service| crosses(protocols, between, service, false, now))
}

impl Handover {
    /// The service for which the new owner has the case.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// The consent that it rests on.
    pub fn consent(&self) -> &str {
        &self.consent
    }

    /// From when on that covers nothing, in milliseconds since 1970 UTC.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }
}

closed_set! {
    /// Where the transfer of a case stands.
    pub enum TransferState {
        /// Another person of the owning agency has to approve it.
        Asked = "asked",
        /// That person did not.
        Refused = "refused",
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

closed_set! {
    /// Why an agency does not take a case. Sealed wherever it is kept.
    pub enum DeclineReason {
        /// Nobody has time for it.
        NoCapacity = "no_capacity",
        /// It does not work with people like this, or not there.
        NotOurMandate = "not_our_mandate",
        /// It could not keep the person safe.
        NotSafe = "not_safe",
        /// Another agency is better for the person.
        AnotherIsBetter = "another_is_better",
        /// It has something to do with those concerned.
        Conflict = "conflict",
    }
}

/// A step of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferStep {
    /// Two people of the owning agency want it.
    Offer(Approved),
    /// The second of them does not.
    Refuse,
    /// The new owner takes it; the gate lets it.
    Accept(Handover),
    /// The new owner does not.
    Decline,
    /// The owner keeps it.
    TakeBack,
    /// What it rested on ended, or nobody answered in time.
    Lapse,
}

/// A step that a transfer cannot take from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a transfer that is {from} cannot take this step")]
pub struct NoSuchTransferStep {
    /// Where it stands.
    pub from: TransferState,
}

impl TransferState {
    /// Where the transfer stands after a step. It is offered with the proof that another person of the owning agency approved
    /// it; one about something else is no step.
    ///
    /// # Errors
    /// [`NoSuchTransferStep`].
    pub fn after(self, step: &TransferStep) -> Result<Self, NoSuchTransferStep> {
        match (self, step) {
            (Self::Asked, TransferStep::Offer(proof)) if proof.kind() == ApprovalKind::Transfer => {
                Ok(Self::Offered)
            }
            (Self::Asked, TransferStep::Refuse) => Ok(Self::Refused),
            (Self::Offered, TransferStep::Accept(_)) => Ok(Self::Accepted),
            (Self::Offered, TransferStep::Decline) => Ok(Self::Declined),
            (Self::Offered, TransferStep::TakeBack) => Ok(Self::TakenBack),
            (Self::Asked | Self::Offered, TransferStep::Lapse) => Ok(Self::Lapsed),
            _ => Err(NoSuchTransferStep { from: self }),
        }
    }
}

#[cfg(test)]
mod tests;
