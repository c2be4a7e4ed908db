//! One agency: what it offers, when it answers, what it agreed to, and for those who may see them its keys.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::directory::{agencies_known, line};
use super::posted::Posted;
use super::protocols::lines;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::{ServiceError, agencies, directory, keys};
use crate::web::pages::places::Agency;
use crate::web::pages::{Flash, Here, KeyLine, Trouble, service_label};

/// `GET /agencies/{id}`
///
/// # Errors
/// 404 for another agency's people.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    shown(&view(&visit, &id, None, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct Declared {
    #[serde(default)]
    hours: String,
}

/// `POST /agencies/{id}/hours`
///
/// # Errors
/// 403 for whoever may not declare them; 404 for another agency's people.
pub async fn set_hours(posted: Posted<Declared>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let set = agencies::set_hours(&visit.house, visit.actor(), &id, &form.hours).await;
    match set {
        Ok(_) => done(&format!("/agencies/{}", *id), Flash::HoursSet),
        Err(ServiceError::Unusable { .. }) => {
            let trouble = Trouble::with("hours", visit.locale.t("places-wrong-hours"));
            again(&view(&visit, &id, Some(form.hours), trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

async fn view(
    visit: &Visit,
    id: &str,
    typed: Option<String>,
    trouble: Trouble,
) -> Result<Agency, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let all = visit.ok(agencies::list(house, actor).await)?;
    let found = all.into_iter().find(|one| one.agency.id == id);
    let one = found.ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    let of = Resource::Agency(id);
    let hours = match visit.may(Action::AgencyList, of) {
        true => Some(
            visit
                .ok(agencies::hours(house, actor, id).await)?
                .to_string(),
        ),
        false => None,
    };
    let entries = match visit.may(Action::ProviderList, actor.home()) {
        true => visit.ok(directory::list(house, actor, None).await)?,
        false => Vec::new(),
    };
    let protocols = match visit.may(Action::ProtocolList, actor.home()) {
        true => lines(visit, &agencies_known(visit).await?).await?,
        false => Vec::new(),
    };
    let keys = match visit.may(Action::KeyList, of) {
        true => Some(visit.ok(keys::list(house, actor, id).await)?.keys),
        false => None,
    };
    let key = |k: keys::KeyView| KeyLine {
        purpose: k.purpose,
        state: k.state,
        custody: k.custody,
        fingerprint: k.fingerprint,
    };
    let here = match visit.agency {
        Some(_) => Here::Pathway,
        None => Here::Agencies,
    };
    let entries = entries.iter().filter(|entry| entry.agency.id == id);
    Ok(Agency {
        shell: visit.shell(here),
        id: id.to_owned(),
        name: one.agency.name,
        code: one.agency.code,
        kind: one.agency.kind.parse().ok(),
        disabled: one.agency.disabled_at.is_some(),
        services: one
            .services
            .iter()
            .map(|code| service_label(visit.locale, code))
            .collect(),
        hours: hours.map(|hours| typed.unwrap_or(hours)),
        may_edit: visit.may(Action::ProviderUpdate, of),
        entries: entries.map(|entry| line(visit, entry)).collect(),
        protocols: protocols
            .into_iter()
            .filter(|(parties, _)| parties.iter().any(|party| party == id))
            .map(|(_, line)| line)
            .collect(),
        keys: keys.map(|all| all.into_iter().map(key).collect()),
        trouble,
    })
}
