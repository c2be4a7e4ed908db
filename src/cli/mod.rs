//! The commands. One file each; the only place that prints.

mod agency;
mod agency_worker;
mod audit;
mod bench_bare;
mod credentials;
mod demo;
pub mod demo_filling;
mod demo_forms;
mod demo_making;
mod demo_people;
mod form;
mod house;
mod init;
pub mod key;
pub mod open;
pub mod pathway;
mod pull;
mod serve;
mod user;
mod vault;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Settings;

/// From an encrypted phone to the right referral queue.
#[derive(Parser)]
#[command(name = "waypost", version, about, disable_help_subcommand = true)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: fictional agencies, people and phones on this machine
    Demo(demo::Args),
    /// Serve phones, programs and people
    Serve(serve::Args),
    /// Hold the keys: open what phones sent, answer `serve` on a socket
    Vault(vault::Args),
    /// Begin a real installation: database, and a one-time link for the first admin
    Init(init::Args),
    /// Add an agency
    #[command(subcommand)]
    Agency(agency::Command),
    /// Keep an agency's private keys on its own machine
    #[command(subcommand)]
    AgencyWorker(agency_worker::Command),
    /// Check the audit
    #[command(subcommand)]
    Audit(audit::Command),
    /// Invite a person
    #[command(subcommand)]
    User(user::Command),
    /// Convert and check forms, without a server
    #[command(subcommand)]
    Form(form::Command),
    /// Open an encrypted submission in a folder, without a server
    Open(open::Args),
    /// Make or look at a key, without a server
    Key(key::Args),
    /// Move in: take forms and submissions from another server
    Pull(pull::Args),
    /// Test the referral pathway's tables, and see what new ones would change
    #[command(subcommand)]
    Pathway(pathway::Command),
    /// Answer 201 to every body, for comparison in benchmarks
    #[command(hide = true)]
    BenchBare(bench_bare::Args),
}

/// Where the installation is.
#[derive(Args, Clone)]
pub struct Place {
    /// Data folder
    #[arg(long)]
    data: Option<PathBuf>,
    /// Settings file; unset: waypost.toml in the data folder, if it is there
    #[arg(long)]
    config: Option<PathBuf>,
}

impl Place {
    /// Settings of the file, the environment and the command line, each over the one before.
    fn settings(&self) -> anyhow::Result<Settings> {
        let mut folder = self
            .data
            .clone()
            .or_else(|| std::env::var_os("WAYPOST_DATA").map(PathBuf::from));
        if folder.is_none() && self.config.is_none() {
            folder = Some(Settings::default().data);
        }
        let standing = folder
            .as_ref()
            .map(|d| d.join("waypost.toml"))
            .filter(|f| f.exists());
        let mut settings = Settings::load(self.config.as_deref().or(standing.as_deref()))?;
        if let Some(data) = &self.data {
            settings.data = data.clone();
        }
        Ok(settings)
    }
}

/// Reads the command line and runs the command.
///
/// # Errors
/// A sentence for the person at the terminal.
pub fn run() -> anyhow::Result<()> {
    match Program::parse().command {
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Vault(args) => vault::run(args),
        Command::Init(args) => init::run(args),
        Command::Agency(command) => agency::run(command),
        Command::AgencyWorker(command) => agency_worker::run(command),
        Command::Audit(command) => audit::run(command),
        Command::User(command) => user::run(command),
        Command::Form(command) => form::run(command),
        Command::Open(args) => open::run(args),
        Command::Pull(args) => pull::run(args),
        Command::Key(args) => key::run(args),
        Command::Pathway(command) => pathway::run(command),
        Command::BenchBare(args) => bench_bare::run(args),
    }
}
