//! Writes a submission as ODK Collect encrypts it: for corrections made here, the demonstration, tests and benchmarks.

use std::fmt::Write as _;

use aes::Aes256;
use aes::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
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
    let mut making = Making::new(plain.form_id, plain.version, plain.instance_id, public)?;
    let own = ("submission.xml", plain.xml);
    let all = plain.media.iter().copied().chain([own]);
    let mut files = Vec::with_capacity(plain.media.len() + 1);
    for (name, bytes) in all {
        let encryptor = making.file();
        files.push((format!("{name}.enc"), encryptor.whole(bytes)));
        making.add(name, md5(bytes));
    }
    Ok(Made {
        envelope: making.finish()?,
        files,
    })
}

/// A submission that is encrypted file by file: media in the manifest's order, `submission.xml` last.
pub struct Making<'a> {
    form_id: &'a str,
    version: Option<&'a str>,
    instance_id: &'a str,
    public: &'a CollectionPublic,
    key: ContentKey,
    key_text: String,
    ivs: Ivs,
    sums: Vec<(String, [u8; 16])>,
}

impl<'a> Making<'a> {
    /// Under a new key, wrapped to a collection key.
    ///
    /// # Errors
    /// [`KeyError::Library`], which nothing known causes.
    pub fn new(
        form_id: &'a str,
        version: Option<&'a str>,
        instance_id: &'a str,
        public: &'a CollectionPublic,
    ) -> Result<Self, KeyError> {
        let key = ContentKey::random();
        Ok(Self {
            form_id,
            version,
            instance_id,
            public,
            key_text: STANDARD.encode(public.encrypt(key.0.expose())?),
            ivs: Ivs::new(instance_id, &key),
            key,
            sums: Vec::new(),
        })
    }

    /// Encrypts the next file.
    pub fn file(&mut self) -> FileEncryptor {
        // A seed changes for ever.
        let iv = self.ivs.next().unwrap_or_default();
        FileEncryptor::new(&self.key, &iv)
    }

    /// Notes the file that was encrypted last: its plain name, and MD5 of its content.
    pub fn add(&mut self, name: &str, md5: [u8; 16]) {
        self.sums.push((name.to_owned(), md5));
    }

    /// The manifest, over all files that were added.
    ///
    /// # Errors
    /// [`KeyError::Library`], which nothing known causes.
    pub fn finish(self) -> Result<Vec<u8>, KeyError> {
        let signed = Signed {
            form_id: self.form_id,
            version: self.version,
            key_text: &self.key_text,
            instance_id: self.instance_id,
        };
        let sums: Vec<(&str, [u8; 16])> = self.sums.iter().map(|(n, m)| (n.as_str(), *m)).collect();
        let checksum = STANDARD.encode(self.public.encrypt(&signed.checksum(&sums).0)?);
        let media = &sums[..sums.len().saturating_sub(1)];
        let media: Vec<&str> = media.iter().map(|(name, _)| *name).collect();
        Ok(manifest(&signed, &media, &checksum).into_bytes())
    }
}

/// Encrypts a file that comes in pieces, each where it stands.
pub struct FileEncryptor(cfb_mode::Encryptor<Aes256>);

impl FileEncryptor {
    /// Length of a block, and the most that a padding adds, in bytes.
    pub const BLOCK: usize = 16;

    fn new(key: &ContentKey, iv: &[u8; 16]) -> Self {
        Self(cfb_mode::Encryptor::new(key.0.expose().into(), iv.into()))
    }

    /// Encrypts the next piece, made of whole blocks.
    pub fn encrypt(&mut self, piece: &mut [u8]) {
        let (blocks, rest) = aes::Block::slice_as_chunks_mut(piece);
        debug_assert!(rest.is_empty(), "a piece has whole blocks");
        self.0.encrypt_blocks(blocks);
    }

    /// Encrypts the end of the file, which may be empty. `end` has [`FileEncryptor::BLOCK`] bytes more than the `length` that
    /// are content; answers how many are ciphertext.
    pub fn finish(self, end: &mut [u8], length: usize) -> usize {
        let padding = Self::BLOCK - length % Self::BLOCK;
        end[length..length + padding].fill(padding as u8);
        self.0.encrypt(&mut end[..length + padding]);
        length + padding
    }

    /// Encrypts a whole file.
    pub fn whole(self, plain: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(plain.len() + Self::BLOCK);
        bytes.extend_from_slice(plain);
        bytes.resize(plain.len() + Self::BLOCK, 0);
        let length = self.finish(&mut bytes, plain.len());
        bytes.truncate(length);
        bytes
    }
}

/// Encrypts one file: PKCS#7 padding, always; then CFB.
pub fn encrypt_file(key: &ContentKey, iv: &[u8; 16], plain: &[u8]) -> Vec<u8> {
    FileEncryptor::new(key, iv).whole(plain)
}

fn manifest(signed: &Signed<'_>, media: &[&str], checksum: &str) -> String {
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
    for name in media {
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
