//! What of a person's facts a receiver sees: template ∩ rule's cap ∩ what was agreed to, and no more.
//!
//! Only coded answers travel. Where a fact has a list of answers, only words of that list do; where the list is
//! open (areas, languages), only what looks like a code. A name typed where a code belongs, a sentence, a word
//! of no list is withheld as a whole, whatever form it came through.

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::consent::Agreed;
use super::expression::FactKind;
use super::facts::{FactValue, Facts};
use super::pathway::{Service, ShareCap};
use super::words::Urgency;

/// The longest code of an open list, and the longest number, in characters.
const LONGEST_CODE: usize = 40;
/// The longest list of codes of an open list, in characters.
const LONGEST_LIST: usize = 120;

/// How much of a template is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The triage card: what a receiver sees before accepting.
    Card,
    /// All of it: what opens after acceptance. A screening's consent opens of that only how to make contact.
    Accepted,
}

/// An ordered list of names and values, ready to be sealed. As JSON an object in that order. Values are
/// wiped when dropped, and never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Projection {
    fields: Vec<(String, Zeroizing<String>)>,
}

/// The triage card's own lines, before the facts: `urgency`, and `need` with the service's code.
pub fn card(
    service: &Service,
    urgency: Urgency,
    cap: &ShareCap,
    agreed: &Agreed,
    facts: &Facts,
) -> Projection {
    let mut card = Projection::default();
    card.push("urgency", urgency.as_str());
    card.push("need", &service.code);
    card.fields
        .extend(project(service, cap, agreed, facts, View::Card).fields);
    card
}

/// The facts of a service's template, in its order, that the cap and the agreement let through.
/// Facts that are unknown or not coded are left out.
pub fn project(
    service: &Service,
    cap: &ShareCap,
    agreed: &Agreed,
    facts: &Facts,
    view: View,
) -> Projection {
    let mut projection = Projection::default();
    for field in &service.template {
        let shown = (field.card || view == View::Accepted)
            && agreed.allows(&field.fact, field.class)
            && cap.allows(&field.fact, field.class);
        if let (true, FactValue::Known(value)) = (shown, facts.value(&field.fact))
            && is_coded(value, &field.kind)
        {
            projection.push(&field.fact, value);
        }
    }
    projection
}

/// Whether a value is an answer that this kind of fact can have, rather than somebody's words.
fn is_coded(value: &str, kind: &FactKind) -> bool {
    let known = |words: &[String], word: &str| words.iter().any(|known| known == word);
    match kind {
        FactKind::One(words) if words.is_empty() => is_code(value),
        FactKind::One(words) => known(words, value),
        FactKind::Many(words) if words.is_empty() => {
            value.len() <= LONGEST_LIST && value.split_ascii_whitespace().all(is_code)
        }
        FactKind::Many(words) => value
            .split_ascii_whitespace()
            .all(|word| known(words, word)),
        FactKind::Number => {
            let digits = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
            value.len() <= LONGEST_CODE && value.bytes().all(digits) && value.parse::<f64>().is_ok()
        }
        FactKind::Date => {
            let digits = |(place, b): (usize, u8)| match place {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            };
            value.len() == "2026-11-23".len() && value.bytes().enumerate().all(digits)
        }
        FactKind::Text => false,
    }
}

fn is_code(word: &str) -> bool {
    let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':');
    (1..=LONGEST_CODE).contains(&word.len()) && word.bytes().all(letters)
}

impl Projection {
    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.fields
            .push((name.to_owned(), Zeroizing::new(value.to_owned())));
    }

    /// The same with only those lines whose names are kept.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Self {
        let fields = self.fields.iter().filter(|(name, _)| keep(name));
        Self {
            fields: fields.cloned().collect(),
        }
    }

    /// The same with one line added, or another value in it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        match changed.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, there)) => *there = Zeroizing::new(value.to_owned()),
            None => changed.push(name, value),
        }
        changed
    }

    /// Names and values, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// One value.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// Names only: what somebody said is never printed.
impl std::fmt::Debug for Projection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.fields.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Serialize for Projection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in self.fields() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Projection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Projection;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of names and texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Projection, A::Error> {
                let mut projection = Projection::default();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    projection.fields.push((name, Zeroizing::new(value)));
                }
                Ok(projection)
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::consent::{Data, TRIAGE_CLASSES, data::opens};
    use crate::domain::pathway::tests::{any_facts, facts, shipped};
    use crate::domain::words::DataClass;

    fn cards(facts: &Facts) -> Vec<(String, Projection)> {
        let pathway = shipped();
        let fired = pathway.evaluate(facts);
        let cards = fired.iter().map(|one| {
            (
                one.service.code.clone(),
                card(
                    one.service,
                    one.urgency,
                    one.share,
                    &TRIAGE_CLASSES[..].into(),
                    facts,
                ),
            )
        });
        cards.collect()
    }

    #[test]
    fn each_service_sees_its_card_and_no_more() {
        let facts = facts(
            "danger=now; medical=yes; sv_time=last_72h; selfharm=yes; band=strong; contact_ok=yes; urgent=yes; \
             area=SS0101; sex=female; age_group=25_59; language=nus; how=come_back_here; when=morning; \
             officer_view=possible; displacement=idp; alone=with_controlling_person; is_child_now=no",
        );
        let cards = cards(&facts);
        let shown = |service: &str| {
            let (_, card) = cards
                .iter()
                .find(|(code, _)| code == service)
                .expect(service);
            card.fields()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            shown("protection_cm"),
            "urgency=U0 need=protection_cm area=SS0101 age_group=25_59 sex=female"
        );
        assert_eq!(shown("security"), "urgency=U0 need=security area=SS0101");
        assert_eq!(
            shown("medical"),
            "urgency=U0 need=medical area=SS0101 age_group=25_59 sex=female"
        );
        assert_eq!(
            shown("cmr"),
            "urgency=U1 need=cmr area=SS0101 age_group=25_59 sex=female sv_time=last_72h"
        );
        assert_eq!(
            shown("mhpss"),
            "urgency=U1 need=mhpss area=SS0101 age_group=25_59 language=nus selfharm=yes"
        );
        assert_eq!(cards.len(), 5);
    }

    #[test]
    fn words_that_are_no_codes_do_not_travel() {
        let facts = facts(
            "medical=yes; area=Amina in tent four, block B; sex=female; age_group=prefer_not",
        );
        let names: Vec<_> = cards(&facts)[0]
            .1
            .fields()
            .map(|(name, _)| name.to_owned())
            .collect();
        assert_eq!(names, ["urgency", "need", "sex"]);
    }

    #[test]
    fn only_answers_that_a_fact_can_have_travel() {
        let list = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        let sex = FactKind::One(list(&["female", "male", "other"]));
        let wishes = FactKind::Many(list(&["stay", "return", "none"]));
        let (area, languages) = (FactKind::One(Vec::new()), FactKind::Many(Vec::new()));
        for (kind, value, travels) in [
            (&sex, "female", true),
            (&sex, "Amina", false),
            (&sex, "female male", false),
            (&wishes, "return stay", true),
            (&wishes, "return Amina", false),
            (&area, "XX0101-S2.b:4", true),
            (&area, "tent four", false),
            (&area, "tent,4", false),
            (&area, &"x".repeat(40), true),
            (&area, &"x".repeat(41), false),
            (&languages, "ara nus", true),
            (&languages, "she said: help!", false),
            (&FactKind::Number, "3", true),
            (&FactKind::Number, "-2.5", true),
            (&FactKind::Number, "3 Amina", false),
            (&FactKind::Number, "inf", false),
            (&FactKind::Number, ".", false),
            (&FactKind::Date, "2026-11-23", true),
            (&FactKind::Date, "2026-11-2a", false),
            (&FactKind::Date, "yesterday!", false),
            (&FactKind::Text, "KHR5B62ZKf", false),
        ] {
            assert_eq!(is_coded(value, kind), travels, "{value} as {kind:?}");
        }
    }

    #[test]
    fn keeps_its_order_as_json_and_prints_no_value() {
        let mut projection = Projection::default();
        projection.push("urgency", "U0");
        projection.push("area", "SS0101");
        let json = serde_json::to_string(&projection).expect("serialises");
        assert_eq!(json, r#"{"urgency":"U0","area":"SS0101"}"#);
        assert!(serde_json::from_str::<Projection>(&json).expect("reads back") == projection);
        assert_eq!(format!("{projection:?}"), r#"{"urgency", "area"}"#);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn nothing_leaves_beyond_template_cap_and_consent(
            facts in any_facts(),
            classes in prop::sample::subsequence(DataClass::ALL.to_vec(), 0..=6),
            card_only in any::<bool>(),
        ) {
            let pathway = shipped();
            let view = if card_only { View::Card } else { View::Accepted };
            for one in pathway.evaluate(&facts) {
                let projection = project(one.service, one.share, &classes[..].into(), &facts, view);
                for (name, value) in projection.fields() {
                    let field = one.service.template.iter().find(|field| field.fact == name);
                    let field = field.expect("only facts of the template");
                    prop_assert!(classes.contains(&field.class));
                    prop_assert!(one.share.allows(name, field.class));
                    prop_assert!(!card_only || field.card);
                    prop_assert!(facts.is(name, value));
                    prop_assert!(!value.contains("Amina"));
                    // After acceptance a rule may open them, but only by name.
                    prop_assert!(!card_only || ![DataClass::D3, DataClass::D5].contains(&field.class));
                }
                if one.service.code == "medical" {
                    prop_assert!(projection.field("band").is_none());
                }
            }
        }

        #[test]
        fn nothing_leaves_beyond_the_words_that_were_agreed_to(
            facts in any_facts(),
            words in prop::sample::subsequence(Data::ALL.to_vec(), 0..=8),
        ) {
            let agreed = opens(&words);
            for one in shipped().evaluate(&facts) {
                for (name, value) in project(one.service, one.share, &agreed, &facts, View::Accepted).fields() {
                    let field = one.service.template.iter().find(|field| field.fact == name);
                    let field = field.expect("only facts of the template");
                    prop_assert!(agreed.allows(name, field.class) && one.share.allows(name, field.class));
                    prop_assert!(facts.is(name, value));
                    let by_one = words.iter().any(|word| opens([word]).allows(name, field.class));
                    prop_assert!(by_one, "{name} by {words:?}");
                }
            }
        }
    }
}
