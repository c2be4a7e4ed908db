//! What becomes of opened submissions, written in one transaction: states, sealed records, cases, sites, consents,
//! referrals and the audit of it. Consents that changed since they were read send it back: nothing leaves on what was
//! withdrawn meanwhile.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Vault;
use super::client::VaultError;
use super::consents::consenting::{self, Consenting, Said};
use super::directory::{self, Listed};
use super::history::{AREA, History};
use super::intake::OPEN;
use super::opening::Opened;
use super::placing::{Placed, Placing};
use super::queueing::{self, Met};
use super::seal::Sealer;
use crate::crypto::{SealingPublic, token};
use crate::domain::case::CaseState;
use crate::domain::case_file::Amends;
use crate::domain::consent::Age;
use crate::domain::facts::Facts;
use crate::domain::routing::Directory;
use crate::domain::site;
use crate::domain::words::{KeyPurpose, NamingState, Stage, SubmissionState};
use crate::store::audit::Entry;
use crate::store::cases::{CaseRow, Joining};
use crate::store::sites::SiteRow;
use crate::store::submissions::SealedSubmission;
use crate::store::unmatched::{self, UnmatchedRow};
use crate::store::{
    Conn, audit, cases, directory as providers, entities, jobs, records, referrals, reviews,
    settings, sites, submissions,
};

/// What becomes of one submission.
pub enum Outcome {
    /// A state, and nothing more.
    State(SubmissionState),
    /// All of this.
    Sealed(Box<Done>),
}

/// Everything that one opened submission writes.
pub struct Done {
    opened: Opened,
    placed: Placed,
    joining: Option<Joining>,
    unmatched: Option<UnmatchedRow>,
    /// The name that the case takes which it may not join.
    naming: Option<Vec<u8>>,
    site: Option<SiteRow>,
    listed: Option<Listed>,
    consents: Option<Consenting>,
    /// What it corrects, as far as that was heard.
    amends: Option<Amends>,
    /// Versions of its record that were heard when it was weighed.
    heard: BTreeSet<String>,
}

/// What is left to be done after the commit.
pub struct Written {
    /// Submissions that wait for a key.
    pub parked: Vec<String>,
    /// Queues that were met.
    pub queues: HashMap<[u8; 32], String>,
}

impl Outcome {
    /// Joins a submission to its case and places it. Nothing is stored yet.
    ///
    /// # Errors
    /// When sealing fails.
    pub fn of(
        vault: &Vault,
        mut opened: Opened,
        history: &mut History,
        directory: &Directory,
        sealer: &mut Sealer<'_>,
        now: i64,
    ) -> Result<Self, VaultError> {
        let version = vault.pathways.at(opened.received_at);
        let joined = history.join(&mut opened, |fact| version.pathway.is_standing(fact));
        let joining = opened.case.as_ref().map(|case| Joining {
            row: CaseRow {
                id: case.clone(),
                agency_id: joined.owner.clone(),
                pathway: version.label.clone(),
                screening: joined.screening.clone(),
                submissions: joined.nth,
                opened_at: now,
                updated_at: now,
                state: CaseState::Open.as_str().to_owned(),
                caseworker: None,
                supervisor: None,
            },
            submission: opened.submission.clone(),
            known: joined.known,
            name: joined.name.clone(),
            basis: joined.basis.clone(),
        });
        let unmatched = joined.elsewhere.as_ref().map(|case| UnmatchedRow {
            submission_id: opened.submission.clone(),
            case_id: case.clone(),
            state: NamingState::Waiting.as_str().to_owned(),
            at: now,
            decided_by: None,
            decided_at: None,
        });
        let naming = joined.name.clone().filter(|_| unmatched.is_some());
        let keepers = readers_of(vault, &joined.keeper, &opened)?;
        let readers = readers_of(vault, &joined.owner, &opened)?;
        if joined.owner != opened.agency {
            // Let into another agency's case: that agency reads what was sent for it, and keeps what it led to.
            for reader in &readers {
                let shared = opened.sealed.share(sealer, reader, now);
                shared.map_err(|_| VaultError::Internal("sealing failed"))?;
            }
        }
        let site = match opened.stage {
            Some(Stage::Context) if !opened.again => analysis(&opened),
            _ => None,
        };
        let listed = match opened.stage {
            Some(Stage::Provider) if !opened.again => Listed::of(
                &opened.facts,
                &version.pathway,
                &opened.agency,
                opened.received_at,
            ),
            _ => None,
        };
        let site_clear = match opened.stage {
            // A correction was asked that already, unless it says of another place.
            Some(Stage::Screen)
                if joined.amends.is_none() || joined.weighing.news.contains(AREA) =>
            {
                history.clears_screening(&opened.facts, opened.received_at)
            }
            _ => None,
        };
        let (given, consents) = match opened.stage {
            // What may not join a case says nothing there: it agrees to nothing, and takes nothing back.
            Some(stage) if stage.is_about_a_case() && unmatched.is_none() => Said {
                version: &version,
                stage,
                readers: &keepers,
                now,
            }
            .consents(&mut opened, &joined, history, sealer)?,
            _ => Default::default(),
        };
        let age = Age::of(&joined.weighing.known);
        let book = match opened.stage {
            Some(Stage::Screen) => given.noes(age, history.codes()),
            _ if history.is_at_home() => given.noes(age, history.codes()),
            _ => given.book(age, history.codes()),
        };
        let placed = match opened.stage {
            Some(stage) if stage.is_about_a_case() && unmatched.is_none() && !joined.corrected => {
                Placing {
                    vault,
                    version: &version,
                    agency: &joined.owner,
                    submission: &opened.submission,
                    stage,
                    said: &opened.facts,
                    amends: joined.amends.as_ref(),
                    unplaced: &joined.unplaced,
                    weighing: &joined.weighing,
                    alone: joined.alone,
                    book,
                    case: opened.case.as_deref(),
                    site_clear,
                    directory,
                    own: &readers,
                    received_at: opened.received_at,
                    now,
                }
                .place(sealer, &mut opened.sealed)?
            }
            _ => Placed::default(),
        };
        Ok(Self::Sealed(Box::new(Done {
            opened,
            placed,
            joining,
            unmatched,
            naming,
            site,
            listed,
            consents,
            amends: joined.amends,
            heard: joined.heard,
        })))
    }
}

/// Who reads what is kept of a case of this agency's.
fn readers_of(
    vault: &Vault,
    agency: &str,
    opened: &Opened,
) -> Result<Vec<(String, SealingPublic)>, VaultError> {
    if agency == opened.agency {
        return Ok(opened.own.to_vec());
    }
    let purpose = match opened.stage {
        Some(Stage::Id) => KeyPurpose::Identity,
        _ => KeyPurpose::Cases,
    };
    let reader = vault.keyring.sealing_public(Some(agency), purpose);
    Ok(vec![reader.ok_or(VaultError::Locked)?])
}

/// What a site form says of its area; none if it names no area or does not say whether that is cleared.
fn analysis(opened: &Opened) -> Option<SiteRow> {
    let facts: &Facts = &opened.facts;
    let area = facts.known("area").filter(|area| site::is_area(area))?;
    facts.known("clear_step1")?;
    Some(SiteRow {
        area: area.to_owned(),
        agency_id: Some(opened.agency.clone()),
        submission_id: Some(opened.submission.clone()),
        clear_step1: facts.is("clear_step1", "yes"),
        clear_step2: facts.is("clear_step2", "yes"),
        analysed_at: opened.received_at,
        review_by: site::review_by(facts.known("period").unwrap_or(""), opened.received_at),
    })
}

/// Writes outcomes, each with its submission's id. What was weighed without a submission that joined its case meanwhile is
/// not written; it gets its job back.
///
/// # Errors
/// When the database refuses.
pub fn store(
    conn: &mut Conn,
    vault: &Vault,
    outcomes: &[(&str, &Outcome)],
    now: i64,
) -> Result<Written, VaultError> {
    let mut parked = Vec::new();
    let mut done = Vec::with_capacity(outcomes.len());
    for (id, outcome) in outcomes {
        match outcome {
            Outcome::State(SubmissionState::Sealed) => {}
            Outcome::State(state) => {
                submissions::set_state(conn, id, state.as_str(), now)?;
                if *state == SubmissionState::WaitingKey {
                    parked.push((*id).to_owned());
                }
            }
            Outcome::Sealed(one) => done.push(&**one),
        }
    }
    for behind in [outdated, overtaken] {
        let stale = behind(conn, &done)?;
        for id in &stale {
            jobs::enqueue(conn, OPEN, id, now, now)?;
        }
        done.retain(|one| !stale.contains(&one.opened.submission));
    }
    let joining: Vec<&Joining> = done.iter().filter_map(|one| one.joining.as_ref()).collect();
    let late: HashSet<String> = cases::join(conn, &joining)?.into_iter().collect();
    for id in &late {
        jobs::enqueue(conn, OPEN, id, now, now)?;
    }
    done.retain(|one| !late.contains(&one.opened.submission));
    write_sealed(conn, &done, now)?;
    note_unmatched(conn, &done)?;
    for site in done.iter().filter_map(|one| one.site.as_ref()) {
        sites::keep(conn, site)?;
        // What phones there are offered may change with it.
        settings::bump(conn, settings::CATALOG)?;
    }
    for listed in done.iter().filter_map(|one| one.listed.as_ref()) {
        listed.keep(conn)?;
    }
    for one in &done {
        let month = directory::month(one.opened.received_at);
        for (service, area) in &one.placed.gaps {
            providers::count_gap(conn, service, area, &month)?;
        }
    }
    let mut met = Met::default();
    let mut sent = Vec::new();
    for planned in done.iter().flat_map(|one| &one.placed.referrals) {
        sent.push(queueing::stored(conn, vault, planned, &mut met, now)?);
    }
    referrals::insert(conn, &sent)?;
    let mut settled = Vec::new();
    for one in &done {
        if let Some(consents) = &one.consents {
            settled.extend(consenting::write(conn, vault, consents, now)?);
        }
    }
    let entries: Vec<_> = done
        .iter()
        .map(|one| act("submission", &one.opened.submission, "submission.open", now))
        .chain(sent.iter().map(|row| {
            let done = match row.state.as_str() {
                "held" => "referral.hold",
                _ => "referral.send",
            };
            act("referral", &row.id, done, now)
        }))
        .chain(settled)
        .collect();
    audit::append_many(conn, &entries)?;
    Ok(Written {
        parked,
        queues: met.queues,
    })
}

/// Submissions of cases whose consents changed since they were read.
fn outdated(conn: &mut Conn, done: &[&Done]) -> Result<HashSet<String>, VaultError> {
    let all = done.iter().filter_map(|one| {
        let known = one.joining.as_ref().map_or(1, |joining| joining.known);
        Some((&*one.opened.submission, one.consents.as_ref()?, known > 0))
    });
    consenting::stale(conn, &all.collect::<Vec<_>>())
}

/// Corrections that were weighed before what they correct was heard, or after something that is not written now; and what was
/// corrected since it was weighed. On PostgreSQL two workers can still write both in the same moment: then something is asked
/// twice, and nothing not at all.
fn overtaken(conn: &mut Conn, done: &[&Done]) -> Result<HashSet<String>, VaultError> {
    let current = done.iter().filter(|one| one.opened.replaced_by.is_none());
    let current: Vec<&str> = current.map(|one| &*one.opened.submission).collect();
    let mut overtaken = cases::corrected(conn, &current)?;
    for one in done {
        let Some((form, instance)) = &one.opened.corrects else {
            continue;
        };
        let versions = cases::versions(conn, &one.opened.agency, (form, instance))?;
        let stored: HashSet<String> = versions
            .into_iter()
            .filter(|version| version.record.is_some() && version.at <= one.opened.received_at)
            .map(|version| version.submission)
            .collect();
        let unknown = |id: &String| *id != one.opened.submission && !one.heard.contains(id);
        let written = |id: &String| {
            let here = |other: &&Done| other.opened.submission == *id && !overtaken.contains(id);
            stored.contains(id) || done.iter().any(here)
        };
        let mut amended = one.amends.iter().flat_map(|amends| &amends.versions);
        if stored.iter().any(unknown) || !amended.all(written) {
            overtaken.insert(one.opened.submission.clone());
        }
    }
    Ok(overtaken)
}

/// What named another agency's case waits for that agency's supervisor.
fn note_unmatched(conn: &mut Conn, done: &[&Done]) -> Result<(), VaultError> {
    let rows: Vec<&UnmatchedRow> = done
        .iter()
        .filter_map(|one| one.unmatched.as_ref())
        .collect();
    let names = done.iter().filter_map(|one| {
        let case = one.unmatched.as_ref()?.case_id.as_str();
        Some((one.naming.as_deref()?, case))
    });
    cases::claim(conn, names.collect())?;
    Ok(unmatched::note(conn, &rows)?)
}

/// Marks submissions as sealed, with their records and consents.
fn write_sealed(conn: &mut Conn, done: &[&Done], now: i64) -> Result<(), VaultError> {
    let sealed: Vec<_> = done
        .iter()
        .map(|one| SealedSubmission {
            id: &one.opened.submission,
            record: &one.opened.answers,
            case: one.opened.case.as_deref(),
            named: one.opened.names.as_ref().map(|names| &*names.own),
        })
        .collect();
    submissions::set_sealed(conn, &sealed, now)?;
    let rows = done.iter().flat_map(|one| &one.opened.sealed.records);
    let wraps = done.iter().flat_map(|one| &one.opened.sealed.wraps);
    records::insert(conn, rows, wraps)?;
    for one in done {
        for (ordinal, record) in &one.opened.attachments {
            submissions::set_part_record(conn, &one.opened.submission, *ordinal, record)?;
        }
    }
    for one in done.iter().filter(|one| one.opened.again) {
        let new = one.opened.sealed.records.iter();
        let new: Vec<&str> = new.map(|record| record.id.as_str()).collect();
        unmatched::joined(conn, &one.opened.submission, &new)?;
    }
    entities::say(conn, done.iter().flat_map(|one| &one.opened.entities))?;
    for one in done {
        if let Some((form, corrected)) = &one.opened.corrects {
            correct(conn, &one.opened.submission, form, corrected, now)?;
        }
    }
    let consents = done.iter().filter_map(|one| one.placed.consent.as_ref());
    Ok(records::insert_consents(conn, consents)?)
}

/// Which submission an encrypted one corrects is known only now. One that corrects nothing that is here, or something
/// that was corrected already, stands alone: its phone was told long ago that it was taken.
fn correct(
    conn: &mut Conn,
    new: &str,
    form: &str,
    corrected: &str,
    now: i64,
) -> Result<(), VaultError> {
    let Some(old) = submissions::by_instance(conn, form, corrected)? else {
        return Ok(());
    };
    if old.id != new && submissions::replace(conn, &old.id, new)? {
        let first = old.first_id.as_deref().unwrap_or(&old.id);
        submissions::set_first(conn, new, first)?;
        reviews::corrected(conn, token::new_id(), first, new, now)?;
    }
    Ok(())
}

fn act(kind: &str, object: &str, action: &str, now: i64) -> Entry {
    Entry {
        at: now,
        actor_kind: "vault".into(),
        action: action.into(),
        object_kind: kind.into(),
        object_id: object.into(),
        result: "done".into(),
        ..Entry::default()
    }
}
