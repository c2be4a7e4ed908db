//! What people write about a submission. It may tell of a person as much as the answers do: it is sealed to the keys that
//! open them, read by those who may open them, and each reading is audited.

use zeroize::Zeroizing;

use super::Vault;
use super::client::{Comment, Reply, VaultError};
use super::placing;
use super::seal::{Sealed, Sealer, Thing};
use crate::crypto::token;
use crate::domain::words::{DataClass, KeyPurpose, OpeningPurpose};
use crate::store::audit::Entry;
use crate::store::reviews::{self, CommentRow};
use crate::store::submissions::SubmissionHead;
use crate::store::{Conn, audit, records};

/// The kind of record that a comment is.
const COMMENT: &str = "comment";
/// Opened at most for one submission.
const MOST: i64 = 200;

impl Vault {
    pub(super) fn comment(
        &self,
        session: &str,
        submission: &str,
        purpose: Option<OpeningPurpose>,
        body: Zeroizing<String>,
    ) -> Result<Reply, VaultError> {
        let (actor, row, agency) = self.readable(session, submission, purpose)?;
        let (agency, now) = (agency.as_deref(), self.now());
        let class = self.class_of(&row.id)?;
        let key = match (class, agency) {
            (DataClass::D3, Some(_)) => KeyPurpose::Identity,
            _ => KeyPurpose::Cases,
        };
        let reader = self.keyring.sealing_public(agency, key).ok_or_else(|| {
            VaultError::Unusable("none is in use that a comment could be sealed to".into())
        })?;
        let (mut sealer, mut sealed) = (Sealer::new(&self.blobs), Sealed::default());
        let thing = Thing {
            agency,
            submission: &row.id,
            kind: COMMENT,
            plaintext: body.as_bytes(),
        };
        let record = sealed
            .add(&mut sealer, &thing, &[reader], now)
            .map_err(|_| placing::failed())?;
        let entry = Entry {
            class: Some(class.as_str().into()),
            purpose: Some(purpose.map_or("review", OpeningPurpose::as_str).into()),
            ..self.entry(
                &actor,
                agency,
                "submission.comment",
                "submission",
                &row.id,
                "done",
            )
        };
        let comment = CommentRow {
            id: token::new_id(),
            submission_id: first(&row).to_owned(),
            version_id: row.id,
            record_id: record,
            actor_id: actor.id,
            at: now,
        };
        let written = Comment {
            id: comment.id.clone(),
            actor: actor.id,
            at: now,
            body,
        };
        self.store.write_now("comment", move |conn: &mut Conn| {
            records::insert(conn, &sealed.records, &sealed.wraps)?;
            reviews::comment(conn, &comment)?;
            Ok::<_, VaultError>(audit::append(conn, &entry)?)
        })?;
        Ok(Reply::Comments(vec![written]))
    }

    /// Those that the asker's keys open: what another agency's people wrote about what they may open too stays theirs.
    pub(super) fn comments(
        &self,
        session: &str,
        submission: &str,
        purpose: Option<OpeningPurpose>,
    ) -> Result<Reply, VaultError> {
        let (actor, row, agency) = self.readable(session, submission, purpose)?;
        let agency = agency.as_deref();
        let of = first(&row).to_owned();
        let rows = self.store.read_now("comments", move |conn| {
            Ok::<_, VaultError>(reviews::comments_on(conn, &of, MOST)?)
        })?;
        if rows.is_empty() {
            return Ok(Reply::Comments(Vec::new()));
        }
        let records: Vec<String> = rows.iter().map(|row| row.record_id.clone()).collect();
        self.spend(session, &actor, &records)?;
        let mut opened = self.open_records(agency, &records)?;
        let locked = self.keyring.sealing_private(agency).is_empty();
        let result = if locked { "refused" } else { "done" };
        let entry = Entry {
            class: Some(self.class_of(&row.id)?.as_str().into()),
            purpose: Some(purpose.map_or("review", OpeningPurpose::as_str).into()),
            ..self.entry(
                &actor,
                agency,
                "comment.read",
                "submission",
                &row.id,
                result,
            )
        };
        self.store
            .write_now("audit_comments", move |conn: &mut Conn| {
                Ok::<_, VaultError>(audit::append(conn, &entry)?)
            })?;
        if locked {
            return Err(VaultError::Locked);
        }
        let comments = rows.into_iter().filter_map(|row| {
            let plain = opened.remove(&row.record_id)??;
            let body = std::str::from_utf8(&plain).ok()?;
            Some(Comment {
                id: row.id,
                actor: row.actor_id,
                at: row.at,
                body: Zeroizing::new(body.to_owned()),
            })
        });
        Ok(Reply::Comments(comments.collect()))
    }
}

/// The first version of what it is a version of.
fn first(row: &SubmissionHead) -> &str {
    row.first_id.as_deref().unwrap_or(&row.id)
}
