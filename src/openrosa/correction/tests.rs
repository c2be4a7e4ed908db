use proptest::prelude::*;

use super::*;

const FORM: &str = r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>Visit</h:title><model>
<instance><data id="visit" version="1"><who><name/><age/><sex/><told/></who><kid jr:template=""><wants/></kid><n/><photo/><code/>
<orx:meta><orx:instanceID/><orx:instanceName/></orx:meta></data></instance>
<bind nodeset="/data/who/name" type="string" constraint="string-length(.) &lt;= 40"/>
<bind nodeset="/data/who/age" type="int"/>
<bind nodeset="/data/who/sex" type="string"/>
<bind nodeset="/data/who/told" type="string" wb:fact="told_limits"/>
<bind nodeset="/data/kid/wants" type="string"/>
<bind nodeset="/data/n" type="int" calculate="/data/who/age + 1"/>
<bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/code" type="string" wb:fact="case_code"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
<bind nodeset="/data/meta/instanceName" type="string" calculate="/data/who/name"/>
</model></h:head>
<h:body>
<group ref="/data/who"><label>Who</label>
 <input ref="/data/who/name"><label>Name</label></input>
 <input ref="/data/who/age"><label>Age</label></input>
 <select1 ref="/data/who/sex"><label>Sex</label><item><label>F</label><value>f</value></item><item><label>M</label><value>m</value></item></select1>
 <input ref="/data/who/told"><label>Told</label></input>
</group>
<group ref="/data/kid"><label>Kid</label><repeat nodeset="/data/kid"><select ref="/data/kid/wants"><label>Wants</label><item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item></select></repeat></group>
<upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
<input ref="/data/code"><label>Code</label></input>
</h:body></h:html>"#;

const INSTANCE: &str = "<?xml version='1.0' ?><!-- x --><data xmlns:orx=\"http://openrosa.org/xforms\" id=\"visit\" version='1[old]' >\
 <who><name>A &amp; B</name><age>20</age><sex />\r\n<told>yes</told></who><kid><wants>a</wants></kid><kid><wants/></kid><n>21</n>\
 <photo>p.jpg</photo><code>K1</code><other>kept</other><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>\n";

const CALLED: Called<'static> = Called {
    instance_id: "uuid:2",
    version: "1[new]",
};
/// 23 Nov 2026, 14:00 UTC.
const NOW: i64 = 1_795_442_400_000;

fn form() -> FormDefinition {
    FormDefinition::parse(FORM.as_bytes()).expect("a form")
}

fn correct(xml: &str, changes: &[(&str, usize, &str)]) -> Result<String, NoCorrection> {
    let form = form();
    let instance = Instance::parse(xml.as_bytes(), &form).expect("an instance");
    let place = |path: &str, nth: usize| {
        let all = instance.answers.iter().enumerate();
        let mut found = all.filter(|(_, one)| &*one.path == path);
        found.nth(nth).expect("there").0
    };
    let changes: Vec<Change> = changes
        .iter()
        .map(|(path, nth, value)| (place(path, *nth), Zeroizing::new((*value).to_owned())))
        .collect();
    let sheet = Sheet::of(&form, &instance, NOW)?;
    let bytes = sheet.corrected(xml.as_bytes(), &changes, CALLED)?;
    Ok(String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

#[test]
fn only_what_was_named_and_the_ids_change() {
    let changed = [
        ("/who/name", 0, "C < D"),
        ("/who/sex", 0, "m"),
        ("/kid/wants", 1, "b a"),
    ];
    let expected = INSTANCE
        .replace("A &amp; B", "C &lt; D")
        .replace("<sex />", "<sex >m</sex>")
        .replace("<wants/>", "<wants>a b</wants>")
        .replace("'1[old]'", "'1[new]'")
        .replace(
            "<orx:instanceID>uuid:1</orx:instanceID>",
            "<orx:instanceID>uuid:2</orx:instanceID><orx:deprecatedID>uuid:1</orx:deprecatedID>",
        );
    let corrected = correct(INSTANCE, &changed).expect("corrected");
    assert_eq!(corrected, expected);

    // A second one corrects the first.
    let again = correct(&corrected, &[("/who/name", 0, "")]).expect("corrected");
    let ids = "<orx:instanceID>uuid:2</orx:instanceID><orx:deprecatedID>uuid:2</orx:deprecatedID>";
    assert!(again.contains(ids), "{again}");
    assert!(again.contains("<name></name>"), "{again}");
}

#[test]
fn what_is_not_set_by_hand_is_refused_and_so_is_nothing() {
    for (path, value) in [
        ("/who/age", "30"),
        ("/who/told", "no"),
        ("/n", "3"),
        ("/photo", "q.jpg"),
        ("/code", "K2"),
        ("/other", "changed"),
        ("/meta/instanceID", "uuid:9"),
        ("/who/sex", "x"),
        ("/kid/wants", "c"),
    ] {
        let refused = correct(INSTANCE, &[("/who/name", 0, "C"), (path, 0, value)]);
        assert_eq!(refused, Err(NoCorrection::Answer), "{path}");
    }
    assert_eq!(correct(INSTANCE, &[]), Err(NoCorrection::Nothing));
    let same = [("/who/name", 0, " A & B "), ("/kid/wants", 0, "a")];
    assert_eq!(correct(INSTANCE, &same), Err(NoCorrection::Nothing));
}

fn value() -> impl Strategy<Value = String> {
    "[a-zé<&\"'> \\]\u{661}]{0,20}"
}

proptest! {
    /// What stands around the answers that were set is there byte for byte, and everything else is read as before.
    #[test]
    fn nothing_else_of_the_instance_changes(
        name in value(),
        other in "[a-z &;]{0,12}",
        wants in prop::collection::vec(prop::sample::select(vec!["", "a", "b", "a b"]), 0..5),
        new_name in prop::option::of(value()),
        new_wants in prop::collection::vec(prop::option::of(prop::sample::select(vec!["", "a", "b", "b a"])), 5),
        empty in any::<bool>(),
    ) {
        let content = |text: &str| escape_text(text).into_owned();
        let kids: String = wants
            .iter()
            .map(|w| match (w.is_empty(), empty) {
                (true, true) => "<kid><wants/></kid> ".to_owned(),
                _ => format!("<kid>\n<wants>{w}</wants></kid>"),
            })
            .collect();
        let xml = format!(
            "<data xmlns:orx='x' id='visit' version='1'><who><name>{}</name><age>7</age></who>{kids}<other>{}</other>\
             <orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>",
            content(&name), content(&other),
        );
        let form = form();
        let before = Instance::parse(xml.as_bytes(), &form).expect("an instance");
        let sheet = Sheet::of(&form, &before, NOW).expect("no consents");
        let mut changes: Vec<Change> = Vec::new();
        for (place, one) in before.answers.iter().enumerate() {
            let to = match (&*one.path, one.repeats.first()) {
                ("/who/name", _) => new_name.clone(),
                ("/kid/wants", Some(turn)) => new_wants[*turn as usize - 1].map(str::to_owned),
                _ => None,
            };
            changes.extend(to.map(|to| (place, Zeroizing::new(to))));
        }
        let real: Vec<&Change> = changes
            .iter()
            .filter(|(place, to)| sheet.checked(*place, to).expect("may be set").expect("fits").is_some())
            .collect();
        let corrected = sheet.corrected(xml.as_bytes(), &changes, CALLED);
        if real.is_empty() {
            prop_assert_eq!(corrected.err(), Some(NoCorrection::Nothing));
            return Ok(());
        }
        let corrected = corrected.expect("corrected");
        let after = Instance::parse(&corrected, &form).expect("it is an instance still");
        prop_assert_eq!(after.instance_id.as_deref(), Some("uuid:2"));
        prop_assert_eq!(after.deprecated_id.as_deref(), Some("uuid:1"));
        prop_assert_eq!(after.version.as_deref(), Some("1[new]"));
        let told = |one: &&Answer| &*one.path != "/meta/deprecatedID" && &*one.path != "/meta/instanceID";
        let left: Vec<_> = before.answers.iter().filter(told).collect();
        let right: Vec<_> = after.answers.iter().filter(told).collect();
        prop_assert_eq!(left.len(), right.len());
        for (place, (left, right)) in left.iter().zip(&right).enumerate() {
            prop_assert_eq!(&left.path, &right.path);
            prop_assert_eq!(&left.repeats, &right.repeats);
            if !real.iter().any(|(at, _)| *at == place) {
                prop_assert!(left.text == right.text);
            }
        }
        // Byte for byte: take out what may differ, from both, and compare.
        let without = |xml: &[u8], answers: &[Answer]| {
            let mut out = Vec::new();
            let mut from = 0;
            let set = |one: &Answer| &*one.path == "/who/name" || &*one.path == "/kid/wants"
                || &*one.path == "/meta/instanceID" || &*one.path == "/meta/deprecatedID";
            for one in answers.iter().filter(|one| set(one)) {
                out.extend_from_slice(&xml[from..one.at.open.start]);
                from = one.at.close.end;
            }
            out.extend_from_slice(&xml[from..]);
            String::from_utf8(out).expect("UTF-8").replace("version='1[new]'", "version='1'")
        };
        prop_assert_eq!(without(xml.as_bytes(), &before.answers), without(&corrected, &after.answers));
    }

    #[test]
    fn whatever_the_document_a_correction_neither_panics_nor_breaks_it(xml in "[<>/a-z='\" &;]{0,80}", value in value()) {
        let form = form();
        if let Ok(instance) = Instance::parse(xml.as_bytes(), &form)
            && let Ok(sheet) = Sheet::of(&form, &instance, NOW)
        {
            let _ = sheet.corrected(xml.as_bytes(), &[(0, Zeroizing::new(value))], CALLED);
        }
    }
}
