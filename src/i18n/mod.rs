//! What people read, in their language: messages by id, with numbers and times as each language writes them. No text for
//! people stands anywhere else; what people themselves wrote never passes through here.
//!
//! **A message** is one entry of `i18n/{en,fr,es,ar}/AREA.ftl` (Fluent), with the same id and the same variables in all four
//! files. The id begins with its area: `queue-empty-title` stands in `queue.ftl`. Words of closed sets stand in `words.ftl` under
//! the set's name: `role-focal_point`. Terms that must stay the same everywhere stand in `i18n/GLOSSARY.md`. A new area is a line in
//! [`texts`] and four files.
//!
//! **Calling it**, in a template or where a view is made (`shell` and [`Locale`] have the same):
//!
//! * `{{ shell.t("queue-title") }}`: without variables;
//! * `{{ shell.of("keys-waiting").n("count", waiting).s("agency", agency) }}`: numbers by `n`, text by `s`; the message chooses its plural
//!   by `{ $count -> … }`, in Arabic with all six forms (`zero one two few many other`);
//! * `{{ shell.rich("keys-waiting").n("count", waiting) }}`: the message may hold `<strong>`, `<em>` and `<code>`; what is put in is escaped;
//! * `{{ shell.word(role) }}`: a word of a closed set; `{{ shell.count(n) }}`: a bare number;
//! * `locale.when(ms)`, `locale.due(ms, now)`, `locale.span(ms)`: times.
//!
//! `cargo test --lib i18n` compares the four languages, the plurals, and what is called with what there is.

mod number;
#[cfg(test)]
mod tests;
pub mod texts;
mod time;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use number::{Number, typed};
pub use time::{Due, When};

use crate::domain::Worded;
use crate::domain::words::{Digits, Lang};

type Bundle = FluentBundle<FluentResource>;

/// How one person reads: language, digits, zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Language of the texts.
    pub lang: Lang,
    /// Digits of counts and times; codes and addresses keep 0 to 9.
    pub digits: Digits,
    /// Minutes east of UTC, in which times are shown.
    pub minutes_east: i32,
}

impl Default for Locale {
    fn default() -> Self {
        Self::of_lang(Lang::En)
    }
}

impl Locale {
    /// A language with 0 to 9 and UTC.
    pub const fn of_lang(lang: Lang) -> Self {
        Self {
            lang,
            digits: Digits::Latn,
            minutes_east: 0,
        }
    }

    /// A message without variables.
    pub fn t(self, id: &str) -> String {
        self.of(id.to_owned()).to_string()
    }

    /// A message whose variables follow.
    pub fn of(self, id: impl Into<Cow<'static, str>>) -> Text {
        Text {
            locale: self,
            id: id.into(),
            args: FluentArgs::new(),
        }
    }

    /// The word that people read for a word of a closed set.
    pub fn word<W: Worded>(self, word: W) -> String {
        self.t(&word_id(W::SET, word.word()))
    }

    /// A number, as this language writes it.
    pub fn count(self, n: impl Number) -> String {
        number::format(self, n.whole())
    }

    /// Words behind each other, as a list.
    pub fn list(self, words: &[String]) -> String {
        words.join(match self.lang {
            Lang::Ar => "، ",
            Lang::En | Lang::Fr | Lang::Es => ", ",
        })
    }

    /// Whether there is such a message.
    pub fn has(self, id: &str) -> bool {
        bundle(self).has_message(id)
    }
}

/// The id of the message for a word of a closed set: `SubmissionState`, `waiting_key` → `submission-state-waiting_key`.
pub fn word_id(set: &str, word: &str) -> String {
    let mut id = String::with_capacity(set.len() + word.len() + 4);
    for (place, letter) in set.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            id.push('-');
        }
        id.push(letter.to_ascii_lowercase());
    }
    id.push('-');
    // Ids are lower-case and have no dots.
    let plain = |c: char| {
        if c == '.' {
            '-'
        } else {
            c.to_ascii_lowercase()
        }
    };
    id.extend(word.chars().map(plain));
    id
}

/// A message with its variables, to be shown.
pub struct Text {
    locale: Locale,
    id: Cow<'static, str>,
    args: FluentArgs<'static>,
}

impl Text {
    /// Puts in a number.
    #[must_use]
    pub fn n(mut self, name: &'static str, number: impl Number) -> Self {
        self.args.set(name, FluentValue::from(number.whole()));
        self
    }

    /// Puts in text: names, times, other messages. Never what a person said in confidence: it would not be wiped.
    #[must_use]
    pub fn s(mut self, name: &'static str, text: impl fmt::Display) -> Self {
        self.args.set(name, text.to_string());
        self
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = bundle(self.locale);
        let english = bundle(Locale::default());
        for bundle in [own, english] {
            let message = bundle.get_message(&self.id);
            if let Some(pattern) = message.and_then(|m| m.value()) {
                let mut wrong = Vec::new();
                let text = bundle.format_pattern(pattern, Some(&self.args), &mut wrong);
                // A variable that was not put in shows as its name: a page is still better than none.
                debug_assert!(wrong.is_empty(), "{}: {wrong:?}", self.id);
                return f.write_str(&text);
            }
        }
        if cfg!(test) {
            panic!("there is no message {}", self.id);
        }
        f.write_str(&self.id)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.to_string()
    }
}

/// One bundle for each language, and a second Arabic one with its own digits.
static BUNDLES: LazyLock<[Bundle; 5]> = LazyLock::new(|| {
    [
        made::<0>(Lang::En),
        made::<1>(Lang::Fr),
        made::<2>(Lang::Es),
        made::<3>(Lang::Ar),
        made::<4>(Lang::Ar),
    ]
});

fn bundle(locale: Locale) -> &'static Bundle {
    &BUNDLES[place(locale)]
}

/// Which of the bundles and number formats a locale has.
const fn place(locale: Locale) -> usize {
    match (locale.lang, locale.digits) {
        (Lang::En, _) => 0,
        (Lang::Fr, _) => 1,
        (Lang::Es, _) => 2,
        (Lang::Ar, Digits::Latn) => 3,
        (Lang::Ar, Digits::Arab) => 4,
    }
}

fn made<const PLACE: usize>(lang: Lang) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![identifier(lang)]);
    // Names in other letters stand within Arabic sentences; elsewhere the marks would only be in the way.
    bundle.set_use_isolating(lang.dir() == "rtl");
    bundle.set_formatter(Some(number::shown::<PLACE, _>));
    for area in texts::AREAS {
        // Broken entries are left out here and found by the tests.
        let read = FluentResource::try_new(area.text(lang).to_owned());
        let resource = read.unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

fn identifier(lang: Lang) -> unic_langid::LanguageIdentifier {
    lang.as_str().parse().unwrap_or_default()
}
