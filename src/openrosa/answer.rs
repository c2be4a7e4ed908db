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
