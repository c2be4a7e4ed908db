//! That the properties are about something.

use super::*;

/// What the properties above say would be empty if chance never reached the guarded rules.
#[test]
fn chance_reaches_every_rule_and_every_door() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let pathway = shipped();
    let everywhere: Vec<Provider> = pathway
        .services()
        .iter()
        .map(|service| provider("a3", &service.code))
        .collect();
    let mut silent: Vec<&str> = pathway.rules().map(|rule| rule.id.as_str()).collect();
    let mut crossed = std::collections::BTreeSet::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..10_000 {
        let facts = any_facts().new_tree(&mut runner).expect("any").current();
        silent.retain(|id| {
            !pathway
                .rules()
                .any(|rule| rule.id == *id && rule.fires(&facts))
        });
        crossed.extend(
            routed(&facts, &everywhere)
                .referrals
                .into_iter()
                .map(|one| one.service),
        );
    }
    assert!(silent.is_empty(), "never fired: {silent:?}");
    for service in [
        LAW_ENFORCEMENT,
        "tracing",
        "gbv",
        "return_reintegration",
        "sea_channel",
    ] {
        assert!(crossed.contains(service), "{service} never crossed");
    }
}
