//! The real binary: commands that end, and commands that run until they are stopped.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// `waypost ARGS…`, ready to run, hearing no variables but those given later.
pub fn waypost<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WAYPOST_")) {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end and gives what it said.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Said {
    Said::from(waypost(arguments).output().unwrap())
}

/// What a command said before it ended.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Said {
    /// Both streams.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// Fails, with what it said, unless it ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.all());
        self
    }

    /// Fails unless it ended in an error that a person can read.
    #[track_caller]
    pub fn refused(self) -> Self {
        assert!(
            matches!(self.code, Some(code) if code != 0),
            "ended with {:?}: {}",
            self.code,
            self.all()
        );
        assert!(
            !self.err.trim().is_empty(),
            "refused without a word: {}",
            self.out
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self
    }
}

/// A program that runs until it is stopped or dropped; what it says goes to a file.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Starts the command, appending what it says to `log`.
    pub fn start(mut command: Command, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        Self {
            child,
            log: log.to_owned(),
        }
    }

    /// Fails, with what the program said, if it has ended.
    pub fn must_run(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!(
                "ended with {status}:\n{}",
                std::fs::read_to_string(&self.log).unwrap()
            );
        }
    }

    /// Asks it to stop (SIGTERM) and waits; it must end well within 20 seconds.
    pub fn stop(&mut self) {
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let said = || std::fs::read_to_string(&self.log).unwrap();
                assert!(
                    status.success(),
                    "did not end well when asked to stop: {status}\n{}",
                    said()
                );
                return;
            }
            assert!(Instant::now() < end, "did not stop within 20 seconds");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// SIGKILL, as when the power goes.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
