//! What somebody answered: wiped on drop, shown only on purpose.

use super::xml::Text;
use zeroize::Zeroizing;

/// An answer as ODK writes it (a select-multiple is its choices with spaces between).
///
/// Wiped on drop; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerText(Zeroizing<String>);

impl AnswerText {
    /// Keeps an answer.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Two answers with a space between them.
    pub(super) fn joined(first: &str, second: &str) -> Self {
        // The whole capacity at once: growing would leave a copy behind.
        let mut text = String::with_capacity(first.len() + 1 + second.len());
        text.push_str(first);
        text.push(' ');
        text.push_str(second);
        Self::new(text)
    }

    /// The answer.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The single choices of a select-multiple.
    pub fn choices(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }

    /// Whether there is nothing but white space in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl From<Text<'_>> for AnswerText {
    fn from(text: Text<'_>) -> Self {
        Self(text.into_zeroizing())
    }
}

impl From<AnswerText> for Zeroizing<String> {
    fn from(answer: AnswerText) -> Self {
        answer.0
    }
}

impl From<&str> for AnswerText {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

impl std::fmt::Debug for AnswerText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnswerText(hidden)")
    }
}
