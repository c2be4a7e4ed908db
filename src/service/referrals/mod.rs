//! Referrals: what an agency's queues received, what it sent, and each with all that happened to it. Steps stand in
//! [`life`]; those with words that would tell of a person, and contact, in [`words`]; queues and lists in `lists`; one on
//! paper in `paper`.

pub mod life;
mod lists;
mod paper;
pub mod words;

use zeroize::Zeroizing;

use super::{House, ServiceError};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::{By, Event, ReferralState};
use crate::domain::words::Urgency;
use crate::store::audit::{self, Filter};
use crate::store::referrals::{self as rows, ReferralEventRow, ReferralRow};
use crate::store::{Conn, agencies};
use crate::vault::client::{Card, CardReply, ContactName, Reply, Request, Words};

pub use crate::store::referrals::Direction;
pub use lists::{QueuePage, answered, list, queue_page, queues, second_looks, since};
pub use paper::{Paper, may_print, paper};

/// Openings that are looked through for what a receiver saw.
const OPENINGS: i64 = 500;

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
    /// The person should be met by.
    pub contact_by: i64,
    /// The service should be given by.
    pub serve_by: i64,
    /// Its clock stands still until then at most.
    pub paused_until: Option<i64>,
    /// How often somebody else had to be told.
    pub escalation: i32,
    /// When the person was met.
    pub contacted_at: Option<i64>,
    /// When the service was given.
    pub delivered_at: Option<i64>,
    /// What the sender said of that.
    pub feedback: Option<String>,
    /// Which side asked to begin again.
    pub reopening: Option<String>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// When the receiver said what became of what it had.
    pub attested_at: Option<i64>,
    /// The referral after which this agency was asked.
    pub follows: Option<String>,
    /// Which agency it is that is asked, from 1.
    pub tries: i32,
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

/// One referral with all that happened to it.
pub struct Whole {
    /// As in lists.
    pub view: ReferralView,
    /// Its steps, oldest first.
    pub steps: Vec<ReferralEventRow>,
    /// The words beside steps that the asker can open, each with its step's id.
    pub said: Vec<(String, Words)>,
    /// What the asker may open of its contact, line by line.
    pub contact: Vec<ContactName>,
    /// For the sender of what was taken back: what the receiver had opened, as the audit has it.
    pub opened: Vec<Opening>,
}

/// That a receiver opened something.
pub struct Opening {
    /// When.
    pub at: i64,
    /// The card, or a line of contact.
    pub what: &'static str,
    /// The class of data that was seen.
    pub class: Option<String>,
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
) -> Result<Whole, ServiceError> {
    let (who, wanted, now) = (actor.clone(), id.to_owned(), house.now());
    let row = house
        .store
        .read("read_referral", move |conn| readable(conn, &who, &wanted))
        .await?;
    let mut opened = open(house, session, vec![row]).await?;
    let view = opened.pop().ok_or(ServiceError::NotFound)?;
    let (who, wanted) = (actor.clone(), id.to_owned());
    let shown = matches!(view.card, CardView::Open(_));
    let (row, steps, openings) = house
        .store
        .write("see_referral", move |conn| {
            let mut row = readable(conn, &who, &wanted)?;
            let received = Resource::Received { by: &row.to_agency };
            let receives = policy::may(&who, Action::ReferralDecide, received).is_ok();
            if receives && shown && row.state == ReferralState::Sent.as_str() {
                row = match life::step(conn, &who, &wanted, Event::See, By::Receiver, now) {
                    // A colleague opened it at the same moment.
                    Err(ServiceError::Moved(_)) => readable(conn, &who, &wanted)?,
                    taken => taken?,
                };
            }
            let steps = rows::events_of(conn, &wanted)?;
            let sends = who.agency.as_ref() == Some(&row.from_agency);
            let openings = match sends && row.state == ReferralState::Recalled.as_str() {
                true => seen_by_receiver(conn, &row)?,
                false => Vec::new(),
            };
            Ok::<_, ServiceError>((row, steps, openings))
        })
        .await?;
    let receives = actor.agency.as_ref() == Some(&row.to_agency);
    let opens = state_of(&row)?.opens_contact() && receives && row.contact_record_id.is_some();
    // Taken back while it was opened: nothing is shown.
    let taken_back = state_of(&row)? == ReferralState::Recalled
        && actor.agency.as_ref() != Some(&row.from_agency);
    let card = match taken_back {
        true => CardView::Ended,
        false => view.card,
    };
    Ok(Whole {
        said: match steps.iter().any(|step| step.record_id.is_some()) {
            true => words::said(house, session, id).await?,
            false => Vec::new(),
        },
        contact: match opens && matches!(card, CardView::Open(_)) {
            true => words::contact(house, session, id).await?,
            false => Vec::new(),
        },
        view: ReferralView {
            card,
            state: state_of(&row)?,
            seen_at: row.seen_at,
            ..view
        },
        steps,
        opened: openings,
    })
}

/// What the receiver opened of a referral, oldest first: when and of which class, never who.
fn seen_by_receiver(conn: &mut Conn, row: &ReferralRow) -> Result<Vec<Opening>, ServiceError> {
    let filter = Filter {
        agency_id: Some(row.to_agency.clone()),
        object_id: Some(row.id.clone()),
        ..Filter::default()
    };
    let mut found: Vec<Opening> = audit::page(conn, &filter, None, OPENINGS)?
        .into_iter()
        .filter_map(|entry| {
            let what = match entry.action.as_str() {
                "referral.open" => "card",
                "referral.reveal" => "contact",
                _ => return None,
            };
            Some(Opening {
                at: entry.at,
                what,
                class: entry.class,
            })
        })
        .collect();
    found.reverse();
    Ok(found)
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
                contact_by: row.contact_by,
                serve_by: row.serve_by,
                paused_until: row
                    .pause_ends_at
                    .filter(|_| row.state == ReferralState::InfoRequested.as_str()),
                escalation: row.escalation,
                contacted_at: row.contacted_at,
                delivered_at: row.delivered_at,
                feedback: row.feedback,
                reopening: row.reopening,
                closed_at: row.closed_at,
                attested_at: row.attested_at,
                follows: row.follows,
                tries: row.tries,
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

fn state_of(row: &ReferralRow) -> Result<ReferralState, ServiceError> {
    row.state
        .parse()
        .map_err(|_| ServiceError::Internal("a referral's state"))
}

fn own_agency(actor: &Actor) -> Result<String, ServiceError> {
    actor.agency.clone().ok_or(ServiceError::Denied)
}
