//! Entities in forms and submissions (ODK entities specification): which lists a form keeps, and what a submission
//! says of them. Elements and attributes are matched by local name, as phones and forms write several prefixes.

use std::collections::BTreeMap;

use super::answer::AnswerText;
use super::form::{Field, FormDefinition};
use super::instance::Instance;
use super::xml::Element;
use crate::domain::entity::{Action, may_stand_in_list};

/// A list that a form keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredList {
    /// Its name.
    pub name: String,
    /// The path of the element whose `meta` declares it: empty for the root, else a repeat's.
    pub scope: String,
    /// Whether submissions may create.
    pub creates: bool,
    /// Whether they may update.
    pub updates: bool,
}

/// What stands in a submission's `meta/entity`, before it is understood.
#[derive(Debug, Default)]
pub struct EntitySaid {
    /// The path of the element around its `meta`.
    pub scope: String,
    /// For each repeat around it, which one.
    pub repeats: Vec<u32>,
    /// Its attributes by local name.
    pub attributes: Vec<(String, AnswerText)>,
}

/// The path of the element around a `meta/entity`, for such a path.
pub(super) fn scope_of(path: &str) -> Option<&str> {
    path.strip_suffix("/meta/entity")
}

/// Reads a declaration in the primary instance at `path`.
pub(super) fn declared(element: &Element<'_>, path: &str) -> Option<DeclaredList> {
    let scope = scope_of(path)?;
    let has = |name: &str| element.value(name).is_some();
    Some(DeclaredList {
        name: element.value("dataset")?.trim().to_owned(),
        scope: scope.to_owned(),
        creates: has("create"),
        updates: has("update"),
    })
}

impl FormDefinition {
    /// The list that a field's answers are kept in: of the innermost scope around it.
    fn list_of(&self, field: &Field) -> Option<&DeclaredList> {
        let around = |list: &&DeclaredList| {
            field
                .path
                .strip_prefix(list.scope.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        self.lists
            .iter()
            .filter(around)
            .max_by_key(|list| list.scope.len())
    }

    /// Names of the properties that it keeps in a list.
    pub fn properties_of(&self, list: &str) -> Vec<&str> {
        let kept = self.fields.iter().filter_map(|field| {
            let name = field.saveto.as_deref()?;
            (self.list_of(field)?.name == list).then_some(name)
        });
        let mut names: Vec<&str> = kept.collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Instance {
    /// What it says of entities. In an agency's project only answers that may stand in a list are taken.
    pub fn entity_actions(&self, form: &FormDefinition, agency: bool) -> Vec<Action> {
        let said = self.entities.iter();
        said.filter_map(|said| self.action(said, form, agency))
            .collect()
    }

    fn action(&self, said: &EntitySaid, form: &FormDefinition, agency: bool) -> Option<Action> {
        let value = |name: &str| {
            let found = said.attributes.iter().find(|(local, _)| local == name);
            found
                .map(|(_, value)| value.as_str().trim())
                .unwrap_or_default()
        };
        let yes = |name: &str| matches!(value(name), "1" | "true" | "true()");
        let list = form
            .lists
            .iter()
            .find(|list| list.scope == said.scope && list.name == value("dataset"))?;
        let (create, update) = (yes("create") && list.creates, yes("update") && list.updates);
        if !create && !update {
            return None;
        }
        let label_path = format!("{}/meta/entity/label", said.scope);
        let label = self
            .answers
            .iter()
            .find(|answer| *answer.path == *label_path && answer.repeats == said.repeats);
        let mut properties = BTreeMap::new();
        for answer in &self.answers {
            let Some(field) = answer.field(form) else {
                continue;
            };
            let Some(name) = &field.saveto else { continue };
            let of_this = form.list_of(field) == Some(list)
                && answer.repeats.starts_with(&said.repeats)
                && may_stand_in_list(field.class, agency);
            if of_this {
                properties.insert(name.clone(), answer.text.as_str().to_owned());
            }
        }
        Some(Action {
            list: list.name.clone(),
            id: value("id").to_owned(),
            create,
            update,
            base_version: value("baseVersion").to_owned(),
            trunk_version: value("trunkVersion").to_owned(),
            branch_id: value("branchId").to_owned(),
            label: label.map(|answer| answer.text.as_str().trim().to_owned()),
            properties,
        })
    }
}
