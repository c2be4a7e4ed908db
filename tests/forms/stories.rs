//! People's stories, filled by JavaRosa from the shipped answer files: exactly the facts, and exactly what the rules ask for.

use waypost::domain::consent::rows::says;
use waypost::domain::consent::{Approval, Basis, Data, Recipient, triage_consent};
use waypost::domain::facts::Facts;
use waypost::domain::words::Stage;
use waypost::openrosa::{FormDefinition, Instance};
use waypost::vault::pathway::TableFiles;

use crate::support::real_phone::{answers, phone_py, text};
use crate::support::root;

/// A form filled with answers of a file, beside what it is expected to say.
struct Story {
    form: &'static str,
    answers: &'static str,
    /// Facts as `name=value`, in the order of their names. The case code is random and left out.
    facts: &'static [&'static str],
    /// Whether the form makes a case code.
    code: bool,
    /// What the rules ask for, in order.
    asked: &'static [&'static str],
    /// Whether anything may cross to another agency.
    agreed: bool,
}

const STORIES: &[Story] = &[
    Story {
        form: "wellbeing_a1",
        answers: "child",
        facts: &[
            "age_group=12_14",
            "alone=unaccompanied_child",
            "area=XX0201",
            "band=strong",
            "danger=no",
            "displacement=idp",
            "interpreter=none",
            "is_child_now=yes",
            "language=fra",
            "medical=no",
            "mode=talk",
            "officer_view=possible",
            "safe_now=yes",
            "selfharm=no",
            "sex=male",
            "told_limits=yes",
            "urgent=yes",
            "willing=yes",
        ],
        code: true,
        asked: &["child_protection U1", "protection_cm U2"],
        agreed: false,
    },
    Story {
        form: "wellbeing_a1",
        answers: "within-72-hours",
        facts: &[
            "age_group=18_24",
            "alone=with_other_adult",
            "area=XX0102",
            "band=some",
            "contact_ok=yes",
            "danger=no",
            "displacement=idp",
            "how=come_back_here",
            "interpreter=staff",
            "is_child_now=no",
            "language=ara",
            "medical=no",
            "mode=self_disclosed",
            "officer_view=possible",
            "safe_now=yes",
            "selfharm=no",
            "sex=female",
            "sv_time=last_72h",
            "told_limits=yes",
            "urgent=yes",
            "when=morning",
            "willing=yes",
        ],
        code: true,
        asked: &["cmr U1", "protection_cm U2"],
        agreed: true,
    },
    Story {
        form: "wellbeing_a1",
        answers: "says-no",
        facts: &[
            "age_group=25_59",
            "alone=alone",
            "area=XX0103",
            "band=weak",
            "contact_ok=no",
            "danger=no",
            "displacement=idp",
            "interpreter=none",
            "is_child_now=no",
            "language=eng",
            "medical=no",
            "mode=talk",
            "officer_view=possible",
            "safe_now=yes",
            "selfharm=no",
            "sex=male",
            "told_limits=yes",
            "urgent=no",
            "willing=yes",
        ],
        code: false,
        asked: &[],
        agreed: false,
    },
];

#[test]
#[ignore = "needs Java, pyxform and ../shared: tests/run"]
fn real_phone_stories_give_exactly_the_facts_and_referrals_of_the_tables() {
    let pathway = TableFiles::shipped().compile().unwrap();
    for story in STORIES {
        let name = format!("{} {}", story.form, story.answers);
        let (_, facts) = filled(story.form, story.answers);
        let said: Vec<String> = facts
            .iter()
            .filter(|(fact, _)| *fact != "case_code")
            .map(|(fact, value)| format!("{fact}={value}"))
            .collect();
        assert_eq!(said, story.facts, "{name}");
        assert_eq!(facts.is_known("case_code"), story.code, "{name}");
        let fired = pathway.evaluate(&facts);
        let asked: Vec<String> = fired
            .iter()
            .map(|one| format!("{} {}", one.service.code, one.urgency))
            .collect();
        assert_eq!(asked, story.asked, "{name}");
        let agreed = triage_consent(&facts, &fired, 0).is_some();
        assert_eq!(agreed, story.agreed, "{name}");
    }
}

#[test]
#[ignore = "needs Java, pyxform and ../shared: tests/run"]
fn a_real_phone_where_it_is_not_safe_keeps_area_band_of_day_and_stopped() {
    let (xml, facts) = filled("wellbeing_a1", "not-safe");
    let names: Vec<&str> = facts.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["safe_now", "stop_area", "stop_time", "stopped"]);
    assert!(facts.is("safe_now", "no") && facts.is("stopped", "yes"));
    let form = FormDefinition::parse(super::xml("wellbeing_a1").as_bytes()).unwrap();
    let instance = Instance::parse(xml.as_bytes(), &form).unwrap();
    let kept: Vec<&str> = instance
        .answers
        .iter()
        .filter(|answer| !answer.text.is_blank())
        .filter_map(|answer| answer.field(&form))
        .map(|field| &*field.name)
        .filter(|name| !matches!(*name, "instanceID" | "start" | "end"))
        .collect();
    assert_eq!(
        kept,
        ["safe_now", "stop_area", "stop_hour", "stop_time", "stopped"]
    );
}

/// Who, for what, and what, of a row.
type Row = (Recipient, &'static str, &'static [Data]);
/// An answer file, what it rests on, its rows, and whether it shares nothing.
type Agreement = (&'static str, (Basis, Approval), Vec<Row>, bool);

#[test]
#[ignore = "needs Java, pyxform and ../shared: tests/run"]
fn a_real_phone_s_agreements_are_read_as_their_people_meant_them() {
    let pathway = TableFiles::shipped().compile().unwrap();
    let service = |word: &str| waypost::vault::consents::service_of(&pathway, word);
    let clinic = Recipient::Agency("AG03".into());
    let (one, two) = (Approval::One, Approval::Two);
    let cases: [Agreement; 3] = [
        ("no-sharing", (Basis::Consent, one), vec![], true),
        (
            "young-person",
            (Basis::Consent, one),
            vec![(clinic, "medical", &[Data::Needs, Data::HealthPart])],
            false,
        ),
        (
            "small-child",
            (Basis::ChildBestInterest, two),
            vec![(Recipient::Any, "child_protection", &[Data::ContactOnly])],
            false,
        ),
    ];
    for (name, standing, rows, shares_nothing) in cases {
        let (_, facts) = filled("wellbeing_a2", name);
        let said = says(Stage::Consent, &facts, 0, service);
        let stands = said.standing.map(|one| (one.basis, one.approval));
        assert_eq!(stands, Some(standing), "{name}");
        let read: Vec<_> = said
            .rows
            .iter()
            .map(|row| {
                (
                    row.recipient.clone(),
                    row.service.as_str(),
                    row.data.clone(),
                )
            })
            .collect();
        let expected: Vec<_> = rows
            .into_iter()
            .map(|(who, what, data)| (who, what, data.iter().copied().collect()))
            .collect();
        assert_eq!(read, expected, "{name}");
        assert!(said.unread.is_empty(), "{name}");
        assert_eq!(said.takes_all_back(), shares_nothing, "{name}");
    }
    let (_, facts) = filled("wellbeing_a13", "withdraw-one");
    let said = says(Stage::Rights, &facts, 0, service);
    assert_eq!(said.refused.len(), 1);
    assert_eq!(said.refused[0].service.as_deref(), Some("medical"));
}

/// A shipped form as JavaRosa fills it, and its facts.
fn filled(form: &str, name: &str) -> (String, Facts) {
    let out = tempfile::tempdir().unwrap();
    let file = root().join(format!("forms/{form}/{form}.xml"));
    phone_py(&[
        "fill",
        "--form",
        text(&file),
        "--out",
        text(out.path()),
        "--seed",
        "1",
        "--answers",
        text(&answers(form, name)),
    ])
    .ok();
    let xml = std::fs::read_to_string(out.path().join("submission.xml")).unwrap();
    let definition = FormDefinition::parse(super::xml(form).as_bytes()).unwrap();
    let instance = Instance::parse(xml.as_bytes(), &definition).unwrap();
    let mut facts = Facts::new();
    for (name, answer) in instance.facts(&definition) {
        facts.insert(name, answer);
    }
    (xml, facts)
}
