//! The one reader for XML from outside: phones, form designers, opened submissions.
//!
//! quick-xml finds the tokens; it is lenient where XML is not (it accepts unclosed documents,
//! several roots, undefined entities, and hands text over in pieces). This module makes up for
//! that and sets limits, so that nothing above it has to think about hostile XML. No other module
//! names quick-xml. Writers are not here, except for the two escapes.
//!
//! [`Reader`] walks a document without building anything: for what arrives by the thousand.
//! [`Element`] is a tree, for forms.

mod element;
mod error;
mod tag;
#[cfg(test)]
mod tests;
mod text;

pub use element::{Element, Node};
pub use error::{XmlError, XmlProblem};
pub use tag::{Attribute, Tag};
pub use text::{Text, escape_attribute, escape_text};

use quick_xml::errors::{Error as TokenError, IllFormedError};
use quick_xml::events::Event as Token;
use std::ops::Range;

/// Largest document, in bytes.
pub const MAX_DOCUMENT: usize = 10 * 1024 * 1024;
/// Deepest nesting, the root being 1.
pub const MAX_DEPTH: usize = 64;
/// Most elements in one document.
pub const MAX_ELEMENTS: usize = 200_000;
/// Most attributes in one tag.
pub const MAX_ATTRIBUTES: usize = 100;
/// Longest tag with all its attributes, and so longest attribute, in bytes.
pub const MAX_TAG: usize = 64 * 1024;
/// Most namespace declarations in scope at once: each prefix is looked up among them.
pub const MAX_BINDINGS: usize = 256;

const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NS: &str = "http://www.w3.org/2000/xmlns/";

/// What [`Reader::next`] yields.
pub enum Event<'a> {
    /// An element begins; its attributes are at [`Reader::attributes`] until the next call.
    Start(Tag<'a>),
    /// All text up to the next tag, in one piece. Comments and instructions do not split it.
    Text(Text<'a>),
    /// The innermost open element ends; where its end tag stands.
    End(Range<usize>),
}

/// A document read event by event. Refuses whatever is not well-formed or over a limit.
pub struct Reader<'a> {
    document: &'a str,
    tokens: quick_xml::Reader<&'a [u8]>,
    /// Bytes before the tokens: the byte order mark.
    base: usize,
    /// A tag that was met while text was being joined.
    held: Option<(Kind, Range<usize>)>,
    /// The end that an empty-element tag still owes.
    owed_end: Option<Range<usize>>,
    attributes: Vec<Attribute<'a>>,
    bindings: Vec<Binding<'a>>,
    depth: usize,
    elements: usize,
    demands_prefixes: bool,
}

struct Binding<'a> {
    prefix: &'a str,
    uri: &'a str,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Empty,
    End,
    Text,
    CData,
    Reference,
    Comment,
    Instruction,
    Declaration,
    Doctype,
    Eof,
}

impl<'a> Reader<'a> {
    /// Begins to read. Checks size, encoding and characters of the whole document first.
    ///
    /// # Errors
    /// [`XmlProblem::TooLarge`], [`XmlProblem::NotUtf8`], [`XmlProblem::IllegalCharacter`].
    pub fn new(bytes: &'a [u8]) -> Result<Self, XmlError> {
        if bytes.len() > MAX_DOCUMENT {
            return Err(XmlProblem::TooLarge.at(MAX_DOCUMENT));
        }
        let document = std::str::from_utf8(bytes)
            .map_err(|error| XmlProblem::NotUtf8.at(error.valid_up_to()))?;
        if let Some(at) = text::first_illegal(document) {
            return Err(XmlProblem::IllegalCharacter.at(at));
        }
        let inner = document.strip_prefix('\u{FEFF}').unwrap_or(document);
        let mut tokens = quick_xml::Reader::from_str(inner);
        tokens.config_mut().check_comments = true;
        Ok(Self {
            document,
            tokens,
            base: document.len() - inner.len(),
            held: None,
            owed_end: None,
            attributes: Vec::new(),
            bindings: Vec::new(),
            depth: 0,
            elements: 0,
            demands_prefixes: false,
        })
    }

    /// Also refuses prefixes that nothing declares. Submissions are read without this, as Central
    /// does; forms with it, since a misspelt declaration would hide our attributes from us.
    pub fn demanding_prefixes(mut self) -> Self {
        self.demands_prefixes = true;
        self
    }

    /// How many elements are open: 1 after the root's start.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The attributes of the start tag that came last.
    pub fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// The value of an attribute of the last start tag, by local name.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        tag::by_local(&self.attributes, local).map(|attribute| &*attribute.value)
    }

    /// The next event; `None` after the end of a document that was well-formed to its end.
    ///
    /// # Errors
    /// The first thing that is wrong. After an error the reader must not be used.
    #[allow(clippy::should_implement_trait)] // an iterator would have to hide that errors are final
    pub fn next(&mut self) -> Result<Option<Event<'a>>, XmlError> {
        if let Some(span) = self.owed_end.take() {
            return Ok(Some(self.end(span)));
        }
        let mut joined: Option<Text<'a>> = None;
        loop {
            let (kind, span) = match self.held.take() {
                Some(held) => held,
                None => self.token()?,
            };
            match kind {
                Kind::Start | Kind::Empty | Kind::End | Kind::Eof => {
                    if let Some(text) = joined {
                        self.held = Some((kind, span));
                        return Ok(Some(Event::Text(text)));
                    }
                    return match kind {
                        Kind::End => Ok(Some(self.end(span))),
                        Kind::Eof => self.finish(span.start).map(|()| None),
                        _ => self
                            .start(span, kind == Kind::Empty)
                            .map(|tag| Some(Event::Start(tag))),
                    };
                }
                Kind::Text | Kind::CData | Kind::Reference => {
                    let raw = self.raw(&span)?;
                    if self.depth == 0 {
                        if kind == Kind::Text && raw.bytes().all(text::is_space) {
                            continue;
                        }
                        return Err(XmlProblem::TextOutsideRoot.at(span.start));
                    }
                    join(
                        joined.get_or_insert(Text::Borrowed("")),
                        kind,
                        raw,
                        span.start,
                    )?;
                }
                Kind::Comment => {}
                Kind::Instruction => self.check_instruction(&span)?,
                Kind::Declaration if span.start == self.base => {}
                Kind::Declaration => return Err(XmlProblem::Declaration.at(span.start)),
                Kind::Doctype => return Err(XmlProblem::Doctype.at(span.start)),
            }
        }
    }

    fn raw(&self, span: &Range<usize>) -> Result<&'a str, XmlError> {
        self.document
            .get(span.clone())
            .ok_or(XmlProblem::Markup.at(span.start))
    }

    fn token(&mut self) -> Result<(Kind, Range<usize>), XmlError> {
        let start = self.position();
        let token = self
            .tokens
            .read_event()
            .map_err(|error| translate(&error, start))?;
        let kind = match &token {
            Token::Start(_) => Kind::Start,
            Token::Empty(_) => Kind::Empty,
            Token::End(_) => Kind::End,
            Token::Text(_) => Kind::Text,
            Token::CData(_) => Kind::CData,
            Token::GeneralRef(_) => Kind::Reference,
            Token::Comment(_) => Kind::Comment,
            Token::PI(_) => Kind::Instruction,
            Token::Decl(declaration) => {
                let version = declaration.version().is_ok_and(|version| version == "1.0");
                let encoding = declaration.encoding().is_none_or(|encoding| {
                    encoding.is_ok_and(|name| {
                        name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8")
                    })
                });
                match (version, encoding) {
                    (true, true) => Kind::Declaration,
                    (true, false) => return Err(XmlProblem::NotUtf8.at(start)),
                    (false, _) => return Err(XmlProblem::Declaration.at(start)),
                }
            }
            Token::DocType(_) => Kind::Doctype,
            Token::Eof => Kind::Eof,
        };
        Ok((kind, start..self.position()))
    }

    fn position(&self) -> usize {
        // A position inside a slice fits into usize.
        self.base + self.tokens.buffer_position() as usize
    }

    fn start(&mut self, span: Range<usize>, empty: bool) -> Result<Tag<'a>, XmlError> {
        if span.len() > MAX_TAG {
            return Err(XmlProblem::TagTooLong.at(span.start));
        }
        if self.depth == 0 && self.elements > 0 {
            return Err(XmlProblem::SeveralRoots.at(span.start));
        }
        if self.depth == MAX_DEPTH {
            return Err(XmlProblem::TooDeep.at(span.start));
        }
        if self.elements == MAX_ELEMENTS {
            return Err(XmlProblem::TooManyElements.at(span.start));
        }
        self.elements += 1;
        self.depth += 1;

        let name_start = span.start + 1;
        let inner_end = span.end - if empty { 2 } else { 1 };
        let inner = self.raw(&(name_start..inner_end))?;
        let name_length = inner
            .bytes()
            .position(text::is_space)
            .unwrap_or(inner.len());
        let (prefix, local) = tag::split_name(&inner[..name_length], name_start)?;
        let name_end = name_start + name_length;

        let mut attributes = std::mem::take(&mut self.attributes);
        attributes.clear();
        tag::read_attributes(self.document, name_end..inner_end, &mut attributes)?;
        for attribute in &attributes {
            if let Some(prefix) = attribute.declares() {
                self.bind(prefix, attribute)?;
            }
        }
        for attribute in &mut attributes {
            if let (Some(prefix), None) = (attribute.prefix, attribute.declares()) {
                attribute.ns = self.resolve(prefix, attribute.span.start)?;
            }
        }
        tag::refuse_duplicates(&attributes)?;
        self.attributes = attributes;

        let ns = self.resolve(prefix.unwrap_or(""), name_start)?;
        if empty {
            self.owed_end = Some(span.clone());
        }
        Ok(Tag {
            prefix,
            local,
            ns,
            span,
            name_end,
            empty,
        })
    }

    fn end(&mut self, span: Range<usize>) -> Event<'a> {
        while self
            .bindings
            .last()
            .is_some_and(|binding| binding.depth == self.depth)
        {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        Event::End(span)
    }

    fn finish(&self, at: usize) -> Result<(), XmlError> {
        match (self.depth, self.elements) {
            (0, 0) => Err(XmlProblem::Empty.at(at)),
            (0, _) => Ok(()),
            _ => Err(XmlProblem::UnclosedElement.at(at)),
        }
    }

    fn bind(&mut self, prefix: &'a str, attribute: &Attribute<'a>) -> Result<(), XmlError> {
        let refused = Err(XmlProblem::Namespace.at(attribute.span.start));
        // The name as it stands: one that needs references would only hide what it is.
        let uri = self.raw(&attribute.value_span)?;
        if uri.bytes().any(|byte| byte == b'&' || text::is_space(byte)) {
            return refused;
        }
        if prefix == "xmlns" || uri == XMLNS_NS || (prefix == "xml") != (uri == XML_NS) {
            return refused;
        }
        if uri.is_empty() && !prefix.is_empty() {
            return refused;
        }
        if self.bindings.len() == MAX_BINDINGS {
            return Err(XmlProblem::TooManyNamespaces.at(attribute.span.start));
        }
        self.bindings.push(Binding {
            prefix,
            uri,
            depth: self.depth,
        });
        Ok(())
    }

    fn resolve(&self, prefix: &str, at: usize) -> Result<Option<&'a str>, XmlError> {
        let bound = self
            .bindings
            .iter()
            .rev()
            .find(|binding| binding.prefix == prefix);
        match (bound, prefix) {
            (Some(binding), _) => Ok(Some(binding.uri).filter(|uri| !uri.is_empty())),
            (None, "") => Ok(None),
            (None, "xml") => Ok(Some(XML_NS)),
            (None, "xmlns") => Err(XmlProblem::Namespace.at(at)),
            (None, _) if self.demands_prefixes => Err(XmlProblem::UndeclaredPrefix.at(at)),
            (None, _) => Ok(None),
        }
    }

    fn check_instruction(&self, span: &Range<usize>) -> Result<(), XmlError> {
        let raw = self.raw(span)?;
        let content = raw
            .strip_prefix("<?")
            .and_then(|raw| raw.strip_suffix("?>"))
            .unwrap_or("");
        let target = content
            .split(|c: char| c.is_ascii_whitespace())
            .next()
            .unwrap_or("");
        if text::is_name(target) && !target.eq_ignore_ascii_case("xml") {
            Ok(())
        } else {
            Err(XmlProblem::Markup.at(span.start))
        }
    }
}

/// Adds one token's text.
fn join<'a>(text: &mut Text<'a>, kind: Kind, raw: &'a str, at: usize) -> Result<(), XmlError> {
    match kind {
        Kind::Reference => {
            let name = raw
                .strip_prefix('&')
                .and_then(|raw| raw.strip_suffix(';'))
                .unwrap_or("");
            text.append_char(text::reference(name, at)?);
        }
        Kind::CData => {
            let inner = raw
                .strip_prefix("<![CDATA[")
                .and_then(|raw| raw.strip_suffix("]]>"));
            text::push_lines(text, inner.ok_or(XmlProblem::Markup.at(at))?);
        }
        _ if raw.contains("]]>") => return Err(XmlProblem::Markup.at(at)),
        _ => text::push_lines(text, raw),
    }
    Ok(())
}

/// quick-xml's errors quote tags; ours do not.
fn translate(error: &TokenError, at: usize) -> XmlError {
    let problem = match error {
        TokenError::Syntax(_) => XmlProblem::Unclosed,
        TokenError::IllFormed(error) => match error {
            IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_) => {
                XmlProblem::MismatchedEnd
            }
            IllFormedError::MissingEndTag(_) => XmlProblem::UnclosedElement,
            IllFormedError::UnclosedReference => XmlProblem::BareAmpersand,
            IllFormedError::MissingDoctypeName => XmlProblem::Doctype,
            IllFormedError::MissingDeclVersion(_) | IllFormedError::UnknownVersion => {
                XmlProblem::Declaration
            }
            IllFormedError::DoubleHyphenInComment => XmlProblem::Markup,
        },
        TokenError::Encoding(_) => XmlProblem::NotUtf8,
        TokenError::InvalidAttr(_) => XmlProblem::Attribute,
        TokenError::Namespace(_) => XmlProblem::Namespace,
        TokenError::Escape(_) | TokenError::Io(_) => XmlProblem::Markup,
    };
    problem.at(at)
}
