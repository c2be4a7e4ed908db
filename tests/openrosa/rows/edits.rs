//! Rows 103 to 112: corrections.

use super::{Open, is_taken};
use crate::support::form::instance_id;
use crate::support::{Answer, Database, Envelope, Multipart, eventually, on_both};

impl Open {
    /// What a phone sends that corrects an earlier submission.
    fn correction(&self, of: &str, id: &str, name: &str, photo: &str) -> Multipart {
        Multipart::new().xml(&format!(
            "<data id=\"wells\" version=\"1\"><name>{name}</name><photo>{photo}</photo><meta>\
             <instanceID>{id}</instanceID><deprecatedID>{of}</deprecatedID></meta></data>"
        ))
    }

    fn listed(&self) -> Vec<serde_json::Value> {
        let path = format!("/v1/projects/{}/forms/wells/submissions", self.project);
        self.server.admin().get(&path).expect(200).list()
    }

    #[track_caller]
    fn refuses(&self, body: &Multipart, status: u16) -> Answer {
        let refused = self.phone.post(body).expect(status);
        assert!(!refused.message().is_empty());
        refused
    }
}

on_both!(row_103_104_105_106_107_a_correction_is_a_version);
fn row_103_104_105_106_107_a_correction_is_a_version(on: Database) {
    let open = Open::new(on);
    let first = open.sent(
        &[("name", "North"), ("photo", "a.jpg")],
        &[("a.jpg", b"old")],
    );
    let (second, third) = (instance_id(), instance_id());
    let correction = open.correction(&first, &second, "South", "a.jpg");
    for _ in 0..2 {
        is_taken(&open.phone.post(&correction));
    }
    let listed = open.listed();
    assert_eq!(listed.len(), 1, "one record");
    assert_eq!(listed[0]["instanceId"], first.as_str());
    assert_eq!(listed[0]["currentVersion"]["instanceId"], second.as_str());
    assert_eq!(listed[0]["reviewState"], "edited");
    assert!(open.xml(&first).contains("South"));
    let versions = open
        .server
        .admin()
        .get(&format!("{}/versions", open.path(&first)));
    assert_eq!(versions.expect(200).list().len(), 2, "no third version");
    let old = open
        .server
        .admin()
        .get(&format!("{}/versions/{first}.xml", open.path(&first)))
        .expect(200);
    assert!(old.text().contains("North"), "what was corrected stays");
    // The photo was not sent again: it is the earlier one's.
    assert_eq!(open.files(&first), [("a.jpg".to_owned(), true)]);
    assert_eq!(open.file(&first, "a.jpg").body, b"old");
    // A later piece of the correction brings a new one.
    is_taken(&open.phone.post(&correction.clone().file("a.jpg", b"new")));
    assert_eq!(open.file(&first, "a.jpg").body, b"new");

    let again = open
        .correction(&second, &third, "East", "a.jpg")
        .file("a.jpg", b"newest");
    open.phone.post(&again).expect(201);
    assert_eq!(
        open.listed()[0]["currentVersion"]["instanceId"],
        third.as_str()
    );
    assert_eq!(open.file(&first, "a.jpg").body, b"newest");
}

on_both!(row_108_109_110_111_what_cannot_be_corrected);
fn row_108_109_110_111_what_cannot_be_corrected(on: Database) {
    let open = Open::new(on);
    let first = open.sent(&[("name", "North")], &[]);
    let other = open.sent(&[("name", "Other")], &[]);
    let unknown = open.correction("uuid:nothing", &instance_id(), "South", "");
    open.refuses(&unknown, 404);
    let second = instance_id();
    open.phone
        .post(&open.correction(&first, &second, "South", ""))
        .expect(201);
    open.refuses(&open.correction(&first, &instance_id(), "East", ""), 409);
    open.refuses(&open.correction(&second, &other, "East", ""), 409);
    // The first one again, as a phone does whose answer got lost: taken, and the correction stays.
    is_taken(
        &open
            .phone
            .post(&Multipart::new().xml(&open.filled(&first, &[("name", "North")]))),
    );
    assert!(open.xml(&first).contains("South"));
    assert_eq!(open.server.count("submissions"), 3);
}

on_both!(row_112_a_correction_before_its_original_waits_on_the_phone);
fn row_112_a_correction_before_its_original_waits_on_the_phone(on: Database) {
    let open = Open::new(on);
    let (first, second) = (instance_id(), instance_id());
    let original = Multipart::new().xml(&open.filled(&first, &[("name", "North")]));
    let correction = open.correction(&first, &second, "South", "");
    open.refuses(&correction, 404);
    open.phone.post(&original).expect(201);
    open.phone.post(&correction).expect(201);
    assert!(open.xml(&first).contains("South"));
}

on_both!(a_correction_that_was_encrypted_is_known_once_it_is_opened);
fn a_correction_that_was_encrypted_is_known_once_it_is_opened(on: Database) {
    let server = crate::support::Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &crate::support::general_form("wells", "1", &[]));
    let phone = server.phone();
    let form = phone.form("wells");
    let first = phone.seal(&form, &Default::default());
    phone.send(&first).expect(201);
    let sealed = |count| {
        eventually("all are opened", 20.0, || {
            (server.count("submissions where state = 'sealed'") == count).then_some(())
        });
    };
    sealed(1);
    let id = instance_id();
    let instance = form.fill(&id, &Default::default()).replace(
        "<orx:meta>",
        &format!(
            "<orx:meta><orx:deprecatedID>{}</orx:deprecatedID>",
            first.instance_id
        ),
    );
    phone
        .send(&Envelope::seal(&form, &id, &instance, &[]))
        .expect(201);
    sealed(2);
    let path = format!("/v1/projects/{project}/forms/wells/submissions");
    let listed = server.admin().get(&path).expect(200).list();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["currentVersion"]["instanceId"], id.as_str());
}
