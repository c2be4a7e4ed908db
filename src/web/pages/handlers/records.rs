//! What is kept and what was destroyed: orders of two people, certificates.

use std::collections::HashMap;

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::days;
use super::paged::Paged;
use super::posted::{Nothing, Posted};
use super::submissions::title_of;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::service::retention::{self, CertificateRow, Kind, Order};
use crate::service::{ServiceError, agencies, forms, overview, submissions};
use crate::web::pages::records::{
    Certificate, CertificateLine, Certificates, DueLine, OrderLine, Retention, SubmissionRetention,
    cause_key,
};
use crate::web::pages::{Choice, Flash, Here, Sub, Trouble};

/// Orders on a page.
const ON_A_PAGE: usize = 30;

/// `GET /retention`
///
/// # Errors
/// 403 for whoever orders nothing.
pub async fn list(visit: Visit) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let paged: Paged = visit.query();
    let from = paged.offset(ON_A_PAGE) as i64;
    let mut all = visit.ok(retention::of_agency(house, actor, ON_A_PAGE as i64 + 1, from).await)?;
    let pager = paged.pager("/retention", all.len() > ON_A_PAGE);
    all.truncate(ON_A_PAGE);
    let due = visit.ok(retention::due(house, actor).await)?;
    let keep = &house.settings.retention;
    let line = |key, count, days| DueLine { key, count, days };
    let mut soon = vec![
        line(
            "records-due-nothing",
            due.without_result,
            keep.screening_without_result_days,
        ),
        line(
            "records-due-open",
            due.not_followed,
            keep.screening_not_followed_days,
        ),
        line("records-due-original", due.originals, keep.envelope_days),
    ];
    soon.retain(|line| line.count > 0);
    shown(&Retention {
        shell: visit.shell(Here::Records).under(Sub::Retention),
        orders: lines(&visit, &all).await?,
        due: soon,
        pager,
    })
}

/// `GET /submissions/{id}/retention`
///
/// # Errors
/// 403 for whoever orders nothing there; 404 for another agency's.
pub async fn one(visit: Visit, id: Path<String>) -> Answer {
    shown(&view(&visit, &id, Typed::default(), Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
}

/// `POST /submissions/{id}/retention/hold`
///
/// # Errors
/// As [`one`]; 409 for what was erased.
pub async fn hold(posted: Posted<Typed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let now = visit.house.now();
    let until = match form.until.as_str() {
        // The first person's day stands; this one is for an order that was taken back meanwhile.
        "agreed" => Some(now + 24 * 60 * 60 * 1_000),
        day => days::ends(visit.locale, day).filter(|at| *at > now),
    };
    let Some(until) = until else {
        let trouble = Trouble::with("until", visit.locale.t("records-wrong-until"));
        return again(&view(&visit, &id, form, trouble).await?);
    };
    order(&visit, &id, Kind::Hold { until }, form).await
}

/// `POST /submissions/{id}/retention/erase`
///
/// # Errors
/// As [`hold`].
pub async fn erase(posted: Posted<Typed>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    order(&visit, &id, Kind::Erase, form).await
}

/// `POST /submissions/{id}/retention/{order}/lift`
///
/// # Errors
/// As [`one`]; 409 for what was done or lifted.
pub async fn lift(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let (id, order) = path.into_inner();
    visit.ok(retention::lift(&visit.house, visit.actor(), &id, &order).await)?;
    done(&format!("/submissions/{id}/retention"), Flash::OrderLifted)
}

async fn order(visit: &Visit, id: &str, kind: Kind, form: Typed) -> Answer {
    let path = format!("/submissions/{id}/retention");
    match retention::order(&visit.house, visit.actor(), id, kind, &form.reason).await {
        Ok(true) => done(&path, Flash::OrderStands),
        Ok(false) => done(&path, Flash::OrderAsked),
        Err(ServiceError::SecondPerson(_)) => done(&path, Flash::AnotherPerson),
        Err(ServiceError::Missing(_)) => {
            let trouble = Trouble::with("reason", visit.locale.t("records-wrong-reason"));
            again(&view(visit, id, form, trouble).await?)
        }
        Err(error) => Err(visit.stop(&error)),
    }
}

async fn view(
    visit: &Visit,
    id: &str,
    typed: Typed,
    trouble: Trouble,
) -> Result<SubmissionRetention, Stop> {
    let all = visit.ok(retention::orders(&visit.house, visit.actor(), id).await)?;
    let (house, actor) = (&visit.house, visit.actor());
    let about = match submissions::by_id(house, actor, id).await {
        Err(ServiceError::NotFound) => None,
        other => {
            let (found, _) = visit.ok(other)?;
            let here = visit.ok(forms::list(house, actor, found.head.project_id).await)?;
            let title = title_of(&here, &found.xml_form_id);
            Some((title, visit.when(found.head.created_at)))
        }
    };
    Ok(SubmissionRetention {
        shell: visit.shell(Here::Records),
        id: id.to_owned(),
        about,
        orders: lines(visit, &all).await?,
        until: typed.until,
        reason: typed.reason,
        trouble,
    })
}

async fn lines(visit: &Visit, all: &[Order]) -> Result<Vec<OrderLine>, Stop> {
    let people = all
        .iter()
        .flat_map(|one| [Some(one.asked_by), one.approved_by]);
    let ids: Vec<i64> = people.flatten().collect();
    let names = visit.ok(overview::names(&visit.house, visit.actor(), &ids).await)?;
    Ok(all.iter().map(|one| line(visit, one, &names)).collect())
}

fn line(visit: &Visit, one: &Order, names: &HashMap<i64, String>) -> OrderLine {
    let name = |id: i64| {
        let known = names.get(&id).cloned();
        known.unwrap_or_else(|| visit.locale.t("pathway-somebody"))
    };
    let holds = one.kind == "hold";
    let waits = one.approved_at.is_none() && one.lifted_at.is_none();
    let over = one.until_at.is_some_and(|until| until <= visit.house.now());
    let standing = match () {
        () if waits => ("records-standing-waits", "wait"),
        () if one.lifted_at.is_some() => ("records-standing-lifted", "off"),
        () if holds && over => ("records-standing-over", "off"),
        () if holds => ("records-standing-holds", "ok"),
        () => ("records-standing-ordered", "bad"),
    };
    OrderLine {
        id: one.id.clone(),
        submission: one.submission_id.clone(),
        holds,
        reason: one.reason.clone(),
        by: name(one.asked_by),
        asked: visit.when(one.asked_at),
        until: one.until_at.map(|at| visit.when(at)),
        agreed: one.approved_by.map(name),
        standing,
        waits,
        mine: one.asked_by == visit.actor().id,
        may_lift: one.lifted_at.is_none() && (waits || holds),
    }
}

/// `GET /certificates`: the own agency's; an auditor chooses.
///
/// # Errors
/// When the database refuses.
pub async fn certificates(visit: Visit) -> Answer {
    match &visit.agency {
        Some(own) => {
            let id = own.id.clone();
            shown(&certificates_view(&visit, Some(&id)).await?)
        }
        None => shown(&certificates_view(&visit, None).await?),
    }
}

/// `GET /agencies/{id}/certificates`
///
/// # Errors
/// 403 and 404 for whoever may not see them.
pub async fn certificates_of(visit: Visit, id: Path<String>) -> Answer {
    shown(&certificates_view(&visit, Some(&id)).await?)
}

/// `GET /certificates/{id}`
///
/// # Errors
/// 403 and 404 for whoever may not see it.
pub async fn certificate(visit: Visit, id: Path<String>) -> Answer {
    let (house, actor) = (&visit.house, visit.actor());
    let one = visit.ok(retention::certificate(house, actor, &id).await)?;
    let agency = one.row.agency_id.clone().unwrap_or_default();
    shown(&Certificate {
        shell: visit.shell(Here::Records),
        line: certificate_line(&visit, &one.row),
        agency: name_of(&visit, &agency).await?,
        submission: one.row.submission_id,
        order: one.row.order_id,
        wraps: one.row.wraps,
        files: one.row.files,
        signature: hex(&one.row.signature),
        public: one.public,
        holds: one.holds,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn certificate_line(visit: &Visit, row: &CertificateRow) -> CertificateLine {
    CertificateLine {
        id: row.id.clone(),
        at: visit.when(row.at),
        cause: cause_key(&row.cause),
        things: row.things,
    }
}

async fn name_of(visit: &Visit, agency: &str) -> Result<String, Stop> {
    let all = visit.ok(agencies::list(&visit.house, visit.actor()).await)?;
    let found = all.into_iter().find(|one| one.agency.id == agency);
    Ok(found.map_or_else(|| agency.to_owned(), |one| one.agency.name))
}

async fn certificates_view(visit: &Visit, agency: Option<&str>) -> Result<Certificates, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let rows = match agency {
        Some(agency) => visit.ok(retention::certificates(house, actor, agency).await)?,
        None => Vec::new(),
    };
    let mut agencies = Vec::new();
    if visit.agency.is_none() {
        let all = visit.ok(agencies::list(house, actor).await)?;
        let mine = all
            .into_iter()
            .filter(|one| visit.may(Action::CertificateList, Resource::Agency(&one.agency.id)));
        agencies = mine
            .map(|one| {
                Choice::new(one.agency.id, one.agency.name).chosen_if(agency.unwrap_or_default())
            })
            .collect();
    }
    let name = match agency {
        Some(agency) => Some(name_of(visit, agency).await?),
        None => None,
    };
    Ok(Certificates {
        shell: visit.shell(Here::Records).under(Sub::Certificates),
        agency: name,
        agencies,
        rows: rows
            .iter()
            .map(|row| certificate_line(visit, row))
            .collect(),
    })
}
