//! The consents of cases as the vault works with them: read ([`CaseConsents`]), set against a new form ([`consenting`]), sealed, settled with
//! the referrals that rest on them (`settling`), asked about by people (`asking`), and weighed again once something was
//! confirmed ([`reweighing`]). What narrows or widens is the domain's matter.

mod asking;
pub mod consenting;
mod reducing;
pub mod reweighing;
pub mod settling;

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::Vault;
use super::client::VaultError;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::{SealingPublic, token};
use crate::domain::consent::change::{Change, Known, New};
use crate::domain::consent::rows::Says;
use crate::domain::consent::{Age, Basis, ConsentBook, ConsentState, Recipient, Scope};
use crate::domain::pathway::Pathway;
use crate::store::records::ConsentRow;
use crate::store::{Conn, agencies, consents};

/// What a consent's record is called.
pub const CONSENT: &str = "consent";

/// Agencies' ids by their codes.
pub type Codes = HashMap<String, String>;

/// A sealed thing, if the keys that are open fit.
type Opened = HashMap<String, Option<Zeroizing<Vec<u8>>>>;

/// Consents and refusals of a case, as they were read. Recipients stand by agencies' codes.
#[derive(Clone, Default)]
pub struct CaseConsents {
    /// Every one that stands, with its state: what a writer looks at again.
    pub seen: Vec<(String, String)>,
    known: Vec<Known>,
    refused: Vec<Scope>,
    /// Whether a refusal may stand in what could not be read.
    closed: bool,
}

impl CaseConsents {
    /// Of rows with the kinds of their records, and what of those records opened.
    pub fn read<'a>(rows: impl Iterator<Item = &'a (ConsentRow, String)>, opened: &Opened) -> Self {
        let mut all = Self::default();
        for (row, kind) in rows {
            all.seen.push((row.id.clone(), row.state.clone()));
            if kind != CONSENT {
                continue;
            }
            let plain = opened.get(&row.record_id).and_then(Option::as_ref);
            let scope: Option<Scope> =
                plain.and_then(|plain| serde_json::from_slice(plain.as_slice()).ok());
            match (row.state.parse(), scope) {
                (Ok(ConsentState::Refused), Some(scope)) => all.refused.push(scope),
                (Ok(ConsentState::Refused), None) => all.closed = true,
                // The row's end counts if it is the earlier one.
                (Ok(state), Some(scope)) => all.known.push(Known {
                    id: row.id.clone(),
                    in_force: state == ConsentState::InForce,
                    scope: Scope {
                        expires_at: scope.expires_at.min(row.expires_at),
                        ..scope
                    },
                }),
                _ => {}
            }
        }
        all
    }

    /// What of it stands for somebody of this age, recipients by agencies' ids. A code that no agency here has names nobody.
    pub fn book(&self, age: Option<Age>, codes: &Codes) -> ConsentBook {
        let mut book = self.noes(age, codes);
        for one in self.known.iter().filter(|one| one.in_force) {
            if let Some(scope) = by_id(&one.scope, codes) {
                book.give(&one.id, scope);
            }
        }
        book
    }

    /// Its refusals only: what stands against a screening's consent.
    pub fn noes(&self, age: Option<Age>, codes: &Codes) -> ConsentBook {
        let mut book = ConsentBook::of(age);
        self.refused
            .iter()
            .filter_map(|no| by_id(no, codes))
            .for_each(|no| book.refuse(no));
        if self.closed {
            book.close();
        }
        book
    }

    /// What a form changes.
    pub fn change(&self, says: &Says, said_in: &str, at: i64) -> Change {
        crate::domain::consent::change::change(&self.known, &self.refused, says, said_in, at)
    }

    /// Consents that somebody of this age gave at another: they are asked anew.
    pub fn outgrown(&self, age: Option<Age>) -> Vec<String> {
        let other = |one: &&Known| {
            let mine = one.scope.age == age || one.scope.basis == Basis::VitalInterest;
            age.is_some() && !mine
        };
        let all = self.known.iter().filter(other);
        all.map(|one| one.id.clone()).collect()
    }

    /// Ids of everything that is in force or proposed, read or not.
    pub fn all(&self) -> Vec<String> {
        let refused = ConsentState::Refused.as_str();
        let all = self.seen.iter().filter(|(_, state)| state != refused);
        all.map(|(id, _)| id.clone()).collect()
    }

    /// Goes on as if these rows were written and those ended.
    pub fn apply(&mut self, rows: &[ConsentRow], new: &[New], ended: &[String]) {
        self.seen.retain(|(id, _)| !ended.contains(id));
        let written = rows.iter().map(|row| (row.id.clone(), row.state.clone()));
        self.seen.extend(written);
        self.known.retain(|one| !ended.contains(&one.id));
        for (row, new) in rows.iter().zip(new) {
            match new.state {
                ConsentState::Refused => self.refused.push(new.scope.clone()),
                state => self.known.push(Known {
                    id: row.id.clone(),
                    in_force: state == ConsentState::InForce,
                    scope: new.scope.clone(),
                }),
            }
        }
    }
}

/// The same scope with the agency's id in the place of its code.
fn by_id(scope: &Scope, codes: &Codes) -> Option<Scope> {
    Some(Scope {
        recipient: id_of(&scope.recipient, codes)?,
        ..scope.clone()
    })
}

/// The recipient by id; none for a code that no agency here has.
pub(super) fn id_of(recipient: &Recipient, codes: &Codes) -> Option<Recipient> {
    Some(match recipient {
        Recipient::Any => Recipient::Any,
        Recipient::Agency(code) => Recipient::Agency(codes.get(code)?.clone()),
    })
}

/// Every agency's id by its code.
///
/// # Errors
/// When the database refuses.
pub fn codes(conn: &mut Conn) -> Result<Codes, VaultError> {
    let all = agencies::all(conn)?;
    Ok(all.into_iter().map(|row| (row.code, row.id)).collect())
}

/// The code of a form's word for a service that may leave its agency.
pub fn service_of(pathway: &Pathway, word: &str) -> Option<String> {
    let mut all = pathway.services().iter().filter(|one| one.leaves);
    all.find(|one| one.word() == word)
        .map(|one| one.code.clone())
}

/// Where new consents belong.
pub struct Belongs<'a> {
    /// The agency that owns the case.
    pub agency: &'a str,
    /// The case.
    pub case: &'a str,
    /// The submission that says so.
    pub submission: &'a str,
    /// Who asks for them; none for a form.
    pub asked_by: Option<i64>,
    /// Who can read them.
    pub readers: &'a [(String, SealingPublic)],
    /// Now.
    pub now: i64,
}

/// Seals what is new; answers its rows, in the same order.
///
/// # Errors
/// When sealing fails.
pub fn seal_new(
    new: &[New],
    belongs: &Belongs<'_>,
    sealer: &mut Sealer<'_>,
    sealed: &mut Sealed,
) -> Result<Vec<ConsentRow>, VaultError> {
    let failed = || VaultError::Internal("sealing failed");
    let row = |one: &New, sealed: &mut Sealed, sealer: &mut Sealer<'_>| {
        let plain = serde_json::to_vec(&one.scope).map(Zeroizing::new);
        let thing = Thing {
            agency: Some(belongs.agency),
            submission: belongs.submission,
            kind: CONSENT,
            plaintext: &plain.map_err(|_| failed())?,
        };
        let record = sealed
            .add(sealer, &thing, belongs.readers, belongs.now)
            .map_err(|_| failed())?;
        Ok(ConsentRow {
            expires_at: one.scope.expires_at,
            created_at: belongs.now,
            case_id: Some(belongs.case.to_owned()),
            state: one.state.as_str().to_owned(),
            basis: one.scope.basis.as_str().to_owned(),
            approval: one.approval.as_str().to_owned(),
            asked_by: belongs.asked_by,
            ..ConsentRow::in_force(token::new_id(), belongs.agency, belongs.submission, &record)
        })
    };
    new.iter().map(|one| row(one, sealed, sealer)).collect()
}

impl Vault {
    /// The consents of one case as they stand, its agency's keys being open.
    ///
    /// # Errors
    /// [`VaultError::Locked`] while they are not.
    fn consents_of(&self, agency: &str, case: &str) -> Result<(CaseConsents, Codes), VaultError> {
        let wanted = case.to_owned();
        let (rows, codes) = self.store.read_now("consents_of_case", move |conn| {
            Ok::<_, VaultError>((consents::standing(conn, &[&wanted])?, codes(conn)?))
        })?;
        if self.keyring.sealing_private(Some(agency)).is_empty() {
            return Err(VaultError::Locked);
        }
        let ids: Vec<String> = rows.iter().map(|(row, _)| row.record_id.clone()).collect();
        let opened = self.open_records(Some(agency), &ids)?;
        Ok((CaseConsents::read(rows.iter(), &opened), codes))
    }
}
