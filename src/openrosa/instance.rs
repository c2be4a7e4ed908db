//! An opened submission: its answers, read with the form that asked for them.
//!
//! One pass, no tree. Answers are wiped when dropped and never stand in an error. What follows
//! from them (rules, consent, who may see what) is not here.

use super::answer::AnswerText;
use super::entity::{self, EntitySaid};
use super::envelope::{Envelope, HeadReading, PlainHead, Submitted, SubmittedError};
use super::form::{Field, FieldKind, FormDefinition, MAX_PATH};
use super::xml::{Attribute, Event, Reader, Text, XmlError};
use crate::domain::words::DataClass;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Most answers to questions that the form does not have. A few come from a slightly different
/// form; thousands are made to fill memory.
pub const MAX_UNKNOWN: usize = 1_000;

/// Answers by the name of the fact that they give. Questions without an answer are absent.
pub type Facts = BTreeMap<String, AnswerText>;

/// A submission's content.
#[derive(Debug)]
pub struct Instance {
    /// The form that it says it answers.
    pub form_id: Option<String>,
    /// And its version.
    pub version: Option<String>,
    /// The submission's id.
    pub instance_id: Option<String>,
    /// The submission that it corrects.
    pub deprecated_id: Option<String>,
    /// Every answer in document order, empty ones and `meta` included.
    pub answers: Vec<Answer>,
    /// What it says of entities, in document order.
    pub entities: Vec<EntitySaid>,
}

/// One answer.
#[derive(Debug)]
pub struct Answer {
    /// Its path below the root, prefixes stripped: `/who/area`.
    pub path: Arc<str>,
    /// For each repeat around it, from the outside: which one, from 1.
    pub repeats: Vec<u32>,
    /// What was answered.
    pub text: AnswerText,
    field: Option<usize>,
    /// Where it stands in the document.
    pub(super) at: Element,
}

/// Where an element's tags stand in a document; one that is written `<name/>` has one.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// The start tag.
    pub(super) open: Range<usize>,
    /// The end tag.
    pub(super) close: Range<usize>,
}

/// An answer as people read it.
#[derive(Debug)]
pub struct LabelledAnswer {
    /// Labels of the groups around it, from the outside.
    pub group: Vec<String>,
    /// For each repeat around it, from the outside: which one, from 1.
    pub repeats: Vec<u32>,
    /// The question; its path if the form has no such question.
    pub label: String,
    /// The answer: labels of choices, or what was typed. Several for a select-multiple.
    pub value_labels: Vec<AnswerText>,
    /// The question's path.
    pub path: Arc<str>,
    /// How sensitive it is, if the form says.
    pub class: Option<DataClass>,
    /// Whether the value is a file's name.
    pub binary: bool,
}

/// Why an opened submission cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// Not XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A path over [`MAX_PATH`].
    #[error("the submission has a path longer than {MAX_PATH} bytes")]
    PathTooLong,
    /// Over [`MAX_UNKNOWN`].
    #[error("the submission answers more than {MAX_UNKNOWN} questions that its form does not have")]
    TooMuchUnknown,
    /// What a submission must have at its head is not there, or an envelope stands where a submission should.
    #[error("the submission's head is not one of a submission in clear")]
    Head,
}

impl From<SubmittedError> for InstanceError {
    fn from(_: SubmittedError) -> Self {
        Self::Head
    }
}

/// An element that is open.
#[derive(Default)]
struct Open<'a> {
    /// Its start tag.
    tag: Range<usize>,
    /// Length of the path without it.
    outside: usize,
    repeats: bool,
    has_children: bool,
    text: Option<Text<'a>>,
    /// Repeats met in it so far, by name.
    counts: Vec<(&'a str, u32)>,
}

impl Instance {
    /// Reads a submission in clear. The bytes stay the caller's, who wipes them.
    ///
    /// # Errors
    /// [`InstanceError`]. That it answers another form is none: see [`Instance::agrees_with`].
    pub fn parse(xml: &[u8], form: &FormDefinition) -> Result<Self, InstanceError> {
        Self::read(xml, form, None)
    }

    /// [`Instance::parse`] and [`Submitted::parse`] in one pass, for a submission that came out of an envelope.
    ///
    /// # Errors
    /// [`InstanceError`].
    pub fn parse_with_head(
        xml: &[u8],
        form: &FormDefinition,
    ) -> Result<(PlainHead, Self), InstanceError> {
        let mut head = HeadReading::default();
        let instance = Self::read(xml, form, Some(&mut head))?;
        match head.finish()? {
            Submitted::Plain(head) => Ok((head, instance)),
            Submitted::Envelope(_) => Err(InstanceError::Head),
        }
    }

    fn read(
        xml: &[u8],
        form: &FormDefinition,
        mut head: Option<&mut HeadReading>,
    ) -> Result<Self, InstanceError> {
        let mut reader = Reader::new(xml)?;
        let mut reading = Reading::new(form);
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(tag) => {
                    if let Some(head) = &mut head {
                        head.start(&reader, tag.local)?;
                    }
                    if reader.depth() == 1 {
                        reading.instance.form_id = reader.attribute("id").map(str::to_owned);
                        reading.instance.version = reader.attribute("version").map(str::to_owned);
                        reading.open.push(Open::default());
                    } else {
                        reading.begin(tag.local, tag.span)?;
                        if tag.local == "entity" {
                            reading.entity(reader.attributes());
                        }
                    }
                }
                Event::Text(text) => {
                    if let Some(head) = head.as_mut().filter(|head| head.wants_text()) {
                        head.text(text.clone())?;
                    }
                    if let Some(open) = reading.open.last_mut().filter(|open| !open.has_children) {
                        open.text = Some(text);
                    }
                }
                Event::End(close) => {
                    if let Some(head) = &mut head {
                        head.end();
                    }
                    reading.end(close)?;
                }
            }
        }
        Ok(reading.instance)
    }

    /// Whether it is the submission that its envelope said it is: same form, version and id.
    /// Whoever posts an envelope can write anything on it; the signature covers only what it names.
    pub fn agrees_with(&self, envelope: &Envelope) -> bool {
        self.form_id.as_deref().map(str::trim) == Some(&envelope.form_id)
            && self.version == envelope.version
            && self.instance_id.as_deref() == Some(&envelope.instance_id)
    }

    /// The facts that its answers give. Two different answers to one fact (in a repeat) stand
    /// with a space between them, as the choices of a select-multiple do.
    pub fn facts(&self, form: &FormDefinition) -> Facts {
        let mut facts = Facts::new();
        for answer in self.answers.iter().filter(|answer| !answer.text.is_blank()) {
            let Some(name) = answer.field(form).and_then(|field| field.fact.as_ref()) else {
                continue;
            };
            let text = answer.text.as_str().trim();
            match facts.get_mut(name) {
                None => {
                    facts.insert(name.clone(), AnswerText::from(text));
                }
                Some(known)
                    if known.as_str() == text || known.choices().any(|word| word == text) => {}
                Some(known) => *known = AnswerText::joined(known.as_str(), text),
            }
        }
        facts
    }

    /// Names of the files that its answers refer to, each once, in document order.
    pub fn files(&self, form: &FormDefinition) -> Vec<String> {
        let mut files: Vec<String> = Vec::new();
        for answer in &self.answers {
            let name = answer.text.as_str().trim();
            let binary = answer.field(form).is_some_and(|field| field.binary);
            if binary && !name.is_empty() && !files.iter().any(|file| file == name) {
                files.push(name.to_owned());
            }
        }
        files
    }

    /// The answers as people read them, in document order; without empty ones and without `meta`.
    pub fn labelled(&self, form: &FormDefinition, language: &str) -> Vec<LabelledAnswer> {
        let shown = self
            .answers
            .iter()
            .filter(|answer| !answer.text.is_blank() && !answer.path.starts_with("/meta/"));
        shown
            .map(|answer| answer.labelled(form, language))
            .collect()
    }
}

impl Answer {
    /// The field that asked, in the form that this was read with.
    pub fn field<'f>(&self, form: &'f FormDefinition) -> Option<&'f Field> {
        self.field.and_then(|index| form.fields.get(index))
    }

    fn labelled(&self, form: &FormDefinition, language: &str) -> LabelledAnswer {
        let field = self.field(form);
        let called = |field: &Field| {
            field
                .labels
                .text(language)
                .unwrap_or(&field.name)
                .to_owned()
        };
        let groups = self
            .path
            .match_indices('/')
            .skip(1)
            .map(|(at, _)| &self.path[..at]);
        LabelledAnswer {
            group: groups
                .filter_map(|path| form.field(path))
                .map(called)
                .collect(),
            repeats: self.repeats.clone(),
            label: field.map_or_else(|| self.path.to_string(), called),
            value_labels: match field {
                Some(field) if field.select_multiple => self
                    .text
                    .choices()
                    .map(|value| read_as(field, value, language))
                    .collect(),
                Some(field) => vec![read_as(field, self.text.as_str(), language)],
                None => vec![self.text.clone()],
            },
            path: self.path.clone(),
            class: field.and_then(|field| field.class),
            binary: field.is_some_and(|field| field.binary),
        }
    }
}

/// A value by its choice's label, or as it is.
fn read_as(field: &Field, value: &str, language: &str) -> AnswerText {
    let choice = field
        .choices
        .iter()
        .find(|choice| choice.value == value.trim());
    AnswerText::from(
        choice
            .and_then(|choice| choice.labels.text(language))
            .unwrap_or(value),
    )
}

struct Reading<'f, 'a> {
    form: &'f FormDefinition,
    instance: Instance,
    open: Vec<Open<'a>>,
    path: String,
    repeats: Vec<u32>,
    unknown: usize,
}

impl<'f, 'a> Reading<'f, 'a> {
    fn new(form: &'f FormDefinition) -> Self {
        let instance = Instance {
            form_id: None,
            version: None,
            instance_id: None,
            deprecated_id: None,
            answers: Vec::with_capacity(form.fields.len()),
            entities: Vec::new(),
        };
        Self {
            form,
            instance,
            open: Vec::new(),
            path: String::new(),
            repeats: Vec::new(),
            unknown: 0,
        }
    }

    fn begin(&mut self, local: &'a str, tag: Range<usize>) -> Result<(), InstanceError> {
        let outside = self.path.len();
        self.path.push('/');
        self.path.push_str(local);
        if self.path.len() > MAX_PATH {
            return Err(InstanceError::PathTooLong);
        }
        let repeats = self
            .form
            .field(&self.path)
            .is_some_and(|field| field.kind == FieldKind::Repeat);
        if let Some(parent) = self.open.last_mut() {
            parent.has_children = true;
            parent.text = None;
            if repeats {
                self.repeats.push(parent.count(local));
            }
        }
        self.open.push(Open {
            tag,
            outside,
            repeats,
            ..Open::default()
        });
        Ok(())
    }

    /// Takes down what stands at the current path, if that is a `meta/entity`.
    fn entity(&mut self, attributes: &[Attribute<'_>]) {
        if let Some(scope) = entity::scope_of(&self.path)
            && self.instance.entities.len() < MAX_UNKNOWN
        {
            let attributes = attributes.iter().filter(|a| a.declares().is_none());
            self.instance.entities.push(EntitySaid {
                scope: scope.to_owned(),
                repeats: self.repeats.clone(),
                attributes: attributes
                    .map(|a| (a.local.to_owned(), AnswerText::from(a.value.clone())))
                    .collect(),
            });
        }
    }

    fn end(&mut self, close: Range<usize>) -> Result<(), InstanceError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        if !self.open.is_empty() && !open.has_children {
            let text = open
                .text
                .map_or_else(|| AnswerText::from(""), AnswerText::from);
            let open = open.tag;
            self.answer(text, Element { open, close })?;
        }
        if open.repeats {
            self.repeats.pop();
        }
        self.path.truncate(open.outside);
        Ok(())
    }

    /// Takes down the answer at the current path.
    fn answer(&mut self, text: AnswerText, at: Element) -> Result<(), InstanceError> {
        let field = self.form.index_of(&self.path);
        let group = field
            .is_some_and(|index| !matches!(self.form.fields[index].kind, FieldKind::Question(_)));
        if group && text.is_blank() {
            return Ok(());
        }
        let path = match field {
            Some(index) => self.form.fields[index].path.clone(),
            None if self.unknown == MAX_UNKNOWN => return Err(InstanceError::TooMuchUnknown),
            None => {
                self.unknown += 1;
                Arc::from(self.path.as_str())
            }
        };
        let id = || Some(text.as_str().trim().to_owned()).filter(|id| !id.is_empty());
        match &*path {
            "/meta/instanceID" => self.instance.instance_id = id(),
            "/instanceID" if self.instance.instance_id.is_none() => {
                self.instance.instance_id = id()
            }
            "/meta/deprecatedID" => self.instance.deprecated_id = id(),
            _ => {}
        }
        self.instance.answers.push(Answer {
            path,
            repeats: self.repeats.clone(),
            text,
            field,
            at,
        });
        Ok(())
    }
}

impl<'a> Open<'a> {
    fn count(&mut self, local: &'a str) -> u32 {
        match self.counts.iter_mut().find(|(name, _)| *name == local) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.counts.push((local, 1));
                1
            }
        }
    }
}

#[cfg(test)]
mod tests;
