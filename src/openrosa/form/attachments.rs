//! Files that a form refers to and that its publisher has to bring (central-api.md 8).

use super::body::body_elements;
use crate::openrosa::xml::Element;

/// A file that a form refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedAttachment {
    /// Its name.
    pub name: String,
    /// What it is used as.
    pub kind: AttachmentKind,
}

/// What a file is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// Data: CSV, GeoJSON, XML.
    File,
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
}

impl AttachmentKind {
    /// Central's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

/// Whether an instance's source is the last saved submission, which phones keep to themselves.
pub(super) fn is_last_saved(source: &str) -> bool {
    source.trim() == "jr://instance/last-saved"
}

/// All files that a form refers to, in document order, each once per use.
pub(super) fn expected(
    model: &Element<'_>,
    primary: &Element<'_>,
    body: Option<&Element<'_>>,
) -> Vec<ExpectedAttachment> {
    let mut found = Found(Vec::new());
    for element in model.elements() {
        match element.local() {
            "instance" => {
                if let Some((kind, name)) = element.value("src").and_then(split) {
                    found.add(name, kind);
                }
            }
            "itext" => element.walk(&mut |value| found.itext_value(value)),
            _ => {}
        }
    }
    primary.walk(&mut |node| {
        if let Some((kind @ AttachmentKind::Image, name)) = split(&node.text()) {
            found.add(name, kind);
        }
    });
    for control in body_elements(body) {
        if control.local() == "input" && control.attribute("query").is_some() {
            found.add("itemsets.csv", AttachmentKind::File);
        }
        if matches!(control.local(), "select" | "select1")
            && let Some(table) = control.value("appearance").and_then(searched)
        {
            let name = if table.ends_with(".csv") {
                table.to_owned()
            } else {
                format!("{table}.csv")
            };
            found.add(&name, AttachmentKind::File);
        }
    }
    found.0
}

struct Found(Vec<ExpectedAttachment>);

impl Found {
    fn add(&mut self, name: &str, kind: AttachmentKind) {
        if !name.is_empty()
            && !self
                .0
                .iter()
                .any(|file| file.name == name && file.kind == kind)
        {
            self.0.push(ExpectedAttachment {
                name: name.to_owned(),
                kind,
            });
        }
    }

    fn itext_value(&mut self, value: &Element<'_>) {
        if value.local() != "value" {
            return;
        }
        let kind = match value.value("form") {
            Some("image" | "big-image") => AttachmentKind::Image,
            Some("audio") => AttachmentKind::Audio,
            Some("video") => AttachmentKind::Video,
            _ => return,
        };
        if let Some((_, name)) = split(&value.text()) {
            self.add(name, kind);
        }
    }
}

/// Kind and name of `jr://images/a.png`. Sources that are no file of the form give `None`.
fn split(reference: &str) -> Option<(AttachmentKind, &str)> {
    let (place, name) = reference.trim().strip_prefix("jr://")?.split_once('/')?;
    let kind = match place {
        "file" | "file-csv" => AttachmentKind::File,
        "images" => AttachmentKind::Image,
        "audio" => AttachmentKind::Audio,
        "video" => AttachmentKind::Video,
        _ => return None,
    };
    Some((kind, name))
}

/// The table in an appearance `search('table', …)`.
fn searched(appearance: &str) -> Option<&str> {
    let (_, arguments) = appearance.split_once("search(")?;
    let arguments = arguments.trim_start();
    let quote = arguments
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    arguments[1..]
        .split_once(quote)
        .map(|(table, _)| table.trim())
}
