//! Correcting a submission by hand: opens it, sets answers within what its form allows, and encrypts it anew as a phone would,
//! with its files. What comes of it is an ordinary envelope that says what it corrects: it is kept, opened, weighed and
//! placed as one. No row is written here but the audit, and nothing in clear leaves.

mod carrying;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::client::{Ciphertext, Correction, Reply, VaultError};
use super::reading::{blob_id, refused};
use super::seal::aad;
use super::{Vault, home};
use crate::blobs::{self, BlobId};
use crate::crypto::digest::md5;
use crate::crypto::odk::{Making, plain_name};
use crate::crypto::seal::{self, Opening};
use crate::crypto::{CollectionPublic, token};
use crate::domain::correcting::NoCorrection;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{OpeningPurpose, Stage, SubmissionState};
use crate::openrosa::correction::{Called, Change, Sheet};
use crate::openrosa::{FormDefinition, Instance};
use crate::store::submissions::{PartRow, SubmissionHead};
use crate::store::{Conn, casework, forms, projects, records, settings, submissions};

/// The file that holds the answers.
const ANSWERS: &str = "submission.xml";

impl Vault {
    pub(super) fn correct(
        &self,
        session: &str,
        submission: &str,
        purpose: Option<OpeningPurpose>,
        changes: &[Change],
    ) -> Result<Reply, VaultError> {
        let (actor, row, _) = self.readable(session, submission, purpose)?;
        let found = {
            let (row, who) = (row.clone(), actor.clone());
            self.store.read_now("submission_to_correct", move |conn| {
                ToCorrect::find(conn, &row, &who)
            })?
        };
        let agency = found.agency.as_str();
        let resource = Resource::Submission {
            project: row.project_id,
            agency: Some(agency),
            stage: found.stage,
            works_on: found.works_on,
        };
        policy::may(&actor, Action::SubmissionCorrect, resource).map_err(refused)?;
        if found.at_home || self.keyring.is_elsewhere(agency) {
            return Err(NoCorrection::Elsewhere.into());
        }
        if row.replaced_by.is_some() {
            return Err(NoCorrection::Meanwhile.into());
        }
        let record = match &row.record_id {
            Some(record) if row.state == SubmissionState::Sealed.as_str() => record.clone(),
            _ => return Err(NoCorrection::Unopened.into()),
        };
        let (version, key) = self.key_for(&found)?;
        let xml = self.open_to_correct(session, &actor, &row, agency, record, purpose)?;
        let broken = |_| VaultError::Internal("sealed answers do not parse");
        let instance = Instance::parse(&xml, &found.form).map_err(broken)?;
        let instance_id = format!("uuid:{}", token::random_id());
        let called = Called {
            instance_id: &instance_id,
            version,
        };
        let sheet = Sheet::of(&found.form, &instance, self.now())?;
        let corrected = sheet.corrected(&xml, changes, called)?;
        let correction = self.encrypted(&found, called, &corrected, &key)?;
        Ok(Reply::Corrected(correction))
    }

    /// The form's version as phones have it with a key that is in use, and that key.
    fn key_for<'f>(&self, found: &'f ToCorrect) -> Result<(&'f str, CollectionPublic), VaultError> {
        let ids: Vec<&str> = found
            .renditions
            .iter()
            .map(|(key, _)| key.as_str())
            .collect();
        let (id, public) = self
            .keyring
            .collection_public(&found.agency, &ids)
            .ok_or(NoCorrection::NoKey)?;
        let version = found.renditions.iter().find(|(key, _)| *key == id);
        let (_, version) = version.ok_or(NoCorrection::NoKey)?;
        Ok((version, public))
    }

    /// The answers, taken from the session's budget, with the audit of it.
    fn open_to_correct(
        &self,
        session: &str,
        actor: &Actor,
        row: &SubmissionHead,
        agency: &str,
        record: String,
        purpose: Option<OpeningPurpose>,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.spend(session, actor, std::slice::from_ref(&record))?;
        let purpose = Some(purpose.unwrap_or(OpeningPurpose::Correction));
        let read = "submission.read";
        match self.open_for(actor, Some(agency), read, &row.id, record, purpose)? {
            Reply::Plaintext(xml) => Ok(xml),
            _ => Err(VaultError::Internal(
                "answers were opened to something else",
            )),
        }
    }

    /// An envelope of the corrected answers and the files of the version before.
    fn encrypted(
        &self,
        found: &ToCorrect,
        called: Called<'_>,
        xml: &[u8],
        key: &CollectionPublic,
    ) -> Result<Correction, VaultError> {
        let failed = |_| VaultError::Internal("a correction could not be encrypted");
        let (form, version) = (found.form.form_id.as_str(), Some(called.version));
        let mut making = Making::new(form, version, called.instance_id, key).map_err(failed)?;
        let mut files = Vec::with_capacity(found.files.len() + 1);
        for part in &found.files {
            let name = plain_name(&part.name);
            let ciphertext = self.carried(&found.agency, part, name, &mut making)?;
            files.push((format!("{name}.enc"), ciphertext));
        }
        let ciphertext = making.file().whole(xml);
        making.add(ANSWERS, md5(xml));
        files.push((format!("{ANSWERS}.enc"), self.kept(&ciphertext)?));
        let envelope = making.finish().map_err(failed)?;
        Ok(Correction {
            envelope: String::from_utf8(envelope)
                .map_err(|_| VaultError::Internal("a manifest is no text"))?,
            files,
        })
    }

    /// A file of the version before, encrypted for this one without being whole in memory.
    fn carried(
        &self,
        agency: &str,
        part: &PartRow,
        name: &str,
        making: &mut Making<'_>,
    ) -> Result<Ciphertext, VaultError> {
        let unreadable = VaultError::NoCorrection(NoCorrection::Files);
        let Some(id) = part.record_id.clone() else {
            return Err(unreadable);
        };
        let keys = self.keyring.sealing_private(Some(agency));
        let ids: Vec<String> = keys.iter().map(|(id, _)| id.clone()).collect();
        let found = self.store.read_now("file_to_carry", move |conn| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            Ok::<_, VaultError>(records::with_wraps(conn, &[&id], &ids)?)
        })?;
        let Some((record, Some(wrap))) = found.into_iter().next() else {
            return Err(unreadable);
        };
        let Some((_, private)) = keys.iter().find(|(id, _)| *id == wrap.key_id) else {
            return Err(VaultError::Locked);
        };
        let bound = aad(&record.id, &record.kind);
        let broken = |_| VaultError::Internal("a sealed record does not open with its key");
        let data = seal::unwrap(&wrap.wrapped, private, &bound).map_err(broken)?;
        let failed = |_| VaultError::Internal("a file could not be read or not be encrypted");
        let blob = BlobId::random();
        let mut to = self.blobs.begin(&blob).map_err(|_| unwritten())?;
        let (opening, encryptor) = (Opening::new(&data, &bound), making.file());
        let (size, sum) = match (&record.sealed, &record.blob_id) {
            (Some(sealed), _) => carrying::carry(&mut &sealed[..], opening, encryptor, &mut to),
            (None, Some(large)) => {
                let from = self.blobs.reader(&blob_id(large)?);
                let mut from = from.map_err(|_| NoCorrection::Files)?;
                carrying::carry(&mut from, opening, encryptor, &mut to)
            }
            (None, None) => return Err(unreadable),
        }
        .map_err(failed)?;
        to.finish().map_err(|_| unwritten())?;
        making.add(name, sum);
        Ok(Ciphertext::Blob(blob.to_string(), size))
    }

    /// Small ciphertext for its row, large in the folder.
    fn kept(&self, ciphertext: &[u8]) -> Result<Ciphertext, VaultError> {
        if ciphertext.len() <= blobs::IN_ROW_LIMIT {
            return Ok(Ciphertext::Here(STANDARD.encode(ciphertext)));
        }
        let blob = BlobId::random();
        self.blobs.put(&blob, ciphertext).map_err(|_| unwritten())?;
        Ok(Ciphertext::Blob(blob.to_string(), ciphertext.len() as u64))
    }
}

fn unwritten() -> VaultError {
    VaultError::Internal("the folder of large files failed")
}

/// What must be known of a submission before it is corrected.
struct ToCorrect {
    agency: String,
    stage: Option<Stage>,
    /// Whether the asker is the caseworker of its case. Whoever looks for an hour reads, and changes nothing.
    works_on: bool,
    form: FormDefinition,
    /// Keys and version texts under which phones have this version of the form, newest first.
    renditions: Vec<(String, String)>,
    /// Files beside the answers.
    files: Vec<PartRow>,
    /// Whether this is an agency's own machine.
    at_home: bool,
}

impl ToCorrect {
    fn find(conn: &mut Conn, row: &SubmissionHead, who: &Actor) -> Result<Self, VaultError> {
        let project = projects::by_id(conn, row.project_id)?.ok_or(VaultError::NotFound)?;
        // What another agency's phone sent is that agency's to correct, whoever owns the case now.
        let agency = project.agency_id.ok_or(VaultError::NotFound)?;
        let case = match &row.case_id {
            Some(case) => casework::case(conn, case)?,
            None => None,
        };
        let stage = submissions::stage(conn, &row.id)?.and_then(|stage| stage.parse().ok());
        let source = forms::rendition_source(conn, &row.rendition_id)?;
        let (version, _) = source.ok_or(VaultError::NotFound)?;
        let xml = forms::version(conn, &version)?
            .ok_or(VaultError::NotFound)?
            .xml;
        let form = FormDefinition::parse(&xml)
            .map_err(|_| VaultError::Internal("a published form does not parse"))?;
        let renditions = forms::renditions_of_project(conn, row.project_id)?
            .into_iter()
            .rev()
            .filter(|one| one.form_version_id == version)
            .filter_map(|one| Some((one.key_id?, one.version)))
            .collect();
        let mut files = submissions::parts_of(conn, &[&row.id])?;
        files.sort_by_key(|part| part.ordinal);
        // The last one holds the answers; a blank name is no file.
        files.pop();
        files.retain(|part| !part.name.trim().is_empty());
        Ok(Self {
            works_on: case.is_some_and(|case| {
                case.caseworker == Some(who.id) && who.agency.as_ref() == Some(&case.agency_id)
            }),
            at_home: settings::value(conn, home::AGENCY)?.is_some(),
            agency,
            stage,
            form,
            renditions,
            files,
        })
    }
}
