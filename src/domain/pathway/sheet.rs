//! Rows of a spreadsheet with a header, and errors that name the cell.

use std::str::FromStr;

/// What is wrong with a table, and in which cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.place())]
pub struct TableError {
    /// The table, like `rules`.
    pub table: &'static str,
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: usize,
    /// The column's name; empty when the whole row or table is meant.
    pub column: String,
    /// The character within the cell, counted from 1, where a condition is wrong.
    pub character: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl TableError {
    fn place(&self) -> String {
        let column = if self.column.is_empty() {
            String::new()
        } else {
            format!(", column {}", self.column)
        };
        let character = self
            .character
            .map_or(String::new(), |at| format!(", character {at}"));
        format!(
            "{}, row {}{column}{character}: {}",
            self.table, self.row, self.message
        )
    }
}

/// A table with the columns that it must have.
pub(super) struct Sheet<'a> {
    table: &'static str,
    columns: &'static [&'static str],
    /// For each of `columns`, its place in the rows; none for an optional one that is not there.
    places: Vec<Option<usize>>,
    rows: &'a [Vec<String>],
}

/// One row of a sheet; reading a cell that is wrong notes the error and gives nothing.
pub(super) struct Row<'a, 'e> {
    sheet: &'a Sheet<'a>,
    number: usize,
    cells: &'a [String],
    errors: &'e mut Vec<TableError>,
}

impl<'a> Sheet<'a> {
    /// Finds the columns by the header. Unknown, missing and repeated columns are errors: a misspelt column
    /// must not silently count as empty. A name with `?` before it may be missing: tables of before it do not have it.
    pub fn new(
        table: &'static str,
        columns: &'static [&'static str],
        rows: &'a [Vec<String>],
        errors: &mut Vec<TableError>,
    ) -> Option<Self> {
        let mut wrong = |column: &str, message: String| {
            errors.push(TableError {
                table,
                row: 1,
                column: column.to_owned(),
                character: None,
                message,
            });
        };
        let Some(header) = rows.first() else {
            wrong(
                "",
                format!(
                    "the table is empty; it needs the columns {}",
                    known(columns)
                ),
            );
            return None;
        };
        let header: Vec<&str> = header
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim())
            .collect();
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let (column, optional) = match column.strip_prefix('?') {
                Some(column) => (column, true),
                None => (*column, false),
            };
            match header.iter().filter(|name| **name == column).count() {
                1 => places.push(header.iter().position(|name| *name == column)),
                0 if optional => places.push(None),
                0 => wrong(column, "this column is missing".to_owned()),
                _ => wrong(column, "this column stands twice".to_owned()),
            }
        }
        for name in header
            .iter()
            .filter(|name| !name.is_empty() && !columns.iter().any(|c| named(c) == **name))
        {
            wrong(
                name,
                format!("this column is not known; there are {}", known(columns)),
            );
        }
        (places.len() == columns.len()).then_some(Self {
            table,
            columns,
            places,
            rows,
        })
    }

    /// Every row below the header that is not blank, given to `read`.
    pub fn each(&self, errors: &mut Vec<TableError>, mut read: impl FnMut(&mut Row<'_, '_>)) {
        for (index, cells) in self.rows.iter().enumerate().skip(1) {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                read(&mut Row {
                    sheet: self,
                    number: index + 1,
                    cells,
                    errors,
                });
            }
        }
    }
}

impl<'a> Row<'a, '_> {
    /// The cell's text without space around it; empty if the row is too short.
    pub fn text(&self, column: &'static str) -> &'a str {
        self.place(column)
            .and_then(|place| self.cells.get(place))
            .map_or("", |cell| cell.trim())
    }

    /// Whether the table has this optional column at all.
    pub fn has(&self, column: &'static str) -> bool {
        self.place(column).is_some()
    }

    fn place(&self, column: &'static str) -> Option<usize> {
        let mut columns = self.sheet.columns.iter();
        let place = columns.position(|name| named(name) == column);
        let place = place.expect("only columns that the sheet was made with are read");
        self.sheet.places[place]
    }

    /// A cell that must not be empty.
    pub fn required(&mut self, column: &'static str) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.wrong(column, "this must not be empty");
            return None;
        }
        Some(text)
    }

    /// A cell that holds one value of a kind.
    pub fn parsed<T: FromStr<Err: std::fmt::Display>>(
        &mut self,
        column: &'static str,
    ) -> Option<T> {
        let text = self.required(column)?;
        text.parse()
            .map_err(|error: T::Err| self.wrong(column, error.to_string()))
            .ok()
    }

    /// `yes` or `no`.
    pub fn yes_no(&mut self, column: &'static str) -> Option<bool> {
        match self.required(column)? {
            "yes" => Some(true),
            "no" => Some(false),
            other => {
                self.wrong(column, format!("{other:?} is neither yes nor no"));
                None
            }
        }
    }

    /// The words of a cell, separated by spaces.
    pub fn words(&self, column: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text(column).split_whitespace()
    }

    /// Notes that a cell is wrong.
    pub fn wrong(&mut self, column: &str, message: impl Into<String>) {
        self.wrong_at(column, None, message);
    }

    /// Notes that a cell is wrong from a character on.
    pub fn wrong_at(&mut self, column: &str, character: Option<usize>, message: impl Into<String>) {
        self.errors.push(TableError {
            table: self.sheet.table,
            row: self.number,
            column: column.to_owned(),
            character,
            message: message.into(),
        });
    }
}

fn known(columns: &'static [&'static str]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| named(column)).collect();
    names.join(", ")
}

/// A column's name as the header has it.
fn named(column: &'static str) -> &'static str {
    column.trim_start_matches('?')
}
