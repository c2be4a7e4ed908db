//! What rules keep from happening: blocks, guarded rules, tasks, other agencies.

use super::*;
use crate::domain::expression::Truth;

fn tasks(facts_text: &str) -> String {
    let facts = facts(facts_text);
    let fired = shipped().evaluate(&facts);
    let tasks: Vec<String> = fired
        .iter()
        .filter(|one| !one.tasks.is_empty())
        .map(|one| format!("{}: {}", one.service.code, one.tasks))
        .collect();
    tasks.join(", ")
}

#[test]
fn a_block_holds_before_and_after_the_rule_that_asks_and_after_a_stop() {
    let wishes = "is_child_now=no; agreed_services=tracing; wishes=reunify; perp_links=none";
    assert_eq!(asked(wishes), "R20>tracing:U3");
    assert_eq!(asked(&format!("{wishes}; withhold_from=partner")), "");
    assert_eq!(
        asked(&format!("{wishes}; caregiver_status=present_suspected")),
        "R07>child_protection:U1"
    );
    // R20b stands below R12; a stop does not silence it for what stands above.
    let pathway = changed(
        "rules",
        "R12,3,",
        "R11a,3,${medical} = 'yes',,tracing,U3,area,yes,no,no,no,no,,,protective,x\nR12,3,",
    )
    .expect("compiles");
    let facts = facts("medical=yes; contact_ok=no; urgent=no; perp_links=family");
    let fired = pathway.evaluate(&facts);
    assert_eq!(
        fired
            .iter()
            .map(|one| one.service.code.as_str())
            .collect::<Vec<_>>(),
        ["medical"]
    );
}

#[test]
fn what_is_blocked_does_not_stand_for_help() {
    let pathway = changed(
        "rules",
        "R30,9,",
        "R29z,8,${medical} = 'no',,tracing,U3,area,yes,no,no,no,no,,,protective,x\nR30,9,",
    )
    .expect("compiles");
    let facts = facts("medical=no; perp_links=family; band=weak");
    let fired = pathway.evaluate(&facts);
    assert_eq!(
        fired
            .iter()
            .map(|one| one.rule.id.as_str())
            .collect::<Vec<_>>(),
        ["R30"]
    );
}

#[test]
fn tasks_of_every_rule_that_asked_are_kept() {
    assert_eq!(
        tasks("danger=now; renewed_signs=yes"),
        "protection_cm: call_first safety_review, security: call_first"
    );
    // R05 stands for the service, R07 keeps its task.
    assert_eq!(
        tasks("is_child_now=yes; band=some; caregiver_status=present_suspected"),
        "child_protection: no_caregiver_notice"
    );
    assert_eq!(
        tasks(
            "site_clear=no; officer_view=no_indication; band=strong; consent_still_ok=withdraw; refer_event=declined"
        ),
        "review: second_look clear_site next_provider recall"
    );
}

#[test]
fn keeping_from_the_own_agency_outlives_a_more_urgent_rule() {
    let facts = facts("danger=now; perp_links=aid_staff");
    let fired = shipped().evaluate(&facts);
    let other: Vec<_> = fired
        .iter()
        .map(|one| {
            (
                one.rule.id.as_str(),
                one.service.code.as_str(),
                one.other_agency,
            )
        })
        .collect();
    assert_eq!(
        other,
        [
            ("R01", "protection_cm", true),
            ("R01", "security", false),
            ("R23", "sea_channel", true)
        ]
    );
}

#[test]
fn the_default_asks_unless_something_that_may_leave_was_asked_for() {
    assert_eq!(
        asked("officer_view=no_indication; band=some; contact_ok=later"),
        "R10>review:U2 R30>protection_cm:U2"
    );
    assert_eq!(
        asked("medical=yes; band=some; contact_ok=later"),
        "R02>medical:U0"
    );
}

#[test]
fn what_was_said_at_one_time_is_not_standing() {
    let pathway = shipped();
    for lasting in [
        "area",
        "sex",
        "age_group",
        "is_child_now",
        "displacement",
        "language",
        "perp_links",
    ] {
        assert!(pathway.is_standing(lasting), "{lasting}");
    }
    for said in [
        "danger",
        "band",
        "decision",
        "refer_event",
        "law_enforcement",
        "agreed_services",
        "risk_level",
        "phone",
    ] {
        assert!(!pathway.is_standing(said), "{said}");
    }
    assert!(!pathway.is_standing("no_such_fact") && pathway.class_of("no_such_fact").is_none());
    assert_eq!(pathway.class_of("perp_links"), Some(DataClass::D5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn each_service_is_asked_for_once_never_while_blocked_and_by_guarded_rules_only_when_known(facts in any_facts()) {
        let pathway = shipped();
        let fired = pathway.evaluate(&facts);
        let blocked: Vec<&String> =
            pathway.rules().filter(|rule| rule.fires(&facts)).flat_map(|rule| &rule.blocks).collect();
        for (index, one) in fired.iter().enumerate() {
            prop_assert!(one.rule.fires(&facts));
            prop_assert!(fired[..index].iter().all(|earlier| earlier.service.code != one.service.code));
            prop_assert!(one.rule.services.contains(&one.service.code));
            prop_assert!(!blocked.contains(&&one.service.code));
            if one.rule.kind == RuleKind::Guarded {
                prop_assert!(one.rule.when.truth(&facts) == Truth::True);
            }
        }
    }
}
