//! Tokens to a condition: a Pratt parser that also checks types, so that evaluation cannot fail.

use super::lexer::{Spanned, Token};
use super::{
    Comparison, Condition, ExpressionError, FactKind, MAX_DEPTH, Operand, Problem, Vocabulary,
};
use crate::domain::facts::UNKNOWN_WORDS;

pub(super) struct Parser<'a> {
    tokens: &'a [Spanned<'a>],
    next: usize,
    /// The character after the last one, where a missing thing is missed.
    end: usize,
    depth: usize,
    vocabulary: Option<&'a Vocabulary>,
}

/// What stands on one side of an operator, and where it starts.
struct Part {
    at: usize,
    what: What,
}

enum What {
    Condition(Condition),
    Operand(Operand),
}

#[derive(Clone, Copy)]
enum Infix {
    Or,
    And,
    Compare(Comparison),
}

impl Infix {
    /// How tightly the operator holds what stands left and right of it.
    fn binding(self) -> (u8, u8) {
        match self {
            Self::Or => (1, 2),
            Self::And => (3, 4),
            Self::Compare(comparison) if comparison.is_equality() => (5, 6),
            Self::Compare(_) => (7, 8),
        }
    }
}

impl<'a> Parser<'a> {
    pub fn new(tokens: &'a [Spanned<'a>], end: usize, vocabulary: Option<&'a Vocabulary>) -> Self {
        Self {
            tokens,
            next: 0,
            end,
            depth: 0,
            vocabulary,
        }
    }

    /// The one condition that all tokens together are.
    pub fn condition(mut self) -> Result<Condition, ExpressionError> {
        if self.tokens.is_empty() {
            return fail(1, Problem::Empty);
        }
        let part = self.expression(0)?;
        if let Some(extra) = self.tokens.get(self.next) {
            return fail(extra.at, Problem::Unexpected(extra.token.to_string()));
        }
        part.into_condition()
    }

    fn expression(&mut self, loosest: u8) -> Result<Part, ExpressionError> {
        let mut left = self.prefix()?;
        while let Some((infix, at)) = self.peek_infix() {
            let (hold_left, hold_right) = infix.binding();
            if hold_left < loosest {
                break;
            }
            self.next += 1;
            let right = self.expression(hold_right)?;
            left = self.combine(infix, at, left, right)?;
        }
        Ok(left)
    }

    fn peek_infix(&self) -> Option<(Infix, usize)> {
        let spanned = self.tokens.get(self.next)?;
        let infix = match spanned.token {
            Token::Or => Infix::Or,
            Token::And => Infix::And,
            Token::Compare(comparison) => Infix::Compare(comparison),
            _ => return None,
        };
        Some((infix, spanned.at))
    }

    fn prefix(&mut self) -> Result<Part, ExpressionError> {
        let Some(spanned) = self.tokens.get(self.next) else {
            return fail(self.end, Problem::UnexpectedEnd);
        };
        self.next += 1;
        let at = spanned.at;
        let what = match &spanned.token {
            Token::Fact(name) => {
                self.known_fact(name, at)?;
                What::Operand(Operand::Fact((*name).into()))
            }
            Token::Text(text) => What::Operand(Operand::Text((*text).into())),
            Token::Number(number) => What::Operand(Operand::Number(*number)),
            Token::Open => self.inside_parentheses(at)?.what,
            Token::Not => {
                self.expect(&Token::Open, "( after not")?;
                let inner = self.inside_parentheses(at)?.into_condition()?;
                What::Condition(Condition::Not(Box::new(inner)))
            }
            Token::Selected => What::Condition(self.selected()?),
            other => return fail(at, Problem::Unexpected(other.to_string())),
        };
        Ok(Part { at, what })
    }

    /// What stands up to the closing parenthesis; the opening one is already read.
    fn inside_parentheses(&mut self, at: usize) -> Result<Part, ExpressionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail(at, Problem::TooDeep);
        }
        let part = self.expression(0)?;
        self.expect(&Token::Close, ")")?;
        self.depth -= 1;
        Ok(part)
    }

    fn selected(&mut self) -> Result<Condition, ExpressionError> {
        self.expect(&Token::Open, "( after selected")?;
        let Some(Spanned {
            token: Token::Fact(fact),
            at,
        }) = self.tokens.get(self.next)
        else {
            return fail(self.position(), Problem::Expected("a fact, like ${wishes}"));
        };
        self.known_fact(fact, *at)?;
        self.next += 1;
        self.expect(&Token::Comma, ", between the fact and its answer")?;
        let Some(Spanned {
            token: Token::Text(word),
            at,
        }) = self.tokens.get(self.next)
        else {
            return fail(self.position(), Problem::Expected("an answer in quotes"));
        };
        self.next += 1;
        if word.split_whitespace().count() > 1 || word.trim() != *word {
            return fail(*at, Problem::NotOneWord);
        }
        self.answer_of(fact, word, *at)?;
        self.expect(&Token::Close, ")")?;
        Ok(Condition::Selected {
            fact: (*fact).into(),
            word: (*word).into(),
        })
    }

    fn combine(
        &self,
        infix: Infix,
        at: usize,
        left: Part,
        right: Part,
    ) -> Result<Part, ExpressionError> {
        let start = left.at;
        let condition = match infix {
            Infix::Or => Condition::Or(
                Box::new(left.into_condition()?),
                Box::new(right.into_condition()?),
            ),
            Infix::And => Condition::And(
                Box::new(left.into_condition()?),
                Box::new(right.into_condition()?),
            ),
            Infix::Compare(comparison) => self.comparison(comparison, at, left, right)?,
        };
        Ok(Part {
            at: start,
            what: What::Condition(condition),
        })
    }

    fn comparison(
        &self,
        operator: Comparison,
        at: usize,
        left: Part,
        right: Part,
    ) -> Result<Condition, ExpressionError> {
        let (left_at, right_at) = (left.at, right.at);
        match (left.into_operand()?, right.into_operand()?) {
            (Operand::Fact(fact), with) => self.compare(fact, operator, with, right_at),
            (with, Operand::Fact(fact)) => self.compare(fact, operator.mirrored(), with, left_at),
            _ => fail(at, Problem::NoFact),
        }
    }

    fn compare(
        &self,
        fact: Box<str>,
        operator: Comparison,
        with: Operand,
        with_at: usize,
    ) -> Result<Condition, ExpressionError> {
        let kind = self.vocabulary.and_then(|known| known.get(&*fact));
        if let Some(FactKind::Many(_)) = kind {
            return fail(with_at, Problem::ManyCompared(fact.into()));
        }
        match &with {
            Operand::Text(_) if !operator.is_equality() => {
                return fail(with_at, Problem::TextOrdered(operator.as_str()));
            }
            Operand::Text(word) => {
                if kind == Some(&FactKind::Number) {
                    return fail(with_at, Problem::NumberAsText(fact.into()));
                }
                self.answer_of(&fact, word, with_at)?;
            }
            Operand::Number(_) if matches!(kind, Some(FactKind::One(_))) => {
                return fail(with_at, Problem::NotANumber(fact.into()));
            }
            Operand::Number(_) => {}
            Operand::Fact(other) => {
                let other_kind = self.vocabulary.and_then(|known| known.get(&**other));
                if let Some(FactKind::Many(_)) = other_kind {
                    return fail(with_at, Problem::ManyCompared(other.to_string()));
                }
                for (name, kind) in [(&fact, kind), (other, other_kind)] {
                    if !operator.is_equality() && matches!(kind, Some(FactKind::One(_))) {
                        return fail(with_at, Problem::NotANumber(name.to_string()));
                    }
                }
            }
        }
        Ok(Condition::Compare {
            fact,
            operator,
            with,
        })
    }

    fn known_fact(&self, name: &str, at: usize) -> Result<(), ExpressionError> {
        let Some(known) = self.vocabulary else {
            return Ok(());
        };
        match known.get(name) {
            None => fail(at, Problem::UnknownFact(name.to_owned())),
            Some(FactKind::Date | FactKind::Text) => {
                fail(at, Problem::NoCondition(name.to_owned()))
            }
            Some(_) => Ok(()),
        }
    }

    /// Refuses answers that a fact can never be known to have.
    fn answer_of(&self, fact: &str, word: &str, at: usize) -> Result<(), ExpressionError> {
        if word.trim().is_empty() || UNKNOWN_WORDS.contains(&word) {
            return fail(at, Problem::UnknownWord(word.to_owned()));
        }
        match self.vocabulary.and_then(|known| known.get(fact)) {
            Some(FactKind::One(words) | FactKind::Many(words))
                if !words.is_empty() && !words.iter().any(|known| known == word) =>
            {
                fail(
                    at,
                    Problem::UnknownAnswer {
                        fact: fact.to_owned(),
                        word: word.to_owned(),
                    },
                )
            }
            _ => Ok(()),
        }
    }

    fn expect(&mut self, token: &Token<'_>, name: &'static str) -> Result<(), ExpressionError> {
        match self.tokens.get(self.next) {
            Some(spanned) if spanned.token == *token => {
                self.next += 1;
                Ok(())
            }
            _ => fail(self.position(), Problem::Expected(name)),
        }
    }

    fn position(&self) -> usize {
        self.tokens
            .get(self.next)
            .map_or(self.end, |spanned| spanned.at)
    }
}

impl Part {
    fn into_condition(self) -> Result<Condition, ExpressionError> {
        match self.what {
            What::Condition(condition) => Ok(condition),
            What::Operand(_) => fail(self.at, Problem::NotACondition),
        }
    }

    fn into_operand(self) -> Result<Operand, ExpressionError> {
        match self.what {
            What::Operand(operand) => Ok(operand),
            What::Condition(_) => fail(self.at, Problem::ConditionCompared),
        }
    }
}

fn fail<T>(at: usize, problem: Problem) -> Result<T, ExpressionError> {
    Err(ExpressionError { at, problem })
}
