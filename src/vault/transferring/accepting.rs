//! A case is taken by its new owner, in one transaction: everything that hangs on it is wrapped to the new owner's keys, the
//! old owner's wraps and what its phones sent are destroyed, and the case is the new owner's.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::Vault;
use super::super::client::{Reply, VaultError};
use super::super::reading::blob_id;
use super::super::retention::message;
use super::super::seal::aad;
use super::gate::{Wanted, Weighed};
use super::hidden;
use crate::crypto::seal::{self, Wrapping};
use crate::crypto::{SealingPublic, token};
use crate::domain::case::CaseState;
use crate::domain::notice::Subject;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::routing::NEUTRAL;
use crate::domain::transfer::{BEGINS, TransferState, TransferStep};
use crate::domain::words::KeyPurpose;
use crate::store::casework::{self, CaseEventRow};
use crate::store::records::RecordKeyRow;
use crate::store::retention::{self, CertificateRow, Destroyed};
use crate::store::transfers::handing::{self, OwnWrap};
use crate::store::transfers::{self, TransferRow};
use crate::store::{Conn, audit, notices, referrals};

/// Why what the old owner's phones sent is destroyed; a word of certificates.
const TRANSFERRED: &str = "transferred";
/// What a receiver is told of an offer that fell at its gate: not why.
const OVER: &str = "this offer has ended: what it rested on does not stand any more";

/// What the new owner is given.
struct Wrapped {
    /// As they stood when they were opened.
    old: Vec<OwnWrap>,
    new: Vec<RecordKeyRow>,
}

/// What became of an acceptance.
enum Came {
    /// The case is the new owner's; large ciphertexts to be deleted.
    Over(Vec<String>),
    /// The gate said no: the offer lapsed.
    Fell,
}

impl Vault {
    pub(super) fn accept_transfer_as(
        self: &Arc<Self>,
        actor: Actor,
        row: TransferRow,
    ) -> Result<Reply, VaultError> {
        let now = self.now();
        let stands = row.state == TransferState::Offered.as_str();
        if !stands || row.ends_at <= now {
            return Err(VaultError::Moved(match stands {
                true => TransferState::Lapsed.as_str().to_owned(),
                false => row.state,
            }));
        }
        let (weighed, around) = self.weigh_transfer(Wanted {
            case: row.case_id.clone(),
            from: row.from_agency.clone(),
            to: row.to_agency.clone(),
            approval: String::new(),
        })?;
        let wrapped = match weighed.check(&around, now) {
            Ok(_) => self.wrapped_for(&row)?,
            Err(_) => Wrapped {
                old: Vec::new(),
                new: Vec::new(),
            },
        };
        let vault = self.clone();
        let came = self
            .store
            .write_now("accept_transfer", move |conn: &mut Conn| {
                vault.take_over(conn, &actor, &row, &weighed, &wrapped, now)
            })?;
        let files = match came {
            Came::Over(files) => files,
            Came::Fell => return Err(VaultError::NoTransfer(OVER.into())),
        };
        for file in files {
            // What fails here is named by nothing any more: the hourly sweep finds it.
            if let Ok(id) = blob_id(&file)
                && self.blobs.delete(&id).is_err()
            {
                tracing::warn!("a large file of a case that was handed over stays for the sweep");
            }
        }
        Ok(Reply::Done)
    }

    pub(in crate::vault) fn accept_transfer(
        self: &Arc<Self>,
        session: &str,
        transfer: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        actor.agency.as_ref().ok_or(VaultError::Denied)?;
        let row = self.transfer(transfer)?;
        // What nobody has offered yet does not exist for whom it would be offered to.
        let row = Some(row).filter(|row| row.offered_at.is_some());
        let row = row.ok_or(VaultError::NotFound)?;
        let to = Resource::Agency(&row.to_agency);
        policy::may(&actor, Action::TransferAccept, to).map_err(hidden)?;
        self.accept_transfer_as(actor, row)
    }

    /// Wraps everything that the owner reads of the case to the new owner: who somebody is to its key for identities.
    fn wrapped_for(&self, row: &TransferRow) -> Result<Wrapped, VaultError> {
        let (case, from) = (row.case_id.clone(), row.from_agency.clone());
        let old = self.store.read_now("wraps_of_case", move |conn| {
            Ok::<_, VaultError>(handing::own_wraps(conn, &case, &from)?)
        })?;
        let keys: HashMap<_, _> = self
            .keyring
            .sealing_private(Some(&row.from_agency))
            .into_iter()
            .collect();
        let mut readers: HashMap<&str, (String, Wrapping)> = HashMap::new();
        let (mut new, now) = (Vec::<RecordKeyRow>::new(), self.now());
        for one in &old {
            // A record under a key and its successor has two.
            if new.last().is_some_and(|row| row.record_id == one.record) {
                continue;
            }
            // Nothing stays behind: while one of the keys is locked, nothing goes.
            let private = keys.get(&one.key).ok_or(VaultError::Locked)?;
            let aad = aad(&one.record, &one.kind);
            let key = seal::unwrap(&one.wrapped, private, &aad)
                .map_err(|_| VaultError::Internal("a sealed record does not open with its key"))?;
            if !readers.contains_key(one.purpose.as_str()) {
                let (id, public) = self.reader_for(&row.to_agency, &one.purpose)?;
                let wrapping =
                    Wrapping::to(&public).map_err(|_| VaultError::Internal("sealing failed"))?;
                readers.insert(&one.purpose, (id, wrapping));
            }
            let (id, wrapping) = &readers[one.purpose.as_str()];
            new.push(RecordKeyRow {
                record_id: one.record.clone(),
                key_id: id.clone(),
                wrapped: wrapping.wrap(&key, &aad),
                created_at: now,
            });
        }
        Ok(Wrapped { old, new })
    }

    fn reader_for(
        &self,
        agency: &str,
        purpose: &str,
    ) -> Result<(String, SealingPublic), VaultError> {
        let purpose: KeyPurpose = purpose
            .parse()
            .map_err(|_| VaultError::Internal("a key's purpose"))?;
        let reader = self.keyring.sealing_public(Some(agency), purpose);
        reader.ok_or(VaultError::NoTransfer(OVER.into()))
    }

    /// Everything, or nothing.
    fn take_over(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        row: &TransferRow,
        weighed: &Weighed,
        wrapped: &Wrapped,
        now: i64,
    ) -> Result<Came, VaultError> {
        // Something was said, taken back or opened meanwhile: whoever accepts tries again.
        let moved = || VaultError::Moved("changed; try again".into());
        let around = weighed.again(conn, now)?.ok_or_else(moved)?;
        let Ok(handover) = weighed.check(&around, now) else {
            self.lapse(conn, row, now)?;
            return Ok(Came::Fell);
        };
        let state = TransferState::Offered
            .after(&TransferStep::Accept(handover))
            .map_err(|error| VaultError::Moved(error.from.as_str().to_owned()))?;
        if handing::own_wraps(conn, &row.case_id, &row.from_agency)? != wrapped.old
            || wrapped.new.is_empty()
        {
            return Err(moved());
        }
        let offered = TransferState::Offered.as_str();
        if !transfers::end(
            conn,
            &row.id,
            (offered, state.as_str()),
            Some(actor.id),
            now,
        )? {
            let stands = transfers::by_id(conn, &row.id)?.map(|row| row.state);
            return Err(VaultError::Moved(stands.unwrap_or_default()));
        }
        let before = casework::case(conn, &row.case_id)?.ok_or(VaultError::NotFound)?;
        let wraps = handing::rewrap(conn, &wrapped.old, &wrapped.new, &row.to_agency)?;
        // Wrapped to a successor of the owner's key while those were destroyed.
        if !handing::own_wraps(conn, &row.case_id, &row.from_agency)?.is_empty() {
            return Err(moved());
        }
        self.move_items(conn, row, now)?;
        let mut destroyed =
            handing::hand_over(conn, row, actor.id, now)?.ok_or(VaultError::NotFound)?;
        destroyed.wraps = wraps;
        casework::note_step(
            conn,
            &CaseEventRow {
                id: token::new_id(),
                case_id: row.case_id.clone(),
                from_state: before.state,
                to_state: CaseState::as_str(BEGINS).to_owned(),
                actor_id: actor.id,
                reason: None,
                at: now,
                submissions: before.submissions,
            },
        )?;
        self.certify(conn, row, &destroyed, now)?;
        let owner = &row.from_agency;
        let id = token::new_id();
        notices::say_of_transfer(conn, id, owner, Subject::OfferEnded, None, now)?;
        let entries = [&row.from_agency, &row.to_agency]
            .map(|agency| self.of_transfer(Some(actor), agency, "transfer.accept", &row.id));
        audit::append_many(conn, &entries)?;
        Ok(Came::Over(destroyed.files))
    }

    /// What stands in the owner's own queues goes into the new owner's for the same service.
    fn move_items(&self, conn: &mut Conn, row: &TransferRow, now: i64) -> Result<(), VaultError> {
        let pathway = self.pathways.at(now);
        let services = pathway.pathway.services().iter();
        let mut words: Vec<String> = services.map(|one| one.code.clone()).collect();
        words.push(NEUTRAL.to_owned());
        let at_home = ["held", "unplaced"]
            .iter()
            .flat_map(|kind| words.iter().map(move |word| format!("{kind} {word}")));
        words = at_home
            .collect::<Vec<_>>()
            .into_iter()
            .chain(words)
            .collect();
        for (item, label) in handing::own_items(conn, &row.case_id, &row.from_agency)? {
            let is_of = |word: &&String| self.queue_label(&row.from_agency, word)[..] == label[..];
            // A service that no table names any more: somebody looks at it.
            let word = words.iter().find(is_of).map_or(NEUTRAL, String::as_str);
            let mac = self.queue_label(&row.to_agency, word);
            let queue = referrals::queue(conn, &row.to_agency, &mac, &token::random_id(), now)?;
            handing::move_item(conn, &item, &row.to_agency, &queue)?;
        }
        Ok(())
    }

    /// A signed word of what the owner cannot open any more.
    fn certify(
        &self,
        conn: &mut Conn,
        row: &TransferRow,
        destroyed: &Destroyed,
        now: i64,
    ) -> Result<(), VaultError> {
        let signer = self
            .words
            .signer()
            .map_err(|_| VaultError::Internal("the key of certificates"))?;
        let mut certificate = CertificateRow {
            id: token::new_id(),
            agency_id: Some(row.from_agency.clone()),
            cause: TRANSFERRED.to_owned(),
            submission_id: None,
            order_id: None,
            things: destroyed.things,
            wraps: destroyed.wraps,
            files: destroyed.files.len() as i64,
            at: now,
            signature: Vec::new(),
        };
        certificate.signature = signer.sign(message(&certificate).as_bytes());
        Ok(retention::insert_certificate(conn, &certificate)?)
    }
}
