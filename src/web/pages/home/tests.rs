//! What stands first, for whom.

use std::collections::BTreeSet;

use super::*;
use crate::domain::words::Lang;

#[test]
fn an_admin_is_never_sent_to_a_queue_or_to_keys() {
    let all = Counts {
        open: [1; 4],
        late: 1,
        held: 1,
        locked: true,
        waiting_key: 2,
        keys_to_confirm: 1,
        ..Counts::default()
    };
    let hrefs: Vec<_> = tasks(Locale::default(), Role::Admin, &all)
        .iter()
        .map(|t| t.href.clone())
        .chain(
            places(Locale::default(), Role::Admin)
                .iter()
                .map(|p| p.href.to_owned()),
        )
        .collect();
    assert!(
        hrefs
            .iter()
            .all(|h| !h.starts_with("/queue") && !h.starts_with("/keys")),
        "{hrefs:?}"
    );
}

#[test]
fn who_may_be_in_danger_comes_first_and_then_what_is_late() {
    let counts = Counts {
        open: [1, 2, 0, 0],
        late: 2,
        ..Counts::default()
    };
    let all = tasks(Locale::default(), Role::FocalPoint, &counts);
    let titles: Vec<_> = all.iter().map(|task| task.title.as_str()).collect();
    assert_eq!(titles[..2], ["1 immediate referral", "2 answers are late"]);
    let none = Counts {
        open: [0; 4],
        ..counts
    };
    let all = tasks(Locale::default(), Role::FocalPoint, &none);
    assert_eq!(all[0].title, "2 answers are late");
}

#[test]
fn keys_stand_above_what_cannot_be_read_without_them() {
    let counts = Counts {
        open: [0, 2, 0, 0],
        locked: true,
        waiting_key: 3,
        ..Counts::default()
    };
    let all = tasks(Locale::default(), Role::FocalPoint, &counts);
    assert_eq!(all[0].title, "Keys are locked: 3 submissions wait");
    assert_eq!(all[1].title, "2 referrals to answer");
}

#[test]
fn no_two_buttons_say_the_same_of_different_things() {
    let counts = Counts {
        approvals: 2,
        looks: 1,
        unmatched: 1,
        consents: 1,
        dead: 1,
        damaged: 1,
        waiting_files: 1,
        to_open: 1,
        ..Counts::default()
    };
    for lang in Lang::ALL {
        let all = tasks(Locale::of_lang(*lang), Role::Supervisor, &counts);
        let actions: BTreeSet<_> = all.iter().map(|task| &task.action).collect();
        assert_eq!(actions.len(), all.len(), "{lang}");
    }
}

#[test]
fn advice_about_one_thing_speaks_of_one() {
    let of = |late| {
        let counts = Counts {
            late,
            ..Counts::default()
        };
        tasks(Locale::default(), Role::Supervisor, &counts)[0]
            .advice
            .clone()
    };
    assert_eq!([of(1), of(2)], ["Answer it first.", "Answer these first."]);
}

#[test]
fn everybody_is_told_where_their_things_are() {
    for role in Role::ALL {
        assert!(!places(Locale::default(), *role).is_empty(), "{role}");
    }
}

#[test]
fn only_key_holders_are_told_to_unlock() {
    let counts = Counts {
        locked: true,
        ..Counts::default()
    };
    assert_eq!(
        tasks(Locale::default(), Role::DataManager, &counts)[0].action,
        "Unlock"
    );
    assert!(
        tasks(Locale::default(), Role::Caseworker, &counts)[0]
            .advice
            .starts_with("Ask your focal point")
    );
}
