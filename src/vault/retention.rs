//! Carries out retention: what two people ordered at once, what the rules say each hour. Keys to a record are destroyed
//! first, in the transaction that also writes the audit and a signed certificate; large files go after the commit. Needs no
//! private key of an agency.

use std::sync::atomic::Ordering;

use super::Vault;
use super::client::VaultError;
use crate::crypto::{Aad, token};
use crate::store::audit::Entry;
use crate::store::referrals::{self, steps};
use crate::store::retention::{self, CertificateRow, Destroyed};
use crate::store::{Conn, audit};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Things in one transaction, and in one turn: the next turn goes on.
const BATCH: i64 = 100;

/// Why something was destroyed; the words of certificates.
const ORDERED: &str = "ordered";

/// What is to be destroyed.
enum What {
    Submission(String),
    Envelope(String),
    /// A receiver's keys to a referral's card, contact and words: referral and receiver.
    Card(String, String),
}

struct Due {
    agency: Option<String>,
    cause: &'static str,
    what: What,
    order: Option<String>,
}

impl Vault {
    /// Destroys what two people ordered, and each hour what is older than it may be.
    ///
    /// # Errors
    /// When the database refuses, or the folder of large ciphertexts.
    pub(super) fn retire_content(&self) -> Result<(), VaultError> {
        let now = self.now();
        let ordered = self.store.read_now("erasures_ordered", |conn| {
            Ok::<_, VaultError>(retention::to_erase(conn, BATCH)?)
        })?;
        for order in ordered {
            self.destroy(Due {
                agency: order.agency_id,
                cause: ORDERED,
                what: What::Submission(order.submission_id),
                order: Some(order.id),
            })?;
        }
        if now - self.retained_at.load(Ordering::Relaxed) < HOUR {
            return Ok(());
        }
        let due = self.due(now)?;
        // A full batch of something: the next turn goes on, the hour begins when nothing is left.
        if due.is_empty() {
            self.retained_at.store(now, Ordering::Relaxed);
        }
        due.into_iter().try_for_each(|one| self.destroy(one))
    }

    fn due(&self, now: i64) -> Result<Vec<Due>, VaultError> {
        let keep = self.retention.clone();
        let days = move |n: u32| now - i64::from(n) * DAY;
        self.store.read_now("retention_due", move |conn| {
            let mut due = Vec::new();
            let nothing = days(keep.screening_without_result_days);
            for (id, agency) in retention::old_screenings(conn, nothing, now, false, BATCH)? {
                let what = What::Submission(id);
                due.push(of(agency, "screening without result", what));
            }
            let open = days(keep.screening_not_followed_days);
            for (id, agency) in retention::old_screenings(conn, open, now, true, BATCH)? {
                let what = What::Submission(id);
                due.push(of(agency, "screening not followed up", what));
            }
            let declined = now - i64::from(keep.declined_card_hours) * HOUR;
            let states = [
                "declined",
                "recalled",
                "person_declined",
                "expired",
                "unplaced",
            ];
            for (id, to) in retention::old_cards(conn, &states, declined, BATCH)? {
                due.push(of(Some(to.clone()), "declined card", What::Card(id, to)));
            }
            let delivered = days(keep.delivered_card_days);
            for (id, to) in retention::old_cards(conn, &["delivered", "closed"], delivered, BATCH)?
            {
                due.push(of(Some(to.clone()), "delivered card", What::Card(id, to)));
            }
            let envelopes = days(keep.envelope_days);
            for (id, agency) in retention::old_envelopes(conn, envelopes, now, BATCH)? {
                due.push(of(agency, "original ciphertext", What::Envelope(id)));
            }
            Ok::<_, VaultError>(due)
        })
    }

    fn destroy(&self, due: Due) -> Result<(), VaultError> {
        let now = self.now();
        let signer = self
            .words
            .signer()
            .map_err(|_| VaultError::Internal("the key of certificates"))?;
        let files = self.store.write_now("retention", move |conn: &mut Conn| {
            // What began to wait since it was found is kept; what two people ordered is done.
            if let (None, What::Submission(id) | What::Envelope(id)) = (&due.order, &due.what)
                && retention::waits(conn, id)?
            {
                return Ok(Vec::new());
            }
            let (destroyed, object) = match &due.what {
                What::Submission(id) => (retention::erase(conn, id, now)?, Some(id.clone())),
                What::Envelope(id) => (retention::purge_envelope(conn, id)?, Some(id.clone())),
                What::Card(id, to) => {
                    let mut wraps = 0;
                    if let Some(row) = referrals::by_id(conn, id)? {
                        for record in steps::records_of(conn, &row)? {
                            wraps += retention::revoke(conn, &record, to)?;
                        }
                    }
                    let destroyed = Destroyed {
                        things: 1,
                        wraps,
                        files: Vec::new(),
                    };
                    (destroyed, None)
                }
            };
            let mut row = CertificateRow {
                id: token::new_id(),
                agency_id: due.agency.clone(),
                cause: due.cause.to_owned(),
                submission_id: object.clone(),
                order_id: due.order.clone(),
                things: destroyed.things,
                wraps: destroyed.wraps,
                files: destroyed.files.len() as i64,
                at: now,
                signature: Vec::new(),
            };
            row.signature = signer.sign(message(&row).as_bytes());
            retention::insert_certificate(conn, &row)?;
            audit::append(
                conn,
                &Entry {
                    at: now,
                    actor_kind: "vault".into(),
                    agency_id: due.agency.clone(),
                    action: "retention.destroy".into(),
                    object_kind: "certificate".into(),
                    object_id: row.id.clone(),
                    result: "done".into(),
                    note: Some(due.cause.into()),
                    ..Entry::default()
                },
            )?;
            Ok::<_, VaultError>(destroyed.files)
        })?;
        for file in files {
            // What fails here is named by nothing any more: the hourly sweep finds it.
            if let Ok(id) = super::reading::blob_id(&file)
                && self.blobs.delete(&id).is_err()
            {
                tracing::warn!(
                    "a large file that was destroyed in the database stays for the sweep"
                );
            }
        }
        Ok(())
    }
}

fn of(agency: Option<String>, cause: &'static str, what: What) -> Due {
    Due {
        agency,
        cause,
        what,
        order: None,
    }
}

/// What a certificate's signature is over.
pub fn message(row: &CertificateRow) -> Aad {
    let numbers = [row.things, row.wraps, row.files, row.at].map(|n| n.to_string());
    let mut parts = vec![
        row.id.as_str(),
        row.agency_id.as_deref().unwrap_or_default(),
        &row.cause,
        row.submission_id.as_deref().unwrap_or_default(),
        row.order_id.as_deref().unwrap_or_default(),
    ];
    parts.extend(numbers.iter().map(String::as_str));
    Aad::of("waypost certificate 1", &parts)
}
