//! What a person agrees to be told, in the words of the form, and which facts each word opens.

use std::collections::BTreeSet;

use super::{Basis, VITAL};
use crate::domain::closed_set;
use crate::domain::words::DataClass;

closed_set! {
    /// A kind of information, as the agreement form names it.
    pub enum Data {
        /// Only how to make contact.
        ContactOnly = "contact_only",
        /// A short summary.
        Summary = "summary",
        /// What is needed.
        Needs = "needs",
        /// What concerns health.
        HealthPart = "health_part",
        /// What concerns what happened.
        IncidentPart = "incident_part",
        /// Who the person is.
        Identity = "identity",
        /// Papers.
        Documents = "documents",
        /// Where the person can be met.
        Location = "location",
    }
}

/// What may be used where nobody could be asked, or against a child's word: the form's own least.
pub const LEAST: [Data; 3] = [Data::ContactOnly, Data::Needs, Data::HealthPart];

impl Basis {
    /// What may be told at most where the person did not agree; none for what they agreed to.
    pub fn least(self) -> Option<&'static [Data]> {
        match self {
            Self::ChildBestInterest => Some(&LEAST),
            Self::VitalInterest => Some(&VITAL),
            Self::Consent => None,
        }
    }
}

/// How to make contact, and in which language: in every word, because help that cannot reach a person is none. The rule's
/// cap and the service's template still decide whether, and when, a receiver sees them.
const CONTACT: [&str; 6] = [
    "how",
    "when",
    "contact_rules",
    "call_hours",
    "language",
    "interpreter",
];

/// What a word opens: whole classes, and facts by name where a class would be too much.
struct Opens {
    data: Data,
    classes: &'static [DataClass],
    facts: &'static [&'static str],
}

/// What of a person's situation help is chosen by, beyond the classes: each by name.
const SITUATION: [&str; 5] = [
    "wishes",
    "alone",
    "separated",
    "caregiver_status",
    "law_enforcement",
];

/// The one table. A word that is not here opens nothing; a fact that no word names is told to nobody.
const TABLE: &[Opens] = &[
    // Not even sex or age: "only" is what the person was told.
    Opens {
        data: Data::ContactOnly,
        classes: &[DataClass::D0],
        facts: &[],
    },
    // What two lines about somebody would say: the coded facts that identify nobody, and roughly who it is.
    Opens {
        data: Data::Summary,
        classes: &[DataClass::D0, DataClass::D1, DataClass::D2],
        facts: &SITUATION,
    },
    // What help is for and roughly for whom; not how strong the indications are, nor how high the risk. Who cares for a
    // child is part of what it needs.
    Opens {
        data: Data::Needs,
        classes: &[DataClass::D0, DataClass::D2],
        facts: &SITUATION,
    },
    // The coded answers of urgent health by name: the class also holds what happened.
    Opens {
        data: Data::HealthPart,
        classes: &[DataClass::D0],
        facts: &[
            "sv_time",
            "selfharm",
            "distress",
            "medical_acute",
            "disability",
        ],
    },
    // What was found; the story itself has no place in any template.
    Opens {
        data: Data::IncidentPart,
        classes: &[DataClass::D0],
        facts: &[
            "band",
            "how_met",
            "means_used",
            "control",
            "expl_type",
            "purpose_stage",
            "left_how",
        ],
    },
    // Names are sealed apart and travel by no card; which papers somebody has is a matter of papers.
    Opens {
        data: Data::Identity,
        classes: &[DataClass::D0],
        facts: &["sex", "age_group"],
    },
    Opens {
        data: Data::Documents,
        classes: &[DataClass::D0],
        facts: &["documents", "displacement"],
    },
    Opens {
        data: Data::Location,
        classes: &[DataClass::D0],
        facts: &["area", "meeting_point", "meeting_time"],
    },
];

/// What may be told: what all of somebody's words open, and no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    classes: BTreeSet<DataClass>,
    facts: BTreeSet<&'static str>,
    /// The classes outside which nothing crosses, by name neither; none: no such bound.
    bounds: Option<BTreeSet<DataClass>>,
}

impl Agreed {
    /// Whether it lets this fact through.
    pub fn allows(&self, fact: &str, class: DataClass) -> bool {
        let crosses = |bounds: &BTreeSet<DataClass>| bounds.contains(&class);
        (self.classes.contains(&class) || self.facts.contains(fact))
            && self.bounds.as_ref().is_none_or(crosses)
    }

    /// The same without what is in none of these classes: what a protocol between two agencies lets cross of it.
    #[must_use]
    pub fn cut_to(mut self, classes: &[DataClass]) -> Self {
        let inside = |class: &DataClass| {
            let bounds = self.bounds.as_ref();
            bounds.is_none_or(|bounds| bounds.contains(class))
        };
        let bounds: BTreeSet<DataClass> = classes.iter().copied().filter(inside).collect();
        self.classes.retain(|class| bounds.contains(class));
        self.bounds = Some(bounds);
        self
    }

    /// Whether it lets nothing through.
    pub fn is_empty(&self) -> bool {
        let nothing_by_name =
            self.facts.is_empty() || self.bounds.as_ref().is_some_and(BTreeSet::is_empty);
        self.classes.is_empty() && nothing_by_name
    }

    /// How much it opens, to choose among several.
    pub fn size(&self) -> usize {
        self.classes.len() + self.facts.len()
    }

    /// Whether it opens nothing that the other does not.
    pub fn within(&self, other: &Self) -> bool {
        self.classes.is_subset(&other.classes) && self.facts.is_subset(&other.facts)
    }
}

/// Whole classes, as a screening's consent names them.
impl From<&[DataClass]> for Agreed {
    fn from(classes: &[DataClass]) -> Self {
        Self {
            classes: classes.iter().copied().collect(),
            ..Self::default()
        }
    }
}

/// What these words open together.
pub fn opens<'a>(words: impl IntoIterator<Item = &'a Data>) -> Agreed {
    let mut agreed = Agreed::default();
    for word in words {
        for one in TABLE.iter().filter(|one| one.data == *word) {
            agreed.classes.extend(one.classes);
            agreed.facts.extend(one.facts.iter().chain(&CONTACT));
        }
    }
    agreed
}

/// What two sets of words both open, in words: never more than either.
pub fn meet(one: &BTreeSet<Data>, other: &BTreeSet<Data>) -> BTreeSet<Data> {
    let inside = |words: &BTreeSet<Data>, bounds: &BTreeSet<Data>| {
        let bounds = opens(bounds);
        let kept = words.iter().copied();
        kept.filter(|word| opens([word]).within(&bounds))
            .collect::<BTreeSet<Data>>()
    };
    let mut both = inside(one, other);
    both.extend(inside(other, one));
    // It says "only": beside another word it says nothing.
    if both.len() > 1 {
        both.remove(&Data::ContactOnly);
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pathway::tests::shipped;

    #[test]
    fn what_is_cut_to_classes_opens_nothing_outside_them() {
        let needs = opens([&Data::Needs]).cut_to(&[DataClass::D0, DataClass::D5]);
        assert!(needs.allows("contact_rules", DataClass::D5) && !needs.is_empty());
        assert!(!needs.allows("age_group", DataClass::D2) && !needs.allows("how", DataClass::D2));
        let less = needs.clone().cut_to(&[DataClass::D2, DataClass::D5]);
        assert!(less.within(&needs) && !less.allows("language", DataClass::D0));
        assert!(opens([&Data::Needs]).cut_to(&[]).is_empty());
    }

    #[test]
    fn every_word_opens_how_to_make_contact_and_only_its_own_beside() {
        for word in Data::ALL {
            let agreed = opens([word]);
            assert!(agreed.allows("how", DataClass::D2), "{word}");
            assert!(agreed.allows("contact_rules", DataClass::D5), "{word}");
            assert!(!agreed.allows("perp_links", DataClass::D5), "{word}");
        }
        let only = opens([&Data::ContactOnly]);
        for fact in ["sex", "area", "age_group", "band", "sv_time", "documents"] {
            let class = shipped().class_of(fact).expect("a fact");
            assert!(!only.allows(fact, class), "{fact}");
        }
        let needs = opens([&Data::Needs]);
        assert!(needs.allows("age_group", DataClass::D2) && !needs.allows("band", DataClass::D1));
        let health = opens([&Data::HealthPart]);
        assert!(
            health.allows("sv_time", DataClass::D4) && !health.allows("expl_type", DataClass::D4)
        );
    }

    #[test]
    fn every_fact_of_the_table_is_one_of_the_pathway() {
        for one in TABLE {
            for fact in one.facts.iter().chain(&CONTACT) {
                assert!(shipped().class_of(fact).is_some(), "{fact}");
            }
        }
    }

    #[test]
    fn what_two_sets_both_open_is_said_in_words() {
        let set = |words: &[Data]| words.iter().copied().collect::<BTreeSet<_>>();
        let met = |a: &[Data], b: &[Data]| meet(&set(a), &set(b));
        assert_eq!(met(&[Data::Summary], &[Data::Needs]), set(&[Data::Needs]));
        assert_eq!(
            met(&[Data::ContactOnly], &[Data::Needs]),
            set(&[Data::ContactOnly])
        );
        assert_eq!(
            met(
                &[Data::Needs, Data::HealthPart],
                &[Data::Needs, Data::Location]
            ),
            set(&[Data::Needs])
        );
        assert!(met(&[Data::HealthPart], &[Data::Location]).is_empty());
    }
}
