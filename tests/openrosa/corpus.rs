//! What the fuzzers once found worth keeping, read again on every machine.

#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::support::root;

fn replay(name: &str, target: fn(&[u8])) {
    let folder = root().join("fuzz/corpus").join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        target(&bytes);
        count += 1;
    }
    assert!(count > 5, "{} is all but empty", folder.display());
}

#[test]
fn multipart_bodies() {
    replay("multipart", targets::multipart);
}

#[test]
fn envelopes() {
    replay("envelope", targets::envelope);
}

#[test]
fn submissions() {
    replay("submission", targets::submission);
}

#[test]
fn passkeys() {
    replay("passkey", targets::passkey);
}

#[test]
fn forms() {
    replay("form", targets::form);
}
