//! Codes that set phones up, as PNG, SVG or text.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::call::{Call, Fields, unexpected};
use super::shape::Answer;
use crate::web::problem::Problem;
use crate::web::settings_code::{self, Managed, PhoneSettings};

/// `noDrafts`, `deleteAfterSend`, `autoSend`, each as it is by default if it is not given.
///
/// # Errors
/// 400.11 for what is no boolean.
pub fn managed(fields: &mut Fields) -> Result<Managed, Problem> {
    let usual = Managed::default();
    Ok(Managed {
        no_drafts: fields.flag("noDrafts")?.unwrap_or(usual.no_drafts),
        delete_after_send: fields
            .flag("deleteAfterSend")?
            .unwrap_or(usual.delete_after_send),
        auto_send: fields.flag("autoSend")?.unwrap_or(usual.auto_send),
    })
}

/// The code in the format that `?format=` names: `png` unless another is.
///
/// # Errors
/// 400.11 for another format, 400.92 for settings that are too long for a code.
pub fn answer(call: &Call, settings: &PhoneSettings<'_>) -> Answer {
    let text = settings.text();
    let too_long = || {
        Problem::new(
            400.92,
            "These settings are too long for a code; shorten the project's name.",
        )
    };
    if text.len() >= settings_code::LONGEST {
        return Err(too_long());
    }
    let (kind, bytes) = match call.asked_for("format").unwrap_or("png") {
        "png" => (
            "image/png",
            settings_code::png(&text).ok_or_else(too_long)?.to_vec(),
        ),
        "svg" => {
            let svg = settings_code::svg(&text).ok_or_else(too_long)?;
            ("image/svg+xml", svg.as_bytes().to_vec())
        }
        "text" => ("text/plain", text.as_bytes().to_vec()),
        other => {
            return Err(unexpected(
                "format",
                other,
                "it is one of png, svg and text",
            ));
        }
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
