//! A project without an agency: plain text, "not confidential", Central's rights for its admin, no stages.

use serde_json::json;

use crate::support::form::instance_id;
use crate::support::{
    Answers, Database, Multipart, Phone, Server, eventually, general_form, on_both, root,
};

/// Makes one, with this form and a phone that may use it.
pub fn open_project(server: &Server, form_xml: &str) -> (i64, Phone) {
    let made = server
        .admin()
        .post("/v1/projects", &json!({"name": "Wells"}))
        .expect(200)
        .json();
    let project = made["id"].as_i64().unwrap();
    server.publish(project, form_xml);
    let form_id = crate::support::FormOnPhone::read(form_xml).id;
    (project, super::new_phone(server, project, &form_id))
}

on_both!(it_takes_plain_text_and_gives_it_to_its_admin);
fn it_takes_plain_text_and_gives_it_to_its_admin(on: Database) {
    let server = Server::demo(on);
    let (project, phone) = open_project(&server, &general_form("wells", "1", &[]));
    let (form, id) = (phone.form("wells"), instance_id());
    assert!(form.key.is_none(), "its forms carry no key");
    let xml = form.fill(
        &id,
        &Answers::of(&[("name", "North well"), ("photo", "well.jpg")]),
    );

    phone.post(&Multipart::new().xml(&xml)).expect(201);
    phone
        .post(&Multipart::new().xml(&xml).file("well.jpg", b"JPEG"))
        .expect(201);
    let other = xml.replace("North well", "South well");
    phone.post(&Multipart::new().xml(&other)).expect(409);

    let admin = server.admin();
    let path = format!("/v1/projects/{project}/forms/wells/submissions");
    let listed = admin.get(&path).expect(200).list();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["instanceId"], id.as_str());
    let read = eventually("its XML", 5.0, || {
        let answer = admin.get(&format!("{path}/{id}.xml"));
        (answer.status == 200).then(|| answer.text())
    });
    assert_eq!(read, xml, "to the byte");
    let files = admin
        .get(&format!("{path}/{id}/attachments"))
        .expect(200)
        .list();
    assert_eq!(files, [json!({"name": "well.jpg", "exists": true})]);
    let file = eventually("its photo", 5.0, || {
        let answer = admin.get(&format!("{path}/{id}/attachments/well.jpg"));
        (answer.status == 200).then_some(answer.body)
    });
    assert_eq!(file, b"JPEG");
}

on_both!(it_refuses_a_form_that_names_a_stage);
fn it_refuses_a_form_that_names_a_stage(on: Database) {
    let server = Server::demo(on);
    let (project, _) = open_project(&server, &general_form("wells", "1", &[]));
    let screening =
        std::fs::read_to_string(root().join("forms/wellbeing_a1/wellbeing_a1.xml")).unwrap();
    let path = format!("/v1/projects/{project}/forms?publish=true&ignoreWarnings=true");
    let refused = server.admin().post_xml(&path, &screening);
    let refused = refused.expect_problem(400.91).json();
    assert_eq!(refused["details"]["findings"][0]["code"], "no_key");
    server
        .admin()
        .get(&format!("/v1/projects/{project}/forms/wellbeing_a1"))
        .expect_problem(404.1);
}
