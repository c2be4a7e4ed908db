//! Cases, and which submissions joined them. What was said stands in sealed records.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::schema::{case_names, cases, queues, records, referrals, submissions};
use super::{Conn, StoreError, unmatched};
use crate::domain::referral::ReferralState;
use crate::domain::words::NamingState;

/// Looked up at once: a statement takes only so many values.
const AT_ONCE: usize = 1_000;

/// States of a referral whose receiver works on the person's behalf: from its word on until the referral is closed.
const TAKEN: [ReferralState; 3] = [
    ReferralState::Accepted,
    ReferralState::InProgress,
    ReferralState::Delivered,
];

/// A case of one agency.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = cases)]
pub struct CaseRow {
    /// Keyed hash of agency and case code.
    pub id: String,
    /// The agency that owns it.
    pub agency_id: String,
    /// Label of the pathway's version that last routed it.
    pub pathway: String,
    /// The screening that it began with, once that is here.
    pub screening: Option<String>,
    /// How many submissions joined it.
    pub submissions: i64,
    /// When the first joined.
    pub opened_at: i64,
    /// When the last joined.
    pub updated_at: i64,
    /// [`CaseState`](crate::domain::case::CaseState) as text.
    pub state: String,
    /// Who works on it.
    pub caseworker: Option<i64>,
    /// Who supervises that.
    pub supervisor: Option<i64>,
}

/// A submission that joins a case.
#[derive(Clone)]
pub struct Joining {
    /// The case as it will be; `submissions` counts those that were known when this one was weighed, and this one.
    pub row: CaseRow,
    /// The submission.
    pub submission: String,
    /// How many had joined the case when it was read.
    pub known: i64,
    /// The keyed hash of the code that it named, if nothing had that name when it was read.
    pub name: Option<Vec<u8>>,
    /// Why it may join.
    pub basis: Basis,
}

/// Why a submission may join the case that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The case is the sender's own.
    Own,
    /// The sender accepted a referral of the case.
    Referral {
        /// Which.
        id: String,
        /// The sender.
        to: String,
    },
    /// The supervisor of the case's owner takes it in.
    TakenIn,
}

/// A sealed record of something that was said in a case.
#[derive(Clone, Queryable)]
pub struct SaidRow {
    /// Case.
    pub case: String,
    /// Submission.
    pub submission: String,
    /// When it was received.
    pub at: i64,
    /// The sealed decision that holds its facts.
    pub record: String,
}

/// A version of a record.
#[derive(Clone, Queryable)]
pub struct VersionRow {
    /// Submission.
    pub submission: String,
    /// The phone that sent it.
    pub device: Option<i64>,
    /// The case that it joined.
    pub case: Option<String>,
    /// When it was received.
    pub at: i64,
    /// The sealed decision that holds its facts, if it was heard.
    pub record: Option<String>,
}

/// A sealed decision, and where it stands.
#[derive(Clone, Queryable)]
pub struct DecisionRow {
    /// Submission.
    pub submission: String,
    /// The case that it joined.
    pub case: Option<String>,
    /// When it was received.
    pub at: i64,
    /// The sealed decision that holds its facts.
    pub record: String,
}

/// Joins submissions to cases, in their order. Answers which could not: another submission joined that case since they
/// were weighed, or took the code's name for another case, or what let them in is gone, so they must be weighed again.
///
/// # Errors
/// When the database refuses.
pub fn join(conn: &mut Conn, joining: &[&Joining]) -> Result<Vec<String>, StoreError> {
    let mut late = Vec::new();
    let barred = barred(conn, joining)?;
    let wanted: Vec<(&[u8], &str)> = joining
        .iter()
        .filter_map(|one| Some((one.name.as_deref()?, one.row.id.as_str())))
        .collect();
    let lost = claim(conn, wanted)?;
    let first: Vec<&CaseRow> = joining
        .iter()
        .map(|one| &one.row)
        .filter(|row| row.submissions == 1 && !lost.contains(&row.id))
        .collect();
    let opened = open(conn, &first)?;
    // Each was weighed with those of its case before it: if one of them is missing, what follows it is late too.
    let mut expected: HashMap<&str, Option<i64>> = HashMap::new();
    for one in joining {
        let row = &one.row;
        let next = expected.entry(&row.id).or_insert(Some(one.known + 1));
        let joined = match row.submissions {
            count if *next != Some(count) || lost.contains(&row.id) => false,
            _ if barred.contains(&one.submission) => false,
            1 => opened.contains(&row.id),
            count => {
                let known = cases::table
                    .find(&row.id)
                    .filter(cases::agency_id.eq(&row.agency_id))
                    .filter(cases::submissions.eq(count - 1));
                let set = (
                    cases::submissions.eq(count),
                    cases::pathway.eq(&row.pathway),
                    cases::updated_at.eq(row.updated_at),
                    cases::screening.eq(row.screening.as_deref()),
                );
                diesel::update(known).set(set).execute(conn)? == 1
            }
        };
        *next = joined.then_some(row.submissions + 1);
        if !joined {
            late.push(one.submission.clone());
        }
    }
    Ok(late)
}

/// Those whose basis is gone since it was read. What is taken in stays so until this transaction ends.
fn barred(conn: &mut Conn, joining: &[&Joining]) -> Result<HashSet<String>, StoreError> {
    let mut barred = HashSet::new();
    for one in joining {
        let stands = match &one.basis {
            Basis::Own => true,
            Basis::Referral { id, to } => {
                let taken = referrals::table
                    .find(id)
                    .filter(referrals::to_agency.eq(to))
                    .filter(referrals::case_id.eq(&one.row.id))
                    .filter(referrals::state.eq_any(TAKEN.map(ReferralState::as_str)));
                diesel::select(exists(taken)).get_result(conn)?
            }
            Basis::TakenIn => unmatched::hold(conn, &one.submission)?.is_some_and(|row| {
                row.case_id == one.row.id && row.state == NamingState::Accepted.as_str()
            }),
        };
        if !stands {
            barred.insert(one.submission.clone());
        }
    }
    Ok(barred)
}

/// Takes names, by keyed hashes of codes, for cases that have none; answers the cases whose name was another's. The first
/// has it.
///
/// # Errors
/// When the database refuses.
pub fn claim(
    conn: &mut Conn,
    mut wanted: Vec<(&[u8], &str)>,
) -> Result<HashSet<String>, StoreError> {
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let values = |(mac, case): &(&[u8], &str)| {
        (
            case_names::mac.eq(mac.to_vec()),
            case_names::case_id.eq((*case).to_owned()),
        )
    };
    match conn {
        Conn::Sqlite(c) => {
            for one in &wanted {
                diesel::insert_into(case_names::table)
                    .values(values(one))
                    .on_conflict_do_nothing()
                    .execute(c)?;
            }
        }
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => {
            diesel::insert_into(case_names::table)
                .values(wanted.iter().map(values).collect::<Vec<_>>())
                .on_conflict_do_nothing()
                .execute(c)?;
        }
    }
    let macs: Vec<&[u8]> = wanted.iter().map(|(mac, _)| *mac).collect();
    let named: HashMap<Vec<u8>, String> = named(conn, &macs)?.into_iter().collect();
    Ok(wanted
        .iter()
        .filter(|(mac, case)| named.get(*mac).is_some_and(|has| has != case))
        .map(|(_, case)| (*case).to_owned())
        .collect())
}

/// The cases that codes name, by their keyed hashes.
///
/// # Errors
/// When the database refuses.
pub fn named(conn: &mut Conn, macs: &[&[u8]]) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
    Ok(case_names::table
        .filter(case_names::mac.eq_any(macs))
        .select((case_names::mac, case_names::case_id))
        .load(conn)?)
}

/// A referral by which an agency may send a form for a case: it accepted that referral, which stands in one of the queues
/// with these keyed labels.
///
/// # Errors
/// When the database refuses.
pub fn referred(
    conn: &mut Conn,
    agency: &str,
    labels: &[Vec<u8>],
    case: &str,
) -> Result<Option<String>, StoreError> {
    Ok(referrals::table
        .inner_join(queues::table)
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::state.eq_any(TAKEN.map(ReferralState::as_str)))
        .filter(queues::label_mac.eq_any(labels))
        .filter(referrals::case_id.eq(case))
        .select(referrals::id)
        .first(conn)
        .optional()?)
}

/// The agencies that have cases which no code names: from before codes meant one case on the whole platform.
///
/// # Errors
/// When the database refuses.
pub fn nameless(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let names = case_names::table.filter(case_names::case_id.eq(cases::id));
    Ok(cases::table
        .filter(not(exists(names)))
        .select(cases::agency_id)
        .distinct()
        .load(conn)?)
}

/// Opens cases that are not there; answers which were not.
fn open(conn: &mut Conn, rows: &[&CaseRow]) -> Result<Vec<String>, StoreError> {
    match conn {
        // diesel's SQLite takes no conflict clause for several rows.
        Conn::Sqlite(c) => {
            let mut new = Vec::with_capacity(rows.len());
            for row in rows {
                let inserted = diesel::insert_into(cases::table)
                    .values(*row)
                    .on_conflict_do_nothing()
                    .execute(c)?;
                if inserted == 1 {
                    new.push(row.id.clone());
                }
            }
            Ok(new)
        }
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) if rows.is_empty() => Ok(Vec::new()),
        #[cfg(feature = "postgres")]
        Conn::Postgres(c) => Ok(diesel::insert_into(cases::table)
            .values(rows.to_vec())
            .on_conflict_do_nothing()
            .returning(cases::id)
            .get_results(c)?),
    }
}

/// Cases by id.
///
/// # Errors
/// When the database refuses.
pub fn by_ids(conn: &mut Conn, ids: &[&str]) -> Result<Vec<CaseRow>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<CaseRow> = cases::table.filter(cases::id.eq_any(ids)).load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What was said in cases, in the order in which it was received.
///
/// # Errors
/// When the database refuses.
pub fn said_in(conn: &mut Conn, ids: &[&str]) -> Result<Vec<SaidRow>, StoreError> {
    Ok(submissions::table
        .inner_join(records::table.on(records::submission_id.eq(submissions::id.nullable())))
        .filter(submissions::case_id.eq_any(ids))
        .filter(records::kind.eq("decision"))
        .filter(submissions::state.ne("erased"))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select((
            submissions::case_id.assume_not_null(),
            submissions::id,
            submissions::created_at,
            records::id,
        ))
        .load(conn)?)
}

/// What a submission without a case said, with the other versions of its record that have none either, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn said_by(conn: &mut Conn, submission: &str) -> Result<Vec<SaidRow>, StoreError> {
    let first: Option<Option<String>> = submissions::table
        .find(submission)
        .select(submissions::first_id)
        .first(conn)
        .optional()?;
    let first = first.flatten().unwrap_or_else(|| submission.to_owned());
    let of_record = submissions::id
        .eq(&first)
        .or(submissions::first_id.eq(&first));
    Ok(submissions::table
        .inner_join(records::table.on(records::submission_id.eq(submissions::id.nullable())))
        .filter(of_record)
        .filter(submissions::case_id.is_null())
        .filter(records::kind.eq("decision"))
        .filter(submissions::state.ne("erased"))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select((
            submissions::id,
            submissions::id,
            submissions::created_at,
            records::id,
        ))
        .load(conn)?)
}

/// All versions of the record that an instance of a form is one of, oldest first. None if the form has no such instance, or
/// that is not this agency's.
///
/// # Errors
/// When the database refuses.
pub fn versions(
    conn: &mut Conn,
    agency: &str,
    (form, instance): (&str, &str),
) -> Result<Vec<VersionRow>, StoreError> {
    let found: Option<(String, Option<String>)> = submissions::table
        .filter(submissions::form_id.eq(form))
        .filter(submissions::instance_id.eq(instance))
        .filter(submissions::agency_id.eq(agency))
        .select((submissions::id, submissions::first_id))
        .first(conn)
        .optional()?;
    let Some((id, first)) = found else {
        return Ok(Vec::new());
    };
    let first = first.unwrap_or(id);
    let decision = records::submission_id
        .eq(submissions::id.nullable())
        .and(records::kind.eq("decision"));
    Ok(submissions::table
        .left_join(records::table.on(decision))
        .filter(
            submissions::id
                .eq(&first)
                .or(submissions::first_id.eq(&first)),
        )
        .filter(submissions::state.ne("erased"))
        .order((submissions::created_at.asc(), submissions::id.asc()))
        .select((
            submissions::id,
            submissions::device_actor_id,
            submissions::case_id,
            submissions::created_at,
            records::id.nullable(),
        ))
        .load(conn)?)
}

/// Which of these submissions were corrected.
///
/// # Errors
/// When the database refuses.
pub fn corrected(conn: &mut Conn, ids: &[&str]) -> Result<HashSet<String>, StoreError> {
    let mut corrected = HashSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let found: Vec<String> = submissions::table
            .filter(submissions::id.eq_any(ids))
            .filter(submissions::replaced_by.is_not_null())
            .select(submissions::id)
            .load(conn)?;
        corrected.extend(found);
    }
    Ok(corrected)
}

/// Sealed decisions of an agency's submissions received since `since`, after `after` (a submission's id) in the order of
/// their ids.
///
/// # Errors
/// When the database refuses.
pub fn decisions(
    conn: &mut Conn,
    agency: &str,
    since: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<DecisionRow>, StoreError> {
    Ok(submissions::table
        .inner_join(records::table.on(records::submission_id.eq(submissions::id.nullable())))
        .filter(submissions::agency_id.eq(agency))
        .filter(submissions::created_at.ge(since))
        .filter(submissions::id.gt(after))
        .filter(submissions::replaced_by.is_null())
        .filter(records::kind.eq("decision"))
        .order(submissions::id.asc())
        .limit(limit)
        .select((
            submissions::id,
            submissions::case_id,
            submissions::created_at,
            records::id,
        ))
        .load(conn)?)
}
