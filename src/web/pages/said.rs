//! Texts of pages by their key. In English only, until every page has its languages.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::shell::Shell;

static TEXTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    [
        include_str!("../../../i18n/en/case.ftl"),
        include_str!("../../../i18n/en/consent.ftl"),
    ]
    .iter()
    .flat_map(|file| file.lines())
    .filter_map(|line| line.split_once(" = "))
    .collect()
});

/// A text with its arguments.
pub struct Said {
    text: String,
}

impl Said {
    /// With a number.
    pub fn n(self, name: &str, value: impl fmt::Display) -> Self {
        self.s(name, value)
    }

    /// With a word.
    pub fn s(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.text = self
            .text
            .replace(&format!("{{ ${name} }}"), &value.to_string());
        self
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Shell {
    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        TEXTS
            .get(key)
            .map_or_else(|| key.to_owned(), |text| (*text).to_owned())
    }

    /// The same with arguments.
    pub fn of(&self, key: &str) -> Said {
        Said { text: self.t(key) }
    }
}
