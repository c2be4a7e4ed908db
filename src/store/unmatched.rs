//! Submissions of other agencies that named a case and did not join it. What waits here, or was accepted and is not in its
//! case yet, is kept whole: as the phone sent it, and as its sender reads it.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use super::schema::{cases, forms, record_keys, records, submissions, unmatched};
use super::{Conn, StoreError};
use crate::domain::words::{NamingState, SubmissionState};

/// What somebody still has to do something about: the owner's supervisor, or the vault.
pub(super) const UNDECIDED: [&str; 2] = [
    NamingState::Waiting.as_str(),
    NamingState::Accepted.as_str(),
];

/// A submission that named another agency's case and did not join it.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = unmatched)]
pub struct UnmatchedRow {
    /// The submission.
    pub submission_id: String,
    /// The case that it named.
    pub case_id: String,
    /// [`NamingState`] as text.
    pub state: String,
    /// When it was opened.
    pub at: i64,
    /// Who decided.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<i64>,
}

/// Something that named a case from elsewhere, without content.
#[derive(Clone, Queryable)]
pub struct Naming {
    /// Submission.
    pub submission_id: String,
    /// The agency whose phone sent it.
    pub agency_id: Option<String>,
    /// The form's id as phones know it.
    pub xml_form_id: String,
    /// When received.
    pub created_at: i64,
    /// [`NamingState`] as text.
    pub state: String,
}

/// What waits about one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Case.
    pub case: String,
    /// Whose.
    pub agency: String,
    /// How many.
    pub count: i64,
    /// Since when.
    pub since: i64,
}

/// Notes submissions that named a case and did not join it; one that is known stays as it is.
///
/// # Errors
/// When the database refuses.
pub fn note(conn: &mut Conn, rows: &[&UnmatchedRow]) -> Result<(), StoreError> {
    for row in rows {
        on_each!(conn, |c| diesel::insert_into(unmatched::table)
            .values(*row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// What these submissions named, as far as it was not their own.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, submissions: &[&str]) -> Result<Vec<UnmatchedRow>, StoreError> {
    Ok(unmatched::table
        .filter(unmatched::submission_id.eq_any(submissions))
        .load(conn)?)
}

/// A page of what named a case from elsewhere: what waits first, then newest first.
///
/// # Errors
/// When the database refuses.
pub fn page(
    conn: &mut Conn,
    case: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<Naming>, StoreError> {
    Ok(unmatched::table
        .inner_join(submissions::table.inner_join(forms::table))
        .filter(unmatched::case_id.eq(case))
        .order((
            unmatched::state.eq_any(UNDECIDED).desc(),
            unmatched::at.desc(),
            unmatched::submission_id.desc(),
        ))
        .limit(limit)
        .offset(offset)
        .select((
            unmatched::submission_id,
            submissions::agency_id,
            forms::xml_form_id,
            submissions::created_at,
            unmatched::state,
        ))
        .load(conn)?)
}

/// How much of elsewhere waits in an agency.
///
/// # Errors
/// When the database refuses.
pub fn count_waiting_in(conn: &mut Conn, agency: &str) -> Result<i64, StoreError> {
    Ok(unmatched::table
        .inner_join(cases::table)
        .filter(cases::agency_id.eq(agency))
        .filter(unmatched::state.eq(NamingState::Waiting.as_str()))
        .count()
        .get_result(conn)?)
}

/// What of elsewhere waits in an agency, oldest first, each with the case that it named.
///
/// # Errors
/// When the database refuses.
pub fn waiting_in(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
) -> Result<Vec<(String, Naming)>, StoreError> {
    Ok(unmatched::table
        .inner_join(submissions::table.inner_join(forms::table))
        .inner_join(cases::table)
        .filter(cases::agency_id.eq(agency))
        .filter(unmatched::state.eq(NamingState::Waiting.as_str()))
        .order((unmatched::at.asc(), unmatched::submission_id.asc()))
        .limit(limit)
        .select((
            unmatched::case_id,
            (
                unmatched::submission_id,
                submissions::agency_id,
                forms::xml_form_id,
                submissions::created_at,
                unmatched::state,
            ),
        ))
        .load(conn)?)
}

/// What waits for supervisors, by case; with it what one of them accepted before `stuck` and what is still not in its case.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn, stuck: i64) -> Result<Vec<Waiting>, StoreError> {
    let [waits, accepted] = UNDECIDED;
    let rows: Vec<(String, String, i64, Option<i64>)> = unmatched::table
        .inner_join(cases::table)
        .filter(
            unmatched::state.eq(waits).or(unmatched::state
                .eq(accepted)
                .and(unmatched::decided_at.lt(stuck).assume_not_null())),
        )
        .group_by((cases::id, cases::agency_id))
        .select((
            cases::id,
            cases::agency_id,
            count_star(),
            min(unmatched::at),
        ))
        .load(conn)?;
    let of = |(case, agency, count, since): (_, _, _, Option<i64>)| Waiting {
        case,
        agency,
        count,
        since: since.unwrap_or(stuck),
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Decides about something that stands in one of the states `from`. False if it does not.
///
/// # Errors
/// When the database refuses.
pub fn decide(conn: &mut Conn, row: &UnmatchedRow, from: &[&str]) -> Result<bool, StoreError> {
    let there = unmatched::table
        .find(&row.submission_id)
        .filter(unmatched::case_id.eq(&row.case_id))
        .filter(unmatched::state.eq_any(from));
    let changed = diesel::update(there)
        .set((
            unmatched::state.eq(&row.state),
            unmatched::decided_by.eq(row.decided_by),
            unmatched::decided_at.eq(row.decided_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Where a submission stands here; none if it named no other agency's case. Nobody changes that until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub fn hold(conn: &mut Conn, submission: &str) -> Result<Option<UnmatchedRow>, StoreError> {
    let row = unmatched::table.find(submission);
    diesel::update(row)
        .set(unmatched::state.eq(unmatched::state))
        .execute(conn)?;
    Ok(row.first(conn).optional()?)
}

/// Whether a submission can be opened again: it was opened, joined no case, and is here as the phone sent it.
///
/// # Errors
/// When the database refuses.
pub fn is_whole(conn: &mut Conn, submission: &str) -> Result<bool, StoreError> {
    let whole = submissions::table
        .find(submission)
        .filter(submissions::state.eq(SubmissionState::Sealed.as_str()))
        .filter(submissions::case_id.is_null())
        .filter(submissions::envelope.is_not_null());
    // An update, so that nothing is purged meanwhile.
    let held = diesel::update(whole).set(submissions::state.eq(submissions::state));
    Ok(held.execute(conn)? == 1)
}

/// Submissions that were accepted and are not in their case yet; of these, or all.
///
/// # Errors
/// When the database refuses.
pub fn accepted(conn: &mut Conn, of: Option<&[&str]>) -> Result<Vec<String>, StoreError> {
    let mut query = unmatched::table
        .filter(unmatched::state.eq(NamingState::Accepted.as_str()))
        .select(unmatched::submission_id)
        .into_boxed();
    if let Some(ids) = of {
        query = query.filter(unmatched::submission_id.eq_any(ids.to_vec()));
    }
    Ok(query.load(conn)?)
}

/// Ends the waiting of a submission that was opened again into its case: what had been sealed of it before goes, now that
/// `new` are here.
///
/// # Errors
/// When the database refuses.
pub fn joined(conn: &mut Conn, submission: &str, new: &[&str]) -> Result<(), StoreError> {
    diesel::update(unmatched::table.find(submission))
        .set(unmatched::state.eq(NamingState::Joined.as_str()))
        .execute(conn)?;
    let old: Vec<String> = records::table
        .filter(records::submission_id.eq(submission))
        .filter(records::kind.eq_any(["answers", "attachment"]))
        .filter(records::id.ne_all(new))
        .select(records::id)
        .load(conn)?;
    diesel::delete(record_keys::table.filter(record_keys::record_id.eq_any(&old))).execute(conn)?;
    diesel::delete(records::table.filter(records::id.eq_any(&old))).execute(conn)?;
    Ok(())
}

/// Ends the waiting of a submission that is erased: nobody can take it in any more.
///
/// # Errors
/// When the database refuses.
pub fn erased(conn: &mut Conn, submission: &str) -> Result<(), StoreError> {
    let row = unmatched::table
        .find(submission)
        .filter(unmatched::state.ne(NamingState::Joined.as_str()));
    diesel::update(row)
        .set(unmatched::state.eq(NamingState::Erased.as_str()))
        .execute(conn)?;
    Ok(())
}
