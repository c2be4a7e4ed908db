//! Characters to tokens, each with the character at which it starts.

use super::{Comparison, ExpressionError, Problem};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Fact(&'a str),
    Text(&'a str),
    Number(f64),
    Compare(Comparison),
    And,
    Or,
    Not,
    Selected,
    Open,
    Close,
    Comma,
}

impl std::fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fact(name) => write!(f, "${{{name}}}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Compare(comparison) => f.write_str(comparison.as_str()),
            Self::And => f.write_str("and"),
            Self::Or => f.write_str("or"),
            Self::Not => f.write_str("not"),
            Self::Selected => f.write_str("selected"),
            Self::Open => f.write_str("("),
            Self::Close => f.write_str(")"),
            Self::Comma => f.write_str(","),
        }
    }
}

/// A token and the character at which it starts, counted from 1.
#[derive(Debug, Clone)]
pub(super) struct Spanned<'a> {
    pub token: Token<'a>,
    pub at: usize,
}

/// All tokens of a condition.
pub(super) fn tokens(source: &str) -> Result<Vec<Spanned<'_>>, ExpressionError> {
    let mut rest = source;
    let mut at = 1;
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else {
            let (token, length) =
                token(rest, first).map_err(|problem| ExpressionError { at, problem })?;
            found.push(Spanned { token, at });
            length
        };
        at += rest[..length].chars().count();
        rest = &rest[length..];
    }
    Ok(found)
}

/// The token at the start of `rest`, and its length in bytes.
fn token(rest: &str, first: char) -> Result<(Token<'_>, usize), Problem> {
    match first {
        '(' => Ok((Token::Open, 1)),
        ')' => Ok((Token::Close, 1)),
        ',' => Ok((Token::Comma, 1)),
        '\'' | '"' => text(rest, first),
        '$' => fact(rest),
        '0'..='9' | '-' => number(rest),
        '=' | '!' | '<' | '>' | '&' | '|' => operator(rest, first),
        '‘' | '’' | '“' | '”' | '«' | '»' => Err(Problem::CurlyQuote(first)),
        letter if letter.is_alphabetic() => name(rest),
        other => Err(Problem::StrayCharacter(other)),
    }
}

fn text(rest: &str, quote: char) -> Result<(Token<'_>, usize), Problem> {
    let inside = &rest[1..];
    let end = inside.find(quote).ok_or(Problem::OpenText)?;
    Ok((Token::Text(&inside[..end]), end + 2))
}

fn fact(rest: &str) -> Result<(Token<'_>, usize), Problem> {
    let inside = rest.strip_prefix("${").ok_or(Problem::BadFactName)?;
    let end = inside.find('}').ok_or(Problem::BadFactName)?;
    // XLSForm allows space inside the braces.
    let name = inside[..end].trim();
    if !is_fact_name(name) {
        return Err(Problem::BadFactName);
    }
    Ok((Token::Fact(name), end + 3))
}

/// Whether a text can name a fact: a letter or `_`, then letters, digits, `_`, `.`, `-`.
pub(crate) fn is_fact_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn number(rest: &str) -> Result<(Token<'_>, usize), Problem> {
    let end = rest
        .char_indices()
        .find(|&(index, c)| !(c.is_ascii_alphanumeric() || c == '.' || (index == 0 && c == '-')))
        .map_or(rest.len(), |(index, _)| index);
    let digits = &rest[..end];
    // Of Rust's own grammar only plain decimals: no exponents, no names of infinity.
    let plain = digits
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    match digits.parse::<f64>() {
        Ok(value) if plain => Ok((Token::Number(value), end)),
        _ => Err(Problem::BadNumber(digits.to_owned())),
    }
}

fn operator(rest: &str, first: char) -> Result<(Token<'_>, usize), Problem> {
    if rest.starts_with("==") {
        return Err(Problem::WrongOperator("==", "="));
    }
    if rest.starts_with("<>") {
        return Err(Problem::WrongOperator("<>", "!="));
    }
    let equal = rest[1..].starts_with('=');
    let (comparison, length) = match (first, equal) {
        ('=', _) => (Comparison::Equal, 1),
        ('!', true) => (Comparison::NotEqual, 2),
        ('!', false) => return Err(Problem::WrongOperator("!", "not(…)")),
        ('<', true) => (Comparison::LessOrEqual, 2),
        ('<', false) => (Comparison::Less, 1),
        ('>', true) => (Comparison::GreaterOrEqual, 2),
        ('>', false) => (Comparison::Greater, 1),
        ('&', _) => return Err(Problem::WrongOperator("&", "and")),
        _ => return Err(Problem::WrongOperator("|", "or")),
    };
    Ok((Token::Compare(comparison), length))
}

fn name(rest: &str) -> Result<(Token<'_>, usize), Problem> {
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(rest.len());
    let token = match &rest[..end] {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "selected" => Token::Selected,
        other => return Err(Problem::UnknownName(other.chars().take(40).collect())),
    };
    Ok((token, end))
}
