//! Who is out is told nothing, whatever fires and whatever the person wishes.

use super::*;
use crate::domain::provider::{Capacity, Entry};

const URGENT: &str = "danger=now; medical=yes; urgent=yes";

#[test]
fn who_must_not_learn_of_it_is_passed_over_and_nobody_is_told_why() {
    let offered = providers(&[("a2", "medical"), ("a3", "medical")]);
    let wished = |text: &str, wish| {
        let facts = facts(&format!("{AGREED} medical=yes; urgent=yes; {text}"));
        let outcome = routed_for(shipped(), &facts, &directory(&offered), None, wish);
        (
            outcome.referrals.first().map(|one| one.to_agency.clone()),
            outcome,
        )
    };
    let told = |text: &str| wished(text, None);
    assert_eq!(told("").0.as_deref(), Some("a2"));
    assert_eq!(told("withhold_from=family AG02").0.as_deref(), Some("a3"));
    assert_eq!(told("links_agency=AG02").0.as_deref(), Some("a3"));
    // Even where the person agreed to it by name.
    let chosen = wished("withhold_from=AG02", Some(("a2", "medical")));
    assert_eq!(chosen.0.as_deref(), Some("a3"));

    let (nobody, outcome) = told("withhold_from=AG02 AG03");
    assert_eq!((nobody, outcome.gaps), (None, vec![Gap::Protected]));
    let held = outcome.held.expect("held");
    assert_eq!(held.card.field("task"), Some("call_coordination"));
    assert_eq!(held.services, ["medical"]);
}

#[test]
fn an_agency_whose_staff_are_accused_holds_an_item_that_says_nothing() {
    let accused = format!("{AGREED} {URGENT}; perp_links=aid_staff; sex=female");
    let offered = providers(&[
        ("a1", "security"),
        ("a1", "medical"),
        ("a2", "sea_channel"),
        ("a3", "protection_cm"),
    ]);
    let outcome = routed(&facts(&accused), &offered);
    assert_eq!(
        places(&outcome),
        [
            ("a3", "protection_cm", Urgency::U0),
            ("a2", "sea_channel", Urgency::U1)
        ]
    );
    assert_eq!(outcome.gaps, [Gap::Protected]);
    let held = outcome
        .held
        .expect("two services are offered by the own agency only");
    let card: Vec<_> = held.card.fields().collect();
    assert_eq!(
        card,
        [
            ("urgency", "U0"),
            ("need", NEUTRAL),
            ("task", "call_coordination")
        ]
    );
    assert_eq!(
        (held.service.as_str(), held.services),
        (NEUTRAL, vec![NEUTRAL.to_owned()])
    );

    // The same without agreement: nothing of it in the own queue.
    let silent = facts("danger=now; perp_links=aid_staff; area=SS0101; sex=female");
    let held = routed(&silent, &offered).held.expect("held");
    assert_eq!(held.card.fields().count(), 3);
}

#[test]
fn the_kind_of_organisation_counts() {
    let mut directory = directory(&providers(&[("a0", "legal"), ("a2", "legal")]));
    directory.organisations[0].kind = AgencyKind::Police;
    let to = |text: &str| {
        let wishes = "law_enforcement=yes_now; services_received=legal mhpss; reflection=no";
        let text = format!("{AGREED} {wishes}; urgent=no; {text}");
        let outcome = routed_in(shipped(), &facts(&text), &directory, None);
        let legal = outcome.referrals.iter().find(|one| one.service == "legal");
        legal.map(|one| one.to_agency.clone())
    };
    assert_eq!(to("perp_links=none").as_deref(), Some("a0"));
    assert_eq!(to("perp_links=police_army").as_deref(), Some("a2"));
}

#[test]
fn the_person_s_choice_and_the_directory_decide_among_the_rest() {
    let entry = |capacity, ages: &[&str]| Entry {
        area: None,
        sexes: Vec::new(),
        ages: ages.iter().map(|one| (*one).to_owned()).collect(),
        capacity,
        verified_at: 0,
    };
    let listed = |agency: &str, entry: Entry| Provider {
        entries: vec![entry],
        ..provider(agency, "medical")
    };
    let to = |offered: &[Provider], wish| {
        let facts = facts(&format!("{AGREED} medical=yes; urgent=yes"));
        let outcome = routed_for(shipped(), &facts, &directory(offered), None, wish);
        let to = outcome.referrals.first().map(|one| one.to_agency.clone());
        (to, outcome.gaps)
    };
    let offered = [
        listed("a0", entry(Capacity::Full, &[])),
        listed("a2", entry(Capacity::Open, &[])),
        provider("a3", "medical"),
    ];
    assert_eq!(to(&offered, None).0.as_deref(), Some("a2"));
    let wish = Some(("a3", "medical"));
    assert_eq!(to(&offered, wish).0.as_deref(), Some("a3"));
    let other = Some(("a3", "legal"));
    assert_eq!(to(&offered, other).0.as_deref(), Some("a2"));
    let children_only = [listed("a2", entry(Capacity::Open, &["under_6", "6_11"]))];
    let gap = vec![Gap::Service("medical".to_owned())];
    assert_eq!(to(&children_only, None), (None, gap));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever fires, whoever is named, whatever kinds agencies are of, and whomever the person chose.
    #[test]
    fn nothing_that_is_out_ever_appears_in_an_outcome(
        facts in any_facts(),
        kinds in prop::collection::vec(prop::sample::select(AgencyKind::ALL.to_vec()), 4),
        offered in prop::collection::vec((0..4_u8, 0..23_usize), 0..60),
        named in prop::collection::vec(0..4_u8, 0..3),
        harming in prop::sample::subsequence(
            vec!["police_army", "camp_management", "aid_staff", "community_leader", "armed_actor", "family"],
            0..=2,
        ),
        accused in prop::option::of(0..5_u8),
        wished in prop::option::of((0..4_u8, 0..23_usize)),
    ) {
        let pathway = shipped();
        let mut facts = facts;
        if !named.is_empty() {
            let named: Vec<String> = named.iter().map(|n| format!("AG0{n}")).collect();
            facts.insert("withhold_from", named.join(" "));
        }
        if !harming.is_empty() {
            facts.insert("perp_links", harming.join(" "));
        }
        if let Some(accused) = accused {
            facts.insert("links_agency", format!("AG0{accused}"));
        }
        let wished = wished.map(|(agency, service)| (format!("a{agency}"), &*pathway.services()[service].code));
        let offered: Vec<Provider> = offered
            .into_iter()
            .map(|(agency, service)| provider(&format!("a{agency}"), &pathway.services()[service].code))
            .collect();
        let mut directory = directory(&offered);
        for (one, kind) in directory.organisations.iter_mut().zip(&kinds) {
            one.kind = *kind;
        }
        let wish = wished.as_ref().map(|(agency, service)| (agency.as_str(), *service));
        let outcome = routed_for(pathway, &facts, &directory, None, wish);
        let fired = pathway.evaluate(&facts);
        let mut consents = screened(&facts, &fired);
        if let Some((agency, service)) = wish {
            consents.give("c2", super::wish(agency, service));
        }
        let later = Routing {
            fired: &[],
            facts: &facts,
            own_agency: "a1",
            directory: &directory,
            consents: &consents,
            legal_duty: None,
            now: 0,
        };
        // Whoever was asked or stands next may be told while nothing changes; nobody else is, and each of them once.
        for one in &outcome.referrals {
            let asks = fired.iter().find(|fired| fired.service.code == one.service);
            let asks = asks.ok_or_else(|| TestCaseError::fail("nothing asks for it"))?;
            for agency in ["a0", "a1", "a2", "a3"] {
                let listed = one.others.iter().filter(|other| *other == agency).count() + usize::from(one.to_agency == agency);
                let offers = offered.iter().any(|place| place.agency == agency && place.service == one.service);
                prop_assert!(listed <= offered.iter().filter(|place| place.agency == agency && place.service == one.service).count());
                prop_assert_eq!(may_be_told(&later, asks, agency).is_some(), listed > 0);
                prop_assert!(listed == 0 || offers);
            }
        }
        let is_out = |n: u8| {
            let kind = kinds[usize::from(n)];
            named.contains(&n)
                || accused == Some(n)
                || (harming.contains(&"police_army") && matches!(kind, AgencyKind::Police | AgencyKind::Military))
                || (harming.contains(&"camp_management") && kind == AgencyKind::CampManagement)
                || (harming.contains(&"community_leader") && kind == AgencyKind::Community)
                || (n == 1 && harming.contains(&"aid_staff") && accused.is_none_or(|n| n == 4 || n == 1))
        };
        for n in (0..4).filter(|n| is_out(*n)) {
            let id = format!("a{n}");
            prop_assert!(outcome.referrals.iter().all(|one| one.to_agency != id && !one.others.contains(&id)));
            prop_assert!(fired.iter().all(|one| may_be_told(&later, one, &id).is_none()));
            if let Some(held) = outcome.held.as_ref().filter(|_| n == 1) {
                let lines: Vec<&str> = held.card.fields().map(|(name, _)| name).collect();
                prop_assert_eq!(lines, ["urgency", "need", "task"]);
                prop_assert_eq!(&held.services, &[NEUTRAL.to_owned()]);
            }
        }
    }
}
