//! What is here already: pieces that come late or again, corrections, and what of them must not stay on the disk.

use super::arrivals::Arrival;
use crate::blobs::BlobId;
use crate::crypto::token;
use crate::domain::words::SubmissionState;
use crate::service::submissions::SealedForPlatform;
use crate::service::{House, ServiceError};
use crate::store::audit::{self, Entry};
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::store::{Conn, StoreError, jobs, records, reviews};
use crate::vault::intake::OPEN;

/// Whether it is known what became of a request's rows. Where the database failed, a commit may still have happened, or be
/// about to: then the hourly sweep decides what is named, a day later.
pub fn is_settled<T>(kept: &Result<T, ServiceError>) -> bool {
    !matches!(
        kept,
        Err(ServiceError::Store(_) | ServiceError::Internal(_))
    )
}

/// Deletes large ciphertexts that no row names: of a request that broke off, or of a file that was here already.
pub async fn forget_unnamed(house: &House, blobs: Vec<BlobId>) {
    if blobs.is_empty() {
        return;
    }
    let ids: Vec<String> = blobs.iter().map(ToString::to_string).collect();
    let named = house
        .store
        .read("named_blobs", move |conn| records::named_blobs(conn, &ids))
        .await;
    // If that cannot be known now, the hourly sweep will know it.
    let Ok(named) = named else { return };
    for blob in blobs {
        if !named.contains(&blob.to_string()) {
            let folder = house.blobs.clone();
            let deleted = tokio::task::spawn_blocking(move || folder.delete(&blob)).await;
            if !matches!(deleted, Ok(Ok(_))) {
                tracing::warn!(
                    "a large file that nothing names was not deleted; the sweep tries again"
                );
            }
        }
    }
}

/// What became of a submission that may be here.
pub(super) enum Kept {
    /// It is new.
    New,
    /// It was here; these large ciphertexts have lost their places to others.
    Again(Vec<BlobId>),
}

/// Stores a version that corrects an earlier one, which stays. Files that it still names and that were not sent again are
/// those of the earlier version. `entry`: what the audit says of one that was made by hand.
pub(super) fn correct(
    conn: &mut Conn,
    arrival: &Arrival,
    corrected: &str,
    entry: Option<&Entry>,
    now: i64,
) -> Result<Kept, ServiceError> {
    let Arrival {
        row, parts, sealed, ..
    } = arrival;
    if rows::by_instance(conn, &row.form_id, &row.instance_id)?.is_some() {
        // A later piece of it, or all of it again.
        return add_late_files(conn, row, parts, sealed, now).map(Kept::Again);
    }
    let old =
        rows::by_instance(conn, &row.form_id, corrected)?.ok_or(ServiceError::NothingToCorrect)?;
    let before = rows::parts_of(conn, &[&old.id])?;
    let mut parts = parts.clone();
    for part in parts.iter_mut().filter(|p| !is_here(p)) {
        if let Some(same) = before.iter().find(|p| p.name == part.name && is_here(p)) {
            part.record_id.clone_from(&same.record_id);
            part.size = same.size;
        }
    }
    let row = SubmissionRow {
        parts_present: parts.iter().filter(|p| is_here(p)).count() as i32,
        first_id: Some(old.first_id.unwrap_or_else(|| old.id.clone())),
        ..row.clone()
    };
    if !rows::replace(conn, &old.id, &row.id)? {
        return Err(ServiceError::AlreadyCorrected);
    }
    rows::insert_new(conn, &[&row])?;
    sealed.insert(conn)?;
    rows::insert_parts(conn, &parts.iter().collect::<Vec<_>>())?;
    let first = row.first_id.unwrap_or_default();
    reviews::corrected(conn, token::new_id(), &first, &row.id, now)?;
    if row.state == SubmissionState::Received.as_str() {
        jobs::enqueue(conn, OPEN, &row.id, now, now)?;
    }
    if let Some(entry) = entry {
        audit::append(conn, entry)?;
    }
    Ok(Kept::New)
}

pub(super) fn is_here(part: &PartRow) -> bool {
    part.bytes.is_some()
        || part.blob_id.is_some()
        || part.record_id.is_some()
        || part.name.is_empty()
}

/// The same XML again: a chunk, a repetition, or files that came late. What is sealed already stays as it is. Answers the
/// large ciphertexts that have lost their places.
pub(super) fn add_late_files(
    conn: &mut Conn,
    row: &SubmissionRow,
    parts: &[PartRow],
    sealed: &SealedForPlatform,
    now: i64,
) -> Result<Vec<BlobId>, ServiceError> {
    let here = rows::by_instance(conn, &row.form_id, &row.instance_id)?
        .ok_or(ServiceError::Store(StoreError::NotFound))?;
    if here.envelope_sha256 != row.envelope_sha256 {
        return Err(ServiceError::DifferentContent);
    }
    let opened = here.state == SubmissionState::Sealed.as_str() && row.agency_id.is_some();
    let damaged = here.state == SubmissionState::Damaged.as_str();
    let mut replaced: Vec<String> = Vec::new();
    // What was erased does not come back from a phone that sends it again.
    let erased = here.state == SubmissionState::Erased.as_str();
    if opened || erased || parts.iter().all(|p| !is_here(p) || p.name.is_empty()) {
        return Ok(Vec::new());
    }
    let mut stored = rows::parts_of(conn, &[&here.id])?;
    let mut gained = false;
    for part in parts.iter().filter(|p| is_here(p) && !p.name.is_empty()) {
        let Some(slot) = stored.iter_mut().find(|s| s.ordinal == part.ordinal) else {
            continue;
        };
        let is_new = !is_here(slot);
        gained |= is_new;
        // Ciphertext under the same envelope is the same; what did not open may have been broken on the way.
        if !is_new && row.agency_id.is_some() && !damaged {
            continue;
        }
        let before = slot.record_id.take();
        if let Some(record) = &part.record_id {
            sealed.insert_one(conn, record, &here.id)?;
            rows::set_part_record(conn, &here.id, part.ordinal, record)?;
            // One that a version before this one has, too, stays that version's.
            if let Some(before) = before
                && records::is_of(conn, &before, &here.id)?
            {
                replaced.extend(records::delete(conn, &before)?);
            }
        } else {
            replaced.extend(slot.blob_id.take());
            let size = part.size.unwrap_or_default();
            rows::fill_part(
                conn,
                &here.id,
                part.ordinal,
                part.bytes.as_deref(),
                part.blob_id.as_deref(),
                size,
            )?;
        }
        slot.bytes = part.bytes.clone();
        slot.blob_id = part.blob_id.clone();
        slot.record_id = part.record_id.clone();
    }
    let present = stored.iter().filter(|p| is_here(p)).count() as i32;
    let complete = present == here.parts_expected;
    let waits = here.state == SubmissionState::WaitingMedia.as_str();
    let state = if complete && (waits || damaged) {
        SubmissionState::Received.as_str()
    } else {
        &here.state
    };
    if gained || damaged {
        rows::set_progress(conn, &here.id, present, state, now)?;
    }
    // What is received already has its job, which may be under way.
    if complete && (waits || damaged) {
        jobs::enqueue(conn, OPEN, &here.id, now, now)?;
    }
    Ok(replaced.iter().filter_map(|id| id.parse().ok()).collect())
}
