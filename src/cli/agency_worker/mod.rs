//! `waypost agency-worker`: the vault of an agency that keeps its private keys at home. It fetches what phones sent, opens it
//! on this machine, hands back what is sealed to others, and serves pages to its own people on loopback.
#![allow(clippy::print_stdout, reason = "a command")]

mod courier;
mod hub;
mod queues;

use std::path::PathBuf;

use anyhow::Context as _;

use super::Place;
use super::house;
use crate::config::Settings;
use crate::domain::words::Custody;
use crate::store::settings as stored;
use crate::vault::Vault;
use crate::vault::home::{AGENCY, WORKER};
use crate::web::serve;
use crate::{hardening, telemetry};

/// `waypost agency-worker`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make the agency's keys on this machine; print the public halves for the hub
    Enroll(Enroll),
    /// Fetch, open, hand back; pages for this agency's people on loopback
    Run(Run),
}

/// `waypost agency-worker enroll`
#[derive(clap::Args)]
pub struct Enroll {
    #[command(flatten)]
    place: Place,
    /// The agency's id at the hub
    #[arg(long)]
    agency: String,
    /// Ask for a passphrase; without it the keys open whenever this machine runs
    #[arg(long)]
    passphrase: bool,
}

/// `waypost agency-worker run`
#[derive(clap::Args)]
pub struct Run {
    #[command(flatten)]
    place: Place,
    /// The hub's address, https://…
    #[arg(long)]
    hub: String,
    /// PEM file of the certificate that the hub's must descend from, if the public ones do not do
    #[arg(long)]
    hub_certificate: Option<PathBuf>,
    /// HOST:PORT for pages; on this machine only
    #[arg(long, default_value = "127.0.0.1:8383")]
    listen: String,
}

/// Runs it.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Enroll(args) => enroll(args),
        Command::Run(args) => work(args),
    }
}

fn enroll(args: Enroll) -> anyhow::Result<()> {
    let settings = args.place.settings()?;
    hardening::hold_secrets();
    let passphrase = match args.passphrase {
        true => Some(super::key::file::ask_new()?),
        false => None,
    };
    let custody = match args.passphrase {
        true => Custody::Passphrase,
        false => Custody::Unattended,
    };
    let (store, blobs) = house::ground(&settings)?;
    let vault = house::vault_at_rest(&settings, &store, &blobs)?;
    let passphrase = passphrase.as_ref().map(|text| text.as_str());
    print!("{}", vault.enroll(&args.agency, custody, passphrase)?);
    eprint_next(&settings, &vault)?;
    Ok(())
}

/// What to do with the file, beside it: the file itself may be on its way into another.
#[allow(clippy::print_stderr, reason = "standard output is the file")]
fn eprint_next(settings: &Settings, vault: &Vault) -> anyhow::Result<()> {
    let public = vault.courier()?.public().to_vec();
    eprintln!();
    eprintln!(
        "The private halves are in {} and nowhere else: back that folder up, with its root key apart.",
        settings.data.display()
    );
    eprintln!("Bring the lines above to the hub: Keys, \"Kept on our own machine\".");
    eprintln!(
        "Another key holder confirms them there after comparing this fingerprint by voice: {}",
        crate::crypto::digest::sha256_hex(&public)
    );
    Ok(())
}

fn work(args: Run) -> anyhow::Result<()> {
    let mut settings = args.place.settings()?;
    settings.server.listen = house::address(&args.listen)?;
    anyhow::ensure!(
        settings.server.listen.ip().is_loopback(),
        "pages of an agency's own machine are served on loopback only: --listen 127.0.0.1:PORT"
    );
    telemetry::start(&settings.log)?;
    hardening::hold_secrets();
    let (store, blobs) = house::ground(&settings)?;
    let named = |key: &'static str| {
        store
            .read_now("home", move |conn| stored::value(conn, key))?
            .context(
                "this folder has no keys of an agency: waypost agency-worker enroll makes them",
            )
    };
    let (agency, key) = (named(AGENCY)?, named(WORKER)?);
    let listener = serve::listen(&settings)?;
    let (standing, vault) = house::stand_with_vault(settings)?;
    let hub = hub::Hub::at(
        &args.hub,
        args.hub_certificate.as_deref(),
        key,
        vault.courier()?,
    )?;
    let courier = courier::Courier::start(courier::Post {
        hub,
        vault,
        store,
        blobs,
        agency,
    })?;
    println!(
        "The agency's worker serves {}",
        standing.house.settings.public_url()
    );
    serve::run(standing.house.clone(), listener)?;
    drop(courier);
    Ok(())
}
