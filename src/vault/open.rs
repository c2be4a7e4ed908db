//! Opens an envelope: every file decrypted in memory, the checksum compared, the submission inside held against the
//! manifest outside. What is done with the content is not decided here.
//!
//! A server must not tell why something did not open. Anybody with a phone's credential can resubmit a captured
//! envelope with bytes changed, and CFB lets a change through to the plaintext: each "padding was wrong, checksum was
//! not reached" would answer one question about the content. So [`open_envelope`] goes through all steps whatever
//! happened in the ones before, with dummies where there is nothing to work on, and its callers on a server know one
//! failure: [`OpenFailure::for_server`]. What remains is microseconds of XML parsing, in a job whose end the sender does
//! not see. Only `waypost open`, offline, in the hands of whoever has the private key, may tell: [`open_telling`].

use std::fmt;

use zeroize::Zeroizing;

use crate::crypto::CollectionPrivate;
use crate::crypto::digest::md5;
use crate::crypto::odk::{Checksum, ContentKey, Ivs, Signed, decrypt_file, plain_name, unwrap_key};
use crate::openrosa::envelope::{Envelope, PlainHead, Submitted};

/// Where the encrypted files are: bytes by the name that the manifest has.
pub type Parts<'f, 'p> = &'f dyn Fn(&str) -> Option<&'p [u8]>;

/// A submission in clear. In memory only, wiped on drop.
pub struct Opened {
    /// `submission.xml`, checked.
    pub xml: Zeroizing<Vec<u8>>,
    /// Files by their plain names (without `.enc`), in the manifest's order.
    pub media: Vec<(String, Zeroizing<Vec<u8>>)>,
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

/// The first file that the manifest names and `parts` does not have. The sender knows it as well as we do: no secret.
pub fn missing_part<'e>(envelope: &'e Envelope, parts: Parts<'_, '_>) -> Option<&'e str> {
    files(envelope).flatten().find(|name| parts(name).is_none())
}

/// Opens an envelope and checks all of it. Two private-key operations, one pass of decryption and one of MD5 over each
/// file, on every path behind [`OpenFailure::MissingPart`].
///
/// # Errors
/// See [`OpenFailure`]. On a server, call [`OpenFailure::for_server`] at once.
pub fn open_envelope(
    envelope: &Envelope,
    parts: Parts<'_, '_>,
    key: &CollectionPrivate,
) -> Result<Opened, OpenFailure> {
    if let Some(name) = missing_part(envelope, parts) {
        return Err(OpenFailure::MissingPart(name.to_owned()));
    }
    let unwrapped = unwrap_key(&envelope.encrypted_key, key);
    let key_opened = unwrapped.is_some();
    let content_key = unwrapped.unwrap_or_else(ContentKey::dummy);

    let mut unsound = None;
    let mut sums = Vec::with_capacity(envelope.media.len() + 1);
    let mut plain = Vec::with_capacity(envelope.media.len() + 1);
    for (name, iv) in files(envelope).zip(Ivs::new(&envelope.instance_id, &content_key)) {
        // A blank entry names no file, but its place counts.
        let Some(name) = name else { continue };
        let decrypted = decrypt_file(&content_key, &iv, parts(name).unwrap_or_default());
        if !decrypted.sound && unsound.is_none() {
            unsound = Some(name.to_owned());
        }
        sums.push((plain_name(name), md5(&decrypted.bytes)));
        plain.push((plain_name(name).to_owned(), decrypted.bytes));
    }

    let signature = envelope.signature.as_deref();
    let sent = Checksum::read(signature.unwrap_or_default(), key);
    let agrees = sent.is_some_and(|sent| sent.agrees_with(&signed(envelope).checksum(&sums)));
    let xml = plain.pop().map(|(_, bytes)| bytes).unwrap_or_default();
    let inside = inner_head(&xml).is_some_and(|head| announces(envelope, &head));

    match (key_opened, unsound, signature, sent, agrees, inside) {
        (false, ..) => Err(OpenFailure::Key),
        (_, Some(file), ..) => Err(OpenFailure::Content(Some(file))),
        (_, _, None, ..) => Err(OpenFailure::Signature(SignatureFault::Missing)),
        (_, _, _, None, ..) => Err(OpenFailure::Signature(SignatureFault::Unreadable)),
        (_, _, _, _, false, _) if plain.is_empty() => {
            Err(OpenFailure::Content(Some(envelope.xml_file.clone())))
        }
        (_, _, _, _, false, _) => Err(OpenFailure::Content(None)),
        (_, _, _, _, _, false) => Err(OpenFailure::InnerXml),
        _ => Ok(Opened { xml, media: plain }),
    }
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

/// All files in the manifest's order with the submission last; `None` for a blank entry.
fn files(envelope: &Envelope) -> impl Iterator<Item = Option<&str>> {
    let all = envelope.media.iter().chain([&envelope.xml_file]);
    all.map(|name| Some(name.as_str()).filter(|name| !name.trim().is_empty()))
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
