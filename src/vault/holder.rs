//! Who holds a lease. After a crash nobody should wait for the leases of the dead, and nobody may take those of the
//! living: a vault has a name in its data folder, and keeps that file locked while it runs. The system unlocks it
//! when the process ends, however it ends.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::crypto::token;

/// The name that this process writes into its leases.
pub struct Holder {
    name: String,
    /// Keeps the lock.
    kept: Option<File>,
}

impl Holder {
    /// The holder of a data folder; one of its own, without a past, where another process holds the folder.
    ///
    /// # Errors
    /// When the folder does not let itself be read or written.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(folder.join("vault.lock"))?;
        if file.try_lock().is_err() {
            return Ok(Self {
                name: token::random_id(),
                kept: None,
            });
        }
        let mut name = String::new();
        file.read_to_string(&mut name)?;
        if name.is_empty() {
            name = token::random_id();
            file.write_all(name.as_bytes())?;
        }
        Ok(Self {
            name,
            kept: Some(file),
        })
    }

    /// A lease that no other claim has.
    pub fn lease(&self) -> String {
        format!("{}.{}", self.name, token::random_id())
    }

    /// What the leases of an earlier process begin with, if that process is known to be gone.
    pub fn left_behind(&self) -> Option<String> {
        self.kept.as_ref().map(|_| format!("{}.", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_process_knows_the_leases_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let first = Holder::of(folder.path()).unwrap();
        let lease = first.lease();
        assert_ne!(lease, first.lease());
        drop(first);
        let second = Holder::of(folder.path()).unwrap();
        assert!(lease.starts_with(&second.left_behind().unwrap()));
    }

    #[test]
    fn leases_of_a_living_process_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let living = Holder::of(folder.path()).unwrap();
        let other = Holder::of(folder.path()).unwrap();
        assert_eq!(other.left_behind(), None);
        assert!(!other.lease().starts_with(&living.left_behind().unwrap()));
    }
}
