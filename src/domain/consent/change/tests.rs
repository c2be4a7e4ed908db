use proptest::prelude::*;

use super::*;
use crate::domain::consent::child::Standing;
use crate::domain::consent::rows::No;
use crate::domain::consent::{Age, ConsentBook, Data, Leave, Recipient};

const NOW: i64 = 1_000;
const WHO: [&str; 3] = ["A1", "A2", "A3"];
const WHAT: [&str; 3] = ["medical", "legal", "education"];

fn agency(code: &str) -> Recipient {
    Recipient::Agency(code.to_owned())
}

fn row(recipient: Recipient, service: &str, data: &[Data], expires_at: i64) -> Row {
    Row {
        recipient,
        service: service.to_owned(),
        data: data.iter().copied().collect(),
        expires_at,
    }
}

fn scope(row: &Row, said_in: &str, given_at: i64) -> Scope {
    Scope {
        service: Some(row.service.clone()),
        data: row.data.clone(),
        age: Some(Age::Adult),
        expires_at: row.expires_at,
        ..Scope::no(row.recipient.clone(), None, said_in, given_at)
    }
}

fn in_force(rows: &[Row]) -> Vec<Known> {
    let known = rows.iter().enumerate().map(|(n, row)| Known {
        id: format!("old{n}"),
        in_force: true,
        scope: scope(row, "f0", 10),
    });
    known.collect()
}

fn agreed(rows: Vec<Row>) -> Says {
    Says {
        standing: Some(Standing {
            basis: Basis::Consent,
            approval: Approval::One,
            age: Age::Adult,
        }),
        rows,
        ..Says::default()
    }
}

/// The book after a change: what is in force, without what ended.
fn after(known: &[Known], refused: &[Scope], change: &Change) -> ConsentBook {
    let mut book = ConsentBook::of(Some(Age::Adult));
    for one in known
        .iter()
        .filter(|one| one.in_force && !change.ended.contains(&one.id))
    {
        book.give(&one.id, one.scope.clone());
    }
    refused.iter().for_each(|no| book.refuse(no.clone()));
    for new in &change.new {
        match new.state {
            ConsentState::InForce => book.give("new", new.scope.clone()),
            ConsentState::Refused => book.refuse(new.scope.clone()),
            _ => {}
        }
    }
    book
}

fn states(change: &Change) -> Vec<ConsentState> {
    change.new.iter().map(|new| new.state).collect()
}

#[test]
fn a_first_agreement_is_proposed() {
    let says = agreed(vec![row(Recipient::Any, "medical", &[Data::Needs], 5_000)]);
    let change = change(&[], &[], &says, "f1", NOW);
    assert_eq!(states(&change), [ConsentState::Proposed]);
    assert!(change.ended.is_empty());
}

#[test]
fn less_counts_at_once_and_takes_the_place_of_more() {
    let known = in_force(&[row(
        Recipient::Any,
        "medical",
        &[Data::Needs, Data::HealthPart],
        9_000,
    )]);
    let says = agreed(vec![row(agency("A1"), "medical", &[Data::Needs], 5_000)]);
    let change = change(&known, &[], &says, "f1", NOW);
    assert_eq!(states(&change), [ConsentState::InForce]);
    assert_eq!(change.ended, ["old0"]);
    let book = after(&known, &[], &change);
    assert!(
        book.covers("A1", "medical", NOW).is_some() && book.covers("A2", "medical", NOW).is_none()
    );
}

#[test]
fn more_is_proposed_and_what_both_say_goes_on() {
    let known = in_force(&[
        row(agency("A1"), "medical", &[Data::Needs], 5_000),
        row(agency("A3"), "legal", &[Data::Needs], 5_000),
    ]);
    let says = agreed(vec![row(
        Recipient::Any,
        "medical",
        &[Data::Needs, Data::HealthPart],
        9_000,
    )]);
    let change = change(&known, &[], &says, "f1", NOW);
    assert_eq!(
        states(&change),
        [ConsentState::InForce, ConsentState::Proposed]
    );
    assert_eq!(change.ended, ["old0"]);
    let book = after(&known, &[], &change);
    let leave = book.covers("A1", "medical", NOW).expect("goes on");
    assert_eq!(leave.expires_at, 5_000);
    assert!(book.covers("A2", "medical", NOW).is_none());
    assert!(book.covers("A3", "legal", NOW).is_some(), "not spoken of");
}

#[test]
fn a_withdrawal_ends_what_it_names_and_an_agency_s_stays_with_others() {
    let known = in_force(&[
        row(Recipient::Any, "medical", &[Data::Needs], 9_000),
        row(agency("A1"), "medical", &[Data::Needs], 9_000),
        row(agency("A1"), "legal", &[Data::Needs], 9_000),
    ]);
    let no = |recipient, service: Option<&str>| Says {
        refused: vec![No {
            recipient,
            service: service.map(str::to_owned),
        }],
        ..Says::default()
    };
    let one = change(&known, &[], &no(agency("A1"), Some("medical")), "f1", NOW);
    assert_eq!(one.ended, ["old1"]);
    let book = after(&known, &[], &one);
    assert!(
        book.covers("A1", "medical", NOW).is_none() && book.covers("A2", "medical", NOW).is_some()
    );
    assert!(book.covers("A1", "legal", NOW).is_some());
    let all = change(&known, &[], &no(Recipient::Any, None), "f1", NOW);
    assert_eq!(all.ended.len(), 3);
    assert!(!after(&known, &[], &all).names("medical", NOW));
}

#[test]
fn a_yes_to_somebody_who_was_refused_waits_for_a_person() {
    let known = in_force(&[row(Recipient::Any, "medical", &[Data::Needs], 9_000)]);
    let refused = [Scope::no(agency("A1"), Some("medical".into()), "f0b", 20)];
    let says = agreed(vec![row(agency("A1"), "medical", &[Data::Needs], 5_000)]);
    let change = change(&known, &refused, &says, "f1", NOW);
    assert!(
        after(&known, &refused, &change)
            .covers("A1", "medical", NOW)
            .is_none()
    );
    assert!(states(&change).contains(&ConsentState::Proposed));
}

fn any_recipient() -> impl Strategy<Value = Recipient> {
    prop_oneof![
        Just(Recipient::Any),
        prop::sample::select(&WHO[..]).prop_map(agency)
    ]
}

fn any_row() -> impl Strategy<Value = Row> {
    let data = prop::sample::subsequence(Data::ALL.to_vec(), 1..=4);
    (
        any_recipient(),
        prop::sample::select(&WHAT[..]),
        data,
        500..9_000_i64,
    )
        .prop_map(|(recipient, service, data, expires_at)| {
            row(recipient, service, &data, expires_at)
        })
}

fn any_no() -> impl Strategy<Value = No> {
    let service = prop::option::of(prop::sample::select(&WHAT[..]).prop_map(str::to_owned));
    (any_recipient(), service).prop_map(|(recipient, service)| No { recipient, service })
}

fn any_basis() -> impl Strategy<Value = Basis> {
    prop::sample::select(Basis::ALL)
}

prop_compose! {
    fn any_known()(rows in prop::collection::vec((any_row(), any::<bool>(), 0..900_i64, any_basis(), any::<bool>()), 0..5)) -> Vec<Known> {
        let known = rows.into_iter().enumerate().map(|(n, (row, in_force, at, basis, adult))| Known {
            id: format!("old{n}"),
            in_force,
            scope: Scope {
                basis,
                age: Some(if adult { Age::Adult } else { Age::Child }),
                ..scope(&row, &format!("f{n}"), at)
            },
        });
        known.collect()
    }
}

prop_compose! {
    fn any_says()(
        rows in prop::collection::vec(any_row(), 0..4),
        refused in prop::collection::vec(any_no(), 0..3),
        basis in any_basis(),
        approval in prop::sample::select(Approval::ALL),
        adult in any::<bool>(),
        stands in any::<bool>(),
    ) -> Says {
        let age = if adult { Age::Adult } else { Age::Child };
        Says {
            standing: stands.then_some(Standing { basis, approval, age }),
            rows: if stands { rows } else { Vec::new() },
            refused,
            unread: Vec::new(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn whatever_a_form_says_nothing_more_may_leave_before_somebody_confirms(
        known in any_known(),
        old in prop::collection::vec((any_no(), 0..900_i64), 0..3),
        says in any_says(),
        later in 0..9_000_i64,
        adult in any::<bool>(),
    ) {
        let refused: Vec<Scope> = old.into_iter()
            .map(|(no, at)| Scope::no(no.recipient, no.service, "r", at))
            .collect();
        let age = Some(if adult { Age::Adult } else { Age::Child });
        let change = change(&known, &refused, &says, "f", NOW);
        let at = NOW + later;
        let each = |known: &[Known], refused: &[Scope], who: &str, what: &str| -> Vec<Leave> {
            let one = |one: &Known| {
                let mut book = ConsentBook::of(age);
                book.give(&one.id, one.scope.clone());
                refused.iter().for_each(|no| book.refuse(no.clone()));
                book.covers(who, what, at)
            };
            known.iter().filter(|one| one.in_force).filter_map(one).collect()
        };
        let mut now: Vec<Known> = known.iter().filter(|one| !change.ended.contains(&one.id)).cloned().collect();
        now.extend(change.new.iter().map(|new| Known {
            id: "new".into(),
            in_force: new.state == ConsentState::InForce,
            scope: new.scope.clone(),
        }));
        let noes = change.new.iter().filter(|new| new.state == ConsentState::Refused);
        let still: Vec<Scope> = refused.iter().cloned().chain(noes.map(|new| new.scope.clone())).collect();
        for who in WHO {
            for what in WHAT {
                let before = each(&known, &refused, who, what);
                for leave in each(&now, &still, who, what) {
                    let was = before.iter().any(|b| leave.agreed.within(&b.agreed) && leave.expires_at <= b.expires_at);
                    prop_assert!(was, "{who} {what}: {leave:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_refused_last_is_covered_by_nothing(known in any_known(), nos in prop::collection::vec(any_no(), 1..3)) {
        let says = Says { refused: nos.clone(), ..Says::default() };
        let change = change(&known, &[], &says, "f", NOW);
        let book = after(&known, &[], &change);
        for no in nos {
            for who in WHO.iter().filter(|who| no.recipient.is_or_any(who)) {
                for what in WHAT.iter().filter(|what| no.service.as_deref().is_none_or(|s| s == **what)) {
                    prop_assert!(book.covers(who, what, NOW).is_none());
                }
            }
        }
    }
}
