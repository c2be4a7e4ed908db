//! Reviews and comments by the API: who says what of a submission, and what a correction does to it.

use serde_json::{Value, json};

use super::open_project;
use crate::support::form::{instance_id, urgent_adult};
use crate::support::story::{lock, routed, unlock};
use crate::support::{
    Answers, Client, Database, Envelope, Multipart, Phone, Server, general_form, on_both,
};

/// What somebody writes, and nothing else in the house says.
const REMARK: &str = "Quexolotl says the age does not fit";

/// Wells of the collecting agency, sent by its phone: the project, the address of its submissions, their ids.
fn wells(server: &Server, count: usize) -> (i64, String, Vec<String>) {
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    let answers = Answers::of(&[("name", "North well")]);
    let ids = server.phone().send_many("wells", &answers, count);
    routed(server);
    (
        project,
        format!("/v1/projects/{project}/forms/wells/submissions"),
        ids,
    )
}

/// Sends a correction, and answers its id.
pub fn correct(phone: &Phone, form: &str, first: &str, name: &str) -> String {
    let (form, id) = (phone.form(form), instance_id());
    let answers = Answers::of(&[("name", name)]);
    let instance = form.fill(&id, &answers).replace(
        "<orx:meta>",
        &format!("<orx:meta><orx:deprecatedID>{first}</orx:deprecatedID>"),
    );
    match form.key {
        Some(_) => phone
            .send(&Envelope::seal(&form, &id, &instance, &[]))
            .expect(201),
        None => phone.post(&Multipart::new().xml(&instance)).expect(201),
    };
    id
}

fn state(who: &Client, path: &str) -> Value {
    who.get(path).expect(200).json()["reviewState"].clone()
}

on_both!(a_supervisor_reviews_and_a_correction_is_reviewed_anew);
fn a_supervisor_reviews_and_a_correction_is_reviewed_anew(on: Database) {
    let server = Server::demo(on);
    let (_, path, ids) = wells(&server, 1);
    let agency = server.credentials.collecting();
    let supervisor = server.person("supervisor", agency);
    let one = format!("{path}/{}", ids[0]);
    assert_eq!(state(&supervisor, &one), Value::Null);

    let said = supervisor.patch(&one, &json!({"reviewState": "approved"}));
    let said = said.expect(200).json();
    assert_eq!(said["reviewState"], "approved");
    assert_eq!(said["instanceId"], ids[0].as_str());
    assert!(
        said.get("currentVersion").is_none(),
        "as Central answers: {said}"
    );
    assert!(said["updatedAt"].is_string());

    // Words that there are not, and what nobody corrected.
    for wrong in [json!("maybe"), json!("edited")] {
        supervisor
            .patch(&one, &json!({"reviewState": wrong}))
            .expect_problem(400.8);
    }
    supervisor.patch(&one, &json!({})).expect_problem(400.2);

    // By others of the agency, an admin, another agency.
    for role in ["caseworker", "focal_point", "data_manager"] {
        let other = server.person(role, agency);
        other
            .patch(&one, &json!({"reviewState": "rejected"}))
            .expect_problem(403.1);
        assert_eq!(
            state(&other, &one),
            "approved",
            "{role} sees where it stands"
        );
    }
    let word = json!({"reviewState": "rejected"});
    server.admin().patch(&one, &word).expect_problem(403.1);
    for other in server.credentials.others() {
        let stranger = server.person("supervisor", other);
        stranger.patch(&one, &word).expect_problem(404.1);
    }

    // Taken back, and said again; then a correction comes.
    let back = supervisor.patch(&one, &json!({"reviewState": null}));
    assert_eq!(back.expect(200).json()["reviewState"], Value::Null);
    supervisor
        .patch(&one, &json!({"reviewState": "approved"}))
        .expect(200);
    let edit = correct(&server.phone(), "wells", &ids[0], "South well");
    // Encrypted, it tells what it corrects once it is opened.
    routed(&server);
    assert_eq!(state(&supervisor, &one), "edited");
    assert_eq!(server.count("reviews where actor_id is null"), 1);
    let back = supervisor.patch(&one, &json!({"reviewState": null}));
    assert_eq!(back.expect(200).json()["reviewState"], "edited");
    supervisor
        .patch(&one, &json!({"reviewState": "hasIssues"}))
        .expect(200);
    // By the id of the version that counts; of the earlier one alone nothing can be said by what somebody saw.
    let by_version = format!("{path}/{edit}");
    supervisor
        .patch(&by_version, &json!({"reviewState": "approved"}))
        .expect(200);
    assert_eq!(state(&supervisor, &one), "approved");

    assert_eq!(
        server.count("audit where action = 'submission.review' and result = 'done'"),
        6,
        "each word, in its transaction"
    );
    assert_eq!(server.count("reviews where actor_id is not null"), 6);
}

on_both!(many_are_reviewed_at_once_or_none);
fn many_are_reviewed_at_once_or_none(on: Database) {
    let server = Server::demo(on);
    let (_, path, ids) = wells(&server, 5);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let many = format!("{path}/review");
    let said = json!({"instanceIds": ids[..3], "reviewState": "approved"});
    let answer = supervisor.post(&many, &said).expect(200).json();
    assert_eq!(answer["reviewed"], 3);
    let listed = |word: &str| {
        let page = supervisor.get(&format!("{path}?reviewState={word}"));
        page.expect(200).list().len()
    };
    assert_eq!(
        (listed("approved"), listed("null"), listed("rejected")),
        (3, 2, 0)
    );
    assert_eq!(listed("received"), 2, "our word for Central's null");
    supervisor
        .get(&format!("{path}?reviewState=fine"))
        .expect_problem(400.8);

    // One that is not there, and one of another project: nothing is changed.
    let before = server.count("reviews");
    let said = json!({"instanceIds": [ids[3], "uuid:nothing"], "reviewState": "rejected"});
    supervisor.post(&many, &said).expect_problem(404.1);
    let unopened = json!({"instanceIds": [ids[3], ids[4]], "reviewState": "rejected"});
    server.execute(&format!(
        "update submissions set state = 'damaged' where instance_id = '{}'",
        ids[4]
    ));
    supervisor.post(&many, &unopened).expect_problem(409.92);
    assert_eq!(server.count("reviews"), before);
    assert_eq!((listed("approved"), listed("null")), (3, 2));

    let none = json!({"instanceIds": [], "reviewState": "approved"});
    supervisor.post(&many, &none).expect_problem(400.2);
    let too_many = vec![ids[0].clone(); 101];
    let too_many = json!({"instanceIds": too_many, "reviewState": "approved"});
    supervisor.post(&many, &too_many).expect_problem(400.8);
}

on_both!(nobody_approves_what_they_sent_themselves);
fn nobody_approves_what_they_sent_themselves(on: Database) {
    let server = Server::demo(on);
    let (_, path, ids) = wells(&server, 1);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let me = supervisor.get("/v1/users/current").expect(200).json();
    server.execute(&format!(
        "update submissions set device_actor_id = {}",
        me["id"]
    ));
    let one = format!("{path}/{}", ids[0]);
    supervisor
        .patch(&one, &json!({"reviewState": "approved"}))
        .expect_problem(409.93);
    supervisor
        .patch(&one, &json!({"reviewState": "hasIssues"}))
        .expect(200);
}

on_both!(comments_are_sealed_and_read_by_those_who_read_the_answers);
fn comments_are_sealed_and_read_by_those_who_read_the_answers(on: Database) {
    let server = Server::demo(on);
    let (_, path, ids) = wells(&server, 1);
    let agency = server.credentials.collecting();
    let supervisor = server.person("supervisor", agency);
    let comments = format!("{path}/{}/comments", ids[0]);
    assert!(supervisor.get(&comments).expect(200).list().is_empty());
    let written = supervisor.post(&comments, &json!({"body": REMARK}));
    let written = written.expect(200).json();
    assert_eq!(written["body"], REMARK);
    let me = supervisor.get("/v1/users/current").expect(200).json();
    assert_eq!(written["actorId"], me["id"]);
    assert!(written["createdAt"].is_string());
    supervisor.post(&comments, &json!({})).expect_problem(400.2);
    supervisor
        .post(&comments, &json!({"body": "  "}))
        .expect_problem(400.2);
    let long = "x".repeat(4_001);
    supervisor
        .post(&comments, &json!({"body": long}))
        .expect_problem(400.8);

    let caseworker = server.person("caseworker", agency);
    caseworker
        .post(&comments, &json!({"body": "Asked again"}))
        .expect(200);
    let all = caseworker.get(&comments).expect(200).list();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["body"], "Asked again", "newest first");
    assert_eq!(all[1]["body"], REMARK);

    for role in ["focal_point", "data_manager"] {
        let other = server.person(role, agency);
        other.get(&comments).expect_problem(403.1);
        other
            .post(&comments, &json!({"body": "x"}))
            .expect_problem(403.1);
    }
    server.admin().get(&comments).expect_problem(403.1);
    for other in server.credentials.others() {
        let stranger = server.person("supervisor", other);
        stranger.get(&comments).expect_problem(404.1);
    }

    assert_eq!(server.count("records where kind = 'comment'"), 2);
    assert_eq!(server.count("audit where action = 'submission.comment'"), 2);
    let read = "audit where action = 'comment.read' and class = 'D4' and purpose = 'review'";
    assert_eq!(server.count(read), 1, "of nothing, nothing is opened");
    for store in ["audit where note", "settings where value"] {
        assert_eq!(server.count(&format!("{store} like '%Quexolotl%'")), 0);
    }
    assert!(!server.log().contains("Quexolotl"));

    // A comment stands with the version on which it was written, and the submission has them all.
    correct(&server.phone(), "wells", &ids[0], "South well");
    routed(&server);
    supervisor
        .post(&comments, &json!({"body": "Better"}))
        .expect(200);
    assert_eq!(supervisor.get(&comments).expect(200).list().len(), 3);
    assert_eq!(
        server.count("comments where version_id <> submission_id"),
        1
    );
}

on_both!(what_tells_who_somebody_is_is_commented_for_a_purpose);
fn what_tells_who_somebody_is_is_commented_for_a_purpose(on: Database) {
    let server = Server::demo(on);
    let (_, path, ids) = wells(&server, 1);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    server.execute("update form_versions set stage = 'id' where title = 'Form wells'");
    let comments = format!("{path}/{}/comments", ids[0]);
    supervisor
        .post(&comments, &json!({"body": REMARK}))
        .expect_problem(403.94);
    supervisor
        .post(&comments, &json!({"body": REMARK, "purpose": "curiosity"}))
        .expect_problem(400.8);
    supervisor
        .post(&comments, &json!({"body": REMARK, "purpose": "correction"}))
        .expect(200);
    supervisor.get(&comments).expect_problem(403.94);
    let all = supervisor.get(&format!("{comments}?purpose=safety"));
    assert_eq!(all.expect(200).list()[0]["body"], REMARK);
    let read = "audit where action = 'comment.read' and class = 'D3' and purpose = 'safety'";
    assert_eq!(server.count(read), 1);
}

on_both!(comments_are_written_but_not_read_while_the_keys_are_locked);
fn comments_are_written_but_not_read_while_the_keys_are_locked(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let focal_point = server.focal_point(&agency);
    unlock(&focal_point, &agency);
    let device = server.credentials.device(&agency);
    let phone = server.phone_of(device);
    let id = phone
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);
    routed(&server);
    let project = server.credentials.project(&agency).id;
    let comments = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions/{id}/comments");
    let supervisor = server.person("supervisor", &agency);
    lock(&focal_point, &agency);
    supervisor
        .post(&comments, &json!({"body": REMARK}))
        .expect(200);
    supervisor.get(&comments).expect_problem(409.91);
    let refused = "audit where action = 'comment.read' and result = 'refused'";
    assert_eq!(server.count(refused), 1);
    unlock(&focal_point, &agency);
    assert_eq!(
        supervisor.get(&comments).expect(200).list()[0]["body"],
        REMARK
    );
}

on_both!(a_general_project_is_reviewed_by_its_admin);
fn a_general_project_is_reviewed_by_its_admin(on: Database) {
    let server = Server::demo(on);
    let (project, phone) = open_project(&server, &general_form("wells", "1", &[]));
    let (form, id) = (phone.form("wells"), instance_id());
    let xml = form.fill(&id, &Answers::of(&[("name", "North well")]));
    phone.post(&Multipart::new().xml(&xml)).expect(201);
    let admin = server.admin();
    let one = format!("/v1/projects/{project}/forms/wells/submissions/{id}");
    for word in ["approved", "hasIssues", "rejected"] {
        admin.patch(&one, &json!({"reviewState": word})).expect(200);
        assert_eq!(state(&admin, &one), word);
    }
    admin
        .post(&format!("{one}/comments"), &json!({"body": REMARK}))
        .expect(200);
    let all = admin.get(&format!("{one}/comments")).expect(200).list();
    assert_eq!(all[0]["body"], REMARK);
    correct(&phone, "wells", &id, "South well");
    assert_eq!(state(&admin, &one), "edited");
}
