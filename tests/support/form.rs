//! Forms as phones hold them, and how they are filled.

use std::collections::BTreeMap;

use uuid::Uuid;

/// A form that a phone has downloaded.
#[derive(Clone, Debug)]
pub struct FormOnPhone {
    pub id: String,
    pub version: Option<String>,
    /// `submission/@base64RsaPublicKey`.
    pub key: Option<String>,
    pub xml: String,
}

impl FormOnPhone {
    /// Reads what a phone needs from a form's XML.
    pub fn read(xml: &str) -> Self {
        let instance = &xml[xml.find("<instance").expect("a form has an instance")..];
        let root = &instance[instance.find('>').unwrap() + 1..];
        let root = &root[..root.find('>').unwrap()];
        let key = xml.find("<submission").map(|at| &xml[at..]).and_then(|s| {
            attribute(&s[..s.find('>').unwrap()], "base64RsaPublicKey")
                .filter(|key| !key.is_empty())
        });
        Self {
            id: attribute(root, "id").expect("a form's instance has an id"),
            version: attribute(root, "version"),
            key,
            xml: xml.to_owned(),
        }
    }

    /// Fills the form: the instance's XML.
    pub fn fill(&self, instance_id: &str, answers: &Answers) -> String {
        let version = self
            .version
            .as_ref()
            .map(|v| format!(" version=\"{v}\""))
            .unwrap_or_default();
        let id = &self.id;
        format!(
            "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"{id}\"{version}>{}\
             <orx:meta><orx:instanceID>{instance_id}</orx:instanceID></orx:meta></data>",
            answers.xml()
        )
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let to = from + tag[from..].find('"')?;
    Some(tag[from..to].to_owned())
}

/// What somebody answered: path under `/data` to text, as in the answer files beside the forms.
#[derive(Clone, Debug, Default)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// Answers from pairs such as `("gate/mode", "talk")`.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(
            pairs
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .collect(),
        )
    }

    /// The answers in a file beside a form.
    pub fn file(form_id: &str, name: &str) -> Self {
        let file = super::root()
            .join("forms")
            .join(form_id)
            .join(format!("{name}.properties"));
        let text =
            std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("/data/")?.split_once('='));
        Self(
            lines
                .map(|(path, value)| (path.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// The same with one answer changed or added.
    #[must_use]
    pub fn with(mut self, path: &str, value: &str) -> Self {
        self.0.insert(path.to_owned(), value.to_owned());
        self
    }

    /// The same without the answers at and below a path.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        let below = format!("{path}/");
        self.0
            .retain(|known, _| known != path && !known.starts_with(&below));
        self
    }

    fn xml(&self) -> String {
        let mut out = String::new();
        let mut open: Vec<&str> = Vec::new();
        for (path, value) in &self.0 {
            let steps: Vec<&str> = path.split('/').collect();
            let (name, groups) = steps.split_last().unwrap();
            let common = open.iter().zip(groups).take_while(|(a, b)| a == b).count();
            for group in open.drain(common..).rev() {
                out += &format!("</{group}>");
            }
            for group in &groups[common..] {
                out += &format!("<{group}>");
                open.push(group);
            }
            let value = value.replace('&', "&amp;").replace('<', "&lt;");
            out += &format!("<{name}>{value}</{name}>");
        }
        for group in open.iter().rev() {
            out += &format!("</{group}>");
        }
        out
    }
}

/// The screening of an adult who needs a doctor, is in danger now, and agrees to be contacted: the answers of
/// `forms/wellbeing_a1/urgent-adult.properties` and what the form computes from them.
pub fn urgent_adult() -> Answers {
    Answers::file("wellbeing_a1", "urgent-adult")
        .with("who/is_child_now", "no")
        .with("res/band", "strong")
        .with("res/urgent", "yes")
        .with("end/case_code", "KABCDE2346")
}

/// A fresh instanceID.
pub fn instance_id() -> String {
    format!("uuid:{}", Uuid::new_v4())
}

/// A general form (no stage): one text, one photo, and whatever `extra` questions a story wants.
pub fn general_form(id: &str, version: &str, extra: &[&str]) -> String {
    let nodes: String = extra.iter().map(|name| format!("<{name}/>")).collect();
    let binds: String = extra
        .iter()
        .map(|name| format!("<bind nodeset=\"/data/{name}\" type=\"string\"/>"))
        .collect();
    let inputs: String = extra
        .iter()
        .map(|name| format!("<input ref=\"/data/{name}\"><label>{name}?</label></input>"))
        .collect();
    format!(
        r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>Form {id}</h:title>
    <model>
      <instance>
        <data id="{id}" version="{version}"><name/><photo/>{nodes}<orx:meta><orx:instanceID/></orx:meta></data>
      </instance>
      <bind nodeset="/data/name" type="string"/>
      <bind nodeset="/data/photo" type="binary"/>
      {binds}
      <bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/name"><label>Name of the well</label></input>
    <upload ref="/data/photo" mediatype="image/*"><label>Photo of the well</label></upload>
    {inputs}
  </h:body>
</h:html>
"#
    )
}
