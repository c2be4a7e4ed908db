//! Two key holders: unlocking, new keys that one makes and the other confirms, phones that come after, and locking again.

use super::{Way, code, enter, in_every_way};
use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::{Database, FormOnPhone, Phone, Server, eventually, on_both};

const FLOW: &str = "keys";
const FORM: &str = "wellbeing_a1";
const AGENCY: &str = "LANTERN";

on_both!(key_holders_unlock_rotate_and_lock_while_phones_send, needs "Chromium and axe-core: tests/run");
fn key_holders_unlock_rotate_and_lock_while_phones_send(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_VAULT_RETIRING_DAYS", "0")]);
    let agency = server.credentials.agency(AGENCY).clone();
    let mut passphrase = agency.passphrase.clone().unwrap();
    in_every_way(on, |number, way| {
        let next = format!("quiet river number {number} by the old mill");
        rotate(&server, way, number, [&passphrase, &next]);
        passphrase = next;
    });
}

/// What somebody's phone sends of a form that it has.
fn sent(phone: &Phone, form: &FormOnPhone, number: usize) {
    let answers = urgent_adult().with("end/case_code", &code(number));
    phone.send(&phone.seal(form, &answers)).expect(201);
}

fn opened(server: &Server, agency: &Agency, count: i64) {
    let all = format!(
        "submissions where state = 'sealed' and agency_id = '{}'",
        agency.id
    );
    eventually("what was sent is opened", 40.0, || {
        (server.count(&all) == count).then_some(())
    });
}

fn rotate(server: &Server, way: Way, number: usize, [old, new]: [&str; 2]) {
    let agency = server.credentials.agency(AGENCY).clone();
    let phone = server.phone_of(server.credentials.device(&agency));
    let before = (number * 3) as i64;
    let held = phone.form(FORM);
    sent(&phone, &held, number);

    // It waits until a key holder types the passphrase, the right one.
    let first = enter(server, way, FLOW, "focal_point", Some(AGENCY));
    eventually("the home page says so", 30.0, || {
        first.go("/");
        (first.count("main .tasks a[href='/keys']") > 0).then_some(())
    });
    first.judged("home-locked");
    first.press("main .tasks a[href='/keys']");
    first.judged("locked");
    first.write("#unlock", "this is not it at all");
    first.press("form[action='/keys/unlock'] button");
    first.sees("[role=alert]");
    first.judged("wrong-passphrase");
    first.write("#unlock", old);
    first.press("form[action='/keys/unlock'] button");
    first.hears("unlocked");
    first.judged("unlocked");
    opened(server, &agency, before + 1);

    // New keys; whoever made them cannot bring them into use.
    first.pick("custody", "passphrase");
    first.write("#passphrase", new);
    first.write("#passphrase_again", new);
    first.press("form[action='/keys/new'] button");
    first.hears("key-made");
    first.judged("made");
    first.misses("form[action$='/confirm']");

    let second = enter(server, way, FLOW, "data_manager", Some(AGENCY));
    second.press("main .tasks a[href='/keys']");
    second.judged("to-confirm");
    second.tick("form[action$='/confirm'] input[name=compared]");
    second.press("form[action$='/confirm'] button");
    second.hears("key-confirmed");
    second.judged("confirmed");

    // The phone sees a new version; what it filled with the old one opens as long as the old key is there.
    let offered = phone.listed(FORM).unwrap().version;
    assert_ne!(Some(offered), held.version);
    sent(&phone, &held, number);
    opened(server, &agency, before + 2);
    first.go("/keys");
    first.press("a[href$='/phones']");
    first.judged("old-phones");
    assert_eq!(first.count("tbody tr"), 1);
    let fetched = phone.form(FORM);
    assert_ne!(fetched.key, held.key);
    sent(&phone, &fetched, number);
    first.go("/keys");
    if first.count("#unlock") > 0 {
        first.write("#unlock", new);
        first.press("form[action='/keys/unlock'] button");
        first.hears("unlocked");
    }
    opened(server, &agency, before + 3);

    // Nothing needs the old key any more.
    let collection = format!(
        "keys where purpose = 'collection' and agency_id = '{}' and state = 'retired'",
        agency.id
    );
    eventually("the old key retires", 60.0, || {
        (server.count(&collection) == number as i64 + 1).then_some(())
    });
    first.go("/keys");
    first.judged("rotated");

    first.press("form[action='/keys/lock'] button");
    first.hears("locked");
    first.sees("#unlock");
    first.judged("locked-again");
    let reader = enter(server, way, FLOW, "supervisor", Some(AGENCY));
    reader.go("/queue");
    reader.sees("section.notice");
    reader.judged("reader-locked");
    reader.misses("article.referral dl");
}
