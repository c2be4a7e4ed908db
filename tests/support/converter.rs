//! What makes forms of tables: pyxform itself, or a script in its place where only our side is told of.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::real_phone::python;
use super::root;

/// pyxform's command: beside the Python that the tests use, else on the PATH.
pub fn real() -> PathBuf {
    let beside = Path::new(&python()).with_file_name("xls2xform");
    if beside.is_file() {
        beside
    } else {
        "xls2xform".into()
    }
}

/// A script that makes the same form of every table; one with `WARN` in it gets a warning, one with `BREAK` an error.
pub struct Fake {
    folder: TempDir,
    program: PathBuf,
    xml: String,
}

const SCRIPT: &str = r#"#!/bin/sh
if grep -q BREAK "$3"; then
  echo '{"code": 999, "message": "[row : 2] a row to mend", "warnings": []}' >&2
  exit
fi
cp "$(dirname "$0")/form.xml" "$4"
if grep -q WARN "$3"; then
  echo '{"code": 101, "message": "Ok with warnings.", "warnings": ["[row : 2] a row to look at"]}' >&2
else
  echo '{"code": 100, "message": "Ok!", "warnings": []}' >&2
fi
"#;

impl Fake {
    /// Makes the form `tests/forms/tripping/right.xml`, whose id is `example_b1`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("xls2xform");
        let xml = std::fs::read_to_string(root().join("tests/forms/tripping/right.xml")).unwrap();
        std::fs::write(folder.path().join("form.xml"), &xml).unwrap();
        std::fs::write(&program, SCRIPT).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        Self {
            folder,
            program,
            xml,
        }
    }

    /// The command.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// What it makes.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// A table with this word in its one question.
    pub fn text(word: &str) -> String {
        format!("| survey |\n| | type | name | label |\n| | text | a | {word} |\n")
    }

    /// The same as a file.
    pub fn table(&self, word: &str) -> PathBuf {
        let file = self.folder.path().join(format!("table{word}.md"));
        std::fs::write(&file, Self::text(word)).unwrap();
        file
    }
}
