//! What may change between reading and writing: somebody says more in a case, somebody answers a referral.

use waypost::store::cases::{self, CaseRow, Joining};
use waypost::store::consents::{self, AsRead, Recalled};
use waypost::store::referrals::ReferralEventRow;

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
            },
            submission: format!("s{nth}"),
            known: nth - 1,
        };
        let late = place.write(move |conn| cases::join(conn, &[&joining]));
        assert!(late.unwrap().is_empty());
    };
    joins(1);
    let read = AsRead {
        case: "case".into(),
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
    let (consent, card) = (column("consent_id"), column("record_id"));
    // As somebody read it who takes it back; its receiver answers first.
    let event = ReferralEventRow {
        id: uuid::Uuid::now_v7().to_string(),
        referral_id: id.clone(),
        from_state: "sent".into(),
        to_state: "recalled".into(),
        actor_id: None,
        reason: None,
        at: 5,
    };
    let answered = format!("update referrals set state = 'accepted' where id = '{id}'");
    server.execute(&answered);
    let store = server.store();
    let recall = || {
        let event = event.clone();
        store
            .write_now("test", move |conn| consents::recall(conn, &event))
            .unwrap()
    };
    let first = recall();
    let expected = Recalled {
        from: "accepted".into(),
        done: true,
        keys: 1,
    };
    assert_eq!(first, expected);
    let stepped = format!(
        "referral_events where referral_id = '{id}' and from_state = 'accepted' and to_state = 'recalled'"
    );
    assert_eq!(server.count(&stepped), 1);
    let again = recall();
    assert!(!again.changed() && again.from == "recalled", "{again:?}");

    // What was taken back rests on nothing else any more.
    let pointed = store.write_now("test", move |conn| {
        consents::repoint(conn, &id, &consent, &card)
    });
    assert!(!pointed.unwrap());
}
on_both!(a_referral_is_taken_back_from_where_it_stands_by_then);
