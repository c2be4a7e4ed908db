//! From a table to a phone in a real browser, by two people: a mistake and its row, the mended table, the look at it, asking;
//! the second person; files, testing, and who carries what. With scripts and without.

use std::path::PathBuf;

use crate::api::publishing::TWO;
use crate::support::browser::Browser;
use crate::support::converter::real;
use crate::support::real_phone::text;
use crate::support::{Database, Phone, Server, User, eventually, on_both};

const RIGHT: &str = "
| survey |
| | type | name | label | hint | relevant | required | media::image |
| | begin_group | place | The place | | | | |
| | select_one yes_no | clean | Is the well clean? | Look inside | | yes | well.png |
| | text | why | What is wrong? | | ${clean} = 'no' | | |
| | end_group | | | | | | |
| choices |
| | list_name | name | label |
| | yes_no | yes | Yes, it is |
| | yes_no | no | No, it is not |
| settings |
| | form_title | form_id | version |
| | The wells | wells | 1 |
";

fn table(folder: &std::path::Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// Invites another admin by the page and lets them choose a password by their link.
fn second_admin(server: &Server, browser: &Browser, other: &Browser) -> User {
    browser.go(&format!("{}/people", server.url()));
    browser.find("input[name=name]").write("Second Admin");
    browser
        .find("input[name=email]")
        .write("second@example.org");
    browser
        .find("select[name=role] option[value=admin]")
        .click();
    browser.find("form[action='/people'] button").click();
    let link = eventually("the link", 20.0, || {
        let codes = browser.all("code.secret");
        codes.first().map(|code| code.text())
    });
    other.go(&link);
    let password = "quiet rivers run deep";
    other.find("input[name=password]").write(password);
    other.find("input[name=password_again]").write(password);
    other.find("main form button").click();
    let user = User {
        email: "second@example.org".into(),
        password: password.into(),
        ..server.credentials.user("admin", None).clone()
    };
    other.sign_in(&format!("{}/sign-in", server.url()), &user);
    user
}

on_both!(from_a_table_to_a_phone_by_two_people, needs "Chromium and pyxform: tests/run");
fn from_a_table_to_a_phone_by_two_people(on: Database) {
    flow(on, Browser::open);
}

#[test]
#[ignore = "needs Chromium and pyxform: tests/run"]
fn the_same_without_scripts() {
    flow(Database::Sqlite, Browser::without_scripts);
}

fn flow(on: Database, open: fn() -> Browser) {
    let converter = real();
    let server = Server::demo_with(on, &[TWO, ("WAYPOST_FORMS_CONVERTER", text(&converter))]);
    let project = server.credentials.projects[0].id;
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (open(), open());
    first.sign_in(&server.url(), server.credentials.user("admin", None));
    let says = |browser: &Browser, what: &str| {
        eventually(what, 30.0, || browser.text().contains(what).then_some(()));
    };

    // A mistake, with the row it stands in.
    first.go(&format!("{}/projects/{project}", server.url()));
    let wrong = RIGHT.replace("select_one yes_no", "selekt_one yes_no");
    let wrong = table(folder.path(), "wrong.md", &wrong);
    first.find("input[name=file]").choose_file(&wrong);
    first.press("Upload");
    says(&first, "The table cannot be converted");
    says(&first, "selekt_one");
    first.screenshot("form-wrong-row");
    let right = table(folder.path(), "right.md", RIGHT);
    first.find("input[name=file]").choose_file(&right);
    first.press("Upload");
    says(&first, "Draft, version 1");
    first.screenshot("form-steps");

    // Its file.
    first.find("a[href$='/draft/files']").click();
    says(&first, "well.png");
    says(&first, "Missing");
    let picture = table(folder.path(), "well.png", "\u{89}PNG, nearly");
    first.find("input[name=file]").choose_file(&picture);
    first.press("Upload");
    says(&first, "File saved");
    says(&first, "There");
    first.screenshot("form-files");

    // Looking at it.
    first.find("a[href$='/look']").click();
    for word in [
        "The place",
        "Is the well clean?",
        "must be answered",
        "Look inside",
        "Yes, it is",
        "With the file well.png",
        "Shown only if “Is the well clean?” is “No, it is not”.",
    ] {
        says(&first, word);
    }
    assert!(first.source().len() < 60_000);
    first.screenshot("form-look");

    // Testing it: the code comes to a POST alone, and what is sent is not kept.
    first.find("a[href$='/draft/code']").click();
    says(&first, "Judged and not kept");
    first.press("Show the code");
    first.find("figure.qr svg");
    let address = first.find("code.secret").text();
    first.screenshot("form-code");
    let test = Phone::at(&address);
    assert_eq!(test.forms()[0].id, "wells");

    // Asking; whoever asked cannot publish.
    let form = format!("{}/projects/{project}/forms/wells", server.url());
    first.go(&form);
    first.press("Ask a second person");
    says(&first, "It waits for a second person");
    assert!(!first.source().contains("/wells/publish"));
    first.screenshot("form-asked");
    assert!(server.phone().listed("wells").is_none());

    // The second person.
    second_admin(&server, &first, &second);
    second.go(&format!("{}/", server.url()));
    says(&second, "1 draft waits for your agreement");
    second.press("Read the draft");
    says(&second, "You did not make this draft");
    second.go(&format!("{}/projects/{project}", server.url()));
    says(&second, "Waits for a second person");
    second.go(&form);
    says(&second, "You did not make this draft");
    second.screenshot("form-second");
    second.press("Publish to phones");
    let listed = eventually("phones get it", 20.0, || server.phone().listed("wells"));
    let path = &listed.download_url[listed.download_url.find("/v1/").unwrap()..];
    let blank = server.nobody().openrosa().get(path).expect(200).text();
    assert!(blank.contains("Is the well clean?"));

    // Who has it.
    second.go(&format!("{form}/phones"));
    says(&second, "Newest");
    second.screenshot("form-phones");
    second.find("main table a").click();
    says(&second, "Forms on it");
    second.screenshot("phone");

    // A second version, and what differs.
    let two = RIGHT
        .replace("Is the well clean?", "Is the water clean?")
        .replace("wells | 1 |", "wells | 2 |");
    second.go(&form);
    let two = table(folder.path(), "two.md", &two);
    second.find("input[name=file]").choose_file(&two);
    second.press("Upload");
    says(&second, "Draft, version 2");
    second.find("a[href$='/changes']").click();
    says(&second, "Is the water clean?");
    let changed = second.find("main table").text();
    assert!(
        changed.contains("Is the well clean?") && changed.contains("Label"),
        "{changed}"
    );
    second.screenshot("form-changes");
}
