//! Assignments: which phone may use which form. People have one role each, given when they are invited; so the only
//! role here is Central's `app-user` (2).

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, ok, success};
use crate::service::forms::Which;
use crate::service::{forms, phones};
use crate::web::problem::Problem;

/// Central's number of the role.
const APP_USER_ID: i64 = 2;

/// `GET /v1/projects/{project}/assignments`
pub async fn of_project(call: Call) -> Answer {
    let project = call.project().await?.id;
    let all = phones::assignments(&call.house, call.actor(), project).await?;
    ok(all
        .iter()
        .filter(|(form, _)| form.is_none())
        .map(|(_, phone)| assignment(*phone))
        .collect::<Vec<_>>())
}

/// `GET /v1/projects/{project}/assignments/forms`
pub async fn by_form(call: Call) -> Answer {
    let project = call.project().await?.id;
    let all = phones::assignments(&call.house, call.actor(), project).await?;
    let rows = all.iter().filter_map(|(form, phone)| {
        let mut row = assignment(*phone);
        row["xmlFormId"] = json!(form.as_ref()?);
        Some(row)
    });
    ok(rows.collect::<Vec<_>>())
}

/// `GET …/forms/{form}/assignments`
pub async fn of_form(call: Call) -> Answer {
    let (project, wanted) = (call.id("project")?, call.word("form"));
    forms::one(&call.house, call.actor(), project, &wanted, Which::Shown).await?;
    let all = phones::assignments(&call.house, call.actor(), project).await?;
    let rows = all
        .iter()
        .filter(|(form, _)| form.as_deref() == Some(&wanted));
    ok(rows
        .map(|(_, phone)| assignment(*phone))
        .collect::<Vec<_>>())
}

/// `POST …/assignments/{role}/{actor}` of a form, or of the project: every form.
pub async fn give(call: Call) -> Answer {
    let (project, form, phone) = target(&call).await?;
    if phones::assign(&call.house, call.actor(), project, form, phone).await? {
        success()
    } else {
        Err(Problem::with(
            409.3,
            "A resource already exists with actorId,roleId value(s) of these.",
            json!({ "fields": ["actorId", "roleId"], "values": [phone, APP_USER_ID] }),
        ))
    }
}

/// `DELETE …/assignments/{role}/{actor}`
pub async fn take(call: Call) -> Answer {
    let (project, form, phone) = target(&call).await?;
    if phones::unassign(&call.house, call.actor(), project, form, phone).await? {
        success()
    } else {
        Err(Problem::not_found())
    }
}

async fn target(call: &Call) -> Result<(i64, Option<String>, i64), Problem> {
    let project = call.project().await?.id;
    if ![phones::APP_USER, "2"].contains(&call.word("role").as_str()) {
        return Err(Problem::not_found());
    }
    Ok((
        project,
        Some(call.word("form")).filter(|f| !f.is_empty()),
        call.id("actor")?,
    ))
}

fn assignment(phone: i64) -> Value {
    json!({ "actorId": phone, "roleId": APP_USER_ID })
}
