//! Orders of two people about one submission: to keep it although its time is over (a legal hold, with an end), or to erase
//! it before. The vault carries them out; what it destroyed stands in certificates.

use super::{House, ServiceError, audit};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::SubmissionState;
use crate::store::retention::{self as rows, OrderRow};
use crate::store::{Conn, projects, submissions, transfers};

pub use crate::store::retention::{CertificateRow, OrderRow as Order};

/// Certificates listed at most.
const MOST: i64 = 500;

/// What is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keep it until then.
    Hold {
        /// The end, in milliseconds since 1970 UTC.
        until: i64,
    },
    /// Erase it.
    Erase,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Hold { .. } => "hold",
            Self::Erase => "erase",
        }
    }
}

/// Asks for an order, or agrees as the second person to the one that was asked for. True once it stands.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for the one who asked; [`ServiceError::Missing`] without a reason;
/// [`ServiceError::Moved`] for what is erased, or under a hold.
pub async fn order(
    house: &House,
    actor: &Actor,
    submission: &str,
    kind: Kind,
    reason: &str,
) -> Result<bool, ServiceError> {
    let reason = audit::reason(reason)?;
    let (actor, submission, now) = (actor.clone(), submission.to_owned(), house.now());
    let stands = house
        .store
        .write("retention_order", move |conn| {
            let (head, agency) = subject(conn, &actor, &submission)?;
            if head.state == SubmissionState::Erased.as_str() {
                return Err(ServiceError::Moved(head.state));
            }
            let known = rows::orders_of(conn, &submission)?;
            let held = known.iter().any(|o| {
                o.kind == "hold"
                    && o.approved_at.is_some()
                    && o.lifted_at.is_none()
                    && o.until_at.is_some_and(|until| until > now)
            });
            if held && kind == Kind::Erase {
                return Err(ServiceError::Moved("under a legal hold".into()));
            }
            let open = known.iter().find(|o| {
                o.kind == kind.word() && o.approved_at.is_none() && o.lifted_at.is_none()
            });
            let word = format!("retention.{}", kind.word());
            match open {
                Some(open) if open.asked_by == actor.id => Err(ServiceError::SecondPerson(
                    "you asked for this; a second person has to agree",
                )),
                Some(open) => {
                    rows::approve(conn, &open.id, actor.id, now)?;
                    note(
                        conn,
                        &actor,
                        agency.as_deref(),
                        &word,
                        &submission,
                        &reason,
                        now,
                    )?;
                    Ok(true)
                }
                None => {
                    let row = OrderRow {
                        id: token::new_id(),
                        agency_id: agency.clone(),
                        submission_id: submission.clone(),
                        kind: kind.word().to_owned(),
                        reason: reason.clone(),
                        asked_by: actor.id,
                        asked_at: now,
                        until_at: match kind {
                            Kind::Hold { until } => Some(until),
                            Kind::Erase => None,
                        },
                        approved_by: None,
                        approved_at: None,
                        lifted_at: None,
                    };
                    rows::insert_order(conn, &row)?;
                    let word = format!("{word}.ask");
                    note(
                        conn,
                        &actor,
                        agency.as_deref(),
                        &word,
                        &submission,
                        &reason,
                        now,
                    )?;
                    Ok(false)
                }
            }
        })
        .await?;
    if stands {
        house.look_again().await?;
    }
    Ok(stands)
}

/// Lifts a hold, or takes back what was asked for.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`], [`ServiceError::Moved`].
pub async fn lift(
    house: &House,
    actor: &Actor,
    submission: &str,
    order: &str,
) -> Result<(), ServiceError> {
    let (actor, submission, order, now) = (
        actor.clone(),
        submission.to_owned(),
        order.to_owned(),
        house.now(),
    );
    house
        .store
        .write("lift_retention_order", move |conn| {
            let (_, agency) = subject(conn, &actor, &submission)?;
            let known = rows::orders_of(conn, &submission)?;
            let found = known
                .iter()
                .find(|o| o.id == order)
                .ok_or(ServiceError::NotFound)?;
            let carried_out = found.kind == "erase" && found.approved_at.is_some();
            if carried_out || !rows::lift_order(conn, &order, now)? {
                return Err(ServiceError::Moved("done".into()));
            }
            note(
                conn,
                &actor,
                agency.as_deref(),
                "retention.lift",
                &submission,
                "",
                now,
            )
        })
        .await
}

/// Orders for a submission, newest first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn orders(
    house: &House,
    actor: &Actor,
    submission: &str,
) -> Result<Vec<Order>, ServiceError> {
    let (actor, submission) = (actor.clone(), submission.to_owned());
    house
        .store
        .read("retention_orders", move |conn| {
            subject(conn, &actor, &submission)?;
            Ok(rows::orders_of(conn, &submission)?)
        })
        .await
}

/// What was destroyed of an agency's, newest first, without content.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn certificates(
    house: &House,
    actor: &Actor,
    agency: &str,
) -> Result<Vec<CertificateRow>, ServiceError> {
    policy::may(actor, Action::CertificateList, Resource::Agency(agency))?;
    let agency = agency.to_owned();
    house
        .store
        .read("certificates", move |conn| {
            Ok::<_, ServiceError>(rows::certificates_of(conn, &agency, MOST)?)
        })
        .await
}

fn subject(
    conn: &mut Conn,
    actor: &Actor,
    submission: &str,
) -> Result<(submissions::SubmissionHead, Option<String>), ServiceError> {
    let head = submissions::head(conn, submission)?.ok_or(ServiceError::NotFound)?;
    let project = projects::by_id(conn, head.project_id)?.ok_or(ServiceError::NotFound)?;
    let resource = Resource::Project {
        id: project.id,
        agency: project.agency_id.as_deref(),
    };
    policy::may(actor, Action::RetentionOrder, resource)?;
    // What went to another agency with its case is not the sender's to keep or to erase.
    if let Some(sender) = &project.agency_id
        && transfers::is_handed_over(conn, &head, sender)?
    {
        return Err(ServiceError::NotFound);
    }
    Ok((head, project.agency_id))
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    agency: Option<&str>,
    action: &str,
    submission: &str,
    reason: &str,
    now: i64,
) -> Result<(), ServiceError> {
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    Ok(audit::note_with(
        conn,
        actor,
        agency,
        action,
        "submission",
        submission,
        reason,
        now,
    )?)
}
