//! Sealing under a key that both sides hold: the root key over private keys, the service key over phones' HA1, the key
//! of one request over its spool. AES-256-GCM with random nonces (2³² seals per key are far away; a spool or a column
//! gets a key of its own by [`SymmetricKey::derive`]).
//!
//! ```text
//! 01 | 12-byte nonce | ciphertext | 16-byte tag
//! ```

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::aead::{self, Nonce};
use ring::hkdf;
use zeroize::{Zeroize as _, Zeroizing};

use super::digest::hmac_sha256;
use super::seal::{Aad, SealError, cipher};
use super::secret::{Secret, random_bytes};

const FORMAT: u8 = 1;
const HEAD: usize = 13;
const TAG: usize = 16;

/// A text that holds no key of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected one key a line, 32 random bytes in base64 (openssl rand -base64 32)")]
pub struct KeyTextError;

/// 32 secret bytes that seal and open.
#[derive(Debug)]
pub struct SymmetricKey(Secret<[u8; 32]>);

impl SymmetricKey {
    /// Takes 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// A new random key.
    pub fn generate() -> Self {
        Self(Secret::random())
    }

    /// Reads 32 bytes in base64.
    ///
    /// # Errors
    /// [`KeyTextError`].
    pub fn from_base64(text: &str) -> Result<Self, KeyTextError> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| KeyTextError)?);
        let mut key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| KeyTextError)?;
        let this = Self::from_bytes(key);
        key.zeroize();
        Ok(this)
    }

    /// The key in base64, for the one file that keeps it.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.expose()))
    }

    /// Seals, bound to `aad`.
    pub fn seal(&self, aad: &Aad, plaintext: &[u8]) -> Vec<u8> {
        let nonce: [u8; 12] = random_bytes();
        let mut sealed = Vec::with_capacity(HEAD + plaintext.len() + TAG);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let tag = cipher(self.0.expose())
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(aad.as_bytes()),
                &mut sealed[HEAD..],
            )
            .expect("nothing near the cipher's limit of 64 GiB comes here");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`SymmetricKey::seal`] made.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(&self, aad: &Aad, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if sealed.len() < HEAD + TAG || sealed[0] != FORMAT {
            return Err(SealError);
        }
        let nonce = Nonce::try_assume_unique_for_key(&sealed[1..HEAD]).map_err(|_| SealError)?;
        let mut plain = Zeroizing::new(sealed[HEAD..].to_vec());
        let length = cipher(self.0.expose())
            .open_in_place(nonce, aead::Aad::from(aad.as_bytes()), &mut plain)
            .map_err(|_| SealError)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// A key for one use, told apart by its label (HKDF-SHA-256). From the parts nobody gets back to the whole.
    pub fn derive(&self, label: &str) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"waypost derive 1");
        let mut bytes = [0; 32];
        salt.extract(self.0.expose())
            .expand(&[label.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut bytes))
            .expect("32 bytes are within HKDF's limit");
        let key = Self::from_bytes(bytes);
        bytes.zeroize();
        key
    }

    /// HMAC-SHA-256 under this key. Derive one that does nothing else.
    pub fn mac(&self, data: &[u8]) -> [u8; 32] {
        hmac_sha256(self.0.expose(), data)
    }
}

/// Keys of one purpose through a change of keys: the first seals, all open.
#[derive(Debug)]
pub struct KeyRing {
    first: SymmetricKey,
    older: Vec<SymmetricKey>,
}

impl KeyRing {
    /// A ring of one key or more.
    pub fn new(first: SymmetricKey, older: Vec<SymmetricKey>) -> Self {
        Self { first, older }
    }

    /// Reads one base64 key a line, newest first. Blank lines and lines that start with `#` do not count.
    ///
    /// # Errors
    /// [`KeyTextError`] if there is no key or a line that is none.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let mut keys = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(SymmetricKey::from_base64);
        let first = keys.next().ok_or(KeyTextError)??;
        Ok(Self {
            first,
            older: keys.collect::<Result<_, _>>()?,
        })
    }

    /// Seals under the first key.
    pub fn seal(&self, aad: &Aad, plaintext: &[u8]) -> Vec<u8> {
        self.first.seal(aad, plaintext)
    }

    /// Opens under whichever key fits.
    ///
    /// # Errors
    /// [`SealError`] if none does.
    pub fn open(&self, aad: &Aad, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        std::iter::once(&self.first)
            .chain(&self.older)
            .find_map(|key| key.open(aad, sealed).ok())
            .ok_or(SealError)
    }

    /// The ring of derived keys, see [`SymmetricKey::derive`].
    pub fn derive(&self, label: &str) -> Self {
        Self {
            first: self.first.derive(label),
            older: self.older.iter().map(|key| key.derive(label)).collect(),
        }
    }

    /// The key that seals.
    pub fn first(&self) -> &SymmetricKey {
        &self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aad() -> Aad {
        Aad::record("devices", "17", "ha1")
    }

    #[test]
    fn what_is_sealed_opens_under_its_key_and_name_only() {
        let key = SymmetricKey::generate();
        for plain in [&b""[..], b"x", &[7; 100_000]] {
            let sealed = key.seal(&aad(), plain);
            assert_eq!(key.open(&aad(), &sealed).unwrap().as_slice(), plain);
            assert!(SymmetricKey::generate().open(&aad(), &sealed).is_err());
            assert!(
                key.open(&Aad::record("devices", "18", "ha1"), &sealed)
                    .is_err()
            );
        }
        assert_ne!(key.seal(&aad(), b"x"), key.seal(&aad(), b"x"));
    }

    #[test]
    fn any_change_or_cut_is_noticed() {
        let key = SymmetricKey::generate();
        let sealed = key.seal(&aad(), b"short");
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 0x80;
            assert!(key.open(&aad(), &changed).is_err(), "byte {i}");
            assert!(key.open(&aad(), &sealed[..i]).is_err(), "cut at {i}");
        }
    }

    #[test]
    fn derived_keys_differ_by_label_and_come_again() {
        let key = SymmetricKey::from_bytes([9; 32]);
        let sealed = key.derive("spool").seal(&aad(), b"x");
        assert!(
            SymmetricKey::from_bytes([9; 32])
                .derive("spool")
                .open(&aad(), &sealed)
                .is_ok()
        );
        assert!(key.derive("csrf").open(&aad(), &sealed).is_err());
        assert!(key.open(&aad(), &sealed).is_err());
        assert_ne!(key.derive("a").mac(b"x"), key.derive("b").mac(b"x"));
    }

    #[test]
    fn a_ring_seals_with_its_first_key_and_opens_with_all() {
        let (old, new) = (SymmetricKey::generate(), SymmetricKey::generate());
        let sealed = old.seal(&aad(), b"before the change");
        let text = format!(
            "# newest first\n{}\n\n  {}\n",
            *new.to_base64(),
            *old.to_base64()
        );
        let ring = KeyRing::parse(&text).unwrap();
        assert_eq!(
            ring.open(&aad(), &sealed).unwrap().as_slice(),
            b"before the change"
        );
        assert!(new.open(&aad(), &ring.seal(&aad(), b"after")).is_ok());
        assert!(old.open(&aad(), &ring.seal(&aad(), b"after")).is_err());
        let derived = old.derive("label").seal(&aad(), b"x");
        assert!(ring.derive("label").open(&aad(), &derived).is_ok());
        assert!(KeyRing::new(new, vec![]).open(&aad(), &sealed).is_err());
    }

    #[test]
    fn texts_without_a_key_are_refused() {
        for text in [
            "",
            "# nothing",
            "AAAA",
            "not base64!",
            "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\nAAAA",
        ] {
            assert_eq!(KeyRing::parse(text).unwrap_err(), KeyTextError, "{text}");
        }
    }
}
