//! `/v1/projects/{project}/app-users`: phones. A token is shown once, when it is made: only its hash is kept.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::call::Call;
use super::codes;
use super::shape::{Answer, instant, instant_if, ok, success};
use crate::service::phones::{self, NewPhone, PhoneView};
use crate::web::problem::Problem;
use crate::web::settings_code::PhoneSettings;

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

/// `POST …/app-users/{user}/settings-code?format=png|svg|text`: the code that sets the phone up. Only hashes of its secrets
/// are kept, so whoever asks brings the token or the password.
pub async fn settings_code(mut call: Call) -> Answer {
    let (project, id) = (call.project().await?, call.id("user")?);
    let mut fields = call.json().await?;
    let (token, password) = (fields.secret("token")?, fields.secret("password")?);
    let address = fields.text("address")?;
    let managed = codes::managed(&mut fields)?;
    let secret = match (&token, &password) {
        (Some(token), _) => phones::Own::Token(token),
        (None, Some(password)) => phones::Own::Password(password),
        (None, None) => return Err(Problem::missing("token or password")),
    };
    let phone = phones::own(&call.house, call.actor(), project.id, id, secret).await?;
    let public = call.house.settings.public_url();
    let with_key = || {
        let token = token.as_deref().ok_or_else(|| Problem::missing("token"))?;
        Ok::<_, Problem>(phones::server_url(&public, token, project.id))
    };
    let server_url = Zeroizing::new(match (address.as_deref(), &token) {
        (Some("key"), _) | (None, Some(_)) => with_key()?,
        (Some("plain"), _) | (None, None) => public.clone(),
        (Some("user"), _) => format!("{public}/{}", phone.username),
        (Some(other), _) => {
            let why = "it is one of key, plain and user";
            return Err(super::call::unexpected("address", other, why));
        }
    });
    let login = password
        .as_deref()
        .filter(|_| !server_url.contains("/v1/key/"));
    let settings = PhoneSettings {
        server_url: &server_url,
        login: login.map(|password| (phone.username.as_str(), password.as_str())),
        project_name: &project.name,
        icon: None,
        managed,
    };
    codes::answer(&call, &settings)
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
