//! Lists: what an agency received and sent, and what waits in its queues.

use super::{Direction, ReferralView, open, own_agency};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::service::{House, ServiceError};
use crate::store::referrals::{self as rows, Among, ReferralRow};

/// Answered items that stand beside a queue: what was answered before is found by its case.
const ANSWERED_SHOWN: usize = 50;

/// Items that are being worked at, beside a queue.
const WORKED_SHOWN: i64 = 200;

/// How long a need without a place stands beside a queue.
const UNPLACED_SHOWN_MS: i64 = 14 * 86_400_000;

/// A page of the actor's agency's referrals, newest first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(
    house: &House,
    actor: &Actor,
    session: &str,
    direction: Direction,
    limit: i64,
    offset: i64,
) -> Result<Vec<ReferralView>, ServiceError> {
    let agency = own_agency(actor)?;
    let resource = match direction {
        Direction::Received => Resource::Received { by: &agency },
        Direction::Sent => Resource::Sent { by: &agency },
    };
    policy::may(actor, Action::ReferralList, resource)?;
    let loaded = house
        .store
        .read("list_referrals", move |conn| {
            Ok::<_, ServiceError>(rows::page(conn, &agency, direction, limit, offset)?)
        })
        .await?;
    open(house, session, loaded).await
}

/// A page of an agency's queue.
pub struct QueuePage {
    /// What stands on it, in its order: of what waits, most urgent first.
    pub waiting: Vec<ReferralView>,
    /// More waits than is on this page and before it.
    pub more: bool,
}

/// A page of what the actor's agency has to answer. Only the cards on it are opened (and audited).
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn queue_page(
    house: &House,
    actor: &Actor,
    session: &str,
    limit: usize,
    offset: usize,
) -> Result<QueuePage, ServiceError> {
    let agency = own_agency(actor)?;
    policy::may(
        actor,
        Action::ReferralList,
        Resource::Received { by: &agency },
    )?;
    let (shown, more) = house
        .store
        .read("queue_page", move |conn| {
            let [most, skip] = [limit + 1, offset].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            let found = rows::waiting(conn, &agency, Among::All, most, skip)?;
            Ok::<_, ServiceError>(cut(found, limit))
        })
        .await?;
    Ok(QueuePage {
        waiting: open(house, session, shown).await?,
        more,
    })
}

/// As many rows as a page holds, and whether there are more.
fn cut(mut rows: Vec<ReferralRow>, limit: usize) -> (Vec<ReferralRow>, bool) {
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}

/// What came into the actor's agency's queue after a moment, without what the asker has. Only that is opened (and audited): a page that
/// lives asks for nothing twice.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn since(
    house: &House,
    actor: &Actor,
    session: &str,
    after: i64,
    seen: &[String],
    limit: usize,
) -> Result<QueuePage, ServiceError> {
    let agency = own_agency(actor)?;
    let resource = Resource::Received { by: &agency };
    policy::may(actor, Action::ReferralList, resource)?;
    let seen = seen.to_vec();
    let (shown, more) = house
        .store
        .read("queue_news", move |conn| {
            let most = i64::try_from(limit + seen.len() + 1).unwrap_or(i64::MAX);
            let mut came = rows::waiting(conn, &agency, Among::Since(after), most, 0)?;
            came.retain(|row| !seen.contains(&row.id));
            Ok::<_, ServiceError>(cut(came, limit))
        })
        .await?;
    Ok(QueuePage {
        waiting: open(house, session, shown).await?,
        more,
    })
}

/// A page of what the actor's agency is at work on, must find a place for or owes a word about; then of what it answered last. Only
/// the cards on it are opened (and audited).
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn answered(
    house: &House,
    actor: &Actor,
    session: &str,
    limit: usize,
    offset: usize,
) -> Result<QueuePage, ServiceError> {
    let agency = own_agency(actor)?;
    let resource = Resource::Received { by: &agency };
    policy::may(actor, Action::ReferralList, resource)?;
    let now = house.now();
    let (shown, more) = house
        .store
        .read("queue_answered", move |conn| {
            let mut shown = rows::worked(conn, &agency, now - UNPLACED_SHOWN_MS, WORKED_SHOWN)?;
            let mut answered = rows::page(conn, &agency, Direction::Received, 100, 0)?;
            answered.retain(|r| r.decided_at.is_some());
            answered.retain(|r| shown.iter().all(|one| one.id != r.id));
            answered.sort_by_key(|r| std::cmp::Reverse(r.decided_at));
            shown.extend(answered.into_iter().take(ANSWERED_SHOWN));
            let more = shown.len() > offset + limit;
            let page = shown.into_iter().skip(offset).take(limit).collect();
            Ok::<_, ServiceError>((page, more))
        })
        .await?;
    Ok(QueuePage {
        waiting: open(house, session, shown).await?,
        more,
    })
}

/// A page of those that the actor's agency asked of itself and has to answer, to be looked at again: which of them are for a
/// supervisor's review is known once they are open.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn second_looks(
    house: &House,
    actor: &Actor,
    session: &str,
    limit: usize,
    offset: usize,
) -> Result<QueuePage, ServiceError> {
    let agency = own_agency(actor)?;
    let resource = Resource::Received { by: &agency };
    policy::may(actor, Action::ReferralList, resource)?;
    let (found, more) = house
        .store
        .read("second_looks", move |conn| {
            let [most, skip] = [limit + 1, offset].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            let found = rows::waiting(conn, &agency, Among::AtHome, most, skip)?;
            Ok::<_, ServiceError>(cut(found, limit))
        })
        .await?;
    let mut waiting = open(house, session, found).await?;
    // Those that are locked may be one: they stay, and say so.
    waiting.retain(|view| view.service().is_none_or(|service| service == "review"));
    Ok(QueuePage { waiting, more })
}

/// An agency's queues: opaque numbers with how many wait in each, by urgency.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn queues(
    house: &House,
    actor: &Actor,
) -> Result<Vec<(String, Vec<(String, i64)>)>, ServiceError> {
    let agency = own_agency(actor)?;
    policy::may(actor, Action::QueueList, Resource::Received { by: &agency })?;
    house
        .store
        .read("list_queues", move |conn| {
            let counts = rows::counts_by_queue(conn, &agency)?;
            Ok(rows::queues_of(conn, &agency)?
                .into_iter()
                .map(|queue| {
                    let of = counts.iter().filter(|(q, _, _)| *q == queue);
                    let by_urgency = of.map(|(_, urgency, n)| (urgency.clone(), *n)).collect();
                    (queue, by_urgency)
                })
                .collect())
        })
        .await
}
