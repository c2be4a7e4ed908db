//! The formats that phones speak: hardened XML, form definitions, instances, the manifest of an
//! encrypted submission, form lists and answers.
//!
//! Pure: bytes in, values or bytes out. No I/O, no keys, no hashes (callers bring them), and no
//! rule about people. Whatever arrives here may be hostile; whatever leaves in an error names
//! places, never content.

pub mod answer;
pub mod briefcase;
pub mod correction;
pub mod entity;
pub mod envelope;
pub mod form;
pub mod instance;
pub mod lint;
pub mod rendition;
pub mod response;
pub mod xml;

pub use answer::AnswerText;
pub use envelope::{Envelope, PlainHead, Submitted, SubmittedError};
pub use form::{FormDefinition, FormError};
pub use instance::{Answer, Facts, Instance, InstanceError, LabelledAnswer};

/// The namespace of Waypost's own attributes in forms: `stage` on the primary instance's root,
/// `cls` and `fact` on binds. Matched by this name, whatever the prefix; phones never see it.
pub const FORM_NS: &str = "https://waypost.invalid/ns/form";
