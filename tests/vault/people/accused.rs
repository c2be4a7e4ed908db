//! Somebody whose alleged abuser works for an agency in the pathway: that agency is passed over, and to its people nothing of it
//! exists, wherever they look and whatever they ask.

use chrono::Utc;
use serde_json::{Value, json};

use super::super::consents::{CODE, Cast, agreement, meeting, screening};
use super::{Walk, act, id_of, lived, read};
use crate::support::credentials::Agency;
use crate::support::story::{held, received, referrals, routed, services, unlock};
use crate::support::{Answer, Answers, Client, Database, Server, eventually, on_both};

/// Somebody's session, for the API and for the pages.
struct Session {
    role: &'static str,
    api: Client,
    pages: Client,
}

fn sessions(server: &Server, agency: &Agency) -> Vec<Session> {
    let of = |role: &'static str| {
        let user = server.credentials.user(role, Some(&agency.id));
        let who = json!({"email": user.email, "password": user.password});
        let session = server.nobody().post("/v1/sessions", &who).expect(200);
        let token = session.json()["token"].as_str().unwrap().to_owned();
        Session {
            role,
            pages: server.nobody().with("Cookie", &format!("session={token}")),
            api: server.nobody().bearer(&token),
        }
    };
    ["focal_point", "caseworker", "supervisor", "data_manager"]
        .map(of)
        .into()
}

/// Everything that an agency's people can list, looked through for words that would tell of somebody.
fn shows_nothing(people: &[Session], agency: &Agency, secrets: &[String]) {
    let lists = [
        "/v1/referrals".to_owned(),
        "/v1/referrals?direction=sent".to_owned(),
        "/v1/queues".to_owned(),
        "/v1/consents".to_owned(),
        "/v1/audits?limit=500".to_owned(),
        format!("/v1/agencies/{}/alerts", agency.id),
        format!("/v1/agencies/{}/notices", agency.id),
    ];
    for one in people {
        let mut read = 0;
        for path in &lists {
            let answer = one.api.get(path);
            read += usize::from(answer.status == 200);
            tells_nothing(one.role, path, &answer, secrets);
        }
        assert!(read > 0 || one.role == "data_manager", "{}", one.role);
        for page in ["/", "/queue", "/queue/sent"] {
            tells_nothing(one.role, page, &one.pages.get(page), secrets);
        }
    }
}

fn tells_nothing(role: &str, path: &str, answer: &Answer, secrets: &[String]) {
    let text = answer.text();
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{role} {path}: {text}");
    }
}

/// What is hidden answers exactly as what does not exist, whoever asks and whatever for.
fn is_as_if_it_were_not(people: &[Session], hidden: &[(&str, String)]) {
    let never = uuid::Uuid::now_v7().to_string();
    let asked: &[(&str, &str, Value)] = &[
        ("/v1/referrals/ID", "GET", Value::Null),
        ("/v1/referrals/ID/accept", "POST", json!({})),
        (
            "/v1/referrals/ID/decline",
            "POST",
            json!({"reason": "safety"}),
        ),
        (
            "/v1/referrals/ID/ask",
            "POST",
            json!({"question": "can_travel"}),
        ),
        (
            "/v1/referrals/ID/reveal",
            "POST",
            json!({"field": "how", "purpose": "service"}),
        ),
        (
            "/v1/referrals/ID/recall",
            "POST",
            json!({"reason": "safety"}),
        ),
        ("/v1/referrals/ID/person-declined", "POST", json!({})),
        ("/v1/cases/ID/consents", "GET", Value::Null),
        (
            "/v1/cases/ID/consents/withdraw",
            "POST",
            json!({"reason": "safety"}),
        ),
        ("/referrals/ID", "page", Value::Null),
        ("/submissions/ID", "page", Value::Null),
    ];
    for one in people {
        for (path, method, body) in asked {
            let ask = |id: &str| {
                let path = path.replace("ID", id);
                let answer = match *method {
                    "GET" => one.api.get(&path),
                    "page" => one.pages.get(&path),
                    _ => one.api.post(&path, body),
                };
                (answer.status, answer.text().replace(id, "ID"))
            };
            let nothing = ask(&never);
            assert!(
                (400..500).contains(&nothing.0),
                "{} {path}: {nothing:?}",
                one.role
            );
            for (what, id) in hidden {
                assert_eq!(ask(id), nothing, "{} {path}, {what}", one.role);
            }
        }
    }
}

/// Lets an agency offer a service, its key being open, as its focal point says so.
fn offers_too(server: &Server, agency: &Agency, added: &[&str]) -> Client {
    let people = server.focal_point(agency);
    unlock(&people, agency);
    let path = format!("/v1/agencies/{}", agency.id);
    let mut all = people.get(&path).expect(200).json()["services"].clone();
    all.as_array_mut()
        .unwrap()
        .extend(added.iter().map(|one| json!(one)));
    people.patch(&path, &json!({ "services": all })).expect(200);
    people
}

on_both!(somebody_whose_alleged_abuser_works_for_an_agency_in_the_pathway);
fn somebody_whose_alleged_abuser_works_for_an_agency_in_the_pathway(on: Database) {
    let server = Server::demo(on);
    let cast = Cast::of(&server);
    let home = server.focal_point(&cast.own);
    let accused = server.credentials.agency("CEDAR").clone();
    let other = server.credentials.under_passphrase().clone();
    let theirs = sessions(&server, &accused);
    let helper = offers_too(&server, &other, &["protection_cm", "mhpss"]);
    // Whoever verified its entry is asked first: but for the accusation it would be this agency.
    for service in ["protection_cm", "mhpss"] {
        let path = format!("/v1/agencies/{}/providers/{service}", accused.id);
        let today = Utc::now().format("%Y-%m-%d").to_string();
        let entry = json!({"capacity": "open", "verifiedOn": today});
        cast.clinic.put(&path, &entry).expect(200);
    }
    let somebody_else = screening().with("end/case_code", "KHR5B62ZKg");
    cast.send("wellbeing_a1", &somebody_else);
    assert_eq!(services(&received(&cast.clinic)), ["protection_cm U2"]);
    let queues = || {
        let lists = ["/v1/queues", "/v1/referrals", "/v1/consents"];
        lists.map(|path| cast.clinic.get(path).text())
    };
    let before = queues();
    let mut walk = Walk::of("Somebody whose alleged abuser works for an agency in the pathway");

    // First they want nobody told; then they say from whom they are in danger; then they agree to help, by whom it may be.
    cast.send(
        "wellbeing_a1",
        &screening().with("agree/contact_ok", "later"),
    );
    walk.step("the screening was sent, opened and weighed");
    let danger = Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", CODE),
        ("q/own_estimate", "in_danger"),
        ("q/their_links", "aid_staff"),
        ("q/links_agency", "CEDAR"),
        ("r/risk_level", "high"),
    ]);
    cast.send("wellbeing_a5", &danger);
    walk.step("the safety assessment was sent, opened and weighed");
    let case = cast.case("wellbeing_a5");
    assert!(held(&home).iter().any(|one| one["urgency"] == "U1"));
    assert_eq!(received(&helper).len(), 0);
    let agreed = agreement(
        "by_service/protection_cm/90_days/needs by_service/mhpss/90_days/needs+health_part",
    );
    cast.send(
        "wellbeing_a2",
        &agreed.with("ad/contact_rules", "say_other_topic"),
    );
    for proposed in cast.in_state(&case, "proposed") {
        cast.confirm(&cast.caseworker, &case, &proposed);
    }
    let sent = eventually("it crosses to somebody else", 30.0, || {
        let mut all = received(&helper).into_iter();
        all.find(|one| one["service"] == "protection_cm")
    });
    walk.step("the agreement was confirmed, and it stood in the other agency's queue");
    let asked = received(&helper);
    assert_eq!(services(&asked), ["protection_cm U1"], "once, and soonest");
    assert!(
        !sent.to_string().contains("CEDAR"),
        "nor does it say why: {sent}"
    );

    // A second need, which that agency does not take: people look, and the accused is not asked next.
    cast.send("wellbeing_a9", &meeting());
    let second = eventually("the second need crosses", 30.0, || {
        let mut all = received(&helper).into_iter();
        all.find(|one| one["service"] == "mhpss")
    });
    read(&helper, &id_of(&second));
    act(
        &helper,
        &id_of(&second),
        "decline",
        &json!({"reason": "no_capacity"}),
    );
    let unplaced = eventually("nobody is left who may be told", 30.0, || {
        let mut all = held_or_unplaced(&home).into_iter();
        all.find(|one| one["follows"] == second["id"])
    });
    walk.step("what was declined came back to its own people");

    let first = id_of(&sent);
    let opened = lived(&server, &mut walk, &helper, &home, &first);
    assert_eq!(opened, ["how", "when"]);

    // The accused agency: as if it were not.
    assert_eq!(queues(), before);
    let at_theirs = format!(
        "referrals where to_agency = '{}' and case_id = '{case}'",
        accused.id
    );
    assert_eq!(server.count(&at_theirs), 0);
    let second = id_of(&second);
    let hidden = [
        ("the referral", first),
        ("the declined one", second),
        ("what came back", id_of(&unplaced)),
        ("the case", case),
    ];
    let mut secrets: Vec<String> = hidden.iter().map(|(_, id)| id.clone()).collect();
    secrets.push(CODE.to_owned());
    shows_nothing(&theirs, &accused, &secrets);
    is_as_if_it_were_not(&theirs, &hidden);
    // Nor by the code: whoever writes it on a form of theirs begins a case of their own.
    let device = server.credentials.device(&accused);
    let phone = server.phone_of(device);
    phone.send_many(
        "wellbeing_a1",
        &screening().with("agree/contact_ok", "later"),
        1,
    );
    routed(&server);
    shows_nothing(&theirs, &accused, &secrets[..4]);
    let same = format!("cases where id = '{}' and submissions > 4", hidden[3].1);
    assert_eq!(server.count(&same), 0, "it joined nothing");
    walk.step("the accused agency was asked for all of it, and has nothing");
    walk.print();
}

/// What stands with its own people.
fn held_or_unplaced(home: &Client) -> Vec<Value> {
    let mut all = referrals(home);
    all.retain(|one| one["state"] == "held" || one["state"] == "unplaced");
    all
}
