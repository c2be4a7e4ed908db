//! One request to one route: its parameters filled in, with a body that is well-formed and changes as little as it can.

use serde_json::{Value, json};
use waypost::web::routes::{Face, Known};

use super::things::{Things, answers, between, proposal};
use crate::support::credentials::User;
use crate::support::form::instance_id;
use crate::support::story::percent;
use crate::support::{Answer, Digest, Multipart, Server};

/// What is wrong with a form that did not come from a page of ours.
#[derive(Clone, Copy, Debug)]
pub enum Forgery<'a> {
    /// Its hidden field is not there.
    NoToken,
    /// Its hidden field holds the one of another session.
    Token(&'a str),
    /// The browser says that another site's page sent it; all else is right.
    Elsewhere,
}

/// Somebody who asks.
pub enum Voice {
    /// With a session; their own number, and how they sign in.
    Person {
        user: User,
        id: i64,
        token: String,
        csrf: String,
    },
    /// With a key in the path, and user name and password for plain addresses.
    Phone {
        key: String,
        user: String,
        password: String,
    },
    /// With nothing.
    Nobody,
}

impl Voice {
    /// A person with a new session.
    pub fn of(server: &Server, user: &User) -> Self {
        let said = json!({"email": user.email, "password": user.password});
        let session = server.nobody().post("/v1/sessions", &said).expect(200);
        let session = session.json();
        let token = session["token"].as_str().unwrap().to_owned();
        let me = server.nobody().bearer(&token);
        let me = me.get("/v1/users/current").expect(200).json();
        Self::Person {
            user: user.clone(),
            id: me["id"].as_i64().unwrap(),
            csrf: session["csrf"].as_str().unwrap().to_owned(),
            token,
        }
    }

    /// Asks a route about these things.
    pub fn ask(&self, server: &Server, known: &Known, things: &Things) -> Answer {
        let path = self.filled(known, things);
        let method = match known.method.as_str() {
            "ANY" => "GET",
            method => method,
        };
        match known.face {
            Face::Pages => self.browse(server, known, method, things, None),
            Face::OpenRosa => self.send(server, known, method, &path, things),
            _ => {
                let client = match self {
                    Self::Person { token, .. } => server.nobody().bearer(token),
                    _ => server.nobody(),
                };
                let (kind, body) = self.body(known, things);
                match (method, body.is_empty()) {
                    ("GET" | "DELETE", _) => {
                        client.send(method, &path, None, ureq::SendBody::none())
                    }
                    (_, true) => client.send(method, &path, None, &[][..]),
                    _ => client.send(method, &path, Some(kind), &body[..]),
                }
            }
        }
    }

    /// Posts a page's form that a page of ours did not send.
    pub fn forge(
        &self,
        server: &Server,
        known: &Known,
        things: &Things,
        forgery: Forgery<'_>,
    ) -> Answer {
        assert_eq!(known.face, Face::Pages, "{}", known.path);
        self.browse(server, known, &known.method, things, Some(forgery))
    }

    /// The session's token for forms; none of whoever is not a person.
    pub fn csrf(&self) -> Option<&str> {
        match self {
            Self::Person { csrf, .. } => Some(csrf),
            _ => None,
        }
    }

    fn filled(&self, known: &Known, things: &Things) -> String {
        let mut path = String::new();
        let mut rest = known.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let name = &after[..closing(after)];
            path += before;
            path += &self.thing(known, name, before, things);
            rest = &after[name.len() + 1..];
        }
        path += rest;
        // It would go on speaking for minutes.
        if ["/v1/events", "/events"].contains(&known.path.as_str()) {
            path += "?seconds=1";
        }
        match self {
            Self::Phone { key, .. } => match path.strip_prefix("/v1/") {
                Some(rest) if !rest.starts_with("test/") => format!("/v1/key/{key}/{rest}"),
                _ => path,
            },
            _ => path,
        }
    }

    /// What stands for a parameter, by the route and what comes before it.
    fn thing(&self, known: &Known, name: &str, before: &str, things: &Things) -> String {
        let of = |name: &str| things.get(name).to_owned();
        let path = known.path.as_str();
        match name {
            "user" if path.ends_with("/password") => match self {
                Self::Person { id, .. } => id.to_string(),
                _ => "1".to_owned(),
            },
            "user" if path.starts_with("/{user}") => match self {
                Self::Phone { user, .. } => user.clone(),
                _ => of("username"),
            },
            "user" if path.contains("/app-users/") => of("actor"),
            "token" if path.starts_with("/v1/sessions") => match self {
                Self::Person { token, .. } => token.clone(),
                _ => "A".repeat(64),
            },
            "token" => of("link"),
            "key" => of("agency key"),
            "id" if path.contains("datasets-waiting") => {
                of("waiting").split(' ').next().unwrap_or("x").to_owned()
            }
            "name" if path.starts_with("/assets") => of("asset"),
            "name" if path.starts_with("/v1/cases/") => "submission.xml".to_owned(),
            "name" if path.contains("/submissions/") => of("photo"),
            "submission" | "rendition" | "ordinal" if known.face == Face::Agency => "x".to_owned(),
            "id" if path.starts_with("/v1/cases/") => of(match path {
                path if path.contains("/unmatched/") => "naming",
                _ => "screening",
            }),
            "id" if path.starts_with("/v1/break-glass/") => of("look"),
            "sid" => of(match path {
                path if path.contains("/unmatched/") => "naming",
                _ => "screening",
            }),
            "id" => of(match before {
                before if before.ends_with("/cases/") => "case",
                before if before.ends_with("/approvals/") => "approval",
                before if before.ends_with("/looks/") => "look",
                before if before.ends_with("/recoveries/") => "recovery",
                before if before.ends_with("/account/sessions/") => "look",
                before if before.ends_with("/account/passkeys/") => "look",
                before if before.ends_with("/projects/") => "project",
                before if before.ends_with("/submissions/") => "submission",
                before if before.ends_with("/referrals/") => referral(path),
                before if before.ends_with("/stops/") => "stop",
                before if before.ends_with("/keys/") => "agency key",
                before if before.ends_with("/people/") => "user",
                before if before.ends_with("/agencies/") => "agency",
                before if before.ends_with("/certificates/") => "certificate",
                other => panic!("what is {{id}} after {other}?"),
            }),
            name if name.starts_with("what:") => "formList".to_owned(),
            "referral" => of(referral(path)),
            "transfer" if path.ends_with("/accept") || path.ends_with("/decline") => of("offer"),
            name => of(name),
        }
    }

    fn browse(
        &self,
        server: &Server,
        known: &Known,
        method: &str,
        things: &Things,
        forgery: Option<Forgery<'_>>,
    ) -> Answer {
        const ENTRY: &str = "0123456789abcdef0123456789abcdef";
        let path = &self.filled(known, things);
        let (mut client, csrf) = match self {
            Self::Person { token, csrf, .. } => {
                let cookie = format!("session={token}; entry={ENTRY}");
                (server.nobody().with("Cookie", &cookie), csrf.as_str())
            }
            _ => (
                server.nobody().with("Cookie", &format!("entry={ENTRY}")),
                ENTRY,
            ),
        };
        if method == "GET" {
            return client.get(path);
        }
        let entry = path.starts_with("/sign-in") || path.starts_with("/welcome");
        let csrf = match forgery {
            Some(Forgery::NoToken) => None,
            Some(Forgery::Token(another)) => Some(another),
            _ if entry => Some(ENTRY),
            _ => Some(csrf),
        };
        if matches!(forgery, Some(Forgery::Elsewhere)) {
            client = client.with("Sec-Fetch-Site", "cross-site");
        }
        if known.path.ends_with("/draft/files") {
            let mut body = Multipart::new();
            if let Some(csrf) = csrf {
                body = body.part("csrf", None, None, csrf.as_bytes());
            }
            let body = body
                .part("name", None, None, things.get("name").as_bytes())
                .part("file", Some("a.csv"), Some("text/csv"), b"name,label\n");
            return client.post_multipart(path, &body);
        }
        if known.path == "/projects/{id}/forms" || path.ends_with("/draft") {
            let form = crate::support::general_form("paged", "1", &[]);
            let mut body = Multipart::new();
            if let Some(csrf) = csrf {
                body = body.part("csrf", None, None, csrf.as_bytes());
            }
            let body = body.part("xml", None, None, form.as_bytes());
            return client.post_multipart(path, &body);
        }
        if path == "/pathway" {
            let mut body = Multipart::new();
            if let Some(csrf) = csrf {
                body = body.part("csrf", None, None, csrf.as_bytes());
            }
            let word = uuid::Uuid::new_v4().simple().to_string();
            let body = body
                .part("label", None, None, &word.as_bytes()[..12])
                .part("starts", None, None, b"2030-01-01")
                .part("from", None, None, b"shipped-1");
            return client.post_multipart(path, &body);
        }
        let mut fields = self.fields(known, things);
        if let Some(csrf) = csrf {
            fields.insert(0, ("csrf", csrf.to_owned()));
        }
        let fields = fields.iter().map(|(k, v)| format!("{k}={}", percent(v)));
        let body = fields.collect::<Vec<_>>().join("&");
        let kind = Some("application/x-www-form-urlencoded");
        client.send("POST", path, kind, body.as_bytes())
    }

    fn fields(&self, known: &Known, things: &Things) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        match known.path.as_str() {
            "/sign-in" => vec![
                ("email", things.get("email").to_owned()),
                ("password", things.get("its password").to_owned()),
            ],
            path if path.starts_with("/welcome") => {
                vec![("password", text("a")), ("password_again", text("b"))]
            }
            path if path.ends_with("/submissions/review") => vec![
                ("state", text("hasIssues")),
                ("seen", things.get("submission").to_owned()),
            ],
            "/submissions/{id}/review" => vec![("state", text("approved"))],
            // Nothing is set: what others are asked about stays as it is.
            "/submissions/{id}/edit" => vec![("part", text("1")), ("go", text("stay"))],
            "/submissions/{id}/correct" => vec![("reason", text("slip"))],
            path if path.ends_with("/comments") => vec![("body", text("for a test"))],
            path if path.ends_with("/decline") => vec![("reason", text("no_capacity"))],
            "/account/preferences" => vec![
                ("digits", text("latn")),
                ("theme", text("light")),
                ("utc_offset", text("60")),
            ],
            "/language" => vec![("lang", text("en")), ("next", text("/"))],
            "/account/second-factor/begin" => vec![("password", text(self.password()))],
            // The two differ: what a person sees is the form again.
            "/account/password" => vec![
                ("current", text(self.password())),
                ("password", text("a")),
                ("password_again", text("b")),
            ],
            path if path.ends_with("/reveal") => {
                vec![("field", text("how")), ("purpose", text("first_contact"))]
            }
            "/projects" => vec![("name", text("Made by the walk"))],
            path if path.ends_with("/state") => vec![("state", text("open"))],
            path if path.ends_with("/phones") => vec![("name", text("Made by the walk"))],
            // What the phone may have stays as it is: every form.
            path if path.ends_with("/phones/{actor}/forms") => vec![("every", text("yes"))],
            path if path.ends_with("/access") => vec![
                ("phone", things.get("actor").to_owned()),
                ("every", things.get("actor").to_owned()),
            ],
            path if path.ends_with("/draft/files/remove") => {
                vec![("name", things.get("name").to_owned())]
            }
            "/stops" => vec![
                ("what", format!("device:{}", things.get("spare"))),
                ("reason", text("for a test")),
            ],
            // Too short a passphrase: what a permitted person sees is the form again.
            "/keys/new" => vec![
                ("custody", text("passphrase")),
                ("passphrase", text("a")),
                ("passphrase_again", text("a")),
            ],
            path if path.ends_with("/confirm") => vec![("compared", text("yes"))],
            "/search" => {
                let known = things.is("case code");
                vec![(
                    "code",
                    text(if known { things.get("case code") } else { "K" }),
                )]
            }
            path if path.ends_with("/assign") => {
                vec![("caseworker", text(things.get("caseworker")))]
            }
            path if path.ends_with("/step") => vec![("step", text("plan"))],
            path if path.ends_with("/plan") => vec![("note", text("for a test"))],
            path if path.ends_with("/close") => {
                vec![
                    ("reason", text("person_asks")),
                    ("note", text("for a test")),
                ]
            }
            path if path.ends_with("/consents/new") => vec![
                ("basis", text("vital_interest")),
                ("service", text("medical")),
                ("data", text("health_part")),
                ("reason", text("life_in_danger")),
            ],
            path if path.ends_with("/consents/withdraw") => vec![
                ("recipient", text("everybody")),
                ("reason", text("person_asked")),
            ],
            path if path.ends_with("/review") => vec![("justified", text("yes"))],
            path if path.ends_with("{id}/transfer") => {
                vec![("to", text("NOBODY")), ("note", text("for a test"))]
            }
            path if path.ends_with("/directory/{service}") => vec![("capacity", text("open"))],
            path if path.ends_with("/hours") => vec![("hours", text("always"))],
            path if path.ends_with("/machines") => vec![("url", text("https://192.0.2.1/told"))],
            path if path.ends_with("/hold") => vec![
                ("reason", text("for a test")),
                ("until", text("2030-01-31")),
            ],
            "/sites" => vec![("area", text("SS0101")), ("reason", text("for a test"))],
            "/cases/{id}/submissions/{sid}" => vec![("purpose", text("correction"))],
            "/people" => vec![
                ("name", text("Walker")),
                ("email", fresh_email()),
                ("role", text(self.invites())),
            ],
            "/agencies" => vec![("code", text("!")), ("name", text("Made by the walk"))],
            path if path.ends_with("/services") => vec![("service", text("medical"))],
            path if path.ends_with("/first") => {
                vec![("name", text("First")), ("email", fresh_email())]
            }
            _ => vec![("reason", text("for a test"))],
        }
    }

    /// What this person signs in with; nobody's where there is no person.
    fn password(&self) -> &str {
        match self {
            Self::Person { user, .. } => &user.password,
            _ => "a",
        }
    }

    /// A role that this person could invite to, if any.
    fn invites(&self) -> &'static str {
        match self {
            Self::Person { user, .. } if user.agency.is_none() => "auditor",
            _ => "caseworker",
        }
    }

    fn send(
        &self,
        server: &Server,
        known: &Known,
        method: &str,
        path: &str,
        things: &Things,
    ) -> Answer {
        let mut client = server.nobody().openrosa();
        let path = match () {
            () if path.starts_with("/v1/test/") => path.replacen(
                "/v1/test/",
                &format!("/v1/test/{}/", things.get("draft")),
                1,
            ),
            () if path.ends_with("submissionList") => {
                format!("{path}?formId={}", things.get("form"))
            }
            () if path.ends_with("downloadSubmission") => {
                let (form, instance) = (things.get("form"), things.get("instance"));
                format!("{path}?formId={form}%5B@version=null%5D/data%5B@key={instance}%5D")
            }
            () if path.ends_with("view/file") => {
                let (form, instance) = (things.get("form"), things.get("instance"));
                format!(
                    "{path}?formId={form}&instance={instance}&name={}",
                    things.get("photo")
                )
            }
            () => path.to_owned(),
        };
        match self {
            Self::Person { token, .. } => client = client.bearer(token),
            Self::Phone { user, password, .. } if !path.starts_with("/v1/") => {
                let challenge = server.nobody().openrosa().get("/formList");
                let mut digest = Digest::answering(
                    challenge.header("www-authenticate").unwrap(),
                    user,
                    password,
                );
                client = client.with("Authorization", &digest.authorization(method, &path));
            }
            _ => {}
        }
        if method == "POST" && known.path.ends_with("/submission") {
            let version = match path.contains("/draft/") {
                true => "1",
                false => things.get("phone version"),
            };
            let xml = answers(version, &instance_id());
            return client.post_multipart(&path, &Multipart::new().xml(&xml));
        }
        match method {
            "POST" => client.send(method, &path, None, &[][..]),
            _ => client.send(method, &path, None, ureq::SendBody::none()),
        }
    }

    fn body(&self, known: &Known, things: &Things) -> (&'static str, Vec<u8>) {
        let json = |value: Value| ("application/json", value.to_string().into_bytes());
        let xml = |text: String| ("application/xml", text.into_bytes());
        let path = known.path.as_str();
        match (known.method.as_str(), path) {
            ("POST", "/v1/sessions") => {
                json(json!({"email": things.get("email"), "password": things.get("its password")}))
            }
            ("POST", "/v1/users/{user}/recover") => json(json!({"reason": "other"})),
            ("POST", "/v1/users") => {
                let agency = things.is("agency").then(|| things.get("agency"));
                let role = if agency.is_some() {
                    "caseworker"
                } else {
                    "auditor"
                };
                json(json!({"email": fresh_email(), "role": role, "agency": agency}))
            }
            ("PUT", path) if path.ends_with("/providers/{service}") => {
                json(json!({"capacity": "open"}))
            }
            ("PUT", path) if path.ends_with("/submissions/{instance}") => {
                xml(answers(things.get("phone version"), &instance_id()))
            }
            ("PUT", path) if path.ends_with("/notices") => json(json!({"mail": true})),
            ("PUT", path) if path.ends_with("/hours") => json(json!({"hours": "always"})),
            ("PUT", _) => match self {
                Self::Person { user, .. } => json(json!({"old": user.password, "new": "weak"})),
                _ => json(json!({"old": "a", "new": "weak"})),
            },
            ("POST", "/v1/agencies") => json(json!({"code": "!", "name": "Made by the walk"})),
            ("PATCH", "/v1/agencies/{agency}") => json(json!({"services": ["medical"]})),
            ("POST", path) if path.ends_with("/focal-point") => {
                json(json!({"email": fresh_email()}))
            }
            ("POST", path) if path.ends_with("/keys") => {
                json(json!({"custody": "passphrase", "passphrase": "a"}))
            }
            ("POST", path) if path.ends_with("/webhooks") => {
                json(json!({"url": "https://192.0.2.1/told"}))
            }
            ("POST", "/v1/stops") => json(
                json!({"scope": "device", "subject": things.get("spare"), "reason": "for a test"}),
            ),
            ("POST", "/v1/projects") => json(json!({"name": "Made by the walk"})),
            ("PATCH", path) if path.ends_with("{project}") => {
                json(json!({"description": "walked"}))
            }
            ("PATCH", path) if path.ends_with("{form}") => json(json!({"state": "open"})),
            ("PATCH", path) if path.ends_with("{list}") => json(json!({"approvalRequired": true})),
            ("PATCH", path) if path.ends_with("{instance}") => {
                json(json!({"reviewState": "approved"}))
            }
            ("PATCH", _) => json(json!({"area": "SS0101"})),
            ("POST", path) if path.ends_with("/second-factor") => {
                json(json!({"password": self.password()}))
            }
            ("POST", path) if path.ends_with("{user}/settings-code") => {
                json(json!({"password": things.get("password")}))
            }
            ("POST", path) if path.ends_with("/app-users") => {
                json(json!({"displayName": "Made by the walk"}))
            }
            ("POST", path) if path.ends_with("/forms") => {
                let id = format!("f{}", uuid::Uuid::new_v4().simple());
                xml(crate::support::general_form(&id, "1", &[]))
            }
            ("POST", path) if path.ends_with("/submissions/review") => {
                json(json!({"instanceIds": [things.get("instance")], "reviewState": "hasIssues"}))
            }
            ("POST", path) if path.ends_with("/comments") => json(json!({"body": "for a test"})),
            ("POST", path) if path.ends_with("/corrections") => {
                json(json!({"reason": "slip", "answers": []}))
            }
            ("POST", path) if path.ends_with("/submissions") => {
                xml(answers(things.get("phone version"), &instance_id()))
            }
            ("POST", path) if path.contains("/attachments/") => {
                ("text/csv", b"name,label\nwell,Well\n".to_vec())
            }
            ("POST", path) if path.ends_with("/hold") => {
                json(json!({"reason": "for a test", "until": "2030-01-31T00:00:00Z"}))
            }
            ("POST", path) if path.ends_with("/decline") => json(json!({"reason": "no_capacity"})),
            ("POST", path) if path.ends_with("/ask") => json(json!({"question": "still_wanted"})),
            ("POST", path) if path.ends_with("/answer") => json(json!({"answer": "yes"})),
            ("POST", path) if path.ends_with("/deliver") => json(json!({"outcome": "whole"})),
            ("POST", path) if path.ends_with("/recall") => json(json!({"reason": "not_needed"})),
            ("POST", path) if path.ends_with("/attest") => {
                json(json!({"statement": "nothing_kept"}))
            }
            ("POST", path) if path.ends_with("/reveal") => {
                json(json!({"field": "how", "purpose": "first_contact"}))
            }
            // Between nobody: what a permitted person gets is what is wrong with it.
            ("POST", "/v1/protocols") => json(between(&[])),
            ("POST", "/v1/cases/find") => json(json!({
                "code": if things.is("case code") { things.get("case code") } else { "K" },
            })),
            ("POST", path) if path.ends_with("/open") => json(json!({"purpose": "correction"})),
            ("POST", path) if path.ends_with("{case}/assign") => {
                json(json!({"caseworker": things.get("caseworker").parse::<i64>().ok()}))
            }
            ("POST", path) if path.ends_with("{case}/step") => json(json!({"step": "plan"})),
            ("POST", path) if path.ends_with("{case}/close") => {
                json(json!({"reason": "person_asks", "note": "for a test"}))
            }
            ("POST", path) if path.ends_with("{case}/transfer") => {
                json(json!({"to": "NOBODY", "note": "for a test"}))
            }
            ("POST", path) if path.ends_with("{case}/approvals") => {
                json(json!({"kind": "plan", "reason": "for a test"}))
            }
            ("POST", path) if path.ends_with("{id}/review") => json(json!({"justified": true})),
            ("POST", path) if path.ends_with("/consents") => json(json!({
                "basis": "vital_interest",
                "service": "medical",
                "data": ["health_part"],
                "reason": "life_in_danger",
            })),
            ("POST", path) if path.ends_with("/consents/withdraw") => {
                json(json!({"reason": "person_asked"}))
            }
            ("POST", "/v1/pathway/versions") => {
                let word = uuid::Uuid::new_v4().simple().to_string();
                json(proposal(&format!("w{}", &word[..12])))
            }
            ("POST", path)
                if path.ends_with("/draft")
                    || path.ends_with("/publish")
                    || path.ends_with("/draft/ask")
                    || path.ends_with("/draft/withdraw")
                    || path.contains("/assignments/") =>
            {
                ("", Vec::new())
            }
            ("POST", _) => json(json!({"reason": "for a test", "passphrase": "a"})),
            _ => ("", Vec::new()),
        }
    }
}

/// What the sender alone says, of a referral that the agency sent; everything else of one that it received.
fn referral(path: &str) -> &'static str {
    let of_senders = ["/answer", "/confirm", "/dispute", "/close", "/recall"];
    match of_senders.iter().any(|end| path.ends_with(end)) {
        true => "sent referral",
        false => "referral",
    }
}

fn fresh_email() -> String {
    format!("{}@things.example", uuid::Uuid::new_v4().simple())
}

/// Where a parameter ends: what it must match may hold parentheses, no braces.
fn closing(text: &str) -> usize {
    text.find('}').expect("a parameter ends")
}
