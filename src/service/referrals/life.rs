//! Steps of referrals that people take. Each asks the policy, lets the domain step and writes all of it in one transaction; of
//! two people who step at once one wins, and the other hears where it stands.

use super::{CardView, Direction, ReferralView, one, open, readable};
use crate::crypto::token;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::referral::{
    By, DeclineReason, Event, Feedback, RecallReason, Refused, Statement,
};
use crate::domain::words::Role;
use crate::service::{House, ServiceError};
use crate::store::Conn;
use crate::store::referrals::ReferralRow;
use crate::store::referrals::steps::{self, Step, Taken};

/// What a person does with a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Takes it. Whoever has a conflict says so and cannot.
    Accept {
        /// Whether a conflict is declared.
        conflict: bool,
    },
    /// Gives it back.
    Decline(DeclineReason),
    /// Met the person.
    Contact,
    /// Says whether the service was given.
    Feedback(Feedback),
    /// The person chose otherwise.
    PersonDeclined,
    /// Is done with it.
    Close,
    /// Begins again, together with the other agency.
    Reopen,
    /// Takes it back.
    Recall(RecallReason),
    /// Says what became of what it had.
    Attest(Statement),
}

impl Act {
    fn event(self) -> Event {
        match self {
            Self::Accept { .. } => Event::Accept,
            Self::Decline(reason) => Event::Decline(reason),
            Self::Contact => Event::Contact,
            Self::Feedback(said) => Event::Say(said),
            Self::PersonDeclined => Event::PersonDecline,
            Self::Close => Event::Close,
            Self::Reopen => Event::Reopen,
            Self::Recall(reason) => Event::Recall(reason),
            Self::Attest(statement) => Event::Attest(statement),
        }
    }
}

/// Takes a step. Whoever accepts or declines has seen the card first, so a key that is locked stops that.
///
/// # Errors
/// [`ServiceError::Moved`] when it does not stand where this can be done; [`ServiceError::NotNow`]; [`ServiceError::Locked`];
/// [`ServiceError::NotFound`] for whoever it is not for.
pub async fn act(
    house: &House,
    actor: &Actor,
    session: &str,
    id: &str,
    act: Act,
) -> Result<ReferralView, ServiceError> {
    if matches!(act, Act::Accept { .. } | Act::Decline(_)) {
        let view = one(house, actor, session, id).await?.view;
        match view.card {
            CardView::Open(_) => {}
            CardView::Locked => return Err(ServiceError::Locked),
            // Taken back, or answered by somebody else: that is what they are told, not why it opens no more.
            CardView::Ended if !view.state.is_waiting() => {
                return Err(ServiceError::Moved(view.state.to_string()));
            }
            CardView::Ended => {
                return Err(ServiceError::NotNow {
                    state: view.state.to_string(),
                    why: Refused::NoConsent.to_string(),
                });
            }
        }
    }
    let (who, wanted, now) = (actor.clone(), id.to_owned(), house.now());
    let row = house
        .store
        .write("step_referral", move |conn| {
            let row = readable(conn, &who, &wanted)?;
            let by = on_behalf(&who, &row, act)?;
            let conflict = act == Act::Accept { conflict: true };
            taken(conn, &who, &wanted, act.event(), by, conflict, now)
        })
        .await?;
    let mut opened = open(house, session, vec![row]).await?;
    opened.pop().ok_or(ServiceError::NotFound)
}

/// Whose step it is, if the actor may take it.
fn on_behalf(actor: &Actor, row: &ReferralRow, act: Act) -> Result<By, ServiceError> {
    let receiver = |action| {
        policy::may(actor, action, Resource::Received { by: &row.to_agency }).map(|_| By::Receiver)
    };
    let owner = |action| {
        let sent = Resource::Sent {
            by: &row.from_agency,
        };
        policy::may(actor, action, sent).map(|_| owner(actor))
    };
    Ok(match act {
        Act::Accept { .. } | Act::Decline(_) | Act::Contact | Act::Attest(_) => {
            receiver(Action::ReferralDecide)?
        }
        Act::Feedback(_) | Act::Close => owner(Action::ReferralFollow)?,
        Act::Recall(_) => owner(Action::ReferralRecall)?,
        // Within one agency the same people speak for both sides, one after the other.
        Act::Reopen if row.reopening.as_deref() == Some("receiver") => {
            owner(Action::ReferralFollow).or_else(|_| receiver(Action::ReferralDecide))?
        }
        Act::PersonDeclined | Act::Reopen => {
            receiver(Action::ReferralDecide).or_else(|_| owner(Action::ReferralFollow))?
        }
    })
}

fn owner(actor: &Actor) -> By {
    match actor.role() {
        Some(Role::Supervisor) => By::Supervisor,
        _ => By::Owner,
    }
}

/// Takes a step in the caller's transaction, who has asked the policy.
///
/// # Errors
/// [`ServiceError::Moved`], [`ServiceError::NotNow`].
pub fn step(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
    event: Event,
    by: By,
    now: i64,
) -> Result<ReferralRow, ServiceError> {
    taken(conn, actor, id, event, by, false, now)
}

fn taken(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
    event: Event,
    by: By,
    conflict: bool,
    now: i64,
) -> Result<ReferralRow, ServiceError> {
    let step = Step {
        referral: id,
        id: token::new_id(),
        event,
        by,
        actor: Some(actor.id),
        actor_kind: "user",
        conflict,
        record: None,
        now,
    };
    match steps::take(conn, &step)? {
        Taken::Done(row) => Ok(*row),
        Taken::Stands(state) => Err(ServiceError::Moved(state.to_string())),
        Taken::Refused(state, why) => Err(ServiceError::NotNow {
            state: state.to_string(),
            why: why.to_string(),
        }),
    }
}

/// Which acts a person could take from where a referral stands: what pages offer. The step itself asks again.
pub fn offered(actor: &Actor, view: &ReferralView, direction: Direction) -> Vec<&'static str> {
    let receives = direction == Direction::Received;
    let may = |action| {
        let resource = match receives {
            true => Resource::Received {
                by: &view.to_agency,
            },
            false => Resource::Sent {
                by: &view.from_agency,
            },
        };
        policy::may(actor, action, resource).is_ok()
    };
    let by = match receives {
        true => By::Receiver,
        false => owner(actor),
    };
    OFFERED
        .iter()
        .filter(|(_, event, action)| {
            may(*action) && crate::domain::referral::transition(view.state, *event, by).is_ok()
        })
        .filter(|(word, _, _)| match *word {
            "ask" => view.urgency >= crate::domain::words::Urgency::U2,
            "attest" => view.attested_at.is_none(),
            "confirm" | "dispute" => view.feedback.is_none(),
            "reopen" => {
                view.reopening.as_deref() != Some(if receives { "receiver" } else { "owner" })
            }
            _ => true,
        })
        .map(|(word, _, _)| *word)
        .collect()
}

/// Acts by their words, with an event of their kind.
const OFFERED: &[(&str, Event, Action)] = &[
    ("accept", Event::Accept, Action::ReferralDecide),
    (
        "decline",
        Event::Decline(DeclineReason::Other),
        Action::ReferralDecide,
    ),
    ("ask", Event::Ask, Action::ReferralDecide),
    ("answer", Event::Answer, Action::ReferralFollow),
    ("contact", Event::Contact, Action::ReferralDecide),
    ("deliver", Event::Deliver, Action::ReferralDecide),
    (
        "confirm",
        Event::Say(Feedback::Confirmed),
        Action::ReferralFollow,
    ),
    (
        "dispute",
        Event::Say(Feedback::Disputed),
        Action::ReferralFollow,
    ),
    ("close", Event::Close, Action::ReferralFollow),
    (
        "person-declined",
        Event::PersonDecline,
        Action::ReferralDecide,
    ),
    (
        "person-declined",
        Event::PersonDecline,
        Action::ReferralFollow,
    ),
    ("reopen", Event::Reopen, Action::ReferralDecide),
    ("reopen", Event::Reopen, Action::ReferralFollow),
    (
        "recall",
        Event::Recall(RecallReason::Other),
        Action::ReferralRecall,
    ),
    (
        "attest",
        Event::Attest(Statement::Destroyed),
        Action::ReferralDecide,
    ),
];
