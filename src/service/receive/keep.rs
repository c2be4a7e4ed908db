//! Storing what was judged: rows for a new submission, late files for one that is here.

use std::sync::Arc;

use super::arrivals::Arrival;
use super::{ArrivedBody, ArrivedFile, Expected, Sender};
use crate::blobs::BlobId;
use crate::crypto::{digest, token};
use crate::domain::words::{FormState, SubmissionState};
use crate::service::catalog::Phone;
use crate::service::submissions::SealedForPlatform;
use crate::service::{House, ServiceError, entity_lists};
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::store::{Conn, StoreError, jobs, records};
use crate::vault::intake::OPEN;

/// Stores the submission and its files, or adds late files to one that is here. Answers whether it is new.
///
/// # Errors
/// [`ServiceError::DifferentContent`] when the id is here with other bytes; [`ServiceError::Busy`].
pub async fn keep(
    house: &House,
    phone: &Phone,
    expected: Expected,
    files: Vec<ArrivedFile>,
    sender: Sender,
) -> Result<bool, ServiceError> {
    let kept = keep_from(house, phone.id, expected, files, sender).await?;
    Ok(kept.is_some())
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

/// The same for any actor. Answers when it was kept, if it is new.
///
/// # Errors
/// As [`keep`].
pub async fn keep_from(
    house: &House,
    actor: i64,
    expected: Expected,
    files: Vec<ArrivedFile>,
    sender: Sender,
) -> Result<Option<i64>, ServiceError> {
    let now = house.now();
    let platform = match &expected.agency {
        Some(_) => None,
        None => Some(house.catalog.platform_key(&house.store).await?),
    };
    let id = token::new_id();
    let mut parts: Vec<PartRow> = expected
        .names
        .iter()
        .enumerate()
        .map(|(ordinal, name)| PartRow {
            submission_id: id.clone(),
            ordinal: ordinal as i32,
            name: name.clone(),
            bytes: None,
            blob_id: None,
            size: None,
            record_id: None,
        })
        .collect();
    let mut sealed = SealedForPlatform::default();
    for file in files {
        for part in parts
            .iter_mut()
            .filter(|p| !p.name.is_empty() && p.name == file.name)
        {
            match (&file.body, &platform) {
                (ArrivedBody::Memory(bytes), None) => {
                    part.bytes = Some(bytes.to_vec());
                    part.size = Some(bytes.len() as i64);
                }
                (ArrivedBody::Blob(blob, size), None) => {
                    part.blob_id = Some(blob.to_string());
                    part.size = Some(*size as i64);
                }
                (ArrivedBody::Memory(bytes), Some(key)) => {
                    part.size = Some(bytes.len() as i64);
                    part.record_id =
                        Some(sealed.seal(house, key, &id, "attachment", bytes, now)?);
                }
                (ArrivedBody::Blob(..), Some(_)) => {
                    return Err(ServiceError::Internal("plaintext was taken for ciphertext"));
                }
            }
        }
    }
    let record_id = match &platform {
        Some(key) => Some(sealed.seal(house, key, &id, "answers", &expected.xml, now)?),
        None => None,
    };
    let present = parts.iter().filter(|p| is_here(p)).count() as i32;
    let state = match (&platform, present as usize == parts.len()) {
        (Some(_), _) => SubmissionState::Sealed,
        (None, true) => SubmissionState::Received,
        (None, false) => SubmissionState::WaitingMedia,
    };
    let row = SubmissionRow {
        id,
        project_id: expected.project,
        agency_id: expected.agency.clone(),
        form_id: expected.form.id.clone(),
        rendition_id: expected.rendition.clone(),
        instance_id: expected.instance_id.clone(),
        state: state.as_str().to_owned(),
        envelope: platform.is_none().then(|| expected.xml.to_vec()),
        envelope_sha256: digest::sha256(&expected.xml).to_vec(),
        parts_expected: parts.len() as i32,
        parts_present: present,
        device_actor_id: Some(actor),
        device_id: sender.device_id,
        user_agent: sender.user_agent,
        record_id,
        created_at: now,
        updated_at: None,
        opened_at: platform.is_some().then_some(now),
        case_id: None,
        first_id: None,
        replaced_by: None,
    };
    // A correction says it no second time.
    let entities = match &expected.corrects {
        None => entity_lists::said(house, row.project_id, &row.id, &expected.entities, now)?,
        Some(_) => Vec::new(),
    };
    let arrival = Arc::new(Arrival {
        entities,
        touched: house.catalog.seen_is_due(actor, now).then_some(actor),
        row,
        parts,
        sealed,
    });
    let mut blobs = arrival.sealed.blobs();
    let kept = match expected.corrects {
        Some(corrected) => {
            house
                .store
                .write("receive_correction", move |conn| {
                    correct(conn, &arrival, &corrected, now)
                })
                .await
        }
        None if house.arrivals.insert(&house.store, &arrival).await? => return Ok(Some(now)),
        None => {
            house
                .store
                .write("receive_again", move |conn| {
                    let Arrival {
                        row, parts, sealed, ..
                    } = &*arrival;
                    add_late_files(conn, row, parts, sealed, now).map(Kept::Again)
                })
                .await
        }
    };
    if let Ok(Kept::Again(replaced)) = &kept {
        blobs.extend_from_slice(replaced);
    }
    forget_unnamed(house, blobs).await;
    Ok(match kept? {
        Kept::New => Some(now),
        Kept::Again(_) => None,
    })
}

/// What became of a submission that may be here.
enum Kept {
    /// It is new.
    New,
    /// It was here; these large ciphertexts have lost their places to others.
    Again(Vec<BlobId>),
}

/// A file that a submission still names, to be sent on its own.
pub struct Awaited {
    row: SubmissionRow,
    part: PartRow,
}

impl Awaited {
    /// Whether the file is ciphertext already.
    pub fn is_encrypted(&self) -> bool {
        self.row.agency_id.is_some()
    }
}

/// The file of that name of a submission that is here. `phone`: whose grants count; none for a person, whom
/// [`super::of_person`] has let in.
///
/// # Errors
/// [`ServiceError::NotFound`] for a form, submission or file that is not there.
pub async fn awaited(
    house: &House,
    project: i64,
    phone: Option<i64>,
    form: &str,
    instance_id: &str,
    file: &str,
) -> Result<Awaited, ServiceError> {
    let project = house.catalog.project(&house.store, project).await?;
    let form = project.forms.get(form).ok_or(ServiceError::NotFound)?;
    if phone.is_some_and(|phone| !project.may_use(phone, form)) {
        return Err(ServiceError::NotFound);
    }
    if form.state == FormState::Closed {
        return Err(ServiceError::NotAccepting);
    }
    let (form, instance_id, file) = (form.id.clone(), instance_id.to_owned(), file.to_owned());
    house
        .store
        .read("awaited_file", move |conn| {
            let row =
                rows::by_instance(conn, &form, &instance_id)?.ok_or(ServiceError::NotFound)?;
            let parts = rows::parts_of(conn, &[&row.id])?;
            let named = parts
                .into_iter()
                .find(|p| !p.name.is_empty() && p.name == file);
            Ok(Awaited {
                part: named.ok_or(ServiceError::NotFound)?,
                row,
            })
        })
        .await
}

/// Adds a file that was sent on its own. One that is opened already stays as it is.
///
/// # Errors
/// [`ServiceError::Busy`]; when the database refuses.
pub async fn add_file(
    house: &House,
    awaited: Awaited,
    body: ArrivedBody,
) -> Result<(), ServiceError> {
    let now = house.now();
    let Awaited { row, part } = awaited;
    let mut part = PartRow {
        bytes: None,
        blob_id: None,
        size: None,
        record_id: None,
        ..part
    };
    let mut sealed = SealedForPlatform::default();
    match (body, &row.agency_id) {
        (ArrivedBody::Memory(bytes), Some(_)) => {
            part.size = Some(bytes.len() as i64);
            part.bytes = Some(bytes.to_vec());
        }
        (ArrivedBody::Blob(blob, size), Some(_)) => {
            part.size = Some(size as i64);
            part.blob_id = Some(blob.to_string());
        }
        (ArrivedBody::Memory(bytes), None) => {
            let key = house.catalog.platform_key(&house.store).await?;
            part.size = Some(bytes.len() as i64);
            part.record_id = Some(sealed.seal(house, &key, &row.id, "attachment", &bytes, now)?);
        }
        (ArrivedBody::Blob(..), None) => {
            return Err(ServiceError::Internal("plaintext was taken for ciphertext"));
        }
    }
    let replaced = house
        .store
        .write("add_submission_file", move |conn| {
            add_late_files(conn, &row, std::slice::from_ref(&part), &sealed, now)
        })
        .await?;
    forget_unnamed(house, replaced).await;
    Ok(())
}

/// Stores a version that corrects an earlier one, which stays. Files that it still names and that were not sent again are
/// those of the earlier version.
fn correct(
    conn: &mut Conn,
    arrival: &Arrival,
    corrected: &str,
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
    Ok(Kept::New)
}

fn is_here(part: &PartRow) -> bool {
    part.bytes.is_some()
        || part.blob_id.is_some()
        || part.record_id.is_some()
        || part.name.is_empty()
}

/// The same XML again: a chunk, a repetition, or files that came late. What is sealed already stays as it is. Answers the
/// large ciphertexts that have lost their places.
fn add_late_files(
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
    if opened || parts.iter().all(|p| !is_here(p) || p.name.is_empty()) {
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
