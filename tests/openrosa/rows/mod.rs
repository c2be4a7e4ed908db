//! The conformance checklist of the wire, row by row: each story carries the numbers of the rows that it shows, in the
//! order of the checklist, and runs on both databases. `docs/openrosa.md` has the table of all rows; one test
//! holds the two together.

mod authentication;
mod edits;
mod encryption;
pub mod entities;
mod form_list;
mod forms_and_media;
mod preflight;
mod pull_and_push;
mod settings_code;
mod submission;

use crate::support::form::instance_id;
use crate::support::{
    Answer, Answers, Database, Multipart, Phone, Server, eventually, general_form,
};

/// A project of no agency, whose form `wells` has no key: what phones send there is plain.
struct Open {
    server: Server,
    project: i64,
    phone: Phone,
}

impl Open {
    fn new(on: Database) -> Self {
        Self::with(on, &[])
    }

    fn with(on: Database, variables: &[(&str, &str)]) -> Self {
        let server = Server::demo_with(on, variables);
        let (project, phone) =
            crate::api::open_project(&server, &general_form("wells", "1", &["depth"]));
        Self {
            server,
            project,
            phone,
        }
    }

    /// The answers of `wells` as a phone writes them.
    fn filled(&self, id: &str, answers: &[(&str, &str)]) -> String {
        self.phone.form("wells").fill(id, &Answers::of(answers))
    }

    /// Sends `wells` with these answers and files; gives its instanceID.
    fn sent(&self, answers: &[(&str, &str)], files: &[(&str, &[u8])]) -> String {
        let id = instance_id();
        let body = files.iter().fold(
            Multipart::new().xml(&self.filled(&id, answers)),
            |body, (name, bytes)| body.file(name, bytes),
        );
        self.phone.post(&body).expect(201);
        id
    }

    fn path(&self, id: &str) -> String {
        format!("/v1/projects/{}/forms/wells/submissions/{id}", self.project)
    }

    /// Which files a submission names, and which of them are here.
    fn files(&self, id: &str) -> Vec<(String, bool)> {
        let list = self
            .server
            .admin()
            .get(&format!("{}/attachments", self.path(id)))
            .expect(200)
            .list();
        list.iter()
            .map(|file| {
                (
                    file["name"].as_str().unwrap().to_owned(),
                    file["exists"].as_bool().unwrap(),
                )
            })
            .collect()
    }

    /// What is in a file, as the admin reads it.
    fn file(&self, id: &str, name: &str) -> Answer {
        let path = format!("{}/attachments/{name}", self.path(id));
        let admin = self.server.admin();
        eventually("the file can be read", 10.0, || {
            let read = admin.get(&path);
            (read.status == 200).then_some(read)
        })
    }

    /// The answers, as the admin reads them.
    fn xml(&self, id: &str) -> String {
        let path = format!("{}.xml", self.path(id));
        let admin = self.server.admin();
        eventually("the answers can be read", 10.0, || {
            let read = admin.get(&path);
            (read.status == 200).then(|| read.text())
        })
    }
}

/// An answer that Collect counts as sent.
#[track_caller]
pub fn is_taken(answer: &Answer) {
    assert!(
        [201, 202].contains(&answer.status),
        "{}: {}",
        answer.status,
        answer.text()
    );
}

impl Open {
    /// An instance of a version that the phone need not have now.
    fn filled_with(&self, version: &str, id: &str) -> String {
        format!(
            "<data id=\"wells\" version=\"{version}\"><name>North</name>\
             <meta><instanceID>{id}</instanceID></meta></data>"
        )
    }
}
