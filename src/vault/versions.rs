//! Which of the opened submissions are versions of one record. A correction says all its answers again; what it changes is
//! new, and nothing else asks for anything a second time. What was corrected before it could be opened says nothing any more.

use std::collections::{BTreeSet, HashMap};

use zeroize::Zeroizing;

use super::history::{Gap, remembered};
use super::opening::Opened;
use crate::domain::case_file::Said;
use crate::store::cases::{self, VersionRow};
use crate::store::{Conn, StoreError};

/// A form, and an instance of it.
type Instance = (String, String);

/// Versions of the records that a batch corrects.
#[derive(Default)]
pub(super) struct Versions {
    /// What the database has of them, by what is corrected.
    stored: HashMap<Instance, Vec<Version>>,
    /// What was heard in this batch.
    heard: HashMap<Instance, Heard>,
    /// What corrections in this batch corrected, and the phones that sent those.
    corrected: HashMap<Instance, Option<i64>>,
}

struct Version {
    submission: String,
    /// The phone that sent it.
    device: Option<i64>,
    at: i64,
    /// Whether it was placed.
    heard: bool,
    /// What it said, if it stands alone: what joined a case is in that case's file.
    alone: Option<Result<Told, Gap>>,
}

/// What was heard, and what nobody was there for.
type Told = (Said, Vec<String>);

struct Heard {
    submission: String,
    said: Said,
    stands_alone: bool,
    earlier: Earlier,
}

/// What is known of the other versions of a submission's record.
#[derive(Clone, Default)]
pub(super) struct Earlier {
    /// All of them.
    pub all: BTreeSet<String>,
    /// Those that were heard.
    pub heard: BTreeSet<String>,
    /// What those said that stand alone.
    pub alone: Vec<Said>,
    /// What nobody was there for when those were placed.
    pub unplaced: Vec<String>,
}

/// What to ask the database about a submission: its agency, and an instance of its record.
pub(super) type Asked = (String, Instance);

/// What to ask about it; nothing for what neither corrects anything nor was corrected.
pub(super) fn asked(one: &Opened) -> impl Iterator<Item = Asked> {
    let own = one.replaced_by.as_ref().map(|_| &one.instance);
    let instances = one.corrects.iter().chain(own);
    instances.map(|instance| (one.agency.clone(), instance.clone()))
}

/// What the database has of them.
///
/// # Errors
/// When the database refuses.
pub(super) fn read(
    conn: &mut Conn,
    asked: &[Asked],
) -> Result<Vec<(Asked, Vec<VersionRow>)>, StoreError> {
    let read = asked.iter().map(|(agency, instance)| {
        let versions = cases::versions(conn, agency, (&instance.0, &instance.1))?;
        Ok(((agency.clone(), instance.clone()), versions))
    });
    read.collect()
}

/// The sealed decisions that are opened for it, with whose they are.
pub(super) fn records(
    found: &[(Asked, Vec<VersionRow>)],
) -> impl Iterator<Item = (&String, &String)> {
    let alone = |row: &&VersionRow| row.case.is_none();
    found.iter().flat_map(move |((agency, _), rows)| {
        let rows = rows.iter().filter(alone);
        rows.filter_map(move |row| Some((agency, row.record.as_ref()?)))
    })
}

impl Versions {
    /// With what was opened of [`records`].
    pub fn of(
        found: Vec<(Asked, Vec<VersionRow>)>,
        opened: &HashMap<String, Option<Zeroizing<Vec<u8>>>>,
    ) -> Self {
        let version = |row: VersionRow| {
            let alone = match (&row.record, &row.case) {
                (Some(record), None) => {
                    let read = remembered(opened.get(record)).map(|mut remembered| {
                        let unplaced = std::mem::take(&mut remembered.unplaced);
                        (remembered.said(&row.submission, row.at), unplaced)
                    });
                    Some(read)
                }
                _ => None,
            };
            Version {
                heard: row.record.is_some(),
                device: row.device,
                at: row.at,
                submission: row.submission,
                alone,
            }
        };
        let stored = found.into_iter().map(|((_, instance), rows)| {
            let rows = rows.into_iter().map(version);
            (instance, rows.collect())
        });
        Self {
            stored: stored.collect(),
            ..Self::default()
        }
    }

    /// What it corrects, or was corrected by.
    pub fn earlier(&self, one: &Opened) -> Earlier {
        let instance = one.corrects.as_ref().unwrap_or(&one.instance);
        let mut earlier = match self.heard.get(instance) {
            Some(before) => before.and_earlier(),
            None => Earlier::default(),
        };
        let stored = self.stored.get(instance).into_iter().flatten();
        for version in stored.filter(|version| version.submission != one.submission) {
            let new = earlier.all.insert(version.submission.clone());
            if one.corrects.is_none() || version.at > one.received_at {
                continue;
            }
            if version.heard {
                earlier.heard.insert(version.submission.clone());
            }
            if let (true, Some(Ok((said, unplaced)))) = (new, &version.alone) {
                earlier.alone.push(said.clone());
                earlier.unplaced.extend(unplaced.iter().cloned());
            }
        }
        earlier
    }

    /// Whether what it corrects was said under a key that is locked.
    pub fn is_locked(&self, one: &Opened) -> bool {
        let stored = one.corrects.as_ref().and_then(|at| self.stored.get(at));
        let locked = |version: &Version| matches!(version.alone, Some(Err(Gap::Locked)));
        stored.is_some_and(|versions| versions.iter().any(locked))
    }

    /// Whether a correction of it by the same phone was opened before it. An envelope proves nobody's identity: what another
    /// phone says that it corrects is heard all the same.
    pub fn is_corrected(&self, one: &Opened) -> bool {
        let mut stored = self.stored.get(&one.instance).into_iter().flatten();
        let by = |version: &Version| {
            Some(&version.submission) == one.replaced_by.as_ref() && version.device == one.device
        };
        let here = self.corrected.get(&one.instance);
        !one.again && (here == Some(&one.device) || stored.any(by))
    }

    /// For those of the same batch that follow it.
    pub fn hear(&mut self, one: &Opened, said: Said, earlier: Earlier) {
        let corrected = one.corrects.clone().map(|at| (at, one.device));
        self.corrected.extend(corrected);
        let heard = Heard {
            submission: one.submission.clone(),
            said,
            stands_alone: one.case.is_none(),
            earlier,
        };
        self.heard.insert(one.instance.clone(), heard);
    }
}

impl Heard {
    fn and_earlier(&self) -> Earlier {
        let mut all = self.earlier.clone();
        all.all.insert(self.submission.clone());
        all.heard.insert(self.submission.clone());
        if self.stands_alone {
            all.alone.push(self.said.clone());
        }
        all
    }
}
