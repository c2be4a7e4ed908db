//! Corrections by hand: some answers of a submission, or, where it came in clear, all of its XML.

use actix_web::web::Bytes;
use serde_json::Value;

use super::call::{Call, unexpected};
use super::shape::{Answer, ok};
use super::submissions::{PURPOSES, found, submission};
use crate::domain::correcting::NoCorrection;
use crate::service::corrections::{self, Named};
use crate::service::{ServiceError, receive};
use crate::web::problem::Problem;

/// Words of [`CorrectionReason`](crate::domain::correcting::CorrectionReason).
const REASONS: &str = "it is one of slip, person, misunderstood, translation, checked";

/// `POST …/submissions/{instance}/corrections`: `{"reason", "answers": [{"path", "value", "repeats"}], "purpose"}`.
pub async fn create(mut call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    let mut given = call.json().await?;
    let reason = given.one_of("reason", REASONS)?;
    let purpose = match given.text("purpose")? {
        Some(word) => {
            let purpose = word.parse();
            Some(purpose.map_err(|_| unexpected("purpose", &word, PURPOSES))?)
        }
        None => None,
    };
    let answers = given.list("answers")?;
    let answers = answers.into_iter().map(named).collect::<Option<Vec<_>>>();
    let answers = answers.ok_or_else(|| Problem::missing("answers"))?;
    let (house, actor, token) = (&call.house, call.actor(), call.token());
    let wanted = (purpose, answers, reason);
    corrections::correct_named(house, actor, token, &view.head.id, wanted).await?;
    ok(submission(&found(&call).await?.0))
}

fn named(given: Value) -> Option<Named> {
    let Value::Object(mut given) = given else {
        return None;
    };
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let repeats = match given.remove("repeats") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| one.as_u64().and_then(|turn| u32::try_from(turn).ok()))
            .collect::<Option<_>>()?,
        Some(_) => return None,
    };
    Some(Named {
        path: text(given.remove("path"))?,
        value: text(given.remove("value"))?.into(),
        repeats,
    })
}

/// `PUT …/submissions/{instance}`: the XML anew, which names the version that it corrects. In general projects.
pub async fn replace(mut call: Call) -> Answer {
    let (view, _) = found(&call).await?;
    let head = view.head;
    corrections::in_clear_only(&call.house, call.actor(), &head.id).await?;
    let most = call.house.settings.limits.xml_bytes;
    let mut body = call.body(most).await?;
    let xml = Bytes::from(std::mem::take(&mut *body));
    let (house, actor) = (&call.house, call.actor());
    let expected = receive::expect_of_person(house, actor, head.project_id, xml).await?;
    if expected.xml_form_id() != call.word("form") {
        let (other, why) = (expected.xml_form_id(), "the address names another form");
        return Err(unexpected("form id", other, why));
    }
    match expected.corrects() {
        None => {
            return Err(Problem::new(
                400.19,
                "This PUT endpoint expects a deprecatedID metadata tag pointing at the current version instanceID. \
                 I cannot find that tag in your request.",
            ));
        }
        Some(named) if named != head.instance_id => {
            return Err(ServiceError::from(NoCorrection::Meanwhile).into());
        }
        Some(_) => {}
    }
    corrections::replace(house, actor, &head.id, expected).await?;
    ok(submission(&found(&call).await?.0))
}
