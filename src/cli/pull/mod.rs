//! `waypost pull`: moves in from another server. Takes forms and submissions from a server that speaks the Briefcase API
//! (KoboToolbox, Ona, Aggregate, Waypost) or Central's, and gives the submissions to a Waypost as a phone would.
//!
//! It knows no database and no key: what was encrypted stays encrypted, and the server decides what it takes. What has
//! been done is written down in the folder, so that it goes on where it was interrupted.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

mod http;
mod journal;
mod source;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Context as _;
use zeroize::Zeroizing;

use http::{Client, Login, Multipart};
use journal::Journal;
use source::{Form, Source};

/// `waypost pull`
#[derive(clap::Args)]
pub struct Args {
    /// Where from: https://kc.example, or https://central.example/v1/projects/7 with --central
    #[arg(long)]
    from: String,
    /// The source is ODK Central (its own API; it has no Briefcase API)
    #[arg(long)]
    central: bool,
    /// User name (Central: e-mail) there
    #[arg(long)]
    user: Option<String>,
    /// File with the password; else WAYPOST_PULL_PASSWORD
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// File with a session's token there, instead of user name and password
    #[arg(long, conflicts_with = "user")]
    token_file: Option<PathBuf>,
    /// Only these forms
    #[arg(long = "form")]
    forms: Vec<String>,
    /// Where forms, and what has been done, are kept
    #[arg(long)]
    into: PathBuf,
    /// A Waypost phone's address (https://host/v1/key/…): submissions go there. Unset: only the forms are taken
    #[arg(long, env = "WAYPOST_PULL_TO", hide_env_values = true)]
    to: Option<String>,
}

/// Runs it.
pub fn run(args: Args) -> anyhow::Result<()> {
    let login = login(&args)?;
    let source = Source::at(Client::new(&args.from, login)?, args.central);
    let target = args.to.as_deref().map(|to| Client::new(to, Login::None));
    let target = target.transpose()?;
    let forms = source.forms().context("the list of forms")?;
    let wanted = |form: &&Form| args.forms.is_empty() || args.forms.contains(&form.id);
    let mut left = 0;
    for form in forms.iter().filter(wanted) {
        let folder = args.into.join(journal::file_name(&form.id));
        take_form(&source, form, &folder)?;
        match &target {
            Some(target) => {
                left += move_submissions(&source, form, target, Journal::open(&folder)?)?
            }
            None => println!("{}: the form is in {}", form.id, folder.display()),
        }
    }
    if target.is_none() {
        println!(
            "Publish the forms, make a phone that may use them, then run this again with --to."
        );
    }
    anyhow::ensure!(
        left == 0,
        "{left} submissions were not taken; why stands in left.txt beside each form. Mend the cause and run this again: \
         what has been taken is not asked for again"
    );
    Ok(())
}

fn login(args: &Args) -> anyhow::Result<Login> {
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        anyhow::Ok(Zeroizing::new(text.trim().to_owned()))
    };
    if let Some(file) = &args.token_file {
        return Ok(Login::Token(read(file)?));
    }
    let Some(user) = &args.user else {
        return Ok(Login::None);
    };
    let password = match &args.password_file {
        Some(file) => read(file)?,
        None => std::env::var("WAYPOST_PULL_PASSWORD")
            .map(Zeroizing::new)
            .context("--user needs --password-file or WAYPOST_PULL_PASSWORD")?,
    };
    Ok(Login::Password {
        user: user.clone(),
        password,
    })
}

/// Keeps a form and its files in the folder, where they are not there yet.
fn take_form(source: &Source, form: &Form, folder: &std::path::Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let xml = source.client().get(&form.download)?;
    std::fs::write(folder.join("form.xml"), &xml)?;
    for file in source.files_of(form)? {
        let bytes = source.client().get(&file.url)?;
        std::fs::write(folder.join(journal::file_name(&file.name)), &bytes)?;
    }
    Ok(())
}

/// Answers how many were not taken.
fn move_submissions(
    source: &Source,
    form: &Form,
    target: &Client,
    mut journal: Journal,
) -> anyhow::Result<usize> {
    let ids = source.submissions(form).with_context(|| form.id.clone())?;
    let waiting: Vec<&String> = ids.iter().filter(|id| !journal.has(id)).collect();
    let mut progress = Progress::new(&form.id, waiting.len());
    let mut left = Vec::new();
    for id in waiting {
        match move_one(source, form, target, id) {
            Ok(()) => journal.done(id)?,
            Err(why) => left.push(format!("{id}\t{why:#}")),
        }
        progress.step();
    }
    progress.end(ids.len(), left.len());
    journal.left(&left)?;
    Ok(left.len())
}

fn move_one(source: &Source, form: &Form, target: &Client, id: &str) -> anyhow::Result<()> {
    let pulled = source.submission(form, id)?;
    let first = Multipart::new().xml(&pulled.xml);
    // One file a request: none is ever too large together with others.
    if pulled.files.is_empty() {
        return target.submit(first);
    }
    for file in &pulled.files {
        let bytes = source.client().get(&file.url)?;
        let body = Multipart::new().xml(&pulled.xml).file(&file.name, &bytes);
        target.submit(body)?;
    }
    Ok(())
}

/// A bar on a terminal, lines elsewhere.
struct Progress {
    what: String,
    all: usize,
    done: usize,
    bar: bool,
}

impl Progress {
    fn new(what: &str, all: usize) -> Self {
        Self {
            what: what.to_owned(),
            all,
            done: 0,
            bar: std::io::stderr().is_terminal(),
        }
    }

    fn step(&mut self) {
        self.done += 1;
        if self.bar {
            let filled = 30 * self.done / self.all.max(1);
            let (done, all, what) = (self.done, self.all, &self.what);
            let bar = "█".repeat(filled) + &"·".repeat(30 - filled);
            eprint!("\r{what} {bar} {done} of {all}");
        }
    }

    fn end(&self, known: usize, left: usize) {
        if self.bar && self.all > 0 {
            eprintln!();
        }
        let moved = self.all - left;
        let before = known - self.all;
        println!(
            "{}: {moved} moved, {before} were moved before, {left} left",
            self.what
        );
    }
}
