use super::*;
use crate::openrosa::form::FormDefinition;

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>T</h:title><model><itext>
 <translation lang="Français"><text id="danger"><value>Danger ?</value></text></translation>
 <translation lang="English" default="true()"><text id="danger"><value>In danger?</value></text></translation></itext>
<instance><data id="f" version="1"><who><area/><photo/></who><danger/><seen/><child jr:template=""><name/><toy><kind/></toy></child><note/><meta><audit/><instanceID/></meta></data></instance>
<instance id="areas"><root><item><name>n1</name><label>North</label></item></root></instance>
<bind nodeset="/data/who/area" type="string" wb:cls="D2" wb:fact="area"/><bind nodeset="/data/who/photo" type="binary"/>
<bind nodeset="/data/danger" type="string" wb:cls="D1" wb:fact="danger"/><bind nodeset="/data/seen" type="string" wb:fact="seen"/>
<bind nodeset="/data/child/name" type="string" wb:fact="names"/><bind nodeset="/data/meta/audit" type="binary"/><bind nodeset="/data/meta/instanceID" type="string"/></model></h:head>
<h:body><group ref="/data/who"><label>The person</label>
<select1 ref="/data/who/area"><label>Area</label><itemset nodeset="instance('areas')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
<upload ref="/data/who/photo" mediatype="image/*"><label>Photo</label></upload></group>
<select1 ref="/data/danger"><label ref="jr:itext('danger')"/><item><label>Now</label><value>now</value></item></select1>
<select ref="/data/seen"><label>Seen</label><item><label>Debt bondage</label><value>debt</value></item><item><label>Hurt</label><value>hurt</value></item></select>
<group ref="/data/child"><label>Child</label><repeat nodeset="/data/child"><input ref="/data/child/name"><label>Name</label></input></repeat></group></h:body></h:html>"#;

const FILLED: &str = r#"<?xml version='1.0' ?><data id="f" version="1" xmlns:orx="http://openrosa.org/xforms">
 <who><area>n1</area><photo> a.jpg </photo></who><danger>now</danger><seen>debt hurt other</seen>
 <child><name>Ada &amp; Bo</name><toy><kind>ball</kind></toy></child><child><name>Cy</name></child><note/><extra>x</extra>
 <orx:meta><audit>audit.csv</audit><orx:instanceID> uuid:1 </orx:instanceID></orx:meta></data>"#;

fn read(xml: &str) -> (FormDefinition, Instance) {
    let form = FormDefinition::parse(FORM.as_bytes()).expect("the form is right");
    let instance = Instance::parse(xml.as_bytes(), &form).expect("the submission is right");
    (form, instance)
}

#[test]
fn reads_answers_in_order_with_their_repeats() {
    let (_, instance) = read(FILLED);
    let met: Vec<_> = instance
        .answers
        .iter()
        .map(|a| (&*a.path, a.repeats.as_slice(), a.text.as_str()))
        .collect();
    assert_eq!(
        met,
        [
            ("/who/area", &[] as &[u32], "n1"),
            ("/who/photo", &[], " a.jpg "),
            ("/danger", &[], "now"),
            ("/seen", &[], "debt hurt other"),
            ("/child/name", &[1], "Ada & Bo"),
            ("/child/toy/kind", &[1], "ball"),
            ("/child/name", &[2], "Cy"),
            ("/note", &[], ""),
            ("/extra", &[], "x"),
            ("/meta/audit", &[], "audit.csv"),
            ("/meta/instanceID", &[], " uuid:1 "),
        ]
    );
    assert_eq!(instance.form_id.as_deref(), Some("f"));
    assert_eq!(instance.instance_id.as_deref(), Some("uuid:1"));
}

#[test]
fn gives_facts_by_name() {
    let (form, instance) = read(FILLED);
    let facts = instance.facts(&form);
    let seen: Vec<_> = facts
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("area", "n1"),
            ("danger", "now"),
            ("names", "Ada & Bo Cy"),
            ("seen", "debt hurt other")
        ]
    );
    let (form, empty) = read("<data id='f'><danger> </danger></data>");
    assert!(empty.facts(&form).is_empty());
}

#[test]
fn two_answers_to_one_fact_never_pass_for_one() {
    let (form, instance) =
        read("<data id='f'><danger>no</danger><danger>now</danger><danger>no</danger></data>");
    assert_eq!(instance.facts(&form)["danger"].as_str(), "no now");
    let (form, instance) = read("<data id='f'><danger>no<danger>now</danger></danger></data>");
    assert!(
        instance.facts(&form).is_empty(),
        "an answer with elements in it is none"
    );
}

#[test]
fn names_the_files_it_refers_to() {
    let (form, instance) = read(FILLED);
    assert_eq!(instance.files(&form), ["a.jpg", "audit.csv"]);
}

#[test]
fn shows_labels_in_the_language_asked_for() {
    let (form, instance) = read(FILLED);
    let shown = instance.labelled(&form, "Français");
    let line = |a: &LabelledAnswer| {
        let values: Vec<_> = a.value_labels.iter().map(AnswerText::as_str).collect();
        format!(
            "{}|{}{:?}|{}",
            a.group.join("/"),
            a.label,
            a.repeats,
            values.join(",")
        )
    };
    assert_eq!(
        shown.iter().map(line).collect::<Vec<_>>(),
        [
            "The person|Area[]|North",
            "The person|Photo[]| a.jpg ",
            "|Danger ?[]|Now",
            "|Seen[]|Debt bondage,Hurt,other",
            "Child|Name[1]|Ada & Bo",
            "Child/toy|kind[1]|ball",
            "Child|Name[2]|Cy",
            "|/extra[]|x",
        ]
    );
    assert_eq!(shown[0].class, Some(DataClass::D2));
    assert_eq!(instance.labelled(&form, "nowhere")[2].label, "In danger?");
}

#[test]
fn checks_that_the_inside_is_what_the_outside_says() {
    let (_, instance) = read(FILLED);
    let envelope = Envelope {
        form_id: "f".into(),
        version: Some("1".into()),
        encrypted_key: "k".into(),
        instance_id: "uuid:1".into(),
        media: Vec::new(),
        xml_file: "submission.xml.enc".into(),
        signature: None,
    };
    assert!(instance.agrees_with(&envelope));
    assert!(!instance.agrees_with(&Envelope {
        form_id: "g".into(),
        ..envelope.clone()
    }));
    assert!(!instance.agrees_with(&Envelope {
        version: None,
        ..envelope.clone()
    }));
    assert!(!instance.agrees_with(&Envelope {
        instance_id: "uuid:2".into(),
        ..envelope
    }));
}

#[test]
fn prints_no_answer() {
    let (form, instance) = read(FILLED);
    let printed = format!(
        "{instance:?} {:?} {:?}",
        instance.labelled(&form, "English"),
        instance.facts(&form)
    );
    assert!(
        !printed.contains("Ada") && !printed.contains("debt") && !printed.contains("Debt"),
        "{printed}"
    );
}

#[test]
fn refuses_what_only_fills_memory() {
    let form = FormDefinition::parse(FORM.as_bytes()).expect("the form is right");
    let strange = format!("<data id='f'>{}</data>", "<y/>".repeat(MAX_UNKNOWN + 1));
    assert_eq!(
        Instance::parse(strange.as_bytes(), &form).err(),
        Some(InstanceError::TooMuchUnknown)
    );
    let deep = format!("<data id='f'><{0}/></data>", "y".repeat(MAX_PATH));
    assert_eq!(
        Instance::parse(deep.as_bytes(), &form).err(),
        Some(InstanceError::PathTooLong)
    );
}
