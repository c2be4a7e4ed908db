//! What phones are answered: form lists, media manifests, messages (openrosa.md 1.4, 1.6, 4.2).
//!
//! Bodies only; statuses and headers belong to the web. All of them are `text/xml`: Collect
//! refuses `application/xml`. Texts are escaped here; addresses come whole from the caller.

use super::xml::escape_text;
use std::fmt::Write;

/// What Central says when all has arrived; clients show it.
pub const SUBMITTED: &str = "full submission upload was successful!";

/// One form of a form list.
#[derive(Debug, Clone)]
pub struct FormListItem {
    /// Its id.
    pub form_id: String,
    /// Its title. A blank one is replaced by the id: one form without a name makes Collect refuse the list.
    pub name: String,
    /// Its version, "" for none.
    pub version: String,
    /// MD5 of the exact bytes at `download_url`, lower-case hex.
    pub md5: String,
    /// Where the form is.
    pub download_url: String,
    /// Where its media manifest is, if it refers to files.
    pub manifest_url: Option<String>,
}

/// One file of a media manifest. Leave out what has not been uploaded yet.
#[derive(Debug, Clone)]
pub struct ManifestItem {
    /// Its name.
    pub filename: String,
    /// MD5 of its bytes, lower-case hex.
    pub md5: String,
    /// Where it is.
    pub download_url: String,
    /// What more phones must know if it is an entity list.
    pub list: Option<EntityList>,
}

/// An entity list in a manifest.
#[derive(Debug, Clone)]
pub struct EntityList {
    /// Whether a person lets new entries in.
    pub approval: bool,
    /// Where phones ask what was deleted.
    pub integrity_url: String,
}

/// What phones are told of entities: each id, and whether it must be forgotten.
pub fn integrity<'a>(states: impl IntoIterator<Item = (&'a str, bool)>) -> String {
    let mut xml = String::from("<data><entities>\n");
    for (id, gone) in states {
        let id = super::xml::escape_attribute(id);
        // Writing to a String cannot fail.
        let _ = writeln!(
            xml,
            "<entity id=\"{id}\"><deleted>{gone}</deleted></entity>"
        );
    }
    xml.push_str("</entities></data>\n");
    xml
}

/// A form list, in the order given. The caller keeps to one order as long as nothing changes.
pub fn form_list(forms: &[FormListItem]) -> String {
    let mut xml = String::with_capacity(200 + forms.len() * 400);
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n");
    for form in forms {
        let untitled = form.name.trim().is_empty();
        xml.push_str("  <xform>\n");
        line(&mut xml, "formID", "", &form.form_id);
        line(
            &mut xml,
            "name",
            "",
            if untitled { &form.form_id } else { &form.name },
        );
        line(&mut xml, "version", "", &form.version);
        line(&mut xml, "hash", "md5:", &form.md5);
        line(&mut xml, "downloadUrl", "", &form.download_url);
        if let Some(url) = &form.manifest_url {
            line(&mut xml, "manifestUrl", "", url);
        }
        xml.push_str("  </xform>\n");
    }
    xml.push_str("</xforms>\n");
    xml
}

/// A media manifest, in the order given.
pub fn manifest(files: &[ManifestItem]) -> String {
    let mut xml = String::with_capacity(200 + files.len() * 300);
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">\n");
    for file in files {
        xml.push_str(match file.list.as_ref().map(|list| list.approval) {
            None => "  <mediaFile>\n",
            Some(false) => "  <mediaFile type=\"entityList\">\n",
            Some(true) => "  <mediaFile type=\"approvalEntityList\">\n",
        });
        line(&mut xml, "filename", "", &file.filename);
        line(&mut xml, "hash", "md5:", &file.md5);
        line(&mut xml, "downloadUrl", "", &file.download_url);
        if let Some(list) = &file.list {
            line(&mut xml, "integrityUrl", "", &list.integrity_url);
        }
        xml.push_str("  </mediaFile>\n");
    }
    xml.push_str("</manifest>\n");
    xml
}

/// The answer to a submission that was taken: `SUBMITTED`, for status 201.
pub fn success() -> String {
    message("", SUBMITTED)
}

/// The same with a sentence of its own.
pub fn taken(text: &str) -> String {
    message("", text)
}

/// The answer to a request that was not: phones show the text, which must therefore say what to do.
pub fn error(text: &str) -> String {
    message("error", text)
}

fn message(nature: &str, text: &str) -> String {
    format!(
        "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\" items=\"0\">\n  \
         <message nature=\"{nature}\">{}</message>\n</OpenRosaResponse>\n",
        escape_text(text)
    )
}

fn line(xml: &mut String, name: &str, before: &str, text: &str) {
    let text = escape_text(text);
    // Writing to a String cannot fail.
    let _ = writeln!(xml, "    <{name}>{before}{text}</{name}>");
}

/// One part of a path, percent-encoded: everything but RFC 3986's unreserved characters.
pub fn percent_encode(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte as char)
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openrosa::xml::Element;

    fn wells() -> FormListItem {
        FormListItem {
            form_id: "a&b".into(),
            name: "Wells <deep>".into(),
            version: "3".into(),
            md5: "0cc175b9c0f1b6a831c399e269772661".into(),
            download_url: "https://s.invalid/forms/a%26b.xml?st=1&x=2".into(),
            manifest_url: None,
        }
    }

    /// Names and texts of what is in the root's child of that index.
    fn entry(xml: &str, index: usize) -> Vec<(String, String)> {
        let root = Element::parse(xml.as_bytes()).expect("well-formed");
        let entry = root.elements().nth(index).expect("an entry");
        entry
            .elements()
            .map(|line| (line.local().to_owned(), line.text()))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn lists_forms_as_collect_reads_them() {
        let with_media = FormListItem {
            manifest_url: Some("https://s.invalid/m".into()),
            ..wells()
        };
        let list = form_list(&[wells(), with_media]);
        let root = Element::parse(list.as_bytes()).expect("well-formed");
        assert_eq!(root.local(), "xforms");
        let ns = Some("http://openrosa.org/xforms/xformsList");
        assert!(
            root.elements()
                .all(|form| form.local() == "xform" && form.tag.ns == ns)
        );
        let mut expected = pairs(&[
            ("formID", "a&b"),
            ("name", "Wells <deep>"),
            ("version", "3"),
            ("hash", "md5:0cc175b9c0f1b6a831c399e269772661"),
            ("downloadUrl", "https://s.invalid/forms/a%26b.xml?st=1&x=2"),
        ]);
        assert_eq!(entry(&list, 0), expected);
        expected.extend(pairs(&[("manifestUrl", "https://s.invalid/m")]));
        assert_eq!(entry(&list, 1), expected);
    }

    #[test]
    fn an_untitled_form_is_listed_by_its_id() {
        let list = form_list(&[FormListItem {
            name: " ".into(),
            ..wells()
        }]);
        assert!(list.contains("<name>a&amp;b</name>"), "{list}");
    }

    #[test]
    fn an_empty_list_is_still_a_list() {
        let list = form_list(&[]);
        assert_eq!(
            Element::parse(list.as_bytes())
                .expect("well-formed")
                .local(),
            "xforms"
        );
    }

    #[test]
    fn writes_a_manifest() {
        let file = ManifestItem {
            list: None,
            filename: "été & 1.png".into(),
            md5: "aa".into(),
            download_url: "https://s.invalid/1?a&b".into(),
        };
        let xml = manifest(&[file]);
        let root = Element::parse(xml.as_bytes()).expect("well-formed");
        assert_eq!(
            root.tag.ns,
            Some("http://openrosa.org/xforms/xformsManifest")
        );
        assert_eq!(
            root.elements().next().map(Element::local),
            Some("mediaFile")
        );
        let expected = pairs(&[
            ("filename", "été & 1.png"),
            ("hash", "md5:aa"),
            ("downloadUrl", "https://s.invalid/1?a&b"),
        ]);
        assert_eq!(entry(&xml, 0), expected);
    }

    #[test]
    fn answers_in_centrals_words_and_escapes_its_own() {
        let taken = success();
        assert!(
            taken.contains(&format!(r#"<message nature="">{SUBMITTED}</message>"#)),
            "{taken}"
        );
        let refused = error("no form \"<x>\" here");
        let expected = r#"<message nature="error">no form "&lt;x&gt;" here</message>"#;
        assert!(refused.contains(expected), "{refused}");
    }

    #[test]
    fn encodes_path_parts() {
        assert_eq!(
            percent_encode("a b/é&%.xml~-_"),
            "a%20b%2F%C3%A9%26%25.xml~-_"
        );
    }
}
