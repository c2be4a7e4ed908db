//! Asks the running server for pages and for the API's answers, signed in as a caseworker.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{LOOKED_AT, case_id};

/// Requests of each kind.
const REQUESTS: usize = 200;
/// Different cases and referrals that are asked for.
const DIFFERENT: usize = 40;
/// What a queue page may take.
const LIMIT: Duration = Duration::from_millis(30);
/// What a queue page may weigh, in any language.
const HEAVIEST: usize = 60_000;
/// The languages in which it is weighed: the shortest letters, and the longest.
const LANGUAGES: [&str; 2] = ["en", "ar"];

/// Prints one line for each kind of page.
pub fn measure(credentials: &str, label: &str) {
    let said: Value = serde_json::from_slice(&std::fs::read(credentials).unwrap()).unwrap();
    let url = said["url"].as_str().unwrap().to_owned();
    let agency = said["agencies"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["code"] == LOOKED_AT);
    let agency = agency.unwrap()["id"].clone();
    let mut users = said["users"].as_array().unwrap().iter();
    let user = users
        .find(|u| u["role"] == "caseworker" && u["agency"] == agency)
        .unwrap();
    let asking = Asking::signed_in(url, user);

    let received = asking.json("/v1/referrals?limit=200");
    let ids = |all: &Value| -> Vec<String> {
        let all = all.as_array().unwrap().iter();
        all.take(DIFFERENT)
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let received = ids(&received);
    // The first agency's cases are every so many.
    let agencies = said["agencies"].as_array().unwrap().len();
    let cases: Vec<String> = (0..DIFFERENT).map(|n| case_id(n * 7 * agencies)).collect();
    let each = |path: &str, ids: &[String]| -> Vec<String> {
        ids.iter().map(|id| path.replace("{}", id)).collect()
    };
    let one = |path: &str| vec![path.to_owned()];
    println!(
        "{:<34}{:>10}{:>10}{:>10}{:>10}",
        label, "p50 ms", "p99 ms", "KiB", ""
    );
    for (name, paths) in [
        ("page: first page", one("/")),
        ("page: queue", one("/queue")),
        ("page: queue, page 100", one("/queue?page=100")),
        ("page: queue, answered", one("/queue/answered")),
        // What an open page asks when it is told of something: once with nothing new, once with all of the last hour.
        ("page: nothing new", one("/queue/new?after=99999999999999")),
        ("page: what is new", one("/queue/new?after=0")),
        ("page: what was sent", one("/queue/sent")),
        ("page: a referral", each("/referrals/{}", &received)),
        ("API: queues", one("/v1/queues")),
        ("API: 25 received", one("/v1/referrals?limit=25")),
        ("API: 500 received", one("/v1/referrals")),
        ("API: 25 sent", one("/v1/referrals?direction=sent&limit=25")),
        ("API: a referral", each("/v1/referrals/{}", &received)),
        ("API: 25 cases", one("/v1/cases?limit=25")),
        ("API: 25 of one's own", one("/v1/cases?mine=true&limit=25")),
        (
            "API: 25 active cases",
            one("/v1/cases?state=active&limit=25"),
        ),
        ("API: a case", each("/v1/cases/{}", &cases)),
        (
            "API: consents of a case",
            each("/v1/cases/{}/consents", &cases),
        ),
        ("API: consents that wait", one("/v1/consents")),
    ] {
        asking.report(name, &paths);
    }
    for lang in LANGUAGES {
        for path in ["/queue", "/queue?page=2", "/queue?page=100"] {
            let bytes = asking.page_in(lang, path).len();
            println!("{:<34}{bytes:>10} bytes", format!("{path} in {lang}"));
            assert!(bytes < HEAVIEST, "{path} in {lang} weighs {bytes} bytes");
        }
    }
}

struct Asking {
    url: String,
    agent: ureq::Agent,
    token: String,
}

impl Asking {
    fn signed_in(url: String, user: &Value) -> Self {
        // The machine's proxies are for the outside.
        let settings = ureq::Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false);
        let agent: ureq::Agent = settings.build().into();
        let login = serde_json::json!({"email": user["email"], "password": user["password"]});
        let answer = agent
            .post(format!("{url}/v1/sessions"))
            .header("Content-Type", "application/json")
            .send(login.to_string().as_bytes())
            .unwrap();
        let session: Value = serde_json::from_str(&text(answer)).unwrap();
        let token = session["token"].as_str().unwrap().to_owned();
        Self { url, agent, token }
    }

    fn get(&self, path: &str, status: Option<u16>) -> String {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        request = match path.starts_with("/v1/") {
            true => request.header("Authorization", format!("Bearer {}", self.token)),
            false => request.header("Cookie", format!("session={}", self.token)),
        };
        let answer = request.call().unwrap();
        if let Some(status) = status {
            assert_eq!(answer.status().as_u16(), status, "{path}");
        }
        text(answer)
    }

    /// A page in a language, as somebody sees it who chose none.
    fn page_in(&self, lang: &str, path: &str) -> String {
        let request = self.agent.get(format!("{}{path}", self.url));
        let answer = request
            .header("Cookie", format!("session={}", self.token))
            .header("Accept-Language", lang)
            .call();
        let answer = answer.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let page = text(answer);
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{path}");
        page
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path, Some(200))).unwrap()
    }

    fn report(&self, name: &str, paths: &[String]) {
        for path in paths {
            self.get(path, Some(200));
        }
        let mut took = Vec::with_capacity(REQUESTS);
        let mut bytes = 0;
        for n in 0..REQUESTS {
            let start = Instant::now();
            bytes = self.get(&paths[n % paths.len()], Some(200)).len();
            took.push(start.elapsed());
        }
        took.sort();
        let at = |part: usize| took[REQUESTS * part / 100 - usize::from(part == 100)];
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        let over = if at(99) > LIMIT { "over" } else { "" };
        println!(
            "{name:<34}{:>10.1}{:>10.1}{:>10}{over:>10}",
            ms(at(50)),
            ms(at(99)),
            bytes / 1_024
        );
    }
}

fn text(answer: ureq::http::Response<ureq::Body>) -> String {
    let mut body = answer.into_body();
    body.with_config().limit(64 << 20).read_to_string().unwrap()
}
