//! What the routes are asked about: one real thing of each kind in an agency's project, and in a project without agency.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::database::word;
use crate::support::form::{instance_id, urgent_adult};
use crate::support::story::{link, received, routed};
use crate::support::{
    Answers, Client, Envelope, FormOnPhone, Multipart, Phone, Server, eventually, general_form,
};

/// The agency whose things are asked for: it receives referrals.
pub const OWN: &str = "CEDAR";
/// The agency whose people are strangers to them.
pub const OTHER: &str = "LANTERN";
/// The agency with which the first one has a protocol to itself.
const PARTNER: &str = "HARBOR";

/// A case's code, as the shipped screening makes them.
const CODE: &str = "KHR5B62ZKf";

/// A form with a file, a photo, and the list `points` that it keeps.
fn keeper() -> String {
    general_form("points_form", "1", &[])
        .replace(
            "<h:html ",
            "<h:html xmlns:entities=\"http://www.opendatakit.org/xforms/entities\" \
             xmlns:wb=\"https://waypost.invalid/ns/form\" ",
        )
        .replace("<model>", "<model entities:entities-version=\"2024.1.0\">")
        .replace(
            "<orx:meta><orx:instanceID/></orx:meta>",
            "<orx:meta><orx:instanceID/></orx:meta><meta><entity dataset=\"points\" id=\"\" create=\"\" update=\"\" \
             baseVersion=\"\" trunkVersion=\"\" branchId=\"\"><label/></entity></meta>",
        )
        .replace(
            "<bind nodeset=\"/data/name\" type=\"string\"/>",
            "<instance id=\"places\" src=\"jr://file-csv/places.csv\"/>\
             <bind nodeset=\"/data/name\" type=\"string\" entities:saveto=\"code\" wb:cls=\"D0\"/>\
             <bind nodeset=\"/data/meta/entity/@id\" type=\"string\" readonly=\"true()\"/>\
             <bind nodeset=\"/data/meta/entity/label\" type=\"string\" calculate=\"/data/name\"/>",
        )
}

/// What a phone says with that form.
pub fn answers(version: &str, instance: &str) -> String {
    let entity = uuid::Uuid::new_v4();
    format!(
        "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"points_form\" version=\"{version}\"><name>Well</name>\
         <photo>photo.jpg</photo><orx:meta><orx:instanceID>{instance}</orx:instanceID></orx:meta>\
         <meta><entity dataset=\"points\" id=\"{entity}\" create=\"1\" update=\"0\" baseVersion=\"\" trunkVersion=\"\" \
         branchId=\"\"><label>Well</label></entity></meta></data>"
    )
}

/// Things by what routes call them.
#[derive(Clone, Default)]
pub struct Things(HashMap<&'static str, String>);

impl Things {
    pub fn get(&self, name: &str) -> &str {
        self.0
            .get(name)
            .map_or_else(|| panic!("no thing for {{{name}}}"), String::as_str)
    }

    pub fn put(&mut self, name: &'static str, value: impl ToString) {
        self.0.insert(name, value.to_string());
    }

    pub fn is(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Ids of the same shape that nothing has.
    pub fn unknown(&self) -> Self {
        let shape = |(name, value): (&&'static str, &String)| {
            let like = match value.parse::<i64>() {
                Ok(_) => "987654".to_owned(),
                Err(_) if ["role", "area", "name", "service", "act", "table"].contains(name) => {
                    value.clone()
                }
                Err(_) => "x".repeat(value.len()),
            };
            (*name, like)
        };
        Self(self.0.iter().map(shape).collect())
    }

    /// Makes one of each in a new project of the agency, or of none.
    pub fn made(server: &Server, agency: Option<&str>) -> Self {
        let admin = server.admin();
        let mut things = Self::default();
        let made = admin.post("/v1/projects", &json!({"name": "Things", "agency": agency}));
        let project = made.expect(200).json()["id"].to_string();
        let at = format!("/v1/projects/{project}");
        things.put("project", &project);
        things.put("form", "points_form");
        things.put("name", "places.csv");
        let photo = agency.map_or("photo.jpg", |_| "photo.jpg.enc");
        things.put("photo", photo);
        things.put("role", "app-user");
        things.put("list", "points");
        let form = format!("{at}/forms?ignoreWarnings=true");
        admin.post_xml(&form, &keeper()).expect(200);
        let form = format!("{at}/forms/points_form");
        let file = format!("{form}/draft/attachments/places.csv");
        let csv = Some("text/csv");
        let rows = b"name,label\nwell,Well\n";
        admin.send("POST", &file, csv, &rows[..]).expect(200);
        let publish = format!("{form}/draft/publish?ignoreWarnings=true&reason=for+a+test");
        admin.post_empty(&publish).expect(200);

        let new = json!({"displayName": "Phone of things"});
        let new = admin.post(&format!("{at}/app-users"), &new).expect(200);
        let new = new.json();
        things.put("actor", &new["id"]);
        things.put("key", new["token"].as_str().unwrap());
        things.put("username", new["username"].as_str().unwrap());
        things.put("password", new["password"].as_str().unwrap());
        let spare = json!({"displayName": "Spare phone"});
        let spare = admin.post(&format!("{at}/app-users"), &spare).expect(200);
        things.put("spare", &spare.json()["id"]);
        let give = format!("{at}/assignments/app-user/{}", new["id"]);
        admin.post_empty(&give).expect(200);
        let phone = Phone::at(&format!(
            "{}/v1/key/{}/projects/{project}",
            server.url(),
            things.get("key")
        ));
        things.send(server, &phone, &admin, agency.is_some());

        let draft = format!("{form}/draft");
        admin.post_empty(&draft).expect(200);
        let token = admin.get(&draft).expect(200).json()["draftToken"].clone();
        things.put("draft", token.as_str().unwrap());
        let page = server.nobody().get("/sign-in").expect(200).text();
        let asset = page.split("/assets/").nth(1).expect("a page has a style");
        things.put("asset", asset.split('"').next().unwrap());
        let anybody = server.credentials.user("auditor", None);
        things.put("email", &anybody.email);
        things.put("its password", &anybody.password);
        things
    }

    /// Sends what is then there to be read, kept, approved and deleted.
    fn send(&mut self, server: &Server, phone: &Phone, admin: &Client, sealed: bool) {
        let form = phone.form("points_form");
        let project = self.get("project").to_owned();
        self.put("phone version", form.version.as_deref().unwrap());
        let first = self.say(phone, &form, sealed);
        self.put("instance", &first);
        self.put("version", &first);
        let open = || server.count("entity_actions where state = 'waiting'");
        routed(server);
        eventually("the list has its first entry", 20.0, || {
            (server.count(&format!("entities where list_id in (select id from entity_lists where project_id = {project})")) > 0 && open() == 0).then_some(())
        });
        server.execute(&format!(
            "update entity_lists set approval = true where project_id = {project}"
        ));
        for _ in 0..2 {
            self.say(phone, &form, sealed);
        }
        routed(server);
        let waiting = format!("/v1/projects/{project}/datasets-waiting");
        let waiting = eventually("two wait for a person", 20.0, || {
            let all = admin.get(&waiting).expect(200).list();
            let held = |one: &&Value| one["state"] == "approval";
            let ids: Vec<_> = all.iter().filter(held).map(id).collect();
            (ids.len() == 2).then_some(ids)
        });
        self.put("waiting", waiting.join(" "));
        let of = |select: &str| word(server, select);
        self.put(
            "entity",
            of(&format!(
                "select entity_id as word from entities where list_id in \
             (select id from entity_lists where project_id = {project})"
            )),
        );
        self.put(
            "submission",
            of(&format!(
                "select id as word from submissions where instance_id = '{first}'"
            )),
        );
        self.put(
            "ordinal",
            of(&format!(
                "select cast(ordinal as text) as word from submission_parts \
             where name like 'photo%' and submission_id = '{}'",
                self.get("submission")
            )),
        );
    }

    fn say(&self, phone: &Phone, form: &FormOnPhone, sealed: bool) -> String {
        let instance = instance_id();
        let xml = answers(form.version.as_deref().unwrap(), &instance);
        let photo: &[u8] = b"JPEG";
        let body = match sealed {
            true => Envelope::seal(form, &instance, &xml, &[("photo.jpg", photo)]).multipart(),
            false => Multipart::new().xml(&xml).file("photo.jpg", photo),
        };
        phone.post(&body).expect(201);
        instance
    }

    /// What an agency has beside a project.
    pub fn of_agency(server: &Server) -> Self {
        let agency = server.credentials.agency(OWN).clone();
        let mut things = Self::made(server, Some(&agency.id));
        things.put("agency", &agency.id);
        things.put("area", "SS0101");
        let keys = format!("/v1/agencies/{}/keys", agency.id);
        let focal_point = server.focal_point(&agency);
        let made = focal_point.post(&keys, &json!({"custody": "unattended"}));
        things.put("agency key", id(&made.expect(200).json()));
        server.phone().send_many("wellbeing_a1", &urgent_adult(), 1);
        routed(server);
        let all = received(&focal_point);
        let medical = all.iter().find(|one| one["service"] == "medical");
        things.put("referral", id(medical.expect("a referral with contact")));
        things.put("act", "contact");
        things.tell(&focal_point);
        things.agree(server);
        things.case(server);
        things.invite(server, Some(&agency.id));
        things.propose(server);
        let at = format!(
            "/v1/projects/{}/forms/{}/submissions/{}/retention",
            things.get("project"),
            things.get("form"),
            things.get("instance")
        );
        let supervisor = server.person("supervisor", &agency);
        let hold = json!({"reason": "for a test", "until": "2030-01-31T00:00:00Z"});
        supervisor.post(&format!("{at}/hold"), &hold).expect(200);
        things.put("order", id(&supervisor.get(&at).expect(200).list()[0]));
        things.certify(server);
        things.stop(server);
        things
    }

    /// What the vault would leave of something that is destroyed.
    fn certify(&mut self, server: &Server) {
        let agency = self.get("agency");
        server.execute(&format!(
            "insert into certificates (id, agency_id, cause, things, wraps, files, at, signature) \
             select 'certificate', '{agency}', 'ordered', 1, 1, 0, 1, sha256 from pathways where label = 'walked-1'"
        ));
        self.put("certificate", "certificate");
    }

    /// What belongs to no agency, beside a project.
    pub fn of_nobody(server: &Server) -> Self {
        let mut things = Self::made(server, None);
        things.put("order", "x".repeat(22));
        things.invite(server, None);
        things.stop(server);
        things
    }

    /// A machine that is told, and a message to it. Its address is nobody's: nothing leaves.
    fn tell(&mut self, focal_point: &Client) {
        let at = format!("/v1/agencies/{}", self.get("agency"));
        let machine = json!({"url": "https://192.0.2.1/told"});
        let machine = focal_point.post(&format!("{at}/webhooks"), &machine);
        self.put("webhook", id(&machine.expect(200).json()));
        let test = format!("{at}/webhooks/{}/test", self.get("webhook"));
        focal_point.post_empty(&test).expect(200);
        let messages = focal_point.get(&format!("{at}/notices")).expect(200).list();
        self.put("message", id(&messages[0]));
    }

    /// Somebody to be seen, reset and disabled.
    fn invite(&mut self, server: &Server, agency: Option<&str>) {
        let by = match agency {
            Some(id) => server.focal_point(server.credentials.agency(id)),
            None => server.admin(),
        };
        let role = agency.map_or("auditor", |_| "caseworker");
        let invite = || {
            let email = format!("{}@things.example", uuid::Uuid::new_v4().simple());
            let invited = json!({"email": email, "role": role, "agency": agency});
            by.post("/v1/users", &invited).expect(200).json()
        };
        self.put("user", &invite()["id"]);
        // Somebody asked that they are let in again; another has to agree.
        if let Some(id) = agency {
            let by = server.person("data_manager", server.credentials.agency(id));
            let ask = format!("/v1/users/{}/recover", self.get("user"));
            let asked = by
                .post(&ask, &json!({"reason": "other"}))
                .expect(200)
                .json();
            self.put("recovery", asked["id"].as_str().unwrap());
        }
        // Another one's link: a reset ends the one before.
        let address = link(invite()["link"].as_str().unwrap());
        self.put("link", address.rsplit('/').next().unwrap());
    }

    /// A version of the pathway that nobody has signed.
    fn propose(&mut self, server: &Server) {
        let body = proposal("walked-1");
        let by = server.sign_in(server.credentials.user("coordination", None));
        by.post("/v1/pathway/versions", &body).expect(200);
        self.put("label", "walked-1");
        self.put("table", "rules.csv");
    }

    /// A protocol that nobody has signed.
    fn agree(&mut self, server: &Server) {
        let [own, partner] = [OWN, PARTNER].map(|code| server.credentials.agency(code));
        let by = server.focal_point(own);
        let body = between(&[&own.id, &partner.id]);
        let made = by.post("/v1/protocols", &body).expect(200).json();
        self.put("protocol", id(&made));
        self.put("service", "medical");
    }

    /// A case, with what was agreed to in its screening.
    fn case(&mut self, server: &Server) {
        let own = server.credentials.agency(OWN);
        let phone = server.phone_of(server.credentials.device(own));
        let answers = urgent_adult().with("end/case_code", CODE);
        let (form, screening) = (phone.form("wellbeing_a1"), instance_id());
        let instance = form.fill(&screening, &answers);
        // With a file, at the same place as in the other form.
        let envelope = Envelope::seal(&form, &screening, &instance, &[("photo.jpg", b"JPEG")]);
        phone.send(&envelope).expect(201);
        routed(server);
        let case = word(
            server,
            &format!("select case_id as word from submissions where instance_id = '{screening}'"),
        );
        let by = server.person("supervisor", own);
        let sent = by.get("/v1/referrals?direction=sent").expect(200).list();
        // To the partner, who alone offers it.
        self.put("sent referral", id(sent.first().expect("one was sent")));
        let all = by.get(&format!("/v1/cases/{case}/consents")).expect(200);
        self.put("consent", id(all.list().first().expect("a consent")));
        self.put("case code", CODE);
        self.work(server, &case, &by);
        self.put("case", case);
    }

    /// What people do with a case of U0: its caseworker, something from elsewhere that named it, what was asked, a look.
    fn work(&mut self, server: &Server, case: &str, by: &Client) {
        let [own, partner] = [OWN, PARTNER].map(|code| server.credentials.agency(code));
        let at = format!("/v1/cases/{case}");
        let caseworker = server.person("caseworker", own);
        let me = caseworker.get("/v1/users/current").expect(200).json();
        self.put("caseworker", &me["id"]);
        by.post(
            &format!("{at}/assign"),
            &json!({"caseworker": me["id"].clone()}),
        )
        .expect(200);
        let known = by.get(&at).expect(200).json();
        self.put("screening", id(&known["submissions"][0]));
        let mut devices = server.credentials.devices.iter();
        let phone = devices.rfind(|device| device.agency == partner.id);
        let danger = Answers::of(&[
            ("gate/safe_now", "yes"),
            ("gate/case_code", CODE),
            ("r/risk_level", "low"),
        ]);
        server
            .phone_of(phone.expect("a phone of the caseworkers"))
            .send_many("wellbeing_a5", &danger, 1);
        routed(server);
        let named = by.get(&format!("{at}/unmatched")).expect(200).list();
        self.put("naming", id(named.first().expect("it named the case")));
        let asked = by.post(
            &format!("{at}/approvals"),
            &json!({"kind": "plan", "reason": "for a test"}),
        );
        let asked = asked.expect(200).json();
        self.put("approval", asked["approvalId"].as_str().unwrap());
        server.execute(&format!(
            "update referrals set urgency = 'U0' where case_id = '{case}'"
        ));
        // What each of the two offers the other.
        for (name, from, to) in [("transfer", own, partner), ("offer", partner, own)] {
            // Nothing that stands on a page as a word.
            let id = format!("moved-0001-{name}");
            server.execute(&format!(
                "insert into transfers (id, case_id, from_agency, to_agency, state, note_record, asked_by, asked_at, offered_at, ends_at) \
                 select '{id}', '{case}', '{}', '{}', '{}', min(records.id), 1, 1, 1, 99999999999999 \
                 from records join submissions on submissions.record_id = records.id where submissions.case_id = '{case}'",
                from.id,
                to.id,
                if name == "offer" { "offered" } else { "declined" },
            ));
            self.put(name, id);
        }
        let look = json!({"reason": "for a test"});
        let look = caseworker.post(&format!("{at}/break-glass"), &look);
        self.put("look", id(&look.expect(200).json()));
    }

    fn stop(&mut self, server: &Server) {
        let spare = self.get("spare");
        let stop = json!({"scope": "device", "subject": spare, "reason": "for a test"});
        let set = server.admin().post("/v1/stops", &stop).expect(200).json();
        self.put("stop", id(&set));
    }
}

/// A protocol between these agencies.
pub fn between(parties: &[&str]) -> Value {
    json!({
        "parties": parties,
        "classes": ["D0"],
        "startsAt": "2026-01-01T00:00:00Z",
        "endsAt": "2030-01-01T00:00:00Z",
    })
}

/// The shipped tables under another name.
pub fn proposal(label: &str) -> Value {
    let table = |name: &str| {
        let file = crate::support::root().join(format!("forms/pathway/{name}.csv"));
        std::fs::read_to_string(file).unwrap()
    };
    json!({
        "label": label,
        "startsAt": "2030-01-01T00:00:00Z",
        "facts": table("facts"),
        "services": table("services"),
        "templates": table("templates"),
        "rules": table("rules"),
        "cases": table("cases"),
    })
}

fn id(one: &Value) -> String {
    one["id"].as_str().unwrap().to_owned()
}
