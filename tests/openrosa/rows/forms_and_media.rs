//! Rows 24 to 38: manifests, forms and media.

use md5::{Digest as _, Md5};
use serde_json::json;

use super::Open;
use crate::support::phone::inner_all;
use crate::support::{Answer, Client, Database, on_both};

/// A form that refers to these files.
fn form_with(id: &str, version: &str, files: &[&str]) -> String {
    let instances: String = files
        .iter()
        .enumerate()
        .map(|(n, file)| format!("<instance id=\"i{n}\" src=\"jr://file/{file}\"/>"))
        .collect();
    crate::support::general_form(id, version, &[]).replace(
        "<bind nodeset=\"/data/name\"",
        &format!("{instances}<bind nodeset=\"/data/name\""),
    )
}

/// An open project whose form `media` refers to some files, some of which are there.
struct Media {
    open: Open,
    version: u32,
}

impl Media {
    fn new(on: Database, names: &[&str], here: &[(&str, &str)]) -> Self {
        let open = Open::new(on);
        let mut media = Self { open, version: 0 };
        media.publish(names, here);
        let admin = media.open.server.admin();
        let path = format!("/v1/projects/{}", media.open.project);
        let phones = admin.get(&format!("{path}/app-users")).expect(200).list();
        admin
            .post_empty(&format!("{path}/assignments/app-user/{}", phones[0]["id"]))
            .expect(200);
        media
    }

    fn publish(&mut self, names: &[&str], here: &[(&str, &str)]) {
        self.version += 1;
        let xml = form_with("media", &self.version.to_string(), names);
        let admin = self.open.server.admin();
        let forms = format!("/v1/projects/{}/forms", self.open.project);
        let draft = format!("{forms}/media/draft");
        if self.version == 1 {
            admin.post_xml(&format!("{forms}?ignoreWarnings=true"), &xml)
        } else {
            admin.post_xml(&format!("{draft}?ignoreWarnings=true"), &xml)
        }
        .expect(200);
        for (name, text) in here {
            let to = format!("{draft}/attachments/{}", name.replace(' ', "%20"));
            admin
                .send("POST", &to, Some("text/csv"), text.as_bytes())
                .expect(200);
        }
        admin
            .post_empty(&format!("{draft}/publish?ignoreWarnings=true"))
            .expect(200);
    }

    fn manifest(&self) -> Answer {
        let listed = self.open.phone.listed("media").unwrap();
        let url = listed.manifest_url.expect("it has a manifest");
        self.open.phone.http.get(&url).expect(200)
    }
}

on_both!(row_024_025_026_033_036_a_manifest_names_what_is_here);
fn row_024_025_026_033_036_a_manifest_names_what_is_here(on: Database) {
    let media = Media::new(
        on,
        &["wells.csv", "missing.csv", "areas.csv"],
        &[
            ("wells.csv", "name,label\nw1,Old well\n"),
            ("areas.csv", "x"),
        ],
    );
    let manifest = media.manifest();
    assert!(
        manifest
            .header("content-type")
            .unwrap()
            .contains("text/xml")
    );
    assert_eq!(manifest.header("x-openrosa-version"), Some("1.0"));
    let text = manifest.text();
    assert!(text.contains("<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">"));
    assert_eq!(inner_all(&text, "filename"), ["areas.csv", "wells.csv"]);
    for (hash, url) in inner_all(&text, "hash")
        .iter()
        .zip(inner_all(&text, "downloadUrl"))
    {
        assert!(url.starts_with(&media.open.server.url()));
        // Straight from us: no redirect, which another host would have to answer.
        let file = media.open.phone.http.get(&url).expect(200);
        assert_eq!(
            *hash,
            format!("md5:{}", hex::encode(Md5::digest(&file.body)))
        );
    }
    assert_eq!(media.manifest().text(), text);
}

on_both!(row_027_028_a_manifest_may_be_empty_and_follows_its_files);
fn row_027_028_a_manifest_may_be_empty_and_follows_its_files(on: Database) {
    let mut media = Media::new(on, &["wells.csv"], &[]);
    assert!(inner_all(&media.manifest().text(), "mediaFile").is_empty());
    let unnamed = format!("{}/forms/wells/manifest", media.open.phone.server_url);
    let without = media.open.phone.http.get(&unnamed).expect(200);
    assert!(inner_all(&without.text(), "mediaFile").is_empty());

    for text in ["one", "two"] {
        media.publish(&["wells.csv"], &[("wells.csv", text)]);
        let manifest = media.manifest().text();
        let hash = format!("md5:{}", hex::encode(Md5::digest(text)));
        assert_eq!(inner_all(&manifest, "hash"), [hash]);
    }
}

on_both!(row_029_a_name_with_folders_is_not_taken);
fn row_029_a_name_with_folders_is_not_taken(on: Database) {
    let open = Open::new(on);
    let forms = format!("/v1/projects/{}/forms?ignoreWarnings=true", open.project);
    let nested = form_with("nested", "1", &["a/b/c.csv"]);
    let refused = open.server.admin().post_xml(&forms, &nested);
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert!(refused.text().contains("a/b/c.csv"), "{}", refused.text());
}

on_both!(row_030_names_with_spaces_and_signs_arrive);
fn row_030_names_with_spaces_and_signs_arrive(on: Database) {
    let name = "été 写真 &amp; co.csv";
    let media = Media::new(on, &[name], &[]);
    let admin = media.open.server.admin();
    let forms = format!("/v1/projects/{}/forms/media", media.open.project);
    admin
        .post_xml(
            &format!("{forms}/draft?ignoreWarnings=true"),
            &form_with("media", "2", &[name]),
        )
        .expect(200);
    let to = format!("{forms}/draft/attachments/%C3%A9t%C3%A9%20%E5%86%99%E7%9C%9F%20%26%20co.csv");
    admin
        .send("POST", &to, Some("text/csv"), b"name,label\n")
        .expect(200);
    admin
        .post_empty(&format!("{forms}/draft/publish?ignoreWarnings=true"))
        .expect(200);
    let manifest = media.manifest().text();
    assert!(manifest.contains("&amp; co.csv"), "{manifest}");
    assert_eq!(inner_all(&manifest, "filename"), ["été 写真 & co.csv"]);
    let url = &inner_all(&manifest, "downloadUrl")[0];
    assert!(!url.contains(' ') && !url.contains("é"), "{url}");
    let file = media.open.phone.http.get(url).expect(200);
    assert_eq!(file.text(), "name,label\n");
}

on_both!(row_031_032_a_form_is_downloaded_whatever_stands_in_its_query);
fn row_031_032_a_form_is_downloaded_whatever_stands_in_its_query(on: Database) {
    let open = Open::new(on);
    let listed = open.phone.listed("wells").unwrap();
    let token = open.phone.server_url.split("/key/").nth(1).unwrap();
    let token = token.split('/').next().unwrap();
    let with_query = format!(
        "{}/v1/projects/{}/forms/wells.xml?st={token}&deviceID=collect%3Aabc",
        open.server.url(),
        open.project
    );
    let hash = |answer: Answer| format!("md5:{}", hex::encode(Md5::digest(&answer.body)));
    let http = Client::at(&open.server.url());
    assert_eq!(
        hash(http.get(&listed.download_url).expect(200)),
        listed.hash
    );
    assert_eq!(hash(http.get(&with_query).expect(200)), listed.hash);
}

on_both!(row_034_a_file_that_is_gone_is_never_an_empty_one);
fn row_034_a_file_that_is_gone_is_never_an_empty_one(on: Database) {
    let media = Media::new(on, &["wells.csv"], &[("wells.csv", "name,label\n")]);
    let url = inner_all(&media.manifest().text(), "downloadUrl").remove(0);
    media
        .open
        .server
        .execute("update form_files set bytes = null where name = 'wells.csv'");
    let gone = media.open.phone.http.get(&url);
    assert!(gone.status >= 400, "{}", gone.status);
    assert!(!gone.message().is_empty());
}

on_both!(row_035_another_form_under_the_same_version_is_not_published);
fn row_035_another_form_under_the_same_version_is_not_published(on: Database) {
    let open = Open::new(on);
    let (admin, path) = (
        open.server.admin(),
        format!("/v1/projects/{}/forms/wells/draft", open.project),
    );
    let before = open.phone.listed("wells").unwrap().hash;
    admin
        .post_xml(
            &format!("{path}?ignoreWarnings=true"),
            &crate::support::general_form("wells", "1", &["colour"]),
        )
        .expect(200);
    let refused = admin.post_empty(&format!("{path}/publish?ignoreWarnings=true"));
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(open.phone.listed("wells").unwrap().hash, before);
}

on_both!(row_037_038_who_may_read_a_form);
fn row_037_038_who_may_read_a_form(on: Database) {
    let open = Open::new(on);
    let other = crate::support::general_form("secret", "1", &[]);
    open.server.publish(open.project, &other);
    let at = |form: &str, what: &str| format!("{}/forms/{form}{what}", open.phone.server_url);
    for what in [".xml", "/manifest"] {
        let refused = open.phone.http.get(&at("secret", what));
        assert!([403, 404].contains(&refused.status), "{}", refused.status);
        assert!(!refused.message().is_empty());
    }
    let path = format!("/v1/projects/{}/forms/wells", open.project);
    for (state, status) in [("closing", 200), ("closed", 403)] {
        open.server
            .admin()
            .patch(&path, &json!({"state": state}))
            .expect(200);
        for what in [".xml", "/manifest"] {
            open.phone.http.get(&at("wells", what)).expect(status);
        }
    }
}

on_both!(each_agency_s_phones_get_the_same_form_with_their_own_key);
fn each_agency_s_phones_get_the_same_form_with_their_own_key(on: Database) {
    let server = crate::support::Server::demo(on);
    let mut keys = Vec::new();
    for device in &server.credentials.devices {
        let form = server.phone_of(device).form("wellbeing_a1");
        assert!(form.version.unwrap().contains("[encrypted:"));
        keys.push((
            device.agency.clone(),
            form.key.expect("an agency's form carries its key"),
        ));
    }
    keys.sort();
    keys.dedup();
    assert_eq!(
        keys.len(),
        server.credentials.agencies.len(),
        "one key for each agency, and for each its own"
    );
}

on_both!(what_is_ours_in_a_form_stays_with_us);
fn what_is_ours_in_a_form_stays_with_us(on: Database) {
    let server = crate::support::Server::demo(on);
    for id in ["site_a0", "wellbeing_a1"] {
        let xml = server.phone().form(id).xml;
        assert!(
            !xml.contains("waypost.invalid") && !xml.contains(" wb:"),
            "stages and classes went to a phone"
        );
        let submission = &xml[xml.find("<submission").unwrap()..];
        assert!(!submission[..submission.find('>').unwrap()].contains("action="));
    }
}
