//! What phones and aggregators ask: one line each.

use super::{draft, form_list, integrity, manifest, preflight, pull, slash_too_many, submit};
use crate::domain::policy::Action::{FormDownload, SubmissionCreate, SubmissionRead};
use crate::web::lines::{Line, get, head, post, route};
use crate::web::who::{ANYBODY, NOBODY, TOKEN, of, phones};

/// Phones, drafts under test, aggregators.
#[rustfmt::skip]
pub fn table() -> Vec<Line> {
    const PROJECT: &str = "/v1/projects/{project}";
    const DRAFT: &str = "/v1/test/projects/{project}/forms/{form}";
    let mut lines = Vec::new();
    // Phones, at the plain address (user name and password), at Central's (key in the path, taken out before) and at
    // Kobo's (user name in the path).
    for base in ["", PROJECT, "/{user}"] {
        // At Central's address aggregators ask too; at Kobo's nobody is asked yet who it is before a submission.
        let list = if base == PROJECT { of(SubmissionRead).or_phones(FormDownload) } else { phones(FormDownload) };
        let ready = if base == "/{user}" { ANYBODY } else { phones(SubmissionCreate) };
        lines.extend([
            get(format!("{base}/formList"), form_list, list),
            head(format!("{base}/formList"), form_list, list),
            head(format!("{base}/submission"), preflight, ready),
            get(format!("{base}/submission"), preflight, ready),
            post(format!("{base}/submission"), submit, phones(SubmissionCreate)),
            route(format!("{base}/{{what:(formList|submission)}}/"), slash_too_many, NOBODY),
        ]);
    }
    // Drafts under test, by the token in the address (taken out before).
    lines.extend([
        get(format!("{DRAFT}/draft/formList"), draft::form_list, TOKEN),
        get(format!("{DRAFT}/draft.xml"), draft::form_xml, TOKEN),
        get(format!("{DRAFT}/draft/manifest"), draft::manifest, TOKEN),
        get(format!("{DRAFT}/draft/attachments/{{name}}"), draft::media, TOKEN),
        head(format!("{DRAFT}/draft/submission"), draft::preflight, TOKEN),
        get(format!("{DRAFT}/draft/submission"), draft::preflight, TOKEN),
        post(format!("{DRAFT}/draft/submission"), draft::submit, TOKEN),
    ]);
    // Aggregators: a person who may read the project's submissions.
    lines.extend([
        get(format!("{PROJECT}/view/submissionList"), pull::submission_list, of(SubmissionRead)),
        get(format!("{PROJECT}/view/downloadSubmission"), pull::download_submission, of(SubmissionRead)),
        get(format!("{PROJECT}/view/file"), pull::file, of(SubmissionRead)),
    ]);
    for base in ["", PROJECT] {
        lines.extend([
            head(format!("{base}/upload"), pull::may_upload, ANYBODY),
            post(format!("{base}/formUpload"), pull::form_upload, NOBODY),
        ]);
    }
    lines.extend([
        get(format!("{PROJECT}/forms/{{form}}/manifest"), manifest, of(SubmissionRead).or_phones(FormDownload)),
        get(format!("{PROJECT}/datasets/{{list}}/integrity"), integrity, phones(FormDownload)),
    ]);
    lines
}
