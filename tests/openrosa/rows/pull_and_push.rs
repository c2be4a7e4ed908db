//! Rows 146 to 160: ODK Briefcase pulls and pushes, Enketo sends.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::{Open, is_taken};
use crate::support::form::instance_id;
use crate::support::phone::{inner, inner_all};
use crate::support::{
    Client, Database, Multipart, Server, User, eventually, general_form, on_both,
};

/// Believes what the proxy on this machine says of https, without which no password is taken.
const PROXY: &[(&str, &str)] = &[("WAYPOST_SERVER_TRUSTED_PROXIES", "127.0.0.1")];

/// Briefcase at a project's address, as a person.
fn briefcase(server: &Server, project: i64, person: &User) -> Client {
    let pair = STANDARD.encode(format!("{}:{}", person.email, person.password));
    Client::at(&format!("{}/v1/projects/{project}", server.url()))
        .openrosa()
        .with("X-Forwarded-Proto", "https")
        .with("Authorization", &format!("Basic {pair}"))
}

fn admin(server: &Server) -> User {
    server.credentials.user("admin", None).clone()
}

/// Ids and cursor of a page.
fn page(client: &Client, form: &str, cursor: &str, entries: u32) -> (Vec<String>, String) {
    let text = client
        .get(&format!(
            "/view/submissionList?formId={form}&cursor={cursor}&numEntries={entries}&includeIncomplete=false"
        ))
        .expect(200)
        .text();
    assert!(text.contains("<idChunk xmlns=\"http://opendatakit.org/submissions\">"));
    assert_eq!(inner_all(&text, "idList").len(), 1);
    let cursor = inner(&text, "resumptionCursor").unwrap_or_default();
    (inner_all(&text, "id"), cursor)
}

on_both!(row_146_147_148_149_150_pages_have_no_gaps_and_an_end);
fn row_146_147_148_149_150_pages_have_no_gaps_and_an_end(on: Database) {
    let open = Open::with(on, PROXY);
    let client = briefcase(&open.server, open.project, &admin(&open.server));
    let (none, cursor) = page(&client, "wells", "", 100);
    assert!(none.is_empty() && cursor.is_empty());

    let form = open.phone.form("wells");
    let send = |count: usize| -> Vec<String> {
        (0..count)
            .map(|_| {
                let id = instance_id();
                let xml = form.fill(&id, &Default::default());
                open.phone.post(&Multipart::new().xml(&xml)).expect(201);
                id
            })
            .collect()
    };
    let mut sent = send(250);
    // One that waits for its photo is not whole: it comes once it is.
    let late = instance_id();
    let with_photo = open.filled(&late, &[("photo", "late.jpg")]);
    open.phone
        .post(&Multipart::new().xml(&with_photo))
        .expect(201);

    let (mut got, mut cursor, mut sizes) = (Vec::new(), String::new(), Vec::new());
    loop {
        let (ids, next) = page(&client, "wells", &cursor, 100);
        sizes.push(ids.len());
        if ids.is_empty() {
            assert_eq!(next, cursor, "an empty page repeats the cursor");
            break;
        }
        let (before, after) = (cursor.parse().unwrap_or(0), next.parse::<u64>().unwrap());
        assert!(after > before, "cursors are of one kind and grow");
        got.extend(ids);
        cursor = next;
        if sizes.len() == 2 {
            // While somebody pages.
            sent.extend(send(1));
        }
    }
    assert_eq!(sizes, [100, 100, 51, 0]);
    assert_eq!(got, sent);

    let last = send(2);
    let body = Multipart::new().xml(&with_photo).file("late.jpg", b"JPEG");
    is_taken(&open.phone.post(&body));
    let (newer, _) = page(&client, "wells", &cursor, 100);
    assert_eq!(newer.len(), 3);
    assert!(last.iter().all(|id| newer.contains(id)) && newer.contains(&late));
}

on_both!(row_151_152_153_154_155_a_submission_is_given_with_its_files);
fn row_151_152_153_154_155_a_submission_is_given_with_its_files(on: Database) {
    let open = Open::with(on, PROXY);
    let client = briefcase(&open.server, open.project, &admin(&open.server));
    let id = open.sent(
        &[("name", "North & <South>"), ("photo", "été.jpg")],
        &[("été.jpg", b"JPEG")],
    );
    open.xml(&id);
    for version in ["Optional[1]", "Optional.empty", "null", "1"] {
        let key = format!("wells[@version={version} and @uiVersion=null]/data[@key={id}]");
        let key = key
            .replace('[', "%5B")
            .replace(']', "%5D")
            .replace(' ', "+");
        let text = client
            .get(&format!("/view/downloadSubmission?formId={key}"))
            .expect(200)
            .text();
        let data = text.split_once("<data>").expect("data").1;
        assert!(data.starts_with("<data "), "the root stands first: {data}");
        let root = &data[..data.find('>').unwrap()];
        assert!(root.contains(&format!("instanceID=\"{id}\"")), "{root}");
        assert!(
            root.contains("submissionDate=\"20") && root.contains("Z\""),
            "{root}"
        );
        assert!(
            data.contains("North &amp; &lt;South>") || data.contains("North &amp; &lt;South&gt;")
        );
        assert_eq!(inner_all(&text, "filename"), ["été.jpg"]);
        let url = inner_all(&text, "downloadUrl").remove(0);
        let file = client.get(&url).expect(200);
        assert_eq!(file.body, b"JPEG");
        let hash = format!("md5:{}", hex::encode(Md5::digest(&file.body)));
        assert_eq!(inner_all(&text, "hash"), [hash]);
    }
    for odd in ["a%2Fb%5Bc%5D", "wells%2F..", ""] {
        let key = format!("{odd}%5B@version=null%5D/data%5B@key={id}%5D");
        let missing = client.get(&format!("/view/downloadSubmission?formId={key}"));
        assert!(!missing.expect(404).message().is_empty());
    }
    // What Briefcase asks before: the form, by the same login.
    let list = client.get("/formList").expect(200).text();
    assert_eq!(inner_all(&list, "formID"), ["wells"]);
    let xml = client.get(&inner_all(&list, "downloadUrl")[0]).expect(200);
    let hash = format!("md5:{}", hex::encode(Md5::digest(&xml.body)));
    assert_eq!(inner_all(&list, "hash"), [hash]);
}

on_both!(row_156_what_was_encrypted_is_given_encrypted);
fn row_156_what_was_encrypted_is_given_encrypted(on: Database) {
    let server = Server::demo_with(on, PROXY);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    let phone = server.phone();
    let form = phone.form("wells");
    let id = instance_id();
    let envelope = crate::support::Envelope::seal(
        &form,
        &id,
        &form.fill(&id, &Default::default()),
        &[("a.jpg", &[7; 90_000])],
    );
    phone.send(&envelope).expect(201);
    eventually("it is opened", 20.0, || {
        (server.count("submissions where state = 'sealed'") == 1).then_some(())
    });
    let agency = server.credentials.collecting().id.clone();
    let supervisor = server.credentials.user("supervisor", Some(&agency)).clone();
    let client = briefcase(&server, project, &supervisor);
    assert_eq!(page(&client, "wells", "", 100).0, [id.as_str()]);
    let key = format!("wells%5B@version=null%5D/data%5B@key={id}%5D");
    let text = client
        .get(&format!("/view/downloadSubmission?formId={key}"))
        .expect(200)
        .text();
    let (_, inside) = envelope.manifest.split_once('>').unwrap();
    assert!(text.contains(inside), "the envelope's bytes");
    assert!(text.contains("xmlns=\"http://opendatakit.org/submissions\" encrypted=\"yes\""));
    assert_eq!(
        inner_all(&text, "filename"),
        ["a.jpg.enc", "submission.xml.enc"]
    );
    for ((_, bytes), url) in envelope.files.iter().zip(inner_all(&text, "downloadUrl")) {
        assert_eq!(client.get(&url).expect(200).body, *bytes);
    }

    // Who may not read the project's submissions may not pull them.
    let holder = server
        .credentials
        .user("data_manager", Some(&agency))
        .clone();
    let stranger = server.credentials.others().next().unwrap().id.clone();
    let stranger = server
        .credentials
        .user("supervisor", Some(&stranger))
        .clone();
    for (person, status) in [(holder, 403), (admin(&server), 403), (stranger, 404)] {
        let other = briefcase(&server, project, &person);
        for path in [
            "/view/submissionList?formId=wells".to_owned(),
            format!("/view/downloadSubmission?formId={key}"),
            format!("/view/file?formId=wells&instance={id}&name=a.jpg.enc"),
        ] {
            let refused = other.get(&path).expect(status);
            assert!(!refused.message().is_empty());
        }
    }
    phone
        .http
        .get("/view/submissionList?formId=wells")
        .expect(403);
    let nobody = Client::at(&format!("{}/v1/projects/{project}", server.url())).openrosa();
    nobody.get("/view/submissionList?formId=wells").expect(401);
}

on_both!(row_157_158_briefcase_pushes_submissions_and_is_told_about_forms);
fn row_157_158_briefcase_pushes_submissions_and_is_told_about_forms(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let xml = open.filled(&id, &[("photo", "a.jpg")]).replacen(
        " version=",
        " submissionDate=\"2024-01-02T03:04:05.000Z\" version=",
        1,
    );
    let body = Multipart::new()
        .part(
            "xml_submission_file",
            Some("submission.xml"),
            Some("application/xml"),
            xml.as_bytes(),
        )
        .file("a.jpg", b"JPEG");
    open.phone.http.head("/upload").expect(204);
    for _ in 0..3 {
        let answer = open.phone.post(&body).expect(201);
        assert!(!answer.message().is_empty());
    }
    assert_eq!(open.server.count("submissions"), 1);
    assert_eq!(open.files(&id), [("a.jpg".to_owned(), true)]);
    let form = Multipart::new().part(
        "form_def_file",
        Some("wells.xml"),
        Some("application/xml"),
        general_form("pumps", "1", &[]).as_bytes(),
    );
    let refused = open.phone.http.post_multipart("/formUpload", &form);
    assert!(refused.expect(403).message().contains("admin"));
}

on_both!(row_159_160_enketo_sends);
fn row_159_160_enketo_sends(on: Database) {
    let open = Open::new(on);
    let id = instance_id();
    let xml = open.filled(&id, &[("photo", "a.jpg")]);
    let body = Multipart::new()
        .part("__csrf", None, None, b"a token of somebody else's")
        .part(
            "xml_submission_file",
            Some("xml_submission_file"),
            Some("text/xml"),
            xml.as_bytes(),
        )
        .file("a.jpg", b"JPEG");
    open.phone
        .http
        .clone()
        .with("X-OpenRosa-Instance-Id", &id)
        .with("X-OpenRosa-Deprecated-Id", "undefined")
        .post_multipart("/submission", &body)
        .expect(201);
    assert_eq!(open.files(&id), [("a.jpg".to_owned(), true)]);
}
