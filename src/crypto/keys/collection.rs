//! Collection keys: RSA, because ODK Collect leaves no choice. Parsed once and kept: reading the key costs more than
//! using it.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::{Zeroize as _, Zeroizing};

use super::pem::{self, Label};
use super::{KeyError, fingerprint};
use crate::crypto::secret::Secret;

/// Sizes of RSA keys that we make. (We read any from 2048 to 8192.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RsaBits {
    /// What ODK Central expects, and the fastest to open.
    #[default]
    B2048,
    /// A third of the speed.
    B3072,
    /// A seventh of the speed.
    B4096,
}

/// The private half, ready to open envelopes.
pub struct CollectionPrivate {
    key: PrivateDecryptingKey,
    oaep: OaepPrivateDecryptingKey,
    public: CollectionPublic,
}

impl CollectionPrivate {
    /// Makes a new key (a second or so for large ones: not on a request's thread).
    ///
    /// # Errors
    /// [`KeyError::Library`] if the system gives no randomness.
    pub fn generate(bits: RsaBits) -> Result<Self, KeyError> {
        let size = match bits {
            RsaBits::B2048 => KeySize::Rsa2048,
            RsaBits::B3072 => KeySize::Rsa3072,
            RsaBits::B4096 => KeySize::Rsa4096,
        };
        Self::ready(PrivateDecryptingKey::generate(size).map_err(|_| KeyError::Library)?)
    }

    /// Reads PEM, PKCS#8 or PKCS#1, with any text around it.
    ///
    /// # Errors
    /// Says what to do when the key is under a passphrase, public only, too small or not RSA.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        match pem::first_key(text)? {
            (Label::Pkcs8, der) => Self::from_pkcs8_der(&der),
            (Label::Pkcs1, der) => Self::from_pkcs8_der(&pem::pkcs8_from_pkcs1(&der)),
            (Label::Spki | Label::Pkcs1Public, _) => Err(KeyError::PublicOnly),
        }
    }

    /// Reads PKCS#8 DER, as [`CollectionPrivate::to_pkcs8_der`] writes it.
    ///
    /// # Errors
    /// [`KeyError::TooSmall`], or [`KeyError::Unreadable`] for anything that is no sound RSA key.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::ready(PrivateDecryptingKey::from_pkcs8(der).map_err(|e| refused(&e))?)
    }

    fn ready(key: PrivateDecryptingKey) -> Result<Self, KeyError> {
        let oaep = OaepPrivateDecryptingKey::new(key.clone()).map_err(|_| KeyError::Library)?;
        let public = CollectionPublic::ready(key.public_key())?;
        Ok(Self { key, oaep, public })
    }

    /// The key as PKCS#8 DER, for wrapping.
    ///
    /// # Errors
    /// [`KeyError::Library`], which nothing known causes.
    pub fn to_pkcs8_der(&self) -> Result<Secret<Vec<u8>>, KeyError> {
        let der = self.key.as_der().map_err(|_| KeyError::Library)?;
        Ok(Secret::new(der.as_ref().to_vec()))
    }

    /// The key as PKCS#8 PEM, for a file of its owner.
    ///
    /// # Errors
    /// As [`CollectionPrivate::to_pkcs8_der`].
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        Ok(pem::encode("PRIVATE KEY", self.to_pkcs8_der()?.expose()))
    }

    /// The public half.
    pub fn public(&self) -> &CollectionPublic {
        &self.public
    }

    /// RSA-OAEP with SHA-256 and MGF1-SHA-256, empty label (ODK's `OAEPWithSHA256AndMGF1Padding`).
    ///
    /// Takes one private-key operation for success and failure alike; a ciphertext of the wrong length is replaced by a
    /// dummy. (A number above the modulus fails earlier, which tells its sender what the public key told him before.)
    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let size = self.oaep.key_size_bytes();
        let mut plain = Zeroizing::new(vec![0u8; size]);
        if ciphertext.len() != size {
            // 0x01… is below every modulus of that length.
            let dummy = vec![1u8; size];
            let _ = std::hint::black_box(self.oaep.decrypt(
                &OAEP_SHA256_MGF1SHA256,
                &dummy,
                &mut plain,
                None,
            ));
            return None;
        }
        let length = self
            .oaep
            .decrypt(&OAEP_SHA256_MGF1SHA256, ciphertext, &mut plain, None)
            .ok()?
            .len();
        plain[length..].zeroize();
        plain.truncate(length);
        Some(plain)
    }
}

impl fmt::Debug for CollectionPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CollectionPrivate({})", self.public.fingerprint())
    }
}

/// The public half: what stands in forms.
#[derive(Clone)]
pub struct CollectionPublic {
    oaep: std::sync::Arc<OaepPublicEncryptingKey>,
    spki: Vec<u8>,
}

impl CollectionPublic {
    /// Reads what an owner brings: PEM, or the bare base64 of a form's `base64RsaPublicKey`.
    ///
    /// # Errors
    /// As [`CollectionPublic::from_spki_der`]; [`KeyError::PrivateGiven`] when it is the private key.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        if text.contains("-----BEGIN ") {
            Self::from_pem(text)
        } else {
            Self::from_base64(text)
        }
    }

    /// Reads a PEM public key.
    ///
    /// # Errors
    /// As [`CollectionPublic::from_text`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        match pem::first_key(text)? {
            (Label::Spki, der) => Self::from_spki_der(&der),
            (Label::Pkcs1Public, der) => Self::from_spki_der(&pem::spki_from_pkcs1(&der)),
            (Label::Pkcs8 | Label::Pkcs1, _) => Err(KeyError::PrivateGiven),
        }
    }

    /// Reads the base64 of a SubjectPublicKeyInfo; whitespace does not matter.
    ///
    /// # Errors
    /// As [`CollectionPublic::from_spki_der`]; [`KeyError::Base64`].
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        Self::from_spki_der(&pem::decode_base64(text)?)
    }

    /// Reads a DER SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`KeyError::TooSmall`] under 2048 bits; [`KeyError::Unreadable`] for what is no RSA public key.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, KeyError> {
        Self::ready(PublicEncryptingKey::from_der(der).map_err(|e| refused(&e))?)
    }

    fn ready(key: PublicEncryptingKey) -> Result<Self, KeyError> {
        // Written anew, so that one key has one text and one fingerprint.
        let spki = key
            .as_der()
            .map_err(|_| KeyError::Library)?
            .as_ref()
            .to_vec();
        let oaep = OaepPublicEncryptingKey::new(key)
            .map_err(|_| KeyError::Library)?
            .into();
        Ok(Self { oaep, spki })
    }

    /// DER SubjectPublicKeyInfo.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// What a form's `base64RsaPublicKey` says.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.spki)
    }

    /// The key as PEM.
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.spki).to_string()
    }

    /// Size of the modulus in bits.
    pub fn bits(&self) -> usize {
        self.oaep.key_size_bits()
    }

    /// SHA-256 of the SubjectPublicKeyInfo, in groups of four hex digits for reading aloud.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.spki)
    }

    /// RSA-OAEP as [`CollectionPrivate::decrypt`] undoes it; `plain` has at most 190 bytes.
    pub(crate) fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut out = vec![0u8; self.oaep.ciphertext_size()];
        let length = self
            .oaep
            .encrypt(&OAEP_SHA256_MGF1SHA256, plain, &mut out, None)
            .map_err(|_| KeyError::Library)?
            .len();
        out.truncate(length);
        Ok(out)
    }
}

impl PartialEq for CollectionPublic {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for CollectionPublic {}

impl fmt::Debug for CollectionPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CollectionPublic({})", self.fingerprint())
    }
}

fn refused(why: &KeyRejected) -> KeyError {
    if why.to_string() == "TooSmall" {
        KeyError::TooSmall
    } else {
        KeyError::Unreadable("RSA")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::keys::test_keys::{collection, pkcs1_pem, pkcs8_pem};

    #[test]
    fn pkcs1_and_pkcs8_of_one_key_are_one_key() {
        let a = CollectionPrivate::from_pem(&pkcs1_pem()).unwrap();
        let b = CollectionPrivate::from_pem(&pkcs8_pem()).unwrap();
        assert_eq!(a.public(), b.public());
        let wrapped = a.public().encrypt(b"both open this").unwrap();
        assert_eq!(b.decrypt(&wrapped).unwrap().as_slice(), b"both open this");
    }

    #[test]
    fn text_around_the_key_does_not_matter() {
        let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        let text = format!("Dear colleague,\r\n{certificate}\n{}bye", pkcs1_pem());
        assert!(CollectionPrivate::from_pem(&text).is_ok());
        assert!(CollectionPrivate::from_pem(&pkcs8_pem().replace('\n', "\r\n  ")).is_ok());
    }

    #[test]
    fn keys_that_cannot_be_used_say_why() {
        let private = |text: &str| CollectionPrivate::from_pem(text).unwrap_err();
        assert_eq!(private("hello"), KeyError::NoPem);
        assert_eq!(
            private(&pkcs8_pem().replace(" PRIVATE", " ENCRYPTED PRIVATE")),
            KeyError::Encrypted
        );
        let old = pkcs1_pem().replacen(
            "KEY-----\n",
            "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,00\n\n",
            1,
        );
        assert_eq!(private(&old), KeyError::Encrypted);
        assert_eq!(
            private(&collection().public().to_pem()),
            KeyError::PublicOnly
        );
        assert_eq!(
            private("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----"),
            KeyError::Unreadable("RSA")
        );
        assert_eq!(
            private("-----BEGIN PRIVATE KEY-----\n%%\n-----END PRIVATE KEY-----"),
            KeyError::Base64
        );
        assert_eq!(
            private("-----BEGIN PRIVATE KEY-----\nMAA="),
            KeyError::NoPem
        );
        assert_eq!(
            CollectionPublic::from_text(&pkcs8_pem()).unwrap_err(),
            KeyError::PrivateGiven
        );
        assert_eq!(
            CollectionPublic::from_text("AAAA").unwrap_err(),
            KeyError::Unreadable("RSA")
        );
    }

    #[test]
    fn a_key_under_2048_bits_is_refused() {
        let small = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCZL0KFWcxsrKNRmuUedOryBhHAlxmwL6jUlN0cl1HZ49fIzXhbrwEd\
                     64cQgzB5nhydioTmJzSrm19dDoEc0jXhmIgZY+woxQOGD//8TFiPqAnyysBmSTRZPWc+FMjQ8IhbQXVe7NZl17GKdI/P\
                     Fxi4Kfsqhk/Vu9gl5j0us1KlOQIDAQAB";
        assert_eq!(
            CollectionPublic::from_base64(small).unwrap_err(),
            KeyError::TooSmall
        );
    }

    #[test]
    fn a_new_key_survives_its_own_forms() {
        let key = CollectionPrivate::generate(RsaBits::B2048).unwrap();
        assert_eq!(key.public().bits(), 2048);
        let pem = key.to_pkcs8_pem().unwrap();
        assert_eq!(
            CollectionPrivate::from_pem(&pem).unwrap().public(),
            key.public()
        );
        let der = key.to_pkcs8_der().unwrap();
        assert_eq!(
            CollectionPrivate::from_pkcs8_der(der.expose())
                .unwrap()
                .public(),
            key.public()
        );
        let public = key.public();
        assert_eq!(
            &CollectionPublic::from_text(&public.to_pem()).unwrap(),
            public
        );
        assert_eq!(
            &CollectionPublic::from_text(&format!(" {}\n", public.to_base64())).unwrap(),
            public
        );
        assert_eq!(
            public.to_base64().len(),
            392,
            "as long as OpenRosa expects for 2048 bits"
        );
        assert_eq!(public.fingerprint().len(), 79);
    }

    #[test]
    fn a_ciphertext_of_the_wrong_length_is_refused() {
        let key = collection();
        assert!(key.decrypt(b"").is_none());
        assert!(key.decrypt(&[1; 255]).is_none());
        assert!(key.decrypt(&[0xff; 256]).is_none());
    }

    #[test]
    fn debug_shows_a_fingerprint_only() {
        let key = collection();
        assert_eq!(
            format!("{key:?}"),
            format!("CollectionPrivate({})", key.public().fingerprint())
        );
    }
}
