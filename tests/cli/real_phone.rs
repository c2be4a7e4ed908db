//! `waypost open` on what a real phone encrypted in 2018.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::program::{Said, run};
use crate::support::shared;

/// A copy of the fixture that a story may damage.
struct Fixture {
    folder: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let (folder, from) = (
            tempfile::tempdir().unwrap(),
            shared().join("fixtures/real-phone"),
        );
        let fixture = Self { folder };
        std::fs::create_dir(fixture.path("posted")).unwrap();
        for (source, name) in [
            ("encrypted-form-submission.xml", "posted/submission.xml"),
            (
                "encrypted-form-submission.xml.enc",
                "posted/submission.xml.enc",
            ),
            ("encrypted-form-key.pem", "key.pem"),
        ] {
            std::fs::copy(from.join(source), fixture.path(name)).unwrap();
        }
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self) -> Said {
        let _ = std::fs::remove_dir_all(self.path("out"));
        run(&[
            Path::new("open"),
            Path::new("--key"),
            &self.path("key.pem"),
            Path::new("--out"),
            &self.path("out"),
            &self.path("posted"),
        ])
    }

    fn edit(&self, name: &str, change: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        let changed = change(text.clone());
        assert_ne!(text, changed);
        std::fs::write(self.path(name), changed).unwrap();
    }

    fn refused(&self, because: &str) {
        let said = self.open().refused();
        assert!(
            said.err.to_lowercase().contains(because),
            "should name the {because}: {}",
            said.err
        );
    }
}

#[test]
#[ignore = "needs ../shared"]
fn gives_the_name_that_stands_in_the_expected_table() {
    let fixture = Fixture::new();
    let said = fixture.open().ok();
    assert!(said.out.contains("complete and unaltered"), "{}", said.out);
    let expected =
        std::fs::read_to_string(shared().join("fixtures/real-phone/encrypted-form.csv.expected"))
            .unwrap();
    assert!(expected.contains("Guillermo"));
    let opened = std::fs::read_to_string(fixture.path("out/submission.xml")).unwrap();
    assert!(opened.contains("Guillermo"));
    // The folder as it lies there, with longer file names, opens as well.
    let from = shared().join("fixtures/real-phone");
    let out = fixture.path("out-2");
    run(&[
        Path::new("open"),
        Path::new("--key"),
        &from.join("encrypted-form-key.pem"),
        Path::new("--out"),
        &out,
        &from,
    ])
    .ok();
}

#[test]
#[ignore = "needs ../shared"]
fn refuses_each_flipped_byte_of_the_content() {
    let length = std::fs::metadata(Fixture::new().path("posted/submission.xml.enc"))
        .unwrap()
        .len() as usize;
    let step = (length / 12).max(1);
    for at in (0..length).step_by(step).chain([length - 1]) {
        let fixture = Fixture::new();
        let mut bytes = std::fs::read(fixture.path("posted/submission.xml.enc")).unwrap();
        bytes[at] ^= 1;
        std::fs::write(fixture.path("posted/submission.xml.enc"), bytes).unwrap();
        fixture.refused("content");
    }
}

#[test]
#[ignore = "needs ../shared"]
fn names_key_and_signature_where_they_were_altered() {
    let flip = |text: String, element: &str| {
        let at = text.find(&format!("<{element}>")).unwrap() + element.len() + 40;
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    let fixture = Fixture::new();
    fixture.edit("posted/submission.xml", |t| flip(t, "base64EncryptedKey"));
    fixture.refused("key");
    let fixture = Fixture::new();
    fixture.edit("posted/submission.xml", |t| {
        flip(t, "base64EncryptedElementSignature")
    });
    fixture.refused("signature");
    let fixture = Fixture::new();
    fixture.edit("posted/submission.xml", |t| {
        t.replace("id=\"encrypted-form\"", "id=\"encrypted-farm\"")
    });
    fixture.refused("signature");
    let fixture = Fixture::new();
    fixture.edit("posted/submission.xml", |t| {
        t.replace("<data id", "<data version=\"1\" id")
    });
    fixture.refused("signature");
    let fixture = Fixture::new();
    fixture.edit("posted/submission.xml", |t| {
        t.replace("uuid:494cd080", "uuid:494cd081")
    });
    assert!(!fixture.open().refused().err.is_empty());
}
