//! Large files are opened in pieces: the vault's memory does not grow with them.

use crate::support::form::instance_id;
use crate::support::story::routed;
use crate::support::{
    Answers, Database, Envelope, Server, eventually, general_form, on_both, thorough,
};

/// A line of `/proc/PID/status`, in bytes.
fn status(pid: u32, line: &str) -> usize {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let value = text.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    let kib = value.trim_matches([':', ' ', '\t', 'k', 'B']);
    kib.parse::<usize>().unwrap() * 1024
}

/// Blobs, finished or not, in the server's data folder.
fn blobs(server: &Server) -> usize {
    let shelves = std::fs::read_dir(server.data().join("blobs")).unwrap();
    shelves
        .map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap().count())
        .sum()
}

on_both!(a_large_file_is_opened_in_a_memory_that_does_not_grow_with_it);
fn a_large_file_is_opened_in_a_memory_that_does_not_grow_with_it(on: Database) {
    const ROOM: usize = 12 << 20;
    let mut server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    let phone = server.phone();
    // What a vault needs once, for the first thing that it opens.
    phone.send_many("wells", &Answers::default(), 3);
    routed(&server);

    let (form, id) = (phone.form("wells"), instance_id());
    let answers = Answers::default().with("photo", "film.mp4");
    let film: Vec<u8> = (0..thorough(60, 24) << 20)
        .map(|i: usize| (i / 251 + i) as u8)
        .collect();
    let envelope = Envelope::seal(
        &form,
        &id,
        &form.fill(&id, &answers),
        &[("film.mp4", &film)],
    );
    std::fs::write(format!("/proc/{}/clear_refs", vault.pid()), "5").unwrap();
    let before = status(vault.pid(), "VmRSS");
    phone.send(&envelope).expect(201);
    eventually("it is opened", 240.0, || {
        (server.count("submissions where state = 'sealed'") == 4).then_some(())
    });
    let grew = status(vault.pid(), "VmHWM").saturating_sub(before);
    assert!(
        grew < ROOM,
        "{} KiB for {} MiB",
        grew >> 10,
        film.len() >> 20
    );

    // One that was changed on its way leaves nothing but its ciphertext.
    let held = blobs(&server);
    let mut damaged = envelope;
    let old = std::mem::replace(&mut damaged.instance_id, instance_id());
    damaged.manifest = damaged.manifest.replace(&old, &damaged.instance_id);
    damaged.files[0].1[10 << 20] ^= 1;
    phone.send(&damaged).expect(201);
    eventually("it is found to be damaged", 240.0, || {
        (server.count("submissions where state = 'damaged'") == 1).then_some(())
    });
    assert_eq!(blobs(&server), held + 1, "its own ciphertext only");

    // What was sealed in pieces is what was sent.
    let reader = server.person("supervisor", server.credentials.collecting());
    let path = format!("/v1/projects/{project}/forms/wells/submissions/{id}/attachments/film.mp4");
    assert!(reader.get(&path).expect(200).body == film);
    vault.stop();
}
