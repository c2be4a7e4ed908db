//! Who lets somebody in again that lost the second factor. Taking it away is as good as the account to whoever also has the
//! new link, so two people do it: one asks, another agrees and hands the link over. People of an agency are let in by people
//! of that agency alone: an admin has no part in it, and whoever sits at the machine may only ask, and gets no link.

use super::closed_set;
use super::words::Role;

/// How long a recovery waits for its second person, in milliseconds.
pub const WAITS_MS: i64 = 24 * 3_600_000;

closed_set! {
    /// How many people a recovery takes.
    pub enum By {
        /// Whoever may ask does it. For trying out.
        One = "one",
        /// One asks, another agrees.
        Two = "two",
    }
}

closed_set! {
    /// Why a recovery is asked for. Coded, so that nothing about anybody is written down here.
    pub enum RecoveryReason {
        /// The phone with the app is lost or stolen.
        PhoneLost = "phone_lost",
        /// It is broken, or new.
        PhoneChanged = "phone_changed",
        /// The passkey is gone.
        PasskeyGone = "passkey_gone",
        /// Something else that the two have talked about.
        Other = "other",
    }
}

/// Somebody with a part in a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party<'a> {
    /// Their number.
    pub id: i64,
    /// Their role.
    pub role: Role,
    /// Their agency.
    pub agency: Option<&'a str>,
}

/// Who asks or agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand<'a> {
    /// Somebody signed in.
    Person(Party<'a>),
    /// Whoever sits at the machine, with the root key.
    Operator,
}

impl Hand<'_> {
    fn is_focal_point(&self) -> bool {
        matches!(self, Self::Person(party) if party.role == Role::FocalPoint)
    }

    fn is(&self, id: i64) -> bool {
        matches!(self, Self::Person(party) if party.id == id)
    }
}

/// The roles that have a word in who of their own agency is let in again.
pub fn is_trusted(role: Role) -> bool {
    matches!(
        role,
        Role::FocalPoint | Role::DataManager | Role::Supervisor
    )
}

/// Whether somebody has a part at all in letting this person in.
fn has_part(party: Party<'_>, person: Party<'_>) -> bool {
    party.id != person.id
        && party.agency == person.agency
        && match person.agency {
            None => party.role == Role::Admin,
            Some(_) => is_trusted(party.role),
        }
}

/// Whether somebody may ask. `others`: how many people have a part in it beside the person.
///
/// Where an agency's focal point is locked out and only one other has a part, whoever sits at the machine asks in the place of
/// a second; the one of the agency agrees, and gets the link.
pub fn may_ask(asker: Hand<'_>, person: Party<'_>, others: usize) -> bool {
    match asker {
        Hand::Person(asker) => has_part(asker, person),
        Hand::Operator => person.agency.is_some() && person.role == Role::FocalPoint && others == 1,
    }
}

/// Whether somebody may agree to, or refuse, what another asked for. Whoever agrees gets the link. One of the two is a focal
/// point, who knows the agency's people, unless that is who is locked out.
pub fn may_decide(second: Hand<'_>, person: Party<'_>, asker: Hand<'_>) -> bool {
    let asked = match asker {
        Hand::Person(asker) => has_part(asker, person),
        Hand::Operator => person.agency.is_some() && person.role == Role::FocalPoint,
    };
    let decides = match second {
        Hand::Person(second) => has_part(second, person) && !asker.is(second.id),
        Hand::Operator => person.agency.is_none() && asker != Hand::Operator,
    };
    let knows = person.agency.is_none()
        || person.role == Role::FocalPoint
        || asker.is_focal_point()
        || second.is_focal_point();
    asked && decides && knows
}

/// Whether asking is enough, and whoever asks gets the link.
pub fn is_enough(by: By, asker: Hand<'_>, person: Party<'_>, others: usize) -> bool {
    match asker {
        Hand::Person(party) => {
            let knows = person.agency.is_none()
                || person.role == Role::FocalPoint
                || asker.is_focal_point();
            by == By::One && has_part(party, person) && knows
        }
        // For the only admin, whom nobody else could help. They could as well invite a new one.
        Hand::Operator => person.agency.is_none() && (by == By::One || others == 0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const AGENCIES: [&str; 2] = ["a", "b"];

    fn party() -> impl Strategy<Value = Party<'static>> {
        (0i64..4, select(Role::ALL), select(&AGENCIES[..])).prop_map(|(id, role, agency)| Party {
            id,
            role,
            agency: role.is_of_an_agency().then_some(agency),
        })
    }

    /// Somebody who works for an agency.
    fn colleague() -> impl Strategy<Value = Party<'static>> {
        let of_agencies: Vec<Role> = Role::ALL
            .iter()
            .copied()
            .filter(|role| role.is_of_an_agency())
            .collect();
        (0i64..4, select(of_agencies), select(&AGENCIES[..])).prop_map(|(id, role, agency)| Party {
            id,
            role,
            agency: Some(agency),
        })
    }

    fn hand() -> impl Strategy<Value = Hand<'static>> {
        prop_oneof![
            9 => party().prop_map(Hand::Person),
            1 => Just(Hand::Operator),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn two_different_people_and_never_the_person(
            asker in hand(), second in hand(), person in party(), others in 0usize..4,
        ) {
            if may_ask(asker, person, others) && may_decide(second, person, asker) {
                prop_assert_ne!(asker, second);
                for hand in [asker, second] {
                    if let Hand::Person(party) = hand {
                        prop_assert_ne!(party.id, person.id);
                        // Nobody from another agency, or from none, has a part in it.
                        prop_assert_eq!(party.agency, person.agency);
                    }
                }
                if let (Hand::Person(asker), Hand::Person(second)) = (asker, second) {
                    prop_assert_ne!(asker.id, second.id);
                }
            }
        }

        #[test]
        fn a_link_into_an_agency_goes_to_its_own_people_only(
            asker in hand(), second in hand(), person in colleague(), others in 0usize..4,
        ) {
            let own = |hand| matches!(hand, Hand::Person(party) if {
                let party: Party<'_> = party;
                party.agency == person.agency && is_trusted(party.role)
            });
            if may_decide(second, person, asker) {
                prop_assert!(own(second));
            }
            for by in By::ALL {
                if is_enough(*by, asker, person, others) {
                    prop_assert!(own(asker) && *by == By::One);
                }
            }
        }

        #[test]
        fn nobody_asks_or_agrees_for_themselves(
            person in party(), other in hand(), others in 0usize..4,
        ) {
            let same = Hand::Person(person);
            prop_assert!(!may_ask(same, person, others));
            prop_assert!(!may_decide(same, person, other));
            prop_assert!(!may_decide(other, person, same));
            prop_assert!(!may_decide(other, person, other));
            prop_assert!(!is_enough(By::One, same, person, others));
        }
    }

    #[test]
    fn whoever_is_locked_out_finds_two_people() {
        let of = |id, role, agency| Party { id, role, agency };
        let [focal, data, officer] = [
            of(1, Role::FocalPoint, Some("a")),
            of(2, Role::DataManager, Some("a")),
            of(3, Role::Caseworker, Some("a")),
        ];
        let supervisor = of(4, Role::Supervisor, Some("a"));
        let [admin, second] = [of(5, Role::Admin, None), of(6, Role::Admin, None)];
        let (by, machine) = (Hand::Person, Hand::Operator);
        assert!(may_ask(by(focal), officer, 2) && may_decide(by(data), officer, by(focal)));
        assert!(may_decide(by(focal), officer, by(supervisor)));
        assert!(
            !may_decide(by(data), officer, by(supervisor)),
            "neither is a focal point"
        );
        assert!(may_ask(by(data), focal, 2) && may_decide(by(supervisor), focal, by(data)));
        assert!(!may_decide(by(officer), focal, by(data)));
        // One is left of whom two are needed.
        assert!(may_ask(machine, focal, 1) && may_decide(by(data), focal, machine));
        assert!(!may_ask(machine, focal, 2) && !may_ask(machine, officer, 1));
        assert!(!may_decide(machine, focal, by(data)));
        // Nobody of an agency.
        assert!(may_ask(by(admin), second, 1) && may_decide(machine, second, by(admin)));
        assert!(is_enough(By::Two, machine, admin, 0));
        assert!(!is_enough(By::Two, machine, admin, 1));
    }
}
