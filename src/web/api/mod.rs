//! `/v1`: Central's resources in Central's shapes, ours beside them. JSON in, JSON or a problem out.
//!
//! [`table`](table::table) lists every route; one file per resource holds its handlers, which parse, call `service`
//! and shape the answer, and hold no rules. Whoever is nobody gets 401.2 before anything is read ([`call::Call`]).

pub mod agencies;
pub mod app_users;
mod approvals;
pub mod assignments;
pub mod audits;
pub mod call;
mod cases;
mod codes;
pub mod consents;
mod corrections;
pub mod drafts;
mod entity_lists;
pub mod form_files;
pub mod forms;
pub mod insight;
mod keys;
pub mod notices;
pub mod openapi;
pub mod pathway;
pub mod projects;
pub mod protocols;
pub mod providers;
pub mod referrals;
mod retention;
pub mod second_factor;
mod sending;
pub mod sessions;
pub mod shape;
pub mod sites;
mod stops;
pub mod submissions;
pub mod table;
mod transfers;
pub mod users;

use std::collections::HashMap;

use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::{ServiceConfig, resource, route, scope};
use actix_web::{HttpRequest, HttpResponse, Resource};
use serde_json::json;

use super::problem::Problem;

/// What no cache may keep, not even the reader's own: tokens, and what people said.
const NEVER_KEPT: [&str; 5] = [
    "/v1/sessions/",
    "/v1/referrals",
    "/v1/cases",
    "/v1/approvals",
    "/v1/break-glass",
];

/// Adds the routes of `/v1`, and what other versions and unknown paths below it answer.
pub fn routes(app: &mut ServiceConfig) {
    let mut order: Vec<&'static str> = Vec::new();
    let mut resources: HashMap<&'static str, Resource> = HashMap::new();
    for entry in table::table() {
        let known = resources.remove(entry.path);
        let known = known.unwrap_or_else(|| {
            order.push(entry.path);
            resource(entry.path).default_service(route().to(unknown))
        });
        resources.insert(entry.path, known.route(entry.route));
    }
    let mut version_one = scope("/v1");
    for path in order {
        if let Some(resource) = resources.remove(path) {
            version_one = version_one.service(resource);
        }
    }
    let version_one = version_one
        .default_service(route().to(unknown))
        .wrap_fn(|request, inner| {
            let never = NEVER_KEPT
                .iter()
                .any(|path| request.path().starts_with(path));
            let asked = (request.method().clone(), never);
            let answering = inner.call(request);
            async move {
                let mut answer = answering.await?;
                keep_from_caches(&mut answer, &asked.0, asked.1);
                Ok(answer)
            }
        });
    app.service(version_one);
    let others = resource(["/v{got:\\d+}", "/v{got:\\d+}/{rest:.*}"]).to(other_version);
    app.service(others);
}

async fn unknown() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}

async fn other_version(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let got = request.match_info().get("got").unwrap_or_default();
    let message = format!("Unexpected an API version (accepts: 1) (got: {got}).");
    Err(Problem::with(404.3, message, json!({ "got": got })))
}

/// Central's headers; a handler that has said more keeps its own.
fn keep_from_caches<B>(answer: &mut ServiceResponse<B>, method: &Method, never: bool) {
    let read = [Method::GET, Method::HEAD].contains(method) && !never;
    let (cache, vary) = if read {
        ("private, no-cache", "Accept-Encoding, Origin")
    } else {
        ("no-store", "*")
    };
    let unless_said = |name: HeaderName, value: &'static str, answer: &mut ServiceResponse<B>| {
        if !answer.headers().contains_key(&name) {
            answer
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
    };
    unless_said(header::CACHE_CONTROL, cache, answer);
    unless_said(header::VARY, vary, answer);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::table::table;

    #[test]
    fn no_route_stands_twice_in_the_table() {
        let mut seen = HashSet::new();
        for entry in table() {
            assert!(
                seen.insert((entry.method.to_string(), entry.path)),
                "{} {}",
                entry.method,
                entry.path
            );
            assert!(entry.path.starts_with('/') && !entry.says.is_empty());
        }
    }

    #[test]
    fn a_name_with_an_ending_stands_before_the_name_alone() {
        let paths: Vec<_> = table().iter().map(|e| e.path).collect();
        for (at, path) in paths.iter().enumerate() {
            if let Some(shorter) = path.strip_suffix(".xml") {
                let alone = paths
                    .iter()
                    .position(|p| *p == shorter)
                    .expect("there is one without the ending");
                assert!(at < alone, "{path}");
            }
        }
    }
}
