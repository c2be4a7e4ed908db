//! `waypost form`: what the author of a form does before uploading it: convert it, and look at it as a publish would.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::Serialize;

use super::{Place, house};
use crate::openrosa::FormDefinition;
use crate::openrosa::lint::{self, Finding};
use crate::service::conversion::{ConversionError, Converted, Converter, Message, Source};

/// `waypost form …`
#[derive(clap::Subcommand)]
pub enum Command {
    /// Look at forms as a publish in an agency's project would, and say what must be mended
    Lint(Lint),
    /// Make XForm XML of an XLSForm, by pyxform
    Convert(Convert),
}

/// `waypost form lint`
#[derive(clap::Args)]
pub struct Lint {
    #[command(flatten)]
    place: Place,
    /// XForm XML; or an XLSForm (.xlsx, .md, …), which is converted first
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// As in a project that takes forms of a stage only
    #[arg(long)]
    require_stage: bool,
    /// As in a project without an agency, where nothing is encrypted
    #[arg(long)]
    without_agency: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// `waypost form convert`
#[derive(clap::Args)]
pub struct Convert {
    #[command(flatten)]
    place: Place,
    /// The XLSForm: .xlsx, .xlsm, .xls, .md or .csv
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the XML goes; unset: to standard output
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

/// Runs it.
///
/// # Errors
/// When something must be mended, or a file cannot be read.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Lint(args) => lint(&args),
        Command::Convert(args) => convert(&args),
    }
}

/// One file and what there is to say about it.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    file: String,
    form_id: Option<String>,
    stage: Option<String>,
    findings: Vec<Finding>,
    /// What pyxform says of an XLSForm.
    conversion: Vec<Message>,
    /// Why it could not be looked at.
    error: Option<String>,
}

impl Report {
    fn passes(&self) -> bool {
        let blocks =
            self.findings.iter().any(|f| f.blocks) || self.conversion.iter().any(|m| m.blocks);
        !blocks && self.error.is_none()
    }
}

fn lint(args: &Lint) -> anyhow::Result<()> {
    let converter = Converter::of(&args.place.settings()?);
    let project = lint::Project {
        agency: !args.without_agency,
        requires_stage: args.require_stage,
    };
    let mut reports = Vec::new();
    for file in &args.files {
        let report = look_at(file, &converter, project);
        if !args.json {
            print(&report);
        }
        reports.push(report);
    }
    let said = |report: &Report| report.findings.len() + report.conversion.len();
    let findings: usize = reports.iter().map(said).sum();
    let refused = reports.iter().filter(|report| !report.passes()).count();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    } else {
        println!("{}, {}", files(reports.len()), counted(findings, "finding"));
    }
    match refused {
        0 => Ok(()),
        n => bail!("{} cannot be published like this", files(n)),
    }
}

fn files(n: usize) -> String {
    counted(n, "file")
}

fn counted(n: usize, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

fn look_at(file: &Path, converter: &Converter, project: lint::Project) -> Report {
    let mut report = Report {
        file: file.display().to_string(),
        ..Report::default()
    };
    match read(file, converter, &mut report.conversion) {
        Err(error) => report.error = Some(format!("{error:#}")),
        Ok(None) => {}
        Ok(Some(form)) => {
            report.findings = lint::lint(&form, project);
            report.stage = form.stage.map(|stage| stage.to_string());
            report.form_id = Some(form.form_id);
        }
    }
    report
}

/// The form in a file; none when `said` holds why it does not convert.
fn read(
    file: &Path,
    converter: &Converter,
    said: &mut Vec<Message>,
) -> anyhow::Result<Option<FormDefinition>> {
    let bytes = std::fs::read(file).context("cannot be read")?;
    let xml = match source(file, bytes) {
        Err(xml) => xml,
        Ok(source) => match house::block_on(converter.convert(&source))? {
            Ok(made) => {
                said.extend(made.warnings);
                made.xml
            }
            Err(ConversionError::Table(messages)) => {
                said.extend(messages);
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        },
    };
    Ok(Some(FormDefinition::parse(&xml).context("is not a form")?))
}

fn source(file: &Path, bytes: Vec<u8>) -> Result<Source, Vec<u8>> {
    let name = file.file_name().unwrap_or_default();
    Source::of_file(&name.to_string_lossy(), bytes)
}

fn print(report: &Report) {
    let file = &report.file;
    if let Some(error) = &report.error {
        eprintln!("{file}: {error}");
    }
    for message in &report.conversion {
        print!("{}", told(file, message));
    }
    for finding in &report.findings {
        let path = finding.path.as_deref().map(|path| format!(" {path}"));
        println!(
            "{file}: {} ({}){}: {finding}",
            finding.code,
            weight(finding.blocks),
            path.unwrap_or_default()
        );
    }
}

fn weight(blocks: bool) -> &'static str {
    if blocks { "error" } else { "warning" }
}

/// A message of pyxform's, and its row below it.
fn told(file: &str, message: &Message) -> String {
    let text = message.message.replace('\n', " ");
    let (weight, place) = (weight(message.blocks), message.place());
    let row = message.source.as_deref().map(|row| format!("    {row}\n"));
    format!(
        "{file}: xlsform ({weight}) {place}: {text}\n{}",
        row.unwrap_or_default()
    )
}

fn convert(args: &Convert) -> anyhow::Result<()> {
    let file = &args.file;
    let name = file.display().to_string();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let Ok(source) = source(file, bytes) else {
        bail!("{name} is no XLSForm: its name ends in none of .xlsx, .xlsm, .xls, .md, .csv");
    };
    let converter = Converter::of(&args.place.settings()?);
    let made = match house::block_on(converter.convert(&source))? {
        Err(ConversionError::Table(messages)) => {
            messages.iter().for_each(|m| eprint!("{}", told(&name, m)));
            bail!("{name} does not convert");
        }
        other => other?,
    };
    let warnings = &made.warnings;
    warnings.iter().for_each(|m| eprint!("{}", told(&name, m)));
    write(args.out.as_deref(), &made)
}

fn write(out: Option<&Path>, made: &Converted) -> anyhow::Result<()> {
    let Some(out) = out else {
        let mut stream = std::io::stdout().lock();
        return stream
            .write_all(&made.xml)
            .context("cannot write to standard output");
    };
    std::fs::write(out, &made.xml).with_context(|| format!("cannot write {}", out.display()))?;
    if let Some(itemsets) = &made.itemsets {
        let beside = out.with_file_name("itemsets.csv");
        std::fs::write(&beside, itemsets)
            .with_context(|| format!("cannot write {}", beside.display()))?;
        eprintln!("{}: upload it as a file of the draft", beside.display());
    }
    Ok(())
}
