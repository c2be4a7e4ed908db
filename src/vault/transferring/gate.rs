//! The gate of a transfer, asked with the owner's keys: what the case said and who agreed to what is opened, and the domain
//! decides. The same is read, opened and asked whoever the other agency is.

use super::super::Vault;
use super::super::client::VaultError;
use super::super::consents::{CaseConsents, Codes, codes};
use super::super::directory;
use super::super::home;
use super::super::placing::Remembered;
use crate::domain::case_file::CaseFile;
use crate::domain::conflict::{Conflicts, Organisation};
use crate::domain::consent::{Age, ConsentBook};
use crate::domain::protocol::Protocol;
use crate::domain::transfer::{Handover, NoTransfer, Planned, Standing};
use crate::domain::words::{AgencyKind, Custody, KeyPurpose, KeyState};
use crate::store::agencies::AgencyRow;
use crate::store::cases::{CaseRow, SaidRow};
use crate::store::consents::AsRead;
use crate::store::keys::KeyRow;
use crate::store::records::ConsentRow;
use crate::store::transfers::handing;
use crate::store::{Conn, agencies, cases, casework, consents, keys, settings};

/// Which transfer, before the gate.
#[derive(Clone)]
pub(super) struct Wanted {
    /// The case.
    pub case: String,
    /// The owner.
    pub from: String,
    /// The other agency; an id that none has where nobody knows its code.
    pub to: String,
    /// An approval that does not count as pending.
    pub approval: String,
}

/// What can change at any time, as one transaction sees it.
pub(super) struct Around {
    standing: Standing,
    takes: bool,
    protocols: Vec<Protocol>,
}

/// A case as the gate sees it, opened.
pub(super) struct Weighed {
    wanted: Wanted,
    conflicts: Conflicts,
    book: ConsentBook,
    /// What was read: a writer looks at it again.
    pub read: AsRead,
}

/// What is read to weigh a case.
struct Unopened {
    row: CaseRow,
    said: Vec<SaidRow>,
    given: Vec<(ConsentRow, String)>,
    codes: Codes,
    agencies: Vec<AgencyRow>,
    around: Around,
}

impl Vault {
    /// Opens what the gate is asked with; its first answer is that of [`Weighed::check`] with the second.
    ///
    /// # Errors
    /// [`VaultError::Locked`] while the owner's keys are.
    pub(super) fn weigh_transfer(&self, wanted: Wanted) -> Result<(Weighed, Around), VaultError> {
        let (asked, now) = (wanted.clone(), self.now());
        let found = self.store.read_now("transfer_to_weigh", move |conn| {
            Unopened::read(conn, &asked, now)
        })?;
        if self.keyring.sealing_private(Some(&wanted.from)).is_empty() {
            return Err(VaultError::Locked);
        }
        let said = found.said.iter().map(|one| one.record.clone());
        let given = found.given.iter().map(|(row, _)| row.record_id.clone());
        let ids: Vec<String> = said.chain(given).collect();
        let opened = self.open_records(Some(&wanted.from), &ids)?;
        let mut file = CaseFile::default();
        for one in &found.said {
            // Without all of what was said it could go to somebody who must not know.
            let plain = opened.get(&one.record).and_then(Option::as_ref);
            let remembered: Remembered =
                serde_json::from_slice(plain.ok_or(VaultError::Locked)?)
                    .map_err(|_| VaultError::Internal("a sealed decision does not parse"))?;
            file.add(remembered.said(&one.submission, one.at));
        }
        let consents = CaseConsents::read(found.given.iter(), &opened);
        let organisations: Vec<Organisation> = found
            .agencies
            .into_iter()
            .map(|row| Organisation {
                kind: row.kind.parse().unwrap_or(AgencyKind::Other),
                id: row.id,
                code: row.code,
            })
            .collect();
        let facts = file.facts();
        let weighed = Weighed {
            conflicts: Conflicts::of(&facts, &wanted.from, &organisations),
            book: consents.book(Age::of(&facts), &found.codes),
            read: AsRead {
                case: found.row.id,
                agency: wanted.from.clone(),
                submissions: found.row.submissions,
                states: consents.seen,
            },
            wanted,
        };
        Ok((weighed, found.around))
    }
}

impl Weighed {
    /// Asks the gate.
    ///
    /// # Errors
    /// [`NoTransfer`].
    pub fn check(&self, around: &Around, now: i64) -> Result<Handover, NoTransfer> {
        Planned {
            from: &self.wanted.from,
            to: &self.wanted.to,
            standing: around.standing,
            takes: around.takes,
            conflicts: &self.conflicts,
            book: &self.book,
            protocols: &around.protocols,
            now,
        }
        .check()
    }

    /// Whether what was read still stands, and what stands around it now. The case is held until this transaction ends.
    pub fn again(&self, conn: &mut Conn, now: i64) -> Result<Option<Around>, VaultError> {
        consents::lock(conn, &[&self.wanted.case])?;
        if !consents::is_as_read(conn, &self.read)? {
            return Ok(None);
        }
        let row = owned(conn, &self.wanted)?;
        Around::read(conn, &row, &self.wanted, now).map(Some)
    }
}

impl Unopened {
    fn read(conn: &mut Conn, wanted: &Wanted, now: i64) -> Result<Self, VaultError> {
        let row = owned(conn, wanted)?;
        if settings::value(conn, home::AGENCY)?.is_some() || is_elsewhere(conn, &wanted.from)? {
            return Err(VaultError::NoTransfer(
                "the keys of this agency are on a machine of its own, from which no case can be handed over yet; make a \
                 referral instead"
                    .into(),
            ));
        }
        let case = [wanted.case.as_str()];
        Ok(Self {
            said: cases::said_in(conn, &case)?,
            given: consents::standing(conn, &case)?,
            codes: codes(conn)?,
            agencies: agencies::all(conn)?,
            around: Around::read(conn, &row, wanted, now)?,
            row,
        })
    }
}

impl Around {
    fn read(conn: &mut Conn, row: &CaseRow, wanted: &Wanted, now: i64) -> Result<Self, VaultError> {
        let found = handing::find(conn, &row.id, &wanted.from, &wanted.approval, now)?;
        let state = row.state.parse();
        Ok(Self {
            standing: Standing {
                state: state.map_err(|_| VaultError::Internal("a case's state"))?,
                has_name: found.has_name,
                has_identity: found.has_identity,
                referrals: found.referrals,
                approvals: found.approvals,
                held: found.held,
            },
            takes: takes(conn, &wanted.to)?,
            protocols: directory::all_protocols(conn)?,
        })
    }
}

fn owned(conn: &mut Conn, wanted: &Wanted) -> Result<CaseRow, VaultError> {
    let row = casework::case(conn, &wanted.case)?;
    row.filter(|row| row.agency_id == wanted.from)
        .ok_or(VaultError::NotFound)
}

/// Whether an agency can be given a case: it is there and enabled, and everything can be sealed to keys that the vault has.
fn takes(conn: &mut Conn, agency: &str) -> Result<bool, VaultError> {
    let there = agencies::by_id(conn, agency)?.is_some_and(|row| row.disabled_at.is_none());
    let keys = keys::of_agency(conn, agency)?;
    let has = |purpose: KeyPurpose| keys.iter().any(|key| is_in_use(key, purpose));
    let here = has(KeyPurpose::Cases) && has(KeyPurpose::Identity);
    Ok(there && here && !is_elsewhere(conn, agency)?)
}

/// Whether an agency's keys are on a machine of its own.
fn is_elsewhere(conn: &mut Conn, agency: &str) -> Result<bool, VaultError> {
    let keys = keys::of_agency(conn, agency)?;
    Ok(keys.iter().any(|key| {
        is_in_use(key, KeyPurpose::Cases) && key.custody == Custody::AgencyHeld.as_str()
    }))
}

fn is_in_use(key: &KeyRow, purpose: KeyPurpose) -> bool {
    key.purpose == purpose.as_str() && key.state == KeyState::Active.as_str()
}
