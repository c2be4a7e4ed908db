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
fn changed(table: &str, from: &str, to: &str) -> Result<Pathway, Vec<TableError>> {
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

/// Any facts at all that the shipped forms could give, and some that they could not.
pub(crate) fn any_facts() -> impl Strategy<Value = Facts> {
    let answers: Vec<_> = shipped()
        .vocabulary()
        .iter()
        .map(|(name, kind)| {
            let mut words = match kind {
                super::super::expression::FactKind::One(words)
                | super::super::expression::FactKind::Many(words) => words.clone(),
                super::super::expression::FactKind::Number => vec!["17".to_owned()],
            };
            words.extend(
                ["", "unknown", "prefer_not", "SS0101", "Amina, tent 4"].map(str::to_owned),
            );
            let name = name.clone();
            prop::option::weighted(0.85, prop::sample::select(words))
                .prop_map(move |word| Some((name.clone(), word?)))
        })
        .collect();
    answers.prop_map(|answers| answers.into_iter().flatten().collect())
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
    // All services of the brief, and the supervisor's review.
    assert_eq!(pathway.services().len(), 21);
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
        "R20,9,${band} = 'weak',,protection_cm,U1,area,yes,no,no,no,protective,more urgent\nR30,9,",
    )
    .expect("compiles");
    let facts = facts("officer_view=possible; displacement=migrant; band=weak");
    let fired = pathway.evaluate(&facts);
    assert_eq!(fired.len(), 2);
    assert_eq!(
        (fired[1].rule.id.as_str(), fired[1].urgency),
        ("R20", Urgency::U1)
    );
    assert!(!fired[1].share.allows("band", DataClass::D1));
}

#[test]
fn tables_with_mistakes_name_the_cell() {
    let first = |table: &str, from: &str, to: &str| {
        let errors = changed(table, from, to).expect_err(to);
        errors[0].to_string()
    };
    assert_eq!(
        first("rules", "${danger} = 'now'", "${dangr} = 'now'"),
        "rules, row 2, column when, character 1: \"dangr\" is not a fact of this pathway"
    );
    assert_eq!(
        first("rules", "${medical} = 'yes'", "${medical} = 'yess'"),
        "rules, row 3, column when, character 14: \"yess\" is not an answer of medical"
    );
    assert_eq!(
        first("rules", ",medical,U0,", ",medikal,U0,"),
        "rules, row 3, column services: \"medikal\" is not a service of this pathway"
    );
    assert_eq!(
        first("rules", ",medical,U0,", ",medical,U9,"),
        "rules, row 3, column urgency: \"U9\" is not a known Urgency"
    );
    assert_eq!(
        first("rules", "U2,D1 D2,yes", "U2,D1 D5,yes"),
        "rules, row 8, column share: D5 is never shared as a whole; name the facts"
    );
    assert_eq!(
        first("rules", "id,priority", "id,prioritee"),
        "rules, row 1, column priority: this column is missing"
    );
    assert_eq!(
        first("rules", "U2,D1 D2,no,yes", "U2,D1 D2,no,no"),
        "rules, row 10, column needs_consent: only a rule that stays in its own agency does without consent"
    );
    assert_eq!(
        first(
            "rules",
            "R30,9,",
            "R29,10,${medical} = 'no',,medical,U3,area,yes,no,no,no,protective,x\nR30,9,"
        ),
        "rules, row 16, column priority: R30 (priority 9) must stand above R29 (priority 10)"
    );
    assert_eq!(
        first(
            "templates",
            "mhpss,selfharm,yes",
            "protection_cm,selfharm,yes"
        ),
        "templates, row 25, column card: selfharm is D4, which a card for protection_cm may not bear"
    );
    assert_eq!(
        first(
            "services",
            "cmr,Health (time-critical),yes,D0 D1 D2 D4",
            "cmr,Health,yes,D0 D5"
        ),
        "services, row 5, column card_classes: D5 never stands on a triage card"
    );
    assert_eq!(
        first("facts", "yes no unsure", "yes no unknown"),
        "facts, row 2, column values: unknown counts as unknown and needs no place here"
    );
    let nothing: [Vec<String>; 0] = [];
    let empty = Tables {
        facts: &nothing,
        services: &nothing,
        templates: &nothing,
        rules: &nothing,
    };
    assert_eq!(Pathway::compile(empty).expect_err("no tables").len(), 4);
}

#[test]
fn swapping_two_rules_of_different_priority_does_not_compile() {
    let (facts, services, templates) = (rows(FACTS), rows(SERVICES), rows(TEMPLATES));
    let shipped = rows(RULES);
    for upper in 1..shipped.len() {
        for lower in upper + 1..shipped.len() {
            let mut rules = shipped.clone();
            rules.swap(upper, lower);
            let compiled = Pathway::compile(Tables {
                facts: &facts,
                services: &services,
                templates: &templates,
                rules: &rules,
            });
            assert_eq!(
                compiled.is_err(),
                shipped[upper][1] != shipped[lower][1],
                "{upper} {lower}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn each_service_is_asked_for_once_and_never_by_a_silent_rule(facts in any_facts()) {
        let pathway = shipped();
        let fired = pathway.evaluate(&facts);
        for (index, one) in fired.iter().enumerate() {
            prop_assert!(one.rule.fires(&facts));
            prop_assert!(fired[..index].iter().all(|earlier| earlier.service.code != one.service.code));
            prop_assert!(one.rule.services.contains(&one.service.code));
        }
    }
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
