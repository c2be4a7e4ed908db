//! Referrals, their events, and the queues they stand in. What a referral says is a sealed record. How one takes a step
//! stands in [`steps`], how one is taken back in [`withdrawal`], pages and counts in `lists`.

mod lists;
pub mod steps;
pub mod withdrawal;

use diesel::prelude::*;

use super::schema::{agency_hours, queues, referral_events, referrals};
use super::{Conn, StoreError, notices};

pub use lists::{
    Among, Direction, Waiting, counts_by_queue, page, waiting, waiting_counts, worked,
};

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
    /// When accepted, declined or given up.
    pub decided_at: Option<i64>,
    /// The case that it is of.
    pub case_id: Option<String>,
    /// How often somebody else had to be told.
    pub escalation: i32,
    /// Since when its clock stands still, or stood.
    pub paused_at: Option<i64>,
    /// Until when at most.
    pub pause_ends_at: Option<i64>,
    /// By when the person should be met.
    pub contact_by: i64,
    /// By when the service should be given.
    pub serve_by: i64,
    /// When the person was met.
    pub contacted_at: Option<i64>,
    /// When the service was given.
    pub delivered_at: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// The referral after which this agency was asked.
    pub follows: Option<String>,
    /// Which agency it is that is asked for the need, from 1.
    pub tries: i32,
    /// When it took its last step.
    pub moved_at: i64,
    /// What the owner said of the service.
    pub feedback: Option<String>,
    /// Who asked to begin again.
    pub reopening: Option<String>,
    /// When the receiver said what became of what it had.
    pub attested_at: Option<i64>,
    /// The sealed contact.
    pub contact_record_id: Option<String>,
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
    /// A reason, from its closed list.
    pub reason: Option<String>,
    /// When.
    pub at: i64,
    /// On whose behalf.
    pub by_whom: String,
    /// The sealed words beside it.
    pub record_id: Option<String>,
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

/// The keyed label of a queue.
///
/// # Errors
/// When the database refuses.
pub fn label_of(conn: &mut Conn, queue: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(queues::table
        .find(queue)
        .select(queues::label_mac)
        .first(conn)
        .optional()?)
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

/// Stores new referrals and starts their clocks.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, rows: &[ReferralRow]) -> Result<(), StoreError> {
    insert_all!(conn, referrals::table, rows.iter().cloned());
    notices::say_of_new(conn, rows)?;
    steps::start_clocks(conn, rows)
}

/// The referrals of a submission: those that ask for the same need follow each other.
///
/// # Errors
/// When the database refuses.
pub fn of_submission(conn: &mut Conn, submission: &str) -> Result<Vec<ReferralRow>, StoreError> {
    Ok(referrals::table
        .filter(referrals::submission_id.eq(submission))
        .order((referrals::sent_at.asc(), referrals::id.asc()))
        .load(conn)?)
}

/// A referral and all that asked for the same need, before and after it.
pub fn family<'a>(all: &'a [ReferralRow], id: &str) -> Vec<&'a ReferralRow> {
    let row = |id: &str| all.iter().find(|row| row.id == id);
    let root = |mut at: &'a ReferralRow| {
        // A chain is never longer than the agencies that there are; a broken one ends.
        for _ in 0..all.len() {
            match at.follows.as_deref().and_then(row) {
                Some(before) => at = before,
                None => break,
            }
        }
        at.id.as_str()
    };
    let of = row(id).map(root);
    all.iter().filter(|one| Some(root(one)) == of).collect()
}

/// An agency's declared hours, as text.
///
/// # Errors
/// When the database refuses.
pub fn hours(conn: &mut Conn, agency: &str) -> Result<Option<String>, StoreError> {
    Ok(agency_hours::table
        .find(agency)
        .select(agency_hours::hours)
        .first(conn)
        .optional()?)
}

/// Declares an agency's hours. Clocks that run already stay as they are.
///
/// # Errors
/// When the database refuses.
pub fn set_hours(conn: &mut Conn, agency: &str, hours: &str, now: i64) -> Result<(), StoreError> {
    let values = (
        agency_hours::agency_id.eq(agency),
        agency_hours::hours.eq(hours),
        agency_hours::set_at.eq(now),
    );
    on_each!(conn, |c| diesel::insert_into(agency_hours::table)
        .values(values)
        .on_conflict(agency_hours::agency_id)
        .do_update()
        .set((agency_hours::hours.eq(hours), agency_hours::set_at.eq(now)))
        .execute(c))?;
    Ok(())
}

/// What was escalated and still waits: as the index `referrals_late` says it, or it is not used.
const LATE: &str = "state in ('sent', 'seen') and escalation > 0";

/// How many referrals of an agency people must hear of, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Told {
    /// The agency.
    pub agency: String,
    /// How many.
    pub count: i64,
    /// Since when the oldest of them.
    pub since: Option<i64>,
}

/// Referrals that were escalated and still wait for an answer, and those that are without a place since a time: by agency
/// (the receiver; the sender of what is without a place).
///
/// # Errors
/// When the database refuses.
pub fn late_and_unplaced(
    conn: &mut Conn,
    unplaced_since: i64,
) -> Result<[Vec<Told>; 2], StoreError> {
    use diesel::dsl::{count_star, min, sql};
    let late = referrals::table
        .filter(sql::<diesel::sql_types::Bool>(LATE))
        .group_by(referrals::to_agency)
        .select((referrals::to_agency, count_star(), min(referrals::see_by)))
        .load(conn)?;
    let unplaced = referrals::table
        .filter(referrals::state.eq("unplaced"))
        .filter(referrals::moved_at.gt(unplaced_since))
        .group_by(referrals::from_agency)
        .select((
            referrals::from_agency,
            count_star(),
            min(referrals::moved_at),
        ))
        .load(conn)?;
    Ok([late, unplaced])
}

/// One referral.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<ReferralRow>, StoreError> {
    Ok(referrals::table.find(id).first(conn).optional()?)
}

/// A referral as it stands, held by this transaction until it ends: its receiver may answer it at the same time.
///
/// # Errors
/// When the database refuses.
pub fn hold(conn: &mut Conn, referral: &str) -> Result<Option<ReferralRow>, StoreError> {
    Ok(match conn {
        // SQLite has one writer.
        Conn::Sqlite(c) => referrals::table.find(referral).first(c).optional()?,
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => referrals::table
            .find(referral)
            .for_no_key_update()
            .first(c)
            .optional()?,
    })
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
