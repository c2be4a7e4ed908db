//! `/v1/agencies`: partner organisations, what each offers, and the first focal point of a new one.

use serde_json::{Value, json};

use super::call::{Call, unexpected};
use super::shape::{Answer, instant, instant_if, ok};
use super::users::with_link;
use crate::domain::words::AgencyKind;
use crate::service::agencies::AgencyView;
use crate::service::{accounts, agencies};
use crate::web::problem::Problem;

const KINDS: &str =
    "ngo, un, government, police, military, camp_management, health_facility, community or other";

/// `GET /v1/agencies`
pub async fn list(call: Call) -> Answer {
    let all = agencies::list(&call.house, call.actor()).await?;
    ok(all.iter().map(agency).collect::<Vec<_>>())
}

/// `POST /v1/agencies`: with its first project.
pub async fn create(mut call: Call) -> Answer {
    let mut given = call.json().await?;
    let (code, name) = (given.needed("code")?, given.needed("name")?);
    let services = given.texts("services")?.unwrap_or_default();
    let kind = match given.text("kind")? {
        Some(word) => word.parse().map_err(|_| unexpected("kind", &word, KINDS))?,
        None => AgencyKind::Ngo,
    };
    let (house, actor) = (&call.house, call.actor());
    let (id, project) = agencies::add(house, actor, &code, &name, kind, services).await?;
    let mut body = agency(&named(&call, &id).await?);
    body["projectId"] = json!(project);
    ok(body)
}

/// `GET /v1/agencies/{agency}`
pub async fn one(call: Call) -> Answer {
    ok(agency(&known(&call).await?))
}

/// `PATCH /v1/agencies/{agency}`: services, disabled.
pub async fn update(mut call: Call) -> Answer {
    let id = known(&call).await?.agency.id;
    let mut given = call.json().await?;
    let (services, disabled) = (given.texts("services")?, given.flag("disabled")?);
    if services.is_none() && disabled.is_none() {
        return Err(Problem::missing("services or disabled"));
    }
    if let Some(services) = services {
        agencies::set_services(&call.house, call.actor(), &id, services).await?;
    }
    if let Some(off) = disabled {
        agencies::set_disabled(&call.house, call.actor(), &id, off).await?;
    }
    ok(agency(&named(&call, &id).await?))
}

/// `GET /v1/agencies/{agency}/hours`
pub async fn hours(call: Call) -> Answer {
    let id = known(&call).await?.agency.id;
    let hours = agencies::hours(&call.house, call.actor(), &id).await?;
    ok(json!({ "hours": hours.to_string() }))
}

/// `PUT /v1/agencies/{agency}/hours`: `always`, or for example `+03:00 mo-fr 08:00-17:00, sa 09:00-12:00`.
pub async fn set_hours(mut call: Call) -> Answer {
    let id = known(&call).await?.agency.id;
    let given = call.json().await?.needed("hours")?;
    let hours = agencies::set_hours(&call.house, call.actor(), &id, &given).await?;
    ok(json!({ "hours": hours.to_string() }))
}

/// `POST /v1/agencies/{agency}/focal-point`: while the agency never had anybody.
pub async fn focal_point(mut call: Call) -> Answer {
    let id = known(&call).await?.agency.id;
    let mut given = call.json().await?;
    let (email, name) = (
        given.needed("email")?,
        given.text("displayName")?.unwrap_or_default(),
    );
    let link = accounts::bootstrap(&call.house, call.by(), &id, email, name).await?;
    ok(with_link(&call.house, &link))
}

/// The agency in the path, if the person may know of it: asked before the body is read.
///
/// # Errors
/// 404.1.
pub async fn known(call: &Call) -> Result<AgencyView, Problem> {
    named(call, &call.word("agency")).await
}

async fn named(call: &Call, id: &str) -> Result<AgencyView, Problem> {
    let all = agencies::list(&call.house, call.actor()).await?;
    all.into_iter()
        .find(|a| a.agency.id == id)
        .ok_or_else(Problem::not_found)
}

fn agency(one: &AgencyView) -> Value {
    json!({
        "id": one.agency.id,
        "code": one.agency.code,
        "name": one.agency.name,
        "kind": one.agency.kind,
        "services": one.services,
        "createdAt": instant(one.agency.created_at),
        "disabled": one.agency.disabled_at.is_some(),
        "disabledAt": instant_if(one.agency.disabled_at),
    })
}
