//! Rows 40 to 55: who a phone is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::phone::inner_all;
use crate::support::{
    Answer, Client, Database, Device, Digest, Multipart, Phone, Server, eventually, on_both,
};

const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A server that believes what the proxy on this machine says of https.
fn behind_a_proxy(on: Database) -> Server {
    Server::demo_with(on, &[("WAYPOST_SERVER_TRUSTED_PROXIES", "127.0.0.1")])
}

fn nobody(server: &Server) -> Client {
    server.nobody().openrosa()
}

fn challenge(answer: &Answer) -> String {
    let value = answer.headers.get("www-authenticate");
    value.expect("a challenge").to_str().unwrap().to_owned()
}

fn digest(server: &Server, device: &Device) -> Digest {
    let asked = nobody(server).get("/formList").expect(401);
    Digest::answering(&challenge(&asked), &device.user, &device.password)
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

on_both!(row_040_041_047_digest_is_asked_for_and_answered);
fn row_040_041_047_digest_is_asked_for_and_answered(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    for asked in [
        nobody(&server).get("/formList"),
        nobody(&server).head("/submission"),
    ] {
        let challenge = challenge(&asked.expect(401));
        assert!(challenge.starts_with("Digest "), "{challenge}");
        for part in ["realm=\"", "nonce=\"", "qop=\"auth\""] {
            assert!(challenge.contains(part), "{challenge}");
        }
    }
    let mut digest = digest(&server, device);
    for target in ["/formList", "/formList?deviceID=collect%3Aabc", "/formList"] {
        let answer = digest.authorization("GET", target);
        nobody(&server)
            .with("Authorization", &answer)
            .get(target)
            .expect(200);
    }
    // Made for another target, another method: not good here.
    let other = digest.authorization("GET", "/formList");
    let with_other = nobody(&server).with("Authorization", &other);
    with_other
        .get("/formList?deviceID=collect%3Aabc")
        .expect(401);
    with_other.head("/formList").expect(401);
    // Answers lead to addresses that the same login opens.
    let answer = digest.authorization("GET", "/formList");
    let list = nobody(&server)
        .with("Authorization", &answer)
        .get("/formList")
        .expect(200)
        .text();
    let url = inner_all(&list, "downloadUrl").remove(0);
    let target = url.strip_prefix(&server.url()).expect("the same host");
    let answer = digest.authorization("GET", target);
    nobody(&server)
        .with("Authorization", &answer)
        .get(&url)
        .expect(200);
}

on_both!(row_042_an_old_nonce_is_renewed_without_asking_anybody);
fn row_042_an_old_nonce_is_renewed_without_asking_anybody(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LIMITS_NONCE_SECONDS", "1")]);
    let device = &server.credentials.devices[0];
    let mut first = digest(&server, device);
    let stale = eventually("the nonce grows old", 10.0, || {
        let value = first.authorization("GET", "/formList");
        let answer = nobody(&server)
            .with("Authorization", &value)
            .get("/formList");
        (answer.status == 401).then_some(answer)
    });
    let again = challenge(&stale);
    assert!(again.contains("stale=true"), "{again}");
    let value =
        Digest::answering(&again, &device.user, &device.password).authorization("GET", "/formList");
    nobody(&server)
        .with("Authorization", &value)
        .get("/formList")
        .expect(200);
}

on_both!(row_043_a_wrong_password_is_asked_for_again);
fn row_043_a_wrong_password_is_asked_for_again(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let asked = nobody(&server).get("/formList").expect(401);
    for _ in 0..5 {
        let value = Digest::answering(&challenge(&asked), &device.user, "wrong")
            .authorization("GET", "/formList");
        let refused = nobody(&server)
            .with("Authorization", &value)
            .get("/formList")
            .expect(401);
        assert!(!challenge(&refused).contains("stale"));
    }
    let value = digest(&server, device).authorization("GET", "/formList");
    nobody(&server)
        .with("Authorization", &value)
        .get("/formList")
        .expect(200);
}

on_both!(row_044_046_over_https_basic_is_taken_too_and_digest_offered_first);
fn row_044_046_over_https_basic_is_taken_too_and_digest_offered_first(on: Database) {
    let server = behind_a_proxy(on);
    let device = &server.credentials.devices[0];
    let https = nobody(&server).with("X-Forwarded-Proto", "https");
    let asked = https.get("/formList").expect(401);
    let offered: Vec<_> = asked
        .headers
        .get_all("www-authenticate")
        .iter()
        .map(|v| v.to_str().unwrap().split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(offered, ["Digest", "Basic"]);
    let right = https
        .clone()
        .with("Authorization", &basic(&device.user, &device.password));
    right.get("/formList").expect(200);
    let wrong = https.with("Authorization", &basic(&device.user, "wrong"));
    wrong.get("/formList").expect(401);
}

on_both!(row_045_over_http_basic_is_neither_offered_nor_taken);
fn row_045_over_http_basic_is_neither_offered_nor_taken(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let asked = nobody(&server).get("/formList").expect(401);
    assert_eq!(asked.headers.get_all("www-authenticate").iter().count(), 1);
    assert!(challenge(&asked).starts_with("Digest "));
    nobody(&server)
        .with("Authorization", &basic(&device.user, &device.password))
        .get("/formList")
        .expect(401);
    // Nor for whoever only says that it is https.
    nobody(&server)
        .with("X-Forwarded-Proto", "https")
        .with("Authorization", &basic(&device.user, &device.password))
        .get("/formList")
        .expect(401);
}

on_both!(row_048_052_a_key_in_the_address_opens_and_stays_in_every_address);
fn row_048_052_a_key_in_the_address_opens_and_stays_in_every_address(on: Database) {
    let server = Server::demo(on);
    let phone = server.phone();
    let list = phone.http.get("/formList").expect(200);
    assert!(list.header("www-authenticate").is_none());
    for name in ["downloadUrl", "manifestUrl"] {
        for url in inner_all(&list.text(), name) {
            assert!(url.starts_with(&format!("{}/", phone.server_url)), "{url}");
        }
    }
}

on_both!(row_049_050_a_key_that_is_unknown_or_cannot_be_one);
fn row_049_050_a_key_that_is_unknown_or_cannot_be_one(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let at = |key: &str| Phone::at(&format!("{}/v1/key/{key}/projects/{project}", server.url()));
    for target in ["/formList", "/submission"] {
        let refused = at(UNKNOWN).http.get(target).expect(403);
        assert!(!refused.message().is_empty());
        assert!(refused.header("www-authenticate").is_none());
    }
    let malformed = at("short").http.get("/formList");
    assert!(
        [401, 404].contains(&malformed.status),
        "{}",
        malformed.status
    );
}

on_both!(row_051_a_key_opens_its_own_project_only);
fn row_051_a_key_opens_its_own_project_only(on: Database) {
    let server = Server::demo(on);
    let mine = &server.credentials.devices[0];
    let own = server.credentials.projects[0].id;
    for project in server.credentials.projects.iter().filter(|p| p.id != own) {
        let crossed = mine.server_url.replace(
            &format!("/projects/{own}"),
            &format!("/projects/{}", project.id),
        );
        for target in ["/formList", "/submission", "/forms/wellbeing_a1.xml"] {
            let answer = Phone::at(&crossed).http.get(target);
            assert!([401, 403].contains(&answer.status), "{}", answer.text());
        }
    }
}

on_both!(row_053_an_address_of_a_user_says_what_may_be_sent_before_it_asks_who);
fn row_053_an_address_of_a_user_says_what_may_be_sent_before_it_asks_who(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let base = format!("/{}", device.user);
    let head = nobody(&server)
        .head(&format!("{base}/submission"))
        .expect(204);
    assert!(head.header("www-authenticate").is_none());
    assert!(head.header("x-openrosa-accept-content-length").is_some());
    // An unknown name is told the same: who exists is nobody's business.
    nobody(&server)
        .head("/nobody-of-ours/submission")
        .expect(204);

    let asked = nobody(&server).get(&format!("{base}/formList")).expect(401);
    let mut digest = Digest::answering(&challenge(&asked), &device.user, &device.password);
    let target = format!("{base}/formList");
    let value = digest.authorization("GET", &target);
    let list = nobody(&server)
        .with("Authorization", &value)
        .get(&target)
        .expect(200);
    assert_eq!(inner_all(&list.text(), "formID").len(), 2);
    // The address of somebody else is not opened by one's own password.
    let other = &server.credentials.devices[1];
    let target = format!("/{}/formList", other.user);
    let value = digest.authorization("GET", &target);
    nobody(&server)
        .with("Authorization", &value)
        .get(&target)
        .expect(403);
}

on_both!(row_054_a_post_without_anything_is_asked_who_sends);
fn row_054_a_post_without_anything_is_asked_who_sends(on: Database) {
    let server = Server::demo(on);
    for target in ["/submission", "/someone/submission"] {
        let asked = nobody(&server).post_empty(target).expect(401);
        assert!(challenge(&asked).starts_with("Digest "));
        let asked = nobody(&server)
            .post_multipart(target, &Multipart::new().xml("<data id=\"site_a0\"/>"))
            .expect(401);
        assert!(challenge(&asked).starts_with("Digest "));
    }
}

on_both!(row_055_a_form_that_the_phone_may_not_use_is_403);
fn row_055_a_form_that_the_phone_may_not_use_is_403(on: Database) {
    let open = super::Open::new(on);
    let secret = crate::support::general_form("secret", "1", &[]);
    open.server.publish(open.project, &secret);
    let form = crate::support::FormOnPhone::read(&secret);
    let refused = open
        .phone
        .post(&Multipart::new().xml(&form.fill("uuid:1", &Default::default())))
        .expect(403);
    assert!(!refused.message().is_empty());
    assert_eq!(open.server.count("submissions"), 0);
}

on_both!(a_revoked_phone_gets_nothing_and_sends_nothing);
fn a_revoked_phone_gets_nothing_and_sends_nothing(on: Database) {
    let server = Server::demo(on);
    let (admin, project) = (server.admin(), server.credentials.projects[0].id);
    let users = format!("/v1/projects/{project}/app-users");
    let made = admin
        .post(&users, &serde_json::json!({"displayName": "Field phone"}))
        .expect(200)
        .json();
    let token = made["token"].as_str().unwrap().to_owned();
    let phone = Phone::at(&format!(
        "{}/v1/key/{token}/projects/{project}",
        server.url()
    ));
    assert!(
        phone.forms().is_empty(),
        "a new phone has no form until it is assigned one"
    );
    let assigned = format!(
        "/v1/projects/{project}/forms/wellbeing_a1/assignments/app-user/{}",
        made["id"]
    );
    admin.post_empty(&assigned).expect(200);
    let form = phone.form("wellbeing_a1");
    phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(201);

    admin.delete(&format!("/v1/sessions/{token}")).expect(200);
    phone.http.get("/formList").expect(403);
    phone
        .send(&phone.seal(&form, &Default::default()))
        .expect(403);
    let listed = admin.get(&users).expect(200).list();
    let entry = listed.iter().find(|u| u["id"] == made["id"]).unwrap();
    assert!(entry["token"].is_null(), "{entry}");
}

on_both!(a_person_s_token_is_no_phone_and_a_phone_s_no_person);
fn a_person_s_token_is_no_phone_and_a_phone_s_no_person(on: Database) {
    let server = Server::demo(on);
    let url = &server.credentials.devices[0].server_url;
    let token = url.split("/key/").nth(1).unwrap();
    let phone = server.nobody().bearer(token.split('/').next().unwrap());
    for path in ["/v1/users", "/v1/referrals", "/v1/agencies"] {
        let answer = phone.get(path);
        assert!(
            [401, 403, 404].contains(&answer.status),
            "{path}: {}",
            answer.status
        );
    }
}

on_both!(who_guesses_is_slowed_down_and_the_camp_around_is_not);
fn who_guesses_is_slowed_down_and_the_camp_around_is_not(on: Database) {
    let server = Server::demo(on);
    let project = server.credentials.projects[0].id;
    let guess = |n: usize| {
        let key = format!("{n:064}");
        let url = format!("{}/v1/key/{key}/projects/{project}", server.url());
        Phone::at(&url).http.get("/formList").status
    };
    let slowed = (0..400).find(|n| guess(*n) == 429);
    assert!(slowed.is_some_and(|n| n >= 5), "{slowed:?}");
    // The same address, a right key and a right password: nothing of that is theirs.
    assert_eq!(server.phone().forms().len(), 2);
    let device = &server.credentials.devices[1];
    let value = digest(&server, device).authorization("GET", "/formList");
    nobody(&server)
        .with("Authorization", &value)
        .get("/formList")
        .expect(200);
}

on_both!(an_answer_to_a_challenge_is_good_for_its_request_only);
fn an_answer_to_a_challenge_is_good_for_its_request_only(on: Database) {
    let server = Server::demo(on);
    let device = &server.credentials.devices[0];
    let value = digest(&server, device).authorization("HEAD", "/submission");
    // Replayed as it was it tells nothing new; for anything else it is worth nothing.
    for _ in 0..2 {
        nobody(&server)
            .with("Authorization", &value)
            .head("/submission")
            .expect(204);
    }
    let replayed = nobody(&server).with("Authorization", &value);
    replayed.get("/formList").expect(401);
    replayed.post_empty("/submission").expect(401);
}
