//! Attacks on printed tables: what somebody works out who knows the rules, the marks, and more than is printed.

use proptest::prelude::*;

use super::*;

const K: u64 = COORDINATION.fewest;
const AGENCIES: [&str; 4] = ["a", "b", "c", "d"];

fn codes(n: usize) -> Vec<String> {
    (0..n).map(|one| one.to_string()).collect()
}

/// A table in which each cell has so many persons of each agency, all received by two others in halves.
fn table(counts: &[Vec<[u64; 4]>]) -> Table {
    let columns = counts.first().map_or(0, Vec::len);
    let mut table = Table::of(codes(counts.len()), codes(columns));
    for (row, line) in counts.iter().enumerate() {
        for (column, of) in line.iter().enumerate() {
            let cell = table.cell(&row.to_string(), &column.to_string());
            let cell = cell.expect("a cell");
            for (agency, n) in AGENCIES.iter().zip(of) {
                cell.add(*n, &[agency]);
            }
        }
    }
    table
}

/// As [`table`], each count of two agencies in halves.
fn shared(counts: &[Vec<u64>]) -> Table {
    let halves = |n: &u64| [n / 2, n - n / 2, 0, 0];
    let counts: Vec<Vec<_>> = counts
        .iter()
        .map(|line| line.iter().map(halves).collect())
        .collect();
    table(&counts)
}

fn shown(counts: &[Vec<u64>]) -> Vec<Vec<Shown>> {
    shared(counts).published(&COORDINATION).cells
}

#[test]
fn prints_about_how_many_and_never_whether_nobody() {
    let table = shared(&[vec![5, 7, 8, 12, 13, 102], vec![40; 6]]);
    let printed = table.published(&COORDINATION);
    let about = [5, 5, 10, 10, 15, 100].map(Shown::About);
    assert_eq!(printed.cells[0], about);
    assert_eq!(printed.row_totals, [Shown::About(145), Shown::About(240)]);
    assert_eq!(printed.total, Shown::About(385));
    for few in 0..K {
        let printed = shared(&[vec![few]]).published(&COORDINATION);
        assert_eq!(printed.cells, [[Shown::Few]]);
        assert_eq!(printed.total, Shown::Hidden);
    }
}

#[test]
fn one_agency_is_no_table_and_neither_is_nearly_one() {
    let printed = |of: [u64; 4]| table(&[vec![of]]).published(&COORDINATION).cells[0][0];
    assert_eq!(printed([50, 0, 0, 0]), Shown::Hidden);
    assert_eq!(printed([41, 9, 0, 0]), Shown::Hidden, "82 %");
    assert_eq!(printed([40, 10, 0, 0]), Shown::About(50), "80 %");
    let mut received = Table::of(codes(1), codes(1));
    let cell = received.cell("0", "0").expect("a cell");
    cell.add(10, &["a", "c"]);
    cell.add(10, &["b", "c"]);
    let printed = received.published(&COORDINATION);
    assert_eq!(printed.cells[0][0], Shown::Hidden, "one received them all");
}

#[test]
fn what_is_hidden_is_not_alone_in_its_line_and_has_no_total() {
    let printed = shared(&[vec![2, 20, 30], vec![25, 35, 45], vec![50, 60, 70]]);
    let printed = printed.published(&COORDINATION);
    assert_eq!(
        printed.cells[0],
        [Shown::Few, Shown::Hidden, Shown::About(30)]
    );
    assert_eq!(
        printed.cells[1],
        [Shown::Hidden, Shown::Hidden, Shown::About(45)]
    );
    assert_eq!(printed.cells[2], [50, 60, 70].map(Shown::About));
    let totals = [Shown::Hidden, Shown::Hidden, Shown::About(180)];
    assert_eq!(printed.row_totals, totals);
    assert_eq!(printed.column_totals[2], Shown::About(145));
    assert_eq!(printed.total, Shown::Hidden);
}

#[test]
fn a_line_hides_more_where_its_total_would_tell() {
    // One alone, and two that whoever knew the total would know to be one person.
    assert_eq!(
        shown(&[vec![0, 20, 30]])[0],
        [Shown::Few, Shown::Hidden, Shown::About(30)]
    );
    let one = shown(&[vec![1, 0, 20, 30]]);
    assert_eq!(
        one[0],
        [Shown::Few, Shown::Few, Shown::Hidden, Shown::About(30)]
    );
    // All of them four.
    let all = shown(&[vec![4, 4, 20, 30]]);
    assert_eq!(
        all[0],
        [Shown::Few, Shown::Few, Shown::Hidden, Shown::About(30)]
    );
    // Nobody is no group, and of several few ones a total tells little.
    let nobody = shown(&[vec![0, 0, 20, 30]]);
    assert_eq!(
        nobody[0],
        [Shown::Few, Shown::Few, Shown::About(20), Shown::About(30)]
    );
    assert_eq!(shown(&[vec![1, 2, 0, 4, 30]])[0][4], Shown::About(30));
}

#[test]
fn reads_back_what_it_printed() {
    let printed = shared(&[vec![2, 20, 30], vec![25, 35, 45]]).published(&COORDINATION);
    let json = serde_json::to_string(&printed).expect("a table");
    assert!(json.contains("[\"<5\",null,30]"), "{json}");
    assert_eq!(
        serde_json::from_str::<Published>(&json).expect("back"),
        printed
    );
}

#[test]
fn a_table_follows_another_only_by_what_could_be_printed() {
    let first = table(&[vec![[10, 10, 0, 0], [20, 20, 0, 0]]]);
    let follows = |counts: [[u64; 4]; 2]| {
        table(&[counts.to_vec()]).may_follow(std::slice::from_ref(&first), &COORDINATION)
    };
    assert_eq!(
        follows([[10, 10, 0, 0], [20, 20, 0, 0]]),
        Ok(()),
        "nothing changed"
    );
    assert_eq!(
        follows([[11, 10, 0, 0], [20, 20, 0, 0]]),
        Err(TooClose),
        "one person"
    );
    assert_eq!(
        follows([[30, 10, 0, 0], [20, 20, 0, 0]]),
        Err(TooClose),
        "one agency"
    );
    assert_eq!(
        follows([[10, 10, 9, 1], [20, 20, 0, 0]]),
        Err(TooClose),
        "nearly one"
    );
    assert_eq!(follows([[13, 13, 0, 0], [20, 20, 0, 0]]), Ok(()));
    assert_eq!(
        follows([[13, 7, 0, 0], [20, 20, 0, 0]]),
        Err(TooClose),
        "moved"
    );
    assert_eq!(
        follows([[10, 10, 0, 0], [20, 20, 2, 0]]),
        Err(TooClose),
        "elsewhere"
    );
    let other = Table::of(codes(2), codes(2));
    assert_eq!(other.may_follow(&[first], &COORDINATION), Err(TooClose));
}

/// What an attacker knows of a cell: from, to (none: no end).
type Interval = (u64, Option<u64>);

/// Narrows what is known of cells by lines whose sums are known, until nothing narrows any more.
fn solved(mut cells: Vec<Interval>, lines: &[(Vec<usize>, Interval)]) -> Vec<Interval> {
    loop {
        let before = cells.clone();
        for (places, (least, most)) in lines {
            for place in places {
                let others = || {
                    places
                        .iter()
                        .filter(|other| *other != place)
                        .map(|other| cells[*other])
                };
                let lows: u64 = others().map(|(low, _)| low).sum();
                let highs: Option<u64> = others().map(|(_, high)| high).sum();
                let (mut low, mut high) = cells[*place];
                if let Some(most) = most {
                    let top = most.saturating_sub(lows);
                    high = Some(high.map_or(top, |high| high.min(top)));
                }
                if let Some(highs) = highs {
                    low = low.max(least.saturating_sub(highs));
                }
                cells[*place] = (low, high);
            }
        }
        if cells == before {
            return cells;
        }
    }
}

fn places(rows: usize, columns: usize) -> Vec<Vec<usize>> {
    let row = |r: usize| (0..columns).map(|c| r * columns + c).collect();
    let column = |c: usize| (0..rows).map(|r| r * columns + c).collect();
    (0..rows).map(row).chain((0..columns).map(column)).collect()
}

/// Counts as small programmes have them: many of nobody and of a few, some of many.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0u64..5, 2 => 5u64..12, 2 => 12u64..80]
}

fn counts() -> impl Strategy<Value = Vec<Vec<[u64; 4]>>> {
    let cell = prop_oneof![
        count().prop_map(|n| [n / 2, n - n / 2, 0, 0]),
        count().prop_map(|n| [n, 0, 0, 0]),
        [count(), count(), count(), count()],
    ];
    (1usize..6, 1usize..6).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(cell.clone(), columns), rows)
    })
}

fn truth(counts: &[Vec<[u64; 4]>]) -> Vec<Vec<u64>> {
    let row = |row: &Vec<[u64; 4]>| row.iter().map(|of| of.iter().sum()).collect();
    counts.iter().map(row).collect()
}

/// What a mark alone says.
fn said(shown: Shown) -> Interval {
    match shown {
        Shown::About(n) => (n.saturating_sub(2).max(K), Some(n + 2)),
        Shown::Few => (0, Some(K - 1)),
        // Whoever knows the rules knows that a count below the threshold would have been said.
        Shown::Hidden => (K, None),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever has the printed table with its totals, and knows every rule, knows of a hidden cell what its mark says and
    /// nothing more.
    #[test]
    fn the_printed_totals_give_nothing_away(counts in counts()) {
        let printed = table(&counts).published(&COORDINATION);
        let (rows, columns) = (printed.rows.len(), printed.columns.len());
        let cells: Vec<Shown> = printed.cells.iter().flatten().copied().collect();
        let totals = printed.row_totals.iter().chain(&printed.column_totals).chain([&printed.total]);
        let mut lines = places(rows, columns);
        lines.push((0..rows * columns).collect());
        let known: Vec<_> = lines.iter().zip(totals).filter_map(|(line, total)| match total {
            Shown::About(n) => {
                let off = 2 * line.len() as u64;
                Some((line.clone(), (n.saturating_sub(off), Some(n + off))))
            }
            _ => None,
        }).collect();
        let solved = solved(cells.iter().map(|one| said(*one)).collect(), &known);
        for (shown, found) in cells.iter().zip(solved) {
            if !matches!(shown, Shown::About(_)) {
                prop_assert_eq!(found, said(*shown));
            }
        }
    }

    /// For somebody who learns elsewhere the exact total of every line of which something is printed, and the exact count of
    /// every printed cell: of each other cell three values or more are left, unless nobody at all is in them.
    #[test]
    fn not_even_exact_totals_from_elsewhere_do(counts in counts()) {
        let printed = table(&counts).published(&COORDINATION);
        let (rows, columns) = (printed.rows.len(), printed.columns.len());
        let cells: Vec<Shown> = printed.cells.iter().flatten().copied().collect();
        let truth: Vec<u64> = truth(&counts).concat();
        let start: Vec<Interval> = cells.iter().zip(&truth).map(|(shown, n)| match shown {
            Shown::About(_) => (*n, Some(*n)),
            other => said(*other),
        }).collect();
        for line in places(rows, columns) {
            if !line.iter().any(|place| matches!(cells[*place], Shown::About(_))) {
                continue;
            }
            let sum: u64 = line.iter().map(|place| truth[*place]).sum();
            let hidden = line.iter().filter(|place| !matches!(cells[**place], Shown::About(_)));
            if hidden.map(|place| truth[*place]).sum::<u64>() == 0 {
                continue;
            }
            let found = solved(start.clone(), &[(line.clone(), (sum, Some(sum)))]);
            for place in line {
                if !matches!(cells[place], Shown::About(_)) {
                    let (low, high) = found[place];
                    prop_assert!(high.is_none_or(|high| high >= low + 2), "{:?}", found[place]);
                }
            }
        }
    }

    /// No printed cell is of few persons, of one agency, or nearly; no printed total has a hidden cell in it.
    #[test]
    fn nothing_printed_is_of_few_or_of_one(counts in counts()) {
        let printed = table(&counts).published(&COORDINATION);
        for (of, shown) in counts.iter().flatten().zip(printed.cells.iter().flatten()) {
            let (sum, most) = (of.iter().sum::<u64>(), of.iter().max().copied().unwrap_or(0));
            match shown {
                Shown::About(n) => {
                    prop_assert!(sum >= K && most * 100 <= sum * 80 && n.abs_diff(sum) <= 2 && n % 5 == 0);
                    prop_assert!(of.iter().filter(|n| **n > 0).count() >= 2);
                }
                Shown::Few => prop_assert!(sum < K),
                Shown::Hidden => prop_assert!(sum >= K),
            }
        }
        for (row, total) in printed.cells.iter().zip(&printed.row_totals) {
            let whole = row.iter().all(|one| matches!(one, Shown::About(_)));
            prop_assert_eq!(whole, matches!(total, Shown::About(_)));
        }
    }

    /// A stricter rule never prints for its own sake what a looser one withholds.
    #[test]
    fn stricter_rules_let_no_more_through(
        of in [count(), count(), count(), count()],
        fewest in 5u64..20, agencies in 2usize..4, largest in 40u64..=80,
    ) {
        let mut cell = Cell::default();
        for (agency, n) in AGENCIES.iter().zip(of) {
            cell.add(n, &[agency]);
        }
        let strict = Rules { fewest, agencies, largest, ..COORDINATION };
        prop_assert!(!strict.lets(&cell) || COORDINATION.lets(&cell));
    }

    /// Counting again and again, and releasing what may follow: the difference of any two releases is nothing, or enough
    /// persons of more than one agency.
    #[test]
    fn two_releases_tell_no_more_than_one(
        first in counts(),
        later in prop::collection::vec((0usize..25, [0u64..9, 0u64..9, 0u64..3, 0u64..2]), 1..12),
    ) {
        let (mut counts, mut released) = (first, Vec::<(Table, Vec<Vec<[u64; 4]>>)>::new());
        let cells = counts.len() * counts[0].len();
        let columns = counts[0].len();
        let mut release = |counts: &Vec<Vec<[u64; 4]>>| {
            let next = table(counts);
            let earlier: Vec<Table> = released.iter().map(|(table, _)| table.clone()).collect();
            if next.may_follow(&earlier, &COORDINATION).is_ok() {
                released.push((next, counts.clone()));
            }
        };
        release(&counts);
        for (place, more) in later {
            let place = place % cells;
            for (n, more) in counts[place / columns][place % columns].iter_mut().zip(more) {
                *n += more;
            }
            release(&counts);
        }
        for (at, (_, one)) in released.iter().enumerate() {
            for (_, other) in &released[at + 1..] {
                for (one, other) in one.iter().flatten().zip(other.iter().flatten()) {
                    let changed: Vec<u64> = one.iter().zip(other).map(|(a, b)| a.abs_diff(*b)).collect();
                    let sum: u64 = changed.iter().sum();
                    let agencies = changed.iter().filter(|n| **n > 0).count();
                    prop_assert!(sum == 0 || (sum >= K && agencies >= 2), "{:?}", changed);
                }
            }
        }
    }
}
