//! The table: one row per action; columns say where the resource stands as seen by who asks.

use std::fmt::Write;

use super::Role::{
    self, Admin, Auditor, Caseworker, Coordination, DataManager, FocalPoint, Supervisor,
};
use super::{Action, Place};

/// Who may do one action.
struct Row {
    action: Action,
    /// In the agency to which the person belongs.
    own: &'static [Role],
    /// In an agency to which the person does not belong.
    other: &'static [Role],
    /// In a project without an agency.
    general: &'static [Role],
    /// On the installation as a whole.
    platform: &'static [Role],
}

const NOBODY: &[Role] = &[];
const ADMIN: &[Role] = &[Admin];
/// Everybody who works for an agency.
const AGENCY: &[Role] = &[Supervisor, Caseworker, FocalPoint, DataManager];
const EVERYBODY: &[Role] = &[
    Admin,
    Supervisor,
    Caseworker,
    FocalPoint,
    DataManager,
    Auditor,
    Coordination,
];
/// Read what somebody said.
const READERS: &[Role] = &[Supervisor, Caseworker];
/// Receive and send referrals.
const REFERRERS: &[Role] = &[FocalPoint, Supervisor, Caseworker];
/// Hear that a case is offered.
const RECEIVERS: &[Role] = &[FocalPoint, Supervisor];
const KEY_HOLDERS: &[Role] = &[FocalPoint, DataManager];
/// Stop at once what has become dangerous. More people may stop than may lift.
const STOPPERS: &[Role] = &[FocalPoint, DataManager, Supervisor];
const FOCAL: &[Role] = &[FocalPoint];

const fn row(
    action: Action,
    own: &'static [Role],
    other: &'static [Role],
    general: &'static [Role],
    platform: &'static [Role],
) -> Row {
    Row {
        action,
        own,
        other,
        general,
        platform,
    }
}

/// Domain brief, section 4, as far as this version goes. What is not named here is denied.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //  action                     own agency    other    general  platform
    row(Action::AgencyList,        AGENCY,       ADMIN,   NOBODY,  EVERYBODY),
    row(Action::AgencyCreate,      NOBODY,       NOBODY,  NOBODY,  ADMIN),
    row(Action::AgencyUpdate,      NOBODY,       ADMIN,   NOBODY,  NOBODY),
    row(Action::AgencyDisable,     NOBODY,       ADMIN,   NOBODY,  NOBODY),
    row(Action::AgencyBootstrap,   NOBODY,       ADMIN,   NOBODY,  NOBODY),
    row(Action::ProviderUpdate,    FOCAL,        ADMIN,   NOBODY,  NOBODY),
    row(Action::UserList,          FOCAL,        ADMIN,   NOBODY,  ADMIN),
    row(Action::UserInvite,        FOCAL,        NOBODY,  NOBODY,  ADMIN),
    row(Action::UserReset,         FOCAL,        NOBODY,  NOBODY,  ADMIN),
    row(Action::UserRecover,       STOPPERS,     NOBODY,  NOBODY,  ADMIN),
    row(Action::UserRecoverApprove, STOPPERS,    NOBODY,  NOBODY,  ADMIN),
    row(Action::UserDisable,       FOCAL,        ADMIN,   NOBODY,  ADMIN),
    row(Action::ProjectRead,       AGENCY,       ADMIN,   ADMIN,   ADMIN),
    row(Action::ProjectCreate,     NOBODY,       ADMIN,   NOBODY,  ADMIN),
    row(Action::ProjectUpdate,     NOBODY,       ADMIN,   ADMIN,   NOBODY),
    row(Action::FormRead,          AGENCY,       ADMIN,   ADMIN,   NOBODY),
    row(Action::FormDraft,         &[DataManager], ADMIN, ADMIN,   NOBODY),
    row(Action::FormPublish,       NOBODY,       ADMIN,   ADMIN,   NOBODY),
    row(Action::FormDownload,      REFERRERS,    ADMIN,   ADMIN,   NOBODY),
    row(Action::DeviceList,        FOCAL,        ADMIN,   ADMIN,   NOBODY),
    row(Action::DeviceManage,      FOCAL,        ADMIN,   ADMIN,   NOBODY),
    row(Action::SubmissionCreate,  REFERRERS,    NOBODY,  ADMIN,   NOBODY),
    row(Action::SubmissionList,    AGENCY,       ADMIN,   ADMIN,   NOBODY),
    row(Action::SubmissionRetry,   AGENCY,       ADMIN,   ADMIN,   NOBODY),
    row(Action::SubmissionReview,  &[Supervisor], NOBODY, ADMIN,   NOBODY),
    row(Action::SubmissionCorrect, READERS,      NOBODY,  ADMIN,   NOBODY),
    row(Action::SubmissionRead,    READERS,      NOBODY,  ADMIN,   NOBODY),
    row(Action::RetentionOrder,    &[Supervisor, DataManager], NOBODY, NOBODY, NOBODY),
    row(Action::CertificateList,   AGENCY,       &[Auditor], NOBODY, NOBODY),
    row(Action::KeyList,           AGENCY,       ADMIN,   NOBODY,  NOBODY),
    row(Action::KeyMake,           KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyBring,          KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyConfirm,        KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyRotate,         KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyUnlock,         KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyLock,           KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyDisable,        KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::KeyDestroy,        KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::StopList,          AGENCY,       ADMIN,   ADMIN,   ADMIN),
    row(Action::StopSet,           STOPPERS,     ADMIN,   ADMIN,   ADMIN),
    row(Action::StopLift,          KEY_HOLDERS,  NOBODY,  ADMIN,   ADMIN),
    row(Action::AlertList,         AGENCY,       ADMIN,   NOBODY,  &[Admin, Auditor]),
    row(Action::NoticeList,        AGENCY,       NOBODY,  NOBODY,  ADMIN),
    row(Action::NoticeRetry,       KEY_HOLDERS,  NOBODY,  NOBODY,  ADMIN),
    row(Action::WebhookManage,     KEY_HOLDERS,  NOBODY,  NOBODY,  NOBODY),
    row(Action::QueueList,         REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralList,      REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralRead,      REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralDecide,    REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralReveal,    REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralFollow,    REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::ReferralRecall,    READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ConsentRead,       READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ConsentAsk,        READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ConsentConfirm,    READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ConsentApprove,    &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::ConsentWithdraw,   READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::CaseList,          REFERRERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::CaseAssign,        &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::CaseStep,          READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::CaseUnmatched,     &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::CaseBreakGlass,    &[Caseworker], NOBODY, NOBODY,  NOBODY),
    row(Action::CaseReview,        &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::CaseOwners,        &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::TransferAsk,       READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::TransferList,      RECEIVERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::TransferAccept,    &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::TransferDecline,   RECEIVERS,    NOBODY,  NOBODY,  NOBODY),
    row(Action::TransferTakeBack,  &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::TransferNote,      READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ApprovalAsk,       READERS,      NOBODY,  NOBODY,  NOBODY),
    row(Action::ApprovalDecide,    &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::UserCertify,       FOCAL,        NOBODY,  NOBODY,  NOBODY),
    row(Action::PathwayRead,       AGENCY,       NOBODY,  NOBODY,  EVERYBODY),
    row(Action::PathwayPropose,    NOBODY,       NOBODY,  NOBODY,  &[FocalPoint, Coordination]),
    row(Action::PathwayDryRun,     NOBODY,       NOBODY,  NOBODY,  &[Coordination]),
    row(Action::PathwaySign,       NOBODY,       NOBODY,  NOBODY,  &[Coordination]),
    row(Action::SiteList,          AGENCY,       NOBODY,  NOBODY,  &[Admin, Coordination]),
    row(Action::SiteOffer,         &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::ProtocolList,      AGENCY,       NOBODY,  NOBODY,  &[Admin, Coordination]),
    row(Action::ProtocolPropose,   FOCAL,        NOBODY,  NOBODY,  &[Coordination]),
    row(Action::ProtocolSign,      FOCAL,        NOBODY,  NOBODY,  &[Coordination]),
    row(Action::ProtocolEnd,       FOCAL,        NOBODY,  NOBODY,  &[Coordination]),
    row(Action::ProviderList,      AGENCY,       NOBODY,  NOBODY,  &[Admin, Coordination]),
    row(Action::GapList,           NOBODY,       NOBODY,  NOBODY,  &[Coordination]),
    row(Action::InsightRead,       AGENCY,       NOBODY,  NOBODY,  NOBODY),
    row(Action::InsightQuality,    &[Supervisor], NOBODY, NOBODY,  NOBODY),
    row(Action::InsightShared,     NOBODY,       NOBODY,  NOBODY,  &[Coordination]),
    row(Action::AuditRead,         FOCAL,        &[Auditor], &[Auditor], &[Auditor]),
    row(Action::ServerRead,        NOBODY,       NOBODY,  NOBODY,  ADMIN),
];

/// What a phone may do in its own project, and nowhere else.
const DEVICE: &[Action] = &[Action::FormDownload, Action::SubmissionCreate];

pub(super) fn device_may(action: Action) -> bool {
    DEVICE.contains(&action)
}

pub(super) fn allows(action: Action, role: Role, place: Place) -> bool {
    TABLE
        .iter()
        .find(|row| row.action == action)
        .is_some_and(|row| {
            let allowed = match place {
                Place::Own => row.own,
                Place::Other => row.other,
                Place::General => row.general,
                Place::Platform => row.platform,
            };
            allowed.contains(&role)
        })
}

/// The whole policy for people to read: a row per action, a column per role and for phones. In each cell, where
/// the action is allowed: `o` in the own agency, `x` in another agency, `g` in a general project, `p` on the
/// platform; for phones `o` is their own project. `-`: nowhere. `tests/policy.matrix` keeps what was reviewed.
pub fn matrix() -> String {
    let mut text = String::from(
        "# o own agency (phones: own project), x other agency, g project without agency, p platform, - nowhere\n",
    );
    let mut line = |name: &str, cells: &[String]| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name:<18}");
        for cell in cells {
            let _ = write!(text, " {cell:<12}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    };
    let mut header: Vec<String> = Role::ALL.iter().map(ToString::to_string).collect();
    header.push("phone".to_owned());
    line("action", &header);
    for &action in Action::ALL {
        let mut cells: Vec<String> = Role::ALL.iter().map(|&role| cell(action, role)).collect();
        cells.push(if device_may(action) { "o" } else { "-" }.to_owned());
        line(action.as_str(), &cells);
    }
    text
}

fn cell(action: Action, role: Role) -> String {
    let places = [
        (Place::Own, 'o'),
        (Place::Other, 'x'),
        (Place::General, 'g'),
        (Place::Platform, 'p'),
    ];
    let cell: String = places
        .iter()
        .filter(|(place, _)| allows(action, role, *place))
        .map(|(_, letter)| letter)
        .collect();
    if cell.is_empty() {
        "-".to_owned()
    } else {
        cell
    }
}
