mod books;
mod conflicts;
mod police;
mod protocols;
mod reach;

use proptest::prelude::*;

use super::*;
use crate::domain::consent::{Basis, Data, Recipient, Scope, triage_consent};
use crate::domain::pathway::Pathway;
use crate::domain::pathway::tests::{any_facts, changed, facts, shipped};
use crate::domain::protocol::Signer;
use crate::domain::words::{AgencyKind, DataClass};

const AGREED: &str = "safe_now=yes; mode=talk; told_limits=yes; willing=yes; contact_ok=yes; is_child_now=no; \
                      age_group=25_59; sex=female; area=SS0101; ";

fn provider(agency: &str, service: &str) -> Provider {
    Provider {
        agency: agency.to_owned(),
        service: service.to_owned(),
        entries: Vec::new(),
        load: 0,
    }
}

fn providers(pairs: &[(&str, &str)]) -> Vec<Provider> {
    pairs
        .iter()
        .map(|(agency, service)| provider(agency, service))
        .collect()
}

/// Four agencies, `a0` (`AG00`) to `a3`, with a protocol between all of them for everything.
fn directory(providers: &[Provider]) -> Directory {
    Directory {
        organisations: (0..4)
            .map(|n| Organisation {
                id: format!("a{n}"),
                code: format!("AG0{n}"),
                kind: AgencyKind::Ngo,
            })
            .collect(),
        providers: providers.to_vec(),
        protocols: vec![between(&["a0", "a1", "a2", "a3"])],
    }
}

/// A protocol in force for all services and for the classes that cards may bear.
fn between(parties: &[&str]) -> Protocol {
    Protocol {
        parties: parties.iter().map(|one| (*one).to_owned()).collect(),
        services: None,
        classes: TRIAGE_CLASSES.to_vec(),
        starts_at: -10,
        ends_at: i64::MAX,
        ended_at: None,
        signers: [1, 2]
            .map(|person| Signer {
                person,
                agency: None,
            })
            .to_vec(),
    }
}

fn routed(facts: &Facts, providers: &[Provider]) -> Outcome {
    routed_by(shipped(), facts, providers, None)
}

fn routed_by(
    pathway: &Pathway,
    facts: &Facts,
    providers: &[Provider],
    legal_duty: Option<&LegalDuty>,
) -> Outcome {
    routed_in(pathway, facts, &directory(providers), legal_duty)
}

fn routed_in(
    pathway: &Pathway,
    facts: &Facts,
    directory: &Directory,
    legal_duty: Option<&LegalDuty>,
) -> Outcome {
    routed_for(pathway, facts, directory, legal_duty, None)
}

/// The same for somebody who also agreed to a service by an agency's name.
fn routed_for(
    pathway: &Pathway,
    facts: &Facts,
    directory: &Directory,
    legal_duty: Option<&LegalDuty>,
    wished: Option<(&str, &str)>,
) -> Outcome {
    let fired = pathway.evaluate(facts);
    let mut consents = screened(facts, &fired);
    if let Some((agency, service)) = wished {
        consents.give("c2", wish(agency, service));
    }
    route(&Routing {
        fired: &fired,
        facts,
        own_agency: "a1",
        directory,
        consents: &consents,
        legal_duty,
        now: 0,
    })
}

/// What somebody agrees to who chooses an agency for a service. As for life in danger: whatever age is known.
fn wish(agency: &str, service: &str) -> Scope {
    Scope {
        service: Some(service.to_owned()),
        data: [Data::HealthPart].into(),
        basis: Basis::VitalInterest,
        expires_at: 1,
        ..Scope::no(Recipient::Agency(agency.to_owned()), None, "f", 0)
    }
}

/// What the gate for screenings gives, as a book.
fn screened(facts: &Facts, fired: &[Fired<'_>]) -> ConsentBook {
    match triage_consent(facts, fired, 0) {
        Some(consent) => ConsentBook::of_screening("c1", consent),
        None => ConsentBook::default(),
    }
}

fn places(outcome: &Outcome) -> Vec<(&str, &str, Urgency)> {
    let referrals = outcome.referrals.iter();
    referrals
        .map(|one| (one.to_agency.as_str(), one.service.as_str(), one.urgency))
        .collect()
}

#[test]
fn goes_to_the_own_agency_first_and_then_to_the_first_by_id() {
    let facts = facts(&format!("{AGREED} danger=now; medical=yes; urgent=yes"));
    let offered = providers(&[
        ("a3", "medical"),
        ("a2", "medical"),
        ("a2", "protection_cm"),
        ("a1", "protection_cm"),
        ("a2", "security"),
    ]);
    let outcome = routed(&facts, &offered);
    assert_eq!(
        places(&outcome),
        [
            ("a1", "protection_cm", Urgency::U0),
            ("a2", "security", Urgency::U0),
            ("a2", "medical", Urgency::U0)
        ]
    );
    assert_eq!((&outcome.held, outcome.unplaced.len()), (&None, 0));
}

#[test]
fn what_nobody_provides_is_held_at_home_and_named() {
    let facts = facts(&format!(
        "{AGREED} danger=now; medical=yes; selfharm=yes; urgent=yes"
    ));
    let outcome = routed(
        &facts,
        &providers(&[("a2", "protection_cm"), ("a2", "mhpss")]),
    );
    assert_eq!(
        places(&outcome),
        [
            ("a2", "protection_cm", Urgency::U0),
            ("a2", "mhpss", Urgency::U1)
        ]
    );
    assert_eq!(outcome.unplaced, ["security", "medical"]);
    let gap = |service: &str| Gap::Service(service.to_owned());
    assert_eq!(outcome.gaps, [gap("security"), gap("medical")]);
    let held = outcome.held.expect("two services have no provider");
    assert_eq!(
        (held.service.as_str(), held.urgency),
        ("security", Urgency::U0)
    );
    assert_eq!(held.card.field("proposed"), Some("security medical"));
}

#[test]
fn refused_observed_or_a_child_raises_one_held_item_and_nothing_crosses() {
    let offered = providers(&[
        ("a1", "medical"),
        ("a2", "protection_cm"),
        ("a2", "security"),
        ("a3", "mhpss"),
    ]);
    for (from, to) in [
        ("contact_ok=yes", "contact_ok=no"),
        ("mode=talk", "mode=observe"),
        ("is_child_now=no", "is_child_now=yes"),
    ] {
        let text = format!("{AGREED} selfharm=yes; danger=now; medical=yes; urgent=yes; band=none")
            .replace(from, to);
        let outcome = routed(&facts(&text), &offered);
        assert!(
            outcome.referrals.is_empty() && outcome.unplaced.is_empty(),
            "{to}"
        );
        let held = outcome.held.expect(to);
        assert_eq!(
            (held.service.as_str(), held.urgency),
            ("protection_cm", Urgency::U0),
            "{to}"
        );
        assert_eq!(
            held.services,
            ["protection_cm", "security", "medical", "mhpss"],
            "{to}"
        );
    }
}

#[test]
fn a_held_item_has_the_highest_urgency_and_the_first_service() {
    let facts =
        facts("officer_view=no_indication; band=some; contact_ok=no; selfharm=yes; urgent=yes");
    let held = routed(&facts, &[]).held.expect("two rules fire");
    assert_eq!(
        (held.service.as_str(), held.urgency),
        ("mhpss", Urgency::U1)
    );
    assert_eq!(held.services, ["mhpss", "review"]);
}

#[test]
fn a_supervisors_review_never_leaves_even_if_another_agency_offers_it() {
    let facts = facts(&format!(
        "{AGREED} officer_view=no_indication; band=strong; urgent=no"
    ));
    let outcome = routed(
        &facts,
        &providers(&[("a2", "review"), ("a2", "protection_cm")]),
    );
    assert_eq!(places(&outcome), [("a2", "protection_cm", Urgency::U2)]);
    assert_eq!(outcome.held.expect("the review").services, ["review"]);
}

#[test]
fn nothing_asked_for_becomes_nothing() {
    assert!(routed(&facts(&format!("{AGREED} urgent=no; band=none")), &[]) == Outcome::default());
}

#[test]
fn an_expired_consent_covers_nothing() {
    let facts = facts(&format!("{AGREED} medical=yes; urgent=yes"));
    let pathway = shipped();
    let fired = pathway.evaluate(&facts);
    let consent = triage_consent(&facts, &fired, 0).expect("open");
    let outcome = route(&Routing {
        fired: &fired,
        facts: &facts,
        own_agency: "a1",
        directory: &directory(&providers(&[("a2", "medical")])),
        consents: &ConsentBook::of_screening("c1", consent.clone()),
        legal_duty: None,
        now: consent.expires_at(),
    });
    assert!(outcome.referrals.is_empty());
    assert_eq!(outcome.held.expect("held").services, ["medical"]);
}

#[test]
fn what_must_go_elsewhere_never_stays_in_the_own_agency_s_queue() {
    let staff = facts(&format!(
        "{AGREED} perp_links=aid_staff; links_agency=AG00; danger=now; urgent=yes"
    ));
    let mut offered = providers(&[
        ("a1", "protection_cm"),
        ("a1", "sea_channel"),
        ("a1", "security"),
        ("a3", "sea_channel"),
    ]);
    let outcome = routed(&staff, &offered);
    assert_eq!(
        places(&outcome),
        [
            ("a1", "security", Urgency::U0),
            ("a3", "sea_channel", Urgency::U1)
        ]
    );
    assert_eq!(outcome.unplaced, ["protection_cm"]);
    offered.extend(providers(&[("a2", "protection_cm")]));
    assert_eq!(
        places(&routed(&staff, &offered))[0],
        ("a2", "protection_cm", Urgency::U0)
    );
}

#[test]
fn tasks_stand_on_the_held_card_and_in_the_outcome() {
    let text = "is_child_now=yes; band=some; caregiver_status=present_suspected; site_clear=no; danger=now";
    let outcome = routed(&facts(text), &[]);
    assert_eq!(
        outcome.tasks.to_string(),
        "call_first no_caregiver_notice clear_site"
    );
    let held = outcome.held.expect("a child's items are held");
    assert_eq!(held.tasks, outcome.tasks);
    let lines: Vec<_> = held.card.fields().collect();
    assert_eq!(
        lines[lines.len() - 2..],
        [
            ("proposed", "protection_cm security child_protection review"),
            ("task", "call_first no_caregiver_notice clear_site")
        ]
    );
    // What crosses takes its tasks along in the outcome, and leaves none on what is held.
    let adult = facts(&format!("{AGREED} danger=now; urgent=yes"));
    let outcome = routed(&adult, &providers(&[("a1", "protection_cm")]));
    assert_eq!(outcome.tasks.to_string(), "call_first");
    assert_eq!(
        outcome.held.expect("security").card.field("task"),
        Some("call_first")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn everything_asked_for_is_placed_exactly_once_and_crosses_only_with_three_yes(
        facts in any_facts(),
        offered in prop::collection::vec((0..4_u8, 0..23_usize), 0..40),
        duty in any::<Option<bool>>(),
    ) {
        let pathway = shipped();
        let offered: Vec<Provider> = offered
            .into_iter()
            .map(|(agency, service)| {
                provider(&format!("a{agency}"), &pathway.services()[service].code)
            })
            .collect();
        let duty = duty.map(|stands| {
            LegalDuty::approved("XX-12", ["u1", "u2"], -1, i64::from(stands)).expect("approved")
        });
        let approved = duty.as_ref().is_some_and(|duty| duty.covers(0));
        let outcome = routed_by(pathway, &facts, &offered, duty.as_ref());
        let fired = pathway.evaluate(&facts);

        let out = Conflicts::of(&facts, "a1", &directory(&[]).organisations);
        let own_is_out = out.agency_is_out("a1");
        let mut placed: Vec<String> = outcome.referrals.iter().map(|one| one.service.clone()).collect();
        placed.extend(outcome.held.iter().flat_map(|held| held.services.clone()));
        let mut asked: Vec<String> = fired.iter().map(|one| one.service.code.clone()).collect();
        placed.sort_unstable();
        asked.sort_unstable();
        if own_is_out {
            // What stays is told in one word that tells nothing.
            prop_assert_eq!(outcome.held.is_some(), outcome.referrals.len() < asked.len());
        } else {
            prop_assert_eq!(placed, asked);
        }

        let agreed = ["told_limits", "willing", "contact_ok"].iter().all(|name| facts.is(name, "yes"))
            && !facts.is("mode", "observe")
            && facts.is("is_child_now", "no");
        let consented = triage_consent(&facts, &fired, 0);
        for one in &outcome.referrals {
            prop_assert!(offered.contains(&provider(&one.to_agency, &one.service)));
            prop_assert!(one.service != "review" && one.service != "data_officer");
            let police = one.service == LAW_ENFORCEMENT;
            prop_assert!(agreed || (police && approved));
            prop_assert!(!police || wishes_law_enforcement(&facts) || approved);
            let rule = fired.iter().find(|fired| fired.service.code == one.service).expect("asked for");
            prop_assert!(!rule.other_agency || one.to_agency != "a1");
            let classes = match &consented {
                Some(consent) if consent.covers(&one.service, 0) => consent.classes(),
                _ => &[DataClass::D0],
            };
            shows_no_more(&one.card, rule, classes)?;
        }
        if let Some(held) = outcome.held.as_ref().filter(|_| !own_is_out) {
            let first = fired.iter().find(|fired| fired.service.code == held.service).expect("asked for");
            shows_no_more(&held.card, first, &TRIAGE_CLASSES)?;
        }
    }
}

/// A card has its own lines, and of the facts what template, cap and consented classes let through.
fn shows_no_more(
    card: &Projection,
    fired: &Fired<'_>,
    classes: &[DataClass],
) -> Result<(), TestCaseError> {
    for (name, value) in card.fields() {
        if ["urgency", "need", "proposed", "task"].contains(&name) {
            continue;
        }
        let field = fired
            .service
            .template
            .iter()
            .find(|field| field.fact == name && field.card);
        let field =
            field.ok_or_else(|| TestCaseError::fail(format!("{name} is not of the card")))?;
        prop_assert!(classes.contains(&field.class), "{}", name);
        prop_assert!(fired.share.allows(name, field.class), "{}", name);
        prop_assert!(
            ![DataClass::D3, DataClass::D5].contains(&field.class),
            "{}",
            name
        );
        prop_assert!(!value.contains("Amina"), "{}", name);
    }
    Ok(())
}
