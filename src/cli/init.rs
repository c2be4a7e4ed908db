//! `waypost init`
#![allow(clippy::print_stdout, reason = "a command")]

use super::Place;
use super::house::{self, VaultPlace};
use crate::domain::words::Role;
use crate::service::accounts::{self, By, Invitation};

/// `waypost init`
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// E-mail address of the first admin
    #[arg(long)]
    email: String,
    /// Name of the first admin
    #[arg(long, default_value = "")]
    name: String,
    /// sqlite:PATH or postgres://…
    #[arg(long)]
    database: Option<String>,
}

/// Makes database, folders and keys, and the first admin's one-time link.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut settings = args.place.settings()?;
    settings.database.url = args.database.or(settings.database.url);
    let standing = house::stand(settings, VaultPlace::Here)?;
    let house = &standing.house;
    let invitation = Invitation {
        email: args.email,
        name: args.name,
        role: Role::Admin,
        agency: None,
    };
    let link = house::block_on(accounts::invite(house, By::Operator, invitation))??;
    println!(
        "The database stands: {}",
        if house.store.is_postgres() {
            "PostgreSQL"
        } else {
            "SQLite"
        }
    );
    println!("Data folder: {}", house.settings.data.display());
    println!(
        "Root key: {} (keep a copy where the database and its backups are not)",
        house.settings.root_key_file().display()
    );
    println!();
    println!(
        "One-time link for {} (good for 72 hours; it sets the password):",
        link.user.email
    );
    println!("{}", link.url(&house.settings.public_url()));
    println!();
    println!(
        "Next: waypost serve --with-vault --data {}",
        house.settings.data.display()
    );
    Ok(())
}
