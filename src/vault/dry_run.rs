//! What a version of the pathway would change: the facts of stored cases, asked once by the version in force and once by
//! the other. Answers counts, never which case.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::Vault;
use super::client::VaultError;
use super::placing::Remembered;
use crate::domain::case_file::{CaseFile, Said};
use crate::domain::pathway::Pathway;
use crate::domain::words::Urgency;
use crate::store::{agencies, cases};

/// How far back it looks, in milliseconds: 90 days (domain brief 3.4).
pub const LOOKS_BACK: i64 = 90 * 24 * 60 * 60 * 1_000;
/// Counts below this are not told, none included: that there is nobody, or somebody, could be a person (domain brief 6).
pub const FEWEST: usize = 5;
/// Decisions opened in one go.
const PAGE: i64 = 500;

/// How many, or that they are too few to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "serde_json::Value", try_from = "serde_json::Value")]
pub enum Count {
    /// That many, at least [`FEWEST`].
    Exactly(usize),
    /// Fewer than [`FEWEST`], perhaps none.
    #[default]
    Few,
}

/// What would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// Cases looked at.
    pub cases: Count,
    /// Cases for which something else would have been asked for.
    pub changed: Count,
    /// By service, what would change; services for which too little would change to say are left out.
    pub services: BTreeMap<String, ServiceChange>,
    /// Agencies whose keys are locked: their cases were not looked at.
    pub locked: usize,
}

/// What would change for a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceChange {
    /// Cases that ask for it only under the new version.
    pub more: Count,
    /// Cases that ask for it only under the present one.
    pub fewer: Count,
    /// Cases that ask for it sooner.
    pub sooner: Count,
    /// Cases that ask for it later.
    pub later: Count,
}

/// Counts while they are made.
#[derive(Default)]
struct Tally {
    cases: usize,
    changed: usize,
    services: BTreeMap<String, [usize; 4]>,
}

impl Vault {
    /// Asks both versions about what was received in the last 90 days, as far as keys are open.
    ///
    /// # Errors
    /// When the database refuses, or a sealed decision does not open.
    pub fn dry_run(&self, proposed: &Pathway) -> Result<DryRun, VaultError> {
        let now = self.now();
        let present = self.pathways.at(now);
        let agencies = self.store.read_now("dry_run_agencies", |conn| {
            Ok::<_, VaultError>(agencies::all(conn)?)
        })?;
        let mut tally = Tally::default();
        let mut locked = 0;
        for agency in agencies {
            if self.keyring.sealing_private(Some(&agency.id)).is_empty() {
                locked += 1;
                continue;
            }
            for file in self.files_since(&agency.id, now - LOOKS_BACK)? {
                tally.add(&asked(&present.pathway, &file), &asked(proposed, &file));
            }
        }
        Ok(tally.told(locked))
    }

    /// What an agency's cases said since then; a submission without a case is one of its own.
    fn files_since(&self, agency: &str, since: i64) -> Result<Vec<CaseFile>, VaultError> {
        let mut files: HashMap<String, CaseFile> = HashMap::new();
        let mut after = String::new();
        loop {
            let (owner, last) = (agency.to_owned(), after.clone());
            let page = self.store.read_now("dry_run_page", move |conn| {
                Ok::<_, VaultError>(cases::decisions(conn, &owner, since, &last, PAGE)?)
            })?;
            let Some(last) = page.last() else {
                return Ok(files.into_values().collect());
            };
            after = last.submission.clone();
            let records: Vec<String> = page.iter().map(|row| row.record.clone()).collect();
            let mut opened = self.open_records(Some(agency), &records)?;
            for row in page {
                let Some(plain) = opened.remove(&row.record).flatten() else {
                    continue;
                };
                let remembered: Remembered = serde_json::from_slice(&plain)
                    .map_err(|_| VaultError::Internal("a sealed decision does not parse"))?;
                let file = files.entry(row.case.unwrap_or_else(|| row.submission.clone()));
                file.or_default().add(Said {
                    submission: row.submission,
                    at: row.at,
                    facts: remembered.facts,
                    amends: None,
                });
            }
        }
    }
}

fn asked(pathway: &Pathway, file: &CaseFile) -> BTreeMap<String, Urgency> {
    let facts = file.facts();
    let fired = pathway.evaluate(&facts);
    fired
        .iter()
        .map(|one| (one.service.code.clone(), one.urgency))
        .collect()
}

impl Tally {
    fn add(&mut self, before: &BTreeMap<String, Urgency>, after: &BTreeMap<String, Urgency>) {
        self.cases += 1;
        self.changed += usize::from(before != after);
        for service in before
            .keys()
            .chain(after.keys().filter(|s| !before.contains_key(*s)))
        {
            let which = match (before.get(service), after.get(service)) {
                (None, _) => 0,
                (_, None) => 1,
                (Some(before), Some(after)) if after < before => 2,
                (Some(before), Some(after)) if after > before => 3,
                _ => continue,
            };
            self.services.entry(service.clone()).or_default()[which] += 1;
        }
    }

    fn told(self, locked: usize) -> DryRun {
        let enough = |counts: &[usize; 4]| counts.iter().any(|count| *count >= FEWEST);
        let told = self
            .services
            .into_iter()
            .filter(|(_, counts)| enough(counts));
        let services = told.map(|(service, counts)| {
            let [more, fewer, sooner, later] = counts.map(Count::of);
            let change = ServiceChange {
                more,
                fewer,
                sooner,
                later,
            };
            (service, change)
        });
        DryRun {
            cases: Count::of(self.cases),
            changed: Count::of(self.changed),
            services: services.collect(),
            locked,
        }
    }
}

impl Count {
    fn of(count: usize) -> Self {
        match count {
            0..FEWEST => Self::Few,
            _ => Self::Exactly(count),
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(count) => write!(f, "{count}"),
            Self::Few => write!(f, "fewer than {FEWEST}"),
        }
    }
}

/// A number, or the text `<5`.
impl From<Count> for serde_json::Value {
    fn from(count: Count) -> Self {
        match count {
            Count::Exactly(count) => count.into(),
            Count::Few => format!("<{FEWEST}").into(),
        }
    }
}

impl TryFrom<serde_json::Value> for Count {
    type Error = &'static str;

    fn try_from(value: serde_json::Value) -> Result<Self, Self::Error> {
        match value.as_u64() {
            Some(count) => usize::try_from(count)
                .map(Self::Exactly)
                .map_err(|_| "a count"),
            None => Ok(Self::Few),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(services: &[(&str, Urgency)]) -> BTreeMap<String, Urgency> {
        services
            .iter()
            .map(|(service, urgency)| ((*service).to_owned(), *urgency))
            .collect()
    }

    #[test]
    fn counts_what_comes_goes_and_moves_and_hides_the_few() {
        let mut tally = Tally::default();
        let before = asked(&[("medical", Urgency::U1), ("legal", Urgency::U2)]);
        let after = asked(&[("medical", Urgency::U0), ("tracing", Urgency::U3)]);
        for _ in 0..6 {
            tally.add(&before, &after);
        }
        tally.add(&after, &before);
        tally.add(&before, &before);
        let run = tally.told(1);
        assert_eq!(run.cases, Count::Exactly(8));
        assert_eq!(run.changed, Count::Exactly(7));
        assert_eq!(run.services["medical"].sooner, Count::Exactly(6));
        assert_eq!(run.services["medical"].later, Count::Few);
        assert_eq!(run.services["legal"].fewer, Count::Exactly(6));
        assert_eq!(run.services["tracing"].more, Count::Exactly(6));
        assert_eq!(run.services["tracing"].sooner, Count::Few);
        let json = serde_json::to_value(&run).expect("counts");
        assert_eq!(json["services"]["medical"]["later"], "<5");
        assert_eq!(serde_json::from_value::<DryRun>(json).expect("back"), run);
    }
}
