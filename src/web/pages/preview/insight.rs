//! Samples of the pages of counts.

use super::*;
use crate::domain::disclosure::{COORDINATION, Cell, SharedTable, Table};
use crate::domain::referral::DeclineReason;
use crate::domain::second_look::Difference;
use crate::domain::words::Urgency;
use crate::web::pages::chart::{Chart, Kind, Series, Value};
use crate::web::pages::handlers::insight::printed_chart;
use crate::web::pages::insight::{
    Insight, InsightShared, LookAgain, Persons, PhoneEdits, Quality, SecondLooks, SharedBlock,
    SharedPart, TimelyRow,
};

const WEEK: i64 = 7 * 24 * 60;

fn chart(
    id: &'static str,
    (title, rows_are): (&str, &str),
    rows: Vec<String>,
    series: &[(&str, Vec<i64>)],
    kind: Kind,
) -> Chart {
    let one = |(name, values): &(&str, Vec<i64>)| Series {
        name: locale().t(name),
        values: values.iter().copied().map(Value::Number).collect(),
    };
    Chart {
        id,
        title: locale().t(title),
        rows_are: locale().t(rows_are),
        rows,
        series: series.iter().map(one).collect(),
        kind,
        totals: None,
        locale: locale(),
    }
}

/// Persons screened and interviewed, by week.
fn by_week(n: i64) -> (Vec<i64>, Vec<i64>) {
    let screened = (0..n).map(|week| (week * 37 + 11) % 61);
    let interviewed = (0..n).map(|week| (week * 13 + 3) % 17);
    (screened.collect(), interviewed.collect())
}

/// How many these are in all: what other charts say of the same persons.
fn persons(n: i64) -> (i64, i64) {
    let (screened, interviewed) = by_week(n);
    (screened.iter().sum(), interviewed.iter().sum())
}

fn weeks(n: i64) -> Chart {
    let rows = (0..n).rev().map(|week| {
        let day = locale().day(NOW - week * WEEK * MINUTE).text;
        match week {
            0 => locale().of("insight-week-running").s("day", day).into(),
            _ => day,
        }
    });
    let (screened, interviewed) = by_week(n);
    let series = [
        ("insight-screened", screened),
        ("insight-interviewed", interviewed),
    ];
    chart(
        "weeks",
        ("insight-weeks", "insight-week-of"),
        rows.collect(),
        &series,
        Kind::Lines,
    )
}

fn texts(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| locale().t(id)).collect()
}

fn groups(persons: i64) -> Chart {
    let rows = texts(&[
        "insight-women",
        "insight-men",
        "insight-girls",
        "insight-boys",
        "insight-unknown",
    ]);
    let series = [("insight-person", vec![persons - 112, 31, 65, 7, 9])];
    chart(
        "groups",
        ("insight-groups", "insight-group"),
        rows,
        &series,
        Kind::Bars,
    )
}

fn services(codes: &[&str]) -> Vec<String> {
    codes
        .iter()
        .map(|code| service_label(locale(), code))
        .collect()
}

fn asked() -> Chart {
    let rows = services(&[
        "medical",
        "safe_shelter",
        "protection_cm",
        "legal",
        "basic_needs",
    ]);
    let series = [
        ("insight-state-held", vec![12, 3, 8, 0, 1]),
        ("insight-state-waiting", vec![4, 9, 2, 1, 0]),
        ("insight-state-taken", vec![31, 12, 20, 5, 2]),
        ("insight-state-done", vec![55, 20, 14, 9, 3]),
        ("insight-state-ended", vec![6, 8, 1, 2, 0]),
    ];
    chart(
        "asked",
        ("insight-asked", "insight-service"),
        rows,
        &series,
        Kind::Bars,
    )
}

fn counted(weeks: i64) -> Persons {
    let unplaced = services(&["livelihoods", "safe_shelter"]);
    let series = [("insight-person", vec![23, 7])];
    Persons::Counted {
        at: when(12),
        unread: 2,
        charts: vec![
            groups(persons(weeks).0),
            chart(
                "unplaced",
                ("insight-unplaced", "insight-service"),
                unplaced,
                &series,
                Kind::Bars,
            ),
        ],
    }
}

fn timely(urgency: Option<Urgency>, name: &str, sent: i64) -> TimelyRow {
    TimelyRow {
        urgency,
        name: name.into(),
        sent,
        seen: (sent - 1, sent),
        answered: (sent - 2, sent),
        delivered: (0, sent / 2),
        median: (sent > 3).then(|| locale().span(97 * MINUTE)),
    }
}

fn periods(weeks: i64) -> Vec<Choice> {
    let chosen = format!("{weeks}w");
    let all = [
        ("4w", "insight-period-4w"),
        ("13w", "insight-period-13w"),
        ("52w", "insight-period-52w"),
    ];
    let choice = |(value, id)| Choice::new(value, locale().t(id)).chosen_if(&chosen);
    all.map(choice).into()
}

fn days(weeks: i64) -> (When, When) {
    let first = NOW - (weeks - 1) * WEEK * MINUTE;
    (locale().day(first), locale().day(NOW))
}

fn own(role: Role, who: Persons, count: i64) -> Insight {
    let reasons = [
        DeclineReason::NoCapacity,
        DeclineReason::WrongArea,
        DeclineReason::Safety,
    ];
    let reasons = reasons.map(|reason| locale().word(reason)).into();
    let declined = [
        ("insight-declined-others", vec![7, 3, 1]),
        ("insight-declined-own", vec![2, 0, 0]),
    ];
    let sites = ["XX0101", "XX0102", "XX0201"].map(str::to_owned);
    let mut sites = Vec::from(sites);
    sites.push(locale().t("insight-area-none"));
    let forms = [
        ("stage-screen", vec![180, 110, 53, 2]),
        ("stage-verify", vec![14, 9, 3, 0]),
    ];
    Insight {
        periods: periods(count),
        days: days(count),
        persons: persons(count),
        weeks: weeks(count),
        who,
        asked: asked(),
        timely: vec![
            timely(Some(Urgency::U0), "", 12),
            timely(Some(Urgency::U2), "", 3),
        ],
        providers: vec![
            timely(None, "Riverside Protection", 31),
            timely(None, "Lantern Legal Aid", 4),
        ],
        declined: chart(
            "declined",
            ("insight-declined", "insight-reason"),
            reasons,
            &declined,
            Kind::Bars,
        ),
        sites: chart(
            "sites",
            ("insight-sites", "insight-area"),
            sites,
            &forms,
            Kind::Bars,
        ),
        may_quality: role == Role::Supervisor,
        shell: shell(role, Here::Insight),
    }
}

fn nothing() -> Insight {
    let none = || {
        chart(
            "none",
            ("insight-asked", "insight-service"),
            vec![],
            &[],
            Kind::Bars,
        )
    };
    Insight {
        persons: (0, 0),
        asked: none(),
        timely: vec![],
        sites: none(),
        ..own(Role::DataManager, Persons::Counting, 13)
    }
}

fn quality(who: Persons, good: bool) -> Quality {
    let states = ["submission-state-sealed", "submission-state-damaged"];
    let (sent, forms) = (vec![461, 3], vec![4]);
    let states = chart(
        "states",
        ("insight-states", "insight-state"),
        texts(&states),
        &[("insight-forms", sent)],
        Kind::Bars,
    );
    let rows = match good {
        true => vec![],
        false => texts(&["stage-intake"]),
    };
    Quality {
        periods: periods(13),
        days: days(13),
        persons: persons(13).0,
        who,
        missing: match good {
            true => vec![],
            false => vec![
                "insight-missing-men",
                "insight-missing-boys",
                "insight-missing-disability",
                "insight-missing-host",
                "insight-missing-unknown",
            ],
        },
        states,
        damaged: if good { 0 } else { 3 },
        without_consent: chart(
            "consent",
            ("insight-no-consent", "insight-form"),
            rows,
            &[("insight-forms", forms)],
            Kind::Bars,
        ),
        twice: if good { 0 } else { 5 },
        phones: match good {
            true => vec![],
            false => vec![
                PhoneEdits {
                    name: Some("Phone A".into()),
                    sent: 90,
                    edits: 12,
                    damaged: 3,
                },
                PhoneEdits {
                    name: None,
                    sent: 4,
                    edits: 1,
                    damaged: 0,
                },
            ],
        },
        shell: shell(Role::Supervisor, Here::Insight),
    }
}

fn table(rows: &[&str], columns: &[&str], counts: &[&[u64]]) -> Table {
    let codes = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
    let mut table = Table::of(codes(rows), codes(columns));
    for (row, line) in rows.iter().zip(counts) {
        for (column, n) in columns.iter().zip(*line) {
            let cell: &mut Cell = table.cell(row, column).expect("a cell");
            cell.add(n / 2, &["a", "b"]);
            cell.add(n - n / 2, &["b", "a"]);
        }
    }
    table
}

fn printed(
    name: SharedTable,
    titles: (&'static str, &'static str),
    table: &Table,
    left_out: i64,
) -> SharedBlock {
    SharedBlock {
        id: name.as_str(),
        title: titles.0,
        means: titles.1,
        state: SharedPart::Printed {
            chart: Box::new(printed_chart(
                locale(),
                name,
                &table.published(&COORDINATION),
            )),
            at: when(900),
            left_out,
        },
    }
}

fn shared(tables: Vec<SharedBlock>) -> InsightShared {
    let month = locale().month(NOW - 5 * WEEK * MINUTE).text;
    InsightShared {
        months: vec![
            Choice::new("2026-10", month.as_str()).chosen_if("2026-10"),
            Choice::new("2026-09", locale().month(NOW - 9 * WEEK * MINUTE).text),
        ],
        month,
        tables,
        shell: shell(Role::Coordination, Here::Insight),
    }
}

fn suppressed() -> Vec<SharedBlock> {
    let reached = table(
        &["XX01", "XX02", "elsewhere"],
        &["female", "male", "other"],
        &[&[112, 61, 2], &[48, 23, 0], &[0, 1, 0]],
    );
    let services = [
        "medical",
        "safe_shelter",
        "legal",
        "tracing",
        "education",
        "livelihoods",
    ];
    let referred = table(
        &services,
        &["persons"],
        &[&[88], &[41], &[17], &[2], &[0], &[9]],
    );
    let in_time = table(
        &["U0", "U1", "U2", "U3"],
        &["in_time", "late"],
        &[&[12, 3], &[44, 16], &[61, 22], &[30, 28]],
    );
    let unplaced = table(
        &services,
        &["XX01", "XX02", "elsewhere"],
        &[
            &[0, 0, 0],
            &[22, 31, 3],
            &[0, 0, 0],
            &[7, 0, 0],
            &[0, 0, 0],
            &[0, 2, 0],
        ],
    );
    let none = table(
        &["no_capacity", "wrong_area", "safety"],
        &["persons"],
        &[&[0], &[1], &[0]],
    );
    vec![
        printed(
            SharedTable::Reached,
            ("insight-shared-reached", "insight-shared-reached-means"),
            &reached,
            1,
        ),
        printed(
            SharedTable::Referred,
            ("insight-shared-referred", "insight-shared-referred-means"),
            &referred,
            0,
        ),
        printed(
            SharedTable::InTime,
            ("insight-shared-in-time", "insight-shared-in-time-means"),
            &in_time,
            0,
        ),
        printed(
            SharedTable::Declined,
            ("insight-shared-declined", "insight-shared-declined-means"),
            &none,
            0,
        ),
        printed(
            SharedTable::Unplaced,
            ("insight-shared-unplaced", "insight-shared-unplaced-means"),
            &unplaced,
            1,
        ),
    ]
}

fn not_yet() -> Vec<SharedBlock> {
    let block = |id, title, means, state| SharedBlock {
        id,
        title,
        means,
        state,
    };
    vec![
        block(
            "reached",
            "insight-shared-reached",
            "insight-shared-reached-means",
            SharedPart::Locked { agencies: 2 },
        ),
        block(
            "referred",
            "insight-shared-referred",
            "insight-shared-referred-means",
            SharedPart::NotOver {
                from: locale().day(NOW + WEEK * MINUTE),
            },
        ),
    ]
}

fn looks(rows: Vec<LookAgain>, lock: Lock) -> SecondLooks {
    SecondLooks {
        shell: shell(Role::Supervisor, Here::Insight),
        lock,
        pager: Pager {
            previous: None,
            next: (!rows.is_empty()).then(|| "/second-looks?page=2".into()),
        },
        rows,
    }
}

fn look(n: i64, urgency: Urgency, differs: Option<(&str, &str, Difference)>) -> LookAgain {
    let label = |fact, word| facts::value_label(locale(), fact, word);
    LookAgain {
        id: format!("q7Rk2fWb{n:04}Zt5mXc8LpYvD0sHgJ1uE9oA3iN6kBw"),
        urgency,
        sent: when(n * 300),
        differs: differs
            .map(|(view, band, how)| (label("officer_view", view), label("band", band), how)),
    }
}

pub fn pages() -> Vec<Page> {
    let locked = |may_unlock| Persons::Locked {
        since: when(400),
        may_unlock,
    };
    let rows = vec![
        look(
            1,
            Urgency::U1,
            Some(("no_indication", "strong", Difference::Less)),
        ),
        look(2, Urgency::U2, Some(("possible", "none", Difference::More))),
        look(3, Urgency::U2, Some(("unsure", "weak", Difference::Unsure))),
    ];
    let hidden = vec![look(1, Urgency::U2, None)];
    vec![
        page("insight", &own(Role::Supervisor, counted(13), 13)),
        page("insight-year", &own(Role::FocalPoint, counted(52), 52)),
        page("insight-empty", &nothing()),
        page("insight-locked", &own(Role::FocalPoint, locked(true), 13)),
        page("insight-home", &own(Role::Caseworker, Persons::AtHome, 13)),
        page("insight-away", &own(Role::Supervisor, Persons::Away, 13)),
        page("insight-many", &own(Role::Supervisor, Persons::TooMany, 13)),
        page("insight-shared", &shared(suppressed())),
        page("insight-shared-waits", &shared(not_yet())),
        page("quality", &quality(counted(13), false)),
        page("quality-locked", &quality(locked(false), true)),
        page("second-looks", &looks(rows, Lock::Open)),
        page("second-looks-empty", &looks(vec![], Lock::Open)),
        page(
            "second-looks-locked",
            &looks(hidden, Lock::Locked { may_unlock: false }),
        ),
    ]
}
