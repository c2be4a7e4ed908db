//! What does not open or does not check: one state for every cause, nothing routed, visible to its agency.

use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, referrals, routed};
use crate::support::{Database, Envelope, Server, eventually, on_both};

on_both!(every_kind_of_damage_ends_in_one_state_and_routes_nothing);
fn every_kind_of_damage_ends_in_one_state_and_routes_nothing(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let form = phone.form("wellbeing_a1");
    let damages: [fn(&mut Envelope); 7] = [
        |e| e.files[0].1[0] ^= 1,
        // The padding's last byte.
        |e| *e.files[0].1.last_mut().unwrap() ^= 0x80,
        |e| e.files[0].1.truncate(32),
        |e| e.files[0].1.clear(),
        |e| e.manifest = flip_base64(&e.manifest, "base64EncryptedKey"),
        |e| e.manifest = flip_base64(&e.manifest, "base64EncryptedElementSignature"),
        // A signed value: the id under which it claims to come.
        |e| {
            let other = crate::support::form::instance_id();
            e.manifest = e.manifest.replace(&e.instance_id, &other);
            e.instance_id = other;
        },
    ];
    for damage in &damages {
        let mut envelope = phone.seal(&form, &urgent_adult());
        damage(&mut envelope);
        // Receiving tells nothing about opening.
        phone.send(&envelope).expect(201);
    }
    routed(&server);
    assert_eq!(
        server.count("submissions where state = 'damaged'"),
        damages.len() as i64
    );
    assert_eq!(server.count("records"), 0);
    for (agency, focal_point) in focal_points(&server) {
        assert!(referrals(&focal_point).is_empty(), "{}", agency.name);
    }
}

fn flip_base64(manifest: &str, element: &str) -> String {
    let at = manifest.find(&format!("<{element}>")).unwrap() + element.len() + 2 + 20;
    let other = if manifest[at..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    format!("{}{other}{}", &manifest[..at], &manifest[at + 1..])
}

on_both!(a_key_of_another_agency_opens_nothing_here);
fn a_key_of_another_agency_opens_nothing_here(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let mut form = phone.form("wellbeing_a1");
    let other = server.credentials.others().next().unwrap();
    let foreign = server
        .phone_of(server.credentials.device(other))
        .form("wellbeing_a1");
    form.key = foreign.key;
    phone.send(&phone.seal(&form, &urgent_adult())).expect(201);
    eventually("it is damaged", 10.0, || {
        (server.count("submissions where state = 'damaged'") == 1).then_some(())
    });
    assert_eq!(server.count("referrals"), 0);
}
