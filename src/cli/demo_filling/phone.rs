//! The demo's phones: they get their forms, fill them in the form's own order, encrypt to the key in it, and send through the
//! same door as every phone.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;

use super::stories::{Filled, Sending};
use crate::cli::credentials::{Credentials, Device};
use crate::crypto::CollectionPublic;
use crate::crypto::odk::{Made, Plain, make};
use crate::domain::words::SubmissionState;
use crate::openrosa::FormDefinition;
use crate::openrosa::form::FieldKind;
use crate::service::catalog::Phone;
use crate::service::receive::{self, ArrivedBody, ArrivedFile, Sender};
use crate::service::{House, blank_forms, phones};
use crate::store::submissions::SubmissionRow;
use crate::store::{StoreError, submissions};

/// What the phones call themselves.
const APP: &str = "waypost-demo";
/// How often it is looked whether something was opened, and how long at most.
const LOOK: Duration = Duration::from_millis(10);
const LOOKS: usize = 30_000;

/// A form as a phone has it.
struct OnPhone {
    definition: FormDefinition,
    key: CollectionPublic,
    /// The form's row.
    row: String,
}

/// Phones with the forms that they got, by the address of their server.
#[derive(Default)]
pub struct Phones {
    known: HashMap<String, Arc<Phone>>,
    forms: HashMap<(String, String), OnPhone>,
}

impl Phones {
    /// Fills, encrypts and sends; answers the submission once it was opened, or cannot be.
    ///
    /// # Errors
    /// When the form has no such question, or the submission is refused.
    pub async fn send(
        &mut self,
        house: &House,
        device: &Device,
        instance_id: &str,
        filled: &Filled,
        own: &BTreeMap<&'static str, String>,
    ) -> anyhow::Result<SubmissionRow> {
        let phone = self.phone(house, device).await?;
        let form = self.form(house, device, &phone, &filled.form).await?;
        let xml = instance(&form.definition, instance_id, &filled.answers, own)?;
        let plain = Plain {
            form_id: &form.definition.form_id,
            version: form.definition.version.as_deref(),
            instance_id,
            xml: xml.as_bytes(),
            media: &[],
        };
        let Made {
            envelope,
            mut files,
        } = make(&plain, &form.key)?;
        match filled.sending {
            Sending::Whole => {}
            Sending::Half => files.clear(),
            Sending::Damaged => {
                if let Some(byte) = files.first_mut().and_then(|(_, bytes)| bytes.first_mut()) {
                    *byte ^= 1;
                }
            }
        }
        let expected = receive::expect(house, &phone, Bytes::from(envelope)).await?;
        let files = files.into_iter().map(|(name, bytes)| ArrivedFile {
            name,
            body: ArrivedBody::Memory(Bytes::from(bytes)),
        });
        let sender = Sender {
            device_id: Some("collect:demo".to_owned()),
            user_agent: Some(APP.to_owned()),
        };
        receive::keep(house, &phone, expected, files.collect(), sender).await?;
        opened(house, &form.row, instance_id).await
    }

    async fn phone(&mut self, house: &House, device: &Device) -> anyhow::Result<Arc<Phone>> {
        if let Some(known) = self.known.get(&device.server_url) {
            return Ok(known.clone());
        }
        let key = device.server_url.split("/key/").nth(1).unwrap_or_default();
        let key = key.split('/').next().unwrap_or_default();
        let phone = phones::by_token(house, key).await?;
        let phone = phone.context("a phone of the demo")?;
        self.known.insert(device.server_url.clone(), phone.clone());
        Ok(phone)
    }

    async fn form(
        &mut self,
        house: &House,
        device: &Device,
        phone: &Phone,
        form_id: &str,
    ) -> anyhow::Result<&OnPhone> {
        let place = (device.server_url.clone(), form_id.to_owned());
        if !self.forms.contains_key(&place) {
            let got = blank_forms::form(house, phone, form_id, None, Some(APP)).await?;
            let definition = FormDefinition::parse(&got.bytes.context("the form's bytes")?)?;
            let key = definition.submission.as_ref();
            let key = key.and_then(|one| one.public_key.as_deref());
            let key = CollectionPublic::from_base64(key.context("the form has no key")?)?;
            let project = house.catalog.project(&house.store, phone.project).await?;
            let row = project.forms.get(form_id).context("the form")?.id.clone();
            let form = OnPhone {
                definition,
                key,
                row,
            };
            self.forms.insert(place.clone(), form);
        }
        self.forms.get(&place).context("a form of the demo")
    }
}

/// The phone of an agency that meets people first, or the caseworkers'.
///
/// # Errors
/// When the agency has none.
pub fn device<'a>(made: &'a Credentials, agency: &str, office: bool) -> anyhow::Result<&'a Device> {
    let mut all = made.devices.iter().filter(|one| one.agency == agency);
    let found = match office {
        true => all.next_back(),
        false => all.next(),
    };
    found.context("a phone of the agency")
}

/// The filled form, its answers in the order of the form. Questions without an answer are left out, as those are that
/// were not asked.
fn instance(
    form: &FormDefinition,
    instance_id: &str,
    answers: &BTreeMap<String, String>,
    own: &BTreeMap<&'static str, String>,
) -> anyhow::Result<String> {
    if let Some(unknown) = answers
        .keys()
        .find(|path| form.field(&format!("/{path}")).is_none())
    {
        anyhow::bail!("the form {} has no question {unknown}", form.form_id);
    }
    let root = &form.root;
    let mut xml = format!(
        "<{root} xmlns:orx=\"http://openrosa.org/xforms\" id=\"{}\"",
        form.form_id
    );
    if let Some(version) = &form.version {
        write!(xml, " version=\"{version}\"")?;
    }
    xml.push('>');
    let mut open: Vec<&str> = Vec::new();
    for field in &form.fields {
        let FieldKind::Question(_) = field.kind else {
            continue;
        };
        let path = field.path.trim_start_matches('/');
        let answer = answers.get(path).filter(|answer| !answer.is_empty());
        let Some(answer) = answer else { continue };
        let mut groups: Vec<&str> = path.split('/').collect();
        groups.pop();
        let common = open.iter().zip(&groups).take_while(|(a, b)| a == b).count();
        for group in open.drain(common..).rev() {
            write!(xml, "</{group}>")?;
        }
        for group in groups.iter().skip(common) {
            write!(xml, "<{group}>")?;
            open.push(group);
        }
        let answer = told(answer, own).replace('&', "&amp;").replace('<', "&lt;");
        write!(xml, "<{0}>{answer}</{0}>", field.name)?;
    }
    for group in open.iter().rev() {
        write!(xml, "</{group}>")?;
    }
    write!(
        xml,
        "<orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></{root}>"
    )?;
    Ok(xml)
}

/// An answer with what is the person's own in it.
fn told(answer: &str, own: &BTreeMap<&'static str, String>) -> String {
    own.iter().fold(answer.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

/// The submission once the vault has done with it what it can.
async fn opened(house: &House, form: &str, instance_id: &str) -> anyhow::Result<SubmissionRow> {
    for _ in 0..LOOKS {
        let (form, instance) = (form.to_owned(), instance_id.to_owned());
        let row = house
            .store
            .read("demo", move |conn| {
                submissions::by_instance(conn, &form, &instance)
            })
            .await?;
        match row {
            Some(row) if row.state != SubmissionState::Received.as_str() => return Ok(row),
            _ => tokio::time::sleep(LOOK).await,
        }
    }
    Err(StoreError::NotFound).context("a form of the demo was not opened")
}
