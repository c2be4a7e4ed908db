//! What the linter found, in the reader's language. The API says the same in English.

use crate::domain::words::Stage;
use crate::i18n::Locale;
use crate::openrosa::lint::Finding;

/// What is wrong, why it matters, and what to do.
pub fn text(locale: Locale, found: &Finding) -> String {
    let mut text = locale.of(format!("lint-{}", found.code));
    for (name, value) in &found.about {
        let stage: Option<Stage> = match *name {
            "stage" => value.parse().ok(),
            _ => None,
        };
        text = match stage {
            Some(stage) => text.s(name, locale.word(stage)),
            None => text.s(name, value),
        };
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::words::Lang;
    use crate::openrosa::FormDefinition;
    use crate::openrosa::lint::{Code, Project, lint};

    #[test]
    fn every_code_has_its_message() {
        for code in Code::ALL {
            for lang in Lang::ALL {
                let id = format!("lint-{code}");
                assert!(Locale::of_lang(*lang).has(&id), "{id} in {lang}");
            }
        }
    }

    /// A message that wants what nobody gives would fail here: each code has a form that trips it.
    #[test]
    fn what_trips_the_linter_is_told_in_every_language() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/forms/tripping");
        let mut met = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(folder).expect("forms that trip") {
            let xml = std::fs::read(entry.expect("a form").path()).expect("a form");
            let Ok(form) = FormDefinition::parse(&xml) else {
                continue;
            };
            let projects = [true, false].map(|agency| Project {
                agency,
                requires_stage: true,
            });
            for found in projects
                .into_iter()
                .flat_map(|project| lint(&form, project))
            {
                for lang in Lang::ALL {
                    assert!(!text(Locale::of_lang(*lang), &found).is_empty());
                }
                met.insert(found.code);
            }
        }
        assert!(met.len() > Code::ALL.len() / 2, "{met:?}");
    }
}
