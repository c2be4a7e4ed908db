//! What a form must not contain where it is to be published. A beginning: the rules by stage of the
//! domain brief (2.1) that need no list of words.
//!
//! It reads a [`FormDefinition`]; it decides nothing: whoever publishes refuses on [`Finding::blocks`].

use super::form::{Field, FieldKind, FormDefinition};
use crate::domain::words::Stage;
use std::collections::HashMap;

/// Something that a form's publisher should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Fixed word for it, for tests and translations.
    pub code: &'static str,
    /// The field that it is about.
    pub path: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether the form must not be published like this.
    pub blocks: bool,
}

/// Properties of the phone or its owner that a screening must not collect.
const IDENTIFYING_PROPERTIES: [&str; 4] = ["username", "phonenumber", "email", "simserial"];

/// Looks at a form that is to be published in an agency's project (`agency`) or in one without.
pub fn lint(form: &FormDefinition, agency: bool) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    if agency {
        in_agency_project(form, &mut findings);
    }
    if let Some(stage) = form.stage {
        staged(form, stage, &mut findings);
    }
    findings.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn block(&mut self, code: &'static str, path: Option<&str>, message: &str) {
        let path = path.map(str::to_owned);
        self.0.push(Finding {
            code,
            path,
            message: message.to_owned(),
            blocks: true,
        });
    }
}

/// Phones of an agency encrypt to the agency's key and send to us; a form may not say otherwise.
fn in_agency_project(form: &FormDefinition, findings: &mut Findings) {
    let submission = form.submission.as_ref();
    if submission.is_some_and(|submission| submission.action.is_some()) {
        let message =
            "the form sends its submissions to an address of its own; remove submission/@action";
        findings.block("own_address", None, message);
    }
    if submission.is_some_and(|submission| submission.public_key.is_some()) {
        let message = "the form brings a key of its own; remove base64RsaPublicKey, the agency's key is written in for you";
        findings.block("own_key", None, message);
    }
    if form.last_saved {
        let message = "the form reads the last saved submission, which phones do not keep for encrypted forms; remove it";
        findings.block("last_saved", None, message);
    }
    if !form.instance_id {
        let message = "the form has no meta/instanceID; without it phones cannot encrypt";
        findings.block("no_instance_id", None, message);
    }
}

fn staged(form: &FormDefinition, stage: Stage, findings: &mut Findings) {
    if let Some(name) = form.field("/meta/instanceName")
        && name
            .calculate
            .as_deref()
            .is_some_and(|expression| uses_answers(expression, &form.root))
    {
        let message = "the display name is made of answers, and phones keep it in clear; use a date or a random code";
        findings.block("name_from_answers", Some(&name.path), message);
    }
    if stage == Stage::Screen {
        for action in &form.recorders {
            let message = "a screening must not record sound or place by itself; remove the action";
            findings.block("banned_recorder", None, &format!("{message} ({action})"));
        }
    }
    let mut facts: HashMap<&str, &Field> = HashMap::new();
    for field in &form.fields {
        if field.class.is_none() && wants_class(field) {
            let message = "the question has no data class; give its bind wb:cls (D0 to D5)";
            findings.block("no_class", Some(&field.path), message);
        }
        if stage == Stage::Screen
            && let Some(kind) = banned_in_screening(field)
        {
            let message = format!("a screening must not ask for {kind}; remove the question");
            findings.block("banned_question", Some(&field.path), &message);
        }
        if let Some(fact) = &field.fact {
            if in_repeat(form, &field.path) {
                let message = "a question in a repeat cannot give a fact: it has several answers";
                findings.block("fact_in_repeat", Some(&field.path), message);
            }
            if let Some(first) = facts.insert(fact, field) {
                let message = format!(
                    "{} gives the same fact ({fact}); name each fact once",
                    first.path
                );
                findings.block("fact_twice", Some(&field.path), &message);
            }
        }
    }
}

/// Whether a field holds something that somebody said. Groups, notes and the phone's own times do not.
fn wants_class(field: &Field) -> bool {
    let note = field.readonly && field.calculate.is_none();
    let time = field
        .preload
        .as_ref()
        .is_some_and(|preload| matches!(&*preload.source, "timestamp" | "date" | "uid"));
    matches!(field.kind, FieldKind::Question(_))
        && !field.path.starts_with("/meta/")
        && !note
        && !time
}

/// What a screening may not ask for, in words.
fn banned_in_screening(field: &Field) -> Option<&'static str> {
    let FieldKind::Question(kind) = &field.kind else {
        return None;
    };
    if let Some(preload) = &field.preload
        && preload.source == "property"
        // `uri:` variants give the same with a scheme before it.
        && IDENTIFYING_PROPERTIES.contains(&preload.parameter.trim_start_matches("uri:"))
    {
        return Some("the phone owner's name, number, address or SIM");
    }
    let control = field.control.as_ref();
    let mediatype = control
        .and_then(|control| control.mediatype.as_deref())
        .unwrap_or("");
    let uploads = field.binary || control.is_some_and(|control| control.name == "upload");
    match (kind.as_str(), mediatype.split('/').next().unwrap_or("")) {
        _ if &*field.path == "/meta/audit" => Some("a log of how it was filled"),
        ("geopoint" | "geotrace" | "geoshape", _) => Some("a place on the map"),
        ("barcode", _) => Some("a barcode"),
        (_, "image") => Some("an image"),
        (_, "audio") => Some("a sound"),
        (_, "video") => Some("a film"),
        _ => uploads.then_some("a file"),
    }
}

fn in_repeat(form: &FormDefinition, path: &str) -> bool {
    let groups = path.match_indices('/').skip(1).map(|(at, _)| &path[..at]);
    groups
        .filter_map(|path| form.field(path))
        .any(|field| field.kind == FieldKind::Repeat)
}

/// Whether an expression refers to a node of the primary instance.
fn uses_answers(expression: &str, root: &str) -> bool {
    expression.contains(&format!("/{root}/"))
        || expression.contains("../")
        || expression.contains("./")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A form from its stage attribute, further model content and binds for questions `a` and `b`.
    fn form(stage: &str, model: &str, a: &str, body: &str) -> FormDefinition {
        let xml = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>T</h:title><model><instance><data id="f"{stage}><a/><g><b/></g><meta><instanceID/><instanceName/></meta></data></instance>
<bind nodeset="/data/a" {a}/><bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>{model}</model></h:head>
<h:body>{body}</h:body></h:html>"#
        );
        FormDefinition::parse(xml.as_bytes()).expect("a form")
    }

    fn codes(form: &FormDefinition, agency: bool) -> Vec<(&'static str, Option<String>)> {
        lint(form, agency)
            .into_iter()
            .map(|finding| (finding.code, finding.path))
            .collect()
    }

    const SCREEN: &str = r#" wb:stage="screen""#;
    const B: &str = r#"<bind nodeset="/data/g/b" type="string" wb:cls="D1"/>"#;

    #[test]
    fn a_right_form_has_no_findings() {
        assert_eq!(
            codes(
                &form(SCREEN, B, r#"type="string" wb:cls="D1" wb:fact="a""#, ""),
                true
            ),
            []
        );
        assert_eq!(
            codes(&form("", "", r#"type="geopoint""#, ""), true),
            [],
            "a general form may ask anything"
        );
    }

    #[test]
    fn an_agencys_form_has_no_address_no_key_and_no_last_saved() {
        let own = r#"<submission action="https://e.invalid" base64RsaPublicKey="K"/><instance id="l" src="jr://instance/last-saved"/>"#;
        let found = codes(&form("", own, "", ""), true);
        assert_eq!(
            found,
            [
                ("own_address", None),
                ("own_key", None),
                ("last_saved", None)
            ]
        );
        assert_eq!(codes(&form("", own, "", ""), false), []);
        let method_only = r#"<submission method="post"/>"#;
        assert_eq!(codes(&form("", method_only, "", ""), true), []);
    }

    #[test]
    fn every_question_of_a_staged_form_has_a_class() {
        let found = codes(&form(SCREEN, "", r#"type="string""#, ""), true);
        assert_eq!(
            found,
            [
                ("no_class", Some("/a".into())),
                ("no_class", Some("/g/b".into()))
            ]
        );
        let note = r#"type="string" readonly="true()""#;
        assert_eq!(codes(&form(SCREEN, B, note, ""), true), []);
        let time = r#"type="dateTime" jr:preload="timestamp" jr:preloadParams="start""#;
        assert_eq!(codes(&form(SCREEN, B, time, ""), true), []);
    }

    #[test]
    fn a_screening_does_not_ask_what_it_must_not() {
        for bind in [
            r#"type="geopoint""#,
            r#"type="geoshape""#,
            r#"type="barcode""#,
            r#"type="binary""#,
            r#"type="string" jr:preload="property" jr:preloadParams="phonenumber""#,
            r#"type="string" jr:preload="property" jr:preloadParams="uri:simserial""#,
        ] {
            let found = codes(
                &form(SCREEN, B, &format!(r#"{bind} wb:cls="D1""#), ""),
                true,
            );
            assert_eq!(found, [("banned_question", Some("/a".into()))], "{bind}");
            assert_eq!(
                codes(
                    &form(
                        r#" wb:stage="intake""#,
                        B,
                        &format!(r#"{bind} wb:cls="D1""#),
                        ""
                    ),
                    true
                ),
                []
            );
        }
        let upload = r#"<upload ref="/data/a" mediatype="audio/*"><label>x</label></upload>"#;
        let found = codes(
            &form(SCREEN, B, r#"type="string" wb:cls="D1""#, upload),
            true,
        );
        assert_eq!(found, [("banned_question", Some("/a".into()))]);
        let recorder =
            format!(r#"{B}<setgeopoint ref="/data/a" event="odk-instance-first-load"/>"#);
        let found = codes(&form(SCREEN, &recorder, r#"wb:cls="D1""#, ""), true);
        assert_eq!(found, [("banned_recorder", None)]);
        let device =
            r#"type="string" jr:preload="property" jr:preloadParams="deviceid" wb:cls="D0""#;
        assert_eq!(codes(&form(SCREEN, B, device, ""), true), []);
    }

    #[test]
    fn a_display_name_tells_no_answers() {
        let name = |expression: &str| {
            let bind = format!(
                r#"{B}<bind nodeset="/data/meta/instanceName" type="string" calculate="{expression}"/>"#
            );
            codes(&form(SCREEN, &bind, r#"wb:cls="D1""#, ""), true)
        };
        assert_eq!(
            name("concat('x ', /data/a )"),
            [("name_from_answers", Some("/meta/instanceName".into()))]
        );
        assert_eq!(
            name("../../a"),
            [("name_from_answers", Some("/meta/instanceName".into()))]
        );
        assert_eq!(name("concat('Screening ', today())"), []);
    }

    #[test]
    fn a_fact_comes_from_one_question_outside_of_repeats() {
        let twice = r#"<bind nodeset="/data/g/b" type="string" wb:cls="D1" wb:fact="x"/>"#;
        let found = codes(&form(SCREEN, twice, r#"wb:cls="D1" wb:fact="x""#, ""), true);
        assert_eq!(found, [("fact_twice", Some("/g/b".into()))]);
        let repeat = r#"<group ref="/data/g"><repeat nodeset="/data/g"><input ref="/data/g/b"/></repeat></group>"#;
        let found = codes(&form(SCREEN, twice, r#"wb:cls="D1""#, repeat), true);
        assert_eq!(found, [("fact_in_repeat", Some("/g/b".into()))]);
    }
}
