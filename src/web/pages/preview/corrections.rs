//! Samples of the pages on which a submission is corrected.

use super::*;
use crate::domain::correcting::Kept;
use crate::domain::words::OpeningPurpose;
use crate::web::pages::corrections::{
    Asking, Carried, Changing, Correct, CorrectChanges, CorrectPurpose, KeptLine, Option_, Question,
};

const ID: &str = "0198f2c4-1111-7c3a-9b11-3e5a0c4d0006";

fn option(value: &str, label: &str, chosen: bool) -> Option_ {
    Option_ {
        value: value.into(),
        label: label.into(),
        chosen,
    }
}

fn question(place: usize, label: &str, asking: Asking) -> Question {
    Question {
        place,
        label: label.into(),
        asking,
        required: false,
        most: None,
        gates: false,
        wrong: None,
    }
}

fn questions() -> Vec<Question> {
    vec![
        Question {
            most: Some(40),
            ..question(3, "Area code", Asking::Line("SS0101".into()))
        },
        Question {
            gates: true,
            ..question(
                5,
                "What does the officer think?",
                Asking::One(vec![
                    option("no_indication", "No indication", false),
                    option("at_risk", "At risk", true),
                    option("indication", "Indication", false),
                ]),
            )
        },
        question(
            6,
            "Why?",
            Asking::Lines(
                "The person travels with others.\nTheir papers are kept by a stranger.".into(),
            ),
        ),
        question(
            7,
            "How many people depend on the person?",
            Asking::Whole("3".into()),
        ),
        question(8, "Weight in kilograms", Asking::Decimal("12.5".into())),
        question(9, "When was that?", Asking::Date("2026-11-20".into())),
        question(
            10,
            "Which languages?",
            Asking::Many(vec![
                option("nus", "Nuer", true),
                option("din", "Dinka", false),
                option("apd", "Arabic (Juba)", true),
            ]),
        ),
    ]
}

fn part(questions: Vec<Question>, trouble: Trouble) -> Correct {
    Correct {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        id: ID.into(),
        purpose: None,
        part: 2,
        parts: if questions.is_empty() { 0 } else { 4 },
        heading: "About the person".into(),
        questions,
        kept: vec![
            KeptLine {
                label: "Age group".into(),
                values: vec!["25 to 59".into()],
                why: Kept::Feeds,
            },
            KeptLine {
                label: "Were the limits told?".into(),
                values: vec!["Yes".into()],
                why: Kept::Consent,
            },
            KeptLine {
                label: "Photo of the card".into(),
                values: Vec::new(),
                why: Kept::File,
            },
        ],
        carried: vec![Carried {
            place: 1,
            value: "a \"b\"".into(),
        }],
        changed: 2,
        trouble,
    }
}

fn wrong() -> Correct {
    let say = locale();
    let mut all = questions();
    all[0].wrong = Some(say.of("correct-wrong-too-long").n("count", 40).into());
    all[1].wrong = Some(say.t("correct-wrong-empty"));
    all[3].wrong = Some(say.t("correct-wrong-whole"));
    all[3].asking = Asking::Whole("three".into());
    all[6].wrong = Some(say.t("correct-wrong-alone"));
    part(all, Trouble::with("answers", say.t("correct-wrong")))
}

fn changes(count: usize, trouble: Trouble) -> CorrectChanges {
    let all = [
        ("Area code", vec!["SS0101"], vec!["SS0102"]),
        (
            "Which languages?",
            vec!["Nuer", "Arabic (Juba)"],
            vec!["Nuer"],
        ),
        ("Why?", vec![], vec!["The person travels with others."]),
    ];
    let texts = |values: &[&'static str]| values.iter().map(|v| (*v).into()).collect();
    CorrectChanges {
        shell: shell(Role::Supervisor, Here::Projects),
        project: project(),
        id: ID.into(),
        purpose: Some(OpeningPurpose::Correction),
        part: 2,
        changes: all[..count]
            .iter()
            .map(|(label, before, after)| Changing {
                group: "About the person".into(),
                label: (*label).into(),
                before: texts(before),
                after: texts(after),
            })
            .collect(),
        carried: (0..count)
            .map(|place| Carried {
                place,
                value: "SS0102".into(),
            })
            .collect(),
        trouble,
    }
}

/// All of them.
pub fn pages() -> Vec<Page> {
    let reason = || Trouble::with("reason", locale().t("correct-reason-missing"));
    vec![
        page("correct", &part(questions(), Trouble::none())),
        page("correct-wrong", &wrong()),
        page("correct-none", &part(Vec::new(), Trouble::none())),
        page(
            "correct-purpose",
            &CorrectPurpose {
                shell: shell(Role::Supervisor, Here::Projects),
                project: project(),
                id: ID.into(),
                purposes: vec![
                    Choice::new("correction", "case-purpose-correction").chosen_if("correction"),
                    Choice::new("safety", "case-purpose-safety"),
                ],
            },
        ),
        page("correct-changes", &changes(3, Trouble::none())),
        page("correct-changes-wrong", &changes(1, reason())),
        page("correct-changes-none", &changes(0, Trouble::none())),
    ]
}
