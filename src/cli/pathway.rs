//! `waypost pathway`: test a folder of tables, and see what they would change.
#![allow(clippy::print_stdout, reason = "a command")]

use std::path::PathBuf;

use super::Place;
use super::house;
use crate::vault::pathway::TableFiles;

/// `waypost pathway …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Compile the tables of a folder and run their own test cases
    Test(Test),
    /// Say what the tables of a folder would have changed in the last 90 days, in counts; on the machine that holds the root key
    DryRun(DryRun),
}

/// `waypost pathway test`
#[derive(clap::Args)]
pub struct Test {
    /// Folder with facts.csv, services.csv, templates.csv, rules.csv and cases.csv
    folder: PathBuf,
}

/// `waypost pathway dry-run`
#[derive(clap::Args)]
pub struct DryRun {
    #[command(flatten)]
    place: Place,
    /// Folder with the proposed tables
    folder: PathBuf,
}

/// Runs it.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Test(args) => test(&args),
        Command::DryRun(args) => dry_run(args),
    }
}

fn test(args: &Test) -> anyhow::Result<()> {
    let (pathway, report) = TableFiles::read(&args.folder)?.test()?;
    println!(
        "{} rules, {} services, {} facts: all {} cases pass; every rule has one that fires it and one that must not.",
        pathway.rules().count(),
        pathway.services().len(),
        pathway.vocabulary().len(),
        report.cases
    );
    Ok(())
}

fn dry_run(args: DryRun) -> anyhow::Result<()> {
    let (proposed, _) = TableFiles::read(&args.folder)?.test()?;
    let settings = args.place.settings()?;
    let (store, blobs) = house::ground(&settings)?;
    let vault = house::vault_at_rest(&settings, &store, &blobs)?;
    let run = vault.dry_run(&proposed)?;
    println!(
        "Cases of the last 90 days: {}. Something else would have been asked for: {}.",
        run.cases, run.changed
    );
    if !run.services.is_empty() {
        println!(
            "{:<24}{:>14}{:>14}{:>14}{:>14}",
            "service", "more", "fewer", "sooner", "later"
        );
    }
    for (service, change) in &run.services {
        let cells = [change.more, change.fewer, change.sooner, change.later];
        let cells: String = cells
            .iter()
            .map(|count| format!("{:>14}", count.to_string()))
            .collect();
        println!("{service:<24}{cells}");
    }
    if run.locked > 0 {
        println!(
            "Not looked at: {} agencies whose keys are locked.",
            run.locked
        );
    }
    Ok(())
}
