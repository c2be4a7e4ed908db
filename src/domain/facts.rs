//! Facts: what is known of one person or case, by name, as the forms' answers gave it.
//!
//! Rules and templates see facts only, never form paths. Reading facts out of a form is not done here.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// Answers that say nothing: they count as unknown, never as "no" (domain brief 2.1, answer values).
pub const UNKNOWN_WORDS: [&str; 4] = ["prefer_not", "dont_know", "unknown", "already_told"];

/// What is known of one person or case: fact name to value as ODK writes it (several choices are
/// separated by spaces). Values are wiped from memory when dropped, and never printed.
#[derive(Clone, Default)]
pub struct Facts {
    values: BTreeMap<String, Zeroizing<String>>,
}

/// What one fact says. "No answer" is a value of its own and never means "no".
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FactValue<'a> {
    /// An answer.
    Known(&'a str),
    /// Missing, empty, or an answer that says nothing ([`UNKNOWN_WORDS`]).
    Unknown,
}

impl Facts {
    /// No facts: everything is unknown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an answer; a later answer to the same name replaces the earlier one. Space around the
    /// answer is not kept.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Zeroizing<String>>) {
        let value = value.into();
        let trimmed = value.trim();
        let value = if trimmed.len() == value.len() {
            value
        } else {
            Zeroizing::new(trimmed.to_owned())
        };
        self.values.insert(name.into(), value);
    }

    /// What the fact says.
    pub fn value(&self, name: &str) -> FactValue<'_> {
        match self.values.get(name).map(|value| value.as_str()) {
            None | Some("") => FactValue::Unknown,
            Some(word) if UNKNOWN_WORDS.contains(&word) => FactValue::Unknown,
            Some(word) => FactValue::Known(word),
        }
    }

    /// Whether the fact is known to be exactly this word.
    pub fn is(&self, name: &str, word: &str) -> bool {
        self.value(name) == FactValue::Known(word)
    }

    /// The answer, if it says something.
    pub fn known(&self, name: &str) -> Option<&str> {
        match self.value(name) {
            FactValue::Known(value) => Some(value),
            FactValue::Unknown => None,
        }
    }

    /// Whether there is an answer that says something.
    pub fn is_known(&self, name: &str) -> bool {
        self.value(name) != FactValue::Unknown
    }

    /// Every answer as recorded, also those that count as unknown, in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many answers are recorded.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether no answer is recorded.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Facts {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(answers: I) -> Self {
        let mut facts = Self::new();
        for (name, value) in answers {
            facts.insert(name, Zeroizing::new(value.into()));
        }
        facts
    }
}

/// As an object of names and texts: to be sealed, never to be shown.
impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = BTreeMap::<String, Zeroizing<String>>::deserialize(deserializer)?;
        Ok(Self { values })
    }
}

/// Names only: what somebody said is never printed.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_empty_and_evasive_answers_are_unknown() {
        let facts = Facts::from_iter([
            ("a", ""),
            ("b", "prefer_not"),
            ("c", "dont_know"),
            ("d", "unknown"),
            ("e", "  "),
            ("f", " no "),
            ("g", "unknown hurt"),
        ]);
        for name in ["a", "b", "c", "d", "e", "missing"] {
            assert!(facts.value(name) == FactValue::Unknown, "{name}");
        }
        assert!(facts.is("f", "no"));
        assert!(facts.is("g", "unknown hurt"));
        assert!(!facts.is("missing", ""));
    }

    #[test]
    fn debug_shows_names_and_never_values() {
        let facts = Facts::from_iter([("danger", "now")]);
        assert_eq!(format!("{facts:?}"), r#"{"danger"}"#);
    }
}
