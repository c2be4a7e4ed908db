//! What can be wrong with a document. No text of the document ever stands in an error: it may be plaintext.

use super::{MAX_ATTRIBUTES, MAX_BINDINGS, MAX_DEPTH, MAX_DOCUMENT, MAX_ELEMENTS, MAX_TAG};

/// Why a document cannot be read, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the XML cannot be read: {problem} (byte {at})")]
pub struct XmlError {
    /// What is wrong.
    pub problem: XmlProblem,
    /// Where: bytes from the beginning of the document.
    pub at: usize,
}

/// What is wrong with a document: well-formedness (XML 1.0, Namespaces 1.0) and our own limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlProblem {
    /// Not UTF-8, or declared as something else.
    #[error("only UTF-8 is read; save the document as UTF-8")]
    NotUtf8,
    /// A character that XML 1.0 forbids, plain or as a reference.
    #[error("a character that XML does not allow")]
    IllegalCharacter,
    /// Nothing in it.
    #[error("the document is empty")]
    Empty,
    /// `<?xml … ?>` not at the beginning, of another version, or misspelt.
    #[error("the XML declaration is not one of XML 1.0 at the beginning of the document")]
    Declaration,
    /// `<!DOCTYPE`: entity bombs and external files begin here, and no form needs it.
    #[error("a document type declaration (DOCTYPE) is not accepted; remove it")]
    Doctype,
    /// `&name;` other than the five that XML predefines.
    #[error("an entity that XML does not predefine; write the character itself")]
    UndefinedEntity,
    /// `&` that begins no reference.
    #[error("a '&' that begins no reference; write '&amp;'")]
    BareAmpersand,
    /// Markup that does not end before the document does.
    #[error("a tag, comment or section that is never closed")]
    Unclosed,
    /// An end tag that closes nothing, or another element than the open one.
    #[error("an end tag that does not match the open element")]
    MismatchedEnd,
    /// The document ends inside an element.
    #[error("the document ends before its elements are closed")]
    UnclosedElement,
    /// A second root element.
    #[error("more than one root element")]
    SeveralRoots,
    /// Text before or after the root element.
    #[error("text outside of the root element")]
    TextOutsideRoot,
    /// `]]>` in text, `--` in a comment, a reserved processing instruction.
    #[error("markup that XML does not allow here")]
    Markup,
    /// A name that is none, or with more than one colon.
    #[error("a name that XML does not allow")]
    Name,
    /// An attribute without value, quotes, or space before it, or with '<' inside.
    #[error("an attribute that is not written name=\"value\"")]
    Attribute,
    /// The same attribute twice in one tag, also under two prefixes of one namespace.
    #[error("the same attribute twice in one tag")]
    DuplicateAttribute,
    /// A namespace declaration that is not allowed, or hides its name behind references.
    #[error("a namespace declaration that is not accepted")]
    Namespace,
    /// A prefix that nothing declares (only where the reader demands it).
    #[error("a prefix that no xmlns attribute declares")]
    UndeclaredPrefix,
    /// Document over the limit.
    #[error("the document is larger than {MAX_DOCUMENT} bytes")]
    TooLarge,
    /// Nesting over the limit.
    #[error("elements are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// Elements over the limit.
    #[error("more than {MAX_ELEMENTS} elements")]
    TooManyElements,
    /// Attributes of one tag over the limit.
    #[error("more than {MAX_ATTRIBUTES} attributes in one tag")]
    TooManyAttributes,
    /// One tag over the limit.
    #[error("a tag longer than {MAX_TAG} bytes")]
    TagTooLong,
    /// Namespace declarations in scope over the limit.
    #[error("more than {MAX_BINDINGS} namespace declarations in scope")]
    TooManyNamespaces,
}

impl XmlProblem {
    /// This problem at a byte of the document.
    pub(in crate::openrosa) const fn at(self, at: usize) -> XmlError {
        XmlError { problem: self, at }
    }
}
