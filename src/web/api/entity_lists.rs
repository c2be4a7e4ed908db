//! `…/datasets` (Central's word): entity lists, what is in them, and what waits to get in.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, ok, success};
use crate::service::entity_lists::{self, Listed};
use crate::web::problem::Problem;

/// `GET …/datasets`
pub async fn list(call: Call) -> Answer {
    let all = all(&call).await?;
    ok(all.iter().map(shown).collect::<Vec<_>>())
}

/// `GET …/datasets/{list}`
pub async fn one(call: Call) -> Answer {
    let (all, name) = (all(&call).await?, call.word("list"));
    let list = all.iter().find(|list| list.name == name);
    ok(shown(list.ok_or_else(Problem::not_found)?))
}

/// `PATCH …/datasets/{list}`
pub async fn update(mut call: Call) -> Answer {
    let (project, name) = (call.id("project")?, call.word("list"));
    let approval = call.json().await?.flag("approvalRequired")?;
    if let Some(approval) = approval {
        entity_lists::set_approval(&call.house, call.actor(), project, &name, approval).await?;
    }
    one(call).await
}

/// `GET …/datasets/{list}/entities.csv`
pub async fn csv(call: Call) -> Answer {
    let (project, name) = (call.id("project")?, call.word("list"));
    let bytes = entity_lists::csv_for(&call.house, call.actor(), project, &name).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// `DELETE …/datasets/{list}/entities/{entity}`
pub async fn delete(call: Call) -> Answer {
    let (project, name, entity) = (call.id("project")?, call.word("list"), call.word("entity"));
    entity_lists::delete(&call.house, call.actor(), project, &name, &entity).await?;
    success()
}

/// `GET …/datasets-waiting`: what waits for a missing piece or for a person, and what was refused.
pub async fn waiting(call: Call) -> Answer {
    let project = call.id("project")?;
    let all = entity_lists::waiting(&call.house, call.actor(), project).await?;
    let rows = all.iter().map(|one| {
        json!({
            "id": one.id,
            "state": one.state,
            "error": one.error,
            "instanceId": one.submission,
            "createdAt": instant(one.created_at),
        })
    });
    ok(rows.collect::<Vec<_>>())
}

/// `POST …/datasets-waiting/{id}/approve`
pub async fn approve(call: Call) -> Answer {
    let (project, id) = (call.id("project")?, call.word("id"));
    entity_lists::approve(&call.house, call.actor(), project, &id).await?;
    success()
}

async fn all(call: &Call) -> Result<Vec<Listed>, Problem> {
    let project = call.id("project")?;
    Ok(entity_lists::lists_of(&call.house, call.actor(), project).await?)
}

fn shown(list: &Listed) -> Value {
    json!({
        "name": list.name,
        "approvalRequired": list.approval,
        "properties": list.properties,
        "entities": list.entities,
        "createdAt": instant(list.created_at),
    })
}
