//! Ed25519 signatures (RFC 8032): what can be checked by everybody and made by one.

use super::{Aad, digest};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

/// Signs.
pub struct Signer(Ed25519KeyPair);

/// A seed or a public key that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no Ed25519 key")]
pub struct SigningError;

impl Signer {
    /// The signer of a seed of 32 secret bytes.
    ///
    /// # Errors
    /// [`SigningError`], never for 32 bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, SigningError> {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .map(Self)
            .map_err(|_| SigningError)
    }

    /// The public key: 32 bytes.
    pub fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The signature of a message: 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", hex::encode(self.public()))
    }
}

/// Whether a signature is of this message and this key.
pub fn verify(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public)
        .verify(message, signature)
        .is_ok()
}

/// What a worker signs of a request: its key, the method, path and query, the time in milliseconds since 1970 UTC, and the
/// SHA-256 of the body.
pub fn request(key: &str, method: &str, path: &str, at: i64, body: &[u8]) -> Aad {
    let (at, body) = (at.to_string(), digest::sha256_hex(body));
    Aad::of("waypost agency request 1", &[key, method, path, &at, &body])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_8032_test_1() {
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let signer = Signer::from_seed(&seed.unwrap().try_into().unwrap()).unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(hex::encode(signer.public()), public);
        let signature = signer.sign(b"");
        assert!(hex::encode(&signature).starts_with("e5564300c360ac729086e2cc806e828a"));
        assert!(verify(signer.public(), b"", &signature));
        assert!(!verify(signer.public(), b"x", &signature));
    }
}
