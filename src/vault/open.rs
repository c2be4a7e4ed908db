//! Opens an envelope: every file decrypted, the checksum compared, the submission inside held against the manifest
//! outside. What is done with the content is not decided here: [`Files`] says where ciphertext comes from and what becomes
//! of the files beside the submission, before it is known whether they are unaltered.
//!
//! A server must not tell why something did not open. Anybody with a phone's credential can resubmit a captured
//! envelope with bytes changed, and CFB lets a change through to the plaintext: each "padding was wrong, checksum was
//! not reached" would answer one question about the content. So [`open_files`] goes through all steps whatever happened
//! in the ones before, with dummies where there is nothing to work on; a [`Files`] does the same with a file whether it
//! was sound or not; and callers on a server know one failure: [`OpenFailure::for_server`]. What remains is microseconds
//! of XML parsing, in a job whose end the sender does not see. Only `waypost open`, offline, in the hands of whoever has
//! the private key, may tell: [`open_telling`].

use std::convert::Infallible;
use std::fmt;

use zeroize::Zeroizing;

use crate::crypto::CollectionPrivate;
use crate::crypto::digest::md5;
use crate::crypto::odk::{
    Checksum, ContentKey, Decrypted, Ivs, Signed, decrypt_file, plain_name, unwrap_key,
};
use crate::openrosa::envelope::{Envelope, PlainHead, Submitted};

/// Where the encrypted files are: bytes by the name that the manifest has.
pub type Parts<'f, 'p> = &'f dyn Fn(&str) -> Option<&'p [u8]>;

/// The files of an envelope, as their keeper has them.
pub trait Files {
    /// What is kept of a file beside the submission.
    type Kept;
    /// What fails without the envelope's fault: a disk.
    type Error;

    /// Whether there is a file of this name.
    fn has(&self, name: &str) -> bool;

    /// Decrypts the submission itself, in memory. What is not there counts as empty.
    ///
    /// # Errors
    /// When the keeper fails.
    fn submission(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Decrypted, Self::Error>;

    /// Decrypts a file beside it, with the same work whether it is sound or not.
    ///
    /// # Errors
    /// When the keeper fails.
    fn medium(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Taken<Self::Kept>, Self::Error>;

    /// The head of the submission itself, in clear; none if it has none.
    fn head(&mut self, xml: &[u8]) -> Option<PlainHead> {
        inner_head(xml)
    }
}

/// A file that was decrypted, sound or not.
pub struct Taken<K> {
    /// What is kept of it.
    pub kept: K,
    /// MD5 of what came out.
    pub md5: [u8; 16],
    /// As [`Decrypted::sound`].
    pub sound: bool,
}

impl From<Decrypted> for Taken<Zeroizing<Vec<u8>>> {
    fn from(decrypted: Decrypted) -> Self {
        Self {
            md5: md5(&decrypted.bytes),
            kept: decrypted.bytes,
            sound: decrypted.sound,
        }
    }
}

/// A submission in clear, wiped on drop; of files beside it what was kept.
pub struct Opened<K = Zeroizing<Vec<u8>>> {
    /// `submission.xml`, checked.
    pub xml: Zeroizing<Vec<u8>>,
    /// Files by their plain names (without `.enc`), in the manifest's order.
    pub media: Vec<(String, K)>,
}

/// All files whole in memory.
struct InMemory<'f, 'p>(Parts<'f, 'p>);

impl Files for InMemory<'_, '_> {
    type Kept = Zeroizing<Vec<u8>>;
    type Error = Infallible;

    fn has(&self, name: &str) -> bool {
        (self.0)(name).is_some()
    }

    fn submission(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Decrypted, Infallible> {
        Ok(decrypt_file(key, iv, (self.0)(name).unwrap_or_default()))
    }

    fn medium(
        &mut self,
        name: &str,
        key: &ContentKey,
        iv: &[u8; 16],
    ) -> Result<Taken<Self::Kept>, Infallible> {
        Ok(self.submission(name, key, iv)?.into())
    }
}

/// What a server says of an envelope that did not open. One state, one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the submission did not open or was not complete and unaltered")]
pub struct Damaged;

/// Why an envelope did not open. Display is for `waypost open` alone; Debug tells nothing, so that no log does.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFailure {
    /// A file that the manifest names is not there.
    #[error("content: {0} is named in submission.xml and is missing")]
    MissingPart(String),
    /// The submission's key does not unwrap.
    #[error(
        "key: the encrypted key does not open; it was altered, or it was made for another key than this one"
    )]
    Key,
    /// A file is not what was encrypted; which one is not always known.
    #[error("content: {}", ContentFault(.0))]
    Content(Option<String>),
    /// The signature is missing, does not open, or was made over other values than the manifest has.
    #[error("signature: {0}")]
    Signature(SignatureFault),
    /// All is as it was signed, but the submission inside is not the one that the manifest announces.
    #[error(
        "content: the submission inside is for another form, version or instanceID than submission.xml says"
    )]
    InnerXml,
}

/// What is wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// There is none.
    #[error("there is none in submission.xml")]
    Missing,
    /// It does not decrypt to a checksum.
    #[error("it was altered")]
    Unreadable,
    /// One of the signed values differs from what was signed.
    #[error("it was made over another {0} than submission.xml has")]
    OtherValue(&'static str),
}

struct ContentFault<'a>(&'a Option<String>);

impl fmt::Display for ContentFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(file) => write!(f, "{file} was altered or cut"),
            None => f.write_str("the files do not agree with the signature; one of them was altered, renamed or moved"),
        }
    }
}

impl OpenFailure {
    /// All that a server may keep, log, count or say of it. (A missing part is found before: [`missing_part`].)
    pub fn for_server(&self) -> Damaged {
        Damaged
    }
}

impl fmt::Debug for OpenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenFailure(…)")
    }
}

/// The first file that the manifest names and `has` does not know. The sender knows it as well as we do: no secret.
pub fn missing_part(envelope: &Envelope, has: impl Fn(&str) -> bool) -> Option<&str> {
    let names = envelope.media.iter().chain([&envelope.xml_file]);
    names
        .map(String::as_str)
        .find(|name| !is_blank(name) && !has(name))
}

/// [`open_files`] with all files in memory.
///
/// # Errors
/// See [`OpenFailure`]. On a server, call [`OpenFailure::for_server`] at once.
pub fn open_envelope(
    envelope: &Envelope,
    parts: Parts<'_, '_>,
    key: &CollectionPrivate,
) -> Result<Opened, OpenFailure> {
    match open_files(envelope, &mut InMemory(parts), key) {
        Ok(opened) => opened,
        Err(never) => match never {},
    }
}

/// Opens an envelope and checks all of it. Two private-key operations, one pass of decryption and one of MD5 over each
/// file, on every path behind [`OpenFailure::MissingPart`]. What was kept of files is dropped unless all is well.
///
/// # Errors
/// Outside, when the keeper of the files failed, which says nothing about the envelope. Inside, see [`OpenFailure`]; on a
/// server, call [`OpenFailure::for_server`] at once.
pub fn open_files<F: Files>(
    envelope: &Envelope,
    files: &mut F,
    key: &CollectionPrivate,
) -> Result<Result<Opened<F::Kept>, OpenFailure>, F::Error> {
    if let Some(name) = missing_part(envelope, |name| files.has(name)) {
        return Ok(Err(OpenFailure::MissingPart(name.to_owned())));
    }
    let unwrapped = unwrap_key(&envelope.encrypted_key, key);
    let key_opened = unwrapped.is_some();
    let content_key = unwrapped.unwrap_or_else(ContentKey::dummy);

    let mut unsound = None;
    let mut sums = Vec::with_capacity(envelope.media.len() + 1);
    let mut note = |name: &str, sound: bool| {
        if !sound && unsound.is_none() {
            unsound = Some(name.to_owned());
        }
    };
    let mut media = Vec::with_capacity(envelope.media.len());
    let mut ivs = Ivs::new(&envelope.instance_id, &content_key);
    for (name, iv) in envelope.media.iter().zip(ivs.by_ref()) {
        // A blank entry names no file, but its place counts.
        if is_blank(name) {
            continue;
        }
        let taken = files.medium(name, &content_key, &iv)?;
        note(name, taken.sound);
        sums.push((plain_name(name), taken.md5));
        media.push((plain_name(name).to_owned(), taken.kept));
    }
    let iv = ivs.next().unwrap_or_default();
    let Decrypted { bytes: xml, sound } =
        files.submission(&envelope.xml_file, &content_key, &iv)?;
    note(&envelope.xml_file, sound);
    sums.push((plain_name(&envelope.xml_file), md5(&xml)));

    let signature = envelope.signature.as_deref();
    let sent = Checksum::read(signature.unwrap_or_default(), key);
    let agrees = sent.is_some_and(|sent| sent.agrees_with(&signed(envelope).checksum(&sums)));
    let inside = files
        .head(&xml)
        .is_some_and(|head| announces(envelope, &head));

    Ok(
        match (key_opened, unsound, signature, sent, agrees, inside) {
            (false, ..) => Err(OpenFailure::Key),
            (_, Some(file), ..) => Err(OpenFailure::Content(Some(file))),
            (_, _, None, ..) => Err(OpenFailure::Signature(SignatureFault::Missing)),
            (_, _, _, None, ..) => Err(OpenFailure::Signature(SignatureFault::Unreadable)),
            (_, _, _, _, false, _) if media.is_empty() => {
                Err(OpenFailure::Content(Some(envelope.xml_file.clone())))
            }
            (_, _, _, _, false, _) => Err(OpenFailure::Content(None)),
            (_, _, _, _, _, false) => Err(OpenFailure::InnerXml),
            _ => Ok(Opened { xml, media }),
        },
    )
}

/// [`open_envelope`] for the offline command: when the content does not fit, finds out whether it was the content or a
/// signed value of the manifest that was altered. It puts the values that the submission itself has into the manifest's
/// place; if then everything agrees, those were signed.
///
/// # Errors
/// As [`open_envelope`], with [`SignatureFault::OtherValue`] where that is certain.
pub fn open_telling(
    envelope: &Envelope,
    parts: Parts<'_, '_>,
    key: &CollectionPrivate,
) -> Result<Opened, OpenFailure> {
    let failure = match open_envelope(envelope, parts, key) {
        Err(failure @ OpenFailure::Content(_)) => failure,
        other => return other,
    };
    match altered_value(envelope, parts, key) {
        Some(value) => Err(OpenFailure::Signature(SignatureFault::OtherValue(value))),
        None => Err(failure),
    }
}

fn altered_value(
    envelope: &Envelope,
    parts: Parts<'_, '_>,
    key: &CollectionPrivate,
) -> Option<&'static str> {
    let mut original = envelope.clone();
    original.xml_file = "submission.xml.enc".to_owned();
    let parts = |name: &str| {
        parts(if name == original.xml_file {
            &envelope.xml_file
        } else {
            name
        })
    };

    // A wrong instance ID makes all IVs wrong, which garbles the first block of each file and nothing else.
    let garbled = decrypted_xml(envelope, &parts, key)?;
    if let Some(id) = between(&String::from_utf8_lossy(&garbled), "instanceID>", "<") {
        original.instance_id = id.to_owned();
    }
    let head = inner_head(&decrypted_xml(&original, &parts, key)?)?;
    original.form_id = head.form_id;
    original.version = head.version;

    let opens = open_envelope(&original, &parts, key).is_ok();
    [
        ("instanceID", original.instance_id != envelope.instance_id),
        ("form id", original.form_id != envelope.form_id),
        ("form version", original.version != envelope.version),
        ("file name", original.xml_file != envelope.xml_file),
    ]
    .into_iter()
    .find_map(|(value, differs)| (opens && differs).then_some(value))
}

fn decrypted_xml(
    envelope: &Envelope,
    parts: Parts<'_, '_>,
    key: &CollectionPrivate,
) -> Option<Zeroizing<Vec<u8>>> {
    let content_key = unwrap_key(&envelope.encrypted_key, key)?;
    let iv = Ivs::new(&envelope.instance_id, &content_key).nth(envelope.media.len())?;
    Some(decrypt_file(&content_key, &iv, parts(&envelope.xml_file)?).bytes)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(&rest[..rest.find(after)?])
}

fn is_blank(name: &str) -> bool {
    name.trim().is_empty()
}

fn signed(envelope: &Envelope) -> Signed<'_> {
    Signed {
        form_id: &envelope.form_id,
        version: envelope.version.as_deref(),
        key_text: &envelope.encrypted_key,
        instance_id: &envelope.instance_id,
    }
}

fn inner_head(xml: &[u8]) -> Option<PlainHead> {
    match Submitted::parse(xml) {
        Ok(Submitted::Plain(head)) => Some(head),
        _ => None,
    }
}

/// Whether the manifest announces this submission. A form without a version may say so in two ways.
fn announces(envelope: &Envelope, head: &PlainHead) -> bool {
    let version = |v: &Option<String>| v.clone().unwrap_or_default();
    head.form_id == envelope.form_id
        && version(&head.version) == version(&envelope.version)
        && head.instance_id.as_deref() == Some(envelope.instance_id.as_str())
}

#[cfg(test)]
mod tests;
