//! A form as a list of what is asked, for people's eyes: groups, questions, choices, and under which conditions. Nothing
//! is evaluated.

use super::{Field, FieldKind, FormDefinition};
use crate::domain::closed_set;

/// Choices of one question that are listed.
pub const MOST_CHOICES: usize = 60;

closed_set! {
    /// What a question asks for.
    pub enum Asks {
        /// Words.
        Text = "text",
        /// A whole number.
        Number = "number",
        /// A number.
        Decimal = "decimal",
        /// A day.
        Date = "date",
        /// A time of day.
        Time = "time",
        /// Day and time.
        Moment = "moment",
        /// One of several.
        One = "one",
        /// Any of several.
        Many = "many",
        /// Several in an order.
        Rank = "rank",
        /// A place on the map.
        Place = "place",
        /// A picture.
        Image = "image",
        /// A sound.
        Audio = "audio",
        /// A film.
        Video = "video",
        /// Another file.
        File = "file",
        /// A barcode.
        Barcode = "barcode",
        /// A number from a scale.
        Range = "range",
        /// A tick.
        Confirm = "confirm",
        /// Nothing: it only tells.
        Note = "note",
        /// Nothing: it is worked out.
        Calculated = "calculated",
    }
}

impl Asks {
    /// What a question asks for; none for a group.
    pub fn of(field: &Field) -> Option<Self> {
        let FieldKind::Question(kind) = &field.kind else {
            return None;
        };
        let Some(control) = &field.control else {
            return Some(Self::Calculated);
        };
        let media = control.mediatype.as_deref().unwrap_or_default();
        Some(match (control.name.as_str(), kind.as_str()) {
            ("select1", _) => Self::One,
            ("select", _) => Self::Many,
            ("rank", _) => Self::Rank,
            ("range", _) => Self::Range,
            ("trigger", _) => Self::Confirm,
            ("upload", _) if media.starts_with("image") => Self::Image,
            ("upload", _) if media.starts_with("audio") => Self::Audio,
            ("upload", _) if media.starts_with("video") => Self::Video,
            ("upload", _) => Self::File,
            _ if field.readonly => Self::Note,
            (_, "int" | "integer") => Self::Number,
            (_, "decimal") => Self::Decimal,
            (_, "date") => Self::Date,
            (_, "time") => Self::Time,
            (_, "dateTime") => Self::Moment,
            (_, "geopoint" | "geotrace" | "geoshape") => Self::Place,
            (_, "barcode") => Self::Barcode,
            _ => Self::Text,
        })
    }
}

/// A piece of a form, in the order in which it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A group begins.
    Open(Group),
    /// The last group that began ends.
    Close,
    /// Something is asked.
    Ask(Box<Question>),
}

/// A group of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its label, else its name.
    pub label: String,
    /// Whether it may be filled several times.
    pub repeats: bool,
    /// When it is shown.
    pub shown_if: Option<Condition>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// Its label; empty if it has none.
    pub label: String,
    /// What stands below.
    pub hint: String,
    /// What it asks for.
    pub asks: Asks,
    /// Label and value of each choice, to [`MOST_CHOICES`].
    pub choices: Vec<(String, String)>,
    /// How many more choices there are.
    pub more: usize,
    /// Whether it must be answered.
    pub required: bool,
    /// When it is shown.
    pub shown_if: Option<Condition>,
    /// What an answer must satisfy.
    pub constraint: Option<String>,
    /// What is said when it does not.
    pub message: String,
    /// Names of the files that stand with it.
    pub files: Vec<String>,
}

/// When something is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// If a question has an answer, both in words.
    Is {
        /// The question's label.
        question: String,
        /// The answer's.
        answer: String,
    },
    /// If an expression holds; paths as the names of their questions (`${area}`).
    Code(String),
}

/// What a form asks, in one of its languages.
pub fn outline(form: &FormDefinition, language: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for field in &form.fields {
        while open
            .last()
            .is_some_and(|group| !is_below(&field.path, group))
        {
            open.pop();
            close(&mut pieces);
        }
        let text = |labels: &super::Labels| labels.text(language).unwrap_or_default().to_owned();
        let shown_if = field
            .relevant
            .as_deref()
            .map(|expression| condition(form, expression, language));
        match (&field.kind, Asks::of(field)) {
            (FieldKind::Structure | FieldKind::Repeat, _) | (_, None) => {
                let label = text(&field.labels);
                open.push(&field.path);
                pieces.push(Piece::Open(Group {
                    label: if label.is_empty() {
                        field.name.clone()
                    } else {
                        label
                    },
                    repeats: field.kind == FieldKind::Repeat,
                    shown_if,
                }));
            }
            (_, Some(Asks::Calculated)) => {}
            (_, Some(asks)) => {
                let listed = field.choices.iter().take(MOST_CHOICES);
                let choices = listed
                    .clone()
                    .map(|choice| (text(&choice.labels), choice.value.clone()))
                    .collect();
                let on_choices = listed.flat_map(|choice| choice.labels.files(language));
                let files = field.labels.files(language);
                pieces.push(Piece::Ask(Box::new(Question {
                    name: field.name.clone(),
                    label: text(&field.labels),
                    hint: text(&field.hints),
                    asks,
                    choices,
                    more: field.choices.len().saturating_sub(MOST_CHOICES),
                    required: field.required,
                    shown_if,
                    constraint: field
                        .constraint
                        .as_deref()
                        .map(|expression| by_name(form, expression)),
                    message: text(&field.constraint_message),
                    files: files
                        .into_iter()
                        .chain(on_choices)
                        .map(str::to_owned)
                        .collect(),
                })));
            }
        }
    }
    for _ in open {
        close(&mut pieces);
    }
    pieces
}

/// How many values are worked out without being asked.
pub fn calculated(form: &FormDefinition) -> usize {
    let fields = form.fields.iter();
    fields
        .filter(|f| Asks::of(f) == Some(Asks::Calculated) && !f.path.starts_with("/meta/"))
        .count()
}

/// Ends a group; one in which nothing is asked was none.
fn close(pieces: &mut Vec<Piece>) {
    if matches!(pieces.last(), Some(Piece::Open(_))) {
        pieces.pop();
    } else {
        pieces.push(Piece::Close);
    }
}

fn is_below(path: &str, group: &str) -> bool {
    path.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// A condition in words where it is simple, else as it is written.
pub fn condition(form: &FormDefinition, expression: &str, language: &str) -> Condition {
    let code = || Condition::Code(by_name(form, expression));
    let Some((path, value)) = equals(expression).or_else(|| selected(expression)) else {
        return code();
    };
    let Some(field) = below(form, path).and_then(|path| form.field(path)) else {
        return code();
    };
    let choice = field.choices.iter().find(|choice| choice.value == value);
    let (question, answer) = (
        field.labels.text(language),
        choice.and_then(|choice| choice.labels.text(language)),
    );
    match (question, answer) {
        (Some(question), Some(answer)) => Condition::Is {
            question: question.to_owned(),
            answer: answer.to_owned(),
        },
        _ => code(),
    }
}

/// ` /data/a = 'b' ` and nothing else.
fn equals(expression: &str) -> Option<(&str, &str)> {
    let (path, value) = expression.split_once('=')?;
    let path = path.trim();
    (is_path(path)).then_some(())?;
    Some((path, quoted(value)?))
}

/// ` selected(/data/a, 'b') ` and nothing else.
fn selected(expression: &str) -> Option<(&str, &str)> {
    let inside = expression.trim().strip_prefix("selected(")?;
    let (path, value) = inside.strip_suffix(')')?.split_once(',')?;
    let path = path.trim();
    (is_path(path)).then_some(())?;
    Some((path, quoted(value)?))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.chars().all(in_path)
}

fn in_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ':')
}

fn quoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inside.contains(quote)).then_some(inside)
}

/// A path with its root, as one below the root.
fn below<'a>(form: &FormDefinition, path: &'a str) -> Option<&'a str> {
    path.strip_prefix('/')?
        .strip_prefix(form.root.as_str())
        .filter(|rest| rest.starts_with('/'))
}

/// An expression with the names of its questions instead of their paths, as an XLSForm has them.
pub fn by_name(form: &FormDefinition, expression: &str) -> String {
    let mut text = String::with_capacity(expression.len());
    let mut rest = expression.trim();
    while let Some(at) = rest.find('/') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let end = from.find(|c| !in_path(c)).unwrap_or(from.len());
        let (path, after) = from.split_at(end);
        // Only where a path begins: not in the middle of a relative one, of a division, of an address.
        let begins = before
            .chars()
            .next_back()
            .is_none_or(|c| !in_path(c) && c != ')' && c != ']');
        let field = below(form, path).and_then(|path| form.field(path));
        match field.filter(|_| begins) {
            Some(field) => {
                text.push_str("${");
                text.push_str(&field.name);
                text.push('}');
            }
            None => text.push_str(path),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> FormDefinition {
        let xml = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Wells</h:title><model>
            <instance><data id="wells" version="1"><who><area/><n/></who><again><x/></again><sum/><meta><instanceID/></meta></data></instance>
            <itext><translation lang="English (en)" default="true()">
              <text id="a"><value>Which <output value="/data/who/n"/> area?</value><value form="image">jr://images/map.png</value></text>
              <text id="m"><value>Too many</value></text></translation>
              <translation lang="العربية (ar)"><text id="a"><value>أي منطقة؟</value></text></translation></itext>
            <bind nodeset="/data/who/area" type="string" required="true()"/>
            <bind nodeset="/data/who/n" type="int" relevant=" /data/who/area = 'x' " constraint=". &lt; /data/sum" jr:constraintMsg="jr:itext('m')"/>
            <bind nodeset="/data/again/x" relevant="selected(/data/who/area, 'x') and ../y/z = 2"/>
            <bind nodeset="/data/sum" calculate="1"/></model></h:head>
            <h:body><group ref="/data/who"><label>Who</label>
              <select1 ref="/data/who/area"><label ref="jr:itext('a')"/><hint>Ask twice</hint>
                <item><label>Ex</label><value>x</value></item><item><label>Why</label><value>y</value></item></select1>
              <input ref="/data/who/n"><label>How many</label></input></group>
              <group><repeat nodeset="/data/again"><input ref="/data/again/x"/></repeat></group></h:body></h:html>"#;
        FormDefinition::parse(xml.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_asked_stands_in_its_groups() {
        let form = form();
        let pieces = outline(&form, "English (en)");
        let shape: String = pieces
            .iter()
            .map(|p| match p {
                Piece::Open(g) if g.repeats => '[',
                Piece::Open(_) => '(',
                Piece::Close => ')',
                Piece::Ask(_) => '?',
            })
            .collect();
        assert_eq!(shape, "(??)[?)");
        assert_eq!(calculated(&form), 1);
        let Piece::Ask(area) = &pieces[1] else {
            panic!()
        };
        assert_eq!(area.label, "Which … area?");
        assert_eq!(area.hint, "Ask twice");
        assert_eq!(area.files, ["map.png"]);
        assert!(area.required && area.asks == Asks::One && area.choices.len() == 2);
        let Piece::Ask(n) = &pieces[2] else { panic!() };
        assert_eq!(n.message, "Too many");
        assert_eq!(n.constraint.as_deref(), Some(". < ${sum}"));
        let is = Condition::Is {
            question: "Which … area?".into(),
            answer: "Ex".into(),
        };
        assert_eq!(n.shown_if, Some(is));
        let Piece::Ask(x) = &pieces[5] else { panic!() };
        let code = "selected(${area}, 'x') and ../y/z = 2".to_owned();
        assert_eq!(x.shown_if, Some(Condition::Code(code)));
        let Piece::Ask(area) = &outline(&form, "العربية (ar)")[1] else {
            panic!()
        };
        assert_eq!(area.label, "أي منطقة؟");
        assert_eq!(area.files, ["map.png"], "the default's, where it has none");
    }
}
