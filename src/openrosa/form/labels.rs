//! Labels and choices in the form's languages.

use crate::openrosa::xml::{Element, Node};
use std::collections::HashMap;

/// A text in several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Language and text, the default language first. A text outside of any translation has language "".
    texts: Vec<(String, String)>,
    /// Language and name of pictures, sounds and films that stand with the text.
    files: Vec<(String, String)>,
}

impl Labels {
    /// The text in a language, else in the form's default language, else in any.
    pub fn text(&self, language: &str) -> Option<&str> {
        let exact = self.texts.iter().find(|(spoken, _)| spoken == language);
        exact.or(self.texts.first()).map(|(_, text)| text.as_str())
    }

    /// Names of the files that stand with the text in a language, else in the form's default language.
    pub fn files(&self, language: &str) -> Vec<&str> {
        let spoken = self.files.iter().any(|(spoken, _)| spoken == language);
        let first = self.files.first().map_or("", |(first, _)| first.as_str());
        let chosen = if spoken { language } else { first };
        let files = self.files.iter().filter(|(spoken, _)| spoken == chosen);
        files.map(|(_, name)| name.as_str()).collect()
    }

    /// Languages and texts; language "" is a text outside of any translation.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(language, text)| (language.as_str(), text.as_str()))
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// A text outside of any translation.
    pub(super) fn inline(text: String) -> Self {
        let texts = if text.is_empty() {
            Vec::new()
        } else {
            vec![(String::new(), text)]
        };
        Self {
            texts,
            files: Vec::new(),
        }
    }
}

/// One choice of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub labels: Labels,
}

/// The `itext` block of a model.
#[derive(Default)]
pub(super) struct Translations {
    /// Languages, the default first.
    pub languages: Vec<String>,
    texts: HashMap<String, Labels>,
}

impl Translations {
    pub(super) fn read(itext: &Element<'_>) -> Self {
        let mut translations: Vec<_> = itext
            .elements()
            .filter(|element| element.local() == "translation")
            .collect();
        // A stable sort: the default first, the others as they stand.
        translations.sort_by_key(|element| {
            !element
                .value("default")
                .is_some_and(|value| value.starts_with("true") || value.is_empty())
        });
        let mut read = Self::default();
        for translation in translations {
            let language = translation.value("lang").unwrap_or_default().to_owned();
            for text in translation
                .elements()
                .filter(|element| element.local() == "text")
            {
                let Some(id) = text.value("id") else {
                    continue;
                };
                let labels = read.texts.entry(id.to_owned()).or_default();
                if let Some(label) = text_of(text) {
                    labels.texts.push((language.clone(), label));
                }
                let files = files_of(text).map(|name| (language.clone(), name));
                labels.files.extend(files);
            }
            read.languages.push(language);
        }
        read
    }

    pub(super) fn labels(&self, id: &str) -> Labels {
        self.texts.get(id).cloned().unwrap_or_default()
    }

    /// The label of an element that has a `label` child, inline or by reference.
    pub(super) fn label_of(&self, element: &Element<'_>) -> Labels {
        self.said_in(element, "label")
    }

    /// What a child of an element says, inline or by reference.
    pub(super) fn said_in(&self, element: &Element<'_>, child: &str) -> Labels {
        let Some(label) = element.child(child) else {
            return Labels::default();
        };
        let referred = label
            .value("ref")
            .and_then(text_id)
            .map(|id| self.labels(id));
        referred
            .filter(|labels| !labels.is_empty() || !labels.files.is_empty())
            .unwrap_or_else(|| Labels::inline(written(label)))
    }

    /// What an attribute says, inline or by reference.
    pub(super) fn referred(&self, text: &str) -> Labels {
        match text_id(text) {
            Some(id) => self.labels(id),
            None => Labels::inline(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
}

/// The id in `jr:itext('id')`.
fn text_id(reference: &str) -> Option<&str> {
    let inner = reference
        .trim()
        .strip_prefix("jr:itext(")?
        .trim_end()
        .strip_suffix(')')?
        .trim();
    let quote = inner
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    inner.strip_prefix(quote)?.strip_suffix(quote)
}

/// The form of a text that is read: the plain one, else `long`, else `short`.
fn text_of(text: &Element<'_>) -> Option<String> {
    let form = |wanted: Option<&str>| {
        text.elements()
            .find(|value| value.local() == "value" && value.value("form") == wanted)
            .map(written)
    };
    form(None)
        .or_else(|| form(Some("long")))
        .or_else(|| form(Some("short")))
}

/// The names of the files that stand with a text.
fn files_of(text: &Element<'_>) -> impl Iterator<Item = String> {
    let values = text.elements().filter(|value| value.local() == "value");
    values.filter_map(|value| {
        value.value("form")?;
        let text = value.text();
        let (_, name) = text.trim().strip_prefix("jr://")?.split_once('/')?;
        Some(name.to_owned())
    })
}

/// A label's text with white space folded; an answer inside of it (`output`) becomes "…".
pub(super) fn written(element: &Element<'_>) -> String {
    let mut text = String::new();
    for node in &element.nodes {
        match node {
            Node::Text(piece) => text.push_str(piece),
            Node::Element(_) => text.push('…'),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
