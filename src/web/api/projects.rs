//! `/v1/projects`: an agency's own (confidential), or general ones.

use serde_json::{Value, json};

use super::call::{Call, Fields};
use super::shape::{Answer, instant, instant_if, ok};
use crate::service::projects::{self, Change, ProjectRow};
use crate::web::problem::Problem;

/// `GET /v1/projects`
pub async fn list(call: Call) -> Answer {
    let all = projects::list(&call.house, call.actor()).await?;
    ok(all.iter().map(project).collect::<Vec<_>>())
}

/// `POST /v1/projects`; without `agency` it is a general one.
pub async fn create(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let name = given.needed("name")?;
    let (description, agency) = (given.text("description")?, given.text("agency")?);
    ok(project(
        &projects::create(&call.house, call.actor(), agency, &name, description).await?,
    ))
}

/// `GET /v1/projects/{project}`
pub async fn one(call: Call) -> Answer {
    ok(project(&call.project().await?))
}

/// `PATCH /v1/projects/{project}`: name, description, archived, which forms it takes; never its owner.
pub async fn update(mut call: Call) -> Answer {
    let id = call.project().await?.id;
    let mut given = call.json().await?;
    let name = if given.has("name") {
        Some(given.needed("name")?)
    } else {
        None
    };
    let change = Change {
        name,
        description: described(&mut given)?,
        archived: given.flag("archived")?,
        requires_stage: given.flag("requiresStage")?,
    };
    ok(project(
        &projects::update(&call.house, call.actor(), id, change).await?,
    ))
}

/// `POST /v1/projects/{project}/key`: Central's managed encryption, which Waypost does not do.
pub async fn key(call: Call) -> Answer {
    match call.project().await?.agency_id {
        Some(_) => Err(Problem::new(
            403.1,
            "This project is encrypted with its agency's key already. Only the agency's key holders (its focal point \
             and its data manager, two of them for each change) make or change keys: /v1/agencies/{agency}/keys",
        )),
        None => Err(Problem::with(
            501.1,
            "The requested feature managed encryption is not supported by this server. A project without an agency is \
             not confidential; make the project in an agency, and its forms are encrypted.",
            json!({ "feature": "managed encryption" }),
        )),
    }
}

/// Absent leaves it, `null` empties it.
fn described(given: &mut Fields) -> Result<Option<Option<String>>, Problem> {
    if given.has("description") {
        Ok(Some(given.text("description")?))
    } else {
        Ok(None)
    }
}

fn project(row: &ProjectRow) -> Value {
    let mut body = json!({
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "archived": row.archived,
        "keyId": null,
        "createdAt": instant(row.created_at),
        "updatedAt": instant_if(row.updated_at),
        "deletedAt": instant_if(row.deleted_at),
        "agency": row.agency_id,
        "confidential": row.agency_id.is_some(),
        "requiresStage": row.requires_stage,
    });
    if row.agency_id.is_none() {
        body["notConfidential"] = json!(true);
    }
    body
}
