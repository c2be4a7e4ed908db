//! Looks into a case of U0 by a caseworker who does not work on it: for an hour, with a reason, told at once to supervisors
//! and auditors, and reviewed by a supervisor.

use std::collections::HashMap;

use super::{House, ServiceError, audit, cases};
use crate::crypto::{Aad, token};
use crate::domain::alert::AlertKind;
use crate::domain::case::{LOOK_MS, opens_by_glass};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::store::Conn;
use crate::store::alerts::{self, AlertRow};
use crate::store::cases::by_ids;
use crate::store::casework::{self as rows, BrokenGlassRow};

/// A look, and why.
pub struct Look {
    /// The row.
    pub row: BrokenGlassRow,
    /// What whoever looked said; nothing once another agency has the case.
    pub reason: String,
}

/// Listed at most.
const MOST: i64 = 500;

/// Opens a case to the asker for an hour.
///
/// # Errors
/// [`ServiceError::Denied`] for a case where no life waits; [`ServiceError::Missing`] without a reason;
/// [`ServiceError::SecondPerson`] while nobody has reviewed an earlier look of the same person into it.
pub async fn look(
    house: &House,
    actor: &Actor,
    case: &str,
    reason: &str,
) -> Result<Look, ServiceError> {
    let reason = audit::reason(reason)?;
    let (actor, case, now) = (actor.clone(), case.to_owned(), house.now());
    let id = token::new_id();
    let alerts = [token::new_id(), token::new_id()];
    let sealed = house.service_key.seal(&aad(&id), reason.as_bytes());
    let row = house
        .store
        .write("break_glass", move |conn| {
            let of = cases::held(conn, &actor, Action::CaseBreakGlass, &case)?;
            let asking = rows::asking(conn, &[&case])?
                .remove(&case)
                .unwrap_or_default();
            if !opens_by_glass(cases::urgency(asking.urgency.as_deref())?) {
                return Err(ServiceError::Denied);
            }
            // An hour is an hour: it does not become a day without somebody else.
            if rows::is_unreviewed(conn, &case, actor.id)? {
                return Err(ServiceError::SecondPerson(
                    "a supervisor has to review your last look into this case first",
                ));
            }
            let row = BrokenGlassRow {
                id: id.clone(),
                agency_id: of.agency_id.clone(),
                case_id: case.clone(),
                actor_id: actor.id,
                reason: sealed.clone(),
                at: now,
                until_at: now + LOOK_MS,
                reviewed_by: None,
                reviewed_at: None,
                justified: None,
            };
            rows::break_glass(conn, &row)?;
            // The agency's supervisors, and the installation's auditors.
            for (alert, agency_id) in alerts.iter().zip([Some(of.agency_id.clone()), None]) {
                let alert = AlertRow {
                    id: alert.clone(),
                    agency_id,
                    kind: AlertKind::BrokenGlass.as_str().to_owned(),
                    subject: id.clone(),
                    waiting: 1,
                    since: now,
                    level: 0,
                    updated_at: now,
                    ended_at: None,
                };
                alerts::insert(conn, &alert)?;
            }
            let agency = Some(of.agency_id.as_str());
            audit::note(conn, &actor, agency, "case.break_glass", "case", &case, now)?;
            Ok(row)
        })
        .await?;
    Ok(Look { row, reason })
}

/// Looks into the asker's agency's cases, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<Look>, ServiceError> {
    let agency = cases::own_agency(actor)?;
    // As somebody who may review all but their own.
    let resource = Resource::BrokenGlass {
        agency: &agency,
        looked: 0,
    };
    policy::may(actor, Action::CaseReview, resource)?;
    let found = house
        .store
        .read("list_looks", move |conn| {
            let found = rows::looks_in(conn, &agency, MOST)?;
            of_own(conn, found)
        })
        .await?;
    found
        .into_iter()
        .map(|(row, own)| view(house, row, own))
        .collect()
}

/// Says whether a look was right. Another person than who looked.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`]; [`ServiceError::Moved`] for one that was reviewed.
pub async fn review(
    house: &House,
    actor: &Actor,
    id: &str,
    justified: bool,
) -> Result<Look, ServiceError> {
    cases::of_an_agency(actor)?;
    let (actor, id, now) = (actor.clone(), id.to_owned(), house.now());
    let row = house
        .store
        .write("review_look", move |conn| {
            let row = rows::look(conn, &id)?.ok_or(ServiceError::NotFound)?;
            let resource = Resource::BrokenGlass {
                agency: &row.agency_id,
                looked: row.actor_id,
            };
            policy::may(&actor, Action::CaseReview, resource)?;
            if !rows::review(conn, &id, actor.id, justified, now)? {
                return Err(ServiceError::Moved("reviewed".to_owned()));
            }
            alerts::end(conn, AlertKind::BrokenGlass.as_str(), &id, now)?;
            let note = if justified {
                "justified"
            } else {
                "not justified"
            };
            audit::note_with(
                conn,
                &actor,
                Some(&row.agency_id),
                "case.review",
                "case",
                &row.case_id,
                Some(note),
                now,
            )?;
            let row = rows::look(conn, &id)?.into_iter().collect();
            let found = of_own(conn, row)?.pop();
            found.ok_or(ServiceError::NotFound)
        })
        .await?;
    view(house, row.0, row.1)
}

/// The same, each with whether the case is still its agency's: who had a case reads nothing of it any more.
fn of_own(
    conn: &mut Conn,
    looks: Vec<BrokenGlassRow>,
) -> Result<Vec<(BrokenGlassRow, bool)>, ServiceError> {
    let ids: Vec<&str> = looks.iter().map(|row| row.case_id.as_str()).collect();
    let owners: HashMap<String, String> = by_ids(conn, &ids)?
        .into_iter()
        .map(|case| (case.id, case.agency_id))
        .collect();
    let own = |row: &BrokenGlassRow| owners.get(&row.case_id) == Some(&row.agency_id);
    let all = looks.into_iter().map(|row| {
        let own = own(&row);
        (row, own)
    });
    Ok(all.collect())
}

fn view(house: &House, row: BrokenGlassRow, own: bool) -> Result<Look, ServiceError> {
    if !own {
        let reason = String::new();
        return Ok(Look { row, reason });
    }
    let plain = house.service_key.open(&aad(&row.id), &row.reason);
    let plain =
        plain.map_err(|_| ServiceError::Internal("no service key opens a look's reason"))?;
    Ok(Look {
        reason: String::from_utf8_lossy(&plain).into_owned(),
        row,
    })
}

fn aad(id: &str) -> Aad {
    Aad::record("break_glass", id, "reason")
}
