//! How private keys are kept: wrapped by the root key, or by a passphrase that only key holders know.

use crate::crypto::holders::Holders;
use crate::crypto::passphrase::{Kdf, MIN_CHARS, PassphraseError};
use crate::crypto::{
    Aad, CollectionPrivate, KeyRing, RsaBits, SealingPrivate, SymmetricKey, token,
};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::store::keys::KeyRow;
use crate::vault::client::VaultError;
use crate::vault::keyring::Material;
use crate::vault::words::Words;

/// How many of several holders must come together.
const NEED: u8 = 2;

/// What wraps new keys.
pub enum Wrapping<'a> {
    /// The root key.
    Root(&'a KeyRing),
    /// A passphrase's key, and how it was made.
    Passphrase(SymmetricKey, String),
}

impl<'a> Wrapping<'a> {
    /// The wrapping for a custody: with several passphrases, any two of them open. Slow for a passphrase, on purpose.
    ///
    /// # Errors
    /// [`VaultError::Unusable`] for a passphrase that is missing or too short.
    pub fn new(
        root: &'a KeyRing,
        custody: Custody,
        passphrases: &[&str],
    ) -> Result<Self, VaultError> {
        match (custody, passphrases) {
            (Custody::Unattended, _) => Ok(Self::Root(root)),
            (Custody::Passphrase, [_, _, ..]) => {
                let (key, holders) = Holders::make(passphrases, NEED)
                    .map_err(|error| VaultError::Unusable(error.to_string()))?;
                Ok(Self::Passphrase(key, holders.to_string()))
            }
            (Custody::Passphrase, [text]) if text.chars().count() >= MIN_CHARS => {
                let kdf = Kdf::new();
                let key = kdf.derive(text).map_err(passphrase_error)?;
                Ok(Self::Passphrase(key, kdf.to_string()))
            }
            (Custody::AgencyHeld, _) => Err(VaultError::Unusable(
                "an agency-held key is made on the agency's own machine (waypost agency-worker enroll): bring its public file"
                    .into(),
            )),
            (Custody::Passphrase, _) => Err(VaultError::Unusable(format!(
                "a passphrase needs {MIN_CHARS} characters or more"
            ))),
        }
    }

    fn seal(&self, aad: &Aad, private: &[u8]) -> Vec<u8> {
        match self {
            Self::Root(ring) => ring.seal(aad, private),
            Self::Passphrase(key, _) => key.seal(aad, private),
        }
    }

    fn custody(&self) -> Custody {
        match self {
            Self::Root(_) => Custody::Unattended,
            Self::Passphrase(..) => Custody::Passphrase,
        }
    }
}

/// Who asks for new keys, and when.
pub struct Order<'a> {
    /// Owner; none is the platform.
    pub agency: Option<&'a str>,
    /// State to begin in.
    pub state: KeyState,
    /// The key holder.
    pub requested_by: Option<i64>,
    /// Now.
    pub now: i64,
}

/// A collection key (made, or brought along) and two sealing keys for an owner; the platform gets only a case key.
///
/// # Errors
/// [`VaultError::Unusable`] for a brought key that cannot be used.
pub fn make(
    order: &Order<'_>,
    wrapping: &Wrapping<'_>,
    collection_pem: Option<&str>,
    words: &Words,
) -> Result<Vec<KeyRow>, VaultError> {
    let mut rows = Vec::new();
    if order.agency.is_some() {
        let private = match collection_pem {
            Some(pem) => {
                CollectionPrivate::from_pem(pem).map_err(|e| VaultError::Unusable(e.to_string()))?
            }
            None => CollectionPrivate::generate(RsaBits::B2048)
                .map_err(|_| VaultError::Internal("a key could not be made"))?,
        };
        let der = private
            .to_pkcs8_der()
            .map_err(|_| VaultError::Internal("a key could not be written"))?;
        let public = private.public();
        rows.push(row(
            order,
            wrapping,
            KeyPurpose::Collection,
            public.spki_der(),
            public.fingerprint(),
            der.expose(),
        ));
    }
    let purposes: &[KeyPurpose] = match order.agency {
        Some(_) => &[KeyPurpose::Cases, KeyPurpose::Identity],
        None => &[KeyPurpose::Cases],
    };
    for purpose in purposes {
        let private = SealingPrivate::generate();
        let public = private.public();
        let secret = private.to_bytes();
        rows.push(row(
            order,
            wrapping,
            *purpose,
            &public.to_bytes(),
            public.fingerprint(),
            secret.expose(),
        ));
    }
    for row in &mut rows {
        row.seal = Some(words.key(row));
    }
    Ok(rows)
}

fn row(
    order: &Order<'_>,
    wrapping: &Wrapping<'_>,
    purpose: KeyPurpose,
    public: &[u8],
    fingerprint: String,
    private: &[u8],
) -> KeyRow {
    let id = token::new_id();
    let aad = Aad::private_key(order.agency.unwrap_or_default(), &id, purpose.as_str());
    KeyRow {
        wrapped_private: wrapping.seal(&aad, private),
        id,
        agency_id: order.agency.map(str::to_owned),
        purpose: purpose.as_str().to_owned(),
        custody: wrapping.custody().as_str().to_owned(),
        state: order.state.as_str().to_owned(),
        public_key: public.to_owned(),
        fingerprint,
        kdf: match wrapping {
            Wrapping::Passphrase(_, kdf) => Some(kdf.clone()),
            Wrapping::Root(_) => None,
        },
        requested_by: order.requested_by,
        confirmed_by: None,
        created_at: order.now,
        activated_at: (order.state == KeyState::Active).then_some(order.now),
        retired_at: None,
        disabled_at: None,
        disabled_reason: None,
        retiring_at: None,
        destroyed_at: None,
        expires_at: None,
        state_before: None,
        destroy_asked_by: None,
        seal: None,
    }
}

/// Unwraps a key that the root key wraps.
pub fn unwrap_by_root(root: &KeyRing, row: &KeyRow) -> Option<Material> {
    let bytes = root.open(&aad_of(row), &row.wrapped_private).ok()?;
    material(row, &bytes)
}

/// Unwraps a key with what a passphrase gave.
pub fn unwrap_by(key: &SymmetricKey, row: &KeyRow) -> Option<Material> {
    let bytes = key.open(&aad_of(row), &row.wrapped_private).ok()?;
    material(row, &bytes)
}

fn aad_of(row: &KeyRow) -> Aad {
    Aad::private_key(
        row.agency_id.as_deref().unwrap_or_default(),
        &row.id,
        &row.purpose,
    )
}

fn material(row: &KeyRow, bytes: &[u8]) -> Option<Material> {
    if row.purpose == KeyPurpose::Collection.as_str() {
        CollectionPrivate::from_pkcs8_der(bytes)
            .ok()
            .map(|k| Material::Collection(k.into()))
    } else {
        SealingPrivate::from_bytes(bytes)
            .ok()
            .map(|k| Material::Sealing(k.into()))
    }
}

/// A passphrase's failure as the vault tells it.
pub fn passphrase_error(error: PassphraseError) -> VaultError {
    match error {
        PassphraseError::Wrong => VaultError::WrongPassphrase,
        PassphraseError::TooShort => {
            VaultError::Unusable(format!("a passphrase needs {MIN_CHARS} characters or more"))
        }
        _ => VaultError::Internal("the passphrase could not be worked on"),
    }
}
