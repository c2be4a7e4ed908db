//! The one form with a file: an XForm or an XLSForm as a file, or XML pasted. Its hidden field stands first, so that nothing of a forged
//! one is read.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::StreamExt as _;

use super::answer::Stop;
use super::posted::{from_ours, same};
use super::visit::Visit;
use crate::service::ServiceError;
use crate::service::conversion::{self, Source, SourceKind};
use crate::web::api::shape::content_type;
use crate::web::pages::{Here, Problem, Trouble};

/// Parts that a page of ours sends at most.
const MOST_PARTS: usize = 8;
/// Bytes of the hidden field.
const LONGEST_GUARD: usize = 200;

/// Bytes of a file's name.
const LONGEST_NAME: usize = 1_000;

/// What was uploaded.
pub enum Upload {
    /// XForm XML.
    Xml(Vec<u8>),
    /// An XLSForm, and whether its warnings are accepted.
    Table(Source, bool),
}

impl Upload {
    /// As XML. Converted before anything is written.
    ///
    /// # Errors
    /// As [`conversion::of_upload`].
    pub async fn xml(self, visit: &Visit, project: i64) -> Result<Vec<u8>, ServiceError> {
        match self {
            Self::Xml(xml) => Ok(xml),
            Self::Table(source, accept) => {
                conversion::of_upload(&visit.house, visit.actor(), project, source, accept).await
            }
        }
    }
}

/// What was uploaded, or what was wrong with it.
///
/// # Errors
/// The page about a form that is not from us.
pub async fn form(
    visit: &Visit,
    request: &HttpRequest,
    mut body: Multipart,
) -> Result<Result<Upload, Trouble>, Stop> {
    let shell = || visit.shell(Here::Projects);
    if !from_ours(request.headers(), &visit.house.settings.public_url()) {
        return Err(Problem::stale_form(shell()).into());
    }
    let settings = &visit.house.settings;
    let xml_bytes = settings.limits.xml_bytes;
    let too_large = |most: usize| {
        let most = most / 1_000_000;
        Trouble::with("file", visit.locale.of("forms-wrong-large").n("most", most))
    };
    let (mut guarded, mut accept) = (false, false);
    let (mut file, mut called, mut pasted) = (Vec::new(), String::new(), Vec::new());
    for _ in 0..MOST_PARTS {
        let Some(part) = body.next().await else { break };
        let mut part = part.map_err(|_| broken(visit))?;
        let name = part.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "csrf" => {
                let given = read(visit, &mut part, LONGEST_GUARD)
                    .await?
                    .unwrap_or_default();
                guarded =
                    std::str::from_utf8(&given).is_ok_and(|g| same(g, &visit.person.session.csrf));
            }
            _ if !guarded => return Err(Problem::stale_form(shell()).into()),
            "file" => {
                let disposition = part.content_disposition();
                let name = disposition.and_then(|d| d.get_filename());
                called = name.unwrap_or_default().to_owned();
                let most = match SourceKind::of_file(&called) {
                    Some(_) => conversion::largest(settings),
                    None => xml_bytes,
                };
                match read(visit, &mut part, most).await? {
                    None => return Ok(Err(too_large(most))),
                    Some(bytes) => file = bytes,
                }
            }
            "xml" => match read(visit, &mut part, xml_bytes).await? {
                None => return Ok(Err(too_large(xml_bytes))),
                Some(bytes) => pasted = bytes,
            },
            "accept" => accept = read(visit, &mut part, LONGEST_GUARD).await?.is_some(),
            _ => {
                read(visit, &mut part, 0).await?;
            }
        }
    }
    if !guarded {
        return Err(Problem::stale_form(shell()).into());
    }
    let blank = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_whitespace);
    Ok(match (blank(&file), blank(&pasted)) {
        (false, _) => Ok(match Source::of_file(&called, file) {
            Ok(table) => Upload::Table(table, accept),
            Err(xml) => Upload::Xml(xml),
        }),
        (true, false) => Ok(Upload::Xml(pasted)),
        (true, true) => {
            let text = visit.locale.t("forms-wrong-nothing");
            Err(Trouble::with("file", text))
        }
    })
}

/// A file for a name that the page names: that name, its type, its bytes; or what was wrong with it.
///
/// # Errors
/// As [`form`].
pub async fn form_file(
    visit: &Visit,
    request: &HttpRequest,
    mut body: Multipart,
) -> Result<Result<(String, String, Vec<u8>), Trouble>, Stop> {
    let stale = || Problem::stale_form(visit.shell(Here::Projects));
    if !from_ours(request.headers(), &visit.house.settings.public_url()) {
        return Err(stale().into());
    }
    let (mut guarded, mut name, mut kind) = (false, String::new(), String::new());
    let mut file = Vec::new();
    for _ in 0..MOST_PARTS {
        let Some(part) = body.next().await else { break };
        let mut part = part.map_err(|_| broken(visit))?;
        let called = part.name().unwrap_or_default().to_owned();
        match called.as_str() {
            "csrf" => {
                let given = read(visit, &mut part, LONGEST_GUARD).await?;
                guarded = std::str::from_utf8(&given.unwrap_or_default())
                    .is_ok_and(|g| same(g, &visit.person.session.csrf));
            }
            _ if !guarded => return Err(stale().into()),
            "name" => {
                let given = read(visit, &mut part, LONGEST_NAME).await?;
                name = String::from_utf8(given.unwrap_or_default()).unwrap_or_default();
            }
            "file" => {
                kind = part
                    .content_type()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let most = visit.house.settings.limits.xml_bytes;
                match read(visit, &mut part, most).await? {
                    None => {
                        let most = most / 1_000_000;
                        let text = visit.locale.of("forms-wrong-large").n("most", most);
                        return Ok(Err(Trouble::with("file", text)));
                    }
                    Some(bytes) => file = bytes,
                }
            }
            _ => {
                read(visit, &mut part, 0).await?;
            }
        }
    }
    if !guarded {
        return Err(stale().into());
    }
    if file.is_empty() {
        let text = visit.locale.t("publish-wrong-nothing");
        return Ok(Err(Trouble::with("file", text)));
    }
    if kind.is_empty() || kind == "application/octet-stream" {
        kind = content_type(&name).to_owned();
    }
    Ok(Ok((name, kind, file)))
}

/// A part, or none if it is larger than `most`. It is read to its end all the same (to eight times the limit of a form):
/// a browser whose upload is cut off shows no page.
pub(super) async fn read(
    visit: &Visit,
    part: &mut Field,
    most: usize,
) -> Result<Option<Vec<u8>>, Stop> {
    let (mut kept, mut total) = (Vec::new(), 0usize);
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|_| broken(visit))?;
        total += chunk.len();
        if total <= most {
            kept.extend_from_slice(&chunk);
        } else {
            kept.clear();
        }
        if total > visit.house.settings.limits.xml_bytes.saturating_mul(8) {
            return Err(Problem::too_large(visit.shell(Here::Projects)).into());
        }
    }
    Ok((total <= most).then_some(kept))
}

pub(super) fn broken(visit: &Visit) -> Stop {
    let (what, next) = ("problem-large-what", "problem-reload");
    Problem::of(
        visit.shell(Here::Projects),
        400,
        "forms-wrong-broken",
        what,
        next,
    )
    .into()
}
