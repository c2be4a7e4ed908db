//! `waypost user`
#![allow(clippy::print_stdout, reason = "a command")]

use anyhow::Context as _;

use super::Place;
use super::house::{self, VaultPlace};
use crate::domain::words::Role;
use crate::service::accounts::{self, By, Invitation, Recovery, RecoveryReason};
use crate::service::agencies;

/// `waypost user …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Invite an admin, an auditor, somebody of the coordination body, or the first focal point of an agency; everybody else is invited by the
    /// agency's focal point
    Invite(Invite),
    /// Let somebody in again that lost the second factor: the only admin, or somebody without an agency for whom an admin asked on
    /// the pages. For an agency's focal point of whose helpers one is left, it only asks: that one agrees, and gets the link
    Recover(Recover),
}

/// `waypost user recover`
#[derive(clap::Args)]
pub struct Recover {
    #[command(flatten)]
    place: Place,
    /// E-mail address
    #[arg(long)]
    email: String,
}

/// `waypost user invite`
#[derive(clap::Args)]
pub struct Invite {
    #[command(flatten)]
    place: Place,
    /// E-mail address
    #[arg(long)]
    email: String,
    /// Name
    #[arg(long, default_value = "")]
    name: String,
    /// admin, auditor, coordination or focal_point
    #[arg(long)]
    role: Role,
    /// Code of the agency (focal_point only)
    #[arg(long)]
    agency: Option<String>,
}

/// Runs it.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Invite(args) => invite(args),
        Command::Recover(args) => recover(args),
    }
}

fn recover(args: Recover) -> anyhow::Result<()> {
    let standing = house::stand(args.place.settings()?, VaultPlace::AtRest)?;
    let house = &standing.house;
    let wanted = args.email.trim().to_lowercase();
    let done = house::block_on(async {
        let all = accounts::list(house, &house::operator()).await?;
        let user = all.into_iter().find(|user| user.email == wanted);
        let user = user.with_context(|| format!("nobody has the address {wanted:?}"))?;
        let why = RecoveryReason::Other;
        anyhow::Ok(accounts::ask_recovery(house, By::Operator, user.id, why).await?)
    })??;
    match done {
        Recovery::Asked(_) => println!(
            "Asked. The agency's data manager or supervisor agrees on the page /recoveries within 24 hours, and gets the link."
        ),
        Recovery::Done(link) => {
            println!(
                "The second factor is taken away. One-time link for {} (good for 72 hours; it sets the password):",
                link.user.email
            );
            println!("{}", link.url(&house.settings.public_url()));
        }
    }
    Ok(())
}

fn invite(args: Invite) -> anyhow::Result<()> {
    let standing = house::stand(args.place.settings()?, VaultPlace::AtRest)?;
    let house = &standing.house;
    let actor = house::operator();
    let link = house::block_on(async {
        let agency = match &args.agency {
            None => None,
            Some(code) => {
                let all = agencies::list(house, &actor).await?;
                let wanted = all
                    .into_iter()
                    .find(|a| a.agency.code.eq_ignore_ascii_case(code));
                Some(
                    wanted
                        .with_context(|| format!("no agency has the code {code:?}"))?
                        .agency
                        .id,
                )
            }
        };
        match (args.role, &agency) {
            (Role::FocalPoint, Some(agency)) => {
                Ok(accounts::bootstrap(house, By::Operator, agency, args.email, args.name).await?)
            }
            (role, None) if !role.is_of_an_agency() => {
                let invitation = Invitation {
                    email: args.email,
                    name: args.name,
                    role: args.role,
                    agency: None,
                };
                Ok(accounts::invite(house, By::Operator, invitation).await?)
            }
            (role, Some(_)) if !role.is_of_an_agency() => {
                anyhow::bail!("people of this role belong to no agency")
            }
            (Role::FocalPoint, None) => {
                anyhow::bail!("a focal point belongs to an agency: add --agency CODE")
            }
            _ => anyhow::bail!(
                "people who see what somebody said are invited by their own agency's focal point, on the pages"
            ),
        }
    })??;
    println!(
        "One-time link for {} (good for 72 hours; it sets the password):",
        link.user.email
    );
    println!("{}", link.url(&house.settings.public_url()));
    Ok(())
}
