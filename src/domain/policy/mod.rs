//! Who may do what. Deny by default; one table ([`table`](self) prints it with [`matrix`]) that the API, the
//! pages and the commands ask through [`may`].
//!
//! A [`Grant`] can only be made here, and store queries take its [`Scope`], so that forgetting to ask does not
//! compile. Whether a thing exists, and whose it is, the caller has loaded before it asks.
//!
//! What no table can say stands in [`may`] beside it: whom one may invite, that a key's second person is not
//! its first, that a phone stays in its project, that without a second factor nobody comes near an agency.
//!
//! # An admin never comes to read
//! An admin runs the server: projects, forms, phones, agencies. Of an agency's submissions an admin sees ids,
//! states and part names; of its keys, states and fingerprints. There are no grants by which an admin could
//! become somebody who reads: people with a content role are invited, and their sign-in reset, by their own
//! agency's focal point; the first focal point comes by a one-time link while the agency never had anybody.

mod table;
#[cfg(test)]
mod tests;

use super::closed_set;
use super::second_factor::SignedIn;
use super::words::{Role, Stage};

pub use table::matrix;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The actor's number.
    pub id: i64,
    /// A person with a role, or a phone.
    pub kind: ActorKind,
    /// The agency that a person belongs to, or that owns a phone's project; admins and auditors have none.
    pub agency: Option<String>,
    /// How far they are signed in.
    pub signed_in: SignedIn,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody who signs in.
    Person(Role),
    /// A phone's credential: gets blank forms of its project and sends, and never reads anything back.
    Device {
        /// The only project that it can name.
        project: i64,
    },
}

impl Actor {
    /// The person's role; a phone has none.
    pub fn role(&self) -> Option<Role> {
        match self.kind {
            ActorKind::Person(role) => Some(role),
            ActorKind::Device { .. } => None,
        }
    }

    /// For acts that no table names: whether they are signed in as far as their role goes.
    ///
    /// # Errors
    /// [`Denied::SecondFactor`].
    pub fn fully(&self) -> Result<(), Denied> {
        match self.signed_in {
            SignedIn::Fully => Ok(()),
            SignedIn::ByPassword => Err(Denied::SecondFactor),
        }
    }

    /// What a list without a named owner is about for this actor: the own agency, or else the platform.
    pub fn home(&self) -> Resource<'_> {
        self.agency
            .as_deref()
            .map_or(Resource::Platform, Resource::Agency)
    }
}

closed_set! {
    /// Everything that the policy knows how to allow. Also the word that audit entries carry.
    pub enum Action {
        /// See the agencies and which services they provide.
        AgencyList = "agency.list",
        /// Make an agency.
        AgencyCreate = "agency.create",
        /// Rename an agency.
        AgencyUpdate = "agency.update",
        /// Disable or enable an agency.
        AgencyDisable = "agency.disable",
        /// Make the one-time link for the first focal point of an agency that never had anybody.
        AgencyBootstrap = "agency.bootstrap",
        /// Say which services an agency provides.
        ProviderUpdate = "provider.update",
        /// See who has an account.
        UserList = "user.list",
        /// Invite somebody to a role.
        UserInvite = "user.invite",
        /// Make a new one-time link for somebody who cannot sign in.
        UserReset = "user.reset",
        /// Ask that somebody who lost the second factor is let in again: be the first of two people.
        UserRecover = "user.recover",
        /// Agree to that, or refuse it: be the second.
        UserRecoverApprove = "user.recover_approve",
        /// Disable somebody's account, or enable it as it was.
        UserDisable = "user.disable",
        /// See projects.
        ProjectRead = "project.read",
        /// Make a project.
        ProjectCreate = "project.create",
        /// Rename or archive a project. Never: move it to another owner.
        ProjectUpdate = "project.update",
        /// See forms, versions, files and their XML: blank forms.
        FormRead = "form.read",
        /// Upload drafts and their files.
        FormDraft = "form.draft",
        /// Publish a draft, open or close a form.
        FormPublish = "form.publish",
        /// Get a project's forms onto a phone.
        FormDownload = "form.download",
        /// See a project's phones.
        DeviceList = "device.list",
        /// Make phones, assign forms to them, revoke them.
        DeviceManage = "device.manage",
        /// Send a submission.
        SubmissionCreate = "submission.create",
        /// See submissions' ids, states and part names.
        SubmissionList = "submission.list",
        /// Ask for another try to open a submission.
        SubmissionRetry = "submission.retry",
        /// Say of a submission that it is right, has issues, or does not count.
        SubmissionReview = "submission.review",
        /// Set answers of a submission by hand.
        SubmissionCorrect = "submission.correct",
        /// Read answers: XML, values, attachments.
        SubmissionRead = "submission.read",
        /// Order that a submission is kept, or erased: ask for it, or be the second person.
        RetentionOrder = "retention.order",
        /// See what was destroyed, without content.
        CertificateList = "certificate.list",
        /// See keys' states and fingerprints.
        KeyList = "key.list",
        /// Make a key.
        KeyMake = "key.make",
        /// Bring a key made elsewhere.
        KeyBring = "key.bring",
        /// Be the second person for a new or changed key.
        KeyConfirm = "key.confirm",
        /// Replace a key.
        KeyRotate = "key.rotate",
        /// Unlock keys with their passphrase.
        KeyUnlock = "key.unlock",
        /// Lock keys.
        KeyLock = "key.lock",
        /// Disable or enable a key.
        KeyDisable = "key.disable",
        /// Destroy a key: ask for it, or be the second person.
        KeyDestroy = "key.destroy",
        /// See emergency stops.
        StopList = "stop.list",
        /// Stop a phone, a person, a form, an agency, a site, or everything.
        StopSet = "stop.set",
        /// Lift an emergency stop.
        StopLift = "stop.lift",
        /// See what waits for a person to act, without content.
        AlertList = "alert.list",
        /// See which messages reached people and machines, and hear of new ones as they come.
        NoticeList = "notice.list",
        /// Try a message again that was given up.
        NoticeRetry = "notice.retry",
        /// Say which machines of the agency's are told.
        WebhookManage = "webhook.manage",
        /// See an agency's queues.
        QueueList = "queue.list",
        /// List what an agency received or sent, with triage cards.
        ReferralList = "referral.list",
        /// Open one referral's card.
        ReferralRead = "referral.read",
        /// Accept or decline a referral, and say what came of it.
        ReferralDecide = "referral.decide",
        /// Open contact and identity of an accepted referral, line by line.
        ReferralReveal = "referral.reveal",
        /// Answer what a receiver asks, confirm what it reports, close, begin again.
        ReferralFollow = "referral.follow",
        /// Take a referral back.
        ReferralRecall = "referral.recall",
        /// See what was agreed to in a case.
        ConsentRead = "consent.read",
        /// Ask for a consent on another basis than the person's agreement: be the first of two people.
        ConsentAsk = "consent.ask",
        /// Confirm what a person agreed to.
        ConsentConfirm = "consent.confirm",
        /// Be the person without whom a child's, or nobody's, agreement counts for nothing.
        ConsentApprove = "consent.approve",
        /// Take back what was agreed to.
        ConsentWithdraw = "consent.withdraw",
        /// See an agency's cases: ids, states, people and counts; find one by its code.
        CaseList = "case.list",
        /// Say who works on a case, and who supervises it.
        CaseAssign = "case.assign",
        /// Take a case from one state to the next.
        CaseStep = "case.step",
        /// See what named a case from elsewhere, take it in or dismiss it.
        CaseUnmatched = "case.unmatched",
        /// Look into a case of U0 that one does not work on, for an hour.
        CaseBreakGlass = "case.break_glass",
        /// Say whether such a look was right.
        CaseReview = "case.review",
        /// See who had a case, and until when.
        CaseOwners = "case.owners",
        /// Ask that another agency is to have a case.
        TransferAsk = "transfer.ask",
        /// See which cases are offered from one agency to another, without content.
        TransferList = "transfer.list",
        /// Take a case that another agency offers.
        TransferAccept = "transfer.accept",
        /// Say why a case that another agency offers is not taken.
        TransferDecline = "transfer.decline",
        /// Take an offer back.
        TransferTakeBack = "transfer.take_back",
        /// Read a hand-over note.
        TransferNote = "transfer.note",
        /// Ask for what a second person has to decide.
        ApprovalAsk = "approval.ask",
        /// Decide what another person asked for.
        ApprovalDecide = "approval.decide",
        /// Say until when somebody may read interviews.
        UserCertify = "user.certify",
        /// See services, templates and rules.
        PathwayRead = "pathway.read",
        /// Propose a version of the tables.
        PathwayPropose = "pathway.propose",
        /// See what a version would change, in counts.
        PathwayDryRun = "pathway.dry_run",
        /// Sign a version: two people bring it into force.
        PathwaySign = "pathway.sign",
        /// See which places are cleared for first conversations.
        SiteList = "site.list",
        /// Let the own agency's phones screen in a place that is not cleared.
        SiteOffer = "site.offer",
        /// See protocols between agencies.
        ProtocolList = "protocol.list",
        /// Propose a protocol between agencies.
        ProtocolPropose = "protocol.propose",
        /// Sign a protocol: two people bring it into force.
        ProtocolSign = "protocol.sign",
        /// End a protocol at once.
        ProtocolEnd = "protocol.end",
        /// See the directory of services.
        ProviderList = "provider.list",
        /// See how often nobody was there for a service.
        GapList = "gap.list",
        /// See how the own agency's work goes, in exact counts.
        InsightRead = "insight.read",
        /// See who and what is missing in what the own agency's phones sent, in exact counts.
        InsightQuality = "insight.quality",
        /// See the tables of counts that are released to the coordination body.
        InsightShared = "insight.shared",
        /// See who did and opened what.
        AuditRead = "audit.read",
        /// See the server's settings and health in detail.
        ServerRead = "server.read",
    }
}

/// What is asked about. Agencies are named by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource<'a> {
    /// The installation as a whole: lists of everything, new agencies.
    Platform,
    /// An agency and whatever it owns.
    Agency(&'a str),
    /// An agency that never had an account, not even a disabled one.
    AgencyWithoutPeople(&'a str),
    /// A project with its forms, phones and submissions; without an agency it is a general project.
    Project {
        /// The project's number.
        id: i64,
        /// Its owner.
        agency: Option<&'a str>,
    },
    /// Somebody's account, or one to be made.
    Person {
        /// Their role, now or once invited.
        role: Role,
        /// Their agency, now or once invited.
        agency: Option<&'a str>,
    },
    /// A key that waits for its second person.
    PendingKey {
        /// The agency whose key it is.
        agency: &'a str,
        /// Who made or changed it.
        requested_by: i64,
    },
    /// What was said in one submission.
    Submission {
        /// Its project's number.
        project: i64,
        /// Whose it is: its agency, or the one whose case it joined; none in a general project.
        agency: Option<&'a str>,
        /// The guide's step of its form; none for a form that is no part of casework.
        stage: Option<Stage>,
        /// Whether it belongs to a case that the asker works on.
        works_on: bool,
    },
    /// A case.
    Case {
        /// The agency that owns it.
        agency: &'a str,
        /// Who works on it.
        caseworker: Option<i64>,
    },
    /// What was agreed to in a case.
    Consents {
        /// The agency that owns the case.
        agency: &'a str,
        /// Who works on it.
        caseworker: Option<i64>,
        /// Whether the asker, who does not, may look into it for an hour.
        looks: bool,
    },
    /// An approval that somebody asked for.
    Approval {
        /// The agency whose it is.
        agency: &'a str,
        /// Who asked.
        asked_by: i64,
    },
    /// A look into a case that somebody did not work on.
    BrokenGlass {
        /// The agency whose case it is.
        agency: &'a str,
        /// Who looked.
        looked: i64,
    },
    /// A referral, as its receiver meets it.
    Received {
        /// The receiving agency.
        by: &'a str,
    },
    /// A referral, as its sender meets it.
    Sent {
        /// The sending agency.
        by: &'a str,
    },
}

impl<'a> Resource<'a> {
    fn owner(self) -> Owner<'a> {
        match self {
            Self::Platform | Self::Person { agency: None, .. } => Owner::Platform,
            Self::Project { agency: None, .. } | Self::Submission { agency: None, .. } => {
                Owner::General
            }
            Self::Agency(agency)
            | Self::AgencyWithoutPeople(agency)
            | Self::Project {
                agency: Some(agency),
                ..
            }
            | Self::Person {
                agency: Some(agency),
                ..
            }
            | Self::Submission {
                agency: Some(agency),
                ..
            }
            | Self::PendingKey { agency, .. }
            | Self::Case { agency, .. }
            | Self::Consents { agency, .. }
            | Self::Approval { agency, .. }
            | Self::BrokenGlass { agency, .. }
            | Self::Received { by: agency }
            | Self::Sent { by: agency } => Owner::Agency(agency),
        }
    }
}

/// Whose a resource is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    Platform,
    General,
    Agency(&'a str),
}

/// That somebody may do something. Only [`may`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    actor: i64,
    action: Action,
    scope: Scope,
}

impl Grant {
    /// Who was allowed.
    pub fn actor(&self) -> i64 {
        self.actor
    }

    /// What was allowed.
    pub fn action(&self) -> Action {
        self.action
    }

    /// How far it reaches, for queries.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

/// How far a grant reaches; what store queries take instead of an agency's id that somebody could make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    reach: Reach,
}

/// What a scope covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything of the kind that was asked for.
    Everything,
    /// What one agency owns.
    Agency(String),
    /// One project.
    Project(i64),
}

impl Scope {
    /// What it covers.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The one agency that it covers, if it is an agency's.
    pub fn agency(&self) -> Option<&str> {
        match &self.reach {
            Reach::Agency(agency) => Some(agency),
            Reach::Everything | Reach::Project(_) => None,
        }
    }

    /// The one project that it covers, if it is a project's.
    pub fn project(&self) -> Option<i64> {
        match self.reach {
            Reach::Project(id) => Some(id),
            Reach::Everything | Reach::Agency(_) => None,
        }
    }
}

/// That somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It is another agency's: the answer must be the same as for what does not exist (404).
    #[error("there is nothing here")]
    Hidden,
    /// The actor may know that it exists (403).
    #[error("your role does not allow this")]
    Forbidden,
    /// The role would allow it; the session was begun without the second factor that it needs (403).
    #[error("this needs your second factor")]
    SecondFactor,
}

/// Asks the policy.
///
/// # Errors
/// [`Denied`], which says whether the actor may know that the resource exists.
pub fn may(actor: &Actor, action: Action, resource: Resource<'_>) -> Result<Grant, Denied> {
    let owner = resource.owner();
    let allowed = match actor.kind {
        ActorKind::Person(role) => {
            table::allows(action, role, place(actor, owner)) && person_may(actor, action, resource)
        }
        ActorKind::Device { project } => {
            table::device_may(action)
                && matches!(resource, Resource::Project { id, .. } if id == project)
        }
    };
    if !allowed {
        return Err(denial(actor, owner));
    }
    if !by_password(action, resource) {
        actor.fully()?;
    }
    let reach = match (resource, owner) {
        (Resource::Project { id, .. } | Resource::Submission { project: id, .. }, _) => {
            Reach::Project(id)
        }
        (_, Owner::Agency(agency)) => Reach::Agency(agency.to_owned()),
        (_, Owner::Platform | Owner::General) => Reach::Everything,
    };
    Ok(Grant {
        actor: actor.id,
        action,
        scope: Scope { reach },
    })
}

/// Whether a password is enough: for general projects, which hold nothing confidential, and to find or make one.
fn by_password(action: Action, resource: Resource<'_>) -> bool {
    match resource {
        Resource::Project { agency: None, .. } | Resource::Submission { agency: None, .. } => true,
        Resource::Platform => matches!(action, Action::ProjectRead | Action::ProjectCreate),
        _ => false,
    }
}

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// How long a certification to read interviews lasts, in milliseconds: 12 months after the training.
pub const CERTIFIED_MS: i64 = 365 * DAY;
/// Whoever did not sign in for so long, in milliseconds, does not any more until somebody makes them a new link.
const DORMANT_MS: i64 = 30 * DAY;

/// Whether an account was not used for 30 days. One that never was waits for its first use.
pub fn is_dormant(last_seen: Option<i64>, now: i64) -> bool {
    last_seen.is_some_and(|at| now.saturating_sub(at) > DORMANT_MS)
}

/// Whether interviews may be read by somebody whose certification lasts until then, in milliseconds since 1970 UTC. What
/// was never given, or has run out, is nothing.
pub fn is_certified(until: Option<i64>, now: i64) -> bool {
    until.is_some_and(|until| now < until)
}

/// Where a resource stands as seen by an actor: the table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the agency to which the person belongs.
    Own,
    /// In an agency to which the person does not belong.
    Other,
    /// In a project without an agency.
    General,
    /// On the installation as a whole.
    Platform,
}

/// What the table alone says to people of a role, without a resource at hand: route tables and their documents are made
/// of it. It allows nothing; [`may`] does.
///
/// # Errors
/// [`Denied`], as [`may`] would say it.
pub fn said(role: Role, action: Action, place: Place) -> Result<(), Denied> {
    if table::allows(action, role, place) {
        Ok(())
    } else {
        Err(denial_of(role, place))
    }
}

/// Whether phones may do this in their own project.
pub fn said_to_phones(action: Action) -> bool {
    table::device_may(action)
}

fn place(actor: &Actor, owner: Owner<'_>) -> Place {
    match owner {
        Owner::Platform => Place::Platform,
        Owner::General => Place::General,
        Owner::Agency(agency) if actor.agency.as_deref() == Some(agency) => Place::Own,
        Owner::Agency(_) => Place::Other,
    }
}

/// What the table cannot say.
fn person_may(actor: &Actor, action: Action, resource: Resource<'_>) -> bool {
    match (action, resource) {
        (Action::UserInvite | Action::UserReset, Resource::Person { role, agency }) => {
            // An admin's people belong to no agency, an agency's people to theirs; so neither can make, or
            // take over by a new link, an account of the other's kind.
            agency.is_some() == role.is_of_an_agency()
        }
        (Action::UserRecover, Resource::Person { role, agency }) => {
            agency.is_some() == role.is_of_an_agency()
        }
        // What waits is listed at home.
        (Action::UserRecover, resource) => {
            matches!(resource, Resource::Agency(_) | Resource::Platform)
        }
        // Which two people, and that neither is the one who is let in, `recovery` says.
        (Action::UserRecoverApprove, resource) => {
            matches!(resource, Resource::Agency(_) | Resource::Platform)
        }
        // The role stands in the resource: without it nobody can be invited.
        (Action::UserInvite | Action::UserReset, _) => false,
        (Action::UserDisable, resource) => matches!(resource, Resource::Person { .. }),
        (Action::AgencyBootstrap, resource) => matches!(resource, Resource::AgencyWithoutPeople(_)),
        (Action::KeyConfirm, Resource::PendingKey { requested_by, .. }) => requested_by != actor.id,
        (Action::KeyConfirm, _) => false,
        // Caseworkers read what they work on, and their agency's screenings (domain brief 4).
        (
            Action::SubmissionRead,
            Resource::Submission {
                agency: Some(_),
                stage,
                works_on,
                ..
            },
        ) => {
            actor.role() != Some(Role::Caseworker)
                || works_on
                || matches!(
                    stage,
                    None | Some(Stage::Screen | Stage::Context | Stage::Provider)
                )
        }
        // They correct what they work on, and what is no part of casework; whether they do stands in the resource.
        (
            Action::SubmissionCorrect,
            Resource::Submission {
                agency: Some(_),
                stage,
                works_on,
                ..
            },
        ) => actor.role() != Some(Role::Caseworker) || works_on || stage.is_none(),
        // A caseworker's own cases; whose they are stands in the resource.
        (
            Action::CaseStep | Action::ApprovalAsk | Action::TransferAsk | Action::TransferNote,
            Resource::Case { caseworker, .. },
        ) => actor.role() != Some(Role::Caseworker) || caseworker == Some(actor.id),
        (
            Action::CaseStep
            | Action::ApprovalAsk
            | Action::TransferAsk
            | Action::TransferNote
            | Action::CaseOwners
            | Action::CaseAssign
            | Action::CaseUnmatched
            | Action::CaseBreakGlass,
            resource,
        ) => matches!(resource, Resource::Case { .. }),
        // So are their consents. Whoever looks into one where a life waits sees them, and asks for what saves it.
        (
            Action::ConsentRead | Action::ConsentAsk,
            Resource::Consents {
                caseworker, looks, ..
            },
        ) => actor.role() != Some(Role::Caseworker) || caseworker == Some(actor.id) || looks,
        (
            Action::ConsentConfirm | Action::ConsentWithdraw,
            Resource::Consents { caseworker, .. },
        ) => actor.role() != Some(Role::Caseworker) || caseworker == Some(actor.id),
        // That something waits to be confirmed, without content, is listed for the whole agency.
        (Action::ConsentRead, resource) => matches!(resource, Resource::Agency(_)),
        (
            Action::ConsentAsk
            | Action::ConsentConfirm
            | Action::ConsentApprove
            | Action::ConsentWithdraw,
            resource,
        ) => matches!(resource, Resource::Consents { .. }),
        // Nobody decides their own.
        (Action::ApprovalDecide, Resource::Approval { asked_by, .. }) => asked_by != actor.id,
        (Action::ApprovalDecide, _) => false,
        (Action::CaseReview, Resource::BrokenGlass { looked, .. }) => looked != actor.id,
        (Action::CaseReview, _) => false,
        (Action::UserCertify, resource) => matches!(
            resource,
            Resource::Person {
                role: Role::Supervisor | Role::Caseworker,
                ..
            }
        ),
        (Action::ReferralRead, resource) => {
            matches!(resource, Resource::Received { .. } | Resource::Sent { .. })
        }
        (Action::ReferralDecide | Action::ReferralReveal, resource) => {
            matches!(resource, Resource::Received { .. })
        }
        (Action::ReferralFollow | Action::ReferralRecall, resource) => {
            matches!(resource, Resource::Sent { .. })
        }
        _ => true,
    }
}

fn denial(actor: &Actor, owner: Owner<'_>) -> Denied {
    match actor.kind {
        ActorKind::Device { .. } => Denied::Hidden,
        ActorKind::Person(role) => denial_of(role, place(actor, owner)),
    }
}

fn denial_of(role: Role, place: Place) -> Denied {
    match place {
        // Who belongs to no agency knows that agencies and their things exist.
        _ if !role.is_of_an_agency() => Denied::Forbidden,
        Place::Other | Place::General => Denied::Hidden,
        Place::Own | Place::Platform => Denied::Forbidden,
    }
}
