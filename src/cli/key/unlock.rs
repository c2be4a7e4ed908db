//! `waypost key unlock`: a key holder at the vault's own machine. The passphrase goes to the vault's socket and never
//! through `serve`.

#![allow(clippy::print_stdout)]

use anyhow::{Context as _, bail};
use zeroize::Zeroizing;

use super::super::{Place, house};
use super::file::ask;
use crate::domain::session::Via;
use crate::store::{Store, StoreSettings, agencies};
use crate::vault::client::{Code, Port as _, Reply, Request, VaultError};
use crate::vault::socket::Remote;

/// `waypost key unlock`
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
    /// Code of the agency
    #[arg(long)]
    agency: String,
    /// The key holder's e-mail address; the password is asked for
    #[arg(long)]
    email: String,
}

/// Runs it.
///
/// # Errors
/// Why the vault does not unlock.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = args.place.settings()?;
    settings.database.url = args.database.or(settings.database.url);
    let store = Store::open(&StoreSettings {
        url: settings.database_url(),
        readers: 1,
        writers: 1,
    })?;
    let all = store.read_now("agencies", agencies::all)?;
    let agency = all
        .into_iter()
        .find(|agency| agency.code.eq_ignore_ascii_case(&args.agency))
        .with_context(|| format!("no agency has the code {:?}", args.agency))?;
    let vault = Remote::at(settings.vault_socket());
    let password = ask("Your password: ")?;
    let passphrase = ask(&format!("Passphrase of the keys of {}: ", agency.name))?;
    let open = house::block_on(async {
        let signed_in = vault
            .ask(Request::SignIn {
                email: args.email,
                password,
                code: Code::Missing,
                via: Via::PROGRAM,
            })
            .await;
        let signed_in = match signed_in {
            Ok(Reply::CodeNeeded { app: false, .. }) => {
                bail!("passkeys are shown in a browser only: set up an app with codes as well")
            }
            Ok(Reply::CodeNeeded { halfway, .. }) => {
                let code = ask("The code of your second factor: ")?;
                let via = Via::PROGRAM;
                vault.ask(Request::GiveCode { halfway, code, via }).await
            }
            other => other,
        };
        let session: Zeroizing<String> = match signed_in {
            Ok(Reply::SignedIn { token, .. }) => token,
            Ok(_) => bail!("the vault's answer was another's"),
            Err(VaultError::Unauthenticated) => bail!("this address and password sign nobody in"),
            Err(VaultError::WrongCode) => {
                bail!(
                    "the code is not right, or was used already; wait for the next one, after ten wrong ones a quarter of \
                     an hour"
                )
            }
            Err(error) => return Err(error.into()),
        };
        let id = agency.id.clone();
        let unlock = Request::Unlock {
            session,
            agency: id,
            passphrase,
        };
        match vault.ask(unlock).await {
            Ok(Reply::OneMore) => Ok(false),
            Ok(_) => Ok(true),
            Err(VaultError::Denied) => bail!("you hold no keys of this agency"),
            Err(VaultError::SecondFactor) => {
                bail!("set up your second factor first, on the page of your account")
            }
            Err(error) => Err(error.into()),
        }
    })??;
    if !open {
        println!("Right. The keys open when another holder unlocks too, within ten minutes.");
        return Ok(());
    }
    println!(
        "Unlocked. What waited for the keys of {} is being opened.",
        agency.name
    );
    Ok(())
}
