//! What comes by itself into an open page.

use serde::Deserialize;

use super::answer::Answer;
use super::visit::Visit;
use crate::web::events;
use crate::web::pages::HEADERS;

/// `GET /events`: notices of the own agency, as `/v1/events` gives them to programs; ends after `?seconds=`, at most five minutes.
///
/// # Errors
/// 403 for roles that see none; 503 when very many listen.
pub async fn events(visit: Visit) -> Answer {
    #[derive(Deserialize, Default)]
    struct Asked {
        seconds: Option<i64>,
    }
    let seconds = visit.query::<Asked>().seconds;
    let asked = events::stream(visit.house.clone(), visit.actor(), seconds);
    let mut answer = visit.ok(asked)?;
    for (name, value) in HEADERS {
        let value = actix_web::http::header::HeaderValue::from_static(value);
        let name = actix_web::http::header::HeaderName::try_from(*name);
        if let Ok(name) = name {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}
