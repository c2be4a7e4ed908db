//! From requests to pages: each handler reads what was asked, calls a use-case, and fills a view. No rule stands here:
//! what a person may do is the use-case's answer; [`visit::Visit::may`] only spares people dead ends.
//!
//! A form's fields come through [`posted::Posted`] (or [`upload`]), which first makes certain that a page of ours,
//! shown to this session, sent them. Secrets that are shown once are the answer to the POST itself, without a redirect.

mod agencies;
mod answer;
mod assets;
mod audit;
mod entry;
mod forms;
mod home;
mod keys;
mod people;
mod phones;
mod posted;
mod projects;
mod queue;
mod referral_steps;
mod stops;
mod submissions;
mod upload;
mod visit;

use actix_web::web::{ServiceConfig, get, post, resource};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, ResponseError as _};

use super::{Here, Problem};
use visit::Visit;

/// Adds the routes of pages: what the table in [`super`] says.
pub fn routes(app: &mut ServiceConfig) {
    // In and out.
    app.service(
        resource("/sign-in")
            .route(get().to(entry::sign_in_page))
            .route(post().to(entry::sign_in)),
    )
    .route("/sign-out", post().to(entry::sign_out))
    .service(
        resource("/welcome/{token}")
            .route(get().to(entry::welcome_page))
            .route(post().to(entry::welcome)),
    )
    .route("/", get().to(home::page));

    // Referrals.
    app.route("/queue", get().to(queue::received))
        .route("/queue/sent", get().to(queue::sent))
        .route("/referrals/{id}", get().to(queue::one))
        .route("/referrals/{id}/accept", post().to(referral_steps::accept))
        .route(
            "/referrals/{id}/decline",
            post().to(referral_steps::decline),
        )
        .route("/referrals/{id}/reveal", post().to(referral_steps::reveal))
        .route(
            "/referrals/{id}/steps/{act}",
            post().to(referral_steps::act),
        );

    // Projects: forms, phones, submissions.
    app.service(
        resource("/projects")
            .route(get().to(projects::list))
            .route(post().to(projects::create)),
    )
    .route("/projects/{id}", get().to(projects::one))
    .route("/projects/{id}/takes", post().to(projects::set_takes))
    .route("/projects/{id}/forms", post().to(forms::create))
    .route("/projects/{id}/forms/{form}", get().to(forms::one))
    .route("/projects/{id}/forms/{form}/draft", post().to(forms::draft))
    .route(
        "/projects/{id}/forms/{form}/publish",
        post().to(forms::publish),
    )
    .route(
        "/projects/{id}/forms/{form}/state",
        post().to(forms::set_state),
    )
    .service(
        resource("/projects/{id}/phones")
            .route(get().to(phones::list))
            .route(post().to(phones::create)),
    )
    .service(
        resource("/projects/{id}/phones/{actor}/revoke")
            .route(get().to(phones::revoke_page))
            .route(post().to(phones::revoke)),
    )
    .route("/projects/{id}/submissions", get().to(submissions::list))
    .route("/submissions/{id}", get().to(submissions::one))
    .route(
        "/submissions/{id}/files/{ordinal}",
        get().to(submissions::file),
    )
    .route("/submissions/{id}/retry", post().to(submissions::retry));

    // Keys.
    app.route("/stops", get().to(stops::page))
        .route("/stops", post().to(stops::set))
        .route("/stops/{id}/lift", post().to(stops::lift));
    app.route("/keys", get().to(keys::page))
        .route("/keys/new", post().to(keys::make))
        .route("/keys/unlock", post().to(keys::unlock))
        .route("/keys/lock", post().to(keys::lock))
        .route("/keys/{id}/confirm", post().to(keys::confirm))
        .route("/keys/{id}/disable", post().to(keys::disable))
        .route("/keys/{id}/phones", get().to(keys::phones))
        .route("/keys/{id}/enable", post().to(keys::enable))
        .route("/keys/{id}/retire", post().to(keys::retire))
        .route("/keys/{id}/reopen", post().to(keys::reopen))
        .route("/keys/{id}/destroy", post().to(keys::destroy));

    // People, agencies, audit.
    app.service(
        resource("/people")
            .route(get().to(people::list))
            .route(post().to(people::invite)),
    )
    .route("/people/{id}/reset", post().to(people::reset))
    .route("/people/{id}/disable", post().to(people::disable))
    .service(
        resource("/agencies")
            .route(get().to(agencies::list))
            .route(post().to(agencies::add)),
    )
    .route("/agencies/{id}/services", post().to(agencies::set_services))
    .route("/agencies/{id}/first", post().to(agencies::invite_first))
    .route("/audit", get().to(audit::page))
    .route("/assets/{name}", get().to(assets::one));
}

/// No such page; for a program, no such resource.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    if request.path().starts_with("/v1/") {
        return crate::web::problem::Problem::not_found().error_response();
    }
    let shell = match Visit::extract(&request).await {
        Ok(visit) => visit.shell(Here::Elsewhere),
        Err(_) => match visit::house_of(&request) {
            Ok(house) => visit::outside(&house, ""),
            Err(stop) => return stop.error_response(),
        },
    };
    answer::page(404, &Problem::not_found(shell))
}
