//! What phones are answered: form lists, media manifests, messages (openrosa.md 1.4, 1.6, 4.2).
//!
//! Bodies only; statuses and headers belong to the web. All of them are `text/xml`: Collect
//! refuses `application/xml`. Texts are escaped here; addresses come whole from the caller.

use super::xml::escape_text;
use std::fmt::Write;

/// What Central says when all has arrived; clients show it.
pub const SUBMITTED: &str = "full submission upload was successful!";

/// One form of a form list.
#[derive(Debug, Clone, Copy)]
pub struct ListedForm<'a> {
    /// Its id.
    pub form_id: &'a str,
    /// Its title. Blank ones are replaced by the id: one form without a name makes Collect refuse the list.
    pub name: &'a str,
    /// Its version, "" for none.
    pub version: &'a str,
    /// MD5 of the exact bytes at `download_url`, lower-case hex.
    pub md5: &'a str,
    /// Where the form is.
    pub download_url: &'a str,
    /// Where its media manifest is, if it refers to files.
    pub manifest_url: Option<&'a str>,
}

/// One file of a media manifest. Leave out what has not been uploaded yet.
#[derive(Debug, Clone, Copy)]
pub struct MediaFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// MD5 of its bytes, lower-case hex; for an entity list, of its state.
    pub md5: &'a str,
    /// Where it is.
    pub download_url: &'a str,
    /// For an entity list: where phones ask which of its entities still exist.
    pub integrity_url: Option<&'a str>,
}

/// A form list. Must stay in one order with one hash as long as nothing changes.
pub fn form_list<'a>(forms: impl IntoIterator<Item = ListedForm<'a>>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n",
    );
    for form in forms {
        let name = if form.name.trim().is_empty() {
            form.form_id
        } else {
            form.name
        };
        xml.push_str("  <xform>\n");
        line(&mut xml, "formID", "", form.form_id);
        line(&mut xml, "name", "", name);
        line(&mut xml, "version", "", form.version);
        line(&mut xml, "hash", "md5:", form.md5);
        line(&mut xml, "downloadUrl", "", form.download_url);
        if let Some(url) = form.manifest_url {
            line(&mut xml, "manifestUrl", "", url);
        }
        xml.push_str("  </xform>\n");
    }
    xml.push_str("</xforms>\n");
    xml
}

/// A media manifest.
pub fn manifest<'a>(files: impl IntoIterator<Item = MediaFile<'a>>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">\n",
    );
    for file in files {
        xml.push_str(match file.integrity_url {
            Some(_) => "  <mediaFile type=\"entityList\">\n",
            None => "  <mediaFile>\n",
        });
        line(&mut xml, "filename", "", file.name);
        line(&mut xml, "hash", "md5:", file.md5);
        line(&mut xml, "downloadUrl", "", file.download_url);
        if let Some(url) = file.integrity_url {
            line(&mut xml, "integrityUrl", "", url);
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

    const FORM: ListedForm<'_> = ListedForm {
        form_id: "a&b",
        name: "Wells <deep>",
        version: "3",
        md5: "0cc175b9c0f1b6a831c399e269772661",
        download_url: "https://s.invalid/forms/a%26b.xml?st=1&x=2",
        manifest_url: None,
    };

    fn texts<'a>(xml: &str, of: &str, names: &[&'a str]) -> Vec<(&'a str, String)> {
        let root = Element::parse(xml.as_bytes()).expect("well-formed");
        let entry = root.child(of).expect("an entry");
        names
            .iter()
            .filter_map(|name| Some((*name, entry.child(name)?.text())))
            .collect()
    }

    #[test]
    fn lists_forms_as_collect_reads_them() {
        let list = form_list([
            FORM,
            ListedForm {
                manifest_url: Some("https://s.invalid/m"),
                ..FORM
            },
        ]);
        let root = Element::parse(list.as_bytes()).expect("well-formed");
        assert_eq!(root.local(), "xforms");
        assert!(
            root.elements()
                .all(|form| form.tag.ns == Some("http://openrosa.org/xforms/xformsList"))
        );
        assert_eq!(
            texts(
                &list,
                "xform",
                &[
                    "formID",
                    "name",
                    "version",
                    "hash",
                    "downloadUrl",
                    "manifestUrl"
                ]
            ),
            [
                ("formID", "a&b".to_owned()),
                ("name", "Wells <deep>".to_owned()),
                ("version", "3".to_owned()),
                ("hash", "md5:0cc175b9c0f1b6a831c399e269772661".to_owned()),
                ("downloadUrl", FORM.download_url.to_owned()),
            ]
        );
        assert!(list.contains("<manifestUrl>https://s.invalid/m</manifestUrl>"));
    }

    #[test]
    fn an_untitled_form_is_listed_by_its_id() {
        let list = form_list([ListedForm { name: " ", ..FORM }]);
        assert!(list.contains("<name>a&amp;b</name>"), "{list}");
    }

    #[test]
    fn an_empty_list_is_still_a_list() {
        let root = form_list([]);
        assert_eq!(
            Element::parse(root.as_bytes()).map(|root| root.local().to_owned()),
            Ok("xforms".to_owned())
        );
    }

    #[test]
    fn writes_manifests_with_files_and_entity_lists() {
        let file = MediaFile {
            name: "été & 1.png",
            md5: "aa",
            download_url: "https://s.invalid/1",
            integrity_url: None,
        };
        let list = MediaFile {
            integrity_url: Some("https://s.invalid/i"),
            ..file
        };
        let xml = manifest([file, list]);
        let root = Element::parse(xml.as_bytes()).expect("well-formed");
        assert_eq!(
            root.tag.ns,
            Some("http://openrosa.org/xforms/xformsManifest")
        );
        let kinds: Vec<_> = root.elements().map(|file| file.value("type")).collect();
        assert_eq!(kinds, [None, Some("entityList")]);
        assert_eq!(
            texts(
                &xml,
                "mediaFile",
                &["filename", "hash", "downloadUrl", "integrityUrl"]
            ),
            [
                ("filename", "été & 1.png".to_owned()),
                ("hash", "md5:aa".to_owned()),
                ("downloadUrl", "https://s.invalid/1".to_owned()),
            ]
        );
    }

    #[test]
    fn answers_in_centrals_words_and_escapes_its_own() {
        let root = success();
        assert!(
            root.contains(r#"<message nature="">full submission upload was successful!</message>"#)
        );
        let root = error("no form \"<x>\" here");
        assert!(
            root.contains(r#"<message nature="error">no form "&lt;x&gt;" here</message>"#),
            "{root}"
        );
    }

    #[test]
    fn encodes_path_parts() {
        assert_eq!(
            percent_encode("a b/é&%.xml~-_"),
            "a%20b%2F%C3%A9%26%25.xml~-_"
        );
    }
}
