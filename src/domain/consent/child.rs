//! Whose agreement counts, by age (domain brief 2.4 and 3.5): one's own for an adult and from fifteen on, with a safe
//! caregiver's below that, and somebody else's only with a supervisor. Read anew from the answers: what a phone calculated
//! can make it stricter, never looser.

use super::screening::CHILD_AGE_GROUPS;
use super::{Approval, Basis};
use crate::domain::closed_set;
use crate::domain::facts::Facts;

closed_set! {
    /// How old somebody is, as far as agreeing goes.
    pub enum Age {
        /// Surely of age.
        Adult = "adult",
        /// A child, or perhaps one.
        Child = "child",
    }
}

impl Age {
    /// From what is known; none while nothing is, or while what is known contradicts itself to the side of an adult.
    pub fn of(facts: &Facts) -> Option<Self> {
        let group = facts.known("age_group");
        let young = group.is_some_and(|group| CHILD_AGE_GROUPS.contains(&group));
        match facts.known("is_child_now") {
            _ if young => Some(Self::Child),
            Some("yes") => Some(Self::Child),
            Some("no") => Some(Self::Adult),
            _ => None,
        }
    }
}

/// On what an agreement rests, and who must say so too before anything leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The basis.
    pub basis: Basis,
    /// Who must confirm it.
    pub approval: Approval,
    /// Whose it is.
    pub age: Age,
}

/// Rows of the child table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Band {
    Under6,
    To11,
    To14,
    To17,
}

/// Whether the answers of an agreement form are an agreement at all, and what it rests on. None: nothing was agreed to.
pub fn standing(said: &Facts) -> Option<Standing> {
    let valid = said.known("consent_valid")?;
    let told = said.is("told_limits", "yes");
    let able = ["able", "needs_support"]
        .iter()
        .any(|word| said.is("capacity", word));
    let found = match Age::of(said)? {
        Age::Adult if told && able && said.is("interview_ok", "yes") => Standing {
            basis: Basis::Consent,
            approval: Approval::One,
            age: Age::Adult,
        },
        Age::Adult => return None,
        Age::Child => of_a_child(said, told && able && said.is("interview_ok", "yes"))?,
    };
    // The phone's own result must say the same, or less.
    let same = said.is("consent_basis", found.basis.as_str());
    match valid {
        "yes" if same && found.basis == Basis::Consent => Some(found),
        "pending" if same => Some(Standing {
            approval: found.approval.max(Approval::Supervisor),
            ..found
        }),
        _ => None,
    }
}

fn of_a_child(said: &Facts, informed: bool) -> Option<Standing> {
    let band = match said.known("age_group") {
        Some("under_6") => Band::Under6,
        Some("6_11") => Band::To11,
        Some("12_14") => Band::To14,
        Some("15_17" | "maybe_under_18") => Band::To17,
        // Said to be a child in no known group: the row with the most protection.
        _ => Band::Under6,
    };
    let own = said.is("child_assent", "yes");
    let safe = said.is("caregiver_status", "present_safe");
    let adult = said.is("caregiver_consent", "yes");
    let by = |approval| Standing {
        basis: Basis::Consent,
        approval,
        age: Age::Child,
    };
    let agreed = match (band, safe) {
        (Band::To17, _) if own => Some(by(Approval::One)),
        (Band::Under6, true) if adult => Some(by(Approval::One)),
        (Band::To11 | Band::To14, true) if adult && own => Some(by(Approval::One)),
        // Another adult whom the child trusts, or the worker, spoke with them: that stands in no fact, so a supervisor looks.
        (Band::Under6, false) => Some(by(Approval::Supervisor)),
        (Band::To11 | Band::To14, false) if own => Some(by(Approval::Supervisor)),
        _ => None,
    };
    let agreed =
        agreed.filter(|_| informed && !said.is("consent_basis", Basis::ChildBestInterest.as_str()));
    // Against a child's word, or without it, only for safety and by two people.
    agreed.or_else(|| {
        said.is("best_interest", "action_needed_for_safety")
            .then_some(Standing {
                basis: Basis::ChildBestInterest,
                approval: Approval::Two,
                age: Age::Child,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pathway::tests::facts;

    const INFORMED: &str = "told_limits=yes; capacity=able; interview_ok=yes; ";

    fn on(text: &str) -> Option<(Basis, Approval)> {
        standing(&facts(&format!("{INFORMED}{text}"))).map(|one| (one.basis, one.approval))
    }

    #[test]
    fn an_adult_agrees_alone_and_informed() {
        let adult = "is_child_now=no; age_group=25_59; consent_valid=yes; consent_basis=consent; ";
        assert_eq!(on(adult), Some((Basis::Consent, Approval::One)));
        for other in [
            "capacity=unable_now",
            "told_limits=no",
            "interview_ok=no",
            "consent_valid=no",
            "consent_valid=",
            "consent_basis=none",
            "age_group=15_17",
            "age_group=maybe_under_18",
            "is_child_now=",
        ] {
            assert_eq!(on(&format!("{adult}{other}")), None, "{other}");
        }
    }

    #[test]
    fn the_child_table_by_age_and_caregiver() {
        let one = Some((Basis::Consent, Approval::One));
        let supervisor = Some((Basis::Consent, Approval::Supervisor));
        for (group, caregiver, adult, own, expected) in [
            ("under_6", "present_safe", "yes", "", one),
            ("under_6", "present_safe", "no", "", None),
            ("under_6", "absent", "", "", supervisor),
            ("6_11", "present_safe", "yes", "yes", one),
            ("6_11", "present_safe", "yes", "no", None),
            ("6_11", "present_safe", "yes", "", None),
            ("6_11", "present_safe", "no", "yes", None),
            ("6_11", "present_suspected", "", "yes", supervisor),
            ("6_11", "state_guardian", "", "no", None),
            ("12_14", "present_safe", "yes", "yes", one),
            ("12_14", "present_safe", "not_asked", "yes", None),
            ("12_14", "unknown", "", "yes", supervisor),
            ("15_17", "present_safe", "", "yes", one),
            ("15_17", "present_safe", "no", "yes", one),
            ("15_17", "absent", "", "yes", one),
            ("15_17", "present_safe", "yes", "no", None),
            ("maybe_under_18", "absent", "", "cannot_say", None),
        ] {
            let valid = if expected == supervisor {
                "pending"
            } else {
                "yes"
            };
            let text = format!(
                "is_child_now=yes; age_group={group}; caregiver_status={caregiver}; caregiver_consent={adult}; \
                 child_assent={own}; consent_basis=consent; consent_valid={valid}"
            );
            assert_eq!(on(&text), expected, "{text}");
            // A phone that claims more than its own answers is not believed, one that claims less is.
            let claimed = on(&text.replace("pending", "yes"));
            assert_eq!(claimed, expected, "{text}");
            assert_eq!(
                on(&text.replace(&format!("valid={valid}"), "valid=no")),
                None
            );
            if expected == one {
                let less = text.replace("consent_valid=yes", "consent_valid=pending");
                assert_eq!(on(&less), supervisor, "{text}");
            }
        }
    }

    #[test]
    fn without_a_child_s_word_only_two_people_and_only_for_safety() {
        let no = "is_child_now=yes; age_group=6_11; caregiver_status=present_suspected; child_assent=no; \
                  best_interest=action_needed_for_safety; consent_valid=pending; consent_basis=child_best_interest; \
                  interview_ok=no; ";
        assert_eq!(on(no), Some((Basis::ChildBestInterest, Approval::Two)));
        assert_eq!(on(&format!("{no}consent_valid=yes")), None);
        assert_eq!(on(&format!("{no}best_interest=not_needed")), None);
        assert_eq!(on(&format!("{no}consent_basis=consent")), None);
        assert_eq!(on(&format!("{no}is_child_now=no; age_group=18_24")), None);
    }
}
