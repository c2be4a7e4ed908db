//! A referral's life, as a type that cannot take a wrong turn, and its clocks (domain brief 3.2, 3.7).
//!
//! Who may do a step is [`super::policy`]'s matter; keeping the state is the store's.

use super::closed_set;
use super::words::Urgency;

const MINUTE: i64 = 60 * 1_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

closed_set! {
    /// Where a referral stands. The later states of the brief are words already, so that a page can name
    /// them; no step leads there yet.
    pub enum ReferralState {
        /// Stays in the collecting agency's own queue: consent or a provider is missing.
        Held = "held",
        /// In the receiver's queue.
        Sent = "sent",
        /// Somebody of the receiving agency opened its card.
        Seen = "seen",
        /// The receiver takes it.
        Accepted = "accepted",
        /// The receiver does not take it.
        Declined = "declined",
        /// The receiver asked a question back.
        InfoRequested = "info_requested",
        /// First contact was made.
        InProgress = "in_progress",
        /// The service was given.
        Delivered = "delivered",
        /// Done.
        Closed = "closed",
        /// The person chose otherwise.
        PersonDeclined = "person_declined",
        /// Taken back by the sender.
        Recalled = "recalled",
        /// Nobody answered in time.
        Expired = "expired",
        /// Nobody provides the service.
        Unplaced = "unplaced",
    }
}

closed_set! {
    /// Why a receiver does not take a referral (domain brief 2.11).
    pub enum DeclineReason {
        /// No room.
        NoCapacity = "no_capacity",
        /// The person is not eligible there.
        NotEligible = "not_eligible",
        /// Another area.
        WrongArea = "wrong_area",
        /// Another service.
        WrongService = "wrong_service",
        /// Somebody there has to do with who harms the person.
        ConflictOfInterest = "conflict_of_interest",
        /// It would not be safe.
        Safety = "safety",
        /// What the service needs to know was not agreed to.
        NoConsentForDataNeeded = "no_consent_for_data_needed",
        /// Already known there.
        Duplicate = "duplicate",
        /// Something else.
        Other = "other",
    }
}

/// What can happen to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The gate opened: it goes to its receiver.
    Send,
    /// A receiver opened its card. Opening it again changes nothing.
    See,
    /// The receiver takes it. Whoever decides has seen the card first, so `sent` cannot be accepted.
    Accept,
    /// The receiver does not take it, and says why.
    Decline(DeclineReason),
}

impl Event {
    /// The event's word, for messages and audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::See => "see",
            Self::Accept => "accept",
            Self::Decline(_) => "decline",
        }
    }
}

/// A step that a referral cannot take from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a referral that is {from} cannot take the step \"{}\"", event.as_str())]
pub struct InvalidTransition {
    /// Where it stands.
    pub from: ReferralState,
    /// What was asked.
    pub event: Event,
}

impl ReferralState {
    /// The state after an event.
    ///
    /// # Errors
    /// If the brief's table (3.7) has no such step.
    pub fn transition(self, event: Event) -> Result<Self, InvalidTransition> {
        match (self, event) {
            (Self::Held, Event::Send) => Ok(Self::Sent),
            (Self::Sent | Self::Seen, Event::See) => Ok(Self::Seen),
            (Self::Seen, Event::Accept) => Ok(Self::Accepted),
            (Self::Sent | Self::Seen, Event::Decline(_)) => Ok(Self::Declined),
            _ => Err(InvalidTransition { from: self, event }),
        }
    }

    /// Whether the receiver still owes an answer.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Sent | Self::Seen | Self::InfoRequested)
    }
}

/// By when a referral should be answered, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// By when somebody of the receiving agency should have opened it.
    pub see_by: i64,
    /// By when it should be accepted or declined.
    pub decide_by: i64,
}

/// The clocks of a referral sent at `sent_at` (milliseconds since 1970 UTC). Rounded up to the minute: a time
/// that everybody with database access can read must not point at one submission by its milliseconds.
/// They depend on the urgency alone, never on an exposure.
pub fn clocks(urgency: Urgency, sent_at: i64) -> Clocks {
    let (see, decide) = match urgency {
        Urgency::U0 => (15 * MINUTE, 30 * MINUTE),
        Urgency::U1 => (2 * HOUR, 6 * HOUR),
        Urgency::U2 => (DAY, 2 * DAY),
        Urgency::U3 => (3 * DAY, 5 * DAY),
    };
    Clocks {
        see_by: rounded_up(sent_at.saturating_add(see)),
        decide_by: rounded_up(sent_at.saturating_add(decide)),
    }
}

fn rounded_up(time: i64) -> i64 {
    let past = time.rem_euclid(MINUTE);
    if past == 0 {
        time
    } else {
        time.saturating_add(MINUTE - past)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [Event; 4] = [
        Event::Send,
        Event::See,
        Event::Accept,
        Event::Decline(DeclineReason::NoCapacity),
    ];

    #[test]
    fn only_the_steps_of_the_table_exist() {
        let mut steps = Vec::new();
        for &from in ReferralState::ALL {
            for event in EVENTS {
                if let Ok(to) = from.transition(event) {
                    steps.push(format!("{from} {} {to}", event.as_str()));
                }
            }
        }
        assert_eq!(
            steps,
            [
                "held send sent",
                "sent see seen",
                "sent decline declined",
                "seen see seen",
                "seen accept accepted",
                "seen decline declined",
            ]
        );
    }

    #[test]
    fn a_wrong_step_says_which() {
        let error = ReferralState::Declined
            .transition(Event::Accept)
            .expect_err("declined is final");
        assert_eq!(
            error.to_string(),
            "a referral that is declined cannot take the step \"accept\""
        );
    }

    #[test]
    fn clocks_follow_the_urgency() {
        let after = |urgency| {
            let clocks = clocks(urgency, 0);
            (clocks.see_by / MINUTE, clocks.decide_by / MINUTE)
        };
        assert_eq!(after(Urgency::U0), (15, 30));
        assert_eq!(after(Urgency::U1), (120, 360));
        assert_eq!(after(Urgency::U2), (1_440, 2_880));
        assert_eq!(after(Urgency::U3), (4_320, 7_200));
        assert_eq!(clocks(Urgency::U0, 1).see_by, 16 * MINUTE);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn clocks_are_whole_minutes_and_never_early(sent_at in -DAY..4_000_000_000_000_i64, urgency in 0..4_usize) {
            let urgency = Urgency::ALL[urgency];
            let (exact, clocks) = (clocks(urgency, 0), clocks(urgency, sent_at));
            for (due, length) in [(clocks.see_by, exact.see_by), (clocks.decide_by, exact.decide_by)] {
                prop_assert_eq!(due.rem_euclid(MINUTE), 0);
                prop_assert!((0..MINUTE).contains(&(due - sent_at - length)));
            }
        }

        #[test]
        fn no_sequence_leaves_the_five_states_or_an_answer(steps in prop::collection::vec(0..4_usize, 0..12), held in any::<bool>()) {
            let mut state = if held { ReferralState::Held } else { ReferralState::Sent };
            for step in steps {
                let before = state;
                state = state.transition(EVENTS[step]).unwrap_or(state);
                prop_assert!(ReferralState::ALL[..5].contains(&state));
                if matches!(before, ReferralState::Accepted | ReferralState::Declined) {
                    prop_assert_eq!(state, before);
                }
                prop_assert!(state != ReferralState::Accepted || matches!(before, ReferralState::Seen | ReferralState::Accepted));
            }
        }
    }
}
