//! One process or two, on a folder that `demo` made.

use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, received, routed};
use crate::support::{Database, Server, on_both};

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
