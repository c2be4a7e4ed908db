//! Transfers of cases between agencies: where each stands, and who had a case ([`handing`] is what changes hands). Who may do
//! what, and what a transfer rests on, is decided above.

pub mod handing;

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::consents::opened_by;
use super::schema::{case_owners, cases, transfers};
use super::submissions::SubmissionHead;
use super::{Conn, StoreError};

/// Those that somebody still has to answer: as the index `transfers_open` says it, or it is not used.
const OPEN: &str = "state in ('asked', 'offered')";
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
