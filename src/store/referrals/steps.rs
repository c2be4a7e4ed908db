//! How a referral takes a step: the domain says whether and what follows ([`Referral::apply`]), and here all of it is written
//! in the caller's transaction: the row, the event, the audit, the next look at its clock, destroyed keys, and the order to
//! ask the next provider. Of two that step at once one comes first; the other is told where it stands then.

use diesel::prelude::*;

use super::{ReferralEventRow, ReferralRow, by_id, hold, hours};
use crate::domain::referral::{
    By, Circumstances, Clocks, Effect, Event, Hours, Next, Pause, Referral, ReferralState, Refused,
};
use crate::domain::words::Urgency;
use crate::store::audit::{self, Entry};
use crate::store::schema::{referral_events, referrals};
use crate::store::{Conn, StoreError, jobs, records, retention};

/// The kind of job that looks at a referral's clock; its subject is the referral's id.
pub const CLOCK: &str = "clock";
/// The kind of job that asks the next provider; its subject is the referral that was not taken.
pub const ONWARD: &str = "onward";

/// A step to be taken.
pub struct Step<'a> {
    /// The referral.
    pub referral: &'a str,
    /// An id for the event, UUIDv7.
    pub id: String,
    /// What happens.
    pub event: Event,
    /// On whose behalf.
    pub by: By,
    /// Who, if a person.
    pub actor: Option<i64>,
    /// What the actor is, for the audit: `user`, `worker`, `vault`, `system`.
    pub actor_kind: &'a str,
    /// Whether somebody of the receiver declared a conflict.
    pub conflict: bool,
    /// The sealed words beside it.
    pub record: Option<String>,
    /// Now.
    pub now: i64,
}

/// What became of a step.
pub enum Taken {
    /// Done; the referral as it stands now.
    Done(Box<ReferralRow>),
    /// Not possible from where it stands: somebody else was first, or it never was.
    Stands(ReferralState),
    /// Not possible now.
    Refused(ReferralState, Refused),
}

/// Takes a step.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such referral, or its row says what this version does not know.
pub fn take(conn: &mut Conn, step: &Step<'_>) -> Result<Taken, StoreError> {
    // From here on until the transaction ends nobody else steps: whoever does comes before or after, and is refused only what
    // the other's step shuts out.
    let row = hold(conn, step.referral)?.ok_or(StoreError::NotFound)?;
    let life = life_of(&row).ok_or(StoreError::NotFound)?;
    let hours = hours_of(conn, &row)?;
    let circumstances = Circumstances {
        consent_stands: stands(conn, &row, step.now)?,
        conflict_declared: step.conflict,
        hours: &hours,
        now: step.now,
    };
    let next = match life.apply(step.event, step.by, &circumstances) {
        Ok(next) => next,
        Err(Refused::Invalid(_)) => return Ok(Taken::Stands(life.state)),
        Err(refused) => return Ok(Taken::Refused(life.state, refused)),
    };
    if next.referral == life && step.event == Event::See {
        return Ok(Taken::Done(Box::new(row)));
    }
    // Whoever waited for the other says when it asked; the history has them in the order in which they were taken.
    let at = step.now.max(row.moved_at.saturating_add(1));
    let after = ReferralRow {
        moved_at: at,
        ..written(&row, &next.referral, step)
    };
    if !keep(conn, &row, &after)? {
        let here = by_id(conn, step.referral)?.ok_or(StoreError::NotFound)?;
        let state = here.state.parse().map_err(|_| StoreError::NotFound)?;
        return Ok(Taken::Stands(state));
    }
    note(conn, &row, &after, step)?;
    carry_out(conn, &after, &next, &hours, step.now)?;
    Ok(Taken::Done(Box::new(after)))
}

/// At an agency's own machine: takes where a referral stands from the hub, whose word replaces what stood here. Its state, when
/// it was seen, when decided, when it took its last step. What was taken back from this agency opens here no more either.
///
/// # Errors
/// When the database refuses.
pub fn stand_as_told(
    conn: &mut Conn,
    own: &str,
    id: &str,
    state: &str,
    (seen_at, decided_at, moved_at): (Option<i64>, Option<i64>, i64),
) -> Result<(), StoreError> {
    diesel::update(referrals::table.find(id))
        .set((
            referrals::state.eq(state),
            referrals::seen_at.eq(seen_at),
            referrals::decided_at.eq(decided_at),
            referrals::moved_at.eq(moved_at),
        ))
        .execute(conn)?;
    match by_id(conn, id)? {
        Some(row) if state == ReferralState::Recalled.as_str() && row.to_agency == own => {
            destroy_wraps(conn, &row).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// What a row says of the referral's life; none if it says what this version does not know.
pub fn life_of(row: &ReferralRow) -> Option<Referral> {
    let state: ReferralState = row.state.parse().ok()?;
    let pause = match (state, row.paused_at, row.pause_ends_at) {
        (ReferralState::InfoRequested, Some(since), Some(until)) => Pause::Running { since, until },
        (_, None, _) => Pause::Left,
        _ => Pause::Used,
    };
    Some(Referral {
        state,
        urgency: row.urgency.parse().ok()?,
        clocks: Clocks {
            see_by: row.see_by,
            decide_by: row.decide_by,
            contact_by: row.contact_by,
            serve_by: row.serve_by,
        },
        escalation: u8::try_from(row.escalation).ok()?,
        pause,
        delivered_at: row.delivered_at,
        feedback: row.feedback.as_deref().and_then(|word| word.parse().ok()),
        reopening: row.reopening.as_deref().and_then(|word| word.parse().ok()),
        attested: row.attested_at.is_some(),
    })
}

/// When a referral's clock does something next, and what.
///
/// # Errors
/// When the database refuses.
pub fn next_due(conn: &mut Conn, row: &ReferralRow) -> Result<Option<(i64, Event)>, StoreError> {
    let hours = hours_of(conn, row)?;
    Ok(life_of(row).and_then(|life| life.next_due(&hours)))
}

/// Sees that somebody looks at a referral's clock when it does something next.
///
/// # Errors
/// When the database refuses.
pub fn wind(conn: &mut Conn, row: &ReferralRow, now: i64) -> Result<(), StoreError> {
    if let Some((at, _)) = next_due(conn, row)? {
        jobs::enqueue(conn, CLOCK, &row.id, at, now)?;
    }
    Ok(())
}

/// The first look at the clocks of new referrals. Needs nobody's hours: they are counted in the row.
pub(super) fn start_clocks(conn: &mut Conn, rows: &[ReferralRow]) -> Result<(), StoreError> {
    let always = Hours::always();
    let due: Vec<(&str, i64)> = rows
        .iter()
        .filter_map(|row| Some((row.id.as_str(), life_of(row)?.next_due(&always)?.0)))
        .collect();
    jobs::enqueue_new(conn, CLOCK, &due)
}

/// The receiver's hours, where the urgency lets them count.
fn hours_of(conn: &mut Conn, row: &ReferralRow) -> Result<Hours, StoreError> {
    let urgency = row.urgency.parse::<Urgency>().ok();
    if !matches!(urgency, Some(Urgency::U2 | Urgency::U3)) {
        return Ok(Hours::always());
    }
    let text = hours(conn, &row.to_agency)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Whether what a referral rests on stands.
fn stands(conn: &mut Conn, row: &ReferralRow, now: i64) -> Result<bool, StoreError> {
    let Some(consent) = &row.consent_id else {
        return Ok(true);
    };
    // Those in force only: one that was taken back has ended.
    let ends = records::consent_ends(conn, &[consent])?.pop();
    Ok(ends.is_some_and(|(_, ends)| now < ends))
}

fn written(row: &ReferralRow, life: &Referral, step: &Step<'_>) -> ReferralRow {
    let at = |when: bool, before: Option<i64>| if when { Some(step.now) } else { before };
    let (event, reopened) = (
        step.event,
        step.event == Event::Reopen && life.reopening.is_none(),
    );
    let (paused_at, pause_ends_at) = match life.pause {
        Pause::Running { since, until } => (Some(since), Some(until)),
        Pause::Left | Pause::Used => (row.paused_at, row.pause_ends_at),
    };
    let decides = matches!(
        event,
        Event::Accept | Event::Decline(_) | Event::Expire | Event::Recall(_) | Event::SendAll
    );
    ReferralRow {
        state: life.state.as_str().to_owned(),
        escalation: i32::from(life.escalation),
        paused_at,
        pause_ends_at,
        decide_by: life.clocks.decide_by,
        contact_by: life.clocks.contact_by,
        serve_by: life.clocks.serve_by,
        seen_at: at(event == Event::See && row.seen_at.is_none(), row.seen_at),
        decided_at: at(decides && row.decided_at.is_none(), row.decided_at),
        contacted_at: at(event == Event::Contact, row.contacted_at),
        delivered_at: life.delivered_at,
        closed_at: match reopened {
            true => None,
            false => at(
                matches!(event, Event::Close | Event::SendAll),
                row.closed_at,
            ),
        },
        feedback: life.feedback.map(|said| said.as_str().to_owned()),
        reopening: life.reopening.map(|side| side.as_str().to_owned()),
        attested_at: at(life.attested && row.attested_at.is_none(), row.attested_at),
        ..row.clone()
    }
}

/// Writes a row in the place of what it was; false if that moved on meanwhile.
fn keep(conn: &mut Conn, before: &ReferralRow, after: &ReferralRow) -> Result<bool, StoreError> {
    let still = referrals::table
        .find(&before.id)
        .filter(referrals::state.eq(&before.state))
        .filter(referrals::escalation.eq(before.escalation))
        .filter(referrals::moved_at.eq(before.moved_at));
    let changed = diesel::update(still)
        .set((
            (
                referrals::state.eq(&after.state),
                referrals::escalation.eq(after.escalation),
                referrals::paused_at.eq(after.paused_at),
                referrals::pause_ends_at.eq(after.pause_ends_at),
                referrals::decide_by.eq(after.decide_by),
                referrals::contact_by.eq(after.contact_by),
                referrals::serve_by.eq(after.serve_by),
                referrals::seen_at.eq(after.seen_at),
            ),
            (
                referrals::decided_at.eq(after.decided_at),
                referrals::contacted_at.eq(after.contacted_at),
                referrals::delivered_at.eq(after.delivered_at),
                referrals::closed_at.eq(after.closed_at),
                referrals::feedback.eq(&after.feedback),
                referrals::reopening.eq(&after.reopening),
                referrals::attested_at.eq(after.attested_at),
                referrals::moved_at.eq(after.moved_at),
            ),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

fn note(
    conn: &mut Conn,
    before: &ReferralRow,
    after: &ReferralRow,
    step: &Step<'_>,
) -> Result<(), StoreError> {
    diesel::insert_into(referral_events::table)
        .values(ReferralEventRow {
            id: step.id.clone(),
            referral_id: before.id.clone(),
            from_state: before.state.clone(),
            to_state: after.state.clone(),
            actor_id: step.actor,
            reason: step.event.reason().map(str::to_owned),
            at: after.moved_at,
            by_whom: step.by.as_str().to_owned(),
            record_id: step.record.clone(),
        })
        .execute(conn)?;
    let agency = match step.by {
        By::Receiver | By::System => &before.to_agency,
        By::Owner | By::Supervisor | By::Withdrawal => &before.from_agency,
    };
    audit::append(
        conn,
        &Entry {
            at: step.now,
            actor_id: step.actor,
            actor_kind: step.actor_kind.to_owned(),
            agency_id: Some(agency.clone()),
            action: format!("referral.{}", step.event.as_str()),
            object_kind: "referral".into(),
            object_id: before.id.clone(),
            result: "done".into(),
            ..Entry::default()
        },
    )
}

/// Carries out what follows. Who is told, what a receiver may open and from when retention counts follow from the row itself.
fn carry_out(
    conn: &mut Conn,
    row: &ReferralRow,
    next: &Next,
    hours: &Hours,
    now: i64,
) -> Result<(), StoreError> {
    for effect in &next.effects {
        match effect {
            Effect::DestroyWraps => {
                destroy_wraps(conn, row)?;
            }
            Effect::TryNext => jobs::enqueue(conn, ONWARD, &row.id, now, now)?,
            Effect::Wrap
            | Effect::PauseClock(_)
            | Effect::OpenContact
            | Effect::AskAttestation
            | Effect::Tell(_)
            | Effect::CountGap
            | Effect::StartRetention => {}
        }
    }
    match next.referral.next_due(hours) {
        Some((at, _)) => jobs::enqueue(conn, CLOCK, &row.id, at, now),
        None => Ok(()),
    }
}

/// Takes from the receiver every key to what was sealed for it: card, contact, and the words beside steps. What a sender
/// sent to itself stays its own. Answers how many.
pub(super) fn destroy_wraps(conn: &mut Conn, row: &ReferralRow) -> Result<i64, StoreError> {
    let mut wraps = 0;
    if row.from_agency != row.to_agency {
        for record in records_of(conn, row)? {
            wraps += retention::revoke(conn, &record, &row.to_agency)?;
        }
    }
    Ok(wraps)
}

/// Everything that was sealed for a referral.
///
/// # Errors
/// When the database refuses.
pub fn records_of(conn: &mut Conn, row: &ReferralRow) -> Result<Vec<String>, StoreError> {
    let words: Vec<Option<String>> = referral_events::table
        .filter(referral_events::referral_id.eq(&row.id))
        .filter(referral_events::record_id.is_not_null())
        .select(referral_events::record_id)
        .load(conn)?;
    let sealed = [Some(row.record_id.clone()), row.contact_record_id.clone()];
    Ok(sealed.into_iter().chain(words).flatten().collect())
}
