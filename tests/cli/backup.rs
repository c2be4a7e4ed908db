//! The restore drill: a sealed backup of a running server, the loss of everything but that file and the keys in the safe,
//! and a server that goes on in a new place.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use memchr::memmem;

use crate::support::backup::{BackupPlace, names, restore};
use crate::support::form::{instance_id, urgent_adult};
use crate::support::program::{Said, run, waypost};
use crate::support::story::{focal_points, received, routed};
use crate::support::{
    Answers, Database, Envelope, FormOnPhone, Phone, Server, eventually, free_port, general_form,
    on_both, postgres,
};

const SCREENING: &str = "wellbeing_a1";
const TELLING: &str = "telling";
/// Words that nothing else on a computer contains.
const WORDS: [&str; 3] = ["sorrelbasin", "quartzheron", "lindenspool"];

on_both!(what_had_its_201_before_a_backup_is_read_after_the_restore, needs "age: tests/run");
fn what_had_its_201_before_a_backup_is_read_after_the_restore(on: Database) {
    let variables = [
        ("WAYPOST_VAULT_AUDIT_SIGN_MINUTES", "0"),
        ("WAYPOST_VAULT_OPENINGS_PER_HOUR", "100000"),
    ];
    let mut server = Server::demo_with(on, &variables);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form(TELLING, "1", &[]));
    let phone = server.phone();
    let screened = phone.send_many(SCREENING, &urgent_adult(), 3);
    let form = phone.form(TELLING);
    let told = telling(&form);
    phone.send(&told).expect(201);
    routed(&server);
    let card = card_of_somebody(&server);
    let safe = Safe::filled_from(&server);

    // While phones keep sending.
    let place = BackupPlace::new();
    let sending = Sending::begin(&server, &form);
    let before = sending.at_least(6);
    let file = place.back_up(&server);
    let all = sending.end();
    assert!(all.len() > before.len(), "they sent meanwhile");

    it_is_sealed(&server, &place, &file, &safe);

    // What happens afterwards is in no backup: two more, and somebody leaves.
    let late = phone.send_many(SCREENING, &urgent_adult(), 2);
    let agency = server.credentials.collecting().clone();
    let leaver = server.credentials.user("data_manager", Some(&agency.id));
    let leaver = leaver.clone();
    let focal_point = server.focal_point(&agency);
    let people = focal_point.get("/v1/users").expect(200).list();
    let row = people.iter().find(|u| u["email"] == leaver.email.as_str());
    focal_point
        .delete(&format!("/v1/users/{}", row.unwrap()["id"]))
        .expect(200);
    let later_heads = signed_heads(&server);
    server.stop();

    // Everything is lost but the file and the safe.
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = on.fresh();
    forget(&server);
    restore(&file, &place.identity(), &data, database.as_deref()).ok();
    server.move_to(folder, database);
    assert_eq!(
        names(&data),
        match on {
            Database::Sqlite => vec!["blobs", "waypost.sqlite"],
            Database::Postgres => vec!["blobs"],
        }
    );

    // Its audit holds against what was signed until then; what was signed later tells of what is lost.
    verify(&server, safe.heads.path()).ok();
    let said = verify(&server, later_heads.path()).refused();
    assert!(said.all().contains("the end was cut off"), "{}", said.all());

    // Without its keys nothing starts, and it says so.
    let said = start_to_its_end(&server).refused();
    assert!(said.all().contains("put it back"), "{}", said.all());
    safe.put_back(&data, "root.key");
    let said = start_to_its_end(&server).refused();
    assert!(said.all().contains("service key"), "{}", said.all());
    safe.put_back(&data, "service.key");
    server.run(&["serve", "--with-vault"]);
    routed(&server);

    // All that had their 201 before the backup began are there, and whoever may reads them.
    let is_here = |id: &str| server.count(&format!("submissions where instance_id = '{id}'")) == 1;
    let lost: Vec<&Sent> = before.iter().filter(|sent| !is_here(&sent.id)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(server.count("submissions where state <> 'sealed'"), 0);
    let supervisor = server.person("supervisor", &agency);
    let path =
        |form: &str, id: &str| format!("/v1/projects/{project}/forms/{form}/submissions/{id}");
    for id in &screened {
        let xml = supervisor.get(&format!("{}.xml", path(SCREENING, id)));
        assert!(xml.expect(200).text().contains("<danger>now</danger>"));
    }
    // Every row of the copy finds its large file, also those that arrived while it was made.
    let with_photo = all.iter().filter(|sent| sent.form == TELLING);
    let with_photo = with_photo.map(|sent| sent.id.as_str());
    for id in with_photo
        .filter(|id| is_here(id))
        .chain([told.instance_id.as_str()])
    {
        let xml = supervisor.get(&format!("{}.xml", path(TELLING, id)));
        assert!(xml.expect(200).text().contains(WORDS[0]));
        let photo = supervisor.get(&format!("{}/attachments/photo.jpg", path(TELLING, id)));
        assert_eq!(photo.expect(200).text(), photo_of_words());
    }
    let restored = server.person("focal_point", server.credentials.agency(&card.agency));
    let read = restored.get(&format!("/v1/referrals/{}", card.id));
    assert_eq!(read.expect(200).json()["triage"], card.content);

    // What came after it is not there, and who was disabled since is back.
    assert!(late.iter().all(|id| !is_here(id)));
    server.sign_in(&leaver);
    // The phones go on as if nothing had been.
    let again = phone.send_many(SCREENING, &urgent_adult(), 1);
    routed(&server);
    let xml = supervisor.get(&format!("{}.xml", path(SCREENING, &again[0])));
    xml.expect(200);
    server.stop();
    verify(&server, safe.heads.path()).ok();
}

/// A submission with the words in its answers, and in a photo too large for a row.
fn telling(form: &FormOnPhone) -> Envelope {
    let id = instance_id();
    let answers = Answers::of(&[("name", &WORDS.join(" ")), ("photo", "photo.jpg")]);
    let photo = photo_of_words();
    assert!(photo.len() > 64 * 1024);
    let media = [("photo.jpg", photo.as_bytes())];
    Envelope::seal(form, &id, &form.fill(&id, &answers), &media)
}

fn photo_of_words() -> String {
    WORDS.join(" ").repeat(2_500)
}

/// A card that was read before the loss.
struct Card {
    agency: String,
    id: String,
    content: serde_json::Value,
}

fn card_of_somebody(server: &Server) -> Card {
    for (agency, focal_point) in focal_points(server) {
        let cards = received(&focal_point);
        let Some(first) = cards.first().and_then(|card| card["id"].as_str()) else {
            continue;
        };
        let read = focal_point.get(&format!("/v1/referrals/{first}"));
        let content = read.expect(200).json()["triage"].clone();
        if !content.is_null() {
            return Card {
                agency: agency.id,
                id: first.to_owned(),
                content,
            };
        }
    }
    panic!("nobody received a card");
}

/// What stands elsewhere: both key files, and the audit's signed heads.
struct Safe {
    keys: Vec<(&'static str, Vec<u8>)>,
    heads: tempfile::TempDir,
}

impl Safe {
    fn filled_from(server: &Server) -> Self {
        let read = |name| {
            let file = server.data().join("keys").join(name);
            (name, std::fs::read(file).unwrap())
        };
        Self {
            keys: ["root.key", "service.key"].map(read).to_vec(),
            heads: signed_heads(server),
        }
    }

    fn put_back(&self, data: &Path, name: &str) {
        let file = data.join("keys").join(name);
        let (_, bytes) = self.keys.iter().find(|(of, _)| *of == name).unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// A copy of the signed heads, once the newest entry is signed.
fn signed_heads(server: &Server) -> tempfile::TempDir {
    let heads = server.data().join("audit-heads");
    eventually("the newest entry is signed", 30.0, || {
        let chained = server.count("audit where link is null") == 0;
        let last = server.count("audit");
        (chained && heads.join(format!("{last:012}.json")).exists()).then_some(())
    });
    let kept = tempfile::tempdir().unwrap();
    for name in names(&heads) {
        std::fs::copy(heads.join(&name), kept.path().join(&name)).unwrap();
    }
    kept
}

fn verify(server: &Server, heads: &Path) -> Said {
    let data = server.data();
    let heads = heads.to_str().unwrap();
    let mut words = vec![
        "audit",
        "verify",
        "--data",
        data.to_str().unwrap(),
        "--heads",
        heads,
    ];
    words.extend(
        server
            .database_url()
            .iter()
            .flat_map(|url| ["--database", url]),
    );
    run(&words)
}

/// Starts `serve --with-vault` where it cannot go on running.
fn start_to_its_end(server: &Server) -> Said {
    let listen = format!("127.0.0.1:{}", free_port());
    let mut command = waypost(&["serve", "--with-vault", "--listen", &listen]);
    command.arg("--data").arg(server.data());
    command.envs(
        server
            .database_url()
            .map(|url| ("WAYPOST_DATABASE_URL", url)),
    );
    Said::from(command.output().unwrap())
}

/// Throws away what the backup must replace.
fn forget(server: &Server) {
    std::fs::remove_dir_all(server.data()).unwrap();
    if let Some(url) = server.database_url() {
        postgres::drop_database(url);
    }
}

/// The file tells nothing to whoever finds it, and holds no key even for whoever can open it.
fn it_is_sealed(server: &Server, place: &BackupPlace, file: &Path, safe: &Safe) {
    let sealed = std::fs::read(file).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(names(&place.to()), [name.clone(), format!("{name}.sha256")]);
    let left: Vec<String> = names(&server.data())
        .into_iter()
        .filter(|n| n.starts_with(".backup"))
        .collect();
    assert!(left.is_empty(), "{left:?}");

    let mut keys = server.secrets();
    let locked = server.credentials.under_passphrase().passphrase.clone();
    keys.extend(server.secrets_under(&locked.unwrap()));
    keys.extend(safe.keys.iter().map(|(_, text)| text.trim_ascii().to_vec()));
    let words = WORDS.map(|word| word.as_bytes().to_vec());
    let of_database = [
        "submission_parts",
        "audit_heads",
        "CREATE TABLE",
        "SQLite format",
        "PGDMP",
        "blobs/",
    ];
    let of_database = of_database.map(|word| word.as_bytes().to_vec());
    let stands = |needles: &[Vec<u8>], within: &[u8]| -> Vec<String> {
        let found = needles.iter().filter(|n| memmem::find(within, n).is_some());
        found
            .map(|n| String::from_utf8_lossy(n).into_owned())
            .collect()
    };
    let none = Vec::<String>::new();
    for needles in [&keys[..], &words, &of_database] {
        assert_eq!(stands(needles, &sealed), none);
    }
    let opened = place.open(file);
    for needles in [&keys[..], &words] {
        assert_eq!(stands(needles, &opened), none);
    }
    assert!(
        stands(&of_database, &opened).len() >= 2,
        "it was there to be found"
    );
    for name in ["root.key", "service.key", "keys/", "credentials"] {
        assert!(memmem::find(&opened, name.as_bytes()).is_none(), "{name}");
    }
}

/// One submission with its 201.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    form: &'static str,
    id: String,
}

/// Phones that send, one after the other, until they are told to end.
struct Sending {
    kept: Arc<Mutex<Vec<Sent>>>,
    over: Arc<AtomicBool>,
    phones: Vec<std::thread::JoinHandle<()>>,
}

impl Sending {
    fn begin(server: &Server, told: &FormOnPhone) -> Self {
        let (kept, over) = (
            Arc::<Mutex<Vec<Sent>>>::default(),
            Arc::<AtomicBool>::default(),
        );
        let screening = server.phone().form(SCREENING);
        let begin = |form: &'static str| {
            let (phone, screening, told): (Phone, _, _) =
                (server.phone(), screening.clone(), told.clone());
            let (kept, over) = (kept.clone(), over.clone());
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let envelope = match form {
                        TELLING => telling(&told),
                        _ => phone.seal(&screening, &urgent_adult()),
                    };
                    phone.send(&envelope).expect(201);
                    let id = envelope.instance_id;
                    kept.lock().unwrap().push(Sent { form, id });
                    std::thread::sleep(Duration::from_millis(10));
                }
            })
        };
        let phones = [SCREENING, TELLING, TELLING].map(begin).into();
        Self { kept, over, phones }
    }

    /// What has its 201 by now; waits until so many have.
    fn at_least(&self, count: usize) -> Vec<Sent> {
        eventually("phones send", 60.0, || {
            let kept = self.kept.lock().unwrap();
            (kept.len() >= count).then(|| kept.clone())
        })
    }

    fn end(self) -> Vec<Sent> {
        self.over.store(true, Ordering::Relaxed);
        for phone in self.phones {
            phone.join().unwrap();
        }
        Arc::into_inner(self.kept).unwrap().into_inner().unwrap()
    }
}
