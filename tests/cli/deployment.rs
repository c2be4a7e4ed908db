//! A real deployment, without the demo: from nothing to its first screening, by commands, links and the API.

use serde_json::{Value, json};
use ureq::SendBody;

use crate::support::form::urgent_adult;
use crate::support::program::{Running, Said, waypost};
use crate::support::story::{chosen, link, welcomed};
use crate::support::{Client, Database, Phone, eventually, free_port, on_both, root};

/// A folder, a database, and the server on it.
struct Deployment {
    folder: tempfile::TempDir,
    database: Option<String>,
    listen: String,
}

impl Deployment {
    fn new(on: Database) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        Self {
            folder: tempfile::tempdir().unwrap(),
            database: on.fresh(),
            listen,
        }
    }

    fn command(&self, words: &[&str]) -> std::process::Command {
        let mut command = waypost(words);
        command.arg("--data").arg(self.folder.path().join("data"));
        command.env("WAYPOST_SERVER_PUBLIC_URL", self.url());
        if let Some(url) = &self.database {
            command.env("WAYPOST_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command on the folder to its end.
    fn run(&self, words: &[&str]) -> Said {
        Said::from(self.command(words).output().unwrap())
    }

    fn serve(&self) -> Running {
        let mut command = self.command(&["serve", "--with-vault"]);
        command.args(["--listen", &self.listen]);
        let mut program = Running::start(command, &self.folder.path().join("log"));
        eventually("the server is ready", 60.0, || {
            program.must_run();
            let answer = self
                .nobody()
                .try_send("GET", "/readyz", None, SendBody::none())
                .ok()?;
            (answer.status == 200).then_some(())
        });
        program
    }

    fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    fn nobody(&self) -> Client {
        Client::at(&self.url())
    }
}

on_both!(from_nothing_to_the_first_screening);
fn from_nothing_to_the_first_screening(on: Database) {
    let deployment = Deployment::new(on);
    // The first admin comes by a one-time link.
    let said = deployment
        .run(&["init", "--email", "admin@example.org"])
        .ok();
    let first = link(&said.all());
    let mut server = deployment.serve();
    let nobody = || deployment.nobody();
    let admin = welcomed(nobody, &first, "admin@example.org");

    // An agency, whose first focal point comes by a link; the focal point invites everybody else.
    let said = deployment
        .run(&[
            "agency",
            "add",
            "--code",
            "NORTH",
            "--name",
            "North relief",
            "--service",
            "medical,protection_cm,security",
            "--focal-point",
            "focal@example.org",
        ])
        .ok();
    let focal_point = welcomed(nobody, &link(&said.all()), "focal@example.org");
    let agencies = admin.get("/v1/agencies").expect(200).list();
    let agency = agencies.iter().find(|a| a["code"] == "NORTH").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let invite = |email: &str, role: &str| {
        let invited = focal_point.post(
            "/v1/users",
            &json!({"email": email, "role": role, "agency": agency}),
        );
        welcomed(nobody, &link(&invited.expect(200).text()), email)
    };
    let data_manager = invite("data@example.org", "data_manager");
    let supervisor = invite("super@example.org", "supervisor");

    // Its keys: made by one key holder, confirmed by the other.
    let keys = format!("/v1/agencies/{agency}/keys");
    focal_point
        .post(&keys, &json!({"custody": "unattended"}))
        .expect(200);
    let pending = admin.get(&keys).expect(200).list();
    assert!(
        pending.iter().all(|k| k["state"] == "pending"),
        "{pending:?}"
    );
    let confirm = format!("{keys}/{}/confirm", pending[0]["id"].as_str().unwrap());
    for alone in [&focal_point, &admin] {
        let refused = alone.post(&confirm, &json!({}));
        assert!([403, 409].contains(&refused.status), "{}", refused.text());
    }
    data_manager.post(&confirm, &json!({})).expect(200);
    let states: Vec<Value> = admin
        .get(&keys)
        .expect(200)
        .list()
        .iter()
        .map(|k| k["state"].clone())
        .collect();
    assert_eq!(states, [json!("active"), json!("active"), json!("active")]);

    // A form on a phone.
    let projects = admin.get("/v1/projects").expect(200).list();
    let project = projects[0]["id"].as_i64().unwrap();
    let screening =
        std::fs::read_to_string(root().join("forms/wellbeing_a1/wellbeing_a1.xml")).unwrap();
    // Two people publish it: the agency's data manager brings it and asks, the admin agrees.
    let forms = format!("/v1/projects/{project}/forms");
    data_manager.post_xml(&forms, &screening).expect(200);
    let draft = format!("{forms}/wellbeing_a1/draft");
    data_manager.post_empty(&format!("{draft}/ask")).expect(200);
    data_manager
        .post_empty(&format!("{draft}/publish"))
        .expect_problem(403.1);
    admin.post_empty(&format!("{draft}/publish")).expect(200);
    let users = format!("/v1/projects/{project}/app-users");
    let made = admin
        .post(&users, &json!({"displayName": "First phone"}))
        .expect(200)
        .json();
    let assigned = format!(
        "/v1/projects/{project}/forms/wellbeing_a1/assignments/app-user/{}",
        made["id"]
    );
    admin.post_empty(&assigned).expect(200);
    let token = made["token"].as_str().unwrap();
    let phone = Phone::at(&format!(
        "{}/v1/key/{token}/projects/{project}",
        deployment.url()
    ));
    let id = phone
        .send_many("wellbeing_a1", &urgent_adult(), 1)
        .remove(0);

    // Its people see it; its admin does not.
    let path = format!("/v1/projects/{project}/forms/wellbeing_a1/submissions/{id}.xml");
    eventually("the supervisor reads", 10.0, || {
        (supervisor.get(&path).status == 200).then_some(())
    });
    assert!(
        supervisor
            .get(&path)
            .text()
            .contains("<danger>now</danger>")
    );
    admin.get(&path).expect_problem(403.1);
    let queue = focal_point.get("/v1/referrals").expect(200).list();
    assert!(!queue.is_empty(), "it provides what the rules ask for");

    // Somebody leaves: disabled at once. Somebody forgot the password: a new link.
    let people = focal_point.get("/v1/users").expect(200).list();
    let id_of = |email: &str| people.iter().find(|u| u["email"] == email).unwrap()["id"].clone();
    let reset = focal_point.post(
        &format!("/v1/users/{}/reset", id_of("data@example.org")),
        &json!({}),
    );
    let email = "data@example.org";
    let password = chosen(nobody, &link(&reset.expect(200).text()), email);
    // The second factor stays: taking it away needs two people.
    let login = json!({"email": email, "password": password});
    nobody().post("/v1/sessions", &login).expect_problem(401.91);
    focal_point
        .delete(&format!("/v1/users/{}", id_of("super@example.org")))
        .expect(200);
    supervisor.get(&path).expect_problem(401.2);
    server.stop();
}
