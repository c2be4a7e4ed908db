//! What a submission says about consent, set against what its case has: sealed rows to write, rows that end, referrals to
//! settle. Written in the transaction that writes the submission.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::Vault;
use super::super::client::VaultError;
use super::super::history::{History, Joined};
use super::super::opening::Opened;
use super::super::pathway::Version;
use super::super::seal::Sealer;
use super::settling::{self, Settling};
use super::{Belongs, CaseConsents, seal_new, service_of};
use crate::crypto::SealingPublic;
use crate::domain::consent::rows::says;
use crate::domain::consent::{Age, ConsentState};
use crate::domain::words::Stage;
use crate::store::audit::Entry;
use crate::store::records::ConsentRow;
use crate::store::{Conn, consents, records};

/// What a submission and the consents of its case have to do with each other.
pub struct Consenting {
    case: String,
    agency: String,
    /// As they were read; for those that follow in a batch, as they will stand.
    seen: Vec<(String, String)>,
    new: Vec<ConsentRow>,
    ended: Vec<String>,
    /// Given at another age.
    outgrown: Vec<String>,
    /// What becomes of referrals; none if nothing was said about consent.
    settling: Option<Settling>,
    version: Arc<Version>,
}

/// A submission at the moment when it is set against the consents of its case.
pub struct Said<'a> {
    /// The rules in force when it was received.
    pub version: &'a Arc<Version>,
    /// The guide's step.
    pub stage: Stage,
    /// Who reads the consents of the case.
    pub readers: &'a [(String, SealingPublic)],
    /// Now.
    pub now: i64,
}

impl Said<'_> {
    /// The consents of the case with what the submission says about them, and what is to be written of that.
    ///
    /// # Errors
    /// When sealing fails.
    pub fn consents(
        &self,
        opened: &mut Opened,
        joined: &Joined,
        history: &mut History,
        sealer: &mut Sealer<'_>,
    ) -> Result<(CaseConsents, Option<Consenting>), VaultError> {
        let pathway = &self.version.pathway;
        let service = |word: &str| service_of(pathway, word);
        let known = |code: &str| history.codes().contains_key(code);
        let mut said = says(self.stage, &opened.facts, opened.received_at, service).among(known);
        // Of a case that cannot be read nothing new is known; but what somebody takes back is taken back, all of it.
        let unread = joined.unread.as_ref().filter(|_| !said.refused.is_empty());
        if unread.is_some() {
            said = said.everything_back();
        }
        let Some(case) = opened.case.clone().or_else(|| unread.cloned()) else {
            let beside = joined.beside.as_deref();
            let unchanged =
                beside.map(|case| self.unchanged(&joined.keeper, case, &joined.consents));
            return Ok((joined.consents.clone(), unchanged));
        };
        let mut given = joined.consents.clone();
        let seen = given.seen.clone();
        let change = given.change(&said, &opened.submission, opened.received_at);
        let belongs = Belongs {
            agency: &joined.keeper,
            case: &case,
            submission: &opened.submission,
            asked_by: None,
            readers: self.readers,
            now: self.now,
        };
        let new = seal_new(&change.new, &belongs, sealer, &mut opened.sealed)?;
        let age = Age::of(&joined.weighing.known);
        let outgrown = match joined.unread {
            Some(_) => Vec::new(),
            None => given.outgrown(age),
        };
        let ended = match said.takes_all_back() {
            true => given.all(),
            false => change.ended,
        };
        let outgrown: Vec<String> = outgrown
            .into_iter()
            .filter(|id| !ended.contains(id))
            .collect();
        given.apply(&new, &change.new, &[&ended[..], &outgrown].concat());
        let settling = (!said.is_empty()).then(|| Settling {
            book: given.book(age, history.codes()),
            ended: ended.clone(),
            ..Settling::of(&case, &joined.keeper, &said, history.codes(), self.now)
        });
        history.changed(&case, &given);
        let consenting = Consenting {
            case,
            agency: joined.keeper.clone(),
            seen,
            new,
            ended,
            outgrown,
            settling,
            version: self.version.clone(),
        };
        Ok((given, Some(consenting)))
    }

    /// What stands alone beside a case changes nothing there; but it is weighed again if somebody else does meanwhile.
    fn unchanged(&self, keeper: &str, case: &str, given: &CaseConsents) -> Consenting {
        Consenting {
            case: case.to_owned(),
            agency: keeper.to_owned(),
            seen: given.seen.clone(),
            new: Vec::new(),
            ended: Vec::new(),
            outgrown: Vec::new(),
            settling: None,
            version: self.version.clone(),
        }
    }
}

/// Which of these submissions belong to cases whose consents changed since they were read: each with whether its case was there
/// before. From here on, until the transaction ends, nobody else changes them.
///
/// # Errors
/// When the database refuses.
pub fn stale(
    conn: &mut Conn,
    all: &[(&str, &Consenting, bool)],
) -> Result<HashSet<String>, VaultError> {
    let there = all.iter().filter(|(_, _, there)| *there);
    let cases: Vec<&str> = there.map(|(_, one, _)| one.case.as_str()).collect();
    consents::lock(conn, &cases)?;
    let (mut looked, mut stale) = (HashSet::new(), HashSet::new());
    for (_, one, there) in all {
        // The first of a batch saw what the database had; what follows it builds on it.
        if !looked.insert(&one.case) || !there {
            continue;
        }
        let owned = consents::is_owned(conn, &one.case, &one.agency)?;
        if !owned || consents::states(conn, &one.case)? != one.seen {
            let of_case = all.iter().filter(|(_, other, _)| other.case == one.case);
            stale.extend(of_case.map(|(id, _, _)| (*id).to_owned()));
        }
    }
    Ok(stale)
}

/// Writes what a submission changed about its case's consents, and settles the referrals that rested on them. Answers the audit
/// of it.
///
/// # Errors
/// When the database refuses, or sealing fails.
pub fn write(
    conn: &mut Conn,
    vault: &Vault,
    one: &Consenting,
    now: i64,
) -> Result<Vec<Entry>, VaultError> {
    let mut ended = one.ended.clone();
    if one.settling.as_ref().is_some_and(|settling| settling.all) {
        ended = consents::ids_of_case(conn, &one.case)?;
    }
    records::insert_consents(conn, &one.new)?;
    consents::withdraw(conn, &ended, None, now)?;
    consents::expire(conn, &one.outgrown, now)?;
    let note = |action: &str, id: &str| settling::entry(&one.agency, action, id, None, now);
    let mut entries = Vec::new();
    for row in &one.new {
        let action = match row.state.parse() {
            Ok(ConsentState::Proposed) => "consent.propose",
            Ok(ConsentState::Refused) => "consent.refuse",
            _ => "consent.narrow",
        };
        entries.push(note(action, &row.id));
    }
    entries.extend(ended.iter().map(|id| note("consent.withdraw", id)));
    entries.extend(one.outgrown.iter().map(|id| note("consent.expire", id)));
    if let Some(settling) = &one.settling {
        let pathway = &one.version.pathway;
        entries.extend(vault.settle(conn, settling, pathway, None, now)?.entries);
    }
    Ok(entries)
}
