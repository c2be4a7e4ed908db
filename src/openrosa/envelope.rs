//! What a phone posts as `xml_submission_file`: an envelope, or a submission in clear.
//!
//! One pass, no tree: this runs for every submission received. Opening an envelope is not here.

use super::answer::AnswerText;
use super::xml::{Event, Reader, Text, XmlError};

/// Longest form id, version, instanceID and file name, in characters. The docs give 249 for an
/// instanceID (openrosa.md 1.13); a file system gives 255 bytes for a name.
pub const MAX_NAME: usize = 255;
/// Most files that one envelope may name.
pub const MAX_MEDIA: usize = 1_000;

/// A received submission, as far as its XML tells without a key.
pub enum Submitted {
    /// Encrypted on the phone.
    Envelope(Envelope),
    /// In clear.
    Plain(PlainHead),
}

/// The manifest of an encrypted submission (openrosa.md 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The form's id.
    pub form_id: String,
    /// The form's version; `None` if the attribute is absent, which the signature tells apart from "".
    pub version: Option<String>,
    /// The wrapped key exactly as received, white space included: the signature is over this text.
    pub encrypted_key: String,
    /// The submission's id.
    pub instance_id: String,
    /// Names of the encrypted files in the manifest's order; blank entries stay as "", since a
    /// file's initialisation vector counts from its place.
    pub media: Vec<String>,
    /// Name of the encrypted submission itself.
    pub xml_file: String,
    /// The encrypted digest over all of it, base64.
    pub signature: Option<String>,
}

/// The head of a submission in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainHead {
    /// The form's id.
    pub form_id: String,
    /// The form's version.
    pub version: Option<String>,
    /// The submission's id; Central makes one up when it is missing.
    pub instance_id: Option<String>,
    /// The submission that this one corrects.
    pub deprecated_id: Option<String>,
    /// The display name, made of answers.
    pub instance_name: Option<AnswerText>,
}

/// Why what was posted is no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmittedError {
    /// Not XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The root names no form.
    #[error("the submission's root element has no id attribute that names its form")]
    NoFormId,
    /// An envelope without something that it cannot be opened without.
    #[error("the encrypted submission has no {0}")]
    Incomplete(&'static str),
    /// Something stands twice that may stand once: readers would differ on which counts.
    #[error("the submission has more than one {0}")]
    Twice(&'static str),
    /// Over [`MAX_NAME`].
    #[error("the submission's {0} is longer than {MAX_NAME} characters")]
    TooLong(&'static str),
    /// Over [`MAX_MEDIA`].
    #[error("the encrypted submission names more than {MAX_MEDIA} files")]
    TooManyFiles,
}

impl Submitted {
    /// Reads what was posted.
    ///
    /// Elements are matched by local name in any order, so that both namespaces of envelopes and
    /// all spellings of `meta` are understood. It is an envelope if the root says
    /// `encrypted="yes"` or holds a `base64EncryptedKey` or an `encryptedXmlFile`.
    ///
    /// # Errors
    /// [`SubmittedError`]; each is the sender's fault and belongs into a 400.
    pub fn parse(document: &[u8]) -> Result<Self, SubmittedError> {
        let mut reader = Reader::new(document)?;
        let mut head = HeadReading::default();
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(tag) => head.start(&reader, tag.local)?,
                Event::Text(text) => head.text(text)?,
                Event::End(_) => head.end(),
            }
        }
        head.finish()
    }
}

/// What [`Submitted::parse`] reads, for whoever goes through the document's events for something else as well.
#[derive(Default)]
pub struct HeadReading {
    found: Found,
    place: Place,
    /// What the open child of the root is: only two levels below the root matter.
    section: Section,
}

impl HeadReading {
    /// An element begins.
    ///
    /// # Errors
    /// [`SubmittedError::TooManyFiles`].
    pub fn start(&mut self, reader: &Reader<'_>, local: &str) -> Result<(), SubmittedError> {
        self.place = match reader.depth() {
            1 => {
                self.found.root(reader);
                Place::Nowhere
            }
            2 => {
                self.section = Section::of(local);
                self.found.begin(Place::below_root(local))
            }
            3 => self.found.begin(self.section.place(local)),
            _ => Place::Nowhere,
        };
        if self.found.media.len() > MAX_MEDIA {
            return Err(SubmittedError::TooManyFiles);
        }
        Ok(())
    }

    /// Whether text that comes now counts.
    pub fn wants_text(&self) -> bool {
        self.place != Place::Nowhere
    }

    /// Text comes.
    ///
    /// # Errors
    /// [`SubmittedError::TooLong`].
    pub fn text(&mut self, text: Text<'_>) -> Result<(), SubmittedError> {
        self.found.text(self.place, text)
    }

    /// An element ends: text behind a child belongs to nothing that is looked for.
    pub fn end(&mut self) {
        self.place = Place::Nowhere;
    }

    /// What it was.
    ///
    /// # Errors
    /// [`SubmittedError`].
    pub fn finish(self) -> Result<Submitted, SubmittedError> {
        self.found.finish()
    }
}

/// An element whose text counts.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    Key,
    XmlFile,
    Signature,
    RootInstanceId,
    InstanceId,
    DeprecatedId,
    InstanceName,
    File,
}

impl Place {
    fn below_root(local: &str) -> Self {
        match local {
            "base64EncryptedKey" => Self::Key,
            "encryptedXmlFile" => Self::XmlFile,
            "base64EncryptedElementSignature" => Self::Signature,
            "instanceID" => Self::RootInstanceId,
            _ => Self::Nowhere,
        }
    }
}

/// A child of the root that is looked into.
#[derive(Clone, Copy, Default)]
enum Section {
    Meta,
    Media,
    #[default]
    Other,
}

impl Section {
    fn of(local: &str) -> Self {
        match local {
            "meta" => Self::Meta,
            "media" => Self::Media,
            _ => Self::Other,
        }
    }

    fn place(self, local: &str) -> Place {
        match (self, local) {
            (Self::Meta, "instanceID") => Place::InstanceId,
            (Self::Meta, "deprecatedID") => Place::DeprecatedId,
            (Self::Meta, "instanceName") => Place::InstanceName,
            (Self::Media, "file") => Place::File,
            _ => Place::Nowhere,
        }
    }
}

/// What has been met so far. `Some("")` is an element without text.
#[derive(Default)]
struct Found {
    form_id: Option<String>,
    version: Option<String>,
    encrypted: bool,
    key: Option<String>,
    xml_file: Option<String>,
    signature: Option<String>,
    root_instance_id: Option<String>,
    instance_id: Option<String>,
    deprecated_id: Option<String>,
    instance_name: Option<AnswerText>,
    media: Vec<String>,
    twice: Option<&'static str>,
}

impl Found {
    fn root(&mut self, reader: &Reader<'_>) {
        self.form_id = reader.attribute("id").map(str::to_owned);
        self.version = reader.attribute("version").map(str::to_owned);
        self.encrypted = reader.attribute("encrypted") == Some("yes");
    }

    /// Notes that an element begins.
    fn begin(&mut self, place: Place) -> Place {
        let (slot, name) = match place {
            Place::Key => (&mut self.key, "base64EncryptedKey"),
            Place::XmlFile => (&mut self.xml_file, "encryptedXmlFile"),
            Place::Signature => (&mut self.signature, "base64EncryptedElementSignature"),
            Place::InstanceId => (&mut self.instance_id, "instanceID"),
            Place::DeprecatedId => (&mut self.deprecated_id, "deprecatedID"),
            // A question of that name in a repeat is nobody's mistake: the first counts, as in Central.
            Place::RootInstanceId if self.root_instance_id.is_some() => return Place::Nowhere,
            Place::RootInstanceId => (&mut self.root_instance_id, "instanceID"),
            Place::File => {
                self.media.push(String::new());
                return place;
            }
            Place::InstanceName | Place::Nowhere => return place,
        };
        match slot {
            Some(_) => self.twice = Some(name),
            None => *slot = Some(String::new()),
        }
        place
    }

    fn text(&mut self, place: Place, text: Text<'_>) -> Result<(), SubmittedError> {
        let (slot, name) = match place {
            Place::Nowhere => return Ok(()),
            Place::Key => {
                self.key = Some(text.into_string());
                return Ok(());
            }
            Place::Signature => {
                self.signature = Some(text.trim().to_owned());
                return Ok(());
            }
            Place::InstanceName => {
                self.instance_name = Some(AnswerText::from(text));
                return Ok(());
            }
            Place::XmlFile => (&mut self.xml_file, "encryptedXmlFile"),
            Place::RootInstanceId => (&mut self.root_instance_id, "instanceID"),
            Place::InstanceId => (&mut self.instance_id, "instanceID"),
            Place::DeprecatedId => (&mut self.deprecated_id, "deprecatedID"),
            Place::File => {
                if let Some(last) = self.media.last_mut() {
                    *last = name_of(&text, "file name")?;
                }
                return Ok(());
            }
        };
        *slot = Some(name_of(&text, name)?);
        Ok(())
    }

    fn finish(self) -> Result<Submitted, SubmittedError> {
        let form_id = not_blank(self.form_id).ok_or(SubmittedError::NoFormId)?;
        let form_id = name_of(&form_id, "form id")?;
        if let Some(version) = &self.version {
            name_of(version, "version")?;
        }
        let envelope = self.encrypted || self.key.is_some() || self.xml_file.is_some();
        if let Some(name) = self.twice {
            return Err(SubmittedError::Twice(name));
        }
        let instance_id = not_blank(self.instance_id).or(not_blank(self.root_instance_id));
        if !envelope {
            return Ok(Submitted::Plain(PlainHead {
                form_id,
                version: self.version,
                instance_id,
                deprecated_id: not_blank(self.deprecated_id),
                instance_name: self.instance_name.filter(|name| !name.is_blank()),
            }));
        }
        let missing = SubmittedError::Incomplete;
        Ok(Submitted::Envelope(Envelope {
            form_id,
            version: self.version,
            encrypted_key: not_blank(self.key).ok_or(missing("base64EncryptedKey"))?,
            instance_id: instance_id.ok_or(missing("instanceID"))?,
            media: self.media,
            xml_file: not_blank(self.xml_file).ok_or(missing("encryptedXmlFile"))?,
            signature: not_blank(self.signature),
        }))
    }
}

fn not_blank(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// A name without the white space around it.
fn name_of(text: &str, what: &'static str) -> Result<String, SubmittedError> {
    let name = text.trim();
    // Bytes are at least as many as characters: count only when it matters.
    if name.len() > MAX_NAME && name.chars().count() > MAX_NAME {
        return Err(SubmittedError::TooLong(what));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests;
