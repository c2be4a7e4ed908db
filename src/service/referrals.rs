//! Referrals: what an agency's queues received, what it sent; seen, accepted, declined.

use zeroize::Zeroizing;

use super::{House, ServiceError};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::{DeclineReason, Event, ReferralState};
use crate::domain::words::Urgency;
use crate::store::referrals::{self as rows, ReferralEventRow, ReferralRow};
use crate::store::{Conn, agencies};
use crate::vault::client::{Card, CardReply, Reply, Request};

pub use crate::store::referrals::Direction;

/// Open items of an agency that a page is cut from.
const MOST_IN_QUEUES: i64 = 10_000;

/// Answered items on a queue's first page.
const ANSWERED_SHOWN: usize = 10;

/// A referral as its queue shows it.
pub struct ReferralView {
    /// Random id.
    pub id: String,
    /// Opaque queue.
    pub queue: String,
    /// How soon.
    pub urgency: Urgency,
    /// Where it stands.
    pub state: ReferralState,
    /// When sent or held.
    pub sent_at: i64,
    /// When seen.
    pub seen_at: Option<i64>,
    /// When answered.
    pub decided_at: Option<i64>,
    /// Should be seen by.
    pub see_by: i64,
    /// Should be answered by.
    pub decide_by: i64,
    /// Sending agency's id.
    pub from_agency: String,
    /// Receiving agency's id; the same when held.
    pub to_agency: String,
    /// Sending agency's name.
    pub from: String,
    /// Receiving agency's name.
    pub to: String,
    /// The opened card, or why there is none.
    pub card: CardView,
}

/// The card of a referral.
pub enum CardView {
    /// Open.
    Open(Card),
    /// The agency's key is locked, or the vault does not answer.
    Locked,
    /// The consent has ended: nothing is shown any more.
    Ended,
}

impl ReferralView {
    /// The service asked for, if the card is open.
    pub fn service(&self) -> Option<&str> {
        match &self.card {
            CardView::Open(card) => Some(&card.service),
            _ => None,
        }
    }
}

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

/// What waits in the actor's agency's queues, most urgent first.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn waiting(
    house: &House,
    actor: &Actor,
    session: &str,
    limit: i64,
) -> Result<Vec<ReferralView>, ServiceError> {
    let agency = own_agency(actor)?;
    policy::may(
        actor,
        Action::ReferralList,
        Resource::Received { by: &agency },
    )?;
    let loaded = house
        .store
        .read("waiting_referrals", move |conn| {
            Ok::<_, ServiceError>(rows::open_in_queues(conn, &agency, limit)?)
        })
        .await?;
    open(house, session, loaded).await
}

/// A page of an agency's queue.
pub struct QueuePage {
    /// What waits for an answer or is held, most urgent first.
    pub waiting: Vec<ReferralView>,
    /// On the first page: what was answered last.
    pub answered: Vec<ReferralView>,
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
    let (mut shown, waiting, more) = house
        .store
        .read("queue_page", move |conn| {
            let mut open = rows::open_in_queues(conn, &agency, MOST_IN_QUEUES)?;
            open.retain(|r| r.state != ReferralState::Accepted.as_str());
            let more = open.len() > offset + limit;
            let mut shown: Vec<ReferralRow> = open.into_iter().skip(offset).take(limit).collect();
            let waiting = shown.len();
            if offset == 0 {
                let mut answered = rows::page(conn, &agency, Direction::Received, 100, 0)?;
                answered.retain(|r| r.decided_at.is_some());
                answered.sort_by_key(|r| std::cmp::Reverse(r.decided_at));
                shown.extend(answered.into_iter().take(ANSWERED_SHOWN));
            }
            Ok::<_, ServiceError>((shown, waiting, more))
        })
        .await?;
    let answered = shown.split_off(waiting);
    let ids: Vec<String> = answered.iter().map(|r| r.id.clone()).collect();
    shown.extend(answered);
    let opened = open(house, session, shown).await?;
    let (answered, waiting) = opened.into_iter().partition(|view| ids.contains(&view.id));
    Ok(QueuePage {
        waiting,
        answered,
        more,
    })
}

/// One referral. Opening it as its receiver makes it seen.
///
/// # Errors
/// [`ServiceError::NotFound`] for whoever it is not for.
pub async fn one(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
) -> Result<(ReferralView, Vec<ReferralEventRow>), ServiceError> {
    let (who, wanted, now) = (actor.clone(), id.to_owned(), house.now());
    let row = house
        .store
        .read("read_referral", move |conn| readable(conn, &who, &wanted))
        .await?;
    let mut opened = open(house, session, vec![row]).await?;
    let mut view = opened.pop().ok_or(ServiceError::NotFound)?;
    let (who, wanted) = (actor.clone(), id.to_owned());
    let shown = matches!(view.card, CardView::Open(_));
    let (state, seen_at, events) = house
        .store
        .write("see_referral", move |conn| {
            let row = readable(conn, &who, &wanted)?;
            let receives = policy::may(
                &who,
                Action::ReferralDecide,
                Resource::Received { by: &row.to_agency },
            )
            .is_ok();
            if receives && shown && row.state == ReferralState::Sent.as_str() {
                step(conn, &who, &row, Event::See, now)?;
            }
            let row = readable(conn, &who, &wanted)?;
            let events = rows::events_of(conn, &wanted)?;
            Ok::<_, ServiceError>((state_of(&row)?, row.seen_at, events))
        })
        .await?;
    view.state = state;
    view.seen_at = seen_at;
    Ok((view, events))
}

/// Takes a referral. Whoever decides has seen the card, so a key that is locked stops this.
///
/// # Errors
/// [`ServiceError::Moved`] when it does not wait any more; [`ServiceError::Locked`]; [`ServiceError::NotFound`].
pub async fn accept(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
) -> Result<ReferralView, ServiceError> {
    decide(house, actor, session, id, Event::Accept).await
}

/// Gives a referral back, with the reason.
///
/// # Errors
/// As [`accept`].
pub async fn decline(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    reason: DeclineReason,
) -> Result<ReferralView, ServiceError> {
    decide(house, actor, session, id, Event::Decline(reason)).await
}

async fn decide(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    event: Event,
) -> Result<ReferralView, ServiceError> {
    let (seen, _) = one(house, actor, session, id).await?;
    match seen.card {
        CardView::Open(_) => {}
        CardView::Locked => return Err(ServiceError::Locked),
        CardView::Ended => {
            return Err(ServiceError::Moved(
                "ended: the consent was for 72 hours".into(),
            ));
        }
    }
    let (who, wanted, now) = (actor.clone(), id.to_owned(), house.now());
    let row = house
        .store
        .write("decide_referral", move |conn| {
            let row = readable(conn, &who, &wanted)?;
            policy::may(
                &who,
                Action::ReferralDecide,
                Resource::Received { by: &row.to_agency },
            )?;
            step(conn, &who, &row, event, now)?;
            readable(conn, &who, &wanted)
        })
        .await?;
    let mut opened = open(house, session, vec![row]).await?;
    opened.pop().ok_or(ServiceError::NotFound)
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

async fn open(
    house: &House,
    session: &str,
    loaded: Vec<ReferralRow>,
) -> Result<Vec<ReferralView>, ServiceError> {
    if loaded.is_empty() {
        return Ok(Vec::new());
    }
    let session = Zeroizing::new(session.to_owned());
    let ids = loaded.iter().map(|r| r.id.clone()).collect();
    let cards = match house
        .vault
        .ask(Request::Cards {
            session,
            referrals: ids,
        })
        .await
    {
        Ok(Reply::Cards(cards)) => cards,
        Ok(_) => return Err(ServiceError::Internal("the vault's answer")),
        // A queue without its vault still shows what is urgent.
        Err(crate::vault::client::VaultError::Away) => {
            loaded.iter().map(|_| CardReply::Locked).collect()
        }
        Err(error) => return Err(error.into()),
    };
    let names = house
        .store
        .read("agency_names", |conn| {
            Ok::<_, ServiceError>(agencies::all(conn)?)
        })
        .await?;
    let name = |id: &str| {
        names
            .iter()
            .find(|a| a.id == id)
            .map(|a| a.name.clone())
            .unwrap_or_default()
    };
    loaded
        .into_iter()
        .zip(cards)
        .map(|(row, card)| {
            Ok(ReferralView {
                urgency: row
                    .urgency
                    .parse()
                    .map_err(|_| ServiceError::Internal("an urgency"))?,
                state: state_of(&row)?,
                from: name(&row.from_agency),
                to: name(&row.to_agency),
                from_agency: row.from_agency,
                to_agency: row.to_agency,
                id: row.id,
                queue: row.queue_id,
                sent_at: row.sent_at,
                seen_at: row.seen_at,
                decided_at: row.decided_at,
                see_by: row.see_by,
                decide_by: row.decide_by,
                card: match card {
                    CardReply::Open(card) => CardView::Open(card),
                    CardReply::Locked => CardView::Locked,
                    CardReply::Ended => CardView::Ended,
                    CardReply::Withheld => return Err(ServiceError::NotFound),
                },
            })
        })
        .collect()
}

/// A referral, for those whom it concerns; to everybody else it does not exist.
fn readable(conn: &mut Conn, actor: &Actor, id: &str) -> Result<ReferralRow, ServiceError> {
    let row = rows::by_id(conn, id)?.ok_or(ServiceError::NotFound)?;
    let may = |resource| policy::may(actor, Action::ReferralRead, resource).is_ok();
    if may(Resource::Received { by: &row.to_agency })
        || may(Resource::Sent {
            by: &row.from_agency,
        })
    {
        Ok(row)
    } else {
        Err(ServiceError::NotFound)
    }
}

fn step(
    conn: &mut Conn,
    actor: &Actor,
    row: &ReferralRow,
    event: Event,
    now: i64,
) -> Result<(), ServiceError> {
    let from = state_of(row)?;
    let to = from
        .transition(event)
        .map_err(|_| ServiceError::Moved(row.state.clone()))?;
    if to == from {
        return Ok(());
    }
    let reason = match event {
        Event::Decline(reason) => Some(reason.as_str().to_owned()),
        _ => None,
    };
    let moved = rows::step(
        conn,
        &ReferralEventRow {
            id: token::new_id(),
            referral_id: row.id.clone(),
            from_state: row.state.clone(),
            to_state: to.as_str().to_owned(),
            actor_id: Some(actor.id),
            reason,
            at: now,
        },
    )?;
    if !moved {
        let here = rows::by_id(conn, &row.id)?.ok_or(ServiceError::NotFound)?;
        return Err(ServiceError::Moved(here.state));
    }
    let act = format!("referral.{}", event.as_str());
    super::audit::note(
        conn,
        actor,
        Some(&row.to_agency),
        &act,
        "referral",
        &row.id,
        now,
    )?;
    Ok(())
}

fn state_of(row: &ReferralRow) -> Result<ReferralState, ServiceError> {
    row.state
        .parse()
        .map_err(|_| ServiceError::Internal("a referral's state"))
}

fn own_agency(actor: &Actor) -> Result<String, ServiceError> {
    actor.agency.clone().ok_or(ServiceError::Denied)
}
