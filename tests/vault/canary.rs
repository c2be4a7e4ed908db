//! Distinctive words of answers, and private keys, stand nowhere in clear: not in the data folder, not in temporary files,
//! not in the database's files, not in a dump, not in logs; nor in memory, some time after they were used.

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::openrosa::rows::entities::keeper;
use crate::support::credentials::Agency;
use crate::support::form::{instance_id, urgent_adult};
use crate::support::phone::inner_all;
use crate::support::search::Search;
use crate::support::story::{focal_points, lock, received, routed, unlock};
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

/// Words that only one way through the house has: onto a card, into a correction, into an entity list.
const ROUTED: &str = "brackenmoth";
/// Lower case, as somebody may type it: a code with its check character.
const CASE: &str = "kwyllwrkkd";
/// The same as it is read.
const CODE: &str = "KWYLLWRKKd";
const EDITED: &str = "wintergorse";
const LISTED: &str = "kelpharbour";
/// In a comment, and in an answer that is set by hand.
const REMARKED: &str = "thornwicket";
const BY_HAND: &str = "gravelthrush";

/// Every distinctive word that a phone sent, or somebody typed.
fn every_word() -> Vec<&'static str> {
    [
        &WORDS[..],
        &[ROUTED, CASE, CODE, EDITED, LISTED, REMARKED, BY_HAND],
    ]
    .concat()
}

/// Distinctive words and private keys that stand in the memory of a process.
fn remembered(pid: u32, secrets: &[Vec<u8>]) -> Vec<String> {
    let words = every_word();
    let mut needles: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
    needles.extend(secrets.iter().map(Vec::as_slice));
    let shown = |needle: &[u8]| match std::str::from_utf8(needle) {
        Ok(word) if words.contains(&word) => word.to_owned(),
        _ => format!("a secret of {} bytes", needle.len()),
    };
    memory::found(pid, &needles)
        .into_iter()
        .map(shown)
        .collect()
}

/// Fails if a word or a private key stands anywhere where what the processes write comes to lie: the data folder, their
/// temporary folder, their logs, the database's own files and its dump. Only the root key stands in its file.
fn nothing_is_written(server: &Server, temporary: &Path, keys: &Search) {
    let words = Search::words(&every_word());
    let mut places = vec![("the log".to_owned(), server.log().into_bytes())];
    collect(&server.data(), &mut places);
    collect(temporary, &mut places);
    if let Some(url) = server.database_url() {
        places.push(("pg_dump".into(), output("pg_dump", &[url])));
        places.extend(files_of_postgres(url));
    }
    let root_key = server.data().join("keys/root.key");
    assert!(root_key.exists(), "the one place of a key");
    places.retain(|(place, _)| *place != root_key.display().to_string());
    assert_eq!(written(&places, &words, keys), [""; 0]);
}

/// Words and keys that stand in these places.
fn written(places: &[(String, Vec<u8>)], words: &Search, keys: &Search) -> Vec<String> {
    let mut all = Vec::new();
    for (place, bytes) in places {
        let small = bytes.to_ascii_lowercase();
        // PEM breaks its lines.
        let breaks = |byte: &u8| !b"\r\n".contains(byte);
        let joined: Vec<u8> = bytes.iter().copied().filter(breaks).collect();
        let found = [
            words.found_in(bytes),
            words.found_in(&small),
            keys.found_in(bytes),
            keys.found_in(&joined),
        ];
        let named = found.concat().into_iter();
        all.extend(named.map(|what| format!("{what} stands in {place}")));
    }
    all
}

fn output(program: &str, arguments: &[&str]) -> Vec<u8> {
    let said = Command::new(program).args(arguments).output();
    let said = said.expect("tests/run installs PostgreSQL");
    let error = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{program}: {error}");
    said.stdout
}

/// The files of this database, and the write-ahead log, as they lie on the disk of its server.
fn files_of_postgres(url: &str) -> Vec<(String, Vec<u8>)> {
    let ask = |statement: &str| {
        let said = output("psql", &[url, "-Atqc", statement]);
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    ask("checkpoint");
    let folder = ask("show data_directory");
    let database = ask("select oid from pg_database where datname = current_database()");
    let mut places = Vec::new();
    for part in [format!("base/{database}"), "pg_wal".to_owned()] {
        let folder = Path::new(&folder).join(part);
        // A server that is elsewhere, or runs for somebody else, keeps its files from us.
        if folder.read_dir().is_ok() {
            collect(&folder, &mut places);
        }
    }
    places
}

/// Files that a process has open outside these folders.
fn open_elsewhere(pid: u32, folders: &[&Path]) -> Vec<String> {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let files = open.filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok());
    let elsewhere = |file: &std::path::PathBuf| {
        let known = folders.iter().any(|folder| file.starts_with(folder));
        let device = file.starts_with("/dev/null") || file.starts_with("/dev/urandom");
        file.is_absolute() && !known && !device && !file.starts_with("/proc")
    };
    files
        .filter(elsewhere)
        .map(|file| file.display().to_string())
        .collect()
}

/// The searches find what is there: words and keys in files, words in a memory.
fn searches_can_find(keys: &Search, secrets: &[Vec<u8>]) {
    let words = Search::words(&every_word());
    let key = &secrets[secrets.len() - 1];
    let place = tempfile::tempdir().unwrap();
    for what in [
        WORDS[3].to_uppercase().into_bytes(),
        hex::encode(EDITED).into_bytes(),
        STANDARD.encode(LISTED).into_bytes(),
        key.clone(),
        hex::encode(key).into_bytes(),
        STANDARD.encode(key).into_bytes(),
    ] {
        let bytes = [b"something before it ", &what[..]].concat();
        std::fs::write(place.path().join("planted"), bytes).unwrap();
        let mut places = Vec::new();
        collect(place.path(), &mut places);
        assert!(!written(&places, &words, keys).is_empty(), "{what:?}");
    }
    let here = every_word().join(" ").into_bytes();
    let found = remembered(std::process::id(), &[]);
    assert_eq!(found.len(), every_word().len(), "of {} bytes", here.len());
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

/// What somebody types at a desk: a comment, which is read again, and an answer that is set by hand.
fn typed(who: &Client, project: i64, instance: &str) {
    let path = format!("/v1/projects/{project}/forms/telling/submissions/{instance}");
    let remark = serde_json::json!({ "body": REMARKED });
    who.post(&format!("{path}/comments"), &remark).expect(200);
    let read = who.get(&format!("{path}/comments")).expect(200).text();
    assert!(read.contains(REMARKED), "{read}");
    let set = serde_json::json!([{ "path": "/name", "value": BY_HAND }]);
    let set = serde_json::json!({ "reason": "slip", "answers": set });
    who.post(&format!("{path}/corrections"), &set).expect(200);
}

/// A correction of what was sent, with a word of its own.
fn correcting(phone: &Phone, first: &str) -> Envelope {
    let (form, id) = (phone.form("telling"), instance_id());
    let answers = Answers::default().with("name", EDITED);
    let instance = form.fill(&id, &answers).replace(
        "<orx:meta>",
        &format!("<orx:meta><orx:deprecatedID>{first}</orx:deprecatedID>"),
    );
    let photo = EDITED.repeat(20_000);
    Envelope::seal(&form, &id, &instance, &[("photo.jpg", photo.as_bytes())])
}

/// What a phone says of an entity, encrypted.
fn listing(phone: &Phone) -> Envelope {
    let (form, id) = (phone.form("keeper"), instance_id());
    let version = form.version.as_deref().unwrap();
    let instance = format!(
        "<data id=\"keeper\" version=\"{version}\"><code>{LISTED}</code><place>{LISTED}</place><meta>\
         <instanceID>{id}</instanceID><entity dataset=\"points\" id=\"{}\" create=\"1\" update=\"0\" \
         baseVersion=\"\" trunkVersion=\"\" branchId=\"\"><label>{LISTED}</label></entity></meta></data>",
        &instance_id()["uuid:".len()..]
    );
    Envelope::seal(&form, &id, &instance, &[])
}

/// Takes out whatever leaves the house: by the API, by pages, and as an aggregator pulls. Corrected is `first`, by `edit`.
fn export(server: &Server, agency: &Agency, first: &str, edit: &str) {
    let project = server.credentials.project(agency).id;
    let person = server.credentials.user("supervisor", Some(&agency.id));
    let reader = server.sign_in(person);
    let forms = format!("/v1/projects/{project}/forms");
    let submissions = format!("{forms}/telling/submissions");
    let one = format!("{submissions}/{first}");
    let says = |path: &str, word: &str| {
        let said = reader.get(path).expect(200).text();
        assert!(said.contains(word), "{path}: {said}");
    };
    says(&format!("{one}.xml"), EDITED);
    says(&format!("{one}/versions/{edit}.xml"), EDITED);
    says(&format!("{one}/versions/{first}.xml"), WORDS[5]);
    says(&format!("{one}/attachments/photo.jpg"), EDITED);
    let list = format!("/v1/projects/{project}/datasets/points/entities.csv");
    says(&list, LISTED);
    for path in [
        format!("{forms}/telling.xml"),
        format!("{forms}/telling/fields"),
        submissions.clone(),
        one.clone(),
        format!("{one}/versions"),
        format!("{one}/attachments"),
        format!("{one}/retention"),
        format!("/v1/agencies/{}/certificates", agency.id),
    ] {
        reader.get(&path).expect(200);
    }
    let focal_point = server.focal_point(agency);
    assert!(!focal_point.get("/v1/audits").expect(200).list().is_empty());

    // By pages: the same answers by their labels.
    let login = serde_json::json!({"email": person.email, "password": person.password});
    let session = server.nobody().post("/v1/sessions", &login).expect(200);
    let token = session.json()["token"].as_str().unwrap().to_owned();
    let browser = server.nobody().with("Cookie", &format!("session={token}"));
    let page = browser.get(&format!("/projects/{project}/submissions"));
    let page = page.expect(200).text();
    let links = scraper::Html::parse_document(&page);
    let links: Vec<String> = links
        .select(&scraper::Selector::parse("main a[href*='/submissions/']").unwrap())
        .filter_map(|a| a.value().attr("href").map(str::to_owned))
        .collect();
    let shown = links.iter().any(|link| {
        let page = browser.get(link);
        page.status == 200 && page.text().contains(WORDS[0])
    });
    assert!(shown, "a page shows the words: {links:?}");

    // As ODK Briefcase pulls: every envelope and file, encrypted as it came.
    let pair = STANDARD.encode(format!("{}:{}", person.email, person.password));
    let briefcase = Client::at(&format!("{}/v1/projects/{project}", server.url()))
        .openrosa()
        .with("X-Forwarded-Proto", "https")
        .with("Authorization", &format!("Basic {pair}"));
    let chunk = briefcase
        .get("/view/submissionList?formId=telling&cursor=&numEntries=1000&includeIncomplete=true")
        .expect(200)
        .text();
    let ids = inner_all(&chunk, "id");
    assert!(ids.iter().any(|id| id == first), "{chunk}");
    for id in &ids {
        let key = format!("telling%5B@version=1+and+@uiVersion=null%5D/data%5B@key={id}%5D");
        let pulled = briefcase.get(&format!("/view/downloadSubmission?formId={key}"));
        for url in inner_all(&pulled.expect(200).text(), "downloadUrl") {
            // Read by the address it was asked at; what it says of https is the proxy's.
            let path = url.split_once(&format!("/v1/projects/{project}"));
            briefcase
                .get(path.expect("an address of ours").1)
                .expect(200);
        }
    }
}

/// Who received the referral of the person from the distinctive place reads its card and declines it.
fn read_and_declined(server: &Server, sender: &Agency) {
    let (mut declined, mut cards) = (0, 0);
    for (agency, focal_point) in focal_points(server) {
        if agency.id == sender.id {
            continue;
        }
        for one in received(&focal_point) {
            let path = format!("/v1/referrals/{}", one["id"].as_str().unwrap());
            let card = focal_point.get(&path).expect(200).text();
            if !card.contains(ROUTED) {
                continue;
            }
            cards += 1;
            if declined == 0 {
                let reason = serde_json::json!({"reason": "no_capacity"});
                focal_point
                    .post(&format!("{path}/decline"), &reason)
                    .expect(200);
                declined += 1;
            }
        }
    }
    assert!(cards > 0, "the word stands on a card of another agency");
    assert_eq!(declined, 1);
    eventually("the next is asked", 30.0, || {
        (server.count("referrals where follows is not null and state <> 'unplaced'") == 1)
            .then_some(())
    });
}

/// Lets every other agency offer what any does. So there is always a next one; where nobody is left, a gap is counted by area,
/// in clear, and the area is the word that is looked for here.
fn everybody_offers_everything(server: &Server, sender: &Agency) {
    let others = server.credentials.agencies.iter();
    for agency in others.filter(|agency| agency.id != sender.id) {
        let id = &agency.id;
        server.execute(&format!(
            "insert into providers (agency_id, service, created_at) select distinct '{id}', service, 0 from providers \
             where service not in (select service from providers where agency_id = '{id}')"
        ));
    }
}

/// Waits until so many were opened.
fn opened(server: &Server, count: usize) {
    eventually("all are opened", 600.0, || {
        let sealed = "submissions where state = 'sealed'";
        (server.count(sealed) == count as i64).then_some(())
    });
}

fn unlocked_again(server: &Server, agency: &Agency) {
    let holder = server.focal_point(agency);
    eventually("it is unlocked again", 20.0, || {
        let path = format!("/v1/agencies/{}/keys/unlock", agency.id);
        let body = serde_json::json!({ "passphrase": agency.passphrase });
        (holder.post(&path, &body).status == 200).then_some(())
    });
}

on_both!(what_was_opened_and_read_leaves_no_trace_in_memory_and_on_disk);
fn what_was_opened_and_read_leaves_no_trace_in_memory_and_on_disk(on: Database) {
    let temporary = tempfile::tempdir().unwrap();
    let mut server = Server::demo_with(
        on,
        &[
            ("WAYPOST_LOG", "trace"),
            ("TMPDIR", temporary.path().to_str().unwrap()),
            // Aggregators give a password by Basic, over https only.
            ("WAYPOST_SERVER_TRUSTED_PROXIES", "127.0.0.1"),
        ],
    );
    let agency = server.credentials.under_passphrase().clone();
    let project = server.credentials.project(&agency).id;
    server.publish(project, &form_for_words("telling"));
    server.publish(project, &keeper("keeper", " wb:cls=\"D1\""));
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    unlock(&server.focal_point(&agency), &agency);

    let phone = server.phone_of(server.credentials.device(&agency));
    let count = thorough(300, 30);
    let mut sent = Vec::new();
    for n in 0..count {
        let envelope = telling(&phone, "telling");
        phone.send(&envelope).expect(201);
        sent.push(envelope.instance_id);
        // Killed on the way, serve twice and the vault once, each with work in its hands.
        if n == count / 4 || n == count / 2 {
            server.kill();
            server.run(&["serve"]);
        }
        if n == 3 * count / 4 {
            vault.kill();
            vault = server.vault_beside();
            unlocked_again(&server, &agency);
        }
    }
    opened(&server, count);
    let edit = correcting(&phone, &sent[0]);
    phone.send(&edit).expect(201);
    phone.send(&listing(&phone)).expect(201);
    everybody_offers_everything(&server, &agency);
    let screening = urgent_adult()
        .with("who/area", ROUTED)
        .with("end/case_code", CASE);
    phone.send_many("wellbeing_a1", &screening, 1);
    opened(&server, count + 3);
    eventually("the list has it", 20.0, || {
        (server.count("entities") == 1).then_some(())
    });
    let reader = || server.person("supervisor", &agency);
    for instance in &sent[1..thorough(100, 4)] {
        read(reader(), project, instance);
    }
    read_and_declined(&server, &agency);
    export(&server, &agency, &sent[0], &edit.instance_id);
    typed(&reader(), project, &sent[1]);
    opened(&server, count + 4);

    let secrets = server.secrets();
    let of_agency = server.secrets_under(agency.passphrase.as_deref().unwrap());
    let keys = Search::keys(&[&secrets[..], &of_agency[..]].concat());
    let wait = std::time::Duration::from_secs(thorough(60, 6) as u64);
    std::thread::sleep(wait);
    let all = [&secrets[..], &of_agency[..]].concat();
    assert_eq!(
        remembered(server.pid(), &all),
        Vec::<String>::new(),
        "serve"
    );

    // The vault of a locked agency: neither words nor the agency's keys, which were there while it was open.
    let open = remembered(vault.pid(), &of_agency);
    assert!(!open.is_empty(), "an open vault holds the keys");
    lock(&server.focal_point(&agency), &agency);
    std::thread::sleep(wait);
    assert_eq!(
        remembered(vault.pid(), &of_agency),
        Vec::<String>::new(),
        "the vault"
    );
    let folder = server.data();
    let folders = [folder.parent().unwrap(), temporary.path()];
    for pid in [server.pid(), vault.pid()] {
        assert_eq!(open_elsewhere(pid, &folders), [""; 0], "files elsewhere");
    }
    nothing_is_written(&server, temporary.path(), &keys);
    vault.stop();
    server.stop();
    nothing_is_written(&server, temporary.path(), &keys);
    searches_can_find(&keys, &secrets);
}
