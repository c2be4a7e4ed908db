//! One process or two, on a folder that `demo` made.

use crate::support::form::urgent_adult;
use crate::support::program::{Running, waypost};
use crate::support::story::{focal_points, received, routed};
use crate::support::{Database, Server, memory, on_both};

on_both!(serve_alone_opens_nothing_until_its_vault_stands_beside_it);
fn serve_alone_opens_nothing_until_its_vault_stands_beside_it(on: Database) {
    let mut server = Server::demo(on);
    server.stop();
    server.run(&["serve"]);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 2);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(
        server.count("submissions where state = 'received'"),
        2,
        "serve holds no key"
    );
    assert_eq!(server.count("records"), 0);

    let mut vault = server.vault_beside();
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    let seen: usize = focal_points(&server)
        .iter()
        .map(|(_, f)| received(f).len())
        .sum();
    assert!(seen >= 2, "people sign in and read through the vault");
    vault.stop();
    server.stop();
}

on_both!(serve_with_its_vault_does_it_all);
fn serve_with_its_vault_does_it_all(on: Database) {
    let mut server = Server::demo(on);
    server.stop();
    server.run(&["serve", "--with-vault"]);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 1);
    server.stop();
}

on_both!(what_was_received_before_a_restart_is_opened_after_it);
fn what_was_received_before_a_restart_is_opened_after_it(on: Database) {
    let mut server = Server::demo(on);
    server.stop();
    server.run(&["serve"]);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 3);
    server.stop();
    server.start();
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 3);
}

on_both!(the_memory_and_the_settings_of_serve_open_nothing);
fn the_memory_and_the_settings_of_serve_open_nothing(on: Database) {
    let mut server = Server::demo(on);
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 3);
    routed(&server);
    let read: usize = focal_points(&server)
        .iter()
        .map(|(_, f)| received(f).len())
        .sum();
    assert!(read > 0, "pages were read through it");

    let secrets = server.secrets();
    assert!(secrets.len() > 5, "the root key and keys of agencies");
    let needles: Vec<&[u8]> = secrets.iter().map(Vec::as_slice).collect();
    // The search finds what is there: the vault holds the root key and the sealing keys.
    assert!(!memory::found(vault.pid(), &needles).is_empty());
    let pid = server.pid();
    assert_eq!(memory::found(pid, &needles), Vec::<&[u8]>::new());
    for file in ["environ", "cmdline"] {
        let said = std::fs::read(format!("/proc/{pid}/{file}")).unwrap();
        assert!(
            needles
                .iter()
                .all(|n| memchr::memmem::find(&said, n).is_none()),
            "{file}"
        );
    }
    for open in std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap() {
        let to = std::fs::read_link(open.unwrap().path()).unwrap_or_default();
        assert!(
            !to.ends_with("root.key"),
            "serve holds {} open",
            to.display()
        );
    }
    vault.stop();
    server.stop();
}

#[test]
fn two_users_and_the_one_that_serves_cannot_read_the_other_s_keys() {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    const GROUP: u32 = 61_000;
    const SERVE: u32 = 61_001;
    const VAULT: u32 = 61_002;
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can be two users");
        return;
    }
    let mut server = Server::demo(Database::Postgres);
    server.stop();
    let made = server.data();
    let place = made.parent().unwrap();
    // Each its own folder; between them the ciphertexts and the socket.
    let folder = |name: &str, user: u32, mode: u32| {
        let path = place.join(name);
        std::fs::create_dir_all(&path).unwrap();
        chown(&path, Some(user), Some(GROUP)).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        path
    };
    let all = std::fs::Permissions::from_mode(0o711);
    std::fs::set_permissions(place, all.clone()).unwrap();
    let (serve, vault) = (folder("serve", SERVE, 0o700), folder("vault", VAULT, 0o700));
    let (blobs, socket) = (
        folder("blobs", VAULT, 0o2770),
        folder("socket", VAULT, 0o750),
    );
    let give = |from: &str, to: std::path::PathBuf, user: u32| {
        std::fs::copy(made.join("keys").join(from), &to).unwrap();
        chown(&to, Some(user), Some(GROUP)).unwrap();
        std::fs::set_permissions(&to, std::fs::Permissions::from_mode(0o400)).unwrap();
        to
    };
    let root = give("root.key", vault.join("root.key"), VAULT);
    let service = give("service.key", serve.join("service.key"), SERVE);

    let program = |what: &[&str], data: &std::path::Path, user: u32| {
        let mut command = waypost(what);
        command
            .arg("--data")
            .arg(data)
            .args(["--database", server.database_url().unwrap()])
            .env("WAYPOST_BLOBS", &blobs)
            .env("WAYPOST_VAULT_SOCKET", socket.join("vault.sock"))
            .env("WAYPOST_VAULT_SERVE_UID", SERVE.to_string())
            // The demo's people have a password only.
            .env("WAYPOST_SIGN_IN_SECOND_FACTOR", "optional")
            .gid(GROUP)
            .uid(user);
        // Files that both must reach are the group's.
        command
    };
    let log = server.credentials_file().with_extension("two.log");
    let mut of_vault = program(&["vault"], &vault, VAULT);
    of_vault.env("WAYPOST_VAULT_ROOT_KEY_FILE", &root);
    let mut of_vault = Running::start(of_vault, &log);
    let listen = server.url().trim_start_matches("http://").to_owned();
    let mut of_serve = program(&["serve", "--listen", &listen], &serve, SERVE);
    of_serve.env("WAYPOST_SERVER_SERVICE_KEY_FILE", &service);
    let mut of_serve = Running::start(of_serve, &log);
    server.wait_for(&mut of_serve);

    server.phone().send_many("wellbeing_a1", &urgent_adult(), 2);
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    let seen: usize = focal_points(&server)
        .iter()
        .map(|(_, f)| received(f).len())
        .sum();
    assert!(seen > 0, "serve reads through the socket");

    // In serve's place: the root key cannot be read, the vault's memory neither.
    let in_serves_place = |words: &[&str]| {
        let mut command = std::process::Command::new(words[0]);
        command.args(&words[1..]).gid(GROUP).uid(SERVE);
        command.output().unwrap().status.success()
    };
    assert!(!in_serves_place(&["cat", root.to_str().unwrap()]));
    let memory = format!("/proc/{}/mem", of_vault.pid());
    assert!(!in_serves_place(&["head", "-c", "1", &memory]));
    // A third user does not reach the socket.
    let mut other = std::process::Command::new("cat");
    other.arg(socket.join("vault.sock")).gid(61_009).uid(61_009);
    assert!(!other.output().unwrap().status.success());
    of_serve.stop();
    of_vault.stop();
}
