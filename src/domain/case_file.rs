//! What the submissions of one case said, one after the other: which one said what, and when; and what the newest of them
//! adds, which is what the rules are asked about.
//!
//! Nothing is ever overwritten: a later answer stands before an earlier one, an answer that says nothing stands before
//! none.

use std::collections::BTreeSet;

use super::facts::{FactValue, Facts};
use super::words::Stage;

/// What one submission said.
#[derive(Debug, Clone)]
pub struct Said {
    /// The submission's id.
    pub submission: String,
    /// When it was received, in milliseconds since 1970 UTC. Phones' own clocks are not believed.
    pub at: i64,
    /// Its facts.
    pub facts: Facts,
}

/// The facts of a case, in the order in which they were received.
#[derive(Debug, Clone, Default)]
pub struct CaseFile {
    said: Vec<Said>,
}

impl Stage {
    /// Whether answers of this step become facts about a person's case, and so may raise referrals. Not a place's
    /// ([`Stage::Context`]), not an organisation's ([`Stage::Provider`]), and never what tells who somebody is
    /// ([`Stage::Id`]): identity stands apart from the story (guide step 3).
    pub fn is_about_a_case(self) -> bool {
        !matches!(self, Self::Context | Self::Provider | Self::Id)
    }
}

impl CaseFile {
    /// Adds what a submission said; it is the newest.
    pub fn add(&mut self, said: Said) {
        self.said.push(said);
    }

    /// What is known: for each fact the newest answer that says something.
    pub fn facts(&self) -> Facts {
        let mut known = Facts::new();
        for said in &self.said {
            for (name, value) in said.facts.iter() {
                if said.facts.is_known(name) || !known.is_known(name) {
                    known.insert(name, value.to_owned());
                }
            }
        }
        known
    }

    /// Which submission said what is known of a fact.
    pub fn source(&self, fact: &str) -> Option<&Said> {
        self.said
            .iter()
            .rev()
            .find(|said| said.facts.is_known(fact))
    }

    /// The facts about which the newest submission says something new: any answer to a fact about its own time (a danger,
    /// a decision), and an answer to a lasting one (an age group, an area) that was not known or was another.
    pub fn news(&self, lasting: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let Some((newest, earlier)) = self.said.split_last() else {
            return BTreeSet::new();
        };
        let known_before = |name: &str| {
            let values = earlier.iter().rev().map(|said| said.facts.value(name));
            values
                .into_iter()
                .find(|value| *value != FactValue::Unknown)
        };
        let new = newest.facts.iter().map(|(name, _)| name).filter(|name| {
            let value = newest.facts.value(name);
            value != FactValue::Unknown && !(lasting(name) && known_before(name) == Some(value))
        });
        new.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pathway::tests::facts;

    fn file(texts: &[&str]) -> CaseFile {
        let mut file = CaseFile::default();
        for (n, text) in texts.iter().enumerate() {
            file.add(Said {
                submission: format!("s{n}"),
                at: n as i64,
                facts: facts(text),
            });
        }
        file
    }

    fn news(texts: &[&str]) -> Vec<String> {
        let file = file(texts);
        let lasting = |name: &str| matches!(name, "area" | "age_group");
        file.news(lasting).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_later_answer_stands_before_an_earlier_one_and_an_evasive_one_before_none() {
        let file = file(&[
            "danger=now; band=some; alone=dont_know",
            "danger=no; band=unknown; sex=prefer_not",
        ]);
        let known = file.facts();
        assert!(known.is("danger", "no") && known.is("band", "some"));
        assert!(known.value("alone") == FactValue::Unknown);
        let said_by = |fact| file.source(fact).map(|said| (&*said.submission, said.at));
        assert_eq!(said_by("danger"), Some(("s1", 1)));
        assert_eq!(said_by("band"), Some(("s0", 0)));
        assert_eq!((said_by("alone"), said_by("sex")), (None, None));
    }

    #[test]
    fn of_a_first_submission_everything_known_is_new() {
        assert_eq!(
            news(&["area=SS0101; danger=no; band=unknown"]),
            ["area", "danger"]
        );
    }

    #[test]
    fn danger_said_again_is_new_and_the_same_area_is_not() {
        let first = "area=SS0101; age_group=18_24; danger=now";
        assert_eq!(news(&[first, "area=SS0101; danger=now"]), ["danger"]);
        assert_eq!(
            news(&[first, "band=some", "area=SS0102; age_group=18_24"]),
            ["area"]
        );
        assert_eq!(news(&[first, "area=unknown; danger=dont_know"]), [""; 0]);
    }

    #[test]
    fn a_place_an_organisation_and_an_identity_are_no_part_of_the_story() {
        for stage in [Stage::Context, Stage::Provider, Stage::Id] {
            assert!(!stage.is_about_a_case(), "{stage}");
        }
        for stage in [Stage::Screen, Stage::Safety, Stage::Incident, Stage::Rights] {
            assert!(stage.is_about_a_case(), "{stage}");
        }
    }
}
