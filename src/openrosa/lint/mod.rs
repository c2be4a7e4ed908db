//! What a form must not contain where it is to be published (domain brief 2.1): no step of the work may ask for more
//! than it needs, and nothing on the phone may tell a stranger what the form is about.
//!
//! It reads a [`FormDefinition`]; it decides nothing: whoever publishes refuses on [`Finding::blocks`], and asks for a
//! reason in writing for the rest. A form that names no stage is general: only what concerns encryption is looked at.

mod code;
mod stage;
#[cfg(test)]
mod tests;
mod words;

use crate::domain::entity::may_stand_in_list;
use std::collections::HashMap;
use std::fmt;

use super::form::{Field, FieldKind, FormDefinition};

pub use code::Code;

/// Where a form is to be published, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Project {
    /// It belongs to an agency, so phones encrypt.
    pub agency: bool,
    /// It takes forms of a stage only.
    pub requires_stage: bool,
}

impl Project {
    /// An agency's project that takes general forms too.
    pub const OF_AGENCY: Self = Self {
        agency: true,
        requires_stage: false,
    };
}

/// Something that a form's publisher should know.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What it is.
    pub code: Code,
    /// The field that it is about.
    pub path: Option<String>,
    /// What is wrong, and why it matters.
    pub why: String,
    /// What to do.
    pub mend: &'static str,
    /// Whether the form must not be published like this.
    pub blocks: bool,
    /// What the sentence about its code is put together with, in whatever language.
    #[serde(skip)]
    pub about: Vec<(&'static str, String)>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.why, self.mend)
    }
}

/// Looks at a form that is to be published in a project.
pub fn lint(form: &FormDefinition, project: Project) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    for file in form
        .attachments
        .iter()
        .filter(|file| file.name.contains('/'))
    {
        let why = format!(
            "the form refers to the file {:?}; phones keep files without folders and would not find it",
            file.name
        );
        let mend = "refer to it by its name alone";
        findings.block(Code::FileInFolder, None, why, mend);
        findings.about("file", &file.name);
    }
    if project.agency {
        in_agency_project(form, &mut findings);
    }
    if project.requires_stage && form.stage.is_none() {
        let why = "the form names no step of the guide, and this project takes no other forms";
        let mend = "name its stage on the settings sheet (attribute::wb:stage), or publish it in another project";
        findings.block(Code::NoStage, None, why, mend);
    }
    if let Some(stage) = form.stage {
        if !project.agency {
            let why = "the form names a step of the guide (its stage), and this project has no key: answers would lie open";
            findings.block(Code::NoKey, None, why, "publish it in an agency's project");
        }
        words::surface(form, &mut findings);
        stage::fields(form, stage, &mut findings);
        facts(form, &mut findings);
    }
    findings.0
}

/// What was found so far.
struct Findings(Vec<Finding>);

impl Findings {
    fn block(
        &mut self,
        code: Code,
        path: Option<&str>,
        why: impl Into<String>,
        mend: &'static str,
    ) {
        self.add(code, path, why.into(), mend, true);
    }

    fn warn(&mut self, code: Code, path: Option<&str>, why: impl Into<String>, mend: &'static str) {
        self.add(code, path, why.into(), mend, false);
    }

    fn add(
        &mut self,
        code: Code,
        path: Option<&str>,
        why: String,
        mend: &'static str,
        blocks: bool,
    ) {
        let path = path.map(str::to_owned);
        self.0.push(Finding {
            code,
            path,
            why,
            mend,
            blocks,
            about: Vec::new(),
        });
    }

    /// Something more about what was found last.
    fn about(&mut self, name: &'static str, value: impl fmt::Display) {
        if let Some(last) = self.0.last_mut() {
            last.about.push((name, value.to_string()));
        }
    }
}

/// What a form keeps in entity lists goes to other phones in clear: only what names nobody and tells nothing.
fn lists(form: &FormDefinition, findings: &mut Findings) {
    let mend = "keep only codes and places of classes D0 and D1 in lists";
    let kept = |field: &&Field| field.saveto.is_some() && !may_stand_in_list(field.class, true);
    if !form.lists.is_empty() {
        for field in form.fields.iter().filter(kept) {
            let why = "its answer would stand in an entity list, which phones carry in clear";
            findings.block(Code::ListTooTelling, Some(&field.path), why, mend);
        }
    }
    for list in &form.lists {
        let path = format!("{}/meta/entity/label", list.scope);
        let said = form
            .field(&path)
            .and_then(|label| label.calculate.as_deref());
        let Some(said) = said else { continue };
        let asked = form.fields.iter().filter(|field| field.control.is_some());
        let telling = asked
            .filter(|field| !may_stand_in_list(field.class, true))
            .any(|field| mentions(said, &field.name));
        if telling {
            let why = "the label of an entity is made of answers that must not stand in a list";
            findings.block(Code::ListTooTelling, Some(&path), why, mend);
        }
    }
}

/// Whether an expression has a path whose last step is this name.
fn mentions(expression: &str, name: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    expression.match_indices(name).any(|(at, _)| {
        let before = expression[..at].chars().next_back();
        let after = expression[at + name.len()..].chars().next();
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

/// Phones of an agency encrypt to the agency's key and send to us; a form may not say otherwise.
fn in_agency_project(form: &FormDefinition, findings: &mut Findings) {
    let submission = form.submission.as_ref();
    if submission.is_some_and(|submission| submission.action.is_some()) {
        let why = "the form sends its submissions to an address of its own";
        findings.block(Code::OwnAddress, None, why, "remove submission/@action");
    }
    if submission.is_some_and(|submission| submission.public_key.is_some()) {
        let why = "the form brings a key of its own";
        let mend = "remove base64RsaPublicKey; the agency's key is written in for you";
        findings.block(Code::OwnKey, None, why, mend);
    }
    lists(form, findings);
    if form.last_saved {
        let why = "the form reads the last saved submission, which phones do not keep for encrypted forms";
        findings.block(Code::LastSaved, None, why, "remove it");
    }
    if !form.instance_id {
        let why = "the form has no meta/instanceID; without it phones cannot encrypt";
        findings.block(Code::NoInstanceId, None, why, "add it");
    }
}

/// Facts are one answer each.
fn facts(form: &FormDefinition, findings: &mut Findings) {
    let mut facts: HashMap<&str, &Field> = HashMap::new();
    for field in &form.fields {
        let Some(fact) = &field.fact else { continue };
        if in_repeat(form, &field.path) {
            let why = "a question in a repeat cannot give a fact: it has several answers";
            let mend = "calculate one answer outside of the repeat and give that the fact";
            findings.block(Code::FactInRepeat, Some(&field.path), why, mend);
        }
        if let Some(first) = facts.insert(fact, field) {
            let why = format!("{} gives the same fact ({fact})", first.path);
            findings.block(
                Code::FactTwice,
                Some(&field.path),
                why,
                "name each fact once",
            );
            findings.about("field", &first.path);
            findings.about("fact", fact);
        }
    }
}

/// Whether an expression refers to a node of the primary instance.
fn uses_answers(expression: &str, root: &str) -> bool {
    expression.contains(&format!("/{root}/"))
        || expression.contains("../")
        || expression.contains("./")
}

fn in_repeat(form: &FormDefinition, path: &str) -> bool {
    let groups = path.match_indices('/').skip(1).map(|(at, _)| &path[..at]);
    groups
        .filter_map(|path| form.field(path))
        .any(|field| field.kind == FieldKind::Repeat)
}
