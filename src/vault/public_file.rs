//! The public halves of the keys that an agency keeps at home, as its key holder brings them to the hub: one line for each,
//! `purpose id base64`, below a line that says whose they are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::{CollectionPublic, SealingPublic, digest};
use crate::domain::words::{Custody, KeyPurpose, KeyState};
use crate::store::keys::KeyRow;
use crate::vault::client::VaultError;

const FIRST: &str = "waypost public keys 1";
const PURPOSES: [KeyPurpose; 4] = [
    KeyPurpose::Collection,
    KeyPurpose::Cases,
    KeyPurpose::Identity,
    KeyPurpose::Worker,
];

/// Writes the file.
pub fn write(agency: &str, keys: &[KeyRow]) -> String {
    let mut text = format!("{FIRST}\nagency {agency}\n");
    for key in keys {
        let public = STANDARD.encode(&key.public_key);
        text.push_str(&format!("{} {} {public}\n", key.purpose, key.id));
    }
    text
}

/// Reads the file: one key for each purpose, pending, without a private half and without the vault's word.
///
/// # Errors
/// [`VaultError::Unusable`] with what is wrong and where.
pub fn read(text: &str, agency: &str, by: i64, now: i64) -> Result<Vec<KeyRow>, VaultError> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .skip_while(|line| *line != FIRST);
    if lines.next().is_none() {
        return Err(unusable(format!("no line says \"{FIRST}\"")));
    }
    match lines.next().and_then(|line| line.strip_prefix("agency ")) {
        Some(named) if named.trim() == agency => {}
        _ => {
            return Err(unusable(
                "it was made for another agency; make it again with this agency's id".into(),
            ));
        }
    }
    let keys = lines
        .take_while(|line| line.split(' ').count() == 3)
        .map(|line| key(line, agency, by, now))
        .collect::<Result<Vec<_>, _>>()?;
    for purpose in PURPOSES {
        let found = keys.iter().filter(|key| key.purpose == purpose.as_str());
        if found.count() != 1 {
            return Err(unusable(format!(
                "it must have one key for {}",
                purpose.as_str()
            )));
        }
    }
    Ok(keys)
}

fn key(line: &str, agency: &str, by: i64, now: i64) -> Result<KeyRow, VaultError> {
    let wrong = |what: &str| unusable(format!("in the line {line:?} {what}"));
    let mut words = line.split(' ');
    let (Some(purpose), Some(id), Some(public)) = (words.next(), words.next(), words.next()) else {
        return Err(wrong("something is missing"));
    };
    let purpose: KeyPurpose = purpose.parse().map_err(|_| wrong("the purpose is none"))?;
    uuid::Uuid::parse_str(id).map_err(|_| wrong("the id is none"))?;
    let public = STANDARD
        .decode(public)
        .map_err(|_| wrong("the key is no base64"))?;
    let fingerprint = match purpose {
        KeyPurpose::Collection => CollectionPublic::from_spki_der(&public)
            .map_err(|error| wrong(&error.to_string()))?
            .fingerprint(),
        KeyPurpose::Worker if public.len() == 32 => digest::sha256_hex(&public),
        KeyPurpose::Worker => return Err(wrong("the key has no 32 bytes")),
        KeyPurpose::Cases | KeyPurpose::Identity => SealingPublic::from_bytes(&public)
            .map_err(|error| wrong(&error.to_string()))?
            .fingerprint(),
    };
    Ok(KeyRow {
        requested_by: Some(by),
        ..public_row(id, agency, purpose, public, fingerprint, now)
    })
}

/// A pending key of which only the public half is here.
pub fn public_row(
    id: &str,
    agency: &str,
    purpose: KeyPurpose,
    public_key: Vec<u8>,
    fingerprint: String,
    now: i64,
) -> KeyRow {
    KeyRow {
        id: id.to_owned(),
        agency_id: Some(agency.to_owned()),
        purpose: purpose.as_str().to_owned(),
        custody: Custody::AgencyHeld.as_str().to_owned(),
        state: KeyState::Pending.as_str().to_owned(),
        public_key,
        fingerprint,
        wrapped_private: Vec::new(),
        kdf: None,
        requested_by: None,
        confirmed_by: None,
        created_at: now,
        activated_at: None,
        retired_at: None,
        disabled_at: None,
        disabled_reason: None,
        retiring_at: None,
        destroyed_at: None,
        expires_at: None,
        state_before: None,
        destroy_asked_by: None,
        seal: None,
    }
}

fn unusable(why: String) -> VaultError {
    VaultError::Unusable(format!("the file of public keys: {why}"))
}
