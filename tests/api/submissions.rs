//! Submissions by the API: who reads what of them.

use serde_json::json;

use crate::support::form::{instance_id, urgent_adult};
use crate::support::story::routed;
use crate::support::{Answers, Database, Envelope, Server, general_form, on_both};

on_both!(an_agency_s_supervisor_reads_what_its_phone_sent);
fn an_agency_s_supervisor_reads_what_its_phone_sent(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    server.publish(project, &general_form("wells", "1", &[]));
    let phone = server.phone();
    let (form, id) = (phone.form("wells"), instance_id());
    let instance = form.fill(
        &id,
        &Answers::of(&[("name", "North well"), ("photo", "well.jpg")]),
    );
    phone
        .send(&Envelope::seal(
            &form,
            &id,
            &instance,
            &[("well.jpg", b"JPEG")],
        ))
        .expect(201);
    routed(&server);

    let supervisor = server.person("supervisor", server.credentials.collecting());
    let path = format!("/v1/projects/{project}/forms/wells/submissions");
    let listed = supervisor.get(&path).expect(200).list();
    assert_eq!(listed.len(), 1);
    let one = supervisor.get(&format!("{path}/{id}")).expect(200).json();
    for key in [
        "instanceId",
        "submitterId",
        "deviceId",
        "createdAt",
        "updatedAt",
        "reviewState",
        "userAgent",
    ] {
        assert!(one.get(key).is_some(), "{key} is missing: {one}");
    }
    assert_eq!(one["instanceId"], id.as_str());
    assert_eq!(
        supervisor
            .get(&format!("{path}/{id}.xml"))
            .expect(200)
            .text(),
        instance,
        "to the byte"
    );
    let names: Vec<_> = supervisor
        .get(&format!("{path}/{id}/attachments"))
        .expect(200)
        .list()
        .iter()
        .map(|a| {
            a["name"]
                .as_str()
                .unwrap()
                .trim_end_matches(".enc")
                .to_owned()
        })
        .collect();
    assert!(names.contains(&"well.jpg".to_owned()), "{names:?}");
    assert_eq!(
        supervisor
            .get(&format!("{path}/{id}/attachments/well.jpg"))
            .expect(200)
            .body,
        b"JPEG"
    );
    supervisor
        .get(&format!("{path}/uuid:nothing"))
        .expect_problem(404.1);

    assert!(
        server.count("audit where action like '%open%' or action like '%read%'") >= 1,
        "reading is audited"
    );
}

on_both!(nobody_else_reads_it);
fn nobody_else_reads_it(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let id = server
        .phone()
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);
    routed(&server);
    let path = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions");
    server
        .nobody()
        .get(&format!("{path}/{id}.xml"))
        .expect_problem(401.2);
    for other in server.credentials.others() {
        for role in ["supervisor", "caseworker", "focal_point", "data_manager"] {
            let stranger = server.person(role, other);
            for path in [
                path.clone(),
                format!("{path}/{id}"),
                format!("{path}/{id}.xml"),
            ] {
                let answer = stranger.get(&path);
                assert!(
                    [403, 404].contains(&answer.status),
                    "{role} {path}: {}",
                    answer.status
                );
            }
        }
    }
    let auditor = server.sign_in(server.credentials.user("auditor", None));
    let answer = auditor.get(&format!("{path}/{id}.xml"));
    assert!([403, 404].contains(&answer.status), "{}", answer.status);
}

on_both!(an_admin_sees_ids_states_and_part_names_and_nothing_else);
fn an_admin_sees_ids_states_and_part_names_and_nothing_else(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let answers = urgent_adult();
    let id = server
        .phone()
        .send_many("wellbeing_a1", &answers, 1)
        .remove(0);
    routed(&server);
    let admin = server.admin();
    let path = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions");
    let listed = admin.get(&path).expect(200).list();
    assert_eq!(listed[0]["instanceId"], id.as_str());
    let names = admin
        .get(&format!("{path}/{id}/attachments"))
        .expect(200)
        .list();
    assert!(!names.is_empty());
    for name in names {
        let file = format!("{path}/{id}/attachments/{}", name["name"].as_str().unwrap());
        admin.get(&file).expect_problem(403.1);
    }
    admin.get(&format!("{path}/{id}.xml")).expect_problem(403.1);
    let refused = admin.get("/v1/referrals");
    assert!([200, 403].contains(&refused.status));
    assert!(refused.status == 403 || refused.list().is_empty());
}

on_both!(a_submission_comes_by_the_api_too_and_obeys_the_same_rules);
fn a_submission_comes_by_the_api_too_and_obeys_the_same_rules(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let phone = server.phone();
    let form = phone.form("wellbeing_a1");
    let path = "/forms/wellbeing_a1/submissions";
    let plain = form.fill(&instance_id(), &urgent_adult());
    let refused = phone.http.post_xml(path, &plain);
    assert!(
        (400..500).contains(&refused.status),
        "plain text: {}",
        refused.status
    );
    assert_eq!(server.count("submissions"), 0);

    let envelope = phone.seal(&form, &urgent_adult());
    let made = phone
        .http
        .post_xml(path, &envelope.manifest)
        .expect(200)
        .json();
    assert_eq!(made["instanceId"], envelope.instance_id.as_str());
    phone
        .http
        .post_xml(path, &envelope.manifest)
        .expect_problem(409.3);
    phone
        .http
        .post_xml("/forms/site_a0/submissions", &envelope.manifest)
        .expect_problem(400.8);
    let (name, bytes) = &envelope.files[0];
    let file = format!("{path}/{}/attachments/{name}", envelope.instance_id);
    phone
        .http
        .send("POST", &file, Some("application/octet-stream"), &bytes[..])
        .expect(200);
    routed(&server);
    assert_eq!(server.count("submissions where state = 'sealed'"), 1);
    let supervisor = server.person("supervisor", server.credentials.collecting());
    let listed = supervisor
        .get(&format!("/v1/projects/{project}{path}?limit=1"))
        .expect(200)
        .list();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        listed[0]["currentVersion"]["instanceId"],
        json!(envelope.instance_id)
    );
}
