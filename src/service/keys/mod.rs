//! An agency's keys: only its key holders act on them. Here: looking, making, unlocking, locking; what happens to a key
//! later stands in `life.rs`. Private halves are the vault's; these files see states and fingerprints.

use zeroize::Zeroizing;

mod life;
mod progress;

use super::{House, ServiceError};
use crate::domain::key_life::Hangs;
use crate::domain::policy::{self, Action, Actor, Resource};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::store::carried;
use crate::store::keys::{self as rows, KeyRow};
use crate::vault::client::{Reply, Request};

pub use crate::store::carried::CarriedRow;
pub use life::{confirm, destroy, disable, enable, reopen, retire, settle};
pub use progress::{Progress, progress};

/// Phones listed at most.
const MOST_PHONES: i64 = 1_000;

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
    /// When another took its place.
    pub retiring_at: Option<i64>,
    /// When nothing needed it any more.
    pub retired_at: Option<i64>,
    /// When its private half was destroyed.
    pub destroyed_at: Option<i64>,
    /// Until when it should be replaced.
    pub expires_at: Option<i64>,
    /// When disabled, and why.
    pub disabled: Option<(i64, String)>,
    /// Who asked for its destruction; another key holder must too.
    pub destroy_asked_by: Option<i64>,
    /// What still needs it.
    pub hangs: Hangs,
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
            let rows = rows::of_agency(conn, &id)?;
            let unopened = carried::unopened(conn, &id)?;
            rows.into_iter()
                .map(|row| {
                    let hangs = life::hangs(conn, &row, &unopened)?;
                    Ok(KeyView {
                        hangs,
                        ..KeyView::try_from(row)?
                    })
                })
                .collect::<Result<Vec<_>, ServiceError>>()
        })
        .await?;
    Ok(Keys {
        keys,
        open: is_open(house, agency).await,
    })
}

/// The same without what hangs on each: for pages that only say whether something must be unlocked.
///
/// # Errors
/// As [`list`].
pub async fn standing(house: &House, actor: &Actor, agency: &str) -> Result<Keys, ServiceError> {
    policy::may(actor, Action::KeyList, Resource::Agency(agency))?;
    let id = agency.to_owned();
    let keys = house
        .store
        .read("keys_standing", move |conn| {
            let rows = rows::of_agency(conn, &id)?;
            rows.into_iter()
                .map(KeyView::try_from)
                .collect::<Result<Vec<_>, ServiceError>>()
        })
        .await?;
    Ok(Keys {
        keys,
        open: is_open(house, agency).await,
    })
}

/// Phones that still carry a form with this key, longest unseen first.
///
/// # Errors
/// [`ServiceError::Denied`], [`ServiceError::NotFound`].
pub async fn phones(
    house: &House,
    actor: &Actor,
    key: &str,
) -> Result<Vec<CarriedRow>, ServiceError> {
    let (actor, key) = (actor.clone(), key.to_owned());
    house
        .store
        .read("phones_of_key", move |conn| {
            let row = rows::by_id(conn, &key)?.ok_or(ServiceError::NotFound)?;
            let agency = row.agency_id.ok_or(ServiceError::NotFound)?;
            policy::may(&actor, Action::KeyList, Resource::Agency(&agency))?;
            Ok(carried::with_key(conn, &key, MOST_PHONES)?)
        })
        .await
}

/// Whether an agency's keys are open. None: the vault does not answer.
pub async fn is_open(house: &House, agency: &str) -> Option<bool> {
    match house.vault.ask(Request::OpenAgencies).await {
        Ok(Reply::OpenAgencies(open)) => Some(open.iter().any(|a| a == agency)),
        _ => None,
    }
}

/// Keys that come from outside.
#[derive(Default)]
pub struct Brought {
    /// A collection key, PEM.
    pub collection_pem: Option<Zeroizing<String>>,
    /// The public halves of keys that the agency keeps at home.
    pub public_file: Option<String>,
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
    passphrases: Vec<Zeroizing<String>>,
    brought: Brought,
) -> Result<Vec<String>, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let agency = agency.to_owned();
    let request = Request::MakeKeys {
        session,
        agency,
        custody,
        passphrases,
        collection_pem: brought.collection_pem,
        public_file: brought.public_file,
    };
    match house.vault.ask(request).await? {
        Reply::KeysMade(ids) => Ok(ids),
        _ => Err(ServiceError::Internal("the vault's answer")),
    }
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
) -> Result<bool, ServiceError> {
    let session = Zeroizing::new(session.to_owned());
    let reply = house
        .vault
        .ask(Request::Unlock {
            session,
            agency: agency.to_owned(),
            passphrase,
        })
        .await?;
    Ok(matches!(reply, Reply::Done))
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
            retiring_at: row.retiring_at,
            retired_at: row.retired_at,
            destroyed_at: row.destroyed_at,
            expires_at: row.expires_at,
            destroy_asked_by: row.destroy_asked_by,
            hangs: Hangs::default(),
            disabled: row
                .disabled_at
                .map(|at| (at, row.disabled_reason.unwrap_or_default())),
        })
    }
}
