//! From requests to pages: each handler reads what was asked, calls a use-case, and fills a view. No rule stands here:
//! what a person may do is the use-case's answer; [`visit::Visit::may`] only spares people dead ends.
//!
//! A form's fields come through [`posted::Posted`] (or [`upload`]), which first makes certain that a page of ours,
//! shown to this session, sent them. Secrets that are shown once are the answer to the POST itself, without a redirect.

mod account;
mod agencies;
mod agency;
mod answer;
mod assets;
mod audit;
mod carrying;
mod case;
mod cases;
mod casework;
mod consents;
mod corrections;
mod days;
mod decisions;
mod directory;
mod entry;
mod form_files;
mod form_tabs;
mod forms;
mod help;
mod home;
pub(super) mod insight;
mod keys;
mod language;
mod lists;
mod live;
mod look;
mod machines;
mod paged;
mod passkeys;
mod password;
mod pathway;
mod people;
mod phones;
mod posted;
mod preferences;
mod projects;
mod protocols;
mod queue;
mod records;
mod recovery;
mod referral_pages;
mod referral_steps;
mod reviews;
mod second_factor;
mod sites;
mod stops;
mod submissions;
mod tables;
mod transfers;
mod upload;
mod versions;
mod visit;

use actix_web::{FromRequest as _, HttpRequest, HttpResponse, ResponseError as _};

use super::{Here, Problem};
use crate::domain::policy::Action;
use crate::web::lines::{Line, get, post};
use crate::web::locale;
use crate::web::who::{ANYBODY, PERSON, home as at_home, listed, of, platform};
use visit::Visit;

/// The pages: what the table in [`super`] says, and whom each lets in.
#[rustfmt::skip]
pub fn table() -> Vec<Line> {
    vec![
        // In and out.
        get("/sign-in", entry::sign_in_page, ANYBODY),
        post("/sign-in", entry::sign_in, ANYBODY),
        post("/sign-in/code", entry::sign_in_code, ANYBODY),
        post("/sign-out", entry::sign_out, PERSON),
        get("/welcome/{token}", entry::welcome_page, ANYBODY),
        post("/welcome/{token}", entry::welcome, ANYBODY),
        get("/account/second-factor", second_factor::one, PERSON),
        post("/account/second-factor/begin", second_factor::begin, PERSON),
        post("/account/second-factor/confirm", second_factor::confirm, PERSON),
        post("/account/second-factor/remove", second_factor::remove, PERSON),
        // The own account.
        get("/account", account::one, PERSON),
        post("/account/sessions/end-others", account::end_others, PERSON),
        post("/account/sessions/{id}/end", account::end, PERSON),
        get("/account/password", password::one, PERSON),
        post("/account/password", password::change, PERSON),
        get("/account/passkeys", passkeys::list, PERSON),
        post("/account/passkeys/options", passkeys::options, PERSON),
        post("/account/passkeys/add", passkeys::add, PERSON),
        post("/account/passkeys/{id}/remove", passkeys::remove, PERSON),
        post("/sign-in/passkey/options", passkeys::sign_in_options, ANYBODY),
        post("/sign-in/passkey", passkeys::sign_in, ANYBODY),
        post("/session/alive", account::alive, PERSON),
        post("/session/lock", account::lock, PERSON),
        // Letting somebody in again, by two.
        get("/people/{id}/recover", recovery::page, of(Action::UserRecover)),
        post("/people/{id}/recover", recovery::ask, of(Action::UserRecover)),
        get("/recoveries", recovery::list, at_home(Action::UserRecover)),
        post("/recoveries/{id}/agree", recovery::agree, of(Action::UserRecoverApprove)),
        post("/recoveries/{id}/refuse", recovery::refuse, of(Action::UserRecoverApprove)),
        post("/language", language::choose, ANYBODY),
        get("/", home::page, PERSON),
        // How it looks and speaks, what it is for; what comes by itself.
        get("/account/preferences", preferences::one, PERSON),
        post("/account/preferences", preferences::keep, PERSON),
        get("/help", help::one, PERSON),
        get("/help/keys", help::keys, PERSON),
        get("/events", live::events, at_home(Action::NoticeList)),

        // Referrals.
        get("/queue", queue::received, at_home(Action::ReferralList)),
        get("/queue/new", queue::new, at_home(Action::ReferralList)),
        get("/queue/answered", queue::answered, at_home(Action::ReferralList)),
        get("/queue/sent", queue::sent, at_home(Action::ReferralList)),
        get("/referrals/{id}", queue::one, of(Action::ReferralRead).hidden()),
        post("/referrals/{id}/accept", referral_steps::accept, of(Action::ReferralDecide).hidden()),
        get("/referrals/{id}/decline", referral_pages::decline_page, of(Action::ReferralDecide).hidden()),
        get("/referrals/{id}/print", referral_pages::print, of(Action::ReferralRead).hidden()),
        post("/referrals/{id}/decline", referral_steps::decline, of(Action::ReferralDecide).hidden()),
        post("/referrals/{id}/reveal", referral_steps::reveal, of(Action::ReferralReveal).hidden()),
        post("/referrals/{id}/steps/{act}", referral_steps::act, of(Action::ReferralDecide).also(&[Action::ReferralFollow, Action::ReferralRecall]).hidden()),

        // Cases.
        get("/cases", cases::list, at_home(Action::CaseList)),
        post("/search", cases::search, at_home(Action::CaseList)),
        get("/cases/{id}", case::one, of(Action::CaseList)),
        get("/cases/{id}/submissions/{sid}", cases::submission, of(Action::SubmissionRead)),
        post("/cases/{id}/submissions/{sid}", cases::open, of(Action::SubmissionRead)),
        get("/cases/{id}/submissions/{sid}/files/{ordinal}", cases::file, of(Action::SubmissionRead)),
        get("/cases/{id}/assign", casework::assign_page, of(Action::CaseAssign)),
        post("/cases/{id}/assign", casework::assign, of(Action::CaseAssign)),
        get("/cases/{id}/step", casework::step_page, of(Action::CaseStep)),
        post("/cases/{id}/step", casework::step, of(Action::CaseStep)),
        get("/cases/{id}/plan", casework::plan_page, of(Action::ApprovalAsk)),
        post("/cases/{id}/plan", casework::plan, of(Action::ApprovalAsk).also(&[Action::CaseStep])),
        get("/cases/{id}/close", casework::close_page, of(Action::CaseStep)),
        post("/cases/{id}/close", casework::close, of(Action::CaseStep).also(&[Action::ApprovalAsk])),
        get("/cases/{id}/break-glass", casework::look_page, of(Action::CaseBreakGlass)),
        post("/cases/{id}/break-glass", casework::look, of(Action::CaseBreakGlass)),
        get("/cases/{id}/consents/new", consents::new_page, of(Action::ConsentAsk)),
        post("/cases/{id}/consents/new", consents::new, of(Action::ConsentAsk)),
        get("/cases/{id}/consents/withdraw", consents::withdraw_page, of(Action::ConsentWithdraw)),
        post("/cases/{id}/consents/withdraw", consents::withdraw, of(Action::ConsentWithdraw)),
        get("/cases/{id}/consents/{consent}/confirm", consents::confirm_page, of(Action::ConsentConfirm)),
        post("/cases/{id}/consents/{consent}/confirm", consents::confirm, of(Action::ConsentConfirm).also(&[Action::ConsentApprove])),
        post("/cases/{id}/unmatched/{sid}/accept", decisions::accept, of(Action::CaseUnmatched)),
        post("/cases/{id}/unmatched/{sid}/dismiss", decisions::dismiss, of(Action::CaseUnmatched)),
        get("/approvals", decisions::approvals, at_home(Action::ApprovalAsk)),
        post("/approvals/{id}/approve", decisions::approve, of(Action::ApprovalDecide)),
        post("/approvals/{id}/refuse", decisions::refuse, of(Action::ApprovalDecide)),
        get("/unmatched", decisions::unmatched, at_home(Action::CaseUnmatched)),
        get("/looks", decisions::looks, at_home(Action::CaseReview)),
        post("/looks/{id}/review", decisions::review, of(Action::CaseReview)),

        // Projects: forms, phones, submissions.
        get("/projects", projects::list, PERSON.also(&[Action::ProjectRead, Action::DeviceList])),
        post("/projects", projects::create, platform(Action::ProjectCreate)),
        get("/projects/{id}", projects::one, of(Action::ProjectRead)),
        post("/projects/{id}/takes", projects::set_takes, of(Action::ProjectUpdate)),
        post("/projects/{id}/forms", forms::create, of(Action::FormDraft)),
        get("/projects/{id}/forms/{form}", forms::one, of(Action::FormRead)),
        post("/projects/{id}/forms/{form}/draft", forms::draft, of(Action::FormDraft)),
        post("/projects/{id}/forms/{form}/publish", forms::publish, of(Action::FormPublish)),
        post("/projects/{id}/forms/{form}/state", forms::set_state, of(Action::FormPublish)),
        // A form: publishing by two, files, testing, looking, which phones.
        post("/projects/{id}/forms/{form}/ask", forms::ask, of(Action::FormDraft)),
        post("/projects/{id}/forms/{form}/withdraw", forms::withdraw, of(Action::FormDraft)),
        get("/projects/{id}/forms/{form}/look", look::look, of(Action::FormRead)),
        get("/projects/{id}/forms/{form}/changes", look::changes, of(Action::FormRead)),
        get("/projects/{id}/forms/{form}/phones", carrying::of_form, of(Action::DeviceList)),
        get("/projects/{id}/forms/{form}/draft/files", form_files::list, of(Action::FormRead)),
        post("/projects/{id}/forms/{form}/draft/files", form_files::fill, of(Action::FormDraft)),
        post("/projects/{id}/forms/{form}/draft/files/remove", form_files::remove, of(Action::FormDraft)),
        get("/projects/{id}/forms/{form}/draft/code", form_files::code_page, of(Action::FormRead)),
        post("/projects/{id}/forms/{form}/draft/code", form_files::code, of(Action::FormRead)),
        get("/projects/{id}/access", carrying::access, of(Action::DeviceManage)),
        post("/projects/{id}/access", carrying::set_access, of(Action::DeviceManage)),
        get("/projects/{id}/phones/{actor}", carrying::phone, of(Action::DeviceManage)),
        post("/projects/{id}/phones/{actor}/forms", carrying::set_forms, of(Action::DeviceManage)),
        post("/projects/{id}/phones/{actor}/area", carrying::set_area, of(Action::DeviceManage)),
        get("/projects/{id}/phones", phones::list, of(Action::DeviceManage)),
        post("/projects/{id}/phones", phones::create, of(Action::DeviceManage)),
        get("/projects/{id}/phones/{actor}/revoke", phones::revoke_page, of(Action::DeviceManage)),
        post("/projects/{id}/phones/{actor}/revoke", phones::revoke, of(Action::DeviceManage)),
        get("/projects/{id}/submissions", submissions::list, of(Action::SubmissionList)),
        post("/projects/{id}/submissions/review", reviews::many, of(Action::SubmissionReview)),
        get("/submissions/{id}", submissions::one, of(Action::SubmissionList).also(&[Action::SubmissionRead])),
        get("/submissions/{id}/files/{ordinal}", submissions::file, of(Action::SubmissionRead)),
        get("/submissions/{id}/versions", versions::page, of(Action::SubmissionList).also(&[Action::SubmissionRead])),
        post("/submissions/{id}/review", reviews::one, of(Action::SubmissionReview)),
        post("/submissions/{id}/comments", reviews::comment, of(Action::SubmissionRead)),
        get("/submissions/{id}/edit", corrections::page, of(Action::SubmissionCorrect)),
        post("/submissions/{id}/edit", corrections::step, of(Action::SubmissionCorrect)),
        post("/submissions/{id}/correct", corrections::correct, of(Action::SubmissionCorrect)),
        post("/submissions/{id}/retry", submissions::retry, of(Action::SubmissionRetry)),

        // Stops and keys.
        get("/stops", stops::page, at_home(Action::StopList)),
        post("/stops", stops::set, of(Action::StopSet)),
        post("/stops/{id}/lift", stops::lift, of(Action::StopLift)),
        get("/keys", keys::page, at_home(Action::KeyList)),
        post("/keys/new", keys::make, at_home(Action::KeyMake).also(&[Action::KeyBring])),
        post("/keys/unlock", keys::unlock, at_home(Action::KeyUnlock)),
        post("/keys/lock", keys::lock, at_home(Action::KeyLock)),
        post("/keys/{id}/confirm", keys::confirm, of(Action::KeyConfirm)),
        post("/keys/{id}/disable", keys::disable, of(Action::KeyDisable)),
        get("/keys/{id}/phones", keys::phones, of(Action::KeyList)),
        post("/keys/{id}/enable", keys::enable, of(Action::KeyDisable)),
        post("/keys/{id}/retire", keys::retire, of(Action::KeyRotate)),
        post("/keys/{id}/reopen", keys::reopen, of(Action::KeyRotate)),
        post("/keys/{id}/destroy", keys::destroy, of(Action::KeyDestroy)),

        // People, agencies, audit.
        get("/people", people::list, at_home(Action::UserList)),
        post("/people", people::invite, at_home(Action::UserInvite)),
        post("/people/{id}/reset", people::reset, of(Action::UserReset)),
        post("/people/{id}/disable", people::disable, of(Action::UserDisable)),
        get("/agencies", agencies::list, at_home(Action::AgencyList)),
        post("/agencies", agencies::add, platform(Action::AgencyCreate)),
        post("/agencies/{id}/services", agencies::set_services, of(Action::ProviderUpdate)),
        post("/agencies/{id}/first", agencies::invite_first, of(Action::AgencyBootstrap)),
        // What agencies agree on.
        get("/pathway", pathway::list, at_home(Action::PathwayRead)),
        post("/pathway", pathway::propose, platform(Action::PathwayPropose)),
        get("/pathway/versions/new", pathway::new_page, platform(Action::PathwayPropose)),
        get("/pathway/{label}", pathway::one, at_home(Action::PathwayRead)),
        get("/pathway/{label}/tables/{table}", pathway::file, at_home(Action::PathwayRead)),
        post("/pathway/{label}/trial", pathway::trial, platform(Action::PathwayDryRun)),
        post("/pathway/{label}/sign", pathway::sign, platform(Action::PathwaySign)),
        get("/directory", directory::list, at_home(Action::ProviderList)),
        get("/agencies/{id}", agency::one, listed(Action::AgencyList)),
        post("/agencies/{id}/hours", agency::set_hours, of(Action::ProviderUpdate)),
        get("/agencies/{id}/directory/{service}", directory::entry_page, of(Action::ProviderUpdate)),
        post("/agencies/{id}/directory/{service}", directory::set, of(Action::ProviderUpdate)),
        get("/protocols", protocols::list, at_home(Action::ProtocolList)),
        post("/protocols", protocols::propose, at_home(Action::ProtocolPropose)),
        post("/protocols/{protocol}/sign", protocols::sign, listed(Action::ProtocolSign)),
        post("/protocols/{protocol}/end", protocols::end, listed(Action::ProtocolEnd)),
        get("/sites", sites::list, at_home(Action::SiteList)),
        post("/sites", sites::offer, at_home(Action::SiteOffer)),
        // What is kept, what was destroyed, and who is told.
        get("/retention", records::list, at_home(Action::RetentionOrder)),
        get("/submissions/{id}/retention", records::one, of(Action::RetentionOrder)),
        post("/submissions/{id}/retention/hold", records::hold, of(Action::RetentionOrder)),
        post("/submissions/{id}/retention/erase", records::erase, of(Action::RetentionOrder)),
        post("/submissions/{id}/retention/{order}/lift", records::lift, of(Action::RetentionOrder)),
        get("/certificates", records::certificates, PERSON.also(&[Action::CertificateList])),
        get("/agencies/{id}/certificates", records::certificates_of, of(Action::CertificateList)),
        get("/certificates/{id}", records::certificate, of(Action::CertificateList)),
        get("/machines", machines::list, at_home(Action::NoticeList).also(&[Action::WebhookManage])),
        post("/machines/retry", machines::retry_all, platform(Action::NoticeRetry)),
        post("/agencies/{id}/machines", machines::add, of(Action::WebhookManage)),
        post("/agencies/{id}/machines/{webhook}/test", machines::test, of(Action::WebhookManage)),
        post("/agencies/{id}/machines/{webhook}/end", machines::end, of(Action::WebhookManage)),
        post("/agencies/{id}/messages/{message}/retry", machines::retry, of(Action::NoticeRetry)),
        // Cases that go to another agency; entity lists.
        get("/cases/{id}/transfer", transfers::ask_page, of(Action::TransferAsk)),
        post("/cases/{id}/transfer", transfers::ask, of(Action::TransferAsk).also(&[Action::ApprovalAsk])),
        get("/transfers", transfers::list, at_home(Action::TransferList)),
        get("/transfers/{transfer}/note", transfers::note, of(Action::TransferNote)),
        post("/transfers/{transfer}/accept", transfers::accept, of(Action::TransferAccept)),
        post("/transfers/{transfer}/decline", transfers::decline, of(Action::TransferDecline)),
        post("/transfers/{transfer}/take-back", transfers::take_back, of(Action::TransferTakeBack)),
        get("/projects/{id}/lists", lists::all, of(Action::SubmissionList)),
        get("/projects/{id}/lists/{list}", lists::one, of(Action::SubmissionRead)),
        post("/people/search", people::search, at_home(Action::UserList)),
        post("/people/{id}/certify", people::certify, of(Action::UserCertify)),
        post("/audit/export", audit::export, at_home(Action::AuditRead)),
        get("/audit", audit::page, at_home(Action::AuditRead)),

        // How the work goes, in counts.
        get("/insight", insight::own, at_home(Action::InsightRead)),
        get("/insight/shared", insight::shared, platform(Action::InsightShared)),
        get("/quality", insight::quality, at_home(Action::InsightQuality)),
        get("/second-looks", insight::second_looks, at_home(Action::ReferralList)),
        get("/assets/{name}", assets::one, ANYBODY),
    ]
}

/// No such page; for a program, no such resource.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    if request.path().starts_with("/v1/") {
        return crate::web::problem::Problem::not_found().error_response();
    }
    let shell = match Visit::extract(&request).await {
        Ok(visit) => visit.shell(Here::Elsewhere),
        Err(_) => match visit::house_of(&request) {
            Ok(house) => visit::outside(&house, locale::of_browser(&request, &house), ""),
            Err(stop) => return stop.error_response(),
        },
    };
    answer::page(404, &Problem::not_found(shell))
}
