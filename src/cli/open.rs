//! `waypost open`: a folder with one encrypted submission and the private key → its plaintext files, checked. Works
//! without a server and a database, for an auditor or after a disaster; it alone tells why something does not open.

#![allow(clippy::print_stdout)]

use std::collections::{HashMap, HashSet};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use super::key::read_private;
use crate::crypto::odk::plain_name;
use crate::openrosa::envelope::{Envelope, Submitted};
use crate::openrosa::xml::{Event, Reader};
use crate::vault::open::{Opened, open_telling};

/// Opens one encrypted submission offline and checks that it is complete and unaltered.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The private key, PEM (PKCS#8 or PKCS#1), or a file of `waypost key passphrase`.
    #[arg(long, value_name = "PEM")]
    key: PathBuf,
    /// Where the plaintext files go. Made if it is not there; nothing in it is overwritten.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The submission: `submission.xml` and the files that it names.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Runs the command. Nothing is written unless everything opened and checked.
///
/// # Errors
/// What to do, naming key, signature or content when it is one of them.
pub fn run(args: Args) -> anyhow::Result<()> {
    let key = read_private(&args.key)?;
    let manifest = Manifest::find(&args.folder)?;
    let envelope = manifest.read()?;
    let files = manifest.files(&envelope)?;
    let opened = open_telling(&envelope, &|name| files.get(name).map(Vec::as_slice), &key)?;

    let written = write(&args.out, &envelope, &opened)?;
    println!("complete and unaltered");
    println!(
        "form {}, version {}",
        envelope.form_id,
        envelope.version.as_deref().unwrap_or("(none)")
    );
    println!("instance {}", envelope.instance_id);
    for path in written {
        println!("{}", path.display());
    }
    Ok(())
}

/// The manifest's file, and what stands before each file's name in this folder.
#[derive(Debug)]
struct Manifest {
    folder: PathBuf,
    prefix: String,
}

impl Manifest {
    /// `submission.xml`; else the one file whose name ends so, as collections of samples have it
    /// (`first-submission.xml` beside `first-submission.xml.enc`).
    fn find(folder: &Path) -> anyhow::Result<Self> {
        let this = |prefix: &str| Self {
            folder: folder.to_owned(),
            prefix: prefix.to_owned(),
        };
        if folder.join("submission.xml").is_file() {
            return Ok(this(""));
        }
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let prefixes: Vec<_> = names
            .filter_map(|n| n.strip_suffix("submission.xml").map(str::to_owned))
            .collect();
        match prefixes.as_slice() {
            [prefix] => Ok(this(prefix)),
            [] => bail!("there is no submission.xml in {}", folder.display()),
            _ => bail!(
                "there is more than one submission in {}: give each a folder",
                folder.display()
            ),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}{name}", self.prefix))
    }

    fn read(&self) -> anyhow::Result<Envelope> {
        let path = self.path("submission.xml");
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        match Submitted::parse(&bytes)
            .with_context(|| format!("content: {} is not readable", path.display()))?
        {
            Submitted::Envelope(envelope) => {
                // Older phones repeat it on the root. We read `meta`, others read the root: both must say the same.
                let repeated = root_instance_id(&bytes).is_none_or(|id| id == envelope.instance_id);
                ensure!(
                    repeated,
                    "signature: submission.xml has two instanceIDs, and one was never signed"
                );
                Ok(envelope)
            }
            Submitted::Plain(_) => bail!(
                "{} is not encrypted: there is nothing to open",
                path.display()
            ),
        }
    }

    /// The files that the manifest names and the folder has.
    fn files(&self, envelope: &Envelope) -> anyhow::Result<HashMap<String, Vec<u8>>> {
        let mut files = HashMap::new();
        let mut outputs = HashSet::new();
        for name in envelope
            .media
            .iter()
            .chain([&envelope.xml_file])
            .filter(|name| !name.trim().is_empty())
        {
            ensure!(
                is_file_name(name) && is_file_name(plain_name(name)),
                "content: {name:?} is not a file name"
            );
            ensure!(
                outputs.insert(plain_name(name)),
                "content: {name} is named twice"
            );
            let path = self.path(name);
            if path.is_file() {
                let bytes = std::fs::read(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                files.insert(name.clone(), bytes);
            }
        }
        Ok(files)
    }
}

/// The `instanceID` attribute of the root element.
fn root_instance_id(manifest: &[u8]) -> Option<String> {
    let mut reader = Reader::new(manifest).ok()?;
    while let Some(event) = reader.next().ok()? {
        if matches!(event, Event::Start(_)) {
            return reader
                .attribute("instanceID")
                .map(|id| id.trim().to_owned());
        }
    }
    None
}

/// Whether a name stays in its folder and does no harm on a terminal.
fn is_file_name(name: &str) -> bool {
    let ends = name.trim_matches('.').is_empty();
    !ends
        && name.len() <= 255
        && !name
            .chars()
            .any(|c| c.is_control() || c == '/' || c == '\\')
}

/// Writes all files or none.
fn write(out: &Path, envelope: &Envelope, opened: &Opened) -> anyhow::Result<Vec<PathBuf>> {
    let xml = (plain_name(&envelope.xml_file), &opened.xml);
    let files = opened
        .media
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes))
        .chain([xml]);
    let files: Vec<_> = files.map(|(name, bytes)| (out.join(name), bytes)).collect();
    for (path, _) in &files {
        ensure!(
            !path.exists(),
            "{} is already there: nothing was written",
            path.display()
        );
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(out);
    made.with_context(|| format!("cannot make {}", out.display()))?;
    let mut written = Vec::new();
    for (path, bytes) in files {
        let done = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| {
                written.push(path.clone());
                file.write_all(bytes).and_then(|()| file.sync_all())
            });
        if let Err(error) = done {
            for path in written {
                // What is left after this is named by the error.
                let _ = std::fs::remove_file(path);
            }
            return Err(error).with_context(|| format!("cannot write {}", path.display()));
        }
    }
    // The directory entry too: a disaster is no time for a half-written folder.
    let _ = File::open(out).and_then(|dir| dir.sync_all());
    Ok(written)
}

#[cfg(test)]
mod tests;
