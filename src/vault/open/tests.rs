//! Whole submissions, real and made: opened, and refused for each thing that can be changed in them.

use std::collections::HashMap;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::crypto::keys::test_keys::{collection, other_collection};
use crate::crypto::odk::{Made, Plain, make};
use crate::crypto::{CollectionPrivate, RsaBits};

const ID: &str = "uuid:00000000-0000-4000-8000-000000000001";
const XML: &str = concat!(
    r#"<data xmlns:orx="http://openrosa.org/xforms" id="wells" version="3"><photo>b.jpg</photo>"#,
    r#"<name>Guillermo of the long well by the river</name><orx:meta><orx:instanceID>"#,
    "uuid:00000000-0000-4000-8000-000000000001",
    r#"</orx:instanceID></orx:meta></data>"#
);
const SUBMISSION: Plain<'_> = Plain {
    form_id: "wells",
    version: Some("3"),
    instance_id: ID,
    xml: XML.as_bytes(),
    media: &[
        ("b.jpg", b"not really a photo, but longer than one block"),
        ("audit.csv", b"event,node\n"),
    ],
};
const WITHOUT_MEDIA: Plain<'_> = Plain {
    media: &[],
    ..SUBMISSION
};

/// A submission that tests change before they open it.
struct Sent {
    envelope: Envelope,
    files: HashMap<String, Vec<u8>>,
}

impl Sent {
    fn made(plain: &Plain<'_>) -> Self {
        Self::of(make(plain, collection().public()).unwrap())
    }

    fn of(made: Made) -> Self {
        Self {
            envelope: envelope_of(&made.envelope),
            files: made.files.into_iter().collect(),
        }
    }

    fn open(&self) -> Result<Opened, OpenFailure> {
        self.open_with(collection())
    }

    fn open_with(&self, key: &CollectionPrivate) -> Result<Opened, OpenFailure> {
        open_envelope(
            &self.envelope,
            &|name| self.files.get(name).map(Vec::as_slice),
            key,
        )
    }

    /// How it fails, first as a server sees it, then as `waypost open` tells it.
    fn failures(&self, key: &CollectionPrivate) -> (OpenFailure, OpenFailure) {
        let telling = open_telling(
            &self.envelope,
            &|name| self.files.get(name).map(Vec::as_slice),
            key,
        );
        (
            self.open_with(key).err().expect("must not open"),
            telling.err().expect("must not open"),
        )
    }

    fn told(&self) -> String {
        self.failures(collection()).1.to_string()
    }

    fn rename(&mut self, from: &str, to: &str) {
        let bytes = self.files.remove(from).unwrap();
        self.files.insert(to.to_owned(), bytes);
    }
}

fn envelope_of(bytes: &[u8]) -> Envelope {
    match Submitted::parse(bytes) {
        Ok(Submitted::Envelope(envelope)) => envelope,
        _ => panic!("no envelope"),
    }
}

#[test]
fn a_made_submission_opens_to_what_went_in() {
    let opened = Sent::made(&SUBMISSION).open().unwrap();
    assert_eq!(opened.xml.as_slice(), XML.as_bytes());
    let media: Vec<_> = opened
        .media
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    assert_eq!(media, SUBMISSION.media);
    assert_eq!(
        Sent::made(&WITHOUT_MEDIA).open().unwrap().xml.as_slice(),
        XML.as_bytes()
    );
}

#[test]
fn row_122_twenty_files_open_although_the_ivs_count_around() {
    let names: Vec<String> = (0..20).map(|n| format!("photo-{n}.jpg")).collect();
    let media: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), n.as_bytes())).collect();
    let sent = Sent::made(&Plain {
        media: &media,
        ..SUBMISSION
    });
    let opened = sent.open().unwrap();
    assert_eq!(opened.media.len(), 20);
    for ((name, bytes), (_, plain)) in opened.media.iter().zip(&media) {
        assert_eq!(&***bytes, *plain, "{name}");
    }
}

#[test]
fn a_form_without_a_version_opens() {
    let xml = XML.replace(r#" version="3""#, "");
    let plain = Plain {
        version: None,
        xml: xml.as_bytes(),
        ..SUBMISSION
    };
    assert_eq!(
        Sent::made(&plain).open().unwrap().xml.as_slice(),
        xml.as_bytes()
    );
}

#[test]
fn names_that_need_escaping_open() {
    let plain = Plain {
        media: &[("a & <b>.jpg", b"x")],
        ..SUBMISSION
    };
    assert_eq!(Sent::made(&plain).open().unwrap().media[0].0, "a & <b>.jpg");
}

#[test]
fn a_key_of_4096_bits_opens_what_is_made_for_it() {
    let key = CollectionPrivate::generate(RsaBits::B4096).unwrap();
    let sent = Sent::of(make(&SUBMISSION, key.public()).unwrap());
    assert_eq!(sent.open_with(&key).unwrap().xml.as_slice(), XML.as_bytes());
    assert!(sent.failures(collection()).0 == OpenFailure::Key);
}

#[test]
fn another_key_does_not_open_it() {
    let (server, told) = Sent::made(&SUBMISSION).failures(other_collection());
    assert!(server == OpenFailure::Key && told == OpenFailure::Key);
}

#[test]
fn a_changed_byte_in_any_file_is_a_matter_of_content() {
    for plain in [SUBMISSION, WITHOUT_MEDIA] {
        let mut sent = Sent::made(&plain);
        let names: Vec<String> = sent.files.keys().cloned().collect();
        for name in names {
            for i in 0..sent.files[&name].len() {
                sent.files.get_mut(&name).unwrap()[i] ^= 0x20;
                let (server, told) = sent.failures(collection());
                assert!(
                    matches!(server, OpenFailure::Content(_)),
                    "{name}, byte {i}: {server}"
                );
                assert!(
                    matches!(told, OpenFailure::Content(_)),
                    "{name}, byte {i}: {told}"
                );
                sent.files.get_mut(&name).unwrap()[i] ^= 0x20;
            }
        }
        assert!(sent.open().is_ok(), "all was put back");
    }
}

#[test]
fn a_cut_file_is_named() {
    let mut sent = Sent::made(&SUBMISSION);
    sent.files.get_mut("audit.csv.enc").unwrap().pop();
    assert_eq!(sent.told(), "content: audit.csv.enc was altered or cut");
    sent.files.insert("audit.csv.enc".into(), Vec::new());
    assert_eq!(sent.told(), "content: audit.csv.enc was altered or cut");
}

#[test]
fn a_changed_character_of_the_encrypted_key_is_a_matter_of_the_key() {
    let mut sent = Sent::made(&WITHOUT_MEDIA);
    let text = sent.envelope.encrypted_key.clone();
    for i in 0..text.len() {
        sent.envelope.encrypted_key = changed(&text, i);
        assert!(
            sent.open().err().unwrap() == OpenFailure::Key,
            "character {i}"
        );
    }
    sent.envelope.encrypted_key = text[4..].to_owned();
    assert!(sent.open().err().unwrap() == OpenFailure::Key);
}

#[test]
fn a_changed_character_of_the_signature_is_a_matter_of_the_signature() {
    let mut sent = Sent::made(&WITHOUT_MEDIA);
    let text = sent.envelope.signature.clone().unwrap();
    for i in 0..text.len() {
        sent.envelope.signature = Some(changed(&text, i));
        assert!(
            sent.open().err().unwrap() == OpenFailure::Signature(SignatureFault::Unreadable),
            "character {i}"
        );
    }
}

/// `text` with one character replaced by another one of base64, or by one that is none.
fn changed(text: &str, i: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[i] = match bytes[i] {
        b'A' => b'Q',
        b'=' => b'!',
        _ => b'A',
    };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_submission_without_a_signature_is_refused() {
    let mut sent = Sent::made(&SUBMISSION);
    sent.envelope.signature = None;
    assert_eq!(sent.told(), "signature: there is none in submission.xml");
    let other = Sent::made(&Plain {
        xml: b"<data/>",
        ..SUBMISSION
    });
    sent.envelope.signature = other.envelope.signature;
    assert!(
        sent.told()
            .starts_with("content: the files do not agree with the signature"),
        "{}",
        sent.told()
    );
}

#[test]
fn a_changed_signed_value_is_named() {
    for plain in [SUBMISSION, WITHOUT_MEDIA] {
        let with = |change: &dyn Fn(&mut Sent)| {
            let mut sent = Sent::made(&plain);
            change(&mut sent);
            sent.told()
        };
        let expected = |value: &str| {
            format!("signature: it was made over another {value} than submission.xml has")
        };
        assert_eq!(
            with(&|s| s.envelope.form_id = "well".into()),
            expected("form id")
        );
        assert_eq!(
            with(&|s| s.envelope.version = Some("4".into())),
            expected("form version")
        );
        assert_eq!(
            with(&|s| s.envelope.version = None),
            expected("form version")
        );
        assert_eq!(
            with(&|s| s.envelope.instance_id.replace_range(5..6, "1")),
            expected("instanceID")
        );
        let renamed = with(&|s| {
            s.envelope.xml_file = "submissiom.xml.enc".into();
            s.rename("submission.xml.enc", "submissiom.xml.enc");
        });
        assert_eq!(renamed, expected("file name"));
    }
}

#[test]
fn a_renamed_or_moved_file_does_not_pass() {
    let mut sent = Sent::made(&SUBMISSION);
    sent.envelope.media[0] = "c.jpg.enc".into();
    assert_eq!(
        sent.told(),
        "content: c.jpg.enc is named in submission.xml and is missing"
    );
    sent.rename("b.jpg.enc", "c.jpg.enc");
    assert!(
        sent.told()
            .starts_with("content: the files do not agree with the signature"),
        "{}",
        sent.told()
    );

    let mut sent = Sent::made(&SUBMISSION);
    sent.envelope.media.swap(0, 1);
    assert!(sent.told().starts_with("content:"), "{}", sent.told());
    let mut sent = Sent::made(&SUBMISSION);
    sent.envelope.media.insert(0, String::new());
    assert!(
        sent.told().starts_with("content:"),
        "a blank entry moves all IVs: {}",
        sent.told()
    );
    let mut sent = Sent::made(&SUBMISSION);
    sent.envelope.media.pop();
    assert!(
        sent.told().starts_with("content:"),
        "one left out: {}",
        sent.told()
    );
}

#[test]
fn a_well_signed_envelope_around_another_submission_is_refused() {
    for xml in [
        XML.replace("\"wells\"", "\"other\""),
        XML.replace("\"3\"", "\"4\""),
        XML.replace("00000001<", "00000002<"),
        XML.replace("</data>", ""),
        "no XML".to_owned(),
        String::from_utf8(make(&SUBMISSION, collection().public()).unwrap().envelope).unwrap(),
    ] {
        let sent = Sent::made(&Plain {
            xml: xml.as_bytes(),
            ..SUBMISSION
        });
        assert!(sent.open().err().unwrap() == OpenFailure::InnerXml, "{xml}");
    }
}

#[test]
fn a_missing_part_is_found_before_any_key_is_used() {
    let mut sent = Sent::made(&SUBMISSION);
    sent.files.remove("audit.csv.enc");
    let has = |name: &str| sent.files.contains_key(name);
    assert_eq!(missing_part(&sent.envelope, has), Some("audit.csv.enc"));
    assert!(sent.open().err().unwrap() == OpenFailure::MissingPart("audit.csv.enc".into()));
}

#[test]
fn a_server_knows_one_failure_and_logs_none() {
    let failures = [
        OpenFailure::Key,
        OpenFailure::Content(Some("photo.jpg".into())),
        OpenFailure::Signature(SignatureFault::Unreadable),
        OpenFailure::InnerXml,
    ];
    let messages = failures
        .each_ref()
        .map(|f| (f.for_server().to_string(), format!("{f:?}")));
    assert!(messages.iter().all(|m| *m == messages[0]));
    assert!(!messages[0].0.contains("key") && !messages[0].1.contains("photo"));
}

#[test]
fn row_119_opens_a_submission_made_by_a_real_phone() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/real-phone");
    let read = |name: &str| std::fs::read(folder.join(name));
    let Ok(envelope) = read("encrypted-form-submission.xml") else {
        return eprintln!("skipped: {} is not here", folder.display());
    };
    let key = String::from_utf8(read("encrypted-form-key.pem").unwrap()).unwrap();
    let key = CollectionPrivate::from_pem(&key).unwrap();
    let file = read("encrypted-form-submission.xml.enc").unwrap();
    let mut sent = Sent {
        envelope: envelope_of(&envelope),
        files: [("submission.xml.enc".to_owned(), file.clone())].into(),
    };

    let opened = sent.open_with(&key).unwrap();
    let csv = String::from_utf8(read("encrypted-form.csv.expected").unwrap()).unwrap();
    let name = csv
        .lines()
        .nth(1)
        .unwrap()
        .split("\",")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap();
    let text = std::str::from_utf8(&opened.xml).unwrap();
    assert!(
        !name.is_empty() && text.contains(&format!("<name>{name}</name>")),
        "the name in the CSV"
    );

    for i in 0..file.len() {
        for bit in [0x01, 0x80] {
            sent.files.get_mut("submission.xml.enc").unwrap()[i] ^= bit;
            let (server, told) = sent.failures(&key);
            assert!(
                matches!(server, OpenFailure::Content(_)),
                "byte {i}: {server}"
            );
            assert!(matches!(told, OpenFailure::Content(_)), "byte {i}: {told}");
            sent.files.get_mut("submission.xml.enc").unwrap()[i] ^= bit;
        }
    }
    sent.envelope.instance_id = sent.envelope.instance_id.replace("494cd080", "494cd081");
    assert!(
        sent.failures(&key).1 == OpenFailure::Signature(SignatureFault::OtherValue("instanceID"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_made_opens(
        contents in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..40),
        large in 0usize..70_000,
        version in proptest::option::of("[0-9a-z.]{0,12}"),
    ) {
        let mut contents = contents;
        contents.push(vec![0x5a; large]);
        let names: Vec<String> = (0..contents.len()).map(|i| format!("{}.bin", (i * 7919) % 101)).collect();
        let media: Vec<(&str, &[u8])> =
            names.iter().zip(&contents).map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let attribute = version.as_ref().map(|v| format!(" version=\"{v}\"")).unwrap_or_default();
        let xml = XML.replace(r#" version="3""#, &attribute);
        let plain = Plain { version: version.as_deref(), xml: xml.as_bytes(), media: &media, ..SUBMISSION };
        let opened = Sent::made(&plain).open().unwrap();
        prop_assert_eq!(opened.xml.as_slice(), xml.as_bytes());
        prop_assert_eq!(opened.media.len(), media.len());
        for ((name, bytes), (expected_name, expected)) in opened.media.iter().zip(&media) {
            prop_assert_eq!(name, expected_name);
            prop_assert_eq!(bytes.as_slice(), *expected);
        }
    }
}
