//! The one form with a file: an XForm as a file or pasted. Its hidden field stands first, so that nothing of a forged
//! one is read.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::StreamExt as _;

use super::answer::Stop;
use super::posted::{from_ours, same};
use super::visit::Visit;
use crate::web::pages::{Here, Problem, Trouble};

/// Parts that a page of ours sends at most.
const MOST_PARTS: usize = 8;
/// Bytes of the hidden field.
const LONGEST_GUARD: usize = 200;

/// The XML that was uploaded, or what was wrong with it.
///
/// # Errors
/// The page about a form that is not from us.
pub async fn form_xml(
    visit: &Visit,
    request: &HttpRequest,
    mut body: Multipart,
) -> Result<Result<Vec<u8>, Trouble>, Stop> {
    let shell = || visit.shell(Here::Projects);
    if !from_ours(request.headers(), &visit.house.settings.public_url()) {
        return Err(Problem::stale_form(shell()).into());
    }
    let most = visit.house.settings.limits.xml_bytes;
    let too_large = || {
        Trouble::with(
            "file",
            format!("It is too large: a form may have {} MB.", most / 1_000_000),
        )
    };
    let (mut guarded, mut file, mut pasted) = (false, Vec::new(), Vec::new());
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
            "file" | "xml" => match read(visit, &mut part, most).await? {
                None => return Ok(Err(too_large())),
                Some(bytes) if name == "file" => file = bytes,
                Some(bytes) => pasted = bytes,
            },
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
        (false, _) => Ok(file),
        (true, false) => Ok(pasted),
        (true, true) => Err(Trouble::with(
            "file",
            "Choose the form’s XML file, or paste its XML.",
        )),
    })
}

/// A part, or none if it is larger than `most`. It is read to its end all the same (to eight times the limit of a form):
/// a browser whose upload is cut off shows no page.
async fn read(visit: &Visit, part: &mut Field, most: usize) -> Result<Option<Vec<u8>>, Stop> {
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

fn broken(visit: &Visit) -> Stop {
    let next = "Go back, reload the page, and try again.";
    Problem::new(
        visit.shell(Here::Projects),
        400,
        "The file did not arrive whole",
        "Nothing was saved.",
        next,
    )
    .into()
}
