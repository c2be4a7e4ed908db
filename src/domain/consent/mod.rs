//! What a person agreed to: who may be told what, for which help, until when, and on what basis (domain brief 2.4, 3.5).
//!
//! [`screening`] is the gate for screenings, [`rows`] reads the forms, [`child`] says whose agreement counts, [`change`] sets
//! a new form against what stood before, [`data`] has what each word of a form opens, and [`ConsentBook`] answers, for one
//! case at one time, whether something may leave. How a consent is stored and who may confirm it is said above.

mod book;
pub mod change;
pub mod child;
pub mod data;
pub mod rows;
pub mod screening;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::closed_set;

pub use book::{ConsentBook, Leave};
pub use child::Age;
pub use data::{Agreed, Data};
pub use screening::{
    CONTACT_CLASSES, TRIAGE_CLASSES, TRIAGE_CONSENT_LASTS, TriageConsent, agrees, triage_consent,
};

const HOUR: i64 = 60 * 60 * 1_000;

/// What may be told where life is in danger and nobody could be asked: how to make contact, the area, the health need.
pub const VITAL: [Data; 2] = [Data::HealthPart, Data::Location];
/// How long a supervisor has to approve what is asked for because life is in danger; then it lapses.
pub const VITAL_APPROVAL: i64 = 2 * HOUR;

closed_set! {
    /// On what it rests that something may leave (domain brief 3.5). A legal duty has a type of its own
    /// ([`crate::domain::legal_duty`]); "none" is no basis, and so none of these.
    pub enum Basis {
        /// The person agreed.
        Consent = "consent",
        /// A child's best interest: owner and supervisor, the least, 72 hours.
        ChildBestInterest = "child_best_interest",
        /// Life in danger, and nobody able to agree.
        VitalInterest = "vital_interest",
    }
}

closed_set! {
    /// Where a consent stands.
    pub enum ConsentState {
        /// Waits until somebody confirms it; covers nothing.
        Proposed = "proposed",
        /// In force until it ends.
        InForce = "in_force",
        /// A no, which stands against what was agreed to before; or a row that could not be read.
        Refused = "refused",
        /// Taken back, or replaced.
        Withdrawn = "withdrawn",
        /// Its time is over, or it was never confirmed in time.
        Expired = "expired",
    }
}

closed_set! {
    /// Who must confirm a consent before it covers anything.
    pub enum Approval {
        /// The case's worker, or a supervisor.
        One = "one",
        /// A supervisor.
        Supervisor = "supervisor",
        /// Two people, the second a supervisor.
        Two = "two",
    }
}

closed_set! {
    /// Why something leaves without the person's agreement.
    pub enum BypassReason {
        /// Life is in danger.
        LifeInDanger = "life_in_danger",
        /// No adult who is safe for the child.
        NoSafeAdult = "no_safe_adult",
        /// Following the refusal would endanger.
        RefusalEndangers = "refusal_endangers",
        /// Too young to say.
        TooYoung = "too_young",
        /// Unconscious or confused.
        UnconsciousOrConfused = "unconscious_or_confused",
    }
}

closed_set! {
    /// Why a consent is taken back.
    pub enum WithdrawReason {
        /// The person said so.
        PersonAsked = "person_asked",
        /// Somebody who may speak for the person said so.
        RepresentativeAsked = "representative_asked",
        /// The person may have been pressed to agree.
        Pressure = "pressure",
        /// It would not be safe any more.
        Safety = "safety",
        /// It was entered wrongly.
        Mistake = "mistake",
    }
}

/// Who may be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Whoever gives this help here.
    Any,
    /// One agency, by its code.
    Agency(String),
}

impl Recipient {
    /// Whether it is this agency, or any.
    pub fn is_or_any(&self, agency: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Agency(own) => own == agency,
        }
    }

    /// Whether everybody whom the other names is named by this one.
    fn holds(&self, other: &Self) -> bool {
        *self == Self::Any || self == other
    }

    /// Those whom both name.
    fn meet(&self, other: &Self) -> Option<Self> {
        match (self.holds(other), other.holds(self)) {
            (true, _) => Some(other.clone()),
            (_, true) => Some(self.clone()),
            _ => None,
        }
    }
}

/// What stands in one consent, or in one refusal. It says what somebody needs: sealed wherever it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Who.
    pub recipient: Recipient,
    /// For which service; none in a refusal of everything.
    pub service: Option<String>,
    /// What may be told; nothing in a refusal.
    pub data: BTreeSet<Data>,
    /// On what it rests.
    pub basis: Basis,
    /// Whose agreement it was.
    pub age: Option<Age>,
    /// The submission, or the act, that said so first.
    pub said_in: String,
    /// When that was, in milliseconds since 1970 UTC.
    pub given_at: i64,
    /// From when on it covers nothing, in milliseconds since 1970 UTC.
    pub expires_at: i64,
    /// Why without the person's agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<BypassReason>,
    /// Why somebody of the case's agency took back what this refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<WithdrawReason>,
    /// A row that could not be read, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
}

impl Scope {
    /// A refusal.
    pub fn no(recipient: Recipient, service: Option<String>, said_in: &str, at: i64) -> Self {
        Self {
            recipient,
            service,
            data: BTreeSet::new(),
            basis: Basis::Consent,
            age: None,
            said_in: said_in.to_owned(),
            given_at: at,
            expires_at: i64::MAX,
            reason: None,
            withdrawn: None,
            unread: None,
        }
    }

    /// Whether, read as a refusal, it has to do with anybody whom the other names, for that service.
    pub fn touches(&self, recipient: &Recipient, service: &str) -> bool {
        self.unread.is_none()
            && self.service.as_deref().is_none_or(|own| own == service)
            && self.recipient.meet(recipient).is_some()
    }

    /// Whether, read as a refusal, it stands against this agreement where an agency is concerned. A later no stands against
    /// everything said before it; within one form a yes to somebody by name stands before a no to anybody.
    fn stands_against(&self, yes: &Self, agency: &str) -> bool {
        let service = yes.service.as_deref().unwrap_or_default();
        let named = self.touches(&Recipient::Agency(agency.to_owned()), service);
        let same = self.said_in == yes.said_in && self.given_at == yes.given_at;
        let nearer = self.recipient == Recipient::Any && yes.recipient != Recipient::Any;
        named && self.given_at >= yes.given_at && !(same && nearer)
    }
}

/// Its times only: the rest tells what somebody needs.
impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope")
            .field("given_at", &self.given_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
