//! Who provides a service, for whom, and which of several is chosen (domain brief 2.15 and 3.3, step 6).

use super::closed_set;
use super::facts::Facts;

/// How long an entry counts as verified, in milliseconds: 30 days.
pub const VERIFIED_LASTS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Sexes, as forms write them.
pub const SEXES: [&str; 3] = ["female", "male", "other"];
/// Age groups, as forms write them.
pub const AGE_GROUPS: [&str; 7] = [
    "under_6", "6_11", "12_14", "15_17", "18_24", "25_59", "60_plus",
];

/// Age groups of children.
const CHILDREN: [&str; 4] = ["under_6", "6_11", "12_14", "15_17"];
/// A group that may be a child's: in doubt it is.
const MAYBE_A_CHILD: &str = "maybe_under_18";
/// Age groups of adults.
const ADULTS: [&str; 3] = ["18_24", "25_59", "60_plus"];
/// Letters at the end of an area's code that tell it from its neighbours.
const OWN_LETTERS: usize = 2;

closed_set! {
    /// Whether a provider takes new people.
    pub enum Capacity {
        /// It does.
        Open = "open",
        /// A few.
        Limited = "limited",
        /// It is full: asked last.
        Full = "full",
        /// It has ended, or it is not safe to go there: nobody is sent.
        Closed = "closed",
    }
}

/// What the directory says of a service of an agency in one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The area's code; none: everywhere.
    pub area: Option<String>,
    /// Whom it serves by sex, as forms write it; empty: not said.
    pub sexes: Vec<String>,
    /// Which age groups it serves; empty: not said.
    pub ages: Vec<String>,
    /// Whether it takes new people.
    pub capacity: Capacity,
    /// When somebody there confirmed it, in milliseconds since 1970 UTC.
    pub verified_at: i64,
}

/// That an agency offers a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The agency's id.
    pub agency: String,
    /// The service's code.
    pub service: String,
    /// What the directory says of it; nothing: it serves anybody, takes people, and nobody verified it.
    pub entries: Vec<Entry>,
    /// Its open referrals for the service.
    pub load: i64,
}

/// What the choice is made for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The person.
    pub facts: &'a Facts,
    /// Agencies that the person chose, by their ids.
    pub chosen: &'a [String],
    /// The collecting agency: of two that are alike, what can stay at home does.
    pub own: &'a str,
    /// Milliseconds since 1970 UTC.
    pub now: i64,
}

/// How a candidate stands: the least is chosen.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank<'a> {
    not_chosen: bool,
    entry: EntryRank,
    not_own: bool,
    load: i64,
    agency: &'a str,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct EntryRank {
    unverified: bool,
    capacity: Capacity,
    distance: u8,
}

impl Provider {
    /// Whether it serves such a person at all. What is not known of the person excludes nobody, except that who is not
    /// known to be an adult goes to nobody who serves adults only.
    pub fn serves(&self, facts: &Facts) -> bool {
        self.entries.is_empty() || self.entries.iter().any(|entry| entry.serves(facts))
    }

    fn rank(&self, wish: &Wish<'_>) -> Option<Rank<'_>> {
        let serving = self.entries.iter().filter(|one| one.serves(wish.facts));
        let entry = match self.entries.is_empty() {
            true => EntryRank {
                unverified: true,
                capacity: Capacity::Open,
                distance: distance(None, wish.facts),
            },
            false => serving.map(|one| one.rank(wish)).min()?,
        };
        Some(Rank {
            not_chosen: !wish.chosen.contains(&self.agency),
            entry,
            not_own: self.agency != wish.own,
            load: self.load,
            agency: &self.agency,
        })
    }
}

impl Entry {
    fn serves(&self, facts: &Facts) -> bool {
        self.capacity != Capacity::Closed
            && serves_sex(&self.sexes, facts)
            && serves_age(&self.ages, facts)
    }

    fn rank(&self, wish: &Wish<'_>) -> EntryRank {
        let age = wish.now.saturating_sub(self.verified_at);
        EntryRank {
            unverified: age > VERIFIED_LASTS,
            capacity: self.capacity,
            distance: distance(self.area.as_deref(), wish.facts),
        }
    }
}

fn serves_sex(sexes: &[String], facts: &Facts) -> bool {
    match facts.known("sex") {
        Some(sex) if !sexes.is_empty() => sexes.iter().any(|one| one == sex),
        _ => true,
    }
}

fn serves_age(ages: &[String], facts: &Facts) -> bool {
    let any = |groups: &[&str]| {
        groups
            .iter()
            .any(|group| ages.iter().any(|one| one == group))
    };
    let group = facts.known("age_group");
    if ages.is_empty() {
        return true;
    }
    match (is_an_adult(facts), group) {
        (true, Some(group)) if ADULTS.contains(&group) => any(&[group]),
        (true, _) => any(&ADULTS),
        (false, Some(group)) if CHILDREN.contains(&group) => any(&[group]),
        (false, _) => any(&CHILDREN),
    }
}

/// Whether somebody is known to be an adult: one answer says so and none says otherwise. In doubt, a child.
fn is_an_adult(facts: &Facts) -> bool {
    let group = facts.known("age_group").unwrap_or_default();
    let childlike = CHILDREN.contains(&group) || group == MAYBE_A_CHILD;
    let grown = facts.is("is_child_now", "no") || ADULTS.contains(&group);
    grown && !childlike && !facts.is("is_child_now", "yes")
}

/// 0: here, or everywhere; 1: a neighbour, whose code begins alike; 2: elsewhere, or not known.
fn distance(area: Option<&str>, facts: &Facts) -> u8 {
    let (Some(area), Some(here)) = (area, facts.known("area")) else {
        return if area.is_none() { 0 } else { 2 };
    };
    let district = |code: &str| {
        let kept = code
            .len()
            .checked_sub(OWN_LETTERS)
            .filter(|kept| *kept > 1)?;
        code.get(..kept).map(str::to_owned)
    };
    match (area == here, district(area), district(here)) {
        (true, ..) => 0,
        (false, Some(one), Some(other)) if one == other => 1,
        _ => 2,
    }
}

/// Candidates in the order in which they are asked: the person's choice, then of those who serve such a person who was
/// verified within 30 days, takes people, is nearest, is the collecting agency itself, has least to do, and comes first by
/// id. The same candidates in another order give the same.
pub fn ranked<'a>(wish: &Wish<'_>, candidates: &[&'a Provider]) -> Vec<&'a Provider> {
    let mut ranked: Vec<(Rank<'a>, &'a Provider)> = candidates
        .iter()
        .copied()
        .filter_map(|one| Some((one.rank(wish)?, one)))
        .collect();
    ranked.sort_by(|(one, _), (other, _)| one.cmp(other));
    ranked.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests;
