//! Backups and restores that must not happen, or not half.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::backup::{BackupPlace, names, restore};
use crate::support::form::urgent_adult;
use crate::support::program::Said;
use crate::support::{Database, Server, eventually, on_both};

on_both!(what_cannot_be_restored_leaves_nothing, needs "age: tests/run");
fn what_cannot_be_restored_leaves_nothing(on: Database) {
    let server = Server::demo(on);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    let place = BackupPlace::new();
    let file = place.back_up(&server);
    let identity = place.identity();
    let elsewhere = tempfile::tempdir().unwrap();
    let (folder, database) = (elsewhere.path().join("far/data"), on.fresh());
    let refused = |file: &Path, identity: &Path, why: &str| {
        let said = restore(file, identity, &folder, database.as_deref()).refused();
        assert!(said.err.contains(why), "{why}: {}", said.err);
        assert!(names(elsewhere.path()).is_empty(), "{why}");
    };

    refused(&file, &place.make_identity("another"), "another identity");

    let copy = place.to().join("copy.tar.age");
    let whole = std::fs::read(&file).unwrap();
    let sum = |of: &Path| std::path::PathBuf::from(format!("{}.sha256", of.display()));
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    std::fs::write(&copy, &changed).unwrap();
    std::fs::copy(sum(&file), sum(&copy)).unwrap();
    refused(&copy, &identity, "its sum is another one");
    // Whoever changed it wrote a sum for it, or took the sum away: age itself sees it.
    std::fs::remove_file(sum(&copy)).unwrap();
    refused(&copy, &identity, "does not open");
    std::fs::write(&copy, &whole[..whole.len() / 2]).unwrap();
    refused(&copy, &identity, "does not open");

    // Anybody who has the public key can seal something to it.
    seal_a_link(&place, &copy, on);
    refused(&copy, &identity, "neither file nor folder");

    // Nothing is written over.
    std::fs::create_dir_all(&folder).unwrap();
    let theirs = folder.join("somebody's");
    std::fs::write(&theirs, "work").unwrap();
    let said = restore(&file, &identity, &folder, database.as_deref()).refused();
    assert!(said.err.contains("is not empty"), "{}", said.err);
    assert_eq!(std::fs::read(&theirs).unwrap(), b"work");
    assert_eq!(names(&folder), ["somebody's"]);
    std::fs::remove_file(&theirs).unwrap();
    if on == Database::Postgres {
        let said = restore(&file, &identity, &folder, server.database_url()).refused();
        assert!(said.err.contains("not empty"), "{}", said.err);
        assert_eq!(server.count("submissions"), 1);
        let said = restore(&file, &identity, &folder, None).refused();
        assert!(said.err.contains("the other kind"), "{}", said.err);
        assert!(names(&folder).is_empty());
    }

    // The right file, identity and place: what an old database left beside it goes.
    std::fs::write(folder.join("waypost.sqlite-wal"), "old rows").unwrap();
    restore(&file, &identity, &folder, database.as_deref()).ok();
    let expected = match on {
        Database::Sqlite => vec!["blobs", "waypost.sqlite"],
        Database::Postgres => vec!["blobs", "waypost.sqlite-wal"],
    };
    assert_eq!(names(&folder), expected);
}

/// A sealed tar whose blobs hold a link out of the folder.
fn seal_a_link(place: &BackupPlace, to: &Path, on: Database) {
    let folder = tempfile::tempdir().unwrap();
    let copy = match on {
        Database::Sqlite => "waypost.sqlite",
        Database::Postgres => "waypost.dump",
    };
    std::fs::create_dir(folder.path().join("blobs")).unwrap();
    std::fs::write(folder.path().join(copy), "").unwrap();
    std::os::unix::fs::symlink("/etc", folder.path().join("blobs/ab")).unwrap();
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            "tar -c blobs \"$1\" | age -r \"$2\" -o \"$3\"",
            "sh",
            copy,
            &place.recipient(),
        ])
        .arg(to)
        .current_dir(folder.path());
    Said::from(shell.output().unwrap()).ok();
}

on_both!(a_backup_cut_off_leaves_nothing_in_clear, needs "age: tests/run");
fn a_backup_cut_off_leaves_nothing_in_clear(on: Database) {
    let server = Server::demo(on);
    let place = BackupPlace::new();
    let copies = || -> Vec<String> {
        let names = names(&server.data()).into_iter();
        names.filter(|name| name.starts_with(".backup-")).collect()
    };
    // An age that never comes to an end.
    let programs = tempfile::tempdir().unwrap();
    let stuck = programs.path().join("age");
    std::fs::write(&stuck, "#!/bin/sh\n: > \"$STUCK\"\nexec sleep 600\n").unwrap();
    Said::from(
        Command::new("chmod")
            .arg("755")
            .arg(&stuck)
            .output()
            .unwrap(),
    )
    .ok();
    let mark = programs.path().join("stuck");
    let path = format!(
        "{}:{}",
        programs.path().display(),
        std::env::var("PATH").unwrap()
    );
    let begin = || {
        let _ = std::fs::remove_file(&mark);
        let mut command = place.command(&server);
        command
            .env("PATH", &path)
            .env("STUCK", &mark)
            .process_group(0);
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        eventually("the copy of the database is made", 60.0, || {
            mark.exists().then_some(())
        });
        child
    };
    let kill = |signal: &str, group: u32| {
        let mut kill = Command::new("kill");
        Said::from(
            kill.args([signal, "--", &format!("-{group}")])
                .output()
                .unwrap(),
        )
        .ok();
    };

    let mut child = begin();
    assert_eq!(copies().len(), 1);
    let mode = server
        .data()
        .join(&copies()[0])
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
    // A second one does not get in its way.
    let said = Said::from(place.command(&server).output().unwrap()).refused();
    assert!(said.err.contains("another backup"), "{}", said.err);
    kill("-TERM", child.id());
    assert!(!child.wait().unwrap().success());
    assert!(copies().is_empty());
    assert!(names(&place.to()).is_empty());

    // As when the power goes: the next one tidies up.
    let mut child = begin();
    kill("-KILL", child.id());
    child.wait().unwrap();
    assert_eq!(copies().len(), 1);
    eventually("what was killed holds nothing any more", 20.0, || {
        let said = Said::from(place.command(&server).output().unwrap());
        (said.code == Some(0)).then_some(())
    });
    assert!(copies().is_empty());
}

on_both!(a_backup_wants_a_public_key_and_lets_old_ones_go, needs "age: tests/run");
fn a_backup_wants_a_public_key_and_lets_old_ones_go(on: Database) {
    let server = Server::demo(on);
    let place = BackupPlace::new();
    let identity = std::fs::read_to_string(place.identity()).unwrap();
    let private = identity.lines().last().unwrap();
    for wrong in [private, "", "age1nobody"] {
        let mut command = place.command(&server);
        command.env("WAYPOST_BACKUP_RECIPIENT", wrong);
        let said = Said::from(command.output().unwrap()).refused();
        assert!(
            !said.all().contains(private),
            "a private key is not repeated"
        );
        assert!(names(&place.to()).is_empty(), "{wrong}");
    }

    let file = |name: &str| place.to().join(name);
    for name in [
        "waypost-20200101T000000Z.tar.age",
        "waypost-20200101T000000Z.tar.age.sha256",
        "other.tar.age",
    ] {
        std::fs::write(file(name), "").unwrap();
        let mut touch = Command::new("touch");
        Said::from(
            touch
                .args(["-d", "40 days ago"])
                .arg(file(name))
                .output()
                .unwrap(),
        )
        .ok();
    }
    // Two people may restore: each with an identity of their own.
    let second = place.make_identity("second");
    let mut keygen = Command::new("age-keygen");
    let public = Said::from(keygen.arg("-y").arg(&second).output().unwrap())
        .ok()
        .out;
    let mut command = place.command(&server);
    command.env(
        "WAYPOST_BACKUP_RECIPIENT",
        format!("{}\n{public}", place.recipient()),
    );
    let said = Said::from(command.output().unwrap()).ok();
    let made = Path::new(said.out.trim());
    let name = made.file_name().unwrap().to_str().unwrap();
    assert_eq!(
        names(&place.to()),
        ["other.tar.age", name, &format!("{name}.sha256")]
    );
    let elsewhere = tempfile::tempdir().unwrap();
    restore(made, &second, elsewhere.path(), on.fresh().as_deref()).ok();
}
