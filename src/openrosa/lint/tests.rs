//! Each rule with a form that trips it, and one that does not.

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
    let project = Project {
        agency,
        requires_stage: false,
    };
    lint(form, project)
        .into_iter()
        .map(|finding| (finding.code.as_str(), finding.path))
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
fn no_step_asks_what_names_people_by_itself() {
    for (bind, code) in [
        (r#"type="geopoint""#, "asks_for_place"),
        (r#"type="geoshape""#, "asks_for_place"),
        (r#"type="barcode""#, "asks_for_barcode"),
        (r#"type="binary""#, "asks_for_file"),
        (
            r#"type="string" jr:preload="property" jr:preloadParams="phonenumber""#,
            "asks_for_phone_owner",
        ),
        (
            r#"type="string" jr:preload="property" jr:preloadParams="uri:simserial""#,
            "asks_for_phone_owner",
        ),
    ] {
        for stage in [SCREEN, r#" wb:stage="intake""#] {
            let found = codes(&form(stage, B, &format!(r#"{bind} wb:cls="D1""#), ""), true);
            assert_eq!(found, [(code, Some("/a".into()))], "{bind}");
        }
    }
    let paper = r#"<upload ref="/data/a" mediatype="image/*"><label>x</label></upload>"#;
    let identity = r#" wb:stage="id""#;
    assert_eq!(
        codes(
            &form(identity, B, r#"type="binary" wb:cls="D3""#, paper),
            true
        ),
        []
    );
    let upload = r#"<upload ref="/data/a" mediatype="audio/*"><label>x</label></upload>"#;
    let found = codes(
        &form(SCREEN, B, r#"type="string" wb:cls="D1""#, upload),
        true,
    );
    assert_eq!(found, [("asks_for_sound", Some("/a".into()))]);
    let recorder = format!(r#"{B}<setgeopoint ref="/data/a" event="odk-instance-first-load"/>"#);
    let found = codes(&form(SCREEN, &recorder, r#"wb:cls="D1""#, ""), true);
    assert_eq!(found, [("banned_recorder", None)]);
    let device = r#"type="string" jr:preload="property" jr:preloadParams="deviceid" wb:cls="D0""#;
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
    let repeat = r#"<group ref="/data/g"><repeat nodeset="/data/g"><select1 ref="/data/g/b"/></repeat></group>"#;
    let found = codes(&form(SCREEN, twice, r#"wb:cls="D1""#, repeat), true);
    assert_eq!(found, [("fact_in_repeat", Some("/g/b".into()))]);
}

const TYPED: &str = r#"<input ref="/data/a"><label>What did the person see?</label></input>"#;

#[test]
fn each_step_holds_only_the_classes_that_it_needs() {
    let found = |stage: &str, class: &str, body: &str| {
        let bind =
            format!(r#"type="string" constraint="string-length(.) &lt;= 100" wb:cls="{class}""#);
        codes(
            &form(&format!(r#" wb:stage="{stage}""#), B, &bind, body),
            true,
        )
    };
    let refused = [("class_not_allowed", Some("/a".to_owned()))];
    assert_eq!(found("screen", "D3", ""), refused);
    assert_eq!(found("screen", "D5", ""), refused);
    assert_eq!(found("screen", "D4", ""), []);
    assert_eq!(found("screen", "D4", TYPED), refused, "typed, not chosen");
    assert_eq!(found("id", "D4", ""), refused, "no story beside the name");
    assert_eq!(found("id", "D3", ""), []);
    assert_eq!(found("intake", "D3", ""), refused);
    assert_eq!(found("verify", "D5", ""), []);
    assert_eq!(found("verify", "D5", TYPED), refused);
    assert_eq!(found("incident", "D2", ""), refused);
    assert_eq!(found("safety", "D5", TYPED), []);
}

#[test]
fn only_the_vault_of_identities_asks_who_somebody_is() {
    let labelled = |label: &str| format!(r#"<input ref="/data/a"><label>{label}</label></input>"#);
    let bind = r#"type="string" constraint="string-length(.) &lt;= 50" wb:cls="D1""#;
    for (label, code) in [
        ("What is your name?", "asks_for_name"),
        ("Quel est votre nom ?", "asks_for_name"),
        ("Phone", "asks_for_contact"),
        ("Fecha de nacimiento", "asks_for_birth_date"),
    ] {
        let found = codes(&form(SCREEN, B, bind, &labelled(label)), true);
        assert_eq!(found, [(code, Some("/a".into()))], "{label}");
    }
    assert_eq!(codes(&form(SCREEN, B, bind, TYPED), true), []);
}

#[test]
fn free_text_has_a_limit() {
    let found = |stage: &str, constraint: &str| {
        let bind = format!(r#"type="string" {constraint} wb:cls="D1""#);
        codes(&form(stage, B, &bind, TYPED), true)
    };
    let blocked = [("free_text", Some("/a".to_owned()))];
    assert_eq!(found(SCREEN, ""), blocked);
    assert_eq!(
        found(SCREEN, r#"constraint="string-length( . ) &lt;= 500""#),
        blocked
    );
    assert_eq!(
        found(SCREEN, r#"constraint="string-length(.) &lt;= 120""#),
        []
    );
    let intake = r#" wb:stage="intake""#;
    assert_eq!(
        found(intake, ""),
        [("unlimited_text", Some("/a".to_owned()))]
    );
    assert_eq!(found(intake, r#"constraint="regex(., '^[0-9]+$')""#), []);
}

#[test]
fn a_step_of_the_guide_needs_a_key() {
    let found = codes(&form(SCREEN, B, r#"wb:cls="D1""#, ""), false);
    assert_eq!(found, [("no_key", None)]);
}

#[test]
fn a_project_may_take_forms_of_a_stage_only() {
    let strict = Project {
        agency: true,
        requires_stage: true,
    };
    let found = lint(&form("", "", "", ""), strict);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].blocks), (Code::NoStage, true));
    assert_eq!(lint(&form(SCREEN, B, r#"wb:cls="D1""#, ""), strict), []);
}

#[test]
fn the_documentation_says_what_each_code_means() {
    let text = include_str!("../../../docs/forms.md");
    let untold: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !text.contains(&format!("| `{code}` |")))
        .collect();
    assert!(untold.is_empty(), "docs/forms.md lacks {untold:?}");
}

#[test]
fn a_blank_form_tells_a_stranger_nothing() {
    let found = |id: &str, title: &str, choice: &str, health: usize| {
        let (mut nodes, mut binds) = (String::new(), String::new());
        for n in 0..health {
            nodes += &format!("<h{n}/>");
            binds += &format!(r#"<bind nodeset="/data/h{n}" type="string" wb:cls="D4"/>"#);
        }
        let xml = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>{title}</h:title><model><instance><data id="{id}" wb:stage="screen"><a/>{nodes}<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/a" type="string" wb:cls="D1"/>{binds}</model></h:head>
<h:body><select1 ref="/data/a"><label>x</label><item><label>{choice}</label><value>v</value></item></select1></h:body></h:html>"#
        );
        codes(
            &FormDefinition::parse(xml.as_bytes()).expect("a form"),
            true,
        )
    };
    assert_eq!(found("wellbeing_a1", "Wellbeing A1", "A safe place", 3), []);
    assert_eq!(
        found("tip_screen", "Wellbeing A1", "x", 0),
        [("telling_id", None)]
    );
    assert_eq!(
        found("a1", "Anti-Trafficking", "x", 0),
        [("telling_title", None)]
    );
    assert_eq!(
        found("a1", "A1", "A possible victim", 0),
        [("telling_choice", Some("/a".into()))]
    );
    assert_eq!(
        found("a1", "A1", "x", 5),
        [("too_much_health", Some("/h3".into()))]
    );
}

#[test]
fn the_shipped_forms_have_no_findings() {
    let library = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    let (mut seen, mut all) = (0, Vec::new());
    for folder in std::fs::read_dir(library).unwrap() {
        let folder = folder.unwrap();
        let id = folder.file_name().into_string().unwrap();
        let Ok(xml) = std::fs::read(folder.path().join(format!("{id}.xml"))) else {
            continue;
        };
        let form = FormDefinition::parse(&xml).unwrap_or_else(|e| panic!("{id}: {e}"));
        assert!(form.stage.is_some(), "{id}");
        all.extend(
            lint(&form, Project::OF_AGENCY)
                .into_iter()
                .map(|f| (id.clone(), f.code, f.path)),
        );
        seen += 1;
    }
    assert_eq!(all, []);
    assert_eq!(seen, 15);
}
