//! What leaves under the consents of a case, whatever stands in them.

use super::*;
use crate::domain::consent::{Age, data};

const AGENCIES: [&str; 3] = ["a1", "a2", "a3"];

fn any_scope() -> impl Strategy<Value = Scope> {
    let services = shipped().services().iter().map(|one| one.code.clone());
    let recipient = prop_oneof![
        Just(Recipient::Any),
        prop::sample::select(&AGENCIES[..]).prop_map(|id| Recipient::Agency(id.to_owned()))
    ];
    (
        recipient,
        prop::sample::select(services.collect::<Vec<_>>()),
        prop::sample::subsequence(Data::ALL.to_vec(), 0..=8),
        prop::sample::select(Basis::ALL),
        prop::option::of(prop::sample::select(Age::ALL)),
        -5..5_i64,
        -5..500_i64,
    )
        .prop_map(
            |(recipient, service, data, basis, age, given_at, expires_at)| Scope {
                service: Some(service),
                data: data.into_iter().collect(),
                basis,
                age,
                expires_at,
                ..Scope::no(recipient, None, "f", given_at)
            },
        )
}

#[test]
fn a_consent_for_one_agency_goes_there_even_if_the_own_offers_it_too() {
    let facts =
        facts("is_child_now=no; age_group=25_59; sex=female; area=SS0101; medical=yes; urgent=yes");
    let fired = shipped().evaluate(&facts);
    let mut book = ConsentBook::of(Age::of(&facts));
    let scope = |data: &[Data]| Scope {
        service: Some("medical".into()),
        data: data.iter().copied().collect(),
        age: Some(Age::Adult),
        expires_at: 10,
        ..Scope::no(Recipient::Agency("a3".into()), None, "f", 0)
    };
    book.give("c1", scope(&[Data::ContactOnly]));
    let offered = directory(&providers(&[
        ("a1", "medical"),
        ("a2", "medical"),
        ("a3", "medical"),
    ]));
    let by = |book: &ConsentBook, now| {
        route(&Routing {
            fired: &fired,
            facts: &facts,
            own_agency: "a1",
            directory: &offered,
            consents: book,
            legal_duty: None,
            now,
        })
    };
    let outcome = by(&book, 0);
    assert_eq!(places(&outcome), [("a3", "medical", Urgency::U0)]);
    assert_eq!(outcome.referrals[0].consent.as_deref(), Some("c1"));
    assert_eq!(
        outcome.referrals[0].card.fields().count(),
        2,
        "urgency and need only"
    );
    book.give("c2", scope(&[Data::Needs]));
    let outcome = by(&book, 0);
    assert_eq!(outcome.referrals[0].consent.as_deref(), Some("c2"));
    assert_eq!(outcome.referrals[0].card.field("sex"), Some("female"));
    assert!(by(&book, 10).referrals.is_empty());
}

#[test]
fn whom_the_person_chose_is_told_by_the_book_and_by_no_answer() {
    let text = "is_child_now=no; age_group=25_59; area=SS0101; medical=yes; urgent=yes";
    // What a form asks for and nobody confirmed yet stands among the facts, and not in the book.
    let facts = facts(&format!(
        "{text}; consent_rows=AG02/medical/30_days/needs by_service/medical/30_days/needs"
    ));
    let fired = shipped().evaluate(&facts);
    let given = |recipient| Scope {
        service: Some("medical".into()),
        data: [Data::Needs].into(),
        age: Some(Age::Adult),
        expires_at: 10,
        ..Scope::no(recipient, None, "f", 0)
    };
    let offered = directory(&providers(&[("a2", "medical"), ("a3", "medical")]));
    let mut book = ConsentBook::of(Age::of(&facts));
    book.give("c1", given(Recipient::Any));
    let to = |book: &ConsentBook| {
        let outcome = route(&Routing {
            fired: &fired,
            facts: &facts,
            own_agency: "a1",
            directory: &offered,
            consents: book,
            legal_duty: None,
            now: 5,
        });
        outcome.referrals[0].to_agency.clone()
    };
    book.give("c2", given(Recipient::Agency("a3".into())));
    assert_eq!(to(&book), "a3");
    // A choice that was taken back is none.
    let no = Recipient::Agency("a3".into());
    book.refuse(Scope::no(no, Some("medical".into()), "g", 1));
    assert_eq!(to(&book), "a2");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn nothing_leaves_beyond_consent_template_and_cap(
        facts in any_facts(),
        given in prop::collection::vec(any_scope(), 0..6),
        refused in prop::collection::vec(any_scope(), 0..3),
        closed in prop::bool::weighted(0.05),
        classes in any::<u8>(),
        now in 0..100_i64,
    ) {
        let pathway = shipped();
        let fired = pathway.evaluate(&facts);
        let mut book = ConsentBook::of(Age::of(&facts));
        for (n, scope) in given.iter().enumerate() {
            book.give(&n.to_string(), scope.clone());
        }
        refused.iter().for_each(|no| book.refuse(no.clone()));
        if closed {
            book.close();
        }
        let everywhere = AGENCIES.iter().flat_map(|agency| {
            pathway.services().iter().map(|service| provider(agency, &service.code))
        });
        let mut offered = directory(&everywhere.collect::<Vec<_>>());
        let out = Conflicts::of(&facts, "a1", &offered.organisations);
        let crosses: Vec<DataClass> = DataClass::ALL.iter().copied().filter(|class| classes >> (*class as u8) & 1 == 1).collect();
        offered.protocols.iter_mut().for_each(|one| one.classes.clone_from(&crosses));
        let routing = Routing {
            fired: &fired,
            facts: &facts,
            own_agency: "a1",
            directory: &offered,
            consents: &book,
            legal_duty: None,
            now,
        };
        for one in route(&routing).referrals {
            prop_assert!(!closed && !out.agency_is_out(&one.to_agency));
            let stays_home = one.to_agency == "a1";
            prop_assert!(stays_home || !crosses.is_empty());
            let named: usize = one.consent.as_deref().expect("a consent").parse().expect("a number");
            let scope = &given[named];
            let is = |who: &Recipient| *who == Recipient::Any || *who == Recipient::Agency(one.to_agency.clone());
            prop_assert!(is(&scope.recipient) && scope.service.as_ref() == Some(&one.service));
            prop_assert!((scope.given_at..scope.expires_at).contains(&now));
            prop_assert!(scope.basis == Basis::VitalInterest || Age::of(&facts).is_some());
            prop_assert!(scope.basis != Basis::Consent || scope.age == Age::of(&facts));
            prop_assert!(one.service != LAW_ENFORCEMENT || wishes_law_enforcement(&facts));
            for no in &refused {
                let later = no.given_at > scope.given_at;
                prop_assert!(!(later && is(&no.recipient) && no.service.as_ref() == Some(&one.service)));
            }
            let rule = fired.iter().find(|fired| fired.service.code == one.service).expect("asked for");
            prop_assert!(!rule.stays());
            let agreed = data::opens(&scope.data);
            for (name, value) in one.card.fields().skip(2) {
                let field = rule.service.template.iter().find(|field| field.fact == name && field.card);
                let class = field.expect("of the card").class;
                prop_assert!(agreed.allows(name, class) && rule.share.allows(name, class));
                prop_assert!(stays_home || crosses.contains(&class));
                prop_assert!(facts.is(name, value));
            }
        }
    }
}
