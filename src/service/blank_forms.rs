//! What a phone gets: the list of its forms, each form's exact bytes, its manifest and media.

use std::sync::Arc;

use bytes::Bytes;

use super::catalog::{FormEntry, FormList, Phone, ProjectForms};
use super::{House, ServiceError, entity_lists, stops};
use crate::crypto::digest;
use crate::domain::policy::Actor;
use crate::domain::stop::Origin;
use crate::domain::words::{FormState, Stage};
use crate::openrosa::response::{self, EntityList, FormListItem, ManifestItem, percent_encode};
use crate::store::carried;
use crate::store::forms::{self as rows, FileHead, RenditionHead};

/// What lists, forms and manifests are.
pub const FORM_XML: &str = "text/xml; charset=utf-8";

/// Something to download, with its validator.
pub struct Download {
    /// ETag, quoted.
    pub etag: String,
    /// MIME type.
    pub content_type: String,
    /// The bytes; none when the asker has them already.
    pub bytes: Option<Bytes>,
}

/// Who downloads.
pub enum Reader<'a> {
    /// A phone: the forms that it was given.
    Phone(&'a Phone),
    /// A person who may pull from this project: all of its forms.
    Person(i64),
}

impl Reader<'_> {
    fn project(&self) -> i64 {
        match self {
            Self::Phone(phone) => phone.project,
            Self::Person(project) => *project,
        }
    }

    fn may_use(&self, forms: &ProjectForms, form: &FormEntry) -> bool {
        match self {
            Self::Phone(phone) => forms.may_use(phone.id, form),
            Self::Person(_) => true,
        }
    }
}

impl Download {
    /// XML that was made for this answer.
    pub fn of_xml(xml: Vec<u8>) -> Self {
        Self {
            etag: etag(&xml),
            content_type: FORM_XML.into(),
            bytes: Some(Bytes::from(xml)),
        }
    }
}

/// The forms that a phone may fill. `prefix` is what its address has before `/projects`: empty, or `/v1/key/TOKEN`.
///
/// # Errors
/// Never an empty list instead of an error: an app that mirrors the list would delete its forms.
pub async fn list(
    house: &House,
    phone: &Phone,
    prefix: &str,
    wanted: Option<&str>,
) -> Result<Arc<FormList>, ServiceError> {
    not_stopped(house, phone, None).await?;
    let screening = may_screen(house, phone).await?;
    let key = format!(
        "{}\n{prefix}\n{}\n{screening}",
        phone.id,
        wanted.unwrap_or("\n")
    );
    if let Some(list) = house.catalog.list(&key) {
        return Ok(list);
    }
    let forms = house.catalog.project(&house.store, phone.project).await?;
    let offered = Offered {
        prefix,
        wanted,
        screening,
    };
    let list = Arc::new(render(house, &Reader::Phone(phone), &forms, &offered));
    house.catalog.keep_list(key, list.clone());
    Ok(list)
}

/// Every open form of a project, for a person who pulls.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn list_for_person(
    house: &House,
    actor: &Actor,
    project: i64,
    wanted: Option<&str>,
) -> Result<FormList, ServiceError> {
    super::pulls::may_pull(house, actor, project).await?;
    house.catalog.recheck(&house.store, house.now()).await?;
    let forms = house.catalog.project(&house.store, project).await?;
    let offered = Offered {
        prefix: "",
        wanted,
        screening: true,
    };
    Ok(render(house, &Reader::Person(project), &forms, &offered))
}

/// The exact bytes whose MD5 the form list names. `has` is the validator that the phone sent, `app` what it calls itself:
/// from now on it carries this rendition.
///
/// # Errors
/// [`ServiceError::NotFound`] for a form that the phone may not have, [`ServiceError::Denied`] for a closed one.
pub async fn form(
    house: &House,
    phone: &Phone,
    form_id: &str,
    has: Option<&str>,
    app: Option<&str>,
) -> Result<Download, ServiceError> {
    let form = allowed(house, &Reader::Phone(phone), form_id).await?;
    let current = form.current.clone().ok_or(ServiceError::NotFound)?;
    carries(house, phone, app.unwrap_or_default(), &current).await?;
    let etag = format!("\"{}\"", current.md5);
    let content_type = FORM_XML.to_owned();
    if has == Some(etag.as_str()) {
        return Ok(Download {
            etag,
            content_type,
            bytes: None,
        });
    }
    let xml = house
        .store
        .read("rendition_xml", move |conn| {
            Ok::<_, ServiceError>(rows::rendition_xml(conn, &current.id)?)
        })
        .await?
        .ok_or(ServiceError::NotFound)?;
    Ok(Download {
        etag,
        content_type,
        bytes: Some(Bytes::from(xml)),
    })
}

/// Writes down which rendition an app carries now: rotation waits for those who carry the old key.
async fn carries(
    house: &House,
    phone: &Phone,
    app: &str,
    rendition: &RenditionHead,
) -> Result<(), ServiceError> {
    let app: String = app.chars().take(255).collect();
    if house.catalog.is_carried(phone.id, &app, &rendition.id) {
        return Ok(());
    }
    let (device, form, id, now) = (
        phone.id,
        rendition.form_id.clone(),
        rendition.id.clone(),
        house.now(),
    );
    house
        .store
        .write("carried", {
            let (app, id) = (app.clone(), id.clone());
            move |conn| {
                Ok::<_, ServiceError>(carried::fetched(conn, device, &app, &form, &id, now)?)
            }
        })
        .await?;
    house.catalog.carried(device, app, id);
    Ok(())
}

/// Refuses what an emergency stop covers.
async fn not_stopped(house: &House, phone: &Phone, form: Option<&str>) -> Result<(), ServiceError> {
    if house.catalog.stops(&house.store).await?.is_empty() {
        return Ok(());
    }
    let project = house.catalog.project(&house.store, phone.project).await?;
    stops::refuse_if_stopped(
        house,
        &Origin {
            device: Some(phone.id),
            form,
            agency: project.project.agency_id.as_deref(),
            site: phone.area.as_deref(),
        },
    )
    .await
}

/// The files that a form needs and that are here.
///
/// # Errors
/// As [`form`].
pub async fn manifest(
    house: &House,
    reader: &Reader<'_>,
    prefix: &str,
    form_id: &str,
) -> Result<Download, ServiceError> {
    let form = allowed(house, reader, form_id).await?;
    let base = format!(
        "{}/attachments",
        address(house, reader, prefix, &form.xml_form_id)
    );
    // A file that nobody uploaded may be an entity list of the project.
    let lists = match form.files.iter().any(|file| file.md5.is_none()) {
        true => entity_lists::served(house, reader.project()).await?,
        false => Vec::new(),
    };
    let item = |file: &FileHead| {
        let list = lists
            .iter()
            .find(|list| file.name.strip_suffix(".csv") == Some(list.name.as_str()));
        let (md5, list) = match (&file.md5, list) {
            (Some(md5), _) => (md5.clone(), None),
            (None, Some(list)) => (list.hash.clone(), Some(list)),
            (None, None) => return None,
        };
        Some(ManifestItem {
            filename: file.name.clone(),
            md5,
            download_url: format!("{base}/{}", percent_encode(&file.name)),
            list: list.map(|list| EntityList {
                approval: list.approval,
                integrity_url: format!(
                    "{}/datasets/{}/integrity",
                    project_address(house, reader, prefix),
                    percent_encode(&list.name)
                ),
            }),
        })
    };
    let items: Vec<ManifestItem> = form.files.iter().filter_map(item).collect();
    Ok(Download::of_xml(response::manifest(&items).into()))
}

/// One file of a form.
///
/// # Errors
/// As [`form`]; [`ServiceError::NotFound`] for a file that was not uploaded.
pub async fn media(
    house: &House,
    phone: &Phone,
    form_id: &str,
    name: &str,
) -> Result<Download, ServiceError> {
    let form = allowed(house, &Reader::Phone(phone), form_id).await?;
    let version = form
        .current
        .as_ref()
        .map(|c| c.form_version_id.clone())
        .ok_or(ServiceError::NotFound)?;
    let list = name.strip_suffix(".csv").map(str::to_owned);
    let name = name.to_owned();
    let file = house
        .store
        .read("form_file", move |conn| {
            Ok::<_, ServiceError>(rows::file(conn, &version, &name)?)
        })
        .await?
        .ok_or(ServiceError::NotFound)?;
    let (Some(bytes), Some(md5)) = (file.bytes, file.md5) else {
        let list = list.ok_or(ServiceError::NotFound)?;
        let (hash, csv) = entity_lists::csv(house, phone.project, &list)
            .await?
            .ok_or(ServiceError::NotFound)?;
        return Ok(Download {
            etag: format!("\"{hash}\""),
            content_type: "text/csv; charset=utf-8".into(),
            bytes: Some(csv),
        });
    };
    Ok(Download {
        etag: format!("\"{md5}\""),
        content_type: file
            .content_type
            .unwrap_or_else(|| "application/octet-stream".into()),
        bytes: Some(Bytes::from(bytes)),
    })
}

/// For each id that is known, whether the phone must forget it.
///
/// # Errors
/// [`ServiceError::NotFound`] for a list that is not there.
pub async fn integrity(
    house: &House,
    phone: &Phone,
    list: &str,
    ids: Vec<String>,
) -> Result<String, ServiceError> {
    not_stopped(house, phone, None).await?;
    let forms = house.catalog.project(&house.store, phone.project).await?;
    let states = entity_lists::integrity(house, phone, &forms, list, ids).await?;
    let states = states.iter().map(|(id, gone)| (id.as_str(), *gone));
    Ok(response::integrity(states))
}

/// What a phone is offered.
struct Offered<'a> {
    /// What its address has before `/projects`.
    prefix: &'a str,
    /// The one form that it asks about.
    wanted: Option<&'a str>,
    /// Whether screening forms are among them.
    screening: bool,
}

/// Whether a phone is offered screening forms: not where its place is known and not cleared, unless a supervisor says so.
async fn may_screen(house: &House, phone: &Phone) -> Result<bool, ServiceError> {
    let Some(area) = &phone.area else {
        return Ok(true);
    };
    let project = house.catalog.project(&house.store, phone.project).await?;
    let agency = project.project.agency_id.as_deref().unwrap_or_default();
    let now = house.now();
    let sites = house.catalog.sites(&house.store, now).await?;
    Ok(sites.offers_screening(area, agency, now))
}

fn is_screening(form: &FormEntry) -> bool {
    let current = form.current.as_ref();
    current.is_some_and(|current| current.stage.as_deref() == Some(Stage::Screen.as_str()))
}

fn render(
    house: &House,
    reader: &Reader<'_>,
    forms: &ProjectForms,
    offered: &Offered<'_>,
) -> FormList {
    let Offered { prefix, wanted, .. } = *offered;
    let mut items: Vec<FormListItem> = forms
        .forms
        .values()
        .filter(|f| f.state == FormState::Open && wanted.is_none_or(|w| w == f.xml_form_id))
        .filter(|f| reader.may_use(forms, f) && (offered.screening || !is_screening(f)))
        .filter_map(|form| {
            let current = form.current.as_ref()?;
            let address = address(house, reader, prefix, &form.xml_form_id);
            Some(FormListItem {
                form_id: form.xml_form_id.clone(),
                name: current.title.clone(),
                version: current.version.clone(),
                md5: current.md5.clone(),
                manifest_url: (!form.files.is_empty()).then(|| format!("{address}/manifest")),
                download_url: format!("{address}.xml"),
            })
        })
        .collect();
    items.sort_by(|a, b| (&a.name, &a.form_id).cmp(&(&b.name, &b.form_id)));
    let body = response::form_list(&items);
    FormList {
        etag: etag(body.as_bytes()),
        body: Bytes::from(body),
    }
}

fn address(house: &House, reader: &Reader<'_>, prefix: &str, form_id: &str) -> String {
    let form = percent_encode(form_id);
    format!("{}/forms/{form}", project_address(house, reader, prefix))
}

fn project_address(house: &House, reader: &Reader<'_>, prefix: &str) -> String {
    let prefix = if prefix.is_empty() { "/v1" } else { prefix };
    format!(
        "{}{prefix}/projects/{}",
        house.settings.public_url(),
        reader.project()
    )
}

async fn allowed(
    house: &House,
    reader: &Reader<'_>,
    form_id: &str,
) -> Result<Arc<FormEntry>, ServiceError> {
    let forms = house
        .catalog
        .project(&house.store, reader.project())
        .await?;
    let form = forms
        .forms
        .get(form_id)
        .ok_or(ServiceError::NotFound)?
        .clone();
    if !reader.may_use(&forms, &form) {
        return Err(ServiceError::NotFound);
    }
    if form.state == FormState::Closed {
        return Err(ServiceError::Denied);
    }
    if let Reader::Phone(phone) = reader {
        not_stopped(house, phone, Some(&form.id)).await?;
    }
    Ok(form)
}

fn etag(body: &[u8]) -> String {
    format!("\"{}\"", digest::md5_hex(body))
}
