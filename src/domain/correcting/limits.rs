//! What a form says of an answer, as far as it is read here: limits in constraints, names in expressions, dates.

use std::collections::HashSet;

use super::{Kind, MOST_CHARS, Wrong};

/// What a constraint says, as far as it is read here.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Limits {
    least_chars: Option<usize>,
    pub(super) most_chars: Option<usize>,
    least: Option<f64>,
    most: Option<f64>,
    pub(super) not_future: bool,
    /// Choices that stand alone.
    pub(super) alone: Vec<String>,
}

impl Limits {
    /// Reads a constraint that is made of limits only; none for anything else.
    pub(super) fn read(constraint: &str) -> Option<Self> {
        let mut limits = Self::default();
        for part in parts(constraint, " and ") {
            limits.add(unwrapped(part))?;
        }
        Some(limits)
    }

    fn add(&mut self, part: &str) -> Option<()> {
        if let Some(inner) = part
            .strip_prefix("not(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            return self.add_alone(inner);
        }
        for sign in ["<=", ">=", "<", ">"] {
            let Some((of, limit)) = part.split_once(sign) else {
                continue;
            };
            let (of, limit) = (of.trim(), limit.trim());
            match of {
                "." if limit == "today()" && sign == "<=" => self.not_future = true,
                "." => {
                    let limit: f64 = limit.parse().ok()?;
                    match sign {
                        "<=" => self.most = Some(limit),
                        ">=" => self.least = Some(limit),
                        // Strictly less: only a phone counts that for fractions.
                        _ => return None,
                    }
                }
                "string-length(.)" => {
                    let limit: usize = limit.parse().ok()?;
                    match sign {
                        "<=" => self.most_chars = Some(limit),
                        "<" => self.most_chars = Some(limit.checked_sub(1)?),
                        ">=" => self.least_chars = Some(limit),
                        _ => self.least_chars = Some(limit.checked_add(1)?),
                    }
                }
                _ => return None,
            }
            return Some(());
        }
        None
    }

    /// `(selected(., 'none') or selected(., 'unknown')) and count-selected(.) > 1`
    fn add_alone(&mut self, inner: &str) -> Option<()> {
        let all = parts(inner, " and ");
        let [which, "count-selected(.) > 1"] = all[..] else {
            return None;
        };
        for one in parts(unwrapped(which), " or ") {
            let word = unwrapped(one)
                .strip_prefix("selected(.")?
                .strip_suffix(')')?;
            let word = word.trim_start().strip_prefix(',')?.trim();
            let word = word.strip_prefix('\'')?.strip_suffix('\'')?;
            if word.is_empty() || word.contains(['\'', ' ']) {
                return None;
            }
            self.alone.push(word.to_owned());
        }
        Some(())
    }

    /// Whether all of it is about answers of this kind: what is not could not be held against them.
    pub(super) fn fit(&self, kind: Kind) -> bool {
        let length = self.least_chars.is_some() || self.most_chars.is_some();
        let number = self.least.is_some() || self.most.is_some();
        let (date, choices) = (self.not_future, !self.alone.is_empty());
        match kind {
            Kind::Text => !number && !date && !choices,
            Kind::Whole | Kind::Decimal => !length && !date && !choices,
            Kind::Date => !length && !number && !choices,
            Kind::One => !length && !number && !date && !choices,
            Kind::Many => !length && !number && !date,
        }
    }

    pub(super) fn length(&self, text: &str) -> Result<(), Wrong> {
        let (count, most) = (text.chars().count(), self.most_chars.unwrap_or(MOST_CHARS));
        if count > most {
            return Err(Wrong::TooLong(most));
        }
        match self.least_chars {
            Some(least) if count < least => Err(Wrong::TooShort(least)),
            _ => Ok(()),
        }
    }

    pub(super) fn number(&self, number: f64) -> Result<(), Wrong> {
        match (self.least, self.most) {
            (Some(least), _) if number < least => Err(Wrong::TooSmall(least)),
            (_, Some(most)) if number > most => Err(Wrong::TooLarge(most)),
            _ => Ok(()),
        }
    }
}

/// What stands between `by`, outside of parentheses and quotes.
fn parts<'t>(text: &'t str, by: &str) -> Vec<&'t str> {
    let (mut found, mut from, mut deep, mut quote) = (Vec::new(), 0, 0_i32, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => deep += 1,
            (None, b')') => deep -= 1,
            (None, _)
                if deep == 0 && at >= from && text.as_bytes()[at..].starts_with(by.as_bytes()) =>
            {
                found.push(text[from..at].trim());
                from = at + by.len();
            }
            _ => {}
        }
    }
    found.push(text[from..].trim());
    found
}

/// Without parentheses around all of it.
fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let mut deep = 0_i32;
        let closed_early = inner.bytes().any(|byte| {
            deep += match byte {
                b'(' => 1,
                b')' => -1,
                _ => 0,
            };
            deep < 0
        });
        if closed_early {
            break;
        }
        text = inner.trim();
    }
    text
}

/// The names that stand in these expressions.
pub fn named_in<'a>(expressions: impl Iterator<Item = &'a str>) -> HashSet<String> {
    let mut found = HashSet::new();
    for expression in expressions {
        names(expression, &mut found);
    }
    found
}

/// The names in an expression: last parts of paths among them, words in quotes not.
pub(super) fn names(expression: &str, found: &mut HashSet<String>) {
    let mut name = String::new();
    let mut quote = None;
    for c in expression.chars().chain([' ']) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, _) if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') => {
                name.push(c);
                continue;
            }
            _ => {}
        }
        if !name.is_empty() {
            found.insert(std::mem::take(&mut name));
        }
    }
}

pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<u32>().ok());
    let shaped = bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| at == 4 || at == 7 || b.is_ascii_digit());
    let (Some(year), Some(month), Some(day), true) =
        (digits(0..4), digits(5..7), digits(8..10), shaped)
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    year > 0 && (1..=12).contains(&month) && (1..=last).contains(&day)
}
