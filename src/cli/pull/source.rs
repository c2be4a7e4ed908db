//! The server that is moved from: the Briefcase API (openrosa.md 7), or ODK Central's own.

use anyhow::Context as _;

use super::http::{Client, json};
use crate::openrosa::response::percent_encode;
use crate::openrosa::xml::Element;

/// A server and its dialect.
pub struct Source {
    client: Client,
    central: bool,
}

/// A form there.
pub struct Form {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub download: String,
    manifest: Option<String>,
}

/// A file there.
pub struct File {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// A submission there.
pub struct Pulled {
    /// Its XML, as it was sent.
    pub xml: Vec<u8>,
    /// Its files.
    pub files: Vec<File>,
}

impl Source {
    /// A source.
    pub fn at(client: Client, central: bool) -> Self {
        Self { client, central }
    }

    /// The way there.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Its forms.
    pub fn forms(&self) -> anyhow::Result<Vec<Form>> {
        if self.central {
            let all = json(&self.client.get("/forms")?)?;
            let ids = all.as_array().into_iter().flatten();
            let ids = ids.filter(|form| !form["publishedAt"].is_null());
            return Ok(ids
                .filter_map(|form| form["xmlFormId"].as_str())
                .map(|id| Form {
                    id: id.to_owned(),
                    download: format!("/forms/{}.xml", percent_encode(id)),
                    manifest: Some(format!("/forms/{}/attachments", percent_encode(id))),
                })
                .collect());
        }
        let list = self.client.get("/formList")?;
        let root = Element::parse(&list).context("the form list")?;
        let all = root.elements().filter(|e| e.local() == "xform");
        Ok(all
            .filter_map(|form| {
                let text = |name| form.child(name).map(|e| e.text().trim().to_owned());
                let id = text("formID").filter(|id| !id.is_empty())?;
                let given = text("downloadUrl").filter(|url| !url.is_empty());
                let download =
                    given.unwrap_or_else(|| format!("/formXml?formId={}", percent_encode(&id)));
                let manifest = text("manifestUrl").filter(|url| !url.is_empty());
                Some(Form {
                    id,
                    download,
                    manifest,
                })
            })
            .collect())
    }

    /// The files of a form.
    pub fn files_of(&self, form: &Form) -> anyhow::Result<Vec<File>> {
        let Some(manifest) = &form.manifest else {
            return Ok(Vec::new());
        };
        let answer = self.client.get(manifest)?;
        if self.central {
            return Ok(central_files(&json(&answer)?, manifest));
        }
        let root = Element::parse(&answer).context("a manifest")?;
        Ok(media_files(&root))
    }

    /// Ids of a form's submissions, in the order in which they came.
    pub fn submissions(&self, form: &Form) -> anyhow::Result<Vec<String>> {
        let id = percent_encode(&form.id);
        if self.central {
            let all = json(&self.client.get(&format!("/forms/{id}/submissions"))?)?;
            let ids = all.as_array().into_iter().flatten();
            let mut ids: Vec<String> = ids
                .filter_map(|one| one["instanceId"].as_str().map(str::to_owned))
                .collect();
            // Newest first there.
            ids.reverse();
            return Ok(ids);
        }
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.client.get(&format!(
                "/view/submissionList?formId={id}&cursor={}&numEntries=100&includeIncomplete=true",
                percent_encode(&cursor)
            ))?;
            let root = Element::parse(&page).context("a list of submissions")?;
            let before = ids.len();
            for list in root.elements().filter(|e| e.local() == "idList") {
                ids.extend(list.elements().map(|e| e.text().trim().to_owned()));
            }
            let next = root
                .child("resumptionCursor")
                .map(|e| e.text().trim().to_owned());
            let next = next.unwrap_or_default();
            if ids.len() == before || next == cursor {
                return Ok(ids);
            }
            cursor = next;
        }
    }

    /// One submission.
    pub fn submission(&self, form: &Form, id: &str) -> anyhow::Result<Pulled> {
        if self.central {
            let at = format!(
                "/forms/{}/submissions/{}",
                percent_encode(&form.id),
                percent_encode(id)
            );
            let files = format!("{at}/attachments");
            return Ok(Pulled {
                xml: self.client.get(&format!("{at}.xml"))?,
                files: central_files(&json(&self.client.get(&files)?)?, &files),
            });
        }
        let key = format!(
            "{}[@version=null and @uiVersion=null]/data[@key={id}]",
            form.id
        );
        let url = format!("/view/downloadSubmission?formId={}", percent_encode(&key));
        let answer = self.client.get(&url)?;
        let root = Element::parse(&answer).context("a submission")?;
        let data = root.child("data").and_then(|data| data.elements().next());
        let data = data.context("a submission without data")?;
        Ok(Pulled {
            xml: answer[data.tag.span.start..data.end.end].to_vec(),
            files: media_files(&root),
        })
    }
}

fn media_files(root: &Element<'_>) -> Vec<File> {
    let all = root.elements().filter(|e| e.local() == "mediaFile");
    all.filter_map(|file| {
        let text = |name| file.child(name).map(|e| e.text().trim().to_owned());
        Some(File {
            name: text("filename")?,
            url: text("downloadUrl")?,
        })
    })
    .collect()
}

fn central_files(list: &serde_json::Value, at: &str) -> Vec<File> {
    let all = list.as_array().into_iter().flatten();
    all.filter(|file| file["exists"].as_bool() == Some(true))
        .filter_map(|file| file["name"].as_str())
        .map(|name| File {
            name: name.to_owned(),
            url: format!("{at}/{}", percent_encode(name)),
        })
        .collect()
}
