//! How answers look: JSON as Central writes it, times, files.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::openrosa::response::percent_encode;
use crate::service::ServiceError;
use crate::web::problem::Problem;

/// What handlers answer.
pub type Answer = Result<HttpResponse, Problem>;

/// 200 with JSON.
pub fn ok(body: impl Serialize) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .json(body))
}

/// The same with what people wrote, which nobody keeps on the way.
pub fn private(body: impl Serialize) -> Answer {
    let failed = |_| Problem::from(ServiceError::Internal("JSON could not be written"));
    let mut length = Length(0);
    serde_json::to_writer(&mut length, &body).map_err(failed)?;
    let mut text = Zeroizing::new(Vec::<u8>::with_capacity(length.0));
    serde_json::to_writer(&mut *text, &body).map_err(failed)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(actix_web::web::Bytes::from_owner(text)))
}

/// How many bytes are written to it. What is written then in one piece leaves no shorter copy behind.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// 200 with nothing to say.
pub fn success() -> Answer {
    ok(json!({ "success": true }))
}

/// A time as Central writes it: ISO 8601, UTC, milliseconds, `Z`.
pub fn instant(ms: i64) -> Value {
    match chrono::DateTime::from_timestamp_millis(ms) {
        Some(at) => Value::String(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
        None => Value::Null,
    }
}

/// The same for a time that may not have come.
pub fn instant_if(ms: Option<i64>) -> Value {
    ms.map_or(Value::Null, instant)
}

/// XML as it is stored.
pub fn xml(bytes: Vec<u8>) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/xml; charset=utf-8"))
        .body(bytes))
}

/// What somebody said, for the reader who may see it: kept by nobody on the way, wiped here once it is sent.
pub fn plaintext(content_type: &str, name: Option<&str>, bytes: Zeroizing<Vec<u8>>) -> Answer {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "*"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if let Some(name) = name {
        answer.insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    }
    Ok(answer.body(actix_web::web::Bytes::from_owner(bytes)))
}

/// A file of a form, to be saved under its name.
pub fn file(content_type: &str, name: &str, md5: Option<&str>, bytes: Vec<u8>) -> Answer {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(name)));
    if let Some(md5) = md5 {
        answer.insert_header((header::ETAG, format!("\"{md5}\"")));
    }
    Ok(answer.body(bytes))
}

/// The type of a file by its name's end, for what phones record and forms show.
pub fn content_type(name: &str) -> &'static str {
    let end = name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase())
        .unwrap_or_default();
    match end.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "mp4" => "video/mp4",
        "3gp" => "video/3gpp",
        "m4a" => "audio/mp4",
        "amr" => "audio/amr",
        "mp3" => "audio/mpeg",
        "csv" => "text/csv",
        "geojson" => "application/geo+json",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// `attachment` with the name twice: plain for old programs, whole for others (RFC 6266).
fn disposition(name: &str) -> String {
    let mut plain = String::new();
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "._-() ".contains(c) => plain.push(c),
            _ if plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let whole = percent_encode(name);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_central_writes_them() {
        assert_eq!(
            instant(1_795_452_476_123),
            json!("2026-11-23T16:47:56.123Z")
        );
        assert_eq!(instant(0), json!("1970-01-01T00:00:00.000Z"));
        assert_eq!(instant_if(None), Value::Null);
    }

    #[test]
    fn a_file_s_name_stands_in_a_header_and_breaks_nothing() {
        let header = disposition("été\"\r\n写真.jpg");
        assert!(
            header.starts_with("attachment; filename=\"-t-.jpg\";"),
            "{header}"
        );
        assert!(
            header.is_ascii() && !header.contains(['\r', '\n']),
            "{header}"
        );
    }
}
