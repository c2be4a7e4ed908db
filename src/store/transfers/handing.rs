//! What a case is when its transfer is asked about, and everything that changes hands when it is taken.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::{OwnerRow, TransferRow};
use crate::domain::referral::ReferralState;
use crate::domain::transfer::BEGINS;
use crate::domain::words::Stage;
use crate::store::records::RecordKeyRow;
use crate::store::retention::{self, Destroyed};
use crate::store::schema::{
    approvals, case_names, case_owners, cases, consents, form_versions, keys, queues, record_keys,
    records, referrals, renditions, retention_orders, submissions,
};
use crate::store::{Conn, StoreError};

/// States in which somebody works on a referral, the owner or another.
const WORKED_ON: [ReferralState; 5] = [
    ReferralState::Sent,
    ReferralState::Seen,
    ReferralState::InfoRequested,
    ReferralState::Accepted,
    ReferralState::InProgress,
];
/// Records looked at in one statement.
const AT_ONCE: usize = 500;

/// A case as its transfer finds it, in counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether a code names it on the whole platform.
    pub has_name: bool,
    /// Whether it knows who the person is.
    pub has_identity: bool,
    /// Its referrals on which somebody works.
    pub referrals: i64,
    /// Its owner's approvals that wait.
    pub approvals: i64,
    /// Whether something of it is under a legal hold.
    pub held: bool,
}

/// A wrap of the owner's to a record of a case.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct OwnWrap {
    /// Record.
    pub record: String,
    /// Its kind.
    pub kind: String,
    /// The owner's key that unwraps it.
    pub key: String,
    /// What that key is for.
    pub purpose: String,
    /// The wrapped data key.
    pub wrapped: Vec<u8>,
}

/// A case as its transfer finds it. `but`: an approval that is being decided.
///
/// # Errors
/// When the database refuses.
pub fn find(
    conn: &mut Conn,
    case: &str,
    owner: &str,
    but: &str,
    now: i64,
) -> Result<Found, StoreError> {
    let names = case_names::table.filter(case_names::case_id.eq(case));
    let identities = submissions::table
        .inner_join(renditions::table.on(renditions::id.eq(submissions::rendition_id)))
        .inner_join(form_versions::table.on(form_versions::id.eq(renditions::form_version_id)))
        .filter(submissions::case_id.eq(case))
        .filter(submissions::state.eq("sealed"))
        .filter(form_versions::stage.eq(Stage::Id.as_str()));
    let of_case = submissions::table
        .filter(submissions::case_id.eq(case))
        .select(submissions::id);
    let holds = retention_orders::table
        .filter(retention_orders::submission_id.eq_any(of_case))
        .filter(retention_orders::kind.eq("hold"))
        .filter(retention_orders::approved_at.is_not_null())
        .filter(retention_orders::lifted_at.is_null())
        .filter(retention_orders::until_at.gt(now));
    Ok(Found {
        has_name: diesel::select(exists(names)).get_result(conn)?,
        has_identity: diesel::select(exists(identities)).get_result(conn)?,
        held: diesel::select(exists(holds)).get_result(conn)?,
        referrals: referrals::table
            .filter(referrals::case_id.eq(case))
            .filter(referrals::state.eq_any(WORKED_ON.map(ReferralState::as_str)))
            .count()
            .get_result(conn)?,
        approvals: approvals::table
            .filter(approvals::case_id.eq(case))
            .filter(approvals::agency_id.eq(owner))
            .filter(approvals::decided_at.is_null())
            .filter(approvals::expires_at.gt(now))
            .filter(approvals::id.ne(but))
            .count()
            .get_result(conn)?,
    })
}

/// Every wrap by which an agency reads what hangs on a case.
///
/// # Errors
/// When the database refuses.
pub fn own_wraps(conn: &mut Conn, case: &str, agency: &str) -> Result<Vec<OwnWrap>, StoreError> {
    Ok(record_keys::table
        .inner_join(records::table)
        .inner_join(keys::table)
        .inner_join(submissions::table.on(records::submission_id.eq(submissions::id.nullable())))
        .filter(submissions::case_id.eq(case))
        .filter(keys::agency_id.eq(agency))
        .order((record_keys::record_id.asc(), record_keys::key_id.asc()))
        .select((
            record_keys::record_id,
            records::kind,
            record_keys::key_id,
            keys::purpose,
            record_keys::wrapped,
        ))
        .load(conn)?)
}

/// The items that stand in the owner's own queues, with the labels of those.
///
/// # Errors
/// When the database refuses.
pub fn own_items(
    conn: &mut Conn,
    case: &str,
    agency: &str,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    Ok(referrals::table
        .inner_join(queues::table)
        .filter(referrals::case_id.eq(case))
        .filter(referrals::to_agency.eq(agency))
        .filter(referrals::from_agency.eq(agency))
        .order(referrals::id.asc())
        .select((referrals::id, queues::label_mac))
        .load(conn)?)
}

/// Puts an item of the owner's own into a queue of the new owner's.
///
/// # Errors
/// When the database refuses.
pub fn move_item(conn: &mut Conn, item: &str, to: &str, queue: &str) -> Result<(), StoreError> {
    diesel::update(referrals::table.find(item))
        .set((
            referrals::from_agency.eq(to),
            referrals::to_agency.eq(to),
            referrals::queue_id.eq(queue),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives records to the new owner alone: its wraps are written, and those of the owner destroyed.
///
/// # Errors
/// When the database refuses.
pub fn rewrap(
    conn: &mut Conn,
    old: &[OwnWrap],
    new: &[RecordKeyRow],
    to: &str,
) -> Result<i64, StoreError> {
    let mut gone = 0;
    let mut keys: Vec<&str> = old.iter().map(|one| one.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let theirs: Vec<String> = keys::table
        .filter(keys::agency_id.eq(to))
        .select(keys::id)
        .load(conn)?;
    for new in new.chunks(AT_ONCE) {
        let ids: Vec<&str> = new.iter().map(|row| row.record_id.as_str()).collect();
        let of_these = record_keys::table.filter(record_keys::record_id.eq_any(&ids));
        gone += diesel::delete(of_these.clone().filter(record_keys::key_id.eq_any(&keys)))
            .execute(conn)?;
        // A receiver of before reads its own copy already.
        diesel::delete(of_these.filter(record_keys::key_id.eq_any(&theirs))).execute(conn)?;
        insert_all!(conn, record_keys::table, new.iter().cloned());
    }
    Ok(gone as i64)
}

/// Gives the case to its new owner, with everything in clear that says whose it is; what the owner's phones sent is destroyed as
/// they sent it. None: it is not the owner's any more.
///
/// # Errors
/// When the database refuses.
pub fn hand_over(
    conn: &mut Conn,
    row: &TransferRow,
    supervisor: i64,
    now: i64,
) -> Result<Option<Destroyed>, StoreError> {
    let (case, from, to) = (&row.case_id, &row.from_agency, &row.to_agency);
    let opened_at: i64 = cases::table
        .find(case)
        .select(cases::opened_at)
        .first(conn)?;
    let owned = cases::table.find(case).filter(cases::agency_id.eq(from));
    let changed = diesel::update(owned)
        .set((
            cases::agency_id.eq(to),
            cases::state.eq(BEGINS.as_str()),
            cases::caseworker.eq(None::<i64>),
            cases::supervisor.eq(supervisor),
        ))
        .execute(conn)?;
    if changed != 1 {
        return Ok(None);
    }
    let of_case: Vec<(String, Option<String>, bool)> = submissions::table
        .filter(submissions::case_id.eq(case))
        .select((
            submissions::id,
            submissions::agency_id,
            submissions::envelope.is_not_null(),
        ))
        .load(conn)?;
    for some in of_case.chunks(AT_ONCE) {
        let ids: Vec<&str> = some.iter().map(|(id, ..)| id.as_str()).collect();
        let sealed = records::table
            .filter(records::submission_id.eq_any(&ids))
            .filter(records::agency_id.eq(from));
        diesel::update(sealed)
            .set(records::agency_id.eq(to))
            .execute(conn)?;
        let given = consents::table
            .filter(consents::submission_id.eq_any(&ids))
            .filter(consents::agency_id.eq(from));
        diesel::update(given)
            .set(consents::agency_id.eq(to))
            .execute(conn)?;
    }
    let sent = referrals::table
        .filter(referrals::case_id.eq(case))
        .filter(referrals::from_agency.eq(from));
    diesel::update(sent)
        .set(referrals::from_agency.eq(to))
        .execute(conn)?;
    own(conn, row, opened_at, now)?;
    let mut destroyed = Destroyed::default();
    for (id, agency, _) in of_case.iter().filter(|(.., whole)| *whole) {
        // What others' phones sent opens with their keys alone.
        if agency.as_ref() == Some(from) {
            let gone = retention::purge_envelope(conn, id)?;
            destroyed.things += gone.things;
            destroyed.files.extend(gone.files);
        }
    }
    Ok(Some(destroyed))
}

/// Writes down who had the case until now, and who has it from now on.
fn own(conn: &mut Conn, row: &TransferRow, opened_at: i64, now: i64) -> Result<(), StoreError> {
    let owner = |since_at, agency: &str, until_at, transfer_id| OwnerRow {
        case_id: row.case_id.clone(),
        since_at,
        agency_id: agency.to_owned(),
        until_at,
        transfer_id,
    };
    let last = case_owners::table
        .filter(case_owners::case_id.eq(&row.case_id))
        .filter(case_owners::until_at.is_null());
    let known = diesel::update(last)
        .set(case_owners::until_at.eq(now))
        .execute(conn)?;
    let mut new = Vec::new();
    if known == 0 {
        new.push(owner(opened_at, &row.from_agency, Some(now), None));
    }
    new.push(owner(now, &row.to_agency, None, Some(row.id.clone())));
    insert_all!(conn, case_owners::table, new);
    Ok(())
}
