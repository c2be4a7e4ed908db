//! The systemd units in `deploy/`: understood by systemd, and sandboxed as far as it can tell.

use std::path::PathBuf;
use std::process::Command;

use crate::support::root;

/// How exposed a unit may be, in tenths of systemd's scale of ten (below 20: "OK", near 96: "UNSAFE").
const MOST_EXPOSED: &str = "--threshold=20";

/// The units with a program that is there, in a folder of their own.
fn units() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for name in [
        "waypost-vault.service",
        "waypost-serve.service",
        "waypost-agency-worker.service",
        "waypost-backup.service",
        "waypost-backup.timer",
    ] {
        let text = std::fs::read_to_string(root().join("deploy").join(name)).unwrap();
        let program = env!("CARGO_BIN_EXE_waypost");
        let script = root().join("deploy/backup.sh");
        let text = text
            .replace("/usr/local/bin/waypost", program)
            .replace("/usr/local/lib/waypost/backup.sh", script.to_str().unwrap());
        let unit = folder.path().join(name);
        std::fs::write(&unit, text).unwrap();
        units.push(unit);
    }
    (folder, units)
}

#[test]
#[ignore = "needs systemd-analyze: tests/run"]
fn systemd_understands_the_units_and_finds_them_hardly_exposed() {
    let (_folder, units) = units();
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args(&units)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success(), "{said}");
    let of_ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("waypost-"))
        .collect();
    assert!(of_ours.is_empty(), "{of_ours:#?}");
    let services = units
        .iter()
        .filter(|unit| unit.extension().unwrap() == "service");
    for unit in services {
        let secure = Command::new("systemd-analyze")
            .args(["security", "--offline=true", "--no-pager", MOST_EXPOSED])
            .arg(unit)
            .output()
            .unwrap();
        assert!(
            secure.status.success(),
            "{}",
            String::from_utf8_lossy(&secure.stdout)
        );
    }
}

#[test]
fn the_two_units_are_two_users_of_one_group() {
    let (_folder, units) = units();
    let value = |unit: &PathBuf, name: &str| {
        let text = std::fs::read_to_string(unit).unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}=")));
        line.unwrap().to_owned()
    };
    assert_ne!(value(&units[0], "User"), value(&units[1], "User"));
    assert_eq!(value(&units[0], "Group"), value(&units[1], "Group"));
    let serve = std::fs::read_to_string(&units[1]).unwrap();
    assert!(!serve.contains("root.key:"), "serve is given no root key");
}
