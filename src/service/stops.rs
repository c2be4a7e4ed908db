//! Emergency stops: one act that takes forms away from phones and keeps vaults shut, while what phones send is still
//! taken as ciphertext. Many may stop, few may lift.

use super::catalog::Catalog;
use super::{House, ServiceError, audit};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::stop::{Origin, StopScope};
use crate::store::stops as rows;
use crate::store::{Conn, actors, agencies, forms, projects};

pub use crate::store::stops::StopRow;

/// Stops listed at most.
const MOST: i64 = 500;

/// What is stopped, and whose it is.
struct Subject {
    subject: String,
    agency: Option<String>,
    project: Option<i64>,
}

impl Subject {
    fn resource(&self) -> Resource<'_> {
        match (self.project, self.agency.as_deref()) {
            (Some(id), agency) => Resource::Project { id, agency },
            (None, Some(agency)) => Resource::Agency(agency),
            (None, None) => Resource::Platform,
        }
    }
}

/// Stops a phone, person, form, agency, site, or everything. Answers the stop's id.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Missing`] without a reason.
pub async fn set(
    house: &House,
    actor: &Actor,
    scope: StopScope,
    subject: &str,
    reason: &str,
) -> Result<String, ServiceError> {
    let reason = audit::reason(reason)?;
    let (actor, subject, now) = (actor.clone(), subject.trim().to_owned(), house.now());
    let id = house
        .store
        .write("stop", move |conn| {
            let found = resolve(conn, &actor, scope, &subject)?;
            policy::may(&actor, Action::StopSet, found.resource())?;
            if scope == StopScope::User
                && let Ok(user) = found.subject.parse()
            {
                actors::delete_sessions_of(conn, user, None)?;
            }
            let row = StopRow {
                id: token::new_id(),
                scope: scope.as_str().to_owned(),
                subject: found.subject,
                agency_id: found.agency,
                reason: reason.clone(),
                set_by: actor.id,
                set_at: now,
                lifted_by: None,
                lifted_at: None,
            };
            rows::insert(conn, &row)?;
            note(conn, &actor, &row, "stop.set", now)?;
            Catalog::changed(conn)?;
            Ok::<_, ServiceError>(row.id)
        })
        .await?;
    house.look_again().await?;
    Ok(id)
}

/// Lifts a stop: phones get their forms, and what came meanwhile opens.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Moved`] for one that was lifted before.
pub async fn lift(house: &House, actor: &Actor, id: &str) -> Result<(), ServiceError> {
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    house
        .store
        .write("lift_stop", move |conn| {
            let row = rows::by_id(conn, &id)?.ok_or(ServiceError::NotFound)?;
            let resource = row
                .agency_id
                .as_deref()
                .map_or(Resource::Platform, Resource::Agency);
            policy::may(&actor, Action::StopList, resource)?;
            policy::may(&actor, Action::StopLift, resource)?;
            if !rows::lift(conn, &id, actor.id, now)? {
                return Err(ServiceError::Moved("lifted".into()));
            }
            note(conn, &actor, &row, "stop.lift", now)?;
            Ok(Catalog::changed(conn)?)
        })
        .await?;
    house.look_again().await
}

/// Stops that the actor may know of, newest first, lifted ones too.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<StopRow>, ServiceError> {
    let grant = policy::may(actor, Action::StopList, actor.home())?;
    let agency = grant.scope().agency().map(str::to_owned);
    let stops = house
        .store
        .read("list_stops", |conn| {
            Ok::<_, ServiceError>(rows::newest(conn, MOST)?)
        })
        .await?;
    // What stops everything, or a place, stops this agency too.
    let of_all = |stop: &StopRow| {
        let everywhere = [StopScope::All.as_str(), StopScope::Site.as_str()];
        stop.agency_id.is_none() && everywhere.contains(&stop.scope.as_str())
    };
    Ok(stops
        .into_iter()
        .filter(|stop| agency.is_none() || stop.agency_id == agency || of_all(stop))
        .collect())
}

/// Refuses what a stop covers.
///
/// # Errors
/// [`ServiceError::Stopped`].
pub async fn refuse_if_stopped(house: &House, origin: &Origin<'_>) -> Result<(), ServiceError> {
    match house.catalog.stops(&house.store).await?.covers(origin) {
        true => Err(ServiceError::Stopped),
        false => Ok(()),
    }
}

fn resolve(
    conn: &mut Conn,
    actor: &Actor,
    scope: StopScope,
    subject: &str,
) -> Result<Subject, ServiceError> {
    let number = || subject.parse::<i64>().map_err(|_| ServiceError::NotFound);
    let of = |agency, project| Subject {
        subject: subject.to_owned(),
        agency,
        project,
    };
    Ok(match scope {
        StopScope::Device => {
            let device = actors::device_by_actor(conn, number()?)?.ok_or(ServiceError::NotFound)?;
            let project =
                projects::by_id(conn, device.project_id)?.ok_or(ServiceError::NotFound)?;
            of(project.agency_id, Some(project.id))
        }
        StopScope::User => {
            let user = actors::user_by_actor(conn, number()?)?.ok_or(ServiceError::NotFound)?;
            of(user.agency_id, None)
        }
        StopScope::Form => {
            let (project, form) = subject.split_once('/').ok_or(ServiceError::NotFound)?;
            let project = project.parse().map_err(|_| ServiceError::NotFound)?;
            let project = projects::by_id(conn, project)?.ok_or(ServiceError::NotFound)?;
            let form = forms::by_xml_id(conn, project.id, form)?.ok_or(ServiceError::NotFound)?;
            Subject {
                subject: form.id,
                agency: project.agency_id,
                project: Some(project.id),
            }
        }
        StopScope::Agency => {
            let agency = agencies::by_id(conn, subject)?.ok_or(ServiceError::NotFound)?;
            of(Some(agency.id), None)
        }
        StopScope::Site if subject.is_empty() => return Err(ServiceError::Missing("subject")),
        StopScope::Site => of(actor.agency.clone(), None),
        StopScope::All => Subject {
            subject: String::new(),
            agency: None,
            project: None,
        },
    })
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    stop: &StopRow,
    action: &str,
    now: i64,
) -> Result<(), ServiceError> {
    let object = match stop.subject.as_str() {
        "" => "all",
        subject => subject,
    };
    let kind = format!("stop.{}", stop.scope);
    Ok(audit::note_with(
        conn,
        actor,
        stop.agency_id.as_deref(),
        action,
        &kind,
        object,
        Some(&stop.reason),
        now,
    )?)
}
