//! Words for the lines of a triage card: facts and their coded values (the pathway's `facts.csv`), from the messages of the area `fact`.
//! A code without words there is shown as it is, with spaces for underscores: nothing is ever left out.

use chrono::NaiveDateTime;

use crate::i18n::Locale;

/// The name of a fact.
pub fn fact_label(locale: Locale, name: &str) -> String {
    known(locale, &[name]).unwrap_or_else(|| spaced(name))
}

/// The words for a fact's value; several values become a list.
pub fn value_label(locale: Locale, name: &str, value: &str) -> String {
    locale.list(&value_labels(locale, name, value))
}

/// The same, each value by itself.
pub fn value_labels(locale: Locale, name: &str, value: &str) -> Vec<String> {
    let values = value.split(' ').filter(|v| !v.is_empty());
    values.map(|v| one(locale, name, v)).collect()
}

/// Whether a question of a form bears only its name, and cards have words for that.
pub fn is_bare(locale: Locale, path: &str, label: &str) -> bool {
    path.rsplit('/').next() == Some(label) && known(locale, &[label]).is_some()
}

fn one(locale: Locale, name: &str, value: &str) -> String {
    match name {
        // Codes of areas and of cases are codes for people too.
        "area" | "case_code" => value.to_owned(),
        "deadline" => moment(locale, value).unwrap_or_else(|| value.to_owned()),
        _ => known(locale, &[name, value])
            .or_else(|| known(locale, &["value", value]))
            .unwrap_or_else(|| spaced(value)),
    }
}

/// A moment as cards write it, as people read it.
fn moment(locale: Locale, value: &str) -> Option<String> {
    let at = NaiveDateTime::parse_from_str(value, "%Y-%m-%dT%H:%MZ").ok()?;
    Some(locale.when(at.and_utc().timestamp_millis()).text)
}

/// A message of the area `fact` that there may not be.
fn known(locale: Locale, parts: &[&str]) -> Option<String> {
    let id = format!("fact-{}", parts.join("-"));
    locale.has(&id).then(|| locale.t(&id))
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
        assert_eq!(
            value_label(Locale::default(), "age_group", "18_24"),
            "18 to 24"
        );
        assert_eq!(
            value_label(Locale::default(), "how", "come_back_here safe_place_code"),
            "The person comes back, At a safe place, by its code"
        );
        assert_eq!(value_label(Locale::default(), "area", "XX0101"), "XX0101");
        assert_eq!(
            value_label(Locale::default(), "deadline", "2026-11-29T00:05Z"),
            "29 Nov 2026, 00:05\u{a0}UTC"
        );
        assert_eq!(
            (
                fact_label(Locale::default(), "new_fact"),
                value_label(Locale::default(), "new_fact", "some_code")
            ),
            ("New fact".into(), "Some code".into())
        );
    }
}
