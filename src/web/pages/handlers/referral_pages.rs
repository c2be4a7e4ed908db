//! Two pages of one referral: declining it, and it on paper.

use actix_web::web::Path;

use super::answer::{Answer, again, shown};
use super::queue::{card, happened, said_line};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::ServiceError;
use crate::service::referrals::{self, Direction};
use crate::web::pages::queue::{ReferralDecline, ReferralPrint};
use crate::web::pages::referral_words::decline_reasons;
use crate::web::pages::{Here, Trouble};

/// `GET /referrals/{id}/decline`: the reasons, and what then happens.
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn decline_page(visit: Visit, id: Path<String>) -> Answer {
    shown(&declining(&visit, &id, Trouble::none()).await?)
}

/// The same again without a reason.
pub(super) async fn decline_again(visit: &Visit, id: &str) -> Answer {
    let text = visit.locale.t("referral-unchosen-reason");
    again(&declining(visit, id, Trouble::with("reason", text)).await?)
}

async fn declining(
    visit: &Visit,
    id: &str,
    trouble: Trouble,
) -> Result<ReferralDecline, super::answer::Stop> {
    let asked = referrals::one(&visit.house, visit.actor(), visit.token(), id).await;
    let whole = visit.ok(asked)?;
    let received = Resource::Received {
        by: &whole.view.to_agency,
    };
    // To its sender there is nothing to decline.
    if !visit.may(Action::ReferralDecide, received) {
        return Err(visit.stop(&ServiceError::NotFound));
    }
    Ok(ReferralDecline {
        card: card(visit, whole.view, Direction::Received),
        reasons: decline_reasons(visit.locale),
        shell: visit.shell(Here::Queue),
        trouble,
    })
}

/// `GET /referrals/{id}/print`
///
/// # Errors
/// 404 for whoever it is not for; 409 before it is accepted.
pub async fn print(visit: Visit, id: Path<String>) -> Answer {
    let asked = referrals::paper(&visit.house, visit.actor(), visit.token(), &id).await;
    let paper = visit.ok(asked)?;
    let events = happened(&visit, &paper.whole).await?;
    let view = paper.whole.view;
    let is_sender = view.to_agency != visit.own_agency()?;
    let direction = match is_sender {
        true => Direction::Sent,
        false => Direction::Received,
    };
    let rules = paper.rules.iter();
    shown(&ReferralPrint {
        rules: rules.map(|line| said_line(&visit, line)).collect(),
        card: card(&visit, view, direction),
        is_sender,
        printed: visit.when(visit.house.now()),
        events,
        shell: visit.shell(Here::Queue),
    })
}
