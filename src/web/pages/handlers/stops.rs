//! Emergency stops: list, set, lift.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::stop::StopScope;
use crate::service::{ServiceError, accounts, agencies, forms, phones, projects, stops};
use crate::web::pages::{Choice, Flash, Here, StopLine, StopsPage, Trouble};

/// `GET /stops`
///
/// # Errors
/// 403 for whoever may not know of stops.
pub async fn page(visit: Visit) -> Answer {
    shown(&view(&visit, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Stopping {
    /// Scope and subject, as the choices have it: `device:7`.
    #[serde(default)]
    what: String,
    #[serde(default)]
    reason: String,
}

/// `POST /stops`
///
/// # Errors
/// 403 for what the person may not stop; 404 for what is not there.
pub async fn set(posted: Posted<Stopping>) -> Answer {
    let Posted { visit, form } = posted;
    let (scope, subject) = form.what.split_once(':').unwrap_or((&form.what, ""));
    let Ok(scope) = scope.parse::<StopScope>() else {
        let trouble = Trouble::with("what", visit.locale.t("stops-wrong-what"));
        return again(&view(&visit, trouble).await?);
    };
    match stops::set(&visit.house, visit.actor(), scope, subject, &form.reason).await {
        Ok(_) => done("/stops", Flash::StopSet),
        Err(ServiceError::Missing(_)) => {
            let trouble = Trouble::with("reason", visit.locale.t("stops-wrong-reason"));
            again(&view(&visit, trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `POST /stops/{id}/lift`
///
/// # Errors
/// 403 for whoever may not lift it; 409 for one that was lifted before.
pub async fn lift(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(stops::lift(&visit.house, visit.actor(), &id).await)?;
    done("/stops", Flash::StopLifted)
}

async fn view(visit: &Visit, trouble: Trouble) -> Result<StopsPage, Stop> {
    let found = visit.ok(stops::list(&visit.house, visit.actor()).await)?;
    let choices = choices(visit).await?;
    let names: HashMap<&str, &str> = choices
        .iter()
        .map(|(choice, subject)| (subject.as_str(), choice.label.as_str()))
        .collect();
    let lines = found
        .iter()
        .map(|stop| {
            let resource = stop
                .agency_id
                .as_deref()
                .map_or(Resource::Platform, Resource::Agency);
            let key = format!("{}:{}", stop.scope, stop.subject);
            StopLine {
                id: stop.id.clone(),
                what: match names.get(key.as_str()) {
                    Some(name) => (*name).to_owned(),
                    None => format!("{} {}", stop.scope, stop.subject),
                },
                reason: stop.reason.clone(),
                set: visit.when(stop.set_at),
                lifted: stop.lifted_at.map(|at| visit.when(at)),
                may_lift: stop.lifted_at.is_none() && visit.may(Action::StopLift, resource),
            }
        })
        .collect();
    Ok(StopsPage {
        shell: visit.shell(Here::Stops),
        stops: lines,
        choices: choices.into_iter().map(|(choice, _)| choice).collect(),
        trouble,
    })
}

/// What the viewer may stop, with scope and subject as a stop stores them.
async fn choices(visit: &Visit) -> Result<Vec<(Choice, String)>, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let (mut all, say) = (Vec::new(), visit.locale);
    let everything = |name: &str| say.of("stops-agency").s("agency", name).to_string();
    let mut add = |value: String, label: String, stored: String| {
        all.push((Choice::new(value, label), stored));
    };
    if let Some(agency) = &visit.agency {
        if !visit.may(Action::StopSet, Resource::Agency(&agency.id)) {
            return Ok(Vec::new());
        }
        let key = format!("agency:{}", agency.id);
        add(key.clone(), everything(&agency.name), key);
    } else if visit.may(Action::StopSet, Resource::Platform) {
        add("all".into(), say.t("stops-all"), "all:".into());
        for view in visit.ok(agencies::list(house, actor).await)? {
            let key = format!("agency:{}", view.agency.id);
            add(key.clone(), everything(&view.agency.name), key);
        }
    }
    let mut areas: Vec<String> = Vec::new();
    for project in visit.ok(projects::list(house, actor).await)? {
        for form in visit.ok(forms::list(house, actor, project.id).await)? {
            add(
                format!("form:{}/{}", project.id, form.xml_form_id),
                say.of("stops-form")
                    .s("form", &form.title)
                    .s("project", &project.name)
                    .into(),
                format!("form:{}", form.id),
            );
        }
        let resource = Resource::Project {
            id: project.id,
            agency: project.agency_id.as_deref(),
        };
        if !visit.may(Action::DeviceList, resource) {
            continue;
        }
        for phone in visit.ok(phones::list(house, actor, project.id).await)? {
            areas.extend(phone.area);
            let key = format!("device:{}", phone.id);
            add(
                key.clone(),
                say.of("stops-phone")
                    .s("phone", &phone.name)
                    .s("project", &project.name)
                    .into(),
                key,
            );
        }
    }
    areas.sort();
    areas.dedup();
    for area in areas {
        let key = format!("site:{area}");
        add(
            key.clone(),
            say.of("stops-area").s("area", &area).into(),
            key,
        );
    }
    if visit.may(Action::UserList, actor.home()) {
        for user in visit.ok(accounts::list(house, actor).await)? {
            let key = format!("user:{}", user.id);
            add(
                key.clone(),
                say.of("stops-user").s("name", &user.name).into(),
                key,
            );
        }
    }
    Ok(all)
}
