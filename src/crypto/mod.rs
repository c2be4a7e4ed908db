//! Cryptography: what turns secrets into bytes that may be stored or sent, and back.
//!
//! Here live the only names of the libraries that do the work (ring, aws-lc-rs, aes, hpke, argon2, md5). What a key
//! is *for*, who may use it and where it is kept is the vault's; this floor knows no agency, no database and no file.
//!
//! * [`odk`]: the encryption format of ODK Collect, byte for byte;
//! * [`seal`]: how an opened record is kept, each under its own data key, wrapped to those entitled;
//! * [`symmetric`]: sealing under a key that both sides hold (root key, service key, a request's spool);
//! * [`keys`]: collection keys (RSA) and sealing keys (X25519), in and out of the forms that people have;
//! * [`passphrase`]: a private key under a passphrase; [`password`]: people's passwords;
//! * [`shares`]: a secret in shares, of which some give it back;
//! * [`signing`]: Ed25519, for heads of the audit;
//! * [`passkey`]: what authenticators say, and whether it is signed;
//! * [`totp`]: codes that change with time;
//! * [`token`]: tokens, phone passwords, ids; [`digest`]: hashes, HMAC and HTTP Digest;
//! * [`secret`]: a value that does not print and is wiped.

pub mod digest;
pub mod holders;
pub mod keys;
pub mod odk;
pub mod passkey;
pub mod passphrase;
pub mod password;
pub mod seal;
pub mod secret;
pub mod shares;
pub mod signing;
pub mod symmetric;
pub mod token;
pub mod totp;

pub use keys::{
    CollectionPrivate, CollectionPublic, KeyError, RsaBits, SealingPrivate, SealingPublic,
};
pub use seal::{Aad, DataKey, SealError};
pub use secret::Secret;
pub use symmetric::{KeyRing, SymmetricKey};
pub use token::Token;
