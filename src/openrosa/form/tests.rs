use super::*;
use crate::openrosa::xml::XmlProblem;

const FORM: &str = r##"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:w="https://waypost.invalid/ns/form">
<h:head><h:title> Wellbeing
 A1 </h:title><model>
<itext>
 <translation lang="العربية (ar)"><text id="/data/who/sex:label"><value>الجنس</value></text><text id="sex-f"><value>أنثى</value></text></translation>
 <translation lang="English (en)" default="true()">
  <text id="/data/who/sex:label"><value form="image">jr://images/sex.png</value><value>Sex of <output value="/data/who/name"/>?</value></text>
  <text id="/data/end:label"><value form="audio">jr://audio/end.mp3</value><value form="long">The end</value><value form="big-image">jr://images/big.png</value></text>
  <text id="sex-f"><value>female</value></text></translation>
</itext>
<instance><data id="wellbeing_a1" orx:version="2026" w:stage="screen">
 <start/><who><name/><sex/><area/></who><kid jr:template=""><age/></kid><kid><age/></kid>
 <tools/><photo/><logo>jr://images/logo.png</logo><end/>
 <orx:meta><orx:instanceID/><audit/></orx:meta></data></instance>
<instance id="sexes"><root><item><itextId>sex-f</itextId><name>f</name></item></root></instance>
<instance id="areas" src="jr://file-csv/areas.csv"/>
<instance id="shapes" src="jr://file/shapes.geojson"/>
<instance id="last" src="jr://instance/last-saved"/>
<submission action=" https://e.invalid/ " base64RsaPublicKey=""/>
<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
<bind nodeset="/data/who" relevant="true()"/>
<bind nodeset="/data/who/name" type="xsd:string" required="true()" w:cls="D2"/>
<bind nodeset="/data/who/sex" type="string" w:cls="D2" w:fact="sex" required="false()"/>
<bind nodeset="/data/tools" type="string" w:fact=" tools " readonly="true()" calculate="1 + 1"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/>
</model></h:head>
<h:body>
 <group ref="/data/who"><label>Who</label>
  <input ref="name"><label>Name</label></input>
  <select1 ref="/data/who/sex"><label ref="jr:itext('/data/who/sex:label')"/><itemset nodeset="instance('sexes')/root/item[true()]"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
  <select1 ref="/data/who/area" appearance="minimal search('towns', 'matches', 'a', 1)"><label>Area</label><item><label>name</label><value>code</value></item></select1>
 </group>
 <group ref="/data/kid"><label>Kid</label><repeat nodeset="/data/kid"><input ref="/data/kid/age" query="instance('x')"><label>Age</label></input></repeat></group>
 <select ref="/data/tools"><label>Tools</label><item><label>Hammer &amp; nail</label><value> hammer </value></item><item><label/><value>saw</value></item></select>
 <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
 <input ref="/data/end"><label ref="jr:itext('/data/end:label')"/></input>
</h:body></h:html>"##;

fn form() -> FormDefinition {
    FormDefinition::parse(FORM.as_bytes()).expect("the form is right")
}

fn refusal(from: &str, to: &str) -> FormError {
    assert!(FORM.contains(from), "{from}");
    FormDefinition::parse(FORM.replace(from, to).as_bytes()).expect_err("must be refused")
}

#[test]
fn reads_what_the_form_is() {
    let form = form();
    assert_eq!(form.form_id, "wellbeing_a1");
    assert_eq!(form.version.as_deref(), Some("2026"));
    assert_eq!(form.name(), "Wellbeing A1");
    assert_eq!(form.stage, Some(Stage::Screen));
    assert_eq!(form.languages, ["English (en)", "العربية (ar)"]);
    assert!(form.last_saved && form.instance_id);
    assert_eq!(
        form.submission,
        Some(Submission {
            action: Some("https://e.invalid/".into()),
            public_key: None
        })
    );
}

#[test]
fn lists_fields_as_central_does() {
    let form = form();
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(|f| {
            let marks = [
                (f.binary, "binary"),
                (f.select_multiple, "multiple"),
                (f.required, "required"),
            ];
            let marks: Vec<_> = marks
                .iter()
                .filter(|(set, _)| *set)
                .map(|(_, mark)| *mark)
                .collect();
            format!("{} {} {}", f.path, f.kind.as_str(), marks.join(","))
        })
        .collect();
    assert_eq!(
        fields,
        [
            "/start dateTime ",
            "/who structure ",
            "/who/name string required",
            "/who/sex string ",
            "/who/area unknown ",
            "/kid repeat ",
            "/kid/age unknown ",
            "/tools string multiple",
            "/photo binary binary",
            "/logo unknown ",
            "/end unknown ",
            "/meta structure ",
            "/meta/instanceID string ",
            "/meta/audit unknown binary",
        ]
    );
}

#[test]
fn reads_classes_and_facts_by_namespace() {
    let form = form();
    let sex = form.field("/who/sex").expect("there");
    assert_eq!(
        (sex.class, sex.fact.as_deref()),
        (Some(DataClass::D2), Some("sex"))
    );
    let tools = form.field("/tools").expect("there");
    assert_eq!((tools.class, tools.fact.as_deref()), (None, Some("tools")));
    assert_eq!(tools.calculate.as_deref(), Some("1 + 1"));
    let foreign = FORM.replace("https://waypost.invalid/ns/form", "urn:other");
    let foreign = FormDefinition::parse(foreign.as_bytes()).expect("a general form");
    assert_eq!(foreign.stage, None);
    assert!(
        foreign
            .fields
            .iter()
            .all(|field| field.class.is_none() && field.fact.is_none())
    );
}

#[test]
fn finds_labels_by_language_with_the_default_behind() {
    let form = form();
    let label = |path: &str, language: &str| {
        form.field(path)
            .and_then(|field| field.labels.text(language))
            .map(str::to_owned)
    };
    assert_eq!(label("/who/sex", "العربية (ar)").as_deref(), Some("الجنس"));
    assert_eq!(label("/who/sex", "Klingon").as_deref(), Some("Sex of …?"));
    assert_eq!(label("/who/name", "English (en)").as_deref(), Some("Name"));
    assert_eq!(label("/who", "").as_deref(), Some("Who"));
    assert_eq!(label("/kid", "").as_deref(), Some("Kid"));
    assert_eq!(label("/end", "").as_deref(), Some("The end"));
    assert_eq!(label("/logo", ""), None);
}

#[test]
fn finds_choices_inline_and_in_secondary_instances() {
    let form = form();
    let sex = &form.field("/who/sex").expect("there").choices;
    assert_eq!(sex.len(), 1);
    assert_eq!(sex[0].value, "f");
    assert_eq!(sex[0].labels.text("العربية (ar)"), Some("أنثى"));
    assert_eq!(sex[0].labels.text("English (en)"), Some("female"));
    let tools = &form.field("/tools").expect("there").choices;
    assert_eq!(
        (tools[0].value.as_str(), tools[0].labels.text("")),
        ("hammer", Some("Hammer & nail"))
    );
    assert_eq!(
        (tools[1].value.as_str(), tools[1].labels.text("")),
        ("saw", None)
    );
}

#[test]
fn expects_the_files_that_central_expects() {
    let files: Vec<_> = form()
        .attachments
        .iter()
        .map(|file| format!("{} {}", file.kind.as_str(), file.name))
        .collect();
    assert_eq!(
        files,
        [
            "image sex.png",
            "audio end.mp3",
            "image big.png",
            "file areas.csv",
            "file shapes.geojson",
            "image logo.png",
            "file towns.csv",
            "file itemsets.csv",
        ]
    );
}

#[test]
fn refuses_what_central_refuses() {
    assert_eq!(refusal(r#"id="wellbeing_a1" "#, ""), FormError::NoFormId);
    assert_eq!(
        refusal(r#"id="wellbeing_a1""#, r#"id=" ""#),
        FormError::NoFormId
    );
    assert_eq!(
        refusal("wellbeing_a1", "a.xlsx"),
        FormError::FormIdLooksLikeFile
    );
    assert_eq!(
        refusal("wellbeing_a1", &"é".repeat(65)),
        FormError::FormIdTooLong
    );
    let metaless = FORM.replace("orx:meta>", "other>");
    assert_eq!(
        FormDefinition::parse(metaless.as_bytes()).err(),
        Some(FormError::NoMeta)
    );
    assert_eq!(
        FormDefinition::parse(b"<a/>").err(),
        Some(FormError::NoFormId)
    );
    assert!(matches!(
        FormDefinition::parse(b"<a>").err(),
        Some(FormError::Xml(error)) if error.problem == XmlProblem::UnclosedElement
    ));
}

#[test]
fn refuses_words_of_ours_that_would_be_ignored() {
    assert_eq!(
        refusal(r#"w:stage="screen""#, r#"w:stage="scren""#),
        FormError::UnknownStage("scren".into())
    );
    let class = FormError::UnknownClass {
        path: "/who/name".into(),
        class: "D9".into(),
    };
    assert_eq!(
        refusal(r#"required="true()" w:cls="D2""#, r#"w:cls="D9""#),
        class
    );
    assert_eq!(
        refusal(r#"w:fact="sex""#, r#"w:fakt="sex""#),
        FormError::UnknownAttribute("fakt".into())
    );
    assert_eq!(
        refusal("<start/>", r#"<start w:stage="screen"/>"#),
        FormError::UnknownAttribute("stage".into())
    );
    assert_eq!(
        refusal("<start/>", "<w:start/>"),
        FormError::UnknownElement("start".into())
    );
    let undeclared = refusal(r#" xmlns:w="https://waypost.invalid/ns/form""#, "");
    assert!(
        matches!(undeclared, FormError::Xml(error) if error.problem == XmlProblem::UndeclaredPrefix)
    );
}

#[test]
fn a_form_can_be_shared_between_threads() {
    fn shareable<T: Send + Sync + 'static>(_: T) {}
    shareable(Arc::new(form()));
}

/// Stories that need `../shared`.
mod real_phone {
    use super::*;

    #[test]
    #[ignore = "needs ../shared"]
    fn reads_the_form_of_a_real_phone() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/fixtures/real-phone/encrypted-form.xml"
        );
        let xml = std::fs::read(path).expect("../shared is here");
        let form = FormDefinition::parse(&xml).expect("phones read it too");
        assert_eq!(form.form_id, "encrypted-form");
        assert!(form.instance_id);
        assert!(
            form.submission
                .is_some_and(|submission| submission.public_key.is_some())
        );
        assert_eq!(form.fields[0].labels.text(""), Some("Your name"));
    }
}
