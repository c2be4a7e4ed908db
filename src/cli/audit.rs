//! `waypost audit`
#![allow(clippy::print_stdout, reason = "a command")]

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;

use super::Place;
use crate::service::chain;
use crate::store::{Store, StoreSettings};

/// `waypost audit …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Check that no entry was changed, removed, moved or put in since it was written; says where
    Verify(Verify),
}

/// `waypost audit verify`
#[derive(clap::Args)]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
    /// Folder of signed heads that were kept elsewhere
    #[arg(long, value_name = "FOLDER")]
    heads: Option<PathBuf>,
    /// The vault's public key as it was noted elsewhere (64 hexadecimal digits); else the database's word is taken
    #[arg(long, value_name = "HEX")]
    public_key: Option<String>,
}

/// Runs it.
///
/// # Errors
/// Where the chain does not hold.
pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Verify(args) = command;
    let mut settings = args.place.settings()?;
    settings.database.url = args.database.or(settings.database.url);
    let public = args
        .public_key
        .map(|text| hex::decode(text.trim()).context("--public-key wants 64 hexadecimal digits"))
        .transpose()?;
    let kept = match &args.heads {
        Some(folder) => chain::kept_heads(folder)
            .with_context(|| format!("cannot read heads in {}", folder.display()))?,
        None => Vec::new(),
    };
    let store = Store::open(&StoreSettings {
        url: settings.database_url(),
        readers: 1,
        writers: 1,
    })?;
    let began = Instant::now();
    let state = store.read_now("verify_audit", move |conn| {
        chain::check(conn, public.as_deref(), &kept)
    })?;
    let seconds = began.elapsed().as_secs_f64();
    match &state.broken {
        None => {
            println!("{} entries hold, checked in {seconds:.1} s", state.length);
            println!("{} signed heads agree with them", state.heads);
            if let Some(head) = &state.head {
                println!("newest hash {head}");
            }
            if state.unlinked > 0 {
                println!("{} newer entries are not in the chain yet", state.unlinked);
            }
            Ok(())
        }
        Some(broken) => {
            let entry = broken.seq.map(|seq| format!(", entry number {seq}"));
            anyhow::bail!(
                "the audit does not hold at link {}{}: {}. The {} links before it hold",
                broken.link,
                entry.unwrap_or_default(),
                broken.fault.text(),
                state.length
            )
        }
    }
}
