//! Small pieces that several pages use. Types that hold what a person said wipe themselves and cannot be printed by
//! `{:?}`.

use std::fmt;
use zeroize::Zeroizing;

/// Text that a person said, or a password shown once. Renders escaped; wiped when dropped; has no `Debug`.
pub struct Content(Zeroizing<String>);

impl Content {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Zeroizing<String>> for Content {
    fn from(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Zeroizing::new(text).into()
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A label and what stands beside it.
pub struct Field {
    /// What it is.
    pub label: String,
    /// What was said.
    pub value: Content,
}

/// An option of a `<select>`.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen now.
    pub selected: bool,
}

impl Choice {
    /// An option that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            selected: false,
        }
    }

    /// Chosen if its value is `value`.
    pub fn chosen_if(mut self, value: &str) -> Self {
        self.selected = self.value == value;
        self
    }
}

/// A link with its text.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads; a path of this server.
    pub href: String,
    /// What it says.
    pub label: String,
}

/// Links to the neighbouring pages of a list; both none: everything is on this one.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// Towards the start of the list.
    pub previous: Option<String>,
    /// Towards its end.
    pub next: Option<String>,
}

impl Pager {
    /// Whether there is anywhere to go.
    pub fn needed(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }
}

/// What was wrong with a form that is shown again.
#[derive(Clone, Debug, Default)]
pub struct Trouble(Option<(&'static str, String)>);

impl Trouble {
    /// Nothing wrong.
    pub fn none() -> Self {
        Self(None)
    }

    /// `text` says what is wrong with the field called `field` and what to do.
    pub fn with(field: &'static str, text: impl Into<String>) -> Self {
        Self(Some((field, text.into())))
    }

    /// The text for the box above the form.
    pub fn text(&self) -> Option<&str> {
        self.0.as_ref().map(|(_, text)| text.as_str())
    }

    /// Whether it is about this field.
    pub fn on(&self, field: &str) -> bool {
        self.0.as_ref().is_some_and(|(name, _)| *name == field)
    }
}

/// Whether the agency's keys are open, for somebody who wants to read content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Content can be read.
    Open,
    /// It cannot, until a key holder unlocks.
    Locked {
        /// The viewer is a key holder.
        may_unlock: bool,
    },
    /// It cannot, because the vault does not answer.
    Away,
}

impl Lock {
    /// Whether content is out of reach.
    pub fn is_locked(&self) -> bool {
        *self != Self::Open
    }

    /// Whether that is because the vault does not answer.
    pub fn is_away(&self) -> bool {
        *self == Self::Away
    }

    /// Whether the viewer can change that.
    pub fn may_unlock(&self) -> bool {
        matches!(self, Self::Locked { may_unlock: true })
    }
}

/// A project, as the pages below it name it.
#[derive(Clone, Debug)]
pub struct ProjectRef {
    /// Number in addresses.
    pub id: i64,
    /// Name.
    pub name: String,
}

/// A fingerprint in groups of four, as two people read it to each other.
pub fn grouped(fingerprint: &str) -> String {
    let bare: Vec<char> = fingerprint
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    bare.chunks(4)
        .map(|c| c.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_a_fingerprint_whatever_its_separators() {
        assert_eq!(grouped("ab:cd:ef:01:23"), "abcd ef01 23");
    }

    #[test]
    fn a_trouble_marks_its_field_only() {
        let trouble = Trouble::with("email", "Write an e-mail address.");
        assert!(trouble.on("email") && !trouble.on("password"));
        assert_eq!(trouble.text(), Some("Write an e-mail address."));
    }
}
