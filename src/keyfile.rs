//! Files that hold the root key or the service key: made once, readable by their owner only.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::{KeyRing, SymmetricKey};

/// A key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Not readable, or not writable when it had to be made.
    #[error("the key file {path} cannot be used: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not a key.
    #[error("the key file {0} holds no key: expected base64 of 32 bytes on each line")]
    NoKey(PathBuf),
    /// The command that should print the key does not.
    #[error("the command for the root key: {0}")]
    Command(String),
}

/// Reads the keys of a file; makes the file with a new key if it is not there.
///
/// # Errors
/// When it cannot be read or made, or holds something else.
pub fn read_or_make(path: &Path) -> Result<KeyRing, KeyFileError> {
    let io = |source| KeyFileError::Io {
        path: path.to_owned(),
        source,
    };
    match read(path) {
        Err(KeyFileError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
        other => return other,
    }
    private_folder(path.parent().unwrap_or(Path::new("."))).map_err(io)?;
    let key = SymmetricKey::generate();
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Ok(mut file) => {
            file.write_all(key.to_base64().as_bytes()).map_err(io)?;
            file.write_all(b"\n").map_err(io)?;
            file.sync_all().map_err(io)?;
            Ok(KeyRing::new(key, Vec::new()))
        }
        // Another process of ours made it in the same moment.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(io(error)),
    }
}

/// Reads the keys of a file that must be there.
///
/// # Errors
/// As [`read_or_make`].
pub fn read(path: &Path) -> Result<KeyRing, KeyFileError> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|source| KeyFileError::Io {
            path: path.to_owned(),
            source,
        })?;
    KeyRing::parse(&text).map_err(|_| KeyFileError::NoKey(path.to_owned()))
}

/// Asks a command for the keys: what it prints is what a file would hold. Its words are split at spaces; there is no shell.
///
/// # Errors
/// When it cannot be run, fails, or prints something else.
pub fn from_command(command: &str) -> Result<KeyRing, KeyFileError> {
    let failed = |why: String| KeyFileError::Command(why);
    let mut words = command.split_whitespace();
    let program = words
        .next()
        .ok_or_else(|| failed("it is empty".to_owned()))?;
    let said = std::process::Command::new(program)
        .args(words)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    let printed = Zeroizing::new(said.stdout);
    if !said.status.success() {
        return Err(failed(format!("it ended with {}", said.status)));
    }
    std::str::from_utf8(&printed)
        .ok()
        .and_then(|text| KeyRing::parse(text).ok())
        .ok_or_else(|| failed("it printed no key: expected base64 of 32 bytes on each line".into()))
}

/// Makes a folder, and those above it, for its owner only.
///
/// # Errors
/// When it cannot be made.
pub fn private_folder(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Aad;

    #[test]
    fn a_command_gives_a_key_or_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let made = read_or_make(&path).unwrap();
        let aad = Aad::of("t", &["x"]);
        let sealed = made.seal(&aad, b"secret");
        let fetched = from_command(&format!("cat {}", path.display())).unwrap();
        assert!(fetched.open(&aad, &sealed).is_ok());
        for (command, why) in [
            ("", "it is empty"),
            ("false", "it ended with"),
            ("echo nothing", "it printed no key"),
            ("/nowhere/fetch", "os error"),
        ] {
            let error = from_command(command).unwrap_err().to_string();
            assert!(error.contains(why), "{command}: {error}");
        }
    }

    #[test]
    fn a_made_file_is_private_and_read_again() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/root.key");
        let made = read_or_make(&path).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let aad = Aad::of("t", &["x"]);
        let sealed = made.seal(&aad, b"secret");
        assert_eq!(
            read_or_make(&path)
                .unwrap()
                .open(&aad, &sealed)
                .unwrap()
                .as_slice(),
            b"secret"
        );
    }

    #[test]
    fn what_is_no_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        std::fs::write(&path, "hello").unwrap();
        assert!(matches!(read_or_make(&path), Err(KeyFileError::NoKey(_))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "hello");
    }
}
