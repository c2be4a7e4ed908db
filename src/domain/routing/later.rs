//! What is asked again after somebody did not take a referral: by the same filter, gate and protocols as at first.

use super::{Allowed, Routing, crossing, may_leave, neutral, offering};
use crate::domain::conflict::Conflicts;
use crate::domain::pathway::Fired;
use crate::domain::projection::Projection;
use crate::domain::words::Urgency;

/// What this agency may be told of it now: what is asked again before a next provider learns of anything. The same filter,
/// gate, and protocol as at first; none if one of them says no, or if it does not serve such a person.
pub fn may_be_told(routing: &Routing<'_>, one: &Fired<'_>, agency: &str) -> Option<Allowed> {
    let directory = routing.directory;
    let conflicts = Conflicts::of(routing.facts, routing.own_agency, &directory.organisations);
    if conflicts.agency_is_out(agency) || !may_leave(routing, one) {
        return None;
    }
    let mut offering = offering(routing, one).into_iter();
    let provider = offering.find(|provider| provider.agency == agency)?;
    match provider.serves(routing.facts) {
        true => crossing(routing, provider, one),
        false => None,
    }
}

/// The card that stands at home for something that nobody is left for, where the agency itself is out: it tells nothing.
/// None: its own people may see what they sent.
pub fn neutral_at_home(routing: &Routing<'_>, urgency: Urgency) -> Option<Projection> {
    let directory = routing.directory;
    let conflicts = Conflicts::of(routing.facts, routing.own_agency, &directory.organisations);
    let out = conflicts.agency_is_out(routing.own_agency);
    out.then(|| neutral(urgency))
}
