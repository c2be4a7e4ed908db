//! The way to police and prosecution: an explicit wish or an approved duty, and nothing else.

use super::*;

const TO_POLICE: &str =
    "law_enforcement=yes_now; services_received=legal; reflection=no; perp_links=none";

#[test]
fn the_police_get_what_the_person_wishes_and_nothing_but_the_need() {
    let offered = providers(&[("a2", "law_enforcement"), ("a3", "legal")]);
    let outcome = routed(
        &facts(&format!("{AGREED} {TO_POLICE}; urgent=no")),
        &offered,
    );
    assert_eq!(
        places(&outcome),
        [
            ("a2", "law_enforcement", Urgency::U2),
            ("a3", "legal", Urgency::U2)
        ]
    );
    let card: Vec<_> = outcome.referrals[0].card.fields().collect();
    assert_eq!(card, [("urgency", "U2"), ("need", "law_enforcement")]);
    assert_eq!(outcome.tasks.to_string(), "via_legal");
}

#[test]
fn the_police_get_nothing_without_a_wish_or_an_approved_duty_whatever_the_table_says() {
    let pathway = changed(
        "rules",
        "R02,1,",
        "R01a,1,${danger} = 'now',,law_enforcement,U0,D0 D1 D2,yes,no,no,no,no,,,protective,x\nR02,1,",
    )
    .expect("a table may say so");
    let offered = providers(&[("a1", "law_enforcement"), ("a2", "law_enforcement")]);
    for wish in [
        "",
        "law_enforcement=no",
        "law_enforcement=not_now",
        "law_enforcement=undecided",
    ] {
        let facts = facts(&format!("{AGREED} danger=now; urgent=yes; {wish}"));
        let fired = pathway.evaluate(&facts);
        let consent = triage_consent(&facts, &fired, 0).expect("the person agreed to help");
        assert!(!consent.covers(LAW_ENFORCEMENT, 0), "{wish}");

        let outcome = routed_by(&pathway, &facts, &offered, None);
        assert!(outcome.referrals.is_empty(), "{wish}");
        assert!(
            outcome
                .held
                .expect("held")
                .services
                .contains(&LAW_ENFORCEMENT.to_owned())
        );

        for (until, crosses) in [(1, true), (0, false)] {
            let duty = LegalDuty::approved("XX-12", ["u1", "u2"], -1, until).expect("approved");
            let outcome = routed_by(&pathway, &facts, &offered, Some(&duty));
            assert_eq!(
                !outcome.referrals.is_empty(),
                crosses,
                "{wish} until {until}"
            );
            for one in outcome.referrals {
                assert_eq!(
                    one.card.fields().count(),
                    2,
                    "only the urgency and the need"
                );
            }
        }
    }
    // A duty opens no other way.
    let silent = facts("danger=now; medical=yes; area=XX0101");
    let duty = LegalDuty::approved("XX-12", ["u1", "u2"], -1, 1).expect("approved");
    let offered = providers(&[("a2", "law_enforcement"), ("a2", "medical")]);
    let outcome = routed_by(&pathway, &silent, &offered, Some(&duty));
    assert_eq!(places(&outcome), [("a2", "law_enforcement", Urgency::U0)]);
}
