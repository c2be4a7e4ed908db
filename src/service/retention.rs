//! Orders of two people about one submission: to keep it although its time is over (a legal hold, with an end), or to erase
//! it before. The vault carries them out; what it destroyed stands in certificates.

use std::collections::HashSet;

use super::{House, ServiceError, audit};
use crate::crypto::{signing, token};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::SubmissionState;
use crate::store::retention::{self as rows, OrderRow};
use crate::store::{Conn, projects, settings, submissions, transfers};
use crate::vault::heads::PUBLIC;
use crate::vault::retention::message;

pub use crate::store::retention::{CertificateRow, OrderRow as Order};

/// Certificates listed at most.
const MOST: i64 = 500;
/// What is due that is counted at most.
const MOST_DUE: i64 = 10_000;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// What comes within a week is soon.
const SOON: i64 = 7 * DAY;

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

/// Orders about the submissions of the asker's agency, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn of_agency(
    house: &House,
    actor: &Actor,
    limit: i64,
    offset: i64,
) -> Result<Vec<Order>, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::RetentionOrder, Resource::Agency(&agency))?;
    house
        .store
        .read("retention_orders_of_agency", move |conn| {
            Ok::<_, ServiceError>(rows::orders_in(conn, &agency, limit, offset)?)
        })
        .await
}

/// How much of an agency's the rules destroy soon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Screenings of which nothing came.
    pub without_result: usize,
    /// Screenings of which something came that nobody followed up.
    pub not_followed: usize,
    /// Originals of what was opened and sealed; what was sealed stays.
    pub originals: usize,
}

/// What the rules destroy of the asker's agency within a week, as far as nothing changes until then.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn due(house: &House, actor: &Actor) -> Result<Due, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::RetentionOrder, Resource::Agency(&agency))?;
    let (keep, then) = (house.settings.retention.clone(), house.now() + SOON);
    house
        .store
        .read("retention_due_soon", move |conn| {
            let before = |days: u32| then - i64::from(days) * DAY;
            let own = |found: Vec<(String, Option<String>)>| {
                let mut found = found.into_iter();
                let mine = found
                    .by_ref()
                    .filter(|(_, of)| of.as_ref() == Some(&agency));
                mine.map(|(id, _)| id).collect::<HashSet<_>>()
            };
            let nothing = before(keep.screening_without_result_days);
            let nothing = own(rows::old_screenings(conn, nothing, then, false, MOST_DUE)?);
            let open = before(keep.screening_not_followed_days);
            let open = own(rows::old_screenings(conn, open, then, true, MOST_DUE)?);
            let originals = before(keep.envelope_days);
            let originals = own(rows::old_envelopes(conn, originals, then, MOST_DUE)?);
            Ok::<_, ServiceError>(Due {
                not_followed: open.difference(&nothing).count(),
                originals: originals.len(),
                without_result: nothing.len(),
            })
        })
        .await
}

/// A certificate, and whether its signature is the vault's.
pub struct CertificateView {
    /// The row.
    pub row: CertificateRow,
    /// Whether the signature is of the key that the database names; none where it names none.
    pub holds: Option<bool>,
    /// That key, as hex.
    pub public: Option<String>,
}

/// One certificate.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn certificate(
    house: &House,
    actor: &Actor,
    id: &str,
) -> Result<CertificateView, ServiceError> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .store
        .read("certificate", move |conn| {
            let row = rows::certificate(conn, &id)?.ok_or(ServiceError::NotFound)?;
            let agency = row.agency_id.as_deref().ok_or(ServiceError::NotFound)?;
            policy::may(&actor, Action::CertificateList, Resource::Agency(agency))?;
            let public = settings::value(conn, PUBLIC)?;
            let key = public.as_deref().and_then(|text| hex::decode(text).ok());
            let message = message(&row);
            let holds = key.map(|key| signing::verify(&key, message.as_bytes(), &row.signature));
            Ok(CertificateView { row, holds, public })
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
