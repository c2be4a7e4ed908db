//! Which phone has which form of its project.

use super::{APP_USER, manageable};
use crate::crypto::token;
use crate::domain::policy::Actor;
use crate::service::catalog::Catalog;
use crate::service::{House, ServiceError, audit};
use crate::store::projects::GrantRow;
use crate::store::{Conn, actors, forms, projects};

/// What a phone is to have, and nothing else.
pub struct Gives {
    /// The phone.
    pub phone: i64,
    /// Whether all forms of the project, now and later.
    pub every: bool,
    /// Forms, by the id that phones know.
    pub forms: Vec<String>,
}

/// A right to a form (none: to all of the project), given or taken.
struct Change {
    phone: i64,
    form: Option<String>,
    give: bool,
}

/// Gives a phone a form, or (`form` none) every form of the project. False if it had that already.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn assign(
    house: &House,
    actor: &Actor,
    project: i64,
    form: Option<String>,
    phone: i64,
) -> Result<bool, ServiceError> {
    let give = true;
    change_one(house, actor, project, Change { phone, form, give }).await
}

/// Takes a form (or all) from a phone. False if it had none.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn unassign(
    house: &House,
    actor: &Actor,
    project: i64,
    form: Option<String>,
    phone: i64,
) -> Result<bool, ServiceError> {
    let give = false;
    change_one(house, actor, project, Change { phone, form, give }).await
}

async fn change_one(
    house: &House,
    actor: &Actor,
    project: i64,
    one: Change,
) -> Result<bool, ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    let changed = house
        .store
        .write("change_grant", move |conn| {
            change(conn, &actor, project, std::slice::from_ref(&one), now)
        })
        .await?;
    house.catalog.forget();
    Ok(changed == 1)
}

/// Gives phones just this: all of it, or, where one is no phone or form of the project, nothing.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn give_exactly(
    house: &House,
    actor: &Actor,
    project: i64,
    wanted: Vec<Gives>,
) -> Result<(), ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("give_exactly", move |conn| {
            let has = held(conn, &actor, project)?;
            let changes: Vec<Change> = wanted.iter().flat_map(|one| one.changes(&has)).collect();
            change(conn, &actor, project, &changes, now)
        })
        .await?;
    house.catalog.forget();
    Ok(())
}

impl Gives {
    fn changes(&self, has: &[(Option<String>, i64)]) -> Vec<Change> {
        let phone = self.phone;
        let has = has.iter().filter(|(_, of)| *of == phone);
        let has: Vec<&Option<String>> = has.map(|(form, _)| form).collect();
        let mut wanted: Vec<Option<String>> = self.forms.iter().cloned().map(Some).collect();
        wanted.extend(self.every.then_some(None));
        let gone = has.iter().filter(|form| !wanted.contains(form));
        let gone = gone.map(|form| (false, (*form).clone()));
        let new = wanted.iter().filter(|form| !has.contains(form));
        let new = new.map(|form| (true, form.clone()));
        let both = new.chain(gone);
        both.map(|(give, form)| Change { phone, form, give })
            .collect()
    }
}

/// Which phones have which form: (form id as phones know it, or none for all; phone).
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn assignments(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<(Option<String>, i64)>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("list_grants", move |conn| held(conn, &actor, project))
        .await
}

fn held(
    conn: &mut Conn,
    actor: &Actor,
    project: i64,
) -> Result<Vec<(Option<String>, i64)>, ServiceError> {
    manageable(conn, actor, project)?;
    let forms = forms::of_project(conn, project)?;
    let named = |id: String| {
        let form = forms.iter().find(|form| form.id == id);
        form.map(|form| form.xml_form_id.clone())
    };
    let grants = projects::grants_of(conn, project)?.into_iter();
    Ok(grants
        .map(|grant| (grant.form_id.and_then(named), grant.actor_id))
        .collect())
}

/// How many of them changed anything.
fn change(
    conn: &mut Conn,
    actor: &Actor,
    project: i64,
    changes: &[Change],
    now: i64,
) -> Result<usize, ServiceError> {
    let row = manageable(conn, actor, project)?;
    let phones = actors::devices_of_project(conn, project)?;
    let mut changed = 0;
    for Change { phone, form, give } in changes {
        if !phones.iter().any(|one| one.actor_id == *phone) {
            return Err(ServiceError::NotFound);
        }
        let form = match form {
            Some(xml_id) => {
                let form = forms::by_xml_id(conn, project, xml_id)?;
                Some(form.ok_or(ServiceError::NotFound)?.id)
            }
            None => None,
        };
        let (done, act) = match give {
            true => (
                projects::grant(conn, &grant_row(project, form, *phone, now))?,
                "phone.assign",
            ),
            false => (
                projects::revoke(conn, project, form.as_deref(), *phone, APP_USER)?,
                "phone.unassign",
            ),
        };
        changed += usize::from(done);
        let (agency, phone) = (row.agency_id.as_deref(), phone.to_string());
        audit::note(conn, actor, agency, act, "phone", &phone, now)?;
    }
    Catalog::changed(conn)?;
    Ok(changed)
}

pub(super) fn grant_row(project: i64, form: Option<String>, phone: i64, now: i64) -> GrantRow {
    GrantRow {
        id: token::new_id(),
        project_id: project,
        form_id: form,
        actor_id: phone,
        role: APP_USER.to_owned(),
        created_at: now,
    }
}
