//! pyxform's `xls2xform` as a process: no shell, hardly any environment, a folder of its own, and limits on time, memory,
//! files and on how many run at once.

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::messages::{self, Table};
use super::{ConversionError, Converted, Source, SourceKind, largest};
use crate::config::Settings;
use crate::crypto::token;

/// The command's name on the PATH.
const COMMAND: &str = "xls2xform";
/// A form of 2000 questions takes pyxform 3 seconds.
const TIME: Duration = Duration::from_secs(60);
/// Conversions at once: each may take a whole core.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Bytes of memory: a small file may unpack to a large table.
const MEMORY: u64 = 2 << 30;
/// Bytes of what it may say.
const ANSWER: u64 = 1 << 20;
/// Variables that it keeps. Not settings of ours: what any program needs to start.
const KEPT: [&str; 3] = ["PATH", "HOME", "LANG"];
/// What a shell, and those who play one, answer for a command that is not there.
const NO_COMMAND: i32 = 127;

/// The converter, as settings say.
#[derive(Clone, Debug)]
pub struct Converter {
    program: PathBuf,
    largest: usize,
    largest_xml: usize,
    pub(super) time: Duration,
}

/// What `xls2xform --json` says.
#[derive(Deserialize)]
struct Answer {
    code: u32,
    #[serde(default)]
    message: String,
    #[serde(default)]
    warnings: Vec<String>,
}

impl Answer {
    /// 100 is "ok", 101 "ok with warnings", 999 anything else.
    fn is_good(&self) -> bool {
        matches!(self.code, 100 | 101)
    }
}

impl Converter {
    /// The command that settings name, or the one on the PATH.
    pub fn of(settings: &Settings) -> Self {
        let named = settings.forms.converter.clone();
        Self {
            program: named.unwrap_or_else(|| PathBuf::from(COMMAND)),
            largest: largest(settings),
            largest_xml: settings.limits.xml_bytes,
            time: TIME,
        }
    }

    /// Converts. Nothing of it stays on the disk.
    ///
    /// # Errors
    /// [`ConversionError`]; never for mere warnings.
    pub async fn convert(&self, source: &Source) -> Result<Converted, ConversionError> {
        if source.bytes.len() > self.largest {
            let most = self.largest / 1_000_000;
            return Err(ConversionError::TooLarge(format!(
                "an XLSForm may have {most} MB"
            )));
        }
        let turn = timeout(self.time, TURNS.acquire()).await;
        let _turn = turn
            .map_err(|_| ConversionError::Busy)?
            .map_err(|_| ConversionError::Busy)?;
        let folder = Folder::make().map_err(|_| NO_FOLDER)?;
        let name = file_name(&source.fallback_id);
        let input = folder.0.join(format!("{name}.{}", source.kind.ending()));
        let output = folder.0.join(OUTPUT);
        std::fs::write(&input, &source.bytes).map_err(|_| NO_FOLDER)?;
        let answer = timeout(self.time, self.answer(&folder.0, &input, &output)).await;
        let answer = answer.map_err(|_| ConversionError::Failed("took too long"))??;

        let table = (source.kind == SourceKind::Markdown)
            .then(|| Table::read(&String::from_utf8_lossy(&source.bytes)));
        let mut warnings = Vec::new();
        for text in &answer.warnings {
            warnings.extend(messages::read(text, false, table.as_ref()));
        }
        if !answer.is_good() {
            let mut all = messages::read(&answer.message, true, table.as_ref());
            all.extend(warnings);
            return Err(ConversionError::Table(all));
        }
        Ok(Converted {
            xml: self.made(&output)?.ok_or(NOTHING_MADE)?,
            warnings,
            itemsets: self.made(&folder.0.join("itemsets.csv"))?,
        })
    }

    /// Runs it to its end and reads what it says.
    async fn answer(
        &self,
        folder: &Path,
        input: &Path,
        output: &Path,
    ) -> Result<Answer, ConversionError> {
        let mut child = self.start(folder, input, output)?;
        let group = Group::of(&child);
        group.limit(self.largest_xml);
        let mut said = Vec::new();
        if let Some(errors) = child.stderr.take() {
            let read = errors.take(ANSWER).read_to_end(&mut said).await;
            read.map_err(|_| NO_ANSWER)?;
        }
        let status = child.wait().await.map_err(|_| NO_ANSWER)?;
        let lines = said.split(|byte| *byte == b'\n').rev();
        let mut answers = lines.filter_map(|line| serde_json::from_slice::<Answer>(line).ok());
        match answers.next() {
            Some(answer) => Ok(answer),
            None if status.code() == Some(NO_COMMAND) => Err(ConversionError::NotInstalled),
            None => Err(NO_ANSWER),
        }
    }

    fn start(&self, folder: &Path, input: &Path, output: &Path) -> Result<Child, ConversionError> {
        // A path from here, not from the folder in which it runs; a bare name is looked for on the PATH.
        let program = match self.program.components().count() {
            1 => self.program.clone(),
            _ => std::path::absolute(&self.program).unwrap_or_else(|_| self.program.clone()),
        };
        let kept = KEPT.iter().filter_map(|name| variable(name));
        let mut command = Command::new(program);
        // Without ODK Validate: what phones refuse beyond our own checks shows in tests, and it needs Java.
        command.args(["--json", "--skip_validate"]);
        command.arg(input).arg(output).current_dir(folder);
        command.env_clear().envs(kept);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::piped());
        command.process_group(0).kill_on_drop(true);
        command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ConversionError::NotInstalled,
            _ => ConversionError::Failed("does not start"),
        })
    }

    /// A file that it made, if it did.
    fn made(&self, path: &Path) -> Result<Option<Vec<u8>>, ConversionError> {
        match std::fs::metadata(path) {
            Err(_) => Ok(None),
            Ok(file) if file.len() > self.largest_xml as u64 => {
                let most = self.largest_xml / 1_000_000;
                let text = format!("a form's XML may have {most} MB, and this table makes more");
                Err(ConversionError::TooLarge(text))
            }
            Ok(_) => std::fs::read(path).map(Some).map_err(|_| NOTHING_MADE),
        }
    }
}

const OUTPUT: &str = "made.xml";
const NO_FOLDER: ConversionError = ConversionError::Failed("got no temporary folder");
const NO_ANSWER: ConversionError =
    ConversionError::Failed("does not answer as pyxform's xls2xform does");
const NOTHING_MADE: ConversionError =
    ConversionError::Failed("said that it made a form, and none is there");

fn variable(name: &'static str) -> Option<(&'static str, OsString)> {
    Some((name, std::env::var_os(name)?))
}

/// A file name that cannot lead out of its folder nor name another file there.
fn file_name(id: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let name: String = id
        .chars()
        .take(64)
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    if name.is_empty() { "form".into() } else { name }
}

/// A folder that only this user may look into, gone with this value.
struct Folder(PathBuf);

impl Folder {
    fn make() -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("waypost-{}", token::random_id()));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed was somebody else's doing; it holds a blank form.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The processes of one conversion. Dropped, they end: also what the command started and left behind.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(Pid::from_raw))
    }

    /// Best effort: where the system refuses, the other limits stand.
    fn limit(&self, largest_xml: usize) {
        #[cfg(target_os = "linux")]
        {
            use rustix::process::{Resource, Rlimit, prlimit};
            let files = (largest_xml as u64).saturating_mul(2);
            for (resource, most) in [(Resource::As, MEMORY), (Resource::Fsize, files)] {
                let limit = Rlimit {
                    current: Some(most),
                    maximum: Some(most),
                };
                let _ = prlimit(self.0, resource, limit);
            }
        }
        #[cfg(not(target_os = "linux"))]
        let _ = (largest_xml, MEMORY);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // None of them left is what it should be.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}
