//! Submissions by the API instead of OpenRosa: the XML, then each file on its own. Phones and people, under the same
//! rules: in an agency's project only ciphertext, and only for forms that the sender may use.

use actix_web::http::header;
use actix_web::web::Bytes;
use serde_json::json;

use super::call::{Asked, unexpected};
use super::form_files::by_phone;
use super::shape::{Answer, instant, ok, success};
use crate::blobs::{BlobId, IN_ROW_LIMIT};
use crate::domain::policy::Actor;
use crate::service::ServiceError;
use crate::service::catalog::Phone;
use crate::service::receive::{self, ArrivedBody, Sender};
use crate::web::openrosa::{self, Refusal};
use crate::web::problem::Problem;

/// Who sends.
enum By {
    Phone(std::sync::Arc<Phone>),
    Person(Actor),
}

impl By {
    fn id(&self) -> i64 {
        match self {
            Self::Phone(phone) => phone.id,
            Self::Person(actor) => actor.id,
        }
    }
}

/// `POST …/forms/{form}/submissions?deviceID=`: the XML, plain or an envelope.
pub async fn create(asked: Asked) -> Answer {
    let (mut asked, by, project) = sender(asked).await?;
    let form = asked.word("form");
    let most = asked.house.settings.limits.xml_bytes;
    let mut body = asked.body(most).await?;
    let xml = Bytes::from(std::mem::take(&mut *body));
    let expected = match &by {
        By::Phone(phone) => receive::expect(&asked.house, phone, xml).await,
        By::Person(actor) => receive::expect_of_person(&asked.house, actor, project, xml).await,
    }?;
    if expected.xml_form_id() != form {
        return Err(unexpected(
            "form id",
            expected.xml_form_id(),
            "the address names another form",
        ));
    }
    let sent = Sender {
        device_id: asked.asked_for("deviceID").and_then(cut),
        user_agent: asked.header(header::USER_AGENT).and_then(cut),
    };
    let instance = expected.instance_id().to_owned();
    let exists = || {
        Problem::with(
            409.3,
            format!(
                "A resource already exists with formId,instanceId,draft value(s) of {form},{instance},f."
            ),
            json!({ "fields": ["formId", "instanceId", "draft"], "values": [form, instance, "f"] }),
        )
    };
    let kept =
        match receive::keep_from(&asked.house, by.id(), expected, Vec::new(), sent.clone()).await {
            Ok(Some(at)) => at,
            Ok(None) | Err(ServiceError::DifferentContent) => return Err(exists()),
            Err(error) => return Err(error.into()),
        };
    ok(json!({
        "instanceId": instance,
        "submitterId": by.id(),
        "deviceId": sent.device_id,
        "createdAt": instant(kept),
        "updatedAt": null,
        "userAgent": sent.user_agent,
        "currentVersion": {
            "instanceId": instance,
            "instanceName": null,
            "submitterId": by.id(),
            "deviceId": sent.device_id,
            "createdAt": instant(kept),
            "userAgent": sent.user_agent,
            "current": true,
        },
    }))
}

/// `POST …/submissions/{instance}/attachments/{name}`: the raw bytes of a file that the submission names.
pub async fn attach(asked: Asked) -> Answer {
    let (mut asked, by, project) = sender(asked).await?;
    let (form, instance, name) = (
        asked.word("form"),
        asked.word("instance"),
        asked.word("name"),
    );
    let phone = match &by {
        By::Phone(phone) => Some(phone.id),
        By::Person(_) => None,
    };
    let awaited = receive::awaited(&asked.house, project, phone, &form, &instance, &name).await?;
    let body = if awaited.is_encrypted() {
        ciphertext(&mut asked).await?
    } else {
        // Plaintext never reaches the disk, so it waits in memory: no more than the XML of a submission may.
        let most = asked.house.settings.limits.xml_bytes;
        let mut body = asked.body(most).await?;
        ArrivedBody::Memory(Bytes::from(std::mem::take(&mut *body)))
    };
    receive::add_file(&asked.house, awaited, body).await?;
    success()
}

async fn sender(asked: Asked) -> Result<(Asked, By, i64), Problem> {
    let project = asked.id("project")?;
    if by_phone(&asked.request) {
        let phone = openrosa::authenticate(
            &asked.request,
            &asked.house,
            &openrosa::Asked::Project(project),
        )
        .await?;
        return Ok((asked, By::Phone(phone), project));
    }
    let call = asked.signed_in().await?;
    let actor = call.actor().clone();
    receive::of_person(&call.house, &actor, project).await?;
    Ok((call.into_asked(), By::Person(actor), project))
}

/// Small ciphertext for the row, large as a blob, as OpenRosa's way keeps it.
async fn ciphertext(asked: &mut Asked) -> Result<ArrivedBody, Problem> {
    let failed = |_| Problem::from(ServiceError::Internal("the folder of large files failed"));
    let most = asked.house.settings.limits.part_bytes;
    let mut start: Vec<u8> = Vec::new();
    let mut large = None;
    let mut size: u64 = 0;
    while let Some(bytes) = asked.chunk().await? {
        size += bytes.len() as u64;
        if size > most {
            return Err(ServiceError::TooLarge(format!("one file may have {most} bytes")).into());
        }
        if large.is_none() && start.len() + bytes.len() > IN_ROW_LIMIT {
            let id = BlobId::random();
            let mut writer = asked.house.blobs.writer(&id).await.map_err(failed)?;
            writer.write(&start).await.map_err(failed)?;
            start = Vec::new();
            large = Some((id, writer));
        }
        match &mut large {
            Some((_, writer)) => writer.write(&bytes).await.map_err(failed)?,
            None => start.extend_from_slice(&bytes),
        }
    }
    match large {
        Some((id, writer)) => {
            writer.finish().await.map_err(failed)?;
            Ok(ArrivedBody::Blob(id, size))
        }
        None => Ok(ArrivedBody::Memory(Bytes::from(start))),
    }
}

/// Blank is nothing; anything else is cut to 255 characters, as Central does.
fn cut(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(255).collect())
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Service(error) => error.into(),
            Refusal::Challenge(_) => Self::unauthenticated(),
            Refusal::UnknownKey => Self::denied(),
            Refusal::Broken(why) => Self::new(400.39, why),
            Refusal::Refused(why) => Self::new(403.1, why),
            Refusal::NotThere(why) => Self::new(404.1, why),
            Refusal::TooLarge(what) => ServiceError::TooLarge(what).into(),
            Refusal::TooOften(seconds) => Self::slow_down(seconds),
            Refusal::Busy => ServiceError::Busy.into(),
            Refusal::TooSlow => Self::new(408.9, refusal.to_string()),
        }
    }
}
