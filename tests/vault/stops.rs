//! Emergency stops: forms are taken away and vaults kept shut, while what phones send is still taken.

use serde_json::json;

use crate::support::form::urgent_adult;
use crate::support::story::{referrals, routed};
use crate::support::{Database, Server, eventually, on_both};

const FORM: &str = "wellbeing_a1";

on_both!(each_scope_stops_downloads_and_opening_but_not_sending);
fn each_scope_stops_downloads_and_opening_but_not_sending(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let holder = server.focal_point(&agency);
    let admin = server.admin();
    let project = server.credentials.projects[0].id;
    let phone = server.phone();
    let form = phone.form(FORM);
    let listed = phone.listed(FORM).unwrap();

    let device = {
        let name = &server.credentials.device(&agency).user;
        let path = format!("/v1/projects/{project}/app-users");
        let all = admin.get(&path).expect(200).list();
        let own = all.iter().find(|u| u["username"] == name.as_str());
        own.unwrap()["id"].to_string()
    };
    admin
        .patch(
            &format!("/v1/projects/{project}/app-users/{device}"),
            &json!({"area": "ZZ0909"}),
        )
        .expect(200);
    let form_id = format!("{project}/{FORM}");
    let stops = [
        ("device", device.as_str(), &holder),
        ("form", form_id.as_str(), &holder),
        ("site", "ZZ0909", &holder),
        ("agency", agency.id.as_str(), &holder),
        ("all", "", &admin),
    ];
    for (before, (scope, subject, who)) in (0..).zip(stops) {
        let body = json!({"scope": scope, "subject": subject, "reason": "a drill"});
        let stop = who.post("/v1/stops", &body).expect(200).json();
        let id = stop["id"].as_str().unwrap();

        let refused = phone.http.get(&listed.download_url).expect(403);
        assert!(
            refused.text().contains("stopped for now"),
            "{scope}: {}",
            refused.text()
        );
        let whole = scope != "form";
        phone
            .http
            .get("/formList")
            .expect(if whole { 403 } else { 200 });

        let envelope = phone.seal(&form, &urgent_adult());
        phone.send(&envelope).expect(201);
        eventually(&format!("{scope}: it is kept and not opened"), 20.0, || {
            (server.count("submissions where state = 'stopped'") == 1).then_some(())
        });

        who.post(&format!("/v1/stops/{id}/lift"), &json!({}))
            .expect(200);
        who.post(&format!("/v1/stops/{id}/lift"), &json!({}))
            .expect(409);
        eventually(&format!("{scope}: lifted, it opens"), 20.0, || {
            let sealed = server.count("submissions where state = 'sealed'");
            (sealed == before + 1).then_some(())
        });
        phone.http.get("/formList").expect(200);
    }
    let acts = server.count("audit where action = 'stop.set' or action = 'stop.lift'");
    assert_eq!(acts, 10);
}

on_both!(a_stopped_agency_s_queue_shows_no_content_and_a_stopped_person_is_signed_out);
fn a_stopped_agency_s_queue_shows_no_content_and_a_stopped_person_is_signed_out(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.collecting().clone();
    let holder = server.focal_point(&agency);
    let caseworker = server.person("caseworker", &agency);
    server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    assert!(referrals(&holder).iter().any(|r| !r["triage"].is_null()));

    let body = json!({"scope": "agency", "subject": agency.id, "reason": "a drill"});
    let stop = holder.post("/v1/stops", &body).expect(200).json();
    assert!(referrals(&holder).iter().all(|r| r["triage"].is_null()));
    // Whom it does not concern goes on.
    let other = server.credentials.others().next().unwrap().clone();
    server.focal_point(&other).get("/v1/referrals").expect(200);
    let foreign = json!({"scope": "agency", "subject": other.id, "reason": "a drill"});
    holder.post("/v1/stops", &foreign).expect(404);
    let id = stop["id"].as_str().unwrap();
    server
        .admin()
        .post(&format!("/v1/stops/{id}/lift"), &json!({}))
        .expect(403);
    holder
        .post(&format!("/v1/stops/{id}/lift"), &json!({}))
        .expect(200);
    eventually("cards open again", 20.0, || {
        referrals(&holder)
            .iter()
            .any(|r| !r["triage"].is_null())
            .then_some(())
    });

    let me = caseworker.get("/v1/users/current").expect(200).json();
    let body = json!({"scope": "user", "subject": me["id"].to_string(), "reason": "arrested"});
    holder.post("/v1/stops", &body).expect(200);
    caseworker.get("/v1/users/current").expect(401);
}

on_both!(key_holders_hear_of_what_waits_without_content);
fn key_holders_hear_of_what_waits_without_content(on: Database) {
    let server = Server::demo(on);
    let agency = server.credentials.under_passphrase().clone();
    let holder = server.focal_point(&agency);
    let phone = server.phone_of(server.credentials.device(&agency));
    phone.send_many(FORM, &urgent_adult(), 3);
    let path = format!("/v1/agencies/{}/alerts", agency.id);
    let alert = eventually("an alert of three", 30.0, || {
        let alerts = holder.get(&path).expect(200).list();
        alerts.into_iter().find(|a| a["waiting"] == 3)
    });
    assert_eq!(alert["kind"], "key_locked");
    assert_eq!(alert["level"], 0);
    assert!(alert["endedAt"].is_null());
    crate::support::story::unlock(&holder, &agency);
    eventually("it ends", 30.0, || {
        let alerts = holder.get(&path).expect(200).list();
        alerts.iter().all(|a| !a["endedAt"].is_null()).then_some(())
    });
}
