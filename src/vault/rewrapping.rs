//! After a rotation: what was sealed to the key before is wrapped to the new one, 32 bytes a record, while both are open.
//! The ciphertexts stay as they are.

use super::Vault;
use super::client::VaultError;
use super::seal::aad;
use crate::crypto::seal::{self, Wrapping};
use crate::crypto::{SealingPrivate, SealingPublic};
use crate::store::records::RecordKeyRow;
use crate::store::{Conn, carried, records};

/// Records in one transaction.
const BATCH: i64 = 500;
/// Transactions in one turn; the next turn goes on.
const TURN: usize = 20;

impl Vault {
    /// Wraps some more of what stands under replaced keys to their successors.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) fn rewrap(&self) -> Result<(), VaultError> {
        for (old, agency, purpose, private) in self.keyring.replaced() {
            let Some(new) = self.keyring.sealing_public(Some(&agency), purpose) else {
                continue;
            };
            let (mut after, mut moved) = (String::new(), 0);
            for _ in 0..TURN {
                let (count, last) = self.rewrap_batch(&old, &private, &new, &after)?;
                moved += count;
                match last {
                    Some(last) => after = last,
                    None => break,
                }
            }
            if moved > 0 {
                tracing::info!(%agency, moved, "records were wrapped to the agency's new key");
            }
        }
        Ok(())
    }

    /// Answers how many were moved, and the last one looked at; none at the end.
    fn rewrap_batch(
        &self,
        old: &str,
        private: &SealingPrivate,
        new: &(String, SealingPublic),
        after: &str,
    ) -> Result<(usize, Option<String>), VaultError> {
        let (key, from) = (old.to_owned(), after.to_owned());
        let wraps = self.store.read_now("wraps_of_key", move |conn| {
            Ok::<_, VaultError>(carried::wraps_of(conn, &key, &from, BATCH)?)
        })?;
        let Some((last, ..)) = wraps.last() else {
            return Ok((0, None));
        };
        let (last, now) = (last.clone(), self.now());
        let failed = |_| VaultError::Internal("sealing failed");
        let wrapping = Wrapping::to(&new.1).map_err(failed)?;
        let mut rows = Vec::with_capacity(wraps.len());
        for (record, kind, wrapped) in &wraps {
            let aad = aad(record, kind);
            match seal::unwrap(wrapped, private, &aad) {
                Ok(data_key) => rows.push(RecordKeyRow {
                    record_id: record.clone(),
                    key_id: new.0.clone(),
                    wrapped: wrapping.wrap(&data_key, &aad),
                    created_at: now,
                }),
                // It stays under its key, which therefore stays.
                Err(_) => tracing::error!(%record, "a record does not open with its key"),
            }
        }
        let (count, old) = (rows.len(), old.to_owned());
        self.store.write_now("rewrap", move |conn: &mut Conn| {
            Ok::<_, VaultError>(records::rewrap(conn, &old, &rows)?)
        })?;
        Ok((count, Some(last)))
    }
}
