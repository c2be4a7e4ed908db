//! A form as one agency's phones get it: key written in, version marked, our attributes gone.
//!
//! The bytes are spliced, not written anew: what the designer wrote and ODK Validate accepted
//! stays as it is. Which key and suffix, and whether the form may be served at all, is decided above.

use super::FORM_NS;
use super::form::{FormError, primary_root};
use super::xml::{Attribute, Element, escape_attribute};
use std::ops::Range;

/// What stands before the suffix in a rendition's version.
const MARK: &str = "[encrypted:";

/// A version as its author wrote it, without the mark that names the key.
pub fn written(version: &str) -> &str {
    version
        .split_once(MARK)
        .map_or(version, |(before, _)| before)
}

/// Makes a rendition of a form.
///
/// * Attributes and declarations of [`FORM_NS`] are removed.
/// * With `key_base64` (base64 DER SubjectPublicKeyInfo): `submission` gets this key and loses
///   `action` and `method`, so that phones encrypt to it and send to us; the element is added if
///   there is none. Without, `submission` stays as it is.
/// * With `suffix`: `[encrypted:suffix]` is appended to the version, as Central does, so that
///   phones and submissions tell renditions apart.
///
/// # Errors
/// [`FormError::Xml`], [`FormError::NoFormId`], [`FormError::UnknownElement`]. A form that
/// [`super::FormDefinition::parse`] accepts has none of them.
pub fn render(
    xml: &[u8],
    key_base64: Option<&str>,
    suffix: Option<&str>,
) -> Result<Vec<u8>, FormError> {
    let document = Element::parse(xml)?;
    let (model, primary) = primary_root(&document)?;
    let mut splices = Splices {
        document: xml,
        edits: Vec::new(),
    };
    let mut stray = None;
    document.walk(&mut |element| {
        if element.tag.ns == Some(FORM_NS) {
            stray = Some(element.local().to_owned());
        }
        for attribute in &element.attributes {
            let declares = attribute.declares().is_some() && &*attribute.value == FORM_NS;
            if declares || attribute.ns == Some(FORM_NS) {
                splices.remove(attribute);
            }
        }
    });
    if let Some(name) = stray {
        return Err(FormError::UnknownElement(name));
    }
    if let Some(key) = key_base64 {
        write_key(&mut splices, model, key);
    }
    if let Some(suffix) = suffix {
        let mark = format!("{MARK}{suffix}]");
        match primary.attribute("version") {
            Some(version) => splices.insert(version.value_span.end, &escape_value(&mark)),
            None => splices.add_attribute(primary, "version", &mark),
        }
    }
    Ok(splices.apply())
}

/// Writes another version into a form, as `publish?version=` asks.
///
/// # Errors
/// [`FormError::Xml`], [`FormError::NoFormId`].
pub fn set_version(xml: &[u8], version: &str) -> Result<Vec<u8>, FormError> {
    let document = Element::parse(xml)?;
    let (_, primary) = primary_root(&document)?;
    let mut splices = Splices {
        document: xml,
        edits: Vec::new(),
    };
    match primary.attribute("version") {
        Some(attribute) => splices.replace(attribute.value_span.clone(), &escape_value(version)),
        None => splices.add_attribute(primary, "version", version),
    }
    Ok(splices.apply())
}

fn write_key(splices: &mut Splices<'_>, model: &Element<'_>, key: &str) {
    let mut submissions = model
        .elements()
        .filter(|element| element.local() == "submission")
        .peekable();
    if submissions.peek().is_none() {
        // In the model's own namespace, under whatever prefix that has.
        let prefix = model
            .tag
            .prefix
            .map(|prefix| format!("{prefix}:"))
            .unwrap_or_default();
        let element = format!(
            r#"<{prefix}submission base64RsaPublicKey="{}"/>"#,
            escape_attribute(key)
        );
        splices.insert(model.end.start, &element);
    }
    for (index, submission) in submissions.enumerate() {
        // By local name and every prefix: phones do not look at the prefix of these.
        for attribute in &submission.attributes {
            let ours = attribute.ns == Some(FORM_NS) || attribute.declares().is_some();
            if !ours && matches!(attribute.local, "action" | "method" | "base64RsaPublicKey") {
                splices.remove(attribute);
            }
        }
        if index == 0 {
            splices.add_attribute(submission, "base64RsaPublicKey", key);
        }
    }
}

/// For a value whose quotes may be single ones.
fn escape_value(text: &str) -> String {
    escape_attribute(text).replace('\'', "&apos;")
}

/// Changes to be made in a document, none overlapping another.
struct Splices<'d> {
    document: &'d [u8],
    edits: Vec<(Range<usize>, String)>,
}

impl Splices<'_> {
    fn replace(&mut self, range: Range<usize>, text: &str) {
        self.edits.push((range, text.to_owned()));
    }

    fn insert(&mut self, at: usize, text: &str) {
        self.replace(at..at, text);
    }

    fn add_attribute(&mut self, element: &Element<'_>, name: &str, value: &str) {
        self.insert(
            element.tag.name_end,
            &format!(r#" {name}="{}""#, escape_attribute(value)),
        );
    }

    /// Takes an attribute out, with the white space before it.
    fn remove(&mut self, attribute: &Attribute<'_>) {
        let before = &self.document[..attribute.span.start];
        let space = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.replace(attribute.span.start - space..attribute.span.end, "");
    }

    fn apply(mut self) -> Vec<u8> {
        // Stable, and insertions (empty ranges) before a removal that begins at the same byte.
        self.edits
            .sort_by_key(|(range, _)| (range.start, range.end));
        let added: usize = self.edits.iter().map(|(_, text)| text.len()).sum();
        let mut written = Vec::with_capacity(self.document.len() + added);
        let mut from = 0;
        for (range, text) in &self.edits {
            written.extend_from_slice(&self.document[from..range.start]);
            written.extend_from_slice(text.as_bytes());
            from = range.end;
        }
        written.extend_from_slice(&self.document[from..]);
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openrosa::FormDefinition;
    use proptest::prelude::*;

    fn form(root: &str, submission: &str, bind: &str) -> String {
        format!(
            r#"<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:wb="https://waypost.invalid/ns/form">
<h:head><h:title>T</h:title><model>
<instance><data {root}><danger/><meta><instanceID/></meta></data></instance>{submission}
<bind nodeset="/data/danger" type="string"{bind}/><bind nodeset="/data/meta/instanceID" type="string"/>
</model></h:head><h:body><input ref="/data/danger"><label>Danger</label></input></h:body></h:html>"#
        )
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).expect("still UTF-8")
    }

    #[test]
    fn writes_the_key_the_version_and_nothing_of_ours() {
        let master = form(
            r#"id="f" wb:stage="screen" version="3""#,
            "",
            r#" wb:cls="D1"
               wb:fact='danger' required="true()""#,
        );
        let rendition =
            text(render(master.as_bytes(), Some("KEY+/="), Some("ab12")).expect("renders"));
        let expected = form(
            r#"id="f" version="3[encrypted:ab12]""#,
            "",
            r#" required="true()""#,
        )
        .replace(r#" xmlns:wb="https://waypost.invalid/ns/form""#, "")
        .replace(
            "\n</model>",
            "\n<submission base64RsaPublicKey=\"KEY+/=\"/></model>",
        );
        assert_eq!(rendition, expected);
        let read = FormDefinition::parse(rendition.as_bytes()).expect("a form");
        assert_eq!(read.version.as_deref(), Some("3[encrypted:ab12]"));
        assert_eq!(written("3[encrypted:ab12]"), "3");
        assert_eq!(written("3"), "3");
        assert_eq!(
            read.submission.and_then(|s| s.public_key).as_deref(),
            Some("KEY+/=")
        );
        assert_eq!(read.stage, None);
    }

    #[test]
    fn takes_over_a_submission_element() {
        let own = r#"<submission action="https://elsewhere.invalid/" method="form-data-post" base64RsaPublicKey="THEIRS" auto-send="true"/>"#;
        let rendition = text(
            render(
                form(r#"id="f""#, own, "").as_bytes(),
                Some("OURS"),
                Some("x"),
            )
            .expect("renders"),
        );
        assert!(
            rendition.contains(r#"<submission base64RsaPublicKey="OURS" auto-send="true"/>"#),
            "{rendition}"
        );
        assert!(
            rendition.contains(r#"<data version="[encrypted:x]" id="f">"#),
            "{rendition}"
        );
        assert!(!rendition.contains("elsewhere") && !rendition.contains("THEIRS"));

        let prefixed = form(
            r#"id="f""#,
            r#"<submission xmlns:o="u" o:action="https://e.invalid/"/><submission base64RsaPublicKey="THEIRS"/>"#,
            "",
        );
        let rendition = text(render(prefixed.as_bytes(), Some("OURS"), None).expect("renders"));
        assert!(
            rendition
                .contains(r#"<submission base64RsaPublicKey="OURS" xmlns:o="u"/><submission/>"#),
            "{rendition}"
        );
    }

    #[test]
    fn uses_the_models_prefix_for_what_it_adds() {
        let master = r#"<h:html xmlns:h="http://www.w3.org/1999/xhtml" xmlns:xf="http://www.w3.org/2002/xforms"><h:head><h:title>T</h:title><xf:model><xf:instance><data id="f"><meta/></data></xf:instance></xf:model></h:head><h:body/></h:html>"#;
        let rendition = text(render(master.as_bytes(), Some("K"), None).expect("renders"));
        assert!(
            rendition.contains(r#"<xf:submission base64RsaPublicKey="K"/></xf:model>"#),
            "{rendition}"
        );
    }

    #[test]
    fn matches_our_namespace_whatever_its_prefix_and_leaves_others_alone() {
        let master = form(
            r#"xmlns:q="https://waypost.invalid/ns/form" xmlns:wb="urn:other" id="f" q:stage="screen" wb:stage="x""#,
            "",
            "",
        );
        let rendition = text(render(master.as_bytes(), None, None).expect("renders"));
        assert!(
            rendition.contains(r#"<data xmlns:wb="urn:other" id="f" wb:stage="x">"#),
            "{rendition}"
        );
        assert!(!rendition.contains("waypost"));
        let element = form(r#"id="f""#, "<wb:x/>", "");
        assert_eq!(
            render(element.as_bytes(), None, None),
            Err(FormError::UnknownElement("x".into()))
        );
    }

    #[test]
    fn a_form_without_anything_of_ours_keeps_every_byte() {
        let plain = form(r#"id='f'  version = '1'"#, "<submission action='x'/>", "")
            .replace(r#" xmlns:wb="https://waypost.invalid/ns/form""#, "");
        assert_eq!(
            text(render(plain.as_bytes(), None, None).expect("renders")),
            plain
        );
    }

    #[test]
    fn sets_a_version_where_there_is_one_and_where_there_is_none() {
        let set = |root: &str| {
            text(set_version(form(root, "", "").as_bytes(), "a'\"<&").expect("has a root"))
        };
        for (root, expected) in [
            (
                r#"id="f" version="1""#,
                r#"<data id="f" version="a&apos;&quot;&lt;&amp;">"#,
            ),
            (
                r#"id="f" version = '1'"#,
                r#"<data id="f" version = 'a&apos;&quot;&lt;&amp;'>"#,
            ),
            (r#"id="f""#, r#"<data version="a'&quot;&lt;&amp;" id="f">"#),
        ] {
            let written = set(root);
            assert!(written.contains(expected), "{written}");
            let read = FormDefinition::parse(written.as_bytes()).expect("a form");
            assert_eq!(read.version.as_deref(), Some("a'\"<&"));
        }
    }

    proptest! {
        #[test]
        fn whatever_version_and_key_it_stays_the_same_form(version in "\\PC{0,20}", key in "\\PC{0,20}", suffix in "\\PC{0,8}") {
            let master = form(r#"id="f" version='1' wb:stage="screen""#, "", r#" wb:cls="D1""#);
            let fail = |error: FormError| TestCaseError::fail(error.to_string());
            let versioned = set_version(master.as_bytes(), &version).map_err(fail)?;
            let rendition = render(&versioned, Some(&key), Some(&suffix)).map_err(fail)?;
            let read = FormDefinition::parse(&rendition).map_err(fail)?;
            prop_assert_eq!(read.version, Some(format!("{version}[encrypted:{suffix}]")));
            prop_assert_eq!(read.fields.len(), 3);
            prop_assert!(!String::from_utf8_lossy(&rendition).contains("waypost.invalid"));
        }

        #[test]
        fn no_bytes_make_it_panic(document in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = render(&document, Some("K"), Some("x"));
            let _ = set_version(&document, "1");
            let _ = FormDefinition::parse(&document);
        }
    }
}
