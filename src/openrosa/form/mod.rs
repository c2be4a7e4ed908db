//! A form definition (XForm) as the server needs it: fields, classes, facts, labels, choices, files.
//!
//! Not a form engine: it evaluates no expression, and it accepts what ODK Validate may refuse.
//! Field lists and expected attachments are Central's (central-api.md 8).

mod attachments;
mod body;
pub mod difference;
mod labels;
pub mod outline;
mod parse;
#[cfg(test)]
mod tests;

pub use attachments::{AttachmentKind, ExpectedAttachment};
pub use labels::{Choice, Labels};
pub(super) use parse::primary_root;

use super::entity::DeclaredList;
use super::xml::XmlError;
use crate::domain::words::{DataClass, Stage};
use std::collections::HashMap;
use std::sync::Arc;

/// Longest form id, in characters (Central's limit).
pub const MAX_FORM_ID: usize = 64;
/// Longest path of a field, in bytes.
pub const MAX_PATH: usize = 1_024;

/// One version of a form. Immutable; share it in an `Arc`.
#[derive(Debug)]
pub struct FormDefinition {
    /// The `id` of the primary instance's root element.
    pub form_id: String,
    /// Its `version`.
    pub version: Option<String>,
    /// The `h:title`, if not blank.
    pub title: Option<String>,
    /// The stage that the form names. Without one it is a general form.
    pub stage: Option<Stage>,
    /// Name of the primary instance's root element.
    pub root: String,
    /// Languages of its translations, the default first. Empty if it has none.
    pub languages: Vec<String>,
    /// Fields, depth first, in document order.
    pub fields: Vec<Field>,
    /// Files that the form refers to.
    pub attachments: Vec<ExpectedAttachment>,
    /// Its `submission` element.
    pub submission: Option<Submission>,
    /// Whether it has `meta/instanceID`, without which nothing can be encrypted.
    pub instance_id: bool,
    /// Whether it reads the last saved submission (`jr://instance/last-saved`).
    pub last_saved: bool,
    /// Local names of actions that record something by themselves (`setgeopoint`, `recordaudio`).
    pub recorders: Vec<String>,
    /// Entity lists that it keeps.
    pub lists: Vec<DeclaredList>,
    index: HashMap<Arc<str>, usize>,
}

/// The `submission` element of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Where phones would send instead of to us.
    pub action: Option<String>,
    /// A public key that the form brings along.
    pub public_key: Option<String>,
}

/// A node of the primary instance.
#[derive(Debug, Clone)]
pub struct Field {
    /// Path below the root, prefixes stripped: `/who/area`.
    pub path: Arc<str>,
    /// Last part of the path.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// How sensitive its answers are (`wb:cls`).
    pub class: Option<DataClass>,
    /// The fact that its answer gives (`wb:fact`).
    pub fact: Option<String>,
    /// The property of an entity that its answer becomes.
    pub saveto: Option<String>,
    /// Whether its answer is a file's name.
    pub binary: bool,
    /// Whether its answer is several choices.
    pub select_multiple: bool,
    /// Whether the bind requires an answer, always or under a condition.
    pub required: bool,
    /// Whether the bind lets nobody type.
    pub readonly: bool,
    /// Under which condition it is asked, or what is in it.
    pub relevant: Option<String>,
    /// What an answer must satisfy.
    pub constraint: Option<String>,
    /// What is said when it does not.
    pub constraint_message: Labels,
    /// Its calculation.
    pub calculate: Option<String>,
    /// What fills it before anybody types.
    pub preload: Option<Preload>,
    /// How it is asked, if it is.
    pub control: Option<Control>,
    /// Its label.
    pub labels: Labels,
    /// What stands below its label.
    pub hints: Labels,
    /// Its choices, as far as they stand in the form itself.
    pub choices: Arc<[Choice]>,
}

/// What a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// A group.
    Structure,
    /// A group that repeats.
    Repeat,
    /// A question or calculation with its bind's type, `unknown` without one.
    Question(String),
}

impl FieldKind {
    /// Central's word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Structure => "structure",
            Self::Repeat => "repeat",
            Self::Question(kind) => kind,
        }
    }
}

/// `jr:preload` and its parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preload {
    /// For example `property`.
    pub source: String,
    /// For example `phonenumber`.
    pub parameter: String,
}

/// The element of the body that asks a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Its local name: `input`, `select1`, `upload`, …
    pub name: String,
    /// What an upload takes, for example `image/*`.
    pub mediatype: Option<String>,
    /// Its appearance.
    pub appearance: Option<String>,
}

/// Why something is no form that can be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// No model, no instance, or no `id` on its root.
    #[error(
        "the form has no id; set the id attribute of the first element in the model's first instance"
    )]
    NoFormId,
    /// The id would be taken for a file's name in addresses.
    #[error("the form id must not end in .xls, .xlsx or .xml")]
    FormIdLooksLikeFile,
    /// Over [`MAX_FORM_ID`].
    #[error("the form id is longer than {MAX_FORM_ID} characters")]
    FormIdTooLong,
    /// No `meta` group.
    #[error("the form has no meta group; every form needs one with an instanceID")]
    NoMeta,
    /// A `wb:stage` that is none.
    #[error("the form names a stage that does not exist: {0:?}")]
    UnknownStage(String),
    /// A `wb:cls` that is none.
    #[error("{path} has a data class that does not exist: {class:?}")]
    UnknownClass {
        /// The field.
        path: String,
        /// What stands there.
        class: String,
    },
    /// An attribute of our namespace that means nothing there: a misspelling would be silently ignored.
    #[error(
        "Waypost knows no attribute {0:?} there; it knows stage on the instance's root, cls and fact on binds"
    )]
    UnknownAttribute(String),
    /// Over [`MAX_PATH`].
    #[error("the path of the field {0:?} is longer than {MAX_PATH} bytes")]
    PathTooLong(String),
    /// An element of our namespace: phones would be left with it.
    #[error("Waypost's namespace has attributes only, no element {0:?}")]
    UnknownElement(String),
}

impl FormDefinition {
    /// The field at a path below the root (`/who/area`).
    pub fn field(&self, path: &str) -> Option<&Field> {
        self.index_of(path).map(|index| &self.fields[index])
    }

    /// Where the field at a path stands in [`FormDefinition::fields`].
    pub(super) fn index_of(&self, path: &str) -> Option<usize> {
        self.index.get(path).copied()
    }

    /// What people call the form: its title, else its id.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.form_id)
    }
}
