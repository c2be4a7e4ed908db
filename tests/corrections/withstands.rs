//! Corrections by hand while the server is killed, with the vault in another process, and what of them stands in clear.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{correct, send, set, well};
use crate::support::story::routed;
use crate::support::{Database, Server, eventually, on_both, thorough};
use crate::vault::canary::stands_nowhere;

/// Words that nothing else on a computer contains: what stood there, what was set, what a photo holds.
const WORDS: [&str; 3] = ["plinthwarbler", "sedgelantern", "cloverbasalt"];

on_both!(a_kill_leaves_one_correction_or_none);
fn a_kill_leaves_one_correction_or_none(on: Database) {
    let mut server = Server::demo(on);
    let photo = vec![7_u8; 900_000];
    let (project, _) = well(&server, &photo);
    let phone = server.phone();
    let said: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut sent = Vec::new();
    for round in 0..thorough(40, 5) {
        let id = send(&phone, "North well", &photo);
        routed(&server);
        let one = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
        sent.push(one.clone());
        let who = server.person("supervisor", server.credentials.collecting());
        let over = Arc::new(AtomicBool::new(false));
        let hand = {
            let (said, over, one) = (said.clone(), over.clone(), one.clone());
            std::thread::spawn(move || {
                // Pressed again and again, as by somebody who sees no answer; and only as long as it was not taken.
                while !over.load(Ordering::Relaxed) {
                    let at = format!("{one}/corrections");
                    let body = set("/name", "South well").to_string();
                    let kind = Some("application/json");
                    match who.try_send("POST", &at, kind, body.as_bytes()) {
                        Ok(answer) if answer.status == 200 => {
                            said.lock().unwrap().push(one.clone());
                            return;
                        }
                        // Nothing is left to change: it was taken, and the answer was lost.
                        Ok(answer) if answer.status == 400 => return,
                        _ => std::thread::sleep(Duration::from_millis(10)),
                    }
                }
            })
        };
        std::thread::sleep(Duration::from_millis(4 + 23 * (round as u64 % 9)));
        server.kill();
        over.store(true, Ordering::Relaxed);
        hand.join().unwrap();
        server.start();
    }
    routed(&server);
    let reader = server.person("supervisor", server.credentials.collecting());
    for one in &sent {
        let id = one.rsplit('/').next().unwrap();
        let of_it = format!(
            "submissions where first_id = (select id from submissions where instance_id = '{id}')"
        );
        let corrections = server.count(&of_it);
        assert!(corrections <= 1, "{corrections} corrections of {id}");
        let answered = said.lock().unwrap().contains(one);
        assert!(corrections == 1 || !answered, "{id} was taken and is gone");
        let photo_is = reader.get(&format!("{one}/attachments/photo.jpg"));
        assert!(photo_is.expect(200).body == photo, "{id}");
        let text = reader.get(&format!("{one}.xml")).expect(200).text();
        assert_eq!(text.contains("South well"), corrections == 1);
        // Whatever was left open is corrected now.
        if corrections == 0 {
            correct(&reader, one, "South well").expect(200);
        }
    }
    routed(&server);
    let rounds = sent.len() as i64;
    assert_eq!(
        server.count("submissions where first_id is not null"),
        rounds
    );
    assert_eq!(server.count("jobs where kind = 'open'"), 0);
}

on_both!(nothing_of_a_correction_stands_anywhere_in_clear);
fn nothing_of_a_correction_stands_anywhere_in_clear(on: Database) {
    let mut server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let (project, _) = well(&server, b"JPEG");
    server.stop();
    server.run(&["serve"]);
    let mut vault = server.vault_beside();
    let photo = WORDS[2].repeat(20_000);
    let id = send(&server.phone(), WORDS[0], photo.as_bytes());
    routed(&server);
    let one = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
    let supervisor = server.person("supervisor", server.credentials.collecting());
    correct(&supervisor, &one, WORDS[1]).expect(200);
    // Refused ones leave nothing either.
    let long = WORDS[1].repeat(400);
    correct(&supervisor, &one, &long).expect_problem(400.94);
    let text = eventually("it is opened", 60.0, || {
        let read = supervisor.get(&format!("{one}.xml"));
        (read.status == 200).then(|| read.text())
    });
    assert!(text.contains(WORDS[1]), "{text}");
    let file = supervisor.get(&format!("{one}/attachments/photo.jpg"));
    assert!(file.expect(200).text() == photo);
    stands_nowhere(&server, &WORDS);
    vault.stop();
    server.stop();
    stands_nowhere(&server, &WORDS);
}
