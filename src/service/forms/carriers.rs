//! Which phones carry which version of a form, as far as this server saw them fetch it.

use std::collections::HashMap;

use super::by_id;
use crate::domain::policy::{Action, Actor};
use crate::service::projects::permitted;
use crate::service::{House, ServiceError};
use crate::store::carried::{self, CarriesRow};
use crate::store::{Conn, forms as rows};

/// A phone that carries a form.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// The phone.
    pub phone: i64,
    /// Its name.
    pub name: String,
    /// The form's id as phones know it.
    pub xml_form_id: String,
    /// The version that it carries, as phones see it.
    pub version: String,
    /// It is the newest.
    pub current: bool,
    /// Since when.
    pub since: i64,
    /// When the phone was last seen.
    pub last_seen_at: Option<i64>,
}

/// The phones that carry a form, those with an older version first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn carried_by(
    house: &House,
    actor: &Actor,
    project: i64,
    xml_form_id: &str,
) -> Result<Vec<Carrier>, ServiceError> {
    let (actor, id) = (actor.clone(), xml_form_id.to_owned());
    house
        .store
        .read("form_carried_by", move |conn| {
            permitted(conn, &actor, Action::DeviceList, project)?;
            let form = by_id(conn, project, &id)?;
            let mut all = carriers(conn, project)?;
            all.retain(|c| c.xml_form_id == form.xml_form_id);
            Ok(all)
        })
        .await
}

/// What every phone of a project carries, those with an older version first.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn carried_in(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<Carrier>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("project_carried", move |conn| {
            permitted(conn, &actor, Action::DeviceList, project)?;
            carriers(conn, project)
        })
        .await
}

fn carriers(conn: &mut Conn, project: i64) -> Result<Vec<Carrier>, ServiceError> {
    // The last rendition of what is published is what a phone would get now.
    let newest: HashMap<String, String> = rows::renditions_of_project(conn, project)?
        .into_iter()
        .filter(|rendition| rendition.version_state == "published")
        .map(|rendition| (rendition.form_id, rendition.id))
        .collect();
    let carrier = |row: CarriesRow| Carrier {
        current: newest.get(&row.form_id) == Some(&row.rendition_id),
        phone: row.device_id,
        name: row.name,
        xml_form_id: row.xml_form_id,
        version: row.version,
        since: row.fetched_at,
        last_seen_at: row.last_seen_at,
    };
    let mut all: Vec<Carrier> = carried::of_project(conn, project)?
        .into_iter()
        .map(carrier)
        .collect();
    all.sort_by(|a, b| {
        (a.current, &a.name, &a.xml_form_id).cmp(&(b.current, &b.name, &b.xml_form_id))
    });
    Ok(all)
}
