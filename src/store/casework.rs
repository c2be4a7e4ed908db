//! What people do with cases: where each stands and who works on it, what two people decide, and looks into cases that
//! somebody does not work on. What was said stands in sealed records, why something was asked in sealed columns.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::cases::CaseRow;
use super::schema::{
    approvals, break_glass, case_events, cases, certifications, form_versions, forms, referrals,
    renditions, submissions, unmatched,
};
use super::{Conn, StoreError};
use crate::domain::case::CaseState;
use crate::domain::referral::ReferralState;
use crate::domain::words::NamingState;

/// States in which somebody else still works on a referral.
const WITH_OTHERS: [ReferralState; 5] = [
    ReferralState::Sent,
    ReferralState::Seen,
    ReferralState::InfoRequested,
    ReferralState::Accepted,
    ReferralState::InProgress,
];
/// States in which an item at home still asks for something.
const AT_HOME: [ReferralState; 2] = [ReferralState::Held, ReferralState::Unplaced];

/// Which cases a list shows.
#[derive(Clone, Default)]
pub struct Filter {
    /// Whose.
    pub agency: String,
    /// Only in this state.
    pub state: Option<String>,
    /// Only this person's.
    pub caseworker: Option<i64>,
    /// Only where this is the most urgent that still asks for something.
    pub urgency: Option<String>,
}

/// What a case asks for, in counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// The most urgent that still asks for something.
    pub urgency: Option<String>,
    /// How many referrals and held items there are.
    pub referrals: i64,
}

/// A step of a case.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = case_events)]
pub struct CaseEventRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Who.
    pub actor_id: i64,
    /// Why, sealed.
    pub reason: Option<Vec<u8>>,
    /// When.
    pub at: i64,
    /// How many submissions had joined by then.
    pub submissions: i64,
}

/// What joined a case after it was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterClosing {
    /// Case.
    pub case: String,
    /// Whose.
    pub agency: String,
    /// How many.
    pub count: i64,
    /// When the last joined.
    pub at: i64,
}

/// A submission of a case, without content.
#[derive(Clone, Queryable)]
pub struct InCase {
    /// Submission.
    pub id: String,
    /// Its project.
    pub project_id: i64,
    /// Its agency.
    pub agency_id: Option<String>,
    /// The phone's instance id.
    pub instance_id: String,
    /// The form's id as phones know it.
    pub xml_form_id: String,
    /// The guide's step.
    pub stage: Option<String>,
    /// State.
    pub state: String,
    /// When received.
    pub created_at: i64,
    /// The version that corrects it.
    pub replaced_by: Option<String>,
}

/// A referral of a case, without content.
#[derive(Clone, Queryable)]
pub struct ReferredInCase {
    /// Referral.
    pub id: String,
    /// Who sends.
    pub from_agency: String,
    /// Who receives.
    pub to_agency: String,
    /// How urgent.
    pub urgency: String,
    /// State.
    pub state: String,
    /// When sent or held.
    pub sent_at: i64,
}

/// Something asked for.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = approvals)]
pub struct ApprovalRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub agency_id: String,
    /// About which case.
    pub case_id: String,
    /// Kind, reason and particulars, sealed.
    pub asked: Vec<u8>,
    /// Who asked.
    pub asked_by: i64,
    /// When.
    pub asked_at: i64,
    /// From when on it is nothing.
    pub expires_at: i64,
    /// The second person.
    pub decided_by: Option<i64>,
    /// When they decided.
    pub decided_at: Option<i64>,
    /// Yes or no.
    pub approved: Option<bool>,
}

/// A look into a case that somebody did not work on.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = break_glass)]
pub struct BrokenGlassRow {
    /// Id.
    pub id: String,
    /// Whose case it is.
    pub agency_id: String,
    /// Case.
    pub case_id: String,
    /// Who looked.
    pub actor_id: i64,
    /// Why, sealed under the service key.
    pub reason: Vec<u8>,
    /// When.
    pub at: i64,
    /// Until when.
    pub until_at: i64,
    /// Who reviewed it.
    pub reviewed_by: Option<i64>,
    /// When.
    pub reviewed_at: Option<i64>,
    /// Whether it was right.
    pub justified: Option<bool>,
}

/// One case.
///
/// # Errors
/// When the database refuses.
pub fn case(conn: &mut Conn, id: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(cases::table.find(id).first(conn).optional()?)
}

/// A page of an agency's cases, newest first.
///
/// # Errors
/// When the database refuses.
pub fn page(
    conn: &mut Conn,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut query = cases::table
        .filter(cases::agency_id.eq(&filter.agency))
        .into_boxed();
    if let Some(state) = &filter.state {
        query = query.filter(cases::state.eq(state));
    }
    if let Some(person) = filter.caseworker {
        query = query.filter(cases::caseworker.eq(person));
    }
    if let Some(urgency) = &filter.urgency {
        let asks: Vec<&str> = AT_HOME
            .iter()
            .chain(&WITH_OTHERS)
            .map(|state| state.as_str())
            .collect();
        let asking = referrals::table
            .filter(referrals::case_id.is_not_null())
            .filter(referrals::state.eq_any(asks))
            .select(referrals::case_id.assume_not_null());
        query = query
            .filter(cases::id.eq_any(asking.clone().filter(referrals::urgency.eq(urgency))))
            .filter(cases::id.ne_all(asking.filter(referrals::urgency.lt(urgency))));
    }
    Ok(query
        .order((cases::opened_at.desc(), cases::id.desc()))
        .limit(limit)
        .offset(offset)
        .load(conn)?)
}

/// What cases ask for, by case.
///
/// # Errors
/// When the database refuses.
pub fn asking(conn: &mut Conn, ids: &[&str]) -> Result<HashMap<String, Asking>, StoreError> {
    let all: Vec<(String, String, String)> = referrals::table
        .filter(referrals::case_id.eq_any(ids))
        .select((
            referrals::case_id.assume_not_null(),
            referrals::urgency,
            referrals::state,
        ))
        .load(conn)?;
    let mut found: HashMap<String, Asking> = HashMap::new();
    for (case, urgency, state) in all {
        let one = found.entry(case).or_default();
        one.referrals += 1;
        let asks = |state: ReferralState| AT_HOME.contains(&state) || WITH_OTHERS.contains(&state);
        if state.parse().is_ok_and(asks) {
            let most = one
                .urgency
                .take()
                .map_or(urgency.clone(), |u| u.min(urgency));
            one.urgency = Some(most);
        }
    }
    Ok(found)
}

/// How many of a case's referrals somebody else still works on.
///
/// # Errors
/// When the database refuses.
pub fn with_others(conn: &mut Conn, case: &str) -> Result<i64, StoreError> {
    Ok(referrals::table
        .filter(referrals::case_id.eq(case))
        .filter(referrals::from_agency.ne(referrals::to_agency))
        .filter(referrals::state.eq_any(WITH_OTHERS.map(ReferralState::as_str)))
        .count()
        .get_result(conn)?)
}

/// The submissions of a case, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn submissions_of(conn: &mut Conn, case: &str) -> Result<Vec<InCase>, StoreError> {
    Ok(submissions::table
        .inner_join(forms::table)
        .inner_join(renditions::table.on(renditions::id.eq(submissions::rendition_id)))
        .inner_join(form_versions::table.on(form_versions::id.eq(renditions::form_version_id)))
        .filter(submissions::case_id.eq(case))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select((
            submissions::id,
            submissions::project_id,
            submissions::agency_id,
            submissions::instance_id,
            forms::xml_form_id,
            form_versions::stage,
            submissions::state,
            submissions::created_at,
            submissions::replaced_by,
        ))
        .load(conn)?)
}

/// The referrals and held items of a case, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn referrals_of(conn: &mut Conn, case: &str) -> Result<Vec<ReferredInCase>, StoreError> {
    Ok(referrals::table
        .filter(referrals::case_id.eq(case))
        .order((referrals::sent_at.asc(), referrals::id.asc()))
        .select((
            referrals::id,
            referrals::from_agency,
            referrals::to_agency,
            referrals::urgency,
            referrals::state,
            referrals::sent_at,
        ))
        .load(conn)?)
}

/// The steps of a case, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn events_of(conn: &mut Conn, case: &str) -> Result<Vec<CaseEventRow>, StoreError> {
    Ok(case_events::table
        .filter(case_events::case_id.eq(case))
        .order((case_events::at.asc(), case_events::id.asc()))
        .load(conn)?)
}

/// Takes a case from one state to another, if it still stands there; writes the event.
///
/// # Errors
/// When the database refuses.
pub fn step(conn: &mut Conn, event: &CaseEventRow) -> Result<bool, StoreError> {
    let still = cases::table
        .find(&event.case_id)
        .filter(cases::state.eq(&event.from_state));
    let changed = diesel::update(still)
        .set(cases::state.eq(&event.to_state))
        .execute(conn)?;
    if changed == 1 {
        // The update holds the case: nothing joins it until this is written.
        let submissions = cases::table
            .find(&event.case_id)
            .select(cases::submissions)
            .first(conn)?;
        let event = CaseEventRow {
            submissions,
            ..event.clone()
        };
        diesel::insert_into(case_events::table)
            .values(&event)
            .execute(conn)?;
    }
    Ok(changed == 1)
}

/// Writes down a step that was taken elsewhere: with a case's owner its state changes too.
///
/// # Errors
/// When the database refuses.
pub fn note_step(conn: &mut Conn, event: &CaseEventRow) -> Result<(), StoreError> {
    diesel::insert_into(case_events::table)
        .values(event)
        .execute(conn)?;
    Ok(())
}

/// Cases that are closed and that something joined since they were, not before `since`. A closed case stays closed whatever
/// joins it.
///
/// # Errors
/// When the database refuses.
pub fn joined_after_closing(conn: &mut Conn, since: i64) -> Result<Vec<AfterClosing>, StoreError> {
    // Closed more than once: what had joined when it was closed last.
    let then = max(case_events::submissions);
    let rows: Vec<(String, String, i64, i64, Option<i64>)> = cases::table
        .inner_join(case_events::table)
        .filter(cases::state.eq(CaseState::Closed.as_str()))
        .filter(cases::updated_at.ge(since))
        .filter(case_events::to_state.eq(CaseState::Closed.as_str()))
        .group_by((
            cases::id,
            cases::agency_id,
            cases::updated_at,
            cases::submissions,
        ))
        .having(then.lt(cases::submissions.nullable()))
        .select((
            cases::id,
            cases::agency_id,
            cases::updated_at,
            cases::submissions,
            then,
        ))
        .load(conn)?;
    let of = |(case, agency, at, now, then): (_, _, _, i64, Option<i64>)| AfterClosing {
        case,
        agency,
        count: now - then.unwrap_or(now),
        at,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Says who works on a case, and who supervises that.
///
/// # Errors
/// When the database refuses.
pub fn assign(
    conn: &mut Conn,
    case: &str,
    caseworker: Option<i64>,
    supervisor: Option<i64>,
) -> Result<(), StoreError> {
    diesel::update(cases::table.find(case))
        .set((
            cases::caseworker.eq(caseworker),
            cases::supervisor.eq(supervisor),
        ))
        .execute(conn)?;
    Ok(())
}

/// Which of these cases have something of elsewhere that waits for their supervisor.
///
/// # Errors
/// When the database refuses.
pub fn named(conn: &mut Conn, ids: &[&str]) -> Result<Vec<String>, StoreError> {
    Ok(unmatched::table
        .filter(unmatched::case_id.eq_any(ids))
        .filter(unmatched::state.eq(NamingState::Waiting.as_str()))
        .select(unmatched::case_id)
        .distinct()
        .load(conn)?)
}

/// Stores what somebody asks for.
///
/// # Errors
/// When the database refuses.
pub fn ask(conn: &mut Conn, row: &ApprovalRow) -> Result<(), StoreError> {
    diesel::insert_into(approvals::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One approval.
///
/// # Errors
/// When the database refuses.
pub fn approval(conn: &mut Conn, id: &str) -> Result<Option<ApprovalRow>, StoreError> {
    Ok(approvals::table.find(id).first(conn).optional()?)
}

/// What was asked about a case, newest first.
///
/// # Errors
/// When the database refuses.
pub fn approvals_of(conn: &mut Conn, case: &str) -> Result<Vec<ApprovalRow>, StoreError> {
    Ok(approvals::table
        .filter(approvals::case_id.eq(case))
        .order((approvals::asked_at.desc(), approvals::id.desc()))
        .load(conn)?)
}

/// What was asked in an agency about cases that are still its own, newest first.
///
/// # Errors
/// When the database refuses.
pub fn approvals_in(
    conn: &mut Conn,
    agency: &str,
    asked_by: Option<i64>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ApprovalRow>, StoreError> {
    // Without somebody it is everybody: an approval always has an asker.
    let (least, most) = asked_by.map_or((i64::MIN, i64::MAX), |who| (who, who));
    Ok(approvals::table
        .inner_join(cases::table)
        .filter(approvals::agency_id.eq(agency))
        .filter(cases::agency_id.eq(agency))
        .filter(approvals::asked_by.between(least, most))
        .order((approvals::asked_at.desc(), approvals::id.desc()))
        .limit(limit)
        .offset(offset)
        .select(approvals::all_columns)
        .load(conn)?)
}

/// How many approvals wait in an agency, about cases that are still its own, for another than this person.
///
/// # Errors
/// When the database refuses.
pub fn approvals_waiting(
    conn: &mut Conn,
    agency: &str,
    not_by: i64,
    now: i64,
) -> Result<i64, StoreError> {
    Ok(approvals::table
        .inner_join(cases::table)
        .filter(approvals::agency_id.eq(agency))
        .filter(cases::agency_id.eq(agency))
        .filter(approvals::decided_at.is_null())
        .filter(approvals::expires_at.gt(now))
        .filter(approvals::asked_by.ne(not_by))
        .count()
        .get_result(conn)?)
}

/// How many looks into an agency's cases wait for a word, of another than this person.
///
/// # Errors
/// When the database refuses.
pub fn looks_waiting(conn: &mut Conn, agency: &str, not_by: i64) -> Result<i64, StoreError> {
    Ok(break_glass::table
        .filter(break_glass::agency_id.eq(agency))
        .filter(break_glass::reviewed_at.is_null())
        .filter(break_glass::actor_id.ne(not_by))
        .count()
        .get_result(conn)?)
}

/// Keeps what the second person said. False if somebody decided meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn decide(
    conn: &mut Conn,
    id: &str,
    by: i64,
    approved: bool,
    now: i64,
) -> Result<bool, StoreError> {
    let open = approvals::table
        .find(id)
        .filter(approvals::decided_at.is_null());
    let changed = diesel::update(open)
        .set((
            approvals::decided_by.eq(by),
            approvals::decided_at.eq(now),
            approvals::approved.eq(approved),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Stores a look into a case.
///
/// # Errors
/// When the database refuses.
pub fn break_glass(conn: &mut Conn, row: &BrokenGlassRow) -> Result<(), StoreError> {
    diesel::insert_into(break_glass::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Whether somebody may look into a case now although they do not work on it.
///
/// # Errors
/// When the database refuses.
pub fn looks(conn: &mut Conn, case: &str, actor: i64, now: i64) -> Result<bool, StoreError> {
    let live: i64 = break_glass::table
        .filter(break_glass::case_id.eq(case))
        .filter(break_glass::actor_id.eq(actor))
        .filter(break_glass::until_at.gt(now))
        .filter(
            break_glass::justified
                .is_null()
                .or(break_glass::justified.eq(true)),
        )
        .count()
        .get_result(conn)?;
    Ok(live > 0)
}

/// Whether somebody looked into a case and nobody said yet whether that was right.
///
/// # Errors
/// When the database refuses.
pub fn is_unreviewed(conn: &mut Conn, case: &str, actor: i64) -> Result<bool, StoreError> {
    let open = break_glass::table
        .filter(break_glass::case_id.eq(case))
        .filter(break_glass::actor_id.eq(actor))
        .filter(break_glass::reviewed_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(conn)?)
}

/// Looks into an agency's cases, newest first.
///
/// # Errors
/// When the database refuses.
pub fn looks_in(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
) -> Result<Vec<BrokenGlassRow>, StoreError> {
    Ok(break_glass::table
        .filter(break_glass::agency_id.eq(agency))
        .order((break_glass::at.desc(), break_glass::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// One look.
///
/// # Errors
/// When the database refuses.
pub fn look(conn: &mut Conn, id: &str) -> Result<Option<BrokenGlassRow>, StoreError> {
    Ok(break_glass::table.find(id).first(conn).optional()?)
}

/// Keeps what the reviewer said. False if somebody reviewed it meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn review(
    conn: &mut Conn,
    id: &str,
    by: i64,
    justified: bool,
    now: i64,
) -> Result<bool, StoreError> {
    let open = break_glass::table
        .find(id)
        .filter(break_glass::reviewed_at.is_null());
    let changed = diesel::update(open)
        .set((
            break_glass::reviewed_by.eq(by),
            break_glass::reviewed_at.eq(now),
            break_glass::justified.eq(justified),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Until when somebody may read interviews.
///
/// # Errors
/// When the database refuses.
pub fn certified_until(conn: &mut Conn, actor: i64) -> Result<Option<i64>, StoreError> {
    Ok(certifications::table
        .find(actor)
        .select(certifications::until_at)
        .first(conn)
        .optional()?)
}

/// Until when these people may read interviews, as far as they were certified.
///
/// # Errors
/// When the database refuses.
pub fn certified(conn: &mut Conn, actors: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut found = Vec::new();
    for some in actors.chunks(500) {
        let some = certifications::table
            .filter(certifications::actor_id.eq_any(some))
            .select((certifications::actor_id, certifications::until_at));
        found.extend(some.load::<(i64, i64)>(conn)?);
    }
    Ok(found)
}

/// Says until when somebody may read interviews.
///
/// # Errors
/// When the database refuses.
pub fn certify(
    conn: &mut Conn,
    actor: i64,
    until: i64,
    by: i64,
    now: i64,
) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(certifications::table)
        .values((
            certifications::actor_id.eq(actor),
            certifications::until_at.eq(until),
            certifications::given_by.eq(by),
            certifications::given_at.eq(now),
        ))
        .on_conflict(certifications::actor_id)
        .do_update()
        .set((
            certifications::until_at.eq(until),
            certifications::given_by.eq(by),
            certifications::given_at.eq(now),
        ))
        .execute(c))?;
    Ok(())
}
