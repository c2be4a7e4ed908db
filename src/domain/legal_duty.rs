//! What may reach police and prosecution, whatever a table says (domain brief 3.1, `law_enforcement`; 3.5).
//!
//! Either the person explicitly wishes it, or a law demands it and two people approved that. Nothing else opens
//! this way: no rule, no urgency, and no consent to services in general.

use super::facts::Facts;
use super::words::DataClass;

/// The service of police and prosecution.
pub const LAW_ENFORCEMENT: &str = "law_enforcement";

/// What a legal duty alone may show: nothing about the person.
pub(super) const LEGAL_DUTY_CLASSES: [DataClass; 1] = [DataClass::D0];

/// Whether the person said that they want it, and now.
pub fn wishes_law_enforcement(facts: &Facts) -> bool {
    facts.is(LAW_ENFORCEMENT, "yes_now")
}

/// A duty to tell, approved by two people until a set time. There is no way to have one that was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalDuty {
    law: String,
    approvers: [String; 2],
    approved_at: i64,
    expires_at: i64,
}

/// Why something is no approved legal duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LegalDutyError {
    /// No law.
    #[error("a legal duty names the country's rule that demands it")]
    NoLaw,
    /// Not two people.
    #[error("a legal duty is approved by two different people")]
    NotTwoApprovers,
    /// Ends before it begins.
    #[error("a legal duty ends after it was approved")]
    NoTime,
}

impl LegalDuty {
    /// A duty under the country rule `law`, approved by two different people (domain brief 3.5). Times are in
    /// milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When there is no law, are not two people, or is no time left.
    pub fn approved(
        law: &str,
        approvers: [&str; 2],
        approved_at: i64,
        expires_at: i64,
    ) -> Result<Self, LegalDutyError> {
        let law = law.trim();
        let approvers = approvers.map(str::trim);
        if law.is_empty() {
            return Err(LegalDutyError::NoLaw);
        }
        if approvers.contains(&"") || approvers[0] == approvers[1] {
            return Err(LegalDutyError::NotTwoApprovers);
        }
        if expires_at <= approved_at {
            return Err(LegalDutyError::NoTime);
        }
        Ok(Self {
            law: law.to_owned(),
            approvers: approvers.map(str::to_owned),
            approved_at,
            expires_at,
        })
    }

    /// Whether it stands at this time (milliseconds since 1970 UTC).
    pub fn covers(&self, now: i64) -> bool {
        (self.approved_at..self.expires_at).contains(&now)
    }

    /// The country's rule.
    pub fn law(&self) -> &str {
        &self.law
    }

    /// Who approved it.
    pub fn approvers(&self) -> &[String; 2] {
        &self.approvers
    }

    /// From when on it covers nothing, in milliseconds since 1970 UTC.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_a_law_two_different_people_and_an_end() {
        let new = |law, approvers| LegalDuty::approved(law, approvers, 10, 20);
        assert_eq!(new(" ", ["u1", "u2"]), Err(LegalDutyError::NoLaw));
        for approvers in [["u1", "u1"], ["u1", " u1 "], ["u1", ""], ["", ""]] {
            assert_eq!(new("XX-1", approvers), Err(LegalDutyError::NotTwoApprovers));
        }
        let endless = LegalDuty::approved("XX-1", ["u1", "u2"], 10, 10);
        assert_eq!(endless, Err(LegalDutyError::NoTime));

        let duty = new("XX-1", ["u1", "u2"]).expect("two people approve");
        assert_eq!((duty.law(), duty.expires_at()), ("XX-1", 20));
        assert_eq!(duty.approvers(), &["u1", "u2"]);
        assert_eq!(
            [9, 10, 19, 20].map(|now| duty.covers(now)),
            [false, true, true, false]
        );
    }

    #[test]
    fn only_an_explicit_yes_now_is_a_wish() {
        for answer in ["not_now", "no", "undecided", "", "unknown", "prefer_not"] {
            assert!(
                !wishes_law_enforcement(&Facts::from_iter([(LAW_ENFORCEMENT, answer)])),
                "{answer}"
            );
        }
        assert!(!wishes_law_enforcement(&Facts::new()));
        assert!(wishes_law_enforcement(&Facts::from_iter([(
            LAW_ENFORCEMENT,
            "yes_now"
        )])));
    }
}
