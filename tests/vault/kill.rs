//! `kill -9` under load: what was answered with 201 is there, opened once, referred once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Database, Server, on_both, thorough};

const CONNECTIONS: usize = 32;

on_both!(what_got_201_survives_every_kill);
fn what_got_201_survives_every_kill(on: Database) {
    let mut server = Server::demo(on);
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let form = server.phone().form("wellbeing_a1");
    let answers = urgent_adult();

    for round in 0..thorough(100, 3) {
        let over = Arc::new(AtomicBool::new(false));
        let phones: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (phone, form, answers) = (server.phone(), form.clone(), answers.clone());
                let (kept, over) = (kept.clone(), over.clone());
                std::thread::spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        let envelope = phone.seal(&form, &answers);
                        let body = envelope.multipart();
                        let kind = body.kind();
                        // A refused connection or a cut one is what a kill looks like from here.
                        let sent = phone.http.try_send(
                            "POST",
                            "/submission",
                            Some(&kind),
                            &body.bytes()[..],
                        );
                        match sent {
                            Ok(answer) if answer.status == 201 => {
                                kept.lock().unwrap().push(envelope.instance_id)
                            }
                            _ => std::thread::sleep(Duration::from_millis(20)),
                        }
                    }
                })
            })
            .collect();
        // Never at the same moment of what the server does.
        std::thread::sleep(Duration::from_millis(300 + 137 * (round as u64 % 7)));
        server.kill();
        over.store(true, Ordering::Relaxed);
        for phone in phones {
            phone.join().unwrap();
        }
        server.start();
    }

    let kept = kept.lock().unwrap();
    assert!(
        kept.len() >= 3 * CONNECTIONS / 2,
        "only {} were taken: too few to show anything",
        kept.len()
    );
    routed(&server);
    let lost: Vec<_> = kept
        .iter()
        .filter(|id| {
            server.count(&format!(
                "submissions where instance_id = '{id}' and state = 'sealed'"
            )) != 1
        })
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} are gone: {lost:?}",
        lost.len(),
        kept.len()
    );

    let all = server.count("submissions");
    assert!(all >= kept.len() as i64);
    assert_eq!(
        server.count("records where kind = 'answers'"),
        all,
        "each opened once"
    );
    assert_eq!(server.count("jobs where kind = 'open'"), 0);
    let referrals = server.count("referrals");
    assert_eq!(
        referrals % all,
        0,
        "{referrals} referrals of {all} equal submissions: some were referred twice or never"
    );
    assert!(referrals >= all);
}
