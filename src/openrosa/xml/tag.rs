//! Start tags and their attributes, with their places in the document.

use super::text::{attribute_value, is_name, is_space};
use super::{MAX_ATTRIBUTES, Text, XmlError, XmlProblem};
use std::ops::Range;

/// A start tag (or an empty-element tag).
#[derive(Clone)]
pub struct Tag<'a> {
    /// What stands before the colon of the name.
    pub prefix: Option<&'a str>,
    /// The name without prefix.
    pub local: &'a str,
    /// The namespace that it is in.
    pub ns: Option<&'a str>,
    /// Where the tag stands, `<` and `>` included.
    pub span: Range<usize>,
    /// Just behind the name: where an attribute can be put.
    pub name_end: usize,
    /// Written `<name/>`; its end follows at once.
    pub empty: bool,
}

/// One attribute of a start tag.
#[derive(Clone)]
pub struct Attribute<'a> {
    /// What stands before the colon of the name.
    pub prefix: Option<&'a str>,
    /// The name without prefix.
    pub local: &'a str,
    /// The namespace that its prefix stands for. Without a prefix an attribute is in none.
    pub ns: Option<&'a str>,
    /// The value.
    pub value: Text<'a>,
    /// Where it stands, from its name to its closing quote.
    pub span: Range<usize>,
    /// Where its value stands, without the quotes.
    pub value_span: Range<usize>,
}

impl<'a> Attribute<'a> {
    /// The prefix that this attribute declares, if it is a namespace declaration ("" for the default).
    pub fn declares(&self) -> Option<&'a str> {
        match (self.prefix, self.local) {
            (None, "xmlns") => Some(""),
            (Some("xmlns"), prefix) => Some(prefix),
            _ => None,
        }
    }
}

/// Finds an attribute by local name: the one without prefix, else any (phones write `orx:version`).
pub(super) fn by_local<'t, 'a>(
    attributes: &'t [Attribute<'a>],
    local: &str,
) -> Option<&'t Attribute<'a>> {
    let named =
        |attribute: &&Attribute<'a>| attribute.local == local && attribute.declares().is_none();
    attributes
        .iter()
        .find(|attribute| attribute.prefix.is_none() && named(attribute))
        .or_else(|| attributes.iter().find(named))
}

/// Splits `prefix:local`.
pub(super) fn split_name(name: &str, at: usize) -> Result<(Option<&str>, &str), XmlError> {
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    if is_name(local) && prefix.is_none_or(is_name) {
        Ok((prefix, local))
    } else {
        Err(XmlProblem::Name.at(at))
    }
}

/// Reads the attributes that stand between the end of a tag's name and the end of the tag.
pub(super) fn read_attributes<'a>(
    document: &'a str,
    within: Range<usize>,
    attributes: &mut Vec<Attribute<'a>>,
) -> Result<(), XmlError> {
    let bytes = &document.as_bytes()[..within.end];
    let skip_space = |from: usize| {
        from + bytes[from..]
            .iter()
            .take_while(|byte| is_space(**byte))
            .count()
    };
    let mut at = within.start;
    loop {
        let start = skip_space(at);
        if start == within.end {
            return Ok(());
        }
        let wrong = XmlProblem::Attribute.at(start);
        if start == at {
            return Err(wrong);
        }
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(XmlProblem::TooManyAttributes.at(start));
        }
        let ends_name = |byte: &u8| *byte == b'=' || is_space(*byte);
        let name_end = start + bytes[start..].iter().position(ends_name).ok_or(wrong)?;
        let (prefix, local) = split_name(&document[start..name_end], start)?;
        let equals = skip_space(name_end);
        if bytes.get(equals) != Some(&b'=') {
            return Err(wrong);
        }
        let open = skip_space(equals + 1);
        let quote = *bytes
            .get(open)
            .filter(|byte| matches!(byte, b'"' | b'\''))
            .ok_or(wrong)?;
        let value_start = open + 1;
        let length = bytes[value_start..]
            .iter()
            .position(|byte| *byte == quote)
            .ok_or(wrong)?;
        let value_span = value_start..value_start + length;
        let raw = &document[value_span.clone()];
        if raw.contains('<') {
            return Err(wrong);
        }
        at = value_span.end + 1;
        attributes.push(Attribute {
            prefix,
            local,
            ns: None,
            value: attribute_value(raw, value_start)?,
            span: start..at,
            value_span,
        });
    }
}

/// Refuses the same attribute twice, by its name as written or by its namespace and local name.
pub(super) fn refuse_duplicates(attributes: &[Attribute<'_>]) -> Result<(), XmlError> {
    for (index, attribute) in attributes.iter().enumerate() {
        let same = |other: &Attribute<'_>| {
            other.local == attribute.local
                && (other.prefix == attribute.prefix
                    || (other.ns.is_some() && other.ns == attribute.ns))
        };
        if attributes[..index].iter().any(same) {
            return Err(XmlProblem::DuplicateAttribute.at(attribute.span.start));
        }
    }
    Ok(())
}
