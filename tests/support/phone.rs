//! A quick phone: the requests of ODK Collect without its form engine, for stories that need many or odd ones.
//! Stories about real phones use [`super::real_phone`].

use super::form::instance_id;
use super::{Answer, Answers, Client, Envelope, FormOnPhone, Multipart};

/// A phone that knows one server.
#[derive(Clone)]
pub struct Phone {
    pub server_url: String,
    pub http: Client,
}

/// One entry of a form list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: String,
    pub name: String,
    pub version: String,
    pub hash: String,
    pub download_url: String,
    pub manifest_url: Option<String>,
}

impl Phone {
    /// A phone with this server URL.
    pub fn at(server_url: &str) -> Self {
        Self {
            server_url: server_url.to_owned(),
            http: Client::at(server_url).openrosa(),
        }
    }

    /// The form list.
    pub fn forms(&self) -> Vec<Listed> {
        let list = self.http.get("/formList").expect(200).text();
        inner_all(&list, "xform")
            .iter()
            .map(|entry| Listed {
                id: inner(entry, "formID").unwrap(),
                name: inner(entry, "name").unwrap(),
                version: inner(entry, "version").unwrap_or_default(),
                hash: inner(entry, "hash").unwrap(),
                download_url: inner(entry, "downloadUrl").unwrap(),
                manifest_url: inner(entry, "manifestUrl"),
            })
            .collect()
    }

    /// One entry of the form list.
    pub fn listed(&self, form_id: &str) -> Option<Listed> {
        self.forms().into_iter().find(|f| f.id == form_id)
    }

    /// Downloads a form.
    pub fn form(&self, form_id: &str) -> FormOnPhone {
        let listed = self
            .listed(form_id)
            .unwrap_or_else(|| panic!("the form list has no {form_id}"));
        FormOnPhone::read(&self.http.get(&listed.download_url).expect(200).text())
    }

    /// Fills and encrypts.
    pub fn seal(&self, form: &FormOnPhone, answers: &Answers) -> Envelope {
        let id = instance_id();
        Envelope::seal(form, &id, &form.fill(&id, answers), &[])
    }

    /// Posts everything in one request.
    pub fn send(&self, envelope: &Envelope) -> Answer {
        self.post(&envelope.multipart())
    }

    /// Posts any body.
    pub fn post(&self, body: &Multipart) -> Answer {
        self.http
            .post_multipart("/submission?deviceID=collect%3Atests", body)
    }

    /// Fills, encrypts and sends `count` times; gives the instanceIDs.
    pub fn send_many(&self, form_id: &str, answers: &Answers, count: usize) -> Vec<String> {
        let form = self.form(form_id);
        let send_one = |_| {
            let envelope = self.seal(&form, answers);
            self.send(&envelope).expect(201);
            envelope.instance_id
        };
        (0..count).map(send_one).collect()
    }
}

/// The text inside the first such element.
pub fn inner(xml: &str, name: &str) -> Option<String> {
    inner_all(xml, name).into_iter().next()
}

/// The text inside each such element. Enough for what our own server writes; phone.py reads it strictly.
pub fn inner_all(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at + open.len()..];
        // "<xforms" is not "<xform".
        if !rest.starts_with([' ', '>', '\n', '\t']) {
            continue;
        }
        let from = rest.find('>').unwrap() + 1;
        let Some(to) = rest.find(&close) else { break };
        found.push(unescape(&rest[from..to]));
        rest = &rest[to..];
    }
    found
}

fn unescape(text: &str) -> String {
    if text.contains('<') {
        return text.to_owned();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&#x3D;", "="),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, plain)| {
        text.replace(entity, plain)
    })
}
