//! What pyxform says, beside its rows; and commands that do not behave.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::messages::{Table, read};
use super::*;

const SHEETS: &str = "# a comment
| settings | form_title | form_id |
|---|---|---|
| | T | t |

| survey |
| | type | name | label |
|---|---|---|---|
| | text | a | A \\| B |

| | select_one x | b | B |
| choices | list_name | name | label |
| | x | 1 | One |
";

#[test]
fn a_message_stands_beside_its_row() {
    let table = Table::read(SHEETS);
    let text = "[row : 3] On the 'survey' sheet, the 'name' value 'b' is invalid. Choose another.";
    let found = read(text, true, Some(&table));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place(), "survey, row 3");
    assert_eq!(
        found[0].source.as_deref(),
        Some("| | select_one x | b | B |")
    );
    assert_eq!(
        found[0].message,
        "On the 'survey' sheet, the 'name' value 'b' is invalid. Choose another."
    );
    let choices = &read("[row : 2] On the 'choices' sheet, x.", true, Some(&table))[0];
    assert_eq!(choices.source.as_deref(), Some("| | x | 1 | One |"));
}

#[test]
fn a_message_without_a_row_finds_the_only_one_that_it_quotes() {
    let table = Table::read(SHEETS);
    let found = |text: &str| read(text, true, Some(&table))[0].row;
    assert_eq!(found("Unknown question type 'select_one x'."), Some(3));
    assert_eq!(
        found("The survey element named 'a' has no label or hint."),
        Some(2)
    );
    assert_eq!(found("The survey element named 'z' has no label."), None);
    assert_eq!(found("There should be a choices sheet."), None);
    let other = &read("Unknown question type 'select_one x'.", true, None)[0];
    assert_eq!(
        (other.place().as_str(), &other.source),
        ("the table", &None)
    );
}

#[test]
fn several_rows_in_one_text_are_several_messages() {
    let text = "The choices have errors:\n[row : 2] first\nmore of it\n[row : 9] second";
    let found = read(text, false, Some(&Table::read(SHEETS)));
    let rows: Vec<_> = found
        .iter()
        .map(|m| (m.row, m.message.as_str(), m.source.is_some()))
        .collect();
    assert_eq!(
        rows,
        [
            (None, "The choices have errors:", false),
            (Some(2), "first\nmore of it", true),
            (Some(9), "second", false),
        ]
    );
}

#[test]
fn a_file_is_an_xlsform_by_its_name_or_its_type() {
    assert_eq!(SourceKind::of_file("a.b.XLSX"), Some(SourceKind::Xlsx));
    assert_eq!(SourceKind::of_file("a.md"), Some(SourceKind::Markdown));
    assert_eq!(SourceKind::of_file("a.xml"), None);
    assert_eq!(SourceKind::of_file("md"), None);
    let markdown = SourceKind::of_media_type("text/markdown; charset=utf-8");
    assert_eq!(markdown, Some(SourceKind::Markdown));
    let old = SourceKind::of_media_type("application/vnd.ms-excel");
    assert_eq!(old, Some(SourceKind::Xls));
    assert_eq!(SourceKind::of_media_type("application/xml"), None);
}

/// A command in pyxform's place: a script that gets its input's path as `$3` and its output's as `$4`.
struct Fake {
    folder: TempDir,
    settings: Settings,
    time: Duration,
}

impl Fake {
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("xls2xform");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut settings = Settings::default();
        settings.forms.converter = Some(program);
        settings.limits.xml_bytes = 1_000_000;
        Self {
            folder,
            settings,
            time: Duration::from_secs(30),
        }
    }

    async fn convert(&self, id: &str) -> Result<Converted, ConversionError> {
        let mut converter = Converter::of(&self.settings);
        converter.time = self.time;
        let source = Source {
            kind: SourceKind::Markdown,
            fallback_id: id.to_owned(),
            bytes: SHEETS.into(),
        };
        converter.convert(&source).await
    }

    fn noted(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("note")).unwrap()
    }
}

const GOOD: &str = r#"echo '{"code": 100, "message": "Ok!", "warnings": []}' >&2"#;

#[tokio::test]
async fn it_runs_alone_and_leaves_nothing() {
    let fake = Fake::new(&format!(
        r#"env > "$(dirname "$0")/note"; pwd >> "$(dirname "$0")/note"; echo "$3" >> "$(dirname "$0")/note"
echo "$1 $2" >> "$(dirname "$0")/note"
echo '<a/>' > "$4"; echo listening; {GOOD}"#
    ));
    let made = fake.convert("../a form").await.unwrap();
    assert_eq!(made.xml, b"<a/>\n");
    assert!(made.warnings.is_empty() && made.itemsets.is_none());
    let note = fake.noted();
    for line in note.lines().filter(|l| l.contains('=')) {
        let (name, _) = line.split_once('=').unwrap();
        // The shell adds the last three itself.
        let known = ["PATH", "HOME", "LANG", "PWD", "SHLVL", "_"];
        assert!(known.contains(&name), "{line}");
    }
    assert!(
        note.ends_with("/___a_form.md\n--json --skip_validate\n"),
        "{note}"
    );
    let ran_in = note.lines().find(|l| l.starts_with('/')).unwrap();
    assert!(!PathBuf::from(ran_in).exists(), "{ran_in} is left");
}

#[tokio::test]
async fn warnings_and_errors_are_read() {
    let fake = Fake::new(
        r#"echo x > "$4"; echo noise >&2; echo '{"code": 101, "message": "w", "warnings": ["[row : 2] hm"]}' >&2"#,
    );
    let warned = fake.convert("a").await.unwrap().warnings;
    assert_eq!(
        warned[0].source.as_deref(),
        Some("| | text | a | A \\| B |")
    );
    let fake =
        Fake::new(r#"echo '{"code": 999, "message": "[row : 3] no", "warnings": ["hm"]}' >&2"#);
    let Err(ConversionError::Table(found)) = fake.convert("a").await else {
        panic!("it does not convert");
    };
    let all: Vec<_> = found.iter().map(|m| (m.blocks, m.row)).collect();
    assert_eq!(all, [(true, Some(3)), (false, None)]);
}

#[tokio::test]
async fn one_that_hangs_is_ended_with_its_children() {
    let mut fake = Fake::new(r#"sleep 60 & echo $! > "$(dirname "$0")/note"; wait"#);
    fake.time = Duration::from_secs(1);
    let Err(ConversionError::Failed(why)) = fake.convert("a").await else {
        panic!("it hangs");
    };
    assert_eq!(why, "took too long");
    let child = PathBuf::from("/proc").join(fake.noted().trim());
    let ended = || {
        let state = std::fs::read_to_string(child.join("stat")).unwrap_or_default();
        state.is_empty() || state.contains(") Z ")
    };
    for _ in 0..100 {
        if ended() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} still runs", child.display());
}

#[tokio::test]
async fn one_that_is_not_there_or_talks_nonsense_is_explained() {
    let mut fake = Fake::new("exit 127");
    assert!(matches!(
        fake.convert("a").await,
        Err(ConversionError::NotInstalled)
    ));
    fake.settings.forms.converter = Some("/nothing/of/the/kind".into());
    let missing = fake.convert("a").await.unwrap_err();
    assert!(missing.to_string().contains("pip install pyxform"));
    for script in ["echo hello >&2", GOOD, "yes >&2"] {
        let said = Fake::new(script).convert("a").await;
        assert!(
            matches!(said, Err(ConversionError::Failed(_))),
            "{script}: {said:?}"
        );
    }
    let large = format!(r#"head -c 1500000 /dev/zero > "$4"; {GOOD}"#);
    let said = Fake::new(&large).convert("a").await;
    assert!(
        matches!(said, Err(ConversionError::TooLarge(_))),
        "{said:?}"
    );
}
