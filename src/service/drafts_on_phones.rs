//! A draft on a phone: whoever has its token gets it as phones will get it once it is published, fills it and sends.
//! What is sent is judged as it will be, and forgotten: a test must never become a case.

use bytes::Bytes;

use super::blank_forms::{Download, FORM_XML};
use super::{House, ServiceError};
use crate::crypto::digest;
use crate::domain::words::KeyPurpose;
use crate::openrosa::response::{self, FormListItem, ManifestItem, percent_encode};
use crate::openrosa::{FormDefinition, Submitted};
use crate::store::forms::{self as rows, FileHead};
use crate::store::{Conn, keys, projects};

/// What an address of a draft names.
#[derive(Clone)]
pub struct Named {
    /// The draft's token.
    pub token: String,
    /// Project.
    pub project: i64,
    /// The form's id as phones know it.
    pub form: String,
}

/// A draft as phones will get it.
pub struct Draft {
    named: Named,
    version_id: String,
    title: String,
    version: String,
    encrypted: bool,
    xml: Vec<u8>,
    files: Vec<FileHead>,
}

/// The draft that an address names.
///
/// # Errors
/// [`ServiceError::NoSuchDraft`]: a wrong token, or a draft that has been published or thrown away.
pub async fn find(house: &House, named: Named) -> Result<Draft, ServiceError> {
    house
        .store
        .read("draft_by_token", move |conn| load(conn, named))
        .await
}

fn load(conn: &mut Conn, named: Named) -> Result<Draft, ServiceError> {
    let none = || ServiceError::NoSuchDraft;
    let project = projects::by_id(conn, named.project)?.ok_or_else(none)?;
    let form = rows::by_xml_id(conn, named.project, &named.form)?.ok_or_else(none)?;
    let is_it = |token: &str| digest::equal(token.as_bytes(), named.token.as_bytes());
    let draft = rows::versions_of(conn, &form.id)?
        .into_iter()
        .find(|v| v.state == "draft" && v.draft_token.as_deref().is_some_and(is_it))
        .ok_or_else(none)?;
    let key = match &project.agency_id {
        None => None,
        Some(agency) => Some(
            keys::active(conn, Some(agency), KeyPurpose::Collection.as_str())?
                .ok_or(ServiceError::Locked)?,
        ),
    };
    let encrypted = key.is_some();
    let xml = super::forms::rendered(&draft, key.as_ref())?;
    let version = FormDefinition::parse(&xml)
        .map_err(|e| ServiceError::Form(e.to_string()))?
        .version;
    Ok(Draft {
        files: rows::files_of(conn, &draft.id)?,
        version_id: draft.id,
        title: draft.title,
        version: version.unwrap_or_default(),
        encrypted,
        xml,
        named,
    })
}

impl Draft {
    /// A list of this form alone.
    pub fn list(&self, public_url: &str) -> Download {
        let address = self.address(public_url);
        let item = FormListItem {
            form_id: self.named.form.clone(),
            name: self.title.clone(),
            version: self.version.clone(),
            md5: digest::md5_hex(&self.xml),
            download_url: format!("{address}.xml"),
            manifest_url: (!self.files.is_empty()).then(|| format!("{address}/manifest")),
        };
        Download::of_xml(response::form_list(&[item]).into())
    }

    /// The form.
    pub fn xml(self) -> Download {
        Download::of_xml(self.xml)
    }

    /// The files that it has.
    pub fn manifest(&self, public_url: &str) -> Download {
        let base = format!("{}/attachments", self.address(public_url));
        let here = self.files.iter().filter_map(|file| {
            Some(ManifestItem {
                filename: file.name.clone(),
                md5: file.md5.clone()?,
                download_url: format!("{base}/{}", percent_encode(&file.name)),
                list: None,
            })
        });
        Download::of_xml(response::manifest(&here.collect::<Vec<_>>()).into())
    }

    /// One of its files.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for one that is not here.
    pub async fn file(self, house: &House, name: &str) -> Result<Download, ServiceError> {
        let (version, name) = (self.version_id, name.to_owned());
        house
            .store
            .read("draft_file", move |conn| {
                let file = rows::file(conn, &version, &name)?.ok_or(ServiceError::NotFound)?;
                let (Some(bytes), Some(md5)) = (file.bytes, file.md5) else {
                    return Err(ServiceError::NotFound);
                };
                Ok(Download {
                    etag: format!("\"{md5}\""),
                    content_type: file.content_type.unwrap_or_else(|| FORM_XML.into()),
                    bytes: Some(Bytes::from(bytes)),
                })
            })
            .await
    }

    /// Judges what a phone sent to the draft as it would be judged.
    ///
    /// # Errors
    /// [`ServiceError::Unreadable`], [`ServiceError::UnknownForm`], [`ServiceError::PlaintextRefused`].
    pub fn judge(&self, xml: &[u8]) -> Result<(), ServiceError> {
        let submitted =
            Submitted::parse(xml).map_err(|e| ServiceError::Unreadable(e.to_string()))?;
        let form = match &submitted {
            Submitted::Envelope(envelope) => &envelope.form_id,
            Submitted::Plain(head) => &head.form_id,
        };
        if *form != self.named.form {
            return Err(ServiceError::UnknownForm(form.clone()));
        }
        match submitted {
            Submitted::Plain(_) if self.encrypted => Err(ServiceError::PlaintextRefused),
            _ => Ok(()),
        }
    }

    fn address(&self, public_url: &str) -> String {
        server_url(public_url, &self.named)
    }
}

/// The address under which a phone tests a draft.
pub fn server_url(public_url: &str, named: &Named) -> String {
    format!(
        "{public_url}/v1/test/{}/projects/{}/forms/{}/draft",
        named.token,
        named.project,
        percent_encode(&named.form)
    )
}
