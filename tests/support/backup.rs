//! `deploy/backup.sh` and `deploy/restore.sh`, run as an operator runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::program::Said;
use super::{Server, root};

/// A folder for backups and the key pair that they are sealed with. The identity is never where the server is.
pub struct BackupPlace {
    folder: tempfile::TempDir,
}

impl BackupPlace {
    /// With a fresh key pair.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("to")).unwrap();
        let place = Self { folder };
        place.make_identity("identity");
        place
    }

    /// Where backups are written.
    pub fn to(&self) -> PathBuf {
        self.folder.path().join("to")
    }

    /// What opens them.
    pub fn identity(&self) -> PathBuf {
        self.folder.path().join("identity")
    }

    /// Makes another key pair; gives its file.
    pub fn make_identity(&self, name: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        let mut keygen = Command::new("age-keygen");
        Said::from(keygen.arg("-o").arg(&file).output().unwrap()).ok();
        file
    }

    /// What backups are sealed to.
    pub fn recipient(&self) -> String {
        let mut keygen = Command::new("age-keygen");
        let said = keygen.arg("-y").arg(self.identity()).output().unwrap();
        Said::from(said).ok().out.trim().to_owned()
    }

    /// `backup.sh` for this server, ready to run.
    pub fn command(&self, server: &Server) -> Command {
        let mut command = script("backup.sh", server.database_url());
        command
            .env("WAYPOST_DATA", server.data())
            .env("WAYPOST_BACKUP_TO", self.to())
            .env("WAYPOST_BACKUP_RECIPIENT", self.recipient());
        command
    }

    /// Makes a backup; gives its file.
    pub fn back_up(&self, server: &Server) -> PathBuf {
        let said = Said::from(self.command(server).output().unwrap()).ok();
        PathBuf::from(said.out.trim())
    }

    /// What a backup holds, for whoever has the identity: a tar.
    pub fn open(&self, file: &Path) -> Vec<u8> {
        let mut age = Command::new("age");
        let opened = age.arg("-d").arg("-i").arg(self.identity()).arg(file);
        let opened = opened.output().unwrap();
        assert!(opened.status.success());
        opened.stdout
    }
}

/// `restore.sh` to its end.
pub fn restore(file: &Path, identity: &Path, folder: &Path, database: Option<&str>) -> Said {
    let mut command = script("restore.sh", database);
    command.arg(file).arg(identity).arg(folder);
    Said::from(command.output().unwrap())
}

fn script(name: &str, database: Option<&str>) -> Command {
    let mut command = Command::new(root().join("deploy").join(name));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WAYPOST_")) {
        command.env_remove(name);
    }
    command
        .envs(database.map(|url| ("WAYPOST_DATABASE_URL", url)))
        .stdin(Stdio::null());
    command
}

/// The names of what is in a folder; none if it is not there.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
