//! The table of all rows and the tests that carry their numbers agree.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::root;

const ROWS: usize = 163;

/// Numbers of the rows that a test's name carries: `row_071_072_pieces_…`.
fn numbers(name: &str) -> Vec<usize> {
    name.split('_')
        .skip(1)
        .map_while(|part| (part.len() == 3).then(|| part.parse().ok()).flatten())
        .collect()
}

/// Names of the tests in a file that carry rows.
fn carrying(text: &str) -> Vec<&str> {
    text.split("fn row_")
        .skip(1)
        .map(|rest| rest.split('(').next().unwrap())
        .collect()
}

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_row_is_in_the_table_and_carried_by_a_test() {
    let mut texts = Vec::new();
    files(&root().join("tests/openrosa/rows"), &mut texts);
    files(&root().join("src"), &mut texts);
    let mut tested: BTreeMap<usize, usize> = BTreeMap::new();
    for text in &texts {
        for name in carrying(text) {
            for row in numbers(&format!("row_{name}")) {
                *tested.entry(row).or_default() += 1;
            }
        }
    }
    let docs = std::fs::read_to_string(root().join("docs/openrosa.md")).unwrap();
    let (_, table) = docs.split_once("| row | choice | here |").unwrap();
    let mut lines: BTreeMap<usize, &str> = BTreeMap::new();
    for line in table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let row = cells[1].parse().unwrap_or_else(|_| panic!("{line}"));
        assert!(["", "C", "K", "own"].contains(&cells[2]), "{line}");
        assert!(
            lines.insert(row, cells[3]).is_none(),
            "row {row} stands twice"
        );
    }
    for row in 1..=ROWS {
        let said = lines
            .get(&row)
            .unwrap_or_else(|| panic!("no line for row {row}"));
        assert!(!said.is_empty(), "row {row} says nothing");
        assert!(
            tested.contains_key(&row) || said.starts_with("not tested:"),
            "row {row} has neither a test nor a reason"
        );
    }
    assert_eq!(lines.len(), ROWS);
    assert!(tested.keys().all(|row| (1..=ROWS).contains(row)));
}

/// Both databases see every story: each is written for both.
#[test]
fn every_row_s_story_runs_on_both_databases() {
    let mut texts = Vec::new();
    files(&root().join("tests/openrosa/rows"), &mut texts);
    for text in &texts {
        for name in carrying(text) {
            assert!(
                text.contains(&format!("on_both!(row_{name});")),
                "row_{name} runs on one database"
            );
        }
    }
}
