//! Agencies: partner organisations, and which services each offers.

use super::{House, ServiceError};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::Hours;
use crate::domain::words::AgencyKind;
use crate::store::agencies::{self as rows, AgencyRow, ProviderRow};
use crate::store::{projects, referrals};

/// An agency with the services that it offers.
pub struct AgencyView {
    /// The agency.
    pub agency: AgencyRow,
    /// Service codes.
    pub services: Vec<String>,
}

/// Adds an agency with its first project. It can receive nothing before its key holders have made its keys.
/// Answers the agency's id and the project's.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Exists`], [`ServiceError::Unusable`].
pub async fn add(
    house: &House,
    actor: &Actor,
    code: &str,
    name: &str,
    kind: AgencyKind,
    services: Vec<String>,
) -> Result<(String, i64), ServiceError> {
    policy::may(actor, Action::AgencyCreate, Resource::Platform)?;
    let (code, name) = (code.trim().to_uppercase(), name.trim().to_owned());
    if name.is_empty() {
        return Err(ServiceError::Missing("name"));
    }
    let sound = (2..=20).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !sound {
        let reason = "it needs 2 to 20 letters, digits or hyphens".into();
        return Err(ServiceError::Unusable {
            field: "code",
            reason,
        });
    }
    known_services(house, &services).await?;
    let (actor, now, id) = (actor.clone(), house.now(), token::new_id());
    let answer = id.clone();
    let project = house
        .store
        .write("add_agency", move |conn| {
            if rows::by_code(conn, &code)?.is_some() {
                return Err(ServiceError::Exists("code"));
            }
            rows::insert(
                conn,
                &AgencyRow {
                    id: id.clone(),
                    code: code.clone(),
                    name: name.clone(),
                    created_at: now,
                    disabled_at: None,
                    kind: kind.as_str().to_owned(),
                },
            )?;
            for service in &services {
                let row = ProviderRow {
                    agency_id: id.clone(),
                    service: service.clone(),
                    created_at: now,
                };
                rows::add_provider(conn, &row)?;
            }
            let project = projects::insert(conn, Some(&id), &name, None, now)?;
            super::audit::note_with(
                conn,
                &actor,
                Some(&id),
                "agency.create",
                "agency",
                &id,
                Some(kind.as_str()),
                now,
            )?;
            Ok(project)
        })
        .await?;
    Ok((answer, project))
}

/// The agencies that the actor may know of: an admin and an auditor all, others their own.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<AgencyView>, ServiceError> {
    let grant = policy::may(actor, Action::AgencyList, actor.home())?;
    let only = grant.scope().agency().map(str::to_owned);
    house
        .store
        .read("list_agencies", move |conn| {
            let offered = rows::providers(conn)?;
            let all = rows::all(conn)?;
            Ok(all
                .into_iter()
                .filter(|a| only.as_deref().is_none_or(|id| id == a.id))
                .map(|agency| AgencyView {
                    services: offered
                        .iter()
                        .filter(|p| p.agency_id == agency.id)
                        .map(|p| p.service.clone())
                        .collect(),
                    agency,
                })
                .collect())
        })
        .await
}

/// In which part of a week an agency answers; always where it declared nothing.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn hours(house: &House, actor: &Actor, agency: &str) -> Result<Hours, ServiceError> {
    policy::may(actor, Action::AgencyList, Resource::Agency(agency))?;
    let agency = agency.to_owned();
    let text = house
        .store
        .read("agency_hours", move |conn| {
            rows::by_id(conn, &agency)?.ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>(referrals::hours(conn, &agency)?)
        })
        .await?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Declares it. Referrals that are sent from now on count so.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Unusable`].
pub async fn set_hours(
    house: &House,
    actor: &Actor,
    agency: &str,
    given: &str,
) -> Result<Hours, ServiceError> {
    policy::may(actor, Action::ProviderUpdate, Resource::Agency(agency))?;
    let hours: Hours = given.parse().map_err(|error| ServiceError::Unusable {
        field: "hours",
        reason: format!("{error}"),
    })?;
    let (actor, agency, now) = (actor.clone(), agency.to_owned(), house.now());
    let text = hours.to_string();
    house
        .store
        .write("set_agency_hours", move |conn| {
            rows::by_id(conn, &agency)?.ok_or(ServiceError::NotFound)?;
            referrals::set_hours(conn, &agency, &text, now)?;
            let act = "agency.hours";
            super::audit::note(conn, &actor, Some(&agency), act, "agency", &agency, now)?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    Ok(hours)
}

/// Replaces the services that an agency offers.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Unusable`].
pub async fn set_services(
    house: &House,
    actor: &Actor,
    agency: &str,
    services: Vec<String>,
) -> Result<(), ServiceError> {
    policy::may(actor, Action::ProviderUpdate, Resource::Agency(agency))?;
    known_services(house, &services).await?;
    let (actor, agency, now) = (actor.clone(), agency.to_owned(), house.now());
    house
        .store
        .write("set_services", move |conn| {
            rows::by_id(conn, &agency)?.ok_or(ServiceError::NotFound)?;
            for old in rows::providers(conn)?
                .iter()
                .filter(|p| p.agency_id == agency)
            {
                if !services.contains(&old.service) {
                    rows::remove_provider(conn, &agency, &old.service)?;
                }
            }
            for service in &services {
                let row = ProviderRow {
                    agency_id: agency.clone(),
                    service: service.clone(),
                    created_at: now,
                };
                rows::add_provider(conn, &row)?;
            }
            super::audit::note(
                conn,
                &actor,
                Some(&agency),
                "agency.services",
                "agency",
                &agency,
                now,
            )?;
            Ok(())
        })
        .await
}

/// Disables an agency (it receives nothing new), or enables it again. What it has, it keeps.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn set_disabled(
    house: &House,
    actor: &Actor,
    agency: &str,
    off: bool,
) -> Result<(), ServiceError> {
    policy::may(actor, Action::AgencyDisable, Resource::Agency(agency))?;
    let (actor, agency, now) = (actor.clone(), agency.to_owned(), house.now());
    house
        .store
        .write("disable_agency", move |conn| {
            if !rows::set_disabled(conn, &agency, off.then_some(now))? {
                return Err(ServiceError::NotFound);
            }
            let act = if off {
                "agency.disable"
            } else {
                "agency.enable"
            };
            super::audit::note(conn, &actor, Some(&agency), act, "agency", &agency, now)?;
            Ok(())
        })
        .await
}

pub(super) async fn known_services(house: &House, services: &[String]) -> Result<(), ServiceError> {
    let now = house.now();
    let pathway = house
        .store
        .read("known_services", move |conn| {
            super::pathway::in_force(conn, now)
        })
        .await?;
    match services.iter().find(|s| pathway.service(s).is_none()) {
        None => Ok(()),
        Some(unknown) => Err(ServiceError::Unusable {
            field: "services",
            reason: format!(
                "{:?} is no service of the pathway",
                unknown.chars().take(40).collect::<String>()
            ),
        }),
    }
}
