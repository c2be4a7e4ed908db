//! XLSForms on the pages, as a browser without scripts posts them.

use scraper::{Html, Selector};
use serde_json::json;

use crate::support::converter::Fake;
use crate::support::{
    Answer, Client, Database, Multipart, Server, User, general_form, on_both, real_phone::text,
};

/// A browser's requests: its cookies, and the hidden field of its forms.
struct Visitor {
    client: Client,
    csrf: String,
}

impl Visitor {
    fn new(server: &Server, user: &User) -> Self {
        let words = json!({"email": user.email, "password": user.password});
        let login = server.nobody().post("/v1/sessions", &words).expect(200);
        let cookies: Vec<_> = login
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|c| c.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        Self {
            client: server.nobody().with("Cookie", &cookies.join("; ")),
            csrf: login.json()["csrf"].as_str().unwrap().to_owned(),
        }
    }

    fn upload(&self, path: &str, name: &str, content: &str, more: &[&str]) -> Answer {
        let mut form = Multipart::new()
            .part("csrf", None, None, self.csrf.as_bytes())
            .part("file", Some(name), None, content.as_bytes());
        for field in more {
            form = form.part(field, None, None, b"yes");
        }
        self.client.post_multipart(path, &form)
    }

    fn post(&self, path: &str, fields: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let body = format!("csrf={}&{fields}", self.csrf);
        self.client.send("POST", path, Some(kind), body.as_bytes())
    }
}

/// The cells of the table with messages, row by row.
fn rows(page: &Answer) -> Vec<Vec<String>> {
    let html = Html::parse_document(&page.text());
    let (row, cell) = (
        Selector::parse("table tbody tr").unwrap(),
        Selector::parse("th, td").unwrap(),
    );
    let words = |e: scraper::ElementRef| {
        let text: String = e.text().collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&row)
        .map(|r| r.select(&cell).map(words).collect())
        .collect()
}

on_both!(each_message_of_the_converter_stands_beside_its_row);
fn each_message_of_the_converter_stands_beside_its_row(on: Database) {
    let fake = Fake::new();
    let variable = ("WAYPOST_FORMS_CONVERTER", text(fake.program()));
    let server = Server::demo_with(on, &[variable]);
    let admin = Visitor::new(&server, server.credentials.user("admin", None));
    let project = format!("/projects/{}", server.credentials.projects[0].id);
    let path = format!("{project}/forms");

    let page = admin
        .upload(&path, "a.md", &Fake::text("BREAK"), &[])
        .expect(422);
    assert!(
        page.text().contains("cannot be converted"),
        "{}",
        page.text()
    );
    let message = [
        "survey, row 2",
        "Must be mended",
        "a row to mend| | text | a | BREAK |",
    ];
    assert!(
        rows(&page).contains(&message.map(str::to_owned).to_vec()),
        "{:?}",
        rows(&page)
    );

    let page = admin
        .upload(&path, "a.MD", &Fake::text("WARN"), &[])
        .expect(422);
    let message = [
        "survey, row 2",
        "Warning",
        "a row to look at| | text | a | WARN |",
    ];
    assert!(
        rows(&page).contains(&message.map(str::to_owned).to_vec()),
        "{:?}",
        rows(&page)
    );
    assert!(
        page.text().contains("name=\"accept\""),
        "a way to accept them"
    );

    admin
        .upload(&path, "a.md", &Fake::text("WARN"), &["accept"])
        .expect(303);
    let form = format!("{project}/forms/example_b1");
    let page = admin.upload(&format!("{form}/draft"), "a.md", &Fake::text("BREAK"), &[]);
    assert!(rows(&page.expect(422))[0][2].starts_with("a row to mend"));
    admin
        .upload(&format!("{form}/draft"), "a.xlsx", &Fake::text(""), &[])
        .expect(303);
}

on_both!(an_admin_lets_a_project_take_forms_of_a_stage_only);
fn an_admin_lets_a_project_take_forms_of_a_stage_only(on: Database) {
    let server = Server::demo(on);
    let admin = Visitor::new(&server, server.credentials.user("admin", None));
    let id = server.credentials.projects[0].id;
    let (project, field) = (format!("/projects/{id}"), "requires_stage=yes");
    admin.post(&format!("{project}/takes"), field).expect(303);
    let page = admin.client.get(&project).expect(200).text();
    assert!(
        page.contains("name=\"requires_stage\" value=\"yes\" checked"),
        "{page}"
    );

    let general = general_form("wells", "1", &[]);
    let page = admin.upload(&format!("{project}/forms"), "wells.xml", &general, &[]);
    assert!(
        page.expect(422)
            .text()
            .contains("this project takes no others")
    );
    admin.post(&format!("{project}/takes"), "").expect(303);
    admin
        .upload(&format!("{project}/forms"), "wells.xml", &general, &[])
        .expect(303);

    let agency = server.credentials.collecting();
    let manager = server.credentials.user("data_manager", Some(&agency.id));
    let manager = Visitor::new(&server, manager);
    manager.post(&format!("{project}/takes"), field).expect(403);
}
