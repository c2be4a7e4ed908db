//! The files of messages, compiled in: one line here for each area.

use crate::domain::words::Lang;

/// The messages of one area in all languages.
pub struct Area {
    /// Name of its files, without `.ftl`.
    pub name: &'static str,
    texts: [&'static str; 4],
}

impl Area {
    /// The file in one language.
    pub const fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.texts[0],
            Lang::Fr => self.texts[1],
            Lang::Es => self.texts[2],
            Lang::Ar => self.texts[3],
        }
    }
}

macro_rules! areas {
    ($($name:literal),+ $(,)?) => {
        /// Every area.
        pub const AREAS: &[Area] = &[$(Area {
            name: $name,
            texts: [
                include_str!(concat!("../../i18n/en/", $name, ".ftl")),
                include_str!(concat!("../../i18n/fr/", $name, ".ftl")),
                include_str!(concat!("../../i18n/es/", $name, ".ftl")),
                include_str!(concat!("../../i18n/ar/", $name, ".ftl")),
            ],
        }),+];
    };
}

areas! {
    "frame",
    "words",
    "time",
    "flash",
    "problem",
    "entry",
    "home",
    "fact",
    "queue",
    "referral",
    "case",
    "consent",
    "submissions",
    "correct",
    "projects",
    "forms",
    "lint",
    "publish",
    "look",
    "carry",
    "phones",
    "keys",
    "stops",
    "people",
    "agencies",
    "audit",
    "mail",
    "desk",
    "help",
    "chart",
    "insight",
    "account",
    "recovery",
    "pathway",
    "places",
    "records",
    "machines",
    "transfers",
    "lists",
}
