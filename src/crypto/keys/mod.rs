//! Keys in the forms that people and files have them: collection keys (RSA, what phones encrypt to) and sealing keys
//! (X25519, what records are sealed to). What a key may be used for is not decided here.

mod collection;
mod pem;
mod sealing;
#[cfg(test)]
pub(crate) mod test_keys;

pub use collection::{CollectionPrivate, CollectionPublic, RsaBits};
pub use sealing::{SealingPrivate, SealingPublic};

use super::digest::sha256;

/// Why a key is not accepted. No message holds key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM block with a key in the text.
    #[error(
        "there is no key in this text: expected a PEM block such as -----BEGIN PRIVATE KEY-----"
    )]
    NoPem,
    /// A private key under a passphrase.
    #[error(
        "this private key is protected by a passphrase: remove it first (openssl pkey -in key.pem -out plain.pem)"
    )]
    Encrypted,
    /// A public key where a private one is needed.
    #[error("this is a public key: the private key is needed here")]
    PublicOnly,
    /// A private key where the public one is expected: it should not have left its owner.
    #[error("this is a private key: only the public key belongs here; keep this one to yourself")]
    PrivateGiven,
    /// Base64 that is none.
    #[error("the key is not valid base64")]
    Base64,
    /// Bytes that are no such key.
    #[error("this is not a readable {0} key")]
    Unreadable(&'static str),
    /// RSA with less than 2048 bits.
    #[error("this RSA key is too small: at least 2048 bits are needed")]
    TooSmall,
    /// The library refused to make or write a key.
    #[error("the key could not be made")]
    Library,
}

/// SHA-256 of a public key's SubjectPublicKeyInfo in groups of four hex digits, for reading aloud. The same as
/// `openssl pkey -pubin -outform DER | sha256sum`, with spaces.
fn fingerprint(spki: &[u8]) -> String {
    let digits = hex::encode(sha256(spki));
    let mut text = String::with_capacity(79);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
