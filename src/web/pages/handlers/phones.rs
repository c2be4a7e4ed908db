//! Phones of a project: list, add (its code is shown once), revoke.

use actix_web::web::Path;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::carrying::PAGE;
use super::paged::Paged;
use super::posted::{Nothing, Posted};
use super::projects::Known;
use super::visit::Visit;
use crate::domain::policy::Action;
use crate::service::ServiceError;
use crate::service::forms::{self, Carrier};
use crate::service::phones::{self, PhoneView};
use crate::web::pages::{Flash, Here, PhoneCreated, PhoneRevoke, PhoneRow, Phones, Trouble};
use crate::web::settings_code::{self, Managed, PhoneSettings};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

/// `GET /projects/{id}/phones`
///
/// # Errors
/// 404 for what is not there or not theirs; 403 for whoever may not.
pub async fn list(visit: Visit, id: Path<String>) -> Answer {
    let known = Known::at(&visit, &id).await?;
    shown(&list_view(&visit, known, String::new(), Trouble::none()).await?)
}

/// The form's field.
#[derive(Deserialize)]
pub struct NewPhone {
    #[serde(default)]
    name: String,
    #[serde(default)]
    area: String,
    /// Ticked boxes come as something, others not at all.
    no_drafts: Option<String>,
    delete_after_send: Option<String>,
    auto_send: Option<String>,
}

/// `POST /projects/{id}/phones`: answers with the secrets, this once.
///
/// # Errors
/// As [`list`].
pub async fn create(posted: Posted<NewPhone>, id: Path<String>) -> Answer {
    let Posted { visit, form } = posted;
    let known = Known::at(&visit, &id).await?;
    let name: String = form.name.trim().chars().take(LONGEST_NAME).collect();
    let wanted = phones::NewPhone {
        name: name.clone(),
        area: Some(form.area),
        every_form: true,
    };
    let made = match phones::create(&visit.house, visit.actor(), known.project.id, wanted).await {
        Err(ServiceError::Unusable {
            field: "area",
            reason,
        }) => {
            let trouble = Trouble::with("area", &reason);
            return again(&list_view(&visit, known, name, trouble).await?);
        }
        Err(ServiceError::Missing(_)) => {
            let trouble = Trouble::with("name", visit.locale.t("phones-name-missing"));
            return again(&list_view(&visit, known, name, trouble).await?);
        }
        other => visit.ok(other)?,
    };
    let plain_url = visit.house.settings.public_url();
    let server_url = made.server_url(&plain_url);
    let settings = PhoneSettings {
        server_url: &server_url,
        login: None,
        project_name: &known.project.name,
        icon: None,
        managed: Managed {
            no_drafts: form.no_drafts.is_some(),
            delete_after_send: form.delete_after_send.is_some(),
            auto_send: form.auto_send.is_some(),
        },
    };
    let text = settings.text();
    let code = settings_code::svg(&text);
    let picture = settings_code::png(&text).map(|bytes| STANDARD.encode(&*bytes));
    shown(&PhoneCreated {
        shell: visit.shell(Here::Projects),
        project: known.project,
        name: made.phone.name,
        server_url: server_url.into(),
        plain_url,
        user: made.phone.username,
        password: made.password.expose().as_str().into(),
        qr_png: picture.unwrap_or_default().into(),
        qr_svg: code
            .as_deref()
            .map(String::as_str)
            .unwrap_or_default()
            .into(),
    })
}

/// `GET /projects/{id}/phones/{actor}/revoke`
///
/// # Errors
/// As [`list`].
pub async fn revoke_page(visit: Visit, path: Path<(String, String)>) -> Answer {
    let known = Known::at(&visit, &path.0).await?;
    let actor: i64 = visit.number(&path.1)?;
    let all = visit.ok(phones::list(&visit.house, visit.actor(), known.project.id).await)?;
    let phone = all
        .into_iter()
        .find(|p| p.id == actor)
        .ok_or_else(|| visit.stop(&ServiceError::NotFound))?;
    shown(&PhoneRevoke {
        shell: visit.shell(Here::Projects),
        project: known.project,
        phone: row(&visit, phone, &[]),
    })
}

/// `POST /projects/{id}/phones/{actor}/revoke`
///
/// # Errors
/// As [`list`].
pub async fn revoke(posted: Posted<Nothing>, path: Path<(String, String)>) -> Answer {
    let visit = posted.visit;
    let (project, actor) = (visit.number(&path.0)?, visit.number(&path.1)?);
    visit.ok(phones::revoke(&visit.house, visit.actor(), project, actor).await)?;
    done(&format!("/projects/{project}/phones"), Flash::PhoneRevoked)
}

async fn list_view(
    visit: &Visit,
    known: Known,
    name: String,
    trouble: Trouble,
) -> Result<Phones, Stop> {
    let mut all = visit.ok(phones::list(&visit.house, visit.actor(), known.project.id).await)?;
    all.sort_by(|a, b| {
        (a.revoked_at.is_some(), &a.name, a.id).cmp(&(b.revoked_at.is_some(), &b.name, b.id))
    });
    let (house, actor, id) = (&visit.house, visit.actor(), known.project.id);
    let carried = visit.ok(forms::carried_in(house, actor, id).await)?;
    let at = format!("/projects/{id}/phones");
    let (all, _, pager) = visit.query::<Paged>().of(all, PAGE, &at);
    Ok(Phones {
        shell: visit.shell(Here::Projects),
        may_edit: visit.may(Action::DeviceManage, known.resource()),
        project: known.project,
        rows: all.into_iter().map(|p| row(visit, p, &carried)).collect(),
        pager,
        name,
        trouble,
    })
}

/// A phone in a list, with how much it carries of what the project's phones carry.
pub fn row(visit: &Visit, phone: PhoneView, carried: &[Carrier]) -> PhoneRow {
    let carries = || carried.iter().filter(|c| c.phone == phone.id);
    PhoneRow {
        carries: carries().count(),
        old: carries().filter(|c| !c.current).count(),
        area: phone.area.unwrap_or_default(),
        actor: phone.id,
        name: phone.name,
        created: visit.when(phone.created_at),
        last_seen: phone.last_seen_at.map(|at| visit.when(at)),
        revoked: phone.revoked_at.map(|at| visit.when(at)),
    }
}
