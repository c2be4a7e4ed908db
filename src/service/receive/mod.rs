//! A phone sends: right form, right version, encrypted where it must be, seen before?
//!
//! In two steps, so that nothing is kept that should not be. [`expect`] judges the XML part as soon as it is
//! here and says which files it names; [`keep`] stores it with the files that came. A file that the manifest
//! does not name is never stored: a phone that crashed may send plaintext beside its envelope. What arrives together
//! is written together ([`Arrivals`]).

mod again;
mod arrivals;
mod keep;

use std::sync::Arc;

use bytes::Bytes;

use super::catalog::{FormEntry, Phone, ProjectForms};
use super::projects::permitted;
use super::{House, ServiceError};
use crate::blobs::BlobId;
use crate::crypto::digest;
use crate::domain::entity::Action as EntityAction;
use crate::domain::policy::{Action, Actor};
use crate::domain::words::FormState;
use crate::openrosa::{PlainHead, Submitted};

pub use again::{forget_unnamed, is_settled};
pub use arrivals::Arrivals;
pub use keep::{Awaited, ByHand, add_file, awaited, keep, keep_by_hand, keep_from};

/// What is known of a submission once its XML part has been read.
pub struct Expected {
    project: i64,
    form: Arc<FormEntry>,
    rendition: String,
    agency: Option<String>,
    instance_id: String,
    /// The submission that it corrects.
    corrects: Option<String>,
    entities: Vec<EntityAction>,
    xml: Bytes,
    names: Vec<String>,
    encrypted: bool,
}

impl Expected {
    /// The name under which the submission has the file that was sent as `sent`; none: it does not belong to it.
    /// Apps send a quotation mark as `%22` and line ends as `%0D`, `%0A`.
    pub fn name_of(&self, sent: &str) -> Option<&str> {
        let is = |name: &str| self.names.iter().find(|n| *n == name);
        is(sent)
            .or_else(|| {
                let unescaped = sent
                    .replace("%22", "\"")
                    .replace("%0D", "\r")
                    .replace("%0A", "\n");
                is(&unescaped)
            })
            .filter(|name| !name.is_empty())
            .map(String::as_str)
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

    /// The submission that it corrects, if it came in clear and says so.
    pub fn corrects(&self) -> Option<&str> {
        self.corrects.as_deref()
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

impl ArrivedBody {
    /// The large ciphertext that it went into.
    pub fn blob(&self) -> Option<BlobId> {
        match self {
            Self::Blob(id, _) => Some(id.clone()),
            Self::Memory(_) => None,
        }
    }
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
    let actor = actor.clone();
    // Before the catalog, which answers at once for what it knows: another agency's project takes as long as none.
    house
        .store
        .read("project_to_send_to", move |conn| {
            permitted(conn, &actor, Action::SubmissionCreate, project)
        })
        .await?;
    house.catalog.recheck(&house.store, house.now()).await?;
    house.catalog.project(&house.store, project).await
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
    let (mut corrects, mut entities) = (None, Vec::new());
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
            let (names, said) = super::submissions::read_plaintext(house, rendition, &xml).await?;
            entities = said;
            corrects = head.deprecated_id.as_deref().map(|id| id.trim().to_owned());
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
        corrects,
        entities,
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
