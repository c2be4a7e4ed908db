//! Consents of cases: where each stands, and what rests on them. What they say is sealed.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::records::ConsentRow;
use super::referrals::ReferralRow;
use super::schema::{cases, consents, keys, queues, record_keys, records, referrals, submissions};
use super::{Conn, StoreError, unindexed};

/// Where consents stand that a decision may depend on.
const STANDING: [&str; 3] = ["proposed", "in_force", "refused"];

/// Those that wait to be confirmed: as the index `consents_waiting` says it, or it is not used.
const WAITING: &str = "state = 'proposed'";

/// Consents and refusals of cases that stand, oldest first, with the kinds of their records.
///
/// # Errors
/// When the database refuses.
pub fn standing(
    conn: &mut Conn,
    case_ids: &[&str],
) -> Result<Vec<(ConsentRow, String)>, StoreError> {
    Ok(consents::table
        .inner_join(records::table)
        .filter(consents::case_id.eq_any(case_ids))
        .filter(unindexed(consents::state, "").eq_any(STANDING))
        .order((consents::created_at.asc(), consents::id.asc()))
        .select((consents::all_columns, records::kind))
        .load(conn)?)
}

/// Ids and states of what stands in a case, in the order of [`standing`].
///
/// # Errors
/// When the database refuses.
pub fn states(conn: &mut Conn, case: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(consents::table
        .filter(consents::case_id.eq(case))
        .filter(consents::state.eq_any(STANDING))
        .order((consents::created_at.asc(), consents::id.asc()))
        .select((consents::id, consents::state))
        .load(conn)?)
}

/// A case as somebody read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsRead {
    /// Its id.
    pub case: String,
    /// Whose it was.
    pub agency: String,
    /// How many submissions had joined it.
    pub submissions: i64,
    /// What stood in it, as [`states`] answers.
    pub states: Vec<(String, String)>,
}

/// Whether a case stands as it was read: it is the same agency's, no consent of it changed, and nothing more was said in it.
/// Asked after [`lock`].
///
/// # Errors
/// When the database refuses.
pub fn is_as_read(conn: &mut Conn, read: &AsRead) -> Result<bool, StoreError> {
    let found: Option<(String, i64)> = cases::table
        .find(&read.case)
        .select((cases::agency_id, cases::submissions))
        .first(conn)
        .optional()?;
    let same = |(agency, count): (String, i64)| agency == read.agency && count == read.submissions;
    Ok(found.is_some_and(same) && states(conn, &read.case)? == read.states)
}

/// Whether a case is this agency's; so is one that is not there yet. Asked after [`lock`].
///
/// # Errors
/// When the database refuses.
pub fn is_owned(conn: &mut Conn, case: &str, agency: &str) -> Result<bool, StoreError> {
    let owner: Option<String> = cases::table
        .find(case)
        .select(cases::agency_id)
        .first(conn)
        .optional()?;
    Ok(owner.is_none_or(|owner| owner == agency))
}

/// The submission that a case began with.
///
/// # Errors
/// When the database refuses.
pub fn first_submission(conn: &mut Conn, case: &str) -> Result<Option<String>, StoreError> {
    Ok(submissions::table
        .filter(submissions::case_id.eq(case))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select(submissions::id)
        .first(conn)
        .optional()?)
}

/// Everything that was ever agreed to or refused in a case, newest first.
///
/// # Errors
/// When the database refuses.
pub fn of_case(conn: &mut Conn, case: &str, limit: i64) -> Result<Vec<ConsentRow>, StoreError> {
    Ok(consents::table
        .filter(consents::case_id.eq(case))
        .order((consents::created_at.desc(), consents::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// An agency's consents that wait to be confirmed, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn, agency: &str, limit: i64) -> Result<Vec<ConsentRow>, StoreError> {
    Ok(consents::table
        .filter(consents::agency_id.eq(agency))
        .filter(sql::<Bool>(WAITING))
        .order((consents::created_at.asc(), consents::id.asc()))
        .limit(limit)
        .load(conn)?)
}

/// How many consents of an agency wait to be confirmed.
///
/// # Errors
/// When the database refuses.
pub fn count_waiting(conn: &mut Conn, agency: &str) -> Result<i64, StoreError> {
    Ok(consents::table
        .filter(consents::agency_id.eq(agency))
        .filter(sql::<Bool>(WAITING))
        .count()
        .get_result(conn)?)
}

/// How many consents wait in each agency, and since when.
///
/// # Errors
/// When the database refuses.
pub fn waiting_counts(conn: &mut Conn) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    Ok(consents::table
        .filter(sql::<Bool>(WAITING))
        .group_by(consents::agency_id)
        .select((
            consents::agency_id,
            diesel::dsl::count_star(),
            diesel::dsl::min(consents::created_at),
        ))
        .load(conn)?)
}

/// How many referrals that each receiver had seen were taken back after `since` and wait for its word, and since when.
///
/// # Errors
/// When the database refuses.
pub fn recalled_counts(
    conn: &mut Conn,
    since: i64,
) -> Result<Vec<(String, i64, Option<i64>)>, StoreError> {
    Ok(referrals::table
        .filter(referrals::state.eq("recalled"))
        .filter(referrals::seen_at.is_not_null())
        .filter(referrals::attested_at.is_null())
        .filter(referrals::moved_at.gt(since))
        .filter(referrals::to_agency.ne(referrals::from_agency))
        .group_by(referrals::to_agency)
        .select((
            referrals::to_agency,
            diesel::dsl::count_star(),
            diesel::dsl::min(referrals::moved_at),
        ))
        .load(conn)?)
}

/// One consent.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<ConsentRow>, StoreError> {
    Ok(consents::table.find(id).first(conn).optional()?)
}

/// Keeps others from changing the consents of these cases until this transaction ends: whoever changes them, or sends
/// something that rests on them, does this first.
///
/// # Errors
/// When the database refuses.
pub fn lock(conn: &mut Conn, case_ids: &[&str]) -> Result<(), StoreError> {
    let mut ids = case_ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        diesel::update(cases::table.find(id))
            .set(cases::updated_at.eq(cases::updated_at))
            .execute(conn)?;
    }
    Ok(())
}

/// Brings a proposed consent into force. False: it is not proposed any more.
///
/// # Errors
/// When the database refuses.
pub fn confirm(conn: &mut Conn, id: &str, by: i64, now: i64) -> Result<bool, StoreError> {
    let proposed = consents::table
        .find(id)
        .filter(consents::state.eq("proposed"));
    let changed = diesel::update(proposed)
        .set((
            consents::state.eq("in_force"),
            consents::confirmed_by.eq(by),
            consents::confirmed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes the first of two people. False: somebody was before, or it is not proposed any more.
///
/// # Errors
/// When the database refuses.
pub fn ask(conn: &mut Conn, id: &str, by: i64) -> Result<bool, StoreError> {
    let open = consents::table
        .find(id)
        .filter(consents::state.eq("proposed"))
        .filter(consents::asked_by.is_null());
    let changed = diesel::update(open)
        .set(consents::asked_by.eq(by))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Withdraws consents that are in force or proposed; answers how many. `by`: none for a form.
///
/// # Errors
/// When the database refuses.
pub fn withdraw(
    conn: &mut Conn,
    ids: &[String],
    by: Option<i64>,
    now: i64,
) -> Result<usize, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let these = consents::table
        .filter(consents::id.eq_any(ids))
        .filter(unindexed(consents::state, "").eq_any(["proposed", "in_force"]));
    Ok(diesel::update(these)
        .set((
            consents::state.eq("withdrawn"),
            consents::withdrawn_by.eq(by),
            consents::withdrawn_at.eq(now),
        ))
        .execute(conn)?)
}

/// Ids of a case's consents that are in force or proposed, whatever they say.
///
/// # Errors
/// When the database refuses.
pub fn ids_of_case(conn: &mut Conn, case: &str) -> Result<Vec<String>, StoreError> {
    Ok(consents::table
        .filter(consents::case_id.eq(case))
        .filter(consents::state.eq_any(["proposed", "in_force"]))
        .select(consents::id)
        .load(conn)?)
}

/// Consents whose time is over, and those that wait for approval since before `asked_before` although it is urgent (basis
/// `urgent`).
///
/// # Errors
/// When the database refuses.
pub fn ended(
    conn: &mut Conn,
    now: i64,
    urgent: &str,
    asked_before: i64,
    limit: i64,
) -> Result<Vec<ConsentRow>, StoreError> {
    let over = consents::expires_at
        .le(now)
        .and(consents::state.eq_any(["proposed", "in_force"]));
    let lapsed = consents::state
        .eq("proposed")
        .and(consents::basis.eq(urgent))
        .and(consents::created_at.le(asked_before));
    Ok(consents::table
        .filter(over.or(lapsed))
        .limit(limit)
        .load(conn)?)
}

/// Marks consents as over.
///
/// # Errors
/// When the database refuses.
pub fn expire(conn: &mut Conn, ids: &[String], now: i64) -> Result<usize, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let these = consents::table
        .filter(consents::id.eq_any(ids))
        .filter(unindexed(consents::state, "").eq_any(["proposed", "in_force"]));
    Ok(diesel::update(these)
        .set((
            consents::state.eq("expired"),
            consents::withdrawn_at.eq(now),
        ))
        .execute(conn)?)
}

/// Referrals of a case that rest on a consent, with the labels of their queues.
///
/// # Errors
/// When the database refuses.
pub fn referrals_of(
    conn: &mut Conn,
    case: &str,
) -> Result<Vec<(ReferralRow, Vec<u8>)>, StoreError> {
    Ok(referrals::table
        .inner_join(submissions::table)
        .inner_join(queues::table)
        .filter(submissions::case_id.eq(case))
        .filter(referrals::consent_id.is_not_null())
        .order(referrals::id.asc())
        .select((referrals::all_columns, queues::label_mac))
        .load(conn)?)
}

/// Held items of a case, with when their submissions were received.
///
/// # Errors
/// When the database refuses.
pub fn held_of(conn: &mut Conn, case: &str) -> Result<Vec<(ReferralRow, i64)>, StoreError> {
    Ok(referrals::table
        .inner_join(submissions::table)
        .filter(submissions::case_id.eq(case))
        .filter(referrals::state.eq("held"))
        .order((submissions::created_at.asc(), referrals::id.asc()))
        .select((referrals::all_columns, submissions::created_at))
        .load(conn)?)
}

/// The custodies of an agency's keys that still open a record; none: what it had was destroyed.
///
/// # Errors
/// When the database refuses.
pub fn opened_by(conn: &mut Conn, record: &str, agency: &str) -> Result<Vec<String>, StoreError> {
    Ok(record_keys::table
        .inner_join(keys::table)
        .filter(record_keys::record_id.eq(record))
        .filter(keys::agency_id.eq(agency))
        .select(keys::custody)
        .load(conn)?)
}

/// Lets a referral that this transaction holds rest on another consent, with another card and contact.
///
/// # Errors
/// When the database refuses.
pub fn repoint(
    conn: &mut Conn,
    referral: &str,
    consent: &str,
    record: &str,
    contact: Option<&str>,
) -> Result<(), StoreError> {
    diesel::update(referrals::table.find(referral))
        .set((
            referrals::consent_id.eq(consent),
            referrals::record_id.eq(record),
            referrals::contact_record_id.eq(contact),
        ))
        .execute(conn)?;
    Ok(())
}

/// What stays of a held item: it stands with a smaller card, and another urgency and queue. False: it is not held any more.
///
/// # Errors
/// When the database refuses.
pub fn reduce(
    conn: &mut Conn,
    held: &ReferralRow,
    (record, urgency, queue): (&str, &str, &str),
) -> Result<bool, StoreError> {
    let held = referrals::table
        .find(&held.id)
        .filter(referrals::state.eq("held"));
    let changed = diesel::update(held)
        .set((
            referrals::record_id.eq(record),
            referrals::urgency.eq(urgency),
            referrals::queue_id.eq(queue),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Whether a submission has something in a queue already.
///
/// # Errors
/// When the database refuses.
pub fn stands_in(conn: &mut Conn, submission: &str, queue: &str) -> Result<bool, StoreError> {
    let there = referrals::table
        .filter(referrals::submission_id.eq(submission))
        .filter(referrals::queue_id.eq(queue));
    Ok(diesel::select(diesel::dsl::exists(there)).get_result(conn)?)
}
