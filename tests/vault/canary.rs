//! Distinctive words of answers stand nowhere in clear: not in the data folder, not in a dump, not in logs.

use std::path::Path;
use std::process::Command;

use crate::support::form::instance_id;
use crate::support::story::{lock, referrals, routed, unlock};
use crate::support::{
    Answers, Client, Database, Envelope, Phone, Server, eventually, general_form, memory, on_both,
    thorough,
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

/// Distinctive words and private keys that stand in the memory of a process.
fn remembered(pid: u32, secrets: &[Vec<u8>]) -> Vec<String> {
    let mut needles: Vec<&[u8]> = WORDS.iter().map(|word| word.as_bytes()).collect();
    needles.extend(secrets.iter().map(Vec::as_slice));
    let shown = |needle: &[u8]| match std::str::from_utf8(needle) {
        Ok(word) if WORDS.contains(&word) => word.to_owned(),
        _ => format!("a secret of {} bytes", needle.len()),
    };
    memory::found(pid, &needles)
        .into_iter()
        .map(shown)
        .collect()
}

/// Reads a submission and its photo as somebody who may; the connection ends with the reader.
fn read(who: Client, project: i64, instance: &str) {
    let path = format!("/v1/projects/{project}/forms/telling/submissions/{instance}");
    let said = who.get(&format!("{path}.xml")).expect(200).text();
    assert!(WORDS.iter().all(|word| said.contains(word)), "{said}");
    let photo = who
        .get(&format!("{path}/attachments/photo.jpg"))
        .expect(200);
    assert!(photo.text().contains(WORDS[3]), "the photo is read too");
}

on_both!(what_was_opened_and_read_leaves_no_trace_in_memory_and_on_disk);
fn what_was_opened_and_read_leaves_no_trace_in_memory_and_on_disk(on: Database) {
    let mut server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let agency = server.credentials.under_passphrase().clone();
    let project = server.credentials.project(&agency).id;
    server.publish(project, &form_for_words("telling"));
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    let holder = server.focal_point(&agency);
    unlock(&holder, &agency);

    let phone = server.phone_of(server.credentials.device(&agency));
    let count = thorough(300, 30);
    let mut sent = Vec::new();
    for n in 0..count {
        let envelope = telling(&phone, "telling");
        phone.send(&envelope).expect(201);
        sent.push(envelope.instance_id);
        // Killed twice on the way, serve and vault, each with work in its hands.
        if n == count / 3 {
            server.kill();
            server.run(&["serve"]);
        }
        if n == 2 * count / 3 {
            vault.kill();
            vault = server.vault_beside();
            let holder = server.focal_point(&agency);
            eventually("it is unlocked again", 20.0, || {
                let path = format!("/v1/agencies/{}/keys/unlock", agency.id);
                let body = serde_json::json!({ "passphrase": agency.passphrase });
                (holder.post(&path, &body).status == 200).then_some(())
            });
        }
    }
    eventually("all are opened", 120.0, || {
        let sealed = "submissions where state = 'sealed'";
        (server.count(sealed) == count as i64).then_some(())
    });
    let reader = || server.person("supervisor", &agency);
    for instance in &sent[..3] {
        read(reader(), project, instance);
    }
    // Another agency gets a card, reads and declines it.
    server
        .phone()
        .send_many("wellbeing_a1", &crate::support::form::urgent_adult(), 1);
    routed(&server);
    let receiver = server.focal_point(server.credentials.collecting());
    if let Some(first) = referrals(&receiver).iter().find(|r| r["state"] != "held") {
        let path = format!("/v1/referrals/{}/decline", first["id"].as_str().unwrap());
        receiver.post(&path, &serde_json::json!({"reason": "no_capacity"}));
    }
    drop((receiver, holder));

    let secrets = server.secrets();
    std::thread::sleep(std::time::Duration::from_secs(thorough(60, 6) as u64));
    assert_eq!(
        remembered(server.pid(), &secrets),
        Vec::<String>::new(),
        "serve"
    );

    // The vault of a locked agency: neither words nor the agency's keys, which were there while it was open.
    let of_agency = server.secrets_under(agency.passphrase.as_deref().unwrap());
    assert!(!remembered(vault.pid(), &of_agency).is_empty());
    let holder = server.focal_point(&agency);
    lock(&holder, &agency);
    std::thread::sleep(std::time::Duration::from_secs(thorough(60, 6) as u64));
    assert_eq!(
        remembered(vault.pid(), &of_agency),
        Vec::<String>::new(),
        "the vault"
    );
    stands_nowhere(&server, &WORDS);
    vault.stop();
    server.stop();
    stands_nowhere(&server, &WORDS);
}
