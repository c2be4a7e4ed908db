//! Settings from a file, with variables over it. Unknown names are refused, so that a typing mistake never passes silently.

use std::path::{Path, PathBuf};

use super::Settings;

const SECTIONS: [&str; 9] = [
    "server",
    "database",
    "vault",
    "sign_in",
    "forms",
    "retention",
    "notices",
    "limits",
    "log",
];

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not there or not readable.
    #[error("cannot read the settings file {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file or a variable does not parse.
    #[error("the settings do not parse: {0}")]
    Parse(String),
}

impl Settings {
    /// Reads `file` (if any), then `WAYPOST_…` variables over it.
    ///
    /// # Errors
    /// When the file cannot be read, does not parse, or names something unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, SettingsError> {
        let text = match file {
            Some(path) => std::fs::read_to_string(path).map_err(|source| SettingsError::Read {
                path: path.to_owned(),
                source,
            })?,
            None => String::new(),
        };
        Self::from_text(&text, std::env::vars())
    }

    /// The same from given text and variables.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn from_text(
        text: &str,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut table: toml::Table = text
            .parse()
            .map_err(|e: toml::de::Error| SettingsError::Parse(e.to_string()))?;
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("WAYPOST_") else {
                continue;
            };
            let path = rest.to_ascii_lowercase();
            // Tests and tools of ours are told things by variables too.
            if ["test_", "bench_"].iter().any(|p| path.starts_with(p)) {
                continue;
            }
            let section = SECTIONS
                .iter()
                .find_map(|s| Some((*s, path.strip_prefix(s)?.strip_prefix('_')?)));
            match section {
                Some((section, key)) => {
                    let entry = table
                        .entry(section)
                        .or_insert_with(|| toml::Table::new().into());
                    let Some(inner) = entry.as_table_mut() else {
                        return Err(SettingsError::Parse(format!("{section} is not a section")));
                    };
                    inner.insert(key.to_owned(), typed(key, value));
                }
                None if path == "log" => {
                    // WAYPOST_LOG=debug, as people expect of RUST_LOG.
                    let log = table
                        .entry("log")
                        .or_insert_with(|| toml::Table::new().into());
                    if let Some(log) = log.as_table_mut() {
                        log.insert("level".into(), value.into());
                    }
                }
                None => {
                    table.insert(path.clone(), typed(&path, value));
                }
            }
        }
        table
            .try_into()
            .map_err(|e: toml::de::Error| SettingsError::Parse(e.to_string()))
    }
}

/// Variables are text; settings that are numbers or lists are written as in the file.
fn typed(key: &str, value: String) -> toml::Value {
    if key == "trusted_proxies" {
        let list = value.split(',').map(str::trim).filter(|s| !s.is_empty());
        return toml::Value::Array(list.map(|s| toml::Value::String(s.to_owned())).collect());
    }
    match (value.parse::<i64>(), value.parse::<bool>()) {
        (Ok(number), _) if key != "root_key" => toml::Value::Integer(number),
        (_, Ok(is)) => toml::Value::Boolean(is),
        _ => toml::Value::String(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::from_text(
            text,
            variables
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_string())),
        )
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let s = load(
            "[server]\nlisten = \"127.0.0.1:1\"",
            &[
                ("WAYPOST_SERVER_LISTEN", "0.0.0.0:99"),
                ("WAYPOST_LIMITS_PARTS", "7"),
                ("WAYPOST_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1"),
                ("WAYPOST_FORMS_CONVERTER", "/opt/pyxform/bin/xls2xform"),
                ("WAYPOST_LOG", "trace"),
                ("HOME", "/x"),
            ],
        )
        .unwrap();
        assert_eq!(s.server.listen.port(), 99);
        assert_eq!(s.limits.parts, 7);
        assert_eq!(s.server.trusted_proxies.len(), 2);
        let converter = Path::new("/opt/pyxform/bin/xls2xform");
        assert_eq!(s.forms.converter.as_deref(), Some(converter));
        assert_eq!(s.log.level, "trace");
    }

    #[test]
    fn an_unknown_name_is_refused() {
        assert!(load("[server]\nlisen = \"x\"", &[]).is_err());
        assert!(load("", &[("WAYPOST_SERVER_LISEN", "x")]).is_err());
        assert!(load("", &[("WAYPOST_TYPO", "x")]).is_err());
    }

    #[test]
    fn secrets_do_not_print() {
        let s = load(
            "[database]\nurl = \"postgres://u:sesame@h/d\"",
            &[("WAYPOST_VAULT_ROOT_KEY", "00sesame")],
        )
        .unwrap();
        assert!(!format!("{s:?}").contains("sesame"));
    }

    #[test]
    fn the_example_file_parses_and_states_the_defaults() {
        let text = std::fs::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/deploy/waypost.example.toml"
        ))
        .unwrap();
        let commented_in: String = text
            .lines()
            .map(|l| l.strip_prefix("#: ").unwrap_or(l))
            .map(|l| format!("{l}\n"))
            .collect();
        let read = load(&commented_in, &[]).unwrap();
        assert_eq!(
            format!("{:?}", read.limits),
            format!("{:?}", Limits::default())
        );
        assert_eq!(
            format!("{:?}", load(&text, &[]).unwrap()),
            format!("{:?}", Settings::default())
        );
    }
}
