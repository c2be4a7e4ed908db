//! What a table of counts may say outside the agencies whose people it counts (domain brief 6.2). Pure: it is handed true
//! counts with who contributed them, and answers what may be printed.
//!
//! A cell is printed, rounded, when it counts enough persons, of enough agencies, none of which is nearly all of it. A count
//! below the threshold prints as fewer than that, none included: that nobody spoke is told as little as that somebody did.
//! Where one cell of a row or column is not printed, others are hidden too, until even somebody who learns that line's exact
//! total elsewhere cannot tell what they are; and a total with a hidden cell in it is not printed at all.
//!
//! A table that was printed before is printed anew only if what changed could itself be printed: see [`Table::may_follow`].
//! Which tables there are, and who counts them, is not decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::closed_set;

/// When a cell is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Persons, at least.
    pub fewest: u64,
    /// Agencies that contribute to it, at least; on each side.
    pub agencies: usize,
    /// What one of them is at most of it, in percent: it could take its own away.
    pub largest: u64,
    /// Printed as the nearest multiple of this.
    pub step: u64,
}

/// For the coordination body (domain brief 6.2, second line).
pub const COORDINATION: Rules = Rules {
    fewest: 5,
    agencies: 2,
    largest: 80,
    step: 5,
};

/// Persons, and who contributed them. The persons of a case that two agencies work on count once, and stand on the side of
/// receivers with both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    persons: u64,
    /// By agency: whose persons they are, and for what was sent, who received it.
    sides: Vec<BTreeMap<String, u64>>,
}

impl Cell {
    /// Adds a person; each side names the agencies that contribute them there, always the same number of sides.
    pub fn person(&mut self, sides: &[Vec<&str>]) {
        self.persons += 1;
        self.sides
            .resize(sides.len().max(self.sides.len()), BTreeMap::new());
        for (side, agencies) in self.sides.iter_mut().zip(sides) {
            for agency in agencies {
                *side.entry((*agency).to_owned()).or_default() += 1;
            }
        }
    }

    /// Adds persons; `agencies` names one agency for each side, always the same number of sides.
    pub fn add(&mut self, persons: u64, agencies: &[&str]) {
        self.persons += persons;
        self.sides
            .resize(agencies.len().max(self.sides.len()), BTreeMap::new());
        for (side, agency) in self.sides.iter_mut().zip(agencies) {
            *side.entry((*agency).to_owned()).or_default() += persons;
        }
    }

    /// How many persons.
    pub fn persons(&self) -> u64 {
        self.persons
    }

    fn is_nothing(&self) -> bool {
        self.persons == 0
            && self
                .sides
                .iter()
                .flat_map(BTreeMap::values)
                .all(|n| *n == 0)
    }

    fn difference(&self, earlier: &Self) -> Self {
        let sides = self.sides.len().max(earlier.sides.len());
        let side = |cell: &Self, place: usize| cell.sides.get(place).cloned().unwrap_or_default();
        let changed = |place| {
            let (now, before) = (side(self, place), side(earlier, place));
            let of = |all: &BTreeMap<String, u64>, who: &String| all.get(who).copied().unwrap_or(0);
            now.keys()
                .chain(before.keys())
                .map(|who| (who.clone(), of(&now, who).abs_diff(of(&before, who))))
                .collect()
        };
        Self {
            persons: self.persons.abs_diff(earlier.persons),
            sides: (0..sides).map(changed).collect(),
        }
    }
}

impl Rules {
    /// Whether a cell may be printed for its own sake.
    fn lets(&self, cell: &Cell) -> bool {
        let most = |side: &BTreeMap<String, u64>| side.values().max().copied().unwrap_or(0);
        let others = |side: &BTreeMap<String, u64>| {
            let contribute = side.values().filter(|n| **n > 0).count();
            contribute >= self.agencies && most(side) * 100 <= cell.persons * self.largest
        };
        cell.persons >= self.fewest && !cell.sides.is_empty() && cell.sides.iter().all(others)
    }

    fn rounded(&self, n: u64) -> u64 {
        (n + self.step / 2) / self.step * self.step
    }
}

/// True counts: for those who may know them only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Codes of its rows. They are the same whatever was counted: that a row is there tells nothing.
    pub rows: Vec<String>,
    /// Codes of its columns, likewise.
    pub columns: Vec<String>,
    cells: Vec<Vec<Cell>>,
}

/// What a cell, or a total, prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// About so many.
    About(u64),
    /// Fewer than the threshold, perhaps none.
    Few,
    /// Not shown: too few agencies, one that is nearly all of it, or another number that it would give away.
    Hidden,
}

/// What may be printed of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Codes of its rows.
    pub rows: Vec<String>,
    /// Codes of its columns.
    pub columns: Vec<String>,
    /// Row after row.
    pub cells: Vec<Vec<Shown>>,
    /// Of each row: the sum of what is printed in it, where all of it is.
    pub row_totals: Vec<Shown>,
    /// Of each column, likewise.
    pub column_totals: Vec<Shown>,
    /// Of everything, likewise.
    pub total: Shown,
}

closed_set! {
    /// The tables that there are for the coordination body: fixed, and each about one month that is over.
    pub enum SharedTable {
        /// Persons screened, by area and sex.
        Reached = "reached",
        /// Persons referred to another agency, by service.
        Referred = "referred",
        /// Persons by urgency: whether all of their referrals were answered in time.
        InTime = "in_time",
        /// Persons a referral of whom was declined, by reason.
        Declined = "declined",
        /// Persons for whom something was asked that could not be sent on, by service and area.
        Unplaced = "unplaced",
    }
}

impl SharedTable {
    /// Whether it is counted from opened answers: then it is counted once and never again.
    pub const fn is_opened(self) -> bool {
        matches!(self, Self::Reached | Self::Unplaced)
    }
}

/// A table was printed before, and what changed since is too few, or of too few agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what changed since it was released could tell of a few persons or of one agency")]
pub struct TooClose;

impl Table {
    /// A table of nobody.
    pub fn of(rows: Vec<String>, columns: Vec<String>) -> Self {
        let cells = vec![vec![Cell::default(); columns.len()]; rows.len()];
        Self {
            rows,
            columns,
            cells,
        }
    }

    /// A cell to add to. Of what has no row or column: none.
    pub fn cell(&mut self, row: &str, column: &str) -> Option<&mut Cell> {
        let at = |codes: &[String], code: &str| codes.iter().position(|one| one == code);
        let (row, column) = (at(&self.rows, row)?, at(&self.columns, column)?);
        self.cells.get_mut(row)?.get_mut(column)
    }

    /// What may be printed.
    pub fn published(&self, rules: &Rules) -> Published {
        let mut marks = Marks::of(self, rules);
        while marks.hide_one_more(rules) {}
        let cells: Vec<Vec<Shown>> = (0..self.rows.len())
            .map(|row| {
                (0..self.columns.len())
                    .map(|column| marks.shown((row, column), rules))
                    .collect()
            })
            .collect();
        let column = |at: usize| cells.iter().map(move |row| row[at]);
        Published {
            row_totals: cells.iter().map(|row| total(row.iter().copied())).collect(),
            column_totals: (0..self.columns.len())
                .map(|at| total(column(at)))
                .collect(),
            total: total(cells.iter().flatten().copied()),
            rows: self.rows.clone(),
            columns: self.columns.clone(),
            cells,
        }
    }

    /// Whether it may be printed after others of the same name and time: the difference from each of them must be nothing, or
    /// itself fit to be printed, in every cell.
    ///
    /// # Errors
    /// [`TooClose`].
    pub fn may_follow(&self, earlier: &[Self], rules: &Rules) -> Result<(), TooClose> {
        let fits = |one: &Self| {
            let same = one.rows == self.rows && one.columns == self.columns;
            let cells = self.cells.iter().flatten().zip(one.cells.iter().flatten());
            same && cells
                .map(|(now, before)| now.difference(before))
                .all(|changed| changed.is_nothing() || rules.lets(&changed))
        };
        match earlier.iter().all(fits) {
            true => Ok(()),
            false => Err(TooClose),
        }
    }
}

/// The sum of what is printed; nothing where something of it is not.
fn total(mut line: impl Iterator<Item = Shown>) -> Shown {
    let sum = line.try_fold(0, |sum, one| match one {
        Shown::About(n) => Some(sum + n),
        Shown::Few | Shown::Hidden => None,
    });
    sum.map_or(Shown::Hidden, Shown::About)
}

/// How a cell stands while a table is made ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Few,
    Hidden,
}

type Place = (usize, usize);

struct Marks {
    cells: Vec<Vec<(Mark, u64)>>,
}

impl Marks {
    fn of(table: &Table, rules: &Rules) -> Self {
        let mark = |cell: &Cell| match cell.persons {
            few if few < rules.fewest => Mark::Few,
            _ if rules.lets(cell) => Mark::Open,
            _ => Mark::Hidden,
        };
        let row = |row: &Vec<Cell>| row.iter().map(|cell| (mark(cell), cell.persons)).collect();
        Self {
            cells: table.cells.iter().map(row).collect(),
        }
    }

    fn at(&self, (row, column): Place) -> (Mark, u64) {
        self.cells[row][column]
    }

    fn shown(&self, place: Place, rules: &Rules) -> Shown {
        match self.at(place) {
            (Mark::Open, n) => Shown::About(rules.rounded(n)),
            (Mark::Few, _) => Shown::Few,
            (Mark::Hidden, _) => Shown::Hidden,
        }
    }

    /// Every row and column, as the places of its cells.
    fn lines(&self) -> Vec<Vec<Place>> {
        let (rows, columns) = (self.cells.len(), self.cells.first().map_or(0, Vec::len));
        let of_row = |row| (0..columns).map(|column| (row, column)).collect();
        let of_column = |column| (0..rows).map(|row| (row, column)).collect();
        (0..rows)
            .map(of_row)
            .chain((0..columns).map(of_column))
            .collect()
    }

    /// Hides one cell of a line whose total would give something away. False: no line does.
    fn hide_one_more(&mut self, rules: &Rules) -> bool {
        for line in self.lines() {
            if is_safe(line.iter().map(|place| self.at(*place)), rules) {
                continue;
            }
            let mut open: Vec<Place> = line
                .iter()
                .copied()
                .filter(|place| self.at(*place).0 == Mark::Open)
                .collect();
            open.sort_by_key(|place| self.at(*place).1);
            // The least that is enough; if none is, the most, and then another.
            let enough = |hidden: &Place| {
                let cells = line
                    .iter()
                    .map(|place| match (place == hidden, self.at(*place)) {
                        (true, (_, n)) => (Mark::Hidden, n),
                        (false, cell) => cell,
                    });
                is_safe(cells, rules)
            };
            let chosen = open.iter().find(|place| enough(place)).or(open.last());
            if let Some((row, column)) = chosen.copied() {
                self.cells[row][column].0 = Mark::Hidden;
                return true;
            }
        }
        false
    }
}

/// Whether whoever knows the marks of a line, its exact total and every open cell of it still cannot tell what the others are: at
/// least two are hidden, and of each so many values are left as are more than half of what "few" can be. That nobody at all
/// is in the hidden ones is no group. A line of which nothing is open prints nothing.
fn is_safe(line: impl Iterator<Item = (Mark, u64)>, rules: &Rules) -> bool {
    let (mut open, mut few, mut hidden, mut sum) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (mark, n) in line {
        match mark {
            Mark::Open => open += 1,
            Mark::Few => (few, sum) = (few + 1, sum + n),
            Mark::Hidden => (hidden, sum) = (hidden + 1, sum + n),
        }
    }
    if open == 0 || few + hidden == 0 {
        return true;
    }
    if few + hidden == 1 {
        return false;
    }
    let most = rules.fewest - 1;
    // From the least to the most that one of them can be, given how many others there are of each.
    let width = |few: u64, hidden: u64, from: u64, to: u64| {
        let to = to.min(sum.saturating_sub(hidden * rules.fewest));
        let from = match hidden {
            0 => from.max(sum.saturating_sub(few * most)),
            _ => from,
        };
        to.saturating_sub(from)
    };
    let left = rules.fewest / 2;
    let few_is_safe = few == 0 || width(few - 1, hidden, 0, most) >= left;
    let hidden_is_safe = hidden == 0 || width(few, hidden - 1, rules.fewest, u64::MAX) >= left;
    sum == 0 || (few_is_safe && hidden_is_safe)
}

/// A number, the text `<5`, or nothing.
impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::About(n) => serializer.serialize_u64(*n),
            Self::Few => serializer.serialize_str("<5"),
            Self::Hidden => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Said {
            About(u64),
            Few(serde::de::IgnoredAny),
        }
        Ok(match Option::<Said>::deserialize(deserializer)? {
            Some(Said::About(n)) => Self::About(n),
            Some(Said::Few(_)) => Self::Few,
            None => Self::Hidden,
        })
    }
}

#[cfg(test)]
mod tests;
