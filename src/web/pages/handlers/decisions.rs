//! What waits for a second person: what was asked, what named a case from elsewhere, looks to be reviewed.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, done, shown};
use super::cases::named;
use super::casework::{kind_key, standing};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::{ServiceError, approvals, break_glass, overview, unmatched};
use crate::web::pages::casework::{
    ApprovalRow, Approvals, LookRow, Looks, NamingRow, Unmatched, closing_key,
};
use crate::web::pages::risk_chart::level_key;
use crate::web::pages::{Flash, Here, Pager};

/// Approvals on a page.
const ON_A_PAGE: usize = 25;
/// Approvals looked through: what waits lapses within days, and stands among the newest.
const LOOKED_THROUGH: i64 = 200;
/// Looks and named cases that one page shows: what is decided leaves it.
const MOST: usize = 30;

#[derive(Deserialize, Default)]
struct Paged {
    page: Option<usize>,
}

/// `GET /approvals`
///
/// # Errors
/// 403 for roles that neither ask nor decide.
pub async fn approvals(visit: Visit) -> Answer {
    let paged: Paged = visit.query();
    let (house, actor) = (&visit.house, visit.actor());
    let asked = approvals::list(house, actor, LOOKED_THROUGH, 0).await;
    let mut found = visit.ok(asked)?;
    let now = house.now();
    found.sort_by_key(|one| one.approval.standing(now) != "asked");
    let last = found.len().div_ceil(ON_A_PAGE).max(1);
    let page = paged.page.unwrap_or(1).clamp(1, last);
    found.drain(..(page - 1) * ON_A_PAGE);
    found.truncate(ON_A_PAGE);
    let people: Vec<i64> = found.iter().map(|one| one.approval.asked_by()).collect();
    let names = visit.ok(overview::names(house, actor, &people).await)?;
    let agency = visit.own_agency()?;
    let rows: Vec<ApprovalRow> = found
        .into_iter()
        .map(|one| {
            let waits = one.approval.standing(now) == "asked";
            let asked_by = one.approval.asked_by();
            let resource = Resource::Approval { agency, asked_by };
            let (standing, tone) = standing(&one.approval, now);
            let closing = one.asked.what.closing();
            let risk = |risk| level_key(risk);
            ApprovalRow {
                kind: kind_key(one.asked.what.kind()),
                closing: closing.map(|how| {
                    let risk = how.risk.map_or("case-risk-unknown", risk);
                    (closing_key(how.reason), risk)
                }),
                by: named(&visit, &names, asked_by),
                asked: visit.when(one.approval.asked_at()),
                until: visit.when(one.approval.expires_at()),
                may_decide: waits && visit.may(Action::ApprovalDecide, resource),
                id: one.id,
                case: one.case,
                reason: one.asked.reason,
                standing,
                tone,
                waits,
            }
        })
        .collect();
    let link = |page: usize| format!("/approvals?page={page}");
    let someone = Resource::Approval {
        agency,
        asked_by: 0,
    };
    shown(&Approvals {
        decides: visit.may(Action::ApprovalDecide, someone),
        shell: visit.shell(Here::Cases),
        rows,
        pager: Pager {
            previous: (page > 1).then(|| link(page - 1)),
            next: (page < last).then(|| link(page + 1)),
        },
    })
}

/// `POST /approvals/{id}/approve`
///
/// # Errors
/// 404 for whoever it is not for; 409 for the own one, and for what was decided.
pub async fn approve(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    decide(&posted.visit, &id, true).await
}

/// `POST /approvals/{id}/refuse`
///
/// # Errors
/// As [`approve`].
pub async fn refuse(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    decide(&posted.visit, &id, false).await
}

async fn decide(visit: &Visit, id: &str, yes: bool) -> Answer {
    let said = match yes {
        true => Flash::Approved,
        false => Flash::Refused,
    };
    let decided = approvals::decide(&visit.house, visit.actor(), visit.token(), id, yes).await;
    after(visit, "/approvals", decided.map(|_| ()), said)
}

/// After a decision: the list, or why not.
fn after(visit: &Visit, list: &str, result: Result<(), ServiceError>, said: Flash) -> Answer {
    match result {
        Ok(()) => done(list, said),
        Err(ServiceError::Moved(_)) => done(list, Flash::AlreadyDecided),
        Err(error) => Err(visit.stop(&error)),
    }
}

/// `GET /unmatched`
///
/// # Errors
/// 403 for roles that do not decide.
pub async fn unmatched(visit: Visit) -> Answer {
    let asked = unmatched::waiting(&visit.house, visit.actor(), MOST as i64).await;
    let rows = visit.ok(asked)?.into_iter().map(|(case, one)| NamingRow {
        id: one.row.submission_id,
        case,
        from: one.from,
        form: one.row.xml_form_id,
        received: visit.when(one.row.created_at),
    });
    shown(&Unmatched {
        rows: rows.collect(),
        shell: visit.shell(Here::Cases),
    })
}

/// `POST /cases/{id}/unmatched/{sid}/accept`
///
/// # Errors
/// 404 for whoever it is not for.
pub async fn accept(posted: Posted<Nothing>, at: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let taken = unmatched::accept(&visit.house, visit.actor(), &at.0, &at.1).await;
    after(&visit, "/unmatched", taken, Flash::TakenIn)
}

/// `POST /cases/{id}/unmatched/{sid}/dismiss`
///
/// # Errors
/// As [`accept`].
pub async fn dismiss(posted: Posted<Nothing>, at: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let left = unmatched::dismiss(&visit.house, visit.actor(), &at.0, &at.1).await;
    after(&visit, "/unmatched", left, Flash::LeftThere)
}

/// `GET /looks`
///
/// # Errors
/// 403 for roles that do not review.
pub async fn looks(visit: Visit) -> Answer {
    let mut found = visit.ok(break_glass::list(&visit.house, visit.actor()).await)?;
    // What waits stands on top, whatever came since.
    found.sort_by_key(|one| one.row.justified.is_some());
    found.truncate(MOST);
    let people: Vec<i64> = found.iter().map(|one| one.row.actor_id).collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &people).await)?;
    let rows = found.into_iter().map(|one| {
        let resource = Resource::BrokenGlass {
            agency: &one.row.agency_id,
            looked: one.row.actor_id,
        };
        LookRow {
            may_review: one.row.justified.is_none() && visit.may(Action::CaseReview, resource),
            by: named(&visit, &names, one.row.actor_id),
            at: visit.when(one.row.at),
            until: visit.when(one.row.until_at),
            justified: one.row.justified,
            id: one.row.id,
            case: one.row.case_id,
            reason: one.reason,
        }
    });
    shown(&Looks {
        rows: rows.collect(),
        shell: visit.shell(Here::Cases),
    })
}

/// The form's field.
#[derive(Deserialize)]
pub struct Reviewed {
    #[serde(default)]
    justified: String,
}

/// `POST /looks/{id}/review`
///
/// # Errors
/// 404 for whoever it is not for; 400 without a word.
pub async fn review(posted: Posted<Reviewed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let justified = match form.justified.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(visit.stop(&ServiceError::Missing("justified"))),
    };
    let reviewed = break_glass::review(&visit.house, visit.actor(), &id, justified).await;
    after(&visit, "/looks", reviewed.map(|_| ()), Flash::LookReviewed)
}
