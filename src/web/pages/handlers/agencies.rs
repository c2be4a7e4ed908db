//! Agencies, for admins: add, say which services they offer, invite their first focal point.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, sentence, shown};
use super::people::{once, trouble};
use super::posted::Posted;
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::words::AgencyKind;
use crate::service::keys::KeyView;
use crate::service::{ServiceError, accounts, agencies, keys, pathway};
use crate::web::pages::{
    Agencies, AgencyRow, Choice, Flash, Here, KeyLine, OneTimeLink, Trouble, kinds, service_label,
};

/// Names and values as they came: a box that may be ticked several times has one name.
pub type Pairs = Vec<(String, String)>;

pub(super) fn value(form: &Pairs, name: &str) -> String {
    form.iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.clone())
        .unwrap_or_default()
}

fn services(form: Pairs) -> Vec<String> {
    form.into_iter()
        .filter(|(n, _)| n == "service")
        .map(|(_, v)| v)
        .collect()
}

/// What stands in the page's form.
#[derive(Default)]
struct Typed {
    code: String,
    name: String,
    kind: Option<AgencyKind>,
    services: Vec<String>,
}

/// `GET /agencies`
///
/// # Errors
/// When the database refuses.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, Typed::default(), None, Trouble::none()).await?)
}

/// `POST /agencies`
///
/// # Errors
/// 403 for whoever is no admin.
pub async fn add(posted: Posted<Pairs>) -> Answer {
    let Posted { visit, form } = posted;
    let (code, name) = (value(&form, "code"), value(&form, "name"));
    let kind = value(&form, "kind").parse().ok();
    let typed = Typed {
        code,
        name,
        kind,
        services: services(form),
    };
    let asked = agencies::add(
        &visit.house,
        visit.actor(),
        &typed.code,
        &typed.name,
        typed.kind.unwrap_or(AgencyKind::Ngo),
        typed.services.clone(),
    )
    .await;
    let trouble = match asked {
        Ok(_) => return done("/agencies", Flash::AgencyAdded),
        Err(ServiceError::Missing(_)) => {
            Trouble::with("name", visit.locale.t("agencies-wrong-name"))
        }
        Err(ServiceError::Exists(_)) => {
            Trouble::with("code", visit.locale.t("agencies-wrong-code"))
        }
        Err(ServiceError::Unusable { reason, .. }) => Trouble::with("code", sentence(&reason)),
        Err(error) => return Err(visit.stop(&error)),
    };
    again(&view(&visit, typed, None, trouble).await?)
}

/// `POST /agencies/{id}/services`
///
/// # Errors
/// 403 for whoever may not; 404 for what is not there.
pub async fn set_services(posted: Posted<Pairs>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    visit.ok(agencies::set_services(&visit.house, visit.actor(), &id, services(form)).await)?;
    done("/agencies", Flash::ServicesSet)
}

/// The form's fields.
#[derive(Deserialize)]
pub struct First {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
}

/// `POST /agencies/{id}/first`: the first focal point; answers with the link, this once.
///
/// # Errors
/// 403 for whoever is no admin; 404 for what is not there.
pub async fn invite_first(posted: Posted<First>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    match accounts::bootstrap(&visit.house, visit.by(), &id, form.email, form.name).await {
        Ok(link) => shown(
            &view(
                &visit,
                Typed::default(),
                Some(once(&visit, &link)),
                Trouble::none(),
            )
            .await?,
        ),
        Err(error) => {
            let trouble = trouble(&visit, error)?;
            again(&view(&visit, Typed::default(), None, trouble).await?)
        }
    }
}

async fn view(
    visit: &Visit,
    typed: Typed,
    link: Option<OneTimeLink>,
    trouble: Trouble,
) -> Result<Agencies, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let mut all = visit.ok(agencies::list(house, actor).await)?;
    all.sort_by(|a, b| a.agency.name.cmp(&b.agency.name));
    let offered = visit.ok(pathway::services(house, actor).await)?;
    let choices = |chosen: &[String]| -> Vec<Choice> {
        // What never leaves an agency is nobody's to offer.
        let those = offered.iter().filter(|s| s.leaves);
        those
            .map(|s| Choice {
                value: s.code.clone(),
                label: service_label(visit.locale, &s.code),
                selected: chosen.contains(&s.code),
            })
            .collect()
    };
    let may_edit = visit.may(Action::AgencyCreate, Resource::Platform);
    // Only who sees everybody can tell that nobody is there.
    let people = if may_edit {
        visit.ok(accounts::list(house, actor).await)?
    } else {
        Vec::new()
    };
    let mut rows = Vec::new();
    for agency in all {
        let id = agency.agency.id;
        let keys = match visit.may(Action::KeyList, Resource::Agency(&id)) {
            false => None,
            true => {
                let known = visit.ok(keys::list(house, actor, &id).await)?.keys;
                let line = |k: KeyView| KeyLine {
                    purpose: k.purpose,
                    state: k.state,
                    custody: k.custody,
                    fingerprint: k.fingerprint,
                };
                Some(known.into_iter().map(line).collect())
            }
        };
        let nobody = may_edit && people.iter().all(|p| p.agency.as_deref() != Some(&id));
        rows.push(AgencyRow {
            invites_first: nobody
                && visit.may(Action::AgencyBootstrap, Resource::AgencyWithoutPeople(&id)),
            choices: match visit.may(Action::ProviderUpdate, Resource::Agency(&id)) {
                true => choices(&agency.services),
                false => Vec::new(),
            },
            services: agency
                .services
                .iter()
                .map(|s| service_label(visit.locale, s))
                .collect(),
            keys,
            code: agency.agency.code,
            name: agency.agency.name,
            disabled: agency.agency.disabled_at.is_some(),
            id,
        });
    }
    Ok(Agencies {
        shell: visit.shell(Here::Agencies),
        rows,
        services: if may_edit {
            choices(&typed.services)
        } else {
            Vec::new()
        },
        code: typed.code,
        name: typed.name,
        kinds: kinds(visit.locale, typed.kind.unwrap_or(AgencyKind::Ngo)),
        may_edit,
        link,
        trouble,
    })
}
