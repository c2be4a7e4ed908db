//! `waypost agency`
#![allow(clippy::print_stdout, reason = "a command")]

use super::Place;
use super::house::{self, VaultPlace};
use crate::domain::words::AgencyKind;
use crate::service::accounts::By;
use crate::service::{accounts, agencies};

/// `waypost agency …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Add an agency with its first project, and a one-time link for its first focal point
    Add(Add),
}

/// `waypost agency add`
#[derive(clap::Args)]
pub struct Add {
    #[command(flatten)]
    place: Place,
    /// Short code, e.g. HARBOR
    #[arg(long)]
    code: String,
    /// Name
    #[arg(long)]
    name: String,
    /// ngo, un, government, police, military, camp_management, health_facility, community or other
    #[arg(long, default_value = "ngo")]
    kind: AgencyKind,
    /// Service that it offers, e.g. medical (repeat)
    #[arg(long = "service", value_delimiter = ',')]
    services: Vec<String>,
    /// E-mail address of its first focal point, who invites everybody else
    #[arg(long)]
    focal_point: Option<String>,
}

/// Runs it.
pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Add(args) = command;
    let standing = house::stand(args.place.settings()?, VaultPlace::AtRest)?;
    let house = &standing.house;
    let actor = house::operator();
    let (agency, project, link) = house::block_on(async {
        let (agency, project) = agencies::add(
            house,
            &actor,
            &args.code,
            &args.name,
            args.kind,
            args.services,
        )
        .await?;
        let link = match args.focal_point {
            Some(email) => {
                Some(accounts::bootstrap(house, By::Operator, &agency, email, String::new()).await?)
            }
            None => None,
        };
        Ok::<_, crate::service::ServiceError>((agency, project, link))
    })??;
    println!(
        "Agency {} has the id {agency} and the project {project}.",
        args.code.to_uppercase()
    );
    if let Some(link) = link {
        println!();
        println!(
            "One-time link for its focal point {} (good for 72 hours):",
            link.user.email
        );
        println!("{}", link.url(&house.settings.public_url()));
    }
    println!();
    println!(
        "Next: its focal point invites a data manager; the two of them make the agency's keys."
    );
    Ok(())
}
