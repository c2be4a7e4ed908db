//! `/v1/projects/{project}/app-users`: phones. A token is shown once, when it is made: only its hash is kept.

use serde_json::{Value, json};

use super::call::Call;
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::service::phones::{self, NewPhone, PhoneView};
use crate::web::problem::Problem;

/// When Central's app users expire.
const NEVER: &str = "9999-12-31T23:59:59.000Z";

/// `GET …/app-users`
pub async fn list(call: Call) -> Answer {
    let project = call.project().await?.id;
    let all = phones::list(&call.house, call.actor(), project).await?;
    ok(all.iter().map(|p| phone(project, p)).collect::<Vec<_>>())
}

/// `POST …/app-users`: the only answer with its token, and with user name and password for a plain address.
pub async fn create(mut call: Call) -> Answer {
    let project = call.project().await?.id;
    let mut fields = call.json().await?;
    let wanted = NewPhone {
        name: fields.needed("displayName")?,
        area: fields.text("area")?,
        every_form: false,
    };
    let new = phones::create(&call.house, call.actor(), project, wanted).await?;
    let mut body = phone(project, &new.phone);
    body["token"] = json!(new.token.expose());
    body["expiresAt"] = json!(NEVER);
    body["serverUrl"] = json!(new.server_url(&call.house.settings.public_url()));
    body["password"] = json!(new.password.expose());
    ok(body)
}

/// `GET …/app-users/{user}`
pub async fn one(call: Call) -> Answer {
    let (project, id) = (call.project().await?.id, call.id("user")?);
    let all = phones::list(&call.house, call.actor(), project).await?;
    ok(phone(
        project,
        all.iter()
            .find(|p| p.id == id)
            .ok_or_else(Problem::not_found)?,
    ))
}

/// `PATCH …/app-users/{user}`: where it works; an empty area means that nobody said.
pub async fn update(mut call: Call) -> Answer {
    let (project, id) = (call.project().await?.id, call.id("user")?);
    if let Some(area) = call.json().await?.text("area")? {
        phones::set_area(&call.house, call.actor(), project, id, &area).await?;
    }
    one(call).await
}

/// `DELETE …/app-users/{user}`: ends its access.
pub async fn revoke(call: Call) -> Answer {
    let project = call.project().await?.id;
    phones::revoke(&call.house, call.actor(), project, call.id("user")?).await?;
    success()
}

fn phone(project: i64, one: &PhoneView) -> Value {
    json!({
        "projectId": project,
        "id": one.id,
        "type": "field_key",
        "displayName": one.name,
        "createdAt": instant(one.created_at),
        "updatedAt": instant_if(one.revoked_at),
        "deletedAt": null,
        "token": null,
        "hasAccess": one.revoked_at.is_none(),
        "username": one.username,
        "area": one.area,
        "lastUsed": instant_if(one.last_seen_at),
    })
}
