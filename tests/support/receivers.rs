//! A mail server (aiosmtpd) and a webhook's receiver, each a process of its own, that fail, hang and come back.

use std::collections::BTreeMap;
use std::process::{Child, Command};

use serde_json::Value;
use tempfile::TempDir;

use super::real_phone::python;
use super::{eventually, free_port, root};

/// One of them.
pub struct Receiver {
    kind: &'static str,
    folder: TempDir,
    process: Option<Child>,
    /// Where it listens.
    pub port: u16,
}

impl Receiver {
    /// A mail server.
    pub fn of_mail() -> Self {
        Self::begin("smtp")
    }

    /// A webhook's receiver.
    pub fn of_posts() -> Self {
        Self::begin("http")
    }

    fn begin(kind: &'static str) -> Self {
        let mut receiver = Self {
            kind,
            folder: tempfile::tempdir().unwrap(),
            process: None,
            port: free_port(),
        };
        receiver.feel("ok");
        receiver.start();
        receiver
    }

    /// What it does with messages from now on: `ok`, `fail`, `hang`, `lose`.
    pub fn feel(&self, mood: &str) {
        let (new, file) = (
            self.folder.path().join("new"),
            self.folder.path().join("mood"),
        );
        std::fs::write(&new, mood).unwrap();
        std::fs::rename(new, file).unwrap();
    }

    /// Starts it, at the same port.
    pub fn start(&mut self) {
        let process = Command::new(python())
            .arg(root().join("tests/support/receivers.py"))
            .arg(self.kind)
            .arg(self.port.to_string())
            .arg(self.folder.path())
            .spawn()
            .expect("python");
        self.process = Some(process);
        eventually("the receiver listens", 20.0, || {
            std::net::TcpStream::connect(("127.0.0.1", self.port)).ok()
        });
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Every message as it arrived, also what arrived twice.
    pub fn received(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("received"));
        let text = text.unwrap_or_default();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The messages as a receiver keeps them that knows by its id what it has: what came twice is the same to the byte.
    pub fn kept(&self) -> BTreeMap<String, Value> {
        let mut kept: BTreeMap<String, Value> = BTreeMap::new();
        for message in self.received() {
            let id = message["id"].as_str().unwrap().to_owned();
            let before = kept.insert(id.clone(), message.clone());
            if let Some(before) = before {
                assert_eq!(before["body"], message["body"], "{id}");
            }
        }
        kept
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.kill();
    }
}
