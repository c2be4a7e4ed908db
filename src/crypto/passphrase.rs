//! A private key under a passphrase: Argon2id (64 MiB, three passes, 0.15 s) gives the key that wraps it.
//!
//! Salt and costs stand beside the wrapped key as text, `argon2id-1$m=65536,t=3,p=1$<salt in base64>`, so that they can
//! grow without breaking what was wrapped before.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use zeroize::{Zeroize as _, Zeroizing};

use super::seal::Aad;
use super::secret::random_bytes;
use super::symmetric::SymmetricKey;

/// Why a key under a passphrase does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// The passphrase is wrong (or the wrapped key is another's, or was altered: nothing can tell).
    #[error("this passphrase does not open the key")]
    Wrong,
    /// Shorter than [`MIN_CHARS`] characters.
    #[error("the passphrase is too short: use at least 12 characters, best four or five words")]
    TooShort,
    /// The text with salt and costs is not one of ours.
    #[error("the key's derivation parameters are not readable")]
    Parameters,
    /// No memory for the derivation.
    #[error("not enough memory to derive a key from the passphrase (64 MiB are needed)")]
    Memory,
}

/// Fewest characters of a new passphrase.
pub const MIN_CHARS: usize = 12;

/// Salt and costs of one derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kdf {
    kib: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
}

impl Kdf {
    /// Today's costs and a new salt.
    pub fn new() -> Self {
        Self {
            kib: 64 * 1024,
            passes: 3,
            lanes: 1,
            salt: random_bytes(),
        }
    }

    /// The key of a passphrase. Slow and large on purpose: off the request threads, a few at a time.
    ///
    /// # Errors
    /// [`PassphraseError::Memory`].
    pub fn derive(&self, passphrase: &str) -> Result<SymmetricKey, PassphraseError> {
        let params = Params::new(self.kib, self.passes, self.lanes, Some(32))
            .map_err(|_| PassphraseError::Parameters)?;
        let count = params.block_count();
        let mut memory: Vec<Block> = Vec::new();
        memory
            .try_reserve_exact(count)
            .map_err(|_| PassphraseError::Memory)?;
        memory.resize(count, Block::default());
        let mut bytes = Zeroizing::new([0u8; 32]);
        let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                passphrase.as_bytes(),
                &self.salt,
                bytes.as_mut(),
                memory.as_mut_slice(),
            );
        memory.iter_mut().for_each(|block| block.zeroize());
        done.map_err(|_| PassphraseError::Parameters)?;
        Ok(SymmetricKey::from_bytes(*bytes))
    }
}

impl Default for Kdf {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Kdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kib,
            passes,
            lanes,
            salt,
        } = self;
        write!(
            f,
            "argon2id-1$m={kib},t={passes},p={lanes}${}",
            STANDARD_NO_PAD.encode(salt)
        )
    }
}

impl FromStr for Kdf {
    type Err = PassphraseError;

    /// Accepts costs between 8 MiB and 2 GiB: a changed row can neither make a passphrase cheap to guess nor stop the
    /// machine.
    fn from_str(text: &str) -> Result<Self, PassphraseError> {
        let read = || {
            let (costs, salt) = text.strip_prefix("argon2id-1$")?.split_once('$')?;
            let mut costs = costs.split(',');
            let mut cost = |name: &str| {
                costs
                    .next()?
                    .strip_prefix(name)?
                    .strip_prefix('=')?
                    .parse::<u32>()
                    .ok()
            };
            let (kib, passes, lanes) = (cost("m")?, cost("t")?, cost("p")?);
            let salt = STANDARD_NO_PAD.decode(salt).ok()?.try_into().ok()?;
            let sane = (8 * 1024..=2 * 1024 * 1024).contains(&kib)
                && (1..=20).contains(&passes)
                && (1..=16).contains(&lanes)
                && costs.next().is_none();
            sane.then_some(Self {
                kib,
                passes,
                lanes,
                salt,
            })
        };
        read().ok_or(PassphraseError::Parameters)
    }
}

/// A private key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Salt and costs, for [`Kdf::from_str`].
    pub kdf: String,
    /// The key, sealed under what the passphrase gives.
    pub bytes: Vec<u8>,
}

/// Wraps private key bytes under a new passphrase, bound to `aad` (see [`Aad::private_key`]).
///
/// # Errors
/// [`PassphraseError::TooShort`], [`PassphraseError::Memory`].
pub fn wrap(passphrase: &str, aad: &Aad, private: &[u8]) -> Result<Wrapped, PassphraseError> {
    if passphrase.chars().count() < MIN_CHARS {
        return Err(PassphraseError::TooShort);
    }
    let kdf = Kdf::new();
    let bytes = kdf.derive(passphrase)?.seal(aad, private);
    Ok(Wrapped {
        kdf: kdf.to_string(),
        bytes,
    })
}

/// Unwraps private key bytes.
///
/// # Errors
/// [`PassphraseError::Wrong`], [`PassphraseError::Parameters`], [`PassphraseError::Memory`].
pub fn unwrap(
    passphrase: &str,
    aad: &Aad,
    kdf: &str,
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    let kdf: Kdf = kdf.parse()?;
    kdf.derive(passphrase)?
        .open(aad, wrapped)
        .map_err(|_| PassphraseError::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aad() -> Aad {
        Aad::private_key("agency", "key", "collection")
    }

    #[test]
    fn only_the_passphrase_opens_and_only_that_key() {
        let wrapped = wrap("four tired little horses", &aad(), b"private").unwrap();
        let open =
            |passphrase: &str, aad: &Aad| unwrap(passphrase, aad, &wrapped.kdf, &wrapped.bytes);
        assert_eq!(
            open("four tired little horses", &aad()).unwrap().as_slice(),
            b"private"
        );
        assert_eq!(
            open("four tired little horse", &aad()).unwrap_err(),
            PassphraseError::Wrong
        );
        let other = Aad::private_key("agency", "key", "cases");
        assert_eq!(
            open("four tired little horses", &other).unwrap_err(),
            PassphraseError::Wrong
        );
    }

    #[test]
    fn costs_are_kept_as_text() {
        let kdf = Kdf::new();
        let text = kdf.to_string();
        assert!(text.starts_with("argon2id-1$m=65536,t=3,p=1$"), "{text}");
        assert_eq!(text.parse::<Kdf>().unwrap(), kdf);
        assert_ne!(kdf, Kdf::new(), "each has its own salt");
    }

    #[test]
    fn other_texts_and_absurd_costs_are_refused() {
        let salt = "AAAAAAAAAAAAAAAAAAAAAA";
        for text in [
            "".to_owned(),
            format!("argon2i$m=65536,t=3,p=1${salt}"),
            format!("argon2id-1$m=8,t=3,p=1${salt}"),
            format!("argon2id-1$m=99999999,t=3,p=1${salt}"),
            format!("argon2id-1$m=65536,t=0,p=1${salt}"),
            format!("argon2id-1$m=65536,t=3,p=1,x=2${salt}"),
            "argon2id-1$m=65536,t=3,p=1$AAAA".to_owned(),
        ] {
            assert_eq!(
                text.parse::<Kdf>().unwrap_err(),
                PassphraseError::Parameters,
                "{text}"
            );
        }
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        assert_eq!(
            wrap("hunter2", &aad(), b"private").unwrap_err(),
            PassphraseError::TooShort
        );
    }

    /// The expected value comes from another implementation (OpenSSL's, by pyca/cryptography).
    #[test]
    fn the_derived_key_stays_the_same() {
        let kdf = Kdf {
            kib: 8 * 1024,
            passes: 1,
            lanes: 1,
            salt: [1; 16],
        };
        let key = kdf.derive("four tired little horses").unwrap();
        assert_eq!(
            hex::encode(key.mac(b"")),
            "3da2865982a3b840187232126485a5f4308c5bcf26e729271b7c05b09747df72"
        );
    }
}
