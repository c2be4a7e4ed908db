//! Words for people: the plain English for each word of a closed set, and what to do next in each state.
//! Every text that depends on a state stands here or in a template, so that translation finds them all.

use crate::domain::words::{
    AgencyKind, Custody, FormState, KeyPurpose, KeyState, Role, Stage, SubmissionState, Urgency,
};
pub use crate::web::next_step::NextStep;

/// How a tag looks; it always also has a word and a shape.
pub trait Tone {
    /// One of `ok`, `wait`, `bad`, `off`.
    fn tone(&self) -> &'static str;
}

/// The word that people read.
pub trait Label {
    /// Short, plain, starts with a capital.
    fn label(&self) -> &'static str;
}

impl Label for Role {
    fn label(&self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Supervisor => "Supervisor",
            Self::Caseworker => "Caseworker",
            Self::FocalPoint => "Focal point",
            Self::DataManager => "Data manager",
            Self::Auditor => "Auditor",
            Self::Coordination => "Coordination",
        }
    }
}

impl Label for AgencyKind {
    fn label(&self) -> &'static str {
        match self {
            Self::Ngo => "Non-governmental organisation",
            Self::Un => "United Nations, international",
            Self::Government => "Authorities",
            Self::Police => "Police or prosecution",
            Self::Military => "Army",
            Self::CampManagement => "Who runs a site",
            Self::HealthFacility => "Clinic or hospital",
            Self::Community => "Community",
            Self::Other => "Other",
        }
    }
}

impl Label for Urgency {
    fn label(&self) -> &'static str {
        match self {
            Self::U0 => "Immediate",
            Self::U1 => "Emergency",
            Self::U2 => "Urgent",
            Self::U3 => "Normal",
        }
    }
}

/// The class that gives an urgency its shape and colour (`u0` … `u3`).
pub trait Shape {
    /// Class name.
    fn shape(&self) -> &'static str;
}

impl Shape for Urgency {
    fn shape(&self) -> &'static str {
        match self {
            Self::U0 => "u0",
            Self::U1 => "u1",
            Self::U2 => "u2",
            Self::U3 => "u3",
        }
    }
}

impl Label for SubmissionState {
    fn label(&self) -> &'static str {
        match self {
            Self::WaitingMedia => "Waiting for files",
            Self::Received => "Received",
            Self::WaitingKey => "Waiting for the key",
            Self::KeyDisabled => "Key disabled",
            Self::KeyUnknown => "Key not here",
            Self::Stopped => "Stopped",
            Self::Damaged => "Damaged",
            Self::Sealed => "Opened and sealed",
            Self::Erased => "Erased",
        }
    }
}

impl Tone for SubmissionState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Sealed => "ok",
            Self::Erased => "off",
            Self::Received | Self::WaitingMedia | Self::WaitingKey | Self::Stopped => "wait",
            Self::Damaged | Self::KeyDisabled | Self::KeyUnknown => "bad",
        }
    }
}

impl Label for FormState {
    fn label(&self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Closing => "Closing",
            Self::Closed => "Closed",
        }
    }
}

impl Tone for FormState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Open => "ok",
            Self::Closing => "wait",
            Self::Closed => "off",
        }
    }
}

impl NextStep for FormState {
    fn next_step(&self) -> &'static str {
        match self {
            Self::Open => "Phones can get it and can send.",
            Self::Closing => "New phones cannot get it. Phones that have it can still send.",
            Self::Closed => "Phones can neither get it nor send.",
        }
    }
}

impl Label for KeyPurpose {
    fn label(&self) -> &'static str {
        match self {
            Self::Collection => "Collection key",
            Self::Cases => "Case key",
            Self::Identity => "Identity key",
            Self::Worker => "Key of the agency's own machine",
        }
    }
}

impl NextStep for KeyPurpose {
    fn next_step(&self) -> &'static str {
        match self {
            Self::Collection => "Phones lock each submission with it.",
            Self::Cases => "Cases and referrals are sealed with it.",
            Self::Identity => "Names and contacts are sealed with it.",
            Self::Worker => "The machine signs with it what it asks of this server.",
        }
    }
}

impl Label for KeyState {
    fn label(&self) -> &'static str {
        match self {
            Self::Pending => "Waiting for the second person",
            Self::Active => "In use",
            Self::Retiring => "Replaced: still opens what phones send with it",
            Self::Retired => "Retired: opens nothing",
            Self::Destroyed => "Destroyed",
            Self::Disabled => "Disabled",
        }
    }
}

impl Tone for KeyState {
    fn tone(&self) -> &'static str {
        match self {
            Self::Pending => "wait",
            Self::Active => "ok",
            Self::Retiring => "wait",
            Self::Retired | Self::Destroyed => "off",
            Self::Disabled => "bad",
        }
    }
}

impl Label for Custody {
    fn label(&self) -> &'static str {
        match self {
            Self::Unattended => "Kept by this server: opens day and night",
            Self::Passphrase => "Under a passphrase: opens only while unlocked",
            Self::AgencyHeld => "On the agency's own machine: this server never has it",
        }
    }
}

impl Label for Stage {
    fn label(&self) -> &'static str {
        match self {
            Self::Context => "Site analysis",
            Self::Screen => "Screening",
            Self::Consent => "Consent",
            Self::Verify => "Interview",
            Self::Intake => "Intake",
            Self::Id => "Identity",
            Self::Safety => "Safety plan",
            Self::Needs => "Needs and plan",
            Self::Refer => "Referral",
            Self::Feedback => "Feedback",
            Self::Follow => "Follow-up",
            Self::Close => "Closure",
            Self::Incident => "Safety incident",
            Self::Provider => "Provider directory",
            Self::Rights => "Rights request",
        }
    }
}

/// The name of a service (domain brief 3.1); the code itself where it has none here.
pub fn service_label(code: &str) -> &str {
    match code {
        "protection_cm" => "Protection case management",
        "safe_shelter" => "Safe shelter",
        "medical" => "Health care",
        "cmr" => "Time-critical health care",
        "mhpss" => "Mental health and support",
        "legal" => "Legal advice",
        "law_enforcement" => "Police and prosecution",
        "child_protection" => "Child protection",
        "gbv" => "GBV case management",
        "tracing" => "Family tracing",
        "documentation" => "Civil documents",
        "livelihoods" => "Livelihood, training, cash",
        "education" => "Education",
        "basic_needs" => "Basic needs",
        "return_reintegration" => "Return and reintegration",
        "asylum_unhcr" => "Asylum and refugee protection",
        "migrant_iom" => "Help for migrants",
        "reintegration_armed" => "Reintegration",
        "security" => "Security focal point",
        "prevention" => "Information and prevention",
        "sea_channel" => "Independent channel",
        "review" => "Supervisor review",
        "data_officer" => "Data protection officer",
        other => other,
    }
}

/// What the audit names, with words for people. An action that is not here is shown by its own word.
pub const AUDIT_ACTIONS: &[(&str, &str)] = &[
    ("session.begin", "Signed in"),
    ("session.code", "Gave a wrong code"),
    ("second_factor.begin", "Began a second factor"),
    ("second_factor.confirm", "Set up a second factor"),
    ("second_factor.remove", "Removed a second factor"),
    ("submission.open", "Opened and sealed"),
    ("submission.read", "Read answers"),
    ("attachment.read", "Read a file"),
    ("submission.retry", "Tried again"),
    ("submission.review", "Reviewed"),
    ("submission.comment", "Wrote a comment"),
    ("comment.read", "Read comments"),
    ("referral.send", "Sent"),
    ("referral.hold", "Held"),
    ("referral.open", "Opened the card"),
    ("referral.see", "Saw for the first time"),
    ("referral.accept", "Accepted"),
    ("referral.decline", "Declined"),
    ("referral.reveal", "Opened a line of contact"),
    ("referral.ask", "Asked a question"),
    ("referral.answer", "Answered a question"),
    ("referral.resume", "The question’s time ended"),
    ("referral.contact", "Met the person"),
    ("referral.deliver", "Gave the service"),
    ("referral.confirm", "Confirmed the service"),
    ("referral.dispute", "Disputed the service"),
    ("referral.person_decline", "The person chose otherwise"),
    ("referral.close", "Closed"),
    ("referral.reopen", "Began again"),
    ("referral.recall", "Took back"),
    ("referral.revoke", "Destroyed the receiver’s keys"),
    ("referral.cut", "Cut to what is still agreed to"),
    ("referral.reduce", "Sent a part of what was held"),
    ("referral.attest", "Said what became of it"),
    ("referral.escalate", "Late: others were told"),
    ("referral.expire", "Not answered in time"),
    ("referral.unplace", "Nobody is left to ask"),
    ("agency.hours", "Declared hours"),
    ("key.make", "Made a key"),
    ("key.confirm", "Confirmed a key"),
    ("key.unlock", "Unlocked the keys"),
    ("key.lock", "Locked the keys"),
    ("key.disable", "Disabled a key"),
    ("form.create", "Added a form"),
    ("form.draft", "Saved a draft"),
    ("form.publish", "Published a form"),
    ("form.open", "Opened a form"),
    ("form.closing", "Set a form to closing"),
    ("form.closed", "Closed a form"),
    ("phone.create", "Added a phone"),
    ("phone.revoke", "Revoked a phone"),
    ("phone.assign", "Gave a phone a form"),
    ("phone.unassign", "Took a form from a phone"),
    ("user.invite", "Invited"),
    ("user.welcome", "Chose a password"),
    ("user.reset", "Made a new link"),
    ("user.disable", "Disabled an account"),
    ("agency.create", "Added an agency"),
    ("agency.services", "Changed services"),
    ("agency.disable", "Disabled an agency"),
    ("agency.enable", "Enabled an agency"),
    ("project.create", "Added a project"),
    ("project.update", "Changed a project"),
];

/// The words for an action of the audit.
pub fn audit_action_label(word: &str) -> &str {
    AUDIT_ACTIONS
        .iter()
        .find(|(known, _)| *known == word)
        .map_or(word, |(_, label)| label)
}
