//! An agency's queues, for its own machine: what others sent, sealed to it; and the steps that its people took there.

use super::Worker;
use crate::crypto::token;
use crate::domain::referral::{Event, ReferralState};
use crate::service::{House, ServiceError};
use crate::store::audit::{self, Entry};
use crate::store::referrals::{self, ReferralEventRow, ReferralRow};
use crate::store::workers as rows;
use crate::store::{Conn, consents, records};
use crate::vault::consents::settling::WITHDRAWN as CONSENT_WITHDRAWN;
use crate::vault::errand::{Moves, ReceivedReferral, Record, Standing, Step, Verdict, Wrap};

/// Referrals in one answer at most.
const MOST: i64 = 500;

/// What others sent after one time, and what was seen or decided after another.
///
/// # Errors
/// When the database refuses.
pub async fn moves(
    house: &House,
    worker: &Worker,
    sent_after: i64,
    moved_after: i64,
) -> Result<Moves, ServiceError> {
    let own = worker.agency.clone();
    house
        .store
        .read("moves_for_worker", move |conn| {
            let received = rows::received_after(conn, &own, sent_after, MOST)?;
            let moved = rows::moved_after(conn, &own, moved_after, MOST)?;
            Ok::<_, ServiceError>(Moves {
                received: received
                    .into_iter()
                    .filter_map(|row| card_of(conn, row).transpose())
                    .collect::<Result<_, ServiceError>>()?,
                moved: moved.iter().map(standing).collect(),
            })
        })
        .await
}

/// None for a referral whose card was destroyed.
fn card_of(conn: &mut Conn, row: ReferralRow) -> Result<Option<ReceivedReferral>, ServiceError> {
    let Some((card, wraps)) = records::with_all_wraps(conn, &row.record_id)? else {
        return Ok(None);
    };
    let Some(sealed) = card.sealed else {
        return Ok(None);
    };
    let consent = match &row.consent_id {
        // One that was taken back has ended: there too nothing is shown any more.
        Some(id) => {
            let ends = records::consent_ends(conn, &[id])?.pop();
            Some(ends.unwrap_or_else(|| (id.clone(), 0)))
        }
        None => None,
    };
    Ok(Some(ReceivedReferral {
        standing: standing(&row),
        from: row.from_agency,
        submission: row.submission_id,
        queue: row.queue_id,
        urgency: row.urgency,
        see_by: row.see_by,
        decide_by: row.decide_by,
        sent_at: row.sent_at,
        consent,
        card: Record {
            id: card.id,
            kind: card.kind,
            format: card.format,
            sealed,
            wraps: wraps
                .into_iter()
                .map(|wrap| Wrap {
                    key: wrap.key_id,
                    wrapped: wrap.wrapped,
                })
                .collect(),
        },
    }))
}

fn standing(row: &ReferralRow) -> Standing {
    Standing {
        id: row.id.clone(),
        state: row.state.clone(),
        seen_at: row.seen_at,
        decided_at: row.decided_at,
    }
}

/// Takes steps that people took on the agency's own machine, each as if they had taken it here: by the same rules, and not at
/// all if the referral moved on meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn steps(
    house: &House,
    worker: &Worker,
    steps: Vec<Step>,
) -> Result<Vec<Verdict>, ServiceError> {
    let (own, now) = (worker.agency.clone(), house.now());
    house
        .store
        .write("steps_of_worker", move |conn: &mut Conn| {
            steps
                .iter()
                .map(|step| {
                    let refused = take(conn, &own, step, now)?;
                    Ok(Verdict {
                        submission: step.id.clone(),
                        refused,
                    })
                })
                .collect::<Result<Vec<_>, ServiceError>>()
        })
        .await
}

/// None if it is done, now or before; else why not.
fn take(conn: &mut Conn, own: &str, step: &Step, now: i64) -> Result<Option<String>, ServiceError> {
    let row = referrals::by_id(conn, &step.referral)?;
    // Taking back is the sender's: consents were withdrawn on its machine.
    let recalls = step.to == ReferralState::Recalled.as_str();
    let row = row.filter(|row| {
        own == if recalls {
            &row.from_agency
        } else {
            &row.to_agency
        }
    });
    let Some(row) = row else {
        return Ok(Some("there is no such referral to this agency".into()));
    };
    let known = referrals::events_of(conn, &row.id)?;
    if known.iter().any(|event| event.id == step.id) {
        return Ok(None);
    }
    if recalls {
        return recall(conn, own, &row, step, now);
    }
    let Some(event) = event_of(step) else {
        return Ok(Some("there is no such step".into()));
    };
    let moved = row
        .state
        .parse::<ReferralState>()
        .ok()
        .and_then(|from| from.transition(event).ok());
    let Some(to) = moved else {
        return Ok(Some(format!("it is {} meanwhile", row.state)));
    };
    let id = uuid::Uuid::parse_str(&step.id).map_or_else(|_| token::new_id(), |id| id.to_string());
    let done = referrals::step(
        conn,
        &ReferralEventRow {
            id,
            referral_id: row.id.clone(),
            from_state: row.state.clone(),
            to_state: to.as_str().to_owned(),
            actor_id: None,
            reason: step
                .reason
                .clone()
                .filter(|_| to == ReferralState::Declined),
            at: now,
        },
    )?;
    if !done {
        return Ok(Some("it moved on meanwhile".into()));
    }
    audit::append(
        conn,
        &Entry {
            at: now,
            actor_kind: "worker".into(),
            agency_id: Some(own.to_owned()),
            action: format!("referral.{}", event.as_str()),
            object_kind: "referral".into(),
            object_id: row.id,
            result: "done".into(),
            ..Entry::default()
        },
    )?;
    Ok(None)
}

/// Takes a referral back on its sender's word, and destroys the receiver's keys to its card. One that was answered for good
/// meanwhile stays answered.
fn recall(
    conn: &mut Conn,
    own: &str,
    row: &ReferralRow,
    step: &Step,
    now: i64,
) -> Result<Option<String>, ServiceError> {
    let id = uuid::Uuid::parse_str(&step.id).map_or_else(|_| token::new_id(), |id| id.to_string());
    let event = ReferralEventRow {
        id,
        referral_id: row.id.clone(),
        from_state: row.state.clone(),
        to_state: ReferralState::Recalled.as_str().to_owned(),
        actor_id: None,
        reason: Some(CONSENT_WITHDRAWN.to_owned()),
        at: now,
    };
    let recalled = consents::recall(conn, &event)?;
    if recalled.changed() {
        let entry = Entry {
            at: now,
            actor_kind: "worker".into(),
            agency_id: Some(own.to_owned()),
            action: "referral.recall".into(),
            object_kind: "referral".into(),
            object_id: row.id.clone(),
            result: "done".into(),
            note: Some(CONSENT_WITHDRAWN.into()),
            ..Entry::default()
        };
        audit::append(conn, &entry)?;
    }
    let there = recalled.done || recalled.from == event.to_state;
    Ok((!there).then(|| format!("it is {} meanwhile", recalled.from)))
}

fn event_of(step: &Step) -> Option<Event> {
    match step.to.parse().ok()? {
        ReferralState::Seen => Some(Event::See),
        ReferralState::Accepted => Some(Event::Accept),
        ReferralState::Declined => Some(Event::Decline(step.reason.as_deref()?.parse().ok()?)),
        _ => None,
    }
}
