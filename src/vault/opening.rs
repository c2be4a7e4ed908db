//! From a stored envelope to its plaintext in memory, its facts, and sealed records of what was inside. Nothing is
//! written here.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use zeroize::Zeroizing;

use super::client::VaultError;
use super::keyring::Found;
use super::open::open_envelope;
use super::seal::{Sealed, Sealer, Thing, entity_actions};
use super::{Vault, placing};
use crate::crypto::{CollectionPrivate, SealingPublic, digest};
use crate::domain::case_code::CaseCode;
use crate::domain::facts::Facts;
use crate::domain::words::{KeyPurpose, Stage, SubmissionState};
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
    /// The guide's step.
    pub stage: Option<Stage>,
    /// What it says, if its form names a step.
    pub facts: Facts,
    /// What the code that it names means.
    pub names: Option<Named>,
    /// The case that it joins; known once it was weighed.
    pub case: Option<String>,
    /// Its form, and the instance id of the submission that it corrects.
    pub corrects: Option<(String, String)>,
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
    /// The id of the agency's own case with that code.
    pub own: String,
    /// The keyed hash of the code, the same for every agency.
    pub name: [u8; 32],
}

/// An opened envelope: files by their place in the manifest.
struct Plain {
    xml: Zeroizing<Vec<u8>>,
    media: Vec<(i32, Zeroizing<Vec<u8>>)>,
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
/// submission itself is a state.
///
/// # Errors
/// When the database or the folder of large ciphertexts fails.
pub fn open(
    vault: &Vault,
    sources: &Sources,
    row: &SubmissionRow,
    parts: &[PartRow],
    sealer: &mut Sealer<'_>,
) -> Result<Ready, VaultError> {
    let done = row.state == SubmissionState::Sealed.as_str();
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
    let Some(plain) = decrypt(vault, envelope, parts, &key)? else {
        return Ok(Ready::State(SubmissionState::Damaged));
    };
    let Ok(instance) = Instance::parse(&plain.xml, &source.definition) else {
        return Ok(Ready::State(SubmissionState::Damaged));
    };
    let own = [reader];
    let mut sealed = Sealed::default();
    let mut add = |kind, plaintext: &[u8]| {
        let thing = Thing {
            agency: Some(agency),
            submission: &row.id,
            kind,
            plaintext,
        };
        sealed
            .add(sealer, &thing, &own, now)
            .map_err(|_| VaultError::Internal("sealing failed"))
    };
    let answers = add("answers", &plain.xml)?;
    let mut attachments = Vec::with_capacity(plain.media.len());
    for (ordinal, bytes) in &plain.media {
        attachments.push((*ordinal, add("attachment", bytes)?));
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
        });
    let entities = said_of_entities(vault, row, &source.definition, &instance)?;
    Ok(Ready::Opened(Box::new(Opened {
        entities,
        submission: row.id.clone(),
        agency: agency.clone(),
        received_at: row.created_at,
        stage,
        facts,
        names,
        case: None,
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
    .map_err(|_| VaultError::Internal("sealing failed"))
}

/// None for whatever is wrong with the envelope: one answer for all causes.
fn decrypt(
    vault: &Vault,
    envelope: &[u8],
    parts: &[PartRow],
    key: &CollectionPrivate,
) -> Result<Option<Plain>, VaultError> {
    let Ok(Submitted::Envelope(envelope)) = Submitted::parse(envelope) else {
        return Ok(None);
    };
    let mut large = Vec::new();
    for part in parts {
        if let Some(id) = &part.blob_id {
            let bytes = vault
                .blobs
                .read(&super::reading::blob_id(id)?)
                .map_err(|_| VaultError::Internal("a stored file could not be read"))?;
            large.push((part.ordinal, bytes));
        }
    }
    let files: Vec<(&str, &[u8])> = parts
        .iter()
        .filter_map(|part| {
            let inline = part.bytes.as_deref();
            let bytes = inline.or_else(|| {
                large
                    .iter()
                    .find(|(ordinal, _)| *ordinal == part.ordinal)
                    .map(|(_, b)| b.as_slice())
            })?;
            Some((part.name.as_str(), bytes))
        })
        .collect();
    let part = |name: &str| {
        files
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, bytes)| *bytes)
    };
    let Ok(opened) = open_envelope(&envelope, &part, key) else {
        return Ok(None);
    };
    let names = parts
        .iter()
        .filter(|p| !p.name.is_empty())
        .map(|p| p.ordinal);
    let media = opened
        .media
        .into_iter()
        .zip(names)
        .map(|((_, bytes), ordinal)| (ordinal, bytes))
        .collect();
    Ok(Some(Plain {
        xml: opened.xml,
        media,
    }))
}
