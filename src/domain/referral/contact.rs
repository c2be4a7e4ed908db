//! What opens after acceptance: the lines of a service's template that are not on the card, of the classes that were agreed to,
//! one by one. How to make contact safely comes before anything else. Never anybody's own words: only coded answers are in
//! it ([`crate::domain::projection`]).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::consent::Agreed;
use crate::domain::facts::Facts;
use crate::domain::pathway::{Service, ShareCap};
use crate::domain::projection::{View, project};
use crate::domain::words::DataClass;

/// The line that says what must not happen when contact is made. It stands above every other that is opened.
pub const RULES: &str = "contact_rules";

/// One line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The fact's name.
    pub field: String,
    /// Its class.
    pub class: DataClass,
    /// Why the receiver needs it.
    pub why: String,
    /// What was answered.
    pub value: Zeroizing<String>,
}

/// All lines, sealed as one record to receiver and sender.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    lines: Vec<Line>,
}

impl Contact {
    /// What template, cap and agreement let through beside the card.
    pub fn of(service: &Service, cap: &ShareCap, agreed: &Agreed, facts: &Facts) -> Self {
        let shown = project(service, cap, agreed, facts, View::Accepted);
        let line = |(field, value): (&str, &str)| {
            let place = service.template.iter().find(|one| one.fact == field)?;
            (!place.card).then(|| Line {
                field: field.to_owned(),
                class: place.class,
                why: place.purpose.clone(),
                value: Zeroizing::new(value.to_owned()),
            })
        };
        let mut lines: Vec<Line> = shown.fields().filter_map(line).collect();
        lines.sort_by_key(|line| line.field != RULES);
        Self { lines }
    }

    /// What of it is still agreed to.
    #[must_use]
    pub fn cut_to(&self, agreed: &Agreed) -> Self {
        let lines = self.lines.iter();
        let kept = lines.filter(|line| agreed.allows(&line.field, line.class));
        Self {
            lines: kept.cloned().collect(),
        }
    }

    /// Whether there is nothing to open.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What could be opened, without what it says.
    pub fn names(&self) -> impl Iterator<Item = (&str, DataClass, &str)> {
        self.lines
            .iter()
            .map(|line| (line.field.as_str(), line.class, line.why.as_str()))
    }

    /// A line, with the rules of contact before it where there are some.
    pub fn open(&self, field: &str) -> Option<Vec<&Line>> {
        let wanted = self.lines.iter().find(|line| line.field == field)?;
        let rules = self.lines.iter().find(|line| line.field == RULES);
        let mut opened: Vec<&Line> = rules
            .filter(|rules| rules.field != wanted.field)
            .into_iter()
            .collect();
        opened.push(wanted);
        Some(opened)
    }
}

/// Names only: what somebody said is never printed.
impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.lines.iter().map(|line| &line.field))
            .finish()
    }
}
