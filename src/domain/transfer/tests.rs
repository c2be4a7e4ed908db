use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::approval::{Approval, Decision};
use crate::domain::conflict::Organisation;
use crate::domain::consent::{Age, Basis, Recipient, Scope, TriageConsent};
use crate::domain::pathway::tests::facts;
use crate::domain::protocol::Signer;
use crate::domain::words::AgencyKind;

const NOW: i64 = 50;
/// The last is no help that has a case.
const ASKED_FOR: [&str; 4] = ["protection_cm", "child_protection", "gbv", "medical"];
/// Facts of all classes: by class, and by name.
const SAMPLES: [&str; 7] = [
    "sex",
    "area",
    "how",
    "band",
    "sv_time",
    "perp_links",
    "documents",
];

fn scope(recipient: Recipient, service: &str, data: &[Data]) -> Scope {
    Scope {
        data: data.iter().copied().collect(),
        age: Some(Age::Adult),
        expires_at: 100,
        ..Scope::no(recipient, Some(service.to_owned()), "f", 10)
    }
}

fn to(agency: &str) -> Recipient {
    Recipient::Agency(agency.to_owned())
}

fn book(given: &[Scope], refused: &[Scope]) -> ConsentBook {
    let mut book = ConsentBook::of(Some(Age::Adult));
    for (n, one) in given.iter().enumerate() {
        book.give(&format!("c{n}"), one.clone());
    }
    refused.iter().for_each(|one| book.refuse(one.clone()));
    book
}

fn protocol(parties: [&str; 2], classes: &[DataClass], services: Option<&[&str]>) -> Protocol {
    let signers = parties.iter().zip(1..).map(|(agency, person)| Signer {
        person,
        agency: Some((*agency).to_owned()),
    });
    Protocol {
        parties: parties.iter().map(|one| (*one).to_owned()).collect(),
        services: services.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
        classes: classes.to_vec(),
        starts_at: 0,
        ends_at: 90,
        ended_at: None,
        signers: signers.collect(),
    }
}

fn organisations() -> Vec<Organisation> {
    ["a1", "a2"]
        .iter()
        .zip(["AG01", "AG02"])
        .map(|(id, code)| Organisation {
            id: (*id).to_owned(),
            code: code.to_owned(),
            kind: AgencyKind::Ngo,
        })
        .collect()
}

fn planned<'a>(
    conflicts: &'a Conflicts,
    book: &'a ConsentBook,
    protocols: &'a [Protocol],
) -> Planned<'a> {
    Planned {
        from: "a1",
        to: "a2",
        state: CaseState::Active,
        has_name: true,
        with_others: 0,
        takes: true,
        conflicts,
        book,
        protocols,
        now: NOW,
    }
}

#[test]
fn all_that_was_agreed_to_goes_and_who_it_is_only_by_its_own_word() {
    let none = Conflicts::default();
    let protocols = [protocol(["a1", "a2"], DataClass::ALL, None)];
    let handed = |words: &[Data], protocols: &[Protocol]| {
        let book = book(&[scope(to("a2"), "protection_cm", words)], &[]);
        let handed = planned(&none, &book, protocols).check();
        handed.map(|one| (one.forms(), one.identity()))
    };
    let mut words = WHOLE.to_vec();
    assert_eq!(handed(&words, &protocols), Ok((true, false)));
    assert_eq!(handed(&[Data::Identity], &protocols), Ok((false, true)));
    words.push(Data::Identity);
    assert_eq!(handed(&words, &protocols), Ok((true, true)));
    let nameless = [protocol(["a1", "a2"], &OF_FORMS, None)];
    assert_eq!(handed(&words, &nameless), Ok((true, false)));
    let few = [protocol(["a1", "a2"], &[DataClass::D2], None)];
    assert_eq!(handed(&words, &few), Ok((false, false)));
}

#[test]
fn an_agency_that_is_out_is_refused_as_one_that_takes_none() {
    let out = Conflicts::of(&facts("withhold_from=AG02"), "a1", &organisations());
    let none = Conflicts::default();
    let full = book(&[scope(to("a2"), "gbv", &WHOLE)], &[]);
    let empty = book(&[], &[]);
    let protocols = [protocol(["a1", "a2"], DataClass::ALL, None)];
    for book in [&full, &empty] {
        for protocols in [&protocols[..], &[]] {
            let filtered = planned(&out, book, protocols).check();
            let closed = Planned {
                takes: false,
                ..planned(&none, book, protocols)
            };
            assert_eq!(filtered, Err(NoTransfer::NotTaken));
            assert_eq!(filtered, closed.check());
        }
    }
}

#[test]
fn what_a_screening_agreed_to_hands_over_no_case() {
    let kept =
        r#"{"services":["protection_cm"],"classes":["D0","D2"],"given_at":10,"expires_at":100}"#;
    let consent: TriageConsent = serde_json::from_str(kept).expect("a consent");
    let none = Conflicts::default();
    let protocols = [protocol(["a1", "a2"], DataClass::ALL, None)];
    let book = ConsentBook::of(Some(Age::Adult)).with_screening("s", consent);
    assert!(book.covers("a2", "protection_cm", NOW).is_some());
    let handed = planned(&none, &book, &protocols).check();
    assert_eq!(handed, Err(NoTransfer::NoConsent));
}

#[test]
fn an_offer_is_answered_once() {
    let none = Conflicts::default();
    let book = book(&[scope(to("a2"), "gbv", &WHOLE)], &[]);
    let protocols = [protocol(["a1", "a2"], DataClass::ALL, None)];
    let gate = planned(&none, &book, &protocols).check().expect("a gate");
    let approved = |kind| {
        let decision = Decision {
            by: 2,
            at: 5,
            approved: true,
        };
        let kept = Approval::kept(kind, 1, 0, 100, Some(decision));
        kept.proof(NOW).expect("a proof")
    };
    let offered = |kind| TransferState::offer(approved(kind), &gate);
    assert_eq!(offered(ApprovalKind::CloseCase), None);
    assert_eq!(
        offered(ApprovalKind::Transfer),
        Some(TransferState::Offered)
    );
    let steps = [
        (TransferStep::Accept(gate.clone()), TransferState::Accepted),
        (TransferStep::Decline, TransferState::Declined),
        (TransferStep::TakeBack, TransferState::TakenBack),
        (TransferStep::Lapse, TransferState::Lapsed),
    ];
    for (step, to) in &steps {
        assert_eq!(TransferState::Offered.after(step), Ok(*to));
        for (again, _) in &steps {
            assert_eq!(to.after(again), Err(NoSuchTransferStep { from: *to }));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// The cases are drawn near the gate: each condition holds more often than not.
    #[test]
    fn a_case_goes_only_by_consent_and_protocol_and_past_no_filter(
        words in prop::collection::btree_set(prop::sample::select(Data::ALL), 1..8),
        classes in prop::collection::btree_set(prop::sample::select(DataClass::ALL), 1..7),
        (whom, service, covered) in (0..6_usize, 0..ASKED_FOR.len(), prop::option::of(0..ASKED_FOR.len())),
        by_consent in prop::bool::weighted(0.9),
        (from_at, until) in (5..55_i64, 45..120_i64),
        no_at in prop::option::weighted(0.3, 0..60_i64),
        elsewhere in prop::bool::weighted(0.1),
        (out, takes, has_name) in (prop::bool::weighted(0.1), prop::bool::weighted(0.9), prop::bool::weighted(0.9)),
        (state, with_others) in (0..CaseState::ALL.len(), prop::sample::select(vec![0_i64, 0, 0, 0, 2])),
    ) {
        let recipient = match whom {
            0 => Recipient::Any,
            1 => to("a3"),
            _ => to("a2"),
        };
        let words: Vec<Data> = words.into_iter().collect();
        let classes: Vec<DataClass> = classes.into_iter().collect();
        let given = Scope {
            given_at: from_at,
            expires_at: until,
            basis: if by_consent { Basis::Consent } else { Basis::VitalInterest },
            ..scope(recipient.clone(), ASKED_FOR[service], &words)
        };
        let refused: Vec<Scope> = no_at
            .map(|at| Scope::no(to("a2"), None, "g", at))
            .into_iter()
            .collect();
        let said = if out { "withhold_from=AG02" } else { "withhold_from=family" };
        let conflicts = Conflicts::of(&facts(said), "a1", &organisations());
        let book = book(&[given], &refused);
        let services = covered.map(|n| [ASKED_FOR[n]]);
        let parties = if elsewhere { ["a1", "a3"] } else { ["a1", "a2"] };
        let protocols = [protocol(parties, &classes, services.as_ref().map(|one| &one[..]))];
        let state = CaseState::ALL[state];
        let one = Planned { state, has_name, with_others, takes, ..planned(&conflicts, &book, &protocols) };

        let own = state != CaseState::Closed && has_name && with_others == 0;
        let consented = recipient == to("a2")
            && by_consent
            && SERVICES.contains(&ASKED_FOR[service])
            && (from_at..until).contains(&NOW)
            && no_at.is_none_or(|at| at < from_at);
        let protocol = !elsewhere && covered.is_none_or(|n| n == service);
        let all: BTreeSet<Data> = words.iter().copied().collect();
        let something = !opens(&all).cut_to(&classes).is_empty();
        let may = own && takes && !out && consented && protocol && something;
        let found = one.check();
        prop_assert_eq!(found.is_ok(), may, "{:?}", found);
        if own && (out || !takes) {
            prop_assert_eq!(&found, &Err(NoTransfer::NotTaken));
        }
        if let Ok(handed) = found {
            for fact in SAMPLES {
                for class in DataClass::ALL {
                    let inside = opens(&all).allows(fact, *class) && classes.contains(class);
                    prop_assert_eq!(handed.agreed().allows(fact, *class), inside, "{} {}", fact, class);
                }
            }
            let named = all.contains(&Data::Identity) && classes.contains(&DataClass::D3);
            prop_assert_eq!(handed.identity(), named);
            // What somebody needs is in what a summary says.
            let whole = WHOLE.iter().all(|word| *word == Data::Needs || all.contains(word))
                && OF_FORMS.iter().all(|class| classes.contains(class));
            prop_assert_eq!(handed.forms(), whole);
            prop_assert!(handed.expires_at() > NOW);
        }
    }
}
