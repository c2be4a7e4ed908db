//! Who may be told, by which protocol, and who is asked of several: from the phone to the queues.

use serde_json::{Value, json};

use crate::support::credentials::Agency;
use crate::support::form::urgent_adult;
use crate::support::story::{focal_points, held, received, referrals, routed, services};
use crate::support::{Answers, Client, Database, Phone, Server, on_both};

const CODE: &str = "KHR5B62ZKf";

fn coordination(server: &Server) -> Client {
    server.sign_in(server.credentials.user("coordination", None))
}

/// The agency that offers health care and protection.
fn cedar(server: &Server) -> Agency {
    agency(server, "CEDAR")
}

fn agency(server: &Server, code: &str) -> Agency {
    let mut agencies = server.credentials.agencies.iter();
    agencies.find(|one| one.code == code).unwrap().clone()
}

/// The phone of an agency that fills every form.
fn caseworkers_phone(server: &Server, agency: &Agency) -> Phone {
    let mut devices = server.credentials.devices.iter();
    server.phone_of(devices.rfind(|d| d.agency == agency.id).unwrap())
}

fn screened() -> Answers {
    urgent_adult()
        .with("who/sex", "female")
        .with("end/case_code", CODE)
}

/// The demo's protocol.
fn protocol(coordination: &Client) -> Value {
    let mut all = coordination.get("/v1/protocols").expect(200).list();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn end(coordination: &Client, protocol: &Value) {
    let id = protocol["id"].as_str().unwrap();
    let ended = coordination.post(&format!("/v1/protocols/{id}/end"), &json!({}));
    assert_eq!(ended.expect(200).json()["inForce"], false);
}

/// What other agencies than the collecting one received.
fn crossed(server: &Server) -> Vec<String> {
    let collecting = &server.credentials.collecting().id;
    let all = focal_points(server)
        .into_iter()
        .filter(|(agency, _)| agency.id != *collecting)
        .flat_map(|(_, person)| received(&person));
    services(&all.collect::<Vec<_>>())
}

/// The one held item of the collecting agency, as text.
fn held_at_home(server: &Server) -> String {
    let home = server.focal_point(server.credentials.collecting());
    let items = held(&home);
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].to_string()
}

on_both!(without_a_protocol_nothing_crosses_and_it_is_held_at_home);
fn without_a_protocol_nothing_crosses_and_it_is_held_at_home(on: Database) {
    for over in ["ended", "expired"] {
        let server = Server::demo(on);
        let coordination = coordination(&server);
        match over {
            "ended" => end(&coordination, &protocol(&coordination)),
            _ => server.execute("update protocols set ends_at = 1"),
        }
        server.phone().send_many("wellbeing_a1", &screened(), 1);
        routed(&server);
        assert_eq!(crossed(&server), Vec::<String>::new(), "{over}");
        let item = held_at_home(&server);
        assert!(item.contains("no_protocol"), "{over}: {item}");
        assert!(item.contains("medical") && item.contains("protection_cm"));
        let gaps = coordination.get("/v1/gaps").expect(200).list();
        assert!(gaps.is_empty(), "there are providers: {gaps:?}");
    }
}

on_both!(a_protocol_that_two_signed_lets_cross_what_it_names_and_no_more);
fn a_protocol_that_two_signed_lets_cross_what_it_names_and_no_more(on: Database) {
    let server = Server::demo(on);
    let coordination = coordination(&server);
    let wide = protocol(&coordination);
    end(&coordination, &wide);
    let (home, cedar) = (server.credentials.collecting().clone(), cedar(&server));
    let narrow = json!({
        "parties": [home.id, cedar.id],
        "services": ["medical"],
        "classes": ["D0", "D2"],
        "startsAt": wide["startsAt"],
        "endsAt": wide["endsAt"],
    });
    let (first, second) = (server.focal_point(&home), server.focal_point(&cedar));
    let stranger = server.focal_point(&agency(&server, "LANTERN"));
    stranger
        .post("/v1/protocols", &narrow)
        .expect_problem(400.8);
    server
        .person("caseworker", &home)
        .post("/v1/protocols", &narrow)
        .expect_problem(403.1);
    let made = first.post("/v1/protocols", &narrow).expect(200).json();
    let sign = format!("/v1/protocols/{}/sign", made["id"].as_str().unwrap());
    stranger.post(&sign, &json!({})).expect_problem(404.1);
    let once = first.post(&sign, &json!({})).expect(200).json();
    assert_eq!(
        (&once["signed"], &once["inForce"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(first.post(&sign, &json!({})).status, 409);
    let both = second.post(&sign, &json!({})).expect(200).json();
    assert_eq!(
        (&both["signed"], &both["inForce"]),
        (&json!(true), &json!(true))
    );
    // Who is no party does not know of it.
    let known = stranger.get("/v1/protocols").expect(200).list();
    assert!(known.iter().all(|one| one["id"] != made["id"]), "{known:?}");

    server.phone().send_many("wellbeing_a1", &screened(), 1);
    routed(&server);
    assert_eq!(crossed(&server), ["medical U0"]);
    assert!(held_at_home(&server).contains("protection_cm"));
}

on_both!(an_agency_that_must_not_learn_of_it_never_does);
fn an_agency_that_must_not_learn_of_it_never_does(on: Database) {
    let server = Server::demo(on);
    let (home, cedar) = (server.credentials.collecting().clone(), cedar(&server));
    let person = server.focal_point(&cedar);
    let seen = |path: &str| person.get(path).expect(200).text();
    let paths = [
        "/v1/referrals",
        "/v1/referrals?direction=sent",
        "/v1/queues",
        "/v1/audits",
    ];
    let before = paths[..3].iter().map(|path| seen(path)).collect::<Vec<_>>();
    let named =
        Answers::file("wellbeing_a2", "no-sharing").with("ad/withhold_from", "family CEDAR");
    let phone = caseworkers_phone(&server, &home);
    phone.send_many("wellbeing_a2", &named, 1);
    routed(&server);
    server.phone().send_many("wellbeing_a1", &screened(), 1);
    routed(&server);

    assert_eq!(crossed(&server), Vec::<String>::new());
    let after = paths[..3].iter().map(|path| seen(path)).collect::<Vec<_>>();
    assert_eq!(before, after);
    let all = referrals(&server.focal_point(&home));
    assert!(
        all.iter()
            .any(|one| one.to_string().contains("call_coordination"))
    );
    for one in &all {
        let id = one["id"].as_str().unwrap();
        let (there, nowhere) = (
            person.get(&format!("/v1/referrals/{id}")),
            person.get("/v1/referrals/of-nobody-at-all"),
        );
        assert_eq!((there.status, nowhere.status), (404, 404));
        assert_eq!(there.text(), nowhere.text());
        assert!(!seen("/v1/audits").contains(id));
        // Not even at home is it written why.
        assert!(!one.to_string().contains("CEDAR") && !one.to_string().contains("withhold"));
    }
    let gaps = coordination(&server).get("/v1/gaps").expect(200).list();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(
        (&gaps[0]["service"], &gaps[0]["count"]),
        (&json!("protected"), &json!(1))
    );
    person.get("/v1/gaps").expect_problem(403.1);
    server.admin().get("/v1/gaps").expect_problem(403.1);
}

on_both!(of_several_the_one_that_serves_the_person_and_has_room_is_asked);
fn of_several_the_one_that_serves_the_person_and_has_room_is_asked(on: Database) {
    let server = Server::demo(on);
    let (cedar, lantern) = (cedar(&server), agency(&server, "LANTERN"));
    let offers = json!({ "services": ["legal", "medical"] });
    server
        .admin()
        .patch(&format!("/v1/agencies/{}", lantern.id), &offers)
        .expect(200);
    let focal_point = server.focal_point(&cedar);
    let path = format!("/v1/agencies/{}/providers/medical", cedar.id);
    let says = |entry: Value| focal_point.put(&path, &entry).expect(200);
    let asked = || {
        server.phone().send_many("wellbeing_a1", &screened(), 1);
        routed(&server);
        let medical = received(&focal_point);
        let medical = medical.iter().filter(|one| one["service"] == "medical");
        (
            medical.count(),
            received(&server.focal_point(&lantern)).len(),
        )
    };
    says(json!({ "capacity": "open", "sexes": ["female"] }));
    assert_eq!(asked(), (1, 0));
    // Full, and not verified lately: the other one, of which as little is known, may have room.
    says(json!({ "capacity": "full", "verifiedOn": "2020-01-01" }));
    assert_eq!(asked(), (1, 1));
    says(json!({ "capacity": "open", "sexes": ["male"] }));
    assert_eq!(asked(), (1, 2));

    let listed = focal_point
        .get("/v1/providers?service=medical")
        .expect(200)
        .list();
    assert_eq!(listed.len(), 2, "{listed:?}");
    let of = |code: &str| listed.iter().find(|one| one["agencyCode"] == code).unwrap();
    assert_eq!(
        (&of("CEDAR")["sexes"], &of("CEDAR")["verified"]),
        (&json!(["male"]), &json!(true))
    );
    assert_eq!(of("LANTERN")["capacity"], Value::Null);

    // Nobody left: it is held, and counted by service, area and month.
    server
        .admin()
        .patch(
            &format!("/v1/agencies/{}", lantern.id),
            &json!({ "services": ["legal"] }),
        )
        .expect(200);
    assert_eq!(asked(), (1, 2));
    assert!(held_at_home(&server).contains("medical"));
    let gaps = coordination(&server).get("/v1/gaps").expect(200).list();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(
        (&gaps[0]["service"], &gaps[0]["count"]),
        (&json!("medical"), &json!(1))
    );
    assert_eq!(gaps[0]["month"].as_str().unwrap().len(), "2026-11".len());

    for (entry, code) in [
        (json!({}), 400.2),
        (json!({ "capacity": "roomy" }), 400.8),
        (json!({ "capacity": "open", "ages": ["grown"] }), 400.8),
        (
            json!({ "capacity": "open", "areas": ["behind the mill"] }),
            400.8,
        ),
        (
            json!({ "capacity": "open", "verifiedOn": "2999-01-01" }),
            400.8,
        ),
    ] {
        focal_point.put(&path, &entry).expect_problem(code);
    }
    let not_offered = format!("/v1/agencies/{}/providers/tracing", cedar.id);
    focal_point
        .put(&not_offered, &json!({ "capacity": "open" }))
        .expect_problem(404.1);
}

on_both!(a_directory_form_speaks_for_the_agency_that_sends_it_and_for_no_other);
fn a_directory_form_speaks_for_the_agency_that_sends_it_and_for_no_other(on: Database) {
    let server = Server::demo(on);
    let cedar = cedar(&server);
    let form = Answers::file("site_a12", "full-clinic");
    let entries = || {
        let person = server.focal_point(&cedar);
        let listed = person.get("/v1/providers").expect(200).list();
        let said = listed.into_iter().filter(|one| !one["capacity"].is_null());
        said.collect::<Vec<_>>()
    };
    let home = caseworkers_phone(&server, server.credentials.collecting());
    home.send_many("site_a12", &form.clone().with("org/agency", "CEDAR"), 1);
    // HARBOR offers no health care: a form makes nobody a receiver.
    home.send_many("site_a12", &form.clone().with("org/agency", "HARBOR"), 1);
    routed(&server);
    assert_eq!(entries(), [] as [Value; 0]);

    let own = form.with("org/agency", "CEDAR");
    let phone = caseworkers_phone(&server, &cedar);
    phone.send_many("site_a12", &own, 1);
    routed(&server);
    let listed = entries();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(
        (
            &listed[0]["service"],
            &listed[0]["area"],
            &listed[0]["capacity"]
        ),
        (&json!("medical"), &json!("XX0102"), &json!("full"))
    );
    // An older one that comes late changes nothing; one that says it ended does.
    let older = own
        .clone()
        .with("ver/verified_on", "2026-10-01")
        .with("now/capacity", "open");
    phone.send_many("site_a12", &older, 1);
    routed(&server);
    assert_eq!(entries()[0]["capacity"], "full");
    phone.send_many("site_a12", &own.with("start/change", "ended"), 1);
    routed(&server);
    assert_eq!(entries()[0]["capacity"], "closed");
}
