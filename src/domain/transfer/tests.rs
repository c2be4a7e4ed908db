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
        standing: Standing {
            state: CaseState::Active,
            has_name: true,
            has_identity: false,
            referrals: 0,
            approvals: 0,
            held: false,
        },
        takes: true,
        conflicts,
        book,
        protocols,
        now: NOW,
    }
}

fn all_words() -> Vec<Data> {
    WHOLE.iter().chain(&IDENTITY).copied().collect()
}

#[test]
fn the_whole_case_goes_or_nothing_of_it() {
    let none = Conflicts::default();
    let handed = |words: &[Data], classes: &[DataClass], has_identity: bool| {
        let book = book(&[scope(to("a2"), "protection_cm", words)], &[]);
        let protocols = [protocol(["a1", "a2"], classes, None)];
        let mut one = planned(&none, &book, &protocols);
        one.standing.has_identity = has_identity;
        one.check().map(|handed| handed.service())
    };
    let (all, words) = (DataClass::ALL, all_words());
    assert_eq!(handed(&words, all, true), Ok("protection_cm"));
    assert_eq!(handed(&WHOLE, &OF_FORMS, false), Ok("protection_cm"));
    assert_eq!(handed(&WHOLE, all, true), Err(NoTransfer::NoConsent));
    assert_eq!(handed(&words, &OF_FORMS, true), Err(NoTransfer::NoProtocol));
    for left_out in WHOLE.iter().filter(|word| **word != Data::Needs) {
        let mut fewer = words.clone();
        fewer.retain(|word| word != left_out);
        assert_eq!(handed(&fewer, all, false), Err(NoTransfer::NoConsent));
    }
    for left_out in OF_FORMS {
        let mut fewer = all.to_vec();
        fewer.retain(|class| *class != left_out);
        assert_eq!(handed(&words, &fewer, false), Err(NoTransfer::NoProtocol));
    }
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

/// Every step, with whether its proof is about a transfer.
fn steps(gate: &Handover) -> Vec<(TransferStep, bool)> {
    let proof = |kind| {
        let decision = Decision {
            by: 2,
            at: 5,
            approved: true,
        };
        let kept = Approval::kept(kind, 1, 0, 100, Some(decision));
        kept.proof(NOW).expect("a proof")
    };
    let mut all = vec![
        (TransferStep::Offer(proof(ApprovalKind::Transfer)), true),
        (TransferStep::Offer(proof(ApprovalKind::CloseCase)), false),
    ];
    let others = [
        TransferStep::Refuse,
        TransferStep::Accept(gate.clone()),
        TransferStep::Decline,
        TransferStep::TakeBack,
        TransferStep::Lapse,
    ];
    all.extend(others.into_iter().map(|step| (step, true)));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// The cases are drawn near the gate: each condition holds more often than not.
    #[test]
    fn a_case_goes_only_by_consent_and_protocol_and_past_no_filter(
        missing in prop::collection::btree_set(prop::sample::select(Data::ALL), 0..2),
        barred in prop::collection::btree_set(prop::sample::select(DataClass::ALL), 0..2),
        (whom, service, covered) in (0..6_usize, 0..ASKED_FOR.len(), prop::option::of(0..ASKED_FOR.len())),
        (by_consent, has_identity) in (prop::bool::weighted(0.9), any::<bool>()),
        (from_at, until) in (5..55_i64, 45..120_i64),
        no_at in prop::option::weighted(0.3, 0..60_i64),
        elsewhere in prop::bool::weighted(0.1),
        (out, takes, has_name, held) in (
            prop::bool::weighted(0.1), prop::bool::weighted(0.9), prop::bool::weighted(0.9), prop::bool::weighted(0.1)),
        (state, referrals, approvals) in (
            0..CaseState::ALL.len(), prop::sample::select(vec![0_i64, 0, 0, 0, 2]), prop::sample::select(vec![0_i64, 0, 0, 0, 1])),
    ) {
        let recipient = match whom {
            0 => Recipient::Any,
            1 => to("a3"),
            _ => to("a2"),
        };
        let words: Vec<Data> = Data::ALL.iter().copied().filter(|word| !missing.contains(word)).collect();
        let classes: Vec<DataClass> = DataClass::ALL.iter().copied().filter(|class| !barred.contains(class)).collect();
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
        let standing = Standing { state, has_name, has_identity, referrals, approvals, held };
        let one = Planned { standing, takes, ..planned(&conflicts, &book, &protocols) };

        let own = state != CaseState::Closed && has_name && referrals == 0 && approvals == 0 && !held;
        // What somebody needs is in what a summary says.
        let consented = recipient == to("a2")
            && by_consent
            && SERVICES.contains(&ASKED_FOR[service])
            && (from_at..until).contains(&NOW)
            && no_at.is_none_or(|at| at < from_at)
            && WHOLE.iter().all(|word| *word == Data::Needs || words.contains(word))
            && (!has_identity || IDENTITY.iter().all(|word| words.contains(word)));
        let crosses = !elsewhere
            && covered.is_none_or(|n| n == service)
            && OF_FORMS.iter().all(|class| classes.contains(class))
            && (!has_identity || classes.contains(&DataClass::D3));
        let found = one.check();
        prop_assert_eq!(found.is_ok(), own && takes && !out && consented && crosses, "{:?}", found);
        if own && (out || !takes) {
            prop_assert_eq!(&found, &Err(NoTransfer::NotTaken));
        }
        if let Ok(handed) = found {
            prop_assert_eq!(handed.service(), ASKED_FOR[service]);
            prop_assert!(handed.expires_at() > NOW);
            prop_assert!(may_still_cross(&protocols, ("a1", "a2"), NOW));
        }
    }

    /// An answer ends it, and nothing is offered that no second person approved.
    #[test]
    fn no_transfer_takes_a_step_that_the_table_lacks(drawn in prop::collection::vec(0..7_usize, 0..6)) {
        let none = Conflicts::default();
        let book = book(&[scope(to("a2"), "gbv", &WHOLE)], &[]);
        let protocols = [protocol(["a1", "a2"], DataClass::ALL, None)];
        let gate = planned(&none, &book, &protocols).check().expect("a gate");
        let all = steps(&gate);
        let (mut state, mut offered) = (TransferState::Asked, false);
        for n in drawn {
            let (step, right) = &all[n];
            let expected = match (state, step) {
                (TransferState::Asked, TransferStep::Offer(_)) => right.then_some(TransferState::Offered),
                (TransferState::Asked, TransferStep::Refuse) => Some(TransferState::Refused),
                (TransferState::Offered, TransferStep::Accept(_)) => Some(TransferState::Accepted),
                (TransferState::Offered, TransferStep::Decline) => Some(TransferState::Declined),
                (TransferState::Offered, TransferStep::TakeBack) => Some(TransferState::TakenBack),
                (TransferState::Asked | TransferState::Offered, TransferStep::Lapse) => Some(TransferState::Lapsed),
                _ => None,
            };
            prop_assert_eq!(state.after(step).ok(), expected);
            state = expected.unwrap_or(state);
            offered |= state == TransferState::Offered;
            let answered = [TransferState::Accepted, TransferState::Declined, TransferState::TakenBack];
            prop_assert!(offered || !answered.contains(&state));
        }
    }
}
