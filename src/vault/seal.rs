//! Sealing: each thing under its own data key, bound to its record, wrapped to those entitled. Needs no private key.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::large::{ATTACHMENT, SealedFile};
use crate::blobs::{self, BlobFolder, BlobId};
use crate::crypto::seal::{DataKey, Wrapping};
use crate::crypto::{Aad, SealingPublic, seal, token};
use crate::domain::entity::Action;
use crate::store::entities::ActionRow;
use crate::store::records::{RecordKeyRow, RecordRow};

/// The table that sealed records stand in; part of what each ciphertext is bound to.
pub const TABLE: &str = "records";

/// What a record is bound to: table, id and kind.
pub fn aad(id: &str, kind: &str) -> Aad {
    Aad::record(TABLE, id, kind)
}

/// Something to seal.
pub struct Thing<'a> {
    /// The owner; none for the platform.
    pub agency: Option<&'a str>,
    /// The submission that it came from.
    pub submission: &'a str,
    /// `answers`, `attachment`, `decision`, `card`, `consent` or `comment`.
    pub kind: &'a str,
    /// Plaintext.
    pub plaintext: &'a [u8],
}

/// Sealing failed: a key could not be used, or the folder of large ciphertexts failed.
#[derive(Debug, thiserror::Error)]
#[error("something could not be sealed")]
pub struct SealingFailed;

/// What an action on an entity is bound to: its row.
pub fn action_aad(id: &str) -> Aad {
    Aad::record("entity_actions", id, "action")
}

/// What a submission says of entities, sealed to the key of lists, in rows that wait to be applied.
///
/// # Errors
/// [`SealingFailed`].
pub fn entity_actions(
    lists: &SealingPublic,
    project: i64,
    submission: &str,
    actions: &[Action],
    now: i64,
) -> Result<Vec<ActionRow>, SealingFailed> {
    let sealed = |action: &Action| {
        let id = token::new_id();
        let plain = Zeroizing::new(serde_json::to_vec(action).map_err(|_| SealingFailed)?);
        let sealed = seal::seal_to(lists, &action_aad(&id), &plain).map_err(|_| SealingFailed)?;
        Ok(ActionRow {
            id,
            project_id: project,
            submission_id: submission.to_owned(),
            state: "waiting".into(),
            error: None,
            sealed,
            created_at: now,
            tried_at: None,
        })
    };
    actions.iter().map(sealed).collect()
}

/// What sealing needs, for everything that is sealed in one go.
pub struct Sealer<'a> {
    blobs: &'a BlobFolder,
    wrappings: HashMap<String, Wrapping>,
}

impl<'a> Sealer<'a> {
    /// Large ciphertexts go into `blobs`.
    pub fn new(blobs: &'a BlobFolder) -> Self {
        Self {
            blobs,
            wrappings: HashMap::new(),
        }
    }

    fn wrap(
        &mut self,
        key: &DataKey,
        (reader, public): &(String, SealingPublic),
        aad: &Aad,
    ) -> Result<Vec<u8>, SealingFailed> {
        if !self.wrappings.contains_key(reader) {
            let wrapping = Wrapping::to(public).map_err(|_| SealingFailed)?;
            self.wrappings.insert(reader.clone(), wrapping);
        }
        Ok(self.wrappings[reader].wrap(key, aad))
    }
}

/// Sealed things, ready to be stored in one transaction.
#[derive(Default)]
pub struct Sealed {
    /// Records.
    pub records: Vec<RecordRow>,
    /// Their wrapped keys.
    pub wraps: Vec<RecordKeyRow>,
    /// Their data keys, in the same order, until all this is written.
    keys: Vec<DataKey>,
}

impl Sealed {
    /// Seals a thing to every reader and answers its record's id. A large ciphertext is durable when this returns.
    ///
    /// # Errors
    /// [`SealingFailed`].
    pub fn add(
        &mut self,
        sealer: &mut Sealer<'_>,
        thing: &Thing<'_>,
        readers: &[(String, SealingPublic)],
        now: i64,
    ) -> Result<String, SealingFailed> {
        let id = token::new_id();
        let aad = aad(&id, thing.kind);
        let (key, sealed) = seal::seal(&aad, thing.plaintext);
        self.wrap(sealer, &id, (&key, &aad), readers, now)?;
        let (sealed, blob_id) = if sealed.len() > blobs::IN_ROW_LIMIT {
            let blob = BlobId::random();
            sealer
                .blobs
                .put(&blob, &sealed)
                .map_err(|_| SealingFailed)?;
            (None, Some(blob.to_string()))
        } else {
            (Some(sealed), None)
        };
        self.keys.push(key);
        self.records.push(RecordRow {
            id: id.clone(),
            agency_id: thing.agency.map(str::to_owned),
            submission_id: Some(thing.submission.to_owned()),
            kind: thing.kind.to_owned(),
            format: i32::from(seal::FORMAT),
            sealed,
            blob_id,
            created_at: now,
        });
        Ok(id)
    }

    /// Keeps a file that was sealed while it was opened, and answers its record's id. It is durable when this returns.
    ///
    /// # Errors
    /// [`SealingFailed`].
    pub fn add_file(
        &mut self,
        sealer: &mut Sealer<'_>,
        large: SealedFile,
        (agency, submission): (&str, &str),
        readers: &[(String, SealingPublic)],
        now: i64,
    ) -> Result<String, SealingFailed> {
        let SealedFile {
            record: id,
            key,
            blob,
            file,
        } = large;
        let aad = aad(&id, ATTACHMENT);
        self.wrap(sealer, &id, (&key, &aad), readers, now)?;
        file.finish().map_err(|_| SealingFailed)?;
        self.keys.push(key);
        self.records.push(RecordRow {
            id: id.clone(),
            agency_id: Some(agency.to_owned()),
            submission_id: Some(submission.to_owned()),
            kind: ATTACHMENT.to_owned(),
            format: i32::from(seal::FORMAT),
            sealed: None,
            blob_id: Some(blob.to_string()),
            created_at: now,
        });
        Ok(id)
    }

    /// Lets another reader open what was sealed so far.
    ///
    /// # Errors
    /// [`SealingFailed`].
    pub fn share(
        &mut self,
        sealer: &mut Sealer<'_>,
        reader: &(String, SealingPublic),
        now: i64,
    ) -> Result<(), SealingFailed> {
        for (record, key) in self.records.iter().zip(&self.keys) {
            self.wraps.push(RecordKeyRow {
                record_id: record.id.clone(),
                key_id: reader.0.clone(),
                wrapped: sealer.wrap(key, reader, &aad(&record.id, &record.kind))?,
                created_at: now,
            });
        }
        Ok(())
    }

    fn wrap(
        &mut self,
        sealer: &mut Sealer<'_>,
        record: &str,
        (key, aad): (&DataKey, &Aad),
        readers: &[(String, SealingPublic)],
        now: i64,
    ) -> Result<(), SealingFailed> {
        for reader in readers {
            self.wraps.push(RecordKeyRow {
                record_id: record.to_owned(),
                key_id: reader.0.clone(),
                wrapped: sealer.wrap(key, reader, aad)?,
                created_at: now,
            });
        }
        Ok(())
    }
}
