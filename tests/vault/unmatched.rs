//! What named another agency's case waits until somebody decides, and nothing of it is lost meanwhile.

use serde_json::{Value, json};
use waypost::store::cases::{self, Basis, Joining};

use crate::support::credentials::Agency;
use crate::support::database::word;
use crate::support::form::urgent_adult;
use crate::support::story::{held, lock, received, routed, services, unlock};
use crate::support::{Answers, Client, Database, Phone, Server, eventually, on_both};

const CODE: &str = "KHR5B62ZKf";
const DAY: i64 = 86_400_000;

fn calm_screening() -> Answers {
    urgent_adult()
        .with("urg/medical", "no")
        .with("urg/danger", "no")
        .with("res/urgent", "no")
        .with("end/case_code", CODE)
}

fn danger() -> Answers {
    Answers::of(&[
        ("gate/safe_now", "yes"),
        ("gate/case_code", CODE),
        ("r/risk_level", "extreme"),
    ])
}

fn phone_of(server: &Server, agency: &Agency) -> Phone {
    let mut devices = server.credentials.devices.iter();
    server.phone_of(devices.rfind(|d| d.agency == agency.id).unwrap())
}

/// The agency that takes protection cases.
fn cedar(server: &Server) -> Agency {
    server.credentials.agency("CEDAR").clone()
}

fn owners_supervisor(server: &Server) -> Client {
    server.person("supervisor", server.credentials.collecting())
}

/// Where the only case of the owner says what named it.
fn namings(person: &Client) -> String {
    let all = person.get("/v1/cases").expect(200).list();
    assert_eq!(all.len(), 1, "{all:?}");
    format!("/v1/cases/{}/unmatched", all[0]["id"].as_str().unwrap())
}

fn ids(all: &[Value]) -> Vec<String> {
    let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
    all.iter().map(id).collect()
}

fn standing(server: &Server, state: &str) -> i64 {
    server.count(&format!("unmatched where state = '{state}'"))
}

fn joined(server: &Server, count: i64) {
    eventually("it joined", 60.0, || {
        (standing(server, "joined") == count).then_some(())
    });
}

/// The case's screening, and a screening of another agency that names it.
fn named_by(server: &Server, other: &Agency) {
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(server);
    let urgent = calm_screening()
        .with("urg/danger", "now")
        .with("res/urgent", "yes");
    phone_of(server, other).send_many("wellbeing_a1", &urgent, 1);
    routed(server);
    assert_eq!(standing(server, "waiting"), 1);
}

/// The waiting submission's address at its sender.
fn at_its_sender(server: &Server) -> String {
    let instance = word(
        server,
        "select s.instance_id as word from submissions s join unmatched u on u.submission_id = s.id",
    );
    let project = word(
        server,
        "select cast(s.project_id as text) as word from submissions s join unmatched u on u.submission_id = s.id",
    );
    format!("/v1/projects/{project}/forms/wellbeing_a1/submissions/{instance}")
}

on_both!(what_waits_is_kept_as_the_phone_sent_it_for_as_long_as_it_waits);
fn what_waits_is_kept_as_the_phone_sent_it_for_as_long_as_it_waits(on: Database) {
    let mut server = Server::demo(on);
    let other = cedar(&server);
    named_by(&server, &other);
    server.execute(&format!(
        "update submissions set opened_at = opened_at - {}",
        31 * DAY
    ));
    server.restart();
    eventually("the case's own original is gone", 30.0, || {
        (server.count("submissions where envelope is null") == 1).then_some(())
    });
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    assert_eq!(standing(&server, "waiting"), 1);

    let supervisor = owners_supervisor(&server);
    let path = namings(&supervisor);
    let id = ids(&supervisor.get(&path).expect(200).list()).remove(0);
    let accept = format!("{path}/{id}/accept");
    supervisor.post(&accept, &json!({})).expect(200);
    joined(&server, 1);
    assert_eq!(server.count("cases where submissions = 2"), 1);

    // What people order is done, and waits for nobody any more.
    let phone = phone_of(&server, &other);
    phone.send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    server.execute("delete from unmatched where state = 'joined'");
    let erase = format!("{}/retention/erase", at_its_sender(&server));
    let reason = json!({ "reason": "the person asked for it" });
    for role in ["supervisor", "data_manager"] {
        let person = server.person(role, &other);
        person.post(&erase, &reason).expect(200);
    }
    eventually("it is erased", 30.0, || {
        (standing(&server, "erased") == 1).then_some(())
    });
    let id = ids(&supervisor.get(&path).expect(200).list()).remove(0);
    let accept = format!("{path}/{id}/accept");
    supervisor.post(&accept, &json!({})).expect_problem(409.92);
}

on_both!(nothing_is_lost_of_what_is_taken_in_while_it_cannot_be_opened);
fn nothing_is_lost_of_what_is_taken_in_while_it_cannot_be_opened(on: Database) {
    let server = Server::demo(on);
    let other = server.credentials.under_passphrase().clone();
    let holder = server.focal_point(&other);
    unlock(&holder, &other);
    named_by(&server, &other);
    let theirs = server.person("supervisor", &other);
    let at = at_its_sender(&server);
    let before = theirs.get(&at).expect(200).text();
    theirs.get(&format!("{at}.xml")).expect(200);
    lock(&holder, &other);

    let supervisor = owners_supervisor(&server);
    let path = namings(&supervisor);
    let id = ids(&supervisor.get(&path).expect(200).list()).remove(0);
    let decide = |word: &str| supervisor.post(&format!("{path}/{id}/{word}"), &json!({}));
    decide("accept").expect(200);
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert_eq!(standing(&server, "accepted"), 1);
    assert_eq!(server.count("submissions where state = 'sealed'"), 2);
    assert_eq!(server.count("records where kind = 'answers'"), 2);
    // The sender is told nothing of it, and another decision is possible.
    assert_eq!(theirs.get(&at).expect(200).text(), before);
    decide("dismiss").expect(200);
    unlock(&holder, &other);
    theirs.get(&format!("{at}.xml")).expect(200);
    assert_eq!(server.count("cases where submissions = 2"), 0);

    // What was dismissed can be taken in after all; what was locked meanwhile goes on by itself.
    lock(&holder, &other);
    decide("accept").expect(200);
    std::thread::sleep(std::time::Duration::from_secs(3));
    unlock(&holder, &other);
    joined(&server, 1);
    assert_eq!(server.count("records where kind = 'answers'"), 2);
    assert_eq!(server.count("cases where submissions = 2"), 1);
    theirs.get(&format!("{at}.xml")).expect(200);
    assert_eq!(
        theirs.get(&at).expect(200).json()["openedAt"],
        serde_json::from_str::<Value>(&before).unwrap()["openedAt"]
    );
    decide("dismiss").expect_problem(409.92);
}

on_both!(a_supervisor_hears_of_each_that_waits_until_none_does);
fn a_supervisor_hears_of_each_that_waits_until_none_does(on: Database) {
    let server = Server::demo(on);
    let other = cedar(&server);
    let owner = server.credentials.collecting().clone();
    named_by(&server, &other);
    let supervisor = owners_supervisor(&server);
    let path = namings(&supervisor);
    let told = || {
        let alerts = format!("/v1/agencies/{}/alerts", owner.id);
        let all = supervisor.get(&alerts).expect(200).list();
        let open = |one: &&Value| one["kind"] == "unmatched" && one["endedAt"].is_null();
        let waiting: Vec<i64> = all
            .iter()
            .filter(open)
            .filter_map(|one| one["waiting"].as_i64())
            .collect();
        waiting
    };
    let count_is = |expected: &[i64]| {
        eventually("the alert follows what waits", 60.0, || {
            (told() == expected).then_some(())
        });
    };
    count_is(&[1]);
    let notices = || server.count("notices where kind = 'unmatched'");
    assert_eq!(notices(), 1);
    phone_of(&server, &other).send_many("wellbeing_a5", &danger(), 1);
    routed(&server);
    count_is(&[2]);
    assert_eq!(notices(), 2, "of a second danger people are told, too");

    let page = |offset: u32| {
        let page = format!("{path}?limit=1&offset={offset}");
        supervisor.get(&page).expect(200).list()
    };
    let newest = page(0).remove(0);
    assert_eq!(newest["xmlFormId"], "wellbeing_a5");
    let id = newest["id"].as_str().unwrap().to_owned();
    let decide = |word: &str| supervisor.post(&format!("{path}/{id}/{word}"), &json!({}));
    decide("dismiss").expect(200);
    assert_eq!(page(0)[0]["state"], "waiting", "what waits comes first");
    assert_eq!(page(1)[0]["state"], "dismissed");
    assert_eq!(page(2).len(), 0);
    count_is(&[1]);

    decide("accept").expect(200);
    joined(&server, 1);
    assert_eq!(
        services(&held(&server.focal_point(&owner))),
        ["protection_cm U0"]
    );
    let rest = ids(&page(0)).remove(0);
    supervisor
        .post(&format!("{path}/{rest}/dismiss"), &json!({}))
        .expect(200);
    count_is(&[]);
}

on_both!(a_case_of_before_codes_were_names_is_found_whoever_names_it);
fn a_case_of_before_codes_were_names_is_found_whoever_names_it(on: Database) {
    let mut server = Server::demo(on);
    server
        .phone()
        .send_many("wellbeing_a1", &calm_screening(), 1);
    routed(&server);
    server.execute("delete from case_names");
    server.restart();
    phone_of(&server, &cedar(&server)).send_many("wellbeing_a5", &danger(), 1);
    routed(&server);
    assert_eq!(server.count("cases"), 1);
    assert_eq!(standing(&server, "waiting"), 1);
    assert_eq!(
        server.count("case_names join cases on cases.id = case_names.case_id"),
        1
    );
    let owner = server.credentials.collecting().clone();
    phone_of(&server, &owner).send_many("wellbeing_a5", &danger(), 1);
    routed(&server);
    assert_eq!(server.count("cases where submissions = 2"), 1);
}

on_both!(what_is_said_of_a_submission_does_not_tell_whose_case_its_code_is);
fn what_is_said_of_a_submission_does_not_tell_whose_case_its_code_is(on: Database) {
    let server = Server::demo(on);
    let other = cedar(&server);
    named_by(&server, &other);
    let theirs = server.person("supervisor", &other);
    let waiting = at_its_sender(&server);
    let nobodys = phone_of(&server, &other).send_many(
        "wellbeing_a1",
        &calm_screening().with("end/case_code", "KBBBBBBBBd"),
        2,
    );
    routed(&server);
    let said = |at: &str| theirs.get(at).expect(200);
    let case = |at: &str| {
        let id = said(at).json()["case"].as_str().unwrap().to_owned();
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
        id
    };
    let forms = &waiting[..waiting.rfind('/').unwrap()];
    let own: Vec<String> = nobodys
        .iter()
        .map(|instance| format!("{forms}/{instance}"))
        .collect();
    // The first began a case, the second stands alone beside it, the third waits at another agency.
    assert_eq!(case(&own[0]), case(&own[1]));
    assert_ne!(case(&waiting), case(&own[0]));
    let keys = |at: &str| {
        let one = said(at).json();
        let nulls: Vec<String> = one
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| format!("{key} {}", value.is_null()))
            .collect();
        nulls
    };
    assert_eq!(keys(&waiting), keys(&own[0]));

    let before = said(&waiting).text();
    let supervisor = owners_supervisor(&server);
    let path = namings(&supervisor);
    let id = ids(&supervisor.get(&path).expect(200).list()).remove(0);
    let accept = format!("{path}/{id}/accept");
    supervisor.post(&accept, &json!({})).expect(200);
    joined(&server, 1);
    assert_eq!(said(&waiting).text(), before);
    assert!(!path.contains(&case(&waiting)));
    let hidden = format!("/v1/cases/{}", case(&waiting));
    theirs.get(&hidden).expect_problem(404.1);
}

on_both!(what_let_somebody_in_is_looked_at_again_where_it_is_written);
fn what_let_somebody_in_is_looked_at_again_where_it_is_written(on: Database) {
    let server = Server::demo(on);
    let other = cedar(&server);
    named_by(&server, &other);
    let focal_point = server.focal_point(&other);
    let referral = received(&focal_point)[0]["id"].as_str().unwrap().to_owned();
    let submission = word(&server, "select submission_id as word from unmatched");
    let case = word(&server, "select id as word from cases");
    let store = server.store();
    let joins = |basis: &Basis| {
        let (basis, submission, case) = (basis.clone(), submission.clone(), case.clone());
        let late = store.write_now("join", move |conn| {
            let row = cases::by_ids(conn, &[&case])?.remove(0);
            let joining = Joining {
                known: row.submissions,
                row: cases::CaseRow {
                    submissions: row.submissions + 1,
                    ..row
                },
                submission: submission.clone(),
                name: None,
                basis: basis.clone(),
            };
            cases::join(conn, &[&joining])
        });
        late.unwrap().is_empty()
    };
    let by_referral = Basis::Referral {
        id: referral.clone(),
        to: other.id.clone(),
    };
    assert!(!joins(&by_referral), "nobody accepted it");
    assert!(!joins(&Basis::TakenIn), "nobody took it in");
    focal_point
        .post(&format!("/v1/referrals/{referral}/accept"), &json!({}))
        .expect(200);
    assert!(joins(&by_referral));
    let for_another = Basis::Referral {
        id: referral.clone(),
        to: server.credentials.collecting().id.clone(),
    };
    assert!(!joins(&for_another));
    server.execute("update referrals set state = 'recalled'");
    assert!(!joins(&by_referral), "it was taken back meanwhile");
    assert_eq!(server.count("cases where submissions = 2"), 1);
}
