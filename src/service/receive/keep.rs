//! Storing what was judged: rows for a new submission, late files for one that is here.

use std::sync::Arc;

use super::again::{Kept, add_late_files, correct, forget_unnamed, is_here, is_settled};
use super::arrivals::Arrival;
use super::{ArrivedBody, ArrivedFile, Expected, Sender};
use crate::blobs::BlobId;
use crate::crypto::{digest, token};
use crate::domain::words::{FormState, SubmissionState};
use crate::service::catalog::Phone;
use crate::service::submissions::SealedForPlatform;
use crate::service::{House, ServiceError};
use crate::store::audit::Entry;
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::vault::seal::entity_actions;

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

/// A correction that somebody made by hand.
pub struct ByHand {
    /// The instance id of what it corrects: known here also where the submission itself is encrypted.
    pub corrects: String,
    /// What the audit says of it, in the transaction that keeps it.
    pub entry: Entry,
}

/// Stores a correction that was made by hand, and says at once what it corrects. Answers its id.
///
/// # Errors
/// [`ServiceError::AlreadyCorrected`], also for the same one sent twice; as [`keep`].
pub async fn keep_by_hand(
    house: &House,
    actor: i64,
    expected: Expected,
    files: Vec<ArrivedFile>,
    by_hand: ByHand,
) -> Result<String, ServiceError> {
    let blobs: Vec<BlobId> = files.iter().filter_map(|file| file.body.blob()).collect();
    let id = token::new_id();
    let stored = stored(
        house,
        (actor, &id),
        expected,
        files,
        Sender::default(),
        Some(by_hand),
    );
    let kept = stored.await;
    if kept.is_err() && is_settled(&kept) {
        forget_unnamed(house, blobs).await;
    }
    kept?.map(|_| id).ok_or(ServiceError::AlreadyCorrected)
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
    stored(
        house,
        (actor, &token::new_id()),
        expected,
        files,
        sender,
        None,
    )
    .await
}

/// Stores it under an id of ours.
async fn stored(
    house: &House,
    (actor, id): (i64, &str),
    expected: Expected,
    files: Vec<ArrivedFile>,
    sender: Sender,
    by_hand: Option<ByHand>,
) -> Result<Option<i64>, ServiceError> {
    let now = house.now();
    let platform = match &expected.agency {
        Some(_) => None,
        None => Some(house.catalog.platform_key(&house.store).await?),
    };
    let id = id.to_owned();
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
        named: None,
        review_state: None,
    };
    let (corrects, entry) = match by_hand {
        Some(by_hand) => (Some(by_hand.corrects), Some(by_hand.entry)),
        None => (expected.corrects, None),
    };
    // A correction says it no second time.
    let entities = match &corrects {
        None => entity_actions(
            house.lists.public(),
            row.project_id,
            &row.id,
            &expected.entities,
            now,
        )
        .map_err(|_| ServiceError::Internal("sealing failed"))?,
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
    let kept = match corrects {
        Some(corrected) => {
            house
                .store
                .write("receive_correction", move |conn| {
                    correct(conn, &arrival, &corrected, entry.as_ref(), now)
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
    if is_settled(&kept) {
        forget_unnamed(house, blobs).await;
    }
    Ok(match kept? {
        Kept::New => Some(now),
        Kept::Again(_) => None,
    })
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
