//! A document as a tree, for forms: small, and looked at from several sides.

use super::tag::by_local;
use super::{Attribute, Event, Reader, Tag, Text, XmlError, XmlProblem};
use std::ops::Range;

/// An element with all that is in it.
pub struct Element<'a> {
    /// Its start tag.
    pub tag: Tag<'a>,
    /// Its attributes.
    pub attributes: Vec<Attribute<'a>>,
    /// What is in it, in order.
    pub nodes: Vec<Node<'a>>,
    /// Where its end tag stands (the start tag's place for an empty-element tag).
    pub end: Range<usize>,
}

/// What an element holds.
pub enum Node<'a> {
    /// Another element.
    Element(Element<'a>),
    /// Text.
    Text(Text<'a>),
}

impl<'a> Element<'a> {
    /// Reads a whole document; prefixes must be declared.
    ///
    /// # Errors
    /// Whatever [`Reader`] refuses.
    pub fn parse(document: &'a [u8]) -> Result<Self, XmlError> {
        let mut reader = Reader::new(document)?.demanding_prefixes();
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(tag) => open.push(Self {
                    end: tag.span.clone(),
                    tag,
                    attributes: reader.attributes().to_vec(),
                    nodes: Vec::new(),
                }),
                Event::Text(text) => {
                    if let Some(element) = open.last_mut() {
                        element.nodes.push(Node::Text(text));
                    }
                }
                Event::End(span) => {
                    if let Some(mut element) = open.pop() {
                        element.end = span;
                        match open.last_mut() {
                            Some(parent) => parent.nodes.push(Node::Element(element)),
                            None => root = Some(element),
                        }
                    }
                }
            }
        }
        root.ok_or(XmlProblem::Empty.at(0))
    }

    /// Its name without prefix.
    pub fn local(&self) -> &'a str {
        self.tag.local
    }

    /// The elements in it, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element in it of this local name.
    pub fn child(&self, local: &str) -> Option<&Element<'a>> {
        self.elements().find(|element| element.local() == local)
    }

    /// An attribute by local name: the one without prefix, else any.
    pub fn attribute(&self, local: &str) -> Option<&Attribute<'a>> {
        by_local(&self.attributes, local)
    }

    /// An attribute's value by local name.
    pub fn value(&self, local: &str) -> Option<&str> {
        self.attribute(local).map(|attribute| &*attribute.value)
    }

    /// An attribute's value by namespace and local name.
    pub fn value_in(&self, ns: &str, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.ns == Some(ns) && attribute.local == local)
            .map(|attribute| &*attribute.value)
    }

    /// The text directly in it, joined.
    pub fn text(&self) -> String {
        let texts = self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) => Some(&**text),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// Calls `visit` for this element and every one in it, in document order.
    pub fn walk<'t>(&'t self, visit: &mut impl FnMut(&'t Element<'a>)) {
        visit(self);
        for element in self.elements() {
            element.walk(visit);
        }
    }
}
