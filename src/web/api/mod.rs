//! `/v1`: Central's resources in Central's shapes, ours beside them. JSON in, JSON or a problem out.

use actix_web::web::ServiceConfig;

/// Adds the routes of `/v1`.
pub fn routes(_app: &mut ServiceConfig) {}
