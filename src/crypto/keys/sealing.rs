//! Sealing keys: X25519, one pair per agency and purpose. Records are sealed to the public half by whoever writes them;
//! only the vault that has the private half opens them.

use std::fmt;

use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, Serializable as _};
use zeroize::Zeroize as _;

use super::{KeyError, fingerprint};
use crate::crypto::secret::Secret;

type Public = <X25519HkdfSha256 as hpke::Kem>::PublicKey;
type Private = <X25519HkdfSha256 as hpke::Kem>::PrivateKey;

/// SubjectPublicKeyInfo of an X25519 key (RFC 8410) up to its 32 bytes.
const SPKI_HEAD: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00,
];

/// The public half: 32 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublic(pub(in crate::crypto) Public);

impl SealingPublic {
    /// Reads 32 bytes.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] if there are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        Public::from_bytes(bytes)
            .map(Self)
            .map_err(|_| KeyError::Unreadable("sealing"))
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.write_exact(&mut bytes);
        bytes
    }

    /// SHA-256 of the SubjectPublicKeyInfo, in groups of four hex digits for reading aloud.
    pub fn fingerprint(&self) -> String {
        let mut spki = [0u8; 44];
        spki[..12].copy_from_slice(&SPKI_HEAD);
        spki[12..].copy_from_slice(&self.to_bytes());
        fingerprint(&spki)
    }
}

impl fmt::Debug for SealingPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingPublic({})", self.fingerprint())
    }
}

/// The private half. The library wipes it on drop.
pub struct SealingPrivate {
    pub(in crate::crypto) key: Private,
    public: SealingPublic,
}

impl SealingPrivate {
    /// Makes a new pair.
    pub fn generate() -> Self {
        let (key, public) = X25519HkdfSha256::gen_keypair();
        Self {
            key,
            public: SealingPublic(public),
        }
    }

    /// Reads 32 bytes, as [`SealingPrivate::to_bytes`] gives them.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] if there are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Private::from_bytes(bytes).map_err(|_| KeyError::Unreadable("sealing"))?;
        let public = SealingPublic(X25519HkdfSha256::sk_to_pk(&key));
        Ok(Self { key, public })
    }

    /// The 32 bytes, for wrapping.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        let mut bytes = [0; 32];
        self.key.write_exact(&mut bytes);
        let secret = Secret::new(bytes);
        bytes.zeroize();
        secret
    }

    /// The public half.
    pub fn public(&self) -> &SealingPublic {
        &self.public
    }
}

impl fmt::Debug for SealingPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingPrivate({})", self.public.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_survives_its_bytes() {
        let pair = SealingPrivate::generate();
        let again = SealingPrivate::from_bytes(pair.to_bytes().expose()).unwrap();
        assert_eq!(again.public(), pair.public());
        assert_eq!(
            &SealingPublic::from_bytes(&pair.public().to_bytes()).unwrap(),
            pair.public()
        );
        assert!(SealingPublic::from_bytes(&[0; 31]).is_err());
        assert!(SealingPrivate::from_bytes(&[0; 33]).is_err());
    }

    /// RFC 9180 A.1.1: `skRm` and `pkRm`.
    #[test]
    fn the_public_half_is_the_one_of_the_standard() {
        let private =
            hex::decode("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
                .unwrap();
        let pair = SealingPrivate::from_bytes(&private).unwrap();
        assert_eq!(
            hex::encode(pair.public().to_bytes()),
            "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"
        );
    }
}
