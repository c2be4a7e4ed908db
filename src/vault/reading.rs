//! What people ask of the vault. It takes nobody's word: it looks the session up itself, asks the policy, and writes
//! the audit before it answers.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::client::{Card, CardReply, Reply, VaultError};
use super::custody::{self, Order, Wrapping};
use super::keyring::Unlocking;
use super::pathway::TableFiles;
use super::seal::aad;
use super::{Vault, public_file};
use crate::blobs::BlobId;
use crate::crypto::{seal, token};
use crate::domain::alert::AlertKind;
use crate::domain::policy::{self, Action, Actor, ActorKind, Denied, Resource};
use crate::domain::second_factor;
use crate::domain::session::{self, Via};
use crate::domain::words::{Custody, DataClass, KeyState, OpeningPurpose, Stage, SubmissionState};
use crate::store::alerts::{self, AlertRow};
use crate::store::audit::Entry;
use crate::store::records::{RecordKeyRow, RecordRow};
use crate::store::{
    Conn, actors, audit, casework, keys, projects, records, referrals, submissions, transfers,
};

/// What was sealed; none where the keys that are open do not fit.
type Opened = Option<Zeroizing<Vec<u8>>>;

impl Vault {
    /// Who a session token belongs to.
    pub(super) fn person(&self, session: &str) -> Result<Actor, VaultError> {
        Ok(self.live(session)?.0)
    }

    /// The same, and how they came. Whether a session was left alone too long is judged here, whatever `serve` thinks of it.
    pub(super) fn live(&self, session: &str) -> Result<(Actor, Via), VaultError> {
        let (hash, now) = (token::token_hash(session), self.now());
        let found = self.store.read_now("vault_session", move |conn| {
            Ok::<_, VaultError>(actors::session_by_hash(conn, &hash, now)?)
        })?;
        let (live, row) = found.ok_or(VaultError::Unauthenticated)?;
        if !self.words.began(&live, &row) || self.budget.is_locked(&hash) {
            return Err(VaultError::Unauthenticated);
        }
        if self.keyring.stops().user(row.actor_id) {
            return Err(VaultError::Unauthenticated);
        }
        let known = || VaultError::Internal("how a session was begun");
        let via = Via {
            face: live.face.parse().map_err(|_| known())?,
            browser: live.browser.parse().map_err(|_| known())?,
        };
        if session::is_idle(via.face, live.used_at, now, self.session_idle_ms) {
            return Err(VaultError::Unauthenticated);
        }
        let role = row
            .role
            .parse()
            .map_err(|_| VaultError::Internal("a role"))?;
        let begun_with = live
            .begun_with
            .parse()
            .map_err(|_| VaultError::Internal("what a session was begun with"))?;
        let actor = Actor {
            id: row.actor_id,
            kind: ActorKind::Person(role),
            agency: row.agency_id,
            signed_in: second_factor::reach(self.rule, begun_with),
        };
        Ok((actor, via))
    }

    pub(super) fn unlock(
        &self,
        session: &str,
        agency: &str,
        passphrase: &str,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        let allowed = policy::may(&actor, Action::KeyUnlock, Resource::Agency(agency));
        let opened = match allowed {
            Ok(_) => {
                self.reload_keys()?;
                match self.keyring.stops().agency(agency) {
                    true => Err(VaultError::Unusable(
                        "an emergency stop is in force; it must be lifted first".into(),
                    )),
                    false => self.keyring.unlock(agency, passphrase, self.now()),
                }
            }
            Err(denied) => Err(refused(denied)),
        };
        let result = if opened.is_ok() { "done" } else { "refused" };
        self.note(&actor, Some(agency), "key.unlock", "agency", agency, result)?;
        if opened? == Unlocking::OneMore {
            return Ok(Reply::OneMore);
        }
        self.requeue()?;
        self.open_again()?;
        Ok(Reply::Done)
    }

    pub(super) fn lock(&self, session: &str, agency: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        policy::may(&actor, Action::KeyLock, Resource::Agency(agency)).map_err(refused)?;
        self.keyring.lock(agency, self.now());
        self.forget_tallies();
        self.note(&actor, Some(agency), "key.lock", "agency", agency, "done")?;
        Ok(Reply::Done)
    }

    pub(super) fn make_keys(
        &self,
        session: &str,
        agency: &str,
        custody: Custody,
        passphrases: &[&str],
        collection_pem: Option<&str>,
        public_file: Option<&str>,
    ) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        policy::may(
            &actor,
            if collection_pem.is_some() || public_file.is_some() {
                Action::KeyBring
            } else {
                Action::KeyMake
            },
            Resource::Agency(agency),
        )
        .map_err(refused)?;
        let rows = match (custody, public_file) {
            (Custody::AgencyHeld, Some(text)) => {
                let mut rows = public_file::read(text, agency, actor.id, self.now())?;
                for row in &mut rows {
                    row.seal = Some(self.words.key(row));
                }
                rows
            }
            _ => {
                let wrapping = Wrapping::new(self.keyring.root(), custody, passphrases)?;
                let order = Order {
                    agency: Some(agency),
                    state: KeyState::Pending,
                    requested_by: Some(actor.id),
                    now: self.now(),
                };
                custody::make(&order, &wrapping, collection_pem, &self.words)?
            }
        };
        let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
        let entries: Vec<Entry> = ids
            .iter()
            .map(|id| self.entry(&actor, Some(agency), "key.make", "key", id, "done"))
            .collect();
        self.store.write_now("make_keys", move |conn: &mut Conn| {
            for row in &rows {
                keys::insert(conn, row)?;
            }
            audit::append_many(conn, &entries)?;
            Ok::<_, VaultError>(())
        })?;
        self.reload_keys()?;
        Ok(Reply::KeysMade(ids))
    }

    pub(super) fn cards(&self, session: &str, ids: &[String]) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        actor.fully().map_err(refused)?;
        let now = self.now();
        let wanted = ids.to_vec();
        let (rows, ends) = self.store.read_now("cards", move |conn| {
            let rows = referrals::by_ids(conn, &wanted)?;
            let consents: Vec<&str> = rows
                .iter()
                .filter_map(|r| r.consent_id.as_deref())
                .collect();
            let ends: HashMap<String, i64> = records::consent_ends(conn, &consents)?
                .into_iter()
                .collect();
            Ok::<_, VaultError>((rows, ends))
        })?;
        let mut replies: HashMap<&str, CardReply> = HashMap::new();
        let mut to_open = Vec::new();
        let mut entries = Vec::new();
        for row in &rows {
            let may = |resource| policy::may(&actor, Action::ReferralRead, resource).is_ok();
            let receives = may(Resource::Received { by: &row.to_agency });
            if !receives
                && !may(Resource::Sent {
                    by: &row.from_agency,
                })
            {
                continue;
            }
            let ended = row
                .consent_id
                .as_ref()
                .is_some_and(|c| ends.get(c).is_none_or(|end| *end <= now));
            if ended && receives && row.from_agency != row.to_agency {
                replies.insert(&row.id, CardReply::Ended);
            } else {
                to_open.push(row);
            }
        }
        let records: Vec<String> = to_open.iter().map(|r| r.record_id.clone()).collect();
        self.spend(session, &actor, &records)?;
        let opened = self.open_records(actor.agency.as_deref(), &records)?;
        for row in to_open {
            let reply = match opened.get(&row.record_id) {
                Some(Some(plain)) => {
                    let card: Card = serde_json::from_slice(plain)
                        .map_err(|_| VaultError::Internal("a sealed card does not parse"))?;
                    let agency = actor.agency.as_deref();
                    let entry =
                        self.entry(&actor, agency, "referral.open", "referral", &row.id, "done");
                    entries.push(Entry {
                        class: Some(DataClass::D2.as_str().into()),
                        purpose: Some("referral".into()),
                        ..entry
                    });
                    CardReply::Open(card)
                }
                // Open keys, and none of them opens it any more: its time is over.
                Some(None)
                    if !self
                        .keyring
                        .sealing_private(actor.agency.as_deref())
                        .is_empty() =>
                {
                    CardReply::Ended
                }
                _ => CardReply::Locked,
            };
            replies.insert(&row.id, reply);
        }
        if !entries.is_empty() {
            self.store
                .write_now("audit_cards", move |conn: &mut Conn| {
                    Ok::<_, VaultError>(audit::append_many(conn, &entries)?)
                })?;
        }
        let ordered = ids
            .iter()
            .map(|id| replies.remove(id.as_str()).unwrap_or(CardReply::Withheld))
            .collect();
        Ok(Reply::Cards(ordered))
    }

    pub(super) fn answers(
        &self,
        session: &str,
        submission: &str,
        purpose: Option<OpeningPurpose>,
    ) -> Result<Reply, VaultError> {
        let (actor, row, agency) = self.readable(session, submission, purpose)?;
        let record = row.record_id.ok_or(VaultError::NotFound)?;
        self.spend(session, &actor, std::slice::from_ref(&record))?;
        self.open_for(
            &actor,
            agency.as_deref(),
            "submission.read",
            submission,
            record,
            purpose,
        )
    }

    pub(super) fn attachment(
        &self,
        session: &str,
        submission: &str,
        ordinal: i32,
    ) -> Result<Reply, VaultError> {
        let (actor, row, agency) = self.readable(session, submission, None)?;
        let parts = self.store.read_now("attachment", move |conn| {
            Ok::<_, VaultError>(submissions::parts_of(conn, &[&row.id])?)
        })?;
        let part = parts
            .into_iter()
            .find(|p| p.ordinal == ordinal)
            .ok_or(VaultError::NotFound)?;
        let record = part.record_id.ok_or(VaultError::NotFound)?;
        self.spend(session, &actor, std::slice::from_ref(&record))?;
        self.open_for(
            &actor,
            agency.as_deref(),
            "attachment.read",
            submission,
            record,
            None,
        )
    }

    pub(super) fn dry_run_for(&self, session: &str, tables: &str) -> Result<Reply, VaultError> {
        let actor = self.person(session)?;
        policy::may(&actor, Action::PathwayDryRun, Resource::Platform).map_err(refused)?;
        let proposed = TableFiles::from_json(tables)
            .and_then(|tables| tables.compile())
            .map_err(|error| VaultError::Unusable(error.to_string()))?;
        let run = self.dry_run(&proposed)?;
        self.note(
            &actor,
            None,
            "pathway.dry_run",
            "pathway",
            "proposed",
            "done",
        )?;
        Ok(Reply::DryRun(run))
    }

    /// The submission, if the asker may read what was inside, and the agency whose keys open it: that of the case that it
    /// joined, if the asker is there, else its own.
    pub(super) fn readable(
        &self,
        session: &str,
        submission: &str,
        purpose: Option<OpeningPurpose>,
    ) -> Result<(Actor, submissions::SubmissionHead, Option<String>), VaultError> {
        let actor = self.person(session)?;
        let (id, who, now) = (submission.to_owned(), actor.clone(), self.now());
        let found = self.store.read_now("submission_to_read", move |conn| {
            ToRead::find(conn, &id, &who, now)
        })?;
        let stage = found.stage;
        let resource = Resource::Submission {
            project: found.row.project_id,
            agency: found.agency.as_deref(),
            stage,
            works_on: found.works_on,
        };
        policy::may(&actor, Action::SubmissionRead, resource).map_err(refused)?;
        if found.row.state == SubmissionState::Erased.as_str() {
            return Err(VaultError::NotFound);
        }
        if stage == Some(Stage::Verify) && !policy::is_certified(found.certified_until, now) {
            return Err(VaultError::Uncertified);
        }
        if stage == Some(Stage::Id) && purpose.is_none() {
            return Err(VaultError::NeedsPurpose);
        }
        Ok((actor, found.row, found.agency))
    }

    /// Takes what is about to be opened from the session's budget. Beyond it the session ends, and auditors are told.
    pub(super) fn spend(
        &self,
        session: &str,
        actor: &Actor,
        records: &[String],
    ) -> Result<(), VaultError> {
        let (hash, now) = (token::token_hash(session), self.now());
        if self.budget.spend(hash, records, self.openings, now) {
            return Ok(());
        }
        let agency = actor.agency.as_deref();
        let entry = self.entry(
            actor,
            agency,
            "session.locked",
            "user",
            &actor.id.to_string(),
            "refused",
        );
        let alert = AlertRow {
            id: token::new_id(),
            agency_id: None,
            kind: AlertKind::Budget.as_str().to_owned(),
            subject: actor.id.to_string(),
            waiting: 0,
            since: now,
            level: 0,
            updated_at: now,
            ended_at: None,
        };
        self.store
            .write_now("lock_session", move |conn: &mut Conn| {
                actors::delete_session(conn, &hash)?;
                alerts::insert(conn, &alert)?;
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        Err(VaultError::Spent)
    }

    pub(super) fn open_for(
        &self,
        actor: &Actor,
        agency: Option<&str>,
        action: &str,
        object: &str,
        record: String,
        purpose: Option<OpeningPurpose>,
    ) -> Result<Reply, VaultError> {
        let mut opened = self.open_records(agency, std::slice::from_ref(&record))?;
        let plain = match opened.remove(&record) {
            Some(plain) => plain.ok_or(VaultError::Locked),
            None => Err(VaultError::Internal("a sealed record does not open")),
        };
        let result = if plain.is_ok() { "done" } else { "refused" };
        let entry = Entry {
            class: Some(self.class_of(object)?.as_str().into()),
            purpose: Some(purpose.map_or("review", OpeningPurpose::as_str).into()),
            ..self.entry(actor, agency, action, "submission", object, result)
        };
        self.store
            .write_now("vault_audit", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        plain.map(Reply::Plaintext)
    }

    /// The class of data that the answers of a submission hold: identities, or what happened to somebody.
    pub(super) fn class_of(&self, submission: &str) -> Result<DataClass, VaultError> {
        let id = submission.to_owned();
        let stage = self.store.read_now("stage_of_submission", move |conn| {
            Ok::<_, VaultError>(submissions::stage(conn, &id)?)
        })?;
        Ok(match stage.as_deref() == Some(Stage::Id.as_str()) {
            true => DataClass::D3,
            false => DataClass::D4,
        })
    }

    /// Opens records with the sealing keys of an owner; none for those that its keys (as far as open) do not fit. What is
    /// broken is left out, loudly, and takes nothing else with it.
    pub(super) fn open_records(
        &self,
        owner: Option<&str>,
        ids: &[String],
    ) -> Result<HashMap<String, Opened>, VaultError> {
        let keys = self.keyring.sealing_private(owner);
        if keys.is_empty() {
            return Ok(ids.iter().map(|id| (id.clone(), None)).collect());
        }
        let key_ids: Vec<String> = keys.iter().map(|(id, _)| id.clone()).collect();
        let wanted = ids.to_vec();
        let rows = self.store.read_now("records_to_open", move |conn| {
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let keys: Vec<&str> = key_ids.iter().map(String::as_str).collect();
            Ok::<_, VaultError>(records::with_wraps(conn, &wanted, &keys)?)
        })?;
        let mut opened = HashMap::with_capacity(rows.len());
        for (record, wrap) in rows {
            let plain = match wrap {
                Some(wrap) => self.open_one(&keys, &record, &wrap),
                None => Ok(None),
            };
            match plain {
                Ok(plain) => {
                    opened.insert(record.id, plain);
                }
                Err(error) => {
                    tracing::error!(record = %record.id, %error, "a record does not open")
                }
            }
        }
        Ok(opened)
    }

    pub(super) fn open_one(
        &self,
        keys: &[(String, std::sync::Arc<crate::crypto::SealingPrivate>)],
        record: &RecordRow,
        wrap: &RecordKeyRow,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let Some((_, private)) = keys.iter().find(|(id, _)| *id == wrap.key_id) else {
            return Ok(None);
        };
        let large;
        let sealed = match (&record.sealed, &record.blob_id) {
            (Some(bytes), _) => bytes,
            (None, Some(blob)) => {
                large = self
                    .blobs
                    .read(&blob_id(blob)?)
                    .map_err(|_| VaultError::Internal("a stored file could not be read"))?;
                &large
            }
            (None, None) => return Ok(None),
        };
        let aad = aad(&record.id, &record.kind);
        let broken = |_| VaultError::Internal("a sealed record does not open with its key");
        let key = seal::unwrap(&wrap.wrapped, private, &aad).map_err(broken)?;
        Ok(Some(seal::open(&key, &aad, sealed).map_err(broken)?))
    }

    pub(super) fn entry(
        &self,
        actor: &Actor,
        agency: Option<&str>,
        action: &str,
        kind: &str,
        object: &str,
        result: &str,
    ) -> Entry {
        Entry {
            at: self.now(),
            actor_id: Some(actor.id),
            actor_kind: "user".into(),
            agency_id: agency.map(str::to_owned),
            action: action.into(),
            object_kind: kind.into(),
            object_id: object.into(),
            class: None,
            purpose: None,
            result: result.into(),
            note: None,
        }
    }

    fn note(
        &self,
        actor: &Actor,
        agency: Option<&str>,
        action: &str,
        kind: &str,
        object: &str,
        result: &str,
    ) -> Result<(), VaultError> {
        let entry = self.entry(actor, agency, action, kind, object, result);
        self.store.write_now("vault_audit", move |conn: &mut Conn| {
            Ok::<_, VaultError>(audit::append(conn, &entry)?)
        })
    }
}

/// The vault does not tell what is hidden from what is forbidden; whoever names a thing to it knows of it.
pub(super) fn refused(denied: Denied) -> VaultError {
    match denied {
        Denied::Hidden | Denied::Forbidden => VaultError::Denied,
        Denied::SecondFactor => VaultError::SecondFactor,
    }
}

/// A submission that somebody wants to read, and what the policy must know of it.
struct ToRead {
    row: submissions::SubmissionHead,
    /// Whose keys open it.
    agency: Option<String>,
    stage: Option<Stage>,
    works_on: bool,
    certified_until: Option<i64>,
}

impl ToRead {
    fn find(conn: &mut Conn, id: &str, who: &Actor, now: i64) -> Result<Self, VaultError> {
        let row = submissions::head(conn, id)?.ok_or(VaultError::NotFound)?;
        let project = projects::by_id(conn, row.project_id)?.ok_or(VaultError::NotFound)?;
        let stage = submissions::stage(conn, id)?.and_then(|stage| stage.parse().ok());
        let case = match &row.case_id {
            Some(case) => casework::case(conn, case)?,
            None => None,
        };
        // What went to a case's new owner does not exist any more for the agency whose phone sent it.
        if let Some(sender) = &project.agency_id
            && who.agency.as_ref() == Some(sender)
            && transfers::is_handed_over(conn, &row, sender)?
        {
            return Err(VaultError::NotFound);
        }
        let own = case.filter(|case| who.agency.as_ref() == Some(&case.agency_id));
        let works_on = match &own {
            Some(case) if case.caseworker == Some(who.id) => true,
            Some(case) => casework::looks(conn, &case.id, who.id, now)?,
            None => false,
        };
        let certified_until = match stage {
            Some(Stage::Verify) => casework::certified_until(conn, who.id)?,
            _ => None,
        };
        Ok(Self {
            agency: own.map(|case| case.agency_id).or(project.agency_id),
            row,
            stage,
            works_on,
            certified_until,
        })
    }
}

/// A blob's name as a row has it.
pub(super) fn blob_id(text: &str) -> Result<BlobId, VaultError> {
    text.parse()
        .map_err(|_| VaultError::Internal("a stored file's name"))
}
