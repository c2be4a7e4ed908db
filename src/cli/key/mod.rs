//! `waypost key`: collection keys as files, offline: made, looked at, put under a passphrase, split into shares. What an
//! agency that keeps its own key needs; and unlocking at the vault's own machine.

#![allow(clippy::print_stdout)]

pub(super) mod file;
mod unlock;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use zeroize::Zeroizing;

use crate::crypto::{CollectionPrivate, CollectionPublic, KeyError, RsaBits};

pub use file::read_private;

/// Makes and shows collection keys, offline.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
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
    /// Puts a private key under a passphrase, or under another one.
    Passphrase {
        /// The new file; never overwritten.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The private key as it is now.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Splits a private key into shares for several people: some of them together give it back.
    Split {
        /// How many of them are needed.
        #[arg(long, default_value_t = 2)]
        need: u8,
        /// How many there are.
        #[arg(long, default_value_t = 3)]
        of: u8,
        /// Folder for the shares; nothing in it is overwritten.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The private key.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Joins shares of a private key.
    Join {
        /// The private key to make; never overwritten.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The shares.
        #[arg(value_name = "SHARE", required = true)]
        shares: Vec<PathBuf>,
    },
    /// Unlocks an agency's keys at the vault's own machine, so that the passphrase does not pass through `serve`.
    Unlock(unlock::Args),
}

/// Runs the command.
///
/// # Errors
/// What to do about a file that cannot be written, read or understood.
pub fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::New { out, bits } => new(&out, &bits),
        Command::Show { file } => show(&file),
        Command::Passphrase { out, file } => passphrase(&out, &file),
        Command::Split {
            need,
            of,
            out,
            file,
        } => split(need, of, &out, &file),
        Command::Join { out, shares } => join(&out, &shares),
        Command::Unlock(args) => unlock::run(args),
    }
}

fn new(out: &Path, bits: &str) -> anyhow::Result<()> {
    let bits = match bits {
        "4096" => RsaBits::B4096,
        "3072" => RsaBits::B3072,
        _ => RsaBits::B2048,
    };
    let key = CollectionPrivate::generate(bits)?;
    file::write_new(out, &key.to_pkcs8_pem()?)?;
    println!(
        "private key {} (keep it; without it nothing that phones encrypted can be read)",
        out.display()
    );
    describe(key.public());
    Ok(())
}

fn passphrase(out: &Path, from: &Path) -> anyhow::Result<()> {
    let key = file::read_private(from)?;
    file::write_new(out, &file::lock(&key)?)?;
    println!("private key under the new passphrase {}", out.display());
    println!(
        "Try it (waypost key show), then delete {} and its copies.",
        from.display()
    );
    Ok(())
}

fn split(need: u8, of: u8, out: &Path, from: &Path) -> anyhow::Result<()> {
    let key = file::read_private(from)?;
    let shares = file::split(&key, need, of)?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for (n, share) in shares.iter().enumerate() {
        let path = out.join(format!("share-{}.txt", n + 1));
        file::write_new(&path, share)?;
        println!("{}", path.display());
    }
    println!(
        "Any {need} of these {of} give the key back (waypost key join); fewer tell nothing of it."
    );
    println!("Give each to another person, on paper or a stick, and delete them here.");
    Ok(())
}

fn join(out: &Path, paths: &[PathBuf]) -> anyhow::Result<()> {
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path)
            .map(Zeroizing::new)
            .with_context(|| format!("cannot read {}", path.display()))
    };
    let key = file::join(&paths.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?)?;
    file::write_new(out, &key.to_pkcs8_pem()?)?;
    println!("private key {}", out.display());
    describe(key.public());
    Ok(())
}

fn show(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.with_context(|| format!("cannot read {}", file.display()))?;
    match CollectionPublic::from_text(&text) {
        Ok(public) => {
            println!("public key {}", file.display());
            describe(&public);
        }
        Err(KeyError::PrivateGiven | KeyError::NoPem) => {
            let key = file::read_private(file)?;
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
