//! XLSForms by the API, in Central's shapes: converted before anything is written.

use serde_json::Value;

use crate::support::converter::{Fake, real};
use crate::support::{Answer, Client, Database, Server, on_both, real_phone::text, root};

const MARKDOWN: &str = "text/markdown";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A demo with a script in pyxform's place, and the path of its first project.
fn demo(on: Database, fake: &Fake) -> (Server, String) {
    let variable = ("WAYPOST_FORMS_CONVERTER", text(fake.program()));
    let server = Server::demo_with(on, &[variable]);
    let project = format!("/v1/projects/{}", server.credentials.projects[0].id);
    (server, project)
}

fn upload(client: &Client, path: &str, kind: &str, table: &str) -> Answer {
    client.send("POST", path, Some(kind), table.as_bytes())
}

on_both!(a_table_becomes_a_form);
fn a_table_becomes_a_form(on: Database) {
    let fake = Fake::new();
    let (server, project) = demo(on, &fake);
    let admin = server.admin();
    let path = format!("{project}/forms?publish=true");
    let form = upload(&admin, &path, XLSX, &Fake::text("")).expect(200);
    assert_eq!(form.json()["xmlFormId"], "example_b1");
    assert!(server.phone().listed("example_b1").is_some());

    let draft = format!("{project}/forms/example_b1/draft");
    upload(&admin, &draft, MARKDOWN, &Fake::text("")).expect(200);
    let xml = admin.get(&format!("{draft}.xml")).expect(200).text();
    assert_eq!(xml, fake.xml());
}

on_both!(errors_and_warnings_stand_beside_their_rows);
fn errors_and_warnings_stand_beside_their_rows(on: Database) {
    let fake = Fake::new();
    let (server, project) = demo(on, &fake);
    let (admin, path) = (server.admin(), format!("{project}/forms"));
    let row = |body: &Value| {
        let row = &body["details"]["rows"][0];
        assert_eq!((&row["sheet"], &row["row"]), (&"survey".into(), &2.into()));
        row["source"].as_str().unwrap().to_owned()
    };
    let forms = server.count("forms");

    let broken = upload(&admin, &path, MARKDOWN, &Fake::text("BREAK"));
    let broken = broken.expect_problem(400.15).json();
    assert_eq!(broken["details"]["error"], "survey, row 2: a row to mend");
    assert_eq!(row(&broken), "| | text | a | BREAK |");

    let warned = upload(&admin, &path, MARKDOWN, &Fake::text("WARN"));
    let warned = warned.expect_problem(400.16).json();
    let warnings = &warned["details"]["warnings"]["xlsFormWarnings"];
    assert_eq!(warnings[0], "survey, row 2: a row to look at");
    assert_eq!(row(&warned), "| | text | a | WARN |");
    assert_eq!(server.count("forms"), forms, "nothing of them was kept");

    let path = format!("{path}?ignoreWarnings=True");
    upload(&admin, &path, MARKDOWN, &Fake::text("WARN")).expect(200);
}

on_both!(nothing_runs_for_whoever_may_not_draft_forms);
fn nothing_runs_for_whoever_may_not_draft_forms(on: Database) {
    let fake = Fake::new();
    let (server, project) = demo(on, &fake);
    let agency = server.credentials.collecting();
    let path = format!("{project}/forms");
    // Whoever may would be told of the row.
    let caseworker = server.person("caseworker", agency);
    upload(&caseworker, &path, MARKDOWN, &Fake::text("BREAK")).expect_problem(403.1);
}

#[test]
fn without_a_converter_tables_are_refused_in_words_and_xml_is_not() {
    let variable = ("WAYPOST_FORMS_CONVERTER", "/nothing/xls2xform");
    let server = Server::demo_with(Database::Sqlite, &[variable]);
    let project = server.credentials.projects[0].id;
    let (admin, path) = (server.admin(), format!("/v1/projects/{project}/forms"));
    let refused = upload(&admin, &path, MARKDOWN, &Fake::text("")).expect_problem(501.3);
    assert!(refused.text().contains("pip install pyxform"));
    admin.post_xml(&path, Fake::new().xml()).expect(200);
}

#[test]
#[ignore = "needs pyxform: tests/run"]
fn pyxform_itself_makes_the_form_that_we_ship() {
    let variable = ("WAYPOST_FORMS_CONVERTER", text(&real()).to_owned());
    let server = Server::demo_with(Database::Sqlite, &[(variable.0, &variable.1)]);
    let project = server.credentials.projects[1].id;
    let shipped = |ending: &str| {
        let file = root().join(format!("forms/wellbeing_a2/wellbeing_a2.{ending}"));
        std::fs::read_to_string(file).unwrap()
    };
    let admin = server.admin();
    let path = format!("/v1/projects/{project}/forms");
    upload(&admin, &path, MARKDOWN, &shipped("md")).expect(200);
    let draft = admin.get(&format!("{path}/wellbeing_a2/draft.xml"));
    assert_eq!(draft.expect(200).text(), shipped("xml"));

    // A table without an id: the header gives it, as in Central.
    let named = admin.with("X-XlsForm-FormId-Fallback", "north%5Fwells");
    let table = "| survey |\n| | type | name | label |\n| | text | well | Which well? |\n";
    let form = upload(&named, &path, MARKDOWN, table).expect(200).json();
    assert_eq!(form["xmlFormId"], "north_wells");
}
