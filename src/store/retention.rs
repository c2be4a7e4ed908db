//! What is destroyed when its time is over or two people order it: wraps first, then ciphertexts, then large files by name.
//! Rows of a submission stay, without content, so that a phone that sends it again does not bring it back.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::schema::{
    cases, certificates, consents, form_versions, keys, record_keys, records, referrals,
    renditions, retention_orders, submission_parts, submissions, unmatched,
};
use super::unmatched::{self as namings, UNDECIDED};
use super::{Conn, StoreError};

/// An order of two people.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = retention_orders)]
pub struct OrderRow {
    /// Id.
    pub id: String,
    /// Whose submission it is.
    pub agency_id: Option<String>,
    /// Which.
    pub submission_id: String,
    /// `hold` or `erase`.
    pub kind: String,
    /// Why, in words.
    pub reason: String,
    /// Who asked.
    pub asked_by: i64,
    /// When.
    pub asked_at: i64,
    /// Until when a hold stands.
    pub until_at: Option<i64>,
    /// The second person.
    pub approved_by: Option<i64>,
    /// When they agreed.
    pub approved_at: Option<i64>,
    /// When a hold was lifted.
    pub lifted_at: Option<i64>,
}

/// What was destroyed.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = certificates)]
pub struct CertificateRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub agency_id: Option<String>,
    /// Why: a retention rule's name, or `ordered`.
    pub cause: String,
    /// The submission, if it was one.
    pub submission_id: Option<String>,
    /// The order, if there was one.
    pub order_id: Option<String>,
    /// Submissions, or cards.
    pub things: i64,
    /// Wrapped keys destroyed.
    pub wraps: i64,
    /// Large ciphertexts deleted.
    pub files: i64,
    /// When.
    pub at: i64,
    /// Ed25519 by the vault.
    pub signature: Vec<u8>,
}

/// What a destruction took away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// Submissions, or cards.
    pub things: i64,
    /// Wrapped keys.
    pub wraps: i64,
    /// Large ciphertexts, to be deleted after the commit.
    pub files: Vec<String>,
}

/// Holds that stand for the submission of the query around.
macro_rules! held {
    ($now:expr) => {
        retention_orders::table
            .filter(retention_orders::submission_id.eq(submissions::id))
            .filter(retention_orders::kind.eq("hold"))
            .filter(retention_orders::approved_at.is_not_null())
            .filter(retention_orders::lifted_at.is_null())
            .filter(retention_orders::until_at.gt($now))
    };
}

/// What the submission of the query around named in another agency's case, while nobody decided about it or it is about to be
/// opened again.
macro_rules! named {
    () => {
        unmatched::table
            .filter(unmatched::submission_id.eq(submissions::id))
            .filter(unmatched::state.eq_any(UNDECIDED))
    };
}

/// Sealed submissions whose original ciphertext is older than it may be. Not those under a hold, nor what waits to be taken
/// into another agency's case.
///
/// # Errors
/// When the database refuses.
pub fn old_envelopes(
    conn: &mut Conn,
    before: i64,
    now: i64,
    limit: i64,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    Ok(submissions::table
        .filter(submissions::state.eq("sealed"))
        .filter(submissions::opened_at.lt(before))
        .filter(submissions::envelope.is_not_null())
        .filter(submissions::agency_id.is_not_null())
        .filter(not(exists(held!(now))))
        .filter(not(exists(named!())))
        .order(submissions::opened_at.asc())
        .limit(limit)
        .select((submissions::id, submissions::agency_id))
        .load(conn)?)
}

/// Screenings older than `before` of which nothing came: no referral, nothing held, no case that went on. Not those under a
/// hold, nor what waits to be taken into another agency's case. `also_open`: those too of which something came that nobody followed up.
///
/// # Errors
/// When the database refuses.
pub fn old_screenings(
    conn: &mut Conn,
    before: i64,
    now: i64,
    also_open: bool,
    limit: i64,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let screenings = submissions::table
        .inner_join(renditions::table.inner_join(form_versions::table))
        .filter(form_versions::stage.eq("screen"))
        .filter(submissions::state.eq("sealed"))
        .filter(submissions::opened_at.lt(before))
        .filter(submissions::agency_id.is_not_null())
        .filter(not(exists(
            cases::table
                .filter(cases::id.nullable().eq(submissions::case_id))
                .filter(cases::submissions.gt(1)),
        )))
        .filter(not(exists(held!(now))))
        .filter(not(exists(named!())))
        .order(submissions::opened_at.asc())
        .limit(limit)
        .select((submissions::id, submissions::agency_id));
    let live = ["accepted", "in_progress", "delivered", "info_requested"];
    Ok(match also_open {
        true => screenings
            .filter(not(exists(
                referrals::table
                    .filter(referrals::submission_id.eq(submissions::id))
                    .filter(referrals::state.eq_any(live)),
            )))
            .load(conn)?,
        false => screenings
            .filter(not(exists(
                referrals::table.filter(referrals::submission_id.eq(submissions::id)),
            )))
            .load(conn)?,
    })
}

/// Referrals that came into one of these states before then, whose receiver still has a key to the card: id and receiver.
///
/// # Errors
/// When the database refuses.
pub fn old_cards(
    conn: &mut Conn,
    states: &[&str],
    before: i64,
    limit: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(referrals::table
        .filter(referrals::state.eq_any(states))
        .filter(referrals::moved_at.lt(before))
        .filter(referrals::from_agency.ne(referrals::to_agency))
        .filter(exists(
            record_keys::table
                .inner_join(keys::table)
                .filter(record_keys::record_id.eq(referrals::record_id))
                .filter(keys::agency_id.eq(referrals::to_agency.nullable())),
        ))
        .order(referrals::moved_at.asc())
        .limit(limit)
        .select((referrals::id, referrals::to_agency))
        .load(conn)?)
}

/// Takes an agency's keys to a record away. Answers how many.
///
/// # Errors
/// When the database refuses.
pub fn revoke(conn: &mut Conn, record: &str, agency: &str) -> Result<i64, StoreError> {
    let theirs: Vec<String> = keys::table
        .filter(keys::agency_id.eq(agency))
        .select(keys::id)
        .load(conn)?;
    let gone = diesel::delete(
        record_keys::table
            .filter(record_keys::record_id.eq(record))
            .filter(record_keys::key_id.eq_any(theirs)),
    )
    .execute(conn)?;
    Ok(gone as i64)
}

/// Destroys the original ciphertext of a submission; what was sealed of it stays.
///
/// # Errors
/// When the database refuses.
pub fn purge_envelope(conn: &mut Conn, id: &str) -> Result<Destroyed, StoreError> {
    let files: Vec<Option<String>> = submission_parts::table
        .filter(submission_parts::submission_id.eq(id))
        .filter(submission_parts::blob_id.is_not_null())
        .select(submission_parts::blob_id)
        .load(conn)?;
    diesel::update(submission_parts::table.filter(submission_parts::submission_id.eq(id)))
        .set((
            submission_parts::bytes.eq(None::<Vec<u8>>),
            submission_parts::blob_id.eq(None::<String>),
        ))
        .execute(conn)?;
    diesel::update(submissions::table.find(id))
        .set(submissions::envelope.eq(None::<Vec<u8>>))
        .execute(conn)?;
    Ok(Destroyed {
        things: 1,
        wraps: 0,
        files: files.into_iter().flatten().collect(),
    })
}

/// Destroys a submission: every key to what was sealed of it, the ciphertexts, and the original. It waits for nobody then.
///
/// # Errors
/// When the database refuses.
pub fn erase(conn: &mut Conn, id: &str, now: i64) -> Result<Destroyed, StoreError> {
    namings::erased(conn, id)?;
    let of_it = records::table.filter(records::submission_id.eq(id));
    let ids: Vec<String> = of_it.select(records::id).load(conn)?;
    let wraps = diesel::delete(record_keys::table.filter(record_keys::record_id.eq_any(&ids)))
        .execute(conn)?;
    let files: Vec<Option<String>> = of_it
        .filter(records::blob_id.is_not_null())
        .select(records::blob_id)
        .load(conn)?;
    diesel::update(of_it)
        .set((
            records::sealed.eq(None::<Vec<u8>>),
            records::blob_id.eq(None::<String>),
        ))
        .execute(conn)?;
    // What nobody can read any more covers nothing. Refusals stay, and keep their case closed.
    diesel::update(
        consents::table
            .filter(consents::submission_id.eq(id))
            .filter(consents::state.eq_any(["proposed", "in_force"])),
    )
    .set((
        consents::state.eq("withdrawn"),
        consents::withdrawn_at.eq(now),
    ))
    .execute(conn)?;
    let mut destroyed = purge_envelope(conn, id)?;
    destroyed.wraps = wraps as i64;
    destroyed.files.extend(files.into_iter().flatten());
    diesel::update(submissions::table.find(id))
        .set((
            submissions::state.eq("erased"),
            submissions::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(destroyed)
}

/// Whether a submission waits to be taken into another agency's case. That does not change until this transaction ends.
///
/// # Errors
/// When the database refuses.
pub fn waits(conn: &mut Conn, id: &str) -> Result<bool, StoreError> {
    let held = namings::hold(conn, id)?;
    Ok(held.is_some_and(|row| UNDECIDED.contains(&row.state.as_str())))
}

/// Stores an order.
///
/// # Errors
/// When the database refuses.
pub fn insert_order(conn: &mut Conn, row: &OrderRow) -> Result<(), StoreError> {
    diesel::insert_into(retention_orders::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Orders for a submission, newest first.
///
/// # Errors
/// When the database refuses.
pub fn orders_of(conn: &mut Conn, submission: &str) -> Result<Vec<OrderRow>, StoreError> {
    Ok(retention_orders::table
        .filter(retention_orders::submission_id.eq(submission))
        .order(retention_orders::asked_at.desc())
        .load(conn)?)
}

/// Orders about an agency's submissions, newest first.
///
/// # Errors
/// When the database refuses.
pub fn orders_in(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrderRow>, StoreError> {
    Ok(retention_orders::table
        .filter(retention_orders::agency_id.eq(agency))
        .order((
            retention_orders::asked_at.desc(),
            retention_orders::id.desc(),
        ))
        .limit(limit)
        .offset(offset)
        .load(conn)?)
}

/// One certificate.
///
/// # Errors
/// When the database refuses.
pub fn certificate(conn: &mut Conn, id: &str) -> Result<Option<CertificateRow>, StoreError> {
    Ok(certificates::table.find(id).first(conn).optional()?)
}

/// The second person agrees. False: somebody has before.
///
/// # Errors
/// When the database refuses.
pub fn approve(conn: &mut Conn, id: &str, by: i64, now: i64) -> Result<bool, StoreError> {
    let open = retention_orders::table
        .find(id)
        .filter(retention_orders::approved_at.is_null())
        .filter(retention_orders::lifted_at.is_null());
    let changed = diesel::update(open)
        .set((
            retention_orders::approved_by.eq(by),
            retention_orders::approved_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Lifts a hold, or withdraws what was asked.
///
/// # Errors
/// When the database refuses.
pub fn lift_order(conn: &mut Conn, id: &str, now: i64) -> Result<bool, StoreError> {
    let standing = retention_orders::table
        .find(id)
        .filter(retention_orders::lifted_at.is_null());
    let changed = diesel::update(standing)
        .set(retention_orders::lifted_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Erasures that two people ordered and nobody carried out yet.
///
/// # Errors
/// When the database refuses.
pub fn to_erase(conn: &mut Conn, limit: i64) -> Result<Vec<OrderRow>, StoreError> {
    Ok(retention_orders::table
        .filter(retention_orders::kind.eq("erase"))
        .filter(retention_orders::approved_at.is_not_null())
        .filter(retention_orders::lifted_at.is_null())
        .filter(not(exists(certificates::table.filter(
            certificates::order_id.eq(retention_orders::id.nullable()),
        ))))
        .limit(limit)
        .load(conn)?)
}

/// Stores a certificate.
///
/// # Errors
/// When the database refuses.
pub fn insert_certificate(conn: &mut Conn, row: &CertificateRow) -> Result<(), StoreError> {
    diesel::insert_into(certificates::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// An agency's certificates, newest first.
///
/// # Errors
/// When the database refuses.
pub fn certificates_of(
    conn: &mut Conn,
    agency: &str,
    limit: i64,
) -> Result<Vec<CertificateRow>, StoreError> {
    Ok(certificates::table
        .filter(certificates::agency_id.eq(agency))
        .order(certificates::at.desc())
        .limit(limit)
        .load(conn)?)
}
