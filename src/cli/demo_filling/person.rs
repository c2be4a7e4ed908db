//! People who do not exist: the same number is always the same person.

use std::collections::BTreeMap;

use super::stories::{Age, Story};
use crate::crypto::digest;

/// What codes are made of: no 0, 1, O or I.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const ADULTS: &[&str] = &["18_24", "25_59", "25_59", "25_59", "60_plus"];
const CHILDREN: &[&str] = &["6_11", "12_14"];
const SEXES: &[&str] = &["female", "female", "female", "male", "male"];
const AREAS: &[&str] = &["XX0101", "XX0102", "XX0103", "XX0201", "XX0202", "XX0203"];
const LANGUAGES: &[&str] = &["ara", "eng", "fra", "swa", "som"];
const DISPLACED: &[&str] = &["idp", "idp", "idp", "returnee", "host"];

const MINUTE: i64 = 60_000;

/// Somebody in a story.
pub struct Person<'s> {
    /// From 1.
    pub number: usize,
    /// What happens to them.
    pub story: &'s Story,
    /// The code of the agency that meets them.
    pub agency: &'s str,
    /// How many minutes ago it began.
    pub began: i64,
}

impl<'s> Person<'s> {
    /// The one in this place of the people of a story, of whom there are `of`.
    pub fn new(number: usize, story: &'s Story, place: usize, of: usize) -> Option<Self> {
        let agency = story.of.get(place % story.of.len().max(1))?;
        let [first, last] = story.began;
        // Each in the middle of their own part of that time.
        let (place, of) = (place as i64, of.max(1) as i64);
        Some(Self {
            number,
            story,
            agency,
            began: first - (first - last) * (2 * place + 1) / (2 * of),
        })
    }

    /// The code by which their forms find each other, with its check character.
    pub fn code(&self) -> String {
        let drawn = self.drawn("code");
        let random = drawn[..8]
            .iter()
            .map(|byte| LETTERS[usize::from(byte % 32)]);
        let mut code: String = std::iter::once(b'K')
            .chain(random)
            .map(char::from)
            .collect();
        let check = digest::sha1(code.as_bytes())[0] >> 4;
        code.push(char::from_digit(u32::from(check), 16).unwrap_or('0'));
        code
    }

    /// The id of what they send in this place among their forms.
    pub fn instance_id(&self, place: usize) -> String {
        instance_id(&format!("person {} form {place}", self.number))
    }

    /// What stands for their own in answers. `now` in milliseconds since 1970 UTC.
    pub fn own(&self, now: i64) -> BTreeMap<&'static str, String> {
        let child = self.story.age != Age::Adult;
        let age = match self.story.age {
            Age::Adult => self.one_of("age", ADULTS),
            Age::Young => "15_17",
            Age::Child => self.one_of("age", CHILDREN),
        };
        let mut own = dates(now);
        own.extend([
            ("code", self.code()),
            ("name", format!("Example Person {:03}", self.number)),
            ("phone", format!("+10000000{:03}", self.number)),
            ("sex", self.one_of("sex", SEXES).to_owned()),
            ("age", age.to_owned()),
            ("child", if child { "yes" } else { "no" }.to_owned()),
            ("area", self.one_of("area", AREAS).to_owned()),
            ("language", self.one_of("language", LANGUAGES).to_owned()),
            (
                "displacement",
                self.one_of("displaced", DISPLACED).to_owned(),
            ),
        ]);
        own
    }

    /// When a step of theirs is taken, in milliseconds before now; none: it has not happened yet.
    pub fn ago(&self, at: i64) -> Option<i64> {
        let minutes = self.began - at;
        (minutes > 0).then_some(minutes * MINUTE)
    }

    fn one_of(&self, what: &str, words: &[&'static str]) -> &'static str {
        let drawn = self.drawn(what);
        let place = usize::from(drawn[0]) % words.len().max(1);
        words.get(place).copied().unwrap_or_default()
    }

    fn drawn(&self, what: &str) -> [u8; 32] {
        digest::sha256(format!("{what} of example person {}", self.number).as_bytes())
    }
}

/// An instance id drawn from a text.
pub fn instance_id(seed: &str) -> String {
    let drawn = digest::sha256(seed.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&drawn[..16]);
    format!(
        "uuid:{}",
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    )
}

/// What stands for a day in answers. `now` in milliseconds since 1970 UTC.
pub fn dates(now: i64) -> BTreeMap<&'static str, String> {
    let at = chrono::DateTime::from_timestamp_millis(now).unwrap_or_default();
    [
        ("today", at.format("%Y-%m-%d").to_string()),
        ("month", at.format("%Y-%m").to_string()),
    ]
    .into()
}

#[cfg(test)]
mod tests {
    use super::super::stories::Stories;
    use super::*;

    #[test]
    fn a_person_is_always_the_same_and_nobody_else() {
        let told = Stories::shipped().expect("the stories");
        let story = &told.stories[0];
        let codes: std::collections::BTreeSet<String> = (1..=2_000)
            .map(|number| Person::new(number, story, 0, 1).expect("a person").code())
            .collect();
        assert_eq!(codes.len(), 2_000);
        for code in &codes {
            let check = digest::sha1(&code.as_bytes()[..9])[0] >> 4;
            assert_eq!(code.len(), 10);
            assert!(code.ends_with(&format!("{check:x}")), "{code}");
        }
        let (one, again) = (Person::new(17, story, 0, 3), Person::new(17, story, 0, 3));
        let own = |person: Option<Person<'_>>| person.expect("a person").own(0);
        assert_eq!(own(one), own(again));
    }

    #[test]
    fn the_people_of_a_story_begin_in_turn_within_its_time() {
        let told = Stories::shipped().expect("the stories");
        for story in &told.stories {
            let began = |place| Person::new(1, story, place, 4).expect("a person").began;
            assert!(story.began[0] >= began(0) && began(3) >= story.began[1]);
            assert!(began(0) >= began(1) && began(1) >= began(3));
        }
    }
}
