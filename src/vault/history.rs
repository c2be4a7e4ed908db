//! What is known before a submission is placed: what its case said earlier, and whether its place is cleared.

use std::collections::{BTreeSet, HashMap};

use zeroize::Zeroizing;

use super::client::VaultError;
use super::consents::{CaseConsents, Codes, codes};
use super::opening::Opened;
use super::placing::Remembered;
use super::standing::{self, Standing};
use super::versions::{self, Versions};
use super::{Vault, home};
use crate::domain::case_file::{Amends, CaseFile, Said, Weighing};
use crate::domain::facts::Facts;
use crate::domain::site::Analysis;
use crate::domain::words::Stage;
use crate::store::cases::{Basis, CaseRow};
use crate::store::sites::SiteRow;
use crate::store::{cases, consents, settings, sites};

/// The fact that says where something was.
pub(super) const AREA: &str = "area";
/// How many submissions a case may hold. A person's case holds some tens; one that holds more is a code that many use.
const MOST_SAID: i64 = 500;

/// Cases and places that the submissions of a batch name.
#[derive(Default)]
pub struct History {
    cases: HashMap<String, Known>,
    sites: HashMap<String, Analysis>,
    standings: HashMap<String, Standing>,
    codes: Codes,
    versions: Versions,
    /// Whether this is an agency's own machine: what later forms ask for waits there until the hub can be told of consents.
    at_home: bool,
}

/// A submission in its case.
pub struct Joined {
    /// The submission, against what the case said besides.
    pub weighing: Weighing,
    /// Whether it names a case that it could not join: what the case said is not known here.
    pub alone: bool,
    /// The agency that owns the case that it joined; its own where it joined none.
    pub owner: String,
    /// The agency that keeps the consents of the case that it names, also where it could not join that.
    pub keeper: String,
    /// The name that the case takes with it: the one that it joined, or another agency's.
    pub name: Option<Vec<u8>>,
    /// Why it may join.
    pub basis: Basis,
    /// Another agency's case that it named and may not join: then it says nothing.
    pub elsewhere: Option<String>,
    /// Which of its case it is: 1 for the first.
    pub nth: i64,
    /// How many the database had joined to the case when it was read.
    pub known: i64,
    /// The screening that the case began with, if that is here.
    pub screening: Option<String>,
    /// The consents of the case; of the one beside which it stands, if it does.
    pub consents: CaseConsents,
    /// The case that it names and could not join.
    pub unread: Option<String>,
    /// The case whose code it bears beside another screening: it does not join, and what was refused there stands against it.
    pub beside: Option<String>,
    /// What it corrects, if that was heard where it stands.
    pub amends: Option<Amends>,
    /// What nobody was there for when that was placed.
    pub unplaced: Vec<String>,
    /// Versions of its record that were known to have been heard.
    pub heard: BTreeSet<String>,
    /// Whether a correction of it was heard before it: then it says nothing any more.
    pub corrected: bool,
}

/// A case as it was read.
#[derive(Default)]
struct Known {
    /// How many the database had joined to it.
    known: i64,
    /// Those, and those of this batch.
    submissions: i64,
    screening: Option<String>,
    file: CaseFile,
    consents: CaseConsents,
    /// Why not everything that it said could be read. Placed without it, something could go where it must not.
    gap: Option<Gap>,
}

/// Why a case's earlier submissions could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The agency's key was locked since.
    Locked,
    /// A sealed decision does not open or parse.
    Broken,
    /// It says more than [`MOST_SAID`].
    Full,
}

impl History {
    /// Reads what the database has about them.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn of<'a>(
        vault: &Vault,
        batch: impl Iterator<Item = &'a Opened> + Clone,
    ) -> Result<Self, VaultError> {
        let nameless = vault.nameless()?;
        let asked: Vec<_> = batch
            .clone()
            .filter_map(|one| standing::asked(vault, one, nameless))
            .collect();
        let followed: BTreeSet<String> = batch
            .clone()
            .filter(|one| one.stage != Some(Stage::Screen) || versions::asked(one).next().is_some())
            .map(|one| one.submission.clone())
            .collect();
        let areas: BTreeSet<String> = batch
            .clone()
            .filter(|one| one.stage == Some(Stage::Screen))
            .filter_map(|one| one.facts.known(AREA).map(str::to_owned))
            .collect();
        let corrects: Vec<_> = batch.clone().flat_map(versions::asked).collect();
        if asked.is_empty() && areas.is_empty() && corrects.is_empty() {
            return Ok(Self::default());
        }
        let (rows, standings, said, given, codes, at_home, places, found) =
            vault.store.read_now("history", move |conn| {
                let (rows, standings) = standing::standings(conn, &asked)?;
                // Cases that something joins, each with whether that is more than the agency's own new screenings.
                let mut joined: HashMap<&str, bool> = HashMap::new();
                for (one, standing) in &standings {
                    if let Some(case) = standing.joins() {
                        let own = matches!(standing, Standing::Own { .. });
                        *joined.entry(case).or_default() |= !own || followed.contains(one);
                    }
                }
                let is_joined = |row: &CaseRow| joined.contains_key(row.id.as_str());
                let goes_on = |row: &CaseRow| {
                    let more = joined.get(row.id.as_str());
                    more.is_some_and(|more| *more || row.screening.is_none())
                };
                // What a case said matters to what joins it; the agency's own new screening with a taken code does not, and one
                // with a fresh code finds nothing: most end here.
                let there: Vec<&str> = rows
                    .iter()
                    .filter(|row| row.submissions < MOST_SAID && goes_on(row))
                    .map(|row| row.id.as_str())
                    .collect();
                let said = match there.is_empty() {
                    true => Vec::new(),
                    false => cases::said_in(conn, &there)?,
                };
                let (given, codes, at_home) = match rows.is_empty() && followed.is_empty() {
                    true => Default::default(),
                    false => {
                        // What was agreed to in a case is nothing to what may not join it.
                        let all: Vec<&str> = rows
                            .iter()
                            .filter(|row| is_joined(row))
                            .map(|row| row.id.as_str())
                            .collect();
                        let home = settings::value(conn, home::AGENCY)?;
                        (
                            consents::standing(conn, &all)?,
                            codes(conn)?,
                            home.is_some(),
                        )
                    }
                };
                let wanted: Vec<&str> = areas.iter().map(String::as_str).collect();
                let places = sites::of_areas(conn, &wanted)?;
                let found = versions::read(conn, &corrects)?;
                Ok::<_, VaultError>((rows, standings, said, given, codes, at_home, places, found))
            })?;
        let mut history = Self {
            standings,
            codes,
            at_home,
            ..Self::default()
        };
        let of = |case: &str| {
            let case = case.to_owned();
            given
                .iter()
                .filter(move |(row, _)| row.case_id.as_ref() == Some(&case))
        };
        let mut records: HashMap<String, Vec<String>> = HashMap::new();
        for row in &rows {
            let of_case = said.iter().filter(|one| one.case == row.id);
            records
                .entry(row.agency_id.clone())
                .or_default()
                .extend(of_case.map(|one| one.record.clone()));
            let given = of(&row.id).filter(|(_, kind)| kind == super::consents::CONSENT);
            records
                .entry(row.agency_id.clone())
                .or_default()
                .extend(given.map(|(one, _)| one.record_id.clone()));
        }
        for (agency, record) in versions::records(&found) {
            let of_agency = records.entry(agency.clone()).or_default();
            of_agency.push(record.clone());
        }
        let mut opened = HashMap::new();
        for (agency, ids) in &records {
            match vault.open_records(Some(agency), ids) {
                Ok(plain) => opened.extend(plain),
                Err(error) => tracing::error!(%agency, %error, "a case's history does not open"),
            }
        }
        for row in rows {
            let mut known = Known {
                known: row.submissions,
                submissions: row.submissions,
                screening: row.screening,
                gap: (row.submissions >= MOST_SAID).then_some(Gap::Full),
                consents: CaseConsents::read(of(&row.id), &opened),
                ..Known::default()
            };
            for one in said.iter().filter(|one| one.case == row.id) {
                match remembered(opened.get(&one.record)) {
                    Ok(remembered) => known.file.add(remembered.said(&one.submission, one.at)),
                    Err(gap) => known.gap = Some(gap),
                }
            }
            history.cases.insert(row.id, known);
        }
        history.versions = Versions::of(found, &opened);
        history.sites = places.into_iter().map(of_row).collect();
        Ok(history)
    }

    fn gap(&self, one: &Opened) -> Option<Gap> {
        let case = self.standings.get(&one.submission)?.joins()?;
        self.cases.get(case)?.gap
    }

    /// Whether the submission must wait because its agency, or its case's, locked its key meanwhile.
    pub fn is_locked(&self, one: &Opened) -> bool {
        self.gap(one) == Some(Gap::Locked) || self.versions.is_locked(one)
    }

    /// Whether what the submission's case said cannot be read: what is taken in waits then.
    pub fn is_unread(&self, one: &Opened) -> bool {
        self.gap(one).is_some()
    }

    /// Whether it may join a case of another agency.
    pub fn is_let_in(&self, one: &Opened) -> bool {
        let standing = self.standings.get(&one.submission);
        matches!(standing, Some(Standing::Guest { .. }))
    }

    /// Adds what a submission says to its case, and weighs it there. A screening begins a case: one whose code is taken by
    /// another screening (sent twice, or made up) does not join it and stands alone, except that what was refused in the case
    /// stands against it. So does what names a case that cannot be read, and then nothing of it may leave: people at home see
    /// it at once, instead of nobody ever. What names another agency's case and may not join it joins nothing, and says
    /// nothing.
    pub fn join(&mut self, one: &mut Opened, lasting: impl Fn(&str) -> bool) -> Joined {
        let unread = self.gap(one);
        let (mut owner, mut name, mut elsewhere) = (one.agency.clone(), None, None);
        let mut basis = Basis::Own;
        // What was let in belongs there, a screening as well.
        let guest = matches!(
            self.standings.get(&one.submission),
            Some(Standing::Guest { .. })
        );
        match self.standings.get(&one.submission).cloned() {
            Some(Standing::Own { case, name: free }) => (one.case, name) = (Some(case), free),
            Some(Standing::Guest {
                case,
                owner: its,
                basis: why,
                name: free,
            }) => (one.case, owner, basis, name) = (Some(case), its, why, free),
            Some(Standing::Elsewhere { case, name: free }) => {
                (elsewhere, name) = (Some(case), free);
            }
            None => {}
        }
        let keeper = owner.clone();
        let unread_case = one.case.clone().filter(|_| unread.is_some());
        if let Some(gap) = unread {
            tracing::error!(submission = %one.submission, ?gap, "its case cannot be read; it stands alone and stays at home");
            one.case = None;
        }
        let corrected = self.versions.is_corrected(one);
        let earlier = self.versions.earlier(one);
        let (mut alone, mut beside) = (Known::default(), None);
        let screening = (one.stage == Some(Stage::Screen)).then(|| one.submission.clone());
        if let (Some(screening), Some(case)) = (&screening, &one.case)
            && !guest
            && let Some(known) = self.cases.get(case)
            && known
                .screening
                .as_ref()
                .is_some_and(|first| first != screening && !earlier.all.contains(first))
        {
            tracing::debug!(submission = %one.submission, "a second screening with a case's code stands alone");
            alone.consents = known.consents.clone();
            beside = one.case.take();
        }
        let known = match &one.case {
            Some(case) => self.cases.entry(case.clone()).or_default(),
            None => {
                let before = earlier.alone.iter().cloned();
                before.for_each(|said| alone.file.add(said));
                &mut alone
            }
        };
        known.submissions += 1;
        known.screening = known.screening.take().or(screening);
        let amends = known.file.amended(&earlier.heard, &one.facts);
        if one.stage.is_some_and(Stage::is_about_a_case) && !corrected {
            let said = Said {
                submission: one.submission.clone(),
                at: one.received_at,
                facts: one.facts.clone(),
                amends: amends.clone(),
            };
            known.file.add(said.clone());
            self.versions.hear(one, said, earlier.clone());
        }
        if one.case.is_none() {
            owner.clone_from(&one.agency);
            name = name.filter(|_| elsewhere.is_some());
        }
        Joined {
            owner,
            keeper,
            name,
            basis,
            elsewhere,
            weighing: known.file.weigh(&one.submission, lasting),
            alone: unread.is_some(),
            nth: known.submissions,
            known: known.known,
            screening: known.screening.clone(),
            consents: known.consents.clone(),
            unread: unread_case,
            beside,
            amends,
            unplaced: earlier.unplaced,
            heard: earlier.heard,
            corrected,
        }
    }

    /// What a submission changed about its case's consents, for those of the same batch that follow it.
    pub fn changed(&mut self, case: &str, consents: &CaseConsents) {
        if let Some(known) = self.cases.get_mut(case) {
            known.consents = consents.clone();
        }
    }

    /// Every agency's id by its code.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Whether this is an agency's own machine.
    pub fn is_at_home(&self) -> bool {
        self.at_home
    }

    /// Whether a current analysis clears the place for first conversations; none where no place is named.
    pub fn clears_screening(&self, facts: &Facts, now: i64) -> Option<bool> {
        let analysis = self.sites.get(facts.known(AREA)?);
        Some(analysis.is_some_and(|analysis| analysis.clears_screening(now)))
    }
}

pub(super) fn remembered(opened: Option<&Option<Zeroizing<Vec<u8>>>>) -> Result<Remembered, Gap> {
    let plain = opened.ok_or(Gap::Broken)?.as_ref().ok_or(Gap::Locked)?;
    serde_json::from_slice(plain).map_err(|_| Gap::Broken)
}

fn of_row(row: SiteRow) -> (String, Analysis) {
    let analysis = Analysis {
        clear_step1: row.clear_step1,
        clear_step2: row.clear_step2,
        review_by: row.review_by,
    };
    (row.area, analysis)
}
