//! Pages of an agency's referrals, and how many stand where.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::ReferralRow;
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

/// What waits for an answer, or is held: as the index `referrals_waiting` says it, or it is not used.
const WAITING: &str = "state in ('held', 'sent', 'seen', 'info_requested')";
/// What is being worked at, likewise.
const WORKED: &str = "state in ('accepted', 'in_progress')";
/// What was taken back, and its receiver owes a word, likewise.
const RECALLED: &str = "state = 'recalled' and attested_at is null";
/// What nobody has, likewise.
const UNPLACED: &str = "state = 'unplaced'";

/// Which of what an agency has to answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Among {
    /// All of it, held items among it.
    All,
    /// What came after a moment.
    Since(i64),
    /// What it asked of itself.
    AtHome,
}

/// What an agency has to answer, most urgent and oldest first.
///
/// # Errors
/// When the database refuses.
pub fn waiting(
    conn: &mut Conn,
    agency: &str,
    among: Among,
    limit: i64,
    offset: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    let mut query = referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(sql::<Bool>(WAITING))
        .into_boxed();
    match among {
        Among::All => {}
        Among::Since(after) => query = query.filter(referrals::sent_at.gt(after)),
        Among::AtHome => query = query.filter(referrals::from_agency.eq(agency)),
    }
    Ok(query
        .order((
            referrals::urgency.asc(),
            referrals::sent_at.asc(),
            referrals::id.asc(),
        ))
        .limit(limit)
        .offset(offset)
        .load(conn)?)
}

/// What an agency is at work on, must find a place for, or owes a word after a recall: what stood still longest is left out where there
/// is too much of it. `unplaced_since`: what has been without a place for longer is not shown.
///
/// # Errors
/// When the database refuses.
pub fn worked(
    conn: &mut Conn,
    agency: &str,
    unplaced_since: i64,
    limit: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    let mut all: Vec<ReferralRow> = referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(sql::<Bool>(WORKED))
        .order((
            referrals::urgency.asc(),
            referrals::sent_at.asc(),
            referrals::id.asc(),
        ))
        .limit(limit)
        .load(conn)?;
    all.extend(moved_last(conn, agency, RECALLED, 0, limit)?);
    all.extend(moved_last(conn, agency, UNPLACED, unplaced_since, limit)?);
    let key = |row: &ReferralRow| (row.urgency.clone(), row.sent_at, row.id.clone());
    all.sort_by_cached_key(key);
    all.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(all)
}

fn moved_last(
    conn: &mut Conn,
    agency: &str,
    which: &str,
    since: i64,
    limit: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(sql::<Bool>(which))
        .filter(referrals::moved_at.gt(since))
        .order(referrals::moved_at.desc())
        .limit(limit)
        .load(conn)?)
}

/// How much waits, of one urgency and in one state.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Waiting {
    /// Urgency.
    pub urgency: String,
    /// State.
    pub state: String,
    /// How many.
    pub count: i64,
    /// Of these, those that should have been answered.
    pub late: i64,
}

/// What an agency has to answer, and of that what is late, in counts.
///
/// # Errors
/// When the database refuses.
pub fn waiting_counts(conn: &mut Conn, agency: &str, now: i64) -> Result<Vec<Waiting>, StoreError> {
    let late = sql::<BigInt>(&format!("count(case when decide_by < {now} then 1 end)"));
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(sql::<Bool>(WAITING))
        .group_by((referrals::urgency, referrals::state))
        .select((referrals::urgency, referrals::state, count_star(), late))
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
        .filter(sql::<Bool>(WAITING))
        .group_by((referrals::queue_id, referrals::urgency))
        .select((referrals::queue_id, referrals::urgency, count_star()))
        .load(conn)?)
}
