//! The closed lists of a referral's life as options, and the text for a stored word of one of them. The lists are the domain's, the
//! words messages.

use super::parts::Choice;
use crate::domain::Worded;
use crate::domain::referral::{
    DeclineReason, Purpose, Question, RecallReason, Reply, ServiceOutcome, Statement,
};
use crate::i18n::Locale;

/// A closed list as options.
pub fn choices<W: Worded>(locale: Locale, all: &[W]) -> Vec<Choice> {
    all.iter()
        .map(|word| Choice::new(word.word(), locale.word(word)))
        .collect()
}

/// Why an agency may decline. A closed list: free text would carry what a person said into the clear.
pub fn decline_reasons(locale: Locale) -> Vec<Choice> {
    choices(locale, DeclineReason::ALL)
}

/// For what a line of contact may be opened, as options.
pub fn purposes(locale: Locale) -> Vec<Choice> {
    choices(locale, Purpose::ALL)
}

/// The text for a stored word of one of the closed lists; the word itself if it is in none.
pub fn word_label(locale: Locale, word: &str) -> String {
    fn read<W: Worded + std::str::FromStr>(locale: Locale, word: &str) -> Option<String> {
        word.parse::<W>().ok().map(|word| locale.word(word))
    }
    read::<DeclineReason>(locale, word)
        .or_else(|| read::<RecallReason>(locale, word))
        .or_else(|| read::<Statement>(locale, word))
        .or_else(|| read::<Question>(locale, word))
        .or_else(|| read::<Reply>(locale, word))
        .or_else(|| read::<ServiceOutcome>(locale, word))
        .unwrap_or_else(|| word.to_owned())
}
