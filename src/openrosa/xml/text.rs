//! Text of a document, joined from its pieces; characters and references.

use super::{XmlError, XmlProblem};
use std::borrow::Cow;
use std::ops::Deref;
use zeroize::Zeroizing;

/// Text as it is meant: references resolved, CDATA unwrapped, line ends `\n`.
///
/// Borrows from the document where it can. What had to be put together is wiped on drop, since a
/// document may be an opened submission; for the same reason there is no `Debug`.
#[derive(Clone)]
pub enum Text<'a> {
    /// Stands in the document like this.
    Borrowed(&'a str),
    /// Put together.
    Owned(Zeroizing<String>),
}

impl<'a> Text<'a> {
    /// Adds a piece behind.
    pub(super) fn push(&mut self, piece: &'a str) {
        match self {
            Text::Borrowed("") => *self = Text::Borrowed(piece),
            _ => self.append(piece),
        }
    }

    /// Adds a piece that does not stand in the document.
    pub(super) fn append(&mut self, piece: &str) {
        if let Text::Borrowed(begun) = *self {
            let mut owned = Zeroizing::new(String::with_capacity(begun.len() + piece.len() + 64));
            owned.push_str(begun);
            *self = Text::Owned(owned);
        }
        if let Text::Owned(owned) = self {
            let needed = owned.len() + piece.len();
            if needed > owned.capacity() {
                // Not String's own growth: it would leave the shorter copy behind, unwiped.
                let mut larger =
                    Zeroizing::new(String::with_capacity(needed.max(owned.capacity() * 2)));
                larger.push_str(owned);
                *owned = larger;
            }
            owned.push_str(piece);
        }
    }

    /// Adds one character.
    pub(super) fn append_char(&mut self, character: char) {
        self.append(character.encode_utf8(&mut [0; 4]));
    }

    /// The text as an ordinary string. For what is not an answer: names, labels, keys.
    pub fn into_string(self) -> String {
        match self {
            Text::Borrowed(text) => text.to_owned(),
            Text::Owned(mut text) => std::mem::take(&mut *text),
        }
    }

    /// The text, wiped on drop.
    pub fn into_zeroizing(self) -> Zeroizing<String> {
        match self {
            Text::Borrowed(text) => Zeroizing::new(text.to_owned()),
            Text::Owned(text) => text,
        }
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Owned(text) => text,
        }
    }
}

/// Adds character data as it stands between tags, with `\r\n` and `\r` as `\n` (XML 1.0, 2.11).
pub(super) fn push_lines<'a>(text: &mut Text<'a>, raw: &'a str) {
    if !raw.contains('\r') {
        return text.push(raw);
    }
    let mut rest = raw;
    while let Some(at) = rest.find('\r') {
        text.append(&rest[..at]);
        text.append("\n");
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    text.append(rest);
}

/// Reads an attribute's value as it stands between its quotes (XML 1.0, 3.3.3).
pub(super) fn attribute_value(raw: &str, at: usize) -> Result<Text<'_>, XmlError> {
    let special = |byte: &u8| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
    let mut text = Text::Borrowed("");
    let mut from = 0;
    while let Some(found) = raw.as_bytes()[from..].iter().position(special) {
        let next = from + found;
        text.push(&raw[from..next]);
        from = next + 1;
        match raw.as_bytes()[next] {
            b'&' => {
                let end = raw[from..]
                    .find(';')
                    .ok_or(XmlProblem::BareAmpersand.at(at + next))?;
                text.append_char(reference(&raw[from..from + end], at + next)?);
                from += end + 1;
            }
            b'\r' if raw.as_bytes().get(from) == Some(&b'\n') => {}
            _ => text.append(" "),
        }
    }
    text.push(&raw[from..]);
    Ok(text)
}

/// The character that `&name;` or `&#…;` stands for; `name` is what is between.
pub(super) fn reference(name: &str, at: usize) -> Result<char, XmlError> {
    let number = |digits: &str, radix| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| (byte as char).is_digit(radix));
        plain
            .then(|| u32::from_str_radix(digits, radix).ok())
            .flatten()
            .and_then(char::from_u32)
            .filter(|&character| allowed(character))
            .ok_or(XmlProblem::IllegalCharacter.at(at))
    };
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        "" => Err(XmlProblem::BareAmpersand.at(at)),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(hex), _) => number(hex, 16),
            (None, Some(decimal)) => number(decimal, 10),
            (None, None) => Err(XmlProblem::UndefinedEntity.at(at)),
        },
    }
}

/// Whether XML 1.0 allows the character (2.2).
fn allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Where the first character stands that XML 1.0 does not allow, if any.
pub(super) fn first_illegal(document: &str) -> Option<usize> {
    let bytes = document.as_bytes();
    bytes.iter().enumerate().position(|(at, &byte)| match byte {
        b'\t' | b'\n' | b'\r' => false,
        ..=0x1F => true,
        // U+FFFE and U+FFFF; valid UTF-8 is known by now.
        0xEF => bytes[at + 1] == 0xBF && bytes[at + 2] >= 0xBE,
        _ => false,
    })
}

/// White space as XML means it.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether this is a name without a colon (Namespaces in XML 1.0, NCName).
pub(super) fn is_name(name: &str) -> bool {
    let starts = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '_' => true,
        _ if c.is_ascii() => false,
        _ => matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}'),
    };
    let continues = |c: char| {
        starts(c)
            || matches!(c, '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
    };
    let mut characters = name.chars();
    characters.next().is_some_and(starts) && characters.all(continues)
}

/// Escapes text to stand between tags.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// Escapes text to stand in an attribute between double quotes.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

fn escape(text: &str, attribute: bool) -> Cow<'_, str> {
    let replacement = |character: char| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        '"' if attribute => Some("&quot;"),
        '\n' if attribute => Some("&#10;"),
        '\t' if attribute => Some("&#9;"),
        // No spelling makes these XML; a reader would refuse the whole document for one of them.
        _ if !allowed(character) => Some("\u{FFFD}"),
        _ => None,
    };
    let Some(first) = text.find(|c| replacement(c).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for character in text[first..].chars() {
        match replacement(character) {
            Some(written) => escaped.push_str(written),
            None => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}
