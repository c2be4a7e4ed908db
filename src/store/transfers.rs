//! Transfers of cases between agencies: where each stands, and everything that changes hands when one is accepted. Who may do
//! what, and what a transfer rests on, is decided above.

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::consents::opened_by;
use super::records::RecordKeyRow;
use super::retention::{self, Destroyed};
use super::schema::{
    approvals, case_names, case_owners, cases, consents, form_versions, keys, queues, record_keys,
    records, referrals, renditions, retention_orders, submissions, transfers,
};
use super::submissions::SubmissionHead;
use super::{Conn, StoreError};
use crate::domain::referral::ReferralState;
use crate::domain::words::Stage;

/// Those that somebody still has to answer: as the index `transfers_open` says it, or it is not used.
const OPEN: &str = "state in ('asked', 'offered')";
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

/// The transfer of a case.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = transfers, treat_none_as_default_value = false)]
pub struct TransferRow {
    /// Id.
    pub id: String,
    /// Which case.
    pub case_id: String,
    /// The owner.
    pub from_agency: String,
    /// Who is to be the owner.
    pub to_agency: String,
    /// [`TransferState`](crate::domain::transfer::TransferState) as text.
    pub state: String,
    /// The sealed record of the hand-over note.
    pub note_record: String,
    /// For which service, and why it was declined, sealed under the service key.
    pub about: Option<Vec<u8>>,
    /// The consent that the offer rests on.
    pub consent_id: Option<String>,
    /// How urgent what the case asks for was when it was offered.
    pub urgency: Option<String>,
    /// Who asked.
    pub asked_by: i64,
    /// When.
    pub asked_at: i64,
    /// The second person of the owner.
    pub approved_by: Option<i64>,
    /// When it was offered.
    pub offered_at: Option<i64>,
    /// From when on it is nothing.
    pub ends_at: i64,
    /// Who answered it, or took it back; none where it lapsed.
    pub decided_by: Option<i64>,
    /// When.
    pub decided_at: Option<i64>,
}

/// An owner of a case that was transferred.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = case_owners, treat_none_as_default_value = false)]
pub struct OwnerRow {
    /// Case.
    pub case_id: String,
    /// From when on.
    pub since_at: i64,
    /// Who.
    pub agency_id: String,
    /// Until when; none for the one who has it.
    pub until_at: Option<i64>,
    /// The transfer by which it came; none for who opened it.
    pub transfer_id: Option<String>,
}

/// What an offer says.
#[derive(Clone)]
pub struct Offer {
    /// For which service, sealed.
    pub about: Vec<u8>,
    /// The consent that it rests on.
    pub consent: String,
    /// How urgent what the case asks for is.
    pub urgency: Option<String>,
    /// The second person.
    pub by: i64,
    /// From when on it is nothing.
    pub ends_at: i64,
    /// Now.
    pub now: i64,
}

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

/// Stores what was asked for.
///
/// # Errors
/// When the database refuses.
pub fn insert(conn: &mut Conn, row: &TransferRow) -> Result<(), StoreError> {
    diesel::insert_into(transfers::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// One transfer.
///
/// # Errors
/// When the database refuses.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<TransferRow>, StoreError> {
    Ok(transfers::table.find(id).first(conn).optional()?)
}

/// A page of what an agency offers, wants to offer or was offered, newest first.
///
/// # Errors
/// When the database refuses.
pub fn page(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<TransferRow>, StoreError> {
    let received = transfers::to_agency
        .eq(agency)
        .and(transfers::offered_at.is_not_null());
    Ok(transfers::table
        .filter(transfers::from_agency.eq(agency).or(received))
        .order((transfers::asked_at.desc(), transfers::id.desc()))
        .limit(limit)
        .offset(offset)
        .load(conn)?)
}

/// Every transfer that somebody still has to answer.
///
/// # Errors
/// When the database refuses.
pub fn open(conn: &mut Conn) -> Result<Vec<TransferRow>, StoreError> {
    Ok(transfers::table
        .filter(sql::<Bool>(OPEN))
        .order(transfers::ends_at.asc())
        .load(conn)?)
}

/// Whether a case is offered to somebody.
///
/// # Errors
/// When the database refuses.
pub fn is_offered(conn: &mut Conn, case: &str) -> Result<bool, StoreError> {
    let offered = transfers::table
        .filter(transfers::case_id.eq(case))
        .filter(transfers::state.eq("offered"));
    Ok(diesel::select(exists(offered)).get_result(conn)?)
}

/// Offers what two people agreed to. False if it is not as it was asked for any more.
///
/// # Errors
/// When the database refuses.
pub fn offer(conn: &mut Conn, id: &str, offer: &Offer) -> Result<bool, StoreError> {
    let asked = transfers::table
        .find(id)
        .filter(transfers::state.eq("asked"));
    let changed = diesel::update(asked)
        .set((
            transfers::state.eq("offered"),
            transfers::about.eq(&offer.about),
            transfers::consent_id.eq(&offer.consent),
            transfers::urgency.eq(&offer.urgency),
            transfers::approved_by.eq(offer.by),
            transfers::offered_at.eq(offer.now),
            transfers::ends_at.eq(offer.ends_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Ends a transfer. False if it does not stand there any more.
///
/// # Errors
/// When the database refuses.
pub fn end(
    conn: &mut Conn,
    id: &str,
    (from, to): (&str, &str),
    by: Option<i64>,
    now: i64,
) -> Result<bool, StoreError> {
    let still = transfers::table.find(id).filter(transfers::state.eq(from));
    let changed = diesel::update(still)
        .set((
            transfers::state.eq(to),
            transfers::decided_by.eq(by),
            transfers::decided_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Keeps why it was declined, sealed.
///
/// # Errors
/// When the database refuses.
pub fn say_why(conn: &mut Conn, id: &str, about: &[u8]) -> Result<(), StoreError> {
    diesel::update(transfers::table.find(id))
        .set(transfers::about.eq(about))
        .execute(conn)?;
    Ok(())
}

/// The owners that a case had, oldest first; none for one that was never transferred.
///
/// # Errors
/// When the database refuses.
pub fn owners(conn: &mut Conn, case: &str) -> Result<Vec<OwnerRow>, StoreError> {
    Ok(case_owners::table
        .filter(case_owners::case_id.eq(case))
        .order(case_owners::since_at.asc())
        .load(conn)?)
}

/// Whether a submission of this agency's phones went to another agency with its case: the sender has no key to it any more.
///
/// # Errors
/// When the database refuses.
pub fn is_handed_over(
    conn: &mut Conn,
    submission: &SubmissionHead,
    sender: &str,
) -> Result<bool, StoreError> {
    let (Some(case), Some(record)) = (&submission.case_id, &submission.record_id) else {
        return Ok(false);
    };
    let others = cases::table.find(case).filter(cases::agency_id.ne(sender));
    let gone = diesel::select(exists(others)).get_result(conn)?;
    Ok(gone && opened_by(conn, record, sender)?.is_empty())
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
/// they sent it. False: it is not the owner's any more.
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
            cases::state.eq(crate::domain::transfer::BEGINS.as_str()),
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
