//! The directory of services: who offers what, where, to whom, and whether there is room; and how often nobody was there.

use std::collections::{BTreeSet, HashMap};

use super::{House, ServiceError, audit};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::provider::{AGE_GROUPS, Capacity, SEXES, VERIFIED_LASTS};
use crate::domain::site;
use crate::store::agencies::{self, AgencyRow};
use crate::store::directory::{self as rows, EntryRow};
use crate::vault::directory::day_start;

pub use crate::store::directory::GapRow;

/// How many words a list of an entry has at most.
const MOST_WORDS: usize = 50;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// A service of an agency, in one area if the directory says so.
pub struct ProviderView {
    /// The agency.
    pub agency: AgencyRow,
    /// The service.
    pub service: String,
    /// What the agency says of it; none: nothing yet.
    pub entry: Option<EntryRow>,
    /// Whether somebody there confirmed it within 30 days.
    pub verified: bool,
}

/// What an agency says of one of its services.
pub struct NewEntry {
    /// Areas; empty: everywhere.
    pub areas: Vec<String>,
    /// Whom it serves by sex; empty: not said.
    pub sexes: Vec<String>,
    /// Which age groups; empty: not said.
    pub ages: Vec<String>,
    /// Which languages are spoken.
    pub languages: Vec<String>,
    /// Whether it takes new people.
    pub capacity: Capacity,
    /// When people can come or call, as forms write it.
    pub hours: Option<String>,
    /// The day on which somebody there confirmed it, as `2026-11-20`; none: today.
    pub verified_on: Option<String>,
}

/// Services of enabled agencies, by service and agency; of one service if it is named.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    service: Option<&str>,
) -> Result<Vec<ProviderView>, ServiceError> {
    policy::may(actor, Action::ProviderList, actor.home())?;
    let (service, now) = (service.map(str::to_owned), house.now());
    house
        .store
        .read("list_directory", move |conn| {
            let agencies: HashMap<String, AgencyRow> = agencies::all(conn)?
                .into_iter()
                .map(|row| (row.id.clone(), row))
                .collect();
            let entries = rows::entries(conn)?;
            let mut views = Vec::new();
            for offer in agencies::providers(conn)? {
                let wanted = service.as_ref().is_none_or(|one| *one == offer.service);
                let Some(agency) = agencies.get(&offer.agency_id).filter(|_| wanted) else {
                    continue;
                };
                let view = |entry: Option<&EntryRow>| ProviderView {
                    agency: agency.clone(),
                    service: offer.service.clone(),
                    verified: entry.is_some_and(|one| now - one.verified_at <= VERIFIED_LASTS),
                    entry: entry.cloned(),
                };
                let of_offer = entries
                    .iter()
                    .filter(|one| one.agency_id == offer.agency_id && one.service == offer.service);
                let found: Vec<_> = of_offer.map(|one| view(Some(one))).collect();
                match found.is_empty() {
                    true => views.push(view(None)),
                    false => views.extend(found),
                }
            }
            Ok(views)
        })
        .await
}

/// Says anew all that the directory has of a service that an agency offers.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`] for a service that it does not offer, [`ServiceError::Unusable`].
pub async fn set(
    house: &House,
    actor: &Actor,
    agency: &str,
    service: &str,
    new: NewEntry,
) -> Result<(), ServiceError> {
    policy::may(actor, Action::ProviderUpdate, Resource::Agency(agency))?;
    let now = house.now();
    let verified_at = match &new.verified_on {
        // Days, as in forms: of two of one day the one written later stands.
        None => now - now.rem_euclid(DAY),
        Some(day) => day_start(day)
            .filter(|at| *at <= now)
            .ok_or_else(|| unusable("verifiedOn", "write a day that has come, like 2026-11-20"))?,
    };
    let area = |text: &str| site::is_area(text);
    let mut areas: Vec<String> = words("areas", &new.areas, area)?;
    if areas.is_empty() {
        areas.push(String::new());
    }
    let hours = words("hours", new.hours.as_slice(), area)?.pop();
    let entry = EntryRow {
        agency_id: agency.to_owned(),
        service: service.to_owned(),
        area: String::new(),
        sexes: words("sexes", &new.sexes, |one| SEXES.contains(&one))?.join(" "),
        ages: words("ages", &new.ages, |one| AGE_GROUPS.contains(&one))?.join(" "),
        languages: words("languages", &new.languages, area)?.join(" "),
        capacity: new.capacity.as_str().to_owned(),
        hours,
        verified_at,
        updated_at: now,
    };
    let actor = actor.clone();
    house
        .store
        .write("set_provider", move |conn| {
            let (agency, service) = (&entry.agency_id, &entry.service);
            rows::forget(conn, agency, Some(service))?;
            for area in &areas {
                let row = EntryRow {
                    area: area.clone(),
                    ..entry.clone()
                };
                if !rows::keep(conn, &row)? {
                    return Err(ServiceError::NotFound);
                }
            }
            audit::note_with(
                conn,
                &actor,
                Some(agency),
                "provider.update",
                "provider",
                agency,
                Some(service),
                now,
            )?;
            Ok(())
        })
        .await
}

/// How often a service was asked for in an area and month and nobody was there for it.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn gaps(house: &House, actor: &Actor) -> Result<Vec<GapRow>, ServiceError> {
    policy::may(actor, Action::GapList, Resource::Platform)?;
    house
        .store
        .read("list_gaps", |conn| Ok::<_, ServiceError>(rows::gaps(conn)?))
        .await
}

/// Each word once, in order.
fn words(
    field: &'static str,
    given: &[String],
    known: impl Fn(&str) -> bool,
) -> Result<Vec<String>, ServiceError> {
    let words: BTreeSet<String> = given.iter().map(|one| one.trim().to_owned()).collect();
    if let Some(unknown) = words.iter().find(|word| !known(word)) {
        let unknown: String = unknown.chars().take(40).collect();
        return Err(unusable(
            field,
            &format!("{unknown:?} is no word of this list"),
        ));
    }
    if words.len() > MOST_WORDS {
        return Err(unusable(field, "fifty words at most"));
    }
    Ok(words.into_iter().collect())
}

fn unusable(field: &'static str, reason: &str) -> ServiceError {
    ServiceError::Unusable {
        field,
        reason: reason.to_owned(),
    }
}
