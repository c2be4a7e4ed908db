//! Which phones carry which forms, which they may have, and one phone.

use actix_web::web::Path;
use serde::Deserialize;

use super::agencies::Pairs;
use super::answer::{Answer, Stop, again, done, sentence, shown};
use super::form_tabs::tabs;
use super::paged::Paged;
use super::phones::row;
use super::posted::Posted;
use super::projects::Known;
use super::visit::Visit;
use crate::openrosa::rendition::written;
use crate::service::ServiceError;
use crate::service::forms::{self, Carrier};
use crate::service::phones::{self, Gives};
use crate::web::pages::carrying::{Access, AccessRow, CarriedLine, FormPhones, PhonePage};
use crate::web::pages::form_parts::FormTab;
use crate::web::pages::{Choice, Flash, Here, Trouble};

/// Phones on one page.
pub const PAGE: usize = 50;
/// Boxes of the grid on one page.
const BOXES: usize = 150;

/// `GET …/forms/{form}/phones`
///
/// # Errors
/// 404 for what is not there or not theirs; 403 for whoever may not see phones.
pub async fn of_form(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let (house, actor, form) = (&visit.house, visit.actor(), &path.1);
    let all = visit.ok(forms::carried_by(house, actor, known.project.id, form).await)?;
    let tabs = tabs(&visit, &known, form, FormTab::Phones).await?;
    let old = all.iter().filter(|c| !c.current).count();
    let count = all.len();
    let at = format!("{}/phones", tabs.path());
    let (rows, _, pager) = visit.query::<Paged>().of(all, PAGE, &at);
    shown(&FormPhones {
        shell: visit.shell(Here::Projects),
        all: count,
        old,
        rows: rows.into_iter().map(|c| line(&visit, c, &[])).collect(),
        pager,
        tabs,
    })
}

fn line(visit: &Visit, carrier: Carrier, titles: &[(String, String)]) -> CarriedLine {
    let title = titles.iter().find(|(id, _)| *id == carrier.xml_form_id);
    CarriedLine {
        phone: carrier.phone,
        name: carrier.name,
        title: title.map_or(carrier.xml_form_id, |(_, title)| title.clone()),
        version: written(&carrier.version).to_owned(),
        current: carrier.current,
        since: visit.when(carrier.since),
        seen: carrier.last_seen_at.map(|at| visit.when(at)),
    }
}

/// `GET /projects/{id}/phones/{actor}`
///
/// # Errors
/// 404 for what is not there or not theirs; 403 for whoever may not.
pub async fn phone(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let actor = visit.number(&path.1)?;
    shown(&phone_view(&visit, known, actor, Trouble::none()).await?)
}

/// `POST /projects/{id}/phones/{actor}/forms`: `every` (`yes`), `form` for each.
///
/// # Errors
/// As [`phone`].
pub async fn set_forms(posted: Posted<Pairs>, path: Path<(String, String)>) -> Answer {
    let Posted { visit, form } = posted;
    let (project, actor): (i64, i64) = (visit.number(&path.0)?, visit.number(&path.1)?);
    let every = form.iter().any(|(name, _)| name == "every");
    let chosen = form.into_iter().filter(|(name, _)| name == "form");
    let gives = Gives {
        phone: actor,
        every,
        forms: chosen.map(|(_, form)| form).collect(),
    };
    let given = phones::give_exactly(&visit.house, visit.actor(), project, vec![gives]);
    visit.ok(given.await)?;
    done(
        &format!("/projects/{project}/phones/{actor}"),
        Flash::PhoneFormsSet,
    )
}

/// The form's field.
#[derive(Deserialize)]
pub struct Area {
    #[serde(default)]
    area: String,
}

/// `POST /projects/{id}/phones/{actor}/area`
///
/// # Errors
/// As [`phone`].
pub async fn set_area(posted: Posted<Area>, path: Path<(String, String)>) -> Answer {
    let Posted { visit, form } = posted;
    let known = Known::at(&visit, &path.0).await?;
    let (project, actor): (i64, i64) = (known.project.id, visit.number(&path.1)?);
    match phones::set_area(&visit.house, visit.actor(), project, actor, &form.area).await {
        Err(ServiceError::Unusable { reason, .. }) => {
            let trouble = Trouble::with("area", sentence(&reason));
            again(&phone_view(&visit, known, actor, trouble).await?)
        }
        other => {
            visit.ok(other)?;
            done(
                &format!("/projects/{project}/phones/{actor}"),
                Flash::PhoneAreaSet,
            )
        }
    }
}

async fn phone_view(
    visit: &Visit,
    known: Known,
    phone: i64,
    trouble: Trouble,
) -> Result<PhonePage, Stop> {
    let (house, actor, project) = (&visit.house, visit.actor(), known.project.id);
    let all = visit.ok(phones::list(house, actor, project).await)?;
    let one = all.into_iter().find(|p| p.id == phone);
    let one = one.ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    let mut carries = visit.ok(forms::carried_in(house, actor, project).await)?;
    carries.retain(|c| c.phone == phone);
    let has = visit.ok(phones::assignments(house, actor, project).await)?;
    let may = |form: Option<&str>| {
        has.iter()
            .any(|(given, of)| *of == phone && given.as_deref() == form)
    };
    let forms = visit.ok(forms::list(house, actor, project).await)?;
    let titles: Vec<(String, String)> = forms
        .iter()
        .map(|form| (form.xml_form_id.clone(), form.title.clone()))
        .collect();
    Ok(PhonePage {
        shell: visit.shell(Here::Projects),
        project: known.project,
        phone: row(visit, one, &carries),
        carries: carries
            .into_iter()
            .map(|c| line(visit, c, &titles))
            .collect(),
        every: may(None),
        forms: forms
            .into_iter()
            .map(|form| {
                let chosen = if may(Some(&form.xml_form_id)) {
                    form.xml_form_id.clone()
                } else {
                    String::new()
                };
                Choice::new(form.xml_form_id, form.title).chosen_if(&chosen)
            })
            .collect(),
        trouble,
    })
}

/// `GET /projects/{id}/access`
///
/// # Errors
/// As [`phone`].
pub async fn access(visit: Visit, id: Path<String>) -> Answer {
    let known = Known::at(&visit, &id).await?;
    let (house, actor, project) = (&visit.house, visit.actor(), known.project.id);
    let mut all = visit.ok(phones::list(house, actor, project).await)?;
    all.retain(|phone| phone.revoked_at.is_none());
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let forms = visit.ok(forms::list(house, actor, project).await)?;
    let forms: Vec<(String, String)> = forms
        .into_iter()
        .map(|f| (f.xml_form_id, f.title))
        .collect();
    let has = visit.ok(phones::assignments(house, actor, project).await)?;
    let most = (BOXES / (forms.len() + 1)).clamp(1, PAGE);
    let at = format!("/projects/{project}/access");
    let (rows, page, pager) = visit.query::<Paged>().of(all, most, &at);
    let rows = rows.into_iter().map(|phone| {
        let may = |form: Option<&str>| {
            has.iter()
                .any(|(given, of)| *of == phone.id && given.as_deref() == form)
        };
        AccessRow {
            phone: phone.id,
            every: may(None),
            may: forms.iter().map(|(id, _)| may(Some(id))).collect(),
            name: phone.name.clone(),
        }
    });
    shown(&Access {
        shell: visit.shell(Here::Projects),
        rows: rows.collect(),
        forms,
        project: known.project,
        page,
        pager,
    })
}

/// `POST /projects/{id}/access`: `phone` for each on the page, `every` and `give` (`phone:form`) for each box that is ticked.
///
/// # Errors
/// As [`phone`].
pub async fn set_access(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let project: i64 = visit.number(&id)?;
    let of = |name: &'static str| form.iter().filter(move |(n, _)| n == name).map(|(_, v)| v);
    let mut wanted = Vec::new();
    for phone in of("phone") {
        let chosen = of("give")
            .filter_map(|pair| pair.split_once(':'))
            .filter(|(of, _)| of == phone);
        wanted.push(Gives {
            phone: visit.number(phone)?,
            every: of("every").any(|p| p == phone),
            forms: chosen.map(|(_, form)| form.to_owned()).collect(),
        });
    }
    let given = phones::give_exactly(&visit.house, visit.actor(), project, wanted);
    visit.ok(given.await)?;
    done(&format!("/projects/{project}/access"), Flash::PhoneFormsSet)
}
