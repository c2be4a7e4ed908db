//! By when a referral should be seen, answered, begun and done (domain brief 3.2), and the treatment window that stands in
//! its card only.

use super::hours::Hours;
use crate::domain::consent::Agreed;
use crate::domain::facts::Facts;
use crate::domain::projection::Projection;
use crate::domain::words::{DataClass, Urgency};

const MINUTE: i64 = 60 * 1_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The longest that a question may stop the clock.
pub const PAUSE: i64 = DAY;
/// How long after the service was given the owner has to say otherwise.
pub const CLOSES_AFTER: i64 = 30 * DAY;
/// The fact that says how long ago an exposure was.
pub const EXPOSURE: &str = "sv_time";
/// The line of a card that says by when treatment should begin.
pub const DEADLINE: &str = "deadline";

/// By when a referral should be answered, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// By when somebody of the receiving agency should have opened it.
    pub see_by: i64,
    /// By when it should be accepted or declined.
    pub decide_by: i64,
    /// By when the person should have been met.
    pub contact_by: i64,
    /// By when the service should have been given.
    pub serve_by: i64,
}

/// The clocks of a referral whose submission came at `from` (milliseconds since 1970 UTC). Rounded up to the minute: a time
/// that everybody with database access can read must not point at one submission by its milliseconds.
/// They depend on the urgency and the receiver's hours alone, never on an exposure. U0 and U1 run day and night.
pub fn clocks(urgency: Urgency, from: i64, hours: &Hours) -> Clocks {
    let (see, decide, contact, serve) = match urgency {
        Urgency::U0 => (15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR),
        Urgency::U1 => (2 * HOUR, 6 * HOUR, DAY, DAY),
        Urgency::U2 => (DAY, 2 * DAY, 3 * DAY, 3 * DAY),
        Urgency::U3 => (3 * DAY, 5 * DAY, 14 * DAY, 30 * DAY),
    };
    let due = |length| rounded_up(counted(urgency, from, length, hours));
    Clocks {
        see_by: due(see),
        decide_by: due(decide),
        contact_by: due(contact),
        serve_by: due(serve),
    }
}

/// The moment so long after another, in the receiver's hours where the urgency lets them count.
fn counted(urgency: Urgency, from: i64, length: i64, hours: &Hours) -> i64 {
    match urgency {
        Urgency::U0 | Urgency::U1 => from.saturating_add(length),
        Urgency::U2 | Urgency::U3 => hours.after(from, length),
    }
}

impl Clocks {
    /// When the first escalation is due. Nobody is waited for longer because somebody only looked.
    pub fn first(&self, urgency: Urgency) -> i64 {
        match urgency {
            Urgency::U0 | Urgency::U1 | Urgency::U2 => self.see_by,
            Urgency::U3 => self.decide_by,
        }
    }

    /// When the second is due; never before the first, nor before the time to answer is over.
    pub fn second(&self, urgency: Urgency, hours: &Hours) -> i64 {
        match urgency {
            Urgency::U0 | Urgency::U2 => self.decide_by,
            Urgency::U1 => self.decide_by.saturating_add(6 * HOUR),
            Urgency::U3 => rounded_up(hours.after(self.decide_by, 2 * DAY)),
        }
        .max(self.first(urgency))
    }

    /// The clocks after they stood still between two moments: what was left at the first is left at the second.
    pub fn moved(self, since: i64, until: i64, hours: &Hours) -> Self {
        let moved = |due: i64| match due <= since {
            true => due,
            false => rounded_up(hours.after(until, hours.between(since, due))).max(due),
        };
        Self {
            see_by: self.see_by,
            decide_by: moved(self.decide_by),
            contact_by: moved(self.contact_by),
            serve_by: moved(self.serve_by),
        }
    }
}

/// By when treatment after an exposure should begin, if the time since is known to matter: three hours after the person told
/// of it, sooner if the window ends before (72 hours, or 120 for what still helps then). Never "too late": older is referred
/// without a deadline. `hours_since`: where a form says it more exactly than the code.
pub fn exposure_deadline(facts: &Facts, told_at: i64, hours_since: Option<i64>) -> Option<i64> {
    let window = match facts.known(EXPOSURE)? {
        "last_72h" => 72,
        "3_to_5_days" => 120,
        _ => return None,
    };
    let target = told_at.saturating_add(3 * HOUR);
    let left = hours_since.map(|since| (window - since).max(0) * HOUR);
    Some(left.map_or(target, |left| target.min(told_at.saturating_add(left))))
}

/// Writes the deadline into a card that bears the exposure anyway. It stands nowhere else: a clear column would tell.
pub fn mark_deadline(card: &mut Projection, facts: &Facts, told_at: i64) {
    if card.field(EXPOSURE).is_none() {
        return;
    }
    let deadline = exposure_deadline(facts, told_at, None).map(rounded_up);
    if let Some(at) = deadline.and_then(chrono::DateTime::from_timestamp_millis) {
        card.push(DEADLINE, &at.format("%Y-%m-%dT%H:%MZ").to_string());
    }
}

/// The moment that a card's deadline names, in milliseconds since 1970 UTC.
pub fn deadline_of(value: &str) -> Option<i64> {
    let at = chrono::NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%MZ").ok()?;
    Some(at.and_utc().timestamp_millis())
}

/// A card cut to what is still agreed to; lines that are no facts of the pathway are the card's own and stay. The deadline
/// goes with the exposure that it counts from.
#[must_use]
pub fn cut(
    card: &Projection,
    agreed: &Agreed,
    class_of: impl Fn(&str) -> Option<DataClass>,
) -> Projection {
    let stays = |name: &str| class_of(name).is_none_or(|class| agreed.allows(name, class));
    card.only(|name| match name {
        DEADLINE => card.field(EXPOSURE).is_some() && stays(EXPOSURE),
        name => stays(name),
    })
}

fn rounded_up(time: i64) -> i64 {
    let past = time.rem_euclid(MINUTE);
    if past == 0 {
        time
    } else {
        time.saturating_add(MINUTE - past)
    }
}
