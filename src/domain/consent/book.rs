//! The consents of one case as they stand, and the one question about them.

use std::collections::BTreeSet;

use super::rows::LONGEST_FOR_SAFETY;
use super::{Age, Agreed, Basis, Data, Recipient, Scope, TriageConsent, VITAL, data};
use crate::domain::legal_duty::LAW_ENFORCEMENT;

/// That something may leave: what, and on whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// What may be told.
    pub agreed: Agreed,
    /// The consent's id: a referral names it, and each opening asks for it again.
    pub consent: String,
    /// From when on it covers nothing, in milliseconds since 1970 UTC.
    pub expires_at: i64,
}

/// Every consent in force and every refusal of one case. Recipients stand here by agencies' ids.
#[derive(Clone, Debug, Default)]
pub struct ConsentBook {
    age: Option<Age>,
    given: Vec<(String, Scope)>,
    refused: Vec<Scope>,
    screening: Option<(String, TriageConsent)>,
    closed: bool,
}

impl ConsentBook {
    /// An empty book for somebody of this age. What a child agreed to does not cover an adult, nor the other way round: who
    /// turned eighteen is asked anew.
    pub fn of(age: Option<Age>) -> Self {
        Self {
            age,
            ..Self::default()
        }
    }

    /// A book of one screening's consent.
    pub fn of_screening(id: &str, consent: TriageConsent) -> Self {
        Self::default().with_screening(id, consent)
    }

    /// The same with what a screening agreed to.
    #[must_use]
    pub fn with_screening(mut self, id: &str, consent: TriageConsent) -> Self {
        self.screening = Some((id.to_owned(), consent));
        self
    }

    /// Adds a consent that is in force.
    pub fn give(&mut self, id: &str, scope: Scope) {
        self.given.push((id.to_owned(), scope));
    }

    /// Adds a refusal.
    pub fn refuse(&mut self, scope: Scope) {
        self.refused.push(scope);
    }

    /// Something of the case could not be read: a refusal may stand there, so nothing is covered.
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Whether this agency may be told of this service at this time (milliseconds since 1970 UTC), and what. Of several
    /// consents the one that says most, then the one that lasts longest.
    pub fn covers(&self, recipient: &str, service: &str, now: i64) -> Option<Leave> {
        if self.closed {
            return None;
        }
        self.of_the_screening(recipient, service, now).or_else(|| {
            let named = self
                .given
                .iter()
                .filter(|(_, scope)| scope.recipient.is_or_any(recipient));
            let leaves =
                named.filter_map(|(id, scope)| self.leave(id, scope, recipient, service, now));
            widest(leaves)
        })
    }

    /// Whether this agency may be given the case itself for this service at this time, and what of it: only by the person's
    /// own agreement that names it. What a screening agreed to, what "any" covers and what rests on another basis is for
    /// help, not for an owner.
    pub fn hands_over(&self, recipient: &str, service: &str, now: i64) -> Option<Leave> {
        if self.closed {
            return None;
        }
        let named = self.given.iter().filter(|(_, scope)| {
            let to = matches!(&scope.recipient, Recipient::Agency(agency) if agency == recipient);
            to && scope.basis == Basis::Consent
        });
        widest(named.filter_map(|(id, scope)| self.leave(id, scope, recipient, service, now)))
    }

    /// The agencies that may be told of this service at this time because a consent names them: they are asked before others.
    pub fn chosen(&self, service: &str, now: i64) -> Vec<String> {
        let named = self.given.iter().filter_map(|(id, scope)| {
            let Recipient::Agency(agency) = &scope.recipient else {
                return None;
            };
            let leave = self.leave(id, scope, agency, service, now);
            leave.map(|_| agency.clone())
        });
        match self.closed {
            true => Vec::new(),
            false => named.collect(),
        }
    }

    /// Whether this consent is a screening's: its card, and how to make contact.
    pub fn is_a_screening(&self, consent: &str) -> bool {
        self.screening.as_ref().is_some_and(|(id, _)| id == consent)
    }

    /// Whether anybody at all may be told of this service at this time.
    pub fn names(&self, service: &str, now: i64) -> bool {
        if self.closed {
            return false;
        }
        let screening = self.screening.as_ref().is_some_and(|(_, one)| {
            one.covers(service, now)
                && !self.refused.iter().any(|no| {
                    no.recipient == Recipient::Any && no.touches(&Recipient::Any, service)
                })
        });
        screening
            || self.given.iter().any(|(id, scope)| {
                let whom = match &scope.recipient {
                    // Somebody whom no refusal names.
                    Recipient::Any => "",
                    Recipient::Agency(agency) => agency,
                };
                self.leave(id, scope, whom, service, now).is_some()
            })
    }

    fn leave(
        &self,
        id: &str,
        scope: &Scope,
        recipient: &str,
        service: &str,
        now: i64,
    ) -> Option<Leave> {
        let police = service == LAW_ENFORCEMENT && scope.basis != Basis::Consent;
        let (words, age, longest) = match scope.basis {
            Basis::Consent => (
                scope.data.clone(),
                scope.age == self.age && self.age.is_some(),
                i64::MAX,
            ),
            Basis::ChildBestInterest => (
                only(&scope.data, &data::LEAST),
                self.age == Some(Age::Child),
                LONGEST_FOR_SAFETY,
            ),
            Basis::VitalInterest => (only(&scope.data, &VITAL), true, LONGEST_FOR_SAFETY),
        };
        let expires_at = scope.expires_at.min(scope.given_at.saturating_add(longest));
        let refused = self
            .refused
            .iter()
            .any(|no| no.stands_against(scope, recipient));
        let covers = scope.unread.is_none()
            && scope.service.as_deref() == Some(service)
            && (scope.given_at..expires_at).contains(&now)
            && age
            && !police
            && !refused
            && !words.is_empty();
        covers.then(|| Leave {
            agreed: data::opens(&words),
            consent: id.to_owned(),
            expires_at,
        })
    }

    /// A screening's own consent. Every refusal of the case stands against it, whenever it was said: who screens may not know.
    fn of_the_screening(&self, recipient: &str, service: &str, now: i64) -> Option<Leave> {
        let (id, consent) = self.screening.as_ref()?;
        let agency = Recipient::Agency(recipient.to_owned());
        let refused = self.refused.iter().any(|no| no.touches(&agency, service));
        (consent.covers(service, now) && !refused).then(|| Leave {
            agreed: consent.classes().into(),
            consent: id.clone(),
            expires_at: consent.expires_at(),
        })
    }
}

/// The one that says most, then the one that lasts longest.
fn widest(leaves: impl Iterator<Item = Leave>) -> Option<Leave> {
    leaves.max_by(|a, b| {
        let rank = |leave: &Leave| (leave.agreed.size(), leave.expires_at);
        rank(a)
            .cmp(&rank(b))
            .then_with(|| a.consent.cmp(&b.consent))
    })
}

fn only(data: &BTreeSet<Data>, allowed: &[Data]) -> BTreeSet<Data> {
    data.iter()
        .copied()
        .filter(|word| allowed.contains(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::HOUR;

    fn scope(recipient: Recipient, service: &str, said_in: &str, given_at: i64) -> Scope {
        Scope {
            service: Some(service.to_owned()),
            data: [Data::Needs].into(),
            age: Some(Age::Adult),
            expires_at: given_at + 100 * HOUR,
            ..Scope::no(recipient, None, said_in, given_at)
        }
    }

    fn agency(id: &str) -> Recipient {
        Recipient::Agency(id.to_owned())
    }

    fn book(given: &[Scope], refused: &[Scope]) -> ConsentBook {
        let mut book = ConsentBook::of(Some(Age::Adult));
        for (n, one) in given.iter().enumerate() {
            book.give(&format!("c{n}"), one.clone());
        }
        refused.iter().for_each(|one| book.refuse(one.clone()));
        book
    }

    #[test]
    fn covers_whom_it_names_for_what_it_names_while_it_lasts() {
        let book = book(&[scope(agency("a2"), "medical", "f", 10)], &[]);
        let leave = book.covers("a2", "medical", 10).expect("in force");
        assert_eq!((&*leave.consent, leave.expires_at), ("c0", 10 + 100 * HOUR));
        for (who, what, when) in [
            ("a3", "medical", 10),
            ("a2", "legal", 10),
            ("a2", "medical", 9),
            ("a2", "medical", 10 + 100 * HOUR),
        ] {
            assert_eq!(book.covers(who, what, when), None, "{who} {what} {when}");
        }
        assert!(book.names("medical", 10) && !book.names("legal", 10));
        assert_eq!(book.chosen("medical", 10), ["a2"]);
        assert!(book.chosen("medical", 9).is_empty() && book.chosen("legal", 10).is_empty());
    }

    #[test]
    fn a_later_no_stands_against_what_was_said_before() {
        let any = scope(Recipient::Any, "medical", "f1", 10);
        let no = |who, at, form: &str| Scope::no(who, Some("medical".into()), form, at);
        let one = book(std::slice::from_ref(&any), &[no(agency("a2"), 20, "f2")]);
        assert!(
            one.covers("a2", "medical", 30).is_none() && one.covers("a3", "medical", 30).is_some()
        );
        let all = book(
            std::slice::from_ref(&any),
            &[Scope::no(Recipient::Any, None, "f2", 20)],
        );
        assert!(all.covers("a3", "medical", 30).is_none() && !all.names("medical", 30));
        let before = book(&[any], &[no(agency("a2"), 5, "f0")]);
        assert!(before.covers("a2", "medical", 30).is_some());
        // Within one form: to nobody but this one.
        let named = book(
            &[scope(agency("a2"), "medical", "f", 10)],
            &[no(Recipient::Any, 10, "f")],
        );
        assert!(named.covers("a2", "medical", 30).is_some());
        let both = book(
            &[scope(agency("a2"), "medical", "f", 10)],
            &[no(agency("a2"), 10, "f")],
        );
        assert!(both.covers("a2", "medical", 30).is_none());
    }

    #[test]
    fn who_turned_eighteen_is_asked_anew() {
        let child = Scope {
            age: Some(Age::Child),
            ..scope(Recipient::Any, "medical", "f", 10)
        };
        for (age, covered) in [
            (Some(Age::Child), true),
            (Some(Age::Adult), false),
            (None, false),
        ] {
            let mut book = ConsentBook::of(age);
            book.give("c", child.clone());
            assert_eq!(
                book.covers("a2", "medical", 20).is_some(),
                covered,
                "{age:?}"
            );
        }
    }

    #[test]
    fn without_agreement_only_the_least_for_72_hours_and_never_to_the_police() {
        let wide = |basis| Scope {
            basis,
            data: Data::ALL.iter().copied().collect(),
            age: Some(Age::Child),
            expires_at: i64::MAX,
            ..scope(Recipient::Any, "medical", "f", 0)
        };
        for basis in [Basis::ChildBestInterest, Basis::VitalInterest] {
            let mut book = ConsentBook::of(Some(Age::Child));
            book.give("c", wide(basis));
            book.give(
                "p",
                Scope {
                    service: Some(LAW_ENFORCEMENT.into()),
                    ..wide(basis)
                },
            );
            let leave = book.covers("a2", "medical", 1).expect("in force");
            assert_eq!(leave.expires_at, LONGEST_FOR_SAFETY);
            assert!(
                !leave
                    .agreed
                    .allows("band", crate::domain::words::DataClass::D1)
            );
            assert!(book.covers("a2", "medical", LONGEST_FOR_SAFETY).is_none());
            assert!(book.covers("a2", LAW_ENFORCEMENT, 1).is_none());
        }
    }

    #[test]
    fn a_book_that_cannot_be_read_covers_nothing() {
        let mut book = book(&[scope(Recipient::Any, "medical", "f", 10)], &[]);
        book.close();
        assert!(book.covers("a2", "medical", 20).is_none() && !book.names("medical", 20));
        assert!(book.chosen("medical", 20).is_empty());
    }
}
