//! Conditions over facts, written as XLSForm authors write `relevant`:
//! `${danger} = 'now' or selected(${wishes}, 'return')`.
//!
//! There are `and`, `or`, `not(…)`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `selected(${fact}, 'word')`, texts in
//! single or double quotes, numbers and parentheses; `and` binds tighter than `or`. Facts are named, form
//! paths are not. Everything that can be wrong is found when a condition is read ([`Expression::parse`]);
//! evaluation is total and never fails.
//!
//! # Three values
//! A comparison with an unknown fact is unknown, and so is a numeric comparison with an answer that is no
//! number. `and`, `or` and `not` follow Kleene's strong logic: `false and unknown` is false, `true or
//! unknown` is true, everything else that touches an unknown is unknown. What a rule does with an unknown
//! condition is the pathway's matter; [`Verdict::affirmed`] is what it asks.

mod eval;
mod lexer;
mod parser;

use std::collections::BTreeMap;

pub use eval::{Truth, Verdict};
pub(crate) use lexer::is_fact_name;

/// The longest condition, in characters.
pub const MAX_LENGTH: usize = 4_000;
/// The deepest nesting of parentheses and `not`.
pub const MAX_DEPTH: usize = 32;

/// A condition, ready to be evaluated over facts.
#[derive(Debug, Clone)]
pub struct Expression {
    root: Condition,
}

/// What a rule author may ask of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// One word of a list; an empty list means that the words are not known here (areas, languages).
    One(Vec<String>),
    /// Several words of a list.
    Many(Vec<String>),
    /// A number.
    Number,
    /// A day. No condition may ask for it: rules know no clock.
    Date,
    /// Somebody's words, or a code of no list. No condition may ask for them, and they never travel.
    Text,
}

/// The facts that tables may name, with their kinds.
pub type Vocabulary = BTreeMap<String, FactKind>;

/// Why a text is no condition, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {problem}")]
pub struct ExpressionError {
    /// The character where the problem starts, counted from 1.
    pub at: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a condition. The sentences are for people who edit a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // Each sentence documents its variant.
pub enum Problem {
    #[error("the condition is empty")]
    Empty,
    #[error("the condition is longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("parentheses are nested deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("{0:?} is not understood here")]
    StrayCharacter(char),
    #[error("{0} is not an operator here; write {1}")]
    WrongOperator(&'static str, &'static str),
    #[error("use straight quotes (' or \") instead of {0}")]
    CurlyQuote(char),
    #[error("this text has no closing quote")]
    OpenText,
    #[error("a fact is written like ${{danger}}: letters, digits, and _ . - between braces")]
    BadFactName,
    #[error("{0:?} is not a number")]
    BadNumber(String),
    #[error(
        "{0:?} is not a known word; there are and, or, not(…), selected(…); texts stand in quotes and facts like ${{danger}}"
    )]
    UnknownName(String),
    #[error("something is missing here")]
    UnexpectedEnd,
    #[error("{0} is not expected here")]
    Unexpected(String),
    #[error("expected {0}")]
    Expected(&'static str),
    #[error("this alone is not a condition; compare it, like ${{danger}} = 'now'")]
    NotACondition,
    #[error("a condition cannot be compared; compare facts with texts or numbers")]
    ConditionCompared,
    #[error("one side of a comparison must be a fact")]
    NoFact,
    #[error("only numbers can be compared with {0}; write the number without quotes")]
    TextOrdered(&'static str),
    #[error(
        "{0:?} counts as unknown and is never a known answer; a missing answer needs no condition of its own"
    )]
    UnknownWord(String),
    #[error("selected() asks for one word without spaces")]
    NotOneWord,
    #[error("{0:?} is not a fact of this pathway")]
    UnknownFact(String),
    #[error("{0} is a text or a date, which no condition can ask for")]
    NoCondition(String),
    #[error("{word:?} is not an answer of {fact}")]
    UnknownAnswer { fact: String, word: String },
    #[error("{0} can have several answers; ask with selected(${{{0}}}, '…')")]
    ManyCompared(String),
    #[error("{0} is a number; compare it with a number")]
    NumberAsText(String),
    #[error("{0} is not a number")]
    NotANumber(String),
}

/// The shape of a condition.
#[derive(Debug, Clone)]
enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare {
        fact: Box<str>,
        operator: Comparison,
        with: Operand,
    },
    Selected {
        fact: Box<str>,
        word: Box<str>,
    },
}

/// What a fact is compared with.
#[derive(Debug, Clone)]
enum Operand {
    Fact(Box<str>),
    Text(Box<str>),
    Number(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The same question asked from the other side.
    fn mirrored(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl Expression {
    /// Reads a condition. With a vocabulary, facts, their kinds and their answers are checked too.
    ///
    /// # Errors
    /// The first problem, with the character where it starts.
    pub fn parse(source: &str, vocabulary: Option<&Vocabulary>) -> Result<Self, ExpressionError> {
        if source.chars().nth(MAX_LENGTH).is_some() {
            return Err(ExpressionError {
                at: MAX_LENGTH + 1,
                problem: Problem::TooLong,
            });
        }
        let tokens = lexer::tokens(source)?;
        let root =
            parser::Parser::new(&tokens, source.chars().count() + 1, vocabulary).condition()?;
        Ok(Self { root })
    }

    /// The names of the facts that the condition asks for, in the order in which they stand, with repetitions.
    pub fn fact_names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.collect_names(&mut names);
        names
    }
}

impl Condition {
    fn collect_names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::And(left, right) | Self::Or(left, right) => {
                left.collect_names(names);
                right.collect_names(names);
            }
            Self::Not(inner) => inner.collect_names(names),
            Self::Selected { fact, .. } => names.push(fact),
            Self::Compare { fact, with, .. } => {
                names.push(fact);
                if let Operand::Fact(other) = with {
                    names.push(other);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
