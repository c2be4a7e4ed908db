//! From a stored envelope to its answers in memory, its facts, and sealed records of what was inside. No row is written
//! here. Small files are opened in memory and sealed after; large ones go from blob to blob in pieces ([`super::large`]) and
//! get their names once the whole envelope is known to be unaltered.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::client::VaultError;
use super::keyring::Found;
use super::large::{self, ATTACHMENT, SealedFile};
use super::open::{Files, Opened as OpenedEnvelope, Taken, open_files};
use super::seal::{Sealed, Sealer, SealingFailed, Thing, entity_actions};
use super::{Vault, placing};
use crate::blobs::{BlobFolder, BlobId};
use crate::crypto::odk::{ContentKey, Decrypted, FileDecryptor, decrypt_file};
use crate::crypto::{CollectionPrivate, SealingPublic, digest};
use crate::domain::case_code::CaseCode;
use crate::domain::facts::Facts;
use crate::domain::words::{KeyPurpose, Stage, SubmissionState};
use crate::openrosa::envelope::PlainHead;
use crate::openrosa::{FormDefinition, Instance, Submitted};
use crate::store::entities::ActionRow;
use crate::store::forms;
use crate::store::submissions::{PartRow, SubmissionRow};

/// The fact that joins the forms of a case.
const CASE_CODE: &str = "case_code";
/// Definitions kept before all are dropped.
const MOST_DEFINITIONS: usize = 1_000;

/// A form version as the opener needs it.
pub struct Source {
    key_id: Option<String>,
    definition: FormDefinition,
}

/// Form versions, as far as they were met.
#[derive(Default)]
pub struct Sources(Mutex<HashMap<String, Arc<Source>>>);

/// What becomes of one submission.
pub enum Ready {
    /// A state, and nothing more.
    State(SubmissionState),
    /// What was inside.
    Opened(Box<Opened>),
}

/// A submission that was opened.
pub struct Opened {
    /// The submission's id.
    pub submission: String,
    /// Its agency.
    pub agency: String,
    /// When it was received.
    pub received_at: i64,
    /// Whether it was opened before, and is now to join the case that it names.
    pub again: bool,
    /// The guide's step.
    pub stage: Option<Stage>,
    /// What it says, if its form names a step.
    pub facts: Facts,
    /// What the code that it names means.
    pub names: Option<Named>,
    /// The case that it joins; known once it was weighed.
    pub case: Option<String>,
    /// Its form, and its instance id.
    pub instance: (String, String),
    /// The same of the submission that it corrects.
    pub corrects: Option<(String, String)>,
    /// The correction of it that was opened before it.
    pub replaced_by: Option<String>,
    /// The phone that sent it.
    pub device: Option<i64>,
    /// The agency's own readers.
    pub own: [(String, SealingPublic); 1],
    /// Sealed answers and files, and what follows from them.
    pub sealed: Sealed,
    /// What it says of entities.
    pub entities: Vec<ActionRow>,
    /// The record of its answers.
    pub answers: String,
    /// The records of its files, by their place in the manifest.
    pub attachments: Vec<(i32, String)>,
}

/// What a case code means here.
pub struct Named {
    /// The code.
    pub code: CaseCode,
    /// The id of the agency's own case with that code.
    pub own: String,
    /// The keyed hash of the code, the same for every agency.
    pub name: [u8; 32],
}

/// An opened envelope: files by their place in the manifest.
struct Plain {
    xml: Zeroizing<Vec<u8>>,
    instance: Instance,
    media: Vec<(i32, Medium)>,
}

/// A file beside the answers.
enum Medium {
    /// In memory.
    Small(Zeroizing<Vec<u8>>),
    /// Sealed already; gone if it is dropped.
    Large(SealedFile),
}

impl Sources {
    fn get(&self, vault: &Vault, rendition: &str) -> Result<Arc<Source>, VaultError> {
        if let Some(source) = self.0.lock().get(rendition) {
            return Ok(source.clone());
        }
        let wanted = rendition.to_owned();
        let (key_id, xml) = vault.store.read_now("form_for_opening", move |conn| {
            let (version, key_id) =
                forms::rendition_source(conn, &wanted)?.ok_or(VaultError::NotFound)?;
            let version = forms::version(conn, &version)?.ok_or(VaultError::NotFound)?;
            Ok::<_, VaultError>((key_id, version.xml))
        })?;
        let definition = FormDefinition::parse(&xml)
            .map_err(|_| VaultError::Internal("a published form does not parse"))?;
        let source = Arc::new(Source { key_id, definition });
        let mut sources = self.0.lock();
        if sources.len() >= MOST_DEFINITIONS {
            sources.clear();
        }
        sources.insert(rendition.to_owned(), source.clone());
        Ok(source)
    }
}

/// Opens one submission in memory. An error is ours (database, disk) and worth another try; whatever is wrong with the
/// submission itself is a state. `again`: it was opened before, and somebody takes it into the case that it names.
///
/// # Errors
/// When the database or the folder of large ciphertexts fails.
pub fn open(
    vault: &Vault,
    sources: &Sources,
    row: &SubmissionRow,
    parts: &[PartRow],
    again: bool,
    sealer: &mut Sealer<'_>,
) -> Result<Ready, VaultError> {
    let done = row.state == SubmissionState::Sealed.as_str() && !again;
    let (Some(agency), Some(envelope), false) = (&row.agency_id, &row.envelope, done) else {
        return Ok(Ready::State(SubmissionState::Sealed));
    };
    if vault.is_stopped(row)? {
        return Ok(Ready::State(SubmissionState::Stopped));
    }
    let now = vault.now();
    let source = sources.get(vault, &row.rendition_id)?;
    let key = match source
        .key_id
        .as_deref()
        .map(|id| vault.keyring.collection(id, now))
    {
        Some(Found::Ready(key)) => key,
        Some(Found::Disabled) => return Ok(Ready::State(SubmissionState::KeyDisabled)),
        Some(Found::Unknown) => return Ok(Ready::State(SubmissionState::KeyUnknown)),
        _ => return Ok(Ready::State(SubmissionState::WaitingKey)),
    };
    let stage = source.definition.stage;
    let purpose = match stage {
        Some(Stage::Id) => KeyPurpose::Identity,
        _ => KeyPurpose::Cases,
    };
    let Some(reader) = vault.keyring.sealing_public(Some(agency), purpose) else {
        return Ok(Ready::State(SubmissionState::WaitingKey));
    };
    if parts
        .iter()
        .any(|p| !p.name.is_empty() && p.bytes.is_none() && p.blob_id.is_none())
    {
        return Ok(Ready::State(SubmissionState::WaitingMedia));
    }
    let Some(plain) = decrypt(vault, &source.definition, envelope, parts, &key)? else {
        return Ok(Ready::State(SubmissionState::Damaged));
    };
    let instance = plain.instance;
    let own = [reader];
    let mut sealed = Sealed::default();
    let thing = Thing {
        agency: Some(agency),
        submission: &row.id,
        kind: "answers",
        plaintext: &plain.xml,
    };
    let answers = sealed
        .add(sealer, &thing, &own, now)
        .map_err(sealing_failed)?;
    let mut attachments = Vec::with_capacity(plain.media.len());
    for (ordinal, medium) in plain.media {
        let record = match medium {
            Medium::Small(bytes) => {
                let thing = Thing {
                    kind: ATTACHMENT,
                    plaintext: &bytes,
                    ..thing
                };
                sealed.add(sealer, &thing, &own, now)
            }
            Medium::Large(file) => sealed.add_file(sealer, file, (agency, &row.id), &own, now),
        };
        attachments.push((ordinal, record.map_err(sealing_failed)?));
    }
    let mut facts = Facts::new();
    if stage.is_some() {
        for (name, answer) in instance.facts(&source.definition) {
            facts.insert(name, answer);
        }
    }
    // What is no code, or was misspelt, names no case: the submission stands alone.
    let names = facts
        .known(CASE_CODE)
        .and_then(|code| CaseCode::parse(code, digest::sha1).ok())
        .map(|code| Named {
            own: placing::case_id(vault, agency, &code),
            name: placing::case_name(vault, &code),
            code,
        });
    let entities = said_of_entities(vault, row, &source.definition, &instance)?;
    Ok(Ready::Opened(Box::new(Opened {
        entities,
        submission: row.id.clone(),
        agency: agency.clone(),
        received_at: row.created_at,
        again,
        stage,
        facts,
        names,
        case: None,
        instance: (row.form_id.clone(), row.instance_id.clone()),
        replaced_by: row.replaced_by.clone(),
        device: row.device_actor_id,
        corrects: instance
            .deprecated_id
            .map(|corrected| (row.form_id.clone(), corrected)),
        own,
        sealed,
        answers,
        attachments,
    })))
}

/// What a submission says of entities, sealed for who serves lists. A correction says it no second time, nor does one that
/// is opened again.
fn said_of_entities(
    vault: &Vault,
    row: &SubmissionRow,
    form: &FormDefinition,
    instance: &Instance,
) -> Result<Vec<ActionRow>, VaultError> {
    let said = instance.deprecated_id.is_some() || row.opened_at.is_some();
    if instance.entities.is_empty() || said {
        return Ok(Vec::new());
    }
    let actions = instance.entity_actions(form, true);
    entity_actions(
        &vault.lists_public()?,
        row.project_id,
        &row.id,
        &actions,
        vault.now(),
    )
    .map_err(sealing_failed)
}

fn sealing_failed(_: SealingFailed) -> VaultError {
    VaultError::Internal("sealing failed")
}

/// None for whatever is wrong with the envelope: one answer for all causes.
fn decrypt(
    vault: &Vault,
    form: &FormDefinition,
    envelope: &[u8],
    parts: &[PartRow],
    key: &CollectionPrivate,
) -> Result<Option<Plain>, VaultError> {
    let Ok(Submitted::Envelope(envelope)) = Submitted::parse(envelope) else {
        return Ok(None);
    };
    let mut stored = Stored {
        blobs: &vault.blobs,
        parts,
        form,
        instance: None,
    };
    let opened = open_files(&envelope, &mut stored, key)?;
    let Ok(OpenedEnvelope { xml, media }) = opened.map_err(|failure| failure.for_server()) else {
        return Ok(None);
    };
    let Some(instance) = stored.instance else {
        return Ok(None);
    };
    let names = parts
        .iter()
        .filter(|p| !p.name.is_empty())
        .map(|p| p.ordinal);
    let media = media
        .into_iter()
        .zip(names)
        .map(|((_, medium), ordinal)| (ordinal, medium))
        .collect();
    Ok(Some(Plain {
        xml,
        instance,
        media,
    }))
}

/// The files of a submission: small ones in their rows, large ones as blobs. The submission itself is read once, with its
/// form.
struct Stored<'a> {
    blobs: &'a BlobFolder,
    parts: &'a [PartRow],
    form: &'a FormDefinition,
    instance: Option<Instance>,
}

/// Where the ciphertext of a file is.
enum Ciphertext<'a> {
    Row(&'a [u8]),
    Blob(BlobId),
}

impl<'a> Stored<'a> {
    fn find(&self, name: &str) -> Option<&'a PartRow> {
        let here = |part: &&PartRow| part.bytes.is_some() || part.blob_id.is_some();
        let named = |part: &&PartRow| part.name == name;
        self.parts.iter().filter(here).find(named)
    }

    fn ciphertext(&self, name: &str) -> Result<Ciphertext<'a>, VaultError> {
        let part = self.find(name);
        Ok(match part.map(|part| (&part.bytes, &part.blob_id)) {
            Some((Some(bytes), _)) => Ciphertext::Row(bytes),
            Some((None, Some(id))) => Ciphertext::Blob(super::reading::blob_id(id)?),
            _ => Ciphertext::Row(&[]),
        })
    }
}

impl Files for Stored<'_> {
    type Kept = Medium;
    type Error = VaultError;

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn submission(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Decrypted, VaultError> {
        Ok(match self.ciphertext(name)? {
            Ciphertext::Row(bytes) => decrypt_file(key, iv, bytes),
            Ciphertext::Blob(id) => {
                let bytes = self
                    .blobs
                    .read(&id)
                    .map_err(|_| VaultError::Internal("a stored file could not be read"))?;
                decrypt_file(key, iv, &bytes)
            }
        })
    }

    fn medium(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Taken<Medium>, VaultError> {
        Ok(match self.ciphertext(name)? {
            Ciphertext::Row(bytes) => {
                let Taken { kept, md5, sound } = decrypt_file(key, iv, bytes).into();
                Taken {
                    kept: Medium::Small(kept),
                    md5,
                    sound,
                }
            }
            Ciphertext::Blob(id) => {
                let file = FileDecryptor::new(key, iv);
                let (sealed, md5, sound) = large::reseal_blob(self.blobs, &id, file)?;
                Taken {
                    kept: Medium::Large(sealed),
                    md5,
                    sound,
                }
            }
        })
    }

    fn head(&mut self, xml: &[u8]) -> Option<PlainHead> {
        let (head, instance) = Instance::parse_with_head(xml, self.form).ok()?;
        self.instance = Some(instance);
        Some(head)
    }
}
