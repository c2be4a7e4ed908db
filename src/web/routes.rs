//! Everything that the server answers: method, path, who may, handler. One table.
//!
//! Who may: *anybody*; *phone* (key in the address, Digest, or Basic over https); *person* (bearer token, or Basic over
//! https; what the person may do is the policy's); *browser* (the pages' cookie).

use actix_web::web::{ServiceConfig, get, head, post, resource, route};

use super::{agency, api, openrosa, operations, pages};

/// Adds every route.
pub fn routes(app: &mut ServiceConfig) {
    // Operations: anybody; figures only for this machine.
    app.route("/healthz", get().to(operations::healthz))
        .route("/readyz", get().to(operations::readyz))
        .route("/metrics", get().to(operations::metrics));

    // Phones, at the plain address (user name and password), at Central's (key in the path, taken out before) and at
    // Kobo's (user name in the path).
    for base in ["", "/v1/projects/{project}", "/{user}"] {
        app.service(
            resource(format!("{base}/formList"))
                .route(get().to(openrosa::form_list))
                .route(head().to(openrosa::form_list)),
        )
        .service(
            resource(format!("{base}/submission"))
                .route(head().to(openrosa::preflight))
                .route(get().to(openrosa::preflight))
                .route(post().to(openrosa::submit)),
        )
        .route(
            &format!("{base}/{{what:(formList|submission)}}/"),
            route().to(openrosa::slash_too_many),
        );
    }
    // Drafts under test, by the token in the address (taken out before).
    {
        use openrosa::draft;
        let at = |path: &str| format!("/v1/test/projects/{{project}}/forms/{{form}}/{path}");
        app.route(&at("draft/formList"), get().to(draft::form_list))
            .route(&at("draft.xml"), get().to(draft::form_xml))
            .route(&at("draft/manifest"), get().to(draft::manifest))
            .route(&at("draft/attachments/{name}"), get().to(draft::media))
            .service(
                resource(at("draft/submission"))
                    .route(head().to(draft::preflight))
                    .route(get().to(draft::preflight))
                    .route(post().to(draft::submit)),
            );
    }
    // Aggregators: a person who may read the project's submissions.
    {
        use openrosa::pull;
        let at = |path: &str| format!("/v1/projects/{{project}}/{path}");
        app.route(&at("view/submissionList"), get().to(pull::submission_list))
            .route(
                &at("view/downloadSubmission"),
                get().to(pull::download_submission),
            )
            .route(&at("view/file"), get().to(pull::file));
        for base in ["", "/v1/projects/{project}"] {
            app.route(&format!("{base}/upload"), head().to(pull::may_upload))
                .route(&format!("{base}/formUpload"), post().to(pull::form_upload));
        }
    }
    app.route(
        "/v1/projects/{project}/forms/{form}/manifest",
        get().to(openrosa::manifest),
    )
    .route(
        "/v1/projects/{project}/datasets/{list}/integrity",
        get().to(openrosa::integrity),
    );

    // Programs: /v1 (the form's XML and media are shared with phones).
    api::routes(app);

    // Agencies' own machines: signed requests.
    agency::routes(app);

    // People.
    pages::routes(app);
    app.default_service(route().to(pages::not_found));
}
