//! An opened submission that is corrected by hand: which of its answers may be set, and its XML with them set. Nothing else
//! of it changes but its ids, byte for byte.

use std::ops::Range;

use zeroize::Zeroizing;

use super::answer::AnswerText;
use super::form::{Field, FieldKind, FormDefinition};
use super::instance::{Answer, Instance};
use super::xml::{Event, Reader, escape_attribute, escape_text};
use crate::domain::correcting::{Asked, Kept, Kind, NoCorrection, Question, Rules, Wrong};

/// How far the easternmost clocks are ahead of UTC, in milliseconds.
const EASTERNMOST_MS: i64 = 14 * 60 * 60 * 1_000;

/// An answer to be set: its place among [`Instance::answers`], and what to.
pub type Change = (usize, Zeroizing<String>);

/// A submission beside its form, to be corrected.
pub struct Sheet<'a> {
    form: &'a FormDefinition,
    instance: &'a Instance,
    rules: Rules,
    today: String,
}

/// What a correction is called.
#[derive(Debug, Clone, Copy)]
pub struct Called<'a> {
    /// Its own instance id.
    pub instance_id: &'a str,
    /// The form's version, as the key that it is encrypted to names it.
    pub version: &'a str,
}

impl<'a> Sheet<'a> {
    /// Beside its form. `now` in milliseconds since 1970 UTC: where it is a day later already, that day is today.
    ///
    /// # Errors
    /// [`NoCorrection::Consent`] for a form by which somebody agrees.
    pub fn of(
        form: &'a FormDefinition,
        instance: &'a Instance,
        now: i64,
    ) -> Result<Self, NoCorrection> {
        // What is worked out for the head says nothing of the answers.
        let counted = form.fields.iter().filter(|f| !f.path.starts_with("/meta/"));
        let calculations = counted.filter_map(|field| field.calculate.as_deref());
        Ok(Self {
            rules: Rules::of(form.stage, calculations)?,
            today: chrono::DateTime::from_timestamp_millis(now.saturating_add(EASTERNMOST_MS))
                .unwrap_or_default()
                .format("%Y-%m-%d")
                .to_string(),
            form,
            instance,
        })
    }

    /// How an answer's question is asked anew.
    ///
    /// # Errors
    /// [`Kept`].
    pub fn asked(&self, answer: &Answer) -> Result<Asked, Kept> {
        let field = answer.field(self.form).ok_or(Kept::Asking)?;
        self.rules.asked(&question(field))
    }

    /// What is to be written for an answer; none if that is what stands there.
    ///
    /// # Errors
    /// [`Wrong`] inside; outside [`Kept`] for an answer that is not there, or not set by hand.
    pub fn checked(
        &self,
        place: usize,
        typed: &str,
    ) -> Result<Result<Option<AnswerText>, Wrong>, Kept> {
        let answer = self.instance.answers.get(place).ok_or(Kept::Asking)?;
        let asked = self.asked(answer)?;
        let field = answer.field(self.form).ok_or(Kept::Asking)?;
        let choices = field.choices.iter().map(|choice| choice.value.as_str());
        Ok(asked.answer(typed, choices, &self.today).map(|text| {
            let stands = is_same(asked.kind, answer.text.as_str(), &text);
            (!stands).then(|| AnswerText::from(text.as_str()))
        }))
    }

    /// The submission's XML with these answers set, under another id, as a correction of what it was.
    ///
    /// # Errors
    /// [`NoCorrection::Answer`], [`NoCorrection::Nothing`].
    pub fn corrected(
        &self,
        xml: &[u8],
        changes: &[Change],
        called: Called<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, NoCorrection> {
        let mut edits = Vec::with_capacity(changes.len() + 3);
        for (place, typed) in changes {
            let checked = self.checked(*place, typed);
            let checked = checked.map_err(|_| NoCorrection::Answer)?;
            if let Some(text) = checked.map_err(|_| NoCorrection::Answer)? {
                edits.push(set(xml, &self.instance.answers[*place], text.as_str())?);
            }
        }
        if edits.is_empty() {
            return Err(NoCorrection::Nothing);
        }
        self.rename(xml, called, &mut edits)?;
        written(xml, edits)
    }

    /// Gives it its own id and version, and says what it corrects.
    fn rename(
        &self,
        xml: &[u8],
        called: Called<'_>,
        edits: &mut Vec<Edit>,
    ) -> Result<(), NoCorrection> {
        let find = |path: &str| self.instance.answers.iter().find(|one| &*one.path == path);
        let id = find("/meta/instanceID").or_else(|| find("/instanceID"));
        let (id, was) = id
            .zip(self.instance.instance_id.as_deref())
            .ok_or(NoCorrection::Answer)?;
        edits.push(set(xml, id, called.instance_id)?);
        match find("/meta/deprecatedID") {
            Some(before) => edits.push(set(xml, before, was)?),
            None => {
                let name = name_of(xml, id)?;
                let prefix = name.rsplit_once(':').map_or("", |(prefix, _)| prefix);
                let colon = if prefix.is_empty() { "" } else { ":" };
                let text = escape_text(was);
                let tag = format!("{prefix}{colon}deprecatedID");
                let after = id.at.close.end;
                edits.push(Edit {
                    at: after..after,
                    text: Zeroizing::new(format!("<{tag}>{text}</{tag}>")),
                });
            }
        }
        edits.extend(version(xml, called.version)?);
        Ok(())
    }
}

/// What a form says of a field.
fn question(field: &Field) -> Question<'_> {
    Question {
        path: &field.path,
        kind: match &field.kind {
            FieldKind::Question(kind) => kind,
            group => group.as_str(),
        },
        control: field.control.as_ref().map(|control| control.name.as_str()),
        appearance: field
            .control
            .as_ref()
            .and_then(|control| control.appearance.as_deref()),
        fact: field.fact.as_deref(),
        required: field.required,
        readonly: field.readonly,
        worked_out: field.calculate.is_some() || field.preload.is_some(),
        constraint: field.constraint.as_deref(),
        file: field.binary,
        has_choices: !field.choices.is_empty(),
    }
}

fn is_same(kind: Kind, before: &str, after: &str) -> bool {
    match kind {
        Kind::Many => {
            let sorted = |text: &str| {
                let mut words: Vec<String> =
                    text.split_ascii_whitespace().map(str::to_owned).collect();
                words.sort_unstable();
                words.dedup();
                words
            };
            sorted(before) == sorted(after)
        }
        _ => before.replace("\r\n", "\n").trim() == after,
    }
}

/// Some bytes of a document, and what is to stand there.
struct Edit {
    at: Range<usize>,
    text: Zeroizing<String>,
}

/// Another content for an answer's element.
fn set(xml: &[u8], answer: &Answer, content: &str) -> Result<Edit, NoCorrection> {
    let text = escape_text(content);
    let (open, close) = (&answer.at.open, &answer.at.close);
    if open != close {
        return Ok(Edit {
            at: open.end..close.start,
            text: Zeroizing::new(text.into_owned()),
        });
    }
    // Written as one tag, which gets two.
    let name = name_of(xml, answer)?;
    Ok(Edit {
        at: open.end.saturating_sub(2)..open.end,
        text: Zeroizing::new(format!(">{}</{name}>", &*text)),
    })
}

/// The name in an element's start tag, as it is written.
fn name_of<'x>(xml: &'x [u8], answer: &Answer) -> Result<&'x str, NoCorrection> {
    let tag = xml.get(answer.at.open.clone());
    let tag = tag.and_then(|tag| std::str::from_utf8(tag).ok());
    let name = tag.and_then(|tag| {
        let inner = tag.strip_prefix('<')?;
        let ends = |c: char| c.is_ascii_whitespace() || c == '>' || c == '/';
        Some(&inner[..inner.find(ends)?])
    });
    name.ok_or(NoCorrection::Answer)
}

/// Another version in the root's tag; none if it says that already.
fn version(xml: &[u8], version: &str) -> Result<Option<Edit>, NoCorrection> {
    let broken = |_| NoCorrection::Answer;
    let mut reader = Reader::new(xml).map_err(broken)?;
    let Some(Event::Start(root)) = reader.next().map_err(broken)? else {
        return Err(NoCorrection::Answer);
    };
    let own = |a: &&super::xml::Attribute<'_>| a.local == "version" && a.declares().is_none();
    let all = reader.attributes();
    let there = all.iter().filter(own).find(|a| a.prefix.is_none());
    let there = there.or_else(|| all.iter().find(own));
    let text = escape_attribute(version).into_owned();
    Ok(match there {
        Some(attribute) if &*attribute.value == version => None,
        Some(attribute) => Some(Edit {
            at: attribute.value_span.clone(),
            text: Zeroizing::new(text.replace('\'', "&apos;")),
        }),
        None if version.is_empty() => None,
        None => Some(Edit {
            at: root.name_end..root.name_end,
            text: Zeroizing::new(format!(" version=\"{text}\"")),
        }),
    })
}

/// The document with all edits; in one piece of the right size, so that no shorter copy stays behind.
fn written(xml: &[u8], mut edits: Vec<Edit>) -> Result<Zeroizing<Vec<u8>>, NoCorrection> {
    edits.sort_by_key(|edit| edit.at.start);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut document = Zeroizing::new(Vec::with_capacity(xml.len() + added));
    let mut from = 0;
    for edit in &edits {
        let before = xml.get(from..edit.at.start).ok_or(NoCorrection::Answer)?;
        document.extend_from_slice(before);
        document.extend_from_slice(edit.text.as_bytes());
        from = edit.at.end;
    }
    document.extend_from_slice(xml.get(from..).ok_or(NoCorrection::Answer)?);
    Ok(document)
}

#[cfg(test)]
mod tests;
