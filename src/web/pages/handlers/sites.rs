//! Places: which are cleared for first conversations, and a supervisor's word for one that is not.

use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::{ServiceError, sites};
use crate::web::pages::places::{Region, SiteLine, Sites};
use crate::web::pages::{Flash, Here, Sub, Trouble};

/// `GET /sites`
///
/// # Errors
/// 403 for whoever may not.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, Typed::default(), Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    area: String,
    #[serde(default)]
    reason: String,
}

/// `POST /sites`
///
/// # Errors
/// 403 for whoever is no supervisor.
pub async fn offer(posted: Posted<Typed>) -> Answer {
    let Posted { visit, form } = posted;
    let offered = sites::offer(&visit.house, visit.actor(), &form.area, &form.reason).await;
    let (field, key) = match offered {
        Ok(_) => return done("/sites", Flash::SiteOffered),
        Err(ServiceError::Unusable { field: "area", .. }) => ("area", "places-wrong-area"),
        Err(ServiceError::Unusable { field, .. }) => (field, "places-wrong-reason"),
        Err(error) => return Err(visit.stop(&error)),
    };
    let trouble = Trouble::with(field, visit.locale.t(key));
    again(&view(&visit, form, trouble).await?)
}

async fn view(visit: &Visit, typed: Typed, trouble: Trouble) -> Result<Sites, Stop> {
    let all = visit.ok(sites::list(&visit.house, visit.actor()).await)?;
    let line = |one: sites::SiteView| SiteLine {
        steps: one.analysis.map(|(a, _)| (a.clear_step1, a.clear_step2)),
        analysed: one
            .analysis
            .map(|(a, at)| (visit.when(at), visit.when(a.review_by))),
        offered: one.offered_until.map(|at| visit.when(at)),
        area: one.area,
        clear: one.clear,
    };
    let own = visit.agency.as_ref().map(|own| Resource::Agency(&own.id));
    Ok(Sites {
        shell: visit.shell(Here::Pathway).under(Sub::Sites),
        regions: Region::of(all.into_iter().map(line).collect()),
        may_offer: own.is_some_and(|own| visit.may(Action::SiteOffer, own)),
        area: typed.area,
        reason: typed.reason,
        trouble,
    })
}
