//! The command on folders: what it writes, and that it writes nothing else.

use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;
use crate::crypto::keys::test_keys::{collection, other_collection, pkcs1_pem, pkcs8_pem};
use crate::crypto::odk::{Plain, make};

const XML: &str =
    r#"<data id="wells"><meta><instanceID>uuid:1</instanceID></meta><name>Guillermo</name></data>"#;

/// A folder with a submission in `in`, a key in `key.pem`, and a place `out` that is not there yet.
fn submission(media: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let plain = Plain {
        form_id: "wells",
        version: None,
        instance_id: "uuid:1",
        xml: XML.as_bytes(),
        media,
    };
    let made = make(&plain, collection().public()).unwrap();
    std::fs::create_dir(dir.path().join("in")).unwrap();
    std::fs::write(dir.path().join("in/submission.xml"), &made.envelope).unwrap();
    for (name, bytes) in &made.files {
        if !name.contains('/') {
            std::fs::write(dir.path().join("in").join(name), bytes).unwrap();
        }
    }
    std::fs::write(dir.path().join("key.pem"), pkcs8_pem()).unwrap();
    dir
}

fn open(dir: &TempDir) -> Result<(), String> {
    let at = |name: &str| dir.path().join(name);
    run(Args {
        key: at("key.pem"),
        out: at("out"),
        folder: at("in"),
    })
    .map_err(|error| format!("{error:#}"))
}

fn edit(dir: &TempDir, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let path = dir.path().join(name);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(path, change(bytes)).unwrap();
}

#[test]
fn plaintext_is_written_for_its_owner_only() {
    let dir = submission(&[("a.jpg", b"picture"), ("empty.txt", b"")]);
    open(&dir).unwrap();
    let read = |name: &str| std::fs::read(dir.path().join("out").join(name)).unwrap();
    assert_eq!(
        (read("submission.xml"), read("a.jpg"), read("empty.txt")),
        (XML.into(), b"picture".to_vec(), vec![])
    );
    let mode = |name: &str| {
        std::fs::metadata(dir.path().join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(
        (mode("out"), mode("out/submission.xml"), mode("out/a.jpg")),
        (0o700, 0o600, 0o600)
    );
    std::fs::write(dir.path().join("key.pem"), pkcs1_pem()).unwrap();
    assert!(
        open(&dir).unwrap_err().contains("nothing was written"),
        "a second time overwrites nothing"
    );
}

#[test]
fn nothing_is_written_unless_all_opens() {
    type Change = fn(&TempDir);
    let changes: [(&str, Change); 8] = [
        ("content: a.jpg.enc", |dir| {
            edit(dir, "in/a.jpg.enc", |b| b[1..].to_vec())
        }),
        ("content: b.jpg.enc is named", |dir| {
            std::fs::remove_file(dir.path().join("in/b.jpg.enc")).unwrap()
        }),
        ("key: ", |dir| {
            std::fs::write(
                dir.path().join("key.pem"),
                other_collection().to_pkcs8_pem().unwrap().as_bytes(),
            )
            .unwrap()
        }),
        ("signature: ", |dir| {
            replace(dir, "Signature>", "Signature>AAAA")
        }),
        ("signature: ", |dir| replace(dir, "\"wells\"", "\"well\"")),
        ("is not encrypted", |dir| {
            edit(dir, "in/submission.xml", |_| XML.into())
        }),
        ("not readable", |dir| {
            edit(dir, "in/submission.xml", |b| b[..b.len() - 9].to_vec())
        }),
        ("key file", |dir| {
            std::fs::write(dir.path().join("key.pem"), collection().public().to_pem()).unwrap()
        }),
    ];
    for (expected, change) in changes {
        let dir = submission(&[("a.jpg", b"picture"), ("b.jpg", b"another")]);
        change(&dir);
        let error = open(&dir).unwrap_err();
        assert!(error.contains(expected), "expected {expected:?}: {error}");
        assert!(!dir.path().join("out").exists(), "{expected}");
    }
}

fn replace(dir: &TempDir, from: &str, to: &str) {
    edit(dir, "in/submission.xml", |b| {
        String::from_utf8(b)
            .unwrap()
            .replacen(from, to, 1)
            .into_bytes()
    });
}

#[test]
fn a_file_in_the_way_is_kept_and_nothing_is_written_beside_it() {
    let dir = submission(&[("a.jpg", b"picture")]);
    std::fs::create_dir(dir.path().join("out")).unwrap();
    std::fs::write(dir.path().join("out/submission.xml"), "mine").unwrap();
    assert!(open(&dir).unwrap_err().contains("already there"));
    assert_eq!(
        std::fs::read(dir.path().join("out/submission.xml")).unwrap(),
        b"mine"
    );
    assert!(!dir.path().join("out/a.jpg").exists());
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    for name in ["../a.jpg", "/etc/a.jpg", "sub/a.jpg", "a\\b.jpg"] {
        let dir = submission(&[(name, b"picture")]);
        let error = open(&dir).unwrap_err();
        assert!(error.contains("not a file name"), "{name}: {error}");
        assert!(!dir.path().join("out").exists());
    }
    let dir = submission(&[("submission.xml", b"not the submission")]);
    assert!(open(&dir).unwrap_err().contains("named twice"));
    assert!(!is_file_name("..") && !is_file_name("") && !is_file_name("a\u{1b}[2J"));
}

#[test]
fn an_instance_id_on_the_root_must_be_the_same() {
    let dir = submission(&[]);
    replace(&dir, "encrypted=", "instanceID=\"uuid:1\" encrypted=");
    open(&dir).unwrap();
    let dir = submission(&[]);
    replace(&dir, "encrypted=", "instanceID=\"uuid:2\" encrypted=");
    assert!(open(&dir).unwrap_err().starts_with("signature: "));
}

#[test]
fn a_prefix_before_all_names_does_not_matter() {
    let dir = submission(&[]);
    for name in ["submission.xml", "submission.xml.enc"] {
        let from = dir.path().join("in").join(name);
        std::fs::rename(from, dir.path().join(format!("in/first-{name}"))).unwrap();
    }
    open(&dir).unwrap();
    assert!(dir.path().join("out/submission.xml").is_file());
    std::fs::write(dir.path().join("in/second-submission.xml"), "").unwrap();
    assert!(open(&dir).unwrap_err().contains("more than one"));
}

#[test]
fn opens_a_real_phones_submission_to_the_name_that_the_export_has() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/real-phone");
    if !folder.is_dir() {
        return eprintln!("skipped: {} is not here", folder.display());
    }
    let dir = tempfile::tempdir().unwrap();
    let (key, out) = (
        folder.join("encrypted-form-key.pem"),
        dir.path().join("out"),
    );
    let expected = std::fs::read_to_string(folder.join("encrypted-form.csv.expected")).unwrap();
    run(Args {
        key,
        out: out.clone(),
        folder,
    })
    .unwrap();
    let xml = std::fs::read_to_string(out.join("submission.xml")).unwrap();
    let name = xml
        .split("<name>")
        .nth(1)
        .unwrap()
        .split("</name>")
        .next()
        .unwrap();
    assert!(
        !name.is_empty() && expected.contains(&format!(",{name},")),
        "{name}"
    );
}
