//! Charts, drawn here as SVG: bars, stacked bars and lines, each with the same numbers as a table below. Parts differ by pattern and
//! by mark, not only by colour; what colour there is comes from the page. Bars begin where lines of the language begin; time goes
//! from left to right in every language. A number that is not told is words, and takes nothing from a total.

use std::fmt::Write as _;

use askama::Template;

use crate::i18n::Locale;

/// Width of a drawing. Its letters are 14 high, and the style sheet draws it about as wide as this on every screen.
const WIDTH: i64 = 320;
/// What stays free at both sides of bars and words, and of lines with their marks.
const SIDE: i64 = 4;
const MARGIN: i64 = 12;
/// How long a bar is at most: a number or two words stand behind it.
const BAR: i64 = 210;
/// How high a bar with its label is.
const ROW: i64 = 42;
/// Height of a line drawing, and where its base stands.
const HEIGHT: i64 = 190;
const TOP: i64 = 24;
const BASE: i64 = 150;
/// Rows that are drawn; the table has all.
const MOST_ROWS: usize = 14;
/// Points that are drawn of a line.
const MOST_POINTS: usize = 60;

/// A number in a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many.
    Number(i64),
    /// Fewer than may be told, perhaps none.
    Few,
    /// Not shown.
    Hidden,
}

impl Value {
    fn is_told(self) -> bool {
        matches!(self, Self::Number(_))
    }

    fn drawn(self) -> i64 {
        match self {
            Self::Number(n) => n.max(0),
            Self::Few | Self::Hidden => 0,
        }
    }
}

/// One kind of thing that is counted.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name, in the viewer's language.
    pub name: String,
    /// A number for each row.
    pub values: Vec<Value>,
}

/// Totals of a table.
#[derive(Clone, Debug)]
pub struct Totals {
    /// Their name, in the viewer's language.
    pub name: String,
    /// Of each row; empty where there is one column only.
    pub rows: Vec<Value>,
    /// Of each column.
    pub columns: Vec<Value>,
    /// Of everything; shown where there are totals of rows.
    pub all: Value,
}

impl Totals {
    /// Of a row, if rows have any.
    pub fn of_row(&self, row: &usize) -> Option<&Value> {
        self.rows.get(*row)
    }

    /// Whether rows have totals.
    pub fn of_rows(&self) -> bool {
        !self.rows.is_empty()
    }
}

/// How it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bar for each row; of several kinds of things one behind the other.
    Bars,
    /// A line for each kind of thing; rows are moments, oldest first.
    Lines,
    /// Not: the table alone.
    Table,
}

/// A drawing and its table.
#[derive(Template)]
#[template(path = "chart.html")]
pub struct Chart {
    /// Its own on the page, for references.
    pub id: &'static str,
    /// What it shows, in the viewer's language.
    pub title: String,
    /// What rows are, likewise.
    pub rows_are: String,
    /// Names of rows, likewise.
    pub rows: Vec<String>,
    /// What is counted.
    pub series: Vec<Series>,
    /// How it is drawn.
    pub kind: Kind,
    /// What stands below and beside the table, and is not drawn: totals.
    pub totals: Option<Totals>,
    /// How the viewer reads.
    pub locale: Locale,
}

/// Words of their own direction: the drawing itself goes from left to right.
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// A piece of a bar.
pub struct Piece {
    x: i64,
    y: i64,
    width: i64,
    fill: String,
}

/// A row of bars with its words.
pub struct BarRow {
    label: String,
    number: String,
    y: i64,
    start: i64,
    end: i64,
    pieces: Vec<Piece>,
}

/// A line with its marks.
pub struct LineOf {
    path: String,
    dash: &'static str,
    marks: String,
}

impl Chart {
    /// Whether there is something to draw.
    pub fn is_drawn(&self) -> bool {
        match self.kind {
            Kind::Table => false,
            // A line cannot leave out a moment.
            Kind::Lines => self.most() > 0 && self.is_all_told(),
            Kind::Bars => self.most() > 0,
        }
    }

    fn is_all_told(&self) -> bool {
        let mut values = self.series.iter().flat_map(|one| &one.values);
        values.all(|value| value.is_told())
    }

    /// Whether the table stands open: where nothing is drawn, and where a drawing cannot show what is not told.
    pub fn has_table_open(&self) -> bool {
        !self.is_drawn() || !self.is_all_told()
    }

    /// Whether bars and words begin at the right.
    fn is_mirrored(&self) -> bool {
        self.locale.lang.dir() == "rtl"
    }

    /// Where something that is so wide begins, so far from where lines of the language begin.
    fn across(&self, from: i64, width: i64) -> i64 {
        match self.is_mirrored() {
            true => WIDTH - from - width,
            false => from,
        }
    }

    /// Which end of words stands where they are put.
    pub fn anchor(&self) -> &'static str {
        match self.is_mirrored() {
            true => "end",
            false => "start",
        }
    }

    /// Whether parts have to be told apart.
    pub fn has_legend(&self) -> bool {
        self.series.len() > 1
    }

    /// Whether the table has more columns than a narrow screen holds.
    pub fn is_wide(&self) -> bool {
        let of_rows = self.totals.as_ref().is_some_and(Totals::of_rows);
        self.series.len() + usize::from(of_rows) > 2
    }

    /// A message without variables.
    pub fn t(&self, id: &str) -> String {
        self.locale.t(id)
    }

    /// `viewBox` of the drawing.
    pub fn view_box(&self) -> String {
        let legend = match self.has_legend() {
            true => self.series.len() as i64 * 22,
            false => 0,
        };
        let height = match self.kind {
            Kind::Bars => self.shown_rows() as i64 * ROW,
            Kind::Lines | Kind::Table => HEIGHT,
        };
        format!("0 0 {WIDTH} {}", height + legend)
    }

    /// What the drawing says to somebody who does not see it.
    pub fn description(&self) -> String {
        let names: Vec<String> = self.series.iter().map(|one| one.name.clone()).collect();
        let id = match self.kind {
            Kind::Lines => "chart-desc-time",
            Kind::Bars | Kind::Table => "chart-desc-bars",
        };
        let text = self.locale.of(id).n("rows", self.rows.len());
        let text = text.s("what", self.locale.list(&names));
        // The longest bar is no number to tell where a part of it is not told.
        let most = match self.kind {
            Kind::Lines => self.locale.count(self.most()),
            Kind::Bars | Kind::Table => self.longest(),
        };
        text.s("most", most).into()
    }

    /// What stands behind the longest bar.
    fn longest(&self) -> String {
        let rows = 0..self.rows.len();
        let row = rows.max_by_key(|row| self.length(*row));
        row.map_or_else(String::new, |row| self.words(row))
    }

    /// How much of a row is drawn.
    fn length(&self, row: usize) -> i64 {
        let all = self.series.iter();
        all.map(|one| one.values.get(row).map_or(0, |value| value.drawn()))
            .sum()
    }

    /// What stands behind a bar: its number, or the total that the table has; else the sum, where all of it is told.
    fn words(&self, row: usize) -> String {
        let of_row = |one: &Series| one.values.get(row).copied();
        let values: Vec<Value> = self.series.iter().filter_map(of_row).collect();
        let published = self.totals.as_ref().and_then(|all| all.of_row(&row));
        match (values.as_slice(), published) {
            ([one], _) | (_, Some(one)) => self.number(one),
            (all, None) if all.iter().all(|value| value.is_told()) => {
                self.locale.count(self.length(row))
            }
            (_, None) => self.number(&Value::Hidden),
        }
    }

    fn shown_rows(&self) -> usize {
        self.rows.len().min(MOST_ROWS)
    }

    /// The largest that is drawn.
    fn most(&self) -> i64 {
        let of_row = |row: usize| -> i64 {
            let all = self.series.iter();
            let all = all.map(|one| one.values.get(row).map_or(0, |value| value.drawn()));
            match self.kind {
                Kind::Lines => all.max().unwrap_or(0),
                Kind::Bars | Kind::Table => self.length(row),
            }
        };
        (0..self.rows.len()).map(of_row).max().unwrap_or(0)
    }

    /// Bars, top down.
    pub fn bars(&self) -> Vec<BarRow> {
        let most = self.most().max(1);
        let row = |row: usize| {
            let (y, mut at) = (row as i64 * ROW, SIDE);
            let mut pieces = Vec::new();
            for (place, series) in self.series.iter().enumerate() {
                let n = series.values.get(row).map_or(0, |value| value.drawn());
                if n > 0 {
                    let width = (n.saturating_mul(BAR) / most).max(1);
                    let (x, y, fill) = (self.across(at, width), y + 18, self.fill(place));
                    pieces.push(Piece { x, y, width, fill });
                    at += width;
                }
            }
            BarRow {
                label: isolated(&self.rows[row]),
                number: isolated(&self.words(row)),
                y: y + 13,
                start: self.across(SIDE, 0),
                end: self.across(at + 6, 0),
                pieces,
            }
        };
        (0..self.shown_rows()).map(row).collect()
    }

    /// What is drawn of each kind of thing: how it is filled, and all of its pieces.
    pub fn shapes(&self) -> Vec<(String, String)> {
        let bars = self.bars();
        let shape = |place: usize| {
            let (fill, mut path) = (self.fill(place), String::new());
            for piece in bars.iter().flat_map(|bar| &bar.pieces) {
                if piece.fill == fill {
                    let (x, y, width) = (piece.x, piece.y, piece.width);
                    // Writing to a text does not fail.
                    let _ = write!(path, "M{x} {y}h{width}v14h-{width}z");
                }
            }
            (fill, path)
        };
        (0..self.series.len()).map(shape).collect()
    }

    /// Lines, in order.
    pub fn lines(&self) -> Vec<LineOf> {
        let most = self.most().max(1);
        let first = self.rows.len().saturating_sub(MOST_POINTS);
        let points = (self.rows.len() - first).max(2) as i64 - 1;
        let (begin, end) = self.sides();
        let line = |(place, series): (usize, &Series)| {
            let (mut path, mut marks) = (String::new(), String::new());
            for (at, value) in series.values.iter().skip(first).enumerate() {
                let x = begin + at as i64 * (end - begin) / points;
                let y = BASE - value.drawn().saturating_mul(BASE - TOP) / most;
                // Writing to a text does not fail.
                let _ = write!(path, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
                // A mark for each of many points would be a thick line.
                if series.values.len() <= 20 || value.drawn() == most {
                    let _ = match place {
                        0 => write!(marks, "M{} {y}a3 3 0 1 0 6 0a3 3 0 1 0-6 0", x - 3),
                        _ => write!(marks, "M{} {}h7v7h-7z", x - 3, y - 3),
                    };
                }
            }
            let dash = ["none", "6 4", "2 3"][place.min(2)];
            LineOf { path, dash, marks }
        };
        self.series.iter().enumerate().map(line).collect()
    }

    /// Where lines begin and end.
    pub fn sides(&self) -> (i64, i64) {
        (MARGIN, WIDTH - MARGIN)
    }

    /// Names of the first and the last moment.
    pub fn ends(&self) -> (String, String) {
        let first = self.rows.len().saturating_sub(MOST_POINTS);
        let name = |at: usize| isolated(self.rows.get(at).map_or("", String::as_str));
        (name(first), name(self.rows.len().saturating_sub(1)))
    }

    /// The largest number, beside the line on which it stands.
    pub fn top(&self) -> (String, i64, i64) {
        (self.locale.count(self.most()), TOP, BASE)
    }

    /// Where a sign of the legend begins and ends, and where its name stands.
    pub fn legend_at(&self) -> (i64, i64, i64) {
        let sign = self.across(SIDE, 18);
        (sign, sign + 18, self.across(SIDE + 24, 0))
    }

    /// Where the legend stands: name, height, fill, dash.
    pub fn legend(&self) -> Vec<(String, i64, String, &'static str)> {
        let from = match self.kind {
            Kind::Bars => self.shown_rows() as i64 * ROW,
            Kind::Lines | Kind::Table => HEIGHT,
        };
        let each = self.series.iter().enumerate().map(|(place, one)| {
            let dash = match self.kind {
                Kind::Lines => ["none", "6 4", "2 3"][place.min(2)],
                Kind::Bars | Kind::Table => "",
            };
            (
                isolated(&one.name),
                from + place as i64 * 22 + 14,
                self.fill(place),
                dash,
            )
        });
        each.collect()
    }

    /// Patterns, by their number: what each draws.
    pub fn patterns(&self) -> Vec<(usize, &'static str)> {
        let drawn = ["M0 8L8 0", "M1 4h3v3h-3z", "M0 4h8", "M0 0L8 8M0 8L8 0"];
        let used = self.series.len().saturating_sub(1).min(drawn.len());
        (1..).zip(drawn).take(used).collect()
    }

    fn fill(&self, place: usize) -> String {
        match (self.kind, place) {
            (Kind::Lines, _) => "none".to_owned(),
            (_, 0) => "currentColor".to_owned(),
            (_, n @ 1..=4) => format!("url(#{}-{n})", self.id),
            _ => "none".to_owned(),
        }
    }

    /// A number as the table has it.
    pub fn number(&self, value: &Value) -> String {
        match value {
            Value::Number(n) => self.locale.count(*n),
            Value::Few => self.t("chart-few"),
            Value::Hidden => self.t("chart-hidden"),
        }
    }

    /// A series' number in a row.
    pub fn at(&self, series: &Series, row: &usize) -> String {
        series
            .values
            .get(*row)
            .map_or_else(String::new, |value| self.number(value))
    }
}

#[cfg(test)]
mod tests;
