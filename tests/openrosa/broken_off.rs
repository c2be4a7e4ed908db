//! Phones that are killed while they send, slow senders, cut connections: nothing is lost, nothing stays behind.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::form::instance_id;
use crate::support::{
    Answers, Database, Envelope, Multipart, Phone, Server, eventually, general_form, on_both,
};

/// An encrypted submission with some large files, and the requests in which a phone sends it, one file each.
fn in_pieces(phone: &Phone) -> (Envelope, Vec<Multipart>) {
    let form = phone.form("wells");
    let id = instance_id();
    let media: [(&str, &[u8]); 4] = [
        ("a.jpg", &[1; 300_000]),
        ("b.jpg", &[2; 300_000]),
        ("c.jpg", &[3; 20]),
        ("d.jpg", &[4; 300_000]),
    ];
    let envelope = Envelope::seal(&form, &id, &form.fill(&id, &Answers::default()), &media);
    let last = envelope.files.len() - 1;
    let pieces = envelope
        .files
        .iter()
        .enumerate()
        .map(|(n, (name, bytes))| {
            let piece = Multipart::new().xml(&envelope.manifest).file(name, bytes);
            if n < last { piece.incomplete() } else { piece }
        })
        .collect();
    (envelope, pieces)
}

/// Sends the first bytes of a request and hangs up, as a phone whose battery ends.
fn cut_off(server: &Server, phone: &Phone, body: &Multipart, after: usize) {
    let bytes = body.bytes();
    let host = server.url().replace("http://", "");
    let path = phone.server_url.strip_prefix(&server.url()).unwrap();
    let mut stream = TcpStream::connect(&host).unwrap();
    let head = format!(
        "POST {path}/submission HTTP/1.1\r\nHost: {host}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        body.kind(),
        bytes.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&bytes[..after.min(bytes.len())]).unwrap();
    stream.flush().unwrap();
}

/// Large files on the disk that no row names.
fn left_behind(server: &Server) -> i64 {
    fn count(folder: &std::path::Path) -> i64 {
        std::fs::read_dir(folder).map_or(0, |entries| {
            entries
                .map(|entry| entry.unwrap().path())
                .map(|path| if path.is_dir() { count(&path) } else { 1 })
                .sum()
        })
    }
    let named = server.count("submission_parts where blob_id is not null")
        + server.count("records where blob_id is not null");
    count(&server.data().join("blobs")) - named
}

on_both!(a_phone_killed_after_each_piece_ends_with_one_submission_and_nothing_else);
fn a_phone_killed_after_each_piece_ends_with_one_submission_and_nothing_else(on: Database) {
    let server = Server::demo(on);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let phone = server.phone();
    let count = in_pieces(&phone).1.len();
    for killed_after in 0..=count {
        let (envelope, pieces) = in_pieces(&phone);
        for piece in &pieces[..killed_after] {
            phone.post(piece).expect(201);
        }
        // It dies within the next piece, too: at its start, in the middle of a file, before its end.
        if let Some(next) = pieces.get(killed_after) {
            let length = next.bytes().len();
            for after in [10, length / 2, length - 3] {
                cut_off(&server, &phone, next, after);
            }
        }
        // Started again, it begins at the beginning.
        for piece in &pieces {
            super::rows::is_taken(&phone.post(piece));
        }
        let row = format!(
            "submissions where instance_id = '{}' and state = 'sealed'",
            envelope.instance_id
        );
        eventually("it is opened", 20.0, || {
            (server.count(&row) == 1).then_some(())
        });
    }
    let sent = count as i64 + 1;
    assert_eq!(server.count("submissions"), sent);
    assert_eq!(
        server.count("submission_parts where size is not null"),
        sent * 5
    );
    assert_eq!(server.count("records where kind = 'answers'"), sent);
    assert_eq!(server.count("records where kind = 'attachment'"), sent * 4);
    eventually("nothing is left behind", 10.0, || {
        (left_behind(&server) == 0).then_some(())
    });
}

on_both!(the_same_in_clear_leaves_nothing_either);
fn the_same_in_clear_leaves_nothing_either(on: Database) {
    let server = Server::demo(on);
    let form = general_form("wells", "1", &["second"]).replace(
        "<bind nodeset=\"/data/second\" type=\"string\"/>",
        "<bind nodeset=\"/data/second\" type=\"binary\"/>",
    );
    let (_, phone) = crate::api::open_project(&server, &form);
    let xml = phone.form("wells").fill(
        "uuid:clear",
        &Answers::of(&[("photo", "a.jpg"), ("second", "b.jpg")]),
    );
    let piece = |name: &str| Multipart::new().xml(&xml).file(name, &[7; 300_000]);
    phone.post(&piece("a.jpg").incomplete()).expect(201);
    cut_off(&server, &phone, &piece("b.jpg"), 200_000);
    for _ in 0..3 {
        super::rows::is_taken(&phone.post(&piece("a.jpg").incomplete()));
        super::rows::is_taken(&phone.post(&piece("b.jpg")));
    }
    assert_eq!(server.count("submissions"), 1);
    assert_eq!(server.count("records where kind = 'attachment'"), 2);
    eventually("nothing is left behind", 10.0, || {
        (left_behind(&server) == 0).then_some(())
    });
}

on_both!(a_sender_that_is_too_slow_is_told_so_and_harms_nobody);
fn a_sender_that_is_too_slow_is_told_so_and_harms_nobody(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LIMITS_REQUEST_SECONDS", "1")]);
    server.publish(
        server.credentials.projects[0].id,
        &general_form("wells", "1", &[]),
    );
    let phone = server.phone();
    let (_, pieces) = in_pieces(&phone);
    let bytes = pieces[0].bytes();
    let host = server.url().replace("http://", "");
    let path = phone.server_url.strip_prefix(&server.url()).unwrap();
    let head = format!(
        "POST {path}/submission HTTP/1.1\r\nHost: {host}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        pieces[0].kind(),
        bytes.len()
    );
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = TcpStream::connect(&host).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&bytes[..200_000]).unwrap();
            stream
        })
        .collect();
    // Others are served meanwhile.
    phone
        .send(&phone.seal(&phone.form("wells"), &Answers::default()))
        .expect(201);
    for mut stream in slow {
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let mut said = [0; 200];
        let read = stream.read(&mut said).unwrap();
        let said = String::from_utf8_lossy(&said[..read]);
        assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    }
    eventually("nothing is left behind", 10.0, || {
        (left_behind(&server) == 0).then_some(())
    });
}
