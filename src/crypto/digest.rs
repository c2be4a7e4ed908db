//! Hashes, HMAC, comparison in constant time, and the arithmetic of HTTP Digest (RFC 7616, RFC 2617).
//!
//! MD5 and SHA-1 are here because protocols ask for them (ODK envelopes, form hashes, Digest; codes that phones make). They
//! never protect anything.

use md5::{Digest as _, Md5};
use ring::{digest, hmac};
use subtle::ConstantTimeEq;

/// MD5 of `bytes`.
pub fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

/// MD5 of `bytes` in lower-case hex, as OpenRosa's `hash` and Digest have it.
pub fn md5_hex(bytes: &[u8]) -> String {
    hex::encode(md5(bytes))
}

/// MD5 over several pieces, as if they were one.
pub(crate) fn md5_of(pieces: &[&[u8]]) -> [u8; 16] {
    let mut hash = Md5::new();
    for piece in pieces {
        hash.update(piece);
    }
    hash.finalize().into()
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    into_32(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// SHA-256 of `bytes` in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// SHA-1 of `bytes`: for the check character of case codes, which phones compute with it. It never protects anything.
pub fn sha1(bytes: &[u8]) -> [u8; 20] {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    hash.as_ref().try_into().expect("SHA-1 has 20 bytes")
}

/// HMAC-SHA-256 of `data` under `key`.
pub fn hmac_sha256(key: &[u8], data: &[u8]) -> [u8; 32] {
    into_32(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref())
}

fn into_32(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().expect("SHA-256 has 32 bytes")
}

/// MD5 of what arrives in pieces.
#[derive(Default)]
pub struct Md5Stream(Md5);

impl Md5Stream {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> [u8; 16] {
        self.0.finalize().into()
    }
}

/// SHA-256 of what arrives in pieces.
pub struct Sha256Stream(digest::Context);

impl Default for Sha256Stream {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Sha256Stream {
    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all pieces.
    pub fn finish(self) -> [u8; 32] {
        into_32(self.0.finish().as_ref())
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Digest's HA1, `MD5(user:realm:password)` in hex. As good as the password: keep it sealed.
pub fn ha1(user: &str, realm: &str, password: &str) -> String {
    hex::encode(md5_of(&[
        user.as_bytes(),
        b":",
        realm.as_bytes(),
        b":",
        password.as_bytes(),
    ]))
}

/// What the client says about its protection when it answers with `qop` (RFC 7616 3.4).
#[derive(Debug, Clone, Copy)]
pub struct Qop<'a> {
    /// The quality itself; we offer and accept `auth`.
    pub qop: &'a str,
    /// The nonce count, eight hex digits as sent.
    pub nc: &'a str,
    /// The client's nonce.
    pub cnonce: &'a str,
}

/// The `response` that a client which knows `ha1` must have sent, in lower-case hex. Without `qop`, the older form of
/// RFC 2069. Compare with [`equal`].
pub fn digest_response(
    ha1: &str,
    method: &str,
    uri: &str,
    nonce: &str,
    qop: Option<Qop<'_>>,
) -> String {
    let ha2 = hex::encode(md5_of(&[method.as_bytes(), b":", uri.as_bytes()]));
    let middle = match qop {
        Some(Qop { qop, nc, cnonce }) => format!("{nonce}:{nc}:{cnonce}:{qop}"),
        None => nonce.to_owned(),
    };
    hex::encode(md5_of(&[
        ha1.as_bytes(),
        b":",
        middle.as_bytes(),
        b":",
        ha2.as_bytes(),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_match_their_published_vectors() {
        assert_eq!(md5_hex(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            hex::encode(sha1(b"abc")),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        // The brief's example of a case code.
        assert_eq!(sha1(b"KHR5B62ZK")[0] >> 4, 0xf);
        // RFC 4231, test case 2.
        assert_eq!(
            hex::encode(hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn pieces_hash_like_the_whole() {
        let (mut m, mut s) = (Md5Stream::default(), Sha256Stream::default());
        for piece in [&b"a"[..], b"", b"bc"] {
            m.update(piece);
            s.update(piece);
        }
        assert_eq!(m.finish(), md5(b"abc"));
        assert_eq!(s.finish(), sha256(b"abc"));
    }

    #[test]
    fn digest_answers_as_in_rfc_2617_with_and_without_qop() {
        let ha1 = ha1("Mufasa", "testrealm@host.com", "Circle Of Life");
        assert_eq!(ha1, "939e7578ed9e3c518a452acee763bce9");
        let nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
        let qop = Qop {
            qop: "auth",
            nc: "00000001",
            cnonce: "0a4f113b",
        };
        assert_eq!(
            digest_response(&ha1, "GET", "/dir/index.html", nonce, Some(qop)),
            "6629fae49393a05397450978507c4ef1"
        );
        assert_eq!(
            digest_response(&ha1, "GET", "/dir/index.html", nonce, None),
            "670fd8c2df070c60b045671b8b24ff02"
        );
    }

    #[test]
    fn equal_compares_content_and_length() {
        assert!(equal(b"same", b"same"));
        assert!(!equal(b"same", b"sane"));
        assert!(!equal(b"same", b"sam"));
    }
}
