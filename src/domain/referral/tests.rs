mod sequences;

use super::clocks::{CLOSES_AFTER, PAUSE, exposure_deadline, mark_deadline};
use super::life::Side;
use super::onward::{Asked, Onward, onward};
use super::*;
use crate::domain::facts::Facts;
use crate::domain::pathway::tests::facts;
use crate::domain::projection::Projection;
use crate::domain::words::Urgency;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const EVENTS: [Event; 21] = [
    Event::Hold,
    Event::Send,
    Event::See,
    Event::Ask,
    Event::Answer,
    Event::Resume,
    Event::Accept,
    Event::Decline(DeclineReason::NoCapacity),
    Event::Contact,
    Event::Deliver,
    Event::Say(Feedback::Confirmed),
    Event::Say(Feedback::Disputed),
    Event::PersonDecline,
    Event::Close,
    Event::Reopen,
    Event::Recall(RecallReason::Withdrawn),
    Event::Attest(Statement::Destroyed),
    Event::Escalate,
    Event::Expire,
    Event::Unplace,
    Event::SendAll,
];

/// Domain brief 3.7, written out once more by hand: from, to, who. Nothing else is a step.
const BRIEF: &[(&str, &str, &str)] = &[
    ("draft", "held", "system"),
    ("draft held", "sent", "system owner"),
    // What was held as one is sent as several: domain brief 3.7 has "held → sent".
    ("held", "closed", "system"),
    ("sent", "seen", "receiver"),
    ("seen", "info_requested", "receiver"),
    ("info_requested", "seen", "owner supervisor system"),
    ("seen", "accepted", "receiver"),
    ("sent seen", "declined", "receiver"),
    ("accepted", "in_progress", "receiver"),
    ("in_progress", "delivered", "receiver"),
    (
        "accepted in_progress",
        "person_declined",
        "receiver owner supervisor",
    ),
    ("delivered", "closed", "owner supervisor system"),
    ("person_declined", "closed", "owner supervisor"),
    (
        "sent seen info_requested accepted in_progress",
        "recalled",
        "owner supervisor withdrawal",
    ),
    ("sent seen", "expired", "system"),
    ("draft held declined expired", "unplaced", "system"),
    ("closed", "in_progress", "owner supervisor receiver"),
];

fn of_the_brief(from: ReferralState, to: ReferralState, by: By) -> bool {
    let has = |words: &str, word: &str| words.split(' ').any(|one| one == word);
    BRIEF.iter().any(|(froms, end, whose)| {
        has(froms, from.as_str()) && *end == to.as_str() && has(whose, by.as_str())
    })
}

#[test]
fn the_table_has_the_steps_of_the_brief_and_no_other() {
    let mut found = std::collections::BTreeSet::new();
    for &from in ReferralState::ALL {
        for event in EVENTS {
            for &by in By::ALL {
                if let Ok(to) = transition(from, event, by) {
                    assert!(from == to || of_the_brief(from, to, by), "{from} {to} {by}");
                    found.insert((from, to, by));
                }
            }
        }
    }
    for (froms, to, whose) in BRIEF {
        for from in froms.split(' ') {
            for by in whose.split(' ') {
                let step = (
                    from.parse().unwrap(),
                    to.parse().unwrap(),
                    by.parse().unwrap(),
                );
                assert!(found.contains(&step), "{from} {to} {by}");
            }
        }
    }
    assert_eq!(ReferralState::ALL.len(), 14);
}

#[test]
fn a_wrong_step_says_which() {
    let error = transition(ReferralState::Declined, Event::Accept, By::Receiver)
        .expect_err("declined is no way in");
    assert_eq!(
        error.to_string(),
        "a referral that is declined cannot take the step \"accept\" by receiver"
    );
}

#[test]
fn clocks_follow_the_urgency() {
    let after = |urgency| {
        let clocks = clocks(urgency, 0, &Hours::always());
        [
            clocks.see_by,
            clocks.decide_by,
            clocks.contact_by,
            clocks.serve_by,
        ]
        .map(|at| at / MINUTE)
    };
    assert_eq!(after(Urgency::U0), [15, 30, 60, 180]);
    assert_eq!(after(Urgency::U1), [120, 360, 1_440, 1_440]);
    assert_eq!(after(Urgency::U2), [1_440, 2_880, 4_320, 4_320]);
    assert_eq!(after(Urgency::U3), [4_320, 7_200, 20_160, 43_200]);
    assert_eq!(clocks(Urgency::U0, 1, &Hours::always()).see_by, 16 * MINUTE);
}

/// Thursday, 1 January 1970.
fn at(day: i64, hour: i64) -> i64 {
    (day - 1) * DAY + hour * HOUR
}

#[test]
fn only_u2_and_u3_wait_for_opening_hours() {
    let hours: Hours = "+03:00 mo-fr 08:00-17:00, sa 09:00-12:00"
        .parse()
        .expect("hours");
    // Friday 16:00 there is 13:00 UTC; one hour is left that day, three on Saturday, none on Sunday.
    let friday = at(2, 13);
    assert_eq!(hours.after(friday, 2 * HOUR), at(3, 7));
    assert_eq!(hours.after(friday, 4 * HOUR), at(3, 9));
    assert_eq!(hours.after(friday, 5 * HOUR), at(5, 6));
    assert_eq!(hours.between(friday, at(5, 6)), 5 * HOUR);
    assert_eq!(
        clocks(Urgency::U1, friday, &hours),
        clocks(Urgency::U1, friday, &Hours::always())
    );
    // 24 open hours after Friday 13:00 UTC: 1 h, 3 h, 9 h, 9 h, and 2 h of Wednesday.
    assert_eq!(clocks(Urgency::U2, friday, &hours).see_by, at(7, 7));
    assert_eq!(
        hours.to_string().parse::<Hours>().expect("reads back"),
        hours
    );
    for wrong in [
        "",
        "mo-fr 08:00-17:00",
        "+03:00 mo 08:00-09:00",
        "+03:00 mo-fr 17:00-08:00",
        "+99:00 mo-fr 08:00-17:00",
        "+03:00 mo-fr 08:00-17:00, fr 12:00-18:00",
        "+03:00 xx 08:00-17:00",
    ] {
        assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
    }
}

#[test]
fn treatment_has_a_deadline_that_stands_in_its_card_only() {
    let known = |code: &str| facts(&format!("sv_time={code}"));
    assert_eq!(
        exposure_deadline(&known("last_72h"), 0, None),
        Some(3 * HOUR)
    );
    assert_eq!(
        exposure_deadline(&known("last_72h"), 0, Some(71)),
        Some(HOUR)
    );
    assert_eq!(
        exposure_deadline(&known("3_to_5_days"), 0, Some(100)),
        Some(3 * HOUR)
    );
    assert_eq!(exposure_deadline(&known("older"), 0, None), None);
    assert_eq!(exposure_deadline(&Facts::default(), 0, None), None);
    let mut health = Projection::default();
    health.push("sv_time", "last_72h");
    mark_deadline(&mut health, &known("last_72h"), 1);
    assert_eq!(health.field("deadline"), Some("1970-01-01T03:01Z"));
    let mut other = Projection::default();
    mark_deadline(&mut other, &known("last_72h"), 1);
    assert_eq!(other.field("deadline"), None);
}

fn fresh(urgency: Urgency, sent_at: i64, hours: &Hours) -> Referral {
    Referral {
        state: ReferralState::Sent,
        urgency,
        clocks: clocks(urgency, sent_at, hours),
        escalation: 0,
        pause: Pause::Left,
        delivered_at: None,
        feedback: None,
        reopening: None,
        attested: false,
    }
}

fn standing(hours: &Hours, now: i64) -> Circumstances<'_> {
    Circumstances {
        consent_stands: true,
        conflict_declared: false,
        hours,
        now,
    }
}

/// Takes steps that must be possible.
fn after(mut one: Referral, steps: &[(Event, By)], now: i64) -> Referral {
    let hours = Hours::always();
    for (event, by) in steps {
        one = one
            .apply(*event, *by, &standing(&hours, now))
            .expect("a step")
            .referral;
    }
    one
}

#[test]
fn a_question_stops_the_clock_once_and_not_in_an_emergency() {
    let hours = Hours::always();
    let asks = [(Event::See, By::Receiver), (Event::Ask, By::Receiver)];
    let one = after(fresh(Urgency::U2, 0, &hours), &asks, HOUR);
    assert_eq!(one.next_due(&hours), Some((HOUR + PAUSE, Event::Resume)));
    let early = one.apply(Event::Resume, By::System, &standing(&hours, 2 * HOUR));
    assert_eq!(early, Err(Refused::NotYet));
    let answered = after(one, &[(Event::Answer, By::Owner)], 6 * HOUR);
    assert_eq!(answered.clocks.decide_by, 2 * DAY + 5 * HOUR);
    assert_eq!(answered.clocks.see_by, DAY);
    let again = answered.apply(Event::Ask, By::Receiver, &standing(&hours, 7 * HOUR));
    assert_eq!(again, Err(Refused::Asked));
    let late = after(one, &[(Event::Resume, By::System)], 90 * HOUR);
    assert_eq!(late.clocks.decide_by, 2 * DAY + PAUSE, "a day at most");
    let urgent = after(fresh(Urgency::U1, 0, &hours), &asks[..1], HOUR);
    let refused = urgent.apply(Event::Ask, By::Receiver, &standing(&hours, HOUR));
    assert_eq!(refused, Err(Refused::TooUrgent));
}

#[test]
fn a_pause_over_a_weekend_costs_no_opening_hours() {
    let hours: Hours = "+00:00 mo-fr 08:00-18:00".parse().expect("hours");
    let one = fresh(Urgency::U2, at(1, 8), &hours);
    let friday = at(2, 17);
    let left = hours.between(friday, one.clocks.decide_by);
    let mut one = one
        .apply(Event::See, By::Receiver, &standing(&hours, friday))
        .unwrap()
        .referral;
    one = one
        .apply(Event::Ask, By::Receiver, &standing(&hours, friday))
        .unwrap()
        .referral;
    let saturday = friday + 20 * HOUR;
    one = one
        .apply(Event::Answer, By::Owner, &standing(&hours, saturday))
        .unwrap()
        .referral;
    assert_eq!(hours.between(saturday, one.clocks.decide_by), left);
}

#[test]
fn what_follows_from_a_step_stands_in_its_effects() {
    let hours = Hours::always();
    let seen = after(
        fresh(Urgency::U0, 0, &hours),
        &[(Event::See, By::Receiver)],
        1,
    );
    let effects = |event, by, now| {
        seen.apply(event, by, &standing(&hours, now))
            .unwrap()
            .effects
    };
    let recall = Event::Recall(RecallReason::Withdrawn);
    assert_eq!(
        effects(recall, By::Withdrawal, 2),
        [Effect::DestroyWraps, Effect::AskAttestation]
    );
    assert_eq!(
        effects(Event::Accept, By::Receiver, 2),
        [Effect::OpenContact]
    );
    assert_eq!(
        effects(Event::Escalate, By::System, 15 * MINUTE),
        [
            Effect::Tell(crate::domain::words::Role::Supervisor),
            Effect::TryNext
        ],
        "U0: a second provider at once"
    );
    let declined = effects(Event::Decline(DeclineReason::Other), By::Receiver, 2);
    assert_eq!(declined[0], Effect::TryNext);
    let gone = Circumstances {
        consent_stands: false,
        ..standing(&hours, 2)
    };
    assert_eq!(
        seen.apply(Event::Accept, By::Receiver, &gone),
        Err(Refused::NoConsent)
    );
    let theirs = Circumstances {
        conflict_declared: true,
        ..standing(&hours, 2)
    };
    assert_eq!(
        seen.apply(Event::Accept, By::Receiver, &theirs),
        Err(Refused::Conflict)
    );
}

#[test]
fn both_agencies_say_that_it_begins_again_and_a_disputed_service_is_not_closed_by_itself() {
    let hours = Hours::always();
    let given = after(
        fresh(Urgency::U2, 0, &hours),
        &[
            (Event::See, By::Receiver),
            (Event::Accept, By::Receiver),
            (Event::Contact, By::Receiver),
            (Event::Deliver, By::Receiver),
        ],
        HOUR,
    );
    assert_eq!(
        given.next_due(&hours),
        Some((HOUR + CLOSES_AFTER, Event::Close))
    );
    let disputed = after(given, &[(Event::Say(Feedback::Disputed), By::Owner)], HOUR);
    assert_eq!(disputed.next_due(&hours), None);
    let closed = after(given, &[(Event::Close, By::System)], HOUR + CLOSES_AFTER);
    let asked = after(closed, &[(Event::Reopen, By::Owner)], 40 * DAY);
    assert_eq!(
        (asked.state, asked.reopening),
        (ReferralState::Closed, Some(Side::Owner))
    );
    let twice = asked.apply(Event::Reopen, By::Supervisor, &standing(&hours, 40 * DAY));
    assert_eq!(twice, Err(Refused::SaidBefore));
    let open = after(asked, &[(Event::Reopen, By::Receiver)], 41 * DAY);
    assert_eq!(
        (open.state, open.reopening),
        (ReferralState::InProgress, None)
    );
}

#[test]
fn the_next_of_those_whom_routing_found_is_asked_and_after_two_declines_nobody() {
    let names = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let asked = |all: &[(&str, ReferralState)]| {
        let all = all.iter().map(|(agency, state)| Asked {
            agency: (*agency).to_owned(),
            state: *state,
        });
        all.collect::<Vec<_>>()
    };
    use ReferralState::{Accepted, Declined, Expired, Sent};
    let found = names(&["b", "c", "d"]);
    let next = |one: &[(&str, ReferralState)], may: &'static [&str]| {
        let asked = asked(one);
        match onward(&asked, &found, |agency| may.contains(&agency)) {
            Onward::To(agency) => agency.to_owned(),
            Onward::Nobody => "nobody".to_owned(),
            Onward::Unplaced => "unplaced".to_owned(),
        }
    };
    const ALL: &[&str] = &["a", "b", "c", "d", "withheld"];
    assert_eq!(next(&[("a", Declined)], ALL), "b");
    assert_eq!(next(&[("a", Expired), ("b", Expired)], ALL), "c");
    assert_eq!(next(&[("a", Declined), ("b", Declined)], ALL), "unplaced");
    assert_eq!(next(&[("a", Declined)], &[]), "unplaced");
    assert_eq!(next(&[("a", Expired), ("b", Accepted)], ALL), "nobody");
    assert_eq!(next(&[("a", Sent)], ALL), "b", "a second at once");
    assert_eq!(next(&[("a", Expired)], &["withheld"]), "unplaced");
    assert_eq!(next(&[("a", Sent)], &["withheld"]), "nobody");
    assert_eq!(next(&[("a", Expired)], &["c"]), "c");
}
