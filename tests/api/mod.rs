//! `/v1`: Central's resources in Central's shapes, ours beside them.

mod admin;
mod demo;
mod demo_people;
mod form_checks;
mod forms;
mod open_project;
mod pathway;
mod people;
pub mod publishing;
pub mod reviews;
mod submissions;
mod xlsforms;

use serde_json::json;

use crate::support::{Phone, Server};

pub use open_project::open_project;

/// Makes a phone in a project, by the API, and lets it use the form.
pub fn new_phone(server: &Server, project: i64, form_id: &str) -> Phone {
    let admin = server.admin();
    let path = format!("/v1/projects/{project}");
    let made = admin
        .post(
            &format!("{path}/app-users"),
            &json!({"displayName": "New phone"}),
        )
        .expect(200)
        .json();
    let (id, token) = (&made["id"], made["token"].as_str().unwrap());
    admin
        .post_empty(&format!("{path}/forms/{form_id}/assignments/app-user/{id}"))
        .expect(200);
    Phone::at(&format!(
        "{}/v1/key/{token}/projects/{project}",
        server.url()
    ))
}
