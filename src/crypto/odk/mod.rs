//! The encryption of ODK Collect, byte for byte (ODK XForms specification, "Encryption"; what Collect, Briefcase and
//! Central do was read in their sources). Opening and checking are here, [`make()`] writes envelopes as Collect does.
//!
//! * A random AES-256 key per submission, wrapped by RSA-OAEP with SHA-256 and MGF1-SHA-256.
//! * Each file in CFB mode with PKCS#7 padding, under an IV of its own: see [`Ivs`].
//! * A checksum of everything, see [`Signed`]. The format calls it a signature, but it is made with the *public* key
//!   that stands in the form: it shows that the submission is complete and unaltered, not who sent it.
//!
//! CFB is malleable and anybody with a phone's credential can resubmit a changed copy. So nothing here tells its
//! caller's client which step failed; [`crate::vault::open`] does all steps and gives one answer.

mod make;

pub use make::{FileEncryptor, Made, Making, Plain, encrypt_file, make};

use aes::Aes256;
use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use subtle::{Choice, ConstantTimeEq as _, ConstantTimeGreater as _};
use zeroize::{Zeroize as _, Zeroizing};

use super::digest::{equal, md5_of};
use super::keys::CollectionPrivate;
use super::secret::Secret;

/// The AES key of one submission.
pub struct ContentKey(Secret<[u8; 32]>);

impl ContentKey {
    /// Takes 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// A key that opens nothing: lets the work go on to its end after a wrapped key did not open.
    pub fn dummy() -> Self {
        Self::new([0; 32])
    }

    fn random() -> Self {
        Self(Secret::random())
    }
}

/// Unwraps `base64EncryptedKey`. One private-key operation, also for text that is no base64.
pub fn unwrap_key(text: &str, private: &CollectionPrivate) -> Option<ContentKey> {
    let plain = private.decrypt(&lenient_base64(text).unwrap_or_default())?;
    let mut bytes: [u8; 32] = plain.as_slice().try_into().ok()?;
    let key = ContentKey::new(bytes);
    bytes.zeroize();
    Some(key)
}

/// The IVs of a submission's files, in the order of its manifest with `submission.xml` last.
///
/// The seed is `MD5(instanceID ‖ key)`. Before file *n*, byte *n* mod 16 of it grows by one; changes stay. A blank
/// `<file/>` counts as a file.
pub struct Ivs {
    seed: [u8; 16],
    next: usize,
}

impl Ivs {
    /// The IVs for an instance ID, exactly as it stands in the manifest, and the submission's key.
    pub fn new(instance_id: &str, key: &ContentKey) -> Self {
        Self {
            seed: md5_of(&[instance_id.as_bytes(), key.0.expose()]),
            next: 0,
        }
    }
}

impl Iterator for Ivs {
    type Item = [u8; 16];

    fn next(&mut self) -> Option<[u8; 16]> {
        let byte = &mut self.seed[self.next % 16];
        *byte = byte.wrapping_add(1);
        self.next += 1;
        Some(self.seed)
    }
}

/// One file after decryption, sound or not.
pub struct Decrypted {
    /// The content; with broken padding, everything that came out.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether length and padding were those of an encrypted file. The bytes may be altered even so: only the
    /// checksum tells.
    pub sound: bool,
}

/// Decrypts a file into its one buffer. Takes the same time whether the padding is right or not.
pub fn decrypt_file(key: &ContentKey, iv: &[u8; 16], ciphertext: &[u8]) -> Decrypted {
    let mut bytes = Zeroizing::new(vec![0u8; ciphertext.len()]);
    // Buffer to buffer costs no more than in place, and the caller keeps the ciphertext for a retry.
    cfb_mode::Decryptor::<Aes256>::new(key.0.expose().into(), iv.into())
        .decrypt_b2b(ciphertext, &mut bytes)
        .expect("both buffers have one length");
    let padding = padding_of(&bytes);
    let sound = padding.is_some();
    let length = bytes.len() - padding.unwrap_or(0);
    bytes[length..].zeroize();
    bytes.truncate(length);
    Decrypted { bytes, sound }
}

/// Decrypts a file that comes in pieces, each where it stands.
pub struct FileDecryptor(cfb_mode::Decryptor<Aes256>);

impl FileDecryptor {
    /// Length of a block, in bytes.
    pub const BLOCK: usize = 16;

    /// For one file of a submission.
    pub fn new(key: &ContentKey, iv: &[u8; 16]) -> Self {
        Self(cfb_mode::Decryptor::new(key.0.expose().into(), iv.into()))
    }

    /// Decrypts the next piece, made of whole blocks.
    pub fn decrypt(&mut self, piece: &mut [u8]) {
        let (blocks, rest) = aes::Block::slice_as_chunks_mut(piece);
        debug_assert!(rest.is_empty(), "a piece has whole blocks");
        self.0.decrypt_blocks(blocks);
    }

    /// Decrypts the end of the file: `end` begins at a block, is in clear up to `clear`, and holds the last block. Answers
    /// how much of it is content, and whether length and padding were those of an encrypted file; as [`decrypt_file`] does,
    /// in the same time whether they were or not.
    pub fn finish(self, end: &mut [u8], clear: usize) -> (usize, bool) {
        self.0.decrypt(&mut end[clear..]);
        let padding = padding_of(end);
        (end.len() - padding.unwrap_or(0), padding.is_some())
    }
}

/// Length of a correct PKCS#7 padding, looking at all of the last block whatever its content.
fn padding_of(bytes: &[u8]) -> Option<usize> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(16) {
        return None;
    }
    let block = &bytes[bytes.len() - 16..];
    let count = block[15];
    let mut good: Choice = count.ct_gt(&0) & !count.ct_gt(&16);
    for (from_end, byte) in block.iter().rev().enumerate() {
        let inside = count.ct_gt(&(from_end as u8));
        good &= !inside | byte.ct_eq(&count);
    }
    bool::from(good).then_some(usize::from(count))
}

/// What the checksum is made over, besides the files.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The form's id.
    pub form_id: &'a str,
    /// Its version, `None` if the envelope has no such attribute.
    pub version: Option<&'a str>,
    /// `base64EncryptedKey`, character for character as received.
    pub key_text: &'a str,
    /// The instance ID.
    pub instance_id: &'a str,
}

impl Signed<'_> {
    /// The text whose MD5 is the checksum: a line each for form, version (if any), key and instance ID, then
    /// `name::md5` for every file, `submission.xml` last. `files` have their plain names, without `.enc`.
    pub fn text(&self, files: &[(&str, [u8; 16])]) -> String {
        let mut text = format!("{}\n", self.form_id);
        if let Some(version) = self.version {
            text.push_str(version);
            text.push('\n');
        }
        for line in [self.key_text, self.instance_id] {
            text.push_str(line);
            text.push('\n');
        }
        for (name, md5) in files {
            text.push_str(name);
            text.push_str("::");
            text.push_str(&hex::encode(md5));
            text.push('\n');
        }
        text
    }

    /// The checksum of [`Signed::text`].
    pub fn checksum(&self, files: &[(&str, [u8; 16])]) -> Checksum {
        Checksum(md5_of(&[self.text(files).as_bytes()]))
    }
}

/// MD5 over a submission's names and contents. Proves integrity only, and only against accidents and strangers to the
/// form.
#[derive(Debug, Clone, Copy)]
pub struct Checksum([u8; 16]);

impl Checksum {
    /// Reads `base64EncryptedElementSignature`. One private-key operation, also for text that is no base64.
    pub fn read(text: &str, private: &CollectionPrivate) -> Option<Self> {
        let plain = private.decrypt(&lenient_base64(text).unwrap_or_default())?;
        plain.as_slice().try_into().ok().map(Self)
    }

    /// Whether two are equal, in constant time.
    pub fn agrees_with(&self, other: &Self) -> bool {
        equal(&self.0, &other.0)
    }
}

/// The name of a file once decrypted: without `.enc`.
pub fn plain_name(name: &str) -> &str {
    name.strip_suffix(".enc").unwrap_or(name)
}

/// Base64 with whitespace anywhere, as other tools break lines; otherwise strict, so that one value has one text.
fn lenient_base64(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|b| b.is_ascii_whitespace()) {
        let compact: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        STANDARD.decode(compact).ok()
    } else {
        STANDARD.decode(text).ok()
    }
}

#[cfg(test)]
mod tests;
