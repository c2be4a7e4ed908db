//! To whom a referral goes after somebody declined it or nobody answered: the next of those whom routing found, under the same
//! consent. Who was filtered out there is never asked here.

use super::ReferralState;

/// After so many declines people of coordination look, rather than a third agency being told.
pub const MOST_DECLINES: usize = 2;

/// One of the agencies that were asked for the same need, and where that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The agency.
    pub agency: String,
    /// Where its referral stands.
    pub state: ReferralState,
}

/// What becomes of the need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward<'a> {
    /// This agency is asked.
    To(&'a str),
    /// Somebody is at it, or people know already: nobody more is asked.
    Nobody,
    /// Nobody is left.
    Unplaced,
}

/// Whom to ask next. `candidates`: in the order of routing, after its filter; `may`: who may be told of it now, by filter,
/// consent and protocol ([`crate::domain::routing::may_be_told`]).
pub fn onward<'a>(
    asked: &[Asked],
    candidates: &'a [String],
    may: impl Fn(&str) -> bool,
) -> Onward<'a> {
    let any = |fits: fn(ReferralState) -> bool| asked.iter().any(|one| fits(one.state));
    let taken = |state: ReferralState| {
        state.opens_contact()
            || matches!(
                state,
                ReferralState::Closed | ReferralState::PersonDeclined | ReferralState::Unplaced
            )
    };
    if any(taken) || any(|state| state == ReferralState::Recalled) {
        return Onward::Nobody;
    }
    let declined = asked
        .iter()
        .filter(|one| one.state == ReferralState::Declined)
        .count();
    let next = candidates
        .iter()
        .map(String::as_str)
        .find(|agency| asked.iter().all(|one| one.agency != *agency) && may(agency));
    match next {
        Some(agency) if declined < MOST_DECLINES => Onward::To(agency),
        _ if any(ReferralState::is_waiting) => Onward::Nobody,
        _ => Onward::Unplaced,
    }
}
