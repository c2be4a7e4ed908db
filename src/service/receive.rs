//! A phone sends: right form, right version, encrypted where it must be, seen before? One transaction.
//!
//! In two steps, so that nothing is kept that should not be. [`expect`] judges the XML part as soon as it is
//! here and says which files it names; [`keep`] stores it with the files that came. A file that the manifest
//! does not name is never stored: a phone that crashed may send plaintext beside its envelope.

use std::sync::Arc;

use bytes::Bytes;

use super::catalog::{FormEntry, Phone, ProjectForms};
use super::{House, ServiceError};
use crate::blobs::BlobId;
use crate::crypto::{digest, token};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{FormState, SubmissionState};
use crate::openrosa::{PlainHead, Submitted};
use crate::store::submissions::{self as rows, PartRow, SubmissionRow};
use crate::store::{Conn, StoreError, actors, jobs};
use crate::vault::intake::OPEN;

/// What is known of a submission once its XML part has been read.
pub struct Expected {
    project: i64,
    form: Arc<FormEntry>,
    rendition: String,
    agency: Option<String>,
    instance_id: String,
    xml: Bytes,
    names: Vec<String>,
    encrypted: bool,
}

impl Expected {
    /// Whether a file of that name belongs to the submission.
    pub fn names(&self, file: &str) -> bool {
        self.names.iter().any(|n| n == file)
    }

    /// Whether its files may be stored as they come: ciphertext, in a project whose agency will open it. In a general
    /// project everything is sealed first, whatever it claims to be.
    pub fn is_stored_as_it_comes(&self) -> bool {
        self.encrypted && self.agency.is_some()
    }

    /// The form that its XML names.
    pub fn xml_form_id(&self) -> &str {
        &self.form.xml_form_id
    }

    /// The id that the phone gave it.
    pub fn instance_id(&self) -> &str {
        &self.instance_id
    }
}

/// A file that came.
pub struct ArrivedFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub body: ArrivedBody,
}

/// Where a file's content is.
pub enum ArrivedBody {
    /// Small, or not yet known to be ciphertext.
    Memory(Bytes),
    /// Large ciphertext, already durable.
    Blob(BlobId, u64),
}

/// What the app tells of itself.
#[derive(Default, Clone)]
pub struct Sender {
    /// `deviceID`, cut to 255 characters.
    pub device_id: Option<String>,
    /// `User-Agent`, cut to 255 characters.
    pub user_agent: Option<String>,
}

/// Judges the XML part.
///
/// # Errors
/// [`ServiceError::Unreadable`], [`ServiceError::UnknownForm`], [`ServiceError::UnknownVersion`],
/// [`ServiceError::NotAccepting`], [`ServiceError::PlaintextRefused`], [`ServiceError::Denied`].
pub async fn expect(house: &House, phone: &Phone, xml: Bytes) -> Result<Expected, ServiceError> {
    let project = house.catalog.project(&house.store, phone.project).await?;
    judge(house, &project, |form| project.may_use(phone.id, form), xml).await
}

/// The same for a person who sends by the API: the policy says who may, and in agencies' projects only ciphertext.
///
/// # Errors
/// As [`expect`]; [`ServiceError::NotFound`] for somebody who may not know of the project.
pub async fn expect_of_person(
    house: &House,
    actor: &Actor,
    project: i64,
    xml: Bytes,
) -> Result<Expected, ServiceError> {
    let project = of_person(house, actor, project).await?;
    judge(house, &project, |_| true, xml).await
}

/// The project, if the person may send to it.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn of_person(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Arc<ProjectForms>, ServiceError> {
    house.catalog.recheck(&house.store, house.now()).await?;
    let project = house.catalog.project(&house.store, project).await?;
    let (id, agency) = (project.project.id, project.project.agency_id.as_deref());
    policy::may(
        actor,
        Action::SubmissionCreate,
        Resource::Project { id, agency },
    )?;
    Ok(project)
}

async fn judge(
    house: &House,
    project: &ProjectForms,
    may_use: impl Fn(&FormEntry) -> bool,
    xml: Bytes,
) -> Result<Expected, ServiceError> {
    let submitted = Submitted::parse(&xml).map_err(|e| ServiceError::Unreadable(e.to_string()))?;
    let (form_id, version) = match &submitted {
        Submitted::Envelope(e) => (&e.form_id, e.version.as_deref()),
        Submitted::Plain(p) => (&p.form_id, p.version.as_deref()),
    };
    let form = project
        .forms
        .get(form_id)
        .ok_or_else(|| ServiceError::UnknownForm(form_id.clone()))?;
    if !may_use(form) {
        return Err(ServiceError::Denied);
    }
    let version = version.unwrap_or_default();
    let rendition = form
        .renditions
        .iter()
        .rev()
        .find(|r| r.version == version)
        .ok_or_else(|| ServiceError::UnknownVersion(version.to_owned()))?;
    if form.state == FormState::Closed {
        return Err(ServiceError::NotAccepting);
    }
    let agency = project.project.agency_id.clone();
    let (instance_id, names, encrypted) = match submitted {
        Submitted::Envelope(envelope) => {
            let mut names = envelope.media;
            names.push(envelope.xml_file);
            (envelope.instance_id, names, true)
        }
        Submitted::Plain(_) if rendition.key_id.is_some() || agency.is_some() => {
            return Err(ServiceError::PlaintextRefused);
        }
        Submitted::Plain(head) => {
            let names = super::submissions::files_of_plaintext(house, rendition, &xml).await?;
            (plain_instance_id(head, &xml), names, false)
        }
    };
    let (project, form, rendition) = (project.project.id, form.clone(), rendition.id.clone());
    Ok(Expected {
        project,
        form,
        rendition,
        agency,
        instance_id,
        xml,
        names,
        encrypted,
    })
}

/// A submission without an id of its own gets one made of its content, so that sending it again does not multiply it.
fn plain_instance_id(head: PlainHead, xml: &[u8]) -> String {
    head.instance_id
        .unwrap_or_else(|| format!("sha256:{}", digest::sha256_hex(xml)))
}

/// Stores the submission and its files, or adds late files to one that is here.
///
/// # Errors
/// [`ServiceError::DifferentContent`] when the id is here with other bytes; [`ServiceError::Busy`].
pub async fn keep(
    house: &House,
    phone: &Phone,
    expected: Expected,
    files: Vec<ArrivedFile>,
    sender: Sender,
) -> Result<(), ServiceError> {
    keep_from(house, phone.id, expected, files, sender).await?;
    Ok(())
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
    let mut sealed = super::submissions::SealedForPlatform::default();
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
    };
    let seen = house.catalog.seen_is_due(actor, now).then_some(actor);
    house
        .store
        .write("receive_submission", move |conn| {
            if let Some(phone) = seen {
                actors::touch_device(conn, phone, now)?;
            }
            if rows::insert_new(conn, &row)? {
                sealed.insert(conn)?;
                rows::insert_parts(conn, &parts)?;
                if state == SubmissionState::Received {
                    jobs::enqueue(conn, OPEN, &row.id, now, now)?;
                }
                return Ok(Some(now));
            }
            add_late_files(conn, &row, &parts, &sealed, now)?;
            Ok(None)
        })
        .await
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
/// [`of_person`] has let in.
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
    let mut sealed = super::submissions::SealedForPlatform::default();
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
    house
        .store
        .write("add_submission_file", move |conn| {
            add_late_files(conn, &row, std::slice::from_ref(&part), &sealed, now)
        })
        .await
}

fn is_here(part: &PartRow) -> bool {
    part.bytes.is_some()
        || part.blob_id.is_some()
        || part.record_id.is_some()
        || part.name.is_empty()
}

/// The same XML again: a chunk, a repetition, or files that came late. What is sealed already stays as it is.
fn add_late_files(
    conn: &mut Conn,
    row: &SubmissionRow,
    parts: &[PartRow],
    sealed: &super::submissions::SealedForPlatform,
    now: i64,
) -> Result<(), ServiceError> {
    let here = rows::by_instance(conn, &row.form_id, &row.instance_id)?
        .ok_or(ServiceError::Store(StoreError::NotFound))?;
    if here.envelope_sha256 != row.envelope_sha256 {
        return Err(ServiceError::DifferentContent);
    }
    let opened = here.state == SubmissionState::Sealed.as_str() && row.agency_id.is_some();
    if opened || parts.iter().all(|p| !is_here(p) || p.name.is_empty()) {
        return Ok(());
    }
    let mut stored = rows::parts_of(conn, &[&here.id])?;
    let mut gained = false;
    for part in parts.iter().filter(|p| is_here(p) && !p.name.is_empty()) {
        let Some(slot) = stored.iter_mut().find(|s| s.ordinal == part.ordinal) else {
            continue;
        };
        gained |= !is_here(slot);
        if let Some(record) = &part.record_id {
            sealed.insert_one(conn, record, &here.id)?;
            rows::set_part_record(conn, &here.id, part.ordinal, record)?;
        } else {
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
    let damaged = here.state == SubmissionState::Damaged.as_str();
    let state = if complete && (waits || damaged) {
        SubmissionState::Received.as_str()
    } else {
        &here.state
    };
    if gained || damaged {
        rows::set_progress(conn, &here.id, present, state, now)?;
    }
    if state == SubmissionState::Received.as_str() {
        jobs::enqueue(conn, OPEN, &here.id, now, now)?;
    }
    Ok(())
}
