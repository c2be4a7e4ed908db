//! What ODK Briefcase and other aggregators are answered when they pull (openrosa.md 7). Bodies only.

use std::fmt::Write as _;

use super::response::ManifestItem;
use super::xml::{Event, Reader, XmlError, XmlProblem, escape_attribute, escape_text};

/// A submission's name in a request: `FORM[@version=… and @uiVersion=…]/ROOT[@key=INSTANCE]`. What stands between is
/// ignored: Briefcase writes Java's `Optional[3]` there.
pub fn key(text: &str) -> Option<(&str, &str)> {
    let (form, rest) = text.trim().split_once("[@version")?;
    let (_, instance) = rest.rsplit_once("@key=")?;
    let instance = instance.strip_suffix(']')?.trim();
    (!form.is_empty() && !instance.is_empty()).then_some((form, instance))
}

/// A page of instance ids. On an empty one the cursor is the one that was asked with, which ends the client's loop.
pub fn id_chunk<'a>(ids: impl IntoIterator<Item = &'a str>, cursor: &str) -> String {
    let mut xml =
        String::from("<idChunk xmlns=\"http://opendatakit.org/submissions\">\n<idList>\n");
    for id in ids {
        // Writing to a String cannot fail.
        let _ = writeln!(xml, "<id>{}</id>", escape_text(id));
    }
    let cursor = escape_text(cursor);
    let _ = write!(
        xml,
        "</idList>\n<resumptionCursor>{cursor}</resumptionCursor>\n</idChunk>\n"
    );
    xml
}

/// What a submission is given with.
pub struct Head<'a> {
    /// Its id.
    pub instance_id: &'a str,
    /// When it was received, ISO 8601.
    pub submitted: &'a str,
    /// Whether all its files are here.
    pub complete: bool,
    /// Whether it is an envelope, which stays to the byte what it was but for these attributes.
    pub envelope: bool,
}

/// A submission and its files. The root's default namespace is left out of what is in clear: Briefcase 1.17 and
/// later trip over it, and Kobo leaves it out, too.
///
/// # Errors
/// Whatever [`Reader`] refuses.
pub fn submission(
    xml: &[u8],
    head: &Head<'_>,
    files: &[ManifestItem],
) -> Result<Vec<u8>, XmlError> {
    let mut reader = Reader::new(xml)?;
    let root = loop {
        match reader.next()? {
            Some(Event::Start(tag)) => break tag,
            Some(_) => {}
            None => return Err(XmlProblem::Empty.at(0)),
        }
    };
    let complete = if head.complete { "true" } else { "false" };
    let mut added = vec![
        ("instanceID", head.instance_id),
        ("submissionDate", head.submitted),
        ("isComplete", complete),
    ];
    if head.complete {
        added.push(("markedAsCompleteDate", head.submitted));
    }
    let has = |name: &str| reader.attributes().iter().any(|a| a.local == name);
    let mut out = Vec::with_capacity(xml.len() + 600);
    out.extend_from_slice(
        b"<submission xmlns=\"http://opendatakit.org/submissions\" xmlns:orx=\"http://openrosa.org/xforms\">\n<data>",
    );
    out.extend_from_slice(&xml[root.span.start..root.name_end]);
    for (name, value) in added {
        if !has(name) {
            out.extend_from_slice(format!(" {name}=\"{}\"", escape_attribute(value)).as_bytes());
        }
    }
    let default = reader
        .attributes()
        .iter()
        .find(|a| a.declares() == Some("") && !head.envelope);
    match default {
        Some(attribute) => {
            out.extend_from_slice(&xml[root.name_end..attribute.span.start]);
            out.extend_from_slice(&xml[attribute.span.end..]);
        }
        None => out.extend_from_slice(&xml[root.name_end..]),
    }
    out.extend_from_slice(b"</data>\n");
    for file in files {
        let (name, url) = (escape_text(&file.filename), escape_text(&file.download_url));
        out.extend_from_slice(
            format!(
                "<mediaFile><filename>{name}</filename><hash>md5:{}</hash><downloadUrl>{url}</downloadUrl></mediaFile>\n",
                file.md5
            )
            .as_bytes(),
        );
    }
    out.extend_from_slice(b"</submission>\n");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_151_152_153_a_key_is_read_whatever_version_it_names() {
        for version in ["Optional[3]", "Optional.empty", "null", "3", "a b [x]"] {
            let text = format!("f[@version={version} and @uiVersion=null]/data[@key=uuid:x]");
            assert_eq!(key(&text), Some(("f", "uuid:x")), "{version}");
        }
        assert_eq!(
            key("a/b[c][@version=1 and @uiVersion=null]/data[@key=uuid:x]"),
            Some(("a/b[c]", "uuid:x"))
        );
        for bad in [
            "",
            "f",
            "f[@version=1]",
            "f[@version=1]/data[@key=]",
            "[@version=1]/d[@key=x]",
        ] {
            assert_eq!(key(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_root_stands_first_and_carries_what_is_known_of_it() {
        let xml = br#"<?xml version='1.0' ?><!-- a > b --><w:data xmlns="urn:x" xmlns:w="urn:w" id="w" submissionDate="earlier"><a/></w:data>"#;
        let head = Head {
            instance_id: "uuid:\"1\"",
            submitted: "2026-01-02T03:04:05.000Z",
            complete: true,
            envelope: false,
        };
        let text = String::from_utf8(submission(xml, &head, &[]).unwrap()).unwrap();
        assert!(
            text.contains("<data><w:data instanceID=\"uuid:&quot;1&quot;\" isComplete=\"true\""),
            "{text}"
        );
        assert!(
            text.contains("submissionDate=\"earlier\"") && !text.contains("urn:x"),
            "{text}"
        );
        assert!(text.contains("<a/></w:data></data>"), "{text}");
    }
}
