//! An agency's keys: only its key holders make, confirm, unlock, lock or disable them; two for a new one.
//! Private halves are the vault's; this file sees states and fingerprints.

use zeroize::Zeroizing;

use super::catalog::Catalog;
use super::{House, ServiceError, forms};
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::store::keys::{self as rows, KeyRow};
use crate::vault::client::{Reply, Request};

/// The least characters of a passphrase.
pub const PASSPHRASE_CHARS: usize = crate::crypto::passphrase::MIN_CHARS;

/// An agency's keys as its people and admins see them.
pub struct KeyView {
    /// Id.
    pub id: String,
    /// What for.
    pub purpose: KeyPurpose,
    /// How kept.
    pub custody: Custody,
    /// Where in its life.
    pub state: KeyState,
    /// SHA-256 of the public half, for reading aloud.
    pub fingerprint: String,
    /// Who made it.
    pub requested_by: Option<i64>,
    /// Who confirmed it.
    pub confirmed_by: Option<i64>,
    /// When made.
    pub created_at: i64,
    /// When confirmed.
    pub activated_at: Option<i64>,
    /// When disabled, and why.
    pub disabled: Option<(i64, String)>,
}

/// An agency's keys, and whether they are open now.
pub struct Keys {
    /// All, newest first.
    pub keys: Vec<KeyView>,
    /// Whether the vault can open what phones send to this agency. None: the vault does not answer.
    pub open: Option<bool>,
}

/// States and fingerprints.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn list(house: &House, actor: &Actor, agency: &str) -> Result<Keys, ServiceError> {
    policy::may(actor, Action::KeyList, Resource::Agency(agency))?;
    let id = agency.to_owned();
    let keys = house
        .store
        .read("list_keys", move |conn| {
            Ok::<_, ServiceError>(rows::of_agency(conn, &id)?)
        })
        .await?;
    let keys = keys
        .into_iter()
        .map(KeyView::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Keys {
        keys,
        open: is_open(house, agency).await,
    })
}

/// Whether an agency's keys are open. None: the vault does not answer.
pub async fn is_open(house: &House, agency: &str) -> Option<bool> {
    match house.vault.ask(Request::OpenAgencies).await {
        Ok(Reply::OpenAgencies(open)) => Some(open.iter().any(|a| a == agency)),
        _ => None,
    }
}

/// Makes an agency's keys (or brings a collection key along): pending until another key holder confirms.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::Unusable`], [`ServiceError::VaultAway`].
pub async fn make(
    house: &House,
    session: &str,
    agency: &str,
    custody: Custody,
    passphrase: Option<Zeroizing<String>>,
    collection_pem: Option<Zeroizing<String>>,
) -> Result<Vec<String>, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let agency = agency.to_owned();
    let request = Request::MakeKeys {
        session,
        agency,
        custody,
        passphrase,
        collection_pem,
    };
    match house.vault.ask(request).await? {
        Reply::KeysMade(ids) => Ok(ids),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
}

/// The second key holder confirms: the keys made together become active, those before retire, and every form of
/// the agency gets a rendition with the new collection key.
///
/// # Errors
/// [`ServiceError::SecondPerson`] for the one who made them; [`ServiceError::Moved`] when they are not pending.
pub async fn confirm(house: &House, actor: &Actor, key: &str) -> Result<(), ServiceError> {
    let (actor, key, now) = (actor.clone(), key.to_owned(), house.now());
    house
        .store
        .write("confirm_key", move |conn| {
            let row = rows::by_id(conn, &key)?.ok_or(ServiceError::NotFound)?;
            let agency = row.agency_id.clone().ok_or(ServiceError::NotFound)?;
            policy::may(&actor, Action::KeyList, Resource::Agency(&agency))?;
            let first = row.requested_by.unwrap_or_default();
            let resource = Resource::PendingKey {
                agency: &agency,
                requested_by: first,
            };
            if policy::may(&actor, Action::KeyConfirm, resource).is_err() {
                let holder =
                    policy::may(&actor, Action::KeyMake, Resource::Agency(&agency)).is_ok();
                return Err(match holder {
                    true => ServiceError::SecondPerson(
                        "another key holder must confirm: two people stand for a key",
                    ),
                    false => ServiceError::Denied,
                });
            }
            if row.state != KeyState::Pending.as_str() {
                return Err(ServiceError::Moved(row.state));
            }
            let together: Vec<KeyRow> = rows::of_agency(conn, &agency)?
                .into_iter()
                .filter(|k| {
                    k.state == KeyState::Pending.as_str()
                        && k.created_at == row.created_at
                        && k.requested_by == row.requested_by
                })
                .collect();
            for one in &together {
                rows::activate(conn, &one.id, Some(actor.id), now)?;
                rows::retire_others(conn, &agency, &one.purpose, &one.id, now)?;
                super::audit::note(
                    conn,
                    &actor,
                    Some(&agency),
                    "key.confirm",
                    "key",
                    &one.id,
                    now,
                )?;
            }
            if let Some(collection) = together
                .iter()
                .find(|k| k.purpose == KeyPurpose::Collection.as_str())
            {
                forms::renew_renditions(conn, &agency, collection, now)?;
            }
            Catalog::changed(conn)?;
            Ok(())
        })
        .await?;
    house.catalog.forget();
    house.vault.ask(Request::Wake).await?;
    Ok(())
}

/// Opens the agency's passphrase keys in the vault.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Unusable`] for a wrong passphrase.
pub async fn unlock(
    house: &House,
    session: &str,
    agency: &str,
    passphrase: Zeroizing<String>,
) -> Result<(), ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    house
        .vault
        .ask(Request::Unlock {
            session,
            agency: agency.to_owned(),
            passphrase,
        })
        .await?;
    Ok(())
}

/// Makes the vault forget the agency's passphrase keys.
///
/// # Errors
/// [`ServiceError::Denied`].
pub async fn lock(house: &House, session: &str, agency: &str) -> Result<(), ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    house
        .vault
        .ask(Request::Lock {
            session,
            agency: agency.to_owned(),
        })
        .await?;
    Ok(())
}

/// Disables a key at once, with the reason: what phones still send under it is kept and waits.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`], [`ServiceError::Missing`] without a reason.
pub async fn disable(
    house: &House,
    actor: &Actor,
    key: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    let reason: String = reason.trim().chars().take(500).collect();
    if reason.is_empty() {
        return Err(ServiceError::Missing("reason"));
    }
    let (actor, key, now) = (actor.clone(), key.to_owned(), house.now());
    house
        .store
        .write("disable_key", move |conn| {
            let row = rows::by_id(conn, &key)?.ok_or(ServiceError::NotFound)?;
            let agency = row.agency_id.clone().ok_or(ServiceError::NotFound)?;
            policy::may(&actor, Action::KeyDisable, Resource::Agency(&agency))?;
            if !rows::disable(conn, &key, &reason, now)? {
                return Err(ServiceError::Moved(row.state));
            }
            super::audit::note_with(
                conn,
                &actor,
                Some(&agency),
                "key.disable",
                "key",
                &key,
                Some(&reason),
                now,
            )?;
            Catalog::changed(conn)?;
            Ok(())
        })
        .await?;
    house.catalog.forget();
    house.vault.ask(Request::Wake).await?;
    Ok(())
}

impl TryFrom<KeyRow> for KeyView {
    type Error = ServiceError;

    fn try_from(row: KeyRow) -> Result<Self, ServiceError> {
        let unreadable = |_| ServiceError::Internal("a key's row");
        Ok(Self {
            purpose: row.purpose.parse().map_err(unreadable)?,
            custody: row.custody.parse().map_err(unreadable)?,
            state: row.state.parse().map_err(unreadable)?,
            id: row.id,
            fingerprint: row.fingerprint,
            requested_by: row.requested_by,
            confirmed_by: row.confirmed_by,
            created_at: row.created_at,
            activated_at: row.activated_at,
            disabled: row
                .disabled_at
                .map(|at| (at, row.disabled_reason.unwrap_or_default())),
        })
    }
}
