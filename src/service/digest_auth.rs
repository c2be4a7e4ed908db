//! HTTP Digest for phones that were given a server, a user name and a password (RFC 7616, MD5 as Collect speaks it).
//!
//! Nonces are stateless: the time and an HMAC over it. One older than the settings allow is answered with
//! `stale=true`, which lets the app go on without asking its user.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;

use crate::crypto::digest::{self, Qop};

/// The realm. Part of the stored secret: changing it would lock every phone out.
pub const REALM: &str = "waypost";

/// What nonces are made with, and for how long they are good.
pub struct Nonces {
    /// Key of the HMAC.
    pub key: [u8; 32],
    /// Milliseconds.
    pub good_for: i64,
}

/// The parameters of an `Authorization: Digest` header.
pub struct Answer(HashMap<String, String>);

/// What an answer proved.
#[derive(Debug, PartialEq, Eq)]
pub enum Proof {
    /// The password is right.
    Good,
    /// The password is right, the nonce has expired.
    Stale,
    /// Wrong.
    Wrong,
}

/// A fresh nonce.
pub fn nonce(key: &[u8], now: i64) -> String {
    let time = now.to_be_bytes();
    let mut bytes = time.to_vec();
    bytes.extend_from_slice(&digest::hmac_sha256(key, &time)[..16]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The challenge header's value.
pub fn challenge(key: &[u8], now: i64, stale: bool) -> String {
    let stale = if stale { ", stale=true" } else { "" };
    format!(
        "Digest realm=\"{REALM}\", nonce=\"{}\", algorithm=MD5, qop=\"auth\"{stale}",
        nonce(key, now)
    )
}

impl Answer {
    /// Reads the header's value; none if it is not Digest or not well-formed.
    pub fn parse(header: &str) -> Option<Self> {
        let (scheme, mut rest) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let mut parameters = HashMap::new();
        loop {
            rest = rest.trim_start_matches([' ', ',', '\t']);
            let Some((name, after)) = rest.split_once('=') else {
                break;
            };
            let value;
            if let Some(quoted) = after.strip_prefix('"') {
                let mut text = String::new();
                let mut escaped = false;
                let mut end = None;
                for (at, c) in quoted.char_indices() {
                    match c {
                        _ if escaped => {
                            text.push(c);
                            escaped = false;
                        }
                        '\\' => escaped = true,
                        '"' => {
                            end = Some(at + 1);
                            break;
                        }
                        _ => text.push(c),
                    }
                }
                rest = &quoted[end?..];
                value = text;
            } else {
                let end = after.find([',', ' ']).unwrap_or(after.len());
                value = after[..end].to_owned();
                rest = &after[end..];
            }
            parameters.insert(name.trim().to_ascii_lowercase(), value);
        }
        Some(Self(parameters))
    }

    /// The user name given.
    pub fn username(&self) -> &str {
        self.value("username")
    }

    /// Checks the answer for a request line. `uri` is the target exactly as it was requested.
    pub fn check(&self, ha1: &str, method: &str, uri: &str, nonces: &Nonces, now: i64) -> Proof {
        let nonce_text = self.value("nonce");
        let Some(issued) = issued_at(&nonces.key, nonce_text) else {
            return Proof::Wrong;
        };
        if self.value("realm") != REALM || self.value("uri") != uri {
            return Proof::Wrong;
        }
        let session_key;
        let ha1 = if self.value("algorithm").eq_ignore_ascii_case("md5-sess") {
            session_key =
                digest::md5_hex(format!("{ha1}:{nonce_text}:{}", self.value("cnonce")).as_bytes());
            &session_key
        } else {
            ha1
        };
        let qop = (!self.value("qop").is_empty()).then(|| Qop {
            nc: self.value("nc"),
            cnonce: self.value("cnonce"),
            qop: self.value("qop"),
        });
        let right = digest::digest_response(ha1, method, uri, nonce_text, qop);
        if !digest::equal(
            right.as_bytes(),
            self.value("response").to_ascii_lowercase().as_bytes(),
        ) {
            return Proof::Wrong;
        }
        if now - issued > nonces.good_for {
            Proof::Stale
        } else {
            Proof::Good
        }
    }

    fn value(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

fn issued_at(key: &[u8], nonce: &str) -> Option<i64> {
    let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
    let (time, mac) = bytes.split_at_checked(8)?;
    let right = digest::hmac_sha256(key, time);
    digest::equal(&right[..16], mac).then_some(())?;
    Some(i64::from_be_bytes(time.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = &[7; 32];
    const NONCE_MS: i64 = 600_000;
    const NONCES: Nonces = Nonces {
        key: [7; 32],
        good_for: NONCE_MS,
    };

    fn answer(password: &str, uri: &str, nonce: &str) -> Answer {
        let ha1 = digest::ha1("phone-1", REALM, password);
        let qop = Qop {
            nc: "00000001",
            cnonce: "c",
            qop: "auth",
        };
        let response = digest::digest_response(&ha1, "GET", uri, nonce, Some(qop));
        Answer::parse(&format!(
            "Digest username=\"phone-1\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", qop=auth, nc=00000001, cnonce=\"c\", algorithm=MD5"
        ))
        .unwrap()
    }

    #[test]
    fn the_right_password_on_the_exact_target_is_good() {
        let ha1 = digest::ha1("phone-1", REALM, "pw");
        let uri = "/formList?deviceID=collect%3Aabc";
        let a = answer("pw", uri, &nonce(KEY, 1000));
        assert_eq!(a.username(), "phone-1");
        assert_eq!(a.check(&ha1, "GET", uri, &NONCES, 2000), Proof::Good);
        assert_eq!(
            a.check(&ha1, "GET", "/formList", &NONCES, 2000),
            Proof::Wrong
        );
        assert_eq!(a.check(&ha1, "POST", uri, &NONCES, 2000), Proof::Wrong);
    }

    #[test]
    fn an_old_nonce_is_stale_and_a_foreign_one_wrong() {
        let ha1 = digest::ha1("phone-1", REALM, "pw");
        let a = answer("pw", "/x", &nonce(KEY, 1000));
        assert_eq!(
            a.check(&ha1, "GET", "/x", &NONCES, 1001 + NONCE_MS),
            Proof::Stale
        );
        let foreign = answer("pw", "/x", &nonce(b"another key", 1000));
        assert_eq!(
            foreign.check(&ha1, "GET", "/x", &NONCES, 2000),
            Proof::Wrong
        );
    }

    #[test]
    fn a_wrong_password_is_wrong_even_with_an_old_nonce() {
        let ha1 = digest::ha1("phone-1", REALM, "pw");
        let a = answer("other", "/x", &nonce(KEY, 1000));
        assert_eq!(
            a.check(&ha1, "GET", "/x", &NONCES, 1001 + NONCE_MS),
            Proof::Wrong
        );
    }

    #[test]
    fn odd_headers_do_not_panic() {
        for odd in [
            "",
            "Digest",
            "Digest ",
            "Digest a",
            "Digest a=\"",
            "Digest a=\"\\",
            "Digest =,=,,",
            "Basic eA==",
        ] {
            let _ = Answer::parse(odd);
        }
    }
}
