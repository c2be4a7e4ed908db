//! What a form of the correcting pages holds.

use std::collections::{BTreeMap, HashMap};

use zeroize::Zeroizing;

use crate::domain::words::OpeningPurpose;

/// Names and values as they came.
pub(super) type Pairs = Vec<(String, Zeroizing<String>)>;
/// What is set, by place.
pub(super) type Changes = BTreeMap<usize, Zeroizing<String>>;

/// What a form of these pages holds.
pub(super) struct Sent {
    pub(super) purpose: Option<OpeningPurpose>,
    pub(super) part: usize,
    pub(super) go: String,
    pub(super) reason: String,
    /// Set on other parts.
    pub(super) carried: Changes,
    /// As it was typed on this one; choices of many with spaces between.
    pub(super) answers: HashMap<usize, Zeroizing<String>>,
}

impl Sent {
    pub(super) fn read(form: Pairs) -> Self {
        let mut sent = Self {
            purpose: None,
            part: 1,
            go: String::new(),
            reason: String::new(),
            carried: Changes::new(),
            answers: HashMap::new(),
        };
        for (name, value) in form {
            let place = |prefix| name.strip_prefix(prefix).and_then(|n: &str| n.parse().ok());
            match name.as_str() {
                "purpose" => sent.purpose = value.parse().ok(),
                "part" => sent.part = value.parse().unwrap_or(1),
                "go" => sent.go = value.to_string(),
                "reason" => sent.reason = value.to_string(),
                _ => {
                    if let Some(place) = place("c") {
                        sent.carried.insert(place, value);
                    } else if let Some(place) = place("a") {
                        let answer = sent.answers.entry(place).or_default();
                        *answer = joined(answer, &value);
                    }
                }
            }
        }
        sent
    }
}

/// Two values with a space between, in one piece: growing would leave a copy behind.
fn joined(before: &str, value: &str) -> Zeroizing<String> {
    let mut both = Zeroizing::new(String::with_capacity(before.len() + value.len() + 1));
    both.push_str(before);
    if !before.is_empty() {
        both.push(' ');
    }
    both.push_str(value);
    both
}
