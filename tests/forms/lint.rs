//! `waypost form lint`: each thing that it can find has a form that trips it, and nothing else.

use std::path::PathBuf;

use serde_json::Value;
use waypost::openrosa::lint::Code;

use crate::support::program::{Said, run};
use crate::support::{real_phone::text, root};

/// A form of `tests/forms/tripping`: `right`, or named for what it trips.
fn tripping(name: &str) -> PathBuf {
    root().join(format!("tests/forms/tripping/{name}.xml"))
}

/// In what project a code can be tripped, if it is not an ordinary one of an agency.
fn project(code: Code) -> &'static [&'static str] {
    match code {
        Code::NoStage => &["--require-stage"],
        Code::NoKey => &["--without-agency"],
        _ => &[],
    }
}

fn lint(name: &str, more: &[&str]) -> Said {
    let file = tripping(name);
    run(&[&["form", "lint", text(&file)], more].concat())
}

/// Codes that the linter finds in one form.
fn found(said: &Said) -> Vec<Value> {
    let reports: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {said:?}"));
    assert!(reports[0]["error"].is_null(), "{said:?}");
    let findings = reports[0]["findings"].as_array().unwrap();
    findings.iter().map(|f| f["code"].clone()).collect()
}

#[test]
fn each_code_has_a_form_that_trips_it_and_nothing_else() {
    for code in Code::ALL {
        let flags = [project(*code), &["--json"]].concat();
        let said = lint(code.as_str(), &flags);
        assert_eq!(found(&said), [code.as_str()], "{code}.xml");
        let warning = *code == Code::UnlimitedText;
        assert_eq!(said.code, Some(i32::from(!warning)), "{code}: {said:?}");
    }
}

#[test]
fn every_form_there_is_named_for_a_code() {
    for entry in std::fs::read_dir(root().join("tests/forms/tripping")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            name == "right" || name.parse::<Code>().is_ok(),
            "the linter knows no {name}"
        );
    }
}

#[test]
fn a_right_form_passes_in_every_project_of_an_agency() {
    for flags in [&[][..], &["--require-stage"]] {
        let said = lint("right", flags).ok();
        assert_eq!(said.out, "1 file, 0 findings\n");
    }
}

#[test]
fn a_finding_is_a_line_with_its_code_its_place_and_what_to_do() {
    let said = lint("asks_for_name", &[]).refused();
    let line = format!(
        "{}: asks_for_name (error) /noted: the question asks for a name, and only the stage id may; \
         remove it; the case code joins the forms\n1 file, 1 finding\n",
        tripping("asks_for_name").display()
    );
    assert_eq!(said.out, line);
    let said = lint("unlimited_text", &[]).ok();
    assert!(
        said.out.contains(": unlimited_text (warning) /noted: "),
        "{}",
        said.out
    );
}

#[test]
fn what_is_no_form_is_named_and_the_others_are_looked_at_all_the_same() {
    let (none, right) = (root().join("nothing.xml"), tripping("right"));
    let cargo = root().join("Cargo.toml");
    let said = run(&["form", "lint", text(&none), text(&cargo), text(&right)]).refused();
    assert_eq!(said.code, Some(1));
    for file in [&none, &cargo] {
        assert!(said.err.contains(text(file)), "{}", said.err);
    }
    assert!(said.out.ends_with("3 files, 0 findings\n"), "{}", said.out);
}

#[test]
fn the_shipped_forms_pass() {
    let files: Vec<_> = super::FORMS
        .iter()
        .map(|id| root().join(format!("forms/{id}/{id}.xml")))
        .collect();
    let mut arguments = vec!["form", "lint", "--require-stage"];
    arguments.extend(files.iter().map(|file| text(file)));
    let said = run(&arguments).ok();
    assert!(said.out.contains("15 files, "), "{}", said.out);
}
