//! The body: which element asks which field, its label, its choices.

use super::labels::{Choice, Labels, Translations};
use super::parse::below_root;
use super::{Control, Field, FieldKind};
use crate::openrosa::xml::Element;
use std::collections::HashMap;
use std::sync::Arc;

/// What the body says about one path.
#[derive(Default)]
pub(super) struct Asked {
    repeat: bool,
    control: Option<Control>,
    labels: Labels,
    hints: Labels,
    choices: Option<Arc<[Choice]>>,
}

/// What the body says, by path below the root.
pub(super) struct Body<'t, 'a> {
    model: &'t Element<'a>,
    translations: &'t Translations,
    asked: HashMap<String, Asked>,
    /// Lists that several selects share, by the instance's id and the names of value and label.
    lists: HashMap<[String; 3], Arc<[Choice]>>,
}

/// Every element in a body, in document order.
pub(super) fn body_elements<'t, 'a>(body: Option<&'t Element<'a>>) -> Vec<&'t Element<'a>> {
    let mut elements = Vec::new();
    if let Some(body) = body {
        body.walk(&mut |element| elements.push(element));
    }
    elements
}

impl<'t, 'a> Body<'t, 'a> {
    pub(super) fn read(
        body: Option<&'t Element<'a>>,
        model: &'t Element<'a>,
        translations: &'t Translations,
        root: &str,
    ) -> Self {
        let mut read = Self {
            model,
            translations,
            asked: HashMap::new(),
            lists: HashMap::new(),
        };
        if let Some(body) = body {
            read.inside(body, &format!("/{root}"), None);
        }
        read
    }

    /// Whether a `repeat` is about this path.
    pub(super) fn repeats(&self, path: &str) -> bool {
        self.asked.get(path).is_some_and(|asked| asked.repeat)
    }

    /// A text of a bind, inline or by reference.
    pub(super) fn message(&self, text: &str) -> Labels {
        self.translations.referred(text)
    }

    /// Adds to a field what the body says about it.
    pub(super) fn complete(&mut self, field: &mut Field) {
        let Some(asked) = self.asked.remove(&*field.path) else {
            return;
        };
        field.labels = asked.labels;
        field.hints = asked.hints;
        if let Some(choices) = asked.choices {
            field.choices = choices;
        }
        if field.kind != FieldKind::Structure && field.kind != FieldKind::Repeat {
            field.select_multiple = asked
                .control
                .as_ref()
                .is_some_and(|control| control.name == "select");
            field.control = asked.control;
        }
    }

    /// Walks what is in a group. `label` is the group's, for a repeat in it that has none.
    fn inside(&mut self, parent: &'t Element<'a>, context: &str, label: Option<&Labels>) {
        for element in parent.elements() {
            let reference = element.value("ref").or_else(|| element.value("nodeset"));
            let path = reference.map_or_else(|| context.to_owned(), |path| absolute(context, path));
            let below = below_root(&path);
            match element.local() {
                "group" => {
                    let labels = self.translations.label_of(element);
                    if let (Some(_), Some(below)) = (reference, &below) {
                        self.asked.entry(below.clone()).or_default().labels = labels.clone();
                    }
                    self.inside(element, &path, Some(&labels));
                }
                "repeat" => {
                    let own = self.translations.label_of(element);
                    if let Some(below) = below {
                        let asked = self.asked.entry(below).or_default();
                        asked.repeat = true;
                        if !own.is_empty() {
                            asked.labels = own;
                        } else if let (true, Some(label)) = (asked.labels.is_empty(), label) {
                            asked.labels = label.clone();
                        }
                    }
                    self.inside(element, &path, None);
                }
                "input" | "select" | "select1" | "rank" | "upload" | "range" | "trigger"
                | "secret" => {
                    let Some(below) = below else { continue };
                    let choices = self.choices(element);
                    let labels = self.translations.label_of(element);
                    let hints = self.translations.said_in(element, "hint");
                    let asked = self.asked.entry(below).or_default();
                    // Two questions about one field: the first one's words stay.
                    if asked.control.is_none() {
                        asked.control = Some(control(element));
                        asked.labels = labels;
                        asked.hints = hints;
                        asked.choices = choices;
                    }
                }
                _ => {}
            }
        }
    }

    fn choices(&mut self, control: &Element<'a>) -> Option<Arc<[Choice]>> {
        if let Some(itemset) = control.child("itemset") {
            return self.itemset(itemset);
        }
        let items = control
            .elements()
            .filter(|element| element.local() == "item");
        let choices: Vec<_> = items
            .map(|item| Choice {
                value: item
                    .child("value")
                    .map(|value| value.text().trim().to_owned())
                    .unwrap_or_default(),
                labels: self.translations.label_of(item),
            })
            .collect();
        (!choices.is_empty()).then(|| choices.into())
    }

    /// The whole list that an itemset chooses from; its filter needs answers and is not applied.
    fn itemset(&mut self, itemset: &Element<'a>) -> Option<Arc<[Choice]>> {
        let id = instance_id(itemset.value("nodeset")?)?;
        let value = itemset
            .child("value")
            .and_then(|value| value.value("ref"))
            .unwrap_or("name");
        let label = itemset
            .child("label")
            .and_then(|label| label.value("ref"))
            .unwrap_or("label");
        let key = [id.to_owned(), value.to_owned(), label.to_owned()];
        if let Some(list) = self.lists.get(&key) {
            return Some(list.clone());
        }
        let mut instances = self
            .model
            .elements()
            .filter(|element| element.local() == "instance");
        let root = instances
            .find(|instance| instance.value("id") == Some(id))?
            .elements()
            .next()?;
        // The label is a child's text, or the id of a translation that stands in a child.
        let by_id = label
            .trim()
            .strip_prefix("jr:itext(")
            .and_then(|rest| rest.trim_end().strip_suffix(')'));
        let list: Arc<[Choice]> = root
            .elements()
            .map(|item| {
                let text = |name: &str| {
                    item.child(name.trim())
                        .map(|child| child.text().trim().to_owned())
                        .unwrap_or_default()
                };
                Choice {
                    value: text(value),
                    labels: match by_id {
                        Some(name) => self.translations.labels(&text(name)),
                        None => Labels::inline(text(label)),
                    },
                }
            })
            .collect();
        self.lists.insert(key, list.clone());
        Some(list)
    }
}

fn control(element: &Element<'_>) -> Control {
    Control {
        name: element.local().to_owned(),
        mediatype: element.value("mediatype").map(str::to_owned),
        appearance: element.value("appearance").map(str::to_owned),
    }
}

/// The id in `instance('id')/root/item[…]`.
fn instance_id(nodeset: &str) -> Option<&str> {
    let (_, rest) = nodeset.split_once("instance(")?;
    let rest = rest.trim_start();
    let quote = rest
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    rest[1..].split_once(quote).map(|(id, _)| id)
}

/// A reference as an absolute path; relative ones (hand-written forms) count from their group.
fn absolute(context: &str, reference: &str) -> String {
    let reference = reference.trim();
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    let mut path = context.to_owned();
    for part in reference.split('/') {
        match part {
            "." | "" => {}
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            part => {
                path.push('/');
                path.push_str(part);
            }
        }
    }
    path
}
