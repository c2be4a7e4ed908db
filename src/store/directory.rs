//! The directory of services: what agencies say of each service that they offer, and how often nobody was there for one.
//! Places and services, never persons.

use diesel::prelude::*;

use super::schema::{gaps, provider_entries, providers, queues, referrals};
use super::{Conn, StoreError};

/// What an agency says of a service in one area.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = provider_entries, treat_none_as_null = true)]
pub struct EntryRow {
    /// Agency.
    pub agency_id: String,
    /// Service, by the pathway's word.
    pub service: String,
    /// Area; empty: everywhere.
    pub area: String,
    /// Whom it serves by sex: words with spaces between.
    pub sexes: String,
    /// Which age groups it serves.
    pub ages: String,
    /// Which languages are spoken.
    pub languages: String,
    /// Whether it takes new people.
    pub capacity: String,
    /// When people can come or call.
    pub hours: Option<String>,
    /// When somebody there confirmed it.
    pub verified_at: i64,
    /// When it was written.
    pub updated_at: i64,
}

/// How often nobody was there for a service.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = gaps)]
pub struct GapRow {
    /// Service.
    pub service: String,
    /// Area; empty: not known.
    pub area: String,
    /// Month, as `2026-11`.
    pub month: String,
    /// How often.
    pub counted: i64,
}

/// Every entry, by agency, service and area.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn) -> Result<Vec<EntryRow>, StoreError> {
    Ok(provider_entries::table
        .order((
            provider_entries::agency_id.asc(),
            provider_entries::service.asc(),
            provider_entries::area.asc(),
        ))
        .select(EntryRow::as_select())
        .load(conn)?)
}

/// Keeps an entry unless one is here that was verified later, or its agency does not offer the service: a form makes
/// nobody a receiver. Whether it was kept.
///
/// # Errors
/// When the database refuses.
pub fn keep(conn: &mut Conn, row: &EntryRow) -> Result<bool, StoreError> {
    let offered: i64 = providers::table
        .find((&row.agency_id, &row.service))
        .count()
        .get_result(conn)?;
    let later: i64 = provider_entries::table
        .find((&row.agency_id, &row.service, &row.area))
        .filter(provider_entries::verified_at.gt(row.verified_at))
        .count()
        .get_result(conn)?;
    if offered == 0 || later > 0 {
        return Ok(false);
    }
    on_each!(conn, |c| diesel::insert_into(provider_entries::table)
        .values(row)
        .on_conflict((
            provider_entries::agency_id,
            provider_entries::service,
            provider_entries::area
        ))
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(true)
}

/// Strikes what stands of an agency's service, or of all of its services.
///
/// # Errors
/// When the database refuses.
pub fn forget(conn: &mut Conn, agency: &str, service: Option<&str>) -> Result<(), StoreError> {
    let of_agency = provider_entries::table.filter(provider_entries::agency_id.eq(agency));
    match service {
        Some(service) => {
            diesel::delete(of_agency.filter(provider_entries::service.eq(service)))
                .execute(conn)?;
        }
        None => {
            diesel::delete(of_agency).execute(conn)?;
        }
    }
    Ok(())
}

/// Open referrals in each of these queues, named by their labels.
///
/// # Errors
/// When the database refuses.
pub fn loads(conn: &mut Conn, labels: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, i64)>, StoreError> {
    Ok(referrals::table
        .inner_join(queues::table)
        .filter(queues::label_mac.eq_any(labels))
        .filter(referrals::state.eq_any([
            "sent",
            "seen",
            "info_requested",
            "accepted",
            "in_progress",
        ]))
        .group_by(queues::label_mac)
        .select((queues::label_mac, diesel::dsl::count_star()))
        .load(conn)?)
}

/// Counts a gap.
///
/// # Errors
/// When the database refuses.
pub fn count_gap(
    conn: &mut Conn,
    service: &str,
    area: &str,
    month: &str,
) -> Result<(), StoreError> {
    let row = GapRow {
        service: service.to_owned(),
        area: area.to_owned(),
        month: month.to_owned(),
        counted: 1,
    };
    on_each!(conn, |c| diesel::insert_into(gaps::table)
        .values(&row)
        .on_conflict((gaps::service, gaps::area, gaps::month))
        .do_update()
        .set(gaps::counted.eq(gaps::counted + 1_i64))
        .execute(c))?;
    Ok(())
}

/// Every gap, newest month first.
///
/// # Errors
/// When the database refuses.
pub fn gaps(conn: &mut Conn) -> Result<Vec<GapRow>, StoreError> {
    Ok(gaps::table
        .order((gaps::month.desc(), gaps::service.asc(), gaps::area.asc()))
        .load(conn)?)
}
