//! The directory of services: who offers what, and saying it anew.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;

use super::agencies::{Pairs, value};
use super::answer::{Answer, Stop, again, done, sentence, shown};
use super::days;
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::provider::{AGE_GROUPS, Capacity, SEXES};
use crate::service::directory::{self, NewEntry, ProviderView};
use crate::service::{ServiceError, pathway};
use crate::web::pages::facts::value_label;
use crate::web::pages::places::{Directory, DirectoryEntry, EntryLine};
use crate::web::pages::{Choice, Flash, Here, Problem, Sub, Trouble, service_label};

#[derive(Deserialize, Default)]
struct Wanted {
    #[serde(default)]
    service: String,
}

/// `GET /directory`
///
/// # Errors
/// 403 for whoever may not.
pub async fn list(visit: Visit) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let wanted: Wanted = visit.query();
    let service = Some(wanted.service.as_str()).filter(|one| !one.is_empty());
    let all = visit.ok(directory::list(house, actor, service).await)?;
    let services = visit.ok(pathway::services(house, actor).await)?;
    let choice = |code: &String| {
        Choice::new(code, service_label(visit.locale, code)).chosen_if(&wanted.service)
    };
    shown(&Directory {
        shell: visit.shell(Here::Pathway).under(Sub::Directory),
        rows: all.iter().map(|one| line(&visit, one)).collect(),
        services: services.iter().map(|one| choice(&one.code)).collect(),
        own: visit.agency.as_ref().map(|a| format!("/agencies/{}", a.id)),
    })
}

/// `GET /agencies/{id}/directory/{service}`
///
/// # Errors
/// 403 for whoever may not say it anew; 404 for what is not there.
pub async fn entry_page(visit: Visit, path: Path<(String, String)>) -> Answer {
    let (agency, service) = path.into_inner();
    shown(&entry(&visit, &agency, &service).await?)
}

/// `POST /agencies/{id}/directory/{service}`
///
/// # Errors
/// As [`entry_page`].
pub async fn set(posted: Posted<Pairs>, path: Path<(String, String)>) -> Answer {
    let Posted { visit, form } = posted;
    let (agency, service) = path.into_inner();
    let ticked = |name: &str| -> Vec<String> {
        let mine = form.iter().filter(|(field, _)| field == name);
        mine.map(|(_, value)| value.clone()).collect()
    };
    let words = |name: &str| -> Vec<String> {
        let text = value(&form, name);
        let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == '،');
        words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let some = |name: &str| Some(value(&form, name).trim().to_owned()).filter(|v| !v.is_empty());
    let capacity = value(&form, "capacity").parse().unwrap_or(Capacity::Open);
    let new = NewEntry {
        areas: words("areas"),
        sexes: ticked("sex"),
        ages: ticked("age"),
        languages: words("languages"),
        capacity,
        hours: some("hours"),
        verified_on: some("verified"),
    };
    let (house, actor) = (&visit.house, visit.actor());
    let (field, reason) = match directory::set(house, actor, &agency, &service, new).await {
        Ok(()) => return done("/directory", Flash::EntrySaved),
        Err(ServiceError::Unusable { field, reason }) => (field, reason),
        Err(error) => return Err(visit.stop(&error)),
    };
    let mut view = entry(&visit, &agency, &service).await?;
    let key = match field {
        "verifiedOn" => Some("places-wrong-day"),
        "areas" => Some("places-wrong-areas"),
        "languages" => Some("places-wrong-languages"),
        "hours" => Some("places-wrong-when"),
        _ => None,
    };
    let text = key.map_or_else(|| sentence(&reason), |key| visit.locale.t(key));
    view.trouble = Trouble::with(field, text);
    view.areas = value(&form, "areas");
    view.languages = value(&form, "languages");
    view.hours = value(&form, "hours");
    view.verified = value(&form, "verified");
    view.sexes = choices(&visit, "sex", &SEXES, &ticked("sex"));
    view.ages = choices(&visit, "age_group", &AGE_GROUPS, &ticked("age"));
    view.rooms = rooms(&visit, capacity);
    again(&view)
}

/// The key of whether there is room, and the look of its tag.
fn room(capacity: &str) -> Option<(&'static str, &'static str)> {
    Some(match capacity.parse().ok()? {
        Capacity::Open => ("places-room-open", "ok"),
        Capacity::Limited => ("places-room-limited", "wait"),
        Capacity::Full => ("places-room-full", "bad"),
        Capacity::Closed => ("places-room-closed", "off"),
    })
}

/// An entry as pages show it.
pub(super) fn line(visit: &Visit, one: &ProviderView) -> EntryLine {
    let entry = one.entry.as_ref();
    let words = |name: &str, text: &str| -> Option<String> {
        (!text.is_empty()).then(|| value_label(visit.locale, name, text))
    };
    let whom = entry.map(|entry| {
        let both = [words("sex", &entry.sexes), words("age_group", &entry.ages)];
        both.into_iter().flatten().collect::<Vec<_>>()
    });
    let of = Resource::Agency(&one.agency.id);
    let may = visit.may(Action::ProviderUpdate, of);
    EntryLine {
        agency: one.agency.name.clone(),
        service: service_label(visit.locale, &one.service),
        area: entry
            .map(|entry| entry.area.clone())
            .filter(|a| !a.is_empty()),
        whom: whom
            .filter(|all| !all.is_empty())
            .map(|all| visit.locale.list(&all)),
        languages: entry.and_then(|entry| words("language", &entry.languages)),
        room: entry.and_then(|entry| room(&entry.capacity)),
        hours: entry.and_then(|entry| entry.hours.as_deref().and_then(|h| words("when", h))),
        verified: entry.map(|entry| (visit.when(entry.verified_at), one.verified)),
        edit: may.then(|| format!("/agencies/{}/directory/{}", one.agency.id, one.service)),
    }
}

async fn entry(visit: &Visit, agency: &str, service: &str) -> Result<DirectoryEntry, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let all = visit.ok(directory::list(house, actor, Some(service)).await)?;
    let mine: Vec<&ProviderView> = all.iter().filter(|one| one.agency.id == agency).collect();
    match visit.may(Action::ProviderUpdate, Resource::Agency(agency)) {
        true => {}
        // Another agency's things are not there for people of an agency.
        false if visit.agency.as_ref().is_some_and(|own| own.id != agency) => {
            return Err(visit.stop(&ServiceError::NotFound));
        }
        false => return Err(Problem::not_allowed(visit.shell(Here::Pathway)).into()),
    }
    let first = mine
        .first()
        .ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    let said = first.entry.as_ref();
    let words = |text: Option<&str>| -> Vec<String> {
        let words = text.unwrap_or_default().split_whitespace();
        words.map(str::to_owned).collect()
    };
    let areas: Vec<&str> = mine
        .iter()
        .filter_map(|one| one.entry.as_ref().map(|entry| entry.area.as_str()))
        .filter(|area| !area.is_empty())
        .collect();
    let capacity = said.and_then(|entry| entry.capacity.parse().ok());
    let ages = words(said.map(|entry| entry.ages.as_str()));
    Ok(DirectoryEntry {
        shell: visit.shell(Here::Pathway),
        agency: agency.to_owned(),
        name: first.agency.name.clone(),
        service: service.to_owned(),
        service_name: service_label(visit.locale, service),
        areas: areas.join(" "),
        sexes: choices(
            visit,
            "sex",
            &SEXES,
            &words(said.map(|entry| entry.sexes.as_str())),
        ),
        ages: choices(visit, "age_group", &AGE_GROUPS, &ages),
        languages: said.map_or_else(String::new, |entry| entry.languages.clone()),
        rooms: rooms(visit, capacity.unwrap_or(Capacity::Open)),
        hours: said
            .and_then(|entry| entry.hours.clone())
            .unwrap_or_default(),
        verified: days::of(visit.locale, visit.house.now()),
        trouble: Trouble::none(),
    })
}

fn choices(visit: &Visit, fact: &str, words: &[&str], chosen: &[String]) -> Vec<Choice> {
    let choice = |word: &&str| Choice {
        selected: chosen.iter().any(|one| one == word),
        ..Choice::new(*word, value_label(visit.locale, fact, word))
    };
    words.iter().map(choice).collect()
}

fn rooms(visit: &Visit, chosen: Capacity) -> Vec<Choice> {
    let choice = |one: &Capacity| {
        let key = room(one.as_str()).map_or("places-not-said", |(key, _)| key);
        Choice::new(one.as_str(), visit.locale.t(key)).chosen_if(chosen.as_str())
    };
    Capacity::ALL.iter().map(choice).collect()
}

/// Names of the agencies that the viewer may know of, by their ids.
///
/// # Errors
/// When the database refuses.
pub(super) async fn agencies_known(visit: &Visit) -> Result<HashMap<String, String>, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let own = visit.ok(crate::service::agencies::list(house, actor).await)?;
    let mut names: HashMap<String, String> = own
        .into_iter()
        .filter(|one| one.agency.disabled_at.is_none())
        .map(|one| (one.agency.id, one.agency.name))
        .collect();
    if visit.may(Action::ProviderList, actor.home()) {
        let all = visit.ok(directory::list(house, actor, None).await)?;
        names.extend(all.into_iter().map(|one| (one.agency.id, one.agency.name)));
    }
    Ok(names)
}
