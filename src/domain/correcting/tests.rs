use proptest::prelude::*;

use super::*;

const TODAY: &str = "2026-11-23";

fn asks(name: &'static str) -> Question<'static> {
    Question {
        path: name,
        kind: "string",
        control: Some("input"),
        appearance: None,
        fact: None,
        required: false,
        readonly: false,
        worked_out: false,
        constraint: None,
        file: false,
        has_choices: false,
    }
}

fn rules(calculations: &[&'static str]) -> Rules {
    Rules::of(Some(Stage::Screen), calculations.iter().copied()).expect("no form of consents")
}

fn asked(question: &Question<'_>) -> Result<Asked, Kept> {
    rules(&[]).asked(question)
}

fn limited(constraint: &'static str, kind: &'static str) -> Result<Asked, Kept> {
    asked(&Question {
        constraint: Some(constraint),
        kind,
        ..asks("/who/n")
    })
}

fn answer(asked: &Asked, typed: &str, choices: &[&str]) -> Result<String, Wrong> {
    let answered = asked.answer(typed, choices.iter().copied(), TODAY);
    answered.map(|text| text.to_string())
}

#[test]
fn what_was_agreed_to_is_never_set_by_hand() {
    for stage in [Stage::Consent, Stage::Rights] {
        let refused = Rules::of(Some(stage), std::iter::empty()).expect_err("a form of consents");
        assert_eq!(refused, NoCorrection::Consent);
    }
    for fact in OF_CONSENT {
        let question = Question {
            fact: Some(fact),
            ..asks("/agree/it")
        };
        assert_eq!(asked(&question), Err(Kept::Consent), "{fact}");
    }
    for fact in OF_THE_CASE {
        let question = Question {
            fact: Some(fact),
            ..asks("/end/code")
        };
        assert_eq!(asked(&question), Err(Kept::Case), "{fact}");
    }
}

#[test]
fn the_facts_that_are_kept_are_facts() {
    let known = include_str!("../../../forms/pathway/facts.csv");
    let is_known = |fact: &str| {
        known
            .lines()
            .any(|line| line.split(',').next() == Some(fact))
    };
    for fact in OF_CONSENT.iter().chain(OF_THE_CASE) {
        assert!(is_known(fact), "{fact}");
    }
    // What consents are made of must be among them.
    for fact in [
        "mode",
        "told_limits",
        "willing",
        "contact_ok",
        "safe_now",
        "withhold_from",
    ] {
        assert!(OF_CONSENT.contains(&fact), "{fact}");
    }
}

#[test]
fn what_the_phone_does_is_kept() {
    let kept = |question: Question<'_>| asked(&question).expect_err("kept");
    let question = asks("/who/n");
    assert_eq!(kept(asks("/meta/instanceID")), Kept::Meta);
    assert_eq!(kept(asks("/instanceID")), Kept::Meta);
    assert_eq!(
        kept(Question {
            worked_out: true,
            ..question
        }),
        Kept::WorkedOut
    );
    assert_eq!(
        kept(Question {
            readonly: true,
            ..question
        }),
        Kept::ReadOnly
    );
    assert_eq!(
        kept(Question {
            file: true,
            ..question
        }),
        Kept::File
    );
    assert_eq!(
        kept(Question {
            control: None,
            ..question
        }),
        Kept::Asking
    );
    for kind in ["geopoint", "dateTime", "time", "barcode"] {
        assert_eq!(kept(Question { kind, ..question }), Kept::Asking, "{kind}");
    }
    for control in [
        "upload", "range", "rank", "trigger", "secret", "select1", "select",
    ] {
        let question = Question {
            control: Some(control),
            ..question
        };
        assert_eq!(
            kept(question),
            Kept::Asking,
            "{control}, with no choices here"
        );
    }
}

#[test]
fn what_something_is_worked_out_from_is_kept() {
    let rules =
        rules(&["if( /data/who/age_group  = 'under_6' or selected(../wants, 'name'), 1, 0)"]);
    let of = |path| rules.asked(&asks(path)).map(|_| ());
    assert_eq!(of("/who/age_group"), Err(Kept::Feeds));
    assert_eq!(of("/kid/wants"), Err(Kept::Feeds));
    assert_eq!(of("/who/name"), Ok(()), "a word in quotes is no question");
    assert_eq!(
        of("/who/area"),
        Ok(()),
        "a group on the way is not the question"
    );
    let whole = Rules::of(None, ["sum(/data/x/*)"].into_iter()).expect("no consents");
    assert_eq!(whole.asked(&asks("/who/area")), Err(Kept::Feeds));
}

#[test]
fn limits_of_the_form_hold_and_other_checks_are_left_to_phones() {
    let short = limited("string-length(.) <= 5", "string").expect("a limit");
    assert_eq!(answer(&short, "  quiet ", &[]), Ok("quiet".into()));
    assert_eq!(answer(&short, "quieter", &[]), Err(Wrong::TooLong(5)));
    let between = limited(". >= 0 and . <= 120", "int").expect("limits");
    assert_eq!(answer(&between, "120", &[]), Ok("120".into()));
    assert_eq!(answer(&between, "121", &[]), Err(Wrong::TooLarge(120.0)));
    assert_eq!(answer(&between, "-1", &[]), Err(Wrong::TooSmall(0.0)));
    assert_eq!(answer(&between, "1.5", &[]), Err(Wrong::NotWhole));
    let past = limited(". <= today()", "date").expect("a limit");
    assert_eq!(answer(&past, TODAY, &[]), Ok(TODAY.into()));
    assert_eq!(answer(&past, "2026-11-24", &[]), Err(Wrong::Future));
    for no_date in [
        "2026-02-29",
        "2026-13-01",
        "23.11.2026",
        "2026-1-1",
        "2026-11-2٣",
    ] {
        assert_eq!(
            answer(&past, no_date, &[]),
            Err(Wrong::NotDate),
            "{no_date}"
        );
    }
    assert_eq!(answer(&past, "2024-02-29", &[]), Ok("2024-02-29".into()));
    for (check, kind) in [
        ("regex(., '^K')", "string"),
        (". >= 0 and regex(., '1')", "int"),
        (". <= /data/other", "int"),
        (". < 5", "decimal"),
        (". != 3", "int"),
        (". <= 5 or . >= 9", "int"),
        (". <= 5", "string"),
        ("string-length(.) <= 5", "int"),
        (
            "not(selected(., 'none') and count-selected(.) > 1)",
            "string",
        ),
        (
            "not(selected(/data/x, 'none') and count-selected(.) > 1)",
            "string",
        ),
    ] {
        assert_eq!(limited(check, kind), Err(Kept::Check), "{check}");
    }
}

#[test]
fn choices_are_the_form_s_in_its_order_and_some_stand_alone() {
    let choices = ["a", "b", "none", "unknown"];
    let select = |control, constraint| {
        let question = Question {
            control: Some(control),
            has_choices: true,
            constraint,
            ..asks("/who/n")
        };
        asked(&question).expect("asked")
    };
    let one = select("select1", None);
    assert_eq!(answer(&one, "b", &choices), Ok("b".into()));
    assert_eq!(answer(&one, "c", &choices), Err(Wrong::NotChoice));
    assert_eq!(answer(&one, "a b", &choices), Err(Wrong::NotChoice));
    let alone = "not((selected(., 'none') or selected(., 'unknown')) and count-selected(.) > 1)";
    let many = select("select", Some(alone));
    assert_eq!(answer(&many, "b a b", &choices), Ok("a b".into()));
    assert_eq!(answer(&many, "none", &choices), Ok("none".into()));
    assert_eq!(answer(&many, "none a", &choices), Err(Wrong::Alone));
    assert_eq!(answer(&many, "a x", &choices), Err(Wrong::NotChoice));
    assert_eq!(answer(&many, "", &choices), Ok(String::new()));
    let needed = Asked {
        required: true,
        ..many
    };
    assert_eq!(answer(&needed, " ", &choices), Err(Wrong::Empty));
}

proptest! {
    #[test]
    fn nothing_that_is_typed_or_written_in_a_form_panics(
        constraint in ".{0,60}",
        typed in ".{0,60}",
        kind in prop::sample::select(vec!["string", "int", "decimal", "date"]),
    ) {
        let question = Question { constraint: Some(&constraint), kind, ..asks("/a") };
        if let Ok(asked) = asked(&question) {
            let _ = asked.answer(&typed, ["a"].into_iter(), TODAY);
        }
    }

    #[test]
    fn an_answer_of_choices_holds_the_form_s_choices_each_once(
        typed in prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "x"]), 0..6),
    ) {
        let question = Question { control: Some("select"), has_choices: true, ..asks("/a") };
        let choices = ["c", "b", "a"];
        let many = asked(&question).expect("asked");
        let text = many.answer(&typed.join(" "), choices.into_iter(), TODAY);
        match typed.contains(&"x") {
            true => prop_assert_eq!(text, Err(Wrong::NotChoice)),
            false => {
                let expected: Vec<_> = choices.into_iter().filter(|c| typed.contains(c)).collect();
                prop_assert_eq!(text.expect("choices").to_string(), expected.join(" "));
            }
        }
    }
}
