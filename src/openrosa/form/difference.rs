//! What differs between two versions of a form, question by question.

use super::outline::{Asks, by_name};
use super::{Choice, Field, FieldKind, FormDefinition, Labels};
use crate::domain::closed_set;
use std::collections::BTreeSet;

closed_set! {
    /// What of a question, or of the form, is another.
    pub enum Aspect {
        /// The form's title.
        Title = "title",
        /// The step of the work that it serves.
        Stage = "stage",
        /// Its languages.
        Languages = "languages",
        /// The files that it needs.
        Files = "files",
        /// The label.
        Label = "label",
        /// What stands below it.
        Hint = "hint",
        /// What is asked for.
        Type = "type",
        /// The choices.
        Choices = "choices",
        /// Whether it must be answered.
        Required = "required",
        /// When it is shown.
        Relevant = "relevant",
        /// What an answer must satisfy.
        Constraint = "constraint",
        /// How it is worked out.
        Calculation = "calculation",
        /// How sensitive the answer is.
        Class = "class",
        /// The fact that the answer gives.
        Fact = "fact",
    }
}

/// One thing that is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub aspect: Aspect,
    /// How it was; empty: not at all. Of [`Aspect::Type`] a word of [`Asks`], of [`Aspect::Required`] `yes` or `no`.
    pub before: String,
    /// How it is.
    pub after: String,
}

/// A question or group by which two versions differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Path below the root.
    pub path: String,
    /// Its label; empty if it has none.
    pub label: String,
    /// What is another; nothing where the whole question was added or is gone.
    pub changes: Vec<Change>,
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Of the form itself.
    pub form: Vec<Change>,
    /// Questions and groups that were added.
    pub added: Vec<Line>,
    /// Those that are gone.
    pub gone: Vec<Line>,
    /// Those that are in both, and differ.
    pub changed: Vec<Line>,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What differs from one version to another; labels in a language where it tells them apart, else in one that does. What
/// phones fill by themselves (`meta`) is left out.
pub fn difference(from: &FormDefinition, to: &FormDefinition, language: &str) -> Difference {
    let line = |field: &Field, changes| Line {
        path: field.path.to_string(),
        label: field.labels.text(language).unwrap_or_default().to_owned(),
        changes,
    };
    let mut found = Difference {
        form: of_form(from, to),
        ..Difference::default()
    };
    for field in asked(to) {
        match from.field(&field.path) {
            None => found.added.push(line(field, Vec::new())),
            Some(before) => {
                let changes = of_field((from, before), (to, field), language);
                if !changes.is_empty() {
                    found.changed.push(line(field, changes));
                }
            }
        }
    }
    let gone = asked(from).filter(|field| to.field(&field.path).is_none());
    found.gone = gone.map(|field| line(field, Vec::new())).collect();
    found
}

fn asked(form: &FormDefinition) -> impl Iterator<Item = &Field> {
    let fields = form.fields.iter();
    fields.filter(|field| &*field.path != "/meta" && !field.path.starts_with("/meta/"))
}

fn of_form(from: &FormDefinition, to: &FormDefinition) -> Vec<Change> {
    let stage = |form: &FormDefinition| form.stage.map_or("", |s| s.as_str()).to_owned();
    let set = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let languages = |form: &FormDefinition| form.languages.iter().cloned().collect();
    let files =
        |form: &FormDefinition| set(form.attachments.iter().map(|f| f.name.as_str()).collect());
    let pairs = [
        (Aspect::Title, Some((from.name().into(), to.name().into()))),
        (Aspect::Stage, Some((stage(from), stage(to)))),
        (Aspect::Languages, apart(&languages(from), &languages(to))),
        (Aspect::Files, apart(&files(from), &files(to))),
    ];
    pairs.into_iter().filter_map(told).collect()
}

fn of_field(
    (old_form, old): (&FormDefinition, &Field),
    (new_form, new): (&FormDefinition, &Field),
    language: &str,
) -> Vec<Change> {
    let code = |form: &FormDefinition, text: &Option<String>| {
        text.as_deref()
            .map(|text| by_name(form, text))
            .unwrap_or_default()
    };
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let class = |field: &Field| field.class.map_or("", |c| c.as_str()).to_owned();
    let fact = |field: &Field| field.fact.clone().unwrap_or_default();
    let pairs = [
        (Aspect::Label, said(&old.labels, &new.labels, language)),
        (Aspect::Hint, said(&old.hints, &new.hints, language)),
        (Aspect::Type, Some((kind(old), kind(new)))),
        (
            Aspect::Choices,
            choices(&old.choices, &new.choices, language),
        ),
        (
            Aspect::Required,
            Some((yes(old.required), yes(new.required))),
        ),
        (
            Aspect::Relevant,
            Some((code(old_form, &old.relevant), code(new_form, &new.relevant))),
        ),
        (
            Aspect::Constraint,
            Some((
                code(old_form, &old.constraint),
                code(new_form, &new.constraint),
            )),
        ),
        (
            Aspect::Calculation,
            Some((
                code(old_form, &old.calculate),
                code(new_form, &new.calculate),
            )),
        ),
        (Aspect::Class, Some((class(old), class(new)))),
        (Aspect::Fact, Some((fact(old), fact(new)))),
    ];
    pairs.into_iter().filter_map(told).collect()
}

fn told((aspect, pair): (Aspect, Option<(String, String)>)) -> Option<Change> {
    let (before, after) = pair.filter(|(before, after)| before != after)?;
    Some(Change {
        aspect,
        before,
        after,
    })
}

fn kind(field: &Field) -> String {
    match (&field.kind, Asks::of(field)) {
        (FieldKind::Question(_), Some(asks)) => asks.as_str().to_owned(),
        (other, _) => other.as_str().to_owned(),
    }
}

/// Two texts where they differ: in the language that is asked for, else in the first that tells them apart.
fn said(old: &Labels, new: &Labels, language: &str) -> Option<(String, String)> {
    if old == new {
        return None;
    }
    let languages = || old.iter().chain(new.iter()).map(|(spoken, _)| spoken);
    std::iter::once(language)
        .chain(languages())
        .find_map(|spoken| {
            let exactly = |labels: &Labels| {
                labels
                    .iter()
                    .find(|(own, _)| *own == spoken)
                    .map(|(_, text)| text.to_owned())
            };
            let (before, after) = (exactly(old), exactly(new));
            (before != after).then(|| (before.unwrap_or_default(), after.unwrap_or_default()))
        })
}

/// The choices that are only in one of both, or read otherwise.
fn choices(old: &[Choice], new: &[Choice], language: &str) -> Option<(String, String)> {
    if old == new {
        return None;
    }
    let only = |mine: &[Choice], theirs: &[Choice]| {
        let mine = mine.iter().filter(|choice| !theirs.contains(choice));
        let texts = mine.map(|choice| match choice.labels.text(language) {
            Some(label) => format!("{} ({})", label, choice.value),
            None => choice.value.clone(),
        });
        texts.collect::<Vec<_>>().join("; ")
    };
    let (mut before, mut after) = (only(old, new), only(new, old));
    if before == after {
        // The same choices in another order, or with another language's words.
        let all = |list: &[Choice]| {
            let values = list.iter().map(|choice| choice.value.as_str());
            values.collect::<Vec<_>>().join("; ")
        };
        (before, after) = (all(old), all(new));
        if before == after {
            after.push_str(" …");
        }
    }
    Some((before, after))
}

fn apart(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Option<(String, String)> {
    let only = |mine: &BTreeSet<String>, theirs: &BTreeSet<String>| {
        mine.difference(theirs)
            .cloned()
            .collect::<Vec<_>>()
            .join("; ")
    };
    Some((only(old, new), only(new, old)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A question: name, label, required, class.
    type Asked = (String, String, bool, bool);

    fn form(questions: &[Asked]) -> FormDefinition {
        let mut seen = BTreeSet::new();
        let questions: Vec<_> = questions
            .iter()
            .filter(|(name, ..)| seen.insert(name.clone()))
            .collect();
        let nodes: String = questions.iter().map(|(n, ..)| format!("<{n}/>")).collect();
        let binds: String = questions
            .iter()
            .map(|(n, _, required, class)| {
                let required = if *required { "required=\"true()\"" } else { "" };
                let class = if *class {
                    "wb:cls=\"D2\""
                } else {
                    "wb:cls=\"D1\""
                };
                format!("<bind nodeset=\"/data/{n}\" type=\"string\" {required} {class}/>")
            })
            .collect();
        let body: String = questions
            .iter()
            .map(|(n, label, ..)| {
                format!("<input ref=\"/data/{n}\"><label>{label}</label></input>")
            })
            .collect();
        let xml = format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns:wb=\"https://waypost.invalid/ns/form\"><h:head><h:title>T</h:title><model><instance>\
             <data id=\"t\" version=\"1\">{nodes}<meta><instanceID/></meta></data></instance>{binds}</model></h:head>\
             <h:body>{body}</h:body></h:html>"
        );
        FormDefinition::parse(xml.as_bytes()).expect("a form")
    }

    fn questions() -> impl Strategy<Value = Vec<Asked>> {
        prop::collection::vec(("[a-f]", "[A-C]{1,2}", any::<bool>(), any::<bool>()), 0..8)
    }

    fn names(form: &FormDefinition) -> BTreeSet<String> {
        asked(form).map(|f| f.path.to_string()).collect()
    }

    proptest! {
        #[test]
        fn a_form_does_not_differ_from_itself(questions in questions()) {
            let (one, other) = (form(&questions), form(&questions));
            prop_assert!(difference(&one, &other, "").is_empty());
        }

        #[test]
        fn whatever_was_added_or_is_gone_is_named(from in questions(), to in questions()) {
            let (from, to) = (form(&from), form(&to));
            let found = difference(&from, &to, "");
            let paths = |lines: &[Line]| lines.iter().map(|l| l.path.clone()).collect::<BTreeSet<_>>();
            let (before, after) = (names(&from), names(&to));
            prop_assert_eq!(paths(&found.added), after.difference(&before).cloned().collect());
            prop_assert_eq!(paths(&found.gone), before.difference(&after).cloned().collect());
            // The other way round, the same is told the other way round.
            let back = difference(&to, &from, "");
            prop_assert_eq!(paths(&back.added), paths(&found.gone));
            prop_assert_eq!(paths(&back.changed), paths(&found.changed));
            for path in before.intersection(&after) {
                let (old, new) = (from.field(path).unwrap(), to.field(path).unwrap());
                let same = old.labels == new.labels && old.required == new.required && old.class == new.class;
                prop_assert_eq!(paths(&found.changed).contains(path), !same);
            }
        }
    }

    #[test]
    fn a_change_says_what_it_was_and_is() {
        let one = form(&[("a".into(), "A".into(), false, false)]);
        let two = form(&[("a".into(), "B".into(), true, true)]);
        let found = difference(&one, &two, "");
        let told: Vec<_> = found.changed[0]
            .changes
            .iter()
            .map(|c| (c.aspect, c.before.as_str(), c.after.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (Aspect::Label, "A", "B"),
                (Aspect::Required, "no", "yes"),
                (Aspect::Class, "D1", "D2")
            ]
        );
    }
}
