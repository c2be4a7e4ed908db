//! Referrals, their events, and the queues they stand in. What a referral says is a sealed record.

use diesel::prelude::*;

use super::schema::{queues, referral_events, referrals};
use super::{Conn, StoreError, notices};

/// A referral.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = referrals, treat_none_as_default_value = false)]
pub struct ReferralRow {
    /// Random id.
    pub id: String,
    /// The submission that asked for it.
    pub submission_id: String,
    /// Queue.
    pub queue_id: String,
    /// The agency that sends.
    pub from_agency: String,
    /// The agency that receives; the same when held.
    pub to_agency: String,
    /// The consent that it rests on; none when nothing crosses.
    pub consent_id: Option<String>,
    /// [`Urgency`](crate::domain::words::Urgency) as text.
    pub urgency: String,
    /// State, a word of the domain's referral states.
    pub state: String,
    /// The sealed card.
    pub record_id: String,
    /// Should be seen by.
    pub see_by: i64,
    /// Should be answered by.
    pub decide_by: i64,
    /// When sent (or held).
    pub sent_at: i64,
    /// When first seen.
    pub seen_at: Option<i64>,
    /// When accepted or declined.
    pub decided_at: Option<i64>,
}

/// One step of a referral.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = referral_events)]
pub struct ReferralEventRow {
    /// Id, UUIDv7.
    pub id: String,
    /// Referral.
    pub referral_id: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Who; none for the vault.
    pub actor_id: Option<i64>,
    /// A decline's reason, from its closed list.
    pub reason: Option<String>,
    /// When.
    pub at: i64,
}

/// Finds a queue by its keyed label, or makes it with `new_id`.
///
/// # Errors
/// When the database refuses.
pub fn queue(
    conn: &mut Conn,
    agency: &str,
    label_mac: &[u8],
    new_id: &str,
    now: i64,
) -> Result<String, StoreError> {
    let values = (
        queues::id.eq(new_id),
        queues::agency_id.eq(agency),
        queues::label_mac.eq(label_mac),
        queues::created_at.eq(now),
    );
    on_each!(conn, |c| diesel::insert_into(queues::table)
        .values(values)
        .on_conflict(queues::label_mac)
        .do_nothing()
        .execute(c))?;
    Ok(queues::table
        .filter(queues::label_mac.eq(label_mac))
        .select(queues::id)
        .first(conn)?)
}

/// The queues of an agency: opaque numbers.
///
/// # Errors
/// When the database refuses.
pub fn queues_of(conn: &mut Conn, agency: &str) -> Result<Vec<String>, StoreError> {
    Ok(queues::table
        .filter(queues::agency_id.eq(agency))
        .order(queues::created_at.asc())
        .select(queues::id)
        .load(conn)?)
}

/// Stores referrals; one that stands already for its submission and queue is left as it is.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, rows: &[ReferralRow]) -> Result<(), StoreError> {
    if !rows.is_empty() {
        on_each!(conn, |c| diesel::insert_into(referrals::table)
            .values(rows)
            .execute(c))?;
        notices::say_of_new(conn, rows)?;
    }
    Ok(())
}

/// One referral.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<ReferralRow>, StoreError> {
    Ok(referrals::table.find(id).first(conn).optional()?)
}

/// Several referrals.
///
/// # Errors
/// When the database refuses.
pub fn by_ids(conn: &mut Conn, ids: &[String]) -> Result<Vec<ReferralRow>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(1000) {
        found.extend(
            referrals::table
                .filter(referrals::id.eq_any(ids))
                .load::<ReferralRow>(conn)?,
        );
    }
    Ok(found)
}

/// Which way a list of referrals looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// What stands in the agency's queues, held items among it.
    Received,
    /// What it sent to others.
    Sent,
}

/// An agency's referrals, newest first.
///
/// # Errors
/// When the database refuses.
pub fn page(
    conn: &mut Conn,
    agency: &str,
    direction: Direction,
    limit: i64,
    offset: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    let newest_first = (referrals::sent_at.desc(), referrals::id.desc());
    Ok(match direction {
        Direction::Received => referrals::table
            .filter(referrals::to_agency.eq(agency))
            .order(newest_first)
            .limit(limit)
            .offset(offset)
            .load(conn)?,
        Direction::Sent => referrals::table
            .filter(referrals::from_agency.eq(agency))
            .filter(referrals::to_agency.ne(agency))
            .order(newest_first)
            .limit(limit)
            .offset(offset)
            .load(conn)?,
    })
}

/// An agency's open items: what waits for an answer, most urgent and oldest first.
///
/// # Errors
/// When the database refuses.
pub fn open_in_queues(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::state.eq_any(["held", "sent", "seen", "accepted"]))
        .order((referrals::urgency.asc(), referrals::sent_at.asc()))
        .limit(limit)
        .load(conn)?)
}

/// How many referrals an agency received, by state.
///
/// # Errors
/// When the database refuses.
pub fn counts_by_state(conn: &mut Conn, agency: &str) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .group_by(referrals::state)
        .select((referrals::state, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Open items of an agency by queue and urgency.
///
/// # Errors
/// When the database refuses.
pub fn counts_by_queue(
    conn: &mut Conn,
    agency: &str,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::state.eq_any(["held", "sent", "seen"]))
        .group_by((referrals::queue_id, referrals::urgency))
        .select((
            referrals::queue_id,
            referrals::urgency,
            diesel::dsl::count_star(),
        ))
        .load(conn)?)
}

/// Moves a referral from one state to another, if it still stands there; writes the event.
///
/// # Errors
/// When the database refuses.
pub fn step(conn: &mut Conn, event: &ReferralEventRow) -> Result<bool, StoreError> {
    let still = referrals::table
        .find(&event.referral_id)
        .filter(referrals::state.eq(&event.from_state));
    let changed = if event.to_state == "seen" {
        diesel::update(still)
            .set((
                referrals::state.eq(&event.to_state),
                referrals::seen_at.eq(event.at),
            ))
            .execute(conn)?
    } else {
        diesel::update(still)
            .set((
                referrals::state.eq(&event.to_state),
                referrals::decided_at.eq(event.at),
            ))
            .execute(conn)?
    };
    if changed == 1 {
        diesel::insert_into(referral_events::table)
            .values(event)
            .execute(conn)?;
    }
    Ok(changed == 1)
}

/// The steps of a referral, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn events_of(conn: &mut Conn, referral: &str) -> Result<Vec<ReferralEventRow>, StoreError> {
    Ok(referral_events::table
        .filter(referral_events::referral_id.eq(referral))
        .order((referral_events::at.asc(), referral_events::id.asc()))
        .load(conn)?)
}
