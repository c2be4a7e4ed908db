//! One referral at one moment: what it may do next, and what follows from that, as data. The store writes it down and carries
//! the effects out, all in one transaction.

use super::clocks::{self, Clocks};
use super::hours::Hours;
use super::{By, Event, Feedback, InvalidTransition, ReferralState, transition};
use crate::domain::closed_set;
use crate::domain::words::{Role, Urgency};

/// Whether the clock may stand still for a question: once, for a day at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Not yet.
    Left,
    /// It stands still.
    Running {
        /// Since when.
        since: i64,
        /// Until when at most.
        until: i64,
    },
    /// It stood still before.
    Used,
}

closed_set! {
    /// The two agencies that must agree to begin again.
    pub enum Side {
        /// Whose case it is.
        Owner = "owner",
        /// Who received it.
        Receiver = "receiver",
    }
}

/// A referral as far as its life goes. Copied, never changed: a step gives the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referral {
    /// Where it stands.
    pub state: ReferralState,
    /// How soon.
    pub urgency: Urgency,
    /// By when.
    pub clocks: Clocks,
    /// How often somebody else had to be told, from 0 to 3.
    pub escalation: u8,
    /// Whether its clock stood still.
    pub pause: Pause,
    /// When the service was given.
    pub delivered_at: Option<i64>,
    /// What the owner said of that.
    pub feedback: Option<Feedback>,
    /// Who asked to begin again, while the other has not agreed.
    pub reopening: Option<Side>,
    /// Whether the receiver said what became of what it had.
    pub attested: bool,
}

/// What a step depends on beside the referral itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Whether what it rests on stands: a consent that has not ended, or another basis.
    pub consent_stands: bool,
    /// Whether somebody of the receiver declared a conflict.
    pub conflict_declared: bool,
    /// The receiver's hours.
    pub hours: &'a Hours,
    /// Now, in milliseconds since 1970 UTC.
    pub now: i64,
}

/// What follows from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Its records are wrapped to the receiver, its clocks run.
    Wrap,
    /// Its clock stands still until then at most.
    PauseClock(i64),
    /// The receiver may open contact and identity, field by field.
    OpenContact,
    /// Every key of the receiver to its records is destroyed.
    DestroyWraps,
    /// The receiver is asked what became of what it had.
    AskAttestation,
    /// Another provider is asked.
    TryNext,
    /// These are told.
    Tell(Role),
    /// It stands on coordination's list of gaps.
    CountGap,
    /// The receiver's time to keep it begins.
    StartRetention,
}

/// A referral after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The referral.
    pub referral: Referral,
    /// What follows.
    pub effects: Vec<Effect>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not from there, or not on that behalf.
    #[error(transparent)]
    Invalid(#[from] InvalidTransition),
    /// What it rests on has ended.
    #[error("the consent has ended")]
    NoConsent,
    /// Whoever has a conflict gives it back.
    #[error("a conflict was declared; decline it with that reason")]
    Conflict,
    /// Only one question stops the clock.
    #[error("a question was asked before; decide, or decline")]
    Asked,
    /// Nobody waits for answers in an emergency.
    #[error("it is too urgent for questions; accept it and ask then, or decline")]
    TooUrgent,
    /// The clock has not come so far.
    #[error("its time has not come")]
    NotYet,
    /// It was said before.
    #[error("this was said before")]
    SaidBefore,
}

impl Referral {
    /// The referral after an event, with what follows from it.
    ///
    /// # Errors
    /// [`Refused`]: nothing changes then.
    pub fn apply(self, event: Event, by: By, at: &Circumstances<'_>) -> Result<Next, Refused> {
        let state = transition(self.state, event, by)?;
        self.allows(event, by, at)?;
        let mut next = Self { state, ..self };
        let effects = next.follow(self, event, by, at);
        Ok(Next {
            referral: next,
            effects,
        })
    }

    /// The guards.
    fn allows(&self, event: Event, by: By, at: &Circumstances<'_>) -> Result<(), Refused> {
        let clock = by == By::System
            && matches!(
                event,
                Event::Escalate | Event::Expire | Event::Resume | Event::Close
            );
        match event {
            _ if clock => match self.next_due(at.hours) {
                Some((due, what)) if what == event && due <= at.now => Ok(()),
                _ => Err(Refused::NotYet),
            },
            Event::Send | Event::Accept | Event::Reopen if !at.consent_stands => {
                Err(Refused::NoConsent)
            }
            Event::Accept if at.conflict_declared => Err(Refused::Conflict),
            Event::Ask if matches!(self.urgency, Urgency::U0 | Urgency::U1) => {
                Err(Refused::TooUrgent)
            }
            Event::Ask if self.pause != Pause::Left => Err(Refused::Asked),
            Event::Attest(_) if self.attested => Err(Refused::SaidBefore),
            Event::Say(said) if self.feedback == Some(said) => Err(Refused::SaidBefore),
            Event::Reopen if self.reopening == side(by) => Err(Refused::SaidBefore),
            _ => Ok(()),
        }
    }

    fn follow(
        &mut self,
        before: Self,
        event: Event,
        by: By,
        at: &Circumstances<'_>,
    ) -> Vec<Effect> {
        match event {
            Event::Send => vec![Effect::Wrap],
            Event::Ask => {
                let until = at.now.saturating_add(clocks::PAUSE);
                self.pause = Pause::Running {
                    since: at.now,
                    until,
                };
                vec![Effect::PauseClock(until)]
            }
            Event::Answer | Event::Resume => {
                self.run_on(at);
                Vec::new()
            }
            Event::Accept => vec![Effect::OpenContact],
            Event::Decline(_) => vec![Effect::TryNext, Effect::StartRetention],
            Event::Deliver => {
                self.delivered_at = Some(at.now);
                Vec::new()
            }
            Event::Say(said) => {
                self.feedback = Some(said);
                Vec::new()
            }
            Event::PersonDecline | Event::Close => vec![Effect::StartRetention],
            Event::Reopen if before.reopening.is_none() => {
                // One side alone opens nothing.
                self.state = before.state;
                self.reopening = side(by);
                Vec::new()
            }
            Event::Reopen => {
                self.reopening = None;
                self.delivered_at = None;
                self.feedback = None;
                Vec::new()
            }
            Event::Recall(_) => {
                self.run_on(at);
                vec![Effect::DestroyWraps, Effect::AskAttestation]
            }
            Event::Attest(_) => {
                self.attested = true;
                Vec::new()
            }
            Event::Escalate => {
                self.escalation += 1;
                let mut effects = vec![Effect::Tell(told(self.urgency, self.escalation))];
                if self.urgency == Urgency::U0 && self.escalation == 1 {
                    effects.push(Effect::TryNext);
                }
                effects
            }
            Event::Expire => {
                self.escalation = 3;
                vec![Effect::TryNext, Effect::StartRetention]
            }
            Event::Unplace => vec![Effect::CountGap],
            Event::Hold | Event::See | Event::Contact | Event::SendAll => Vec::new(),
        }
    }

    /// Ends a pause: what was left of each clock is left from now on.
    fn run_on(&mut self, at: &Circumstances<'_>) {
        if let Pause::Running { since, until } = self.pause {
            let always = Hours::always();
            let hours = match self.urgency {
                Urgency::U0 | Urgency::U1 => &always,
                Urgency::U2 | Urgency::U3 => at.hours,
            };
            self.clocks = self.clocks.moved(since, at.now.clamp(since, until), hours);
            self.pause = Pause::Used;
        }
    }

    /// What its clock does next, and when. Whoever wakes late does each in turn.
    pub fn next_due(&self, hours: &Hours) -> Option<(i64, Event)> {
        match (self.state, self.pause) {
            (ReferralState::Sent | ReferralState::Seen, _) => {
                let second = self.clocks.second(self.urgency, hours);
                Some(match self.escalation {
                    0 => (self.clocks.first(self.urgency), Event::Escalate),
                    1 => (second, Event::Escalate),
                    _ => (second.max(self.clocks.decide_by), Event::Expire),
                })
            }
            (ReferralState::InfoRequested, Pause::Running { until, .. }) => {
                Some((until, Event::Resume))
            }
            (ReferralState::Delivered, _) if self.feedback != Some(Feedback::Disputed) => {
                let given = self.delivered_at?;
                Some((given.saturating_add(clocks::CLOSES_AFTER), Event::Close))
            }
            _ => None,
        }
    }
}

fn side(by: By) -> Option<Side> {
    match by {
        By::Owner | By::Supervisor => Some(Side::Owner),
        By::Receiver => Some(Side::Receiver),
        By::System | By::Withdrawal => None,
    }
}

/// Who is told at an escalation (domain brief 3.2).
pub fn told(urgency: Urgency, level: u8) -> Role {
    match (urgency, level) {
        (Urgency::U0, 1) => Role::Supervisor,
        (Urgency::U1 | Urgency::U2 | Urgency::U3, 1) => Role::FocalPoint,
        (Urgency::U0 | Urgency::U1, _) => Role::Coordination,
        (Urgency::U2 | Urgency::U3, _) => Role::Supervisor,
    }
}
