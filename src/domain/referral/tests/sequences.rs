//! Whatever people do, whenever the program wakes.

use proptest::prelude::*;

use super::super::contact::{Contact, RULES};
use super::super::onward::{Asked, MOST_DECLINES, Onward, onward};
use super::*;
use crate::domain::pathway::tests::{any_facts, shipped};
use crate::domain::words::DataClass;

fn any_hours() -> impl Strategy<Value = Hours> {
    prop::sample::select(vec![
        "always",
        "+03:00 mo-fr 08:00-17:00, sa 09:00-12:00",
        "-09:30 su-su 00:00-24:00",
        "+14:00 mo-su 22:00-24:00",
    ])
    .prop_filter_map("hours", |text| text.parse().ok())
}

/// What somebody does, or that the program looks at its clocks.
#[derive(Debug, Clone, Copy)]
enum Act {
    Step(usize, usize),
    Look,
}

fn acts() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let act = prop_oneof![
        3 => (0..EVENTS.len(), 0..By::ALL.len()).prop_map(|(event, by)| Act::Step(event, by)),
        2 => Just(Act::Look),
    ];
    let pause = prop_oneof![0..3 * MINUTE, 0..20 * HOUR, 0..12 * DAY];
    prop::collection::vec((pause, act), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn clocks_are_whole_minutes_and_never_early(sent_at in -DAY..4_000_000_000_000_i64, urgency in 0..4_usize) {
        let urgency = Urgency::ALL[urgency];
        let always = Hours::always();
        let (exact, clocks) = (clocks(urgency, 0, &always), clocks(urgency, sent_at, &always));
        for (due, length) in [
            (clocks.see_by, exact.see_by), (clocks.decide_by, exact.decide_by),
            (clocks.contact_by, exact.contact_by), (clocks.serve_by, exact.serve_by),
        ] {
            prop_assert_eq!(due.rem_euclid(MINUTE), 0);
            prop_assert!((0..MINUTE).contains(&(due - sent_at - length)));
        }
    }

    #[test]
    fn opening_hours_are_counted_to_the_millisecond(
        hours in any_hours(), from in -DAY..4_000_000_000_000_i64, length in 1..40 * DAY,
    ) {
        let end = hours.after(from, length);
        prop_assert!(end - from >= length);
        prop_assert_eq!(hours.between(from, end), length);
        prop_assert_eq!(hours.between(from, end - 1), length - 1, "not a moment earlier");
    }

    /// Whatever people do and whenever the program wakes: only steps of the brief, and each clock once, in order, not early,
    /// and not left out once somebody looked.
    #[test]
    fn no_sequence_leaves_the_brief_and_no_clock_is_early_twice_or_never(
        urgency in 0..4_usize, hours in any_hours(), acts in acts(), consent in any::<bool>(),
    ) {
        let urgency = Urgency::ALL[urgency];
        let mut now = 1_795_000_000_000;
        let sent_at = now;
        let mut one = fresh(urgency, sent_at, &hours);
        let mut levels = Vec::new();
        let mut asked = None;
        for (pause, act) in acts {
            now += pause;
            let circumstances = Circumstances { consent_stands: consent, ..standing(&hours, now) };
            match act {
                Act::Step(event, by) => {
                    let (event, by) = (EVENTS[event], By::ALL[by]);
                    let due = one.next_due(&hours);
                    let Ok(next) = one.apply(event, by, &circumstances) else { continue };
                    let (from, to) = (one.state, next.referral.state);
                    prop_assert!(from == to || of_the_brief(from, to, by), "{} {} {}", from, to, by);
                    prop_assert!(event != Event::Accept || consent);
                    if by == By::System && from != ReferralState::Declined && from != ReferralState::Expired {
                        prop_assert!(due.is_some_and(|(at, what)| at <= now && what == event));
                    }
                    if event == Event::Ask {
                        prop_assert!(asked.is_none() && urgency >= Urgency::U2);
                        asked = Some(now);
                    }
                    if event == Event::Escalate {
                        levels.push(next.referral.escalation);
                    }
                    one = next.referral;
                }
                Act::Look => {
                    while let Some((due, event)) = one.next_due(&hours) {
                        if due > now {
                            prop_assert_eq!(
                                one.apply(event, By::System, &circumstances), Err(Refused::NotYet)
                            );
                            break;
                        }
                        let next = one.apply(event, By::System, &circumstances);
                        let next = next.map_err(|error| TestCaseError::fail(error.to_string()))?;
                        if event == Event::Escalate {
                            levels.push(next.referral.escalation);
                        }
                        if event == Event::Expire {
                            prop_assert!(now >= one.clocks.decide_by && one.escalation == 2);
                            let least = sent_at + clocks(urgency, 0, &Hours::always()).decide_by;
                            prop_assert!(now >= least, "nobody had less than the time of the table");
                        }
                        one = next.referral;
                    }
                }
            }
            prop_assert!(levels.iter().copied().eq(1..=levels.len() as u8), "{:?}", levels);
            prop_assert!(levels.len() <= 2 && one.escalation <= 3);
            prop_assert!(one.clocks.decide_by % MINUTE == 0);
        }
    }

    #[test]
    fn nothing_opens_after_acceptance_beyond_template_cap_and_consent(
        facts in any_facts(),
        classes in prop::sample::subsequence(DataClass::ALL.to_vec(), 0..=6),
    ) {
        for one in shipped().evaluate(&facts) {
            let contact = Contact::of(one.service, one.share, &classes[..].into(), &facts);
            for (n, (field, class, _)) in contact.names().enumerate() {
                let place = one.service.template.iter().find(|place| place.fact == field);
                let place = place.ok_or_else(|| TestCaseError::fail("not of the template"))?;
                prop_assert!(!place.card && place.class == class);
                prop_assert!(classes.contains(&class) && one.share.allows(field, class));
                prop_assert!(n == 0 || field != RULES, "the rules come first");
                let opened = contact.open(field).ok_or_else(|| TestCaseError::fail("does not open"))?;
                prop_assert!(opened.iter().all(|line| !line.value.contains("Amina")));
                prop_assert!(opened.iter().all(|line| line.field == field || line.field == RULES));
                prop_assert!(facts.is(field, &opened[opened.len() - 1].value));
            }
            prop_assert!(contact.open("narrative").is_none());
        }
    }

    #[test]
    fn nobody_is_asked_twice_nor_beyond_the_candidates_nor_after_two_declines(
        states in prop::collection::vec((0..6_usize, 0..ReferralState::ALL.len()), 0..5),
        candidates in prop::sample::subsequence(vec![0, 1, 2, 3, 4, 5], 0..=6),
        offering in prop::sample::subsequence(vec![0, 1, 2, 3, 4, 5], 0..=6),
    ) {
        let name = |n: usize| format!("a{n}");
        let asked: Vec<Asked> = states.iter()
            .map(|(n, state)| Asked { agency: name(*n), state: ReferralState::ALL[*state] })
            .collect();
        let candidates: Vec<String> = candidates.into_iter().map(name).collect();
        let offering: Vec<String> = offering.into_iter().map(name).collect();
        let offering: Vec<&str> = offering.iter().map(String::as_str).collect();
        let declined = asked.iter().filter(|one| one.state == ReferralState::Declined).count();
        match onward(&asked, &candidates, |agency| offering.contains(&agency)) {
            Onward::To(agency) => {
                prop_assert!(declined < MOST_DECLINES);
                prop_assert!(candidates.iter().any(|one| one == agency) && offering.contains(&agency));
                prop_assert!(asked.iter().all(|one| one.agency != agency && !one.state.opens_contact()));
            }
            Onward::Unplaced => prop_assert!(asked.iter().all(|one| !one.state.is_waiting())),
            Onward::Nobody => prop_assert!(!asked.is_empty()),
        }
    }
}
