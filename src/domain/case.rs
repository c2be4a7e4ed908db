//! Where a case stands, and when it may be closed (guide step 3; domain brief 2.13). A step that needs two people takes the
//! proof that they agreed as its argument; without it the step cannot be written.

use super::approval::{ApprovalKind, Approved};
use super::closed_set;
use super::words::Urgency;

closed_set! {
    /// Where a case stands.
    pub enum CaseState {
        /// Begun.
        Open = "open",
        /// There is a plan, to be agreed by a supervisor.
        Planned = "planned",
        /// The plan is carried out.
        Active = "active",
        /// Done but for asking how it goes.
        FollowUp = "follow_up",
        /// Closed; it can be opened again.
        Closed = "closed",
    }
}

closed_set! {
    /// Why a case is closed. It tells what became of somebody: sealed wherever it is kept.
    pub enum ClosingReason {
        /// What was planned was reached.
        GoalsMet = "goals_met",
        /// The person asks for it.
        PersonAsks = "person_asks",
        /// Another agency has it, or the person moved.
        MovedTransferred = "moved_transferred",
        /// Nobody could reach the person.
        LostContact = "lost_contact",
        /// A formal procedure took over.
        FormalProcedureTookOver = "formal_procedure_took_over",
        /// There is nothing more that anybody here can do.
        NoFurtherServicePossible = "no_further_service_possible",
        /// The person died.
        Death = "death",
        /// It should not have been opened.
        OpenedInError = "opened_in_error",
    }
}

closed_set! {
    /// How much danger the person is in, as the forms have it.
    pub enum RiskLevel {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Extreme.
        Extreme = "extreme",
    }
}

/// How long a look into a case lasts that one does not work on, in milliseconds.
pub const LOOK_MS: i64 = 60 * 60 * 1_000;

/// Whether somebody who does not work on a case may look into it: only where somebody's life waits.
pub fn opens_by_glass(urgency: Option<Urgency>) -> bool {
    urgency == Some(Urgency::U0)
}

/// Tries before somebody counts as lost.
const ATTEMPTS: u32 = 3;

/// What is said when a case is to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Closing {
    /// Why.
    pub reason: ClosingReason,
    /// The risk as it was last assessed; none: not known.
    pub risk: Option<RiskLevel>,
    /// How often somebody tried to reach the person.
    pub attempts: u32,
}

/// Why a case is not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// Somebody else still works on something for the person.
    #[error("referrals of this case are still open; each must be done, declined or recalled first")]
    OpenReferrals,
    /// The person is still in danger, or nobody knows.
    #[error("for this reason a case is closed only at low risk; assess the risk first")]
    Risk,
    /// Not tried often enough.
    #[error("a person counts as lost after three tries")]
    Attempts,
    /// What was asked for rests on less than there is now.
    #[error(
        "something came to this case since its closing was asked for; look at it and ask again"
    )]
    News,
}

/// A step of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A plan was made.
    Plan,
    /// The plan begins.
    Start(ApprovedPlan),
    /// What was planned is done; somebody asks from time to time.
    FollowUp,
    /// It is taken up again.
    Resume,
    /// It is closed.
    Close(ApprovedClosing),
    /// A closed case begins again.
    Reopen,
}

closed_set! {
    /// A step that somebody takes by itself. A case is closed by asking another person.
    pub enum StepWord {
        /// A plan was made.
        Plan = "plan",
        /// The plan begins; a supervisor approved it.
        Start = "start",
        /// It is done but for asking how it goes.
        FollowUp = "follow_up",
        /// It is taken up again.
        Resume = "resume",
        /// A closed case begins again.
        Reopen = "reopen",
    }
}

/// A plan that a second person agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovedPlan(());

/// A closing that may be and that a second person agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovedClosing(());

/// A step that a case cannot take from where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {from} cannot take this step")]
pub struct NoSuchStep {
    /// Where it stands.
    pub from: CaseState,
}

impl ApprovedPlan {
    /// With the proof of an approval of the plan that was made at `planned_at`: one of an earlier plan approves no other.
    pub fn of(approved: Approved, planned_at: i64) -> Option<Self> {
        let this = approved.kind() == ApprovalKind::Plan && approved.asked_at() >= planned_at;
        this.then_some(Self(()))
    }
}

impl Closing {
    /// Whether the case may be closed for this reason, as far as it can be told without the second person.
    ///
    /// # Errors
    /// [`NotYet`].
    pub fn check(&self, open_referrals: i64) -> Result<(), NotYet> {
        if open_referrals > 0 {
            return Err(NotYet::OpenReferrals);
        }
        match self.reason {
            ClosingReason::MovedTransferred | ClosingReason::PersonAsks | ClosingReason::Death => {
                Ok(())
            }
            _ if self.risk == Some(RiskLevel::Low) => Ok(()),
            ClosingReason::LostContact if self.attempts >= ATTEMPTS => Ok(()),
            ClosingReason::LostContact => Err(NotYet::Attempts),
            _ => Err(NotYet::Risk),
        }
    }

    /// The same with the proof of an approval of the closing; none if that is about something else.
    ///
    /// # Errors
    /// [`NotYet`].
    pub fn approved(
        &self,
        approved: Approved,
        open_referrals: i64,
    ) -> Result<Option<ApprovedClosing>, NotYet> {
        self.check(open_referrals)?;
        Ok((approved.kind() == ApprovalKind::CloseCase).then_some(ApprovedClosing(())))
    }
}

impl CaseState {
    /// Where the case stands after a step.
    ///
    /// # Errors
    /// [`NoSuchStep`].
    pub fn after(self, step: Step) -> Result<Self, NoSuchStep> {
        match (self, step) {
            (Self::Open, Step::Plan) => Ok(Self::Planned),
            (Self::Planned, Step::Start(_)) => Ok(Self::Active),
            (Self::Active, Step::FollowUp) => Ok(Self::FollowUp),
            (Self::FollowUp, Step::Resume) => Ok(Self::Active),
            (Self::Open | Self::Planned | Self::Active | Self::FollowUp, Step::Close(_)) => {
                Ok(Self::Closed)
            }
            (Self::Closed, Step::Reopen) => Ok(Self::Open),
            _ => Err(NoSuchStep { from: self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAN: Step = Step::Start(ApprovedPlan(()));
    const CLOSE: Step = Step::Close(ApprovedClosing(()));
    const STEPS: [Step; 6] = [
        Step::Plan,
        PLAN,
        Step::FollowUp,
        Step::Resume,
        CLOSE,
        Step::Reopen,
    ];

    #[test]
    fn only_the_steps_of_the_table_exist() {
        let mut found = Vec::new();
        for &from in CaseState::ALL {
            for (n, step) in STEPS.iter().enumerate() {
                if let Ok(to) = from.after(*step) {
                    found.push(format!("{from} {n} {to}"));
                }
            }
        }
        let expected = [
            "open 0 planned",
            "open 4 closed",
            "planned 1 active",
            "planned 4 closed",
            "active 2 follow_up",
            "active 4 closed",
            "follow_up 3 active",
            "follow_up 4 closed",
            "closed 5 open",
        ];
        assert_eq!(found, expected);
    }

    fn closing(reason: ClosingReason, risk: Option<RiskLevel>, attempts: u32) -> Closing {
        Closing {
            reason,
            risk,
            attempts,
        }
    }

    #[test]
    fn a_person_in_danger_is_not_closed_for_being_done() {
        use ClosingReason as R;
        for reason in [R::GoalsMet, R::OpenedInError, R::NoFurtherServicePossible] {
            for risk in [None, Some(RiskLevel::Medium), Some(RiskLevel::Extreme)] {
                assert_eq!(
                    closing(reason, risk, 9).check(0),
                    Err(NotYet::Risk),
                    "{reason}"
                );
            }
            assert_eq!(closing(reason, Some(RiskLevel::Low), 0).check(0), Ok(()));
        }
        assert_eq!(
            closing(R::LostContact, None, 2).check(0),
            Err(NotYet::Attempts)
        );
        assert_eq!(closing(R::LostContact, None, 3).check(0), Ok(()));
        for reason in [R::PersonAsks, R::Death, R::MovedTransferred] {
            assert_eq!(
                closing(reason, Some(RiskLevel::Extreme), 0).check(0),
                Ok(())
            );
        }
        let low = closing(R::GoalsMet, Some(RiskLevel::Low), 0);
        assert_eq!(low.check(1), Err(NotYet::OpenReferrals));
    }

    #[test]
    fn only_a_case_where_a_life_waits_opens_to_others() {
        let opens = [
            None,
            Some(Urgency::U0),
            Some(Urgency::U1),
            Some(Urgency::U3),
        ];
        assert_eq!(opens.map(opens_by_glass), [false, true, false, false]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_closed_case_was_closed_by_two_and_is_only_opened_again(steps in prop::collection::vec(0..STEPS.len(), 0..20)) {
            let mut state = CaseState::Open;
            for step in steps {
                let (before, step) = (state, STEPS[step]);
                state = state.after(step).unwrap_or(state);
                if state == CaseState::Closed && before != state {
                    prop_assert!(matches!(step, Step::Close(_)));
                }
                if before == CaseState::Closed && state != before {
                    prop_assert_eq!(step, Step::Reopen);
                }
                if state == CaseState::Active && before == CaseState::Planned {
                    prop_assert!(matches!(step, Step::Start(_)));
                }
            }
        }

        #[test]
        fn with_an_open_referral_nothing_is_closed(
            reason in 0..ClosingReason::ALL.len(), risk in 0..5_usize, attempts in 0..9_u32, open in 1..9_i64,
        ) {
            let one = closing(ClosingReason::ALL[reason], RiskLevel::ALL.get(risk).copied(), attempts);
            prop_assert_eq!(one.check(open), Err(NotYet::OpenReferrals));
        }
    }
}
