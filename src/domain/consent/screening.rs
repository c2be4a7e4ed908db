//! The gate for screenings: whether anything about a screened person may cross to another agency.
//!
//! What a screening agreed to is that screening's card, for 72 hours. Whatever a later form of the case asks for needs a
//! consent of its own ([`super::rows`]).

use serde::{Deserialize, Serialize};

use crate::domain::facts::{FactValue, Facts};
use crate::domain::legal_duty::{LAW_ENFORCEMENT, wishes_law_enforcement};
use crate::domain::pathway::Fired;
use crate::domain::words::DataClass;

/// How long a screening's consent lasts, in milliseconds: 72 hours.
pub const TRIAGE_CONSENT_LASTS: i64 = 72 * 60 * 60 * 1_000;

/// The classes that a triage card may bear. D4 stands here for the coded answers of urgent health; which
/// card may bear them is the service's matter (`card_classes`) and the rule's (each must be named).
pub const TRIAGE_CLASSES: [DataClass; 4] =
    [DataClass::D0, DataClass::D1, DataClass::D2, DataClass::D4];

/// What opens of it after acceptance, beside the card: how to make contact.
pub const CONTACT_CLASSES: [DataClass; 3] = [DataClass::D0, DataClass::D1, DataClass::D2];

/// Age groups that are a child's, or may be.
pub(super) const CHILD_AGE_GROUPS: [&str; 5] =
    ["under_6", "6_11", "12_14", "15_17", "maybe_under_18"];

/// What a person agreed to in a screening: the triage card only, for the services that the rules name.
/// It says what somebody needs: sealed wherever it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageConsent {
    services: Vec<String>,
    classes: Vec<DataClass>,
    given_at: i64,
    expires_at: i64,
}

/// The gate: a consent if the person was told the limits, was willing, and agreed to be contacted, speaking
/// for themselves as an adult. Anything unknown keeps the gate closed. Police and prosecution are agreed to only by
/// an explicit wish ([`crate::domain::legal_duty`]). `now` in milliseconds since 1970 UTC.
pub fn triage_consent(facts: &Facts, fired: &[Fired<'_>], now: i64) -> Option<TriageConsent> {
    if !agrees(facts) {
        return None;
    }
    let services: Vec<String> = fired
        .iter()
        .filter(|one| !one.stays())
        .filter(|one| one.service.code != LAW_ENFORCEMENT || wishes_law_enforcement(facts))
        .map(|one| one.service.code.clone())
        .collect();
    if services.is_empty() {
        return None;
    }
    Some(TriageConsent {
        services,
        classes: TRIAGE_CLASSES.to_vec(),
        given_at: now,
        expires_at: now.saturating_add(TRIAGE_CONSENT_LASTS),
    })
}

/// Whether the person agreed that their triage card is shown.
pub fn agrees(facts: &Facts) -> bool {
    let spoke = matches!(facts.value("mode"), FactValue::Known(mode) if mode != "observe");
    // A phone's calculation can be wrong or forged; the age group that it was made from can contradict it.
    let adult = facts.is("is_child_now", "no")
        && !matches!(facts.value("age_group"), FactValue::Known(group) if CHILD_AGE_GROUPS.contains(&group));
    // A form without this question asks it otherwise; where it is asked, "no" and "unsure" end the talk.
    let safe = match facts.value("safe_now") {
        FactValue::Known(answer) => answer == "yes",
        FactValue::Unknown => true,
    };
    safe && spoke
        && adult
        && ["told_limits", "willing", "contact_ok"]
            .iter()
            .all(|name| facts.is(name, "yes"))
}

impl TriageConsent {
    /// Whether the consent lets a triage card go to this service at this time (milliseconds since 1970 UTC).
    pub fn covers(&self, service: &str, now: i64) -> bool {
        (self.given_at..self.expires_at).contains(&now)
            && self.services.iter().any(|agreed| agreed == service)
    }

    /// The services that it names.
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// The classes that may be shown.
    pub fn classes(&self) -> &[DataClass] {
        &self.classes
    }

    /// When it was given, in milliseconds since 1970 UTC.
    pub fn given_at(&self) -> i64 {
        self.given_at
    }

    /// From when on it covers nothing, in milliseconds since 1970 UTC.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }
}

/// Its times only: the services tell what somebody needs.
impl std::fmt::Debug for TriageConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriageConsent")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pathway::tests::{facts, shipped};

    const YES: &str = "safe_now=yes; mode=talk; told_limits=yes; willing=yes; contact_ok=yes; is_child_now=no; \
                       age_group=25_59; danger=now; medical=yes; urgent=yes";

    fn gate(text: &str, now: i64) -> Option<TriageConsent> {
        let (pathway, facts) = (shipped(), facts(text));
        triage_consent(&facts, &pathway.evaluate(&facts), now)
    }

    #[test]
    fn three_yes_of_an_adult_who_speaks_open_the_gate_for_72_hours() {
        let consent = gate(YES, 1_000).expect("the gate opens");
        assert_eq!(consent.services(), ["protection_cm", "security", "medical"]);
        assert_eq!(consent.expires_at(), 1_000 + 72 * 3_600_000);
        assert!(consent.covers("medical", 1_000));
        assert!(consent.covers("medical", consent.expires_at() - 1));
        assert!(!consent.covers("medical", consent.expires_at()));
        assert!(!consent.covers("medical", 999));
        assert!(!consent.covers("legal", 1_000));
    }

    #[test]
    fn anything_else_or_unknown_keeps_it_closed() {
        for (answer, others) in [
            ("safe_now=yes", &["no", "unsure"][..]),
            ("mode=talk", &["observe", "", "unknown"]),
            ("told_limits=yes", &["no", "", "dont_know"]),
            ("willing=yes", &["no", "info_only", "", "prefer_not"]),
            ("contact_ok=yes", &["no", "later", ""]),
            ("is_child_now=no", &["yes", "", "unknown"]),
            (
                "age_group=25_59",
                &["under_6", "6_11", "12_14", "15_17", "maybe_under_18"],
            ),
        ] {
            let name = answer.split('=').next().expect("a name");
            for other in others {
                let text = YES.replace(answer, &format!("{name}={other}"));
                assert!(gate(&text, 0).is_none(), "{name}={other}");
            }
        }
        assert!(gate(&YES.replace("mode=talk", "mode=self_disclosed"), 0).is_some());
    }

    #[test]
    fn nothing_that_stays_in_the_agency_is_agreed_to() {
        let text = "mode=talk; told_limits=yes; willing=yes; contact_ok=yes; is_child_now=no; band=strong; \
                    officer_view=no_indication; urgent=no";
        assert_eq!(
            gate(text, 0).expect("R08 may leave").services(),
            ["protection_cm"]
        );
    }
}
