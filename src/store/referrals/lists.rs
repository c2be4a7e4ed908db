//! Pages of an agency's referrals, and how many stand where.

use diesel::prelude::*;

use super::ReferralRow;
use crate::domain::referral::ReferralState;
use crate::store::schema::referrals;
use crate::store::{Conn, StoreError};

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

/// States in which an agency's people have something to do.
const OPEN: [&str; 7] = [
    "held",
    "sent",
    "seen",
    "info_requested",
    "accepted",
    "in_progress",
    "recalled",
];

/// An agency's open items: what waits for an answer or for work, most urgent and oldest first.
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
        .filter(referrals::state.eq_any(OPEN))
        .order((referrals::urgency.asc(), referrals::sent_at.asc()))
        .limit(limit)
        .load(conn)?)
}

/// A part of what an agency received and that stands in one of these states, most urgent and oldest first.
///
/// # Errors
/// When the database refuses.
pub fn in_states(
    conn: &mut Conn,
    agency: &str,
    states: &[ReferralState],
    limit: i64,
    offset: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::state.eq_any(states))
        .order((
            referrals::urgency.asc(),
            referrals::sent_at.asc(),
            referrals::id.asc(),
        ))
        .limit(limit)
        .offset(offset)
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
        .filter(referrals::state.eq_any(["held", "sent", "seen", "info_requested"]))
        .group_by((referrals::queue_id, referrals::urgency))
        .select((
            referrals::queue_id,
            referrals::urgency,
            diesel::dsl::count_star(),
        ))
        .load(conn)?)
}
