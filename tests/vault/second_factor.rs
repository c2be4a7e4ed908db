//! A code from a person's own phone: asked for where it must be, good once, and not to be got round by whoever has the
//! password, or writes the database, or speaks to the vault itself.

use scraper::{Html, Selector};
use serde_json::json;
use ureq::SendBody;
use waypost::domain::session::Via;
use waypost::vault::client::{Port as _, Reply, Request, VaultError};
use waypost::vault::socket::Remote;
use zeroize::Zeroizing;

use crate::support::authenticator::enrolled;
use crate::support::form::urgent_adult;
use crate::support::story::{chosen, routed};
use crate::support::{
    Answer, Authenticator, Client, Database, Server, User, general_form, on_both,
};

const FORM: &str = "wellbeing_a1";
const REQUIRED: &[(&str, &str)] = &[("WAYPOST_SIGN_IN_SECOND_FACTOR", "required")];

fn answers(server: &Server, instance: &str) -> String {
    let project = server.credentials.projects[0].id;
    format!("/v1/projects/{project}/forms/{FORM}/submissions/{instance}.xml")
}

fn supervisor(server: &Server) -> User {
    let agency = &server.credentials.collecting().id;
    server.credentials.user("supervisor", Some(agency)).clone()
}

fn sign_in(server: &Server, user: &User, code: Option<&str>) -> Answer {
    let mut given = json!({"email": user.email, "password": user.password});
    if let Some(code) = code {
        given["otp"] = json!(code);
    }
    server.nobody().post("/v1/sessions", &given)
}

on_both!(a_code_is_good_once_and_only_about_its_time);
fn a_code_is_good_once_and_only_about_its_time(on: Database) {
    let server = Server::demo_with(on, REQUIRED);
    let sent = server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    let (user, path) = (supervisor(&server), answers(&server, &sent[0]));
    let by_password = server.sign_in(&user);
    let refused = by_password.get(&path).expect_problem(403.92).json();
    let said = refused["message"].as_str().unwrap();
    assert!(
        said.contains("second factor") && said.contains("otp"),
        "{said}"
    );

    let setting_up = "/v1/users/current/second-factor";
    let (person, app) = enrolled(&server.nobody(), &by_password, &user.password);
    person.get(&path).expect(200);
    by_password.get("/v1/users/current").expect(401);
    let me = person.get("/v1/users/current").expect(200).json();
    assert_eq!(me["secondFactor"], true);
    let again = person.post(setting_up, &json!({"password": user.password}));
    again.expect_problem(409.3);

    // Only who knows the password is told that a code is needed.
    sign_in(&server, &user, None).expect_problem(401.91);
    let mut stranger = user.clone();
    stranger.password = "not this one".into();
    for code in [None, Some(app.away(1))] {
        sign_in(&server, &stranger, code.as_deref()).expect_problem(401.2);
    }
    for code in [app.wrong(), app.away(-4), app.away(4)] {
        sign_in(&server, &user, Some(&code)).expect_problem(401.92);
    }
    let heard = "audit where action = 'session.code' and result = 'refused'";
    assert_eq!(server.count(heard), 3);

    let code = app.code();
    let session = sign_in(&server, &user, Some(&code)).expect(200).json();
    let person = server.nobody().bearer(session["token"].as_str().unwrap());
    person.get(&path).expect(200);
    sign_in(&server, &user, Some(&code)).expect_problem(401.92);
    // Nor when the database forgets that it was used.
    server.execute("update second_factors set last_step = 0");
    sign_in(&server, &user, Some(&code)).expect_problem(401.92);

    // Taken away with both, it leaves a password that reaches nothing.
    let path_of_it = "/v1/users/current/second-factor";
    let (password, wrong) = (&user.password, app.wrong());
    let bad = json!({"password": password, "otp": wrong});
    person
        .json("DELETE", path_of_it, &bad)
        .expect_problem(401.92);
    let bad = json!({"password": "not this one", "otp": app.away(1)});
    person
        .json("DELETE", path_of_it, &bad)
        .expect_problem(401.2);
    let good = json!({"password": password, "otp": app.code()});
    person.json("DELETE", path_of_it, &good).expect(200);
    person.get(&path).expect(401);
    let by_password = server.sign_in(&user);
    by_password.get(&path).expect_problem(403.92);
}

on_both!(whoever_finds_a_session_open_sets_up_no_factor_without_the_password);
fn whoever_finds_a_session_open_sets_up_no_factor_without_the_password(on: Database) {
    let server = Server::demo(on);
    let user = supervisor(&server);
    let open = server.sign_in(&user);
    let setting_up = "/v1/users/current/second-factor";
    open.post(setting_up, &json!({})).expect_problem(400.2);
    let wrong = json!({"password": "not this one"});
    for _ in 0..10 {
        open.post(setting_up, &wrong).expect_problem(401.2);
    }
    // Nor by guessing.
    let right = json!({"password": user.password});
    open.post(setting_up, &right).expect(429);
    assert_eq!(server.count("second_factors"), 0);
}

on_both!(a_new_link_leaves_the_factor_where_it_is);
fn a_new_link_leaves_the_factor_where_it_is(on: Database) {
    let server = Server::demo(on);
    let user = supervisor(&server);
    let (person, app) = enrolled(&server.nobody(), &server.sign_in(&user), &user.password);
    // Optional, and yet whoever has one must give it.
    sign_in(&server, &user, None).expect_problem(401.91);
    let id = person.get("/v1/users/current").expect(200).json()["id"].clone();
    let focal_point = server.focal_point(&server.credentials.collecting().clone());
    let link = focal_point
        .post(&format!("/v1/users/{id}/reset"), &json!({}))
        .expect(200)
        .json();
    person.get("/v1/users/current").expect(401);
    assert_eq!(server.count("second_factors"), 1);
    assert_eq!(server.count("audit where action = 'user.reset'"), 1);
    // Whoever has the link alone chooses a password, and comes no further.
    let link = link["link"].as_str().unwrap();
    let path = &link[link.find("/welcome/").unwrap()..];
    let mut anew = user.clone();
    anew.password = chosen(|| server.nobody(), path, &user.email);
    sign_in(&server, &anew, None).expect_problem(401.91);
    sign_in(&server, &anew, Some(&app.wrong())).expect_problem(401.92);
    sign_in(&server, &anew, Some(&app.away(1))).expect(200);
}

on_both!(whoever_writes_the_database_gets_round_no_factor);
fn whoever_writes_the_database_gets_round_no_factor(on: Database) {
    let server = Server::demo_with(on, REQUIRED);
    let sent = server.phone().send_many(FORM, &urgent_adult(), 1);
    routed(&server);
    let (user, path) = (supervisor(&server), answers(&server, &sent[0]));
    let agency = server.credentials.collecting().clone();
    let focal = server.credentials.user("focal_point", Some(&agency.id));
    // Somebody else, whose phone the thief has.
    let (_, thief) = enrolled(&server.nobody(), &server.sign_in(focal), &focal.password);
    let by_password = server.sign_in(&user);
    by_password.get(&path).expect_problem(403.92);

    // A session that says more than it was begun with.
    server.execute("update sessions set begun_with = 'code'");
    by_password.get("/v1/users/current").expect(200);
    by_password.get(&path).expect(401);

    let (person, app) = enrolled(&server.nobody(), &server.sign_in(&user), &user.password);
    person.get(&path).expect(200);
    let of = |email: &str| format!("(select actor_id from users where email = '{email}')");
    let (victim, other) = (of(&user.email), of(&focal.email));
    let nobody_comes_in = |app: &Authenticator| {
        for code in [None, Some(app.away(1))] {
            let answer = sign_in(&server, &user, code.as_deref());
            assert_eq!(answer.status, 401, "{}", answer.text());
        }
    };
    // The thief's own factor in its place, or none.
    server.execute(&format!(
        "update second_factors set last_step = 0, sealed = \
         (select s.sealed from second_factors s where s.actor_id = {other}) where actor_id = {victim}"
    ));
    nobody_comes_in(&thief);
    server.execute(&format!(
        "delete from second_factors where actor_id = {victim}"
    ));
    nobody_comes_in(&app);
    // All of the thief's, and the account's tie to it too.
    server.execute(&format!(
        "insert into second_factors (actor_id, sealed, begun_at, confirmed_at, last_step) \
         select {victim}, sealed, begun_at, confirmed_at, 0 from second_factors where actor_id = {other}"
    ));
    server.execute(&format!(
        "update users set factor = (select u.factor from users u where u.actor_id = {other}) \
         where actor_id = {victim}"
    ));
    nobody_comes_in(&thief);
    server.execute(&format!(
        "update users set factor = null where actor_id = {victim}"
    ));
    nobody_comes_in(&app);
}

on_both!(a_password_alone_reaches_general_projects_only);
fn a_password_alone_reaches_general_projects_only(on: Database) {
    let server = Server::demo_with(on, REQUIRED);
    let admin = server.admin();
    let made = admin
        .post("/v1/projects", &json!({"name": "Wells"}))
        .expect(200);
    let general = made.json()["id"].as_i64().unwrap();
    server.publish(general, &general_form("wells", "1", &[]));
    let path = format!("/v1/projects/{general}/forms/wells/submissions");
    assert!(admin.get(&path).expect(200).list().is_empty());
    let listed = admin.get("/v1/projects").expect(200).list();
    let agency = server.credentials.collecting().clone();
    let of_agency = server.credentials.projects[0].id;
    assert!(listed.iter().any(|p| p["id"] == general), "{listed:?}");
    assert!(listed.iter().all(|p| p["id"] != of_agency), "{listed:?}");
    admin
        .get(&format!("/v1/projects/{of_agency}"))
        .expect_problem(403.92);
    let more = json!({"code": "NEW", "name": "New", "services": []});
    admin.post("/v1/agencies", &more).expect_problem(403.92);

    let keys = format!("/v1/agencies/{}/keys", agency.id);
    for role in ["focal_point", "data_manager"] {
        let holder = server.person(role, &agency);
        holder.get(&keys).expect_problem(403.92);
        for (what, body) in [
            (keys.clone(), json!({"custody": "unattended"})),
            (format!("{keys}/unlock"), json!({"passphrase": "x"})),
            (format!("{keys}/lock"), json!({})),
        ] {
            holder.post(&what, &body).expect_problem(403.92);
        }
    }
    let focal_point = server.focal_point(&agency);
    focal_point.get("/v1/referrals").expect_problem(403.92);
    let invited = json!({"email": "x@example.org", "role": "caseworker"});
    focal_point
        .post("/v1/users", &invited)
        .expect_problem(403.92);
    let me = focal_point.get("/v1/users/current").expect(200).json();
    let changed = json!({"old": "x", "new": "four quiet brown mules"});
    focal_point
        .put(&format!("/v1/users/{}/password", me["id"]), &changed)
        .expect_problem(403.92);
    focal_point.get("/v1/sessions/restore").expect(200);
}

on_both!(the_vault_itself_refuses_a_session_begun_without_the_factor);
fn the_vault_itself_refuses_a_session_begun_without_the_factor(on: Database) {
    let mut server = Server::demo_with(on, REQUIRED);
    server.stop();
    let _vault = server.vault_beside();
    server.run(&["serve"]);
    let agency = server.credentials.collecting().clone();
    let user = server
        .credentials
        .user("focal_point", Some(&agency.id))
        .clone();
    let session = sign_in(&server, &user, None).expect(200).json();
    let token = || Zeroizing::new(session["token"].as_str().unwrap().to_owned());
    let vault = Remote::at(server.data().join("vault.sock"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for request in [
        Request::Unlock {
            session: token(),
            agency: agency.id.clone(),
            passphrase: Zeroizing::new("x".into()),
        },
        Request::Lock {
            session: token(),
            agency: agency.id.clone(),
        },
        Request::Cards {
            session: token(),
            referrals: vec!["x".into()],
        },
        Request::ChangePassword {
            session: token(),
            old: Zeroizing::new(user.password.clone()),
            new: Zeroizing::new("four quiet brown mules".into()),
        },
    ] {
        let answer = runtime.block_on(vault.ask(request));
        assert!(matches!(answer, Err(VaultError::SecondFactor)));
    }
    // What it gives halfway is no session.
    let by_password = server.nobody().bearer(&token());
    let (_, _app) = enrolled(&server.nobody(), &by_password, &user.password);
    let asked = runtime.block_on(vault.ask(Request::SignIn {
        email: user.email.clone(),
        password: Zeroizing::new(user.password.clone()),
        code: waypost::vault::client::Code::Missing,
        via: Via::PROGRAM,
    }));
    let Ok(Reply::CodeNeeded { halfway, .. }) = asked else {
        panic!("a code is needed");
    };
    server
        .nobody()
        .bearer(&halfway)
        .get("/v1/users/current")
        .expect(401);
    // Nor to the vault itself. What a key holder's program does with it: `tests/cli/keys.rs`.
    let lock = Request::Lock {
        session: halfway,
        agency: agency.id.clone(),
    };
    let answer = runtime.block_on(vault.ask(lock));
    assert!(matches!(answer, Err(VaultError::Unauthenticated)));
    server.stop();
}

/// A browser without scripts: cookies, pages and their forms.
pub(super) struct Pages {
    client: Client,
    cookies: Vec<(String, String)>,
}

impl Pages {
    /// One that has been nowhere.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            cookies: Vec::new(),
        }
    }

    /// One in which somebody signed in by password.
    pub fn signed_in(client: Client, user: &User) -> Self {
        let mut pages = Self::new(client);
        let page = pages.say("GET", "/sign-in", None);
        let given = [
            ("email", user.email.as_str()),
            ("password", user.password.as_str()),
        ];
        let entered = pages.fill(&page, "/sign-in", &given);
        assert_eq!(leads_to(&entered), "/");
        pages
    }

    /// What a cookie holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let mut all = self.cookies.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn say(&mut self, method: &str, path: &str, fields: Option<&str>) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let client = self.client.clone().with("Cookie", &cookies.join("; "));
        let answer = match fields {
            Some(fields) => {
                let kind = Some("application/x-www-form-urlencoded");
                client.send(method, path, kind, fields.as_bytes())
            }
            None => client.send(method, path, None, SendBody::none()),
        };
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// Fills the form of the page that posts to `action`.
    pub fn fill(&mut self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = Html::parse_document(&page.text());
        let css = format!("form[action='{action}'] input[type=hidden]");
        let mut all: Vec<String> = page
            .select(&Selector::parse(&css).unwrap())
            .map(|f| {
                (
                    f.value().attr("name").unwrap(),
                    f.value().attr("value").unwrap(),
                )
            })
            .chain(fields.iter().copied())
            .map(|(k, v)| {
                format!(
                    "{k}={}",
                    v.replace('%', "%25").replace('@', "%40").replace(' ', "+")
                )
            })
            .collect();
        assert!(all.len() > fields.len(), "no form posts to {action}");
        all.sort();
        self.say("POST", action, Some(&all.join("&")))
    }

    fn holds_a_session(&self) -> bool {
        self.cookies.iter().any(|(name, _)| name == "session")
    }
}

pub(super) fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

on_both!(people_set_it_up_and_sign_in_with_it_on_pages_without_scripts);
fn people_set_it_up_and_sign_in_with_it_on_pages_without_scripts(on: Database) {
    const SETUP: &str = "/account/second-factor";
    let server = Server::demo_with(on, REQUIRED);
    let user = supervisor(&server);
    let mut pages = Pages::new(server.nobody());
    let credentials = [
        ("email", user.email.as_str()),
        ("password", user.password.as_str()),
    ];
    let page = pages.say("GET", "/sign-in", None);
    let entered = pages.fill(&page, "/sign-in", &credentials);
    assert_eq!(leads_to(&entered), "/");
    // Nothing else before it is set up.
    for path in ["/", "/queue", "/projects"] {
        assert_eq!(leads_to(&pages.say("GET", path, None)), SETUP);
    }
    let page = pages.say("GET", SETUP, None).expect(200);
    assert!(
        !page.text().contains("<svg xmlns"),
        "shown once, when asked for"
    );
    let begin = "/account/second-factor/begin";
    let page = pages
        .fill(&page, begin, &[("password", "not this one")])
        .expect(422);
    let page = pages
        .fill(&page, begin, &[("password", &user.password)])
        .expect(200);
    let html = Html::parse_document(&page.text());
    let code = Selector::parse("main code").unwrap();
    let secret: String = html.select(&code).next().unwrap().text().collect();
    assert!(page.text().contains("<svg xmlns"), "a picture for the app");
    let app = Authenticator::typed(&secret);
    let confirm = "/account/second-factor/confirm";
    let page = pages
        .fill(&page, confirm, &[("code", &app.wrong())])
        .expect(422);
    assert!(!page.text().contains(&secret));
    let done = pages.fill(&page, confirm, &[("code", &app.code())]);
    assert_eq!(leads_to(&done), "/?said=second-factor-set");
    let home = pages.say("GET", "/", None).expect(200);
    pages.say("GET", SETUP, None).expect(200);

    let out = pages.fill(&home, "/sign-out", &[]);
    assert!(leads_to(&out).starts_with("/sign-in"));
    let page = pages.say("GET", "/sign-in", None);
    let second = pages.fill(&page, "/sign-in", &credentials).expect(200);
    assert!(!pages.holds_a_session(), "half in is not in");
    assert_eq!(
        leads_to(&pages.say("GET", "/queue", None)),
        "/sign-in?next=%2Fqueue"
    );
    let second = {
        let wrong = pages.fill(&second, "/sign-in/code", &[("code", &app.wrong())]);
        assert_eq!(wrong.status, 401);
        wrong
    };
    let entered = pages.fill(&second, "/sign-in/code", &[("code", &app.code())]);
    assert_eq!(leads_to(&entered), "/");
    pages.say("GET", "/", None).expect(200);

    // To be set up on another phone.
    let page = pages.say("GET", SETUP, None).expect(200);
    let code = app.code();
    let both = [
        ("password", user.password.as_str()),
        ("code", code.as_str()),
    ];
    let removed = pages.fill(&page, "/account/second-factor/remove", &both);
    assert_eq!(leads_to(&removed), "/sign-in?said=second-factor-removed");
    assert_eq!(server.count("second_factors"), 0);
}
