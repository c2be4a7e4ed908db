//! The audit grows and is never changed.

use waypost::store::audit::{self, Entry, Filter};

use super::{Place, execute};
use crate::support::{Database, on_both};

fn act(at: i64, action: &str) -> Entry {
    Entry {
        at,
        actor_id: Some(7),
        actor_kind: "user".into(),
        agency_id: Some("a".into()),
        action: action.into(),
        object_kind: "record".into(),
        object_id: format!("r{at}"),
        class: None,
        purpose: Some("review".into()),
        result: "done".into(),
        note: None,
    }
}

fn acts_are_linked_in_order_and_found_by_page(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            audit::append(conn, &act(1, "open"))?;
            audit::append_many(conn, &[act(2, "close"), act(3, "open")])
        })
        .unwrap();
    place
        .write(|conn| {
            assert!(audit::last_link(conn)?.is_none());
            for (row, link) in audit::unlinked(conn, 2)?.into_iter().zip(1..) {
                assert!(audit::set_link(conn, row.seq, link, b"before", b"hash")?);
                assert!(
                    !audit::set_link(conn, row.seq, 9, b"before", b"other")?,
                    "once only"
                );
            }
            Ok(())
        })
        .unwrap();
    place
        .read(|conn| {
            let last = audit::last_link(conn)?.unwrap();
            assert_eq!(
                (last.link, last.at, last.hash.as_deref()),
                (Some(2), 2, Some(&b"hash"[..]))
            );
            assert_eq!(audit::unlinked(conn, 9)?.len(), 1);
            assert_eq!(audit::chain(conn, 1, 9)?.len(), 1);
            let opened = Filter {
                action: Some("open".into()),
                agency_id: Some("a".into()),
                ..Filter::default()
            };
            let page = audit::page(conn, &opened, None, 1)?;
            assert_eq!(page.iter().map(|row| row.at).collect::<Vec<_>>(), [3]);
            let next = audit::page(conn, &opened, Some(page[0].seq), 9)?;
            assert_eq!(next.iter().map(|row| row.at).collect::<Vec<_>>(), [1]);
            let between = Filter {
                from: Some(2),
                until: Some(3),
                actor_id: Some(7),
                ..Filter::default()
            };
            assert_eq!(audit::page(conn, &between, None, 9)?.len(), 1);
            Ok(())
        })
        .unwrap();
}
on_both!(acts_are_linked_in_order_and_found_by_page);

fn no_statement_changes_or_deletes_an_act(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            audit::append_many(conn, &[act(1, "linked"), act(2, "not linked")])?;
            let first = audit::unlinked(conn, 1)?.remove(0);
            audit::set_link(conn, first.seq, 1, b"", b"h").map(drop)
        })
        .unwrap();
    let before = place
        .read(|conn| audit::page(conn, &Filter::default(), None, 9))
        .unwrap();
    let mut attempts = vec![
        "delete from audit",
        "delete from audit where link is null",
        "update audit set hash = null where link = 1",
        "update audit set link = 5 where link = 1",
    ];
    let columns = [
        "at = 99",
        "actor_id = 8",
        "actor_id = null",
        "actor_kind = 'x'",
        "agency_id = 'x'",
        "action = 'x'",
        "object_kind = 'x'",
        "object_id = 'x'",
        "class = 'D5'",
        "purpose = null",
        "result = 'x'",
        "note = 'x'",
        "seq = 99",
    ];
    let updates: Vec<String> = columns
        .iter()
        .map(|change| format!("update audit set {change} where link is null"))
        .collect();
    attempts.extend(updates.iter().map(String::as_str));
    if place.store.is_postgres() {
        attempts.push("truncate audit");
    }
    for attempt in attempts {
        let statement = attempt.to_owned();
        assert!(
            place.write(move |conn| execute(conn, &statement)).is_err(),
            "{attempt}"
        );
    }
    assert_eq!(
        place
            .read(|conn| audit::page(conn, &Filter::default(), None, 9))
            .unwrap(),
        before
    );
}
on_both!(no_statement_changes_or_deletes_an_act);
