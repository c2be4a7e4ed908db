//! From XForm to [`FormDefinition`].

use super::attachments::{expected, is_last_saved};
use super::body::{Body, body_elements};
use super::labels::{Labels, Translations, written};
use super::{
    Field, FieldKind, FormDefinition, FormError, MAX_FORM_ID, MAX_PATH, Preload, Submission,
};
use crate::domain::words::Stage;
use crate::openrosa::FORM_NS;
use crate::openrosa::entity::{self, DeclaredList};
use crate::openrosa::xml::Element;
use std::collections::HashMap;
use std::sync::Arc;

impl FormDefinition {
    /// Reads an XForm.
    ///
    /// # Errors
    /// [`FormError`]: what Central refuses too, and words of ours that do not exist.
    pub fn parse(xml: &[u8]) -> Result<Self, FormError> {
        let document = Element::parse(xml)?;
        let (model, primary) = primary_root(&document)?;
        let form_id = form_id(primary)?;
        if primary.child("meta").is_none() {
            return Err(FormError::NoMeta);
        }
        check_own_attributes(&document, primary)?;
        let stage = match primary.value_in(FORM_NS, "stage") {
            Some(word) => Some(
                word.trim()
                    .parse::<Stage>()
                    .map_err(|error| FormError::UnknownStage(error.word))?,
            ),
            None => None,
        };
        let body = document.child("body");
        let translations = model
            .child("itext")
            .map(Translations::read)
            .unwrap_or_default();
        let asked = Body::read(body, model, &translations, primary.local());
        let mut reading = Reading {
            binds: binds(model),
            asked,
            fields: Vec::new(),
            lists: Vec::new(),
            index: HashMap::new(),
        };
        let mut path = String::new();
        reading.children(primary, &mut path)?;
        let Reading {
            fields,
            index,
            lists,
            ..
        } = reading;
        let instances = model
            .elements()
            .filter(|element| element.local() == "instance");
        let title = document
            .child("head")
            .and_then(|head| head.child("title"))
            .map(written);
        Ok(Self {
            form_id,
            version: primary.value("version").map(str::to_owned),
            title: title.filter(|title| !title.is_empty()),
            stage,
            root: primary.local().to_owned(),
            attachments: expected(model, primary, body),
            submission: model.child("submission").map(submission),
            instance_id: index.contains_key("/meta/instanceID"),
            last_saved: instances
                .filter_map(|instance| instance.value("src"))
                .any(is_last_saved),
            recorders: recorders(model, body),
            languages: translations.languages,
            lists: match model.value("entities-version") {
                Some(_) => lists,
                None => Vec::new(),
            },
            fields,
            index,
        })
    }
}

/// The model, and the root of its primary instance: the first element in its first instance.
pub(in crate::openrosa) fn primary_root<'t, 'a>(
    document: &'t Element<'a>,
) -> Result<(&'t Element<'a>, &'t Element<'a>), FormError> {
    document
        .child("head")
        .and_then(|head| head.child("model"))
        .and_then(|model| Some((model, model.child("instance")?.elements().next()?)))
        .ok_or(FormError::NoFormId)
}

fn form_id(primary: &Element<'_>) -> Result<String, FormError> {
    let id = primary
        .value("id")
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .ok_or(FormError::NoFormId)?;
    if [".xls", ".xlsx", ".xml"]
        .iter()
        .any(|ending| id.ends_with(ending))
    {
        return Err(FormError::FormIdLooksLikeFile);
    }
    if id.chars().count() > MAX_FORM_ID {
        return Err(FormError::FormIdTooLong);
    }
    Ok(id.to_owned())
}

/// Refuses attributes and elements of our namespace that would be ignored: a class that is
/// misspelt or in the wrong place must not leave a question unclassified.
fn check_own_attributes(document: &Element<'_>, primary: &Element<'_>) -> Result<(), FormError> {
    let mut result = Ok(());
    document.walk(&mut |element| {
        if element.tag.ns == Some(FORM_NS) && result.is_ok() {
            result = Err(FormError::UnknownElement(element.local().to_owned()));
        }
        for attribute in element
            .attributes
            .iter()
            .filter(|attribute| attribute.ns == Some(FORM_NS))
        {
            let known = match attribute.local {
                "stage" => std::ptr::eq(element, primary),
                "cls" | "fact" => element.local() == "bind",
                _ => false,
            };
            if !known && result.is_ok() {
                result = Err(FormError::UnknownAttribute(attribute.local.to_owned()));
            }
        }
    });
    result
}

fn submission(element: &Element<'_>) -> Submission {
    let value = |name| {
        element
            .value(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Submission {
        action: value("action"),
        public_key: value("base64RsaPublicKey"),
    }
}

fn recorders(model: &Element<'_>, body: Option<&Element<'_>>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut note = |element: &Element<'_>| {
        if matches!(element.local(), "setgeopoint" | "recordaudio")
            && !found.iter().any(|n| n == element.local())
        {
            found.push(element.local().to_owned());
        }
    };
    // Not below instances: there any name is a question's.
    model.elements().for_each(&mut note);
    body_elements(body).into_iter().for_each(note);
    found
}

/// Binds by path below the root.
fn binds<'t, 'a>(model: &'t Element<'a>) -> HashMap<String, &'t Element<'a>> {
    let binds = model.elements().filter(|element| element.local() == "bind");
    binds
        .filter_map(|bind| {
            Some((
                below_root(bind.value("nodeset").or(bind.value("ref"))?)?,
                bind,
            ))
        })
        .collect()
}

/// `/data/orx:meta/orx:instanceID` as `/meta/instanceID`; the root itself is `None`.
pub(super) fn below_root(path: &str) -> Option<String> {
    let mut parts = path.trim().strip_prefix('/')?.split('/').map(|part| {
        let part = part.trim();
        part.split_once(':').map_or(part, |(_, local)| local)
    });
    parts.next()?;
    let mut below = String::with_capacity(path.len());
    for part in parts {
        below.push('/');
        below.push_str(part);
    }
    (!below.is_empty()).then_some(below)
}

struct Reading<'t, 'a> {
    binds: HashMap<String, &'t Element<'a>>,
    asked: Body<'t, 'a>,
    lists: Vec<DeclaredList>,
    fields: Vec<Field>,
    index: HashMap<Arc<str>, usize>,
}

impl<'t, 'a> Reading<'t, 'a> {
    /// Adds the fields below an element of the primary instance, depth first.
    fn children(&mut self, parent: &'t Element<'a>, path: &mut String) -> Result<(), FormError> {
        for element in parent.elements() {
            let length = path.len();
            path.push('/');
            path.push_str(element.local());
            if path.len() > MAX_PATH {
                return Err(FormError::PathTooLong(
                    element.local().chars().take(40).collect(),
                ));
            }
            // A repeat's template and its first instance are one field.
            if !self.index.contains_key(path.as_str()) {
                let field = self.field(element, path)?;
                self.lists.extend(entity::declared(element, path));
                self.index.insert(field.path.clone(), self.fields.len());
                self.fields.push(field);
            }
            self.children(element, path)?;
            path.truncate(length);
        }
        Ok(())
    }

    fn field(&mut self, element: &'t Element<'a>, path: &str) -> Result<Field, FormError> {
        let bind = self.binds.get(path).copied();
        let value = |name: &str| bind.and_then(|bind| bind.value(name));
        let own = |name: &str| {
            bind.and_then(|bind| bind.value_in(FORM_NS, name))
                .map(str::trim)
        };
        let has_children = element.elements().next().is_some();
        let kind = if self.asked.repeats(path) {
            FieldKind::Repeat
        } else if has_children && value("type").is_none() {
            // Groups too have binds, for what makes them relevant.
            FieldKind::Structure
        } else {
            let kind = value("type").unwrap_or("unknown");
            FieldKind::Question(
                kind.split_once(':')
                    .map_or(kind, |(_, local)| local)
                    .to_owned(),
            )
        };
        let class = match own("cls").filter(|class| !class.is_empty()) {
            None => None,
            Some(class) => Some(class.parse().map_err(|_| FormError::UnknownClass {
                path: path.to_owned(),
                class: class.chars().take(40).collect(),
            })?),
        };
        let is = |name: &str| value(name).is_some_and(|expression| expression.trim() != "false()");
        let mut field = Field {
            path: Arc::from(path),
            name: element.local().to_owned(),
            binary: kind == FieldKind::Question("binary".to_owned()) || path == "/meta/audit",
            kind,
            class,
            fact: own("fact")
                .filter(|fact| !fact.is_empty())
                .map(str::to_owned),
            saveto: value("saveto")
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            select_multiple: false,
            required: is("required"),
            readonly: is("readonly"),
            relevant: value("relevant").map(str::to_owned),
            constraint: value("constraint").map(str::to_owned),
            constraint_message: value("constraintMsg")
                .map(|text| self.asked.message(text))
                .unwrap_or_default(),
            calculate: value("calculate").map(str::to_owned),
            preload: value("preload").map(|source| Preload {
                source: source.to_owned(),
                parameter: value("preloadParams").unwrap_or_default().to_owned(),
            }),
            control: None,
            labels: Labels::default(),
            hints: Labels::default(),
            choices: Arc::default(),
        };
        self.asked.complete(&mut field);
        Ok(field)
    }
}
