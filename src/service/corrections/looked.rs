//! A submission as somebody who corrects it sees it: its answers, how each could be given anew, and what would be written.

use std::sync::Arc;

use crate::domain::correcting::{Kept, Kind, NoCorrection, Wrong, named_in};
use crate::openrosa::correction::Sheet;
use crate::openrosa::form::{Field, Labels};
use crate::openrosa::{Answer, AnswerText, FormDefinition, Instance};
use crate::service::ServiceError;
use crate::store::submissions::SubmissionHead;

/// A submission as somebody who corrects it sees it.
pub struct Looked {
    /// The version that counts now.
    pub head: SubmissionHead,
    /// Its form's id, as phones know it.
    pub xml_form_id: String,
    pub(super) form: Arc<FormDefinition>,
    pub(super) instance: Instance,
    pub(super) language: String,
    pub(super) now: i64,
}

/// An answer, and how it could be given anew.
pub struct Line {
    /// Its place in the submission.
    pub place: usize,
    /// Labels of the groups around the question, outermost first.
    pub group: Vec<String>,
    /// Which turn of each repeat around it.
    pub repeats: Vec<u32>,
    /// The question.
    pub label: String,
    /// The answer as the form writes it.
    pub value: AnswerText,
    /// The answer as people read it.
    pub shown: Vec<AnswerText>,
    /// Whether other questions are asked only for some answers to this one.
    pub gates: bool,
    /// How it is asked anew, or why it is kept.
    pub asked: Result<Input, Kept>,
}

/// How a question is asked anew.
pub struct Input {
    /// The kind of answer.
    pub kind: Kind,
    /// Whether the form wants one.
    pub required: bool,
    /// The most characters of one in words.
    pub most_chars: usize,
    /// Values and labels to choose from.
    pub choices: Vec<(String, String)>,
}

impl Looked {
    /// Its answers, in the form's order; what tells only of the submission itself is left out.
    ///
    /// # Errors
    /// [`ServiceError::NoCorrection`].
    pub fn lines(&self) -> Result<Vec<Line>, ServiceError> {
        let sheet = self.sheet()?;
        let conditions = self.form.fields.iter();
        let gates = named_in(conditions.filter_map(|field| field.relevant.as_deref()));
        let all = self.instance.answers.iter().enumerate();
        let told = all.filter(|(_, answer)| !answer.path.starts_with("/meta/"));
        let line = |(place, answer): (usize, &Answer)| {
            let mut line = self.line(&sheet, place, answer);
            line.gates = answer
                .field(&self.form)
                .is_some_and(|field| gates.contains(&field.name));
            line
        };
        Ok(told.map(line).collect())
    }

    /// What would be written for an answer; none if that is what stands there.
    ///
    /// # Errors
    /// [`Wrong`] inside; outside [`ServiceError::NoCorrection`] for an answer that is kept.
    pub fn checked(
        &self,
        place: usize,
        typed: &str,
    ) -> Result<Result<Option<AnswerText>, Wrong>, ServiceError> {
        let checked = self.sheet()?.checked(place, typed);
        Ok(checked.map_err(|_| NoCorrection::Answer)?)
    }

    /// How people read a value of that answer's question.
    pub fn read(&self, place: usize, value: &str) -> Vec<AnswerText> {
        let field = self.instance.answers.get(place);
        let field = field.and_then(|answer| answer.field(&self.form));
        let label = |value: &str| {
            let choice = field.and_then(|f| f.choices.iter().find(|c| c.value == value));
            let label = choice.and_then(|choice| choice.labels.text(&self.language));
            AnswerText::from(label.unwrap_or(value))
        };
        match field {
            Some(field) if field.select_multiple => {
                value.split_ascii_whitespace().map(label).collect()
            }
            _ if value.trim().is_empty() => Vec::new(),
            _ => vec![label(value.trim())],
        }
    }

    /// Where the answer to a question stands, in these turns of the repeats around it.
    pub fn place_of(&self, path: &str, repeats: &[u32]) -> Option<usize> {
        let is = |answer: &Answer| &*answer.path == path && answer.repeats == repeats;
        self.instance.answers.iter().position(is)
    }

    fn sheet(&self) -> Result<Sheet<'_>, ServiceError> {
        Ok(Sheet::of(&self.form, &self.instance, self.now)?)
    }

    fn line(&self, sheet: &Sheet<'_>, place: usize, answer: &Answer) -> Line {
        let field = answer.field(&self.form);
        let called = |field: &Field| {
            let label = field.labels.text(&self.language);
            label.unwrap_or(&field.name).to_owned()
        };
        let groups = answer.path.match_indices('/').skip(1);
        let groups = groups.filter_map(|(at, _)| self.form.field(&answer.path[..at]));
        let choices = |field: &Field| {
            let label = |labels: &Labels| labels.text(&self.language).map(str::to_owned);
            let all = field.choices.iter();
            all.map(|c| {
                (
                    c.value.clone(),
                    label(&c.labels).unwrap_or_else(|| c.value.clone()),
                )
            })
            .collect()
        };
        Line {
            place,
            group: groups.map(called).collect(),
            repeats: answer.repeats.clone(),
            label: field.map_or_else(|| answer.path.to_string(), called),
            value: answer.text.clone(),
            shown: self.read(place, answer.text.as_str()),
            gates: false,
            asked: sheet.asked(answer).map(|asked| Input {
                kind: asked.kind,
                required: asked.required,
                most_chars: asked.most_chars(),
                choices: field.map(choices).unwrap_or_default(),
            }),
        }
    }
}
