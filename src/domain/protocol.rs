//! Information-sharing protocols: between which agencies what may cross, for which services, and until when. Without one
//! in force nothing crosses, whatever a person agreed to; within one agency none is needed.

use std::collections::BTreeSet;

use super::words::DataClass;

/// The longest time that a protocol lasts, in milliseconds: five years of 366 days.
pub const LONGEST: i64 = 5 * 366 * 24 * 60 * 60 * 1_000;
/// How many agencies one protocol may be between.
pub const MOST_PARTIES: usize = 50;

/// Somebody who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub person: i64,
    /// For which party; none: for the coordination body.
    pub agency: Option<String>,
}

/// A protocol, as it was proposed and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// The agencies that it is between, by their ids.
    pub parties: BTreeSet<String>,
    /// The services that it is about; none: all.
    pub services: Option<BTreeSet<String>>,
    /// The classes that may cross under it, at most.
    pub classes: Vec<DataClass>,
    /// From when on, in milliseconds since 1970 UTC.
    pub starts_at: i64,
    /// From when on no more.
    pub ends_at: i64,
    /// Since when it was ended before its time.
    pub ended_at: Option<i64>,
    /// Who signed.
    pub signers: Vec<Signer>,
}

/// Why something is no protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Fewer than two, or too many.
    #[error("it is between two agencies or more, fifty at most")]
    Parties,
    /// An empty list of services.
    #[error("name a service, or leave the list out for all of them")]
    Services,
    /// No class.
    #[error("name at least one class that may cross")]
    Classes,
    /// Ends before it starts, is over, or lasts too long.
    #[error("it ends after it starts and after now, and lasts five years at most")]
    Time,
    /// Signed before.
    #[error("this person has signed it")]
    Twice,
    /// Of an agency that is no party.
    #[error("only people of its parties and of the coordination body sign it")]
    NoParty,
    /// It was ended, or its time is over.
    #[error("it has ended; propose another")]
    Ended,
}

impl Protocol {
    /// Whether it can be proposed.
    ///
    /// # Errors
    /// [`ProtocolError`].
    pub fn check(&self, now: i64) -> Result<(), ProtocolError> {
        if !(2..=MOST_PARTIES).contains(&self.parties.len()) {
            return Err(ProtocolError::Parties);
        }
        if self.services.as_ref().is_some_and(BTreeSet::is_empty) {
            return Err(ProtocolError::Services);
        }
        if self.classes.is_empty() {
            return Err(ProtocolError::Classes);
        }
        let lasts = self.ends_at.saturating_sub(self.starts_at);
        if !(1..=LONGEST).contains(&lasts) || self.ends_at <= now {
            return Err(ProtocolError::Time);
        }
        Ok(())
    }

    /// Whether somebody may sign it now.
    ///
    /// # Errors
    /// [`ProtocolError`].
    pub fn may_sign(&self, signer: &Signer, now: i64) -> Result<(), ProtocolError> {
        if now >= self.end() {
            return Err(ProtocolError::Ended);
        }
        if self.signers.iter().any(|one| one.person == signer.person) {
            return Err(ProtocolError::Twice);
        }
        match &signer.agency {
            Some(agency) if !self.parties.contains(agency) => Err(ProtocolError::NoParty),
            _ => Ok(()),
        }
    }

    /// Whether it has the signatures that it needs: of two people at least, and of every party, in whose place the
    /// coordination body may sign.
    pub fn is_signed(&self) -> bool {
        let people: BTreeSet<i64> = self.signers.iter().map(|one| one.person).collect();
        let signed_for = |party: &String| {
            let mut signers = self.signers.iter();
            signers.any(|one| one.agency.as_ref().is_none_or(|agency| agency == party))
        };
        people.len() >= 2 && self.parties.iter().all(signed_for)
    }

    /// Whether it is in force at a time (milliseconds since 1970 UTC).
    pub fn stands(&self, now: i64) -> bool {
        self.is_signed() && (self.starts_at..self.end()).contains(&now)
    }

    /// Whether it lets something of a class cross from one agency to another for a service at this time.
    pub fn in_force(
        &self,
        from: &str,
        to: &str,
        service: &str,
        class: DataClass,
        now: i64,
    ) -> bool {
        self.covers(from, to, service, now) && self.classes.contains(&class)
    }

    fn covers(&self, from: &str, to: &str, service: &str, now: i64) -> bool {
        from != to
            && self.stands(now)
            && self.parties.contains(from)
            && self.parties.contains(to)
            && self
                .services
                .as_ref()
                .is_none_or(|named| named.contains(service))
    }

    fn end(&self) -> i64 {
        self.ended_at
            .map_or(self.ends_at, |ended| ended.min(self.ends_at))
    }
}

/// The classes that may cross from one agency to another for a service, under all protocols together; none: nothing
/// crosses.
pub fn classes_between(
    protocols: &[Protocol],
    from: &str,
    to: &str,
    service: &str,
    now: i64,
) -> Vec<DataClass> {
    let crosses = |class: &DataClass| {
        let mut protocols = protocols.iter();
        protocols.any(|one| one.in_force(from, to, service, *class, now))
    };
    DataClass::ALL.iter().copied().filter(crosses).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(person: i64, agency: Option<&str>) -> Signer {
        Signer {
            person,
            agency: agency.map(str::to_owned),
        }
    }

    fn protocol(parties: &[&str], signers: &[(i64, Option<&str>)]) -> Protocol {
        Protocol {
            parties: parties.iter().map(|one| (*one).to_owned()).collect(),
            services: Some(BTreeSet::from(["medical".to_owned()])),
            classes: vec![DataClass::D0, DataClass::D2],
            starts_at: 10,
            ends_at: 20,
            ended_at: None,
            signers: signers
                .iter()
                .map(|(person, agency)| signer(*person, *agency))
                .collect(),
        }
    }

    #[test]
    fn two_people_sign_for_every_party_or_coordination_in_its_place() {
        for (signers, signed) in [
            (&[(1, Some("a"))][..], false),
            (&[], false),
            (&[(1, Some("a")), (2, Some("a"))], false),
            (&[(1, Some("a")), (2, Some("b"))], true),
            (&[(1, None)], false),
            (&[(1, None), (1, None)], false),
            (&[(1, None), (2, None)], true),
            (&[(1, None), (2, Some("b"))], true),
        ] {
            let one = protocol(&["a", "b"], signers);
            assert_eq!(one.is_signed(), signed, "{signers:?}");
            assert_eq!(one.stands(15), signed);
        }
        let three = protocol(&["a", "b", "c"], &[(1, Some("a")), (2, Some("b"))]);
        assert!(!three.is_signed());
    }

    #[test]
    fn it_covers_its_parties_services_classes_and_time_and_nothing_else() {
        let one = protocol(&["a", "b"], &[(1, Some("a")), (2, Some("b"))]);
        let crosses = |from, to, service, class, now| one.in_force(from, to, service, class, now);
        for (from, to) in [("a", "b"), ("b", "a")] {
            assert!(crosses(from, to, "medical", DataClass::D2, 10), "{from}");
        }
        assert!(!crosses("a", "c", "medical", DataClass::D2, 15));
        assert!(!crosses("a", "a", "medical", DataClass::D2, 15));
        assert!(!crosses("a", "b", "legal", DataClass::D2, 15));
        assert!(!crosses("a", "b", "medical", DataClass::D1, 15));
        for (now, stands) in [(9, false), (10, true), (19, true), (20, false)] {
            assert_eq!(crosses("a", "b", "medical", DataClass::D0, now), stands);
        }
        let ended = Protocol {
            ended_at: Some(12),
            services: None,
            ..one
        };
        assert!(ended.in_force("a", "b", "legal", DataClass::D0, 11));
        assert!(!ended.in_force("a", "b", "legal", DataClass::D0, 12));
    }

    #[test]
    fn several_together_let_cross_what_each_lets_cross() {
        let signed = [(1, Some("a")), (2, Some("b"))];
        let narrow = protocol(&["a", "b"], &signed);
        let wide = Protocol {
            classes: vec![DataClass::D1],
            services: None,
            ..protocol(&["a", "b"], &signed)
        };
        let both = [narrow, wide];
        let classes = |service| classes_between(&both, "a", "b", service, 15);
        assert_eq!(
            classes("medical"),
            [DataClass::D0, DataClass::D1, DataClass::D2]
        );
        assert_eq!(classes("legal"), [DataClass::D1]);
        assert!(classes_between(&both, "a", "c", "legal", 15).is_empty());
    }

    #[test]
    fn what_is_no_protocol_is_refused() {
        let sound = protocol(&["a", "b"], &[]);
        assert_eq!(sound.check(0), Ok(()));
        let wrong = |change: &dyn Fn(&mut Protocol)| {
            let mut one = sound.clone();
            change(&mut one);
            one.check(15)
        };
        assert_eq!(
            wrong(&|one| drop(one.parties.pop_first())),
            Err(ProtocolError::Parties)
        );
        assert_eq!(
            wrong(&|one| one.services = Some(BTreeSet::new())),
            Err(ProtocolError::Services)
        );
        assert_eq!(
            wrong(&|one| one.classes.clear()),
            Err(ProtocolError::Classes)
        );
        for ends_at in [10, 15, i64::MAX] {
            assert_eq!(
                wrong(&|one| one.ends_at = ends_at),
                Err(ProtocolError::Time)
            );
        }
    }

    #[test]
    fn nobody_signs_twice_from_elsewhere_or_after_its_end() {
        let one = protocol(&["a", "b"], &[(1, Some("a"))]);
        let may = |person, agency, now| one.may_sign(&signer(person, agency), now);
        assert_eq!(may(2, Some("b"), 5), Ok(()));
        assert_eq!(may(3, None, 15), Ok(()));
        assert_eq!(may(1, Some("b"), 15), Err(ProtocolError::Twice));
        assert_eq!(may(4, Some("c"), 15), Err(ProtocolError::NoParty));
        assert_eq!(may(4, Some("b"), 20), Err(ProtocolError::Ended));
    }
}
