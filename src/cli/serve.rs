//! `waypost serve`
#![allow(clippy::print_stdout, reason = "a command")]

use std::path::PathBuf;

use super::Place;
use super::house::{self, VaultPlace};
use crate::web::serve;
use crate::{hardening, telemetry};

/// `waypost serve`
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// HOST:PORT to listen on
    #[arg(long)]
    listen: Option<String>,
    /// Hold the keys in this process too (a laptop); else run `waypost vault` beside it
    #[arg(long)]
    with_vault: bool,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
    /// PEM file of the certificate chain
    #[arg(long, requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// PEM file of the certificate's key
    #[arg(long, requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
}

/// Serves until told to stop.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = args.place.settings()?;
    if let Some(text) = &args.listen {
        settings.server.listen = house::address(text)?;
    }
    settings.database.url = args.database.or(settings.database.url);
    settings.server.tls_certificate = args.tls_certificate.or(settings.server.tls_certificate);
    settings.server.tls_key = args.tls_key.or(settings.server.tls_key);
    telemetry::start(&settings.log)?;
    if args.with_vault {
        hardening::hold_secrets();
    }
    let listener = serve::listen(&settings)?;
    let vault = if args.with_vault {
        VaultPlace::Here
    } else {
        VaultPlace::Elsewhere
    };
    let standing = house::stand(settings, vault)?;
    println!("Waypost serves {}", standing.house.settings.public_url());
    serve::run(standing.house.clone(), listener)?;
    Ok(())
}
