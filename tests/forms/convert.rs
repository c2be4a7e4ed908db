//! `waypost form convert`: pyxform's conversion, and its messages beside their rows.

use std::path::Path;

use crate::support::converter::{Fake, real};
use crate::support::program::{Said, waypost};
use crate::support::real_phone::{python, text};
use crate::support::root;

/// `waypost form convert ARGUMENTS…` with this converter.
fn convert(converter: &Path, arguments: &[&str]) -> Said {
    let arguments = [&["form", "convert"], arguments].concat();
    let mut command = waypost(&arguments);
    command.env("WAYPOST_FORMS_CONVERTER", converter);
    Said::from(command.output().unwrap())
}

#[test]
#[ignore = "needs pyxform: tests/run"]
fn each_form_is_what_its_table_converts_to() {
    let out = tempfile::tempdir().unwrap();
    for id in super::FORMS {
        let made = out.path().join(format!("{id}.xml"));
        let table = root().join(format!("forms/{id}/{id}.md"));
        let said = convert(&real(), &[text(&table), "-o", text(&made)]).ok();
        let made = std::fs::read(&made).unwrap_or_else(|e| panic!("{id}: {e} {}", said.all()));
        assert!(
            made == super::xml(id).as_bytes(),
            "forms/{id}/{id}.xml is not what {id}.md converts to"
        );
    }
}

#[test]
#[ignore = "needs pyxform: tests/run"]
fn a_spreadsheet_converts_to_the_same_form() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("form.xlsx");
    let table = root().join("forms/wellbeing_a1/wellbeing_a1.md");
    let make = "import sys; from pyxform.xls2json_backends import md_table_to_workbook; \
                md_table_to_workbook(open(sys.argv[1], encoding='utf-8').read()).save(sys.argv[2])";
    let mut python = std::process::Command::new(python());
    python.args(["-c", make]).arg(&table).arg(&sheet);
    Said::from(python.output().unwrap()).ok();
    let said = convert(&real(), &[text(&sheet)]).ok();
    assert!(said.out == super::xml("wellbeing_a1"));
}

#[test]
#[ignore = "needs pyxform: tests/run"]
fn a_mistake_in_a_table_is_told_beside_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("wrong.md");
    for (row, why) in [
        ("| | text | b c | B |", "invalid"),
        ("| | selekt_one x | b | B |", "Unknown question type"),
        ("| | text | b | ${nothing} |", "nothing"),
    ] {
        let sheets = format!(
            "| survey |\n| | type | name | label |\n| | text | a | A |\n{row}\n| settings |\n| | form_id |\n| | wrong |\n"
        );
        std::fs::write(&table, sheets).unwrap();
        let said = convert(&real(), &[text(&table)]).refused();
        assert!(said.out.is_empty(), "{}", said.out);
        assert!(said.err.contains("(error) survey, row 3: "), "{}", said.err);
        assert!(
            said.err.contains(row) && said.err.contains(why),
            "{}",
            said.err
        );
    }
}

#[test]
fn warnings_go_beside_the_form_and_errors_in_its_place() {
    let fake = Fake::new();
    let table = fake.table("");
    let good = convert(fake.program(), &[text(&table)]).ok();
    assert_eq!((good.out.as_str(), good.err.as_str()), (fake.xml(), ""));

    let table = fake.table("WARN");
    let warned = convert(fake.program(), &[text(&table)]).ok();
    assert_eq!(warned.out, fake.xml());
    assert!(
        warned
            .err
            .contains("xlsform (warning) survey, row 2: a row to look at")
    );
    assert!(
        warned.err.contains("| | text | a | WARN |"),
        "{}",
        warned.err
    );

    let table = fake.table("BREAK");
    let broken = convert(fake.program(), &[text(&table)]).refused();
    assert_eq!((broken.code, broken.out.as_str()), (Some(1), ""));
    assert!(
        broken
            .err
            .contains("xlsform (error) survey, row 2: a row to mend")
    );
    assert!(
        broken.err.contains("| | text | a | BREAK |"),
        "{}",
        broken.err
    );
}

#[test]
fn a_table_is_linted_as_the_form_that_it_becomes() {
    let fake = Fake::new();
    for (word, code, says) in [
        ("", 0, "1 file, 0 findings"),
        ("WARN", 0, "xlsform (warning) survey, row 2"),
        ("BREAK", 1, "xlsform (error) survey, row 2"),
    ] {
        let table = fake.table(word);
        let mut command = waypost(&["form", "lint", text(&table)]);
        command.env("WAYPOST_FORMS_CONVERTER", fake.program());
        let said = Said::from(command.output().unwrap());
        assert_eq!(said.code, Some(code), "{}", said.all());
        assert!(said.out.contains(says), "{}", said.out);
    }
}

#[test]
fn without_a_converter_it_says_how_to_get_one() {
    let fake = Fake::new();
    let table = fake.table("");
    let said = convert(Path::new("/nothing/xls2xform"), &[text(&table)]).refused();
    assert!(said.err.contains("pipx install pyxform"), "{}", said.err);
    let xml = root().join("forms/wellbeing_a1/wellbeing_a1.xml");
    let said = convert(fake.program(), &[text(&xml)]).refused();
    assert!(said.err.contains("is no XLSForm"), "{}", said.err);
}
