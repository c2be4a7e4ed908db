//! A running `waypost demo` with its own folder and database, thrown away at the end of the story.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tempfile::TempDir;
use waypost::crypto::{Aad, KeyRing};
use waypost::store::keys::KeyRow;

use super::program::{Running, waypost};
use super::{Client, Credentials, Device, Phone, User, credentials::Agency, eventually, free_port};

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    #[cfg_attr(
        not(feature = "postgres"),
        allow(dead_code, reason = "its tests need --features postgres")
    )]
    Postgres,
}

impl Database {
    /// The address of a fresh database; None is the one in the data folder.
    pub fn fresh(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                super::postgres::database()
                    .expect("PostgreSQL is not installed here; tests/run installs it"),
            ),
        }
    }
}

/// The demo, as it runs.
pub struct Server {
    program: Running,
    folder: TempDir,
    database_url: Option<String>,
    listen: String,
    variables: Vec<(String, String)>,
    /// What the demo wrote for people to sign in with.
    pub credentials: Credentials,
}

impl Server {
    /// A demo that has just been made: a copy of one that each run of the tests makes once.
    pub fn demo(on: Database) -> Self {
        Self::demo_with(on, &[])
    }

    /// The same with `WAYPOST_…` variables.
    pub fn demo_with(on: Database, variables: &[(&str, &str)]) -> Self {
        let (template, database) = template::copy(on);
        Self::begin(template, database, variables)
    }

    /// A demo in an empty folder, on an empty database: its first start.
    pub fn first_demo(on: Database) -> Self {
        Self::begin(Self::empty(), on.fresh(), &[])
    }

    /// The same with made-up people; ready once the last of them is there.
    pub fn first_demo_of(on: Database, people: usize) -> Self {
        Self::begin_with(Self::empty(), on.fresh(), &[], Some(people))
    }

    fn empty() -> TempDir {
        tempfile::Builder::new()
            .prefix("waypost-test-")
            .tempdir()
            .unwrap()
    }

    fn begin(folder: TempDir, database_url: Option<String>, variables: &[(&str, &str)]) -> Self {
        Self::begin_with(folder, database_url, variables, None)
    }

    fn begin_with(
        folder: TempDir,
        database_url: Option<String>,
        variables: &[(&str, &str)],
        people: Option<usize>,
    ) -> Self {
        let port = free_port().to_string();
        let listen = format!("127.0.0.1:{port}");
        // Where an address is to name the port, which nobody knows before.
        let variables: Vec<_> = variables
            .iter()
            .map(|(k, v)| (k.to_string(), v.replace("PORT", &port)))
            .collect();
        let mut command = Self::command(
            &["demo"],
            &folder,
            &listen,
            database_url.as_deref(),
            &variables,
        );
        if let Some(people) = people {
            command.args(["--people", &people.to_string()]);
        }
        let mut program = Running::start(command, &folder.path().join("log"));
        let seconds = 90.0 + 10.0 * people.unwrap_or(0) as f64;
        Self::wait_so_long(&mut program, &listen, seconds);
        let credentials = read_credentials(&folder.path().join("credentials.json"));
        Self {
            program,
            folder,
            database_url,
            listen,
            variables,
            credentials,
        }
    }

    fn command(
        what: &[&str],
        folder: &TempDir,
        listen: &str,
        database: Option<&str>,
        variables: &[(String, String)],
    ) -> std::process::Command {
        let mut command = waypost(what);
        command.arg("--data").arg(folder.path().join("data"));
        if what[0] != "vault" {
            command.args(["--listen", listen]);
        }
        if what[0] == "demo" {
            command
                .arg("--credentials")
                .arg(folder.path().join("credentials.json"));
            // The other commands find it in what the demo left in the folder.
            command.args(database.iter().flat_map(|url| ["--database", url]));
        }
        if what[0] != "demo" {
            // The demo asks for no second factor, and neither does what runs in its place.
            command.env("WAYPOST_SIGN_IN_SECOND_FACTOR", "optional");
            // Nor for a second person at publishing: stories of that say so.
            command.env("WAYPOST_FORMS_PUBLISH_BY", "one");
        }
        command.envs(variables.iter().map(|(k, v)| (k, v)));
        command
    }

    fn wait_until_ready(program: &mut Running, listen: &str) {
        Self::wait_so_long(program, listen, 90.0);
    }

    fn wait_so_long(program: &mut Running, listen: &str, seconds: f64) {
        let client = Client::at(&format!("http://{listen}"));
        eventually("the server is ready", seconds, || {
            program.must_run();
            let answer = client
                .try_send("GET", "/readyz", None, ureq::SendBody::none())
                .ok()?;
            (answer.status == 200).then_some(())
        });
    }

    /// Starts the demo again on the same folder, after [`Server::stop`] or [`Server::kill`].
    pub fn start(&mut self) {
        self.run(&["demo"]);
    }

    /// Runs another command that serves on the same folder and address, in the demo's place.
    pub fn run(&mut self, what: &[&str]) {
        let command = Self::command(
            what,
            &self.folder,
            &self.listen,
            self.database_url.as_deref(),
            &self.variables,
        );
        self.program = Running::start(command, &self.log_file());
        Self::wait_until_ready(&mut self.program, &self.listen);
    }

    /// Runs `waypost vault` on the same folder, beside whatever serves, and waits until it answers.
    pub fn vault_beside(&self) -> Running {
        let database = self.database_url.as_deref();
        let command = Self::command(
            &["vault"],
            &self.folder,
            &self.listen,
            database,
            &self.variables,
        );
        let mut vault = Running::start(command, &self.log_file());
        let socket = self.data().join("vault.sock");
        eventually("the vault answers", 60.0, || {
            vault.must_run();
            std::os::unix::net::UnixStream::connect(&socket).ok()
        });
        vault
    }

    /// Waits until another process that serves in this one's place is ready.
    pub fn wait_for(&self, program: &mut Running) {
        Self::wait_until_ready(program, &self.listen);
    }

    /// The number of the process that serves.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }

    /// The database's address, as settings have it.
    pub fn store(&self) -> waypost::store::Store {
        let url = match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data().join("waypost.sqlite").display()),
        };
        let settings = waypost::store::StoreSettings {
            url,
            readers: 1,
            writers: 1,
        };
        waypost::store::Store::open(&settings).unwrap()
    }

    /// The root key, and every private key that it opens, as a process would hold them.
    pub fn secrets(&self) -> Vec<Vec<u8>> {
        let text = std::fs::read_to_string(self.data().join("keys/root.key")).unwrap();
        let root = KeyRing::parse(&text).unwrap();
        let mut secrets = vec![
            text.trim().as_bytes().to_vec(),
            STANDARD.decode(text.trim()).unwrap(),
        ];
        for (row, aad) in self.keys() {
            if let Ok(private) = root.open(&aad, &row.wrapped_private) {
                secrets.extend(pieces(&private));
            }
        }
        secrets
    }

    /// Every private key that a passphrase opens.
    pub fn secrets_under(&self, passphrase: &str) -> Vec<Vec<u8>> {
        let mut secrets = Vec::new();
        for (row, aad) in self.keys() {
            let Some(kdf) = &row.kdf else { continue };
            let opened =
                waypost::crypto::passphrase::unwrap(passphrase, &aad, kdf, &row.wrapped_private);
            secrets.extend(pieces(&opened.unwrap()));
        }
        secrets
    }

    /// The private keys by which an agency reads records, as whoever has the root key has them.
    pub fn sealing_keys(&self, agency: &str) -> Vec<waypost::crypto::SealingPrivate> {
        let text = std::fs::read_to_string(self.data().join("keys/root.key")).unwrap();
        let root = KeyRing::parse(&text).unwrap();
        let theirs = self.keys().into_iter().filter(|(row, _)| {
            row.agency_id.as_deref() == Some(agency) && row.purpose != "collection"
        });
        theirs
            .filter_map(|(row, aad)| root.open(&aad, &row.wrapped_private).ok())
            .map(|private| waypost::crypto::SealingPrivate::from_bytes(&private).unwrap())
            .collect()
    }

    fn keys(&self) -> Vec<(KeyRow, Aad)> {
        let rows = self.store().read_now("keys", waypost::store::keys::all);
        let bound = |row: KeyRow| {
            let owner = row.agency_id.as_deref().unwrap_or_default();
            let aad = Aad::private_key(owner, &row.id, &row.purpose);
            (row, aad)
        };
        rows.unwrap().into_iter().map(bound).collect()
    }

    /// Goes on, once it is run again, in another place that a restore has filled: `data` in that folder, and that database.
    pub fn move_to(&mut self, folder: TempDir, database_url: Option<String>) {
        let named = database_url
            .iter()
            .map(|url| ("WAYPOST_DATABASE_URL".to_owned(), url.clone()));
        self.variables.extend(named);
        (self.folder, self.database_url) = (folder, database_url);
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(&mut self) {
        self.program.stop();
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Stops it and starts it again.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// Nobody, at its address.
    pub fn nobody(&self) -> Client {
        Client::at(&self.url())
    }

    /// A person, signed in by `/v1/sessions`.
    pub fn sign_in(&self, user: &User) -> Client {
        let client = self.nobody();
        let session = client
            .post(
                "/v1/sessions",
                &json!({"email": user.email, "password": user.password}),
            )
            .expect(200)
            .json();
        client.bearer(session["token"].as_str().expect("a session has a token"))
    }

    /// The platform's admin, signed in.
    pub fn admin(&self) -> Client {
        self.sign_in(self.credentials.user("admin", None))
    }

    /// An agency's person with this role, signed in.
    pub fn person(&self, role: &str, agency: &Agency) -> Client {
        self.sign_in(self.credentials.user(role, Some(&agency.id)))
    }

    /// An agency's focal point, signed in.
    pub fn focal_point(&self, agency: &Agency) -> Client {
        self.person("focal_point", agency)
    }

    /// The first phone; it belongs to the collecting agency.
    pub fn phone(&self) -> Phone {
        self.phone_of(&self.credentials.devices[0])
    }

    /// The phone that a credentials entry describes.
    pub fn phone_of(&self, device: &Device) -> Phone {
        Phone::at(&device.server_url)
    }

    /// Publishes a general form in a project, as the admin; phones of the project get it at once.
    pub fn publish(&self, project: i64, form_xml: &str) {
        let path = format!("/v1/projects/{project}/forms?publish=true&ignoreWarnings=true");
        self.admin().post_xml(&path, form_xml).expect(200);
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The credentials file.
    pub fn credentials_file(&self) -> PathBuf {
        self.folder.path().join("credentials.json")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// All that the programs have said since the beginning.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log_file()).unwrap()).into_owned()
    }

    /// The database's address, if it is PostgreSQL.
    pub fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    /// Counts rows, from outside: `count("submissions where state = 'sealed'")`.
    pub fn count(&self, what: &str) -> i64 {
        super::database::count(self, what)
    }

    /// Changes rows, from outside: where a story cannot wait for the time to pass.
    pub fn execute(&self, statement: &str) {
        super::database::execute(self, statement);
    }
}

/// What of a private key would be found in a memory: of a long one (RSA) its numbers in parts, in both orders of bytes.
fn pieces(private: &[u8]) -> Vec<Vec<u8>> {
    if private.len() <= 64 {
        return vec![private.to_vec()];
    }
    let numbers = &private[private.len() - 640..];
    let windows = numbers.chunks_exact(32).map(<[u8]>::to_vec);
    windows
        .flat_map(|piece| [piece.iter().rev().copied().collect(), piece])
        .collect()
}

fn read_credentials(file: &Path) -> Credentials {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("the credentials file: {e}"))
}

/// The demo that is made once and copied: making keys and passwords takes seconds, copying does not.
mod template {
    use std::path::Path;
    use std::sync::OnceLock;

    use tempfile::TempDir;

    use super::{Database, Server};

    static SQLITE: OnceLock<Made> = OnceLock::new();
    static POSTGRES: OnceLock<Made> = OnceLock::new();

    struct Made {
        /// Every file of the data folder, by its path in there.
        files: Vec<(std::path::PathBuf, Vec<u8>)>,
        database_url: Option<String>,
    }

    /// A folder, and a database, as a demo left them when it was stopped.
    pub fn copy(on: Database) -> (TempDir, Option<String>) {
        let made = match on {
            Database::Sqlite => &SQLITE,
            Database::Postgres => &POSTGRES,
        };
        let made = made.get_or_init(|| {
            let mut server = Server::first_demo(on);
            server.stop();
            let mut files = Vec::new();
            read(&server.data(), &server.data(), &mut files);
            Made {
                files,
                database_url: server.database_url.clone(),
            }
        });
        let folder = tempfile::Builder::new()
            .prefix("waypost-test-")
            .tempdir()
            .unwrap();
        for (path, bytes) in &made.files {
            let file = folder.path().join("data").join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, bytes).unwrap();
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        (
            folder,
            made.database_url
                .as_deref()
                .map(super::super::postgres::copy),
        )
    }

    fn read(root: &Path, folder: &Path, files: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(root, &path, files);
            } else if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path.strip_prefix(root).unwrap().to_owned(), bytes));
            }
        }
    }
}
