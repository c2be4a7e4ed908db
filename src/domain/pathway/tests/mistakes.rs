//! Tables that must not compile, and the cell that is named.

use super::*;

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
        "rules, row 12, column share: D5 is never shared as a whole; name the facts"
    );
    assert_eq!(
        first("rules", "id,priority", "id,prioritee"),
        "rules, row 1, column priority: this column is missing"
    );
    assert_eq!(
        first("rules", "U2,D1 D2,no,yes", "U2,D1 D2,no,no"),
        "rules, row 14, column needs_consent: only a rule that stays in its own agency does without consent"
    );
    assert_eq!(
        first(
            "rules",
            "R30,9,",
            "R99,10,${medical} = 'no',,medical,U3,area,yes,no,no,no,no,,,protective,x\nR30,9,"
        ),
        "rules, row 51, column priority: R30 (priority 9) must stand above R99 (priority 10)"
    );
    assert_eq!(
        first(
            "templates",
            "mhpss,selfharm,yes",
            "protection_cm,selfharm,yes"
        ),
        "templates, row 41, column card: selfharm is D4, which a card for protection_cm may not bear"
    );
    assert_eq!(
        first(
            "services",
            "cmr,Health (time-critical),,yes,D0 D1 D2 D4",
            "cmr,Health,,yes,D0 D5"
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

/// What is said of a table in which one rule more, `R99`, stands above R30.
fn added(columns: &str) -> String {
    let row = format!("R99,9,${{medical}} = 'no',{columns},explained\nR30,9,");
    match changed("rules", "R30,9,", &row) {
        Ok(_) => "compiles".to_owned(),
        Err(errors) => format!("{}: {}", errors[0].column, errors[0].message),
    }
}

#[test]
fn a_rule_that_cannot_do_what_it_says_does_not_compile() {
    for (columns, said) in [
        (
            ",,,,no,no,no,no,no,,,blocking",
            "services: a rule asks for a service, blocks one, or stops",
        ),
        (",,,,no,no,no,no,no,tracing,,blocking", "compiles"),
        (
            ",,,,no,no,no,no,no,tracing,,guarded",
            "kind: a guarded rule asks for a service",
        ),
        (
            ",,,,no,no,no,no,no,tracing,recall,blocking",
            "task: nobody would see this task; give it the service review and own_agency_only",
        ),
        (
            ",review,U2,area,no,yes,no,no,no,,recall,protective",
            "compiles",
        ),
        (
            ",review,U2,area,no,yes,no,no,no,,recal,protective",
            "task: \"recal\" is not a known Task",
        ),
        (
            ",medical,U0,area,yes,no,no,no,no,,,blocking",
            "kind: a rule that asks for a service is protective or guarded",
        ),
        (
            ",review,U2,area,no,yes,yes,no,no,,,protective",
            "other_agency: only a rule that asks for a service of other agencies can keep it from the own one",
        ),
        (
            ",medical,U0,area,yes,no,no,no,yes,tracing,,protective",
            "blocks: a rule that is asked only if none fired cannot block",
        ),
        (
            ",medical,U0,area,yes,no,no,no,no,medical,,protective",
            "blocks: medical is also asked for by this rule",
        ),
        (
            ",medical,U0,area phone,yes,no,no,no,no,,,protective",
            "share: phone is a text, which never travels",
        ),
        (
            ",education medical,U0,area,yes,no,no,no,no,tracng,,protective",
            "blocks: \"tracng\" is not a service of this pathway",
        ),
    ] {
        assert_eq!(added(columns), said, "{columns}");
    }
}

#[test]
fn texts_and_dates_serve_no_condition_and_texts_no_template() {
    let first = |table: &str, from: &str, to: &str| {
        let errors = changed(table, from, to).expect_err(to);
        errors[0].message.clone()
    };
    for fact in ["phone", "review_due"] {
        assert_eq!(
            first(
                "rules",
                "${medical} = 'yes'",
                &format!("${{{fact}}} = 'yes'")
            ),
            format!("{fact} is a text or a date, which no condition can ask for")
        );
    }
    assert_eq!(
        first("templates", "tracing,language,no", "tracing,given_name,no"),
        "given_name is a text, which never travels"
    );
    assert_eq!(
        first("facts", "phone,D5,text,,", "phone,D5,text,yes no,"),
        "a text has no list of values"
    );
    assert_eq!(
        first("facts", "phone,D5,text,,no", "phone,D5,words,,no"),
        "\"words\" is not one, many, number, date or text"
    );
}

#[test]
fn a_service_s_word_leads_to_it_alone() {
    for word in ["medical", "women_girls"] {
        let errors = changed(
            "services",
            "Legal counselling,,",
            &format!("Legal counselling,{word},"),
        );
        let errors = errors.expect_err(word);
        assert_eq!(errors[0].message, format!("{word} stands twice"));
    }
    let pathway = shipped();
    let word = |code: &str| pathway.service(code).map(Service::word);
    assert_eq!(
        (word("gbv"), word("legal")),
        (Some("women_girls"), Some("legal"))
    );
}

#[test]
fn a_misspelt_answer_makes_no_case() {
    let cases = rows(&CASES.replacen("danger=now;", "danger=nwo;", 1));
    let errors = run_cases(shipped(), &cases).expect_err("misspelt");
    assert_eq!(errors[0].message, "\"nwo\" is not an answer of danger");
}
