//! What may change between reading and writing: somebody says more in a case, somebody answers a referral.

use waypost::domain::referral::ReferralState;
use waypost::store::cases::{self, Basis, CaseRow, Joining};
use waypost::store::consents::{self, AsRead};
use waypost::store::referrals::withdrawal::{Withdrawal, Withdrawn, withdraw};

use super::{Place, adds};
use crate::support::database::word;
use crate::support::form::urgent_adult;
use crate::support::story::routed;
use crate::support::{Database, Server, on_both};

fn a_case_is_as_it_was_read_until_somebody_says_more_in_it(database: Database) {
    let place = Place::on(database);
    place.write(adds("a")).unwrap();
    let joins = |nth: i64| {
        let joining = Joining {
            row: CaseRow {
                id: "case".into(),
                agency_id: "id-a".into(),
                pathway: "p".into(),
                screening: None,
                submissions: nth,
                opened_at: 1,
                updated_at: nth,
                state: "open".into(),
                caseworker: None,
                supervisor: None,
            },
            submission: format!("s{nth}"),
            known: nth - 1,
            name: None,
            basis: Basis::Own,
        };
        let late = place.write(move |conn| cases::join(conn, &[&joining]));
        assert!(late.unwrap().is_empty());
    };
    joins(1);
    let read = AsRead {
        case: "case".into(),
        agency: "id-a".into(),
        submissions: 1,
        states: Vec::new(),
    };
    let is_as_read = |read: &AsRead| {
        let read = read.clone();
        place
            .write(move |conn| {
                consents::lock(conn, &[&read.case])?;
                consents::is_as_read(conn, &read)
            })
            .unwrap()
    };
    assert!(is_as_read(&read));
    let consented = AsRead {
        states: vec![("c".into(), "proposed".into())],
        ..read.clone()
    };
    assert!(!is_as_read(&consented));
    let anothers = AsRead {
        agency: "id-b".into(),
        ..read.clone()
    };
    assert!(!is_as_read(&anothers));
    joins(2);
    assert!(!is_as_read(&read));
}
on_both!(a_case_is_as_it_was_read_until_somebody_says_more_in_it);

fn a_referral_is_taken_back_from_where_it_stands_by_then(database: Database) {
    let server = Server::demo(database);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
    routed(&server);
    let crossed = "referrals where state = 'sent' and from_agency <> to_agency limit 1";
    let id = word(&server, &format!("select id as word from {crossed}"));
    let column = |name: &str| {
        word(
            &server,
            &format!("select {name} as word from referrals where id = '{id}'"),
        )
    };
    let card = column("record_id");
    // Somebody read it who takes it back; its receiver answers first.
    let answered = format!("update referrals set state = 'accepted' where id = '{id}'");
    server.execute(&answered);
    let store = server.store();
    let withdraw = || {
        let id = id.clone();
        store
            .write_now("test", move |conn| {
                let word = Withdrawal {
                    referral: &id,
                    id: uuid::Uuid::now_v7().to_string(),
                    actor: None,
                    actor_kind: "vault",
                    now: 5,
                };
                withdraw(conn, &word)
            })
            .unwrap()
    };
    assert_eq!(withdraw(), Withdrawn::Recalled);
    let stepped = format!(
        "referral_events where referral_id = '{id}' and from_state = 'accepted' and to_state = 'recalled'"
    );
    assert_eq!(server.count(&stepped), 1);
    let to = column("to_agency");
    let theirs = format!(
        "record_keys where record_id = '{card}' and key_id in (select id from keys where agency_id = '{to}')"
    );
    assert_eq!(server.count(&theirs), 0);
    assert_eq!(withdraw(), Withdrawn::Revoked(ReferralState::Recalled, 0));
}
on_both!(a_referral_is_taken_back_from_where_it_stands_by_then);
