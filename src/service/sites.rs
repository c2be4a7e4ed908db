//! Places: which are cleared for first conversations, and a supervisor's word for one that is not.

use std::collections::{HashMap, HashSet};

use super::catalog::Catalog;
use super::{House, ServiceError, audit};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::site::{self, Analysis};
use crate::store::Conn;
use crate::store::sites::{self as rows, OfferRow, SiteRow};

/// The least and most characters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 3..=500;

/// A place as lists show it.
pub struct SiteView {
    /// Its code.
    pub area: String,
    /// Its newest analysis, and when that was received; none was made where only a supervisor spoke.
    pub analysis: Option<(Analysis, i64)>,
    /// Whether first conversations may take place now.
    pub clear: bool,
    /// Until when a supervisor of the asker's agency lets its phones screen there all the same.
    pub offered_until: Option<i64>,
}

/// What is known of places, for the lists of phones.
#[derive(Default)]
pub struct Sites {
    analyses: HashMap<String, Analysis>,
    offers: HashMap<(String, String), i64>,
}

impl Sites {
    /// Reads all.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) fn load(conn: &mut Conn, now: i64) -> Result<Self, ServiceError> {
        let analyses = rows::all(conn)?.into_iter().map(|row| {
            let analysis = analysis(&row);
            (row.area, analysis)
        });
        let analyses = analyses.collect();
        let offers = rows::offers(conn, now)?;
        let offers = offers
            .into_iter()
            .map(|row| ((row.area, row.agency_id), row.ends_at));
        Ok(Self {
            analyses,
            offers: offers.collect(),
        })
    }

    /// Whether an agency's phones in an area are offered screening forms.
    pub fn offers_screening(&self, area: &str, agency: &str, now: i64) -> bool {
        let clear = self.analyses.get(area);
        let offer = self.offers.get(&(area.to_owned(), agency.to_owned()));
        clear.is_some_and(|one| one.clears_screening(now)) || offer.is_some_and(|end| now < *end)
    }
}

fn analysis(row: &SiteRow) -> Analysis {
    Analysis {
        clear_step1: row.clear_step1,
        clear_step2: row.clear_step2,
        review_by: row.review_by,
    }
}

/// Every place that an analysis or a supervisor named.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<SiteView>, ServiceError> {
    policy::may(actor, Action::SiteList, actor.home())?;
    let (agency, now) = (actor.agency.clone(), house.now());
    house
        .store
        .read("list_sites", move |conn| {
            let offers: HashMap<String, i64> = rows::offers(conn, now)?
                .into_iter()
                .filter(|row| Some(&row.agency_id) == agency.as_ref())
                .map(|row| (row.area, row.ends_at))
                .collect();
            let analysed = rows::all(conn)?;
            let named: HashSet<&str> = analysed.iter().map(|row| row.area.as_str()).collect();
            let spoken = offers.iter().filter(|(area, _)| !named.contains(&***area));
            let mut sites: Vec<SiteView> = spoken
                .map(|(area, until)| SiteView {
                    area: area.clone(),
                    analysis: None,
                    clear: false,
                    offered_until: Some(*until),
                })
                .collect();
            sites.extend(analysed.iter().map(|row| SiteView {
                area: row.area.clone(),
                analysis: Some((analysis(row), row.analysed_at)),
                clear: analysis(row).clears_screening(now),
                offered_until: offers.get(&row.area).copied(),
            }));
            sites.sort_by(|a, b| a.area.cmp(&b.area));
            Ok(sites)
        })
        .await
}

/// A supervisor lets the own agency's phones screen in an area that is not cleared, for [`site::OFFER_DAYS`]. Answers until
/// when.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Unusable`] for an area or a reason that is none.
pub async fn offer(
    house: &House,
    actor: &Actor,
    area: &str,
    reason: &str,
) -> Result<i64, ServiceError> {
    let agency = actor.agency.clone().ok_or(ServiceError::Denied)?;
    policy::may(actor, Action::SiteOffer, Resource::Agency(&agency))?;
    let area = well_formed(area)?;
    let reason = reason.trim().to_owned();
    if !REASON.contains(&reason.chars().count()) {
        return Err(ServiceError::Unusable {
            field: "reason",
            reason: "write why, in 3 to 500 characters".to_owned(),
        });
    }
    let (actor, now) = (actor.clone(), house.now());
    let ends_at = site::offer_ends(now);
    house
        .store
        .write("offer_site", move |conn| {
            let row = OfferRow {
                area: area.clone(),
                agency_id: agency.clone(),
                reason: reason.clone(),
                given_by: actor.id,
                given_at: now,
                ends_at,
            };
            rows::offer(conn, &row)?;
            Catalog::changed(conn)?;
            audit::note_with(
                conn,
                &actor,
                Some(&agency),
                "site.offer",
                "site",
                &area,
                Some(&reason),
                now,
            )?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    house.catalog.forget();
    Ok(ends_at)
}

/// An area's code as people type it.
///
/// # Errors
/// [`ServiceError::Unusable`].
pub fn well_formed(area: &str) -> Result<String, ServiceError> {
    let area = area.trim();
    if !site::is_area(area) {
        return Err(ServiceError::Unusable {
            field: "area",
            reason: "an area's code has letters, digits, - and _ only, at most 40".to_owned(),
        });
    }
    Ok(area.to_owned())
}
