//! What a person can do about a state: the same sentences in the API, in English, and on the pages.

use crate::domain::Worded;
use crate::i18n::{Locale, word_id};

/// One or two plain sentences about what a state means and what to do.
pub fn next_step<W: Worded>(locale: Locale, word: W) -> String {
    locale.t(&format!("{}-next", word_id(W::SET, word.word())))
}
