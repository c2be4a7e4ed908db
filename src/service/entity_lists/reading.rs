//! Lists as phones and people get them.

use bytes::Bytes;

use super::{ListsKey, applying, list_for};
use crate::crypto::digest;
use crate::domain::policy::{Action, Actor};
use crate::service::catalog::{Phone, ProjectForms};
use crate::service::projects::permitted;
use crate::service::{House, ServiceError};
use crate::store::Conn;
use crate::store::entities::{self as rows, ListRow};

/// A list as people see it.
pub struct Listed {
    /// Name.
    pub name: String,
    /// Whether a person lets new entries in.
    pub approval: bool,
    /// Names of its properties.
    pub properties: Vec<String>,
    /// How many entities it has.
    pub entities: usize,
    /// When it was made.
    pub created_at: i64,
}

/// A list as a phone's manifest names it.
pub struct Served {
    /// Name.
    pub name: String,
    /// Whether a person lets new entries in.
    pub approval: bool,
    /// Changes whenever the list does; no hash of its content.
    pub hash: String,
}

fn hash(list: &ListRow) -> String {
    digest::md5_hex(format!("{}:{}", list.id, list.revision).as_bytes())
}

/// The lists of a project, as manifests name them.
///
/// # Errors
/// When the database refuses.
pub async fn served(house: &House, project: i64) -> Result<Vec<Served>, ServiceError> {
    house
        .store
        .read("served_lists", move |conn| {
            let lists = rows::lists(conn, project)?;
            let served = lists.into_iter().map(|list| Served {
                hash: hash(&list),
                approval: list.approval,
                name: list.name,
            });
            Ok(served.collect())
        })
        .await
}

/// A list as CSV, with its hash; none if the project has no such list.
///
/// # Errors
/// When the database refuses.
pub async fn csv(
    house: &House,
    project: i64,
    name: &str,
) -> Result<Option<(String, Bytes)>, ServiceError> {
    let (name, key, now) = (name.to_owned(), house.lists.clone(), house.now());
    house
        .store
        .read("list_as_csv", move |conn| {
            let lists = rows::lists(conn, project)?;
            let Some(list) = lists.into_iter().find(|list| list.name == name) else {
                return Ok(None);
            };
            Ok(Some((hash(&list), written(conn, &key, &list, now)?)))
        })
        .await
}

/// The same for a person who may read the project's submissions.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn csv_for(
    house: &House,
    actor: &Actor,
    project: i64,
    name: &str,
) -> Result<Bytes, ServiceError> {
    let (actor, name, now) = (actor.clone(), name.to_owned(), house.now());
    let key = house.lists.clone();
    house
        .store
        .read("list_as_csv", move |conn| {
            let (list, _) = list_for(conn, &actor, Action::SubmissionRead, project, &name)?;
            written(conn, &key, &list, now)
        })
        .await
}

fn written(
    conn: &mut Conn,
    key: &ListsKey,
    list: &ListRow,
    now: i64,
) -> Result<Bytes, ServiceError> {
    if let Some(csv) = key.written(&list.id, list.revision, now) {
        return Ok(csv);
    }
    let properties = rows::properties(conn, &list.id)?;
    let failed = |_| ServiceError::Internal("a list could not be written");
    let mut csv = csv::Writer::from_writer(Vec::new());
    let head = ["name", "label", "__version"].into_iter();
    csv.write_record(head.chain(properties.iter().map(String::as_str)))
        .map_err(failed)?;
    for (entity, version) in rows::entities(conn, &list.id)? {
        // A row that cannot be read would be a row without a label, which makes phones refuse the list.
        let Some(values) = applying::values_of(key, &version) else {
            tracing::error!(list = %list.id, "an entity could not be read and was left out");
            continue;
        };
        let number = entity.version.to_string();
        let first = [entity.entity_id.as_str(), values.label.as_str(), &number].into_iter();
        let empty = String::new();
        let rest = properties
            .iter()
            .map(|name| values.properties.get(name).unwrap_or(&empty).as_str());
        csv.write_record(first.chain(rest)).map_err(failed)?;
    }
    let bytes = csv.into_inner();
    let bytes = Bytes::from(bytes.map_err(|_| ServiceError::Internal("a list"))?);
    key.keep(&list.id, list.revision, bytes.clone(), now);
    Ok(bytes)
}

/// For each of these ids that is known, whether the phone must forget it: deleted, or no longer the phone's to see.
///
/// # Errors
/// [`ServiceError::NotFound`] for a list that is not there.
pub async fn integrity(
    house: &House,
    phone: &Phone,
    forms: &ProjectForms,
    name: &str,
    ids: Vec<String>,
) -> Result<Vec<(String, bool)>, ServiceError> {
    let file = format!("{name}.csv");
    let uses = |form: &std::sync::Arc<crate::service::catalog::FormEntry>| {
        form.files.iter().any(|f| f.name == file) && forms.may_use(phone.id, form)
    };
    let hidden = !forms.forms.values().any(uses);
    let (project, name) = (phone.project, name.to_owned());
    house
        .store
        .read("entity_states", move |conn| {
            let lists = rows::lists(conn, project)?;
            let list = lists.into_iter().find(|list| list.name == name);
            let list = list.ok_or(ServiceError::NotFound)?;
            let states = rows::states(conn, &list.id, &ids)?;
            let gone = states
                .into_iter()
                .map(|(id, deleted)| (id, hidden || deleted.is_some()));
            Ok(gone.collect())
        })
        .await
}

/// The lists of a project, for people.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Denied`].
pub async fn lists_of(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<Listed>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("entity_lists", move |conn| {
            permitted(conn, &actor, Action::SubmissionList, project)?;
            let mut all = Vec::new();
            for list in rows::lists(conn, project)? {
                let states = rows::states(conn, &list.id, &[])?;
                all.push(Listed {
                    properties: rows::properties(conn, &list.id)?,
                    entities: states
                        .iter()
                        .filter(|(_, deleted)| deleted.is_none())
                        .count(),
                    name: list.name,
                    approval: list.approval,
                    created_at: list.created_at,
                });
            }
            Ok(all)
        })
        .await
}
