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
        let mut found = Found::default();
        let mut place = Place::Nowhere;
        // What each open element is, by depth: only two levels below the root matter.
        let mut section = Section::Other;
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(tag) => {
                    place = match reader.depth() {
                        1 => {
                            found.root(&reader);
                            Place::Nowhere
                        }
                        2 => {
                            section = Section::of(tag.local);
                            found.begin(Place::below_root(tag.local))
                        }
                        3 => found.begin(section.place(tag.local)),
                        _ => Place::Nowhere,
                    };
                }
                Event::Text(text) => found.text(place, text)?,
                Event::End(_) => {
                    // Text behind a child belongs to nothing that is looked for.
                    place = Place::Nowhere;
                }
            }
            if found.media.len() > MAX_MEDIA {
                return Err(SubmittedError::TooManyFiles);
            }
        }
        found.finish()
    }
}

/// An element whose text counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
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
#[derive(Clone, Copy)]
enum Section {
    Meta,
    Media,
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
mod tests {
    use super::*;

    const MANIFEST: &str = r#"<data xmlns="http://www.opendatakit.org/xforms/encrypted" id="wells" version="3" encrypted="yes">
  <base64EncryptedKey>a+b/c==
</base64EncryptedKey>
  <orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:1</orx:instanceID></orx:meta>
  <media><file>photo.jpg.enc</file></media><media><file> </file></media><media><file/></media>
  <media><file>a &amp; b.jpg.enc</file><file>c.jpg.enc</file></media>
  <encryptedXmlFile>submission.xml.enc</encryptedXmlFile>
  <base64EncryptedElementSignature> c2ln </base64EncryptedElementSignature>
</data>"#;

    fn envelope(document: &str) -> Envelope {
        match Submitted::parse(document.as_bytes()) {
            Ok(Submitted::Envelope(envelope)) => envelope,
            Ok(Submitted::Plain(_)) => panic!("read as a submission in clear"),
            Err(error) => panic!("{error}"),
        }
    }

    fn plain(document: &str) -> PlainHead {
        match Submitted::parse(document.as_bytes()) {
            Ok(Submitted::Plain(head)) => head,
            Ok(Submitted::Envelope(_)) => panic!("read as an envelope"),
            Err(error) => panic!("{error}"),
        }
    }

    fn refusal(document: &str) -> SubmittedError {
        Submitted::parse(document.as_bytes())
            .err()
            .expect("must be refused")
    }

    #[test]
    fn reads_an_envelope_as_collect_writes_it() {
        let read = envelope(MANIFEST);
        assert_eq!(read.form_id, "wells");
        assert_eq!(read.version.as_deref(), Some("3"));
        assert_eq!(read.encrypted_key, "a+b/c==\n");
        assert_eq!(read.instance_id, "uuid:1");
        assert_eq!(
            read.media,
            ["photo.jpg.enc", "", "", "a & b.jpg.enc", "c.jpg.enc"]
        );
        assert_eq!(read.xml_file, "submission.xml.enc");
        assert_eq!(read.signature.as_deref(), Some("c2ln"));
    }

    #[test]
    fn reads_an_envelope_in_enketos_namespace_and_order() {
        let read = envelope(
            r#"<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="f">
            <encryptedXmlFile>submission.xml.enc</encryptedXmlFile><meta xmlns="http://openrosa.org/xforms/"><instanceID>uuid:2</instanceID></meta>
            <base64EncryptedElementSignature>s</base64EncryptedElementSignature><base64EncryptedKey>k</base64EncryptedKey></data>"#,
        );
        assert_eq!(
            (read.instance_id.as_str(), read.encrypted_key.as_str()),
            ("uuid:2", "k")
        );
        assert_eq!(read.version, None);
        assert_eq!(read.media, Vec::<String>::new());
    }

    #[test]
    fn an_absent_version_is_not_an_empty_one() {
        let with = |version: &str| envelope(&MANIFEST.replace(r#" version="3""#, version)).version;
        assert_eq!(with(""), None);
        assert_eq!(with(r#" version="""#).as_deref(), Some(""));
        assert_eq!(
            with(r#" orx:version="7" xmlns:orx="http://openrosa.org/xforms""#).as_deref(),
            Some("7")
        );
    }

    #[test]
    fn knows_an_envelope_by_its_parts_when_the_attribute_is_missing() {
        assert_eq!(
            envelope(&MANIFEST.replace(r#" encrypted="yes""#, "")),
            envelope(MANIFEST)
        );
    }

    #[test]
    fn reads_the_submission_of_a_real_phone() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/fixtures/real-phone/encrypted-form-submission.xml"
        );
        let Ok(document) = std::fs::read_to_string(path) else {
            #[allow(clippy::print_stderr)]
            {
                eprintln!("skipped: {path} is not here");
            }
            return;
        };
        let read = envelope(&document);
        assert_eq!(read.form_id, "encrypted-form");
        assert_eq!(read.version, None);
        assert_eq!(
            read.instance_id,
            "uuid:494cd080-3bf4-47be-b40f-c706a950d58a"
        );
        assert_eq!(read.encrypted_key.len(), 344);
        assert_eq!(read.signature.map(|signature| signature.len()), Some(344));
        assert_eq!(read.xml_file, "submission.xml.enc");
    }

    #[test]
    fn an_envelope_without_a_part_is_refused_by_name() {
        for (part, name) in [
            ("<orx:instanceID>uuid:1</orx:instanceID>", "instanceID"),
            (
                "<base64EncryptedKey>a+b/c==\n</base64EncryptedKey>",
                "base64EncryptedKey",
            ),
            (
                "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>",
                "encryptedXmlFile",
            ),
        ] {
            assert!(MANIFEST.contains(part), "{part}");
            assert_eq!(
                refusal(&MANIFEST.replace(part, "")),
                SubmittedError::Incomplete(name)
            );
            let doubled = MANIFEST.replace(part, &format!("{part}{part}"));
            assert_eq!(refusal(&doubled), SubmittedError::Twice(name));
        }
        assert_eq!(
            refusal(&MANIFEST.replace(r#"id="wells""#, "")),
            SubmittedError::NoFormId
        );
        assert_eq!(
            refusal(&MANIFEST.replace(r#"id="wells""#, r#"id=" ""#)),
            SubmittedError::NoFormId
        );
    }

    #[test]
    fn text_around_a_child_does_not_change_what_it_is_in() {
        let read = envelope(&MANIFEST.replace("uuid:1<", "uuid:1<x/>uuid:9<"));
        assert_eq!(read.instance_id, "uuid:1");
    }

    #[test]
    fn reads_the_head_of_a_submission_in_clear() {
        let head = plain(
            r#"<?xml version='1.0' ?><w id="wells" version="2"><instanceID>uuid:other</instanceID><instanceID>second</instanceID>
            <name>x</name><orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID> uuid:1 </orx:instanceID>
            <orx:deprecatedID>uuid:0</orx:deprecatedID><orx:instanceName>Ann &amp; Bo</orx:instanceName></orx:meta></w>"#,
        );
        assert_eq!(head.form_id, "wells");
        assert_eq!(head.instance_id.as_deref(), Some("uuid:1"));
        assert_eq!(head.deprecated_id.as_deref(), Some("uuid:0"));
        assert_eq!(
            head.instance_name.as_ref().map(AnswerText::as_str),
            Some("Ann & Bo")
        );
        assert!(
            !format!("{head:?}").contains("Ann"),
            "a name must not print"
        );
    }

    #[test]
    fn falls_back_to_an_instance_id_below_the_root() {
        let head =
            plain(r#"<d id="f"><instanceID>uuid:3</instanceID><meta><instanceID/></meta></d>"#);
        assert_eq!(head.instance_id.as_deref(), Some("uuid:3"));
        assert_eq!(
            plain(r#"<d id="f"><a><instanceID>no</instanceID></a></d>"#).instance_id,
            None
        );
        assert_eq!(
            plain(r#"<d id="f"><meta><a><instanceID>no</instanceID></a></meta></d>"#).instance_id,
            None
        );
    }

    #[test]
    fn sets_limits_on_names_and_their_number() {
        let long = "é".repeat(MAX_NAME + 1);
        assert_eq!(
            refusal(&MANIFEST.replace("uuid:1", &long)),
            SubmittedError::TooLong("instanceID")
        );
        envelope(&MANIFEST.replace("uuid:1", &long[2..]));
        let many = "<media><file>a</file></media>".repeat(MAX_MEDIA + 1);
        assert_eq!(
            refusal(&MANIFEST.replace("<encrypted", &format!("{many}<encrypted"))),
            SubmittedError::TooManyFiles
        );
    }

    #[test]
    fn says_what_is_wrong_without_quoting_it() {
        let error = refusal("<d id='f'><secret>hunger</wrong></d>").to_string();
        assert!(
            !error.contains("secret") && !error.contains("hunger"),
            "{error}"
        );
        assert!(error.contains("byte"), "{error}");
    }
}
