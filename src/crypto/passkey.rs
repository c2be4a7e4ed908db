//! Passkeys (W3C WebAuthn, level 3), as far as a second factor needs them: what an authenticator says is read, and its
//! signature checked. No attestation: it is not asked who made the authenticator. Three algorithms. Whose a passkey is, and
//! whether a challenge was ours and unused, the vault knows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;

use super::digest;

/// What is asked for, in this order: ES256, EdDSA, RS256.
pub const ALGORITHMS: [i32; 3] = [-7, -8, -257];
/// Bytes of a challenge.
pub const CHALLENGE: usize = 32;

/// The most that is read of each thing, in bytes.
const CLIENT_DATA: usize = 4_096;
const ATTESTATION: usize = 2_048;
const AUTHENTICATOR_DATA: usize = 1_024;
const SIGNATURE: usize = 1_024;
const CREDENTIAL: usize = 512;
/// How deep what an authenticator says may be nested.
const DEPTH: usize = 6;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MAY_BE_COPIED: u8 = 0x08;
const IS_COPIED: u8 = 0x10;
const HAS_KEY: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// Why something was not taken. People are told one sentence for all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Longer than anything that is in use.
    #[error("too long")]
    TooLong,
    /// What the browser says of the page is not readable.
    #[error("the client data is no client data")]
    ClientData,
    /// It was made for another purpose.
    #[error("the client data is of another type")]
    Type,
    /// It was not made for this challenge.
    #[error("another challenge was signed")]
    Challenge,
    /// It was made on another site.
    #[error("it was made on another site")]
    Origin,
    /// It was made inside another site's page.
    #[error("it was made inside another site's page")]
    CrossOrigin,
    /// It is not encoded as it must be.
    #[error("it is not encoded as it must be")]
    Encoding,
    /// Something is attested; nothing was to be.
    #[error("it carries an attestation that was not asked for")]
    Attestation,
    /// What the authenticator says does not add up.
    #[error("the authenticator data is damaged")]
    AuthenticatorData,
    /// It is for another site.
    #[error("it is for another site")]
    Site,
    /// Nobody was there.
    #[error("nobody was present")]
    NotPresent,
    /// Nobody showed the authenticator that it was them.
    #[error("nobody was verified")]
    NotVerified,
    /// The key is none that can be used.
    #[error("the key is none that was asked for")]
    Key,
    /// The name of the key is missing or too long.
    #[error("the key has no usable name")]
    Credential,
    /// Not signed with this key.
    #[error("it is not signed with this key")]
    Signature,
}

/// The site for which passkeys are made: they work nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Scheme, host and port, as browsers write them.
    pub origin: String,
    /// The host.
    pub host: String,
}

impl Site {
    /// The site at this address; none where browsers make no passkeys: at a bare IP address, and without https anywhere but
    /// on `localhost`.
    pub fn of(public_url: &str) -> Option<Self> {
        let (scheme, rest) = public_url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        if authority.contains(['@', '[']) || !authority.is_ascii() {
            return None;
        }
        let scheme = scheme.to_ascii_lowercase();
        let authority = authority.to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return None,
        };
        let authority = authority.strip_suffix(usual).unwrap_or(&authority);
        let host = authority.split(':').next()?;
        // Browsers read a last part of digits as the number of a machine.
        let last = host.rsplit('.').next()?;
        let is_number = last.is_empty() || last.bytes().all(|b| b.is_ascii_digit());
        if is_number || (scheme == "http" && host != "localhost") {
            return None;
        }
        Some(Self {
            origin: format!("{scheme}://{authority}"),
            host: host.to_owned(),
        })
    }
}

/// A passkey that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name, given by the authenticator.
    pub credential: Vec<u8>,
    /// Its public key, as COSE writes it.
    pub key: Vec<u8>,
    /// What the authenticator has counted.
    pub counter: u32,
}

/// A new challenge.
pub fn challenge() -> [u8; CHALLENGE] {
    super::secret::random_bytes()
}

/// Bytes as browsers' scripts are handed them.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The same back.
///
/// # Errors
/// [`Refusal::Encoding`].
pub fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Encoding)
}

/// The challenge that was signed, as the browser says it: to find out whether it was ours.
///
/// # Errors
/// [`Refusal::ClientData`], [`Refusal::TooLong`].
pub fn challenge_of(client_data: &[u8]) -> Result<Vec<u8>, Refusal> {
    let said = ClientData::read(client_data)?;
    bytes(&said.challenge).map_err(|_| Refusal::ClientData)
}

/// Reads a passkey that was just made for this site and challenge.
///
/// # Errors
/// [`Refusal`].
pub fn made(
    site: &Site,
    challenge: &[u8],
    client_data: &[u8],
    attestation: &[u8],
) -> Result<Made, Refusal> {
    ClientData::read(client_data)?.is("webauthn.create", site, challenge)?;
    if attestation.len() > ATTESTATION {
        return Err(Refusal::TooLong);
    }
    let object = whole(attestation)?;
    let (format, statement, data) = (
        entry(&object, "fmt")?,
        entry(&object, "attStmt")?,
        entry(&object, "authData")?,
    );
    let (Some(format), Some(statement), Some(data)) = (
        format.and_then(Value::as_text),
        statement.and_then(Value::as_map),
        data.and_then(Value::as_bytes),
    ) else {
        return Err(Refusal::Encoding);
    };
    let said = AuthenticatorData::read(data, site)?;
    said.is_by_somebody()?;
    let new = said.new.ok_or(Refusal::AuthenticatorData)?;
    let key = PublicKey::read(new.key)?;
    match format {
        "none" if statement.is_empty() => {}
        // What the key says of itself, which browsers let through as it is.
        "packed" => key.attests_itself(statement, &signed(data, client_data))?,
        _ => return Err(Refusal::Attestation),
    }
    Ok(Made {
        credential: new.credential.to_vec(),
        key: new.key.to_vec(),
        counter: said.counter,
    })
}

/// Checks that a passkey was shown for this site and challenge. Answers what its authenticator has counted.
///
/// # Errors
/// [`Refusal`].
pub fn shown(
    site: &Site,
    challenge: &[u8],
    key: &[u8],
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
) -> Result<u32, Refusal> {
    ClientData::read(client_data)?.is("webauthn.get", site, challenge)?;
    let said = AuthenticatorData::read(authenticator_data, site)?;
    said.is_by_somebody()?;
    if said.new.is_some() {
        return Err(Refusal::AuthenticatorData);
    }
    if signature.len() > SIGNATURE {
        return Err(Refusal::TooLong);
    }
    PublicKey::read(key)?.signed(&signed(authenticator_data, client_data), signature)?;
    Ok(said.counter)
}

/// What is signed: what the authenticator says, and the hash of what the browser says.
fn signed(authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let mut message = authenticator_data.to_vec();
    message.extend_from_slice(&digest::sha256(client_data));
    message
}

/// What the browser says of the page.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

impl ClientData {
    fn read(text: &[u8]) -> Result<Self, Refusal> {
        if text.len() > CLIENT_DATA {
            return Err(Refusal::TooLong);
        }
        serde_json::from_slice(text).map_err(|_| Refusal::ClientData)
    }

    fn is(&self, kind: &str, site: &Site, challenge: &[u8]) -> Result<(), Refusal> {
        if self.kind != kind {
            return Err(Refusal::Type);
        }
        let said = bytes(&self.challenge).map_err(|_| Refusal::Challenge)?;
        if challenge.is_empty() || !digest::equal(&said, challenge) {
            return Err(Refusal::Challenge);
        }
        if self.origin != site.origin {
            return Err(Refusal::Origin);
        }
        if self.cross_origin || self.top_origin.is_some() {
            return Err(Refusal::CrossOrigin);
        }
        Ok(())
    }
}

/// What the authenticator says.
struct AuthenticatorData<'a> {
    flags: u8,
    counter: u32,
    new: Option<New<'a>>,
}

struct New<'a> {
    credential: &'a [u8],
    key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    fn read(data: &'a [u8], site: &Site) -> Result<Self, Refusal> {
        if data.len() > AUTHENTICATOR_DATA {
            return Err(Refusal::TooLong);
        }
        let broken = Refusal::AuthenticatorData;
        let (hash, rest) = data.split_at_checked(32).ok_or(broken)?;
        let (&flags, rest) = rest.split_first().ok_or(broken)?;
        let (counter, mut rest) = rest.split_first_chunk::<4>().ok_or(broken)?;
        if !digest::equal(hash, &digest::sha256(site.host.as_bytes())) {
            return Err(Refusal::Site);
        }
        if flags & IS_COPIED != 0 && flags & MAY_BE_COPIED == 0 {
            return Err(broken);
        }
        let mut new = None;
        if flags & HAS_KEY != 0 {
            let (_, after) = rest.split_at_checked(16).ok_or(broken)?;
            let (length, after) = after.split_first_chunk::<2>().ok_or(broken)?;
            let length = usize::from(u16::from_be_bytes(*length));
            if length == 0 || length > CREDENTIAL {
                return Err(Refusal::Credential);
            }
            let (credential, after) = after.split_at_checked(length).ok_or(broken)?;
            let (_, left) = first(after)?;
            let key = &after[..after.len() - left.len()];
            new = Some(New { credential, key });
            rest = left;
        }
        if flags & HAS_EXTENSIONS != 0 {
            let (extensions, left) = first(rest)?;
            extensions.as_map().ok_or(broken)?;
            rest = left;
        }
        if !rest.is_empty() {
            return Err(broken);
        }
        Ok(Self {
            flags,
            counter: u32::from_be_bytes(*counter),
            new,
        })
    }

    /// Whether somebody was there, and showed the authenticator that it was them.
    fn is_by_somebody(&self) -> Result<(), Refusal> {
        if self.flags & PRESENT == 0 {
            return Err(Refusal::NotPresent);
        }
        if self.flags & VERIFIED == 0 {
            return Err(Refusal::NotVerified);
        }
        Ok(())
    }
}

/// A public key of one of the three kinds.
enum PublicKey {
    Es256([u8; 65]),
    EdDsa(Vec<u8>),
    Rs256 { n: Vec<u8>, e: Vec<u8> },
}

impl PublicKey {
    fn read(cose: &[u8]) -> Result<Self, Refusal> {
        let parts = Parts(whole(cose)?);
        match (parts.number(1)?, parts.number(3)?) {
            (2, -7) => {
                let (x, y) = (parts.bytes(-2)?, parts.bytes(-3)?);
                if parts.number(-1)? != 1 || x.len() != 32 || y.len() != 32 {
                    return Err(Refusal::Key);
                }
                let mut point = [4; 65];
                point[1..33].copy_from_slice(x);
                point[33..].copy_from_slice(y);
                Ok(Self::Es256(point))
            }
            (1, -8) => {
                let x = parts.bytes(-2)?;
                if parts.number(-1)? != 6 || x.len() != 32 {
                    return Err(Refusal::Key);
                }
                Ok(Self::EdDsa(x.to_vec()))
            }
            (3, -257) => {
                let (n, e) = (parts.bytes(-1)?, parts.bytes(-2)?);
                let fits = (256..=512).contains(&n.len()) && (1..=4).contains(&e.len());
                if !fits || n[0] == 0 || e[0] == 0 {
                    return Err(Refusal::Key);
                }
                Ok(Self::Rs256 {
                    n: n.to_vec(),
                    e: e.to_vec(),
                })
            }
            _ => Err(Refusal::Key),
        }
    }

    fn algorithm(&self) -> i64 {
        match self {
            Self::Es256(_) => -7,
            Self::EdDsa(_) => -8,
            Self::Rs256 { .. } => -257,
        }
    }

    fn signed(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let checked = match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::EdDsa(x) => UnparsedPublicKey::new(&ED25519, x).verify(message, signature),
            Self::Rs256 { n, e } => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        checked.map_err(|_| Refusal::Signature)
    }

    /// A key that attests itself says nothing about who made it; what it says must be true all the same.
    fn attests_itself(&self, statement: &[(Value, Value)], message: &[u8]) -> Result<(), Refusal> {
        let statement = Value::Map(statement.to_vec());
        let algorithm = entry(&statement, "alg")?.and_then(Value::as_integer);
        let signature = entry(&statement, "sig")?.and_then(Value::as_bytes);
        let (Some(algorithm), Some(signature), None) =
            (algorithm, signature, entry(&statement, "x5c")?)
        else {
            return Err(Refusal::Attestation);
        };
        if i64::try_from(algorithm).ok() != Some(self.algorithm()) || signature.len() > SIGNATURE {
            return Err(Refusal::Attestation);
        }
        self.signed(message, signature)
    }
}

/// A key's parts, while they are looked at.
struct Parts(Value);

impl Parts {
    fn number(&self, label: i64) -> Result<i64, Refusal> {
        let found = self.part(label)?.as_integer();
        found
            .and_then(|n| i64::try_from(n).ok())
            .ok_or(Refusal::Key)
    }

    fn bytes(&self, label: i64) -> Result<&[u8], Refusal> {
        let found = self.part(label)?.as_bytes();
        found.map(Vec::as_slice).ok_or(Refusal::Key)
    }

    fn part(&self, label: i64) -> Result<&Value, Refusal> {
        let is_it = |key: &Value| key.as_integer() == Some(label.into());
        only(&self.0, is_it)?.ok_or(Refusal::Key)
    }
}

/// The entry of a map with this name; none if it is not there.
fn entry<'a>(map: &'a Value, name: &str) -> Result<Option<&'a Value>, Refusal> {
    only(map, |key| key.as_text() == Some(name))
}

/// What stands once in a map. Twice is refused: another reader might take the other one.
fn only(map: &Value, is_it: impl Fn(&Value) -> bool) -> Result<Option<&Value>, Refusal> {
    let map = map.as_map().ok_or(Refusal::Encoding)?;
    let mut found = map.iter().filter(|(key, _)| is_it(key));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Refusal::Encoding),
        (one, None) => Ok(one.map(|(_, value)| value)),
    }
}

/// One value, and what stands behind it.
fn first(bytes: &[u8]) -> Result<(Value, &[u8]), Refusal> {
    let mut left = bytes;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut left, DEPTH)
        .map_err(|_| Refusal::Encoding)?;
    Ok((value, left))
}

/// One value and nothing behind it.
fn whole(bytes: &[u8]) -> Result<Value, Refusal> {
    match first(bytes)? {
        (value, []) => Ok(value),
        _ => Err(Refusal::Encoding),
    }
}

#[cfg(test)]
mod tests;
