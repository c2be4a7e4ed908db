//! pyxform's sentences, each beside the row that it is about.

use serde::Serialize;

/// One thing that pyxform says of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Whether it keeps the table from becoming a form.
    pub blocks: bool,
    /// The sheet, as far as it is known.
    pub sheet: Option<String>,
    /// The row, counted from 1 for the line of column names.
    pub row: Option<usize>,
    /// The row as it stands in the source, where that is text.
    pub source: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl Message {
    /// A warning about no row.
    pub fn warning(text: &str) -> Self {
        Self {
            blocks: false,
            sheet: None,
            row: None,
            source: None,
            message: text.to_owned(),
        }
    }

    /// `survey, row 12`, or `the table`.
    pub fn place(&self) -> String {
        match (&self.sheet, self.row) {
            (Some(sheet), Some(row)) => format!("{sheet}, row {row}"),
            (None, Some(row)) => format!("row {row}"),
            (Some(sheet), None) => sheet.clone(),
            (None, None) => "the table".to_owned(),
        }
    }
}

/// The messages in one text of pyxform's; `table` is the source where it is Markdown.
pub(super) fn read(text: &str, blocks: bool, table: Option<&Table>) -> Vec<Message> {
    let mut pieces: Vec<String> = Vec::new();
    for line in text.trim().lines() {
        match pieces.last_mut() {
            Some(piece) if !line.trim_start().starts_with(ROW) => {
                piece.push('\n');
                piece.push_str(line);
            }
            _ => pieces.push(line.trim_start().to_owned()),
        }
    }
    pieces.iter().map(|p| message(p, blocks, table)).collect()
}

const ROW: &str = "[row : ";

fn message(piece: &str, blocks: bool, table: Option<&Table>) -> Message {
    let (row, text) = match row_named(piece) {
        Some((row, rest)) => (Some(row), rest),
        None => (None, piece.to_owned()),
    };
    let named = between(&text, "On the '", "' sheet");
    // Rows without a sheet are the survey's: pyxform names the others.
    let sheet = named.or_else(|| row.map(|_| SURVEY.to_owned()));
    let (sheet, row) = match (row, table) {
        (None, Some(table)) => match table.row_with(&text) {
            Some(found) => (Some(SURVEY.to_owned()), Some(found)),
            None => (sheet, None),
        },
        _ => (sheet, row),
    };
    let source = table
        .zip(sheet.as_deref())
        .zip(row)
        .and_then(|((table, sheet), row)| table.row(sheet, row));
    Message {
        blocks,
        sheet,
        row,
        source: source.map(str::to_owned),
        message: text.trim().to_owned(),
    }
}

const SURVEY: &str = "survey";

/// The row that a text names, and the text without it.
fn row_named(piece: &str) -> Option<(usize, String)> {
    let (before, rest) = piece.split_once(ROW)?;
    let (number, after) = rest.split_once(']')?;
    Some((number.trim().parse().ok()?, format!("{before}{after}")))
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0.to_owned())
}

/// The rows of a Markdown source, counted as pyxform counts them.
#[derive(Debug, Default)]
pub(super) struct Table {
    sheets: Vec<(String, Vec<Row>)>,
}

#[derive(Debug)]
struct Row {
    line: String,
    cells: Vec<String>,
}

impl Table {
    /// Reads the tables. pyxform leaves out comments, lines of dashes without spaces, and rows without cells.
    pub(super) fn read(markdown: &str) -> Self {
        let mut sheets: Vec<(String, Vec<Row>)> = Vec::new();
        for line in markdown.lines().map(str::trim) {
            let inner = line.strip_prefix('|').and_then(|l| l.rsplit_once('|'));
            let Some((inner, _)) = inner else { continue };
            if inner.chars().all(|c| matches!(c, '|' | '-')) {
                continue;
            }
            let mut cells = split(inner);
            let first = cells.remove(0);
            if !first.is_empty() {
                sheets.push((first.to_lowercase(), Vec::new()));
            }
            if let Some((_, rows)) = sheets.last_mut()
                && cells.iter().any(|cell| !cell.is_empty())
            {
                let line = line.to_owned();
                rows.push(Row { line, cells });
            }
        }
        Self { sheets }
    }

    /// A row's text; the first is the one with column names.
    fn row(&self, sheet: &str, number: usize) -> Option<&str> {
        let rows = self.rows(sheet)?;
        Some(&rows.get(number.checked_sub(1)?)?.line)
    }

    fn rows(&self, sheet: &str) -> Option<&[Row]> {
        let named = self.sheets.iter().find(|(name, _)| name == sheet);
        named.map(|(_, rows)| rows.as_slice())
    }

    /// The one row of the survey with a cell that the text quotes: some of pyxform's sentences name no row.
    fn row_with(&self, text: &str) -> Option<usize> {
        let quoted: Vec<&str> = text.split('\'').skip(1).step_by(2).collect();
        let rows = self.rows(SURVEY)?.iter().enumerate().skip(1);
        let mut found = rows.filter(|(_, row)| row.cells.iter().any(|c| quoted.contains(&&**c)));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at + 1)
    }
}

/// Cells between bars; `\|` is a bar inside of one.
fn split(inner: &str) -> Vec<String> {
    let (mut cells, mut escaped) = (vec![String::new()], false);
    for c in inner.chars() {
        let last = cells.len() - 1;
        match c {
            '|' if escaped => {
                cells[last].pop();
                cells[last].push('|');
            }
            '|' => cells.push(String::new()),
            c => cells[last].push(c),
        }
        escaped = c == '\\';
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
