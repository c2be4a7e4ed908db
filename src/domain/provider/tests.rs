use proptest::prelude::*;

use super::*;
use crate::domain::pathway::tests::{any_facts, facts};

const NOW: i64 = 100 * 24 * 60 * 60 * 1_000;
const ADULT: &str = "is_child_now=no; age_group=25_59; sex=female; area=XX0101";

fn entry(area: &str, capacity: Capacity) -> Entry {
    Entry {
        area: Some(area.to_owned()),
        sexes: Vec::new(),
        ages: Vec::new(),
        capacity,
        verified_at: NOW,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn provider(agency: &str, entries: Vec<Entry>, load: i64) -> Provider {
    Provider {
        agency: agency.to_owned(),
        service: "medical".to_owned(),
        entries,
        load,
    }
}

/// Who is asked first.
fn first<'a>(wish: &Wish<'_>, candidates: &[&'a Provider]) -> Option<&'a Provider> {
    ranked(wish, candidates).first().copied()
}

fn chosen(text: &str, wanted: &str, all: &[Provider]) -> Option<String> {
    let (facts, wanted) = (facts(text), words(wanted));
    let wish = Wish {
        facts: &facts,
        chosen: &wanted,
        own: "own",
        now: NOW,
    };
    let candidates: Vec<&Provider> = all.iter().collect();
    first(&wish, &candidates).map(|one| one.agency.clone())
}

#[test]
fn each_reason_stands_before_those_behind_it() {
    let stale = Entry {
        verified_at: NOW - VERIFIED_LASTS - 1,
        ..entry("XX0101", Capacity::Open)
    };
    let mut all = vec![provider("f", vec![entry("XX0101", Capacity::Open)], 9)];
    let mut better = |one: Provider, expected: &str| {
        all.push(one);
        assert_eq!(chosen(ADULT, "", &all).as_deref(), Some(expected));
    };
    better(provider("e", vec![entry("XX0101", Capacity::Open)], 9), "e");
    better(provider("z", vec![entry("XX0101", Capacity::Open)], 3), "z");
    better(
        provider("own", vec![entry("XX0101", Capacity::Open)], 50),
        "own",
    );
    // None of these is better than what is there.
    better(
        provider("a1", vec![entry("XX0102", Capacity::Open)], 0),
        "own",
    );
    better(
        provider("a2", vec![entry("XX0101", Capacity::Limited)], 0),
        "own",
    );
    better(
        provider("a3", vec![entry("XX0101", Capacity::Full)], 0),
        "own",
    );
    better(provider("a4", vec![stale], 0), "own");
    better(provider("a5", Vec::new(), 0), "own");
    better(
        provider("a6", vec![entry("XX0101", Capacity::Closed)], 0),
        "own",
    );
    // The person's choice stands before all of it, but nobody is sent where it is closed.
    for wish in ["a1", "a2", "a3", "a4", "a5"] {
        assert_eq!(chosen(ADULT, wish, &all).as_deref(), Some(wish));
    }
    assert_eq!(chosen(ADULT, "a6", &all).as_deref(), Some("own"));
    assert_eq!(chosen(ADULT, "elsewhere", &all).as_deref(), Some("own"));
}

#[test]
fn nearer_is_the_same_area_then_the_same_district() {
    let far = provider("a", vec![entry("XX0201", Capacity::Open)], 0);
    let near = provider("b", vec![entry("XX0102", Capacity::Open)], 0);
    let here = provider(
        "c",
        vec![
            entry("XX0201", Capacity::Open),
            entry("XX0101", Capacity::Open),
        ],
        0,
    );
    let all = [far, near, here];
    assert_eq!(chosen(ADULT, "", &all).as_deref(), Some("c"));
    assert_eq!(chosen(ADULT, "", &all[..2]).as_deref(), Some("b"));
    assert_eq!(
        chosen("is_child_now=no", "", &all[..2]).as_deref(),
        Some("a")
    );
}

#[test]
fn nobody_goes_to_who_does_not_serve_them() {
    let of = |sexes: &str, ages: &str| {
        let entry = Entry {
            sexes: words(sexes),
            ages: words(ages),
            ..entry("XX0101", Capacity::Open)
        };
        provider("a", vec![entry], 0)
    };
    for (text, sexes, ages, serves) in [
        ("sex=female; is_child_now=no", "female", "", true),
        ("sex=male; is_child_now=no", "female", "", false),
        ("sex=unknown; is_child_now=no", "female", "", true),
        ("is_child_now=no; age_group=25_59", "", "25_59", true),
        ("is_child_now=no; age_group=60_plus", "", "25_59", false),
        ("is_child_now=no", "", "25_59", true),
        ("is_child_now=yes", "", "18_24 25_59 60_plus", false),
        ("is_child_now=yes", "", "", true),
        ("is_child_now=yes", "", "15_17 18_24", true),
        ("is_child_now=yes; age_group=6_11", "", "15_17 18_24", false),
        (
            "age_group=maybe_under_18; is_child_now=no",
            "",
            "18_24",
            false,
        ),
        ("age_group=25_59; is_child_now=yes", "", "25_59", false),
        // Nobody knows: in doubt a child.
        ("sex=female", "", "18_24 25_59", false),
    ] {
        let one = of(sexes, ages);
        assert_eq!(one.serves(&facts(text)), serves, "{text}: {sexes} {ages}");
        assert_eq!(chosen(text, "a", &[one]).is_some(), serves, "{text}");
    }
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let area = prop::option::of(prop::sample::select(vec!["SS0101", "SS0102", "XX0201"]));
    let sexes = prop::sample::subsequence(vec!["female", "male", "other"], 0..=3);
    let ages = prop::sample::subsequence([&CHILDREN[..], &ADULTS].concat(), 0..=7);
    let capacity = prop::sample::select(Capacity::ALL.to_vec());
    (area, sexes, ages, capacity, 0..3_i64).prop_map(|(area, sexes, ages, capacity, age)| Entry {
        area: area.map(str::to_owned),
        sexes: sexes.into_iter().map(str::to_owned).collect(),
        ages: ages.into_iter().map(str::to_owned).collect(),
        capacity,
        verified_at: NOW - age * VERIFIED_LASTS,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_choice_serves_the_person_heeds_the_wish_and_does_not_depend_on_order(
        facts in any_facts(),
        entries in prop::collection::vec((prop::collection::vec(any_entry(), 0..3), 0..4_i64), 0..8),
        wanted in prop::collection::vec(0..10_usize, 0..3),
        turned in any::<prop::sample::Index>(),
    ) {
        let mut all: Vec<Provider> = entries
            .into_iter()
            .enumerate()
            .map(|(n, (entries, load))| provider(&format!("a{n}"), entries, load))
            .collect();
        let wanted: Vec<String> = wanted.iter().map(|n| format!("a{n}")).collect();
        let wish = Wish { facts: &facts, chosen: &wanted, own: "a1", now: NOW };
        let best = first(&wish, &all.iter().collect::<Vec<_>>()).cloned();
        let serving: Vec<&Provider> = all.iter().filter(|one| one.serves(&facts)).collect();
        prop_assert_eq!(best.is_some(), !serving.is_empty());
        if let Some(best) = &best {
            prop_assert!(best.serves(&facts));
            // A wish that can be granted is.
            let granted = serving.iter().any(|one| wanted.contains(&one.agency));
            prop_assert_eq!(wanted.contains(&best.agency), granted);
            // A child goes to nobody who serves adults only.
            if facts.is("is_child_now", "yes") {
                let adults_only = |entry: &Entry| {
                    !entry.ages.is_empty() && entry.ages.iter().all(|age| ADULTS.contains(&age.as_str()))
                };
                prop_assert!(best.entries.is_empty() || !best.entries.iter().all(adults_only));
            }
        }
        if !all.is_empty() {
            let by = turned.index(all.len());
            all.rotate_left(by);
            prop_assert_eq!(first(&wish, &all.iter().collect::<Vec<_>>()).cloned(), best);
        }
    }
}
