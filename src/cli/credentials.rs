//! What `waypost demo` tells people and programs to sign in with. Kept in the data folder (0600), because it
//! is a demo: nothing of the kind exists in a real installation.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Everything that the demo made.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Credentials {
    /// Where it answers.
    pub url: String,
    /// Agencies; the last one's key is under a passphrase.
    pub agencies: Vec<Agency>,
    /// Each agency's first project.
    pub projects: Vec<Project>,
    /// People.
    pub users: Vec<User>,
    /// Phones.
    pub devices: Vec<Device>,
}

/// An agency.
#[derive(Clone, Serialize, Deserialize)]
pub struct Agency {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// `unattended` or `passphrase`.
    pub custody: String,
    /// What unlocks its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passphrase: Option<String>,
}

/// A project.
#[derive(Clone, Serialize, Deserialize)]
pub struct Project {
    /// Id.
    pub id: i64,
    /// Agency id.
    pub agency: String,
    /// Name.
    pub name: String,
}

/// A person.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    /// Role.
    pub role: String,
    /// Agency id; none for admin and auditor.
    pub agency: Option<String>,
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
}

/// A phone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Device {
    /// Agency id.
    pub agency: String,
    /// Name.
    pub name: String,
    /// The address with the phone's token.
    pub server_url: String,
    /// User name for the plain address.
    pub user: String,
    /// Password for the plain address.
    pub password: String,
}

impl Credentials {
    /// Reads the file; none if it is not there.
    pub fn read(path: &Path) -> anyhow::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the file anew, for its owner only.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let new = path.with_extension("new");
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(new, path)?;
        Ok(())
    }

    /// The same with another address in front: a demo may be started on another port.
    pub fn at(mut self, url: &str) -> Self {
        for device in &mut self.devices {
            if let Some(path) = device.server_url.strip_prefix(&self.url) {
                device.server_url = format!("{url}{path}");
            }
        }
        self.url = url.to_owned();
        self
    }
}
