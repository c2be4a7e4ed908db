//! Keys for tests, made once per run: no private key stands in the repository.

use std::sync::LazyLock;

use super::{CollectionPrivate, RsaBits, pem};

/// A collection key of 2048 bits, the same in the whole run.
pub(crate) fn collection() -> &'static CollectionPrivate {
    static KEY: LazyLock<CollectionPrivate> =
        LazyLock::new(|| CollectionPrivate::generate(RsaBits::B2048).expect("a key for tests"));
    &KEY
}

/// Another one.
pub(crate) fn other_collection() -> &'static CollectionPrivate {
    static KEY: LazyLock<CollectionPrivate> =
        LazyLock::new(|| CollectionPrivate::generate(RsaBits::B2048).expect("a key for tests"));
    &KEY
}

/// [`collection`] as `openssl genpkey` would write it.
pub(crate) fn pkcs8_pem() -> String {
    collection()
        .to_pkcs8_pem()
        .expect("a key has a PEM")
        .to_string()
}

/// [`collection`] as `openssl genrsa -traditional` would write it: PKCS#8 without its head of 26 bytes.
pub(crate) fn pkcs1_pem() -> String {
    let der = collection().to_pkcs8_der().expect("a key has a DER");
    pem::encode("RSA PRIVATE KEY", &der.expose()[26..]).to_string()
}
