//! Correcting a submission by hand: who may, what of it can be set, and the correction on its way through the ordinary intake.
//! In an agency's project the vault opens, sets and encrypts; in a general project, which holds nothing confidential, the
//! same is done here. What may be set is [`crate::domain::correcting`]'s.

mod looked;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use zeroize::Zeroizing;

use super::projects::permitted;
use super::receive::{self, ArrivedBody, ArrivedFile, ByHand, Expected};
use super::submissions::{definition, opened, speaks};
use super::{House, ServiceError};
use crate::blobs::BlobId;
use crate::crypto::token;
use crate::domain::correcting::{CorrectionReason, NoCorrection};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{DataClass, FormState, OpeningPurpose, Stage, SubmissionState};
use crate::openrosa::Instance;
use crate::openrosa::correction::{Called, Sheet};
use crate::store::audit::Entry;
use crate::store::submissions::{self as rows, SubmissionHead};
use crate::store::{Conn, casework, forms};
use crate::vault::client::{Ciphertext, Correction, Reply, Request};

pub use crate::openrosa::correction::Change;
pub use looked::{Input, Line, Looked};

/// Opens a submission for somebody who wants to correct it. The vault asks the policy again and writes the audit.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Locked`]; [`ServiceError::NeedsPurpose`] for an
/// identity; [`ServiceError::NoCorrection`] for what is not corrected by hand.
pub async fn look(
    house: &House,
    actor: &Actor,
    session: &str,
    submission: &str,
    purpose: Option<OpeningPurpose>,
    languages: &[String],
) -> Result<Looked, ServiceError> {
    let known = known(house, actor, submission).await?;
    let head = known.head;
    let xml = opened(house, session, &head.id, purpose).await?;
    let form = definition(house, &head.rendition_id).await?;
    let instance =
        Instance::parse(&xml, &form).map_err(|_| ServiceError::Internal("sealed answers"))?;
    let language = languages
        .iter()
        .find_map(|tag| form.languages.iter().find(|name| speaks(name, tag)))
        .cloned();
    Ok(Looked {
        xml_form_id: form.form_id.clone(),
        head,
        form,
        instance,
        language: language.unwrap_or_default(),
        now: house.now(),
    })
}

/// Whether somebody may correct it by hand now, for a link to where that is done.
///
/// # Errors
/// When the database refuses.
pub async fn is_offered(
    house: &House,
    actor: &Actor,
    submission: &str,
) -> Result<bool, ServiceError> {
    match known(house, actor, submission).await {
        Ok(_) => Ok(true),
        Err(
            ServiceError::NotFound
            | ServiceError::Denied
            | ServiceError::SecondFactor
            | ServiceError::NoCorrection(_),
        ) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What somebody sets, and why.
pub struct Wanted {
    /// Why, if it is an identity.
    pub purpose: Option<OpeningPurpose>,
    /// Answers.
    pub changes: Vec<Change>,
    /// Why at all; the audit keeps it.
    pub reason: CorrectionReason,
}

/// Corrects a submission. Answers the id of the correction, which is opened, weighed and placed as one of a phone's is.
///
/// # Errors
/// As [`look`]; [`NoCorrection::Meanwhile`] where somebody, or a phone, was first.
pub async fn correct(
    house: &House,
    actor: &Actor,
    session: &str,
    submission: &str,
    wanted: Wanted,
) -> Result<String, ServiceError> {
    let known = known(house, actor, submission).await?;
    let entry = known.entry(house, actor, &wanted);
    let (expected, files) = match &known.agency {
        Some(_) => by_the_vault(house, actor, session, &known.head, wanted).await?,
        None => (
            in_clear(house, actor, session, &known.head, wanted).await?,
            Vec::new(),
        ),
    };
    let by_hand = ByHand {
        corrects: known.head.instance_id,
        entry,
    };
    let kept = receive::keep_by_hand(house, actor.id, expected, files, by_hand).await;
    kept.map_err(meanwhile)
}

/// An answer by its question, as programs name it.
pub struct Named {
    /// The question's path below the form's root.
    pub path: String,
    /// Which turn of each repeat around it.
    pub repeats: Vec<u32>,
    /// What is to stand there.
    pub value: Zeroizing<String>,
}

/// [`correct`] for answers by their questions.
///
/// # Errors
/// As [`correct`].
pub async fn correct_named(
    house: &House,
    actor: &Actor,
    session: &str,
    submission: &str,
    (purpose, answers, reason): (Option<OpeningPurpose>, Vec<Named>, CorrectionReason),
) -> Result<String, ServiceError> {
    let looked = look(house, actor, session, submission, purpose, &[]).await?;
    let changes = answers.into_iter().map(|one| {
        let place = looked.place_of(&one.path, &one.repeats);
        Ok((place.ok_or(NoCorrection::Answer)?, one.value))
    });
    let wanted = Wanted {
        purpose,
        changes: changes.collect::<Result<_, NoCorrection>>()?,
        reason,
    };
    correct(house, actor, session, submission, wanted).await
}

/// Whether it came in clear, and may be replaced as a whole: asked before the body is read.
///
/// # Errors
/// As [`replace`].
pub async fn in_clear_only(
    house: &House,
    actor: &Actor,
    submission: &str,
) -> Result<(), ServiceError> {
    match known(house, actor, submission).await?.agency {
        Some(_) => Err(NoCorrection::Encrypted.into()),
        None => Ok(()),
    }
}

/// A new version of a submission in clear, as somebody sent it whole by the API. Answers its id.
///
/// # Errors
/// [`NoCorrection::Encrypted`] for an agency's; as [`correct`].
pub async fn replace(
    house: &House,
    actor: &Actor,
    submission: &str,
    expected: Expected,
) -> Result<String, ServiceError> {
    let known = known(house, actor, submission).await?;
    if known.agency.is_some() {
        return Err(NoCorrection::Encrypted.into());
    }
    let by_hand = ByHand {
        entry: known.entry_with(house, actor, None),
        corrects: known.head.instance_id,
    };
    let kept = receive::keep_by_hand(house, actor.id, expected, Vec::new(), by_hand).await;
    kept.map_err(meanwhile)
}

/// Whoever corrects by hand has no phone to keep the data on.
fn meanwhile(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::AlreadyCorrected => NoCorrection::Meanwhile.into(),
        ServiceError::NotAccepting => NoCorrection::Closed.into(),
        other => other,
    }
}

/// The correction as the vault encrypts it.
async fn by_the_vault(
    house: &House,
    actor: &Actor,
    session: &str,
    head: &SubmissionHead,
    wanted: Wanted,
) -> Result<(Expected, Vec<ArrivedFile>), ServiceError> {
    let request = Request::Correct {
        session: Zeroizing::new(session.to_owned()),
        submission: head.id.clone(),
        purpose: wanted.purpose,
        changes: wanted.changes,
    };
    let Reply::Corrected(Correction { envelope, files }) = house.vault.ask(request).await? else {
        return Err(ServiceError::Internal("the vault's answer"));
    };
    let files = files.into_iter().map(|(name, ciphertext)| {
        let body = arrived(ciphertext).ok_or(ServiceError::Internal("the vault's ciphertext"))?;
        Ok(ArrivedFile { name, body })
    });
    let files = files.collect::<Result<Vec<_>, ServiceError>>()?;
    match receive::expect_of_person(house, actor, head.project_id, Bytes::from(envelope)).await {
        Ok(expected) => Ok((expected, files)),
        Err(error) => {
            let blobs = files.iter().filter_map(|file| file.body.blob()).collect();
            receive::forget_unnamed(house, blobs).await;
            Err(meanwhile(error))
        }
    }
}

fn arrived(ciphertext: Ciphertext) -> Option<ArrivedBody> {
    Some(match ciphertext {
        Ciphertext::Here(text) => ArrivedBody::Memory(STANDARD.decode(text).ok()?.into()),
        Ciphertext::Blob(id, size) => ArrivedBody::Blob(id.parse::<BlobId>().ok()?, size),
    })
}

/// The correction of something that is not confidential.
async fn in_clear(
    house: &House,
    actor: &Actor,
    session: &str,
    head: &SubmissionHead,
    wanted: Wanted,
) -> Result<Expected, ServiceError> {
    let xml = opened(house, session, &head.id, wanted.purpose).await?;
    let form = definition(house, &head.rendition_id).await?;
    let instance =
        Instance::parse(&xml, &form).map_err(|_| ServiceError::Internal("sealed answers"))?;
    let instance_id = format!("uuid:{}", token::random_id());
    let called = Called {
        instance_id: &instance_id,
        version: instance.version.as_deref().unwrap_or_default(),
    };
    let sheet = Sheet::of(&form, &instance, house.now())?;
    let mut corrected = sheet.corrected(&xml, &wanted.changes, called)?;
    let corrected = Bytes::from(std::mem::take(&mut *corrected));
    let expected = receive::expect_of_person(house, actor, head.project_id, corrected).await;
    expected.map_err(meanwhile)
}

/// A submission that somebody may correct.
struct Known {
    head: SubmissionHead,
    agency: Option<String>,
    stage: Option<Stage>,
}

impl Known {
    fn find(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Self, ServiceError> {
        let head = rows::head(conn, id)?.ok_or(ServiceError::NotFound)?;
        let project = permitted(conn, actor, Action::SubmissionCorrect, head.project_id)?;
        let stage = rows::stage(conn, id)?.and_then(|stage| stage.parse().ok());
        let case = match &head.case_id {
            Some(case) => casework::case(conn, case)?,
            None => None,
        };
        let resource = Resource::Submission {
            project: project.id,
            agency: project.agency_id.as_deref(),
            stage,
            works_on: case.is_some_and(|case| {
                case.caseworker == Some(actor.id) && actor.agency.as_ref() == Some(&case.agency_id)
            }),
        };
        policy::may(actor, Action::SubmissionRead, resource)?;
        policy::may(actor, Action::SubmissionCorrect, resource)?;
        if head.replaced_by.is_some() {
            return Err(NoCorrection::Meanwhile.into());
        }
        if head.state != SubmissionState::Sealed.as_str() {
            return Err(NoCorrection::Unopened.into());
        }
        if matches!(stage, Some(Stage::Consent | Stage::Rights)) {
            return Err(NoCorrection::Consent.into());
        }
        let form = forms::by_id(conn, &head.form_id)?.ok_or(ServiceError::NotFound)?;
        if form.state == FormState::Closed.as_str() {
            return Err(NoCorrection::Closed.into());
        }
        Ok(Self {
            head,
            agency: project.agency_id,
            stage,
        })
    }

    fn entry(&self, house: &House, actor: &Actor, wanted: &Wanted) -> Entry {
        let purpose = wanted.purpose.unwrap_or(OpeningPurpose::Correction);
        Entry {
            purpose: Some(purpose.to_string()),
            ..self.entry_with(house, actor, Some(wanted.reason.to_string()))
        }
    }

    fn entry_with(&self, house: &House, actor: &Actor, note: Option<String>) -> Entry {
        let class = match self.stage {
            Some(Stage::Id) => DataClass::D3,
            _ => DataClass::D4,
        };
        Entry {
            at: house.now(),
            actor_id: Some(actor.id),
            actor_kind: "user".into(),
            agency_id: self.agency.clone(),
            action: Action::SubmissionCorrect.to_string(),
            object_kind: "submission".into(),
            object_id: self.head.id.clone(),
            class: self.agency.is_some().then(|| class.to_string()),
            result: "done".into(),
            note,
            ..Entry::default()
        }
    }
}

async fn known(house: &House, actor: &Actor, id: &str) -> Result<Known, ServiceError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .store
        .read("submission_to_correct", move |conn| {
            Known::find(conn, &actor, &id)
        })
        .await
}
