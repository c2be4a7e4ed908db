//! A case goes from one agency to another: asked for ([`Vault::ask_transfer`]), offered once a second person agreed, and taken
//! (`accepting`). The gate (`gate`) is asked each time. What an offer rests on is looked at every few seconds, without any key.

mod accepting;
mod gate;

use std::sync::Arc;

use zeroize::Zeroizing;

use super::Vault;
use super::client::{Reply, VaultError};
use super::directory;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::token;
use crate::domain::approval::{Approval, ApprovalKind};
use crate::domain::notice::Subject;
use crate::domain::policy::{self, Action, Actor, Denied, Resource};
use crate::domain::transfer::{NoTransfer, TransferState, may_still_cross};
use crate::domain::words::{DataClass, KeyPurpose};
use crate::store::audit::Entry;
use crate::store::cases::CaseRow;
use crate::store::transfers::{self, TransferRow};
use crate::store::{Conn, agencies, audit, casework, consents, notices, records};
use gate::Wanted;

/// What a hand-over note's record is called.
const NOTE: &str = "handover";

impl Vault {
    /// Keeps what somebody asks for, with the note sealed to the owner. It is nothing until a second person agreed.
    fn ask_for(
        &self,
        actor: &Actor,
        case: &CaseRow,
        to: &str,
        note: &str,
    ) -> Result<Reply, VaultError> {
        let now = self.now();
        let wanted = Wanted {
            case: case.id.clone(),
            from: case.agency_id.clone(),
            to: to.to_owned(),
            approval: String::new(),
        };
        let (weighed, around) = self.weigh_transfer(wanted)?;
        weighed.check(&around, now)?;
        let id = case.id.clone();
        let submission = self.store.read_now("submission_of_case", move |conn| {
            Ok::<_, VaultError>(consents::first_submission(conn, &id)?)
        })?;
        let submission = submission.ok_or(VaultError::NotFound)?;
        let reader = self
            .keyring
            .sealing_public(Some(&case.agency_id), KeyPurpose::Cases)
            .ok_or(VaultError::Locked)?;
        let mut sealed = Sealed::default();
        let thing = Thing {
            agency: Some(&case.agency_id),
            submission: &submission,
            kind: NOTE,
            plaintext: note.as_bytes(),
        };
        let record = sealed
            .add(&mut Sealer::new(&self.blobs), &thing, &[reader], now)
            .map_err(|_| VaultError::Internal("sealing failed"))?;
        let row = TransferRow {
            id: token::new_id(),
            case_id: case.id.clone(),
            from_agency: case.agency_id.clone(),
            to_agency: to.to_owned(),
            state: TransferState::Asked.as_str().to_owned(),
            note_record: record,
            about: None,
            consent_id: None,
            urgency: None,
            asked_by: actor.id,
            asked_at: now,
            approved_by: None,
            offered_at: None,
            ends_at: Approval::ask(ApprovalKind::Transfer, actor.id, now).expires_at(),
            decided_by: None,
            decided_at: None,
        };
        let entry = self.of_transfer(Some(actor), &row.from_agency, "transfer.ask", &row.id);
        let asked = row.id.clone();
        self.store
            .write_now("ask_transfer", move |conn: &mut Conn| {
                consents::lock(conn, &[&row.case_id])?;
                if transfers::is_offered(conn, &row.case_id)? {
                    return Err(VaultError::Moved("offered to an agency".into()));
                }
                records::insert(conn, &sealed.records, &sealed.wraps)?;
                transfers::insert(conn, &row)?;
                Ok(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::TransferAsked(asked))
    }

    pub(super) fn ask_transfer(
        &self,
        session: &str,
        case: &str,
        to: &str,
        note: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let case = self.case_for(&actor, Action::TransferAsk, case)?;
        let code = to.to_owned();
        let to = self.store.read_now("agency_by_code", move |conn| {
            Ok::<_, VaultError>(agencies::by_code(conn, &code)?)
        })?;
        // A code that nobody has goes the same way as one of an agency that takes none.
        let to = to.map_or_else(String::new, |row| row.id);
        self.ask_for(&actor, &case, &to, note)
    }

    pub(super) fn may_transfer(
        &self,
        session: &str,
        transfer: &str,
        approval: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let row = self.transfer(transfer)?;
        self.case_for(&actor, Action::TransferAsk, &row.case_id)?;
        let (weighed, around) = self.weigh_transfer(Wanted {
            case: row.case_id,
            from: row.from_agency,
            to: row.to_agency,
            approval: approval.to_owned(),
        })?;
        let handover = weighed.check(&around, self.now())?;
        Ok(Reply::MayTransfer {
            service: handover.service().to_owned(),
            consent: handover.consent().to_owned(),
            expires_at: handover.expires_at(),
        })
    }

    pub(super) fn transfer_note(&self, session: &str, transfer: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let row = self.transfer(transfer)?;
        let case = self.case_for(&actor, Action::TransferNote, &row.case_id)?;
        let record = row.note_record;
        self.spend(session, &actor, std::slice::from_ref(&record))?;
        let mut opened = self.open_records(Some(&case.agency_id), std::slice::from_ref(&record))?;
        let plain: Option<Zeroizing<Vec<u8>>> = opened
            .remove(&record)
            .ok_or(VaultError::Internal("a sealed record does not open"))?;
        let plain = plain.ok_or(VaultError::Locked)?;
        let entry = Entry {
            class: Some(DataClass::D4.as_str().into()),
            purpose: Some("transfer".into()),
            ..self.of_transfer(Some(&actor), &case.agency_id, "transfer.note", transfer)
        };
        self.store
            .write_now("vault_audit", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Ok(Reply::Plaintext(plain))
    }

    /// Ends transfers that nobody answered in time, and offers whose consent or protocol ended. What only the case's content
    /// says is asked when somebody accepts.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) fn lapse_transfers(self: &Arc<Self>) -> Result<(), VaultError> {
        let now = self.now();
        let over = self.store.read_now("transfers_over", move |conn| {
            let open = transfers::open(conn)?;
            if open.is_empty() {
                return Ok(open);
            }
            let protocols = directory::all_protocols(conn)?;
            let wanted: Vec<&str> = open
                .iter()
                .filter_map(|row| row.consent_id.as_deref())
                .collect();
            let ends = records::consent_ends(conn, &wanted)?;
            let rests = |row: &TransferRow| {
                let consent = row.consent_id.as_ref().is_none_or(|id| {
                    let found = ends.iter().find(|(one, _)| one == id);
                    found.is_some_and(|(_, end)| *end > now)
                });
                let between = (row.from_agency.as_str(), row.to_agency.as_str());
                consent && may_still_cross(&protocols, between, now)
            };
            let over = |row: &TransferRow| {
                let offered = row.state == TransferState::Offered.as_str();
                row.ends_at <= now || offered && !rests(row)
            };
            let over = open.iter().filter(|row| over(row)).cloned();
            Ok::<_, VaultError>(over.collect())
        })?;
        for row in over {
            let vault = self.clone();
            self.store
                .write_now("lapse_transfer", move |conn: &mut Conn| {
                    vault.lapse(conn, &row, now)
                })?;
        }
        Ok(())
    }

    /// Ends one that nobody answered, in the transaction of `conn`.
    fn lapse(&self, conn: &mut Conn, row: &TransferRow, now: i64) -> Result<(), VaultError> {
        let to = TransferState::Lapsed.as_str();
        if !transfers::end(conn, &row.id, (&row.state, to), None, now)? {
            return Ok(());
        }
        let entry = self.of_transfer(None, &row.from_agency, "transfer.lapse", &row.id);
        let mut entries = vec![entry];
        if row.state == TransferState::Offered.as_str() {
            entries.push(self.of_transfer(None, &row.to_agency, "transfer.lapse", &row.id));
            let owner = &row.from_agency;
            let id = token::new_id();
            notices::say_of_transfer(conn, id, owner, Subject::OfferEnded, None, now)?;
        }
        Ok(audit::append_many(conn, &entries)?)
    }

    fn transfer(&self, id: &str) -> Result<TransferRow, VaultError> {
        let id = id.to_owned();
        let row = self.store.read_now("transfer", move |conn| {
            Ok::<_, VaultError>(transfers::by_id(conn, &id)?)
        })?;
        row.ok_or(VaultError::NotFound)
    }

    /// The case, if somebody may do this with it. To everybody of another agency it does not exist.
    fn case_for(&self, actor: &Actor, action: Action, case: &str) -> Result<CaseRow, VaultError> {
        actor.agency.as_ref().ok_or(VaultError::Denied)?;
        let id = case.to_owned();
        let row = self.store.read_now("case_of_transfer", move |conn| {
            Ok::<_, VaultError>(casework::case(conn, &id)?)
        })?;
        let row = row.ok_or(VaultError::NotFound)?;
        let resource = Resource::Case {
            agency: &row.agency_id,
            caseworker: row.caseworker,
        };
        policy::may(actor, action, resource).map_err(hidden)?;
        Ok(row)
    }

    /// An entry about a transfer: by whom, none for what time did.
    fn of_transfer(&self, actor: Option<&Actor>, agency: &str, action: &str, id: &str) -> Entry {
        Entry {
            at: self.now(),
            actor_id: actor.map(|actor| actor.id),
            actor_kind: actor.map_or("vault", |_| "user").into(),
            agency_id: Some(agency.to_owned()),
            action: action.into(),
            object_kind: "transfer".into(),
            object_id: id.into(),
            result: "done".into(),
            ..Entry::default()
        }
    }
}

/// What another agency has does not exist.
fn hidden(denied: Denied) -> VaultError {
    match denied {
        Denied::Hidden => VaultError::NotFound,
        Denied::Forbidden => VaultError::Denied,
        Denied::SecondFactor => VaultError::SecondFactor,
    }
}

impl From<NoTransfer> for VaultError {
    fn from(why: NoTransfer) -> Self {
        Self::NoTransfer(why.to_string())
    }
}
