//! `waypost key`: collection keys as files, offline. What an agency that brings its own key needs.

#![allow(clippy::print_stdout)]

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use zeroize::Zeroizing;

use crate::crypto::{CollectionPrivate, CollectionPublic, KeyError, RsaBits};

/// Makes and shows collection keys, offline.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Makes a new private key (RSA, PKCS#8 PEM, readable by its owner only).
    New {
        /// The file to make; never overwritten.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Size of the key. Larger keys are slower to open and no phone needs them.
        #[arg(long, default_value = "2048", value_parser = ["2048", "3072", "4096"])]
        bits: String,
    },
    /// Shows fingerprint and public key of a key file, private or public.
    Show {
        /// The key, PEM; or the base64 of a form's base64RsaPublicKey.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Runs the command.
///
/// # Errors
/// What to do about a file that cannot be written, read or understood.
pub fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::New { out, bits } => new(&out, &bits),
        Command::Show { file } => show(&file),
    }
}

fn new(out: &Path, bits: &str) -> anyhow::Result<()> {
    let bits = match bits {
        "4096" => RsaBits::B4096,
        "3072" => RsaBits::B3072,
        _ => RsaBits::B2048,
    };
    // The file first: no waiting for a key that then has no place.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(out)
        .with_context(|| {
            format!(
                "cannot make {} (a file that is there is never overwritten)",
                out.display()
            )
        })?;
    let written = CollectionPrivate::generate(bits)
        .map_err(anyhow::Error::from)
        .and_then(|key| {
            file.write_all(key.to_pkcs8_pem()?.as_bytes())?;
            file.sync_all()?;
            Ok(key)
        });
    match written {
        Ok(key) => {
            println!(
                "private key {} (keep it; without it nothing that phones encrypted can be read)",
                out.display()
            );
            describe(key.public());
            Ok(())
        }
        Err(error) => {
            // An empty file would be taken for a key.
            let _ = std::fs::remove_file(out);
            Err(error.context(format!("cannot write {}", out.display())))
        }
    }
}

fn show(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    match CollectionPublic::from_text(&text) {
        Ok(public) => {
            println!("public key {}", file.display());
            describe(&public);
        }
        Err(KeyError::PrivateGiven) => {
            let key =
                CollectionPrivate::from_pem(&text).with_context(|| file.display().to_string())?;
            println!("private key {}", file.display());
            describe(key.public());
        }
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    }
    Ok(())
}

fn describe(public: &CollectionPublic) {
    println!("RSA, {} bits", public.bits());
    println!("fingerprint {}", public.fingerprint());
    println!("base64RsaPublicKey {}", public.to_base64());
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_new_key_is_private_whole_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("agency.pem");
        new(&file, "2048").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert_eq!(
            CollectionPrivate::from_pem(&text).unwrap().public().bits(),
            2048
        );
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(new(&file, "2048").is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn private_and_public_files_can_be_shown_and_others_are_explained() {
        let dir = tempfile::tempdir().unwrap();
        let (private, public, none) = (
            dir.path().join("a"),
            dir.path().join("b"),
            dir.path().join("c"),
        );
        new(&private, "2048").unwrap();
        let key = CollectionPrivate::from_pem(&std::fs::read_to_string(&private).unwrap()).unwrap();
        std::fs::write(&public, key.public().to_base64()).unwrap();
        std::fs::write(&none, "nothing here").unwrap();
        show(&private).unwrap();
        show(&public).unwrap();
        assert!(show(&none).is_err());
        assert!(
            show(&dir.path().join("d"))
                .unwrap_err()
                .to_string()
                .starts_with("cannot read")
        );
    }
}
