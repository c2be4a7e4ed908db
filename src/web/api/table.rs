//! The table of `/v1`: method, path, handler, who may, what it takes and gives. Routes and OpenAPI are made from it.
//!
//! Order matters where one pattern would swallow another: `{form}.xml` stands before `{form}`.

use actix_web::dev::Handler;
use actix_web::http::Method;
use actix_web::{FromRequest, Responder, Route, guard, web};

use super::{
    agencies, app_users, approvals, assignments, audits, cases, drafts, entity_lists, form_files,
    forms, keys, openapi, pathway, projects, referrals, retention, sending, sessions, sites, stops,
    submissions, users,
};

/// One line of the table.
pub struct Entry {
    /// The method; `GET` answers `HEAD` too.
    pub method: Method,
    /// The path below `/v1`, with its parameters in braces.
    pub path: &'static str,
    /// What it does.
    pub says: &'static str,
    /// Who may, in words; the policy decides.
    pub who: &'static str,
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

const ANYBODY: &str = "anybody";
const PERSON: &str = "anybody who is signed in";
const MEMBER: &str = "people of the agency, admin";
const ADMIN: &str = "admin";
const FOCAL: &str = "focal point of the agency; admin for admins and auditors";
const HOLDERS: &str = "key holders of the agency (focal point, data manager)";
const AUTHOR: &str = "admin, data manager of the agency";
const MANAGER: &str = "admin, focal point of the agency";
const READER: &str = "supervisor of the agency; caseworker for screenings and their own cases; admin in a project without agency";
const SENDER: &str = "phones of the project; people who may send there";
const REFERRER: &str = "focal point, supervisor and caseworker of the agency concerned";
const CASEWORK: &str = "supervisor of the agency; caseworker for their own cases";
const SUPERVISOR: &str = "supervisor of the agency";
const AUDITOR: &str = "auditor; focal point as far as the own agency goes";

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
        post("/sessions", sessions::create, "Sign in", ANYBODY, "Session").takes("email, password"),
        get("/sessions/restore", sessions::restore, "The session that asks", PERSON, "Session"),
        delete("/sessions/current", sessions::end_current, "Sign out", PERSON, OK),
        delete("/sessions/{token}", sessions::end, "End the own session, or a phone's access", PERSON, OK),

        get("/users/current", users::current, "Who asks", PERSON, "User"),
        get("/users", users::list, "People, by e-mail", MANAGER, "[User]").takes("?q, ?limit, ?offset"),
        post("/users", users::invite, "Invite somebody; the link is shown once", FOCAL, "User").takes("email, ?displayName, role, ?agency"),
        get("/users/{user}", users::one, "Somebody", MANAGER, "User"),
        delete("/users/{user}", users::disable, "Disable somebody at once", MANAGER, OK),
        post("/users/{user}/reset", users::reset, "A new one-time link", FOCAL, "User"),
        post("/users/{user}/certify", users::certify, "Certify somebody for reading interviews, for 12 months", "focal point of the agency", "Certified"),
        put("/users/{user}/password", users::change_password, "Change the own password", PERSON, OK).takes("old, new"),

        get("/agencies", agencies::list, "Agencies and what each offers", PERSON, "[Agency]"),
        post("/agencies", agencies::create, "Add an agency with its first project", ADMIN, A).takes("code, name, ?services"),
        get("/agencies/{agency}", agencies::one, "One agency", MEMBER, A),
        patch("/agencies/{agency}", agencies::update, "Change its services; disable it", ADMIN, A).takes("?services, ?disabled"),
        post("/agencies/{agency}/focal-point", agencies::focal_point, "The first focal point of an agency that never had anybody", ADMIN, "User").takes("email, ?displayName"),
        get("/agencies/{agency}/keys", keys::list, "States and fingerprints of its keys", MEMBER, "[Key]"),
        post("/agencies/{agency}/keys", keys::make, "Make or bring keys, pending until a second holder confirms", HOLDERS, "Key").takes("custody, ?passphrase, ?passphrases, ?collectionPem, ?publicFile"),
        post("/agencies/{agency}/keys/unlock", keys::unlock, "Open its passphrase keys", HOLDERS, OK).takes("passphrase"),
        post("/agencies/{agency}/keys/lock", keys::lock, "Close its passphrase keys", HOLDERS, OK),
        post("/agencies/{agency}/keys/{key}/confirm", keys::confirm, "The second person confirms", HOLDERS, OK),
        post("/agencies/{agency}/keys/{key}/disable", keys::disable, "Disable a key at once", HOLDERS, OK).takes("reason"),
        post("/agencies/{agency}/keys/{key}/enable", keys::enable, "Take a disabled key back to where it was", HOLDERS, OK),
        post("/agencies/{agency}/keys/{key}/retire", keys::retire, "Retire a replaced key now", HOLDERS, OK).takes("?reason (needed while something still needs the key)"),
        post("/agencies/{agency}/keys/{key}/reopen", keys::reopen, "A retired key opens once more", HOLDERS, OK),
        post("/agencies/{agency}/keys/{key}/destroy", keys::destroy, "Ask for a key's destruction; the second holder destroys", HOLDERS, "Destroyed"),
        get("/agencies/{agency}/keys/{key}/phones", keys::phones, "Phones that still carry a form with this key", MEMBER, "[KeyPhone]"),
        get("/agencies/{agency}/alerts", stops::alerts, "What waits for its people, without content", MEMBER, "[Alert]"),
        get("/alerts", stops::alerts_of_all, "What waits for the installation's people", "admin, auditor", "[Alert]"),
        get("/stops", stops::list, "Emergency stops, newest first", "admin, member", "[Stop]"),
        post("/stops", stops::set, "Stop a phone, person, form, agency, site, or everything", "admin, key holder, supervisor", "Stop").takes("scope, ?subject, reason"),
        post("/stops/{stop}/lift", stops::lift, "Lift an emergency stop", "key holder; admin for those of no agency", OK),

        get("/projects", projects::list, "Projects that one may see", PERSON, "[Project]"),
        post("/projects", projects::create, "Make a project; without agency it is not confidential", ADMIN, P).takes("name, ?description, ?agency"),
        get("/projects/{project}", projects::one, "One project", MEMBER, P),
        patch("/projects/{project}", projects::update, "Rename, describe, archive, take forms of a stage only", ADMIN, P).takes("?name, ?description, ?archived, ?requiresStage"),
        post("/projects/{project}/key", projects::key, "Always refused: keys are their agency's", "nobody", OK),

        get("/projects/{project}/app-users", app_users::list, "Phones", MANAGER, "[AppUser]"),
        post("/projects/{project}/app-users", app_users::create, "Make a phone; its token is shown once", MANAGER, "AppUser").takes("displayName, ?area"),
        post("/projects/{project}/app-users/{user}/settings-code", app_users::settings_code, "The code that sets the phone up", MANAGER, "bytes").takes("?format, ?token, ?password, ?address, ?noDrafts, ?deleteAfterSend, ?autoSend"),
        get("/projects/{project}/app-users/{user}", app_users::one, "One phone", MANAGER, "AppUser"),
        delete("/projects/{project}/app-users/{user}", app_users::revoke, "End a phone's access", MANAGER, OK),
        get("/projects/{project}/assignments", assignments::of_project, "Phones with every form", MANAGER, "[Assignment]"),
        get("/projects/{project}/assignments/forms", assignments::by_form, "Phones with single forms", MANAGER, "[Assignment]"),
        post("/projects/{project}/assignments/{role}/{actor}", assignments::give, "Give a phone every form", MANAGER, OK),
        delete("/projects/{project}/assignments/{role}/{actor}", assignments::take, "Take that back", MANAGER, OK),
        get("/projects/{project}/forms/{form}/assignments", assignments::of_form, "Phones with this form", MANAGER, "[Assignment]"),
        post("/projects/{project}/forms/{form}/assignments/{role}/{actor}", assignments::give, "Give a phone this form", MANAGER, OK),
        delete("/projects/{project}/forms/{form}/assignments/{role}/{actor}", assignments::take, "Take this form from a phone", MANAGER, OK),

        get("/projects/{project}/forms", forms::list, "Forms", MEMBER, "[Form]"),
        post("/projects/{project}/forms", forms::create, "Make a form of XForm XML or an XLSForm", AUTHOR, F).takes("?publish, ?ignoreWarnings, ?reason, body: form"),
        get("/projects/{project}/forms/{form}.xml", form_files::xml, "The XML that phones get", "people of the agency, admin, phones", "XML"),
        get("/projects/{project}/forms/{form}", forms::one, "One form", MEMBER, F),
        patch("/projects/{project}/forms/{form}", forms::update, "Open, close", ADMIN, F).takes("state"),
        get("/projects/{project}/forms/{form}/versions", forms::versions, "What was published, newest first", MEMBER, "[Form]"),
        get("/projects/{project}/forms/{form}/fields", forms::fields, "Its fields", MEMBER, "[Field]"),
        get("/projects/{project}/forms/{form}/attachments", form_files::list, "Its files", MEMBER, "[FormFile]"),
        get("/projects/{project}/forms/{form}/attachments/{name}", form_files::file, "One of its files", "people of the agency, admin, phones", "bytes"),
        get("/projects/{project}/forms/{form}/draft.xml", drafts::read, "The draft's XML", MEMBER, "XML"),
        post("/projects/{project}/forms/{form}/draft/settings-code", drafts::settings_code, "The code with which a phone tests the draft", MEMBER, "bytes").takes("?format"),
        get("/projects/{project}/forms/{form}/draft", drafts::one, "The draft", MEMBER, F),
        post("/projects/{project}/forms/{form}/draft", drafts::replace, "Replace the draft, or start one from what is published", AUTHOR, OK).takes("?ignoreWarnings, ?body: form"),
        delete("/projects/{project}/forms/{form}/draft", drafts::discard, "Throw the draft away", AUTHOR, OK),
        post("/projects/{project}/forms/{form}/draft/publish", drafts::publish, "Publish the draft", ADMIN, OK).takes("?version, ?reason, ?ignoreWarnings"),
        get("/projects/{project}/forms/{form}/draft/attachments", form_files::list_of_draft, "The draft's files", MEMBER, "[FormFile]"),
        get("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::file_of_draft, "One of the draft's files", MEMBER, "bytes"),
        post("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::fill, "Fill a file that the draft expects", AUTHOR, "FormFile").takes("body: bytes"),
        delete("/projects/{project}/forms/{form}/draft/attachments/{name}", form_files::empty, "Empty a file of the draft", AUTHOR, OK),

        get("/projects/{project}/forms/{form}/submissions", submissions::list, "Submissions, newest first: ids and states", MEMBER, "[Submission]").takes("?limit, ?offset, ?state"),
        post("/projects/{project}/forms/{form}/submissions", sending::create, "Send a submission's XML", SENDER, S).takes("?deviceID, body: XML"),
        get("/projects/{project}/forms/{form}/submissions/{instance}.xml", submissions::xml, "The answers", READER, "XML"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions/{version}.xml", submissions::version_xml, "The answers of one version", READER, "XML"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions/{version}", submissions::one_version, "One version", MEMBER, "SubmissionVersion"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/versions", submissions::versions, "What was sent first and every correction, newest first", MEMBER, "[SubmissionVersion]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}", submissions::one, "Where one stands", MEMBER, S),
        post("/projects/{project}/forms/{form}/submissions/{instance}/open", submissions::open, "The answers for a purpose; the only way to an identity", READER, "XML").takes("purpose"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retry", submissions::retry, "Try again to open it", MEMBER, OK),
        get("/projects/{project}/forms/{form}/submissions/{instance}/retention", retention::orders, "Orders to keep or to erase it", "supervisor, data manager", "[RetentionOrder]"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/erase", retention::erase, "Ask for its erasure, or agree as the second person", "supervisor, data manager", "RetentionAsked").takes("reason"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/hold", retention::hold, "Ask for a legal hold, or agree as the second person", "supervisor, data manager", "RetentionAsked").takes("reason, until"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/retention/{order}/lift", retention::lift, "Lift a hold, or take back what was asked", "supervisor, data manager", OK),
        get("/agencies/{agency}/certificates", retention::certificates, "What was destroyed, without content", "member, auditor", "[Certificate]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/attachments", submissions::attachments, "Names of its files", MEMBER, "[Attachment]"),
        get("/projects/{project}/forms/{form}/submissions/{instance}/attachments/{name}", submissions::attachment, "What is in a file", READER, "bytes"),
        post("/projects/{project}/forms/{form}/submissions/{instance}/attachments/{name}", sending::attach, "Send a file that it names", SENDER, OK).takes("body: bytes"),

        get("/projects/{project}/datasets", entity_lists::list, "Entity lists", MEMBER, "[Dataset]"),
        get("/projects/{project}/datasets/{list}", entity_lists::one, "One entity list", MEMBER, "Dataset"),
        patch("/projects/{project}/datasets/{list}", entity_lists::update, "Say whether a person lets new entries in", READER, "Dataset").takes("?approvalRequired"),
        get("/projects/{project}/datasets/{list}/entities.csv", entity_lists::csv, "What is in it, as phones get it", READER, "bytes"),
        delete("/projects/{project}/datasets/{list}/entities/{entity}", entity_lists::delete, "Delete an entity; its id is never used again", READER, OK),
        get("/projects/{project}/datasets-waiting", entity_lists::waiting, "What waits for a missing piece or for a person, and what was refused", MEMBER, "[WaitingEntity]"),
        post("/projects/{project}/datasets-waiting/{id}/approve", entity_lists::approve, "Let a new entry in", READER, OK),

        get("/referrals", referrals::list, "What the agency received or sent, newest first", REFERRER, "[Referral]").takes("?direction, ?limit, ?offset"),
        get("/referrals/{referral}", referrals::one, "One referral; seen from now on", REFERRER, "Referral"),
        post("/referrals/{referral}/accept", referrals::accept, "Take it", REFERRER, "Referral"),
        post("/referrals/{referral}/decline", referrals::decline, "Give it back", REFERRER, "Referral").takes("reason"),
        get("/queues", referrals::queues, "How many wait in each queue", REFERRER, "[Queue]"),

        get("/cases", cases::list, "Cases of the own agency, newest first, without content", REFERRER, "[Case]").takes("?state, ?mine, ?limit, ?offset"),
        post("/cases/find", cases::find, "The case with a code; the same answer for nobody's and another agency's", REFERRER, "Case").takes("code"),
        get("/cases/{case}", cases::one, "One case, with what happened in it", REFERRER, "Case"),
        post("/cases/{case}/submissions/{id}/open", cases::open, "The answers of one of its submissions, whichever agency's phone sent it", READER, "XML").takes("?purpose"),
        post("/cases/{case}/assign", cases::assign, "Say who works on it and who supervises that", SUPERVISOR, "Case").takes("?caseworker, ?supervisor"),
        post("/cases/{case}/step", cases::step, "Take it a step further", CASEWORK, "Case").takes("step"),
        post("/cases/{case}/close", cases::close, "Ask for it to be closed; another supervisor approves", CASEWORK, "ApprovalAsked").takes("reason, ?riskLevel, ?attempts, note"),
        get("/cases/{case}/unmatched", cases::unmatched, "What named it from elsewhere, without content", SUPERVISOR, "[Unmatched]"),
        post("/cases/{case}/unmatched/{id}/accept", cases::accept, "Take that in", SUPERVISOR, OK),
        post("/cases/{case}/unmatched/{id}/dismiss", cases::dismiss, "Leave that with the agency that sent it", SUPERVISOR, OK),
        post("/cases/{case}/approvals", approvals::ask, "Ask for what a second person decides", CASEWORK, "ApprovalAsked").takes("kind, reason"),
        post("/cases/{case}/break-glass", cases::look, "Look for an hour into a case of U0 that is not one's own", "caseworker of the agency", "Look").takes("reason"),
        get("/break-glass", cases::looks, "Such looks, newest first", SUPERVISOR, "[Look]"),
        post("/break-glass/{id}/review", cases::review, "Say whether a look was right; another person than who looked", SUPERVISOR, "Look").takes("justified"),
        get("/approvals", approvals::list, "What was asked, newest first; to caseworkers their own", CASEWORK, "[Approval]").takes("?limit, ?offset"),
        post("/approvals/{approval}/approve", approvals::approve, "Agree, as another person than who asked", SUPERVISOR, "Approval"),
        post("/approvals/{approval}/refuse", approvals::refuse, "Refuse, as another person than who asked", SUPERVISOR, "Approval"),

        get("/audits", audits::list, "Who did what, newest first", AUDITOR, "[Audit]").takes("?action, ?before, ?limit, ?offset"),
        get("/audits/verify", audits::verify, "Whether the audit's chain holds", "auditor", "Chain"),
        get("/pathway/services", pathway::services, "Services and what each may see", PERSON, "[Service]"),
        get("/pathway/versions", pathway::versions, "Versions of its tables, newest first", PERSON, "[PathwayVersion]"),
        post("/pathway/versions", pathway::propose, "Propose tables that pass their own cases", "focal points, coordination", V).takes("label, startsAt, facts, services, templates, rules, cases: CSV texts"),
        get("/pathway/versions/{label}/tables", pathway::tables, "A version's tables", PERSON, "PathwayTables"),
        post("/pathway/versions/{label}/dry-run", pathway::dry_run, "What it would change over 90 days, in counts", "coordination", "DryRun"),
        post("/pathway/versions/{label}/sign", pathway::sign, "Sign it; the second signature brings it into force", "coordination", V),
        get("/sites", sites::list, "Places, and which are cleared for first conversations", "people of agencies, admin, coordination", "[Site]"),
        post("/sites/{area}/offer", sites::offer, "Let the own agency's phones screen there for 14 days", "supervisor", "Site").takes("reason"),
        patch("/projects/{project}/app-users/{user}", app_users::update, "Say in which area a phone works", MANAGER, "AppUser").takes("area"),
        get("/openapi.json", openapi::document, "This description", ANYBODY, "OpenAPI"),
    ]
}

fn get<H, A>(
    path: &'static str,
    to: H,
    says: &'static str,
    who: &'static str,
    gives: &'static str,
) -> Entry
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
        fn $name<H, A>(path: &'static str, to: H, says: &'static str, who: &'static str, gives: &'static str) -> Entry
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
    who: &'static str,
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
