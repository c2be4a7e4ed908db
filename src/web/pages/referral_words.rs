//! The closed lists of a referral's life in the words of pages. What is stored and sent is the domain's.

use super::parts::Choice;

/// Why an agency may decline. A closed list: free text would carry what a person said into the clear.
pub const DECLINE_REASONS: &[(&str, &str)] = &[
    ("no_capacity", "We have no capacity now"),
    ("not_eligible", "The person cannot get our service"),
    ("wrong_area", "Outside our area"),
    ("wrong_service", "Not our service"),
    ("conflict_of_interest", "Conflict of interest"),
    ("safety", "We cannot do it safely"),
    (
        "no_consent_for_data_needed",
        "We need to know more than was agreed to",
    ),
    ("duplicate", "We know this person already"),
    ("other", "Another reason"),
];

/// What a receiver may ask.
pub const QUESTIONS: &[(&str, &str)] = &[
    ("still_wanted", "Does the person still want this?"),
    (
        "contact_still_safe",
        "Is the agreed way of contact still safe?",
    ),
    ("can_travel", "Can the person come to us?"),
    ("may_bring_somebody", "May somebody they trust come along?"),
    ("needs_interpreter", "Is an interpreter needed?"),
    (
        "needs_access",
        "Does the person need help to get in or around?",
    ),
    (
        "comes_with_dependants",
        "Do others come along who depend on them?",
    ),
    ("can_wait_a_day", "Can it wait for a day?"),
];

/// What an owner may answer.
pub const ANSWERS: &[(&str, &str)] = &[
    ("yes", "Yes"),
    ("no", "No"),
    ("not_known", "We do not know and cannot ask safely now"),
    ("not_to_be_told", "The person does not want this told"),
];

/// What a service may come to.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("whole", "All that was agreed"),
    ("partly", "A part of it"),
    ("ongoing", "It goes on"),
    ("ended_early", "It ended early"),
];

/// Why a referral may be taken back.
pub const RECALL_REASONS: &[(&str, &str)] = &[
    ("withdrawn", "The person took the consent back"),
    ("sent_in_error", "It should not have been sent"),
    ("safety", "It would not be safe there"),
    ("not_needed", "It is not needed any more"),
    ("other", "Another reason"),
];

/// What a receiver may say after a recall.
pub const STATEMENTS: &[(&str, &str)] = &[
    ("nothing_kept", "We kept nothing outside this system"),
    ("destroyed", "We destroyed what we had kept"),
    ("kept_by_law", "We must keep something by law"),
];

/// For what a line of contact may be opened.
const PURPOSES: &[(&str, &str)] = &[
    ("first_contact", "To meet the person for the first time"),
    ("service", "To give the service"),
    ("safety", "To see that the person is safe"),
    ("follow_up", "To hear how it went"),
];

/// A list as options.
pub fn choices(list: &[(&str, &str)]) -> Vec<Choice> {
    list.iter()
        .map(|(value, label)| Choice::new(*value, *label))
        .collect()
}

/// [`DECLINE_REASONS`] as options.
pub fn decline_reasons() -> Vec<Choice> {
    choices(DECLINE_REASONS)
}

/// For what a line of contact may be opened, as options.
pub fn purposes() -> Vec<Choice> {
    choices(PURPOSES)
}

/// The text for a stored word of one of the closed lists here; the word itself if it is in none.
pub fn word_label(word: &str) -> &str {
    [
        DECLINE_REASONS,
        RECALL_REASONS,
        STATEMENTS,
        QUESTIONS,
        ANSWERS,
        OUTCOMES,
    ]
    .into_iter()
    .flatten()
    .find(|(value, _)| *value == word)
    .map_or(word, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::referral as domain;

    #[test]
    fn the_lists_on_pages_are_those_of_a_referral() {
        let pages = |list: &[(&'static str, &str)]| -> Vec<&'static str> {
            list.iter().map(|(word, _)| *word).collect()
        };
        assert_eq!(
            pages(DECLINE_REASONS),
            domain::DeclineReason::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(QUESTIONS),
            domain::Question::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(ANSWERS),
            domain::Reply::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(OUTCOMES),
            domain::ServiceOutcome::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(RECALL_REASONS),
            domain::RecallReason::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(STATEMENTS),
            domain::Statement::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            pages(PURPOSES),
            domain::Purpose::ALL
                .iter()
                .map(|w| w.as_str())
                .collect::<Vec<_>>()
        );
    }
}
