//! Nothing crosses without a protocol in force.

use super::*;

fn with(protocols: Vec<Protocol>, pairs: &[(&str, &str)]) -> Directory {
    Directory {
        protocols,
        ..directory(&providers(pairs))
    }
}

fn asked() -> Facts {
    facts(&format!("{AGREED} danger=now; medical=yes; urgent=yes"))
}

const OFFERED: [(&str, &str); 3] = [
    ("a1", "security"),
    ("a2", "medical"),
    ("a2", "protection_cm"),
];

#[test]
fn without_one_what_is_not_the_own_agency_s_stays_with_a_task() {
    let outcome = routed_in(shipped(), &asked(), &with(Vec::new(), &OFFERED), None);
    assert_eq!(places(&outcome), [("a1", "security", Urgency::U0)]);
    assert!(outcome.unplaced.is_empty() && outcome.gaps.is_empty());
    let held = outcome.held.expect("two services wait for a protocol");
    assert_eq!(held.services, ["protection_cm", "medical"]);
    assert_eq!(held.card.field("task"), Some("call_first no_protocol"));
}

#[test]
fn one_lets_cross_what_it_names_and_no_more() {
    let narrow = Protocol {
        services: Some(["medical".to_owned()].into()),
        classes: vec![DataClass::D0],
        ..between(&["a1", "a2"])
    };
    let outcome = routed_in(shipped(), &asked(), &with(vec![narrow], &OFFERED), None);
    assert_eq!(
        places(&outcome),
        [
            ("a1", "security", Urgency::U0),
            ("a2", "medical", Urgency::U0)
        ]
    );
    let card = &outcome.referrals[1].card;
    assert_eq!(card.field("need"), Some("medical"));
    assert_eq!((card.field("sex"), card.field("area")), (None, None));
    assert_eq!(outcome.held.expect("held").services, ["protection_cm"]);
}

#[test]
fn one_that_is_over_unsigned_or_others_lets_nothing_cross() {
    let over = Protocol {
        ends_at: 0,
        ..between(&["a1", "a2"])
    };
    let mut unsigned = between(&["a1", "a2"]);
    unsigned.signers.pop();
    let ended = Protocol {
        ended_at: Some(-1),
        ..between(&["a1", "a2"])
    };
    for one in [over, unsigned, ended, between(&["a2", "a3"])] {
        let outcome = routed_in(
            shipped(),
            &asked(),
            &with(vec![one.clone()], &OFFERED),
            None,
        );
        assert_eq!(outcome.referrals.len(), 1, "{one:?}");
    }
}

#[test]
fn of_two_providers_the_one_with_a_protocol_is_asked() {
    let offered = [("a2", "medical"), ("a3", "medical")];
    let directory = with(vec![between(&["a1", "a3"])], &offered);
    let text = facts(&format!("{AGREED} medical=yes; urgent=yes"));
    let outcome = routed_in(shipped(), &text, &directory, None);
    assert_eq!(places(&outcome), [("a3", "medical", Urgency::U0)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_crosses_is_covered_and_shows_only_the_protocol_s_classes(
        facts in any_facts(),
        offered in prop::collection::vec((0..4_u8, 0..23_usize), 0..60),
        drawn in prop::collection::vec(
            (prop::sample::subsequence(vec!["a0", "a1", "a2", "a3"], 2..=4), any::<u8>(), -2..3_i64, prop::option::of(0..23_usize), any::<bool>()),
            0..4,
        ),
    ) {
        let pathway = shipped();
        let protocols: Vec<Protocol> = drawn
            .into_iter()
            .map(|(parties, classes, ends_at, service, signed)| {
                let mut one = between(&parties);
                one.classes = DataClass::ALL.iter().copied().filter(|class| classes >> (*class as u8) & 1 == 1).collect();
                one.ends_at = ends_at;
                one.services = service.map(|n| [pathway.services()[n].code.clone()].into());
                one.signers.truncate(if signed { 2 } else { 1 });
                one
            })
            .collect();
        let offered: Vec<Provider> = offered
            .into_iter()
            .map(|(agency, service)| provider(&format!("a{agency}"), &pathway.services()[service].code))
            .collect();
        let directory = Directory { protocols: protocols.clone(), ..directory(&offered) };
        let fired = pathway.evaluate(&facts);
        for one in routed_in(pathway, &facts, &directory, None).referrals {
            if one.to_agency == "a1" {
                continue;
            }
            let classes = classes_between(&protocols, "a1", &one.to_agency, &one.service, 0);
            prop_assert!(!classes.is_empty());
            let rule = fired.iter().find(|fired| fired.service.code == one.service).expect("asked for");
            shows_no_more(&one.card, rule, &classes)?;
        }
    }
}
