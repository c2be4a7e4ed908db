//! PEM (RFC 7468) read leniently, written strictly, and the few bytes of DER that lead from PKCS#1 to PKCS#8.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::{Zeroize as _, Zeroizing};

use super::KeyError;

/// What the first key block of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// `PRIVATE KEY`
    Pkcs8,
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `PUBLIC KEY`
    Spki,
    /// `RSA PUBLIC KEY`
    Pkcs1Public,
}

/// The first key in `text`, with any text around it (mail, `Bag Attributes`, certificates).
pub(super) fn first_key(text: &str) -> Result<(Label, Zeroizing<Vec<u8>>), KeyError> {
    let mut rest = text;
    while let Some(begin) = rest.find("-----BEGIN ") {
        rest = &rest[begin + 11..];
        let Some(end) = rest.find("-----") else { break };
        let (name, body) = (&rest[..end], &rest[end + 5..]);
        let label = match name {
            "PRIVATE KEY" => Label::Pkcs8,
            "RSA PRIVATE KEY" => Label::Pkcs1,
            "PUBLIC KEY" => Label::Spki,
            "RSA PUBLIC KEY" => Label::Pkcs1Public,
            "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
            _ => continue,
        };
        let Some(close) = body.find("-----END ") else {
            return Err(KeyError::NoPem);
        };
        let body = &body[..close];
        if body.contains("ENCRYPTED") {
            return Err(KeyError::Encrypted);
        }
        return Ok((label, decode_base64(body)?));
    }
    Err(KeyError::NoPem)
}

/// Base64 with whitespace anywhere.
pub(super) fn decode_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let compact: Zeroizing<Vec<u8>> =
        Zeroizing::new(text.bytes().filter(|b| !b.is_ascii_whitespace()).collect());
    STANDARD
        .decode(compact.as_slice())
        .map(Zeroizing::new)
        .map_err(|_| KeyError::Base64)
}

/// One PEM block, 64 characters a line.
pub(super) fn encode(name: &str, der: &[u8]) -> Zeroizing<String> {
    let mut body = STANDARD.encode(der);
    let mut text = Zeroizing::new(String::with_capacity(
        body.len() + body.len() / 64 + 2 * name.len() + 40,
    ));
    text.push_str("-----BEGIN ");
    text.push_str(name);
    text.push_str("-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str("-----END ");
    text.push_str(name);
    text.push_str("-----\n");
    body.zeroize();
    text
}

/// `SEQUENCE { OID rsaEncryption, NULL }`
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A PKCS#1 private key as PKCS#8, the only form that aws-lc-rs reads.
pub(super) fn pkcs8_from_pkcs1(pkcs1: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = tagged(0x04, &[pkcs1]);
    tagged(0x30, &[&[0x02, 0x01, 0x00], &RSA_ALGORITHM, &key])
}

/// A PKCS#1 public key as SubjectPublicKeyInfo.
pub(super) fn spki_from_pkcs1(pkcs1: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = tagged(0x03, &[&[0x00], pkcs1]);
    tagged(0x30, &[&RSA_ALGORITHM, &key])
}

fn tagged(tag: u8, pieces: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = pieces.iter().map(|p| p.len()).sum();
    let mut der = Zeroizing::new(Vec::with_capacity(length + 10));
    der.push(tag);
    if length < 0x80 {
        der.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let skip = bytes.iter().take_while(|b| **b == 0).count();
        der.push(0x80 | (bytes.len() - skip) as u8);
        der.extend_from_slice(&bytes[skip..]);
    }
    for piece in pieces {
        der.extend_from_slice(piece);
    }
    der
}
