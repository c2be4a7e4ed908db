//! Who the persons are that an agency's phones screened, in counts over its opened answers: while its key is open, for at most an
//! hour in memory, nowhere else. No case, no submission, no word of anybody is in a count; what stands in clear is counted by the store.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

use super::Vault;
use super::client::{Reply, VaultError};
use super::reading::refused;
use crate::domain::facts::Facts;
use crate::domain::policy::{self, Action, Resource};
use crate::domain::site;
use crate::domain::words::{Custody, Stage};
use crate::store::insight::{self, Decided, Span};
use crate::store::{Conn, agencies, audit, keys};

/// Decisions opened in one go.
const PAGE: i64 = 500;
/// Decisions that one count opens at most; more would take minutes.
const MOST: i64 = 100_000;
/// How long a count is kept, in milliseconds.
const KEPT_MS: i64 = 60 * 60 * 1_000;
/// How long somebody who asks waits for a count; after that, it goes on without them.
const PATIENCE: Duration = Duration::from_secs(3);
/// Counts kept at once.
const MOST_KEPT: usize = 64;
/// The word for what is not known.
pub const UNKNOWN: &str = "unknown";
/// Age groups of children, as forms write them.
const CHILDREN: [&str; 5] = ["under_6", "6_11", "12_14", "15_17", "maybe_under_18"];

/// What is told of persons, and the words that count; every other answer is unknown.
const TOLD: [(&str, &[&str]); 4] = [
    ("sex", &["female", "male", "other"]),
    (
        "age_group",
        &[
            "under_6",
            "6_11",
            "12_14",
            "15_17",
            "maybe_under_18",
            "18_24",
            "25_59",
            "60_plus",
        ],
    ),
    (
        "displacement",
        &[
            "idp",
            "returnee",
            "host",
            "refugee",
            "asylum_seeker",
            "migrant",
            "stateless",
        ],
    ),
    ("disability", &["yes", "no"]),
];

/// Who was screened, in counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// When it was counted.
    pub at: i64,
    /// Persons screened.
    pub persons: u64,
    /// What could not be read, and is not in it.
    pub unread: u64,
    /// By fact and word: `sex` `female`, … `unknown`.
    pub told: BTreeMap<String, BTreeMap<String, u64>>,
    /// Women, men, girls, boys, and those of whom it is not known.
    pub groups: BTreeMap<String, u64>,
    /// By service: for whom it was asked and could not be sent on.
    pub unplaced: BTreeMap<String, u64>,
}

impl Drop for Tally {
    fn drop(&mut self) {
        let counts = self.told.values_mut().flat_map(BTreeMap::values_mut);
        let counts = counts.chain(self.groups.values_mut());
        counts
            .chain(self.unplaced.values_mut())
            .for_each(|n| n.zeroize());
        self.persons.zeroize();
    }
}

/// Who the persons are, or why that was not counted.
#[derive(Debug, Serialize, Deserialize)]
pub enum People {
    /// Counted.
    Counted(Tally),
    /// It is being counted: ask again.
    Counting,
    /// The agency's key is locked.
    Locked {
        /// Since when, as far as this process knows.
        since: i64,
    },
    /// Only the agency's own machine can count.
    AtHome,
    /// More than one count may open.
    TooMany,
}

/// Counts that were made, or are.
pub struct Tallies {
    began: i64,
    made: Mutex<HashMap<(String, i64, i64), Making>>,
    ready: Condvar,
    /// When tables for others were last tried, by month and name.
    pub(super) tried: Mutex<HashMap<String, i64>>,
}

enum Making {
    /// Since when.
    Now(i64),
    Made(Tally),
}

impl Tallies {
    /// None yet.
    pub fn since(began: i64) -> Self {
        Self {
            began,
            made: Mutex::default(),
            ready: Condvar::new(),
            tried: Mutex::default(),
        }
    }
}

/// A person, as far as they are counted.
#[derive(Default)]
pub(super) struct Person {
    screened: bool,
    /// Places in [`TOLD`]'s words.
    words: [Option<usize>; TOLD.len()],
    is_child: Option<bool>,
    area: Option<String>,
    /// Services that could not be sent on.
    pub unplaced: BTreeSet<String>,
}

/// What of a sealed decision is counted.
#[derive(Deserialize)]
struct Remembered {
    #[serde(default)]
    facts: Facts,
    #[serde(default)]
    unplaced: Vec<String>,
}

impl Vault {
    pub(super) fn tally_for(
        self: &Arc<Self>,
        session: &str,
        span: Span,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let agency = actor.agency.clone().ok_or(VaultError::Denied)?;
        if !span.is_whole_weeks() {
            // Whoever could ask for a moment could ask for one person.
            return Err(VaultError::Unusable("counts are of whole weeks".into()));
        }
        policy::may(&actor, Action::InsightRead, Resource::Agency(&agency)).map_err(refused)?;
        let services = self.services_of(&agency, span)?;
        let people = self.people(&agency, span, || {
            let entry = self.entry(
                &actor,
                Some(&agency),
                "insight.count",
                "agency",
                &agency,
                "done",
            );
            self.store.write_now("vault_audit", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })
        })?;
        Ok(Reply::Tally { services, people })
    }

    /// Which of the queues that an agency has, or sent to, is for what.
    fn services_of(&self, agency: &str, span: Span) -> Result<Vec<(String, String)>, VaultError> {
        let owner = agency.to_owned();
        let used = self.store.read_now("queues_used", move |conn| {
            Ok::<_, VaultError>(insight::queues_used(conn, &owner, span)?)
        })?;
        let all = self.queue_services()?;
        let known =
            |(queue, of, _): &(String, String, String)| of == agency || used.contains(queue);
        let known = all.into_iter().filter(known);
        Ok(known.map(|(queue, _, service)| (queue, service)).collect())
    }

    /// Every queue with its agency and its service. The database names none.
    pub(super) fn queue_services(&self) -> Result<Vec<(String, String, String)>, VaultError> {
        let (queues, offered) = self.store.read_now("queue_labels", |conn| {
            let offered = agencies::providers(conn)?;
            Ok::<_, VaultError>((insight::queues(conn)?, offered))
        })?;
        let version = self.pathways.at(self.now());
        let mut services: BTreeSet<&str> = version
            .pathway
            .services()
            .iter()
            .map(|s| s.code.as_str())
            .collect();
        services.extend(offered.iter().map(|one| one.service.as_str()));
        let named = |(queue, agency, label): (String, String, Vec<u8>)| {
            let fits = |service: &str| self.queue_label(&agency, service)[..] == label[..];
            let of = |service: &&str| [(*service).to_owned(), format!("held {service}")];
            let service = services.iter().flat_map(of).find(|service| fits(service))?;
            Some((queue, agency, service))
        };
        Ok(queues.into_iter().filter_map(named).collect())
    }

    /// Who the persons are that an agency screened in a span. `note` is called before anything is opened.
    fn people(
        self: &Arc<Self>,
        agency: &str,
        span: Span,
        note: impl FnOnce() -> Result<(), VaultError>,
    ) -> Result<People, VaultError> {
        self.forget_tallies();
        if self.keyring.sealing_private(Some(agency)).is_empty() {
            return Ok(match self.is_at_home(agency)? {
                true => People::AtHome,
                false => People::Locked {
                    since: self.keyring.locked_at(agency).unwrap_or(self.tallies.began),
                },
            });
        }
        let key = (agency.to_owned(), span.since, span.until);
        let begins = {
            let made = self.tallies.made.lock();
            !made.contains_key(&key) && made.len() < MOST_KEPT
        };
        if begins {
            let owner = agency.to_owned();
            let many = self.store.read_now("count_decisions", move |conn| {
                Ok::<_, VaultError>(insight::decided(conn, &owner, span)?)
            })?;
            if many > MOST {
                return Ok(People::TooMany);
            }
            note()?;
            self.begin(&key, span);
        }
        let until = std::time::Instant::now() + PATIENCE;
        let mut made = self.tallies.made.lock();
        loop {
            match made.get(&key) {
                Some(Making::Made(tally)) => return Ok(People::Counted(tally.clone())),
                // It failed, or there are too many at once.
                None => return Ok(People::Counting),
                Some(Making::Now(_)) => {
                    if self.tallies.ready.wait_until(&mut made, until).timed_out() {
                        return Ok(People::Counting);
                    }
                }
            }
        }
    }

    /// Counts on a thread of its own: whoever asked may not wait for it.
    fn begin(self: &Arc<Self>, key: &(String, i64, i64), span: Span) {
        self.tallies
            .made
            .lock()
            .insert(key.clone(), Making::Now(self.now()));
        let (vault, key) = (self.clone(), key.clone());
        let counted = std::thread::Builder::new().spawn(move || {
            let counted = vault.persons(&key.0, span);
            let mut made = vault.tallies.made.lock();
            match counted {
                Ok((persons, unread)) => {
                    let tally = Tally::of(&persons, unread, vault.now());
                    made.insert(key, Making::Made(tally));
                }
                Err(error) => {
                    tracing::error!(%error, "persons could not be counted");
                    made.remove(&key);
                }
            }
            vault.tallies.ready.notify_all();
        });
        if let Err(error) = counted {
            tracing::error!(%error, "no thread to count on");
            self.tallies.made.lock().clear();
        }
    }

    /// Forgets counts that are an hour old, or whose key is locked.
    pub(super) fn forget_tallies(&self) {
        let now = self.now();
        self.tallies.made.lock().retain(|(agency, _, _), making| {
            let fresh = match making {
                // A thread that died leaves no mark that stays.
                Making::Now(since) => now - *since < KEPT_MS,
                Making::Made(tally) => now - tally.at < KEPT_MS,
            };
            fresh && !self.keyring.sealing_private(Some(agency)).is_empty()
        });
    }

    /// Whether only an agency's own machine opens what it has.
    pub(super) fn is_at_home(&self, agency: &str) -> Result<bool, VaultError> {
        let owner = agency.to_owned();
        let key = self.store.read_now("custody", move |conn| {
            Ok::<_, VaultError>(keys::active(conn, Some(&owner), "cases")?)
        })?;
        Ok(key.is_some_and(|key| key.custody == Custody::AgencyHeld.as_str()))
    }

    /// The persons whom an agency screened in a span, and how many decisions could not be read. A case is a person, and so is a
    /// submission without one.
    pub(super) fn persons(
        &self,
        agency: &str,
        span: Span,
    ) -> Result<(Vec<Person>, u64), VaultError> {
        let mut persons: HashMap<String, Person> = HashMap::new();
        let (mut after, mut unread) = (String::new(), 0);
        loop {
            let (owner, last) = (agency.to_owned(), after.clone());
            let page = self.store.read_now("tally_page", move |conn| {
                Ok::<_, VaultError>(insight::decisions(conn, &owner, span, &last, PAGE)?)
            })?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.submission);
            let records: Vec<String> = page.iter().map(|row| row.record.clone()).collect();
            let mut opened = self.open_records(Some(agency), &records)?;
            for row in page {
                let plain = opened.remove(&row.record).flatten();
                match plain.and_then(|plain| serde_json::from_slice(&plain).ok()) {
                    Some(remembered) => {
                        let person = row.case.clone().unwrap_or_else(|| row.submission.clone());
                        persons.entry(person).or_default().add(&row, remembered);
                    }
                    None => unread += 1,
                }
            }
        }
        let screened = persons.into_values().filter(|person| person.screened);
        Ok((screened.collect(), unread))
    }
}

impl Person {
    /// Adds what a later submission said.
    fn add(&mut self, row: &Decided, remembered: Remembered) {
        let facts = remembered.facts;
        self.screened |= row.stage.as_deref() == Some(Stage::Screen.as_str());
        for (told, (fact, words)) in self.words.iter_mut().zip(TOLD) {
            let word = facts.known(fact);
            let place = word.and_then(|word| words.iter().position(|one| *one == word));
            *told = place.or(*told);
        }
        let child = match facts.known("is_child_now") {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => facts.known("age_group").map(|age| CHILDREN.contains(&age)),
        };
        self.is_child = child.or(self.is_child);
        let area = facts.known("area").filter(|area| site::is_area(area));
        self.area = area
            .map(|area| site::admin1(area).to_owned())
            .or(self.area.take());
        self.unplaced.extend(remembered.unplaced);
    }

    /// The word of one of [`TOLD`]'s facts.
    pub(super) fn word(&self, fact: &str) -> &'static str {
        let place = TOLD.iter().position(|(name, _)| *name == fact);
        let word = place.and_then(|at| self.words[at].map(|word| TOLD[at].1[word]));
        word.unwrap_or(UNKNOWN)
    }

    /// Where, as far as others may know.
    pub(super) fn admin1(&self) -> Option<&str> {
        self.area.as_deref()
    }

    fn group(&self) -> &'static str {
        match (self.word("sex"), self.is_child) {
            ("female", Some(true)) => "girls",
            ("male", Some(true)) => "boys",
            ("female", Some(false)) => "women",
            ("male", Some(false)) => "men",
            _ => UNKNOWN,
        }
    }
}

impl Tally {
    fn of(persons: &[Person], unread: u64, at: i64) -> Self {
        let mut tally = Self::default();
        (tally.at, tally.unread) = (at, unread);
        tally.persons = persons.len() as u64;
        // Every word stands there, also those of nobody.
        for (fact, words) in TOLD {
            let words = words.iter().chain([&UNKNOWN]);
            let none = words.map(|word| ((*word).to_owned(), 0)).collect();
            tally.told.insert(fact.to_owned(), none);
        }
        for group in ["women", "men", "girls", "boys", UNKNOWN] {
            tally.groups.insert(group.to_owned(), 0);
        }
        for person in persons {
            for (fact, words) in &mut tally.told {
                *words.entry(person.word(fact).to_owned()).or_default() += 1;
            }
            *tally.groups.entry(person.group().to_owned()).or_default() += 1;
            for service in &person.unplaced {
                *tally.unplaced.entry(service.clone()).or_default() += 1;
            }
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(stage: &str, facts: &[(&str, &str)]) -> (Decided, Remembered) {
        let row = Decided {
            submission: "s".into(),
            case: None,
            record: "r".into(),
            stage: Some(stage.into()),
        };
        let facts = Facts::from_iter(facts.iter().copied());
        let unplaced = vec!["legal".to_owned()];
        (row, Remembered { facts, unplaced })
    }

    #[test]
    fn a_person_is_counted_once_and_by_coded_answers_only() {
        let mut girl = Person::default();
        for (stage, facts) in [
            (
                "screen",
                &[
                    ("sex", "female"),
                    ("area", "XX0101"),
                    ("age_group", "12_14"),
                ][..],
            ),
            (
                "needs",
                &[
                    ("disability", "yes"),
                    ("sex", "unknown"),
                    ("displacement", "Amina"),
                ],
            ),
        ] {
            let (row, remembered) = said(stage, facts);
            girl.add(&row, remembered);
        }
        assert!(girl.screened);
        assert_eq!(girl.admin1(), Some("XX01"));
        let mut somebody = Person::default();
        let (row, remembered) = said("screen", &[]);
        somebody.add(&row, remembered);
        let tally = Tally::of(&[girl, somebody], 3, 7);
        assert_eq!((tally.persons, tally.unread, tally.at), (2, 3, 7));
        assert_eq!(tally.groups["girls"], 1);
        assert_eq!(tally.groups["men"], 0);
        assert_eq!(tally.told["sex"]["female"], 1);
        assert_eq!(tally.told["displacement"][UNKNOWN], 2);
        assert!(!tally.told["displacement"].contains_key("Amina"));
        assert_eq!(tally.told["disability"]["yes"], 1);
        assert_eq!(tally.unplaced["legal"], 2);
    }
}
