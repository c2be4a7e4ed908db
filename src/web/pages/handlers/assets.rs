//! Style and icon, compiled in.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;

use crate::web::pages::{ASSET_CACHE, HEADERS, asset};

/// `GET /assets/{name}`
pub async fn one(name: Path<String>) -> HttpResponse {
    let Some(found) = asset(&name) else {
        return HttpResponse::NotFound().finish();
    };
    let mut answer = HttpResponse::Ok();
    for header in &HEADERS[..2] {
        answer.insert_header(*header);
    }
    answer
        .insert_header((header::CACHE_CONTROL, ASSET_CACHE))
        .content_type(found.content_type)
        .body(found.bytes)
}
