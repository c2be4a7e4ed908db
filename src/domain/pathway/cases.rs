//! A pathway's own test cases: people's situations, and what the rules must ask for them.
//!
//! Each rule needs a case that fires it and one that must not, so that nobody activates a table whose
//! rules do something else than their authors meant.

use std::collections::BTreeMap;

use super::sheet::{Row, Sheet, TableError};
use super::{Fired, Pathway};
use crate::domain::expression::FactKind;
use crate::domain::facts::{Facts, UNKNOWN_WORDS};
use crate::domain::words::Urgency;

const CASE_COLUMNS: &[&str] = &["case", "rule", "fires", "facts", "expected"];

/// What a run of test cases covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    /// How many cases were run.
    pub cases: usize,
    /// How many rules have a case that fires them and one that must not.
    pub rules: usize,
}

/// Runs the cases of a table with the columns `case,rule,fires,facts,expected`: a name; the rule that the
/// case is about and whether it fires (`yes`, `no`); facts like `danger=now; band=strong`; and everything
/// that the whole pathway must ask for, in order, like `protection_cm:U0 security:U0`.
///
/// # Errors
/// Every case that goes otherwise than it says, every cell that cannot be read, and every rule without a
/// case that fires it and one that must not.
pub fn run_cases(pathway: &Pathway, rows: &[Vec<String>]) -> Result<CaseReport, Vec<TableError>> {
    let mut errors = Vec::new();
    let mut count = 0;
    let mut covered: BTreeMap<&str, [bool; 2]> = pathway
        .rules()
        .map(|rule| (rule.id.as_str(), [false; 2]))
        .collect();
    if let Some(sheet) = Sheet::new("cases", CASE_COLUMNS, rows, &mut errors) {
        sheet.each(&mut errors, |row| {
            count += 1;
            run_case(pathway, row, &mut covered);
        });
    }
    for (rule, [does_not_fire, fires]) in &covered {
        for (missing, what) in [(!fires, "fires it"), (!does_not_fire, "must not fire it")] {
            if missing {
                errors.push(TableError {
                    table: "cases",
                    row: 1,
                    column: "rule".to_owned(),
                    character: None,
                    message: format!("{rule} has no case that {what}"),
                });
            }
        }
    }
    if errors.is_empty() {
        Ok(CaseReport {
            cases: count,
            rules: covered.len(),
        })
    } else {
        Err(errors)
    }
}

fn run_case(pathway: &Pathway, row: &mut Row<'_, '_>, covered: &mut BTreeMap<&str, [bool; 2]>) {
    row.required("case");
    let Some(facts) = facts(pathway, row) else {
        return;
    };
    let Some(expected) = expected(pathway, row) else {
        return;
    };
    let (Some(id), Some(fires)) = (row.required("rule"), row.yes_no("fires")) else {
        return;
    };
    let Some(rule) = pathway.rules().find(|rule| rule.id == id) else {
        return row.wrong("rule", format!("{id:?} is not a rule of this pathway"));
    };
    if rule.fires(&facts) == fires {
        if let Some(seen) = covered.get_mut(id) {
            seen[usize::from(fires)] = true;
        }
    } else {
        row.wrong(
            "fires",
            format!("{id} {}", if fires { "does not fire" } else { "fires" }),
        );
    }
    let fired = pathway.evaluate(&facts);
    let asked = |fired: &Fired<'_>| (fired.service.code.clone(), fired.urgency);
    if fired.iter().map(asked).collect::<Vec<_>>() != expected {
        let got: Vec<String> = fired
            .iter()
            .map(|one| format!("{}:{}", one.service.code, one.urgency))
            .collect();
        row.wrong(
            "expected",
            format!("the rules ask for \"{}\"", got.join(" ")),
        );
    }
}

fn facts(pathway: &Pathway, row: &mut Row<'_, '_>) -> Option<Facts> {
    let mut answers = Vec::new();
    for pair in row
        .text("facts")
        .split(';')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        match pair.split_once('=') {
            Some((name, value)) => {
                let (name, value) = (name.trim(), value.trim());
                let Some(kind) = pathway.vocabulary().get(name) else {
                    row.wrong("facts", format!("{name:?} is not a fact of this pathway"));
                    return None;
                };
                // A misspelt answer would make a case that tests nothing.
                if let Some(word) = foreign_word(kind, value) {
                    row.wrong("facts", format!("{word:?} is not an answer of {name}"));
                    return None;
                }
                answers.push((name, value));
            }
            None => {
                row.wrong("facts", format!("{pair:?} is not written like danger=now"));
                return None;
            }
        }
    }
    Some(answers.into_iter().collect())
}

/// A word that the fact's list does not have and that does not count as unknown.
fn foreign_word<'v>(kind: &FactKind, value: &'v str) -> Option<&'v str> {
    let (FactKind::One(words) | FactKind::Many(words)) = kind else {
        return None;
    };
    let known =
        |word: &str| words.iter().any(|known| known == word) || UNKNOWN_WORDS.contains(&word);
    value
        .split_ascii_whitespace()
        .find(|word| !words.is_empty() && !known(word))
}

fn expected(pathway: &Pathway, row: &mut Row<'_, '_>) -> Option<Vec<(String, Urgency)>> {
    let mut services = Vec::new();
    for word in row.words("expected") {
        let parsed = word.split_once(':').and_then(|(code, urgency)| {
            Some((
                pathway.service(code)?.code.clone(),
                urgency.parse::<Urgency>().ok()?,
            ))
        });
        match parsed {
            Some(pair) => services.push(pair),
            None => {
                row.wrong(
                    "expected",
                    format!("{word:?} is not a service and its urgency, like medical:U0"),
                );
                return None;
            }
        }
    }
    Some(services)
}
