//! At an agency's own machine: what came from the hub and waits to be told there, and the copies of the hub's rows that
//! opening needs. The hub's word replaces what stood here.

use diesel::prelude::*;

use super::agencies::AgencyRow;
use super::forms::{FormRow, FormVersionRow, RenditionRow};
use super::keys::KeyRow;
use super::pathways::PathwayRow;
use super::records::{ConsentRow, RecordKeyRow, RecordRow};
use super::referrals::{ReferralEventRow, ReferralRow};
use super::schema::{
    agencies, consents, errands, form_versions, forms, keys, pathways, projects, providers, queues,
    record_keys, records, referral_events, referrals, renditions, submissions, told_steps,
};
use super::submissions::SubmissionRow;
use super::{Conn, StoreError};

/// Notes that a submission came from the hub. False if it was here already.
///
/// # Errors
/// When the database refuses.
pub fn begin(conn: &mut Conn, submission: &str, now: i64) -> Result<bool, StoreError> {
    let values = (
        errands::submission_id.eq(submission),
        errands::fetched_at.eq(now),
    );
    let new = on_each!(conn, |c| diesel::insert_into(errands::table)
        .values(values)
        .on_conflict(errands::submission_id)
        .do_nothing()
        .execute(c))?;
    Ok(new == 1)
}

/// Which of these are here.
///
/// # Errors
/// When the database refuses.
pub fn known(conn: &mut Conn, submissions: &[&str]) -> Result<Vec<String>, StoreError> {
    Ok(errands::table
        .filter(errands::submission_id.eq_any(submissions))
        .select(errands::submission_id)
        .load(conn)?)
}

/// Submissions in one of these states of which the hub was not told, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn undelivered(
    conn: &mut Conn,
    states: &[&str],
    limit: i64,
) -> Result<Vec<SubmissionRow>, StoreError> {
    Ok(submissions::table
        .inner_join(errands::table)
        .filter(errands::delivered_at.is_null())
        .filter(submissions::state.eq_any(states))
        .order(submissions::id.asc())
        .limit(limit)
        .select(submissions::all_columns)
        .load(conn)?)
}

/// Notes that the hub was told.
///
/// # Errors
/// When the database refuses.
pub fn delivered(conn: &mut Conn, submissions: &[&str], now: i64) -> Result<(), StoreError> {
    diesel::update(errands::table.filter(errands::submission_id.eq_any(submissions)))
        .set(errands::delivered_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Referrals that a submission sent to others, with the labels of their queues.
///
/// # Errors
/// When the database refuses.
pub fn sent_of(
    conn: &mut Conn,
    submission: &str,
) -> Result<Vec<(ReferralRow, Vec<u8>)>, StoreError> {
    Ok(referrals::table
        .inner_join(queues::table)
        .filter(referrals::submission_id.eq(submission))
        .filter(referrals::to_agency.ne(referrals::from_agency))
        .order(referrals::id.asc())
        .select((referrals::all_columns, queues::label_mac))
        .load(conn)?)
}

/// Ids of a submission's records of a kind.
///
/// # Errors
/// When the database refuses.
pub fn records_of(
    conn: &mut Conn,
    submission: &str,
    kind: &str,
) -> Result<Vec<String>, StoreError> {
    Ok(records::table
        .filter(records::submission_id.eq(submission))
        .filter(records::kind.eq(kind))
        .select(records::id)
        .load(conn)?)
}

/// Takes an agency and the services that it offers now.
///
/// # Errors
/// When the database refuses.
pub fn take_agency(
    conn: &mut Conn,
    row: &AgencyRow,
    services: &[String],
    now: i64,
) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(agencies::table)
        .values(row)
        .on_conflict(agencies::id)
        .do_update()
        .set((
            agencies::code.eq(&row.code),
            agencies::name.eq(&row.name),
            agencies::disabled_at.eq(row.disabled_at),
            agencies::kind.eq(&row.kind)
        ))
        .execute(c))?;
    super::directory::forget(conn, &row.id, None)?;
    diesel::delete(providers::table.filter(providers::agency_id.eq(&row.id))).execute(conn)?;
    for service in services {
        diesel::insert_into(providers::table)
            .values((
                providers::agency_id.eq(&row.id),
                providers::service.eq(service),
                providers::created_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Disables agencies that the hub names no more.
///
/// # Errors
/// When the database refuses.
pub fn keep_agencies(conn: &mut Conn, named: &[&str], now: i64) -> Result<(), StoreError> {
    let gone = agencies::table
        .filter(agencies::id.ne_all(named))
        .filter(agencies::disabled_at.is_null());
    diesel::update(gone)
        .set(agencies::disabled_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Takes another agency's public key, or its new state.
///
/// # Errors
/// When the database refuses.
pub fn take_key(conn: &mut Conn, row: &KeyRow) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(keys::table)
        .values(row)
        .on_conflict(keys::id)
        .do_update()
        .set((
            keys::state.eq(&row.state),
            keys::activated_at.eq(row.activated_at)
        ))
        .execute(c))?;
    Ok(())
}

/// Gives a key of the agency's own the state that the hub has; one that was destroyed there loses its private half here too.
/// True if it was another.
///
/// # Errors
/// When the database refuses.
pub fn set_key_state(
    conn: &mut Conn,
    id: &str,
    state: &str,
    activated_at: Option<i64>,
) -> Result<bool, StoreError> {
    let other = keys::table.find(id).filter(keys::state.ne(state));
    let changed = diesel::update(other)
        .set((keys::state.eq(state), keys::activated_at.eq(activated_at)))
        .execute(conn)?;
    if changed == 1 && state == "destroyed" {
        diesel::update(keys::table.find(id))
            .set(keys::wrapped_private.eq(Vec::<u8>::new()))
            .execute(conn)?;
    }
    Ok(changed == 1)
}

/// Takes a version of the pathway in force.
///
/// # Errors
/// When the database refuses.
pub fn take_pathway(conn: &mut Conn, row: &PathwayRow) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(pathways::table)
        .values(row)
        .on_conflict(pathways::label)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// A form version and what it stands in.
pub struct Blank<'a> {
    /// The project's number, name and agency.
    pub project: (i64, &'a str, &'a str),
    /// The form.
    pub form: &'a FormRow,
    /// The version.
    pub version: &'a FormVersionRow,
    /// The rendition that a submission names.
    pub rendition: &'a RenditionRow,
}

/// Takes a form version; what is here stays.
///
/// # Errors
/// When the database refuses.
pub fn take_form(conn: &mut Conn, blank: &Blank<'_>, now: i64) -> Result<(), StoreError> {
    let (id, name, agency) = blank.project;
    let project = (
        projects::id.eq(id),
        projects::agency_id.eq(agency),
        projects::name.eq(name),
        projects::archived.eq(false),
        projects::created_at.eq(now),
    );
    on_each!(conn, |c| diesel::insert_into(projects::table)
        .values(project)
        .on_conflict(projects::id)
        .do_nothing()
        .execute(c))?;
    on_each!(conn, |c| diesel::insert_into(forms::table)
        .values(blank.form)
        .on_conflict(forms::id)
        .do_nothing()
        .execute(c))?;
    on_each!(conn, |c| diesel::insert_into(form_versions::table)
        .values(blank.version)
        .on_conflict(form_versions::id)
        .do_nothing()
        .execute(c))?;
    on_each!(conn, |c| diesel::insert_into(renditions::table)
        .values(blank.rendition)
        .on_conflict(renditions::id)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// A referral that another agency sent, with its card and the consent that it rests on.
pub struct Received<'a> {
    /// Stands for the other agency's submission, of which nothing is here.
    pub submission: &'a SubmissionRow,
    /// The referral.
    pub referral: &'a ReferralRow,
    /// Its card and its contact.
    pub records: &'a [RecordRow],
    /// Their keys, wrapped to this agency.
    pub wraps: &'a [RecordKeyRow],
    /// The consent.
    pub consent: Option<&'a ConsentRow>,
}

/// Takes a referral; what is here stays.
///
/// # Errors
/// When the database refuses.
pub fn take_referral(conn: &mut Conn, one: &Received<'_>) -> Result<(), StoreError> {
    let queue = (
        queues::id.eq(&one.referral.queue_id),
        queues::agency_id.eq(&one.referral.to_agency),
        queues::label_mac.eq(one.referral.queue_id.as_bytes()),
        queues::created_at.eq(one.referral.sent_at),
    );
    on_each!(conn, |c| diesel::insert_into(queues::table)
        .values(queue)
        .on_conflict(queues::id)
        .do_nothing()
        .execute(c))?;
    on_each!(conn, |c| diesel::insert_into(submissions::table)
        .values(one.submission)
        .on_conflict(submissions::id)
        .do_nothing()
        .execute(c))?;
    for record in one.records {
        on_each!(conn, |c| diesel::insert_into(records::table)
            .values(record)
            .on_conflict(records::id)
            .do_nothing()
            .execute(c))?;
    }
    for wrap in one.wraps {
        on_each!(conn, |c| diesel::insert_into(record_keys::table)
            .values(wrap)
            .on_conflict((record_keys::record_id, record_keys::key_id))
            .do_nothing()
            .execute(c))?;
    }
    if let Some(consent) = one.consent {
        on_each!(conn, |c| diesel::insert_into(consents::table)
            .values(consent)
            .on_conflict(consents::id)
            .do_nothing()
            .execute(c))?;
    }
    on_each!(conn, |c| diesel::insert_into(referrals::table)
        .values(one.referral)
        .on_conflict(referrals::id)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// Steps of others' referrals that were taken here and that the hub does not know, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn untold_steps(conn: &mut Conn, limit: i64) -> Result<Vec<ReferralEventRow>, StoreError> {
    Ok(referral_events::table
        .inner_join(referrals::table)
        .left_join(told_steps::table)
        .filter(referrals::to_agency.ne(referrals::from_agency))
        .filter(told_steps::told_at.is_null())
        .order(referral_events::at.asc())
        .limit(limit)
        .select(referral_events::all_columns)
        .load(conn)?)
}

/// Notes that the hub knows these steps.
///
/// # Errors
/// When the database refuses.
pub fn told_steps(conn: &mut Conn, events: &[String], now: i64) -> Result<(), StoreError> {
    for event in events {
        let values = (told_steps::event_id.eq(event), told_steps::told_at.eq(now));
        on_each!(conn, |c| diesel::insert_into(told_steps::table)
            .values(values)
            .on_conflict(told_steps::event_id)
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}
