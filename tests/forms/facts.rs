//! The table of facts against the forms as they are shipped.

use std::collections::BTreeSet;

use waypost::domain::expression::FactKind;
use waypost::domain::facts::UNKNOWN_WORDS;
use waypost::domain::pathway::{Pathway, Service};
use waypost::domain::words::{DataClass, Stage};
use waypost::openrosa::FormDefinition;
use waypost::openrosa::form::{Field, FieldKind};

use super::{FORMS, xml};
use crate::support::root;

fn shipped() -> Pathway {
    waypost::vault::pathway::TableFiles::shipped()
        .compile()
        .unwrap()
}

/// Each question that gives a fact, with its form and the fact's name.
fn each_fact(mut look: impl FnMut(&FormDefinition, &Field, &str)) {
    for id in FORMS {
        let form = FormDefinition::parse(xml(id).as_bytes()).unwrap();
        for field in &form.fields {
            if let Some(fact) = &field.fact {
                look(&form, field, fact);
            }
        }
    }
}

#[test]
fn every_fact_of_every_form_stands_in_the_table_with_its_class() {
    let pathway = shipped();
    let mut given = BTreeSet::from(["site_clear".to_owned()]); // The server's own.
    each_fact(|form, field, fact| {
        given.insert(fact.to_owned());
        let class = pathway.class_of(fact);
        // A place is nobody's place where a form is about no person (domain brief 2.2, 2.14, 2.15).
        let no_person = [Stage::Context, Stage::Incident, Stage::Provider]
            .map(Some)
            .contains(&form.stage);
        let same = class == field.class
            || (fact == "area" && no_person && field.class == Some(DataClass::D0));
        assert!(
            same,
            "{}{}: {:?}, the table says {class:?}",
            form.form_id, field.path, field.class
        );
    });
    for fact in pathway.vocabulary().keys() {
        assert!(given.contains(fact), "no form gives {fact}");
    }
}

#[test]
fn every_answer_of_every_form_stands_in_the_table() {
    let pathway = shipped();
    each_fact(|form, field, fact| {
        let place = format!("{}{} ({fact})", form.form_id, field.path);
        let kind = &pathway.vocabulary()[fact];
        let asked = field.control.as_ref().map(|control| control.name.as_str());
        match (kind, asked) {
            (FactKind::Many(_), Some("select")) | (FactKind::One(_), Some("select1")) => {}
            (_, Some("select" | "select1")) => panic!("{place} is {kind:?}"),
            (_, Some(_)) => {
                let typed = match kind {
                    FactKind::Number => "int",
                    FactKind::Date => "date",
                    FactKind::Text => "string",
                    FactKind::One(_) | FactKind::Many(_) => panic!("{place} is typed"),
                };
                assert_eq!(field.kind, FieldKind::Question(typed.to_owned()), "{place}");
            }
            // Whatever it calculates.
            (_, None) => {}
        }
        if let FactKind::One(words) | FactKind::Many(words) = kind
            && !words.is_empty()
        {
            for choice in field.choices.iter() {
                let known =
                    words.contains(&choice.value) || UNKNOWN_WORDS.contains(&choice.value.as_str());
                assert!(known, "{place} has {:?}", choice.value);
            }
        }
    });
}

#[test]
fn lists_of_services_in_forms_are_the_pathway_s_words() {
    let pathway = shipped();
    let words: Vec<&str> = pathway.services().iter().map(Service::word).collect();
    for fact in [
        "agreed_services",
        "needs_urgent",
        "needs_wanted",
        "needs_referral",
        "refer_service",
        "services_received",
        "service_offered",
        "withdraw_services",
    ] {
        let (FactKind::One(listed) | FactKind::Many(listed)) = &pathway.vocabulary()[fact] else {
            panic!("{fact} is a list");
        };
        for word in listed.iter().filter(|word| *word != "none") {
            assert!(words.contains(&word.as_str()), "{fact}: {word}");
        }
    }
    // These two lists, and the one of Site A0, stand outside of any fact's choices.
    for file in [
        "site_a12/services.csv",
        "wellbeing_a13/services.csv",
        "site_a0/site_a0.xml",
    ] {
        let text = std::fs::read_to_string(root().join("forms").join(file)).unwrap();
        assert!(
            text.contains("women_girls") && !text.contains("gbv"),
            "{file}"
        );
    }
}
