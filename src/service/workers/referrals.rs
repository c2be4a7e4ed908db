//! An agency's queues, for its own machine: what others sent, sealed to it; and the steps that its people took there.

use super::Worker;
use crate::crypto::token;
use crate::domain::referral::{By, Event, RecallReason, ReferralState};
use crate::service::{House, ServiceError};
use crate::store::audit::{self, Entry};
use crate::store::referrals::steps::{self, Taken};
use crate::store::referrals::withdrawal::{self, Withdrawal, Withdrawn};
use crate::store::referrals::{self, ReferralRow};
use crate::store::workers as rows;
use crate::store::{Conn, records};
use crate::vault::errand::{Moves, ReceivedReferral, Record, Standing, Step, Verdict, Wrap};

/// Referrals in one answer at most.
const MOST: i64 = 500;

/// What others sent after one time, and what took a step after another.
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
    let Some(card) = sealed(conn, &row.record_id)? else {
        return Ok(None);
    };
    let contact = match &row.contact_record_id {
        Some(id) => sealed(conn, id)?,
        None => None,
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
        contact_by: row.contact_by,
        serve_by: row.serve_by,
        sent_at: row.sent_at,
        consent,
        card,
        contact,
    }))
}

fn sealed(conn: &mut Conn, id: &str) -> Result<Option<Record>, ServiceError> {
    let Some((row, wraps)) = records::with_all_wraps(conn, id)? else {
        return Ok(None);
    };
    Ok(row.sealed.map(|sealed| Record {
        id: row.id,
        kind: row.kind,
        format: row.format,
        sealed,
        wraps: wraps
            .into_iter()
            .map(|wrap| Wrap {
                key: wrap.key_id,
                wrapped: wrap.wrapped,
            })
            .collect(),
    }))
}

fn standing(row: &ReferralRow) -> Standing {
    Standing {
        id: row.id.clone(),
        state: row.state.clone(),
        seen_at: row.seen_at,
        decided_at: row.decided_at,
        moved_at: row.moved_at,
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
    told: Vec<Step>,
) -> Result<Vec<Verdict>, ServiceError> {
    let (own, now) = (worker.agency.clone(), house.now());
    house
        .store
        .write("steps_of_worker", move |conn: &mut Conn| {
            told.iter()
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
fn take(conn: &mut Conn, own: &str, told: &Step, now: i64) -> Result<Option<String>, ServiceError> {
    let row = referrals::by_id(conn, &told.referral)?;
    let Some(row) = row.filter(|row| row.to_agency == own || row.from_agency == own) else {
        return Ok(Some("there is no such referral of this agency".into()));
    };
    let known = referrals::events_of(conn, &told.referral)?;
    if known.iter().any(|event| event.id == told.id) {
        return Ok(None);
    }
    let state = row.state.parse().ok();
    let Some(event) = state.and_then(|state| event_of(state, told)) else {
        return Ok(Some("there is no such step".into()));
    };
    let Some(by) = on_behalf(own, &row, event) else {
        return Ok(Some("it is the other agency's to say".into()));
    };
    let id = uuid::Uuid::parse_str(&told.id).map_or_else(|_| token::new_id(), |id| id.to_string());
    if by == By::Withdrawal {
        return withdraw(conn, own, &row, id, now);
    }
    let taken = steps::take(
        conn,
        &steps::Step {
            referral: &told.referral,
            id,
            event,
            by,
            actor: None,
            actor_kind: "worker",
            conflict: false,
            record: None,
            now,
        },
    )?;
    Ok(match taken {
        Taken::Done(_) => None,
        Taken::Stands(state) => Some(format!("it is {state} meanwhile")),
        Taken::Refused(_, why) => Some(why.to_string()),
    })
}

/// Takes a referral back on its sender's word. What its receiver could open is destroyed in any case; a referral that had
/// ended is told to stand as it does.
fn withdraw(
    conn: &mut Conn,
    own: &str,
    row: &ReferralRow,
    id: String,
    now: i64,
) -> Result<Option<String>, ServiceError> {
    let word = Withdrawal {
        referral: &row.id,
        id,
        actor: None,
        actor_kind: "worker",
        now,
    };
    let (state, destroyed) = match withdrawal::withdraw(conn, &word)? {
        Withdrawn::Recalled => return Ok(None),
        Withdrawn::Revoked(state, destroyed) => (state, destroyed),
    };
    if destroyed > 0 {
        let entry = Entry {
            at: now,
            actor_kind: "worker".into(),
            agency_id: Some(own.to_owned()),
            action: "referral.revoke".into(),
            object_kind: "referral".into(),
            object_id: row.id.clone(),
            result: "done".into(),
            note: Some(RecallReason::Withdrawn.as_str().into()),
            ..Entry::default()
        };
        audit::append(conn, &entry)?;
    }
    // Taken back before: said twice.
    let there = state == ReferralState::Recalled;
    Ok((!there).then(|| format!("it is {state} meanwhile")))
}

/// On whose behalf an agency's machine takes a step: taking back is the sender's, of consents that were withdrawn there.
fn on_behalf(own: &str, row: &ReferralRow, event: Event) -> Option<By> {
    let (sends, receives) = (row.from_agency == own, row.to_agency == own);
    match event {
        Event::Recall(RecallReason::Withdrawn) => sends.then_some(By::Withdrawal),
        Event::Recall(_) | Event::Answer | Event::Say(_) | Event::Close => {
            sends.then_some(By::Owner)
        }
        Event::PersonDecline | Event::Reopen if !receives => Some(By::Owner),
        _ => receives.then_some(By::Receiver),
    }
}

/// What happened, by where it led.
fn event_of(from: ReferralState, step: &Step) -> Option<Event> {
    let reason = step.reason.as_deref();
    Some(match (from, step.to.parse().ok()?) {
        (ReferralState::InfoRequested, ReferralState::Seen) => Event::Answer,
        (_, ReferralState::Seen) => Event::See,
        (_, ReferralState::InfoRequested) => Event::Ask,
        (_, ReferralState::Accepted) => Event::Accept,
        (_, ReferralState::Declined) => Event::Decline(reason?.parse().ok()?),
        (ReferralState::Closed, ReferralState::InProgress) => Event::Reopen,
        (_, ReferralState::InProgress) => Event::Contact,
        (ReferralState::Delivered, ReferralState::Delivered) => Event::Say(reason?.parse().ok()?),
        (_, ReferralState::Delivered) => Event::Deliver,
        (_, ReferralState::PersonDeclined) => Event::PersonDecline,
        (_, ReferralState::Closed) => Event::Close,
        (ReferralState::Recalled, ReferralState::Recalled) => {
            match reason?.parse::<RecallReason>() {
                // Both sides took it back at once.
                Ok(reason) => Event::Recall(reason),
                Err(_) => Event::Attest(reason?.parse().ok()?),
            }
        }
        // A machine of an older version has another word for a withdrawal, and no other reason.
        (_, ReferralState::Recalled) => {
            Event::Recall(reason?.parse().unwrap_or(RecallReason::Withdrawn))
        }
        _ => return None,
    })
}
