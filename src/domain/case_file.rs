//! What the submissions of one case said, one after the other: which one said what, and when; and what the newest of them
//! adds, which is what the rules are asked about.
//!
//! Nothing is ever overwritten: a later answer stands before an earlier one, an answer that says nothing stands before
//! none, and who must not learn of a case is never shortened.

use std::collections::BTreeSet;

use super::facts::Facts;
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
    /// What it corrects, if it does.
    pub amends: Option<Amends>,
}

/// A correction says all its answers again; beside the versions that it corrects it tells only what it changes. Where one of
/// them is no part of the case (it was erased, or named another), all of it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Amends {
    /// The versions before it that were heard: ids of submissions.
    pub versions: BTreeSet<String>,
    /// The facts that they told otherwise.
    pub changed: BTreeSet<String>,
}

/// Lists to which later answers only add: somebody whom a person once named as one who harms them, or who must not
/// learn of it, stays named when a later form asks again and gets a shorter answer. Taking a name off is a caseworker's
/// act, not a form's.
const ADDED_UP: [&str; 3] = ["links_agency", "perp_links", "withhold_from"];
/// In such a list: nobody.
const NOBODY: &str = "none";

/// The facts of a case, in the order in which they were received.
#[derive(Debug, Clone, Default)]
pub struct CaseFile {
    said: Vec<Said>,
}

/// One submission against the rest of its case: what the rules are asked about.
#[derive(Debug, Clone, Default)]
pub struct Weighing {
    /// Everything that is known, with this submission.
    pub known: Facts,
    /// What was known without it.
    pub before: Facts,
    /// What it said, as far as that still stands, and what lasts: without what was said for its own time elsewhere.
    pub fresh: Facts,
    /// The facts about which it says something new.
    pub news: BTreeSet<String>,
    /// Whether it corrects what was heard. What was asked for because of that stays as it is: a rule asks again only if it
    /// did not before.
    pub amends: bool,
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
    /// Adds what a submission said, at its place: one that waited for a key or a file is no newer for it.
    pub fn add(&mut self, said: Said) {
        let key = |one: &Said| (one.at, one.submission.clone());
        let place = self.said.partition_point(|one| key(one) <= key(&said));
        self.said.insert(place, said);
    }

    /// What a submission corrects that was heard in this case: those versions, and what it tells otherwise than they do.
    /// None if none of them was.
    pub fn amended(&self, versions: &BTreeSet<String>, facts: &Facts) -> Option<Amends> {
        let heard = |one: &&Said| versions.contains(&one.submission);
        let told = self.known(|one| heard(&one));
        let versions: BTreeSet<String> = self
            .said
            .iter()
            .filter(heard)
            .map(|one| one.submission.clone())
            .collect();
        let changed = facts.iter().map(|(name, _)| name);
        let changed = changed.filter(|name| told.value(name) != facts.value(name));
        let changed = changed.map(str::to_owned).collect();
        (!versions.is_empty()).then_some(Amends { versions, changed })
    }

    /// What is known: for each fact the newest answer that says something.
    pub fn facts(&self) -> Facts {
        self.known(|_| true)
    }

    /// Each submission with what it tells, in their order.
    pub fn each(&self) -> impl Iterator<Item = (&Said, Facts)> {
        let told = |said| self.told(said).collect();
        self.said.iter().map(move |said| (said, told(said)))
    }

    /// The facts that alone count of a correction; none where all of what a submission says does.
    fn counts_only<'a>(&self, said: &'a Said) -> Option<&'a BTreeSet<String>> {
        let amends = said.amends.as_ref()?;
        let heard = |version: &String| self.said.iter().any(|one| one.submission == *version);
        amends.versions.iter().all(heard).then_some(&amends.changed)
    }

    /// What one of them tells.
    fn told<'a>(&'a self, said: &'a Said) -> impl Iterator<Item = (&'a str, &'a str)> {
        let changed = self.counts_only(said);
        let facts = said.facts.iter();
        facts.filter(move |(name, _)| changed.is_none_or(|changed| changed.contains(*name)))
    }

    /// Which submission said what is known of a fact.
    pub fn source(&self, fact: &str) -> Option<&Said> {
        let tells = |said: &&Said| {
            self.counts_only(said)
                .is_none_or(|changed| changed.contains(fact))
        };
        let mut known = self
            .said
            .iter()
            .rev()
            .filter(|said| said.facts.is_known(fact));
        known.find(tells)
    }

    /// Weighs a submission of this case. New is any answer to a fact about its own time (a danger, a decision), and an
    /// answer to a lasting one (an age group, an area) that was not known or was another; not what a newer submission
    /// already answered otherwise.
    pub fn weigh(&self, submission: &str, lasting: impl Fn(&str) -> bool) -> Weighing {
        let facts = self.facts();
        let before = self.known(|one| one.submission != submission);
        let own = self.said.iter().find(|one| one.submission == submission);
        let amends = own.is_some_and(|one| self.counts_only(one).is_some());
        let (mut fresh, mut news) = (Facts::new(), BTreeSet::new());
        for (name, value) in facts.iter() {
            let (lasts, said_here) = (
                amends || lasting(name),
                self.source(name)
                    .is_some_and(|said| said.submission == submission),
            );
            if !amends && (lasts || said_here) {
                fresh.insert(name, value.to_owned());
            }
            if said_here && !(lasts && before.value(name) == facts.value(name)) {
                news.insert(name.to_owned());
            }
        }
        Weighing {
            known: facts,
            before,
            fresh,
            news,
            amends,
        }
    }

    fn known(&self, counts: impl Fn(&Said) -> bool) -> Facts {
        let said = self.said.iter().filter(|one| counts(one));
        known(said.flat_map(|one| self.told(one)))
    }
}

impl Weighing {
    /// Adds what the server itself found about the submission.
    pub fn found(&mut self, fact: &str, value: &str) {
        self.known.insert(fact, value.to_owned());
        self.fresh.insert(fact, value.to_owned());
        self.news.insert(fact.to_owned());
    }
}

fn known<'a>(told: impl Iterator<Item = (&'a str, &'a str)>) -> Facts {
    let mut known = Facts::new();
    for (name, value) in told {
        let says = Facts::from_iter([(name, value)]).is_known(name);
        if !says && known.is_known(name) {
            continue;
        }
        match known.known(name).filter(|_| ADDED_UP.contains(&name)) {
            Some(earlier) => {
                let both = joined(earlier, value);
                known.insert(name, both);
            }
            None => known.insert(name, value.to_owned()),
        }
    }
    known
}

/// The words of two lists, each once; "nobody" only where both say so.
fn joined(earlier: &str, later: &str) -> String {
    let words: BTreeSet<&str> = earlier
        .split_whitespace()
        .chain(later.split_whitespace())
        .collect();
    let named = words.len() > 1;
    let words: Vec<&str> = words
        .into_iter()
        .filter(|word| !(named && *word == NOBODY))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::facts::FactValue;
    use crate::domain::pathway::tests::{any_facts, facts, shipped};
    use proptest::prelude::*;

    fn file(texts: &[&str]) -> CaseFile {
        let mut file = CaseFile::default();
        for (n, text) in texts.iter().enumerate() {
            file.add(Said {
                submission: format!("s{n}"),
                at: n as i64,
                facts: facts(text),
                amends: None,
            });
        }
        file
    }

    /// A file in which the newest corrects the one with this place.
    fn corrected(texts: &[&str], place: usize) -> CaseFile {
        let mut file = file(texts);
        let mut newest = file.said.pop().unwrap();
        newest.amends = file.amended(&[format!("s{place}")].into(), &newest.facts);
        file.add(newest);
        file
    }

    fn weigh(texts: &[&str], nth: usize) -> Weighing {
        let lasting = |name: &str| matches!(name, "area" | "age_group");
        file(texts).weigh(&format!("s{nth}"), lasting)
    }

    fn news(texts: &[&str]) -> Vec<String> {
        weigh(texts, texts.len() - 1).news.into_iter().collect()
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
    fn who_must_not_learn_of_it_is_only_ever_added_to() {
        let known = file(&[
            "withhold_from=family AG02; perp_links=none",
            "withhold_from=partner; perp_links=aid_staff family",
            "withhold_from=dont_know; perp_links=none",
        ])
        .facts();
        assert!(known.is("withhold_from", "AG02 family partner"));
        assert!(known.is("perp_links", "aid_staff family"));
        assert!(
            file(&["perp_links=none", "perp_links=none"])
                .facts()
                .is("perp_links", "none")
        );
    }

    #[test]
    fn what_was_opened_late_stands_where_it_was_received() {
        let mut late = file(&["danger=now; band=some", "danger=no"]);
        late.said.remove(0);
        late.add(Said {
            submission: "s0".into(),
            at: 0,
            facts: facts("danger=now; band=some"),
            amends: None,
        });
        assert!(late.facts().is("danger", "no"));
        let weighing = late.weigh("s0", |_| false);
        assert_eq!(Vec::from_iter(weighing.news), ["band"]);
        assert!(!weighing.fresh.is_known("danger"));
    }

    #[test]
    fn what_was_said_for_its_own_time_elsewhere_is_not_fresh() {
        let weighing = weigh(&["area=SS0101; danger=now", "risk_level=low"], 1);
        assert!(weighing.known.is("danger", "now") && weighing.before.is("danger", "now"));
        assert!(weighing.fresh.is("area", "SS0101") && weighing.fresh.is("risk_level", "low"));
        assert!(!weighing.fresh.is_known("danger") && !weighing.before.is_known("risk_level"));
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

    #[test]
    fn a_correction_says_again_what_it_does_not_change() {
        let first = "danger=now; band=some; area=SS0101";
        let file = corrected(
            &[first, "danger=no", "danger=now; band=strong; area=SS0101"],
            0,
        );
        // What was said in between stands: the correction was filled in from what was said before.
        assert!(file.facts().is("danger", "no") && file.facts().is("band", "strong"));
        let weighing = file.weigh("s2", |_| false);
        assert_eq!(Vec::from_iter(weighing.news), ["band"]);
        assert!(weighing.amends && weighing.before.is("band", "some"));
        assert!(!file.weigh("s0", |_| false).amends);
        let told: Vec<usize> = file.each().map(|(_, told)| told.iter().count()).collect();
        assert_eq!(told, [3, 1, 1]);
    }

    #[test]
    fn a_correction_of_what_is_not_in_the_case_says_all_of_it() {
        let mut file = corrected(&["danger=now; band=some", "danger=now; band=strong"], 0);
        file.said.remove(0);
        assert!(file.facts().is("danger", "now"));
        let weighing = file.weigh("s1", |_| false);
        assert_eq!(Vec::from_iter(weighing.news), ["band", "danger"]);
        assert!(!weighing.amends);
        assert_eq!(file.amended(&["s0".to_owned()].into(), &Facts::new()), None);
    }

    #[test]
    fn a_correction_of_a_correction_is_set_against_both() {
        let mut file = corrected(&["danger=now; band=some", "danger=now; band=strong"], 0);
        let both = ["s0".to_owned(), "s1".to_owned()].into();
        let last = facts("danger=soon; band=strong");
        let amends = file.amended(&both, &last);
        assert_eq!(
            amends.as_ref().map(|one| one.changed.clone()),
            Some(["danger".to_owned()].into())
        );
        file.add(Said {
            submission: "s2".into(),
            at: 2,
            facts: last,
            amends,
        });
        assert!(file.facts().is("danger", "soon") && file.facts().is("band", "strong"));
    }

    proptest! {
        #[test]
        fn nobody_is_asked_twice_because_of_a_correction(before in any_facts(), after in any_facts()) {
            let pathway = shipped();
            let mut file = CaseFile::default();
            let said = |n: u8, facts: &Facts, amends| Said {
                submission: format!("s{n}"),
                at: n.into(),
                facts: facts.clone(),
                amends,
            };
            file.add(said(0, &before, None));
            let first = ["s0".to_owned()].into();
            let mut same = file.clone();
            same.add(said(1, &before, same.amended(&first, &before)));
            let asked = pathway.evaluate_news(&same.weigh("s1", |fact| pathway.is_standing(fact)));
            prop_assert!(asked.is_empty());
            file.add(said(1, &after, file.amended(&first, &after)));
            let weighing = file.weigh("s1", |fact| pathway.is_standing(fact));
            for one in pathway.evaluate_news(&weighing) {
                prop_assert!(one.rule.fires(&weighing.known) && !one.rule.fires(&weighing.before));
            }
        }
    }
}
