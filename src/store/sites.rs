//! Areas: their newest analysis, and supervisors' word about those that are not cleared. Places, never persons.

use diesel::prelude::*;

use super::schema::{site_offers, sites};
use super::{Conn, StoreError};

/// What the newest site form said of an area.
#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = sites, treat_none_as_null = true)]
pub struct SiteRow {
    /// The area's code.
    pub area: String,
    /// Whose form it was.
    pub agency_id: Option<String>,
    /// The submission.
    pub submission_id: Option<String>,
    /// Whether first conversations may take place.
    pub clear_step1: bool,
    /// Whether interviews may.
    pub clear_step2: bool,
    /// When it was received.
    pub analysed_at: i64,
    /// From when on it counts no more.
    pub review_by: i64,
}

/// A supervisor lets an agency's phones screen in an area that is not cleared.
#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = site_offers)]
pub struct OfferRow {
    /// The area's code.
    pub area: String,
    /// The agency.
    pub agency_id: String,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub given_by: i64,
    /// When.
    pub given_at: i64,
    /// Until when.
    pub ends_at: i64,
}

/// Keeps an analysis unless one is here that counts for longer; of two that end together, the one received later. So an old
/// month's analysis that a phone sends late does not stand before a newer month's. One that takes a clearance back gives way
/// only to what was received after it, whatever month it names.
///
/// # Errors
/// When the database refuses.
pub fn keep(conn: &mut Conn, row: &SiteRow) -> Result<(), StoreError> {
    let there: Option<(i64, i64)> = sites::table
        .find(&row.area)
        .select((sites::review_by, sites::analysed_at))
        .first(conn)
        .optional()?;
    let stays = there.is_some_and(|(review_by, analysed_at)| match row.clear_step1 {
        true => (review_by, analysed_at) > (row.review_by, row.analysed_at),
        false => analysed_at > row.analysed_at,
    });
    if !stays {
        on_each!(conn, |c| diesel::insert_into(sites::table)
            .values(row)
            .on_conflict(sites::area)
            .do_update()
            .set(row)
            .execute(c))?;
    }
    Ok(())
}

/// The newest analysis of each of these areas.
///
/// # Errors
/// When the database refuses.
pub fn of_areas(conn: &mut Conn, areas: &[&str]) -> Result<Vec<SiteRow>, StoreError> {
    Ok(sites::table.filter(sites::area.eq_any(areas)).load(conn)?)
}

/// The newest analysis of every area.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<SiteRow>, StoreError> {
    Ok(sites::table.order(sites::area.asc()).load(conn)?)
}

/// Keeps a supervisor's word; a later one replaces it.
///
/// # Errors
/// When the database refuses.
pub fn offer(conn: &mut Conn, row: &OfferRow) -> Result<(), StoreError> {
    on_each!(conn, |c| diesel::insert_into(site_offers::table)
        .values(row)
        .on_conflict((site_offers::area, site_offers::agency_id))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Supervisors' words that still hold at `now`.
///
/// # Errors
/// When the database refuses.
pub fn offers(conn: &mut Conn, now: i64) -> Result<Vec<OfferRow>, StoreError> {
    Ok(site_offers::table
        .filter(site_offers::ends_at.gt(now))
        .order((site_offers::area.asc(), site_offers::agency_id.asc()))
        .load(conn)?)
}

/// The area whose newest analysis a submission is.
///
/// # Errors
/// When the database refuses.
pub fn of_submission(conn: &mut Conn, submission: &str) -> Result<Option<SiteRow>, StoreError> {
    Ok(sites::table
        .filter(sites::submission_id.eq(submission))
        .first(conn)
        .optional()?)
}
