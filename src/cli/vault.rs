//! `waypost vault`
#![allow(clippy::print_stdout, reason = "a command")]

use super::{Place, house};
use crate::vault::socket;
use crate::{hardening, telemetry};

/// `waypost vault`
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
}

/// Opens what phones sent and answers on its socket until told to stop.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = args.place.settings()?;
    settings.database.url = args.database.or(settings.database.url);
    telemetry::start(&settings.log)?;
    hardening::hold_secrets();
    let (store, blobs) = house::ground(&settings)?;
    let (vault, mut intake) = house::open_vault(&settings, &store, &blobs)?;
    let path = settings.vault_socket();
    println!("Waypost's vault answers on {}", path.display());
    house::block_on(async {
        let mut stop = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            served = socket::serve(vault, &path, settings.vault.serve_uid) => served,
            _ = stop.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    })??;
    intake.stop();
    Ok(())
}
