//! What one person asks and another decides: an object with an end. Nobody decides their own; what has ended, or was not
//! decided by somebody who may, is nothing.

use super::closed_set;
use super::policy::{self, Action, Actor, Denied, Resource};

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// How long what was asked may be decided, and stands, in milliseconds.
const LASTS_MS: i64 = 14 * DAY;

closed_set! {
    /// What is asked for about a case. What somebody did not agree to is asked for as a consent
    /// ([`Basis`](super::consent::Basis)), not here. It tells what happened to somebody: sealed wherever it is kept.
    pub enum ApprovalKind {
        /// The plan, as the person agreed to it.
        Plan = "plan",
        /// The case is done.
        CloseCase = "close_case",
        /// Another agency is to have the case.
        Transfer = "transfer",
    }
}

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    kind: ApprovalKind,
    asked_by: i64,
    asked_at: i64,
    expires_at: i64,
    decision: Option<Decision>,
}

/// What the second person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub by: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Yes or no.
    pub approved: bool,
}

/// That two people agreed to something. Only [`Approval::proof`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approved {
    kind: ApprovalKind,
    asked_at: i64,
}

impl Approved {
    /// To what.
    pub fn kind(self) -> ApprovalKind {
        self.kind
    }

    /// When it was asked for, in milliseconds since 1970 UTC.
    pub fn asked_at(self) -> i64 {
        self.asked_at
    }
}

/// Why something is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// Whoever asked is not whoever decides.
    #[error("you asked for this; another supervisor has to decide")]
    Own,
    /// Too late.
    #[error("expired")]
    Expired,
    /// Somebody did.
    #[error("decided")]
    Decided,
    /// The role does not.
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl Approval {
    /// Asks. Times in milliseconds since 1970 UTC.
    pub fn ask(kind: ApprovalKind, by: i64, now: i64) -> Self {
        Self {
            kind,
            asked_by: by,
            asked_at: now,
            expires_at: now.saturating_add(LASTS_MS),
            decision: None,
        }
    }

    /// As it was kept.
    pub fn kept(
        kind: ApprovalKind,
        asked_by: i64,
        asked_at: i64,
        expires_at: i64,
        decision: Option<Decision>,
    ) -> Self {
        Self {
            kind,
            asked_by,
            asked_at,
            expires_at,
            decision,
        }
    }

    /// Decides it, as somebody of the agency whose it is.
    ///
    /// # Errors
    /// [`Undecided`].
    pub fn decide(
        self,
        actor: &Actor,
        agency: &str,
        approved: bool,
        now: i64,
    ) -> Result<Self, Undecided> {
        let resource = Resource::Approval {
            agency,
            asked_by: self.asked_by,
        };
        let allowed = policy::may(actor, Action::ApprovalDecide, resource);
        // Whoever may not even know of it is not told that it was their own.
        if actor.id == self.asked_by && allowed != Err(Denied::Hidden) {
            return Err(Undecided::Own);
        }
        allowed?;
        if self.decision.is_some() {
            return Err(Undecided::Decided);
        }
        if now >= self.expires_at {
            return Err(Undecided::Expired);
        }
        let decision = Decision {
            by: actor.id,
            at: now,
            approved,
        };
        Ok(Self {
            decision: Some(decision),
            ..self
        })
    }

    /// The proof that it stands now: another person said yes in time, and it has not ended.
    pub fn proof(&self, now: i64) -> Option<Approved> {
        let decision = self.decision?;
        let stands = decision.approved
            && decision.by != self.asked_by
            && (self.asked_at..self.expires_at).contains(&decision.at)
            && now < self.expires_at;
        stands.then_some(Approved {
            kind: self.kind,
            asked_at: self.asked_at,
        })
    }

    /// What is asked for.
    pub fn kind(&self) -> ApprovalKind {
        self.kind
    }

    /// Who asked.
    pub fn asked_by(&self) -> i64 {
        self.asked_by
    }

    /// When.
    pub fn asked_at(&self) -> i64 {
        self.asked_at
    }

    /// From when on it is nothing.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// What the second person said.
    pub fn decision(&self) -> Option<Decision> {
        self.decision
    }

    /// Its word for lists: `asked`, `approved`, `refused` or `expired`.
    pub fn standing(&self, now: i64) -> &'static str {
        match self.decision {
            Some(decision) if !decision.approved => "refused",
            _ if now >= self.expires_at => "expired",
            Some(_) => "approved",
            None => "asked",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::policy::ActorKind;
    use crate::domain::second_factor::SignedIn;
    use crate::domain::words::Role;

    fn person(id: i64, role: Role, agency: Option<&str>) -> Actor {
        Actor {
            id,
            kind: ActorKind::Person(role),
            agency: agency.map(str::to_owned),
            signed_in: SignedIn::Fully,
        }
    }

    #[test]
    fn another_supervisor_of_the_agency_decides_once_and_in_time() {
        let asked = Approval::ask(ApprovalKind::CloseCase, 1, 0);
        let end = LASTS_MS;
        let supervisor = person(2, Role::Supervisor, Some("a1"));
        let decided = asked
            .clone()
            .decide(&supervisor, "a1", true, 5)
            .expect("decided");
        assert!(decided.proof(6).is_some() && decided.proof(end).is_none());
        assert_eq!(
            (decided.standing(6), decided.standing(end)),
            ("approved", "expired")
        );
        let again = decided.decide(&supervisor, "a1", false, 6);
        assert_eq!(again, Err(Undecided::Decided));
        let late = asked.clone().decide(&supervisor, "a1", true, end);
        assert_eq!(late, Err(Undecided::Expired));
        let own = asked
            .clone()
            .decide(&person(1, Role::Supervisor, Some("a1")), "a1", true, 5);
        assert_eq!(own, Err(Undecided::Own));
        let stranger =
            asked
                .clone()
                .decide(&person(1, Role::Supervisor, Some("a2")), "a1", true, 5);
        assert_eq!(stranger, Err(Undecided::Denied(Denied::Hidden)));
        let refused = asked.decide(&supervisor, "a1", false, 5).expect("decided");
        assert!(refused.proof(6).is_none() && refused.standing(end) == "refused");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_stands_was_said_by_another_person_with_the_role_in_time(
            kind in 0..ApprovalKind::ALL.len(),
            asker in 1..4_i64,
            steps in prop::collection::vec(
                (1..4_i64, 0..Role::ALL.len(), 0..2_usize, any::<bool>(), 0..40 * DAY), 0..6),
            look in 0..40 * DAY,
        ) {
            let kind = ApprovalKind::ALL[kind];
            let mut approval = Approval::ask(kind, asker, 0);
            let mut said = None;
            for (id, role, agency, yes, now) in steps {
                let role = Role::ALL[role];
                let actor = person(id, role, [Some("a1"), Some("a2")][agency]);
                if let Ok(decided) = approval.clone().decide(&actor, "a1", yes, now) {
                    prop_assert!(said.is_none());
                    prop_assert!(id != asker && role == Role::Supervisor && agency == 0 && now < LASTS_MS);
                    said = Some(yes);
                    approval = decided;
                }
            }
            let stands = approval.proof(look).is_some();
            prop_assert_eq!(stands, said == Some(true) && look < LASTS_MS);
        }
    }
}
