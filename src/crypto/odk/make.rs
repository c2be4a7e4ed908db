//! Writes a submission as ODK Collect encrypts it, for tests, benchmarks and the demonstration.

use std::fmt::Write as _;

use aes::Aes256;
use aes::cipher::KeyIvInit as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{ContentKey, Ivs, Signed};
use crate::crypto::digest::md5;
use crate::crypto::keys::{CollectionPublic, KeyError};

/// A finalized form before encryption.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a> {
    /// The form's id.
    pub form_id: &'a str,
    /// Its version, if it has one.
    pub version: Option<&'a str>,
    /// The instance ID, with its `uuid:`.
    pub instance_id: &'a str,
    /// `submission.xml`.
    pub xml: &'a [u8],
    /// Media files by name, in the order in which they are listed.
    pub media: &'a [(&'a str, &'a [u8])],
}

/// An encrypted submission as it is sent.
#[derive(Debug, Clone)]
pub struct Made {
    /// The manifest, sent as `submission.xml`.
    pub envelope: Vec<u8>,
    /// The `.enc` files in the manifest's order, `submission.xml.enc` last.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Encrypts a submission to a collection key.
///
/// # Errors
/// [`KeyError::Library`], which nothing known causes.
pub fn make(plain: &Plain<'_>, public: &CollectionPublic) -> Result<Made, KeyError> {
    let key = ContentKey::random();
    let key_text = STANDARD.encode(public.encrypt(key.0.expose())?);
    let all: Vec<(&str, &[u8])> = plain
        .media
        .iter()
        .copied()
        .chain([("submission.xml", plain.xml)])
        .collect();
    let sums: Vec<(&str, [u8; 16])> = all
        .iter()
        .map(|(name, bytes)| (*name, md5(bytes)))
        .collect();
    let signed = Signed {
        form_id: plain.form_id,
        version: plain.version,
        key_text: &key_text,
        instance_id: plain.instance_id,
    };
    let checksum = STANDARD.encode(public.encrypt(&signed.checksum(&sums).0)?);
    let files = all
        .iter()
        .zip(Ivs::new(plain.instance_id, &key))
        .map(|((name, bytes), iv)| (format!("{name}.enc"), encrypt_file(&key, &iv, bytes)))
        .collect();
    Ok(Made {
        envelope: manifest(&signed, plain.media, &checksum).into_bytes(),
        files,
    })
}

/// Encrypts one file: PKCS#7 padding, always; then CFB.
pub fn encrypt_file(key: &ContentKey, iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
    let padding = 16 - plain.len() % 16;
    let mut bytes = Vec::with_capacity(plain.len() + padding);
    bytes.extend_from_slice(plain);
    bytes.resize(plain.len() + padding, padding as u8);
    cfb_mode::Encryptor::<Aes256>::new(key.0.expose().into(), iv.into()).encrypt(&mut bytes);
    bytes
}

fn manifest(signed: &Signed<'_>, media: &[(&str, &[u8])], checksum: &str) -> String {
    let mut xml = format!(
        "<data xmlns=\"http://www.opendatakit.org/xforms/encrypted\" id=\"{}\"",
        Escaped(signed.form_id)
    );
    if let Some(version) = signed.version {
        let _ = write!(xml, " version=\"{}\"", Escaped(version));
    }
    let _ = write!(
        xml,
        " encrypted=\"yes\"><base64EncryptedKey>{}</base64EncryptedKey>\
         <orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>{}</orx:instanceID></orx:meta>",
        signed.key_text,
        Escaped(signed.instance_id)
    );
    for (name, _) in media {
        let _ = write!(xml, "<media><file>{}.enc</file></media>", Escaped(name));
    }
    let _ = write!(
        xml,
        "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>\
         <base64EncryptedElementSignature>{checksum}</base64EncryptedElementSignature></data>"
    );
    xml
}

struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
