//! What aggregators (ODK Briefcase) pull: which submissions there are, and each as it was sent. What was encrypted is
//! given encrypted, to whom it was encrypted for; what came in clear, only to those who may read it.

use bytes::Bytes;
use zeroize::Zeroizing;

use super::projects::permitted;
use super::{House, ServiceError, submissions};
use crate::blobs::BlobId;
use crate::crypto::digest;
use crate::domain::policy::{Action, Actor};
use crate::openrosa::response::ManifestItem;
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::store::{forms, pulls};

/// A person who pulls, with the session that the vault asks for.
pub struct Puller<'a> {
    /// For the policy.
    pub actor: &'a Actor,
    /// The session's token.
    pub session: &'a str,
}

/// Which page of a form's submissions.
pub struct Page {
    /// The form.
    pub form: String,
    /// The number after which it begins.
    pub after: i64,
    /// How many at most.
    pub limit: i64,
    /// Also what still waits for files.
    pub incomplete: bool,
}

/// A submission as it was sent.
pub struct Pulled {
    /// The XML part.
    pub xml: Zeroizing<Vec<u8>>,
    /// When it was received.
    pub received_at: i64,
    /// Whether all its files are here.
    pub complete: bool,
    /// Whether it is an envelope.
    pub envelope: bool,
    /// Its files that are here; their addresses are the caller's to fill.
    pub files: Vec<ManifestItem>,
}

/// Whether a person may pull from a project.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn may_pull(house: &House, actor: &Actor, project: i64) -> Result<(), ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("may_pull", move |conn| {
            permitted(conn, &actor, Action::SubmissionRead, project)?;
            Ok(())
        })
        .await
}

/// Numbers and instance ids, in an order that never changes: what comes later stands later.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    project: i64,
    page: Page,
) -> Result<Vec<(i64, String)>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .write("pull_list", move |conn| {
            permitted(conn, &actor, Action::SubmissionRead, project)?;
            let form = forms::by_xml_id(conn, project, &page.form)?
                .ok_or_else(|| ServiceError::UnknownForm(page.form.clone()))?;
            pulls::number(conn, &form.id, page.incomplete)?;
            let (after, limit) = (page.after, page.limit);
            Ok(pulls::after(conn, &form.id, after, page.incomplete, limit)?)
        })
        .await
}

/// One submission with the hashes of its files. Leaves a trace in the audit.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; what the vault says of what came in clear.
pub async fn one(
    house: &House,
    puller: &Puller<'_>,
    project: i64,
    form: &str,
    instance: &str,
) -> Result<Pulled, ServiceError> {
    let (row, parts) = find(house, puller.actor, project, form, instance).await?;
    let envelope = row.agency_id.is_some();
    let xml = match &row.envelope {
        Some(bytes) => Zeroizing::new(bytes.clone()),
        // The original was kept for its time only; what was sealed of it is no envelope.
        None if envelope => return Err(ServiceError::NotFound),
        None => submissions::xml(house, puller.session, &row.id).await?,
    };
    let mut files = Vec::new();
    for part in parts.iter().filter(|p| !p.name.is_empty()) {
        if let Some(bytes) = content(house, puller, &row, part).await? {
            files.push(ManifestItem {
                filename: part.name.clone(),
                md5: digest::md5_hex(&bytes),
                download_url: String::new(),
                list: None,
            });
        }
    }
    if envelope {
        note(house, puller.actor, &row).await?;
    }
    Ok(Pulled {
        xml,
        received_at: row.created_at,
        complete: row.parts_present >= row.parts_expected,
        envelope,
        files,
    })
}

/// One file of a submission, as it was sent.
///
/// # Errors
/// As [`one`]; [`ServiceError::NotFound`] for a file that is not here.
pub async fn file(
    house: &House,
    puller: &Puller<'_>,
    project: i64,
    form: &str,
    instance: &str,
    name: &str,
) -> Result<Bytes, ServiceError> {
    let (row, parts) = find(house, puller.actor, project, form, instance).await?;
    let part = parts.iter().find(|p| p.name == name && !name.is_empty());
    let part = part.ok_or(ServiceError::NotFound)?;
    let bytes = content(house, puller, &row, part).await?;
    bytes.ok_or(ServiceError::NotFound)
}

async fn find(
    house: &House,
    actor: &Actor,
    project: i64,
    form: &str,
    instance: &str,
) -> Result<(SubmissionRow, Vec<PartRow>), ServiceError> {
    let (actor, form, instance) = (actor.clone(), form.to_owned(), instance.to_owned());
    house
        .store
        .read("pull_submission", move |conn| {
            permitted(conn, &actor, Action::SubmissionRead, project)?;
            let form = forms::by_xml_id(conn, project, &form)?.ok_or(ServiceError::NotFound)?;
            let row =
                rows::by_instance(conn, &form.id, &instance)?.ok_or(ServiceError::NotFound)?;
            let parts = rows::parts_of(conn, &[&row.id])?;
            Ok((row, parts))
        })
        .await
}

/// What is in a file; none if it is not here.
async fn content(
    house: &House,
    puller: &Puller<'_>,
    row: &SubmissionRow,
    part: &PartRow,
) -> Result<Option<Bytes>, ServiceError> {
    if let Some(bytes) = &part.bytes {
        return Ok(Some(Bytes::from(bytes.clone())));
    }
    if let Some(blob) = &part.blob_id {
        let failed = || ServiceError::Internal("a stored file could not be read");
        let id: BlobId = blob.parse().map_err(|_| failed())?;
        let folder = house.blobs.clone();
        let read = tokio::task::spawn_blocking(move || folder.read(&id)).await;
        let bytes = read.map_err(|_| failed())?.map_err(|_| failed())?;
        return Ok(Some(Bytes::from(bytes)));
    }
    if row.agency_id.is_some() || part.record_id.is_none() {
        return Ok(None);
    }
    let plain = submissions::attachment(house, puller.session, &row.id, part.ordinal).await?;
    // Wiped with its last reader.
    Ok(Some(Bytes::from_owner(plain)))
}

async fn note(house: &House, actor: &Actor, row: &SubmissionRow) -> Result<(), ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let (agency, id) = (row.agency_id.clone(), row.id.clone());
    house
        .store
        .write("audit_pull", move |conn| {
            super::audit::note(
                conn,
                &actor,
                agency.as_deref(),
                "submission.pull",
                "submission",
                &id,
                now,
            )?;
            Ok(())
        })
        .await
}
