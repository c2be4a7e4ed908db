//! What phones of other agencies sent with the code of a case that is not theirs: it said nothing there, and waits for the
//! owner's supervisor, who sees from which agency, with which form and when, and no content.

use std::collections::HashMap;

use super::{House, ServiceError, audit, cases};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::NamingState;
use crate::store::unmatched::{self as rows, Naming, UnmatchedRow};
use crate::store::{Conn, agencies, jobs, submissions};
use crate::vault::intake::OPEN;

/// Something that named a case.
pub struct NamingView {
    /// The row.
    pub row: Naming,
    /// The name of the agency whose phone sent it.
    pub from: String,
}

/// A page of what named a case from elsewhere: what waits first, then newest first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    case: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<NamingView>, ServiceError> {
    let (actor, case) = (actor.clone(), case.to_owned());
    house
        .store
        .read("list_unmatched", move |conn| {
            cases::permitted(conn, &actor, Action::CaseUnmatched, &case)?;
            let names = names(conn)?;
            let found = rows::page(conn, &case, limit, offset)?;
            let views = found.into_iter().map(|row| view(&names, row));
            Ok::<_, ServiceError>(views.collect())
        })
        .await
}

/// What of elsewhere waits in the asker's agency, oldest first, each with the case that it named.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn waiting(
    house: &House,
    actor: &Actor,
    limit: i64,
) -> Result<Vec<(String, NamingView)>, ServiceError> {
    let agency = cases::own_agency(actor)?;
    let any = Resource::Case {
        agency: &agency,
        caseworker: None,
    };
    policy::may(actor, Action::CaseUnmatched, any)?;
    house
        .store
        .read("waiting_unmatched", move |conn| {
            let names = names(conn)?;
            let found = rows::waiting_in(conn, &agency, limit)?;
            let views = found
                .into_iter()
                .map(|(case, row)| (case, view(&names, row)));
            Ok::<_, ServiceError>(views.collect())
        })
        .await
}

/// Takes one in, also one that was dismissed: the vault opens it again from what the phone sent, lets the owner read it, and
/// weighs it with the case. Until it has, everything stays as it was.
///
/// # Errors
/// [`ServiceError::Moved`] for what was decided, or is not as the phone sent it any more.
pub async fn accept(
    house: &House,
    actor: &Actor,
    case: &str,
    submission: &str,
) -> Result<(), ServiceError> {
    decide(house, actor, case, submission, NamingState::Accepted).await?;
    house.look_again().await
}

/// Dismisses one, also one that was accepted and is not in the case yet: it stays with the agency that sent it.
///
/// # Errors
/// [`ServiceError::Moved`] for what was decided.
pub async fn dismiss(
    house: &House,
    actor: &Actor,
    case: &str,
    submission: &str,
) -> Result<(), ServiceError> {
    decide(house, actor, case, submission, NamingState::Dismissed).await
}

async fn decide(
    house: &House,
    actor: &Actor,
    case: &str,
    submission: &str,
    to: NamingState,
) -> Result<(), ServiceError> {
    let (actor, case, submission, now) = (
        actor.clone(),
        case.to_owned(),
        submission.to_owned(),
        house.now(),
    );
    house
        .store
        .write("decide_unmatched", move |conn| {
            let of = cases::held(conn, &actor, Action::CaseUnmatched, &case)?;
            let known = rows::of(conn, &[&submission])?.pop();
            let known = known
                .filter(|row| row.case_id == case)
                .ok_or(ServiceError::NotFound)?;
            let row = UnmatchedRow {
                state: to.as_str().to_owned(),
                decided_by: Some(actor.id),
                decided_at: Some(now),
                ..known.clone()
            };
            let from = match to {
                NamingState::Accepted => [NamingState::Waiting, NamingState::Dismissed],
                _ => [NamingState::Waiting, NamingState::Accepted],
            };
            if !rows::decide(conn, &row, &from.map(NamingState::as_str))? {
                return Err(ServiceError::Moved(known.state));
            }
            if to == NamingState::Accepted {
                reopen(conn, &submission, now)?;
            }
            let agency = Some(of.agency_id.as_str());
            let word = format!("case.unmatched.{to}");
            Ok(audit::note(
                conn,
                &actor,
                agency,
                &word,
                "submission",
                &submission,
                now,
            )?)
        })
        .await
}

fn names(conn: &mut Conn) -> Result<HashMap<String, String>, ServiceError> {
    let all = agencies::all(conn)?.into_iter();
    Ok(all.map(|agency| (agency.id, agency.name)).collect())
}

fn view(names: &HashMap<String, String>, row: Naming) -> NamingView {
    let from = row.agency_id.as_ref().and_then(|id| names.get(id).cloned());
    NamingView {
        from: from.unwrap_or_default(),
        row,
    }
}

fn reopen(conn: &mut Conn, submission: &str, now: i64) -> Result<(), ServiceError> {
    if !rows::is_whole(conn, submission)? {
        let head = submissions::head(conn, submission)?.ok_or(ServiceError::NotFound)?;
        return Err(ServiceError::Moved(match head.state.as_str() {
            "sealed" => "not here any more as the phone sent it".to_owned(),
            _ => head.state,
        }));
    }
    Ok(jobs::enqueue(conn, OPEN, submission, now, now)?)
}
