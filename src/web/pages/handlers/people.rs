//! People who sign in: list, invite, new link, disable.

use actix_web::web::Path;
use serde::Deserialize;

use super::answer::{Answer, Stop, again, done, shown};
use super::posted::{Nothing, Posted};
use super::visit::Visit;
use crate::domain::policy::{Action, Resource};
use crate::domain::words::Role;
use crate::service::accounts::{self, Invitation, Link};
use crate::service::{ServiceError, agencies, certifications};
use crate::web::pages::{Account, Flash, Here, OneTimeLink, People, PersonRow, Trouble, refusals};

/// `GET /people`
///
/// # Errors
/// 403 for whoever manages nobody.
pub async fn list(visit: Visit) -> Answer {
    shown(&view(&visit, Typed::default(), None, Trouble::none()).await?)
}

/// The form's fields.
#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    sought: String,
}

/// `POST /people/search`: a name stands in no address.
///
/// # Errors
/// 403 for whoever manages nobody.
pub async fn search(posted: Posted<Typed>) -> Answer {
    let Posted { visit, form } = posted;
    shown(&view(&visit, form, None, Trouble::none()).await?)
}

/// `POST /people/{id}/certify`: somebody may read interviews for twelve months.
///
/// # Errors
/// 403 and 404 for whom the viewer does not manage.
pub async fn certify(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(certifications::certify(&visit.house, visit.actor(), visit.number(&id)?).await)?;
    done("/people", Flash::Certified)
}

/// `POST /people`: answers with the link, this once.
///
/// # Errors
/// 403 for whoever manages nobody.
pub async fn invite(posted: Posted<Typed>) -> Answer {
    let Posted { visit, form } = posted;
    let Ok(role) = form.role.parse::<Role>() else {
        let text = visit.locale.t("people-wrong-role");
        return again(&view(&visit, form, None, Trouble::with("role", text)).await?);
    };
    let agency = match role {
        role if !role.is_of_an_agency() => None,
        _ => visit.agency.as_ref().map(|a| a.id.clone()),
    };
    let invitation = Invitation {
        email: form.email.clone(),
        name: form.name.clone(),
        role,
        agency,
    };
    match accounts::invite(&visit.house, visit.by(), invitation).await {
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
            again(&view(&visit, form, None, trouble).await?)
        }
    }
}

/// `POST /people/{id}/reset`: a new link, shown this once; the person's sessions end.
///
/// # Errors
/// 403 and 404 for whom the viewer does not manage.
pub async fn reset(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    let link = visit.ok(accounts::reset(&visit.house, visit.by(), visit.number(&id)?).await)?;
    shown(
        &view(
            &visit,
            Typed::default(),
            Some(once(&visit, &link)),
            Trouble::none(),
        )
        .await?,
    )
}

/// `POST /people/{id}/disable`
///
/// # Errors
/// 403 and 404 for whom the viewer does not manage.
pub async fn disable(posted: Posted<Nothing>, id: Path<String>) -> Answer {
    let visit = posted.visit;
    visit.ok(accounts::disable(&visit.house, visit.actor(), visit.number(&id)?).await)?;
    done("/people", Flash::PersonDisabled)
}

/// A link as a page shows it once.
pub fn once(visit: &Visit, link: &Link) -> OneTimeLink {
    OneTimeLink {
        name: link.user.name.clone(),
        url: link.url(&visit.house.settings.public_url()).into(),
        expires: visit.when(link.expires_at),
    }
}

/// What was wrong with an invitation; everything else is another page.
///
/// # Errors
/// That page.
pub fn trouble(visit: &Visit, error: ServiceError) -> Result<Trouble, Stop> {
    Ok(match error {
        ServiceError::Exists(_) => Trouble::with("email", visit.locale.t("people-wrong-taken")),
        ServiceError::Unusable { field: "email", .. } => {
            Trouble::with("email", visit.locale.t("people-wrong-email"))
        }
        ServiceError::Unusable { reason, .. } => {
            Trouble::with("role", refusals::reason(visit.locale, &reason))
        }
        ServiceError::SecondPerson(text) => {
            Trouble::with("email", refusals::reason(visit.locale, text))
        }
        error => return Err(visit.stop(&error)),
    })
}

async fn view(
    visit: &Visit,
    typed: Typed,
    link: Option<OneTimeLink>,
    trouble: Trouble,
) -> Result<People, Stop> {
    let (house, actor) = (&visit.house, visit.actor());
    let mut users = visit.ok(accounts::list(house, actor).await)?;
    let certified = visit.ok(certifications::standing(house, actor).await)?;
    let now = house.now();
    let sought = typed.sought.trim().to_lowercase();
    users.retain(|user| user.name.to_lowercase().contains(&sought) || user.email.contains(&sought));
    users.sort_by(|a, b| {
        (a.disabled_at.is_some(), &a.name, a.id).cmp(&(b.disabled_at.is_some(), &b.name, b.id))
    });
    let known = visit.ok(agencies::list(house, actor).await)?;
    let named = |id: &str| {
        known
            .iter()
            .find(|a| a.agency.id == id)
            .map(|a| a.agency.name.clone())
    };
    let may_invite = |role: Role| {
        let agency = match role {
            role if !role.is_of_an_agency() => None,
            _ => visit.agency.as_ref().map(|a| a.id.as_str()),
        };
        visit.may(Action::UserInvite, Resource::Person { role, agency })
    };
    Ok(People {
        shell: visit.shell(Here::People),
        rows: users
            .into_iter()
            .map(|user| {
                let person = Resource::Person {
                    role: user.role,
                    agency: user.agency.as_deref(),
                };
                let (active, self_) = (user.disabled_at.is_none(), user.id == actor.id);
                PersonRow {
                    may_disable: active && !self_ && visit.may(Action::UserDisable, person),
                    may_reset: active && !self_ && visit.may(Action::UserReset, person),
                    may_recover: active
                        && !self_
                        && user.second_factor
                        && visit.may(Action::UserRecover, person),
                    account: match (active, user.active) {
                        (false, _) => Account::Disabled,
                        (true, true) => Account::Active,
                        (true, false) => Account::Invited,
                    },
                    agency: user
                        .agency
                        .as_deref()
                        .filter(|_| visit.agency.is_none())
                        .and_then(named),
                    last_in: user.last_login_at.map(|at| visit.when(at)),
                    certified: certified
                        .get(&user.id)
                        .map(|until| (visit.when(*until), *until > now)),
                    may_certify: active
                        && !self_
                        && matches!(user.role, Role::Supervisor | Role::Caseworker)
                        && visit.may(Action::UserCertify, person),
                    id: user.id,
                    name: user.name,
                    email: user.email,
                    role: user.role,
                }
            })
            .collect(),
        roles: Role::ALL
            .iter()
            .copied()
            .filter(|r| may_invite(*r))
            .collect(),
        agencies: Vec::new(),
        sought: typed.sought,
        name: typed.name,
        email: typed.email,
        link,
        trouble,
    })
}
