//! Words for the lines of a triage card: facts and their coded values (the pathway's `facts.csv`, F1's choices).
//! A code without words here is shown as it is, with spaces for underscores: nothing is ever left out.

/// The name of a fact.
pub fn fact_label(name: &str) -> String {
    let known = match name {
        "area" => "Area",
        "sex" => "Sex",
        "age_group" => "Age group",
        "is_child_now" => "Child",
        "displacement" => "Displacement",
        "alone" => "With",
        "language" => "Language",
        "interpreter" => "Interpreter",
        "medical" => "Doctor needed today",
        "danger" => "In danger",
        "sv_time" => "Time for treatment",
        "selfharm" => "Risk of self-harm",
        "band" => "Signs",
        "urgent" => "Urgent",
        "officer_view" => "Officer’s view",
        "contact_ok" => "Contact agreed",
        "how" => "How to make contact",
        "when" => "When to make contact",
        "case_code" => "Code",
        "contact_rules" => "Rules of contact",
        "call_hours" => "Call only",
        "deadline" => "Begin treatment by",
        other => return spaced(other),
    };
    known.to_owned()
}

/// The words for a fact's value; several values become a list.
pub fn value_label(name: &str, value: &str) -> String {
    let words: Vec<String> = value
        .split(' ')
        .filter(|v| !v.is_empty())
        .map(|v| one(name, v))
        .collect();
    words.join(", ")
}

fn one(name: &str, value: &str) -> String {
    let known = match (name, value) {
        ("age_group", "under_6") => "Under 6",
        ("age_group", "6_11") => "6 to 11",
        ("age_group", "12_14") => "12 to 14",
        ("age_group", "15_17") => "15 to 17",
        ("age_group", "maybe_under_18") => "Perhaps under 18",
        ("age_group", "18_24") => "18 to 24",
        ("age_group", "25_59") => "25 to 59",
        ("age_group", "60_plus") => "60 or over",
        ("displacement", "idp") => "Displaced inside the country",
        ("displacement", "returnee") => "Returned home",
        ("displacement", "host") => "Host community",
        ("displacement", "stateless") => "Without nationality",
        ("alone", "alone") => "Nobody",
        ("alone", "with_family") => "Family",
        ("alone", "with_other_adult") => "Another adult",
        ("alone", "with_controlling_person") => "Someone who seems to decide for them",
        ("alone", "unaccompanied_child") => "A child with no adult to care for them",
        ("sv_time", "last_72h") => "Within 72 hours",
        ("sv_time", "3_to_5_days") => "3 to 5 days",
        ("sv_time", "older") => "Longer ago",
        ("danger", "now") => "Yes, now",
        ("danger", "likely_soon") => "Probably soon",
        ("officer_view", "possible") => "There may be a serious concern",
        ("officer_view", "at_risk") => "At risk",
        ("officer_view", "no_indication") => "No sign of concern",
        ("officer_view", "unsure") => "Not sure",
        ("contact_rules", "no_calls") => "Do not call",
        ("contact_rules", "call_only_hours") => "Call only at the agreed hours",
        ("contact_rules", "say_other_topic") => "Say that it is about something else",
        ("contact_rules", "never_visit_home") => "Never visit the home",
        ("contact_rules", "code_phrase") => "Use the agreed phrase first",
        ("contact_rules", "none") => "No special rules",
        ("contact_rules", "none_allowed") => "No contact is allowed",
        ("how", "come_back_here") => "The person comes back",
        ("how", "safe_place_code") => "At a safe place, by its code",
        ("how", "through_trusted_service") => "Through a service that the person trusts",
        // Codes of areas and of cases are codes for people too.
        ("area" | "case_code", code) => return code.to_owned(),
        ("deadline", at) => return at.replace('T', " "),
        (_, other) => return spaced(other),
    };
    known.to_owned()
}

fn spaced(code: &str) -> String {
    let text = code.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_words_and_none_is_lost() {
        assert_eq!(value_label("age_group", "18_24"), "18 to 24");
        assert_eq!(
            value_label("how", "come_back_here safe_place_code"),
            "The person comes back, At a safe place, by its code"
        );
        assert_eq!(value_label("area", "XX0101"), "XX0101");
        assert_eq!(
            (fact_label("new_fact"), value_label("new_fact", "some_code")),
            ("New fact".into(), "Some code".into())
        );
    }
}
