//! The pathway's five tables as files: CSV, as spreadsheets write it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::pathway::{CaseReport, Pathway, TableError, Tables, run_cases};

/// The tables' texts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFiles {
    /// `facts.csv`.
    pub facts: String,
    /// `services.csv`.
    pub services: String,
    /// `templates.csv`.
    pub templates: String,
    /// `rules.csv`.
    pub rules: String,
    /// `cases.csv`: what the rules are tested with.
    pub cases: String,
}

/// Tables that are no pathway.
#[derive(Debug, thiserror::Error)]
pub enum PathwayError {
    /// A file that cannot be read.
    #[error("{file}: {why}")]
    File {
        /// The file's name.
        file: String,
        /// Why.
        why: String,
    },
    /// Every cell that is wrong.
    #[error("{}", list(.0))]
    Cells(Vec<TableError>),
}

fn list(errors: &[TableError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl TableFiles {
    /// The tables that the program ships.
    pub fn shipped() -> Self {
        Self {
            facts: include_str!("../../../forms/pathway/facts.csv").to_owned(),
            services: include_str!("../../../forms/pathway/services.csv").to_owned(),
            templates: include_str!("../../../forms/pathway/templates.csv").to_owned(),
            rules: include_str!("../../../forms/pathway/rules.csv").to_owned(),
            cases: include_str!("../../../forms/pathway/cases.csv").to_owned(),
        }
    }

    /// The names of the five tables.
    pub const NAMES: [&str; 5] = ["facts", "services", "templates", "rules", "cases"];

    /// A table's text by its name.
    pub fn text(&self, table: &str) -> Option<&str> {
        Some(match table {
            "facts" => &self.facts,
            "services" => &self.services,
            "templates" => &self.templates,
            "rules" => &self.rules,
            "cases" => &self.cases,
            _ => return None,
        })
    }

    /// Puts another text in a table's place.
    pub fn replace(&mut self, table: &str, text: String) {
        let place = match table {
            "facts" => &mut self.facts,
            "services" => &mut self.services,
            "templates" => &mut self.templates,
            "rules" => &mut self.rules,
            "cases" => &mut self.cases,
            _ => return,
        };
        *place = text;
    }

    /// A table's rows, its header first.
    ///
    /// # Errors
    /// [`PathwayError::File`] for what is no table.
    pub fn sheet(&self, table: &str) -> Result<Vec<Vec<String>>, PathwayError> {
        rows(table, self.text(table).unwrap_or_default())
    }

    /// The tables of a folder.
    ///
    /// # Errors
    /// [`PathwayError::File`] for one that is missing or no UTF-8.
    pub fn read(folder: &Path) -> Result<Self, PathwayError> {
        let read = |file: &str| {
            std::fs::read_to_string(folder.join(file)).map_err(|error| PathwayError::File {
                file: folder.join(file).display().to_string(),
                why: error.to_string(),
            })
        };
        Ok(Self {
            facts: read("facts.csv")?,
            services: read("services.csv")?,
            templates: read("templates.csv")?,
            rules: read("rules.csv")?,
            cases: read("cases.csv")?,
        })
    }

    /// The tables as they are kept: a JSON object of texts.
    ///
    /// # Errors
    /// [`PathwayError::File`].
    pub fn from_json(text: &str) -> Result<Self, PathwayError> {
        serde_json::from_str(text).map_err(|error| PathwayError::File {
            file: "tables".to_owned(),
            why: error.to_string(),
        })
    }

    /// Compiles them.
    ///
    /// # Errors
    /// Everything that is wrong, with table, row, column and character.
    pub fn compile(&self) -> Result<Pathway, PathwayError> {
        let (facts, services) = (
            rows("facts", &self.facts)?,
            rows("services", &self.services)?,
        );
        let templates = rows("templates", &self.templates)?;
        let rules = rows("rules", &self.rules)?;
        Pathway::compile(Tables {
            facts: &facts,
            services: &services,
            templates: &templates,
            rules: &rules,
        })
        .map_err(PathwayError::Cells)
    }

    /// Compiles them and runs their own test cases.
    ///
    /// # Errors
    /// As [`TableFiles::compile`]; every case that goes otherwise than it says.
    pub fn test(&self) -> Result<(Pathway, CaseReport), PathwayError> {
        let pathway = self.compile()?;
        let report =
            run_cases(&pathway, &rows("cases", &self.cases)?).map_err(PathwayError::Cells)?;
        Ok((pathway, report))
    }
}

fn rows(table: &str, text: &str) -> Result<Vec<Vec<String>>, PathwayError> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.map(|row| row.iter().map(str::to_owned).collect()))
        .collect::<Result<_, _>>()
        .map_err(|error| PathwayError::File {
            file: format!("{table}.csv"),
            why: error.to_string(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_pass_their_own_cases() {
        let (_, report) = TableFiles::shipped()
            .test()
            .unwrap_or_else(|error| panic!("{error}"));
        assert!(report.cases > report.rules);
    }

    #[test]
    fn an_error_names_row_column_and_character() {
        let mut tables = TableFiles::shipped();
        tables.rules = tables
            .rules
            .replacen("${danger} = 'now'", "${danger} == 'now'", 1);
        let error = tables.compile().expect_err("a wrong operator").to_string();
        assert!(
            error.starts_with("rules, row 2, column when, character 11: "),
            "{error}"
        );
    }
}
