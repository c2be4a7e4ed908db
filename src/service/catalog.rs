//! What every phone request needs (phones, forms, rights), kept in memory until it changes.
//!
//! A change made in this process is seen at once. One made by another process (a second server, a command)
//! is seen within [`RECHECK_MS`]: each change raises one counter in the database, and that is what is looked at.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use parking_lot::RwLock;

use super::ServiceError;
use super::sites::Sites;
use crate::domain::stop::Stops;
use crate::domain::words::FormState;
use crate::store::{Conn, Store, StoreError, actors, forms, keys, projects, settings, stops};

/// How old the counter's last look may be, in milliseconds.
pub const RECHECK_MS: i64 = 1_000;

/// Entries of one kind before all are dropped; a guard against growth, not a tuned size.
const MOST: usize = 20_000;

const COUNTER: &str = settings::CATALOG;

/// A phone (Central: app user).
#[derive(Clone)]
pub struct Phone {
    /// Actor id.
    pub id: i64,
    /// Its project.
    pub project: i64,
    /// Name that people gave it.
    pub name: String,
    /// User name for servers typed without a token.
    pub username: String,
    /// Digest secret, sealed under the service key.
    pub ha1_sealed: Vec<u8>,
    /// The area that it works in, if that was said.
    pub area: Option<String>,
}

/// A form as phones of its project see it.
pub struct FormEntry {
    /// Row id.
    pub id: String,
    /// The id that phones know.
    pub xml_form_id: String,
    /// Whether it takes submissions.
    pub state: FormState,
    /// What the form list offers: the published version's newest rendition.
    pub current: Option<forms::RenditionHead>,
    /// Every rendition that was ever served: submissions may name any of them.
    pub renditions: Vec<forms::RenditionHead>,
    /// Files that the published version expects.
    pub files: Vec<forms::FileHead>,
}

/// A project with its forms and rights.
pub struct ProjectForms {
    /// The project.
    pub project: projects::ProjectRow,
    /// Its forms by the id that phones know.
    pub forms: BTreeMap<String, Arc<FormEntry>>,
    granted: HashMap<i64, Granted>,
}

#[derive(Default)]
struct Granted {
    all: bool,
    forms: HashSet<String>,
}

impl ProjectForms {
    /// Whether a phone may use a form.
    pub fn may_use(&self, phone: i64, form: &FormEntry) -> bool {
        self.granted
            .get(&phone)
            .is_some_and(|g| g.all || g.forms.contains(&form.id))
    }
}

/// A ready answer to a form list, with its validator.
pub struct FormList {
    /// XML.
    pub body: Bytes,
    /// ETag, quoted.
    pub etag: String,
}

#[derive(Default)]
struct Kept {
    counter: Option<String>,
    phones: HashMap<[u8; 32], Arc<Phone>>,
    phones_by_name: HashMap<String, Arc<Phone>>,
    projects: HashMap<i64, Arc<ProjectForms>>,
    lists: HashMap<String, Arc<FormList>>,
    platform_key: Option<Arc<keys::KeyRow>>,
    sites: Option<Arc<Sites>>,
    stops: Option<Arc<Stops>>,
}

/// How often at most a phone's "last seen" is written, in milliseconds.
const SEEN_MS: i64 = 60_000;

/// See the module.
#[derive(Default)]
pub struct Catalog {
    kept: RwLock<Kept>,
    seen: RwLock<HashMap<i64, i64>>,
    carries: RwLock<HashSet<(i64, String, String)>>,
    checked_at: AtomicI64,
}

impl Catalog {
    /// Raises the counter inside the transaction of a change.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn changed(conn: &mut Conn) -> Result<(), StoreError> {
        settings::bump(conn, COUNTER)?;
        Ok(())
    }

    /// Drops everything kept, after a change of this process committed.
    pub fn forget(&self) {
        *self.kept.write() = Kept::default();
    }

    /// Drops everything kept if another process changed something. Looks at most once in [`RECHECK_MS`].
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn recheck(&self, store: &Store, now: i64) -> Result<(), ServiceError> {
        let last = self.checked_at.load(Ordering::Relaxed);
        if now - last < RECHECK_MS && now >= last {
            return Ok(());
        }
        self.checked_at.store(now, Ordering::Relaxed);
        let counter = store
            .read("catalog_counter", |conn| {
                Ok::<_, StoreError>(settings::value(conn, COUNTER)?.unwrap_or_default())
            })
            .await?;
        let mut kept = self.kept.write();
        if kept.counter.as_deref() != Some(counter.as_str()) {
            *kept = Kept {
                counter: Some(counter),
                ..Kept::default()
            };
        }
        Ok(())
    }

    /// The phone with that token's hash.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn phone_by_token(
        &self,
        store: &Store,
        hash: [u8; 32],
    ) -> Result<Option<Arc<Phone>>, ServiceError> {
        if let Some(phone) = self.kept.read().phones.get(&hash) {
            return Ok(Some(phone.clone()));
        }
        let found = store
            .read("phone_by_token", move |conn| {
                actors::device_by_token_hash(conn, &hash)
            })
            .await?;
        Ok(found.map(|row| {
            let phone = Arc::new(Phone::from(row));
            let mut kept = self.kept.write();
            room(&mut kept.phones);
            kept.phones.insert(hash, phone.clone());
            phone
        }))
    }

    /// The phone with that user name.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn phone_by_name(
        &self,
        store: &Store,
        username: &str,
    ) -> Result<Option<Arc<Phone>>, ServiceError> {
        if let Some(phone) = self.kept.read().phones_by_name.get(username) {
            return Ok(Some(phone.clone()));
        }
        let name = username.to_owned();
        let found = store
            .read("phone_by_name", move |conn| {
                actors::device_by_username(conn, &name)
            })
            .await?;
        Ok(found.map(|row| {
            let phone = Arc::new(Phone::from(row));
            let mut kept = self.kept.write();
            room(&mut kept.phones_by_name);
            kept.phones_by_name
                .insert(username.to_owned(), phone.clone());
            phone
        }))
    }

    /// A project's forms and rights.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a project that is not there; when the database refuses.
    pub async fn project(&self, store: &Store, id: i64) -> Result<Arc<ProjectForms>, ServiceError> {
        if let Some(project) = self.kept.read().projects.get(&id) {
            return Ok(project.clone());
        }
        let loaded = store
            .read("project_forms", move |conn| load_project(conn, id))
            .await?;
        let loaded = Arc::new(loaded.ok_or(ServiceError::NotFound)?);
        let mut kept = self.kept.write();
        room(&mut kept.projects);
        kept.projects.insert(id, loaded.clone());
        Ok(loaded)
    }

    /// The platform's own public sealing key, for projects without an agency.
    ///
    /// # Errors
    /// When the database refuses, or the vault has not made it yet.
    pub async fn platform_key(&self, store: &Store) -> Result<Arc<keys::KeyRow>, ServiceError> {
        if let Some(key) = &self.kept.read().platform_key {
            return Ok(key.clone());
        }
        let key = store
            .read("platform_key", |conn| keys::active(conn, None, "cases"))
            .await?;
        let key = Arc::new(key.ok_or(ServiceError::VaultAway)?);
        self.kept.write().platform_key = Some(key.clone());
        Ok(key)
    }

    /// What is known of places.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn sites(&self, store: &Store, now: i64) -> Result<Arc<Sites>, ServiceError> {
        if let Some(sites) = &self.kept.read().sites {
            return Ok(sites.clone());
        }
        let sites = store
            .read("sites", move |conn| Sites::load(conn, now))
            .await?;
        let sites = Arc::new(sites);
        self.kept.write().sites = Some(sites.clone());
        Ok(sites)
    }

    /// Emergency stops in force.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn stops(&self, store: &Store) -> Result<Arc<Stops>, ServiceError> {
        if let Some(stops) = &self.kept.read().stops {
            return Ok(stops.clone());
        }
        let stops = store
            .read("stops", |conn| {
                Ok::<_, ServiceError>(stops::covering(conn)?)
            })
            .await?;
        let stops = Arc::new(stops);
        self.kept.write().stops = Some(stops.clone());
        Ok(stops)
    }

    /// Whether it is written down that an app carries this rendition: one that asks again and again is written down once.
    pub fn is_carried(&self, device: i64, app: &str, rendition: &str) -> bool {
        let key = (device, app.to_owned(), rendition.to_owned());
        self.carries.read().contains(&key)
    }

    /// It is written down that an app carries this rendition.
    pub fn carried(&self, device: i64, app: String, rendition: String) {
        let mut carries = self.carries.write();
        if carries.len() >= MOST {
            carries.clear();
        }
        carries.insert((device, app, rendition));
    }

    /// Whether it is time to write down that a phone was seen.
    pub fn seen_is_due(&self, phone: i64, now: i64) -> bool {
        if self
            .seen
            .read()
            .get(&phone)
            .is_some_and(|at| now - at < SEEN_MS)
        {
            return false;
        }
        let mut seen = self.seen.write();
        room(&mut seen);
        seen.insert(phone, now);
        true
    }

    /// A ready form list kept under `key` (who asked, and through which address).
    pub fn list(&self, key: &str) -> Option<Arc<FormList>> {
        self.kept.read().lists.get(key).cloned()
    }

    /// Keeps a form list.
    pub fn keep_list(&self, key: String, list: Arc<FormList>) {
        let mut kept = self.kept.write();
        room(&mut kept.lists);
        kept.lists.insert(key, list);
    }
}

impl From<actors::DeviceRow> for Phone {
    fn from(row: actors::DeviceRow) -> Self {
        Self {
            id: row.actor_id,
            project: row.project_id,
            name: row.display_name,
            username: row.username,
            ha1_sealed: row.ha1_sealed,
            area: row.area,
        }
    }
}

fn room<K, V>(map: &mut HashMap<K, V>) {
    if map.len() >= MOST {
        map.clear();
    }
}

fn load_project(conn: &mut Conn, id: i64) -> Result<Option<ProjectForms>, ServiceError> {
    let Some(project) = projects::by_id(conn, id)? else {
        return Ok(None);
    };
    let mut renditions: HashMap<String, Vec<forms::RenditionHead>> = HashMap::new();
    for head in forms::renditions_of_project(conn, id)? {
        renditions
            .entry(head.form_id.clone())
            .or_default()
            .push(head);
    }
    let mut files: HashMap<String, Vec<forms::FileHead>> = HashMap::new();
    for file in forms::files_of_project(conn, id)? {
        files
            .entry(file.form_version_id.clone())
            .or_default()
            .push(file);
    }
    let mut entries = BTreeMap::new();
    for row in forms::of_project(conn, id)? {
        let served = renditions.remove(&row.id).unwrap_or_default();
        let current = served
            .iter()
            .rev()
            .find(|r| r.version_state == "published")
            .cloned();
        let expected = current
            .as_ref()
            .and_then(|c| files.get(&c.form_version_id))
            .cloned();
        let state = row
            .state
            .parse()
            .map_err(|_| ServiceError::Internal("a form's state"))?;
        entries.insert(
            row.xml_form_id.clone(),
            Arc::new(FormEntry {
                id: row.id,
                xml_form_id: row.xml_form_id,
                state,
                current,
                renditions: served,
                files: expected.unwrap_or_default(),
            }),
        );
    }
    let mut granted: HashMap<i64, Granted> = HashMap::new();
    for grant in projects::grants_of(conn, id)? {
        let of_phone = granted.entry(grant.actor_id).or_default();
        match grant.form_id {
            Some(form) => {
                of_phone.forms.insert(form);
            }
            None => of_phone.all = true,
        }
    }
    Ok(Some(ProjectForms {
        project,
        forms: entries,
        granted,
    }))
}
