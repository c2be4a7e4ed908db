//! What the hub notes of agencies' own machines: when each was last heard of, and which submissions it has under way.

use diesel::prelude::*;

use super::referrals::ReferralRow;
use super::schema::{claims, keys, referrals, renditions, submissions, workers};
use super::submissions::SubmissionRow;
use super::{Conn, StoreError};
use crate::domain::words::{Custody, SubmissionState};

/// Notes that a worker was heard of.
///
/// # Errors
/// When the database refuses.
pub fn seen(conn: &mut Conn, key: &str, now: i64) -> Result<(), StoreError> {
    let values = (workers::key_id.eq(key), workers::seen_at.eq(now));
    on_each!(conn, |c| diesel::insert_into(workers::table)
        .values(values)
        .on_conflict(workers::key_id)
        .do_update()
        .set(workers::seen_at.eq(now))
        .execute(c))?;
    Ok(())
}

/// Agencies' workers, and when each was last heard of.
///
/// # Errors
/// When the database refuses.
pub fn last_seen(conn: &mut Conn) -> Result<Vec<(Option<String>, i64)>, StoreError> {
    Ok(workers::table
        .inner_join(keys::table)
        .select((keys::agency_id, workers::seen_at))
        .load(conn)?)
}

/// Who claims, and how.
pub struct Claim<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The worker's key.
    pub worker: &'a str,
    /// Now.
    pub now: i64,
    /// Until when nobody else gets what is claimed.
    pub until: i64,
    /// How many at most.
    pub limit: i64,
    /// Also what this worker claimed before: it began anew and may not have received it.
    pub again: bool,
}

/// Submissions that wait for the agency's own machine, oldest first, claimed for this worker.
///
/// # Errors
/// When the database refuses.
pub fn claim(conn: &mut Conn, claim: &Claim<'_>) -> Result<Vec<SubmissionRow>, StoreError> {
    let mine = match claim.again {
        true => claim.worker,
        false => "",
    };
    let rows: Vec<SubmissionRow> = submissions::table
        .inner_join(renditions::table.inner_join(keys::table))
        .left_join(claims::table)
        .filter(submissions::agency_id.eq(claim.agency))
        .filter(submissions::state.eq(SubmissionState::WaitingKey.as_str()))
        .filter(keys::custody.eq(Custody::AgencyHeld.as_str()))
        .filter(keys::state.eq_any(["active", "retiring"]))
        .filter(
            claims::until_at
                .is_null()
                .or(claims::until_at.lt(claim.now))
                .or(claims::key_id.eq(mine)),
        )
        .order(submissions::id.asc())
        .limit(claim.limit)
        .select(submissions::all_columns)
        .load(conn)?;
    for row in &rows {
        let values = (
            claims::submission_id.eq(&row.id),
            claims::key_id.eq(claim.worker),
            claims::until_at.eq(claim.until),
        );
        on_each!(conn, |c| diesel::insert_into(claims::table)
            .values(values)
            .on_conflict(claims::submission_id)
            .do_update()
            .set((
                claims::key_id.eq(claim.worker),
                claims::until_at.eq(claim.until)
            ))
            .execute(c))?;
    }
    Ok(rows)
}

/// Ends what a worker had under way. False if the submission waits for no worker any more: its result is here.
///
/// # Errors
/// When the database refuses.
pub fn finish(
    conn: &mut Conn,
    agency: &str,
    submission: &str,
    state: SubmissionState,
    now: i64,
) -> Result<bool, StoreError> {
    let waiting = submissions::table
        .find(submission)
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::state.eq(SubmissionState::WaitingKey.as_str()));
    let opened = (state == SubmissionState::Sealed).then_some(now);
    let changed = diesel::update(waiting)
        .set((
            submissions::state.eq(state.as_str()),
            submissions::opened_at.eq(opened),
            submissions::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::delete(claims::table.find(submission)).execute(conn)?;
    Ok(changed == 1)
}

/// Referrals that others sent to an agency after a time, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn received_after(
    conn: &mut Conn,
    agency: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    Ok(referrals::table
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::from_agency.ne(agency))
        .filter(referrals::sent_at.gt(after))
        .order((referrals::sent_at.asc(), referrals::id.asc()))
        .limit(limit)
        .load(conn)?)
}

/// Referrals between an agency and others that took a step after a time, oldest step first.
///
/// # Errors
/// When the database refuses.
pub fn moved_after(
    conn: &mut Conn,
    agency: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<ReferralRow>, StoreError> {
    Ok(referrals::table
        .filter(
            referrals::to_agency
                .eq(agency)
                .or(referrals::from_agency.eq(agency)),
        )
        .filter(referrals::to_agency.ne(referrals::from_agency))
        .filter(referrals::moved_at.gt(after))
        .order((referrals::moved_at.asc(), referrals::id.asc()))
        .limit(limit)
        .load(conn)?)
}
