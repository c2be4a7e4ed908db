//! What a drawing says, and what it does not.

use super::*;
use crate::domain::words::Lang;

fn chart(kind: Kind, rows: usize, series: &[&[Value]]) -> Chart {
    let series = series.iter().enumerate().map(|(at, values)| Series {
        name: format!("Kind {at}"),
        values: values.to_vec(),
    });
    Chart {
        id: "c",
        title: "Counts".into(),
        rows_are: "Row".into(),
        rows: (0..rows).map(|row| format!("Row {row}")).collect(),
        series: series.collect(),
        kind,
        totals: None,
        locale: Locale::of_lang(Lang::Ar),
    }
}

fn svg(chart: &Chart) -> String {
    let html = chart.render().expect("a chart");
    let from = html.find("<svg").expect("a drawing");
    html[from..html.find("</svg>").expect("its end")].to_owned()
}

#[test]
fn bars_are_as_long_as_their_numbers_and_stand_behind_each_other() {
    let n = Value::Number;
    let chart = Chart {
        locale: Locale::of_lang(Lang::En),
        ..chart(Kind::Bars, 2, &[&[n(10), n(30)], &[n(5), n(0)]])
    };
    let bars = chart.bars();
    let widths =
        |row: usize| -> Vec<i64> { bars[row].pieces.iter().map(|one| one.width).collect() };
    assert_eq!((widths(0), widths(1)), (vec![70, 35], vec![210]));
    assert_eq!(bars[0].pieces[1].x, 74);
    assert_eq!(bars[0].pieces[1].fill, "url(#c-1)");
    assert_eq!((bars[0].start, bars[0].end), (4, 115));
}

#[test]
fn bars_begin_at_the_right_where_lines_of_text_do() {
    let n = Value::Number;
    let chart = chart(Kind::Bars, 2, &[&[n(10), n(30)], &[n(5), n(0)]]);
    let bars = chart.bars();
    let places: Vec<i64> = bars[0].pieces.iter().map(|one| one.x).collect();
    assert_eq!(places, vec![246, 211]);
    assert_eq!((bars[0].start, bars[0].end), (316, 205));
    assert_eq!(chart.anchor(), "end");
}

#[test]
fn words_keep_their_own_direction_in_a_drawing() {
    let n = Value::Number;
    let bars = chart(Kind::Bars, 1, &[&[n(1)], &[n(2)]]);
    let lines = chart(Kind::Lines, 2, &[&[n(1), n(2)]]);
    assert!(svg(&bars).contains(">\u{2068}Row 0\u{2069}<"));
    assert!(svg(&bars).contains(">\u{2068}Kind 1\u{2069}<"));
    assert!(svg(&lines).contains(">\u{2068}Row 1\u{2069}<"));
}

#[test]
fn lines_reach_from_the_first_to_the_last() {
    let values: Vec<Value> = [0, 5, 10].map(Value::Number).into();
    let chart = chart(Kind::Lines, 3, &[&values]);
    assert_eq!(chart.lines()[0].path, "M12 150L160 87L308 24");
    assert_eq!(chart.ends(), (isolated("Row 0"), isolated("Row 2")));
}

#[test]
fn what_is_not_told_has_no_length_and_says_so() {
    let chart = chart(
        Kind::Bars,
        3,
        &[&[Value::Few, Value::Hidden, Value::Number(20)]],
    );
    assert!(chart.bars()[0].pieces.is_empty() && chart.bars()[1].pieces.is_empty());
    let html = chart.render().expect("a chart");
    assert!(html.contains(&chart.t("chart-hidden")));
    assert!(
        !Chart {
            rows: vec![],
            series: vec![],
            ..chart
        }
        .is_drawn()
    );
}

#[test]
fn a_part_that_is_not_told_makes_no_false_total() {
    let (n, few, hidden) = (Value::Number, Value::Few, Value::Hidden);
    let counts: [&[Value]; 2] = [&[n(40), hidden, few, n(30)], &[few, few, few, n(5)]];
    let two = chart(Kind::Bars, 4, &counts);
    let behind =
        |chart: &Chart| -> Vec<String> { chart.bars().into_iter().map(|bar| bar.number).collect() };
    let [not_shown, fewer] = ["chart-hidden", "chart-few"].map(|id| isolated(&two.t(id)));
    let said = [&not_shown, &not_shown, &not_shown, &isolated("35")];
    assert_eq!(behind(&two).iter().collect::<Vec<_>>(), said);
    assert!(two.description().contains(&two.t("chart-hidden")));
    let with_totals = Chart {
        totals: Some(Totals {
            name: "All".into(),
            rows: vec![n(45), hidden, few, n(35)],
            columns: vec![n(70), few],
            all: n(80),
        }),
        ..two
    };
    let said = [&isolated("45"), &not_shown, &fewer, &isolated("35")];
    assert_eq!(behind(&with_totals).iter().collect::<Vec<_>>(), said);
    let line = chart(Kind::Lines, 2, &[&[n(1), few]]);
    assert!(!line.is_drawn());
}

#[test]
fn a_drawing_stays_small_and_every_number_stands_in_the_table() {
    let many: Vec<Value> = (0..52).map(|n| Value::Number(n * 137 % 1_000)).collect();
    let lines = chart(Kind::Lines, 52, &[&many, &many]);
    let bars = chart(Kind::Bars, 52, &[&many, &many, &many, &many, &many]);
    for chart in [lines, bars] {
        let drawn = svg(&chart);
        assert!(drawn.len() < 6_000, "{} bytes", drawn.len());
        let html = chart.render().expect("a chart");
        assert_eq!(html.matches("<tr").count(), 53);
    }
}
