mod mistakes;
mod protecting;

use proptest::prelude::*;

use super::*;
use crate::domain::facts::Facts;

const FACTS: &str = include_str!("../../../forms/pathway/facts.csv");
const SERVICES: &str = include_str!("../../../forms/pathway/services.csv");
const TEMPLATES: &str = include_str!("../../../forms/pathway/templates.csv");
const RULES: &str = include_str!("../../../forms/pathway/rules.csv");
const CASES: &str = include_str!("../../../forms/pathway/cases.csv");

/// Splits the shipped tables; the program itself reads them with a real CSV reader, above this floor.
fn rows(csv: &str) -> Vec<Vec<String>> {
    csv.lines()
        .map(|line| {
            let (mut cells, mut quoted) = (vec![String::new()], false);
            for letter in line.chars() {
                match letter {
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    other => cells
                        .last_mut()
                        .expect("there is always a cell")
                        .push(other),
                }
            }
            cells
        })
        .collect()
}

/// The shipped pathway with one of its tables changed.
pub(crate) fn changed(table: &str, from: &str, to: &str) -> Result<Pathway, Vec<TableError>> {
    let text = |name: &str, csv: &str| {
        if name != table {
            return rows(csv);
        }
        assert!(csv.contains(from), "{table} has no {from:?}");
        rows(&csv.replacen(from, to, 1))
    };
    let (facts, services) = (text("facts", FACTS), text("services", SERVICES));
    let (templates, rules) = (text("templates", TEMPLATES), text("rules", RULES));
    Pathway::compile(Tables {
        facts: &facts,
        services: &services,
        templates: &templates,
        rules: &rules,
    })
}

/// The shipped pathway.
pub(crate) fn shipped() -> &'static Pathway {
    static SHIPPED: std::sync::LazyLock<Pathway> = std::sync::LazyLock::new(|| {
        changed("none", "", "").unwrap_or_else(|errors| panic!("{}", list(&errors)))
    });
    &SHIPPED
}

/// Facts written as in the table of cases.
pub(crate) fn facts(text: &str) -> Facts {
    text.split(';')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

/// What opens the gate of a screening.
const AGREED: [(&str, &str); 6] = [
    ("safe_now", "yes"),
    ("mode", "talk"),
    ("told_limits", "yes"),
    ("willing", "yes"),
    ("contact_ok", "yes"),
    ("is_child_now", "no"),
];
/// What opens the rules that guard something.
const OPENING: [(&str, &str); 12] = [
    ("age_group", "25_59"),
    ("law_enforcement", "yes_now"),
    ("services_received", "legal medical"),
    ("reflection", "no"),
    ("perp_links", "organised_group"),
    ("withhold_from", "AG02"),
    ("agreed_services", "tracing women_girls"),
    ("wishes", "reunify return"),
    ("expl_type", "sexual_exploitation debt_bondage"),
    ("decision", "other_protection_concern"),
    ("risk_level", "low"),
    ("caregiver_status", "absent"),
];

/// Any facts at all that the shipped forms could give, and some that they could not. Half of the people agreed,
/// and half lean towards what opens guarded rules: chance alone would never bring together what those ask for.
pub(crate) fn any_facts() -> impl Strategy<Value = Facts> {
    let drawn = prop::collection::vec(any::<u32>(), shipped().vocabulary().len());
    let opening = prop::sample::subsequence(OPENING.to_vec(), 0..=OPENING.len());
    (drawn, any::<bool>(), prop::option::of(opening)).prop_map(|(drawn, agreed, opening)| {
        let vocabulary = shipped().vocabulary().iter().zip(drawn);
        let mut facts: Facts = vocabulary
            .filter(|(_, drawn)| drawn % 2 == 1)
            .map(|((name, kind), drawn)| (name.clone(), any_answer(kind, drawn as usize / 2)))
            .collect();
        for (name, answer) in opening.into_iter().flatten() {
            facts.insert(name, answer.to_owned());
        }
        for (name, answer) in AGREED.into_iter().filter(|_| agreed) {
            facts.insert(name, answer.to_owned());
        }
        facts
    })
}

fn any_answer(kind: &FactKind, drawn: usize) -> String {
    const ODD: [&str; 5] = ["", "unknown", "prefer_not", "SS0101", "Amina, tent 4"];
    let word = |words: &[String], drawn: usize| match drawn % (words.len() + ODD.len()) {
        odd if odd < ODD.len() => ODD[odd].to_owned(),
        known => words[known - ODD.len()].clone(),
    };
    match kind {
        FactKind::One(words) => word(words, drawn),
        FactKind::Many(words) => {
            let second = (drawn / 97) % 3;
            let more = (0..second).map(|nth| word(words, drawn / (331 + nth)));
            [word(words, drawn)]
                .into_iter()
                .chain(more)
                .collect::<Vec<_>>()
                .join(" ")
        }
        FactKind::Number => ["17", "0", "-2.5", "many"][drawn % 4].to_owned(),
        FactKind::Date => ["2026-11-23", "soon"][drawn % 2].to_owned(),
        FactKind::Text => ODD[4].to_owned(),
    }
}

fn list(errors: &[TableError]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn asked(facts_text: &str) -> String {
    let pathway = shipped();
    let fired = pathway.evaluate(&facts(facts_text));
    fired
        .iter()
        .map(|one| format!("{}>{}:{}", one.rule.id, one.service.code, one.urgency))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_shipped_pathway_passes_its_own_cases() {
    let pathway = shipped();
    let report =
        run_cases(pathway, &rows(CASES)).unwrap_or_else(|errors| panic!("{}", list(&errors)));
    assert_eq!(report.rules, pathway.rules().count());
    assert!(report.cases >= 2 * report.rules);
    // All services of the brief, the independent channel, the supervisor's review and the data officer.
    assert_eq!(pathway.services().len(), 23);
}

#[test]
fn cases_fail_when_a_rule_changes_or_has_no_case() {
    let pathway =
        changed("rules", "'last_72h' or ${sv_time}", "'older' or ${sv_time}").expect("compiles");
    let errors = run_cases(&pathway, &rows(CASES)).expect_err("R03 changed");
    assert!(
        errors
            .iter()
            .any(|error| error.message == "R03 does not fire"),
        "{}",
        list(&errors)
    );

    let fewer: Vec<_> = rows(CASES)
        .into_iter()
        .filter(|row| row[1] != "R19")
        .collect();
    let errors = run_cases(shipped(), &fewer).expect_err("R19 has no case");
    assert_eq!(errors.len(), 2, "{}", list(&errors));
    assert!(errors[0].message.contains("R19 has no case that"));
}

#[test]
fn the_first_rule_with_the_highest_urgency_gives_the_cap() {
    assert_eq!(
        asked("danger=now; band=strong; contact_ok=yes"),
        "R01>protection_cm:U0 R01>security:U0"
    );
    assert_eq!(
        asked("is_child_now=yes; alone=unaccompanied_child; band=strong"),
        "R05>child_protection:U1 R08>protection_cm:U2"
    );
    // A later rule with a higher urgency takes over, and keeps the place of the earlier.
    let pathway = changed(
        "rules",
        "R30,9,",
        "R99,9,${band} = 'weak',,protection_cm,U1,area,yes,no,no,no,no,,,protective,more urgent\nR30,9,",
    )
    .expect("compiles");
    let facts = facts("officer_view=possible; displacement=migrant; band=weak");
    let fired = pathway.evaluate(&facts);
    assert_eq!(fired.len(), 2);
    assert_eq!(
        (fired[1].rule.id.as_str(), fired[1].urgency),
        ("R99", Urgency::U1)
    );
    assert!(!fired[1].share.allows("band", DataClass::D1));
}

/// Not a benchmark, only a guard against something quadratic: a hundred times what a release build needs.
#[test]
fn evaluating_the_whole_pathway_is_quick() {
    let pathway = shipped();
    let facts = facts(
        "danger=likely_soon; medical=no; sv_time=no; selfharm=no; is_child_now=no; alone=alone; band=strong; \
         officer_view=possible; contact_ok=yes; urgent=no; displacement=refugee",
    );
    let start = std::time::Instant::now();
    for _ in 0..1_000 {
        assert_eq!(
            std::hint::black_box(pathway.evaluate(std::hint::black_box(&facts))).len(),
            2
        );
    }
    let each = start.elapsed() / 1_000;
    assert!(each < std::time::Duration::from_millis(1), "{each:?}");
}
