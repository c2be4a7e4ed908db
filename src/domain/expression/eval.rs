//! Conditions over facts, in three values. Total: nothing here can fail, and nothing allocates.

use super::{Comparison, Condition, Expression, Operand};
use crate::domain::facts::{FactValue, Facts};

/// Kleene's three values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Known to hold.
    True,
    /// Known not to hold.
    False,
    /// Not known.
    Unknown,
}

impl Truth {
    /// Both.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// At least one.
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }
}

/// The opposite; of unknown, unknown.
impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// What a condition says of some facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds.
    pub truth: Truth,
    /// Whether a known answer says what the condition asks for: a comparison that is known to hold (or,
    /// under `not`, known not to hold) and does not stand in a part that is already known to be false.
    pub affirmed: bool,
}

/// A verdict on a part, for it and for its negation.
#[derive(Clone, Copy)]
struct Partial {
    truth: Truth,
    /// Something known speaks for the part.
    speaks_for: bool,
    /// Something known speaks for its negation.
    speaks_against: bool,
}

impl Partial {
    fn of(truth: Truth, for_it: bool, against_it: bool) -> Self {
        Self {
            truth,
            // A part that is settled has no voice for what it is not.
            speaks_for: for_it && truth != Truth::False,
            speaks_against: against_it && truth != Truth::True,
        }
    }
}

impl Expression {
    /// Whether the condition holds.
    pub fn truth(&self, facts: &Facts) -> Truth {
        self.root.weigh(facts, &[]).truth
    }

    /// Whether the condition holds, and whether something known speaks for it. Only comparisons of the facts
    /// named in `asks` can speak; an empty `asks` lets every fact speak.
    pub fn verdict(&self, facts: &Facts, asks: &[String]) -> Verdict {
        let partial = self.root.weigh(facts, asks);
        Verdict {
            truth: partial.truth,
            affirmed: partial.speaks_for,
        }
    }
}

impl Condition {
    fn weigh(&self, facts: &Facts, asks: &[String]) -> Partial {
        match self {
            Self::And(left, right) => {
                let (left, right) = (left.weigh(facts, asks), right.weigh(facts, asks));
                Partial::of(
                    left.truth.and(right.truth),
                    left.speaks_for || right.speaks_for,
                    left.speaks_against || right.speaks_against,
                )
            }
            Self::Or(left, right) => {
                let (left, right) = (left.weigh(facts, asks), right.weigh(facts, asks));
                Partial::of(
                    left.truth.or(right.truth),
                    left.speaks_for || right.speaks_for,
                    left.speaks_against || right.speaks_against,
                )
            }
            Self::Not(inner) => {
                let inner = inner.weigh(facts, asks);
                Partial::of(!inner.truth, inner.speaks_against, inner.speaks_for)
            }
            Self::Compare {
                fact,
                operator,
                with,
            } => atom(compare(facts, fact, *operator, with), fact, asks),
            Self::Selected { fact, word } => {
                let truth = match facts.value(fact) {
                    FactValue::Known(words) => words
                        .split_ascii_whitespace()
                        .any(|chosen| chosen == &**word)
                        .into(),
                    FactValue::Unknown => Truth::Unknown,
                };
                atom(truth, fact, asks)
            }
        }
    }
}

fn atom(truth: Truth, fact: &str, asks: &[String]) -> Partial {
    let counts = asks.is_empty() || asks.iter().any(|name| name == fact);
    Partial::of(
        truth,
        counts && truth == Truth::True,
        counts && truth == Truth::False,
    )
}

fn compare(facts: &Facts, fact: &str, operator: Comparison, with: &Operand) -> Truth {
    let FactValue::Known(value) = facts.value(fact) else {
        return Truth::Unknown;
    };
    match with {
        Operand::Text(text) => equality(operator, value == &**text),
        Operand::Number(number) => numbers(operator, number_in(value), Some(*number)),
        Operand::Fact(other) => match facts.value(other) {
            FactValue::Unknown => Truth::Unknown,
            FactValue::Known(other) if operator.is_equality() => equality(operator, value == other),
            FactValue::Known(other) => numbers(operator, number_in(value), number_in(other)),
        },
    }
}

fn equality(operator: Comparison, equal: bool) -> Truth {
    (equal == (operator == Comparison::Equal)).into()
}

fn numbers(operator: Comparison, left: Option<f64>, right: Option<f64>) -> Truth {
    let (Some(left), Some(right)) = (left, right) else {
        return Truth::Unknown;
    };
    Truth::from(match operator {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right,
    })
}

/// A finite number, or nothing: an answer that is no number is not known to be more or less than one.
fn number_in(value: &str) -> Option<f64> {
    value
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}
