//! PostgreSQL for the stories: one server for each run of the tests, one fresh database for each story.
//!
//! The server is started from `/usr/lib/postgresql/*/bin` on a loopback port, in a temporary folder, as the user
//! `postgres` when the tests run as root (it refuses root). It does not sync: what is tested is ours, not the disk.
//! A watchdog stops it and removes its folder once this process is gone, however it went.
//!
//! `WAYPOST_TEST_POSTGRES_URL` names a running server instead (a database on it whose user may create others).

#[cfg(feature = "postgres")]
pub use server::{copy, database, drop_database};

/// There is none without the feature.
#[cfg(not(feature = "postgres"))]
pub fn database() -> Option<String> {
    None
}

/// There is none without the feature.
#[cfg(not(feature = "postgres"))]
pub fn copy(_: &str) -> String {
    unreachable!("there is no PostgreSQL without the feature")
}

/// There is none without the feature.
#[cfg(not(feature = "postgres"))]
pub fn drop_database(_: &str) {
    unreachable!("there is no PostgreSQL without the feature")
}

#[cfg(feature = "postgres")]
mod server {
    use std::fs;
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use diesel::prelude::*;

    static SERVER: OnceLock<Option<String>> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);

    /// The address of a fresh, empty database. None: there is no PostgreSQL here; why is printed once.
    pub fn database() -> Option<String> {
        let server = SERVER.get_or_init(find).as_deref()?;
        Some(create(server, "template0 encoding 'UTF8'"))
    }

    /// The address of a fresh database with all that another made here holds. Nobody may be connected to that.
    pub fn copy(of: &str) -> String {
        create(server(), name(of))
    }

    fn create(server: &str, template: &str) -> String {
        let name = format!(
            "waypost_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        execute(
            server,
            &format!("create database {name} template {template}"),
        );
        with_name(server, &name)
    }

    fn server() -> &'static str {
        SERVER
            .get()
            .and_then(Option::as_deref)
            .expect("made by `database`")
    }

    fn name(url: &str) -> &str {
        let (_, rest) = url.rsplit_once('/').expect("made by `database`");
        rest.split('?').next().unwrap()
    }

    /// Drops a database made here, whoever is still connected. Stories need not: the server goes with the tests.
    pub fn drop_database(url: &str) {
        execute(
            server(),
            &format!("drop database if exists {} with (force)", name(url)),
        );
    }

    fn execute(server: &str, statement: &str) {
        let mut connection =
            PgConnection::establish(server).expect("the tests' PostgreSQL answers");
        diesel::sql_query(statement)
            .execute(&mut connection)
            .unwrap();
    }

    /// `server` with another database.
    fn with_name(server: &str, name: &str) -> String {
        let (address, parameters) = server
            .split_once('?')
            .map_or((server, None), |(a, p)| (a, Some(p)));
        let host = address
            .rsplit_once('/')
            .expect("an address with a database")
            .0;
        match parameters {
            Some(parameters) => format!("{host}/{name}?{parameters}"),
            None => format!("{host}/{name}"),
        }
    }

    fn find() -> Option<String> {
        if let Ok(url) = std::env::var("WAYPOST_TEST_POSTGRES_URL") {
            return Some(url);
        }
        let Some(programs) = programs() else {
            eprintln!(
                "SKIPPED: there is no PostgreSQL under /usr/lib/postgresql; `tests/run` installs it"
            );
            return None;
        };
        Some(start(&programs))
    }

    /// Where the newest PostgreSQL's programs are.
    fn programs() -> Option<PathBuf> {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        versions
            .filter_map(|version| {
                Some((
                    version.file_name().to_str()?.parse::<u32>().ok()?,
                    version.path(),
                ))
            })
            .map(|(number, path)| (number, path.join("bin")))
            .filter(|(_, path)| path.join("initdb").exists())
            .max()
            .map(|(_, path)| path)
    }

    fn start(programs: &Path) -> String {
        let folder = tempfile::Builder::new()
            .prefix("waypost-postgres-")
            .tempdir()
            .unwrap()
            .keep();
        let as_root = rustix::process::geteuid().is_root();
        if as_root {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        watch(programs, &folder, as_root);
        let data = folder.join("data");
        run(program(programs, "initdb", as_root)
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .arg("--pgdata")
            .arg(&data));
        // The port may be taken between asking for it and using it.
        for _ in 0..5 {
            let port = super::super::free_port();
            let settings = format!(
                "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off \
                 -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off"
            );
            let started = program(programs, "pg_ctl", as_root)
                .args(["start", "--wait", "--silent", "--options", &settings])
                .arg("--log")
                .arg(folder.join("log"))
                .arg("--pgdata")
                .arg(&data)
                .status();
            if started.is_ok_and(|status| status.success()) {
                return format!("postgres://postgres@127.0.0.1:{port}/postgres");
            }
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start:\n{log}");
    }

    /// One of PostgreSQL's programs, as a user that it accepts.
    fn program(programs: &Path, name: &str, as_root: bool) -> Command {
        let mut command = if as_root {
            let mut command = Command::new("runuser");
            command
                .args(["-u", "postgres", "--"])
                .arg(programs.join(name));
            command
        } else {
            Command::new(programs.join(name))
        };
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn run(command: &mut Command) {
        let output = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output();
        let output = output.unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command:?}: {said}");
    }

    /// A shell in a process group of its own (Ctrl-C does not reach it) that outlives us just long enough to tidy up.
    #[expect(clippy::zombie_processes, reason = "it outlives us on purpose")]
    fn watch(programs: &Path, folder: &Path, as_root: bool) {
        let us = std::process::id();
        let stop = if as_root {
            "runuser -u postgres -- "
        } else {
            ""
        };
        let script = format!(
            "while kill -0 {us} 2>/dev/null; do sleep 0.5; done; \
             {stop}'{}/pg_ctl' stop --mode=immediate --silent --pgdata '{}/data'; rm -rf '{}'",
            programs.display(),
            folder.display(),
            folder.display(),
        );
        Command::new("sh")
            .args(["-c", &script])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell");
    }
}
