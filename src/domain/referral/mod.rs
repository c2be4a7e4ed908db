//! A referral's life, as a type that cannot take a wrong turn (domain brief 3.2, 3.7): its states and the one table of
//! steps between them here, what a step needs and does in [`life`], its clocks in [`mod@clocks`] and [`hours`], to whom it goes
//! when somebody declines or nobody answers in [`onward`], what opens after acceptance in [`contact`].
//!
//! Who may do a step is [`super::policy`]'s matter; keeping the state is the store's.

pub mod clocks;
pub mod contact;
pub mod hours;
pub mod life;
pub mod onward;
#[cfg(test)]
mod tests;
pub mod words;

pub use clocks::{Clocks, clocks};
pub use hours::Hours;
pub use life::{Circumstances, Effect, Next, Pause, Referral, Refused};
pub use words::{
    DeclineReason, Feedback, Purpose, Question, RecallReason, Reply, ServiceOutcome, Statement,
};

use super::closed_set;

closed_set! {
    /// Where a referral stands.
    pub enum ReferralState {
        /// Being made; nobody else knows of it.
        Draft = "draft",
        /// Stays in the collecting agency's own queue: consent or a provider is missing.
        Held = "held",
        /// In the receiver's queue.
        Sent = "sent",
        /// Somebody of the receiving agency opened its card.
        Seen = "seen",
        /// The receiver asked a question back; its clock stands still, once.
        InfoRequested = "info_requested",
        /// The receiver takes it.
        Accepted = "accepted",
        /// First contact was made.
        InProgress = "in_progress",
        /// The service was given.
        Delivered = "delivered",
        /// Done.
        Closed = "closed",
        /// The receiver does not take it.
        Declined = "declined",
        /// Taken back by the sender.
        Recalled = "recalled",
        /// Nobody answered in time.
        Expired = "expired",
        /// Nobody is left who could take it.
        Unplaced = "unplaced",
        /// The person chose otherwise.
        PersonDeclined = "person_declined",
    }
}

closed_set! {
    /// On whose behalf a step is taken. What an account may do for its agency is the policy's matter.
    pub enum By {
        /// Nobody: rules and clocks.
        System = "system",
        /// The agency that received it.
        Receiver = "receiver",
        /// The agency whose case it is.
        Owner = "owner",
        /// A supervisor of that agency.
        Supervisor = "supervisor",
        /// The person took the consent back.
        Withdrawal = "withdrawal",
    }
}

/// What can happen to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The gate is closed: it stays at home.
    Hold,
    /// The gate opened: it goes to its receiver.
    Send,
    /// A receiver opened its card. Opening it again changes nothing.
    See,
    /// The receiver asks something before it decides.
    Ask,
    /// The owner answers.
    Answer,
    /// The time for an answer is over.
    Resume,
    /// The receiver takes it. Whoever decides has seen the card first, so `sent` cannot be accepted.
    Accept,
    /// The receiver does not take it, and says why.
    Decline(DeclineReason),
    /// The receiver met the person.
    Contact,
    /// The service was given.
    Deliver,
    /// The owner says whether it was.
    Say(Feedback),
    /// The person chose otherwise.
    PersonDecline,
    /// Done.
    Close,
    /// There is a new need: both agencies say so.
    Reopen,
    /// Taken back.
    Recall(RecallReason),
    /// The receiver says what became of what it had.
    Attest(Statement),
    /// A clock: somebody else is told.
    Escalate,
    /// A clock: nobody answered.
    Expire,
    /// Nobody is left.
    Unplace,
    /// All that was held was sent, each as a referral of its own.
    SendAll,
}

impl Event {
    /// The event's word, for messages and audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Send => "send",
            Self::See => "see",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::Resume => "resume",
            Self::Accept => "accept",
            Self::Decline(_) => "decline",
            Self::Contact => "contact",
            Self::Deliver => "deliver",
            Self::Say(Feedback::Confirmed) => "confirm",
            Self::Say(Feedback::Disputed) => "dispute",
            Self::PersonDecline => "person_decline",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Recall(_) => "recall",
            Self::Attest(_) => "attest",
            Self::Escalate => "escalate",
            Self::Expire => "expire",
            Self::Unplace => "unplace",
            Self::SendAll => "close",
        }
    }

    /// The coded reason that stands beside the step.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Decline(reason) => Some(reason.as_str()),
            Self::Recall(reason) => Some(reason.as_str()),
            Self::Attest(statement) => Some(statement.as_str()),
            Self::Say(feedback) => Some(feedback.as_str()),
            Self::SendAll => Some("sent"),
            _ => None,
        }
    }
}

/// A step that a referral cannot take from where it stands, or not on that behalf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a referral that is {from} cannot take the step \"{}\" by {by}", event.as_str())]
pub struct InvalidTransition {
    /// Where it stands.
    pub from: ReferralState,
    /// What was asked.
    pub event: Event,
    /// On whose behalf.
    pub by: By,
}

/// The state after an event: the brief's table (3.7), and the only way from one state to another.
///
/// Narrower than the brief where it says "any → unplaced": only what nobody has can be without a place. Wider in one step
/// that protects: a withdrawal takes back what waits for an answer too, which the brief counts as seen. And in one that
/// the brief has as "held → sent": a held item may hold several needs; each is sent as a referral of its own, and the item
/// is closed with the last.
///
/// # Errors
/// If the table has no such step on that behalf.
pub fn transition(
    from: ReferralState,
    event: Event,
    by: By,
) -> Result<ReferralState, InvalidTransition> {
    use By::{Owner, Receiver, Supervisor, System, Withdrawal};
    use ReferralState::{
        Accepted, Closed, Declined, Delivered, Draft, Expired, Held, InProgress, InfoRequested,
        PersonDeclined, Recalled, Seen, Sent, Unplaced,
    };
    match (from, event, by) {
        (Draft, Event::Hold, System) => Ok(Held),
        (Draft | Held, Event::Send, System | Owner) => Ok(Sent),
        (Held, Event::SendAll, System) => Ok(Closed),
        (Sent | Seen, Event::See, Receiver) => Ok(Seen),
        (Seen, Event::Ask, Receiver) => Ok(InfoRequested),
        (InfoRequested, Event::Answer, Owner | Supervisor) => Ok(Seen),
        (InfoRequested, Event::Resume, System) => Ok(Seen),
        (Seen, Event::Accept, Receiver) => Ok(Accepted),
        (Sent | Seen, Event::Decline(_), Receiver) => Ok(Declined),
        (Accepted, Event::Contact, Receiver) => Ok(InProgress),
        (InProgress, Event::Deliver, Receiver) => Ok(Delivered),
        (Delivered, Event::Say(_), Owner | Supervisor) => Ok(Delivered),
        (Accepted | InProgress, Event::PersonDecline, Receiver | Owner | Supervisor) => {
            Ok(PersonDeclined)
        }
        (Delivered | PersonDeclined, Event::Close, Owner | Supervisor) => Ok(Closed),
        (Delivered, Event::Close, System) => Ok(Closed),
        (
            Sent | Seen | InfoRequested | Accepted | InProgress,
            Event::Recall(_),
            Owner | Supervisor | Withdrawal,
        ) => Ok(Recalled),
        (Recalled, Event::Attest(_), Receiver) => Ok(Recalled),
        (Sent | Seen, Event::Escalate, System) => Ok(from),
        (Sent | Seen, Event::Expire, System) => Ok(Expired),
        (Draft | Held | Declined | Expired, Event::Unplace, System) => Ok(Unplaced),
        (Closed, Event::Reopen, Owner | Supervisor | Receiver) => Ok(InProgress),
        _ => Err(InvalidTransition { from, event, by }),
    }
}

impl ReferralState {
    /// Whether the receiver still owes an answer.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Sent | Self::Seen | Self::InfoRequested)
    }

    /// Whether the receiver may open contact and identity, field by field.
    pub fn opens_contact(self) -> bool {
        matches!(self, Self::Accepted | Self::InProgress | Self::Delivered)
    }
}
