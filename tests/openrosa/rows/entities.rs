//! Rows 130 to 145: entity lists, from submissions in clear and from encrypted ones.

use serde_json::{Value, json};

use super::Open;
use crate::support::form::instance_id;
use crate::support::phone::inner_all;
use crate::support::{Client, Database, Envelope, Multipart, Phone, Server, eventually, on_both};

/// A form that keeps the list `points`: a code, and a place.
pub fn keeper(id: &str, class: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:entities="http://www.opendatakit.org/xforms/entities" xmlns:wb="https://waypost.invalid/ns/form">
  <h:head><h:title>Form {id}</h:title>
    <model entities:entities-version="2024.1.0">
      <instance><data id="{id}" version="1"><code/><place/>
        <meta><instanceID/><entity dataset="points" id="" create="" update="" baseVersion="" trunkVersion="" branchId=""><label/></entity></meta></data></instance>
      <bind nodeset="/data/code" type="string" entities:saveto="code"{class}/>
      <bind nodeset="/data/place" type="string" entities:saveto="place"{class}/>
      <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
      <bind nodeset="/data/meta/entity/@id" type="string" readonly="true()"/>
      <bind nodeset="/data/meta/entity/label" type="string" calculate="/data/code"/>
    </model></h:head>
  <h:body><input ref="/data/code"><label>Code</label></input><input ref="/data/place"><label>Place</label></input></h:body>
</h:html>
"#
    )
}

/// A form that picks from the list.
fn picker(id: &str) -> String {
    crate::support::general_form(id, "1", &[]).replace(
        "<bind nodeset=\"/data/name\"",
        "<instance id=\"points\" src=\"jr://file-csv/points.csv\"/><bind nodeset=\"/data/name\"",
    )
}

/// What a phone says of an entity.
#[derive(Clone, Default)]
struct Said<'a> {
    id: &'a str,
    create: bool,
    update: bool,
    base: &'a str,
    trunk: &'a str,
    branch: &'a str,
    code: &'a str,
    place: Option<&'a str>,
}

impl Said<'_> {
    fn xml(&self, form: &str, version: &str, instance: &str) -> String {
        let Self {
            id,
            base,
            trunk,
            branch,
            code,
            ..
        } = self;
        let place = self
            .place
            .map(|p| format!("<place>{p}</place>"))
            .unwrap_or_default();
        let (create, update) = (u8::from(self.create), u8::from(self.update));
        format!(
            "<data id=\"{form}\" version=\"{version}\"><code>{code}</code>{place}<meta><instanceID>{instance}</instanceID>\
             <entity dataset=\"points\" id=\"{id}\" create=\"{create}\" update=\"{update}\" baseVersion=\"{base}\" \
             trunkVersion=\"{trunk}\" branchId=\"{branch}\"><label>{code}</label></entity></meta></data>"
        )
    }
}

/// An open project with both forms, and a phone that may use both.
struct Lists {
    open: Open,
}

impl Lists {
    fn new(on: Database) -> Self {
        let open = Open::new(on);
        open.server.publish(open.project, &keeper("keeper", ""));
        open.server.publish(open.project, &picker("picker"));
        let admin = open.server.admin();
        let path = format!("/v1/projects/{}", open.project);
        let phones = admin.get(&format!("{path}/app-users")).expect(200).list();
        admin
            .post_empty(&format!("{path}/assignments/app-user/{}", phones[0]["id"]))
            .expect(200);
        Self { open }
    }

    /// Sends, and waits until it has been looked at.
    fn say(&self, said: &Said<'_>) -> Value {
        let instance = instance_id();
        let xml = said.xml("keeper", "1", &instance);
        self.open
            .phone
            .post(&Multipart::new().xml(&xml))
            .expect(201);
        self.settled();
        let waiting = self.waiting();
        let mine = waiting
            .into_iter()
            .find(|w| w["instanceId"] == instance.as_str());
        mine.unwrap_or(Value::Null)
    }

    fn settled(&self) {
        eventually("what was said is looked at", 10.0, || {
            let open = self
                .open
                .server
                .count("entity_actions where state = 'waiting'");
            (open == 0).then_some(())
        });
    }

    fn path(&self) -> String {
        format!("/v1/projects/{}/datasets", self.open.project)
    }

    fn waiting(&self) -> Vec<Value> {
        let path = format!("/v1/projects/{}/datasets-waiting", self.open.project);
        self.open.server.admin().get(&path).expect(200).list()
    }

    fn csv(&self) -> Vec<Vec<String>> {
        csv_of(&self.open.phone)
    }

    /// The row of an entity: name, label, version, then properties.
    fn row(&self, id: &str) -> Vec<String> {
        let found = self.csv().into_iter().find(|row| row[0] == id);
        found.unwrap_or_default()
    }

    fn integrity(&self, phone: &Phone, ids: &str) -> Vec<(String, bool)> {
        let url = format!("/datasets/points/integrity?id={ids}&deviceID=collect%3Aabc");
        let answer = phone.http.get(&url).expect(200);
        assert!(answer.header("content-type").unwrap().contains("text/xml"));
        assert_eq!(answer.header("x-openrosa-version"), Some("1.0"));
        states(&answer.text())
    }
}

fn states(xml: &str) -> Vec<(String, bool)> {
    assert!(xml.starts_with("<data><entities>"), "{xml}");
    xml.split("<entity id=\"")
        .skip(1)
        .map(|entity| {
            let id = entity.split('"').next().unwrap().to_owned();
            let deleted = inner_all(entity, "deleted").remove(0);
            (id, deleted == "true")
        })
        .collect()
}

fn manifest_of(phone: &Phone) -> String {
    let url = phone.listed("picker").unwrap().manifest_url.unwrap();
    phone.http.get(&url).expect(200).text()
}

fn csv_of(phone: &Phone) -> Vec<Vec<String>> {
    let url = inner_all(&manifest_of(phone), "downloadUrl").remove(0);
    let text = phone.http.get(&url).expect(200).text();
    text.lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn fresh() -> String {
    instance_id().replace("uuid:", "")
}

fn create<'a>(id: &'a str, code: &'a str) -> Said<'a> {
    Said {
        id,
        create: true,
        code,
        place: Some("North"),
        ..Said::default()
    }
}

fn update<'a>(id: &'a str, base: &'a str, branch: &'a str, code: &'a str) -> Said<'a> {
    Said {
        id,
        update: true,
        base,
        branch,
        code,
        ..Said::default()
    }
}

on_both!(row_130_131_132_137_a_list_is_served_and_its_hash_follows_it);
fn row_130_131_132_137_a_list_is_served_and_its_hash_follows_it(on: Database) {
    let lists = Lists::new(on);
    let manifest = manifest_of(&lists.open.phone);
    assert!(
        manifest.contains("<mediaFile type=\"entityList\">"),
        "{manifest}"
    );
    assert_eq!(inner_all(&manifest, "filename"), ["points.csv"]);
    let integrity = inner_all(&manifest, "integrityUrl").remove(0);
    assert!(integrity.starts_with(&format!("{}/datasets/points/", lists.open.phone.server_url)));
    assert_eq!(
        lists.csv(),
        [["name", "label", "__version", "code", "place"]]
    );
    let hash = || inner_all(&manifest_of(&lists.open.phone), "hash").remove(0);
    let before = hash();
    assert!(before.starts_with("md5:") && before == hash());

    let id = fresh();
    assert_eq!(lists.say(&create(&format!("uuid:{id}"), "P1")), Value::Null);
    assert_eq!(lists.row(&id), [&id, "P1", "1", "P1", "North"]);
    assert_ne!(hash(), before);
    let listed = lists
        .open
        .server
        .admin()
        .get(&lists.path())
        .expect(200)
        .list();
    assert_eq!(listed[0]["entities"], 1);
    assert_eq!(listed[0]["properties"], json!(["code", "place"]));
}

on_both!(row_133_134_135_integrity_tells_what_was_deleted);
fn row_133_134_135_integrity_tells_what_was_deleted(on: Database) {
    let lists = Lists::new(on);
    let (a, b, unknown) = (fresh(), fresh(), fresh());
    lists.say(&create(&a, "A"));
    lists.say(&create(&b, "B"));
    let entity = format!("{}/points/entities/{a}", lists.path());
    lists.open.server.admin().delete(&entity).expect(200);
    let phone = &lists.open.phone;
    let asked = lists.integrity(phone, &format!("{a}%2C{b}%2C{unknown}"));
    let mut expected = [(a.clone(), true), (b.clone(), false)];
    expected.sort();
    assert_eq!(asked, expected);
    assert!(lists.row(&a).is_empty());
    let many: Vec<String> = (0..500).map(|_| fresh()).chain([b.clone()]).collect();
    assert_eq!(lists.integrity(phone, &many.join("%2C")), [(b, false)]);
    // Nothing of what was deleted is left but that it was there.
    assert_eq!(
        lists
            .open
            .server
            .count("entity_versions where length(sealed) = 0"),
        1
    );
}

on_both!(row_136_a_list_that_a_person_watches);
fn row_136_a_list_that_a_person_watches(on: Database) {
    let lists = Lists::new(on);
    let admin = lists.open.server.admin();
    admin
        .patch(
            &format!("{}/points", lists.path()),
            &json!({"approvalRequired": true}),
        )
        .expect(200);
    assert!(manifest_of(&lists.open.phone).contains("<mediaFile type=\"approvalEntityList\">"));
    let id = fresh();
    let waits = lists.say(&create(&id, "P1"));
    assert_eq!(waits["state"], "approval");
    assert!(lists.row(&id).is_empty());
    let path = format!(
        "/v1/projects/{}/datasets-waiting/{}/approve",
        lists.open.project,
        waits["id"].as_str().unwrap()
    );
    admin.post_empty(&path).expect(200);
    assert_eq!(lists.row(&id)[1], "P1");
}

on_both!(row_138_141_142_143_144_updates_and_what_they_must_name);
fn row_138_141_142_143_144_updates_and_what_they_must_name(on: Database) {
    let lists = Lists::new(on);
    let id = fresh();
    lists.say(&create(&id, "P1"));
    assert_eq!(lists.say(&update(&id, "1", "", "P2")), Value::Null);
    assert_eq!(
        lists.row(&id),
        [&id, "P2", "2", "P2", "North"],
        "one more, exactly"
    );

    let without_base = lists.say(&update(&id, "", "", "P3"));
    assert_eq!(without_base["state"], "refused");
    assert!(
        without_base["error"]
            .as_str()
            .unwrap()
            .contains("base version")
    );
    let trunk_alone = Said {
        trunk: "1",
        ..update(&id, "1", "", "P3")
    };
    assert_eq!(lists.say(&trunk_alone)["state"], "refused");
    assert_eq!(lists.row(&id)[2], "2");

    let new = fresh();
    let upsert = Said {
        update: true,
        base: "1",
        ..create(&new, "U1")
    };
    assert_eq!(lists.say(&upsert), Value::Null);
    assert_eq!(lists.row(&new)[2], "1");

    let entity = format!("{}/points/entities/{id}", lists.path());
    lists.open.server.admin().delete(&entity).expect(200);
    let revived = lists.say(&create(&id, "again"));
    assert_eq!(revived["state"], "refused");
    assert!(lists.row(&id).is_empty());
}

on_both!(row_139_140_what_was_done_offline_ends_the_same_in_any_order);
fn row_139_140_what_was_done_offline_ends_the_same_in_any_order(on: Database) {
    let lists = Lists::new(on);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let (id, branch) = (fresh(), fresh());
        let said = [
            Said {
                branch: &branch,
                ..create(&id, "P1")
            },
            update(&id, "1", &branch, "P2"),
            update(&id, "2", &branch, "P3"),
        ];
        for step in order {
            lists.say(&said[step]);
        }
        eventually("all of it is applied", 10.0, || {
            (lists.row(&id).get(2).map(String::as_str) == Some("3")).then_some(())
        });
        assert_eq!(lists.row(&id)[1], "P3");
    }
    assert_eq!(
        lists
            .open
            .server
            .count("entity_actions where state = 'held'"),
        0
    );
    assert_eq!(
        lists
            .open
            .server
            .count("entities where conflict is not null"),
        0
    );
}

on_both!(row_145_who_may_not_see_a_list_is_told_to_forget_it);
fn row_145_who_may_not_see_a_list_is_told_to_forget_it(on: Database) {
    let lists = Lists::new(on);
    let id = fresh();
    lists.say(&create(&id, "P1"));
    // A phone with another form of the project only.
    let other = crate::api::new_phone(&lists.open.server, lists.open.project, "wells");
    assert_eq!(lists.integrity(&other, &id), [(id.clone(), true)]);
    other
        .http
        .get("/forms/picker/attachments/points.csv")
        .expect(404);
    other.http.get("/forms/picker/manifest").expect(404);
    // A phone of another project.
    let stranger = lists.open.server.phone();
    stranger.http.get("/datasets/points/integrity").expect(404);
    let crossed = format!(
        "{}/v1/projects/{}/datasets/points/integrity",
        lists.open.server.url(),
        lists.open.project
    );
    Client::at("").openrosa().get(&crossed).expect(401);
}

on_both!(an_encrypted_submission_fills_a_list_with_what_harms_nobody);
fn an_encrypted_submission_fills_a_list_with_what_harms_nobody(on: Database) {
    let server = Server::demo_with(on, &[("WAYPOST_LOG", "trace")]);
    let project = server.credentials.projects[0].id;
    let forms = format!("/v1/projects/{project}/forms?publish=true&ignoreWarnings=true");
    // Answers without a class, or of one that tells, are not let into a list.
    for class in ["", " wb:cls=\"D2\"", " wb:cls=\"D4\""] {
        let refused = server.admin().post_xml(&forms, &keeper("keeper", class));
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(
            refused.text().contains("list_too_telling"),
            "{}",
            refused.text()
        );
    }
    server.publish(project, &keeper("keeper", " wb:cls=\"D1\""));
    server.publish(project, &picker("picker"));
    let phone = server.phone();
    let form = phone.form("keeper");
    let (id, instance, word) = (fresh(), instance_id(), "xylographer");
    let said = Said {
        place: Some(word),
        ..create(&id, "K2345ABCD")
    };
    let xml = said.xml("keeper", form.version.as_deref().unwrap(), &instance);
    phone
        .send(&Envelope::seal(&form, &instance, &xml, &[]))
        .expect(201);
    let row = eventually("the phone sees it", 20.0, || {
        csv_of(&phone).into_iter().find(|row| row[0] == id)
    });
    assert_eq!(row, [&id, "K2345ABCD", "1", "K2345ABCD", word]);
    crate::vault::canary::stands_nowhere(&server, &[word]);
}
