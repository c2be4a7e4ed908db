//! `waypost key` and `waypost open`, offline, with a key and a submission made here.

use std::path::Path;

use tempfile::TempDir;

use crate::support::form::instance_id;
use crate::support::program::{Said, run};
use crate::support::{Answers, Envelope, FormOnPhone, general_form};

/// A new key file, and a folder with a submission sealed to it.
struct Made {
    folder: TempDir,
    envelope: Envelope,
    instance: String,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(&["key", "new", "--out", text(&folder.path().join("key.pem"))]).ok();
        let shown = run(&["key", "show", text(&folder.path().join("key.pem"))]).ok();
        let public = shown.out.split_whitespace().find(|word| word.len() == 392);
        let mut form = FormOnPhone::read(&general_form("wells", "1", &[]));
        form.key = Some(
            public
                .unwrap_or_else(|| panic!("no public key in {}", shown.out))
                .to_owned(),
        );
        let id = instance_id();
        let instance = form.fill(
            &id,
            &Answers::of(&[("name", "North well"), ("photo", "a.jpg")]),
        );
        let envelope = Envelope::seal(
            &form,
            &id,
            &instance,
            &[("a.jpg", &[9; 1000]), ("b.jpg", b"")],
        );
        let made = Self {
            folder,
            envelope,
            instance,
        };
        made.write();
        made
    }

    fn write(&self) {
        let posted = self.folder.path().join("posted");
        let _ = std::fs::remove_dir_all(&posted);
        std::fs::create_dir(&posted).unwrap();
        std::fs::write(posted.join("submission.xml"), &self.envelope.manifest).unwrap();
        for (name, bytes) in &self.envelope.files {
            std::fs::write(posted.join(name), bytes).unwrap();
        }
    }

    fn open(&self) -> Said {
        let at = |name: &str| self.folder.path().join(name);
        let _ = std::fs::remove_dir_all(at("out"));
        run(&[
            "open",
            "--key",
            text(&at("key.pem")),
            "--out",
            text(&at("out")),
            text(&at("posted")),
        ])
    }

    fn refused(&self, because: &str) {
        self.write();
        let said = self.open().refused();
        assert!(
            said.err.to_lowercase().contains(because),
            "should name the {because}: {}",
            said.err
        );
        assert!(!said.all().contains("North well"), "it printed content");
        let left = std::fs::read_dir(self.folder.path().join("out"))
            .map(|d| d.count())
            .unwrap_or(0);
        assert_eq!(left, 0, "something was written");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn opens_what_was_sealed_to_a_new_key() {
    let made = Made::new();
    let said = made.open().ok();
    assert!(said.out.contains("complete and unaltered"), "{}", said.out);
    let out = made.folder.path().join("out");
    assert_eq!(
        std::fs::read_to_string(out.join("submission.xml")).unwrap(),
        made.instance
    );
    assert_eq!(std::fs::read(out.join("a.jpg")).unwrap(), [9; 1000]);
    assert_eq!(std::fs::read(out.join("b.jpg")).unwrap(), b"");
}

#[test]
fn a_flipped_byte_in_any_file_is_named_content() {
    for file in 0..3 {
        let mut made = Made::new();
        made.envelope.files[file].1[0] ^= 1;
        made.refused("content");
    }
}

#[test]
fn a_missing_file_is_named() {
    let mut made = Made::new();
    made.envelope.files.remove(0);
    made.write();
    let said = made.open().refused();
    assert!(said.err.contains("a.jpg.enc"), "{}", said.err);
}

#[test]
fn another_signed_value_is_named_signature() {
    let changes: [fn(&mut Envelope); 3] = [
        |e| e.manifest = e.manifest.replace("id=\"wells\"", "id=\"shells\""),
        |e| e.manifest = e.manifest.replace("version=\"1\"", "version=\"2\""),
        |e| {
            e.manifest = e.manifest.replace("a.jpg.enc", "c.jpg.enc");
            e.files[0].0 = "c.jpg.enc".into();
        },
    ];
    for change in changes {
        let mut made = Made::new();
        change(&mut made.envelope);
        made.refused("signature");
    }
}

#[test]
fn the_wrong_key_is_named_key() {
    let made = Made::new();
    let other = Made::new();
    std::fs::copy(
        other.folder.path().join("key.pem"),
        made.folder.path().join("key.pem"),
    )
    .unwrap();
    made.refused("key");
}

#[test]
fn a_key_file_is_private_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.pem");
    let said = run(&["key", "new", "--out", text(&file)]).ok();
    assert!(!said.all().contains("PRIVATE KEY"));
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let before = std::fs::read(&file).unwrap();
    run(&["key", "new", "--out", text(&file)]).refused();
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let said = run(&["key", "show", text(&file)]).ok();
    assert!(!said.all().contains("PRIVATE KEY"));
}

#[test]
fn what_is_no_key_and_no_folder_is_refused_in_words() {
    let made = Made::new();
    let at = |name: &str| text(&made.folder.path().join(name)).to_owned();
    std::fs::write(at("no.pem"), "hello").unwrap();
    run(&[
        "open",
        "--key",
        &at("no.pem"),
        "--out",
        &at("out"),
        &at("posted"),
    ])
    .refused();
    run(&[
        "open",
        "--key",
        &at("nothing.pem"),
        "--out",
        &at("out"),
        &at("posted"),
    ])
    .refused();
    run(&[
        "open",
        "--key",
        &at("key.pem"),
        "--out",
        &at("out"),
        &at("nowhere"),
    ])
    .refused();
    run(&["key", "show", &at("no.pem")]).refused();
}
