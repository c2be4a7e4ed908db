//! The table of `/v1`: method, path, handler, who may, what it takes and gives. Routes and OpenAPI are made from it.
//!
//! Order matters where one pattern would swallow another: `{form}.xml` stands before `{form}`.

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::{FromRequest, Responder, Route, guard, web};

use crate::domain::policy::Action::*;
use crate::web::who::{ANYBODY, PERSON, Who, home, listed, of, platform, shut};

use super::{
    agencies, app_users, approvals, assignments, audits, cases, consents, corrections, drafts,
    entity_lists, form_files, forms, insight, keys, notices, openapi, pathway, projects, protocols,
    providers, referrals, retention, second_factor, sending, sessions, sites, stops, submissions,
    transfers, users,
};

/// One line of the table.
pub struct Entry {
    /// The method; `GET` answers `HEAD` too.
    pub method: Method,
    /// The path below `/v1`, with its parameters in braces.
    pub path: &'static str,
    /// What it does.
    pub says: &'static str,
    /// Whom it lets in; the policy decides.
    pub who: Who,
    /// What it takes: query parameters and body fields, `?` for those that may be left out.
    pub takes: &'static str,
    /// What it gives.
    pub gives: &'static str,
    /// Its handler.
    pub route: Route,
}

impl Entry {
    fn takes(mut self, takes: &'static str) -> Self {
        self.takes = takes;
        self
    }
}

/// Everything that `/v1` answers, beside what phones ask ([`crate::web::openrosa`]).
#[rustfmt::skip]
pub fn table() -> Vec<Entry> {
    const P: &str = "Project";
    const F: &str = "Form";
    const S: &str = "Submission";
    const A: &str = "Agency";
    const V: &str = "PathwayVersion";
    const OK: &str = "Success";
    vec![
        post("/sessions", sessions::create, "Sign in", ANYBODY, "Session").takes("email, password, ?otp"),
        get("/sessions/restore", sessions::restore, "The session that asks", PERSON, "Session"),
        delete("/sessions/current", sessions::end_current, "Sign out", PERSON, OK),
        delete("/sessions/{token}", sessions::end, "End the own session, or a phone's access", PERSON, OK),

        get("/users/current", users::current, "Who asks", PERSON, "User"),
        post("/users/current/second-factor", second_factor::begin, "Make a second factor; its secret is shown once", PERSON, "SecondFactor").takes("password"),
        post("/users/current/second-factor/confirm", second_factor::confirm, "Confirm it; a new session begins, all others end", PERSON, "Session").takes("otp"),
        delete("/users/current/second-factor", second_factor::remove, "Remove the own second factor; all sessions end", PERSON, OK).takes("password, otp"),
        get("/users/current/notices", notices::choice, "Whether one is mailed", PERSON, "NoticeChoice"),
        put("/users/current/notices", notices::choose, "Be mailed, or not", PERSON, "NoticeChoice").takes("mail"),
        get("/users", users::list, "People, by e-mail", home(UserList), "[User]").takes("?q, ?limit, ?offset"),
        post("/users", users::invite, "Invite somebody; the link is shown once", of(UserInvite), "User").takes("email, ?displayName, role, ?agency"),
        get("/users/{user}", users::one, "Somebody", of(UserList), "User"),
        delete("/users/{user}", users::disable, "Disable somebody at once", of(UserDisable), OK),
        post("/users/{user}/reset", users::reset, "A new one-time link; the second factor stays", of(UserReset), "User"),
        post("/users/{user}/recover", users::recover, "Ask that somebody who lost the second factor is let in again; where one person is enough, the link", of(UserRecover), "Recovery").takes("reason"),
        get("/recoveries", users::recoveries, "Who waits to be let in again, and who was", home(UserRecover), "[Recovery]"),
        post("/recoveries/{recovery}/agree", users::agree, "Agree; a new one-time link, and the second factor is taken away", of(UserRecoverApprove), "User"),
        post("/recoveries/{recovery}/refuse", users::refuse, "Refuse", of(UserRecoverApprove), OK),
        post("/users/{user}/certify", users::certify, "Certify somebody for reading interviews, for 12 months", of(UserCertify), "Certified"),
        put("/users/{user}/password", users::change_password, "Change the own password", PERSON, OK).takes("old, new"),

        get("/agencies", agencies::list, "Agencies and what each offers", home(AgencyList), "[Agency]"),
        post("/agencies", agencies::create, "Add an agency with its first project", platform(AgencyCreate), A).takes("code, name, ?kind, ?services"),
        get("/agencies/{agency}", agencies::one, "One agency", listed(AgencyList), A),
        patch("/agencies/{agency}", agencies::update, "Change its services; disable it", of(ProviderUpdate).also(&[AgencyDisable]), A).takes("?services, ?disabled"),
        post("/agencies/{agency}/focal-point", agencies::focal_point, "The first focal point of an agency that never had anybody", of(AgencyBootstrap), "User").takes("email, ?displayName"),
        get("/agencies/{agency}/hours", agencies::hours, "In which part of a week it answers", of(AgencyList), "Hours"),
        put("/agencies/{agency}/hours", agencies::set_hours, "Declare that; U0 and U1 run day and night all the same", of(ProviderUpdate), "Hours").takes("hours"),
        get("/agencies/{agency}/keys", keys::list, "States and fingerprints of its keys", of(KeyList), "[Key]"),
        post("/agencies/{agency}/keys", keys::make, "Make or bring keys, pending until a second holder confirms", of(KeyMake).also(&[KeyBring]), "Key").takes("custody, ?passphrase, ?passphrases, ?collectionPem, ?publicFile"),
        post("/agencies/{agency}/keys/unlock", keys::unlock, "Open its passphrase keys", of(KeyUnlock), OK).takes("passphrase"),
        post("/agencies/{agency}/keys/lock", keys::lock, "Close its passphrase keys", of(KeyLock), OK),
        post("/agencies/{agency}/keys/{key}/confirm", keys::confirm, "The second person confirms", of(KeyConfirm), OK),
        post("/agencies/{agency}/keys/{key}/disable", keys::disable, "Disable a key at once", of(KeyDisable), OK).takes("reason"),
        post("/agencies/{agency}/keys/{key}/enable", keys::enable, "Take a disabled key back to where it was", of(KeyDisable), OK),
        post("/agencies/{agency}/keys/{key}/retire", keys::retire, "Retire a replaced key now", of(KeyRotate), OK).takes("?reason (needed while something still needs the key)"),
        post("/agencies/{agency}/keys/{key}/reopen", keys::reopen, "A retired key opens once more", of(KeyRotate), OK),
        post("/agencies/{agency}/keys/{key}/destroy", keys::destroy, "Ask for a key's destruction; the second holder destroys", of(KeyDestroy), "Destroyed"),
        get("/agencies/{agency}/keys/{key}/phones", keys::phones, "Phones that still carry a form with this key", of(KeyList), "[KeyPhone]"),
        get("/agencies/{agency}/alerts", stops::alerts, "What waits for its people, without content", of(AlertList), "[Alert]"),
        get("/alerts", stops::alerts_of_all, "What waits for the installation's people", platform(AlertList), "[Alert]"),
        get("/agencies/{agency}/notices", notices::list, "Messages to its people and machines, newest first; dead ones were given up", of(NoticeList), "[Message]").takes("?state, ?limit, ?offset"),
        post("/agencies/{agency}/notices/{message}/retry", notices::retry, "Try a message again that was given up", of(NoticeRetry), "Message"),
        get("/notices", notices::list_of_all, "Messages to the installation's people, newest first", platform(NoticeList), "[Message]").takes("?state, ?limit, ?offset"),
        post("/notices/retry", notices::retry_of_all, "Try again what was given up of those", platform(NoticeRetry), "[Message]"),
        get("/agencies/{agency}/webhooks", notices::machines, "Its machines that are told when something waits", of(WebhookManage), "[Webhook]"),
        post("/agencies/{agency}/webhooks", notices::add_machine, "Add one; the secret that signs is shown once", of(WebhookManage), "Webhook").takes("url"),
        post("/agencies/{agency}/webhooks/{webhook}/test", notices::test_machine, "Send it a test", of(WebhookManage), OK),
        delete("/agencies/{agency}/webhooks/{webhook}", notices::end_machine, "Tell it nothing more", of(WebhookManage), OK),
        get("/events", notices::events, "What comes to wait for the own people, as server-sent events", home(NoticeList), "events").takes("?seconds"),
        get("/stops", stops::list, "Emergency stops, newest first", home(StopList), "[Stop]"),
        post("/stops", stops::set, "Stop a phone, person, form, agency, site, or everything", of(StopSet), "Stop").takes("scope, ?subject, reason"),
        post("/stops/{stop}/lift", stops::lift, "Lift an emergency stop", of(StopLift), OK),

        get("/projects", projects::list, "Projects that one may see", PERSON.also(&[ProjectRead]), "[Project]"),
        post("/projects", projects::create, "Make a project; without agency it is not confidential", platform(ProjectCreate), P).takes("name, ?description, ?agency"),
        get("/projects/{project}", projects::one, "One project", of(ProjectRead), P),
        patch("/projects/{project}", projects::update, "Rename, describe, archive, take forms of a stage only", of(ProjectUpdate), P).takes("?name, ?description, ?archived, ?requiresStage"),
        post("/projects/{project}/key", projects::key, "Always refused: keys are their agency's", shut(ProjectRead), OK),

        get("/projects/{project}/app-users", app_users::list, "Phones", of(DeviceManage), "[AppUser]"),
        post("/projects/{project}/app-users", app_users::create, "Make a phone; its token is shown once", of(DeviceManage), "AppUser").takes("displayName, ?area"),
        post("/projects/{project}/app-users/{user}/settings-code", app_users::settings_code, "The code that sets the phone up", of(DeviceManage), "bytes").takes("?format, ?token, ?password, ?address, ?noDrafts, ?deleteAfterSend, ?autoSend"),
        get("/projects/{project}/app-users/{user}", app_users::one, "One phone", of(DeviceManage), "AppUser"),
        delete("/projects/{project}/app-users/{user}", app_users::revoke, "End a phone's access", of(DeviceManage), OK),
        get("/projects/{project}/assignments", assignments::of_project, "Phones with every form", of(DeviceManage), "[Assignment]"),
        get("/projects/{project}/assignments/forms", assignments::by_form, "Phones with single forms", of(DeviceManage), "[Assignment]"),
        post("/projects/{project}/assignments/{role}/{actor}", assignments::give, "Give a phone every form", of(DeviceManage), OK),
        delete("/projects/{project}/assignments/{role}/{actor}", assignments::take, "Take that back", of(DeviceManage), OK),
        get("/projects/{project}/forms/{form}/assignments", assignments::of_form, "Phones with this form", of(DeviceManage), "[Assignment]"),
        post("/projects/{project}/forms/{form}/assignments/{role}/{actor}", assignments::give, "Give a phone this form", of(DeviceManage), OK),
        delete("/projects/{project}/forms/{form}/assignments/{role}/{actor}", assignments::take, "Take this form from a phone", of(DeviceManage), OK),

        get("/projects/{project}/forms", forms::list, "Forms", of(FormRead), "[Form]"),
        post("/projects/{project}/forms", forms::create, "Make a form of XForm XML or an XLSForm", of(FormDraft).also(&[FormPublish]), F).takes("?publish, ?ignoreWarnings, ?reason, body: form"),
        get("/projects/{project}/forms/{form}.xml", form_files::xml, "The XML that phones get", of(FormRead).or_phones(FormDownload), "XML"),
        get("/projects/{project}/forms/{form}", forms::one, "One form", of(FormRead), F),
        patch("/projects/{project}/forms/{form}", forms::update, "Open, close", of(FormPublish), F).takes("state"),
        get("/projects/{project}/forms/{form}/versions", forms::versions, "What was published, newest first", of(FormRead), "[Form]"),
        get("/projects/{project}/forms/{form}/fields", forms::fields, "Its fields", of(FormRead), "[Field]"),
        get("/projects/{project}/forms/{form}/attachments", form_files::list, "Its files", of(FormRead), "[FormFile]"),
        get("/projects/{project}/forms/{form}/attachments/{name}", form_files::file, "One of its files", of(FormRead).or_phones(FormDownload), "bytes"),
        get("/projects/{project}/forms/{form}/draft.xml", drafts::read, "The draft's XML", of(FormRead), "XML"),
        post("/projects/{project}/forms/{form}/draft/settings-code", drafts::settings_code, "The code with which a phone tests the draft", of(FormRead), "bytes").takes("?format"),
        get("/projects/{project}/forms/{form}/draft", drafts::one, "The draft", of(FormRead), F),
        post("/projects/{project}/forms/{form}/draft", drafts::replace, "Replace the draft, or start one from what is published", of(FormDraft), OK).takes("?ignoreWarnings, ?body: form"),
        delete("/projects/{project}/forms/{form}/draft", drafts::discard, "Throw the draft away", of(FormDraft), OK),
        post("/projects/{project}/forms/{form}/draft/publish", drafts::publish, "Publish the draft, or ask a second person to", of(FormPublish), OK).takes("?version, ?reason, ?ignoreWarnings"),
        post("/projects/{project}/forms/{form}/draft/ask", drafts::ask, "Ask a second person to publish the draft", of(FormDraft), OK).takes("?reason, ?ignoreWarnings"),
        post("/projects/{project}/forms/{form}/draft/withdraw", drafts::withdraw, "Take back that it is to be published", of(FormDraft), OK),
        get("/projects/{project}/forms/{form}/draft/attachments", form_files::list_of_draft, "The draft's files", of(FormRead), "[FormFile]"),
        get("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::file_of_draft, "One of the draft's files", of(FormRead), "bytes"),
        post("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::fill, "Fill a file that the draft expects", of(FormDraft), "FormFile").takes("body: bytes"),
        delete("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::empty, "Empty a file of the draft", of(FormDraft), OK),

        get("/projects/{project}/forms/{form}/submissions", submissions::list, "Submissions, newest first: ids and states", of(SubmissionList), "[Submission]").takes("?limit, ?offset, ?state, ?reviewState"),
        post("/projects/{project}/forms/{form}/submissions", sending::create, "Send a submission's XML", of(SubmissionCreate).or_phones(SubmissionCreate), S).takes("?deviceID, body: XML"),
        post("/projects/{project}/forms/{form}/submissions/review", submissions::review_many, "Say one word of up to 100, of all or of none", of(SubmissionReview), "Reviewed").takes("instanceIds, reviewState"),
        get("/projects/{project}/forms/{form}/submissions/{instance}.xml", submissions::xml, "The answers", of(SubmissionRead), "XML"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions/{version}.xml", submissions::version_xml, "The answers of one version", of(SubmissionRead), "XML"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions/{version}", submissions::one_version, "One version", of(SubmissionList), "SubmissionVersion"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions", submissions::versions, "What was sent first and every correction, newest first", of(SubmissionList), "[SubmissionVersion]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}", submissions::one, "Where one stands", of(SubmissionList), S),
        patch("/projects/{project}/forms/{form}/submissions/{instance}", submissions::review, "Say that it is right, has issues, or does not count", of(SubmissionReview), S).takes("reviewState"),
        put("/projects/{project}/forms/{form}/submissions/{instance}", corrections::replace, "A new version of one that came in clear", of(SubmissionCorrect), S).takes("body: XML"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/corrections", corrections::create, "Set some of its answers by hand", of(SubmissionCorrect), S).takes("reason, answers, ?purpose"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/comments", submissions::comments, "What people wrote about it, newest first", of(SubmissionRead), "[Comment]").takes("?purpose"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/comments", submissions::add_comment, "Write something about it", of(SubmissionRead), "Comment").takes("body, ?purpose"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/open", submissions::open, "The answers for a purpose; the only way to an identity", of(SubmissionRead), "XML").takes("purpose"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retry", submissions::retry, "Try again to open it", of(SubmissionRetry), OK),
        get("/projects/{project}/forms/{form}/submissions/{instance}/retention", retention::orders, "Orders to keep or to erase it", of(RetentionOrder), "[RetentionOrder]"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/erase", retention::erase, "Ask for its erasure, or agree as the second person", of(RetentionOrder), "RetentionAsked").takes("reason"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/hold", retention::hold, "Ask for a legal hold, or agree as the second person", of(RetentionOrder), "RetentionAsked").takes("reason, until"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/{order}/lift", retention::lift, "Lift a hold, or take back what was asked", of(RetentionOrder), OK),
        get("/agencies/{agency}/certificates", retention::certificates, "What was destroyed, without content", of(CertificateList), "[Certificate]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/attachments", submissions::attachments, "Names of its files", of(SubmissionList), "[Attachment]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/attachments/{name}", submissions::attachment, "What is in a file", of(SubmissionRead), "bytes"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/attachments/{name}", sending::attach, "Send a file that it names", of(SubmissionCreate).or_phones(SubmissionCreate), OK).takes("body: bytes"),

        get("/projects/{project}/datasets", entity_lists::list, "Entity lists", of(SubmissionList), "[Dataset]"),
        get("/projects/{project}/datasets/{list}", entity_lists::one, "One entity list", of(SubmissionList), "Dataset"),
        patch("/projects/{project}/datasets/{list}", entity_lists::update, "Say whether a person lets new entries in", of(SubmissionRead), "Dataset").takes("?approvalRequired"),
        get("/projects/{project}/datasets/{list}/entities.csv", entity_lists::csv, "What is in it, as phones get it", of(SubmissionRead), "bytes"),
        delete("/projects/{project}/datasets/{list}/entities/{entity}", entity_lists::delete, "Delete an entity; its id is never used again", of(SubmissionRead), OK),
        get("/projects/{project}/datasets-waiting", entity_lists::waiting, "What waits for a missing piece or for a person, and what was refused", of(SubmissionList), "[WaitingEntity]"),
        post("/projects/{project}/datasets-waiting/{id}/approve", entity_lists::approve, "Let a new entry in", of(SubmissionRead), OK),

        get("/cases", cases::list, "Cases of the own agency, newest first, without content", home(CaseList), "[Case]").takes("?state, ?mine, ?limit, ?offset"),
        post("/cases/find", cases::find, "The case with a code; the same answer for nobody's and another agency's", home(CaseList), "Case").takes("code"),
        get("/cases/{case}", cases::one, "One case, with what happened in it", of(CaseList), "Case"),
        post("/cases/{case}/submissions/{id}/open", cases::open, "The answers of one of its submissions, whichever agency's phone sent it", of(SubmissionRead), "XML").takes("?purpose"),
        get("/cases/{case}/submissions/{id}/attachments", cases::attachments, "Names of its files", of(SubmissionRead), "[Attachment]"),
        get("/cases/{case}/submissions/{id}/attachments/{name}", cases::attachment, "What is in a file", of(SubmissionRead), "bytes"),
        post("/cases/{case}/assign", cases::assign, "Say who works on it and who supervises that", of(CaseAssign), "Case").takes("?caseworker, ?supervisor"),
        post("/cases/{case}/step", cases::step, "Take it a step further", of(CaseStep), "Case").takes("step"),
        post("/cases/{case}/close", cases::close, "Ask for it to be closed; another supervisor approves", of(CaseStep).also(&[ApprovalAsk]), "ApprovalAsked").takes("reason, ?riskLevel, ?attempts, note"),
        get("/cases/{case}/unmatched", cases::unmatched, "What named it from elsewhere, without content", of(CaseUnmatched), "[Unmatched]"),
        post("/cases/{case}/unmatched/{id}/accept", cases::accept, "Take that in", of(CaseUnmatched), OK),
        post("/cases/{case}/unmatched/{id}/dismiss", cases::dismiss, "Leave that with the agency that sent it", of(CaseUnmatched), OK),
        post("/cases/{case}/approvals", approvals::ask, "Ask for what a second person decides", of(ApprovalAsk), "ApprovalAsked").takes("kind, reason"),
        post("/cases/{case}/break-glass", cases::look, "Look for an hour into a case of U0 that is not one's own", of(CaseBreakGlass), "Look").takes("reason"),
        get("/break-glass", cases::looks, "Such looks, newest first", home(CaseReview), "[Look]"),
        post("/break-glass/{id}/review", cases::review, "Say whether a look was right; another person than who looked", of(CaseReview), "Look").takes("justified"),
        get("/cases/{case}/owners", transfers::owners, "Who had it, oldest first, and who has it", of(CaseOwners), "[Owner]"),
        post("/cases/{case}/transfer", transfers::ask, "Ask that another agency is to have it; another supervisor approves", of(TransferAsk).also(&[ApprovalAsk]), "TransferAsked").takes("to, note"),
        get("/transfers", transfers::list, "Cases that the own agency offers and is offered, newest first", home(TransferList), "[Transfer]").takes("?limit, ?offset"),
        get("/transfers/{transfer}/note", transfers::note, "The hand-over note of a case that is the own agency's", of(TransferNote), "bytes"),
        post("/transfers/{transfer}/accept", transfers::accept, "Take the case, all of it; its owner cannot read it any more", of(TransferAccept), "Transfer"),
        post("/transfers/{transfer}/decline", transfers::decline, "Say why it is not taken", of(TransferDecline), "Transfer").takes("reason"),
        post("/transfers/{transfer}/take-back", transfers::take_back, "Keep a case that was offered", of(TransferTakeBack), "Transfer"),
        get("/approvals", approvals::list, "What was asked, newest first; to caseworkers their own", home(ApprovalAsk), "[Approval]").takes("?limit, ?offset"),
        post("/approvals/{approval}/approve", approvals::approve, "Agree, as another person than who asked", of(ApprovalDecide), "Approval"),
        post("/approvals/{approval}/refuse", approvals::refuse, "Refuse, as another person than who asked", of(ApprovalDecide), "Approval"),

        get("/consents", consents::waiting, "What waits in the own agency to be confirmed, oldest first, without content", home(ConsentRead), "[WaitingConsent]"),
        get("/cases/{case}/consents", consents::list, "What was agreed to and refused in a case, newest first", of(ConsentRead), "[Consent]"),
        post("/cases/{case}/consents", consents::ask, "Ask, as the first of two people, for what nobody could agree to", of(ConsentAsk), "ConsentAsked").takes("basis, ?recipient, service, data, reason"),
        post("/cases/{case}/consents/withdraw", consents::withdraw, "Take back everything, or what concerns one agency; referrals with it", of(ConsentWithdraw), "ConsentWithdrawn").takes("?recipient, reason"),
        post("/cases/{case}/consents/{consent}/confirm", consents::confirm, "Confirm a consent; a child's and those of two people need a supervisor", of(ConsentConfirm).also(&[ConsentApprove]), "ConsentAsked"),

        get("/referrals", referrals::list, "What the agency received or sent, newest first", home(ReferralList), "[Referral]").takes("?direction, ?limit, ?offset"),
        get("/referrals/{referral}", referrals::one, "One referral; seen from now on", of(ReferralRead).hidden(), "Referral"),
        post("/referrals/{referral}/accept", referrals::accept, "Take it", of(ReferralDecide).hidden(), "Referral").takes("?conflict"),
        post("/referrals/{referral}/decline", referrals::decline, "Give it back", of(ReferralDecide).hidden(), "Referral").takes("reason"),
        post("/referrals/{referral}/ask", referrals::ask, "Ask something; the clock stands still, once, for a day at most", of(ReferralDecide).hidden(), "Referral").takes("question"),
        post("/referrals/{referral}/answer", referrals::answer, "Answer what was asked", of(ReferralFollow).hidden(), "Referral").takes("answer"),
        post("/referrals/{referral}/contact", referrals::contact, "The person was met", of(ReferralDecide).hidden(), "Referral"),
        post("/referrals/{referral}/reveal", referrals::reveal, "Open one line of contact, after how to make contact safely", of(ReferralReveal).hidden(), "[ContactLine]").takes("field, purpose"),
        post("/referrals/{referral}/deliver", referrals::deliver, "The service was given", of(ReferralDecide).hidden(), "Referral").takes("outcome, ?units"),
        post("/referrals/{referral}/confirm", referrals::confirm, "The sender confirms it", of(ReferralFollow).hidden(), "Referral"),
        post("/referrals/{referral}/dispute", referrals::dispute, "The sender disputes it", of(ReferralFollow).hidden(), "Referral"),
        post("/referrals/{referral}/person-declined", referrals::person_declined, "The person chose otherwise", of(ReferralDecide).also(&[ReferralFollow]).hidden(), "Referral"),
        post("/referrals/{referral}/close", referrals::close, "Done", of(ReferralFollow).hidden(), "Referral"),
        post("/referrals/{referral}/reopen", referrals::reopen, "Begin again; once by each agency", of(ReferralDecide).also(&[ReferralFollow]).hidden(), "Referral"),
        post("/referrals/{referral}/recall", referrals::recall, "Take it back; the receiver's keys to it are destroyed", of(ReferralRecall).hidden().shown_to(ReferralRead), "Referral").takes("reason"),
        post("/referrals/{referral}/attest", referrals::attest, "Say what became of what one had of a recalled referral", of(ReferralDecide).hidden(), "Referral").takes("statement"),
        get("/queues", referrals::queues, "How many wait in each queue", home(QueueList), "[Queue]"),

        get("/audits", audits::list, "Who did what, newest first", home(AuditRead), "[Audit]").takes("?action, ?before, ?limit, ?offset"),
        get("/audits/verify", audits::verify, "Whether the audit's chain holds", platform(AuditRead), "Chain"),
        get("/pathway/services", pathway::services, "Services and what each may see", home(PathwayRead), "[Service]"),
        get("/pathway/versions", pathway::versions, "Versions of its tables, newest first", home(PathwayRead), "[PathwayVersion]"),
        post("/pathway/versions", pathway::propose, "Propose tables that pass their own cases", platform(PathwayPropose), V).takes("label, startsAt, facts, services, templates, rules, cases: CSV texts"),
        get("/pathway/versions/{label}/tables", pathway::tables, "A version's tables", home(PathwayRead), "PathwayTables"),
        post("/pathway/versions/{label}/dry-run", pathway::dry_run, "What it would change over 90 days, in counts", platform(PathwayDryRun), "DryRun"),
        post("/pathway/versions/{label}/sign", pathway::sign, "Sign it; the second signature brings it into force", platform(PathwaySign), V),
        get("/protocols", protocols::list, "Protocols between agencies, newest first", home(ProtocolList), "[Protocol]"),
        post("/protocols", protocols::propose, "Propose what may cross between agencies", home(ProtocolPropose), "Protocol").takes("parties, classes, startsAt, endsAt, ?services"),
        post("/protocols/{protocol}/sign", protocols::sign, "Sign it; two people bring it into force", listed(ProtocolSign), "Protocol"),
        post("/protocols/{protocol}/end", protocols::end, "End it at once", listed(ProtocolEnd), "Protocol"),
        get("/providers", providers::list, "Who offers what, where and to whom", home(ProviderList), "[Provider]").takes("?service"),
        put("/agencies/{agency}/providers/{service}", providers::set, "Say anew what the directory has of a service", of(ProviderUpdate), OK).takes("capacity, ?areas, ?sexes, ?ages, ?languages, ?hours, ?verifiedOn"),
        get("/gaps", providers::gaps, "How often nobody was there for a service, by area and month", platform(GapList), "[Gap]"),
        get("/insight", insight::own, "How the own agency's work goes, in counts", home(InsightRead), "Insight").takes("?period"),
        get("/insight/quality", insight::quality, "What is missing in what its phones sent, in counts", home(InsightQuality), "Quality").takes("?period"),
        get("/insight/shared", insight::shared, "The tables of a month for the coordination body", platform(InsightShared), "[SharedTable]").takes("?month"),
        get("/sites", sites::list, "Places, and which are cleared for first conversations", home(SiteList), "[Site]"),
        post("/sites/{area}/offer", sites::offer, "Let the own agency's phones screen there for 14 days", home(SiteOffer), "Site").takes("reason"),
        patch("/projects/{project}/app-users/{user}", app_users::update, "Say in which area a phone works", of(DeviceManage), "AppUser").takes("area"),
        get("/openapi.json", openapi::document, "This description", ANYBODY, "OpenAPI"),
    ]
}

fn get<H, A>(path: &'static str, to: H, says: &'static str, who: Who, gives: &'static str) -> Entry
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    let read = guard::Any(guard::Get()).or(guard::Head());
    entry(
        Method::GET,
        path,
        web::route().guard(read).to(to),
        says,
        who,
        gives,
    )
}

macro_rules! writing {
    ($($name:ident $method:ident),+) => {$(
        fn $name<H, A>(path: &'static str, to: H, says: &'static str, who: Who, gives: &'static str) -> Entry
        where
            H: Handler<A>,
            A: FromRequest + 'static,
            H::Output: Responder + 'static,
        {
            entry(Method::$method, path, web::$name().to(to), says, who, gives)
        }
    )+};
}
writing!(post POST, put PUT, patch PATCH, delete DELETE);

fn entry(
    method: Method,
    path: &'static str,
    route: Route,
    says: &'static str,
    who: Who,
    gives: &'static str,
) -> Entry {
    Entry {
        method,
        path,
        says,
        who,
        takes: "",
        gives,
        route,
    }
}
