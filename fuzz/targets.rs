//! What each fuzz target does with its bytes. Shared by the targets and by the test that replays their corpora, so that
//! what was found once is looked for on every machine. A target fails by a panic, an overflow, a hang, or an assertion.

use actix_multipart::Multipart;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use bytes::Bytes;
use waypost::config::Limits;
use waypost::crypto::passkey::{self, Site};
use waypost::openrosa::lint::{self, Project};
use waypost::openrosa::{FormDefinition, Instance, Submitted, briefcase, rendition};
use waypost::web::openrosa::multipart::{Arriving, Part};

/// A `multipart/form-data` body whose boundary is `b`; its first byte says in which pieces it arrives.
pub fn multipart(data: &[u8]) {
    let Some((step, body)) = data.split_first() else {
        return;
    };
    let step = usize::from(*step).max(1);
    let pieces: Vec<Result<Bytes, PayloadError>> = body
        .chunks(step)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let mut headers = HeaderMap::new();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("multipart/form-data; boundary=b"),
    );
    let limits = Limits {
        xml_bytes: 2_000,
        part_bytes: 3_000,
        request_bytes: 10_000,
        parts: 8,
        ..Limits::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async {
        let body = Multipart::new(&headers, futures_util::stream::iter(pieces));
        let mut arriving = Arriving::new(body, &limits);
        let mut parts = 0;
        while let Ok(Some(part)) = arriving.next().await {
            parts += 1;
            match part {
                Part::Xml(xml) => assert!(xml.len() <= limits.xml_bytes),
                Part::File(name) => {
                    assert!(!name.contains(['/', '\\']), "a name is never a path");
                    let read = if parts % 2 == 0 {
                        arriving.skip().await.map(|()| 0)
                    } else {
                        arriving
                            .wait_in_memory()
                            .await
                            .map(|(bytes, _)| bytes.len())
                    };
                    match read {
                        Ok(size) => assert!(size as u64 <= limits.part_bytes),
                        Err(_) => break,
                    }
                }
            }
        }
        assert!(parts <= limits.parts + 2);
    });
}

/// What stands in `xml_submission_file`: an envelope, or a submission in clear.
pub fn envelope(data: &[u8]) {
    let Ok(submitted) = Submitted::parse(data) else {
        return;
    };
    if let Submitted::Envelope(envelope) = &submitted {
        assert!(!envelope.form_id.is_empty() && !envelope.instance_id.trim().is_empty());
        assert!(!envelope.xml_file.is_empty());
    }
    let head = briefcase::Head {
        instance_id: "uuid:x",
        submitted: "2026-01-01T00:00:00.000Z",
        complete: true,
        envelope: matches!(submitted, Submitted::Envelope(_)),
    };
    briefcase::submission(data, &head, &[]).expect("what was read once is read again");
}

/// A form that has groups, repeats, choices and files.
const FORM: &[u8] = include_bytes!("../forms/wellbeing_a1/wellbeing_a1.xml");

/// A submission in clear, read with the form that asked.
pub fn submission(data: &[u8]) {
    thread_local! {
        static DEFINITION: FormDefinition = FormDefinition::parse(FORM).expect("a form of ours");
    }
    DEFINITION.with(|form| {
        if let Ok(instance) = Instance::parse(data, form) {
            let facts = instance.facts(form);
            assert!(facts.len() <= form.fields.len());
            instance.files(form);
            instance.labelled(form, "fr");
        }
    });
}

/// A form: read, linted, and made ready for phones.
pub fn form(data: &[u8]) {
    let Ok(form) = FormDefinition::parse(data) else {
        return;
    };
    for agency in [false, true] {
        let project = Project {
            agency,
            requires_stage: agency,
        };
        for finding in lint::lint(&form, project) {
            assert!(!finding.to_string().is_empty());
        }
    }
    let rendered = rendition::render(data, Some("a2V5"), Some("abcdefgh"))
        .expect("a form that is read can be rendered");
    let again = FormDefinition::parse(&rendered).expect("a rendition is a form");
    assert_eq!(again.form_id, form.form_id);
    assert!(
        again
            .version
            .is_some_and(|v| v.ends_with("[encrypted:abcdefgh]"))
    );
    assert_eq!(again.fields.len(), form.fields.len());
}

/// What a browser and an authenticator say of a passkey: the first two bytes are the length of the browser's part, big
/// endian; what is left is, in turn, an attestation, authenticator data and a key.
pub fn passkey(data: &[u8]) {
    let Some((length, rest)) = data.split_first_chunk::<2>() else {
        return;
    };
    let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (client_data, authenticator) = rest.split_at(length);
    let site = Site::of("https://example.org").expect("a site");
    let challenge = passkey::challenge_of(client_data).unwrap_or_default();
    if let Ok(made) = passkey::made(&site, &challenge, client_data, authenticator) {
        assert!(!challenge.is_empty() && !made.credential.is_empty());
        assert!(made.key.len() < authenticator.len());
    }
    for key in [authenticator, rest] {
        let shown = passkey::shown(&site, &challenge, key, client_data, authenticator, rest);
        assert!(shown.is_err(), "nothing was signed");
    }
}
