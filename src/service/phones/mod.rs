//! Phones (Central: app users): create, list, revoke, give forms (`giving`); and who a phone is when it calls.

mod giving;

use std::sync::Arc;

use super::catalog::{Catalog, Phone};
use super::digest_auth::{Answer, Nonces, Proof, REALM};
use super::{House, ServiceError};
use crate::crypto::{Aad, Secret, digest, token};
use crate::domain::policy::{Action, Actor};
use crate::store::{Conn, actors, projects};

pub use giving::{Gives, assign, assignments, give_exactly, unassign};

/// The role that Central's clients name when they give a form to a phone.
pub const APP_USER: &str = "app-user";

/// A phone as lists show it.
pub struct PhoneView {
    /// Actor id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// User name for servers typed without a token.
    pub username: String,
    /// When made.
    pub created_at: i64,
    /// When its access ended.
    pub revoked_at: Option<i64>,
    /// When it last sent or asked.
    pub last_seen_at: Option<i64>,
    /// The area that it works in, if that was said.
    pub area: Option<String>,
}

/// A phone to be made.
pub struct NewPhone {
    /// What people call it.
    pub name: String,
    /// The area that it works in, if that is known: where the place is not cleared, it is not offered screening forms.
    pub area: Option<String>,
    /// Whether it gets every form of its project at once.
    pub every_form: bool,
}

/// What a new phone needs, shown once: only hashes are kept.
pub struct Credentials {
    /// The phone.
    pub phone: PhoneView,
    /// Its project.
    pub project: i64,
    /// The token of its address.
    pub token: Secret<String>,
    /// Its password for servers typed without a token.
    pub password: Secret<String>,
}

impl Credentials {
    /// The address that carries the token: `https://host/v1/key/TOKEN/projects/ID`.
    pub fn server_url(&self, public_url: &str) -> String {
        server_url(public_url, self.token.expose(), self.project)
    }
}

/// The address that carries a phone's token.
pub fn server_url(public_url: &str, token: &str, project: i64) -> String {
    format!("{public_url}/v1/key/{token}/projects/{project}")
}

/// A secret of a phone, brought by whoever was shown it.
pub enum Own<'a> {
    /// The token of its address.
    Token(&'a str),
    /// Its password.
    Password(&'a str),
}

/// A phone of a project, for one who may manage it and brings one of its secrets.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Unusable`] for a secret that is not the phone's.
pub async fn own(
    house: &House,
    actor: &Actor,
    project: i64,
    id: i64,
    secret: Own<'_>,
) -> Result<Arc<Phone>, ServiceError> {
    let listed = list(house, actor, project).await?;
    let listed = listed.iter().find(|p| p.id == id);
    let username = &listed.ok_or(ServiceError::NotFound)?.username;
    let found = match &secret {
        Own::Token(token) => by_token(house, token).await?,
        Own::Password(_) => by_username(house, username).await?,
    };
    let right = match (&found, &secret) {
        (Some(phone), Own::Password(password)) => check_password(house, phone, password)?,
        (Some(phone), Own::Token(_)) => phone.id == id,
        (None, _) => false,
    };
    let wrong = || ServiceError::Unusable {
        field: "token or password",
        reason: "it is not this phone's".into(),
    };
    found.filter(|_| right).ok_or_else(wrong)
}

/// The phone whose token stands in the address.
///
/// # Errors
/// When the database refuses.
pub async fn by_token(house: &House, token: &str) -> Result<Option<Arc<Phone>>, ServiceError> {
    house
        .catalog
        .phone_by_token(&house.store, token::token_hash(token))
        .await
}

/// The phone with a user name.
///
/// # Errors
/// When the database refuses.
pub async fn by_username(
    house: &House,
    username: &str,
) -> Result<Option<Arc<Phone>>, ServiceError> {
    house.catalog.phone_by_name(&house.store, username).await
}

/// Whether a token has the form of one; what has not was mistyped, what has may have ended.
pub fn is_well_formed(token: &str) -> bool {
    token::is_well_formed(token)
}

/// What a phone proved, if it gave an answer to a Digest challenge.
///
/// # Errors
/// When the service key is not the one that sealed its secret.
pub fn check_digest(
    house: &House,
    phone: &Phone,
    answer: &Answer,
    method: &str,
    target: &str,
) -> Result<Proof, ServiceError> {
    Ok(answer.check(
        ha1(house, phone)?.expose(),
        method,
        target,
        &Nonces {
            key: nonce_key(house),
            good_for: i64::from(house.settings.limits.nonce_seconds) * 1000,
        },
        house.now(),
    ))
}

/// Whether a password is a phone's own. Needs no slow hash: these passwords are random.
///
/// # Errors
/// When the service key is not the one that sealed its secret.
pub fn check_password(house: &House, phone: &Phone, password: &str) -> Result<bool, ServiceError> {
    let given = digest::ha1(&phone.username, REALM, password);
    Ok(digest::equal(
        given.as_bytes(),
        ha1(house, phone)?.expose().as_bytes(),
    ))
}

/// The value of a Digest challenge for a phone that has not proved itself.
pub fn challenge(house: &House, stale: bool) -> String {
    super::digest_auth::challenge(&nonce_key(house), house.now(), stale)
}

/// A phone's Digest secret.
fn ha1(house: &House, phone: &Phone) -> Result<Secret<String>, ServiceError> {
    let wrong = || ServiceError::Internal("the service key does not open a phone's secret");
    let opened = house
        .service_key
        .open(&ha1_aad(&phone.username), &phone.ha1_sealed)
        .map_err(|_| wrong())?;
    String::from_utf8(opened.to_vec())
        .map(Secret::new)
        .map_err(|_| wrong())
}

/// The key under which Digest nonces are made.
fn nonce_key(house: &House) -> [u8; 32] {
    house.service_key.first().mac(b"digest nonce")
}

fn ha1_aad(username: &str) -> Aad {
    Aad::of("waypost phone secret 1", &[username])
}

/// Makes a phone. `every_form` gives it all forms of the project, else it needs to be given each.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Missing`] without a name.
pub async fn create(
    house: &House,
    actor: &Actor,
    project: i64,
    wanted: NewPhone,
) -> Result<Credentials, ServiceError> {
    let NewPhone {
        name,
        area,
        every_form,
    } = wanted;
    let area = some_area(area.as_deref().unwrap_or_default())?;
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(ServiceError::Missing("displayName"));
    }
    let (actor, now) = (actor.clone(), house.now());
    let (new_token, password) = (token::Token::generate(), token::phone_password());
    let username = format!("phone-{}", token::human_code().to_lowercase());
    let ha1 = digest::ha1(&username, REALM, password.expose());
    let sealed = house.service_key.seal(&ha1_aad(&username), ha1.as_bytes());
    let hash = new_token.hash();
    let phone = house
        .store
        .write("create_phone", move |conn| {
            let row = manageable(conn, &actor, project)?;
            let id = actors::insert(conn, "device", &name, now)?;
            actors::insert_device(
                conn,
                &actors::NewDevice {
                    actor_id: id,
                    project_id: project,
                    token_hash: Some(hash.to_vec()),
                    username: username.clone(),
                    ha1_sealed: sealed.clone(),
                    created_by: Some(actor.id),
                    area: area.clone(),
                },
            )?;
            if every_form {
                projects::grant(conn, &giving::grant_row(project, None, id, now))?;
            }
            Catalog::changed(conn)?;
            super::audit::note(
                conn,
                &actor,
                row.agency_id.as_deref(),
                "phone.create",
                "phone",
                &id.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(PhoneView {
                id,
                name: name.clone(),
                username: username.clone(),
                created_at: now,
                revoked_at: None,
                last_seen_at: None,
                area: area.clone(),
            })
        })
        .await?;
    house.catalog.forget();
    Ok(Credentials {
        phone,
        project,
        token: Secret::new(new_token.expose().to_owned()),
        password,
    })
}

/// The phones of a project: those with access first, then newest first.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn list(
    house: &House,
    actor: &Actor,
    project: i64,
) -> Result<Vec<PhoneView>, ServiceError> {
    let actor = actor.clone();
    house
        .store
        .read("list_phones", move |conn| {
            manageable(conn, &actor, project)?;
            let rows = actors::devices_of_project(conn, project)?;
            Ok(rows.into_iter().map(PhoneView::from).collect())
        })
        .await
}

/// Says in which area a phone works; empty: nobody says.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`]; [`ServiceError::Unusable`] for what is no area's code.
pub async fn set_area(
    house: &House,
    actor: &Actor,
    project: i64,
    phone: i64,
    area: &str,
) -> Result<(), ServiceError> {
    let area = some_area(area)?;
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("set_phone_area", move |conn| {
            let row = manageable(conn, &actor, project)?;
            is_of(conn, project, phone)?;
            actors::set_area(conn, phone, area.as_deref())?;
            Catalog::changed(conn)?;
            super::audit::note(
                conn,
                &actor,
                row.agency_id.as_deref(),
                "phone.area",
                "phone",
                &phone.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    house.catalog.forget();
    Ok(())
}

fn some_area(text: &str) -> Result<Option<String>, ServiceError> {
    match text.trim() {
        "" => Ok(None),
        area => super::sites::well_formed(area).map(Some),
    }
}

/// Ends a phone's access at once. What it has not sent stays on it.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn revoke(
    house: &House,
    actor: &Actor,
    project: i64,
    phone: i64,
) -> Result<(), ServiceError> {
    let (actor, now) = (actor.clone(), house.now());
    house
        .store
        .write("revoke_phone", move |conn| {
            let row = manageable(conn, &actor, project)?;
            is_of(conn, project, phone)?;
            actors::revoke_device(conn, phone, now)?;
            Catalog::changed(conn)?;
            super::audit::note(
                conn,
                &actor,
                row.agency_id.as_deref(),
                "phone.revoke",
                "phone",
                &phone.to_string(),
                now,
            )?;
            Ok::<_, ServiceError>(())
        })
        .await?;
    house.catalog.forget();
    Ok(())
}

/// The project of a phone's token, for `DELETE /v1/sessions/TOKEN`.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_by_token(
    house: &House,
    actor: &Actor,
    token: &str,
) -> Result<(), ServiceError> {
    let phone = by_token(house, token).await?.ok_or(ServiceError::Denied)?;
    match revoke(house, actor, phone.project, phone.id).await {
        // Another agency's key must look like one that nobody has.
        Err(ServiceError::NotFound) => Err(ServiceError::Denied),
        other => other,
    }
}

fn manageable(
    conn: &mut Conn,
    actor: &Actor,
    project: i64,
) -> Result<projects::ProjectRow, ServiceError> {
    super::projects::permitted(conn, actor, Action::DeviceManage, project)
}

/// A phone of another project is nobody's here.
fn is_of(conn: &mut Conn, project: i64, phone: i64) -> Result<(), ServiceError> {
    let phones = actors::devices_of_project(conn, project)?;
    let known = phones.iter().any(|one| one.actor_id == phone);
    known.then_some(()).ok_or(ServiceError::NotFound)
}

impl From<actors::DeviceRow> for PhoneView {
    fn from(row: actors::DeviceRow) -> Self {
        Self {
            id: row.actor_id,
            name: row.display_name,
            username: row.username,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
            last_seen_at: row.last_seen_at,
            area: row.area,
        }
    }
}
