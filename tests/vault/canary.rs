//! Distinctive words of answers stand nowhere in clear: not in the data folder, not in a dump, not in logs.

use std::path::Path;
use std::process::Command;

use crate::support::form::instance_id;
use crate::support::story::routed;
use crate::support::{
    Answers, Database, Envelope, Phone, Server, eventually, general_form, on_both,
};

/// Twenty words that nothing else on a computer contains, and the questions that get them.
const WORDS: [&str; 20] = [
    "brambleshade",
    "quillfeather",
    "mossgallery",
    "tindercrow",
    "saltmarrow",
    "ironheather",
    "candlewharf",
    "thistledown9",
    "ravenpocket",
    "oxbowlantern",
    "cinderplum",
    "fennelgate",
    "gallowmint",
    "harrowlark",
    "juniperash",
    "kestrelmoor",
    "larchwhistle",
    "nettlequay",
    "osprelane",
    "yarrowknock",
];

/// Fails if a word stands in the server's data folder (file names too), a dump of its database, or its logs.
pub fn stands_nowhere(server: &Server, words: &[&str]) {
    let mut places = vec![("the log".to_owned(), server.log().into_bytes())];
    collect(&server.data(), &mut places);
    if let Some(url) = server.database_url() {
        let dump = Command::new("pg_dump")
            .arg(url)
            .output()
            .expect("tests/run installs PostgreSQL");
        assert!(
            dump.status.success(),
            "{}",
            String::from_utf8_lossy(&dump.stderr)
        );
        assert!(dump.stdout.len() > 10_000, "the dump holds the database");
        places.push(("pg_dump".into(), dump.stdout));
    }
    for (place, bytes) in &places {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for word in words {
            assert!(!text.contains(word), "{word} stands in {place}");
            // Rows of bytes are written as hexadecimal in a dump; answers might be encoded elsewhere.
            assert!(
                !text.contains(&hex::encode(word)),
                "{word} stands in {place}, as hexadecimal"
            );
        }
    }
}

fn collect(folder: &Path, places: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, places);
        } else if path.metadata().is_ok_and(|m| m.is_file()) {
            let mut bytes = path.to_string_lossy().into_owned().into_bytes();
            bytes.extend(std::fs::read(&path).unwrap());
            places.push((path.display().to_string(), bytes));
        }
    }
}

/// A submission whose every answer and whose photo hold the words.
fn telling(phone: &Phone, form_id: &str) -> Envelope {
    let (form, id) = (phone.form(form_id), instance_id());
    let answers = WORDS.iter().fold(Answers::default(), |a, word| {
        a.with(&format!("q_{word}"), word)
    });
    let instance = form.fill(&id, &answers.with("name", WORDS[0]));
    let photo = WORDS.join(" ").repeat(2_000);
    Envelope::seal(&form, &id, &instance, &[("photo.jpg", photo.as_bytes())])
}

/// The form that asks for them. (Names of questions are no secret; they are other words than the answers.)
fn form_for_words(id: &str) -> String {
    let questions: Vec<String> = WORDS
        .iter()
        .map(|word| format!("q_{}", word.len()))
        .collect();
    let mut questions: Vec<&str> = questions.iter().map(String::as_str).collect();
    questions.sort_unstable();
    questions.dedup();
    general_form(id, "1", &questions)
}

on_both!(answers_stand_nowhere_in_clear);
fn answers_stand_nowhere_in_clear(on: Database) {
    let mut server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let project = server.credentials.projects[0].id;
    server.publish(project, &form_for_words("telling"));
    let phone = server.phone();

    let whole = telling(&phone, "telling");
    phone.send(&whole).expect(201);
    // One that waits for its photo for ever, one that is damaged, one whose agency is locked.
    let late = telling(&phone, "telling");
    let (name, bytes) = late.files.last().unwrap();
    let part = crate::support::Multipart::new()
        .xml(&late.manifest)
        .file(name, bytes);
    phone.post(&part).expect(201);
    let mut damaged = telling(&phone, "telling");
    damaged.files[0].1[40] ^= 1;
    phone.send(&damaged).expect(201);
    routed(&server);

    // Reading is where words come out: by the API and by whoever may, then nothing stays behind.
    let reader = server.person("supervisor", server.credentials.collecting());
    let path = format!(
        "/v1/projects/{project}/forms/telling/submissions/{}",
        whole.instance_id
    );
    let read = reader.get(&format!("{path}.xml")).expect(200).text();
    assert!(
        WORDS.iter().all(|word| read.contains(word)),
        "the words are there for whoever may read: {read}"
    );

    stands_nowhere(&server, &WORDS);
    server.stop();
    stands_nowhere(&server, &WORDS);
}

on_both!(a_project_without_an_agency_keeps_no_plain_text_either);
fn a_project_without_an_agency_keeps_no_plain_text_either(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let (project, phone) = crate::api::open_project(&server, &form_for_words("telling"));
    let (form, id) = (phone.form("telling"), instance_id());
    assert!(form.key.is_none());
    let answers = WORDS.iter().fold(Answers::default(), |a, word| {
        a.with(&format!("q_{word}"), word)
    });
    let photo = WORDS.join(" ").repeat(2_000);
    let instance = form.fill(&id, &answers.with("photo", "photo.jpg"));
    let body = crate::support::Multipart::new()
        .xml(&instance)
        .file("photo.jpg", photo.as_bytes());
    phone.post(&body).expect(201);
    let path = format!("/v1/projects/{project}/forms/telling/submissions/{id}.xml");
    let admin = server.admin();
    eventually("the admin of an open project reads", 10.0, || {
        let read = admin.get(&path);
        (read.status == 200 && WORDS.iter().all(|word| read.text().contains(word))).then_some(())
    });
    stands_nowhere(&server, &WORDS);
}
