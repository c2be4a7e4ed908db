//! Sealing: each thing under its own data key, bound to its record, wrapped to those entitled. Needs no private key.

use crate::blobs::{self, BlobFolder, BlobId};
use crate::crypto::{Aad, SealingPublic, seal, token};
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
    /// `answers`, `attachment`, `decision` or `card`.
    pub kind: &'a str,
    /// Plaintext.
    pub plaintext: &'a [u8],
}

/// Sealing failed: a key could not be used, or the folder of large ciphertexts failed.
#[derive(Debug, thiserror::Error)]
#[error("something could not be sealed")]
pub struct SealingFailed;

/// Sealed things, ready to be stored in one transaction.
#[derive(Default)]
pub struct Sealed {
    /// Records.
    pub records: Vec<RecordRow>,
    /// Their wrapped keys.
    pub wraps: Vec<RecordKeyRow>,
}

impl Sealed {
    /// Seals a thing to every reader and answers its record's id. A large ciphertext is durable when this returns.
    ///
    /// # Errors
    /// [`SealingFailed`].
    pub fn add(
        &mut self,
        blobs: &BlobFolder,
        thing: &Thing<'_>,
        readers: &[(String, SealingPublic)],
        now: i64,
    ) -> Result<String, SealingFailed> {
        let id = token::new_id();
        let aad = aad(&id, thing.kind);
        let (key, sealed) = seal::seal(&aad, thing.plaintext);
        for (reader, public) in readers {
            self.wraps.push(RecordKeyRow {
                record_id: id.clone(),
                key_id: reader.clone(),
                wrapped: seal::wrap(&key, public, &aad).map_err(|_| SealingFailed)?,
                created_at: now,
            });
        }
        let (sealed, blob_id) = if sealed.len() > blobs::IN_ROW_LIMIT {
            let blob = BlobId::random();
            blobs.put(&blob, &sealed).map_err(|_| SealingFailed)?;
            (None, Some(blob.to_string()))
        } else {
            (Some(sealed), None)
        };
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
}
