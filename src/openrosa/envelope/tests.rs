use super::*;

const MANIFEST: &str = r#"<data xmlns="http://www.opendatakit.org/xforms/encrypted" id="wells" version="3" encrypted="yes">
  <base64EncryptedKey>a+b/c==
</base64EncryptedKey>
  <orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:1</orx:instanceID></orx:meta>
  <media><file>photo.jpg.enc</file></media><media><file> </file></media><media><file/></media>
  <media><file>a &amp; b.jpg.enc</file><file>c.jpg.enc</file></media>
  <encryptedXmlFile>submission.xml.enc</encryptedXmlFile>
  <base64EncryptedElementSignature> c2ln </base64EncryptedElementSignature>
</data>"#;

fn envelope(document: &str) -> Envelope {
    match Submitted::parse(document.as_bytes()) {
        Ok(Submitted::Envelope(envelope)) => envelope,
        Ok(Submitted::Plain(_)) => panic!("read as a submission in clear"),
        Err(error) => panic!("{error}"),
    }
}

fn plain(document: &str) -> PlainHead {
    match Submitted::parse(document.as_bytes()) {
        Ok(Submitted::Plain(head)) => head,
        Ok(Submitted::Envelope(_)) => panic!("read as an envelope"),
        Err(error) => panic!("{error}"),
    }
}

fn refusal(document: &str) -> SubmittedError {
    Submitted::parse(document.as_bytes())
        .err()
        .expect("must be refused")
}

#[test]
fn reads_an_envelope_as_collect_writes_it() {
    let read = envelope(MANIFEST);
    assert_eq!(read.form_id, "wells");
    assert_eq!(read.version.as_deref(), Some("3"));
    assert_eq!(read.encrypted_key, "a+b/c==\n");
    assert_eq!(read.instance_id, "uuid:1");
    assert_eq!(
        read.media,
        ["photo.jpg.enc", "", "", "a & b.jpg.enc", "c.jpg.enc"]
    );
    assert_eq!(read.xml_file, "submission.xml.enc");
    assert_eq!(read.signature.as_deref(), Some("c2ln"));
}

#[test]
fn reads_an_envelope_in_enketos_namespace_and_order() {
    let read = envelope(
        r#"<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="f">
        <encryptedXmlFile>submission.xml.enc</encryptedXmlFile><meta xmlns="http://openrosa.org/xforms/"><instanceID>uuid:2</instanceID></meta>
        <base64EncryptedElementSignature>s</base64EncryptedElementSignature><base64EncryptedKey>k</base64EncryptedKey></data>"#,
    );
    assert_eq!(
        (read.instance_id.as_str(), read.encrypted_key.as_str()),
        ("uuid:2", "k")
    );
    assert_eq!(read.version, None);
    assert_eq!(read.media, Vec::<String>::new());
}

#[test]
fn an_absent_version_is_not_an_empty_one() {
    let with = |version: &str| envelope(&MANIFEST.replace(r#" version="3""#, version)).version;
    assert_eq!(with(""), None);
    assert_eq!(with(r#" version="""#).as_deref(), Some(""));
    assert_eq!(
        with(r#" orx:version="7" xmlns:orx="http://openrosa.org/xforms""#).as_deref(),
        Some("7")
    );
}

#[test]
fn knows_an_envelope_by_its_parts_when_the_attribute_is_missing() {
    assert_eq!(
        envelope(&MANIFEST.replace(r#" encrypted="yes""#, "")),
        envelope(MANIFEST)
    );
}

#[test]
fn an_envelope_without_a_part_is_refused_by_name() {
    for (part, name) in [
        ("<orx:instanceID>uuid:1</orx:instanceID>", "instanceID"),
        (
            "<base64EncryptedKey>a+b/c==\n</base64EncryptedKey>",
            "base64EncryptedKey",
        ),
        (
            "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>",
            "encryptedXmlFile",
        ),
    ] {
        assert!(MANIFEST.contains(part), "{part}");
        assert_eq!(
            refusal(&MANIFEST.replace(part, "")),
            SubmittedError::Incomplete(name)
        );
        let doubled = MANIFEST.replace(part, &format!("{part}{part}"));
        assert_eq!(refusal(&doubled), SubmittedError::Twice(name));
    }
    assert_eq!(
        refusal(&MANIFEST.replace(r#"id="wells""#, "")),
        SubmittedError::NoFormId
    );
    assert_eq!(
        refusal(&MANIFEST.replace(r#"id="wells""#, r#"id=" ""#)),
        SubmittedError::NoFormId
    );
}

#[test]
fn text_around_a_child_does_not_change_what_it_is_in() {
    let read = envelope(&MANIFEST.replace("uuid:1<", "uuid:1<x/>uuid:9<"));
    assert_eq!(read.instance_id, "uuid:1");
}

#[test]
fn reads_the_head_of_a_submission_in_clear() {
    let head = plain(
        r#"<?xml version='1.0' ?><w id="wells" version="2"><instanceID>uuid:other</instanceID><instanceID>second</instanceID>
        <name>x</name><orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID> uuid:1 </orx:instanceID>
        <orx:deprecatedID>uuid:0</orx:deprecatedID><orx:instanceName>Ann &amp; Bo</orx:instanceName></orx:meta></w>"#,
    );
    assert_eq!(head.form_id, "wells");
    assert_eq!(head.instance_id.as_deref(), Some("uuid:1"));
    assert_eq!(head.deprecated_id.as_deref(), Some("uuid:0"));
    assert_eq!(
        head.instance_name.as_ref().map(AnswerText::as_str),
        Some("Ann & Bo")
    );
    assert!(
        !format!("{head:?}").contains("Ann"),
        "a name must not print"
    );
}

#[test]
fn falls_back_to_an_instance_id_below_the_root() {
    let head = plain(r#"<d id="f"><instanceID>uuid:3</instanceID><meta><instanceID/></meta></d>"#);
    assert_eq!(head.instance_id.as_deref(), Some("uuid:3"));
    assert_eq!(
        plain(r#"<d id="f"><a><instanceID>no</instanceID></a></d>"#).instance_id,
        None
    );
    assert_eq!(
        plain(r#"<d id="f"><meta><a><instanceID>no</instanceID></a></meta></d>"#).instance_id,
        None
    );
}

#[test]
fn sets_limits_on_names_and_their_number() {
    let long = "é".repeat(MAX_NAME + 1);
    assert_eq!(
        refusal(&MANIFEST.replace("uuid:1", &long)),
        SubmittedError::TooLong("instanceID")
    );
    envelope(&MANIFEST.replace("uuid:1", &long[2..]));
    let many = "<media><file>a</file></media>".repeat(MAX_MEDIA + 1);
    assert_eq!(
        refusal(&MANIFEST.replace("<encrypted", &format!("{many}<encrypted"))),
        SubmittedError::TooManyFiles
    );
}

#[test]
fn says_what_is_wrong_without_quoting_it() {
    let error = refusal("<d id='f'><secret>hunger</wrong></d>").to_string();
    assert!(
        !error.contains("secret") && !error.contains("hunger"),
        "{error}"
    );
    assert!(error.contains("byte"), "{error}");
}

/// Stories that need `../shared`.
mod real_phone {
    use super::*;

    #[test]
    #[ignore = "needs ../shared"]
    fn reads_the_submission_of_a_real_phone() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/fixtures/real-phone/encrypted-form-submission.xml"
        );
        let read = envelope(&std::fs::read_to_string(path).expect("../shared is here"));
        assert_eq!(read.form_id, "encrypted-form");
        assert_eq!(read.version, None);
        assert_eq!(
            read.instance_id,
            "uuid:494cd080-3bf4-47be-b40f-c706a950d58a"
        );
        assert_eq!(read.encrypted_key.len(), 344);
        assert_eq!(read.signature.map(|signature| signature.len()), Some(344));
        assert_eq!(read.xml_file, "submission.xml.enc");
    }
}
